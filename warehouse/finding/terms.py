"""The terms by which texts are compared: stems of words, figures in one spelling, projects."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal

import snowballstemmer

from collectors import yaml_files
from collectors.cards import Strict
from warehouse.reading import numbers, text
from warehouse.reading.phrases import Phrases, is_name
from warehouse.reading.vocabulary import Vocabulary, general

FILE = Path(__file__).with_name("words.yml")
PIECE = re.compile(
    r"(?P<version>\d{1,3}\.x\b)|(?P<date>\d{4}-\d{2}\b(?![-\d]))|[^\W_]+(?:['.][^\W_]+)*|#"
)
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
"""Where words run into each other, as in the cells of a table that lost its lines."""
YEARS = range(1990, 2040)
MONTH_AND_YEAR = re.compile(r"[a-z]{3,9}\.? (\d{4})\b", re.IGNORECASE)
RANGE = re.compile(r"#([\d.]+)–([\d.]+)(\D*)")
ALONE = re.compile(r"#([\d.]+)(\D*)")
VERSION = re.compile(r"\d{1,3}\.0")
UNITS = {"percent": "%", "points": "pp", "ratio": "x", "count": "", "rank": "th"}
FEWEST = 3
"""Numbers in words below are counted by nobody: one of the two."""
LONGEST_PHRASE = 4
LONGEST = 4_000
"""Characters of a text that are looked at."""
Typed = Literal["nothing", "figure", "project", "topic", "sentence"]
FEW = 2
"""Words up to which a text without project and figure names a topic, and states nothing."""
_stemmer = snowballstemmer.stemmer("english")


class Words(Strict):
    """`words.yml`, whose comments say what each list is for."""

    common: list[str]
    whole: list[str]
    same: list[list[str]]
    opposite: list[list[list[str]]]
    exacting: list[str]
    denials: list[str]
    mutual: list[str]


@dataclass(frozen=True)
class Terms:
    """What a text is compared by.

    Attributes:
        units: its words, figures and projects in their order, each as the terms that stand for it,
            the most telling first: a stem and its groups; `#90%`, `#90`; `@acme`.
        figures: the most telling term of each figure; no years.
        ranges: the ends and the unit of each figure that is a range: (70, 80, `%`).
        years: the dates it names: `#2015`, `#2015-11`.
        projects: those it names whose adoption is measured, in their order.
        exact: words of the lists exacting and denials that it has.
        sides: of the opposites those it has words of: (pair, side).
        mutual: whether it says the same of several, in whatever order.
    """

    units: tuple[tuple[str, ...], ...]
    figures: frozenset[str]
    ranges: frozenset[tuple[Decimal, Decimal, str]]
    years: frozenset[str]
    projects: tuple[str, ...]
    exact: frozenset[str]
    sides: frozenset[tuple[int, int]]
    mutual: bool

    @cached_property
    def all(self) -> frozenset[str]:
        """Return every term."""
        return frozenset(chain.from_iterable(self.units))

    @property
    def kind(self) -> Typed:
        """Return what was typed: figures or projects alone, a topic of few words, a sentence."""
        if not self.units:
            return "nothing"
        if all(unit[0].startswith("#") for unit in self.units):
            return "figure"
        if self.projects and all(unit[0].startswith("@") for unit in self.units):
            return "project"
        if len(self.units) <= FEW and not self.projects and not self.figures:
            return "topic"
        return "sentence"


class Reader:
    """Takes texts apart, knowing the names of projects and the words of their packs."""

    def __init__(
        self,
        names: Iterable[tuple[str, str, bool]],
        vocabulary: Vocabulary | None = None,
        signals: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Take what is known by name.

        Args:
            names: slugs of projects, each with a way to write it, and whether the adoption of the
                project is measured; companies, platforms and places of papers are words as well.
            vocabulary: the words of the packs; None: those of the program alone.
            signals: the title and the unit of each signal.
        """
        self.signals = signals or {}
        self.vocabulary = vocabulary or general()
        self._same = _same(self.vocabulary)
        self._common = {name.casefold(): name for name in self.vocabulary.common_names}
        fit = [entry for entry in names if is_name(entry[1])]
        self._names = Phrases((name, (slug, name)) for slug, name, _ in fit)
        self._measured = {slug for slug, _, measured in fit if measured}

    def terms(self, original: str) -> Terms:
        """Return the terms of a text."""
        plain = text.plain(original[:LONGEST]).text
        low = plain.casefold() if len(plain.casefold()) == len(plain) else plain.lower()
        units, figures, years = list[list[str]](), set[str](), set[str]()
        projects, said = list[str](), set[str]()
        at = 0
        while piece := PIECE.search(plain, at):
            start, at = piece.span()
            if named := self._named(plain, low, start):
                slugs, at = named
                measured = [slug for slug in slugs if slug in self._measured]
                projects += measured
                if not measured:
                    units += [[stem] for word in plain[start:at].split() for stem in _stems(word)]
                units.append([f"@{slug}" for slug in slugs])
            elif figure := _figure(plain, piece):
                terms, at = figure
                dates = {term for term in terms if _year(term)}
                figures |= {terms[0]} - dates
                years |= dates
                units.append(terms)
            else:
                said.add(piece[0].casefold())
                for part in HUMP.split(piece[0]):
                    units += [[stem] for stem in _stems(part)]
        self._group(units)
        return Terms(
            units=tuple(map(tuple, units)),
            figures=frozenset(figures),
            ranges=frozenset(filter(None, map(_range, figures))),
            years=frozenset(years),
            projects=tuple(dict.fromkeys(projects)),
            exact=frozenset(_exact(said)),
            sides=frozenset(side for word in said for side in _sides().get(_stem(word), ())),
            mutual=not said.isdisjoint(words().mutual),
        )

    def counting(self, asked: Terms) -> list[str]:
        """Return the signals that count what a text names, the nearest first.

        They are those of the vocabularies; where these have none, those of that title or unit.
        """
        named = [unit for unit in asked.units if unit[0][0] not in "#@"]

        def is_named(noun: str) -> bool:
            units = self.terms(noun).units
            return bool(units) and all(
                any(not set(unit).isdisjoint(other) for other in named) for unit in units
            )

        measures = self.vocabulary.measures.values()
        counted = [m.signals for m in measures if m.signals and any(map(is_named, m.nouns))]
        if not any(signal in self.signals for signals in counted for signal in signals):
            counted = [[name] for name, nouns in self.signals.items() if any(map(is_named, nouns))]
        return list(dict.fromkeys(signal for signals in counted for signal in signals))

    def _group(self, units: list[list[str]]) -> None:
        """Add to each word the groups of words that it, or the phrase it stands in, means."""
        stems = [unit[0] for unit in units]
        for at in range(len(stems)):
            for length in range(1, LONGEST_PHRASE + 1):
                groups = self._same.get(tuple(stems[at : at + length]), ())
                for unit in units[at : at + length] if groups else ():
                    unit += [group for group in groups if group not in unit]

    def _named(self, plain: str, low: str, at: int) -> tuple[list[str], int] | None:
        """Return the projects that the name at a position may mean, and where it ends.

        Letter case tells names apart where nothing else does: beta is Alpha's, Beta another one.
        """
        for phrase in self._names.at(low, at):
            word = plain[at : phrase.end]
            common = self._common.get(word.casefold())
            if (common is None or word == common) and not plain[phrase.end :][:1].isalnum():
                exact = [slug for slug, name in phrase.values if name == word]
                return exact or [slug for slug, _ in phrase.values], phrase.end
        return None


def _exact(said: set[str]) -> Iterator[str]:
    """Yield the words that must be in both of two texts; a denial is one, however it is worded."""
    yield from said.intersection(words().exacting)
    if any(word in words().denials or word.endswith("n't") for word in said):
        yield "not"


def _figure(plain: str, piece: re.Match[str]) -> tuple[list[str], int] | None:
    """Return the figure that stands at a word in each spelling, the fullest first, and its end."""
    if piece["version"]:
        return [f"#{piece[0]}", f"#{piece[0][:-2]}", "version"], piece.end()
    if piece["date"]:
        return [f"#{piece[0]}", f"#{piece[0][:4]}"], piece.end()
    dated, word = MONTH_AND_YEAR.match(plain, piece.start()), piece[0].casefold()
    named = (n for n, month in enumerate(general().months, 1) if month.startswith(word))
    if dated and len(word) > 2 and (place := next(named, 0)) and int(dated[1]) in YEARS:
        return [f"#{dated[1]}-{place:02}", f"#{dated[1]}"], dated.end()
    number = numbers.number(plain, piece.start())
    if number is None:
        return None
    low, high = _digits(number.low), _digits(number.high)
    if piece[0].isalpha() and number.unit == "count" and Decimal(low) < FEWEST:
        return None
    ends = [low] if low == high else [low, high]
    unit = UNITS[number.unit]
    terms = [f"#{end}{unit}" for end in ends] + [f"#{end}" for end in ends if unit]
    if len(ends) > 1:
        terms.insert(0, f"#{low}–{high}{unit}")
    elif VERSION.fullmatch(plain[piece.start() : number.end]):
        terms.insert(0, f"#{number.low}")
    return terms, max(number.end, piece.end() if piece[0] != "#" else 0)


def _range(term: str) -> tuple[Decimal, Decimal, str] | None:
    """Return the ends and the unit of a figure's term that is a range; None for any other."""
    found = RANGE.fullmatch(term)
    return (Decimal(found[1]), Decimal(found[2]), found[3]) if found else None


def nearness(term: str, ranges: Iterable[tuple[Decimal, Decimal, str]]) -> float:
    """Return how narrow a range a figure's term lies inside, its low end over its high; or 0."""
    found = ALONE.fullmatch(term)
    if found is None:
        return 0.0
    return max(
        (
            float(low / high)
            for low, high, unit in ranges
            if low < Decimal(found[1]) < high and found[2] in ("", unit)
        ),
        default=0.0,
    )


def _digits(figure: str) -> str:
    """Return a number without zeros that say nothing: 2.0 is 2."""
    return f"{Decimal(figure).normalize():f}"


def _year(term: str) -> bool:
    return bool(re.fullmatch(r"#\d{4}(-\d{2})?", term)) and int(term[1:5]) in YEARS


@cache
def words() -> Words:
    """Return the lists of words.yml.

    Raises:
        InputError: every entry that is wrong, one line each.
    """
    return yaml_files.read(FILE, Words, FILE.parent)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    low = word.casefold().replace("’", "'").removesuffix("'s")
    return low.removesuffix("s") if low in words().whole else str(_stemmer.stemWord(low))


def _stems(word: str) -> list[str]:
    """Return the stems of a word; of one with points those of its parts, too."""
    parts = word.split(".") if "." in word else []
    return [_stem(part) for part in (word, *parts) if part and part.casefold() not in _common()]


@cache
def _common() -> frozenset[str]:
    return frozenset(words().common)


@cache
def _sides() -> dict[str, list[tuple[int, int]]]:
    """Return the sides of opposites that a stem is a word of."""
    found: dict[str, list[tuple[int, int]]] = {}
    for pair, sides in enumerate(words().opposite):
        for side, members in enumerate(sides):
            for word in members:
                found.setdefault(_stem(word), []).append((pair, side))
    return found


def _same(vocabulary: Vocabulary) -> dict[tuple[str, ...], list[str]]:
    """Return the groups of words that mean the same, by the stems of each; called by the first."""
    found: dict[tuple[str, ...], list[str]] = {}
    for group in (*words().same, *vocabulary.same):
        for word in group:
            stems = tuple(chain.from_iterable(_stems(part) for part in word.split()))
            if stems:
                found.setdefault(stems, []).append(f"={group[0]}")
    return found
