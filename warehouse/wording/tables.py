"""The tables of words, made from tables of codes and numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import yaml

from warehouse.tables import Table
from warehouse.wording import changes, evidence, regions, rows, verdicts
from warehouse.wording.rows import Claim, Evidence, Need, Ruling
from warehouse.wording.verdicts import Case


def _region_words(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    for claim, needed in _accepted(con).values():
        yield claim.claim_id, regions.claimed(claim), needed


def _evidence_words(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    for row in rows.read(con, Evidence, "order by test_id, moment"):
        words = (evidence.period(row), evidence.shown(row), evidence.interval(row))
        yield row.test_id, row.moment, *words, evidence.remark(row)


def _verdict_words(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    for case in cases(con):
        yield (
            case.claim.claim_id,
            verdicts.answer(case.ruling.verdict, case.ruling.lean),
            case.found.test_id if case.found is not None else None,
            verdicts.explanation(case),
            changes.would_flip(case),
            verdicts.lean_words(case),
        )


def _contradiction_words(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    found = "select contradiction_id, favours, stands from contradiction_ruling order by all"
    for name, favours, stands in con.execute(found).fetchall():
        yield name, verdicts.finding(favours, stands=stands)


Rows = Callable[[duckdb.DuckDBPyConnection], Iterator[tuple[Any, ...]]]
_SAID: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")
)


def _table(name: str, made: Rows, con: duckdb.DuckDBPyConnection) -> Table:
    columns = [(column, "varchar", text) for column, text in _SAID[name]["columns"].items()]
    return Table(name, _SAID[name]["comment"], columns, list(made(con)))


WORDED: dict[str, tuple[set[str], Callable[[duckdb.DuckDBPyConnection], Table]]] = {
    name: (set(_SAID[name]["reads"]), partial(_table, name, made))
    for name, made in {
        "region_words": _region_words,
        "contradiction_words": _contradiction_words,
        "evidence_words": _evidence_words,
        "verdict_words": _verdict_words,
    }.items()
}
"""Each table of words by its name: the tables of codes and numbers it reads, and what makes it."""


def cases(con: duckdb.DuckDBPyConnection) -> list[Case]:
    """Return all that each verdict is worded from."""
    claims = _accepted(con)
    rulings = rows.read(con, Ruling, "order by claim_id")
    found: dict[str, dict[str, list[Evidence]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.read(con, Evidence, "where role <> 'context' order by claim_id, position"):
        found[row.claim_id][row.moment].append(row)
    return [
        Case(
            ruling=ruling,
            claim=claims[ruling.claim_id][0],
            accepted=claims[ruling.claim_id][1],
            rows=found[ruling.claim_id][ruling.moment],
            now={
                row.test_id: row for row in found[ruling.claim_id]["now"] if ruling.moment != "now"
            },
            later=found[ruling.claim_id]["between"] if ruling.moment == "then" else [],
        )
        for ruling in rulings
    ]


def _accepted(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[Claim, str | None]]:
    """Return each claim by its id, with what it needs."""
    needs: dict[str, list[Need]] = defaultdict(list)
    for need in rows.read(con, Need, "order by claim_id, position"):
        needs[need.claim_id].append(need)
    return {
        claim.claim_id: (claim, regions.accepted(claim, needs[claim.claim_id]))
        for claim in rows.read(con, Claim, "order by claim_id")
    }
