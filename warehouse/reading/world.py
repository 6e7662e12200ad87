"""What is known: projects, the definitions that can measure each of them, and facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from collectors.cards import Signal
from warehouse import catalogue, publish
from warehouse.catalogue import Catalogue
from warehouse.claim_entries import TWO_SIDED, Kind
from warehouse.entries import Definition
from warehouse.reading.names import Names
from warehouse.reading.vocabulary import lexicon

MEMBERS_OF_A_RANKING = 3
"""A place in a smaller group says little."""
MOST_ALTERNATIVES = 12
"""Definitions beside the primary one."""
NAMED = ("two", "frameworks")
"""Endings of the definitions over the groups of frameworks."""


@dataclass(frozen=True)
class World:
    """The catalogue, and which projects have figures under which definition.

    Attributes:
        year: of the newest build: the end of what can be measured.
        measured: the projects with figures, by definition; a definition without any waits for a
            live collection.
    """

    content: Catalogue
    year: int
    measured: dict[str, frozenset[str]]
    names: Names

    def definitions(
        self, wanted: list[str], kind: Kind, subject: str, comparator: str | None
    ) -> list[str]:
        """Return the definitions that can measure a claim, the nearest and filled ones first.

        Args:
            wanted: definitions, or entries that make one for each group; the nearest first.
            kind: what is measured.
            subject: the project.
            comparator: the other one of a comparison.
        """
        sides = (
            [subject, comparator] if comparator and kind in (*TWO_SIDED, "growth") else [subject]
        )
        found = [
            name
            for entry in wanted
            for name in self._expanded(entry)
            if self._measures(name, kind, [side for side in sides if side])
        ]
        found = list(dict.fromkeys(found))
        return sorted(found, key=lambda name: not self.measured.get(name))

    def origin(self, name: str) -> str:
        """Return whose counting a definition is."""
        return self.content.origin(self._named(name))

    def signal(self, name: str) -> Signal:
        """Return the signal of a definition."""
        return self.content.signal(self._named(name))

    def _named(self, name: str) -> str:
        return self.content.definitions[name].signal

    def _expanded(self, entry: str) -> Iterator[str]:
        if entry in self.content.definitions:
            yield entry
            return
        for ending in (*NAMED, *self.content.groups):
            if f"{entry}-{ending}" in self.content.definitions:
                yield f"{entry}-{ending}"

    def _measures(self, name: str, kind: Kind, sides: list[str]) -> bool:
        definition = self.content.definitions[name]
        members = self._members(definition)
        if members is not None and not members.issuperset(sides):
            return False
        if kind == "rank" and (members is None or len(members) < MEMBERS_OF_A_RANKING):
            return False
        filled = self.measured.get(name)
        return filled.issuperset(sides) if filled else members is not None

    def _members(self, definition: Definition) -> set[str] | None:
        """Return the projects of a definition's group; None when it is not over a group."""
        group = definition.over.group
        return set(self.content.groups[group].members) if group else None


def of(root: Path) -> World:
    """Return what is known: from the catalogue of `root`, and from its published warehouse.

    Raises:
        InputError: the catalogue is wrong.
        WarehouseError: nothing is published.
    """
    content = catalogue.load(root)
    with publish.connect(root) as con:
        rows = con.execute(
            "select definition_id, list(distinct project_id) from share "
            "where numerator > 0 group by definition_id"
        ).fetchall()
        built = con.execute("select year(built_at) from build").fetchone()
    assert built is not None
    measured = {name: frozenset(projects) for name, projects in rows}
    return World(content, built[0], measured, Names(content.projects))


def wanted(population: str | None) -> list[str]:
    """Return the definitions that stand for a population; for none, those for adoption at large."""
    entries = lexicon().entries
    return entries.populations[population].definitions if population else entries.general
