"""Bundled snapshots and landed runs, loaded as the tables of schema `landing`.

A snapshot file is `data/snapshot/<table>.csv`. A run is a folder
`data/landing/<source>/<run_id>/` with a `manifest.json` and one `<table>.parquet` per table; it
counts only when its manifest says `"status": "complete"`. Both have the columns that the source's
card declares, so a staging model reads one table and does not care where a row came from.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from collectors.cards import Card, SnapshotFile
from collectors.errors import InputError
from warehouse.tables import Table

SNAPSHOT_RUN = "snapshot"


@dataclass(frozen=True)
class Run:
    """One landed run, or the bundled snapshot of a source."""

    run_id: str
    source_id: str
    folder: Path
    manifest: dict[str, Any]


def load(con: duckdb.DuckDBPyConnection, root: Path, cards: dict[str, Card]) -> Iterator[Table]:
    """Create `landing.*` and yield the table `source_run`.

    Raises:
        InputError: files that are missing, have other columns than declared, or cannot be read;
            one line each.
    """
    con.execute("create schema landing")
    problems, records = list[str](), list[tuple[Any, ...]]()
    for source_id, card in cards.items():
        try:
            runs = list(_runs(root, source_id))
        except InputError as error:
            runs = []
            problems += error.problems
        sizes = dict.fromkeys([SNAPSHOT_RUN, *(run.run_id for run in runs)], 0)
        for name, file in card.snapshot.items():
            columns = ", ".join(f"{column} {kind}" for column, kind in file.columns.items())
            con.execute(
                f"create table landing.{name} ({columns}, run_id varchar, loaded_at timestamp)"
            )
            try:
                sizes[SNAPSHOT_RUN] += _load_snapshot(con, root, name, file)
                for run in runs:
                    sizes[run.run_id] += _load_run(con, root, run, name, file)
            except InputError as error:
                problems += error.problems
        records += _records(root, source_id, card, runs, sizes)
    if problems:
        raise InputError(problems)
    yield Table("source_run", RUN_COMMENT, RUN_COLUMNS, records)


def _load_snapshot(
    con: duckdb.DuckDBPyConnection, root: Path, name: str, file: SnapshotFile
) -> int:
    path = root / "data" / "snapshot" / f"{name}.csv"
    shown = path.relative_to(root).as_posix()
    if not path.exists():
        msg = f"{shown}: the file is missing, but a card declares it. Restore or undeclare it."
        raise InputError([msg])
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        header = next(csv.reader(lines), [])
    declared = list(file.columns)
    if header != declared:
        missing = [column for column in declared if column not in header]
        unknown = [column for column in header if column not in declared]
        msg = (
            f"{shown}: the columns are {header}, the card declares {declared}"
            f" (missing {missing}, unknown {unknown}). Make file and card agree, in this order."
        )
        raise InputError([msg])
    columns = "{" + ", ".join(f"'{c}': '{kind}'" for c, kind in file.columns.items()) + "}"
    return _insert(
        con,
        shown,
        f"insert into landing.{name} select *, '{SNAPSHOT_RUN}', null from read_csv("
        f"?, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        f"nullstr = '', columns = {columns})",
        [str(path)],
    )


def _runs(root: Path, source_id: str) -> Iterator[Run]:
    for manifest in sorted((root / "data" / "landing" / source_id).glob("*/manifest.json")):
        try:
            content = json.loads(manifest.read_text(encoding="utf-8"))
        except ValueError as error:
            shown = manifest.relative_to(root).as_posix()
            msg = f"{shown}: the manifest is no JSON ({error}). Remove the run, or restore it."
            raise InputError([msg]) from error
        if content.get("status") == "complete":
            yield Run(manifest.parent.name, source_id, manifest.parent, content)


def _load_run(
    con: duckdb.DuckDBPyConnection, root: Path, run: Run, name: str, file: SnapshotFile
) -> int:
    path = run.folder / f"{name}.parquet"
    if not path.exists():
        return 0
    columns = ", ".join(file.columns)
    return _insert(
        con,
        path.relative_to(root).as_posix(),
        f"insert into landing.{name} select {columns}, ?, ? from read_parquet(?)",
        [run.run_id, run.manifest.get("finished_at"), str(path)],
    )


def _insert(con: duckdb.DuckDBPyConnection, shown: str, sql: str, parameters: list[object]) -> int:
    """Run an insert and return its number of rows; blame the file `shown` if it fails."""
    try:
        result = con.execute(sql, parameters).fetchone()
    except (duckdb.Error, UnicodeDecodeError) as error:
        # DuckDB names line, row and column first, then gives advice for other uses
        facts = "; ".join(str(error).splitlines()[:3])
        raise InputError([f"{shown}: it cannot be loaded: {facts}. Correct the file."]) from error
    return int(result[0]) if result else 0


def _records(
    root: Path, source_id: str, card: Card, runs: list[Run], sizes: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    digest, size = hashlib.sha256(), 0
    for name in sorted(card.snapshot):
        path = root / "data" / "snapshot" / f"{name}.csv"
        content = path.read_bytes() if path.exists() else b""
        digest.update(content)
        size += len(content)
    if card.snapshot:
        yield (
            SNAPSHOT_RUN, source_id, None, None, "bundled", None, size, sizes[SNAPSHOT_RUN],
            digest.hexdigest(), None,
        )  # fmt: skip
    for run in runs:
        m = run.manifest
        yield (
            run.run_id, source_id, m.get("started_at"), m.get("finished_at"), m["status"],
            m.get("requests"), m.get("bytes"), sizes[run.run_id], m.get("sha256"), m.get("error"),
        )  # fmt: skip


RUN_COMMENT = "What was loaded from where: bundled snapshots and landed runs."
RUN_COLUMNS = [
    ("run_id", "varchar", "'snapshot' for the figures in data/snapshot/, else the run's folder"),
    ("source_id", "varchar", "The source"),
    ("started_at", "timestamp", "When the collection began; null for a snapshot"),
    ("finished_at", "timestamp", "When it ended; null for a snapshot"),
    ("status", "varchar", "bundled or complete"),
    ("requests", "integer", "Requests made; null for a snapshot"),
    ("bytes", "bigint", "Size of what was received or is bundled"),
    ("rows", "bigint", "Rows loaded"),
    ("sha256", "varchar", "Of the bundled files, in order of their names, or of the run"),
    ("error", "varchar", "What went wrong; null for nothing"),
]
