"""PyPI downloads by ClickHouse, against the real engine behind a server on localhost."""

import json
import re
import socket
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from collectors import pypi_clickhouse
from collectors.machinery.landing import Draft
from collectors.machinery.run import Order, connect
from tests.collecting import World, day
from tests.conftest import REPOSITORY
from tests.fake import Asked, Fault, Reply, instead, send
from tests.sources.pypi_clickhouse import DEMO, Playground, exception, world

FIXED: dict[str, Any] = {"changeable": frozenset()}
"""The user may not even change what happens at a limit."""
# a run's requests: three to connect, the newest day, control and months, control and days
CONNECT, MONTHS, DAYS = 0, 5, 7


def a_month(sql: str) -> bool:
    return "toStartOfMonth(date) as start" in sql


def asked_for(source: World, text: str) -> list[Asked]:
    return [asked for asked in source.server.log if text.encode() in asked.body]


def answered(code: int, text: str) -> Fault:
    """Answer with an error of the server."""
    return lambda handler, _: send(handler, exception(code, text))


def test_months_are_the_sums_of_all_rows_of_a_key(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        months = [row for row in source.rows() if row[1] == "month"]
        assert months == [
            # 2 a day; one day of July 2024 is missing
            ("keras", "month", day("2024-06-01"), 30, 60),
            ("keras", "month", day("2024-07-01"), 30, 60),
            ("keras", "month", day("2024-08-01"), 31, 62),
            ("keras", "month", day("2024-09-01"), 30, 60),
            ("keras", "month", day("2024-10-01"), 31, 62),
            ("keras", "month", day("2024-11-01"), 30, 60),
            ("keras", "month", day("2024-12-01"), 31, 62),
            ("keras", "month", day("2025-01-01"), 31, 62),
            ("keras", "month", day("2025-02-01"), 27, 54),
            # 8 a day
            ("tensorflow", "month", day("2025-01-01"), 31, 248),
            ("tensorflow", "month", day("2025-02-01"), 27, 216),
            ("tf-nightly", "month", day("2025-01-01"), 1, 3),
            ("tf-nightly", "month", day("2025-02-01"), 1, 3),
            # 10 + 4 + 1 a day; 1 on the day under repair: 27 * 15 + 1
            ("torch", "month", day("2025-01-01"), 31, 465),
            ("torch", "month", day("2025-02-01"), 28, 406),
        ]


def test_days_reach_back_half_a_year_and_the_two_newest_are_left_out(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        keras = [row[2] for row in source.rows() if row[:2] == ("keras", "day")]
        assert (min(keras), max(keras)) == (day("2024-09-04"), day("2025-03-02"))
        assert len(keras) == 180 - 1  # the day under repair has no row of keras


def test_a_day_without_downloads_is_absent_and_other_packages_stay_out(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        days = [row for row in source.rows() if row[1] == "day"]
        assert [row for row in days if row[0] == "tf-nightly"] == [
            ("tf-nightly", "day", day("2025-01-31"), 1, 3),
            ("tf-nightly", "day", day("2025-02-01"), 1, 3),
        ]
        assert ("torch", "day", day("2025-02-10"), 1, 1) in days
        assert {row[0] for row in days} == {"keras", "tensorflow", "tf-nightly", "torch"}


def test_a_later_run_reads_whole_months_again(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=date(2025, 2, 10))
        rows = [row for row in source.rows() if row[0] == "torch"]
        assert ("torch", "month", day("2025-02-01"), 28, 406) in rows
        assert next(row[2] for row in rows if row[1] == "day") == day("2025-02-10")
        assert len(rows) == 1 + 21


def test_packages_are_asked_for_in_lots_that_stay_below_the_server_s_row_limit(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        whole = source.rows()
    with world(tmp_path / "paged", Playground(limits={**DEMO, "max_result_rows": 245})) as source:
        source.collected()
        # 179 + 60 + 2 days fit, and 61 more would not
        lots = [asked.query["param_packages"] for asked in asked_for(source, "date as start")]
        assert lots == ["['keras', 'tensorflow', 'tf-nightly']", "['torch']"]
        assert source.rows() == whole


def test_a_server_without_limits_is_asked_once_per_step(tmp_path: Path):
    with world(tmp_path, Playground(limits={}, changeable=frozenset())) as source:
        assert source.collected().requests == 5


def test_64_bit_numbers_may_come_as_text(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        whole = source.rows()
    quoting = Playground(limits={**DEMO, "output_format_json_quote_64bit_integers": 1})
    with world(tmp_path / "quoted", quoting) as source:
        source.collected()
        body = source.runs()[0].answers()[2].content()
        assert json.loads(body)["data"][0] == ["keras", "2024-06-01", "30", "60"]
        assert source.rows() == whole


def test_a_result_that_reaches_the_row_limit_is_refused(tmp_path: Path):
    # the days of keras alone are more than 100: the engine stops after 100 rows, with status 200
    limits = {**DEMO, "max_result_rows": 100, "max_block_size": 10}
    with world(tmp_path, Playground(limits=limits, **FIXED)) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "reached the server's limit of 100 result rows" in outcome.message


def test_a_result_cut_short_without_a_word_is_refused_and_the_earlier_run_stays(tmp_path: Path):
    playground = Playground()
    with world(tmp_path, playground) as source:
        earlier = source.collected().run
        playground.beside = lambda sql: {"limit": 14} if a_month(sql) else {}
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "has 1 months with 465 downloads of torch" in outcome.message
        assert "(2, 871)" in outcome.message
        assert [run for run in source.runs() if run.complete] == [earlier]


def test_a_sum_over_a_part_of_the_table_is_refused(tmp_path: Path):
    # the engine stops reading when it has 300 rows, and sums up what it has: too small, status 200
    stops = {"max_rows_to_read": 300, "max_block_size": 100, "max_threads": 1}
    playground = Playground(beside=lambda sql: stops if a_month(sql) else {}, **FIXED)
    with world(tmp_path, playground) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "it was cut short, or the table is being repaired" in outcome.message


def test_a_query_that_read_as_much_as_the_server_allows_is_refused(tmp_path: Path):
    limits = {**DEMO, "max_rows_to_read": 300, "max_block_size": 100, "max_threads": 1}
    with world(tmp_path, Playground(limits=limits, **FIXED)) as source:
        outcome = source.collect()
        assert "reached the server's limit of 300 rows read" in outcome.message


def test_a_query_that_took_as_long_as_the_server_allows_is_refused(tmp_path: Path):
    with world(tmp_path) as source:
        source.server.faults[MONTHS] = lambda handler, reply: send(
            handler, Reply(re.sub(rb'"elapsed": [^,]+', b'"elapsed": 60.2', reply.content()))
        )
        assert "reached the server's limit of 60.0 seconds" in source.collect().message


def test_where_it_may_the_collector_has_limits_raise_errors(tmp_path: Path):
    limits = {**DEMO, "max_rows_to_read": 300, "max_block_size": 100, "max_threads": 1}
    with world(tmp_path, Playground(limits=limits)) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "TOO_MANY_ROWS" in outcome.message
        query = source.server.log[3].query
        assert (query["read_overflow_mode"], query["result_overflow_mode"]) == ("throw", "throw")


@pytest.mark.parametrize(
    "body",
    [
        b'{"meta": [], "data": [["keras", "2024-06-01"Code: 241. DB::Exception: Memory limit',
        b'{"meta": [], "data": [], "rows": 0, "exception": "Code: 159. DB::Exception: Timeout"}',
        b'{"meta": [], "data": [["ker',
    ],
)
def test_an_error_in_the_middle_of_an_answer_is_no_answer(tmp_path: Path, body: bytes):
    with world(tmp_path / "well") as well:
        well.collected()
        expected, asked = well.tables(), len(well.server.log)
    with world(tmp_path / "ill") as source:
        source.server.faults[MONTHS] = instead(body)
        source.collected()
        assert source.tables() == expected
        assert len(source.server.log) == asked + 1


@pytest.mark.parametrize("request_number", [CONNECT, MONTHS])
def test_a_spent_quota_waits_for_the_next_hour_and_the_earlier_run_stays(
    tmp_path: Path, request_number: int
):
    text = "Quota for user `demo` for 3600s has been exceeded. (QUOTA_EXCEEDED)"
    with world(tmp_path) as source:
        earlier = source.collected().run
        begun = len(source.server.log)
        for again in range(3):  # the library itself asks a busy server three times
            source.server.faults[begun + request_number + again] = answered(201, text)
        outcome = source.collect()
        source.server.faults.clear()
        assert outcome.state == "failed"
        assert text in outcome.message
        assert "goes on where it ended" in outcome.message
        failed = source.runs()[-1]
        free_at = datetime.fromisoformat(failed.manifest["free_at"])
        assert timedelta(minutes=59) < free_at - failed.started_at < timedelta(minutes=61)
        assert [run for run in source.runs() if run.complete] == [earlier]
        assert source.collect().state == "unchanged"


def test_a_server_that_stays_busy_is_left_for_the_next_run(tmp_path: Path):
    with world(tmp_path) as source:
        for number in range(DAYS, DAYS + 40):
            source.server.faults[number] = answered(202, "TOO_MANY_SIMULTANEOUS_QUERIES")
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "the next collection goes on where it ended" in outcome.message
        source.server.faults.clear()
        source.collected()
        # the newest day was not asked for again
        assert len(asked_for(source, "max(date)")) == 1


def test_another_table_than_documented_needs_a_person(tmp_path: Path):
    with world(tmp_path) as source:
        source.server.faults[MONTHS] = answered(47, "Missing columns: 'count' (UNKNOWN_IDENTIFIER)")
        outcome = source.collect()
        assert "UNKNOWN_IDENTIFIER" in outcome.message
        assert "Compare collectors/pypi_clickhouse_queries.sql" in outcome.message


def test_a_user_who_is_refused_is_a_matter_of_setup(tmp_path: Path):
    with world(tmp_path, Playground(user="somebody")) as source:
        outcome = source.collect()
        assert "AUTHENTICATION_FAILED" in outcome.message
        assert "Give a user who may read pypi.pypi_downloads_per_day." in outcome.message


def test_a_server_that_is_not_there_is_told_without_the_library_s_names(tmp_path: Path):
    with world(tmp_path) as source:
        api = source.card.live.api if source.card.live else ""
        with socket.socket() as unused:  # bound, and nobody listens
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            path = source.root / "sources" / "pypi_clickhouse.yml"
            path.write_text(path.read_text("utf-8").replace(api, f"http://127.0.0.1:{port}"))
            outcome = source.collect()
        assert outcome.state == "failed"
        assert "efused" in outcome.message
        assert "host=" not in outcome.message
        assert "Holding" not in outcome.message


@pytest.mark.parametrize("newest", ["1970-01-01", "2999-12-31"])
def test_a_newest_day_that_cannot_be_is_refused(tmp_path: Path, newest: str):
    statistics = {"elapsed": 0.1, "rows_read": 5, "bytes_read": 50}
    with world(tmp_path) as source:
        source.server.faults[3] = instead(
            {
                "data": [[newest, int(time.time()), 1000, 10**10, 60]],
                "rows": 1,
                "statistics": statistics,
            }
        )
        assert f"has {newest} as its newest day" in source.collect().message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"data": [], "rows": 0}, "statistics: field required"),
        ([], "the whole body"),
        (
            {
                "data": [["keras", None, 1, 1]],
                "rows": 1,
                "statistics": {"elapsed": 0, "rows_read": 1},
            },
            "data.0.1",
        ),
        (
            {"data": [], "rows": 3, "statistics": {"elapsed": 0, "rows_read": 1}},
            "says it has 3 rows, but holds 0",
        ),
    ],
)
def test_an_answer_of_another_shape_is_refused_and_named(tmp_path: Path, body: Any, said: str):
    with world(tmp_path) as source:
        source.server.faults[MONTHS] = instead(body)
        outcome = source.collect()
        assert outcome.state == "failed"
        assert said in outcome.message


def test_requests_say_who_asks_and_not_which_user_of_this_machine(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        agents = {asked.headers["user-agent"] for asked in source.server.log}
        assert len(agents) == 1
        assert agents.pop().startswith("sharecheck/")


def test_the_doctor_asks_for_one_package_s_newest_day(tmp_path: Path):
    with world(tmp_path) as source:
        live, draft = source.card.live, Draft(source.source, tmp_path / "probe")
        assert live is not None
        pypi_clickhouse.probe(
            connect(source.source, live, draft, None, Order(source.root, source.names))
        )
        assert source.server.log[-1].query["param_packages"] == "['pip']"


def test_the_staging_model_makes_figures_of_months_and_days(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        table = next(iter(source.runs()[0].tables.values()))
    with duckdb.connect() as con:
        con.execute("create schema landing")
        con.execute(
            f"create table landing.pypi_clickhouse as select * exclude (response), 'r' as run_id, "
            f"timestamp '2025-03-05 06:00:00' as loaded_at, response as locator from '{table}'"
        )
        model = REPOSITORY / "warehouse/models/staging/pypi_clickhouse.sql"
        con.execute(f"create table figure as {model.read_text('utf-8')}")
        july = "note: only 30 of 31 days have downloads"
        low = "note: a day far below the days around it, all packages alike"
        query = "select segment, period_start, period_end, value, quality from figure where "
        assert con.execute(
            query + "identifier = 'torch' and (segment = 'per month' or quality is not null)"
            " order by segment, period_start"
        ).fetchall() == [
            ("per day", day("2025-02-10"), day("2025-02-11"), 1.0, low),
            ("per month", day("2025-01-01"), day("2025-02-01"), 465.0, None),
            ("per month", day("2025-02-01"), day("2025-03-01"), 406.0, low),
        ]
        assert con.execute(
            query + "identifier = 'keras' and period_start = date '2024-07-01'"
        ).fetchall() == [("per month", day("2024-07-01"), day("2024-08-01"), 60.0, july)]
        signals = con.execute(
            "select signal_id, segment, count(*) from figure group by all order by all"
        ).fetchall()
        assert signals == [
            ("pypi_downloads_all_installers", "per month", 15),
            ("pypi_downloads_all_installers_daily", "per day", 179 + 60 + 2 + 61),
        ]
