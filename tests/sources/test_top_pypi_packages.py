"""The top list of PyPI, against its documented shape."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.collecting import day
from tests.conftest import REPOSITORY
from tests.fake import Reply, instead
from tests.sources.top_pypi_packages import top_list, world


def test_only_the_packages_asked_for_are_kept_and_one_below_the_floor_is_absent(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        assert source.rows() == [
            (day("2026-08-01"), "30-day", "tf-keras", 1_960_001, 400, None),
            (day("2026-08-01"), "30-day", "torch", 1_999_850, 2, None),
        ]


def test_the_list_s_own_row_gives_its_window_floor_and_sum(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        (row,) = source.rows("top_pypi_packages_lists")
        # 15,000 places of 2,000,000 - 100 n, where torch has 50 more and tf-keras 1 more
        total = 15_000 * 2_000_000 - 100 * (15_000 * 15_001 // 2) + 51
        assert row == (
            day("2026-08-01"),
            "30-day",
            31,
            day("2026-07-01"),
            day("2026-08-01"),
            "all",
            "ClickHouse",
            15_000,
            500_000,
            total,
            datetime(2026, 8, 1, 6, 34, 6),
            None,
            "top-pypi-packages.min.json",
        )


def test_the_window_is_the_calendar_month_before_also_for_a_late_list(tmp_path: Path):
    with world(tmp_path, last_update="2026-11-05 09:16:05") as source:
        source.collected()
        (row,) = source.rows("top_pypi_packages_lists")
        assert row[2:5] == (31, day("2026-10-01"), day("2026-11-01"))


def test_the_same_list_again_is_nothing_new(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        assert source.collect().state == "unchanged"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"last_update": "2999-01-01 06:34:06"}, "is the list of 2999-01-01"),
        ({"size": 8000}, "has 8,000 packages, expected 15,000"),
        ({"total_rows": 15_001}, "has 15,000 packages, but says 15,001"),
        ({"source": "BigQuery"}, "found 'BigQuery'"),
        ({"last_update": None}, "last_update"),
    ],
)
def test_a_list_that_cannot_be_the_newest_one_is_refused(
    tmp_path: Path, changes: dict[str, Any], said: str
):
    with world(tmp_path, **changes) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert said in outcome.message


def test_a_list_older_than_the_newest_of_a_pack_is_refused(tmp_path: Path):
    with world(tmp_path, last_update="2026-06-30 06:34:06") as source:
        source.bundle("top_pypi_packages_lists")
        lists = source.root / "snapshot" / "top_pypi_packages_lists.csv"
        lists.parent.mkdir()
        columns = source.card.tables["top_pypi_packages_lists"].columns
        others = "," * (len(columns) - 1)
        days = ["2026-06-01", "2026-07-01", "2026-05-01"]
        lines = [",".join(columns), *(f"{listed}{others}" for listed in days)]
        lists.write_text("\n".join(lines) + "\n", "utf-8")
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "is the list of 2026-06-30, expected 2026-07-01" in outcome.message


@pytest.mark.parametrize(
    ("place", "package", "said"),
    [
        (10, {"download_count": 1, "project": "filler-10"}, "is not sorted by downloads"),
        (10, {"download_count": 1_998_900, "project": "torch"}, "names a package twice"),
        (10, {"project": "filler-10"}, "rows.10.download_count: field required"),
    ],
)
def test_a_list_with_a_spoilt_place_is_refused(
    tmp_path: Path, place: int, package: dict[str, Any], said: str
):
    with world(tmp_path) as source:
        body = top_list()
        body["rows"][place] = package
        source.server.faults[0] = instead(body)
        outcome = source.collect()
        assert outcome.state == "failed"
        assert said in outcome.message


def test_a_list_older_than_the_last_one_is_refused_and_the_earlier_run_stays(tmp_path: Path):
    with world(tmp_path) as source:
        earlier = source.collected().run
        source.server.answer = lambda _: Reply(top_list(last_update="2026-07-15 06:00:00"))
        outcome = source.collect()
        assert "is the list of 2026-07-15, expected 2026-08-01 to" in outcome.message
        assert [run for run in source.runs() if run.complete] == [earlier]


def test_a_collected_list_takes_its_place_beside_the_bundled_ones(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        tables = source.runs()[0].tables
        bundled = [
            "(date '2026-04-01', '30-day', 'torch', 87347847, 45, '7ec95345', "
            "'snapshot', null, null)",
            "(date '2026-04-01', '30-day', 31, date '2026-03-01', date '2026-04-01', 'all', "
            "'ClickHouse', 15000, 57487, 135907598883, timestamp '2026-04-01 06:34:06', "
            "'7ec9534546ed', 'top-pypi-packages-30-days.json', 'snapshot', null, null)",
        ]
        with duckdb.connect() as con:
            con.execute("create schema landing")
            for (name, path), row in zip(sorted(tables.items()), bundled, strict=True):
                con.execute(
                    f"create table landing.{name} as select * exclude (response), 'r' as run_id, "
                    f"timestamp '2026-08-03 00:00:00' as loaded_at, "
                    f"'raw/' || response as locator from '{path}'"
                )
                con.execute(f"insert into landing.{name} values {row}")
            model = REPOSITORY / "warehouse/models/staging/top_pypi_packages.sql"
            con.execute(f"create table figure as {model.read_text('utf-8')}")
            assert con.execute(
                "select segment, period_start, period_end, value, observed_at, run_id, locator "
                "from figure where identifier = 'torch' order by period_start"
            ).fetchall() == [
                (
                    "30-day list",
                    day("2026-03-01"),
                    day("2026-04-01"),
                    87_347_847.0,
                    datetime(2026, 4, 1, 6, 34, 6),
                    "snapshot",
                    "hugovk/top-pypi-packages@7ec95345:top-pypi-packages-30-days.json",
                ),
                (
                    "30-day list",
                    day("2026-07-01"),
                    day("2026-08-01"),
                    1_999_850.0,
                    datetime(2026, 8, 1, 6, 34, 6),
                    "r",
                    "raw/00001.json.gz",
                ),
            ]
