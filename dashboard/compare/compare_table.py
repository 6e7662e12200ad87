"""A table of counts and projects as HTML: figures first, who leads in bold, the rest in words.

It scrolls within itself, its first column stays.
"""

from pathlib import Path
from typing import NamedTuple

import streamlit as st

from dashboard import blocks

STYLE = Path(__file__).parent / "compare.css"
TABLE = blocks.template(STYLE.with_suffix(".html"))
TINTS = 4
"""Places from this one on share the faintest tint."""
AWAITED = "Not collected yet"
"""Heading of what a command would bring."""


class Cell(NamedTuple):
    """What is known of one project by one count.

    figure: in words: a figure, or why there is none.
    below: what is said under it: its own day, a share.
    title: the same with every digit, or what would bring it.
    place: its best place, which tints it; 0 for none.
    leads: whether it surely leads.
    """

    figure: str
    below: str = ""
    title: str = ""
    place: int = 0
    leads: bool = False


class Row(NamedTuple):
    """One count: its name, where it leads, what is said under it, and a cell per project's id."""

    title: str
    link: str
    notes: list[str]
    cells: dict[str, Cell]


class Section(NamedTuple):
    """Rows under one heading; '' for none."""

    heading: str
    rows: list[Row]


def awaited(source: str, titles: list[str], cells: dict[str, Cell]) -> Row:
    """Return the row of counts that collecting a source would bring."""
    return Row("; ".join(titles), "", [f"`sharecheck collect {source}`"], cells)


NOTHING = Cell("–", title="not counted for it")


def show(sections: list[Section], names: dict[str, str], about: str) -> None:
    """Show the table; see `html`."""
    st.html(STYLE)
    st.html(html(sections, names, about))


def html(sections: list[Section], names: dict[str, str], about: str) -> str:
    """Return the table.

    Args:
        sections: its rows.
        names: the projects by id, in the order of the columns.
        about: what it tells, its name for who does not see it.
    """
    return TABLE.render(sections=sections, names=names, about=about, nothing=NOTHING, tints=TINTS)
