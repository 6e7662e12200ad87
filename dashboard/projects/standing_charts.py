"""Charts of standings within a group: frame in, figure out."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import canvas, colours, text, ties
from dashboard.frames import each
from dashboard.projects import standing

WRAP = 50
"""Letters of a row's text before it breaks: what 350 pixels hold."""
LINE = 16
TILE = 26
GAP = 14
UPRIGHT = 5
"""Up to so many projects have their names written across, more have them on end."""
NAME = 14
"""Letters of a name before it breaks, or twice as many before it is cut."""
LETTER = 6.4
"""Width of a letter, in pixels."""
TINTS = (0.55, 0.32, 0.18, 0.08)
"""Strength of a tile's colour for the ranks 1, 2, 3 and all others."""
LEFT: dict[str, Any] = {
    "xref": "paper", "xanchor": "left", "yanchor": "top", "align": "left",
}  # fmt: skip


def ranks(frame: pd.DataFrame, names: dict[str, str]) -> go.Figure:
    """Draw one row of tiles per definition, one column per project, its rank in the tile.

    Args:
        frame: definition_id, heading, project_id, rank, best, worst, members, value, share, bound,
            when; newest figures only.
        names: the projects by id, in the order of the columns.
    """
    across = len(names) <= UPRIGHT
    longest = max(len(_cut(name)) for name in names.values())
    top = 3 * LINE if across else int(longest * LETTER) + 12
    places = {project: n for n, project in enumerate(names)}
    notes, shapes, y = [], [], 0.0
    hover: list[tuple[float, float, str]] = []
    for _, rows in frame.groupby("definition_id", sort=False):
        words = _heading(rows)
        notes.append(canvas.note(words, x=0, y=y, **LEFT))
        y += LINE * (words.count("<br>") + 1) + 4
        known = {row.project_id: row for row in each(rows)}
        for project, place in places.items():
            row = known.get(project)
            shapes.append(_tile(place, y, row))
            notes.append(canvas.note(_rank(row), x=place + 0.5, y=y + TILE / 2))
            if row is not None:
                words = f"{text.label(names[project])}: {text.exact(row.value)}"
                hover.append((place + 0.5, y + TILE / 2, f"{words} ({standing.held(row)})"))
        y += TILE + GAP
    figure = canvas.rows(int(y), top=top, bottom=4)
    figure.update_xaxes(visible=False, range=[0, len(names)])
    figure.layout.shapes = shapes
    figure.add_scatter(
        x=[x for x, _, _ in hover], y=[at for _, at, _ in hover], mode="markers", name="rank",
        marker={"size": TILE, "opacity": 0}, customdata=[words for _, _, words in hover],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    canvas.write(figure, [*notes, *_columns(names, across)])
    return figure


def _heading(rows: pd.DataFrame) -> str:
    """Return a definition's title, its leader's count and share, and the day."""
    first: Any = rows.sort_values("rank").iloc[0]
    leader = (
        f"{first['name']} {text.count(first.value)} ({standing.held(first)}), "
        f"{first.members:.0f} measured, {first.when}"
    )
    return f"<b>{text.label(first.heading, WRAP)}</b><br>{text.label(text.tight(leader), WRAP)}"


def _tile(place: int, y: float, row: Any) -> dict[str, Any]:
    tile: dict[str, Any] = {
        "type": "rect", "x0": place + 0.03, "x1": place + 0.97, "y0": y, "y1": y + TILE,
        "layer": "below",
    }  # fmt: skip
    if row is None:
        return tile | {"line": {"color": colours.GRID, "width": 1}}
    tint = TINTS[min(int(row.best), len(TINTS)) - 1]
    fill = colours.rgba(colours.PROJECTS["tensorflow"], tint)
    return tile | {"fillcolor": fill, "line": {"width": 0}}


def _rank(row: Any) -> str:
    if row is None:
        return "–"
    return f"<b>{ties.place(row)}</b>" if row.worst == 1 else ties.place(row)


def _cut(name: str) -> str:
    return name if len(name) <= 2 * NAME else name[: 2 * NAME - 1] + "…"


def _columns(names: dict[str, str], across: bool) -> list[dict[str, Any]]:
    """Return the projects' names above their columns."""
    above: dict[str, Any] = {"yref": "paper", "yanchor": "bottom", "yshift": 4}
    if across:
        return [
            canvas.note(text.label(name, NAME), x=place + 0.5, y=1, **above)
            for place, name in enumerate(names.values())
        ]
    return [
        canvas.note(text.label(_cut(name)), x=place + 0.5, y=1, textangle=-90, **above)
        for place, name in enumerate(names.values())
    ]


def places(frame: pd.DataFrame, project: str) -> go.Figure:
    """Draw one row per definition: the project's share among those of its rivals.

    Args:
        frame: definition_id, heading, project_id, share, bound, value, best, worst, members,
            when; at least one row of the project for each definition.
        project: the project that stands out.
    """
    figure = canvas.rows(0)
    notes, y = [], 0.0
    colour = colours.project(project)
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
        x=rows.share, y=[y] * len(rows), mode="markers", name=str(rows["name"].iloc[0]),
        marker={
            "color": colour, "size": size, "symbol": symbol, "line": {"width": 2, "color": colour}
        },
        customdata=[f"{text.label(r.name)}: {text.percent(r.share)}" for r in each(rows)],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
