"""Talking to the person at the terminal, or to the log that reads instead."""

import codecs
import os
import re
import sys
import unicodedata
from typing import NoReturn

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

out = Console()
err = Console(stderr=True)

UNITS = "%|(?:points?|times|thousand|million|billion|years?|months?|days?|hours?)\\b"
GAP = re.compile(
    rf"(?!(?<=\d) (?:{UNITS}))"  # a number stays with its unit,
    r"(?!(?<=\d) \d{3}(?!\d))"  # with its thousands,
    r"(?!(?<=\d{4}-\d\d-\d\d) \d\d:)"  # and a day with its time
    r"[ \t]+"
)
"""Where a line may be broken."""
CONTROL = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)
"""What a terminal would obey instead of showing, or cannot show."""

LEGIBLE = "legible"
PLAIN = {
    "…": "...",
    "→": "->",
    "←": "<-",
    "×": "x",
    "÷": "/",
    "\u2044": "/",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "≈": "~",
    "±": "+/-",
    "·": ".",
    "•": "*",
    "€": "EUR",
    "£": "GBP",
    "−": "-",
}
"""What stands for a character on a terminal that does not have it."""
RAISED = {"<super>": "^", "<sub>": "_", "<fraction>": " "}
"""10² must not become 102, nor 1½ become 11/2."""


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """Stand in for what a stream cannot encode: something like it, else its code; never nothing."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(character: str) -> str:
    """Return ASCII that says the same as a character, else its code."""
    if character in PLAIN:
        return PLAIN[character]
    name, category = unicodedata.name(character, ""), unicodedata.category(character)
    if "QUOTATION MARK" in name:
        return "'" if "SINGLE" in name else '"'
    if category in ("Pd", "Zs", "Cf"):
        return {"Pd": "-", "Zs": " ", "Cf": ""}[category]
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    mark, _, _ = unicodedata.decomposition(character).partition(" ")
    first, *others = list(unicodedata.normalize("NFKD", character))
    if first.isascii():  # é is e and an accent
        letters = (part if part.isascii() else _plain(part) for part in others)
        return RAISED.get(mark, "") + first + "".join(letters)
    if "\u0300" <= character <= "\u036f":
        return ""
    if name.startswith("BOX DRAWINGS"):
        return "-" if "HORIZONTAL" in name else "|" if name.endswith("VERTICAL") else "+"
    return character.encode("unicode_escape").decode("ascii")


codecs.register_error(LEGIBLE, _plainer)


def speak_any_encoding() -> None:
    """Let stdout and stderr take every text, whatever the encoding of the terminal is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=LEGIBLE)


def typed(text: str) -> str:
    """Return an argument as it was typed, where the terminal's encoding does not know its letters.

    Python hands over what it cannot decode as surrogates, which no database takes.
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        return os.fsencode(text).decode("utf-8", errors="replace")
    return text


def legible(text: str, console: Console = out) -> str:
    """Return a text as the console can show it: control characters as their codes."""
    text = CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    return text.encode(console.encoding, LEGIBLE).decode(console.encoding)


def fold(text: str, width: int) -> list[str]:
    """Return the lines of a text, broken between words only: no number and no word is ever cut.

    A word that is wider than `width` columns stands on a line of its own.
    """
    lines = list[str]()
    for line in text.split("\n"):
        if cell_len(line) <= width:
            lines.append(line)
            continue
        first, *others = words(line) or [""]
        lines.append(first)
        for word in others:
            if cell_len(lines[-1]) + 1 + cell_len(word) <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
    return lines


def words(line: str) -> list[str]:
    """Return what must stay together in a line."""
    return [word for word in GAP.split(line) if word]


def say(text: object, style: str = "", *, lead: str = "") -> None:
    """Print words for people: folded at the width of the console, nothing cut or read as markup.

    Args:
        text: the words.
        style: of all of them, or of the `lead` alone.
        lead: what comes first; a word or two.
    """
    lead = legible(lead)
    whole = legible(f"{lead} {text}" if lead else str(text))
    shown = Text("\n".join(fold(whole, out.width)), "" if lead else style)
    shown.stylize(style, 0, len(lead))
    out.print(shown, soft_wrap=True)


def stop(message: object, code: int) -> NoReturn:
    """Say what is wrong on stderr and end with an exit code."""
    tell(f"sharecheck: {message}", style="red")
    sys.exit(code)


def tell(text: object, style: str = "", console: Console = err) -> None:
    """Print lines as they are, not folded: paths and commands can be copied from them."""
    console.print(Text(legible(str(text), console), style), soft_wrap=True)


def pointer(text: str, start: int, end: int, shown: int = 96) -> list[str]:
    """Return a text, shortened if need be, and a line of carets under a part of it."""
    first = max(0, min(start - shown // 2, len(text) - shown))
    last = first + shown
    before, word, after = (
        legible("".join(character if character.isprintable() else " " for character in part))
        for part in (text[first:start], text[start : min(end, last)], text[end:last])
    )
    more = legible("…")
    head, tail = more if first else "", more if last < len(text) else ""
    return [
        f"{head}{before}{word}{after}{tail}",
        " " * cell_len(head + before) + "^" * max(1, cell_len(word)),
    ]
