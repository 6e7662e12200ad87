"""The words that can be found in a text: of the vocabularies, of cards and of groups."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from collectors import yaml_files
from collectors.errors import InputError, did_you_mean
from warehouse.catalogue import Catalogue
from warehouse.reading.phrases import Phrases
from warehouse.reading.text import within
from warehouse.reading.vocabulary import (
    LISTS,
    NAME,
    Measure,
    Place,
    Vocabulary,
    Words,
    general,
    listed,
    of_pack,
    terminals,
    token,
    words,
)

UNITS = ("percent", "points", "index points")
"""Units that are no nouns of what is counted."""
ANYBODY = ("people", "everyone", "developers", "users", "programmers", "engineers")
"""Nouns that mean whoever was asked only where the survey is named."""
_HEAD = re.compile(
    r"[,;:(].*|\b(?:of|to|in|from|who|that|which|with|by|on|a|an|per|at|for|during|and|as)\b.*"
)
"""What only narrows down a noun: respondents who answered, downloads a month."""
_YEAR = re.compile(r",? (?:19|20)\d\d$")


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

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the words for what the packs of a catalogue measure.

        Raises:
            InputError: every entry that is wrong or names what is not there, one line each.
        """
        self.catalogue = catalogue
        folders = {pack: Path(entry.folder) for pack, entry in catalogue.packs.items()}
        self._own = {pack: of_pack(folder) for pack, folder in folders.items()}
        self.entries = words(folders.values())
        problems = [
            f"{folders[pack].name}/{NAME}: {problem}"
            for pack, own in self._own.items()
            for problem in _unknown(own, self.entries, catalogue)
        ]
        if problems:
            raise InputError(yaml_files.bounded(iter(problems)))
        self._using = defaultdict[str, set[str]](set)
        self._homes = defaultdict[str, list[str]](list)
        for pack, what, name in catalogue.entries:
            if what == "definition":
                self._using[catalogue.definitions[name].signal].add(pack)
            elif what == "project":
                self._homes[name].append(pack)
        self.leading = {pack: group for pack in self._own if (group := self._leading(pack))}
        self._taken = {word.casefold() for name in LISTS for _, word in listed(self.entries, name)}
        self._taken |= terminals().keys()
        self._known_only()
        derived = self._measures()
        places = self._places(derived)
        update = {
            "measures": {**self.entries.measures, **derived},
            "places": {**places, **self.entries.places},
            "groups": {**self._groups(), **self.entries.groups},
        }
        self.entries = self.entries.model_copy(update=update)
        measures = self.entries.measures
        nouns = {pack: entry.noun for pack, entry in catalogue.packs.items()}
        self._nouns = {
            pack: {
                said.casefold().split()[-1]: name
                for said, name in ((noun.one, "kinds"), (noun.many, "plurals"))
            }
            for pack, noun in nouns.items()
        }
        self.phrases = Phrases(self._phrases())
        near = self.entries.near or [*derived, *(k for k, m in measures.items() if m.signals)]
        self.near = tuple(dict.fromkeys(near))
        self.kinds = frozenset(
            {*self.entries.kinds, *self.entries.plurals}.union(*self._nouns.values())
        )
        self._counting = {key: self._packs(key) for key in measures}

    def measure(self, name: str | None) -> Measure | None:
        """Return a measure by its name; None for what no vocabulary and no card names."""
        return self.entries.measures.get(name or "")

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
        named = {pack for pack, own in self._own.items() if key in own.measures}
        signals = self.entries.measures[key].signals
        return named.union(*(self._using.get(signal, set()) for signal in signals))

    def _known_only(self) -> None:
        """Leave out signals that no card has; take in shares of packs that list none."""
        measures, sources = dict[str, Measure](), self.catalogue.sources
        for key, measure in self.entries.measures.items():
            signals = [signal for signal in measure.signals if signal in sources]
            given = {pack: own.measures.get(key) for pack, own in self._own.items()}
            silent = {pack for pack, own in given.items() if not (own and own.shares)}
            more = [
                slug
                for pack in (silent if measure.shares else ())
                for slug in self._given(pack, "definition")
                if self.catalogue.definitions[slug].signal in signals
            ]
            shares = list(dict.fromkeys([*measure.shares, *more]))
            measures[key] = measure.model_copy(update={"signals": signals, "shares": shares})
        self.entries = self.entries.model_copy(update={"measures": measures})

    def _measures(self) -> dict[str, Measure]:
        """Return a measure for each signal with definitions that no vocabulary names."""
        named = {s for measure in self.entries.measures.values() for s in measure.signals}
        rest = [name for name in self.catalogue.sources if name in self._using.keys() - named]
        found = [*chain.from_iterable(map(self._counts, rest))]
        known = self.entries.measures.items()
        taken = [(key, noun.casefold()) for key, m in known if self._packs(key) for noun in m.nouns]
        owners = defaultdict[str, set[str]](set)
        for key, noun in [*taken, *((key, noun) for key, _, nouns, _ in found for noun in nouns)]:
            owners[noun].add(key)
        measures = dict[str, Measure]()
        definitions = self.catalogue.definitions
        for key, name, nouns, slugs in found:
            signal, (full, *short) = self.catalogue.signal(name), nouns
            title = next((n for n in short if len(owners[n]) == 1), None)
            asked = signal.family == "surveys"
            text = f"{signal.title} {self.catalogue.card(name).title}".casefold()
            like = [measure for _, measure in known if {*short}.intersection(measure.nouns)]
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

    def _counts(self, signal: str) -> Iterator[tuple[str, str, list[str], list[str]]]:
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
        settled = (self.entries.measures[key].signals for key in self._settled(name))
        families = {self.catalogue.signal(n).family for n in chain.from_iterable(settled)}
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
        settled = [n for key in self._settled(signal) for n in self.entries.measures[key].nouns]
        taken = self._taken.union(map(str.casefold, settled))
        free = [noun for noun in nouns if noun not in taken]
        return list(dict.fromkeys([within(title), *free]))

    def _settled(self, signal: str) -> set[str]:
        """Return the measures that the packs with definitions of a signal name themselves."""
        return {key for pack in self._using[signal] for key in self._own[pack].measures}

    def _places(self, derived: dict[str, Measure]) -> dict[str, Place]:
        """Return the sources of signals as places, by their titles; the measures then have them."""
        cards, places = self.catalogue.cards, dict[str, Place]()
        written = {word for place in self.entries.places.values() for word in place.words}
        names = {project.name.casefold() for project in self.catalogue.projects.values()}
        at = defaultdict[str, list[str]](list)
        for key, measure in derived.items():
            at[self.catalogue.sources[measure.signals[0]]].append(key)
        for source, mine in at.items():
            title = cards[source].title.casefold()
            said = {title, _YEAR.sub("", title)}  # Acme survey 2024: the Acme survey
            free = sorted(said - written - names - self._taken)
            if free and not any(source in own.places for own in self._own.values()):
                counted = {signal for key in mine for signal in derived[key].signals}
                alone = mine[0] if len(counted) == 1 else None
                places[source] = Place.model_validate({"words": free, "alone": alone})
                for name in mine:
                    derived[name].places.append(source)
        return places

    def _groups(self) -> dict[str, list[str]]:
        """Return the words for groups that no vocabulary names: the ends of titles with a noun.

        Ten game engines are game engines, too, where no other group is called so.
        """
        said = defaultdict[str, dict[str, None]](dict)  # by word the groups
        names = [p.name.casefold() for p in self.catalogue.projects.values()]
        for pack, entry in self.catalogue.packs.items():
            many, leading = entry.noun.many.casefold(), self.leading.get(pack)
            groups = self._given(pack, "group")
            titles = [(slug, self.catalogue.groups[slug].title) for slug in groups]
            if leading is not None:
                titles += [(leading, t) for t in (entry.title, entry.noun.many) if " " in t]
            # who lists the words of some groups has no words for others
            for slug, title in titles if not self._own[pack].groups else ():
                low = title.casefold()
                if _names_one(names, low):
                    continue  # the projects are meant
                words = low.split()
                ends = [" ".join(words[n:]) for n in range(1, len(words) - 1)]
                for text in [low, *(ends if low.endswith(many) else ())]:
                    if slug == leading or text == low:
                        said[text].clear()
                    said[text][slug] = None
        found = defaultdict[str, list[str]](list)
        for text, (slug, *others) in said.items():
            if not others and text not in self._taken:
                one = text if _HEAD.search(text) else _one(text)
                found[slug] += dict.fromkeys((text, one))
        return found

    def _phrases(self) -> Iterator[tuple[str, tuple[str, Any]]]:
        """Yield every phrase, with its list and what it stands for."""
        for nouns in self._nouns.values():
            yield from ((word, (name, None)) for word, name in nouns.items())
        for word, names in terminals().items():
            yield word, ("word", token(names))
        for key, measure in self.entries.measures.items():
            yield from ((word, ("noun", key)) for word in (*measure.nouns, measure.title))
            yield from ((word, ("verb", key)) for word in measure.verbs)
        for key, place in self.entries.places.items():
            yield from ((word, ("place", key)) for word in place.words)
        for name in LISTS:
            yield from ((word, (name, value)) for value, word in listed(self.entries, name))


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
    named: list[tuple[str, Any, Iterable[str]]]
    known: dict[str, Iterable[str]] = {
        **dict.fromkeys(("within", "ever", "gained", "instead"), measures),
        "places": every.places,
        "signals": catalogue.sources,
        **dict.fromkeys(("shares", "definitions", "printed"), definitions),
        "aspect": catalogue.aspects,
    }
    named = [("near", own.near, measures), ("groups", own.groups, catalogue.groups)]
    for key, place in own.places.items():
        named += [(f"places.{key}.alone", place.alone, measures)]
        named += [(f"places.{key}.survey", place.survey, every.places)]
    for key, one in own.measures.items():
        named += [(f"measures.{key}.{field}", getattr(one, field), known[field]) for field in known]
        both = measures[key]
        if not both.title:
            yield f"measures.{key}: field 'title' is missing. Add it."
        if sum(map(bool, (both.signals, both.aspect, both.missing))) > 1:
            yield f"measures.{key}: give one of signals, aspect and missing."
    for field, given, there in named:
        for name in _names(given):
            if name not in there:
                near = did_you_mean(name, there)
                yield f"{field}: there is no {name!r}. Correct the name.{near}"


def _names(given: Any) -> Iterator[str]:
    """Yield the names in a field: one, a list, or a list of lists."""
    if isinstance(given, str):
        yield given
    else:
        yield from chain.from_iterable(map(_names, given or ()))
