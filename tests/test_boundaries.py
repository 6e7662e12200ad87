"""What each model makes of its boundaries: the last day of a break, equal counts, a member alone.

Each runs over a few invented rows, written down or drawn, and is worked out again in Python. Days
lie close together, so that they are often the same.
"""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.modelling import Given, made, packed
from tests.test_verification import Row

SEED = 20_261_130
DAY = date(2022, 1, 1)


def day(number: int | None) -> date | None:
    """Return the day that many days after the first of 2022."""
    return None if number is None else DAY + timedelta(days=number)


def one(tables: Given, name: str) -> list[Row]:
    """Run one model; return its rows."""
    return made(tables, name)[name.rpartition("/")[2]]


# --- breaks ---------------------------------------------------------------------------------------

GAP = (
    "definition_id varchar, project_id varchar, break_id varchar, starts date, ends date, "
    "severity varchar, own boolean, named boolean, bias_points double, bias_factor double, "
    "bias_count double"
)


def drawn_gap(name: str, dice: random.Random) -> dict[str, Any]:
    starts = dice.randint(0, 6)
    named = dice.random() < 0.5
    return {
        "project_id": "alpha",
        "break_id": name,
        "starts": starts,
        "ends": dice.choice([None, starts, starts + dice.randint(1, 4)]),
        "severity": dice.choice(["block", "taint"]),
        "own": not named or dice.random() < 0.5,
        "named": named,
        "bias_points": dice.choice([None, 0.05]),
        "bias_factor": dice.choice([None, 2.0]),
        "bias_count": dice.choice([None, 3.0]),
    }


def touches(gap: dict[str, Any], first: int, last: int) -> bool:
    """Return whether a break touches a period, day by day; a level shift only one it falls into."""
    if gap["ends"] == gap["starts"]:
        return first < gap["starts"] < last
    until = 99 if gap["ends"] is None else gap["ends"]
    return any(gap["starts"] <= n < until for n in range(first, last))


def test_a_break_touches_the_periods_that_share_a_day_with_it():
    dice = random.Random(SEED)
    drawn = {
        f"d{n}": [drawn_gap(f"b{m}", dice) for m in range(dice.randint(1, 3))] for n in range(60)
    }
    periods = [(n, n + length) for n in range(8) for length in (1, 3)]
    tables: Given = {
        "numerator": (
            "definition_id varchar, project_id varchar, period_start date, period_end date",
            [(name, "alpha", day(first), day(last)) for name in drawn for first, last in periods],
        ),
        "definition_break": (
            GAP,
            [
                (name, *(day(v) if k in ("starts", "ends") else v for k, v in gap.items()))
                for name, gaps in drawn.items()
                for gap in gaps
            ],
        ),
    }
    found = {
        (row["definition_id"], row["period_start"], row["period_end"]): row
        for row in one(tables, "core/broken_period")
    }
    assert len(found) > 200
    for name, gaps in drawn.items():
        for first, last in periods:
            own = [gap for gap in gaps if touches(gap, first, last)]
            row = found.pop((name, day(first), day(last)), None)
            assert (row is not None) == bool(own), (gaps, first, last)
            if row is not None:
                assert_priced(row, own)
    assert found == {}


def assert_priced(row: Row, gaps: list[dict[str, Any]]) -> None:
    """Work out again how far breaks put a period off."""
    factors = defaultdict[str, float](lambda: 1.0)
    for gap in gaps:
        factor, count = gap["bias_factor"] or 1, gap["bias_count"] or 1
        factors["bias_factor"] *= factor
        if gap["own"]:
            factors["own_factor"] *= factor * (count if gap["named"] else 1)
            factors["count_factor"] *= factor * count
            factors["named_factor"] *= factor * count if gap["named"] else 1
    assert row["blocked"] == any(gap["severity"] == "block" for gap in gaps)
    assert row["breaks"] == ", ".join(gap["break_id"] for gap in gaps)
    assert row["bias_points"] == pytest.approx(sum(gap["bias_points"] or 0 for gap in gaps))
    for name in ("bias_factor", "own_factor", "named_factor", "count_factor"):
        assert row[name] == pytest.approx(factors[name]), name


def test_a_break_belongs_to_a_definition_by_signal_segment_and_project():
    breaks = {
        # signal, segment, projects
        "all": ("counts", None, None),
        "total": ("totals", None, None),
        "other-signal": ("others", None, None),
        "segment": ("counts", "in", None),
        "other-segment": ("counts", "out", None),
        "alpha": ("counts", None, ["alpha"]),
        "member": ("counts", None, ["beta"]),
        "nobody-here": ("counts", None, ["zeta"]),
    }
    rest = (
        "starts date",
        "ends date",
        "severity varchar",
        "price varchar",
        "bias_points double",
        "bias_factor double",
        "bias_count double",
    )
    tables: Given = {
        "numerator": (
            "definition_id varchar, project_id varchar",
            [("grouped", "alpha"), ("grouped", "beta"), ("based", "alpha")],
        ),
        "definition": (
            "definition_id varchar, signal_id varchar, total_signal_id varchar, "
            "segments varchar[], group_id varchar",
            [
                ("grouped", "counts", "totals", ["in"], "both"),
                ("based", "counts", None, ["in"], None),
            ],
        ),
        "project_group": (
            "group_id varchar, project_id varchar",
            [("both", "alpha"), ("both", "beta"), ("more", "zeta")],
        ),
        "series_break": (
            "break_id varchar, signal_id varchar, segment varchar, projects varchar[], "
            + ", ".join(rest),
            [
                (name, *entry, day(0), None, "taint", "harmless", None, None, None)
                for name, entry in breaks.items()
            ],
        ),
    }
    tables |= packed(definition=["grouped", "based"], **{"break": breaks})
    found = {
        (row["definition_id"], row["project_id"], row["break_id"]): (row["own"], row["named"])
        for row in one(tables, "core/definition_break")
    }
    every = {"all": (True, False), "segment": (True, False)}
    assert found == {
        **{("based", "alpha", name): value for name, value in every.items()},
        ("based", "alpha", "alpha"): (True, True),
        **{
            ("grouped", who, name): value
            for who in ("alpha", "beta")
            for name, value in (every | {"total": (True, False)}).items()
        },
        ("grouped", "alpha", "alpha"): (True, True),
        ("grouped", "beta", "alpha"): (False, True),
        ("grouped", "alpha", "member"): (False, True),
        ("grouped", "beta", "member"): (True, True),
    }


def test_a_family_is_added_up_and_strangers_have_no_share_of_a_group():
    tables: Given = {
        "latest_observation": (
            "signal_id varchar, project_id varchar",
            [("s", name) for name in ("alpha", "beta", "gamma", "part", "of another pack")],
        ),
        "definition": (
            "definition_id varchar, signal_id varchar, over varchar, group_id varchar",
            [("grouped", "s", "group", "both"), ("based", "s", "base", None)],
        ),
        "project_group": (
            "group_id varchar, project_id varchar",
            [("both", "alpha"), ("both", "beta")],
        ),
        "definition_family": (
            "definition_id varchar, project_id varchar, member_id varchar",
            [(d, "alpha", m) for d in ("grouped", "based") for m in ("alpha", "part")],
        ),
        # the definitions of a pack say nothing of the projects of another
        **packed(definition=["grouped", "based"], project=["alpha", "beta", "gamma", "part"]),
    }
    found = sorted(tuple(row.values()) for row in one(tables, "core/definition_member"))
    assert found == [
        ("based", "alpha", "alpha"),
        ("based", "alpha", "part"),
        ("based", "beta", "beta"),
        ("based", "gamma", "gamma"),
        ("based", "part", "part"),
        ("grouped", "alpha", "alpha"),
        ("grouped", "alpha", "part"),
        ("grouped", "beta", "beta"),
    ]


# --- versions of a figure -------------------------------------------------------------------------

STAGED = (
    "signal_id varchar, registry varchar, identifier varchar, segment varchar, period_start date, "
    "period_end date, value double, base double, precision varchar, quality varchar, "
    "observed_at timestamp, run_id varchar, locator varchar"
)


def versions(
    *rows: dict[str, Any],
    ends_on: date | None = None,
    measure: str = "flow",
    jumps: Sequence[str] = (),
) -> Given:
    """Return the tables in which one figure, of 1 to 10 January, was observed several times.

    In the runs `jumps` it jumped, and nobody confirmed that.
    """
    usual = {
        "signal_id": "s",
        "registry": "r",
        "identifier": "a",
        "segment": "all",
        "period_start": day(0),
        "period_end": day(10),
        "value": 5.0,
        "base": 100.0,
        "precision": "exact",
        "quality": None,
        "observed_at": datetime(2022, 3, 1),
        "run_id": "run",
        "locator": "here",
    }
    return {
        "staging.observation": (STAGED, [tuple((usual | row).values()) for row in rows]),
        "project_identifier": (
            "project_id varchar, registry varchar, identifier varchar, role varchar",
            [("alpha", "r", "a", "primary")],
        ),
        "signal": ("signal_id varchar, source_id varchar, measure varchar", [("s", "x", measure)]),
        "source": ("source_id varchar, ends_on date", [("x", ends_on)]),
        "suspect_figure": (
            "source_id varchar, run_id varchar, signal_id varchar, registry varchar, "
            "identifier varchar, segment varchar, period_start date, period_end date, "
            "reason varchar",
            [("x", run, "s", "r", "a", "all", day(0), day(10), "it jumps") for run in jumps],
        ),
    }


def at(month: int, number: int = 1) -> datetime:
    return datetime(2022, month, number)


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        ({}, 1),
        ({"locator": "elsewhere"}, 1),
        ({"value": 6.0}, 2),
        ({"base": 200.0}, 2),
        ({"base": None}, 2),
        ({"quality": "suspect: no"}, 2),
        ({"run_id": "snapshot"}, 2),
    ],
)
def test_a_figure_is_a_new_version_when_anything_it_says_has_changed(
    second: dict[str, Any], kept: int
):
    first = {"observed_at": at(3), "run_id": "one"}
    later = {"observed_at": at(4), "run_id": "two"} | second
    assert len(one(versions(first, later), "core/observation")) == kept


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        # the period ends with 10 January: it is over from the 11th on
        ((1, 5), (1, 10), [5]),
        ((1, 5), (1, 11), [5, 11]),
        ((1, 11), (1, 12), [11]),
    ],
)
def test_what_is_read_again_after_its_period_is_a_version_of_its_own(
    first: tuple[int, int], second: tuple[int, int], kept: list[int]
):
    found = one(
        versions(
            {"observed_at": at(*first), "run_id": "one"},
            {"observed_at": at(*second), "run_id": "two"},
        ),
        "core/observation",
    )
    assert sorted(row["observed_at"].day for row in found) == kept
    assert all(row["complete"] == (row["observed_at"].day >= 11) for row in found)


def test_each_figure_of_the_past_is_held_against_the_one_before():
    # 5, 6, 6 and 5 again: the third changed nothing
    values = [(3, 5.0), (4, 6.0), (5, 6.0), (6, 5.0)]
    rows = [{"observed_at": at(m), "run_id": f"run{m}", "value": v} for m, v in values]
    found = one(versions(*reversed(rows)), "core/observation")
    assert sorted(row["observed_at"].month for row in found) == [3, 4, 6]


@pytest.mark.parametrize(
    ("ends_on", "measure", "complete", "per_day"),
    [
        (None, "flow", True, 0.5),
        (day(9), "flow", True, 0.5),  # its last day is the period's
        (day(8), "flow", False, 0.5),
        (day(8), "stock", True, None),
    ],
)
def test_a_source_covers_its_last_day_and_a_stock_is_read_at_once(
    ends_on: date | None, measure: str, complete: bool, per_day: float | None
):
    [row] = one(versions({}, ends_on=ends_on, measure=measure), "core/observation")
    assert (row["complete"], row["per_day"], row["role"]) == (complete, per_day, "primary")


@pytest.mark.parametrize(
    ("versions_of_it", "winner"),
    [
        # when, run
        ([(3, "snapshot"), (4, "b")], "b"),
        ([(4, "snapshot"), (3, "b")], "snapshot"),
        ([(4, "snapshot"), (4, "b")], "b"),  # what was collected on that day, not what is bundled
        ([(4, "a"), (4, "b")], "b"),
        ([(4, "b"), (3, "c")], "b"),
    ],
)
def test_the_newest_version_wins(versions_of_it: list[tuple[int, str]], winner: str):
    rows = [
        {"observed_at": at(month), "run_id": run, "value": float(n)}
        for n, (month, run) in enumerate(versions_of_it)
    ]
    tables = versions(*rows)
    [row] = made(tables, "core/observation", "core/latest_observation")["latest_observation"]
    assert row["run_id"] == winner


@pytest.mark.parametrize(
    ("doubts", "winner"),
    [
        # of the runs one and two, which found 1 and 2: those that jumped; what holds
        ([], ("two", 2, False)),
        (["two"], ("one", 1, False)),
        (["one"], ("two", 2, False)),
        (["one", "two"], ("two", 2, True)),
    ],
)
def test_what_jumps_does_not_stand_before_what_does_not(
    doubts: list[str], winner: tuple[str, int, bool]
):
    rows = [
        {"observed_at": at(3), "run_id": "one", "value": 1.0},
        {"observed_at": at(4), "run_id": "two", "value": 2.0},
    ]
    found = made(versions(*rows, jumps=doubts), "core/observation", "core/latest_observation")
    [row] = found["latest_observation"]
    assert (row["run_id"], row["value"], row["suspect"]) == winner
    said = {row["run_id"]: row["quality"] for row in found["observation"]}
    assert said == {run: "suspect: it jumps" if run in doubts else None for run in ("one", "two")}


@pytest.mark.parametrize(
    "key",
    ["run_id", "registry", "identifier", "segment", "period_start", "period_end", "signal_id"],
)
def test_one_figure_that_jumps_puts_no_other_in_doubt(key: str):
    tables = versions({"run_id": "one"}, jumps=["one"])
    columns, [doubt] = tables["suspect_figure"]
    names = [column.split()[0] for column in columns.split(", ")]
    other = dict(zip(names, doubt, strict=True)) | {
        key: day(1) if key.startswith("period") else "other"
    }
    tables["suspect_figure"] = columns, [tuple(other.values())]
    [row] = one(tables, "core/observation")
    assert row["quality"] is None


@pytest.mark.parametrize(
    ("quality", "suspect"),
    [(None, False), ("note: rounded", False), ("suspect: no", True), ("note: not suspect", False)],
)
def test_only_what_is_called_suspect_is(quality: str | None, suspect: bool):
    tables = versions({"quality": quality})
    [row] = made(tables, "core/observation", "core/latest_observation")["latest_observation"]
    assert row["suspect"] == suspect


# --- what is counted ------------------------------------------------------------------------------

SEEN = (
    "signal_id varchar, project_id varchar, role varchar, segment varchar, period_start date, "
    "period_end date, value double, base double, precision varchar, quality varchar, "
    "complete boolean, suspect boolean, observed_at timestamp"
)
DEFINITION = (
    "definition_id varchar, signal_id varchar, over varchar, overlap boolean, "
    "total_signal_id varchar, group_id varchar, segments varchar[], roles varchar[], pool varchar"
)
SIGNAL = "signal_id varchar, unit varchar, measure varchar, tolerance_days integer"


def counted(
    *figures: dict[str, Any], pool: str | None = None, unit: str = "posts", measure: str = "flow"
) -> list[Row]:
    """Add figures of Alpha and its part up under one definition."""
    usual = {
        "signal_id": "s",
        "project_id": "alpha",
        "role": "primary",
        "segment": "in",
        "period_start": day(0),
        "period_end": day(31),
        "value": 5.0,
        "base": 100.0,
        "precision": "exact",
        "quality": None,
        "complete": True,
        "suspect": False,
        "observed_at": datetime(2023, 6, 1),
    }
    tables: Given = {
        "latest_observation": (SEEN, [tuple((usual | row).values()) for row in figures]),
        "definition": (
            DEFINITION,
            [("d", "s", "base", False, None, None, ["in", "too"], ["primary"], pool)],
        ),
        "definition_member": (
            "definition_id varchar, project_id varchar, member_id varchar",
            [("d", "alpha", "alpha"), ("d", "alpha", "part")],
        ),
        "signal": (SIGNAL, [("s", unit, measure, 100)]),
    }
    return sorted(one(tables, "core/numerator"), key=lambda row: row["period_start"])


def test_a_family_shares_one_base_and_each_segment_has_its_own():
    part, too = {"project_id": "part", "value": 2.0}, {"segment": "too", "base": 50.0}
    [row] = counted({}, part, too | {"value": 1.0})
    assert (row["value"], row["base"]) == (8, 150)


@pytest.mark.parametrize(
    "left_out",
    [
        {"suspect": True},
        {"role": "variant"},
        {"segment": "out"},
        {"project_id": "beta"},
        {"signal_id": "other"},
    ],
)
def test_what_must_not_count_does_not(left_out: dict[str, Any]):
    other = {"project_id": "part", "value": 2.0}
    [row] = counted({}, other | left_out)
    assert (row["value"], row["base"], row["notes"]) == (5, 100, None)
    assert counted(left_out) == []


def test_one_bound_makes_a_bound_and_one_open_period_an_open_one():
    part = {"project_id": "part"}
    assert counted({}, part)[0]["at_least"] is False
    [row] = counted({}, part | {"precision": "at least"})
    assert (row["at_least"], row["notes"]) == (True, "at least")
    assert counted({}, part)[0]["complete"] is True
    assert counted({}, part | {"complete": False})[0]["complete"] is False


@pytest.mark.parametrize(
    ("value", "unit", "precision", "half"),
    [
        (5.0, "percent", "exact", 0.5),
        (5.1, "percent", "exact", 0.05),
        (5.12, "percent", "exact", 0.005),
        (5.0, "posts", "rounded", 0.5),
        (50.0, "posts", "exact", 0),
        (1200.0, "stars", "rounded", 50),
        (1000.0, "stars", "rounded", 500),
        (1234.0, "stars", "rounded", 0.5),
    ],
)
def test_half_a_unit_of_the_last_digit_printed(
    value: float, unit: str, precision: str, half: float
):
    [row] = counted({"value": value, "precision": precision, "base": 10_000.0}, unit=unit)
    assert row["half_unit"] == pytest.approx(half)
    twice = counted(
        {"value": value, "precision": precision, "base": 10_000.0},
        {"value": value, "precision": precision, "base": 10_000.0, "project_id": "part"},
        unit=unit,
    )
    assert twice[0]["half_unit"] == pytest.approx(2 * half)


@pytest.mark.parametrize(
    ("read", "measure", "complete"),
    [
        (datetime(2023, 1, 1), "flow", True),
        (datetime(2022, 12, 31), "flow", False),
        (datetime(2022, 12, 31), "stock", True),
    ],
)
def test_a_pooled_year_is_over_when_all_of_it_is(read: datetime, measure: str, complete: bool):
    [row] = counted({"observed_at": read}, {"segment": "too"}, pool="year", measure=measure)
    assert (row["period_start"], row["period_end"]) == (date(2022, 1, 1), date(2023, 1, 1))
    assert (row["complete"], row["value"], row["notes"]) == (complete, 10, None)
    [partial] = counted({}, {}, pool="year")
    assert partial["notes"] == "only from in"


# --- groups ---------------------------------------------------------------------------------------

MEMBERS = ("alpha", "beta", "gamma")
RELEASED = {"alpha": None, "beta": date(2015, 1, 1), "gamma": day(2)}
"""Gamma came out on the third day."""


def grouped(counts: dict[tuple[int, str], float]) -> Given:
    """Return the tables of one definition over a group: counts by day and member."""
    return {
        "numerator": (
            "definition_id varchar, project_id varchar, period_start date, period_end date, "
            "value double, base double, half_unit double, at_least boolean, complete boolean, "
            "notes varchar",
            [
                ("d", name, day(n), day(n + 1), value, None, 0, False, True, None)
                for (n, name), value in counts.items()
            ],
        ),
        "definition": (
            DEFINITION,
            [("d", "s", "group", True, None, "g", ["in"], ["primary"], None)],
        ),
        "project": ("project_id varchar, first_public_release date", list(RELEASED.items())),
        "signal": (SIGNAL, [("s", "posts", "flow", 100)]),
        "latest_observation": (SEEN, []),
    }


def absent(counts: dict[tuple[int, str], float], n: int, name: str) -> float | None:
    """Return how large a member was in its nearest period with somebody else; None: not absent."""
    days = {d for d, _ in counts}
    if (n, name) in counts or not any((d, name) in counts for d in days):
        return None
    released = RELEASED[name]
    if released is not None and released > day(n):  # not yet out when that day was over
        return None
    near = []
    for other in days:
        total = sum(value for (d, _), value in counts.items() if d == other)
        alone = sum(d == other for d, _ in counts) == 1
        if (other, name) in counts and not alone and total:
            near.append((abs(other - n), -counts[other, name] / total))
    if not near:
        return None
    # only the nearest on either side is looked at
    return -min(near)[1]


def drawn_counts(dice: random.Random) -> dict[tuple[int, str], float]:
    values = (1.0, 5.0, 95.0, 45.0)
    return {
        (n, name): dice.choice(values) for n in range(5) for name in MEMBERS if dice.random() < 0.7
    }


def test_who_is_missing_from_a_group_and_how_large_it_was():
    dice = random.Random(SEED)
    seen = 0
    for _ in range(40):
        counts = drawn_counts(dice)
        # of a member's nearest period a lone one says nothing; then the next one is not asked
        if any(sum(d == n for d, _ in counts) == 1 for n in range(5)):
            continue
        models = made(grouped(counts), "core/group_absence", "core/denominator")
        missing = {
            ((row["period_start"] - DAY).days, row["project_id"]): row["part"]
            for row in models["group_absence"]
        }
        days = {n for n, _ in counts}
        expected = {
            (n, name): part
            for n in days
            for name in MEMBERS
            if (part := absent(counts, n, name)) is not None
        }
        assert missing == pytest.approx(expected), counts
        for row in models["denominator"]:
            n = (row["period_start"] - DAY).days
            some = [value for (d, _), value in counts.items() if d == n]
            large = [part for (d, _), part in expected.items() if d == n and part > 0.05]
            assert row["value"] == sum(some)
            assert (row["smallest"], row["largest"]) == (max(some), sum(some))
            assert row["complete"] == (not large), counts
            seen += len(expected)
    assert seen > 20


def test_a_group_of_one_has_no_share():
    rows = one(
        grouped({(0, "alpha"): 5, (0, "beta"): 5, (1, "alpha"): 5})
        | {
            "group_absence": (
                "definition_id varchar, project_id varchar, period_start date, "
                "period_end date, part double",
                [],
            )
        },
        "core/denominator",
    )
    assert {(row["period_start"], row["project_id"], row["value"]) for row in rows} == {
        (day(0), "alpha", 10),
        (day(0), "beta", 10),
    }


def test_a_period_with_one_member_says_nothing_of_its_part():
    # Beta was alone on the first day; 1 of 100 on the third
    counts = {
        (0, "beta"): 9.0,
        (1, "alpha"): 9.0,
        (1, "gamma"): 9.0,
        (2, "alpha"): 99.0,
        (2, "beta"): 1.0,
    }
    missing = one(grouped(counts), "core/group_absence")
    found = {(row["period_start"], row["project_id"]): row["part"] for row in missing}
    assert found[day(1), "beta"] == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("part", "complete"), [(0.05, True), (0.0501, False), (None, True), (0.9, False)]
)
def test_a_group_lacks_who_held_more_than_five_per_cent(part: float | None, complete: bool):
    absences = [("d", "gamma", day(0), day(1), part), ("d", "delta", day(0), day(1), 0.01)]
    tables = grouped({(0, "alpha"): 5, (0, "beta"): 5}) | {
        "group_absence": (
            "definition_id varchar, project_id varchar, period_start date, "
            "period_end date, part double",
            absences if part else absences[1:],
        )
    }
    for row in one(tables, "core/denominator"):
        assert row["complete"] == complete
        assert "delta" in row["notes"]


def test_a_group_is_not_complete_while_one_period_of_it_is_open():
    tables = grouped({(0, "alpha"): 5, (0, "beta"): 5})
    columns, figures = tables["numerator"]
    tables["numerator"] = (columns, [(*row[:8], row[1] == "alpha", None) for row in figures])
    tables["group_absence"] = (
        "definition_id varchar, project_id varchar, period_start date, "
        "period_end date, part double",
        [],
    )
    assert {row["complete"] for row in one(tables, "core/denominator")} == {False}


# --- totals ---------------------------------------------------------------------------------------


def over_total(*totals: dict[str, Any]) -> Row | None:
    """Divide what was counted on 11 January by totals of other days; the tolerance is ten days."""
    usual = {
        "signal_id": "t",
        "project_id": "hub",
        "role": "primary",
        "segment": "all",
        "period_start": 0,
        "period_end": 0,
        "value": 1.0,
        "base": None,
        "precision": "exact",
        "quality": None,
        "complete": True,
        "suspect": False,
        "observed_at": datetime(2023, 6, 1),
    }
    tables = grouped({(10, "alpha"): 5.0})
    tables["definition"] = (
        DEFINITION,
        [("d", "s", "total", False, "t", None, ["in"], ["primary"], None)],
    )
    tables["signal"] = (SIGNAL, [("s", "models", "stock", 100), ("t", "models", "stock", 10)])
    tables["latest_observation"] = (
        SEEN,
        [
            tuple(
                day(v) if k in ("period_start", "period_end") else v
                for k, v in (usual | row).items()
            )
            for row in totals
        ],
    )
    tables["group_absence"] = (
        "definition_id varchar, project_id varchar, period_start date, "
        "period_end date, part double",
        [],
    )
    found = one(tables, "core/denominator")
    return found[0] if found else None


def total(n: int, value: float, **more: Any) -> dict[str, Any]:
    return {"period_start": n, "period_end": n + 1, "value": value} | more


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        # value, least, most
        ([total(0, 100), total(20, 200)], (150, 100, 200)),
        ([total(8, 100), total(18, 200)], (120, 100, 200)),
        ([total(10, 100), total(20, 200)], (100, 100, 100)),
        ([total(0, 100)], (100, 100, None)),
        ([total(20, 200)], (200, None, 200)),
        # eleven days off is out of reach
        ([total(-1, 50), total(20, 200)], (200, None, 200)),
        ([total(0, 100), total(21, 300)], (100, 100, None)),
        # of several the nearest bounds: the largest before, the smallest after
        ([total(2, 130), total(8, 120), total(12, 150), total(15, 140)], (None, 130, 140)),
        # what is suspect is no total; of more than so many nothing follows upwards
        ([total(5, 999, suspect=True), total(0, 100), total(20, 200)], (150, 100, 200)),
        ([total(0, 100), total(12, 110, precision="at least"), total(20, 200)], (150, 100, 200)),
        ([total(0, 100, precision="at least"), total(20, 200)], (150, 100, 200)),
        # of equal ones the nearest counts, in whatever order they lie
        ([total(0, 100), total(8, 100), total(18, 200)], (120, 100, 200)),
        ([total(8, 100), total(0, 100), total(18, 200)], (120, 100, 200)),
        ([total(0, 100), total(15, 200), total(20, 200)], (100 + 1000 / 15, 100, 200)),
        ([total(0, 100), total(20, 200), total(15, 200)], (100 + 1000 / 15, 100, 200)),
        # totals that shrink are a bracket all the same
        ([total(0, 200), total(20, 100)], (150, 100, 200)),
    ],
)
def test_between_two_totals_lies_the_line_that_joins_them(
    totals: list[dict[str, Any]], expected: tuple[float | None, ...]
):
    row = over_total(*totals)
    assert row is not None
    value = expected[0]
    if value is not None:
        assert row["value"] == pytest.approx(value)
    assert (row["smallest"], row["largest"]) == expected[1:]


def test_without_a_total_in_reach_there_is_nothing_to_divide_by():
    row = over_total(total(-1, 50), total(21, 60))
    assert row is None or row["value"] is None


# --- crossings ------------------------------------------------------------------------------------


Pairs = list[tuple[float, float]]
"""Counts of Alpha and Beta, day by day from the first of 2022."""


def crossing(pairs: Pairs, **more: Any) -> Row | None:
    """Return when Alpha overtook Beta."""
    return crossings([pairs], **more).get(0)


def crossings(
    drawn: list[Pairs],
    factor: float = 1.0,
    quality: str = "census",
    bars: tuple[int, ...] = (),
    of_source: bool = False,
) -> dict[int, Row]:
    """Return when Alpha overtook Beta in each of several series, by number."""
    tables: Given = {
        "trend_figure": (
            "test_id varchar, period_start date, period_end date, numerator double, other double, "
            "quality varchar, own_factor double",
            [
                (f"{number}", day(n), day(n + 1), a, b, quality, factor)
                for number, pairs in enumerate(drawn)
                for n, (a, b) in enumerate(pairs)
            ],
        ),
        "trial": (
            "test_id varchar, kind varchar, definition_id varchar, subject varchar, "
            "comparator varchar, of_source boolean",
            [
                (f"{number}", "crossing", "d", "alpha", "beta", of_source)
                for number in range(len(drawn))
            ],
        ),
        "definition_break": (
            "definition_id varchar, project_id varchar, price varchar, starts date",
            [("d", "beta", "barring", day(n)) for n in bars],
        ),
    }
    return {int(row["test_id"]): row for row in one(tables, "core/measurement_crossing")}


def of_year(row: Row, name: str) -> float:
    """Return a decimal year as days since the first of 2022."""
    value: float = row[name]
    return round((value - 2022) * 365, 6) if 2022 <= value < 2023 else value


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_a_lead_begins_after_the_last_day_that_is_not_ahead(factor: float):
    dice = random.Random(SEED)
    values = (20.0, 30.0, 40.0, 45.0)
    drawn = [
        [(dice.choice(values), dice.choice(values)) for _ in range(dice.randint(2, 6))]
        for _ in range(100)
    ]
    found = crossings(drawn, factor)
    for number, pairs in enumerate(drawn):
        row = found[number]
        ahead = [a > b for a, b in pairs]
        sure = [a > b * factor for a, b in pairs]
        behind = [b > a * factor for a, b in pairs]
        start = last(ahead, False) + 1
        surely = last(sure, False) + 1
        assert of_year(row, "measured") == min(start, len(pairs)), pairs
        if not any(behind):
            assert row["low"] == 1900
        else:
            assert of_year(row, "low") == last(behind, True) + 1
        if surely == len(pairs):
            assert row["high"] == 9999
        else:
            assert of_year(row, "high") == surely
        if start == len(pairs):
            assert row["value"] == "behind"
        elif surely == len(pairs):
            assert row["value"] == "unsure"
        elif not any(behind):
            assert row["value"] == "before"
        else:
            assert row["value"] in ("between", "at")
            assert (row["value"] == "at") == (last(behind, True) + 1 == start == surely)


def last(values: list[bool], wanted: bool) -> int:
    """Return the place of the last one that is as wanted; -1 for none."""
    return max((n for n, value in enumerate(values) if value == wanted), default=-1)


def test_one_day_is_no_lead():
    assert crossing([(40, 30)]) is None
    assert crossing([(40, 30), (40, 30)]) is not None


@pytest.mark.parametrize(("bar", "barred"), [(0, False), (1, True), (2, False), (3, False)])
def test_a_bar_between_the_last_day_behind_and_the_lead_leaves_no_crossing(bar: int, barred: bool):
    # behind on the first day, ahead from the second on, whose last moment is the third's first
    assert (crossing([(30, 40), (40, 30), (40, 30)], bars=(bar,)) is None) == barred


def test_a_lead_in_a_sample_is_sure_beyond_its_error():
    # 95 %: the difference is more than 1.96 roots of the sum; 60 to 40 is 2, 59 to 41 is 1.8
    pairs = [(10.0, 90.0), (60.0, 40.0), (60.0, 40.0)]
    row = crossing(pairs, quality="sample")
    assert row is not None
    assert (of_year(row, "high"), row["value"]) == (1, "at")
    unsure = crossing([(10.0, 90.0), (59.0, 41.0), (59.0, 41.0)], quality="sample")
    assert unsure is not None
    assert (unsure["high"], unsure["value"]) == (9999, "unsure")
    printed = crossing([(10.0, 90.0), (59.0, 41.0)], quality="sample", of_source=True)
    assert printed is not None
    assert printed["value"] == "at"
    slightly = crossing([(41.0, 59.0), (60.0, 40.0)], quality="sample")
    assert slightly is not None
    assert (slightly["low"], slightly["value"]) == (1900, "before")


# --- places ---------------------------------------------------------------------------------------


Counts = dict[str, float]
"""How many of each project, by its name."""


def ranked(counts: Counts, **more: Any) -> Row | None:
    """Return the place of Alpha among what was counted of each in one period."""
    return places([(counts, {})], **more).get(0)


def places(
    drawn: list[tuple[Counts, Counts]], quality: str = "census", of_source: bool = False
) -> dict[int, Row]:
    """Return the place of Alpha in each of several groups; each has counts, and factors of bias."""
    shares = [
        (f"{n}", name, day(0), day(1), count, factors.get(name, 1), 1)
        for n, (counts, factors) in enumerate(drawn)
        for name, count in counts.items()
    ]
    # what has no rank is no rival, and another day's count is none
    for n in range(len(drawn)):
        shares += [
            (f"{n}", "x", day(0), day(1), 999, 1, None),
            (f"{n}", "y", day(1), day(2), 999, 1, 1),
            (f"{n}", "alpha", day(1), day(2), 1, 1, 1),
            (f"{n}", "alpha", day(0), day(2), 999, 1, 1),
        ]
    tables: Given = {
        "trial": (
            "test_id varchar, kind varchar, definition_id varchar, subject varchar, "
            "of_source boolean",
            [(f"{n}", "rank", f"{n}", "alpha", of_source) for n in range(len(drawn))],
        ),
        "window_period": (
            "test_id varchar, moment varchar, period_start date, period_end date",
            [(f"{n}", "then", day(0), day(1)) for n in range(len(drawn))],
        ),
        "window_count": (
            "test_id varchar, kind varchar, moment varchar, period_start date, period_end date, "
            "own_factor double, quality varchar, days_off integer, off_date boolean, "
            "thin boolean, flags varchar",
            [
                (
                    f"{n}",
                    "rank",
                    "then",
                    day(0),
                    day(1),
                    factors.get("alpha", 1),
                    quality,
                    0,
                    False,
                    False,
                    None,
                )
                for n, (_, factors) in enumerate(drawn)
            ],
        ),
        "share": (
            "definition_id varchar, project_id varchar, period_start date, period_end date, "
            "numerator double, own_factor double, rank integer",
            shares,
        ),
    }
    return {int(row["test_id"]): row for row in one(tables, "core/measurement_rank")}


def test_a_place_is_one_more_than_those_that_count_more():
    dice = random.Random(SEED)
    drawn = []
    for _ in range(100):
        names = ["alpha", "beta", "gamma", "delta", "epsilon"][: dice.randint(3, 5)]
        drawn.append(
            (
                {name: dice.choice([10.0, 20.0, 30.0]) for name in names},
                {name: dice.choice([1.0, 1.0, 2.0, 1.5]) for name in names},
            )
        )
    found = places(drawn)
    for number, (counts, factors) in enumerate(drawn):
        row, own = found[number], counts.pop("alpha")
        assert row["measured"] == 1 + sum(n > own for n in counts.values())
        assert row["flags"] == f"among {1 + len(counts)} that are measured"
        factor = {name: max(factors["alpha"], factors[name]) for name in counts}
        best = 1 + sum(n > own * factor[name] for name, n in counts.items())
        worst = 1 + sum(not n * factor[name] < own for name, n in counts.items())
        biased = max(factors["alpha"], *factor.values()) > 1
        assert (row["low"], row["high"]) == ((best, worst) if biased else (None, None))


def test_in_a_sample_who_is_within_the_error_may_stand_before_or_after():
    # 59 and 41 of a hundred are within chance, 60 and 40 are not
    close = ranked({"alpha": 41, "beta": 59, "gamma": 1}, quality="sample")
    apart = ranked({"alpha": 40, "beta": 60, "gamma": 1}, quality="sample")
    printed = ranked({"alpha": 41, "beta": 59, "gamma": 1}, quality="sample", of_source=True)
    assert close is not None
    assert apart is not None
    assert printed is not None
    assert (close["low"], close["measured"], close["high"]) == (1, 2, 2)
    assert (apart["low"], apart["measured"], apart["high"]) == (2, 2, 2)
    assert (printed["low"], printed["measured"], printed["high"]) == (2, 2, 2)


def test_three_make_a_place_two_do_not():
    assert ranked({"alpha": 1, "beta": 2, "gamma": 3}) is not None
    assert ranked({"alpha": 1, "beta": 2}) is None


# --- facts ----------------------------------------------------------------------------------------


def known(
    *values: dict[str, Any],
    starts: date,
    ends: date,
    moment: str = "then",
    built: date = date(2026, 1, 1),
) -> Row:
    """Return what a fact says at a moment."""
    usual = dict.fromkeys(
        ("value_start", "value_end", "valid_from", "valid_until", "checked_on", "read_on", "note")
    ) | {"read_on": date(2025, 1, 1)}
    columns = (
        "fact_id varchar, value varchar, value_start date, value_end date, valid_from date, "
        "valid_until date, checked_on date, read_on date, note varchar"
    )
    tables: Given = {
        "trial": ("test_id varchar, fact_id varchar, needs varchar[]", [("t", "f", ["yes"])]),
        "fact": (
            columns,
            [tuple({**{"fact_id": "f", "value": None}, **usual, **row}.values()) for row in values],
        ),
        "trial_window": (
            "test_id varchar, moment varchar, part varchar, starts date, ends date",
            [("t", moment, "at", starts, ends)],
        ),
        "build": ("built_at timestamp", [(datetime(built.year, built.month, built.day),)]),
    }
    [row] = one(tables, "core/measurement_fact")
    return row


YEAR: dict[str, date] = {"starts": date(2022, 1, 1), "ends": date(2023, 1, 1)}


@pytest.mark.parametrize(
    ("checked", "off"),
    [
        # what still holds is sure for a year after it was looked at, its 366 days included
        (date(2021, 12, 1), 0),
        (date(2021, 1, 2), 0),
        (date(2021, 1, 1), 0),
        (date(2020, 12, 31), 1),
        (date(2020, 1, 1), 366),
    ],
)
def test_what_still_holds_is_known_for_a_year_more(checked: date, off: int):
    row = known({"value": "yes", "valid_from": date(2019, 1, 1), "checked_on": checked}, **YEAR)
    assert (row["days_off"], row["off_date"]) == (off, off > 0)


@pytest.mark.parametrize(
    ("since", "off"), [(date(2022, 12, 31), 0), (date(2023, 1, 1), 1), (date(2023, 1, 2), 2)]
)
def test_what_begins_on_the_day_after_is_not_known_yet(since: date, off: int):
    value = {"value": "yes", "valid_from": since, "checked_on": date(2024, 1, 1)}
    assert known(value, **YEAR)["days_off"] == off


def test_of_the_values_of_a_year_the_one_that_held_longest_counts_and_now_the_last():
    changed = [
        {"value": "no", "valid_from": date(2020, 1, 1), "valid_until": date(2022, 9, 1)},
        {"value": "yes", "valid_from": date(2022, 9, 1), "checked_on": date(2022, 12, 1)},
    ]
    assert known(*changed, **YEAR)["value"] == "no"
    assert known(*changed, moment="now", built=date(2023, 1, 1), **YEAR)["value"] == "yes"
    early = [
        changed[0] | {"valid_until": date(2022, 3, 1)},
        changed[1] | {"valid_from": date(2022, 3, 1)},
    ]
    row = known(*early, **YEAR)
    assert (row["value"], row["measured"]) == ("yes", 1)


def test_a_value_that_nobody_saw_end_did_when_the_next_one_began():
    row = known(
        {"value": "no", "valid_from": date(2020, 1, 1), "checked_on": date(2021, 6, 1)},
        {"value": "yes", "valid_from": date(2021, 7, 1), "checked_on": date(2022, 6, 1)},
        **YEAR,
    )
    assert (row["value"], row["period_end"]) == ("yes", None)
    old = known(
        {"value": "no", "valid_from": date(2020, 1, 1), "checked_on": date(2021, 6, 1)},
        {"value": "yes", "valid_from": date(2023, 7, 1), "checked_on": date(2024, 6, 1)},
        **YEAR,
    )
    assert (old["value"], old["period_end"], old["measured"]) == ("no", date(2023, 7, 1), 0)


def test_a_fact_that_was_looked_at_after_the_newest_figure_is_known_now():
    value = {"value": "yes", "valid_from": date(2023, 6, 1), "checked_on": date(2023, 6, 1)}
    assert known(value, moment="now", built=date(2023, 6, 1), **YEAR)["off_date"] is False
    assert known(value, moment="now", built=date(2023, 5, 31), **YEAR)["off_date"] is True
    assert known(value, moment="then", built=date(2024, 6, 1), **YEAR)["off_date"] is True


def test_a_date_reaches_from_its_first_day_to_its_last_and_is_never_off():
    september = {
        "value": "2016-09",
        "value_start": date(2016, 9, 1),
        "value_end": date(2016, 10, 1),
    }
    row = known(september, **YEAR)
    # 2016 is a leap year: 244 days before September, 30 in it
    assert row["measured"] == row["low"] == pytest.approx(2016 + 244 / 366)
    assert row["high"] == pytest.approx(2016 + 273 / 366)
    assert (row["days_off"], row["unread"]) == (0, False)
    assert known(september | {"read_on": None}, **YEAR)["unread"] is True


# --- windows --------------------------------------------------------------------------------------

READ = (
    "test_id varchar, kind varchar, moment varchar, part varchar, period_start date, "
    "period_end date, starts date, ends date, pooled boolean, numerator double, "
    "denominator double, denominator_low double, denominator_high double, half_unit double, "
    "other double, other_half_unit double, quality varchar, counted boolean, bracketed boolean, "
    "grouped boolean, bound varchar, bias_points double, bias_factor double, own_factor double, "
    "count_factor double, days_off integer, outside integer, refused varchar, flags varchar"
)


def window(figures: list[dict[str, Any]]) -> tuple[set[int], Row | None]:
    """Return which days are read, by their number, and what is counted in them."""
    usual = {
        "test_id": "t",
        "kind": "share",
        "moment": "then",
        "part": "at",
        "period_start": 0,
        "period_end": 1,
        "starts": day(0),
        "ends": day(1),
        "pooled": True,
        "numerator": 1.0,
        "denominator": 10.0,
        "denominator_low": None,
        "denominator_high": None,
        "half_unit": 0,
        "other": None,
        "other_half_unit": 0,
        "quality": "sample",
        "counted": True,
        "bracketed": False,
        "grouped": False,
        "bound": None,
        "bias_points": 0,
        "bias_factor": 1,
        "own_factor": 1,
        "count_factor": 1,
        "days_off": 0,
        "outside": 0,
        "refused": None,
        "flags": None,
    }
    lines = []
    for n, figure in enumerate(figures):
        row = usual | {"period_start": n, "period_end": n + 1} | figure
        row |= {"period_start": day(row["period_start"]), "period_end": day(row["period_end"])}
        lines.append(tuple(row.values()))
    models = made({"test_figure": (READ, lines)}, "core/window_period", "core/window_count")
    read = {(row["period_start"] - DAY).days for row in models["window_period"]}
    [count] = models["window_count"] or [None]
    return read, count


@pytest.mark.parametrize(
    ("kind", "first", "widened", "thin"),
    [
        # of a share the cases are what it is divided by: a hundred are enough
        ("share", {"denominator": 100}, False, False),
        ("share", {"denominator": 99}, True, False),
        ("rank", {"denominator": 100}, False, False),
        # of two counts both: a hundred, and at least twenty
        ("ratio", {"numerator": 60, "other": 40}, False, False),
        ("ratio", {"numerator": 60, "other": 39}, True, False),
        ("order", {"numerator": 9, "other": 9}, True, False),
        # of a growth ten of the smaller one
        ("growth", {"numerator": 10, "other": 90}, False, False),
        ("growth", {"numerator": 9, "other": 90}, True, False),
        ("growth", {"numerator": 90, "other": 9}, True, False),
        ("level", {"numerator": 1, "denominator": 1}, False, False),
    ],
)
def test_a_window_widens_until_there_are_cases_enough(
    kind: str, first: dict[str, Any], widened: bool, thin: bool
):
    far = {"days_off": 5, "outside": 5, "denominator": 90, "numerator": 50, "other": 50}
    figures = [{"kind": kind} | first, {"kind": kind} | far]
    if not widened and kind == "level":
        figures[1] |= {"refused": "length"}
    read, count = window(figures)
    assert (read == {0, 1}) == widened
    assert count is not None
    assert (count["widened"], count["thin"]) == (widened, thin)
    assert count["periods"] == len(read)
    assert ("periods pooled" in (count["flags"] or "")) == widened


@pytest.mark.parametrize(
    ("kind", "counts", "thin"),
    [
        ("share", {"denominator": 100}, False),
        ("share", {"denominator": 99}, True),
        ("ratio", {"numerator": 10, "other": 10}, False),
        ("ratio", {"numerator": 10, "other": 9}, True),
        ("order", {"numerator": 20, "other": 0}, False),
        ("growth", {"numerator": 10, "other": 10}, False),
        ("growth", {"numerator": 9, "other": 10}, True),
        ("share", {"denominator": 1, "counted": False}, False),
    ],
)
def test_too_few_cases_are_thin(kind: str, counts: dict[str, Any], thin: bool):
    _, count = window([{"kind": kind} | counts])
    assert count is not None
    assert count["thin"] == thin


def test_what_was_refused_is_not_read():
    for why in ("break", "not over", "group", "edition", "bound"):
        read, _ = window([{"denominator": 100}, {"refused": why, "outside": 0}])
        assert read == {0}, why
    assert window([{"refused": "break"}]) == (set(), None)


def test_of_a_stock_the_last_one_in_the_window_is_read():
    stock = {"pooled": False, "denominator": 100}
    assert window([stock, stock, stock])[0] == {2}
    # those in the window before all others, however late they are
    assert window([stock, stock, stock | {"days_off": 3, "outside": 3}])[0] == {1}


def test_periods_as_near_as_the_last_one_needed_are_read_with_it():
    near = {"denominator": 60, "days_off": 2, "outside": 2}
    read, count = window([{"denominator": 50}, near, near, near | {"days_off": 3, "outside": 3}])
    assert read == {0, 1, 2}
    assert count is not None
    assert (count["denominator"], count["days"]) == (170, 3)


@pytest.mark.parametrize(
    ("figures", "off"),
    [
        # all beside the window: by more than a month, or not
        ([{"denominator": 200, "days_off": 1, "outside": 31}], False),
        ([{"denominator": 200, "days_off": 1, "outside": 32}], True),
        # half of the cases are of the window, or fewer
        ([{"denominator": 60}, {"denominator": 60, "days_off": 9, "outside": 9}], False),
        ([{"denominator": 59}, {"denominator": 60, "days_off": 9, "outside": 9}], True),
    ],
)
def test_figures_that_are_mostly_of_another_time_are_off(figures: list[dict[str, Any]], off: bool):
    _, count = window(figures)
    assert count is not None
    assert count["off_date"] == off


def test_a_window_may_be_as_far_off_as_its_worst_period_and_its_brackets_add_up():
    first = {
        "denominator": 60,
        "bias_points": 0.05,
        "bias_factor": 2,
        "own_factor": 3,
        "count_factor": 4,
        "denominator_low": 50,
        "denominator_high": 70,
    }
    second = {
        "denominator": 60,
        "bias_points": 0.03,
        "bias_factor": 1.5,
        "outside": 1,
        "days_off": 1,
        "denominator_low": 55,
        "denominator_high": 66,
    }
    _, count = window([first, second])
    assert count is not None
    assert [
        count[f"{name}"] for name in ("bias_points", "bias_factor", "own_factor", "count_factor")
    ] == [0.05, 2, 3, 4]
    assert (count["denominator_low"], count["denominator_high"]) == (105, 136)
    _, half = window([first, second | {"denominator_low": None}])
    assert half is not None
    assert (half["denominator_low"], half["denominator_high"]) == (None, 136)
