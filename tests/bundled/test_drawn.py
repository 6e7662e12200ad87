"""A signal drawn from an address: its figures held against SQL, what is refused, how it looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from collectors.errors import InputError
from dashboard import charts, colours, downloads, marts, plotting
from dashboard.signals import measures, signal_view
from dashboard.signals.drawn import Drawn, drawn
from tests.bundled.test_dashboard import asked, opened, words
from tests.bundled.test_signals import MONTHS, figures

Draw = Callable[..., Drawn]


@pytest.fixture
def draw(warehouse: duckdb.DuckDBPyConnection) -> Draw:
    """Return what draws a signal from parameters, without any page."""

    def read(query: str, **parameters: Any) -> pd.DataFrame:
        sql = marts.text(query)
        return warehouse.execute(sql, parameters).df()

    def draws(strict: bool = False, **parameters: str) -> Drawn:
        return drawn(read, {name.strip("_"): p for name, p in parameters.items()}, strict=strict)

    return draws


# --- figures --------------------------------------------------------------------------------------


def test_the_figures_of_a_range_are_those_of_the_warehouse(
    draw: Draw, warehouse: duckdb.DuckDBPyConnection
):
    found = draw(
        definition="pypi-frameworks", projects="pytorch,tensorflow", from_="2020-01", to="2022-12"
    )
    expected = warehouse.execute(
        "select project_id, share from share where definition_id = 'pypi-frameworks' "
        "and project_id in ('pytorch', 'tensorflow') "
        "and period_start + (period_end - period_start) / 2 * interval 1 day "
        "between timestamp '2020-01-01' and timestamp '2022-12-31 23:59:59' "
        "order by project_id, period_start, period_end"
    ).fetchall()
    assert len(expected) > 50
    assert list(zip(found.frame.project_id, found.frame.value, strict=True)) == expected
    assert (found.asked["from"], found.asked["to"]) == ("2020-01", "2022-12")


def test_ages_are_counted_from_each_project_s_own_first_release(
    draw: Draw, warehouse: duckdb.DuckDBPyConnection
):
    found = draw(signal="stackoverflow_questions", view="since-release", projects="pytorch,keras")
    rows = warehouse.execute(
        "select project_id, per_day, (date_diff('day', first_public_release, period_start) "
        "+ (period_end - period_start) / 2) / 30.4375 as months from latest_observation "
        "join project using (project_id) where signal_id = 'stackoverflow_questions' "
        "and project_id in ('pytorch', 'keras') and months >= 0 "
        "order by project_id desc, period_start"
    ).df()
    assert len(rows) > 50
    assert found.frame.value.tolist() == pytest.approx(rows.per_day.tolist())
    assert found.frame.months.tolist() == pytest.approx(rows.months.tolist())
    ages = [point.start for line in found.lines() for point in line.points]
    assert ages == pytest.approx((rows.months / 12).tolist())


def test_a_project_without_a_known_release_is_named_and_not_drawn(draw: Draw):
    found = draw(signal="github_stars", view="since-release", projects="pytorch,jax")
    assert set(found.frame.project_id) == {"pytorch"}
    assert any("JAX, without a known day of its first public release" in s for s in found.lacking)


def test_the_message_of_ages_compares_at_an_age_that_all_have_reached():
    frame = figures(
        ("old", "2020-01-01", "2020-02-01", 100),
        ("old", "2022-01-01", "2022-02-01", 900),
        ("young", "2022-01-01", "2022-02-01", 300),
    )
    released = pd.Series({"old": "2020-01-01", "young": "2022-01-01"})
    aged = measures.since_release(frame, released)
    signal = pd.Series({"title": "Stars", "unit": "stars", "measure": "stock"})
    said = signal_view.message(aged, {"view": "since-release"}, signal)
    assert said == "Stars, 1 month after their first releases: Young 300 and Old 100 stars"


def test_no_share_of_few_cases_is_given_and_its_counts_are():
    frame = figures(("a", "2023-01-01", "2024-01-01", 0.25), ("a", "2024-01-01", "2025-01-01", 0.3))
    frame = frame.assign(numerator=[3, 6], denominator=[12, 20], low=0.1, high=0.4)
    counted = signal_view.figures(frame, "share", "stock", "papers", ["a"])
    made, said = signal_view.made(counted, "share", None, pd.Series(dtype=object))
    assert made.value.isna().tolist() == [True, False]
    assert made.low.isna().tolist() == [True, False]
    assert made.numerator.tolist() == [3, 6]
    assert said == "1 share of fewer than 20 cases is left out; the counts are shown."


@pytest.mark.parametrize(("before", "after", "told"), [(19, 400, []), (20, 20, [0]), (400, 19, [])])
def test_no_change_is_made_of_few_cases(before: int, after: int, told: list[float]):
    frame = figures(
        ("a", "2023-01-01", "2024-01-01", before), ("a", "2024-01-01", "2025-01-01", after)
    )
    counted = signal_view.figures(frame, "year-over-year", "flow", "papers", ["a"])
    made, _ = signal_view.made(counted, "year-over-year", None, pd.Series(dtype=object))
    assert made.value.round(2).tolist() == told
    percentages = signal_view.figures(frame, "year-over-year", "flow", "percent", ["a"])
    made, said = signal_view.made(percentages, "year-over-year", None, pd.Series(dtype=object))
    assert len(made) == 1
    assert not said


def test_an_index_is_not_held_against_few_cases():
    frame = MONTHS.assign(cases=[5.0, 30, 40, 50])
    assert measures.base_days(frame)[0] == pd.Timestamp("2023-03-01")


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"signal": "github_stars", "view": "index", "base": "2024-01-04", "from_": "2023-05"},
        {"signal": "survey_users", "projects": "jax,keras,nobody", "breaks": "bands"},
        {"signal": "pypi_downloads", "view": "value", "axis": "log", "to": "2021"},
        {"view": "x", "definition": "'", "segment": "--", "base": "x", "from_": "9", "to": "y"},
        {"projects": "none"},
    ],
)
def test_what_was_understood_asks_for_the_same_again(draw: Draw, parameters: dict[str, str]):
    first = draw(**parameters)
    again = draw(strict=True, **first.asked)
    assert again.asked == first.asked
    pd.testing.assert_frame_equal(again.frame, first.frame)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"view": "shares"}, "“shares” is no view here: share, value, per-day"),
        ({"definition": "pypi"}, "“pypi” is no definition here"),
        ({"view": "value", "segment": "x"}, "“x” is no segment here: 30-day list"),
        ({"from_": "soon"}, "“soon” is no month"),
        ({"view": "index", "base": "2024"}, "“2024” is no day"),
        ({"projects": "pytorch,pytroch"}, "No figures here for “pytroch”"),
    ],
)
def test_a_program_is_told_what_means_nothing(draw: Draw, parameters: dict[str, str], said: str):
    with pytest.raises(InputError, match=said):
        draw(strict=True, **parameters)
    assert len(draw(**parameters).frame) > 0


def test_a_signal_that_is_not_there_is_never_another_one(draw: Draw):
    with pytest.raises(InputError, match="no signal called “pypi”"):
        draw(signal="pypi")


def test_the_lines_of_a_drawing_hold_the_frame(draw: Draw):
    found = draw(projects="pytorch,tensorflow,jax", from_="2024-01", to="2024-12")
    lines = found.lines()
    assert [line.name for line in lines] == ["PyTorch", "TensorFlow", "JAX"]
    assert [p.value for line in lines for p in line.points] == found.frame.value.tolist()
    assert len({(line.colour, line.symbol) for line in lines}) == 3
    assert len(found.marks()) == found.breaks.number.max() > 0


# --- ranges ---------------------------------------------------------------------------------------

YEARS = [str(month) for month in pd.period_range("2018-03", "2026-06", freq="M")]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, ("2018-03", "2026-06")),
        ("2020-01", "2024-12", ("2020-01", "2024-12")),
        ("2020", "2021", ("2020-01", "2021-12")),
        ("2024-05", "2020-01", ("2020-01", "2024-05")),  # the wrong way round
        ("1999-01", "2099-01", ("2018-03", "2026-06")),
        ("2099-01", None, ("2026-06", "2026-06")),
        ("2020-13", "x", ("2018-03", "2026-06")),
    ],
)
def test_a_range_is_read_and_kept_within_the_data(
    first: str | None, last: str | None, expected: tuple[str, str]
):
    assert measures.ends(first, last, YEARS, lambda _: None) == expected


def test_presets_are_counted_back_from_the_newest_figure():
    assert measures.presets(YEARS) == {
        "1 y": ("2025-07", "2026-06"),
        "3 y": ("2023-07", "2026-06"),
        "5 y": ("2021-07", "2026-06"),
        "Since 2020": ("2020-01", "2026-06"),
        "All": ("2018-03", "2026-06"),
    }
    assert measures.presets(YEARS[-8:]) == {"All": ("2025-11", "2026-06")}
    assert "Since 2020" not in measures.presets(["2015-01", "2018-01"])


# --- the page -------------------------------------------------------------------------------------


def test_a_chooser_that_is_emptied_stays_empty_and_says_what_to_do(published: Path):
    app = opened("signals")
    app.multiselect(key="projects").set_value([]).run()
    assert app.multiselect(key="projects").value == []
    assert asked(app, "projects") == "none"
    assert "Choose a project to see its figures" in words(app)
    again = opened("signals", projects="none")
    assert again.multiselect(key="projects").value == []
    offered = [link.label for link in again.get("page_link")]
    assert "TensorFlow, PyTorch and JAX" in offered


def test_the_range_of_an_address_is_drawn_and_kept(published: Path):
    app = opened("signals", **{"from": "2021-01", "to": "2022-12"})
    assert app.select_slider[0].value == ("2021-01", "2022-12")
    table = app.dataframe[0].value
    assert table.period_end.min() >= pd.Timestamp("2021-01-01")
    assert table.period_start.max() < pd.Timestamp("2023-01-01")
    app.select_slider[0].set_range("2021-06", "2022-03").run()
    assert (asked(app, "from"), asked(app, "to")) == ("2021-06", "2022-03")
    app.segmented_control(key="preset").set_value("3 y").run()
    assert app.select_slider[0].value == ("2023-07", "2026-06")
    app.selectbox(key="view").set_value("value").run()
    assert (asked(app, "from"), asked(app, "to")) == ("2023-07", "2026-06")
    app.segmented_control(key="preset").set_value("All").run()
    assert "from" not in app.query_params


def test_late_figures_are_told_by_their_day_under_the_chart_without_a_command(published: Path):
    said = words(opened("signals"))
    assert "figures to 30 June 2026" in said
    assert "sharecheck collect" not in said


# --- how it looks ---------------------------------------------------------------------------------


def test_the_signs_at_the_ends_of_lines_are_their_markers(draw: Draw):
    found = draw(projects="pytorch,tensorflow,jax")
    figure = charts.series(
        found.frame.assign(key=found.frame.project_id),
        found.breaks,
        labels=found.options.projects,
        looks=found.looks,
    )
    lines = {trace.name: trace for trace in figure.data if trace.mode == "lines+markers"}
    assert set(lines) == {"pytorch", "tensorflow", "jax"}
    for key, trace in lines.items():
        name = found.options.projects[key]
        label = next(n.text for n in figure.layout.annotations if f"> {name}<" in n.text)
        assert trace.line.color in label
        assert colours.SYMBOLS[trace.marker.symbol] in label
        last = pd.Series(trace.y).last_valid_index()
        assert trace.marker.size[last] > 0  # that marker is seen where the line ends


def test_breaks_are_under_the_axis_and_bands_only_on_demand(draw: Draw):
    found = draw(projects="pytorch", from_="2020", to="2026")
    frame = found.frame.assign(key=found.frame.project_id)
    plain = charts.series(frame, found.breaks)
    shaded = charts.series(frame, found.breaks, disturbed=True)
    within = [shape for shape in shaded.layout.shapes if shape.ysizemode != "pixel"]
    assert all(shape.y0 < 0 for shape in plain.layout.shapes)
    assert len(within) == (~found.breaks.whole).sum() == len(plain.layout.shapes) > 0
    numbers = [note for note in plain.layout.annotations if note.yref == "paper"]
    assert all(note.yshift < 0 for note in numbers)


def test_a_picture_is_in_light_ink_whatever_the_page(draw: Draw):
    found = draw(projects="pytorch", from_="2024-01", to="2024-12")
    figure = charts.series(found.frame.assign(key=found.frame.project_id), found.breaks)
    plotting.ink(figure, "dark")
    drawn_light = json.loads(downloads.Picture.of(figure).figure)
    assert drawn_light["layout"]["font"]["color"] == colours.INK["light"]
    inks = {note["font"]["color"] for note in drawn_light["layout"]["annotations"]}
    assert inks == {colours.INK["light"]}
    assert "template" not in drawn_light["layout"]
    assert all("customdata" not in trace for trace in drawn_light["data"])


def test_what_is_copied_reads_the_same_parameters(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHARECHECK_SITE", "https://example.org/shares/")
    served = downloads.Served(
        "data/signal/x", {"view": "share", "projects": "a,b"}, "embed/signal/x"
    )
    at = "https://example.org/shares/data/signal/x.{}?view=share&projects=a,b"
    told = downloads.snippets(served)
    assert at.format("parquet") in told["pandas"]
    assert at.format("csv") in told["R"]
    assert at.format("parquet") in told["DuckDB"]
    assert f'curl -o x.csv "{at.format("csv")}"' == told["curl"]
    snippet = downloads.embedding("A <title>", served)
    assert 'src="https://example.org/shares/embed/signal/x?view=share&amp;projects=a,b"' in snippet
    assert 'title="A &lt;title&gt;"' in snippet
