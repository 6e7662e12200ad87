"""Visitors' queries, each in a process of its own that can do nothing but read the warehouse.

A query is a job. Its process (see `sandbox_worker`) is ended when it takes too long, when it is
cancelled, when nobody asks for it any more, and when this program ends, however that happens.
At most `PLACES` run at once on the whole server; others wait for a place (see `turns`), and hear
that it is busy when none comes free in time.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from dashboard.sql import sandbox_worker
from dashboard.sql.turns import Places
from warehouse import spreadsheet

MEGABYTE = sandbox_worker.MEGABYTE
PLACES = 3
WAITING_SECONDS = 25.0
"""Longer than a query may take: by then those that ran have ended."""
LEASE_SECONDS = 10.0
"""A job that nobody has asked after for so long is ended: its page was closed."""
BEAT_SECONDS = 0.05
MOST_CHARACTERS = 50_000
SLACK_BYTES = 4_000_000
"""What a report, and the frame around the rows in each form, may take beside the rows."""
KEPT_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""What a Python may need to start at all; nothing else of the environment is passed on."""
BY_MEMORY = (sandbox_worker.TOO_MUCH_MEMORY, -signal.SIGABRT, -getattr(signal, "SIGKILL", 9))
"""How a process ends that sees it has too much, is refused more, or is killed by the system."""
_places = Places(PLACES)


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
    bytes where a limit cut the result, else null. `table` has columns of plain types and names
    that differ; `csv` and `parquet` are the same rows as files.
    """

    kind: str
    seconds: float = 0.0
    message: str = ""
    position: int | None = None
    table: pa.Table | None = None
    csv: bytes = b""
    parquet: bytes = b""
    cut: str | None = None

    @property
    def kept_bytes(self) -> int:
        """Return what the rows take in memory, in all their forms."""
        return (self.table.nbytes if self.table else 0) + len(self.csv) + len(self.parquet)


class Job:
    """A query on its way; starts at once and ends by itself.

    `session`: whose it is; of one session, one job runs at a time. By default its own.
    """

    def __init__(
        self, file: Path, query: str, limits: Limits = LIMITS, session: object = None
    ) -> None:
        self.query = query
        self.limits = limits
        self.session = session if session is not None else object()
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
        except OSError as error:  # its text names files
            self.outcome = Outcome("broken", self.seconds, f"No process: {error.strerror}.")
        except Exception as error:  # said on the page; nobody else would hear of it
            self.outcome = Outcome("broken", self.seconds, f"{type(error).__name__}: {error}")
        finally:
            self._ended.set()

    def _run(self) -> Outcome:
        if len(self.query) > MOST_CHARACTERS:
            msg = f"The query has {len(self.query):,} characters; {MOST_CHARACTERS:,} are allowed."
            return Outcome("error", message=msg)
        until = time.monotonic() + WAITING_SECONDS
        with _places.wanted(self.session) as place:
            while not place.taken(BEAT_SECONDS):
                stopped = self._stopped or self._forgotten()
                if stopped or time.monotonic() > until:
                    return Outcome(stopped or "busy", self.seconds)
            return self._in_process()

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
                report, made = self._exchange(process)
            finally:
                process.kill()
                guard.join()
        return self._judged(report, made, process.returncode, time.monotonic() - began)

    def _exchange(self, process: "subprocess.Popen[bytes]") -> tuple[bytes, list[bytes]]:
        """Hand over the request; return the report and what was made, or what there is of it."""
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
            return b"", []
        report = process.stdout.readline(SLACK_BYTES)
        if not report.endswith(b"\n"):
            return b"", []
        most = self.limits.bytes + SLACK_BYTES
        sizes = [min(size, most) for size in json.loads(report)["made"]]
        return report, [process.stdout.read(size) for size in sizes]

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

    def _judged(self, said: bytes, made: list[bytes], code: int, seconds: float) -> Outcome:
        """Return what an answer and an exit code mean."""
        report: dict[str, Any] = json.loads(said) if said else {}
        if report and [len(part) for part in made] == report["made"]:
            return received(report, made)
        if self._stopped:
            return Outcome(self._stopped, seconds)
        if code == -getattr(signal, "SIGXCPU", 0):
            return Outcome("time", seconds)
        if code in BY_MEMORY:
            return Outcome("memory", seconds)
        return Outcome("broken", seconds, f"The process of the query ended with code {code}.")


def received(report: dict[str, Any], made: list[bytes]) -> Outcome:
    """Return the outcome that a process reports, with what it made: nothing, or the three forms.

    Raises:
        ValueError: the rows are not what that process makes.
    """
    outcome = Outcome(**{name: value for name, value in report.items() if name != "made"})
    if not made:
        return outcome
    rows, csv, parquet = made
    table = pa.ipc.open_stream(rows).read_all()
    for column in table.columns:  # any bits are a number, but not a text
        if not spreadsheet.plain(column.type):
            msg = f"a column of type {column.type} came, which is not plain"
            raise ValueError(msg)
        column.validate(full=pa.types.is_string(column.type))
    return replace(outcome, table=table, csv=csv, parquet=parquet)
