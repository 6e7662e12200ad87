"""Anaconda's download counts, against files like the real ones."""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from collectors import conda_downloads
from tests import fake
from tests.collecting import World, day
from tests.fake import Asked
from tests.sources.conda_downloads import bucket, files, parquet, world
from tests.sources.staging import figures

JANUARY, MARCH = day("2025-01-01"), day("2025-03-01")


def loads(asked: list[Asked]) -> list[str]:
    """Return the months of the files that were read in full."""
    return [request.path[-15:-8] for request in asked if "range" not in request.headers]


def test_counts_are_added_up_over_versions_and_platforms_for_our_packages(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=JANUARY)
        assert source.rows("conda_downloads") == [
            (JANUARY, "anaconda", "tensorflow", 40 + 10),
            (JANUARY, "conda-forge", "pytorch", 300 + 30),
            (JANUARY, "conda-forge", "tensorflow", 70),
            (JANUARY, "pytorch", "pytorch", 200),
            # a measured zero is one; tensorflow's null in March is no count
            (MARCH, "conda-forge", "jax", 0),
            (MARCH, "conda-forge", "pytorch", 5),
        ]


@pytest.mark.fault("names in another spelling")
def test_a_package_in_capitals_is_the_channel_s_in_small_letters(tmp_path: Path):
    with world(tmp_path) as source:
        source.names["conda"] = ["PyTorch"]
        source.collected(since=MARCH)
        assert source.rows("conda_downloads") == [(MARCH, "conda-forge", "PyTorch", 5)]


def test_a_channel_is_counted_in_whole_with_packages_that_are_none_of_ours(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=JANUARY)
        assert source.rows("conda_downloads_channels") == [
            (JANUARY, "anaconda", 40 + 10 + 950),
            (JANUARY, "bioconda", 500),
            (JANUARY, "conda-forge", 300 + 30 + 70 + 1600),
            (JANUARY, "pytorch", 200),
            (MARCH, "conda-forge", 5 + 0 + 95),
        ]


def test_a_month_that_is_not_there_yet_is_absent_be_it_404_or_403(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=JANUARY)
        heads = source.runs()[-1].answers()
        statuses = {a.about["month"]: a.status for a in heads if "etag" not in a.about}
        assert list(statuses.items())[:4] == [
            ("2025-01", 206),
            ("2025-02", 404),
            ("2025-03", 206),
            ("2025-04", 403),
        ]
        assert {row[0] for row in source.rows("conda_downloads")} == {JANUARY, MARCH}


def test_months_begin_in_2017_and_end_before_the_running_one():
    months = list(conda_downloads.months(conda_downloads.BEGINNING, day("2018-03-31")))
    assert (months[0], months[11], months[12], months[-1]) == (
        "2017-01",
        "2017-12",
        "2018-01",
        "2018-02",
    )
    assert list(conda_downloads.months(day("2026-01-15"), day("2026-01-31"))) == []


def test_only_the_sums_are_kept_and_they_name_the_file_they_were_made_from(tmp_path: Path):
    with world(tmp_path) as source:
        run = source.collected(since=JANUARY).run
        assert run is not None
        kept = next(answer for answer in run.answers() if "etag" in answer.about)
        body = json.loads(kept.text())
        assert kept.url == source.card.live.api + "/conda/monthly/2025/2025-01.parquet"
        assert body["bytes"] == len(files()["2025-01"])
        assert len(body["sha256"]) == 64
        assert kept.about["etag"].startswith('"')
        assert [path for path in run.folder.rglob("*") if path.name.startswith("month")] == []


def test_a_file_that_did_not_change_is_not_read_again(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=JANUARY)
        asked = len(source.server.log)
        assert source.collect(since=JANUARY).state == "unchanged"
        assert loads(source.server.log) == ["2025-01", "2025-03"]
        assert len(source.server.log) == 2 * asked - 2


def test_a_file_that_was_rewritten_is_read_again_and_the_others_are_not(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=JANUARY)
        more = [["conda-forge", "pytorch", "2.5.1", "linux-64", "3.11", 1000]]
        source.server.answer = bucket({**files(), "2025-01": parquet("2025-01", more)})
        source.collected(since=JANUARY)
        assert loads(source.server.log) == ["2025-01", "2025-03", "2025-01"]
        assert source.rows("conda_downloads") == [
            (JANUARY, "conda-forge", "pytorch", 1000),
            (MARCH, "conda-forge", "jax", 0),
            (MARCH, "conda-forge", "pytorch", 5),
        ]


def test_a_new_name_to_ask_for_means_reading_the_files_again(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=JANUARY)
        source.names["conda"] = sorted([*source.names["conda"], "numpy"])
        source.collected(since=JANUARY)
        assert (JANUARY, "conda-forge", "numpy", 1600) in source.rows("conda_downloads")


def test_a_download_that_breaks_off_is_begun_anew(tmp_path: Path):
    with world(tmp_path) as source:
        source.server.faults = {1: fake.reset, 2: fake.short}
        source.collected(since=JANUARY)
        assert loads(source.server.log) == ["2025-01", "2025-01", "2025-01", "2025-03"]
        assert len(source.rows("conda_downloads")) == 6


def test_a_crash_keeps_the_months_that_were_read(tmp_path: Path):
    with world(tmp_path) as source:
        source.server.faults = dict.fromkeys(range(3, 12), fake.status(503))
        assert source.collect(since=JANUARY).state == "failed"
        source.server.faults = {}
        source.collected(since=JANUARY)
        assert loads(source.server.log) == ["2025-01", "2025-03"]
        assert len(source.rows("conda_downloads")) == 6


def other_columns() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({"channel": ["main"], "pkg_name": ["jax"], "counts": [1]}), file)
    return file.getvalue()


def other_types() -> bytes:
    file = io.BytesIO()
    columns = {"data_source": ["main"], "pkg_name": ["jax"], "counts": ["many"]}
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [other_columns(), other_types(), b"PAR1" + bytes(40) + b"PAR1", b"<!DOCTYPE html>"],
    ids=["other columns", "other types", "a damaged file", "a web page"],
)
def test_a_file_of_another_shape_is_refused_and_the_earlier_run_stays(
    content: bytes, tmp_path: Path
):
    with world(tmp_path) as source:
        source.collected(since=JANUARY)
        before = source.tables()
        source.server.answer = bucket({**files(), "2025-03": content})
        outcome = source.collect(since=JANUARY)
        assert outcome.state == "failed"
        assert "2025-03.parquet is no Parquet file with the columns" in outcome.message
        assert "unexpected" not in outcome.message
        assert source.tables() == before


def test_a_403_that_is_not_of_s3_is_no_missing_file(tmp_path: Path):
    with world(tmp_path) as source:
        source.server.faults = {0: fake.status(403, "blocked by the proxy")}
        outcome = source.collect(since=JANUARY)
        assert outcome.state == "failed"
        assert "2025-01.parquet answers HTTP 403, and not with the AccessDenied" in outcome.message


def test_a_bucket_without_files_is_an_alarm(tmp_path: Path):
    with world(tmp_path, {}) as source:
        outcome = source.collect(since=JANUARY)
        assert outcome.state == "failed"
        assert "0 rows were parsed" in outcome.message


def collected(tmp_path: Path) -> World:
    with world(tmp_path) as source:
        source.collected(since=JANUARY)
    return source


def test_months_become_figures_by_channel_and_for_all_over_everything_served(tmp_path: Path):
    rows = figures(
        collected(tmp_path), "identifier", "segment", "period_start", "period_end", "value", "base"
    )
    february, april = day("2025-02-01"), day("2025-04-01")
    # all channels of January: 1,000 + 500 + 2,000 + 200
    assert rows == [
        ("jax", "all channels", MARCH, april, 0.0, 100.0),
        ("jax", "conda-forge", MARCH, april, 0.0, 100.0),
        ("pytorch", "all channels", JANUARY, february, 530.0, 3_700.0),
        ("pytorch", "all channels", MARCH, april, 5.0, 100.0),
        ("pytorch", "conda-forge", JANUARY, february, 330.0, 2_000.0),
        ("pytorch", "conda-forge", MARCH, april, 5.0, 100.0),
        ("pytorch", "pytorch", JANUARY, february, 200.0, 200.0),
        ("tensorflow", "all channels", JANUARY, february, 120.0, 3_700.0),
        ("tensorflow", "anaconda", JANUARY, february, 50.0, 1_000.0),
        ("tensorflow", "conda-forge", JANUARY, february, 70.0, 2_000.0),
    ]
