"""A sentence heard: what it says, or what stands against reading it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import dropwhile

from warehouse.catalogue import Catalogue
from warehouse.reading import clauses, facts
from warehouse.reading.chunks import FIGURES, MOST_CHUNKS, Chunk, Chunker
from warehouse.reading.lexicon import Lexicon
from warehouse.reading.phrases import Mentions
from warehouse.reading.statement import Statement
from warehouse.reading.text import LONGEST, Plain, plain
from warehouse.reading.vocabulary import general, measured_kinds, tokens

_JOINED = re.compile(r"\b(?:or|together|combined|jointly|either|both|and)\b", re.IGNORECASE)
"""What may mean that something is said of both of two projects at once."""
QUESTION = re.compile(r"\?[\"')\]*_ ]{0,5}$")
_AUXILIARY = re.compile(r"(?:is|are|was|were|does|do|did|has|have)\b ", re.IGNORECASE)


@dataclass(frozen=True)
class Heard:
    """What a sentence says.

    Attributes:
        text: the sentence.
        statements: what it says, when every word of it was used; else empty.
        why: what stands against it, of wording.yml, or: language; words: some are not known;
            name: a company or a place; ambiguous: it says several things. None: it was understood.
        words: those that were not, with their places in the text.
        projects: that it names.
        recognised: what was understood of it, though not the whole: names, figures, dates.
        claims: whether it looks as if it claimed something: a figure, a comparison.
    """

    text: str
    statements: tuple[Statement, ...] = ()
    why: str | None = None
    words: tuple[tuple[str, int, int], ...] = ()
    projects: tuple[str, ...] = ()
    recognised: tuple[str, ...] = ()
    claims: bool = False
    readings: tuple[tuple[Statement, ...], ...] = ()
    language: str | None = None
    anchor: tuple[int, int] = (0, 0)


class Ear:
    """What is needed to hear a sentence: the names of projects, and the facts."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.lexicon = Lexicon(catalogue)
        members = {slug for group in catalogue.groups.values() for slug in group.members}
        projects = catalogue.projects
        kinds = measured_kinds((p.kind, slug in members) for slug, p in projects.items())
        self.names = Mentions(projects, kinds, self.lexicon.entries.common_names)
        signals = (name for card in catalogue.cards.values() for name in card.signals)
        self.counted = frozenset([*signals, *catalogue.definitions])

    def hear(self, text: str, *, typed: bool = False, day: date | None = None) -> Heard:
        """Return what a sentence says.

        Args:
            text: the sentence.
            typed: somebody typed it as a claim, so that a question to be answered by yes is one.
            day: on which it is said, from which last month is counted; None: nobody knows.
        """
        if len(text) > LONGEST:
            return Heard(text[:LONGEST], why="long")
        clear = plain(text)
        found = self.chunks(clear, typed=typed)
        if not any(c.tag != "idle" for c in found):
            return Heard(text, why="empty")
        dated = [
            replace(chunk, value=chunk.value.said_on(day) or chunk.value)
            if chunk.tag == "WHEN"
            else chunk
            for chunk in found
        ]
        return _Hearing(text, clear, dated, self, typed=typed).heard()

    def chunks(self, clear: Plain, *, typed: bool = False) -> list[Chunk]:
        """Return the chunks of a sentence; who types it may name signals and definitions."""
        counted = self.counted if typed else frozenset[str]()
        return Chunker(clear.text, self.names, self.lexicon, counted, typed=typed).all()

    def near(self, text: str) -> list[str]:
        """Return the facts that a typed sentence may mean."""
        clear = plain(text)
        return facts.near(self.catalogue, clear, self.chunks(clear, typed=True))


class _Hearing:
    def __init__(
        self, text: str, clear: Plain, found: list[Chunk], ear: Ear, *, typed: bool
    ) -> None:
        self.text, self.clear, self.ear, self.typed = text, clear, ear, typed
        self.chunks = found
        self.projects = tuple(dict.fromkeys(c.value[0] for c in found if c.tag == "P"))

    def heard(self) -> Heard:
        asks = bool(QUESTION.search(self.clear.text))
        if len(self.chunks) >= MOST_CHUNKS:
            return self._not("long")
        if (language := foreign(self.chunks)) is not None:
            return self._not("language", language=language)
        first = self.chunks[0]
        if asks and not self.typed:
            return self._not("question")
        if asks or self.typed:
            self._turn()
        if not self.typed and first.start == 0 and self._low(first) in general().advice:
            return self._not("advice")
        self._mark()
        stated = facts.find(self.ear.catalogue, self.clear, self.chunks)
        if stated:
            return self._understood(tuple(stated))
        if unasserted := self._tagged("unasserted"):
            return self._not(unasserted[0].value, unasserted[:1])
        if opinions := self._tagged("opinion"):
            return self._not(_opinion(self._low(opinions[0])), opinions)
        fresh = [chunk for chunk in self._tagged("WHEN") if chunk.value.fresh]
        if left := self._tagged("left") or fresh:
            return self._not("words", left)
        self._drop_maker()
        if names := self._tagged("NAME"):
            return self._not("name", names)
        if not self.projects:
            return self._not("project")
        if many := [chunk for chunk in self._tagged("P") if len(chunk.value) > 1]:
            return self._not("ambiguous", many)
        said = clauses.said(self.chunks, self.ear.lexicon)
        speed = {*general().performance}
        fast = [c for c in self.chunks if speed.intersection(self._low(c).split(" "))]
        if not said and fast:
            return self._not("performance", fast)
        if not said:
            joined = len(self.projects) > 1 and _JOINED.search(self.clear.text)
            return self._not("together" if joined else "shape")
        if len(said) > 1:
            return self._not("ambiguous", readings=tuple(said))
        return self._understood(said[0])

    def _tagged(self, tag: str) -> list[Chunk]:
        return [chunk for chunk in self.chunks if chunk.tag == tag]

    def _low(self, chunk: Chunk) -> str:
        return self.clear.text[chunk.start : chunk.end].casefold()

    def _understood(self, said: tuple[Statement, ...]) -> Heard:
        return Heard(self.text, said, projects=self.projects, claims=True, anchor=self._anchor())

    def _mark(self) -> None:
        """Mark as not understood: a year in brackets behind a name, and 'a' before one.

        Alpha (2016) is older than what is said of it; an Alpha library is another project.
        """
        low = self.clear.text.casefold()
        for n, chunk in enumerate(self.chunks):
            before = [c.tag for c in self.chunks[max(0, n - 2) : n]]
            bracketed = low[chunk.start - 1 : chunk.start] == "(" and low[chunk.end :][:1] == ")"
            following = next((c.tag for c in self.chunks[n + 1 :] if c.tag != "idle"), "")
            article = chunk.tag == "idle" and low[chunk.start : chunk.end] in ("a", "an")
            if (chunk.tag == "WHEN" and bracketed and before[:1] == ["P"]) or (
                article and following == "P"
            ):
                self.chunks[n] = replace(chunk, tag="left")

    def _turn(self) -> None:
        """Put a question into the order of a statement: Is Alpha ahead -> Alpha is ahead."""
        low = self.clear.text.lower()
        if not _AUXILIARY.match(low) or len(self.chunks) < 3:
            return
        second = next((n for n, c in enumerate(self.chunks) if n and c.tag == "P"), None)
        between = self.chunks[1:second] if second else []
        if second is None or any(c.tag not in ("idle", "KIND", "GROUP") for c in between):
            return
        auxiliary, *rest = self.chunks
        behind = [*dropwhile(lambda c: c.tag in ("HEAD", "KIND") or c.said == "'s", rest[second:])]
        verbs = any(chunk.tag in ("word", "VERBED") for chunk in behind)
        drops = verbs and low.split(" ")[0] in ("does", "do", "did")
        before = rest[: len(rest) - len(behind)]
        self.chunks = [*before, *([] if drops else [auxiliary]), *behind]

    def _drop_maker(self) -> None:
        """Take out who released a project, where that is true: Acme released Alpha."""
        kinds = [chunk.tag for chunk in self.chunks if chunk.tag not in ("idle", "WHEN", "KIND")]
        if "RELEASED" not in kinds or kinds.count("NAME") != 1 or kinds.count("P") != 1:
            return
        [name], [project] = self._tagged("NAME"), self._tagged("P")
        n, catalogue = self.chunks.index(name), self.ear.catalogue
        named = catalogue.projects[name.value[0]].name.casefold()
        if named not in facts.makers(catalogue, project.value[0]):
            return
        by = n and self._low(self.chunks[n - 1]) == "by"
        self.chunks = [*self.chunks[: n - 1 if by else n], *self.chunks[n + 1 :]]

    def _anchor(self) -> tuple[int, int]:
        """Return where the figure, or else the first project, stands in the text."""
        figures = [c for c in self.chunks if c.tag in COUNTING]
        chosen = figures or self._tagged("P") or self.chunks
        return self.clear.span(chosen[0].start, chosen[0].end)

    def _not(
        self,
        why: str,
        at: Sequence[Chunk] = (),
        readings: tuple[tuple[Statement, ...], ...] = (),
        language: str | None = None,
    ) -> Heard:
        words = tuple((self._said(c), *self.clear.span(c.start, c.end)) for c in at)
        known = tuple(self._said(chunk) for chunk in self.chunks if chunk.tag in RECOGNISED)
        return Heard(
            self.text,
            why=why,
            words=words,
            projects=self.projects,
            recognised=known,
            claims=self._claims(),
            readings=readings,
            language=language,
            anchor=self._anchor(),
        )

    def _said(self, chunk: Chunk) -> str:
        return self.text[slice(*self.clear.span(chunk.start, chunk.end))]

    def _claims(self) -> bool:
        """Return whether a sentence looks as if it claimed something, though it is not read."""
        kinds = {chunk.tag for chunk in self.chunks}
        released = any(c.tag == "RELEASED" and c.said != "published" for c in self.chunks)
        if "PC" in kinds or {"N", "HEAD"} <= kinds or (released and "WHEN" in kinds):
            return True
        words = [self._low(chunk) for chunk in self.chunks if chunk.tag in ("word", "left")]
        entries = general()
        named = bool(self.projects) or "NAME" in kinds
        if not named and not {*entries.pronouns, *self.ear.lexicon.kinds}.intersection(words):
            return False
        compares = any(
            tokens()[c.value].intersection(entries.claiming) for c in self.chunks if c.tag == "word"
        )
        if compares or kinds & TELLING:
            return True
        affirms = {*entries.affirming} - {*entries.present}
        return named and bool(kinds & {"WHEN", "HEAD"} or affirms.intersection(words))


COUNTING = {*FIGURES.values(), "MULT", "MOST"}
RECOGNISED = {"P", "HEAD", "VERBED", "WHEN", "PLACE", "GROUP"}.union(COUNTING)
"""Chunks that are named when a sentence is not understood as a whole."""
TELLING = {"X", "PT", "ORD", "MULT", "MOST", "RELEASED", "opinion"}
"""Chunks that make a sentence a claim."""


def _opinion(word: str) -> str:
    lists = {"performance": general().performance, "taste": general().taste}
    return next((why for why, words in lists.items() if word in words), "quality")


def foreign(found: Sequence[Chunk]) -> str | None:
    """Return the language of a sentence that is not English; None when it may be."""
    left = [str(c.value) for c in found if c.tag == "left"]
    letters = [letter for word in left for letter in word if letter.isalpha()]
    scripts = {unicodedata.name(letter, "?").split(" ")[0] for letter in letters}
    other = scripts - {"LATIN", "?"}
    if other and len([x for x in letters if not x.isascii()]) > len(letters) / 2:
        return min(other).capitalize()
    words = [word.casefold() for word in left]
    known = {"word", "idle", "HEAD", "unasserted"}
    english = sum(c.tag in known and c.end - c.start > 1 for c in found)
    counts = {
        language: sum(word in listed for word in words)
        for language, listed in general().languages.items()
    }
    language = max(counts, key=counts.__getitem__)
    return language if counts[language] and counts[language] >= min(english + 1, 3) else None
