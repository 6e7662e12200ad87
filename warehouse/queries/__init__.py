"""The queries of the published warehouse: a file each, read by exports, pages and terminal.

shared/      what pages and exports read alike
templates/   the SQL that recomputes a number, with names where values belong
"""

from pathlib import Path
from typing import Any

import duckdb

FOLDER = Path(__file__).parent


def text(name: str) -> str:
    """Return the SQL of a query: 'fits', 'shared/claim'."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def rows(con: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> list[dict[str, Any]]:
    """Return what a query gives with its $parameters, a row as its values by name."""
    found = con.execute(text(name), parameters)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
