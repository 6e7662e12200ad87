"""What lies on the disk is what was written, or is named: no figure is silently another."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from collectors import cards, disk
from collectors.errors import InputError, SharecheckError
from collectors.home import Home
from collectors.machinery import landing, parsing
from collectors.machinery.landing import Run
from tests.collecting import World, exchanges, fixture, world
from tests.command import run as command
from tests.conftest import SMALL
from tests.fake import Fake, serving
from tests.test_crashes import PACKAGES, answer, prepare
from warehouse import collecting, publish
from warehouse import landing as loading
from warehouse.build import build

SEED, FLIPS = 20261130, 450
SOURCE = "pypi_stats"
CARD = cards.load(SMALL)[SOURCE]


def loaded(root: Path) -> list[Any]:
    """Return all that a build takes from landed runs: every row, run and answer."""
    with duckdb.connect() as con:
        tables = list(loading.load(con, root, {SOURCE: CARD}, loading.whole(root)))
        return [
            con.execute(f"select * from landing.{SOURCE} order by all").fetchall(),
            *(sorted(map(repr, table.rows)) for table in tables),
        ]


def refusal(holds: Callable[[], bool]) -> str:
    """Return what is said to be damaged; nothing, if all is as it should be."""
    try:
        assert holds()
    except InputError as error:
        return str(error)
    return ""


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Return the content with one bit changed."""
    place = chance.randrange(len(content))
    bit = bytes([content[place] ^ 1 << chance.randrange(8)])
    return content[:place] + bit + content[place + 1 :]


@pytest.fixture(scope="module")
def server() -> Iterator[Fake]:
    with serving(answer) as made:
        yield made


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory, server: Fake) -> Path:
    """Return a root with a run, one that found nothing new, and the warehouse of both."""
    root = prepare(tmp_path_factory.mktemp("collected") / "root", server, PACKAGES[:3])
    assert collecting.collect(Home.of(root), [SOURCE]).published
    assert collecting.collect(Home.of(root), [SOURCE]).outcomes[0].state == "unchanged"
    return root


@pytest.fixture
def root(collected: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(collected, tmp_path / "data"))


def first(root: Path) -> Run:
    return landing.runs(root, SOURCE)[0]


def parquet(root: Path) -> Path:
    [path] = first(root).tables.values()
    return path


# --- one bit ------------------------------------------------------------------------------------


@pytest.mark.fault("flipped bits")
def test_a_flipped_bit_of_a_run_is_named_or_changes_no_figure(
    root: Path, attempts: Callable[[int], None]
):
    expected, chance = loaded(root), random.Random(SEED)
    decides = [parquet(root), *(r.folder / landing.MANIFEST for r in landing.runs(root, SOURCE))]
    named = 0
    for number in range(FLIPS):
        path = decides[number % len(decides)]
        content = path.read_bytes()
        path.write_bytes(flipped(content, chance))
        said = refusal(lambda: loaded(root) == expected)
        named += said != ""
        assert said == "" or path.relative_to(root).as_posix() in said
        path.write_bytes(content)
    attempts(FLIPS)
    assert loaded(root) == expected
    assert named > FLIPS * 0.9  # white space of a manifest says nothing


@pytest.mark.fault("flipped bits")
def test_a_flipped_bit_of_an_answer_is_named_by_reparse_or_changes_nothing(
    root: Path, attempts: Callable[[int], None]
):
    chance, card = random.Random(SEED), CARD
    bodies = [entry.path for entry in first(root).answers()]
    before = parquet(root).read_bytes()
    for path in bodies * 2:
        content = path.read_bytes()
        path.write_bytes(flipped(content, chance))
        said = refusal(lambda: parsing.reparse(root, SOURCE, card) == [])
        if said == "":
            assert gzip.decompress(path.read_bytes()) == gzip.decompress(content)
        else:
            assert path.relative_to(root).as_posix() in said
        path.write_bytes(content)
        assert parquet(root).read_bytes() == before
    attempts(2 * len(bodies))


@pytest.mark.fault("flipped bits")
def test_a_flipped_bit_of_the_cache_vouches_for_nothing(
    root: Path, attempts: Callable[[int], None]
):
    for path in root.rglob("*"):
        os.utime(path, (1, 1))
    cache = root / "cache" / "verified.json"
    damaged = parquet(root).read_bytes()
    settle(root)
    expected, content, chance = loaded(root), cache.read_bytes(), random.Random(SEED)
    assert b".parquet" in content
    for _ in range(60):
        cache.write_bytes(flipped(content, chance))
        assert loaded(root) == expected
    cache.write_bytes(content)
    parquet(root).write_bytes(flipped(damaged, chance))
    os.utime(parquet(root), (1, 1))  # as if nothing had happened
    with pytest.raises(InputError, match=r"\.parquet: its sha256 is"):
        loaded(root)
    attempts(61)


def settle(root: Path) -> None:
    """Wait until what was written a moment ago is remembered by the cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "SETTLED_SECONDS", 0)
        loaded(root)


def test_a_file_is_written_beside_the_old_one_and_what_is_hidden_is_none(tmp_path: Path):
    file, old = tmp_path / "file", tmp_path / "old"
    file.write_text("before")
    os.link(file, old)
    disk.write_whole(file, "after")
    assert (file.read_text(), old.read_text()) == ("after", "before")
    (tmp_path / f".half{disk.DRAFT_SUFFIX}").touch()
    assert disk.listed(tmp_path, tmp_path) == [file, old]
    assert disk.checksum({"a": 1, "b": {"c": 2, "d": 3}}) == (
        disk.checksum({"b": {"d": 3, "c": 2}, "a": 1})
    )


def test_what_was_written_a_moment_ago_is_hashed_again(tmp_path: Path):
    """It may change within one tick of the clock, and look the same."""
    from warehouse.landing import SETTLED_SECONDS, Hashes

    hashes, file = Hashes(tmp_path), tmp_path / "file"
    file.write_text("now")
    hashes.sha256_of(file)
    assert hashes.seen == {}
    assert SETTLED_SECONDS >= 1


# --- another file in its place -------------------------------------------------------------------


@pytest.mark.fault("replaced files")
def test_a_rewritten_table_is_refused_by_the_build_and_made_anew_by_reparse(root: Path):
    path, before = parquet(root), publish.current(root)
    table = pq.read_table(path)
    more = pa.array(
        [value * 2 for value in table["downloads"].to_pylist()], table["downloads"].type
    )
    pq.write_table(table.set_column(table.column_names.index("downloads"), "downloads", more), path)
    ended = command(root, "build")
    assert ended.returncode == 1
    assert path.relative_to(root).as_posix() in ended.stderr.replace("\n", "")
    assert publish.current(root) == before
    changed, result = collecting.reparse(Home.of(root), [SOURCE])
    assert [run.folder for run in changed[SOURCE]] == [path.parent]
    assert result.well
    assert pq.read_table(path) == table
    build(Home.of(root))


@pytest.mark.fault("replaced files")
def test_a_folder_in_a_table_s_place_is_named_by_reparse(root: Path):
    [path] = landing.runs(root, SOURCE)[0].tables.values()
    path.unlink()
    path.mkdir()
    with pytest.raises(InputError, match=rf"{path.name}: there is a folder, no file"):
        collecting.reparse(Home.of(root), [SOURCE])
    path.rmdir()
    collecting.reparse(Home.of(root), [SOURCE])
    assert path.is_file()


@pytest.mark.fault("replaced files")
def test_a_table_replaced_together_with_its_sha256_is_still_named(root: Path):
    folder, path = first(root).folder, parquet(root)
    path.write_bytes(path.read_bytes() + b" ")
    content = json.loads((folder / landing.MANIFEST).read_text())
    del content[landing.CHECKSUM]  # as of an older version
    content["tables"][SOURCE]["sha256"] = landing.disk.sha256_of(path)
    (folder / landing.MANIFEST).write_text(json.dumps(content))
    with pytest.raises(InputError, match=r"manifest\.json: its sha256 is"):
        build(Home.of(root))


@pytest.mark.fault("replaced files")
def test_a_replaced_answer_is_refused_by_reparse_and_all_of_them_are_named(root: Path):
    one, two, *_ = (entry.path for entry in first(root).answers())
    shutil.copy(two, one)
    two.unlink()
    before = parquet(root).read_bytes()
    ended = command(root, "reparse")
    said = ended.stderr.replace("\n", " ")
    assert ended.returncode == 1
    assert f"raw/{one.name}: the answer's sha256" in said
    assert f"raw/{two.name}" in said
    assert parquet(root).read_bytes() == before


def spoil_table(run: Run) -> None:
    [path] = run.tables.values()
    path.write_bytes(path.read_bytes()[:-1])


def spoil_answer(run: Run) -> None:
    path = run.answers()[0].path
    path.write_bytes(gzip.compress(b"{}"))


def lose(run: Run) -> None:
    shutil.rmtree(run.folder)


def lose_table(run: Run) -> None:
    [path] = run.tables.values()
    path.unlink()


@pytest.mark.fault("replaced files")
@pytest.mark.parametrize("how", [spoil_table, spoil_answer, lose_table, lose])
@pytest.mark.parametrize("runs", [1, 2])
def test_nothing_is_unchanged_from_what_is_gone_or_damaged(
    how: Callable[[Run], None], runs: int, tmp_path: Path
):
    with world(SOURCE, tmp_path) as source:
        source.collected()
        expected = source.tables()
        for _ in range(runs - 1):
            assert source.collect().state == "unchanged"
        how(source.runs()[0])
        assert source.collect().state == "new"
        assert source.tables() == expected
        assert source.collect().state == "unchanged"


@pytest.mark.fault("replaced files")
def test_an_unchanged_run_whose_figures_are_gone_stops_the_build(root: Path):
    old, newer = landing.runs(root, SOURCE)
    shutil.rmtree(old.folder)
    with pytest.raises(InputError, match=f"{newer.run_id}: it found what the run {old.run_id} had"):
        build(Home.of(root))


@pytest.mark.fault("replaced files")
def test_a_damaged_answer_is_never_taken_over_for_one_that_did_not_change(tmp_path: Path):
    content = fixture(SOURCE)
    for exchange in content["exchanges"]:
        exchange["headers"] = {"ETag": '"invented"'}
    served = exchanges(content)
    with world(SOURCE, tmp_path, served, content["names"]) as source:
        source.collected()
        expected = source.tables()
        spoil_answer(source.runs()[0])
        source.collected()
        assert source.tables() == expected
        assert not any("if-none-match" in asked.headers for asked in source.server.log)


# --- damaged files ------------------------------------------------------------------------------


def manifest_says(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    """Return what changes a manifest, as an older version or a hand would: without a checksum."""

    def damage(root: Path) -> None:
        path = first(root).folder / landing.MANIFEST
        content = json.loads(path.read_text())
        del content[landing.CHECKSUM]
        path.write_text(json.dumps(change(content) or content))

    return damage


def without(name: str) -> Callable[[Path], None]:
    return manifest_says(lambda content: content.pop(name) and content)


def with_one(name: str, value: Any) -> Callable[[Path], None]:
    return manifest_says(lambda content: content.update({name: value}))


def with_table(name: str, value: Any) -> Callable[[Path], None]:
    return manifest_says(lambda content: content["tables"][SOURCE].update({name: value}))


def with_answer(name: str, value: Any) -> Callable[[Path], None]:
    return manifest_says(lambda content: content["responses"][0].update({name: value}))


def manifest_is(content: bytes) -> Callable[[Path], None]:
    return lambda root: write(first(root).folder / landing.MANIFEST, content)


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def instead(of: Callable[[Path], Path], make: Callable[[Path], Any]) -> Callable[[Path], None]:
    """Return what puts something else in a path's place."""

    def damage(root: Path) -> None:
        path = of(root)
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        make(path)

    return damage


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def run_folder(root: Path) -> Path:
    return first(root).folder


def manifest_file(root: Path) -> Path:
    return first(root).folder / landing.MANIFEST


def history_file(root: Path) -> Path:
    return root / "history" / "verdicts.jsonl"


OTHER_THINGS = {"a folder": Path.mkdir, "a dangling link": dangling, "a link to itself": loop}
RUNS_DAMAGED: dict[str, tuple[Callable[[Path], None], str]] = {
    "manifest is a list": (manifest_is(b"[]"), "manifest.json"),
    "manifest is null": (manifest_is(b"null"), "manifest.json"),
    "manifest is a text": (manifest_is(b'"text"'), "manifest.json"),
    "manifest is empty": (manifest_is(b""), "manifest.json"),
    "manifest is no UTF-8": (manifest_is(b'{"status": "\xff"}'), "manifest.json"),
    "manifest is deep": (manifest_is(b"[" * 100_000), "manifest.json"),
    "manifest is gone": (lambda root: manifest_file(root).unlink(), "manifest.json"),
    **{
        f"manifest is {name}": (instead(manifest_file, make), "manifest.json")
        for name, make in OTHER_THINGS.items()
    },
    "manifest is a pipe": (instead(manifest_file, os.mkfifo), "manifest.json"),
    **{
        f"without {name}": (without(name), name)
        for name in ("status", "started_at", "finished_at", "tables", "responses", "sha256")
    },
    **{
        f"{name} is {value!r}": (with_one(name, value), name)
        for name, value in (
            ("status", 1),
            ("status", "Complete"),
            ("status", None),
            ("started_at", "yesterday"),
            ("started_at", 20261130),
            ("started_at", "2026-13-01T00:00:00"),
            ("started_at", "2026-11-30T00:00:00+00:00"),
            ("finished_at", None),
            ("free_at", "soon"),
            ("purpose", 1),
            ("requests", "many"),
            ("requests", -1),
            ("bytes", 1.5),
            ("sha256", 7),
            ("error", []),
            ("unchanged_since", 3),
            ("tables", []),
            ("tables", {"pypi_stats": None}),
            ("responses", {}),
            ("responses", [1]),
        )
    },
    "source is another": (with_one("source", "npm_downloads"), "npm_downloads"),
    **{
        f"table: {name} is {value!r}": (with_table(name, value), "manifest.json")
        for name, value in (
            ("rows", "6"),
            ("rows", -1),
            ("rows", None),
            ("sha256", None),
            ("file", "../elsewhere.parquet"),
            ("file", 5),
        )
    },
    "table has another sha256": (with_table("sha256", "other"), ".parquet: its sha256"),
    "table is named wrongly": (with_table("file", "nowhere.parquet"), "nowhere.parquet: it is mis"),
    **{
        f"answer: {name} is {value!r}": (with_answer(name, value), "manifest.json")
        for name, value in (
            ("name", "../../manifest.json"),
            ("name", 1),
            ("url", None),
            ("status", "200"),
            ("fetched_at", "noon"),
            ("sha256", None),
            ("bytes", "1"),
            ("about", []),
            ("headers", [1]),
        )
    },
    "run is a file": (instead(run_folder, Path.touch), ""),
    "run is an empty folder": (instead(run_folder, Path.mkdir), "manifest.json"),
    "run is a dangling link": (instead(run_folder, dangling), ""),
    "run is a link to itself": (instead(run_folder, loop), ""),
    **{
        f"table is {name}": (instead(parquet, make), ".parquet")
        for name, make in OTHER_THINGS.items()
    },
    "table is a pipe": (instead(parquet, os.mkfifo), ".parquet"),
    "table is gone": (lambda root: parquet(root).unlink(), ".parquet"),
    "table is empty": (lambda root: parquet(root).write_bytes(b""), ".parquet"),
    "all runs are a file": (instead(lambda root: run_folder(root).parent, Path.touch), SOURCE),
    "all runs are a dangling link": (instead(lambda root: run_folder(root).parent, dangling), ""),
    "data/landing is a file": (instead(lambda root: root / "landing", Path.touch), "landing"),
    "data/landing is a dangling link": (
        instead(lambda root: root / "landing", dangling),
        "landing",
    ),
}


@pytest.mark.fault("damaged files")
@pytest.mark.parametrize("how", RUNS_DAMAGED)
def test_a_damaged_run_stops_the_build_with_its_name_and_what_to_do(
    how: str, collected: Path, tmp_path: Path
):
    root = tmp_path / "data"
    shutil.copytree(collected / "landing", root / "landing")
    damage, names = RUNS_DAMAGED[how]
    name = first(root).run_id
    damage(root)
    with pytest.raises(InputError) as caught:
        loaded(root)
    problem = caught.value.problems[0]
    assert problem.startswith("data/landing")
    assert name in problem or "pypi_stats/2" not in problem
    assert names in problem
    assert any(word in problem for word in ("estore", "Run `", "Move", "emove")), problem
    assert "\n" not in problem


@pytest.mark.fault("damaged files")
def test_a_damaged_run_that_is_suspect_is_named_too(root: Path):
    run = first(root)
    landing.write_manifest(run.folder, {**run.manifest, "status": landing.SUSPECT})
    parquet(root).write_bytes(parquet(root).read_bytes()[:-1])
    with pytest.raises(InputError, match=r"\.parquet: its sha256 is"):
        loaded(root)


@pytest.mark.fault("damaged files")
def test_everything_that_is_damaged_is_said_at_once(root: Path):
    second = root / "landing" / SOURCE / "20200101T000000000Z"
    third = root / "landing" / "npm_downloads" / "20200101T000000000Z"
    known = first(root).folder
    for folder in (second, third):
        shutil.copytree(known, folder)
        (folder / landing.MANIFEST).write_text("{")
    parquet_of_a_sound_run = landing.survey(root, SOURCE)[0][0].tables[SOURCE]
    parquet_of_a_sound_run.write_bytes(b"")
    before = publish.current(root)
    with pytest.raises(InputError) as caught:
        build(Home.of(root))
    assert len(caught.value.problems) == 3
    for path in (second, third, parquet_of_a_sound_run):
        assert path.relative_to(root).as_posix() in str(caught.value)
    assert publish.current(root) == before


@pytest.mark.fault("damaged files")
def test_a_damaged_run_stops_its_own_source_alone_and_the_others_land(root: Path):
    card = (root / "sources" / "pypi_stats.yml").read_text("utf-8")
    # another source, which asks the same: only its own runs are damaged
    other = root / "landing" / "npm_downloads" / "20200101T000000000Z"
    other.mkdir(parents=True)
    (other / landing.MANIFEST).write_text("[]")
    (root / "sources" / "npm_downloads.yml").write_text(
        card.replace("pypi_downloads_daily", "npm_invented").replace(
            "pypi_stats:", "npm_downloads:"
        )
    )
    shutil.rmtree(root / "landing" / SOURCE)
    result = collecting.collect(Home.of(root), ["npm_downloads", SOURCE])
    states = {outcome.source: outcome for outcome in result.outcomes}
    assert states[SOURCE].state == "new"
    assert states["npm_downloads"].state == "failed"
    shown = (other / landing.MANIFEST).relative_to(root).as_posix()
    assert shown in states["npm_downloads"].message
    assert shown in result.problem
    assert len(landing.runs(root, SOURCE)) == 1


# --- what is damaged beside the runs --------------------------------------------------------------


def draft_is(name: str, content: bytes | Callable[[Path], Any]) -> Callable[[Path], None]:
    def damage(draft: Path) -> None:
        path = draft / name if name else draft
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        content(path) if callable(content) else path.write_bytes(content)

    return damage


def named_at(time: object) -> Callable[[Path], None]:
    """Return what makes a draft say that it goes on from a part since a time that is none."""

    def damage(draft: Path) -> None:
        head = json.loads((draft / landing.HEAD).read_text("utf-8"))
        (draft / landing.HEAD).write_text(json.dumps({**head, "named_at": time}), "utf-8")

    return damage


DRAFTS: dict[str, tuple[Callable[[Path], None], int]] = {
    # how many answers are asked for again: all six, or those that are damaged
    "started.json is a list": (draft_is(landing.HEAD, b"[]"), 6),
    "started.json is cut": (draft_is(landing.HEAD, b'{"started_at": "2026'), 6),
    "started.json is a number": (draft_is(landing.HEAD, b'{"started_at": 5, "purpose": ""}'), 6),
    "started.json is no date": (draft_is(landing.HEAD, b'{"started_at": "x", "purpose": ""}'), 6),
    "started.json names no date": (named_at("x"), 6),
    "started.json names a number": (named_at(5), 6),
    "started.json is binary": (draft_is(landing.HEAD, bytes(range(256))), 6),
    "started.json is a folder": (draft_is(landing.HEAD, Path.mkdir), 6),
    "started.json is a link to itself": (draft_is(landing.HEAD, loop), 6),
    "the journal is binary": (draft_is(landing.JOURNAL, bytes(range(256))), 6),
    "the journal is of lists": (draft_is(landing.JOURNAL, b"[]\n1\n{}\nnull\n"), 6),
    "the journal is gone": (lambda draft: (draft / landing.JOURNAL).unlink(), 6),
    "the answers are gone": (lambda draft: shutil.rmtree(draft / "raw"), 6),
    "the answers are a file": (draft_is("raw", b""), 6),
    "the draft is a file": (draft_is("", b""), 6),
    "the draft is a dangling link": (draft_is("", dangling), 6),
    "the draft is a link to itself": (draft_is("", loop), 6),
    "an answer is another": (
        lambda draft: write(draft / "raw" / "00001.txt.gz", gzip.compress(b'{"a": 1}')),
        4,
    ),
    "an answer is cut": (draft_is("raw/00002.txt.gz", b"\x1f\x8b"), 4),
    "an answer is a folder": (draft_is("raw/00001.txt.gz", Path.mkdir), 4),
    "a line says something else": (
        lambda draft: write(
            draft / landing.JOURNAL,
            (draft / landing.JOURNAL).read_bytes().replace(b"/overall", b"/overALL", 1),
        ),
        4,
    ),
}


@pytest.mark.fault("damaged files")
@pytest.mark.parametrize("how", DRAFTS)
def test_a_damaged_draft_is_told_and_only_what_is_damaged_is_asked_for_again(
    how: str, tmp_path: Path
):
    damage, most = DRAFTS[how]
    with world(SOURCE, tmp_path / "well") as well:
        well.collected()
        expected = well.tables()
    with world(SOURCE, tmp_path / "ill") as ill:
        interrupted(ill, 3)
        damage(landing.folder_of(ill.root, SOURCE) / landing.DRAFT)
        asked = len(ill.server.log)
        ill.collected()
        assert ill.tables() == expected
        assert len(ill.server.log) - asked == most
        gone = "draft is a" in how or "journal is gone" in how  # then nothing is known of one
        assert gone or any("interrupted" in line for line in ill.lines), ill.lines


def interrupted(source: World, answers: int) -> None:
    """Collect until so many answers are there."""
    import threading

    stop, served = threading.Event(), source.server.answer

    def stopping(asked: Any) -> Any:
        if len(source.server.log) == answers:
            stop.set()
        return served(asked)

    source.server.answer = stopping
    assert source.collect(stop=stop).state == "stopped"
    source.server.answer = served
    source.lines.clear()


@pytest.mark.fault("damaged files")
@pytest.mark.parametrize(
    ("of", "make", "command_line"),
    [
        ("data/.lock", Path.mkdir, "build"),
        ("data/.lock", dangling, "build"),
        ("data/.lock", loop, "collect"),
        ("data/builds/current.json", Path.mkdir, "verify"),
        ("data/builds/current.json", Path.mkdir, "build"),
        ("data/builds/current.json", dangling, "verify"),
        ("data/builds/current.json", loop, "sources"),
        ("data/builds", Path.touch, "verify"),
        ("data/builds", Path.touch, "build"),
        ("data/builds", dangling, "build"),
        ("data/history/verdicts.jsonl", Path.mkdir, "build"),
        ("data/history/verdicts.jsonl", dangling, "build"),
        ("data/history", Path.touch, "build"),
        ("data/history", dangling, "build"),
        ("data/snapshot", Path.touch, "build"),
        ("data/snapshot", loop, "build"),
        ("data/claims", Path.touch, "build"),
        ("data/claims", dangling, "build"),
        ("data/sources", Path.touch, "build"),
        ("data/snapshot/published_figures.csv", Path.mkdir, "build"),
        ("data/snapshot/published_figures.csv", dangling, "build"),
    ],
)
def test_what_lies_in_the_place_of_another_thing_is_said(
    of: str, make: Callable[[Path], Any], command_line: str, built: Path
):
    instead(lambda root: root.parent / of, make)(built)
    ended = command(built, command_line, columns=1000)
    assert ended.returncode == 1
    said = ended.stderr
    assert of in said
    assert "Traceback" not in said
    assert "report it" not in said
    assert any(word in said for word in ("estore", "emove", "ove ")), said


@pytest.mark.fault("damaged files")
@pytest.mark.parametrize("make", [Path.mkdir, dangling, loop, Path.touch])
def test_the_cache_is_never_in_the_way(make: Callable[[Path], Any], root: Path):
    settle(root)
    expected = loaded(root)
    for of in ("data/cache/verified.json", "data/cache"):
        instead(lambda root, of=of: root.parent / of, make)(root)
        assert loaded(root) == expected
        settle(root)  # and it can be no trouble to write it


@pytest.mark.fault("damaged files")
@pytest.mark.parametrize("pointer", [{"file": 5}, {"newest_period": []}, {"build_id": None}])
def test_a_pointer_of_other_types_is_renewed_by_a_build(pointer: dict[str, Any], built: Path):
    path = publish.folder(built) / "current.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | pointer))
    with pytest.raises(SharecheckError, match="sharecheck build"):
        publish.current(built)
    build(Home.of(built))
    assert publish.current(built)
