"""Where in a document which verdicts lie: frame in, figure out."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import colours, plotting, text
from dashboard.frames import each

ROW = 44
TICK = 9
"""Height of half a mark, in pixels."""
TICKS = 6
SAID: dict[str, str] = text.LABELS["verdict"]


def message(verdicts: "pd.Series[str]") -> str:
    """Return how many of a document's claims got which verdict; `verdicts`: one per claim."""
    counts = verdicts.value_counts()
    parts = [f"{counts[verdict]} {words}" for verdict, words in SAID.items() if verdict in counts]
    noun = "claim" if len(verdicts) == 1 else "claims"
    return ": ".join(filter(None, [f"{len(verdicts) or 'no'} {noun}", text.listed(parts)]))


def strip(places: pd.DataFrame, characters: int) -> go.Figure:
    """Draw one row per verdict and a mark for each place, from the first character to the last.

    Args:
        places: line, char_start, char_end, claim_id, statement, verdict.
        characters: length of the document.
    """
    present = [verdict for verdict in colours.VERDICTS if (places.verdict == verdict).any()]
    figure = plotting.rows(ROW * len(present), top=0, bottom=34)
    notes: list[dict[str, Any]] = []
    for turn, verdict in enumerate(present):
        mark = colours.VERDICTS[verdict]
        part = places[places.verdict == verdict]
        y = ROW * turn + 31
        figure.add_scatter(
            x=[0, characters],
            y=[y, y],
            mode="lines",
            hoverinfo="skip",
            name="text",
            line={"color": colours.GRID, "width": 1},
        )
        figure.add_scatter(
            x=(part.char_start + part.char_end) / 2,
            y=[y] * len(part),
            name=verdict,
            mode="markers",
            marker={"symbol": "line-ns", "size": TICK, "line": {"color": mark.colour, "width": 3}},
            customdata=[f"line {row.line}: {text.label(row.statement, 50)}" for row in each(part)],
            hovertemplate="%{customdata}<extra></extra>",
        )
        words = f"{mark.symbol} {mark.words} · {len(part)}"
        notes.append(plotting.note(words, x=0, y=y - 10, xanchor="left", yanchor="bottom"))
    plotting.write(figure, notes)
    ticks = _ticks(places, characters)
    figure.update_xaxes(
        range=[-0.01 * characters, 1.01 * characters],
        tickvals=list(ticks.values()),
        ticktext=[f"line {line}" for line in ticks],
        showgrid=False,
    )
    return figure


def _ticks(places: pd.DataFrame, characters: int) -> dict[int, int]:
    """Return where some lines begin to make claims, as characters by line."""
    ticks: dict[int, int] = {}
    for line, start in places.groupby("line").char_start.min().sort_index().items():
        if not ticks or start - list(ticks.values())[-1] >= characters / TICKS:
            ticks[int(str(line))] = int(start)
    return ticks
