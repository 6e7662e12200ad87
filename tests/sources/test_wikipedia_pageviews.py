"""Wikipedia's page views, against the documented answers."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from collectors import wikipedia_pageviews
from tests import collecting, fake
from tests.collecting import day
from tests.fake import Asked, Reply
from tests.sources.staging import figures
from tests.sources.wikipedia_pageviews import ROOT, world


def item(**other: Any) -> dict[str, Any]:
    return {
        "project": "en.wikipedia",
        "article": "Google_JAX",
        "granularity": "monthly",
        "timestamp": "2025010100",
        "access": "all-access",
        "agent": "user",
        "views": 3,
        **other,
    }


def test_each_title_has_its_own_months_and_what_is_left_out_stays_absent(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        assert source.rows() == [
            # the former title goes on being read after the article moved
            ("Google JAX", day("2015-07-01"), 11),
            ("Google JAX", day("2024-11-01"), 40),
            ("Google JAX", day("2024-12-01"), 7),
            ("Input/output", day("2025-01-01"), 5),
            ("Input/output", day("2025-03-01"), 6),
            ("JAX (software)", day("2024-12-01"), 90),
            ("JAX (software)", day("2025-01-01"), 100),
            ("JAX (software)", day("2025-02-01"), 110),
        ]


def test_titles_are_written_as_paths_and_whole_months_are_asked_for(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        today = source.runs()[-1].started_at.date()
        until = (today - timedelta(days=2)).replace(day=1) - timedelta(days=1)
        span = f"monthly/20150701/{until:%Y%m%d}"
        assert [asked.path for asked in source.server.log] == [
            f"{ROOT}/en.wikipedia/all-access/user/{title}/{span}"
            for title in ("Google_JAX", "Input%2Foutput", "JAX_%28software%29", "Unheard_of")
        ]


def test_a_first_day_within_a_month_means_the_whole_month(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=day("2025-01-20"))
        assert [row[:2] for row in source.rows()] == [
            ("Input/output", day("2025-01-01")),
            ("Input/output", day("2025-03-01")),
            ("JAX (software)", day("2025-01-01")),
            ("JAX (software)", day("2025-02-01")),
        ]


def test_a_first_day_in_the_running_month_still_asks_for_a_whole_one(tmp_path: Path):
    with world(tmp_path) as source:
        # nothing was viewed then, which is no figure and so an alarm
        outcome = source.collect(since=date(2999, 1, 1))
        assert "0 rows were parsed" in outcome.message
        start, end = source.server.log[0].path.split("/")[-2:]
        assert start[:6] == end[:6]
        assert start.endswith("01")


def test_the_running_month_is_dropped_even_if_it_is_sent(tmp_path: Path):
    with world(tmp_path) as source:
        source.server.faults = {0: fake.instead({"items": [item(), item(timestamp="2099010100")]})}
        source.collected()
        assert [row for row in source.rows() if row[0] == "Google JAX"] == [
            ("Google JAX", day("2025-01-01"), 3)
        ]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"agent": "all-agents"}, "items.0.agent"),
        ({"granularity": "daily"}, "items.0.granularity"),
        ({"timestamp": "20250101"}, "items.0.timestamp"),
        ({"timestamp": "2025130100"}, "items.0.timestamp"),
        ({"views": None}, "items.0.views"),
        ({"article": "JAX_(software)"}, "speaks of 'JAX_(software)', asked was 'Google JAX'"),
    ],
)
def test_an_answer_to_another_question_is_refused(
    changed: dict[str, Any], named: str, tmp_path: Path
):
    with world(tmp_path) as source:
        source.collected()
        before = source.tables()
        source.server.faults = {4: fake.instead({"items": [item(**changed)]})}
        outcome = source.collect()
        assert outcome.state == "failed"
        assert outcome.message.startswith("wikipedia_pageviews: the answer of http://")
        assert named in outcome.message
        assert source.tables() == before


def test_months_become_figures(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=day("2025-01-01"))
        read = ("signal_id", "registry", "identifier", "period_start", "period_end", "value")
        assert figures(source, *read) == [
            ("wikipedia_views", "wikipedia", title, day(start), day(end), views)
            for title, start, end, views in [
                ("Input/output", "2025-01-01", "2025-02-01", 5.0),
                ("Input/output", "2025-03-01", "2025-04-01", 6.0),
                ("JAX (software)", "2025-01-01", "2025-02-01", 100.0),
                ("JAX (software)", "2025-02-01", "2025-03-01", 110.0),
            ]
        ]


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("PyTorch", "PyTorch"),
        ("AC/DC", "AC%2FDC"),
        ("C++ & C#", "C%2B%2B_%26_C%23"),
        ("Möbius?", "M%C3%B6bius%3F"),
    ],
)
def test_a_title_becomes_one_segment_of_a_path(title: str, path: str):
    assert wikipedia_pageviews.encoded(title) == path


@pytest.mark.fault("names in another spelling")
@pytest.mark.parametrize("named", ["caffe (software)", "Caffe_(software)", " Caffe (software)"])
@pytest.mark.parametrize("answered", ["Caffe_(software)", "Caffe (software)"])
def test_a_title_is_asked_for_as_the_wiki_spells_it_and_keeps_its_name(
    named: str, answered: str, tmp_path: Path
):
    def answer(asked: Asked) -> Reply:
        if "/Caffe_%28software%29/" not in asked.path:
            return Reply({"status": 404}, 404)
        month = {
            "project": "en.wikipedia",
            "article": answered,
            "granularity": "monthly",
            "timestamp": "2020010100",
            "access": "all-access",
            "agent": "user",
            "views": 5,
        }
        return Reply({"items": [month]})

    with collecting.world(
        "wikipedia_pageviews", tmp_path, answer, {"wikipedia": [named]}
    ) as source:
        source.collected()
        assert source.rows() == [(named, day("2020-01-01"), 5)]
