"""The totals of the Hub's own filter, against the documented answers."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.collecting import exchanges, fixture, world
from tests.fake import Asked, Reply
from tests.sources.staging import figures


def today() -> date:
    return datetime.now(UTC).date()


def answering(query: dict[str, str], body: dict[str, Any]) -> Callable[[Asked], Reply]:
    """Answer as the fixture says, except to one query."""
    usual = exchanges(fixture("hub_tag_totals"))
    return lambda asked: Reply(body) if query.items() <= asked.query.items() else usual(asked)


def test_each_tag_is_counted_beside_all_models_and_zero_is_measured(tmp_path: Path):
    with world("hub_tag_totals", tmp_path) as source:
        source.collected()
        assert source.rows() == [
            ("(all models)", today(), None, 1000, 1000),
            ("bert", today(), "other", 30, 1000),
            ("pytorch", today(), "library", 200, 1000),
            ("tf", today(), "library", 14, 1000),
            ("unused", today(), "other", 0, 1000),
        ]


@pytest.mark.fault("one of many that is not there")
def test_a_tag_that_the_site_does_not_have_is_absent(tmp_path: Path):
    usual = exchanges(fixture("hub_tag_totals"))

    def answer(asked: Asked) -> Reply:
        return Reply("none", 404) if asked.query.get("library") == "tf" else usual(asked)

    names = fixture("hub_tag_totals")["names"]
    with world("hub_tag_totals", tmp_path, answer, names) as source:
        source.collected()
        assert [row[0] for row in source.rows()] == ["(all models)", "bert", "pytorch", "unused"]


def test_names_that_are_no_tags_are_not_asked_for(tmp_path: Path):
    with world("hub_tag_totals", tmp_path) as source:
        source.collected()
        asked = {value for request in source.server.log for value in request.query.values()}
        assert asked == {"library", "true", "pytorch", "tf", "bert", "unused"}


@pytest.mark.parametrize("models", [1000, 1003, 995])
def test_an_ignored_filter_is_an_alarm(models: int, tmp_path: Path):
    # a model may be added or deleted between two requests
    answer = answering({"other": "bert"}, {"models": [], "numTotalItems": models})
    names = fixture("hub_tag_totals")["names"]
    with world("hub_tag_totals", tmp_path, answer=answer, names=names) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert f"other=bert&withCount=true (raw/00003.json.gz) counts {models:,} of 1,000" in (
            outcome.message
        )


def test_a_total_that_is_not_given_is_no_zero(tmp_path: Path):
    answer = answering({"library": "tf"}, {"models": [], "numItemsPerPage": 30, "pageIndex": 0})
    names = fixture("hub_tag_totals")["names"]
    with world("hub_tag_totals", tmp_path, answer=answer, names=names) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "numTotalItems: field required" in outcome.message


def test_a_hub_without_models_is_an_alarm(tmp_path: Path):
    answer = answering({"withCount": "true"}, {"models": [], "numTotalItems": 0})
    with world("hub_tag_totals", tmp_path, answer=answer, names={"hub_tag": ["tf"]}) as source:
        assert "no models at all" in source.collect().message


def test_a_tag_s_total_is_a_level_with_all_models_as_its_base(tmp_path: Path):
    with world("hub_tag_totals", tmp_path) as source:
        source.collected()
        found = figures(source, "identifier", "segment", "period_start", "value", "base")
        assert found == [
            ("(all models)", "all", today(), 1000.0, 1000.0),
            ("bert", "all", today(), 30.0, 1000.0),
            ("pytorch", "all", today(), 200.0, 1000.0),
            ("tf", "all", today(), 14.0, 1000.0),
            ("unused", "all", today(), 0.0, 1000.0),
        ]
