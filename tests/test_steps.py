"""Killed, or out of disk, at every step: the next run gives what an undisturbed one would have.

A step is a file opened for writing, a rename, a removal, a folder made, or a file forced to the
disk. The n-th one below the root does not happen any more, for every n.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from collectors import cards
from collectors.errors import SharecheckError
from collectors.home import Home
from collectors.machinery import landing, parsing
from collectors.machinery import run as running
from collectors.machinery.landing import DRAFT, HEAD, JOURNAL, MANIFEST, REJECTED
from collectors.machinery.run import Order
from tests.fake import Fake, serving
from tests.forked import forked
from tests.test_crashes import PACKAGES, answer, prepare
from warehouse import history, publish, writing
from warehouse.build import build

pytestmark = pytest.mark.fault("kills and full disks, step by step")
SOURCE, NAMES = "pypi_stats", PACKAGES[:2]
KILLED, FULL = "killed", "full"
KILLED_CODE = 86


class Steps:
    """Counts the steps of this process below a root, and ends it, or the disk, at the n-th.

    Attributes:
        seen: every step: what is done, and the paths.
    """

    def __init__(self, root: Path, last: int, how: str) -> None:
        self.root, self.last, self.how = str(root.resolve()), last, how
        self.seen: list[tuple[str, ...]] = []
        fsync = os.fsync

        def counted(handle: int) -> None:
            self.step("fsync", os.readlink(f"/proc/self/fd/{handle}"))
            fsync(handle)

        os.fsync = counted
        sys.addaudithook(self.hook)

    def hook(self, event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR):
            self.step("open", given[0])
        elif event == "os.rename":
            self.step("rename", given[0], given[1])
        elif event in ("os.remove", "os.rmdir", "os.mkdir"):
            self.step(event.removeprefix("os."), given[0])

    def step(self, what: str, *paths: Any) -> None:
        names = [os.fsdecode(path) for path in paths if isinstance(path, str | bytes | Path)]
        if not any(name.startswith(self.root) for name in names):
            return
        self.seen.append((what, *names))
        if len(self.seen) < self.last:
            return
        if self.how == KILLED:
            os._exit(KILLED_CODE)
        if what in ("open", "mkdir"):  # a full disk can still rename and remove
            raise OSError(errno.ENOSPC, "no space left on device", names[0])


def disturbed(voice: Connection, work: Callable[[Path], str], root: Path, n: int, how: str) -> None:
    """Do some work in this process, disturbed at the n-th step, and send what was said."""
    steps = Steps(root, n, how)
    try:
        said = work(root)
    except (SharecheckError, OSError) as error:
        said = str(error)
    steps.last = sys.maxsize
    voice.send((said, steps.seen))


def ended(
    work: Callable[[Path], str], root: Path, n: int, how: str
) -> tuple[str, list[Any]] | None:
    """Return what a disturbed process said and did; None if it was killed."""
    with forked(disturbed, work, root, n, how) as (process, voice):
        try:
            said: tuple[str, list[Any]] | None = voice.recv() if voice.poll(60) else None
        except EOFError:
            said = None
        process.join(60)
    assert process.exitcode == (KILLED_CODE if said is None else 0)
    return said


def fetch(root: Path) -> str:
    """Collect the source, without a build."""
    card = cards.load(Home.of(root))[SOURCE]
    outcome = running.collect_one(SOURCE, card, Order(root, {"pypi": list(NAMES)}))
    return f"{outcome.state} {outcome.message}"


def make(root: Path) -> str:
    """Build, and return which verdicts are told to have changed."""
    return f"built {[change['claim_id'] for change in build(Home.of(root)).changes]}"


def again(root: Path) -> str:
    """Parse anew what is recorded."""
    card = cards.load(Home.of(root))[SOURCE]
    return f"reparsed {len(parsing.reparse(root, SOURCE, card))}"


@pytest.fixture(scope="module")
def server() -> Iterator[Fake]:
    with serving(lambda asked: answer(asked, 0)) as made:
        yield made


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, server: Fake) -> Path:
    return prepare(tmp_path_factory.mktemp("fresh") / "root", server, NAMES)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Path:
    root = Path(shutil.copytree(fresh, tmp_path_factory.mktemp("landed") / "root"))
    assert fetch(root).startswith("new")
    return root


def contents(root: Path) -> dict[str, bytes]:
    """Return what the newest run with figures holds, by name, but for its manifest."""
    run = landing.origin([run for run in landing.runs(root, SOURCE) if run.complete])
    assert run is not None
    return {
        path.relative_to(run.folder).as_posix(): path.read_bytes()
        for path in run.folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def left(root: Path) -> list[str]:
    """Return what lies below data/ that only something unfinished needs."""
    return [
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.name.startswith((".building", ".failed", ".rejected.old"))
        or path.name.endswith(".new")
        or (path.name in (HEAD, JOURNAL) and path.parent.name not in (DRAFT, REJECTED))
        or (path.suffix == ".parquet" and path.name.startswith("."))
    ]


@pytest.mark.parametrize(
    ("before", "how"), [("nothing", KILLED), ("nothing", FULL), ("the same", KILLED)]
)
def test_a_collection_ended_at_any_step_is_continued_and_asks_nothing_twice(
    how: str,
    before: str,
    fresh: Path,
    landed: Path,
    server: Fake,
    tmp_path: Path,
    attempts: Callable[[int], None],
):
    start = fresh if before == "nothing" else landed
    expected, n = contents(landed), 0
    while True:
        n += 1
        root = Path(shutil.copytree(start, tmp_path / str(n)))
        asked = len(server.log)
        said = ended(fetch, root, n, how)
        if said and len(said[1]) < n:
            break  # there are no more steps
        assert said is None or "no space left" in said[0] or said[0].startswith(("new", "unch")), n
        runs = [run for run in landing.runs(root, SOURCE) if run.complete]
        done = len(runs) > (before != "nothing")
        writing.sweep(root)
        assert done or fetch(root).startswith(("new", "unchanged")), n
        assert contents(root) == expected, n
        assert left(root) == [], n
        # but for the one under way
        assert len(server.log) - asked <= 2 * len(NAMES) + 1, n
        assert landing.origin(landing.runs(root, SOURCE)) == landing.runs(root, SOURCE)[0]
        shutil.rmtree(root)
    attempts(n - 1)
    assert n > 20


@pytest.mark.parametrize("how", [KILLED, FULL])
def test_a_failed_or_rejected_collection_ended_at_any_step_loses_no_answer(
    how: str, fresh: Path, server: Fake, tmp_path: Path, attempts: Callable[[int], None]
):
    start = Path(shutil.copytree(fresh, tmp_path / "start"))
    card = start / "sources" / f"{SOURCE}.yml"
    text = card.read_text("utf-8")
    unlikely = text.replace("- 10000000", "- 9999999").replace("  - 1\n", "  - 9999998\n")
    assert unlikely != text
    card.write_text(unlikely, "utf-8")
    assert "expected 9,999,998" in fetch(start)  # answers that were set aside before
    n = 0
    while True:
        n += 1
        root = Path(shutil.copytree(start, tmp_path / str(n)))
        said = ended(fetch, root, n, how)
        if said and len(said[1]) < n:
            break
        writing.sweep(root)
        folder = landing.folder_of(root, SOURCE)
        kept = [folder / REJECTED / "raw", folder / DRAFT / "raw"]
        whole = [len(list(place.iterdir())) for place in kept if place.exists()]
        assert max(whole) == 2 * len(NAMES), n  # those of before, or those of now
        assert left(root) == [], n
        (root / "sources" / f"{SOURCE}.yml").write_text(text, "utf-8")
        assert fetch(root).startswith("new"), n
        shutil.rmtree(root)
    attempts(n - 1)


@pytest.mark.parametrize("how", [KILLED, FULL])
def test_parsing_anew_ended_at_any_step_leaves_the_old_or_the_new(
    how: str, landed: Path, tmp_path: Path, attempts: Callable[[int], None]
):
    start = Path(shutil.copytree(landed, tmp_path / "start"))
    [run] = landing.runs(start, SOURCE)
    [old] = run.tables.values()
    # of an older parser, which saw one row
    table = landing.write(run.folder, SOURCE, pq.read_table(old).slice(0, 1))
    old.unlink()
    tables = {SOURCE: table}
    landing.write_manifest(
        run.folder, {**run.manifest, "tables": tables, "sha256": landing.fingerprint(tables)}
    )
    expected, n = contents(landed), 0
    while True:
        n += 1
        root = Path(shutil.copytree(start, tmp_path / str(n)))
        said = ended(again, root, n, how)
        if said and len(said[1]) < n:
            break
        [run] = landing.runs(root, SOURCE)
        assert landing.damage(run, root) == [], n
        writing.sweep(root)
        assert contents(root) in (expected, contents(start)), n
        again(root)
        assert contents(root) == expected, n
        shutil.rmtree(root)
    attempts(n - 1)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Path:
    """Return a root whose next build changes a verdict."""
    root = Path(shutil.copytree(fresh, tmp_path_factory.mktemp("changed") / "root"))
    claims = root / "claims" / "invented.yml"
    text = claims.read_text("utf-8").replace("primary: survey-two", "primary: survey-base")
    text = text.replace("      also: [survey-base]\n", "")
    claims.write_text(text, "utf-8")
    build(Home.of(root))
    claims.write_text(text.replace("percent: 50", "percent: 99"), "utf-8")
    return root


def put(root: Path) -> str:
    """Publish the build that lies ready, as the end of a build does."""
    [draft] = publish.folder(root).glob(f"{publish.BUILDING}*")
    build_id, inputs = (root / "ready").read_text().split()
    publish.publish(draft, root, build_id, datetime.now(UTC), inputs, {})
    history.settle(root)
    return "published"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, changed: Path) -> Path:
    """Return a root in which a build that changes a verdict is ready to be published."""
    root = Path(shutil.copytree(changed, tmp_path_factory.mktemp("ready") / "root"))
    made = Path(shutil.copytree(changed, tmp_path_factory.mktemp("made") / "root"))
    assert build(Home.of(made)).changes
    pointer, draft = publish.current(made), publish.folder(root) / f"{publish.BUILDING}ready"
    draft.mkdir()
    built = publish.folder(made) / pointer.file
    shutil.move(built, draft / "warehouse.duckdb")
    shutil.move(built.with_suffix(""), draft / "parquet")
    *_, line = history.path(made).read_text("utf-8").splitlines(keepends=True)
    (draft / publish.VERDICTS).write_text(line, "utf-8")
    (root / "ready").write_text(f"{pointer.build_id} {pointer.inputs_sha256}")
    return root


@pytest.mark.parametrize("how", [KILLED, FULL])
def test_publishing_ended_at_any_step_is_done_with_its_history_or_not_at_all(
    how: str, ready: Path, tmp_path: Path, attempts: Callable[[int], None]
):
    before, new = history.read(ready).lines, (ready / "ready").read_text().split()[0]
    old, n, seen = publish.current(ready).build_id, 0, set[str]()
    while True:
        n += 1
        root = Path(shutil.copytree(ready, tmp_path / str(n)))
        said = ended(put, root, n, how)
        if said and len(said[1]) < n:
            break
        now = publish.current(root).build_id
        seen.add(now)
        with publish.connect(root) as con:
            told = con.execute("select count(*) from verdict_change").fetchone()
        for settle in (lambda root: None, writing.sweep, history.settle):
            settle(root)
            lines = history.read(root).lines
            assert [line["build_id"] for line in lines[len(before) :]] == [new] * (now == new), n
            # the published table says what the history says
            assert told == (sum(len(line["changes"]) for line in lines),), n
        assert left(root) == [], n
        folder = publish.folder(root)
        builds = {path.stem for path in folder.glob("*.duckdb")}
        assert max(builds) == f"warehouse-{now}", n
        assert {path.name.split(".")[0] for path in folder.iterdir()} == builds | {"current"}, n
        shutil.rmtree(root)
    attempts(n - 1)
    assert seen == {old, new}


@pytest.mark.parametrize("work", [fetch, make, again])
def test_what_is_renamed_into_its_place_was_forced_to_the_disk_before(
    work: Callable[[Path], str], fresh: Path, landed: Path, changed: Path, tmp_path: Path
):
    start = {fetch: fresh, make: changed, again: landed}[work]
    root = Path(shutil.copytree(start, tmp_path / "data"))
    if work is again:
        [run] = landing.runs(root, SOURCE)
        landing.write_manifest(run.folder, {**run.manifest, "sha256": "of an older parser"})
    said = ended(work, root, sys.maxsize, KILLED)
    assert said is not None
    clean, renames = set[str](), 0
    steps = [(what, *map(os.path.realpath, paths)) for what, *paths in said[1]]
    for n, (what, *paths) in enumerate(steps):
        if what == "open":
            clean.discard(paths[0])
        elif what == "fsync":
            clean.add(paths[0])
        elif what == "rename":
            source, target = paths
            if f"/{DRAFT}/" not in target and publish.BUILDING not in target:
                renames += 1
                there = [
                    path for path in (Path(target), *Path(target).rglob("*")) if path.is_file()
                ]
                before = {str(path).replace(target, source, 1) for path in there}
                assert before <= clean, f"not on the disk when {target} appears: {before - clean}"
                # the name itself lasts only when its folder is forced to the disk too
                assert ("fsync", os.path.dirname(target)) in steps[n + 1 :], target
            moved = {path for path in clean if path == source or path.startswith(f"{source}/")}
            clean = clean - moved | {path.replace(source, target, 1) for path in moved}
    assert renames >= 1
    if work is make:  # what the pointer names lasts before the pointer does
        here = os.path.dirname(os.path.realpath(publish.folder(root) / "current.json"))
        came = [n for n, step in enumerate(steps) if os.path.dirname(step[-1]) == here]
        came = [n for n in came if steps[n][0] == "rename"]
        assert steps[came[-1]][2] == f"{here}/current.json"
        assert ("fsync", here) in steps[came[-2] : came[-1]]
