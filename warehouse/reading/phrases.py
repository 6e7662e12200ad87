"""Phrases looked up in a plain text: at a position, the longest that stands there."""

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")
_PIECE = re.compile(r"\w+|[^\w\s]")
_GAP = re.compile(r"[ _-]{0,3}")
"""What may stand where a phrase has a space or a hyphen."""


@dataclass(frozen=True)
class Phrase(Generic[Value]):
    """What stands at a position: how it is written there, what it means, and where it ends."""

    values: tuple[Value, ...]
    end: int


class Phrases(Generic[Value]):
    """Phrases with what they stand for; a phrase that is added twice stands for both.

    Letter case does not matter. A space or a hyphen in a phrase matches either of them.
    """

    def __init__(self) -> None:
        self._tree: dict[str, list[tuple[tuple[str, ...], list[Value]]]] = {}

    def add(self, phrase: str, value: Value) -> None:
        """Add a phrase."""
        pieces = tuple(_pieces(phrase.casefold()))
        shelf = self._tree.setdefault(pieces[0], [])
        for known, values in shelf:
            if known == pieces:
                if value not in values:
                    values.append(value)
                return
        shelf.append((pieces, [value]))
        shelf.sort(key=lambda entry: -len(entry[0]))

    def at(self, text: str, position: int) -> list[Phrase[Value]]:
        """Return the phrases that stand at the position where a word or sign begins, longest first.

        `text`: in lower case.
        """
        first = _PIECE.match(text, position)
        found = list[Phrase[Value]]()
        for pieces, values in self._tree.get(first[0], ()) if first else ():
            assert first is not None
            end = _agrees(text, first.end(), pieces)
            if end is not None:
                found.append(Phrase(tuple(values), end))
        return found


def _pieces(phrase: str) -> list[str]:
    """Return the words and signs of a phrase, a blank where a gap may be."""
    found, last = list[str](), 0
    for match in _PIECE.finditer(phrase):
        if match[0] in "-_" and 0 < match.start() < len(phrase) - 1:
            continue
        if found and match.start() > last:
            found.append(" ")
        found.append(match[0])
        last = match.end()
    return found


def _agrees(text: str, position: int, pieces: tuple[str, ...]) -> int | None:
    """Return where a phrase ends whose first piece ends at the position; None: it is not there."""
    for piece in pieces[1:]:
        if piece == " ":
            gap = _GAP.match(text, position)
            if gap is None or not gap[0]:
                return None
            position = gap.end()
            continue
        found = _PIECE.match(text, position)
        if found is None or found[0] != piece:
            return None
        position = found.end()
    return position
