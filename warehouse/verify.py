"""Verdicts from the published warehouse, each number recomputed by its own SQL on the way."""

import math
import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import duckdb

from warehouse.publish import ATTACHED
from warehouse.report import Result, fetch
from warehouse.wording import labels, remarks

TURNS = """
with said as (
    select claim_id, count(distinct document_id) as documents
    from claim_occurrence
    group by claim_id
),
told as (
    select
        claim.claim_id,
        verdict.verdict = 'not enough evidence' as unknown,
        row_number() over (
            partition by verdict.verdict
            order by
                claim.asserted is null, claim.kind in ('date', 'property'),
                finding.place nulls last, said.documents desc nulls last,
                verdict.holding + verdict.failing desc, claim.position
        ) as turn,
        list_position(
            ['refuted', 'depends on the definition', 'outdated', 'partly true', 'supported'],
            verdict.verdict
        ) as place
    from claim_verdict as verdict
    join claim on claim.claim_id = verdict.claim_id
    left join finding on finding.claim_id = verdict.claim_id
    left join said on said.claim_id = verdict.claim_id
)
"""
"""The order in which verdicts are told: the most telling claim of each kind of verdict by turns.

Of a kind, one that gives a figure comes first, then the strongest finding, then what most articles
say and most counts decide. What is not known comes last.
"""
VERDICTS = f"""{TURNS}
select
    verdict.verdict,
    claim.statement || chr(10) || claim.claim_id as claim,
    coalesce(verdict.claimed, claim.hedge) as claimed,
    verdict.primary_shown as measured,
    verdict.holding || '/' || verdict.failing || '/' || verdict.inconclusive as tests
from claim_verdict as verdict
join claim on claim.claim_id = verdict.claim_id
join told on told.claim_id = claim.claim_id
where ? or claim.asserted_low is not null and claim.kind not in ('date', 'property')
order by told.unknown, told.turn, told.place
"""
TELLING = f"""{TURNS}
select verdict.answer, claim.statement, verdict.explanation, claim.claim_id
from told
join claim on claim.claim_id = told.claim_id
join claim_verdict as verdict on verdict.claim_id = told.claim_id
where not told.unknown
order by told.turn, told.place
limit 5
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
    newest.shown as now,
    case when evidence.missing = 'not collected' and source.live then source.source_id end as waits
from claim_evidence as evidence
join claim_verdict as verdict on verdict.claim_id = evidence.claim_id
join claim_evidence as newest on newest.test_id = evidence.test_id and newest.moment = 'now'
left join definition on definition.definition_id = evidence.definition_id
left join signal on signal.signal_id = definition.signal_id
left join source on source.source_id = signal.source_id
where evidence.claim_id = ? and evidence.moment = verdict.decided_at
order by evidence.position
"""
SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[^a-z])")
LONG = 200
"""Letters of a sentence that is not told whole where five verdicts are."""
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


def telling(con: duckdb.DuckDBPyConnection) -> Result:
    """Return the five most telling verdicts, a row each: the answer, the claim and why."""
    found = fetch(con, TELLING)
    rows = [
        (answer, f"{statement}\n{_first(explanation)}\n{claim_id}")
        for answer, statement, explanation, claim_id in found.rows
    ]
    return Result(["answer", "claim, why, and its name"], rows)


def _first(explanation: str) -> str:
    """Return the sentence that says what decides, without what it lists if it is long."""
    sentence = SENTENCE_END.split(explanation)[0]
    return sentence if len(sentence) <= LONG else f"{sentence.partition(': ')[0].rstrip('.')}."


def evidence(con: duckdb.DuckDBPyConnection, claim_id: str, short: bool) -> Result:
    """Return the evidence of a claim: a row per test in words, or every row with all columns."""
    return _short(con, claim_id)[0] if short else fetch(con, EVIDENCE, [claim_id])


def measured(con: duckdb.DuckDBPyConnection, claim_id: str) -> tuple[Result, list[str]]:
    """Return the evidence of a claim that is there, and a line on what waits to be collected."""
    found, waits = _short(con, claim_id)
    there = [row for row, source in zip(found.rows, waits, strict=True) if source is None]
    counts = Counter(source for source in waits if source is not None)
    lines = [
        f"{number}{' more' if there else ''} {'way' if number == 1 else 'ways'} of counting "
        f"{'waits' if number == 1 else 'wait'} for `sharecheck collect {source}`."
        for source, number in counts.most_common()
    ]
    return Result(found.columns, there), lines


def _short(con: duckdb.DuckDBPyConnection, claim_id: str) -> tuple[Result, list[str | None]]:
    """Return the evidence of a claim in words, and of each row the source that it waits for."""
    found = fetch(con, SHORT_EVIDENCE, [claim_id])
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    waits = [row.pop("waits") for row in rows]
    columns = [name for name in found.columns if name not in ("missing", "waits")]
    return Result(columns, [_in_words(row) for row in rows]), waits


def _in_words(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return a row of evidence with its role and outcome in words, and why there is no figure."""
    missing = row.pop("missing")
    outcome = labels.OUTCOMES.get(row["outcome"], row["outcome"])
    row["role"] = labels.SHORT_ROLES[row["role"]]
    row["outcome"] = f"{outcome} ({remarks.SHORT[missing]})" if missing else outcome
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
