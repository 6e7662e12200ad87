"""HTTP, written once: patience, pace, size caps, checks of the body, no secret in any record."""

import gzip
import io
import ipaddress
import json
import os
import re
import socket
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies, prepend_scheme_if_needed, requote_uri, select_proxy
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError

from collectors import settings
from collectors.cards import Live
from collectors.errors import NotThere, SetupError, SourceUnavailable
from collectors.machinery import connection
from collectors.machinery.connection import Attempt, Door
from collectors.machinery.network import NO_WAY
from collectors.machinery.patience import (
    Again,
    BadBody,
    Patience,
    limits_left,
    server_time,
    waiting_time,
)
from collectors.machinery.redaction import printable

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
GONE = frozenset({404, 410})
LEADING_ON, MOST_HOPS = frozenset({301, 302, 303, 307, 308}), 10
HOST = re.compile(r"[\w.:-]+")
SECONDARY_WAIT = 60
"""Seconds; GitHub asks for at least this when it names a secondary limit and no time."""
CLOCK_TOLERANCE = timedelta(hours=12)
CHUNK = 1 << 14
PEEK, SHOWN = 4000, 200

Made = TypeVar("Made")
Check = Callable[[bytes, Mapping[str, str]], None]
"""Given a body and its headers, raises BadBody when the body cannot be right."""


class Web(Patience):
    """One source's connection to the outside."""

    limits = ""  # what the last answer said is left of them

    def __post_init__(self) -> None:
        super().__post_init__()
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
        accept: frozenset[int] = frozenset(),
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
        limit = limit_bytes or self.live.limit_bytes

        def answer(mine: Attempt) -> requests.Response:
            asked = requests.Request(method, url, params=params, headers=headers, json=body)
            with self._follow(asked) as response:
                if theirs := server_time(response.headers):
                    self.compare_clocks(theirs, url)
                self.limits = self.redact(limits_left(response.headers))[:SHOWN]
                if response.status_code == 200 or response.status_code in accept:
                    self._receive(mine, response, target, limit)
                    if check is not None and response.status_code == 200:
                        try:
                            check(target.read_bytes(), response.headers)
                        except BadBody as bad:  # GraphQL tells of a spent limit with 200
                            raise Again(bad.found, waiting_time(response.headers)) from bad
                    return response
                found = f"HTTP {response.status_code}: {self.peek(response)}"
                wait = waiting_time(response.headers)
                if response.status_code == 403 and wait is None and "rate limit" in found:
                    wait = SECONDARY_WAIT
                limited = response.status_code == 403 and wait is not None
                if response.status_code in RETRIED or limited:
                    raise Again(found, wait)
                raise self._refusal(response, url, found)

        return self.persist(url, lambda: self.attempt(url, answer, limit))

    def attempt(
        self, url: str, call: Callable[[Attempt], Made], limit_bytes: int | None = None
    ) -> Made:
        """Call what asks by `hop` or `pool`, as long as an answer may take.

        Raises:
            Again: the connection failed, or the answer was not there in time.
            SourceUnavailable: more than `limit_bytes` came, the card's limit by default.
        """
        limit = limit_bytes or self.live.limit_bytes
        what = f"{self.source}: {self.redact(url)}"
        try:
            return connection.attempt(what, self.live, self.pause, call, limit)
        except (requests.RequestException, HTTPError) as error:
            raise Again(reason(error)) from error

    def hop(self, asked: requests.Request) -> requests.Response:
        """Send one request; where the answer leads is not followed.

        The token goes to the card's own address alone: scheme, host and port.

        Raises:
            Again: the address is none.
            SourceUnavailable: the address is within this machine or network, or not encrypted.
        """
        connection.current().begin(self.live.limit_pages)
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
            msg = f"{type(error).__name__}: {error}"
            raise Again(msg) from error

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
                msg = f"it leads to {self.redact(location)[:SHOWN]!r}, which is no address"
                raise Again(msg) from error
            if not own and ("@" in urlsplit(url).netloc or self.redact(url) != url):
                msg = (
                    f"{self.source}: {self.redact(response.url)} leads to "
                    f"{self.redaction.said(url)}, "
                    "with a secret or a login in the address. It was not followed."
                )
                raise SourceUnavailable(msg)
            asked.url, asked.params = url, {}
        msg = f"it leads from one address to the next more than {MOST_HOPS} times"
        raise Again(msg)

    def _demand_outside(self, url: str) -> bool:
        """Return whether an address is the card's own; another one must be a public one.

        Raises:
            Again: it is no address.
            SourceUnavailable: it may not be asked.
        """
        try:
            scheme, host, _ = origin = _origin(url)
            own = _origin(self.live.api)
        except ValueError as error:
            msg = f"{self.redact(url)[:SHOWN]!r} is no address"
            raise Again(msg) from error
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
            msg = (
                f"{self.source}: the source leads to {self.redact(url)}, {what}. It was not asked."
            )
            raise SourceUnavailable(msg)
        return False

    def _receive(
        self, mine: Attempt, response: requests.Response, target: Path, limit_bytes: int
    ) -> None:
        """Write the body, decompressed and without secrets; refuse one that is cut off."""
        # requests would hand out a truncated gzip stream without a word, so it is unpacked here
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            shown = self.redact(encoding)[:SHOWN]
            msg = f"it is encoded as {shown!r}, which nobody asked for"
            raise BadBody(msg)
        chunks = response.raw.stream(CHUNK, decode_content=False)
        if encoding.endswith("gzip") and response.status_code not in (204, 304):
            chunks = _unpacked(_at_most(limit_bytes + limit_bytes // 1000 + CHUNK, chunks))
        target.unlink(missing_ok=True)  # an attempt that was left may still write there
        try:
            with target.open("xb") as file:
                for chunk in self.redaction.stream(counted(mine, chunks)):
                    file.write(chunk)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            msg = f"the gzip stream is damaged ({error})"
            raise BadBody(msg) from error
        except (ValueError, OverflowError) as error:
            msg = f"its parts have no right length ({error})"
            raise BadBody(msg) from error
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
        where = f"{self.source}: {self.redact(url)} answers {self.redaction.said(found)}."
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
        msg = f"expected JSON, found {start!r} ({type(error).__name__})"
        raise BadBody(msg) from error


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack a gzip stream, and fail if it ends early."""
    machine = zlib.decompressobj(wbits=31)
    for chunk in chunks:
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
        connection.current().begin(self._live.limit_pages)
        answer = self._manager.request(
            method, url, preload_content=False, redirect=False, **{**settings, "retries": False}
        )
        with closing(answer):
            try:
                chunks = answer.stream(CHUNK, decode_content=True)
                body = b"".join(counted(connection.current(), chunks))
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


def _at_most(limit_bytes: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a packed body; fail if it is so long that it cannot be packed."""
    came = 0
    for chunk in chunks:
        came += len(chunk)
        if came > limit_bytes:
            msg = f"it has more than {limit_bytes:,} bytes packed"
            raise EOFError(msg)
        yield chunk
