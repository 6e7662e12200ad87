"""Charts in rows: a definition or a measure a row, its points on one axis."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import colours, plotting, scales, text
from dashboard.frames import each
from dashboard.labels import CODES

LINE = 17
"""Height of a line of a label, in pixels."""
HEAD = 24
POINT = 26
GAP = 12
NARROW, WIDE = "narrow", "wide"
"""Labels above their points, for windows of a telephone's width; or beside them."""
WRAP = {NARROW: 50, WIDE: 58}
"""Letters of a row's label before it breaks."""
BESIDE = 430
"""Pixels that labels beside the axis take."""
LEFT: dict[str, Any] = {"xref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}
ROLES: dict[str, str] = CODES["role"]
FACTS = ROLES | CODES["fact_role"]
SAYS = {"holds": "says yes", "fails": "says no"}
"""What an outcome says of the claim, where its own word does not."""
WEAK = {"thin": "too few cases", "off date": "another date"}
"""Why a measurement cannot tell, in a chart."""
MONTHS = re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]+\b(?= \d)")
"""Names of months, which a chart shortens."""
ALWAYS = "all the time"
"""The period of a fact without beginning and end: not worth saying."""
ENDS = ("accepted_low", "accepted_high", "asserted_low", "asserted_high")


def evidence(frame: pd.DataFrame, claim: Any, form: str = NARROW) -> go.Figure:
    """Draw, `NARROW` or `WIDE`, what each count measured against the region where a claim holds.

    Args:
        frame: test_id, title, role, moment, deciding, measured, low, high, shown, outcome, missing,
            period, period_start, period_end; a row per test and moment, the deciding one first. A
            figure of another moment is drawn when it is another one.
        claim: kind, claimed, accepted_low, accepted_high, accepted, asserted_low, asserted_high.
    """
    drawn = without_repeats(frame)
    roles = FACTS if claim["kind"] in text.FACTS else ROLES
    points: list[tuple[float, Any]] = []
    words: list[tuple[float, str]] = []
    y = 0.0
    for role, group in drawn.groupby("role", sort=False):
        words.append((y, f"<b>{roles[str(role)]}</b>"))
        y += HEAD
        for title, tests in group.groupby("title", sort=False):
            label = text.label(str(title), WRAP[form])
            words.append((y, label))
            y += LINE * (label.count("<br>") + 1)
            for row in each(tests):
                value = _value(row, WRAP[form])
                words.append((y, value))
                y += LINE * value.count("<br>")
                points.append((y + (LINE / 2 if form == WIDE else POINT), row))
                y += LINE if form == WIDE else POINT + GAP
            y += GAP
    ours = f"read as: {claim['accepted']}"  # where the article gives no figure
    theirs = f"as claimed: {claim['claimed']}" if text.known(claim["claimed"]) else ours
    as_claimed = text.label(theirs, WRAP[form] - 6)
    figure = plotting.rows(int(y), top=12 + LINE * (as_claimed.count("<br>") + 1))
    if form == WIDE:
        figure.update_layout(margin={"l": BESIDE})
    scale = scales.fitting(
        str(claim["kind"]),
        pd.concat([drawn.measured, drawn.low, drawn.high]).dropna().astype(float),
        [float(claim[end]) for end in ENDS if not pd.isna(claim[end])],
    )
    scale.draw(figure)
    _region(figure, claim, scale, as_claimed)
    for at, row in points:
        _point(figure, at, row, scale)
    left: dict[str, Any] = LEFT | ({"xshift": -BESIDE} if form == WIDE else {})
    plotting.write(figure, [plotting.note(line, x=0, y=at, **left) for at, line in words])
    return figure


def _value(row: Any, width: int = 200) -> str:
    """Return outcome, value and period of a measurement, in two lines where one has no room."""
    mark = colours.OUTCOMES[row.outcome]
    remarks = [
        said(row.outcome),
        MONTHS.sub(r"\1", f"{also(row)}{when(row)}"),
        WEAK.get(row.missing, ""),
    ]
    shown = text.figure(row.shown)
    beside = ", ".join(remark for remark in remarks if remark and remark != shown)
    broken = "<br>" if len(shown) + len(beside) + 3 > width else " "
    words = f"<b>{text.label(shown)}</b>{broken}{text.label(beside)}"
    return plotting.bullet(mark.colour, words, mark.symbol)


def said(outcome: str) -> str:
    """Return what a test says of the claim: 'says yes', 'cannot tell'."""
    return SAYS.get(outcome, colours.OUTCOMES[outcome].words)


def says(outcome: str) -> str:
    """Return what a test says of the claim: symbol and words."""
    return f"{colours.OUTCOMES[outcome].symbol} {said(outcome)}"


def badge(outcome: str) -> str:
    """Return what a test says as a Markdown badge."""
    mark = colours.OUTCOMES[outcome]
    return f":{mark.badge}-badge[{mark.icon} {said(outcome)}]"


def when(row: Any) -> str:
    """Return the period of a measurement, for a change both of them."""
    return text.figure(row.period) if text.known(row.period) else "no period"


def also(row: Any) -> str:
    """Return what stands before the period of a measurement that does not decide."""
    if row.deciding:
        return ""
    return "now: " if row.moment == "now" else "also: "


def without_repeats(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence without tests that have no data, and each figure of a test once.

    `frame`: the deciding moment of each test first.
    """
    # a fact may have neither beginning nor end, which equal nothing: compared in words
    known = frame[frame.measured.notna()]
    spans = known.assign(start=known.period_start.astype(str), end=known.period_end.astype(str))
    return known[~spans.duplicated(["test_id", "start", "end"])]


def _region(figure: go.Figure, claim: Any, scale: scales.Scale, words: str) -> None:
    """Shade where the claim holds, and say so above it."""
    if pd.isna(claim["accepted_low"]) and pd.isna(claim["accepted_high"]):
        return
    first, last = scale.region(claim["accepted_low"], claim["accepted_high"])
    line = {"color": colours.CLAIMED, "width": 1}
    figure.add_vrect(first, last, fillcolor=colours.REGION, layer="below", line=line)
    claimed(figure, words, first, last, scale.middle(first, last), 1 / 3, y=1, yshift=6)


def claimed(
    figure: go.Figure, words: str, first: Any, last: Any, along: float, edge: float, **where: Any
) -> None:
    """Write what is claimed at the middle of [first, last]; near an edge, from one end inwards.

    `along`: where on the axis, 0-1, that middle is; `edge`: how far, 0-1, an edge reaches.
    """
    anchor = "left" if along < edge else "right" if along > 1 - edge else "center"
    x = {"left": first, "right": last, "center": first + (last - first) / 2}[anchor]
    note = plotting.note(plotting.bullet(colours.CLAIMED, words), x=x, xanchor=anchor, **where)
    plotting.write(figure, [note | {"yref": "paper", "yanchor": "bottom"}])


def _point(figure: go.Figure, y: float, row: Any, scale: scales.Scale) -> None:
    """Draw one measurement with its interval: filled at the time that decides, else hollow.

    Where an interval has no known beginning or no end yet, an arrow stands at the axis' end.
    """
    mark = colours.OUTCOMES[row.outcome]
    if not pd.isna(row.low):
        ends = [scale.at(row.low), scale.at(row.high)]
        line = {"color": mark.colour, "width": 3}
        figure.add_scatter(
            x=ends, y=[y, y], mode="lines", hoverinfo="skip", name="interval", line=line
        )
        arrows = zip(ends, ("left", "right"), scale.open_ends(row.low, row.high), strict=True)
        for x, way, is_open in arrows:
            if is_open:
                arrow = {"color": mark.colour, "size": 10, "symbol": f"triangle-{way}"}
                unsaid: dict[str, Any] = {"hoverinfo": "skip", "cliponaxis": False}
                figure.add_scatter(
                    x=[x], y=[y], mode="markers", name="open end", marker=arrow, **unsaid
                )
    hollow = not row.deciding and not mark.marker.endswith("-open")
    figure.add_scatter(
        x=[scale.at(row.measured)],
        y=[y],
        mode="markers",
        name=mark.words,
        marker={
            "color": mark.colour,
            "size": 11,
            "symbol": f"{mark.marker}-open" if hollow else mark.marker,
            "line": {"width": 1.8, "color": mark.colour},
        },
        hovertemplate=f"{_value(row)}<extra></extra>",
    )


def dumbbell(frame: pd.DataFrame, looks: Mapping[str, colours.Look]) -> go.Figure:
    """Draw one row per title with a point per project, each with its look, see `colours.looks`.

    `frame`: title, project_id, name, value (share as a fraction), words (the figure to show).
    """
    titles = list(dict.fromkeys(frame.title))
    wrapped = [text.label(str(title), WRAP[NARROW]) for title in titles]
    heights = [LINE * (words.count("<br>") + 2) + 38 for words in wrapped]
    figure = plotting.rows(sum(heights), top=4)
    figure.update_xaxes(range=[0, min(1.0, 1.1 * frame.value.max())], tickformat=".0%", nticks=6)
    notes = []
    y = 0
    for title, words, height in zip(titles, wrapped, heights, strict=True):
        part = frame[frame.title == title].sort_values("value", ascending=False)
        drawn = [looks[project] for project in part.project_id]
        figures = [(text.label(row.name), text.label(row.words)) for row in each(part)]
        shown = "   ".join(
            plotting.bullet(look.colour, " ".join(one), colours.SYMBOLS[look.symbol])
            for look, one in zip(drawn, figures, strict=True)
        )
        above = f"<b>{words}</b><br>{shown}"
        notes.append(plotting.note(above, x=0, y=y, name=plotting.ON_DATA, **LEFT))
        figure.add_scatter(
            x=part.value,
            y=[y + height - 20] * len(part),
            mode="lines+markers",
            name=str(title),
            line={"color": colours.MUTED, "width": 2},
            marker={
                "color": [look.colour for look in drawn],
                "symbol": [look.symbol for look in drawn],
                "size": 12,
            },
            customdata=[": ".join(one) for one in figures],
            hovertemplate="%{customdata}<extra></extra>",
        )
        y += height
    plotting.write(figure, notes)
    return figure
