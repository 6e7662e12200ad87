"""Collected runs beside the bundled figures: what counts, what wins, what stays visible."""

import hashlib
import json
from pathlib import Path

import duckdb
import pytest

from collectors.errors import SharecheckError
from collectors.home import Home
from collectors.machinery import landing
from warehouse import publish
from warehouse.build import build

COLUMNS = "month, topic, segment, named, percent, precision, published_on, page"
PAGE = "https://example.org/invented/later"


def land(root: Path, run_id: str, rows: list[str], status: str = "complete") -> Path:
    """Write one run of invented rows as a collector would leave it."""
    folder = root / "landing" / "published_figures" / run_id
    folder.mkdir(parents=True)
    file = folder / "published_figures.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"copy (select month::date as month, topic, segment, named, percent::double as percent,"
            f" precision, published_on::date as published_on, page, '00001.json.gz' as response "
            f"from (values {', '.join(rows)}) as t({COLUMNS})) to '{file}' (format parquet)"
        )
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    tables = {"published_figures": {"rows": len(rows), "file": file.name, "sha256": sha256}}
    response = {
        "name": "00001.json.gz",
        "url": PAGE,
        "status": 200,
        "fetched_at": "2023-09-01T10:00:02",
        "sha256": "1" * 64,
        "bytes": 1234,
    }
    manifest = {
        "status": status,
        "started_at": "2023-09-01T10:00:00",
        "finished_at": "2023-09-01T10:00:05",
        "requests": 3,
        "bytes": 1234,
        "sha256": landing.fingerprint(tables),
        "tables": tables if status == "complete" else {},
        "responses": [response] if status == "complete" else [],
        "error": None if status == "complete" else "invented",
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def row(year: int, named: str, percent: int, published_on: str) -> str:
    return (
        f"('{year}-05-01', 'survey_users', 'invented', '{named}', {percent}, 'exact', "
        f"'{published_on}', '{PAGE}')"
    )


def alphas(root: Path, table: str) -> list[tuple[int, float, str]]:
    with publish.connect(root) as con:
        return con.execute(
            f"select year(period_start), value, run_id from {table} "
            "where project_id = 'alpha' and signal_id = 'survey_users_published' "
            "and period_start >= date '2022-01-01' order by period_start, observed_at, run_id"
        ).fetchall()


def test_a_complete_run_adds_its_rows_and_is_recorded(tiny: Path):
    land(tiny, "20230901T100000Z", [row(2023, "Alpha", 70, "2023-07-01")])
    build(Home.of(tiny))
    assert alphas(tiny, "latest_observation") == [
        (2022, 60, "snapshot"),
        (2023, 70, "20230901T100000Z"),
    ]
    with publish.connect(tiny) as con:
        runs = con.execute(
            "select run_id, status, requests, bytes, rows from source_run order by rows"
        ).fetchall()
        success = con.execute("select last_success::varchar from freshness").fetchone()
    size = (tiny / "snapshot" / "published_figures.csv").stat().st_size
    assert runs == [
        ("20230901T100000Z", "complete", 3, 1234, 1),
        ("snapshot", "bundled", None, size, 10),
    ]
    assert success == ("2023-09-01 10:00:05",)


def test_a_newer_observation_wins_and_the_older_one_stays_visible(tiny: Path):
    land(tiny, "20230901T100000Z", [row(2022, "Alpha", 61, "2022-09-01")])
    build(Home.of(tiny))
    assert alphas(tiny, "latest_observation") == [(2022, 61, "20230901T100000Z")]
    assert alphas(tiny, "observation") == [(2022, 60, "snapshot"), (2022, 61, "20230901T100000Z")]


def test_an_older_observation_does_not_win_because_it_was_collected_later(tiny: Path):
    land(tiny, "20230901T100000Z", [row(2022, "Alpha", 59, "2022-06-15")])
    build(Home.of(tiny))
    assert alphas(tiny, "latest_observation") == [(2022, 60, "snapshot")]
    assert len(alphas(tiny, "observation")) == 2


def test_a_month_that_ends_as_it_was_first_read_is_over_once_it_is_read_again(tiny: Path):
    for day in ("2022-07-20", "2022-07-30", "2022-08-02"):
        figure = (
            "('2022-07-01', 'paper_implementations', 'invented', 'alpha', 7, 'exact', "
            f"'{day}', '{PAGE}')"
        )
        land(tiny, day.replace("-", "") + "T100000Z", [figure])
    build(Home.of(tiny))
    with publish.connect(tiny) as con:
        found = con.execute(
            "select strftime(observed_at, '%d %B'), complete from observation "
            "where period_start = date '2022-07-01' order by observed_at"
        ).fetchall()
    # the 30th brought nothing new
    assert found == [("20 July", False), ("02 August", True)]


def test_a_figure_collected_again_is_no_error_and_the_later_run_wins(tiny: Path):
    # same page, same day of publication, corrected without a word
    land(tiny, "20230901T100000Z", [row(2022, "Alpha", 62, "2022-07-01")])
    land(tiny, "20231001T100000Z", [row(2022, "Alpha", 63, "2022-07-01")])
    build(Home.of(tiny))
    assert alphas(tiny, "latest_observation") == [(2022, 63, "20231001T100000Z")]
    assert len(alphas(tiny, "observation")) == 3


@pytest.mark.parametrize("status", ["set aside", "failed"])
def test_an_incomplete_run_contributes_nothing_but_is_listed_with_its_error(
    status: str, tiny: Path
):
    land(tiny, "20230901T100000Z", [row(2023, "Alpha", 70, "2023-07-01")], status)
    build(Home.of(tiny))
    assert alphas(tiny, "observation") == [(2022, 60, "snapshot")]
    with publish.connect(tiny) as con:
        runs = con.execute("select status, error from source_run order by all").fetchall()
    assert runs == [("bundled", None), (status, "invented")]


def test_each_row_names_the_recorded_answer_it_was_parsed_from(tiny: Path):
    land(tiny, "20230901T100000Z", [row(2023, "Alpha", 70, "2023-07-01")])
    build(Home.of(tiny))
    with publish.connect(tiny) as con:
        found = con.execute(
            "select locator, run_id, url, sha256, bytes from response "
            "where locator = 'data/landing/published_figures/20230901T100000Z/raw/00001.json.gz'"
        ).fetchall()
        rows = con.execute(
            "select locator from landing.published_figures where run_id <> 'snapshot'"
        ).fetchall()
    assert [f[1:] for f in found] == [("20230901T100000Z", PAGE, "1" * 64, 1234)]
    assert rows == [(found[0][0],)]


def test_a_figure_that_was_collected_again_and_is_the_same_is_no_new_version(tiny: Path):
    land(tiny, "20230901T100000Z", [row(2023, "Alpha", 70, "2023-07-01")])
    land(tiny, "20231001T100000Z", [row(2023, "Alpha", 70, "2023-10-01")])
    land(tiny, "20231101T100000Z", [row(2023, "Alpha", 71, "2023-11-01")])
    land(tiny, "20231201T100000Z", [row(2023, "Alpha", 70, "2023-12-01")])
    build(Home.of(tiny))
    # back to 70 is a version of its own
    assert alphas(tiny, "observation")[1:] == [
        (2023, 70, "20230901T100000Z"),
        (2023, 71, "20231101T100000Z"),
        (2023, 70, "20231201T100000Z"),
    ]
    assert alphas(tiny, "latest_observation")[-1] == (2023, 70, "20231201T100000Z")


def test_a_run_whose_manifest_is_gone_is_named(tiny: Path):
    folder = land(tiny, "20230901T100000Z", [row(2023, "Alpha", 70, "2023-07-01")])
    (folder / "manifest.json").unlink()
    with pytest.raises(SharecheckError, match=r"20230901T100000Z/manifest.json: .* no manifest"):
        build(Home.of(tiny))


def test_a_run_whose_parquet_lacks_a_column_is_named(built: Path):
    folder = land(built, "20230901T100000Z", [row(2023, "Alpha", 70, "2023-07-01")])
    file = folder / "published_figures.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"copy (select * exclude (percent) from read_parquet('{file}')) to '{file}.new' "
            "(format parquet)"
        )
    Path(f"{file}.new").replace(file)
    manifest = json.loads((folder / "manifest.json").read_text())
    table = manifest["tables"]["published_figures"]
    table["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest["sha256"] = landing.fingerprint(manifest["tables"])
    (folder / "manifest.json").write_text(json.dumps(manifest))
    pointer = publish.current(built)
    with pytest.raises(SharecheckError) as caught:
        build(Home.of(built))
    assert "percent" in str(caught.value)
    assert "published_figures" in str(caught.value)
    assert "20230901T100000Z" in str(caught.value)
    assert publish.current(built) == pointer


def test_a_manifest_that_is_no_json_is_named(built: Path):
    folder = land(built, "20230901T100000Z", [row(2023, "Alpha", 70, "2023-07-01")])
    (folder / "manifest.json").write_text('{"status": "comp')
    with pytest.raises(SharecheckError, match=r"20230901T100000Z.*manifest"):
        build(Home.of(built))


@pytest.mark.parametrize(
    ("status", "complete", "loaded"),
    [
        ("complete", True, True),
        ("suspect", False, True),
        ("set aside", False, False),
        ("failed", False, False),
    ],
)
def test_what_counts_and_what_is_loaded_is_said_by_the_status(
    status: str, complete: bool, loaded: bool, tmp_path: Path
):
    run = landing.Run("invented", tmp_path, {"status": status})
    assert (run.complete, run.loaded) == (complete, loaded)
