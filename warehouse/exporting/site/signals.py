"""A signal's figures as charts over time: the projects that are largest now."""

from typing import Any, NamedTuple

import duckdb
from markupsafe import Markup

from warehouse import drawing, queries
from warehouse.exporting import content
from warehouse.exporting.content import Row
from warehouse.palette import Look, published, together
from warehouse.wording import figures

WIDTH, HEIGHT = 900, 420


class Chart(NamedTuple):
    """What a chart says, the chart as SVG, and what stands below it."""

    message: str
    svg: Markup
    below: str


def signals(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return the signals that have figures, in the order of their titles."""
    return content.read(con, "shared/signals")


def charts(con: duckdb.DuckDBPyConnection, signal: Row) -> list[Chart]:
    """Return the charts of a signal: shares where it has a definition, and counts."""
    found, looks = [], published(con)
    shares = [
        row
        for row in queries.rows(con, "signal_shares", signal=signal.signal_id)
        if row["denominator"] is None or row["denominator"] >= figures.FEWEST_CASES
    ]
    if shares:
        first = shares[0]
        below = (
            f"Share: {first['counted']} / {first['base']}. Hollow: not usable as evidence. "
            "Bands: what chance and known errors leave open."
        )
        found.append(_chart(first["title"], shares, looks, "share", "", below))
    counts = [
        row
        for row in queries.rows(con, "signal_counts", signal=signal.signal_id)
        if row["value"] is not None
    ]
    if counts:
        unit = f"{signal.unit}{' a day' if signal.measure == 'flow' else ''}"
        below = f"Unit: {unit}. Hollow: not usable as evidence."
        percent = signal.unit == "percent"
        if percent:
            counts = [row | {"value": row["value"] / 100} for row in counts]
        kind = "share" if percent else "level"
        title = signal.title if not shares else f"{signal.title}, as counted"
        found.append(_chart(title, counts, looks, kind, "" if percent else unit, below))
    return found


def _chart(
    title: str,
    found: list[dict[str, Any]],
    looks: dict[str, Look],
    kind: str,
    unit: str,
    below: str,
) -> Chart:
    lines = _lines(found, looks)
    usable = [row for row in found if not row["open"]]
    newest = max((row["period_end"] for row in usable), default=None)
    last = [row for row in usable if row["period_end"] == newest]
    message = f"{title}: no usable figure"
    if last:
        when = figures.period(last[0]["period_start"], last[0]["period_end"])
        of_these = [line for line in lines if line.name in {row["name"] for row in last}]
        message = f"{title}, {when}: {drawing.told(of_these, kind)}"
    drawn = drawing.chart(lines, kind=kind, title=message, width=WIDTH, height=HEIGHT, unit=unit)
    return Chart(message, Markup(drawn), below)


def _lines(found: list[dict[str, Any]], looks: dict[str, Look]) -> list[drawing.Line]:
    """Return a line for each project, in the order in which they come."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        parts.setdefault(row["project_id"], []).append(row)
    drawn = together(parts, looks)
    return [
        drawing.Line(
            part[0]["name"],
            *drawn[project],
            [
                drawing.Point(
                    row["period_start"],
                    row["period_end"],
                    row["value"],
                    row.get("low"),
                    row.get("high"),
                    bool(row["open"]),
                )
                for row in part
            ],
        )
        for project, part in parts.items()
    ]
