"""What a claim is about, over time: its date, the region in which it holds, known breaks."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import blocks, canvas, charts, colours, marts, text
from dashboard.claims import series_marks

COMPARED = ("ratio", "order", "crossing")
JOINED = ("share", "change", "slope", "rank")
"""Measures that several signals share, so that one chart can hold all of a scorecard."""
FACTORS = ("ratio", "order", "growth")
"""Shared too, on an axis of factors."""
FEW = 2
"""So many readings are points, and no line."""
BANDS = 3
"""More lines than these are drawn without their intervals, which would cover one another."""
LEFT_OUT = "Left out: what a break forbids as evidence, or was not over or not whole when read."


def show(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the primary definition, or every signal of a scorecard, over time.

    Args:
        claim: a row of query `claim`.
        evidence: its rows of query `evidence` with a measurement.
    """
    if claim.kind == "crossing":
        return
    scored = evidence[evidence.role == "scorecard"]
    if scored.empty:
        _primary(claim, evidence.iloc[0])
    elif claim.kind in (*JOINED, *FACTORS):
        _scored(claim, scored.drop_duplicates("test_id"))


def _primary(claim: Any, test: Any) -> None:
    frame = marts.read("claim_series", tests=[test.test_id])
    if len(frame) < 2:
        return
    frame = frame.assign(key=claim.subject, suspect=False)
    known = marts.read("claim_breaks", tests=[test.test_id])
    breaks = canvas.numbered(known, *charts.span(frame))
    look = colours.looks(marts.read, [claim.subject])
    blocks.chart(
        f"Over time: {test.title}",
        _drawn(frame, breaks, claim, labels={claim.subject: claim.subject_name}, looks=look),
        frame.drop(columns=["key", "suspect"]),
        name=f"series-{claim.claim_id}",
        heading="###",
        below=f"{_measure(claim, test)}. {blocks.source_line(test)}. {series_marks.words(claim)}"
        f"{LEFT_OUT}",
        breaks=breaks,
        links={"Open the signal": (blocks.SIGNALS, {"signal": test.signal_id})},
        query=("claim_series", {"tests": [test.test_id]}),
    )


def _scored(claim: Any, tests: pd.DataFrame) -> None:
    """Show the signals of a scorecard over time in one chart, each with a letter."""
    frame = marts.read("claim_series", tests=list(tests.test_id))
    frame = frame[frame.groupby("test_id").value.transform("size") > 1]
    if frame.empty:
        return
    letters = {test: chr(ord("A") + turn) for turn, test in enumerate(dict.fromkeys(frame.test_id))}
    frame = frame.assign(key=frame.test_id, suspect=False)
    if len(letters) > BANDS:
        frame = frame.assign(low=float("nan"), high=float("nan"))
    look = colours.looks(marts.read, [claim.subject])
    blocks.chart(
        "Each signal over time",
        _drawn(frame, pd.DataFrame(), claim, labels=letters, one_colour=look[claim.subject].colour),
        frame.drop(columns=["key", "suspect"]),
        name=f"series-{claim.claim_id}",
        heading="###",
        below=f"{claim.subject_name}: {text.KINDS[claim.kind]}. {series_marks.words(claim)}"
        f"{LEFT_OUT}",
        query=("claim_series", {"tests": list(tests.test_id)}),
    )
    titles = dict(zip(tests.test_id, tests.title, strict=True))
    st.markdown(
        "\n".join(f"- **{letter}** {text.plain(titles[test])}" for test, letter in letters.items())
    )
    _breaks(letters, *charts.span(frame))


def _drawn(frame: pd.DataFrame, breaks: pd.DataFrame, claim: Any, **drawn: Any) -> go.Figure:
    logarithmic = len(set(frame.key)) > 1 and claim.kind in FACTORS
    reach = series_marks.reach(claim, frame, logarithmic)
    few = {str(key) for key, n in frame.groupby("key").size().items() if n <= FEW}
    lines = frame.assign(**{end: frame[end].mask(frame.key.isin(few)) for end in ("low", "high")})
    figure = charts.series(lines, breaks, claim.kind, logarithmic=logarithmic, reach=reach, **drawn)
    for trace in figure.data:
        if trace.name in few and trace.mode != "markers":
            _points(trace, frame[frame.key == trace.name])
    return series_marks.draw(figure, claim)


def _points(trace: Any, readings: pd.DataFrame) -> None:
    """Draw readings as points with their intervals, where a line would say what lies between."""
    trace.mode = "markers"
    if readings.low.notna().any():
        up, down = readings.high - readings.value, readings.value - readings.low
        trace.error_y = {
            "type": "data",
            "symmetric": False,
            "array": up.fillna(0),
            "arrayminus": down.fillna(0),
            "thickness": 1.5,
            "width": 4,
        }


def _breaks(letters: dict[str, str], start: pd.Timestamp, end: pd.Timestamp) -> None:
    """List the known breaks in the signals of a scorecard, each with the letters of its lines."""
    found = marts.read("claim_breaks", tests=list(letters))
    seen = canvas.numbered(found, start, end)
    if seen.empty:
        return
    lines = []
    for _, rows in seen.groupby("break_id", sort=False):
        touched = "".join(sorted({letters[test] for test in rows.test_id}))
        first = rows.iloc[0]
        lines.append(
            f"**{touched}** {blocks.when(first)} · "
            f"{'not usable' if first.severity == 'block' else first.kind} · "
            f"{text.plain(text.broken(first))}"
        )
    noun = "break" if len(lines) == 1 else "breaks"
    with st.expander(f"{len(lines)} known {noun} in these signals"):
        st.markdown(text.tight("\n\n".join(lines)))


def _measure(claim: Any, test: Any) -> str:
    """Return what a claim's measure is made of, in words."""
    if claim.kind in COMPARED:
        names = f"{claim.subject_name} to {claim.comparator_name}"
        return f"Ratio of {names}, each: {test.numerator_words}"
    if claim.kind in ("share", "change", "slope"):
        return f"Share: {test.numerator_words} / {test.denominator_words}"
    if claim.kind == "rank":
        return f"Place by {test.numerator_words}; 1 is most"
    return f"Count: {test.numerator_words}"
