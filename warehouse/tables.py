"""Tables made from rows that are at hand; `tables.yml` says of each what it is, and its columns."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

Column = tuple[str, str, str]
"""Name, DuckDB type, comment."""
Rows = Iterable[tuple[Any, ...] | Mapping[str, Any]]
"""Tuples in the order of a table's columns, or mappings with a value for each of them, and more."""


@cache
def _declared() -> dict[str, dict[str, Any]]:
    path, loader = Path(__file__).with_suffix(".yml"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, dict[str, Any]] = yaml.load(path.read_text("utf-8"), loader)
    return found


def columns_of(table: str) -> list[Column]:
    """Return the columns of a table that `tables.yml` declares."""
    declared = _declared()[table]["columns"].items()
    parts = ((key.partition(" "), text) for key, text in declared)
    return [(name, kind or "varchar", text) for (name, _, kind), text in parts]


@dataclass(frozen=True)
class Table:
    """One table to be made from rows that are already at hand."""

    name: str
    comment: str
    columns: list[Column]
    rows: list[tuple[Any, ...]]

    @classmethod
    def of(cls, name: str, rows: Rows) -> "Table":
        """Return a table of those that `tables.yml` declares."""
        declared = columns_of(name)
        made = [
            tuple(row[key] for key, *_ in declared) if isinstance(row, Mapping) else row
            for row in rows
        ]
        return cls(name, _declared()[name]["comment"], declared, made)

    def create(self, con: duckdb.DuckDBPyConnection) -> None:
        """Create and fill the table and attach its comments."""
        self.fill(con)
        comment(con, self.name, self.comment, {name: text for name, _, text in self.columns})

    def fill(self, con: duckdb.DuckDBPyConnection) -> None:
        """Create and fill the table."""
        columns = ", ".join(f"{name} {kind}" for name, kind, _ in self.columns)
        con.execute(f"create table {self.name} ({columns})")
        self.insert(con)

    def insert(self, con: duckdb.DuckDBPyConnection) -> None:
        """Add the rows to the table, which is there."""
        types = {name: kind for name, kind, _ in self.columns}
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
