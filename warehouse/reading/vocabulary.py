"""The words that carry meaning: those of the program, of the packs, and of what they measure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from collectors import yaml_files
from collectors.cards import Strict
from collectors.errors import InputError, did_you_mean
from warehouse.catalogue import Catalogue
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


LISTS = {
    **dict.fromkeys(
        ("hedges", "after", "dates", "relative", "per", "fractions", "multiplied"), True
    ),
    **dict.fromkeys(("unasserted", "got", "groups"), True),
    **dict.fromkeys(
        ("kinds", "plurals", "code", "unread", "unlisted", "idle", "performance"), False
    ),
    **dict.fromkeys(("taste", "quality", "released", "joins", "pronouns"), False),
}
"""The lists of phrases, and whether their words stand for something or are of the list or not."""
UNITS = ("percent", "points", "index points")
"""Units that are no nouns of what is counted."""
ANYBODY = ("people", "everyone", "developers", "users", "programmers", "engineers")
"""Nouns that mean whoever was asked only where the survey is named."""
_HEAD = re.compile(
    r"[,;:(].*|\b(?:of|to|in|from|who|that|which|with|by|on|a|an|per|at|for|during|and|as)\b.*"
)
"""What only narrows down a noun: respondents who answered, downloads a month."""


_YEAR = re.compile(r",? (?:19|20)\d\d$")


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words that can be found in a text about what some packs measure.

    Attributes:
        entries: the vocabularies of the program and the packs, with what cards and groups add.
        phrases: every phrase with (list, what it stands for); one that is on several lists has
            each of them.
        near: measures that are offered where a sentence does not say of what.
        leading: of each pack the group that is meant when none is named.
        kinds: words for a project, of whatever pack.
    """

    entries: Vocabulary
    phrases: Phrases[tuple[str, Any]]
    near: tuple[str, ...]
    leading: dict[str, str]
    kinds: frozenset[str]
    _counting: dict[str, set[str]]
    _homes: dict[str, list[str]]
    _nouns: dict[str, set[str]]

    def measure(self, name: str | None) -> Measure | None:
        """Return a measure by its name; None for what no vocabulary and no card names."""
        return self.entries.measures.get(name or "")

    def flows(self, name: str) -> bool:
        """Return whether a measure is counted over a time."""
        measure = self.measure(name)
        return measure is not None and measure.flows

    def counted(self, names: set[str], projects: Iterable[str]) -> set[str]:
        """Return those of some measures that the packs of projects count; all if they do none."""
        homes = {pack for project in projects for pack in self._homes.get(project, ())}
        return {name for name in names if homes & self._counting.get(name, set())} or names

    def group(self, project: str) -> str | None:
        """Return the group that is meant of a project when none is named."""
        return next((g for p in self._homes.get(project, ()) if (g := self.leading.get(p))), None)

    def is_noun(self, said: str, project: str) -> bool:
        """Return whether a word is what a pack of the project calls all that it measures."""
        return any(said in self._nouns[pack] for pack in self._homes.get(project, ()))


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
    kinds, grouped = Counter[str](), Counter[str]()
    for kind, member in projects:
        kinds[kind] += 1
        grouped[kind] += member
    return {kind for kind in kinds if 2 * grouped[kind] >= kinds[kind] or not grouped.total()} | {
        *general().measured
    }


@cache
def tokens() -> dict[str, frozenset[str]]:
    """Return the types of tokens that words of the grammar have, each with its terminals."""
    return {token(names): frozenset(names) for names in _terminals().values()}


def token(names: Iterable[str]) -> str:
    """Return the type of a token that may stand for any of some terminals."""
    return "_" + "_".join(sorted(names))


@cache
def _terminals() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, words in general().terminals.items():
        for word in words:
            found.setdefault(word.casefold(), set()).add(name)
    return found


@cache
def phrases_of(*lists: str) -> Phrases[tuple[str, Any]]:
    """Return the phrases of lists of the program, each with its list and what it stands for."""
    found = Phrases[tuple[str, Any]]()
    for name in lists:
        for value, listed in _listed(getattr(general(), name)):
            for word in listed:
                found.add(word, (name, value))
    return found


def words(folders: Iterable[Path]) -> Vocabulary:
    """Return the words of the program with those of packs.

    Raises:
        InputError: every entry that is wrong, one line each.
    """
    content = general().model_dump(exclude_unset=True)
    for own in map(_own, folders):
        content = _sum(content, own.model_dump(exclude_unset=True))
    return Vocabulary.model_validate(content)


def _own(folder: Path) -> Words:
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
        return {key: _sum(one.get(key), value) for key, value in other.items()} | {
            key: value for key, value in one.items() if key not in other
        }
    if isinstance(one, list) and isinstance(other, list):
        return [*other, *(entry for entry in one if entry not in other)]
    return other


def lexicon(catalogue: Catalogue) -> Lexicon:
    """Return the words for what the packs of a catalogue measure.

    Raises:
        InputError: every entry that is wrong or names what is not there, one line each.
    """
    return _Maker(catalogue).made()


class _Maker:
    """Makes a lexicon."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        folders = {pack: Path(entry.folder) for pack, entry in catalogue.packs.items()}
        self.own = {pack: _own(folder) for pack, folder in folders.items()}
        self.entries = words(folders.values())
        problems = [
            f"{folders[pack].name}/{NAME}: {problem}"
            for pack, own in self.own.items()
            for problem in _unknown(own, self.entries, catalogue)
        ]
        if problems:
            raise InputError(yaml_files.bounded(iter(problems)))
        self.using: dict[str, set[str]] = {}
        for pack in self.own:
            for slug in self._given(pack, "definition"):
                self.using.setdefault(catalogue.definitions[slug].signal, set()).add(pack)
        self.leading = {
            pack: group for pack in self.own if (group := self._leading(pack)) is not None
        }
        self.phrases = Phrases[tuple[str, Any]]()
        self.taken = {
            word.casefold()
            for name in LISTS
            for listed in _listed(getattr(self.entries, name))
            for word in listed[1]
        } | _terminals().keys()

    def made(self) -> Lexicon:
        """Return the lexicon."""
        self._known_only()
        derived = self._measures()
        places = self._places(derived)
        update = {
            "measures": {**self.entries.measures, **derived},
            "places": {**places, **self.entries.places},
            "groups": {**self._groups(), **self.entries.groups},
        }
        entries = self.entries = self.entries.model_copy(update=update)
        nouns = {pack: self._nouns(pack) for pack in self.own}
        self._add()
        near = self.entries.near or [
            *derived,
            *(k for k, m in entries.measures.items() if m.signals),
        ]
        homes: dict[str, list[str]] = {}
        for pack in self.own:
            for project in self._given(pack, "project"):
                homes.setdefault(project, []).append(pack)
        kinds = {*entries.kinds, *entries.plurals}.union(*nouns.values())
        return Lexicon(
            entries,
            self.phrases,
            tuple(dict.fromkeys(near)),
            self.leading,
            frozenset(kinds),
            {key: self._packs(key) for key in entries.measures},
            homes,
            nouns,
        )

    def _given(self, pack: str, kind: str) -> list[str]:
        """Return the ids of a pack's projects, groups or definitions."""
        return [name for one, what, name in self.catalogue.entries if (one, what) == (pack, kind)]

    def _leading(self, pack: str) -> str | None:
        """Return the group that a pack is about: called as its noun, or else its largest."""
        groups = self.catalogue.groups
        rivals = [g for g in self._given(pack, "group") if groups[g].rivals]
        many = self.catalogue.packs[pack].noun.many.casefold()
        named = [g for g in rivals if groups[g].title.casefold().endswith(many)]
        return next(iter(named), max(rivals, key=lambda g: len(groups[g].members), default=None))

    def _packs(self, key: str) -> set[str]:
        """Return the packs whose vocabulary names a measure, or that have definitions of it."""
        named = {pack for pack, own in self.own.items() if key in own.measures}
        return named.union(
            *(self.using.get(signal, set()) for signal in self.entries.measures[key].signals)
        )

    def _known_only(self) -> None:
        """Leave out signals that no card has; take in shares of packs that list none."""
        measures, sources = dict[str, Measure](), self.catalogue.sources
        for key, measure in self.entries.measures.items():
            signals = [signal for signal in measure.signals if signal in sources]
            listing = {
                pack
                for pack, own in self.own.items()
                if key in own.measures and own.measures[key].shares
            }
            more = [
                slug
                for pack in self.own.keys() - listing
                for slug in self._given(pack, "definition")
                if measure.shares and self.catalogue.definitions[slug].signal in signals
            ]
            shares = list(dict.fromkeys([*measure.shares, *more]))
            measures[key] = measure.model_copy(update={"signals": signals, "shares": shares})
        self.entries = self.entries.model_copy(update={"measures": measures})

    def _measures(self) -> dict[str, Measure]:
        """Return a measure for each signal with definitions that no vocabulary names."""
        named = {s for measure in self.entries.measures.values() for s in measure.signals}
        found = [
            one
            for signal in self.catalogue.sources
            if signal in self.using.keys() - named
            for one in self._counting(signal)
        ]
        owners: dict[str, set[str]] = {}
        for key, _, nouns, _ in found:
            for noun in nouns:
                owners.setdefault(noun, set()).add(key)
        for key, measure in self.entries.measures.items():
            for noun in measure.nouns if self._packs(key) else ():
                owners.setdefault(noun.casefold(), set()).add(key)
        measures = dict[str, Measure]()
        definitions = self.catalogue.definitions
        for key, name, nouns, slugs in found:
            signal, (full, *short) = self.catalogue.signal(name), nouns
            title = next((n for n in short if len(owners[n]) == 1), None)
            asked = signal.family == "surveys"
            text = f"{signal.title} {self.catalogue.card(name).title}".casefold()
            like = [m for m in self.entries.measures.values() if {*short}.intersection(m.nouns)]
            places = self.entries.places.items()
            measures[key] = Measure.model_validate(
                {
                    "title": title or (f"{short[0]} ({full})" if short else full),
                    "nouns": nouns,
                    "verbs": [verb for measure in like for verb in measure.verbs],
                    "places": [key for key, place in places if _names_one(place.words, text)],
                    "signals": [name],
                    "definitions": slugs,
                    "total": signal.measure == "stock" and not asked,
                    "sample": signal.quality == "sample",
                    "survey": asked,
                    "shares": [s for s in slugs if definitions[s].over.base] if asked else [],
                    "bare": [noun for noun in short if noun in ANYBODY],
                }
            )
        return measures

    def _counting(self, signal: str) -> Iterator[tuple[str, str, list[str], list[str]]]:
        """Yield what a signal counts: measure, signal, nouns (its title first), definitions.

        The first of its segments is meant where none is named, others by whom they are of.
        """
        segments: dict[tuple[str, ...], list[str]] = {}
        for slug, definition in self.catalogue.definitions.items():
            if definition.signal == signal:
                segments.setdefault(tuple(definition.segments), []).append(slug)
        first, *others = segments.values()
        yield signal, signal, self._words(signal), first
        for slugs in others:
            definition = self.catalogue.definitions[slugs[0]]
            said = [_head(definition.denominator)] if definition.over.base else []
            yield slugs[0], signal, self._free(signal, definition.title, said), slugs

    def _words(self, name: str) -> list[str]:
        """Return the nouns for what a signal counts: its title; its unit, and what that means."""
        signal = self.catalogue.signal(name)
        families = {
            self.catalogue.signal(counting).family
            for key in self._settled(name)
            for counting in self.entries.measures[key].signals
        }
        said = list[str]()
        if signal.unit not in UNITS:
            noun = _head(signal.unit)
            said += [noun, noun.split()[-1]]
        if signal.family == "surveys" or signal.unit in UNITS:
            said.append(_head(signal.population))
        if signal.family not in families:
            said += general().families.get(signal.family, ())
        return self._free(name, signal.title, [*said, _head(signal.title)])

    def _free(self, signal: str, title: str, nouns: list[str]) -> list[str]:
        """Return a title and those of some nouns for a signal that stand for nothing else."""
        settled = {
            n.casefold() for key in self._settled(signal) for n in self.entries.measures[key].nouns
        }
        free = [noun for noun in nouns if noun not in self.taken | settled]
        return list(dict.fromkeys([_within(title), *free]))

    def _settled(self, signal: str) -> set[str]:
        """Return the measures that the packs with definitions of a signal name themselves."""
        return {key for pack in self.using[signal] for key in self.own[pack].measures}

    def _places(self, derived: dict[str, Measure]) -> dict[str, Place]:
        """Return the sources of signals as places, by their titles; the measures then have them."""
        cards, places = self.catalogue.cards, dict[str, Place]()
        listed = {word for place in self.entries.places.values() for word in place.words}
        names = {project.name.casefold() for project in self.catalogue.projects.values()}
        at: dict[str, list[str]] = {}
        for key, measure in derived.items():
            at.setdefault(self.catalogue.sources[measure.signals[0]], []).append(key)
        for source, mine in at.items():
            card = cards[source]
            title = card.title.casefold()
            said = {title, _YEAR.sub("", title)}  # Acme survey 2024: the Acme survey
            free = sorted(said - listed - names - self.taken)
            if free and not any(source in own.places for own in self.own.values()):
                counted = {signal for key in mine for signal in derived[key].signals}
                alone = mine[0] if len(counted) == 1 else None
                places[source] = Place.model_validate({"words": free, "alone": alone})
                for name in mine:
                    places_of = [*derived[name].places, source]
                    derived[name] = derived[name].model_copy(update={"places": places_of})
        return places

    def _groups(self) -> dict[str, list[str]]:
        """Return the words for groups that no vocabulary names: the ends of titles with a noun.

        Ten game engines are game engines, too, where no other group is called so.
        """
        said: dict[str, dict[str, None]] = {}  # by word the groups
        names = [p.name.casefold() for p in self.catalogue.projects.values()]
        for pack, entry in self.catalogue.packs.items():
            many, leading = entry.noun.many.casefold(), self.leading.get(pack)
            titles = [
                (slug, self.catalogue.groups[slug].title) for slug in self._given(pack, "group")
            ]
            if leading is not None:
                titles += [
                    (leading, said) for said in (entry.title, entry.noun.many) if " " in said
                ]
            # who lists the words of some groups has no words for others
            for slug, title in titles if not self.own[pack].groups else ():
                low = title.casefold()
                if _names_one(names, low):
                    continue  # the projects are meant
                words = low.split()
                ends = [" ".join(words[n:]) for n in range(1, len(words) - 1)]
                for text in [low, *(ends if low.endswith(many) else ())]:
                    if slug == leading or text == low:
                        said.setdefault(text, {}).clear()
                    said.setdefault(text, {})[slug] = None
        groups: dict[str, list[str]] = {}
        for text, slugs in said.items():
            if len(slugs) == 1 and text not in self.taken:
                one = text if _HEAD.search(text) else _one(text)
                groups.setdefault(next(iter(slugs)), []).extend(dict.fromkeys((text, one)))
        return groups

    def _nouns(self, pack: str) -> set[str]:
        """Return what a pack calls what it measures, in one word, and add it to the phrases."""
        noun, found = self.catalogue.packs[pack].noun, set[str]()
        for name, said in (("kinds", noun.one), ("plurals", noun.many)):
            last = said.casefold().split()[-1]
            self.phrases.add(last, (name, None))
            found.add(last)
        return found

    def _add(self) -> None:
        """Add every phrase, with its list and what it stands for."""
        for word, names in _terminals().items():
            self.phrases.add(word, ("word", token(names)))
        for key, measure in self.entries.measures.items():
            for word in dict.fromkeys([*measure.nouns, measure.title]):
                self.phrases.add(word, ("noun", key))
            for word in measure.verbs:
                self.phrases.add(word, ("verb", key))
        for key, place in self.entries.places.items():
            for word in place.words:
                self.phrases.add(word, ("place", key))
        for name in LISTS:
            for value, listed in _listed(getattr(self.entries, name)):
                for word in listed:
                    self.phrases.add(word, (name, value))


def _listed(lists: dict[str, list[str]] | list[str]) -> Iterator[tuple[str | None, list[str]]]:
    """Yield the words of an entry with what they stand for."""
    yield from lists.items() if isinstance(lists, dict) else [(None, lists)]


def _within(title: str) -> str:
    """Return a title within a sentence: names keep their capitals."""
    return title if any(letter.isupper() for letter in title[1:]) else title.lower()


def _names_one(names: Iterable[str], text: str) -> bool:
    """Return whether a text has one of some names in it."""
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in names)


def _one(title: str) -> str:
    """Return a title of many as that of one."""
    for many, one in (("ies", "y"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("s", "")):
        if title.endswith(many):
            return title.removesuffix(many) + one
    return title


def _head(text: str) -> str:
    """Return the noun of a text with its adjectives; the whole text where it begins otherwise."""
    return _HEAD.sub("", text.casefold()).strip() or text.casefold()


def _unknown(own: Words, every: Vocabulary, catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each name in the words of a pack that is none, or says too much."""
    measures, definitions = every.measures, catalogue.definitions
    named: list[tuple[str, Sequence[str | None], Iterable[str]]] = [("near", own.near, measures)]
    named += [("groups", [*own.groups], catalogue.groups)]
    for key, place in own.places.items():
        named += [(f"places.{key}.alone", [place.alone], measures)]
        named += [(f"places.{key}.survey", [place.survey], every.places)]
    for key, one in own.measures.items():
        named += [
            (f"measures.{key}.{field}", given, there)
            for field, given, there in (
                ("within", [one.within], measures),
                ("ever", [one.ever], measures),
                ("gained", [one.gained], measures),
                ("instead", one.instead, measures),
                ("places", one.places, every.places),
                ("signals", one.signals, catalogue.sources),
                ("shares", one.shares, definitions),
                ("definitions", one.definitions, definitions),
                ("printed", [slug for slugs in one.printed for slug in slugs], definitions),
                ("aspect", [one.aspect], catalogue.aspects),
            )
        ]
        both = measures[key]
        if not both.title:
            yield f"measures.{key}: field 'title' is missing. Add it."
        if sum(map(bool, (both.signals, both.aspect, both.missing))) > 1:
            yield f"measures.{key}: give one of signals, aspect and missing."
    for field, given, there in named:
        for name in given:
            if name is not None and name not in there:
                near = did_you_mean(name, there)
                yield f"{field}: there is no {name!r}. Correct the name.{near}"
