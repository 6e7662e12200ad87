"""Verdicts from the published warehouse, each number recomputed by its own SQL on the way."""

import math
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import duckdb

from warehouse.publish import ATTACHED
from warehouse.report import Result, fetch
from warehouse.wording import labels

VERDICTS = """
select
    verdict.verdict,
    claim.statement || chr(10) || claim.claim_id as claim,
    coalesce(verdict.claimed, claim.hedge) as claimed,
    verdict.primary_shown as measured,
    verdict.holding || '/' || verdict.failing || '/' || verdict.inconclusive as tests
from claim_verdict as verdict
join claim on claim.claim_id = verdict.claim_id
where ? or claim.asserted_low is not null and claim.kind not in ('date', 'property')
order by claim.needs is not null, claim.position
"""
BY_DOCUMENT = """
select
    document.document_id as document,
    count(distinct claim.claim_id) as claims,
    count(distinct claim.claim_id) filter (where verdict = 'supported') as supported,
    count(distinct claim.claim_id) filter (where verdict = 'refuted') as refuted,
    count(distinct claim.claim_id) filter (where verdict = 'depends on the definition') as depends,
    count(distinct claim.claim_id) filter (where verdict = 'partly true') as partly,
    count(distinct claim.claim_id) filter (where verdict = 'outdated') as outdated,
    count(distinct claim.claim_id) filter (
        where undecided in ('live collection', 'better data')
    ) as waiting,
    count(distinct claim.claim_id) filter (
        where undecided in ('opinion', 'benchmark', 'no public data')
    ) as unmeasurable
from document
join claim_occurrence as place on place.document_id = document.document_id
join claim on claim.claim_id = place.claim_id
join claim_verdict on claim_verdict.claim_id = claim.claim_id
group by document.document_id
order by document.document_id
"""
EVERYTHING = """
select claim.* exclude (position), verdict.* exclude (claim_id)
from claim_verdict as verdict
join claim on claim.claim_id = verdict.claim_id
order by claim.position
"""
SHORT_EVIDENCE = """
select
    evidence.test_title as measure,
    evidence.role,
    evidence.period,
    evidence.shown || coalesce(' (between ' || evidence.interval_shown || ')', '') as measured,
    evidence.outcome,
    evidence.missing,
    newest.shown as now
from claim_evidence as evidence
join claim_verdict as verdict on verdict.claim_id = evidence.claim_id
join claim_evidence as newest on newest.test_id = evidence.test_id and newest.moment = 'now'
where evidence.claim_id = ? and evidence.moment = verdict.decided_at
order by evidence.position
"""
TOGETHER = 20
"""Queries that are run as one."""
EVIDENCE = "select * from claim_evidence where claim_id = ? order by moment desc, position"


def verdicts(con: duckdb.DuckDBPyConnection, every: bool = True) -> Result:
    """Return one short row per claim, or per claim that gives a figure, for a terminal."""
    return fetch(con, VERDICTS, [every])


def by_document(con: duckdb.DuckDBPyConnection) -> Result:
    """Return how many claims of each document have which verdict."""
    return fetch(con, BY_DOCUMENT)


def everything(con: duckdb.DuckDBPyConnection) -> Result:
    """Return claims and verdicts with all their columns, for programs."""
    return fetch(con, EVERYTHING)


def evidence(con: duckdb.DuckDBPyConnection, claim_id: str, short: bool) -> Result:
    """Return the evidence of a claim: a row per test in words, or every row with all columns."""
    if not short:
        return fetch(con, EVIDENCE, [claim_id])
    found = fetch(con, SHORT_EVIDENCE, [claim_id])
    told = [_in_words(dict(zip(found.columns, row, strict=True))) for row in found.rows]
    return Result([name for name in found.columns if name != "missing"], told)


def _in_words(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return a row of evidence with its role and outcome in words, and why there is no figure."""
    missing = row.pop("missing")
    outcome = labels.OUTCOMES.get(row["outcome"], row["outcome"])
    row["role"] = labels.SHORT_ROLES[row["role"]]
    row["outcome"] = f"{outcome} ({missing})" if missing else outcome
    return tuple(row.values())


def mismatches(con: duckdb.DuckDBPyConnection, claim_id: str | None = None) -> list[str]:
    """Run the SQL of every evidence row and return a sentence for each that disagrees.

    Given a claim, only its rows.

    Rows with the same SQL are the same number, so each query runs once; some run together, because
    planning takes longer than reading.
    """
    queries: dict[str, list[tuple[str, str, float]]] = {}
    for test_id, moment, measured, sql in con.execute(
        "select test_id, moment, measured, sql from claim_evidence where measured is not null "
        "and claim_id = coalesce($claim, claim_id) order by claim_id, position, moment",
        {"claim": claim_id},
    ).fetchall():
        queries.setdefault(sql, []).append((test_id, moment, measured))
    found = []
    with ThreadPoolExecutor(initializer=_own_cursor, initargs=(con,)) as threads:
        together = [list(queries)[n : n + TOGETHER] for n in range(0, len(queries), TOGETHER)]
        results = chain.from_iterable(threads.map(_recompute, together))
        for rows, recomputed in zip(queries.values(), results, strict=True):
            found += [
                f"{test_id} ({moment}): stored {measured}, its SQL gives {recomputed}"
                for test_id, moment, measured in rows
                if recomputed is None
                or not math.isclose(recomputed, measured, rel_tol=1e-9, abs_tol=1e-12)
            ]
    return found


_thread = threading.local()


def _own_cursor(con: duckdb.DuckDBPyConnection) -> None:
    """Give a thread its own cursor: one connection answers one query at a time.

    Where claims are judged on a published file, numbers are recomputed from that file itself.
    """
    _thread.cursor = con.cursor()
    attached = {row[0] for row in con.cursor().execute("show databases").fetchall()}
    if ATTACHED in attached:
        _thread.cursor.execute(f"use {ATTACHED}")


def _recompute(queries: list[str]) -> list[float | None]:
    """Run some queries as one and return what each gives; None for no row."""
    whole = "\nunion all\n".join(
        f"select {n} as number, measured from (\n{sql}\n)" for n, sql in enumerate(queries)
    )
    found = dict(_thread.cursor.execute(whole).fetchall())
    return [found.get(n) for n in range(len(queries))]
