"""Tests talk to this machine only, and a source to the addresses that it may."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from huggingface_hub import close_session

from collectors.cards import Live
from collectors.errors import CollectError, SetupError, SourceUnavailable
from collectors.machinery.client import Client
from collectors.machinery.http import Web
from collectors.machinery.landing import Draft
from collectors.pypi_clickhouse import _connected
from data.sources import hub
from tests.fake import Asked, Fake, Reply, serving
from tests.sources.git_history import commit, repository, serve
from tests.test_machinery import client_of

SECRET = "invented*secret(0123456789)"
OK = Reply([{"n": 1}])


def test_a_connection_beyond_localhost_is_refused():
    # 192.0.2.1 is reserved for documentation: nothing answers there
    with socket.socket() as client, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        client.connect(("192.0.2.1", 80))


def test_a_connection_to_localhost_is_allowed():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()


@contextmanager
def behind_a_proxy(
    answer: Callable[[Asked], Reply],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    login: str = "",
    **live: Any,
) -> Iterator[tuple[Client, Fake]]:
    """Yield a client of a public host that is reached through a proxy here, and the proxy."""
    with serving(answer) as proxy:
        address = proxy.address.replace("://", f"://{login}")
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, address)
        settings: dict[str, Any] = {"every_days": 1, "rows": (1, 10), "pause_seconds": 0}
        settings |= {"backoff_seconds": 0, "timeout_seconds": 2, "token": "HF_TOKEN"}
        settings |= {"api": "http://api.invented.example"}
        card = Live(**{**settings, **live})
        web = Web("invented", card, SECRET, lambda _: None)
        yield Client("invented", card, web, Draft("invented", folder)), proxy
        close_session()


PRIVATE = [
    "http://127.0.0.1:{port}/x",
    "http://localhost/x",
    "http://127.1/x",
    "http://2130706433/x",
    "http://0x7f.1/x",
    "http://10.1.2.3/x",
    "http://192.168.0.1/x",
    "http://172.16.9.9/x",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]/x",
    "http://[fe80::1]/x",
    "http://[fd00::1]/x",
    "http://[::ffff:127.0.0.1]/x",
    "http://[64:ff9b::7f00:1]/x",
    "http://0.0.0.0/x",
    "http://100.64.0.1/x",
    "http://224.0.0.1/x",
    "http://LOCALHOST./x",
    "//127.0.0.1/x",
    "http://a.localhost/x",
]


@pytest.mark.fault("ways into this network")
@pytest.mark.parametrize("place", PRIVATE)
@pytest.mark.parametrize("way", ["Location", "Link"])
def test_a_public_source_leads_nowhere_into_this_network(
    place: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with serving(lambda _: OK) as within:
        target = place.format(port=within.address.rpartition(":")[2])

        def answer(asked: Asked) -> Reply:
            if way == "Location":
                return Reply(b"", 302, {"Location": target})
            return Reply([1], headers={"Link": f'<{target}>; rel="next"'})

        with behind_a_proxy(answer, tmp_path, monkeypatch) as (client, proxy):
            with pytest.raises(SourceUnavailable, match="within this machine or network"):
                list(client.pages("/x"))
            assert [asked.path for asked in proxy.log] == ["/x"]
        assert within.log == []


def test_a_name_that_stands_for_an_address_within_is_seen_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    names = {"api.invented.example": "93.184.216.34", "inside.example": "10.0.0.7"}
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (names[host], 0))],
    )
    card = Live(api="http://api.invented.example", every_days=1, rows=(1, 1), pause_seconds=0)
    web = Web("invented", card, None, lambda _: None)
    with pytest.raises(SourceUnavailable, match="within this machine or network"):
        web.fetch("GET", "http://inside.example/x", tmp_path / "x")


@pytest.mark.fault("tokens sent elsewhere")
@pytest.mark.parametrize(
    "place",
    [
        "http://other.example/x",
        "http://api.invented.example:8080/x",
        "http://api.invented.example.evil.example/x",
        "http://other.example:80@api.evil.example/x",
        "http://someone:word@other.example/x",
        "//other.example/x",
        "http://other.example/?api_key={secret}",
        "http://other.example/{secret}",
    ],
)
@pytest.mark.parametrize("way", ["Location", "Link"])
@pytest.mark.parametrize("parameter", [None, "api_key"])
def test_a_token_goes_to_no_other_host_or_port(
    place: str, way: str, parameter: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    target = place.format(secret=quote(SECRET))

    def answer(asked: Asked) -> Reply:
        if asked.headers["host"] != "api.invented.example":
            return Reply([])
        if way == "Location":
            return Reply(b"", 307, {"Location": target})
        return Reply([1], headers={"Link": f'<{target}>; rel="next"'})

    live = {"token_parameter": parameter}
    with (
        behind_a_proxy(answer, tmp_path, monkeypatch, **live) as (client, proxy),
        suppress(CollectError),
    ):
        list(client.pages("/x"))
    first, *others = proxy.log
    assert SECRET in repr(first)
    for asked in others:
        assert "authorization" not in asked.headers
        assert SECRET not in repr(asked)
        assert quote(SECRET) not in repr(asked)


def test_a_token_follows_to_another_place_of_its_own_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def answer(asked: Asked) -> Reply:
        return OK if asked.path == "/new" else Reply(b"", 301, {"Location": "/new?a=1"})

    with behind_a_proxy(answer, tmp_path, monkeypatch) as (client, proxy):
        assert client.get("/old").headers["moved-to"] == "http://api.invented.example/new?a=1"
        sent = [asked.headers["authorization"] for asked in proxy.log]
    assert sent == [f"Bearer {SECRET}"] * 2


@pytest.mark.fault("tokens sent elsewhere")
@pytest.mark.parametrize("parameter", [None, "api_key"])
def test_a_token_of_an_encrypted_source_is_never_sent_in_the_clear(
    parameter: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    live = {"api": "https://api.invented.example", "token_parameter": parameter}
    with behind_a_proxy(lambda _: OK, tmp_path, monkeypatch, **live) as (client, proxy):
        for place in ("http://api.invented.example/x", "http://api.invented.example:443/x"):
            with pytest.raises(SourceUnavailable, match="not encrypted"):
                client.get(place)
        assert proxy.log == []


@pytest.mark.fault("logins of this machine")
@pytest.mark.parametrize("secret", [None, SECRET])
def test_a_login_in_netrc_never_takes_the_token_s_place(
    secret: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    netrc = tmp_path / ".netrc"
    netrc.write_text("default login mine password my-own-password\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    live = {"token": "HF_TOKEN", "timeout_seconds": 5}

    def answer(asked: Asked) -> Reply:
        return Reply(b"", 302, {"Location": "/moved"}) if asked.path == "/x" else OK

    with client_of(answer, tmp_path / "a", secret=secret, **live) as (client, server, _):
        client.get("/x")
        for ask in (
            lambda: hub.download(client, "a/b", "c" * 40, "x.parquet", tmp_path),
            lambda: _connected(client).__enter__(),
        ):
            with pytest.raises(CollectError):
                ask()
        close_session()
    mine = base64.b64encode(b"mine:my-own-password").decode()
    assert len(server.log) > 4
    for asked in server.log:
        sent = asked.headers.get("authorization", "")
        assert mine not in sent
        if asked.path in ("/x", "/moved"):
            assert sent == ("" if secret is None else f"Bearer {secret}")


def basic_of(login: str) -> str:
    return "Basic " + base64.b64encode(login.encode()).decode()


@pytest.mark.fault("logins of this machine")
def test_a_proxy_is_used_and_its_password_said_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    word = "pass*word(of)a-proxy"
    login = f"me:{quote(word, safe='')}@"

    def answer(asked: Asked) -> Reply:
        if asked.path == "/x":
            return OK
        return Reply(f"no, {word} or {asked.headers['proxy-authorization']}", 407)

    with behind_a_proxy(answer, tmp_path, monkeypatch, login) as (client, proxy):
        assert client.get("/x").json() == [{"n": 1}]
        with pytest.raises(CollectError, match="HTTP 407: no, ") as caught:
            client.get("/y")
        monkeypatch.setenv("http_proxy", f"http://{login}127.0.0.1:1")
        with pytest.raises(CollectError) as nobody:
            client.get("/z")
    assert {asked.headers["proxy-authorization"] for asked in proxy.log} == {basic_of(f"me:{word}")}
    for error in (caught, nobody):
        for way in (word, quote(word, safe=""), basic_of(f"me:{word}")[10:]):
            assert way not in str(error.value)


def test_no_proxy_is_used_where_the_environment_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with client_of(lambda _: OK, tmp_path) as (client, _, _):
        assert client.get("/x").json() == [{"n": 1}]


def test_libraries_use_the_proxy_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asks: list[Callable[[Client], Any]] = [
        lambda client: hub.download(client, "a/b", "c" * 40, "x.parquet", tmp_path),
        lambda client: _connected(client).__enter__(),
    ]
    gone = Reply({"error": "gone"}, 404)
    for number, ask in enumerate(asks):
        folder = tmp_path / str(number)
        with behind_a_proxy(lambda _: gone, folder, monkeypatch) as (client, proxy):
            with pytest.raises(CollectError):
                ask(client)
            assert {asked.headers["host"].split(":")[0] for asked in proxy.log} == {
                "api.invented.example"
            }


@pytest.mark.fault("ways into this network")
def test_the_hub_s_library_is_led_nowhere_into_this_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    headers = {"X-Repo-Commit": "c" * 40, "ETag": '"1"', "X-Linked-Size": "3"}
    headers |= {"X-Linked-ETag": '"1"', "Location": "http://169.254.169.254/x"}
    away = Reply(b"", 302, headers)
    with behind_a_proxy(lambda _: away, tmp_path, monkeypatch) as (client, proxy):
        with pytest.raises(SourceUnavailable, match="within this machine or network"):
            hub.download(client, "a/b", "c" * 40, "x.parquet", tmp_path)
        assert {asked.headers["host"] for asked in proxy.log} == {"api.invented.example"}


@pytest.mark.fault("ways into this network")
def test_git_follows_a_moved_repository_and_nobody_into_this_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from collectors import git_history as git

    served = tmp_path / "served"
    known = commit(repository(served / "new" / "name.git"), "2020-01-05")
    answer = serve(served)

    def moving(asked: Asked) -> Reply:
        query = "?service=git-upload-pack"
        if asked.path.startswith("/old/"):
            return Reply(b"", 301, {"Location": asked.path.replace("old", "new") + query})
        if asked.path.startswith("/inward/"):
            return Reply(b"", 301, {"Location": f"http://169.254.169.254{asked.path}{query}"})
        return answer(asked)

    live = {"api": "http://api.invented.example", "timeout_seconds": 20}
    with behind_a_proxy(moving, tmp_path / "a", monkeypatch, **live) as (client, _):
        assert git.head(client, "http://api.invented.example/old/name.git") == ("main", known)
        git.refresh(client, "http://api.invented.example/old/name.git", tmp_path / "copy")
        assert list(git.log(client, tmp_path / "copy", "%H")) == [known]
        with pytest.raises(SourceUnavailable, match="within this machine or network"):
            git.head(client, "http://api.invented.example/inward/name.git")


@pytest.mark.fault("addresses that are none")
@pytest.mark.parametrize(
    "place",
    [
        "http://[::1",
        "http://[",
        "http://h:99999999/",
        "http://h:²/",
        "file:///etc/passwd",
        "ftp://h/x",
        "javascript:alert(1)",
        "data:text/plain,x",
        "http://",
        "http:///x",
        "http://%/",
        "//",
        "http://a b/",
        "gopher://x",
        "http://xn--/",
        "http://" + "a" * 300 + "/",
        "\x1b[31m",
    ],
)
@pytest.mark.parametrize("way", ["Location", "Link"])
def test_an_address_that_is_none_ends_in_a_clear_error(
    place: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    named = place.encode().decode("latin-1")

    def answer(asked: Asked) -> Reply:
        if asked.path != "/x":
            return Reply([])
        if way == "Location":
            return Reply(b"", 302, {"Location": named})
        return Reply([1], headers={"Link": f'<{named}>; rel="next"'})

    with behind_a_proxy(answer, tmp_path, monkeypatch) as (client, _):
        try:
            list(client.pages("/x"))
        except CollectError as error:
            said = str(error)
            assert said.startswith("invented: ")
            assert said.isprintable()


def test_a_token_with_a_line_break_is_refused_and_not_shown(tmp_path: Path):
    card = Live(api="http://h", every_days=1, rows=(1, 1), token="HF_TOKEN")
    with pytest.raises(SetupError, match=r"HF_TOKEN holds a line break") as caught:
        Web("invented", card, "one-secret\nanother", lambda _: None)
    assert "one-secret" not in str(caught.value)


def test_a_token_beyond_latin_letters_is_sent_as_it_is(tmp_path: Path):
    secret = "schlüssel-π-0123"
    with client_of(lambda _: OK, tmp_path, secret=secret, token="HF_TOKEN") as (client, server, _):
        client.get("/x")
    assert server.log[0].headers["authorization"].encode("latin-1").decode() == f"Bearer {secret}"
