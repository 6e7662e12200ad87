"""Results of queries: kept for a while within a budget, made fit for a grid, CSV and Parquet."""

import io
import json
import threading
import time
from collections import OrderedDict

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

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
FIRST_DAY, LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31 in days since 1970: what other programs take for a date."""
DAY_UNITS = {
    "days": 1,
    "s": 86_400,
    "ms": 86_400_000,
    "us": 86_400_000_000,
    "ns": 86_400_000_000_000,
}


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
        sizes = [outcome.table.nbytes for _, outcome in self._kept.values() if outcome.table]
        total = sum(sizes)
        while self._kept and (next(iter(self._kept.values()))[0] < old or total > self._most_bytes):
            _, (_, outcome) = self._kept.popitem(last=False)
            total -= outcome.table.nbytes if outcome.table else 0


def tidy(table: pa.Table) -> pa.Table:
    """Return a table whose columns have names of their own and types that other programs know.

    Sums of whole numbers come as decimals of 38 digits: they become integers where they fit. Days
    beyond the year 9999, intervals, bytes and the like become text. Lists and records stay.
    """
    columns = [_known(column) for column in table.columns]
    return pa.table(columns, names=_own_names(table.column_names))


def _own_names(names: list[str]) -> list[str]:
    seen: set[str] = set()
    own = []
    for name in names:
        number, candidate = 1, name or "column"
        while candidate in seen:
            number += 1
            candidate = f"{name or 'column'}_{number}"
        seen.add(candidate)
        own.append(candidate)
    return own


def _known(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], type=kind)
    if pa.types.is_dictionary(kind):
        return column.cast(kind.value_type)
    if pa.types.is_decimal(kind) and kind.scale == 0:
        return _whole(column)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return _dated(column)
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if _plain(kind) or _nested(kind):
        return column
    return _as_text(column)


def _whole(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column


def _dated(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return dates as they are, or as text where one of them is beyond the calendar."""
    kind = column.type
    width = pa.int32() if pa.types.is_date32(kind) else pa.int64()
    day = DAY_UNITS[getattr(kind, "unit", "days" if pa.types.is_date32(kind) else "ms")]
    ends = pc.min_max(column.cast(width)).as_py()
    if ends["min"] is None or FIRST_DAY * day <= ends["min"] <= ends["max"] < (LAST_DAY + 1) * day:
        return column
    return column.cast(pa.string())


def _plain(kind: pa.DataType) -> bool:
    is_kind = pa.types
    return bool(
        is_kind.is_boolean(kind) or is_kind.is_integer(kind) or is_kind.is_floating(kind)
        or is_kind.is_decimal(kind) or is_kind.is_string(kind) or is_kind.is_large_string(kind)
        or is_kind.is_date(kind) or is_kind.is_timestamp(kind) or is_kind.is_time(kind)
    )  # fmt: skip


def _nested(kind: pa.DataType) -> bool:
    """Return whether values hold values, all of which other programs know."""
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_struct(kind)):
        return False
    inner = [kind.field(n).type for n in range(kind.num_fields)]
    return bool(inner) and all(_plain(part) or _nested(part) for part in inner)


def flat(table: pa.Table) -> pa.Table:
    """Return a tidy table with lists and records written as JSON text."""
    return pa.table(
        [column if _plain(column.type) else _as_text(column) for column in table.columns],
        names=table.column_names,
    )


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([[_text(value) for value in column]], type=pa.string())


def _text(value: pa.Scalar) -> str | None:
    try:
        plain = value.as_py()
    except (ValueError, OverflowError):
        return "beyond the calendar"
    if plain is None:
        return None
    if isinstance(plain, bytes):
        return f"0x{plain.hex()}"
    if isinstance(plain, pa.MonthDayNano):
        return f"{plain.months} months {plain.days} days {plain.nanoseconds / 1e9:g} s"
    if isinstance(plain, (list, dict)):
        return json.dumps(plain, ensure_ascii=False, default=str)
    return str(plain)


def grid(table: pa.Table) -> pa.Table:
    """Return the rows that a page shows: the first ones, long texts cut short."""
    width = max(len(table.column_names), 1)
    rows = flat(table.slice(0, GRID_ROWS))
    letters = min(CELL_CHARACTERS, max(GRID_CHARACTERS // (width * max(rows.num_rows, 1)), 40))
    return pa.table([_short(column, letters) for column in rows.columns], names=rows.column_names)


def _short(column: pa.ChunkedArray, letters: int) -> pa.ChunkedArray:
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    cut = pc.utf8_slice_codeunits(column, 0, letters)
    long = pc.greater(pc.utf8_length(column), letters)
    return pc.if_else(long, pc.binary_join_element_wise(cut, "…", ""), column)


def as_csv(table: pa.Table) -> bytes:
    """Return a tidy table as CSV, every row and digit of it."""
    sink = io.BytesIO()
    csv.write_csv(flat(table), sink)
    return sink.getvalue()


def as_parquet(table: pa.Table) -> bytes:
    """Return a tidy table as Parquet."""
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def frame(table: pa.Table, rows: int) -> pd.DataFrame:
    """Return the first rows and columns of a tidy table for a chart.

    Decimals become floats, times text.
    """
    first = flat(table.select(table.column_names[:CHART_COLUMNS]).slice(0, rows))
    columns = [
        column.cast(pa.float64())
        if pa.types.is_decimal(column.type)
        else column.cast(pa.string())
        if pa.types.is_time(column.type)
        else column
        for column in first.columns
    ]
    table = pa.table(columns, names=first.column_names)
    found: pd.DataFrame = table.to_pandas(date_as_object=False)
    return found
