"""Every collector against a bad day: each fault ends in the right figures or in one clear error.

Sources whose answers are JSON are served from `tests/fixtures/<source>.json`; the others bring a
`world()` of their own in `tests/sources/<source>.py`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from collectors import cards
from tests import fake
from tests.collecting import FIXTURES, World, exchanges, fixture, world
from tests.conftest import BUNDLED
from tests.fake import Fault

CARDS = cards.load(BUNDLED)
pytestmark = pytest.mark.fault("answers of a bad day")
LIVE = [name for name, card in CARDS.items() if card.live and not card.live.import_only]
MADE = {
    name: f"{folder}.{name}"
    for folder in ("tests.sources", "tests.bundled.sources")
    for name in LIVE
    if find_spec(f"{folder}.{name}")
}
"""The sources whose answers are no JSON, with the module that makes them."""
PLAIN = [name for name in LIVE if name not in MADE]
"""Sources that are served from a JSON fixture."""


def test_there_are_live_sources_and_each_has_its_fixture_or_its_fake():
    assert len(LIVE) >= 15
    assert [name for name in PLAIN if not (FIXTURES / f"{name}.json").exists()] == []


def any_world(source: str, tmp_path: Path) -> AbstractContextManager[World]:
    if source in PLAIN:
        return world(source, tmp_path)
    made: AbstractContextManager[World] = importlib.import_module(MADE[source]).world(tmp_path)
    return made


PASSING: dict[str, Fault] = {
    "429 without Retry-After": fake.status(429, "slow down"),
    "429 with Retry-After in seconds": fake.status(429, "slow down", Retry_After="0"),
    "429 with Retry-After as a date": fake.status(
        429, "slow down", Retry_After="Fri, 01 Jan 2016 00:00:00 GMT"
    ),
    "500": fake.status(500, "<html>broken</html>"),
    "502": fake.status(502, "<html>Unicorn</html>"),
    "503": fake.status(503, "later"),
    "a reset in mid-body": fake.reset,
    "a stall in mid-body": fake.stall,
    "a body shorter than promised": fake.short,
}
JSON_ONLY: dict[str, Fault] = {
    "a truncated gzip stream": fake.truncated_gzip,
    "HTML instead of JSON": fake.instead("<!DOCTYPE html><title>Sorry</title>"),
    "an empty body": fake.instead(""),
}


Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Tables, int]]:
    """Return a source's tables and its number of requests on a good day."""
    known: dict[str, tuple[Tables, int]] = {}

    def on_a_good_day(source: str) -> tuple[Tables, int]:
        if source not in known:
            with any_world(source, tmp_path_factory.mktemp("undisturbed")) as well:
                well.collected()
                known[source] = well.tables(), len(well.server.log)
        return known[source]

    return on_a_good_day


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("source", LIVE)
def test_a_fault_that_passes_leaves_no_trace(
    source: str, fault: str, undisturbed: Callable[[str], tuple[Tables, int]], tmp_path: Path
):
    expected, asked = undisturbed(source)
    with any_world(source, tmp_path) as ill:
        ill.server.faults = {0: PASSING[fault], asked // 2 + 1: PASSING[fault]}
        ill.collected()
        assert ill.tables() == expected
        assert len(ill.server.log) > asked


@pytest.mark.parametrize("fault", JSON_ONLY)
@pytest.mark.parametrize("source", PLAIN)
def test_a_damaged_answer_is_asked_for_again(
    source: str, fault: str, undisturbed: Callable[[str], tuple[Tables, int]], tmp_path: Path
):
    expected, _ = undisturbed(source)
    with any_world(source, tmp_path) as ill:
        ill.server.faults = {0: JSON_ONLY[fault]}
        outcome = ill.collect()
        # text answers cannot be told apart from a wrong page until they are parsed
        assert outcome.state == "failed" or ill.tables() == expected
        if outcome.state == "failed":
            ill.collected()
            assert ill.tables() == expected


class Always(dict[int, Fault]):
    """The same fault for every request."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault

    def get(self, key: int, default: Any = None) -> Fault:
        return self.fault


LASTING: dict[str, Fault] = {
    "out of service": fake.status(503, "later"),
    "HTML instead of JSON": fake.instead("<!DOCTYPE html><title>Sorry</title>"),
    "an expired token": fake.status(401, {"message": "Bad credentials"}),
    "always empty": fake.instead("[]"),
}


@pytest.mark.parametrize("fault", LASTING)
@pytest.mark.parametrize("source", LIVE)
def test_a_fault_that_lasts_ends_in_one_clear_error_and_the_earlier_run_stays(
    source: str, fault: str, tmp_path: Path
):
    with any_world(source, tmp_path) as ill:
        ill.collected()
        expected, healthy = ill.tables(), ill.server.faults
        ill.server.faults = Always(LASTING[fault])
        outcome = ill.collect()
        assert outcome.state == "failed"
        assert outcome.message.startswith(f"{source}: ")
        assert "unexpected" not in outcome.message
        assert ill.tables() == expected
        failed = ill.runs()[-1]
        assert (failed.manifest["status"], failed.tables) == ("failed", {})
        ill.server.faults = healthy
        assert ill.collect().state in ("new", "unchanged")
        assert ill.tables() == expected


@pytest.mark.parametrize("source", LIVE)
def test_a_clock_two_days_off_dates_nothing(source: str, tmp_path: Path):
    with any_world(source, tmp_path) as ill:
        ill.server.clock = timedelta(days=2)
        outcome = ill.collect()
        assert outcome.state == "failed"
        assert "clock" in outcome.message
        ill.server.clock = timedelta(0)
        ill.collected()


@pytest.mark.parametrize("source", LIVE)
def test_collecting_twice_changes_nothing(source: str, tmp_path: Path):
    with any_world(source, tmp_path) as again:
        again.collected()
        first = again.tables()
        assert again.collect().state == "unchanged"
        assert again.tables() == first
        assert len(again.runs()) == 2


@pytest.mark.parametrize("source", LIVE)
def test_the_recorded_answers_give_the_same_tables_when_parsed_again(source: str, tmp_path: Path):
    from collectors.machinery import parsing

    with any_world(source, tmp_path) as again:
        run = again.collected().run
        assert run is not None
        before = {p.name: p.read_bytes() for p in run.folder.glob("*.parquet")}
        assert parsing.reparse(again.root, source, again.card) == []
        assert {p.name: p.read_bytes() for p in run.folder.glob("*.parquet")} == before


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths to all fields of objects in a body; one element stands for a whole list."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield (*path, key)
            yield from nodes(child, (*path, key))
    elif isinstance(value, list) and value:
        yield from nodes(value[0], (*path, 0))


def change(content: dict[str, Any], where: int, path: tuple[Any, ...], how: Callable) -> None:
    """Change one field of one answer of a fixture."""
    parent = content["exchanges"][where]["body"]
    for step in path[:-1]:
        parent = parent[step]
    how(parent, path[-1])


def missing(parent: Any, key: Any) -> None:
    del parent[key]


def another_type(parent: Any, key: Any) -> None:
    parent[key] = {"unexpected": True} if not isinstance(parent[key], dict) else "unexpected"


def number_as_text(parent: Any, key: Any) -> None:
    if isinstance(parent[key], int | float) and not isinstance(parent[key], bool):
        parent[key] = str(parent[key])


def one_more_field(parent: Any, key: Any) -> None:
    parent["a_field_nobody_knows"] = parent[key]


def fields(source: str) -> list[tuple[int, tuple[Any, ...]]]:
    """Return where the fields of a fixture's answers are: the answer's number and the path."""
    return [
        (n, path)
        for n, exchange in enumerate(fixture(source)["exchanges"])
        if isinstance(exchange["body"], dict | list)
        for path in nodes(exchange["body"])
    ]


def first_of_each(source: str) -> list[tuple[int, tuple[Any, ...]]]:
    """Return the fields without those of answers whose shape another one has already shown."""
    seen: dict[str, tuple[int, tuple[Any, ...]]] = {}
    for n, path in fields(source):
        # GraphQL's aliases and Algolia's lists differ in numbers alone
        seen.setdefault(re.sub(r"\d+", "#", repr(path)), (n, path))
    return list(seen.values())


FIELDS = [
    pytest.param(source, n, path, id=f"{source}-{n}-{'.'.join(map(str, path))}")
    for source in PLAIN
    for n, path in first_of_each(source)
]


OPTIONAL = {("hn_hiring", "text")}
"""Fields that a source leaves out where it would otherwise send null: a deleted post's text."""


def collected(source: str, content: dict[str, Any], folder: Path) -> tuple[str, str, list[Any]]:
    """Return state, message and sorted rows of a collection."""
    with world(source, folder, exchanges(content), content["names"]) as changed:
        outcome = changed.collect()
        found = changed.tables() if outcome.state == "new" else {}
        return outcome.state, outcome.message, flat(found)


def flat(tables: Tables) -> list[Any]:
    return sorted((tuple(row.values()) for table in tables.values() for row in table), key=repr)


@pytest.mark.parametrize("how", [one_more_field, number_as_text])
@pytest.mark.parametrize("source", PLAIN)
def test_strange_fields_and_numbers_sent_as_text_change_nothing(
    source: str, how: Callable, undisturbed: Callable[[str], tuple[Tables, int]], tmp_path: Path
):
    content = fixture(source)
    for where, path in fields(source):
        change(content, where, path, how)
    state, message, rows = collected(source, content, tmp_path)
    assert (state, rows) == ("new", flat(undisturbed(source)[0])), message


@pytest.mark.parametrize("how", [missing, another_type])
@pytest.mark.parametrize(("source", "where", "path"), FIELDS)
def test_a_field_that_changes_is_refused_or_absent_and_never_made_up(
    source: str,
    where: int,
    path: tuple[Any, ...],
    how: Callable,
    undisturbed: Callable[[str], tuple[Tables, int]],
    tmp_path: Path,
):
    content = fixture(source)
    change(content, where, path, how)
    state, message, rows = collected(source, content, tmp_path)
    if how is missing and (source, path[-1]) in OPTIONAL:
        change(content, where, path, lambda parent, key: parent.update({key: None}))
        (tmp_path / "null").mkdir()
        assert (state, rows) == ("new", collected(source, content, tmp_path / "null")[2])
    elif state == "failed":
        assert message.startswith(f"{source}: ")
        assert "unexpected" not in message.partition("found")[0]
    else:
        assert_only_absent(rows, flat(undisturbed(source)[0]))


def assert_only_absent(rows: list[Any], expected: list[Any]) -> None:
    """Assert that rows are the expected ones, but for cells that are now absent."""
    assert len(rows) == len(expected)
    for row in rows:
        assert any(
            all(new is None or new == old for new, old in zip(row, other, strict=True))
            for other in expected
        ), f"{row} is made up"


def test_the_fields_to_be_changed_are_found():
    assert {param.values[0] for param in FIELDS} == set(PLAIN)
    assert len(FIELDS) > 100
