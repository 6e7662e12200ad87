"""The page that compares projects by every signal: ranks, sentences, then and now, permalinks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from dashboard import ties
from dashboard.compare import compare_table, compared, families, slope
from tests.test_dashboard import asked, opened, words

PROJECTS = "pytorch,tensorflow,jax"
NAMES = {"a": "Alpha", "b": "Beta", "c": "Gamma"}


def rows(*found: tuple[str, str, float, int], **changed: Any) -> pd.DataFrame:
    """Return invented rows of the newest period: signal, project, value, rank."""
    frame = pd.DataFrame(found, columns=["signal_id", "project_id", "value", "rank"])
    by_signal = frame.groupby("signal_id").value
    fixed = {
        "title": frame.signal_id.str.capitalize(),
        "name": frame.project_id.map(NAMES),
        "share": frame.value / by_signal.transform("sum"),
        "members": by_signal.transform("count"),
        "unit": "stars", "measure": "stock", "quality": "census", "segment": "all",
        "source_id": "invented", "source_title": "Invented", "license": "MIT",
        "period_start": pd.Timestamp("2024-12-31"), "period_end": pd.Timestamp("2025-01-01"),
        "newest": True, "of_year": True, "year": 2024,
    }  # fmt: skip
    free = {"factor": 1.0, "bound": None}
    return ties.placed(frame.assign(**fixed | free | changed), ["signal_id"])


STARS = rows(("stars", "a", 60, 1), ("stars", "b", 30, 2), ("stars", "c", 10, 3))
PULLS = rows(("pulls", "b", 9, 1), ("pulls", "a", 1, 2), unit="pulls")
POSTS = rows(("posts", "a", 3, 1), ("posts", "b", 1, 2), unit="posts", quality="sample")
OLD = rows(
    ("papers", "c", 8, 1), ("papers", "a", 2, 2), unit="papers",
    period_start=pd.Timestamp("2019-01-01"), period_end=pd.Timestamp("2020-01-01"),
)  # fmt: skip
ALL = compared.newest(pd.concat([STARS, PULLS, POSTS, OLD], ignore_index=True))


# --- who leads ------------------------------------------------------------------------------------


def test_families_stand_in_their_order_and_what_ended_long_ago_last():
    found = ALL.drop_duplicates("signal_id")
    assert found.family.tolist() == ["downloads", "attention", "hiring", "research"]
    assert found.old.tolist() == [False, False, False, True]


def test_a_lead_that_chance_may_have_made_in_a_sample_is_none():
    # 3 - 1 = 2 is less than 1.96 x root of 4; 60 - 30 is more than 1.96 x root of 90
    (posts,) = compared.signals(POSTS)
    assert compared.leader(posts) == compared.CLOSE
    (many,) = compared.signals(ties.placed(STARS.assign(quality="sample"), ["signal_id"]))
    assert compared.leader(many) == "Alpha"
    (census,) = compared.signals(ties.placed(POSTS.assign(quality="census"), ["signal_id"]))
    assert compared.leader(census) == "Alpha"


def test_two_bounds_have_no_leader():
    # at least 60 and at least 30: the second may be more
    (bounds,) = compared.signals(ties.placed(STARS.assign(bound="at least"), ["signal_id"]))
    assert compared.leader(bounds) == compared.CLOSE


def test_equal_counts_have_no_leader():
    (level,) = compared.signals(rows(("stars", "a", 5, 1), ("stars", "b", 5, 1)))
    assert compared.leader(level) == compared.CLOSE


def test_the_sentence_counts_leads_by_family():
    led = compared.leads(ALL)
    assert compared.headline(led) == "Alpha and Beta lead in 1 of 3 signals each, level in 1"
    assert compared.sentence(led) == (
        "Beta leads in 1 (downloads 1); Alpha leads in 1 (attention 1); "
        "level in 1 (hiring 1). "
        "1 more ended two years before the newest or earlier: Gamma led in 1 (research 1)."
    )


def test_projects_stand_in_the_order_of_what_they_lead_now():
    # firsts now: two of Alpha's, one of Beta's, none of Gamma's, whose papers are old
    assert list(compared.order(ALL)) == ["a", "b", "c"]


def test_every_signal_has_a_family(published: Path, warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute("select signal_id, source_id, unit from signal").fetchall()
    assert found
    assert [s for s in found if families.family(*s) == families.OTHER] == []


# --- the matrix -----------------------------------------------------------------------------------


def test_a_cell_holds_rank_and_figure_and_a_row_its_day_and_link():
    html = compare_table.html(ALL, NAMES).replace("\u00a0", " ")
    assert '<td class="r1" title="Alpha: 60 stars, 60 %"><b>1</b> <span>60</span></td>' in html
    assert "31 Dec 2024" in html
    assert "signals?signal=stars&amp;view=value&amp;segment=all&amp;projects=a%2Cb%2Cc" in html
    assert html.count('class="none"') == 3
    assert "Research, ended long ago" in html
    assert "· level" in html
    assert html.count("<b>1–2</b>") == 2


def test_no_field_can_bring_markup_into_the_matrix():
    bad = "<script>alert(1)</script>\"'"
    html = compare_table.html(
        compared.newest(STARS.assign(title=bad, name=bad, unit=bad, segment=bad)), {"a": bad}
    )
    assert "<script>" not in html
    assert "\"'" not in html


# --- then and now ---------------------------------------------------------------------------------


def test_a_slope_leads_from_then_to_now_and_ranks_have_the_first_on_top():
    then = rows(("stars", "a", 20, 2), ("stars", "b", 80, 1), year=2020)
    figure = slope.chart(then, STARS, slope.SHARE, ("2020", "2024"))
    lines = {trace.name: (list(trace.x), list(trace.y)) for trace in figure.data}
    assert lines == {"a": ([0, 1], [0.2, 0.6]), "b": ([0, 1], [0.8, 0.3]), "c": ([1], [0.1])}
    ranked = slope.chart(then, STARS, slope.RANK, ("2020", "2024"))
    assert list(ranked.data[0].y) == [-2, -1]
    assert compared.moved(then, STARS, "share").replace("\u00a0", " ") == (
        "Stars, 2020 to 2024: Alpha from 20 % to 60 %"
    )
    assert "Alpha from place 2 to place 1" in compared.moved(then, STARS, "rank")


def test_labels_of_a_slope_do_not_overlap():
    level = rows(*[("stars", p, 10.0, 1) for p in "abc"])
    figure = slope.chart(level, level, slope.SHARE, ("2020", "2024"))
    heights = sorted(note.y for note in figure.layout.annotations if note.x == 0)
    assert len(set(heights)) == len(heights)


def test_the_first_year_offered_is_the_first_that_measures_most():
    two = rows(("stars", "a", 2, 1), ("stars", "b", 1, 2), year=2019)
    both = pd.concat([two, STARS.assign(year=2021), STARS.assign(year=2024)])
    assert compared.years(both) == [2019, 2021, 2024]
    assert compared.fullest(both, ["2019", "2021"]) == 2021
    assert compared.fullest(both, ["2019"]) == 2019


# --- the page -------------------------------------------------------------------------------------


def test_a_permalink_restores_projects_signal_years_and_measure(published: Path):
    wanted = {"projects": "keras,pytorch", "signal": "survey_users", "then": "2020",
              "now": "2023", "by": "rank"}  # fmt: skip
    app = opened("compare", **wanted)
    assert {name: asked(app, name) for name in wanted} == wanted
    assert app.multiselect(key="projects").value == ["keras", "pytorch"]
    assert "2020 to 2023" in words(app)


def test_the_newest_ranks_are_those_of_the_warehouse(
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


def test_every_signal_that_measures_two_of_them_is_there(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("compare", projects="pytorch,tensorflow")
    shown = set(app.dataframe[0].value.signal_id)
    measured = warehouse.execute(
        "select distinct one.signal_id from latest_observation as one "
        "join latest_observation as two using (signal_id, segment, period_start, period_end) "
        "where one.project_id = 'pytorch' and two.project_id = 'tensorflow' "
        "and not one.suspect and not two.suspect and one.complete and two.complete "
        "and one.role in ('primary', 'former') and two.role in ('primary', 'former')"
    ).fetchall()
    assert shown == {signal for (signal,) in measured}


def test_a_figure_in_a_break_that_forbids_evidence_is_not_compared(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("compare", projects=PROJECTS)
    query = next(code.value for code in app.code if "'pytorch'" in code.value)
    found = warehouse.execute(query).df()
    blocked = warehouse.execute(
        "select starts, ends from series_break "
        "where signal_id = 'pypi_downloads' and severity = 'block'"
    ).fetchall()
    assert blocked
    own = found[found.signal_id == "pypi_downloads"]
    assert len(own)
    for starts, ends in blocked:
        touched = own.period_end.gt(pd.Timestamp(starts)) & own.period_start.lt(pd.Timestamp(ends))
        assert not touched.any()


@pytest.mark.parametrize(
    ("projects", "said"),
    [("pytorch", "Choose two projects or more."), ("goast,fsdp", "No figures of"),
     ("<script>,pytorch,jax", "No figures of “\\<script\\>”.")],
)  # fmt: skip
def test_too_few_or_unknown_projects_are_answered_kindly(published: Path, projects: str, said: str):
    assert said in words(opened("compare", projects=projects))


def test_projects_that_no_signal_measures_together_are_said_to_have_nothing_in_common(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    pair = warehouse.execute(
        "with one as (select distinct project_id, signal_id from latest_observation "
        "where role in ('primary', 'former')) "
        "select a.project_id, b.project_id from one as a join one as b "
        "on a.project_id < b.project_id group by 1, 2 "
        "having count(*) filter (where a.signal_id = b.signal_id) = 0 order by 1, 2 limit 1"
    ).fetchone()
    assert pair is not None
    app = opened("compare", projects=",".join(pair))
    assert "No signal measures two of them in the same period." in words(app)


def test_each_row_leads_to_a_signal_that_opens(published: Path):
    app = opened("compare", projects=PROJECTS)
    first = next(app.dataframe[0].value.itertuples())
    link = compare_table.parameters(first, PROJECTS.split(","))
    page = opened("signals", **link)
    assert asked(page, "signal") == first.signal_id
    assert asked(page, "segment") == first.segment
