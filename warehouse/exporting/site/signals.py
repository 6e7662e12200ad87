"""A signal's figures as charts over time: the projects that are largest now."""

from itertools import groupby
from typing import NamedTuple

import duckdb
from markupsafe import Markup

from warehouse import drawing
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
    name, fewest = signal.signal_id, figures.FEWEST_CASES
    shares = content.read(con, "signal_shares", signal=name, fewest=fewest)
    counts = content.read(con, "signal_counts", signal=name)
    found, looks = [], published(con)
    if shares:
        first = shares[0]
        below = (
            f"Share: {first.counted} / {first.base}. Hollow: not usable as evidence. "
            "Bands: what chance and known errors leave open."
        )
        found.append(_chart(first.title, shares, looks, "share", "", below))
    if counts:
        unit = f"{signal.unit}{' a day' if signal.measure == 'flow' else ''}"
        kind, over = ("share", "") if signal.unit == "percent" else ("level", unit)
        title = signal.title if not shares else f"{signal.title}, as counted"
        below = f"Unit: {unit}. Hollow: not usable as evidence."
        found.append(_chart(title, counts, looks, kind, over, below))
    return found


def _chart(
    title: str, found: list[Row], looks: dict[str, Look], kind: str, unit: str, below: str
) -> Chart:
    """Return the chart of rows in the order of their projects."""
    parts = {
        key: list(rows) for key, rows in groupby(found, lambda row: (row.project_id, row.name))
    }
    own = together([project for project, _ in parts], looks)
    lines = [
        drawing.Line(name, *own[project], [drawing.Point(**row.point) for row in rows])
        for (project, name), rows in parts.items()
    ]
    usable = [row for row in found if not row.point["open"]]
    newest = max((row.point["end"] for row in usable), default=None)
    last = [row for row in usable if row.point["end"] == newest]
    message = f"{title}: no usable figure"
    if last:
        when = figures.period(last[0].point["start"], last[0].point["end"])
        of_these = [line for line in lines if line.name in {row.name for row in last}]
        message = f"{title}, {when}: {drawing.told(of_these, kind)}"
    drawn = drawing.chart(lines, kind=kind, title=message, width=WIDTH, height=HEIGHT, unit=unit)
    return Chart(message, Markup(drawn), below)
