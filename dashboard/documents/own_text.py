"""A text of one's own as it is shown: what of it, and where its statements stand in it.

Everything here is pure, and whatever a text holds is escaped.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from html import escape

from dashboard.documents.article import Claim, Span
from warehouse.reading import pages
from warehouse.reading.blocks import Block
from warehouse.reading.reader import Finding, Reading
from warehouse.reading.source import Source

STATUS = {"judged": "judged", "complete": "to complete", "unmeasurable": "not measurable"}
"""The words for what became of a statement."""
WHOLE = 6_000
"""Characters up to which a text is shown whole."""
LEFT_OUT = "[…]"


def anchor(number: int) -> str:
    """Return where on the page a statement's row is."""
    return f"statement-{number}"


def row(number: int, quote: str) -> str:
    """Return a statement's words as HTML, with its number, which leads to them in the text."""
    return (
        f'<p class="article row" id="{anchor(number)}"><a href="#said-{number}" '
        f'aria-label="statement {number} in the text">{number}</a> {escape(quote)}</p>'
    )


def spans(source: Source, reading: Reading, verdicts: dict[str, str]) -> tuple[str, list[Span]]:
    """Return a text as it is shown, and its statements as spans; `verdicts`: by claim."""
    shared = Counter(finding.span for finding in reading.findings)
    places = [f.anchor if shared[f.span] > 1 else f.span for f in reading.findings]
    text = source.text
    if source.form == "html":
        text, places = _without_tags(source, places)
    return text, [
        Span(number, finding.line, *place, tuple(_claims(number, finding, verdicts)))
        for number, (finding, place) in enumerate(zip(reading.findings, places, strict=True), 1)
    ]


def _claims(number: int, finding: Finding, verdicts: dict[str, str]) -> Iterator[Claim]:
    place = anchor(number)
    for claim in finding.claims:
        yield Claim(claim.id, claim.statement, verdicts[claim.id], place)
    if finding.question is not None:
        yield Claim(f"open-{number}", finding.question.said, STATUS[finding.status], place)


def _without_tags(
    source: Source, places: list[tuple[int, int]]
) -> tuple[str, list[tuple[int, int]]]:
    """Return a page's blocks as lines, and where in them the places of its source are."""
    blocks = list(pages.blocks(source))
    begins = [block.span(0, 1)[0] for block in blocks]
    starts, length = list[int](), 0
    for block in blocks:
        starts.append(length)
        length += len(block.text) + len("\n")
    moved = []
    for start, end in places:
        n = bisect_left(begins, start + 1) - 1
        first, last = _within(blocks[n], start, end)
        moved.append((starts[n] + first, starts[n] + last))
    return "\n".join(block.text.replace("\n", " ") for block in blocks), moved


def _within(block: Block, start: int, end: int) -> tuple[int, int]:
    """Return where in a block's text a place of the source is."""
    letters = range(len(block.text))
    first = bisect_left(letters, start, key=lambda at: block.span(at, at + 1)[0])
    last = bisect_left(letters, end, lo=first, key=lambda at: block.span(at, at + 1)[1])
    return first, min(last + 1, len(block.text))


def excerpt(text: str, found: list[Span], whole: int = WHOLE) -> tuple[str, list[Span]]:
    """Return the lines in which spans stand with one paragraph before and after, and the spans.

    What is left out is a line of its own; up to the length of a `whole` text nothing is.
    """
    if len(text) <= whole:
        return text, found
    lines = text.split("\n")
    starts, at = list[int](), 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    ends = [(bisect_left(starts, s.start + 1) - 1, bisect_left(starts, s.end) - 1) for s in found]
    kept = set[int]()
    for first, last in ends:
        kept |= {*range(_beside(lines, first, -1), _beside(lines, last, 1) + 1)}
    said, length, moved, before = list[str](), 0, dict[int, int](), -1
    for n in [*sorted(kept), len(lines)]:
        if n != before + 1:
            said.append(LEFT_OUT)
            length += len(LEFT_OUT) + 1
        if n < len(lines):
            moved[n] = length - starts[n]
            said.append(lines[n])
            length += len(lines[n]) + 1
        before = n
    return "\n".join(said), [
        span._replace(start=span.start + moved[first], end=span.end + moved[last])
        for span, (first, last) in zip(found, ends, strict=True)
    ]


def _beside(lines: list[str], n: int, step: int) -> int:
    """Return the nearest line before or after one that is not empty; itself at the end."""
    other = n + step
    while 0 <= other < len(lines) and not lines[other].strip():
        other += step
    return other if 0 <= other < len(lines) else n
