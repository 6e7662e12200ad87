"""What became of queries: rows kept for a while, their first ones to be shown, and sentences."""

import re
import threading
import time

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard import text
from dashboard.sql.sandbox import LEASE_SECONDS, LIMITS, MEGABYTE, PLACES, Outcome

Key = tuple[str, str]
"""Build and query."""
KEPT_BYTES = 150_000_000
KEPT_SECONDS = 1800.0
CELL_CHARACTERS = 500
CHART_COLUMNS = 60
GRID_ROWS = 1_000
GRID_CHARACTERS = 2_000_000
"""About as much text as a browser is sent for one grid."""
AROUND = 2
"""Lines shown before and after the one that an error points at."""
SHOWN_LETTERS = 100
INSTEAD = {
    "LocalFileSystem": "Files and addresses cannot be read here: a query sees the tables of the "
    "warehouse and nothing else.",
    "the configuration has been locked": "Settings cannot be changed here.",
}
"""What is said for a message of DuckDB's that holds some words, which would mislead."""
CANDIDATES = re.compile(r"Candidate bindings: (: )?")
ELSEWHERE = (
    "Filter or aggregate earlier in the query; or run it on your own machine, without these "
    "limits, with `sharecheck sql` or any DuckDB client."
)
FAULTS = {
    "time": f"Stopped after {LIMITS.seconds:.0f} s, the most a query may take. {ELSEWHERE}",
    "memory": f"Stopped: the query needed more than {LIMITS.memory_bytes // MEGABYTE} MB of "
    f"memory. {ELSEWHERE}",
    "cancelled": "Cancelled after {seconds:.1f} s.",
    "abandoned": f"Stopped: the page did not ask for it for {LEASE_SECONDS:.0f} s. Run it again.",
    "busy": f"Busy: {PLACES} queries are running, the most this server runs at once, and none "
    "ended in time. Run it again in a few seconds.",
    "gone": "The rows were let go to free memory. Run the query again.",
    "broken": "The query ended without an answer. {said} When memory runs out, that can happen "
    "too; simplify the query, or build the warehouse anew.",
}
"""Why a query that is no error of its own has no rows, by what became of it."""


class Shelf:
    """Results by key, the least used let go when they are too many bytes or too old."""

    def __init__(self, most_bytes: int = KEPT_BYTES, seconds: float = KEPT_SECONDS) -> None:
        self._most_bytes = most_bytes
        self._seconds = seconds
        self._kept: dict[Key, tuple[float, Outcome]] = {}
        self._lock = threading.Lock()

    def put(self, key: Key, outcome: Outcome) -> None:
        """Keep an outcome with its table, for the time being."""
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (time.monotonic(), outcome)
            self._let_go()

    def get(self, key: Key) -> Outcome | None:
        """Return an outcome, or None when it was let go."""
        with self._lock:
            self._let_go()
            if (kept := self._kept.pop(key, None)) is None:
                return None
            self._kept[key] = (time.monotonic(), kept[1])
            return kept[1]

    def _let_go(self) -> None:
        old = time.monotonic() - self._seconds
        total = sum(outcome.kept_bytes for _, outcome in self._kept.values())
        for key, (used, outcome) in list(self._kept.items()):
            if used < old or total > self._most_bytes:
                total -= outcome.kept_bytes
                del self._kept[key]


def grid(table: pa.Table) -> pa.Table:
    """Return the rows that a page shows: the first ones, long texts cut short."""
    rows = table.slice(0, GRID_ROWS)
    cells = max(rows.num_columns * rows.num_rows, 1)
    return _short(rows, min(CELL_CHARACTERS, max(GRID_CHARACTERS // cells, 40)))


def frame(table: pa.Table, rows: int) -> pd.DataFrame:
    """Return the first rows and columns for a chart: decimals as floats, long texts cut short."""
    first = table.select(table.column_names[:CHART_COLUMNS]).slice(0, rows)
    found: pd.DataFrame = _short(first, CELL_CHARACTERS, floats=True).to_pandas(
        date_as_object=False
    )
    return found


def _short(table: pa.Table, letters: int, floats: bool = False) -> pa.Table:
    """Return a table with … for what texts have beyond so many letters; decimals as floats."""
    columns = []
    for column in table.columns:
        if pa.types.is_string(column.type):
            cut = pc.utf8_slice_codeunits(column, 0, letters)
            long = pc.greater(pc.utf8_length(column), letters)
            column = pc.if_else(long, pc.binary_join_element_wise(cut, "…", ""), column)
        elif floats and pa.types.is_decimal(column.type):
            column = column.cast(pa.float64())
        columns.append(column)
    return pa.table(columns, names=table.column_names)


def fault(outcome: Outcome) -> str:
    """Return why a query has no rows to show, and what to do."""
    message = outcome.message
    if outcome.kind in FAULTS:
        return FAULTS[outcome.kind].format(seconds=outcome.seconds, said=sentence(message))
    ours = (said for found, said in INSTEAD.items() if found in message)
    return next(ours, sentence(CANDIDATES.sub("Near it: ", message)))


def sentence(words: str) -> str:
    """Return words ended by a full stop, without empty lines."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    said = "  \n".join(lines)
    return said if not said or said.endswith((".", "!", "?")) else f"{said}."


def summary(outcome: Outcome) -> str:
    """Return how many rows came, how fast, and whether that is all of them."""
    rows = outcome.table.num_rows if outcome.table is not None else 0
    took = f"{outcome.seconds:.2f} s" if outcome.seconds >= 0.01 else "under 0.01 s"
    return f"{text.number(rows, 'row')} in {took}"


def cut(outcome: Outcome) -> str:
    """Return which limit ended the rows, or '' when all came."""
    limits = {"rows": f"{LIMITS.rows:,} rows", "bytes": f"{LIMITS.bytes // MEGABYTE} MB"}
    most = limits.get(outcome.cut or "")
    return f"There are more: a result ends at {most} here, downloads too." if most else ""


def excerpt(query: str, position: int) -> str:
    """Return the lines around a byte of the query, numbered, with a mark below the place."""
    before = query.encode(errors="replace")[:position].decode(errors="ignore")
    lines = query.split("\n")
    at = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1)
    first = max(0, at - AROUND)
    width = len(str(min(at + AROUND, len(lines) - 1) + 1))
    shown = []
    for n in range(first, min(at + AROUND + 1, len(lines))):
        start = max(0, column - SHOWN_LETTERS // 2) if n == at else 0
        shown.append(f"{n + 1:>{width}} │ {lines[n][start : start + SHOWN_LETTERS]}")
        if n == at:
            shown.append(f"{'':>{width}} │ {'':>{column - start}}▲")
    return "\n".join(shown)
