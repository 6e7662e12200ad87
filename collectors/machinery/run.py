"""Collecting: sources side by side, each on its own, each ending in a run or in one clear error.

Whether there is a network at all is said once, instead of by each source in its turn.
"""

import socket
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from queue import Empty, Queue
from traceback import extract_tb
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from collectors import settings
from collectors.cards import Card, Live
from collectors.errors import (
    CollectError,
    SetupError,
    SharecheckError,
    SourceUnavailable,
    disk_refuses,
)
from collectors.machinery import landing
from collectors.machinery.ask import Ask
from collectors.machinery.client import Client
from collectors.machinery.http import ATTEMPTS, NO_WAY, Web
from collectors.machinery.landing import Candidate, Draft, Examine, Run, unexamined
from collectors.machinery.parsing import module_of, tables_of

SIDE_BY_SIDE = 4
NETWORK = "network"
"""In place of a source, in a line on what all of them wait for."""
AGAIN_AFTER = timedelta(days=1)
"""When what a run had to do without is asked for again, if it may come."""
LOOKS = (2, 8)
"""Seconds to wait before the second and the third look: a network may be about to come."""
LOOK_SECONDS = 15
"""So long a look may take: who looks names up may wait for an answer for ever."""
KNOWN_SECONDS = 60
"""So long what was found holds for all who ask."""
NAMED = 3


class Stopped(CollectError):
    """The user asked to stop; what was fetched waits to be continued."""


class NoNetwork(SourceUnavailable):
    """Not one host can be found: nothing that is asked for could come."""


class Network:
    """The way to the hosts of a collection; all its sources share one."""

    def __init__(
        self,
        addresses: Mapping[str, str],  # what is asked first, by source
        pause: Callable[[float], None],  # given seconds to wait; raises when the user wants to stop
        say: Callable[[str], None],  # told what is waited for
    ) -> None:
        self._addresses = {source: url for source, url in addresses.items() if url}
        self._pause, self._say = pause, say
        self._guard = threading.Lock()
        self._until = 0.0
        self.gone = ""  # for people: that there was no network when somebody last looked

    def demand(self, source: str) -> None:
        """Return if there may be a way to a source.

        Raises:
            NoNetwork: neither its host nor any other one of the collection can be found.
        """
        url = self._addresses.get(source)
        known = self.gone and time.monotonic() < self._until
        if url is None:
            return
        if not known and _found([url]):
            self.gone = ""
            return
        with self._guard:  # one looks, and the others hear of it
            if time.monotonic() > self._until:
                self.gone = "" if self._any() else _message(self._addresses.values())
                self._until = time.monotonic() + KNOWN_SECONDS
            if self.gone:
                raise NoNetwork(self.gone)

    def _any(self) -> bool:
        for seconds in LOOKS:
            if _found(self._addresses.values()):
                return True
            again = datetime.now(UTC) + timedelta(seconds=seconds)
            self._say(
                f"waits until {again:%H:%M:%S} UTC for a network: "
                f"{_hosts(self._addresses.values())} cannot be found"
            )
            self._pause(seconds)
        return _found(self._addresses.values())


def _found(urls: Collection[str]) -> bool:
    """Return whether there is a way to one of these addresses; nothing is sent there."""
    answers: Queue[bool] = Queue()
    places = {(urlsplit(url).hostname or "", urlsplit(url).scheme): url for url in urls}
    for (host, _), url in places.items():
        look = threading.Thread(
            target=lambda host=host, url=url: answers.put(_way(host, url)), daemon=True
        )
        look.start()
    until = time.monotonic() + LOOK_SECONDS
    with suppress(Empty):
        for _ in places:
            if answers.get(timeout=max(0.0, until - time.monotonic())):
                return True
    return False


def _way(host: str, url: str) -> bool:
    if proxy := select_proxy(url, get_environ_proxies(url)):  # it finds names by itself
        host = urlsplit(proxy if "://" in proxy else f"//{proxy}").hostname or ""
    try:
        places = socket.getaddrinfo(host, 443, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        return False
    for family, kind, protocol, _, place in places:
        try:
            with socket.socket(family, kind, protocol) as way:
                way.connect(place)  # of a datagram: it asks the system for the way, and sends none
                return True
        except OSError as error:
            if error.errno not in NO_WAY:
                return True
    return False


def _hosts(urls: Collection[str]) -> str:
    hosts = sorted({urlsplit(url).hostname or url for url in urls})
    more = len(hosts) - NAMED
    return ", ".join(hosts[:NAMED]) + (f" and {more} more hosts" if more > 0 else "")


def _message(urls: Collection[str]) -> str:
    hosts = _hosts(urls)
    what = "There is no network" if "," in hosts else "There is no network, or no such host"
    return (
        f"{what}: {hosts} cannot be found. Nothing was asked, and what was kept before stays. "
        "Collect again when there is one."
    )


@dataclass(frozen=True)
class Outcome:
    """How the collection of one source ended."""

    source: str
    state: str
    """new, unchanged, partial (landed without all that the source should have), suspect (landed,
    but what jumps decides nothing until it is confirmed), set aside (its rows cannot be, nothing
    of it counts), failed or stopped."""
    seconds: float
    run: Run | None = None  # what it left
    message: str = ""  # what went wrong or is lacking, for people

    @property
    def rows(self) -> int:
        """Return the number of rows parsed."""
        tables = self.run.manifest["tables"].values() if self.run else []
        return sum(table["rows"] for table in tables)

    @property
    def requests(self) -> int:
        """Return the number of answers used."""
        return int(self.run.manifest["requests"]) if self.run else 0


@dataclass(frozen=True)
class Order:
    """What to collect."""

    root: Path  # the data folder
    names: Mapping[str, list[str]]  # identifiers of all projects by registry
    since: date | None = None  # first day wanted; None to let each card decide
    file: Path | None = None  # given in place of a download
    stop: threading.Event = field(default_factory=threading.Event)  # set to end early
    watch: Callable[[str, str], None] = lambda source, line: None  # told how far a source is
    examine: Examine = unexamined  # says of parsed rows, before they land, whether they can be
    network: Network | None = None  # asked before each source; None for one of its own


def network_of(sources: Sequence[str], cards: Mapping[str, Card], order: Order) -> Network:
    """Return what says whether there is a way to the hosts of these sources."""
    return Network(
        {source: live.api for source in sources if (live := cards[source].live)},
        lambda seconds: _wait(order, NETWORK, seconds),
        lambda line: order.watch(NETWORK, line),
    )


def _wait(order: Order, source: str, seconds: float) -> None:
    if order.stop.wait(max(0.0, seconds)):
        msg = f"{source}: stopped; the next collection goes on here."
        raise Stopped(msg)


def collect(sources: Sequence[str], cards: Mapping[str, Card], order: Order) -> list[Outcome]:
    """Collect sources side by side; one that fails changes nothing for the others.

    Where there is no network at all, each ends at once, with the same message.
    """
    order = replace(order, network=order.network or network_of(sources, cards, order))
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="collect") as pool:
        return list(pool.map(lambda source: collect_one(source, cards[source], order), sources))


def collect_one(source: str, card: Card, order: Order) -> Outcome:
    """Collect one source; whatever goes wrong is in the outcome, and nothing kept is lost."""
    began = time.monotonic()
    state, run, message, told = "failed", None, "", False
    try:
        run = _collect(source, card, order)
        state, message = _state(run), landing.said_of(run.manifest)
    except Stopped as error:
        state, message = "stopped", str(error)
    except SharecheckError as error:
        message, told = str(error), isinstance(error.__cause__, NoNetwork)
    except OSError as error:
        message = f"{source}: {disk_refuses(error) or _bug(error)}"
    except Exception as error:  # a bug in one collector must not spoil the others
        message = f"{source}: {_bug(error)}"
    if not told:  # once, for all of them, by whoever shows the outcomes
        order.watch(source, state + (f": {message}" if message else ""))
    return Outcome(source, state, time.monotonic() - began, run, message)


def _collect(source: str, card: Card, order: Order) -> Run:
    """Fetch, parse and land; a failure is recorded beside the runs before it is raised again."""
    live = live_of(source, card)
    loaded = [run for run in landing.runs(order.root, source) if run.loaded]
    complete = [run for run in loaded if run.complete]
    since = order.since
    if since is None and complete and live.reread_days is not None:
        since = complete[-1].started_at.date() - timedelta(days=live.reread_days)
    purpose = landing.purpose(since, order.file)
    draft = Draft(source, landing.folder_of(order.root, source), purpose)
    if draft.note:
        order.watch(source, draft.note)
    if draft.resumed:
        order.watch(source, f"goes on after {draft.resumed} answers")
    previous, damaged = landing.whole_origin(complete, order.root)
    for problem in damaged:
        order.watch(source, f"an earlier run is not used: {problem}")
    client = connect(source, live, draft, previous, order)
    client.part = landing.part(loaded, order.root)
    ask = Ask(order.names, draft.started_at.date(), since, order.file, card.bundled)
    try:
        if order.network and order.file is None:
            order.network.demand(source)
        if live.names and not (order.file or live.only or order.names.get(live.names)):
            msg = (
                f"{source}: no project has a {live.names} identifier to ask for. Add one to "
                "projects.yml."
            )
            raise SetupError(msg)
        module_of(source, card).fetch(client, ask)
        tables = tables_of(source, card, draft.answers())
        again_at = landing.now() + AGAIN_AFTER if client.again_soon else None
        again_at = client.free_at or again_at
        candidate = Candidate(source, draft.run_id, draft.started_at, tables)
        return draft.land(
            tables, previous, " ".join(client.lacking), again_at, order.examine(candidate)
        )
    except (Stopped, OSError):
        raise  # nothing can be recorded when the disk refuses
    except (SourceUnavailable, SetupError) as error:
        text, free_at = client.web.redaction.text(str(error)), getattr(error, "free_at", None)
        if not (isinstance(error, SetupError | NoNetwork) or free_at):
            text += " Nothing of this run counts yet; the next collection goes on where it ended."
        draft.fail(text, keep=True, free_at=free_at)
        raise CollectError(text) from error
    except Exception as error:
        text = str(error) if isinstance(error, SharecheckError) else f"{source}: {_bug(error)}"
        text = client.web.redaction.text(text)
        text += f" The answers lie in data/landing/{source}/.rejected/raw/ to look at."
        draft.fail(text, keep=False)
        raise CollectError(text) from error


def _state(run: Run) -> str:
    """Return the state of a run that landed."""
    if not run.complete:
        return str(run.manifest["status"])
    if run.manifest["error"]:
        return "partial"
    return "unchanged" if run.manifest["unchanged_since"] else "new"


def connect(
    source: str,
    live: Live,
    draft: Draft,
    previous: Run | None,
    order: Order,
    attempts: int = ATTEMPTS,
) -> Client:
    """Return what a collector asks with."""

    def pause(seconds: float) -> None:
        _wait(order, source, seconds)

    def say(line: str) -> None:
        order.watch(source, web.redaction.text(line))

    secret = settings.get(live.token) if live.token else ""
    web = Web(source, live, secret or None, pause, attempts, say)
    return Client(source, live, web, draft, previous, say)


def live_of(source: str, card: Card) -> Live:
    """Return how a source is asked.

    Raises:
        SetupError: it is a closed archive.
    """
    if card.live is None:
        msg = f"{source}: a closed archive, there is nothing to collect."
        raise SetupError(msg)
    return card.live


def _bug(error: Exception) -> str:
    frames = extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"unexpected {type(error).__name__} at {where}: {error}. Please report it."
