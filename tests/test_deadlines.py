"""No server holds a collection: each answer has a deadline, and a stop is heard at any time."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from huggingface_hub import close_session

from collectors import git_history as git
from collectors.cards import LEAST_BYTES_A_SECOND, Live
from collectors.errors import CollectError, SourceChanged, SourceUnavailable
from collectors.machinery.client import Client
from collectors.machinery.http import Attempt, Left, Web
from collectors.machinery.landing import Draft
from collectors.machinery.run import Stopped
from collectors.pypi_clickhouse import _connected
from data.sources import hub
from tests.fake import Asked, Reply, talking
from tests.test_machinery import client_of

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = HEAD + b"Content-Encoding: gzip\r\n\r\n"


def drip(first: bytes, again: bytes, seconds: float = 0.02) -> Callable[[socket.socket], None]:
    """Return what sends something, and then something again and again for ever."""

    def speak(peer: socket.socket) -> None:
        peer.sendall(first)
        while True:
            time.sleep(seconds)
            peer.sendall(again)

    return speak


HOLDING = {
    "silence before the answer": drip(b"", b"", 1),
    "the status line": drip(b"HTTP/1.1 200 O", b"K"),
    "the name of a header": drip(HEAD + b"X-", b"y"),
    "the value of a header": drip(HEAD + b"X-Y: ", b"z"),
    "headers without end": drip(HEAD, b"X-Y: z\r\n"),
    "100 Continue without end": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "100 Continue at full speed": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 200, 0.001),
    "a body of a promised length": drip(HEAD + b"Content-Length: 999999\r\n\r\n[", b" "),
    "a body until the end": drip(HEAD + b"\r\n[", b" "),
    "chunks of a byte": drip(CHUNKED, b"1\r\n \r\n"),
    "the length of a chunk": drip(CHUNKED, b"0"),
    "the extension of a chunk": drip(CHUNKED + b"5;x=", b"y"),
    "trailers without end": drip(CHUNKED + b"2\r\n[]\r\n0\r\n", b"X-Y: z\r\n"),
    "members of gzip that are empty": drip(PACKED, gzip.compress(b"")),
    "the beginning of gzip": drip(PACKED + gzip.compress(b"")[:3] + b"\x08" * 7, b"x"),
    "the reason of a refusal": drip(b"HTTP/1.1 403 Forbidden\r\n\r\nno", b"."),
    "a page that leads on": drip(
        b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 999999\r\n\r\n", b" "
    ),
}


@contextmanager
def asking(address: str, folder: Path, **live: Any) -> Iterator[tuple[Client, threading.Event]]:
    """Yield a client of a server, and what stops it."""
    stop = threading.Event()

    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise Stopped

    settings: dict[str, Any] = {"every_days": 1, "rows": (1, 10), "pause_seconds": 0}
    settings |= {"backoff_seconds": 0, "timeout_seconds": 0.25, "api": address}
    card = Live(**{**settings, **live})
    yield (
        Client("invented", card, Web("invented", card, None, pause), Draft("invented", folder)),
        stop,
    )
    close_session()


def ended(call: Callable[[], Any], seconds: float, *errors: type[Exception]) -> str:
    """Return what a call says when it fails, which must be soon."""
    began = time.monotonic()
    with pytest.raises(errors or (CollectError,)) as caught:
        call()
    assert time.monotonic() - began < seconds
    return str(caught.value)


@pytest.mark.fault("servers that hold on")
@pytest.mark.parametrize("what", HOLDING)
def test_an_answer_that_does_not_come_to_an_end_is_given_up(what: str, tmp_path: Path):
    with (
        talking(HOLDING[what]) as server,
        asking(server.address, tmp_path, answer_seconds=0.3) as (client, _),
    ):
        said = ended(lambda: client.get("/x"), 6)
    assert said.startswith("invented: http://127.0.0.1:")
    assert "unexpected" not in said


@pytest.mark.fault("servers that hold on")
@pytest.mark.parametrize("what", sorted(HOLDING.keys() - {"a page that leads on"}))
def test_a_stop_is_heard_whatever_a_server_does(what: str, tmp_path: Path):
    with (
        talking(HOLDING[what]) as server,
        asking(server.address, tmp_path, timeout_seconds=60) as (client, stop),
    ):
        threading.Timer(0.1, stop.set).start()
        ended(lambda: client.get("/x"), 2, Stopped)


@pytest.mark.fault("servers that hold on")
def test_a_stop_is_heard_while_nobody_takes_the_connection(tmp_path: Path):
    with socket.socket() as full:  # connections beyond the first ones are never taken
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        places = [socket.socket() for _ in range(4)]
        for place in places:
            place.setblocking(False)
            place.connect_ex(full.getsockname())
        address = f"http://127.0.0.1:{full.getsockname()[1]}"
        with asking(address, tmp_path, timeout_seconds=60) as (client, stop):
            threading.Timer(0.1, stop.set).start()
            ended(lambda: client.get("/x"), 2, Stopped)
        for place in places:
            place.close()


LIBRARIES: dict[str, Callable[[Client, Path], Any]] = {
    "a large file": lambda client, _: client.download("/x", "large", 10**9),
    "the Hub": lambda client, folder: hub.download(client, "a/b", "c" * 40, "x.parquet", folder),
    "ClickHouse": lambda client, _: _connected(client).__enter__(),
    "git": lambda client, _: git.head(client, f"{client.live.api}/a/b.git"),
}


@pytest.mark.fault("servers that hold on")
@pytest.mark.parametrize("what", ["headers without end", "a body until the end"])
@pytest.mark.parametrize("library", LIBRARIES)
def test_the_libraries_are_held_by_nobody_either(library: str, what: str, tmp_path: Path):
    ask = LIBRARIES[library]
    with talking(HOLDING[what]) as server:
        with asking(server.address, tmp_path / "a", answer_seconds=0.5) as (client, _):
            said = ended(lambda: ask(client, tmp_path), 6)
            assert said.startswith("invented: ")
        with asking(server.address, tmp_path / "b", timeout_seconds=60) as (client, stop):
            threading.Timer(0.1, stop.set).start()
            ended(lambda: ask(client, tmp_path), 4 if library == "git" else 2, Stopped)


@pytest.mark.fault("servers that hold on")
@pytest.mark.parametrize("what", ["headers without end", "a body until the end"])
def test_git_is_not_kept_waiting_by_a_byte_now_and_then(what: str, tmp_path: Path):
    with (
        talking(HOLDING[what]) as server,
        asking(server.address, tmp_path, timeout_seconds=0.5) as (client, _),
    ):
        ended(lambda: git.head(client, f"{server.address}/a/b.git"), 10)


def test_what_comes_steadily_may_take_longer_than_what_does_not(tmp_path: Path):
    piece = b" " * (LEAST_BYTES_A_SECOND // 2)

    def steadily(peer: socket.socket) -> None:
        peer.sendall(HEAD + b"Connection: close\r\n\r\n[")
        for _ in range(14):
            time.sleep(0.2)
            peer.sendall(piece)
        peer.sendall(b"]")

    with talking(steadily) as server, asking(server.address, tmp_path) as (client, _):
        began = time.monotonic()
        assert client.get("/x").json() == []
        assert time.monotonic() - began > client.live.seconds_for(0)
    with (
        talking(HOLDING["a body until the end"]) as server,
        asking(server.address, tmp_path) as (client, _),
    ):
        ended(lambda: client.get("/y"), 3 * client.live.seconds_for(0))


def test_the_card_may_set_the_deadline(tmp_path: Path):
    live = {"timeout_seconds": 60, "answer_seconds": 0.3}
    with (
        talking(HOLDING["chunks of a byte"]) as server,
        asking(server.address, tmp_path, **live) as (client, _),
    ):
        assert "is too slow: the answer was not there after" in ended(lambda: client.get("/x"), 3)
        assert len(server.heard) == 2  # a second time, and no third


def test_an_attempt_that_was_left_writes_into_no_later_one(tmp_path: Path):
    answers = iter([HOLDING["a body until the end"]])

    def speak(peer: socket.socket) -> None:
        next(answers, lambda peer: peer.sendall(HEAD + b"Content-Length: 3\r\n\r\n[7]"))(peer)

    with talking(speak) as server, asking(server.address, tmp_path) as (client, _):
        assert client.get("/x").json() == [7]


@pytest.mark.fault("servers that hold on")
def test_a_listing_that_names_new_pages_for_ever_ends_at_the_card_s_limit(tmp_path: Path):
    def onward(asked: Asked) -> Reply:
        number = int(asked.query.get("page", 1))
        return Reply([number], headers={"Link": f'<{{api}}/list?page={number + 1}>; rel="next"'})

    with client_of(onward, tmp_path, limit_pages=5) as (client, server, _):
        with pytest.raises(SourceChanged, match=r"after 5, the most that live\.limit_pages"):
            list(client.pages("/list"))
        assert len(server.log) == 5


def test_a_listing_as_long_as_the_limit_is_whole(tmp_path: Path):
    def three(asked: Asked) -> Reply:
        number = int(asked.query.get("page", 1))
        link = {"Link": f'<{{api}}/list?page={number + 1}>; rel="next"'} if number < 3 else {}
        return Reply([number], headers=link)

    with client_of(three, tmp_path, limit_pages=3) as (client, _, _):
        assert [page.json() for page in client.pages("/list")] == [[1], [2], [3]]


@pytest.mark.fault("sizes")
def test_an_attempt_takes_as_much_as_is_allowed_and_no_more_and_nothing_once_it_is_left():
    mine = Attempt("invented", 1000)
    for _ in range(3):
        mine.begin(3)
    with pytest.raises(SourceUnavailable, match="leads on after 3 answers"):
        mine.begin(3)
    mine.count(1000)
    with pytest.raises(SourceUnavailable, match="more than 1,000 bytes"):
        mine.count(1)
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    with ours, theirs:
        mine.hold(ours)
        mine.leave()
        assert theirs.recv(1) == b""  # it hears that nobody listens any more
        for call in (
            mine.go_on,
            lambda: mine.begin(99),
            lambda: mine.count(0),
            lambda: mine.hold(ours),
        ):
            with pytest.raises(Left):
                call()
        mine.close()


@pytest.mark.fault("sizes")
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("framing", ["length", "chunks", "end"])
def test_a_body_as_large_as_the_limit_passes_and_one_byte_more_does_not(
    packed: bool, framing: str, tmp_path: Path
):
    chance = Random(5)
    for size in (1000, 1001):
        body = chance.randbytes(size)
        sent = gzip.compress(body) if packed else body
        head = HEAD + (b"Content-Encoding: gzip\r\n" if packed else b"")
        if framing == "length":
            whole = head + b"Content-Length: %d\r\n\r\n" % len(sent) + sent
        elif framing == "chunks":
            middle = b"".join(b"1\r\n%c\r\n" % byte for byte in sent)
            whole = head + b"Transfer-Encoding: chunked\r\n\r\n" + middle + b"0\r\n\r\n"
        else:
            whole = head + b"Connection: close\r\n\r\n" + sent

        def speak(peer: socket.socket, whole: bytes = whole) -> None:
            peer.sendall(whole)

        with (
            talking(speak) as server,
            asking(server.address, tmp_path / str(size), limit_bytes=1000) as (client, _),
        ):
            if size == 1000:
                assert client.get("/x", suffix="bin").content() == body
                assert client.download("/x", "large", 1000).read_bytes() == body
                continue
            with pytest.raises(SourceUnavailable, match="more than 1,000 bytes"):
                client.get("/x", suffix="bin")
            with pytest.raises(SourceUnavailable, match="more than 1,000 bytes"):
                client.download("/x", "large", 1000)


@pytest.mark.fault("sizes")
@pytest.mark.parametrize(
    "sent",
    [
        CHUNKED + b"-1\r\n" + b"x" * 200_000,
        CHUNKED + b"-5\r\n" + b"x" * 200_000,
        PACKED + gzip.compress(b"") * 20_000,
        HEAD + b"X: " + b"y" * 200_000,
        HEAD + b"X: y\r\n" * 20_000,
        CHUNKED + b"1;" + b"x" * 200_000,
    ],
    ids=["chunk -1", "chunk -5", "empty members", "a long header", "headers", "a long extension"],
)
def test_what_has_no_end_is_not_kept_in_memory(sent: bytes, tmp_path: Path):
    def speak(peer: socket.socket) -> None:
        while True:
            peer.sendall(sent)
            sent_bytes.append(len(sent))

    sent_bytes: list[int] = []
    with (
        talking(speak) as server,
        asking(server.address, tmp_path, limit_bytes=100_000) as (client, _),
    ):
        ended(lambda: client.get("/x"), 10)
    # what the buffers of the system take in for each attempt, and no more
    assert sum(sent_bytes) < len(server.heard) * 30_000_000
