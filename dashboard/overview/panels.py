"""The leading projects' shares of the signals that tell most, as small drawings on one scale."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from dashboard import charts, colours, ranking, text
from dashboard.frames import each
from dashboard.signals.drawn import point
from warehouse import drawing
from warehouse.drawing import Line

MOST = 10
"""Panels shown."""
PROJECTS = 3
"""Lines of a panel."""
YEARS = 10
"""Calendar years up to that of the newest figure."""
SIZE = (236, 88)
"""Width and height of a panel, in pixels."""
CLOSE = "too close to call"


class Panel(NamedTuple):
    """One signal.

    definition: row of query `telling`.
    frame: rows of query `panels` under it.
    newest: of these, those of the newest period that may head a page, the largest share first.
    looks: how each project is drawn.
    """

    definition: Any
    frame: pd.DataFrame
    newest: pd.DataFrame
    looks: Mapping[str, colours.Look]

    @property
    def base(self) -> str:
        """Return of whom the shares are."""
        among = self.definition.among
        return f"among {among}" if text.known(among) else f"of {self.definition.denominator}"

    @property
    def label(self) -> str:
        """Return what stands above it, in Markdown: what is counted, and a share of what it is."""
        return f"**{text.plain(self.definition.title)}**, share {text.plain(self.base)}"

    @property
    def leader(self) -> str | None:
        """Return the name of the project that surely leads; None where the first are level."""
        first = ranking.leader(list(each(self.newest.assign(value=self.newest.numerator))))
        return first and str(first.name)

    @property
    def about(self) -> str:
        """Return the period of the newest figures, and a tie as one."""
        last = self.newest.iloc[0]
        when = text.period(last.period_start, last.period_end)
        return when if self.leader else f"{when}: {CLOSE}"

    @property
    def told(self) -> str:
        """Return its message: the newest figures with their base and period."""
        first = {project: self.looks[project] for project in self.newest.project_id}
        said = drawing.told(lines(self.newest, first), "share")
        return f"{self.definition.title}, {self.about}: {said} {self.base}"


def made(
    telling: pd.DataFrame, shares: pd.DataFrame, looks: Mapping[str, colours.Look]
) -> list[Panel]:
    """Return the panels of the definitions that query `telling` gives.

    `shares`: query `panels` under these; `looks`: how each project is drawn, in order.
    """
    found = []
    for definition in each(telling):
        frame = shares[shares.definition_id == definition.definition_id]
        usable = frame[~frame.suspect.astype(bool)]
        newest = usable[usable.period_end == usable.period_end.max()]
        newest = newest.sort_values("value", ascending=False)
        found.append(Panel(definition, frame, newest, looks))
    return found


def signs(panels: list[Panel]) -> list[tuple[str, str, str]]:
    """Return colour, symbol and name of the projects drawn."""
    names = {row.project_id: str(row.name) for panel in panels for row in each(panel.newest)}
    return [
        (look.colour, colours.SYMBOLS[look.symbol], names[project])
        for project, look in panels[0].looks.items()
        if project in names
    ]


def legend(panels: list[Panel]) -> str:
    """Return the symbols of the projects drawn: '● A, ■ B'."""
    return ", ".join(f"{sign} {name}" for _, sign, name in signs(panels))


def below(panels: list[Panel]) -> str:
    """Return what stands under all panels: how they are chosen and read."""
    unsure = any(panel.frame.suspect.any() for panel in panels)
    return (
        "Chosen by rule: of each kind of signal the longest series that compares most. Too close "
        "to call: chance or a known break in the data may have made the lead. "
        f"Bands: {charts.BANDS}" + (f". Hollow marks: {charts.OPEN}" if unsure else "") + "."
    )


def span(panels: list[Panel]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the ends of the time axis that all panels share."""
    frame = pd.concat([panel.frame for panel in panels])
    return frame.period_start.min(), frame.period_end.max()


def lines(frame: pd.DataFrame, looks: Mapping[str, colours.Look]) -> list[Line]:
    """Return a line per project for a drawing; `frame`: rows of query `panels`."""
    parts = dict(iter(frame.groupby("project_id")))
    return [
        Line(str(part["name"].iloc[0]), *look, [point(row) for row in each(part)])
        for project, look in looks.items()
        if (part := parts.get(project)) is not None
    ]


def drawn(
    panel: Panel,
    ends: tuple[pd.Timestamp, pd.Timestamp],
    tip: str = "",
    ink: tuple[str, str] | None = None,
) -> str:
    """Draw a panel as SVG, on a time axis with these `ends`.

    `tip`: what is shown when one points at it; `ink`: colours of its text on a light and on a dark
    page; None: that of its surroundings.
    """
    drawn, (width, height) = lines(panel.frame, panel.looks), SIZE
    return drawing.sparkline(
        drawn, width=width, height=height, label=panel.told, tip=tip, span=ends, ink=ink
    )
