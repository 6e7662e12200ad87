"""A finding as a card: the answer, the claim, the one number that decides, and its history."""

import re
from collections.abc import Mapping
from html import escape
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
GROUNDS = {"light": 1.0, "dark": 0.008}
"""Luminance of the page in each theme."""
CONTRAST = 4.6
SENTENCE = re.compile(r"(?<=[.]) (?=[A-Z0-9“])")
INK = (colours.INK["light"], colours.INK["dark"])
"""Colours of text in images, which do not take on that of the page."""
SAFE = "/:;=,!@+.-_"
"""Signs that may stand as they are in an address of data, in Markdown as well."""


class Number(NamedTuple):
    """The number that decides, and what it is."""

    figure: str
    words: str


def answer(finding: Any) -> str:
    """Return the answer as HTML, large, with the symbol and in the colour of its verdict.

    `finding`: row of query `findings`.
    """
    mark = colours.VERDICTS[finding.verdict]
    light, dark = readable(mark.colour)
    return (
        f'<p class="answer" style="color:light-dark({light}, {dark})">'
        f'<span aria-hidden="true">{mark.symbol}</span> {escape(finding.answer)}</p>'
    )


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
        axis=True,
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


def readable(colour: str) -> tuple[str, str]:
    """Return a '#RRGGBB' colour for text on the light and on the dark page, as near as can be."""
    return _shaded(colour, 0, GROUNDS["light"]), _shaded(colour, 255, GROUNDS["dark"])


def _shaded(colour: str, towards: int, ground: float) -> str:
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(101):
        mixed = [round(part + (towards - part) * step / 100) for part in parts]
        bright, dim = sorted((_luminance(mixed), ground), reverse=True)
        if (bright + 0.05) / (dim + 0.05) >= CONTRAST:
            break
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def _luminance(parts: list[int]) -> float:
    """Return how bright a colour is, 0-1, as the guidelines for web content define it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in parts)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
