"""The words that carry meaning, read from vocabulary.yml and made ready to be looked up."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from collectors import yaml_files
from collectors.cards import Strict
from collectors.errors import InputError
from warehouse.claim_entries import Kind
from warehouse.entries import Slug
from warehouse.reading.words import Phrases

FILE = Path(__file__).with_name("vocabulary.yml")
Sense = Literal[
    "claim",
    "loose",
    "performance",
    "taste",
    "quality",
    "release",
    "fact",
    "idle",
    "unnamed",
    "vague",
    "denied",
    "version",
    "supposed",
    "unknown",
]
SINGLE = (
    "counted", "abbreviations", "carried", "joints", "contrasts", "beside", "advice",
    "second_person", "venues", "field", "generic", "shared", "negations", "forecasts", "affirming",
    "property_verbs", "beginnings",
)  # fmt: skip
"""The lists of which a word is a member or not."""
Single = Annotated[str, Field(pattern=r"^\w+$")]
Value = TypeVar("Value")


class Cue(Strict):
    """Words that make a claim: its kind, and the hedge by which it is read without a figure."""

    kind: Kind
    hedge: str
    loose: bool = Field(False, description="says that something is claimed, but not how much")
    of_all: bool = Field(False, description="of a rank: before all others, not only before a rival")
    words: list[str] = Field(min_length=1)


class Population(Strict):
    """What figures and comparisons are about: the words for it, and how it is measured.

    `definitions` are names of definitions, or of entries that make one for each group
    (pypi stands for pypi-mobile where the project is in the group mobile); the nearest first.
    """

    title: str = Field(description="as it stands in a sentence: share of <title>")
    words: list[str] = Field(min_length=1)
    definitions: list[Slug] = Field([])
    named: bool = Field(False, description="the words name a source, which alone can decide")
    missing: str | None = Field(None, description="why no share of it can be measured")


class Vocabulary(Strict):
    """`vocabulary.yml`, whose comments say what each list is for."""

    hedges: dict[str, list[str]]
    shares: dict[str, int]
    factors: dict[str, int]
    magnitudes: dict[str, int]
    numerals: dict[str, int]
    counted: list[Single]
    carried: list[Single]
    both: list[str]
    joints: list[Single]
    contrasts: list[Single]
    beside: list[Single]
    months: list[Single] = Field(min_length=12, max_length=12)
    abbreviations: list[str]
    advice: list[Single]
    second_person: list[Single]
    common_names: list[str]
    venues: list[Slug]
    field: list[Single]
    generic: list[Single]
    shared: list[Single]
    idle: list[str]
    negations: list[Single]
    forecasts: list[Single]
    affirming: list[Single]
    property_verbs: list[Single]
    beginnings: list[str]
    properties: dict[str, list[str]]
    cues: list[Cue]
    performance: list[str]
    taste: list[str]
    quality: list[str]
    released: list[str]
    facts: list[str]
    populations: dict[str, Population]
    general: list[Slug]


@dataclass(frozen=True)
class Lexicon:
    """The vocabulary as phrases that can be found in a text.

    Attributes:
        entries: the file itself.
        cues: what makes a statement: its sense, and for a claim the number of the cue.
        hedges: words beside a figure, with the hedge they stand for.
        numbers: words for a number: of which list, and how many.
        populations: words for a population, with its name.
        both: words for the two projects that a document compares.
        single: the other lists of single words, by their name.
    """

    entries: Vocabulary
    cues: Phrases[tuple[Sense, int]]
    hedges: Phrases[str]
    numbers: Phrases[tuple[str, int]]
    populations: Phrases[str]
    both: Phrases[bool]
    single: dict[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    """Return the vocabulary.

    Raises:
        InputError: every entry of vocabulary.yml that is wrong, one line each.
    """
    read = yaml_files.read(FILE, Vocabulary, FILE.parent)
    cues: list[tuple[str, tuple[Sense, int]]] = [
        (word, ("loose" if cue.loose else "claim", n))
        for n, cue in enumerate(read.cues)
        for word in cue.words
    ]
    senses: list[tuple[Sense, list[str]]] = [
        ("performance", read.performance),
        ("taste", read.taste),
        ("quality", read.quality),
        ("release", read.released),
        ("fact", read.facts),
        ("idle", read.idle),
    ]
    cues += [(word, (sense, -1)) for sense, entries in senses for word in entries]
    amounts = ("shares", "factors", "magnitudes", "numerals")
    numbers = [(w, (kind, n)) for kind in amounts for w, n in getattr(read, kind).items()]
    return Lexicon(
        read,
        _phrases("a cue", cues),
        _phrases("a hedge", _flat(read.hedges)),
        _phrases("a number", numbers),
        _phrases("a population", _flat({n: p.words for n, p in read.populations.items()})),
        _phrases("both", [(word, True) for word in read.both]),
        {name: frozenset(getattr(read, name)) for name in SINGLE},
    )


def _flat(lists: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(word, name) for name, entries in lists.items() for word in entries]


def _phrases(what: str, entries: Iterable[tuple[str, Value]]) -> Phrases[Value]:
    made, seen, problems = Phrases[Value](), set[str](), []
    for word, value in entries:
        if word.lower() in seen:
            problems.append(f"{FILE.name}: {word!r} stands twice as {what}. Keep one of them.")
        seen.add(word.lower())
        try:
            made.add(word, value)
        except ValueError as error:
            problems.append(f"{FILE.name}: {error}.")
    if problems:
        raise InputError(problems)
    return made
