"""Visitors' queries, each in a process of its own that can do nothing but read the warehouse.

A query is a job. Its process (see `sandbox_worker`) is ended when it takes too long, when it is
cancelled, when nobody asks for it any more, and when this program ends, however that happens.
At most `PLACES` run at once on the whole server; others wait a little, then hear that it is busy.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from dashboard.sql import sandbox_worker

MEGABYTE = sandbox_worker.MEGABYTE
PLACES = 3
WAITING_SECONDS = 10.0
LEASE_SECONDS = 10.0
"""A job that nobody has asked after for so long is ended: its page was closed."""
BEAT_SECONDS = 0.05
MOST_CHARACTERS = 50_000
SLACK_BYTES = 4_000_000
"""What a report and the frame around the rows may take beside the rows themselves."""
KEPT_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""What a Python may need to start at all; nothing else of the environment is passed on."""
BY_MEMORY = (sandbox_worker.TOO_MUCH_MEMORY, -signal.SIGABRT, -getattr(signal, "SIGKILL", 9))
"""How a process ends that sees it has too much, is refused more, or is killed by the system."""
_places = threading.BoundedSemaphore(PLACES)


@dataclass(frozen=True)
class Limits:
    """What one query may take."""

    seconds: float = 20.0
    rows: int = 100_000
    bytes: int = 25_000_000
    columns: int = 500
    memory_bytes: int = 256_000_000
    """For the database; the process may grow by twice as much."""


LIMITS = Limits()


@dataclass(frozen=True)
class Outcome:
    """What became of a query.

    `kind`: rows, error (of the query), time, memory, cancelled, abandoned, busy, or broken (its
    process failed). `position` is the byte of the query that an error points at. `cut` is rows or
    bytes where a limit cut the result, else null.
    """

    kind: str
    seconds: float = 0.0
    message: str = ""
    position: int | None = None
    table: pa.Table | None = None
    cut: str | None = None


class Job:
    """A query on its way; starts at once and ends by itself."""

    def __init__(self, file: Path, query: str, limits: Limits = LIMITS) -> None:
        self.query = query
        self.limits = limits
        self.pid: int | None = None
        self.outcome: Outcome | None = None
        self._file = file
        self._began = self._asked = time.monotonic()
        self._stopped: str | None = None
        self._ended = threading.Event()
        threading.Thread(target=self._serve, name="sandbox", daemon=True).start()

    @property
    def seconds(self) -> float:
        """Return how long the job has taken so far, waiting included."""
        return time.monotonic() - self._began

    @property
    def waiting(self) -> bool:
        """Return whether the job still waits for a place."""
        return self.pid is None and self.outcome is None

    def wait(self, seconds: float) -> Outcome | None:
        """Return the outcome, or None when there is none after so long; keeps the job wanted."""
        self._asked = time.monotonic()
        self._ended.wait(seconds)
        return self.outcome

    def cancel(self) -> None:
        """End the job; it takes a moment."""
        self._stopped = self._stopped or "cancelled"

    def _serve(self) -> None:
        try:
            self.outcome = self._run()
        except Exception as error:  # said on the page; nobody else would hear of it
            self.outcome = Outcome("broken", self.seconds, f"{type(error).__name__}: {error}")
        finally:
            self._ended.set()

    def _run(self) -> Outcome:
        if len(self.query) > MOST_CHARACTERS:
            msg = f"The query has {len(self.query):,} characters; {MOST_CHARACTERS:,} are allowed."
            return Outcome("error", message=msg)
        until = time.monotonic() + WAITING_SECONDS
        while not _places.acquire(timeout=BEAT_SECONDS):
            stopped = self._stopped or self._forgotten()
            if stopped or time.monotonic() > until:
                return Outcome(stopped or "busy", self.seconds)
        try:
            return self._in_process()
        finally:
            _places.release()

    def _in_process(self) -> Outcome:
        """Run the query in a process of its own, and see to it that it ends."""
        began = time.monotonic()
        with subprocess.Popen(
            [sys.executable, "-I", "-S", sandbox_worker.__file__],
            stdin=subprocess.PIPE,  # stays open: its end tells the process that this one is gone
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._file.anchor,
            env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
            | {"ARROW_DEFAULT_MEMORY_POOL": "system"},
            start_new_session=True,
        ) as process:
            self.pid = process.pid
            guard = threading.Thread(target=self._guard, args=(process, began), daemon=True)
            guard.start()
            try:
                answer = self._exchange(process)
            finally:
                process.kill()
                guard.join()
        return self._judged(answer, process.returncode, time.monotonic() - began)

    def _exchange(self, process: "subprocess.Popen[bytes]") -> bytes:
        """Hand over the request and return the answer, or what there is of it."""
        assert process.stdin is not None
        assert process.stdout is not None
        request = {
            "path": [entry for entry in sys.path if entry],
            "file": str(self._file),
            "query": self.query,
            "limits": asdict(self.limits),
        }
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except OSError:  # it has ended, or is about to; how, is seen from its exit code
            with suppress(OSError):  # closing would try to send the rest once more
                process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
            return b""
        return process.stdout.read(self.limits.bytes + SLACK_BYTES)

    def _guard(self, process: "subprocess.Popen[bytes]", began: float) -> None:
        """Kill the process when it is cancelled, forgotten or takes too long."""
        while process.poll() is None:
            if time.monotonic() - began > self.limits.seconds:
                self._stopped = self._stopped or "time"
            self._stopped = self._stopped or self._forgotten()
            if self._stopped:
                process.kill()
            time.sleep(BEAT_SECONDS)

    def _forgotten(self) -> str | None:
        return "abandoned" if time.monotonic() - self._asked > LEASE_SECONDS else None

    def _judged(self, answer: bytes, code: int, seconds: float) -> Outcome:
        """Return what an answer and an exit code mean."""
        head, found, rows = answer.partition(b"\n")
        if found:
            report: dict[str, Any] = json.loads(head)
            table = None
            if report["kind"] == "rows":
                table = _checked(pa.ipc.open_stream(rows).read_all())
            return Outcome(
                report["kind"],
                report.get("seconds", seconds),
                report.get("message", ""),
                report.get("position"),
                table,
                report.get("cut"),
            )
        if self._stopped:
            return Outcome(self._stopped, seconds)
        if code == -getattr(signal, "SIGXCPU", 0):
            return Outcome("time", seconds)
        if code in BY_MEMORY:
            return Outcome("memory", seconds)
        return Outcome("broken", seconds, f"The process of the query ended with code {code}.")


def _checked(table: pa.Table) -> pa.Table:
    """Return a table after a look at its buffers, of texts at every byte: another process made it.

    Other values need no look each: any bits are a number, and DuckDB's go further than Arrow's
    rules (24:00:00, whole numbers of 39 digits).
    """
    for column in table.columns:
        column.validate(full=pa.types.is_string(column.type) or pa.types.is_binary(column.type))
    return table
