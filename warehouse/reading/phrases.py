"""Phrases looked up at a position of a plain text, and the names of projects among them."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, TypeVar

from warehouse.entries import Project

Value = TypeVar("Value")
_PIECE = re.compile(r"\w+|[^\w\s]")
_GAP = re.compile(r"[ _-]{0,3}")
"""What may stand where a phrase has a space or a hyphen."""
SHORT = 5
"""Letters up to which a text names a project only as it is written."""
LIKE = 0.8
"""How much a misspelt name looks like the one that is meant, of 1."""


@dataclass(frozen=True)
class Phrase(Generic[Value]):
    """What stands at a position: how it is written there, what it means, and where it ends."""

    values: tuple[Value, ...]
    end: int


class Phrases(Generic[Value]):
    """Phrases with what they stand for; a phrase that is added twice stands for both.

    Letter case does not matter. A space or a hyphen in a phrase matches either of them.
    """

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        found: dict[tuple[str, ...], dict[Value, None]] = {}
        for phrase, value in phrases:
            found.setdefault(tuple(_pieces(phrase.casefold())), {})[value] = None
        self._tree: dict[str, list[tuple[tuple[str, ...], tuple[Value, ...]]]] = {}
        for pieces in sorted(found, key=len, reverse=True):
            self._tree.setdefault(pieces[0], []).append((pieces, tuple(found[pieces])))

    def at(self, text: str, position: int) -> list[Phrase[Value]]:
        """Return the phrases that stand at the position where a word or sign begins, longest first.

        `text`: in lower case.
        """
        first = _PIECE.match(text, position)
        if first is None:
            return []
        return [
            Phrase(values, end)
            for pieces, values in self._tree.get(first[0], ())
            if (end := _agrees(text, first.end(), pieces)) is not None
        ]


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
        found = (_GAP if piece == " " else _PIECE).match(text, position)
        if found is None or not found[0] or piece not in (" ", found[0]):
            return None
        position = found.end()
    return position


class Mentions:
    """The names of projects, ready to be found in a plain text."""

    def __init__(
        self, projects: dict[str, Project], kinds: Container[str], common: Iterable[str] = ()
    ) -> None:
        """Take `kinds`: of projects whose adoption is measured; `common`: names that are words."""
        self._measured = {slug for slug, project in projects.items() if project.kind in kinds}
        self._common = {name.casefold() for name in common}
        named = [
            (name, (slug, name, typed)) for slug, name, typed in _names(projects, self._measured)
        ]
        self._phrases = Phrases(named)
        self._written = {name.casefold(): slug for name, (slug, *_) in reversed(named)}

    def measured(self, slug: str) -> bool:
        """Return whether a project is one whose adoption is measured."""
        return slug in self._measured

    def at(self, text: str, low: str, at: int, *, typed: bool) -> tuple[list[str], int] | None:
        """Return the projects that the name at a position may mean, and where it ends.

        Letter case tells names apart only where nothing else does: beta may be Alpha, and Beta
        another project. In an article, short names and common words are found only as
        they are written.
        """
        for phrase in self._phrases.at(low, at):
            said = text[at : phrase.end]
            named = [(slug, name) for slug, name, only in phrase.values if typed or not only]
            exact = [slug for slug, name in named if name == said] or [
                slug for slug, name in named if f"{name[:1].upper()}{name[1:]}" == said
            ]
            strict = len(said) <= SHORT or said.casefold() in self._common
            found = exact or ([] if strict and not typed else [slug for slug, _ in named])
            if found:
                return list(dict.fromkeys(found)), phrase.end
        return None

    def meant(self, word: str) -> list[str]:
        """Return the projects that a word may mean, in whatever letters it is written."""
        found = self.at(word, word.lower(), 0, typed=True)
        return found[0] if found else []

    def like(self, word: str) -> list[str]:
        """Return names of measured projects that a misspelt word may mean, the likeliest first."""
        if len(word) < SHORT - 1:
            return []
        close = get_close_matches(word.casefold()[:40], self._written, 3, LIKE)
        return [name for name in close if self.measured(self._written[name])]


def _names(
    projects: dict[str, Project], measured: Container[str]
) -> Iterator[tuple[str, str, bool]]:
    """Yield slug, a way to write it, and whether only those who type it do: the slug itself."""
    for slug, project in projects.items():
        yield slug, project.name, False
        if slug in measured and project.name != slug:
            yield slug, slug, True
    for slug, project in projects.items():
        yield from ((slug, alias, False) for alias in project.aliases if is_name(alias))


def is_name(alias: str) -> bool:
    """Return whether an alias names something by itself: no sign, and no the Lab."""
    return sum(map(str.isalnum, alias)) > 1 and not alias.startswith("the ")
