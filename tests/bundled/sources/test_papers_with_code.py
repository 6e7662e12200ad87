"""The archive of Papers with Code, from a Hub on localhost; all figures are worked out by hand.

p/icml       2018-07  ICML 2018      pytorch (official), pytorch, tf (listed twice)
p/neurips    2019-12  NeurIPS 2019   none (official), jax
p/undated    2017-11  by arXiv id    tf (official), null
p/future     2020-03  by arXiv id    pytorch (official); CVPR 2020
p/old        2005-01  by arXiv id    none
p/nowhere    unknown                 mxnet
p/last       2025-07                 tf
p/unlisted   2018-07  by arXiv id    null; in no list of papers
p/workshop   2018-07                 torch; a proceeding without a year
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from collectors.machinery import landing
from data.sources import papers_with_code
from tests.bundled.sources.papers_with_code import (
    COMMITS,
    LINK_COLUMNS,
    LINKS,
    PAPER_COLUMNS,
    PAPERS,
    archive,
    parquet,
    world,
)
from tests.collecting import World, day
from tests.fake import status
from tests.sources.staging import figures

# a run's requests: both data sets, then HEAD and GET of each file
SECOND_FILE = 4


Figure = tuple[Any, ...]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return the fixture's archive, collected once for the tests that only look at it."""
    with world(tmp_path_factory.mktemp("archive")) as source:
        source.collected()
        yield source


@pytest.fixture(scope="module")
def staged(collected: World) -> list[Figure]:
    """Return signal, segment, first day, framework, value, base, quality."""
    return figures(
        collected, "signal_id", "segment", "period_start", "identifier", "value", "base", "quality"
    )


def segment(staged: list[Figure], signal: str, name: str) -> list[Figure]:
    """Return year, framework, value and base of one segment; rows at zero left out."""
    return [
        (period.year, framework, value, base)
        for found, named, period, framework, value, base, _ in staged
        if (found, named) == (signal, name) and value
    ]


def test_links_are_counted_by_month_conference_framework_and_kind(collected: World):
    july, none = day("2018-07-01"), None
    assert collected.rows() == [
        (day("2005-01-01"), "arxiv id", none, none, none, "none", 0, 0, 0, 1, 1),
        # the version is no part of the arXiv id; null and 'none' stay apart
        (day("2017-11-01"), "arxiv id", none, none, none, "tf", 1, 1, 0, 1, 1),
        (day("2017-11-01"), "arxiv id", none, none, none, none, 0, 0, 0, 1, 1),
        (july, "arxiv id", none, none, none, none, 0, 0, 0, 1, 1),
        (july, "date", "A workshop", none, none, "torch", 0, 0, 0, 1, 1),
        (july, "date", "ICML", 2018, "machine-learning", "pytorch", 0, 0, 1, 1, 1),
        (july, "date", "ICML", 2018, "machine-learning", "pytorch", 1, 1, 1, 1, 1),
        # listed twice, counted once; that it is mentioned once is enough
        (july, "date", "ICML", 2018, "machine-learning", "tf", 0, 0, 1, 1, 1),
        (day("2019-12-01"), "date", "NeurIPS", 2019, "machine-learning", "jax", 0, 0, 0, 1, 1),
        (day("2019-12-01"), "date", "NeurIPS", 2019, "machine-learning", "none", 1, 1, 0, 1, 1),
        # dated 2031: the arXiv id is believed
        (
            day("2020-03-01"),
            "arxiv id",
            "CVPR",
            2020,
            "language and vision",
            "pytorch",
            1,
            0,
            0,
            1,
            1,
        ),
        (day("2025-07-01"), "date", none, none, none, "tf", 0, 0, 0, 1, 1),
        (none, "unknown", none, none, none, "mxnet", 0, 0, 0, 1, 1),
    ]


def test_a_paper_counts_once_in_a_base_however_many_repositories_it_has(collected: World):
    rows = collected.rows("papers_with_code_papers")
    assert [row for row in rows if row[:3] == ("papers", 2018, "all")] == [
        # three papers have a link, two a framework, one PyTorch or TensorFlow
        ("papers", 2018, "all", "pytorch", 1, 3, 2, 1),
        ("papers", 2018, "all", "tf", 1, 3, 2, 1),
        ("papers", 2018, "all", "torch", 1, 3, 2, 1),
        ("papers", 2018, "all", None, 1, 3, 2, 1),
    ]
    assert [row for row in rows if row[0] == "machine-learning conference papers"] == [
        ("machine-learning conference papers", 2018, "all", "pytorch", 1, 1, 1, 1),
        ("machine-learning conference papers", 2018, "all", "tf", 1, 1, 1, 1),
        ("machine-learning conference papers", 2018, "official", "pytorch", 1, 1, 1, 1),
        ("machine-learning conference papers", 2019, "all", "jax", 1, 1, 1, 0),
        ("machine-learning conference papers", 2019, "all", "none", 1, 1, 1, 0),
        ("machine-learning conference papers", 2019, "official", "none", 1, 1, 0, 0),
    ]


def test_every_segment_of_links_has_its_own_base(staged: list[Figure]):
    assert segment(staged, "paper_code_links", "all links") == [
        (2019, "jax", 1, 2),
        (2018, "pytorch", 2, 5),
        (2020, "pytorch", 1, 1),
        (2017, "tf", 1, 2),
        (2018, "tf", 1, 5),
        (2025, "tf", 1, 1),
        (2018, "torch", 1, 5),
    ]
    assert segment(staged, "paper_code_links", "all links, framework named") == [
        (2019, "jax", 1, 1),
        (2018, "pytorch", 2, 4),
        (2020, "pytorch", 1, 1),
        (2017, "tf", 1, 1),
        (2018, "tf", 1, 4),
        (2025, "tf", 1, 1),
        (2018, "torch", 1, 4),
    ]
    assert segment(staged, "paper_code_links", "official links") == [
        (2018, "pytorch", 1, 1),
        (2020, "pytorch", 1, 1),
        (2017, "tf", 1, 1),
    ]
    assert segment(staged, "paper_code_links", "conference papers, all links") == [
        (2019, "jax", 1, 2),
        (2018, "pytorch", 2, 3),
        (2020, "pytorch", 1, 1),
        (2018, "tf", 1, 3),
    ]
    name = "machine-learning conference papers, official links, framework named"
    assert segment(staged, "paper_code_links", name) == [(2018, "pytorch", 1, 1)]
    # July 2025 is not whole and never will be
    assert segment(staged, "paper_code_links", "monthly, all links, framework named") == [
        (2019, "jax", 1, 1),
        (2018, "pytorch", 2, 4),
        (2020, "pytorch", 1, 1),
        (2017, "tf", 1, 1),
        (2018, "tf", 1, 4),
        (2018, "torch", 1, 4),
    ]


def test_papers_have_three_bases(staged: list[Figure]):
    bases = {
        suffix: [
            row
            for row in segment(staged, "paper_code_papers", f"all links{suffix}")
            if row[:2] == (2018, "pytorch")
        ]
        for suffix in ("", ", framework named", ", PyTorch or TensorFlow")
    }
    assert bases == {
        "": [(2018, "pytorch", 1, 3)],
        ", framework named": [(2018, "pytorch", 1, 2)],
        ", PyTorch or TensorFlow": [(2018, "pytorch", 1, 1)],
    }
    assert {row[3] for row in staged if row[1].endswith("TensorFlow")} == {"pytorch", "tf"}


def test_a_framework_without_a_link_in_a_counted_period_is_zero(staged: list[Figure]):
    of_2019 = {
        row[1:2] + row[3:4]: row[4:6]
        for row in staged
        if row[0] == "paper_code_links" and row[2] == day("2019-01-01")
    }
    assert of_2019["all links", "pytorch"] == (0, 2)
    # without a base there is nothing to be zero of
    assert ("official links, framework named", "pytorch") not in of_2019
    # neither kind of 'no framework' is one, and an undated link is in no period
    assert {row[3] for row in staged} == {"jax", "mxnet", "pytorch", "tf", "torch"}
    assert sum(row[4] for row in staged if row[3] == "mxnet") == 0


def test_the_card_says_when_the_archive_ends(collected: World):
    assert collected.card.ends_on == papers_with_code.CLOSED


def test_a_month_and_a_year_are_periods_of_their_own(collected: World):
    periods = set(figures(collected, "segment like 'monthly%'", "period_start", "period_end"))
    assert (True, day("2019-12-01"), day("2020-01-01")) in periods
    assert (False, day("2019-01-01"), day("2020-01-01")) in periods


def test_files_are_read_at_the_commit_that_was_listed_and_not_kept(collected: World):
    run = collected.runs()[0]
    gets = [asked.path for asked in collected.server.log if asked.method == "GET"]
    assert [path.split("/")[5] for path in gets if "/resolve/" in path] == [
        COMMITS[LINKS],
        COMMITS[PAPERS],
        COMMITS[PAPERS],
    ]
    counted = [answer for answer in run.answers() if answer.name.endswith(".parquet")]
    assert all(COMMITS[LINKS] in answer.url for answer in counted)
    assert counted[0].about["commits"]["papers"][0] == COMMITS[PAPERS]
    # only what was counted stays
    assert sorted(path.name for path in run.folder.iterdir() if path.is_dir()) == ["raw"]
    kept = [path.read_bytes() for path in run.folder.rglob("*") if path.is_file()]
    assert not any(b"an invented abstract" in content for content in kept)


def test_an_archive_that_did_not_change_leaves_a_manifest_alone(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        assert source.collect().state == "unchanged"  # although the Hub counted more likes
        assert source.runs()[1].answers() == []


def test_a_file_that_does_not_come_is_asked_for_again_alone(tmp_path: Path):
    with world(tmp_path) as source:
        source.server.faults = {SECOND_FILE: status(404, X_Error_Code="EntryNotFound")}
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "train-00000-of-00002.parquet of pwc-archive/papers-with-abstracts" in (
            outcome.message
        )
        asked = len(source.server.log)
        source.collected()
        assert [(a.method, a.path[-22:]) for a in source.server.log[asked:]] == [
            ("HEAD", "00000-of-00002.parquet"),
            ("GET", "00000-of-00002.parquet"),
            ("HEAD", "00001-of-00002.parquet"),
            ("GET", "00001-of-00002.parquet"),
        ]
        assert len(source.rows()) == 13


@pytest.mark.parametrize(
    ("dataset", "columns", "missing"),
    [(LINKS, LINK_COLUMNS, "framework"), (PAPERS, PAPER_COLUMNS, "proceeding")],
)
def test_a_missing_column_is_named(
    tmp_path: Path, dataset: str, columns: dict[str, pa.DataType], missing: str
):
    hub = archive()
    with world(tmp_path, hub) as source:
        source.collected()
        fewer = {name: kind for name, kind in columns.items() if name != missing}
        hub.files[dataset] = {"data/train-00000-of-00001.parquet": parquet([], fewer)}
        outcome = source.collect()
        assert outcome.state == "failed"
        assert f"has no column {missing}" in outcome.message
        assert dataset in outcome.message
        assert len(source.rows()) == 13  # the earlier run stays


def test_a_column_of_another_kind_is_refused(tmp_path: Path):
    hub = archive()
    rows = [dict.fromkeys(LINK_COLUMNS, "perhaps")]
    kinds = dict.fromkeys(LINK_COLUMNS, pa.string())
    hub.files[LINKS] = {"data/train-00000-of-00001.parquet": parquet(rows, kinds)}
    with world(tmp_path, hub) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "cannot be counted" in outcome.message


def test_what_is_no_parquet_file_is_refused(tmp_path: Path):
    hub = archive()
    hub.files[LINKS] = {"data/train-00000-of-00001.parquet": b"<html>busy</html>"}
    with world(tmp_path, hub) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "is no Parquet file" in outcome.message


def test_a_data_set_without_files_is_refused(tmp_path: Path):
    hub = archive()
    hub.files[PAPERS] = {}
    with world(tmp_path, hub) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "lists no Parquet file" in outcome.message
        assert landing.origin([run for run in source.runs() if run.complete]) is None
