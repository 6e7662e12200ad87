"""Figures, dates and lists in words.

How exact a figure is in a sentence stands here once: two digits, or all digits before the point, or
before its unit: 9.1 %, 12 %, 775 times, 3,200, 148,000, 1.4 million, 0.42 %. It gets more where
fewer would say something else: put it on or across what a claim needs, make a share none or all,
two counts equal, or two ends of an interval one. Tables give every digit there is.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial

from warehouse.wording.labels import FRACTION_NAMES

MINUS = "−"
MILLION = 1_000_000
BILLION = 1_000_000_000
UNITS = ((BILLION, " billion"), (MILLION, " million"))
SHORT = ((1e9, " bn"), (1e6, " M"), (1e3, " k"))
"""Signs of large numbers where there is little room."""
FEWEST_CASES = 20
"""Of fewer cases than these no share, change or trend is given: the counts are."""
MOST_DIGITS = 3
"""Decimals of millions beyond which a count is written out: 86,499,999."""
LARGEST = 1e15
"""Numbers from here on, and those that are none, are not rounded."""
FAR = 20
"""How many times as large as the other an end of an interval has digits of its own."""
SAME = 1e-9
"""Relative difference below which two figures are one."""
WAYS = {"at least": ROUND_FLOOR, "at most": ROUND_CEILING}
"""How a figure is rounded that is only a bound, so that it stays one."""
WHOLE = (0.0, 100.0)
"""Percentages that no other is rounded to."""
FRACTIONS = [(float(Fraction(part)), name) for part, name in FRACTION_NAMES.items()]
PLAIN = 0.7
"""Ratios from here on are decimals; smaller ones are fractions in words."""
SMALL = 0.095
"""Ratios below are '1 for every 15'."""
NEAR = 0.12
"""How near to a bound, relatively, a ratio is given in decimals all the same."""
MOST_OF_YEAR = 300
"""Days of a year from which on a period is called by it."""
PLACES = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
ROUND = {"1": "just", "2": "twice"}
"""What stands for a round factor before 'as many'."""
TIMES = {1.0: "as many", 2.0: "twice as many", 3.0: "three times as many"}
Bounds = Sequence[float | None]
"""Ends of a region that a figure must not be rounded onto or across."""


def decimals(value: float) -> int:
    """Return how many decimals give two digits: 1 of 9.1, 2 of 0.42; no whole digit is lost.

    From a thousand on they are counted before the unit: −3 of 148,123 and −2 of 3,194.
    """
    if not value or not math.isfinite(value):
        return 0
    size = math.floor(math.log10(abs(value)) + SAME)
    if size < 0:
        return 1 - size
    unit = size - size % 3
    return (0 if size % 3 else 1) - unit


def near(value: float, digits: int, way: str = ROUND_HALF_UP) -> float:
    """Return a number rounded to so many decimals, halves up; of −3 decimals to thousands."""
    if not abs(value) < LARGEST:
        return value
    return float(Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-digits), rounding=way))


def apart(value: float, digits: int, bounds: Bounds = (), way: str = ROUND_HALF_UP) -> int:
    """Return how many decimals keep a figure on its own side of each bound, `digits` or more."""
    for bound in bounds:
        if bound is None or not math.isfinite(bound):
            continue
        if abs(value - bound) <= SAME * max(abs(value), abs(bound)):
            continue
        while digits < 12 and (near(value, digits, way) - bound) * (value - bound) <= 0:
            digits += 1
    return digits


def plain(value: float, digits: int) -> str:
    """Return a number with at most so many decimals, none of them a last zero: '77.5', '1,000'."""
    text = f"{near(value, digits):,.{max(0, digits)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


def written(value: float, digits: int, *, alike: bool = False, way: str = ROUND_HALF_UP) -> str:
    """Return a number in so many decimals with its unit: '9.1', '148,000', '1.4 million'.

    `alike`: whether last zeros stay, so that the other end of an interval looks the same.
    """
    value = near(value, digits, way)
    size, unit = next(((size, unit) for size, unit in UNITS if abs(value) >= size), (1, ""))
    after = max(0, digits + round(math.log10(size)))
    if unit and after > MOST_DIGITS:
        size, unit, after = 1, "", max(0, digits)
    text = f"{value / size:,.{after}f}"
    if "." in text and (not alike or not value):
        text = text.rstrip("0").rstrip(".")
    return f"{text}{unit}".replace("-", MINUS)


def two_digits(value: float, bounds: Bounds = (), bound: str | None = None) -> str:
    """Return a figure in two digits, or as many as keep it apart from the bounds.

    `bound`: 'at least' or 'at most' where only that is known; it is not part of what is returned.
    """
    way = WAYS.get(bound or "", ROUND_HALF_UP)
    return written(value, apart(value, decimals(value), bounds, way), way=way)


def given(value: float) -> str:
    """Return a count with the digits that somebody gave it: '87.3 million', '1,000'."""
    size, unit = next(((size, unit) for size, unit in UNITS if abs(value) >= size), (1, ""))
    if unit and abs(near(value / size, MOST_DIGITS) * size - value) > SAME * abs(value):
        size, unit = 1, ""
    return f"{plain(value / size, MOST_DIGITS)}{unit}"


def between(
    low: float,
    high: float,
    inside: float | None = None,
    bounds: Bounds = (),
    write: Callable[[float, int], str] | None = None,
) -> tuple[str, str] | None:
    """Return two ends with equally many decimals: ('9.4', '11.2'); None where they are one.

    Ends of quite different sizes have two digits each: ('0.26', '11,000').

    Args:
        low: the lower end.
        high: the upper end.
        inside: the figure between them; as it is written, it must lie there too.
        bounds: what neither end may be rounded onto or across.
        write: writes a number in so many decimals, last zeros too.
    """
    write = write or partial(written, alike=True)
    small, large = sorted((abs(low), abs(high)))
    if low * high > 0 and large > FAR * small:
        return (
            write(low, apart(low, decimals(low), bounds)),
            write(high, apart(high, decimals(high), bounds)),
        )
    if inside is not None and not low <= inside <= high:
        inside = None
    digits = decimals(large)
    for end in (low, high):
        digits = apart(end, digits, bounds)
    own = digits if inside is None else apart(inside, decimals(inside), bounds)
    shown = None if inside is None else near(inside, own)
    fitting = []
    for more in range(digits, max(digits, own) + 2):
        first, last = near(low, more), near(high, more)
        if first == last or (shown is not None and not first <= shown <= last):
            continue
        # an end that looks like the figure seems to be none
        if shown is None or ((first < shown or low == inside) and (shown < last or high == inside)):
            return write(low, more), write(high, more)
        fitting.append(more)
    return (write(low, fitting[0]), write(high, fitting[0])) if fitting else None


def percent(share: float, bounds: Bounds = (), bound: str | None = None) -> str:
    """Return a fraction as '64 %' or '9.1 %', with more digits only where a bound is that near.

    `bound`: see `two_digits`.
    """
    scaled = [*WHOLE, *(None if end is None else 100 * end for end in bounds)]
    return f"{two_digits(100 * share, scaled, bound)} %"


def points(change: float, bounds: Bounds = ()) -> str:
    """Return the size of a change of a share: '15 percentage points'."""
    scaled = [0.0, *(None if end is None else abs(100 * end) for end in bounds)]
    words = two_digits(abs(100 * change), scaled)
    return f"{words} percentage point{'' if words == '1' else 's'}"


def signed(value: float, digits: int) -> str:
    """Return a number with its sign in so many decimals: '+14.0', '0'."""
    return f"{'+' if near(value, digits) > 0 else ''}{written(value, digits, alike=True)}"


def short(value: float) -> str:
    """Return a count where there is little room: '775', '87 M', '1.3 bn', '148 k'."""
    digits = decimals(value)
    value = near(value, digits)
    for size, sign in SHORT:
        if abs(value) >= size:
            return f"{plain(value / size, 1)}{sign}"
    return plain(value, digits)


def factor(value: float, bounds: Bounds = ()) -> str:
    """Return a factor in two digits: '0.034', '1.4', '15', '775', '11,000'; 1 is 1 exactly."""
    return two_digits(value, (1.0, *bounds))


def as_many(ratio: float, other: str, unit: str = "", bounds: Bounds = ()) -> str:
    """Return how many times as many as another project has.

    '6.2 times as many downloads as Alpha', 'about a third as many as Alpha', '1 for every 15 of
    Alpha'. Near a bound, decimals are given instead of a fraction in words.
    """
    counted = f" {unit}" if unit else ""
    if ratio <= 0:
        return f"no{counted or 'ne'} at all, unlike {other}"
    if is_tiny(ratio, bounds):
        return f"1 for every {factor(1 / ratio)}{counted} of {other}"
    many = f"as many{counted} as {other}"
    if ratio >= PLAIN or _near(ratio, bounds):
        words = factor(ratio, bounds)
        return f"{ROUND.get(words) or f'{words} times'} {many}"
    _, name = min(FRACTIONS, key=lambda each: abs(math.log(ratio / each[0])))
    return f"about {name} {many}"


def is_tiny(ratio: float, bounds: Bounds = ()) -> bool:
    """Return whether a ratio is better told as one for every so many."""
    return 0 < ratio < SMALL and not _near(ratio, bounds)


def _near(ratio: float, bounds: Bounds) -> bool:
    return any(bound and abs(ratio / bound - 1) < NEAR for bound in bounds)


def multiple(ratio: float) -> str:
    """Return the end of a region: 'twice as many', 'a third as many', '1.5 times as many'."""
    if ratio in TIMES:
        return TIMES[ratio]
    for value, name in FRACTIONS:
        if abs(ratio - value) < 1e-3:
            return f"{name} as many"
    return f"{plain(ratio, 3)} times as many"


def ordinal(place: int) -> str:
    """Return 'first', 'second', 'number 12'."""
    return PLACES[place] if 0 < place < len(PLACES) else f"number {place}"


def listed(names: Sequence[str], most: int = 0, last: str = "and") -> str:
    """Return 'a', 'a and b', 'a, b and c'; beyond `most` names 'a, b and 3 more'."""
    if most and len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def joined(parts: Sequence[str], most: int) -> str:
    """Return parts that have commas of their own: 'a; b; and 3 more'."""
    more = [f"and {len(parts) - most} more"] if len(parts) > most else []
    return "; ".join([*parts[:most], *more])


def sentence(text: str) -> str:
    """Return text as a sentence: with a capital and a full stop."""
    if not text:
        return ""
    return f"{capital(text)}{'' if text[-1] in '.?!' else '.'}"


def capital(text: str) -> str:
    """Return text with a capital; a name such as alpha.js keeps its small letter."""
    named = not re.match(r"[a-z]+[ ,;:']", text)
    return text if named else f"{text[0].upper()}{text[1:]}"


def paragraph(*sentences: str) -> str:
    """Return sentences as one text; empty ones are left out."""
    return " ".join(sentence(each.strip()) for each in sentences if each)


def number(n: int, one: str, several: str = "") -> str:
    """Return '1 signal', '3 signals'."""
    return f"{n:,} {one if n == 1 else several or one + 's'}"


def tally(said: Iterable[tuple[int, str, str]], one: str, several: str) -> str:
    """Return '3 signals say yes, 1 says no and 2 cannot tell'; '' where none says anything.

    `said`: how many, what one of them does, and what several do; `one`, `several`: their name.
    """
    told = [(n, alone if n == 1 else many) for n, alone, many in said if n]
    whose = [number(told[0][0], one, several), *(f"{n:,}" for n, _ in told[1:])] if told else []
    return listed([f"{who} {verb}" for who, (_, verb) in zip(whose, told, strict=True)])


def day(value: date) -> str:
    """Return '5 March 2025'."""
    return f"{value.day} {value:%B %Y}"


def period(start: date, end: date) -> str:
    """Return the name of a period [start, end): '2024', 'March 2025', 'May 2024 to April 2025'."""
    last = end - timedelta(days=1)
    if start == last:
        return day(start)
    if (start.month, start.day) == (end.month, end.day) == (1, 1):
        return f"{start.year}" if start.year == last.year else f"{start.year} to {last.year}"
    same_month = (start.year, start.month) == (last.year, last.month)
    if start.day == end.day == 1:
        return f"{start:%B %Y}" if same_month else _between(start, last)
    if same_month:
        return f"{start.day} to {day(last)}"
    if start.year == last.year:
        return f"{start.day} {start:%B} to {day(last)}"
    return f"{day(start)} to {day(last)}"


def roughly(start: date, end: date) -> str:
    """Return the name of a period as one says it: a year for nearly all of it, a month for days."""
    last = end - timedelta(days=1)
    days = (end - start).days
    if start.year == last.year and days >= MOST_OF_YEAR:
        return f"{start.year}"
    if 1 < days < 28 and start.month == last.month:
        return f"{start:%B %Y}"
    return period(start, end)


def months(start: date, end: date) -> str:
    """Return the name of a period to the month, for lists: 'October 2025', '2020 to 2024'."""
    words = roughly(start, end)
    last = end - timedelta(days=1)
    if start == last:
        return f"{start:%B %Y}"
    if start.day == end.day == 1 or " to " not in words:
        return words
    first, final = f"{start:%B %Y}", f"{last:%B %Y}"
    return first if first == final else _between(start, last)


def _between(start: date, last: date) -> str:
    """Return 'January to October 2025', 'May 2024 to April 2025'."""
    year = "" if start.year == last.year else f" {start.year}"
    return f"{start:%B}{year} to {last:%B %Y}"


def during(start: date, end: date) -> str:
    """Return when: 'in 2024', 'on 5 March 2025', 'from May 2024 to April 2025'."""
    words = roughly(start, end)
    if " to " in words:
        return f"from {words}"
    return f"on {words}" if end - start == timedelta(days=1) else f"in {words}"


def moment(year: float) -> date:
    """Return the day that a year with fraction stands for: 2024.497 is 1 July 2024."""
    first = date(int(year), 1, 1)
    days = (date(int(year) + 1, 1, 1) - first).days
    return first + timedelta(days=round((year - int(year)) * days))


def as_date(text: str) -> str:
    """Return '2016-09' as 'September 2016'; anything that is no date as it is."""
    parts = text.split("-")
    if not all(part.isdigit() for part in parts) or len(parts[0]) != 4 or len(parts) > 3:
        return text
    if len(parts) == 1:
        return text
    found = date(*[*(int(part) for part in parts), 1][:3])
    return day(found) if len(parts) == 3 else f"{found:%B %Y}"
