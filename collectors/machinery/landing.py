"""Runs on disk: `data/landing/<source>/<run_id>/`, complete or not there at all.

data/landing/<source>/
    .draft/             the run in progress: journal.jsonl and raw/; continued after a crash
    .rejected/          the last run whose answers could not be parsed, for you to look at
    <run_id>/           a run, by one atomic rename
        manifest.json   what was asked and answered, when, with which sha256
        raw/            the answers
        <table>.<sha>.parquet   what was parsed from them
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from collectors.errors import InputError
from collectors.machinery.ask import Answer

MANIFEST = "manifest.json"
COMPLETE, SUSPECT, SET_ASIDE, FAILED = "complete", "suspect", "set aside", "failed"
"""What a manifest's `status` says.

complete: its figures count. suspect: they are there to be seen, and those that jump decide nothing
until somebody confirms them. set aside: rows that cannot be; it counts for nothing, and answers and
tables are kept to be looked at. failed: it has no figures.
"""


def now() -> datetime:
    """Return the time, UTC, without time zone, to the millisecond."""
    time = datetime.now(UTC).replace(tzinfo=None)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Run:
    """One landed run."""

    source: str
    folder: Path
    manifest: dict[str, Any]

    @property
    def run_id(self) -> str:
        """Return its name, which begins with the time it began."""
        return self.folder.name

    @property
    def complete(self) -> bool:
        """Return whether its figures count, and the next run goes on from them."""
        return bool(self.manifest.get("status") == COMPLETE)

    @property
    def loaded(self) -> bool:
        """Return whether its figures come into the warehouse, if only to be seen."""
        return self.manifest.get("status") in (COMPLETE, SUSPECT)

    @property
    def name(self) -> str:
        """Return how people name it: `source/run_id`."""
        return f"{self.source}/{self.run_id}"

    @property
    def of_everything(self) -> bool:
        """Return whether it asked for all that the source has."""
        return self.manifest.get("purpose") == purpose(None, None)

    @property
    def started_at(self) -> datetime:
        """Return when it began, UTC."""
        return datetime.fromisoformat(self.manifest["started_at"])

    @property
    def finished_at(self) -> datetime:
        """Return when it ended, UTC."""
        return datetime.fromisoformat(self.manifest["finished_at"])

    @property
    def tables(self) -> dict[str, Path]:
        """Return the Parquet file of each table it landed."""
        return {
            name: self.folder / table["file"]
            for name, table in self.manifest.get("tables", {}).items()
            if "file" in table
        }

    def answers(self) -> list[Answer]:
        """Return the recorded answers, in the order they came."""
        return [answer_of(self.source, self.folder, e) for e in self.manifest["responses"]]


def purpose(since: date | None, file: Path | None) -> str:
    """Return what a run asks for, in words."""
    return f"since {since}, {file}"


def folder_of(root: Path, source: str) -> Path:
    """Return where a source's runs are."""
    return root / "data" / "landing" / source


def runs(root: Path, source: str) -> Iterator[Run]:
    """Yield a source's runs, oldest first; a folder without manifest is none.

    Raises:
        InputError: a manifest that is no JSON.
    """
    for path in sorted(folder_of(root, source).glob(f"[!.]*/{MANIFEST}")):
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            shown = path.relative_to(root).as_posix()
            msg = f"{shown}: the manifest is no JSON ({error}). Remove the run, or restore it."
            raise InputError([msg]) from error
        yield Run(source, path.parent, manifest)


def origin(complete: Sequence[Run]) -> Run | None:
    """Return the run that first found what the newest one found; it holds the answers.

    A run that found nothing new is passed over when that one is gone or was set aside since.
    """
    known = {run.run_id: run for run in complete}
    names = (run.manifest.get("unchanged_since") or run.run_id for run in reversed(complete))
    return next((known[name] for name in names if name in known), None)


def said_of(manifest: Mapping[str, Any]) -> str:
    """Return why a run does not count, what it lacks or what went wrong; empty for nothing."""
    doubtful = manifest.get("status") in (SUSPECT, SET_ASIDE)
    said = [manifest.get("reason") if doubtful else None, manifest.get("error")]
    return " ".join(str(text) for text in said if text)


def answer_of(source: str, folder: Path, entry: dict[str, Any]) -> Answer:
    """Return the recorded answer that a line of a journal or manifest describes."""
    return Answer(
        source=source,
        name=entry["name"],
        url=entry["url"],
        about=entry["about"],
        status=entry["status"],
        fetched_at=datetime.fromisoformat(entry["fetched_at"]),
        path=folder / "raw" / entry["name"],
        headers=entry["headers"],
    )


def write(folder: Path, name: str, table: pa.Table) -> dict[str, Any]:
    """Write one table and return its entry in the manifest; the file's name holds its hash."""
    path = folder / f".{name}.parquet"
    pq.write_table(table, path, compression="zstd")
    with path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    file = f"{name}.{sha256[:8]}.parquet"
    path.replace(folder / file)
    return {"rows": table.num_rows, "sha256": sha256, "file": file}


def fingerprint(tables: dict[str, dict[str, Any]]) -> str:
    """Return one hash for the contents of all tables."""
    parts = [f"{name}:{table['sha256']}" for name, table in sorted(tables.items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write `manifest.json`, whole or not at all."""
    write_whole(folder / MANIFEST, json.dumps(manifest, indent=1) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it has its old or its new content, never a part."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    _fsync(draft)
    draft.replace(path)


def sync(folder: Path, *, deep: bool = True) -> None:
    """Force a folder, and the files in it, to the disk."""
    if deep:
        for path in folder.rglob("*"):
            _fsync(path)
    _fsync(folder)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
