"""Words of a text, and phrases looked up among them in one pass."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

LONGEST = 40
"""Characters of the longest word that can mean something; a run of letters beyond it is skipped."""
STEM = 4
"""Letters by which stems are found; a shorter one would match too much."""
WORD = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|\w+")
"""An address is one word, so that no part of it is read."""
SPACE = frozenset((" ", "-", "\u2010", "\u2011", "\u00a0", "_"))
APOSTROPHES = frozenset(("'", "\u2019"))
Value = TypeVar("Value")


class Word(NamedTuple):
    """A word: as written, in lower case, and where it stands."""

    text: str
    low: str
    start: int
    end: int


class Match(NamedTuple, Generic[Value]):
    """A phrase that was found: what it stands for, where, and from which word to which."""

    value: Value
    start: int
    end: int
    first: int
    last: int


def words(text: str) -> list[Word]:
    """Return the words of a text, in order."""
    return [Word(m[0], m[0].lower(), m.start(), m.end()) for m in WORD.finditer(text)]


@dataclass(frozen=True)
class _Phrase(Generic[Value]):
    words: tuple[str, ...]
    joints: tuple[str, ...]
    stem: bool
    exact: bool
    value: Value


class Phrases(Generic[Value]):
    """Phrases with what they stand for; of two that begin alike the longer one is found.

    A space in a phrase also matches a hyphen, every other character between two words itself
    alone; a star at the end matches any ending of the last word.
    """

    def __init__(self) -> None:
        self._by_word: dict[str, list[_Phrase[Value]]] = {}
        self._by_stem: dict[str, list[_Phrase[Value]]] = {}

    def add(self, phrase: str, value: Value, exact: bool = False) -> None:
        """Add a phrase; `exact`: upper and lower case must agree."""
        stem = phrase.endswith("*")
        found = words(phrase)
        if not found:
            msg = f"the phrase {phrase!r} holds no word"
            raise ValueError(msg)
        joints = tuple(phrase[left.end : right.start] for left, right in pairwise(found))
        texts = tuple(word.text if exact else word.low for word in found)
        entry = _Phrase(texts, joints, stem, exact, value)
        first = found[0].low
        shelf = self._by_word
        if stem and len(found) == 1:
            if len(first) < STEM:
                msg = f"the stem {phrase!r} is shorter than {STEM} letters"
                raise ValueError(msg)
            shelf, first = self._by_stem, first[:STEM]
        shelf.setdefault(first, []).append(entry)
        shelf[first].sort(key=lambda other: (-len(other.words), -len(other.words[0])))

    def find(self, text: str, found: list[Word]) -> list[Match[Value]]:
        """Return what stands in a text, in order and without overlaps."""
        matches, position = [], 0
        while position < len(found):
            phrase = self._at(text, found, position)
            if phrase is None:
                position += 1
                continue
            last = position + len(phrase.words) - 1
            matches.append(
                Match(phrase.value, found[position].start, found[last].end, position, last)
            )
            position = last + 1
        return matches

    def _at(self, text: str, found: list[Word], position: int) -> _Phrase[Value] | None:
        low = found[position].low
        if len(low) > LONGEST:
            return None
        for phrase in self._by_word.get(low, ()):
            if _agrees(phrase, text, found, position):
                return phrase
        for phrase in self._by_stem.get(low[:STEM], ()):
            if low.startswith(phrase.words[0]):
                return phrase
        return None


def _agrees(phrase: _Phrase[Value], text: str, found: list[Word], position: int) -> bool:
    last = len(phrase.words) - 1
    if position + last >= len(found) or (phrase.exact and found[position].text != phrase.words[0]):
        return False
    for offset in range(1, last + 1):
        word, expected = found[position + offset], phrase.words[offset]
        given = word.text if phrase.exact else word.low
        if given != expected and not (
            phrase.stem and offset == last and given.startswith(expected)
        ):
            return False
        joint = text[found[position + offset - 1].end : word.start]
        if not _joined(phrase.joints[offset - 1], joint):
            return False
    return True


def _joined(expected: str, given: str) -> bool:
    if expected == " ":
        return given in SPACE or given.isspace()
    if expected in APOSTROPHES:
        return given in APOSTROPHES
    return expected == given
