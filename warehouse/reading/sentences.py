"""Blocks as units: sentences, list items, headings and rows of tables."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from warehouse.reading.blocks import Block, Shape
from warehouse.reading.source import too_many
from warehouse.reading.vocabulary import general

MOST_UNITS = 100_000
"""Units of a document; five megabytes of prose have fewer."""
LONGEST = 2_000
"""Characters of a unit; what is longer is cut between two words."""
LONGEST_CELL = 300
"""Characters of a cell; what is longer is prose that a page puts into a table."""
CAPTION = 120
"""Characters of a line above a table that says what it is of."""
HEADINGS = 3
"""How many of the headings before a unit say what it is about."""
END = re.compile(r"(?<![.!?…])[.!?…]{1,10}[\"'”’)\]»]{0,5}(?=\s)")


class Cell(NamedTuple):
    """A cell of a row: where it stands in the unit's text, and what stands above it."""

    start: int
    end: int
    header: str


@dataclass(frozen=True)
class Unit:
    """The piece of a document that is understood at once.

    Attributes:
        block: what it is a part of, and `start`: where it begins there.
        span: where it stands in the source.
        context: the headings that it stands under, the nearest first.
        cells: of a row; empty for prose.
        lead: the sentence before, which ends with a colon.
        section: of a row: the last row above it that has one cell filled, or the line above all.
        whole: whether it is not a piece of something that was too long.
    """

    block: Block
    start: int
    shape: Shape
    text: str
    span: tuple[int, int]
    context: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    lead: str = ""
    section: str = ""
    whole: bool = True

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the text stands in the source."""
        return self.block.span(self.start + start, self.start + end)


def units(blocks: Iterable[Block], name: str) -> Iterator[Unit]:
    """Yield the units of a document's blocks, in order.

    Raises:
        Refused: more units than a document has.
    """
    headings = deque[tuple[int, str]]()
    count, lead, section, caption, row_before = 0, "", "", "", False
    for block in blocks:
        context = tuple(said for _, said in headings)
        if not block.cells:
            section = ""
        elif not row_before:
            section = caption
        if block.cells and all(end - start <= LONGEST_CELL for start, end in block.cells):
            found = list(_row(block, context))
        else:
            found = list(_sentences(block, context))
        for unit in found:
            count += 1
            if count > MOST_UNITS:
                raise too_many(name, MOST_UNITS, "sentences")
            yield replace(unit, lead=lead, section=section)
        if block.shape == "heading":
            kept = [(n, said) for n, said in headings if 0 < n < block.level]
            headings = deque([(block.level, block.text[:LONGEST].strip()), *kept], HEADINGS)
        last = found[-1].text if found else ""
        if last.rstrip("*_ ").endswith(":"):
            lead = last
        elif block.shape not in ("item", "row"):
            lead = ""
        short = len(block.text) <= CAPTION and not last.rstrip().endswith(".")
        caption, row_before = (last if short and not block.cells else ""), bool(block.cells)
        filled = [block.text[a:b].strip() for a, b in block.cells if block.text[a:b].strip()]
        section = filled[0] if len(filled) == 1 else section


def _row(block: Block, context: tuple[str, ...]) -> Iterator[Unit]:
    header = block.header if len(block.header) == len(block.cells) else [""] * len(block.cells)
    cells = [
        Cell(start, end, above) for (start, end), above in zip(block.cells, header, strict=True)
    ]
    filled = [(cell.start, cell.end) for cell in cells if block.text[cell.start : cell.end].strip()]
    if filled and len(block.text) <= LONGEST:
        span = block.span(filled[0][0], filled[-1][1])
        yield Unit(block, 0, "row", block.text, span, context, tuple(cells))


def _sentences(block: Block, context: tuple[str, ...]) -> Iterator[Unit]:
    for start, end, whole in _pieces(block.text):
        content = block.text[start:end]
        start += len(content) - len(content.lstrip())
        end -= len(content) - len(content.rstrip())
        if start < end:
            text = block.text[start:end]
            span = block.span(start, end)
            yield Unit(block, start, block.shape, text, span, context, whole=whole)


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where the sentences of a text stand, cut to a length that can be understood at once.

    The last says whether a sentence is whole.
    """
    start = 0
    for match in END.finditer(text):
        if _ends_sentence(text, match.start(), match.end()):
            yield from _cut(text, start, match.end())
            start = match.end()
    yield from _cut(text, start, len(text))


def _ends_sentence(text: str, stop: int, end: int) -> bool:
    if text[stop] != ".":
        return True
    following = text[end : end + 40].lstrip()
    if not following or following[0].islower():
        return not following
    before = text[max(0, stop - 12) : stop].rsplit(None, 1)
    word = before[-1].lstrip("(“\"'").lower() if before else ""
    return word not in general().abbreviations and not (len(word) == 1 and word.isalpha())


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    whole = end - start <= LONGEST
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = space + 1 if space > 0 else start + LONGEST
        yield start, cut, False
        start = cut
    yield start, end, whole
