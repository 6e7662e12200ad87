"""Build the warehouse: load, run the models, check, publish.

The whole file is made anew each time; whatever goes wrong, the published one stays.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from collectors import cards, disk
from collectors.errors import BuildError, Problems, WarehouseError
from collectors.home import Home
from collectors.machinery.landing import MANIFEST, Run, survey_all
from warehouse import catalogue, catalogue_tables, history, landing, models, publish, tables
from warehouse.catalogue import Catalogue
from warehouse.models import Model
from warehouse.writing import writing

CODE = Path(__file__).parent.parent
CHECKS = Path(__file__).parent / "checks"
STORAGE_VERSION = "v1.4.0"
"""DuckDB 1.4 and later open the file; 2.0's own format would lock 1.x clients out."""
SHOWN_ROWS = 5
VERSION = version("sharecheck")


@dataclass(frozen=True)
class Summary:
    """What a build did."""

    build_id: str
    path: Path
    seconds: float
    rows: dict[str, int]
    changes: list[dict[str, Any]]
    """Verdicts that differ from the last build's, as warehouse.history words them."""
    warning: str = ""
    """What of the history cannot be read; empty for nothing."""


def build(home: Home, report: Callable[[str], None] = lambda _: None) -> Summary:
    """Build and publish the warehouse of some packs.

    Args:
        home: the packs, and where it is published.
        report: called with one line per step.

    Raises:
        BusyError: another process is writing.
        InputError: YAML or CSV files that a person must correct, and runs that are damaged.
        BuildError: a model or check that failed, or a disk that refuses.
    """
    try:
        with writing(home.data):
            return _build(home, report)
    except (OSError, duckdb.Error, BuildError) as error:
        if _disk_refuses(error):
            msg = (
                f"{home.data.name}/builds: the new warehouse could not be written ({error}). The "
                "published one stays. Free some space, correct the permissions, or move away what "
                "lies in its place; then run `sharecheck build`."
            )
        elif isinstance(error, duckdb.Error):
            packs = ", ".join(f"{pack.name}/" for pack in home.packs)
            msg = (
                f"DuckDB refuses what the files of {packs} say ({error}). Nothing was published; "
                "the published warehouse stays. Correct the file that was changed last."
            )
        else:
            raise
        raise BuildError(msg) from error


def _build(home: Home, report: Callable[[str], None]) -> Summary:
    started, root = time.perf_counter(), home.data
    content = catalogue.load(home)
    report(f"catalogue: {len(content.projects)} projects, {len(content.cards)} sources")
    built_at = datetime.now(UTC).replace(tzinfo=None)
    history.settle(root)
    past, warning = history.read(root)
    runs = landing.whole(root)
    inputs = inputs_sha256(home, runs)
    build_id = f"{built_at:%Y%m%dT%H%M%S}{built_at.microsecond // 1000:03d}Z-{inputs[:8]}"
    publish.folder(root).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=publish.folder(root), prefix=publish.BUILDING) as name:
        draft = Path(name)
        with duckdb.connect() as con:
            target = tables.quote(str(draft / "warehouse.duckdb"))
            con.execute(f"attach {target} as warehouse (storage_version '{STORAGE_VERSION}')")
            con.execute("use warehouse")
            rows = _fill(con, root, content, runs, (build_id, built_at, VERSION, inputs))
            report(f"models: {len(rows)} run, {rows['observation']:,} observations")
            line = history.entry(
                con, past, build_id, built_at, _sha256(catalogue.edited(home), home.packs)
            )
            history.table([*past, line] if line else past).create(con)
            publish.export(con, draft / "parquet")
            newest = publish.newest_periods(con)
            con.execute("use memory")
            con.execute("detach warehouse")
        if line:
            history.propose(draft, line)
        path = publish.publish(draft, root, build_id, built_at, inputs, newest)
    with suppress(OSError):  # it is published, the line with it; the next build settles it
        history.settle(root)
    report(f"published: {path.name}")
    changes = line["changes"] if line and past else []
    return Summary(build_id, path, time.perf_counter() - started, rows, changes, warning)


def rehearse(home: Home, without: Collection[str]) -> None:
    """Do all that can fail because of what was collected, and publish nothing.

    Args:
        home: as for `build`.
        without: runs to do it without, as `source/run_id`.

    Raises:
        InputError, BuildError: as of `build`.
    """
    content = catalogue.load(home)
    runs = {
        source: [run for run in landed if run.name not in without]
        for source, landed in landing.whole(home.data).items()
    }
    with duckdb.connect() as con:
        _fill(con, home.data, content, runs, ("rehearsal", datetime.now(UTC), VERSION, ""))


def _fill(
    con: duckdb.DuckDBPyConnection,
    root: Path,
    content: Catalogue,
    runs: dict[str, list[Run]],
    made_by: tuple[str, datetime, str, str],
) -> dict[str, int]:
    """Load everything, run every model and check, and return the models' numbers of rows."""
    made = [
        *landing.load(con, root, content.cards, runs),
        *catalogue_tables.from_catalogue(content),
        tables.Table.of("build", [made_by]),
    ]
    for table in made:
        table.create(con)
    known = {table.name for table in made}
    known |= {f"landing.{name}" for card in content.cards.values() for name in card.tables}
    rows = {}
    for model in models.read(models.staging(content.cards)):
        rows[model.name] = run_model(con, model, known)
        known.add(model.name)
    for check in sorted(CHECKS.glob("*.sql")):
        run_check(con, check)
    return rows


def run_model(con: duckdb.DuckDBPyConnection, model: Model, known: set[str]) -> int:
    """Materialise one model, hold it to its header, and return its number of rows.

    Raises:
        BuildError: it names the model, the line, and the rows that break the promise.
    """
    where = model.where
    if unknown := sorted(model.reads - known):
        msg = (
            f"{where}: reads {', '.join(unknown)}, which no model or card makes. Correct the name."
        )
        raise BuildError(msg)
    if model.make:
        made = model.make(con)
        made.create(con)
        return len(made.rows)
    schema = model.name.rpartition(".")[0]
    if schema:
        con.execute(f"create schema if not exists {schema}")
    # The header stands on the statement's first line, so that DuckDB's line numbers are the file's.
    try:
        model.fill(con)
    except duckdb.Error as error:
        msg = f"{where}: DuckDB refuses it: {error}"
        raise BuildError(msg) from error
    columns = {row[0]: row[1] for row in con.execute(f"describe {model.name}").fetchall()}
    if model.staged:
        _check_staged(columns, where)
    if model.grain:
        _check_grain(con, model, columns, where)
    if model.public:
        if sorted(columns) != sorted(model.columns):
            missing = [c for c in columns if c not in model.columns]
            extra = [c for c in model.columns if c not in columns]
            msg = (
                f"{where}: header lacks {missing} and describes {extra}, which it does not return."
            )
            raise BuildError(msg)
        tables.comment(con, model.name, model.comment, model.columns)
    [[count]] = con.execute(f"select count(*) from {model.name}").fetchall()
    return int(count)


def _check_staged(columns: dict[str, str], where: str) -> None:
    """Hold a staging model to the columns of all: the union would fill in a missing one."""
    found = [
        f"{column} is {columns.get(column, 'missing')}, expected {kind}"
        for column, kind in models.FIGURE.items()
        if columns.get(column) != kind
    ]
    found += [f"{column} is unknown" for column in columns if column not in models.FIGURE]
    if found:
        msg = (
            f"{where}: {'; '.join(found)}. Every staging model returns the same columns, with the "
            "same types (FIGURE in warehouse/models.py). Correct or cast them in its last select."
        )
        raise BuildError(msg)


def _check_grain(
    con: duckdb.DuckDBPyConnection, model: Model, columns: Collection[str], where: str
) -> None:
    if unknown := [column for column in model.grain if column not in columns]:
        msg = (
            f"{where}: the grain names {unknown}, the columns are {list(columns)}. "
            "Correct the header or the select."
        )
        raise BuildError(msg)
    grain = ", ".join(model.grain)
    nulls = " or ".join(f"{column} is null" for column in model.grain)
    broken = con.execute(
        f"select {grain}, count(*) as copies from {model.name} "
        f"group by {grain} having count(*) > 1 or {nulls} limit {SHOWN_ROWS}"
    ).fetchall()
    if broken:
        msg = f"{where}: grain ({grain}) must be unique and never null, but found:\n{_show(broken)}"
        source = model.name.rpartition(".")[2]
        blamed = [
            [source, row[model.grain.index("run_id")]]
            for row in broken
            if model.staged and "run_id" in model.grain
        ]
        raise BuildError(msg, _landed(blamed))


def run_check(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Run one assertion; the rows it returns are offences.

    A check whose rows can come from a landed run returns `source_id` and `run_id` first.

    Raises:
        BuildError: it quotes the check's own first sentence and the first offending rows.
    """
    sql = path.read_text(encoding="utf-8")
    try:
        result = con.execute(sql)
    except duckdb.Error as error:
        msg = f"warehouse/checks/{path.name}: DuckDB refuses it: {error}"
        raise BuildError(msg) from error
    columns = [column[0] for column in result.description or []]
    offences = result.fetchall()
    if offences:
        lines = sql.splitlines()
        said = lines[: next(n for n, line in enumerate(lines) if not line.startswith("--"))]
        promise = " ".join(line.removeprefix("--").strip() for line in said)
        msg = (
            f"warehouse/checks/{path.name}: {promise}\n"
            f"{len(offences)} offending rows ({', '.join(columns)}):\n"
            f"{_show(offences[:SHOWN_ROWS])}"
        )
        blamed = offences if columns[:2] == ["source_id", "run_id"] else []
        raise BuildError(msg, _landed(blamed))


def _landed(rows: Collection[Sequence[Any]]) -> frozenset[tuple[str, str]]:
    """Return the landed runs that rows name by source and run id first."""
    return frozenset((row[0], row[1]) for row in rows if row[1] not in (None, landing.SNAPSHOT_RUN))


def _show(rows: list[tuple[object, ...]]) -> str:
    return "\n".join("    " + ", ".join(str(value) for value in row) for row in rows)


def _disk_refuses(error: BaseException) -> bool:
    """Return whether the disk is to blame; DuckDB says so in words, whatever it was doing."""
    words = ("could not write", "no space left", "file too large", "permission denied")
    return isinstance(error, OSError) or any(word in str(error).lower() for word in words)


def up_to_date(home: Home) -> bool:
    """Return whether the published warehouse is whole and was built from what is there now.

    Raises:
        InputError: what is there cannot be read, or is damaged.
    """
    try:
        publish.path(home.data)
        return publish.current(home.data).inputs_sha256 == inputs_sha256(home)
    except WarehouseError:
        return False


def inputs_sha256(home: Home, runs: dict[str, list[Run]] | None = None) -> str:
    """Return one hash over everything a build's figures come from, data and code.

    A manifest holds the hashes of its run; runs that failed or found nothing new do not count.

    Args:
        home: the packs, and what was collected.
        runs: the landed runs by source, where they are known.

    Raises:
        InputError: what cannot be read or is damaged.
    """
    if runs is None:
        runs, problems = survey_all(home.data)
        Problems(problems).told()
    collected = [
        run.folder / MANIFEST for of_source in runs.values() for run in of_source if run.tables
    ]
    packed = [
        path
        for pack in home.packs
        for folder, suffix in ((pack / "snapshot", ".csv"), (pack / "sources", ""))
        for path in disk.listed(folder, pack.parent, suffix)
        if path.is_file()
    ]
    packed += cards.installed()
    files = [*{*catalogue.edited(home), *packed}, *collected]
    figures = _sha256(files, [*home.packs, home.data])
    return hashlib.sha256((figures + _code_sha256()).encode()).hexdigest()


def _code_sha256() -> str:
    """Return one hash over what turns data into figures."""
    files = [
        path
        for folder in ("collectors", "warehouse")
        for path in (CODE / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    ]
    return _sha256(files) + duckdb.__version__


def _sha256(paths: list[Path], folders: Sequence[Path] = ()) -> str:
    """Return one hash over the names and contents of files; messages name those in `folders`."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        root = next((f.parent for f in folders if path.is_relative_to(f)), CODE)
        digest.update(os.fsencode(path.name))
        digest.update(hashlib.sha256(disk.read(path, root) or b"").digest())
    return digest.hexdigest()
