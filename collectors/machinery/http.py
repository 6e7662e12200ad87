"""HTTP, written once: patience, pace, size caps, checks of the body, no secret in any record."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from collectors import settings
from collectors.cards import Live
from collectors.errors import NotThere, SetupError, SourceUnavailable
from collectors.machinery.patience import (
    ATTEMPTS,
    Again,
    BadBody,
    Patience,
    limits_left,
    server_time,
    waiting_time,
)

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
GONE = frozenset({404, 410})
SECONDARY_WAIT = 60
"""Seconds; GitHub asks for at least this when it names a secondary limit and no time."""
CLOCK_TOLERANCE = timedelta(hours=12)
CHUNK = 1 << 16

Check = Callable[[bytes, Mapping[str, str]], None]
"""Given a body and its headers, raises BadBody when the body cannot be right."""


class Web(Patience):
    """One source's connection to the outside.

    Attributes:
        limits: what the last answer said is left of the source's limits.
        agent: how the source sees who asks.
    """

    def __init__(
        self,
        source: str,
        live: Live,
        secret: str | None,
        pause: Callable[[float], None],
        attempts: int = ATTEMPTS,
    ) -> None:
        super().__init__(source, live, pause, secret, attempts)
        self.limits = ""
        self.agent = f"sharecheck/{version('sharecheck')} ({settings.get('SHARECHECK_CONTACT')})"
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": self.agent, "Accept-Encoding": "gzip"})

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

        Args:
            method: GET or POST.
            url: absolute address.
            target: file that is written anew at each attempt.
            params: query parameters.
            headers: request headers beside the usual ones.
            body: sent as JSON.
            accept: statuses besides 200 that are an answer.
            check: called with the whole body and the headers; raises BadBody to ask again.
            limit_bytes: most that may come; the card's limit by default.

        Raises:
            SourceUnavailable: no good answer after all attempts, or a limit is spent for long.
            SetupError: the token is refused.
        """

        def once() -> requests.Response:
            try:
                with self._send(method, url, params, headers, body) as response:
                    if theirs := server_time(response.headers):
                        self.compare_clocks(theirs, url)
                    self.limits = limits_left(response.headers)
                    if response.status_code == 200 or response.status_code in accept:
                        self._receive(response, target, limit_bytes or self.live.limit_bytes)
                        if check is not None and response.status_code == 200:
                            try:
                                check(target.read_bytes(), response.headers)
                            except BadBody as bad:  # GraphQL tells of a spent limit with 200
                                raise Again(bad.found, waiting_time(response.headers)) from bad
                        return response
                    found = f"HTTP {response.status_code}: {_peek(response)}"
                    wait = waiting_time(response.headers)
                    if response.status_code == 403 and wait is None and "rate limit" in found:
                        wait = SECONDARY_WAIT
                    limited = response.status_code == 403 and wait is not None
                    if response.status_code in RETRIED or limited:
                        raise Again(found, wait)
                    raise self._refusal(response, url, found)
            except (requests.RequestException, HTTPError) as error:
                raise Again(_reason(error)) from error

        return self.persist(url, once)

    def _send(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        body: Any,
    ) -> requests.Response:
        sent_headers, sent_params = dict(headers or {}), dict(params or {})
        if self.secret and urlsplit(url).netloc == urlsplit(self.live.api).netloc:
            if self.live.token_parameter:
                sent_params[self.live.token_parameter] = self.secret
            else:
                sent_headers["Authorization"] = f"Bearer {self.secret}"
        seconds = self.live.timeout_seconds
        return self._session.request(
            method,
            url,
            params=sent_params,
            headers=sent_headers,
            json=body,
            stream=True,
            timeout=(min(seconds, 10), seconds),
        )

    def _receive(self, response: requests.Response, target: Path, limit_bytes: int) -> None:
        """Write the body, decompressed, and refuse one that is cut off or too large."""
        # requests would hand out a truncated gzip stream without a word, so it is unpacked here
        encoding = response.headers.get("Content-Encoding", "").lower()
        chunks = response.raw.stream(CHUNK, decode_content=False)
        try:
            with target.open("wb") as file:
                for chunk in _unpacked(chunks) if encoding == "gzip" else chunks:
                    file.write(chunk)
                    if file.tell() > limit_bytes:
                        msg = (
                            f"{self.source}: {self.redact(response.url)} sends more than "
                            f"{limit_bytes:,} bytes. Raise live.limit_bytes in the card if right."
                        )
                        raise SourceUnavailable(msg)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            msg = f"the gzip stream is damaged ({error})"
            raise BadBody(msg) from error

    def _refusal(self, response: requests.Response, url: str, found: str) -> Exception:
        where = f"{self.source}: {self.redact(url)} answers {self.redact(found)}."
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


def _reason(error: BaseException) -> str:
    """Return what is at the bottom of a library's error: the innermost one's words."""
    inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
    if isinstance(inner, BaseException):
        return _reason(inner)
    text = str(error).rpartition("): ")[2]  # the connection's own description goes first
    return f"{type(error).__name__}: {text}"


def _peek(response: requests.Response) -> str:
    """Return the beginning of an error's body, on one line."""
    try:
        head: bytes = response.raw.read(400, decode_content=True) or b""
    except HTTPError:
        head = b""
    text = " ".join(head.decode("utf-8", errors="replace").split())
    return text[:200] or response.reason or "no body"
