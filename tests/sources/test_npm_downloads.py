"""npm's download counts, against the documented answers."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from collectors import npm_downloads
from tests import fake
from tests.collecting import World, day
from tests.sources.npm_downloads import ALL, world
from tests.sources.staging import figures

SINCE = day("2025-02-01")


def asked(source: World) -> list[str]:
    return [request.path.removeprefix("/downloads/range/") for request in source.server.log]


def test_each_day_is_one_row_zeros_included_and_an_unknown_package_is_absent(tmp_path: Path):
    with world(tmp_path, ALL) as source:
        source.collected(since=SINCE)
        rows = {(package, on): downloads for package, on, downloads in source.rows()}
        assert rows["@acme/steady", day("2025-02-09")] == 1000
        assert rows["@acme/steady", day("2025-02-10")] == 0
        assert rows["@acme/new", day("2025-02-19")] == 0
        assert rows["@acme/new", day("2025-02-20")] == 500
        until = source.runs()[-1].started_at.date() - timedelta(days=3)
        assert len(rows) == 4 * ((until - SINCE).days + 1)
        assert {package for package, _ in rows} == {
            "@acme/new",
            "@acme/steady",
            "silent",
            "onnxruntime-web",
        }


def test_all_history_is_asked_for_18_months_at_a_time(tmp_path: Path):
    with world(tmp_path, ["@acme/steady"]) as source:
        source.collected()
        until = source.runs()[-1].started_at.date() - timedelta(days=3)
        paths = asked(source)
        # the scope's slash stays as it is
        assert paths[:2] == [
            "2015-01-10:2016-07-09/@acme/steady",
            "2016-07-10:2018-01-07/@acme/steady",
        ]
        assert paths[-1].endswith(f":{until}/@acme/steady")
        assert len(paths) == -(-((until - day("2015-01-09")).days) // 547)
        assert len(source.rows()) == (until - day("2015-01-09")).days


def test_a_first_day_within_a_month_means_the_whole_month(tmp_path: Path):
    with world(tmp_path, ALL) as source:
        source.collected(since=day("2025-02-17"))
        assert asked(source)[0] == "2025-02-01:2026-07-31/@acme/new"


def test_a_first_day_that_is_not_counted_yet_asks_for_the_last_counted_month(tmp_path: Path):
    with world(tmp_path, ALL) as source:
        source.collected(since=date(2999, 1, 1))
        until = source.runs()[-1].started_at.date() - timedelta(days=3)
        assert asked(source)[0] == f"{until.replace(day=1)}:{until}/@acme/new"


@pytest.mark.fault("a range over a limit")
def test_no_range_is_longer_than_18_months_and_none_leaves_a_gap(attempts: Callable[[int], None]):
    until, begins = day("2026-11-27"), [day("2015-01-10") + timedelta(n) for n in range(800)]
    attempts(len(begins))
    for begin in begins:
        ranges = list(npm_downloads.ranges(begin, until))
        assert (ranges[0][0], ranges[-1][1]) == (begin, until)
        for (start, end), (after, _) in zip(
            ranges, [*ranges[1:], (until + timedelta(1), until)], strict=True
        ):
            assert end + timedelta(days=1) == after
            assert (end - start).days < 1.5 * 365
            # the day 18 months later, or the last one of that month
            months = start.year * 12 + start.month - 1 + 18
            last = monthrange(months // 12, months % 12 + 1)[1]
            assert end <= date(months // 12, months % 12 + 1, min(start.day, last))
    assert list(npm_downloads.ranges(day("2026-02-01"), day("2026-02-01"))) == [
        (day("2026-02-01"), day("2026-02-01"))
    ]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (
            {"start": "2025-03-01"},
            "2025-03-01 2026-07-31, asked was @acme/new 2025-02-01 2026-07-31",
        ),
        ({"end": "2025-11-30"}, "covers @acme/new 2025-02-01 2025-11-30"),
        ({"package": "other"}, "covers other 2025-02-01"),
        ({"downloads": [{"day": "2025-02-01", "downloads": None}]}, "downloads.0.downloads"),
        ({"downloads": 12}, "downloads: input should be a valid list"),
    ],
)
def test_a_shortened_range_or_another_shape_is_refused_and_the_earlier_run_stays(
    changed: dict[str, Any], named: str, tmp_path: Path
):
    with world(tmp_path, ALL) as source:
        source.collected(since=SINCE)
        before, first = source.tables(), len(source.server.log)
        good = {"package": "@acme/new", "start": "2025-02-01", "end": "2026-07-31", "downloads": []}
        source.server.faults = {first: fake.instead({**good, **changed})}
        outcome = source.collect(since=SINCE)
        assert outcome.state == "failed"
        assert outcome.message.startswith("npm_downloads: the answer of http://")
        assert named in outcome.message
        assert source.tables() == before


def test_the_cdn_s_plain_refusal_is_waited_out(tmp_path: Path):
    with world(tmp_path, ALL) as source:
        source.server.faults = {1: fake.status(429, "error code: 1015")}
        source.collected(since=SINCE)
        paths = asked(source)
        assert paths[1] == paths[2]
        assert len(set(paths)) == len(paths) - 1


def test_a_later_run_reads_two_months_again(tmp_path: Path):
    with world(tmp_path, reread_days=62) as source:
        source.collected(since=SINCE)
        began = source.runs()[-1].started_at.date()
        source.collected()
        again = min(row[1] for row in source.rows())
        assert again == (began - timedelta(days=62)).replace(day=1)


def test_a_package_that_is_new_on_the_list_is_read_from_the_beginning(tmp_path: Path):
    with world(tmp_path, reread_days=62) as source:
        source.collected(since=SINCE)
        first = len(source.server.log)
        source.names["npm"] = ["@acme/steady", *source.names["npm"]]
        source.collected()
        again = asked(source)[first:]
        assert again[0] == "2015-01-10:2016-07-09/@acme/steady"
        assert not any(
            request.startswith("2015") for request in again if "onnxruntime-web" in request
        )


def test_complete_months_become_figures_and_outages_are_flagged(tmp_path: Path):
    with world(tmp_path, ALL) as source:
        source.collected(since=SINCE)
        read = ("identifier", "period_start", "period_end", "value", "quality")
        rows = [row for row in figures(source, *read) if row[1] < day("2025-05-01")]
        feb, mar, apr, may = (day(f"2025-0{n}-01") for n in (2, 3, 4, 5))
        counted = "days on which npm counted nothing"
        assert rows == [
            # 20 to 28 February; 10 February is an outage, the other zeros lie before its birth
            ("@acme/new", feb, mar, 9 * 500.0, f"note: {counted}: 1"),
            ("@acme/new", mar, apr, 31 * 500.0, None),
            ("@acme/new", apr, may, 30 * 500.0, None),
            # 20 February is zero for this package alone, but amid thousands
            ("@acme/steady", feb, mar, 26 * 1000.0, f"note: {counted}: 2"),
            ("@acme/steady", mar, apr, 23 * 1000.0, f"suspect: {counted}: 8"),
            ("@acme/steady", apr, may, 30 * 1000.0, None),
            # 11 February may well be a day on which nobody needed it
            ("onnxruntime-web", feb, mar, 26 * 2.0, f"note: {counted}: 1"),
            ("onnxruntime-web", mar, apr, 31 * 2.0, None),
            ("onnxruntime-web", apr, may, 30 * 2.0, None),
        ]


def test_the_running_month_is_no_figure_yet(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=day("2025-02-01"))
        until = source.runs()[-1].started_at.date() - timedelta(days=3)
        ends = {row[0] for row in figures(source, "period_end")}
        assert max(ends) == (until + timedelta(days=1)).replace(day=1)
