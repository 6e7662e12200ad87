"""The warehouse as a Frictionless Data Package: a CSV and a Table Schema for each public table.

Specification  https://specs.frictionlessdata.io (Data Package, Table Schema; version 1)
Lists          JSON arrays in one cell
Empty          a missing value; no text in the warehouse is empty
Times          UTC
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb

from warehouse import tables
from warehouse.exporting import content, schemas

DESCRIPTOR = "datapackage.json"
NOT_STATED = "none stated"
OWN_LICENSE = {
    "name": "Apache-2.0",
    "path": "https://www.apache.org/licenses/LICENSE-2.0",
    "title": "Apache-2.0: what sharecheck itself writes (claims in its words, definitions, "
    "verdicts); figures are under the licence of their source, see sources",
}


def write(con: duckdb.DuckDBPyConnection, folder: Path, site: str = "") -> None:
    """Write `datapackage.json` and the tables of the published warehouse into `folder`.

    Args:
        con: the published warehouse.
        folder: an empty folder.
        site: address of the dashboard, the package's home page; '' for none.
    """
    every = schemas.tables(con)
    resources = [_resource(con, folder, table, every) for table in every]
    descriptor = {**_about(con), **({"homepage": site} if site else {}), "resources": resources}
    text = json.dumps(descriptor, indent=2, ensure_ascii=False)
    (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")


def _resource(
    con: duckdb.DuckDBPyConnection, folder: Path, table: schemas.Table, every: list[schemas.Table]
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
        "schema": schemas.schema(con, table, every),
    }


def _copy(con: duckdb.DuckDBPyConnection, table: schemas.Table, path: Path) -> None:
    """Write a table as CSV, its rows in the order of its key."""
    columns = ", ".join(
        f"to_json({name}) as {name}" if kind.endswith("[]") else name
        for name, kind in ((schemas.quoted(name), kind) for name, kind, _ in table.columns)
    )
    order = ", ".join(map(schemas.quoted, table.key)) or "all"
    con.execute(
        f"copy (select {columns} from {schemas.quoted(table.name)} order by {order}) "
        f"to {tables.quote(str(path))} (format csv, header, delimiter ',', quote '\"', "
        "escape '\"', nullstr '', dateformat '%Y-%m-%d', timestampformat '%Y-%m-%dT%H:%M:%S.%fZ')"
    )


def _about(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return what the package says of itself: version, time, licences, sources."""
    build = content.build(con)
    sources = content.sources(con)
    return {
        "profile": "tabular-data-package",
        "name": "sharecheck",
        "title": "Adoption of machine-learning frameworks: figures, claims and verdicts",
        "description": "Public adoption signals of machine-learning frameworks, the definitions "
        "that turn them into shares, claims about market share restated in our words, and the "
        "verdict on each with the evidence. Every row of claim_evidence holds the SQL that "
        "recomputes its number from these tables.",
        "version": build.build_id,
        "created": f"{build.built_at:%Y-%m-%dT%H:%M:%SZ}",
        "keywords": ["machine learning", "frameworks", "market share", "fact checking"],
        "contributors": [{"title": "sharecheck", "role": "author"}],
        "licenses": [OWN_LICENSE, *_licenses(sources)],
        "sources": [
            {
                "title": source.title,
                "path": source.url,
                "name": source.source_id,
                "publisher": source.publisher,
                "license": source.license,
                "attribution": source.attribution,
            }
            for source in sources
        ],
    }


def _licenses(sources: list[content.Source]) -> list[dict[str, str]]:
    """Return the licences of the figures, each once, with the sources under it.

    An SPDX id is the name; terms without one are named by the page of the first source; and
    'notspecified' is the word of https://licenses.opendefinition.org where nothing is stated.
    """
    found: dict[str, list[content.Source]] = {}
    for source in sources:
        found.setdefault(source.license, []).append(source)
    licenses = []
    for license_, under in sorted(found.items()):
        which = {"path": under[0].url}
        if license_ == NOT_STATED:
            which = {"name": "notspecified"}
        elif under[0].spdx is not None:
            which = {"name": under[0].spdx, "path": f"https://spdx.org/licenses/{under[0].spdx}"}
        names = ", ".join(source.source_id for source in under)
        licenses.append({**which, "title": f"{license_}: figures of {names}"})
    return licenses
