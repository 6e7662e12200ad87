"""Verdicts counted by document, as bars."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import canvas, colours, text
from dashboard.overview import messages

BAR = 20
BLOCK = 92


def by_document(counts: pd.DataFrame) -> go.Figure:
    """Draw one bar per document, of its measurable claims by verdict, with the counts in words.

    `counts`: document_id, title, verdict, unmeasurable (why a claim cannot be measured; null when
    it can), claims (count).
    """
    titles = counts.drop_duplicates("document_id").set_index("document_id").title
    drawn = counts[counts.unmeasurable.isna()]
    figure = canvas.rows(BLOCK * len(titles), top=0, bottom=0)
    figure.update_layout(barmode="stack")
    places = {str(key): BLOCK * n + 30 for n, key in enumerate(titles.index)}
    for verdict, mark in colours.VERDICTS.items():
        part = drawn[drawn.verdict == verdict]
        figure.add_bar(
            x=part.claims,
            y=part.document_id.map(places),
            width=BAR,
            orientation="h",
            name=verdict,
            marker={"color": mark.colour, "line": {"width": 0}},
            hovertemplate="%{x} " + verdict + "<extra></extra>",
        )
    notes = []
    left: dict[str, Any] = {"x": 0, "xanchor": "left", "align": "left"}
    for document, at in places.items():
        title = f"<b>{text.label(str(titles[document]))}</b>"
        notes.append(canvas.note(title, y=at - 11, yanchor="bottom", **left))
        said = _words(counts[counts.document_id == document])
        notes.append(canvas.note(said, y=at + 11, yanchor="top", **left))
    canvas.write(figure, notes)
    figure.update_xaxes(visible=False, range=[0, drawn.groupby("document_id").claims.sum().max()])
    return figure


def _words(counts: pd.DataFrame) -> str:
    """Return the counts of one document: by verdict, and what cannot be measured."""
    measurable = counts[counts.unmeasurable.isna()].groupby("verdict").claims.sum()
    marks = [
        f'<span style="color:{mark.colour}">{mark.symbol}</span> {measurable[verdict]}'
        for verdict, mark in colours.VERDICTS.items()
        if verdict in measurable
    ]
    others = counts.dropna(subset="unmeasurable").groupby("unmeasurable").claims.sum()
    without = {str(reason): int(number) for reason, number in others.items()}
    said = messages.testable(without, int(counts.claims.sum()))
    return f"{'   '.join(marks) or 'none'}<br>{text.label(said)}"
