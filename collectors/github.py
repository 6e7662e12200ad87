"""Stars, forks, open issues, releases and weekly commits of the projects' repositories.

Source   https://docs.github.com/graphql with a token, https://docs.github.com/rest without one
Unit     accounts, copies, open entries, releases: levels when asked; commits: counted per week
Ways     GraphQL counts issues and pull requests apart, REST only together: separate columns
Names    a moved repository is followed; each name asked for keeps what it led to by GitHub's own
         id, which tells a new name from another repository under an old one
Parts    without a token 60 requests an hour are free: when they are spent, what was counted lands,
         and the next run goes on from there until all names are in one run
"""

import copy
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, AliasPath, Field, ValidationError, computed_field

from collectors import settings
from collectors.errors import NotThere, SetupError, SourceChanged, SourceUnavailable
from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client
from collectors.machinery.http import LONGEST_WAIT, BadBody, waiting_time

HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
GONE = {404: "not found", 451: "blocked"}
KEYLESS_REQUESTS = 60
"""An hour, for one address without a token."""
BATCH = 20
"""Repositories in one GraphQL query. That costs one point of 5,000 an hour, and none of the 500,000
nodes a query may ask for; more would often take longer than the ten seconds GitHub allows."""
HASTY = 2
"""Attempts at a batch; then it is asked in halves. One repository gets all attempts."""
MOST_SILENT = 3
"""Repositories in a row without any answer; with more of them GitHub is out of order."""
ABSENT = {"NOT_FOUND": "not found", "FORBIDDEN": "forbidden"}
"""What GraphQL says of one repository of a query; the others are good."""
LIMIT = re.compile(r"rate.?limit", re.IGNORECASE)
SLOW = re.compile(r"time.?d?.?out", re.IGNORECASE)
GATEWAY = (500, 502, 503, 504)
"""What GitHub, or what stands before it, answers when a request takes too long."""
UNCOUNTED = {204: "empty", 422: "too many commits", **GONE}
"""Why a repository has no commit statistics."""
POLLS, STATUSES = 4, (202, *UNCOUNTED, *GATEWAY)
"""Commit statistics that are still computed after four requests are unavailable."""
FACTS = """fragment facts on Repository {
  databaseId nameWithOwner stargazerCount forkCount isArchived hasIssuesEnabled pushedAt createdAt
  watchers { totalCount } issues(states: OPEN) { totalCount }
  pullRequests(states: OPEN) { totalCount } releases { totalCount }
  latestRelease { tagName publishedAt } licenseInfo { spdxId } defaultBranchRef { name }
}"""

Moment = Annotated[datetime, AfterValidator(lambda m: m.astimezone(UTC).replace(tzinfo=None))]


def _at(*path: str, **default: Any) -> Any:
    return Field(validation_alias=AliasPath(*path), **default)


class Repository(Lax):
    """A repository by REST, where `watchers_count` would be its stars."""

    repository_id: int = _at("id")
    full_name: str
    stars: int = _at("stargazers_count")
    forks: int = _at("forks_count")
    watchers: int = _at("subscribers_count")
    open_issues_and_pull_requests: int = _at("open_issues_count")
    archived: bool
    license: str | None = _at("license", "spdx_id", default=None)
    default_branch: str
    pushed_at: Moment | None
    created_at: Moment


class Node(Lax):
    """A repository by GraphQL: what FACTS asks for."""

    repository_id: int = _at("databaseId")
    full_name: str = _at("nameWithOwner")
    stars: int = _at("stargazerCount")
    forks: int = _at("forkCount")
    watchers: int = _at("watchers", "totalCount")
    has_issues: bool = _at("hasIssuesEnabled")
    issues: int = _at("issues", "totalCount")
    open_pull_requests: int = _at("pullRequests", "totalCount")
    releases: int = _at("releases", "totalCount")
    latest_release: str | None = _at("latestRelease", "tagName", default=None)
    latest_release_at: Moment | None = _at("latestRelease", "publishedAt", default=None)
    archived: bool = _at("isArchived")
    license: str | None = _at("licenseInfo", "spdxId", default=None)
    default_branch: str | None = _at("defaultBranchRef", "name", default=None)
    pushed_at: Moment | None = _at("pushedAt")
    created_at: Moment = _at("createdAt")

    @computed_field  # type: ignore[prop-decorator]  # as pydantic has it
    @property
    def open_issues(self) -> int | None:
        """Return the open issues; where issues are switched off there is no count, not zero."""
        return self.issues if self.has_issues else None


class Problem(Lax):
    """One of GraphQL's errors; they come with status 200."""

    type: str | None = None
    message: str = ""
    path: list[str | int] | None = None
    extensions: dict[str, Any] | None = None

    @property
    def code(self) -> str:
        """Return the code by which a query is refused that does not fit the schema; or nothing."""
        return str((self.extensions or {}).get("code") or "")

    def names(self, what: re.Pattern[str], *, message: bool = True) -> bool:
        """Return whether its type, its code or its message is of a kind."""
        said = f"{self.type} {self.code} {self.message if message else ''}"
        return what.search(said) is not None


class Reply(Lax):
    """Any GraphQL answer."""

    data: Any = None
    errors: list[Problem] = Field([])


class Graph(Reply):
    """GraphQL's answer to `_query`."""

    data: dict[str, Node | None] | None = None


class Week(Lax):
    """What was counted in the week that begins at `week`, in seconds since 1970."""

    week: int
    total: int
    days: list[int]


def fetch(client: Client, ask: Ask) -> None:
    """Ask for every name; with a token, also for the weekly commits of what is not archived."""
    names = sorted(ask.names["github"])
    if not has_token(client):
        _look_up(client, names)
        return
    active, silent = {}, list[SourceUnavailable]()
    for start in range(0, len(names), BATCH):
        client.report(f"{start} of {len(names)} repositories")
        for name, answer in _ask(client, names[start : start + BATCH]):
            with sparing(client, name, silent):
                for _, node, state in _nodes(answer):
                    if node and state == "active":
                        active[node.full_name] = node.repository_id
    if len(silent) == len(names) > 0:
        raise silent[0]
    _ask_commits(client, active)


def probe(client: Client) -> None:
    """Ask for one repository, in the way in which a collection asks.

    Raises:
        SourceUnavailable: it is not answered.
    """
    name = "git/git"
    if not has_token(client):
        lookup(client, name).read(Repository)
        return
    for _, answer in _ask(client, [name]):
        for _, node, state in _nodes(answer):
            if node is None and isinstance(answer, Answer):
                answer.refuse(f"says that {name} is {state}")


def parse(answer: Answer) -> Rows:
    """Yield a row for each name asked for, or the weekly commits of one repository."""
    if "attempt" in answer.about:
        yield from _commits(answer)
    elif "asked" in answer.about:
        found = None if answer.status in GONE else answer.read(Repository)
        state = GONE.get(answer.status) or _state(found)
        yield "github", _row(answer.about["asked"], state, "rest", found)
    else:
        for name, node, state in _nodes(answer):
            yield "github", _row(name, state, "graphql", node)


def announce_hours(client: Client, requests: int) -> str:
    """Say how long it takes without a token, before anything is asked; and return it for later."""
    if requests <= KEYLESS_REQUESTS:
        return ""
    hours = f"without {client.live.token} about {-(-requests // KEYLESS_REQUESTS)} hours"
    rate = f"{requests} requests, {KEYLESS_REQUESTS} an hour"
    client.report(f"{hours}: {rate}; what is complete lands each hour")
    return f", {hours}"


@contextmanager
def sparing(client: Client, what: str, silent: list[SourceUnavailable]) -> Iterator[None]:
    """Leave out one repository that gives no good answer, which the run then says.

    Args:
        client: whose run it is.
        what: the part, for people.
        silent: the errors since the last good answer. More than MOST_SILENT are an outage.

    Raises:
        SourceUnavailable: an outage, or a spent limit, which bars all others.
    """
    try:
        yield
    except SourceUnavailable as error:
        silent.append(error)
        if len(silent) > MOST_SILENT:
            raise
        client.lack(what, error)
    else:
        silent.clear()


def has_token(client: Client) -> bool:
    """Return whether requests carry a token."""
    return bool(client.live.token and settings.get(client.live.token))


def lookup(client: Client, name: str) -> Answer:
    """Return what REST says of a repository; it may have moved, or be gone."""
    return client.get(f"/repos/{name}", about={"asked": name}, accept=GONE, headers=HEADERS)


def weeks(answer: Answer) -> Iterator[tuple[date, int]]:
    """Yield first day and total of each week; the week begins at the midnight UTC that is nearest.

    Raises:
        SourceChanged: another shape, or days that do not add up.
    """
    for week in answer.read(list[Week]):
        if week.total != sum(week.days) or len(week.days) != 7:
            answer.refuse(f"says {week.total} for week {week.week}, its days are {week.days}")
        yield date(1970, 1, 1) + timedelta(days=round(week.week / 86400)), week.total


def _look_up(client: Client, names: list[str]) -> None:
    """Look names up one by one; when the hour's requests are spent, a part of them lands."""
    client.go_on_from_part()
    hours = announce_hours(client, len(names) - client.draft.resumed)
    silent = list[SourceUnavailable]()
    for number, name in enumerate(names, start=1):
        client.report(f"{number} of {len(names)} repositories{hours}")
        try:
            with sparing(client, name, silent):
                lookup(client, name)
        except SourceUnavailable as error:
            if not client.draft.entries:
                raise
            left = names[number - 1 :]
            client.land_part(f"{len(left)} of {len(names)} repositories ({left[0]} ...)", error)
            return
        except SetupError as error:
            if "access blocked" not in str(error):
                raise
            client.lack(name, error)
    if len(silent) == len(names) > 0:
        raise silent[0]


def _ask(client: Client, names: list[str]) -> Iterator[tuple[str, Answer | SourceUnavailable]]:
    """Yield GraphQL's answers on some repositories, or why one has none, after the first's name."""
    url, several, web = f"{client.live.api}/graphql", len(names) > 1, client.web
    if several:
        web = copy.copy(web)
        web.attempts = min(HASTY, web.attempts)

    def make(path: Path) -> None:
        try:
            response = web.fetch(
                "POST",
                url,
                path,
                headers=HEADERS,
                body={"query": _query(names)},
                accept=GATEWAY if several else (),
                check=lambda body, _: _check(body, several),
            )
            if response.status_code != 200 and (wait := waiting_time(response.headers)):
                client.web.pause(min(wait, LONGEST_WAIT))
        except SourceUnavailable as error:
            if not several or error.free_at or isinstance(error, NotThere):
                raise
            # kept, so that a run that is resumed does not try it again
            path.write_text(json.dumps({"errors": [{"message": str(error)}]}), "utf-8")

    try:
        # recorded only when it is an answer: a spent limit comes with status 200 too
        answer = client.record(url, make, about={"repositories": names, "way": "graphql"})
    except SourceUnavailable as error:
        if several or isinstance(error, NotThere):
            raise
        yield names[0], error
        return
    if several and _too_much(answer):
        middle = len(names) // 2
        yield from _ask(client, names[:middle])
        yield from _ask(client, names[middle:])
    else:
        yield names[0], answer


def _query(names: list[str]) -> str:
    parts = ""
    for number, name in enumerate(names):
        owner, _, repository = (json.dumps(part) for part in name.partition("/"))
        place = f"owner: {owner}, name: {repository}, followRenames: true"
        parts += f"r{number}: repository({place}) {{ ...facts }}\n"
    return f"query {{\n{parts}}}\n{FACTS}"


def _check(body: bytes, several: bool) -> None:
    """Refuse an answer with status 200 that answers nothing, for good if the schema changed."""
    try:
        reply = Reply.model_validate_json(body)
    except ValidationError as error:
        raise BadBody(found=f"expected data and errors, found {body[:80]!r}") from error
    if reply.data is None and not reply.errors:
        raise BadBody(found="neither data nor errors")
    for problem in reply.errors:
        if problem.type in ABSENT or (several and _is_too_much(problem)):
            continue
        msg = f"GraphQL says {problem.type or 'without a type'}: {problem.message}"
        passing = problem.names(SLOW) or problem.names(LIMIT, message=False)
        if problem.code and not passing:
            msg = f"github: {msg}. Correct FACTS in collectors/github.py."
            raise SourceChanged(msg)
        raise BadBody(msg)


def _is_too_much(problem: Problem) -> bool:
    """Return whether fewer repositories at once may help: a timeout comes without a type."""
    barred = problem.type in ABSENT or problem.names(LIMIT)
    return not barred and (problem.names(SLOW) or not problem.code)


def _too_much(answer: Answer) -> bool:
    try:
        reply = Reply.model_validate_json(answer.content())
    except ValidationError:  # the gateway's page
        return True
    return reply.data is None or any(map(_is_too_much, reply.errors))


def _nodes(answer: Answer | SourceUnavailable) -> Iterator[tuple[str, Node | None, str]]:
    """Yield for each name asked for what was found, and its state; raise why there is no answer."""
    if isinstance(answer, SourceUnavailable):
        raise answer
    names = answer.about["repositories"]
    if len(names) > 1 and _too_much(answer):
        return  # the halves were asked
    body = answer.read(Graph)
    reasons = {problem.path[0]: problem.type for problem in body.errors if problem.path}
    for key, name in ((f"r{number}", name) for number, name in enumerate(names)):
        node, reason = (body.data or {}).get(key), reasons.get(key)
        if node is None and reason not in ABSENT:
            answer.refuse(f"says nothing of {name}, and not why")
        yield name, node, _state(node) if node else ABSENT[str(reason)]


def _state(found: Repository | Node | None) -> str:
    return "archived" if found and found.archived else "active"


def _row(asked: str, state: str, way: str, found: Repository | Node | None) -> dict[str, Any]:
    facts = found.model_dump() if found else {}
    return {**facts, "asked": asked, "state": state, "way": way}


def _ask_commits(client: Client, repositories: dict[str, int]) -> None:
    """Ask for weekly commits, again and again where GitHub is still computing them."""
    waiting, seconds = sorted(repositories), client.live.backoff_seconds
    silent = list[SourceUnavailable]()
    for attempt in range(1, POLLS + 1):
        computing = []
        for number, name in enumerate(waiting, start=1):
            client.report(f"{number} of {len(waiting)} commit statistics, attempt {attempt}")
            url = f"/repos/{name}/stats/commit_activity"
            about = {"repository_id": repositories[name], "attempt": attempt}
            with sparing(client, f"the commits of {name}", silent):
                if _computing(client.get(url, about=about, accept=STATUSES, headers=HEADERS)):
                    computing.append(name)
        waiting = computing
        if waiting and attempt < POLLS:
            client.web.pause(seconds * 3 ** (attempt - 1))


def _computing(answer: Answer) -> bool:
    return answer.status == 202 or answer.status >= 500 or answer.text().strip() == "{}"


def _commits(answer: Answer) -> Rows:
    """Yield one row per week; without commits, one row that says why."""
    repository = answer.about["repository_id"]
    if _computing(answer):
        if answer.about["attempt"] == POLLS:
            yield "github_commit_weeks", (repository, None, None, "still computed")
    elif answer.status != 200:
        yield "github_commit_weeks", (repository, None, None, UNCOUNTED[answer.status])
    else:
        for week, commits in weeks(answer):
            yield "github_commit_weeks", (repository, week, commits, "counted")
