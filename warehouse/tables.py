"""Tables made from rows that are already at hand, with a comment on each and on each column."""

import json
from dataclasses import dataclass
from typing import Any

import duckdb

Column = tuple[str, str, str]
"""Name, DuckDB type, comment."""


@dataclass(frozen=True)
class Table:
    """One table to be made from rows that are already at hand."""

    name: str
    comment: str
    columns: list[Column]
    rows: list[tuple[Any, ...]]

    def create(self, con: duckdb.DuckDBPyConnection) -> None:
        """Create and fill the table and attach its comments."""
        self.fill(con)
        comment(con, self.name, self.comment, {name: text for name, _, text in self.columns})

    def fill(self, con: duckdb.DuckDBPyConnection) -> None:
        """Create and fill the table."""
        types = {name: kind for name, kind, _ in self.columns}
        columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
        con.execute(f"create table {self.name} ({columns})")
        # one JSON text is five times as fast as bound parameters
        rows = [dict(zip(types, row, strict=True)) for row in self.rows]
        con.execute(
            f"insert into {self.name} "
            f"select unnest(from_json(?, '{json.dumps([types])}'), max_depth := 2)",
            [json.dumps(rows, default=str)],
        )


def comment(con: duckdb.DuckDBPyConnection, table: str, text: str, columns: dict[str, str]) -> None:
    """Attach comments to a table and its columns."""
    every = [f"comment on table {table} is {quote(text)}"]
    every += [f"comment on column {table}.{name} is {quote(t)}" for name, t in columns.items()]
    con.execute(
        f"begin; {'; '.join(every)}; commit"
    )  # one by one they would take three times as long


def named(column: str) -> str:
    """Return a column's name as SQL has it, be it a word of SQL."""
    return f'"{column}"'


def quote(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
