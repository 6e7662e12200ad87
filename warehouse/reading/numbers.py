"""Numbers of a plain text, in digits and words: 69 734 088, 80.000, 38,5 million, three quarters.

Every repetition is bounded, so that a megabyte of digits or commas is looked at once.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from warehouse.reading.vocabulary import general

Unit = Literal["percent", "points", "ratio", "count", "rank"]

_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3}){1,6}(?![\d,])(?:\.\d{1,6})?"  # 1,234,567.8
    r"|\d{1,3}(?:[ ']\d{3}){1,6}(?![\d]|[ ']\d{3})(?:[.,]\d{1,6}(?!\d))?"  # 1 234 567,8
    r"|\d{1,3}(?:\.\d{3}){2,6}(?![\d.])(?:,\d{1,6})?"  # 1.234.567,8
    r"|\d{1,15}(?:[.,]\d{1,6})?)(?!\d|[.,]\d)"  # 12.5, 12,5, 12
)
_DIGIT = re.compile(_DIGITS)
_FRACTION = re.compile(r"([1-9]\d?)\s?/\s?([1-9]\d{0,2})(?![\d/])")
_UNIT = re.compile(
    r"\s?(?P<percent>%|percent(?:age)?\b(?!\s+points?)|per ?cent\b|pct\b)"
    r"|[\s-]?(?P<points>percentage[\s-]points?\b|%[\s-]points?\b|points?\b|pp\b|ppts?\b)"
    r"|\s?(?P<ratio>[x×](?!\w)|times\b(?! a\b)|-?fold\b)"
    r"|(?P<rank>st|nd|rd|th)\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\s?(?:(k|thousand)|(m|mn|mio|million|millions)|(b|bn|billion|billions)|(trillion))\b(?!\.\w)",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s?(?:[–—-]|\bto\b)\s?")
_AND = re.compile(r"\s?(?:\band\b|[–—-]|\bto\b)\s?")

_SPELLED = re.compile(r"[a-z]+", re.IGNORECASE)


def _named(kind: str) -> dict[str, int]:
    """Return the numbers of a kind by their words."""
    return general().numbers[kind]


@dataclass(frozen=True)
class Number:
    """A number or a range: its ends in plain digits (equal for one), its unit, and where it ends.

    `word`: it stands in words that round it (a third); `end`: the character after the last.
    """

    unit: Unit
    low: str
    high: str
    end: int
    word: bool = False


def number(text: str, at: int, *, ranges: bool = True) -> Number | None:
    """Return the number that stands at a position of a plain text; None when none does.

    `ranges`: whether 50 to 80 is one figure; in "from 50 to 80" it is two.
    """
    if text[at : at + 7].casefold() == "between" and text[at + 7 : at + 8] == " ":
        return _range(text, at + 8, _AND)
    if text[at].isdigit() and text[at].isascii():
        return _digits(text, at, ranges=ranges)
    if text[at] == "#":
        found = _DIGIT.match(text, at + 1)
        return Number("rank", found[0], found[0], found.end()) if found else None
    return _in_words(text, at) if text[at].isalpha() else None


_IN = re.compile(r"(\d{1,2}) (?:in|out of)(?: every)? (\d{1,3})\b")
_WHOLE = re.compile(r"\d{1,4}(?:\.\d)?")
_TO_ONE = re.compile(r"(?: to (?:one|1)|:1)(?![\w:]|\.\d)")


def _digits(text: str, at: int, *, ranges: bool) -> Number | None:
    whole = _WHOLE.match(text, at)
    if whole and (one := _TO_ONE.match(text, whole.end())):
        return Number("ratio", whole[0], whole[0], one.end())
    for form in (_FRACTION, _IN):
        found = form.match(text, at)
        if found and 0 < int(found[1]) < int(found[2]):
            share = _plain(100 * Decimal(found[1]) / Decimal(found[2]))
            return Number("percent", share, share, found.end(), form is _IN)
    return (_range(text, at, _JOINT) if ranges else None) or _single(text, at)


def _range(text: str, at: int, joint: re.Pattern[str]) -> Number | None:
    """Return two numbers that are joined as one; the unit of the second counts for both."""
    first = _single(text, at)
    between = joint.match(text, first.end) if first else None
    second = _single(text, between.end()) if between else None
    if first is None or second is None or text[second.end : second.end + 1] in ("–", "—"):
        return None
    bare = first.unit == "count" and not _SCALE.search(text[at : first.end])
    if first.unit != second.unit and not bare:
        return None
    low = first.low
    if bare and (scale := _SCALE.search(text[between.end() : second.end] if between else "")):
        low = _scaled(low, scale)
    if Decimal(low) >= Decimal(second.low) or second.unit == "rank":
        return None
    return Number(second.unit, low, second.high, second.end)


def _single(text: str, at: int) -> Number | None:
    found = _DIGIT.match(text, at)
    if found is None:
        return _in_words(text, at) if text[at : at + 1].isalpha() else None
    raw, end = found[0], found.end()
    scale = _SCALE.match(text, end)
    unit = None if scale else _UNIT.match(text, end)
    kind: Unit = unit.lastgroup if unit else "count"  # type: ignore[assignment]
    end = (scale or unit or found).end()
    if unit is None and text[end : end + 1].isalnum():
        return None  # 2a, 3D
    digits = _read(raw, decimal=bool(scale) or kind != "count")
    if digits is None or re.match(r"0\d", digits) or (kind == "percent" and Decimal(digits) > 1000):
        return None
    if kind == "count" and not scale and Decimal(digits) < 1 and "." in digits:
        of = re.compile(r"\s(?=of\b)").match(text, end)  # 0.2 of all papers
        share = _plain(Decimal(digits) * 100)
        return Number("percent", share, share, end) if of else None
    if scale:
        digits = _scaled(digits, scale)
    return Number(kind, digits, digits, end)


def _read(raw: str, *, decimal: bool) -> str | None:
    """Return digits with a point and nothing else; None when they may mean two numbers.

    Args:
        raw: as written.
        decimal: whether a single group of three behind a full stop is a fraction: 1.234 million
            is, 80.000 stars are not.
    """
    bare = re.sub(r"[ ']", "", raw)
    commas, points = bare.count(","), bare.count(".")
    if commas and points:
        last = max(bare.rfind(","), bare.rfind("."))
        whole = re.sub(r"[.,]", "", bare[:last])
        return f"{whole}.{bare[last + 1 :]}" if bare[last] == "." or points > 1 else None
    if commas:
        groups = bare.split(",")
        if all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3:
            return None if decimal and commas == 1 and groups[0] == "0" else "".join(groups)
        return (
            f"{groups[0]}.{groups[1]}" if commas == 1 and (decimal or len(groups[1]) < 3) else None
        )
    if points > 1:
        return bare.replace(".", "")
    if points == 1 and not decimal and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", bare):
        return bare.replace(".", "")
    return bare


def _scaled(digits: str, scale: re.Match[str]) -> str:
    """Return digits times the scale behind them: 1.2 million is 1200000."""
    return _plain(Decimal(digits).scaleb(3 * (scale.lastindex or 1)))


def _plain(value: Decimal) -> str:
    text = f"{value.quantize(Decimal('0.0001')) if value % 1 else value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_words(text: str, at: int) -> Number | None:
    """Return a number in words: seventy-eight percent, two thirds, half a million, nine in ten."""
    said, ends, position = list[str](), list[int](), at
    while len(said) < 6 and (found := _SPELLED.match(text, position)):
        said.append(found[0].casefold())
        ends.append(found.end())
        if text[found.end() : found.end() + 1] not in (" ", "-"):
            break
        position = found.end() + 1
    if not said:
        return None
    if said[0] in ("an", "one") and said[1:4] == ["order", "of", "magnitude"]:
        return Number("ratio", "10", "10", ends[3], word=True)
    if said[0] in _named("factors"):
        factor = str(_named("factors")[said[0]])
        return Number("ratio", factor, factor, ends[0])
    parts, ones = _named("parts"), _named("ones") | {"a": 1}
    upper, lower, used = ones.get(said[0], 0), parts.get("".join(said[1:2]), 0), 2
    if said[0] == "half":
        upper, lower, used = 1, 2, 1
    if not 0 < upper < lower:
        return _cardinal(text, said, ends)
    if upper == 1 and said[used : used + 2] in (["a", "million"], ["a", "billion"]):
        amount = _plain(Decimal(10) ** _named("powers")[said[used + 1]] / lower)
        return Number("count", amount, amount, ends[used + 1])
    share = str(round(Decimal(100 * upper) / lower))
    return Number("percent", share, share, ends[used - 1], word=True)


def _cardinal(text: str, said: list[str], ends: list[int]) -> Number | None:
    ones, tens, powers = (_named(kind) for kind in ("ones", "tens", "powers"))
    total, current, used = 0, 0, 0
    for word in said:
        if word in ones and (current % 100 == 0 or (current % 10 == 0 and ones[word] < 10)):
            current += ones[word]
        elif word in tens and current % 100 == 0:
            current += tens[word]
        elif word == "a" and used == 0 and len(said) > 1 and said[1] in powers:
            current = 1
        elif word == "hundred" and used:
            current *= 100
        elif word in powers and used:
            total, current = total + current * 10 ** powers[word], 0
        elif word in ones or word in tens:
            return None  # two three: no number
        else:
            break
        used += 1
    if used == 0 or (used == 1 and said[0] == "a"):
        return None
    amount, end = total + current, ends[used - 1]
    if (one := _TO_ONE.match(text, end)) and amount > 1:
        return Number("ratio", str(amount), str(amount), one.end())
    rest = re.compile(r" (?:in|out of)(?: every)? (\w+)\b").match(text, end)
    whole = (ones.get(rest[1].casefold()) or 0) if rest else 0
    if rest and 0 < amount < whole:
        share = str(round(Decimal(100 * amount) / whole))
        return Number("percent", share, share, rest.end(), word=True)
    unit = _UNIT.match(text, end)
    if unit and unit.lastgroup and unit.lastgroup != "rank":
        return Number(unit.lastgroup, str(amount), str(amount), unit.end())  # type: ignore[arg-type]
    return Number("count", str(amount), str(amount), end)
