"""Texts as Markdown that shows them letter for letter, whatever they hold."""

import re

from markupsafe import Markup

MEANT = re.compile(r"([\\`*_\[\]<>~|$#&@])")
"""Characters that mean something anywhere in CommonMark, in tables, or in mathematics."""
LINKS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
"""Where GitHub would make a link of a bare address."""
START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+=](?:[-+=\s]|$)))")
"""Where a text would begin a list or underline a heading."""


def escape(value: object) -> Markup:
    """Return a text as one line of nothing but text; Markup is returned as it is."""
    if isinstance(value, Markup):
        return value
    text = " ".join(str(value).split())
    text = MEANT.sub(r"\\\1", text)
    text = LINKS.sub(lambda found: "\\" + found[0], text)
    return Markup(START.sub(r"\1\\", text))


def anchor(name: str) -> Markup:
    """Return a name as it stands in a link and in an attribute."""
    return Markup(re.sub(r"[^\w.-]", "-", name, flags=re.ASCII))


def fenced(code: str, language: str = "sql") -> Markup:
    """Return code as a block with a fence longer than any within."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return Markup(f"{fence}{language}\n{code}\n{fence}")
