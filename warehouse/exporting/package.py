"""The warehouse as a Frictionless Data Package: a CSV and a Table Schema for each public table.

Specification  https://specs.frictionlessdata.io (Data Package, Table Schema; version 1)
Lists          JSON arrays in one cell
Empty          a missing value; no text in the warehouse is empty
Times          UTC

Types and descriptions are those of the published columns; keys are the grains that the models name,
or what is found to tell the rows of other tables apart; references are kept only where every value
is found in the table referred to.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from warehouse import models, queries
from warehouse.exporting import content
from warehouse.exporting.folder import save
from warehouse.tables import quote
from warehouse.wording.figures import listed

DESCRIPTOR = "datapackage.json"
REFERS = {
    "subject": "project",
    "comparator": "project",
    "member_id": "project",
    "part_of": "project",
    "needs_source": "source",
}
"""Columns that refer to a table whose name they do not hold."""
TYPES = {
    "boolean": "boolean",
    "date": "date",
    "double": "number",
    "float": "number",
    "timestamp": "datetime",
    "varchar": "string",
}
OWN_LICENSE = {
    "name": "Apache-2.0",
    "path": "https://www.apache.org/licenses/LICENSE-2.0",
    "title": "Apache-2.0: what sharecheck itself writes (claims in its words, definitions, "
    "verdicts); figures are under the licence of their source, see sources",
}


class Table(NamedTuple):
    """A public table: its comment, columns with types and comments, and grain."""

    name: str
    comment: str
    columns: list[tuple[str, str, str]]
    """Name, DuckDB type in lower case, comment."""
    key: list[str]
    """Columns that are unique together and never null; empty when there are none."""


def write(con: duckdb.DuckDBPyConnection, folder: Path, site: str = "") -> None:
    """Write `datapackage.json` and the tables of the published warehouse into `folder`.

    Args:
        con: the published warehouse.
        folder: an empty folder.
        site: address of the dashboard, the package's home page; '' for none.
    """
    every = tables(con)
    resources = [_resource(con, folder, table, every) for table in every]
    descriptor = {**_about(con), **({"homepage": site} if site else {}), "resources": resources}
    save(folder / DESCRIPTOR, descriptor)


def _resource(
    con: duckdb.DuckDBPyConnection, folder: Path, table: Table, every: list[Table]
) -> dict[str, Any]:
    """Write one table as CSV and return its description."""
    path = folder / f"{table.name}.csv"
    _copy(con, table, path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": table.name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "description": table.comment,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": schema(con, table, every),
    }


def _copy(con: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    """Write a table as CSV, its rows in the order of its key."""
    columns = ", ".join(
        f"to_json({name}) as {name}" if kind.endswith("[]") else name
        for name, kind in ((quoted(name), kind) for name, kind, _ in table.columns)
    )
    order = ", ".join(map(quoted, table.key)) or "all"
    con.execute(
        f"copy (select {columns} from {quoted(table.name)} order by {order}) "
        f"to {quote(str(path))} (format csv, header, delimiter ',', quote '\"', "
        "escape '\"', nullstr '', dateformat '%Y-%m-%d', timestampformat '%Y-%m-%dT%H:%M:%S.%fZ')"
    )


def _about(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return what the package says of itself: version, time, licences, sources."""
    build = content.build(con)
    packs = content.read(con, "packs")
    nouns = [f"{pack.nouns} ({pack.title})" for pack in packs]
    words = dict.fromkeys(word for pack in packs for word in (pack.title.lower(), pack.nouns))
    licenses = [
        {name: value for name, value in row.items() if value is not None}
        for row in queries.rows(con, "package_licenses")
    ]
    return {
        "profile": "tabular-data-package",
        "name": "sharecheck",
        "title": f"{listed([pack.title for pack in packs])}: adoption figures, claims and verdicts",
        "description": f"Public adoption signals of {listed(nouns)}, the "
        "definitions that turn them into shares, claims about market share restated in our words, "
        "and the verdict on each with the evidence. Every row of claim_evidence holds the SQL that "
        "recomputes its number from these tables.",
        "version": build.build_id,
        "created": f"{build.built_at:%Y-%m-%dT%H:%M:%SZ}",
        "keywords": [*words, "market share", "fact checking"],
        "contributors": [{"title": "sharecheck", "role": "author"}],
        "licenses": [OWN_LICENSE, *licenses],
        "sources": queries.rows(con, "package_sources"),
    }


def tables(con: duckdb.DuckDBPyConnection) -> list[Table]:
    """Return the public tables of the published warehouse, in the order of their names."""
    grains = {model.name: model.grain for model in models.read({}) if model.grain}
    return [
        Table(**row, key=_key(con, row["name"], row["columns"], grains.get(row["name"])))
        for row in queries.rows(con, "package_tables")
    ]


def _key(
    con: duckdb.DuckDBPyConnection,
    table: str,
    columns: list[tuple[str, str, str]],
    grain: list[str] | None,
) -> list[str]:
    """Return the columns that tell rows apart: the grain, if the rows of this build keep to it.

    Of a table without one they are its own id, or its first columns, as few as do; where there are
    no rows, nothing is known.
    """
    if grain is None and not con.execute(f"select 1 from {quoted(table)} limit 1").fetchall():
        return []
    names = [name for name, _, _ in columns]
    own = f"{table.rpartition('_')[2]}_id"
    found = [[own], *(names[: n + 1] for n in range(len(names)))] if grain is None else [grain]
    return next((key for key in found if _tells_apart(con, table, key, names)), [])


def _tells_apart(
    con: duckdb.DuckDBPyConnection, table: str, key: list[str], names: list[str]
) -> bool:
    """Return whether a key's columns are there, unique together and never null."""
    if set(key) - set(names):
        return False
    columns = ", ".join(map(quoted, key))
    nulls = " or ".join(f"{quoted(name)} is null" for name in key)
    broken = con.execute(
        f"select 1 from {quoted(table)} group by {columns} having count(*) > 1 or {nulls} limit 1"
    ).fetchone()
    return broken is None


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
    for name in [name for name, kind, _ in table.columns if kind == "varchar"]:
        base = REFERS.get(name, name.removesuffix("_id"))
        homes = [base, base.rpartition("_")[2], *(one for one in keys if one.endswith(f"_{base}"))]
        home = next((one for one in homes if len(keys.get(one, [])) == 1), "")
        if not home or (home, keys[home]) == (table.name, [name]):
            continue
        key = keys[home]
        lost = con.execute(
            f"select 1 from {quoted(table.name)} where {quoted(name)} is not null "
            f"and {quoted(name)} not in (select {quoted(key[0])} from {quoted(home)}) limit 1"
        ).fetchone()
        if lost is None:
            target = "" if home == table.name else home
            yield {"fields": [name], "reference": {"resource": target, "fields": key}}
