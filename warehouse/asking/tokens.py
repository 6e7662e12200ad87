"""A sentence as tokens: words, numbers, dates, quoted texts and signs, with their places."""

import re
from dataclasses import dataclass
from typing import Literal

from collectors.errors import SentenceError

LONGEST = 2000
"""Characters that a sentence may have."""
Kind = Literal["word", "number", "date", "text", "sign", "end"]
_TOKEN = re.compile(
    r"""
    (?P<space>\s+ | ['’]s\b)
    | ["“](?P<text>[^"“”]*)["”]
    | (?P<date>\d{4}-\d\d(?:-\d\d)?(?![\d-]))
    | (?P<number>\d+(?:,\d{3})+(?:\.\d+)?(?!\d) | \d+(?:\.\d+)?)
    | (?P<word>(?<=\d)[^\W\d_]+ | [^\W\d_]\w*(?:[-.+]+\w+)*\+*)
    | (?P<sign>>=|<=|==|!=|<>|.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A piece of a sentence: `key` is what names and words are compared by."""

    kind: Kind
    text: str
    key: str
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Return the first character and the one after the last."""
        return self.start, self.end


def tokens(sentence: str) -> list[Token]:
    """Return the tokens of a sentence in order, an `end` after the last.

    The 's of a possessive is left out. A slash between spaces has another key than one inside a
    name, so that PyTorch/XLA is a name and PyTorch / XLA are two.

    Raises:
        SentenceError: it is too long, or a quotation mark stands alone.
    """
    if len(sentence) > LONGEST:
        found = f"The sentence has {len(sentence):,} characters; at most {LONGEST:,} are read."
        raise SentenceError(sentence, (LONGEST, len(sentence)), found)
    every = list[Token]()
    for match in _TOKEN.finditer(sentence):
        kind, text = match.lastgroup, match[0]
        if kind == "space":
            continue
        if kind == "sign" and text in '"“”':
            said = "This quotation mark has no other end."
            raise SentenceError(sentence, match.span(), said, ['a closing "'])
        key = text.casefold()
        if kind == "text":
            text, key = match["text"], f'"{match["text"]}"'
        if text == "/" and sentence[match.end() : match.end() + 1].isspace():
            key = " / "
        every.append(Token(_KINDS[kind or "sign"], text, key, *match.span()))
    return [*every, Token("end", "", "", len(sentence), len(sentence))]


_KINDS: dict[str, Kind] = {
    "text": "text", "date": "date", "number": "number", "word": "word", "sign": "sign",
}  # fmt: skip
