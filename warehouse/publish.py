"""Publishing a built file and opening the published one: the only two doors.

A writer locks readers out of a DuckDB file, and a file replaced under its own name serves stale
data to whoever has it open. So each build is a new file, and `current.json` says which one to read.
"""

import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import duckdb

from collectors.errors import WarehouseError
from warehouse.tables import quote

KEPT_BUILDS = 3
EXPORTED = (
    "observation", "share", "claim", "claim_evidence", "claim_control", "claim_verdict",
    "verdict_change", "freshness", "reconciliation",
)  # fmt: skip
"""Tables written as Parquet beside the file, for those who do not use DuckDB."""

ATTACHED = "published"
"""Name under which the published file is attached where claims of one's own are judged on it."""


@dataclass(frozen=True)
class Pointer:
    """What `data/builds/current.json` says."""

    build_id: str
    file: str
    sha256: str
    built_at: str
    inputs_sha256: str
    newest_period: dict[str, str]


def folder(root: Path) -> Path:
    """Return where builds are kept."""
    return root / "data" / "builds"


def export(con: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write the exported tables as Parquet files into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for table in EXPORTED:
        path = quote(f"{target / table}.parquet")
        con.execute(f"copy {table} to {path} (format parquet)")


def newest_periods(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the last day that each source speaks of."""
    rows = con.execute("select source_id, newest_period from freshness order by all").fetchall()
    return {source: str(day) for source, day in rows if day is not None}


def publish(
    draft: Path, root: Path, build_id: str, built_at: datetime, inputs: str, newest: dict[str, str]
) -> Path:
    """Make a finished build the current one, in one atomic step, and drop old ones.

    `draft` is a folder with `warehouse.duckdb` and the exported tables in `parquet/`.
    """
    path = folder(root) / f"warehouse-{build_id}.duckdb"
    _fsync(draft / "warehouse.duckdb")
    (draft / "parquet").rename(path.with_suffix(""))
    (draft / "warehouse.duckdb").rename(path)
    pointer = Pointer(
        build_id, path.name, _sha256(path), f"{built_at:%Y-%m-%dT%H:%M:%SZ}", inputs, newest
    )
    next_pointer = draft / "current.json"
    next_pointer.write_text(json.dumps(pointer.__dict__, indent=2) + "\n", encoding="utf-8")
    _fsync(next_pointer)
    next_pointer.replace(folder(root) / "current.json")
    _fsync(folder(root))
    for old in sorted(folder(root).glob("warehouse-*.duckdb"))[:-KEPT_BUILDS]:
        if old != path:
            old.unlink()
            shutil.rmtree(old.with_suffix(""), ignore_errors=True)
    return path


def current(root: Path) -> Pointer:
    """Return the pointer to the published warehouse.

    Raises:
        WarehouseError: nothing is published, or the pointer is damaged.
    """
    path = folder(root) / "current.json"
    try:
        return Pointer(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        msg = "There is no warehouse yet. Run `sharecheck build`."
        raise WarehouseError(msg) from None
    except (ValueError, TypeError) as error:
        msg = f"data/builds/current.json is damaged ({error}). Run `sharecheck build` to renew it."
        raise WarehouseError(msg) from error


def path(root: Path, pointer: Pointer | None = None) -> Path:
    """Return the published file, the very one that was published; or that of another `pointer`.

    Raises:
        WarehouseError: it is missing or damaged.
    """
    pointer = pointer or current(root)
    file = folder(root) / pointer.file
    if not file.exists():
        msg = f"data/builds/{pointer.file} is missing. Run `sharecheck build` to make it anew."
        raise WarehouseError(msg)
    stat = file.stat()
    if _sha256(file, stat.st_mtime_ns, stat.st_size) != pointer.sha256:
        msg = (
            f"data/builds/{pointer.file} is not what was published: its sha256 differs from "
            "current.json. Run `sharecheck build` to make it anew."
        )
        raise WarehouseError(msg)
    return file


def connect(root: Path, pointer: Pointer | None = None) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse read-only, or the build of another `pointer`.

    Raises:
        WarehouseError: it is missing, damaged, held by a writer, or from a newer DuckDB.
    """
    file = path(root, pointer)
    try:
        return duckdb.connect(str(file), read_only=True)
    except duckdb.Error as error:
        raise refused(file, error) from error


def refused(file: Path, error: duckdb.Error) -> WarehouseError:
    """Return what to tell a person when DuckDB does not open a published file."""
    where = f"data/builds/{file.name}"
    if "could not set lock" not in str(error).lower():
        return WarehouseError(f"{where} cannot be opened ({error}). Run `sharecheck build`.")
    holder = re.search(r"held in (.+? \(PID \d+\))", str(error))
    return WarehouseError(
        f"{where} is held by another program that opened it for writing"
        + (f": {holder[1]}" if holder else "")
        + ". Close it there, or open it there read-only (duckdb -readonly), and run this again."
    )


@lru_cache(maxsize=8)
def _sha256(path: Path, _mtime: int = 0, _size: int = 0) -> str:
    """Return the file's hash; remembered as long as the file looks the same."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
