"""A query as it was asked: its text with the parameters written in, ready to run anywhere."""

import re
from datetime import date
from typing import Any

from dashboard import marts

PIECE = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\$(\w+)")
"""What may hold a dollar sign: comments and texts, which stay, and parameters."""


def sql(query: str, **parameters: Any) -> str:
    """Return the text of `queries/<query>.sql` with its parameters as literals.

    Raises:
        KeyError: the query has a parameter that was not given.
    """
    return write(marts.text(query), parameters)


def write(text: str, parameters: dict[str, Any]) -> str:
    """Return SQL with each $name outside comments and texts replaced by its value."""
    return PIECE.sub(lambda p: literal(parameters[p[1]]) if p[1] else p[0], text)


def literal(value: Any) -> str:
    """Return a value as SQL: text, number, truth, day, null, or a list of these."""
    if value is None:
        return "null"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    words = "'{}'".format(str(value).replace("'", "''"))
    return f"date {words}" if isinstance(value, date) else words
