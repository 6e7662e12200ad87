"""Colours and symbols: one colour per project everywhere, and never a colour alone.

The colours are those of Okabe and Ito (2008), dark enough for a white page and light enough for a
dark one; the words beside them carry the meaning.
"""

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from warehouse.palette import PROJECTS
from warehouse.wording.answers import ANSWERS

OTHERS = ("#B0543C", "#2A9D9D", "#9A6FB0", "#A07C1E", "#6C8EBF", "#B85C8A", "#6B8E23", "#8A6D5B")
SPARE = (
    "#775555",
    "#9988FF",
    "#993388",
    "#33AACC",
    "#BB2222",
    "#C98A00",
    "#C8609C",
    "#D55E00",
    "#0B7FC1",
    "#009E73",
)
"""Colours for projects whose own one is too near to another's: all of them far from each other."""
FAR, FAR_TO_FEW = 0.12, 0.055
"""Distances in OKLab from which on colours are told apart: by most, by people without red or green.
"""
SYMBOLS = {
    "circle": "●",
    "square": "■",
    "triangle-up": "▲",
    "diamond": "◆",
    "triangle-down": "▼",
    "star": "★",
    "cross": "✚",
    "x": "✖",
}
"""Symbols of lines drawn together, in turn, each with the letter that looks like it."""
INK = {"light": "#33414E", "dark": "#C9D3DC"}
"""Text in charts, for each theme."""
PAPER = {"light": "rgba(255, 255, 255, 0.78)", "dark": "rgba(18, 24, 31, 0.78)"}
"""Behind text that stands on data, for each theme."""
CLAIMED = "#B8559A"
MUTED = "#7F8A94"
SHADE = "rgba(127, 138, 148, 0.16)"
SHADE_BLOCK = "rgba(127, 138, 148, 0.36)"
GRID = "rgba(127, 138, 148, 0.22)"
REGION = "rgba(184, 85, 154, 0.20)"


class Mark(NamedTuple):
    """How a verdict or an outcome is shown.

    words: what it is called on the pages; for a verdict the answer to "is it true?".
    """

    colour: str
    symbol: str
    marker: str
    badge: str
    icon: str
    words: str


VERDICTS = {
    verdict: Mark(*looks, ANSWERS[verdict])
    for verdict, looks in {
        "supported": ("#009E73", "✓", "circle", "green", ":material/check:"),
        "depends on the definition": ("#E69F00", "◐", "diamond", "orange", ":material/call_split:"),
        "partly true": ("#8C5BD6", "◪", "star", "violet", ":material/rule:"),
        "refuted": ("#D55E00", "✕", "x", "red", ":material/close:"),
        "outdated": ("#56B4E9", "↻", "square", "blue", ":material/history:"),
        "not enough evidence": ("#8793A0", "?", "circle-open", "gray", ":material/question_mark:"),
    }.items()
}
OPEN = {
    "to complete": Mark(MUTED, "+", "circle-open", "gray", ":material/edit:", "to complete"),
    "not measurable": Mark(
        MUTED, "–", "circle-open", "gray", ":material/straighten:", "not measurable"
    ),
}
"""Statements of one's own text that have no verdict: they are not judged."""


def choice(verdict: str, count: int) -> str:
    """Return a verdict, or what is open of a statement, as one to choose: with its number."""
    mark = (VERDICTS | OPEN)[verdict]
    return f"{mark.icon} {mark.words} ({count})"


OUTCOMES = {
    "holds": Mark("#009E73", "✓", "circle", "green", ":material/check:", "holds"),
    "fails": Mark("#D55E00", "✕", "x", "red", ":material/close:", "fails"),
    "inconclusive": Mark(
        "#B07A00", "◆", "diamond", "orange", ":material/question_mark:", "cannot tell"
    ),
    "not judged": Mark(
        MUTED, "○", "circle-open", "gray", ":material/visibility:", "shown beside it"
    ),
    "no data": Mark(MUTED, "–", "line-ew", "gray", ":material/remove:", "no data"),
}


class Look(NamedTuple):
    """How a project's line is told from the others that it is drawn with.

    colour: '#RRGGBB'.
    symbol: one of `SYMBOLS`.
    """

    colour: str
    symbol: str


def project(project_id: str) -> str:
    """Return the colour of a project by itself, the same on every page."""
    return PROJECTS.get(project_id) or OTHERS[crc32(project_id.encode()) % len(OTHERS)]


def looks(project_ids: Iterable[str]) -> dict[str, Look]:
    """Return colours and symbols that tell projects drawn together apart, in the order given.

    Whose own colour is too near to another's gets one that is far from all of them; those of
    `PROJECTS` keep theirs first. The same projects always look the same, whatever their order.
    """
    keys = list(dict.fromkeys(project_ids))
    colour = distinct({key: project(key) for key in keys})
    symbols = list(SYMBOLS)
    return {key: Look(colour[key], symbols[n % len(symbols)]) for n, key in enumerate(keys)}


def distinct(wanted: Mapping[str, str | None]) -> dict[str, str]:
    """Return a colour for each name, far from all others: the one it wants where that is so."""
    return _distinct(frozenset(wanted.items()))


@lru_cache(maxsize=256)
def _distinct(wanted: frozenset[tuple[str, str | None]]) -> dict[str, str]:
    first = list(PROJECTS.values())
    ordered = sorted(
        wanted, key=lambda one: (first.index(one[1]) if one[1] in first else len(first), one[0])
    )
    found: dict[str, str] = {}
    for name, colour in ordered:
        if colour and all(apart(colour, other) >= 1 for other in found.values()):
            found[name] = colour
    for name, _ in ordered:
        if name not in found:
            taken = list(found.values())
            found[name] = max(
                (*SPARE, *OTHERS),
                key=lambda one: min((apart(one, other) for other in taken), default=0),
            )
    return found


@lru_cache(maxsize=4096)
def apart(one: str, other: str) -> float:
    """Return how far two #RRGGBB colours are from each other; from 1 on they are told apart.

    That is by people with all cones, and by those without the ones for red or for green.
    """
    seen = [math.dist(_lab(one, eye), _lab(other, eye)) for eye in _EYES]
    return min(seen[0] / FAR, min(seen[1:]) / FAR_TO_FEW)


_EYES = (
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
)
"""What eyes make of linear RGB: with all cones; protanopia and deuteranopia, by Machado, Oliveira
and Fernandes (2009)."""
_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
"""From cube roots of cones to OKLab (Ottosson, 2020)."""
Matrix = tuple[tuple[float, float, float], ...]


def _lab(colour: str, eye: Matrix) -> list[float]:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    ]
    seen = [min(max(part, 0.0), 1.0) for part in _times(eye, linear)]
    return _times(_OKLAB, [math.cbrt(cone) for cone in _times(_CONES, seen)])


def _times(matrix: Matrix, vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def rgba(colour: str, opacity: float) -> str:
    """Return a #RRGGBB colour made transparent."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"
