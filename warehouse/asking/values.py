"""Figures and dates in a sentence: 70-80 %, 1.8 times, 80k, 5 points a year, May 2024."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from collectors.errors import SentenceError
from warehouse.asking.cursor import Cursor, Hope, Spot
from warehouse.asking.tokens import Token
from warehouse.asking.words import (
    ABOUT_UNITS,
    AFTER,
    ALTOGETHER,
    AT,
    BEFORE,
    MAGNITUDES,
    MONTHS,
    PER,
    SINCE,
    TIMES_OF,
    UNITS,
)

YEARS = range(1900, 2101)
DASHES = ("-", "–", "—", "−")
DATE = Hope("a date, as in 2024 or 2024-05")
NUMBER = Hope("a figure, as in 70%")


@dataclass(frozen=True)
class Value:
    """A figure or a range: the digits as typed without commas, and the unit, if one is given.

    `unit` is percent, points, times, place, date or None; `per` of points: a year, of a count: a
    day, a month or a year; `beyond`: a plus sign or "or more" (over), "or less" (under) stands
    behind it.
    """

    digits: tuple[str, ...]
    unit: str | None
    per: Literal["day", "month", "year"] | None = None
    beyond: str | None = None


@dataclass(frozen=True)
class Moment:
    """A date or a range of dates with the word before it: at, since, before or after."""

    when: str
    dates: tuple[str, ...]
    about: bool = False


def starts_value(cursor: Cursor) -> bool:
    """Return whether a figure comes next."""
    cursor.hope(NUMBER)
    first, second = cursor.token, cursor.tokens[min(cursor.at + 1, len(cursor.tokens) - 1)]
    signed = first.key in (*DASHES, "#", "between", "top")
    return first.kind in ("number", "date") or (signed and second.kind in ("number", "date"))


def value(cursor: Cursor) -> Spot[Value]:
    """Take the figure that comes next.

    Raises:
        SentenceError: it is no figure, or only half of a range.
    """
    start = cursor.token.start
    if not starts_value(cursor):
        raise cursor.fail()
    between = cursor.word(("between",))
    top = cursor.word(("top",))
    place = cursor.word(("#",)) or top
    first, unit, per = _quantity(cursor)
    digits = ["1", first] if top else [first]
    joint = (*DASHES, "to", "and") if between else (*DASHES, "to")
    if _joins(cursor, joint):
        cursor.take()
        second, after, per = _quantity(cursor)
        unit = after or unit
        digits.append(second)
    elif between:
        cursor.hope(Hope("'and' with the upper end"))
        raise cursor.fail()
    beyond = None
    if cursor.word(("+",)) or cursor.phrase({"or more": 1}):
        beyond = "over"
    elif cursor.phrase({"or less": 1, "or fewer": 1}):
        beyond = "under"
    end = cursor.tokens[cursor.at - 1].end
    found = Value(tuple(digits), "place" if place else unit, per, beyond)
    return Spot(found, (start, end))


def _joins(cursor: Cursor, joints: tuple[str, ...]) -> bool:
    """Return whether a range goes on: a joint, and a figure behind it."""
    if cursor.token.key not in joints:
        return False
    following = cursor.tokens[cursor.at + 1 : cursor.at + 3]
    kinds = [token.kind for token in following]
    return kinds[0] in ("number", "date") or (
        following[0].key in DASHES and kinds[-1] in ("number", "date")
    )


def _quantity(cursor: Cursor) -> tuple[str, str | None, Literal["day", "month", "year"] | None]:
    """Take a number with its magnitude, unit and what it is a rate of; or a date."""
    if cursor.token.kind == "date":
        return day(cursor).value, "date", None
    negative = "-" if cursor.word(DASHES) else ""
    cursor.hope(NUMBER)
    if cursor.token.kind != "number":
        raise cursor.fail()
    digits = negative + cursor.token.text.replace(",", "")
    cursor.take()
    if (power := cursor.phrase(MAGNITUDES)) is not None:
        digits = _scaled(digits, power.value)
    hopes = [Hope(f"a unit ({', '.join(('%', 'points', 'times'))})", None, _unit_words())]
    unit = cursor.phrase(UNITS, *hopes)
    per = cursor.phrase(PER) if unit is None or unit.value == "points" else None
    if unit is None and per is None:
        cursor.phrase(dict.fromkeys(ALTOGETHER, True))
    if unit and unit.value == "times":
        cursor.phrase(dict.fromkeys(TIMES_OF, True))
    return digits, unit.value if unit else None, per.value if per else None


def _unit_words() -> tuple[tuple[str, str], ...]:
    return tuple(
        (word, ABOUT_UNITS[unit])
        for word, unit in (("%", "percent"), ("points", "points"), ("times", "times"))
    )


def _scaled(digits: str, power: int) -> str:
    """Return digits with the decimal point moved: 1.2 and 6 are 1200000."""
    whole, _, fraction = digits.partition(".")
    kept = fraction[power:]
    moved = whole + fraction[:power].ljust(power, "0")
    return f"{moved}.{kept}" if kept else moved


def starts_day(cursor: Cursor, ahead: int = 0) -> bool:
    """Return whether a date comes next, or some tokens ahead."""
    following = cursor.tokens[cursor.at + ahead : cursor.at + ahead + 3]
    if not following:
        return False
    first = following[0]
    if first.kind == "date" or (_is_year(first) and not _counted(following[1:])):
        return True
    if first.kind == "number" and len(following) > 1:
        return _month(following[1]) is not None
    return _month(first) is not None and len(following) > 1 and following[1].kind == "number"


def _is_year(token: Token) -> bool:
    return token.kind == "number" and re.fullmatch(r"\d{4}", token.text) is not None


def _counted(following: list[Token]) -> bool:
    """Return whether a number is a count or a percentage and no year."""
    return bool(following) and (following[0].key in UNITS or following[0].key in MAGNITUDES)


def _month(token: Token) -> int | None:
    """Return the month that a token names, by three letters or more."""
    key = token.key.rstrip(".")
    if token.kind != "word" or len(key) < 3:
        return None
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(key)), None)


def day(cursor: Cursor) -> Spot[str]:
    """Take a date and return it as 2024, 2024-05 or 2024-05-27.

    Raises:
        SentenceError: none comes next, or there is no such day.
    """
    cursor.hope(DATE)
    if not starts_day(cursor):
        raise cursor.fail()
    first = cursor.token
    if first.kind == "date" or (_is_year(first) and _month(cursor.tokens[cursor.at + 1]) is None):
        parts = [int(part) for part in first.text.split("-")]
        span = cursor.take()
    else:
        parts, span = _worded_day(cursor)
    try:
        real = date(*[*parts, 1, 1][:3])
    except ValueError:
        real = None
    if real is None or real.year not in YEARS:
        said = f"There is no such date: {cursor.sentence[span[0] : span[1]]!r}."
        raise SentenceError(cursor.sentence, span, said, [DATE.label])
    return Spot("-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])]), span)


def _worded_day(cursor: Cursor) -> tuple[list[int], tuple[int, int]]:
    """Take 'May 2024', '27 May 2024' or 'May 27, 2024'."""
    start, numbers, month = cursor.token.start, list[int](), 0
    while len(numbers) < 2 and not cursor.ended:
        if (named := _month(cursor.token)) is not None and not month:
            month = named
        elif cursor.token.kind == "number" and cursor.token.text.isdigit():
            numbers.append(int(cursor.token.text))
        elif cursor.token.key != ",":
            break
        cursor.take()
        if month and numbers and numbers[-1] in YEARS:
            break
    end = cursor.tokens[cursor.at - 1].end
    if not numbers or numbers[-1] not in YEARS:
        cursor.hope(Hope("a year"))
        raise cursor.fail()
    return [numbers[-1], month, *numbers[:-1]], (start, end)


WHEN = {
    **dict.fromkeys(AT, "at"),
    **dict.fromkeys(SINCE, "since"),
    **dict.fromkeys(BEFORE, "before"),
    **dict.fromkeys(AFTER, "after"),
}
STRICT = {"before": -1, "after": 1}
"""Words that leave out the date they name: before 2015 is by 2014."""
_SAID = (
    ("in", "the date that is meant; without one, the newest figures"),
    ("since", "where a change begins, or a lead"),
)
MOMENT = Hope("a date ('in 2024', 'since 2020')", None, _SAID)


def beside(text: str, step: int) -> str:
    """Return the year, month or day before a date (-1), or after it (1), as exact as it is."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return f"{parts[0] + step:04}"
    if len(parts) == 2:
        months = 12 * parts[0] + parts[1] - 1 + step
        return f"{months // 12:04}-{months % 12 + 1:02}"
    return (date(*parts) + timedelta(days=step)).isoformat()


def moment(cursor: Cursor) -> Spot[Moment] | None:
    """Take a word of time with its date, when one comes next."""
    length, when = cursor.sees(WHEN)
    about = bool(length) and cursor.tokens[cursor.at + length].key in ("about", "around", "~")
    if not length or when is None or not starts_day(cursor, length + about):
        return None
    start, word = cursor.token.start, cursor.token.key
    cursor.take(length + about)
    found = [day(cursor)]
    if cursor.token.key in (*DASHES, "to", "until") and starts_day(cursor, 1):
        cursor.take()
        found.append(day(cursor))
    dates = tuple(spot.value for spot in found)
    if len(dates) == 1 and not about and word in STRICT:
        dates = (beside(dates[0], STRICT[word]),)
    return Spot(Moment(when, dates, about), (start, found[-1].span[1]))
