"""The pages on the bundled data, run without a browser, and the charts on small frames."""

import json
from datetime import date
from itertools import pairwise, takewhile
from pathlib import Path

import duckdb
import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import address, charts, colours, plotting, scales, text
from dashboard.claims import claim_list, forest
from tests.conftest import REPOSITORY
from warehouse import publish
from warehouse.catalogue_tables import decimal_year
from warehouse.wording.evidence import pooled, split_flags
from warehouse.wording.labels import MISSING

APP = str(REPOSITORY / "dashboard" / "app.py")
QUERIES = [
    *sorted((REPOSITORY / "dashboard" / "queries").glob("*.sql")),
    *sorted((REPOSITORY / "warehouse" / "queries").glob("*.sql")),
    *sorted((REPOSITORY / "warehouse" / "queries" / "shared").glob("*.sql")),
]


def opened(page: str = "", /, **parameters: str) -> AppTest:
    """Return the app after one run of a page with a query string."""
    app = AppTest.from_file(APP, default_timeout=30)
    if page:
        app.switch_page(f"screens/{page}.py")
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def words(app: AppTest) -> str:
    """Return everything a page says, with plain spaces."""
    parts = [*app.title, *app.markdown, *app.caption, *app.warning, *app.info, *app.error]
    return "\n".join(part.value for part in parts).replace("\u00a0", " ")


def asked(app: AppTest, name: str) -> str:
    """Return a parameter of the address."""
    value = app.query_params[name]
    return value[0] if isinstance(value, list) else value


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a root without any warehouse, and make it the current one."""
    (tmp_path / "pack.yml").write_text("title: Nothing yet\n", encoding="utf-8")
    monkeypatch.setenv("SHARECHECK_PACK", str(tmp_path))
    return tmp_path


# --- pages ---------------------------------------------------------------------------------------


def test_overview_names_the_build_and_credits_every_source(published: Path):
    app = opened()
    pointer = publish.current(published)
    assert any(pointer.build_id in caption.value for caption in app.caption)
    credits = next(block for block in app.get("html") if "CC BY-SA 4.0" in block.proto.body)
    assert credits.proto.body.count("<li>") == len(pointer.newest_period)


@pytest.mark.parametrize(
    ("parameters", "condition"),
    [
        ({"verdict": "refuted"}, "verdict = 'refuted'"),
        (
            {"verdict": "refuted,supported", "kind": "order"},
            "kind = 'order' and verdict in ('refuted', 'supported')",
        ),
        ({"project": "jax"}, "'jax' in (subject, coalesce(comparator, ''))"),
        ({"topic": "jax-adoption", "kind": "ratio"}, "cluster = 'jax-adoption' and kind = 'ratio'"),
        ({"undecided": "opinion"}, "needs = 'opinion'"),
        (
            {"document": "d3"},
            "claim_id in (select claim_id from claim_occurrence where document_id = 'd3')",
        ),
    ],
)
def test_filters_of_claims_come_from_the_address(
    published: Path,
    warehouse: duckdb.DuckDBPyConnection,
    parameters: dict[str, str],
    condition: str,
):
    query = f"select count(*) from claim join claim_verdict using (claim_id) where {condition}"
    row = warehouse.execute(query).fetchone()
    assert row is not None
    assert row[0] > 0
    app = opened("claims", **parameters)
    assert f"**{row[0]}** of " in words(app)
    assert {name: asked(app, name) for name in parameters} == parameters


def test_a_filter_that_fits_nothing_says_so(published: Path):
    assert "No claim fits" in words(opened("claims", find="Narnia, lions"))


def test_the_card_of_a_refuted_claim(published: Path):
    app = opened("claims", claim="so-2024-pytorch-55")
    said = words(app)
    assert "## :red[✕] No\n" in said
    assert "**9.1 %**" in said
    assert "PyTorch: **3,194** professional developers" in said
    assert "out of **35,100** professional developers" in said
    assert "line 2, characters 249–286" in said
    assert "The list grew from 12 items in 2018 to 39 in 2024" in said
    assert "technology.json" in said
    assert any(code.value.endswith("?claim=so-2024-pytorch-55") for code in app.code)


def test_a_published_percentage_is_never_dressed_up_as_a_count_of_a_hundred(published: Path):
    # 59 % is all that the headline gives; its base of 100 is only how a percentage is kept
    said = words(opened("claims", claim="papers-pytorch-59-in-2024"))
    assert "59 %" in said
    assert "not published" in said
    assert "59 of 100" not in said
    assert "out of **100**" not in said


@pytest.mark.parametrize("claim", ["nope", "<script>alert(1)</script>", "' or 1=1 --"])
def test_an_unknown_claim_is_answered_kindly(published: Path, claim: str):
    app = opened("claims", claim=claim)
    assert len(app.warning) == 1
    assert "There is no claim called" in app.warning[0].value
    assert "<script>" not in app.warning[0].value.replace("\\<", "")


def test_signals_opens_with_the_share_of_downloads(published: Path):
    app = opened("signals")
    assert app.selectbox(key="signal").value == "pypi_downloads"
    assert app.multiselect(key="projects").value == ["tensorflow", "pytorch", "jax"]
    assert asked(app, "view") == "share"


def test_a_permalink_of_signals_restores_the_view(published: Path):
    app = opened(
        "signals",
        signal="survey_users",
        view="share",
        definition="so-professionals",
        projects="keras,pytorch",
    )
    assert app.selectbox(key="definition").value == "so-professionals"
    assert app.multiselect(key="projects").value == ["keras", "pytorch"]
    assert "Stack Overflow respondents who use it, 2024: PyTorch 9.1 %" in words(app)


def test_nonsense_in_the_address_of_signals_falls_back_to_the_default(published: Path):
    app = opened("signals", signal="x", view="y", projects="z,,", segment="'")
    assert app.selectbox(key="signal").value == "pypi_downloads"
    assert len(app.get("plotly_chart")) == 1


def test_a_choice_made_while_an_answer_is_on_its_way_is_kept(published: Path):
    app = opened("signals")
    before = dict(app.query_params)
    app.selectbox(key="view").set_value("value").run()
    told = dict(app.query_params)
    app.query_params = dict(before)  # the browser has not heard yet
    app.multiselect(key="projects").set_value(["jax"]).run()
    assert (asked(app, "view"), asked(app, "projects")) == ("value", "jax")
    app.query_params = dict(told)  # it has heard of the first answer, not of the second
    app.multiselect(key="projects").set_value(["jax", "pytorch"]).run()
    assert (asked(app, "view"), asked(app, "projects")) == ("value", "jax,pytorch")
    app.query_params = dict(before)  # nothing was chosen: the way back
    app.run()
    assert app.selectbox(key="view").value == "share"
    assert dict(app.query_params) == before


def test_a_link_is_followed_whatever_was_chosen_just_before(published: Path):
    app = opened("signals")
    app.query_params = {"signal": "github_stars", "projects": "jax,keras"}
    app.selectbox(key="view").set_value("value").run()
    assert (asked(app, "signal"), asked(app, "projects")) == ("github_stars", "jax,keras")


def test_every_signal_opens_and_every_view_of_one_signal_of_each_kind(published: Path):
    app, seen = opened("signals"), set()
    for signal in app.selectbox(key="signal").options:
        app.selectbox(key="signal").select(signal).run()
        assert not app.exception, signal
        views = tuple(app.selectbox(key="view").options)
        for view in views if views not in seen else ():
            app.selectbox(key="view").set_value(view).run()
            assert not app.exception, (signal, view)
        seen.add(views)
    assert len(seen) > 1


def test_a_missing_warehouse_is_said_with_the_command_that_makes_one(empty: Path):
    app = opened()
    assert [error.value for error in app.error] == [
        "There is no warehouse yet. Run \\`sharecheck build\\`."
    ]


def test_a_damaged_warehouse_is_said_too(empty: Path):
    builds = publish.folder(empty)
    builds.mkdir(parents=True)
    pointer = {
        "build_id": "b",
        "file": "gone.duckdb",
        "sha256": "",
        "built_at": "",
        "inputs_sha256": "",
        "newest_period": {},
    }
    (builds / "current.json").write_text(json.dumps(pointer), encoding="utf-8")
    assert "gone.duckdb is missing" in words(opened())


# --- queries -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_says_what_it_returns(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    comment = list(takewhile(lambda line: line.startswith("-- "), lines))
    assert comment
    assert comment[-1].endswith(".")


def test_there_are_queries():
    assert QUERIES, "no dashboard/queries/*.sql found: the test above would check nothing"


# --- charts --------------------------------------------------------------------------------------


def shares(*values: float, suspect: tuple[int, ...] = ()) -> pd.DataFrame:
    starts = pd.date_range("2020-01-01", periods=len(values), freq="YS")
    return pd.DataFrame(
        {
            "key": "pytorch",
            "name": "PyTorch",
            "period_start": starts,
            "period_end": starts + pd.DateOffset(years=1),
            "value": values,
            "low": [value - 0.01 for value in values],
            "high": [value + 0.01 for value in values],
            "suspect": [n in suspect for n in range(len(values))],
        }
    )


def breaks(*spans: tuple[str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "starts": pd.to_datetime([start for start, _ in spans]),
            "ends": pd.to_datetime([end for _, end in spans]),
            "severity": "taint",
            "effect": "text",
        }
    )


def test_a_line_shows_the_frame_s_numbers_and_sets_suspect_ones_apart():
    looks = {"pytorch": colours.Look("#0B7FC1", "square")}
    figure = charts.series(shares(0.1, 0.2, 0.3, suspect=(1,)), pd.DataFrame(), looks=looks)
    lines = {trace.name: trace for trace in figure.data}
    drawn = pd.Series(lines["pytorch"].y)
    assert drawn.isna().tolist() == [False, True, False]
    assert drawn.dropna().tolist() == [0.1, 0.3]
    assert list(lines["pytorch, not usable"].y) == [0.2]
    assert lines["pytorch, not usable"].marker.symbol == "square-open"
    assert lines["pytorch"].line.color == "#0B7FC1"


def test_a_label_at_the_end_of_a_line_gives_the_newest_usable_figure():
    figure = charts.series(shares(0.1, 0.2, 0.9, suspect=(2,)), pd.DataFrame())
    assert any("20 %" in note.text for note in figure.layout.annotations)


def test_breaks_are_numbered_under_the_axis_and_those_of_the_whole_series_only_listed():
    start, end = pd.Timestamp("2020-01-01"), pd.Timestamp("2024-01-01")
    found = plotting.numbered(
        breaks(("2019-01-01", "2019-06-01"), ("2020-02-01", "2020-05-01"), ("2019-01-01", None)),
        start,
        end,
    )
    assert found.number.tolist() == [1, 0]
    assert found.whole.tolist() == [False, True]
    figure = plotting.bare(300)
    plotting.mark_breaks(figure, found, start, end)
    assert len(figure.layout.shapes) == 1
    assert [note.text for note in figure.layout.annotations] == ["1"]


def test_numbers_of_neighbouring_breaks_share_one_label():
    start, end = pd.Timestamp("2020-01-01"), pd.Timestamp("2024-01-01")
    found = plotting.numbered(
        breaks(("2021-01-01", "2021-01-01"), ("2021-02-01", "2021-02-01")), start, end
    )
    figure = plotting.bare(300)
    plotting.mark_breaks(figure, found, start, end)
    assert [note.text for note in figure.layout.annotations] == ["1–2"]


def test_labels_are_kept_apart_and_within_the_axis():
    placed = plotting.apart([(0.5, "a"), (0.51, "b"), (0.0, "c"), (0.01, "d")], 0.1, 1, 0)
    heights = [height for height, _ in placed]
    assert [label for _, label in placed] == ["b", "a", "d", "c"]
    assert all(upper - lower >= 0.0999 for upper, lower in pairwise(heights))
    assert min(heights) >= 0


def evidence() -> pd.DataFrame:
    day = pd.Timestamp("2024-01-01")
    common = {
        "test_id": "c/d",
        "title": "all",
        "role": "primary",
        "baseline_start": pd.NaT,
        "missing": None,
    }
    rows = [
        {
            "moment": "then",
            "deciding": True,
            "measured": 0.09,
            "low": 0.08,
            "high": 0.1,
            "outcome": "fails",
            "shown": "9.0 %",
            "period": "2024",
            "period_start": day,
            "period_end": day + pd.DateOffset(years=1),
        },
        {
            "moment": "now",
            "deciding": False,
            "measured": 0.6,
            "low": None,
            "high": None,
            "outcome": "holds",
            "shown": "60.0 %",
            "period": "2025",
            "period_start": day + pd.DateOffset(years=1),
            "period_end": day + pd.DateOffset(years=2),
        },
    ]
    return pd.DataFrame([common | row for row in rows])


def claim() -> pd.Series:
    return pd.Series(
        {
            "kind": "share",
            "accepted_low": 0.55,
            "accepted_high": 1.0,
            "asserted_low": 0.55,
            "asserted_high": 0.55,
            "accepted": "55.0 % or more",
            "claimed": "over 55 %",
        }
    )


def test_the_forest_draws_then_filled_now_hollow_and_the_region():
    figure = forest.evidence(evidence(), claim())
    points = [trace for trace in figure.data if trace.mode == "markers"]
    assert [(trace.x[0], trace.marker.symbol) for trace in points] == [
        (0.09, "x"),
        (0.6, "circle-open"),
    ]
    assert [list(trace.x) for trace in figure.data if trace.mode == "lines"] == [[0.08, 0.1]]
    region = figure.layout.shapes[0]
    assert region.x0 == 0.55
    assert region.x1 == figure.layout.xaxis.range[1]
    said = " ".join(note.text for note in figure.layout.annotations)
    assert "9.1" not in said
    assert "9.0 %" in said
    assert "now: 2025" in said
    assert "another date" not in said


def test_the_forest_says_which_measurement_cannot_tell_and_why():
    weak = evidence().assign(outcome="inconclusive", missing=["off date", "thin"])
    figure = forest.evidence(weak, claim())
    said = " ".join(note.text for note in figure.layout.annotations)
    assert "cannot tell, 2024, another date" in said
    assert "cannot tell, now: 2025, too few cases" in said


@pytest.mark.parametrize(
    ("kind", "end"), [("level", 1e15), ("ratio", 1e9), ("order", 1e9), ("crossing", 9999)]
)
def test_an_interval_without_an_end_does_not_stretch_the_axis(kind: str, end: float):
    scale = scales.fitting(kind, [2020.0, end], [2022.0])
    assert scale.open_ends(2020.0, end)[1]
    assert not scale.open_ends(2020.0, 2021.0)[1]
    assert scale.at(2020.0) < scale.high
    assert scale.high == scales.fitting(kind, [2020.0], [2022.0]).high


def test_the_forest_does_not_repeat_a_newest_figure_that_is_the_one_at_the_date():
    year = {"period_start": pd.Timestamp("2024-01-01"), "period_end": pd.Timestamp("2025-01-01")}
    same = evidence().assign(**year)
    assert forest.without_repeats(same).moment.tolist() == ["then"]


def test_the_forest_draws_the_moment_that_decides_first_and_filled_others_as_also():
    rows = evidence().assign(moment=["now", "between"])
    figure = forest.evidence(rows, claim())
    said = " ".join(note.text for note in figure.layout.annotations)
    assert "says no, 2024" in said
    assert "says yes, also: 2025" in said
    points = [trace.marker.symbol for trace in figure.data if trace.mode == "markers"]
    assert points == ["x", "circle-open"]


@pytest.mark.parametrize(
    ("kind", "values", "bounds", "places"),
    [
        ("share", [0.2, 0.4], [0.5, 1.0], [0.2, 0.4]),
        ("change", [-0.1, 0.3], [0.0], [-10, 30]),
        ("rank", [1, 4], [2], [1, 4]),
        ("ratio", [0.1, 100], [1], [-1, 2]),
        ("growth", [1.5, 3], [2], [1.5, 3]),
    ],
)
def test_each_kind_has_its_axis_and_everything_fits(
    kind: str, values: list[float], bounds: list[float], places: list[object]
):
    scale = scales.fitting(kind, values, bounds)
    assert [scale.at(value) for value in values] == pytest.approx(places)
    assert all(scale.low <= scale.at(value) <= scale.high for value in [*values, *bounds])
    figure = go.Figure()
    scale.draw(figure)
    assert list(figure.layout.xaxis.range) == [scale.low, scale.high]


def test_the_first_place_has_room_on_both_sides_and_each_place_a_tick():
    scale = scales.fitting("rank", [1, 2], [1])
    assert scale.region(None, 1) == (0.5, 1.5)
    figure = go.Figure()
    scale.draw(figure)
    assert figure.layout.xaxis.dtick == 1


def test_a_date_without_beginning_or_end_is_cut_at_the_axis_and_marked():
    scale = scales.fitting("crossing", [2020.0, 1900, 2021.0, 9999], [2019.0])
    assert scale.low > pd.Timestamp("2018-01-01")
    assert scale.high < pd.Timestamp("2022-01-01")
    assert scale.at(2020.0) == pd.Timestamp("2020-01-01")
    assert scale.at(1900) == scale.low
    assert scale.at(9999) == scale.high
    assert scale.open_ends(1900, 2020.5) == (True, False)
    assert scale.open_ends(2020.5, 9999) == (False, True)
    assert scales.fitting("level", [1, 9000], []).open_ends(1900, 9999) == (False, False)


def test_logarithmic_ticks_are_round_and_within_the_axis():
    ticks = scales.log_ticks(-1.0, 2.0)
    assert ticks["ticktext"] == ["0.1", "1", "10", "100"]
    assert scales.log_ticks(0.0, 1.0)["ticktext"] == ["1", "2", "5", "10"]


def test_facts_without_beginning_and_end_are_not_repeated():
    whole = evidence().assign(period_start=pd.NaT, period_end=pd.NaT)
    assert forest.without_repeats(whole).moment.tolist() == ["then"]


def test_a_place_is_drawn_with_the_first_on_top_and_written_as_it_is():
    figure = charts.series(shares(2, 1), pd.DataFrame(), "rank")
    assert [list(trace.y) for trace in figure.data] == [[-2, -1]]
    assert list(figure.layout.yaxis.ticktext) == ["1", "2"]
    assert any("place 1" in note.text for note in figure.layout.annotations)


def test_every_colour_can_be_made_transparent():
    assert colours.rgba("#0072B2", 0.5) == "rgba(0, 114, 178, 0.5)"


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (87_312_004, "87 M"),
        (1_250_000_000, "1.3 bn"),
        (980, "980"),
        (999_950, "1 M"),
        (0, "0"),
        (46_932, "47 k"),
        (148_123, "148 k"),
        (1_000, "1 k"),
        (2_817_672.4, "2.8 M"),
        (0.42, "0.42"),
    ],
)
def test_counts_are_shortened(value: float, expected: str):
    assert text.count(value) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-01-01", "2025-01-01", "2024"),
        ("2026-03-01", "2026-04-01", "Mar 2026"),
        ("2025-10-30", "2025-10-31", "30 Oct 2025"),
        ("2025-03-04", "2025-03-06", "4–5 Mar 2025"),
        ("2024-03-02", "2024-04-01", "2–31 Mar 2024"),
        ("2024-02-10", "2024-04-01", "10 Feb 2024 – 31 Mar 2024"),
    ],
)
def test_periods_have_names(start: str, end: str, expected: str):
    assert text.period(pd.Timestamp(start), pd.Timestamp(end)) == expected


def test_shares_changes_and_ratios_are_written_alike_everywhere():
    assert text.quantity(0.091, "share") == "9.1 %"
    assert text.quantity(-0.101, "change") == "−10 points"
    assert text.quantity(1.031, "ratio") == "1.03 times as many"
    assert text.quantity(None, "share") == "no data"
    assert text.quantity(-0.032, "slope") == "−3.2 points a year"
    assert text.quantity(1.8, "growth") == "1.8 times"
    assert text.quantity(2.0, "rank") == "place 2"
    assert text.quantity(2020.83, "crossing") == "Oct 2020"
    assert text.quantity(1, "property") == "as claimed"
    assert text.spread(0.091, 0.511, "share") == "9 to 51 %"
    assert text.spread(1, 3, "rank") == "place 1 to 3"
    assert text.spread(0.02, 0.05, "slope") == "+2.0 to +5.0 points a year"
    assert text.spread(2019.0, 2021.5, "crossing") == ""
    assert text.spread(0.26, 11411.72, "ratio") == "0.26 to 11,000 times as many"


def test_a_citation_leads_to_the_page_or_to_the_file_on_github():
    assert text.address("https://a.org/b") == "https://a.org/b"
    file = "owner/name@0123456789abcdef0123456789abcdef01234567:a/b.md"
    expected = "https://github.com/owner/name/blob/0123456789abcdef0123456789abcdef01234567/a/b.md"
    assert text.address(file) == expected


@pytest.mark.parametrize("day", ["2015-01-01", "2016-12-31", "2024-07-01", "2025-12-31"])
def test_a_year_with_fraction_is_the_day_it_was_made_from(day: str):
    assert text.moment(decimal_year(date.fromisoformat(day))) == pd.Timestamp(day)


def test_text_from_data_is_shown_letter_for_letter():
    assert text.plain("a*b <b> $x$ [c](d) :red[e]") == r"a\*b \<b\> \$x\$ \[c\](d) \:red\[e\]"
    assert text.label("<i>") == "&lt;i&gt;"


def test_flags_are_spelled_out():
    flags = text.flags("rounded; break: one, two", {"one": "First."})
    assert flags == ["Rounded.", "First.", "Known break."]


def test_remarks_of_periods_that_were_added_up_are_told_once():
    flags = (
        "12 periods pooled; not in the denominator: a; not in the denominator: a, b; break: x; "
        "break: x, y; derived; derived; too few cases"
    )
    assert split_flags(flags) == (
        ["x", "y"],
        ["derived", "not in the denominator: a, b, in some of the periods"],
    )
    assert split_flags("not in the denominator: b, a")[1] == ["not in the denominator: a, b"]
    assert split_flags(None) == ([], [])


@pytest.mark.parametrize(
    ("periods", "days", "said"),
    [
        (1, 31, ""),
        (12, 365, "12 months"),
        (3, 1096, "3 years"),
        (4, 28, "4 weeks"),
        (30, 30, "30 days"),
        (3, 60, "3 periods"),
    ],
)
def test_what_was_pooled_is_counted_in_its_own_periods(periods: int, days: float, said: str):
    assert pooled(periods, days) == said


def test_every_reason_for_no_figure_has_its_words(warehouse: duckdb.DuckDBPyConnection):
    rows = warehouse.execute("select distinct missing from claim_evidence").fetchall()
    codes = {code for (code,) in rows if code is not None}
    assert {"not over", "date", "thin", "off date"} <= codes <= set(MISSING)


def test_filters_add_up():
    claims = pd.DataFrame(
        {
            "verdict": ["refuted", "refuted", "supported"],
            "document_ids": [["a"], ["b"], ["a"]],
            "subject": ["x", "y", "x"],
            "comparator": [None, "x", None],
            "cluster": ["p", "q", "p"],
            "undecided": [None, None, None],
            "kind": ["share", "share", "ratio"],
            "statement": ["One", "Two (2)", "Three"],
            "scope": "s",
            "cluster_title": "t",
        }
    )
    nothing = dict.fromkeys(("document", "topic", "project", "kind", "undecided"))
    nothing |= {"verdict": []}
    assert len(claim_list.fitting(claims, nothing)) == 3
    assert len(claim_list.fitting(claims, nothing | {"project": "x"})) == 3
    both = nothing | {"verdict": ["refuted"], "document": "a"}
    assert claim_list.fitting(claims, both).index.tolist() == [0]
    assert address.SEPARATOR == ","
