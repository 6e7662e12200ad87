"""Commits and authors per month of default branches, counted in the repositories' own logs.

Source   any git server; commits alone are copied, without trees and files
Unit     commits, and distinct author addresses; months are UTC, by the committer's date
Merges   a commit with two or more parents is a commit and nothing else: robots, addresses and new
         addresses are those of the other commits, as in the bundled counts
Address  compared without capitals, as the commit has it (no mailmap); an empty one is nobody's. It
         is new in the month of its first commit that is not a robot's
Dates    before 1990 or in the future belong to no month: the commit is in the totals only
Kept     counts. The copies in data/cache/git/ make the next run short; remove them at will
"""

import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from collectors.errors import SetupError, SourceUnavailable
from collectors.machinery import git
from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client
from collectors.machinery.http import Again

BOT = r"(?<![^\W_])bot(?![^\W_])|dependabot"
"""Searched in address and name, with what the card's pattern `bots` adds: a word of its own, as in
renovate[bot] or bot@."""
FORMAT = "%x00".join(["%H", "%ct", "%P", "%ae", "%an"])
EARLIEST = date(1990, 1, 1)
AHEAD = timedelta(days=1)
"""How far a commit's date may lie after the run's first day: clocks differ, and runs go on."""
OWNED = re.compile(r"(?!\.{1,2}/)[\w.][\w.-]*/(?!\.{1,2}$)[\w.][\w.-]*", re.ASCII)
ABSENT = re.compile(
    r"repository '.*' not found|not appear to be a git repository"
    r"|returned error: (404|410|451)"
    # GitHub asks who you are rather than say that there is nothing
    r"|could not read Username|Authentication failed"
)
"""What git says when a repository is not there or not public."""


class Counts(Lax):
    """What is counted, in the order of both tables."""

    commits: int
    commits_excl_merges: int
    bot_commits: int
    author_addresses: int
    author_addresses_excl_bots: int


KINDS = tuple(Counts.model_fields)


class Month(Counts):
    """Counts of one month."""

    month: date
    new_author_addresses: int


class Log(Counts):
    """Counts of one log; an empty repository has no branch, dates, newest commit or months."""

    read_on: date
    branch: str | None
    first_date: date | None
    head_date: date | None
    head_commit: str | None
    undated_commits: int
    months: list[Month]


def fetch(client: Client, ask: Ask) -> None:
    """Count every repository; the others are kept when some cannot be reached."""
    names = sorted(client.live.only or ask.names["github"])
    urls = {name: url_of(client, name) for name in names}
    _compare_clocks(client, urls.values())
    failed = []
    for number, (name, url) in enumerate(urls.items(), start=1):
        client.report(f"{number} of {len(urls)} repositories: {name}")

        def make(path: Path, name: str = name, url: str = url) -> None:
            def once() -> dict[str, Any]:
                try:
                    return counted(client, name, url, ask.today)
                except SourceUnavailable as error:
                    raise Again(str(error).removeprefix(f"{client.source}: ")) from error

            path.write_text(json.dumps(client.web.persist(url, once), default=str))

        try:
            client.record(url, make, about={"repository": name})
        except SourceUnavailable as error:
            failed.append(f"{name}: {str(error).removeprefix(f'{client.source}: ')}")
    if failed:
        msg = (
            f"{client.source}: {len(failed)} of {len(urls)} repositories could not be read. "
            f"{' '.join(failed)} The next collection asks for these alone."
        )
        raise SourceUnavailable(msg)


def _compare_clocks(client: Client, urls: Iterable[str]) -> None:
    """Ask a host for any small page: git does not pass on what time it is there."""
    for url in map(urlsplit, urls):
        if url.scheme in ("http", "https"):
            page = f"{url.scheme}://{url.netloc}/robots.txt"
            client.web.fetch("GET", page, client.draft.scratch("clock"), accept=[404])
            return


def probe(client: Client) -> None:
    """Ask where the default branch of one repository stands."""
    url = url_of(client, next(iter(client.live.only), "git/git"))
    found = dict(zip(("branch", "commit"), git.head(client, url), strict=True))
    client.record(url, lambda path: path.write_text(json.dumps(found)))


def parse(answer: Answer) -> Rows:
    """Yield one row per month, and one for the repository; an absent one has none."""
    if "absent" in answer.json():
        return
    name, log = answer.about["repository"], answer.read(Log)
    if sum(month.commits for month in log.months) + log.undated_commits != log.commits:
        answer.refuse("has months that do not add up to all commits")
    head = (log.branch, log.first_date, log.head_date, log.head_commit)
    yield "git_history_repos", (name, *head, *(getattr(log, kind) for kind in KINDS))
    found = {month.month: month for month in log.months}
    month, last = min(found, default=date.max), max([log.read_on, *found])
    while month <= last:
        # the whole log was read: a month without commits is a measured zero
        counts = found.get(month)
        kinds = (*KINDS, "new_author_addresses")
        yield "git_history", (month, name, *(getattr(counts, kind, 0) for kind in kinds))
        month = (month + timedelta(days=31)).replace(day=1)


def url_of(client: Client, name: str) -> str:
    """Return where a repository is: `owner/name` is below the card's api.

    Raises:
        SetupError: it is no address either, looks like an option, or holds a password.
    """
    if OWNED.fullmatch(name):
        return f"{client.live.api}/{name.removesuffix('.git')}.git"
    url = urlsplit(name)
    if url.scheme in git.PROTOCOLS and not url.netloc.startswith("-") and "@" not in url.netloc:
        return name
    msg = (
        f"{client.source}: {name!r} names no repository. Expected owner/name, or an address that "
        f"begins with {', '.join(git.PROTOCOLS)} and holds no password. Correct live.only."
    )
    raise SetupError(msg)


def counted(client: Client, name: str, url: str, today: date) -> dict[str, Any]:
    """Return the counts of a repository's default branch, or what git said if it is absent.

    Raises:
        SourceUnavailable: it cannot be reached.
        SetupError: there is no git.
    """
    try:
        branch, commit = git.head(client, url)
    except SourceUnavailable as error:
        if ABSENT.search(str(error)):
            return {"absent": str(error)}
        raise
    file = re.sub(r"[^\w.-]+", "__", name.removesuffix(".git")) + ".git"
    copy = client.draft.landing.parents[1] / "cache" / "git" / file
    if commit is None and copy.exists():  # git takes any page for an empty repository
        msg = (
            f"{client.source}: {url} shows no commits, but had some. If that is so, remove {copy}."
        )
        raise SourceUnavailable(msg)
    if commit is None:
        return {**count([], today), "branch": None}

    def refreshed(folder: Path) -> dict[str, Any]:
        git.refresh(client, url, folder)
        log = git.log(client, folder, FORMAT)
        return {**count(log, today, client.live.patterns.get("bots")), "branch": branch}

    if copy.exists():
        try:
            return refreshed(copy)
        except SourceUnavailable:
            client.report(f"{name}: the copy is damaged or the network is; copying anew")
    new = copy.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    counts = refreshed(new)
    shutil.rmtree(copy, ignore_errors=True)
    new.rename(copy)
    return counts


def count(log: Iterable[str], today: date, bots: str | None = None) -> dict[str, Any]:
    """Return the counts of a log whose newest commit comes first, without holding the log.

    Args:
        log: its lines, in the form FORMAT.
        today: later dates cannot be right.
        bots: a regular expression for robots beyond those that BOT finds.
    """
    bot = re.compile(f"{BOT}|{bots}" if bots else BOT, re.IGNORECASE)
    counts: dict[date | None, Counter[str]] = defaultdict(Counter)
    addresses: dict[date | None, set[str]] = defaultdict(set)
    persons: dict[date | None, set[str]] = defaultdict(set)
    first = newest = None
    for line in log:
        commit, stamp, parents, address, name = line.split("\0", 4)
        day = day_of(stamp, today)
        month = day and day.replace(day=1)
        newest = newest or (commit, day)
        first = min(first or day, day) if day else first
        counts[month]["commits"] += 1
        if " " in parents:
            continue
        counts[month]["commits_excl_merges"] += 1
        address = address.strip().lower()
        robot = bot.search(f"{address} {name}") is not None
        counts[month]["bot_commits"] += robot
        for known in (addresses,) if robot else (addresses, persons):
            known[month] |= {address} - {""}
    months = sorted(month for month in counts if month)
    arrivals = {person: month for month in reversed(months) for person in persons[month]}
    new = Counter(arrivals.values())
    head_commit, head_date = newest or (None, None)
    return {
        "read_on": today,
        "first_date": first,
        "head_date": head_date,
        "head_commit": head_commit,
        **figures(counts.values(), addresses.values(), persons.values()),
        "undated_commits": counts[None]["commits"],
        "months": [
            {
                "month": month,
                **figures([counts[month]], [addresses[month]], [persons[month]]),
                "new_author_addresses": new[month],
            }
            for month in months
        ],
    }


def figures(
    counts: Iterable[Counter[str]], addresses: Iterable[set[str]], persons: Iterable[set[str]]
) -> dict[str, int]:
    """Return the figures of some months together, by KINDS."""
    commits = sum(counts, Counter[str]())
    people = (len(set().union(*addresses)), len(set().union(*persons)))
    return dict(zip(KINDS, (*(commits[kind] for kind in KINDS[:3]), *people), strict=True))


def day_of(stamp: str, today: date) -> date | None:
    """Return the UTC day of a committer's time stamp; None for one that cannot be right."""
    try:
        day = datetime.fromtimestamp(int(stamp), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return day if EARLIEST <= day <= today + AHEAD else None
