"""What makes a verdict: controls, parts, figures side by side, facts, articles without a date.

Everything is invented: shares of a hundred of Alpha, Beta and Gamma in a survey of a year, and in
the papers of June 2025. The articles without a date can have been written since 2023.
"""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.errors import InputError
from collectors.home import Home
from tests.conftest import TINY, copy_root
from tests.test_deciding import GAMMA, change
from tests.test_verification import assert_verdicts_follow_the_rule, rows
from warehouse import catalogue
from warehouse.build import build
from warehouse.claim_entries import ClaimFile
from warehouse.judge import judging
from warehouse.verify import mismatches

Row = dict[str, Any]
PAIR: Row = {"subject": "alpha", "comparator": "beta"}
NAMES = ("Alpha", "Beta", "Gamma")
SURVEYS: dict[str, dict[int, tuple[int, ...]]] = {
    "all-up": {2022: (10, 10, 10), 2025: (30, 30, 30)},
    "one-up": {2022: (20, 40, 40), 2025: (60, 20, 20)},
    "falls-behind": {2023: (60, 40), 2024: (60, 40), 2025: (30, 70)},
    "comes-up": {2023: (30, 70), 2024: (30, 70), 2025: (60, 40)},
    "behind": {2023: (30, 70), 2024: (30, 70), 2025: (30, 70)},
    "unknown-before": {2025: (30, 70)},
    "third": {2025: (20, 60, 20)},
    "pair": {2025: (70, 40, 10)},
    "flat": {2022: (30, 40, 30), 2025: (30, 50, 20)},
    "even": {2025: (50, 50)},
}
PAPERS = {"three": (60, 20, 20), "half": (50, 50, 1), "third-in-papers": (20, 60, 20)}
FACTS: dict[str, list[Row]] = {
    # value, from, until or checked
    "kept": [{"value": "active", "since": date(2020, 1, 1), "checked_on": date(2025, 12, 1)}],
    "dropped": [
        {"value": "active", "since": date(2020, 1, 1), "until": date(2025, 2, 1)},
        {"value": "archived", "since": date(2025, 2, 1), "checked_on": date(2025, 12, 1)},
    ],
    "just-dropped": [
        {"value": "active", "since": date(2020, 1, 1), "checked_on": date(2025, 6, 1)},
        {"value": "archived", "since": date(2025, 12, 10), "checked_on": date(2025, 12, 20)},
    ],
    "slowed": [
        {"value": "maintenance", "since": date(2020, 1, 1), "checked_on": date(2025, 12, 1)}
    ],
    "gone": [{"value": "archived", "since": date(2020, 1, 1), "checked_on": date(2025, 12, 1)}],
    "gone-too": [{"value": "archived", "since": date(2020, 1, 1), "checked_on": date(2025, 12, 1)}],
    "seen-later": [
        {"value": "archived", "since": date(2025, 6, 1), "checked_on": date(2025, 12, 1)}
    ],
    "seen-long-ago": [
        {"value": "archived", "since": date(2019, 1, 1), "checked_on": date(2021, 1, 1)}
    ],
    "unread": [
        {
            "value": "archived",
            "since": date(2020, 1, 1),
            "checked_on": date(2025, 12, 1),
            "read_on": None,
        }
    ],
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_root(TINY, tmp_path_factory.mktemp("rulings") / "root")
    csv = root / "snapshot" / "published_figures.csv"
    lines = [
        f"{year}-05-01,survey_users,{segment},{name},{count},exact,{year + 1}-01-01,https://e.org/s"
        for segment, years in SURVEYS.items()
        for year, counts in years.items()
        for name, count in zip(NAMES, counts, strict=False)
    ]
    lines += [
        f"2025-06-01,paper_implementations,{segment},{name.lower()},{count},exact,2025-08-01,"
        "https://e.org/p"
        for segment, counts in PAPERS.items()
        for name, count in zip(NAMES, counts, strict=True)
    ]
    for month, topic, name in (
        ("2025-05", "survey_users", "Gamma"),
        ("2025-06", "paper_implementations", "gamma"),
    ):
        lines.append(f"{month}-01,{topic},gamma-alone,{name},30,exact,2025-08-01,https://e.org/g")
    csv.write_text(csv.read_text() + "\n".join(lines) + "\n")
    card = root / "sources" / "published_figures.yml"
    signals = yaml.safe_load(card.read_text())["signals"]
    for signal in signals.values():
        signal |= {"unit": "papers", "quality": "census"}
    signals["survey_users_published"]["origin"] = "somebody else"
    change(card, signals=signals)
    gamma = GAMMA | {
        "first_public_release": date(2015, 1, 1),
        "identifiers": {
            "survey_option": {"Gamma": "primary"},
            "paper_framework": {"gamma": "primary"},
        },
    }
    three = {"title": "All three", "note": "Invented.", "members": ["alpha", "beta", "gamma"]}
    change(root / "projects.yml", projects={"gamma": gamma}, groups={"three": three})
    texts = dict.fromkeys(("title", "numerator", "denominator", "rationale"), "Invented.")
    found = {
        f"{segment}{ending}": texts | {"signal": signal, "segments": [segment], "over": over}
        for segments, signal in (
            (SURVEYS, "survey_users_published"),
            (PAPERS, "paper_implementations_published"),
        )
        for segment in segments
        for ending, over in (
            ("", {"base": True}),
            ("-two", {"group": "both"}),
            ("-three", {"group": "three"}),
        )
    }
    for name, like in (("uncounted", "third"), ("uncounted-papers", "three")):
        found[name] = found[like] | {"segments": ["gamma-alone"]}
    change(root / "definitions.yml", definitions=found)
    facts = {
        name: {
            "project": "alpha",
            "title": "Invented.",
            "property": "status",
            "values": [{"citation": "invented", "read_on": date(2025, 12, 2)} | v for v in values],
        }
        for name, values in FACTS.items()
    }
    change(root / "facts.yml", facts=facts)
    undated = {
        "title": "Undated",
        "as_of": None,
        "as_of_basis": "undated",
        "sha256": "1" * 64,
        "characters": 500,
        "not_before": date(2023, 1, 1),
        "not_before_basis": "invented",
    }
    change(root / "documents.yml", documents={"d7": undated})
    build(Home.of(root))
    return root


def claim(name: str, kind: str, tests: str | Row, **fields: Any) -> Row:
    """Return a claim about Alpha in 2025, with what is not said as it usually is."""
    hedge = {"order": "ahead", "property": "exact", "similar": "similar"}.get(kind, "over")
    return {
        "id": name,
        "kind": kind,
        "subject": "alpha",
        "statement": "Asked.",
        "hedge": hedge,
        "as_of": "2025",
        "scope": "nothing",
        "reading": "As it stands.",
        "aspect": "use",
        "tests": {"primary": tests} if isinstance(tests, str) else tests,
    } | fields


def need(fact: str, *needs: str) -> Row:
    return {"fact": fact, "needs": list(needs)}


def undated(name: str, segment: str) -> Row:
    """Return the claim that Alpha is ahead of Beta, of an article without a date."""
    place = {"document": "d7", "line": 1, "span": [0, 10]}
    return claim(name, "order", segment, **PAIR, as_of=None, occurrences=[place])


def parts(rule: str, *facts: str) -> Row:
    return {"rule": rule, "parts": {fact: [need(fact, "at least maintenance")] for fact in facts}}


GROWTH: Row = {"asserted": {"ratio": 1}, "since": "2022"}
RISE: Row = {"asserted": {"points": 1}, "since": "2022"}
CASES: list[tuple[Row, str]] = [
    # a test that says yes to everyone
    (claim("all-grow", "growth", "all-up", **GROWTH), "not enough evidence"),
    (claim("all-grow-and-may", "growth", "all-up", **GROWTH, singles_out=False), "supported"),
    (claim("one-gains", "change", "one-up-three", **RISE), "supported"),
    # who stands still neither rises nor falls
    (claim("flat-rises", "change", "flat", asserted={"points": 0}, since="2022"), "refuted"),
    (
        claim("flat-falls", "change", "flat", asserted={"points": 0}, hedge="under", since="2022"),
        "refuted",
    ),
    (claim("flat-grows", "growth", "flat", asserted={"ratio": 1}, since="2022"), "refuted"),
    (
        claim(
            "flat-is-steady",
            "change",
            "flat",
            asserted={"points": ["-5", "5"]},
            hedge="exact",
            since="2022",
            singles_out=False,
        ),
        "supported",
    ),
    # two that are even are so the other way round: no reason to doubt it
    (
        claim(
            "even",
            "ratio",
            {"scorecard": ["even-two", "half-two"]},
            **PAIR,
            hedge="exact",
            asserted={"ratio": ["0.8", "1.25"]},
        ),
        "supported",
    ),
    (
        claim("any-place", "rank", "one-up-three", asserted={"rank": 3}, hedge="under"),
        "not enough evidence",
    ),
    (claim("first", "rank", "one-up-three", asserted={"rank": 1}, hedge="under"), "supported"),
    (claim("ahead", "order", "pair", **PAIR), "supported"),
    (claim("not-ahead", "order", "third", **PAIR), "refuted"),
    # figures side by side: 70 and 40 of a hundred, 63.6 and 36.4 of the two
    (
        claim(
            "seventy",
            "share",
            {"primary": "pair", "also": ["pair-two"]},
            hedge="exact",
            asserted={"percent": 70},
            together=["thirty-six"],
        ),
        "refuted",
    ),
    (
        claim(
            "thirty-six",
            "share",
            {"primary": "pair", "also": ["pair-two"]},
            subject="beta",
            hedge="exact",
            asserted={"percent": 36},
            together=["seventy"],
        ),
        "refuted",
    ),
    (
        claim(
            "seventy-too",
            "share",
            {"primary": "pair", "also": ["pair-two"]},
            hedge="exact",
            asserted={"percent": 70},
            together=["forty"],
        ),
        "depends on the definition",
    ),
    (
        claim(
            "forty",
            "share",
            {"primary": "pair", "also": ["pair-two"]},
            subject="beta",
            hedge="exact",
            asserted={"percent": 40},
            together=["seventy-too"],
        ),
        "depends on the definition",
    ),
    # 1 to 3 in one, 3 to 1 in the other: not a tie, but no two that say the same either
    (
        claim(
            "tie-missed-on-both-sides",
            "ratio",
            {"scorecard": ["third", "three"]},
            **PAIR,
            hedge="exact",
            asserted={"ratio": ["0.8", "1.25"]},
        ),
        "depends on the definition",
    ),
    (
        claim(
            "tie-missed-on-one-side",
            "ratio",
            {"scorecard": ["third", "third-in-papers"]},
            **PAIR,
            hedge="exact",
            asserted={"ratio": ["0.8", "1.25"]},
        ),
        "refuted",
    ),
    # two that agree are enough, one that tells is not
    (claim("two-agree", "order", {"scorecard": ["pair", "three"]}, **PAIR), "supported"),
    (
        claim("two-differ", "order", {"scorecard": ["third", "three"]}, **PAIR),
        "depends on the definition",
    ),
    (claim("one-tells", "order", {"scorecard": ["pair", "half"]}, **PAIR), "not enough evidence"),
    # a count of another origin that is still to come
    (
        claim(
            "another-is-awaited",
            "share",
            {"primary": "third", "also": ["uncounted-papers"]},
            asserted={"percent": 50},
        ),
        "not enough evidence",
    ),
    (
        claim(
            "same-origin-awaited",
            "share",
            {"primary": "third", "also": ["uncounted"]},
            asserted={"percent": 50},
        ),
        "refuted",
    ),
    # articles without a date
    (undated("true-once", "falls-behind"), "outdated"),
    (undated("true-by-now", "comes-up"), "supported"),
    (undated("never-true", "behind"), "refuted"),
    (undated("false-by-now-and-unknown-before", "unknown-before"), "not enough evidence"),
    # parts
    (claim("each-true", "property", parts("each", "kept", "slowed")), "supported"),
    (claim("each-mixed", "property", parts("each", "kept", "gone")), "partly true"),
    (claim("each-false", "property", parts("each", "gone", "gone-too")), "refuted"),
    (
        claim("each-true-or-unknown", "property", parts("each", "kept", "unread")),
        "not enough evidence",
    ),
    (claim("every-mixed", "property", parts("every", "kept", "gone")), "refuted"),
    (claim("most-mixed", "property", parts("most", "kept", "slowed", "gone")), "supported"),
    (claim("half-is-not-most", "property", parts("most", "kept", "gone")), "refuted"),
    # facts
    (
        claim("at-least", "property", {"primary": need("slowed", "at least maintenance")}),
        "supported",
    ),
    (claim("not-so-much", "property", {"primary": need("slowed", "active")}), "refuted"),
    (claim("ended-in-february", "property", {"primary": need("dropped", "active")}), "refuted"),
    (
        claim("ended-since", "property", {"primary": need("dropped", "active")}, as_of="2024"),
        "outdated",
    ),
    (
        claim(
            "ended-last-month",
            "property",
            {"primary": need("just-dropped", "active")},
            as_of="2024",
        ),
        "outdated",
    ),
    (
        claim(
            "of-a-later-time", "property", {"primary": need("seen-later", "active")}, as_of="2024"
        ),
        "not enough evidence",
    ),
    (
        claim("of-an-earlier-time", "property", {"primary": need("seen-long-ago", "active")}),
        "not enough evidence",
    ),
    (claim("not-read", "property", {"primary": need("unread", "active")}), "not enough evidence"),
    (
        claim("not-read-either", "property", {"primary": need("unread", "archived")}),
        "not enough evidence",
    ),
]


@pytest.fixture(scope="module")
def judged(root: Path) -> dict[str, Row]:
    """Judge all cases; return the verdicts by name, each with its evidence and its controls."""
    entries = []
    for entry, _ in CASES:
        fact = entry["kind"] == "property"
        entries.append({k: v for k, v in entry.items() if not (fact and k == "aspect")})
    file = ClaimFile.model_validate({"title": "Asked", "claims": entries})
    with judging(Home.of(root), {"asked": file}) as con:
        assert mismatches(con) == []
        assert_verdicts_follow_the_rule(con)
        found = {row["claim_id"]: row for row in rows(con, "select * from claim_verdict")}
        for row in found.values():
            row["evidence"] = []
        for row in rows(con, "select * from claim_evidence order by position, moment"):
            found[row["claim_id"]]["evidence"].append(row)
        for row in rows(con, "select * from claim_control order by control"):
            found[row["claim_id"]].setdefault("controls", []).append(row)
    return found


@pytest.mark.parametrize(("name", "verdict"), [(entry["id"], v) for entry, v in CASES])
def test_the_verdict_is_the_one_worked_out_by_hand(name: str, verdict: str, judged: dict[str, Row]):
    assert judged[name]["verdict"] == verdict


def test_a_test_that_says_yes_to_everyone_says_so(judged: dict[str, Row]):
    row = judged["all-grow"]
    assert row["missing"] == "yes to all"
    assert [(c["control"], c["measured"], c["outcome"]) for c in row["controls"]] == [
        ("beta", 3, "holds"),
        ("gamma", 3, "holds"),
    ]


def test_two_that_are_compared_are_exchanged(judged: dict[str, Row]):
    # 70 to 40, exchanged 40 to 70; Gamma's 10 to Beta's 40
    found = {c["control"]: (c["measured"], c["outcome"]) for c in judged["ahead"]["controls"]}
    assert found == {"swapped": (pytest.approx(4 / 7), "fails"), "gamma": (0.25, "fails")}


def test_a_lean_says_where_the_evidence_points(judged: dict[str, Row]):
    assert judged["not-read"]["lean"] == "against"
    assert judged["not-read-either"]["lean"] == "for"
    assert judged["false-by-now-and-unknown-before"]["lean"] == "against"
    assert judged["all-grow"]["lean"] is None
    assert judged["ahead"]["lean"] is None


def test_an_article_without_a_date_is_judged_over_the_time_it_can_be_of(judged: dict[str, Row]):
    row = judged["true-once"]
    moments = {e["moment"]: (e["period_start"].year, e["measured"]) for e in row["evidence"]}
    assert moments == {
        "then": (2023, 1.5),
        "between": (2024, 1.5),
        "now": (2025, pytest.approx(3 / 7)),
    }


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            claim("x", "order", "pair", **PAIR, aspect="space"),
            "(signal 'survey_users_published') is no evidence of the aspect 'space'",
        ),
        (
            claim("x", "order", {"scorecard": ["pair", "third"]}, **PAIR),
            "counts the signal 'survey_users_published' 2 times",
        ),
        (
            claim("x", "property", {"primary": need("kept", "alive")}),
            "the fact 'kept' is never 'alive'; expected 'archived' or 'maintenance' or 'active'",
        ),
        (
            claim("x", "property", {"primary": need("kept", "active")}, hedge="ahead"),
            "a property has no order",
        ),
        (claim("x", "order", "pair", subject="alpha", comparator="alpha"), "with itself"),
        (
            claim("x", "share", "pair", asserted={"percent": 70}, together=["x"]),
            "stands together with itself",
        ),
        (
            claim("x", "rank", "one-up-three", asserted={"rank": 0}, hedge="under"),
            "no place before the first",
        ),
        (
            claim("x", "change", "all-up", asserted={"points": 1}, since="2025", as_of="2022"),
            "begins (2025) after the time that it speaks of (2022)",
        ),
    ],
)
def test_what_cannot_be_judged_is_refused(entry: Row, message: str, root: Path):
    file = ClaimFile.model_validate({"title": "Asked", "claims": [entry]})
    with pytest.raises(InputError) as error, judging(Home.of(root), {"asked": file}):
        pass
    assert message in str(error.value)


def test_figures_side_by_side_have_a_definition_in_common(root: Path):
    entries = [
        claim("one", "share", "pair", asserted={"percent": 70}, together=["other"]),
        claim("other", "share", "pair-two", asserted={"percent": 70}, together=["one"]),
    ]
    file = ClaimFile.model_validate({"title": "Asked", "claims": entries})
    with (
        pytest.raises(InputError, match="no definition decides both"),
        judging(Home.of(root), {"asked": file}),
    ):
        pass


def test_signals_of_one_origin_make_no_scorecard(tiny: Path):
    entry = claim("x", "order", {"scorecard": ["survey-base", "papers-base"]}, **PAIR)
    text = yaml.safe_dump({"title": "More", "claims": [entry]})
    (tiny / "claims" / "more.yml").write_text(text)
    with pytest.raises(InputError, match="the signals of its scorecard all come from nobody"):
        catalogue.load(Home.of(tiny))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "growth", "since": "2022", "hedge": "rising"}, "needs a comparator"),
        ({"tests": {"primary": "pair", "rule": "each"}}, "parts, and only they, have a rule"),
        ({"asserted": {"percent": 1}, "read_as": {"percent": 2}}, "not both"),
        ({"kind": "property", "tests": {"primary": "kept"}}, "names with each fact the value"),
    ],
)
def test_what_says_too_little_or_too_much_is_refused(fields: Row, message: str):
    with pytest.raises(ValueError, match=message):
        ClaimFile.model_validate({"title": "x", "claims": [claim("x", "share", "pair") | fields]})


def test_nothing_is_refuted_while_another_count_is_awaited(judged: dict[str, Row]):
    # 20 of 100 in the survey; nobody has counted the papers of 2025 by that topic yet
    row = judged["another-is-awaited"]
    assert (row["verdict"], row["lean"], row["missing"], row["undecided"]) == (
        "not enough evidence",
        "against",
        "another",
        "live collection",
    )
    assert "can also mean what is not collected yet" in row["explanation"]
    assert judged["same-origin-awaited"]["verdict"] == "refuted"
