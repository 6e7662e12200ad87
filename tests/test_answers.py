"""The answer to a claim in a word or two, and what comes first in its paragraph."""

import duckdb
import pytest

from warehouse.wording import answers

DECIDED = {
    "supported": "Yes",
    "refuted": "No",
    "depends on the definition": "It depends",
    "partly true": "Partly",
    "outdated": "No longer",
}
LEANS = {None: "Not known", "for": "Not known, points to yes", "against": "Not known, points to no"}


@pytest.mark.parametrize("lean", LEANS)
@pytest.mark.parametrize("verdict", [*DECIDED, "not enough evidence"])
def test_each_verdict_has_its_answer(verdict: str, lean: str | None):
    wanted = DECIDED.get(verdict) or LEANS[lean]
    assert answers.answer(verdict, lean) == wanted


def test_every_claim_has_the_answer_of_its_verdict(warehouse: duckdb.DuckDBPyConnection):
    rows = warehouse.execute("select verdict, lean, answer from claim_verdict").fetchall()
    assert {verdict for verdict, _, _ in rows} == {*DECIDED, "not enough evidence"}
    assert [row for row in rows if row[2] != (DECIDED.get(row[0]) or LEANS[row[1]])] == []


def test_what_stands_for_a_claim_was_measured(warehouse: duckdb.DuckDBPyConnection):
    """The primary where it has a figure; else the first count in order that has one."""
    lost = warehouse.execute("""
        select claim_id, found_test_id, found_shown
        from claim_verdict
        where found_test_id is distinct from (
            select first(test_id order by role <> 'primary', position)
            from claim_evidence
            where claim_evidence.claim_id = claim_verdict.claim_id
                and moment = decided_at and role <> 'context' and measured is not null
                and not scorecard
        ) or (found_test_id is null) <> (found_shown is null)
    """).fetchall()
    assert lost == []
    replaced = warehouse.execute(
        "select claim_id from claim_verdict "
        "where primary_definition_id is not null and primary_shown is null "
        "and found_shown is not null"
    ).fetchall()
    assert ("hub-pytorch-only-many",) in replaced
