"""Plain text and Markdown as blocks: line by line, each line looked at once."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from warehouse.reading.blocks import SPACES, Block, Builder, Shape
from warehouse.reading.source import Source, too_many
from warehouse.reading.text import footnotes
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
    """A line that is not empty: where it begins and ends, and whether one that is stands before."""

    start: int
    end: int
    after_gap: bool


def blocks(source: Source) -> Iterator[Block]:
    """Yield the blocks of a plain text or of a Markdown text.

    Raises:
        Refused: more lines than a document has.
    """
    markdown = source.form == "markdown"
    lines = _lines(source)
    if markdown:
        lines = _prose(source.text, lines)
    position = 0
    while position < len(lines):
        end = _run_end(source.text, lines, position, markdown)
        run = lines[position:end]
        if markdown or _is_one(source.text, run):
            yield from _paragraph_or_table(source.text, run, markdown)
        else:
            for line in run:
                yield from _paragraph_or_table(source.text, [line], markdown)
        position = end


def _lines(source: Source) -> list[Line]:
    found, previous = list[Line](), 0
    for match in re.finditer(r"[^\n]+", source.text):
        start, end = match.span()
        if len(found) == MOST_LINES:
            raise too_many(source.name, MOST_LINES, "lines")
        if not match[0].isspace():
            found.append(Line(start, end, source.text.count("\n", previous, start) > 1))
            previous = end
    return found


def _prose(text: str, lines: list[Line]) -> list[Line]:
    """Return the lines of a Markdown text that are not code, comments or front matter."""
    kept, until = list[Line](), ""
    for line in lines:
        content = text[line.start : line.end].strip()
        if until:
            until = "" if content.endswith(until) or content.startswith(until) else until
        elif content[:3] in ("```", "~~~"):
            until = content[:3]
        elif content == "---" and line.start == 0:
            until = "---"
        elif _is_code(text, line, kept):
            continue
        elif content.startswith("<!--"):
            until = "" if content.endswith("-->") else "-->"
        else:
            kept.append(line)
    return kept


def _is_code(text: str, line: Line, kept: list[Line]) -> bool:
    """Tell whether a line of Markdown is indented code: behind a gap, and in no list."""
    indented = text[line.start : line.end].startswith(("    ", "\t"))
    before = text[kept[-1].start : kept[-1].end] if kept else ""
    listed = bool(ITEM.match(before)) or before.startswith((" ", "\t"))
    return indented and line.after_gap and not listed


def _run_end(text: str, lines: list[Line], first: int, markdown: bool) -> int:
    """Return the index after the last of the lines that follow line `first` without a gap."""
    last = first + 1
    shape = _shape(text, lines[first], markdown)
    if shape == "row":
        while last < len(lines) and _shape(text, lines[last], markdown) == "row":
            last += 1
        return last
    if shape == "heading":
        return last
    while (
        last < len(lines)
        and not lines[last].after_gap
        and (_shape(text, lines[last], markdown) == "text")
    ):
        if shape == "item" and not markdown and text[lines[last].start] not in " \t":
            break
        last += 1
    return last


def _is_one(text: str, run: list[Line]) -> bool:
    """Tell whether lines of a plain text belong together: a table, an item, a wrapped paragraph."""
    if _shape(text, run[0], markdown=False) != "text":
        return True
    lengths = [line.end - line.start for line in run]
    if all(length in WRAPPED for length in lengths[:-1]) and lengths[-1] < WRAPPED.stop:
        return True
    return len(run) > 1 and all(_goes_on(text, *pair) for pair in pairwise(run))


def _goes_on(text: str, line: Line, following: Line) -> bool:
    """Tell whether a sentence goes on from one line to the next."""
    words = text[line.start : line.end].split()
    begins = text[following.start : following.end].lstrip()[:1]
    last = words[-1].casefold() if words else ""
    return begins.islower() or last.endswith(",") or last in general().unfinished


def _shape(text: str, line: Line, markdown: bool) -> Shape:
    content = text[line.start : line.end]
    if content.lstrip().startswith("|"):
        return "row"
    if ITEM.match(content):
        return "item"
    return "heading" if markdown and HASHES.match(content) else "text"


def _paragraph_or_table(text: str, lines: list[Line], markdown: bool) -> Iterator[Block]:
    first = text[lines[0].start : lines[0].end]
    if first.lstrip().startswith("|"):
        yield from _table(text, lines, markdown)
        return
    start, end = lines[0].start, lines[-1].end
    shape: Shape = "text"
    level = 0
    if item := ITEM.match(first):
        shape, start = "item", start + item.end()
    elif markdown and (hashes := HASHES.match(first)):
        shape, start = "heading", start + hashes.end()
        level = hashes[0].count("#")
    elif markdown and len(lines) > 1 and UNDERLINE.match(text[lines[-1].start : end]):
        level = 1 if "=" in text[lines[-1].start : end] else 2
        shape, end = "heading", lines[-2].end
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
        if _is_rule(text, line):
            continue
        heads = n + 1 < len(lines) and _is_rule(text, lines[n + 1])
        builder, cells = Builder(), list[tuple[int, int]]()
        for start, end in islice(_cells(text, line), MOST_CELLS):
            if cells:
                builder.add(" | ", start - 1, start)
            begins = builder.length
            _add(builder, text, start, end, markdown)
            cells.append((begins, builder.length))
        block = builder.block("row", cells=cells, header=header)
        if block is not None and heads:
            header = [block.text[start:end] for start, end in cells]
        elif block is not None:
            yield block


def _cells(text: str, line: Line) -> Iterator[tuple[int, int]]:
    """Yield where the cells of a row stand, without the space around them."""
    start = text.index("|", line.start) + 1
    while start < line.end:
        end = text.find("|", start, line.end)
        end = line.end if end < 0 else end
        content = text[start:end]
        if end < line.end or content.strip():
            left = len(content) - len(content.lstrip())
            yield start + left, max(start + left, end - len(content) + len(content.rstrip()))
        start = end + 1


def _is_rule(text: str, line: Line) -> bool:
    content = text[line.start : line.end]
    return "-" in content and not content.strip(" \t\r|:-")


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
