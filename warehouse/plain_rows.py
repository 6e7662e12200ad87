"""The rows of any query in plain types: what a grid, a chart, CSV and Parquet can all hold.

Numbers, booleans, days and moments stay what they are. Lists, records, maps and unions become JSON
text, bytes hexadecimal digits, and all else the text that DuckDB shows. The database does this row
by row, within its limits, so a result is never bigger elsewhere than it was here.
"""

import re
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse import spreadsheet

KEPT = re.compile(
    r"boolean|float|double|varchar|date|u?(tiny|small|big)int|u?integer|"
    r"timestamp(_s|_ms|_ns| with time zone)?|timestamptz_ns"
)
"""Types that stay what they are."""
HOLDING = {"list", "array", "struct", "map", "union", "tuple"}
WHOLE = {"hugeint", "uhugeint", "bignum"}
DATED = ("date", "timestamp")
"""How the names of the types of days and moments begin."""
IN_CALENDAR = r"'^[0-9]{4}-[^(]*$'"
"""A day or moment of the years 1 to 9999, as text: those that other programs know."""
MOST_DIGITS = 38


class PlainRows:
    """The rows of a relation, to be read once: `reader`, then `settled` with what it gave."""

    def __init__(self, relation: duckdb.DuckDBPyRelation) -> None:
        kinds = list(relation.types)
        self.names = own_names(relation.columns)
        self._whole = [n for n, kind in enumerate(kinds) if _is_whole(kind)]
        self._dated = [n for n, kind in enumerate(kinds) if str(kind.id).startswith(DATED)]
        wanted = [f"{_plain(kind, f'#{n}')} as c{n}" for n, kind in enumerate(kinds, 1)]
        beyond = [
            f"case when not regexp_matches(#{n + 1}::varchar, {IN_CALENDAR}) "
            f"then #{n + 1}::varchar end as beyond{n}"
            for n in self._dated
        ]
        self._relation = relation.project(", ".join([*wanted, *beyond]))

    def reader(self, batch_rows: int) -> pa.RecordBatchReader:
        """Return the rows in batches, as they come; each is as big as it will be."""
        return self._relation.to_arrow_reader(batch_rows)

    def settled(self, table: pa.Table) -> pa.Table:
        """Return the table of all that was read, with names of its own for each column.

        Whole numbers without a limit become integers where they all fit, days and moments texts
        where one is beyond the calendar.
        """
        columns: list[Any] = table.columns[: len(self.names)]
        for n in self._whole:
            columns[n] = _integers(columns[n])
        for n, beyond in zip(self._dated, table.columns[len(self.names) :], strict=True):
            if beyond.null_count < len(beyond):
                known = pc.if_else(pc.is_null(beyond), columns[n], pa.NULL)
                columns[n] = pc.coalesce(beyond, spreadsheet.texts(known))
        columns = [c.cast(pa.string()) if pa.types.is_null(c.type) else c for c in columns]
        return pa.table(columns, names=self.names)


def own_names(names: list[str]) -> list[str]:
    """Return names that are all different and not empty."""
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


def _is_whole(kind: Any) -> bool:
    return kind.id in WHOLE or (kind.id == "decimal" and dict(kind.children)["scale"] == 0)


def _plain(kind: Any, column: str) -> str:
    """Return the SQL of a column of a type, made plain."""
    if KEPT.fullmatch(str(kind.id)) or (kind.id == "decimal" and not _is_whole(kind)):
        return column
    if kind.id in HOLDING:
        return f"to_json({column})::varchar"
    if kind.id == "blob":
        return f"'0x' || lower(hex({column}))"
    return f"{column}::varchar"


def _integers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return digits as integers, or decimals, where they all fit."""
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        longest = pc.max(pc.utf8_length(pc.utf8_ltrim(column, "-"))).as_py()
        return column.cast(pa.decimal128(MOST_DIGITS, 0)) if longest <= MOST_DIGITS else column
