"""Lines over time as SVG text: small ones beside words, and whole charts.

A drawing needs nothing but itself: no style sheet, font, script or id, so that several stand in one
page and each may be cut out. Ink is `currentColor`, the page's own; lines bring their colours. What
it tells is its accessible name. Nothing in it is wider than its frame: long names are shortened
there and whole in the tooltip of their line.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from warehouse.wording import figures

SHAPES: Any = (
    Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
    )
    .get_template("drawing.svg")
    .module
)
"""What a drawing is made of: macros that escape whatever they are given."""
TEXT, SMALL = 13, 11
"""Sizes of letters in pixels: of a chart, of a small drawing."""
LINE = 16
"""Height of a line of text of a chart, in pixels."""
SPACED, SPARSE = 9, 60
"""Pixels between the points of a line from which on each has its symbol; else between symbols."""
RADIUS = 3.6
"""Of a symbol, in pixels."""
BOLD = 1.1
"""How much wider bold letters are."""
WIDEST = 0.34
"""Of the frame: the most that names at the ends of lines may take."""
NEAR = 26
"""Pixels within which the numbers of marks are written as one."""
SIGNS = {"at least": "≥ ", "at most": "≤ "}
OPEN = "not usable as evidence"
NOTHING = "No figures to draw"
DASHES = ("", "6 4", "2 3", "8 3 2 3", "12 4", "12 3 2 3")
"""Of lines of one colour, in turn."""
SIGNED = ("yoy", "change", "slope")
"""Kinds whose values are differences, with their sign."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CORNERS: dict[str, tuple[int, float, *tuple[float, ...]]] = {
    "square": (4, 45.0, 1.25),
    "diamond": (4, 0.0, 1.3),
    "triangle-up": (3, -90.0, 1.3),
    "triangle-down": (3, 90.0, 1.3),
    "pentagon": (5, -90.0, 1.2),
    "hexagon": (6, 0.0, 1.15),
    "star": (10, -90.0, 1.35, 0.6),
}
"""Symbols that are polygons: corners, angle of the first one, in turn how far out, in radii."""
ARMS = {"cross": ((-1, 0, 1, 0), (0, -1, 0, 1)), "x": ((-1, -1, 1, 1), (-1, 1, 1, -1))}
"""Symbols that are two lines: from where to where, in radii."""
SYMBOLS = ("circle", *CORNERS, *ARMS)
"""Every symbol by its name; any other name is drawn as a circle."""
NARROW, WIDE = frozenset("iljtfrI.,:;'|!()[] -"), frozenset("mwMW%@—…")
When = date | float
"""A day, or a number: years since something that all lines begin with."""
Label = TypeVar("Label")


class Point(NamedTuple):
    """One figure.

    start, end: of its period, [start, end); it is drawn in its middle.
    value: a fraction for shares, else as its kind counts.
    low, high: what chance and known errors leave open; None where that is not known.
    open: not usable as evidence: drawn hollow, and not joined.
    bound: 'at least' or 'at most' where the figure is only that; '' otherwise.
    """

    start: When
    end: When
    value: float
    low: float | None = None
    high: float | None = None
    open: bool = False
    bound: str = ""


class Line(NamedTuple):
    """The figures of one project, in order of time.

    colour: '#RRGGBB'.
    symbol: one of `SYMBOLS`.
    """

    name: str
    colour: str
    symbol: str
    points: Sequence[Point]


class Mark(NamedTuple):
    """What is known to disturb the figures for a time, or from a day on.

    end: None: it lasts.
    grave: no figure across it is usable.
    """

    start: When
    end: When | None
    words: str
    grave: bool = False


class Frame(NamedTuple):
    """Where in a drawing lines are drawn, and of which values and times.

    left, right, top, bottom: in pixels from the upper left corner.
    first, last: ends of the time, as `place` gives them.
    low, high: ends of the values; powers of ten on a logarithmic axis.
    """

    left: float
    right: float
    top: float
    bottom: float
    first: float
    last: float
    low: float
    high: float
    logarithmic: bool = False

    def x(self, where: float) -> float:
        """Return how far to the right a place in time is."""
        part = (where - self.first) / ((self.last - self.first) or 1)
        return self.left + part * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return how far down a value is, at most at the ends of the axis."""
        height = math.log10(value) if self.logarithmic else value
        part = (min(max(height, self.low), self.high) - self.low) / (self.high - self.low)
        return self.bottom - part * (self.bottom - self.top)


def sparkline(
    lines: Sequence[Line],
    *,
    width: int = 240,
    height: int = 72,
    label: str,
    tip: str = "",
    span: tuple[When, When] | None = None,
    level: float | None = None,
    ink: tuple[str, str] | None = None,
) -> str:
    """Return a small drawing of shares, the newest usable one of each line written at its end.

    Args:
        lines: what is drawn.
        width, height: of the frame, in pixels; it shrinks where there is less room.
        label: its message: its accessible name.
        tip: more of it, shown when one points at it; the label by default.
        span: the ends of the time, where several drawings share them; else those of the lines.
        level: a value to compare with, drawn as a broken line.
        ink: colours of text and axes on a light and on a dark page, '#RRGGBB', for an image: there
            the page's ink cannot be had. Not for a drawing that stands in the page itself.
    """
    whole = partial(SHAPES.whole, width=width, label=label, tip=tip, ink=ink)
    drawn = [_usable(line, span) for line in lines]
    if not any(line.points for line in drawn):
        return str(whole([SHAPES.text(0, height / 2, NOTHING, SMALL)], height=height))
    newest, gap = _newest(drawn), SMALL + 2.0
    height = max(height, math.ceil(len(newest) * gap) + 24)
    said = [(point, line, (_signed(point, "share"),)) for point, line in newest]
    right = width - 16 - max((letters(words, SMALL + 1) for *_, (words,) in said), default=0)
    frame = Frame(36, right, 7, height - 18, *_times(drawn, span), 0.0, 1.0)
    parts = list(_value_axis(frame, [(0.0, "0"), (0.5, "50"), (1.0, "100 %")], SMALL - 1, 4))
    for x, words in _when(frame, span or _between(drawn), 48):
        parts.append(SHAPES.text(x, frame.bottom + 14, words, SMALL - 1, "middle", faint=True))
    if level is not None:
        parts.append(SHAPES.rule(frame.left, frame.right, frame.y(level), "0.6", "5 3"))
    for line, dash in zip(drawn, _dashes(drawn), strict=True):
        parts += _bands(frame, line)
        parts += _line(frame, line, dash, "share")
    for at, line, (words,) in _beside(frame, said, "share", gap):
        parts.append(_symbol(line.symbol, frame.right + 7, at, RADIUS - 0.4, line.colour))
        parts.append(SHAPES.text(frame.right + 13, at + 4, words, SMALL + 1))
    return str(whole(parts, height=height))


def chart(
    lines: Sequence[Line],
    *,
    kind: str,
    title: str,
    width: int = 960,
    height: int = 540,
    logarithmic: bool = False,
    unit: str = "",
    marks: Sequence[Mark] = (),
) -> str:
    """Return a chart over time: axes, lines with their bands, and their names at their ends.

    Args:
        lines: what is drawn.
        kind: how values are written, see `written`; places are drawn with the first on top.
        title: its message: its accessible name. It is not written into the chart.
        width, height: of the frame, in pixels; it shrinks where there is less room, and is higher
            where the names of all lines need it.
        logarithmic: powers of ten at equal distances; figures of zero and less are left out then.
        unit: what the values count, written above their axis.
        marks: what disturbs the figures: numbered signs under the axis of time, in this order.
    """
    whole = partial(SHAPES.whole, width=width, label=title)
    drawn = [_usable(line, logarithmic=logarithmic) for line in lines]
    if not any(line.points for line in drawn):
        return str(whole([SHAPES.text(8, height / 2, NOTHING, TEXT)], height=height))
    top, below = 30 if unit else 14, 46 if marks else 28
    newest = _newest(drawn)
    height = max(height, len(newest) * LINE + top + below)
    room = max(2, int(height / 60))
    low, high = _ends(drawn, kind, room, logarithmic)
    heights = log_ticks(low, high) if logarithmic else _heights(low, high, room, kind)
    step = min((b - a for a, b in pairwise(heights)), default=0.0)
    named = [(value, _tick(value, kind, step, logarithmic)) for value in heights]
    # name and figure stand below each other, or on one line where there is no room for that
    two = len(newest) * (2 * LINE + 1) <= height - top - below
    said = [
        (point, line, _ending(line.name, _signed(point, kind), width, two))
        for point, line in newest
    ]
    left = 10 + max((letters(words, TEXT - 1) for _, words in named), default=0)
    right = 28 + max(
        (BOLD * letters(part, TEXT) for *_, words in said for part in words), default=0
    )
    frame = Frame(left, width - right, top, height - below, *_times(drawn), low, high, logarithmic)
    parts = [SHAPES.text(2, 13, unit, TEXT - 1, faint=True)] if unit else []
    parts += _value_axis(frame, named, TEXT - 1, 6)
    parts += _time_axis(frame, _between(drawn), marks)
    for line, dash in zip(drawn, _dashes(drawn), strict=True):
        parts += _bands(frame, line)
        parts += _line(frame, line, dash, kind, large=True)
    for at, line, words in _beside(frame, said, kind, (2 * LINE + 1.0) if two else LINE):
        first = at - (LINE / 2 if two else 0)
        parts.append(_symbol(line.symbol, frame.right + 12, first, RADIUS, line.colour))
        for turn, part in enumerate(words):
            where = first + 4.5 + turn * (LINE - 1)
            parts.append(SHAPES.text(frame.right + 21, where, part, TEXT, bold=two and not turn))
    return str(whole(parts, height=height))


def told(lines: Iterable[Line], kind: str) -> str:
    """Return the newest usable figure of each line in words: 'Alpha at least 67 %, Beta 15 %'."""
    return ", ".join(
        " ".join(filter(None, [line.name, point.bound, written(point.value, kind, point.bound)]))
        for point, line in _newest(map(_usable, lines))
    )


def written(value: float, kind: str, bound: str = "") -> str:
    """Return a value as it is written beside a line: '67 %', '87.3 M', 'place 2', '1.4'.

    `bound`: see `Point`; the sign for it is not part of what is returned.
    `kind`: 'share', 'level' (a count), 'index' (100 is the base), 'rank', 'yoy', 'change' or
    'slope' (a fraction more or less); anything else is a factor.
    """
    if kind == "share":
        return f"{figures.two_digits(100 * value, bound=bound)} %"
    if kind in SIGNED:
        sign = "+" if value > 0 else ""
        return f"{sign}{figures.two_digits(100 * value)}{' %' if kind == 'yoy' else ' points'}"
    if kind == "rank":
        return f"place {value:.0f}"
    if kind == "index":
        return figures.short(round(value))
    return figures.short(value) if kind == "level" else figures.factor(value)


def apart(
    labels: list[tuple[float, Label]], gap: float, top: float, bottom: float
) -> list[tuple[float, Label]]:
    """Return labels moved until no two are nearer than `gap`, the highest first.

    Args:
        labels: height, upwards, and what stands there.
        gap: in the unit of the heights.
        top, bottom: between which they shall stay, as long as there is room.
    """
    place = top + gap
    placed: list[float] = []
    ordered = sorted(labels, key=lambda label: -label[0])
    for height, _ in ordered:
        place = min(place - gap, height)
        placed.append(place)
    floor = bottom
    for index in reversed(range(len(placed))):
        placed[index] = max(placed[index], floor)
        floor = placed[index] + gap
    return [(y, label) for y, (_, label) in zip(placed, ordered, strict=True)]


def letters(words: str, size: float) -> float:
    """Return how wide text is at most, in pixels, in any common font of this size."""
    ems = sum(
        0.37 if sign in NARROW else 0.98 if sign in WIDE else 0.75 if sign.isupper() else 0.63
        for sign in words
    )
    return ems * size


def place(when: When) -> float:
    """Return where a day or a number stands on the axis of time."""
    return float(when.toordinal()) if isinstance(when, date) else float(when)


# --- ticks ---------------------------------------------------------------------------------------


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most so many round values within [low, high], at distances of 1, 2 or 5."""
    step = _step(low, high, most)
    first = math.ceil(low / step - 1e-9)
    return [n * step for n in range(first, math.floor(high / step + 1e-9) + 1)]


def _step(low: float, high: float, most: int) -> float:
    rough = (high - low) / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= rough * (1 - 1e-9))


def log_ticks(low: float, high: float) -> list[float]:
    """Return 1, 10, 100 ..., and values between them where there is room.

    `low`, `high`: powers of ten.
    """
    steps = (1, 2, 5) if high - low < 2 else (1, 3) if high - low < 3 else (1,)
    return [
        step * 10.0**power
        for power in range(math.floor(low), math.ceil(high) + 1)
        for step in steps
        if low <= math.log10(step) + power <= high
    ]


def date_ticks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """Return at most so many days of [first, last] with their labels: years, months or days."""
    first, last = _day(first), _day(last)
    days = max((last - first).days, 1)
    for months in (1, 3, 6, 12, 24, 48, 120, 240, 600, 1200):
        found = [
            date(year, month, 1)
            for year in range(first.year, last.year + 1)
            for month in range(1, 13, months)
            if (months <= 12 or year % (months // 12) == 0)
            and first <= date(year, month, 1) <= last
        ]
        if len(found) <= most:
            break
    if len(found) >= 2:
        return [(day, _month(day, months, turn)) for turn, day in enumerate(found)]
    step = next((n for n in (1, 2, 7, 14, 28) if days / n < most), math.ceil(days / most))
    return [
        (day, f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if not turn else ""))
        for turn, day in enumerate(first + timedelta(days=n) for n in range(0, days + 1, step))
    ]


def _day(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _month(day: date, months: int, turn: int) -> str:
    if months >= 12:
        return str(day.year)
    name = MONTHS[day.month - 1]
    return f"{name} {day.year}" if turn == 0 or day.month == 1 else name


def _tick(value: float, kind: str, step: float, logarithmic: bool) -> str:
    """Return the label of a tick, with as many decimals as the distance between them asks for."""
    if kind == "share" or kind in SIGNED:
        digits = (
            0 if logarithmic or not step else max(0, -math.floor(math.log10(100 * step) + 1e-9))
        )
        sign = "+" if kind in SIGNED and value > 0 else ""
        words = f"{100 * value:,.{digits}f}" if not logarithmic else f"{100 * value:g}"
        return f"{sign}{words} %".replace("-", figures.MINUS)
    if kind == "rank":
        return f"{-value:.0f}"
    return figures.short(value) if abs(value) >= 1 or not value else f"{value:g}"


# --- ends of the axes ----------------------------------------------------------------------------


def _ends(lines: Sequence[Line], kind: str, room: int, logarithmic: bool) -> tuple[float, float]:
    """Return the ends of the axis of values: round, and so that everything drawn fits."""
    points = [point for line in lines for point in line.points]
    known = [point.value for point in points]
    if kind != "rank":
        wide = [end for p in points if not p.open for end in (p.low, p.high) if end is not None]
        known += [end for end in wide if math.isfinite(end) and (end > 0 or not logarithmic)]
    least, most = min(known), max(known)
    if kind == "rank":
        return -most - 0.4, -0.6
    if logarithmic:
        first, last = math.log10(least), math.log10(most)
        more = max(0.04 * (last - first), (1 - (last - first)) / 2)
        return first - more, last + more
    if kind == "share":
        most = min(most, max(1.0, *(point.value for point in points)))
    least = min(least, 0.0)
    if most <= least:
        most = least + 1.0
    step = _step(least, most, room)
    low = step * math.floor(least / step + 1e-9)
    high = step * math.ceil(most / step - 1e-9)
    return low, min(high, 1.0) if kind == "share" and most <= 1 else high


def _heights(low: float, high: float, room: int, kind: str) -> list[float]:
    if kind == "rank":
        last = int(-low)
        every = 1 if last <= 12 else math.ceil(last / room)
        return [float(-n) for n in range(1, last + 1) if n == 1 or n % every == 0]
    return ticks(low, high, room)


def _between(lines: Sequence[Line]) -> tuple[When, When]:
    points = [point for line in lines for point in line.points]
    return (
        min((point.start for point in points), key=place),
        max((point.end for point in points), key=place),
    )


def _times(lines: Sequence[Line], span: tuple[When, When] | None = None) -> tuple[float, float]:
    if span is not None:
        return place(span[0]), place(span[1])
    middles = [_middle(point) for line in lines for point in line.points]
    room = 0.02 * (max(middles) - min(middles)) or 1.0
    return min(middles) - room, max(middles) + room


# --- what is drawn -------------------------------------------------------------------------------


def _usable(line: Line, span: tuple[When, When] | None = None, logarithmic: bool = False) -> Line:
    """Return a line without what cannot be drawn."""
    first, last = (-math.inf, math.inf) if span is None else (place(span[0]), place(span[1]))
    points = [
        point
        for point in line.points
        if math.isfinite(point.value)
        and (point.value > 0 or not logarithmic)
        and first <= _middle(point) <= last
    ]
    return line._replace(points=sorted(points, key=_middle))


def _closed(line: Line) -> list[Point]:
    return [point for point in line.points if not point.open]


def _middle(point: Point) -> float:
    return (place(point.start) + place(point.end)) / 2


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    """Return the points that are joined: an open one parts them."""
    parts = groupby(points, key=lambda point: point.open)
    return [list(run) for is_open, run in parts if not is_open]


def _dashes(lines: Sequence[Line]) -> list[str]:
    colours = [line.colour for line in lines]
    return [DASHES[colours[:n].count(one) % len(DASHES)] for n, one in enumerate(colours)]


def _height(frame: Frame, value: float, kind: str) -> float:
    return frame.y(-value if kind == "rank" else value)


def _line(frame: Frame, line: Line, dash: str, kind: str, large: bool = False) -> Iterator[Markup]:
    """Draw the runs of a line, symbols on its points, or on some, and the open ones hollow.

    `large`: as in a chart, where each figure is told when one points at it.
    """
    where = [(p, frame.x(_middle(p)), _height(frame, p.value, kind)) for p in line.points]
    spots = {id(point): (x, y) for point, x, y in where}
    runs = _runs(line.points)
    for run in runs:
        if len(run) > 1:
            yield SHAPES.run([spots[id(point)] for point in run], line.colour, dash)
    shown = {id(run[0]) for run in runs if len(run) == 1}
    known = _closed(line)
    if known:
        between = (spots[id(known[-1])][0] - spots[id(known[0])][0]) / max(len(known) - 1, 1)
        few = between >= SPACED
        every = 1 if few else math.ceil(SPARSE / between) if large and between else len(known)
        shown |= {id(point) for point in known[::-1][::every]}
    for point, x, y in where:
        if point.open or id(point) in shown:
            size = RADIUS if large else RADIUS - 1
            yield _symbol(line.symbol, x, y, size, line.colour, hollow=point.open)
        if large:
            said = f"{line.name}, {_period(point)}: {_exactly(point.value, kind)}"
            yield SHAPES.tip(x, y, f"{said}, {OPEN}" if point.open else said)


def _period(point: Point) -> str:
    if isinstance(point.start, date) and isinstance(point.end, date):
        return figures.period(_day(point.start), _day(point.end))
    return f"{_middle(point):.1f} years"


def _exactly(value: float, kind: str) -> str:
    if kind == "share":
        return figures.percent(value)
    return f"{value:,.0f}" if kind == "level" and value == round(value) else written(value, kind)


def _bands(frame: Frame, line: Line) -> Iterator[Markup]:
    """Shade what is left open along each run; of a single point it is a bar."""
    for run in _runs(line.points):
        known = [
            (frame.x(_middle(point)), low, high)
            for point in run
            if (low := point.low) is not None
            and (high := point.high) is not None
            and not (math.isnan(low) or math.isnan(high))
            and (low > 0 or not frame.logarithmic)
        ]
        if len(known) == 1:
            x, low, high = known[0]
            yield SHAPES.bar(x, frame.y(low), frame.y(high), line.colour)
        elif known:
            edge = [(x, frame.y(high)) for x, _, high in known]
            edge += [(x, frame.y(low)) for x, low, _ in reversed(known)]
            yield SHAPES.band(edge, line.colour)


def _symbol(
    name: str, x: float, y: float, radius: float, colour: str, hollow: bool = False
) -> Markup:
    drawn: Markup
    if name in ARMS:
        drawn = SHAPES.arms(x, y, radius, colour, hollow, ARMS[name])
    elif name in CORNERS:
        number, turn, *sizes = CORNERS[name]
        turned = [(turn + n * 360 / number, sizes[n % len(sizes)]) for n in range(number)]
        around = [(math.radians(angle), radius * size) for angle, size in turned]
        places = [(x + far * math.cos(angle), y + far * math.sin(angle)) for angle, far in around]
        drawn = SHAPES.polygon(places, colour, hollow)
    else:
        drawn = SHAPES.circle(x, y, radius, colour, hollow)
    return drawn


def _ending(name: str, value: str, width: float, two: bool) -> tuple[str, ...]:
    """Return what is written at the end of a line, in one or two lines of text that fit there."""
    taken = 0 if two else letters(f" {value}", TEXT)
    shown = name
    while len(shown) > 2 and letters(shown, TEXT) * BOLD + taken > WIDEST * width - 28:
        shown = f"{shown[:-2].rstrip()}…"
    return (shown, value) if two else (f"{shown} {value}",)


def _signed(point: Point, kind: str) -> str:
    return f"{SIGNS.get(point.bound, '')}{written(point.value, kind, point.bound)}"


def _newest(lines: Iterable[Line]) -> list[tuple[Point, Line]]:
    """Return the newest usable figure of each line that has one."""
    return [(points[-1], line) for line in lines if (points := _closed(line))]


def _beside(
    frame: Frame, ends: Iterable[tuple[Point, Line, tuple[str, ...]]], kind: str, gap: float
) -> Iterator[tuple[float, Line, tuple[str, ...]]]:
    """Yield how far down the words at the end of each line stand, with the line and the words."""
    wanted = [(-_height(frame, point.value, kind), (line, words)) for point, line, words in ends]
    half = (gap - SMALL) / 2
    for height, (line, words) in apart(wanted, gap, half - frame.top, -half - frame.bottom):
        yield -height, line, words


def _value_axis(
    frame: Frame, named: Iterable[tuple[float, str]], size: int, gap: int
) -> Iterator[Markup]:
    """Draw a rule for each value and its words, `gap` pixels to the left of it."""
    for value, words in named:
        yield SHAPES.rule(frame.left, frame.right, frame.y(value))
        yield SHAPES.text(frame.left - gap, frame.y(value) + 4, words, size, "end", faint=True)


def _time_axis(frame: Frame, span: tuple[When, When], marks: Sequence[Mark]) -> Iterator[Markup]:
    """Draw what disturbs the figures as numbered signs under the axis, then days or years."""
    yield SHAPES.rule(frame.left, frame.right, frame.bottom, "0.6")
    yield from _marks(frame, marks)
    for x, words in _when(frame, span, 76):
        yield SHAPES.tick(x, frame.bottom)
        yield SHAPES.text(
            x, frame.bottom + (40 if marks else 20), words, TEXT - 1, "middle", faint=True
        )


def _when(frame: Frame, span: tuple[When, When], each: float) -> Iterator[tuple[float, str]]:
    """Yield where the labels of time stand, `each` or more pixels apart, and what they say."""
    most = max(2, int((frame.right - frame.left) / each))
    first, last = span
    if isinstance(first, date) and isinstance(last, date):
        found = [(place(day), words) for day, words in date_ticks(first, last, most)]
    else:
        years = ticks(place(first), place(last), most)
        found = [(year, f"{year:g} year{'' if year == 1 else 's'}") for year in years]
    for where, words in found:
        x = frame.x(where)
        half = letters(words, TEXT - 1) / 2
        if frame.left - 1 <= x <= frame.right + 1 and x - half >= 0:
            yield x, words


def _marks(frame: Frame, marks: Sequence[Mark]) -> Iterator[Markup]:
    """Draw a sign for each mark, and their numbers, of those that are near each other in one."""
    numbers: list[tuple[float, list[int]]] = []
    for number, mark in enumerate(marks, start=1):
        first = max(place(mark.start), frame.first)
        last = min(frame.last if mark.end is None else place(mark.end), frame.last)
        if last < frame.first or first > frame.last:
            continue
        x, width = frame.x(first), max(frame.x(last) - frame.x(first), 2.5)
        strength = "0.75" if mark.grave else "0.4"
        yield SHAPES.mark(x, frame.bottom + 4, width, mark.words, strength)
        if numbers and x - numbers[-1][0] < NEAR:
            numbers[-1][1].append(number)
        else:
            numbers.append((x, [number]))
    for x, said in numbers:
        runs = len(said) > 2 and said[-1] - said[0] + 1 == len(said)
        words = f"{said[0]}–{said[-1]}" if runs else ", ".join(map(str, said))
        yield SHAPES.text(max(x, frame.left), frame.bottom + 22, words, SMALL, faint=True)
