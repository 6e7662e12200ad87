"""The rules of verdicts over evidence that is drawn, each stated a second time in Python.

What the register's claims and the invented ones happen to need is tested elsewhere; here every
combination of outcomes, parts, moments and ends of intervals occurs, equal ones often.
"""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from tests.modelling import Given, made
from tests.test_verification import Row, expected_ruling, expected_verdict, plain

SEED, CLAIMS = 20_261_130, 1500
ORIGIN = {f"d{n}": f"origin {n // 2}" for n in range(6)}
"""Six definitions of six signals, of which always two are of one origin."""
EVIDENCE = (
    "claim_id varchar, test_id varchar, definition_id varchar, fact_id varchar, role varchar, "
    "part varchar, position integer, moment varchar, period_end date, measured double, "
    "accepted_low double, accepted_high double, outcome varchar, lean varchar, missing varchar, "
    "gap double, controls_tried integer, controls_yes integer"
)
CLAIM = (
    "claim_id varchar, kind varchar, subject varchar, hedge varchar, rule varchar, as_of varchar, "
    "as_of_start date, historic boolean, not_before date, together varchar[], needs varchar, "
    "needs_source varchar, needs_reason varchar"
)


def in_order(columns: str, row: Row) -> tuple[Any, ...]:
    """Return the values of a row in the order of the columns of its table."""
    return tuple(row.get(column.split()[0]) for column in columns.split(", "))


# --- from outcomes to verdicts --------------------------------------------------------------------


def drawn_claim(number: int, dice: random.Random) -> tuple[Row, list[Row]]:
    """Return an invented claim and its evidence; `kind` only says how its tests decide."""
    kind = dice.choice(["one", "one", "scorecard", "parts"])
    dated = dice.random() < 0.5
    claim: Row = {
        "claim_id": f"c{number}",
        "kind": "share",
        "subject": "a",
        "hedge": "about",
        "rule": dice.choice(["each", "every", "most"]) if kind == "parts" else None,
        "as_of": "2022" if dated else None,
        "as_of_start": date(2022, 1, 1) if dated else None,
        "historic": dice.random() < 0.3,
        "together": [],
        "needs": "opinion" if dice.random() < 0.1 else None,
    }
    tests: list[Row] = []
    for part in [f"p{n}" for n in range(dice.randint(1, 4))] if kind == "parts" else [None]:
        names = dice.sample(sorted(ORIGIN), dice.randint(1, 4))
        for n, name in enumerate(names):
            role = "scorecard" if kind == "scorecard" else "primary" if n == 0 else "alternative"
            fact = kind == "parts" and dice.random() < 0.5
            tests.append(
                {
                    "claim_id": claim["claim_id"],
                    "test_id": f"c{number}/{part}/{name}",
                    "definition_id": None if fact else name,
                    "fact_id": name if fact else None,
                    "role": "context" if dice.random() < 0.1 and n else role,
                    "part": part,
                    "position": len(tests),
                }
            )
    moments = ["then", "now"] if dated or dice.random() < 0.3 else ["then", "between", "now"]
    evidence = []
    for moment in moments:
        usual = dice.choice(["holds", "fails", None, None])
        evidence += [test | {"moment": moment} | drawn_outcome(dice, usual, test) for test in tests]
    return claim, evidence


def drawn_outcome(dice: random.Random, usual: str | None, test: Row) -> Row:
    """Return what a test measured: below, in or above the region from 2 to 3."""
    outcomes = ["holds", "fails", "inconclusive", "no data"]
    outcome = usual if usual and dice.random() < 0.8 else dice.choice(outcomes)
    if outcome == "no data":
        missing = "fact" if test["fact_id"] else dice.choice(["not collected", "date"])
        return {"outcome": outcome, "missing": missing, "accepted_low": 2, "accepted_high": 3}
    return {
        "outcome": outcome,
        "measured": {"holds": 2.5, "fails": dice.choice([1, 1.5, 4])}.get(outcome, 2),
        "accepted_low": 2,
        "accepted_high": 3,
        "gap": {"fails": dice.choice([0.5, 1])}.get(outcome, 0),
        "lean": dice.choice(["for", "against", None]) if outcome == "inconclusive" else None,
        "missing": "thin" if outcome == "inconclusive" and dice.random() < 0.5 else None,
        "period_end": date(2023, 1, 1) + timedelta(days=dice.randint(0, 2)),
        "controls_tried": 5,
        "controls_yes": 1,
    }


Drawn = tuple[list[tuple[Row, list[Row]]], dict[str, Row], dict[tuple[str, str], Row]]
"""Claims, each with its evidence; their rulings; what is said of each at each moment."""


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    """Draw claims with evidence and run the models from parts to verdicts over them."""
    dice = random.Random(SEED)
    claims = [drawn_claim(number, dice) for number in range(CLAIMS)]
    models = ruled(claims)
    found = {row["claim_id"]: row for row in models["ruling"]}
    at = {(row["claim_id"], row["moment"]): row for row in models["moment_ruling"]}
    return claims, found, at


def ruled(
    claims: list[tuple[Row, list[Row]]],
    fits: Sequence[tuple[Any, ...]] = (),
    controls: Iterable[tuple[str, str, str]] = (),
) -> dict[str, list[Row]]:
    """Run the models from parts to verdicts.

    Args:
        claims: each with its evidence.
        fits: claim, definition, day, measured, days off and nearness, and of how many cases.
        controls: test, the project that it is tried on, and what it says of that one.
    """
    evidence = [row for _, of_claim in claims for row in of_claim]
    tests = {row["test_id"]: row for row in evidence}.values()
    columns = (
        "claim_id varchar, test_id varchar, fact_id varchar, role varchar, part varchar, "
        "position integer"
    )
    tables: Given = {
        "claim": (CLAIM, [in_order(CLAIM, claim) for claim, _ in claims]),
        "claim_test": (columns, [in_order(columns, row) for row in tests]),
        "evidence_moment": (EVIDENCE, [in_order(EVIDENCE, row) for row in evidence]),
        "definition": (
            "definition_id varchar, signal_id varchar, title varchar",
            [(name, name, f"Title {name}") for name in ORIGIN],
        ),
        "signal": ("signal_id varchar, origin varchar", list(ORIGIN.items())),
        "trial": (
            "test_id varchar, control_of varchar, control varchar",
            [(f"{test} {name}", test, name) for test, name, _ in controls],
        ),
        "outcome": (
            "test_id varchar, moment varchar, outcome varchar",
            [(f"{test} {name}", "then", outcome) for test, name, outcome in controls],
        ),
        "project": ("project_id varchar, name varchar", [(n, n.upper()) for n in "abc"]),
        "claim_fit": (
            "claim_id varchar, definition_id varchar, period_start date, period_end date, "
            "measured double, days_off integer, nearness integer",
            [(claim, name, day, day, *rest) for claim, name, day, *rest, _ in fits],
        ),
        "share": (
            "definition_id varchar, project_id varchar, period_start date, period_end date, "
            "denominator double",
            sorted({(name, "a", day, day, cases) for _, name, day, *_, cases in fits}),
        ),
    }
    return made(tables, "core/part_ruling", "core/moment_ruling", "core/ruling")


def counting(claim: Row, evidence: list[Row], moment: str) -> list[Row]:
    """Return the evidence of a moment that is counted: now, of a dated claim, what is newer."""
    then = {row["test_id"]: row for row in evidence if row["moment"] == "then"}
    return [
        row
        for row in evidence
        if row["moment"] == moment
        and row["role"] != "context"
        and not (
            moment == "now"
            and claim["as_of"]
            and not row["fact_id"]
            and row["role"] != "scorecard"
            and then[row["test_id"]].get("measured") is not None
            and (row.get("period_end") or date.max) <= then[row["test_id"]]["period_end"]
        )
    ]


def test_every_verdict_is_the_one_that_the_rules_give(drawn: Drawn):
    claims, found, _ = drawn
    seen = defaultdict[str, int](int)
    for claim, evidence in claims:
        filled = [
            dict.fromkeys(("measured", "missing", "period_end", "lean")) | row for row in evidence
        ]
        expected = expected_verdict(claim, filled, ORIGIN)
        assert found[claim["claim_id"]]["verdict"] == expected, (claim, evidence)
        seen[expected] += 1
    assert min(seen.values()) > 10, seen
    assert len(seen) == 6


def test_the_moment_of_a_verdict_is_the_one_that_it_speaks_of(drawn: Drawn):
    claims, found, at = drawn
    for claim, _ in claims:
        row = found[claim["claim_id"]]
        told = {
            m: at[claim["claim_id"], m]["ruling"]
            for m in ("then", "between", "now")
            if (claim["claim_id"], m) in at
        }
        if claim["as_of"] or row["verdict"] not in ("supported", "outdated"):
            expected = "then" if claim["as_of"] else "now"
        elif row["verdict"] == "supported" and told["now"] == "holds":
            expected = "now"
        else:
            expected = "then" if told["then"] == "holds" else "between"
        assert row["moment"] == expected, claim


def test_what_decides_is_counted(drawn: Drawn):
    claims, found, _ = drawn
    for claim, evidence in claims:
        row = found[claim["claim_id"]]
        some = counting(claim, evidence, row["moment"])
        told = [e for e in some if e["outcome"] != "no data"]
        yes = [e for e in told if e["outcome"] == "holds"]
        no = [e for e in told if e["outcome"] == "fails"]
        assert row["tests"] == len(told)
        assert (row["holding"], row["failing"]) == (len(yes), len(no))
        assert row["inconclusive"] == len(told) - len(yes) - len(no)
        points = [
            len(yes) + sum(e["lean"] == "for" for e in told),
            len(no) + sum(e["lean"] == "against" for e in told),
        ]
        assert [row["lean_for"], row["lean_against"]] == points
        lean = None
        if row["verdict"] == "not enough evidence" and any(points):
            lean = {True: "for"}.get(points[0] >= 2 * points[1])
            lean = lean or {True: "against"}.get(points[1] >= 2 * points[0])
        assert row["lean"] == lean
        failed = [
            e
            for e in evidence
            if e["moment"] == row["moment"] and e["outcome"] == "fails" and e["role"] != "context"
        ]
        nearest = min(failed, key=lambda e: (e["gap"], e["position"]), default={"test_id": None})
        assert row["nearest_test_id"] == nearest["test_id"]
        waiting = [
            e
            for e in evidence
            if e["moment"] == row["moment"]
            and e["missing"] == "not collected"
            and e["role"] != "context"
        ]
        assert row["waiting"] == len(waiting)
        assert row["scorecard"] == any(e["role"] == "scorecard" for e in evidence)
        kinds = (
            {"fact"}
            if any(e["fact_id"] and e["role"] != "context" for e in evidence)
            else {"signal" if row["scorecard"] else "definition"}
        )
        assert {row["counted"]} == kinds
        if row["verdict"] != "not enough evidence":
            assert (row["undecided"], row["missing"]) == (None, None)
        elif claim["needs"]:
            assert row["undecided"] == claim["needs"]
        elif waiting and (not told or row["missing"] == "another"):
            assert row["undecided"] == "live collection"
        else:
            assert row["undecided"] == "better data"


def test_each_part_says_what_it_came_to(drawn: Drawn):
    claims, found, _ = drawn
    seen = set()
    for claim, evidence in claims:
        row = found[claim["claim_id"]]
        if claim["rule"] is None:
            assert row["parts"] is None
            continue
        parts = defaultdict[str, list[Row]](list)
        for one in counting(claim, evidence, row["moment"]):
            parts[one["part"]].append(one)
        names = [e["part"] for e in evidence if e["role"] != "context"]
        expected = [
            {
                "part": name,
                "ruling": expected_ruling(
                    [dict.fromkeys(("measured", "missing")) | e for e in parts[name]], ORIGIN
                ),
            }
            for name in dict.fromkeys(names)
        ]
        assert [dict(part) for part in row["parts"]] == expected
        seen |= {part["ruling"] for part in expected}
    assert seen == {"holds", "fails", "mixed", "unknown"}


def a_claim(name: str, outcomes: list[str], **fields: Any) -> tuple[Row, list[Row]]:
    """Return a dated claim whose tests have these outcomes, the first one the primary."""
    claim = {
        "claim_id": name,
        "kind": "share",
        "subject": "a",
        "hedge": "about",
        "rule": None,
        "as_of": "2022",
        "as_of_start": date(2022, 1, 1),
        "historic": False,
        "together": [],
    } | fields
    evidence = [
        {
            "claim_id": name,
            "test_id": f"{name}/{n}",
            "definition_id": f"d{n}",
            "role": "alternative" if n else "primary",
            "position": n,
            "moment": moment,
            "period_end": date(2023, 1, 1),
            "measured": 2.5,
            "outcome": outcome,
            "gap": 0,
            "controls_tried": 3 + n,
            "controls_yes": n,
        }
        for moment in ("then", "now")
        for n, outcome in enumerate(outcomes)
    ]
    return claim, evidence


def test_the_three_nearest_fits_of_a_figure_are_named_within_three_years():
    claims = [
        a_claim("c", ["fails"]),
        a_claim("bounded", ["fails"], hedge="over"),
        a_claim("ratio", ["fails"], kind="ratio"),
        a_claim("range", ["fails"], hedge="range"),
    ]
    fits = [
        (claim, f"d{n}", date(2020 + n, 6, 1), 0.5 + n / 10, off, n, cases)
        for claim in ("c", "bounded", "ratio", "range")
        for n, off, cases in ((3, 0, 20), (2, 1097, 99), (1, 1096, 99), (4, 0, 99))
    ]
    found = {row["claim_id"]: row["fits"] for row in ruled(claims, fits)["ruling"]}
    expected = [
        {"title": "Title d1", "year": 2021, "measured": 0.6},
        {"title": "Title d3", "year": 2023, "measured": 0.8},
    ]
    assert found == {"c": expected, "range": expected, "bounded": None, "ratio": None}
    few = [(*fit[:-1], 19) if fit[1] == "d3" else fit for fit in fits]
    found = {row["claim_id"]: row["fits"] for row in ruled(claims, few)["ruling"]}
    assert found["c"] == expected[:1]


def test_the_controls_shown_are_those_of_the_nearest_test_that_holds():
    controls = [
        ("c/1", "b", "fails"),
        ("c/1", "a", "fails"),
        ("c/1", "c", "holds"),
        ("c/0", "a", "fails"),
        ("c/2", "c", "fails"),
    ]
    claims = [a_claim("c", ["fails", "holds", "holds"])]
    [row] = ruled(claims, controls=controls)["ruling"]
    assert (row["verdict"], row["primary_test_id"]) == ("depends on the definition", "c/0")
    assert (row["controls_tried"], row["controls_yes"], row["control_no"]) == (4, 1, ["A", "B"])
    assert (row["listed"], row["nearest_test_id"], row["together"]) == (3, "c/0", None)


# --- from measurements to outcomes ----------------------------------------------------------------

KINDS = ("share", "level", "ratio", "order", "rank", "change", "slope", "growth", "crossing")
VALUES = (-1.0, 0.0, 0.5, 1.0, 1.5, 2.0)
MEASUREMENT = (
    "test_id varchar, moment varchar, measured double, low double, high double, value varchar, "
    "thin boolean, unread boolean, off_date boolean"
)
TRIAL = (
    "test_id varchar, control_of varchar, claim_id varchar, kind varchar, definition_id varchar, "
    "fact_id varchar, needs varchar[]"
)
REGION = "claim_id varchar, accepted_low double, accepted_high double"
FIGURE = (
    "test_id varchar, moment varchar, part varchar, period_start date, period_end date, "
    "starts date, ends date, numerator double"
)


def judged(
    drawn: list[Row], figures: list[Row] | None = None, undated: bool = False
) -> dict[str, Row]:
    """Run the model of outcomes over measurements, each of a test and a claim of its own."""
    every = [
        {
            "moment": "then",
            "claim_id": row["test_id"],
            "definition_id": "d",
            "thin": False,
            "unread": False,
            "off_date": False,
        }
        | row
        for row in drawn
    ]
    start = None if undated else date(2022, 1, 1)
    tables: Given = {
        "measurement": (MEASUREMENT, [in_order(MEASUREMENT, row) for row in every]),
        "trial": (TRIAL, [in_order(TRIAL, row) for row in every]),
        "acceptance": (REGION, [in_order(REGION, row) for row in every]),
        "claim": ("claim_id varchar, as_of_start date", [(r["claim_id"], start) for r in every]),
        "test_figure": (FIGURE, [in_order(FIGURE, row) for row in figures or []]),
        "definition": ("definition_id varchar, signal_id varchar", [("d", "s")]),
        "signal": ("signal_id varchar, running_total boolean", [("s", True)]),
    }
    return {row["test_id"]: row for row in made(tables, "core/outcome")["outcome"]}


def drawn_measurement(number: int, dice: random.Random) -> Row:
    low, measured, high = sorted(dice.choices(VALUES, k=3))
    ends = sorted(dice.choices(VALUES, k=2))
    least, most = ends if dice.random() < 0.4 else (None, ends[1])
    if dice.random() < 0.5:
        least, most = most, least
    if dice.random() < 0.05:
        least, most = None, None
    if least is not None and most is not None and least > most:
        least, most = most, least
    sure = dice.random() < 0.4
    return {
        "test_id": f"t{number}",
        "kind": dice.choice(KINDS),
        "measured": measured,
        "low": None if sure else low,
        "high": None if sure or dice.random() < 0.1 else high,
        "accepted_low": least,
        "accepted_high": most,
        "thin": dice.random() < 0.05,
        "unread": dice.random() < 0.05,
        "off_date": dice.random() < 0.2,
        "control_of": "another" if dice.random() < 0.2 else None,
        "value": dice.choice(["behind", "at", None]),
    }


def test_every_outcome_follows_from_interval_and_region():
    dice = random.Random(SEED)
    drawn = [drawn_measurement(number, dice) for number in range(3000)]
    found = judged(drawn)
    seen = defaultdict[str, int](int)
    for row in drawn:
        result = found[row["test_id"]]
        low = -math.inf if row["accepted_low"] is None else row["accepted_low"]
        high = math.inf if row["accepted_high"] is None else row["accepted_high"]
        outcome = plain(row["kind"], row)
        silent = row["thin"] or row["unread"] or (math.isinf(low) and math.isinf(high))
        if silent or (outcome == "fails" and row["off_date"] and not row["control_of"]):
            outcome = "inconclusive"
        assert result["outcome"] == outcome, row
        seen[outcome] += 1
        least = row["measured"] if row["low"] is None else row["low"]
        most = row["measured"] if row["high"] is None else row["high"]
        assert result["gap"] == max(0, low - most, least - high), row
        inside = low <= row["measured"] <= high
        still = {"change": 0, "slope": 0, "growth": 1, "ratio": 1, "order": 1}.get(row["kind"])
        if (math.isinf(low) != math.isinf(high)) and row["measured"] == still in (low, high):
            inside = False
        if row["kind"] == "crossing" and row["value"] == "behind":
            inside = False
        assert result["inside"] == inside, row
    assert min(seen.values()) > 300


def test_a_figure_holds_though_its_last_bit_is_lost():
    third = 1 / 3
    ends = {"accepted_low": third, "accepted_high": 2 * third}
    found = judged(
        [
            ends | {"test_id": "low", "kind": "share", "measured": third, "low": third - 1e-12},
            ends
            | {
                "test_id": "high",
                "kind": "share",
                "measured": 2 * third,
                "high": 2 * third + 1e-12,
            },
            ends | {"test_id": "over", "kind": "share", "measured": third, "low": third - 1e-6},
            ends
            | {"test_id": "beyond", "kind": "share", "measured": third, "high": 2 * third + 1e-6},
        ]
    )
    assert [found[name]["outcome"] for name in ("low", "high", "over", "beyond")] == [
        "holds",
        "holds",
        "inconclusive",
        "inconclusive",
    ]


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, "holds"),
        ({"needs": None}, "inconclusive"),  # only shown
        ({"needs": None, "kind": "date"}, "holds"),
        ({"off_date": True}, "inconclusive"),
        ({"off_date": True, "measured": 0.0}, "inconclusive"),
        ({"measured": 0.0}, "fails"),
        ({"unread": True}, "inconclusive"),
    ],
)
def test_what_a_fact_says_depends_on_what_is_known_of_it(fields: Row, outcome: str):
    fact = {
        "test_id": "f",
        "kind": "property",
        "fact_id": "f",
        "needs": ["yes"],
        "measured": 1.0,
        "accepted_low": 1.0,
        "accepted_high": 1.0,
    }
    assert judged([fact | fields])["f"]["outcome"] == outcome


@pytest.mark.parametrize(
    ("low", "high", "undated", "outcome"),
    [
        # 100 on 1 March, 200 on 1 July; 184 days later, at the end of the year, at most 300.8
        (150, 160, False, "inconclusive"),
        (90, 99, False, "fails"),
        (90, 100, False, "inconclusive"),
        (300, None, False, "inconclusive"),
        (301, None, False, "fails"),
        # an undated one speaks of a day after the last
        (150, 160, True, "fails"),
        (None, 199, True, "fails"),
        (None, 199, False, "inconclusive"),
    ],
)
def test_a_total_that_goes_on_growing_refutes_no_figure_that_it_passes(
    low: float | None, high: float | None, undated: bool, outcome: str
):
    moment = "now" if undated else "then"
    year = {
        "test_id": "t",
        "moment": moment,
        "part": "at",
        "starts": date(2022, 1, 1),
        "ends": date(2023, 1, 1),
    }
    figures = [
        year | {"period_start": day, "period_end": day + timedelta(days=1), "numerator": n}
        for day, n in (
            (date(2022, 3, 1), 100),
            (date(2022, 7, 1), 200),
            (date(2021, 12, 31), 1),
            (date(2023, 1, 1), 9000),  # outside of the year
        )
    ]
    last = {
        "test_id": "t",
        "kind": "level",
        "moment": moment,
        "measured": 200.0,
        "accepted_low": low,
        "accepted_high": high,
    }
    assert judged([last], figures, undated)["t"]["outcome"] == outcome
