"""Which figures of a run jump: each case a few invented readings, at its boundary."""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb
import pytest

from tests.modelling import fill
from tests.test_boundaries import day
from warehouse import admission

EARLIER, NEW, LATER = "20220601", "20220701", "20220801"
"""Runs; the new one is examined. What they read lies in the same order."""
YEAR = 365.25
Figure = dict[str, Any]


def old(value: float | None = 100, at: int = 0, length: int = 1, **more: Any) -> Figure:
    """Return what an earlier run read of the days `at` to `at + length`."""
    run = more.get("run", EARLIER)
    return {
        "signal": "s",
        "project": "alpha",
        "identifier": "a",
        "segment": "all",
        "base": None,
        "complete": True,
        "quality": None,
        "run": run,
        "value": value,
        "at": at,
        "length": length,
        "read": f"{EARLIER if run == 'snapshot' else run}T00",
    } | more


def new(value: float | None = 100, at: int = 0, length: int = 1, **more: Any) -> Figure:
    """Return what the examined run reads."""
    return old(value, at, length, **({"run": NEW} | more))


def jumps(*figures: Figure, measure: str = "flow") -> set[tuple[Any, ...]]:
    """Return who jumps: identifier, first day and quantity, or whom it is added up with."""
    rows = [
        (
            f["signal"],
            f["project"],
            "r",
            f["identifier"],
            f["segment"],
            day(f["at"]),
            day(f["at"] + f["length"]),
            f["value"],
            f["base"],
            f["complete"],
            f["quality"],
            datetime.strptime(f["read"], "%Y%m%dT%H"),
            f["run"],
        )
        for f in figures
    ]
    with duckdb.connect(config={"threads": 1}) as con:
        fill(
            con,
            {
                "observation": (
                    "signal_id varchar, project_id varchar, registry varchar, identifier varchar, "
                    "segment varchar, period_start date, period_end date, value double, "
                    "base double, complete boolean, quality varchar, observed_at timestamp, "
                    "run_id varchar",
                    rows,
                ),
                "signal": ("signal_id varchar, measure varchar", [("s", measure), ("t", measure)]),
                "project_identifier": (
                    "project_id varchar, registry varchar, identifier varchar",
                    [
                        ("alpha", "r", "a"),
                        ("alpha", "r", "former"),
                        ("part", "r", "p"),
                        ("beta", "r", "b"),
                        ("gamma", "r", "g"),
                        ("gamma", "r", "g-former"),
                    ],
                ),
                "definition": (
                    "definition_id varchar, signal_id varchar",
                    [("d", "s"), ("e", "t")],
                ),
                "definition_family": (
                    "definition_id varchar, project_id varchar, member_id varchar",
                    [
                        ("d", "alpha", "alpha"),
                        ("d", "alpha", "part"),
                        ("d", "beta", "beta"),
                        ("e", "alpha", "alpha"),
                        ("e", "alpha", "beta"),
                    ],
                ),
            },
        )
        found = con.execute(
            admission.JUMP.read_text("utf-8"), {"run_id": NEW, "floor": 30, "factor": 10}
        ).fetchall()
    assert len(set(found)) == len(found)
    return {(row[2], (row[4] - day(0)).days, row[6] or f"with {row[10]}") for row in found}


VALUE = {("a", 0, "value")}
NEXT = {("a", 1, "value")}
NONE = set[tuple[Any, ...]]()


@pytest.mark.fault("figures that cannot be")
@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        # read again: tenfold, a tenth, and just less
        ([old(100), new(1000)], VALUE),
        ([old(100), new(999)], NONE),
        ([old(100), new(10)], VALUE),
        ([old(100), new(11)], NONE),
        # below thirty nothing is said; a jump from zero starts at ten times thirty
        ([old(2.9), new(29)], NONE),
        ([old(3), new(30)], VALUE),
        ([old(29), new(1)], NONE),
        ([old(30), new(3)], VALUE),
        ([old(0), new(299)], NONE),
        ([old(0), new(300)], VALUE),
        ([old(0), new(0)], NONE),
        # a new period: against the one before
        ([old(100), new(1000, 1)], NEXT),
        ([old(100), new(999, 1)], NONE),
        ([old(100), new(10, 1)], NEXT),
        ([new(1000, 1)], NONE),
        ([old(100, 2), new(1000, 1)], NONE),  # what comes after is no earlier figure
        # the one before is the last that was known, not what came with the same run
        ([old(100), new(900, 1), new(1000, 2)], {("a", 2, "value")}),
        ([old(100), new(900, 1), new(8000, 2)], {("a", 2, "value")}),
        # of several readings before, the newest; what was collected before what is bundled
        ([old(100, read="20220501T00"), old(500), new(1000)], NONE),
        ([old(500, read="20220501T00"), old(100), new(1000)], VALUE),
        ([old(500, run="snapshot"), old(100), new(1000)], VALUE),
        ([old(100, run="snapshot"), old(500), new(1000)], NONE),
        # only what began before is known
        ([old(100, run=LATER), new(1000)], NONE),
        ([old(100, run="snapshot", read="20300101T00"), new(1000)], VALUE),
        # what jumped before is no measure; other remarks are
        ([old(100, quality="suspect: it jumps"), new(1000)], NONE),
        ([old(100, quality="rounded"), new(1000)], VALUE),
        # of a period that was not over, more is to come: it is no measure, and may be small
        ([old(100, complete=False), new(1000)], NONE),
        ([old(100), new(10, 1, complete=False)], NONE),
        ([old(100), new(1000, 1, complete=False)], NEXT),
        # others are no measure: another name, segment, signal, or length of the period
        ([old(100, identifier="b", project="beta"), new(1000, 1)], NONE),
        ([old(100, segment="other"), new(1000, 1)], NONE),
        ([old(100, signal="t"), new(1000, 1)], NONE),
        ([old(100, -7, 7), new(1000)], NONE),
        ([old(100, -31, 31), new(1000, 0, 7)], NONE),
        ([old(100, -92, 92), new(1000, 0, 31)], NONE),
        ([old(100, -366, 366), new(9000, 0, 92)], NONE),
        ([old(100, -31, 31), new(1000, 0, 28)], VALUE),
        # a base jumps for itself
        ([old(100, base=2000), new(100, base=20_000)], {("a", 0, "base")}),
        ([old(100, base=200), new(1000, base=2000)], {("a", 0, "value"), ("a", 0, "base")}),
        ([old(100), new(100, base=2000)], NONE),
    ],
)
def test_a_figure_jumps_when_it_is_tenfold_or_a_tenth_of_what_was_known(
    figures: list[Figure], expected: set[tuple[Any, ...]]
):
    assert jumps(*figures) == expected


@pytest.mark.parametrize(
    ("before", "value", "flow", "stock"),
    [
        # counts go up and down: what is usual for them counts too
        ([100, 100, 100, 5], 60, False, True),
        ([100, 100, 100, 5], 1000, True, True),
        ([100, 100, 100, 1000], 90, False, True),
        ([100, 100, 100, 1000], 10, True, True),
        ([10, 10, 10, 100], 10, False, True),
        ([10, 10, 10, 100], 1, True, True),
        # the last seven, not more
        ([1] * 8 + [100] * 4, 1000, True, True),
        ([1000] * 4 + [100] * 4, 1000, True, True),
        ([1000] * 4 + [100] * 3, 1000, False, True),
        ([100, 0], 0, False, False),
        # of nothing, thirty is meant
        ([5, 5, 5, 0], 60, False, False),
        ([5, 5, 5, 0], 300, True, True),
        ([0, 0, 0, 3], 31, False, True),
    ],
)
def test_a_count_jumps_when_the_usual_one_is_passed_too_and_a_level_against_the_last(
    before: list[float], value: float, flow: bool, stock: bool
):
    known = [old(number, n) for n, number in enumerate(before)]
    place = {("a", len(before), "value")}
    for measure, jumped in (("flow", flow), ("stock", stock)):
        found = jumps(*known, new(value, len(before)), measure=measure)
        assert found == (place if jumped else NONE), measure


@pytest.mark.parametrize("years", [0.5, 1, 2, 3])
def test_within_n_years_tenfold_is_no_jump_n_times(years: float):
    at = int(years * YEAR) + (years > 1)  # a day more, a little more than tenfold each year
    most = 10 ** max(1.0, at / YEAR)
    for factor, jumped in ((0.999, False), (1.001, True)):
        value = 100 * most * factor
        expected = {("a", at, "value")} if jumped else NONE
        assert jumps(old(100), new(value, at), measure="stock") == expected
        fallen = 1e6 / most / factor
        assert jumps(old(1e6), new(fallen, at), measure="stock") == expected


def test_a_level_is_one_series_however_long_its_periods_are():
    assert jumps(old(100, -31, 31), new(1000), measure="stock") == VALUE


JUMPED = [old(100), new(1000, 1)]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        # a former name, a part of the project: of the same run, period and segment
        ([new(7, 1, identifier="former")], {("former", 1, "with a")}),
        ([new(7, 1, identifier="p", project="part")], {("p", 1, "with a")}),
        ([new(7, 2, identifier="former")], NONE),
        ([new(7, 1, 2, identifier="former")], NONE),
        ([new(7, 0, 2, identifier="former")], NONE),
        ([new(7, 1, identifier="former", segment="other")], NONE),
        ([new(7, 1, identifier="former", signal="t")], NONE),
        ([old(7, 1, identifier="former")], NONE),
        # of others, and of who is added up for another signal, nothing is a part
        ([new(7, 1, identifier="b", project="beta")], NONE),
        # what jumps itself is said once
        (
            [old(100, identifier="former"), new(1000, 1, identifier="former")],
            {("former", 1, "value")},
        ),
        # of two that jump the first is named
        (
            [
                old(100, identifier="former"),
                new(1000, 1, identifier="former"),
                new(7, 1, identifier="p", project="part"),
            ],
            {("former", 1, "value"), ("p", 1, "with a")},
        ),
    ],
)
def test_what_is_added_up_with_a_figure_that_jumps_comes_along(
    figures: list[Figure], expected: set[tuple[Any, ...]]
):
    assert jumps(*JUMPED, *figures) == NEXT | expected


def test_a_project_s_other_names_come_along_where_nobody_adds_a_family_up():
    gamma = {"project": "gamma", "identifier": "g"}
    former = gamma | {"identifier": "g-former"}
    found = jumps(old(100, **gamma), new(1000, 1, **gamma), new(7, 1, **former))
    assert found == {("g", 1, "value"), ("g-former", 1, "with g")}


def test_where_a_period_has_another_figure_its_sum_stays_whole():
    """The earlier reading stays in force, so nothing is missing beside the others."""
    former = [old(7, identifier="former"), new(8, identifier="former")]
    assert jumps(old(100), new(1000), *former) == VALUE
