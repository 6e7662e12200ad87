"""The pages of projects and of groups: permalinks, tables, sentences and figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from dashboard import text, ties
from dashboard.projects import profile, standing, standing_charts
from tests.conftest import REPOSITORY
from tests.test_dashboard import asked, opened, words

GROUP = "Servers"
QUERIES = REPOSITORY / "dashboard" / "queries"
NOTHING = pd.DataFrame(columns=["definition_id", "project_id", "reason"])


def standings(*rows: tuple[str, str, float, int], year: int = 2024, **changed: Any) -> pd.DataFrame:
    """Return invented standings: definition, project, count and rank."""
    frame = pd.DataFrame(rows, columns=["definition_id", "project_id", "value", "rank"])
    whole = frame.groupby("definition_id").value.transform("sum")
    frame["members"] = frame.groupby("definition_id").value.transform("count")
    frame["share"] = frame.value / whole
    frame["title"] = frame.definition_id.str.capitalize() + f": {GROUP}"
    frame["name"] = frame.project_id.str.capitalize()
    frame["period_start"] = pd.Timestamp(year, 1, 1)
    frame["period_end"] = pd.Timestamp(year + 1, 1, 1)
    frame["source_title"] = "Invented"
    frame["newest"] = True
    frame = frame.assign(quality="census", factor=1.0, bound=None)
    return ties.placed(frame.assign(**changed), ["definition_id"])


THREE = standings(
    ("stars", "alpha", 60, 1), ("stars", "beta", 30, 2), ("stars", "gamma", 10, 3),
    ("pulls", "beta", 900_000, 1), ("pulls", "alpha", 100_000, 2), ("pulls", "gamma", 0, 3),
    ("forks", "gamma", 1, 1), ("forks", "alpha", 0, 2),
)  # fmt: skip


# --- pages ----------------------------------------------------------------------------------------


def test_a_profile_says_what_a_project_is_and_where_it_stands(published: Path):
    app = opened("projects", project="pytorch", among="frameworks-with-keras")
    said = words(app)
    assert "Framework by PyTorch Foundation" in said
    assert "1 Jan 2017" in said  # the month is known
    assert "PyTorch is first in" in said
    assert app.selectbox(key="among").value == "frameworks-with-keras"
    table = app.dataframe[0].value.set_index("Signal")
    # the PyPI list of 1 July 2026: 92,416,784 downloads, 87 % more than the list of a year before
    row = table.loc["PyPI downloads"]
    assert (row.Newest, row.Exactly, row["In a year"]) == ("92 M", "92,416,784", "+87 %")
    assert row.Rank == "1 of 8"
    assert len(row.Trend) <= 60
    assert row.Trend[-1] == pytest.approx(92_416_784 / 30)


def test_every_signal_of_a_profile_is_in_the_warehouse(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    rows = warehouse.execute(
        "select distinct signal.title from latest_observation join signal using (signal_id) "
        "where project_id = 'jax' and role in ('primary', 'former') and not suspect and complete"
    ).fetchall()
    shown = opened("projects", project="jax").dataframe[0].value.Signal
    assert sorted(shown) == sorted(title for (title,) in rows)


@pytest.mark.parametrize(
    ("project", "said"),
    [
        ("fsdp", "Fully Sharded Data Parallel is built into PyTorch"),
        ("google", "No registry counts a company"),
        ("lora", "has a name for LoRA"),
        ("web-llm", "`sharecheck collect npm_downloads` would bring: npm downloads a month"),
    ],
)
def test_a_profile_says_why_something_is_not_measured(published: Path, project: str, said: str):
    assert said in words(opened("projects", project=project)).replace("\\", "")


def test_a_project_without_signals_shows_no_chart(published: Path):
    app = opened("projects", project="goast")
    assert "GoAst has no signals." in words(app)
    assert not app.get("plotly_chart")


def test_a_profile_lists_every_claim_about_it(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    rows = warehouse.execute(
        "select statement from claim where 'deeplearning4j' in (subject, coalesce(comparator, ''))"
    ).fetchall()
    assert rows
    app = opened("projects", project="deeplearning4j")
    labels = {link.label.replace("\\", "") for link in app.get("page_link")}
    assert {statement for (statement,) in rows} <= labels


@pytest.mark.parametrize(
    ("page", "name", "default"), [("projects", "project", "pytorch"),
                                  ("head_to_head", "group", "frameworks")],
)  # fmt: skip
def test_an_unknown_name_in_the_address_is_answered_kindly(
    published: Path, page: str, name: str, default: str
):
    app = opened(page, **{name: "<b>nope"})
    assert f"There is no {name} called “\\<b\\>nope”" in app.warning[0].value
    assert asked(app, name) == default


def test_every_group_opens_and_names_its_leaders(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    rows = warehouse.execute(
        "select distinct group_id from definition where over = 'group' order by group_id"
    ).fetchall()
    app = opened("head_to_head")
    assert asked(app, "group") == "frameworks"
    for (group,) in rows:
        app.selectbox(key="group").select(group).run()
        assert not app.exception, group
        first = warehouse.execute(
            """
            select distinct name
            from (
                select project.name, share.*,
                    max(bias_factor) over (partition by definition_id, period_end) as bias,
                    max(period_end) over (partition by definition_id) as newest
                from share
                join definition using (definition_id)
                join project using (project_id)
                where group_id = ? and usable and complete and quality <> 'sample'
            )
            where period_end = newest and bias = 1 and rank = 1
            """,
            [group],
        ).fetchall()
        said = words(app).replace("\\", "")
        assert [name for (name,) in first if f"{name} leads in" not in said] == [], group


def test_a_permalink_of_a_group_restores_its_count(published: Path):
    app = opened("head_to_head", group="serving", count="pypi-serving")
    assert app.selectbox(key="group").value == "serving"
    assert app.selectbox(key="count").value == "pypi-serving"
    said = words(app)
    assert "`sharecheck collect docker_hub`: Docker Hub pulls" in said
    assert len(app.get("plotly_chart")) == 2


def test_what_is_built_in_is_said_to_have_no_figures_of_its_own(published: Path):
    said = words(opened("head_to_head", group="training"))
    for name, whole in (("tf.distribute", "TensorFlow"), ("DistributedDataParallel", "PyTorch")):
        assert f"**{name}** is built into {whole}" in said


# --- sentences and tables -------------------------------------------------------------------------


def test_a_count_of_two_members_does_not_make_the_headline():
    assert standing.headline(THREE) == "Alpha and Beta lead in 1 of 2 counts each"
    assert standing.sentence(THREE, GROUP) == (
        "Alpha leads in 1: Stars; Beta leads in 1: Pulls; "
        "with two members measured only, Gamma leads in 1: Forks."
    )


def test_a_group_of_two_needs_no_third_member():
    two = THREE[(THREE.definition_id == "stars") & (THREE.project_id != "gamma")]
    assert standing.headline(two) == "Alpha leads in the only count at hand"


def test_an_old_figure_is_no_rival_of_a_new_one():
    old = standings(("stars", "delta", 500, 1), year=2020, newest=False)
    assert standing.headline(pd.concat([THREE, old])) == standing.headline(THREE)


def test_the_matrix_gives_rank_count_and_share_or_why_there_is_none():
    missing = pd.DataFrame(
        [("pulls", "delta", "no name"), ("stars", "delta", "part of")],
        columns=["definition_id", "project_id", "reason"],
    )
    names = {"alpha": "Alpha", "beta": "Beta", "delta": "Delta"}
    table = standing.matrix(THREE, missing, names, GROUP).set_index("Counted")
    assert table.loc["Stars", "Alpha"] == "1. 60 (60 %)"
    assert table.loc["Pulls", "Beta"] == "1. 900 k (90 %)"
    assert table.loc["Pulls", "As of"] == "31 Dec 2024"
    assert table.loc["Pulls", "Delta"] == "no name there"
    assert table.loc["Stars", "Delta"] == "built into another project"


def test_a_member_without_any_figure_is_told_with_its_reason():
    members = pd.DataFrame(
        {"project_id": ["alpha", "delta", "eta", "zeta"], "name": ["Alpha", "Delta", "Eta", "Zeta"],
         "whole_name": [None, "Alpha", None, None]}
    )  # fmt: skip
    missing = pd.DataFrame(
        [("stars", "eta", "no name"), ("pulls", "eta", "no name"),
         ("stars", "zeta", "not collected"), ("pulls", "zeta", "no name")],
        columns=["definition_id", "project_id", "reason"],
    )  # fmt: skip
    assert standing.gaps(members, missing, THREE) == [
        "**Delta** is built into Alpha: whoever uses it is counted there.",
        "**Eta** has no name in any of the registries counted.",
        "**Zeta** waits for a live collection.",
    ]


def test_members_are_ordered_by_how_often_they_lead():
    # each leads once; mean ranks are 1.5, 1.67 and 2.33
    assert standing.order(THREE) == ["beta", "alpha", "gamma"]
    assert list(standing.by_size(THREE).definition_id.unique()) == ["pulls", "stars", "forks"]


def test_a_lead_within_its_error_is_none():
    rows = [("posts", "alpha", 12, 1), ("posts", "beta", 6, 2), ("posts", "gamma", 1, 3)]
    posts = standings(*rows, quality="sample")
    # 12 - 6 is less than 1.96 times the root of 18, 12 - 1 and 6 - 1 are 11 > 7.1 and 5 < 5.2
    assert [ties.place(row) for row in posts.itertuples()] == ["1–2", "1–3", "2–3"]
    both = pd.concat([THREE, posts])
    assert standing.headline(both) == "Alpha and Beta lead in 1 of 3 counts each, level in 1"
    assert standing.headline(posts) == "nobody leads, level in the only count"
    assert "; level in 1: Posts; with two members" in standing.sentence(both, GROUP)
    table = standing.matrix(posts, NOTHING, {"alpha": "Alpha"}, GROUP).set_index("Counted")
    assert table.loc["Posts", "Leader"] == "level: Alpha and Beta"
    assert table.loc["Posts", "Alpha"] == "1–2. 12 (63 %)"


def test_a_known_bias_may_undo_a_lead():
    stars = standings(("stars", "alpha", 60, 1), ("stars", "beta", 50, 2))
    assert stars.worst.tolist() == [1, 2]
    biased = standings(("stars", "alpha", 60, 1), ("stars", "beta", 50, 2), factor=1.3)
    assert biased.worst.tolist() == [2, 2]


def test_no_group_that_lacks_a_large_member_ranks_anybody(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    # TensorFlow is missing in the file of 18 January 2024, and half of the group with it
    query = (QUERIES / "shares.sql").read_text("utf-8")
    asked = {"definitions": ["github-dependents"], "projects": ["pytorch"]}
    shares = warehouse.execute(query, asked).df().set_index("period_end")
    lost = shares.loc["2024-01-19"]
    assert (bool(lost.suspect), round(lost.value, 3)) == (True, 0.882)
    assert "tensorflow (4" in lost["flags"]
    assert not shares.loc["2024-01-12"].suspect


def test_each_count_that_is_never_whole_is_told(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    never = warehouse.execute(
        "select group_id, definition.title from share join definition using (definition_id) "
        "where over = 'group' group by all having not bool_or(usable and complete)"
    ).fetchall()
    assert never
    for group, title in never:
        said = words(opened("head_to_head", group=group)).replace("\\", "")
        assert f"**{title.partition(': ')[0]}** ranks nobody" in said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(3, 2, "+50 %"), (1, 4, "−75 %"), (2, 0, "from none"), (0, 0, "still none"), (1, None, "")],
)
def test_the_change_over_a_year_is_written_as_people_write_it(
    now: float, before: float | None, said: str
):
    assert profile.change(now, before) == said


# --- figures --------------------------------------------------------------------------------------


def test_tiles_hold_the_ranks_and_a_dash_where_nothing_was_measured():
    frame = standing.drawn(THREE, GROUP)
    figure = standing_charts.ranks(frame, {"alpha": "Alpha", "beta": "Beta", "gamma": "Gamma"})
    rows = {}
    for note in figure.layout.annotations:
        if note.yref != "paper" and note.xref != "paper":
            rows.setdefault(note.y, []).append(note.text)
    assert list(rows.values()) == [
        ["<b>1</b>", "2", "3"], ["2", "<b>1</b>", "3"], ["2", "–", "<b>1</b>"],
    ]  # fmt: skip
    said = " ".join(note.text for note in figure.layout.annotations).replace("\u00a0", " ")
    assert "Beta 900 k (90 %), 3 measured, 31 Dec 2024" in said
    assert len(figure.layout.shapes) == 9


def test_names_stand_on_end_when_there_are_many():
    names = {f"p{n}": f"Project {n}" for n in range(9)}
    rows = [("stars", project, 9 - n, n + 1) for n, project in enumerate(names)]
    figure = standing_charts.ranks(standing.drawn(standings(*rows), GROUP), names)
    turned = [note.text for note in figure.layout.annotations if note.textangle == -90]
    assert turned == list(names.values())


def test_a_project_s_places_show_its_share_among_its_rivals():
    measured = THREE[THREE.definition_id.isin({"stars", "pulls"})]
    frame = standing.drawn(measured, GROUP)
    figure = standing_charts.places(frame, "beta")
    own = [trace.x[0] for trace in figure.data if trace.marker.symbol == "circle"]
    assert own == pytest.approx([0.3, 0.9])
    rivals = [list(trace.x) for trace in figure.data if trace.marker.symbol != "circle"]
    assert rivals == [[0.6, 0.1], [0.1, 0.0]]
    said = " ".join(note.text for note in figure.layout.annotations)
    assert f"1 of 3 · {text.percent(0.9)} · 900 k · 31 Dec 2024" in said
    assert profile.message(measured[measured.project_id == "beta"], "Beta", GROUP) == (
        "Servers: Beta is first in 1 of 2 counts, nowhere below number 2"
    )
