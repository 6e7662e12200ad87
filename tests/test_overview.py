"""The overview: what it counts, chooses, draws and says, held against the tables."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from dashboard import colours, stale, text
from dashboard.documents import article, place_charts
from dashboard.overview import messages, panels, tally
from tests.browsing import settle, visit
from tests.test_browser_walk import fits
from tests.test_dashboard import opened, words
from warehouse.build import build
from warehouse.exporting import claimreview, marks

LACKING = "not enough evidence"


@pytest.fixture(scope="module")
def overview(published: Path) -> AppTest:
    return opened()


def charts(app: AppTest, about: str) -> dict[str, Any]:
    """Return the charts whose description begins as given, by the rest of it."""
    found = [chart.proto for chart in app.get("plotly_chart")]
    return {
        chart.alt.removeprefix(about): json.loads(chart.spec)
        for chart in found
        if chart.alt.startswith(about)
    }


def table(con: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    return con.execute(f"from {name}").df()


# --- verdicts ------------------------------------------------------------------------------------


def test_the_counts_of_verdicts_are_those_of_the_warehouse_and_lead_to_the_claims(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    verdicts = table(warehouse, "claim_verdict").verdict.value_counts()
    links = [link for link in overview.get("page_link") if "verdict=" in link.query_string]
    shown = {link.label.partition(" ")[2]: int(link.label.split()[0]) for link in links}
    assert shown == verdicts.to_dict()
    decided = verdicts.sum() - verdicts[LACKING]
    assert f"{verdicts.sum()} claims on who uses which" in words(overview)
    assert f"documents decide {decided}. Of the others " in words(overview)


def test_each_article_has_its_measurable_claims_as_a_bar_and_in_figures(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    claims = table(warehouse, "claim").merge(table(warehouse, "claim_verdict"), on="claim_id")
    hopeless = claims.needs.isin(["opinion", "benchmark", "no public data"])
    places = table(warehouse, "claim_occurrence")[["claim_id", "document_id"]].drop_duplicates()
    counted = claims[~hopeless].merge(places, on="claim_id")
    for document in table(warehouse, "document").itertuples():
        own = counted[counted.document_id == document.document_id].verdict.value_counts().to_dict()
        (bar,) = charts(overview, f"{document.title}: ").values()
        assert {part["name"]: part["x"][0] for part in bar["data"]} == own
        figures = " ".join(
            f":{mark.badge}[{mark.symbol}] {own[verdict]}"
            for verdict, mark in colours.VERDICTS.items()
            if verdict in own
        )
        assert figures in words(overview)
        link = next(e for e in overview.get("page_link") if e.label == document.title)
        assert link.query_string == f"document={document.document_id}"


def test_the_headline_says_how_much_is_decided_and_what_the_rest_lacks():
    verdicts = pd.DataFrame(
        {
            "verdict": ["supported", "refuted", LACKING, LACKING, LACKING],
            "undecided": [None, None, "opinion", "benchmark", "better data"],
            "claims": [2, 1, 2, 1, 1],
        }
    )
    documents = pd.DataFrame({"document_id": ["a", "b"], "claims": [7, 0]})
    said = messages.headline(verdicts, documents)
    assert "7 claims on who uses which framework, and why, stand in one of two articles" in said
    assert (
        "decide 3. Of the others 2 are opinions, 1 needs a measurement of speed or accuracy and 1 "
        "waits for more or better figures."
    ) in said


def test_every_reason_for_having_no_verdict_is_told():
    assert list(messages.LACKS) == list(text.UNDECIDED)


def test_every_verdict_looks_the_same_on_pages_and_in_exports_and_like_no_other():
    looks = {name: (mark.colour, mark.symbol) for name, mark in colours.VERDICTS.items()}
    assert looks == {name: (mark.colour, mark.symbol) for name, mark in marks.VERDICTS.items()}
    assert set(looks) == set(messages.ORDER) == set(claimreview.RATINGS)
    assert set(looks) == set(place_charts.SAID) == set(article.DECISIVE)
    for part in range(2):
        assert len({look[part] for look in looks.values()}) == len(looks)


def test_a_document_without_measurable_claims_says_none():
    assert tally.badges(pd.Series(dtype=int)) == "none"


# --- findings ------------------------------------------------------------------------------------


def sound(test: Any, claim: Any, costly: set[str]) -> bool:
    """Return whether a test that rules a claim out is evidence of the strongest kind."""
    broken = set(re.split(r"; |, |break: ", str(test.flags))) & costly
    thin = not pd.isna(test.missing) or test.widened is True or test.days_off > 0
    whole = pd.isna(test.quality) or test.quality in ("census", "official") or claim.of_source
    stuck = claim.singles_out and test.controls_tried > 0 and test.controls_yes == 0
    return whole and not (broken or thin or stuck)


def distance(test: Any, claim: Any) -> float:
    """Return how many times a figure is off; nan for one of which that says nothing."""
    if claim.kind not in ("share", "ratio", "order", "growth", "level") or not test.measured > 0:
        return float("nan")
    factors = [test.accepted_low / test.measured, test.measured / test.accepted_high]
    return max(factor for factor in factors if not pd.isna(factor))


def strongest(con: duckdb.DuckDBPyConnection) -> list[Any]:
    """Return the findings, by a way of their own: claim by claim, in Python."""
    claims = table(con, "claim").merge(table(con, "claim_verdict"), on="claim_id")
    evidence = table(con, "claim_evidence")
    places = table(con, "claim_occurrence").groupby("claim_id").document_id.nunique()
    breaks = table(con, "series_break")
    costly = set(breaks.break_id[(breaks.severity == "block") | (breaks.price != "harmless")])
    found = []
    for claim in claims[claims.verdict.isin(["refuted", "partly true", "outdated"])].itertuples():
        if claim.kind not in ("order", "property") and pd.isna(claim.asserted):
            continue
        moment = "now" if claim.verdict == "outdated" else claim.decided_at
        tests = evidence[(evidence.claim_id == claim.claim_id) & (evidence.role != "context")]
        tests = list(tests[(tests.moment == moment) & (tests.outcome == "fails")].itertuples())
        count = [
            t for t in tests if t.role == "primary" or claim.scorecard or not pd.isna(t.fact_id)
        ]
        if not count or not all(sound(test, claim, costly) for test in count):
            continue
        far = pd.Series([distance(test, claim) for test in tests]).median()
        order = (pd.isna(far), -far, -places[claim.claim_id], -len(tests), claim.position)
        found.append(((order[0], 0 if order[0] else order[1], *order[2:]), claim))
    found.sort(key=lambda entry: entry[0])
    first: dict[str, Any] = {}
    for _, claim in found:
        first.setdefault(claim.cluster, claim)
    return list(first.values())[:3]


def test_the_findings_are_the_farthest_off_of_those_with_the_strongest_evidence(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    expected = strongest(warehouse)
    links = [e for e in overview.get("page_link") if e.label.startswith("Said: ")]
    assert [link.query_string for link in links] == [f"claim={c.claim_id}" for c in expected]
    said = words(overview).replace("\\", "").replace("\u00a0", " ")
    for claim in expected:
        first = claim.explanation.split(". ")[0]
        assert f"**{claim.verdict.capitalize()}.** {first}" in said


def test_a_share_among_the_findings_says_of_whom_and_when(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    said = words(overview).replace("\\", "").replace("\u00a0", " ")
    shares = [claim for claim in strongest(warehouse) if claim.kind == "share"]
    assert shares
    for claim in shares:
        row = warehouse.execute(
            "select denominator, numerator from definition where definition_id = ?",
            [claim.primary_definition_id],
        ).fetchone()
        assert row is not None
        line = next(line for line in said.splitlines() if claim.primary_shown in line)
        assert str(claim.primary_period) in line
        assert any(part.split(",")[0] in line for part in row)


def test_a_finding_is_told_in_its_first_sentences_and_with_its_source():
    finding = pd.Series(
        {
            "verdict": "refuted",
            "explanation": "In 2024 9.1 % of those asked named it. The claim needs 55 % or more. "
            "1 other count cannot tell. Source: “A survey”. It is judged together with another.",
        }
    )
    assert messages.told(finding).replace("\u00a0", " ") == (
        "**Refuted.** In 2024 9.1 % of those asked named it. The claim needs 55 % or more. "
        "Source: “A survey”."
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (0, "No claim is shown to be otherwise by evidence as strong as that. "),
        (1, "Only one is shown to be otherwise by evidence as strong as that. "),
        (2, "Only two are shown to be otherwise by evidence as strong as that. "),
        (3, ""),
    ],
)
def test_it_says_why_there_are_fewer_findings(found: int, said: str):
    assert messages.few(found, 3) == said


# --- panels --------------------------------------------------------------------------------------


def test_each_panel_ends_with_the_newest_whole_figures_of_its_definition(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    shares = table(warehouse, "share")
    shares = shares[shares.usable & shares.complete & shares.project_id.isin(panels.PROJECTS)]
    names = dict(warehouse.execute("select project_id, name from project").fetchall())
    leads: dict[str, int] = {}
    for title, definitions in panels.PANELS.items():
        own = shares[shares.definition_id.isin(definitions)].sort_values("period_end")
        own = own[own.definition_id == own.definition_id.iloc[-1]]
        newest = own[own.period_end == own.period_end.max()].set_index("project_id")
        ((about, chart),) = charts(overview, f"{title}, of ").items()
        among, _, about = about.partition(", ")
        assert among in ("the two", "the three", "all frameworks", "those with a framework")
        for project, share in newest.share.items():
            (line,) = (part for part in chart["data"] if part["name"] == names[project])
            assert [y for y in line["y"] if y is not None][-1] == pytest.approx(share)
            assert f"{names[project]} {text.percent(share, 0)}" in about
        assert chart["layout"]["yaxis"]["range"] == [0, 1.04]
        first, second = list(newest.sort_values("numerator").itertuples())[:-3:-1]
        both = first.numerator + second.numerator
        error = 1.96 * both**0.5 if first.quality == "sample" else 0
        level = first.numerator - second.numerator <= error
        leader = "level" if level else names[first.Index]
        leads[leader] = leads.get(leader, 0) + 1
        assert (": level: " in about) is level
    (first, most), (second, fewer) = sorted(
        ((name, count) for name, count in leads.items() if name != "level"),
        key=lambda lead: -lead[1],
    )
    # the survey of 2024 is one of them: 3,194 users of PyTorch to 3,098 of TensorFlow
    assert leads["level"] > 0
    assert (
        f"{first} leads in {most} of {len(panels.PANELS)} signals and {second} in {fewer}; "
        f"level in {leads['level']}"
    ) in words(overview)


def test_all_panels_share_one_axis_of_time(overview: AppTest):
    drawn = [chart for title in panels.PANELS for chart in charts(overview, f"{title}, ").values()]
    assert len(drawn) == len(panels.PANELS)
    assert len({tuple(chart["layout"]["xaxis"]["range"]) for chart in drawn}) == 1


def shares(*rows: tuple[str, str, str, float, bool]) -> pd.DataFrame:
    """Return rows of query `panels`: definition, project, year, share, suspect."""
    frame = pd.DataFrame(rows, columns=["definition_id", "project_id", "year", "value", "suspect"])
    start = pd.to_datetime(frame.year)
    return frame.assign(
        name=frame.project_id.str.title(),
        numerator=1000 * frame.value,
        quality="census",
        factor=1.0,
        bound=None,
        group_id="two-frameworks",
        source_title="A source",
        period_start=start,
        period_end=start + pd.DateOffset(years=1),
        low=float("nan"),
        high=float("nan"),
    )


def test_a_figure_that_is_no_evidence_is_an_open_mark_and_never_the_newest():
    frame = shares(
        ("kaggle-two", "pytorch", "2019", 0.4, False),
        ("kaggle-two", "pytorch", "2020", 0.9, True),
        ("kaggle-two", "tensorflow", "2019", 0.6, False),
    )
    (panel,) = panels.made(frame)
    assert (panel.leader, panel.about) == ("Tensorflow", "2019")
    assert panel.title == "Kaggle survey, of the two"
    chart = panels.figure(panel, panels.span([panel]), "dark")
    line, marks, _ = chart["data"]
    assert line["y"] == [0.4, None]
    assert marks["y"] == [0.9]
    assert marks["marker"]["symbol"] == "circle-open"
    assert "open marks" in panels.below([panel])


def test_a_lead_within_the_error_of_a_sample_is_level():
    frame = shares(
        ("so-professionals-two", "pytorch", "2024", 0.52, False),
        ("so-professionals-two", "tensorflow", "2024", 0.48, False),
        ("kaggle-two", "pytorch", "2022", 0.4, False),
        ("kaggle-two", "tensorflow", "2022", 0.6, False),
    ).assign(quality="sample")
    # 520 - 480 is less than 1.96 times the root of 1,000, 600 - 400 more
    survey, kaggle = panels.made(frame)
    assert (survey.leader, survey.about) == (None, "2024: level")
    assert kaggle.leader == "Tensorflow"
    assert messages.leaders([survey, kaggle]) == (
        "By the newest figures Tensorflow leads in 1 of 2 signals; level in 1"
    )
    assert "nobody leads" in messages.leaders([survey])


def test_of_two_definitions_of_a_panel_the_one_with_the_newest_figure_is_drawn():
    frame = shares(
        ("github-stars", "pytorch", "2024", 0.2, False),
        ("github-stars-live", "pytorch", "2025", 0.3, False),
        ("github-stars-live", "pytorch", "2026", 0.9, True),
    )
    (panel,) = panels.made(frame)
    assert set(panel.frame.definition_id) == {"github-stars-live"}
    assert panel.newest.value.tolist() == [0.3]


def test_a_share_without_a_large_framework_gives_way_to_one_of_the_same_month(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    # weeks in which TensorFlow could not be read raise everybody else's share of contributors
    weeks = table(warehouse, "share").query(
        "definition_id == 'github-contributors' and project_id == 'pytorch'"
    )
    month = weeks[weeks.period_end.between("2022-06-02", "2022-07-01")]
    assert month.complete.nunique() > 1
    whole = month[month.complete].sort_values("period_end").iloc[-1]
    (chart,) = charts(overview, "GitHub contributors, ").values()
    line = next(part for part in chart["data"] if part["name"] == "PyTorch")
    june = [y for x, y in zip(line["x"], line["y"], strict=True) if x.startswith("2022-06")]
    assert june == [pytest.approx(whole.share)]


# --- freshness, and nothing to show --------------------------------------------------------------


def test_the_line_of_freshness_counts_what_is_late_and_what_never_came(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    fresh = table(warehouse, "freshness").merge(table(warehouse, "source"), on="source_id")
    came = fresh[fresh.newest_period.notna()]
    late = came[(came.state != "archive") & (came.expected_by < pd.Timestamp(stale.today()))]
    never = fresh[fresh.newest_period.isna() & fresh.live]
    assert (
        f"Figures reach to {text.day(came.newest_period.max())}; {len(late)} of {len(came)} "
        f"sources are late; {len(never)} that can be collected never were."
    ) in words(overview)
    link = next(e for e in overview.get("page_link") if e.label == "Sources")
    assert link.query_string == "state=late"


def test_without_claims_and_shares_of_frameworks_there_are_sentences(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
):
    (tiny / "data" / "claims" / "invented.yml").unlink()
    (tiny / "data" / "documents.yml").write_text("documents: {}\n", encoding="utf-8")
    build(tiny)
    monkeypatch.setenv("SHARECHECK_ROOT", str(tiny))
    app = opened()
    said = words(app)
    assert "No claims are registered yet" in said
    assert "No claim is shown to be otherwise by evidence as strong as that." in said
    assert "No documents are registered" in said
    assert "No shares of the frameworks yet. Run `sharecheck collect`" in said
    assert not app.get("plotly_chart")


@pytest.mark.parametrize(
    ("sources", "late", "waiting", "said"),
    [
        (0, 0, 2, "There are no figures yet: of the sources, 2 that can be collected never were."),
        (3, 1, 0, "Figures reach to 1 Aug 2026; 1 of 3 sources is late."),
        (3, 0, 1, "Figures reach to 1 Aug 2026; 0 of 3 sources are late; "
                  "1 that can be collected never was."),
    ],
)  # fmt: skip
def test_freshness_in_words(sources: int, late: int, waiting: int, said: str):
    newest = pd.Timestamp("2026-08-01")
    row = pd.Series({"newest": newest, "sources": sources, "late": late, "waiting": waiting})
    assert messages.freshness(row) == said


# --- in a browser --------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_overview_is_one_screen_and_reads_in_order_on_a_telephone(page: Page, address: str):
    visit(page, address)
    settle(page)
    line = page.locator(".st-key-freshness")
    expect(line).to_contain_text("Figures reach to")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        settle(page)
        expect(line).to_be_in_viewport(ratio=1)
    fits(page, 400)
    parts = ("Three most surprising", "Verdicts per article", "By the newest figures")
    tops = [page.get_by_role("heading", name=part).bounding_box() for part in parts]
    heights = [box["y"] for box in [*tops, line.bounding_box()] if box is not None]
    assert len(heights) == 4
    assert heights == sorted(heights)
