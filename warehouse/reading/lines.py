"""Plain text and Markdown as blocks: line by line, each line looked at once."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from warehouse.reading.source import SPACES, Block, Builder, Shape, Source, too_many
from warehouse.reading.text import footnotes, trimmed
from warehouse.reading.vocabulary import general

MOST_LINES = 100_000
"""Lines of a document; five megabytes of prose have fewer."""
WRAPPED = range(50, 101)
"""Lengths of the lines that an editor breaks by itself."""
MOST_CELLS = 100
"""Cells of a row; the rest of it is not read."""
HEADING = 100
"""Most characters of a line without a full stop that may be a heading."""
ITEM = re.compile(r"[ \t]{0,40}(?:[-*+•‣·◦–—]|\d{1,3}[.)])[ \t]+")
HASHES = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+")
CELL = re.compile(r"(?<=\|)[^|]*")
UNDERLINE = re.compile(r"[ \t]{0,3}(?:=+|-+)[ \t]*\Z")
INLINE = re.compile(
    r"^[ \t]{0,3}>[ \t>]*"  # a quotation
    r"|\\(?=[!-/:-@\[-`{-~])"  # an escape
    r"|~~[^~\n]{1,500}~~"  # struck out
    r"|\*+|~~|`+|(?<!\w)_+|_+(?!\w)"  # emphasis, code
    r"|!?\[|\]\([^()\s]{0,500}(?:\s[^()]{0,200})?\)|\]\[[^\]]{0,100}\]|\]"  # links
    r"|<[A-Za-z/!][^<>]{0,300}>",  # tags
    re.MULTILINE,
)


class Line(NamedTuple):
    """A line that is not empty, where it begins, and whether one that is stands before it."""

    text: str
    start: int
    after_gap: bool


def blocks(source: Source) -> Iterator[Block]:
    """Yield the blocks of a plain text or of a Markdown text.

    Raises:
        Refused: more lines than a document has.
    """
    markdown = source.form == "markdown"
    lines = list(_prose(_lines(source)) if markdown else _lines(source))
    position = 0
    while position < len(lines):
        end, shape = position + 1, _shape(lines[position], markdown)
        while end < len(lines) and _continues(shape, lines[end], markdown):
            end += 1
        run = lines[position:end]
        whole = markdown or _is_one(run)
        for part in [run] if whole else [[line] for line in run]:
            yield from (_table if shape == "row" else _paragraph)(source.text, part, markdown)
        position = end


def _lines(source: Source) -> Iterator[Line]:
    count = previous = 0
    for match in re.finditer(r"[^\n]+", source.text):
        if count == MOST_LINES:
            raise too_many(source.name, MOST_LINES, "lines")
        if not match[0].isspace():
            gap = source.text.count("\n", previous, match.start()) > 1
            yield Line(match[0], match.start(), gap)
            count, previous = count + 1, match.end()


def _prose(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines of a Markdown text that are not code, comments or front matter."""
    until = before = ""
    for line in lines:
        content = line.text.strip()
        if until:
            until = "" if content.endswith(until) or content.startswith(until) else until
        elif content[:3] in ("```", "~~~"):
            until = content[:3]
        elif content == "---" and line.start == 0:
            until = "---"
        elif _is_code(line, before):
            continue
        elif content.startswith("<!--"):
            until = "" if content.endswith("-->") else "-->"
        else:
            yield line
            before = line.text


def _is_code(line: Line, before: str) -> bool:
    """Tell whether a line of Markdown is indented code: behind a gap, and in no list."""
    listed = bool(ITEM.match(before)) or before.startswith((" ", "\t"))
    return line.text.startswith(("    ", "\t")) and line.after_gap and not listed


def _continues(shape: Shape, line: Line, markdown: bool) -> bool:
    """Tell whether a line belongs to the lines of some shape that stand before it."""
    own = _shape(line, markdown)
    if shape in ("row", "heading"):
        return own == shape == "row"
    hangs = shape == "text" or markdown or line.text[0] in " \t"
    return own == "text" and hangs and not line.after_gap


def _is_one(run: list[Line]) -> bool:
    """Tell whether lines of a plain text belong together: a table, an item, a wrapped paragraph."""
    if _shape(run[0], markdown=False) != "text":
        return True
    *lengths, last = [len(line.text) for line in run]
    if all(length in WRAPPED for length in lengths) and last < WRAPPED.stop:
        return True
    return len(run) > 1 and all(_goes_on(*pair) for pair in pairwise(run))


def _goes_on(line: Line, following: Line) -> bool:
    """Tell whether a sentence goes on from one line to the next."""
    last = line.text.split()[-1].casefold()
    begins = following.text.lstrip()[:1]
    return begins.islower() or last.endswith(",") or last in general().unfinished


def _shape(line: Line, markdown: bool) -> Shape:
    if line.text.lstrip().startswith("|"):
        return "row"
    if ITEM.match(line.text):
        return "item"
    return "heading" if markdown and HASHES.match(line.text) else "text"


def _paragraph(text: str, lines: list[Line], markdown: bool) -> Iterator[Block]:
    first, last = lines[0].text, lines[-1].text
    start, end = lines[0].start, lines[-1].start + len(last)
    shape: Shape = "text"
    level = 0
    if item := ITEM.match(first):
        shape, start = "item", start + item.end()
    elif markdown and (hashes := HASHES.match(first)):
        shape, start = "heading", start + hashes.end()
        level = hashes[0].count("#")
    elif markdown and len(lines) > 1 and UNDERLINE.match(last):
        shape, level = "heading", 1 if "=" in last else 2
        end = lines[-2].start + len(lines[-2].text)
    elif not markdown and len(lines) == 1 and _may_head(first):
        shape = "heading"
    builder = Builder()
    _add(builder, text, start, end, markdown)
    quoted = markdown and first.lstrip().startswith(">")
    if block := builder.block(shape, level, quoted):
        yield block


def _may_head(content: str) -> bool:
    content = content.strip()
    worded = any(character.isalpha() for character in content[:HEADING])
    return worded and len(content) <= HEADING and content[-1] not in ".!?…;,"


def _table(text: str, lines: list[Line], markdown: bool) -> Iterator[Block]:
    """Yield the rows; the one above a line of dashes is the header."""
    header = list[str]()
    for n, line in enumerate(lines):
        if _is_rule(line):
            continue
        builder, cells = Builder(), list[tuple[int, int]]()
        for start, end in islice(_cells(line), MOST_CELLS):
            if cells:
                builder.add(" | ", start - 1, start)
            begins = builder.length
            _add(builder, text, start, end, markdown)
            cells.append((begins, builder.length))
        block = builder.block("row", cells=cells, header=header)
        if block is not None and any(map(_is_rule, lines[n + 1 : n + 2])):
            header = [block.text[start:end] for start, end in cells]
        elif block is not None:
            yield block


def _cells(line: Line) -> Iterator[tuple[int, int]]:
    """Yield where the cells of a row stand, without the space around them."""
    for cell in CELL.finditer(line.text):
        start, end = trimmed(line.text, *cell.span())
        if start < end or cell.end() < len(line.text):
            yield line.start + start, line.start + end


def _is_rule(line: Line) -> bool:
    return "-" in line.text and not line.text.strip(" \t\r|:-")


def _add(builder: Builder, text: str, start: int, end: int, markdown: bool) -> None:
    """Add a part of the source with its line breaks as spaces; of Markdown, without the marks."""
    content, position = text[start:end], 0
    spaced = content.translate(SPACES)
    if not markdown:
        builder.add(spaced, start, end)
        return
    notes = footnotes(content)
    for mark in INLINE.finditer(content):
        if mark.start() in notes:
            continue
        builder.add_escaped(spaced[position : mark.start()], start + position)
        position = mark.end()
    builder.add_escaped(spaced[position:], start + position)
