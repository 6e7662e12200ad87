"""GitHub's star history, against the documented answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from collectors import github_star_history
from collectors.machinery.landing import Draft
from collectors.machinery.run import Order, connect, live_of
from tests.collecting import day, exchanges, fixture, world
from tests.fake import Asked, Reply
from tests.sources.test_github import observed, rest

SOURCE = "github_star_history"
JAX = "/repos/jax-ml/jax/stargazers"


@pytest.fixture(autouse=True)
def no_token(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch, no_token: None) -> str:
    monkeypatch.setenv("GITHUB_TOKEN", "github_pat_secret")
    return "github_pat_secret"


def changed(path: str, body: Any, status: int = 200) -> dict[str, Any]:
    """Return the fixture with another answer to one path."""
    content = fixture(SOURCE)
    content["exchanges"].insert(0, {"path": path, "body": body, "status": status})
    return content


def week(begin: date, stars: int) -> dict[str, Any]:
    days = [stars, 0, 0, 0, 0, 0, 0]
    return {"week": (begin - date(1970, 1, 1)).days * 86400, "total": stars, "days": days}


def test_pages_are_followed_and_a_week_that_comes_twice_counts_once(tmp_path: Path, token: str):
    with world(SOURCE, tmp_path) as source:
        source.collected()
        assert source.rows() == [
            ("jax-ml/jax", 154, day("2024-12-15"), 1),
            ("jax-ml/jax", 154, day("2024-12-22"), 0),
            ("jax-ml/jax", 154, day("2024-12-29"), 20),
            ("jax-ml/jax", 154, day("2025-01-05"), 30),
            ("jax-ml/jax", 154, day("2025-01-12"), 12),
            ("keras-team/keras", 33, None, None),
        ]


def test_a_former_name_is_looked_up_with_the_token_but_its_history_not_read_twice(
    tmp_path: Path, token: str
):
    with world(SOURCE, tmp_path) as source:
        source.collected()
        assert [asked.path for asked in source.server.log] == [
            "/repos/gone/gone",
            "/repos/google/jax",
            "/repositories/154",
            "/repos/jax-ml/jax",
            "/repos/keras-team/keras",
            f"{JAX}/history",
            f"{JAX}/history",
            f"{JAX}/count",
            "/repos/keras-team/keras/stargazers/history",
        ]
        assert {asked.headers["authorization"] for asked in source.server.log} == {
            f"Bearer {token}"
        }


def test_an_empty_history_is_unavailable_and_not_without_stars(tmp_path: Path, token: str):
    with world(SOURCE, tmp_path) as source:
        source.collected()
        shown = observed(source)
        assert [(row["identifier"], row["period_start"], row["value"]) for row in shown] == [
            ("jax-ml/jax", day("2024-12-15"), 1.0),
            ("jax-ml/jax", day("2024-12-22"), 0.0),
            ("jax-ml/jax", day("2024-12-29"), 20.0),
            ("jax-ml/jax", day("2025-01-05"), 30.0),
            ("jax-ml/jax", day("2025-01-12"), 12.0),
        ]
        assert {(row["period_end"] - row["period_start"]).days for row in shown} == {7}
        assert shown[0]["observed_at"] == source.runs()[0].started_at
        assert (source.root.parent / shown[0]["locator"]).exists()


def test_the_week_under_way_is_left_out_with_its_days_to_come(tmp_path: Path, token: str):
    today = datetime.now(UTC).date()
    begins = [today - timedelta(days=days) for days in (0, 7, 14)]
    content = changed(f"{JAX}/history", [week(begin, 21) for begin in begins])
    with world(SOURCE, tmp_path, exchanges(content), content["names"]) as source:
        source.collected()
        assert [row["period_start"] for row in observed(source)] == [begins[2]]
        assert len(source.rows()) == 4  # they are landed, to be looked at


def test_without_a_token_the_newest_page_is_enough(tmp_path: Path):
    with world(SOURCE, tmp_path) as source:
        source.collected()
        histories = [a.query for a in source.server.log if a.path == f"{JAX}/history"]
        assert histories == [{"per_page": "30"}]
        assert not any(asked.path.endswith("/count") for asked in source.server.log)


@pytest.mark.parametrize(("since", "pages"), [("2025-03-01", 1), ("2025-01-20", 2)])
def test_paging_stops_four_weeks_before_the_first_day_needed(
    tmp_path: Path, token: str, since: str, pages: int
):
    with world(SOURCE, tmp_path) as source:
        source.collected(since=day(since))
        assert [a.path for a in source.server.log].count(f"{JAX}/history") == pages


def test_each_run_is_a_version_because_taken_back_stars_lower_the_past(tmp_path: Path, token: str):
    begin = datetime.now(UTC).date() - timedelta(days=14)
    content = changed(f"{JAX}/history", [week(begin, 63)])
    with world(SOURCE, tmp_path, exchanges(content), content["names"]) as source:
        source.collected()
        content["exchanges"][0]["body"] = [week(begin, 60)]
        source.collected()
        shown = observed(source)
        assert [row["value"] for row in shown] == [63.0, 60.0]
        assert [row["run_id"] for row in shown] == [run.run_id for run in source.runs()]


def test_a_whole_history_that_does_not_hold_all_stars_is_refused(tmp_path: Path, token: str):
    content = changed(f"{JAX}/count", {"count": 74})
    with world(SOURCE, tmp_path, exchanges(content), content["names"]) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert f"{JAX}/count" in outcome.message
        assert "counts 74 stars, but the 5 weeks hold 63" in outcome.message
        content["exchanges"][0]["body"] = {"count": "73"}  # ten came while we read
        source.collected()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([{"week": 1736640000, "total": 2, "days": [1, 0, 0, 0, 0, 0, 0]}], "says 2 for week"),
        ([{"week": 1736640000, "total": 1, "days": [1]}], "says 1 for week"),
        ([{"week": 1736640000, "stars": 1, "days": [1]}], "0.total: field required"),
        ({"data": {"rows": []}}, "another shape than documented"),
    ],
)
def test_another_shape_is_refused_and_the_earlier_run_stays(
    tmp_path: Path, token: str, body: Any, said: str
):
    content = fixture(SOURCE)
    with world(SOURCE, tmp_path, exchanges(content), content["names"]) as source:
        source.collected()
        content["exchanges"].insert(0, {"path": f"{JAX}/history", "body": body})
        outcome = source.collect()
        assert outcome.state == "failed"
        assert said in outcome.message
        assert len(source.rows()) == 6


def test_a_history_that_is_gone_is_unavailable(tmp_path: Path, token: str):
    content = changed(f"{JAX}/history", {"message": "Not Found", "status": "404"}, 404)
    with world(SOURCE, tmp_path, exchanges(content), content["names"]) as source:
        source.collected()
        assert source.rows() == [
            ("jax-ml/jax", 154, None, None),
            ("keras-team/keras", 33, None, None),
        ]


def test_sixty_requests_an_hour_end_the_run_and_the_next_one_goes_on(tmp_path: Path):
    full, left = exchanges(fixture(SOURCE)), 4

    def answer(asked: Asked) -> Reply:
        nonlocal left
        if left == 0:
            reset = str(int(time.time()) + 3000)
            body = {"message": "API rate limit exceeded for 1.2.3.4.", "documentation_url": "x"}
            return Reply(body, 403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset})
        left -= 1
        return full(asked)

    with world(SOURCE, tmp_path, answer, fixture(SOURCE)["names"]) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "the limit is spent" in outcome.message
        assert "A token in GITHUB_TOKEN has a higher limit." in outcome.message
        asked, left = len(source.server.log), 60
        source.collected()
        assert "goes on after 3 answers" in source.lines
        assert [a.path for a in source.server.log[asked:]] == [
            "/repos/keras-team/keras",
            f"{JAX}/history",
            "/repos/keras-team/keras/stargazers/history",
        ]


@pytest.mark.fault("an hour's limit without a token")
def test_without_a_token_each_hour_s_histories_land_and_the_last_run_holds_all(
    tmp_path: Path, attempts: Callable[[int], None]
):
    names, left = [f"o/r{number:02}" for number in range(70)], 60
    begin = datetime.now(UTC).date() - timedelta(days=14)

    def answer(asked: Asked) -> Reply:
        nonlocal left
        if left == 0:
            return Reply({"message": "API rate limit exceeded"}, 403, {"Retry-After": "3000"})
        left -= 1
        name = "/".join(asked.path.split("/")[2:4])
        if asked.path.endswith("/history"):
            return Reply([week(begin, int(name[-2:]))])
        return rest(int(name[-2:]) + 1, name)

    with world(SOURCE, tmp_path, answer, {"github": names}) as source:
        attempts(3)
        for landed in (30, 60):
            outcome = source.collect()
            assert outcome.state == "partial"
            assert f"the histories of up to {70 - landed} names" in outcome.message
            assert [row[0] for row in source.rows()] == names[:landed]
            left = 60
        source.collected()
        assert [row[0] for row in source.rows()] == names
        assert len(source.server.log) == 2 * 70 + 2
        assert "about 3 hours: 140 requests" in str(source.lines)


@pytest.mark.fault("one of many that is not there")
@pytest.mark.parametrize("code", [500, 504])
def test_a_history_that_never_comes_is_named_and_the_others_land(
    code: int, tmp_path: Path, token: str
):
    content = changed(f"{JAX}/history", "slow", code)
    keras = "/repos/keras-team/keras/stargazers"
    content["exchanges"].insert(
        0, {"path": f"{keras}/history", "body": [week(day("2025-01-05"), 7)]}
    )
    content["exchanges"].insert(0, {"path": f"{keras}/count", "body": {"count": 7}})
    with world(SOURCE, tmp_path, exchanges(content), content["names"]) as source:
        outcome = source.collect()
        assert outcome.state == "partial"
        assert "without the history of jax-ml/jax: " in outcome.message
        assert source.rows() == [("keras-team/keras", 33, day("2025-01-05"), 7)]


def test_without_any_history_the_run_fails_and_goes_on_later(tmp_path: Path, token: str):
    with world(SOURCE, tmp_path) as source:
        served = source.server.answer
        source.server.answer = lambda asked: (
            Reply("slow", 504) if asked.path.endswith("/history") else served(asked)
        )
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "the next collection goes on where it ended" in outcome.message


def test_another_repository_under_an_old_name_does_not_go_on_with_the_series(
    tmp_path: Path, token: str
):
    key = 154

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/history"):
            return Reply([week(day("2025-01-05"), key)])
        if asked.path.endswith("/count"):
            return Reply({"count": key})
        return rest(key, "jax-ml/jax")

    with world(SOURCE, tmp_path, answer, {"github": ["jax-ml/jax"]}) as source:
        source.collected()
        key = 999
        source.collected()
        assert [(row["value"], row["quality"]) for row in observed(source)] == [
            (154.0, None),
            (999.0, "suspect: another repository than the one first seen under this name"),
        ]


def test_another_repository_under_a_former_name_is_seen_in_the_first_run_too(
    tmp_path: Path, token: str
):
    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/history"):
            return Reply([week(day("2025-01-05"), 7)])
        if asked.path.endswith("/count"):
            return Reply({"count": 7})
        name = asked.path.removeprefix("/repos/")
        return rest(999 if name == "google/jax" else 154, name)

    names = {"github": ["google/jax", "jax-ml/jax"]}
    with world(SOURCE, tmp_path, answer, names) as source:
        source.collected()
        assert [(row["identifier"], row["quality"]) for row in observed(source)] == [
            ("google/jax", "suspect: another repository under a former name"),
            ("jax-ml/jax", None),
        ]


def test_the_doctor_asks_for_one_week(tmp_path: Path):
    def answer(asked: Asked) -> Reply:
        return Reply([week(day("2025-01-05"), 7)])

    with world(SOURCE, tmp_path, answer, {"github": []}) as source:
        draft = Draft(SOURCE, source.root / "landing" / SOURCE)
        order = Order(source.root, source.names)
        client = connect(SOURCE, live_of(SOURCE, source.card), draft, None, order)
        github_star_history.probe(client)
        asked = source.server.log[0]
        assert (asked.path, asked.query) == ("/repos/git/git/stargazers/history", {"per_page": "1"})
