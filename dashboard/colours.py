"""Colours and symbols: one colour per project everywhere, and never a colour alone.

The colours are those of Okabe and Ito (2008), dark enough for a white page and light enough for a
dark one; the words beside them carry the meaning.
"""

from typing import NamedTuple
from zlib import crc32

PROJECTS = {
    "pytorch": "#D55E00",
    "tensorflow": "#0B7FC1",
    "jax": "#009E73",
    "keras": "#C8609C",
    "transformers": "#C98A00",
    "scikit-learn": "#4AA3DF",
    "mxnet": "#8C6BB1",
    "onnx": "#7A7F87",
    "paddlepaddle": "#5E8C31",
}
OTHERS = ("#B0543C", "#2A9D9D", "#9A6FB0", "#A07C1E", "#6C8EBF", "#B85C8A", "#6B8E23", "#8A6D5B")
INK = {"light": "#33414E", "dark": "#C9D3DC"}
"""Text in charts, for each theme."""
PAPER = {"light": "rgba(255, 255, 255, 0.78)", "dark": "rgba(18, 24, 31, 0.78)"}
"""Behind text that stands on data, for each theme."""
CLAIMED = "#B8559A"
MUTED = "#7F8A94"
SHADE = "rgba(127, 138, 148, 0.16)"
SHADE_BLOCK = "rgba(127, 138, 148, 0.36)"
LATE = "rgba(230, 159, 0, 0.10)"
LATE_EDGE = "rgba(230, 159, 0, 0.70)"
GRID = "rgba(127, 138, 148, 0.22)"
REGION = "rgba(184, 85, 154, 0.20)"


class Mark(NamedTuple):
    """How a verdict or an outcome is shown."""

    colour: str
    symbol: str
    marker: str
    badge: str
    icon: str
    words: str


VERDICTS = {
    "supported": Mark("#009E73", "✓", "circle", "green", ":material/check:", "supported"),
    "depends on the definition": Mark(
        "#E69F00", "◐", "diamond", "orange", ":material/call_split:", "depends on the definition"
    ),
    "partly true": Mark("#8C5BD6", "◪", "star", "violet", ":material/rule:", "partly true"),
    "refuted": Mark("#D55E00", "✕", "x", "red", ":material/close:", "refuted"),
    "outdated": Mark("#56B4E9", "↻", "square", "blue", ":material/history:", "outdated"),
    "not enough evidence": Mark(
        "#8793A0", "?", "circle-open", "gray", ":material/question_mark:", "not enough evidence"
    ),
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


def project(project_id: str) -> str:
    """Return the colour of a project, the same on every page."""
    return PROJECTS.get(project_id) or OTHERS[crc32(project_id.encode()) % len(OTHERS)]


def rgba(colour: str, opacity: float) -> str:
    """Return a #RRGGBB colour made transparent."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"
