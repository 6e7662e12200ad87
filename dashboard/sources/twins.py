"""Where a source agrees with others that should say the same, and how far they lie apart."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import blocks, colours, marts, plotting, text
from dashboard.frames import each

AGREE = 0.02
"""Two figures agree when one is at most so much above or below the other."""
HEIGHT = 300
WIDE = 4
"""Ratios whose ends differ by this factor or more get a logarithmic axis."""
WORST = 8
NAMED = 3
"""So many of the farthest are named in the chart."""


def show(source: str) -> None:
    """Show each pair that a source is one side of: the ratio over time, or why there is none."""
    twins = marts.read("source_twins", source=source)
    if twins.empty:
        return
    st.markdown("### Does it agree with others?", anchors=False)
    pairs = known(marts.read("ratios", twins=list(twins.twin_id)))
    for twin in each(twins):
        _twin(twin, pairs[pairs.twin_id == twin.twin_id], source)


def _twin(twin: Any, pairs: pd.DataFrame, source: str) -> None:
    others = {twin.right_source_id: twin.right_source, twin.left_source_id: twin.left_source}
    links = {
        f"About “{text.plain(title)}”": (blocks.SOURCES, {"source": other})
        for other, title in others.items()
        if other != source
    }
    sides = (
        f"“{twin.left_title}” ({twin.left_segment}) / “{twin.right_title}” ({twin.right_segment})"
    )
    if pairs.empty:
        st.markdown(f"- **{text.plain(sides)}:** {_missing(twin)} :gray[{text.plain(twin.why)}]")
        return
    blocks.chart(
        f"{twin.left_title}: {summary(pairs)}",
        ratios(pairs, colours.own(marts.read)),
        pairs.drop(columns="x"),
        name=f"twin-{twin.twin_id}",
        below=f"Ratio {sides}, {twin.unit}; one mark per project and period, grey: nine in ten, "
        f"dashed: equal. {twin.why}",
        links=links,
        heading="####",
    )
    if len(apart := table(worst(pairs))):
        with st.expander("Where they part most"):
            st.dataframe(apart, hide_index=True, height="content")


def _missing(twin: Any) -> str:
    """Return why a pair cannot be compared, in Markdown."""
    left = twin.left_source_id if twin.left_live and not twin.left_figures else None
    right = twin.right_source_id if twin.right_live and not twin.right_figures else None
    waits = [f"`sharecheck collect {name}`" for name in dict.fromkeys([left, right]) if name]
    if waits:
        return f"to be compared after {text.listed(waits)}."
    return "no project has figures of one time in both."


def known(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that have a ratio, in order of time, with the middle of each period."""
    found = pairs.dropna(subset=["ratio"])
    found = found[found.ratio > 0]
    return found.assign(x=text.middle(found.period_start, found.period_end))


def summary(pairs: pd.DataFrame) -> str:
    """Return how many pairs agree, and where the middle and nine in ten of them lie.

    `pairs`: project_id, ratio; what `known` returns, at least one row.
    """
    agree = int((pairs.ratio - 1).abs().le(AGREE).sum())
    middle, low, high = (float(pairs.ratio.quantile(part)) for part in (0.5, 0.05, 0.95))
    projects = text.number(pairs.project_id.nunique(), "project")
    return (
        f"{agree} of {len(pairs)} pairs of {projects} agree within {100 * AGREE:.0f} %; "
        f"the ratio is {_written(middle)} in the middle and {_written(low)} to "
        f"{_written(high)} for nine in ten"
    )


def _written(ratio: float) -> str:
    if 0.1 <= ratio < 100:
        return f"{ratio:.2f}"
    return f"{ratio:.2g}" if ratio < 1 else f"{ratio:,.0f}"


def worst(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that lie farthest apart, the farthest first; none that agree."""
    apart = pairs[(pairs.ratio - 1).abs() > AGREE]
    far = apart.ratio.where(apart.ratio >= 1, 1 / apart.ratio)
    return apart.loc[far.sort_values(ascending=False, kind="stable").index].head(WORST)


def table(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs as a table; `pairs`: what query `ratios` returns."""
    return pd.DataFrame(
        {
            "Project": pairs["name"],
            "Period": [text.period(row.period_start, row.period_end) for row in each(pairs)],
            "One": pairs.left_value.map(text.exact),
            "The other": pairs.right_value.map(text.exact),
            "Ratio": pairs.ratio.map("{:.3f}".format),
            "Days apart": pairs.days_apart,
        }
    )


def ratios(pairs: pd.DataFrame, looks: Mapping[str, colours.Look]) -> go.Figure:
    """Draw each pair's ratio over time, the range of nine in ten as a band, and a line at 1.

    Args:
        pairs: project_id, name, period_start, period_end, x, ratio; what `known` returns.
        looks: each project's own, see `colours.own`.
    """
    figure = plotting.bare(HEIGHT, left=46, right=12)
    low, high = float(pairs.ratio.quantile(0.05)), float(pairs.ratio.quantile(0.95))
    least, most = min(float(pairs.ratio.min()), 1.0), max(float(pairs.ratio.max()), 1.0)
    if most / least >= WIDE:
        figure.update_yaxes(type="log", tickformat="~g")
    else:
        room = 0.1 * (most - least) or 0.05
        figure.update_yaxes(range=[least - room, most + room], tickformat=".2f")
    across = {"xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    equal = {"color": colours.MUTED, "width": 1, "dash": "dash"}
    figure.layout.shapes = [
        across | {"y0": low, "y1": high, "fillcolor": colours.SHADE, "line": {"width": 0}},
        across | {"type": "line", "y0": 1, "y1": 1, "line": equal},
    ]
    figure.add_scatter(  # one trace: thousands of projects would take seconds
        x=pairs.x,
        y=pairs.ratio,
        name="ratio",
        mode="markers",
        marker={
            "color": [looks[one].colour for one in pairs.project_id],
            "size": 6,
            "opacity": 0.8,
        },
        customdata=[
            f"{text.label(row.name)}, {text.period(row.period_start, row.period_end)}: "
            f"{row.ratio:.3f}"
            for row in each(pairs)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    _name_farthest(figure, pairs)
    return figure


def _name_farthest(figure: go.Figure, pairs: pd.DataFrame) -> None:
    """Write the projects' names at the points that lie farthest from 1, one each."""
    start, end = pairs.x.min(), pairs.x.max()
    notes = []
    for row in each(worst(pairs).drop_duplicates("project_id").head(NAMED)):
        right = row.x < start + (end - start) / 2
        beside: dict[str, Any] = {
            "xanchor": "left" if right else "right",
            "xshift": 7 if right else -7,
            "name": plotting.ON_DATA,
        }
        words = f"{text.label(row.name)} {_written(row.ratio)}"
        y = row.ratio if figure.layout.yaxis.type != "log" else math.log10(row.ratio)
        notes.append(plotting.note(words, x=row.x, y=y, **beside))
    plotting.write(figure, notes)
