"""The page that compares projects: what is found, the table, its sentences, presets, permalinks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from dashboard import choices, ranking, text
from dashboard.compare import compare_table, compare_view, compared
from tests.bundled.test_dashboard import asked, opened, words

PROJECTS = "pytorch,tensorflow,jax"
NAMES = {"a": "Alpha", "b": "Beta", "c": "Gamma"}
FAMILIES = {"stars": "attention", "pulls": "downloads", "posts": "hiring", "papers": "research"}
NOBODY_WAITS = pd.DataFrame(
    columns=["source_id", "source_title", "signal_id", "title", "project_id", "identifiers"]
)


def rows(*found: tuple[str, str, float, int], **changed: Any) -> pd.DataFrame:
    """Return invented rows as query `compared` does, of one period."""
    frame = pd.DataFrame(found, columns=["signal_id", "project_id", "value", "rank"])
    whole = frame.groupby("signal_id").value.transform("sum")
    fixed = {
        "title": frame.signal_id.str.capitalize(),
        "family": frame.signal_id.map(FAMILIES).fillna("other"),
        "name": frame.project_id.map(NAMES),
        "whole": whole,
        "share": frame.value / whole,
        "members": frame.groupby("signal_id").value.transform("count"),
        "unit": "stars",
        "measure": "stock",
        "quality": "census",
        "segment": "all",
        "source_id": "invented",
        "source_title": "Invented",
        "license": "MIT",
        "period_start": pd.Timestamp("2024-12-31"),
        "period_end": pd.Timestamp("2025-01-01"),
        "together": True,
        "periods": 2,
        "factor": 1.0,
        "bound": None,
    }
    return frame.assign(**fixed | changed)


def apart(signal: str, project: str, value: float, day: str) -> pd.DataFrame:
    """Return an invented figure that stands in no period with others."""
    end = pd.Timestamp(day) + pd.Timedelta(days=1)
    return rows(
        (signal, project, value, 0),
        together=False,
        rank=None,
        whole=None,
        share=None,
        members=None,
        period_start=pd.Timestamp(day),
        period_end=end,
    )


def cells(html: str, title: str) -> list[str]:
    """Return the text of the cells in the row of a count, without markup."""
    row = html.split(f">{title}<")[1].split("</tr>")[0]
    texts = [part.split(">", 1)[1].split("</td>")[0] for part in row.split("<td")[1:]]
    return [
        pd.Series([t]).str.replace("<[^>]*>", "", regex=True)[0].replace("\u00a0", " ")
        for t in texts
    ]


STARS = rows(("stars", "a", 60, 1), ("stars", "b", 30, 2), ("stars", "c", 10, 3))
PULLS = rows(("pulls", "b", 9, 1), ("pulls", "a", 1, 2), unit="pulls")
POSTS = rows(("posts", "a", 3, 1), ("posts", "b", 1, 2), unit="posts", quality="sample")
OLD = rows(
    ("papers", "c", 8, 1),
    ("papers", "a", 2, 2),
    unit="papers",
    period_start=pd.Timestamp("2019-01-01"),
    period_end=pd.Timestamp("2020-01-01"),
)
ALL = compared.placed(pd.concat([STARS, PULLS, POSTS, OLD], ignore_index=True))


def leads_in(frame: pd.DataFrame) -> str:
    (name,) = compared.leads(compared.placed(frame)).leader
    return str(name)


# --- who leads ------------------------------------------------------------------------------------


def test_families_stand_in_their_order_and_what_ended_long_ago_last():
    found = ALL.drop_duplicates("signal_id")
    assert found.family.tolist() == ["downloads", "attention", "hiring", "research"]
    assert found.old.tolist() == [False, False, False, True]


def test_a_lead_that_chance_may_have_made_in_a_sample_is_none():
    # 3 - 1 = 2 is less than 1.96 x root of 4; 60 - 30 is more than 1.96 x root of 90
    assert leads_in(POSTS) == compared.CLOSE
    assert leads_in(STARS.assign(quality="sample")) == "Alpha"
    assert leads_in(POSTS.assign(quality="census")) == "Alpha"


def test_two_bounds_have_no_leader():
    # at least 60 and at least 30: the second may be more
    assert leads_in(STARS.assign(bound="at least")) == compared.CLOSE


def test_equal_counts_have_no_leader():
    assert leads_in(rows(("stars", "a", 5, 1), ("stars", "b", 5, 1))) == compared.CLOSE


def test_figures_of_different_dates_have_no_leader():
    mixed = compared.placed(
        pd.concat([apart("stars", "a", 900, "2026-06-30"), apart("stars", "b", 3, "2024-01-31")])
    )
    assert compared.leads(mixed).empty
    assert compared.headline(compared.leads(mixed)) == (
        "No present count measures two of them in the same period"
    )


def test_the_sentence_counts_leads_by_family():
    led = compared.leads(ALL)
    assert compared.headline(led) == "Alpha and Beta lead in 1 of 3 counts each, level in 1"
    assert compared.sentence(led) == (
        "Beta leads in downloads (1); Alpha leads in attention (1); nobody leads in job posts (1). "
        "1 more count ends two years before the newest or earlier."
    )


def test_projects_stand_in_the_order_of_what_they_lead_now():
    # firsts now: two of Alpha's, one of Beta's, none of Gamma's, whose papers are old
    assert list(compared.order(ALL)) == ["a", "b", "c"]
    alone = compared.placed(pd.concat([PULLS, apart("stars", "c", 5, "2024-12-31")]))
    assert list(compared.order(alone)) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([9, 5, 1], "p0, then p1, then p2"),
        ([9, 5, 5], "p0, then p1 and p2 level"),
        ([5, 5, 1], "p0 and p1 level, then p2"),
        ([9, 7, 5, 3], "p0, then p1, then p2, then p3"),
        ([9, 7, 5, 3, 1], "p0, then p1, then p2, then 2 more"),
        ([9, 5, 5, 5, 5, 1], "p0, then p1, p2 and 2 more level, then p5"),
        ([9, 7, 5, 5, 5, 1], "p0, then p1, then p2, p3 and p4 level, then p5"),
        ([4], "p0"),
    ],
)
def test_an_order_is_told_in_words(counts: list[float], said: str):
    frame = pd.DataFrame({"value": counts, "name": [f"p{n}" for n in range(len(counts))]})
    frame = frame.assign(quality="census", factor=1.0, bound=None)
    assert ranking.ordered(list(frame.itertuples())) == said


def test_every_signal_has_a_family(published: Path, warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute("select signal_id, family from signal").fetchall()
    assert {family for _, family in found} == set(text.FAMILIES) - {"other"}


# --- the table ------------------------------------------------------------------------------------


def drawn(frame: pd.DataFrame, waiting: pd.DataFrame = NOBODY_WAITS) -> str:
    """Return both tables, first that of what is compared."""
    both = [*compared.sections(frame, waiting, NAMES), *compared.others(frame, waiting, NAMES)]
    return compare_table.html(both, NAMES, "Invented").replace("\u00a0", " ")


def test_a_cell_holds_a_figure_and_no_place_and_the_leader_is_told_in_words():
    html = drawn(ALL)
    assert cells(html, "Stars") == ["60 leads", "30", "10"]
    assert '<td class="r1" title="Alpha: 60 stars, 60.0 % of their sum"><b>60' in html
    assert cells(html, "Pulls") == ["1", "9 leads", "–"]
    assert cells(html, "Posts") == ["3", "1", "–"]  # level
    assert "<small>31 Dec 2024 · Alpha, then Beta, then Gamma</small>" in html
    assert "<small>31 Dec 2024 · Alpha and Beta level</small>" in html
    assert "31 Dec 2024" in html
    assert "signals?signal=stars&amp;view=value&amp;segment=all&amp;projects=a%2Cb%2Cc" in html
    assert compared.ENDED in html


def test_no_share_is_told_of_fewer_than_twenty_cases():
    # 9 + 1 pulls; 60 + 30 + 10 stars
    titles = [part.split('"')[0] for part in drawn(ALL).split('title="')[1:]]
    assert "Beta: 9 pulls" in titles
    assert "Beta: 30 stars, 30.0 % of their sum" in titles


def test_figures_of_other_dates_have_their_own_under_them_and_no_place():
    some = compared.placed(pd.concat([PULLS, apart("pulls", "c", 2, "2021-03-31")]))
    html = drawn(some)
    assert cells(html, "Pulls") == ["1", "9 leads", "231 Mar 2021"]
    assert "31 Dec 2024 · others at their own date · Beta, then Alpha" in html
    none = compared.placed(
        pd.concat([apart("stars", "a", 900, "2026-06-30"), apart("stars", "b", 3, "2024-01-31")])
    )
    html = drawn(none)
    assert cells(html, "Stars") == ["90030 Jun 2026", "331 Jan 2024", "–"]
    assert compared.APART in html
    assert " leads" not in html
    assert 'class="r' not in html


def test_nobody_leads_where_a_figure_of_another_date_is_larger():
    rows = compared.placed(pd.concat([PULLS, apart("pulls", "c", 99, "2021-03-31")]))
    html = drawn(rows)
    assert cells(html, "Pulls") == ["1", "9", "9931 Mar 2021"]
    assert compared.LARGER in html
    assert compared.leads(rows).leader.tolist() == [compared.CLOSE]


def test_what_is_known_and_not_collected_is_said_with_its_command():
    waiting = pd.DataFrame(
        [
            ("docker", "Docker", "pulls", "Pulls", "c", "c/c"),
            ("hub", "Hub", "likes", "Likes", "a", "a/a"),
            ("hub", "Hub", "saves", "Saves", "a", "a/a"),
        ],
        columns=NOBODY_WAITS.columns,
    )
    html = drawn(compared.placed(PULLS), waiting)
    assert cells(html, "Pulls") == ["1", "9 leads", "not collected"]
    assert "<code>sharecheck collect docker</code>" in html
    assert 'title="sharecheck collect docker asks for c/c"' in html
    assert compare_table.AWAITED in html
    last = html.split("Likes; Saves")[1].split("</tr>")[0]
    assert "<code>sharecheck collect hub</code>" in last
    assert last.count("not collected") == 1
    assert last.count("–</td>") == 2


def test_no_field_can_bring_markup_into_the_table():
    bad = "<script>alert(1)</script>\"'"
    frame = compared.placed(STARS.assign(title=bad, name=bad, unit=bad, segment=bad))
    waiting = pd.DataFrame([(bad,) * 6], columns=NOBODY_WAITS.columns)
    html = compare_table.html(compared.sections(frame, waiting, {"a": bad}), {"a": bad}, bad)
    assert "<script>" not in html
    assert "\"'" not in html


# --- names ----------------------------------------------------------------------------------------

TITLES = {
    "torch": "PyTorch",
    "server": "NVIDIA Triton Server",
    "lang": "Triton (language)",
    "runtime": "ONNX Runtime",
    "onnx": "ONNX",
    "torch7": "Torch7",
}
ALSO = (
    ("torch", ("torch",)),
    ("server", ("Triton",)),
    ("torch7", ("Torch",)),
    ("onnx", ("Exchange",)),
)


@pytest.mark.parametrize(
    ("typed", "ids", "unknown"),
    [
        ("pytorch", ["torch"], []),
        ("TORCH", ["torch"], []),
        ("triton", ["server"], []),
        ("onnx-runtime, Triton (Language)", ["runtime", "lang"], []),
        ("onnx vs. torch7", ["onnx", "torch7"], []),
        ("ONNX pytorch", ["onnx", "torch"], []),
        ("onnx, foo bar", ["onnx"], ["foo bar"]),
        ("exchange", ["onnx"], []),
        (" , ", [], []),
        ("onnx,onnx", ["onnx"], []),
        ("lang", ["lang"], []),
    ],
)
def test_what_is_typed_names_projects_by_name_alias_or_id(
    typed: str, ids: list[str], unknown: list[str]
):
    assert choices.resolved([typed], TITLES, ALSO) == (ids, unknown)


def test_what_is_called_exactly_so_is_offered_before_what_contains_it():
    labels = choices.labelled(TITLES, ALSO)
    assert labels["onnx"] == "ONNX (Exchange)"
    assert labels["server"] == TITLES["server"]  # which holds the alias
    offered = choices.found_first(list(TITLES), labels, TITLES, ALSO)
    assert sorted(offered) == sorted(TITLES)
    for typed, one in {"torch": "torch", "triton": "server", "onnx": "onnx"}.items():
        assert next(o for o in offered if typed in labels[o].casefold()) == one


def test_nearest_names_are_those_spelled_alike():
    assert choices.nearest("pytroch", TITLES, ALSO) == ["torch"]
    assert choices.nearest("zzz", TITLES, ALSO) == []


def test_every_name_that_a_reader_may_type_comes_first(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    found = opened("compare").multiselect(key="projects").options
    assert len(found) > 150

    def first(typed: str) -> str:
        return next(label for label in found if typed.casefold() in label.casefold())

    assert first("TGI") == "Text Generation Inference (TGI)"
    assert first("triton") == "NVIDIA Triton Inference Server"
    assert first("tf") == "TensorFlow (TF)"
    assert first("sklearn") == "scikit-learn (sklearn)"
    assert first("onnx").startswith("ONNX (")
    names = [name for (name,) in warehouse.execute("select name from project").fetchall()]
    offered = [name for name in names if any(label.split(" (")[0] == name for label in found)]
    assert len(offered) > 150
    assert [name for name in offered if not first(name).startswith(name)] == []


# --- groups to begin with -------------------------------------------------------------------------


def test_a_preset_holds_the_most_measured_members_that_have_figures():
    projects = pd.DataFrame(
        [(f"p{n}", f"P{n}", 9 - n) for n in range(10)], columns=["project_id", "name", "signals"]
    )
    groups = pd.DataFrame(
        [("all", "All", f"p{n}") for n in reversed(range(10))]
        + [("two", "Two", "p9")]
        + [("two", "Two", "p1")],
        columns=["group_id", "title", "project_id"],
    )
    found = compare_view.presets(groups, projects)
    assert list(found) == ["all"]  # nobody counts p9, so nothing is compared in the second
    assert found["all"].first == [f"p{n}" for n in range(8)]
    assert found["all"].members == "P0, P1, P2, P3 and 5 more"


# --- the page -------------------------------------------------------------------------------------


def test_the_page_starts_empty_and_a_group_fills_the_chooser(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("compare")
    assert app.multiselect(key="projects").value == []
    assert not app.query_params.get("projects")
    app.button(key="preset-serving").click().run()
    chosen = app.multiselect(key="projects").value
    members = warehouse.execute(
        "select project_id from project_group where group_id = 'serving'"
    ).fetchall()
    assert sorted(chosen) == sorted(member for (member,) in members)
    assert asked(app, "projects") == ",".join(chosen)


def test_a_chooser_that_is_emptied_stays_empty(published: Path):
    app = opened("compare", projects=PROJECTS)
    app.multiselect(key="projects").set_value([]).run()
    app.run()
    assert app.multiselect(key="projects").value == []
    assert not app.query_params.get("projects")
    assert "Type two names or more above" in words(app)


def test_names_in_an_address_may_be_aliases(published: Path):
    app = opened("compare", projects="vllm,TGI,Triton")
    assert asked(app, "projects") == "vllm,tgi,triton-inference-server"


def test_the_newest_figures_are_those_of_the_warehouse(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("compare", projects=PROJECTS)
    table = app.dataframe[0].value.set_index(["signal_id", "project_id"])
    # the PyPI list of 1 July 2026, by hand: 92.4 of 92.4 + 21.6 + 20.5 million
    torch = table.loc[("pypi_downloads", "pytorch")]
    assert (torch["rank"], torch.value) == (1, 92_416_784)
    assert torch.share == pytest.approx(92_416_784 / (92_416_784 + 21_630_256 + 20_514_192))
    stars = warehouse.execute(
        "select project_id, value from latest_observation where signal_id = 'github_stars' "
        "and period_end = date '2025-10-31' and project_id in ('pytorch', 'tensorflow', 'jax')"
    ).fetchall()
    assert sorted(stars) == sorted(table.loc["github_stars"].value.items())


def test_every_signal_that_measures_one_of_them_is_there_with_its_newest_figure(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("compare", projects="vllm,tgi")
    table = app.dataframe[0].value
    sound = (
        "from latest_observation where project_id in ('vllm', 'tgi') and not suspect and complete "
        "and role in ('primary', 'former')"
    )
    measured = warehouse.execute(f"select distinct signal_id, project_id {sound}").fetchall()
    assert {*zip(table.signal_id, table.project_id, strict=True)} <= set(measured)
    newest = dict(
        ((signal, project), end)
        for signal, project, end in warehouse.execute(
            f"select signal_id, project_id, max(period_end) {sound} group by all"
        ).fetchall()
    )
    single = table[~table.together]
    assert len(single)
    for row in single.itertuples():
        assert row.period_end.date() == newest[row.signal_id, row.project_id], row.signal_id


def test_figures_stand_together_only_when_they_are_of_one_period(published: Path):
    table = opened("compare", projects="vllm,tgi,triton-inference-server").dataframe[0].value
    ends = table[table.together].groupby("signal_id").period_end.nunique()
    assert (ends == 1).all()
    newest = table.groupby("signal_id").period_end.max()
    late = newest - table[table.together].groupby("signal_id").period_end.max()
    assert late.dropna().max() <= pd.Timedelta(days=92)


def test_a_figure_in_a_break_that_forbids_evidence_is_not_compared(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("compare", projects=PROJECTS)
    query = next(code.value for code in app.code if "'pytorch'" in code.value)
    found = warehouse.execute(query).df()
    blocked = warehouse.execute(
        "select signal_id, starts, ends from series_break "
        "where severity = 'block' and segment is null and projects is null and ends > starts"
    ).fetchall()
    assert {signal for signal, *_ in blocked} & set(found.signal_id)
    for signal, starts, ends in blocked:
        own = found[found.signal_id == signal]
        touched = own.period_end.gt(pd.Timestamp(starts)) & own.period_start.lt(pd.Timestamp(ends))
        assert not touched.any()


@pytest.mark.parametrize(
    ("projects", "said"),
    [
        ("pytorch", "PyTorch and which other?"),
        ("google,pytorch", "No public source counts Google"),
        ("<script>,pytorch,jax", "No project here is called “\\<script\\>”."),
        ("pytroch", "Did you mean one of these?"),
        ("nope", "an entry in `data/projects.yml`"),
    ],
)
def test_too_few_or_unknown_projects_are_answered_kindly(published: Path, projects: str, said: str):
    assert said in words(opened("compare", projects=projects))


def test_a_permalink_restores_what_is_drawn_over_time(published: Path):
    wanted = {
        "projects": "keras,pytorch",
        "signal": "survey_users",
        "view": "value",
        "from": "2020-07",
        "to": "2023-06",
    }
    app = opened("compare", **wanted)
    assert {name: asked(app, name) for name in wanted} == wanted
    (chart,) = app.get("plotly_chart")
    drawn = json.loads(chart.proto.spec)["data"]
    assert {trace["name"] for trace in drawn} >= {"keras", "pytorch"}
    days = [day for trace in drawn for day in trace["x"]]
    assert (min(days) >= "2020-07", max(days) < "2023-07") == (True, True)


def test_an_address_of_then_and_now_shows_that_time(published: Path):
    app = opened(
        "compare",
        projects="keras,pytorch",
        signal="survey_users",
        then="2020",
        now="2023",
        by="rank",
    )
    assert asked(app, "signal") == "survey_users"
    assert asked(app, "from").startswith("2020")
    assert asked(app, "to").startswith("2023")


def test_the_chart_tells_who_is_of_another_date(published: Path):
    app = opened(
        "compare", projects="vllm,tgi,triton-inference-server", signal="github_stars_quarterly"
    )
    assert "newest of others: vLLM 33 k (31 Dec 2024)" in words(app).replace("\u00a0", " ")


def test_each_row_leads_to_a_signal_that_opens(published: Path):
    app = opened("compare", projects=PROJECTS)
    first = next(app.dataframe[0].value.itertuples())
    link = compared.parameters(first, PROJECTS.split(","))
    page = opened("signals", **link)
    assert asked(page, "signal") == first.signal_id
    assert asked(page, "segment") == first.segment
