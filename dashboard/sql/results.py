"""Results of queries: kept for a while within a budget, their first rows for a grid and a chart."""

import threading
import time
from collections import OrderedDict

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
        self._kept: OrderedDict[Key, tuple[float, Outcome]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, key: Key, outcome: Outcome) -> None:
        """Keep an outcome with its table, for the time being."""
        with self._lock:
            self._kept[key] = (time.monotonic(), outcome)
            self._kept.move_to_end(key)
            self._let_go()

    def get(self, key: Key) -> Outcome | None:
        """Return an outcome, or None when it was let go."""
        with self._lock:
            self._let_go()
            if key not in self._kept:
                return None
            outcome = self._kept[key][1]
            self._kept[key] = (time.monotonic(), outcome)
            self._kept.move_to_end(key)
            return outcome

    def _let_go(self) -> None:
        old = time.monotonic() - self._seconds
        total = sum(outcome.kept_bytes for _, outcome in self._kept.values())
        while self._kept and (next(iter(self._kept.values()))[0] < old or total > self._most_bytes):
            _, (_, outcome) = self._kept.popitem(last=False)
            total -= outcome.kept_bytes


def grid(table: pa.Table) -> pa.Table:
    """Return the rows that a page shows: the first ones, long texts cut short."""
    rows = table.slice(0, GRID_ROWS)
    cells = max(rows.num_columns * rows.num_rows, 1)
    return _short(rows, min(CELL_CHARACTERS, max(GRID_CHARACTERS // cells, 40)))


def _short(table: pa.Table, letters: int) -> pa.Table:
    """Return a table with texts of at most so many letters, cut ones with … at their end."""
    columns = []
    for column in table.columns:
        if pa.types.is_string(column.type):
            cut = pc.utf8_slice_codeunits(column, 0, letters)
            long = pc.greater(pc.utf8_length(column), letters)
            column = pc.if_else(long, pc.binary_join_element_wise(cut, "…", ""), column)
        columns.append(column)
    return pa.table(columns, names=table.column_names)


def frame(table: pa.Table, rows: int) -> pd.DataFrame:
    """Return the first rows and columns for a chart: decimals as floats, long texts cut short."""
    first = _short(table.select(table.column_names[:CHART_COLUMNS]).slice(0, rows), CELL_CHARACTERS)
    columns = [
        column.cast(pa.float64()) if pa.types.is_decimal(column.type) else column
        for column in first.columns
    ]
    table = pa.table(columns, names=first.column_names)
    found: pd.DataFrame = table.to_pandas(date_as_object=False)
    return found
