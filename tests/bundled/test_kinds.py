"""What each kind of claim measures, worked out a second time with numpy and pandas."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from collectors.home import Home
from tests.bundled.test_figures import BASE
from tests.test_verification import rows
from warehouse.catalogue_tables import decimal_year
from warehouse.claim_entries import ClaimFile
from warehouse.judge import judging

Row = dict[str, Any]


def of_kind(con: duckdb.DuckDBPyConnection, kind: str) -> list[Row]:
    """Return every measurement of a kind, with its claim and definition."""
    return rows(
        con,
        "select measurement.*, claim_test.definition_id, claim.subject, claim.comparator, "
        "claim.since_start, claim.of_source, signal.quality, signal.measure, signal.editions, "
        "signal.unit from measurement join claim_test using (test_id) "
        "join claim on claim.claim_id = claim_test.claim_id "
        "join definition using (definition_id) join signal using (signal_id) "
        f"where claim.kind = '{kind}' and claim_test.definition_id is not null "
        "order by measurement.test_id, moment",
    )


def series(con: duckdb.DuckDBPyConnection, definition: str, project: str) -> pd.DataFrame:
    """Return what may be read of a project under a definition, oldest first."""
    return con.execute(
        "select * from share where definition_id = ? and project_id = ? and usable "
        "and period_complete and bound is null order by period_start, period_end",
        [definition, project],
    ).df()


def by_year(frame: pd.DataFrame, row: Row) -> pd.DataFrame:
    """Return counts added up per whole calendar year where the signal is a sampled flow."""
    if row["quality"] != "sample" or row["measure"] == "stock" or row["editions"]:
        return frame
    days = (frame.period_end - frame.period_start).dt.days
    found = (
        frame.assign(days=days, year=frame.period_start.dt.year)
        .groupby("year")
        .sum(numeric_only=True)
    )
    whole = [366 if year % 4 == 0 else 365 for year in found.index]
    found = found[found.days == whole].reset_index()
    found["period_start"] = pd.to_datetime(found.year.astype(str) + "-01-01")
    found["period_end"] = pd.to_datetime((found.year + 1).astype(str) + "-01-01")
    return found.assign(share=found.numerator / found.denominator)


def test_a_rank_is_one_more_than_the_members_that_count_more(warehouse: duckdb.DuckDBPyConnection):
    found = of_kind(warehouse, "rank")
    assert len(found) > 20
    for row in found:
        counts: dict[str, float] = dict(
            warehouse.execute(
                "select share.project_id, sum(numerator) from share join window_period as span "
                "using (period_start, period_end) where definition_id = ? and test_id = ? "
                "and moment = ? group by share.project_id",
                [row["definition_id"], row["test_id"], row["moment"]],
            ).fetchall()
        )
        own = counts[row["subject"]]
        assert row["measured"] == 1 + sum(n > own for n in counts.values()), row["test_id"]
        assert f"among {len(counts)} that" in row["flags"]
        if row["low"] is not None:
            assert row["low"] <= row["measured"] <= row["high"]


def test_a_slope_is_the_least_squares_line_of_numpy(warehouse: duckdb.DuckDBPyConnection):
    found = of_kind(warehouse, "slope")
    assert found
    for row in found:
        own = series(warehouse, row["definition_id"], row["subject"])
        own = by_year(own[own.complete], row)
        first, last = pd.Timestamp(row["baseline_start"]), pd.Timestamp(row["period_start"])
        part = own[(own.period_start >= first) & (own.period_start <= last)]
        if row["unit"] != "percent":
            part = part[part.denominator >= 100]
        assert len(part) >= 3
        assert part.period_end.min() > pd.Timestamp(row["since_start"])
        years = (part.period_start - pd.Timestamp("2000-01-01")).dt.days / 365.25
        slope = np.polyfit(years - years.mean(), part.share, 1)[0]
        assert row["measured"] == pytest.approx(slope, abs=1e-9), row["test_id"]
        if row["quality"] == "sample":
            assert row["low"] < row["high"]


def test_the_interval_of_a_slope_of_samples_is_that_of_weighted_errors(published: Path):
    """A line through shares with independent errors: its slope is a weighted sum of them."""
    claim = BASE | {
        "kind": "slope",
        "subject": "pytorch",
        "since": "2018",
        "as_of": "2023",
        "hedge": "rising",
        "tests": {"primary": "papers-links-two"},
    }
    file = ClaimFile.model_validate({"title": "Asked", "claims": [claim]})
    with judging(Home.of(published), {"asked": file}) as con:
        [row] = rows(con, "select * from claim_evidence where moment = 'then'")
        points = rows(
            con,
            f"select * from trend_figure where test_id = '{row['test_id']}' and period_start "
            f"between date '{row['baseline_start']}' and date '{row['period_start']}'",
        )
    assert len(points) >= 5
    x = np.array([(p["period_start"] - date(2000, 1, 1)).days / 365.25 for p in points])
    weights = (x - x.mean()) / ((x - x.mean()) ** 2).sum()
    errors = np.array([(p["high"] - p["low"]) / 2 for p in points])
    half = np.sqrt(((weights * errors) ** 2).sum())
    assert row["high"] - row["measured"] == pytest.approx(half, rel=1e-9)
    assert row["measured"] - row["low"] == pytest.approx(half, rel=1e-9)


def test_growth_is_the_factor_since_the_beginning_day_for_day(warehouse: duckdb.DuckDBPyConnection):
    relative = plain = 0
    for row in of_kind(warehouse, "growth"):
        pair = {}
        for part in ("at", "since"):
            frame = warehouse.execute(
                "select share.project_id, sum(share.numerator) as n, "
                "sum(share.period_end - share.period_start) as days from share "
                "join window_period as span using (period_start, period_end) "
                "where definition_id = ? and test_id = ? and moment = ? and part = ? "
                "group by share.project_id",
                [row["definition_id"], row["test_id"], row["moment"], part],
            ).df()
            days = frame.set_index("project_id").days
            counts = frame.set_index("project_id").n
            pair[part] = counts / days if row["measure"] == "flow" else counts
        factor = pair["at"] / pair["since"]
        expected = factor[row["subject"]]
        if row["comparator"]:
            expected /= factor[row["comparator"]]
        assert row["measured"] == pytest.approx(expected, rel=1e-9), row["test_id"]
        plain += not row["comparator"]
        relative += bool(row["comparator"])
    assert plain + relative > 0


def test_a_crossing_is_the_first_period_of_the_lead_that_lasts(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = [row for row in of_kind(warehouse, "crossing") if row["moment"] == "then"]
    assert found
    for row in found:
        own = series(warehouse, row["definition_id"], row["subject"])
        other = series(warehouse, row["definition_id"], row["comparator"])
        keys = ["period_start", "period_end"]
        both = own[[*keys, "numerator", "denominator"]].merge(
            other[[*keys, "numerator"]], on=keys, suffixes=("", "_other")
        )
        both = by_year(both, row)
        if row["unit"] != "percent":
            both = both[both.numerator + both.numerator_other >= 20]
        # surely ahead, in a sample: the difference is more than 1.96 roots of the sum
        margin = (
            1.959964 * np.sqrt(both.numerator + both.numerator_other)
            if row["quality"] == "sample" and not row["of_source"]
            else 0
        )
        lead = both.numerator - both.numerator_other
        ahead, sure, behind = lead > 0, lead > margin, -lead > margin
        start = first_lasting(both, ahead)
        assert row["measured"] == pytest.approx(decimal_year(start), abs=1e-9), row["test_id"]
        assert (row["low"] == 1900) == (not behind.any())
        assert (row["high"] == 9999) == (not sure.iloc[-1])


def first_lasting(both: pd.DataFrame, ahead: pd.Series) -> date:
    """Return the first day from which all is true; the series' end when its last is not."""
    values = ahead.tolist()
    if not values[-1]:
        return both.period_end.iloc[-1].date()
    lasting = len(values) - values[::-1].index(False) if False in values else 0
    return both.period_start.iloc[lasting].date()


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


def test_a_date_claim_is_measured_by_the_days_its_fact_names(warehouse: duckdb.DuckDBPyConnection):
    dated = warehouse.execute(
        "select fact.value, measured, low, high from measurement join claim_test using (test_id) "
        "join fact using (fact_id) join claim on claim.claim_id = claim_test.claim_id "
        "where kind = 'date' and moment = 'now' and fact.value = measurement.value "
        "and value_start is not null"
    ).fetchall()
    assert len(dated) > 10
    for value, start, low, high in dated:
        parts = [int(part) for part in value.split("-")]
        first = date(*[*parts, 1, 1][:3])
        after = {
            1: date(first.year + 1, 1, 1),
            2: (first + timedelta(days=31)).replace(day=1),
            3: first + timedelta(days=1),
        }[len(parts)]
        assert start == low == pytest.approx(decimal_year(first), abs=1e-9)
        assert high == pytest.approx(decimal_year(after - timedelta(days=1)), abs=1e-9)


def test_a_property_holds_when_its_fact_has_a_value_that_is_needed(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = warehouse.execute(
        "select test_id, value, claim_test.needs, measured from measurement "
        "join claim_test using (test_id) join claim on claim.claim_id = claim_test.claim_id "
        "where kind = 'property' and fact_id is not null and role <> 'context'"
    ).fetchall()
    assert len(found) > 200
    for test, value, needs, holds in found:
        assert holds == (value in needs), test


def test_a_property_is_judged_by_what_held_longest_in_the_year_it_speaks_of(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = warehouse.execute(
        "select test_id, as_of_start, as_of_end, valid_from, valid_until, "
        "evidence.period_start from claim_evidence as evidence "
        "join fact using (fact_id) join claim on claim.claim_id = evidence.claim_id "
        "where kind = 'property' and moment = 'then' and as_of_start is not null "
        "and evidence.missing is null and fact.value_start is null"
    ).fetchall()
    overlaps: dict[str, list[tuple[int, bool]]] = {}
    for test, start, end, value_from, value_to, chosen_from in found:
        held = (value_from or date(1900, 1, 1), value_to or date(9999, 12, 31))
        overlap = (min(end, held[1]) - max(start, held[0])).days
        same = chosen_from == value_from
        overlaps.setdefault(test, []).append((overlap, same))
    assert any(len(values) > 1 for values in overlaps.values())
    for test, values in overlaps.items():
        [chosen] = [overlap for overlap, is_chosen in values if is_chosen]
        assert chosen == max(overlap for overlap, _ in values), test
