"""What all collectors share: patience, records without secrets, paging, resuming, conditions."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from pydantic import BaseModel

from collectors.cards import Live
from collectors.errors import CollectError, SetupError, SourceChanged, SourceUnavailable
from collectors.machinery import landing, patience
from collectors.machinery.client import Client
from collectors.machinery.draft import Draft
from collectors.machinery.http import Web
from collectors.machinery.landing import Run
from tests import fake
from tests.collecting import world
from tests.fake import Asked, Fake, Reply, serving

SECRET = "invented-secret-0123456789"
OK = Reply([{"n": 1}])


@contextmanager
def client_of(
    answer: Callable[[Asked], Reply],
    folder: Path,
    *,
    secret: str | None = None,
    previous: Run | None = None,
    **live: Any,
) -> Iterator[tuple[Client, Fake, list[float]]]:
    """Yield a client, the server it asks, and the list of waits it was told to make."""
    waits: list[float] = []
    with serving(answer) as server:
        settings: dict[str, Any] = {"every_days": 1, "rows": (1, 10), "pause_seconds": 0}
        settings |= {"backoff_seconds": 0.001, "timeout_seconds": 0.6, "api": server.address}
        card = Live(**{**settings, **live})
        web = Web("invented", card, secret, waits.append)
        yield Client("invented", card, web, Draft("invented", folder), previous), server, waits


def always(reply: Reply) -> Callable[[Asked], Reply]:
    return lambda asked: reply


def test_a_retry_after_in_seconds_is_waited_for(tmp_path: Path):
    with client_of(always(OK), tmp_path) as (client, server, waits):
        server.faults = {0: fake.status(429, "busy", Retry_After="7")}
        assert client.get("/x").json() == [{"n": 1}]
    assert 7 in waits


def test_a_retry_after_date_is_read_by_the_server_s_own_clock(tmp_path: Path):
    with client_of(always(OK), tmp_path) as (client, server, waits):
        server.clock = timedelta(hours=3)  # a clock we do not share, within what is tolerated
        until = datetime.now(UTC) + timedelta(hours=3, seconds=40)
        server.faults = {
            0: fake.status(503, "busy", Retry_After=format_datetime(until, usegmt=True))
        }
        client.get("/x")
    assert 35 < max(waits) <= 41


def test_a_wait_of_hours_ends_the_run_instead(tmp_path: Path):
    with client_of(always(OK), tmp_path) as (client, server, waits):
        server.faults = {0: fake.status(429, "spent", Retry_After="7200")}
        with pytest.raises(SourceUnavailable, match=r"limit is spent .*free again at \d{4}-"):
            client.get("/x")
    assert max(waits) == 0


@pytest.mark.parametrize(
    ("code", "headers", "seconds"),
    [
        (403, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "12"}, 13),  # seconds left
        (429, {"RateLimit": '"api";r=0;t=20'}, 21),  # the Hub's form
        (403, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "{epoch}"}, 31),
        (403, {"X_RateLimit_Remaining": "55", "Retry_After": "3"}, 3),  # a secondary limit
    ],
)
def test_the_headers_of_a_spent_limit_are_obeyed(
    code: int, headers: dict[str, str], seconds: int, tmp_path: Path
):
    with client_of(always(OK), tmp_path) as (client, server, waits):
        epoch = str(int(datetime.now(UTC).timestamp()) + 30)
        said = {name: value.replace("{epoch}", epoch) for name, value in headers.items()}
        server.faults = {0: fake.status(code, "limited", **said)}
        client.get("/x")
    assert seconds - 1.5 <= max(waits) <= seconds + 0.5


def test_waits_grow_and_are_spread(tmp_path: Path):
    with client_of(always(OK), tmp_path, backoff_seconds=0.1) as (client, server, waits):
        server.faults = {n: fake.status(500) for n in range(5)}
        client.get("/x")
    waits = [wait for wait in waits if wait > 0]
    # at once first, then doubled each time, with up to 0.1 s of chance on top
    for wait, least in zip(waits, [0.2, 0.4, 0.8, 1.6], strict=True):
        assert least <= wait <= least + 0.1
    assert len(set(waits)) == len(waits)


def test_an_expired_token_is_no_reason_to_ask_again(tmp_path: Path):
    refusal = Reply({"message": "Bad credentials"}, 401)
    live = {"token": "GITHUB_TOKEN"}
    with (
        client_of(always(refusal), tmp_path, secret=SECRET, **live) as (client, server, _),
        pytest.raises(SetupError, match=r"GITHUB_TOKEN is expired.*Renew") as caught,
    ):
        client.get("/x")
    assert len(server.log) == 1
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("parameter", [None, "api_key"])
def test_a_secret_is_sent_and_reaches_no_file_and_no_message(parameter: str | None, tmp_path: Path):
    live = {"token": "OPENALEX_API_KEY", "token_parameter": parameter}
    with client_of(always(OK), tmp_path, secret=SECRET, **live) as (client, server, _):
        client.get("/x", {"q": "1"})
        server.faults = {n: fake.reset for n in range(1, 20)}
        with pytest.raises(CollectError) as caught:
            client.get("/y")
        sent = server.log[0]
    assert sent.query.get("api_key") == (SECRET if parameter else None)
    assert sent.headers.get("authorization") == (None if parameter else f"Bearer {SECRET}")
    assert SECRET not in str(caught.value)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert SECRET.encode() not in (
                gzip.decompress(content) if path.suffix == ".gz" else content
            )


def test_a_secret_is_not_carried_to_another_host(tmp_path: Path):
    with serving(always(OK)) as other:
        away = Reply(b"", 302, {"Location": other.address.replace("127.0.0.1", "localhost") + "/z"})
        with client_of(lambda asked: away, tmp_path, secret=SECRET, token="GITHUB_TOKEN") as (
            client,
            server,
            _,
        ):
            answer = client.get("/x")
            assert server.log[0].headers["authorization"] == f"Bearer {SECRET}"
    assert "authorization" not in other.log[0].headers
    assert answer.headers["moved-to"].endswith("/z")


def test_a_body_beyond_the_limit_is_refused_while_it_comes(tmp_path: Path):
    with (
        client_of(always(Reply(b"x" * 5_000)), tmp_path, limit_bytes=1_000) as (client, _, _),
        pytest.raises(SourceUnavailable, match=r"more than 1,000 bytes.*limit_bytes"),
    ):
        client.get("/x", suffix="txt")


def test_a_small_packed_body_that_unpacks_to_too_much_is_refused(tmp_path: Path):
    bomb = Reply(gzip.compress(b"0" * 50_000_000), headers={"Content-Encoding": "gzip"})
    with (
        client_of(always(bomb), tmp_path, limit_bytes=1_000_000) as (client, _, _),
        pytest.raises(SourceUnavailable, match="more than"),
    ):
        client.get("/x", suffix="txt")


def test_a_packed_answer_of_two_members_is_unpacked_whole(tmp_path: Path):
    body = gzip.compress(b"one,") + gzip.compress(b"two")
    two = Reply(body, headers={"Content-Encoding": "gzip"})
    with client_of(always(two), tmp_path) as (client, _, _):
        assert client.get("/x", suffix="txt").text() == "one,two"


def pages(asked: Asked) -> Reply:
    """Serve three pages of a listing."""
    number = int(asked.query.get("page", 1))
    link = {"Link": f'<{{api}}/list?page={number + 1}>; rel="next"'} if number < 3 else {}
    return Reply([{"n": number}], headers=link)


def test_a_listing_is_followed_to_its_last_page(tmp_path: Path):
    with client_of(pages, tmp_path) as (client, server, _):
        assert [page.json()[0]["n"] for page in client.pages("/list", {"per_page": 1})] == [1, 2, 3]
    assert [asked.query for asked in server.log] == [
        {"per_page": "1"}, {"page": "2"}, {"page": "3"}
    ]  # fmt: skip


def test_an_empty_page_amid_a_listing_is_asked_again(tmp_path: Path):
    with client_of(pages, tmp_path) as (client, server, _):
        server.faults = {1: fake.instead([], Link='<{api}/list?page=3>; rel="next"')}
        assert [page.json()[0]["n"] for page in client.pages("/list")] == [1, 2, 3]


def test_a_listing_that_ends_with_an_empty_page_is_whole(tmp_path: Path):
    with client_of(always(Reply([])), tmp_path) as (client, _, _):
        assert [page.json() for page in client.pages("/list")] == [[]]


def test_a_listing_that_leads_in_a_circle_is_refused(tmp_path: Path):
    circle = Reply([{"n": 1}], headers={"Link": '<{api}/list?page=1>; rel="next"'})
    with (
        client_of(always(circle), tmp_path) as (client, server, _),
        pytest.raises(SourceChanged, match="already read"),
    ):
        list(client.pages("/list"))
    assert len(server.log) == 2


def test_an_interrupted_run_asks_only_what_is_missing(tmp_path: Path):
    with client_of(pages, tmp_path) as (client, server, _):
        walk = client.pages("/list")
        next(walk), next(walk)
        again = Client("invented", client.live, client.web, Draft("invented", tmp_path))
        assert again.draft.resumed == 2
        assert [page.json()[0]["n"] for page in again.pages("/list")] == [1, 2, 3]
        assert len(server.log) == 3


@pytest.mark.parametrize("damage", ["half a line", "a damaged body", "a missing body"])
def test_what_a_crash_left_half_written_is_asked_again(damage: str, tmp_path: Path):
    with client_of(pages, tmp_path) as (client, server, _):
        walk = client.pages("/list")
        next(walk), next(walk)
        raw = sorted((tmp_path / ".draft" / "raw").iterdir())
        journal = tmp_path / ".draft" / "journal.jsonl"
        if damage == "half a line":
            journal.write_text(journal.read_text()[:-30])
        elif damage == "a damaged body":
            raw[1].write_bytes(raw[1].read_bytes()[:-5])
        else:
            raw[1].unlink()
        again = Client("invented", client.live, client.web, Draft("invented", tmp_path))
        assert again.draft.resumed == 1
        assert [page.json()[0]["n"] for page in again.pages("/list")] == [1, 2, 3]
        assert len(server.log) == 4
        assert len({answer.name for answer in again.draft.answers()}) == 3


def test_a_draft_of_another_purpose_or_another_day_is_begun_anew(tmp_path: Path):
    with client_of(pages, tmp_path) as (client, _, _):
        client.get("/list")
        assert Draft("invented", tmp_path).resumed == 1
        assert Draft("invented", tmp_path, "since 2020-01-01").resumed == 0
        client.draft = Draft("invented", tmp_path)
        client.get("/list")
        head = tmp_path / ".draft" / "started.json"
        yesterday = (landing.now() - timedelta(hours=25)).isoformat()
        head.write_text(json.dumps({"started_at": yesterday, "purpose": ""}))
        assert Draft("invented", tmp_path).resumed == 0


class Versioned:
    """A server that knows ETags."""

    def __init__(self) -> None:
        self.version = 1

    def __call__(self, asked: Asked) -> Reply:
        tag = f'"v{self.version}"'
        if asked.headers.get("if-none-match") == tag:
            return Reply(b"", 304, {"ETag": tag})
        return Reply([{"n": self.version}], headers={"ETag": tag})


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path):
    source = Versioned()
    with client_of(source, tmp_path / "a") as (client, server, _):
        client.get("/x")
        run = client.draft.land({}, None)
        again = Client("invented", client.live, client.web, Draft("invented", tmp_path / "b"), run)
        answer = again.get("/x")
        assert server.log[1].headers["if-none-match"] == '"v1"'
        assert (answer.status, answer.json()) == (200, [{"n": 1}])
        source.version = 2
        later = Client("invented", client.live, client.web, Draft("invented", tmp_path / "c"), run)
        assert later.get("/x").json() == [{"n": 2}]


def test_the_source_can_see_who_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHARECHECK_CONTACT", "someone@example.org")
    with client_of(always(OK), tmp_path) as (client, server, _):
        client.get("/x")
    assert server.log[0].headers["user-agent"].startswith("sharecheck/")
    assert "someone@example.org" in server.log[0].headers["user-agent"]


def test_two_sources_of_one_host_take_turns():
    pace = patience.Pace()
    assert pace.turn("host", 10) == 0
    assert 9.9 < pace.turn("host", 10) <= 10
    assert 19.9 < pace.turn("host", 10) <= 20
    assert pace.turn("elsewhere", 10) == 0


class Shape(BaseModel):
    name: str
    stars: int


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": "a"}, "stars: field required"),
        ({"name": "a", "stars": "many"}, "stars: input should be a valid integer.*'many'"),
        ([], "the whole body: input should be a valid dictionary"),
    ],
)
def test_another_shape_is_named_field_by_field(body: Any, words: str, tmp_path: Path):
    with (
        client_of(always(Reply(body)), tmp_path) as (client, _, _),
        pytest.raises(SourceChanged, match=rf"invented: the answer of http.*/x .*{words}"),
    ):
        client.get("/x").read(Shape)


def test_a_cached_answer_s_age_is_no_wrong_clock():
    answer = requests.Response()
    old = datetime.now(UTC) - timedelta(days=3)
    answer.headers["Date"] = format_datetime(old, usegmt=True)
    answer.headers["Age"] = str(3 * 86400)
    theirs = patience.server_time(answer.headers)
    assert theirs is not None
    assert abs(theirs - datetime.now(UTC)) < timedelta(seconds=5)


def test_too_few_rows_are_an_alarm_and_the_answers_are_set_aside(tmp_path: Path):
    with world("pypi_stats", tmp_path, rows=[100, 200]) as source:
        outcome = source.collect()
        assert "8 rows were parsed, expected 100 to 200" in outcome.message
        assert len(list((source.root / "data/landing/pypi_stats/.rejected/raw").iterdir())) == 6
        assert [run.manifest["status"] for run in source.runs()] == ["failed"]


def test_a_stop_is_no_failure_and_keeps_what_was_fetched(tmp_path: Path):
    with world("pypi_stats", tmp_path) as source:
        stop = threading.Event()
        served = source.server.answer

        def stopping(asked: Asked) -> Reply:
            if len(source.server.log) == 3:
                stop.set()
            return served(asked)

        source.server.answer = stopping
        assert source.collect(stop=stop).state == "stopped"
        assert source.runs() == []
        source.collected()
        assert len(source.server.log) == 6


def test_a_later_run_asks_from_its_card_s_distance_before_the_last_one(tmp_path: Path):
    with world("pypi_stats", tmp_path, reread_days=30) as source:
        first, second = source.collected(), source.collect()
        assert first.run is not None
        assert second.run is not None
        day = first.run.started_at.date() - timedelta(days=30)
        assert first.run.manifest["purpose"] == "since None, None"
        assert second.run.manifest["purpose"] == f"since {day}, None"
        third = source.collect(since=date(2020, 2, 3))
        assert third.run is not None
        assert third.run.manifest["purpose"] == "since 2020-02-03, None"


def test_an_unexpected_error_in_a_collector_is_reported_with_its_place(tmp_path: Path):
    with world("pypi_stats", tmp_path, names={"npm": []}) as source:
        outcome = source.collect()
    assert outcome.state == "failed"
    assert "unexpected KeyError at pypi_stats.py:" in outcome.message
