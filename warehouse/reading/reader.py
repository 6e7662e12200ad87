"""A document read from beginning to end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from warehouse.claim_entries import Claim
from warehouse.reading import lines, pages, sentences, statements
from warehouse.reading.binding import bind
from warehouse.reading.blocks import Block
from warehouse.reading.clauses import Parsed, Scene, parse
from warehouse.reading.figures import find as find_figures
from warehouse.reading.names import Names
from warehouse.reading.sentences import Unit
from warehouse.reading.source import Refused, Source
from warehouse.reading.statement import Statement
from warehouse.reading.words import words
from warehouse.reading.world import World

MOST_FINDINGS = 5_000
"""Statements of one document; a long article makes two hundred."""
SAMPLE = 2_000
"""Units from which it is seen which two projects a document compares."""
FIRST = 5
"""Units among which the title stands."""
LEAST_MENTIONS = 5
"""Fewer mentions of each of two projects do not show that a document compares them."""
RIVALRY = 0.15
"""Least part of all mentions that each of two compared projects has."""


@dataclass(frozen=True)
class Finding:
    """Something a document states about a known project.

    Attributes:
        line: where its sentence begins, from 1.
        span: where the sentence stands, in characters of the document from 0, end exclusive.
        anchor: where in it the figure or the word stands that makes the statement.
        quote: the sentence.
        claim: what can be measured; None when nothing can.
        reason: why not; empty for a claim.
    """

    line: int
    span: tuple[int, int]
    anchor: tuple[int, int]
    quote: str
    statement: Statement
    claim: Claim | None
    reason: str


@dataclass(frozen=True)
class Reading:
    """What was found in a document.

    Attributes:
        silent: what names a project and states nothing: no figure and no comparison.
        units: sentences, items, headings and rows of tables that it has.
        as_of: the date assumed for statements that give none; None: they are undated.
    """

    findings: list[Finding]
    silent: list[Unit]
    units: int
    as_of: str | None


def read(source: Source, world: World, as_of: str | None = None) -> Reading:
    """Return what a document states about known projects.

    Args:
        source: the document.
        world: what is known.
        as_of: the date it speaks of where it does not say; without it, the year in its title.

    Raises:
        Refused: it is too large in some way.
    """
    units = list(sentences.units(_blocks(source), source.name))
    as_of = as_of or _year(units)
    scene = Scene(world.names, _rivals(units, world.names))
    findings, silent, ids = list[Finding](), list[Unit](), Counter[str]()
    for unit in units:
        parsed = parse(unit, scene)
        found = statements.read(parsed, scene)
        for statement in found:
            findings.append(_finding(source, world, parsed, statement, as_of, ids))
        if len(findings) > MOST_FINDINGS:
            msg = (
                f"{source.name}: more than {MOST_FINDINGS:,} statements, which no article makes. "
                "Cut out the part to be read."
            )
            raise Refused(msg)
        if parsed.names and not found:
            silent.append(unit)
        scene.last = _subject(parsed, found, scene)
    return Reading(findings, silent, len(units), as_of)


def _blocks(source: Source) -> Iterator[Block]:
    return pages.blocks(source) if source.form == "html" else lines.blocks(source)


def _finding(
    source: Source,
    world: World,
    parsed: Parsed,
    statement: Statement,
    as_of: str | None,
    ids: Counter[str],
) -> Finding:
    unit = parsed.unit
    line = source.line(unit.span[0])
    stem = f"line-{line}-{statement.subject}-{statement.kind}"
    ids[stem] += 1
    name = stem if ids[stem] == 1 else f"{stem}-{ids[stem]}"
    bound = bind(world, statement, _part(parsed, statement), name, as_of)
    anchor = unit.place(*statement.anchor)
    return Finding(line, unit.span, anchor, unit.text, statement, bound.claim, bound.reason)


def _part(parsed: Parsed, statement: Statement) -> str:
    """Return the part of a unit that a statement stands in, with the label of its row."""
    at = statement.anchor[0]
    clause = next((c for c in parsed.clauses if c.start <= at < c.end), None)
    if clause is None:
        return parsed.unit.text
    cells = parsed.unit.cells
    label = parsed.unit.text[cells[0].start : cells[0].end] if cells else ""
    return f"{label} {parsed.unit.text[clause.start : clause.end]}".strip()


def _subject(parsed: Parsed, found: list[Statement], scene: Scene) -> str | None:
    """Return what the next sentence speaks of when it does not say."""
    if found and found[-1].subject:
        return found[-1].subject
    named = [match.value for match in parsed.names if scene.names.distance(match.value) == 0]
    return named[0] if named else scene.last


def _rivals(units: list[Unit], names: Names) -> dict[str, str]:
    """Return the two projects that a document compares, each with the other; else nothing."""
    mentions: Counter[str] = Counter()
    for unit in islice(units, SAMPLE):
        found = names.find(unit.text, words(unit.text))
        mentions.update(match.value for match in found if names.distance(match.value) == 0)
    leading = mentions.most_common(2)
    least = max(LEAST_MENTIONS, RIVALRY * mentions.total())
    if len(leading) < 2 or leading[1][1] < least:
        return {}
    (left, _), (right, _) = leading
    return {left: right, right: left}


def _year(units: list[Unit]) -> str | None:
    """Return the year in a document's title or first heading, None when there is none."""
    headings = (unit for unit in units[:FIRST] if unit.shape == "heading")
    for heading in islice(headings, 2):
        found = find_figures(heading.text, words(heading.text))
        if dates := [figure for figure in found if figure.unit == "date"]:
            return dates[-1].year
    return None
