"""A claim in one line of SVG: where it would hold, and what each test measured.

Positions are percentages, so that the drawing is as wide as the page and its signs stay legible.
"""

import math
from typing import NamedTuple

from markupsafe import Markup

from warehouse.exporting.content import Claim, Evidence
from warehouse.exporting.rendering import rendered

AROUND_ZERO = ("change", "slope")
DATES = ("crossing", "date")
LOGARITHMIC = 20
"""Ratio of the largest to the smallest value from which the axis is logarithmic."""


class Axis(NamedTuple):
    """The ends of the axis, in the claim's measure."""

    low: float
    high: float
    logarithmic: bool

    def at(self, value: float) -> float:
        """Return the position of a value in percent, held within the axis."""
        low, high, value = self.low, self.high, min(max(value, self.low), self.high)
        if self.logarithmic:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return 100 * (value - low) / (high - low)

    def span(self, low: float | None, high: float | None) -> tuple[float, float]:
        """Return the positions of two ends; of none, those of the axis."""
        return (0 if low is None else self.at(low)), (100 if high is None else self.at(high))


def number_line(claim: Claim) -> Markup:
    """Return the drawing; nothing for properties, and where nothing was measured."""
    rows = [
        (row, row.measured)
        for row in sorted(claim.evidence, key=lambda row: row.decides)
        if row.deciding and row.measured is not None
    ]
    if claim.kind == "property" or not rows:
        return Markup("")
    axis = _axis(claim, [value for _, value in rows])
    low, high = claim.accepted_low, claim.accepted_high
    drawn = rendered(
        "number_line",
        accepted=claim.accepted,
        region=None if low is None and high is None else axis.span(low, high),
        points=[(row, axis.at(value), _interval(claim, axis, row)) for row, value in rows],
        ends=(_label(claim.kind, axis.low), _label(claim.kind, axis.high)),
    )
    return Markup(drawn.rstrip())


def _axis(claim: Claim, values: list[float]) -> Axis:
    """Return an axis on which the measurements and the ends of the region lie."""
    ends = [end for end in (claim.accepted_low, claim.accepted_high) if end is not None]
    if claim.kind == "share":
        ends = [end for end in ends if end < 1]
        return Axis(0, min(1, max(0.05, 1.08 * max(values + ends))), False)
    least, most = min(values + ends), max(values + ends)
    if claim.kind in AROUND_ZERO:
        room = 0.08 * (max(most, 0) - min(least, 0)) or 0.01
        return Axis(min(least, 0) - room, max(most, 0) + room, False)
    if claim.kind in DATES:
        return Axis(least - 1, most + 1, False)
    if least > 0 and most / least > LOGARITHMIC:
        return Axis(least / 1.3, most * 1.3, True)
    return Axis(0, 1.1 * most or 1, False)


def _interval(claim: Claim, axis: Axis, row: Evidence) -> tuple[float, float] | None:
    """Return where the interval of a measurement begins and ends; a date's may have no end."""
    known = row.low is not None and row.high is not None
    return axis.span(row.low, row.high) if known or claim.kind == "crossing" else None


def _label(kind: str, value: float) -> str:
    """Return an end of the axis in words."""
    if kind == "share":
        return f"{100 * value:.3g} %"
    if kind in AROUND_ZERO:
        return f"{100 * value:+.1f} points".replace("-", "−")
    if kind in DATES:
        return f"{value:.0f}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"
