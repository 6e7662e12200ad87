"""Table Schemas of the public tables, taken from the published file itself.

Types and descriptions are those of its columns; keys are the grains that the models name, and
references are kept only where every value is found in the table referred to.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import duckdb

from warehouse import models

KEYS = {
    "build": "build_id",
    "claim": "claim_id",
    "claim_occurrence": "claim_id document_id char_start char_end",
    "claim_test": "test_id",
    "contradiction_claim": "contradiction_id side claim_id",
    "contradiction_entry": "contradiction_id",
    "contradiction_words": "contradiction_id",
    "definition": "definition_id",
    "definition_family": "definition_id project_id member_id",
    "definition_query": "definition_id project_id",
    "document": "document_id",
    "evidence_query": "test_id moment",
    "evidence_words": "test_id moment",
    "fact": "fact_id value valid_from",
    "hedge": "hedge",
    "hedge_bound": "hedge kind",
    "project": "project_id",
    "project_group": "group_id project_id",
    "project_identifier": "registry identifier",
    "property": "property value",
    "region_words": "claim_id",
    "response": "locator",
    "series_break": "break_id signal_id",
    "signal": "signal_id",
    "source": "source_id",
    "source_run": "source_id run_id",
    "suspect_figure": "source_id run_id signal_id registry identifier segment period_start "
    "period_end",
    "twin": "twin_id",
    "verdict_change": "build_id claim_id",
    "verdict_words": "claim_id",
}
"""Grains of the tables that no model makes."""
HOMES = {
    "hedge": "hedge",
    "test_id": "claim_test",
    "subject": "project",
    "comparator": "project",
    "member_id": "project",
    "part_of": "project",
    "needs_source": "source",
    "total_signal_id": "signal",
    "left_signal_id": "signal",
    "right_signal_id": "signal",
    "primary_definition_id": "definition",
}
"""Columns that refer to a table of another name; `x_id` refers to the table `x`."""
TYPES = {
    "boolean": "boolean",
    "date": "date",
    "double": "number",
    "float": "number",
    "timestamp": "datetime",
    "varchar": "string",
}


class Table(NamedTuple):
    """A public table: its comment, columns with types and comments, and grain."""

    name: str
    comment: str
    columns: list[tuple[str, str, str]]
    """Name, DuckDB type in lower case, comment."""
    key: list[str]
    """Columns that are unique together and never null; empty when there are none."""


def tables(con: duckdb.DuckDBPyConnection) -> list[Table]:
    """Return the public tables of the published warehouse, in the order of their names."""
    grains = {name: text.split() for name, text in KEYS.items()}
    grains |= {model.name: model.grain for model in models.read({}) if model.grain}
    public = "database_name = current_database() and schema_name = 'main' and not internal"
    names = con.execute(
        f"select table_name, coalesce(comment, '') from duckdb_tables() where {public} order by all"
    ).fetchall()
    columns: dict[str, list[tuple[str, str, str]]] = {name: [] for name, _ in names}
    for table, *column in con.execute(
        "select table_name, column_name, lower(data_type), coalesce(comment, '') "
        f"from duckdb_columns() where {public} order by table_name, column_index"
    ).fetchall():
        if table in columns:
            columns[table].append((column[0], column[1], column[2]))
    return [
        Table(name, comment, columns[name], _key(con, name, columns[name], grains.get(name, [])))
        for name, comment in names
    ]


def _key(
    con: duckdb.DuckDBPyConnection,
    table: str,
    columns: list[tuple[str, str, str]],
    grain: list[str],
) -> list[str]:
    """Return the grain if the rows keep to it: a build of another version may not."""
    if not grain or set(grain) - {name for name, _, _ in columns}:
        return []
    names = ", ".join(map(quoted, grain))
    nulls = " or ".join(f"{quoted(name)} is null" for name in grain)
    broken = con.execute(
        f"select 1 from {quoted(table)} group by {names} having count(*) > 1 or {nulls} limit 1"
    ).fetchone()
    return grain if broken is None else []


def schema(con: duckdb.DuckDBPyConnection, table: Table, every: list[Table]) -> dict[str, Any]:
    """Return the Table Schema of one of the public tables."""
    found: dict[str, Any] = {
        "fields": [
            {"name": name, "type": field_type(kind), "description": comment}
            for name, kind, comment in table.columns
        ],
        "missingValues": [""],
    }
    if table.key:
        found["primaryKey"] = table.key
    if references := list(_references(con, table, {other.name: other.key for other in every})):
        found["foreignKeys"] = references
    return found


def field_type(kind: str) -> str:
    """Return the Table Schema type of a DuckDB type in lower case."""
    if kind.endswith("[]"):
        return "array"
    return "integer" if kind.endswith(("int", "integer")) else TYPES.get(kind, "any")


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _references(
    con: duckdb.DuckDBPyConnection, table: Table, keys: dict[str, list[str]]
) -> Iterator[dict[str, Any]]:
    """Yield the columns whose every value is a key of another table, or of this one."""
    for name, _, _ in table.columns:
        home = HOMES.get(name, name.removesuffix("_id"))
        key = keys.get(home, [])
        if len(key) != 1 or (home, key) == (table.name, [name]):
            continue
        lost = con.execute(
            f"select 1 from {quoted(table.name)} where {quoted(name)} is not null "
            f"and {quoted(name)} not in (select {quoted(key[0])} from {quoted(home)}) limit 1"
        ).fetchone()
        if lost is None:
            target = "" if home == table.name else home
            yield {"fields": [name], "reference": {"resource": target, "fields": key}}
