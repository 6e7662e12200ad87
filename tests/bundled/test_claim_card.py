"""What a claim's card leads to: the origin of each number, what to cite, its date in the series."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import duckdb
import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from collectors.home import Home
from dashboard import charts
from dashboard.claims import claim_card, claim_list, evidence_view, series_view
from tests.bundled.test_claim_pages import ask, plain
from tests.bundled.test_dashboard import asked, opened, words
from tests.test_landing import land, row
from warehouse import publish
from warehouse.build import build
from warehouse.exporting import claimreview, content, reports

COMMIT = re.compile(r"([^@]+)@([0-9a-f]+):(.+)")
SURVEY = "so-2024-pytorch-55"


def test_a_number_leads_to_the_commit_that_its_figures_were_read_at(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    found = ask(
        warehouse,
        "select distinct unnest(locators) from claim_evidence where claim_id = ? "
        "and measured is not null",
        SURVEY,
    )
    cited = [found for (place,) in found if (found := COMMIT.fullmatch(place))]
    said = words(opened("claims", claim=SURVEY)).replace("\\", "")
    assert cited
    for parts in cited:
        owner, commit, path = parts.groups()
        file = re.sub(r"\.zip:.*", ".zip", path)
        target = f"(https://github.com/{owner}/blob/{commit}/{file.replace(' ', '%20')})"
        assert f"{parts[0]}]{target}" in said


def test_a_recorded_answer_is_shown_with_its_address_run_and_sha256(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
):
    body = b'{"invented": [61]}'
    folder = land(tiny, "20230901T100000Z", [row(2022, "Alpha", 61, "2022-09-01")])
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["responses"][0] |= {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    build(Home.of(tiny))
    with publish.connect(tiny) as con:
        ((place,),) = ask(con, "select locator from response")
    (tiny.parent / place).parent.mkdir()
    (tiny.parent / place).write_bytes(gzip.compress(body))
    monkeypatch.setenv("SHARECHECK_PACK", str(tiny))

    def page(place: str) -> None:
        import pandas as pd

        from dashboard import marts
        from dashboard.claims import evidence_view

        marts.enter()
        evidence = pd.DataFrame({"locators": [[place]], "sql": [None]})
        evidence_view.origin(evidence.iloc[0], evidence_view.places(evidence))

    app = AppTest.from_function(page, args=(place,)).run()
    assert not app.exception
    line = next(line for line in plain(words(app)).splitlines() if place in line)
    read = gzip.decompress((tiny.parent / place).read_bytes())
    assert f"sha256 `{hashlib.sha256(read).hexdigest()}`" in line
    assert "(https://example.org/invented/later)" in line
    assert "fetched 1 Sep 2023 10:00 UTC" in line
    assert "run 20230901T100000Z" in line


def test_many_origins_are_counted_and_all_in_a_file(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, places = ask(
        warehouse,
        "select claim_id, len(locators) from claim_evidence where moment = 'then' "
        "and measured is not null order by len(locators) desc, claim_id limit 1",
    )[0]
    assert places > evidence_view.SHOWN
    app = opened("claims", claim=claim)
    assert f"- and {places - evidence_view.SHOWN} more, all in the file" in words(app)
    assert f"All {places} places as CSV" in [
        button.proto.label for button in app.get("download_button")
    ]


def test_each_query_can_be_opened_where_it_runs_and_gives_the_number(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("claims", claim=SURVEY)
    queries = [code.value for code in app.code if code.language == "sql"]
    links = [link for link in app.get("page_link") if link.label == "Open its SQL"]
    assert len(links) >= len(queries) > 0
    ((value,),) = ask(warehouse, queries[0])
    assert f"{100 * value:.1f} %" in plain(words(app))


def test_the_verdict_is_said_in_one_sentence_with_claim_measurement_time_and_source(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    ((hits, asked, source),) = ask(
        warehouse,
        "select share.numerator, share.denominator, source.title from share "
        "join definition using (definition_id) join signal using (signal_id) "
        "join source using (source_id) where definition_id = 'so-professionals' "
        "and project_id = 'pytorch' and period_start = date '2024-01-01'",
    )
    said = plain(words(opened("claims", claim=SURVEY)))
    sentence = next(line for line in said.splitlines() if line.startswith("In 2024, "))
    assert f"In 2024, {100 * hits / asked:.1f} % of " in sentence
    assert "The claim needs 55 % or more." in sentence
    assert f" Source: “{source}”." in sentence


def test_every_claim_is_answered_in_a_box_with_its_paragraph(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    # one of each sort: what is measured, held against facts, scored, and what nothing decides
    rows = ask(
        warehouse,
        "select min_by((statement, answer, explanation, would_flip), claim_id), min(claim_id) "
        "from claim join claim_verdict using (claim_id) "
        "group by answer, kind in ('date', 'property'), scorecard, tests > 0",
    )
    app = opened("claims")
    for (statement, answer, explanation, flip), claim in rows:
        app.query_params["claim"] = claim
        app.run()
        assert not app.exception, claim
        assert [plain(title.value) for title in app.title] == [statement]
        said = plain(words(app))
        assert re.search(rf"^## :\w+\[.\] {answer}$", said, re.M), claim
        assert f"\n{explanation}\n" in said, claim
        assert f"What would change this: {flip}" in said, claim
        assert said.index(answer) < said.index(explanation)


def test_both_figures_stand_beside_the_answer_the_measured_one_with_its_name_and_date(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    """The register's own count of this one has no data: another, which has, is named."""
    claim = "hub-pytorch-only-many"
    ((primary, title, shown, period),) = ask(
        warehouse,
        "select primary_shown, found_title, found_shown, found_period from claim_verdict "
        "where claim_id = ?",
        claim,
    )
    assert primary is None
    said = plain(words(opened("claims", claim=claim)))
    assert f":small[:gray[Measured]]  \n{shown}  \n:small[:gray[{title}, {period}]]" in said
    assert ":small[:gray[The claim needs]]  \na quarter or more" in said
    survey = plain(words(opened("claims", claim=SURVEY)))
    assert ":small[:gray[The claim says]]  \nover 55 %  \n:small[:gray[2024]]" in survey


def test_the_tab_is_in_the_address(published: Path):
    app = opened("claims", claim=SURVEY, tab="cite")
    assert not app.exception
    assert app.session_state[claim_card.TAB] == "Cite"
    assert asked(app, "tab") == "cite"
    app.query_params["tab"] = "none of them"
    app.run()
    assert app.session_state[claim_card.TAB] == "Evidence"
    assert "tab" not in app.query_params


def test_the_claim_review_of_the_card_is_the_exported_one(published: Path, tmp_path: Path):
    def page() -> None:
        import streamlit as st

        from dashboard import marts
        from dashboard.claims import claim_card

        marts.enter()
        st.code(claim_card.review("so-2024-pytorch-55")())

    app = AppTest.from_function(page).run()
    assert not app.exception
    with publish.connect(published) as con:
        sources = reports.catalogue(con).sources
        claims = [claim for claim in content.claims(con) if claim.claim_id == SURVEY]
        claimreview.write(claims, content.build(con), sources, tmp_path)
    assert app.code[0].value + "\n" == (tmp_path / f"{SURVEY}.jsonld").read_text("utf-8")
    buttons = opened("claims", claim=SURVEY).get("download_button")
    assert {"ClaimReview (JSON-LD)", "Badge (Shields)"} <= {b.proto.label for b in buttons}


def test_the_address_under_a_card_opens_the_same_card(published: Path):
    app = opened("claims", claim=SURVEY)
    link = app.code[-1].value
    again = opened("claims", claim=link.rpartition("?claim=")[2])
    assert words(again) == words(app)
    citation = app.code[-2].value
    assert citation.endswith(link)
    assert publish.current(published).build_id in citation
    assert "No. In 2024, 9.1 % of " in citation


def test_each_place_where_a_claim_is_made_leads_to_the_article_with_this_claim_alone(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    ((claim,),) = ask(
        warehouse,
        "select claim_id from claim_occurrence group by claim_id "
        "order by count(distinct document_id) desc, claim_id limit 1",
    )
    documents = ask(
        warehouse, "select distinct document_id from claim_occurrence where claim_id = ?", claim
    )
    links = {link.query_string for link in opened("claims", claim=claim).get("page_link")}
    assert {f"document={name}&claim={claim}" for (name,) in documents} <= links
    said = words(opened("documents", document=documents[0][0], claim=claim))
    assert "Only where it says" in said


# --- the claim in the series of its measure -------------------------------------------------------


def series() -> pd.DataFrame:
    """Return three years of an invented share."""
    starts = pd.to_datetime(["2020-01-01", "2021-01-01", "2022-01-01"])
    return pd.DataFrame(
        {
            "key": "alpha",
            "period_start": starts,
            "period_end": starts + pd.DateOffset(years=1),
            "value": [0.1, 0.15, 0.2],
            "low": float("nan"),
            "high": float("nan"),
            "suspect": False,
        }
    )


def drawn(**said: object) -> go.Figure:
    """Return the series with a claim of 2024 drawn into it."""
    claim = pd.Series(
        {
            "kind": "share",
            "accepted": "",
            "accepted_low": None,
            "accepted_high": None,
            "as_of": "2024",
            "as_of_start": pd.Timestamp("2024-01-01"),
            "as_of_end": pd.Timestamp("2025-01-01"),
        }
        | said
    )
    frame = series()
    reach = series_view.reach(claim, frame, logarithmic=False)
    return series_view.draw(charts.series(frame, pd.DataFrame(), reach=reach), claim)


def test_the_claim_s_date_stands_on_the_time_axis_even_after_the_last_figure():
    figure = drawn()
    lines = [shape for shape in figure.layout.shapes if shape.line.dash == "dot"]
    assert [pd.Timestamp(shape.x0) for shape in lines] == [
        pd.Timestamp("2024-01-01"),
        pd.Timestamp("2025-01-01"),
    ]
    first, last = (pd.Timestamp(end) for end in figure.layout.xaxis.range)
    assert first < pd.Timestamp("2020-07-01")
    assert last > pd.Timestamp("2025-01-01")


@pytest.mark.parametrize(
    ("low", "high", "shaded"),
    [(0.55, 1.0, (0.55, None)), (None, 0.12, (0.0, 0.12)), (0.3, 0.4, (0.3, 0.4))],
)
def test_the_region_in_which_a_claim_holds_is_seen_beside_the_figures(
    low: float | None, high: float, shaded: tuple[float, float | None]
):
    figure = drawn(accepted_low=low, accepted_high=high, as_of_start=None)
    (region,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    bottom, top = figure.layout.yaxis.range
    assert (region.y0, region.y1) == (shaded[0], shaded[1] if shaded[1] is not None else top)
    assert bottom <= 0.1
    assert top >= max(0.2, region.y0 + 0.01)
    assert not [shape for shape in figure.layout.shapes if shape.line.dash == "dot"]


def test_a_card_marks_the_date_in_its_series_and_lists_breaks_of_a_scorecard_by_letter(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("claims", claim="momentum-dominance")
    chart = json.loads(app.get("plotly_chart")[-1].proto.spec)
    dots = [s for s in chart["layout"]["shapes"] if s.get("line", {}).get("dash") == "dot"]
    assert [shape["x0"][:10] for shape in dots] == ["2025-01-01", "2026-01-01"]
    broken = ask(
        warehouse,
        "with drawn as (select test_id, min(period_start) over () + 99 as first, "
        "max(period_start) over () - 99 as last from test_series join claim_test using (test_id) "
        "where claim_test.claim_id = 'momentum-dominance' and role = 'scorecard' and test_id in "
        "(select test_id from claim_evidence where measured is not null) "
        "qualify count(*) over (partition by test_id) > 1) "
        "select distinct effect from series_break join definition "
        "on definition.signal_id = series_break.signal_id "
        "and (segment is null or list_contains(definition.segments, segment)) "
        "join claim_test using (definition_id) join drawn using (test_id) "
        "where starts between first and last",
    )
    said = plain(words(app))
    for (effect,) in broken:
        assert re.search(rf"^[A-Z]+ .* {re.escape(effect)}", said, re.M), effect


# --- finding a claim ------------------------------------------------------------------------------


@pytest.mark.parametrize("find", ["78 %", "78%", "78 percent", "seventy-eight percent"])
def test_a_figure_finds_the_claims_that_give_it_first(
    published: Path, warehouse: duckdb.DuckDBPyConnection, find: str
):
    giving = ask(warehouse, "select claim_id from claim where asserted = '78 %'")
    app = opened("claims", find=find)
    shown = [
        link.query_string.removeprefix("claim=")
        for link in app.get("page_link")
        if link.query_string.startswith("claim=")
    ]
    assert giving
    assert set(shown[: len(giving)]) == {claim for (claim,) in giving}


def test_what_is_found_keeps_its_order_under_every_other_filter():
    claims = pd.DataFrame({"claim_id": ["a", "b", "c"], "kind": ["share", "order", "share"]})
    nothing = dict.fromkeys(("document", "topic", "project", "kind", "undecided")) | {"verdict": []}
    found = claim_list.fitting(claims, nothing, ["c", "b", "a", "gone"])
    assert list(found.claim_id) == ["c", "b", "a"]
    assert list(claim_list.fitting(claims, nothing | {"kind": "share"}, ["c", "b"]).claim_id) == [
        "c"
    ]
    assert claim_list.fitting(claims, nothing, []).empty
