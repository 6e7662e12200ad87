"""HTTP, written once: patience, pace, size caps, checks of the body, no secret in any record.

A server may hold a blocking read for ever: with a byte a second, with `100 Continue` again and
again, with headers that do not end. So each attempt runs in a thread of its own; who waits for it
looks at the clock and at the wish to stop, shuts the attempt's sockets and goes on.
"""

import email.utils
import errno
import gzip
import io
import ipaddress
import json
import os
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent import futures
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies, prepend_scheme_if_needed, requote_uri, select_proxy
from urllib3 import HTTPHeaderDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    HTTPError,
    InvalidChunkLength,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
)
from urllib3.poolmanager import PoolManager
from urllib3.response import HTTPResponse
from urllib3.util.retry import Retry

from collectors import settings
from collectors.cards import Live
from collectors.errors import NotThere, SetupError, SourceUnavailable
from collectors.machinery.redaction import CONTROLS, Redaction, printable, proxy_passwords

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
GONE = frozenset({404, 410})
LEADING_ON, MOST_HOPS = frozenset({301, 302, 303, 307, 308}), 10
NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}
HOST = re.compile(r"[\w.:-]+")
SECONDARY_WAIT = 60
"""Seconds; GitHub asks for at least this when it names a secondary limit and no time."""
CLOCK_TOLERANCE = timedelta(hours=12)
CHUNK = 1 << 14
PEEK, SHOWN = 4000, 200

ATTEMPTS, SLOW_ATTEMPTS = 7, 2
LONGEST_WAIT = 300
"""Seconds; a longer Retry-After ends the run, and the next one goes on where it ended."""
SAID_SECONDS = 1
"""A shorter wait is not spoken of."""
LONGEST_LIMIT = 7 * 86_400
"""Seconds; no source has limits of more than a week, so a longer wait is a mistake."""
LAST_YEAR = 2100
"""A server's clock beyond it is none."""
LOOK_SECONDS, GRACE_SECONDS = 0.1, 1
Made = TypeVar("Made")
Check = Callable[[bytes, Mapping[str, str]], None]
"""Given a body and its headers, raises BadBody when the body cannot be right."""


class Again(Exception):
    """One attempt failed and another may not."""

    def __init__(self, found: str, wait: float | None = None) -> None:
        self.found = found  # what came instead, for the message after the last attempt
        self.wait = wait  # seconds that the server asks to wait; None when it does not say
        super().__init__(found)


class BadBody(Again):
    """A body that came but cannot be right."""


class TooSlow(Again):
    """An answer that was not whole in time; a server that holds on twice would do so for ever."""


class Pace:
    """The least time between two requests to one host, for all sources together."""

    def __init__(self) -> None:
        self._lock, self._free_at = threading.Lock(), dict[str, float]()

    def turn(self, host: str, pause_seconds: float) -> float:
        """Book the next turn at `host` and return how many seconds to wait for it."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at.get(host, 0.0))
            self._free_at[host] = turn + pause_seconds
            return turn - now


PACE = Pace()
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
        self._what, self.limit_bytes = what, limit_bytes
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
        if self.received > self.limit_bytes:
            msg = (
                f"{self._what} sends more than {self.limit_bytes:,} bytes. "
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


@dataclass
class Web:
    """One source's connection to the outside.

    Raises:
        SetupError: the secret has a line break or another character that no secret has.
    """

    source: str  # its id, for messages
    live: Live  # its pace and waits
    secret: str | None  # never to be shown
    pause: Callable[[float], None]  # given seconds to wait; raises when the user wants to stop
    attempts: int = ATTEMPTS  # for one request, at most
    say: Callable[[str], None] = lambda _: None  # told what is waited for, until when and why
    redaction: Redaction = field(init=False)
    """Takes the secret, and the passwords of proxies, out of all that is kept or said."""
    limits: str = field(init=False, default="")  # what the last answer said is left of them

    def __post_init__(self) -> None:
        if CONTROLS.search(self.secret or ""):
            msg = (
                f"{self.source}: {self.live.token} holds a line break or another control "
                "character. Set it to the token alone."
            )
            raise SetupError(msg)
        self.redaction = Redaction({self.secret or "", *proxy_passwords()})
        agent = f"sharecheck/{version('sharecheck')} ({settings.get('SHARECHECK_CONTACT')})"
        self.agent = printable(agent).encode().decode("latin-1")  # sent as UTF-8
        # no session of requests: it would take logins from ~/.netrc in place of the token, keep
        # cookies, and read where an answer leads although it is not to follow
        self._door = Door()

    def fetch(
        self,
        method: str,
        url: str,
        target: Path,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        accept: Collection[int] = (),
        check: Check | None = None,
        limit_bytes: int | None = None,
    ) -> requests.Response:
        """Send a request until it succeeds, and stream its body, decompressed, into `target`.

        Args are those of `Client.get`, and `limit_bytes`: most that may come; the card's limit by
        default.

        Raises:
            SourceUnavailable: no good answer after all attempts, or a limit is spent for long.
            SetupError: the token is refused.
        """

        def answer(mine: Attempt) -> requests.Response:
            asked = requests.Request(method, url, params=params, headers=headers, json=body)
            with self._follow(asked) as response:
                if theirs := server_time(response.headers):
                    self.compare_clocks(theirs, url)
                self.limits = self.redaction.text(limits_left(response.headers))[:SHOWN]
                wait = waiting_time(response.headers)
                if response.status_code == 200 or response.status_code in accept:
                    self._receive(mine, response, target)
                    if check is not None and response.status_code == 200:
                        try:
                            check(target.read_bytes(), response.headers)
                        except BadBody as bad:  # GraphQL tells of a spent limit with 200
                            raise Again(bad.found, wait) from bad
                    return response
                found = f"HTTP {response.status_code}: {self.peek(response)}"
                if response.status_code == 403 and wait is None and "rate limit" in found:
                    wait = SECONDARY_WAIT
                limited = response.status_code == 403 and wait is not None
                if response.status_code in RETRIED or limited:
                    raise Again(found, wait)
                raise self._refusal(response, url, found)

        return self.persist(url, lambda: self.attempt(url, answer, limit_bytes))

    def attempt(
        self, url: str, call: Callable[[Attempt], Made], limit_bytes: int | None = None
    ) -> Made:
        """Return what `call` returns, which asks by `hop` or `pool`, unless it takes too long.

        Raises:
            Again: the connection failed, or the answer was not there in time.
            SourceUnavailable: more than `limit_bytes` came, the card's limit by default.
        """
        what = f"{self.source}: {self.redaction.text(url)}"
        mine, made = Attempt(what, limit_bytes or self.live.limit_bytes), futures.Future[Made]()

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
            while not futures.wait([made], LOOK_SECONDS).done:
                self.pause(0)
                if mine.late(self.live):
                    seconds = time.monotonic() - began
                    came = f"({mine.received:,} bytes had come)"
                    raise TooSlow(found=f"the answer was not there after {seconds:.0f} s {came}")
        finally:
            if not made.done():
                mine.leave()
                thread.join(GRACE_SECONDS)
            mine.close()
        try:
            return made.result()
        except (requests.RequestException, HTTPError) as error:
            raise Again(reason(error)) from error
        finally:
            made = futures.Future()  # its error's frames would hold it, and it them

    def persist(self, url: str, once: Callable[[], Made]) -> Made:
        """Attempt something until it succeeds, each time after a fair wait.

        For `fetch`, and for libraries that have connections of their own. `once` raises Again when
        another attempt may succeed; the `url` is for pace and messages.

        Raises:
            SourceUnavailable: all attempts failed, or a limit is spent for long.
        """
        patience = Retry(
            self.attempts - 1,
            allowed_methods=None,
            backoff_factor=self.live.backoff_seconds,
            backoff_jitter=self.live.backoff_seconds,
            backoff_max=60,
        )
        slow = 0
        while True:
            self.pause(PACE.turn(urlsplit(url).netloc, self.live.pause_seconds))
            try:
                return once()
            except Again as failure:
                found, wait = self.redaction.said(failure.found), failure.wait
                slow += isinstance(failure, TooSlow)
            try:
                patience = patience.increment("GET", url)
                if slow == SLOW_ATTEMPTS:
                    msg = f"{self.source}: {self.redaction.text(url)} is too slow: {found}."
                    raise SourceUnavailable(msg)
            except MaxRetryError:
                msg = f"{self.source}: {self.redaction.text(url)} gave no good answer"
                msg += f" in {self.attempts} attempts; the last" if self.attempts > 1 else ""
                msg += f": {found}."
                raise SourceUnavailable(msg) from None
            if wait is not None and wait > LONGEST_WAIT:
                until = free_at(wait)
                msg = (
                    f"{self.source}: the limit is spent ({found}). It is free again at "
                    f"{until:%Y-%m-%d %H:%M} UTC; collect again then, it goes on where it ended."
                )
                if self.live.token and not self.secret:
                    msg += f" A token in {self.live.token} has a higher limit."
                raise SourceUnavailable(msg, until)
            seconds = wait if wait is not None else patience.get_backoff_time()
            if seconds >= SAID_SECONDS:
                tried = self.attempts - 1 - int(patience.total or 0)
                self.say(
                    f"waits until {free_at(seconds):%H:%M:%S} UTC for {urlsplit(url).hostname}: "
                    f"{found} (attempt {tried} of {self.attempts} failed)"
                )
            self.pause(seconds)

    def hop(self, asked: requests.Request) -> requests.Response:
        """Send one request; where the answer leads is not followed.

        The token goes to the card's own address alone: scheme, host and port.

        Raises:
            Again: the address is none.
            SourceUnavailable: the address is within this machine or network, or not encrypted.
        """
        current().begin(self.live.limit_pages)
        url, params = str(asked.url), dict(cast(Mapping[str, Any], asked.params))
        own = self._demand_outside(url)
        headers: CaseInsensitiveDict[str | bytes] = CaseInsensitiveDict(
            {"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "gzip", **asked.headers}
        )
        headers.pop("Authorization", None)
        if self.secret and own:
            parameter = self.live.token_parameter
            if parameter is None:
                headers["Authorization"] = f"Bearer {self.secret}".encode()
            elif parameter not in parse_qs(urlsplit(url).query):
                params[parameter] = self.secret
        request = requests.Request(asked.method, url, headers, params=params, json=asked.json)
        request.auth = lambda prepared: prepared  # no login out of an address
        seconds = self.live.timeout_seconds
        try:
            return self._door.send(
                request.prepare(),
                stream=True,
                timeout=(min(seconds, 10), seconds),
                proxies=get_environ_proxies(url),
                verify=_authorities(),
            )
        except requests.RequestException:
            raise
        except (ValueError, AssertionError) as error:  # of an odd address, or an odd answer
            raise Again(found=f"{type(error).__name__}: {error}") from error

    def pool(self, url: str) -> "Pool":
        """Return connections for a library that asks by itself."""
        proxy = select_proxy(url, get_environ_proxies(url))
        if proxy:
            proxy = prepend_scheme_if_needed(proxy, "http")
            return Pool(self._door.proxy_manager_for(proxy), self.live)
        return Pool(self._door.poolmanager, self.live)

    def _follow(self, asked: requests.Request) -> requests.Response:
        """Send a request, and again to where the answer leads."""
        for _ in range(MOST_HOPS + 1):
            response = self.hop(asked)
            location = response.headers.get("Location")
            if response.status_code not in LEADING_ON or location is None:
                return response
            response.close()
            if response.status_code == 303 or (
                response.status_code in (301, 302) and asked.method == "POST"
            ):
                asked.method, asked.json = "GET", None
            try:
                named = location.encode("latin-1", "replace").decode("utf-8", "replace")
                url = requote_uri(urljoin(response.url, named))
                own = _origin(url) == _origin(self.live.api)
            except ValueError as error:
                msg = f"it leads to {self.redaction.text(location)[:SHOWN]!r}, which is no address"
                raise Again(msg) from error
            if not own and ("@" in urlsplit(url).netloc or self.redaction.text(url) != url):
                msg = (
                    f"{self.source}: {self.redaction.text(response.url)} leads to "
                    f"{self.redaction.said(url)}, "
                    "with a secret or a login in the address. It was not followed."
                )
                raise SourceUnavailable(msg)
            asked.url, asked.params = url, {}
        raise Again(found=f"it leads from one address to the next more than {MOST_HOPS} times")

    def _demand_outside(self, url: str) -> bool:
        """Return whether an address is the card's own; another one must be a public one."""
        try:
            scheme, host, _ = origin = _origin(url)
            own = _origin(self.live.api)
        except ValueError as error:
            raise Again(found=f"{self.redaction.text(url)[:SHOWN]!r} is no address") from error
        if origin == own:
            return True
        what = None
        if scheme not in ("http", "https") or not HOST.fullmatch(host):
            what = "which is no address of the web"
        elif own[0] == "https" and scheme != "https":
            what = "which is not encrypted"
        elif _inside(host, url) and not _inside(own[1], self.live.api):
            what = "which is within this machine or network"
        if what:
            where = self.redaction.text(url)
            msg = f"{self.source}: the source leads to {where}, {what}. It was not asked."
            raise SourceUnavailable(msg)
        return False

    def _receive(self, mine: Attempt, response: requests.Response, target: Path) -> None:
        """Write the body, decompressed and without secrets; refuse one that is cut off."""
        # requests would hand out a truncated gzip stream without a word, so it is unpacked here
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            shown = self.redaction.text(encoding)[:SHOWN]
            raise BadBody(found=f"it is encoded as {shown!r}, which nobody asked for")
        chunks = response.raw.stream(CHUNK, decode_content=False)
        if encoding.endswith("gzip") and response.status_code not in (204, 304):
            chunks = _unpacked(chunks, mine.limit_bytes + mine.limit_bytes // 1000 + CHUNK)
        target.unlink(missing_ok=True)  # an attempt that was left may still write there
        try:
            with target.open("xb") as file:
                for chunk in self.redaction.stream(counted(mine, chunks)):
                    file.write(chunk)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadBody(found=f"the gzip stream is damaged ({error})") from error
        except (ValueError, OverflowError) as error:
            raise BadBody(found=f"its parts have no right length ({error})") from error
        if response.status_code >= 400:
            target.write_bytes(self.redaction.refused(target.read_bytes()))

    def peek(self, response: requests.Response) -> str:
        """Return the beginning of a refusal's body, on one line, fit to be shown."""
        head = b""
        with suppress(HTTPError, ValueError, OverflowError):
            for chunk in response.raw.stream(PEEK, decode_content=True):
                head += chunk
                if len(head) >= PEEK:
                    break
        head = self.redaction.beginning(head, whole=len(head) < PEEK)
        text = self.redaction.said(" ".join(head.decode("utf-8", "replace").split()))
        return text[:SHOWN] or self.redaction.said(response.reason or "")[:SHOWN] or "no body"

    def _refusal(self, response: requests.Response, url: str, found: str) -> Exception:
        where = f"{self.source}: {self.redaction.text(url)} answers {self.redaction.said(found)}."
        if response.status_code in (401, 403):
            token = self.live.token
            if token and self.secret:
                return SetupError(
                    f"{where} The token in {token} is expired or not allowed. Renew it."
                )
            hint = f"Set {token}." if token else "The source refuses this client or address."
            return SetupError(f"{where} {hint}")
        kind = NotThere if response.status_code in GONE else SourceUnavailable
        return kind(f"{where} Expected 200. See the card's url for a change.")

    def compare_clocks(self, theirs: datetime, url: str) -> None:
        """Refuse to date anything when this machine and a server disagree about the time.

        Raises:
            SetupError: one of the clocks is half a day off or more.
        """
        ours = datetime.now(UTC)
        if abs(ours - theirs) > CLOCK_TOLERANCE:
            msg = (
                f"{self.source}: this machine's clock says {ours:%Y-%m-%d %H:%M} UTC, "
                f"{urlsplit(url).netloc} says {theirs:%Y-%m-%d %H:%M}. Figures would get "
                "a wrong date. Set the clock right and collect again."
            )
            raise SetupError(msg)


def check_json(body: bytes, _: Mapping[str, str]) -> None:
    """Refuse what is no JSON.

    Raises:
        BadBody: it says what came instead.
    """
    try:
        json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        start = body[:80].decode("utf-8", errors="replace")
        raise BadBody(found=f"expected JSON, found {start!r} ({type(error).__name__})") from error


def _unpacked(chunks: Iterator[bytes], most_bytes: int) -> Iterator[bytes]:
    """Unpack a gzip stream; fail if it ends early, or is so long that it cannot be packed."""
    machine, came = zlib.decompressobj(wbits=31), 0
    for chunk in chunks:
        came += len(chunk)
        if came > most_bytes:
            msg = f"it has more than {most_bytes:,} bytes packed"
            raise EOFError(msg)
        yield machine.decompress(chunk)
        while machine.eof and machine.unused_data:  # several members, one after the other
            rest = machine.unused_data
            machine = zlib.decompressobj(wbits=31)
            yield machine.decompress(rest)
    if not machine.eof:
        msg = "it ends early"
        raise EOFError(msg)


def reason(error: BaseException) -> str:
    """Return what is at the bottom of a library's error: plain words, else the innermost one's."""
    if isinstance(error, NameResolutionError):
        return "its name cannot be found: there is no such host, or no network"
    if isinstance(error, NewConnectionError) and isinstance(error.__cause__, OSError):
        if isinstance(error.__cause__, ConnectionRefusedError):
            return "it refuses the connection"
        if error.__cause__.errno in NO_WAY:
            return "there is no way to it: no network, or a network that does not lead there"
    inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
    if isinstance(inner, BaseException):
        return reason(inner)
    text = str(error).rpartition("): ")[2]  # the connection's own description goes first
    return f"{type(error).__name__}: {text}"


class Pool:
    """Connections as urllib3 gives them, for a library: they lead nowhere else, and are counted."""

    def __init__(self, manager: Any, live: Live) -> None:
        self._manager, self._live = manager, live

    def request(
        self, method: str, url: str, *, preload_content: bool = True, **settings: Any
    ) -> HTTPResponse:
        """Return an answer whose body has come whole.

        Raises:
            SourceUnavailable: it is too large.
        """
        current().begin(self._live.limit_pages)
        answer = self._manager.request(
            method, url, preload_content=False, redirect=False, **{**settings, "retries": False}
        )
        with closing(answer):
            try:
                chunks = answer.stream(CHUNK, decode_content=True)
                body = b"".join(counted(current(), chunks))
            except (ValueError, OverflowError) as error:
                msg = f"its parts have no right length ({error})"
                raise HTTPError(msg) from error
        headers = HTTPHeaderDict(answer.headers)
        for framing in ("Content-Encoding", "Content-Length", "Transfer-Encoding"):
            headers.discard(framing)
        return HTTPResponse(
            io.BytesIO(body),
            headers,
            answer.status,
            reason=answer.reason,
            preload_content=preload_content,
            request_method=method,
        )

    def clear(self) -> None:
        """Close what is open."""
        self._manager.clear()


def _origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port; ValueError for what is no address."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or usual


def _inside(host: str, url: str) -> bool:
    """Return whether a host is this machine, or in a network that others cannot reach."""
    proxied = select_proxy(url, get_environ_proxies(url)) is not None
    try:  # a proxy finds names by itself
        found = socket.getaddrinfo(
            host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST if proxied else 0
        )
    except (OSError, UnicodeError):
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    return not all(_public(str(place[0]).partition("%")[0]) for *_, place in found)


def _public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if inner is not None:
            return _public(str(inner))
    return found.is_global and not found.is_multicast


def _authorities() -> str | bool:
    """Return the certificates to trust: the usual ones, or those that the environment names."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if path := os.environ.get(name):
            if not Path(path).exists():
                msg = f"{name} is {path!r}, expected certificates, but there is no such file."
                raise SetupError(msg)
            return path
    return True


def counted(mine: Attempt, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a body, and note how much of it has come.

    Raises:
        SourceUnavailable: more than the attempt allows.
    """
    for chunk in chunks:
        mine.count(len(chunk))
        yield chunk


def free_at(wait_seconds: float) -> datetime:
    """Return when a limit is free again, UTC without time zone, a week from now at the latest."""
    wait = timedelta(seconds=max(0.0, min(wait_seconds, LONGEST_LIMIT)))
    return (datetime.now(UTC) + wait).replace(tzinfo=None)


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """Return the server's clock; a cached answer's date is corrected by its age."""
    sent, age = _moment(headers.get("Date", "")), _number(headers.get("Age", "0"))
    if sent is None or age is None:
        return None
    return sent + timedelta(seconds=age)


def waiting_time(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a refusing server asks to wait; None when it does not say.

    Understands Retry-After in seconds and as a date, `x-ratelimit-remaining: 0` with a reset in
    epoch seconds (GitHub, Docker Hub) or in seconds left (OpenAlex), and `RateLimit` of the Hub.
    A time beyond a week says nothing.
    """
    # against the server's own clock: ours may be off
    now = server_time(headers) or datetime.now(UTC)
    wait = None
    if retry_after := headers.get("Retry-After"):
        wait = _number(retry_after)
        if wait is None and (until := _moment(retry_after)):
            wait = max(0.0, (until - now).total_seconds())
    elif headers.get("X-RateLimit-Remaining") == "0":
        reset = _number(headers.get("X-RateLimit-Reset", ""))
        if reset is not None:  # a small one is in seconds left
            wait = (reset if reset < 10**8 else max(0.0, reset - now.timestamp())) + 1
    else:
        fields = dict(
            part.strip().partition("=")[::2] for part in headers.get("RateLimit", "").split(";")
        )
        if fields.get("r") == "0" and (left := _number(fields.get("t", ""))) is not None:
            wait = left + 1
    return wait if wait is not None and wait <= LONGEST_LIMIT else None


def _number(text: str) -> float | None:
    """Return a number of a header; None for what is none, or beyond all measure."""
    return float(text) if re.fullmatch(r" *[0-9]{1,12}(\.[0-9]{1,12})? *", text) else None


def _moment(text: str) -> datetime | None:
    """Return a date of a header; None for what is none, or beyond all measure."""
    try:
        found = email.utils.parsedate_to_datetime(text)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return found if found.year < LAST_YEAR else None


def limits_left(headers: Mapping[str, str]) -> str:
    """Return what a server says is left of its limit, in its own numbers; empty for nothing."""
    if left := headers.get("X-RateLimit-Remaining"):
        return f"{left} of {headers.get('X-RateLimit-Limit', '?')}"
    return headers.get("RateLimit", "")
