"""Every live source collected from its fake into the real catalogue, and built together.

The figures are the fixtures' invented ones; the root they are put into is thrown away.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from collectors import cards
from collectors.home import Home
from collectors.machinery import landing
from collectors.machinery.landing import Candidate, Draft
from tests.bundled.test_faults import LIVE, any_world
from tests.conftest import BUNDLED, REPOSITORY, copy_root
from warehouse import admission, catalogue, collecting, publish
from warehouse.build import build, up_to_date

CARDS = cards.load(BUNDLED)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_root(REPOSITORY / "data", tmp_path_factory.mktemp("live") / "root")
    for source in LIVE:
        with any_world(source, tmp_path_factory.mktemp(source)) as world:
            world.collected()
            runs = landing.folder_of(world.root, source)
            shutil.copytree(runs, landing.folder_of(root, source))
    build(Home.of(root))
    return root


def rows(root: Path, sql: str) -> list[tuple[Any, ...]]:
    with publish.connect(root) as con:
        return con.execute(sql).fetchall()


def test_each_source_contributes_figures_that_lead_to_a_recorded_answer(live: Path):
    found = rows(
        live,
        "select signal.source_id, count(*), count(response.locator) from observation "
        "join signal using (signal_id) "
        "left join response on response.locator = observation.locator "
        "where observation.run_id <> 'snapshot' group by all order by all",
    )
    assert sorted(set(LIVE) - {source for source, _, _ in found}) == []
    assert [(source, n) for source, n, traced in found if n != traced] == []
    with publish.connect(live) as con:
        files = con.execute("select locator from response").fetchall()
    assert [file for (file,) in files if not (live.parent / file).exists()] == []


def test_the_bundled_figures_are_what_they_were(live: Path, published: Path):
    query = "select * from observation where run_id = 'snapshot' order by all"
    assert rows(live, query) == rows(published, query)


def test_definitions_of_live_signals_give_shares(live: Path):
    found = rows(
        live,
        "select distinct source_id from share "
        "join definition on definition.definition_id = share.definition_id "
        "join signal on signal.signal_id = definition.signal_id",
    )
    # the other fixtures have one member of a group only
    assert {source for (source,) in found} >= {
        "conda_downloads",
        "docker_hub",
        "openalex",
        "papers_with_code",
        "pypi_clickhouse",
        "stack_exchange",
        "stackoverflow_survey",
    }


def test_no_live_figure_is_left_aside_for_its_name_alone(live: Path):
    # fixtures name some projects that nobody keeps; those of the catalogue must all be found
    known = {
        identifier for (identifier,) in rows(live, "select identifier from project_identifier")
    }
    left = rows(live, "select identifier from unmapped_identifier where not bundled")
    assert [name for (name,) in left if name in known] == []


def test_building_again_changes_nothing_and_an_unchanged_collection_needs_no_build(live: Path):
    assert up_to_date(Home.of(live))
    query = "select * exclude (newest_period) from freshness order by all"
    before = rows(live, query), rows(live, "select * from verdict_change order by all")
    summary = build(Home.of(live))
    assert summary.changes == []
    assert (rows(live, query), rows(live, "select * from verdict_change order by all")) == before
    assert collecting.collect(Home.of(live), []).published is False


# --- figures that cannot be -----------------------------------------------------------------------


def every(change: Callable[[Any], Any], wanted: Callable[[Any], bool]) -> Callable:
    """Return what changes every cell of the columns of a type, but for names of other things."""

    def changed(table: pa.Table) -> pa.Table:
        for at, column in enumerate(table.schema):
            if wanted(column.type) and not column.name.endswith(("_id", "year", "response")):
                cells = [None if c is None else change(c) for c in table[at].to_pylist()]
                table = table.set_column(at, column.name, pa.array(cells, column.type))
        return table

    return changed


ODD: dict[str, Callable[[pa.Table], pa.Table]] = {
    "negative": every(lambda number: -number - 1, pa.types.is_integer),
    "absurd": every(lambda number: 2**31 - 1 - number % 7, pa.types.is_integer),
    "zero": every(lambda _: 0, pa.types.is_integer),
    "backwards": lambda table: every_other(table),
    "twice": lambda table: pa.concat_tables([table, table]),
    "nameless": every(lambda _: None, pa.types.is_string),
    "of the far future": every(lambda day: date(2200, day.month, 1), pa.types.is_date),
}


def every_other(table: pa.Table) -> pa.Table:
    """Give each row the numbers of the one that is as far from the end."""
    for at, column in enumerate(table.schema):
        if pa.types.is_integer(column.type) and not column.name.endswith(("_id", "year")):
            table = table.set_column(at, column, pa.array(table[at].to_pylist()[::-1], column.type))
    return table


@pytest.mark.fault("figures that cannot be")
def test_whatever_a_source_s_rows_say_the_others_are_published(
    live: Path, tmp_path: Path, attempts: Callable[[int], None]
):
    root = Path(shutil.copytree(live, tmp_path / "data"))
    content = catalogue.load(Home.of(root))
    found: dict[str, dict[str, str]] = {kind: {} for kind in ODD}
    for source in LIVE:
        [good] = landing.runs(root, source)
        tables = {name: pq.read_table(path) for name, path in good.tables.items()}
        for kind, change in ODD.items():
            draft = Draft(source, landing.folder_of(root, source))
            odd = {name: change(table) for name, table in tables.items()}
            candidate = Candidate(source, draft.run_id, draft.started_at, odd)
            said = admission.examine(root, content, candidate)
            draft.land(odd, good, examination=said)
            found[kind][source] = said.status
    attempts(len(LIVE) * len(ODD))
    assert set(found["negative"].values()) == {"set aside"}
    # the figures of the others are too small to fall, or left out where nothing was counted
    assert {source for source, status in found["zero"].items() if status == "complete"} <= {
        "papers_with_code"
    }
    build(Home.of(root))
    snapshot = "select * from observation where run_id = 'snapshot' order by all"
    assert rows(root, snapshot) == rows(live, snapshot)
    # what nobody can have counted is no evidence, but for months of which nothing was known before
    absurd = (
        "select distinct signal_id from latest_observation "
        "where not suspect and run_id <> 'snapshot' and value > 2e9 order by all"
    )
    assert set(rows(root, absurd)) - set(rows(live, absurd)) <= {("npm_downloads_monthly",)}
