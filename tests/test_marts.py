"""What readers see at its boundaries: the day a source is late, twins, fits, contradictions."""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import duckdb
import pytest

from tests.modelling import Given, fill
from tests.test_boundaries import SEEN, day, one
from tests.test_verification import Row
from warehouse.verify import TOGETHER, mismatches

# --- freshness ------------------------------------------------------------------------------------

DUE = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366}
"""Days after the newest period and the lag within which the next one is there."""


RUNS = ("complete", "complete", "complete", "suspect", "set aside", "failed")
"""How the runs of 1 January and later ended: what is set aside or failed is no success."""


def fresh(today: date, **source: Any) -> Row:
    """Return how fresh a source is whose newest figure speaks of 1 January 2022."""
    entry = {"source_id": "x", "cadence": "daily", "closed": None, "lag_days": 3} | source
    figures = [("s", n, n + 1) for n in (-9, 0)] if entry.pop("figures", True) else []
    tables: Given = {
        "source": (
            "source_id varchar, cadence varchar, closed varchar, lag_days integer",
            [tuple(entry.values())],
        ),
        "signal": ("signal_id varchar, source_id varchar", [("s", "x")]),
        "latest_observation": (
            "signal_id varchar, period_start date, period_end date",
            [(name, day(first), day(last)) for name, first, last in figures],
        ),
        "source_run": (
            "source_id varchar, status varchar, finished_at timestamp",
            [("x", status, datetime(2022, 1, n)) for n, status in enumerate(RUNS, start=1)],
        ),
        "build": ("built_at timestamp", [(datetime(today.year, today.month, today.day, 9),)]),
    }
    [row] = one(tables, "marts/freshness")
    return row


@pytest.mark.parametrize("cadence", DUE)
def test_a_source_is_late_from_the_day_after_it_was_expected(cadence: str):
    due = date(2022, 1, 1) + timedelta(days=3 + DUE[cadence])
    current = fresh(due, cadence=cadence)
    assert (current["expected_by"], current["state"]) == (due, "current")
    assert current["newest_period"] == date(2022, 1, 1)
    assert (current["last_success"], current["observations"]) == (datetime(2022, 1, 4), 2)
    assert fresh(due + timedelta(days=1), cadence=cadence)["state"] == "late"


@pytest.mark.parametrize(
    ("source", "state"),
    [
        ({"cadence": "once"}, "archive"),
        ({"closed": "It ended."}, "closed"),
        ({"cadence": "once", "figures": False}, "not collected"),
        ({"closed": "It ended.", "figures": False}, "not collected"),
    ],
)
def test_what_nothing_is_expected_of_is_never_late(source: dict[str, Any], state: str):
    row = fresh(date(2029, 1, 1), **source)
    assert (row["state"], row["expected_by"]) == (state, None)


# --- two sources that should say the same ---------------------------------------------------------


def reconciled(
    *figures: dict[str, Any], quality: tuple[str, str] = ("census", "census"), within: int = 2
) -> list[Row]:
    """Hold the figures of signal `l` against those of `r`."""
    usual = {
        "signal_id": "r",
        "project_id": "alpha",
        "role": "primary",
        "segment": "all",
        "period_start": 0,
        "period_end": 1,
        "value": 100.0,
        "base": None,
        "precision": "exact",
        "quality": None,
        "complete": True,
        "suspect": False,
        "observed_at": datetime(2023, 6, 1),
    }
    columns = SEEN + ", per_day double"
    lines = []
    for figure in figures:
        row = usual | {"per_day": None} | figure
        lines.append(
            tuple(day(v) if k in ("period_start", "period_end") else v for k, v in row.items())
        )
    twin = ("w", "l", "all", "r", "all", within)
    tables: Given = {
        "latest_observation": (columns, lines),
        "twin": (
            "twin_id varchar, left_signal_id varchar, left_segment varchar, "
            "right_signal_id varchar, right_segment varchar, within_days integer",
            [twin],
        ),
        "signal": ("signal_id varchar, quality varchar", list(zip("lr", quality, strict=True))),
    }
    return one(tables, "marts/reconciliation")


LEFT: dict[str, Any] = {"signal_id": "l", "value": 50.0}


def test_former_names_are_added_up_and_other_roles_are_not():
    [row] = reconciled(
        LEFT,
        {},
        {"role": "former", "value": 11.0},
        {"role": "component", "value": 900.0},
        {"role": "variant", "value": 900.0},
        {"value": 900.0, "suspect": True},
        {"value": 900.0, "segment": "else"},
        {"value": 900.0, "project_id": "beta"},
    )
    assert (row["left_value"], row["right_value"]) == (50, 111)
    assert row["ratio"] == pytest.approx(50 / 111)
    [former] = reconciled(LEFT | {"role": "former"}, {})
    assert former["left_value"] == 50
    assert reconciled(LEFT | {"suspect": True}, {}) == []


def test_of_two_equally_near_figures_the_earlier_is_compared():
    near = [{"period_start": n, "period_end": n + 1, "value": 100.0 + n} for n in (1, -1, 2, -2)]
    [row] = reconciled(LEFT, *near)
    assert (row["right_start"], row["right_value"], row["days_apart"]) == (day(-1), 99, 1)
    [nearest] = reconciled(LEFT, *near, {"value": 7.0})
    assert (nearest["right_value"], nearest["days_apart"]) == (7, 0)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(2, 3, 1), (3, 3, 0), (-2, -1, 1), (-3, 1, 0), (0, 3, 1), (0, 4, 0), (0, -2, 0)],
)
def test_both_ends_lie_within_the_days_that_are_allowed(start: int, end: int, found: int):
    assert len(reconciled(LEFT, {"period_start": start, "period_end": end})) == found


def test_flows_are_compared_per_day_and_samples_by_their_part():
    month = {"per_day": 2.0, "value": 60.0}
    [row] = reconciled(LEFT | {"per_day": 5.0}, month)
    assert (row["left_value"], row["right_value"]) == (5, 2)
    asked = (LEFT | {"base": 200.0}, {"base": 400.0})
    [parts] = reconciled(*asked, quality=("sample", "sample"))
    assert (parts["left_value"], parts["right_value"]) == (0.25, 0.25)
    [counts] = reconciled(*asked, quality=("sample", "census"))
    assert (counts["left_value"], counts["right_value"]) == (50, 100)
    [nothing] = reconciled(LEFT, {"value": 0.0})
    assert nothing["ratio"] is None


# --- where a figure fits --------------------------------------------------------------------------


def fits(low: float | None, high: float | None, asserted: float | None = 0.5) -> list[Row]:
    """Return where a claim fits: shares of three years under two definitions, nearest first."""
    measured = {
        # year, days off: by the first definition, by the second
        (2020, 366): (0.4, 0.5),
        (2021, 1): (0.5, 0.6),
        (2022, 0): (0.6, 0.4),
        (2023, 1): (0.5, 0.7),
    }
    tables: Given = {
        "test_series": (
            "test_id varchar, claim_id varchar, definition_id varchar, period_start date, "
            "period_end date, measured double, days_off integer",
            [
                (name, "c", name, date(year, 1, 1), date(year + 1, 1, 1), values[n], off)
                for n, name in enumerate(("t1", "t2"))
                for (year, off), values in measured.items()
            ],
        ),
        "claim_test": (
            "test_id varchar, role varchar, position integer",
            [("t1", "primary", 0), ("t2", "alternative", 1)],
        ),
        "acceptance": (
            "claim_id varchar, accepted_low double, accepted_high double",
            [("c", low, high)],
        ),
        "claim": ("claim_id varchar, asserted_low double", [("c", asserted)]),
    }
    return sorted(one(tables, "marts/claim_fit"), key=lambda row: row["nearness"])


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        # both ends belong to the region
        (0.5, 0.5, [("t1", 2023), ("t1", 2021), ("t2", 2020)]),
        (0.45, 0.55, [("t1", 2023), ("t1", 2021), ("t2", 2020)]),
        (0.4, 0.4, [("t2", 2022), ("t1", 2020)]),
        (0.6, None, [("t1", 2022), ("t2", 2023), ("t2", 2021)]),
        (None, 0.4, [("t2", 2022), ("t1", 2020)]),
        (0.8, 0.9, []),
        (0.1, 0.3, []),
    ],
)
def test_a_figure_fits_between_both_ends_of_its_region_nearest_first(
    low: float | None, high: float | None, expected: list[tuple[str, int]]
):
    found = fits(low, high)
    assert [(row["test_id"], row["period_start"].year) for row in found] == expected
    assert [row["nearness"] for row in found] == list(range(1, len(found) + 1))


def test_words_without_a_figure_fit_nothing():
    assert fits(0.4, None, asserted=None) == []


# --- contradictions -------------------------------------------------------------------------------

VERDICTS = ("supported", "refuted", "outdated", "depends on the definition", "not enough evidence")


def contradictions(sides: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> dict[str, Row]:
    """Return what verdicts make of contradictions: the verdicts on both sides of each, by name."""
    places = {"a": "d1", "b": "d2"}
    claims = [
        (name, side, f"{name}-{side}-{n}", n, verdict)
        for name, both in sides.items()
        for side, some in zip("ab", both, strict=True)
        for n, verdict in enumerate(some)
    ]
    tables: Given = {
        "contradiction_entry": ("contradiction_id varchar", [(name,) for name in sides]),
        "contradiction_side": (
            "contradiction_id varchar, side varchar, claim_id varchar, verdict varchar",
            [(name, side, claim, verdict) for name, side, claim, _, verdict in claims],
        ),
        "contradiction_claim": (
            "contradiction_id varchar, side varchar, claim_id varchar, position integer",
            [(name, side, claim, n) for name, side, claim, n, _ in claims],
        ),
        "claim_occurrence": (
            "claim_id varchar, document_id varchar",
            [
                (claim, place)
                for name, side, claim, n, _ in claims
                for place in ([places[side]] + (["d1"] if name.startswith("one") and n else []))
            ],
        ),
    }
    return {row["contradiction_id"]: row for row in one(tables, "core/contradiction_ruling")}


def favoured(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """State which side the data favour."""
    stands = ["supported" in side for side in (a, b)]
    falls = [all(v in ("refuted", "outdated") for v in side) for side in (a, b)]
    if all(stands):
        return "both"
    if all(falls):
        return "neither"
    return "a" if falls[1] or stands[0] else "b" if falls[0] or stands[1] else "undecided"


def test_the_data_favour_the_side_that_stands_or_whose_rival_falls_with_all_its_claims():
    some = [*product(VERDICTS), *product(VERDICTS, repeat=2)]
    sides = {f"{n}": pair for n, pair in enumerate(product(some, repeat=2))}
    found = contradictions(sides)
    seen = set()
    for name, (a, b) in sides.items():
        assert found[name]["favours"] == favoured(a, b), (a, b)
        assert found[name]["stands"] == ("supported" in a + b)
        seen.add(found[name]["favours"])
    assert seen == {"a", "b", "both", "neither", "undecided"}


def test_one_document_that_makes_both_claims_contradicts_itself():
    two = ("supported", "refuted")
    found = contradictions({"apart": (two, two), "one": (two, two)})
    assert [found[name]["within"] for name in ("apart", "one")] == [
        "between documents",
        "one document",
    ]


def test_a_side_names_its_three_nearest_fits():
    tables: Given = {
        "claim_fit": (
            "claim_id varchar, test_id varchar, definition_id varchar, period_start date, "
            "nearness integer",
            [
                ("c", f"t{n}", None if n == 2 else "d", date(2020 + n, 1, 1), n)
                for n in (4, 3, 2, 1)
            ],
        ),
        "claim_test": (
            "test_id varchar, title varchar",
            [(f"t{n}", f"Title {n}") for n in range(1, 5)],
        ),
        "contradiction_claim": (
            "contradiction_id varchar, side varchar, claim_id varchar, position integer",
            [("x", "a", "c", 0), ("x", "b", "other", 0)],
        ),
        "claim_verdict": (
            "claim_id varchar, verdict varchar",
            [("c", "supported"), ("other", "refuted")],
        ),
    }
    found = {row["claim_id"]: row["fits"] for row in one(tables, "marts/contradiction_side")}
    # the second nearest is a fact
    assert found == {"c": "Title 1, 2021; Title 3, 2023", "other": None}


# --- numbers that are recomputed ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "sql", "agree"),
    [
        (100.0, "select 100.0 as measured", True),
        (100.0, "select 100.00000001 as measured", True),
        (100.0, "select 100.000001 as measured", False),
        (100.0, "select 99.5 as measured", False),
        (0.0, "select 1e-13 as measured", True),
        (0.0, "select 1e-9 as measured", False),
        (100.0, "select null::double as measured", False),
        (100.0, "select 100.0 as measured where false", False),
    ],
)
def test_a_number_is_what_its_sql_gives_or_is_named(stored: float, sql: str, agree: bool):
    evidence = [("t", "then", "c", 0, stored, sql)]
    assert bool(offences(evidence)) is not agree


def test_of_a_claim_that_is_asked_for_its_own_numbers_are_recomputed():
    evidence = [(f"t-{c}", "then", c, 0, 1.0, "select 2 as measured") for c in ("a", "b")]
    assert offences(evidence, "b") == ["t-b (then): stored 1.0, its SQL gives 2"]


def offences(evidence: list[tuple[Any, ...]], claim: str | None = None) -> list[str]:
    with duckdb.connect() as con:
        fill(
            con,
            {
                "claim_evidence": (
                    "test_id varchar, moment varchar, claim_id varchar, "
                    "position integer, measured double, sql varchar",
                    evidence,
                )
            },
        )
        return mismatches(con, claim)


def test_every_number_is_held_to_its_sql():
    number = 3 * TOGETHER + 1
    wrong = {n: "then" if n % 2 else "now" for n in (0, TOGETHER - 1, TOGETHER, number - 1)}
    evidence = [
        (f"t{n:03}", moment, "c", n, n + (wrong.get(n) == moment), f"select {n} as measured")
        for n in range(number)
        for moment in ("now", "then")
    ]
    evidence.append(("unmeasured", "then", "c", 0, None, None))
    assert offences(evidence) == [
        f"t{n:03} ({moment}): stored {n + 1}.0, its SQL gives {n}" for n, moment in wrong.items()
    ]
