"""A document as it comes: read within a limit, decoded, or refused with a reason; and its blocks.

The characters of a block of running text know where they stand in the document.
"""

import codecs
import hashlib
import re
import sys
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import BinaryIO, Literal

from collectors.errors import SharecheckError

MOST_BYTES = 5_000_000
"""Three times War and Peace; what is larger is not one document."""
STDIN = "-"
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
SPACES = str.maketrans("\n\r\t\v\f", "     ")

Form = Literal["text", "markdown", "html"]
Shape = Literal["text", "heading", "item", "row"]
SUFFIXES: dict[str, Form] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class Refused(SharecheckError):
    """The document cannot be read as text."""

    exit_code = 2


def too_many(name: str, most: int, what: str) -> Refused:
    """Return the refusal of a document with more of something than it may have."""
    return Refused(f"{name}: more than {most:,} {what}. Cut out the part to be read.")


@dataclass(frozen=True)
class Source:
    """A document's text; every position is a character in it, from 0.

    `sha256`: of the bytes that it came as.
    """

    name: str
    text: str
    form: Form
    sha256: str = ""

    @cached_property
    def _lines(self) -> list[int]:
        """Return where each line begins, as editors count them."""
        return [0, *(end.end() for end in re.finditer("\n", self.text))]

    def line(self, position: int) -> int:
        """Return the line that a character stands in, from 1."""
        return bisect_right(self._lines, position)


def read(path: str) -> Source:
    """Return the document at a path, or from standard input for `-`.

    Raises:
        Refused: no such file, too large, or not text; the message says what to do.
    """
    if path == STDIN:
        return decoded("standard input", _within_limit("standard input", sys.stdin.buffer), None)
    try:
        with Path(path).open("rb") as file:
            content = _within_limit(path, file)
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}). Name a text, Markdown or HTML file."
        raise Refused(msg) from error
    return decoded(path, content, SUFFIXES.get(Path(path).suffix.lower()))


def decoded(name: str, content: bytes, form: Form | None) -> Source:
    """Return bytes as a document; without a form, HTML is recognised by how it begins.

    Raises:
        Refused: the bytes are not text.
    """
    encoding = next((BOMS[bom] for bom in BOMS if content.startswith(bom)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        msg = (
            f"{name}: not text in UTF-8 (byte {error.start} is {content[error.start]:#04x}). "
            "Save it as UTF-8 text, Markdown or HTML; a PDF or a Word file must be exported first."
        )
        raise Refused(msg) from error
    if "\0" in text:
        msg = (
            f"{name}: a binary file (character {text.index(chr(0))} is NUL). "
            "Export it as text, Markdown or HTML first."
        )
        raise Refused(msg)
    if form is None:
        begins = text[:1000].lstrip().lower()
        form = "html" if begins.startswith(("<!doctype html", "<html")) else "text"
    return Source(name, text, form, hashlib.sha256(content).hexdigest())


def _within_limit(name: str, file: BinaryIO) -> bytes:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        msg = (
            f"{name}: larger than {MOST_BYTES // 1_000_000} MB, which no article is. "
            "Cut out the part that makes the claims."
        )
        raise Refused(msg)
    return content


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
