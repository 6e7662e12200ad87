"""The history of verdicts: nothing of it is lost, whatever is damaged and whenever it ends."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectors.errors import BuildError
from collectors.home import Home
from tests.command import run
from tests.conftest import TINY, copy_root
from tests.test_integrity import flipped
from warehouse import history, publish
from warehouse.build import build

CLAIMS = "data/claims/invented.yml"


def claim(root: Path, percent: int) -> None:
    """Let the claim about Alpha give this figure, measured over a hundred people."""
    path = root.parent / CLAIMS
    text = path.read_text("utf-8")
    text = text.replace("primary: survey-two\n      also: [survey-base]", "primary: survey-base")
    for other in (50, 99, 98):
        text = text.replace(f"percent: {other}", f"percent: {percent}")
    path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def told_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_root(TINY, tmp_path_factory.mktemp("told") / "root")
    claim(root, 50)
    build(Home.of(root))
    claim(root, 99)
    assert build(Home.of(root)).changes
    return root


@pytest.fixture
def told(told_once: Path, tmp_path: Path) -> Path:
    """Return a root in which a verdict has changed once."""
    return Path(shutil.copytree(told_once, tmp_path / "data"))


def changes(root: Path) -> list[Any]:
    with publish.connect(root) as con:
        return con.execute(
            "select build_id, claim_id, before, after from verdict_change "
            "order by changed_at, claim_id"
        ).fetchall()


@pytest.mark.fault("kills and full disks")
def test_a_change_whose_build_could_not_be_published_is_told_by_the_next_one(told: Path):
    known = changes(told)
    claim(told, 50)
    pointer = publish.folder(told) / "current.json"
    old = pointer.read_bytes()
    pointer.unlink()
    pointer.mkdir()  # publishing fails at its very last step
    with pytest.raises(BuildError, match=r"current\.json"):
        build(Home.of(told))
    pointer.rmdir()
    pointer.write_bytes(old)
    assert changes(told) == known
    again = build(Home.of(told))
    assert again.changes
    assert [row[0] for row in changes(told)[len(known) :]] == [again.build_id] * len(again.changes)
    assert build(Home.of(told)).changes == []


@pytest.mark.fault("kills and full disks")
def test_a_published_change_that_was_not_settled_yet_is_part_of_the_history(told: Path):
    known, lines = changes(told), history.read(told).lines
    # as if the build had ended right after publishing
    log = history.path(told)
    *before, last = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(before))
    publish.verdicts(told, publish.current(told).build_id).write_bytes(last)
    assert history.read(told).lines == lines
    assert build(Home.of(told)).changes == []
    assert changes(told) == known
    assert log.read_bytes() == b"".join([*before, last])
    assert list(publish.folder(told).glob("*.jsonl")) == []


BAD: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda line: line[:40],
    "binary": lambda line: bytes(range(9)) + bytes(range(11, 256)),
    "a list": lambda line: b"[]",
    "null": lambda line: b"null",
    "a number": lambda line: b"1",
    "deep": lambda line: b"[" * 100_000,
    "without build": lambda line: line.replace(b'"build_id"', b'"build"'),
    "without changes": lambda line: line.replace(b'"changes"', b'"verdicts"'),
    "a change of other types": lambda line: line.replace(b'"before": null', b'"before": 7'),
    "a date that is none": lambda line: line.replace(b'"built_at": "2', b'"built_at": "x'),
    "another verdict": lambda line: line.replace(b'"after": "', b'"after": "un'),
}


@pytest.mark.fault("damaged files")
@pytest.mark.parametrize("how", BAD)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_bad_line_is_skipped_and_the_others_count(
    how: str, place: int, told_once: Path, tmp_path: Path
):
    shutil.copytree(told_once / "history", tmp_path / "history")
    log, expected = history.path(tmp_path), history.read(tmp_path).lines
    lines = log.read_bytes().splitlines()
    bad = BAD[how](lines[0])
    assert bad != lines[0]
    log.write_bytes(b"\n".join([*lines[:place], bad, *lines[place:]]))
    found = history.read(tmp_path)
    assert found.lines == expected
    assert f"verdicts.jsonl: line {place + 1} cannot be read" in found.warning


@pytest.mark.fault("damaged files")
def test_bad_lines_aretold_once_and_stay_in_the_file(told: Path):
    log, known = history.path(told), changes(told)
    lines = log.read_bytes().splitlines()
    content = b"\n".join([lines[0], *(bad(lines[0]) for bad in BAD.values()), *lines[1:]])
    log.write_bytes(content)
    ended = run(told, "build", columns=1000)
    assert ended.returncode == 0
    assert ended.stderr.count("verdicts.jsonl") == 1
    assert changes(told) == known
    claim(told, 50)
    again = build(Home.of(told))
    assert again.changes
    assert again.warning
    assert log.read_bytes().startswith(content)
    assert len(history.read(told).lines) == len(lines) + 1


@pytest.mark.fault("flipped bits")
def test_a_flipped_bit_is_told_or_changes_nothing(told: Path, attempts: Callable[[int], None]):
    log, chance = history.path(told), random.Random(20261130)
    content, expected = log.read_bytes(), history.read(told)
    for _ in range(400):
        log.write_bytes(flipped(content, chance))
        found = history.read(told)
        assert found.warning or found == expected
    attempts(400)


def test_a_line_of_an_older_version_counts(told: Path):
    log, lines = history.path(told), history.read(told).lines
    log.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert history.read(told) == (lines, "")
