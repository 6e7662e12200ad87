"""Verdicts counted by document, as a thin bar each."""

from typing import Any

import pandas as pd

from dashboard import colours

HEIGHT = 14


def bar(counts: "pd.Series[int]", most: int) -> dict[str, Any]:
    """Draw the claims of one document by verdict, as plotly's JSON.

    Args:
        counts: claims by verdict.
        most: claims of the document that has the most: all bars share its scale.
    """
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [int(counts[verdict])],
            "y": [0],
            "width": 1,
            "name": verdict,
            "marker": {"color": mark.colour, "line": {"width": 0}},
            "hovertemplate": "%{x} " + verdict + "<extra></extra>",
        }
        for verdict, mark in colours.VERDICTS.items()
        if verdict in counts.index
    ]
    hidden = {"visible": False, "fixedrange": True}
    return {
        "data": traces,
        "layout": {
            "height": HEIGHT,
            "barmode": "stack",
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "xaxis": hidden | {"range": [0, most]},
            "yaxis": hidden | {"range": [-0.5, 0.5]},
        },
    }


def badges(counts: "pd.Series[int]") -> str:
    """Return the claims of one document by verdict in Markdown: coloured symbols with numbers."""
    said = [
        f":{mark.badge}[{mark.symbol}] {counts[verdict]}"
        for verdict, mark in colours.VERDICTS.items()
        if verdict in counts.index
    ]
    return " ".join(said) or "none"


def words(counts: "pd.Series[int]") -> str:
    """Return the same in words."""
    known = [verdict for verdict in colours.VERDICTS if verdict in counts.index]
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in known)
