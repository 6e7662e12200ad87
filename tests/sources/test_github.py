"""GitHub's counts by GraphQL and by REST, against the documented answers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from collectors import github
from collectors.machinery import doctor
from collectors.machinery.landing import Candidate, Draft, Examination, survey_all, write_manifest
from collectors.machinery.run import Order, connect, live_of
from tests import fake
from tests.collecting import World, day, exchanges, fixture, world
from tests.conftest import REPOSITORY
from tests.fake import Asked, Reply, serving, status
from warehouse import landing

ROLES = [
    ("mxnet", "github", "apache/mxnet", "primary"),
    ("jax", "github", "google/jax", "former"),
    ("jax", "github", "jax-ml/jax", "primary"),
    ("keras", "github", "keras-team/keras", "primary"),
]


@pytest.fixture(autouse=True)
def no_token(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch, no_token: None) -> str:
    monkeypatch.setenv("GITHUB_TOKEN", "github_pat_secret")
    return "github_pat_secret"


def rest(key: int, name: str, **changes: Any) -> Reply:
    """Return a repository as REST shows it."""
    shown = fixture("github")["exchanges"][5]["body"]
    assert shown["full_name"] == "jax-ml/jax"
    return Reply({**shown, "id": key, "full_name": name, **changes})


def node(key: int, name: str, **changes: Any) -> dict[str, Any]:
    """Return a repository as GraphQL shows it; archived, so that no commits are asked for."""
    shown = fixture("github")["exchanges"][0]["body"]["data"]["r2"]
    return {**shown, "databaseId": key, "nameWithOwner": name, "isArchived": True, **changes}


def asked_names(asked: Asked) -> list[str]:
    """Return the repositories that a GraphQL query asks for."""
    lines = [line for line in asked.json()["query"].splitlines() if "followRenames" in line]
    return ["/".join(line.split('"')[1::2]) for line in lines]


def observed(source: World, roles: list[tuple[str, ...]] = ROLES) -> list[dict[str, Any]]:
    """Return what the staging model makes of all runs."""
    sql = (REPOSITORY / f"warehouse/models/staging/{source.source}.sql").read_text("utf-8")
    with duckdb.connect() as con:
        list(
            landing.load(con, source.root, {source.source: source.card}, survey_all(source.root)[0])
        )
        con.execute(
            "create table project_identifier "
            "(project_id varchar, registry varchar, identifier varchar, role varchar)"
        )
        con.executemany("insert into project_identifier values (?, ?, ?, ?)", roles)
        order = "signal_id, identifier, segment, period_start, observed_at"
        cursor = con.execute(f"select * from ({sql}) order by {order}")
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def figures(source: World, signal: str) -> list[tuple[Any, ...]]:
    """Return a signal's figures without their dates."""
    return [
        (row["identifier"], row["segment"], row["value"], row["precision"], row["quality"])
        for row in observed(source)
        if row["signal_id"] == signal
    ]


def test_with_a_token_one_query_asks_for_all_and_each_name_keeps_what_it_led_to(
    tmp_path: Path, token: str
):
    with world("github", tmp_path) as source:
        source.collected()
        rows = source.tables()["github"]
        assert [(r["asked"], r["state"], r["repository_id"], r["full_name"]) for r in rows] == [
            ("apache/mxnet", "archived", 34, "apache/mxnet"),
            ("gone/gone", "not found", None, None),
            ("google/jax", "active", 154, "jax-ml/jax"),
            ("jax-ml/jax", "active", 154, "jax-ml/jax"),
            ("keras-team/keras", "active", 33, "keras-team/keras"),
        ]
        assert {r["way"] for r in rows} == {"graphql"}
        asked = source.server.log[0]
        assert (asked.method, asked.headers["authorization"]) == ("POST", f"Bearer {token}")
        assert asked.headers["x-github-api-version"] == "2022-11-28"
        run = source.runs()[0]
        kept = [str(run.manifest), *(answer.text() for answer in run.answers())]
        assert not any(token in text for text in kept)


def test_a_number_sent_as_text_is_a_number_and_an_absent_licence_stays_absent(
    tmp_path: Path, token: str
):
    with world("github", tmp_path) as source:
        source.collected()
        rows = {row["asked"]: row for row in source.tables()["github"]}
        assert rows["keras-team/keras"]["stars"] == 640
        assert [rows[name]["license"] for name in ("apache/mxnet", "jax-ml/jax")] == [
            "Apache-2.0",
            "NOASSERTION",
        ]
        keras = rows["keras-team/keras"]
        assert [keras[c] for c in ("license", "latest_release", "default_branch")] == [None] * 3
        assert (keras["forks"], keras["releases"]) == (0, 0)  # measured zeros
        assert keras["open_issues"] is None  # issues are switched off: not measured
        assert str(rows["apache/mxnet"]["latest_release_at"]) == "2022-05-10 00:00:00"


def test_a_former_and_a_present_name_are_one_repository_and_not_added_twice(
    tmp_path: Path, token: str
):
    with world("github", tmp_path) as source:
        source.collected()
        assert figures(source, "github_stars_live") == [
            ("apache/mxnet", "all", 200.0, "exact", None),
            ("jax-ml/jax", "all", 300.0, "exact", None),
            ("keras-team/keras", "all", 640.0, "exact", None),
        ]
        row = next(r for r in observed(source) if r["signal_id"] == "github_stars_live")
        today = source.runs()[0].started_at.date()
        assert (row["period_start"], (row["period_end"] - today).days) == (today, 1)
        assert (source.root.parent / row["locator"]).exists()


def test_issues_and_pull_requests_are_never_one_segment_with_issues(tmp_path: Path, token: str):
    with world("github", tmp_path) as source:
        source.collected()
        assert figures(source, "github_open_issues_live") == [
            ("apache/mxnet", "issues", 18.0, "exact", None),
            ("apache/mxnet", "issues and pull requests", 20.0, "derived", None),
            ("jax-ml/jax", "issues", 15.0, "exact", None),
            ("jax-ml/jax", "issues and pull requests", 19.0, "derived", None),
        ]
        assert [row[2] for row in figures(source, "github_releases_live")] == [30.0, 120.0, 0.0]


def test_without_a_token_rest_is_asked_and_its_open_issues_hold_pull_requests(tmp_path: Path):
    with world("github", tmp_path) as source:
        source.collected()
        assert {asked.method for asked in source.server.log} == {"GET"}
        assert not any("authorization" in asked.headers for asked in source.server.log)
        rows = source.tables()["github"]
        assert [(r["way"], r["state"], r["stars"], r["open_issues"]) for r in rows] == [
            ("rest", "archived", 201, None),
            ("rest", "not found", None, None),
            ("rest", "active", 301, None),
            ("rest", "active", 301, None),
            ("rest", "active", 641, None),
        ]
        # watchers_count is GitHub's old name of the stars
        assert [row["watchers"] for row in rows] == [9, None, 7, 7, 0]
        assert figures(source, "github_open_issues_live") == [
            ("apache/mxnet", "issues and pull requests", 20.0, "exact", None),
            ("jax-ml/jax", "issues and pull requests", 19.0, "exact", None),
            ("keras-team/keras", "issues and pull requests", 0.0, "exact", None),
        ]
        assert "github_commit_weeks" not in source.tables()


def test_a_token_stays_on_a_redirect_to_the_same_host(tmp_path: Path, token: str):
    # the star history asks by REST with a token too; here github.lookup is used as it does
    with world("github", tmp_path, names={"github": []}) as source:
        answer = github.lookup(client_of(source), "google/jax")
        assert answer.read(github.Repository).full_name == "jax-ml/jax"
        assert answer.headers["moved-to"] == f"{source.server.address}/repositories/154"
        moved, reached = source.server.log
        assert (moved.path, reached.path) == ("/repos/google/jax", "/repositories/154")
        assert reached.headers["authorization"] == f"Bearer {token}"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_token_is_not_sent_to_another_host(tmp_path: Path, token: str, host: str):
    with serving(lambda asked: rest(154, "jax-ml/jax")) as elsewhere:
        target = elsewhere.address.replace("127.0.0.1", host) + "/repositories/154"

        def answer(asked: Asked) -> Reply:
            return Reply({"message": "Moved Permanently"}, 301, {"Location": target})

        with world("github", tmp_path, answer, {"github": []}) as source:
            github.lookup(client_of(source), "google/jax")
            assert source.server.log[0].headers["authorization"] == f"Bearer {token}"
        assert [asked.path for asked in elsewhere.log] == ["/repositories/154"]
        assert "authorization" not in elsewhere.log[0].headers


def client_of(source: World) -> Any:
    """Return what a run would ask with."""
    draft = Draft("github", source.root / "landing" / "github")
    return connect(
        "github", live_of("github", source.card), draft, None, Order(source.root, source.names)
    )


def test_another_repository_under_an_old_name_does_not_go_on_with_the_series(
    tmp_path: Path, token: str
):
    found = {"google/jax": node(154, "jax-ml/jax"), "jax-ml/jax": node(154, "jax-ml/jax")}

    def answer(asked: Asked) -> Reply:
        return Reply({"data": {f"r{n}": found[x] for n, x in enumerate(asked_names(asked))}})

    with world("github", tmp_path, answer, {"github": list(found)}) as source:
        source.collected()
        found["google/jax"] = node(999, "google/jax", stargazerCount=5)
        found["jax-ml/jax"] = node(154, "jax-ml/jax", stargazerCount=310)
        source.collected()
        first = "suspect: another repository than the one first seen under this name"
        assert figures(source, "github_stars_live") == [
            ("google/jax", "all", 5.0, "exact", first),
            ("jax-ml/jax", "all", 300.0, "exact", None),
            ("jax-ml/jax", "all", 310.0, "exact", None),
        ]


def test_another_repository_under_a_former_name_is_seen_in_the_first_run_too(tmp_path: Path):
    def answer(asked: Asked) -> Reply:
        name = asked.path.removeprefix("/repos/")
        return rest(999 if name == "google/jax" else 154, name)

    names = {"github": ["google/jax", "jax-ml/jax"]}
    with world("github", tmp_path, answer, names) as source:
        source.collected()
        assert [(row[0], row[4]) for row in figures(source, "github_stars_live")] == [
            ("google/jax", "suspect: another repository under a former name"),
            ("jax-ml/jax", None),
        ]


def test_a_repository_whose_present_name_no_project_has_goes_on_under_the_name_asked_for(
    tmp_path: Path,
):
    def answer(asked: Asked) -> Reply:
        return rest(154, "jax-foundation/jax")

    names = {"github": ["google/jax", "jax-ml/jax"]}
    with world("github", tmp_path, answer, names) as source:
        source.collected()
        assert [row[0] for row in figures(source, "github_stars_live")] == ["jax-ml/jax"]


def test_a_spent_limit_of_graphql_comes_with_status_200_and_is_not_recorded(
    tmp_path: Path, token: str
):
    spent = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    limits = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 3000)}
    full = exchanges(fixture("github"))
    free = False

    def answer(asked: Asked) -> Reply:
        return full(asked) if free else Reply(spent, 200, limits)

    with world("github", tmp_path, answer, fixture("github")["names"]) as source:
        outcome = source.collect()
        assert (outcome.state, len(source.server.log)) == ("failed", 1)
        assert "the limit is spent" in outcome.message
        assert "API rate limit exceeded" in outcome.message
        free = True
        source.collected()
        assert len(source.tables()["github"]) == 5


def test_a_query_that_is_too_much_is_asked_in_halves(tmp_path: Path, token: str):
    names = [f"o/r{number:02}" for number in range(21)]
    too_much = {"data": None, "errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "no"}]}

    def answer(asked: Asked) -> Reply:
        batch = asked_names(asked)
        if len(batch) > 10:
            return Reply(too_much)
        if len(batch) > 5:
            return Reply("<html>Unicorn!</html>", 502)
        found = {f"r{n}": node(int(x[-2:]) + 1, x) for n, x in enumerate(batch)}
        return Reply({"data": found})

    with world("github", tmp_path, answer, {"github": names}) as source:
        source.collected()
        sizes = [len(asked_names(asked)) for asked in source.server.log]
        assert sizes == [20, 10, 5, 5, 10, 5, 5, 1]
        assert [row["asked"] for row in source.tables()["github"]] == names


TIMEOUT = (
    "Something went wrong while executing your query. This may be the result of a timeout, or it "
    "could be a GitHub bug. Please include `0A1B:2C3D` when reporting this issue."
)
HEAVY: dict[str, Reply | fake.Fault] = {
    **{f"{code}": Reply("<html>Unicorn!</html>", code) for code in (500, 502, 503, 504)},
    "504 as JSON": Reply({"message": "timed out"}, 504),
    "503 that names a time": Reply("busy", 503, {"Retry-After": "0"}),
    "untyped, no data": Reply({"errors": [{"message": TIMEOUT}]}),
    "untyped, null data": Reply({"data": None, "errors": [{"message": TIMEOUT}]}),
    "untyped, in other words": Reply({"data": None, "errors": [{"message": "Oops"}]}),
    "a null type": Reply({"data": None, "errors": [{"type": None, "message": TIMEOUT}]}),
    "timed out, with a code": Reply(
        {"errors": [{"message": "Timeout on validation", "extensions": {"code": "timeout"}}]}
    ),
    "too many nodes": Reply(
        {"data": None, "errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": "of 500,000"}]}
    ),
    "resources": Reply(
        {"data": None, "errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "no"}]}
    ),
    "partial data": Reply(
        {"data": {"r0": node(1, "o/r00")}, "errors": [{"path": ["r1"], "message": TIMEOUT}]}
    ),
    "a stall": fake.stall,
    "a reset": fake.reset,
}


@pytest.mark.fault("a query that is too heavy")
@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("how", HEAVY)
def test_a_batch_that_is_too_heavy_is_asked_in_halves_down_to_one(
    how: str, most: int, tmp_path: Path, token: str
):
    names = [f"o/r{number:02}" for number in range(5)]
    heavy = HEAVY[how]

    def answer(asked: Asked) -> Reply:
        batch = asked_names(asked)
        if len(batch) > most and isinstance(heavy, Reply):
            return heavy
        return Reply({"data": {f"r{n}": node(int(x[-2:]) + 1, x) for n, x in enumerate(batch)}})

    class Heavy(dict[int, fake.Fault]):
        def get(self, key: int, default: Any = None) -> Any:
            return default if len(asked_names(source.server.log[key])) <= most else heavy

    with world("github", tmp_path, answer, {"github": names}, timeout_seconds=0.2) as source:
        if not isinstance(heavy, Reply):
            source.server.faults = Heavy()
        source.collected()
        assert [(row[0], row[3]) for row in source.rows()] == [
            (name, number) for number, name in enumerate(names, start=1)
        ]
        answered = source.server.log[-1]
        assert len(asked_names(answered)) <= most


@pytest.mark.fault("a query that is too heavy")
@pytest.mark.parametrize("number", [0, 13, 20])
def test_one_repository_that_is_never_answered_is_named_and_the_others_land(
    number: int, tmp_path: Path, token: str
):
    names = [f"o/r{number:02}" for number in range(21)]

    def answer(asked: Asked) -> Reply:
        batch = asked_names(asked)
        if names[number] in batch:
            return Reply({"data": None, "errors": [{"message": TIMEOUT}]})
        return Reply({"data": {f"r{n}": node(int(x[-2:]) + 1, x) for n, x in enumerate(batch)}})

    with world("github", tmp_path, answer, {"github": names}) as source:
        outcome = source.collect()
        assert outcome.state == "partial"
        assert f"without {names[number]}: " in outcome.message
        assert "Something went wrong" in outcome.message
        assert [row[0] for row in source.rows()] == [n for n in names if n != names[number]]


@pytest.mark.fault("a query that is too heavy")
@pytest.mark.parametrize("names", [["o/r"], [f"o/r{number}" for number in range(12)]])
def test_when_nothing_is_answered_the_run_fails_and_goes_on_later(
    names: list[str], tmp_path: Path, token: str
):
    down = True

    def answer(asked: Asked) -> Reply:
        batch = asked_names(asked)
        if down:
            return Reply("<html>Unicorn!</html>", 504)
        return Reply({"data": {f"r{n}": node(n + 1, x) for n, x in enumerate(batch)}})

    with world("github", tmp_path, answer, {"github": names}) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "HTTP 504" in outcome.message
        assert len(source.server.log) < 40
        down = False
        source.collected()
        assert [row[0] for row in source.rows()] == sorted(names)


def test_a_batch_costs_one_point_and_no_nodes_of_github_s_limits():
    # docs.github.com: a point is 100 requests for connections, nodes are first or last x objects
    connections = github.FACTS.count("totalCount")
    assert "first" not in github.FACTS
    assert "last:" not in github.FACTS
    assert connections * github.BATCH <= 100


@pytest.mark.parametrize(
    ("reply", "state"),
    [(Reply("too large", 422), "too many commits"), (Reply("x", 451), "blocked")],
)
def test_a_repository_without_statistics_says_why(
    reply: Reply, state: str, tmp_path: Path, token: str
):
    full = exchanges(fixture("github"))

    def answer(asked: Asked) -> Reply:
        return reply if "/stats/" in asked.path else full(asked)

    with world("github", tmp_path, answer, fixture("github")["names"]) as source:
        source.collected()
        assert {row[3] for row in source.rows("github_commit_weeks")} == {state}


def test_statistics_that_never_come_are_named_and_the_others_land(tmp_path: Path, token: str):
    full = exchanges(fixture("github"))

    def answer(asked: Asked) -> Reply:
        return Reply("slow", 408) if "keras" in asked.path else full(asked)

    with world("github", tmp_path, answer, fixture("github")["names"]) as source:
        outcome = source.collect()
        assert outcome.state == "partial"
        assert "without the commits of keras-team/keras: " in outcome.message
        assert len(source.rows()) == 5
        assert {row[0] for row in source.rows("github_commit_weeks")} == {154}


@pytest.mark.fault("one of many that is not there")
@pytest.mark.parametrize("code", [500, 503, 504, 408])
def test_a_repository_that_rest_never_answers_is_named_and_the_others_land(
    code: int, tmp_path: Path
):
    full = exchanges(fixture("github"))

    def answer(asked: Asked) -> Reply:
        return Reply("slow", code) if "keras" in asked.path else full(asked)

    with world("github", tmp_path, answer, fixture("github")["names"]) as source:
        outcome = source.collect()
        assert outcome.state == "partial"
        assert f"without keras-team/keras: {source.server.address}" in outcome.message
        assert f"HTTP {code}" in outcome.message
        assert len(source.rows()) == 4
        source.server.answer = full
        asked = len(source.server.log)
        source.collected()  # asks for that one alone
        assert [a.path for a in source.server.log[asked:]] == ["/repos/keras-team/keras"]
        assert len(source.rows()) == 5


def test_a_repository_that_is_barred_with_403_does_not_bar_the_others(tmp_path: Path):
    with world("github", tmp_path) as source:
        source.server.faults[0] = status(403, {"message": "Repository access blocked"})
        outcome = source.collect()
        assert outcome.state == "partial"
        assert "without apache/mxnet: " in outcome.message
        assert len(source.rows()) == 4


def test_a_query_that_github_no_longer_understands_says_which_field(tmp_path: Path, token: str):
    gone = {
        "path": ["fragment facts", "stargazerCount"],
        "extensions": {"code": "undefinedField", "fieldName": "stargazerCount"},
        "message": "Field 'stargazerCount' doesn't exist on type 'Repository'",
    }
    with world("github", tmp_path) as source:
        source.collected()
        source.server.answer = lambda asked: Reply({"errors": [gone]})
        outcome = source.collect()
        assert (outcome.state, len(source.server.log)) == ("failed", 4)
        assert "Field 'stargazerCount' doesn't exist" in outcome.message
        assert len(source.tables()["github"]) == 5  # the earlier run stays


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"data": {"r0": {**node(1, "o/r"), "stargazerCount": None}}}, "data.r0.stargazerCount"),
        ({"data": {"r0": {**node(1, "o/r"), "issues": {}}}}, "data.r0.issues.totalCount"),
        ({"data": {}}, "says nothing of o/r, and not why"),
    ],
)
def test_a_wrong_shape_names_the_field(tmp_path: Path, token: str, body: Any, said: str):
    with world("github", tmp_path, lambda _: Reply(body), {"github": ["o/r"]}) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert said in outcome.message
        assert "/graphql" in outcome.message


def test_a_repository_a_token_may_not_see_is_absent_and_the_others_stay(tmp_path: Path, token: str):
    errors = [{"type": "FORBIDDEN", "path": ["r0"], "extensions": {"saml_failure": True}}]
    body = {"data": {"r0": None, "r1": node(2, "o/b")}, "errors": errors}
    with world("github", tmp_path, lambda _: Reply(body), {"github": ["o/a", "o/b"]}) as source:
        source.collected()
        states = [(row["asked"], row["state"]) for row in source.tables()["github"]]
        assert states == [("o/a", "forbidden"), ("o/b", "archived")]


def test_commits_still_computed_are_asked_again_and_then_unavailable_but_never_zero(
    tmp_path: Path, token: str
):
    content = fixture("github")
    full, asked_so_far = exchanges(content), []

    def answer(asked: Asked) -> Reply:
        if "/stats/" not in asked.path:
            return full(asked)
        asked_so_far.append(asked.path.split("/")[3])
        if asked.path.startswith("/repos/keras-team") or asked_so_far.count("jax") < 3:
            return Reply({}, 202)
        return full(asked)

    with world("github", tmp_path, answer, content["names"]) as source:
        source.collected()
        # the archived repository is not asked for; the former name is none of its own
        assert asked_so_far == ["jax", "keras", "jax", "keras", "jax", "keras", "keras"]
        assert source.rows("github_commit_weeks") == [
            (33, None, None, "still computed"),
            (154, day("2025-01-05"), 89, "counted"),
            (154, day("2025-01-12"), 0, "counted"),
        ]
        weekly = [r for r in observed(source) if r["signal_id"] == "github_commits_weekly"]
        assert [
            (r["identifier"], r["period_start"], r["period_end"], r["value"]) for r in weekly
        ] == [
            ("jax-ml/jax", day("2025-01-05"), day("2025-01-12"), 89.0),
            ("jax-ml/jax", day("2025-01-12"), day("2025-01-19"), 0.0),
        ]


def test_a_week_that_is_not_over_is_left_out(tmp_path: Path, token: str):
    content = fixture("github")
    today = datetime.now(UTC).date()
    begins = [today - timedelta(days=days) for days in (3, 7, 8)]
    content["exchanges"][1]["body"] = [
        {"week": (begin - date(1970, 1, 1)).days * 86400, "total": 1, "days": [1, 0, 0, 0, 0, 0, 0]}
        for begin in begins
    ]
    with world("github", tmp_path, exchanges(content), content["names"]) as source:
        source.collected()
        weekly = [r for r in observed(source) if r["signal_id"] == "github_commits_weekly"]
        assert [row["period_start"] for row in weekly] == [begins[2]]


def test_a_failing_statistic_does_not_fail_the_run_and_an_empty_repository_is_said(
    tmp_path: Path, token: str
):
    with world("github", tmp_path) as source:
        source.server.faults = {1: status(500), 3: status(202, {})}
        source.collected()
        assert source.rows("github_commit_weeks") == [
            (33, None, None, "empty"),
            (154, day("2025-01-05"), 89, "counted"),
            (154, day("2025-01-12"), 0, "counted"),
        ]


def test_days_that_do_not_add_up_to_their_week_are_refused(tmp_path: Path, token: str):
    content = fixture("github")
    content["exchanges"][1]["body"][0]["total"] = 90
    with world("github", tmp_path, exchanges(content), content["names"]) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "says 90 for week 1736053200" in outcome.message


def test_a_spent_limit_ends_the_run_and_the_next_one_goes_on_where_it_ended(tmp_path: Path):
    full, left = exchanges(fixture("github")), 3

    def answer(asked: Asked) -> Reply:
        nonlocal left
        if left == 0:
            body = {"message": "API rate limit exceeded for 1.2.3.4."}
            reset = str(int(time.time()) + 3000)
            return Reply(body, 403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset})
        left -= 1
        return full(asked)

    with world("github", tmp_path, answer, fixture("github")["names"]) as source:
        outcome = source.collect()
        assert outcome.state == "partial"
        assert "without 3 of 5 repositories (google/jax ...) yet" in outcome.message
        assert "A token in GITHUB_TOKEN has a higher limit." in outcome.message
        assert [row[0] for row in source.rows()] == ["apache/mxnet", "gone/gone"]
        asked, left = len(source.server.log), 60
        source.collected()
        assert "goes on after 2 answers" in source.lines
        # two names were answered; the third one's redirect was, but not what it leads to
        again = [asked.path for asked in source.server.log[asked:]]
        assert again == [
            "/repos/google/jax",
            "/repositories/154",
            "/repos/jax-ml/jax",
            "/repos/keras-team/keras",
        ]


@pytest.mark.fault("an hour's limit without a token")
def test_without_a_token_each_hour_s_part_lands_and_the_last_run_holds_all(
    tmp_path: Path, attempts: Callable[[int], None]
):
    names = [f"o/r{number:03}" for number in range(150)]
    left, reset = 60, datetime.now(UTC) + timedelta(minutes=50)

    def answer(asked: Asked) -> Reply:
        nonlocal left
        if left == 0:
            body = {"message": "API rate limit exceeded for 1.2.3.4."}
            limit = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(reset.timestamp()))}
            return Reply(body, 403, limit)
        left -= 1
        name = asked.path.removeprefix("/repos/")
        return rest(int(name[-3:]) + 1, name)

    with world("github", tmp_path, answer, {"github": names}) as source:
        attempts(3)
        for landed in (60, 120):
            assert source.collect().state == "partial"
            assert [row[0] for row in source.rows()] == names[:landed]
            run = source.runs()[-1]
            free_at = datetime.fromisoformat(run.manifest["free_at"])
            # it is due again when the hour is over
            assert abs(free_at - reset.replace(tzinfo=None)) < timedelta(seconds=90)
            left = 60
        source.collected()
        assert [row[0] for row in source.rows()] == names
        paths = [asked.path for asked in source.server.log]
        assert sorted(set(paths)) == sorted(f"/repos/{name}" for name in names)
        assert len(paths) == len(names) + 2  # two were refused, nothing was asked twice
        assert "1 of 150 repositories, without GITHUB_TOKEN about 3 hours" in source.lines
        assert [line for line in source.lines if line.startswith("without")] == [
            f"without GITHUB_TOKEN about {hours} hours: {requests} requests, 60 an hour; what is "
            "complete lands each hour"
            for hours, requests in [(3, 150), (2, 90)]
        ]
        runs = source.runs()
        assert len({run.run_id for run in runs}) == 3
        assert len({run.started_at for run in runs}) == 1  # they speak of one day
        assert len(observed(source)) == 3 * (60 + 120 + 150)
        left = 150
        assert source.collect().state == "unchanged"  # a complete run is not gone on from
        assert len(source.server.log) == 2 * len(names) + 2


@pytest.mark.fault("an hour's limit without a token")
@pytest.mark.parametrize(
    ("hours", "lost", "again"), [(1, [], 2), (47, [], 2), (49, [], 4), (1, [0], 4)]
)
def test_a_part_is_gone_on_from_within_two_days_while_all_its_answers_are_there(
    hours: int, lost: list[int], again: int, tmp_path: Path
):
    names, left = [f"o/r{number}" for number in range(4)], 2

    def answer(asked: Asked) -> Reply:
        nonlocal left
        if left == 0:
            return Reply("rate limit", 403, {"Retry-After": "3000"})
        left -= 1
        return rest(int(asked.path[-1]) + 1, asked.path.removeprefix("/repos/"))

    with world("github", tmp_path, answer, {"github": names}) as source:
        part = source.collect().run
        assert part is not None
        began = part.started_at - timedelta(hours=hours)
        manifest = {**part.manifest, "started_at": began.isoformat()}
        (part.folder / "manifest.json").write_text(json.dumps(manifest))
        for number in lost:
            part.answers()[number].path.unlink()
        asked, left = len(source.server.log), 9
        source.collected()
        assert len(source.server.log) - asked == again
        assert [row[0] for row in source.rows()] == names


def in_parts(names: list[str], left: list[int]) -> Callable[[Asked], Reply]:
    """Return answers by REST until `left[0]` of them are spent."""

    def answer(asked: Asked) -> Reply:
        if left[0] == 0:
            return Reply("rate limit", 403, {"Retry-After": "3000"})
        left[0] -= 1
        name = asked.path.removeprefix("/repos/")
        return rest(names.index(name) + 1, name)

    return answer


def suspect(_: Candidate) -> Examination:
    return Examination("suspect", "Invented.")


@pytest.mark.fault("an hour's limit without a token")
def test_a_part_that_is_suspect_is_gone_on_from_until_one_run_holds_all(tmp_path: Path):
    """Else each hour asks for the same names again, and no run ever holds them all."""
    names, left = [f"o/r{number}" for number in range(6)], [2]
    with world("github", tmp_path, in_parts(names, left), {"github": names}) as source:
        for landed in (2, 4, 6):
            outcome = source.collect(examine=suspect)
            assert (outcome.state, outcome.rows) == ("suspect", landed)
            left[0] = 2
        assert len(source.server.log) == len(names) + 2  # two were refused
        assert source.runs()[-1].manifest["error"] is None
        left[0] = 9
        source.collected()  # the next one asks for all anew
        assert len(source.server.log) == 2 * len(names) + 2


@pytest.mark.fault("an hour's limit without a token")
def test_a_part_is_left_alone_once_a_suspect_run_holds_all(tmp_path: Path):
    names, left = [f"o/r{number}" for number in range(4)], [2]
    with world("github", tmp_path, in_parts(names, left), {"github": names}) as source:
        assert source.collect().state == "partial"
        left[0] = 9
        assert source.collect(examine=suspect).state == "suspect"
        asked, left[0] = len(source.server.log), 9
        source.collected()
        assert len(source.server.log) - asked == len(names)


@pytest.mark.fault("an hour's limit without a token")
def test_an_interrupted_run_that_went_on_from_yesterday_s_part_loses_no_answer(tmp_path: Path):
    names, left, stop = [f"o/r{number}" for number in range(6)], [2], threading.Event()
    answers = in_parts(names, left)

    def answer(asked: Asked) -> Reply:
        if left[0] == 7:
            stop.set()
        return answers(asked)

    with world("github", tmp_path, answer, {"github": names}) as source:
        part = source.collect().run
        assert part is not None
        began = part.started_at - timedelta(hours=30)
        write_manifest(part.folder, {**part.manifest, "started_at": began.isoformat()})
        left[0] = 9
        assert source.collect(stop=stop).state == "stopped"
        asked = len(source.server.log)
        source.collected()
        paths = [one.path for one in source.server.log]
        assert len(paths) > asked
        assert len(paths) == len(names) + 1  # one was refused
        assert [row[0] for row in source.rows()] == names


def test_a_part_that_knows_a_former_name_only_counts_it_under_the_present_one(tmp_path: Path):
    left = 1

    def answer(asked: Asked) -> Reply:
        nonlocal left
        if left == 0:
            return Reply("rate limit", 403, {"Retry-After": "3000"})
        left -= 1
        return rest(154, "jax-ml/jax", stargazers_count=7)

    with world("github", tmp_path, answer, {"github": ["google/jax", "jax-ml/jax"]}) as source:
        assert source.collect().state == "partial"
        assert figures(source, "github_stars_live") == [("jax-ml/jax", "all", 7.0, "exact", None)]


def test_a_limit_that_is_spent_before_anything_is_asked_lands_nothing(tmp_path: Path):
    with world("github", tmp_path) as source:
        source.server.faults[0] = status(403, "rate limit", Retry_After="3000")
        outcome = source.collect()
        assert (outcome.state, source.runs()[-1].tables) == ("failed", {})


def test_a_secondary_limit_is_waited_for(tmp_path: Path):
    body = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}
    with world("github", tmp_path) as source:
        source.server.faults[0] = status(403, body, Retry_After="0", X_RateLimit_Remaining="57")
        source.collected()
        assert [asked.path for asked in source.server.log[:2]] == ["/repos/apache/mxnet"] * 2


def test_an_expired_token_is_the_user_s_to_renew(tmp_path: Path, token: str):
    body = {"message": "Bad credentials", "status": "401"}
    with world("github", tmp_path, lambda _: Reply(body, 401), {"github": ["o/r"]}) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "The token in GITHUB_TOKEN is expired or not allowed. Renew it." in outcome.message
        assert token not in outcome.message


def test_a_blocked_repository_is_absent(tmp_path: Path):
    with world("github", tmp_path) as source:
        source.server.faults[0] = status(451, {"message": "Repository access blocked"})
        source.collected()
        assert source.rows()[0][:4] == ("apache/mxnet", "blocked", "rest", None)


def test_with_a_token_the_doctor_asks_by_graphql_and_compares_with_that(tmp_path: Path, token: str):
    shown = fixture("github")["exchanges"][0]["body"]["data"]["r0"]
    body: dict[str, Any] = {"data": {"r0": {**shown, "nameWithOwner": "git/git"}}}

    def examined() -> tuple[str, list[str]]:
        with world("github", tmp_path / str(len(known)), lambda _: Reply(body)) as source:
            cards = {"github": source.card}
            [finding] = doctor.probe(["github"], cards, Order(source.root, source.names))
            assert [asked.path for asked in source.server.log] == ["/graphql"]
        known.append(finding)
        return finding.state, [str(difference) for difference in finding.differences]

    known: list[doctor.Finding] = []
    assert examined() == ("well", [])
    body["data"]["r0"] |= {"stargazerCount": "200", "more": 1}
    del body["data"]["r0"]["latestRelease"]
    assert examined() == (
        "changed",
        [
            "missing: graphql$.data.r#.latestRelease (object)",
            "new: graphql$.data.r#.more (integer)",
            "graphql$.data.r#.stargazerCount was integer, is string",
        ],
    )
    del body["data"]["r0"]["forkCount"]
    state, differences = examined()
    assert state == "changed"
    assert "missing: graphql$.data.r#.forkCount (integer)" in differences
    assert "forkCount" in known[-1].message
    body["data"]["r0"] = None
    body["errors"] = [{"type": "NOT_FOUND", "path": ["r0"], "message": "no"}]
    assert examined()[0] == "changed"
    assert "says that git/git is not found" in known[-1].message


def test_the_doctor_asks_once(tmp_path: Path):
    def answer(asked: Asked) -> Reply:
        return rest(65600975, "git/git")

    with world("github", tmp_path, answer, {"github": []}) as source:
        github.probe(client_of(source))
        assert [asked.path for asked in source.server.log] == ["/repos/git/git"]
