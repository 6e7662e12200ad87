"""The frameworks' shares of each signal as small drawings on one scale."""

from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from dashboard import charts, colours, text, ties
from dashboard.frames import each
from warehouse import drawing
from warehouse.drawing import Line, Point

PROJECTS = {"pytorch": ("circle", "●"), "tensorflow": ("square", "■"), "jax": ("triangle-up", "▲")}
"""Who is shown, each with its symbol: in drawings, and in text."""
SINCE = "2017-01-01"
"""Before, PyTorch was not public."""
PANELS = {
    "PyPI downloads": {
        "pypi-frameworks": "of the downloads of all frameworks",
        "pypi-all-frameworks": "of the downloads of all frameworks",
    },
    "Paper code": {
        "papers-drawn-named": "of papers whose code has a framework recorded",
        "papers-links-named": "of paper code that has a framework recorded",
    },
    "Conference papers": {"conferences-two": "of papers that name just one of the two"},
    "Dependents": {"github-dependents": "of all frameworks’ dependents on GitHub"},
    "Hub models": {"hub-tag-frameworks": "of models tagged with one of the three"},
    "GitHub stars": {
        "github-stars": "of the stars of all frameworks",
        "github-stars-live": "of the stars of all frameworks",
    },
    "GitHub contributors": {"github-contributors": "of the contributors of all frameworks"},
    "Questions asked": {
        "questions-two": "of questions about the two",
        "questions-asked-frameworks": "of questions about all frameworks",
    },
    "Developer survey": {"so-professionals-two": "of professionals’ mentions of the two"},
    "Kaggle survey": {"kaggle-two": "of respondents’ mentions of the two"},
}
"""What each panel counts, and of whom the shares are, by definition.

Of several definitions, the one with the newest figure is drawn.

Signals that count too little a month to be a line, as hiring posts, are left out."""
WIDTH, HEIGHT = 236, 88
"""Of a panel, in pixels."""
CLOSE = "too close to call"


class Panel(NamedTuple):
    """One signal.

    title: what is counted.
    base: of whom the shares are.
    frame: rows of query `panels` under one definition.
    newest: of these, those of the newest period that may head a page, the largest share first.
    looks: how each project is drawn.
    """

    title: str
    base: str
    frame: pd.DataFrame
    newest: pd.DataFrame
    looks: Mapping[str, colours.Look]

    @property
    def label(self) -> str:
        """Return what stands above it, in Markdown: what is counted, and a share of what it is."""
        return f"**{text.plain(self.title)}**, share {text.plain(self.base)}"

    @property
    def leader(self) -> str | None:
        """Return the name of the project that surely leads; None where the first are level."""
        first = ties.leader(list(each(self.newest.assign(value=self.newest.numerator))))
        return None if first is None else str(first.name)

    @property
    def about(self) -> str:
        """Return the period of the newest figures, and a tie as one."""
        last = self.newest.iloc[0]
        when = text.period(last.period_start, last.period_end)
        return when if self.leader else f"{when}: {CLOSE}"

    @property
    def told(self) -> str:
        """Return its message: the newest figures with their base and period."""
        said = drawing.told(lines(self.newest, self.looks), "share")
        return f"{self.title}, {self.about}: {said} {self.base}"


def made(shares: pd.DataFrame, looks: Mapping[str, colours.Look]) -> list[Panel]:
    """Return the panels that have figures, in the order of `PANELS`; `shares`: query `panels`."""
    every = {str(name): part for name, part in shares.groupby("definition_id")}
    usable = shares[~shares.suspect.astype(bool)]
    good = {str(name): part for name, part in usable.groupby("definition_id")}
    found = []
    for title, bases in PANELS.items():
        known = [name for name in bases if name in good]
        if known:
            chosen = max(known, key=lambda name: good[name].period_end.max())
            newest = good[chosen][good[chosen].period_end == good[chosen].period_end.max()]
            newest = newest.sort_values("value", ascending=False)
            found.append(Panel(title, bases[chosen], every[chosen], newest, looks))
    return found


def legend(panels: list[Panel]) -> str:
    """Return the symbols of the projects drawn, as HTML in their colours."""
    names, looks = _drawn(panels), panels[0].looks
    return " &ensp; ".join(
        f'<span style="color:{looks[key].colour}">{PROJECTS[key][1]}</span> {escape(name)}'
        for key, name in names.items()
    )


def symbols(panels: list[Panel]) -> str:
    """Return the same as plain text: '● PyTorch, ■ TensorFlow'."""
    return ", ".join(f"{PROJECTS[key][1]} {name}" for key, name in _drawn(panels).items())


def _drawn(panels: list[Panel]) -> dict[str, str]:
    names = {row.project_id: str(row.name) for panel in panels for row in each(panel.newest)}
    return {key: names[key] for key in PROJECTS if key in names}


def below(panels: list[Panel]) -> str:
    """Return what stands under all panels: how they are read."""
    unsure = any(panel.frame.suspect.any() for panel in panels)
    return (
        "The two: PyTorch and TensorFlow; the three: JAX as well. Too close to call: chance or a "
        f"known break in the data may have made the lead. Bands: {charts.BANDS}"
        + (f". Hollow marks: {charts.OPEN}" if unsure else "")
        + "."
    )


def sources(panels: list[Panel]) -> str:
    """Return whose figures the panels show."""
    return f"Sources: {'; '.join(sorted({s for p in panels for s in p.frame.source_title}))}."


def span(panels: list[Panel]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the ends of the time axis that all panels share."""
    starts = min(panel.frame.period_start.min() for panel in panels)
    ends = max(panel.frame.period_end.max() for panel in panels)
    return starts, ends


def lines(frame: pd.DataFrame, looks: Mapping[str, colours.Look]) -> list[Line]:
    """Return a line per project for a drawing; `frame`: rows of query `panels`."""
    rows: dict[str, list[Any]] = {}
    for row in each(frame):
        rows.setdefault(row.project_id, []).append(row)
    ordered = [*(key for key in PROJECTS if key in rows), *(k for k in rows if k not in PROJECTS)]
    return [
        Line(str(rows[key][0].name), *looks[key], [_point(row) for row in rows[key]])
        for key in ordered
    ]


def _point(row: Any) -> Point:
    low, high = (None if pd.isna(end) else float(end) for end in (row.low, row.high))
    bound = row.bound if isinstance(row.bound, str) else ""
    return Point(
        row.period_start, row.period_end, float(row.value), low, high, bool(row.suspect), bound
    )


def drawn(
    panel: Panel,
    ends: tuple[pd.Timestamp, pd.Timestamp],
    tip: str = "",
    ink: tuple[str, str] | None = None,
) -> str:
    """Draw a panel as SVG.

    Args:
        panel: what is drawn.
        ends: of the time axis.
        tip: what is shown when one points at it.
        ink: colours of its text on a light and on a dark page; None: that of its surroundings.
    """
    return drawing.sparkline(
        lines(panel.frame, panel.looks),
        width=WIDTH,
        height=HEIGHT,
        label=panel.told,
        tip=tip,
        span=ends,
        axis=True,
        ink=ink,
    )
