"""What each claim is tried on, when, and what that says: windows, figures in reach, controls.

Each model runs over a few invented rows; what comes out is worked out by hand or again in Python.
"""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pytest

from tests.modelling import Given, fill, packed
from tests.test_boundaries import SEEN, day, one
from tests.test_verification import Row, rows
from warehouse import models
from warehouse.queries import recomputing

Span = tuple[date, date]


def span(first: str, end: str) -> Span:
    return date.fromisoformat(first), date.fromisoformat(end)


# --- times ----------------------------------------------------------------------------------------


def times(
    claims: dict[str, dict[str, Any]], today: date, built: date, *, registered: bool = True
) -> dict[Any, Row]:
    """Return the windows of claims about Alpha by (claim, moment, part).

    Two packs have it, and the claims stand in the one of them that has nothing else; where they are
    not registered, in neither.
    """
    columns = ("as_of_start", "as_of_end", "since_start", "since_end", "not_before")
    tables: Given = {
        "claim": (
            "claim_id varchar, cluster varchar, subject varchar, "
            + ", ".join(f"{name} date" for name in columns),
            [
                (claim, "c", "alpha", *(fields.get(name) for name in columns))
                for claim, fields in claims.items()
            ],
        ),
        # of the last ones one jumped, and one lies after the build: somebody's clock was wrong
        "latest_observation": (
            "project_id varchar, observed_at timestamp, suspect boolean",
            [
                ("alpha", today - timedelta(days=9), False),
                ("alpha", today, False),
                ("alpha", today + timedelta(days=1), True),
                ("alpha", date(2030, 1, 1), False),
                ("zeta", today + timedelta(days=1), False),
            ],
        ),
        "pack_entry": (
            "pack_id varchar, kind varchar, id varchar",
            [
                ("p", "project", "alpha"),
                ("q", "project", "alpha"),
                ("q", "project", "zeta"),
                *([("p", "cluster", "c")] if registered else []),
            ],
        ),
        "build": ("built_at timestamp", [(datetime(built.year, built.month, built.day, 9),)]),
    }
    return {
        (row["claim_id"], row["moment"], row["part"]): row
        for row in one(tables, "core/claim_window")
    }


def test_now_is_the_twelve_months_to_the_newest_figure_and_then_the_claim_s_own_time():
    start, end = span("2020-01-01", "2021-01-01")
    found = times(
        {"c": {"as_of_start": start, "as_of_end": end}}, date(2022, 6, 20), date(2022, 7, 1)
    )
    assert set(found) == {("c", "then", "at"), ("c", "now", "at")}
    then, now = found["c", "then", "at"], found["c", "now", "at"]
    assert (then["starts"], then["ends"], then["dated"]) == (start, end, True)
    assert (now["starts"], now["ends"]) == span("2021-06-20", "2022-06-20")
    assert now["dated"] is False


@pytest.mark.parametrize(("first", "future"), [("2022-07-01", False), ("2022-07-02", True)])
def test_the_day_of_the_build_is_not_the_future(first: str, future: bool):
    starts = date.fromisoformat(first)
    claim = {"as_of_start": starts, "as_of_end": starts + timedelta(days=1)}
    found = times({"c": claim}, date(2022, 6, 20), date(2022, 7, 1))
    assert found["c", "then", "at"]["future"] == future
    assert found["c", "now", "at"]["future"] is False


@pytest.mark.parametrize(
    ("since", "ends"),
    [
        # what is compared begins on 1 July 2021
        (("2020-01-01", "2021-01-01"), "2021-01-01"),
        (("2021-01-01", "2022-01-01"), "2021-07-01"),
        (("2021-07-01", "2021-08-01"), "2021-08-01"),
    ],
)
def test_a_beginning_ends_where_the_time_begins_that_is_compared_with_it(
    since: tuple[str, str], ends: str
):
    start, end = span(*since)
    at = span("2021-07-01", "2021-08-01")
    claim = {"as_of_start": at[0], "as_of_end": at[1], "since_start": start, "since_end": end}
    row = times({"c": claim}, date(2022, 6, 20), date(2022, 7, 1))["c", "then", "since"]
    assert (row["starts"], row["ends"]) == (start, date.fromisoformat(ends))


@pytest.mark.parametrize(
    ("not_before", "then", "between"),
    [
        # the last twelve months begin on 20 June 2021
        ("2019-03-15", ("2019-03-01", "2020-03-01"), ("2020-03-01", "2021-06-20")),
        # a time between has at least a month
        ("2020-05-31", ("2020-05-01", "2021-05-01"), ("2021-05-01", "2021-06-20")),
        ("2020-06-01", ("2020-06-01", "2021-06-01"), None),
        (None, ("2021-06-01", "2022-06-01"), None),
        # nobody can have written it after the last twelve months began
        ("2022-01-15", ("2021-06-20", "2022-06-20"), None),
    ],
)
def test_an_undated_claim_has_the_times_at_which_it_can_have_been_written(
    not_before: str | None, then: tuple[str, str], between: tuple[str, str] | None
):
    first = date.fromisoformat(not_before) if not_before else None
    found = times({"c": {"not_before": first}}, date(2022, 6, 20), date(2022, 7, 1))
    spans = {moment: (row["starts"], row["ends"]) for (_, moment, _), row in found.items()}
    expected = {"then": span(*then), "now": span("2021-06-20", "2022-06-20")}
    assert spans == expected | ({"between": span(*between)} if between else {})
    assert not any(row["dated"] for row in found.values())


@pytest.mark.parametrize(("registered", "newest"), [(True, 20), (False, 21)])
def test_now_ends_with_the_newest_figure_of_the_claim_s_own_packs(registered: bool, newest: int):
    found = times({"c": {}}, date(2022, 6, 20), date(2022, 7, 1), registered=registered)
    assert found["c", "now", "at"]["ends"] == date(2022, 6, newest)


def test_a_time_between_of_just_a_month_is_one():
    claim = {"not_before": date(2020, 5, 1)}
    found = times({"c": claim}, date(2022, 6, 1), date(2022, 7, 1))
    row = found["c", "between", "at"]
    assert (row["starts"], row["ends"]) == span("2021-05-01", "2021-06-01")


# --- whom a test is tried on ----------------------------------------------------------------------


def trials(
    kind: str,
    comparator: str | None = None,
    role: str = "primary",
    group: str | None = "g",
    region: tuple[float | None, float | None] = (1, None),
) -> set[str]:
    """Return the controls of a test of Alpha. Beta and Gamma are in its group, Delta in another
    one with it, Epsilon in one of another pack; of Gamma there are no figures."""
    tables: Given = {
        "claim_test": (
            "test_id varchar, claim_id varchar, definition_id varchar, "
            "fact_id varchar, needs varchar[], role varchar",
            [("t", "c", "d", None, None, role), ("f", "c", None, "f", ["x"], role)],
        ),
        "claim": (
            "claim_id varchar, kind varchar, subject varchar, comparator varchar, "
            "of_source boolean, per varchar, asserted_low double, asserted_high double",
            [("c", kind, "alpha", comparator, False, None, 1, 1)],
        ),
        "share": (
            "definition_id varchar, project_id varchar",
            [("d", name) for name in ("alpha", "beta", "delta", "epsilon")] * 2,
        ),
        "project_group": (
            "group_id varchar, project_id varchar",
            [
                ("g", "alpha"),
                ("g", "beta"),
                ("g", "gamma"),
                ("h", "alpha"),
                ("h", "delta"),
                ("h", "beta"),
                ("of another pack", "alpha"),
                ("of another pack", "epsilon"),
            ],
        ),
        "definition": ("definition_id varchar, group_id varchar", [("d", group)]),
        **packed(definition=["d"], group=["g", "h"]),
        "acceptance": (
            "claim_id varchar, accepted_low double, accepted_high double",
            [("c", *region)],
        ),
    }
    found = one(tables, "core/trial")
    assert {row["test_id"] for row in found if row["control_of"] is None} == {"t", "f"}
    controls = [row for row in found if row["control_of"] is not None]
    assert {row["control_of"] for row in controls} <= {"t"}
    for row in controls:
        if row["control"] == "swapped":
            assert (row["subject"], row["comparator"]) == (comparator, "alpha")
        else:
            assert (row["subject"], row["comparator"]) == (row["control"], comparator)
    return {row["control"] for row in controls}


@pytest.mark.parametrize(
    ("kind", "fields", "controls"),
    [
        ("share", {}, {"beta"}),
        ("share", {"group": None}, {"beta", "delta"}),
        # of a share the comparator only says between whom
        ("share", {"comparator": "beta"}, {"beta"}),
        ("order", {"comparator": "beta"}, {"swapped"}),
        ("order", {"comparator": "beta", "group": None}, {"delta", "swapped"}),
        ("ratio", {"comparator": "beta", "region": (2, None)}, {"swapped"}),
        # two that are even are so the other way round
        ("ratio", {"comparator": "beta", "region": (0.8, 1.25)}, set()),
        ("ratio", {"comparator": "beta", "region": (1, 1.25)}, {"swapped"}),
        ("ratio", {"comparator": "beta", "region": (0.8, 1)}, {"swapped"}),
        ("order", {"comparator": "beta", "region": (0.8, 1.25)}, {"swapped"}),
        ("growth", {}, {"beta"}),
        ("growth", {"comparator": "beta"}, {"swapped"}),
        ("crossing", {"comparator": "beta"}, {"swapped"}),
        # a level has a figure of its own; what is only shown needs no control
        ("level", {}, set()),
        ("share", {"role": "context"}, set()),
        ("share", {"role": "alternative"}, {"beta"}),
        ("share", {"role": "scorecard"}, {"beta"}),
    ],
)
def test_a_test_is_tried_on_the_others_of_its_group(
    kind: str, fields: dict[str, Any], controls: set[str]
):
    assert trials(kind, **fields) == controls


def test_the_controls_of_a_dated_claim_are_tried_at_its_date_only():
    every = [
        (claim, moment, "at", day(0), day(1), True, False)
        for claim in ("dated", "undated")
        for moment in ("then", "now")
    ]
    tables: Given = {
        "trial": (
            "test_id varchar, control_of varchar, claim_id varchar",
            [
                (f"{claim}{of or ''}", of, claim)
                for claim in ("dated", "undated")
                for of in (None, "control")
            ],
        ),
        "claim": ("claim_id varchar, as_of_start date", [("dated", day(0)), ("undated", None)]),
        "claim_window": (
            "claim_id varchar, moment varchar, part varchar, starts date, ends date, "
            "dated boolean, future boolean",
            every,
        ),
    }
    found = {(row["test_id"], row["moment"]) for row in one(tables, "core/trial_window")}
    names = ("dated", "undated", "undatedcontrol")
    assert found == {("datedcontrol", "then")} | {(n, m) for n in names for m in ("then", "now")}


# --- figures in reach -----------------------------------------------------------------------------

SHARE = {
    "definition_id": "d",
    "project_id": "alpha",
    "period_start": 0,
    "period_end": 1,
    "numerator": 5.0,
    "denominator": 10.0,
    "denominator_low": None,
    "denominator_high": None,
    "half_unit": 0.0,
    "quality": "census",
    "bound": None,
    "bias_points": 0.0,
    "bias_factor": 1.0,
    "own_factor": 1.0,
    "named_factor": 1.0,
    "count_factor": 1.0,
    "flags": None,
    "usable": True,
    "complete": True,
    "period_complete": True,
}
TYPES = {
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


def figures(
    *shares: dict[str, Any],
    kind: str = "share",
    comparator: str | None = None,
    window: tuple[int, int] = (0, 10),
    unit: str = "posts",
    measure: str = "flow",
    editions: bool = False,
    dated: bool = True,
    future: bool = False,
    of_source: bool = False,
    over: str = "group",
) -> list[Row]:
    """Return the figures that a test may read; the tolerance is five days."""
    lines = []
    for share in shares:
        row = SHARE | share
        row |= {"period_start": day(row["period_start"]), "period_end": day(row["period_end"])}
        lines.append(tuple(row.values()))
    tables: Given = {
        "trial": (
            "test_id varchar, kind varchar, subject varchar, comparator varchar, "
            "of_source boolean, definition_id varchar",
            [("t", kind, "alpha", comparator, of_source, "d")],
        ),
        "trial_window": (
            "test_id varchar, moment varchar, part varchar, starts date, ends date, "
            "dated boolean, future boolean",
            [("t", "then", "at", day(window[0]), day(window[1]), dated, future)],
        ),
        "definition": (
            "definition_id varchar, signal_id varchar, over varchar, overlap boolean",
            [("d", "s", over, False)],
        ),
        "signal": (
            "signal_id varchar, editions boolean, tolerance_days integer, measure varchar, "
            "unit varchar",
            [("s", editions, 5, measure, unit)],
        ),
        "share": (", ".join(f"{name} {TYPES.get(name, 'double')}" for name in SHARE), lines),
    }
    return sorted(one(tables, "core/test_figure"), key=lambda row: row["period_start"])


@pytest.mark.parametrize(
    ("first", "end", "off", "outside"),
    [
        # the window is the first ten days; a day that touches it is one day off
        (0, 1, 0, 0),
        (9, 10, 0, 0),
        (9, 12, 0, 2),
        (-2, 1, 0, 2),
        (-3, 20, 0, 0),
        (10, 11, 1, 1),
        (14, 15, 5, 5),
        (-1, 0, 1, 1),
        (-5, -4, 5, 5),
        (-9, -4, 5, 9),
        # five days off are in reach, six are not
        (15, 16, None, None),
        (-6, -5, None, None),
        (-9, -5, None, None),
    ],
)
def test_a_figure_is_read_within_the_tolerance_of_the_window(
    first: int, end: int, off: int | None, outside: int | None
):
    found = figures({"period_start": first, "period_end": end})
    assert [(row["days_off"], row["outside"]) for row in found] == (
        [] if off is None else [(off, outside)]
    )


BETA = {"project_id": "beta", "numerator": 4.0, "half_unit": 0.5}


@pytest.mark.parametrize(
    ("share", "fields", "refused"),
    [
        ({}, {}, None),
        ({}, {"future": True}, "future"),
        ({"usable": False}, {}, "break"),
        ({"period_complete": False}, {}, "not over"),
        ({"complete": False}, {}, "group"),
        ({"complete": False}, {"kind": "change"}, "group"),
        ({"complete": False}, {"kind": "rank"}, "group"),
        ({"complete": False}, {"kind": "level"}, None),
        ({"complete": False}, {"kind": "growth"}, None),
        ({"bound": "at least"}, {}, None),
        ({"bound": "at least"}, {"kind": "level"}, None),
        ({"bound": "at least"}, {"kind": "rank"}, "bound"),
        ({"bound": "at most"}, {"kind": "change"}, "bound"),
        # how many a sample holds
        ({"quality": "sample"}, {"kind": "level"}, "sample count"),
        ({"quality": "sample"}, {"kind": "level", "of_source": True}, None),
        ({"quality": "sample"}, {"kind": "growth"}, "sample count"),
        ({"quality": "sample"}, {}, None),
        # another edition, unless the claim has no date
        ({"period_start": 10, "period_end": 11}, {"editions": True}, "edition"),
        ({"period_start": 10, "period_end": 11}, {"editions": True, "dated": False}, None),
        ({"period_start": 9, "period_end": 11}, {"editions": True}, None),
        ({"period_start": 10, "period_end": 11}, {}, None),
        # a total over a longer time
        ({"period_start": 9, "period_end": 11}, {"kind": "level"}, "length"),
        ({"period_start": 9, "period_end": 10}, {"kind": "level"}, None),
        ({"period_start": 9, "period_end": 11}, {"kind": "level", "measure": "stock"}, None),
    ],
)
def test_a_figure_that_must_not_be_read_says_why(
    share: dict[str, Any], fields: dict[str, Any], refused: str | None
):
    [row] = figures(share, **fields)
    assert row["refused"] == refused


@pytest.mark.parametrize(
    ("other", "kind", "refused"),
    [
        (BETA, "ratio", None),
        (BETA, "order", None),
        (BETA, "growth", None),
        (BETA | {"usable": False}, "ratio", "break"),
        (BETA | {"period_complete": False}, "order", "not over"),
        (BETA | {"complete": False}, "ratio", None),
        (BETA | {"bound": "at least"}, "growth", "bound"),
        (BETA | {"period_end": 2}, "ratio", "comparator"),
        (BETA | {"period_start": -1}, "ratio", "comparator"),
        (BETA | {"project_id": "gamma"}, "order", "comparator"),
        # of a share the comparator only says between whom
        (BETA | {"usable": False, "period_complete": False, "bound": "at least"}, "share", None),
    ],
)
def test_the_other_of_two_is_held_to_the_same(
    other: dict[str, Any], kind: str, refused: str | None
):
    [row] = figures({}, other, kind=kind, comparator="beta")
    assert row["refused"] == refused
    if refused is None and kind != "share":
        assert (row["other"], row["other_half_unit"]) == (4, 0.5)


def test_what_puts_one_of_two_off_puts_their_ratio_off():
    [row] = figures(
        {"own_factor": 2, "named_factor": 7},
        BETA | {"own_factor": 5, "named_factor": 3},
        kind="ratio",
        comparator="beta",
    )
    assert row["own_factor"] == 6
    [alone] = figures({"own_factor": 2, "named_factor": 7})
    assert alone["own_factor"] == 2


@pytest.mark.parametrize(
    ("fields", "pooled", "counted", "bracketed", "grouped"),
    [
        ({}, True, True, False, True),
        ({"measure": "stock"}, False, True, False, True),
        ({"editions": True}, False, True, False, True),
        ({"unit": "percent"}, True, False, False, True),
        ({"unit": "index points"}, True, False, False, True),
        ({"over": "total"}, True, True, True, False),
        ({"over": "base"}, True, True, False, False),
    ],
)
def test_what_is_added_up_and_what_is_counted(
    fields: dict[str, Any], pooled: bool, counted: bool, bracketed: bool, grouped: bool
):
    [row] = figures({}, **fields)
    names = ("pooled", "counted", "bracketed", "grouped")
    assert tuple(row[name] for name in names) == (pooled, counted, bracketed, grouped)


# --- what a test says of a claim ------------------------------------------------------------------

CLAIM = (
    "claim_id varchar, kind varchar, subject varchar, comparator varchar, singles_out boolean, "
    "as_of_start date, together varchar[]"
)
TEST = (
    "test_id varchar, claim_id varchar, definition_id varchar, fact_id varchar, title varchar, "
    "role varchar, part varchar, position integer"
)
MEASURED = (
    "test_id varchar, moment varchar, measured double, off_date boolean, thin boolean, "
    "unread boolean"
)
OUTCOME = "test_id varchar, moment varchar, gap double, inside boolean, outcome varchar"


def said(
    outcome: str = "holds",
    controls: list[tuple[str, str, bool]] | None = None,
    *,
    kind: str = "order",
    role: str = "primary",
    singles_out: bool = True,
    gap: float = 0,
    inside: bool = True,
    fact: bool = False,
    moment: str = "then",
    dated: bool = True,
    region: tuple[float | None, float | None] = (1, None),
    beside: str | None = None,
    **measured: Any,
) -> Row:
    """Return what a test says whose controls have an outcome and are inside the region or not.

    `beside`: the outcome of a claim whose figure stands beside it.
    """
    trial = [("t", None, None)] + [(f"t {name}", "t", name) for name, *_ in controls or []]
    outcomes = [("t", moment, gap, inside, outcome)]
    outcomes += [(f"t {name}", moment, 0, within, word) for name, word, within in controls or []]
    seen = {"measured": 2.0, "off_date": False, "thin": False, "unread": False} | measured
    tables: Given = {
        "trial": ("test_id varchar, control_of varchar, control varchar", trial),
        "outcome": (OUTCOME, outcomes + ([("u", moment, 0, True, beside)] if beside else [])),
        "claim_test": (
            TEST,
            [
                ("t", "c", None if fact else "d", "f" if fact else None, "T", role, None, 0),
                ("u", "other", "d", None, "U", "primary", None, 0),
            ],
        ),
        "claim": (
            CLAIM,
            [
                (
                    "c",
                    kind,
                    "alpha",
                    "beta",
                    singles_out,
                    day(0) if dated else None,
                    ["other"] if beside else [],
                ),
                ("other", kind, "alpha", "beta", False, day(0), []),
            ],
        ),
        "claim_window": (
            "claim_id varchar, moment varchar, part varchar",
            [("c", moment, "at"), ("other", moment, "at"), ("c", moment, "since")],
        ),
        "measurement": (MEASURED, [("t", moment, *seen.values())]),
        "test_gap": (
            "test_id varchar, moment varchar, missing varchar",
            [("t", moment, "date")] if seen["measured"] is None else [],
        ),
        "acceptance": (
            "claim_id varchar, accepted_low double, accepted_high double",
            [("c", *region), ("other", 1, None)],
        ),
    }
    [row] = [row for row in one(tables, "core/evidence_moment") if row["test_id"] == "t"]
    return row


def others(yes: int, no: int, unsure: int = 0) -> list[tuple[str, str, bool]]:
    """Return so many controls that pass, fail, or would pass but for their error."""
    some = [("holds", True)] * yes + [("fails", False)] * no + [("inconclusive", True)] * unsure
    return [(f"p{n}", *control) for n, control in enumerate(some)]


@pytest.mark.parametrize(
    ("controls", "missing"),
    [
        ([], "untried"),
        (others(0, 1), None),
        (others(1, 0), "yes to all"),
        # four of five are nearly all
        (others(4, 1), "yes to all"),
        (others(3, 1), None),
        (others(8, 2), "yes to all"),
        (others(7, 2), None),
        (others(3, 2), None),
        # what nobody fails for sure is none either
        (others(0, 0, 3), "yes to all"),
        (others(0, 1, 3), None),
        # of two that are compared only the exchange counts
        ([*others(9, 0), ("swapped", "fails", False)], None),
        ([("swapped", "holds", True)], "yes to all"),
        ([*others(0, 9), ("swapped", "inconclusive", True)], "yes to all"),
    ],
)
def test_a_test_that_nearly_everybody_passes_is_no_evidence(
    controls: list[tuple[str, str, bool]], missing: str | None
):
    row = said("holds", controls)
    assert row["missing"] == missing
    assert row["outcome"] == ("holds" if missing is None else "inconclusive")
    assert row["controls_tried"] == len(controls)
    assert row["controls_yes"] == sum(word == "holds" for _, word, _ in controls)
    assert row["lean"] is None


@pytest.mark.parametrize(
    "fields",
    [
        {"singles_out": False},
        {"kind": "level"},
        {"role": "context"},
        {"fact": True},
        {"moment": "now"},
        {"kind": "ratio", "region": (0.8, 1.25), "controls": []},
    ],
)
def test_what_needs_no_control_is_evidence_by_itself(fields: dict[str, Any]):
    row = said(**{"controls": others(3, 0)} | fields)
    assert (row["outcome"], row["missing"]) == ("holds", None)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"moment": "now", "dated": False}, "yes to all"),
        ({"kind": "ratio", "region": (1, 1.25), "controls": []}, "untried"),
        ({"kind": "ratio", "region": (0.8, 1), "controls": []}, "untried"),
        ({"kind": "order", "region": (0.8, 1.25), "controls": []}, "untried"),
        ({"role": "alternative"}, "yes to all"),
        ({"role": "scorecard"}, "yes to all"),
    ],
)
def test_whatever_decides_needs_one(fields: dict[str, Any], missing: str):
    assert said(**{"controls": others(3, 0)} | fields)["missing"] == missing


@pytest.mark.parametrize(
    ("outcome", "beside", "expected", "missing"),
    [
        ("holds", "holds", "holds", None),
        ("holds", "fails", "fails", "together"),
        ("holds", "inconclusive", "inconclusive", "together"),
        ("fails", "holds", "fails", None),
        ("inconclusive", "fails", "inconclusive", None),
    ],
)
def test_a_figure_holds_only_with_the_one_beside_it(
    outcome: str, beside: str, expected: str, missing: str | None
):
    row = said(outcome, beside=beside, singles_out=False)
    assert (row["outcome"], row["missing"]) == (expected, missing)


@pytest.mark.parametrize(
    ("fields", "missing", "lean"),
    [
        ({"inside": True}, None, "for"),
        ({"inside": False}, None, "against"),
        ({"inside": True, "role": "context"}, None, None),
        ({"inside": True, "thin": True}, "thin", "for"),
        ({"inside": False, "unread": True, "fact": True}, "unread", "against"),
        # of another time, when it does not touch the region
        ({"inside": False, "off_date": True, "gap": 0.5}, "off date", "against"),
        ({"inside": False, "off_date": True, "gap": 0}, None, "against"),
        ({"inside": True, "off_date": True, "fact": True}, "off date", "for"),
        # a total that goes on growing
        ({"inside": False, "kind": "level", "gap": 0.5}, "moving", None),
        ({"inside": False, "kind": "level", "gap": 0}, None, "against"),
        ({"inside": False, "kind": "share", "gap": 0.5}, None, "against"),
    ],
)
def test_what_can_tell_neither_says_why_and_where_it_points(
    fields: dict[str, Any], missing: str | None, lean: str | None
):
    row = said("inconclusive", others(0, 3), **fields)
    assert (row["outcome"], row["missing"], row["lean"]) == ("inconclusive", missing, lean)


# --- where a number comes from, and why there is none ---------------------------------------------


def origins(kind: str = "growth", over: str = "base", comparator: str | None = None) -> list[str]:
    """Return where the figures were read behind a number of days 10 to 19, begun on days 0 to 1."""
    seen = {
        # name: project, first day, length, and what is different
        "own": ("alpha", 10, 10, {}),
        "part": ("part", 10, 5, {}),
        "rival": ("beta", 10, 5, {}),
        "begun": ("alpha", 0, 2, {}),
        "between": ("alpha", 5, 1, {}),
        "before": ("alpha", -1, 1, {}),
        "after": ("alpha", 20, 1, {}),
        "across": ("alpha", 19, 2, {}),
        "suspect": ("alpha", 10, 1, {"suspect": True}),
        "role": ("alpha", 10, 1, {"role": "former"}),
        "segment": ("alpha", 10, 1, {"segment": "out"}),
        "signal": ("alpha", 10, 1, {"signal_id": "u"}),
    }
    usual = {"signal_id": "s", "segment": "in", "role": "primary", "suspect": False}
    given: Given = {
        "evidence_moment": (
            "test_id varchar, moment varchar, definition_id varchar, fact_id varchar, "
            "subject varchar, comparator varchar, period_start date, period_end date, "
            "baseline_start date, baseline_end date, kind varchar, measured double",
            [
                (
                    "t",
                    "then",
                    "d",
                    None,
                    "alpha",
                    comparator,
                    day(10),
                    day(20),
                    day(0),
                    day(2),
                    kind,
                    1,
                )
            ],
        ),
        "definition": (
            "definition_id varchar, signal_id varchar, over varchar, "
            "segments varchar[], roles varchar[]",
            [("d", "s", over, ["in"], ["primary"])],
        ),
        "definition_member": (
            "definition_id varchar, project_id varchar, member_id varchar",
            [("d", "alpha", "alpha"), ("d", "alpha", "part"), ("d", "beta", "beta")],
        ),
        "latest_observation": (
            "signal_id varchar, segment varchar, role varchar, suspect boolean, "
            "project_id varchar, period_start date, period_end date, locator varchar",
            [
                (*(usual | more).values(), project, day(n), day(n + length), name)
                for name, (project, n, length, more) in seen.items()
            ],
        ),
        "fact": ("fact_id varchar, citation varchar, value_start date, valid_from date", []),
    }
    [row] = one(given, "core/evidence_origin")
    found: list[str] = row["locators"]
    return found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["begun", "own", "part"]),
        ({"comparator": "beta"}, ["begun", "own", "part", "rival"]),
        ({"over": "group"}, ["begun", "own", "part", "rival"]),
        # a line, and a crossing, rest on all that lies between
        ({"kind": "slope"}, ["begun", "between", "own", "part"]),
        ({"kind": "crossing"}, ["begun", "between", "own", "part"]),
    ],
)
def test_a_number_names_where_its_figures_were_read_and_no_others(
    fields: dict[str, Any], expected: list[str]
):
    assert origins(**fields) == expected


@pytest.mark.parametrize(
    ("low", "high", "looked_for"),
    [
        # the series ends on 20 December 2021; the tolerance is 31 days
        (None, None, True),
        (2021, 2021.9, True),
        (2022, 2022.9, True),
        (2022.5, 2022.9, True),
        (2023, 2023.9, False),
        (2020, 2020.9, True),
        (2019, 2019.9, False),
        (2019, 2023, True),
    ],
)
def test_a_crossing_is_looked_for_where_the_claim_puts_it(
    low: float | None, high: float | None, looked_for: bool
):
    rest = "measured double, low double, high double, "
    last = "quality varchar, days_off integer, off_date boolean, thin boolean, flags varchar"
    keys = "test_id varchar, moment varchar, period_start date, period_end date, "
    given: Given = {
        "measurement_crossing": (
            "test_id varchar, period_start date, period_end date, measured double, low double, "
            "high double, value varchar, series_start date, series_end date, quality varchar",
            [
                (
                    "t",
                    day(-9),
                    day(-8),
                    2021.9,
                    2021,
                    2022,
                    "at",
                    date(2021, 1, 1),
                    day(-12),
                    "census",
                )
            ],
        ),
        "trial": (
            "test_id varchar, definition_id varchar, asserted_low double, asserted_high double",
            [("t", "d", low, high)],
        ),
        "trial_window": (
            "test_id varchar, moment varchar, part varchar",
            [("t", "then", "at"), ("t", "now", "at"), ("t", "then", "since")],
        ),
        "definition": ("definition_id varchar, signal_id varchar", [("d", "s")]),
        "signal": ("signal_id varchar, tolerance_days integer", [("s", 31)]),
        "measurement_single": (keys + rest + last, []),
        "measurement_rank": (keys + rest + last, []),
        "measurement_trend": (keys + "baseline_start date, baseline_end date, " + rest + last, []),
        "measurement_fact": (
            keys + rest + "value varchar, unread boolean, days_off integer, "
            "off_date boolean, flags varchar",
            [],
        ),
    }
    found = one(given, "core/measurement")
    assert {row["moment"] for row in found} == ({"then", "now"} if looked_for else set())


def gap(
    refused: dict[str, list[str | None]] | None = None,
    kind: str = "share",
    known: tuple[str, ...] = ("alpha", "beta"),
    bar: tuple[int, int | None] | None = None,
    since: int | None = None,
    future: bool = False,
    fact: bool = False,
) -> str:
    """Return why a test measures nothing, of whose figures so many were refused, by part."""
    given: Given = {
        "claim_test": (
            "test_id varchar, claim_id varchar, definition_id varchar, fact_id varchar",
            [("t", "c", None if fact else "d", "f" if fact else None)],
        ),
        "claim": (
            "claim_id varchar, kind varchar, subject varchar, comparator varchar, since_start date",
            [("c", kind, "alpha", "beta", day(since))],
        ),
        "claim_window": (
            "claim_id varchar, moment varchar, part varchar, ends date, future boolean",
            [("c", "then", "at", day(30), future)],
        ),
        "test_figure": (
            "test_id varchar, moment varchar, part varchar, refused varchar",
            [("t", "then", part, why) for part, some in (refused or {}).items() for why in some],
        ),
        "share": ("definition_id varchar, project_id varchar", [("d", name) for name in known]),
        "definition_break": (
            "definition_id varchar, project_id varchar, price varchar, starts date, ends date",
            [("d", "beta", "barring", day(bar[0]), day(bar[1]))] if bar else [],
        ),
        "measurement": ("test_id varchar, moment varchar", [("t", "now")]),
    }
    [row] = one(given, "core/test_gap")
    missing: str = row["missing"]
    return missing


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"fact": True}, "fact"),
        ({"known": ()}, "not collected"),
        ({"known": ("alpha",)}, "date"),
        ({"known": ("alpha",), "kind": "ratio"}, "comparator"),
        ({"known": ("alpha",), "kind": "order"}, "comparator"),
        ({"known": ("alpha",), "kind": "crossing"}, "comparator"),
        ({"future": True, "refused": {"at": ["break"]}}, "future"),
        ({}, "date"),
        # the first of these that there is
        ({"refused": {"at": ["break", "edition"]}}, "edition"),
        ({"refused": {"at": ["edition", "comparator"]}}, "comparator"),
        ({"refused": {"at": ["comparator", "not over"]}}, "not over"),
        ({"refused": {"at": ["not over", "group"]}}, "group"),
        ({"refused": {"at": ["group", "length"]}}, "length"),
        ({"refused": {"at": ["length", "bound"]}}, "bound"),
        ({"refused": {"at": ["bound", "sample count"]}}, "sample count"),
        ({"refused": {"at": ["sample count", "future"]}}, "future"),
        # where it begins
        ({"refused": {"at": [None], "since": ["group"]}, "kind": "change", "since": 0}, "group"),
        ({"refused": {"at": [None]}, "kind": "change", "since": 0}, "beginning"),
        ({"refused": {"at": [None], "since": [None]}, "kind": "growth", "since": 0}, "beginning"),
        # what was read and measures nothing all the same
        ({"refused": {"at": [None]}, "kind": "ratio"}, "comparator"),
        ({"refused": {"at": [None]}, "kind": "level"}, "length"),
        ({"refused": {"at": [None]}, "kind": "rank"}, "members"),
        ({"refused": {"at": [None]}, "kind": "share"}, "date"),
        # the counting changed on the way, from day 0 to day 29
        ({"kind": "slope", "since": 0, "bar": (5, 5)}, "barred"),
        ({"kind": "slope", "since": 0, "bar": (29, None)}, "barred"),
        ({"kind": "slope", "since": 0, "bar": (30, None)}, "date"),
        ({"kind": "slope", "since": 0, "bar": (-5, 0)}, "date"),
        ({"kind": "slope", "since": 0, "bar": (-5, 1)}, "barred"),
        ({"kind": "crossing", "bar": (99, 99)}, "barred"),
        ({"kind": "crossing"}, "date"),
        ({"kind": "share", "bar": (5, 5), "refused": {"at": [None]}}, "date"),
    ],
)
def test_a_test_that_measures_nothing_says_what_stands_nearest_to_it(
    fields: dict[str, Any], missing: str
):
    assert gap(**fields) == missing


# --- each period in the measure of the claim ------------------------------------------------------


def measured(
    *shares: dict[str, Any], kind: str = "share", measure: str = "flow", since: bool = False
) -> list[float]:
    """Return what a test measures period by period, beside 12 of Alpha and 6 of Beta in a day."""
    lines = []
    for share in ({}, {"project_id": "beta", "numerator": 6.0}, *shares):
        row = (
            SHARE
            | {"numerator": 12.0, "share": 0.4, "rank": 2, "members": 3, "low": 0.3, "high": 0.5}
            | share
        )
        row |= {"period_start": day(row["period_start"]), "period_end": day(row["period_end"])}
        lines.append(tuple(row.values()))
    names = [*SHARE, "share", "rank", "members", "low", "high"]
    begun = [("t", "then", "since", 6.0, 2.0, 2, day(-9), 0.1)] if since else []
    given: Given = {
        "claim_test": (
            "test_id varchar, claim_id varchar, definition_id varchar",
            [("t", "c", "d")],
        ),
        "claim": (
            "claim_id varchar, kind varchar, subject varchar, comparator varchar, "
            "since_start date, as_of_start date, as_of_end date",
            [("c", kind, "alpha", "beta", day(0), day(5), day(10))],
        ),
        "definition": ("definition_id varchar, signal_id varchar", [("d", "s")]),
        "signal": ("signal_id varchar, measure varchar", [("s", measure)]),
        "share": (", ".join(f"{name} {TYPES.get(name, 'double')}" for name in names), lines),
        "window_count": (
            "test_id varchar, moment varchar, part varchar, numerator double, "
            "other double, days integer, period_end date",
            [row[:-1] for row in begun],
        ),
        "window_share": (
            "test_id varchar, moment varchar, part varchar, share double",
            [(*row[:3], row[-1]) for row in begun],
        ),
    }
    found = sorted(one(given, "core/test_series"), key=lambda row: row["period_start"])
    for row in found:
        n = (row["period_start"] - day(0)).days
        assert row["days_off"] == max(0, 5 - n, n - 9)  # of days 5 to 9
        assert (row["low"] is None) == (kind != "share")
    return [row["measured"] for row in found]


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("share", {}, 0.4),
        ("level", {}, 12),
        ("rank", {}, 2),
        ("ratio", {}, 2),
        ("order", {}, 2),
        # three times the beginning's, in half of the time; against the other's three times
        ("change", {"since": True}, 0.3),
        ("growth", {"since": True}, 4 / 6),
        ("growth", {"since": True, "measure": "stock"}, 2 / 3),
    ],
)
def test_each_period_is_measured_as_the_claim_is(
    kind: str, fields: dict[str, Any], expected: float
):
    assert measured(kind=kind, **fields) == [pytest.approx(expected)]


@pytest.mark.parametrize(
    ("kind", "share", "kept"),
    [
        ("share", {}, True),
        ("share", {"usable": False}, False),
        ("share", {"period_complete": False}, False),
        ("share", {"complete": False}, False),
        ("change", {"complete": False}, False),
        ("rank", {"complete": False}, False),
        ("level", {"complete": False}, True),
        ("growth", {"complete": False}, True),
        ("level", {"usable": False}, False),
        ("rank", {"members": 2}, False),
        ("crossing", {}, False),
        ("ratio", {}, False),  # the other has no figure then
    ],
)
def test_a_period_that_must_not_decide_does_not_fit(kind: str, share: dict[str, Any], kept: bool):
    later = {"period_start": 7, "period_end": 8} | share
    before = len(measured(kind=kind, since=True))
    both = [later, later | {"project_id": "beta"}] if kind == "growth" else [later]
    assert len(measured(*both, kind=kind, since=True)) == before + kept


def test_a_line_is_drawn_through_three_periods_or_more():
    points = [{"period_start": n, "period_end": n + 1, "share": 0.4 + n / 100} for n in (1, 2, 3)]
    early = {"period_start": -5, "period_end": 0, "share": 0.9}
    # from the third period on: one point a day, 365.25 days a year
    assert measured(early, *points, kind="slope") == [pytest.approx(3.6525)] * 2


# --- the SQL that recomputes ----------------------------------------------------------------------


def recomputed(over: str, *seen: dict[str, Any]) -> tuple[float | None, float | None]:
    """Return the share of Alpha in the first ten days, by the models and by its own SQL."""
    usual = {
        "signal_id": "s",
        "project_id": "alpha",
        "role": "primary",
        "segment": "in",
        "period_start": 0,
        "period_end": 10,
        "value": 5.0,
        "base": 100.0,
        "precision": "exact",
        "quality": None,
        "complete": True,
        "suspect": False,
        "observed_at": datetime(2023, 1, 1),
    }
    lines = [
        tuple(
            day(v) if k in ("period_start", "period_end") else v for k, v in (usual | row).items()
        )
        for row in seen
    ]
    total = "t" if over == "total" else None
    tables: Given = {
        "latest_observation": (SEEN, lines),
        "definition": (
            "definition_id varchar, signal_id varchar, over varchar, overlap boolean, "
            "total_signal_id varchar, group_id varchar, segments varchar[], roles varchar[], "
            "pool varchar, bound varchar",
            [
                (
                    "d",
                    "s",
                    over,
                    False,
                    total,
                    "g" if over == "group" else None,
                    ["in", "too"],
                    ["primary"],
                    None,
                    None,
                )
            ],
        ),
        "definition_family": (
            "definition_id varchar, project_id varchar, member_id varchar",
            [("d", "alpha", "alpha"), ("d", "alpha", "part")],
        ),
        **packed(definition=["d"], project=["alpha", "beta", "part"]),
        "project_group": ("group_id varchar, project_id varchar", [("g", "alpha"), ("g", "beta")]),
        "project": (
            "project_id varchar, first_public_release date",
            [(name, None) for name in ("alpha", "beta", "part")],
        ),
        "signal": (
            "signal_id varchar, unit varchar, measure varchar, tolerance_days integer, "
            "quality varchar",
            [("s", "posts", "flow", 9, "census"), ("t", "posts", "stock", 9, "census")],
        ),
        "broken_period": (
            "definition_id varchar, project_id varchar, period_start date, period_end date, "
            "blocked boolean, breaks varchar, bias_points double, bias_factor double, "
            "own_factor double, named_factor double, count_factor double",
            [],
        ),
    }
    steps = (
        "core/definition_member",
        "core/numerator",
        "core/group_absence",
        "core/denominator",
        "marts/share",
    )
    with duckdb.connect() as con:
        fill(con, tables)
        for step in steps:
            sql = (models.FOLDER / f"{step}.sql").read_text(encoding="utf-8")
            con.execute(f"create table {step.rpartition('/')[2]} as {sql}")
        recomputing.definition_query(con).fill(con)
        [(share,)] = con.execute(
            "select share_query from definition_query where project_id = 'alpha'"
        ).fetchall()
        own = con.execute(recomputing.share_query(share, None, day(0), day(10))).fetchall()
        stored = rows(
            con,
            f"select * from share where project_id = 'alpha' and period_start = date '{day(0)}'",
        )
    return stored[0]["share"] if stored else None, own[0][0]


NOISE = [
    {"value": 900.0, "suspect": True, "segment": "in"},
    {"value": 900.0, "role": "variant"},
    {"value": 900.0, "segment": "out"},
    {"value": 900.0, "signal_id": "u"},
    {"value": 900.0, "period_start": 10, "period_end": 20},
]


@pytest.mark.parametrize(
    ("over", "seen", "share"),
    [
        ("base", [{}], 5 / 100),
        # a family has one base, each segment its own
        ("base", [{}, {"project_id": "part", "value": 2.0}], 7 / 100),
        ("base", [{}, {"segment": "too", "value": 1.0, "base": 50.0}], 6 / 150),
        ("group", [{}, {"project_id": "beta", "value": 15.0}], 5 / 20),
        (
            "group",
            [{}, {"project_id": "part", "value": 3.0}, {"project_id": "beta", "value": 12.0}],
            8 / 20,
        ),
        # totals of the days before and after: 100 and 200, a third of the way
        (
            "total",
            [
                {},
                {"signal_id": "t", "period_start": -3, "value": 100.0},
                {"signal_id": "t", "period_start": 6, "value": 200.0},
            ],
            5 / (400 / 3),
        ),
        (
            "total",
            [
                {},
                {"signal_id": "t", "period_start": 0, "value": 50.0},
                {"signal_id": "t", "period_start": 6, "value": 200.0},
            ],
            5 / 50,
        ),
        (
            "total",
            [
                {},
                {"signal_id": "t", "period_start": -3, "value": 100.0},
                {"signal_id": "t", "period_start": 2, "value": 110.0, "precision": "at least"},
                {"signal_id": "t", "period_start": 6, "value": 200.0},
            ],
            5 / (400 / 3),
        ),
        ("total", [{}, {"signal_id": "t", "period_start": -9, "value": 100.0}], 5 / 100),
        ("total", [{}, {"signal_id": "t", "period_start": 9, "value": 200.0}], 5 / 200),
        (
            "total",
            [
                {},
                {"signal_id": "t", "period_start": -3, "value": 100.0},
                {"signal_id": "t", "period_start": -2, "value": 999.0, "suspect": True},
                {"signal_id": "t", "period_start": 2, "value": 101.0, "precision": "at least"},
                {"signal_id": "t", "period_start": -10, "value": 700.0},
                {"signal_id": "t", "period_start": 10, "value": 1.0},
            ],
            5 / 100,
        ),
    ],
)
def test_a_share_and_its_own_sql_leave_out_what_must_not_count(
    over: str, seen: list[dict[str, Any]], share: float
):
    stored, own = recomputed(over, *seen, *NOISE)
    assert stored == pytest.approx(share)
    assert own == pytest.approx(share)
