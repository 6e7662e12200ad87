"""Blocks of running text whose characters know where they stand in the source."""

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

SPACES = str.maketrans("\n\r\t\v\f", "     ")

Shape = Literal["text", "heading", "item", "row"]


@dataclass(frozen=True)
class Marks:
    """Where the pieces of a block's text stand: as arrays, for a hostile text has a million."""

    at: "array[int]" = field(default_factory=lambda: array("I"))
    start: "array[int]" = field(default_factory=lambda: array("I"))
    end: "array[int]" = field(default_factory=lambda: array("I"))


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a list item or a row of a table.

    Attributes:
        level: of a heading: 1 is the highest; 0 when it is not known.
        quoted: it is a quotation.
        cells: of a row: where each cell begins and ends in the text.
        header: of a row: what stands above each cell; empty when nothing does.
    """

    shape: Shape
    text: str
    marks: Marks
    level: int = 0
    quoted: bool = False
    cells: list[tuple[int, int]] = field(default_factory=list)
    header: list[str] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the text (not empty) stands in the source."""
        return self._place(start, ends=False), self._place(end - 1, ends=True)

    def _place(self, position: int, *, ends: bool) -> int:
        marks = self.marks
        n = bisect_right(marks.at, position) - 1
        until = marks.at[n + 1] if n + 1 < len(marks.at) else len(self.text)
        if until - marks.at[n] == marks.end[n] - marks.start[n]:
            return marks.start[n] + position - marks.at[n] + ends
        return marks.end[n] if ends else marks.start[n]


class Builder:
    """A block in the making."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._marks = Marks()
        self.length = 0

    def add(self, text: str, start: int, end: int) -> None:
        """Append a piece that stands at `start` to `end`; of equal length: letter by letter."""
        if text:
            self._parts.append(text)
            self._marks.at.append(self.length)
            self._marks.start.append(start)
            self._marks.end.append(end)
            self.length += len(text)

    def add_escaped(self, text: str, start: int) -> None:
        """Append a piece in which `&amp;` and the like stand for characters."""
        position = 0
        if "&" in text:
            for entity in ENTITY.finditer(text):
                self.add(text[position : entity.start()], start + position, start + entity.start())
                character = unescape(entity[0])
                self.add(character, start + entity.start(), start + entity.end())
                position = entity.end()
        self.add(text[position:], start + position, start + len(text))

    def block(
        self,
        shape: Shape,
        level: int = 0,
        quoted: bool = False,
        cells: list[tuple[int, int]] | None = None,
        header: list[str] | None = None,
    ) -> Block | None:
        """Return the block, None when there is nothing but space in it, and begin the next one."""
        text, marks = "".join(self._parts), self._marks
        self._parts, self._marks, self.length = [], Marks(), 0
        if not text or text.isspace():
            return None
        return Block(shape, text, marks, level, quoted, cells or [], header or [])
