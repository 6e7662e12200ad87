"""What may not be read is not taken for what is not there: it is said, and the command stops.

The tests may run as root, who may read everything: each command runs as another user.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.forked import forked
from tests.test_landing import land, row
from warehouse import publish

pytestmark = pytest.mark.fault("what may not be read")
NOBODY = 65534
RUN = "20230901T100000000Z"


def as_another_user(voice: Connection, root: Path, words: list[str]) -> None:
    """Run a command as somebody who is not root, and send its exit code and what it said."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    from tests import command

    ended = command.run(root, *words, columns=1000)
    voice.send((ended.returncode, ended.stdout + ended.stderr))


def run(root: Path, *words: str) -> tuple[int, str]:
    with forked(as_another_user, root, list(words)) as (process, voice):
        assert voice.poll(60)
        code, said = voice.recv()
        process.join(60)
    return code, said


@pytest.fixture
def root(_built_once: Path) -> Iterator[Path]:
    """Return a built root with a run, all of which belongs to the other user."""
    # pytest's own folder is closed to others, again and again
    with tempfile.TemporaryDirectory() as name:
        built = Path(shutil.copytree(_built_once, Path(name) / "data"))
        land(built, RUN, [row(2023, "Alpha", 70, "2023-07-01")])
        Path(name).chmod(0o755)
        for path in (built, *built.rglob("*")):
            if os.getuid() == 0:
                os.chown(path, NOBODY, NOBODY)
        yield built
        for path in (built, *built.rglob("*")):
            path.chmod(0o700)


PLACES = [
    "data/sources",
    "data/sources/published_figures.yml",
    "data/claims",
    "data/claims/invented.yml",
    "data/projects.yml",
    "data/snapshot",
    "data/snapshot/published_figures.csv",
    "data/landing",
    "data/landing/published_figures",
    f"data/landing/published_figures/{RUN}",
    f"data/landing/published_figures/{RUN}/manifest.json",
    f"data/landing/published_figures/{RUN}/published_figures.parquet",
    "data/history",
    "data/history/verdicts.jsonl",
    "data/builds",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_build_says_what_it_may_not_read_and_publishes_nothing(place: str, root: Path):
    before = publish.current(root)
    (root.parent / place).chmod(0)
    code, said = run(root, "build")
    assert code == 1, said
    assert place in said
    assert "ermission" in said
    assert "Traceback" not in said
    assert "report it" not in said
    (root.parent / place).chmod(0o700)
    assert publish.current(root) == before


def listable(path: Path) -> None:
    path.chmod(0o444)  # its names may be read, what they stand for may not


@pytest.mark.parametrize("how", [listable, lambda path: os.chown(path, 0, 0) or path.chmod(0o700)])
@pytest.mark.parametrize(
    "place",
    ["data/landing", "data/landing/published_figures", f"data/landing/published_figures/{RUN}"],
)
def test_runs_of_another_user_are_not_skipped(place: str, how: Callable[[Path], None], root: Path):
    if os.getuid() != 0 and how is not listable:
        (root.parent / place).chmod(0)
    else:
        how(root.parent / place)
    code, said = run(root, "build")
    assert (code, place in said, "ermission" in said) == (1, True, True), said


@pytest.mark.parametrize("words", ["verify", "sources", "build"])
def test_a_published_warehouse_that_may_not_be_read_is_said(words: str, root: Path):
    (publish.folder(root) / "current.json").chmod(0)
    code, said = run(root, words)
    # a build may renew it: the folder is its own
    assert code == 0 if words == "build" else (code, "current.json" in said) == (1, True), said


def test_what_is_readable_is_built(root: Path):
    code, said = run(root, "build")
    assert code == 0, said
    shutil.rmtree(publish.folder(root))
    assert run(root, "build")[0] == 0
