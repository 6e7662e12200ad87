"""The words of claims, evidence and verdicts, each sentence as it is read."""

import math
import re
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import BUNDLED
from warehouse import catalogue
from warehouse.wording import changes, evidence, facts, figures, regions, verdicts
from warehouse.wording.labels import MISSING, SHORT_MISSING
from warehouse.wording.rows import Claim, Evidence, Need, Ruling
from warehouse.wording.tables import WORDED
from warehouse.wording.verdicts import Case

FORBIDDEN = (
    r"deciding definition",
    r"interval reaches",
    r"a figure other than",
    r"\d to 1(?![\d.]| [A-Z])",
    r"\d holds?, \d fails?",
    r"primary definition",
    r"test fails",
    r"ways of counting of",
    r"\bNone (?!of)",
    r"  ",
    r"\.\.",
    r"\d,\d{3}\.\d",
    r"“”",
    r"\bnan\b",
    r"from from",
    r"not so that",
    r"Whether [^.]*: ",
    r"[^ ]\d%",
    r", since ",
    r"PyPI, package",
    r"\b1 of 1\b",
    r"True of (\d+) of \1\b",
    r"(?<![\d.])0 times as",
    r"1,000 million",
    r"to 1 others",
    r"the claim needs (yes|no|that)\b",
    r"drawn papers",
    r"the three tags",
    r"gives \w+ (less|more|no) ",
    r"(?<![0-9])0\.0\d+ and 0\.0\d+ times as many",
    r"that name any library that",
    r"[.] (Needs|Says|Calls|States|Grades|Rests) ",
    r"^(A new one|Its own|One that)\b",
    r"\b(hedge|segment|primary|undecided|deciding|scorecard)\b",
    r"\b(definition|denominator|numerator)s?\b",
    r"\(\w+(-\w+){2,}\)",
    r"\b(hard|soft):",
)
"""What no sentence may hold: words of statistics, figures too exact, gaps, clumsy turns."""
COUNTED = {
    "d": ("the same, added for both", "registry", "Registry", "R"),
    "p": ("papers drawn; each has code", "draw", "Papers drawn", "D"),
    "s": ("people who answered", "survey", "The survey", "S"),
}
"""Over what each definition's shares are taken, and who publishes its counts."""


def claim(**given: Any) -> Claim:
    """Return a claim of alpha's share with some columns changed."""
    usual = dict.fromkeys(Claim._fields) | {
        "claim_id": "a",
        "kind": "share",
        "hedge": "exact",
        "historic": True,
        "as_of": "2024",
    }
    return Claim(**{**usual, **given})


def row(**given: Any) -> Evidence:
    """Return a measurement of 2024 with some columns changed."""
    usual = dict.fromkeys(Evidence._fields) | {
        "claim_id": "a",
        "kind": "share",
        "subject_name": "Alpha",
        "comparator_name": "Beta",
        "test_id": "a/d",
        "definition_id": "d",
        "test_title": "downloads",
        "role": "primary",
        "moment": "then",
        "period_start": date(2024, 1, 1),
        "period_end": date(2025, 1, 1),
        "widened": False,
        "outcome": "holds",
        "decides": True,
        "quality": "census",
        "unit": "downloads",
        "undated": False,
        "measured": 0.649,
    }
    counted = COUNTED.get(given.get("definition_id", "d"), (None,) * 4)
    named = ("denominator_words", "source_id", "source_title", "origin")
    live = {"live": counted[1] == "registry"}
    return Evidence(**{**usual, **dict(zip(named, counted, strict=True)), **live, **given})


def fact(**given: Any) -> Evidence:
    """Return what a fact says, with some columns changed."""
    usual = {
        "kind": "property",
        "definition_id": None,
        "fact_id": "f",
        "test_id": "a/f",
        "test_title": "Status of TorchServe",
        "value": "maintenance",
        "citation": "pytorch/serve@0a1b2c3:README.md",
        "measured": 0.0,
        "period_start": date(2025, 2, 28),
        "period_end": None,
        "unit": None,
        "outcome": "fails",
    }
    return row(**{**usual, **given})


def case(verdict: str, *tests: Evidence, accepted: str | None = None, **given: Any) -> Case:
    """Return a verdict over tests, with some columns of its ruling changed."""
    then = [test for test in tests if test.moment == "then"]
    deciding = [test for test in then if test.decides]
    counts = {
        name: sum(test.outcome == outcome for test in deciding)
        for name, outcome in (
            ("holding", "holds"),
            ("failing", "fails"),
            ("inconclusive", "inconclusive"),
        )
    }
    usual = (
        dict.fromkeys(Ruling._fields)
        | counts
        | {
            "claim_id": "a",
            "kind": "share",
            "verdict": verdict,
            "moment": "then",
            "counted": "definition",
            "scorecard": False,
            "listed": len(then),
            "tests": len(deciding),
            "undated": False,
            "primary_test_id": then[0].test_id if then else None,
        }
    )
    own = given.pop("claim", claim(kind=given.get("kind", "share")))
    return Case(
        ruling=Ruling(**{**usual, **given}),
        claim=own,
        accepted=accepted,
        rows=then,
        now={test.test_id: test for test in tests if test.moment == "now"},
    )


def need(test: str, *values: str, part: str | None = None, role: str = "primary") -> Need:
    """Return a test of a fact with the values that a claim needs."""
    return Need("a", test, "Status of TorchServe", part, role, list(values))


# --- figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (11411.72, "11,000 times as many as Beta"),
        (6.22, "6.2 times as many as Beta"),
        (775.3, "775 times as many as Beta"),
        (2.02, "twice as many as Beta"),
        (1.347, "1.3 times as many as Beta"),
        (1.0, "just as many as Beta"),
        (1.03, "1.03 times as many as Beta"),
        (0.998, "0.998 times as many as Beta"),
        (0.349, "about a third as many as Beta"),
        (0.066, "1 for every 15 of Beta"),
        (0.87, "0.87 times as many as Beta"),
        (0.0, "none at all, unlike Beta"),
    ],
)
def test_a_ratio_is_told_as_one_speaks(ratio: float, said: str):
    assert figures.as_many(ratio, "Beta") == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.091, "9.1 %"),
        (0.1187, "12 %"),
        (0.00423, "0.42 %"),
        (0.0003456, "0.035 %"),
        (0.59, "59 %"),
        (0.125, "13 %"),
        (0.9968, "99.7 %"),
        (1.0, "100 %"),
        (0.0, "0 %"),
        (0.0995, "10 %"),
        (0.30001, "30 %"),
    ],
)
def test_a_share_has_two_digits_and_is_none_or_all_only_when_it_is(share: float, said: str):
    assert figures.percent(share) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (775, "775"),
        (7, "7"),
        (3194, "3,200"),
        (11_411, "11,000"),
        (148_123, "148,000"),
        (999_960, "1 million"),
        (1_432_000, "1.4 million"),
        (87_312_004, "87 million"),
        (775_312_004, "775 million"),
        (2_850_000_000, "2.9 billion"),
        (0, "0"),
        (-3194, "−3,200"),
    ],
)
def test_a_count_has_two_digits_or_those_before_its_unit(value: float, said: str):
    assert figures.two_digits(value) == said


def test_a_figure_that_somebody_gave_keeps_its_digits():
    assert figures.given(86_512_345) == "86,512,345"
    assert figures.given(86_500_000) == "86.5 million"
    assert evidence.shown(row(unit="percent", measured=0.4725)) == "47.25 %"
    # this one is a mean, and nobody printed it
    assert evidence.shown(row(unit="percent", measured=0.472533)) == "47 %"


def test_no_figure_is_rounded_onto_or_across_what_a_claim_needs():
    assert figures.percent(0.4997, (0.5, 1)) == "49.97 %"
    assert figures.percent(0.4997) == "50 %"
    assert figures.as_many(0.48, "Beta", "", (0.5,)) == "0.48 times as many as Beta"
    assert figures.factor(1.997, (2,)) == "1.997"
    assert figures.two_digits(86_499_999, (86_500_000,)) == "86 million"
    assert figures.two_digits(86_499_999, (86_000_000,)) == "86.5 million"
    assert figures.two_digits(1_003, (1_000, None)) == "1,003"


def test_a_figure_that_is_only_a_bound_stays_one():
    assert figures.percent(0.895, bound="at least") == "89 %"
    assert figures.percent(0.641, bound="at most") == "65 %"
    assert figures.two_digits(317_539, bound="at least") == "317,000"


@settings(max_examples=300)
@given(value=st.floats(1e-4, 1), end=st.floats(1e-4, 1))
def test_whatever_fails_looks_as_if_it_fails(value: float, end: float):
    """Read what was written back, and hold it against the end: it lies on the figure's side."""
    if abs(value - end) <= 1e-6:
        return
    written = float(figures.percent(value, (end,)).removesuffix(" %"))
    assert (written > 100 * end) == (value > end)
    assert written == pytest.approx(100 * value, rel=0.05)


@settings(max_examples=300)
@given(ends=st.lists(st.floats(0, 100), min_size=3, max_size=3))
def test_a_figure_lies_between_the_ends_of_its_interval_as_they_are_written(ends: list[float]):
    low, inside, high = sorted(round(end, 4) for end in ends)
    found = figures.between(low, high, inside, figures.WHOLE)
    if found is None or (low and high > 20 * low):
        return
    first, last = (float(end) for end in found)
    assert first < last
    shown = float(figures.percent(inside / 100).removesuffix(" %"))
    assert first <= shown <= last
    if first not in (0, 100) and last not in (0, 100):
        assert len(found[0].partition(".")[2]) == len(found[1].partition(".")[2])


@pytest.mark.parametrize(
    ("low", "inside", "high", "said"),
    [
        (8.62, 8.72, 11.21, ("8.6", "11.2")),
        (22.96, 40.7, 58.6, ("23", "59")),
        (0.96, 2.4, 5.6, ("1.0", "5.6")),
        (0.26, None, 11411.7, ("0.26", "11,000")),
        (30.01, 30.02, 30.03, None),
        (30.4, 30.4, 30.4, None),
    ],
)
def test_both_ends_of_an_interval_have_equally_many_decimals(
    low: float, inside: float | None, high: float, said: tuple[str, str] | None
):
    assert figures.between(low, high, inside) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2024, 1, 1), date(2025, 1, 1), "in 2024"),
        (date(2025, 1, 3), date(2026, 1, 1), "in 2025"),
        (date(2025, 3, 5), date(2025, 3, 27), "in March 2025"),
        (date(2025, 10, 30), date(2025, 10, 31), "on 30 October 2025"),
        (date(2025, 1, 1), date(2025, 7, 1), "from January to June 2025"),
        (date(2025, 7, 1), date(2026, 7, 1), "from July 2025 to June 2026"),
    ],
)
def test_a_time_is_told_as_one_speaks(start: date, end: date, said: str):
    assert figures.during(start, end) == said


def test_a_sentence_begins_with_a_capital_unless_a_name_does_not():
    assert figures.sentence("in 2024 it was so") == "In 2024 it was so."
    assert figures.sentence("llama.cpp runs models") == "llama.cpp runs models."
    assert figures.sentence("tf.distribute does") == "tf.distribute does."


# --- what an article gives, and what its claim needs ---------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"asserted": "78 %", "hedge": "about"}, "~78 %"),
        ({"asserted": "2 %"}, "2 %"),
        ({"asserted": "55 %", "hedge": "over"}, "over 55 %"),
        ({"kind": "rank", "hedge": "first"}, "first place"),
        ({"kind": "date", "asserted": "2018-03", "hedge": "since"}, "since March 2018"),
        ({"hedge": "most"}, None),
        ({"asserted": "1,000", "kind": "level", "read_as": "1,000"}, None),
    ],
)
def test_only_what_the_article_gives_is_claimed(given: dict[str, Any], said: str | None):
    assert regions.claimed(claim(**given)) == said


@pytest.mark.parametrize(
    ("kind", "low", "high", "given", "said"),
    [
        ("share", 0.775, 0.785, {"asserted": "78 %"}, "77.5 % to 78.5 %"),
        ("share", 0.09525, 0.09535, {"asserted": "9.53 %"}, "9.525 % to 9.535 %"),
        ("share", 0.5, 1, {}, "half or more"),
        ("share", 0, 0.1, {}, "a tenth or less"),
        ("order", 1, None, {}, "more than Beta"),
        ("growth", 2, None, {}, "at least twice the growth of Beta"),
        ("level", 1e9, None, {"per": "month"}, "1 billion or more a month"),
        ("ratio", 2, None, {}, "at least twice as many as Beta"),
        ("ratio", None, 1, {}, "at most as many as Beta"),
        ("ratio", None, 1 / 3, {}, "at most a third as many as Beta"),
        ("ratio", 0.8, 1.25, {}, "0.8 to 1.25 times as many as Beta"),
        ("rank", None, 3, {}, "place 3 or better"),
        ("rank", None, 1, {}, "first place"),
        ("rank", 0.5, 1.5, {}, "first place"),
        ("rank", 1.5, 2.5, {}, "place 2"),
        ("rank", 1.5, 4, {}, "place 2 to 4"),
        ("rank", 2.5, None, {}, "place 3 or worse"),
        ("change", 0.07, 0.09, {}, "a rise of 7 to 9 percentage points"),
        ("change", 0, None, {}, "a rise"),
        ("change", None, 0, {}, "a fall"),
        ("change", -0.05, 0.05, {}, "a rise or a fall of at most 5 percentage points"),
        ("slope", 0.05, None, {}, "a rise of 5 percentage points or more a year"),
        ("slope", 0, None, {}, "a rise"),
        ("growth", 1, None, {}, "more growth than Beta"),
        (
            "growth",
            2,
            None,
            {"comparator_name": None},
            "at least twice as many as at the beginning",
        ),
        ("level", 86.5e6, 87.5e6, {"per": "month"}, "86.5 million to 87.5 million a month"),
        ("level", 1000, None, {}, "1,000 or more"),
        ("crossing", None, 2016.9972677595629, {}, "2016 or earlier"),
        ("crossing", 2018.0, 2020.9972677595629, {}, "2018 to 2020"),
        ("date", 2025.0, None, {}, "2025 or later"),
    ],
)
def test_what_a_claim_needs_is_told_in_lay_words(
    kind: str, low: float | None, high: float | None, given: dict[str, Any], said: str
):
    bounds = {"accepted_low": low, "accepted_high": high, "comparator_name": "Beta"}
    own = claim(**{"kind": kind, **bounds, **given})
    assert regions.accepted(own, []) == said


def test_a_property_needs_the_values_that_its_tests_name():
    own = claim(kind="property")
    assert regions.accepted(own, [need("t", "active")]) == "active"
    either = [need("t", "active", "maintenance"), need("u", "active", role="context")]
    assert regions.accepted(own, either) == "active or maintenance"
    least = [need("t", "at least maintenance")]
    assert regions.accepted(own, least) == "maintained"
    parts = [need("t", "active", part="A"), need("u", "yes", part="B")]
    assert regions.accepted(own, parts) == "A: active; B: yes"
    several = [
        Need("a", title, f"Whether Alpha {title}", None, "primary", [needs])
        for title, needs in (
            ("has layers", "yes"),
            ("runs on phones", "no"),
            ("reads files", "at least partly"),
        )
    ]
    assert regions.accepted(own, several) == (
        "Alpha has layers; Alpha does not run on phones; Alpha reads files, at least in part"
    )


def test_the_orders_of_words_are_those_of_the_data():
    properties = catalogue.load(BUNDLED).properties
    for name, words in (("has", facts.HAS), ("status", facts.SHUT)):
        assert properties[name].ordered
        assert tuple(properties[name].values) == words


def test_what_lies_outside_of_what_is_needed_is_told_too():
    assert regions.otherwise("half or more") == "less than half"
    assert regions.otherwise("at least twice as many as Beta") == "less than twice as many as Beta"
    assert regions.otherwise("more than Beta") == "no more than Beta"
    assert regions.otherwise("at most as many as Beta") == "more than Beta"
    assert regions.otherwise("77.5 % to 78.5 %") == "anything but 77.5 % to 78.5 %"


# --- evidence ------------------------------------------------------------------------------------

SINCE = {"baseline_start": date(2020, 1, 1), "baseline_end": date(2021, 1, 1)}


@pytest.mark.parametrize(
    ("given", "statement", "shown"),
    [
        ({}, "in 2024 Alpha had 65 % of the downloads of Alpha and Beta", "65 %"),
        (
            {"measured": 0.895, "low": 0.895, "high": 1.0},
            "in 2024 Alpha had at least 89 % of the downloads of Alpha and Beta",
            "at least 89 %",
        ),
        (
            {
                "test_title": "new GitHub contributors",
                "unit": "contributors",
                "kind": "order",
                "measured": 3.2,
            },
            "in 2024 Alpha had 3.2 times as many new contributors as Beta",
            "3.2 times as many as Beta",
        ),
        (
            {"kind": "level", "measured": 526425.0, "low": 470022.0, "high": 589596.0},
            "in 2024 Alpha had about 526,000 downloads",
            "about 526,000",
        ),
        (
            {"bound": "at least"},
            "in 2024 Alpha had at least 64 % of the downloads of Alpha and Beta",
            "at least 64 %",
        ),
        (
            {"definition_id": "s", "unit": "respondents", "measured": 0.091},
            "in 2024, 9.1 % of people who answered named Alpha",
            "9.1 %",
        ),
        (
            {"kind": "ratio", "measured": 6.22},
            "in 2024 Alpha had 6.2 times as many downloads as Beta",
            "6.2 times as many as Beta",
        ),
        (
            {"kind": "order", "measured": 0.34},
            "in 2024 Alpha had about a third as many downloads as Beta",
            "0.34 times as many as Beta",
        ),
        (
            {"kind": "order", "measured": 0.0333},
            "in 2024 Alpha had 1 for every 30 downloads of Beta",
            "1 for every 30 of Beta",
        ),
        (
            {"kind": "ratio", "measured": 1.4, "unit": "index points"},
            "in 2024 Alpha's figure was 1.4 times Beta's",
            "1.4 times as much as Beta",
        ),
        (
            {"kind": "rank", "measured": 2.0, "flags": "among 9 that are measured"},
            "in 2024 Alpha was second of 9 by number of downloads",
            "place 2 of 9",
        ),
        (
            {"kind": "change", "measured": 0.145, **SINCE},
            "from 2020 to 2024 Alpha's share of the downloads of Alpha and Beta rose by 15 "
            "percentage points",
            "+15 percentage points",
        ),
        (
            {"kind": "slope", "measured": -0.022, **SINCE},
            "from 2020 to 2024 Alpha's share of the downloads of Alpha and Beta fell by 2.2 "
            "percentage points a year",
            "−2.2 percentage points a year",
        ),
        (
            {"kind": "growth", "measured": 1.9, "comparator_name": None, **SINCE},
            "in 2024 Alpha had 1.9 times as many downloads as in 2020",
            "1.9 times as many as in 2020",
        ),
        (
            {"kind": "growth", "measured": 1.9, **SINCE},
            "from 2020 to 2024 Alpha's number of downloads grew 1.9 times as much as Beta's",
            "1.9 times the growth of Beta",
        ),
        ({"kind": "level", "measured": 148123.0}, "in 2024 Alpha had 148,000 downloads", "148,000"),
        (
            {"kind": "level", "measured": 26.8e6, "per": "month"},
            "in 2024 Alpha had 27 million downloads a month",
            "27 million a month",
        ),
        (
            {
                "kind": "crossing",
                "measured": 2022.13,
                "low": 2022.1,
                "high": 2022.13,
                "value": "between",
            },
            "Alpha passed Beta in February 2022",
            "February 2022",
        ),
        (
            {"kind": "crossing", "measured": 2020.75, "value": "at"},
            "Alpha passed Beta in October 2020",
            "October 2020",
        ),
        (
            {"kind": "crossing", "measured": 2025.0, "value": "behind"},
            "Beta still had more downloads than Alpha in 2024",
            "not yet in 2024",
        ),
        (
            {
                "kind": "crossing",
                "measured": 2020.0,
                "low": 2020.0,
                "high": 2020.5,
                "value": "between",
            },
            "Alpha passed Beta between January 2020 and July 2020",
            "between January 2020 and July 2020",
        ),
    ],
)
def test_a_measurement_says_who_what_over_whom_and_when(
    given: dict[str, Any], statement: str, shown: str
):
    one = row(**given)
    assert evidence.statement(one) == statement
    assert evidence.shown(one) == shown


@pytest.mark.parametrize(
    ("given", "statement", "shown"),
    [
        (
            {"numerator": 3.0, "denominator": 7.0, "measured": 3 / 7},
            "in 2024 Alpha had 3 of 7 downloads",
            "3 of 7 downloads",
        ),
        (
            {"kind": "order", "numerator": 7.0, "denominator": 228.0, "measured": 0.7},
            "in 2024 Alpha had 7 downloads against 10 of Beta",
            "7 downloads against 10 of Beta",
        ),
        (
            {"kind": "ratio", "numerator": 1.0, "denominator": 9.0, "measured": 1 / 8},
            "in 2024 Alpha had 1 download against 8 of Beta",
            "1 download against 8 of Beta",
        ),
        (
            {"kind": "growth", "comparator_name": None, "numerator": 6.0, "measured": 3.0, **SINCE},
            "in 2024 Alpha had 6 downloads after 2 in 2020",
            "6 downloads after 2 in 2020",
        ),
        (
            {"kind": "change", "numerator": 3.0, "denominator": 19.0, "measured": -0.2, **SINCE},
            "in 2024 Alpha had 3 of 19 downloads, too few for a trend",
            "3 of 19 downloads, too few for a trend",
        ),
    ],
)
def test_of_fewer_than_twenty_cases_the_counts_are_given(
    given: dict[str, Any], statement: str, shown: str
):
    one = row(low=0.1, high=0.8, **given)
    assert evidence.statement(one) == statement
    assert (evidence.shown(one), evidence.interval(one)) == (shown, None)
    many = row(**given | {"denominator": 20.0, "numerator": 15.0})
    assert "too few" not in evidence.statement(many)


@pytest.mark.parametrize(
    ("denominator", "said"),
    [
        (
            "all linked repositories, framework recorded or not",
            "all linked repositories, framework recorded or not",
        ),
        ("questions with either tag, each counted once", "questions with either tag"),
        ("the same, added over all frameworks", "the downloads of all frameworks"),
        (
            "the same, added over the frameworks; one with several tags counts for each",
            "the downloads of all frameworks",
        ),
        (
            "the same, added over the group “Model servers” as far as it was counted that day",
            "the downloads of all in the group “Model servers”",
        ),
        ("not stated; about a quarter of all", "a group that is not stated"),
        ("all papers of the three (submissions from 2021 on)", "all papers of the three"),
    ],
)
def test_every_share_says_over_whom_it_is_taken(denominator: str, said: str):
    assert evidence.whom(row(denominator_words=denominator)) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"measured": 0.81, "low": 0.704, "high": 1.0}, "70 % and 100 %"),
        ({"low": 0.649, "high": 0.649}, None),
        ({"bound": "at most", "low": 0, "high": 0.649}, None),
        (
            {"kind": "level", "measured": 526425.0, "low": 470022.0, "high": 589596.0},
            "470,000 and 590,000",
        ),
        (
            {"kind": "order", "measured": 0.034, "low": 0.016, "high": 0.069},
            "1 for every 63 and 1 for every 14",
        ),
        ({"measured": 0.895, "low": 0.895, "high": 1.0}, None),
        (
            {"kind": "change", "measured": 0.14, "low": -0.104, "high": 0.392},
            "−10 and +39 percentage points",
        ),
        (
            {"kind": "slope", "measured": 0.031, "low": 0.006, "high": 0.058},
            "+0.6 and +5.8 percentage points a year",
        ),
        (
            {"kind": "order", "measured": 1.35, "low": 0.81, "high": 2.18},
            "0.8 and 2.2 times as many",
        ),
    ],
)
def test_what_is_left_open_is_told_between_two_ends(given: dict[str, Any], said: str | None):
    assert evidence.interval(row(**given)) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, None),
        (
            {"missing": "yes to all", "controls_tried": 6, "controls_yes": 5},
            "The same test says yes for 5 of 6 other projects, so it tells nothing of Alpha "
            "in particular.",
        ),
        (
            {"missing": "yes to all", "controls_tried": 1, "controls_yes": 1},
            "The same test says yes for the only other project tried, so it tells nothing of Alpha "
            "in particular.",
        ),
        ({"missing": "thin", "denominator": 67.0}, "Only 67 downloads: too few to tell."),
        (
            {
                "missing": "thin",
                "denominator": 228.0,
                "numerator": 7.0,
                "measured": 0.7,
                "kind": "order",
            },
            "Only 17 downloads: too few to tell.",
        ),
        (
            {
                "outcome": "inconclusive",
                "quality": "sample",
                "denominator": 209.0,
                "low": 0.5,
                "high": 0.8,
            },
            "Only 209 downloads were counted: the true figure may lie anywhere between "
            "50 % and 80 %.",
        ),
        (
            {
                "outcome": "inconclusive",
                "quality": "sample",
                "denominator": 921.0,
                "low": 0.17,
                "high": 0.39,
                "measured": 0.28,
                "skewed": True,
            },
            "Only 921 downloads were counted, and they are not an even sample: the true figure may "
            "lie anywhere between 17 % and 39 %.",
        ),
        (
            {"outcome": "inconclusive", "bound": "at most"},
            "The true figure may lie on either side of what the claim needs.",
        ),
        ({"widened": True}, "The claim's own time holds too few downloads: 2024 was added up."),
        ({"undated": True}, "The article gives no date, so the newest figures are taken."),
        ({"days_off": 150}, "Its figures lie 5 months from the claim's date."),
        ({"missing": "date", "role": "context"}, "No figure lies near its date."),
    ],
)
def test_a_row_says_in_one_sentence_what_must_be_known_of_it(
    given: dict[str, Any], said: str | None
):
    assert evidence.remark(row(**given)) == said


def test_a_remark_names_the_period_that_must_not_be_read():
    unread = {"refused_start": date(2026, 8, 1), "refused_end": date(2026, 9, 1)}
    said = evidence.remark(row(missing="not over", measured=None, **unread))
    assert said == "August 2026 was not over when its figure was read."
    unread = {"refused_start": date(2023, 1, 1), "refused_end": date(2024, 1, 1)}
    said = evidence.remark(row(missing="edition", measured=None, **unread))
    assert said == "There is no edition of that year; the nearest is of 2023."


def test_a_remark_counts_the_cases_that_are_too_few():
    few = row(missing="thin", measured=0.25, numerator=1, denominator=4, unit="posts")
    assert evidence.remark(few) == "Only 4 posts: too few to tell."


def test_each_reason_has_a_short_form_that_is_no_code():
    assert SHORT_MISSING.keys() == MISSING.keys()
    assert [code for code, words in SHORT_MISSING.items() if code == words] == []


@pytest.mark.parametrize("code", MISSING)
def test_every_reason_for_no_figure_is_a_sentence(code: str):
    said = evidence.remark(row(missing=code, measured=None, outcome="no data"))
    assert said is not None
    assert said[0].isupper()
    assert said.endswith(".")


# --- facts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "TorchServe has been in maintenance since February 2025"),
        (
            {"value": "active", "period_start": date(2020, 4, 1), "period_end": date(2025, 2, 28)},
            "TorchServe was actively developed from April 2020 until February 2025",
        ),
        (
            {"test_title": "Whether Alpha runs on phones", "value": "yes", "period_start": None},
            "Alpha runs on phones",
        ),
        (
            {"test_title": "Whether Alpha runs on phones", "value": "no", "period_start": None},
            "Alpha does not run on phones",
        ),
        (
            {"test_title": "Whether Alpha runs on phones", "value": "yes"},
            "Alpha runs on phones (since at least February 2025)",
        ),
        (
            {"test_title": "Whether Alpha runs on phones", "value": "partly", "period_start": None},
            "Alpha runs on phones, but only in part",
        ),
        ({"test_title": "Who created Alpha", "value": "Alpha Ltd"}, "Who created Alpha: Alpha Ltd"),
        ({"value": "active"}, "TorchServe is actively developed (since at least February 2025)"),
        (
            {"test_title": "Framework that PEFT needs", "value": "PyTorch", "period_start": None},
            "Framework that PEFT needs: PyTorch",
        ),
        (
            {"kind": "date", "test_title": "First release of Alpha", "value": "2016-09"},
            "First release of Alpha: September 2016",
        ),
    ],
)
def test_a_fact_is_a_sentence(given: dict[str, Any], said: str):
    assert facts.said(fact(**given)) == said


@pytest.mark.parametrize(
    ("clause", "denied"),
    [
        ("Alpha has layers", "Alpha has no layers"),
        ("Alpha has a server of its own", "Alpha has no server of its own"),
        ("Alpha has been published", "Alpha has not been published"),
        ("Alpha can be captured", "Alpha cannot be captured"),
        ("the code is kept apart", "the code is not kept apart"),
        ("the layers of Alpha support LoRA", "the layers of Alpha do not support LoRA"),
        ("using Alpha costs a fee", "using Alpha does not cost a fee"),
        ("Alpha glows", "it is not so that Alpha glows"),
    ],
)
def test_a_fact_is_denied_by_its_verb(clause: str, denied: str):
    assert facts.denied(clause) == denied


def test_every_fact_that_says_yes_or_no_can_be_a_clause(warehouse: duckdb.DuckDBPyConnection):
    titles = warehouse.execute(
        "select title, list(value) from fact group by title "
        "having bool_and(value in ('yes', 'no', 'partly', 'experimental'))"
    ).fetchall()
    assert titles
    for title, values in titles:
        assert title.startswith("Whether "), title
        if "no" in values:
            assert not facts.denied(title.removeprefix("Whether ")).startswith("it is not"), title


def test_a_part_of_a_fact_asks_for_all_of_it():
    part = fact(test_title="Whether Alpha keeps a log", value="partly", part="log")
    assert facts.needed(part, ["yes"]) == "the claim needs all of it"
    assert facts.needed(part._replace(value="no"), ["yes"]) == ""


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Whether Alpha has layers", "that says otherwise on whether Alpha has layers"),
        ("Status of Alpha", "that says otherwise on the status of Alpha"),
        ("Who created Alpha", "that says otherwise on who created Alpha"),
        ("Licence of Alpha", "that says otherwise on “Licence of Alpha”"),
    ],
)
def test_another_source_is_asked_in_words_that_say_neither_yes_nor_no(title: str, said: str):
    assert facts.other(title, ["no"], refuted=False) == said


@pytest.mark.parametrize(
    ("citation", "said"),
    [
        ("pytorch/serve@0a1b2c3:README.md", "pytorch/serve on GitHub"),
        ("https://github.com/a/b/releases", "a/b on GitHub"),
        ("https://www.tensorflow.org/lite", "tensorflow.org"),
        ("pypi:torch==2.0.0:METADATA", "the PyPI package torch"),
        (None, ""),
    ],
)
def test_a_fact_names_who_says_so(citation: str | None, said: str):
    assert facts.source(citation) == said


# --- verdicts ------------------------------------------------------------------------------------


def told(one: Case) -> tuple[str, str, str | None]:
    """Return explanation, what would change it, and lean."""
    return verdicts.reasons(one), changes.would_flip(one), verdicts.lean_words(one)


def test_a_supported_share_says_what_was_found_what_is_needed_and_from_whom():
    one = case(
        "supported",
        row(),
        row(test_id="a/p", definition_id="p", role="alternative"),
        accepted="half or more",
        claim=claim(hedge="most"),
    )
    assert told(one) == (
        "In 2024 Alpha had 65 % of the downloads of Alpha and Beta. The claim's words are read "
        "as half or more. 1 other count says the same. Source: “Registry”.",
        "Another count for 2024 of the downloads of Alpha and Beta by which Alpha has less than "
        "half.",
        None,
    )


def test_controls_are_named():
    one = case(
        "supported",
        row(kind="rank", measured=1.0),
        accepted="first place",
        kind="rank",
        claim=claim(kind="rank", hedge="first"),
        controls_tried=3,
        controls_yes=0,
        control_no=["Beta", "Gamma", "Delta"],
    )
    assert "The same test says no for Beta, Gamma and Delta." in verdicts.reasons(one)


def test_a_refuted_share_says_where_its_figure_does_occur():
    one = case(
        "refuted",
        row(measured=0.042, outcome="fails", accepted_low=0.225, accepted_high=0.275),
        row(test_id="a/p", definition_id="p", role="alternative", outcome="inconclusive"),
        accepted="22.5 % to 27.5 %",
        claim=claim(asserted="25 %", hedge="about"),
        fits=[{"title": "papers", "year": 2020, "measured": 0.25}],
    )
    assert told(one) == (
        "In 2024 Alpha had 4.2 % of the downloads of Alpha and Beta. The claim needs 22.5 % to "
        "27.5 %. 1 other count cannot tell. Figures like the claim's: 25 % in 2020 (“papers”). "
        "Source: “Registry”.",
        "Another count for 2024 of the downloads of Alpha and Beta by which Alpha has 22.5 % to "
        "27.5 %.",
        None,
    )


def test_signals_that_agree_are_listed():
    tests = [
        row(
            test_id=f"a/{n}",
            test_title=f"signal {n}",
            role="scorecard",
            kind="order",
            measured=2.0 + n,
        )
        for n in range(5)
    ]
    one = case(
        "supported",
        *tests,
        accepted="more than Beta",
        kind="order",
        scorecard=True,
        counted="signal",
        primary_test_id=None,
    )
    assert told(one) == (
        "All 5 signals that can tell say yes: signal 0 (twice as many as Beta, 2024); signal 1 "
        "(3 times as many as Beta, 2024); signal 2 (4 times as many as Beta, 2024); and 2 more. "
        "The claim needs more than Beta.",
        "Fuller counts by which 2 of these 5 signals say no.",
        None,
    )


def test_signals_of_which_none_is_sure_enough_are_named_once():
    tests = [
        row(
            test_id=f"a/{n}",
            test_title=f"signal {n}",
            role="scorecard",
            kind="order",
            measured=1.1,
            outcome="inconclusive",
        )
        for n in range(2)
    ]
    one = case(
        "not enough evidence",
        *tests,
        kind="order",
        scorecard=True,
        counted="signal",
        undecided="better data",
        primary_test_id=None,
        accepted="more than Beta",
    )
    assert verdicts.reasons(one) == (
        "No figure is sure enough to decide it: signal 0 (1.1 times as many as Beta, 2024); "
        "signal 1 (1.1 times as many as Beta, 2024). The claim needs more than Beta."
    )


def test_readings_on_both_sides_are_named():
    one = case(
        "depends on the definition",
        row(),
        row(test_id="a/p", test_title="papers", measured=0.26, outcome="fails"),
        accepted="two thirds or more",
        claim=claim(hedge="dominates"),
    )
    assert told(one) == (
        "Count that says yes: downloads (65 %, 2024). Count that says no: papers (26 %, 2024). "
        "The claim's words are read as two thirds or more.",
        "Saying which is meant, for example “downloads” (yes) or “papers” (no).",
        None,
    )


def test_a_refuted_property_says_what_is_and_what_would_have_to_be():
    one = case(
        "refuted", fact(needs=["active"]), accepted="active", kind="property", counted="fact"
    )
    assert told(one) == (
        "TorchServe has been in maintenance since February 2025; the claim needs it to be actively "
        "developed. Source: pytorch/serve on GitHub.",
        "A source for 2024 by which TorchServe was actively developed.",
        None,
    )


def test_true_and_false_parts_are_named():
    held = fact(
        test_id="a/t",
        test_title="Status of TorchScript",
        part="TorchScript",
        value="active",
        outcome="holds",
        period_start=None,
    )
    one = case(
        "partly true",
        fact(part="TorchServe", needs=["at least active"]),
        held,
        kind="property",
        counted="fact",
        rule="each",
        parts=[
            {"part": "TorchServe", "ruling": "fails"},
            {"part": "TorchScript", "ruling": "holds"},
            {"part": "ONNX export", "ruling": "unknown"},
        ],
        primary_test_id=None,
    )
    assert told(one) == (
        "True of TorchScript, not of TorchServe. Of ONNX export it is not known. TorchServe has "
        "been in maintenance since February 2025; the claim needs it to be actively developed or "
        "better. Source: pytorch/serve on GitHub.",
        "Leaving out TorchServe: of the rest it is true.",
        None,
    )


def test_one_false_part_refutes_every():
    one = case(
        "refuted",
        fact(part="A", needs=["active"]),
        kind="property",
        counted="fact",
        rule="every",
        parts=[{"part": "A", "ruling": "fails"}, {"part": "B", "ruling": "holds"}],
        primary_test_id=None,
    )
    assert verdicts.reasons(one).startswith("Not true of A, and the claim needs every one.")


def test_an_outdated_claim_says_when_it_was_true_and_that_it_no_longer_is():
    late = row(
        moment="now",
        measured=0.3,
        outcome="fails",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 7, 1),
        decides=False,
    )
    one = case("outdated", row(), late, accepted="half or more", claim=claim(hedge="most"))
    assert told(one) == (
        "It was true: in 2024 Alpha had 65 % of the downloads of Alpha and Beta. It no longer "
        "is: from January to June 2026 Alpha had 30 % of the downloads of Alpha and Beta. "
        "The claim's words are read as half or more. Source: “Registry”.",
        "Newer figures that give half or more again.",
        None,
    )


def test_an_outdated_claim_of_an_undated_article_says_when_it_can_have_been_written():
    active = fact(
        value="active",
        outcome="holds",
        period_start=date(2021, 5, 19),
        period_end=date(2025, 2, 28),
    )
    now = fact(moment="now", decides=False, needs=["active"])
    one = case(
        "outdated",
        active,
        now,
        kind="property",
        counted="fact",
        undated=True,
        written_from=date(2023, 11, 28),
    )
    assert verdicts.reasons(one).startswith(
        "It was true at its time: TorchServe was actively developed from May 2021 until "
        "February 2025. The article gives no date; it can have been written from November 2023 on. "
        "It no longer is: TorchServe has been in maintenance since February 2025."
    )


def test_a_part_with_two_meanings_is_named():
    parts = [{"part": "A", "ruling": "mixed"}, {"part": "B", "ruling": "unknown"}]
    one = case(
        "not enough evidence",
        undecided="better data",
        kind="property",
        counted="fact",
        rule="each",
        parts=parts,
        tests=2,
    )
    said = "Of B it is not known. It depends on what is meant by A."
    assert verdicts.reasons(one) == said


@pytest.mark.parametrize(
    ("undecided", "said", "changed"),
    [
        (
            "opinion",
            "It is a matter of opinion, and no published count decides it. Why.",
            "Nothing that can be counted.",
        ),
        (
            "no public data",
            "Nobody publishes what would decide it. Why.",
            "Figures that nobody publishes yet.",
        ),
        (
            "benchmark",
            "Only a measurement of that very workload would decide it. Why.",
            "A published measurement of that very workload.",
        ),
        (
            "live collection",
            "Figures of “Registry” have to be collected first. Why.",
            "Figures of “Registry” (sharecheck collect registry).",
        ),
    ],
)
def test_what_cannot_be_measured_says_why(undecided: str, said: str, changed: str):
    source = {"needs_source": "registry", "needs_title": "Registry", "needs_live": True}
    one = case("not enough evidence", undecided=undecided, needs_reason="Why.", **source)
    assert told(one) == (said, changed, None)


@pytest.mark.parametrize(
    ("reason", "changed"),
    [
        ("Nobody counts teams; a survey of teams would be needed.", "A survey of teams."),
        (
            "Nobody counts teams; a survey that asks both would at least count it.",
            "A survey that asks both.",
        ),
        ("It would take learners who are timed; none is cited.", "Learners who are timed."),
        ("Teams differ. Google would have to publish it.", "Google would have to publish it."),
        ("Nobody knows.", "Figures that nobody publishes yet."),
    ],
)
def test_what_would_change_it_is_a_thing_that_the_reason_names(reason: str, changed: str):
    one = case("not enough evidence", undecided="no public data", needs_reason=reason)
    assert changes.would_flip(one) == changed


def test_an_opinion_that_could_be_asked_for_says_so():
    reason = "Ease is felt; a survey of users of both would be needed."
    one = case("not enough evidence", undecided="opinion", needs_reason=reason)
    assert changes.would_flip(one) == "A survey of users of both."


def test_a_part_of_which_nothing_is_known_needs_a_source():
    parts = [{"part": "A", "ruling": "holds"}, {"part": "B", "ruling": "unknown"}]
    one = case(
        "not enough evidence",
        undecided="better data",
        kind="property",
        counted="fact",
        rule="every",
        parts=parts,
        tests=1,
    )
    assert changes.would_flip(one) == "A source for 2024 on B."


def test_figures_that_reach_over_the_claim_s_date_are_too_few_and_not_too_short():
    short = row(figures_from=date(2020, 7, 1), figures_until=date(2022, 8, 1))
    assert evidence.reach(short, "2024") == "the figures at hand run from July 2020 to July 2022"
    long = row(figures_from=date(2022, 1, 1), figures_until=date(2026, 1, 1))
    assert evidence.reach(long, "2025") == "too few of the figures at hand are of that time"


def test_parts_that_all_hold_are_listed_without_doubling():
    parts = [{"part": "NumPy and SciPy", "ruling": "holds"}, {"part": "files", "ruling": "holds"}]
    one = case(
        "supported",
        fact(part="files", outcome="holds"),
        kind="property",
        counted="fact",
        rule="every",
        parts=parts,
        primary_test_id=None,
    )
    assert told(one)[0].startswith("Every part of it is true (NumPy and SciPy, files). ")


def test_too_small_a_sample_says_how_large_one_would_tell():
    small = row(
        definition_id="s",
        unit="respondents",
        quality="sample",
        denominator=100.0,
        low=0.36,
        high=0.56,
        measured=0.46,
        outcome="inconclusive",
        lean="against",
        accepted_low=0.5,
    )
    one = case(
        "not enough evidence",
        small,
        accepted="half or more",
        undecided="better data",
        claim=claim(hedge="most"),
        lean="against",
        lean_for=0,
        lean_against=1,
    )
    assert told(one) == (
        "In 2024, 46 % of people who answered named Alpha. Only 100 respondents were counted: the "
        "true figure may lie anywhere between 36 % and 56 %. The claim's words are read as half or "
        "more. Still, the only count with a figure does not agree with the claim, "
        "though it is too inexact to say so for sure.",
        "A survey for 2024 with more than 630 answers.",
        "the only count with a figure does not agree with the claim, though it is too inexact to "
        "say so for sure",
    )


def test_a_test_that_everyone_passes_is_no_evidence():
    passed = row(
        kind="growth",
        measured=2.1,
        comparator_name=None,
        decides=False,
        missing="yes to all",
        controls_tried=6,
        controls_yes=5,
        **SINCE,
    )
    one = case(
        "not enough evidence",
        passed,
        kind="growth",
        undecided="better data",
        missing="yes to all",
        accepted="more than at the beginning",
        claim=claim(kind="growth", hedge="rising"),
    )
    assert told(one) == (
        "In 2024 Alpha had 2.1 times as many downloads as in 2020. The same test says yes for 5 of "
        "6 other projects, so it tells nothing of Alpha in particular. The claim needs more than "
        "at the beginning.",
        "A measure by which Alpha can be told from other projects.",
        None,
    )


def test_figures_that_end_too_early_say_when():
    reach = {"figures_from": date(2020, 7, 1), "figures_until": date(2022, 8, 1)}
    lacking = row(measured=None, missing="date", outcome="no data", decides=False, **reach)
    one = case("not enough evidence", lacking, undecided="better data", missing="date")
    assert told(one) == (
        "Nothing at hand decides it (“downloads”): no figure lies near its date; the figures at "
        "hand run from July 2020 to July 2022.",
        "The downloads from “Registry” for 2024; the figures at hand run from July 2020 to July "
        "2022.",
        None,
    )


def test_failures_on_both_sides_do_not_add_up():
    tests = [
        row(
            test_id=f"a/{n}",
            role="scorecard",
            kind="ratio",
            measured=m,
            outcome="fails",
            test_title=f"signal {n}",
        )
        for n, m in enumerate((0.3, 4.0))
    ]
    one = case(
        "not enough evidence",
        *tests,
        kind="ratio",
        scorecard=True,
        counted="signal",
        opposite=True,
        accepted="0.8 to 1.25 times as many as Beta",
        undecided="better data",
        primary_test_id=None,
        claim=claim(kind="ratio", hedge="similar"),
    )
    assert verdicts.reasons(one).startswith(
        "The figures that say no lie on both sides of what the claim needs, so they do not add up. "
        "Signals that say no: signal 0 (about a third as many as Beta, 2024)"
    )


def test_figures_given_in_one_breath_are_told():
    one = case("supported", row(), accepted="77.5 % to 78.5 %", statements=["Beta has 22 %."])
    said = "In the same breath the article says “Beta has 22 %”, so one count must give both."
    assert said in told(one)[0]


@pytest.mark.parametrize(
    ("lean", "holds", "fails", "open_ones", "said"),
    [
        ("for", 1, 0, 0, "the only signal with a figure agrees with the claim"),
        ("for", 0, 0, 1, "the only signal with a figure agrees with the claim, though not surely"),
        ("for", 1, 0, 1, "both signals with a figure agree with the claim, though one not surely"),
        ("for", 3, 0, 0, "all 3 signals with a figure agree with the claim"),
        (
            "for",
            0,
            1,
            3,
            "3 of 4 signals with a figure agree with the claim, though all 3 not surely",
        ),
        ("against", 0, 1, 0, "the only signal with a figure does not agree with the claim"),
        (
            "against",
            0,
            0,
            1,
            "the only signal with a figure does not agree with the claim, though it is "
            "too inexact to say so for sure",
        ),
        (
            "against",
            0,
            1,
            1,
            "neither of the two signals with a figure agrees with the claim, though one is "
            "too inexact to say so for sure",
        ),
        (
            "against",
            0,
            6,
            1,
            "none of the 7 signals with a figure agrees with the claim, though one is "
            "too inexact to say so for sure",
        ),
        (
            "against",
            1,
            1,
            2,
            "3 of the 4 signals with a figure do not agree with the claim, though 2 of them "
            "are too inexact to say so for sure",
        ),
    ],
)
def test_figures_that_do_not_decide_say_how_many_agree_and_how_surely(
    lean: str, holds: int, fails: int, open_ones: int, said: str
):
    outcomes = ["holds"] * holds + ["fails"] * fails + ["inconclusive"] * open_ones
    one = case(
        "not enough evidence",
        *(
            row(
                test_id=f"a/{n}",
                outcome=outcome,
                lean=lean if outcome == "inconclusive" else None,
                low=0.4,
                high=0.6,
                accepted_low=0.6,
            )
            for n, outcome in enumerate(outcomes)
        ),
        lean=lean,
        lean_for=holds + (open_ones if lean == "for" else 0),
        lean_against=fails + (open_ones if lean == "against" else 0),
        counted="signal",
        undecided="better data",
    )
    assert verdicts.lean_words(one) == said


def test_a_figure_of_another_date_is_not_said_to_be_inexact():
    # 12 to 20 %, mostly of another year, cannot be 90 % or more
    other = row(outcome="inconclusive", lean="against", low=0.12, high=0.2, accepted_low=0.9)
    one = case(
        "not enough evidence",
        other,
        lean="against",
        lean_for=0,
        lean_against=1,
        undecided="better data",
    )
    assert verdicts.lean_words(one) == (
        "the only count with a figure does not agree with the claim"
    )


@pytest.mark.parametrize(
    ("favours", "stands", "said"),
    [
        ("a", True, "The data confirm the first side."),
        ("b", False, "The data refute the first side, but not the second."),
        ("neither", False, "The data refute both."),
        ("both", True, "The data confirm both: they speak of different things."),
        ("undecided", False, "The data at hand decide for neither."),
    ],
)
def test_a_contradiction_says_which_side_the_data_take(favours: str, stands: bool, said: str):
    assert verdicts.finding(favours, stands=stands) == said


# --- the tables ----------------------------------------------------------------------------------


def test_every_case_is_free_of_jargon():
    one = case("supported", row(), accepted="half or more")
    for text in filter(None, told(one)):
        assert not [words for words in FORBIDDEN if re.search(words, text)], text


def test_no_sentence_of_the_register_has_a_forbidden_word(warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute(
        "select claim_id, unnest([explanation, would_flip, lean_words, claimed, accepted]) as said "
        "from claim_verdict union all "
        "select test_id, unnest([period, shown, interval_shown, remark]) from claim_evidence "
        "union all select contradiction_id, unnest([why, finding]) from contradiction"
    ).fetchall()
    wrong = [
        (name, words, text)
        for name, text in found
        if text is not None
        for words in FORBIDDEN
        if re.search(words, text)
    ]
    assert not wrong


def test_no_figure_of_the_register_that_fails_looks_as_if_it_held(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = warehouse.execute(
        "select test_id, shown, accepted_low, accepted_high from claim_evidence "
        "where outcome = 'fails' and missing is null and fact_id is null and shown like '% \\%' "
        "escape '\\'"
    ).fetchall()
    assert len(found) > 40
    for test, shown, low, high in found:
        written = float(shown.removesuffix(" %").rpartition(" ")[2]) / 100
        assert (low is not None and written < low) or (high is not None and written > high), test


def test_no_figure_of_the_register_has_more_digits_than_it_needs(
    warehouse: duckdb.DuckDBPyConnection,
):
    """Three digits of a share stand only where two would be on an end of what is needed, or all."""
    found = warehouse.execute(
        "select test_id, shown, measured, accepted_low, accepted_high from claim_evidence "
        "where shown like '% \\%' escape '\\' and fact_id is null"
    ).fetchall()
    assert len(found) > 300
    for test, shown, measured, *ends in found:
        written = shown.removesuffix(" %").rpartition(" ")[2]
        digits = len(written.replace(".", "").lstrip("0"))
        if digits > 2 and written != "100":
            rough = [math.floor(100 * measured), math.ceil(100 * measured)]
            bounds = [0, 100, *(100 * end for end in ends if end is not None)]
            assert any(rough[0] <= bound <= rough[1] for bound in bounds), (test, shown)


def test_every_verdict_is_worded(warehouse: duckdb.DuckDBPyConnection):
    assert set(WORDED) == {"region_words", "contradiction_words", "evidence_words", "verdict_words"}
    for table, key in (("claim", "claim_id"), ("claim_verdict", "claim_id")):
        [(missing,)] = warehouse.execute(
            f"select count(*) from {table} anti join verdict_words using ({key})"
        ).fetchall()
        assert not missing
    [(empty,)] = warehouse.execute(
        "select count(*) from claim_verdict where trim(explanation) = '' or trim(would_flip) = ''"
    ).fetchall()
    assert not empty
