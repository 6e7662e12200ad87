"""Mentions of known projects, by their names and aliases in data/projects.yml."""

from collections.abc import Iterator

from warehouse.entries import Project
from warehouse.reading.vocabulary import lexicon
from warehouse.reading.words import Match, Phrases, Word

SHORT = 5
"""Letters up to which a name is found only as it is written: TF, JAX, torch, Keras."""
MEASURED = frozenset(("framework", "library", "tool", "compiler", "format", "platform"))
"""Kinds of projects that a sentence with several of them is more likely to be about."""


class Names:
    """The names of projects, ready to be found in a text."""

    def __init__(self, projects: dict[str, Project]) -> None:
        self._phrases = Phrases[str]()
        self._kinds = {slug: project.kind for slug, project in projects.items()}
        self._common = {name.lower() for name in lexicon().entries.common_names}
        taken: set[tuple[str, bool]] = set()
        for slug, name in _names(projects):
            exact = len(name) <= SHORT or name.lower() in self._common
            key = (name if exact else name.lower(), exact)
            if key not in taken:
                taken.add(key)
                self._phrases.add(name, slug, exact)

    def find(self, text: str, found: list[Word]) -> list[Match[str]]:
        """Return the projects that a text mentions, in order."""
        return [
            match
            for match in self._phrases.find(text, found)
            if match.first or text[match.start : match.end].lower() not in self._common
        ]

    def distance(self, slug: str) -> int:
        """Return how unlikely it is that a sentence with other projects is about this one."""
        if slug in lexicon().single["venues"]:
            return 2
        return 0 if self._kinds[slug] in MEASURED else 1


def _names(projects: dict[str, Project]) -> Iterator[tuple[str, str]]:
    """Yield slug and name of everything that can be told from other words; names before aliases."""
    for slug, project in projects.items():
        yield slug, project.name
    for slug, project in projects.items():
        for alias in project.aliases:
            if sum(map(str.isalnum, alias)) > 1:
                yield slug, alias
