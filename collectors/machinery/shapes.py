"""The shape of a source's answers: which paths they have, of which types, and what has changed.

A path begins with `$`; before it stands the way of asking, where a source has several ways.
A list counts as one element with the paths of all, a number in a name as any number, and an answer
that is no JSON by its first line: a header, or the first bytes of an archive. What was recorded of
each source's probe lies in `shapes/` beside its module, written by `sharecheck doctor --record`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collectors.cards import Card
from collectors.home import PROGRAM
from collectors.machinery.ask import Answer

FIRST_LINE = "first line"
SHOWN = 200
"""Characters of a first line, and keys of an object; one with more has data for keys."""
DEEPEST = 40
TYPES = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}

Shape = Mapping[str, list[str]]
"""The types that were seen at each path, sorted."""


@dataclass(frozen=True)
class Difference:
    """Something that is not as recorded."""

    kind: str  # new, missing or type
    path: str  # where, as `$.items[].name`
    recorded: str = ""  # the types it had; empty for new
    found: str = ""  # the types it has; empty for missing

    def __str__(self) -> str:
        if self.kind == "type":
            return f"{self.path} was {self.recorded}, is {self.found}"
        return f"{self.kind}: {self.path} ({self.recorded or self.found})"


def shape_of(answers: Iterable[Answer]) -> Shape:
    """Return the shape of some answers together."""
    seen: dict[str, set[str]] = {}
    for answer in answers:
        try:
            body = json.loads(answer.text())
        except (ValueError, RecursionError):
            line = next(filter(None, map(str.strip, answer.text().splitlines())), "")
            shown = "".join(c for c in line[:SHOWN] if c.isprintable())
            seen.setdefault(FIRST_LINE, set()).add(shown)
            continue
        for path, kind in _walk(body, f"{answer.about.get('way', '')}$"):
            seen.setdefault(path, set()).add(kind)
    return {path: sorted(kinds) for path, kinds in sorted(seen.items())}


def path_of(source: str, card: Card) -> Path:
    """Return where the shape of a source is recorded: in `shapes/` beside its module."""
    module = card.part(f"{source}.py")
    return (module.parent if module else PROGRAM) / "shapes" / f"{source}.json"


def read(path: Path) -> Shape | None:
    """Return a recorded shape; None where there is none."""
    try:
        shape: Shape = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return shape


def write(path: Path, shape: Shape) -> None:
    """Record the shape of a source in place of the earlier one; that of other ways to ask stays.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(exist_ok=True)
    ways = {_way(path) for path in shape}
    kept = {path: k for path, k in (read(path) or {}).items() if _way(path) not in ways}
    text = json.dumps({**kept, **shape}, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    path.write_text(text + "\n", "utf-8")


def compare(recorded: Shape, found: Shape) -> list[Difference]:
    """Return what is new, missing, or of another type; below what is new or missing, nothing."""
    ways = {_way(path) for path in found}
    recorded = {path: kinds for path, kinds in recorded.items() if _way(path) in ways}
    both = recorded.keys() | found.keys()
    return [d for path in sorted(both) for d in _difference(path, recorded, found, both)]


def _difference(
    path: str, recorded: Shape, found: Shape, paths: Iterable[str]
) -> Iterator[Difference]:
    before, now = recorded.get(path, []), found.get(path, [])
    above = _above(path, paths)
    if before == ["null"]:
        return  # nothing is known of it but that it may be null
    if not before:
        if above is None or above in recorded:
            yield Difference("new", path, found=" or ".join(now))
    elif not now:
        # what may lie in an empty list, or below a null, is not missing
        if above is None or ("object" in found.get(above, []) and not path.endswith("[]")):
            yield Difference("missing", path, recorded=" or ".join(before))
    else:
        known = {*before, *(["integer"] if "number" in before else [])}
        if not set(now) <= known:
            yield Difference("type", path, " or ".join(before), " or ".join(now))


def _way(path: str) -> str:
    return path.partition("$")[0] if "$" in path else ""


def _above(path: str, paths: Iterable[str]) -> str | None:
    """Return the path of what a path lies in."""
    holding = (p for p in paths if path.startswith(p) and path[len(p) :].startswith((".", "[")))
    return max(holding, key=len, default=None)


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    yield path, TYPES[type(value)]
    if path.count(".") + path.count("[]") > DEEPEST:
        return
    if isinstance(value, dict):
        for key, child in value.items():
            name = re.sub(r"\d+", "#", key) if len(value) <= SHOWN else "*"
            yield from _walk(child, f"{path}.{name}")
    elif isinstance(value, list):
        for child in value:
            yield from _walk(child, f"{path}[]")
