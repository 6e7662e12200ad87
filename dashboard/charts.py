"""Charts over time and over documents: frame in, figure out."""

import math
from collections.abc import Mapping
from itertools import cycle
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboard import colours, plotting, scales, text
from dashboard.frames import each
from warehouse import drawing

HEIGHT = 360
RIGHT = 100
"""Room for the labels at the end of lines, in pixels."""
MARKED = 60
"""Series of at most so many points show each of them; longer ones some, the last among them."""
SOME = 12
NARROW = 14
"""Letters that fit at the end of a line."""
DASHES = {
    "solid": "─",
    "dash": "╌",
    "dot": "┈",
    "longdash": "━",
    "dashdot": "╍",
    "longdashdot": "═",
}
"""Of lines of one colour, in turn, each with the letter that looks like it."""
OPEN = "not usable as evidence, or not over or not whole when it was read"
"""What open markers stand for."""
BANDS = "what a sample (95 %), a bound, rounding or a known break leaves open"
"""What bands stand for."""
SIGNS = {"at least": "≥ ", "at most": "≤ "}
SHORT = ("share", "level", "index", "yoy")
"""Kinds of values that are written as `drawing.written` does."""
TICKS = 7
FACTOR_TEN = 1.0
"""Room that a logarithmic axis has at least, in powers of ten."""
EVERY_MONTHS = (3, 6, 12, 24, 60)
"""Distances of ticks on an axis of ages."""


class Pen(NamedTuple):
    """How one line is drawn, and the sign that stands for it in its label."""

    colour: str
    symbol: str
    dash: str = "solid"

    @property
    def sign(self) -> str:
        """Return the marker, after a piece of the line where that is not solid."""
        dash = "" if self.dash == "solid" else DASHES[self.dash]
        return f"{dash}{colours.SYMBOLS[self.symbol]}"


def series(
    frame: pd.DataFrame,
    breaks: pd.DataFrame,
    kind: str = "share",
    labels: dict[str, str] | None = None,
    looks: Mapping[str, colours.Look] | None = None,
    one_colour: str | None = None,
    logarithmic: bool = False,
    disturbed: bool = False,
    reach: tuple[float, ...] = (),
) -> go.Figure:
    """Draw one line per key, its interval as a band, suspect figures (see `OPEN`) as open markers.

    Args:
        frame: key, period_start, period_end, value, low, high, suspect; bound for shares; months
            where the lines are drawn by their age.
        breaks: what `plotting.numbered` returned for the same span; may be empty.
        kind: how the value is written, see `words`. A place is drawn with the first on top.
        labels: what to write at the end of each line; the key by default.
        looks: of each key, see `colours.looks`; others by default.
        one_colour: draw all lines in this colour, told apart by dashes, symbols and their label,
            which stands where the line ends.
        logarithmic: draw powers of ten at equal distances; figures of zero are not drawn then.
        disturbed: shade the time that breaks disturb, besides their numbers under the axis.
        reach: heights that the value axis must show besides the figures.
    """
    aged = "months" in frame
    frame = frame.assign(
        x=frame.months if aged else text.middle(frame.period_start, frame.period_end)
    )
    if kind == "rank":
        frame = frame.assign(value=-frame.value, low=float("nan"), high=float("nan"))
    numbered = len(breaks) > 0 and not breaks.whole.all()
    figure = plotting.bare(
        HEIGHT,
        left=58 if kind == "yoy" else 46,
        right=48 if one_colour else RIGHT,
        top=14,
        bottom=32 + (plotting.UNDER if numbered else 0),
    )
    ends = fit(figure, frame, kind, logarithmic, reach)
    if aged:
        oldest = float(frame.x.max())
        every = next((step for step in EVERY_MONTHS if oldest / step <= 8), EVERY_MONTHS[-1])
        figure.update_xaxes(range=[-1, oldest + 1], dtick=every, tick0=0, ticksuffix=" mo")
    else:
        start, end = span(frame)
        figure.update_xaxes(range=[start, end])
        if numbered:
            plotting.mark_breaks(figure, breaks, start, end, disturbed)
    pens = _pens(frame, looks, one_colour)
    for key, part in frame.groupby("key", sort=False):
        suspect, pen = part.suspect.astype(bool), pens[str(key)]
        _band(figure, part[~suspect], pen.colour)
        _line(figure, part, str(key), pen, kind)
        _open_points(figure, part[suspect], str(key), pen, kind)
    newest = frame[~frame.suspect.astype(bool)].dropna(subset=["value"])
    newest = newest.groupby("key", sort=False).tail(1)
    found: dict[Any, list[tuple[float, str]]] = {}
    for row in each(newest[newest.value > 0] if logarithmic else newest):
        pen, name = pens[str(row.key)], (labels or {}).get(str(row.key), str(row.key))
        if one_colour:
            words = f"<b>{text.label(name)}</b>"
        else:
            words = f"{text.label(name, NARROW)}<br>{_sign(row)}{written(row.value, kind)}"
        height = math.log10(row.value) if logarithmic else row.value
        label = (height, plotting.bullet(pen.colour, words, pen.sign))
        found.setdefault(row.x if one_colour else None, []).append(label)
    if one_colour:
        _letters(figure, found, *ends)
    else:
        plotting.label_ends(figure, found.get(None, []), ends[1], ends[0])
    return figure


def _pens(
    frame: pd.DataFrame, looks: Mapping[str, colours.Look] | None, one_colour: str | None
) -> dict[str, Pen]:
    """Return how each key's line is told from the others."""
    keys = list(dict.fromkeys(map(str, frame.key)))
    looks = looks or colours.together(keys, {})
    if one_colour is None:
        return {key: Pen(*looks[key]) for key in keys}
    dashes = zip(keys, cycle(DASHES), strict=False)
    return {key: Pen(one_colour, looks[key].symbol, dash) for key, dash in dashes}


def _sign(row: Any) -> str:
    """Return the sign before a share that is only a bound; '' for any other figure."""
    return SIGNS.get(str(getattr(row, "bound", "")), "")


def _letters(
    figure: go.Figure, found: dict[Any, list[tuple[float, str]]], bottom: float, top: float
) -> None:
    """Write the names of lines, letters, where they end; `found`: height and name by time."""
    gap = plotting.LETTER_GAP * plotting.per_pixel(figure, top, bottom)
    beside: dict[str, Any] = {"xanchor": "left", "xshift": 6, "name": plotting.ON_DATA}
    notes = [
        plotting.note(words, x=x, y=y, **beside)
        for x, letters in found.items()
        for y, words in plotting.apart(letters, gap, top, bottom)
    ]
    plotting.write(figure, notes)


def span(frame: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the ends of the time axis of a frame with period_start and period_end."""
    middles = text.middle(frame.period_start, frame.period_end)
    room = max((middles.max() - middles.min()) * 0.02, pd.Timedelta(days=15))
    return middles.min() - room, middles.max() + room


def _band(figure: go.Figure, part: pd.DataFrame, colour: str) -> None:
    if part.low.isna().all():
        return
    known = part.dropna(subset=["low", "high"])
    figure.add_scatter(
        x=[*known.x, *known.x[::-1]],
        y=[*known.high, *known.low[::-1]],
        fill="toself",
        fillcolor=colours.rgba(colour, 0.13),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        name="interval",
    )


def _line(figure: go.Figure, part: pd.DataFrame, name: str, pen: Pen, kind: str) -> None:
    figure.add_scatter(
        x=part.x,
        y=part.value.mask(part.suspect.astype(bool)),
        name=name,
        mode="lines+markers",
        line={"color": pen.colour, "width": 2.2, "dash": pen.dash},
        marker={"color": pen.colour, "size": _sizes(part), "symbol": pen.symbol, "opacity": 1},
        customdata=_hover(part, kind),
        hovertemplate="%{customdata}<extra></extra>",
    )


def _sizes(part: pd.DataFrame) -> int | list[int]:
    """Return the size of each marker: of a long line some are seen, the last usable one always."""
    if len(part) <= MARKED:
        return 7
    usable = (~part.suspect.astype(bool) & part.value.notna()).to_numpy().nonzero()[0]
    every = max(1, len(usable) // SOME)
    seen = set(usable[::-1][::every].tolist())
    return [7 if place in seen else 0 for place in range(len(part))]


def _open_points(figure: go.Figure, part: pd.DataFrame, name: str, pen: Pen, kind: str) -> None:
    if part.empty:
        return
    size, width = (8, 1.6) if len(part) <= MARKED else (5, 1)
    symbol = f"{pen.symbol}-open"
    figure.add_scatter(
        x=part.x,
        y=part.value,
        name=f"{name}, not usable",
        mode="markers",
        marker={"color": pen.colour, "size": size, "symbol": symbol, "line": {"width": width}},
        customdata=_hover(part, kind),
        hovertemplate=f"%{{customdata}}, {OPEN}<extra></extra>",
    )


def _hover(part: pd.DataFrame, kind: str) -> list[str]:
    """Return name, period and exact value of each point."""
    names = {key: text.label(str(key)) for key in set(part.key)}
    return [
        f"{names[row.key]}, {text.period(row.period_start, row.period_end)}: "
        + exact(row.value, kind)
        for row in each(part)
    ]


def bars(
    frame: pd.DataFrame,
    kind: str = "share",
    labels: dict[str, str] | None = None,
    looks: Mapping[str, colours.Look] | None = None,
) -> go.Figure:
    """Draw one bar per key, for figures of one day; takes what `series` takes."""
    ordered = frame.sort_values("value", ascending=False)
    looks = looks or colours.together(map(str, ordered.key), {})
    figure = plotting.rows(48 * len(ordered), top=0, bottom=28)
    notes = []
    for turn, row in enumerate(each(ordered)):
        at = 48 * turn + 32
        colour = looks[str(row.key)].colour
        fill = colours.rgba(colour, 0.15) if row.suspect else colour
        figure.add_bar(
            x=[row.value],
            y=[at],
            width=18,
            orientation="h",
            name=str(row.key),
            marker={"color": fill, "line": {"color": colour, "width": 1.5}},
            hovertemplate=f"{_hover(ordered.iloc[[turn]], kind)[0]}<extra></extra>",
        )
        name = text.label((labels or {}).get(row.key, row.key))
        words = f"{name} <b>{_sign(row)}{written(row.value, kind)}</b>"
        notes.append(plotting.note(words, x=0, y=at - 11, xanchor="left", yanchor="bottom"))
    plotting.write(figure, notes)
    figure.update_xaxes(
        range=[min(0, 1.04 * ordered.value.min()), max(0, 1.04 * ordered.value.max())],
        tickformat=".0%" if kind in ("share", "yoy") else "~s",
        nticks=6,
    )
    return figure


def written(value: float, kind: str) -> str:
    """Return a value as it is written beside a line; places are drawn with their sign turned.

    `kind`: of a claim, or 'index' (100 is the base), or 'yoy' (a fraction more or less).
    """
    if kind in SHORT:
        return drawing.written(value, kind)
    return text.quantity(-value if kind == "rank" else value, kind)


def exact(value: float, kind: str) -> str:
    """Return a value with its digits, as it is shown when one points at it."""
    if kind in ("level", "index"):
        return text.exact(value)
    if kind == "share":
        return text.percent(value, 2)
    return text.figure(f"{100 * value:+,.1f} %") if kind == "yoy" else written(value, kind)


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
        ends = -len(places) - 0.4, -0.6
        at, words = [-n for n in places], [str(n) for n in places]
        figure.update_yaxes(range=ends, tickvals=at, ticktext=words)
        return ends
    good = frame[~frame.suspect.astype(bool)]
    most = float(max(frame.value.max(), good.high.max() if good.high.notna().any() else 0, *reach))
    least = float(min(frame.value.min(), good.low.min() if good.low.notna().any() else 0, *reach))
    top = most + 0.06 * (most - min(0.0, least) or 1)
    bottom = 0.0 if least >= 0 else least - 0.06 * (most - least)
    if kind == "share":
        top = min(top, 1.02)
    ticks = drawing.ticks(bottom, top, TICKS)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else top
    words = [_tick(tick, kind, step) for tick in ticks]
    figure.update_yaxes(range=[bottom, top], tickvals=ticks, ticktext=words)
    return bottom, top


def _tick(value: float, kind: str, step: float) -> str:
    """Return a value beside the axis, with the digits that tell it from its neighbours."""
    if kind in ("share", "change", "slope", "yoy"):
        sign = "" if kind == "share" else "+"
        return text.figure(f"{100 * value:{sign},.{1 if step < 0.0095 else 0}f} %")
    return text.count(value) if step >= 1 or not value else f"{value:g}"


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
