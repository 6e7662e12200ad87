"""What each kind of claim measures, worked out a second time with numpy and pandas."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest

from warehouse.claim_tables import decimal_year


def of_kind(con: duckdb.DuckDBPyConnection, kind: str) -> list[tuple[str, ...]]:
    """Return test, definition, subject and comparator of every test of a kind that has data."""
    return con.execute(
        "select distinct test_id, definition_id, subject, comparator, since_start, since_end "
        "from measurement join claim using (claim_id) where kind = ? order by test_id",
        [kind],
    ).fetchall()


def measured(con: duckdb.DuckDBPyConnection, test: str) -> pd.DataFrame:
    """Return what a test measured, period by period."""
    return con.execute(
        "select * from measurement where test_id = ? order by period_start, period_end", [test]
    ).df()


def series(con: duckdb.DuckDBPyConnection, definition: str, project: str) -> pd.DataFrame:
    """Return a project's usable shares under a definition, oldest first."""
    return con.execute(
        "select * from share where definition_id = ? and project_id = ? and usable "
        "order by period_start, period_end",
        [definition, project],
    ).df()


def first_of(own: pd.DataFrame, start: date, end: date) -> pd.Series:
    """Return the period nearest to where the claim begins, the newest of equally near ones."""
    days_early = (pd.Timestamp(start) - own.period_end).dt.days + 1
    days_late = (own.period_start - pd.Timestamp(end)).dt.days + 1
    off = np.maximum(0, np.maximum(days_early, days_late))
    return own[off == off.min()].iloc[-1]


def test_a_rank_is_one_more_than_the_members_that_count_more(
    warehouse: duckdb.DuckDBPyConnection,
):
    checked = 0
    for test, definition, subject, *_ in of_kind(warehouse, "rank"):
        counts: dict[tuple[date, date], dict[str, float]] = {}
        for start, end, project, count in warehouse.execute(
            "select period_start, period_end, project_id, share.numerator from share "
            "join definition using (definition_id) "
            "join project_group using (group_id, project_id) where definition_id = ?",
            [definition],
        ).fetchall():
            counts.setdefault((start, end), {})[project] = count
        for row in measured(warehouse, test).itertuples():
            peers = counts[row.period_start.date(), row.period_end.date()]
            assert row.measured == 1 + sum(n > peers[subject] for n in peers.values())
            assert f"among {len(peers)} that" in row.flags
            checked += 1
    assert checked > 500


def test_a_slope_is_the_least_squares_line_of_numpy(warehouse: duckdb.DuckDBPyConnection):
    checked = 0
    for test, definition, subject, _, start, end in of_kind(warehouse, "slope"):
        own = series(warehouse, definition, subject)
        first = first_of(own, start, end)
        from_then_on = own[
            (own.period_start >= pd.Timestamp(start)) | (own.period_start == first.period_start)
        ]
        for row in measured(warehouse, test).itertuples():
            part = from_then_on[from_then_on.period_start <= row.period_start]
            assert len(part) >= 3
            years = (part.period_start - pd.Timestamp("2000-01-01")).dt.days / 365.25
            slope = np.polyfit(years - years.mean(), part.share, 1)[0]
            assert row.measured == pytest.approx(slope, abs=1e-9)
            assert row.baseline_start == part.period_start.min()
            checked += 1
    assert checked > 100


def test_growth_is_the_factor_since_the_beginning(warehouse: duckdb.DuckDBPyConnection):
    relative = plain = 0
    for test, definition, subject, comparator, start, end in of_kind(warehouse, "growth"):
        own = series(warehouse, definition, subject)
        first = first_of(own, start, end)
        keys = ["period_start", "period_end"]
        counts = own.set_index(keys).numerator
        factor = counts / first.numerator
        if comparator:
            other = warehouse.execute(
                "select * from share where definition_id = ? and project_id = ?",
                [definition, comparator],
            ).df()
            others = other.set_index(keys).numerator
            factor /= others / others[first.period_start, first.period_end]
        for row in measured(warehouse, test).itertuples():
            assert row.measured == pytest.approx(factor[row.period_start, row.period_end], rel=1e-9)
            plain += not comparator
            relative += bool(comparator)
    assert plain > 100
    assert relative > 10


def test_a_crossing_is_the_first_period_of_the_lead_that_lasts(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = of_kind(warehouse, "crossing")
    assert found
    for test, definition, subject, comparator, *_ in found:
        both = series(warehouse, definition, subject).merge(
            warehouse.execute(
                "select * from share where definition_id = ? and project_id = ?",
                [definition, comparator],
            ).df(),
            on=["period_start", "period_end"],
        )
        ahead = (both.numerator_x > both.numerator_y).tolist()
        [row] = measured(warehouse, test).itertuples()
        if not ahead[-1]:
            expected = both.period_end.iloc[-1]
            assert row.high == 9999
        else:
            lasting = len(ahead) - ahead[::-1].index(False) if False in ahead else 0
            expected = both.period_start.iloc[lasting]
            assert (row.low == 1900) == (lasting == 0)
        assert row.measured == pytest.approx(decimal_year(expected.date()), abs=1e-9)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2015, 1, 1), 2015.0),
        (date(2015, 12, 31), 2015 + 364 / 365),
        (date(2016, 9, 1), 2016 + 244 / 366),
    ],
)
def test_a_day_is_a_year_with_the_part_of_it_that_has_passed(
    day: date, expected: float, warehouse: duckdb.DuckDBPyConnection
):
    assert decimal_year(day) == pytest.approx(expected, abs=1e-12)
    sql = "year($day) + (dayofyear($day) - 1) / dayofyear(make_date(year($day), 12, 31))"
    assert warehouse.execute(f"select {sql}", {"day": day}).fetchone() == (
        pytest.approx(expected, abs=1e-12),
    )


def test_a_date_claim_is_measured_by_the_days_its_fact_names(
    warehouse: duckdb.DuckDBPyConnection,
):
    rows = warehouse.execute(
        "select value, measured, low, high from measurement join fact using (fact_id) "
        "join claim using (claim_id) where kind = 'date'"
    ).fetchall()
    assert len(rows) > 10
    for value, start, low, high in rows:
        parts = [int(part) for part in value.split("-")]
        first = date(*[*parts, 1, 1][:3])
        after = {
            1: date(first.year + 1, 1, 1),
            2: (first + timedelta(days=31)).replace(day=1),
            3: first + timedelta(days=1),
        }[len(parts)]
        assert start == low == pytest.approx(decimal_year(first), abs=1e-9)
        assert high == pytest.approx(decimal_year(after - timedelta(days=1)), abs=1e-9)


def test_a_property_holds_when_its_fact_is_one_of_the_words(
    warehouse: duckdb.DuckDBPyConnection,
):
    rows = warehouse.execute(
        "select claim_id, value, asserted_words, measured from measurement "
        "join claim using (claim_id) join fact on fact.fact_id = measurement.fact_id "
        "and coalesce(fact.valid_from, date '1900-01-01') = measurement.period_start "
        "where kind = 'property'"
    ).fetchall()
    assert len(rows) > 200
    for claim, value, words, holds in rows:
        assert holds == (value in (words or [])), claim


def test_a_property_is_judged_by_what_held_longest_in_the_year_it_speaks_of(
    warehouse: duckdb.DuckDBPyConnection,
):
    rows = warehouse.execute(
        "select test_id, as_of_start, as_of_end, measurement.period_start, measurement.period_end, "
        "evidence.period_start, evidence.period_end from claim_evidence as evidence "
        "join measurement using (test_id) join claim on claim.claim_id = evidence.claim_id "
        "where kind = 'property' and moment = 'then' and as_of_start is not null"
    ).fetchall()
    overlaps: dict[str, list[tuple[int, bool]]] = {}
    for test, start, end, value_from, value_to, chosen_from, chosen_to in rows:
        overlap = (min(end, value_to) - max(start, value_from)).days
        same = (chosen_from or date(1900, 1, 1), chosen_to or date(9999, 12, 31))
        overlaps.setdefault(test, []).append((overlap, same == (value_from, value_to)))
    assert any(len(values) > 1 for values in overlaps.values())
    for test, values in overlaps.items():
        [chosen] = [overlap for overlap, is_chosen in values if is_chosen]
        assert chosen == max(overlap for overlap, _ in values), test
