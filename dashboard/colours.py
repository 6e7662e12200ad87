"""Colours and symbols: one colour per project everywhere, and never a colour alone."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pandas as pd

from dashboard.frames import each
from warehouse.palette import Look as Look
from warehouse.palette import together as together
from warehouse.wording.answers import ANSWERS

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
"""The symbols of projects, each with the letter that looks like it."""
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


def own(read: Callable[..., pd.DataFrame]) -> dict[str, Look]:
    """Return the look of every project; `read`: runs a query of `queries/` by its name."""
    return {row.project_id: Look(row.colour, row.symbol) for row in each(read("looks"))}


def looks(read: Callable[..., pd.DataFrame], keys: Iterable[str]) -> dict[str, Look]:
    """Return looks that tell projects drawn together apart; see `own` and `palette.together`."""
    return together(keys, own(read))


def rgba(colour: str, opacity: float) -> str:
    """Return a #RRGGBB colour made transparent."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"
