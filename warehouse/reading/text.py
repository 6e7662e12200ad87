"""The characters of a sentence as they are compared, each with its place in the sentence."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 2_000
"""Characters of a sentence; what is longer is not read as one."""
INVISIBLE = frozenset("\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\ufeff")
"""Soft hyphens, zero-width characters and marks of direction: not there for a reader."""
SAME = str.maketrans(
    "\u2018\u2019\u02bc\u201c\u201d\u2010\u2011\u2212\u2044\u2015", "'''\"\"---/\u2014"
)
_EMPHASIS = re.compile(r"(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|\*{1,3}|`{1,3}")
_ASTERISKS = re.compile(r"\*+")
_CLOSING = " \n\r\t.,;:!?)|\"'"
"""What stands behind asterisks that begin nothing."""
WORD = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|\w+")
"""An address is one word, so that no part of it is read."""


def shown(text: str, most: int) -> str:
    """Return a text so that it can do no harm: printable, on one line, shortened."""
    head = text[: 4 * most]
    line = " ".join("".join(c if c.isprintable() else " " for c in head).split())
    return line if len(line) <= most and head == text else f"{line[: most - 1].rstrip()}…"


def typed(text: str) -> str:
    """Return what somebody typed on one line, without what cannot be seen."""
    seen = (c if c.isprintable() else " " for c in text if c not in INVISIBLE)
    return " ".join("".join(seen).split())


def within(title: str) -> str:
    """Return a title within a sentence: names keep their capitals."""
    return title if any(letter.isupper() for letter in title[1:]) else title.lower()


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a part of a text stands without the space around it."""
    content = text[start:end]
    start += len(content) - len(content.lstrip())
    return start, start + len(content.strip())


@dataclass(frozen=True)
class Plain:
    """A text in the characters that are compared.

    Attributes:
        text: in Unicode's compatibility form (NFKC), without invisible characters.
        places: of each character of `text`, the one of the original that it comes from.
    """

    text: str
    places: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the plain text (not empty) stands in the original."""
        return self.places[start], self.places[end - 1] + 1


def plain(original: str) -> Plain:
    """Return a text in the characters that are compared.

    Superscripts and subscripts stay what they are: 80,000² is no 80,0002.
    """
    letters, places = list[str](), list[int]()
    for place, letter in enumerate(original):
        if letter in INVISIBLE:
            continue
        script = unicodedata.decomposition(letter).startswith(("<super>", "<sub>"))
        form = letter if script else unicodedata.normalize("NFKC", letter)
        for made in form.translate(SAME):
            letters.append(" " if made.isspace() else made)
            places.append(place)
    text = "".join(letters)
    notes = footnotes(text)
    text = _EMPHASIS.sub(
        lambda found: found[0] if found.start() in notes else " " * len(found[0]), text
    )
    return Plain(text, places)


def footnotes(text: str) -> set[int]:
    """Return where asterisks begin that point to a footnote: no emphasis begins or ends."""
    found, emphasised, begun = set[int](), False, len(text) - len(text.lstrip())
    for run in _ASTERISKS.finditer(text):
        if emphasised:
            emphasised = False
        elif text[run.end() : run.end() + 1].strip(_CLOSING):
            emphasised = True
        elif run.start() > begun:  # else it is an item of a list
            found.add(run.start())
    return found
