"""An article's text with the places where it makes claims: cut into pieces, written as HTML.

Everything here is pure: a text is never kept, and whatever it holds is escaped.
"""

from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote

import pandas as pd

from dashboard import colours
from dashboard.frames import each

DECISIVE = (
    "refuted",
    "partly true",
    "outdated",
    "depends on the definition",
    "supported",
    "not enough evidence",
)
"""Where several claims share words, the first of these verdicts gives them its colour."""
MARKS = colours.VERDICTS | colours.OPEN
ORDER = (*DECISIVE, *colours.OPEN)


class Claim(NamedTuple):
    """A claim as a place of a document names it.

    `place`: where on this page its card is; empty for one of the register, whose card is elsewhere.
    """

    claim_id: str
    statement: str
    verdict: str
    place: str = ""


class Span(NamedTuple):
    """Words of a document, [start, end), with all claims that they make."""

    number: int
    line: int
    start: int
    end: int
    claims: tuple[Claim, ...]

    @property
    def verdict(self) -> str:
        """The most decisive verdict of its claims."""
        return decisive(claim.verdict for claim in self.claims)


class Piece(NamedTuple):
    """Text that no span begins or ends within, and no line ends within."""

    text: str
    over: tuple[Span, ...]
    ending: tuple[Span, ...]


def decisive(verdicts: Iterable[str]) -> str:
    """Return the verdict that stands for several."""
    return min(verdicts, key=ORDER.index)


def spans(places: pd.DataFrame) -> list[Span]:
    """Return the places of a document as numbered spans, those with the same words as one.

    `places`: line, char_start, char_end, claim_id, statement, verdict; in reading order.
    """
    found: dict[tuple[int, int], list[Claim]] = {}
    lines: dict[tuple[int, int], int] = {}
    for row in each(places):
        key = (int(row.char_start), int(row.char_end))
        found.setdefault(key, []).append(Claim(row.claim_id, row.statement, row.verdict))
        lines.setdefault(key, int(row.line))
    return [
        Span(number, lines[key], *key, tuple(claims))
        for number, (key, claims) in enumerate(found.items(), start=1)
    ]


def fitting(found: list[Span], verdicts: Iterable[str], claim: str | None = None) -> list[Span]:
    """Return the spans with the claims that have one of the verdicts; they keep their numbers.

    `found`: what `spans` returned; `verdicts`: the verdicts wanted; none: all; `claim`: the only
    claim wanted; None: all.
    """
    wanted = set(verdicts) or set(ORDER)
    kept = [
        span._replace(
            claims=tuple(
                c for c in span.claims if c.verdict in wanted and claim in (None, c.claim_id)
            )
        )
        for span in found
    ]
    return [span for span in kept if span.claims]


def pieces(text: str, found: list[Span]) -> list[Piece]:
    """Return the text cut at each end of a span and around each line break, whole and in order.

    Spans may overlap, nest and run over lines; what lies outside of the text is left out.
    """
    breaks = [at for at, letter in enumerate(text) if letter == "\n"]
    ends = {0, len(text), *breaks, *(at + 1 for at in breaks)}
    ends |= {min(max(at, 0), len(text)) for span in found for at in (span.start, span.end)}
    cuts = sorted(ends)
    waiting = sorted(found, key=lambda span: (span.start, span.number))
    over: list[Span] = []
    cut = []
    for start, end in pairwise(cuts):
        while waiting and waiting[0].start <= start:
            over.append(waiting.pop(0))
        over = [span for span in over if span.end > start]
        ending = tuple(span for span in over if min(span.end, len(text)) == end)
        cut.append(Piece(text[start:end], tuple(over), ending))
    return cut


def page(text: str, found: list[Span]) -> str:
    """Return an article as HTML: one row per line, its words marked, its claims noted beside it.

    Each mark ends in the symbol of its verdict and a number that leads to its note, and back.
    """
    rows, said, notes = [], "", ""
    found = [s for s in found if max(s.start, 0) < min(s.end, len(text))]
    numbers = [span.number for span in found]
    around = {
        number: (before, after)
        for number, before, after in zip(numbers, [0, *numbers], [*numbers[1:], 0], strict=False)
    }
    for piece in pieces(text, found):
        if piece.text == "\n":
            rows.append(_row(said, notes))
            said, notes = "", ""
        else:
            said += _marked(piece)
        said += "".join(map(_to_note, piece.ending))
        notes += "".join(_note(span, *around[span.number]) for span in piece.ending)
    rows.append(_row(said, notes))
    return f'<div class="article">{"".join(rows)}</div>'


def legend(counts: dict[str, int]) -> str:
    """Return what the marks mean as HTML; `counts`: claims per verdict."""
    marks = [
        f'<mark class="{_class(verdict)}">{mark.symbol} {mark.words}</mark> {counts[verdict]}'
        for verdict, mark in MARKS.items()
        if verdict in counts
    ]
    return f'<p class="article legend">{" ".join(f"<span>{mark}</span>" for mark in marks)}</p>'


def tones() -> str:
    """Return the verdicts' colours as a style sheet."""
    rules = [
        f".article .{_class(verdict)} {{ --tone: {mark.colour}; }}"
        for verdict, mark in MARKS.items()
    ]
    return f"<style>{' '.join(rules)}</style>"


def _class(verdict: str) -> str:
    return verdict.replace(" ", "-")


def _row(said: str, notes: str) -> str:
    beside = f'<div class="notes">{notes}</div>' if notes else ""
    return f'<div class="line"><p>{said}</p>{beside}</div>'


def _marked(piece: Piece) -> str:
    words = escape(piece.text)
    if not piece.over:
        return words
    return f'<mark class="{_class(decisive(s.verdict for s in piece.over))}">{words}</mark>'


def _to_note(span: Span) -> str:
    mark = MARKS[span.verdict]
    return (
        f'<a class="to {_class(span.verdict)}" id="said-{span.number}" href="#note-{span.number}" '
        f'aria-label="statement {span.number}, {mark.words}">{mark.symbol}{span.number}</a>'
    )


def _note(span: Span, before: int, after: int) -> str:
    """Return what is claimed at a span, each with its verdict and a link to its card."""
    claims = "".join(_claim(claim) for claim in span.claims)
    ways = "".join(
        f'<a href="#note-{number}" aria-label="{words} statement">{arrow}</a>'
        for number, words, arrow in ((before, "previous", "↑"), (after, "next", "↓"))
        if number
    )
    back = f'<a class="back" href="#said-{span.number}" aria-label="back to the words">'
    return (
        f'<div class="note" id="note-{span.number}">{back}{span.number}</a>{claims}'
        f'<span class="ways">{ways}</span></div>'
    )


def _claim(claim: Claim) -> str:
    mark = MARKS[claim.verdict]
    address = f'href="claims?claim={quote(claim.claim_id)}" target="_blank"'
    if claim.place:
        address = f'href="#{quote(claim.place)}"'
    return (
        f'<p class="{_class(claim.verdict)}"><b>{mark.symbol} {mark.words}</b> '
        f"<a {address}>{escape(claim.statement)}</a></p>"
    )


def lines(found: list[Span]) -> dict[int, list[Claim]]:
    """Return what each line claims, in order, each claim once."""
    by_line: dict[int, list[Claim]] = {}
    for span in sorted(found, key=lambda span: span.line):
        by_line.setdefault(span.line, []).extend(span.claims)
    return {line: list(dict.fromkeys(claims)) for line, claims in by_line.items()}


def parts(by_line: dict[int, list[Claim]], most: int) -> dict[str, dict[int, list[Claim]]]:
    """Return lines in parts of about `most` claims, each part under its first and last line."""
    cut: list[dict[int, list[Claim]]] = []
    size = most
    for line, claims in by_line.items():
        if size + len(claims) > most:
            cut.append({})
            size = 0
        cut[-1][line] = claims
        size += len(claims)
    return {f"{min(part)}–{max(part)}": part for part in cut}
