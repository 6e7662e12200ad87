"""The words that carry meaning: those of the program, of the packs, and of what they measure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache, reduce
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from collectors import yaml_files
from collectors.cards import Strict
from warehouse.entries import Slug
from warehouse.reading.phrases import Phrases

NAME = "vocabulary.yml"
FILE = Path(__file__).with_name(NAME)
Per = Literal["day", "week", "month", "year"]


class Measure(Strict):
    """What a figure or a comparison is about: the words for it, and what counts it."""

    title: str = Field("", description="as it stands in a sentence")
    nouns: list[str] = Field([])
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
    in_code: bool = Field(False, description="what merely names a project is not counted")
    of: Literal["source"] | None = None
    survey: bool = Field(False, description="of one survey, so that the word itself adds nothing")
    definitions: list[Slug] = Field([], description="that measure it; else all of its signals")
    place_needed: bool = Field(False, description="without its place the words mean others")
    bare: list[str] = Field([], description="nouns that need the place")
    vague: list[str] = Field([], description="nouns that mean it only of who uses something")
    aspect: Slug | None = None
    missing: str | None = Field(None, description="why nothing is measured")
    instead: list[str] = Field([], description="measures that come nearest")

    @property
    def flows(self) -> bool:
        """Return whether it is counted over a time."""
        return bool(self.signals) and not self.total


class Place(Strict):
    """Where something is counted."""

    words: list[str] = Field([])
    alone: str | None = Field(None, description="the measure that the place alone stands for")
    survey: str | None = Field(None, description="the place meant beside the word survey")
    title: str | None = Field(None, description="as it stands in a sentence")


class Words(Strict):
    """`vocabulary.yml` of a pack: words about what it measures."""

    measures: dict[str, Measure] = Field({})
    places: dict[str, Place] = Field({})
    groups: dict[Slug, list[str]] = Field({})
    unlisted: list[str] = Field([])
    common_names: list[str] = Field([])
    near: list[str] = Field([])
    same: list[list[str]] = Field([])


class Vocabulary(Words):
    """`vocabulary.yml` of the program, whose comments say what each list is for."""

    tags: dict[str, str]
    families: dict[str, list[str]]
    kinds: list[str]
    plurals: list[str]
    code: list[str]
    measured: list[str]
    hedges: dict[str, list[str]]
    after: dict[str, list[str]]
    dates: dict[str, list[str]]
    relative: dict[str, list[str]]
    per: dict[Per, list[str]]
    fractions: dict[str, list[str]]
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
    abbreviations: list[str]
    months: list[str] = Field(min_length=12, max_length=12)
    advice: list[str]
    pronouns: list[str]
    corners: list[str]
    dating: list[str]
    narrowing: list[str]
    languages: dict[str, list[str]]
    claiming: list[str]
    unfinished: list[str]
    prepositions: list[str]
    adding: list[str]
    numbers: dict[str, dict[str, int]]


LISTS = (
    *("hedges", "after", "dates", "relative", "per", "fractions", "multiplied"),
    *("groups", "kinds", "plurals", "code", "unlisted", "released", "pronouns"),
    *("performance", "taste", "quality", "unasserted", "got", "unread", "idle", "joins"),
)
"""The lists of phrases."""


@cache
def general() -> Vocabulary:
    """Return the words of the program.

    Raises:
        InputError: every entry of vocabulary.yml that is wrong, one line each.
    """
    return yaml_files.read(FILE, Vocabulary, FILE.parent)


def measured_kinds(projects: Iterable[tuple[str, bool]]) -> set[str]:
    """Return the kinds of projects whose adoption is measured: at least half are in a group.

    `projects`: the kind of each, and whether it is in a group; where none is, all are measured.
    """
    every = list(projects)
    kinds = Counter(kind for kind, _ in every)
    grouped = Counter(kind for kind, member in every if member)
    some = {kind for kind in kinds if 2 * grouped[kind] >= kinds[kind] or not grouped}
    return some | {*general().measured}


@cache
def tokens() -> dict[str, frozenset[str]]:
    """Return the types of tokens that words of the grammar have, each with its terminals."""
    return {token(names): frozenset(names) for names in terminals().values()}


def token(names: Iterable[str]) -> str:
    """Return the type of a token that may stand for any of some terminals."""
    return "_" + "_".join(sorted(names))


@cache
def terminals() -> dict[str, set[str]]:
    """Return the words of the grammar, each with its terminals."""
    found: dict[str, set[str]] = {}
    for name, words in general().terminals.items():
        for word in words:
            found.setdefault(word.casefold(), set()).add(name)
    return found


@cache
def phrases_of(*lists: str) -> Phrases[tuple[str, Any]]:
    """Return the phrases of lists of the program, each with its list and what it stands for."""
    return Phrases(
        (word, (name, value)) for name in lists for value, word in listed(general(), name)
    )


def words(folders: Iterable[Path]) -> Vocabulary:
    """Return the words of the program with those of packs.

    Raises:
        InputError: every entry that is wrong, one line each.
    """
    dumped = [v.model_dump(exclude_unset=True) for v in (general(), *map(of_pack, folders))]
    return Vocabulary.model_validate(reduce(_sum, dumped))


def of_pack(folder: Path) -> Words:
    """Return the words of a pack; none where it has no such file."""
    try:
        stamp = (folder / NAME).stat().st_mtime_ns
    except FileNotFoundError:
        return Words.model_validate({})
    return _of_file(folder, stamp)


@lru_cache(maxsize=8)
def _of_file(folder: Path, _stamp: int) -> Words:
    return yaml_files.read(folder / NAME, Words, folder.parent)


def _sum(one: Any, other: Any) -> Any:
    """Return what two vocabularies say together, the second first."""
    if isinstance(one, dict) and isinstance(other, dict):
        both = {key: _sum(one.get(key), value) for key, value in other.items()}
        return both | {key: value for key, value in one.items() if key not in other}
    if isinstance(one, list) and isinstance(other, list):
        return [*other, *(entry for entry in one if entry not in other)]
    return other


def listed(entries: Vocabulary, name: str) -> Iterator[tuple[str | None, str]]:
    """Yield the words of a list, each with what it stands for."""
    lists = getattr(entries, name)
    for value, words in lists.items() if isinstance(lists, dict) else [(None, lists)]:
        yield from ((value, word) for word in words)
