"""Commits and authors per month of default branches, counted in the repositories' own logs.

Source   any git server; commits alone are copied, without trees and files
Unit     commits, and distinct author addresses; months are UTC, by the committer's date
Merges   a commit with two or more parents is a commit and nothing else: robots, addresses and new
         addresses are those of the other commits, as in the bundled counts
Address  compared without capitals, as the commit has it (no mailmap); an empty one is nobody's. It
         is new in the month of its first commit that is not a robot's
Dates    before 1990 or in the future belong to no month: the commit is in the totals only
Kept     counts. The copies in data/cache/git/ make the next run short: a damaged one is made anew,
         and they can be removed at will
"""

import json
import os
import re
import selectors
import shutil
import signal
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from collectors.errors import SetupError, SourceUnavailable
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
PROTOCOLS = ("http", "https", "file", "git")
BRANCH = "refs/heads/copied"
LONGEST_SECONDS = 1800
"""For one call of git, however much it has to say; the card's `answer_seconds` may be less."""
LEAST_BYTES_A_SECOND = 20
"""Less than a server's words on its progress while it has nothing else to send."""
LONGEST_LINE = 1 << 20
MOVED = re.compile(r"returned error: 30[12378]\b")
CHUNK, TAIL, LOOK_SECONDS, GRACE_SECONDS = 1 << 16, 4000, 0.1, 3
Made = TypeVar("Made")
PROXIES = ("https_proxy", "all_proxy", "no_proxy")
PASSED_ON = {"PATH", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", *PROXIES} | {
    name.upper() for name in PROXIES
}
SURROUNDINGS = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "HOME": os.devnull,  # no .netrc
    "LC_ALL": "C",  # messages are compared
}


class Counts(Lax):
    """What is counted, in the order of the table of months."""

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
    urls = {name: _url_of(client, name) for name in names}
    _compare_clocks(client, urls.values())
    failed = []
    for number, (name, url) in enumerate(urls.items(), start=1):
        client.report(f"{number} of {len(urls)} repositories: {name}")

        def make(path: Path, name: str = name, url: str = url) -> None:
            def once() -> dict[str, Any]:
                try:
                    return _counted(client, name, url, ask.today)
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
            client.web.fetch("GET", page, client.draft.folder / "clock", accept=[404])
            return


def probe(client: Client) -> None:
    """Ask where the default branch of one repository stands."""
    url = _url_of(client, next(iter(client.live.only), "git/git"))
    found = dict(zip(("branch", "commit"), head(client, url), strict=True))
    client.record(url, lambda path: path.write_text(json.dumps(found)))


def parse(answer: Answer) -> Rows:
    """Yield one row per month, and one for the repository; an absent one has none."""
    if "absent" in answer.json():
        return
    name, log = answer.about["repository"], answer.read(Log)
    if sum(month.commits for month in log.months) + log.undated_commits != log.commits:
        answer.refuse("has months that do not add up to all commits")
    yield "git_history_repos", {"repo": name, **log.model_dump()}
    found = {month.month: month for month in log.months}
    month, last = min(found, default=date.max), max([log.read_on, *found])
    while month <= last:
        # the whole log was read: a month without commits is a measured zero
        counts = found.get(month)
        kinds = (*KINDS, "new_author_addresses")
        yield "git_history", (month, name, *(getattr(counts, kind, 0) for kind in kinds))
        month = (month + timedelta(days=31)).replace(day=1)


def _url_of(client: Client, name: str) -> str:
    """Return where a repository is: `owner/name` below the card's api, or an address."""
    if OWNED.fullmatch(name):
        return f"{client.live.api}/{name.removesuffix('.git')}.git"
    url = urlsplit(name)
    if url.scheme in PROTOCOLS and not url.netloc.startswith("-") and "@" not in url.netloc:
        return name
    msg = (
        f"{client.source}: {name!r} names no repository. Expected owner/name, or an address that "
        f"begins with {', '.join(PROTOCOLS)} and holds no password. Correct live.only."
    )
    raise SetupError(msg)


def _counted(client: Client, name: str, url: str, today: date) -> dict[str, Any]:
    """Return the counts of a repository's default branch, or what git said if it is absent."""
    try:
        branch, commit = head(client, url)
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
        refresh(client, url, folder)
        newest_first = log(client, folder, FORMAT)
        return {**count(newest_first, today, client.live.patterns.get("bots")), "branch": branch}

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
        day = _day_of(stamp, today)
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
        **_figures(counts.values(), addresses.values(), persons.values()),
        "undated_commits": counts[None]["commits"],
        "months": [
            {
                "month": month,
                **_figures([counts[month]], [addresses[month]], [persons[month]]),
                "new_author_addresses": new[month],
            }
            for month in months
        ],
    }


def _figures(
    counts: Iterable[Counter[str]], addresses: Iterable[set[str]], persons: Iterable[set[str]]
) -> dict[str, int]:
    """Return the figures of some months together, by KINDS."""
    commits = sum(counts, Counter[str]())
    people = (len(set().union(*addresses)), len(set().union(*persons)))
    return dict(zip(KINDS, (*(commits[kind] for kind in KINDS[:3]), *people), strict=True))


def _day_of(stamp: str, today: date) -> date | None:
    """Return the UTC day of a committer's time stamp; None for one that cannot be right."""
    try:
        day = datetime.fromtimestamp(int(stamp), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return day if EARLIEST <= day <= today + AHEAD else None


def head(client: Client, url: str) -> tuple[str | None, str | None]:
    """Return a repository's default branch and its newest commit; two times None if it is empty.

    The branch alone is None if the server does not tell its name.

    Raises:
        SourceUnavailable: no answer, or there are branches but no default one.
    """
    listed = ["ls-remote", "--symref", "--"]

    def asked(place: str) -> tuple[str | None, str | None]:
        branch = commit = None
        for line in _git(client, Path(os.devnull), *listed, place, "HEAD"):
            value = line.partition("\t")[0]
            if value.startswith("ref: "):
                branch = value.removeprefix("ref: refs/heads/")
            else:
                commit = value
        heads = ["ls-remote", "--heads", "--", place]
        if commit is None and any(_git(client, Path(os.devnull), *heads)):
            msg = f"{client.source}: {url} has branches, but its default branch is none of them."
            raise SourceUnavailable(msg)
        if commit is None and place.startswith("http") and not _listing(client, place)[1]:
            msg = f"{client.source}: {url} answers with a page, not as a server of git does."
            raise SourceUnavailable(msg)
        return branch, commit

    return _where_it_is(client, url, asked)


def refresh(client: Client, url: str, copy: Path) -> None:
    """Make a copy's branch equal to the default branch at `url`, whatever it was before.

    Raises:
        SourceUnavailable: no answer, or the copy is damaged.
    """
    copy.mkdir(parents=True, exist_ok=True)
    for left_by_a_kill in [*copy.rglob("*.lock"), *copy.rglob("tmp_*")]:
        left_by_a_kill.unlink()
    alone = ["--no-tags", "--no-recurse-submodules", "--no-auto-maintenance", "--update-shallow"]

    def copied(place: str) -> None:
        for call in (
            ["init", "--bare", "--quiet", "--template=", "--initial-branch=none"],
            ["config", "remote.origin.url", place],
            ["fetch", "--progress", "--filter=tree:0", *alone, "origin", f"+HEAD:{BRANCH}"],
        ):
            for _ in _git(client, copy, *call):
                pass

    _where_it_is(client, url, copied)
    if (copy / "shallow").exists():
        msg = f"{client.source}: {url} is a shallow copy itself, so its log is not whole."
        raise SourceUnavailable(msg)


def _where_it_is(client: Client, url: str, call: Callable[[str], Made]) -> Made:
    """Call with a repository's address, or the one it leads to, which git does not follow."""
    try:
        return call(url)
    except SourceUnavailable as error:
        if not MOVED.search(str(error)):
            raise
    return call(_listing(client, url)[0])


def _listing(client: Client, url: str) -> tuple[str, bool]:
    """Return where a list of branches is, and whether it is git's, which takes any page for one."""
    target = client.draft.folder / "refs"
    ask = f"{url}/info/refs?service=git-upload-pack"
    response = client.web.fetch("GET", ask, target, headers={"Git-Protocol": "version=2"})
    target.unlink()
    kind = response.headers.get("Content-Type", "")
    return response.url.partition("/info/refs")[0], kind.startswith("application/x-git-")


def log(client: Client, copy: Path, form: str) -> Iterator[str]:
    """Yield a line for each commit of a copy, the newest first, in a form of `git log --format`.

    Raises:
        SourceUnavailable: the copy is damaged.
    """
    # with a mailmap, git would look for one among the files
    shown = ["--no-mailmap", "--no-show-signature", "--encoding=UTF-8", f"--format={form}"]
    return _git(client, copy, "log", *shown, BRANCH, "--", protocols=())


def _git(
    client: Client, folder: Path, *arguments: str, protocols: tuple[str, ...] = PROTOCOLS
) -> Iterator[str]:
    """Run git and yield the lines it prints. It ends with the caller, or when the user stops.

    Bytes that are no UTF-8 are kept as surrogates. No other repository than `folder` is looked
    for. Without `protocols` to talk to others, it does not ask for what a copy lacks.

    Raises:
        SourceUnavailable: it failed (in its own words), or was silent for too long.
        SetupError: there is no git.
    """
    surroundings = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    surroundings |= {**SURROUNDINGS, "GIT_ALLOW_PROTOCOL": ":".join(protocols)}
    rules = {  # nobody is followed, and a byte a second is silence
        "http.followRedirects": "false",
        "http.lowSpeedLimit": LEAST_BYTES_A_SECOND,
        "http.lowSpeedTime": ceil(2 * client.live.timeout_seconds),
    }
    options = [word for name, value in rules.items() for word in ("-c", f"{name}={value}")]
    try:
        child = subprocess.Popen(
            ["git", f"--git-dir={folder}", *options, *arguments],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # its helpers end with it
        )
    except FileNotFoundError as error:
        msg = f"{client.source}: the program git is not there. Install it, then collect again."
        raise SetupError(msg) from error
    said = rest = b""
    with child:
        try:
            for stream, chunk in _heard(client, child):
                if stream is child.stderr:
                    said = (said + chunk)[-TAIL:]
                    continue
                *lines, rest = (rest + chunk).split(b"\n")
                if len(rest) > LONGEST_LINE:
                    msg = f"{client.source}: git shows a line of more than {LONGEST_LINE:,} bytes."
                    raise SourceUnavailable(msg)
                for line in lines:
                    yield line.decode("utf-8", "surrogateescape")
        except BaseException:  # the caller has enough, the user stops, or it is silent
            _end(child)
            raise
    if child.returncode:
        words = said.decode("utf-8", "replace").replace("\r", "\n").splitlines()
        last = [line for line in words if line.startswith(("fatal:", "error:"))] or words
        shown = client.web.redaction.said(" ".join(last[-3:]))
        msg = f"{client.source}: git {arguments[0]} failed ({shown})."
        raise SourceUnavailable(msg)


def _heard(client: Client, child: subprocess.Popen[bytes]) -> Iterator[tuple[object, bytes]]:
    """Yield what a child writes, by stream, until it closes both."""
    began = heard = time.monotonic()
    longest = client.live.answer_seconds or LONGEST_SECONDS
    with selectors.DefaultSelector() as streams:
        for stream in (child.stdout, child.stderr):
            assert stream is not None
            streams.register(stream, selectors.EVENT_READ)
        while streams.get_map():
            client.web.pause(0)  # raises when the user wants to stop
            ready = streams.select(LOOK_SECONDS)
            now = time.monotonic()
            heard = now if ready else heard
            if now - heard > client.live.timeout_seconds or now - began > longest:
                msg = f"{client.source}: git was silent for {now - heard:.0f} s, or is too slow."
                raise SourceUnavailable(msg)
            for key, _ in ready:
                if chunk := os.read(key.fd, CHUNK):
                    yield key.fileobj, chunk
                else:
                    streams.unregister(key.fileobj)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child that is still at work, and its helpers."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
