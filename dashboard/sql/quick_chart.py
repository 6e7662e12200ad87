"""The chart below the rows of a query: which columns to draw and how, chosen sensibly, then drawn.

No column means anything here beyond its type, its name and its values; what is drawn is what the
query returned, row by row, and nothing is added up.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import streamlit as st

from dashboard import address, blocks, colours, marts, plotting, text
from dashboard.frames import each
from dashboard.sql import gaps, results
from warehouse import palette

NAMES = {"chart": "Chart", "x": "Horizontal axis", "y": "Vertical axis", "colour": "Colour"}
"""What is chosen: names of the widgets and of the address, with their labels."""
NO_COLOUR = "none"
LINE, BAR, SCATTER = "line", "bar", "scatter"
KINDS = {LINE: "Line", BAR: "Bars", SCATTER: "Points"}
MOST_POINTS = 5_000
MOST_BARS = 25
MOST_SERIES = 8
HEIGHT = 380
ROW = 40
WIDE = 50
"""Points whose values differ by this factor or more get a logarithmic axis."""
MARKED = 60
"""Lines of at most so many points show each of them, longer ones those that stand alone."""
RIGHT = 128
NAME_LETTERS = 24
BAR_LETTERS = 48
TELLING = ("share", "value", "measured", "per_day", "numerator")
"""Columns that a chart is most likely meant to show, the likeliest first."""
TIMES = ("year", "month", "quarter", "week", "day")
FRACTIONS = ("share", "low", "high")
DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")

Colour = Callable[[str], str | None]
"""The colour of a value that has one everywhere, a project's; else None."""


class Choice(NamedTuple):
    """What to draw: kind of chart, and the columns for x, y and colour."""

    kind: str
    x: str
    y: str
    colour: str | None


class Drawn(NamedTuple):
    """A chart, what it is drawn from, and what it leaves out, in words."""

    figure: go.Figure
    rows: pd.DataFrame
    left_out: str


def show(table: pa.Table, build_id: str) -> dict[str, str | None]:
    """Draw the rows as chosen, or as seems best; return what was chosen otherwise than that."""
    frame = results.frame(table, MOST_POINTS)
    best = automatic(frame)
    if best is None:
        st.caption("No chart: it takes two rows or more and a column of numbers.")
        return {}
    choice = _choice(frame, best)
    drawn = draw(frame, choice, _own_colours().get)
    if drawn.rows.empty:
        st.caption("No chart: no row has a value for both axes.")
        return {}
    bars = choice.kind == BAR
    by = (" and " if bars else ", by ") + choice.colour if choice.colour else ""
    few = "" if len(frame) == table.num_rows else f"Drawn from the first {len(frame):,} rows. "
    blocks.chart(
        f"{choice.y} {'by' if bars else 'over'} {choice.x}{by}",
        drawn.figure,
        drawn.rows,
        name="query-chart",
        heading="##",
        below=f"{few}{drawn.left_out} Drawn as the query returns it; build {build_id}.".strip(),
    )
    chosen = zip(NAMES, choice, best, strict=True)
    return {name: value or NO_COLOUR for name, value, usual in chosen if value != usual}


def _own_colours() -> dict[str, str]:
    """Return what has a colour of its own on every page: projects by id and name, verdicts."""
    with marts.seeing(None):
        looks = marts.read("looks")
    own = {word: mark.colour for word, mark in (colours.VERDICTS | colours.OUTCOMES).items()}
    for row in each(looks):
        own[row.project_id] = own[row.name] = row.colour
    return own


def _choice(frame: pd.DataFrame, best: Choice) -> Choice:
    state = st.session_state
    columns = [list(frame.columns), numbers(frame), [NO_COLOUR, *groups(frame)]]
    offered = dict(zip(NAMES, [list(KINDS), *columns], strict=True))
    for name, usual in zip(NAMES, best, strict=True):
        address.one(name, offered[name], usual or NO_COLOUR)
    kinds, words = offered.pop("chart"), KINDS.__getitem__
    st.segmented_control(NAMES["chart"], kinds, key="chart", format_func=words, required=True)
    with st.container(key="chart-choice"):
        for name, options in offered.items():
            st.selectbox(NAMES[name], options, key=name)
    colour = None if state.colour == NO_COLOUR else state.colour
    return Choice(state.chart, state.x, state.y, colour)


def numbers(frame: pd.DataFrame) -> list[str]:
    """Return the columns that a value axis can show."""
    found = frame.select_dtypes("number", exclude="timedelta").dropna(axis=1, how="all")
    return found.columns.tolist()


def groups(frame: pd.DataFrame) -> list[str]:
    """Return the columns whose values can be told apart by colour."""
    return [name for name in _texts(frame) if 1 < frame[name].nunique() <= 4 * MOST_SERIES]


def _texts(frame: pd.DataFrame) -> list[str]:
    taken = {*numbers(frame), *_dates(frame)}
    return [name for name in frame.columns if name not in taken and frame[name].notna().any()]


def _dates(frame: pd.DataFrame) -> list[str]:
    return frame.select_dtypes(["datetime", "datetimetz"]).columns.tolist()


def automatic(frame: pd.DataFrame) -> Choice | None:
    """Return what most likely shows what the rows say, or None when there is nothing to draw.

    Lines where a row is one moment (of one group), else bars with the most telling names, else
    points.
    """
    values = numbers(frame)
    times = _dates(frame) + [name for name in values if name.lower() in TIMES]
    values = [name for name in values if name not in times]
    if not values or len(frame) < 2:
        return None
    y = next((name for name in TELLING if name in values), values[0])
    for x in times:
        if frame[x].nunique() > 1 and (by := _apart(frame, x)) is not None:
            return Choice(LINE, x, y, by or None)
    if labels := _texts(frame):
        x = max(labels, key=lambda name: frame[name].nunique())
        return Choice(BAR, x, y, _apart(frame, x) or None)
    others = [name for name in [*times, *values] if name != y]
    return Choice(SCATTER, others[0], y, None) if others else None


def _apart(frame: pd.DataFrame, x: str) -> str | None:
    """Return the column that tells rows of one x apart; '' if none need be, None if none does."""
    if not frame.duplicated([x]).any():
        return ""
    return next((c for c in groups(frame) if c != x and not frame.duplicated([x, c]).any()), None)


def draw(frame: pd.DataFrame, choice: Choice, colour_of: Colour) -> Drawn:
    """Draw the rows of a frame.

    Args:
        frame: any columns, at most `MOST_POINTS` rows are drawn.
        choice: what to draw; its columns are in the frame, y is one of `numbers`.
        colour_of: the colour of a value that has one everywhere.
    """
    columns = list(dict.fromkeys(filter(None, choice[1:])))
    finite = frame[columns].replace([math.inf, -math.inf], math.nan)
    whole = finite.dropna(subset=[choice.x, choice.y])
    rows = whole.head(MOST_BARS if choice.kind == BAR else MOST_POINTS)
    if rows.empty:
        return Drawn(plotting.bare(HEIGHT), rows, "")
    left_out = []
    if len(rows) < len(whole):
        left_out.append(f"Drawn: the first {len(rows):,} of {len(whole):,} rows.")
    if choice.kind != LINE:
        figure = (_bars if choice.kind == BAR else _scatter)(rows, choice, colour_of)
        return Drawn(figure, rows, " ".join(left_out))
    if choice.colour and len(sizes := rows[choice.colour].value_counts()) > MOST_SERIES:
        rows = rows[rows[choice.colour].isin(list(sizes.index[:MOST_SERIES]))]
        left_out.append(
            f"Drawn: the {MOST_SERIES} of {len(sizes)} values of {choice.colour} with most rows."
        )
    if rows.duplicated([choice.x, choice.colour or choice.x]).any():
        left_out.append(
            "Several rows share one place; aggregate in the query or choose another colour."
        )
    unknown = finite[finite[choice.x].notna() & finite[choice.y].isna()]
    return Drawn(_line(rows, unknown, choice, colour_of), rows, " ".join(left_out))


def _series(
    rows: pd.DataFrame, choice: Choice, colour_of: Colour
) -> list[tuple[str, str, pd.DataFrame]]:
    """Return name, colour and rows of each line or kind of point, told apart as far as can be."""
    by = choice.colour
    groups = rows.groupby(by, sort=False, dropna=False) if by else [("", rows)]
    parts = [(_name(key), part) for key, part in groups]
    shades = palette.distinct({name: colour_of(name) for name, _ in parts})
    return [(name, shades[name], part) for name, part in parts]


def _name(value: Any) -> str:
    return "none" if pd.isna(value) else str(value)


def _label(value: Any, letters: int = NAME_LETTERS) -> str:
    """Return a value as a short label, safe in a chart."""
    if isinstance(value, pd.Timestamp):
        return text.day(value)
    words = f"{value:,}" if isinstance(value, float) else _name(value)
    return text.label(words if len(words) <= letters else f"{words[: letters - 1]}…")


def _words(value: float, fraction: bool) -> str:
    if fraction:
        return text.percent(value)
    whole = abs(value) >= 100 or float(value).is_integer()
    return (text.count(value) if whole else f"{value:.3g}").replace("-", text.MINUS)


def _fraction(rows: pd.DataFrame, column: str) -> bool:
    """Return whether a column holds shares, which are written as percentages."""
    return column in FRACTIONS and bool(rows[column].dropna().between(0, 1).all())


def _points(
    rows: pd.DataFrame,
    choice: Choice,
    series: Iterable[tuple[str, pd.DataFrame, dict[str, Any]]],
    right: int = 16,
) -> go.Figure:
    """Draw points between two axes, those of each series as it looks, under its name.

    `rows`: what the axes are chosen for; `right`: room beside them, in pixels.
    """
    figure = plotting.bare(HEIGHT, left=52, right=right, top=16, bottom=48)
    title = {"text": _label(choice.x), "font": {"size": plotting.SMALL}}
    figure.update_xaxes(title=title, automargin=True, **_ticks(rows, choice.x))
    figure.update_yaxes(automargin=True, **_ticks(rows, choice.y))
    is_text, form = choice.x in _texts(rows), _form(rows, choice.y)
    for name, part, look in series:
        lead = f"{_label(name)}<br>" if choice.colour else ""
        figure.add_scatter(
            x=[_label(value) for value in part[choice.x]] if is_text else part[choice.x],
            y=part[choice.y],
            name=_label(name),
            hovertemplate=f"{lead}%{{x}}: %{{y{form}}}<extra></extra>",
            **look,
        )
    return figure


def _form(rows: pd.DataFrame, column: str) -> str:
    return ":.1%" if _fraction(rows, column) else ":,.6~g"


def _ticks(rows: pd.DataFrame, column: str) -> dict[str, Any]:
    if column in TIMES or not pd.api.types.is_numeric_dtype(rows[column]):
        return {"nticks": 6} if column in numbers(rows) + _dates(rows) else {}
    big = rows[column].abs().max() >= 1000
    form = ".0%" if _fraction(rows, column) else "~s" if big else ",~g"
    return {"tickformat": form, "nticks": 6}


def _line(
    rows: pd.DataFrame, unknown: pd.DataFrame, choice: Choice, colour_of: Colour
) -> go.Figure:
    """Draw one line per colour, named at its end, broken where a period is missing.

    `unknown`: rows without a value, which break the line of their colour.
    """
    is_text, fraction = choice.x in _texts(rows), _fraction(rows, choice.y)

    def ordered(part: pd.DataFrame) -> pd.DataFrame:
        if is_text:  # in the order of the query
            return part.sort_index(kind="stable")
        return part.sort_values(choice.x, kind="stable")

    parts = [(n, shade, ordered(part)) for n, shade, part in _series(rows, choice, colour_of)]
    holes = {name: part for name, _, part in _series(unknown, choice, colour_of)}
    broken = gaps.breaks([part[choice.x] for *_, part in parts])
    lines, ends = [], []
    for turn, ((name, shade, part), gone) in enumerate(zip(parts, broken, strict=True)):
        first = part[gone].assign(**{choice.y: math.nan})
        # a point without a value comes before the one whose place it takes
        points = ordered(pd.concat([first, holes.get(name, first.head(0)), part]))
        alone = points[choice.y].shift().isna() & points[choice.y].shift(-1).isna()
        shown = alone | (len(part) <= MARKED)
        look = {
            "mode": "lines+markers" if shown.any() else "lines",
            "line": {"color": shade, "width": 2, "dash": DASHES[turn // 4 % len(DASHES)]},
            "marker": {"size": (6 * shown).tolist(), "symbol": SYMBOLS[turn % len(SYMBOLS)]},
            "connectgaps": False,
        }
        lines.append((name, points, look))
        newest = float(part[choice.y].iloc[-1])
        words = f"{_label(name)} <b>{_words(newest, fraction)}</b>"
        ends.append((newest, plotting.bullet(shade, words)))
    figure = _points(rows, choice, lines, RIGHT if choice.colour else 16)
    bottom, top = _span(rows[choice.y])
    figure.update_yaxes(range=[bottom, top])
    if choice.colour:
        plotting.label_ends(figure, ends, top, bottom)
    return figure


def _span(values: "pd.Series[float]") -> tuple[float, float]:
    """Return the ends of the value axis: from zero, unless values lie below it."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    room = 0.06 * (high - low or 1.0)
    return low - (room if low < 0 else 0), high + room


def _scatter(rows: pd.DataFrame, choice: Choice, colour_of: Colour) -> go.Figure:
    """Draw one point per row; many colours are named at each point, few in a legend."""
    parts = _series(rows, choice, colour_of)
    named = len(parts) > MOST_SERIES
    series = []
    for turn, (name, shade, part) in enumerate(parts):
        symbol = "circle" if named else SYMBOLS[turn % len(SYMBOLS)]
        look: dict[str, Any] = {
            "mode": "markers",
            "marker": {"color": shade, "size": 8, "opacity": 0.8, "symbol": symbol},
        }
        if named:
            words = [_label(name)] * len(part)
            look |= {"mode": "markers+text", "text": words, "textposition": "top center"}
        series.append((name, part, look))
    figure = _points(rows, choice, series)
    figure.update_xaxes(type="log" if _wide(rows, choice.x) else None)
    figure.update_yaxes(type="log" if _wide(rows, choice.y) else None)
    if choice.colour and not named:
        above = {"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"}
        figure.update_layout(showlegend=True, legend=above, margin={"t": 48})
    return figure


def _wide(rows: pd.DataFrame, column: str) -> bool:
    """Return whether values are all above zero and far apart."""
    values = rows[column]
    if column not in numbers(rows) or _fraction(rows, column) or values.min() <= 0:
        return False
    return bool(values.max() >= WIDE * values.min())


def _bars(rows: pd.DataFrame, choice: Choice, colour_of: Colour) -> go.Figure:
    """Draw one bar per row in the query's order, its name and value above it."""
    figure = plotting.rows(ROW * len(rows), top=0, bottom=32)
    fraction = _fraction(rows, choice.y)
    of_group = {name: shade for name, shade, _ in _series(rows, choice, colour_of)}
    groups = map(_name, rows[choice.colour]) if choice.colour else [""] * len(rows)
    notes, shades = [], []
    for turn, (label, value, group) in enumerate(
        zip(rows[choice.x], rows[choice.y], groups, strict=True)
    ):
        shades.append(of_group[group] if group else colour_of(_name(label)) or of_group[""])
        names = dict.fromkeys(_label(part, BAR_LETTERS) for part in (label, group) if part != "")
        words = f"{' · '.join(names)} <b>{_words(value, fraction)}</b>"
        left: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "left", "yanchor": "bottom"}
        notes.append(plotting.note(words, y=ROW * turn + 18, **left))
    figure.add_bar(
        x=rows[choice.y],
        y=[ROW * turn + 27 for turn in range(len(rows))],
        width=14,
        orientation="h",
        marker={"color": shades},
        hovertemplate=f"%{{x{_form(rows, choice.y)}}}<extra></extra>",
    )
    plotting.write(figure, notes)
    figure.update_xaxes(range=_span(rows[choice.y]), **_ticks(rows, choice.y))
    return figure
