"""A sentence in chunks: projects, figures, dates, what is counted, words of the grammar."""

import re
from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Any

from warehouse.reading import dates, numbers
from warehouse.reading.dates import When
from warehouse.reading.lexicon import Lexicon
from warehouse.reading.numbers import Number
from warehouse.reading.phrases import Mentions, Phrase
from warehouse.reading.text import WORD
from warehouse.reading.vocabulary import general

FIGURES = {"percent": "PC", "count": "N", "ratio": "X", "points": "PT", "rank": "ORD"}
MOST_CHUNKS = 120
MOST_HEDGES = 2
"""Hedges before one figure: just over about."""
TURNED = {"over": "under", "under": "over"}
"""Hedges of what goes down: to lose more than half is to keep less."""
_NAME = re.compile(r"[a-z0-9_.]+(?:-[a-z0-9_.]+)*")
_ORDINAL = re.compile(r"(?:first|second|third|fourth|fifth)\b(?! (?:quarter|half))")
_SIGNED = re.compile(r"[-+±]\s?\d")
_OPEN = re.compile(r"[\s(\[\"']*")
_DIGITS = re.compile(r"[- ]figures?\b")
"""Behind a number of digits: six-figure."""
_HARMLESS = frozenset("\"'()[]{}.!?…:;-–—_`|#⭐★☆\ufe0f")


@dataclass(frozen=True)
class Figure:
    """A figure: its unit, its ends in plain digits (equal for one), and how it is hedged.

    `low` is None for words alone (most); `spoken`: the hedge is said; `date`: its own, when a
    sentence gives several.
    """

    unit: str
    low: str | None
    high: str | None
    hedge: str
    spoken: bool = False
    date: When | None = None


@dataclass(frozen=True)
class Chunk:
    """A piece of a sentence: what it stands for, and where it stands in plain text.

    Attributes:
        tag: what it is: a terminal of grammar.ebnf (P: a project that is measured); NAME: another
            project; WHEN, PER, PLACE; word: of the grammar; join; idle; left: it is not known;
            unasserted, opinion: what stands against a claim.
        joins: a new clause may begin with it.
        said: as it is written, in small letters.
    """

    tag: str
    value: Any
    start: int
    end: int
    joins: bool = False
    said: str = ""


class Chunker:
    """Cuts a sentence into chunks; who types it writes names in small letters.

    `counted`: the names of signals and definitions, which may be typed, too.
    """

    def __init__(
        self, text: str, names: Mentions, lexicon: Lexicon, counted: Container[str], *, typed: bool
    ) -> None:
        self.text, self.names, self.typed, self.counted = text, names, typed, counted
        self.phrases = lexicon.phrases
        self.low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        self.found = list[Chunk]()

    def all(self) -> list[Chunk]:
        """Return the chunks, in order."""
        at = 0
        while at < len(self.text) and len(self.found) < MOST_CHUNKS:
            if self.text[at].isspace():
                at += 1
                continue
            chunk = self._next(at)
            self.found.append(chunk)
            at = chunk.end
        return self.found

    def _next(self, at: int) -> Chunk:
        """Return the chunk that begins at a position: of all, the longest."""
        if _SIGNED.match(self.text, at) and (at == 0 or self.text[at - 1] in " ("):
            return Chunk("left", self.text[at], at, at + 1)
        phrases = self.phrases.at(self.low, at)
        offers = list[Chunk]()
        if (name := _NAME.match(self.low, at)) and name[0] in self.counted:
            offers.append(Chunk("HEAD", (name[0],), at, name.end(), said=name[0]))
        last = list[Chunk]()
        if named := self.names.at(self.text, self.low, at, typed=self.typed):
            measured = self.names.measured(named[0][0])
            name_of = Chunk("P" if measured else "NAME", tuple(named[0]), at, named[1])
            (offers if measured else last).append(name_of)
        if ordinal := _ORDINAL.match(self.low, at):
            place = str(general().numbers["places"][ordinal[0]])
            ranked = Figure("rank", place, place, "exact")
            offers.append(Chunk("ORD", ranked, at, ordinal.end(), said=ordinal[0]))
        if (found := dates.when(self.low, at)) and not self._counted(at, found[1], found[0]):
            offers.append(Chunk("WHEN", found[0], at, found[1]))
        if figure := self._figure(at, phrases):
            offers.append(figure)
        offers += [chunk for phrase in phrases if (chunk := self._phrase(at, phrase))][:1]
        if offers := [*offers, *last]:
            return max(offers, key=lambda chunk: chunk.end)  # the first of equals
        if word := WORD.match(self.text, at):
            return Chunk("left", word[0], at, word.end())
        sign = self.text[at]
        return Chunk("idle" if sign in _HARMLESS else "left", sign, at, at + 1)

    def _counted(self, at: int, end: int, when: When) -> bool:
        """Return whether four digits are no year but count what follows, as in: has 2000 stars."""
        if not re.fullmatch(r"\d{4}", self.text[at:end]):
            return False
        following = self.phrases.at(self.low, _OPEN.match(self.low, end).end())  # type: ignore[union-attr]
        counts = any(dict(phrase.values).keys() & {"noun"} for phrase in following)
        before = self.found[-1] if self.found else None
        has = before is not None and before.tag == "word" and "HAVE" in before.value
        return counts and has

    def _figure(
        self, at: int, phrases: list[Phrase[tuple[str, Any]]], hedges: int = 0
    ) -> Chunk | None:
        """Return a figure with the hedge before and after it; `hedges`: that were read already."""
        if at and (self.text[at - 1].isalnum() or self.text[at - 1] in "$€£/.&"):
            return None
        for phrase in phrases if hedges < MOST_HEDGES else ():
            hedge = dict(phrase.values).get("hedges")
            if hedge is None:
                continue
            start = _OPEN.match(self.low, phrase.end).end()  # type: ignore[union-attr]
            for verb in self.phrases.at(self.low, start):
                if factor := dict(verb.values).get("multiplied"):
                    turned = TURNED.get(hedge, hedge) if factor < "1" else hedge
                    return Chunk("MULT", Figure("ratio", factor, factor, turned), at, verb.end)
            inner = self._figure(start, self.phrases.at(self.low, start), hedges + 1)
            if inner is not None and (inner.tag != "N" or not dates.bare(self.low, start)):
                figure: Figure = inner.value
                stronger = hedge == "exact" or figure.hedge not in ("exact", "range", "about")
                both = figure.hedge if stronger else hedge
                made = replace(figure, hedge=both, spoken=True)
                return Chunk(inner.tag, made, at, inner.end)
        if at == len(self.text) or self.text[at] in "~≈<>≤≥":
            return None
        before = self.found[-1] if self.found else None
        from_ = before is not None and self.low[before.start : before.end] == "from"
        number = numbers.number(self.text, at, ranges=not from_)
        if number is None or (
            number.unit == "count"
            and number.end - at == 4
            and dates.bare(self.low, at)
            and not self._counted(at, number.end, When("at"))
        ):
            return None
        return self._hedged(at, number)

    def _hedged(self, at: int, number: Number) -> Chunk | None:
        hedge = "about" if number.word else "exact" if number.low == number.high else "range"
        end = number.end
        start = end + (self.low[end : end + 1] == " ")
        for phrase in self.phrases.at(self.low, start):
            after = dict(phrase.values).get("after")
            if after:
                hedge, end = after, phrase.end
                break
        if self.text[end : end + 1].isalnum() or _DIGITS.match(self.low, end):
            return None
        figure = Figure(number.unit, number.low, number.high, hedge)
        return Chunk(FIGURES[number.unit], figure, at, end)

    def _phrase(self, at: int, phrase: Phrase[tuple[str, Any]]) -> Chunk | None:
        """Return what a phrase of the vocabulary is; None when it only goes with a figure."""
        lists = defaultdict[str, list[Any]](list)
        for name, value in phrase.values:
            lists[name].append(value)
        joins = "joins" in lists
        for name, kind in general().tags.items():
            if name in lists:
                values = lists[name]
                single: Any = tuple(values) if name in ("noun", "verb", "place") else values[0]
                if name == "fractions":
                    single = Figure("percent", None, None, values[0])
                if name == "multiplied":
                    single = Figure("ratio", values[0], values[0], "exact")
                return Chunk(kind, single, at, phrase.end, joins, self.low[at : phrase.end])
        return Chunk("join", None, at, phrase.end, True) if joins else None
