"""The overview: what it counts, chooses, draws and says, held against the tables."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote
from xml.etree import ElementTree as ET

import duckdb
import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from collectors.home import Home
from dashboard import colours, marts, stale, text
from dashboard.documents import article
from dashboard.labels import LACKS
from dashboard.overview import overview_view, panels
from tests.browsing import settle, visit
from tests.bundled.test_browser_walk import fits
from tests.bundled.test_dashboard import opened, words
from tests.test_drawing import steps
from tests.test_drawing import words as written
from warehouse.build import build
from warehouse.wording import labels
from warehouse.wording.figures import FEWEST_CASES
from warehouse.wording.labels import ANSWERS

LACKING = "not enough evidence"


@pytest.fixture(scope="module")
def overview(published: Path) -> AppTest:
    return opened()


def drawings(app: AppTest) -> dict[str, str]:
    """Return the drawings of a page as SVG, by their message."""
    found = re.findall(
        r"\(<data:image/svg\+xml,([^>]*)>", " ".join(block.value for block in app.markdown)
    )
    return {str(ET.fromstring(svg).get("aria-label")): svg for svg in map(unquote, found)}


def html(app: AppTest) -> str:
    return " ".join(block.proto.body for block in app.get("html"))


def links(app: AppTest, address: str) -> list[Any]:
    """Return the links whose parameters begin as given."""
    return [link for link in app.get("page_link") if link.query_string.startswith(address)]


def bare(said: str) -> str:
    """Return Markdown as it is read."""
    return said.replace("\\", "").replace("\u00a0", " ")


def table(con: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    return con.execute(f"from {name}").df()


# --- verdicts ------------------------------------------------------------------------------------


def test_the_counts_of_verdicts_are_those_of_the_warehouse_and_lead_to_the_claims(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    verdicts = table(warehouse, "claim_verdict").verdict.value_counts()
    shown = {
        link.label.partition(" ")[2]: int(link.label.split()[0])
        for link in links(overview, "verdict=")
    }
    assert shown == {ANSWERS[verdict]: number for verdict, number in verdicts.items()}
    decided = verdicts.sum() - verdicts[LACKING]
    assert f"documents decide {decided} of {verdicts.sum()} claims in five" in words(overview)
    (lacking,) = links(overview, "verdict=not+enough")
    assert " are opinions, " in lacking.help


def test_each_article_has_its_measurable_claims_as_a_bar_and_in_words(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    claims = table(warehouse, "claim").merge(table(warehouse, "claim_verdict"), on="claim_id")
    hopeless = claims.needs.isin(["opinion", "benchmark", "no public data"])
    places = table(warehouse, "claim_occurrence")[["claim_id", "document_id"]].drop_duplicates()
    counted = claims[~hopeless].merge(places, on="claim_id")
    most = counted.document_id.value_counts().max()
    bars = [block.proto.body for block in overview.get("html") if 'class="bar"' in block.proto.body]
    documents = list(table(warehouse, "document").itertuples())
    assert len(bars) == len(documents)
    for document, bar in zip(documents, bars, strict=True):
        own = counted[counted.document_id == document.document_id].verdict.value_counts().to_dict()
        drawn = re.findall(r"flex:(\d+);background:(#\w+)", bar)
        assert drawn == [
            (str(own[verdict]), mark.colour)
            for verdict, mark in colours.VERDICTS.items()
            if verdict in own
        ]
        assert re.search(r"width:([\d.]+)%", bar)[1] == f"{100 * sum(own.values()) / most:.1f}"
        assert all(f"{number} {ANSWERS[verdict]}</span>" in bar for verdict, number in own.items())
        (link,) = links(overview, f"document={document.document_id}")
        assert link.label == document.title


def test_the_heading_says_how_much_is_decided_and_a_note_what_the_rest_lacks():
    verdicts = pd.DataFrame(
        {
            "verdict": ["supported", "refuted", LACKING, LACKING, LACKING],
            "undecided": [None, None, "opinion", "benchmark", "better data"],
            "claims": [2, 1, 2, 1, 1],
        }
    )
    documents = pd.DataFrame({"document_id": ["a", "b"], "claims": [7, 0]})
    assert overview_view.headline(verdicts, documents) == (
        "Public figures and documents decide 3 of 7 claims in one of two articles"
    )
    assert overview_view.headline(verdicts, documents[:1]).endswith(" claims in one article")
    assert overview_view.lacking(verdicts) == (
        "2 are opinions, 1 needs a measurement of speed or accuracy and 1 waits for more or better "
        "figures."
    )
    assert overview_view.lacking(verdicts[:2]) == ""


def test_every_reason_for_having_no_verdict_is_told():
    assert list(LACKS) == list(text.UNDECIDED)


def test_every_verdict_looks_the_same_on_pages_and_in_exports_and_like_no_other():
    looks = {name: (mark.colour, mark.symbol) for name, mark in colours.VERDICTS.items()}
    assert looks == {name: (mark.colour, mark.symbol) for name, mark in labels.VERDICTS.items()}
    assert set(looks) == set(colours.LISTED) == set(labels.RATINGS)
    assert set(looks) == set(article.SAID) == set(article.DECISIVE)
    for part in range(2):
        assert len({look[part] for look in looks.values()}) == len(looks)


def test_a_document_without_measurable_claims_says_so():
    assert "no claim that figures can decide" in overview_view.bar(pd.Series(dtype=int), 3)


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
        order = (pd.isna(far), -far, -places.get(claim.claim_id, 0), -len(tests), claim.position)
        found.append(((order[0], 0 if order[0] else order[1], *order[2:]), claim))
    found.sort(key=lambda entry: entry[0])
    first: dict[str, Any] = {}
    for _, claim in found:
        first.setdefault(claim.cluster, claim)
    return list(first.values())[: overview_view.MOST]


def test_the_findings_are_the_farthest_off_of_those_with_the_strongest_evidence(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    expected = strongest(warehouse)
    assert len(expected) >= 3
    shown = [link for link in overview.get("page_link") if link.label.startswith("Said: ")]
    assert [link.query_string for link in shown] == [f"claim={c.claim_id}" for c in expected]
    answers = [b.proto.body for b in overview.get("html") if 'class="answer"' in b.proto.body]
    for claim, link, answer in zip(expected, shown, answers, strict=True):
        assert bare(link.label) == f"Said: {claim.statement}"
        assert bare(link.help) == claim.explanation
        mark = colours.VERDICTS[claim.verdict]
        assert f"{mark.symbol}</span> {claim.answer}</p>" in answer
        first = claim.explanation.partition(". ")[0]
        assert claim.kind == "share" or f"\n{first}" in bare(words(overview))


def test_a_share_among_the_findings_is_told_with_its_period_and_drawn_beside_the_claimed_one(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    shares = [claim for claim in strongest(warehouse) if claim.kind == "share"]
    assert shares
    said = bare(words(overview))
    for claim in shares:
        assert f"measured for {claim.primary_period}; said: {claim.claimed}" in said
        assert f"**{100 * claim.primary_measured:.2g} %**" in said
        own = warehouse.execute(
            "select share from share where definition_id = ? and project_id = ? and usable "
            "and complete and denominator >= 20 order by period_start",
            [claim.primary_definition_id, claim.subject],
        ).fetchall()
        svg = drawings(overview)[claim.statement]
        drawn = [y for run in steps(svg) for _, y in run]
        top, bottom = 7, overview_view.HEIGHT - 18
        assert drawn == pytest.approx([bottom - (bottom - top) * n for (n,) in own], abs=0.06)
        (level,) = re.findall(r'd="M[\d.]+ ([\d.]+)H[^>]*stroke-dasharray', svg)
        assert float(level) == pytest.approx(bottom - (bottom - top) * claim.asserted_low, abs=0.06)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"kind": "share", "measured": 0.0917}, ("9.2 %", "measured for 2024; said: over 55 %")),
        (
            {"kind": "ratio", "shown": "0.82 times as many"},
            ("0.82 times as many", "measured for 2024; said: over 55 %"),
        ),
        ({"kind": "order", "claimed": None}, ("9.1 %", "measured for 2024; said: more than JAX")),
        ({"parts": 3, "parts_holding": 2}, ("2 of 3", "parts of it hold")),
        ({"parts": 1, "parts_holding": 1}, ("1 of 1", "parts of it hold")),
        ({"shown": "dynamic graph"}, ("dynamic graph", "2024")),
        (
            {
                "verdict": "outdated",
                "parts": 2,
                "parts_holding": 2,
                "ended": pd.Timestamp("2026-01-31"),
            },
            ("January 2026", "by then it was no longer so"),
        ),
        ({"verdict": "outdated", "ended": pd.NaT}, ("9.1 %", "2024")),
    ],
)
def test_the_number_of_a_finding_is_the_one_that_decides(
    about: dict[str, Any], said: tuple[str, str]
):
    finding = {
        "kind": "property",
        "verdict": "refuted",
        "measured": 0.0,
        "shown": "9.1 %",
        "period": "2024",
        "claimed": "over 55 %",
        "accepted": "more than JAX",
        "ended": None,
        "parts": None,
        "parts_holding": None,
    }
    assert overview_view.number(pd.Series(finding | about)) == said


@pytest.mark.parametrize("verdict", colours.VERDICTS)
def test_an_answer_in_its_colour_can_be_read_on_both_pages(verdict: str):
    def bright(code: str) -> float:
        linear = [
            v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
            for v in (int(code[n : n + 2], 16) / 255 for n in (1, 3, 5))
        ]
        return sum(n * v for n, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05

    light, dark = colours.READABLE[verdict]
    assert bright("#FFFFFF") / bright(light) >= 4.5
    assert bright(dark) / bright("#12181F") >= 4.5


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (0, "No claim is shown to be otherwise by evidence of the strongest kind"),
        (1, "One claim that does not hold as told"),
        (5, "Five claims that do not hold as told"),
    ],
)
def test_it_says_how_many_findings_there_are(found: int, said: str):
    assert overview_view.surprising(found) == said


def test_an_image_says_its_message_letter_for_letter():
    hostile = """[a](b) "c" <d> & `e` :f: | $g$ *h*"""
    said = overview_view.image("<svg aria-label='x)>\"'/>", hostile)
    assert re.fullmatch(
        r'!\[(\\[\W]|[^\[\]])*\]\(<data:image/svg\+xml,[\w%/:;=,!@+.-]+> "(\\.|[^"])*"\)', said
    )


# --- panels --------------------------------------------------------------------------------------


def panel_links(app: AppTest) -> dict[str, Any]:
    """Return the links of the panels by their definition, in order."""
    links = [link for link in app.get("page_link") if "view=share&definition=" in link.query_string]
    return {parse_qs(link.query_string)["definition"][0]: link for link in links}


def panel_of(app: AppTest, link: Any) -> tuple[str, str]:
    """Return message and drawing of a panel, by its link."""
    title, base = re.fullmatch(r"\*\*(.*)\*\*, share (.*)", bare(link.label)).groups()
    ((message, svg),) = (
        (message, svg)
        for message, svg in drawings(app).items()
        if message.startswith(f"{title}, ") and message.endswith(f" {base}")
    )
    return message, svg


def leading(con: duckdb.DuckDBPyConnection) -> tuple[str, list[str]]:
    """Return the group with most members measured and its most measured ones, in Python."""
    found = table(con, "share").merge(table(con, "definition"), on="definition_id")
    over = found[found.over == "group"].groupby("group_id")
    sizes = {group: (own.project_id.nunique(), len(own)) for group, own in over}
    group = max(sizes, key=lambda one: sizes[one][0])
    seen = found.groupby("project_id").definition_id.nunique()
    members = set(found[found.group_id == group].project_id)
    return group, list(seen[seen.index.isin(members)].nlargest(3).index)


def telling(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the definitions that tell most, by a way of their own: family by family."""
    group, projects = leading(con)
    words = table(con, "definition").drop(columns=["numerator", "denominator"])
    found = table(con, "share").merge(words, on="definition_id")
    found = found.merge(table(con, "signal"), on="signal_id")
    found = found[found.usable & found.complete & found.project_id.isin(projects)]
    best: dict[str, tuple[Any, ...]] = {}
    for definition, own in found.groupby("definition_id"):
        month = (own.period_end - pd.Timedelta(days=1)).dt.to_period("M")
        enough = own[own.denominator.groupby(month).transform("max") >= FEWEST_CASES]
        months = month[enough.index].nunique()
        if months * 2 < month.nunique() or not enough.share.max() >= 0.05:
            continue
        first, last = own.iloc[0], enough.period_end.max()
        count = enough.project_id.nunique()
        order = (first.over != "group", -count, first.group_id != group, -months, definition)
        one = (order, first.family, first.source_id, months, last, count)
        best[first.signal_id] = min(best.get(first.signal_id, one), one)
    newest = max(one[4] for one in best.values())
    rounds: list[tuple[Any, ...]] = []
    for family in {one[1] for one in best.values()}:
        own = [(signal, *one) for signal, one in best.items() if one[1] == family]
        ranks = {
            one[0]: (one[4] < 2, (newest - one[5]).days > 1096, -one[6], -one[4], one[0])
            for one in own
        }
        again: dict[str, int] = {}
        turns = []
        for one in sorted(own, key=lambda one: ranks[one[0]]):
            again[one[3]] = again.get(one[3], 0) + 1
            turns.append((again[one[3]], *ranks[one[0]], one[1][-1]))
        for turn, (_, single, *rest) in enumerate(sorted(turns), 1):
            rounds.append((turn + 2 * single, *rest))
    return [one[-1] for one in sorted(rounds)[: panels.MOST]]


def test_the_panels_are_the_longest_series_of_each_family_that_compare_most(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    expected, shown = telling(warehouse), list(panel_links(overview))
    assert len(shown) == panels.MOST
    assert set(shown) == set(expected)
    families = dict(
        warehouse.execute(
            "select definition_id, family from definition join signal using (signal_id)"
        ).fetchall()
    )
    in_order = [list(text.FAMILIES).index(families[definition]) for definition in shown]
    assert in_order == sorted(in_order)
    assert {"downloads", "attention", "research", "surveys"} <= {families[one] for one in shown}


def test_each_panel_ends_with_the_newest_whole_figures_of_its_definition(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    shares, (_, projects) = table(warehouse, "share"), leading(warehouse)
    shares = shares[shares.usable & shares.complete & shares.project_id.isin(projects)]
    names = dict(warehouse.execute("select project_id, name from project").fetchall())
    leads: dict[str, int] = {}
    shown = panel_links(overview)
    for definition, link in shown.items():
        own = shares[shares.definition_id == definition].sort_values("period_end")
        newest = own[own.period_end == own.period_end.max()].set_index("project_id")
        message, svg = panel_of(overview, link)
        ends = [run[-1][1] for run in steps(svg)]
        # a figure by itself is a mark without a line
        ends += [sum(y for _, y in run) / 3 for run in steps(svg, "polygon") if len(run) == 3]
        for project, row in newest.iterrows():
            at = 70 - 63 * row.share  # the scale of a panel reaches from 7 to 70 pixels
            assert any(abs(end - at) < 0.1 for end in ends), (definition, project)
            least = row.high >= 1 and row.low == row.share
            shown_share = re.search(rf"{names[project]} (at least )?([\d.]+) %", message)
            assert bool(shown_share[1]) is bool(least)
            assert float(shown_share[2]) == pytest.approx(100 * row.share, abs=1 if least else 0.51)
        first, second = list(newest.sort_values("numerator").itertuples())[:-3:-1]
        both = first.numerator + second.numerator
        error = 1.96 * both**0.5 if first.quality == "sample" else 0
        level = first.numerator - second.numerator <= error
        leader = "level" if level else names[first.Index]
        leads[leader] = leads.get(leader, 0) + 1
        assert (f": {panels.CLOSE}: " in message) is level
    (first, most), (second, fewer) = sorted(
        ((name, count) for name, count in leads.items() if name != "level"),
        key=lambda lead: -lead[1],
    )
    level = leads.get("level", 0)
    said = f"{first} leads in {most} of {len(shown)} signals and {second} in {fewer}"
    assert said + (f"; {level} " if level else "") in words(overview)


def test_a_panel_tells_the_answer_of_the_claim_that_asks_the_same(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    claims = table(warehouse, "claim").merge(table(warehouse, "claim_verdict"), on="claim_id")
    claims = claims.set_index("claim_id")
    tested = table(warehouse, "claim_evidence")
    told, (_, projects) = {}, leading(warehouse)
    for definition, link in panel_links(overview).items():
        asking = set(
            tested[
                (tested.definition_id == definition) & tested.role.isin(["primary", "alternative"])
            ].claim_id
        )
        same = claims[
            claims.index.isin(asking) & (claims.kind == "share") & claims.subject.isin(projects)
        ]
        helped = bare(link.help)
        if same.empty:
            assert helped == panel_of(overview, link)[0]
            continue
        (told[definition],) = (
            name
            for name, row in same.iterrows()
            if helped == f"Said: {row.statement} {row.answer}. {row.explanation}"
        )
        assert not same.asserted.notna().any() or pd.notna(same.asserted[told[definition]])
        assert ET.fromstring(panel_of(overview, link)[1])[0].text == helped
    assert told


def test_all_panels_share_one_axis_of_time(overview: AppTest):
    years = [
        {word for word in written(panel_of(overview, link)[1]) if re.fullmatch(r"20\d\d", word)}
        for link in panel_links(overview).values()
    ]
    assert years[0]
    assert all(other == years[0] for other in years)


def test_no_share_of_fewer_than_twenty_cases_is_drawn(warehouse: duckdb.DuckDBPyConnection):
    sql = (marts.QUERIES / "panels.sql").read_text(encoding="utf-8")
    asked = {"definitions": ["papers-links-named"], "projects": ["pytorch"], "years": None}
    every, enough = (
        warehouse.execute(sql, asked | {"fewest": fewest}).df() for fewest in (0, FEWEST_CASES)
    )
    thin = warehouse.execute(
        "select period_start from share where definition_id = 'papers-links-named' "
        "and project_id = 'pytorch' and denominator < 20"
    ).df()
    assert len(thin) > 0
    assert set(every.period_start) - set(enough.period_start) == set(thin.period_start)


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
        source_title="A source",
        period_start=start,
        period_end=start + pd.DateOffset(years=1),
        low=float("nan"),
        high=float("nan"),
    )


def made(frame: pd.DataFrame) -> list[panels.Panel]:
    """Return the panels of shares, of a group first and then of everything."""
    definitions = list(dict.fromkeys(frame.definition_id))
    telling = pd.DataFrame(
        {"definition_id": definitions, "among": ["Alpha and Beta", None][: len(definitions)]}
    )
    telling = telling.assign(title=telling.definition_id.str.title(), denominator="all answers")
    return panels.made(telling, frame, colours.together(["alpha", "beta"], {}))


def test_a_figure_that_is_no_evidence_is_an_open_mark_and_never_the_newest():
    frame = shares(
        ("stars", "alpha", "2019", 0.4, False),
        ("stars", "alpha", "2020", 0.9, True),
        ("stars", "beta", "2019", 0.6, False),
    )
    (panel,) = made(frame)
    assert (panel.leader, panel.about) == ("Beta", "2019")
    assert panel.label == "**Stars**, share among Alpha and Beta"
    assert panel.told == "Stars, 2019: Beta 60 %, Alpha 40 % among Alpha and Beta"
    svg = panels.drawn(panel, panels.span([panel]))
    assert re.findall(r'<circle[^>]* cy="([\d.]+)"[^>]* fill="none"', svg) == ["13.3"]  # 90 %
    assert {"40 %", "60 %"} <= set(written(svg))
    assert "Hollow marks" in panels.below([panel])
    assert panels.legend([panel]) == "● Alpha, ■ Beta"


def test_a_lead_within_the_error_of_a_sample_is_level():
    frame = shares(
        ("survey", "alpha", "2024", 0.52, False),
        ("survey", "beta", "2024", 0.48, False),
        ("poll", "alpha", "2022", 0.4, False),
        ("poll", "beta", "2022", 0.6, False),
    ).assign(quality="sample")
    # 520 - 480 is less than 1.96 times the root of 1,000, 600 - 400 more
    survey, poll = made(frame)
    assert (survey.leader, survey.about) == (None, "2024: too close to call")
    assert poll.leader == "Beta"
    assert poll.label == "**Poll**, share of all answers"
    assert overview_view.leaders([survey, poll]) == (
        "By the newest figures Beta leads in 1 of 2 signals; 1 is too close to call"
    )
    assert "nobody leads" in overview_view.leaders([survey])


def test_a_share_without_a_large_member_gives_way_to_one_of_the_same_month(
    overview: AppTest, warehouse: duckdb.DuckDBPyConnection
):
    every, shown = table(warehouse, "share"), panel_links(overview)
    tried = 0
    for definition, link in shown.items():
        for project in leading(warehouse)[1]:
            own = every[(every.definition_id == definition) & (every.project_id == project)]
            own = own[own.usable & (own.denominator >= FEWEST_CASES)]
            own = own[own.period_start >= "2017-01-01"]  # ten years up to the newest figure's
            month = (own.period_end - pd.Timedelta(days=1)).dt.to_period("M")
            whole = own[own.complete]
            drawn = [y for run in steps(panel_of(overview, link)[1]) for _, y in run]
            heights = 70 - 63 * whole.share
            for at, share in zip(month[own.index], own.share, strict=True):
                good = heights[month[whole.index] == at]
                if (
                    own.complete[month == at].nunique() > 1
                    and (abs(heights - 70 + 63 * share) > 1).all()
                ):
                    tried += 1
                    assert not any(abs(y - (70 - 63 * share)) < 0.06 for y in drawn)
                    assert any(abs(y - height) < 0.06 for y in drawn for height in good)
    assert tried


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


def test_without_claims_and_definitions_there_are_sentences(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
):
    (tiny / "claims" / "invented.yml").unlink()
    for name in ("documents", "definitions", "aspects", "contradictions", "breaks", "twins"):
        (tiny / f"{name}.yml").unlink()
    build(Home.of(tiny))
    monkeypatch.setenv("SHARECHECK_PACK", str(tiny))
    app = opened()
    said = words(app)
    assert "No claims are registered yet" in said
    assert "evidence of the strongest kind" not in said
    assert "No documents are registered" in said
    assert "No shares yet" in said
    assert "`definitions.yml`" in said
    assert drawings(app) == {}
    shutil.rmtree(tiny / "snapshot")
    shutil.rmtree(tiny / "sources")
    (tiny / "projects.yml").write_text("projects: {alpha: {name: Alpha, kind: library}}\n", "utf-8")
    build(Home.of(tiny))
    assert "No figures yet. Put a table into `snapshot/` of the pack" in words(opened())


def test_a_pack_with_one_table_shows_it(tiny: Path, monkeypatch: pytest.MonkeyPatch):
    build(Home.of(tiny))
    monkeypatch.setenv("SHARECHECK_PACK", str(tiny))
    app = opened()
    assert not app.exception
    shown = panel_links(app)
    assert {"survey-two"} <= set(shown) <= {"survey-two", "papers-base", "papers-two"}
    message, _ = panel_of(app, shown["survey-two"])
    assert "Alpha" in message
    assert "Beta" in message
    assert "share among The two invented projects" in bare(shown["survey-two"].label)


def test_the_first_page_asks_for_nothing_that_is_slow_to_come(overview: AppTest):
    slow = ("plotly_chart", "arrow_data_frame", "popover", "bidi_component", "download_button")
    assert [name for name in slow if overview.get(name)] == []
    assert ":material/" not in "".join(
        [*(link.label for link in overview.get("page_link")), words(overview)]
    )


def test_what_one_takes_away_from_the_panels_is_offered_once_it_is_wanted(published: Path):
    app = opened()
    next(button for button in app.button if button.label == "Download or cite").click().run()
    assert not app.exception
    offered = [button.proto.label for button in app.get("download_button")]
    assert offered == ["CSV", "Parquet"]
    assert len(app.get("bidi_component")) == 1  # the pictures
    short, full, _ = (code.value for code in app.code)
    assert " of 10 signals" in short
    assert "Sources: " in full


@pytest.mark.parametrize(
    ("sources", "late", "waiting", "said"),
    [
        (0, 0, 2, "There are no figures yet: of the sources, 2 that can be collected never were."),
        (3, 1, 0, "Figures reach to 1 Aug 2026; 1 of 3 sources is late."),
        (
            3,
            0,
            1,
            "Figures reach to 1 Aug 2026; 0 of 3 sources are late; "
            "1 that can be collected never was.",
        ),
    ],
)
def test_freshness_in_words(sources: int, late: int, waiting: int, said: str):
    newest = pd.Timestamp("2026-08-01")
    row = pd.Series({"newest": newest, "sources": sources, "late": late, "waiting": waiting})
    assert overview_view.fresh_words(row) == said


# --- in a browser --------------------------------------------------------------------------------


PAPER_AND_INK = """async (name) => {
    // what the image's own style makes of the page it stands in
    const image = [...document.images].find(image => image.alt === name);
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth, canvas.height = image.naturalHeight;
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const points = context.getImageData(0, 0, canvas.width, canvas.height).data;
    let most = 0, sum = 0;
    for (let n = 0; n < points.length; n += 4) {
        const grey = Math.abs(points[n] - points[n + 2]) < 40 && points[n + 3] > 200;
        if (grey) { most += 1; sum += points[n]; }
    }
    return sum / most > 128 ? 'dark' : 'light';
}"""
"""Whether the ink of an image is that of a dark page or that of a light one."""


@pytest.mark.browser
def test_answers_and_charts_are_on_the_first_screen_and_in_order_on_a_telephone(
    page: Page, address: str
):
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.set_viewport_size({"width": 1280, "height": 800})
    visit(page, address)
    expect(page.locator(".st-key-panels")).to_have_css("display", "grid")
    settle(page)
    last = page.get_by_role("img", name=re.compile("^GitHub contributors, "))
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        settle(page)
        expect(page.get_by_role("link", name=re.compile("^Said: ")).first).to_be_in_viewport()
        expect(last).to_be_in_viewport(ratio=1)
        assert page.evaluate(PAPER_AND_INK, last.get_attribute("alt")) == scheme
    slow = re.compile("PlotlyChart|recordbatch|rehype-raw|DataFrame|plotly")
    assert [url for url in requested if slow.search(url)] == []
    fits(page, 400)
    parts = ("that do not hold as told", "By the newest figures", "Public figures and documents")
    tops = [page.get_by_role("heading", name=part).bounding_box() for part in parts]
    line = page.locator(".st-key-freshness").bounding_box()
    heights = [box["y"] for box in [*tops, line] if box is not None]
    assert len(heights) == 4
    assert heights == sorted(heights)


@pytest.mark.browser
def test_a_panel_leads_to_its_figures_from_anywhere_on_it(page: Page, address: str):
    visit(page, address)
    expect(page.locator(".st-key-panels")).to_have_css("display", "grid")
    panel = page.locator("[class*=st-key-panel-]").last
    definition = re.search(r"st-key-panel-([\w-]+)", panel.get_attribute("class") or "")[1]
    panel.click(position={"x": 100, "y": 100})
    expect(page).to_have_url(re.compile(f"/signals.*definition={definition}"))
