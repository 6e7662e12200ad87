"""Tables made from rows that are already at hand, with a comment on each and on each column."""

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
        columns = ", ".join(f"{name} {kind}" for name, kind, _ in self.columns)
        con.execute(f"create table {self.name} ({columns})")
        if self.rows:
            row = "(" + ", ".join("?" * len(self.columns)) + ")"
            values = ", ".join([row] * len(self.rows))
            con.execute(
                f"insert into {self.name} values {values}", [v for r in self.rows for v in r]
            )
        comment(con, self.name, self.comment, {name: text for name, _, text in self.columns})


def comment(con: duckdb.DuckDBPyConnection, table: str, text: str, columns: dict[str, str]) -> None:
    """Attach comments to a table and its columns."""
    con.execute(f"comment on table {table} is {_quote(text)}")
    for name, column_text in columns.items():
        con.execute(f"comment on column {table}.{name} is {_quote(column_text)}")


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
