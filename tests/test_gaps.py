"""Lines of a query's chart break where a period is missing, and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.sql import gaps, quick_chart

MISSING = "."
"""A break in a line, as `drawn` tells it."""


def drawn(x: list[object], y: list[float | None], who: list[str] | None = None) -> dict[str, str]:
    """Return each line of a chart as text: its values, with a dot wherever it breaks."""
    frame = pd.DataFrame({"x": x, "y": y} | ({"who": who} if who else {}))
    choice = quick_chart.Choice("line", "x", "y", "who" if who else None)
    figure = quick_chart.draw(frame, choice, lambda _: None).figure
    assert {trace.connectgaps for trace in figure.data} <= {False}
    told = {}
    for trace in figure.data:
        values = [
            MISSING if value is None or math.isnan(value) else str(int(value)) for value in trace.y
        ]
        told[str(trace.name)] = "".join(values).strip(MISSING).replace("..", MISSING)
        shown = [value for value in trace.y if value is not None and not math.isnan(value)]
        assert len(shown) == len(trace.y) - values.count(MISSING)
    return told


def days(*texts: str) -> list[object]:
    return [pd.Timestamp(text) for text in texts]


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (days("2024-01-01", "2024-02-01", "2024-03-01"), "012"),
        (days("2024-01-01", "2024-02-01", "2024-04-01", "2024-05-01"), "01.23"),
        (days("2024-01-31", "2024-02-29", "2024-04-30", "2024-05-31"), "01.23"),
        (days("2024-12-15", "2025-01-15", "2025-03-15", "2025-04-15"), "01.23"),
        (days("2024-01-01", "2024-04-01", "2024-07-01", "2025-01-01"), "012.3"),
        (days("2018-01-01", "2019-01-01", "2021-01-01", "2022-01-01"), "01.23"),
        (days("2018-05-01", "2020-05-01", "2022-05-01"), "012"),
        (days("2024-01-01", "2024-01-08", "2024-01-15", "2024-01-29", "2024-02-05"), "012.34"),
        (days("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-05", "2024-01-06"), "012.34"),
        (
            days("2024-01-01 00:00", "2024-01-01 01:00", "2024-01-01 02:00", "2024-01-01 04:00"),
            "012.3",
        ),
        (days("2018-01-08", "2018-01-11", "2018-01-13", "2018-02-20", "2018-03-30"), "01234"),
        (days("2024-02-01", "2024-01-01", "2024-04-01", "2024-05-01"), "10.23"),
        (days("2024-01-01"), "0"),
        ([2018, 2019, 2021, 2022], "01.23"),
        ([2018, 2019, 2021, 2024], "01.2.3"),
        ([2018.0, 2020.0, 2022.0, 2026.0], "012.3"),
        ([1, 2, 3, 5, 6], "012.34"),
        ([0.1, 0.25, 0.9, 7.5], "0123"),
        (["2024-01", "2024-02", "2024-04"], "01.2"),
        (["2024-Q1", "2024-Q2", "2024-Q4"], "01.2"),
        (["2024 Q4", "2025 Q1", "2025 Q3"], "01.2"),
        (["2024-W51", "2024-W52", "2025-W01", "2025-W04"], "012.3"),
        (["2019", "2020", "2022"], "01.2"),
        (["2024-01-01", "2024-02-01", "2024-05-01"], "01.2"),
        (["spring", "summer", "autumn"], "012"),
        (["2024-99", "2024-02", "2024-05"], "012"),
    ],
)
def test_a_line_breaks_where_a_period_is_missing(x: list[object], expected: str):
    assert drawn(x, list(range(len(x)))) == {"": expected}


def test_a_row_without_a_value_breaks_its_own_line():
    months = days("2024-01-01", "2024-02-01", "2024-03-01")
    assert drawn(months, [0, None, 2]) == {"": "0.2"}
    assert drawn(months, [0, math.inf, 2]) == {"": "0.2"}
    assert drawn(["a", "b", "c"], [0, None, 2]) == {"": "0.2"}
    assert drawn(months * 2, [0, None, 2, 3, 4, 5], list("aaabbb")) == {"a": "0.2", "b": "345"}


def test_a_line_breaks_where_others_go_on():
    months = days("2024-01-01", "2024-02-01", "2024-03-01")
    assert drawn([*months, months[0], months[2]], [0, 1, 2, 3, 4], list("aaabb")) == {
        "a": "012",
        "b": "3.4",
    }


def test_each_line_has_its_own_step():
    year = [pd.Timestamp(2024, month, 1) for month in range(1, 13)]
    quarters = year[::3]
    told = drawn(year + quarters, [0] * 12 + [1] * 4, ["a"] * 12 + ["b"] * 4)
    assert told == {"a": "0" * 12, "b": "1" * 4}


def test_a_point_that_stands_alone_in_a_long_line_is_seen():
    x = [*range(1900, 1990), 1995, *range(2000, 2010)]
    frame = pd.DataFrame({"year": x, "n": range(len(x))})
    drawn = quick_chart.draw(frame, quick_chart.Choice("line", "year", "n", None), lambda _: None)
    (trace,) = drawn.figure.data
    seen = {year for year, size in zip(trace.x, trace.marker.size, strict=True) if size}
    assert 1995 in seen
    assert 1950 not in seen
    assert len(drawn.rows) == len(x)


@pytest.mark.fault("gaps in a line")
@settings(deadline=None)
@given(
    st.sets(st.integers(0, 60), min_size=4),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
)
def test_any_period_left_out_breaks_the_line(kept: set[int], unit: str):
    whole = sorted({0, 1, 2, 3, *kept, *range(61, 200)})  # mostly there: the step can be seen
    moment: Callable[[int], object] = {
        "day": lambda n: pd.Timestamp(2000, 1, 1) + pd.Timedelta(days=n),
        "week": lambda n: pd.Timestamp(2000, 1, 1) + pd.Timedelta(weeks=n),
        "month": lambda n: pd.Timestamp(2000 + n // 12, n % 12 + 1, 1),
        "quarter": lambda n: pd.Timestamp(2000 + n // 4, n % 4 * 3 + 1, 1),
        "year": lambda n: pd.Timestamp(1900 + n, 1, 1),
    }[unit]
    found = gaps.breaks([pd.Series([moment(n) for n in whole])])
    assert found == [[False] + [b != a + 1 for a, b in pairwise(whole)]]
