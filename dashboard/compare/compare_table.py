"""The matrix of signals and projects as HTML: rank, figure and day, each row a link."""

from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard import text, ties
from dashboard.compare import compared
from dashboard.signals import signal_view

TINTS = 4
"""Ranks from this one on share the faintest tint."""


def html(rows: pd.DataFrame, names: dict[str, str]) -> str:
    """Return the table.

    Args:
        rows: what `compared.newest` returns.
        names: the projects by id, in the order of the columns.
    """
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in names.values())
    body, family = [], ""
    for own in compared.signals(rows):
        first = own[0]
        heading = f"{first.family}, ended long ago" if first.old else str(first.family)
        if heading != family:
            family = heading
            words = escape(heading[:1].upper() + heading[1:])
            body.append(
                f'<tr class="family"><th colspan="{len(names) + 1}" scope="colgroup">'
                f"<span>{words}</span></th></tr>"
            )
        body.append(_row(own, names))
    return (
        '<div class="compare" tabindex="0" role="region" aria-label="Ranks by signal"><table>'
        f'<thead><tr><th scope="col">Signal</th>{columns}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _row(own: list[Any], names: dict[str, str]) -> str:
    first = own[0]
    segment = "" if first.segment == "all" else f" · {escape(first.segment)}"
    close = " · level" if compared.leader(own) == compared.CLOSE else ""
    link = escape(f"signals?{urlencode(parameters(first, list(names)))}")
    head = (
        f'<th scope="row"><a href="{link}" target="_self">{escape(first.title)}</a>'
        f"<small>{escape(text.tight(compared.as_of(first)))}{segment}{close}</small></th>"
    )
    cells = {row.project_id: row for row in own}
    return f"<tr>{head}{''.join(_cell(cells.get(project)) for project in names)}</tr>"


def _cell(row: Any) -> str:
    if row is None:
        return '<td class="none" title="no figure in this period">–</td>'
    shade = f"r{min(int(row.best), TINTS)}"
    return (
        f'<td class="{shade}" title="{escape(compared.exact(row))}"><b>{ties.place(row)}</b> '
        f"<span>{escape(text.tight(compared.value(row)))}</span></td>"
    )


def parameters(row: Any, projects: list[str]) -> dict[str, str]:
    """Return the address of a signal's page that shows the same segment and projects."""
    return {
        "signal": row.signal_id,
        "view": signal_view.VALUE,
        "segment": row.segment,
        "projects": ",".join(projects),
    }
