"""A slope chart: where projects stood then and stand now, by one signal."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import canvas, colours, text
from dashboard.charts import SYMBOLS
from dashboard.frames import each

HEIGHT = 320
SIDE = 128
"""Room for the labels at either side, in pixels."""
NARROW = 16
"""Letters that fit there."""
SHARE, RANK = "share", "rank"


def chart(then: pd.DataFrame, now: pd.DataFrame, by: str, labels: tuple[str, str]) -> go.Figure:
    """Draw a line per project from then to now; who is measured once only is a point.

    Args:
        then: project_id, name, share, rank; one row per project.
        now: the same, later.
        by: SHARE or RANK, the first of ranks on top.
        labels: the names of the two periods.
    """
    sign = 1 if by == SHARE else -1
    every = sign * pd.concat([then[by], now[by]])
    room = 0.06 * (every.max() - every.min()) or 0.1
    bottom, top = float(every.min() - room), float(every.max() + room)
    pixels = 2 * canvas.LABEL_LINE + 2
    height = max(HEIGHT, pixels * max(len(then), len(now)) + 80)
    figure = canvas.bare(height, left=SIDE, right=SIDE, top=28, bottom=26)
    figure.update_yaxes(range=[bottom, top], visible=False)
    figure.update_xaxes(range=[0, 1], visible=False)
    for x in (0, 1):
        line = {"color": colours.GRID, "width": 1}
        figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="paper", line=line)
    sides = [then.set_index("project_id"), now.set_index("project_id")]
    projects = list(dict.fromkeys([*now.project_id, *then.project_id]))
    for turn, project in enumerate(projects):
        ends = [(x, side.loc[project]) for x, side in enumerate(sides) if project in side.index]
        colour = colours.project(project)
        figure.add_scatter(
            x=[x for x, _ in ends],
            y=[sign * row[by] for _, row in ends],
            mode="lines+markers",
            name=project,
            line={"color": colour, "width": 2.4},
            marker={"color": colour, "size": 9, "symbol": SYMBOLS[turn % len(SYMBOLS)]},
            cliponaxis=False,
            customdata=[
                f"{text.label(row['name'])}, {labels[x]}: {text.exact(row['value'])}"
                for x, row in ends
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    _labels(figure, then, now, by, (top, bottom))
    notes = [
        canvas.note(f"<b>{text.label(words)}</b>", x=x, y=1, yref="paper", yanchor="bottom")
        for x, words in enumerate(labels)
    ]
    canvas.write(figure, notes)
    return figure


def _labels(
    figure: go.Figure, then: pd.DataFrame, now: pd.DataFrame, by: str, ends: tuple[float, float]
) -> None:
    """Name each point at its side, kept apart."""
    top, bottom = ends
    sign = 1 if by == SHARE else -1
    gap = (2 * canvas.LABEL_LINE + 2) * canvas.per_pixel(figure, top, bottom)
    notes = []
    for x, rows in enumerate((then, now)):
        side = "right" if x == 0 else "left"
        where: dict[str, Any] = {"xanchor": side, "align": side, "xshift": 12 * (2 * x - 1)}
        wanted = [(sign * float(getattr(row, by)), _words(row, by)) for row in each(rows)]
        notes += [
            canvas.note(words, x=x, y=y, **where)
            for y, words in canvas.apart(wanted, gap, top, bottom)
        ]
    canvas.write(figure, notes)


def _words(row: Any, by: str) -> str:
    cut = row.name if len(row.name) <= NARROW else row.name[: NARROW - 1] + "…"
    figure = text.quantity(row.share if by == SHARE else row.rank, by)
    return f"{canvas.bullet(colours.project(row.project_id), text.label(cut))}<br>{figure}"
