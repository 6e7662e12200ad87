"""Clauses of a sentence, freed of dates and places, as shapes of grammar.ebnf: what they assert.

The grammar has no recursion and no repetition, so that each shape is a regular expression over the
kinds of chunks, a character each; all of them are tried, and a clause of two shapes has two
readings. A general parser (Earley's) takes a hundred times as long for the same answer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from itertools import dropwhile, pairwise
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, TypeAdapter

from collectors.cards import Strict
from collectors.errors import InputError
from warehouse.claim_entries import Kind
from warehouse.reading.chunks import FIGURES, TURNED, Chunk, Figure
from warehouse.reading.dates import When, beside
from warehouse.reading.lexicon import Lexicon
from warehouse.reading.statement import Gap, Per, Statement
from warehouse.reading.vocabulary import Measure, general, tokens

DEFAULT = "use"
"""What words of popularity are about that name nothing else."""
FILE = Path(__file__).with_name("grammar.ebnf")
CHUNKS = ("P", *FIGURES.values(), *(tag for tag in general().tags.values() if tag.isupper()))
"""Chunks that are terminals of the grammar; of the others, only words are."""
LONGEST = 24
"""Chunks of one clause."""
KEPT = 4096
_FIRST = 0xE000
"""The first of the characters that stand for kinds of chunks: they are private, none is written."""
_LINE = re.compile(r"(?:(?P<rule>\w+)\s*:|\s+\|)\s*(?P<body>.*?)(?:\s*->\s*(?P<shape>\w+))?\s*")
_NAME = re.compile(r"\w+")
OVER_TIME = ("growth", "change")
EARLIEST = "2008"
"""Of earlier years nothing is counted; what looks like one is a number."""
MOST_CUTS = 6
"""Places at which a sentence may be cut into clauses; with more it stays whole."""
ELLIPTIC = 3
"""Chunks of a clause that leaves its verb to the one before."""


@dataclass(frozen=True)
class Clause:
    """A clause without what may stand anywhere in it.

    Attributes:
        core: the chunks that remain for the grammar.
        dates: what it says of time, in order; `leading`: whether it begins with it.
        places: where something is counted.
        per: a month, a year.
        groups: that something is said to be among.
    """

    core: tuple[Chunk, ...]
    dates: tuple[When, ...] = ()
    leading: bool = False
    places: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    groups: tuple[str | None, ...] = ()


class Shape(Strict):
    """What a shape of the grammar asserts; `shapes.yml` says what the fields are."""

    kind: Kind
    hedge: str | None = None
    swapped: bool = False
    figure: Literal["as it is", "more", "less", "part", "minus"] = "as it is"
    gaps: list[Gap] = Field([])
    several: bool = False


SHAPES = TypeAdapter(dict[str, Shape]).validate_python(
    yaml.safe_load(Path(__file__).with_name("shapes.yml").read_text("utf-8"))
)


# --- sentence -> clauses --------------------------------------------------------------------------


def said(chunks: Sequence[Chunk], lexicon: Lexicon) -> list[tuple[Statement, ...]]:
    """Return each way in which a sentence of known words can be read; none: in no known way."""
    cuts = [n for n, chunk in enumerate(chunks) if chunk.joins and 0 < n < len(chunks) - 1]
    ways = _cut(chunks, cuts if len(cuts) <= MOST_CUTS else [])
    found = (_together([_clause(part, lexicon) for part in parts], lexicon) for parts in ways)
    return next(filter(None, found), [])


def _cut(chunks: Sequence[Chunk], cuts: list[int]) -> Iterator[list[Sequence[Chunk]]]:
    """Yield the ways to cut a sentence into clauses, the fewest clauses first."""
    ways = [[n for k, n in enumerate(cuts) if mask >> k & 1] for mask in range(1 << len(cuts))]
    for way in sorted(ways, key=len):
        edges = [0, *way, len(chunks)]
        parts = [_without_join(chunks[a:b], first=not a) for a, b in pairwise(edges)]
        if all(parts) and all(any(c.tag == "P" for c in part) or len(way) == 0 for part in parts):
            yield parts


def _without_join(chunks: Sequence[Chunk], *, first: bool) -> Sequence[Chunk]:
    """Return the chunks of a clause without what joins it to the one before, and idle ones."""
    kept = [chunk for chunk in chunks if chunk.tag not in ("idle", "join")]
    return kept if first else [*dropwhile(lambda chunk: chunk.joins, kept)]


def _together(clauses: list[Clause], lexicon: Lexicon) -> list[tuple[Statement, ...]]:
    """Return the readings of several clauses: what one leaves out, the one before has said."""
    first = clauses[0]
    ways: list[list[Statement]] = [[]]
    for n, clause in enumerate(clauses):
        if n and not clause.dates and first.dates:
            if not first.leading and len(clause.core) > ELLIPTIC:
                return []  # whether the date is meant for this one, too, is not said
            clause = replace(clause, dates=first.dates)
        carried = clauses[n - 1].places if n and not clause.places else ()
        if carried:
            clause = replace(clause, places=carried)
        found = statements(clause, lexicon)
        if not found:
            return []
        silent = bool(n) and not any(c.tag in ("HEAD", "VERBED") for c in clause.core)
        ways = [
            [*way, *(_carried(s, way, lexicon, silent=silent, places=carried) for s in more)]
            for way in ways
            for more in found
        ]
    if len(clauses) > 1 and not first.dates and any(c.dates for c in clauses[1:]):
        return []
    return list(dict.fromkeys(tuple(way) for way in ways))


def _carried(
    statement: Statement,
    before: list[Statement],
    lexicon: Lexicon,
    *,
    silent: bool,
    places: tuple[str, ...],
) -> Statement:
    """Return a statement with what the clause before has said of what is counted, and where."""
    counted = lexicon.measure(before[-1].measure) if before else None
    if silent and counted and {*places} & {*counted.places}:
        return replace(statement, measure=before[-1].measure)
    if silent and statement.measure == DEFAULT and before[-1].measure != DEFAULT:
        return replace(statement, gaps=(*statement.gaps, "measure"))
    if "measure" not in statement.gaps or not before or before[-1].measure is None:
        return statement
    last, gaps = before[-1], tuple(gap for gap in statement.gaps if gap != "measure")
    per = statement.per or last.per
    return timely(replace(statement, measure=last.measure, per=per, gaps=gaps), lexicon)


def _clause(chunks: Sequence[Chunk], lexicon: Lexicon) -> Clause:
    """Return a clause, with dates, places and the like taken out."""
    core, dates = list[Chunk](), list[tuple[int, When]]()
    places, per, groups = list[str](), list[str](), list[str | None]()
    surveys = {key: p.survey for key, p in lexicon.entries.places.items() if p.survey is not None}
    for chunk in chunks:
        match chunk.tag:
            case "WHEN":
                dates.append((len(core), chunk.value))
            case "PER":
                per.append(chunk.value)
            case "PLACE":
                _drop(core, "IN")
                if chunk.value[0] in (*surveys, *surveys.values()):
                    _drop(core, "TO")
                places.append(chunk.value[0])
            case "GROUP" if (
                core
                and _is(core[-1], "BETWEEN")
                and not any(c.tag in ("PC", "MOST", "X") for c in core[-2:-1])
            ):
                core.pop()
                groups.append(chunk.value)
            case _ if not (chunk.joins and chunk.end - chunk.start == 1):  # a comma
                core.append(chunk)
    leading = bool(dates) and dates[0][0] == 0
    absolute = [date for date in dates if date[1].timing not in ("yearly", "now")]
    whens = [when for _, when in dates]
    if len(absolute) > 1:
        core, whens = _attached(core, absolute)
    core = _surveys(core, places, surveys, lexicon)
    alone = tuple(dict.fromkeys(places))
    return Clause(tuple(core), tuple(whens), leading, alone, tuple(per), tuple(groups))


def _is(chunk: Chunk, name: str) -> bool:
    return chunk.tag == "word" and name in tokens()[chunk.value]


def _drop(core: list[Chunk], name: str) -> None:
    if core and _is(core[-1], name) and not _is(core[-1], "VS"):
        core.pop()


def _surveys(
    core: list[Chunk], places: list[str], surveys: dict[str, str], lexicon: Lexicon
) -> list[Chunk]:
    """Return the chunks without the word survey where its publisher is named."""
    said_survey = [chunk for chunk in core if _is(chunk, "SURVEY")]
    publishers = [place for place in places if place in surveys]
    counted = [lexicon.measure(c.value[0]) for c in core if c.tag == "HEAD" and len(c.value) == 1]
    asked = any(m and m.survey for m in counted)
    if len(said_survey) != 1 or not (publishers or asked):
        return core
    places[:] = [surveys.get(place, place) for place in places]
    kept = list[Chunk]()
    for chunk in core:
        if chunk in said_survey:
            while kept and (_is(kept[-1], "POSS") or _is(kept[-1], "IN")):
                kept.pop()
        else:
            kept.append(chunk)
    return kept


def _attached(core: list[Chunk], dates: list[tuple[int, When]]) -> tuple[list[Chunk], list[When]]:
    """Return the chunks with each of several dates at the figure before it, and the dates left."""
    rest, made = list[When](), list(core)
    for at, when in dates:
        before = range(min(at, len(made)) - 1, -1, -1)
        owner = next((n for n in before if made[n].tag in ("PC", "N")), -1)
        between = made[owner + 1 : at]
        near = len(between) <= 3 and all(c.tag in ("HEAD", "word") for c in between)
        if owner >= 0 and near and made[owner].value.date is None:
            figure = replace(made[owner].value, date=when)
            made[owner] = replace(made[owner], value=figure)
        else:
            rest.append(when)
    return made, rest


# --- clause -> statements -------------------------------------------------------------------------


class _Unfit(Exception):
    """Parts that do not go together, so that this is not what the clause says."""


class _Several(Exception):
    """The words for what is counted stand for several measures."""

    def __init__(self, measures: set[str]) -> None:
        self.measures = sorted(measures)


def statements(clause: Clause, lexicon: Lexicon) -> list[tuple[Statement, ...]]:
    """Return what a clause can say, each reading once."""
    found = dict[tuple[Statement, ...], None]()
    ways: list[tuple[str, str | None]] = [(name, None) for name in _shapes_of(clause.core)]
    for name, measure in ways:
        try:
            found[_Reading(name, clause, lexicon, measure).statements()] = None
        except _Several as several:
            ways += [(name, key) for key in several.measures]
        except _Unfit:
            continue
    return list(found)


def timely(statement: Statement, lexicon: Lexicon) -> Statement:
    """Return a statement with the gap that a count over time without its time has."""
    measure = lexicon.measure(statement.measure)
    if measure is None or statement.as_of is not None:
        return statement
    if measure.of is not None and statement.since is None:
        return _opened(statement, "edition")
    if statement.kind != "level" or not measure.flows or statement.per is not None:
        return statement
    if measure.ever is not None:
        return replace(statement, measure=measure.ever)
    return _opened(statement, "period")


def _opened(statement: Statement, gap: Gap) -> Statement:
    return replace(statement, gaps=tuple(dict.fromkeys([*statement.gaps, gap])))


class _Reading:
    """A clause as one of its shapes."""

    def __init__(self, name: str, clause: Clause, lexicon: Lexicon, measure: str | None) -> None:
        self.name, self.chunks, self.clause = name, clause.core, clause
        self.lexicon, self.measure = lexicon, measure
        chunks = clause.core
        self.slugs = [chunk.value[0] for chunk in chunks if chunk.tag == "P"]
        ranked = name.startswith("rank")  # of which "most" is no part
        tags = {*FIGURES.values(), "MULT", *(() if ranked else ("MOST",))}
        self.figures: list[Figure] = [chunk.value for chunk in chunks if chunk.tag in tags]
        self.heads = [chunk for chunk in chunks if chunk.tag in ("HEAD", "VERBED")]
        self.said = {chunk.said.split(" ")[0] for chunk in chunks if chunk.said}
        self.verb = next((chunk.value for chunk in chunks if chunk.tag == "GOT"), None)

    def statements(self) -> tuple[Statement, ...]:
        """Return what is said; it is _Unfit to be said so."""
        shape, slugs, figures = SHAPES[self.name], self.slugs, self.figures
        dates, apart = self.clause.dates, self.name == "level_heads"
        heads = [[head] for head in self.heads] if apart else []
        counted = [*map(self._counted, heads)] or [self._gained(self._counted(self.heads))] * 2
        subject, other = (*slugs, None)[:2]
        if not shape.several:
            if len(figures) > 1 or subject is None or subject == other or len(slugs) > 2:
                raise _Unfit
            if shape.swapped and other is not None:
                subject, other = other, subject
            figure = figures[0] if figures else None
            return (self._statement(shape, subject, other, figure, counted[0], dates),)
        if len(figures) != 2:
            raise _Unfit
        if self.name.endswith("_two"):
            if len(dates) == 1 and dates[0].timing == "period":
                figures = [
                    replace(figure, date=When("at", (day,)))
                    for figure, day in zip(figures, dates[0].dates, strict=True)
                ]
                dates = ()
            if dates or None in [figure.date for figure in figures]:
                raise _Unfit
        elif len(set(slugs)) != 2 and not apart:
            raise _Unfit
        return tuple(
            self._statement(shape, slug, None, figure, what, dates)
            for slug, figure, what in zip((slugs * 2)[:2], figures, counted, strict=True)
        )

    def _statement(
        self,
        shape: Shape,
        subject: str,
        other: str | None,
        figure: Figure | None,
        counted: "_Counted",
        dates: tuple[When, ...],
    ) -> Statement:
        """Return what is said of one project."""
        kind, hedge = shape.kind, shape.hedge
        unit = low = high = None
        if figure is not None:
            unit, low, high, own = _figure(shape, figure)
            if hedge is not None and low is not None and own not in ("exact", "about", hedge):
                raise _Unfit
            hedge = own if hedge is None or low is None else hedge
        when = self._when(figure, dates)
        if kind == "order" and when is not None and when.timing == "since":
            kind = "crossing"
        per = self._per(kind)
        self._refuse(kind, when, per, counted)
        if kind == "level" and when is not None and when.timing == "yearly":
            when, per = None, per or "year"
        as_of, since, asserted = _timed(kind, when, self.lexicon.measure(counted.key))
        if kind in OVER_TIME and as_of and since is None and len(as_of) == 4 and low is not None:
            since = beside(as_of, -1)
        if kind == "crossing" and asserted is None:
            kind, hedge = "order", "ahead"
        elif kind == "date" and asserted is None:
            raise _Unfit
        elif asserted is not None:
            unit, (low, high), hedge = "date", asserted[0], asserted[1]
        group, gaps = self._group(kind)
        measure = counted.key
        if measure is None and kind != "date":
            worded = (low is None or kind == "rank") and kind not in ("crossing", "change")
            measure = DEFAULT if worded else None
        if kind != "date" and (measure is None or not counted.sure):
            gaps.append("measure")
        if self._is_past(kind) and when is None:
            gaps.append("when")
        if kind in OVER_TIME and since is None:
            gaps.append("since")
        said = (kind, subject, other, hedge or "exact", unit, low, high, measure)
        every = tuple(dict.fromkeys([*shape.gaps, *gaps]))
        made = Statement(*said, group, as_of, since, per, gaps=every)
        return timely(made, self.lexicon)

    def _counted(self, heads: Sequence[Chunk]) -> "_Counted":
        """Return what is counted: what noun, participle and place mean together."""
        measures, places = self.lexicon.entries.measures, self.clause.places
        if any(chunk.value != (DEFAULT,) for chunk in heads):  # its popularity in research
            heads = [chunk for chunk in heads if chunk.value != (DEFAULT,)]
        if len(places) > 1:
            raise _Unfit
        if not heads:
            alone = self.lexicon.entries.places[places[0]].alone if places else None
            if places and alone is None:
                raise _Unfit
            return _Counted(alone)
        common = set.intersection(*({*chunk.value} for chunk in heads))
        if places:
            named = {k for k in common if k in measures and places[0] in measures[k].places}
            common = named or {
                key
                for key, measure in measures.items()
                if places[0] in measure.places
                # a noun beside a place of a measure means it: downloads on the Hub
                and all(any(n.endswith(f" {c.said}") for n in measure.nouns) for c in heads)
            }
        if not common:
            raise _Unfit
        common = self.lexicon.counted(common, self.slugs)
        if len(common) > 1 and self.measure not in common:
            raise _Several(common)
        key = self.measure if self.measure in common else common.pop()
        measure = measures.get(key)
        if measure is None:
            return _Counted(key)
        if all(chunk.said in measure.vague for chunk in heads):
            return _Counted(key, self.name == "level_by")  # who uses it depends on it
        if places:
            return _Counted(key)
        titled = any(chunk.said == measure.title.casefold() for chunk in heads)
        bare = all(chunk.said in measure.bare for chunk in heads)
        return _Counted(key, titled or not (measure.place_needed or bare))

    def _gained(self, counted: "_Counted") -> "_Counted":
        """Return what a verb of gaining means: of what only adds up, what was added in a time.

        And refuse that a count rises for its share: in a field that grows, everything does.
        """
        measure = self.lexicon.measure(counted.key)
        if self.name.startswith("trend") and (measure is None or measure.aspect is None):
            raise _Unfit
        timed = any(when.timing != "now" for when in self.clause.dates) or bool(self.clause.per)
        done = self.name.startswith("level") and any(c.tag == "VERBED" for c in self.chunks)
        through = any(when.through for when in self.clause.dates)
        added = self.verb == "won" or bool(self.clause.per) or through
        added = added or (timed and (self.verb is not None or done))
        if measure is None or not measure.total:
            return counted
        if measure.within is not None and (timed or not measure.signals):
            return replace(counted, key=measure.within)
        if not added:
            return counted
        if measure.gained is None:
            raise _Unfit
        return replace(counted, key=measure.gained)

    def _when(self, figure: Figure | None, dates: tuple[When, ...]) -> When | None:
        """Return the only date that a statement has."""
        yearly = [when for when in dates if when.timing == "yearly"]
        found = [when for when in dates if when.timing != "yearly"] or yearly
        found += [figure.date] if figure is not None and figure.date else []
        if len(found) > 1:
            raise _Unfit
        return found[0] if found else None

    def _refuse(self, kind: Kind, when: When | None, per: Per | None, counted: "_Counted") -> None:
        """Refuse what sounds like something that can be measured, and is not."""
        measure = self.lexicon.measure(counted.key)
        flow = measure is not None and measure.flows
        new = counted.key in {entry.gained for entry in self.lexicon.entries.measures.values()}
        others = bool(self.heads or self.clause.places or self.clause.groups)
        ordinal = next((chunk.said for chunk in self.chunks if chunk.tag == "ORD"), "")
        reasons = (
            kind == "date" and others,  # released on PyPI, for phones: not the first release
            kind == "level" and flow and self.verb == "won" and not new,  # so many more, or in all
            kind == "share" and self.verb == "won",  # of what was new
            # a paper names what it does not use
            measure is not None and measure.in_code and not self.said.isdisjoint(general().naming),
            self.name == "level_average" and per is None,
            self.name == "level_over" and when is not None and when.timing == "at",  # the day of it
            self.name == "rank_bare" and ordinal.isalpha() and not others,  # the first ever
            kind == "level" and flow and when and (when.timing == "by" or when.grain != ""),
            when is not None and kind != "date" and when.dates and when.dates[0] < EARLIEST,
        )
        if any(reasons):
            raise _Unfit

    def _per(self, kind: Kind) -> Per | None:
        """Return what a count is a rate of."""
        per = self.clause.per
        if len(per) > 1 or (per and kind not in ("level", "ratio")) or "week" in per:
            raise _Unfit
        return per[0] if per and kind == "level" else None  # type: ignore[return-value]

    def _is_past(self, kind: Kind) -> bool:
        """Return whether it is said of the past, of a state and not of what came to be then."""
        if kind not in ("share", "level", "ratio", "order", "rank") or self.name[:5] == "cross":
            return False
        entries = general()
        if not self.said.isdisjoint(entries.present):
            return False
        return any(word in entries.past or word.endswith("ed") for word in self.said)

    def _group(self, kind: Kind) -> tuple[str | None, list[Gap]]:
        """Return the group that something is said to be among, and what is open of it."""
        groups = [*self.clause.groups]
        if kind == "rank":
            groups += [chunk.value for chunk in self.chunks if chunk.tag == "GROUP"]
        if len(set(groups)) > 1:
            raise _Unfit
        if groups and kind in ("rank", "share"):
            return groups[0], [] if groups[0] else ["group"]
        kinds = [c for c in self.chunks if c.tag in ("KIND", "GROUPS")]
        bare = any(not self.lexicon.is_noun(c.said, self.slugs[0]) for c in kinds)
        return None, ["group"] if kind == "rank" and bare else []


@dataclass(frozen=True)
class _Counted:
    """What is counted, and whether the words say so for sure."""

    key: str | None
    sure: bool = True


def _figure(shape: Shape, figure: Figure) -> tuple[str | None, str | None, str | None, str]:
    """Return unit, ends and hedge of a figure as the shape reads it."""
    if figure.low is None or figure.high is None:
        if shape.kind != "share":
            raise _Unfit
        return None, None, None, figure.hedge
    low, high = Decimal(figure.low), Decimal(figure.high)
    hedge, unit = figure.hedge, figure.unit
    turned = TURNED.get(hedge, hedge)
    if (shape.kind == "share" or shape.figure == "less") and not 0 <= low <= high <= 100:
        raise _Unfit
    match shape.figure:
        case "more":
            return "ratio", _plain(1 + low / 100), _plain(1 + high / 100), hedge
        case "less":
            return "ratio", _plain(1 - high / 100), _plain(1 - low / 100), turned
        case "part":
            half = figure.low == figure.high == "50" and not figure.spoken  # 0.5 times
            return "ratio", _plain(low / 100), _plain(high / 100), "exact" if half else hedge
        case "minus":
            return unit, f"-{figure.high}", f"-{figure.low}", turned
    if shape.kind == "level" and unit == "ratio":
        unit = "count"  # downloaded 5,000 times
    elif shape.kind in ("ratio", "growth") and unit == "count":
        unit = "ratio"  # by a factor of 3
    return unit, figure.low, figure.high, hedge


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


Asserted = tuple[tuple[str, str], str]
"""A date that is itself asserted, and its hedge."""


def _timed(
    kind: Kind, when: When | None, measure: Measure | None
) -> tuple[str | None, str | None, Asserted | None]:
    """Return the date that a statement speaks of, where a change begins, and a date asserted."""
    if when is None or when.timing == "now":
        return None, None, None
    if kind in ("crossing", "date"):
        if when.grain == "part" or when.timing == "yearly":
            raise _Unfit
        hedge = {"at": "exact", "by": "before", "period": "range"}.get(when.timing, when.timing)
        ends = when.dates[0], when.dates[-1]
        return None, None, (ends, "about" if when.about else hedge)
    total = measure is not None and measure.total
    if when.about or (when.grain == "part" and not total):
        raise _Unfit  # of a quarter or a half, only what there was at its end is known
    if when.timing == "at" or (when.timing == "by" and kind not in OVER_TIME):
        return when.dates[0], None, None
    if kind not in OVER_TIME or when.timing not in ("yearly", "since", "period"):
        raise _Unfit
    since = when.dates[0] if when.dates else None
    return (when.dates[1] if when.timing == "period" else None), since, None


# --- the grammar -------------------------------------------------------------------------------


def _shapes_of(chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """Return every shape that a clause has; none when it has none of them."""
    if not 0 < len(chunks) <= LONGEST:
        return ()
    letters = _letters()
    kinds = [chunk.value if chunk.tag == "word" else chunk.tag for chunk in chunks]
    if not letters.keys() >= set(kinds):
        return ()
    return _forms_of("".join(letters[kind] for kind in kinds))


@lru_cache(maxsize=KEPT)
def _forms_of(kinds: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, form in _forms() if form.fullmatch(kinds)))


@cache
def _letters() -> dict[str, str]:
    """Return a character for each kind of chunk."""
    return {kind: chr(_FIRST + n) for n, kind in enumerate([*CHUNKS, *sorted(tokens())])}


@cache
def _forms() -> list[tuple[str, re.Pattern[str]]]:
    """Return the shapes of grammar.ebnf, each as a regular expression.

    Raises:
        InputError: every line that is no rule, or uses a name that is not defined.
    """
    letters = _letters()
    rules: dict[str, str] = {kind: letters[kind] for kind in CHUNKS}
    for name in {name for names in tokens().values() for name in names}:
        meant = sorted(letters[token] for token, names in tokens().items() if name in names)
        rules[f"_{name.lower()}"] = f"[{''.join(meant)}]"
    shapes, problems = list[tuple[str, str]](), list[str]()
    rule, lines = "", FILE.read_text(encoding="utf-8").split("\n")
    for number, text in reversed(list(enumerate(lines, 1))):  # what is used stands further down
        line = text.partition("//")[0]
        if not line.strip():
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            problems.append(f"{FILE.name}: line {number}: expected 'rule: parts' or '| parts'.")
            continue
        unknown = [name for name in _NAME.findall(found["body"]) if name not in rules]
        problems += [f"{FILE.name}: line {number}: {name!r} is not defined." for name in unknown]
        body = "".join(_NAME.sub(lambda name: rules.get(name[0], ""), found["body"]).split())
        if found["shape"]:
            shapes.append((found["shape"], body))
        else:
            rule = f"{body}|{rule}" if rule else body
            if found["rule"]:
                rules[found["rule"]], rule = f"(?:{rule})", ""
    if problems:
        raise InputError(problems)
    by = rules["by"]
    return [(name, re.compile(f"{by}?(?:{body}){by}?")) for name, body in reversed(shapes)]
