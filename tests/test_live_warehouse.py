"""Every live source collected from its fake into the real catalogue, and built together.

The figures are the fixtures' invented ones; the root they are put into is thrown away.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from collectors import cards
from collectors.machinery import landing
from tests.conftest import REPOSITORY, copy_root
from tests.test_faults import LIVE, any_world
from warehouse import collecting, publish
from warehouse.build import build, up_to_date

CARDS = cards.load()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_root(REPOSITORY, tmp_path_factory.mktemp("live") / "root")
    for source in LIVE:
        with any_world(source, tmp_path_factory.mktemp(source)) as world:
            world.collected()
            runs = landing.folder_of(world.root, source)
            shutil.copytree(runs, landing.folder_of(root, source))
    build(root)
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
    assert [file for (file,) in files if not (live / file).exists()] == []


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
        "conda_downloads", "docker_hub", "openalex", "papers_with_code", "pypi_clickhouse",
        "stack_exchange", "stackoverflow_survey",
    }  # fmt: skip


def test_no_live_figure_is_left_aside_for_its_name_alone(live: Path):
    # fixtures name some projects that nobody keeps; those of the catalogue must all be found
    known = {
        identifier for (identifier,) in rows(live, "select identifier from project_identifier")
    }
    left = rows(live, "select identifier from unmapped_identifier where not bundled")
    assert [name for (name,) in left if name in known] == []


def test_building_again_changes_nothing_and_an_unchanged_collection_needs_no_build(live: Path):
    assert up_to_date(live)
    query = "select * exclude (newest_period) from freshness order by all"
    before = rows(live, query), rows(live, "select * from verdict_change order by all")
    summary = build(live)
    assert summary.changes == []
    assert (rows(live, query), rows(live, "select * from verdict_change order by all")) == before
    assert collecting.collect(live, []).published is False
