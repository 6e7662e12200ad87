"""From a collection to the warehouse: what is built, which verdicts change and why, what is due."""

from __future__ import annotations

import re
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from collectors import cards
from collectors.cards import Card
from collectors.errors import InputError
from collectors.home import Home
from collectors.machinery import doctor, landing
from collectors.machinery.landing import due, due_at
from collectors.machinery.run import Order
from tests.command import run
from tests.fake import Asked, Reply, serving
from tests.forked import command
from tests.test_crashes import answer, prepare
from tests.test_landing import land, row
from warehouse import catalogue, collecting, history, publish, scheduling
from warehouse.build import build


@pytest.fixture
def root(tmp_path: Path) -> Any:
    with serving(answer) as server:
        yield prepare(tmp_path / "root", server)


def changes(root: Path) -> list[tuple[Any, ...]]:
    with publish.connect(root) as con:
        return con.execute(
            "select claim_id, before, after, because from verdict_change "
            "order by changed_at, claim_id"
        ).fetchall()


def test_a_collection_publishes_what_it_found_and_a_second_one_has_nothing_to_publish(root: Path):
    first = collecting.collect(Home.of(root), ["pypi_stats"])
    assert (first.well, first.published) == (True, True)
    with publish.connect(root) as con:
        # 24 packages of one project, 28 days; the newest two are still being corrected
        found = con.execute(
            "select count(*), sum(value) from observation where signal_id = 'pypi_downloads_daily'"
        ).fetchone()
    assert found == (24 * 26, sum(range(24)) * sum(range(1, 27)))
    second = collecting.collect(Home.of(root), ["pypi_stats"])
    assert (second.well, second.published) == (True, False)


def test_one_source_that_fails_does_not_stop_the_others(root: Path):
    broken = (root / "sources" / "pypi_stats.yml").read_text("utf-8")
    (root / "sources" / "npm_downloads.yml").write_text(
        broken.replace("pypi_downloads_daily", "npm_invented").replace(
            "pypi_stats:", "npm_downloads:"
        )
    )
    result = collecting.collect(Home.of(root), ["npm_downloads", "pypi_stats"])
    states = {outcome.source: outcome.state for outcome in result.outcomes}
    assert states == {"npm_downloads": "failed", "pypi_stats": "new"}
    assert not result.well


def test_a_warehouse_that_cannot_be_built_is_said_and_the_figures_stay(root: Path):
    build(Home.of(root))
    before = publish.current(root)
    projects = root / "projects.yml"
    projects.write_text(
        projects.read_text("utf-8").replace("invented-00: primary", "other: primary")
    )
    (root / "landing").mkdir()
    content = projects.read_text("utf-8")
    projects.write_text(content.replace("- alpha", "- nobody", 1))
    with pytest.raises(InputError, match="nobody"):
        collecting.collect(Home.of(root), ["pypi_stats"])
    assert publish.current(root) == before


@pytest.fixture
def decided(tiny: Path) -> Path:
    """Return a root in which the claim about Alpha is measured over a hundred people."""
    claims = tiny / "claims" / "invented.yml"
    text = claims.read_text("utf-8")
    claims.write_text(
        text.replace("primary: survey-two\n      also: [survey-base]", "primary: survey-base")
    )
    return tiny


def test_a_change_of_a_verdict_names_the_source_it_came_from(decided: Path):
    tiny = decided
    first = build(Home.of(tiny))
    assert first.changes == []  # the first build of all has nothing to compare with
    verdicts = {claim: after for claim, before, after, _ in changes(tiny) if before is None}
    with publish.connect(tiny) as con:
        claim, verdict = con.execute(
            "select claim_id, verdict from claim_verdict join claim_test using (claim_id) "
            "join definition using (definition_id) where signal_id = 'survey_users_published' "
            "and verdict = 'supported' order by claim_id limit 1"
        ).fetchone() or ("", "")
    assert verdicts[claim] == verdict
    # the same survey, corrected: nobody uses it
    land(tiny, "20230901T100000Z", [row(2022, "Alpha", 1, "2023-07-01")])
    second = build(Home.of(tiny))
    changed = {c["claim_id"]: c for c in second.changes}
    assert changed[claim]["because"] == ["published_figures"]
    assert changed[claim]["before"] == verdict
    assert changed[claim]["after"] != verdict
    third = build(Home.of(tiny))
    assert third.changes == []
    assert [c for c in changes(tiny) if c[0] == claim and c[1]] == [
        (claim, verdict, changed[claim]["after"], "published_figures")
    ]


def test_a_change_by_hand_is_put_down_to_the_catalogue(decided: Path):
    tiny = decided
    build(Home.of(tiny))
    folder = tiny / "claims"
    for path in folder.glob("*.yml"):
        path.write_text(path.read_text("utf-8").replace("percent: 50", "percent: 99"))
    second = build(Home.of(tiny))
    assert {cause for c in second.changes for cause in c["because"]} == {history.CATALOGUE}


def test_the_history_outlives_the_builds_and_a_line_cut_off_by_a_crash(tiny: Path):
    build(Home.of(tiny))
    known = changes(tiny)
    for path in sorted((tiny / "builds").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    log = history.path(tiny)
    log.write_text(log.read_text("utf-8") + '{"build_id": "2026')
    assert build(Home.of(tiny)).changes == []
    assert changes(tiny) == known


def live_card(root: Path) -> Card:
    return cards.load(Home.of(root))["pypi_stats"]


def manifest(root: Path, status: str, days_ago: float) -> None:
    at = landing.now() - timedelta(days=days_ago)
    folder = landing.folder_of(root, "pypi_stats") / f"{at:%Y%m%dT%H%M%S}Z"
    folder.mkdir(parents=True)
    landing.write_manifest(
        folder,
        {
            "status": status,
            "started_at": at.isoformat(),
            "finished_at": at.isoformat(),
            "tables": {},
            "responses": [],
        },
    )


@pytest.mark.parametrize(
    ("runs", "hours"),
    [
        ([], None),  # at once
        ([("complete", 0.5)], 12),  # every day
        ([("complete", 3.0)], -48),
        ([("complete", 1.5), ("failed", 0.0)], 1),  # an hour after a failure
        ([("complete", 1.5), ("failed", 0.2), ("failed", 0.0)], 2),
        ([("failed", 9.0 - n) for n in range(9)] + [("failed", 0.0)], 24),  # never beyond a day
        ([("failed", 1.0), ("complete", 0.5)], 12),
    ],
)
def test_a_source_is_due_after_its_interval_and_sooner_after_a_failure(
    runs: list[tuple[str, float]], hours: float | None, root: Path
):
    for status, days_ago in runs:
        manifest(root, status, days_ago)
    card = live_card(root)
    assert card.live is not None
    at = due_at(root, "pypi_stats", card.live.every_days)
    if hours is None or at is None:
        assert (at, hours) == (None, None)
    else:
        assert abs(at - landing.now() - timedelta(hours=hours)) < timedelta(minutes=1)
    expected = ["pypi_stats"] if hours is None or hours < 0 else []
    assert list(due(root, {"pypi_stats": card}, landing.now())) == expected


def test_a_source_that_is_not_there_is_named_with_those_that_are(root: Path):
    content = catalogue.load(Home.of(root))
    with pytest.raises(InputError, match=r"imagined: no source(.|\n)*pypi_stats"):
        collecting.choose(content, root, ["imagined"], only_due=False)
    with pytest.raises(InputError, match="published_figures: a closed archive"):
        collecting.choose(content, root, ["published_figures"], only_due=False)


def test_the_command_says_what_it_did(root: Path):
    assert "pypi_stats" in run(root, "collect", "--dry-run").stdout
    assert list(root.glob("landing/*")) == []
    collected = run(root, "collect", "--format", "markdown")
    assert "| pypi_stats | new | 48 | 672 |" in collected.stdout
    assert "no verdict changed" in collected.stderr
    assert "| pypi_stats |" not in run(root, "collect", "--due", "--format", "markdown").stdout
    assert "unknown" not in run(root, "reconcile").stdout
    unknown = run(root, "collect", "imagined")
    assert (unknown.returncode, "no source of this name" in unknown.stderr) == (1, True)
    file = str(root / "projects.yml")
    none = run(root, "collect", "--due", "--file", file)
    assert (none.returncode, "needs the one source" in none.stderr) == (2, True)


@pytest.mark.parametrize(
    ("reply", "state", "words"),
    [
        (None, "well", ""),
        (Reply("down", 503), "unreachable", "503"),
        (Reply({"message": "no"}, 401), "refused", "401"),
        (Reply({"package": "torch"}), "changed", "type: field required"),
    ],
)
def test_the_doctor_asks_once_and_says_what_is_wrong(
    reply: Reply | None, state: str, words: str, tmp_path: Path
):
    def well(asked: Asked) -> Reply:
        body = {"package": "torch", "type": "overall_downloads", "data": []}
        return reply or Reply(
            body, headers={"X-RateLimit-Remaining": "7", "X-RateLimit-Limit": "9"}
        )

    with serving(well) as server:
        root = prepare(tmp_path / "root", server)
        found = doctor.probe(["pypi_stats"], {"pypi_stats": live_card(root)}, Order(root, {}))
    assert [(f.source, f.state) for f in found] == [("pypi_stats", state)]
    assert words in found[0].message
    assert found[0].limits == ("" if reply else "7 of 9")
    assert len(server.log) == 1
    assert not (root / "landing").exists()


def test_the_schedule_collects_what_is_due_plans_the_next_time_and_stops_when_told(root: Path):
    said: list[str] = []
    stop = threading.Event()
    done: list[collecting.Result] = []

    def note(source: str, line: str) -> None:
        said.append(line)
        if line.startswith("next at") and done:
            stop.set()

    thread = threading.Thread(target=scheduling.run, args=(Home.of(root), stop, note, done.append))
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert [outcome.state for outcome in done[0].outcomes] == ["new"]
    assert publish.current(root).build_id
    # a day later, and up to an hour more so that not everybody asks at once
    at = datetime.strptime(said[-1], "next at %Y-%m-%d %H:%M UTC")
    later = at - landing.now().replace(tzinfo=None)
    assert timedelta(hours=23, minutes=58) < later < timedelta(hours=25), said


def test_the_schedule_leaves_a_source_alone_that_was_taken_once(root: Path):
    card = root / "sources" / "pypi_stats.yml"
    card.write_text(re.sub("every_days: .*", "every_days: null", card.read_text("utf-8")), "utf-8")
    stop, said = threading.Event(), list[str]()

    def note(_: str, line: str) -> None:
        said.append(line)
        if line.startswith("not again"):
            stop.set()

    thread = threading.Thread(target=scheduling.run, args=(Home.of(root), stop, note))
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert [line for line in said if line.startswith(("new", "not again"))][-2:] == [
        "new",
        "not again: nothing newer comes",
    ]
    assert "never" in run(root, "collect", "--dry-run").stdout


def test_the_schedule_ends_in_good_order_on_sigterm(root: Path):
    with command(root, "schedule") as running:
        deadline = time.monotonic() + 30
        while not list((root / "builds").glob("current.json")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        running.process.terminate()
        code, said = running.end()
    assert code == 0, said
    assert "pypi_stats: next at" in said
    assert "Traceback" not in said
