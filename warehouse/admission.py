"""The door of the warehouse: a run is examined before it lands, each source on its own.

Rows that cannot be (a check, a model's grain or a model itself fails with them) set the run aside:
it counts for nothing, and answers and tables are kept. Figures that jump against their own history
make it suspect: they are there to be seen, and decide nothing until a person has confirmed them.
What shows only beside other sources' figures, or landed before, is set aside when a build fails.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from collectors import disk
from collectors.errors import BuildError, InputError, SetupError, SharecheckError, WarehouseError
from collectors.home import Home
from collectors.machinery import landing as on_disk
from collectors.machinery.landing import (
    COMPLETE,
    FAILED,
    SET_ASIDE,
    SUSPECT,
    Candidate,
    Examination,
    Run,
)
from warehouse import catalogue_tables, landing, models, publish, queries
from warehouse.build import CHECKS, Summary, build, rehearse, run_check, run_model
from warehouse.catalogue import Catalogue
from warehouse.tables import Table, named

AT_THE_DOOR = (
    "figure_is_declared",
    "figure_is_possible",
    "share_is_fraction",
    "complete_share_is_steady",
)
"""The checks that rows of a run can break; the others are about bundled figures or claims."""
JUMP = queries.FOLDER / "jump.sql"
FACTOR, FLOOR = 10, 30
"""What is a jump, and the count below which nothing is one."""
SHOWN = 3
"""So many figures are named in a message."""

Suspect = dict[str, Any]
"""A figure that jumps: the columns of table suspect_figure, without source and run; and `beside`,
what it is added up with where it is only that which jumps."""


@dataclass
class _Found:
    """What one trial of a run found."""

    offence: str = ""
    """What cannot be, or why the warehouse could not be made; empty for nothing."""
    named: bool = False
    """Whether that names the run."""
    suspects: list[Suspect] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)
    """Columns in which everything fell to zero; models pass over rows that count nothing."""


def examine(root: Path, content: Catalogue, candidate: Candidate) -> Examination:
    """Say of a run whether its rows can be, and which of its figures jump.

    What is wrong without the run, too, is not held against it.

    Raises:
        SetupError: runs before it are damaged, so that nobody knows whether a figure jumps.
    """
    source, run_id = candidate.source, candidate.run_id
    if offence := _negative(candidate):
        return Examination(SET_ASIDE, _aside(root, source, run_id, offence))
    others = _others(root, candidate)
    found = _tried(root, content, candidate, others, with_it=True)
    if found.offence and (
        found.named
        or found.offence != _tried(root, content, candidate, others, with_it=False).offence
    ):
        return Examination(SET_ASIDE, _aside(root, source, run_id, found.offence))
    if found.offence or not (found.suspects or found.emptied):
        return Examination()
    return Examination(SUSPECT, _jumped(root, candidate, found), found.suspects)


def _others(root: Path, candidate: Candidate) -> list[Run]:
    """Return the other runs of a source; of those that came later, no damaged ones."""
    hashes, found, problems = landing.Hashes(root), list[Run](), list[str]()
    for run in on_disk.runs(root, candidate.source):
        if run.run_id == candidate.run_id:
            continue
        damaged = on_disk.damage(run, root, hashes.sha256_of) if run.loaded else []
        if not damaged:
            found.append(run)
        elif run.run_id < candidate.run_id:
            problems += damaged
    if problems:
        msg = (
            f"{candidate.source}: what is new is held against what was known, and that is damaged. "
            f"{' '.join(problems)} Then collect again: what was answered is not asked again."
        )
        raise SetupError(msg)
    return found


def _numbers(candidate: Candidate) -> Iterator[tuple[str, pa.Table, str, pa.ChunkedArray]]:
    """Yield each column of numbers, with its table."""
    for name, table in candidate.tables.items():
        for column, values in zip(table.column_names, table.columns, strict=True):
            if pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
                yield name, table, column, values


def _negative(candidate: Candidate) -> str:
    """Return which number is negative, wherever it stands: a model may pass over its row."""
    for name, table, column, values in _numbers(candidate):
        # what is not a number is neither
        wrong = table.filter(pc.invert(pc.fill_null(pc.greater_equal(values, 0), True)))
        if wrong.num_rows:
            row = ", ".join(f"{k} {v}" for k, v in wrong.slice(0, 1).to_pylist()[0].items())
            return (
                f"Table {name} counts what cannot be in {column}, expected 0 or more, in "
                f"{wrong.num_rows:,} of {table.num_rows:,} rows, the first of them: {row}."
            )
    return ""


def _tried(
    root: Path, content: Catalogue, candidate: Candidate, others: list[Run], *, with_it: bool
) -> _Found:
    """Make and check what the source's figures lead to, with the run or without it."""
    found = _Found()
    try:
        with duckdb.connect() as con:
            _try(con, root, content, candidate, others, found, with_it=with_it)
    except BuildError as error:
        found.named = (candidate.source, candidate.run_id) in error.runs
        # of a share that went up and down again, the run in the middle is to blame
        found.offence = str(error) if found.named or not error.runs else ""
    except (SharecheckError, duckdb.Error) as error:
        found.offence = str(error)
    return found


def _try(
    con: duckdb.DuckDBPyConnection,
    root: Path,
    content: Catalogue,
    candidate: Candidate,
    others: list[Run],
    found: _Found,
    *,
    with_it: bool,
) -> None:
    """Make the tables from a source's figures to its shares, check them, note what jumps."""
    source = candidate.source
    cards = {source: content.cards[source]}
    every = models.read(models.staging(cards))
    checks = {name: CHECKS / f"{name}.sql" for name in AT_THE_DOOR}
    needed = models.needed(every, checks.values())
    made = [
        *landing.load(con, root, cards, {source: others}),
        *catalogue_tables.from_catalogue(content),
    ]
    reads = {table for model in needed for table in model.reads}
    for table in made:
        if table.name in reads:
            table.create(con)
    unconfirmed = with_it and not candidate.confirmed
    if unconfirmed:
        found.emptied = _emptied(con, candidate)
    if with_it:
        _insert(con, root, candidate, cards[source].tables)
    known = {table.name for table in made} | {f"landing.{table}" for table in cards[source].tables}
    for model in needed:
        run_model(con, model, known)
        known.add(model.name)
        if model.name == "observation":
            run_check(con, checks["figure_is_possible"])
            jumps = _jumps(con, candidate.run_id)
            if jumps and unconfirmed:
                found.suspects = jumps
                own = {"source_id": source, "run_id": candidate.run_id}
                Table.of("suspect_figure", [own | figure for figure in jumps]).insert(con)
                con.execute("drop table observation")
                run_model(con, model, known)
    for path in checks.values():
        run_check(con, path)


def _insert(
    con: duckdb.DuckDBPyConnection, root: Path, candidate: Candidate, declared: Collection[str]
) -> None:
    """Add the run's rows to those that landed before."""
    folder = f"{_folder(root, candidate.source, candidate.run_id)}/raw/"
    for name, table in candidate.tables.items():
        if name in declared:
            columns = ", ".join(named(c) for c in table.column_names if c != "response")
            con.register("candidate", table)
            con.execute(
                f"insert into landing.{name} ({columns}, run_id, loaded_at, locator) "
                f"select {columns}, ?, ?, ? || response from candidate",
                [candidate.run_id, candidate.started_at, folder],
            )
            con.unregister("candidate")


def _emptied(con: duckdb.DuckDBPyConnection, candidate: Candidate) -> list[str]:
    """Return the columns that hold nothing but zeros, where counts are known."""
    said = []
    for name, table, column, values in _numbers(candidate):
        if pc.max(values).as_py() == 0:
            [[most]] = con.execute(f"select max({named(column)}) from landing.{name}").fetchall()
            if most is not None and most >= FLOOR:
                said.append(
                    f"{column} is 0 in all {table.num_rows:,} rows of table {name}, and was up to "
                    f"{most:,} before"
                )
    return said


def _jumps(con: duckdb.DuckDBPyConnection, run_id: str) -> list[Suspect]:
    """Return the figures of a run that jump, each once, and those that are added up with them."""
    found: dict[tuple[Any, ...], Suspect] = {}
    rows = con.execute(
        JUMP.read_text(encoding="utf-8"), {"run_id": run_id, "floor": FLOOR, "factor": FACTOR}
    ).fetchall()
    keys = ("signal_id", "registry", "identifier", "segment", "period_start", "period_end")
    for *key, quantity, number, before, before_start, beside in rows:
        what = "" if quantity == "value" else f"{quantity} "
        reason = (
            f"added up with {beside}, which jumps; not confirmed"
            if beside
            else f"{what}{number:,.15g} after {before:,.15g} ({before_start}), not confirmed"
        )
        new = {k: str(v) for k, v in zip(keys, key, strict=True)}
        known = found.setdefault(tuple(key), new | {"reason": "", "beside": beside})
        known["reason"] = "; ".join(filter(None, [known["reason"], reason]))
    return list(found.values())


def _folder(root: Path, source: str, run_id: str) -> str:
    return disk.shown(on_disk.folder_of(root, source) / run_id, root.parent)


def _aside(root: Path, source: str, run_id: str, why: str) -> str:
    return (
        f"{source}: the run {run_id} is set aside, and nothing of it counts. {why}\n"
        f"Its answers and tables are in {_folder(root, source, run_id)}/ to look at. To remove it: "
        f"`sharecheck drop {source}/{run_id}`. If the source is right and was misread, correct the "
        f"parser and run `sharecheck reparse {source}`."
    )


def _jumped(root: Path, candidate: Candidate, found: _Found) -> str:
    jumps = [figure for figure in found.suspects if not figure["beside"]]
    name, count = f"{candidate.source}/{candidate.run_id}", len(jumps)
    shown = [_shown(figure) for figure in jumps[:SHOWN]]
    more = [f"and {count - SHOWN:,} more"] if count > SHOWN else []
    jumped = (
        f"{count:,} of its figures {'jumps' if count == 1 else 'jump'} tenfold or more against "
        f"what was known: {'; '.join(shown + more)}"
    )
    return (
        f"{candidate.source}: the run {candidate.run_id} is suspect: "
        f"{'; '.join([*found.emptied, *([jumped] if count else [])])}. "
        "What jumps decides nothing until you confirm it; the other figures count. To look: "
        f"`sharecheck sql \"from suspect_figure where run_id = '{candidate.run_id}'\"`, and the "
        f"answers in {_folder(root, candidate.source, candidate.run_id)}/raw/. If they are right: "
        f"`sharecheck accept {name}`. If not: `sharecheck drop {name}`."
    )


def _shown(figure: Suspect) -> str:
    segment = "" if figure["segment"] == "all" else f", {figure['segment']}"
    last = date.fromisoformat(figure["period_end"]) - date.resolution
    start = figure["period_start"]
    when = start if start == str(last) else f"{start} to {last}"
    return f"{figure['signal_id']} of {figure['identifier']}{segment}, {when}: {figure['reason']}"


# --- after landing --------------------------------------------------------------------------------


def build_with_what_holds(
    home: Home, report: Callable[[str], None] = lambda _: None
) -> tuple[Summary, list[Run]]:
    """Build; where landed runs are to blame that it fails, set these aside and build the rest.

    Only runs that came since the published warehouse are blamed, and those that a check names.

    Returns:
        what the build did, and the runs that were set aside.

    Raises:
        InputError, BuildError: as of `build`, where no run is to blame.
    """
    try:
        return build(home, report), []
    except Exception:  # a figure can break whatever it passes through
        aside = _set_culprits_aside(home)
        if not aside:
            raise
    return build(home, report), aside


def _set_culprits_aside(home: Home) -> list[Run]:
    known = _published(home.data)
    fresh = [run for run in every_run(home.data) if run.loaded and _state(run) not in known]
    if not fresh or _failure(home, {run.name for run in fresh}):
        return []  # it fails without them, too
    aside: list[Run] = []
    while error := _failure(home):
        blamed = error.runs if isinstance(error, BuildError) else frozenset()
        runs = [run for run in every_run(home.data) if run.loaded]
        culprits = [run for run in runs if (run.source, run.run_id) in blamed] or _culprits(
            home, [run for run in runs if _state(run) not in _published(home.data)]
        )
        if not culprits:
            break
        aside += [set_aside(home.data, run, str(error)) for run in culprits]
    return aside


def _culprits(home: Home, runs: Sequence[Run]) -> list[Run]:
    """Return the runs without which the others can be built, as few as halving finds."""
    out = {run.name for run in runs}

    def without(part: Sequence[Run]) -> list[Run]:
        names = {run.name for run in part}
        if not part or not _failure(home, out - names):
            out.difference_update(names)
            return []
        if len(part) == 1:
            return list(part)
        return without(part[: len(part) // 2]) + without(part[len(part) // 2 :])

    return without(runs)


def _failure(home: Home, without: Collection[str] = ()) -> Exception | None:
    try:
        rehearse(home, without)
    except Exception as error:
        return error
    return None


def _state(run: Run) -> tuple[str, str]:
    return run.name, run.manifest["status"]


def _published(root: Path) -> set[tuple[str, str]]:
    """Return the runs in the published warehouse with their status there; none without one."""
    try:
        with publish.connect(root) as con:
            return set(
                con.execute("select source_id || '/' || run_id, status from source_run").fetchall()
            )
    except WarehouseError:
        return set()


def set_aside(root: Path, run: Run, why: str) -> Run:
    """Take a run that landed out of what counts, and say so in its manifest."""
    reason = _aside(root, run.source, run.run_id, why)
    return _rewritten(run, status=SET_ASIDE, reason=reason, suspects=[])


def _rewritten(run: Run, **changes: object) -> Run:
    manifest = run.manifest | changes
    on_disk.write_manifest(run.folder, manifest)
    return Run(run.source, run.folder, manifest)


# --- a person decides -----------------------------------------------------------------------------


def every_run(root: Path) -> list[Run]:
    """Return the landed runs of all sources, but for those that are damaged."""
    found, _ = on_disk.survey_all(root)
    return [run for of_source in found.values() for run in of_source]


def find(root: Path, name: str) -> Run:
    """Return the run that is named `source/run_id`, or `run_id` where one source has it.

    Raises:
        InputError: there is none, or more than one.
    """
    runs = every_run(root)
    found = [run for run in runs if name in (run.name, run.run_id)]
    if len(found) == 1:
        return found[0]
    if found:
        msg = f"{name}: runs of several sources: {', '.join(r.name for r in found)}. Name one."
        raise InputError([msg])
    open_ = [run.name for run in runs if run.manifest["status"] in (SUSPECT, SET_ASIDE)]
    waiting = f"Suspect or set aside: {', '.join(open_)}." if open_ else "No run waits for you."
    raise InputError([f"{name}: no run of this name in {root.name}/landing. {waiting}"])


def accept(root: Path, content: Catalogue, name: str) -> Run:
    """Confirm the figures of a suspect run: from now on they count.

    Raises:
        InputError: there is no such run, it is not suspect, or its figures cannot be.
    """
    run = find(root, name)
    status = run.manifest["status"]
    refused = {
        COMPLETE: "it counts already; there is nothing to confirm.",
        FAILED: "it failed and has no figures to confirm.",
        SET_ASIDE: f"it was set aside because its rows cannot be, which no confirmation changes. "
        f"{run.manifest['reason']}",
    }
    if status != SUSPECT:
        raise InputError([f"{run.name}: {refused.get(str(status), f'its status is {status!r}.')}"])
    if problems := on_disk.damage(run, root):
        raise InputError(problems)
    tables = {table: pq.read_table(path) for table, path in run.tables.items()}
    found = examine(
        root, content, Candidate(run.source, run.run_id, run.started_at, tables, confirmed=True)
    )
    if found.status != COMPLETE:
        msg = f"{run.name}: it stays suspect, because confirmed it could not be. {found.reason}"
        raise InputError([msg])
    return _rewritten(run, status=COMPLETE, confirmed_at=on_disk.now().isoformat())


def drop(root: Path, name: str) -> Run:
    """Remove a run that is suspect or set aside, answers and all.

    Raises:
        InputError: there is no such run, or it counts.
    """
    run = find(root, name)
    status = run.manifest["status"]
    others = on_disk.runs(root, run.source)
    repeated = {other.run_id for other in others if not other.loaded}
    if status not in (SUSPECT, SET_ASIDE) and run.manifest["unchanged_since"] not in repeated:
        msg = (
            f"{run.name}: its status is {status!r}; only a run that is suspect or set aside is "
            "dropped. What counts is not to be had again."
        )
        raise InputError([msg])
    for other in others:
        if other.manifest["unchanged_since"] == run.run_id:
            on_disk.drop(other)  # it says nothing without this one
    on_disk.drop(run)
    return run
