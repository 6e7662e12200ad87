"""What an article gives, and what its claim needs."""

import math
from collections.abc import Callable
from datetime import date, timedelta

from warehouse.wording import facts, figures
from warehouse.wording.figures import given, moment, plain
from warehouse.wording.labels import HEDGES, OTHERWISE
from warehouse.wording.rows import Claim, Need

PARTS = {0.5: "half", 0.6667: "two thirds", 0.25: "a quarter", 0.1: "a tenth"}
"""Shares that the hedge words stand for."""
PLACES = {1: "first place"}
EXACT = 4
"""Decimals of the ends of a region."""
DAYS = 62
"""Regions of dates up to so many days are given to the day, longer ones to the month."""


def claimed(claim: Claim) -> str | None:
    """Return the figure that the article gives, '~78 %'; None for words alone."""
    if claim.read_as:
        return None
    if claim.asserted is None:
        return "first place" if claim.hedge == "first" and claim.kind == "rank" else None
    if claim.asserted == "place 1":
        words = "first place"
    elif claim.kind in ("date", "crossing"):
        words = figures.listed(
            [figures.as_date(part) for part in claim.asserted.split("–")], 0, "to"
        )
    else:
        words = claim.asserted
    return HEDGES.get(claim.hedge, "{}").format(words)


def accepted(claim: Claim, needs: list[Need]) -> str | None:
    """Return what the claim needs, in lay words; None where nothing can be measured.

    `needs`: its tests; of a property they name the values.
    """
    low, high, comparator = claim.accepted_low, claim.accepted_high, claim.comparator_name
    if claim.kind == "property":
        return _values(needs) or None
    if claim.kind == "order":
        return f"more than {comparator}"
    if low is None and high is None:
        return None
    own = claim.asserted is not None
    match claim.kind:
        case "share":
            return _share(low, high, own)
        case "ratio":
            return _ratio(low, high, str(comparator))
        case "rank":
            return _rank(low, high)
        case "change" | "slope":
            words = _change(low, high)
            return f"{words} a year" if claim.kind == "slope" and "point" in words else words
        case "growth":
            return _growth(low, high, comparator)
        case "level":
            return _span(low, high, given) + (f" a {claim.per}" if claim.per else "")
        case _:
            return dates(low, high)


def _values(needs: list[Need]) -> str:
    """Return the values that the facts of a property must have; of several by part or title."""
    deciding = [(test, test.needs) for test in needs if test.role != "context" and test.needs]
    words = dict.fromkeys(facts.needed_words(values) for _, values in deciding)
    if len(words) < 2:
        return "".join(words)
    of_each = (
        f"{test.part}: {facts.needed_words(values)}"
        if test.part is not None
        else facts.asked(test.title, values)
        for test, values in deciding
    )
    return "; ".join(dict.fromkeys(of_each))


def _span(
    low: float | None,
    high: float | None,
    write: Callable[[float], str],
    first: Callable[[float], str] | None = None,
) -> str:
    """Return 'a to b', 'a or more', 'b or less' or 'a'; `first` writes the a before a b."""
    if low is None:
        return f"{write(high) if high is not None else None} or less"
    if high is None:
        return f"{write(low)} or more"
    least, most = write(low), write(high)
    return most if least == most else f"{(first or write)(low)} to {most}"


def _share(low: float | None, high: float | None, own: bool) -> str:
    def write(value: float) -> str:
        if not own and (name := PARTS.get(round(value, EXACT))):
            return name
        return f"{plain(100 * value, EXACT)} %"

    least = None if low is not None and low <= 0 else low
    most = None if high is not None and high >= 1 else high
    return "any share" if least is None and most is None else _span(least, most, write)


def _ratio(low: float | None, high: float | None, other: str) -> str:
    if low is not None and high is not None and low != high:
        return f"{plain(low, EXACT)} to {plain(high, EXACT)} times as many as {other}"
    bound = "at least " if high is None else "at most " if low is None else ""
    return f"{bound}{figures.multiple(low if low is not None else high or 0)} as {other}"


def _rank(low: float | None, high: float | None) -> str:
    """Return the places in a region: 'place 3', 'first place', 'place 3 or better'."""
    best = max(1, math.ceil(low)) if low is not None else 1
    if high is None:
        return f"place {best} or worse"
    worst = math.floor(high)
    last = PLACES.get(worst, f"place {worst}")
    if best == worst:
        return last
    return f"{last} or better" if best == 1 else f"place {best} to {worst}"


def _change(low: float | None, high: float | None) -> str:
    """Return a change of a share: 'a rise', 'a fall of 7 to 9 percentage points'."""
    if low is not None and high is not None and low < 0 < high:
        if abs(low + high) < 1e-9:
            return f"a rise or a fall of at most {_points(high)}"
        return f"between a fall of {_points(low)} and a rise of {_points(high)}"
    up = (low if low is not None else high or 0) > 0 or high is None
    name = "a rise" if up else "a fall"
    least, most = (low, high) if up else (high, low)
    if not least and most is None:
        return name
    return f"{name} of {_span(least or None, most, _points, _percent)}"


def _points(change: float) -> str:
    """Return the size of a change with the digits that the claim gives it."""
    words = _percent(change)
    return f"{words} percentage point{'' if words == '1' else 's'}"


def _percent(change: float) -> str:
    return plain(abs(100 * change), EXACT)


def _growth(low: float | None, high: float | None, comparator: str | None) -> str:
    ends = {low, high} - {None}
    [end] = ends if len(ends) == 1 and low != high else {None}
    if end is None:
        times = f"{_span(low, high, lambda value: plain(value, EXACT))} times"
        of = f"the growth of {comparator}" if comparator else "as many as at the beginning"
        return f"{times} {of}"
    more, least = ("more", "at least") if high is None else ("less", "at most")
    if end == 1:
        return f"{more} growth than {comparator}" if comparator else f"{more} than at the beginning"
    if comparator:
        times = "twice" if end == 2 else f"{plain(end, EXACT)} times"
        return f"{least} {times} the growth of {comparator}"
    return f"{least} {figures.multiple(end)} as at the beginning"


def dates(low: float | None, high: float | None) -> str:
    """Return a region of dates, ends as years with fraction: '2016 or earlier', 'March 2019'."""
    first = None if low is None else moment(low)
    last = None if high is None else moment(high)
    if first is None or last is None:
        begins = first is not None
        return f"{_day(first or last, begins)} or {'later' if begins else 'earlier'}"
    after = last + timedelta(days=1)
    if (first.day, after.day) != (1, 1) and (last - first).days > DAYS:
        return f"{first:%B %Y} to {last:%B %Y}"
    return figures.period(first, after)


def _day(value: date | None, begins: bool) -> str:
    """Return the year or month that a day begins, or ends; any other day itself."""
    assert value is not None
    edge = value if begins else value + timedelta(days=1)
    if edge.day != 1:
        return figures.day(value)
    return f"{value:%B %Y}" if edge.month != 1 else f"{value.year}"


def otherwise(accepted: str) -> str:
    """Return what a figure would have to be for the claim to be false."""
    for words, instead in OTHERWISE.items():
        if accepted.startswith(words):
            return instead + accepted.removeprefix(words)
        if accepted.endswith(words):
            return instead + accepted.removesuffix(words)
    return f"anything but {accepted}"
