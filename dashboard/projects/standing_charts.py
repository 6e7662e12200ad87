"""The chart of a project's places within a group: frame in, figure out."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import canvas, colours, text, ties
from dashboard.frames import each
from dashboard.projects import standing

WRAP = 50
"""Letters of a row's text before it breaks: what 350 pixels hold."""
LINE = 16
GAP = 14
LEFT: dict[str, Any] = {"xref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}


def places(frame: pd.DataFrame, project: str, colour: str) -> go.Figure:
    """Draw one row per definition: the project's share among those of its rivals.

    Args:
        frame: definition_id, heading, project_id, share, bound, value, best, worst, members,
            when; at least one row of the project for each definition.
        project: the project that stands out.
        colour: its colour.
    """
    figure = canvas.rows(0)
    notes, y = [], 0.0
    for _, rows in frame.groupby("definition_id", sort=False):
        own: Any = rows[rows.project_id == project].iloc[0]
        title = f"<b>{text.label(own.heading, WRAP)}</b>"
        words = (
            f"{ties.place(own)} of {own.members:.0f} · {standing.held(own)} · "
            f"{text.count(own.value)} · {own.when}"
        )
        lines = f"{title}<br>{text.label(words, WRAP)}"
        notes.append(canvas.note(lines, x=0, y=y, name=canvas.ON_DATA, **LEFT))
        y += LINE * (lines.count("<br>") + 1) + 12
        _point(figure, rows[rows.project_id != project], y, colours.MUTED, 8, "line-ns-open")
        _point(figure, rows[rows.project_id == project], y, colour, 13, "circle")
        y += GAP + 14
    figure.update_layout(height=int(y) + 40)
    figure.update_yaxes(range=[y, 0])
    figure.update_xaxes(range=[-0.01, 1.01], tickformat=".0%", nticks=6)
    canvas.write(figure, notes)
    return figure


def _point(
    figure: go.Figure, rows: pd.DataFrame, y: float, colour: str, size: int, symbol: str
) -> None:
    if rows.empty:
        return
    figure.add_scatter(
        x=rows.share,
        y=[y] * len(rows),
        mode="markers",
        name=str(rows["name"].iloc[0]),
        marker={
            "color": colour,
            "size": size,
            "symbol": symbol,
            "line": {"width": 2, "color": colour},
        },
        customdata=[f"{text.label(r.name)}: {text.percent(r.share)}" for r in each(rows)],
        hovertemplate="%{customdata}<extra></extra>",
    )
