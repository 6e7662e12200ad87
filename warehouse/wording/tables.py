"""The tables of words, made from tables of codes and numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import yaml

from warehouse import queries
from warehouse.tables import Table
from warehouse.wording import changes, evidence, figures, regions, rows, verdicts
from warehouse.wording.rows import Claim, Evidence, Need, Region, Ruling
from warehouse.wording.verdicts import Case


def _region_words(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    for claim, needed in _accepted(con).values():
        yield claim.claim_id, regions.claimed(claim), needed


def _evidence_words(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    unread = {
        (row["test_id"], row["moment"], row["refused"]): figures.period(
            row["period_start"], row["period_end"]
        )
        for row in queries.rows(con, "refused_periods")
    }
    for row in rows.read(con, Evidence, "evidence"):
        refused = unread.get((row.test_id, row.moment, row.missing or ""), "")
        words = (evidence.period(row), evidence.shown(row), evidence.interval(row))
        yield row.test_id, row.moment, *words, evidence.remark(row, refused)


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
    definitions = rows.definitions(con)
    needs = {need.test_id: need for need in rows.read(con, Need, "claim_test")}
    rulings = rows.read(con, Ruling, "ruling")
    moments = {ruling.claim_id: ruling.moment for ruling in rulings}
    then: dict[str, list[Evidence]] = defaultdict(list)
    later: dict[str, list[Evidence]] = defaultdict(list)
    now: dict[str, dict[str, Evidence]] = defaultdict(dict)
    order = "where role <> 'context' order by claim_id, position"
    for row in rows.read(con, Evidence, "evidence", order):
        if row.moment == moments[row.claim_id]:
            then[row.claim_id].append(row)
        elif row.moment == "between":
            later[row.claim_id].append(row)
        if row.moment == "now":
            now[row.claim_id][row.test_id] = row
    cited = {
        f"{fact}/{value}": citation
        for fact, value, citation in con.execute(
            "select fact_id, value, citation from fact"
        ).fetchall()
    }
    sources = con.execute("select source_id, title, live from source").fetchall()
    statements = {claim.claim_id: claim.statement for claim, _ in claims.values()}
    reach = {
        row["test_id"]: _reach(row["starts"], row["ends"], row["as_of"])
        for row in queries.rows(con, "test_reach")
        if row["starts"]
    }
    left_out: dict[str, dict[Any, tuple[float, bool]]] = defaultdict(dict)
    for project, definition, start, end, part, at_least in con.execute(
        "select project_id, definition_id, period_start, period_end, share, at_least "
        "from base_left_out"
    ).fetchall():
        left_out[project][definition, start, end] = (part, at_least)
    return [
        Case(
            ruling=ruling,
            claim=claims[ruling.claim_id][0],
            accepted=claims[ruling.claim_id][1],
            definitions=definitions,
            needs=needs,
            rows=then.get(ruling.claim_id, []),
            now=now.get(ruling.claim_id, {}) if ruling.moment != "now" else {},
            later=later.get(ruling.claim_id, []) if ruling.moment == "then" else [],
            cited=cited,
            statements=statements,
            source_titles={source: title for source, title, _ in sources},
            live={source for source, _, live in sources if live},
            reach=reach,
            left_out=left_out.get(claims[ruling.claim_id][0].subject, {}),
        )
        for ruling in rulings
    ]


def _accepted(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[Claim, str | None]]:
    """Return each claim by its id, with what it needs."""
    names = dict(con.execute("select project_id, name from project").fetchall())
    bounds = {region.claim_id: region for region in rows.read(con, Region, "acceptance")}
    needs: dict[str, list[Need]] = defaultdict(list)
    for need in rows.read(con, Need, "claim_test", "order by claim_id, position"):
        needs[need.claim_id].append(need)
    return {
        claim.claim_id: (
            claim,
            regions.accepted(
                claim,
                bounds.get(claim.claim_id),
                needs.get(claim.claim_id, []),
                names.get(claim.comparator or "", claim.comparator),
            ),
        )
        for claim in rows.read(con, Claim, "claim")
    }


def _reach(start: date, end: date, as_of: str | None) -> str:
    """Return what figures cover, as a clause.

    Where they reach over the claim's date, what they lack is cases of that time.
    """
    last = end - timedelta(days=1)
    if as_of and start.year <= int(as_of[:4]) <= last.year and start.year < last.year:
        return "too few of the figures at hand are of that time"
    if (end - start).days < 2:
        return f"the only figures are of {figures.day(start)}"
    first, final = f"{start:%B %Y}", f"{last:%B %Y}"
    if first == final:
        return f"the only figures are of {first}"
    return f"the figures at hand run from {first} to {final}"
