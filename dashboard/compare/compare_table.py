"""A table of counts and projects as HTML: figures first, who leads in bold, the rest in words.

It scrolls within itself, its first column stays.
"""

from html import escape
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from dashboard import text

STYLE = Path(__file__).parent / "compare.css"
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
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in names.values())
    body = []
    for section in sections:
        if section.heading:
            body.append(
                f'<tr class="family"><th colspan="{len(names) + 1}" scope="colgroup">'
                f"<span>{escape(section.heading)}</span></th></tr>"
            )
        body += [_row(row, names) for row in section.rows]
    return (
        f'<div class="compare" tabindex="0" role="region" aria-label="{escape(about)}"><table>'
        f'<thead><tr><th scope="col">Counted</th>{columns}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _row(row: Row, names: dict[str, str]) -> str:
    title = escape(row.title)
    if row.link:
        title = f'<a href="{escape(row.link)}" target="_self">{title}</a>'
    notes = "".join(f"<small>{_note(note)}</small>" for note in row.notes if note)
    cells = "".join(_cell(row.cells.get(project, NOTHING)) for project in names)
    return f'<tr><th scope="row">{title}{notes}</th>{cells}</tr>'


def _note(words: str) -> str:
    """Return a note with what stands between backticks as code."""
    parts = text.tight(words).split("`")
    return "".join(
        f"<code>{escape(part)}</code>" if n % 2 else escape(part) for n, part in enumerate(parts)
    )


def _cell(cell: Cell) -> str:
    words = escape(text.tight(cell.figure))
    if cell.leads:
        words = f'<b>{words}<span class="said"> leads</span></b>'
    below = f"<small>{escape(text.tight(cell.below))}</small>" if cell.below else ""
    shade = f"r{min(cell.place, TINTS)}" if cell.place else "none"
    return f'<td class="{shade}" title="{escape(cell.title)}">{words}{below}</td>'
