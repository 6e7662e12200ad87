"""The figures that stand beside a measurement, each with the SQL that computes it again."""

from typing import Any, NamedTuple

from warehouse.queries.recomputing import template, with_values
from warehouse.tables import quote

PAIRED = ("ratio", "order")


class Number(NamedTuple):
    """A figure as it is shown, the values behind it, and the SQL that gives them in one row."""

    what: str
    shown: str
    values: tuple[float, ...]
    sql: str
    read_at: tuple[str, ...] = ()
    """Where the figures behind a measurement were read; empty for what stands beside it."""


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

    `row`: definition_id, project_id, period_start, period_end.
    """
    return with_values(
        template("left-out"),
        definition=quote(row["definition_id"]),
        project=quote(row["project_id"]),
        start=quote(str(row["period_start"])),
        end=quote(str(row["period_end"])),
    )
