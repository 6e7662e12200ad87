"""Patience, written once: what to try again, when, and when to leave it for another day."""

import email.utils
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
from collectors.errors import SourceUnavailable

ATTEMPTS = 7
LONGEST_WAIT = 300
"""Seconds; a longer Retry-After ends the run, and the next one goes on where it ended."""
Result = TypeVar("Result")


class Again(Exception):
    """One attempt failed and another may not.

    Args:
        found: what came instead, for the message after the last attempt.
        wait: seconds that the server asks to wait; None when it does not say.
    """

    def __init__(self, found: str, wait: float | None = None) -> None:
        self.found = found
        self.wait = wait
        super().__init__(found)


class BadBody(Again):
    """A body that came but cannot be right."""


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

    Attributes:
        source: the source's id, for messages.
        live: its pace and waits.
        pause: called with seconds to wait; raises when the user wants to stop.
        secret: never to be shown.
        attempts: how often one request is sent at most.
    """

    source: str
    live: Live
    pause: Callable[[float], None]
    secret: str | None = None
    attempts: int = ATTEMPTS

    def persist(self, url: str, once: Callable[[], Result]) -> Result:
        """Attempt something until it succeeds, each time after a fair wait.

        For `fetch`, and for libraries that have connections of their own.

        Args:
            url: what is asked, for pace and messages.
            once: one attempt; raises Again when another may succeed.

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
        while True:
            self.pause(PACE.turn(urlsplit(url).netloc, self.live.pause_seconds))
            try:
                return once()
            except Again as failure:
                found, wait = self.redact(failure.found), failure.wait
            try:
                patience = patience.increment("GET", url)
            except MaxRetryError:
                msg = f"{self.source}: {self.redact(url)} gave no good answer"
                msg += f" in {self.attempts} attempts; the last" if self.attempts > 1 else ""
                msg += f": {found}."
                raise SourceUnavailable(msg) from None
            if wait is not None and wait > LONGEST_WAIT:
                until = (datetime.now(UTC) + timedelta(seconds=wait)).replace(tzinfo=None)
                msg = (
                    f"{self.source}: the limit is spent ({found}). It is free again at "
                    f"{until:%Y-%m-%d %H:%M} UTC; collect again then, it goes on where it ended."
                )
                if self.live.token and not self.secret:
                    msg += f" A token in {self.live.token} has a higher limit."
                raise SourceUnavailable(msg, until)
            self.pause(wait if wait is not None else patience.get_backoff_time())

    def redact(self, text: str) -> str:
        """Return a text without the secret."""
        return text.replace(self.secret, "***") if self.secret else text


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """Return the server's clock; a cached answer's date is corrected by its age."""
    try:
        sent = email.utils.parsedate_to_datetime(headers["Date"])
        age = int(headers.get("Age", 0))
    except (KeyError, ValueError, TypeError):
        return None
    return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)) + timedelta(seconds=age)


def waiting_time(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a refusing server asks to wait; None when it does not say.

    Understands Retry-After in seconds and as a date, `x-ratelimit-remaining: 0` with a reset in
    epoch seconds (GitHub, Docker Hub) or in seconds left (OpenAlex), and `RateLimit` of the Hub.
    """
    if retry_after := headers.get("Retry-After"):
        if retry_after.strip().isdigit():
            return float(retry_after)
        try:
            until = email.utils.parsedate_to_datetime(retry_after)
        except ValueError:
            return None
        # against the server's own clock: ours may be off
        now = server_time(headers) or datetime.now(UTC)
        return max(0.0, (until - now).total_seconds())
    if headers.get("X-RateLimit-Remaining") == "0":
        try:
            reset = float(headers.get("X-RateLimit-Reset", ""))
        except ValueError:
            return None
        if reset < 10**8:  # seconds left
            return reset + 1
        now = server_time(headers) or datetime.now(UTC)
        return max(0.0, reset - now.timestamp()) + 1
    fields = dict(
        part.strip().partition("=")[::2] for part in headers.get("RateLimit", "").split(";")
    )
    if fields.get("r") == "0" and fields.get("t", "").isdigit():
        return float(fields["t"]) + 1
    return None


def limits_left(headers: Mapping[str, str]) -> str:
    """Return what a server says is left of its limit, in its own numbers; empty for nothing."""
    if left := headers.get("X-RateLimit-Remaining"):
        return f"{left} of {headers.get('X-RateLimit-Limit', '?')}"
    return headers.get("RateLimit", "")
