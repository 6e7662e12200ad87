"""What all charts share: the bare figure, breaks, direct labels, and rows one pixel to a unit.

Titles, units and sources stand around a chart as text (see `blocks`), never inside it, so that
nothing overlaps on a narrow screen. Colours of text and axes are left to Streamlit's theme.
"""

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
ON_DATA = "on data"
"""Name of labels that may lie over lines."""
CLUSTER = 0.055
"""Break numbers nearer than this part of the axis share one label."""


def bare(
    height: int, *, left: int = 8, right: int = 8, top: int = 8, bottom: int = 32
) -> go.Figure:
    """Return an empty figure without background, legend, zoom or tool bar."""
    axis = {
        "fixedrange": True, "showgrid": True, "gridcolor": colours.GRID, "zeroline": False,
        "title": {"text": ""}, "tickfont": {"size": SMALL}, "automargin": False,
    }  # fmt: skip
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
    return figure


def note(text: str, *, x: object, y: float, size: int = SMALL, **where: Any) -> dict[str, Any]:
    """Return text to be written into a figure, without an arrow."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": size}, **where}


def write(figure: go.Figure, notes: list[dict[str, Any]]) -> None:
    """Write texts into a figure, all at once: plotly checks all of them each time."""
    figure.layout.annotations = [*figure.layout.annotations, *notes]


def ink(figure: go.Figure, theme: str) -> None:
    """Give all text the colour of a theme, 'light' or 'dark', and text on data some ground."""
    notes = [words.to_plotly_json() for words in figure.layout.annotations]
    for words in notes:
        words["font"] = {**words.get("font", {}), "color": colours.INK[theme]}
        if words.get("name") == ON_DATA:
            words["bgcolor"] = colours.PAPER[theme]
    figure.layout.font.color = colours.INK[theme]
    figure.layout.annotations = notes


def bullet(colour: str, text: str) -> str:
    """Return a label that carries its colour as a dot, so that the text keeps its contrast."""
    return f'<span style="color:{colour}">●</span> {text}'


def numbered(breaks: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return the breaks that touch [start, end], numbered from 1, and whether each covers it whole.

    `breaks`: starts, ends (null: open) and more, as query `breaks` returns them.
    """
    ends = breaks.ends.fillna(end + pd.Timedelta(days=1))
    seen = breaks.assign(ends=ends)[(breaks.starts <= end) & (ends >= start)]
    touched = seen.ends.where(seen.ends < end, end) - seen.starts.where(seen.starts > start, start)
    covered = touched.dt.total_seconds() / (end - start).total_seconds()
    return seen.assign(number=range(1, len(seen) + 1), whole=covered > WHOLE)


def mark_breaks(
    figure: go.Figure, breaks: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp
) -> None:
    """Shade each break and number it at the top; those that cover everything are only listed.

    `breaks`: what `numbered` returns for the same span.
    """
    width = end - start
    clusters: list[list[tuple[int, pd.Timestamp]]] = []
    shapes: list[dict[str, Any]] = []
    for row in each(breaks[~breaks.whole]):
        first, last = max(row.starts, start), min(row.ends, end)
        shape = {"x0": first, "x1": last, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
        if last > first:
            colour = colours.SHADE_BLOCK if row.severity == "block" else colours.SHADE
            shapes.append(shape | {"type": "rect", "fillcolor": colour, "line": {"width": 0}})
        else:
            line = {"color": colours.MUTED, "width": 1, "dash": "dot"}
            shapes.append(shape | {"type": "line", "line": line})
        middle = first + (last - first) / 2
        near = clusters and middle - clusters[-1][-1][1] < CLUSTER * width
        if near:
            clusters[-1].append((row.number, middle))
        else:
            clusters.append([(row.number, middle)])
    figure.layout.shapes = [*figure.layout.shapes, *shapes]
    notes = []
    for turn, cluster in enumerate(clusters):
        numbers = [number for number, _ in cluster]
        runs = max(numbers) - min(numbers) + 1 == len(numbers) > 1
        words = f"{numbers[0]}–{numbers[-1]}" if runs else ",".join(map(str, numbers))
        at = cluster[0][1] + (cluster[-1][1] - cluster[0][1]) / 2
        above: dict[str, Any] = {"yref": "paper", "yanchor": "bottom", "yshift": 14 * (turn % 2)}
        notes.append(note(words, x=at, y=1, size=11, **above))
    write(figure, notes)


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
