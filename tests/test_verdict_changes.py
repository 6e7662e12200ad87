"""The history of verdicts: what a build adds to it, and what it says a change comes from."""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb

from tests.modelling import fill
from warehouse import history
from warehouse.history import CATALOGUE, PROGRAM

Line = dict[str, Any]
RUNS = "run_id varchar, source_id varchar, started_at timestamp, status varchar, sha256 varchar"


def added(
    verdicts: dict[str, str],
    lines: list[Line],
    *,
    runs: list[tuple[str, str, str, str | None]],
    catalogue: str = "one",
) -> Line | None:
    """Return what a build adds in which these are the verdicts, and these the runs.

    A run has an id, a source, a status and a checksum. Claim `a` counts signal `s` of source `x`
    out of the totals of `t`; claim `b` counts `other` of source `z`.
    """
    with duckdb.connect() as con:
        fill(
            con,
            {
                "source_run": (
                    RUNS,
                    [(run, source, None, status, sha256) for run, source, status, sha256 in runs],
                ),
                "claim_verdict": (
                    "claim_id varchar, verdict varchar, primary_measured double",
                    [(claim, verdict, 0.5) for claim, verdict in verdicts.items()],
                ),
                "claim_test": (
                    "claim_id varchar, definition_id varchar",
                    [("a", "over-total"), ("b", "other")],
                ),
                "definition": (
                    "definition_id varchar, signal_id varchar, total_signal_id varchar",
                    [("over-total", "s", "t"), ("other", "other", None)],
                ),
                "signal": (
                    "signal_id varchar, source_id varchar",
                    [("s", "x"), ("t", "y"), ("other", "z")],
                ),
            },
        )
        return history.entry(con, lines, "build", datetime(2026, 1, 1), catalogue)


def runs(**sha256: str) -> list[tuple[str, str, str, str | None]]:
    """Return one complete run of each source."""
    return [(f"{source}-1", source, "complete", value) for source, value in sha256.items()]


FIRST = runs(x="1", y="1", z="1")


def begun(verdicts: dict[str, str]) -> list[Line]:
    line = added(verdicts, [], runs=FIRST)
    assert line is not None
    return [line]


def because(line: Line | None) -> dict[str, list[str]]:
    assert line is not None
    return {change["claim_id"]: change["because"] for change in line["changes"]}


BEFORE = {"a": "supported", "b": "refuted"}
AFTER = {"a": "refuted", "b": "refuted"}


def test_the_first_build_says_every_verdict_and_the_same_again_nothing():
    [line] = begun(BEFORE)
    assert [
        (c["claim_id"], c["before"], c["after"], c["measured_before"], c["measured_after"])
        for c in line["changes"]
    ] == [("a", None, "supported", None, 0.5), ("b", None, "refuted", None, 0.5)]
    assert added(BEFORE, [line], runs=FIRST) is None


def test_a_source_that_moves_is_kept_though_no_verdict_changed():
    lines = begun(BEFORE)
    line = added(BEFORE, lines, runs=runs(x="2", y="1", z="1"))
    assert line is not None
    assert line["changes"] == []
    # so that it is not the cause of what changes later
    later = added(AFTER, [*lines, line], runs=runs(x="2", y="2", z="1"))
    assert because(later) == {"a": ["y"]}


def test_a_change_comes_from_the_sources_of_its_claim_before_all_else():
    lines = begun(BEFORE)
    assert because(added(AFTER, lines, runs=runs(x="2", y="1", z="1"))) == {"a": ["x"]}
    assert because(added(AFTER, lines, runs=runs(x="1", y="2", z="1"))) == {"a": ["y"]}
    both = added(AFTER, lines, runs=runs(x="2", y="2", z="2"), catalogue="two")
    assert because(both) == {"a": ["x", "y"]}
    edited = added(AFTER, lines, runs=runs(x="1", y="1", z="2"), catalogue="two")
    assert because(edited) == {"a": [CATALOGUE]}
    # other sources move the day on which the last twelve months end
    assert because(added(AFTER, lines, runs=runs(x="1", y="1", z="2"))) == {"a": ["z"]}
    assert because(added(AFTER, lines, runs=FIRST)) == {"a": [PROGRAM]}


def test_a_source_that_is_new_or_gone_has_moved():
    lines = begun(BEFORE)
    assert because(added(AFTER, lines, runs=runs(x="1", y="1"))) == {"a": ["z"]}
    assert because(added(AFTER, lines, runs=[*FIRST, *runs(w="1")])) == {"a": ["w"]}


def test_runs_that_failed_or_found_nothing_new_move_nothing():
    lines = begun(BEFORE)
    again = [
        *FIRST,
        ("x-2", "x", "complete", "1"),
        ("x-3", "x", "failed", "9"),
        ("y-2", "y", "complete", None),
    ]
    assert added(BEFORE, lines, runs=again) is None
    # what was found once before, and something else since, is new
    moved = [*FIRST, ("x-2", "x", "complete", "2"), ("x-3", "x", "complete", "1")]
    assert because(added(AFTER, lines, runs=moved)) == {"a": ["x"]}


def test_the_last_verdict_counts_and_what_was_removed_is_gone():
    lines = begun(BEFORE)
    second = added({"a": "refuted"}, lines, runs=FIRST)
    assert second is not None
    assert [
        (c["claim_id"], c["before"], c["after"], c["measured_after"]) for c in second["changes"]
    ] == [("a", "supported", "refuted", 0.5), ("b", "refuted", None, None)]
    lines.append(second)
    assert history.state(lines) == {"a": ("refuted", 0.5)}
    assert added({"a": "refuted"}, lines, runs=FIRST) is None
    third = added(BEFORE, lines, runs=FIRST)
    assert third is not None
    assert [(c["claim_id"], c["before"], c["after"]) for c in third["changes"]] == [
        ("a", "refuted", "supported"),
        ("b", None, "refuted"),
    ]
    table = history.table([*lines, third])
    assert [row[2:5] for row in table.rows][-2:] == [
        ("a", "refuted", "supported"),
        ("b", None, "refuted"),
    ]
