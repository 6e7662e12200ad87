"""Connections that can be left: an answer has a deadline, and a stop ends it, wherever it hangs.

A server may hold a blocking read for ever: with a byte a second, with `100 Continue` again and
again, with headers that do not end. So each attempt runs in a thread of its own; who waits for it
looks at the clock and at the wish to stop, shuts the attempt's sockets and goes on.
"""

import os
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from typing import Any, TypeVar

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import InvalidChunkLength
from urllib3.poolmanager import PoolManager
from urllib3.response import HTTPResponse

from collectors.cards import Live
from collectors.errors import SourceUnavailable
from collectors.machinery.patience import TooSlow

LOOK_SECONDS, GRACE_SECONDS = 0.1, 1
Made = TypeVar("Made")
_here = threading.local()


class Left(Exception):
    """An attempt that nobody waits for any more."""


class Attempt:
    """One attempt on its way."""

    web: Any = None  # what a library's requests go out by, where it cannot be told

    def __init__(self, what: str, limit_bytes: int) -> None:
        self.received = 0  # bytes that have come, unpacked
        self.answers = 0  # that were asked for; a library may need several
        self._began, self._before = time.monotonic(), 0
        self._what, self._limit = what, limit_bytes
        self._left = False
        self._sockets: list[socket.socket] = []
        self._guard = threading.Lock()

    def hold(self, sock: socket.socket) -> None:
        """Remember a socket, to shut it when the attempt is left."""
        with self._guard:
            self.go_on()
            # a twin, because TLS takes the first one over
            self._sockets.append(socket.socket(fileno=os.dup(sock.fileno())))

    def begin(self, most: int) -> None:
        """Note that an answer is asked for, whose time begins now.

        Raises:
            SourceUnavailable: more than `most` are.
        """
        self.go_on()
        self.answers += 1
        if self.answers > most:
            msg = (
                f"{self._what} leads on after {most:,} answers, the most that live.limit_pages in "
                "the card allows."
            )
            raise SourceUnavailable(msg)
        self._began, self._before = time.monotonic(), self.received

    def late(self, live: Live) -> bool:
        """Return whether the present answer takes too long."""
        allowed = live.seconds_for(self.received - self._before)
        return time.monotonic() - self._began > allowed

    def count(self, size: int) -> None:
        """Note that bytes came.

        Raises:
            SourceUnavailable: more than are allowed.
        """
        self.go_on()
        self.received += size
        if self.received > self._limit:
            msg = (
                f"{self._what} sends more than {self._limit:,} bytes. "
                "Raise live.limit_bytes in the card if right."
            )
            raise SourceUnavailable(msg)

    def go_on(self) -> None:
        """Raise Left if nobody waits any more."""
        if self._left:
            raise Left

    def leave(self) -> None:
        """Wake whatever waits for a byte."""
        with self._guard:
            self._left = True
            for sock in self._sockets:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Forget the sockets; their connections may be used again."""
        with self._guard:
            for sock in self._sockets:
                sock.close()
            self._sockets.clear()


def attempt(
    what: str,
    live: Live,
    pause: Callable[[float], None],
    call: Callable[[Attempt], Made],
    limit_bytes: int,
) -> Made:
    """Return what `call` returns, which connects by a `Door`, unless it takes too long.

    Now and then it calls `pause` with 0, which raises when the user wants to stop.

    Raises:
        TooSlow: the answer was not there in time.
        SourceUnavailable: more than `limit_bytes` came.
    """
    mine, made = Attempt(what, limit_bytes), Future[Made]()

    def work() -> None:
        _here.attempt = mine
        try:
            made.set_result(call(mine))
        except BaseException as error:  # raised again where it is waited for
            made.set_exception(error)

    began = time.monotonic()
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while not wait([made], LOOK_SECONDS).done:
            pause(0)
            if mine.late(live):
                msg = f"the answer was not there after {time.monotonic() - began:.0f} s"
                msg += f" ({mine.received:,} bytes had come)"
                raise TooSlow(msg)
    finally:
        if not made.done():
            mine.leave()
            thread.join(GRACE_SECONDS)
        mine.close()
    try:
        return made.result()
    finally:
        made = Future()  # its error's frames would hold it, and it them


def current() -> Attempt:
    """Return the attempt that this thread makes."""
    mine: Attempt = _here.attempt
    mine.go_on()
    return mine


class _Response(HTTPResponse):
    def _update_chunk_length(self) -> None:
        super()._update_chunk_length()
        if self.chunk_left is not None and self.chunk_left < 0:  # would be read to the very end
            raise InvalidChunkLength(self, str(self.chunk_left).encode())


class _Holding(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _held(super()._new_conn())

    def request(self, *args: Any, **settings: Any) -> None:
        if self.sock is not None:  # kept open since an earlier attempt
            _held(self.sock)
        super().request(*args, **settings)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 has it
        response = super().getresponse()
        response.__class__ = _Response
        return response


class _HoldingTLS(_Holding, HTTPSConnection):
    pass


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Holding


class _PoolTLS(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HoldingTLS


def _held(sock: socket.socket) -> socket.socket:
    try:
        current().hold(sock)
    except Left:
        sock.close()
        raise
    return sock


class Door(HTTPAdapter):
    """What a session sends with: its connections belong to the attempt that uses them."""

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        """Make the connections to servers."""
        super().init_poolmanager(*args, **settings)
        _hold_all(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        """Make the connections to a proxy."""
        manager = super().proxy_manager_for(proxy, **settings)
        _hold_all(manager)
        return manager


def _hold_all(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}
