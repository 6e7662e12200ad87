"""The published warehouse as it is for one of its packs: every table without what is of others."""

from pathlib import Path

import duckdb

from warehouse import publish, queries
from warehouse.publish import ATTACHED, Pointer

ENTRY = "select id from pack_entry where pack_id = $pack and kind = $kind"
KEPT = {
    "claim_id": f"select claim_id from claim where cluster in ({ENTRY})",
    "contradiction_id": ENTRY,
    "document_id": ENTRY,
    "definition_id": ENTRY,
    "group_id": ENTRY,
    "project_id": ENTRY,
    "signal_id": queries.text("kept_signals"),
    "source_id": queries.text("kept_sources"),
}
"""What of a column's values belongs to a pack; each table is cut by all of these that it has."""
KINDS = {"claim_id": "cluster"}
"""The kind of entry that a column is about, where its name does not say it."""
ALIKE = {"left_signal_id": "signal_id", "right_signal_id": "signal_id"}
"""Columns of other names that hold the same."""


def connect(root: Path, pack: str, pointer: Pointer | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection that sees of the published tables what belongs to a pack.

    Rows that name nobody stay, and so do tables of no such column. Nothing is copied: each table is
    a view of the published one. The tables `pack` and `pack_entry` say what the whole build holds.

    Args:
        root: the data folder.
        pack: the id of a pack of that build.
        pointer: the build; by default the current one.

    Raises:
        WarehouseError: it is missing, damaged, held by a writer, or from a newer DuckDB.
    """
    con = duckdb.connect()
    publish.attach(con, root, pointer)
    con.execute("create schema kept")
    con.execute(f"set search_path = 'memory.main,{ATTACHED}.main'")
    for column, query in KEPT.items():
        asked = {"pack": pack, "kind": KINDS.get(column, column.removesuffix("_id"))}
        con.execute(f"create table kept.{column} as {query}", asked if "$pack" in query else {})
    con.execute("reset search_path")
    tables = con.execute(
        "select table_name, list(column_name) from duckdb_columns() "
        "where database_name = ? and schema_name = 'main' group by table_name",
        [ATTACHED],
    ).fetchall()
    for table, columns in tables:
        held = {name: ALIKE.get(name, name) for name in columns if ALIKE.get(name, name) in KEPT}
        own = " and ".join(
            f"({name} is null or {name} in (from kept.{of}))" for name, of in held.items()
        )
        con.execute(
            f"create view {table} as select * from {ATTACHED}.main.{table} where {own or 'true'}"
        )
    return con
