"""Shares, ratios, levels, changes, growth and lines with their intervals, worked out twice.

Counts are drawn, with brackets, rounding, bounds and biases in all combinations, and each model's
interval is compared with one that is put together in Python from those of statsmodels.
"""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from statsmodels.stats.proportion import proportion_confint

from tests.modelling import Given, made
from tests.test_boundaries import day, one
from tests.test_verification import Row

SEED = 20_261_130
Z = 1.959963984540054
COUNT = (
    "test_id varchar, kind varchar, moment varchar, part varchar, period_start date, "
    "period_end date, periods integer, days integer, starts date, ends date, numerator double, "
    "denominator double, denominator_low double, denominator_high double, half_unit double, "
    "other double, other_half_unit double, quality varchar, bracketed boolean, grouped boolean, "
    "flow boolean, bound varchar, bias_points double, bias_factor double, own_factor double, "
    "count_factor double, days_off integer, off_date boolean, widened boolean, thin boolean, "
    "flags varchar"
)
TRIAL = (
    "test_id varchar, kind varchar, of_source boolean, per varchar, definition_id varchar, "
    "subject varchar, comparator varchar"
)


def counted(name: str, **fields: Any) -> dict[str, Any]:
    """Return what a test counts in ten days."""
    return {
        "test_id": name,
        "kind": "share",
        "moment": "then",
        "part": "at",
        "period_start": day(0),
        "period_end": day(10),
        "periods": 1,
        "days": 10,
        "starts": day(0),
        "ends": day(10),
        "numerator": 30.0,
        "denominator": 100.0,
        "denominator_low": None,
        "denominator_high": None,
        "half_unit": 0.0,
        "other": 20.0,
        "other_half_unit": 0.0,
        "quality": "census",
        "bracketed": False,
        "grouped": False,
        "flow": True,
        "bound": None,
        "bias_points": 0.0,
        "bias_factor": 1.0,
        "own_factor": 1.0,
        "count_factor": 1.0,
        "days_off": 0,
        "off_date": False,
        "widened": False,
        "thin": False,
        "flags": None,
    } | fields


def tables(counts: list[dict[str, Any]], of_source: bool = False, per: str | None = None) -> Given:
    kinds = {row["test_id"]: row["kind"] for row in counts}
    return {
        "window_count": (COUNT, [tuple(row.values()) for row in counts]),
        "trial": (
            TRIAL,
            [(name, kind, of_source, per, "d", "alpha", "beta") for name, kind in kinds.items()],
        ),
    }


def drawn(kind: str, number: int = 250) -> list[dict[str, Any]]:
    """Draw counts with everything that can make them unsure."""
    dice = random.Random(SEED)
    found = []
    for n in range(number):
        bracketed = dice.random() < 0.3
        found.append(
            counted(
                f"t{n}",
                kind=kind,
                numerator=dice.choice([0.0, 1.0, 30.0, 100.0]),
                quality=dice.choice(["census", "sample"]),
                bracketed=bracketed,
                denominator_low=dice.choice([100.0, 101.0, None]) if bracketed else None,
                denominator_high=dice.choice([100.0, 150.0, None]) if bracketed else None,
                grouped=dice.random() < 0.5,
                half_unit=dice.choice([0.0, 0.0, 0.5]),
                bound=dice.choice([None, None, None, "at least", "at most"]),
                bias_points=dice.choice([0.0, 0.0, 0.05]),
                bias_factor=dice.choice([1.0, 1.0, 1.5]),
                own_factor=dice.choice([1.0, 1.0, 2.0]),
                other=dice.choice([0.0, 0.5, 10.0, 20.0]),
                other_half_unit=dice.choice([0.0, 0.0, 0.5]),
                count_factor=dice.choice([1.0, 1.0, 3.0]),
            )
        )
    return found


def share_interval(row: Row, sampled: bool, in_window: bool) -> tuple[float, float] | None:
    """Return the ends of the interval of a share; None where it is sure."""
    hits, n = row["numerator"], row["denominator"]
    low, high = row["denominator_low"], row["denominator_high"]
    share, half = hits / n, row["half_unit"]
    wilson = proportion_confint(hits, n, method="wilson")
    biased = row["bias_points"] > 0 or row["bias_factor"] > 1
    ends: list[float | None] = [None, None]
    if row["bracketed"] and sampled and in_window:
        # nobody is counted twice at the upper end
        ends = [wilson[0], proportion_confint(hits, low, method="wilson")[1] if low else 1.0]
    elif row["bracketed"]:
        ends = [(hits - half) / high if high else 0.0, (hits + half) / low if low else 1.0]
    elif sampled:
        ends = [*wilson]
    else:
        if half or row["bound"] == "at least":
            ends[0] = (hits - half) / n
        if half or row["bound"] == "at most":
            ends[1] = (hits + half) / n
        if biased:
            ends = [share if end is None else end for end in ends]
    if row["bound"] == "at most":
        ends[0] = 0.0
    if row["bound"] == "at least":
        ends[1] = 1.0
    least, most = ends
    if least is None or most is None:
        assert least is most
        return None
    factor, points = row["bias_factor"], row["bias_points"]
    if row["grouped"]:
        least = least / (least + (1 - least) * factor) if least > 0 else least / factor
        most = most * factor / (most * factor + 1 - most)
    else:
        least, most = least / factor, most * factor
    return min(share, max(0, least - points)), max(share, min(1, most + points))


@pytest.mark.parametrize("of_source", [False, True])
def test_a_share_of_a_window_carries_what_makes_it_unsure(of_source: bool):
    counts = drawn("share")
    found = {r["test_id"]: r for r in one(tables(counts, of_source), "core/window_share")}
    for row in counts:
        expected = share_interval(row, row["quality"] == "sample" and not of_source, True)
        result = found[row["test_id"]]
        assert result["share"] == row["numerator"] / row["denominator"]
        ends = (result["low"], result["high"])
        assert ends == ((None, None) if expected is None else pytest.approx(expected)), row


def test_a_share_of_a_period_carries_what_makes_it_unsure():
    counts = drawn("share")
    names = [row["test_id"] for row in counts]
    given: Given = {
        "numerator": (
            "definition_id varchar, project_id varchar, period_start date, period_end date, "
            "value double, half_unit double, at_least boolean, complete boolean, notes varchar",
            [
                (
                    row["test_id"],
                    "alpha",
                    day(0),
                    day(1),
                    row["numerator"],
                    row["half_unit"],
                    row["bound"] == "at least",
                    True,
                    None,
                )
                for row in counts
            ],
        ),
        "denominator": (
            "definition_id varchar, project_id varchar, period_start date, period_end date, "
            "value double, smallest double, largest double, complete boolean, notes varchar",
            [
                (
                    row["test_id"],
                    "alpha",
                    day(0),
                    day(1),
                    row["denominator"],
                    row["denominator_low"],
                    row["denominator_high"],
                    True,
                    None,
                )
                for row in counts
            ],
        ),
        "definition": (
            "definition_id varchar, signal_id varchar, over varchar, overlap boolean, "
            "bound varchar",
            [
                (
                    row["test_id"],
                    row["quality"],
                    "group" if row["grouped"] else "total" if row["bracketed"] else "base",
                    row["bracketed"] and row["grouped"],
                    "at most" if row["bound"] == "at most" else None,
                )
                for row in counts
            ],
        ),
        "signal": ("signal_id varchar, quality varchar", [(q, q) for q in ("census", "sample")]),
        "broken_period": (
            "definition_id varchar, project_id varchar, period_start date, period_end date, "
            "blocked boolean, breaks varchar, bias_points double, bias_factor double, "
            "own_factor double, named_factor double, count_factor double",
            [
                (
                    row["test_id"],
                    "alpha",
                    day(0),
                    day(1),
                    False,
                    "b",
                    row["bias_points"],
                    row["bias_factor"],
                    2,
                    3,
                    4,
                )
                for row in counts[::2]
            ],
        ),
    }
    found = {row["definition_id"]: row for row in one(given, "marts/share")}
    for n, row in enumerate(counts):
        if n % 2:
            row |= {"bias_points": 0.0, "bias_factor": 1.0}
        expected = share_interval(row, row["quality"] == "sample", False)
        result = found[names[n]]
        ends = (result["low"], result["high"])
        assert ends == ((None, None) if expected is None else pytest.approx(expected)), row
        assert result["bound"] == row["bound"]
        factors = tuple(result[f"{f}_factor"] for f in ("own", "named", "count"))
        assert factors == ((1, 1, 1) if n % 2 else (2, 3, 4))
        assert result["usable"] is True


@pytest.mark.parametrize(
    ("blocked", "own", "whole", "usable", "complete"),
    [
        (False, True, True, True, True),
        (True, True, True, False, True),
        (False, False, True, True, False),
        (False, True, False, True, False),
        (None, True, True, True, True),
    ],
)
def test_a_period_is_usable_and_complete_when_nothing_is_against_it(
    blocked: bool | None, own: bool, whole: bool, usable: bool, complete: bool
):
    keys = "definition_id varchar, project_id varchar, period_start date, period_end date, "
    key = ("d", "alpha", day(0), day(1))
    given: Given = {
        "numerator": (
            keys + "value double, half_unit double, at_least boolean, complete boolean, "
            "notes varchar",
            [(*key, 5, 0, False, own, None)],
        ),
        "denominator": (
            keys + "value double, smallest double, largest double, complete boolean, notes varchar",
            [(*key, 10, None, None, whole, None)],
        ),
        "definition": (
            "definition_id varchar, signal_id varchar, over varchar, overlap boolean, "
            "bound varchar",
            [("d", "s", "group", False, None)],
        ),
        "signal": ("signal_id varchar, quality varchar", [("s", "census")]),
        "broken_period": (
            keys + "blocked boolean, breaks varchar, bias_points double, "
            "bias_factor double, own_factor double, named_factor double, "
            "count_factor double",
            [] if blocked is None else [(*key, blocked, "b", 0, 1, 1, 1, 1)],
        ),
    }
    [row] = one(given, "marts/share")
    assert (row["usable"], row["complete"], row["period_complete"]) == (usable, complete, own)
    assert row["rank"] == (1 if complete else None)


@pytest.mark.parametrize("of_source", [False, True])
def test_a_ratio_carries_what_makes_it_unsure(of_source: bool):
    counts = drawn("ratio")
    models = made(tables(counts, of_source), "core/window_share", "core/measurement_single")
    found = {row["test_id"]: row for row in models["measurement_single"]}
    assert set(found) == {row["test_id"] for row in counts if row["other"] > 0}
    for row in counts:
        if row["other"] <= 0:
            continue
        a, b, half, other_half = (
            row["numerator"],
            row["other"],
            row["half_unit"],
            row["other_half_unit"],
        )
        result, sampled = found[row["test_id"]], row["quality"] == "sample" and not of_source
        assert result["measured"] == a / b
        astray, factor = row["bias_points"] * row["denominator"], row["own_factor"]
        if not (sampled or half + other_half > 0 or astray or factor > 1):
            assert (result["low"], result["high"]) == (None, None)
            continue
        least, most = a / b, a / b
        if sampled:
            least, most = (p / (1 - p) for p in proportion_confint(a, a + b, method="wilson"))
        elif half + other_half > 0:
            least = (a - half) / (b + other_half)
            most = (a + half) / (b - other_half) if b > other_half else None
        low = max(0, least * b - astray) / (b + astray) / factor
        high = 1e9 if most is None or b <= astray else (most * b + astray) / (b - astray) * factor
        assert (result["low"], result["high"]) == pytest.approx((low, high)), row


@pytest.mark.parametrize(
    ("per", "fields", "scale"),
    [
        (None, {}, 1),
        (None, {"days": 9}, None),
        (None, {"days": 9, "flow": False}, 1),
        ("day", {"days": 8}, 1 / 8),
        ("year", {"days": 8}, 365.25 / 8),
        # ten days are less than a month; 59 are two
        ("month", {"days": 8}, 10 / 8),
        ("month", {"days": 50, "ends": date(2022, 3, 1)}, 59 / 2 / 50),
    ],
)
def test_a_level_is_a_total_of_all_days_or_a_rate_of_those_that_are_there(
    per: str | None, fields: dict[str, Any], scale: float | None
):
    counts = [row | fields for row in drawn("level", 60)]
    models = made(tables(counts, per=per), "core/window_share", "core/measurement_single")
    found = {row["test_id"]: row for row in models["measurement_single"]}
    if scale is None:
        assert found == {}
        return
    for row in counts:
        result = found.get(row["test_id"])
        assert (result is None) == (row["bound"] == "at most")
        if result is None:
            continue
        count, half, factor = row["numerator"], row["half_unit"], row["count_factor"]
        sure = not half and factor == 1
        least = row["bound"] == "at least"
        low = None if sure and not least else scale * (count - half) / factor
        high = 1e15 if least else None if sure else scale * (count + half) * factor
        assert result["measured"] == pytest.approx(scale * count)
        assert (result["low"], result["high"]) == (
            None if low is None else pytest.approx(low),
            None if high is None else pytest.approx(high),
        ), row


# --- from where a claim begins to its time --------------------------------------------------------

BAR = "definition_id varchar, project_id varchar, price varchar, starts date, ends date"


def trends(
    pairs: list[tuple[dict[str, Any], dict[str, Any]]], bars: list[tuple[Any, ...]] | None = None
) -> dict[str, Row]:
    """Return changes and growths from windows of January to others, by test."""
    counts = []
    for n, (earlier, later) in enumerate(pairs):
        counts += [
            counted(f"t{n}") | {"part": "since"} | earlier,
            counted(f"t{n}") | {"period_start": day(20), "period_end": day(30)} | later,
        ]
    given = tables(counts) | {
        "definition_break": (BAR, bars or []),
        "trend_figure": (
            "test_id varchar, period_start date, period_end date, share double, "
            "low double, high double, quality varchar, bracketed boolean, "
            "flags varchar",
            [],
        ),
        "definition": ("definition_id varchar, signal_id varchar", [("d", "s")]),
        "signal": ("signal_id varchar, tolerance_days integer", [("s", 5)]),
        "trial_window": (
            "test_id varchar, moment varchar, part varchar, starts date, ends date, future boolean",
            [],
        ),
    }
    models = made(given, "core/window_share", "core/measurement_trend")
    return {row["test_id"]: row for row in models["measurement_trend"]}


def test_a_change_is_as_unsure_as_both_of_its_shares():
    earlier, later = drawn("change", 120), drawn("change", 120)[::-1]
    pairs = [
        (
            {k: v for k, v in a.items() if k not in ("test_id", "part")},
            {
                k: v
                for k, v in b.items()
                if k not in ("test_id", "part", "period_start", "period_end")
            },
        )
        for a, b in zip(earlier, later, strict=True)
    ]
    for a, b in pairs:
        a |= {"quality": b["quality"], "bracketed": b["bracketed"]}
        if not b["bracketed"]:
            a |= {"denominator_low": None, "denominator_high": None}
    found = trends(pairs)
    for n, (a, b) in enumerate(pairs):
        sampled = b["quality"] == "sample"
        one_end, other_end = (share_interval(row, sampled, True) for row in (a, b))
        old, new = (row["numerator"] / row["denominator"] for row in (a, b))
        row = found[f"t{n}"]
        assert row["measured"] == pytest.approx(new - old)
        if one_end is None and other_end is None:
            assert (row["low"], row["high"]) == (None, None)
            continue
        old_low, old_high = one_end or (old, old)
        new_low, new_high = other_end or (new, new)
        if sampled and not b["bracketed"]:
            low = new - old - ((new - new_low) ** 2 + (old_high - old) ** 2) ** 0.5
            high = new - old + ((new_high - new) ** 2 + (old - old_low) ** 2) ** 0.5
        else:
            low, high = new_low - old_high, new_high - old_low
        assert (row["low"], row["high"]) == pytest.approx((low, high)), (a, b)


GROWN: dict[str, Any] = {"kind": "growth", "numerator": 60.0}
FIRST: dict[str, Any] = {"kind": "growth", "numerator": 30.0}
ALONE: dict[str, Any] = {"other": None}


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        # measured, lower and upper end
        (ALONE, ALONE, (2, None, None)),
        # twice as many in twice the time is no growth of a flow
        (ALONE, ALONE | {"days": 20}, (1, None, None)),
        (ALONE | {"flow": False}, ALONE | {"days": 20, "flow": False}, (2, None, None)),
        ({}, {}, (2, None, None)),
        ({}, {"other": 40.0}, (1, None, None)),
        ({}, {"other": 40.0, "days": 20}, (1, None, None)),
        # what puts counts off, and what puts ratios off
        (
            ALONE | {"count_factor": 2.0, "own_factor": 9.0},
            ALONE | {"count_factor": 1.5},
            (2, 2 / 3, 6),
        ),
        ({"own_factor": 2.0, "count_factor": 9.0}, {"own_factor": 1.5}, (2, 2 / 3, 6)),
        # printed numbers
        (ALONE | {"half_unit": 3.0}, ALONE | {"half_unit": 6.0}, (2, 2 / 1.1 * 0.9, 2 * 1.1 / 0.9)),
        ({"other_half_unit": 2.0}, {"other_half_unit": 2.0}, (2, 2 / 1.1 * 0.9, 2 * 1.1 / 0.9)),
        # from nothing, or against nothing, nothing grows
        (ALONE | {"numerator": 0.0}, ALONE, None),
        ({"other": 0.0}, {}, None),
        ({}, {"other": 0.0}, None),
        ({}, {"numerator": 0.0}, (0, None, None)),
        # neither backwards nor within itself
        (ALONE | {"period_end": day(20)}, ALONE, (2, None, None)),
        (ALONE | {"period_end": day(21)}, ALONE, None),
    ],
)
def test_growth_is_a_factor_day_for_day(
    first: dict[str, Any], then: dict[str, Any], expected: tuple[float | None, ...] | None
):
    found = trends([(FIRST | first, GROWN | then)])
    if expected is None:
        assert found == {}
        return
    row = found["t0"]
    ends = (row["measured"], row["low"], row["high"])
    assert ends == tuple(None if e is None else pytest.approx(e) for e in expected)


def test_growth_of_samples_has_the_error_of_an_odds_ratio():
    row = trends([(FIRST | {"quality": "sample"}, GROWN | {"quality": "sample"})])["t0"]
    error = (1 / 60 + 1 / 30 + 1 / 20 + 1 / 20) ** 0.5
    factor = 2.718281828459045 ** (Z * error)
    assert (row["low"], row["high"]) == pytest.approx((2 / factor, 2 * factor))


@pytest.mark.parametrize("name", ["thin", "off_date"])
def test_what_is_wrong_at_either_end_is_wrong(name: str):
    for first, then in ((True, False), (False, True), (True, True), (False, False)):
        row = trends([(FIRST | {name: first}, GROWN | {name: then})])["t0"]
        assert row[name] == (first or then)
    far = trends([(FIRST | {"days_off": 7}, GROWN | {"days_off": 3})])["t0"]
    assert (far["days_off"], far["baseline_start"], far["period_start"]) == (7, day(0), day(20))


@pytest.mark.parametrize(
    ("starts", "ends", "project", "barred"),
    [
        # from the first day of the first period to the last of the last: days 0 to 29
        (15, 15, "alpha", True),
        (15, 15, "beta", True),
        (15, 15, "gamma", False),
        (15, None, "alpha", True),
        (29, 29, "alpha", True),
        (30, 30, "alpha", False),
        (30, None, "alpha", False),
        (0, 0, "alpha", False),
        (1, 1, "alpha", True),
        (-9, 0, "alpha", False),
        (-9, 1, "alpha", True),
        (-9, 29, "alpha", True),
        # all of it inside one stretch
        (-9, None, "alpha", False),
        (0, 30, "alpha", False),
        (0, None, "alpha", False),
        (0, 29, "alpha", True),
        (1, 30, "alpha", True),
        (-9, 99, "alpha", False),
    ],
)
def test_a_bar_on_the_way_leaves_nothing_to_compare(
    starts: int, ends: int | None, project: str, barred: bool
):
    bar = ("d", project, "barring", day(starts), day(ends))
    assert (trends([(FIRST, GROWN)], [bar]) == {}) == barred
    harmless = ("d", project, "harmless", *bar[3:])
    elsewhere = ("other", project, "barring", *bar[3:])
    assert trends([(FIRST, GROWN)], [harmless, elsewhere]) != {}


# --- series ---------------------------------------------------------------------------------------


def series(
    figures: list[dict[str, Any]],
    kind: str = "slope",
    measure: str = "stock",
    quality: str = "census",
    unit: str = "posts",
    over: str = "base",
) -> list[Row]:
    """Return the series of Alpha, and where it crosses Beta's, from shares of both."""
    usual = {
        "definition_id": "d",
        "project_id": "alpha",
        "period_start": 0,
        "period_end": 1,
        "numerator": 30.0,
        "denominator": 100.0,
        "denominator_low": 90.0,
        "denominator_high": 120.0,
        "low": 0.1,
        "high": 0.9,
        "quality": quality,
        "own_factor": 1.0,
        "named_factor": 1.0,
        "bias_points": 0.0,
        "bound": None,
        "usable": True,
        "complete": True,
        "period_complete": True,
        "flags": None,
    }
    kinds = {
        "definition_id": "varchar",
        "project_id": "varchar",
        "period_start": "date",
        "period_end": "date",
        "quality": "varchar",
        "bound": "varchar",
        "flags": "varchar",
        "usable": "boolean",
        "complete": "boolean",
        "period_complete": "boolean",
    }
    lines = [
        tuple(
            day(v) if k in ("period_start", "period_end") and not isinstance(v, date) else v
            for k, v in (usual | figure).items()
        )
        for figure in figures
    ]
    comparator = "beta" if kind == "crossing" else None
    given: Given = {
        "trial": (
            "test_id varchar, kind varchar, subject varchar, comparator varchar, "
            "definition_id varchar",
            [("t", kind, "alpha", comparator, "d")],
        ),
        "definition": (
            "definition_id varchar, signal_id varchar, over varchar, overlap boolean",
            [("d", "s", over, False)],
        ),
        "signal": (
            "signal_id varchar, measure varchar, editions boolean, quality varchar, unit varchar",
            [("s", measure, False, quality, unit)],
        ),
        "share": (", ".join(f"{name} {kinds.get(name, 'double')}" for name in usual), lines),
    }
    return sorted(one(given, "core/trend_figure"), key=lambda row: row["period_start"])


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({}, True),
        ({"denominator": 99}, False),
        ({"complete": False}, False),
        ({"usable": False}, False),
        ({"period_complete": False}, False),
        ({"bound": "at least"}, False),
    ],
)
def test_only_what_may_decide_is_on_a_line(fields: dict[str, Any], kept: bool):
    assert bool(series([fields])) == kept
    assert bool(series([{"denominator": 5.0}], unit="percent"))


@pytest.mark.parametrize(
    ("own", "other", "kept"),
    [
        ({}, {}, True),
        ({"complete": False}, {"complete": False}, True),
        ({"usable": False}, {}, False),
        ({"period_complete": False}, {}, False),
        ({"bound": "at least"}, {}, False),
        ({}, {"usable": False}, False),
        ({}, {"period_complete": False}, False),
        ({}, {"bound": "at least"}, False),
        ({}, {"period_end": 2}, False),
        # twenty cases are ten for either side
        ({"numerator": 10}, {"numerator": 10}, True),
        ({"numerator": 10}, {"numerator": 9}, False),
    ],
)
def test_a_lead_is_read_off_periods_that_both_may_decide_by(
    own: dict[str, Any], other: dict[str, Any], kept: bool
):
    figures = [own, {"project_id": "beta"} | other]
    assert bool(series(figures, "crossing")) == kept
    [row] = series(
        [{"own_factor": 2}, {"project_id": "beta", "named_factor": 3, "own_factor": 7}], "crossing"
    )
    assert row["own_factor"] == 6


def test_of_a_sampled_flow_whole_years_are_added_up():
    months = [date(2022, n, 1) for n in range(1, 13)]
    ends = [*months[1:], date(2023, 1, 1)]
    year = [
        {"period_start": first, "period_end": end, "numerator": 3.0, "denominator": 10.0}
        for first, end in zip(months, ends, strict=True)
    ]
    [row] = series(year, measure="flow", quality="sample")
    assert (row["period_start"], row["period_end"]) == (date(2022, 1, 1), date(2023, 1, 1))
    assert (row["numerator"], row["denominator"]) == (36, 120)
    assert (row["low"], row["high"]) == pytest.approx(proportion_confint(36, 120, method="wilson"))
    assert series(year[1:], measure="flow", quality="sample") == []
    assert len(series(year, measure="flow", unit="percent")) == 12
    biased = [month | {"bias_points": 0.02 * (n == 0)} for n, month in enumerate(year)]
    [off] = series(biased, measure="flow", quality="sample")
    assert off["low"] == pytest.approx(row["low"] - 0.02)
    assert off["high"] == pytest.approx(row["high"] + 0.02)
    bracketed = [month | {"denominator_low": 9.0, "denominator_high": 12.0} for month in biased]
    [bracket] = series(bracketed, measure="flow", quality="sample", over="total")
    assert (bracket["low"], bracket["high"]) == pytest.approx((36 / 144 - 0.02, 36 / 108 + 0.02))


# --- lines ----------------------------------------------------------------------------------------


def line(
    points: list[dict[str, Any]],
    since: tuple[int, int] = (0, 1),
    at: tuple[int, int] = (0, 400),
    future: bool = False,
) -> Row | None:
    """Return the slope of a line through shares of days; the tolerance is five days."""
    usual = {
        "share": 0.5,
        "low": None,
        "high": None,
        "quality": "census",
        "bracketed": False,
        "flags": None,
    }
    lines = []
    for point in points:
        row = usual | point
        start = row.pop("n")
        lines.append(("t", day(start), day(start + 1), *row.values()))
    given: Given = {
        "window_count": (COUNT, []),
        "trial": (TRIAL, [("t", "slope", False, None, "d", "alpha", None)]),
        "definition_break": (BAR, []),
        "trend_figure": (
            "test_id varchar, period_start date, period_end date, share double, "
            "low double, high double, quality varchar, bracketed boolean, "
            "flags varchar",
            lines,
        ),
        "definition": ("definition_id varchar, signal_id varchar", [("d", "s")]),
        "signal": ("signal_id varchar, tolerance_days integer", [("s", 5)]),
        "trial_window": (
            "test_id varchar, moment varchar, part varchar, starts date, ends date, future boolean",
            [
                ("t", "then", part, day(first), day(end), future)
                for part, (first, end) in (("since", since), ("at", at))
            ],
        ),
    }
    found = made(given, "core/window_share", "core/measurement_trend")["measurement_trend"]
    return found[0] if found else None


def test_three_points_make_a_line_two_do_not():
    rising = [{"n": 0, "share": 0.1}, {"n": 10, "share": 0.2}, {"n": 20, "share": 0.3}]
    row = line(rising)
    assert row is not None
    assert row["measured"] == pytest.approx(0.01 * 365.25)
    assert (row["low"], row["high"]) == (None, None)
    assert (row["baseline_start"], row["period_start"]) == (day(0), day(20))
    assert line(rising[:2]) is None
    assert line(rising, future=True) is None
    # from where the claim begins to where it ends
    assert line([{"n": -9, "share": 0.9}, *rising, {"n": 400, "share": 0.9}]) == row
    assert line(rising, since=(1, 2)) is None


def test_bounds_on_either_side_tilt_a_line_both_ways():
    # weights of the days 0, 10 and 20 are -1/20, 0 and 1/20 a day
    bounds = {"low": 0.4, "high": 0.7}
    row = line([{"n": n, **bounds} for n in (0, 10, 20)])
    assert row is not None
    assert (row["measured"], row["low"], row["high"]) == pytest.approx(
        (0, -0.3 / 20 * 365.25, 0.3 / 20 * 365.25)
    )
    sampled = line([{"n": n, "quality": "sample", **bounds} for n in (0, 10, 20)])
    assert sampled is not None
    half = (2 * (0.15 / 20) ** 2) ** 0.5 * 365.25
    assert (sampled["low"], sampled["high"]) == pytest.approx((-half, half))


@pytest.mark.parametrize(
    ("since", "at", "off"),
    [
        ((0, 1), (20, 30), 0),
        ((0, 1), (21, 30), 1),
        ((0, 1), (25, 30), 5),
        ((0, 1), (26, 30), None),
        ((-9, 0), (20, 30), 1),
        ((-9, -4), (20, 30), 5),
        ((-9, -5), (20, 30), None),
    ],
)
def test_a_line_reaches_as_far_as_the_tolerance(
    since: tuple[int, int], at: tuple[int, int], off: int | None
):
    row = line([{"n": n} for n in (0, 10, 20)], since, at)
    assert (row and row["days_off"]) == off
