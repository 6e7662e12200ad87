"""The SQL that recomputes measured numbers: the templates of this folder, filled in.

A template is one file a kind of question; `{names}` stand where values belong. What is asked for is
read from tables of codes and numbers; nothing else in the project puts SQL together.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from warehouse.tables import Table, quote

FOLDER = Path(__file__).parent
DEFINITIONS = """
select
    definition.definition_id,
    definition.over,
    definition.signal_id,
    definition.segments,
    definition.roles,
    definition.total_signal_id,
    total.tolerance_days,
    whole.members as whole
from definition
left join signal as total on total.signal_id = definition.total_signal_id
left join (
    select
        definition.definition_id,
        list(part.member_id order by part.member_id) as members
    from definition
    join project_group as member on member.group_id = definition.group_id
    join definition_member as part
        on part.definition_id = definition.definition_id and part.project_id = member.project_id
    group by definition.definition_id
) as whole on whole.definition_id = definition.definition_id
"""
MEMBERS = """
select definition_id, project_id, list(member_id order by member_id) as members
from definition_member
group by definition_id, project_id
order by definition_id, project_id
"""
MEASURED = """
select
    seen.test_id,
    seen.moment,
    seen.kind,
    seen.definition_id,
    seen.fact_id,
    seen.subject,
    seen.comparator,
    seen.period_start,
    seen.period_end,
    seen.baseline_start,
    seen.baseline_end,
    seen.fact_id is not null and seen.low is not null as is_date,
    claim_test.needs,
    claim.per,
    definition.pool,
    at_count.periods,
    at_count.days,
    at_count.flow,
    at_count.ends - at_count.starts as wanted_days,
    datediff('month', at_count.starts, at_count.ends) as wanted_months,
    since_count.periods as first_periods,
    since_count.days as first_days,
    signal.measure = 'flow' and not signal.editions and signal.quality = 'sample' as yearly,
    signal.unit not in ('percent', 'index points') as counted,
    mine.source,
    mine.members,
    mine.share_query,
    other.members as other_members
from evidence_moment as seen
join claim on claim.claim_id = seen.claim_id
join claim_test on claim_test.test_id = seen.test_id
left join definition on definition.definition_id = seen.definition_id
left join signal on signal.signal_id = definition.signal_id
left join definition_query as mine
    on mine.definition_id = seen.definition_id and mine.project_id = seen.subject
left join definition_query as other
    on other.definition_id = seen.definition_id and other.project_id = seen.comparator
left join window_count as at_count
    on at_count.test_id = seen.test_id
    and at_count.moment = seen.moment
    and at_count.part = 'at'
left join window_count as since_count
    on since_count.test_id = seen.test_id
    and since_count.moment = seen.moment
    and since_count.part = 'since'
where seen.measured is not null
order by seen.test_id, seen.moment
"""
OF_BOTH = ("ratio", "order", "growth")
"""Kinds that count the other project over the same periods."""


@cache
def template(name: str) -> str:
    """Return the template of that name."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8").rstrip()


def filled(text: str, **values: object) -> str:
    """Return a template with its names replaced by values; names without a value stay."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def listed(values: Iterable[str]) -> str:
    """Return texts as SQL literals with commas between them."""
    return ", ".join(map(quote, values))


def definition_query(con: duckdb.DuckDBPyConnection) -> Table:
    """Return what each definition counts for each project, and the query of its share."""
    definitions = {row[0]: row for row in con.execute(DEFINITIONS).fetchall()}
    rows = []
    for definition_id, project_id, members in con.execute(MEMBERS).fetchall():
        _, over, signal_id, segments, roles, total, tolerance, whole = definitions[definition_id]
        source = filled(
            template("source"), signal=signal_id, segments=listed(segments), roles=listed(roles)
        )
        share = filled(
            template(f"share-{over}"),
            source=source,
            subject=f"({listed(members)})",
            group=f"({listed(whole or [])})",
            total=total,
            tolerance=tolerance,
        )
        rows.append((definition_id, project_id, source, f"({listed(members)})", share))
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
    found = con.execute(MEASURED)
    names = [column[0] for column in found.description or []]
    return Table(
        "evidence_query",
        "The SQL that recomputes each measured number on the published file.",
        [
            ("test_id", "varchar", "The test"),
            ("moment", "varchar", "then, between or now"),
            ("sql", "varchar", "One query with one row and one column, `measured`"),
        ],
        [(row[0], row[1], _query(dict(zip(names, row, strict=True)))) for row in found.fetchall()],
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
    return filled(share, periods=filled(span, start=start, end=end))


def _query(seen: dict[str, Any]) -> str:
    """Return the query of one measured number."""
    if seen["fact_id"] is not None:
        return filled(
            template("date" if seen["is_date"] else "property"),
            fact=seen["fact_id"],
            start=seen["period_start"],
            words=listed(seen["needs"]) if seen["needs"] else "null",
        )
    kind = seen["kind"]
    text = seen["share_query"] if kind == "share" else template(_name(seen))
    text = filled(
        text,
        share=seen["share_query"],
        first_share=seen["share_query"].replace("{periods}", "{first_periods}"),
    )
    text = filled(
        text,
        periods=_periods(seen, seen["periods"], "period"),
        first_periods=_periods(seen, seen["first_periods"], "baseline"),
        source=seen["source"],
        subject=seen["members"],
        comparator=seen["other_members"],
    )
    return filled(
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
    return filled(template(name), start=seen[f"{which}_start"], end=seen[f"{which}_end"])


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
