"""What all collectors share: patience, records without secrets, paging, resuming, conditions."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import requests
from pydantic import BaseModel, Field

from collectors import cards
from collectors.cards import Live, Place
from collectors.errors import CollectError, SetupError, SourceChanged, SourceUnavailable
from collectors.home import PROGRAM
from collectors.machinery import http, landing, parsing
from collectors.machinery.ask import Answer, Lax
from collectors.machinery.client import Client
from collectors.machinery.http import Web
from collectors.machinery.landing import Draft, Examination, Run
from tests import fake
from tests.collecting import world
from tests.conftest import SMALL
from tests.fake import Asked, Fake, Reply, serving

SECRET = "invented-secret-0123456789"
OK = Reply([{"n": 1}])
CARDS = cards.load(SMALL)


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


ABSURD = [
    "",
    " ",
    "²",
    "٣",
    "-1",
    "+5",
    "1e3",
    "0x10",
    "1_000",
    "inf",
    "-inf",
    "nan",
    "10" * 30,
    "9" * 5000,
    "1" + "0" * 22,
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Mon, 01 Jan 0001 00:00:00 +2359",
    "Mon, 99 Foo 2026 99:99:99 GMT",
    "Mon",
    "0, 0, 0",
    ",",
    "Tue, 01 Jan 2030 00:00:00 -0000",
    "2026-01-01T00:00:00Z",
    "true",
    "\x1b[31m",
    "é",
    "%s",
    "{}",
]
SAYING = (
    "Retry-After",
    "Age",
    "Date",
    "X-RateLimit-Reset",
    "RateLimit",
    "Content-Type",
    "ETag",
    "Last-Modified",
    "Link",
    "Set-Cookie",
    "Location",
    "X-RateLimit-Limit",
    "Transfer-Encoding",
    "Content-Encoding",
    "Content-Length",
    "Connection",
)


@pytest.mark.fault("absurd headers")
@pytest.mark.parametrize("header", SAYING)
@pytest.mark.parametrize("code", [200, 302, 429])
def test_a_header_that_makes_no_sense_costs_patience_and_nothing_else(
    header: str, code: int, tmp_path: Path, attempts: Callable[[int], None]
):
    def speak(peer: socket.socket) -> None:
        lines = [f"HTTP/1.1 {code} Busy", "X-RateLimit-Remaining: 0", f"{header}: {said}"]
        if header != "Content-Length":
            lines.append("Content-Length: 9")
        peer.sendall("\r\n".join(lines).encode() + b'\r\n\r\n[{"n":1}]')
        peer.close()

    live: dict[str, Any] = {"every_days": 1, "rows": (1, 10), "pause_seconds": 0}
    with fake.talking(speak) as server:
        card = Live(api=server.address, timeout_seconds=2, backoff_seconds=0, **live)
        for number, value in enumerate(ABSURD):
            said = f'"api";r=0;t={value}' if header == "RateLimit" else value
            waits: list[float] = []
            web = Web("invented", card, None, waits.append, attempts=2)
            client = Client("invented", card, web, Draft("invented", tmp_path / str(number)))
            try:
                found = client.get("/x").json()
            except (SourceUnavailable, SetupError) as error:
                found = error
            if isinstance(found, CollectError):
                assert str(found).startswith("invented: ")
                assert str(found).isprintable(), str(found)
                free_at = getattr(found, "free_at", None)
                assert free_at is None or free_at < landing.now() + timedelta(days=8)
            else:
                assert found == [{"n": 1}]
            assert max(waits) <= http.LONGEST_WAIT
    attempts(len(ABSURD))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "604800"}, 604_800),
        ({"Retry-After": "604801"}, None),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "²"}, None),
        ({"Retry-After": "1" + "0" * 22}, None),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "nan"}, None),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "inf"}, None),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1764500000000"}, None),
        ({"RateLimit": '"api";r=0;t=²'}, None),
        (
            {
                "Retry-After": "Thu, 01 Jan 2026 00:01:00 -0000",
                "Date": "Thu, 01 Jan 2026 00:00:00 GMT",
            },
            60,
        ),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, None),
    ],
)
def test_a_wait_is_a_number_of_seconds_up_to_a_week(headers: dict[str, str], seconds: float | None):
    assert http.waiting_time(headers) == seconds


@pytest.mark.fault("clocks")
@pytest.mark.parametrize("hours", [-13, -11, 11, 13])
@pytest.mark.parametrize("age", [0, 86_400])
def test_a_clock_half_a_day_off_in_either_direction_dates_nothing(
    hours: int, age: int, tmp_path: Path
):
    aged = Reply([{"n": 1}], headers={"Age": str(age)})
    with client_of(always(aged), tmp_path) as (client, server, _):
        server.clock = timedelta(hours=hours, seconds=-age)
        if abs(hours) < 12:
            client.get("/x")
            return
        with pytest.raises(SetupError, match="Set the clock right"):
            client.get("/x")


@pytest.mark.fault("damaged bodies")
def test_gzip_that_is_cut_off_anywhere_is_never_an_answer(
    tmp_path: Path, attempts: Callable[[int], None]
):
    whole = gzip.compress(b'[{"n": 1}]') + gzip.compress(b"\n")
    ends = {len(gzip.compress(b'[{"n": 1}]')), len(whole)}
    cuts = [n for n in range(len(whole) + 1) if n not in ends]
    for cut in cuts:
        part = Reply(whole[:cut], headers={"Content-Encoding": "gzip"})
        with client_of(lambda _, part=part: part, tmp_path / str(cut)) as (client, _, _):
            client.web.attempts = 1
            with pytest.raises(SourceUnavailable, match="damaged"):
                client.get("/x", suffix="txt")
    attempts(len(cuts))


@pytest.mark.fault("damaged bodies")
@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "²", "compress"])
def test_an_encoding_that_nobody_asked_for_is_named(encoding: str, tmp_path: Path):
    headers = {"Content-Encoding": encoding.encode().decode("latin-1")}
    with (
        client_of(always(Reply(b"[1]", headers=headers)), tmp_path) as (client, _, _),
        pytest.raises(SourceUnavailable, match="which nobody asked for"),
    ):
        client.get("/x")


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
        {"per_page": "1"},
        {"page": "2"},
        {"page": "3"},
    ]


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
        for hours, resumed in ((-25, 0), (-23, 1), (1, 0)):
            client.draft = Draft("invented", tmp_path)
            client.get("/list")
            head = tmp_path / ".draft" / "started.json"
            then = (landing.now() + timedelta(hours=hours)).isoformat()
            head.write_text(json.dumps({"started_at": then, "purpose": ""}))
            assert Draft("invented", tmp_path).resumed == resumed, hours


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
    pace = http.Pace()
    assert pace.turn("host", 10) == 0
    assert 9.9 < pace.turn("host", 10) <= 10
    assert 19.9 < pace.turn("host", 10) <= 20
    assert pace.turn("elsewhere", 10) == 0


ODD_ANSWERS = {
    "nothing": Reply(b""),
    "bytes": Reply(b"\xff\x00\xfe" * 40),
    "deep": Reply("[" * 20_000),
    "a number": Reply(b"5"),
    "a list in a list": Reply([[[]]]),
    "a clock beyond all time": Reply(
        {
            "data": [["2025-01-01", 10**18, 0, 0, 0]],
            "rows": 1,
            "statistics": {"elapsed": 0, "rows_read": 0},
        }
    ),
    "a code of many digits": Reply(b"Code: " + b"9" * 5000 + b". DB::Exception: x", 500),
    "odd sizes": Reply(
        {"sha": "a" * 40, "siblings": [{"rfilename": "models.parquet"}]},
        headers={
            "X-Linked-Size": "²".encode().decode("latin-1"),
            "X-Repo-Commit": "a" * 40,
            "ETag": '"x"',
            "X-Linked-ETag": '"../../x"',
            "Retry-After": "-1",
        },
    ),
    "busy for ever": Reply(b"busy", 429, {"Retry-After": "9" * 30, "RateLimit": '"api";r=0;t=nan'}),
}


@pytest.mark.fault("absurd answers")
@pytest.mark.parametrize("what", ODD_ANSWERS)
@pytest.mark.parametrize(
    "source", ["pypi_clickhouse", "hub_census", "papers_with_code", "git_history", "github"]
)
def test_an_absurd_answer_is_no_bug_of_ours(source: str, what: str, tmp_path: Path):
    names = {"pypi": ["torch"], "hub_library": ["x"], "github": ["a/b"]}
    live = {"only": ["a/b"]} if source == "git_history" else {}
    live |= {"backoff_seconds": 0, "timeout_seconds": 3}
    began = time.monotonic()
    with world(source, tmp_path, always(ODD_ANSWERS[what]), names, **live) as asked:
        outcome = asked.collect()
    assert outcome.state in ("failed", "partial"), outcome
    assert outcome.message.startswith(f"{source}: ")
    assert "unexpected" not in outcome.message, outcome.message
    assert outcome.message.isprintable()
    assert time.monotonic() - began < 30


class Counts(Lax):
    count: int
    share: float = 0
    day: date | None = None
    at: datetime | None = None
    done: bool = False
    many: list[int] = Field([])
    by: dict[str, int] = Field({})
    other: Any = None


ODD_JSON = [
    ('{"count": true}', "count: input should be a number, found True"),
    ('{"count": false}', "count: input should be a number"),
    ('{"count": 9223372036854775808}', "count: .*less than or equal to 9223372036854775807"),
    ('{"count": -9223372036854775809}', "count: .*greater than or equal to"),
    ('{"count": "9223372036854775808"}', "count: "),
    ('{"count": 1e400}', "count: .*finite"),
    ('{"count": 1e30}', "count: "),
    ('{"count": 1.5}', "count: .*fractional"),
    ('{"count": "1_000"}', "count: input should be a number"),
    ('{"count": "²"}', "count: input should be a"),
    ('{"count": ""}', "count: "),
    ('{"count": null}', "count: "),
    ('{"count": [1]}', "count: "),
    ('{"count": NaN}', "holds NaN, which is no JSON"),
    ('{"count": 1, "other": [Infinity]}', "holds Infinity, which is no JSON"),
    ('{"count": 1, "other": -Infinity}', "holds -Infinity, which is no JSON"),
    ('{"count": 1, "count": 2}', "says 'count' twice"),
    ('{"count": 1, "other": {"a": 1, "a": 1}}', "says 'a' twice"),
    ('{"count": 1, "share": "nan"}', "share: .*finite"),
    ('{"count": 1, "share": "inf"}', "share: .*finite"),
    ('{"count": 1, "share": 1e999}', "share: .*finite"),
    ('{"count": 1, "share": true}', "share: input should be a number"),
    ('{"count": 1, "day": 5}', "day: input should be a date"),
    ('{"count": 1, "day": true}', "day: input should be a date"),
    ('{"count": 1, "day": "20000"}', "day: input should be a date"),
    ('{"count": 1, "day": "2026-02-30"}', "day: "),
    ('{"count": 1, "day": "99999-01-01"}', "day: "),
    ('{"count": 1, "at": 1e12}', "at: input should be a date"),
    ('{"count": 1, "at": "1700000000"}', "at: input should be a date"),
    ('{"count": 1, "done": 1}', "done: input should be a valid boolean"),
    ('{"count": 1, "done": "yes"}', "done: input should be a valid boolean"),
    ('{"count": 1, "many": [1, true]}', "many.1: input should be a number"),
    ('{"count": 1, "many": [1, 9223372036854775808]}', "many.1: "),
    ('{"count": 1, "by": {"x": false}}', "by.x: input should be a number"),
    ('{"count": 1' + "0" * 5000 + "}", "is no JSON: |thousands of digits|count: "),
    ('{"count": 1, "other": ' + "[" * 100_000 + "]" * 100_000 + "}", "a thousand deep"),
    ('{"count": ' + "[" * 900 + "]" * 900 + "}", "count: "),
]


@pytest.mark.fault("numbers and fields")
@pytest.mark.parametrize(("body", "words"), ODD_JSON, ids=[body[:40] for body, _ in ODD_JSON])
@pytest.mark.parametrize("many", [False, True])
def test_what_can_be_read_in_two_ways_or_is_beyond_a_column_is_named(
    body: str, words: str, many: bool, tmp_path: Path
):
    path = tmp_path / "00001.json"
    path.write_text(f"[{body}]" if many else body)
    answer = Answer("invented", path.name, "http://h/x", {}, 200, datetime(2026, 1, 1), path)
    with pytest.raises(SourceChanged, match=words) as caught:
        answer.read(list[Counts] if many else Counts)
    assert str(caught.value).startswith("invented: the answer of http://h/x (raw/00001.json) ")
    assert len(str(caught.value)) < 500


def test_numbers_sent_as_text_are_numbers(tmp_path: Path):
    path = tmp_path / "00001.json"
    path.write_text(
        '{"count": "12", "share": "1e3", "many": ["-5", 5.0, "7.0"], "by": {"x": " 3 "},'
        ' "day": "2026-01-31", "at": "2026-01-31T10:00:00Z", "done": true,'
        ' "unknown": 99999999999999999999999}'
    )
    answer = Answer("invented", path.name, "http://h/x", {}, 200, datetime(2026, 1, 1), path)
    found = answer.read(Counts)
    assert (found.count, found.share, found.many, found.by) == (12, 1000, [-5, 5, 7], {"x": 3})
    assert (found.day, found.done) == (date(2026, 1, 31), True)


@pytest.mark.fault("numbers and fields")
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", 2**31),
        ("integer", -(2**31) - 1),
        ("bigint", 2**63),
        ("integer", True),
        ("bigint", 1.5),
        ("double", float("nan")),
        ("double", float("inf")),
        ("double", True),
        ("date", "2026-01-01"),
        ("integer", "5"),
        ("timestamp", 2.5),
        ("varchar", 5),
        ("bigint", [1]),
    ],
)
def test_a_value_that_a_column_cannot_hold_is_refused_with_the_column_s_name(
    kind: str, value: Any, tmp_path: Path
):
    (tmp_path / "invented.py").write_text(
        "fetch = probe = print\n"
        "def parse(answer):\n"
        "    return iter([('counted', ('a', VALUE)), ('counted', ('b', None))])\n"
    )
    card = CARDS["docker_hub"]
    table = card.tables["docker_hub"].model_copy(
        update={"columns": {"name": "varchar", "amount": kind}, "key": []}
    )
    live = card.live and card.live.model_copy(update={"rows": (0, 10)})
    card = card.model_copy(update={"tables": {"counted": table}, "live": live})
    card._places = (Place(tmp_path, None),)
    parsing.module_of("invented", card).VALUE = value  # type: ignore[attr-defined]
    answer = Answer("invented", "1.json", "", {}, 200, datetime(2026, 1, 1), tmp_path)
    with pytest.raises(SourceChanged, match=rf"table counted, column amount: .* {kind}, found"):
        parsing.tables_of("invented", card, [answer])


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
    theirs = http.server_time(answer.headers)
    assert theirs is not None
    assert abs(theirs - datetime.now(UTC)) < timedelta(seconds=5)


def test_too_few_rows_are_an_alarm_and_the_answers_are_set_aside(tmp_path: Path):
    with world("pypi_stats", tmp_path, rows=[100, 200]) as source:
        outcome = source.collect()
        assert "8 rows were parsed, expected 100 to 200" in outcome.message
        assert (
            len(list((source.root.parent / "data/landing/pypi_stats/.rejected/raw").iterdir())) == 6
        )
        assert [run.manifest["status"] for run in source.runs()] == ["failed"]


@pytest.mark.parametrize(
    ("bounds", "state"),
    [((8, 8), "new"), ((1, 8), "new"), ((8, 9), "new"), ((1, 7), "failed"), ((9, 100), "failed")],
)
def test_the_number_of_rows_must_lie_within_the_card_s_bounds_which_are_included(
    bounds: tuple[int, int], state: str, tmp_path: Path
):
    with world("pypi_stats", tmp_path, rows=list(bounds)) as source:
        outcome = source.collect()
        assert outcome.state == state
        said = f"8 rows were parsed, expected {bounds[0]} to {bounds[1]}"
        assert (said in outcome.message) == (state == "failed")


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
    with world("pypi_stats", tmp_path) as source:
        text = (PROGRAM / "pypi_stats.py").read_text("utf-8")
        broken = text.replace('ask.names["pypi"]', 'ask.names["no such"]')
        (source.root / "sources" / "pypi_stats.py").write_text(broken, "utf-8")
        outcome = source.collect()
    assert outcome.state == "failed"
    assert "unexpected KeyError at pypi_stats.py:" in outcome.message


def test_what_is_set_aside_keeps_its_tables_though_the_last_run_had_the_same(tmp_path: Path):
    tables = {"counts": pa.table({"n": [1]})}
    first = Draft("invented", tmp_path).land(tables, None)
    aside = Examination(landing.SET_ASIDE, "Invented.")
    second = Draft("invented", tmp_path).land(tables, first, examination=aside)
    assert second.manifest["unchanged_since"] is None
    assert pq.read_table(second.tables["counts"]).to_pylist() == [{"n": 1}]
    third = Draft("invented", tmp_path).land(tables, first)
    assert (third.manifest["unchanged_since"], third.tables) == (first.run_id, {})
