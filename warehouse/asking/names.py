"""The names that a sentence may use: projects, signals, definitions, groups, properties, facts."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from warehouse.asking.tokens import Token, tokens
from warehouse.asking.words import SUPPORTS
from warehouse.catalogue import Catalogue
from warehouse.entries import HAS

Kind = Literal["project", "signal", "definition", "group", "property", "fact"]
NEAREST = 4
"""Names suggested for a word that is none."""
COMPARED = 60
"""Characters of an unknown word that are compared with the names."""


@dataclass(frozen=True)
class Name:
    """What a name stands for: `written` is one way to write it, `id` what it means."""

    kind: Kind
    id: str
    written: str
    title: str


@dataclass(frozen=True)
class _Entry:
    keys: list[str]
    texts: list[str]
    name: Name


class Names:
    """All names, found by the tokens they are written with."""

    def __init__(self, every: Iterable[Name]) -> None:
        self.every = list(dict.fromkeys(every))
        self._by_first: dict[str, list[_Entry]] = {}
        for name in self.every:
            written = tokens(name.written)[:-1]
            if written:
                entry = _Entry([t.key for t in written], [t.text for t in written], name)
                self._by_first.setdefault(entry.keys[0], []).append(entry)
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry.keys))

    def match(
        self, sentence: list[Token], at: int, kinds: Container[Kind]
    ) -> tuple[int, list[Name]]:
        """Return how many tokens from `at` on are a name, and what the longest one may mean.

        Letter case tells names apart only where nothing else does: torch is PyTorch, Torch is
        Torch7, and TORCH may be both.
        """
        longest: list[_Entry] = []
        for entry in self._by_first.get(sentence[at].key, []):
            if longest and len(entry.keys) < len(longest[0].keys):
                break
            if entry.name.kind in kinds and entry.keys == _keys(sentence, at, len(entry.keys)):
                longest.append(entry)
        if not longest:
            return 0, []
        length = len(longest[0].keys)
        texts = [token.text for token in sentence[at : at + length]]
        meant = {entry.name.id: entry.name for entry in longest}
        if len(meant) > 1:
            exact = {e.name.id: e.name for e in longest if e.texts == texts}
            meant = exact or meant
        return length, list(meant.values())

    def nearest(self, word: str, kinds: Container[Kind], among: Container[str]) -> list[str]:
        """Return the names that look most like a word, best first; `among` are the ids to offer."""
        wanted = word[:COMPARED].casefold()
        written = {
            name.written.casefold(): name
            for name in self.every
            if name.kind in kinds and name.id in among
        }
        begun = [text for text in written if len(wanted) > 2 and text.startswith(wanted)]
        begun.sort(key=len)
        close = get_close_matches(wanted, written, NEAREST, 0.6)
        found = [shown(written[text]) for text in dict.fromkeys([*close[:2], *begun, *close])]
        return list(dict.fromkeys(found))[:NEAREST]


def shown(name: Name) -> str:
    """Return a name as it is suggested: ids where people type them, else as it is written."""
    return name.written if name.kind == "property" else name.id


def _keys(sentence: list[Token], at: int, length: int) -> list[str]:
    return [token.key for token in sentence[at : at + length]]


def names(catalogue: Catalogue) -> Names:
    """Return the names of a catalogue, ids first."""
    return Names(_every(catalogue))


def _every(catalogue: Catalogue) -> Iterable[Name]:
    for slug, project in catalogue.projects.items():
        for written in (slug, project.name, *project.aliases):
            yield Name("project", slug, written, project.name)
    for card in catalogue.cards.values():
        for signal_id, signal in card.signals.items():
            for written in (signal_id, signal.title):
                yield Name("signal", signal_id, written, signal.title)
    for slug, definition in catalogue.definitions.items():
        yield Name("definition", slug, slug, definition.title)
    for slug, group in catalogue.groups.items():
        for written in (slug, group.title):
            yield Name("group", slug, written, group.title)
    for slug, fact in catalogue.facts.items():
        yield Name("fact", slug, slug, fact.title)
    for slug, kind in catalogue.properties.items():
        for written in (slug, *(SUPPORTS if slug == HAS else ())):
            yield Name("property", slug, written, kind.title)
