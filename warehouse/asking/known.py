"""What can be asked: the names, and what the published warehouse measures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from collectors.cards import Signal
from warehouse import catalogue, publish
from warehouse.asking.names import Names, names
from warehouse.asking.words import FILLERS
from warehouse.catalogue import Catalogue
from warehouse.entries import Definition, Fact, Property, plain

MEASURED = """
select definition_id, project_id, max(period_end)
from share
where usable and period_complete
group by definition_id, project_id
"""
KEPT = 2


@dataclass(frozen=True, repr=False)
class Known:
    """The catalogue, and the end of the newest period by definition and project."""

    catalogue: Catalogue
    measured: dict[str, dict[str, date]]

    @cached_property
    def names(self) -> Names:
        """Return all names of the catalogue."""
        return names(self.catalogue)

    @cached_property
    def by_signal(self) -> dict[str, list[str]]:
        """Return the definitions of each signal that has any, in the order of their file."""
        found: dict[str, list[str]] = {}
        for slug, definition in self.catalogue.definitions.items():
            found.setdefault(definition.signal, []).append(slug)
        return found

    @cached_property
    def twins(self) -> dict[str, set[str]]:
        """Return the signals that should say the same as a signal."""
        found: dict[str, set[str]] = {}
        for twin in self.catalogue.twins:
            for one, other in ((twin.left, twin.right), (twin.right, twin.left)):
                found.setdefault(one.signal, set()).add(other.signal)
        return found

    def definition(self, slug: str) -> Definition:
        """Return a definition by its name."""
        return self.catalogue.definitions[slug]

    def origin(self, name: str) -> str:
        """Return whose counting a signal is."""
        return self.catalogue.origin(name)

    def project(self, slug: str) -> str:
        """Return a project's name."""
        return self.catalogue.projects[slug].name

    def signal(self, name: str) -> Signal:
        """Return a signal by its name."""
        return self.catalogue.signal(name)

    def measures(self, slug: str, projects: Iterable[str]) -> bool:
        """Return whether there are figures for all of the projects under a definition."""
        return all(project in self.measured.get(slug, {}) for project in projects)

    def could(self, slug: str, projects: Iterable[str]) -> bool:
        """Return whether a collection could bring figures for all of the projects."""
        definition = self.definition(slug)
        live = self.catalogue.card(definition.signal).live
        if live is None:
            return False
        if definition.over.group is not None:
            members = self.catalogue.groups[definition.over.group].members
            return all(project in {*members, *definition.families} for project in projects)
        named = [set(self.catalogue.projects[project].identifiers) for project in projects]
        return live.names is None or all(live.names in registries for registries in named)

    def newest(self, slug: str, project: str) -> date:
        """Return the end of a project's newest period under a definition; else the first day."""
        return self.measured.get(slug, {}).get(project, date.min)

    def property(self, slug: str) -> Property:
        """Return what a fact can say."""
        return self.catalogue.properties[self.catalogue.facts[slug].property]

    def is_dated(self, slug: str) -> bool:
        """Return whether a fact is a date."""
        return self.property(slug).type == "date"

    def called(self, slug: str) -> str:
        """Return how a fact is named beside its project: by its property if that means it alone."""
        fact = self.catalogue.facts[slug]
        meant = plain(self.catalogue.facts, fact.project, fact.property)
        return fact.property if meant == [slug] and fact.property not in FILLERS else slug

    def facts(self, project: str) -> Iterator[tuple[str, Fact]]:
        """Yield the facts about a project."""
        yield from (
            (slug, fact) for slug, fact in self.catalogue.facts.items() if fact.project == project
        )


def known(root: Path) -> Known:
    """Return what can be asked of the published warehouse; kept until it or a file changes.

    Raises:
        InputError: the files of `root` are wrong.
        WarehouseError: nothing is published.
    """
    return _known(root, publish.current(root).build_id, _stamp(root))


@lru_cache(maxsize=KEPT)
def _known(root: Path, _build_id: str, edited: int) -> Known:
    measured: dict[str, dict[str, date]] = {}
    with publish.connect(root) as con:
        for definition, project, newest in con.execute(MEASURED).fetchall():
            measured.setdefault(definition, {})[project] = newest
    return Known(_catalogue(root, edited), measured)


@lru_cache(maxsize=KEPT)  # by itself: most builds bring new figures alone
def _catalogue(root: Path, _edited: int) -> Catalogue:
    return catalogue.load(root)


def _stamp(root: Path) -> int:
    """Return a number that changes when a file that people edit does."""
    data = root / "data"
    files = [*root.glob("collectors/*.yml"), *data.glob("*.yml"), *data.glob("claims/*.yml")]
    return hash(tuple(sorted((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files)))
