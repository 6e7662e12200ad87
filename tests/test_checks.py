"""Every check of a build, tried on rows that it must find and on rows that it must let pass."""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

from datetime import date, datetime, timedelta
from math import inf, nan
from typing import Any

import duckdb
import pytest

from collectors.errors import BuildError
from tests.modelling import Given, fill
from tests.test_boundaries import day
from warehouse.build import CHECKS, run_check

Rows = list[tuple[Any, ...]]
COLUMNS = {
    "observation": "signal_id varchar, identifier varchar, segment varchar, period_start date, "
    "period_end date, value double, base double, quality varchar, observed_at timestamp, "
    "run_id varchar, locator varchar",
    "share": "definition_id varchar, project_id varchar, period_start date, period_end date, "
    "share double, low double, high double, complete boolean, usable boolean, denominator double",
    "signal": "signal_id varchar, source_id varchar, measure varchar, quality varchar",
    "source": "source_id varchar, live boolean",
    "definition": "definition_id varchar, signal_id varchar, segments varchar[], over varchar",
    "group_absence": "definition_id varchar, period_start date, period_end date, part double",
    "latest_observation": "signal_id varchar, segment varchar, period_start date, "
    "period_end date, suspect boolean, run_id varchar",
    "staging.observation": "signal_id varchar, registry varchar, identifier varchar",
    "unmapped_identifier": "signal_id varchar, registry varchar, identifier varchar, "
    "bundled boolean, figures integer",
    "claim": "claim_id varchar, needs varchar",
    "claim_verdict": "claim_id varchar, verdict varchar",
    "claim_evidence": "claim_id varchar, test_id varchar, definition_id varchar, moment varchar, "
    "measured double, sql varchar, locators varchar[], decides boolean",
}


def found(check: str, **tables: Rows) -> bool:
    """Return whether a check finds an offence in these rows; all other tables are empty."""
    return blamed(check, **tables) is not None


def blamed(check: str, **tables: Rows) -> frozenset[tuple[str, str]] | None:
    """Return the landed runs that a check names for these rows; None where nothing offends."""
    given: Given = {
        name: (columns, tables.get(name.replace(".", "_"), [])) for name, columns in COLUMNS.items()
    }
    with duckdb.connect() as con:
        fill(con, given)
        try:
            run_check(con, CHECKS / f"{check}.sql")
        except BuildError as error:
            if " offending rows (" not in str(error):
                raise  # DuckDB refuses the check itself
            return error.runs
    return None


def test_every_check_is_tried():
    names = {case.values[0] for case in CASES}
    assert names | {"complete_share_is_steady"} == {path.stem for path in CHECKS.glob("*.sql")}


def figure(
    value: float | None,
    base: float | None,
    last: int = 1,
    *,
    quality: str | None = None,
    read: int = 30,
    run: str = "run",
) -> dict[str, Rows]:
    """Return a figure of the day 0 to `last`, read at the beginning of day `read`."""
    at = datetime(2022, 1, 1) + timedelta(days=read)
    row = ("s", "a", "all", day(0), day(last), value, base, quality, at, run, "here")
    return {"observation": [row], "signal": SIGNAL}


def share(value: float, low: float | None = None, high: float | None = None) -> dict[str, Rows]:
    return DECLARED | {"share": [("d", "a", day(0), day(1), value, low, high, True, True, 100)]}


def seen(
    run: str, first: int = 0, last: int = 1, segment: str = "all", suspect: bool = False
) -> Rows:
    """Return a figure of a run, of which a share may be made."""
    return [("s", segment, day(first), day(last), suspect, run)]


def source(live: bool) -> dict[str, Rows]:
    return DECLARED | {"source": [("x", live)]}


def evidence(
    measured: float | None, sql: str | None, locators: list[str] | None, decides: bool = True
) -> dict[str, Rows]:
    return {"claim_evidence": [("c", "t", "d", "then", measured, sql, locators, decides)]}


def verdict(word: str, needs: str | None = None) -> dict[str, Rows]:
    return {"claim": [("c", needs)], "claim_verdict": [("c", word)]}


def case(check: str, rows: dict[str, Rows], offends: bool) -> Any:
    return pytest.param(check, rows, offends)


SIGNAL: Rows = [("s", "x", "stock", "census")]
DECLARED: dict[str, Rows] = {"signal": SIGNAL, "definition": [("d", "s", ["all"], "group")]}
MEASURED = evidence(1, "select 1", ["here"])


def names(every: str, *, unknown: str, bundled: bool = True) -> dict[str, Rows]:
    """Return figures of names, some of which are no project's, each told twice."""
    return {
        "staging_observation": [("s", "pypi", name) for name in every] * 2,
        "unmapped_identifier": [("s", "pypi", name, bundled, 9) for name in unknown],
    }


CASES = [
    case("figure_is_possible", figure(5, 5), False),
    case("figure_is_possible", figure(0, None), False),
    case("figure_is_possible", figure(5, 4.9), True),
    case("figure_is_possible", figure(-0.1, None), True),
    case("figure_is_possible", figure(0, 0), True),
    case("figure_is_possible", figure(5, None, 0), True),
    case("figure_is_possible", figure(5, None, -1), True),
    case("figure_is_possible", figure(None, None), True),
    *(case("figure_is_possible", figure(odd, None), True) for odd in (inf, -inf, nan)),
    *(case("figure_is_possible", figure(5, odd), True) for odd in (inf, nan, -1)),
    # what is known to be doubtful may exceed its base, but not be negative
    case("figure_is_possible", figure(5, 4.9, quality="suspect: no"), False),
    case("figure_is_possible", figure(5, 4.9, quality="note: yes"), True),
    case("figure_is_possible", figure(-1, None, quality="suspect: no"), True),
    # a period begins two days after the reading at the latest, unless it is announced
    case("figure_is_possible", figure(5, None, read=-2), False),
    case("figure_is_possible", figure(5, None, read=-3), True),
    case("figure_is_possible", figure(5, None, read=-3, run="snapshot"), False),
    case("share_is_fraction", share(0, 0, 0), False),
    case("share_is_fraction", share(1, 1, 1), False),
    case("share_is_fraction", share(0.5), False),
    case("share_is_fraction", share(-0.01), True),
    case("share_is_fraction", share(1.01), True),
    case("share_is_fraction", share(0.5, 0.51, 0.6), True),
    case("share_is_fraction", share(0.5, 0.4, 0.49), True),
    *(case("share_is_fraction", share(odd), True) for odd in (inf, nan)),
    case("figure_is_declared", source(False) | {"staging_observation": [("s", "r", "a")]}, False),
    case("figure_is_declared", source(False) | {"staging_observation": [("z", "r", "a")]}, True),
    # one unknown name of three is a typo; two are a list of which most names are nobody's
    case("identifier_is_known", names("abc", unknown="c"), True),
    case("identifier_is_known", names("abcd", unknown="cd"), True),
    case("identifier_is_known", names("abc", unknown="bc"), False),
    case("identifier_is_known", names("abc", unknown="c", bundled=False), False),
    case("signal_has_figures", source(False), True),
    case("signal_has_figures", source(True), False),
    case("signal_has_figures", source(False) | {"latest_observation": seen("run")}, False),
    case("definition_measures_something", source(False), True),
    case("definition_measures_something", source(True), False),
    case("definition_measures_something", source(False) | share(0.5), False),
    case("evidence_is_traceable", MEASURED, False),
    case("evidence_is_traceable", evidence(None, None, None), False),
    case("evidence_is_traceable", evidence(1, None, ["here"]), True),
    case("evidence_is_traceable", evidence(1, "select 1", None), True),
    case("evidence_is_traceable", evidence(1, "select 1", []), True),
    case("verdict_has_evidence", verdict("supported") | MEASURED, False),
    case("verdict_has_evidence", verdict("refuted"), True),
    case(
        "verdict_has_evidence",
        verdict("supported") | evidence(1, "select 1", ["here"], decides=False),
        True,
    ),
    case("verdict_has_evidence", verdict("not enough evidence"), False),
    case("verdict_has_evidence", verdict("supported", needs="opinion"), False),
]


@pytest.mark.fault("unsound figures")
@pytest.mark.parametrize(("check", "rows", "offends"), CASES)
def test_a_check_finds_what_must_not_be_published_and_nothing_else(
    check: str, rows: dict[str, Rows], offends: bool
):
    assert found(check, **rows) == offends


@pytest.mark.fault("unsound figures")
@pytest.mark.parametrize(
    ("shares", "fields", "offends"),
    [
        # up and back, or down and back, by more than ten points
        ((0.5, 0.7, 0.5), {}, True),
        ((0.5, 0.3, 0.5), {}, True),
        # up and on, up alone, ten points
        ((0.5, 0.7, 0.9), {}, False),
        ((0.5, 0.7, 0.65), {}, False),
        ((0.65, 0.7, 0.5), {}, False),
        ((0.5, 0.6, 0.5), {}, False),
        # what may jump: a sample, small counts, a flow of which nobody large is missing
        ((0.5, 0.7, 0.5), {"quality": "sample"}, False),
        ((0.5, 0.7, 0.5), {"denominator": 999}, False),
        ((0.5, 0.7, 0.5), {"denominator": 1000}, True),
        ((0.5, 0.7, 0.5), {"measure": "flow"}, False),
        ((0.5, 0.7, 0.5), {"measure": "flow", "part": 0.03}, True),
        ((0.5, 0.7, 0.5), {"measure": "flow", "part": 0.025}, False),
        # what decides nothing anyway
        ((0.5, 0.7, 0.5), {"complete": False}, False),
        ((0.5, 0.7, 0.5), {"usable": False}, False),
        ((0.5, 0.7, 0.5), {"over": "base"}, False),
    ],
)
def test_a_complete_share_of_a_group_does_not_jump_and_back(
    shares: tuple[float, ...], fields: dict[str, Any], offends: bool
):
    usual = {
        "measure": "stock",
        "quality": "census",
        "denominator": 5000,
        "part": None,
        "complete": True,
        "usable": True,
        "over": "group",
    }
    given = usual | fields
    days = [(date(2022, 1, n), date(2022, 1, n + 1)) for n in (1, 2, 3)]
    rows: dict[str, Rows] = {
        "signal": [("s", "x", given["measure"], given["quality"])],
        "latest_observation": [row for n in (0, 1, 2) for row in seen(f"run{n}", n, n + 1)],
        "definition": [("d", "s", ["all"], given["over"])],
        "share": [
            (
                "d",
                "a",
                *span,
                value,
                None,
                None,
                given["complete"] or n != 1,
                given["usable"] or n != 1,
                given["denominator"],
            )
            for n, (span, value) in enumerate(zip(days, shares, strict=True))
        ],
        # two members are missing, each with that part
        "group_absence": [("d", *days[1], given["part"])] * 2 if given["part"] else [],
    }
    # the run in the middle is to blame, whose figures came and went
    assert blamed("complete_share_is_steady", **rows) == (
        frozenset({("x", "run1")}) if offends else None
    )


@pytest.mark.fault("unsound figures")
@pytest.mark.parametrize(("run", "named"), [("run", {("x", "run")}), ("snapshot", set())])
def test_a_run_whose_figure_cannot_be_is_named_and_what_is_bundled_is_no_run(
    run: str, named: set[tuple[str, str]]
):
    assert blamed("figure_is_possible", **figure(-1, None, run=run)) == named


@pytest.mark.fault("unsound figures")
@pytest.mark.parametrize(
    ("of", "named"),
    [
        (seen("run"), True),
        (seen("run", segment="other"), False),
        (seen("run", first=-1), False),
        (seen("run", last=2), False),
        (seen("run", suspect=True), False),
        ([], False),
    ],
)
def test_the_runs_that_a_wrong_share_is_made_of_are_named(of: Rows, named: bool):
    expected = frozenset({("x", "run")}) if named else frozenset()
    assert blamed("share_is_fraction", latest_observation=of, **share(1.5)) == expected
