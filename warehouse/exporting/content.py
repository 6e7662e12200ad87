"""What the exports tell: claims with verdicts and evidence, documents, sources, the build.

Everything is read from the published tables, by queries of which pages read most as well; beside
each figure stands the SQL that computes it again.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar

import duckdb

from collectors.errors import ExportError, did_you_mean
from warehouse import queries
from warehouse.queries.recomputing import share_query, template, with_values
from warehouse.tables import quote
from warehouse.wording.evidence import pooled, split_flags
from warehouse.wording.figures import percent

Kind = TypeVar("Kind")
PAIRED = ("ratio", "order")
"""Kinds of claims that are measured of two."""


class Row(SimpleNamespace):
    """A row of a query: its columns by their names."""


class Number(NamedTuple):
    """A figure as it is shown, the values behind it, and the SQL that gives them in one row."""

    what: str
    shown: str
    values: tuple[float, ...]
    sql: str
    read_at: tuple[str, ...] = ()
    """Where the figures behind a measurement were read; empty for what stands beside it."""


@dataclass(frozen=True)
class Evidence:
    """What a test measured at a moment, the deciding one or another, in the words of the tables."""

    test_id: str
    title: str
    role: str
    moment: str
    deciding: bool
    period: str | None
    measured: float | None
    low: float | None
    high: float | None
    outcome: str
    decides: bool
    quality: str | None
    remark: str | None
    periods: int | None
    days: float | None
    flags: str | None
    locators: list[str]
    definition_id: str | None
    source_id: str | None
    numbers: list[Number]

    @property
    def shown(self) -> str:
        """Return the measurement in words."""
        return self.numbers[0].shown if self.numbers else "no data"

    @property
    def breaks(self) -> list[str]:
        """Return the ids of the known breaks that touch the figure."""
        return split_flags(self.flags)[0]

    @property
    def remarks(self) -> list[str]:
        """Return the other remarks on the figure."""
        return split_flags(self.flags)[1]

    @property
    def when(self) -> str:
        """Return its period in words, and how much was added up."""
        parts = pooled(self.periods or 1, self.days or 1)
        return f"{self.period or '–'}{f', pooled from {parts}' if parts else ''}"


@dataclass(frozen=True)
class Claim:
    """A claim, how it is read, its verdict and its evidence; `claimed`: its figure in words."""

    claim_id: str
    pack_id: str | None
    pack_title: str | None
    cluster: str
    cluster_title: str
    kind: str
    statement: str
    claimed: str | None
    as_of: str | None
    hedge: str
    hedge_reading: str | None
    scope: str
    reading: str
    accepted: str | None
    accepted_low: float | None
    accepted_high: float | None
    verdict: str
    answer: str
    tests: int
    holding: int
    failing: int
    inconclusive: int
    found_test_id: str | None
    explanation: str
    would_flip: str
    places: list[Row]
    evidence: list[Evidence]
    fits: list[Number]
    """What else the explanation names: measurements at other periods, or what a base leaves out."""

    @property
    def asserted(self) -> str:
        """Return what is claimed: 'over 55 %', '59 %', '“most”' for words without a figure."""
        if self.claimed is not None:
            return self.claimed
        return "no figure" if self.hedge in ("exact", "range") else f"“{self.hedge}”"

    @property
    def found(self) -> Evidence | None:
        """Return what stands for it: measured nearest to its words and date; None for nothing."""
        return next(
            (row for row in self.evidence if row.deciding and row.test_id == self.found_test_id),
            None,
        )

    @property
    def deciders(self) -> str:
        """Return what decides together: 'signals' of a scorecard, or 'counts'."""
        scored = any(row.role == "scorecard" for row in self.evidence)
        return "signals" if scored else "counts"

    @property
    def sources(self) -> list[str]:
        """Return the ids of the sources it was measured from, in alphabetical order."""
        return sorted({row.source_id for row in self.evidence if row.source_id and row.numbers})

    @property
    def citations(self) -> list[str]:
        """Return where the facts that it was held against are stated."""
        facts = [row for row in self.evidence if row.source_id is None and row.numbers]
        return sorted({locator for row in facts for locator in row.locators})


def claims(con: duckdb.DuckDBPyConnection, claim_id: str | None = None) -> list[Claim]:
    """Return all claims in the order of their files, or the one with an id.

    Raises:
        ExportError: there is no claim with that id.
    """
    found = queries.rows(con, "shared/claim", claim=claim_id)
    if claim_id is not None and not found:
        every = [row["claim_id"] for row in queries.rows(con, "shared/claim", claim=None)]
        near = did_you_mean(claim_id, every)
        msg = f"there is no claim {claim_id!r}. `sharecheck verify` lists them.{near}"
        raise ExportError(msg)
    made = {row["claim_id"]: _as(Claim, row, places=[], evidence=[], fits=[]) for row in found}
    for row in queries.rows(con, "shared/occurrences", claim=claim_id):
        made[row["claim_id"]].places.append(Row(**row))
    for row in queries.rows(con, "fits", claim=claim_id):
        sql = share_query(row["share_query"], row["pool"], row["period_start"], row["period_end"])
        fit = Number(row["what"], percent(row["measured"]), (row["measured"],), sql)
        made[row["claim_id"]].fits.append(fit)
    chosen = None if claim_id is None else [claim_id]
    for row in queries.rows(con, "shared/evidence", claims=chosen):
        of = made[row["claim_id"]]
        locators = row["locators"] or []
        of.evidence.append(_as(Evidence, row, locators=locators, numbers=numbers(row)))
        if row["deciding"] and row["left_out"] and f"{row['left_out']}: " in of.explanation:
            of.fits.extend(_left_out(row))
    return list(made.values())


def _left_out(row: dict[str, Any]) -> list[Number]:
    """Return how much a narrower base leaves out, where that is known."""
    share = row["left_out_share"]
    if share is None:
        return []
    bound = "at least" if row["left_out_at_least"] else None
    sql = left_out(row)
    return [Number(f"left out by “{row['title']}”", percent(share, bound=bound), (share,), sql)]


def claim(con: duckdb.DuckDBPyConnection, claim_id: str) -> Claim:
    """Return the claim with an id; raises ExportError when there is none."""
    return claims(con, claim_id)[0]


def build(con: duckdb.DuckDBPyConnection) -> Row:
    """Return the build that is read."""
    return read(con, "shared/build")[0]


def read(con: duckdb.DuckDBPyConnection, query: str, **given: Any) -> list[Row]:
    """Return what a query gives; `given`: its $parameters."""
    return [Row(**row) for row in queries.rows(con, query, **given)]


def _as(kind: type[Kind], row: dict[str, Any], **more: Any) -> Kind:
    """Return a row as what it is, without the columns that only others read."""
    names = [name for name in kind.__annotations__ if name not in more]
    return kind(**{name: row[name] for name in names}, **more)


def numbers(row: dict[str, Any]) -> list[Number]:
    """Return the figures of an evidence row: the measurement, its interval, its counts.

    Args:
        row: of query `shared/evidence`.
    """
    if row["measured"] is None or row["sql"] is None:
        return []
    read_at = tuple(row["locators"] or [])
    found = [Number("measured", row["shown"], (row["measured"],), row["sql"], read_at)]
    if row["interval_shown"] is not None:
        shown, ends = f"between {row['interval_shown']}", (row["low"], row["high"])
        found.append(Number("interval", shown, ends, _sql("beside-interval", row)))
    if row["kind"] == "share" and row["denominator"] is not None:
        counts = row["numerator"], row["denominator"]
        shown = " of ".join(map(exact, counts))
        found.append(Number("counts", shown, counts, _sql("beside-counts", row)))
    if row["kind"] in PAIRED and row["comparator_numerator"] is not None:
        counts = row["numerator"], row["comparator_numerator"]
        names = row["subject_name"], row["comparator_name"]
        shown = ", ".join(f"{name} {exact(n)}" for name, n in zip(names, counts, strict=True))
        found.append(Number("counts", shown, counts, _sql("beside-pair", row)))
    return found


def exact(value: float) -> str:
    """Return a count with all its digits: '87,312,004'; an interpolated total without decimals."""
    return f"{value:,.0f}" if float(value).is_integer() or value > 1000 else f"{value:,.2f}"


def _sql(name: str, row: dict[str, Any]) -> str:
    """Return a template with what a measurement is known by: it reads what was added up for it."""
    return with_values(
        template(name),
        read=template("beside-read"),
        at=f"test_id = {quote(row['test_id'])} and moment = '{row['moment']}'",
        definition=quote(row["definition_id"] or ""),
        subject=quote(row["subject"]),
        comparator=quote(row["comparator"] or ""),
    )


def left_out(row: dict[str, Any]) -> str:
    """Return the SQL of how much a base leaves out.

    `row`: definition_id, subject, period_start, period_end.
    """
    return with_values(
        template("left-out"),
        definition=quote(row["definition_id"]),
        project=quote(row["subject"]),
        start=quote(str(row["period_start"])),
        end=quote(str(row["period_end"])),
    )
