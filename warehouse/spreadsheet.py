"""CSV for people: what a spreadsheet shows as it was meant, whoever wrote the texts in it.

A text that a spreadsheet would run as a formula gets an apostrophe in front; a number stays one,
a negative one too. Lists and records are JSON; a missing value is an empty cell. A file begins
with `BOM`, by which a spreadsheet knows it for UTF-8; what goes into a pipe does not.

What programs read is written without any of this: Parquet, and the data package of `exporting/`.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

BOM = b"\xef\xbb\xbf"
FORMULA = r"^[\s\pZ\pC]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]|^[\t\r\n]"
"""How a formula begins; the wide forms of the four signs count too."""
NUMBER = r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
QUOTED = r'[",\r\n]|^\s|\s$|^$'
PLAIN = re.compile(
    r"bool|u?int\d+|halffloat|float|double|string|(decimal|date|timestamp)\d*[(\[].*"
)
"""Types of Arrow whose values are single ones."""
BATCH_ROWS = 2048


def _strings(values: list[str | None]) -> pa.Array:
    """Return texts as Arrow's; `pa.array`, and each text as an argument, would import pandas."""
    built = pa.lib.StringBuilder()
    built.append_values(values)
    return built.finish()


NOTHING, COMMA, LINE, QUOTE, QUOTES, APOSTROPHE, UTC = _strings(
    ["", ",", "\n", '"', '""', "'", "Z"]
)
ABSENT = {"null_handling": "replace", "null_replacement": ""}


def of_table(table: pa.Table) -> bytes:
    """Return a table as CSV; its columns are `plain`."""
    return b"".join(lines(table))


def of_columns(names: Sequence[str], columns: Iterable[Iterable[object]]) -> bytes:
    """Return columns of Python's values as CSV; NaN is a missing value."""
    return of_table(pa.table([_column(list(values)) for values in columns], names=list(names)))


def of_rows(names: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return rows of Python's values as CSV."""
    return of_columns(names, zip(*rows, strict=True) if rows else [()] * len(names))


def lines(table: pa.Table, most_bytes: float = math.inf) -> list[bytes]:
    """Return header and rows as CSV, each with its line's end, as many as fit.

    Args:
        table: its columns are `plain`.
        most_bytes: what the lines may have together; the header is always there.
    """
    found = list(_joined([_strings([name]) for name in table.column_names]))
    used = sum(map(len, found))
    table = pa.table([_dated(column) for column in table.columns], names=table.column_names)
    for batch in table.to_batches(max_chunksize=BATCH_ROWS):
        for line in _joined(batch.columns):
            used += len(line)
            if used > most_bytes:
                return found
            found.append(line)
    return found


def plain(kind: pa.DataType) -> bool:
    """Return whether values are single numbers, booleans, days, moments or texts."""
    return PLAIN.fullmatch(str(kind)) is not None


def texts(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the values of a plain column as they are written, whatever they begin with."""
    kind = values.type
    if pa.types.is_decimal(kind):  # Arrow would write small ones as 1E-10
        numbers = [None if v is None else f"{v:f}" for v in values.to_pylist()]
        return pa.chunked_array([_strings(numbers)])
    if not pa.types.is_timestamp(kind):
        return values.cast(pa.string())
    moments = values.cast(pa.timestamp(kind.unit)).cast(pa.string())  # in UTC
    moments = pc.replace_substring_regex(moments, r"(\.[0-9]*?)0+$", r"\1")
    moments = pc.replace_substring_regex(moments, r"\.$", "")
    return pc.binary_join_element_wise(moments, UTC, NOTHING) if kind.tz else moments


def _joined(columns: list[pa.Array]) -> Iterator[bytes]:
    """Yield the rows of columns as lines."""
    cells = [_cells(pa.chunked_array([column])) for column in columns]
    if len(cells) == 1:  # an empty line would be no row
        cells = [pc.if_else(pc.equal(pc.fill_null(cells[0], NOTHING), NOTHING), QUOTES, cells[0])]
    if not cells:
        return
    ended = [*cells[:-1], pc.binary_join_element_wise(cells[-1], LINE, NOTHING, **ABSENT)]
    for line in pc.binary_join_element_wise(*ended, COMMA, **ABSENT).to_pylist():
        yield line.encode()


def _cells(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_string(values.type):
        return texts(values)
    is_formula = pc.and_not(
        pc.match_substring_regex(values, FORMULA), pc.match_substring_regex(values, NUMBER)
    )
    harmless = pc.if_else(
        is_formula, pc.binary_join_element_wise(APOSTROPHE, values, NOTHING), values
    )
    doubled = pc.replace_substring(harmless, '"', '""')
    quoted = pc.binary_join_element_wise(QUOTE, doubled, QUOTE, NOTHING)
    return pc.if_else(pc.match_substring_regex(harmless, QUOTED), quoted, harmless)


def _dated(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return moments that are all the beginning of a day, in no time zone, as days."""
    kind = column.type
    if not pa.types.is_timestamp(kind) or kind.tz:
        return column
    days = column.cast(pa.date32())
    try:
        begun = days.cast(kind)
    except pa.ArrowInvalid:  # of the first day there is in nanoseconds, not all is
        return column
    return days if pc.all(pc.equal(begun, column)).as_py() else column


def _column(values: list[Any]) -> pa.Array:
    """Return Python's values as a plain column: texts where they are of several kinds."""
    values = [_single(value) for value in values]
    try:
        column = pa.array(values)
    except (pa.ArrowException, OverflowError, TypeError, ValueError):
        column = None
    if column is None or not plain(column.type):
        column = pa.array([None if value is None else str(value) for value in values], pa.string())
    return column


def _single(value: Any) -> Any:
    """Return a value that holds others, or bytes, as text; None for what is missing."""
    if isinstance(value, bytes | bytearray):
        return f"0x{value.hex()}"
    if hasattr(value, "tolist"):  # numpy's
        value = value.tolist()
    if isinstance(value, list | tuple | dict | set | frozenset):
        held = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"), default=str)
    return None if value is None or value != value else value
