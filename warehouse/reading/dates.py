"""Dates of a plain text: 2024, May 2024, Q1 2026, mid-2024, from 2019 to 2023, last month."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from warehouse.reading.vocabulary import general, phrases_of

Grain = Literal["", "part", "point"]
Timing = Literal["at", "by", "since", "before", "after", "period", "now", "yearly"]
YEARS = range(1990, 2101)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\d%]|[.,]\d)"
_MONTHS = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_FORMS = [
    re.compile(r"(?P<year>\d{4})-(?P<mm>\d\d)(?:-(?P<day>\d\d))?(?![\d-])"),
    re.compile(_MONTHS + r"\s(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s)?(?:of\s)?" + _YEAR),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?" + _MONTHS + r",?\s" + _YEAR),
    re.compile(r"q(?P<quarter>[1-4])[\s/-]?(?:of\s)?(?:the\s)?" + _YEAR),
    re.compile(_YEAR + r"[\s/-]?q(?P<quarter>[1-4])\b"),
    re.compile(r"h(?P<half>[12])[\s/-]?(?:of\s)?" + _YEAR),
    re.compile(r"(?P<nth>first|second|third|fourth|last) quarter of (?:the year )?" + _YEAR),
    re.compile(r"(?P<nth>first|second) half of (?:the year )?" + _YEAR),
    re.compile(r"(?:the )?middle of " + _YEAR + r"(?P<mid>)"),
    re.compile(r"(?P<mid>mid)[\s-]?" + _YEAR),
    re.compile(r"(?:the )?(?P<end>end|close) of (?:the year )?" + _YEAR),
    re.compile(r"(?P<end>year-end|year end) " + _YEAR),
    re.compile(r"(?:the )?(?P<begin>beginning|start) of (?:the year )?" + _YEAR),
    re.compile(_YEAR),
]
_TO = re.compile(r"\s?(?:–|-|\bto\b|\buntil\b|\btill\b|\bthrough\b|\band\b)\s?(?:the )?")
_BETWEEN = re.compile(r"between (?:the years )?")
_THROUGH = ("during", "over the course of")
_STRICT = ("before", "prior to", "after")
_ABOUT = re.compile(r"(?:about|around|roughly|approximately|circa) ")


@dataclass(frozen=True)
class When:
    """A date or a period with the word before it.

    Attributes:
        timing: period has two dates; now: the newest; yearly: compared with the year before.
        dates: as 2024, 2024-05 or 2024-05-27.
        grain: part: a quarter or a half, which is named by its last month; point: the end, the
            middle or the beginning of a year.
        fresh: relative to the day on which it is said: last month.
        through: what went on within it is meant, not what there was then: during 2024.
    """

    timing: Timing
    dates: tuple[str, ...] = ()
    grain: Grain = ""
    about: bool = False
    fresh: Literal["", "last month", "last year", "this year"] = ""
    through: bool = False

    def said_on(self, day: date | None) -> "When | None":
        """Return a relative date as an absolute one; None when the day is not known."""
        if self.timing == "yearly" and day is not None:
            return replace(self, dates=(f"{day.year - 1}-{day.month:02}",))
        if not self.fresh:
            return self
        if day is None:
            return None
        last = f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"
        year = last if self.fresh == "last month" else str(day.year - (self.fresh == "last year"))
        return replace(self, dates=(year,), fresh="")


def when(low: str, at: int) -> tuple[When, int] | None:
    """Return the date that stands at a position, with its preposition, and where it ends.

    `low`: a plain text in lower case.
    """
    for phrase in phrases_of("relative", "dates").at(low, at):
        lists = dict(phrase.values)
        if "relative" in lists:
            said = lists["relative"]
            if said in ("now", "yearly"):
                return When(said), phrase.end
            return When("at", fresh=said), phrase.end
        if "dates" in lists:
            start, word = _skip(low, phrase.end), low[at : phrase.end]
            if start > phrase.end and (found := _dated(low, start, word, lists["dates"])):
                return found
    if between := _BETWEEN.match(low, at):
        return _period(low, between.end(), "and")
    return _dated(low, at, "", "at")


def _dated(low: str, at: int, word: str, kind: Timing) -> tuple[When, int] | None:
    if word in ("from", "in", "over", "during", "") and (found := _period(low, at, "to")):
        return found
    about = _ABOUT.match(low, at) if word else None
    day = bare(low, about.end() if about else at)
    if day is None:
        return None
    text, end, grain = day
    if word == "of" and len(text) > 4:
        return None
    if word in _STRICT:
        text = beside(text, 1 if word == "after" else -1)
    vague = bool(about) or word == "around"
    return When(kind, (text,), grain, vague, through=word in _THROUGH), end


def _period(low: str, at: int, joint: str) -> tuple[When, int] | None:
    first = bare(low, at)
    to = _TO.match(low, first[1]) if first else None
    if first is None or to is None or ("and" in to[0]) != (joint == "and"):
        return None
    second = bare(low, to.end())
    if second is None or second[0] <= first[0]:
        return None
    return When("period", (first[0], second[0]), first[2] or second[2]), second[1]


def bare(low: str, at: int) -> tuple[str, int, Grain] | None:
    """Return the date at a position without a preposition: text, end, grain."""
    for form in _FORMS:
        found = form.match(low, at)
        if found is None or low[found.end() : found.end() + 1].isalnum():
            continue
        text, grain = _text(found.groupdict(), found[0])
        if text is not None:
            return text, found.end(), grain
    return None


def _text(parts: dict[str, str | None], said: str) -> tuple[str | None, Grain]:
    """Return the parts of a date as 2024, 2024-05 or 2024-05-27, and its grain."""
    year, day = int(parts["year"] or 0), int(parts.get("day") or 0)
    grain: Grain = ""
    halves = int(parts.get("half") or 0)
    nth = _NTH.get(parts.get("nth") or "", 0) * (2 if "half" in said else 1)
    if quarters := int(parts.get("quarter") or 0) or 2 * halves or nth:
        month, grain = 3 * quarters, "part"
    elif "mid" in parts or parts.get("end") or parts.get("begin"):
        month, grain = (6 if "mid" in parts else 12 if parts.get("end") else 1), "point"
    elif name := (parts.get("month") or "").rstrip(".")[:3]:
        names = general().months
        month = next(n for n, each in enumerate(names, 1) if each.startswith(name))
    else:
        month = int(parts.get("mm") or 0)
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        year = 0
    if year not in YEARS:
        return None, ""
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)]), grain


def beside(text: str, step: int) -> str:
    """Return the year, month or day before a date (-1), or after it (1), as exact as it is."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return f"{parts[0] + step:04}"
    if len(parts) == 2:
        months = 12 * parts[0] + parts[1] - 1 + step
        return f"{months // 12:04}-{months % 12 + 1:02}"
    return (date(*parts) + timedelta(days=step)).isoformat()


def _skip(low: str, at: int) -> int:
    """Return the position after blanks and articles."""
    while low[at : at + 1] == " ":
        at += 1
        if low.startswith("the ", at):
            at += 3
    return at
