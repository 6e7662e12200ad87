"""Killed at any moment, or out of disk: the next run gives what an undisturbed one would have."""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.home import Home
from collectors.machinery import landing
from tests.collecting import FAST
from tests.conftest import REPOSITORY, TINY, copy_root
from tests.fake import Asked, Fake, Reply, serving
from tests.forked import command
from warehouse import collecting, publish
from warehouse.build import build
from warehouse.writing import writing

pytestmark = pytest.mark.fault("kills and full disks")
PACKAGES = [f"invented-{n:02d}" for n in range(24)]
SEED = 20261121
KILLS = 3
"""Per command; the moments are spread over its whole run, and the same in every test run."""


def answer(asked: Asked, seconds: float = 0.004) -> Reply:
    """Answer as pypistats does, with invented numbers, taking a few milliseconds."""
    time.sleep(seconds)
    _, _, _, package, kind = asked.path.split("/")
    number = int(package[-2:])
    days = [
        {"category": "without_mirrors", "date": f"2026-01-{day:02d}", "downloads": number * day}
        for day in range(1, 29)
    ]
    data = days if kind == "overall" else []
    return Reply({"data": data, "package": package, "type": f"{kind}_downloads"})


def prepare(root: Path, server: Fake, packages: Sequence[str] = PACKAGES) -> Path:
    """Make a root with the tiny invented data and one live source."""
    root = copy_root(TINY, root)
    card = yaml.safe_load((REPOSITORY / "collectors" / "pypi_stats.yml").read_text("utf-8"))
    # a busy machine must not make it ask twice: what is asked is counted
    card["live"] |= {**FAST, "timeout_seconds": 30, "api": server.address + "/api"}
    (root / "sources" / "pypi_stats.yml").write_text(yaml.safe_dump(card, sort_keys=False))
    projects = root / "projects.yml"
    content = yaml.safe_load(projects.read_text("utf-8"))
    content["projects"]["alpha"]["identifiers"]["pypi"] = dict.fromkeys(packages, "primary")
    projects.write_text(yaml.safe_dump(content, sort_keys=False))
    return root


def finish(root: Path, *words: str, code: int = 0, most_bytes: int | None = None) -> str:
    """Run a command to its end and return what it said."""
    with command(root, *words, most_bytes=most_bytes) as running:
        ended, said = running.end()
    assert ended == code, said
    return said


def killed(root: Path, *words: str, after: float) -> None:
    """Run a command and kill it after so many seconds, if it still runs."""
    with command(root, *words) as running:
        running.process.join(after)


def figures(root: Path) -> list[list[tuple[Any, ...]]]:
    """Return everything in the published warehouse that does not name a run or a moment."""
    with publish.connect(root) as con:
        return [
            con.execute(query).fetchall()
            for query in (
                "select * exclude (observed_at, run_id, locator) from observation order by all",
                "select * from share order by all",
                "select * from claim_verdict order by all",
                "select claim_id, before, after, because from verdict_change order by all",
                "select distinct source_id, status, rows, sha256 from source_run order by all",
            )
        ]


@pytest.fixture(scope="module")
def server() -> Iterator[Fake]:
    with serving(answer) as made:
        yield made


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, server: Fake) -> Path:
    """Return a root that was built and never collected."""
    root = prepare(tmp_path_factory.mktemp("fresh") / "root", server)
    build(Home.of(root))
    return root


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> tuple[Path, Any, float]:
    """Return a root after one undisturbed collection, its figures, and how long that took."""
    root = Path(shutil.copytree(fresh, tmp_path_factory.mktemp("undisturbed") / "root"))
    began = time.monotonic()
    finish(root, "collect")
    return root, figures(root), time.monotonic() - began


def moments(seconds: float) -> list[float]:
    """Return moments all over a run, later ones too: a loaded machine is slower."""
    chance = random.Random(SEED)
    return [seconds * (n + chance.random()) / KILLS for n in range(KILLS)]


@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_collection_is_continued(
    number: int, undisturbed: tuple[Path, Any, float], fresh: Path, server: Fake, tmp_path: Path
):
    _, expected, seconds = undisturbed
    root = Path(shutil.copytree(fresh, tmp_path / "data"))
    asked = len(server.log)
    killed(root, "collect", after=moments(seconds)[number])
    landed = list(landing.runs(root, "pypi_stats"))
    assert collecting.collect(Home.of(root), ["pypi_stats"]).well
    assert figures(root) == expected
    # what was answered before the kill was not asked again, but for the one under way
    assert landed or len(server.log) - asked <= 2 * len(PACKAGES) + 1


def remake(root: Path) -> None:
    """Damage what reparse makes anew, so that it has something to do."""
    for run in landing.runs(root, "pypi_stats"):
        landing.write_manifest(run.folder, {**run.manifest, "sha256": "of an older parser"})


@pytest.mark.parametrize("words", [["build"], ["reparse"]], ids=lambda words: words[0])
@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_build_or_reparse_is_made_good(
    number: int, words: list[str], undisturbed: tuple[Path, Any, float], tmp_path: Path
):
    done, expected, seconds = undisturbed
    root = Path(shutil.copytree(done, tmp_path / "data"))
    before = publish.current(root)
    if words == ["reparse"]:
        remake(root)
    killed(root, *words, after=moments(seconds)[number])
    assert figures(root) == expected  # readers never saw anything else
    if words == ["reparse"]:
        collecting.reparse(Home.of(root), ["pypi_stats"])
    build(Home.of(root))
    assert figures(root) == expected
    assert publish.current(root) != before


@pytest.mark.parametrize(
    ("words", "most_bytes"),
    [
        (["collect"], 0),  # nothing at all
        (["collect"], 3_000),  # in the middle of the journal
        (["collect"], 400_000),  # the run fits, the warehouse does not
        (["reparse"], 0),
        (["reparse"], 3_000),
        (["build"], 0),
        (["build"], 400_000),
    ],
)
def test_a_full_disk_is_said_and_loses_nothing(
    words: list[str],
    most_bytes: int,
    undisturbed: tuple[Path, Any, float],
    fresh: Path,
    tmp_path: Path,
):
    done, expected, _ = undisturbed
    root = Path(shutil.copytree(fresh if words == ["collect"] else done, tmp_path / "root"))
    before = figures(root)
    if words == ["reparse"]:
        remake(root)
    said = finish(root, *words, code=1, most_bytes=most_bytes)
    assert "Traceback" not in said
    assert "Free some space" in said, said
    assert figures(root) == before
    collecting.reparse(Home.of(root), ["pypi_stats"])
    assert collecting.collect(Home.of(root), ["pypi_stats"]).well
    assert figures(root) == expected


def test_the_second_writer_is_told_and_leaves_with_75_while_readers_go_on(
    undisturbed: tuple[Path, Any, float],
):
    root, expected, _ = undisturbed
    with writing(root):
        for words in ("collect", "build", "reparse"):
            assert "another sharecheck" in finish(root, words, code=75)
        assert "depends" in finish(root, "verify") or figures(root) == expected


def test_a_second_writer_that_may_wait_does_so(undisturbed: tuple[Path, Any, float]):
    root, expected, _ = undisturbed
    with command(root, "build", "--wait", "30") as running:
        with writing(root, 30):
            time.sleep(0.5)
        code, said = running.end()
    assert code == 0, said
    assert figures(root) == expected


def test_a_collection_that_is_told_to_stop_ends_soon_and_is_continued(
    undisturbed: tuple[Path, Any, float], fresh: Path, server: Fake, tmp_path: Path
):
    root = Path(shutil.copytree(fresh, tmp_path / "data"))
    asked = len(server.log)
    with command(root, "collect") as running:
        while len(server.log) < asked + 5:
            time.sleep(0.01)
        running.process.terminate()
        code, said = running.end()
    assert code == 128 + signal.SIGTERM, said
    assert "stopped" in said
    assert collecting.collect(Home.of(root), ["pypi_stats"]).well
    assert figures(root) == undisturbed[1]
    assert len(server.log) - asked == 2 * len(PACKAGES)
