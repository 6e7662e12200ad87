"""Publishing a built file and opening the published one: the only two doors.

A writer locks readers out of a DuckDB file, and a file replaced under its own name serves stale
data to whoever has it open. So each build is a new file, and `current.json` says which one to read.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import duckdb
from pydantic import TypeAdapter, ValidationError

from collectors import disk
from collectors.errors import InputError, WarehouseError
from warehouse.tables import quote

KEPT_BUILDS = 3
BUILDING = ".building-"
"""How the folder of a build that is under way begins."""
VERDICTS = "verdicts.jsonl"
"""The line that a build adds to the history, in its folder."""
EXPORTED = (
    "observation",
    "share",
    "claim",
    "claim_evidence",
    "claim_control",
    "claim_verdict",
    "verdict_change",
    "freshness",
    "reconciliation",
)
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


_POINTER = TypeAdapter(Pointer)


def folder(root: Path) -> Path:
    """Return where builds are kept."""
    return root / "builds"


def verdicts(root: Path, build_id: str) -> Path:
    """Return where the line that a build adds to the history lies until it is moved there."""
    return folder(root) / f"warehouse-{build_id}.{VERDICTS}"


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

    `draft` is a folder with `warehouse.duckdb`, the exported tables in `parquet/`, and the line
    that the build adds to the history, if it does.
    """
    path = folder(root) / f"warehouse-{build_id}.duckdb"
    for table in (draft / "parquet").iterdir():
        disk.sync(table)
    disk.sync(draft / "parquet")
    (draft / "parquet").rename(path.with_suffix(""))
    if (draft / VERDICTS).exists():
        disk.move(draft / VERDICTS, verdicts(root, build_id))
    disk.move(draft / "warehouse.duckdb", path)
    disk.sync(folder(root))
    pointer = Pointer(
        build_id, path.name, disk.sha256_of(path), f"{built_at:%Y-%m-%dT%H:%M:%SZ}", inputs, newest
    )
    text = json.dumps(pointer.__dict__, indent=2) + "\n"
    disk.write_whole(folder(root) / "current.json", text)
    with suppress(OSError, InputError):  # it is published; the next one drops them too
        for old in [old for old in _builds(root) if old != path][: 1 - KEPT_BUILDS]:
            disk.remove(old)
            disk.remove(old.with_suffix(""))
    return path


def sweep(root: Path) -> None:
    """Remove builds under way, and those that were never published.

    Only who holds the writer's lock may do this.
    """
    try:
        published: Pointer | None = current(root)
    except WarehouseError:
        published = None  # then nobody knows which were
    for path in disk.everything(folder(root), root.parent):
        if path.name.startswith(BUILDING):
            disk.remove(path)
    if published:
        for path in _builds(root):
            if path.name > published.file:  # it was put here, and the pointer never said so
                disk.remove(path)
        for path in disk.listed(folder(root), root.parent, f".{VERDICTS}"):
            if path != verdicts(root, published.build_id):
                disk.remove(path)
    kept = {path.stem for path in _builds(root)}
    for path in disk.listed(folder(root), root.parent):
        if path.name.startswith("warehouse-") and not path.suffix and path.name not in kept:
            disk.remove(path)  # tables of a build that is gone, or never came


def _builds(root: Path) -> list[Path]:
    """Return the files of builds, oldest first."""
    listed = disk.listed(folder(root), root.parent, ".duckdb")
    return [path for path in listed if path.name.startswith("warehouse-")]


def current(root: Path) -> Pointer:
    """Return the pointer to the published warehouse.

    Raises:
        WarehouseError: nothing is published, or the pointer is damaged.
    """
    path = folder(root) / "current.json"
    try:
        content = disk.read(path, root.parent)
        if content is None:
            msg = "There is no warehouse yet. Run `sharecheck build`."
            raise WarehouseError(msg)
        return _POINTER.validate_json(content, strict=True)
    except InputError as error:
        msg = f"{error} Then run `sharecheck build`."
        raise WarehouseError(msg) from error
    except ValidationError as error:
        said = "; ".join(disk.misfits(error))
        where = disk.shown(path, root.parent)
        msg = f"{where} is damaged ({said}). Run `sharecheck build` to renew it."
        raise WarehouseError(msg) from error


def path(root: Path, pointer: Pointer | None = None) -> Path:
    """Return the published file, the very one that was published; or that of another `pointer`.

    Raises:
        WarehouseError: it is missing or damaged.
    """
    pointer = pointer or current(root)
    file = folder(root) / pointer.file
    where = disk.shown(file, root.parent)
    try:
        stat = file.stat()
        found = _sha256(file, stat.st_mtime_ns, stat.st_size)
    except FileNotFoundError:
        msg = f"{where} is missing. Run `sharecheck build` to make it anew."
        raise WarehouseError(msg) from None
    except OSError as error:
        msg = f"{disk.unreadable(file, root.parent, error)} Then run `sharecheck build`."
        raise WarehouseError(msg) from error
    if found != pointer.sha256:
        msg = (
            f"{where} is not what was published: its sha256 differs from "
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
        raise _refused(file, error) from error


def attach(con: duckdb.DuckDBPyConnection, root: Path, pointer: Pointer | None = None) -> None:
    """Attach the published file read-only as `ATTACHED`, or the build of another `pointer`.

    Raises:
        WarehouseError: it is missing, damaged, held by a writer, or from a newer DuckDB.
    """
    file = path(root, pointer)
    try:
        con.execute(f"attach {quote(str(file))} as {ATTACHED} (read_only)")
    except duckdb.Error as error:
        raise _refused(file, error) from error


def _refused(file: Path, error: duckdb.Error) -> WarehouseError:
    """Return what to tell a person when DuckDB does not open a published file."""
    where = disk.shown(file, file.parents[2])
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
    return disk.sha256_of(path)
