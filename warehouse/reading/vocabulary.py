"""The words that carry meaning, read from vocabulary.yml and made ready to be looked up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from collectors import yaml_files
from collectors.cards import Strict
from collectors.errors import did_you_mean
from warehouse.entries import Slug
from warehouse.reading.phrases import Phrases

FILE = Path(__file__).with_name("vocabulary.yml")
Per = Literal["day", "week", "month", "year"]
VALUED = (
    "groups",
    "hedges",
    "after",
    "dates",
    "relative",
    "per",
    "parts",
    "multiplied",
    "unasserted",
    "got",
)
"""The lists whose words stand for something; and those of which a word is one or not."""
SINGLE = (
    "kinds",
    "plurals",
    "code",
    "unread",
    "unlisted",
    "idle",
    "performance",
    "taste",
    "quality",
    "released",
    "joins",
    "pronouns",
)


class Measure(Strict):
    """What a figure or a comparison is about: the words for it, and what counts it."""

    title: str = Field(description="as it stands in a sentence")
    nouns: list[str]
    verbs: list[str] = Field([], description="participles: was downloaded")
    places: list[str] = Field([], description="where it is counted")
    signals: list[str] = Field([], description="the nearest first")
    shares: list[Slug] = Field([], description="definitions of a share of it; else all")
    printed: list[list[Slug]] = Field(
        [], description="results that the source printed: of each list the first with the year"
    )
    total: bool = Field(False, description="it only ever adds up: it has a value at a date")
    within: str | None = Field(None, description="of a total, what is meant within a given time")
    ever: str | None = Field(None, description="the measure of all there ever were, without a time")
    gained: str | None = Field(None, description="the measure of what is added to a total")
    sample: bool = Field(False, description="its counts are of samples, so only shares are read")
    of: Literal["source"] | None = None
    place_needed: bool = Field(False, description="without its place the words mean others")
    bare: list[str] = Field([], description="nouns that need the place")
    vague: list[str] = Field([], description="nouns that mean it only of who uses something")
    aspect: Slug | None = None
    missing: str | None = Field(None, description="why nothing is measured")
    instead: list[str] = Field([], description="measures that come nearest")

    @model_validator(mode="after")
    def one_way(self) -> "Measure":
        """Refuse several ways to be measured, and none."""
        if sum(map(bool, (self.signals, self.aspect, self.missing))) != 1:
            msg = "give one of signals, aspect, missing"
            raise ValueError(msg)
        return self


class Place(Strict):
    """Where something is counted."""

    words: list[str]
    alone: str | None = Field(None, description="the measure that the place alone stands for")


class Vocabulary(Strict):
    """`vocabulary.yml`, whose comments say what each list is for."""

    measures: dict[str, Measure]
    places: dict[str, Place]
    groups: dict[Slug, list[str]]
    kinds: list[str]
    plurals: list[str]
    code: list[str]
    unlisted: list[str]
    hedges: dict[str, list[str]]
    after: dict[str, list[str]]
    dates: dict[str, list[str]]
    relative: dict[str, list[str]]
    per: dict[Per, list[str]]
    parts: dict[str, list[str]]
    multiplied: dict[str, list[str]]
    got: dict[Literal["won", "had"], list[str]]
    joins: list[str]
    terminals: dict[str, list[str]]
    idle: list[str]
    unread: list[str]
    past: list[str]
    naming: list[str]
    present: list[str]
    unasserted: dict[str, list[str]]
    performance: list[str]
    taste: list[str]
    quality: list[str]
    released: list[str]
    made: dict[str, list[str]]
    licensed: list[str]
    licenses: dict[str, list[str]]
    affirming: list[str]
    property_verbs: list[str]
    common_names: list[str]
    abbreviations: list[str]
    months: list[str] = Field(min_length=12, max_length=12)
    advice: list[str]
    pronouns: list[str]
    corners: list[str]
    dating: list[str]
    narrowing: list[str]
    languages: dict[str, list[str]]

    @model_validator(mode="after")
    def followed(self) -> "Vocabulary":
        """Refuse names of measures that there are not."""
        named = [(f"places.{key}.alone", place.alone) for key, place in self.places.items()]
        for key, one in self.measures.items():
            named += [
                (f"measures.{key}.within", one.within),
                (f"measures.{key}.ever", one.ever),
                (f"measures.{key}.gained", one.gained),
                *((f"measures.{key}.instead", name) for name in one.instead),
            ]
        for place, name in named:
            if name is not None and name not in self.measures:
                near = did_you_mean(name, self.measures)
                msg = f"{place} says {name!r}, which is none of the measures. Correct it.{near}"
                raise ValueError(msg)
        return self


@dataclass(frozen=True)
class Lexicon:
    """The vocabulary as phrases that can be found in a text.

    Attributes:
        entries: the file itself.
        phrases: every phrase with (list, what it stands for); one that is on several lists has
            each of them.
        tokens: the types of tokens that words of the grammar can have: each the terminals that one
            and the same phrase stands for.
    """

    entries: Vocabulary
    phrases: Phrases[tuple[str, Any]]
    tokens: dict[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    """Return the vocabulary.

    Raises:
        InputError: every entry of vocabulary.yml that is wrong, one line each.
    """
    entries = yaml_files.read(FILE, Vocabulary, FILE.parent)
    phrases = Phrases[tuple[str, Any]]()
    terminals: dict[str, set[str]] = {}
    for name, words in entries.terminals.items():
        for word in words:
            terminals.setdefault(word.casefold(), set()).add(name)
    tokens = {token(names): frozenset(names) for names in terminals.values()}
    for word, names in terminals.items():
        phrases.add(word, ("word", token(names)))
    for word, kind, value in _listed(entries):
        phrases.add(word, (kind, value))
    return Lexicon(entries, phrases, tokens)


def token(names: Iterable[str]) -> str:
    """Return the type of a token that may stand for any of some terminals."""
    return "_" + "_".join(sorted(names))


def _listed(entries: Vocabulary) -> Iterator[tuple[str, str, Any]]:
    """Yield every phrase but those of the grammar, its list, and what it stands for."""
    for key, measure in entries.measures.items():
        for word in dict.fromkeys([*measure.nouns, measure.title]):
            yield word, "noun", key
        for word in measure.verbs:
            yield word, "verb", key
    for key, place in entries.places.items():
        for word in place.words:
            yield word, "place", key
    for kind in VALUED:
        for value, words in getattr(entries, kind).items():
            for word in words:
                yield word, kind, value
    for kind in SINGLE:
        for word in getattr(entries, kind):
            yield word, kind, None
