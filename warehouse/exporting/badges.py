"""A claim's verdict as a badge, for https://shields.io/badges/endpoint-badge."""

import json
from pathlib import Path
from typing import Any

import duckdb

from warehouse.exporting import content
from warehouse.wording.labels import VERDICTS


def badge(con: duckdb.DuckDBPyConnection, claim_id: str) -> dict[str, Any]:
    """Return the badge of one claim; raises ExportError for an unknown one."""
    return of(content.claim(con, claim_id))


def of(claim: content.Claim) -> dict[str, Any]:
    """Return the badge of a claim, in the schema of Shields' endpoint."""
    return {
        "schemaVersion": 1,
        "label": "sharecheck",
        "message": claim.answer,
        "color": VERDICTS[claim.verdict].colour,
    }


def write(claims: list[content.Claim], folder: Path) -> None:
    """Write `<claim_id>.json` for each claim into `folder`."""
    for claim in claims:
        text = json.dumps(of(claim), indent=2)
        (folder / f"{claim.claim_id}.json").write_text(text + "\n", encoding="utf-8")
