"""Verdicts from the published warehouse, each number recomputed by its own SQL on the way."""

import math
import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import duckdb

from warehouse import queries
from warehouse.publish import ATTACHED
from warehouse.report import Result, fetch
from warehouse.wording import labels

SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[^a-z])")
TELLING = 5
"""Verdicts that are told in short."""
LONG = 200
"""Letters of a sentence that is not told whole there."""
TOGETHER = 20
"""Queries that are run as one."""


def verdicts(con: duckdb.DuckDBPyConnection, short: bool, every: bool = True) -> Result:
    """Return a row per claim: a short one for a terminal, or all columns of claims and verdicts.

    `every`: not those alone that give a figure, of the short ones.
    """
    if not short:
        return fetch(con, queries.text("claims_whole"))
    names = ["verdict", "claim", "claimed", "measured", "tests"]
    found = queries.rows(con, "verdicts_told", every=every)
    return Result(names, [tuple(row[name] for name in names) for row in found])


def by_document(con: duckdb.DuckDBPyConnection) -> Result:
    """Return how many claims of each document have which verdict."""
    return fetch(con, queries.text("verdicts_counted"))


def telling(con: duckdb.DuckDBPyConnection) -> Result:
    """Return the most telling verdicts, a row each: the answer, the claim and why."""
    found = queries.rows(con, "verdicts_told", every=True)
    rows = [
        (row["answer"], f"{row['statement']}\n{_first(row['explanation'])}\n{row['claim_id']}")
        for row in found[:TELLING]
        if not row["unknown"]
    ]
    return Result(["answer", "claim, why, and its name"], rows)


def _first(explanation: str) -> str:
    """Return the sentence that says what decides, without what it lists if it is long."""
    sentence = SENTENCE_END.split(explanation)[0]
    return sentence if len(sentence) <= LONG else f"{sentence.partition(': ')[0].rstrip('.')}."


def evidence(con: duckdb.DuckDBPyConnection, claim_id: str, short: bool) -> Result:
    """Return the evidence of a claim: a row per test in words, or every row with all columns."""
    if short:
        return _in_words(queries.rows(con, "evidence_short", claim=claim_id))
    return fetch(con, queries.text("evidence_whole"), {"claim": claim_id})


def measured(con: duckdb.DuckDBPyConnection, claim_id: str) -> tuple[Result, list[str]]:
    """Return the evidence of a claim that is there, and a line on what waits to be collected."""
    found = queries.rows(con, "evidence_short", claim=claim_id)
    there = [row for row in found if row["waits"] is None]
    counts = Counter(row["waits"] for row in found if row["waits"] is not None)
    lines = [
        f"{number}{' more' if there else ''} {'way' if number == 1 else 'ways'} of counting "
        f"{'waits' if number == 1 else 'wait'} for `sharecheck collect {source}`."
        for source, number in counts.most_common()
    ]
    return _in_words(there), lines


def _in_words(found: list[dict[str, Any]]) -> Result:
    """Return evidence with role and outcome in words, and why there is no figure."""
    rows = []
    for row in found:
        outcome, missing = labels.OUTCOMES[row["outcome"]].words, row["missing"]
        role = labels.SHORT_ROLES[row["role"]]
        told = f"{outcome} ({labels.SHORT_MISSING[missing]})" if missing else outcome
        rows.append((row["measure"], role, row["period"], row["measured"], told, row["now"]))
    return Result(["measure", "role", "period", "measured", "outcome", "now"], rows)


def mismatches(con: duckdb.DuckDBPyConnection, claim_id: str | None = None) -> list[str]:
    """Run the SQL of every evidence row and return a sentence for each that disagrees.

    Given a claim, only its rows.

    Rows with the same SQL are the same number, so each query runs once; some run together, because
    planning takes longer than reading.
    """
    together: dict[str, list[tuple[str, str, float]]] = {}
    for row in queries.rows(con, "recomputable", claim=claim_id):
        seen = (row["test_id"], row["moment"], row["measured"])
        together.setdefault(row["sql"], []).append(seen)
    found = []
    with ThreadPoolExecutor(initializer=_own_cursor, initargs=(con,)) as threads:
        sets = [list(together)[n : n + TOGETHER] for n in range(0, len(together), TOGETHER)]
        results = chain.from_iterable(threads.map(_recompute, sets))
        for rows, recomputed in zip(together.values(), results, strict=True):
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


def _recompute(asked: list[str]) -> list[float | None]:
    """Run some queries as one and return what each gives; None for no row."""
    whole = "\nunion all\n".join(
        f"select {n} as number, measured from (\n{sql}\n)" for n, sql in enumerate(asked)
    )
    found = dict(_thread.cursor.execute(whole).fetchall())
    return [found.get(n) for n in range(len(asked))]
