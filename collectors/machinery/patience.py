"""Patience, written once: what to try again, when, and when to leave it for another day."""

import email.utils
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from urllib3.exceptions import MaxRetryError
from urllib3.util.retry import Retry

from collectors.cards import Live
from collectors.errors import SetupError, SourceUnavailable
from collectors.machinery.redaction import CONTROLS, Redaction, proxy_passwords

ATTEMPTS, SLOW_ATTEMPTS = 7, 2
LONGEST_WAIT = 300
"""Seconds; a longer Retry-After ends the run, and the next one goes on where it ended."""
SAID_SECONDS = 1
"""A shorter wait is not spoken of."""
LONGEST_LIMIT = 7 * 86_400
"""Seconds; no source has limits of more than a week, so a longer wait is a mistake."""
LAST_YEAR = 2100
"""A server's clock beyond it is none."""
Result = TypeVar("Result")


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


@dataclass
class Pace:
    """The least time between two requests to one host, for all sources together."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _free_at: dict[str, float] = field(default_factory=dict)

    def turn(self, host: str, pause_seconds: float) -> float:
        """Book the next turn at `host` and return how many seconds to wait for it."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at.get(host, 0.0))
            self._free_at[host] = turn + pause_seconds
            return turn - now


PACE = Pace()


@dataclass
class Patience:
    """How one source's requests are attempted.

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

    def __post_init__(self) -> None:
        if CONTROLS.search(self.secret or ""):
            msg = (
                f"{self.source}: {self.live.token} holds a line break or another control "
                "character. Set it to the token alone."
            )
            raise SetupError(msg)
        self.redaction = Redaction({self.secret or "", *proxy_passwords()})

    def persist(self, url: str, once: Callable[[], Result]) -> Result:
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
                    msg = f"{self.source}: {self.redact(url)} is too slow: {found}."
                    raise SourceUnavailable(msg)
            except MaxRetryError:
                msg = f"{self.source}: {self.redact(url)} gave no good answer"
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

    def redact(self, text: str) -> str:
        """Return a text on one line, without secrets and control characters."""
        return self.redaction.text(text)


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
