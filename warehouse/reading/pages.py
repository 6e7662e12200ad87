"""HTML as blocks, by one walk from the first character to the last.

`html.parser` of the standard library takes time in proportion to the square of the text on unclosed
comments and quotes (300 kB of them take minutes on Python 3.11), so the tags are found here. No
tree is built: nesting costs nothing, and what is never closed ends where the next block begins.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from warehouse.reading.source import SPACES, Block, Builder, Shape, Source, too_many

MOST_TAGS = 1_500_000
MOST_BLOCKS = 100_000
"""Tags and blocks of a page; the longest encyclopaedia pages have a tenth of them."""
MOST_CELLS = 100
"""Cells of a row; what stands in further ones belongs to the last."""
LONGEST_VALUE = 100_000
"""Characters of an attribute; a quote that is not closed within them was never one."""
ELEMENTS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("elements.yml").read_text("utf-8")
)
"""Names of elements; the file says of what kinds."""
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
HIDDEN = re.compile(r"\shidden(?:[\s=/>]|\Z)", re.IGNORECASE)
STYLE = re.compile(r"\sstyle\s{0,9}=\s{0,9}([\"'])(.*?)\1", re.IGNORECASE | re.DOTALL)
NONE = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
HEADINGS = {"title": 1, **{f"h{level}": level for level in range(1, 7)}, "caption": 0, "summary": 0}
"""Elements that are headings, with their levels; 0: of none."""
TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]{0,40})")
NOTE = re.compile(r"(?:<a\b[^<>]{0,300}>)?[a-z](?:</a>)?</sup", re.IGNORECASE)
"""A raised letter, which points to a footnote."""
VALUE = re.compile(r"=[ \t\r\n]{0,20}([\"'])")


class Tag(NamedTuple):
    """A tag: its name in lower case, whether it closes an element, where it begins and ends."""

    name: str
    closes: bool
    start: int
    end: int


def blocks(source: Source) -> Iterator[Block]:
    """Yield the blocks of a page.

    Raises:
        Refused: more tags or blocks than a page has.
    """
    walk, count = _Walk(source.text), 0
    for tag in _tags(source):
        for block in walk.step(tag):
            count += 1
            if count > MOST_BLOCKS:
                raise too_many(source.name, MOST_BLOCKS, "blocks")
            yield block
    yield from walk.rest()


class _Walk:
    """What is open while a page is walked through: a block, perhaps inside a row of a table."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._builder = Builder()
        self._position = 0
        self._shape: Shape = "text"
        self._level = 0
        self._quotes = 0
        self._cells: list[tuple[int, int]] | None = None
        self._heads = 0
        self._header: list[str] = []
        self._hidden: tuple[str, int] | None = None
        """The name of an element that is not shown, and how many of that name are open in it."""

    def step(self, tag: Tag) -> Iterator[Block]:
        """Read the text before a tag, then obey the tag."""
        self._read(tag.start)
        self._position = tag.end
        if self._hide(tag):
            return
        if tag.name in ("sup", "sub", "br"):
            noted = not tag.closes and NOTE.match(self._text, tag.end)
            self._builder.add(" † " if noted else " ", tag.start, tag.start)
        if tag.name == "q":
            self._builder.add('"', tag.start, tag.end)
        if tag.name in ELEMENTS["inline"]:
            return
        if self._cells is not None and tag.name not in ELEMENTS["rows"]:
            self._within_row(tag)
            return
        yield from self._finish()
        if tag.name == "blockquote":
            self._quotes = max(0, self._quotes + (-1 if tag.closes else 1))
        if tag.name == "table":
            self._header = []
        elif tag.name == "tr" and not tag.closes:
            self._cells, self._heads = [], 0
        elif not tag.closes:
            item = tag.name in ELEMENTS["items"]
            self._shape = "heading" if tag.name in HEADINGS else "item" if item else "text"
            self._level = HEADINGS.get(tag.name, 0)

    def rest(self) -> Iterator[Block]:
        """Read what stands after the last tag."""
        self._read(len(self._text))
        yield from self._finish()

    def _hide(self, tag: Tag) -> bool:
        """Return whether a tag belongs to an element that is not shown."""
        if self._hidden is not None:
            name, depth = self._hidden
            if name != "p" or tag.closes or tag.name in ELEMENTS["inline"]:
                depth += (-1 if tag.closes else 1) if tag.name == name else 0
                self._hidden = (name, depth) if depth else None
                return True
            self._hidden = None  # a paragraph ends where the next block begins
        if (
            tag.closes
            or tag.name not in ELEMENTS["hiding"]
            or not _is_hidden(self._text[tag.start : tag.end])
        ):
            return False
        self._hidden = tag.name, 1
        return True

    def _read(self, end: int) -> None:
        if self._position < end and self._hidden is None:
            content = self._text[self._position : end].translate(SPACES)
            self._builder.add_escaped(content, self._position)

    def _within_row(self, tag: Tag) -> None:
        assert self._cells is not None
        if tag.name in ("td", "th") and not tag.closes and len(self._cells) < MOST_CELLS:
            self._close_cell()
            if self._cells:
                self._builder.add(" | ", tag.start, tag.end)
            self._heads += tag.name == "th"
            self._cells.append((self._builder.length, -1))
        elif self._cells:
            self._builder.add(" ", tag.start, tag.end)

    def _close_cell(self) -> None:
        if self._cells:
            self._cells[-1] = (self._cells[-1][0], self._builder.length)

    def _finish(self) -> Iterator[Block]:
        self._close_cell()
        cells, shape, level = self._cells, self._shape, self._level
        self._cells, self._shape, self._level = None, "text", 0
        if cells is not None and len(cells) < 2:
            cells = None  # a table for the layout
        block = self._builder.block(
            "row" if cells else shape, level, self._quotes > 0, cells, self._header
        )
        if block is None:
            return
        if cells and self._heads == len(cells):
            self._header = [block.text[start:end].strip() for start, end in cells]
        else:
            yield block


def _is_hidden(tag: str) -> bool:
    """Return whether a tag says that its element is not shown."""
    if "hidden" not in tag and "none" not in tag:
        return False
    style = STYLE.search(tag)
    bare = QUOTED.sub('""', tag)
    return bool(HIDDEN.search(bare)) or (style is not None and bool(NONE.search(style[2])))


def _tags(source: Source) -> Iterator[Tag]:
    """Yield the tags of a page, without what stands in comments and silent elements."""
    finder, position, count = _Finder(source.text), 0, 0
    while (start := source.text.find("<", position)) >= 0:
        count += 1
        if count > MOST_TAGS:
            raise too_many(source.name, MOST_TAGS, "tags")
        if source.text.startswith(("<!", "<?"), start):
            comment = source.text.startswith("<!--", start)
            end = finder.next("-->" if comment else ">", start + 2)
            position = start + 2 if end is None else end + (3 if comment else 1)
            yield Tag("wbr", False, start, position)
            continue
        match = TAG.match(source.text, start)
        if match is None:
            position = start + 1
            continue
        name, closes = match[1].lower(), source.text[start + 1] == "/"
        position = _tag_end(source.text, match.end(), finder)
        if name in ELEMENTS["silent"] and not closes:
            position = finder.next(f"</{name}", position) or position
        yield Tag(name, closes, start, position)


class _Finder:
    """Where things stand in a text: each stretch of it is searched once for each of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, int | None] = {}

    def next(self, wanted: str, position: int) -> int | None:
        """Return where `wanted`, in upper or lower case, stands next; None when nowhere."""
        at = self._found.get(wanted, -1)
        if at is not None and at < position:
            match = re.compile(re.escape(wanted), re.IGNORECASE).search(self._text, position)
            at = self._found[wanted] = match.start() if match else None
        return at


def _tag_end(text: str, position: int, finder: _Finder) -> int:
    """Return where a tag ends: after the first > that stands in no quoted value."""
    while (end := finder.next(">", position)) is not None:
        value = VALUE.search(text, position, end)
        closing = -1
        if value is not None:
            closing = text.find(value[1], value.end(), value.end() + LONGEST_VALUE)
        if closing < 0:
            return end + 1
        position = closing + 1
    return position
