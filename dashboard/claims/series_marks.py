"""A claim drawn into a series of its own measure: when it speaks of, and where it holds."""

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import canvas, colours, text

ROOM = 0.1
"""How much of an open region is seen beyond its end, as a part of the axis."""
THIN = 0.012
"""A date that takes less of the axis than this is drawn as a line."""
FAINT = 0.1
"""Opacity of the region, over which lines are drawn."""
DATE = "claim’s date"


def dated(claim: Any) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Return the time [start, end] that a claim speaks of; None when it is undated."""
    if not text.known(claim.as_of_start):
        return None
    return pd.Timestamp(claim.as_of_start), pd.Timestamp(claim.as_of_end)


def words(claim: Any) -> str:
    """Return what the marks mean, for the line below the chart; '' when there are none."""
    said = []
    if _bounded(claim):
        said.append(f"Shaded: where the claim holds ({claim.accepted})")
    if dated(claim) is not None:
        said.append(f"Between dotted lines: the claim’s date, {text.figure(claim.as_of)}")
    return "".join(f"{part}. " for part in said)


def reach(claim: Any, frame: pd.DataFrame, logarithmic: bool) -> tuple[float, ...]:
    """Return the heights up to which the value axis must go so that the region is seen.

    Args:
        claim: kind, accepted_low, accepted_high.
        frame: value.
        logarithmic: whether the axis is.
    """
    ends = [_height(end, claim.kind) for end in _ends(claim) if text.known(end)]
    if claim.kind == "rank" or not ends:
        return tuple(end for end in ends if math.isfinite(end))
    if logarithmic:
        return tuple(end * factor for end in ends for factor in (1 - ROOM, 1 + ROOM))
    values = [*frame.value, *ends, 0.0]
    room = ROOM * (max(values) - min(values))
    low, high = (text.known(end) for end in _ends(claim))
    if low and high:
        return tuple(ends)
    return (ends[0] + room,) if low else (min(ends[0], ends[0] - room if ends[0] <= 0 else 0),)


def draw(figure: go.Figure, claim: Any) -> go.Figure:
    """Shade the region in which a claim holds, and mark its date; return the figure.

    Args:
        figure: what `charts.series` returned, drawn with `reach`.
        claim: kind, accepted_low, accepted_high, as_of_start, as_of_end.
    """
    if _bounded(claim):
        _region(figure, claim)
    when = dated(claim)
    if when is not None:
        _date(figure, *when)
    return figure


def _ends(claim: Any) -> tuple[Any, Any]:
    """Return the ends of the region; None where it goes on, for a share to nothing or to all."""
    low, high = claim.accepted_low, claim.accepted_high
    if claim.kind == "share":
        low, high = (None if low == 0 else low), (None if high == 1 else high)
    return low, high


def _bounded(claim: Any) -> bool:
    return any(text.known(end) for end in _ends(claim))


def _height(value: float, kind: str) -> float:
    """Return how high a value is drawn: places hang from the top."""
    return -float(value) if kind == "rank" else float(value)


def _region(figure: go.Figure, claim: Any) -> None:
    axis = figure.layout.yaxis
    logarithmic = axis.type == "log"
    bottom, top = (10**end if logarithmic else end for end in axis.range)
    ranked = claim.kind == "rank"
    open_ends, half = ((top, bottom), 0.5) if ranked else ((bottom, top), 0.0)
    heights = [
        _height(end, claim.kind) if text.known(end) else open_end
        for end, open_end in zip(_ends(claim), open_ends, strict=True)
    ]
    low, high = max(bottom, min(heights) - half), min(top, max(heights) + half)
    figure.add_shape(
        type="rect",
        x0=0,
        x1=1,
        xref="paper",
        y0=low,
        y1=high,
        layer="below",
        fillcolor=colours.rgba(colours.CLAIMED, FAINT),
        line={"width": 1, "color": colours.CLAIMED},
    )


def _date(figure: go.Figure, start: pd.Timestamp, end: pd.Timestamp) -> None:
    """Mark a time with dotted lines at its ends, and say what it is; the axis grows to show it."""
    first, last = (pd.Timestamp(end) for end in figure.layout.xaxis.range)
    room = THIN * (max(last, end) - min(first, start))
    first, last = min(first, start - room), max(last, end + room)
    figure.update_xaxes(range=[first, last])
    ends = [start + (end - start) / 2] if end - start < THIN * (last - first) else [start, end]
    for at in ends:
        figure.add_shape(
            type="line",
            x0=at,
            x1=at,
            y0=0,
            y1=1,
            yref="paper",
            line={"width": 1.5, "dash": "dot", "color": colours.CLAIMED},
        )
    middle = start + (end - start) / 2
    along = (middle - first) / (last - first)
    anchor = "left" if along < 0.15 else "right" if along > 0.85 else "center"
    at = {"left": start, "right": end, "center": middle}[anchor]
    words = canvas.bullet(colours.CLAIMED, DATE)
    inside: dict[str, Any] = {
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": anchor,
        "name": canvas.ON_DATA,
    }
    canvas.write(figure, [canvas.note(words, x=at, y=0.01, **inside)])
