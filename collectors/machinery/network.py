"""Whether there is a network at all: what is said once, instead of by each source in its turn."""

import errno
import socket
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from queue import Empty, Queue
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from collectors.errors import SourceUnavailable

LOOKS = (2, 8)
"""Seconds to wait before the second and the third look: a network may be about to come."""
LOOK_SECONDS = 15
"""So long a look may take: who looks names up may wait for an answer for ever."""
KNOWN_SECONDS = 60
"""So long what was found holds for all who ask."""
NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}
NAMED = 3


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
