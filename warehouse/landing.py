"""Bundled snapshots and landed runs, loaded as the tables of schema `landing`.

A snapshot file is `data/snapshot/<table>.csv`; a run is what `collectors.machinery.landing`
describes. Both have the columns that the source's card declares, so a staging model reads one
table and does not care where a row came from. Each row also has

    run_id      'snapshot' or the run's folder
    loaded_at   when the run began; for a snapshot the day it was read at its source, where the
                card says it (`read_on`), else null: then the rows say it
    locator     the recorded answer it was parsed from; of a snapshot where its figures were read:
                as the card says with `observations`, else as `repository@commit` if all of the
                table was read at one, else null
"""

import csv
import hashlib
import io
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from collectors import disk
from collectors.cards import Bundled, Card, Landed
from collectors.errors import InputError, Problems, did_you_mean
from collectors.machinery import landing as runs_on_disk
from collectors.machinery.landing import Run
from warehouse import observations
from warehouse.tables import Table, columns_of, named, quote

SNAPSHOT_RUN = "snapshot"
SETTLED_SECONDS = 2
"""A file changed later than so long ago is not remembered: it may change within one tick."""


def load(
    con: duckdb.DuckDBPyConnection,
    root: Path,
    cards: dict[str, Card],
    runs: Mapping[str, Sequence[Run]],
) -> Iterator[Table]:
    """Create `landing.*` and yield the tables `source_run`, `suspect_figure` and `response`.

    Args:
        con: where to.
        root: the data folder.
        cards: the sources.
        runs: the landed runs by source, found to be whole.

    Raises:
        InputError: files that are missing, have other columns than declared, or cannot be read;
            one line each.
    """
    con.execute("create schema landing")
    problems = Problems()
    records, responses, suspects = list[Any](), list[Any](), list[Any]()
    for source_id, card in cards.items():
        landed = runs.get(source_id, [])
        bundled = 0
        for name, table in card.tables.items():
            columns = ", ".join(f"{named(column)} {kind}" for column, kind in table.columns.items())
            con.execute(
                f"create table landing.{name} "
                f"({columns}, run_id varchar, loaded_at timestamp, locator varchar)"
            )
            with problems.noted():
                for figures in card.bundled:
                    if figures.table == name:
                        bundled += _load_snapshot(con, figures, table, card.url, shared=bundled > 0)
                        problems += observations.problems(con, source_id, card, figures)
                _load_runs(con, root, landed, name, table)
        records += _records(source_id, card, landed, bundled)
        responses += _responses(root, landed)
        suspects += _suspects(landed)
    problems.told()
    yield Table.of("source_run", records)
    yield Table.of("suspect_figure", suspects)
    yield Table.of("response", responses)


def _load_snapshot(
    con: duckdb.DuckDBPyConnection, figures: Bundled, file: Landed, url: str, *, shared: bool
) -> int:
    """Load figures that come with a pack, and return the number of rows.

    Where another pack brought some of the table (`shared`), rows that both have count once.
    """
    name, path, root = figures.table, figures.path, figures.pack.parent
    shown, content = disk.shown(path, root), disk.read(path, root)
    if content is None:
        msg = f"{shown}: the file is missing, but a card declares it. Restore or undeclare it."
        raise InputError([msg])
    header = next(csv.reader(io.StringIO(content.decode(errors="replace"), newline="")), [])
    declared = list(file.columns)
    if header != declared:
        missing = [column for column in declared if column not in header]
        unknown = [column for column in header if column not in declared]
        msg = (
            f"{shown}: the columns are {header}, the card declares {declared}"
            f" (missing {missing}, unknown {unknown}). Make file and card agree, in this order."
            + "".join(did_you_mean(column, missing) for column in unknown[:3])
        )
        raise InputError([msg])
    columns = "{" + ", ".join(f"'{c}': '{kind}'" for c, kind in file.columns.items()) + "}"
    known = (
        f" except all select {', '.join(map(named, declared))} from landing.{name}"
        if shared
        else ""
    )
    places = dict.fromkeys(upstream.locator or url for upstream in figures.upstream)
    if not file.observations:  # its staging model knows the path, or from its rows the place too
        commits = {(upstream.repository, upstream.commit) for upstream in figures.upstream}
        places = {
            "@".join(filter(None, one)): None for one in commits if len(commits) == 1 and all(one)
        }
    locator = "; ".join(places) or None
    rows = _insert(
        con,
        shown,
        f"insert into landing.{name} select *, '{SNAPSHOT_RUN}', ?::date, ? from (select * from "
        "read_csv(?, header = true, auto_detect = false, delim = ',', quote = '\"', "
        f"escape = '\"', nullstr = '', columns = {columns}){known})",
        [figures.read_on, locator, str(path)],
    )
    found = hashlib.sha256(content).hexdigest()
    if figures.sha256 and found != figures.sha256:
        msg = (
            f"{shown}: its sha256 is {found}, its card says {figures.sha256}. Restore the file; "
            "or, if you changed it knowingly, write the new sha256 into the card."
        )
        raise InputError([msg])
    return rows


def _load_runs(
    con: duckdb.DuckDBPyConnection, root: Path, runs: Sequence[Run], name: str, table: Landed
) -> None:
    """Load a table from all runs that count at once: after years there are thousands of files."""
    files = [(run, run.tables[name]) for run in runs if run.loaded and name in run.tables]
    if not files:
        return
    try:
        _insert_runs(con, root, files, name, table)
    except InputError:
        for file in files:  # which one is it?
            con.execute(f"delete from landing.{name} where run_id <> '{SNAPSHOT_RUN}'")
            _insert_runs(con, root, [file], name, table)
        raise


def _insert_runs(
    con: duckdb.DuckDBPyConnection,
    root: Path,
    files: list[tuple[Run, Path]],
    name: str,
    table: Landed,
) -> None:
    columns = ", ".join(f"rows.{named(column)}" for column in table.columns)
    paths = ", ".join(quote(str(path)) for _, path in files)
    known = ", ".join(
        f"({quote(str(path))}, {quote(run.run_id)}, timestamp '{run.started_at}', "
        f"{quote(disk.shown(run.folder, root.parent) + '/raw/')})"
        for run, path in files
    )
    shown = disk.shown(files[0][1], root.parent)
    _insert(
        con,
        shown if len(files) == 1 else disk.shown(files[0][0].folder.parent, root.parent),
        f"insert into landing.{name} select {columns}, run_id, loaded_at, folder || response "
        f"from read_parquet([{paths}], filename = true) as rows "
        f"join (values {known}) as run(filename, run_id, loaded_at, folder) using (filename)",
        [],
        "Run `sharecheck reparse` if the card's columns changed, or remove the run.",
    )


def _insert(
    con: duckdb.DuckDBPyConnection,
    shown: str,
    sql: str,
    parameters: list[object],
    advice: str = "Correct the file.",
) -> int:
    """Run an insert and return its number of rows; blame the file `shown` if it fails."""
    try:
        result = con.execute(sql, parameters).fetchone()
    except (duckdb.Error, UnicodeDecodeError) as error:
        # DuckDB names line, row and column first, then gives advice for other uses
        facts = "; ".join(str(error).splitlines()[:3])
        raise InputError([f"{shown}: it cannot be loaded: {facts}. {advice}"]) from error
    return int(result[0]) if result else 0


def _records(
    source_id: str, card: Card, runs: Sequence[Run], bundled: int
) -> Iterator[tuple[Any, ...]]:
    digest, size = hashlib.sha256(), 0
    for figures in sorted(card.bundled, key=lambda figures: figures.table):
        content = disk.read(figures.path, figures.pack.parent) or b""
        digest.update(content)
        size += len(content)
    if card.bundled:
        where = (SNAPSHOT_RUN, source_id, None, None, "bundled", None)
        yield (*where, size, bundled, digest.hexdigest(), None)
    aside = {run.run_id for run in runs if not run.loaded}
    for run in runs:
        m, said = run.manifest, runs_on_disk.said_of(run.manifest)
        status = m["status"]
        if run.complete and m["unchanged_since"] in aside:
            status = runs_on_disk.SET_ASIDE
            said = f"It found what the run {m['unchanged_since']} has, which is set aside. {said}"
        rows = sum(table["rows"] for table in m["tables"].values())
        times = (run.started_at, run.finished_at)
        asked = (m["requests"], m["bytes"], rows, m["sha256"])
        yield (run.run_id, source_id, *times, status, *asked, said.strip() or None)


def _suspects(runs: Sequence[Run]) -> Iterator[dict[str, Any]]:
    """Yield the figures that jump; those of manifests have no more than the table's columns say."""
    for run in runs:
        if run.loaded and not run.complete:
            for figure in run.manifest["suspects"]:
                own = {"source_id": run.source, "run_id": run.run_id}
                yield (
                    dict.fromkeys(name for name, *_ in columns_of("suspect_figure")) | figure | own
                )


def _responses(root: Path, runs: Sequence[Run]) -> Iterator[dict[str, Any]]:
    for run in runs:
        folder = f"{disk.shown(run.folder, root.parent)}/raw/"
        for entry in run.manifest["responses"]:
            own = {"run_id": run.run_id, "source_id": run.source}
            yield entry | own | {"locator": folder + entry["name"]}


def whole(root: Path) -> dict[str, list[Run]]:
    """Return the landed runs by source.

    Raises:
        InputError: all that is damaged or gone, one line each.
    """
    found, problems = runs_on_disk.survey_all(root)
    hashes = Hashes(root)
    for of_source in found.values():
        problems += runs_on_disk.orphans(of_source, root)
        for run in of_source:
            if run.loaded:
                problems += runs_on_disk.damage(run, root, hashes.sha256_of)
    hashes.keep()
    Problems(problems).told()
    return found


class Hashes:
    """The sha256 of files below `root`, so that years of runs are not read again for each build.

    They are remembered in `cache/verified.json`, by size, times and inode. Damaged, missing or not
    to be written, it only costs time.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "cache" / "verified.json"
        self.known: dict[str, list[object]] = {}
        self.seen: dict[str, list[object]] = {}
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            read = json.loads(self.path.read_text("utf-8"))
            checksum = read.pop("checksum")
            if checksum == disk.checksum(read):
                self.known = read["files"]

    def sha256_of(self, path: Path) -> str:
        """Return a file's sha256.

        Raises:
            OSError: it cannot be read.
        """
        found = os.stat(path)
        # the time of the last change to what is known of it cannot be set by hand
        look = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
        name = disk.shown(path, self.root.parent)
        known = self.known.get(name, [])
        if known[:4] == look:
            self.seen[name] = known
            return str(known[4])
        sha256 = disk.sha256_of(path)
        if time.time() - max(found.st_mtime, found.st_ctime) > SETTLED_SECONDS:
            self.seen[name] = [*look, sha256]
        return sha256

    def keep(self) -> None:
        """Write the cache, if it would say anything else."""
        if self.seen == self.known:
            return
        content = {"files": self.seen}
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(content | {"checksum": disk.checksum(content)})
            disk.write_whole(self.path, text)
