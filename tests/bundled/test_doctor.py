"""The doctor: what each source sends is compared with the recorded shape, path by path."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from collectors.home import PROGRAM
from collectors.machinery import doctor
from collectors.machinery.doctor import Difference, Finding, compare
from collectors.machinery.run import Order
from tests.bundled.test_faults import CARDS, LIVE, any_world
from tests.collecting import World, fixture
from tests.command import run
from tests.conftest import BUNDLED
from tests.fake import Asked, Fake, Reply, serving
from tests.test_crashes import prepare

PROBES = fixture("probes")
BINARY = {"conda_downloads", "stackoverflow_survey", "git_history"}
"""What they are asked by the doctor is answered by a few bytes, or by git."""
JSON_SOURCES = [source for source in LIVE if source not in BINARY]


@contextmanager
def asked(source: str, tmp_path: Path) -> Iterator[World]:
    """Serve a source that knows the doctor's question too."""
    with any_world(source, tmp_path) as world:
        if source in PROBES:
            served, probe = world.server.answer, PROBES[source]

            def answer(request: Asked) -> Reply:
                if request.path == probe["path"]:
                    return Reply(probe["body"], probe.get("status", 200))
                return served(request)

            world.server.answer = answer
        yield world


def found(world: World) -> Finding:
    [finding] = doctor.probe(
        [world.source], {world.source: world.card}, Order(world.root, world.names)
    )
    return finding


def altering(server: Fake, change: Callable[[Any], Any]) -> None:
    """Change the body of each answer that is JSON."""
    served = server.answer

    def answer(request: Asked) -> Reply:
        reply = served(request)
        body = reply.body
        if isinstance(body, str | bytes):
            try:
                body = json.loads(body)
            except ValueError:
                return reply
            return Reply(json.dumps(change(body)), reply.status, reply.headers)
        return Reply(change(copy.deepcopy(body)), reply.status, reply.headers)

    server.answer = answer


@pytest.fixture(autouse=True)
def no_token(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)


@pytest.mark.parametrize("source", LIVE)
def test_each_source_is_well_and_its_recorded_shape_holds_what_its_fixture_sends(
    source: str, tmp_path: Path
):
    with asked(source, tmp_path) as world:
        finding = found(world)
    assert (finding.state, finding.message) == ("well", "")
    recorded = doctor.recorded(doctor.path_of(source, CARDS[source]))
    assert recorded, "run `sharecheck doctor --record` on the new source"
    # what a live recording has beside the fixture is missing in the latter, and nothing else
    assert {d.kind for d in compare(recorded, finding.shape)} <= {"missing"}


def test_there_is_no_shape_without_its_source():
    folders = (PROGRAM / "shapes", BUNDLED.packs[0] / "sources" / "shapes")
    assert sorted(p.stem for f in folders for p in f.glob("*.json")) == sorted(LIVE)


def paths(body: Any, path: str = "$") -> Iterator[tuple[str, Any, Any]]:
    """Yield path, parent and key of each field of the objects in a body: the last one of a list."""
    if isinstance(body, dict):
        for key, child in body.items():
            yield f"{path}.{key}", body, key
            yield from paths(child, f"{path}.{key}")
    elif isinstance(body, list) and body:
        yield from paths(body[-1], f"{path}[]")


def removed(body: Any, path: str) -> Any:
    """Remove a field wherever a list repeats it; return the body."""
    *steps, last = path.removeprefix("$").replace("[]", ".[]").split(".")[1:]

    def strip(value: Any, left: list[str]) -> None:
        if not left:
            if isinstance(value, dict):
                value.pop(last, None)
        elif left[0] == "[]":
            for child in value if isinstance(value, list) else []:
                strip(child, left[1:])
        elif isinstance(value, dict) and left[0] in value:
            strip(value[left[0]], left[1:])

    strip(body, steps)
    return body


@pytest.mark.fault("another shape than recorded")
@pytest.mark.parametrize("source", JSON_SOURCES)
def test_what_is_new_missing_or_of_another_type_is_named_by_its_path(
    source: str, tmp_path: Path, attempts: Callable[[int], None]
):
    with asked(source, tmp_path) as world:
        bodies: list[Any] = []
        served = world.server.answer
        altering(world.server, lambda body: bodies.append(copy.deepcopy(body)) or body)
        found(world)
        # what comes last is the answer that is read; before it ClickHouse tells its settings
        body = max(bodies, key=lambda b: len(list(paths(b)))) if bodies else {}
        tried = 0
        recorded = doctor.recorded(doctor.path_of(source, CARDS[source])) or {}
        most = 3 if source == "top_pypi_packages" else 12  # its 15,000 rows take their time
        known = [p for p, _, _ in paths(body) if recorded.get(p, ["null"]) != ["null"]][:most]
        assert known
        for path in known:
            world.server.answer = served
            altering(world.server, lambda body, path=path: removed(body, path))
            finding = found(world)
            tried += 1
            assert finding.state == "changed", f"{path} was removed: {finding}"
            missing = Difference("missing", path, " or ".join(recorded[path]))
            assert missing in finding.differences, f"{path} was removed: {finding}"
        attempts(tried)


@pytest.mark.fault("another shape than recorded")
@pytest.mark.parametrize("source", JSON_SOURCES)
@pytest.mark.parametrize("value", ["a text", 7, 7.5, True, None, {"deep": {"er": 1}}, [1, "x"]])
def test_a_new_field_is_named_and_the_source_is_well(source: str, value: Any, tmp_path: Path):
    def add(body: Any) -> Any:
        place = body[0] if isinstance(body, list) and body else body
        if isinstance(place, dict):
            place["quite new"] = value
        return body

    with asked(source, tmp_path) as world:
        altering(world.server, add)
        finding = found(world)
    assert finding.state == "well"
    [difference] = finding.differences  # and not what lies in it
    assert (difference.kind, difference.found) == ("new", doctor.TYPES[type(value)])
    assert difference.path in ("$.quite new", "$[].quite new")
    assert difference.path in finding.summary


RECORDED = {
    "$": ["object"],
    "$.items": ["array"],
    "$.items[]": ["object"],
    "$.items[].id": ["integer"],
    "$.items[].share": ["number"],
    "$.items[].name": ["null", "string"],
    "$.items[].url": ["null"],
    "$.items[].owner": ["object"],
    "$.items[].owner.login": ["string"],
}


def shape(body: Any, tmp_path: Path) -> doctor.Shape:
    from collectors.machinery.landing import answer_of

    (tmp_path / "raw").mkdir(exist_ok=True)
    (tmp_path / "raw" / "1.json").write_text(body if isinstance(body, str) else json.dumps(body))
    entry = {"name": "1.json", "url": "x", "about": {}, "status": 200, "headers": {}}
    return doctor.shape_of(
        [answer_of("x", tmp_path, {**entry, "fetched_at": "2026-01-01T00:00:00"})]
    )


ITEM = {"id": 1, "share": 0.5, "name": "a", "url": None, "owner": {"login": "a"}}


@pytest.mark.fault("another shape than recorded")
@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([ITEM], []),
        ([ITEM, {**ITEM, "id": 2, "name": None}], []),
        ([{**ITEM, "share": 1}], []),  # a whole number is a number
        ([{**ITEM, "url": "https://"}], []),  # it was null, so of any type
        ([], []),  # an empty list misses nothing
        ([{k: v for k, v in ITEM.items() if k != "url"}], []),  # it may have been left out
        ([{}, ITEM], []),  # as little as a field that only some have
        ([{**ITEM, "id": "1"}], ["$.items[].id was integer, is string"]),
        ([{**ITEM, "id": 1.5}], ["$.items[].id was integer, is number"]),
        ([{**ITEM, "id": True}], ["$.items[].id was integer, is boolean"]),
        ([ITEM, {**ITEM, "id": None}], ["$.items[].id was integer, is integer or null"]),
        ([{**ITEM, "owner": None}], ["$.items[].owner was object, is null"]),
        ([{**ITEM, "owner": {}}], ["missing: $.items[].owner.login (string)"]),
        ([{**ITEM, "owner": "a"}], ["$.items[].owner was object, is string"]),
        (
            [{"id": 1, "share": 1, "name": "a", "url": None}],
            ["missing: $.items[].owner (object)"],  # and not its login
        ),
        ([{**ITEM, "a": {"b": [{"c": 1}]}}], ["new: $.items[].a (object)"]),
        ("none", ["$.items was array, is string"]),
        ({"x": ITEM}, ["$.items was array, is object", "new: $.items.x (object)"]),
    ],
)
def test_differences_are_told_apart(items: Any, expected: list[str], tmp_path: Path):
    differences = compare(RECORDED, shape({"items": items}, tmp_path))
    assert list(map(str, differences)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("\ndate,downloads\n2026-01-01,5\n", {"first line": ["date,downloads"]}),
        ("<!DOCTYPE html>\n<title>x</title>", {"first line": ["<!DOCTYPE html>"]}),
        ("PK\x03\x04\x00", {"first line": ["PK"]}),
        ("", {"first line": [""]}),
        ("[" * 100_000, {"first line": ["[" * 200]}),
        ({"r0": 1, "r17": 2}, {"$": ["object"], "$.r#": ["integer"]}),
        ({f"k{n}x": n for n in "abcdefgh"}, None),
        (dict.fromkeys(map(chr, range(300, 900)), 1), {"$": ["object"], "$.*": ["integer"]}),
        (
            [[1, "a"], [None, 2.5]],
            {"$": ["array"], "$[]": ["array"], "$[][]": ["integer", "null", "number", "string"]},
        ),
    ],
)
def test_a_shape_holds_paths_and_types_and_no_values(body: Any, expected: Any, tmp_path: Path):
    found = shape(body, tmp_path)
    assert expected is None or found == expected
    assert expected is not None or len(found) == 9


def test_a_shape_that_is_recorded_is_read_again(tmp_path: Path):
    path = tmp_path / "shapes" / "invented.json"
    assert doctor.recorded(path) is None
    doctor.record(path, RECORDED)
    assert doctor.recorded(path) == RECORDED
    # what was asked in another way is neither compared nor lost
    assert compare(RECORDED, {"other$": ["array"]}) == [Difference("new", "other$", "", "array")]
    doctor.record(path, {"other$": ["array"]})
    assert doctor.recorded(path) == {**RECORDED, "other$": ["array"]}
    assert compare({**RECORDED, "other$": ["array"]}, {"other$": ["array"]}) == []
    doctor.record(path, {"$": ["array"]})
    assert doctor.recorded(path) == {"$": ["array"], "other$": ["array"]}
    doctor.record(path, RECORDED)
    assert len(path.read_text().splitlines()) == 12


def test_the_command_prints_the_differences_and_writes_the_report(tmp_path: Path):
    def answer(asked: Asked) -> Reply:
        day = {"category": "with_mirrors", "date": "2026-01-30", "downloads": "many", "x": 1}
        return Reply({"package": "torch", "type": "overall_downloads", "data": [day]})

    with serving(answer) as server:
        root = prepare(tmp_path / "root", server)
        for name in ("report.md", "report.json"):
            file = tmp_path / name
            done = run(root, "doctor", "--report", str(file), "--format", "csv")
            assert done.returncode == 1
            header, row = done.stdout.splitlines()
            assert header == "source,state,seconds,limits left,not as recorded"
            assert row.startswith("pypi_stats,changed,")
            assert "$.data[].downloads was integer, is string; new: $.data[].x (integer)" in row
            text = file.read_text("utf-8")
            assert "$.data[].downloads" in text
            assert "sharecheck 0.1.0" in text
        done = run(root, "doctor", "--report", str(tmp_path / "no folder" / "x.md"))
        assert done.returncode == 1
        assert "nothing could be written" in done.stderr
        assert "Traceback" not in done.stderr
        # what was sent can be made the recorded shape
        shutil.copy(PROGRAM / "pypi_stats.py", root / "sources")  # so that it is recorded there
        run(root, "doctor", "--record")
        recorded = doctor.recorded(root / "sources" / "shapes" / "pypi_stats.json")
        assert recorded is not None
        assert recorded["$.data[].x"] == ["integer"]
        assert "$.data[].x" not in run(root, "doctor", "--format", "csv").stdout


SECRET = 'gh"p_s3cret/+ü'


def test_a_report_names_versions_states_and_paths_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    findings = [
        Finding("github", "well", 1.25, "59 of 60", "", (Difference("new", "$.x|`y", "", "null"),)),
        Finding(
            "openalex",
            "changed",
            2,
            "",
            f"openalex: {SECRET} | <b>",
            (
                Difference("missing", "$.meta.count", "integer"),
                Difference("type", f"$.{SECRET}", "integer", "string"),
            ),
        ),
        Finding("npm_downloads", "unreachable", 0, "", "npm_downloads: HTTP 500."),
    ]
    for text in (doctor.report(findings), doctor.report_json(findings)):
        assert SECRET not in text
        assert json.dumps(SECRET)[1:-1] not in text
        for word in ("sharecheck 0.1.0", "duckdb ", "Python 3.", "59 of 60", "$.meta.count"):
            assert word in text
        assert "HTTP 500" in text
    assert "| github | well | 1.2 | `59 of 60` | 1 | 0 | 0 |" in doctor.report(findings)
    assert "- `missing: $.meta.count (integer)`" in doctor.report(findings)
    assert json.loads(doctor.report_json(findings))["findings"][1]["differences"][0] == {
        "kind": "missing",
        "path": "$.meta.count",
        "recorded": "integer",
        "found": "",
    }
