"""What all charts share: the bare figure, breaks, direct labels, and rows one pixel to a unit.

Titles, units and sources stand around a chart as text (see `blocks`), never inside it, so that
nothing overlaps on a narrow screen. Colours of text and axes are left to Streamlit's theme.
"""

from itertools import groupby
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import colours
from dashboard.frames import each
from warehouse.drawing import apart as apart

FONT_SIZE = 13
SMALL = 12
LABEL_LINE = 16
"""Height of a line of a direct label, in pixels."""
LETTER_GAP = 14
"""The same for labels of one letter."""
WHOLE = 0.8
"""A break that covers more than this part of a chart concerns the whole of it: not shaded."""
ROWS = "rows"
"""Marks figures whose height is that of their rows."""
ON_DATA = "on data"
"""Name of labels that may lie over lines."""
UNDER = 34
"""Room for the numbers of breaks under the time axis, in pixels."""
LEAST = 0.004
"""Of the time axis: a break that lasts less is a moment."""
CLUSTER = 0.055
"""Break numbers nearer than this part of the axis share one label."""


def bare(
    height: int, *, left: int = 8, right: int = 8, top: int = 8, bottom: int = 32
) -> go.Figure:
    """Return an empty figure without background, legend, zoom or tool bar."""
    axis = {
        "fixedrange": True,
        "showgrid": True,
        "gridcolor": colours.GRID,
        "zeroline": False,
        "title": {"text": ""},
        "tickfont": {"size": SMALL},
        "automargin": False,
    }
    # all at once: each later update of a figure costs milliseconds
    return go.Figure(
        layout={
            "height": height,
            "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "font": {"size": FONT_SIZE},
            "title": {"text": ""},
            "xaxis": axis,
            "yaxis": axis,
        }
    )


def rows(height: int, top: int = 8, bottom: int = 32) -> go.Figure:
    """Return a figure whose y axis counts pixels from the top, for rows with text above them."""
    figure = bare(height + top + bottom, top=top, bottom=bottom, left=10, right=14)
    figure.update_yaxes(range=[height, 0], showgrid=False, showticklabels=False, visible=False)
    figure.layout.meta = ROWS
    return figure


def note(text: str, *, x: object, y: float, size: int = SMALL, **where: Any) -> dict[str, Any]:
    """Return text to be written into a figure, without an arrow."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": size}, **where}


def write(figure: go.Figure, notes: list[dict[str, Any]]) -> None:
    """Write texts into a figure, all at once: plotly checks all of them each time."""
    figure.layout.annotations = [*figure.layout.annotations, *notes]


def ink(figure: go.Figure, theme: str) -> None:
    """Give all text the colour of a theme, 'light' or 'dark', and text on data some ground."""
    inked_layout = inked(figure.layout.to_plotly_json(), theme)
    figure.layout.font.color = colours.INK[theme]
    figure.layout.annotations = inked_layout.get("annotations", [])


def inked(layout: dict[str, Any], theme: str) -> dict[str, Any]:
    """Return a layout, as plotly's JSON, with its text in the colour of a theme."""
    notes = []
    for words in layout.get("annotations", ()):
        ground = {"bgcolor": colours.PAPER[theme]} if words.get("name") == ON_DATA else {}
        notes.append(
            {**words, "font": {**words.get("font", {}), "color": colours.INK[theme]}, **ground}
        )
    font = {**layout.get("font", {}), "color": colours.INK[theme]}
    return {**layout, "font": font} | ({"annotations": notes} if notes else {})


def month(name: str) -> str:
    """Return '2020-01' as 'Jan 2020'."""
    return f"{pd.Timestamp(name):%b %Y}"


def bullet(colour: str, text: str, sign: str = "●") -> str:
    """Return a label that carries its colour in a sign, so that the text keeps its contrast."""
    return f'<span style="color:{colour}">{sign}</span> {text}'


def numbered(breaks: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return the breaks that touch [start, end], numbered from 1, and whether each covers it whole.

    Those that do have the number 0: they are not marked.

    `breaks`: starts, ends (null: open) and more, as query `breaks` returns them.
    """
    ends = breaks.ends.fillna(end + pd.Timedelta(days=1))
    seen = breaks.assign(ends=ends)[(breaks.starts <= end) & (ends >= start)]
    touched = seen.ends.where(seen.ends < end, end) - seen.starts.where(seen.starts > start, start)
    covered = touched.dt.total_seconds() / (end - start).total_seconds()
    whole = covered > WHOLE
    return seen.assign(number=(~whole).cumsum().mask(whole, 0), whole=whole)


def mark_breaks(
    figure: go.Figure,
    breaks: pd.DataFrame,
    start: pd.Timestamp,
    end: pd.Timestamp,
    bands: bool = False,
) -> None:
    """Number each break under the time axis; those that cover everything are only listed.

    Args:
        figure: its bottom margin has `UNDER` more than one without breaks.
        breaks: what `numbered` returns for the same span.
        start, end: of the time axis.
        bands: shade the time that each disturbs as well.
    """
    width = end - start
    shapes: list[dict[str, Any]] = []
    marked = breaks[~breaks.whole]
    ends = marked.ends.where(marked.ends < end, end)
    starts = marked.starts.where(marked.starts > start, start)
    marked = marked.assign(starts=starts, ends=ends, middle=starts + (ends - starts) / 2)
    marked = marked.sort_values(["middle", "number"])
    for row in each(marked):
        across = {"x0": row.starts, "x1": row.ends, "yref": "paper", "layer": "below"}
        lasts, blocks = row.ends - row.starts > LEAST * width, row.severity == "block"
        if bands and lasts:
            colour = colours.SHADE_BLOCK if blocks else colours.SHADE
            shade = {"type": "rect", "fillcolor": colour, "line": {"width": 0}}
            shapes.append(across | shade | {"y0": 0, "y1": 1})
        elif bands:
            line = {"color": colours.MUTED, "width": 1, "dash": "dot"}
            shapes.append(across | {"type": "line", "line": line, "y0": 0, "y1": 1})
        # pixels under the axis, below its own labels
        tick = across | {"type": "line", "ysizemode": "pixel", "yanchor": 0}
        tick |= {"line": {"color": colours.MUTED, "width": 4 if blocks else 2}}
        upright = {"x1": row.starts, "y0": -21, "y1": -28}
        shapes.append(tick | ({"y0": -24, "y1": -24} if lasts else upright))
    figure.layout.shapes = [*figure.layout.shapes, *shapes]
    notes = []
    under: dict[str, Any] = {"yref": "paper", "yanchor": "top"}
    clusters = (marked.middle.diff() >= CLUSTER * width).cumsum()
    for turn, cluster in marked.groupby(clusters):
        first, last = cluster.middle.iloc[0], cluster.middle.iloc[-1]
        low = -26 - 12 * (turn % 2)
        words = _runs(sorted(cluster.number))
        notes.append(note(words, x=first + (last - first) / 2, y=0, size=11, yshift=low, **under))
    write(figure, notes)


def _runs(numbers: list[int]) -> str:
    """Return rising numbers with those that follow on each other as one: '2,6–9'."""
    turns = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    runs = [[number for _, number in run] for _, run in turns]
    return ",".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def label_ends(
    figure: go.Figure, labels: list[tuple[float, str]], top: float, bottom: float
) -> None:
    """Write labels at the right of lines that end at the given heights, kept apart.

    Args:
        figure: its height and margins say how many pixels there are; it grows when they are few.
        labels: height in axis units, text.
        top: upper end of the axis.
        bottom: lower end of the axis.
    """
    lines = max((text.count("<br>") + 1 for _, text in labels), default=1)
    pixels = LABEL_LINE * lines + 2
    margin = figure.layout.margin
    room = figure.layout.height - margin.t - margin.b
    figure.layout.height += max(0, pixels * len(labels) - room)
    gap = pixels * per_pixel(figure, top, bottom)
    right: dict[str, Any] = {"xref": "paper", "xanchor": "left", "xshift": 8, "align": "left"}
    notes = [note(words, x=1, y=y, **right) for y, words in apart(labels, gap, top, bottom)]
    write(figure, notes)


def per_pixel(figure: go.Figure, top: float, bottom: float) -> float:
    """Return how much of the value axis a pixel is."""
    margin = figure.layout.margin
    return float((top - bottom) / (figure.layout.height - margin.t - margin.b))
