"""What can be asked: the names, and what the published warehouse measures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from collectors.home import Home
from warehouse import catalogue, publish, queries
from warehouse.catalogue import Catalogue
from warehouse.reading.hearing import Ear
from warehouse.reading.lexicon import Lexicon

KEPT = 2
Span = tuple[date, date]


@dataclass(frozen=True, repr=False, eq=False)
class Measured:
    """The catalogue, and from when to when each definition has figures of each project.

    `home`: where they were published; None: nowhere, so that nothing can be judged.
    """

    catalogue: Catalogue
    spans: dict[str, dict[str, Span]]
    home: Home | None = None

    @cached_property
    def ear(self) -> Ear:
        """Return what hears sentences."""
        return Ear(self.catalogue)

    @property
    def lexicon(self) -> Lexicon:
        """Return the words for what is measured."""
        return self.ear.lexicon

    @cached_property
    def by_signal(self) -> dict[str, list[str]]:
        """Return the definitions of each signal that has any, in the order of their file."""
        found = defaultdict[str, list[str]](list)
        for slug, definition in self.catalogue.definitions.items():
            found[definition.signal].append(slug)
        return dict(found)

    @cached_property
    def twins(self) -> dict[str, set[str]]:
        """Return the signals that should say the same as a signal."""
        found = defaultdict[str, set[str]](set)
        for twin in self.catalogue.twins.values():
            found[twin.left.signal].add(twin.right.signal)
            found[twin.right.signal].add(twin.left.signal)
        return dict(found)

    def project(self, slug: str) -> str:
        """Return a project's name."""
        return self.catalogue.projects[slug].name

    def measures(self, slug: str, projects: Iterable[str]) -> bool:
        """Return whether there are figures for all of the projects under a definition."""
        return all(project in self.spans.get(slug, {}) for project in projects)

    def covers(self, slug: str, projects: Iterable[str], day: str | None) -> bool:
        """Return whether the figures of a definition begin before a day ends, and go on to it."""
        if day is None:
            return True
        spans = [self.spans.get(slug, {}).get(project) for project in projects]
        begins = [f"{span[0]}"[: len(day)] for span in spans if span]
        ends = [f"{span[1] - timedelta(days=1)}"[: len(day)] for span in spans if span]
        return len(begins) == len(spans) and max(begins) <= day <= min(ends)

    def could(self, slug: str, projects: Iterable[str]) -> bool:
        """Return whether a collection could bring figures for all of the projects."""
        definition = self.catalogue.definitions[slug]
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
        span = self.spans.get(slug, {}).get(project)
        return span[1] if span else date.min


def measured(home: Home) -> Measured:
    """Return what the published warehouse measures; kept until it or a file changes.

    Raises:
        InputError: the files of the packs are wrong.
        WarehouseError: nothing is published.
    """
    return _of_build(home, publish.current(home.data).build_id, _stamp(home))


@lru_cache(maxsize=KEPT)
def _of_build(home: Home, _build_id: str, edited: int) -> Measured:
    spans = defaultdict[str, dict[str, Span]](dict)
    with publish.connect(home.data) as con:
        found = con.execute(queries.text("measured_spans")).fetchall()
    for definition, project, first, newest in found:
        spans[definition][project] = first, newest
    return Measured(_catalogue(home, edited), spans, home)


@lru_cache(maxsize=KEPT)  # by itself: most builds bring new figures alone
def _catalogue(home: Home, _edited: int) -> Catalogue:
    return catalogue.load(home)


def _stamp(home: Home) -> int:
    """Return a number that changes when a file that people edit does."""
    found = [(str(path), path.stat()) for path in catalogue.edited(home)]
    return hash(tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found))
