"""How verdicts changed from build to build: `data/history/verdicts.jsonl`, one line per build.

A line holds the verdicts that are not what they were, and a hash of what each source and the
catalogue contributed, so that the next build can say which of them a change comes from. The
present state is all lines laid over each other; a build whose inputs and verdicts are those of
the last line adds none.

A line is written beside its build, and is part of the history from the moment the build is
published: by the same rename. `settle` then moves it to the others, which outlive the builds.
"""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from pydantic import BaseModel, ConfigDict, ValidationError

from collectors import disk
from collectors.cards import Moment
from collectors.disk import CHECKSUM
from collectors.errors import WarehouseError
from warehouse import publish, queries
from warehouse.tables import Table

CATALOGUE = "the catalogue"
PROGRAM = "sharecheck itself"


class Change(BaseModel):
    """A verdict that is not what it was."""

    model_config = ConfigDict(strict=True)

    claim_id: str
    before: str | None
    after: str | None
    measured_before: float | None
    measured_after: float | None
    because: list[str]


class Line(BaseModel):
    """What a build brought."""

    model_config = ConfigDict(strict=True, extra="forbid")

    build_id: str
    built_at: Moment
    inputs: dict[str, str]
    changes: list[Change]


class History(NamedTuple):
    """The lines, oldest first, and a sentence on those that are damaged; empty for none."""

    lines: list[dict[str, Any]]
    warning: str


def path(root: Path) -> Path:
    """Return where the history is kept."""
    return root / "history" / "verdicts.jsonl"


def read(root: Path) -> History:
    """Return the history; a damaged line is left out, and stays in the file.

    Raises:
        InputError: the file cannot be read.
    """
    history, line = _settled(root), _unsettled(root)
    if line is not None and line not in history.lines:
        history.lines.append(line)
    return history


def _settled(root: Path) -> History:
    lines, damaged = list[dict[str, Any]](), list[str]()
    for number, text in enumerate((disk.read(path(root), root.parent) or b"").split(b"\n"), 1):
        if text.strip():
            try:
                lines.append(_line(text))
            except (ValueError, RecursionError, ValidationError):
                damaged.append(str(number))
    warning = (
        f"{disk.shown(path(root), root.parent)}: line {', '.join(damaged)} cannot be read. What "
        "was said there of verdicts is left out, the other lines count. Restore the line, or "
        "remove it."
    )
    return History(lines, warning if damaged else "")


def _line(text: bytes) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(text.decode())
    written = line.pop(CHECKSUM, None) if isinstance(line, dict) else None
    Line.model_validate(line)
    if written not in (None, disk.checksum(line)):
        msg = "its checksum differs"
        raise ValueError(msg)
    return line


def _unsettled(root: Path) -> dict[str, Any] | None:
    """Return the line of the published build while it lies beside that."""
    with suppress(WarehouseError, ValueError, RecursionError, ValidationError):
        if text := disk.read(publish.verdicts(root, publish.current(root).build_id), root.parent):
            return _line(text)
    return None


State = tuple[str | None, float | None]
"""A claim's verdict and what its primary definition measured."""
GONE: State = None, None


def state(lines: list[dict[str, Any]]) -> dict[str, State]:
    """Return each claim's last known verdict."""
    last = {c["claim_id"]: c for line in lines for c in line["changes"]}
    return {
        claim: (change["after"], change["measured_after"])
        for claim, change in last.items()
        if change["after"] is not None
    }


def entry(
    con: duckdb.DuckDBPyConnection,
    lines: list[dict[str, Any]],
    build_id: str,
    built_at: datetime,
    catalogue_sha256: str,
) -> dict[str, Any] | None:
    """Return the line that this build adds; None when nothing is different.

    Args:
        con: the warehouse being built, its models run.
        lines: the history so far.
        build_id: of this build.
        built_at: when, UTC.
        catalogue_sha256: of the cards and the YAML in data/.
    """
    inputs = dict(con.execute(queries.text("contributed")).fetchall())
    inputs[CATALOGUE] = catalogue_sha256[:16]
    known = lines[-1]["inputs"] if lines else {}
    moved = {name for name in inputs.keys() | known.keys() if inputs.get(name) != known.get(name)}
    rows = con.execute(queries.text("claim_sources")).fetchall()
    sources = {claim: {*drawn_on} for claim, drawn_on in rows}
    rows = con.execute("select claim_id, verdict, primary_measured from claim_verdict").fetchall()
    now: dict[str, State] = {claim: (verdict, measured) for claim, verdict, measured in rows}
    changes = []
    before = state(lines)
    for claim in sorted(before.keys() | now.keys()):
        (old, old_measured), (new, new_measured) = before.get(claim, GONE), now.get(claim, GONE)
        if old == new:
            continue
        causes = sorted(moved & sources.get(claim, set())) or sorted(moved & {CATALOGUE})
        changes.append(
            {
                "claim_id": claim,
                "before": old,
                "after": new,
                "measured_before": old_measured,
                "measured_after": new_measured,
                # other sources move the day on which the last twelve months end
                "because": causes or sorted(moved) or [PROGRAM],
            }
        )
    if lines and not moved and not changes:
        return None
    return {
        "build_id": build_id,
        "built_at": built_at.isoformat(),
        "inputs": inputs,
        "changes": changes,
    }


def propose(draft: Path, line: dict[str, Any]) -> None:
    """Write a line into the folder of the build that brings it."""
    (draft / publish.VERDICTS).write_text(_written(line), encoding="utf-8")


def settle(root: Path) -> None:
    """Move the line of the published build, if it brought one, to the others.

    Raises:
        InputError: the history cannot be read.
        OSError: it cannot be written; the line stays where it is.
    """
    line = _unsettled(root)
    if line is None:
        return
    if line not in _settled(root).lines:
        known = disk.read(path(root), root.parent) or b""
        path(root).parent.mkdir(parents=True, exist_ok=True)
        # a line that was cut off must not swallow the next one
        gap = b"\n" if known and not known.endswith(b"\n") else b""
        disk.write_whole(path(root), known + gap + _written(line).encode())
    disk.remove(publish.verdicts(root, line["build_id"]))


def _written(line: dict[str, Any]) -> str:
    return json.dumps({**line, CHECKSUM: disk.checksum(line)}) + "\n"


def table(lines: list[dict[str, Any]]) -> Table:
    """Return the table `verdict_change`."""
    rows = [
        {**line, **change, "changed_at": line["built_at"], "because": ", ".join(change["because"])}
        for line in lines
        for change in line["changes"]
    ]
    return Table.of("verdict_change", rows)
