"""Stack Overflow questions, against the documented answers of its API."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from collectors import cards, stack_exchange
from collectors.errors import InputError
from collectors.home import Home
from collectors.machinery import doctor
from collectors.machinery.ask import Ask
from collectors.machinery.client import Client
from collectors.machinery.http import Web
from collectors.machinery.landing import Draft
from collectors.machinery.run import Order
from tests import fake
from tests.collecting import World, day, exchanges, fixture, world
from tests.conftest import REPOSITORY, copy_root
from tests.sources.staging import COLUMNS, figures
from warehouse import catalogue

ONLY = ["jax", "pytorch", "unheard-of"]
SPENT = {
    "error_id": 502,
    "error_message": "too many requests from this IP, more requests available in 46472 seconds",
    "error_name": "throttle_violation",
}


def last_month() -> date:
    return (datetime.now(UTC).date().replace(day=1) - timedelta(days=1)).replace(day=1)


def asked(source: World, today: str, since: str | None = None) -> tuple[list[Any], list[float]]:
    """Collect as of a day; return what is parsed, and the waits."""
    waits: list[float] = []
    draft = Draft("stack_exchange", source.root / "landing" / "stack_exchange")
    web = Web("stack_exchange", source.card.live, None, waits.append)
    ask = Ask(source.names, day(today), day(since) if since else None)
    stack_exchange.fetch(Client("stack_exchange", source.card.live, web, draft), ask)
    return [row for answer in draft.answers() for row in stack_exchange.parse(answer)], waits


def test_months_are_counted_for_the_chosen_tags_and_the_site_and_totals_for_all(tmp_path: Path):
    with world("stack_exchange", tmp_path, only=ONLY) as source:
        rows, _ = asked(source, today="2026-03-01", since="2026-01-15")
        totals = [row for table, row in rows if table == "stack_exchange_tags"]
        assert totals == [("pytorch", 28_000), ("c++", 800_000), ("jax", 900)]
        assert [row for table, row in rows if table == "stack_exchange"] == [
            (None, day("2026-01-01"), 9_600),
            # asked for and found nothing: a true zero; an unknown tag would look the same
            ("jax", day("2026-01-01"), 0),
            ("pytorch", day("2026-01-01"), 120),
            (None, day("2026-02-01"), 9_600),
            ("jax", day("2026-02-01"), 0),
            ("pytorch", day("2026-02-01"), 120),
        ]


def test_a_month_ends_with_its_last_second(tmp_path: Path):
    with world("stack_exchange", tmp_path, only=ONLY) as source:
        asked(source, today="2026-02-10", since="2026-01-01")
        query = source.server.log[-1].query
        # 1 January 2026 is day 20,454 of the epoch
        assert query["fromdate"] == str(20_454 * 86_400)
        assert query["todate"] == str((20_454 + 31) * 86_400 - 1)
        assert query["tagged"] == "pytorch"
        # '+' and '#' would be read as something else
        assert source.server.log[0].path == "/2.3/tags/c%2B%2B;jax;pytorch;unheard-of/info"


def test_without_a_first_day_the_last_24_complete_months_are_asked_for(tmp_path: Path):
    with world("stack_exchange", tmp_path, only=["unheard-of"]) as source:
        source.collected()
        months = sorted({row[1] for row in source.rows()})
        assert len(months) == 24
        assert months[-1] == last_month()
        assert len(source.server.log) == 2 + 24


def test_backoff_is_obeyed_although_the_answer_is_good(tmp_path: Path):
    content = fixture("stack_exchange")
    content["exchanges"][0]["body"]["backoff"] = 10
    with world("stack_exchange", tmp_path, exchanges(content), content["names"]) as source:
        _, waits = asked(source, today="2026-01-05", since="2026-01-01")
        assert max(waits) >= 10


def test_a_spent_budget_ends_the_run_which_goes_on_where_it_ended(tmp_path: Path):
    with world("stack_exchange", tmp_path, only=ONLY) as source:
        source.server.faults[3] = fake.status(400, SPENT)
        outcome = source.collect(since=last_month())
        assert outcome.state == "failed"
        assert "46472 seconds" in outcome.message
        assert "new one at 20" in outcome.message
        source.collected(since=last_month())
        # the refused request again, and the one that was left
        assert [asked.query.get("tagged") for asked in source.server.log[3:]] == [
            "jax",
            "jax",
            "pytorch",
        ]
        assert ("jax", last_month(), 0) in source.rows()


def test_a_pause_of_hours_ends_the_run_too(tmp_path: Path):
    with world("stack_exchange", tmp_path) as source:
        source.server.faults[0] = fake.instead({"items": [], "has_more": False, "backoff": 7200})
        assert "asks for a pause" in source.collect().message


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (
            {
                "error_id": 400,
                "error_message": "`key` doesn't match a known application",
                "error_name": "bad_parameter",
            },
            "STACK_EXCHANGE_KEY is refused",
        ),
        (
            {"error_id": 400, "error_message": "fromdate", "error_name": "bad_parameter"},
            "bad_parameter: fromdate",
        ),
        ("<html>Bad Request</html>", "without a reason"),
        ("﻿" + json.dumps(SPENT), "budget is spent"),
    ],
)
def test_a_refusal_says_what_is_to_be_done(body: Any, word: str, tmp_path: Path):
    with world("stack_exchange", tmp_path) as source:
        source.server.faults[0] = fake.status(400, body)
        outcome = source.collect()
        assert outcome.state == "failed"
        assert word in outcome.message


def test_the_key_is_sent_and_written_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STACK_EXCHANGE_KEY", "hush")
    with world("stack_exchange", tmp_path, only=ONLY) as source:
        source.server.faults[2] = fake.status(400, SPENT)
        source.collect(since=last_month())
        source.collected(since=last_month())
        assert {asked.query["key"] for asked in source.server.log} == {"hush"}
        for path in source.root.rglob("*"):
            assert path.is_dir() or b"hush" not in path.read_bytes()


def test_more_than_a_day_s_requests_are_not_begun_without_a_key(tmp_path: Path):
    with world("stack_exchange", tmp_path, only=ONLY) as source:
        outcome = source.collect(since=day("2009-01-01"))
        assert "STACK_EXCHANGE_KEY" in outcome.message
        assert source.server.log == []


def test_a_total_that_is_missing_is_not_zero(tmp_path: Path):
    with world("stack_exchange", tmp_path, only=ONLY) as source:
        source.collected(since=last_month())
        source.server.faults[len(source.server.log) + 2] = fake.instead({})
        outcome = source.collect(since=last_month())
        assert outcome.state == "failed"
        assert "total: field required" in outcome.message
        assert len([run for run in source.runs() if run.complete]) == 1


def test_a_card_that_names_no_project_s_tags_is_refused_by_file_and_entry(tmp_path: Path):
    with world("stack_exchange", tmp_path, only=["pytroch", "tensorflwo"]) as source:
        names = {"stackoverflow_tag": ["pytorch", "tensorflow"]}
        assert list(cards.named_by_nobody("stack_exchange", source.card, names)) == [
            f"data/sources/stack_exchange.yml: field 'live.only', entry {wrong!r}: no project has "
            "this stackoverflow_tag identifier. Correct it, or add it to projects.yml. "
            f"Did you mean {right!r}?"
            for wrong, right in (("pytroch", "pytorch"), ("tensorflwo", "tensorflow"))
        ]


def test_one_name_that_is_no_project_s_is_found_before_anything_is_collected(tmp_path: Path):
    root = copy_root(REPOSITORY / "data", tmp_path / "root")
    for source, name in [("stack_exchange", "keras, jax"), ("git_history", "- jax-ml/jax")]:
        card = root / "sources" / f"{source}.yml"
        text = card.read_text("utf-8")
        assert text.count(name) == 1
        card.write_text(text.replace(name, f"{name}x"), "utf-8")
    with pytest.raises(InputError) as refused:
        catalogue.load(Home.of(root))
    assert [problem.partition(": no project")[0] for problem in refused.value.problems] == [
        "data/sources/git_history.yml: field 'only', entry 'jax-ml/jaxx'",
        "data/sources/stack_exchange.yml: field 'only', entry 'jaxx'",
    ]


def test_a_tag_in_capitals_is_the_site_s_in_small_letters(tmp_path: Path):
    content = fixture("stack_exchange")
    path = content["exchanges"][0]["path"]
    content["exchanges"][0]["path"] = path.replace("jax;pytorch", "PyTorch;jax")
    content["exchanges"][3]["query"]["tagged"] = "PyTorch"
    names = {"stackoverflow_tag": ["c++", "PyTorch", "jax", "unheard-of"]}
    with world("stack_exchange", tmp_path, exchanges(content), names, only=["PyTorch"]) as source:
        source.collected(since=last_month())
        assert ("PyTorch", 28_000) in source.rows("stack_exchange_tags")
        assert ("PyTorch", last_month(), 120) in source.rows()


def test_staging_puts_a_tag_over_all_questions_of_its_month(tmp_path: Path):
    with world("stack_exchange", tmp_path, only=ONLY) as source:
        source.server.gzip = True
        run = source.collected(since=last_month()).run
        staged = figures(source, *COLUMNS)
        assert run is not None
        month, today = last_month(), run.started_at.date()
        after = (month + timedelta(days=31)).replace(day=1)
        asked_, total = "stackoverflow_questions_asked", "stackoverflow_questions_total"
        assert sorted(row[:8] for row in staged) == sorted(
            [
                (asked_, "stackoverflow_tag", "jax", "all", month, after, 0.0, 9_600.0),
                (asked_, "stackoverflow_tag", "pytorch", "all", month, after, 120.0, 9_600.0),
                *(
                    (total, "stackoverflow_tag", tag, "all", today, today + timedelta(1), n, None)
                    for tag, n in [("c++", 800_000.0), ("jax", 900.0), ("pytorch", 28_000.0)]
                ),
            ]
        )
        # a later count is lower: the day of counting stands beside each figure
        assert {row[10] for row in staged} == {run.started_at}
        assert all(row[12].startswith("data/landing/stack_exchange/") for row in staged)


def test_the_probe_asks_for_one_tag(tmp_path: Path):
    probe = fixture("probes")["stack_exchange"]
    with world("stack_exchange", tmp_path, exchanges({"exchanges": [probe]}), {}) as source:
        order = Order(source.root, source.names)
        cards = {"stack_exchange": source.card}
        assert doctor.probe(list(cards), cards, order)[0].state == "well"
        source.server.faults[1] = fake.status(400, SPENT)
        assert doctor.probe(list(cards), cards, order)[0].state == "unreachable"
