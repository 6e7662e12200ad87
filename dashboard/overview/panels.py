"""The frameworks' shares of each signal as small panels on one scale: frame in, chart out."""

from functools import cache
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from dashboard import canvas, charts, colours, text, ties
from dashboard.frames import each

PROJECTS = ("pytorch", "tensorflow", "jax")
SYMBOLS = {
    "pytorch": ("circle", "●"),
    "tensorflow": ("square", "■"),
    "jax": ("triangle-up", "▲"),
}
SINCE = "2017-01-01"
"""Before, PyTorch was not public."""
PANELS = {
    "PyPI downloads": ("pypi-frameworks", "pypi-all-frameworks"),
    "Paper code": ("papers-drawn-named", "papers-links-named"),
    "Conference papers": ("conferences-two",),
    "Dependents": ("github-dependents",),
    "Hub models": ("hub-tag-frameworks",),
    "GitHub stars": ("github-stars", "github-stars-live"),
    "GitHub contributors": ("github-contributors",),
    "Questions asked": ("questions-two", "questions-asked-frameworks"),
    "Developer survey": ("so-professionals-two",),
    "Kaggle survey": ("kaggle-two",),
}
"""Definitions by the title of their panel; of several, the one with the newest figure is drawn.

Signals that count too little a month to be a line, as hiring posts, are left out."""
AMONG = {
    "two-frameworks": "of the two",
    "three-frameworks": "of the three",
    "frameworks": "of all frameworks",
}
"""Of whom the shares are, by the group that definitions are over."""
NAMED = "of those with a framework"
"""The same for the definitions over a base: papers of which one is known."""
HEIGHT = 92
LABELLED = 50
"""Room for the figures at the end of lines, in pixels."""
GAP = 0.2
"""Of the scale: labels nearer than this would overlap."""
MARKED = 12
"""Lines of at most so many figures show each of them."""


class Panel(NamedTuple):
    """One signal.

    title: of the panel: what is counted, and of whom the shares are.
    frame: rows of query `panels` under one definition.
    newest: of these, those of the newest period that may head a page, the largest share first.
    """

    title: str
    frame: pd.DataFrame
    newest: pd.DataFrame

    @property
    def leader(self) -> str | None:
        """Return the name of the project that surely leads; None where the first are level."""
        first = ties.leader(list(each(self.newest.assign(value=self.newest.numerator))))
        return None if first is None else str(first.name)

    @property
    def about(self) -> str:
        """Return the period of the newest figures, and a tie as one."""
        last = self.newest.iloc[0]
        return text.period(last.period_start, last.period_end) + ("" if self.leader else ": level")


def made(shares: pd.DataFrame) -> list[Panel]:
    """Return the panels that have figures, in the order of `PANELS`; `shares`: query `panels`."""
    x = text.middle(shares.period_start, shares.period_end).dt.strftime("%Y-%m-%d")
    shares = shares.assign(x=x)
    every = {str(name): part for name, part in shares.groupby("definition_id")}
    usable = shares[~shares.suspect.astype(bool)]
    good = {str(name): part for name, part in usable.groupby("definition_id")}
    found = []
    for title, definitions in PANELS.items():
        known = [name for name in definitions if name in good]
        if known:
            chosen = max(known, key=lambda name: good[name].period_end.max())
            newest = good[chosen][good[chosen].period_end == good[chosen].period_end.max()]
            newest = newest.sort_values("value", ascending=False)
            among = AMONG.get(newest.group_id.iloc[0], NAMED)
            found.append(Panel(f"{title}, {among}", every[chosen], newest))
    return found


def words(panel: Panel) -> str:
    """Return the newest figures of a panel: 'PyTorch 66 %, TensorFlow 17 %'."""
    return ", ".join(f"{row.name} {text.percent(row.value, 0)}" for row in each(panel.newest))


def legend(panels: list[Panel]) -> str:
    """Return the symbols of the projects drawn, as HTML in their colours."""
    return " &ensp; ".join(
        f'<span style="color:{colours.project(key)}">{SYMBOLS[key][1]}</span> {escape(name)}'
        for key, name in _drawn(panels).items()
    )


def symbols(panels: list[Panel]) -> str:
    """Return the same as plain text: '● PyTorch, ■ TensorFlow'."""
    return ", ".join(f"{SYMBOLS[key][1]} {name}" for key, name in _drawn(panels).items())


def _drawn(panels: list[Panel]) -> dict[str, str]:
    names = {row.project_id: str(row.name) for panel in panels for row in each(panel.newest)}
    return {key: names[key] for key in PROJECTS if key in names}


def below(panels: list[Panel]) -> str:
    """Return what stands under all panels: unit, what is not usable, sources."""
    unsure = any(panel.frame.suspect.any() for panel in panels)
    sources = sorted({source for panel in panels for source in panel.frame.source_title})
    return (
        "Share of what each signal counts, and of whom; the two: PyTorch and TensorFlow, the "
        "three: JAX as well. Figures: the newest. Level: the lead may be chance, or due to a known "
        f"break. Bands: {charts.BANDS}"
        + (f"; open marks: {charts.OPEN}" if unsure else "")
        + f". Sources: {'; '.join(sources)}."
    )


def span(panels: list[Panel]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the ends of the time axis that all panels share."""
    starts = min(panel.frame.period_start.min() for panel in panels)
    ends = max(panel.frame.period_end.max() for panel in panels)
    return starts, ends


def figure(
    panel: Panel, ends: tuple[pd.Timestamp, pd.Timestamp], theme: str | None
) -> dict[str, Any]:
    """Draw a line per project, its interval as a band, figures that may not decide as open marks.

    It is plotly's JSON: checking ten figures part by part takes longer than all the rest.

    Args:
        panel: what is drawn.
        ends: of the time axis.
        theme: 'light' or 'dark'; None when it is not known.
    """
    rows: dict[str, list[Any]] = {}
    for row in each(panel.frame):
        rows.setdefault(row.project_id, []).append(row)
    traces = [trace for name in PROJECTS if name in rows for trace in _line(rows[name])]
    layout = _layout()
    axis = {"range": [f"{end:%Y-%m-%d}" for end in ends]}
    return {
        "data": traces,
        "layout": layout
        | {"xaxis": layout["xaxis"] | axis, "annotations": _labels(panel.newest)}
        | ({"font": {"color": colours.INK[theme], "size": canvas.SMALL}} if theme else {}),
    }


def _line(rows: list[Any]) -> list[dict[str, Any]]:
    """Return band, line and open marks of one project, in order of time."""
    colour, symbol = colours.project(rows[0].project_id), SYMBOLS[rows[0].project_id][0]
    name = text.label(str(rows[0].name))
    line = _points(rows, [None if row.suspect else row.value for row in rows], name) | {
        "mode": "lines+markers" if len(rows) <= MARKED else "lines",
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 5, "symbol": symbol},
    }
    unsure = [row for row in rows if row.suspect]
    marks = _points(unsure, [row.value for row in unsure], f"{name}, {charts.OPEN}") | {
        "mode": "markers",
        "marker": {"color": colour, "size": 4, "symbol": f"{symbol}-open", "opacity": 0.6},
    }
    known = [row for row in rows if not row.suspect and not pd.isna(row.low)]
    return [*_band(known, colour), line, *([marks] if unsure else [])]


def _points(rows: list[Any], values: list[float | None], name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "x": [row.x for row in rows],
        "y": values,
        "hovertemplate": f"{name}, %{{x|%b %Y}}: %{{y:.2%}}<extra></extra>",
    }


def _band(rows: list[Any], colour: str) -> list[dict[str, Any]]:
    if not rows:
        return []
    days, low = [row.x for row in rows], [row.low for row in rows]
    shape = {"x": days + days[::-1], "y": [row.high for row in rows] + low[::-1], "fill": "toself"}
    look = {"fillcolor": colours.rgba(colour, 0.16), "line": {"width": 0}, "mode": "lines"}
    return [{"type": "scatter", "name": "interval", "hoverinfo": "skip"} | shape | look]


def _labels(newest: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the newest figures for the right of a panel, kept apart."""
    words = [
        (
            float(row.value),
            f'<span style="color:{colours.project(row.project_id)}">'
            f"{SYMBOLS[row.project_id][1]}</span> {text.percent(row.value, 0)}",
        )
        for row in each(newest)
    ]
    right: dict[str, Any] = {"xref": "paper", "xanchor": "left", "xshift": 4}
    placed = canvas.apart(words, GAP, 1.0, 0.0)
    return [canvas.note(said, x=1, y=y, **right) for y, said in placed]


@cache
def _layout() -> dict[str, Any]:
    """Return the layout of all panels, made once."""
    bare = canvas.bare(HEIGHT, left=40, right=LABELLED, top=8, bottom=18).to_plotly_json()["layout"]
    del bare["template"]  # long, and the theme brings its own
    ticks = {"size": canvas.SMALL - 1}
    times = {"type": "date", "dtick": "M48", "tick0": "2018-01-01", "tickformat": "%Y"}
    scale = {"range": [0, 1.04], "tickvals": [0, 0.5, 1], "ticktext": ["0", "50", "100 %"]}
    return {
        **bare,
        "xaxis": bare["xaxis"] | times | {"tickfont": ticks, "showgrid": False},
        "yaxis": bare["yaxis"] | scale | {"tickfont": ticks},
    }
