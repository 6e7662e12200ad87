"""The figures that stand beside a measurement, each with the SQL that computes it again."""

from typing import Any, NamedTuple

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
        row: a row of `queries.EVIDENCE`.
    """
    if row["measured"] is None or row["sql"] is None:
        return []
    found = [_measurement(row)]
    if row["interval_shown"] is not None:
        found.append(_interval(row))
    if row["kind"] == "share" and row["denominator"] is not None:
        found.append(_parts(row))
    if row["kind"] in PAIRED and row["comparator_numerator"] is not None:
        found.append(_pair(row))
    return found


def _measurement(row: dict[str, Any]) -> Number:
    read_at = tuple(row["locators"] or [])
    return Number("measured", row["shown"], (row["measured"],), row["sql"], read_at)


def exact(value: float) -> str:
    """Return a count with all its digits: '87,312,004'; an interpolated total without decimals."""
    return f"{value:,.0f}" if float(value).is_integer() or value > 1000 else f"{value:,.2f}"


def _interval(row: dict[str, Any]) -> Number:
    sql = f"select low, high\nfrom measurement\nwhere {_at(row)}"
    return Number("interval", f"between {row['interval_shown']}", (row["low"], row["high"]), sql)


def _parts(row: dict[str, Any]) -> Number:
    numerator, denominator = row["numerator"], row["denominator"]
    return Number(
        "counts",
        f"{exact(numerator)} of {exact(denominator)}",
        (numerator, denominator),
        f"select sum(numerator), sum(denominator)\n{_read(row)}\n"
        f"    and project_id = {quote(row['subject'])}",
    )


def _pair(row: dict[str, Any]) -> Number:
    subject, comparator = quote(row["subject"]), quote(row["comparator"])
    values = row["numerator"], row["comparator_numerator"]
    return Number(
        "counts",
        f"{row['subject_name']} {exact(values[0])}, {row['comparator_name']} {exact(values[1])}",
        values,
        f"select\n    sum(numerator) filter (where project_id = {subject}),\n"
        f"    sum(numerator) filter (where project_id = {comparator})\n{_read(row)}",
    )


def _read(row: dict[str, Any]) -> str:
    """Return the shares of the periods that were added up for a measurement."""
    return (
        "from share\njoin window_period using (period_start, period_end)\n"
        f"where definition_id = {quote(row['definition_id'])}\n    and {_at(row)} and part = 'at'"
    )


def _at(row: dict[str, Any]) -> str:
    return f"test_id = {quote(row['test_id'])} and moment = '{row['moment']}'"


def left_out(row: dict[str, Any]) -> str:
    """Return the SQL of how much a base leaves out.

    `row`: of `queries.LEFT_OUT`.
    """
    return (
        "select share\nfrom base_left_out\nwhere\n"
        f"    definition_id = {quote(row['definition_id'])}\n"
        f"    and project_id = {quote(row['project_id'])}\n"
        f"    and period_start = date {quote(str(row['period_start']))}\n"
        f"    and period_end = date {quote(str(row['period_end']))}"
    )
