"""Results of queries: kept for a while within a budget, their first rows for a grid and a chart."""

import threading
import time

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.sql.sandbox import Outcome

Key = tuple[str, str]
"""Build and query."""
KEPT_BYTES = 150_000_000
KEPT_SECONDS = 1800.0
CELL_CHARACTERS = 500
CHART_COLUMNS = 60
GRID_ROWS = 1_000
GRID_CHARACTERS = 2_000_000
"""About as much text as a browser is sent for one grid."""


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
