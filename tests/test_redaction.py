"""No secret gets out, however a server spells it back: into no file, no log, no table."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from collectors.home import Home
from collectors.machinery.redaction import Redaction
from tests import fake
from tests.bundled.sources import hub_census
from tests.collecting import world
from tests.conftest import TINY, copy_root
from tests.fake import Asked, Reply
from tests.test_machinery import client_of
from warehouse import progress, publish
from warehouse.build import build

TOKENS = [
    "ghp_invented*token(0123456789)+/=",
    "k\"ey\\with'quotes<&>; and %41 spaces",
    "schlüssel-πß😀-0123456789~invented",
    "inventedTOKEN0123456789abcdefXYZ",
]


def escaped(text: str) -> str:
    """Spell every character as JSON may: by its number."""
    units = text.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def cores(secret: str) -> list[str]:
    """Return what of a longer base64 depends on the secret alone, at each of three offsets."""
    found = []
    for before in range(3):
        one, two = (
            base64.b64encode(filler * before + secret.encode() + filler * 3).decode().rstrip("=")
            for filler in (b"\x00", b"\xff")
        )
        alike = [n for n, (a, b) in enumerate(zip(one, two, strict=True)) if a == b]
        found.append(one[alike[0] : alike[-1] + 1])
    return found


def spellings(secret: str) -> list[str]:
    """Return the ways to write a secret; none may be found anywhere."""
    plain = [
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        "".join(f"%{byte:02x}" for byte in secret.encode()),
        "".join(f"%{byte:02X}" for byte in secret.encode()),
        quote(quote(secret, safe=""), safe=""),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1].replace("/", "\\/"),
        json.dumps(json.dumps(secret))[3:-3],
        escaped(secret),
        escaped(secret).upper().replace("\\U", "\\u"),
        html.escape(secret),
        html.escape(html.escape(secret)),
        "".join(f"&#{ord(character)};" for character in secret),
        "".join(f"&#x{ord(character):X};" for character in secret),
        repr(secret)[1:-1],
        secret.replace("'", "''"),
        secret.replace('"', '""'),
        escaped(secret).replace("\\u", "%u"),
        "".join(f"\\{byte:03o}" for byte in secret.encode()),
        repr(secret.encode())[2:-1],
        secret.encode().hex(),
    ]
    parts = cores(secret)
    return plain + parts + [core.translate(str.maketrans("+/", "-_")) for core in parts]


@pytest.mark.fault("secrets")
@pytest.mark.parametrize("secret", TOKENS)
def test_every_spelling_is_taken_out_of_a_text_and_its_surroundings_stay(
    secret: str, attempts: Callable[[int], None]
):
    redaction, ways = Redaction([secret]), spellings(secret)
    for way in ways:
        content = f'{{"before": 1, "x": "{way}", "after": 2}}'.encode()
        found = redaction.body(content).decode()
        assert found.startswith('{"before": 1, "x": "***')
        assert found.endswith('", "after": 2}')
        assert len(found) <= len('{"before": 1, "x": "***", "after": 2}') + 2, way
        assert way not in redaction.text(way)
    attempts(len(ways))


@pytest.mark.fault("secrets")
@pytest.mark.parametrize("secret", TOKENS)
def test_a_secret_that_lies_across_two_pieces_is_found(
    secret: str, attempts: Callable[[int], None]
):
    redaction, content = Redaction([secret]), f"before {secret} after".encode()
    for cut in range(len(content)):
        pieces = [content[:cut], content[cut:]]
        assert b"".join(redaction.stream(pieces)) == b"before *** after"
        beginning = redaction.beginning(content[:cut], whole=False)
        assert b"before *** after".startswith(beginning)
    attempts(2 * len(content))


def test_what_holds_no_secret_stays_as_it_is():
    redaction = Redaction(TOKENS)
    body = json.dumps({"a": ["\\u0041", "%41", "&amp;", "ghp_", "π", 1.5]}).encode() * 50
    assert redaction.body(body) == body
    assert b"".join(redaction.stream([body[:99], body[99:]])) == body
    assert redaction.text("it is 12:30:45 at DB::Exception, 100 %") == (
        "it is 12:30:45 at DB::Exception, 100 %"
    )
    assert Redaction(["abc"]).body(b"abc") == b"abc"  # too short to be told from other words


@pytest.mark.fault("secrets")
def test_of_two_secrets_the_longer_is_taken_out_whole_and_four_characters_are_one():
    assert Redaction(["inve", "invented-token"]).body(b"invented-token inve") == b"*** ***"
    assert Redaction(["invented-token", "inve"]).body(b"inve invented-token") == b"*** ***"


@pytest.mark.fault("addresses in refusals")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("rate limit exceeded for 203.0.113.7. (But", "rate limit exceeded for ***. (But"),
        ("for 2001:db8::8a2e:370:7334 at 12:30:45", "for *** at 12:30:45"),
        ("[::1]:8080 and ::ffff:203.0.113.7,", "[***]:8080 and ***,"),
        ("http://me:word@host/ DB::Exception 1.2.3", "http://***@host/ DB::Exception 1.2.3"),
    ],
)
def test_the_words_of_a_refusal_name_no_address(said: str, shown: str):
    assert Redaction().said(said) == shown
    if "@" not in shown:
        assert Redaction().refused(b"\xff" + said.encode()) == b"\xff" + shown.encode()


@pytest.mark.fault("control characters")
def test_control_characters_are_no_part_of_any_text(attempts: Callable[[int], None]):
    strange = [*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xD800]
    for number in strange:
        shown = Redaction().text(f"a{chr(number)}b")
        assert shown in ("ab", "a b")
    attempts(len(strange))


Echo = Callable[[str, Asked], Reply]


def image(**more: Any) -> dict[str, Any]:
    return {"namespace": "acme", "name": "tool", "pull_count": 5, "star_count": 1, **more}


def raw(text: str) -> bytes:
    """Return an image's JSON with a piece of text put in as it is."""
    return json.dumps(image(said="HERE")).replace("HERE", text).encode()


def reason(handler: fake.Handler, reply: Reply) -> None:
    handler.send_response(500, str(reply.body))
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def basic(secret: str, before: bytes = b"user:") -> str:
    return base64.b64encode(before + secret.encode()).decode()


ECHOES: dict[str, Echo] = {
    "a value": lambda s, _: Reply(image(said=s)),
    "a key": lambda s, _: Reply(image(**{s: 1})),
    "numbers of characters": lambda s, _: Reply(raw(escaped(s))),
    "percent": lambda s, _: Reply(raw("".join(f"%{b:02x}" for b in s.encode()))),
    "JSON in JSON": lambda s, _: Reply(image(said=json.dumps({"token": s}))),
    "basic login": lambda s, _: Reply(image(said=[basic(s), basic(s, b"u:"), basic(s, b"")])),
    "packed": lambda s, _: Reply(
        gzip.compress(json.dumps(image(said=s)).encode()), headers={"Content-Encoding": "gzip"}
    ),
    "headers": lambda s, _: Reply(
        image(),
        headers={
            "Link": f'<{{api}}/{quote(s)}>; rel="next"',
            "ETag": f'"{quote_plus(s)}"',
            "Last-Modified": s.encode().decode("latin-1"),
            "X-RateLimit-Remaining": basic(s),
        },
    ),
    "led on": lambda s, asked: Reply(
        image() if quote(s, safe="") in asked.query.get("at", "") else b"",
        200 if "at" in asked.query else 302,
        {} if "at" in asked.query else {"Location": f"/x/{quote(s)}?at={quote(quote(s, safe=''))}"},
    ),
    "led elsewhere": lambda s, asked: Reply(
        b"", 302, {"Location": f"http://localhost:1/?{quote(s)}"}
    ),
    "led nowhere": lambda s, _: Reply(b"", 302, {"Location": f"http://[::1{quote(s)}"}),
    "led far": lambda s, _: Reply(b"", 302, {"Location": f"http://[{'x' * 178}{quote(s)}"}),
    "encoded": lambda s, _: Reply(
        b"[]", headers={"Content-Encoding": "x" * 185 + s.encode().decode("latin-1")}
    ),
    "refused": lambda s, _: Reply(html.escape(s) + " from 203.0.113.7", 401),
    "forbidden": lambda s, _: Reply({"message": f"Bad key {s} from 203.0.113.7"}, 403),
    "cut off": lambda s, _: Reply("x" * 185 + s, 403),
    "padded": lambda s, _: Reply(" " * 3985 + s, 403),
    "not found": lambda s, _: Reply(json.dumps(s).replace("/", "\\/"), 404),
    "limit spent": lambda s, _: Reply(f"{s!r}", 429, {"Retry-After": "7200"}),
    "out of order": lambda s, _: Reply(repr(s.encode()), 500),
    "a web page": lambda s, _: Reply(f"<title>{html.escape(s)}</title>"),
    "another shape": lambda s, _: Reply({**image(), "pull_count": s}),
    "another thing": lambda s, _: Reply({**image(), "name": "\x1b[31m" + s}),
    "said twice": lambda s, _: Reply(raw(f'", {json.dumps(s)}: 1, {json.dumps(s)}: "2')),
    "in the status line": lambda s, _: Reply(s.encode().decode("latin-1")),
}


def contents(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the content of every file, unpacked, and its name."""
    for path in sorted(root.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            if path.suffix == ".parquet":
                content += str(pq.read_table(io.BytesIO(content)).to_pylist()).encode()
            yield f"{path} {path.suffix}", content.decode("utf-8", "replace")


def assert_nowhere(secret: str, texts: Iterator[tuple[str, str]]) -> None:
    forbidden = [*spellings(secret), secret[:12], json.dumps(secret[:12])[1:-1]]
    for where, text in texts:
        for way in forbidden:
            assert way not in text, f"{way!r} in {where}"


@pytest.mark.fault("secrets")
@pytest.mark.parametrize("secret", TOKENS)
def test_what_a_server_says_back_is_nowhere_to_be_found(
    secret: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    attempts: Callable[[int], None],
):
    monkeypatch.setenv("HF_TOKEN", secret)
    said, states = [], set()
    parameter = TOKENS.index(secret) % 2
    tiny = copy_root(TINY, tmp_path / "tiny")
    for number, (name, echo) in enumerate(ECHOES.items()):
        folder = tmp_path / str(number)

        heard = list[str]()

        def answer(asked: Asked, echo: Echo = echo, heard: list[str] = heard) -> Reply:
            sent = asked.query.get("key") or asked.headers.get("authorization", "")
            heard.append(sent)
            return echo(secret, asked)

        live = {"token": "HF_TOKEN", "token_parameter": "key" if parameter else None}
        names = {"docker": ["acme/tool"]}
        with world("docker_hub", folder, answer, names, backoff_seconds=0, **live) as source:
            if name == "in the status line":
                source.server.faults = {n: reason for n in range(9)}
            outcome = source.collect()
            assert any(secret in one.encode("latin-1").decode() for one in heard), name
            states.add(outcome.state)
            said += [outcome.message, *source.lines]
            assert "unexpected" not in outcome.message, outcome.message
            assert "203.0.113.7" not in outcome.message
            for text in (outcome.message, *source.lines):
                assert text.isprintable(), (name, text)
            for run in source.runs():
                where = tiny / "landing" / "docker_hub" / f"{run.run_id}-{number}"
                shutil.copytree(run.folder, where)
            shutil.copy(source.root / "sources" / "docker_hub.yml", tiny / "sources")
    assert states == {"new", "failed"}
    assert_nowhere(secret, contents(tmp_path))
    assert_nowhere(secret, iter([("what was said", "\n".join(said))]))
    assert_nowhere(secret, iter([("the terminal", "".join(capfd.readouterr()))]))
    build(Home.of(tiny))
    assert_nowhere(secret, cells(tiny))
    attempts(len(ECHOES))


def cells(root: Path) -> Iterator[tuple[str, str]]:
    """Yield all texts of all tables of the published warehouse."""
    with publish.connect(root) as con:
        tables = con.execute("select table_schema, table_name from information_schema.tables")
        for schema, table in tables.fetchall():
            rows = con.execute(f'select t::varchar from "{schema}"."{table}" as t').fetchall()
            yield table, "\n".join(text for (text,) in rows)


@pytest.mark.fault("control characters")
def test_words_in_brackets_are_no_orders_to_the_terminal(monkeypatch: pytest.MonkeyPatch):
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100)
    monkeypatch.setattr(progress, "err", console)
    with progress.progress() as watch:
        watch("docker_hub", "failed: HTTP 403: [/nothing] [red]x[/red]")
    assert "[/nothing] [red]x[/red]" in screen.getvalue()


@pytest.mark.fault("secrets")
def test_a_secret_in_a_file_of_the_hub_stays_in_no_scratch_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    secret = TOKENS[0]
    monkeypatch.setenv("HF_TOKEN", secret)
    content = io.BytesIO()
    pq.write_table(pa.table({"_id": [secret], "tags": [quote(secret)]}), content)
    served = hub_census.hub()
    served.files[hub_census.DAILY][hub_census.FILE] = content.getvalue()
    with hub_census.world(tmp_path, served) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
    assert_nowhere(secret, iter([("what was said", outcome.message)]))
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert secret.encode() not in path.read_bytes(), path


@pytest.mark.fault("secrets")
def test_what_a_collector_makes_holds_no_secret_either(tmp_path: Path):
    secret = TOKENS[0]
    table = pa.table(
        {
            "plain": ["x", f"a {secret} b"],
            "list": [["y"], [quote(secret)]],
            "kinds": pa.array(["z", secret]).dictionary_encode(),
            "number": [1, 2],
            secret: [b"", secret.encode()],
        }
    ).replace_schema_metadata({"note": secret})

    with client_of(lambda asked: Reply(b""), tmp_path, secret=secret) as (client, _, _):
        made = client.record(
            f"somewhere/{secret}",
            lambda path: pq.write_table(table, path),
            about={"of": [secret, {"x": secret}]},
            suffix="parquet",
        )
        client.record(
            "text", lambda path: path.write_text(f"a {html.escape(secret)}"), suffix="txt"
        )
    assert pq.read_table(made.path).to_pylist()[1] == {
        "plain": "a *** b",
        "list": ["***"],
        "kinds": "***",
        "number": 2,
        "***": b"***",
    }
    assert made.about == {"of": ["***", {"x": "***"}]}
    assert_nowhere(secret, contents(tmp_path))


@pytest.mark.fault("secrets")
def test_a_secret_in_the_notes_alone_of_a_parquet_file_is_taken_out(tmp_path: Path):
    path = tmp_path / "made.parquet"
    pq.write_table(pa.table({"a": [1]}).replace_schema_metadata({"note": TOKENS[3]}), path)
    Redaction([TOKENS[3]]).file(path)
    assert pq.read_table(path).to_pylist() == [{"a": 1}]
    assert TOKENS[3].encode() not in path.read_bytes()


@pytest.mark.fault("secrets")
def test_a_secret_in_a_name_of_json_is_taken_out():
    found = Redaction([TOKENS[0]]).deep({TOKENS[0]: {"a": (1, {TOKENS[0]: None})}})
    assert found == {"***": {"a": (1, {"***": None})}}


def test_a_file_without_a_secret_is_kept_byte_for_byte(tmp_path: Path):
    path = tmp_path / "made.parquet"
    pq.write_table(pa.table({"a": ["x", None], "b": [1.5, 2]}), path)
    before = path.read_bytes()
    Redaction([TOKENS[0]]).file(path)
    assert path.read_bytes() == before
