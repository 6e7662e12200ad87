"""Figures of a text: numbers with units, ranges, words that stand for numbers, and dates."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Literal

from warehouse.reading.vocabulary import lexicon
from warehouse.reading.words import Match, Word

Unit = Literal["percent", "points", "ratio", "count", "date"]

NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}(?![\d,])|\d{1,15})(?:\.\d{1,6}(?!\d))?"
"""Every repetition is bounded, so that a megabyte of digits or commas is looked at once."""
BEGIN = rf"(?<![\w.,$€£#/&-])(?P<sign>[~≈<>≤≥±]\s?)?(?P<low>{NUMBER})(?P<first>\s?%)?(?P<plus>\+)?"
UNIT = (
    r"(?P<unit>\s?%|\s?percent\b|\s?per\s?cent\b|\s?pct\b|[\s-]percentage[\s-]points?\b"
    r"|[\s-]points?\b|\s?pp\b|\s?[x×](?!\w)|[\s-]times\b|[\s-]?fold\b"
    r"|\s?(?:thousand|million|billion)\b|[kKMB](?!\w)|bn\b)?(?P<last>\+)?(?![\w%])"
)
SINGLE = re.compile(BEGIN + r"(?P<high>)(?P<more>)" + UNIT)
RANGE = re.compile(
    BEGIN + rf"\s?(?P<to>[–—−-]|\bto\b|\band\b)\s?(?P<high>{NUMBER})(?P<more>\+)?" + UNIT
)
SIGNS = {"~": "about", "≈": "about", "±": "about", "<": "under", "≤": "under", ">": "over",
         "≥": "over"}  # fmt: skip
SCALES = {"thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6, "billion": 10**9, "b": 10**9,
          "bn": 10**9}  # fmt: skip
YEARS = range(1990, 2050)
AFTER = ("or ", "Or ")
"""How hedges begin that stand after a figure: or more, or so."""
MOST = 24
"""Figures of one text; what has as many is no sentence, and none of them is understood."""
NEAR = 4
"""Words between a number and what it counts."""


@dataclass(frozen=True)
class Figure:
    """A figure: its unit, its ends as written (equal for one value), how it is hedged, where."""

    unit: Unit
    low: str
    high: str
    hedge: str
    start: int
    end: int

    @property
    def year(self) -> str:
        """Return the year of a date."""
        return self.high[:4]


def find(text: str, found: list[Word]) -> list[Figure]:
    """Return the figures of a text, in order; none where there are too many for a sentence.

    Args:
        text: a unit's text.
        found: its words.
    """
    hedges = lexicon().hedges.find(text, found)
    written = list(islice(_written(text, found), MOST))
    if len(written) == MOST:
        return []
    spelled = islice(_spelled(text, found), MOST)
    figures = sorted([*written, *spelled], key=lambda figure: figure.start)
    apart = [
        figure for n, figure in enumerate(figures) if n == 0 or figures[n - 1].end <= figure.start
    ]
    return [_hedged(text, hedges, figure) for figure in apart]


def _written(text: str, found: list[Word]) -> Iterator[Figure]:
    """Yield the numbers in digits that count something of ours."""
    position = 0
    while match := SINGLE.search(text, position):
        several = RANGE.match(text, match.start())
        if several and _is_range(text, several):
            match = several
        position = match.end()
        if figure := _figure(text, match, found):
            yield figure


def _is_range(text: str, match: re.Match[str]) -> bool:
    low, high = (Decimal(match[end].replace(",", "")) for end in ("low", "high"))
    before = text[: match.start()].rstrip().rpartition(" ")[2].lower()
    if match["to"] == "and" or before == "from":
        return match["to"] == "and" and before == "between"
    return low < high and not (match["unit"] and int(low) in YEARS)


def _figure(text: str, match: re.Match[str], found: list[Word]) -> Figure | None:
    """Return a number as a figure, None when it counts nothing of ours."""
    low = match["low"].replace(",", "")
    high = match["high"].replace(",", "") or low
    hedge = SIGNS.get((match["sign"] or "").strip(), "")
    if match["plus"] or match["more"] or match["last"]:
        hedge = "over"
    unit = (match["unit"] or match["first"] or "").strip(" -\xa0").lower()
    at = match.start(), match.end()
    if not unit:
        if date := _date(text, match, found):
            return Figure("date", *date, hedge, *at)
    elif "point" in unit or unit == "pp":
        return Figure("points", low, high, hedge, *at)
    elif unit[0] in "%p":
        return Figure("percent", low, high, hedge, *at) if Decimal(high) <= 100 else None
    elif unit in ("x", "×", "times", "fold"):
        return Figure("ratio", low, high, hedge, *at)
    if not _counts(found, match.end()):
        return None
    scale = SCALES.get(unit, 1)
    low, high = (f"{(Decimal(end) * scale).normalize():f}" for end in (low, high))
    return Figure("count", low, high, hedge, *at)


def _date(text: str, match: re.Match[str], found: list[Word]) -> tuple[str, str] | None:
    low, high = match["low"], match["high"] or match["low"]
    if not all(len(end) == 4 and end.isdigit() and int(end) in YEARS for end in (low, high)):
        return None
    position = bisect_left(found, match.start("low"), key=lambda word: word.start) - 1
    before = found[position] if position >= 0 else None
    months = lexicon().entries.months
    near = before and not text[before.end : match.start("low")].strip(" ,")
    if before and near and not match["high"] and before.low in months:
        month = f"{low}-{months.index(before.low) + 1:02d}"
        return month, month
    return (low, high) if low <= high else None


def _counts(found: list[Word], end: int) -> bool:
    """Return whether something that is counted follows a number."""
    counted = lexicon().single["counted"]
    first = bisect_left(found, end, key=lambda word: word.start)
    return any(word.low in counted for word in found[first : first + NEAR])


def _spelled(text: str, found: list[Word]) -> Iterator[Figure]:
    """Yield numbers in words: two thirds, twice, nine in ten, three times, tens of thousands of."""
    matches = lexicon().numbers.find(text, found)
    for n, match in enumerate(matches):
        (kind, amount), following = match.value, found[match.last + 1 : match.last + 3]
        at = match.start, match.end
        after = [word.low for word in following]
        if kind == "shares":
            yield Figure("percent", str(amount), str(amount), "about", *at)
        elif kind == "factors":
            yield Figure("ratio", str(amount), str(amount), "", *at)
        elif kind == "magnitudes" and after[:1] == ["of"] and _counts(found, match.end):
            yield Figure("count", str(amount), str(amount), "thousands", *at)
        elif kind == "numerals" and after[:1] == ["times"]:
            yield Figure("ratio", str(amount), str(amount), "", match.start, following[0].end)
        elif kind == "numerals" and n + 1 < len(matches):
            between = text[match.end : matches[n + 1].start].split()
            whole = matches[n + 1].value
            if between in (["in"], ["out", "of"]) and whole[0] == "numerals" and amount < whole[1]:
                share = str(round(100 * amount / whole[1]))
                yield Figure("percent", share, share, "about", match.start, matches[n + 1].end)


def _hedged(text: str, hedges: list[Match[str]], figure: Figure) -> Figure:
    """Return the figure with the hedge that stands right before or after it."""
    hedge = figure.hedge
    position = bisect_left(hedges, figure.start, key=lambda match: match.start)
    for match in hedges[max(0, position - 1) : position + 1]:
        if match.end <= figure.start:
            gap = text[match.end : figure.start]
        elif match.start >= figure.end and text.startswith(AFTER, match.start):
            between = text[figure.end : match.start].strip()  # 1,000 stars or more
            gap = "" if between.lower() in lexicon().single["counted"] else between
        else:
            continue
        if not gap.strip(" (") and _fits(match.value, figure.unit):
            hedge = match.value
    if not hedge:
        hedge = "exact" if figure.low == figure.high else "range"
    return replace(figure, hedge=hedge)


def _fits(hedge: str, unit: Unit) -> bool:
    dated = hedge in ("before", "since", "after")
    return dated == (unit == "date") or hedge == "about"
