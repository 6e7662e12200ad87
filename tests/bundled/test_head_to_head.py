"""The pages of projects and of groups: permalinks, tables, sentences and figures."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import ranking, text
from dashboard.projects import profile, standing
from tests.bundled.test_dashboard import asked, opened, words
from tests.conftest import REPOSITORY

GROUP = "Servers"
QUERIES = REPOSITORY / "dashboard" / "queries"
NOTHING = pd.DataFrame(columns=["definition_id", "project_id", "reason"])
WAITING = pd.DataFrame(columns=["definition_id", "title", "source_id", "projects"])


def standings(*rows: tuple[str, str, float, int], year: int = 2024, **changed: Any) -> pd.DataFrame:
    """Return invented standings: definition, project, count and rank."""
    frame = pd.DataFrame(rows, columns=["definition_id", "project_id", "value", "rank"])
    whole = frame.groupby("definition_id").value.transform("sum")
    frame["members"] = frame.groupby("definition_id").value.transform("count")
    frame["whole"] = whole
    frame["share"] = frame.value / whole
    frame["title"] = frame.definition_id.str.capitalize() + f": {GROUP}"
    frame["name"] = frame.project_id.str.capitalize()
    frame["period_start"] = pd.Timestamp(year, 1, 1)
    frame["period_end"] = pd.Timestamp(year + 1, 1, 1)
    frame["source_title"] = "Invented"
    frame["newest"] = True
    frame["signal_id"] = frame.definition_id
    frame = frame.assign(quality="census", factor=1.0, bound=None)
    return ranking.placed(frame.assign(**changed), "definition_id")


THREE = standings(
    ("stars", "alpha", 60, 1),
    ("stars", "beta", 30, 2),
    ("stars", "gamma", 10, 3),
    ("pulls", "beta", 900_000, 1),
    ("pulls", "alpha", 100_000, 2),
    ("pulls", "gamma", 0, 3),
    ("forks", "gamma", 1, 1),
    ("forks", "alpha", 0, 2),
)


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
    assert row.Place == "1 of 8"
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
    ("page", "name", "default", "said"),
    [
        ("projects", "project", "tensorflow", "No project here is called “\\<b\\>nope”"),
        (
            "head_to_head",
            "group",
            "frameworks-with-keras",
            "There is no group called “\\<b\\>nope”",
        ),
    ],
)
def test_an_unknown_name_in_the_address_is_answered_kindly(
    published: Path, page: str, name: str, default: str, said: str
):
    app = opened(page, **{name: "<b>nope"})
    assert said in words(app)
    assert asked(app, name) == default


def test_a_project_is_found_by_its_alias_and_a_misspelt_one_is_asked_about(published: Path):
    app = opened("projects", project="TGI")
    assert asked(app, "project") == "tgi"
    assert "Did you mean one of these?" in words(opened("projects", project="sklaern"))


def test_every_group_opens_and_names_its_leaders(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    rows = warehouse.execute(
        "select distinct group_id from definition where over = 'group' order by group_id"
    ).fetchall()
    app = opened("head_to_head")
    assert asked(app, "group") == "frameworks-with-keras"
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
        assert [name for (name,) in first if f"{name} leads" not in spoken(app)] == [], group


def spoken(app: AppTest) -> str:
    """Return what the tables say of who leads, of each cell its name and whether it leads."""
    found = []
    for part in "".join(part.proto.body for part in app.get("html")).split("<td")[1:]:
        name = part.split('title="')[1].split(":")[0]
        found.append(f"{name}{' leads' if '> leads<' in part.split('</td>')[0] else ''}")
    return unescape("; ".join(found))


def test_a_permalink_of_a_group_restores_its_count(published: Path):
    app = opened("head_to_head", group="serving", count="pypi-serving")
    assert app.selectbox(key="group").value == "serving"
    assert app.selectbox(key="count").value == "pypi-serving"
    html = "".join(part.proto.body for part in app.get("html"))
    awaited = html.split("Docker Hub pulls")[1].split("</tr>")[0]
    assert "<code>sharecheck collect docker_hub</code>" in awaited
    assert "not collected" in awaited
    assert len(app.get("plotly_chart")) == 1


def test_what_is_built_in_is_said_to_have_no_figures_of_its_own(published: Path):
    said = words(opened("head_to_head", group="training"))
    for name, whole in (("tf.distribute", "TensorFlow"), ("DistributedDataParallel", "PyTorch")):
        assert f"**{name}** is built into {whole}" in said


# --- sentences and tables -------------------------------------------------------------------------


def test_a_count_of_two_members_does_not_make_the_headline():
    assert standing.headline(THREE) == "Alpha and Beta lead in 1 of 2 counts each"


def test_a_group_of_two_needs_no_third_member():
    two = THREE[(THREE.definition_id == "stars") & (THREE.project_id != "gamma")]
    assert standing.headline(two) == "Alpha leads in the only count"


def test_an_old_figure_is_no_rival_of_a_new_one():
    old = standings(("stars", "delta", 500, 1), year=2020, newest=False)
    assert standing.headline(pd.concat([THREE, old])) == standing.headline(THREE)


def test_the_table_gives_figure_and_share_or_why_there_is_none():
    missing = pd.DataFrame(
        [
            ("pulls", "delta", "no name"),
            ("stars", "delta", "part of"),
            ("images", "alpha", "not collected"),
            ("images", "beta", "no name"),
        ],
        columns=["definition_id", "project_id", "reason"],
    )
    definitions = pd.DataFrame(
        [("images", "Images: Servers", "docker", 0), ("stars", "Stars: Servers", "github", 3)],
        columns=["definition_id", "title", "source_id", "projects"],
    )
    names = {"alpha": "Alpha", "beta": "Beta", "delta": "Delta"}
    old = standings(("stars", "beta", 500, 1), year=2020, newest=False).assign(best=0, worst=0)
    frame = pd.concat([THREE[(THREE.definition_id != "stars") | (THREE.project_id != "beta")], old])
    shown, awaited = standing.sections(frame, missing, definitions, names, GROUP)
    rows = {row.title: row for row in shown.rows}
    stars = rows["Stars"].cells
    assert stars["alpha"] == ("60", "60.0 %", "Alpha: 60, 60.0 % of the group", 1, True)
    assert stars["beta"] == ("500", "until 31 Dec 2020", "Beta: 500", 0, False)
    assert stars["delta"].figure == "built into another project"
    assert rows["Stars"].notes == ["31 Dec 2024 · Alpha, then Gamma"]
    pulls = rows["Pulls"].cells
    assert (pulls["beta"].figure, pulls["beta"].below, pulls["beta"].leads) == (
        "900 k",
        "90.0 %",
        True,
    )
    assert (pulls["delta"].figure, pulls["delta"].title) == ("–", "no name there")
    # of one case no share is told
    assert rows["Forks"].cells["gamma"] == ("1", "", "Gamma: 1", 1, True)
    (images,) = awaited.rows
    assert (images.title, images.notes) == ("Images", ["`sharecheck collect docker`"])
    assert images.cells["alpha"].figure == "not collected"
    assert images.cells["beta"].figure == "–"


def test_a_member_without_any_figure_is_told_with_its_reason():
    members = pd.DataFrame(
        {
            "project_id": ["alpha", "delta", "eta", "zeta"],
            "name": ["Alpha", "Delta", "Eta", "Zeta"],
            "whole_name": [None, "Alpha", None, None],
        }
    )
    missing = pd.DataFrame(
        [
            ("stars", "eta", "no name"),
            ("pulls", "eta", "no name"),
            ("stars", "zeta", "not collected"),
            ("pulls", "zeta", "no name"),
        ],
        columns=["definition_id", "project_id", "reason"],
    )
    assert standing.gaps(members, missing, THREE) == [
        "**Delta** is built into Alpha: whoever uses it is counted there.",
        "**Eta** has no name in any of the registries counted.",
        "**Zeta** waits for a live collection.",
    ]


def test_members_are_ordered_by_how_often_they_lead():
    # each leads once; mean ranks are 1.5, 1.67 and 2.33
    assert ranking.order(standing.newest(THREE)) == ["beta", "alpha", "gamma"]
    assert list(standing.by_size(THREE).definition_id.unique()) == ["pulls", "stars", "forks"]


def test_a_lead_within_its_error_is_none():
    rows = [("posts", "alpha", 12, 1), ("posts", "beta", 6, 2), ("posts", "gamma", 1, 3)]
    posts = standings(*rows, quality="sample")
    # 12 - 6 is less than 1.96 times the root of 18, 12 - 1 and 6 - 1 are 11 > 7.1 and 5 < 5.2
    assert [ranking.place(row) for row in posts.itertuples()] == ["1–2", "1–3", "2–3"]
    both = pd.concat([THREE, posts])
    assert standing.headline(both) == "Alpha and Beta lead in 1 of 3 counts each, level in 1"
    assert standing.headline(posts) == "nobody leads, level in the only count"
    (shown,) = standing.sections(posts, NOTHING, WAITING, {"alpha": "Alpha"}, GROUP)
    (row,) = shown.rows
    assert row.notes == ["31 Dec 2024 · Alpha, Beta and Gamma level"]
    assert not any(cell.leads for cell in row.cells.values())


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


def test_no_change_is_told_of_fewer_than_twenty_cases(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    found = warehouse.execute(
        (QUERIES / "project_signals.sql").read_text("utf-8"), {"project": "theano"}
    ).df()
    table = profile.table(found, NOTHING.assign(signal_id=[])).set_index("Exactly")
    counts = found[~found.unit.isin(text.NO_CASES)]
    few = counts[counts.value < 20]
    assert len(few)
    for value in few.value:
        own = table.loc[[text.exact(value)]]
        assert own["In a year"].tolist() == [""] * len(own)
        assert own.Trend.tolist() == [[]] * len(own)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(3, 2, "+50 %"), (1, 4, "−75 %"), (2, 0, "from none"), (0, 0, "still none"), (1, None, "")],
)
def test_the_change_over_a_year_is_written_as_people_write_it(
    now: float, before: float | None, said: str
):
    assert profile.change(now, before) == said


# --- figures --------------------------------------------------------------------------------------


def test_a_project_s_places_show_its_share_among_its_rivals():
    measured = THREE[THREE.definition_id.isin({"stars", "pulls"})]
    figure = profile.chart(measured, "beta", "#0B7FC1", GROUP)
    own = [trace.x[0] for trace in figure.data if trace.marker.symbol == "circle"]
    assert own == pytest.approx([0.3, 0.9])
    rivals = [list(trace.x) for trace in figure.data if trace.marker.symbol != "circle"]
    assert rivals == [[0.6, 0.1], [0.1, 0.0]]
    said = " ".join(note.text for note in figure.layout.annotations)
    assert f"1 of 3 · {text.percent(0.9)} · 900 k · 31 Dec 2024" in said
    assert profile.message(measured[measured.project_id == "beta"], "Beta", GROUP) == (
        "Servers: Beta is first in 1 of 2 counts, nowhere below number 2"
    )
