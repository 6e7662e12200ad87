"""A claim in one line of SVG: where it would hold, and what each test measured.

Positions are percentages, so that the drawing is as wide as the page and its signs stay legible.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from warehouse.exporting.content import Claim, Evidence
from warehouse.exporting.marks import OUTCOMES

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


def strip(claim: Claim) -> Markup:
    """Return the drawing; nothing for properties, and where nothing was measured."""
    rows = [row for row in claim.evidence if row.deciding and row.measured is not None]
    if claim.kind == "property" or not rows:
        return Markup("")
    axis = _axis(claim, rows)
    label = f"What was measured, and where the claim holds: {claim.accepted}"
    drawn = Markup("\n").join(_point(axis, row) for row in sorted(rows, key=lambda r: r.decides))
    return Markup(
        '<svg class="strip" role="img" aria-label="{label}" width="100%" height="50">\n'
        "{region}\n"
        '<line class="axis" x1="0" x2="100%" y1="32" y2="32"/>\n'
        "{drawn}\n"
        '<text class="end" x="0" y="47">{low}</text>\n'
        '<text class="end" x="100%" y="47" text-anchor="end">{high}</text>\n'
        "</svg>"
    ).format(
        label=label,
        region=_region(claim, axis),
        drawn=drawn,
        low=_label(claim.kind, axis.low),
        high=_label(claim.kind, axis.high),
    )


def _axis(claim: Claim, rows: Iterable[Evidence]) -> Axis:
    """Return an axis on which the measurements and the ends of the region lie."""
    values = [row.measured for row in rows if row.measured is not None]
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


def _region(claim: Claim, axis: Axis) -> Markup:
    if claim.accepted_low is None and claim.accepted_high is None:
        return Markup("")
    start = 0.0 if claim.accepted_low is None else axis.at(claim.accepted_low)
    end = 100.0 if claim.accepted_high is None else axis.at(claim.accepted_high)
    return Markup('<rect class="region" x="{}%" y="3" width="{}%" height="29"/>').format(
        f"{start:.2f}", f"{max(end - start, 0.3):.2f}"
    )


def _point(axis: Axis, row: Evidence) -> Markup:
    """Draw a measurement with its interval; paler where it decides nothing."""
    assert row.measured is not None
    mark = OUTCOMES[row.outcome]
    interval = Markup("")
    if row.low is not None and row.high is not None:
        interval = Markup('<line x1="{}%" x2="{}%" y1="18" y2="18"/>').format(
            f"{axis.at(row.low):.2f}", f"{axis.at(row.high):.2f}"
        )
    return Markup(
        '<g class="{style}">{interval}<text x="{x}%" y="24" text-anchor="middle">'
        "{symbol}<title>{title}: {shown}</title></text></g>"
    ).format(
        style=row.outcome.replace(" ", "-") + ("" if row.decides else " idle"),
        interval=interval,
        x=f"{axis.at(row.measured):.2f}",
        symbol=mark.symbol,
        title=row.title,
        shown=row.shown,
    )


def _label(kind: str, value: float) -> str:
    """Return an end of the axis in words."""
    if kind == "share":
        return f"{100 * value:.3g} %"
    if kind in AROUND_ZERO:
        return f"{100 * value:+.1f} points".replace("-", "−")
    if kind in DATES:
        return f"{value:.0f}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"
