"""Charts over time and over documents: frame in, figure out."""

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import axes, canvas, colours, text
from dashboard.frames import each

HEIGHT = 360
RIGHT = 96
"""Room for the labels at the end of lines, in pixels."""
MARKED = 60
"""Series of at most so many points show each of them."""
NARROW = 14
"""Letters that fit at the end of a line."""
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
OPEN = "not usable as evidence, or not over or not whole when it was read"
"""What open markers stand for."""
BANDS = "what a sample (95 %), a bound, rounding or a known break leaves open"
"""What bands stand for."""
SIGNS = {"at least": "≥ ", "at most": "≤ "}
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon", "star")


def series(
    frame: pd.DataFrame,
    breaks: pd.DataFrame,
    kind: str = "share",
    labels: dict[str, str] | None = None,
    one_colour: str | None = None,
    logarithmic: bool = False,
    late: tuple[pd.Timestamp, pd.Timestamp] | None = None,
    reach: tuple[float, ...] = (),
) -> go.Figure:
    """Draw one line per key, its interval as a band, suspect figures (see `OPEN`) as open markers.

    Args:
        frame: key, period_start, period_end, value, low, high, suspect; bound for shares.
        breaks: what `canvas.numbered` returned for the same span; may be empty.
        kind: how the value is written, see `axes.words`. A place is drawn with the first on top.
        labels: what to write at the end of each line; the key by default.
        one_colour: draw all lines in this colour, told apart by dashes, symbols and their label,
            which stands where the line ends.
        logarithmic: draw powers of ten at equal distances; figures of zero are not drawn then.
        late: where figures should be that the source has not brought, as drawn on the time axis.
        reach: heights that the value axis must show besides the figures.
    """
    frame = frame.assign(x=text.middle(frame.period_start, frame.period_end))
    if kind == "rank":
        frame = frame.assign(value=-frame.value, low=float("nan"), high=float("nan"))
    start, end = span(frame)
    figure = canvas.bare(
        HEIGHT,
        left=58 if kind == "yoy" else 46,
        right=48 if one_colour else RIGHT,
        top=34 if len(breaks) else 14,
    )
    ends = axes.fit(figure, frame, kind, logarithmic, reach)
    if len(breaks):
        canvas.mark_breaks(figure, breaks, start, end)
    _lines(figure, frame, kind, one_colour)
    newest = frame[~frame.suspect.astype(bool)].groupby("key", sort=False).tail(1)
    if logarithmic:
        newest = newest[newest.value > 0]
        newest = newest.assign(height=[math.log10(value) for value in newest.value])
    else:
        newest = newest.assign(height=newest.value)
    names = [(labels or {}).get(str(key), str(key)) for key in newest.key]
    if one_colour:
        _letters(figure, newest.assign(name=names), *ends)
    else:
        _names(figure, newest.assign(name=names), kind, *ends)
    if late is not None:
        _late(figure, *late)
        end = max(late[1], end)
    figure.update_xaxes(range=[start, end])
    return figure


def _lines(figure: go.Figure, frame: pd.DataFrame, kind: str, one_colour: str | None) -> None:
    """Draw the line of each key, told apart by colour, dashes and symbols."""
    drawn: list[str] = []
    for turn, (key, part) in enumerate(frame.groupby("key", sort=False)):
        colour = one_colour or colours.project(str(key))
        dash = DASHES[drawn.count(colour) % len(DASHES)]
        symbol = SYMBOLS[turn % len(SYMBOLS)]
        drawn.append(colour)
        suspect = part.suspect.astype(bool)
        _band(figure, part[~suspect], colour)
        _line(figure, part, str(key), colour, dash, symbol, kind)
        _open_points(figure, part[suspect], str(key), colour, symbol, kind)


def _names(figure: go.Figure, newest: pd.DataFrame, kind: str, bottom: float, top: float) -> None:
    """Write name and newest figure at the right of each line."""
    labels = []
    for row in each(newest):
        words = f"{text.label(row.name, NARROW)}<br>{_sign(row)}{axes.words(row.value, kind)}"
        labels.append((row.height, canvas.bullet(colours.project(str(row.key)), words)))
    canvas.label_ends(figure, labels, top, bottom)


def _sign(row: Any) -> str:
    """Return the sign before a share that is only a bound; '' for any other figure."""
    return SIGNS.get(str(getattr(row, "bound", "")), "")


def _letters(figure: go.Figure, newest: pd.DataFrame, bottom: float, top: float) -> None:
    """Write the name of each line, a letter, where it ends."""
    gap = canvas.LETTER_GAP * canvas.per_pixel(figure, top, bottom)
    beside: dict[str, Any] = {"xanchor": "left", "xshift": 6, "name": canvas.ON_DATA}
    notes = []
    for x, group in newest.groupby("x", sort=False):
        letters = [(row.height, f"<b>{text.label(row.name)}</b>") for row in each(group)]
        for y, words in canvas.apart(letters, gap, top, bottom):
            notes.append(canvas.note(words, x=x, y=y, **beside))
    canvas.write(figure, notes)


def span(frame: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the ends of the time axis of a frame with period_start and period_end."""
    middles = text.middle(frame.period_start, frame.period_end)
    room = max((middles.max() - middles.min()) * 0.02, pd.Timedelta(days=15))
    return middles.min() - room, middles.max() + room


def _late(figure: go.Figure, start: pd.Timestamp, end: pd.Timestamp) -> None:
    """Shade the time for which a source owes figures, and say so above it."""
    figure.add_shape(
        type="rect", x0=start, x1=end, y0=0, y1=1, yref="paper", layer="below",
        fillcolor=colours.LATE, line={"width": 1, "dash": "dash", "color": colours.LATE_EDGE},
    )  # fmt: skip
    within: dict[str, Any] = {"yref": "paper", "yanchor": "top", "xanchor": "center"}
    middle = start + (end - start) / 2
    canvas.write(figure, [canvas.note("late", x=middle, y=0.98, size=11, textangle=-90, **within)])


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


def _line(
    figure: go.Figure, part: pd.DataFrame, name: str, colour: str, dash: str, symbol: str, kind: str
) -> None:
    figure.add_scatter(
        x=part.x,
        y=part.value.mask(part.suspect.astype(bool)),
        name=name,
        mode="lines+markers" if len(part) <= MARKED else "lines",
        line={"color": colour, "width": 2.2, "dash": dash},
        marker={"color": colour, "size": 7, "symbol": symbol},
        customdata=_hover(part, kind),
        hovertemplate="%{customdata}<extra></extra>",
    )


def _open_points(
    figure: go.Figure, part: pd.DataFrame, name: str, colour: str, symbol: str, kind: str
) -> None:
    if part.empty:
        return
    figure.add_scatter(
        x=part.x,
        y=part.value,
        name=f"{name}, not usable",
        mode="markers",
        marker={
            "color": colour,
            "size": 8 if len(part) <= MARKED else 5,
            "symbol": f"{symbol}-open",
            "line": {"width": 1.6 if len(part) <= MARKED else 1},
        },
        customdata=_hover(part, kind),
        hovertemplate=f"%{{customdata}}, {OPEN}<extra></extra>",
    )


def _hover(part: pd.DataFrame, kind: str) -> list[str]:
    """Return name, period and exact value of each point."""
    names = {key: text.label(str(key)) for key in set(part.key)}
    return [
        f"{names[row.key]}, {text.period(row.period_start, row.period_end)}: "
        + axes.exact(row.value, kind)
        for row in each(part)
    ]


def bars(
    frame: pd.DataFrame,
    breaks: pd.DataFrame,
    kind: str = "share",
    labels: dict[str, str] | None = None,
) -> go.Figure:
    """Draw one bar per key, for figures of one day; takes what `series` takes."""
    ordered = frame.sort_values("value", ascending=False)
    figure = canvas.rows(48 * len(ordered), top=0, bottom=28)
    notes = []
    for turn, row in enumerate(each(ordered)):
        at = 48 * turn + 32
        colour = colours.project(row.key)
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
        words = f"{name} <b>{_sign(row)}{axes.words(row.value, kind)}</b>"
        notes.append(canvas.note(words, x=0, y=at - 11, xanchor="left", yanchor="bottom"))
    canvas.write(figure, notes)
    figure.update_xaxes(
        range=[min(0, 1.04 * ordered.value.min()), max(0, 1.04 * ordered.value.max())],
        tickformat=".0%" if kind in ("share", "yoy") else "~s",
        nticks=6,
    )
    return figure
