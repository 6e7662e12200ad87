"""The door of the warehouse: what cannot be is set aside, what jumps waits for a person."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from collectors import disk
from collectors.errors import InputError
from collectors.home import Home
from collectors.machinery import landing
from collectors.machinery.landing import NEVER, Candidate, Examination, Run, due_at
from collectors.machinery.run import Outcome
from tests.bundled.test_dashboard import opened, words
from tests.collecting import FAST
from tests.command import run
from tests.conftest import REPOSITORY, TINY, copy_root
from tests.fake import Asked, Fake, Reply, serving
from tests.test_landing import land, row
from warehouse import admission, catalogue, collecting, publish, verify
from warehouse.build import CHECKS, build

CANNOT = pytest.mark.fault("figures that cannot be")


@dataclass
class Sources:
    """A root with Docker Hub and pypistats beside the invented figures, and what they answer."""

    root: Path
    pulls: dict[str, Any] = field(
        default_factory=lambda: {
            "invented/alpha": 6000,
            "invented/alpha-before": 70,
            "invented/beta": 4000,
            "invented/gamma": 50,
        }
    )
    stars: int = 1
    daily: Callable[[int], Any] = lambda day: 100 + day
    """Downloads of each package on a day of January 2026."""
    last_day: int = 20

    def answer(self, asked: Asked) -> Reply:
        part = asked.path.strip("/").split("/")
        if part[0] == "v2":
            image = "/".join(part[2:4])
            return Reply(
                {
                    "namespace": part[2],
                    "name": part[3],
                    "pull_count": self.pulls[image],
                    "star_count": self.stars,
                }
            )
        data = [
            {
                "category": "without_mirrors",
                "date": f"2026-01-{day:02d}",
                "downloads": self.daily(day),
            }
            for day in range(1, self.last_day + 1)
        ]
        kind = part[3]
        data = data if kind == "overall" else []
        return Reply({"data": data, "package": part[2], "type": f"{kind}_downloads"})

    def collect(self, *sources: str) -> tuple[dict[str, Outcome], collecting.Result]:
        result = collecting.collect(Home.of(self.root), sources or ("docker_hub", "pypi_stats"))
        return {outcome.source: outcome for outcome in result.outcomes}, result

    def days_pass(self, days: int = 10) -> None:
        """Make everything that was collected so many days older, as if it had been then."""
        for source in ("docker_hub", "pypi_stats"):
            for old in list(landing.runs(self.root, source)):
                aged(self.root, old, timedelta(days=days))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with publish.connect(self.root) as con:
            return con.execute(sql).fetchall()

    def levels(self, table: str = "latest_observation", image: str = "invented/alpha") -> list[Any]:
        """Return the pulls of an image, oldest first, with whether they are suspect."""
        return self.rows(
            f"select value, coalesce(quality, '') like 'suspect%' from {table} "
            f"where signal_id = 'docker_hub_pulls' and identifier = '{image}' "
            "order by period_start, observed_at"
        )

    def runs(self, source: str = "docker_hub") -> list[Run]:
        return list(landing.runs(self.root, source))


def aged(root: Path, old: Run, by: timedelta) -> None:
    """Move a landed run, its day included, into the past."""
    text = (old.folder / landing.MANIFEST).read_text("utf-8")
    manifest = json.loads(text)
    for key in ("started_at", "finished_at"):
        manifest[key] = (datetime.fromisoformat(manifest[key]) - by).isoformat()
    for name, path in old.tables.items():
        table = pq.read_table(path)
        if name == "docker_hub":
            days = [day - by for day in table.column("day").to_pylist()]
            table = table.set_column(0, "day", pa.array(days, pa.date32()))
            path.unlink()
            manifest["tables"][name] = landing.write(old.folder, name, table)
    for figure in manifest.get("suspects", []):
        for key in ("period_start", "period_end"):
            figure[key] = str(date.fromisoformat(figure[key]) - by)
    manifest["sha256"] = landing.fingerprint(manifest["tables"])
    if origin := manifest["unchanged_since"]:
        manifest["unchanged_since"] = moved(origin, by)
    landing.write_manifest(old.folder, manifest)
    old.folder.rename(old.folder.with_name(moved(old.run_id, by)))


def moved(run_id: str, by: timedelta) -> str:
    began = datetime.strptime(run_id, "%Y%m%dT%H%M%S%fZ") - by
    return f"{began:%Y%m%dT%H%M%S}{began.microsecond // 1000:03d}Z"


def prepare(root: Path, server: Fake) -> Sources:
    root = copy_root(TINY, root)
    for source, path in (("docker_hub", "/v2"), ("pypi_stats", "/api")):
        card = yaml.safe_load((REPOSITORY / "collectors" / f"{source}.yml").read_text("utf-8"))
        card["live"] |= {**FAST, "timeout_seconds": 30, "api": server.address + path}
        (root / "sources" / f"{source}.yml").write_text(yaml.safe_dump(card, sort_keys=False))

    def edit(name: str, change: Callable[[Any], None]) -> None:
        file = root / name
        content = yaml.safe_load(file.read_text("utf-8"))
        change(content)
        file.write_text(yaml.safe_dump(content, sort_keys=False))

    def projects(content: Any) -> None:
        for name in ("alpha", "beta"):
            known = content["projects"][name]["identifiers"]
            known |= {"docker": {f"invented/{name}": "primary"}, "pypi": {name: "primary"}}
        content["projects"]["alpha"]["identifiers"]["docker"]["invented/alpha-before"] = "former"
        content["projects"]["gamma"] = {
            "name": "Gamma (invented)",
            "kind": "framework",
            "identifiers": {"docker": {"invented/gamma": "primary"}},
        }
        content["groups"]["both"]["members"].append("gamma")

    def definitions(content: Any) -> None:
        about = {
            "title": "invented pulls",
            "numerator": "pulls",
            "denominator": "pulls of both",
            "rationale": "None.",
            "segments": ["all"],
        }
        content["definitions"] |= {
            "pulls-two": about | {"signal": "docker_hub_pulls", "over": {"group": "both"}},
            "stars-in-pulls": about
            | {"signal": "docker_hub_stars", "over": {"total": "docker_hub_pulls"}},
        }

    def claims(content: Any) -> None:
        content["claims"].append(
            {
                "id": "alpha-pulled",
                "kind": "share",
                "subject": "alpha",
                "comparator": "beta",
                "statement": "Alpha has more than half of the pulls.",
                "asserted": {"percent": 50},
                "aspect": "use",
                "hedge": "over",
                "as_of": None,
                "scope": "images",
                "reading": "As it stands.",
                "occurrences": [{"document": "d9", "line": 4, "span": [300, 340]}],
                "tests": {"primary": "pulls-two"},
            }
        )
        del content["claims"][-1]["as_of"]

    edit("projects.yml", projects)
    edit("definitions.yml", definitions)
    edit("claims/invented.yml", claims)
    edit(
        "aspects.yml",
        lambda content: content["aspects"]["use"]["evidence"].append(
            {"signal": "docker_hub_pulls", "why": "They were pulled."}
        ),
    )
    reading = {"signal": "docker_hub_pulls", "segment": "all"}
    edit(
        "twins.yml",
        lambda content: content["twins"].append(
            {"id": "itself", "left": reading, "right": reading, "why": "It is the same."}
        ),
    )
    return Sources(root)


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    holder: list[Sources] = []
    with serving(lambda asked: holder[0].answer(asked)) as server:
        holder.append(prepare(tmp_path / "root", server))
        yield holder[0]


# --- rows that cannot be ------------------------------------------------------------------------


@CANNOT
def test_a_negative_count_is_set_aside_and_the_others_are_published(sources: Sources):
    sources.collect()
    sources.days_pass()
    sources.pulls["invented/alpha"] = -1
    sources.last_day = 25
    outcomes, result = sources.collect()
    assert {name: o.state for name, o in outcomes.items()} == {
        "docker_hub": "set aside",
        "pypi_stats": "new",
    }
    assert (result.published, result.well, result.problem) == (True, False, "")
    # two days of each run are still being corrected
    assert sources.rows(
        "select max(day(period_start)) from observation where signal_id = 'pypi_downloads_daily'"
    ) == [(23,)]
    assert sources.levels() == [(6000, False)]
    aside = sources.runs()[-1]
    message = outcomes["docker_hub"].message
    for said in (
        "docker_hub",
        aside.run_id,
        "pulls -1",
        "invented/alpha",
        "00001.json.gz",
        f"data/landing/docker_hub/{aside.run_id}/",
        f"sharecheck drop docker_hub/{aside.run_id}",
        "sharecheck reparse docker_hub",
    ):
        assert said in message
    assert (aside.folder / "raw" / "00001.json.gz").exists()
    assert pq.read_table(aside.tables["docker_hub"]).num_rows == 4
    assert sources.rows("select status, error from source_run where status = 'set aside'") == [
        ("set aside", message)
    ]


@CANNOT
def test_what_was_set_aside_is_no_measure_for_the_next_collection(sources: Sources):
    sources.collect("docker_hub")
    sources.days_pass()
    sources.pulls["invented/alpha"] = -1
    # asked again it says the same, and that is no repetition of something that counts
    for _ in range(2):
        outcomes, _result = sources.collect("docker_hub")
        assert outcomes["docker_hub"].state == "set aside"
        assert outcomes["docker_hub"].run is not None
        assert outcomes["docker_hub"].run.tables
    sources.pulls["invented/alpha"] = 6100
    outcomes, result = sources.collect("docker_hub")
    assert (outcomes["docker_hub"].state, result.well) == ("new", True)
    assert sources.levels() == [(6000, False), (6100, False)]


@CANNOT
def test_a_run_that_repeats_one_set_aside_since_lands_whole(sources: Sources):
    for _ in range(2):
        sources.collect("pypi_stats")
    first, second = sources.runs("pypi_stats")
    assert second.manifest["unchanged_since"] == first.run_id
    admission.set_aside(sources.root, first, "Invented.")
    outcomes, _ = sources.collect("pypi_stats")
    assert outcomes["pypi_stats"].state == "new"
    found = sources.rows(
        "select distinct run_id from observation where signal_id = 'pypi_downloads_daily'"
    )
    assert found == [(sources.runs("pypi_stats")[-1].run_id,)]


@CANNOT
@pytest.mark.parametrize("kind", ["negative", "of a period to come", "larger than its base"])
def test_what_landed_before_and_cannot_be_is_set_aside_when_the_warehouse_is_built(
    kind: str, built: Path
):
    """As an older version would have landed it, beside a run that is good."""
    good = land(built, "20230901T100000Z", [row(2023, "Alpha", 70, "2023-07-01")])
    bad = land(
        built,
        "20231001T100000Z",
        [
            {
                "negative": row(2023, "Beta", -3, "2023-07-01"),
                "of a period to come": row(2031, "Beta", 30, "2023-07-01"),
                "larger than its base": row(2023, "Beta", 300, "2023-07-01"),
            }[kind]
        ],
    )
    ended = run(built, "build")
    assert ended.returncode == 1
    for said in ("Beta", bad.name, f"sharecheck drop published_figures/{bad.name}"):
        assert said in ended.stderr
    with publish.connect(built) as con:
        assert con.execute(
            "select run_id, status from source_run where run_id <> 'snapshot' order by all"
        ).fetchall() == [(good.name, "complete"), (bad.name, "set aside")]
        assert con.execute(
            "select value from observation where run_id <> 'snapshot'"
        ).fetchall() == [(70,)]
    assert (bad / "published_figures.parquet").exists()
    assert run(built, "build").returncode == 0


@CANNOT
def test_runs_no_check_names_are_found_by_leaving_them_out(built: Path):
    names = [f"202309{day:02d}T100000Z" for day in range(1, 6)]
    for name in names:
        land(built, name, [row(2023, "Alpha", 70, "2023-07-01")])
    for name in (names[1], names[4]):
        # not what the card declares: it cannot be loaded at all
        file = landing.folder_of(built, "published_figures") / name / "published_figures.parquet"
        pq.write_table(pq.read_table(file).drop_columns("percent"), file)
        manifest = json.loads((file.parent / landing.MANIFEST).read_text("utf-8"))
        manifest["tables"]["published_figures"]["sha256"] = disk.sha256_of(file)
        manifest["sha256"] = landing.fingerprint(manifest["tables"])
        landing.write_manifest(file.parent, manifest)
    _, aside = admission.build_with_what_holds(Home.of(built))
    assert [found.run_id for found in aside] == [names[1], names[4]]
    with publish.connect(built) as con:
        assert con.execute(
            "select count(*) from source_run where status = 'complete'"
        ).fetchall() == [(3,)]


def test_no_run_is_blamed_for_a_mistake_in_the_catalogue(built: Path):
    land(built, "20230901T100000Z", [row(2023, "Alpha", 70, "2023-07-01")])
    definitions = built / "definitions.yml"
    text = definitions.read_text("utf-8")
    definitions.write_text(text.replace("segments: [invented]", "segments: [nobody]"))
    with pytest.raises(Exception, match="definition_measures_something"):
        admission.build_with_what_holds(Home.of(built))
    [only] = landing.runs(built, "published_figures")
    assert only.complete


@CANNOT
def test_of_a_share_that_jumps_and_comes_back_the_run_in_the_middle_is_to_blame(sources: Sources):
    for pulls in (6000, 2000, 6000):
        sources.pulls["invented/alpha"] = pulls
        outcomes, result = sources.collect("docker_hub")
        # as long as nothing follows it may be true
        assert outcomes["docker_hub"].state == "new", outcomes["docker_hub"].message
        sources.days_pass()
    assert (result.published, result.well) == (True, False)
    [said] = result.refused
    assert "complete_share_is_steady" in said
    assert [r.manifest["status"] for r in sources.runs()] == ["complete", "set aside", "complete"]
    shares = "select round(share, 2) from share where definition_id = 'pulls-two' and "
    assert sources.rows(shares + "project_id = 'alpha' order by period_start") == [(0.6,), (0.6,)]


def test_each_check_is_made_at_the_door_or_says_nothing_of_collected_figures():
    every = {path.stem: path.read_text("utf-8") for path in CHECKS.glob("*.sql")}
    assert set(admission.AT_THE_DOOR) <= set(every)
    elsewhere = {name: sql for name, sql in every.items() if name not in admission.AT_THE_DOOR}
    for name, sql in elsewhere.items():
        assert "source.live" in sql or "where bundled" in sql or "from claim" in sql, name
    named = {name for name, sql in every.items() if "run_id" in sql}
    assert named == set(admission.AT_THE_DOOR) - {"figure_is_declared"}


def examined(root: Path, *images: tuple[str, int, int]) -> Examination:
    """Examine a run of 20 January 2026 that found these images, pulls and stars."""
    at = datetime(2026, 1, 20, 9)
    columns = zip(*((at.date(), *image, "00001") for image in images), strict=True)
    types = [pa.date32(), pa.string(), pa.int64(), pa.int64(), pa.string()]
    arrays = [pa.array(cells, kind) for cells, kind in zip(columns, types, strict=True)]
    table = pa.table(arrays, ["day", "image", "pulls", "stars", "response"])
    name = f"{at:%Y%m%dT%H%M%S}000Z"
    candidate = Candidate("docker_hub", name, at, {"docker_hub": table})
    return admission.examine(root, catalogue.load(Home.of(root)), candidate)


def rewritten(run: Run, table: pa.Table) -> None:
    """Give a run another table, as if it had landed with it."""
    written = {"docker_hub": landing.write(run.folder, "docker_hub", table)}
    sha256 = landing.fingerprint(written)
    landing.write_manifest(run.folder, {**run.manifest, "tables": written, "sha256": sha256})


@CANNOT
def test_a_negative_count_is_refused_though_nobody_counts_its_row(sources: Sources):
    found = examined(sources.root, ("invented/alpha", 60, 1), ("nobody/here", -1, 0))
    assert found.status == "set aside"
    assert "pulls" in found.reason
    assert "image nobody/here" in found.reason


def test_a_run_is_not_to_blame_for_what_is_wrong_without_it(sources: Sources):
    history(sources.root, date(2026, 1, 10), 50)
    [earlier] = sources.runs()
    table = pq.read_table(earlier.tables["docker_hub"])
    rewritten(earlier, table.drop_columns("pulls"))
    assert examined(sources.root, ("invented/alpha", 60, 1)).status == "complete"


@CANNOT
def test_a_share_is_made_without_what_jumps_before_it_is_held_against_the_run(sources: Sources):
    """Else stars that jump beyond the pulls would be no share, and nobody could confirm them."""
    history(sources.root, date(2026, 1, 10), 6000)
    [earlier] = sources.runs()
    table = pq.read_table(earlier.tables["docker_hub"])
    rewritten(earlier, table.set_column(3, "stars", pa.array([40], pa.int64())))
    found = examined(sources.root, ("invented/gamma", 6000, 90_000))
    assert (found.status, len(found.suspects)) == ("suspect", 1), found.reason


@CANNOT
def test_what_repeats_a_run_that_is_set_aside_counts_no_more_than_that(sources: Sources):
    for _ in range(2):
        sources.collect("docker_hub")
    first, second = sources.runs()
    build(Home.of(sources.root))
    admission.set_aside(sources.root, first, "Invented.")
    summary = build(Home.of(sources.root))
    assert [change["because"] for change in summary.changes] == [["docker_hub"]]
    runs = "select run_id, status, error from source_run where source_id = 'docker_hub' order by 1"
    assert [(name, status) for name, status, _ in sources.rows(runs)] == [
        (first.run_id, "set aside"),
        (second.run_id, "set aside"),
    ]
    assert f"what the run {first.run_id} has, which is set aside" in sources.rows(runs)[1][2]
    success = "select last_success from freshness where source_id = 'docker_hub'"
    assert sources.rows(success) == [(None,)]
    # as the page Sources says how to
    collecting.drop(Home.of(sources.root), [second.name])
    assert [run.run_id for run in sources.runs()] == [first.run_id]


@CANNOT
@pytest.mark.parametrize("how", ["spoilt", "gone", "other figures"])
def test_no_figure_passes_because_what_it_is_held_against_is_damaged(how: str, sources: Sources):
    day = date.today() - timedelta(30)
    history(sources.root, day, 6000)
    [known] = sources.runs()
    [path] = known.tables.values()
    whole = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"PAR1")
    if how == "other figures":
        pq.write_table(pulled(day, 600_000)["docker_hub"], path)
    sources.pulls["invented/gamma"] = 10**12
    outcomes, result = sources.collect("docker_hub")
    assert (outcomes["docker_hub"].state, result.published) == ("failed", False)
    assert path.name in outcomes["docker_hub"].message
    assert [run.run_id for run in sources.runs() if run.loaded] == [known.run_id]
    path.write_bytes(whole)
    sources.pulls = {}  # nothing is asked again
    outcomes, _ = sources.collect("docker_hub")
    assert outcomes["docker_hub"].state == "suspect", outcomes["docker_hub"].message
    assert "1,000,000,000,000 after 6,000" in outcomes["docker_hub"].message


# --- figures that jump --------------------------------------------------------------------------


def pulled(at: date, pulls: int) -> dict[str, pa.Table]:
    """Return what a collection of a day finds, of one image."""
    columns = {"day": [at], "image": ["invented/gamma"], "pulls": [pulls], "stars": [0]}
    types = [pa.date32(), pa.string(), pa.int64(), pa.int64()]
    arrays = [pa.array(cells, kind) for cells, kind in zip(columns.values(), types, strict=True)]
    return {"docker_hub": pa.table(arrays, list(columns)).append_column("response", [["00001"]])}


def history(root: Path, at: date, *levels: int) -> None:
    """Land a run a day, the last one on this day."""
    for ago, pulls in enumerate(reversed(levels)):
        began = datetime(at.year, at.month, at.day, 3) - timedelta(days=ago)
        folder = landing.folder_of(root, "docker_hub") / f"{began:%Y%m%dT%H%M%S}000Z"
        folder.mkdir(parents=True)
        tables = {
            name: landing.write(folder, name, table)
            for name, table in pulled(began.date(), pulls).items()
        }
        landing.write_manifest(
            folder,
            {
                "status": "complete",
                "started_at": began.isoformat(),
                "responses": [],
                "finished_at": began.isoformat(),
                "tables": tables,
                "sha256": landing.fingerprint(tables),
            },
        )


@CANNOT
def test_a_tenfold_jump_or_fall_is_suspect_and_smaller_ones_are_not(
    sources: Sources, attempts: Callable[[int], None]
):
    cases = [
        ([6000], 60_000, True),
        ([6000], 59_999, False),
        ([6000], 600, True),
        ([6000], 601, False),
        ([6000], 0, True),
        ([3], 29, False),  # small counts say nothing
        ([29], 2, False),
        ([30], 3, True),
        ([0], 299, False),
        ([0], 300, True),
        ([], 10**15, False),  # nothing is known of it
        ([10, 100, 1000], 9999, False),  # the last level counts
        ([1000, 100, 10], 100, True),
        ([1000], 2**62, True),
    ]
    content = catalogue.load(Home.of(sources.root))
    last = date(2026, 1, 20)
    for levels, after, suspect in cases:
        for later in (0, 10):
            shutil.rmtree(landing.folder_of(sources.root, "docker_hub"), ignore_errors=True)
            history(sources.root, last, *levels)
            at = last + timedelta(days=later)
            began = datetime(at.year, at.month, at.day, 9)
            found = admission.examine(
                sources.root,
                content,
                Candidate("docker_hub", f"{began:%Y%m%dT%H%M%S}000Z", began, pulled(at, after)),
            )
            assert found.status == ("suspect" if suspect else "complete"), (levels, after, later)
            assert len(found.suspects) == suspect
    attempts(2 * len(cases))


def test_growth_over_years_may_be_a_factor_of_ten_for_each(sources: Sources):
    content = catalogue.load(Home.of(sources.root))
    history(sources.root, date(2024, 1, 20), 100)
    for after, suspect in ((9_000, False), (11_000, True)):
        began = datetime(2026, 1, 20, 9)
        tables = pulled(began.date(), after)
        found = admission.examine(
            sources.root, content, Candidate("docker_hub", "20260120T090000000Z", began, tables)
        )
        assert found.status == ("suspect" if suspect else "complete")


@CANNOT
def test_what_is_added_up_with_a_figure_that_jumps_does_not_count_alone(sources: Sources):
    """Else a project would have the pulls of its former image only, and nearly no share."""
    sources.collect("docker_hub")
    sources.days_pass()
    sources.pulls["invented/alpha"] = 600_000
    outcomes, _ = sources.collect("docker_hub")
    assert "1 of its figures jumps" in outcomes["docker_hub"].message
    shares = "select round(share, 4) from share where definition_id = 'pulls-two' and "
    assert sources.rows(shares + "project_id = 'alpha'") == [(round(6070 / 10120, 4),)]
    assert sources.levels(image="invented/alpha-before") == [(70, False), (70, True)]
    collecting.accept(Home.of(sources.root), [sources.runs()[-1].run_id])
    assert sources.levels(image="invented/alpha-before") == [(70, False), (70, False)]


@CANNOT
def test_a_figure_that_jumps_is_seen_and_decides_nothing_until_it_is_accepted(sources: Sources):
    verdict = "select verdict, primary_measured from claim_verdict where claim_id = 'alpha-pulled'"
    sources.collect()
    sources.days_pass()
    before = sources.rows(verdict)
    sources.pulls["invented/beta"] = 4_000_000
    sources.pulls["invented/alpha"] = 6500
    command = run(sources.root, "collect", "--format", "markdown")
    assert command.returncode == 1
    assert "| docker_hub | suspect |" in command.stdout
    name = sources.runs()[-1].name
    for said in (
        "1 of its figures jumps",
        "docker_hub_pulls of invented/beta",
        "4,000,000 after 4,000",
        f"sharecheck accept {name}",
        f"sharecheck drop {name}",
        f"data/landing/{name}/",
    ):
        assert said in command.stderr
    assert sources.levels(image="invented/beta") == [(4000, False), (4_000_000, True)]
    assert sources.levels() == [(6000, False), (6500, False)]  # what does not jump counts
    assert sources.rows(verdict) == before
    assert sources.rows("select identifier, reason from suspect_figure") == [
        ("invented/beta", f"4,000,000 after 4,000 ({date.today() - timedelta(10)}), not confirmed")
    ]

    # newer figures move the time that `now` is; they do not make it evidence
    sources.days_pass(3)
    sources.last_day += 5
    sources.collect("pypi_stats")
    assert sources.rows(verdict) == before
    name = sources.runs()[-1].name
    accepted = run(sources.root, "accept", name)
    assert accepted.returncode == 0, accepted.stderr
    assert "alpha-pulled: supported -> outdated" in accepted.stderr
    assert "because of docker_hub" in accepted.stderr
    assert sources.levels(image="invented/beta")[-1] == (4_000_000, False)
    assert sources.rows(verdict) != before
    assert sources.rows("from suspect_figure") == []
    assert sources.rows("select status from source_run where source_id = 'docker_hub'") == [
        ("complete",),
        ("complete",),
    ]
    # what was accepted is what the next one is held against
    sources.days_pass()
    outcomes, result = sources.collect("docker_hub")
    assert (outcomes["docker_hub"].state, result.well) == ("new", True)


@CANNOT
def test_a_second_run_that_says_the_same_is_suspect_like_the_first(sources: Sources):
    sources.collect("docker_hub")
    sources.days_pass()
    sources.pulls["invented/alpha"] = 600_000
    for _ in range(2):
        outcomes, _result = sources.collect("docker_hub")
        assert outcomes["docker_hub"].state == "suspect"
        assert "600,000 after 6,000" in outcomes["docker_hub"].message
    first, second = sources.runs()[1:]
    collecting.accept(Home.of(sources.root), [second.run_id])
    assert [r.manifest["status"] for r in sources.runs()] == ["complete", "suspect", "complete"]
    # of one day, the reading that was accepted stands before the one that was not
    assert sources.levels()[-1] == (600_000, False)
    outcomes, _result = sources.collect("docker_hub")
    assert outcomes["docker_hub"].state == "unchanged"
    assert sources.runs()[-1].manifest["unchanged_since"] == second.run_id
    collecting.drop(Home.of(sources.root), [first.name])
    assert first.run_id not in {r.run_id for r in sources.runs()}


@CANNOT
def test_a_period_read_again_that_is_tenfold_leaves_the_earlier_reading_in_force(sources: Sources):
    sources.collect("pypi_stats")
    sources.daily = lambda day: (100 + day) * (10 if day == 7 else 1)
    outcomes, _ = sources.collect("pypi_stats")
    assert outcomes["pypi_stats"].state == "suspect"
    days = (
        "select day(period_start), value from {} where signal_id = 'pypi_downloads_daily' "
        "and identifier = 'alpha' and day(period_start) in (6, 7) order by all"
    )
    assert sources.rows(days.format("latest_observation")) == [(6, 106), (7, 107)]
    assert sources.rows(days.format("observation")) == [(6, 106), (7, 107), (7, 1070)]


@CANNOT
def test_days_that_go_up_and_down_are_held_against_the_usual_one_too(sources: Sources):
    level = {15: 4, 18: 450}  # a day of failure, and then as always
    sources.daily = lambda day: level.get(day, 400)
    sources.last_day = 17
    sources.collect("pypi_stats")
    sources.last_day = 20
    outcomes, _ = sources.collect("pypi_stats")
    assert outcomes["pypi_stats"].state == "new"
    sources.last_day, sources.daily = 24, lambda day: 9000 if day > 20 else level.get(day, 400)
    outcomes, _ = sources.collect("pypi_stats")
    assert outcomes["pypi_stats"].state == "suspect"


@CANNOT
def test_counts_that_all_fell_to_zero_are_suspect_where_a_model_passes_over_zeros(sources: Sources):
    sources.collect("docker_hub")
    sources.pulls = dict.fromkeys(sources.pulls, 0)
    outcomes, _ = sources.collect("docker_hub")
    assert "pulls is 0 in all 4 rows of table docker_hub, and was up to 6,000 before" in (
        outcomes["docker_hub"].message
    )


# --- a person decides ---------------------------------------------------------------------------


def test_only_a_suspect_run_is_accepted_and_only_what_does_not_count_is_dropped(sources: Sources):
    sources.collect()
    good = sources.runs()[0]
    sources.days_pass()
    good = sources.runs()[0]
    sources.pulls["invented/alpha"] = -1
    sources.collect("docker_hub")
    aside = sources.runs()[-1]

    def refused(*command: str) -> str:
        ended = run(sources.root, *command)
        assert ended.returncode == 1
        return ended.stderr

    assert "counts already" in refused("accept", good.name)
    assert "its rows cannot be" in refused("accept", aside.run_id)
    assert "pulls -1" in refused("accept", aside.run_id)
    assert f"Suspect or set aside: {aside.name}" in refused("accept", "nobody")
    assert "only a run that is suspect or set aside" in refused("drop", good.name)
    assert good.folder.exists()
    dropped = run(sources.root, "drop", aside.run_id)
    assert dropped.returncode == 0, dropped.stderr
    assert not aside.folder.exists()
    assert "No run waits" in refused("drop", aside.run_id)
    assert sources.rows("select count(*) from source_run where status = 'set aside'") == [(0,)]


def test_a_run_of_two_sources_is_named_with_its_source(tmp_path: Path):
    names = ["docker_hub", "pypi_stats"]
    at = datetime(2026, 1, 1).isoformat()
    for source in names:
        folder = landing.folder_of(tmp_path, source) / "20260101T000000000Z"
        folder.mkdir(parents=True)
        landing.write_manifest(
            folder,
            {
                "status": "suspect",
                "started_at": at,
                "finished_at": at,
                "tables": {},
                "responses": [],
            },
        )
    with pytest.raises(InputError, match=r"runs of several sources: docker_hub/.*pypi_stats/"):
        admission.find(tmp_path, "20260101T000000000Z")
    for source in names:
        assert admission.find(tmp_path, f"{source}/20260101T000000000Z").source == source


def test_a_damaged_run_is_not_accepted(sources: Sources):
    history(sources.root, date(2026, 1, 10), 50)
    [only] = sources.runs()
    fingerprint = landing.fingerprint(only.manifest["tables"])
    landing.write_manifest(
        only.folder, {**only.manifest, "status": "suspect", "sha256": fingerprint}
    )
    file = only.tables["docker_hub"]
    pq.write_table(pq.read_table(file).slice(0, 0), file)
    with pytest.raises(InputError, match=r"\.parquet: its sha256 is"):
        admission.accept(sources.root, catalogue.load(Home.of(sources.root)), only.name)
    assert [kept.manifest["status"] for kept in sources.runs()] == ["suspect"]


def test_what_repeats_a_run_that_is_dropped_goes_with_it(sources: Sources):
    history(sources.root, date(2026, 1, 10), 50, 51, 52)
    first, second, third = sources.runs()
    for old, more in ((first, {"status": "suspect"}), (second, {"unchanged_since": first.run_id})):
        landing.write_manifest(old.folder, {**old.manifest, **more})
    admission.drop(sources.root, first.name)
    assert [left.run_id for left in sources.runs()] == [third.run_id]


def test_what_was_accepted_is_published_though_the_next_name_is_unknown(sources: Sources):
    sources.collect("docker_hub")
    sources.days_pass()
    sources.pulls["invented/alpha"] = 600_000
    sources.collect("docker_hub")
    with pytest.raises(InputError, match="nobody"):
        collecting.accept(Home.of(sources.root), [sources.runs()[-1].name, "nobody"])
    assert sources.levels() == [(6000, False), (600_000, False)]


def test_a_jump_that_cannot_be_is_not_accepted(built: Path):
    land(built, "20230901T100000Z", [row(2023, "Alpha", 300, "2023-07-01")])
    [only] = landing.runs(built, "published_figures")
    landing.write_manifest(only.folder, {**only.manifest, "status": "suspect", "suspects": []})
    with pytest.raises(InputError, match=r"stays suspect(.|\n)*exceeds its base"):
        collecting.accept(Home.of(built), [only.name])
    [only] = landing.runs(built, "published_figures")
    assert only.manifest["status"] == "suspect"


def test_what_was_set_aside_counts_once_a_better_parser_reads_it(sources: Sources):
    sources.collect("docker_hub")
    [only] = sources.runs()
    admission.set_aside(sources.root, only, "An older parser read it wrongly.")
    build(Home.of(sources.root))
    assert sources.levels() == []
    ended = run(sources.root, "reparse", "docker_hub")
    assert (ended.returncode, "docker_hub: 1 runs changed" in ended.stdout) == (0, True)
    assert sources.levels() == [(6000, False)]


@CANNOT
def test_other_figures_than_those_that_were_confirmed_are_suspect_again(sources: Sources):
    history(sources.root, date.today() - timedelta(30), 6000)
    sources.pulls["invented/gamma"] = 600_000
    sources.collect("docker_hub")
    name = sources.runs()[-1].name
    assert collecting.accept(Home.of(sources.root), [name]).well
    accepted = sources.runs()[-1]
    [path] = accepted.tables.values()
    pulls = [n + 1 for n in pq.read_table(path)["pulls"].to_pylist()]
    older = pq.read_table(path).set_column(2, "pulls", pa.array(pulls, pa.int64()))
    rewritten(accepted, older)  # as an older parser read it
    collecting.reparse(Home.of(sources.root), ["docker_hub"])
    again = sources.runs()[-1].manifest
    assert (again["status"], again["confirmed_at"]) == ("suspect", None)


@pytest.mark.parametrize(
    ("status", "every_days", "hours"),
    [
        ("suspect", 1, 24),
        ("set aside", 1, 24),  # it would hardly say something else
        ("suspect", None, NEVER),
        ("set aside", None, 1),
    ],
)
def test_a_source_whose_run_waits_for_a_decision_is_asked_at_its_usual_time(
    status: str, every_days: float | None, hours: Any, tmp_path: Path
):
    folder = landing.folder_of(tmp_path, "docker_hub") / "20260101T000000000Z"
    folder.mkdir(parents=True)
    at = datetime(2026, 1, 1)
    times = {"started_at": at.isoformat(), "finished_at": at.isoformat()}
    purpose = landing.purpose(None, None)
    nothing = {"tables": {}, "responses": []}
    landing.write_manifest(folder, {"status": status, "purpose": purpose, **times, **nothing})
    due = due_at(tmp_path, "docker_hub", every_days)
    assert due == (NEVER if hours is NEVER else at + timedelta(hours=hours))


def test_the_page_of_sources_says_which_runs_wait_and_what_decides(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
):
    sources.collect("docker_hub")
    sources.days_pass()
    for pulls in (600_000, -1):
        sources.pulls["invented/alpha"] = pulls
        sources.collect("docker_hub")
    suspect, aside = sources.runs()[1:]
    monkeypatch.setenv("SHARECHECK_PACK", str(sources.root))
    app = opened("sources", source="docker_hub")
    said = words(app)
    assert "is **set aside**, and nothing of it counts. Table docker\\_hub" in said
    assert "is **suspect**: 1 of its figures jumps" in said
    assert "600,000 after 6,000" in said
    assert f"To remove it: `sharecheck drop {aside.name}`." in said
    commands = [block.value for block in app.code]
    assert f"sharecheck drop {aside.name}" in commands
    assert f"sharecheck accept {suspect.name}\nsharecheck drop {suspect.name}" in commands


# --- suspect figures are no evidence --------------------------------------------------------------


@CANNOT
def test_no_suspect_figure_is_evidence_anywhere(sources: Sources, attempts: Callable[[int], None]):
    attempts(5)
    sources.collect("docker_hub")
    sources.days_pass()
    sources.pulls["invented/gamma"] = 7_000_000
    outcomes, _ = sources.collect("docker_hub")
    assert outcomes["docker_hub"].state == "suspect"
    sources.days_pass(3)
    sources.last_day += 5
    sources.collect("pypi_stats")  # so that the day is among those that are past
    assert sources.levels(image="invented/gamma") == [(50, False), (7_000_000, True)]
    # the part
    parts = "select value from numerator where definition_id = 'pulls-two' and project_id = 'gamma'"
    assert sources.rows(parts) == [(50,)]
    # the total: the largest that is known
    totals = "select max(largest) from denominator where definition_id = 'stars-in-pulls'"
    assert sources.rows(totals) == [(6000,)]
    # two sources compared
    twins = "select left_value from reconciliation where project_id = 'gamma'"
    assert sources.rows(twins) == [(50,)]
    # where it was read
    [suspect] = sources.rows(
        "select locator from latest_observation where suspect and signal_id = 'docker_hub_pulls'"
    )
    [origin] = sources.rows(
        "select locators from claim_evidence where claim_id = 'alpha-pulled' and moment = 'now'"
    )
    folder = Path(suspect[0]).parent
    assert {Path(locator).parent for locator in origin[0]} == {folder}
    assert len(origin[0]) == 3
    assert suspect[0] not in origin[0]
    # what anybody is given to recompute it
    with publish.connect(sources.root) as con:
        assert verify.mismatches(con) == []
