"""The axis of a claim's measure: where a value stands, which ticks it has, where it ends."""

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboard import colours, text
from warehouse import drawing

EARLIEST, LATEST = 1900, 9999
"""Years that stand for an unknown beginning and for something that has not happened yet."""
POSITIVE = ("ratio", "order", "growth", "level")
WIDE = 15
"""Positive measures whose values differ by this factor or more get a logarithmic axis."""
EVERY_PLACE = 12
"""Up to so many places, each has its tick."""
DATED = ("crossing", "date")
ENDLESS = {"level": 1e15, "ratio": 1e9, "order": 1e9}
"""Upper ends from which on an interval has none, as table `measurement` writes them."""


class Scale(NamedTuple):
    """How values of one kind of claim become positions on an axis.

    kind: kind of the claim.
    logarithmic: whether positions are powers of ten.
    low, high: the ends of the axis, as positions.
    """

    kind: str
    logarithmic: bool
    low: Any
    high: Any

    def at(self, value: float) -> Any:
        """Return the position of a value, at most the end of the axis."""
        return min(max(position(value, self.kind, self.logarithmic), self.low), self.high)

    def open_ends(self, low: float, high: float) -> tuple[bool, bool]:
        """Return whether an interval has no known beginning, and no end."""
        return self.kind in DATED and low <= EARLIEST, high >= endless(self.kind)

    def region(self, low: float | None, high: float | None) -> tuple[Any, Any]:
        """Return where a region of acceptance begins and ends on the axis; None: no bound."""
        half = 0.5 if self.kind == "rank" else 0.0
        first = self.low if low is None or pd.isna(low) else self.at(low - half)
        last = self.high if high is None or pd.isna(high) else self.at(high + half)
        return first, last

    def middle(self, first: Any, last: Any) -> float:
        """Return how far the middle of a region lies along the axis, as a fraction."""
        return float(((first - self.low) + (last - first) / 2) / (self.high - self.low))

    def draw(self, figure: go.Figure) -> None:
        """Give a figure this axis."""
        figure.update_xaxes(range=[self.low, self.high], nticks=6, **self._ticks())

    def _ticks(self) -> dict[str, Any]:
        if self.logarithmic:
            return log_ticks(self.low, self.high)
        match self.kind:
            case "share":
                return {"tickformat": ".0%" if self.high > 0.06 else ".1%"}
            case "change" | "slope":
                return {"tickformat": "+", "zeroline": True, "zerolinecolor": colours.MUTED}
            case "rank":
                every = self.high - self.low <= EVERY_PLACE
                return {"tickformat": "d"} | ({"dtick": 1} if every else {})
            case "crossing" | "date":
                return {"type": "date"}
            case _:
                return {"tickformat": "~s" if self.high > 1000 else ""}


def fitting(kind: str, values: Iterable[float], region: Iterable[float]) -> Scale:
    """Return the scale on which values and the ends of a region are seen, with some room.

    Args:
        kind: kind of the claim.
        values: in its measure, with the ends of intervals; at least one.
        region: the bounds that exist, those of the figure as claimed included.
    """
    dated = kind in DATED
    bounds = [end for end in region if kind != "share" or end < 1]
    known = [v for v in (*values, *bounds) if v < endless(kind) and (not dated or v > EARLIEST)]
    logarithmic = kind in POSITIVE and min(known) > 0 and max(known) >= WIDE * min(known)
    places = [position(value, kind, logarithmic) for value in known]
    low, high = min(places), max(places)
    if kind == "share":
        return Scale(kind, False, 0.0, min(1.0, max(1.12 * high, 0.05)))
    if kind == "rank":
        return Scale(kind, False, 0.5, max(high, 3) + 0.5)
    if dated:
        room = max(0.1 * (high - low), pd.Timedelta(days=120))
        return Scale(kind, False, low - room, high + room)
    if logarithmic:
        return Scale(kind, True, low - 0.15, high + 0.15)
    if kind in ("change", "slope"):
        room = 0.08 * (high - low) or 1.0
        return Scale(kind, False, min(low - room, 0), max(high + room, 0))
    return Scale(kind, False, 0.0, 1.12 * high or 1.0)


def endless(kind: str) -> float:
    """Return from which value on the upper end of an interval stands for none."""
    return LATEST if kind in DATED else ENDLESS.get(kind, math.inf)


def position(value: float, kind: str, logarithmic: bool = False) -> Any:
    """Return where a value stands: points for changes, days for dates, else the value itself."""
    if kind in DATED:
        return text.moment(min(max(value, EARLIEST), 2200))
    if kind in ("change", "slope"):
        return 100 * value
    return math.log10(max(value, 1e-12)) if logarithmic else value


def log_ticks(low: float, high: float) -> dict[str, Any]:
    """Return ticks at 1, 10, 100 ..., and between them where there is room."""
    values = drawing.log_ticks(low, high)
    return {
        "tickmode": "array",
        "tickvals": [math.log10(value) for value in values],
        "ticktext": [text.count(value) if value >= 1 else f"{value:g}" for value in values],
    }
