"""The list and the cards of claims, and the page of contradictions, on the bundled data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import duckdb
import pandas as pd
import pytest
import yaml

from collectors.home import Home
from dashboard import colours, text
from dashboard.claims import claim_list, contradiction_view, evidence_view
from tests.bundled.test_dashboard import asked, opened, words
from warehouse.build import build
from warehouse.claim_entries import Kind
from warehouse.wording.labels import ANSWERS

KINDS = get_args(Kind)
LACKING = "not enough evidence"


def plain(shown: str) -> str:
    """Return what a page says without the signs of Markdown."""
    return shown.replace("\\", "").replace("**", "")


def ask(con: duckdb.DuckDBPyConnection, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query, at least one."""
    rows = con.execute(query, values).fetchall()
    assert rows, query
    return rows


# --- the list ------------------------------------------------------------------------------------


def test_the_list_links_to_each_topic_with_its_verdicts(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    counts: dict[str, dict[str, int]] = {}
    for title, verdict, number in ask(
        warehouse,
        "select cluster || cluster_title, verdict, count(*) from claim "
        "join claim_verdict using (claim_id) group by all",
    ):
        counts.setdefault(title, {})[verdict] = number
    links = [link for link in opened("claims").get("page_link") if "topic=" in link.query_string]
    assert len(links) == len(counts)
    found = {}
    for link in links:
        topic = re.search(r"topic=([^&]*)", link.query_string)
        title = re.match(r"\*\*(.*?)\*\*", link.label)
        assert topic is not None
        assert title is not None
        numbers = re.findall(r"\[(.)\u00a0(\d+)\]", link.label)
        found[topic[1] + title[1].replace("\\", "")] = {
            verdict: int(number)
            for mark, number in numbers
            for verdict in colours.VERDICTS
            if colours.VERDICTS[verdict].symbol == mark
        }
    assert found == counts


def test_a_topic_shows_its_claims_those_with_a_verdict_first(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    ((topic,),) = ask(
        warehouse,
        "select cluster from claim group by cluster order by count(*) desc, cluster limit 1",
    )
    expected = ask(
        warehouse,
        "select statement, verdict, needs is not null as hopeless from claim "
        "join claim_verdict using (claim_id) where cluster = ?",
        topic,
    )
    app = opened("claims", topic=topic)
    links = [link for link in app.get("page_link") if "claim=" in link.query_string]
    order = [link.label.replace("\\", "") for link in links]
    assert sorted(order) == sorted(statement for statement, _, _ in expected)
    lacking = {
        statement: (verdict == LACKING) + hopeless for statement, verdict, hopeless in expected
    }
    assert [lacking[s] for s in order] == sorted(lacking.values())


def test_the_counts_on_the_verdicts_are_those_of_the_other_filters(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    counts = dict(
        ask(
            warehouse,
            "select verdict, count(*) from claim join claim_verdict using (claim_id) "
            "where kind = 'rank' group by verdict",
        )
    )
    pills = opened("claims", kind="rank", verdict="refuted").get("button_group")[0]
    shown = {
        answer: int(number)
        for option in pills.options
        for answer, number in re.findall(r"([A-Za-z ]+) \((\d+)\)$", option)
    }
    assert {answer.strip(): number for answer, number in shown.items() if number} == {
        ANSWERS[verdict]: number for verdict, number in counts.items()
    }


def test_a_claim_says_how_far_its_own_figures_reach_and_not_those_of_their_source(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    [[first, last, source]] = ask(
        warehouse,
        "select min(period_end) - 1, max(period_end) - 1, "
        "(select max(period_end) - 1 from latest_observation join signal using (signal_id) "
        "where source_id = 'hugging_face_hub') "
        "from claim_evidence where claim_id = 'hub-pytorch-90' and decides "
        "and measured is not null",
    )
    assert first < last < source
    said = words(opened("claims", claim="hub-pytorch-90"))
    assert f"Figures to {text.day(last)}, the oldest to {text.day(first)}" in said
    assert text.day(source) not in said


def test_what_no_longer_holds_was_true_of_its_parts(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    outdated = ask(
        warehouse,
        "select claim_id, count(*) from (select claim_id, unnest(parts) from ruling "
        "where verdict = 'outdated') group by claim_id order by claim_id limit 1",
    )
    [(claim, parts)] = outdated
    card = words(opened("claims", claim=claim))
    assert f"Was true of]]  \n**{parts} of {parts} parts**" in card
    listed = words(opened("claims", verdict="outdated"))
    assert f"Was true of **{parts} of {parts} parts**" in listed
    assert "True of **" not in listed


def test_topics_with_most_verdicts_come_first():
    claims = pd.DataFrame(
        {
            "cluster": ["a", "a", "b", "c", "c"],
            "cluster_title": ["A", "A", "B", "C", "C"],
            "verdict": [LACKING, "refuted", "refuted", "supported", "refuted"],
            "undecided": ["opinion", None, None, None, None],
        }
    )
    found = claim_list.by_topic(claims)
    assert found.cluster_title.tolist() == ["C", "C", "A", "A", "B"]
    assert found[found.cluster == "a"].verdict.tolist() == ["refuted", LACKING]


# --- cards ---------------------------------------------------------------------------------------


def test_a_card_of_every_sort_opens_and_shows_sql_for_each_measurement(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    rows = ask(
        warehouse,
        "select first(claim_id order by queries, claim_id), min(queries) from ("
        "select claim.claim_id, kind, verdict, scorecard, count(distinct sql) as queries "
        "from claim join claim_verdict using (claim_id) "
        "left join claim_evidence as evidence on evidence.claim_id = claim.claim_id group by all) "
        "where queries > 0 or verdict = 'not enough evidence' group by kind, verdict, scorecard",
    )
    app = opened("claims")
    for claim, queries in rows:
        app.query_params["claim"] = claim
        app.run()
        assert not app.exception, claim
        shown = {code.value for code in app.code if code.language == "sql"}
        assert len(shown) == queries, claim


@pytest.mark.parametrize("kind", KINDS)
def test_the_card_of_each_kind_shows_every_measurement_in_the_warehouse_s_words(
    published: Path, warehouse: duckdb.DuckDBPyConnection, kind: str
):
    ((claim,),) = ask(
        warehouse,
        "select claim_id from claim join claim_verdict using (claim_id) where kind = ? "
        "and tests > 0 order by tests desc, claim_id limit 1",
        kind,
    )
    app = opened("claims", claim=claim)
    said = plain(words(app) + "\n".join(expander.label for expander in app.expander))
    for title, shown in ask(
        warehouse,
        "select test_title, shown from claim_evidence where claim_id = ? and moment = 'then' "
        "and shown is not null",
        claim,
    ):
        assert title in said
        assert text.figure(shown) in said


def details(claim: str) -> str:
    """Return the details of a claim's measurements."""
    return plain(words(opened("claims", claim=claim)))


def first(con: duckdb.DuckDBPyConnection, kind: str, columns: str) -> tuple[Any, ...]:
    """Return the first measurement of a kind that has counts, with columns of claim and shares."""
    rows = ask(
        con,
        f"select e.claim_id, {columns} from claim_evidence as e join claim using (claim_id) "
        "join definition using (definition_id) join signal using (signal_id) "
        "join share as s on s.definition_id = e.definition_id and s.project_id = claim.subject "
        "and s.period_start = e.period_start and s.period_end = e.period_end "
        "left join share as f on f.definition_id = e.definition_id "
        "and f.project_id = claim.subject and f.period_start = e.baseline_start "
        "and f.period_end = e.baseline_end "
        "where claim.kind = ? and e.decides and signal.unit <> 'percent' "
        "and (e.baseline_start is null or f.share is not null) "
        "order by e.test_id limit 1",
        kind,
    )
    return rows[0]


def test_the_details_of_a_place_say_among_how_many(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, members, counted = first(warehouse, "rank", "s.members, s.numerator")
    said = details(claim)
    assert f"Among {members} that are measured." in said
    assert f"{counted:,.0f}" in said


def test_the_details_of_a_growth_give_both_counts(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, before, after = ask(
        warehouse,
        "select claim_id, early.numerator, late.numerator from claim_evidence as seen "
        "join claim using (claim_id) join window_count as early using (test_id, moment) "
        "join window_count as late using (test_id, moment) join definition using (definition_id) "
        "join signal using (signal_id) where claim.kind = 'growth' and seen.measured is not null "
        "and early.part = 'since' and late.part = 'at' and signal.unit <> 'percent' "
        "order by test_id, moment limit 1",
    )[0]
    assert f"from {before:,.0f} to {after:,.0f}" in details(claim)


@pytest.mark.parametrize("kind", ["slope", "change"])
def test_the_details_of_a_trend_give_the_share_at_both_ends(
    published: Path, warehouse: duckdb.DuckDBPyConnection, kind: str
):
    claim, before, after = first(warehouse, kind, "f.share, s.share")
    said = details(claim)
    assert f": {100 * before:.1f} % in " in said
    assert f", {100 * after:.1f} % in " in said


def test_the_card_of_a_scorecard_counts_the_signals_that_hold(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, holding, deciding, waiting, listed = ask(
        warehouse,
        "select claim_id, count(*) filter (where decides and outcome = 'holds') as holding, "
        "count(*) filter (where decides) as deciding, "
        "count(*) filter (where missing = 'not collected') as waiting, "
        "count(*) from claim_evidence where role = 'scorecard' and moment = 'then' "
        "and fact_id is null group by claim_id "
        "having holding > 1 and deciding > holding and waiting > 0 "
        "order by deciding desc, claim_id limit 1",
    )[0]
    app = opened("claims", claim=claim)
    said = plain(words(app))
    assert f"{holding} of {deciding} signals say yes" in said
    assert "one of several signals that decide together" in said
    label = next(box.label for box in app.expander if "collection" in box.label)
    assert f"of its {listed} signals " in label
    assert re.search(rf"\b{waiting}( of its \d+ signals)? waits? for a collection$", label)
    assert "sharecheck collect" in said


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("date", "No figure lies near its date."),
        ("not over", " was not over when its figure was read."),
    ],
)
def test_a_card_says_of_each_test_why_it_has_no_figure(
    published: Path, warehouse: duckdb.DuckDBPyConnection, code: str, reason: str
):
    claim, title = ask(
        warehouse,
        "select seen.claim_id, test_title from claim_evidence as seen "
        "join claim_verdict as verdict on verdict.claim_id = seen.claim_id "
        "and verdict.decided_at = seen.moment where seen.missing = ? and role <> 'context' "
        "and measured is null order by seen.claim_id, position limit 1",
        code,
    )[0]
    app = opened("claims", claim=claim)
    said = plain(words(app))
    assert re.search(rf"^- {re.escape(title)}: .*{re.escape(reason)}", said, re.M)
    assert any("no figure that may decide" in box.label for box in app.expander)


def test_a_card_says_what_was_added_up_and_what_is_only_a_bound(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, months = ask(
        warehouse,
        "select claim_id, periods from claim_evidence join claim using (claim_id) "
        "where definition_id = 'hiring-two' and periods > 1 and role <> 'context' "
        "and moment = 'then' and claim.kind = 'share' order by claim_id limit 1",
    )[0]
    labels = [box.label for box in opened("claims", claim=claim).expander]
    assert any(f"pooled from {months} months" in label for label in labels)
    labels = [box.label for box in opened("claims", claim="hub-pytorch-90").expander]
    # 317,539 models of PyTorch's own libraries of 873,548; with those of transformers 843,973
    assert any("**at least 36 %**" in label for label in labels)
    assert any("**at most 97 %**" in label for label in labels)


def test_the_card_of_a_fact_cites_it_and_says_whether_the_page_was_read(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    facts = ask(
        warehouse,
        "select distinct fact.title, value, citation, read_on from claim_evidence as seen "
        "join fact on fact.fact_id = seen.fact_id and fact.valid_from = seen.period_start "
        "where claim_id = 'pytorch-bsd' and shown = value",
    )
    app = opened("claims", claim="pytorch-bsd")
    for title, value, citation, read_on in facts:
        told = [block.value for block in app.markdown if f"{title}: **{value}**" in block.value]
        assert len(told) == 1
        assert text.cited(citation) in told[0]
        assert (f"read on {text.day(read_on)}" if read_on else "not read") in told[0]
    assert not app.get("plotly_chart")


def test_a_claim_without_public_data_says_so(published: Path, warehouse: duckdb.DuckDBPyConnection):
    claim, reason = ask(
        warehouse,
        "select claim_id, needs_reason from claim where needs = 'no public data' "
        "and kind <> 'property' and claim_id not in (select claim_id from claim_evidence "
        "where measured is not null) order by claim_id limit 1",
    )[0]
    said = plain(words(opened("claims", claim=claim)))
    assert "] Not known\n" in said
    assert f"Nobody publishes what would decide it. {reason}" in said
    assert "there is nothing to draw" in said


def test_the_card_of_an_opinion_gives_its_reason_and_what_stands_beside_it(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, reason, title = ask(
        warehouse,
        "select claim.claim_id, needs_reason, claim_test.title from claim "
        "join claim_test using (claim_id) join share using (definition_id) "
        "where claim.needs = 'opinion' and kind = 'property' and project_id = subject and usable "
        "order by all limit 1",
    )[0]
    app = opened("claims", claim=claim)
    said = plain(words(app))
    assert f"It is a matter of opinion, and no published count decides it. {reason}" in said
    assert "For context: what can be counted beside it" in said
    charts = app.get("plotly_chart")
    assert len(charts) == 1
    assert title.split(",")[0] in charts[0].proto.spec


def test_a_claim_that_waits_for_a_collection_says_how_to_collect(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, source = ask(
        warehouse,
        "select claim_id, needs_source from claim join claim_verdict using (claim_id) "
        "where needs_source is not null and tests = 0 order by claim_id limit 1",
    )[0]
    assert f"`sharecheck collect {source}`" in words(opened("claims", claim=claim))


def test_a_verdict_that_never_changed_says_since_when(published: Path):
    assert "Unchanged since it was first judged" in words(opened("claims", claim="so-2024-order"))


def test_the_history_of_a_verdict_says_what_changed_and_because_of_what(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tiny / "claims" / "invented.yml"
    entries = yaml.safe_load(path.read_text("utf-8"))
    entries["claims"][0]["tests"] = {"primary": "survey-base"}
    path.write_text(yaml.safe_dump(entries), "utf-8")
    build(Home.of(tiny))
    entries["claims"][0]["asserted"] = {"percent": 99}
    path.write_text(yaml.safe_dump(entries), "utf-8")
    build(Home.of(tiny))
    monkeypatch.setenv("SHARECHECK_PACK", str(tiny))
    said = plain(words(opened("claims", claim="alpha-over-half")))
    changes = [line for line in said.splitlines() if "(build " in line and line.startswith("- ")]
    assert len(changes) == 2
    assert "first judged: " in changes[0]
    before = changes[0].split("first judged: ")[1].split(",")[0]
    assert f"{before} → No" in changes[1]
    assert changes[1].endswith("because of the catalogue")
    assert "Unchanged" not in said


# --- contradictions ------------------------------------------------------------------------------


def test_the_page_of_contradictions_says_how_many_are_decided(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    ((every, decided, within),) = ask(
        warehouse,
        "select count(*), count(*) filter (where favours in ('a', 'b')), "
        "count(*) filter (where within = 'one document') from contradiction",
    )
    app = opened("contradictions")
    said = plain(words(app))
    assert f"{every} contradictions; the data decide {decided}" in said
    assert f"favour one side in {decided}" in said
    assert f"{within} are within one article" in said
    own = [link for link in app.get("page_link") if "contradiction=" in link.query_string]
    assert len(own) == min(every, contradiction_view.PER_PAGE)


def test_a_permalink_shows_both_sides_of_a_contradiction(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    ((contradiction, why),) = ask(
        warehouse, "select contradiction_id, why from contradiction order by position limit 1"
    )
    claims = ask(
        warehouse,
        "select claim_id, statement, answer from contradiction_side join claim using (claim_id) "
        "join claim_verdict using (claim_id) where contradiction_id = ?",
        contradiction,
    )
    app = opened("contradictions", contradiction=contradiction)
    said = words(app)
    links = {link.query_string: link.label.replace("\\", "") for link in app.get("page_link")}
    for claim, statement, answer in claims:
        assert links[f"claim={claim}"] == statement
        assert answer in said
    assert why in plain(said)
    assert any(code.value.endswith(f"?contradiction={contradiction}") for code in app.code)


@pytest.mark.parametrize(
    ("parameters", "condition"),
    [
        ({"kind": "numeric"}, "kind = 'numeric'"),
        ({"severity": "hard", "found": "undecided"}, "severity = 'hard' and favours = 'undecided'"),
        (
            {"document": "d1"},
            "contradiction_id in (select contradiction_id from contradiction_side "
            "join claim_occurrence using (claim_id) where document_id = 'd1')",
        ),
    ],
)
def test_filters_of_contradictions_come_from_the_address(
    published: Path,
    warehouse: duckdb.DuckDBPyConnection,
    parameters: dict[str, str],
    condition: str,
):
    ((number,),) = ask(warehouse, f"select count(*) from contradiction where {condition}")
    app = opened("contradictions", **parameters)
    assert f"**{number}** of " in words(app)
    assert {name: asked(app, name) for name in parameters} == parameters


def test_a_page_of_contradictions_is_in_the_address(published: Path):
    first = opened("contradictions")
    second = opened("contradictions", page="2")
    own = [
        {
            link.query_string
            for link in app.get("page_link")
            if "contradiction=" in link.query_string
        }
        for app in (first, second)
    ]
    assert own[0]
    assert own[1]
    assert not own[0] & own[1]
    assert asked(second, "page") == "2"


def test_an_unknown_contradiction_is_answered_kindly(published: Path):
    app = opened("contradictions", contradiction="nope")
    assert "There is no contradiction called" in app.warning[0].value


def test_a_card_names_the_claims_that_contradict_it(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, contradiction, other = ask(
        warehouse,
        "select own.claim_id, own.contradiction_id, statement from contradiction_side as own "
        "join contradiction_side as other on other.contradiction_id = own.contradiction_id "
        "and other.side <> own.side join claim on claim.claim_id = other.claim_id "
        "where other.position = 0 order by own.contradiction_id, own.side, own.position limit 1",
    )[0]
    app = opened("claims", claim=claim)
    assert "**Contradicts:**" in words(app)
    labels = [
        link.label.replace("\\", "")
        for link in app.get("page_link")
        if link.query_string == f"contradiction={contradiction}"
    ]
    assert len(labels) == 1
    assert labels[0].startswith(other)


def test_contradictions_as_csv_have_a_row_for_each_claim_and_what_it_would_need():
    entries = pd.DataFrame(
        {
            "contradiction_id": ["x"],
            "title": "t",
            "kind": "fact",
            "severity": "soft",
            "why": "w",
            "within": "one document",
            "favours": "a",
            "finding": "f",
        }
    )
    sides = pd.DataFrame(
        {
            "contradiction_id": ["x", "x", "y"],
            "side": ["a", "b", "a"],
            "claim_id": ["p", "q", "r"],
            "fits": [None, "all, 2024", None],
            "kind": "share",
            "statement": "s",
            "claimed": "1 %",
            "hedge": "exact",
            "as_of": "2024",
            "verdict": "refuted",
            "documents": "d",
        }
    )
    table = contradiction_view.table(entries, sides)
    assert table.claim_id.tolist() == ["p", "q"]
    assert table.kind.tolist() == ["fact", "fact"]
    assert list(table.columns) == contradiction_view.COLUMNS


def test_the_sentence_on_contradictions_adds_up():
    entries = pd.DataFrame(
        {
            "severity": ["hard", "soft", "soft", "soft"],
            "within": ["one document", "between documents", "one document", "one document"],
            "favours": ["a", "b", "both", "undecided"],
        }
    )
    said = plain(contradiction_view.summary(entries))
    assert contradiction_view.headline(entries) == "4 contradictions; the data decide 3"
    assert "3 are within one article, 1 between articles. 1 cannot both be true" in said
    assert "favour one side in 2, confirm both in 1 and decide nothing yet in 1." in said


# --- what the verdict rests on: controls, parts, moments, aspects --------------------------------


def tried(*rows: tuple[str, str]) -> pd.DataFrame:
    """Return controls of one test: name, outcome."""
    frame = pd.DataFrame(rows, columns=["name", "outcome"])
    return frame.assign(control=frame.name)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("Keras", "fails"), ("MXNet", "fails")], "says no for Keras and MXNet."),
        ([("Keras", "fails"), ("JAX", "holds")], "says no for Keras; it says yes for JAX."),
        ([("swapped", "fails")], "says no with the two exchanged."),
        (
            [("Keras", "fails"), ("swapped", "fails")],
            "says no for Keras and with the two exchanged.",
        ),
        ([("Keras", "inconclusive")], "cannot tell for Keras."),
        ([(f"P{n}", "fails") for n in range(8)], "says no for P0, P1, P2, P3, P4, P5 and 2 more."),
        ([(f"P{n}", "inconclusive") for n in range(8)], "cannot tell for 8 projects."),
    ],
)
def test_controls_are_said_in_words(rows: list[tuple[str, str]], said: str):
    assert evidence_view.sentence(tried(*rows)) == f"The same test {said}"


def test_a_card_shows_what_its_tests_say_of_others_with_their_figures(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    ((claim, subject),) = ask(
        warehouse,
        "select tried.claim_id, project.name from claim_control as tried "
        "join claim_verdict as verdict on verdict.claim_id = tried.claim_id "
        "and verdict.decided_at = tried.moment join claim on claim.claim_id = tried.claim_id "
        "join project on project.project_id = subject "
        "where verdict = 'supported' and claim.kind = 'order' group by all "
        "having bool_or(control = 'swapped') and count(distinct control) > 2 "
        "order by count(*), 1 limit 1",
    )
    names = ask(
        warehouse,
        "select distinct name from claim_control join project on project_id = control "
        "join claim_verdict using (claim_id) where claim_id = ? and moment = decided_at "
        "and outcome <> 'inconclusive'",
        claim,
    )
    app = opened("claims", claim=claim)
    said = plain(words(app))
    assert "### The same tests tried on others" in said
    assert "with the two exchanged" in said
    ((table,),) = [[f.value] for f in app.dataframe if "Project" in f.value.columns]
    assert table.Project.iloc[0] == f"{subject}, as claimed"
    assert table.Project.str.contains("the two exchanged").any()
    for (name,) in names:
        assert name in said
        assert name in set(table.Project)


def test_without_controls_a_card_shows_none(published: Path):
    assert "tried on others" not in words(opened("claims", claim="pytorch-bsd"))


def test_a_claim_with_parts_shows_each_with_its_own_outcome_in_order(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, parts = ask(
        warehouse,
        "select claim_id, parts from ruling where verdict = 'partly true' "
        "order by len(parts) desc, claim_id limit 1",
    )[0]
    app = opened("claims", claim=claim)
    said = plain(words(app))
    shown = [f"{part['part']}: {evidence_view.PARTS[part['ruling']][1]}" for part in parts]
    places = [said.find(line) for line in shown]
    assert -1 not in places
    assert places == sorted(places)
    true = sum(part["ruling"] == "holds" for part in parts)
    assert f"True of {true} of its {len(parts)} parts" in said
    assert ":violet[◪] Partly" in said


def test_every_outcome_of_a_part_has_its_words(warehouse: duckdb.DuckDBPyConnection):
    found = ask(
        warehouse, "select distinct unnest(parts).ruling from ruling where parts is not null"
    )
    assert {ruling for (ruling,) in found} <= set(evidence_view.PARTS)


def test_an_undated_claim_shows_the_time_that_decides_first_and_others_beside_it(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, decisive, other = ask(
        warehouse,
        "select seen.claim_id, seen.period, also.period from claim_evidence as seen "
        "join claim_verdict as verdict on verdict.claim_id = seen.claim_id "
        "and verdict.decided_at = seen.moment "
        "join claim_evidence as also on also.test_id = seen.test_id and also.moment = 'between' "
        "join claim on claim.claim_id = seen.claim_id "
        "where claim.as_of is null and seen.moment = 'now' and seen.decides "
        "and claim.kind = 'order' "
        "and also.measured is not null and also.period_start <> seen.period_start "
        "order by 1, seen.position limit 1",
    )[0]
    labels = [e.label for e in opened("claims", claim=claim).expander]
    first = next(n for n, label in enumerate(labels) if f"· {decisive}" in plain(label))
    later = next(n for n, label in enumerate(labels) if f"· also: {other}" in plain(label))
    assert first < later


def test_what_an_article_gives_is_what_it_says_and_our_reading_is_what_the_claim_needs(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    for query, name, never in (
        ("asserted is not null and kind = 'share'", "The claim says", "The claim needs"),
        ("read_as is not null and kind in ('rank', 'level')", "The claim needs", "The claim says"),
    ):
        claim, claimed, accepted = ask(
            warehouse,
            "select claim_id, claimed, accepted from claim join claim_verdict using (claim_id) "
            f"where {query} order by claim_id limit 1",
        )[0]
        said = plain(words(opened("claims", claim=claim)))
        figure = claimed if name == "The claim says" else accepted
        assert f":small[:gray[{name}]]  \n{figure}" in said
        assert f"[{never}]" not in said


def test_an_undecided_claim_says_where_its_figures_point(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, lean = ask(
        warehouse,
        "select claim_id, lean_words from claim_verdict where lean_words is not null "
        "order by claim_id limit 1",
    )[0]
    said = plain(words(opened("claims", claim=claim)))
    assert re.search(r"^## :gray\[\?\] Not known, points to (yes|no)$", said, re.M)
    assert f"Still, {lean}." in said


def test_a_card_says_what_its_claim_is_about_and_why_other_figures_are_no_evidence_of_it(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    claim, title, reason = ask(
        warehouse,
        "select claim.claim_id, aspect.title, aspect.reason from claim "
        "join claim_evidence as seen on seen.claim_id = claim.claim_id "
        "join definition on definition.definition_id = seen.definition_id "
        "join aspect on aspect.aspect = claim.aspect and aspect.signal_id = definition.signal_id "
        "where seen.role = 'context' and seen.measured is not null and evidence = 'no' "
        "order by 1, seen.position limit 1",
    )[0]
    said = plain(words(opened("claims", claim=claim)))
    assert f"- About: {title}. " in said
    assert f"not evidence of {title[:1].lower()}{title[1:]}. {reason}" in said
