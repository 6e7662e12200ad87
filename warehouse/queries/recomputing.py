"""The SQL that recomputes measured numbers: the files of `templates/`, their names replaced.

A template is one file a kind of question; `{names}` stand where values belong. What is asked for is
read from tables of codes and numbers; nothing else in the project puts SQL together.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import duckdb

from warehouse import queries
from warehouse.tables import Table, quote

OF_BOTH = ("ratio", "order", "growth")
"""Kinds that count the other project over the same periods."""


@cache
def template(name: str) -> str:
    """Return the template of that name."""
    return queries.text(f"templates/{name}").rstrip()


def with_values(text: str, **values: object) -> str:
    """Return a template with its names replaced by values; names without a value stay."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def literals(values: Iterable[str]) -> str:
    """Return texts as SQL literals with commas between them."""
    return ", ".join(map(quote, values))


def definition_query(con: duckdb.DuckDBPyConnection) -> Table:
    """Return what each definition counts for each project, and the query of its share."""
    definitions = {row["definition_id"]: row for row in queries.rows(con, "definition_parts")}
    rows = []
    for row in queries.rows(con, "definition_members"):
        parts, members = definitions[row["definition_id"]], f"({literals(row['members'])})"
        source = with_values(
            template("source"),
            signal=parts["signal_id"],
            segments=literals(parts["segments"]),
            roles=literals(parts["roles"]),
        )
        share = with_values(
            template(f"share-{parts['over']}"),
            source=source,
            subject=members,
            group=f"({literals(parts['whole'] or [])})",
            total=parts["total_signal_id"],
            tolerance=parts["tolerance_days"],
        )
        rows.append((row["definition_id"], row["project_id"], source, members, share))
    return Table(
        "definition_query",
        "The SQL that counts what a definition counts for a project, from latest_observation.",
        [
            ("definition_id", "varchar", "The definition"),
            ("project_id", "varchar", "The project"),
            ("source", "varchar", "The rows that it reads, of all periods and projects"),
            ("members", "varchar", "The projects added up for the project, as a list in SQL"),
            (
                "share_query",
                "varchar",
                "Query of the share: one row, one column `measured`; {periods} stands for which",
            ),
        ],
        rows,
    )


def evidence_query(con: duckdb.DuckDBPyConnection) -> Table:
    """Return the query that recomputes each measured number on the published file."""
    return Table(
        "evidence_query",
        "The SQL that recomputes each measured number on the published file.",
        [
            ("test_id", "varchar", "The test"),
            ("moment", "varchar", "then, between or now"),
            ("sql", "varchar", "One query with one row and one column, `measured`"),
        ],
        [
            (row["test_id"], row["moment"], _query(row))
            for row in queries.rows(con, "measured_numbers")
        ],
    )


def share_query(share: str, pool: str | None, start: object, end: object) -> str:
    """Return the query of a share in one period.

    Args:
        share: `share_query` of table definition_query.
        pool: how the definition adds its segments up; null for not at all.
        start: first day of the period.
        end: day after its last.
    """
    span = template("one-year" if pool == "year" else "one-period")
    return with_values(share, periods=with_values(span, start=start, end=end))


def _query(seen: dict[str, Any]) -> str:
    """Return the query of one measured number."""
    if seen["fact_id"] is not None:
        return with_values(
            template("date" if seen["is_date"] else "property"),
            fact=seen["fact_id"],
            start=seen["period_start"],
            words=literals(seen["needs"]) if seen["needs"] else "null",
        )
    kind = seen["kind"]
    text = seen["share_query"] if kind == "share" else template(_name(seen))
    text = with_values(
        text,
        share=seen["share_query"],
        first_share=seen["share_query"].replace("{periods}", "{first_periods}"),
    )
    text = with_values(
        text,
        periods=_periods(seen, seen["periods"], "period"),
        first_periods=_periods(seen, seen["first_periods"], "baseline"),
        source=seen["source"],
        subject=seen["members"],
        comparator=seen["other_members"],
    )
    return with_values(
        text,
        scale=_scale(seen),
        needed=_needed(kind),
        floor=(100 if kind == "slope" else 20) if seen["counted"] else 0,
        definition=seen["definition_id"],
        subject_id=seen["subject"],
        comparator_id=seen["comparator"],
        start=seen["period_start"],
        first_start=seen["baseline_start"],
    )


def _name(seen: dict[str, Any]) -> str:
    """Return the name of the template for a measured number."""
    kind: str = seen["kind"]
    if kind in ("ratio", "order"):
        return "pair"
    if kind == "growth" and seen["comparator"] is not None:
        return "growth-against"
    return f"{kind}-yearly" if kind in ("slope", "crossing") and seen["yearly"] else kind


def _periods(seen: dict[str, Any], periods: int | None, which: str) -> str:
    """Return the condition for the periods that are read."""
    several, yearly = (periods or 0) > 1, seen["pool"] == "year"
    if several and not yearly:
        both = seen["kind"] in OF_BOTH and seen["comparator"] is not None
        name = "periods-of-both" if both else "periods"
    elif several:
        name = "years"
    else:
        # a rank is read from the shares, which are of a year already
        name = "one-year" if yearly and seen["kind"] != "rank" else "one-period"
    return with_values(template(name), start=seen[f"{which}_start"], end=seen[f"{which}_end"])


def _needed(kind: str) -> str:
    """Return which shares of a period may be read."""
    complete = "complete" if kind in ("share", "change") else "period_complete"
    return complete if kind in ("share", "level") else f"{complete} and bound is null"


def _scale(seen: dict[str, Any]) -> str:
    """Return what a count is multiplied by: for a rate, or for times of other lengths."""
    match seen["kind"], seen["per"] if seen["flow"] else None:
        case "level", "day":
            return f" / {seen['days']}"
        case "level", "year":
            return f" * 365.25 / {seen['days']}"
        case "level", "month":
            months = max(1, seen["wanted_months"])
            return f" * {seen['wanted_days']}.0 / {months} / {seen['days']}"
        case "growth", _ if seen["flow"] and seen["days"] != seen["first_days"]:
            return f" * {seen['first_days']} / {seen['days']}.0"
        case _:
            return ""


MADE = {
    "definition_query": (
        {"definition", "definition_member", "project_group", "signal"},
        definition_query,
    ),
    "evidence_query": (
        {
            "evidence_moment",
            "claim",
            "claim_test",
            "definition",
            "signal",
            "window_count",
            "definition_query",
        },
        evidence_query,
    ),
}
"""The tables made here, by name: which tables each reads, and what makes it."""
