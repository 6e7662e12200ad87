"""A unit taken apart: its words, projects, figures and cues, and its parts with their subjects."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise

from warehouse.reading import figures
from warehouse.reading.figures import Figure
from warehouse.reading.names import Names
from warehouse.reading.sentences import Unit
from warehouse.reading.vocabulary import Sense, lexicon
from warehouse.reading.words import Match, Word, words

PERCENT = re.compile(r"%|percent|per cent")
BREAK = re.compile(r";|[—–](?=\s)|—|:(?=\s)|(?<=\s)-(?=\s)|\.(?=\s)")
BRIEF = 60
"""Characters of a line that leaves to its heading what it is about."""
MOST = 24
"""Projects, figures and cues of a unit that are looked at; what has more is no sentence."""
MOST_CLAUSES = 40
"""Parts of a unit; what has more stays whole."""
NEXT = 3
"""Words after a joint within which a part with a subject of its own names it."""
ARTICLES = frozenset(("the", "a", "an"))
SPEAKING = 2
"""How many of the headings above may name the subject."""


@dataclass(frozen=True)
class Clause:
    """A part of a unit with at most one subject: where it stands, and what heads it in a table."""

    start: int
    end: int
    header: str = ""


@dataclass
class Scene:
    """What the sentences before have set.

    Attributes:
        rivals: the other one of two projects that the whole document compares.
        last: the subject of the sentence before.
    """

    names: Names
    rivals: dict[str, str] = field(default_factory=dict)
    last: str | None = None


@dataclass(frozen=True)
class Parsed:
    """A unit with everything that was recognised in it, in order."""

    unit: Unit
    words: list[Word]
    names: list[Match[str]]
    figures: list[Figure]
    cues: list[Match[tuple[Sense, int]]]
    populations: list[Match[str]]
    both: list[Match[bool]]
    clauses: list[Clause]
    topic: str | None = None

    def within(self, clause: Clause) -> list[Match[str]]:
        """Return the projects that a clause names."""
        return [n for n in self.names if clause.start <= n.start and n.end <= clause.end]

    def inside(self, clause: Clause, until: int | None = None) -> list[Word]:
        """Return the words of a clause, or those of them before a position."""
        end = clause.end if until is None else until
        first = bisect_left(self.words, clause.start, key=lambda word: word.start)
        return self.words[first : bisect_left(self.words, end, key=lambda word: word.start)]

    def asks(self) -> bool:
        """Tell whether the unit is a question, or advice to the reader."""
        first = self.words[0].low if self.words else ""
        return self.unit.text.rstrip("\"'”’)*_ ").endswith("?") or (
            first in lexicon().single["advice"] and self.unit.shape != "row"
        )

    def carries(self, clause: Clause, at: int) -> bool:
        """Tell whether a pronoun before a position stands for a project named earlier."""
        carried = lexicon().single["carried"]
        return any(word.low in carried for word in self.inside(clause, at))

    def addresses(self, clause: Clause) -> bool:
        """Tell whether a clause speaks to the reader."""
        second = lexicon().single["second_person"]
        return any(word.low in second for word in self.inside(clause))


def parse(unit: Unit, scene: Scene) -> Parsed:
    """Take a unit apart; one that cannot be about a project is only cut into words."""
    lex, found = lexicon(), words(unit.text)
    names = scene.names.find(unit.text, found)[:MOST]
    topic = _topic(unit, found, names, scene)
    both = lex.both.find(unit.text, found)
    headed = any(cell.header for cell in unit.cells)
    if not (names or topic or headed or (both and scene.rivals)):
        if PERCENT.search(unit.text):  # of a project that is not known
            found_figures = figures.find(unit.text, found)
            populations = lex.populations.find(unit.text, found)[:MOST]
            whole = [Clause(0, len(unit.text))]
            return Parsed(unit, found, names, found_figures, [], populations, both, whole)
        return Parsed(unit, found, names, [], [], [], both, [Clause(0, len(unit.text))])
    return Parsed(
        unit,
        found,
        names,
        [f for f in figures.find(unit.text, found) if not _is_version(unit.text, f, names)],
        [c for c in lex.cues.find(unit.text, found) if _speaks(unit.text, c, found, names)][:MOST],
        lex.populations.find(unit.text, found)[:MOST],
        both,
        _clauses(unit, found, names),
        topic,
    )


def _is_version(text: str, figure: Figure, names: list[Match[str]]) -> bool:
    """Tell whether a number only says which PyTorch: 2.0."""
    return figure.unit == "count" and any(
        name.end <= figure.start and not text[name.end : figure.start].strip(" v") for name in names
    )


def _speaks(
    text: str, cue: Match[tuple[Sense, int]], found: list[Word], names: list[Match[str]]
) -> bool:
    """Tell whether a cue means what it says: not in a name, and 'most' only of what it counts."""
    inside = any(n.start <= cue.start < n.end for n in names)
    if cue.value[0] == "idle" or (inside and cue.value[0] != "performance"):
        return False
    before = found[cue.first - 1].low if cue.first else ""
    alone = text[cue.start : cue.end].lower() == "most"
    return not alone or before in ("", "and", "that", "as") or text[cue.start].isupper()


def _clauses(unit: Unit, found: list[Word], names: list[Match[str]]) -> list[Clause]:
    if unit.cells:
        return [Clause(cell.start, cell.end, cell.header) for cell in unit.cells]
    single = lexicon().single
    begins = {name.first for name in names}
    cuts = {match.end() for match in BREAK.finditer(unit.text)}
    for n, word in enumerate(found):
        after_comma = unit.text[max(0, word.start - 3) : word.start].rstrip().endswith(",")
        following = range(n + 1, min(n + 1 + NEXT, len(found)))
        speaks = any(m in begins or found[m].low in single["carried"] for m in following)
        if word.low in single["contrasts"] or (
            after_comma and speaks and word.low in single["joints"]
        ):
            cuts.add(word.start)
    if len(cuts) > MOST_CLAUSES:
        cuts = set()
    edges = [0, *sorted(cuts), len(unit.text)]
    return [Clause(a, b) for a, b in pairwise(edges) if a < b]


def _topic(unit: Unit, words_: list[Word], names: list[Match[str]], scene: Scene) -> str | None:
    """Return the subject that a unit takes over from the one before or from its heading."""
    carried = lexicon().single["carried"]
    opening = [word.low for word in words_[:4]]
    if not unit.opens and scene.last:
        return scene.last
    if scene.last and unit.shape == "text" and carried.intersection(opening):
        return scene.last
    if unit.shape in ("item", "row") or (len(unit.text) <= BRIEF and not names):
        for heading in unit.context[:SPEAKING]:
            found = scene.names.find(heading, words(heading))
            spoken = {match.value for match in found if scene.names.distance(match.value) == 0}
            if len(spoken) == 1:
                return spoken.pop()
    return None


def subjects(
    parsed: Parsed,
    clause: Clause,
    at: int,
    scene: Scene,
    *,
    compared: bool = False,
    counted: bool = True,
) -> list[str]:
    """Return the projects that something at a position may be said of, the likeliest first.

    Args:
        parsed: the unit.
        clause: the part of it that the position is in.
        at: where the figure or the cue stands.
        scene: what was said before.
        compared: whether it compares: what follows a preposition is then the other side.
        counted: whether it is about adoption: what has users is then likelier than the rest.
    """
    found = list[str]()
    if clause.header:
        above = scene.names.find(clause.header, words(clause.header))
        found += [match.value for match in above]
    names = parsed.within(clause)
    free = [name for name in names if not _is_beside(parsed, name)]
    before = [name for name in names if name.end <= at]
    owners = [name for name in before if _owns(parsed, name, at)]
    leading = owners[-1:] + [name for name in reversed(before) if name in free]
    if not leading:
        leading = [name for name in before if parsed.words[name.first - 1].low == "of"]
    aside = [name.value for name in names if name not in free and name.start >= at]
    carried = _carried(parsed, clause)
    carried += [parsed.topic] if parsed.topic else []
    found += [name.value for name in leading]
    found += [name.value for name in free if name.start >= at]
    first = compared or parsed.carries(clause, at)
    found += [*carried, *aside] if first else [*aside, *carried]
    found += [name.value for name in reversed(before)]
    likeliest = list(dict.fromkeys(found))
    if not counted:
        return likeliest
    places = {
        n.value
        for n in names
        if any(p.start < n.end and n.start < p.end for p in parsed.populations)
    }
    return sorted(likeliest, key=lambda slug: (slug in places, scene.names.distance(slug)))


def _carried(parsed: Parsed, clause: Clause) -> list[str]:
    """Return the subjects of the clauses before, the last clause first."""
    before = [other for other in parsed.clauses if other.end <= clause.start]
    return [
        name.value
        for other in reversed(before)
        for name in parsed.within(other)
        if not _is_beside(parsed, name)
    ]


def _owns(parsed: Parsed, name: Match[str], at: int) -> bool:
    """Tell whether a project possesses what stands shortly after it: PyTorch's growing lead."""
    ends = parsed.unit.text[name.end : name.end + 2]
    following = parsed.words[name.last + 1 : name.last + NEXT + 3]
    between = sum(name.end < word.start < at for word in following)
    return ends in ("'s", "’s") and between <= NEXT


def _is_beside(parsed: Parsed, name: Match[str]) -> bool:
    """Tell whether a project stands behind a preposition: in PyTorch, than TensorFlow."""
    position = name.first - 1
    while position > 0 and parsed.words[position].low in ARTICLES:
        position -= 1
    return position >= 0 and parsed.words[position].low in lexicon().single["beside"]
