"""The rows that are worded: codes and numbers, as the models leave them.

The fields of each are the columns that are read of the query with its name: `worded_claims` ...
"""

import math
from datetime import date
from typing import Any, NamedTuple, TypeVar

import duckdb

from warehouse import queries


class Claim(NamedTuple):
    """What is asserted, and how it is read."""

    claim_id: str
    kind: str
    hedge: str
    asserted: str | None
    read_as: str | None
    per: str | None
    as_of: str | None
    historic: bool
    accepted_low: float | None
    accepted_high: float | None
    comparator_name: str | None


class Need(NamedTuple):
    """A test, and the values that a claim needs of its fact."""

    claim_id: str
    test_id: str
    title: str
    part: str | None
    role: str
    needs: list[str] | None


class Evidence(NamedTuple):
    """What a test measured at a moment; see `warehouse/models/core/evidence.sql`.

    From `needs` on: what the claim needs of its fact; over what its count is taken, who publishes
    that, and what part of a wider base it leaves out; the fact's citation; what its figures cover.
    """

    claim_id: str
    kind: str
    subject_name: str
    comparator_name: str | None
    test_id: str
    definition_id: str | None
    fact_id: str | None
    test_title: str
    role: str
    part: str | None
    moment: str
    period_start: date | None
    period_end: date | None
    baseline_start: date | None
    baseline_end: date | None
    widened: bool
    days_off: int | None
    missing: str | None
    measured: float | None
    low: float | None
    high: float | None
    accepted_low: float | None
    accepted_high: float | None
    gap: float | None
    outcome: str
    lean: str | None
    decides: bool
    quality: str | None
    bound: str | None
    value: str | None
    numerator: float | None
    denominator: float | None
    unit: str | None
    flags: str | None
    controls_tried: int | None
    controls_yes: int | None
    undated: bool
    per: str | None
    skewed: bool
    needs: list[str] | None
    denominator_words: str | None
    left_out: str | None
    left_out_share: float | None
    left_out_at_least: bool | None
    origin: str | None
    source_id: str | None
    source_title: str | None
    live: bool | None
    citation: str | None
    figures_from: date | None
    figures_until: date | None
    refused_start: date | None
    refused_end: date | None

    @property
    def region(self) -> tuple[float, float]:
        """Return where a figure must lie for the claim to hold; open ends are infinite."""
        low, high = self.accepted_low, self.accepted_high
        return -math.inf if low is None else low, math.inf if high is None else high


class Ruling(NamedTuple):
    """The verdict and what it was made of; see `warehouse/models/core/ruling.sql`.

    At the end what the claims beside it say, and two counts that differ in their base alone, where
    that decides.
    """

    claim_id: str
    kind: str
    verdict: str
    moment: str
    undecided: str | None
    missing: str | None
    counted: str | None
    scorecard: bool
    listed: int | None
    tests: int
    holding: int
    failing: int
    inconclusive: int
    lean: str | None
    lean_for: int | None
    lean_against: int | None
    rule: str | None
    parts: list[dict[str, str]] | None
    controls_tried: int | None
    controls_yes: int | None
    control_no: list[str] | None
    opposite: bool | None
    now_holding: int | None
    now_failing: int | None
    undated: bool
    written_from: date | None
    primary_test_id: str | None
    nearest_test_id: str | None
    needs_source: str | None
    needs_title: str | None
    needs_live: bool
    needs_reason: str | None
    fits: list[dict[str, Any]] | None
    statements: list[str] | None
    wide_test_id: str | None
    narrow_test_id: str | None


Row = TypeVar("Row", Claim, Need, Evidence, Ruling)
QUERIES = {Claim: "worded_claims", Evidence: "worded_evidence", Ruling: "worded_rulings"}


def read(con: duckdb.DuckDBPyConnection, kind: type[Row], rest: str) -> list[Row]:
    """Return all rows of a kind; `rest` follows what they are read from: their order."""
    table = f"({queries.text(QUERIES[kind])})" if kind in QUERIES else "claim_test"
    query = f"select {', '.join(kind._fields)} from {table} {rest}"
    return [kind._make(row) for row in con.execute(query).fetchall()]
