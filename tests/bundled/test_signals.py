"""The page of signals: measures worked out by hand, permalinks, breaks, lateness, queries."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import charts, literals, marts
from dashboard.signals import measures, signal_view
from tests.bundled.test_dashboard import asked, opened, words


def figures(*rows: tuple[str, str, str, float], suspect: tuple[int, ...] = ()) -> pd.DataFrame:
    """Return invented figures: project, first day, day after the last, value."""
    frame = pd.DataFrame(rows, columns=["project_id", "period_start", "period_end", "value"])
    return frame.assign(
        name=frame.project_id.str.capitalize(),
        key=frame.project_id,
        period_start=pd.to_datetime(frame.period_start),
        period_end=pd.to_datetime(frame.period_end),
        suspect=[n in suspect for n in range(len(rows))],
        low=float("nan"),
        high=float("nan"),
    )


MONTHS = figures(
    ("alpha", "2023-02-01", "2023-03-01", 280),
    ("alpha", "2023-03-01", "2023-04-01", 620),
    ("alpha", "2024-02-01", "2024-03-01", 580),
    ("alpha", "2024-03-01", "2024-04-01", 1240),
)


# --- measures -------------------------------------------------------------------------------------


def test_per_day_divides_by_the_days_of_each_period():
    # 28 days, 31, 29 in a leap year, 31
    assert measures.per_day(MONTHS).value.tolist() == [10, 20, 20, 40]


def test_an_index_holds_each_project_against_its_own_figure_of_the_day():
    other = figures(
        ("beta", "2023-03-01", "2023-04-01", 5), ("beta", "2024-03-01", "2024-04-01", 4)
    )
    found = measures.index(pd.concat([MONTHS, other]), pd.Timestamp("2023-03-15"))
    assert found.value.round(2).tolist() == [45.16, 100, 93.55, 200, 100, 80]
    assert set(found.base_value[found.project_id == "beta"]) == {5}
    assert set(found.base_start) == {pd.Timestamp("2023-03-01")}


@pytest.mark.parametrize(
    "rows",
    [
        # 17 days before the first figure, zero on the day, nothing usable
        figures(("alpha", "2023-02-01", "2023-03-01", 1)),
        figures(("alpha", "2023-01-01", "2023-02-01", 0)),
        figures(("alpha", "2023-01-01", "2023-02-01", 7), suspect=(0,)),
    ],
)
def test_without_a_base_there_is_no_index_and_no_zero(rows: pd.DataFrame):
    day = pd.Timestamp("2023-01-15")
    assert measures.index(rows, day).empty
    assert measures.left_out(rows, measures.index(rows, day)) == ["Alpha"]


def test_the_base_is_the_nearest_figure_within_half_a_month():
    rows = figures(("a", "2023-01-01", "2023-01-02", 3), ("a", "2023-02-01", "2023-02-02", 5))
    # 16 days after 1 January and 15 before 1 February
    assert measures.at(rows, pd.Timestamp("2023-01-17")) == (
        pd.Timestamp("2023-02-01"),
        pd.Timestamp("2023-02-02"),
        5,
    )
    assert measures.at(rows, pd.Timestamp("2023-02-17")) is not None
    assert measures.at(rows, pd.Timestamp("2023-02-18")) is None


def test_a_year_is_held_against_the_period_that_ended_twelve_months_before():
    found = measures.year_over_year(measures.per_day(MONTHS))
    # 20 a day after 10, and 40 after 20: the leap day makes no difference
    assert found.value.tolist() == [1, 1]
    assert found.period_end.tolist() == [pd.Timestamp("2024-03-01"), pd.Timestamp("2024-04-01")]
    assert found.base_end.tolist() == [pd.Timestamp("2023-03-01"), pd.Timestamp("2023-04-01")]


@pytest.mark.parametrize(
    ("before", "suspect"),
    [
        (("alpha", "2022-12-01", "2023-01-01", 5), ()),  # 31 days off
        (("alpha", "2023-01-01", "2023-02-01", 0), ()),  # from nothing, no factor
        (("alpha", "2022-11-01", "2023-02-01", 5), ()),  # three months, not one
        (("alpha", "2023-01-01", "2023-02-01", 5), (0,)),  # not usable
    ],
)
def test_a_year_without_a_partner_has_no_change(
    before: tuple[str, str, str, float], suspect: tuple[int, ...]
):
    rows = figures(before, ("alpha", "2024-01-01", "2024-02-01", 9), suspect=suspect)
    assert measures.year_over_year(rows).empty


def test_irregular_days_find_the_nearest_one_of_the_year_before():
    rows = figures(
        ("a", "2023-01-03", "2023-01-04", 50),
        ("a", "2023-01-12", "2023-01-13", 80),
        ("a", "2024-01-10", "2024-01-11", 100),
    )
    found = measures.year_over_year(rows)
    assert found.value.tolist() == [0.25]
    assert found.base_start.tolist() == [pd.Timestamp("2023-01-12")]


def test_one_project_s_past_is_no_base_for_another():
    rows = figures(("a", "2023-01-01", "2024-01-01", 5), ("b", "2024-01-01", "2025-01-01", 9))
    assert measures.year_over_year(rows).empty


def test_the_first_common_base_is_where_the_last_of_them_begins():
    late = figures(("beta", "2023-03-01", "2023-04-01", 5))
    assert measures.first_common(pd.concat([MONTHS, late])) == pd.Timestamp("2023-03-01")
    assert measures.first_common(MONTHS.iloc[:0]) is None


def test_per_day_is_what_the_warehouse_says_it_is(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    frame = warehouse.execute(
        "select project_id, period_start, period_end, value, per_day from latest_observation "
        "where signal_id = 'stackoverflow_questions'"
    ).df()
    assert measures.per_day(frame).value.tolist() == pytest.approx(frame.per_day.tolist())


# --- queries as text ------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))),
    st.integers(-(2**31), 2**31),
    st.dates(),
    st.sampled_from([None, True, False]),
)
def test_a_parameter_written_out_is_the_same_value(
    texts: list[str], number: int, day: date, truth: bool | None
):
    sql = literals.write(
        "select $texts, $number, $day, $truth, '$texts' -- $none",
        {"texts": texts, "number": number, "day": day, "truth": truth},
    )
    with duckdb.connect() as con:
        assert con.execute(sql).fetchone() == (texts, number, day, truth, "$texts")


def test_the_query_shown_gives_the_figures_drawn(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("signals", signal="survey_users", view="value", projects="jax,keras")
    shown = next(code.value for code in app.code if "latest_observation" in code.value)
    found = warehouse.execute(shown).df()
    table = app.dataframe[0].value
    assert sorted(found.value) == sorted(table.value)
    assert set(found.project_id) == {"jax", "keras"}


# --- permalinks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    [
        {
            "signal": "github_stars",
            "view": "index",
            "base": "2024-01-04",
            "axis": "log",
            "projects": "jax,pytorch",
            "segment": "all",
        },
        {
            "signal": "pypi_downloads",
            "view": "per-day",
            "axis": "log",
            "segment": "365-day list",
            "projects": "tensorflow,keras",
        },
        {
            "signal": "survey_users",
            "view": "year-over-year",
            "segment": "professionals",
            "projects": "pytorch",
        },
    ],
)
def test_a_permalink_restores_measure_base_axis_and_segment(
    published: Path, wanted: dict[str, str]
):
    app = opened("signals", **wanted)
    assert {name: asked(app, name) for name in wanted} == wanted
    assert app.selectbox(key="view").value == wanted["view"]
    assert len(app.get("plotly_chart")) == 1


def test_the_change_of_a_year_is_the_ratio_of_two_figures(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    # both lists cover the calendar month before them
    rows = warehouse.execute(
        "select value / (period_end - period_start) from latest_observation "
        "where signal_id = 'pypi_downloads' and identifier = 'torch' and segment = '30-day list' "
        "and period_end in (date '2025-07-01', date '2026-07-01') order by period_end"
    ).fetchall()
    (before,), (after,) = rows
    app = opened("signals", view="year-over-year", projects="pytorch")
    table = app.dataframe[1].value
    assert table.Change.tolist() == [f"{100 * (after / before - 1):+.1f} %"]
    assert table["Held against"].tolist() == ["Jun 2025"]


def test_projects_without_figures_are_named(published: Path):
    said = words(opened("signals", signal="survey_users", projects="jax,mxnet,<b>x"))
    assert "No figures here for Apache MXNet and “\\<b\\>x”." in said


def test_a_signal_of_one_day_has_no_change_and_says_so(published: Path):
    app = opened("signals", signal="data_incubator_stars", view="year-over-year")
    assert "Nothing to draw: TensorFlow, PyTorch and " in words(app)
    assert not app.get("plotly_chart")


def test_levels_are_never_divided_by_days():
    stock = SimpleNamespace(measure="stock", unit="stars")
    flow = SimpleNamespace(measure="flow", unit="downloads")
    assert signal_view.PER_DAY not in signal_view.labels(stock, has_shares=True)
    assert signal_view.PER_DAY in signal_view.labels(flow, has_shares=False)


def test_what_lies_in_a_break_that_forbids_evidence_is_not_usable(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("signals", signal="pypi_downloads", view="value", projects="pytorch")
    table = app.dataframe[0].value.set_index("period_end")
    lost = warehouse.execute(
        "select starts, ends from series_break where signal_id = 'pypi_downloads' "
        "and severity = 'block' order by starts limit 1"
    ).fetchone()
    assert lost is not None
    inside = table[(table.period_start >= str(lost[0])) & (table.index <= str(lost[1]))]
    assert len(inside) > 0
    assert inside.suspect.all()


# --- figures --------------------------------------------------------------------------------------


def test_a_logarithmic_axis_shows_powers_of_ten_and_leaves_zero_out():
    rows = figures(
        ("a", "2020-01-01", "2021-01-01", 0),
        ("a", "2021-01-01", "2022-01-01", 10),
        ("a", "2022-01-01", "2023-01-01", 1000),
    )
    figure = charts.series(rows, pd.DataFrame(), "level", logarithmic=True)
    assert figure.layout.yaxis.type == "log"
    low, high = figure.layout.yaxis.range
    assert 0 < low < 1 < 3 < high < 4
    assert {10, 100, 1000} <= set(figure.layout.yaxis.tickvals)
    label = next(note for note in figure.layout.annotations if "1 k" in note.text)
    assert low <= label.y <= 3


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (1.5, "yoy", "+150 %"),
        (-0.254, "yoy", "−25 %"),
        (98.76, "index", "99"),
        (24905.4, "index", "25 k"),
        (-2, "rank", "place 2"),
        (0.5, "share", "50 %"),
    ],
)
def test_each_measure_is_written_as_people_write_it(value: float, kind: str, said: str):
    assert charts.written(value, kind) == said


def test_the_queries_shown_are_those_of_the_door():
    assert literals.sql("segments", signal="x'y").count("'x''y'") == 1
    assert marts.QUERIES.is_dir()
