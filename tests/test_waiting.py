"""What a collection says while it waits, and how it ends where there is no network at all."""

from __future__ import annotations

import re
import socket
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.cards import Live
from collectors.errors import CollectError, SourceUnavailable
from collectors.home import Home
from collectors.machinery import landing
from collectors.machinery import run as running
from collectors.machinery.client import Client
from collectors.machinery.http import Web
from collectors.machinery.landing import Draft
from collectors.machinery.run import Network, NoNetwork
from tests.collecting import FAST
from tests.command import run
from tests.conftest import REPOSITORY, TINY, copy_root
from tests.fake import Reply, serving
from warehouse import collecting, scheduling
from warehouse.build import build

NOWHERE = "no-such-host.invalid"  # a name that RFC 6761 keeps free for ever
SOURCES = ("pypi_stats", "npm_downloads", "docker_hub")


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again for a network after moments, not seconds."""
    monkeypatch.setattr(running, "LOOKS", (0.01, 0.01))


@pytest.fixture
def offline(tmp_path: Path, soon: None) -> Path:
    """Return a root whose sources are at hosts that are not there."""
    root = copy_root(TINY, tmp_path / "root")
    for number, source in enumerate(SOURCES):
        card = yaml.safe_load((REPOSITORY / "collectors" / f"{source}.yml").read_text("utf-8"))
        card["live"] |= FAST | {"api": f"https://{number}.{NOWHERE}"}
        (root / "sources" / f"{source}.yml").write_text(yaml.safe_dump(card, sort_keys=False))
    build(Home.of(root))
    return root


def asking(address: str, folder: Path, **live: Any) -> tuple[Client, list[str]]:
    """Return a client, and what it says."""
    said = list[str]()
    settings: dict[str, Any] = {"every_days": 1, "rows": (1, 10), "pause_seconds": 0}
    settings |= {"backoff_seconds": 0, "timeout_seconds": 1, "api": address}
    card = Live(**{**settings, **live})
    web = Web("invented", card, None, lambda _: None, attempts=3, say=said.append)
    return Client("invented", card, web, Draft("invented", folder)), said


def test_a_limit_that_is_spent_is_told_with_its_host_reason_and_end(tmp_path: Path):
    replies = [Reply({"message": "slow down"}, 429, {"Retry-After": "7"}), Reply({"n": 1})]
    with serving(lambda asked: replies.pop(0)) as server:
        client, said = asking(server.address, tmp_path)
        before = datetime.now(UTC).timestamp()
        client.get("/x")
    [line] = said
    found = re.fullmatch(
        r"waits until (\d\d:\d\d:\d\d) UTC for (\S+): HTTP 429: .*slow down.* "
        r"\(attempt 1 of 3 failed\)",
        line,
    )
    assert found is not None, line
    assert found[2] in server.address
    clock = [datetime.fromtimestamp(before + s, UTC).strftime("%H:%M:%S") for s in (7, 8, 9)]
    assert found[1] in clock


def test_a_short_wait_is_not_spoken_of(tmp_path: Path):
    replies = [Reply("down", 503), Reply({"n": 1})]
    with serving(lambda asked: replies.pop(0)) as server:
        client, said = asking(server.address, tmp_path)
        client.get("/x")
    assert said == []


def test_a_refused_connection_and_a_name_that_is_not_there_are_said_in_words(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for address, words in (
        (f"http://127.0.0.1:{port}", "it refuses the connection"),
        (f"http://{NOWHERE}", "its name cannot be found: there is no such host, or no network"),
    ):
        client, said = asking(address, tmp_path, backoff_seconds=2)
        with pytest.raises(SourceUnavailable, match=words):
            client.get("/x")
        [line] = said  # it asks again at once, and then after a while
        assert f": {words} (attempt 2 of 3 failed)" in line


def test_without_a_network_all_sources_end_soon_in_one_message(offline: Path):
    began = time.monotonic()
    done = run(offline, "collect")
    assert time.monotonic() - began < 20
    assert done.returncode == 1
    assert done.stderr.count("There is no network") == 1
    hosts = ", ".join(f"{number}.{NOWHERE}" for number in range(3))
    assert f"There is no network: {hosts} cannot be found." in done.stderr
    assert "for a network: " in done.stderr  # while it waited
    assert "Traceback" not in done.stderr
    for source in SOURCES:
        assert re.search(rf"^{source} +failed", done.stdout, re.M)
        [failed] = landing.runs(offline, source)  # so that the page of sources has it
        assert failed.manifest["status"] == "failed"
        assert failed.manifest["error"].startswith("There is no network")


def test_one_host_that_is_there_is_a_network(soon: None):
    said = list[str]()
    with serving(lambda asked: Reply({})) as server:
        one = Network({"a": f"https://{NOWHERE}", "b": server.address}, lambda _: None, said.append)
        one.demand("a")
        one.demand("b")
        one.demand("not asked over a network")
    assert (one.gone, said) == ("", [])


def test_who_wants_to_stop_does_not_wait_for_a_network():
    class Wish(CollectError):
        pass

    def stop(_: float) -> None:
        raise Wish

    with pytest.raises(Wish):
        Network({"a": f"https://{NOWHERE}"}, stop, lambda _: None).demand("a")


def test_what_was_found_is_told_to_all_and_looked_for_anew_later(
    soon: None, monkeypatch: pytest.MonkeyPatch
):
    said = list[str]()
    one = Network(
        {"a": f"https://{NOWHERE}", "b": f"https://b.{NOWHERE}"}, lambda _: None, said.append
    )
    for _ in range(3):
        for source in "ab":
            with pytest.raises(NoNetwork, match="There is no network: "):
                one.demand(source)
    assert len(said) == len(running.LOOKS)
    monkeypatch.setattr(running.time, "monotonic", lambda: time.perf_counter() + 10**6)
    with pytest.raises(NoNetwork):
        one.demand("a")
    assert len(said) == 2 * len(running.LOOKS)


def test_a_proxy_that_is_there_is_a_network(soon: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    Network({"a": f"https://{NOWHERE}"}, lambda _: None, lambda _: None).demand("a")
    monkeypatch.setenv("https_proxy", f"http://{NOWHERE}:9")
    with pytest.raises(NoNetwork):
        Network({"a": f"https://{NOWHERE}"}, lambda _: None, lambda _: None).demand("a")


def test_the_schedule_says_once_that_there_is_no_network_and_what_it_waits_for(offline: Path):
    said = list[tuple[str, str]]()
    stop = threading.Event()
    done = list[collecting.Result]()

    def note(source: str, line: str) -> None:
        said.append((source, line))
        if source == scheduling.SCHEDULE:
            stop.set()

    thread = threading.Thread(
        target=scheduling.run, args=(Home.of(offline), stop, note, done.append)
    )
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    gone = [line for source, line in said if line.startswith("There is no network")]
    assert len(gone) == 1
    assert len(done) == len(SOURCES)
    planned = {source: line for source, line in said if line.startswith("next at")}
    first = min(planned, key=lambda source: (planned[source], source))
    [waits] = [line for source, line in said if source == scheduling.SCHEDULE]
    at = planned[first].removeprefix("next at ")
    assert waits.endswith(f"at {at}")
    assert re.match(rf"waits for ({'|'.join(SOURCES)}), at ", waits)
