"""What a claim is about, over time: its date, the region in which it holds, known breaks.

`claim` is a row of query `claim`: kind, accepted_low, accepted_high, as_of_start, as_of_end …
"""

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import blocks, charts, colours, marts, plotting, text
from dashboard.claims import forest

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
ROOM = 0.1
"""How much of an open region is seen beyond its end, as a part of the axis."""
THIN = 0.012
"""A date that takes less of the axis than this is drawn as a line."""
FAINT = 0.1
"""Opacity of the region, over which lines are drawn."""
DATE = "claim’s date"


def show(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the primary definition, or every signal of a scorecard, over time.

    `evidence`: its rows of query `evidence` with a measurement.
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
    breaks = plotting.numbered(known, *charts.span(frame))
    look = colours.looks(marts.read, [claim.subject])
    blocks.chart(
        f"Over time: {test.title}",
        _drawn(frame, breaks, claim, labels={claim.subject: claim.subject_name}, looks=look),
        frame.drop(columns=["key", "suspect"]),
        name=f"series-{claim.claim_id}",
        heading="###",
        below=f"{_measure(claim, test)}. {blocks.source_line(test)}. {marks_in_words(claim)}"
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
        below=f"{claim.subject_name}: {text.KINDS[claim.kind]}. {marks_in_words(claim)}{LEFT_OUT}",
        query=("claim_series", {"tests": list(tests.test_id)}),
    )
    titles = dict(zip(tests.test_id, tests.title, strict=True))
    st.markdown(
        "\n".join(f"- **{letter}** {text.plain(titles[test])}" for test, letter in letters.items())
    )
    _breaks(letters, *charts.span(frame))


def _drawn(frame: pd.DataFrame, breaks: pd.DataFrame, claim: Any, **drawn: Any) -> go.Figure:
    logarithmic = len(set(frame.key)) > 1 and claim.kind in FACTORS
    ends = reach(claim, frame, logarithmic)
    few = {str(key) for key, n in frame.groupby("key").size().items() if n <= FEW}
    lines = frame.assign(**{end: frame[end].mask(frame.key.isin(few)) for end in ("low", "high")})
    figure = charts.series(lines, breaks, claim.kind, logarithmic=logarithmic, reach=ends, **drawn)
    for trace in figure.data:
        if trace.name in few and trace.mode != "markers":
            _points(trace, frame[frame.key == trace.name])
    return draw(figure, claim)


def _points(trace: Any, readings: pd.DataFrame) -> None:
    """Draw readings as points with their intervals, where a line would say what lies between."""
    trace.mode = "markers"
    if readings.low.notna().any():
        up, down = readings.high - readings.value, readings.value - readings.low
        trace.error_y = {"type": "data", "symmetric": False, "thickness": 1.5, "width": 4}
        trace.error_y.update(array=up.fillna(0), arrayminus=down.fillna(0))


def _breaks(letters: dict[str, str], start: pd.Timestamp, end: pd.Timestamp) -> None:
    """List the known breaks in the signals of a scorecard, each with the letters of its lines."""
    found = marts.read("claim_breaks", tests=list(letters))
    seen = plotting.numbered(found, start, end)
    if seen.empty:
        return
    touched = seen.groupby("break_id").test_id.agg(
        lambda tests: "".join(sorted({letters[test] for test in tests}))
    )
    each_once = seen.drop_duplicates("break_id")
    with st.expander(f"{text.number(len(each_once), 'known break')} in these signals"):
        blocks.break_lines(each_once.assign(number=each_once.break_id.map(touched)))


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


# --- the claim drawn into its series --------------------------------------------------------------


def marks_in_words(claim: Any) -> str:
    """Return what the marks mean, for the line below the chart; '' when there are none."""
    said = []
    if _bounded(claim):
        said.append(f"Shaded: where the claim holds ({claim.accepted})")
    if text.known(claim.as_of_start):
        said.append(f"Between dotted lines: the claim’s date, {text.figure(claim.as_of)}")
    return "".join(f"{part}. " for part in said)


def reach(claim: Any, frame: pd.DataFrame, logarithmic: bool) -> tuple[float, ...]:
    """Return the heights up to which the value axis must go so that the region is seen.

    `frame`: value; `logarithmic`: whether the axis is.
    """
    ends = [_height(end, claim.kind) for end in _ends(claim) if text.known(end)]
    if claim.kind == "rank" or not ends:
        return tuple(end for end in ends if math.isfinite(end))
    if logarithmic:
        return tuple(end * factor for end in ends for factor in (1 - ROOM, 1 + ROOM))
    values = [*frame.value, *ends, 0.0]
    room = ROOM * (max(values) - min(values))
    low, high = (text.known(end) for end in _ends(claim))
    if low and high:
        return tuple(ends)
    return (ends[0] + room,) if low else (min(ends[0], ends[0] - room if ends[0] <= 0 else 0),)


def draw(figure: go.Figure, claim: Any) -> go.Figure:
    """Shade in a figure, drawn with `reach`, where a claim holds; mark its date; return it."""
    if _bounded(claim):
        _region(figure, claim)
    if text.known(claim.as_of_start):
        _date(figure, pd.Timestamp(claim.as_of_start), pd.Timestamp(claim.as_of_end))
    return figure


def _ends(claim: Any) -> tuple[Any, Any]:
    """Return the ends of the region; None where it goes on, for a share to nothing or to all."""
    low, high = claim.accepted_low, claim.accepted_high
    if claim.kind == "share":
        low, high = (None if low == 0 else low), (None if high == 1 else high)
    return low, high


def _bounded(claim: Any) -> bool:
    return any(text.known(end) for end in _ends(claim))


def _height(value: float, kind: str) -> float:
    """Return how high a value is drawn: places hang from the top."""
    return -float(value) if kind == "rank" else float(value)


def _region(figure: go.Figure, claim: Any) -> None:
    axis = figure.layout.yaxis
    logarithmic = axis.type == "log"
    bottom, top = (10**end if logarithmic else end for end in axis.range)
    ranked = claim.kind == "rank"
    open_ends, half = ((top, bottom), 0.5) if ranked else ((bottom, top), 0.0)
    heights = [
        _height(end, claim.kind) if text.known(end) else open_end
        for end, open_end in zip(_ends(claim), open_ends, strict=True)
    ]
    low, high = max(bottom, min(heights) - half), min(top, max(heights) + half)
    line, fill = {"width": 1, "color": colours.CLAIMED}, colours.rgba(colours.CLAIMED, FAINT)
    figure.add_hrect(low, high, layer="below", fillcolor=fill, line=line)


def _date(figure: go.Figure, start: pd.Timestamp, end: pd.Timestamp) -> None:
    """Mark a time with dotted lines at its ends, and say what it is; the axis grows to show it."""
    first, last = (pd.Timestamp(end) for end in figure.layout.xaxis.range)
    room = THIN * (max(last, end) - min(first, start))
    first, last = min(first, start - room), max(last, end + room)
    figure.update_xaxes(range=[first, last])
    ends = [start + (end - start) / 2] if end - start < THIN * (last - first) else [start, end]
    for at in ends:
        figure.add_vline(at, line={"width": 1.5, "dash": "dot", "color": colours.CLAIMED})
    along = (start + (end - start) / 2 - first) / (last - first)
    forest.claimed(figure, DATE, start, end, along, 0.15, y=0.01, name=plotting.ON_DATA)
