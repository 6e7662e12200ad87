"""OpenAlex, against the documented answers.

Works, in the fixture, of 2016 and 2020; there are works of 2012 too, none with a term:

                              searchable    any term    JAX   PyTorch    TensorFlow
    full text                1000   2000    40  130      10    2  90     39  60
      computer science        100    200    30  100       9    1  80     29  40
    title and abstract       1200   2400     4   13       -    -   9      4   5
      computer science        120    240     3   10       -    -   8      3   4
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectors import openalex
from collectors.machinery.landing import Draft
from collectors.machinery.run import Order, connect
from tests.collecting import World, day
from tests.fake import Fault, Handler, Reply, instead, send, status
from tests.sources.openalex import THIS_YEAR, world
from tests.sources.staging import figures

JAX = 'JAX AND "composable transformations"'
ASKED = 2 * 2 * 5
YEARS = THIS_YEAR - 2012 + 1
PYTORCH = 3
"""The number of the first request for PyTorch: works, any term and JAX come before it."""


def of_2020(source: World, term: str | None = "PyTorch", counted: str = "term") -> dict[Any, Any]:
    """Return works by text and field."""
    return {row[:2]: row[5] for row in source.rows() if row[2:5] == (counted, term, 2020)}


def staged(source: World, *columns: str) -> list[tuple[Any, ...]]:
    """Return the columns of PyTorch's figures of 2016 and 2020."""
    rows = figures(source, "identifier", "period_start", *columns)
    return [row[2:] for row in rows if row[0] == "PyTorch" and row[1].year in (2016, 2020)]


def altered(change: Callable[[dict[str, Any]], None]) -> Fault:
    """Change a body before it is sent."""

    def fault(handler: Handler, reply: Reply) -> None:
        body = {**reply.body, "meta": {**reply.body["meta"]}, "group_by": [*reply.body["group_by"]]}
        change(body)
        send(handler, Reply(body))

    return fault


def test_each_term_is_counted_in_both_texts_and_both_fields(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        assert of_2020(source) == {
            ("full text", "all"): 90,
            ("full text", "computer science"): 80,
            ("title and abstract", "all"): 9,
            ("title and abstract", "computer science"): 8,
        }
        assert list(of_2020(source, None, "works").values()) == [2000, 200, 2400, 240]
        assert list(of_2020(source, None, "any term").values()) == [130, 100, 13, 10]
        assert len(source.server.log) == ASKED
        assert len(source.rows()) == ASKED * YEARS


def test_a_year_that_is_not_listed_has_no_such_work(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        # in no title or abstract: measured, and zero in every year
        assert of_2020(source, JAX)["title and abstract", "all"] == 0
        rows = {row[:5]: row[5:] for row in source.rows()}
        assert rows["full text", "all", "term", "PyTorch", 2013] == (0, 92)


def test_the_search_is_exact_and_the_works_that_can_be_searched_are_no_search(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        asked = [request.query for request in source.server.log]
        assert asked[0] == {
            "filter": f"has_fulltext:true,publication_year:2012-{THIS_YEAR}",
            "group_by": "publication_year",
        }
        assert asked[-1] == {
            "filter": f"has_abstract:true,publication_year:2012-{THIS_YEAR},"
            "primary_topic.field.id:17",
            "group_by": "publication_year",
            "search.title_and_abstract.exact": "TensorFlow",
        }


def test_each_segment_has_its_own_base(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        read = staged(source, "segment", "year(period_start)", "value", "base", "quality")
        assert read == [
            ("full text", 2016, 2, 1000, None),
            ("full text", 2020, 90, 2000, None),
            ("full text, computer science", 2016, 1, 100, None),
            ("full text, computer science", 2020, 80, 200, None),
            ("full text, computer science, naming a project", 2016, 1, 30, None),
            ("full text, computer science, naming a project", 2020, 80, 100, None),
            ("full text, naming a project", 2016, 2, 40, None),
            ("full text, naming a project", 2020, 90, 130, None),
            ("title and abstract", 2016, 0, 1200, None),
            ("title and abstract", 2020, 9, 2400, None),
            ("title and abstract, computer science", 2016, 0, 120, None),
            ("title and abstract, computer science", 2020, 8, 240, None),
            ("title and abstract, computer science, naming a project", 2016, 0, 3, None),
            ("title and abstract, computer science, naming a project", 2020, 8, 10, None),
            ("title and abstract, naming a project", 2016, 0, 4, None),
            ("title and abstract, naming a project", 2020, 9, 13, None),
        ]


def test_a_year_is_a_period_and_years_without_searchable_works_have_no_figure(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        periods = {row for row in figures(source, "period_start", "period_end")}
        assert periods == {
            (day(f"{year}-01-01"), day(f"{year + 1}-01-01")) for year in (2012, 2016, 2020)
        }


def test_the_present_year_is_flagged(tmp_path: Path):
    def add(body: dict[str, Any]) -> None:
        body["group_by"].append({"key": str(THIS_YEAR), "key_display_name": "", "count": 7})
        body["meta"]["count"] += 7

    with world(tmp_path) as source:
        # the works that can be searched, and those with any term
        source.server.faults = {0: altered(add), 1: altered(add)}
        source.collected()
        rows = figures(source, "segment", "identifier", "value", "quality", "year(period_start)")
        assert [row[:4] for row in rows if row[4] == THIS_YEAR and row[1] == "PyTorch"] == [
            ("full text", "PyTorch", 0, "note: the year was not over"),
            ("full text, naming a project", "PyTorch", 0, "note: the year was not over"),
        ]


def test_an_answer_whose_years_do_not_add_up_is_no_evidence(tmp_path: Path):
    def cut(body: dict[str, Any]) -> None:
        body["group_by"].pop()

    with world(tmp_path) as source:
        source.server.faults = {PYTORCH: altered(cut)}
        source.collected()
        doubtful = {row for row in staged(source, "segment", "quality") if row[1]}
        assert doubtful == {
            ("full text", "suspect: the years do not add up to the total"),
            ("full text, naming a project", "suspect: the years do not add up to the total"),
        }


def test_a_search_that_was_ignored_is_no_evidence(tmp_path: Path):
    def everything(body: dict[str, Any]) -> None:
        body["group_by"] = [{"key": "2020", "key_display_name": "2020", "count": 2000}]
        body["meta"]["count"] = 2000

    with world(tmp_path) as source:
        source.server.faults = {PYTORCH: altered(everything)}
        source.collected()
        doubtful = {row for row in staged(source, "segment", "quality") if row[1]}
        assert doubtful == {
            ("full text", "suspect: more works than searched"),
            ("full text, naming a project", "suspect: more works than searched"),
        }


def test_groups_without_a_year_are_left_aside(tmp_path: Path):
    def unknown(body: dict[str, Any]) -> None:
        for key in ("unknown", "-111"):
            body["group_by"].append({"key": key, "key_display_name": key, "count": 0})

    with world(tmp_path) as source:
        source.server.faults = {PYTORCH: altered(unknown)}
        source.collected()
        assert of_2020(source)["full text", "all"] == 90


@pytest.mark.fault("groups without a work")
@pytest.mark.parametrize(
    "key",
    ["1066", "2011", str(THIS_YEAR + 1), "", "null", None, 2031, "unknown", "2020-01", "-111"],
)
def test_a_group_without_any_work_refuses_nothing(key: Any, tmp_path: Path):
    def strange(body: dict[str, Any]) -> None:
        body["group_by"].append({"key": key, "key_display_name": key, "count": 0})

    with world(tmp_path) as source:
        source.server.faults = {n: altered(strange) for n in range(ASKED)}
        source.collected()
        assert of_2020(source)["full text", "all"] == 90
        assert len(source.rows()) == ASKED * YEARS


def test_a_year_that_was_not_asked_for_is_refused(tmp_path: Path):
    def strange(body: dict[str, Any]) -> None:
        body["group_by"].append({"key": "1066", "key_display_name": "1066", "count": 1})

    with world(tmp_path) as source:
        source.collected()
        source.server.faults = {ASKED: altered(strange)}
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "years that were not asked for: 1066" in outcome.message
        assert len(source.rows()) == ASKED * YEARS  # the earlier run stays


def test_another_shape_is_refused_by_the_field_s_name(tmp_path: Path):
    with world(tmp_path) as source:
        body = {"meta": {"count": 1}, "group_by": [{"key": "2020", "count": "many"}]}
        source.server.faults = {0: instead(body, Content_Type="application/json")}
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "group_by.0.count" in outcome.message


def test_a_number_sent_as_text_is_a_number(tmp_path: Path):
    def quote(body: dict[str, Any]) -> None:
        body["group_by"] = [{**group, "count": str(group["count"])} for group in body["group_by"]]

    with world(tmp_path) as source:
        source.server.faults = {PYTORCH: altered(quote)}
        source.collected()
        assert of_2020(source)["full text", "all"] == 90


@pytest.mark.parametrize("code", [429, 402])
def test_a_spent_day_s_budget_ends_the_run_and_the_next_one_goes_on(tmp_path: Path, code: int):
    with world(tmp_path) as source:
        spent = {"error": "Rate limit exceeded", "message": "Insufficient budget."}
        headers = {
            "Retry_After": "39600",
            "X_RateLimit_Remaining": "0",
            "X_RateLimit_Reset": "39600",
        }
        source.server.faults = {7: status(code, spent, **headers)}
        outcome = source.collect()
        assert outcome.state == "failed"
        assert f"HTTP {code}" in outcome.message
        assert len(source.server.log) == 8  # not asked again
        source.server.faults = {}
        source.collected()
        assert len(source.server.log) == 8 + ASKED - 7
        assert source.collect().state == "unchanged"


def test_a_spent_budget_says_when_it_is_free_again(tmp_path: Path):
    with world(tmp_path) as source:
        source.server.faults = {0: status(429, "spent", Retry_After="39600")}
        outcome = source.collect()
        assert "the limit is spent" in outcome.message
        assert "A token in OPENALEX_API_KEY has a higher limit" in outcome.message


def test_the_key_is_sent_and_written_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENALEX_API_KEY", "s3cr3t-key")
    with world(tmp_path) as source:
        source.server.faults = {5: status(500, "busy"), 6: status(503, "busy")}
        outcome = source.collected()
        assert {request.query["api_key"] for request in source.server.log} == {"s3cr3t-key"}
        files = [path for path in source.root.rglob("*") if path.is_file()]
        assert len(files) > ASKED
        assert not any(b"s3cr3t" in path.read_bytes() for path in files)
        assert not any(b"s3cr3t" in a.content() for run in source.runs() for a in run.answers())
        assert "s3cr3t" not in outcome.message + "".join(source.lines)


def test_a_refused_key_is_named_and_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENALEX_API_KEY", "s3cr3t-key")
    with world(tmp_path) as source:
        body = {"error": "Invalid or missing API key", "message": "API key s3cr3t-key not found"}
        source.server.faults = {0: status(401, body)}
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "OPENALEX_API_KEY" in outcome.message
        assert "s3cr3t" not in outcome.message


def test_the_probe_is_one_request_without_a_search(tmp_path: Path):
    with world(tmp_path) as source:
        source.server.answer = lambda asked: Reply(
            {"meta": {"count": 3}, "results": [], "group_by": [{"key": "2020", "count": 3}]}
        )
        draft = Draft("openalex", tmp_path)
        live = source.card.live
        assert live is not None
        openalex.probe(connect("openalex", live, draft, None, Order(source.root, source.names)))
        assert [request.query for request in source.server.log] == [
            {
                "filter": "has_fulltext:true,publication_year:2020-2020",
                "group_by": "publication_year",
            }
        ]
