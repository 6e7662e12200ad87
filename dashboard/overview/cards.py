"""A finding as a card: the answer, the claim, the one number that decides, and its history."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd

from dashboard import colours, text
from dashboard.overview import panels
from warehouse import drawing

DRAWN = ("share", "ratio", "order", "rank", "change", "slope")
"""Kinds of claims about shares: those over time are drawn with them."""
WIDTH, HEIGHT = 236, 64
"""Of the history of a finding, in pixels."""
FEWEST_POINTS = 2
SENTENCE = re.compile(r"(?<=[.]) (?=[A-Z0-9“])")
INK = (colours.INK["light"], colours.INK["dark"])
"""Colours of text in images, which do not take on that of the page."""
SAFE = "/:;=,!@+.-_"
"""Signs that may stand as they are in an address of data, in Markdown as well."""


class Number(NamedTuple):
    """The number that decides, and what it is."""

    figure: str
    words: str


def number(finding: Any) -> Number:
    """Return the one number that decides; `finding`: row of query `findings`."""
    if finding.kind == "property":
        if finding.verdict == "outdated" and text.known(finding.ended):
            return Number(f"{finding.ended:%B %Y}", "by then it was no longer so")
        if text.known(finding.parts):
            return Number(f"{finding.parts_holding:.0f} of {finding.parts:.0f}", "parts of it hold")
        return Number(str(finding.shown), str(finding.period))
    shown = drawing.written(finding.measured, "share") if finding.kind == "share" else finding.shown
    said = finding.claimed if text.known(finding.claimed) else finding.accepted
    return Number(text.figure(str(shown)), f"measured for {finding.period}; said: {said}")


def told(finding: Any, series: pd.DataFrame, looks: Mapping[str, colours.Look]) -> str:
    """Return, in Markdown, the number that decides, and its history or the first sentence on it.

    Args:
        finding: row of query `findings`.
        series: rows of query `panels` under its definition.
        looks: how each project is drawn.
    """
    said = number(finding)
    drawn = history(finding, series, looks)
    parts = [f"**{text.plain(said.figure)}**", text.plain(said.words)]
    if drawn:
        parts.append(image(drawn, finding.statement, str(finding.explanation)))
    else:
        parts.append(text.plain(SENTENCE.split(str(finding.explanation), maxsplit=1)[0]))
    return text.tight("\n\n".join(parts))


def history(finding: Any, series: pd.DataFrame, looks: Mapping[str, colours.Look]) -> str:
    """Return the share that a claim speaks of over time as SVG; '' where there is no line."""
    own = series[
        (series.definition_id == finding.definition_id) & (series.project_id == finding.subject)
    ]
    if finding.kind not in DRAWN or (~own.suspect.astype(bool)).sum() < FEWEST_POINTS:
        return ""
    level = finding.asserted_low if finding.kind == "share" else None
    return drawing.sparkline(
        panels.lines(own, looks),
        width=WIDTH,
        height=HEIGHT,
        label=finding.statement,
        level=level if text.known(level) else None,
        ink=INK,
    )


def image(svg: str, message: str, tip: str = "") -> str:
    """Return a drawing as an image in Markdown.

    Streamlit lets no SVG stand in the page by itself, and what shows Markdown is there before what
    shows HTML has been fetched.
    """
    quoted = text.plain(tip or message).replace('"', '\\"')
    return f'![{text.plain(message)}](<data:image/svg+xml,{quote(svg, safe=SAFE)}> "{quoted}")'
