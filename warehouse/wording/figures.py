"""Figures, dates and lists in words."""

import math
import re
from collections.abc import Sequence
from datetime import date, timedelta

MINUS = "−"
MILLION = 1_000_000
FEWEST_CASES = 20
"""Of fewer cases than these no share, change or trend is given: the counts are."""
MOST_DIGITS = 3
"""Decimals beyond which a figure and a bound are the same to a reader."""
FRACTIONS = (
    (3 / 4, "three quarters"),
    (2 / 3, "two thirds"),
    (3 / 5, "three fifths"),
    (1 / 2, "half"),
    (2 / 5, "two fifths"),
    (1 / 3, "a third"),
    (1 / 4, "a quarter"),
    (1 / 5, "a fifth"),
    (1 / 6, "a sixth"),
    (1 / 7, "a seventh"),
    (1 / 8, "an eighth"),
    (1 / 9, "a ninth"),
    (1 / 10, "a tenth"),
)
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
BILLION = 1_000_000_000
SHORT = ((1e9, " bn"), (1e6, " M"), (1e3, " k"))
"""Signs of large numbers where there is little room."""
TIMES = {1.0: "as many", 2.0: "twice as many", 3.0: "three times as many"}
Bounds = Sequence[float | None]
"""Ends of a region that a figure must not be rounded onto or across."""


def plain(value: float, digits: int) -> str:
    """Return a number with at most so many decimals, none of them a last zero: '77.5', '1,000'."""
    text = f"{value:,.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


def apart(value: float, digits: int, bounds: Bounds = ()) -> int:
    """Return how many decimals keep a figure on its own side of each bound, `digits` or more."""
    for bound in bounds:
        if bound is None or not math.isfinite(bound) or abs(value - bound) < 1e-9:
            continue
        while digits < MOST_DIGITS and (round(value, digits) - bound) * (value - bound) <= 0:
            digits += 1
    return digits


def percent(share: float, bounds: Bounds = ()) -> str:
    """Return a fraction as '64.9 %', with more decimals only where a bound is that near."""
    scaled = [None if bound is None else 100 * bound for bound in bounds]
    return f"{plain(100 * share, apart(100 * share, 1, scaled))} %"


def points(change: float, bounds: Bounds = ()) -> str:
    """Return the size of a change of a share: '14.5 percentage points'."""
    scaled = [None if bound is None else abs(100 * bound) for bound in bounds]
    words = plain(abs(100 * change), apart(abs(100 * change), 1, scaled))
    return f"{words} percentage point{'' if words == '1' else 's'}"


def signed(change: float) -> str:
    """Return a change of a share with its sign, without a unit: '+14.5'."""
    return f"{100 * change:+.1f}".replace("-", MINUS)


def count(value: float, bounds: Bounds = ()) -> str:
    """Return a count: '148,123', '87.3 million'."""
    if abs(value) < MILLION:
        return f"{value:,.0f}" if value == round(value) or value >= 100 else plain(value, 1)
    size, name = (BILLION, "billion") if abs(value) >= BILLION else (MILLION, "million")
    scaled = [None if bound is None else bound / size for bound in bounds]
    value /= size
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{plain(value, apart(value, digits, scaled))} {name}"


def short(value: float) -> str:
    """Return a count in three digits: '87.3 M', '1.25 bn', '980'."""
    for size, unit in SHORT:
        if abs(value) >= size * 0.9995:
            return (
                f"{value / size:.3g}{unit}"
                if abs(value) < 999.5 * size
                else f"{value / size:,.0f}{unit}"
            )
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def rounded(value: float, bounds: Bounds = ()) -> str:
    """Return a count that is not known exactly, in three digits: '526,000', '87.3 million'."""
    if abs(value) >= MILLION or abs(value) < 1000:
        return count(value, bounds)
    digits = apart(value, 3 - len(str(int(abs(value)))), bounds)
    return f"{round(value, digits):,.0f}"


def factor(value: float, bounds: Bounds = ()) -> str:
    """Return a factor with sensible digits: '0.034', '1.35', '6.2', '15', '11,400'."""
    if 0 < value < 0.1:
        return plain(value, 1 - math.floor(math.log10(value)))
    if value >= 100:
        digits = 3 - len(str(int(value)))
        return f"{round(value, digits):,.0f}"
    digits = 2 if value < 2 else 1 if value < 10 else 0
    return plain(value, apart(value, digits, bounds))


def as_many(ratio: float, other: str, unit: str = "", bounds: Bounds = ()) -> str:
    """Return how many times as many as another project has.

    '6.2 times as many downloads as Keras', 'about a third as many as Keras', '1 for every 15 of
    Keras'. Near a bound, decimals are given instead of a fraction in words.
    """
    counted = f" {unit}" if unit else ""
    if ratio <= 0:
        return f"no{counted or 'ne'} at all, unlike {other}"
    near = _near(ratio, bounds)
    if is_tiny(ratio, bounds):
        return f"1 for every {factor(1 / ratio)}{counted} of {other}"
    many = f"as many{counted} as {other}"
    if ratio >= PLAIN or near:
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
    """Return text with a capital; a name such as llama.cpp keeps its small letter."""
    named = not re.match(r"[a-z]+[ ,;:']", text)
    return text if named else f"{text[0].upper()}{text[1:]}"


def paragraph(*sentences: str) -> str:
    """Return sentences as one text; empty ones are left out."""
    return " ".join(sentence(each.strip()) for each in sentences if each)


def number(n: int, one: str, several: str = "") -> str:
    """Return '1 signal', '3 signals'."""
    return f"{n:,} {one if n == 1 else several or one + 's'}"


def of(name: str) -> str:
    """Return a name as an owner: 'PyTorch's'."""
    return f"{name}'s"


def day(value: date) -> str:
    """Return '5 March 2025'."""
    return f"{value.day} {value:%B %Y}"


def first_of_year(value: date) -> bool:
    """Return whether a day begins a year."""
    return value.month == 1 and value.day == 1


def period(start: date, end: date) -> str:
    """Return the name of a period [start, end): '2024', 'March 2025', 'May 2024 to April 2025'."""
    last = end - timedelta(days=1)
    if start == last:
        return day(start)
    if first_of_year(start) and first_of_year(end):
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
