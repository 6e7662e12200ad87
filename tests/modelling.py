"""One model of the warehouse at a time, run over rows that a test writes down or draws."""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb

from tests.test_verification import Row, rows
from warehouse import models
from warehouse.tables import Table

Given = dict[str, tuple[str, Iterable[tuple[Any, ...]]]]
"""Tables by name: their columns with types, as in `create table`, and their rows."""


def packed(**entries: Iterable[str]) -> Given:
    """Return what belongs to one pack, by kind: `project=["alpha"]`."""
    rows = [("p", kind, name) for kind, names in entries.items() for name in names]
    return {"pack_entry": ("pack_id varchar, kind varchar, id varchar", rows)}


def fill(con: duckdb.DuckDBPyConnection, tables: Given) -> None:
    """Make the tables that models read."""
    for name, (columns, given) in tables.items():
        if "." in name:
            con.execute(f"create schema if not exists {name.partition('.')[0]}")
        pairs = [column.split(maxsplit=1) for column in columns.split(", ")]
        Table(name, "", [(column, kind, "") for column, kind in pairs], list(given)).fill(con)


def made(tables: Given, *names: str) -> dict[str, list[Row]]:
    """Run models one after the other, each named by folder and file; return the rows of each."""
    with duckdb.connect() as con:
        fill(con, tables)
        for name in names:
            sql = (models.FOLDER / f"{name}.sql").read_text(encoding="utf-8")
            con.execute(f"create table {name.rpartition('/')[2]} as {sql}")
        return {
            name: rows(con, f"select * from {name}")
            for name in (path.rpartition("/")[2] for path in names)
        }
