"""The pack on Python web frameworks: its figures, its verdicts, and its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from collectors.home import Home
from tests.browsing import settle, started, visit
from tests.command import run
from tests.conftest import REPOSITORY, copy_root
from warehouse import catalogue, documents, publish, verify
from warehouse.build import build

WEB = REPOSITORY / "data" / "packs" / "web"
VERDICTS = {
    "django-most-used": "refuted",
    "survey-2024-django-12": "supported",
    "fastapi-grown-since-2021": "supported",
    "fastapi-ahead-of-flask": "supported",
    "fastapi-half-of-downloads": "refuted",
    "flask-twice-django": "refuted",
    "flask-doubled-since-2023": "not enough evidence",
    "pyramid-niche": "supported",
    "django-more-stars": "refuted",
    "fastapi-passed-flask": "supported",
    "django-bsd": "supported",
    "flask-2010": "supported",
    "fastapi-best-choice": "not enough evidence",
    "django-most-jobs": "not enough evidence",
}
RULED = """
    select claim_id, verdict, lean, primary_measured, primary_low, primary_high, tests, explanation
    from claim_verdict
"""


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_root(WEB, tmp_path_factory.mktemp("web"))
    build(Home.of(root))
    return root


@pytest.fixture(scope="module")
def con(web: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with publish.connect(web) as con:
        yield con


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(WEB / "snapshot" / f"{name}.csv", dtype={"commit": str})


def shares(con: duckdb.DuckDBPyConnection, definition: str) -> dict[tuple[str, str], float]:
    """Return the shares of a definition by project and first day."""
    rows = con.execute(
        "select project_id, period_start::varchar, share from share where definition_id = ?",
        [definition],
    ).fetchall()
    return {(project, day): share for project, day, share in rows}


@pytest.mark.parametrize(
    ("signal", "name"),
    [
        ("pypi_downloads", "top_pypi_packages"),
        ("web_github_stars", "web_github_ranking"),
        ("web_survey_users", "web_survey"),
    ],
)
def test_every_row_is_a_figure_with_its_place(
    con: duckdb.DuckDBPyConnection, signal: str, name: str
):
    rows, placed, projects = con.execute(
        "select count(*), count(locator), count(distinct project_id) "
        "from observation where signal_id = ?",
        [signal],
    ).fetchall()[0]
    figures = table(name)
    assert (rows, placed) == (len(figures), len(figures))
    names = next(c for c in ("package", "repo", "option") if c in figures)
    assert projects == figures[names].nunique()


def test_the_printed_percentages_follow_from_the_counts():
    survey = table("web_survey")
    whole = survey[survey["survey_year"] >= 2023]  # before, the survey divided by fewer
    computed = 100 * whole["users"] / whole["respondents"]
    assert (computed - whole["percent_printed"]).abs().max() <= 0.0051
    earlier = survey[survey["survey_year"] < 2023]
    asked = earlier["users"] / earlier["percent_printed"] * 100
    assert asked.div(earlier["respondents"]).between(0.92, 0.97).all()


@pytest.mark.parametrize(
    ("definition", "population"),
    [("survey-everyone", "all"), ("survey-professionals", "professional")],
)
def test_survey_shares_are_users_over_all_who_answered(
    con: duckdb.DuckDBPyConnection, definition: str, population: str
):
    survey = table("web_survey")
    survey = survey[survey["population"] == population]
    assert shares(con, definition) == {
        (row.option.lower(), f"{row.survey_year}-01-01"): pytest.approx(row.users / row.respondents)
        for row in survey.itertuples()
    }


@pytest.mark.parametrize(
    ("definition", "group"),
    [
        ("pypi-three", ["django", "flask", "fastapi"]),
        ("pypi-chosen", ["django", "flask", "fastapi", "bottle", "pyramid", "sanic", "falcon"]),
    ],
)
def test_shares_of_downloads_add_up_over_their_group(
    con: duckdb.DuckDBPyConnection, definition: str, group: list[str]
):
    lists = table("top_pypi_packages_lists").set_index("list_date")["window_start"]
    found = shares(con, definition)
    figures = table("top_pypi_packages")
    for day in ("2023-04-01", "2025-12-01", "2026-07-01"):
        listed = figures[(figures["list_date"] == day) & figures["package"].isin(group)]
        assert len(listed) == len(group)
        for row in listed.itertuples():
            share = row.downloads / listed["downloads"].sum()
            assert found[row.package, lists[day]] == pytest.approx(share)


def test_every_claim_has_its_verdict_and_every_number_its_sql(con: duckdb.DuckDBPyConnection):
    rows = con.execute("select claim_id, verdict from claim_verdict").fetchall()
    assert dict(rows) == VERDICTS
    assert list(verify.mismatches(con, None)) == []


def test_each_sentence_of_the_article_is_one_claim_and_lies_where_it_says():
    content = catalogue.load(Home.of(WEB))
    texts = documents.at_hand(WEB, content.documents)
    [text] = texts.values()
    assert list(documents.misplaced(content, texts)) == []
    claims = [claim for file in content.clusters.values() for claim in file.claims]
    said = sorted(text[slice(*place.span)] for claim in claims for place in claim.occurrences)
    assert said == sorted(line for line in text.splitlines()[4:] if line)
    assert len(said) == len(claims) == len(VERDICTS)


def test_it_decides_the_same_beside_the_other_pack(web: Path, published: Path, tmp_path: Path):
    build(Home((published, web), tmp_path))
    with publish.connect(tmp_path) as both, publish.connect(published) as one:
        together = both.execute(RULED + "order by claim_id").fetchall()
        alone = one.execute(RULED).fetchall()
        rows = both.execute("select pack_id, noun from pack order by position").fetchall()
    with publish.connect(web) as other:
        alone += other.execute(RULED).fetchall()
    assert together == sorted(alone)
    assert [pack for pack, _ in rows] == ["deep-learning", "web"]


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("In 2024 11 % of professional developers used Django.", "Yes"),
        ("In 2025 Django had more stars than FastAPI.", "No"),
        ("In 2025 more than half of downloads of Python web frameworks were FastAPI.", "No"),
        ("Pyramid is a niche framework", "Yes"),
    ],
)
def test_a_sentence_about_it_is_judged(web: Path, sentence: str, answer: str):
    done = run(web, "check", sentence)
    assert done.returncode == 0, done.stderr
    assert answer in done.stdout.splitlines()


@pytest.fixture(scope="module")
def at(web: Path) -> Iterator[str]:
    with started(web) as url:
        yield url


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    [
        "",
        "claims",
        *(f"claims?claim={claim}" for claim in VERDICTS),
        "contradictions",
        "check?q=FastAPI has more stars than Django",
        "read",
        "documents",
        "documents?document=web-sayings",
        "signals",
        *(
            f"signals?signal={s}"
            for s in ("pypi_downloads", "web_github_stars", "web_survey_users")
        ),
        "compare",
        "projects",
        "projects?project=starlette",
        "head_to_head",
        "sources",
        "sources?source=web_survey",
        "sql",
    ],
)
def test_a_page_shows_it_without_a_word_of_the_other_pack(page: Page, at: str, path: str):
    visit(page, f"{at}/{path}")
    settle(page)
    shown = page.locator(".stMain")
    expect(shown).not_to_contain_text("PyTorch")
    expect(shown).not_to_contain_text("TensorFlow")
    expect(shown).not_to_contain_text("Deep learning", ignore_case=True)
