"""Verdicts from the published warehouse, each number recomputed by its own SQL on the way."""

import math
import threading
from concurrent.futures import ThreadPoolExecutor

import duckdb

from warehouse.report import Result, fetch

VERDICTS = """
select
    verdict.verdict,
    claim.statement || chr(10) || claim.claim_id as claim,
    case
        when claim.asserted is null then claim.hedge
        when claim.hedge in ('about', 'over') then claim.hedge || ' ' || claim.asserted
        else claim.asserted end as claimed,
    verdict.primary_shown as measured,
    verdict.holding || '/' || verdict.failing || '/' || verdict.inconclusive as tests
from claim_verdict as verdict
join claim on claim.claim_id = verdict.claim_id
order by claim.needs is not null, claim.position
"""
EVERYTHING = """
select claim.* exclude (position), verdict.* exclude (claim_id)
from claim_verdict as verdict
join claim on claim.claim_id = verdict.claim_id
order by claim.position
"""
SHORT_EVIDENCE = """
select
    evidence.test_title as definition,
    evidence.role,
    evidence.period,
    evidence.shown as measured,
    evidence.interval_shown as "between",
    evidence.outcome || case when evidence.stale then ' (stale)' else '' end as outcome,
    newest.shown as now
from claim_evidence as evidence
join claim_evidence as newest on newest.test_id = evidence.test_id and newest.moment = 'now'
where evidence.claim_id = ? and evidence.moment = 'then'
order by evidence.position
"""
EVIDENCE = "select * from claim_evidence where claim_id = ? order by moment desc, position"


def verdicts(con: duckdb.DuckDBPyConnection) -> Result:
    """Return one short row per claim, for a terminal."""
    return fetch(con, VERDICTS)


def everything(con: duckdb.DuckDBPyConnection) -> Result:
    """Return claims and verdicts with all their columns, for programs."""
    return fetch(con, EVERYTHING)


def evidence(con: duckdb.DuckDBPyConnection, claim_id: str, short: bool) -> Result:
    """Return the evidence of a claim: a row per definition, or every row with all columns."""
    return fetch(con, SHORT_EVIDENCE if short else EVIDENCE, [claim_id])


def mismatches(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Run the SQL of every evidence row and return a sentence for each that disagrees.

    Rows with the same SQL are the same number, so each query runs once.
    """
    queries: dict[str, list[tuple[str, str, float]]] = {}
    for test_id, moment, measured, sql in con.execute(
        "select test_id, moment, measured, sql from claim_evidence where measured is not null "
        "order by claim_id, position, moment"
    ).fetchall():
        queries.setdefault(sql, []).append((test_id, moment, measured))
    found = []
    with ThreadPoolExecutor(initializer=_own_cursor, initargs=(con,)) as threads:
        for rows, recomputed in zip(
            queries.values(), threads.map(_recompute, queries), strict=True
        ):
            found += [
                f"{test_id} ({moment}): stored {measured}, its SQL gives {recomputed}"
                for test_id, moment, measured in rows
                if recomputed is None or not math.isclose(recomputed, measured, rel_tol=1e-9)
            ]
    return found


_thread = threading.local()


def _own_cursor(con: duckdb.DuckDBPyConnection) -> None:
    """Give a thread its own cursor: one connection answers one query at a time."""
    _thread.cursor = con.cursor()


def _recompute(sql: str) -> float | None:
    row = _thread.cursor.execute(sql).fetchone()
    return row[0] if row else None
