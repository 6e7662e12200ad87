"""A document read from beginning to end."""

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from warehouse.claim_entries import FACTS, Claim
from warehouse.reading import lines, pages, sentences
from warehouse.reading.asserting import Question, assertions
from warehouse.reading.hearing import Heard
from warehouse.reading.measured import Measured
from warehouse.reading.sentences import Settings, Unit, date_in
from warehouse.reading.source import Source, too_many
from warehouse.reading.vocabulary import general

MOST_FINDINGS = 5_000
"""Statements of one document; a long article makes two hundred."""


@dataclass(frozen=True)
class Finding:
    """A sentence of a document that states something, or looks as if it did.

    Attributes:
        line: where it begins, from 1.
        span: where it stands, in characters of the document from 0, end exclusive.
        anchor: where in it the figure or the word stands that makes the statement.
        quote: the sentence.
        claims: what is judged; empty: `question` says why nothing is.
        as_of: the date that the document gives it: of the sentence, a heading, the whole.
    """

    line: int
    span: tuple[int, int]
    anchor: tuple[int, int]
    quote: str
    heard: Heard
    claims: tuple[Claim, ...]
    question: Question | None
    as_of: str | None

    @property
    def status(self) -> str:
        """Return judged, complete (may be, when it is completed) or unmeasurable."""
        if self.question is None:
            return "judged"
        return "unmeasurable" if self.question.kind == "unmeasurable" else "complete"


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

    @property
    def claims(self) -> list[Claim]:
        """Return every claim that can be judged."""
        return [claim for finding in self.findings for claim in finding.claims]


def read(source: Source, known: Measured, as_of: str | None = None) -> Reading:
    """Return what a document states about known projects.

    Args:
        source: the document.
        known: what is measured.
        as_of: the date it speaks of where it does not say; without it, the one it was published
            on, or the year in its title.

    Raises:
        Refused: it is too large in some way.
    """
    units = list(units_of(source))
    settings = Settings(source, units, known.ear, as_of)
    whole = settings.as_of and len(settings.as_of) == 10
    spoken_on = date.fromisoformat(settings.as_of or "") if whole else None
    corners = known.ear.lexicon.kinds | {*general().corners}
    findings, silent, ids = list[Finding](), list[Unit](), Counter[int]()
    for n, unit in enumerate(units):
        named = False
        for part in _parts(unit, corners):
            heard = known.ear.hear(part.text, day=spoken_on)
            named = named or bool(heard.projects)
            names = all("asserted" in statement.gaps for statement in heard.statements)
            states = not names if heard.statements else heard.claims
            if not states or heard.why in ("question", "empty"):
                continue
            around, line = settings.of(n, part.head), source.line(unit.span[0])
            made = assertions(heard, known, around.as_of, spoken=around.spoken)
            question, claims = (made, []) if isinstance(made, Question) else (None, made)
            undated = any(c.kind not in FACTS and c.as_of == around.as_of for c in claims)
            open_ = around.unless_dated if undated and not around.spoken else ""
            if claims and (against := around.against or open_):
                read_as = "; ".join(claim.statement for claim in claims)
                question, claims = Question("complete", against, read_as), []
            called = tuple(_called(claims, line, ids))
            anchor = unit.place(*(part.anchor or heard.anchor))
            findings.append(
                Finding(line, unit.span, anchor, unit.text, heard, called, question, around.as_of)
            )
        if len(findings) > MOST_FINDINGS:
            raise too_many(source.name, MOST_FINDINGS, "statements, which no article makes")
        if named and (not findings or findings[-1].span != unit.span):
            silent.append(unit)
    return Reading(findings, silent, len(units), settings.as_of)


def _called(claims: list[Claim], line: int, ids: Counter[int]) -> Iterator[Claim]:
    """Yield claims called by their line, and numbered there: line-7, line-7-2."""
    for claim in claims:
        ids[line] += 1
        number = f"-{ids[line]}" if ids[line] > 1 else ""
        yield claim.model_copy(update={"id": f"line-{line}{number}"})


@dataclass(frozen=True)
class _Part:
    """What is heard at once: a sentence, or a cell with what heads its row and its column.

    Attributes:
        anchor: where it stands in the unit; None: where the figure is heard.
        head: what dates it: the head of its column, or another cell that is a date.
    """

    text: str
    anchor: tuple[int, int] | None = None
    head: str = ""


def _parts(unit: Unit, corners: Container[str]) -> Iterator[_Part]:
    if not unit.cells:
        yield _Part(unit.text)
        return
    label, *others = unit.cells
    dated = {
        cell: cell.content
        for cell in others
        if cell.header.casefold() in general().dating and date_in(cell.content)
    }
    for cell in others:
        if not cell.content or cell in dated:
            continue
        above = [label.content, cell.header, label.header]
        anchor = cell.start, cell.start + len(unit.text[cell.start : cell.end].rstrip())
        head = cell.header if date_in(cell.header) else next(iter(dated.values()), "")
        yield _Part(_told(above, cell.content, corners), anchor, head)


def _told(above: list[str], content: str, corners: Container[str]) -> str:
    """Return a cell as a sentence: label, head of its column, content; the corner, if it counts."""
    label, head, corner = (text.strip(" :") for text in above)
    corner = "" if corner.casefold() in corners else corner
    return " ".join(filter(None, (corner, label, head, content)))


def units_of(source: Source) -> Iterator[Unit]:
    """Yield the sentences, items, headings and rows of tables of a document.

    Raises:
        Refused: it is too large in some way.
    """
    blocks = pages.blocks(source) if source.form == "html" else lines.blocks(source)
    yield from sentences.units(blocks, source.name)
