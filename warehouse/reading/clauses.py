"""Clauses of a sentence: cut apart, and freed of dates, places and what else may stand anywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from warehouse.reading import shapes
from warehouse.reading.chunks import Chunk
from warehouse.reading.dates import When
from warehouse.reading.lexicon import Lexicon
from warehouse.reading.shapes import Clause
from warehouse.reading.statement import Statement
from warehouse.reading.vocabulary import tokens

MOST_CUTS = 6
"""Places at which a sentence may be cut into clauses; with more it stays whole."""
ELLIPTIC = 3
"""Chunks of a clause that leaves its verb to the one before."""


def said(chunks: Sequence[Chunk], lexicon: Lexicon) -> list[tuple[Statement, ...]]:
    """Return each way in which a sentence of known words can be read; none: in no known way."""
    cuts = [n for n, chunk in enumerate(chunks) if chunk.joins and 0 < n < len(chunks) - 1]
    if len(cuts) > MOST_CUTS:
        cuts = []
    for parts in _cut(chunks, cuts):
        found = _together([_clause(part, lexicon) for part in parts], lexicon)
        if found:
            return found
    return []


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
    while kept and kept[0].joins and not first:
        kept = kept[1:]
    return kept


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
        found = shapes.statements(clause, lexicon)
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
    if silent and statement.measure == shapes.DEFAULT and before[-1].measure != shapes.DEFAULT:
        return replace(statement, gaps=(*statement.gaps, "measure"))
    if "measure" not in statement.gaps or not before or before[-1].measure is None:
        return statement
    last, gaps = before[-1], tuple(gap for gap in statement.gaps if gap != "measure")
    per = statement.per or last.per
    return shapes.timely(replace(statement, measure=last.measure, per=per, gaps=gaps), lexicon)


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
            case "GROUP" if core and _is(core[-1], "BETWEEN") and not _after_part(core):
                core.pop()
                groups.append(chunk.value)
            case _ if not _is_comma(chunk):
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


def _is_comma(chunk: Chunk) -> bool:
    return chunk.joins and chunk.end - chunk.start == 1


def _drop(core: list[Chunk], name: str) -> None:
    if core and _is(core[-1], name) and not _is(core[-1], "VS"):
        core.pop()


def _after_part(core: list[Chunk]) -> bool:
    return len(core) > 1 and core[-2].tag in ("PC", "MOST", "X")


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
