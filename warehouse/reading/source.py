"""A document as it comes: read within a limit, decoded, or refused with a reason."""

import codecs
import hashlib
import re
import sys
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Literal

from collectors.errors import SharecheckError

MOST_BYTES = 5_000_000
"""Three times War and Peace; what is larger is not one document."""
STDIN = "-"

Form = Literal["text", "markdown", "html"]
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
