"""The shapes of clauses: chunks in, what they say out; grammar.ebnf has the shapes.

The grammar has no recursion and no repetition, so that each shape is a regular expression over the
kinds of chunks, a character each; all of them are tried, and a clause of two shapes has two
readings. A general parser (Earley's) takes a hundred times as long for the same answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from collectors.errors import InputError
from warehouse.reading.chunks import FIGURES, Chunk
from warehouse.reading.vocabulary import general, tokens

FILE = Path(__file__).with_name("grammar.ebnf")
CHUNKS = ("P", *FIGURES.values(), *(tag for tag in general().tags.values() if tag.isupper()))
"""Chunks that are terminals of the grammar; of the others, only words are."""
LONGEST = 24
"""Chunks of one clause."""
KEPT = 4096
_FIRST = 0xE000
"""The first of the characters that stand for kinds of chunks: they are private, none is written."""
_LINE = re.compile(r"(?:(?P<rule>\w+)\s*:|\s+\|)\s*(?P<body>.*?)(?:\s*->\s*(?P<shape>\w+))?\s*")
_NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class Grammar:
    """The shapes, each as a regular expression, and the character of each kind of chunk."""

    shapes: tuple[tuple[str, re.Pattern[str]], ...]
    letters: dict[str, str]


def shapes(chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """Return every shape that a clause has; none when it has none of them."""
    if not 0 < len(chunks) <= LONGEST:
        return ()
    letters = grammar().letters
    kinds = [chunk.value if chunk.tag == "word" else chunk.tag for chunk in chunks]
    if not letters.keys() >= set(kinds):
        return ()
    return _shapes("".join(letters[kind] for kind in kinds))


@lru_cache(maxsize=KEPT)
def _shapes(kinds: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, form in grammar().shapes if form.fullmatch(kinds)))


@cache
def grammar() -> Grammar:
    """Return the grammar.

    Raises:
        InputError: a line of it is none, or names what is not defined.
    """
    letters = {kind: chr(_FIRST + n) for n, kind in enumerate([*CHUNKS, *sorted(tokens())])}
    rules: dict[str, str] = {kind: letters[kind] for kind in CHUNKS}
    for name in {name for names in tokens().values() for name in names}:
        meant = sorted(letters[token] for token, names in tokens().items() if name in names)
        rules[f"_{name.lower()}"] = f"[{''.join(meant)}]"
    shapes, problems = list[tuple[str, str]](), list[str]()
    rule, lines = "", FILE.read_text(encoding="utf-8").split("\n")
    for number, text in reversed(list(enumerate(lines, 1))):  # what is used stands further down
        line = text.partition("//")[0]
        if not line.strip():
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            problems.append(f"{FILE.name}: line {number}: expected 'rule: parts' or '| parts'.")
            continue
        unknown = [name for name in _NAME.findall(found["body"]) if name not in rules]
        problems += [f"{FILE.name}: line {number}: {name!r} is not defined." for name in unknown]
        body = "".join(_NAME.sub(lambda name: rules.get(name[0], ""), found["body"]).split())
        if found["shape"]:
            shapes.append((found["shape"], body))
        else:
            rule = f"{body}|{rule}" if rule else body
            if found["rule"]:
                rules[found["rule"]], rule = f"(?:{rule})", ""
    if problems:
        raise InputError(problems)
    by = rules["by"]
    made = [(name, re.compile(f"{by}?(?:{body}){by}?")) for name, body in reversed(shapes)]
    return Grammar(tuple(made), letters)
