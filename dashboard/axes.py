"""The value axis of charts over time: its ends, its ticks, and how values on it are written."""

import math

import pandas as pd
import plotly.graph_objects as go

from dashboard import scales, text
from warehouse import drawing

WRITTEN = ("share", "level", "index", "yoy")
FACTOR_TEN = 1.0
"""Room that a logarithmic axis has at least, in powers of ten."""


def words(value: float, kind: str) -> str:
    """Return a value as it is written beside a line; places are drawn with their sign turned.

    `kind`: of a claim, or 'index' (100 is the base), or 'yoy' (a fraction more or less).
    """
    if kind in WRITTEN:
        return drawing.written(value, kind)
    return text.quantity(-value if kind == "rank" else value, kind)


def exact(value: float, kind: str) -> str:
    """Return a value with its digits, as it is shown when one points at it."""
    if kind in ("level", "index"):
        return text.exact(value)
    if kind == "share":
        return text.percent(value, 2)
    return text.figure(f"{100 * value:+,.1f} %") if kind == "yoy" else words(value, kind)


def fit(
    figure: go.Figure,
    frame: pd.DataFrame,
    kind: str,
    logarithmic: bool = False,
    reach: tuple[float, ...] = (),
) -> tuple[float, float]:
    """Set the value axis so that every figure, drawn interval and `reach` fits; return its ends.

    On a logarithmic axis the ends are powers of ten: so plotly wants heights there.
    """
    if logarithmic:
        return _logarithmic(figure, frame, reach)
    if kind == "rank":
        places = range(1, int(-min(frame.value.min(), *reach, -1)) + 1)
        figure.update_yaxes(tickvals=[-n for n in places], ticktext=[str(n) for n in places])
        bottom, top = -len(places) - 0.4, -0.6
        figure.update_yaxes(range=[bottom, top])
        return bottom, top
    good = frame[~frame.suspect.astype(bool)]
    most = float(max(frame.value.max(), good.high.max() if good.high.notna().any() else 0, *reach))
    least = float(min(frame.value.min(), good.low.min() if good.low.notna().any() else 0, *reach))
    top = most + 0.06 * (most - min(0.0, least) or 1)
    bottom = 0.0 if least >= 0 else least - 0.06 * (most - least)
    if kind == "share":
        top = min(top, 1.02)
        figure.update_yaxes(tickformat=".0%" if top > 0.06 else ".1%")
    elif kind in ("change", "slope", "yoy"):
        figure.update_yaxes(tickformat="+,.0%")
    else:
        figure.update_yaxes(tickformat="~s" if most >= 1000 else "")
    figure.update_yaxes(range=[bottom, top])
    return bottom, top


def _logarithmic(
    figure: go.Figure, frame: pd.DataFrame, reach: tuple[float, ...]
) -> tuple[float, float]:
    drawn = [value for value in (*frame.value, *reach) if value > 0]
    low, high = (math.log10(end) for end in ((min(drawn), max(drawn)) if drawn else (1, 10)))
    room = max(0.04 * (high - low), (FACTOR_TEN - (high - low)) / 2)
    low, high = low - room, high + room
    ticks = scales.log_ticks(low, high)
    ticks["tickvals"] = [10**place for place in ticks["tickvals"]]
    figure.update_yaxes(type="log", range=[low, high], **ticks)
    return low, high
