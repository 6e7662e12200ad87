"""On the screen: where a source agrees with others that should say the same, and where not."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, colours, marts, text
from dashboard.frames import each
from dashboard.sources import twin_words

PAGE = "screens/sources.py"


def show(source: str) -> None:
    """Show each pair that a source is one side of: the ratio over time, or why there is none."""
    twins = marts.read("source_twins", source=source)
    if twins.empty:
        return
    st.markdown("### Does it agree with others?", anchors=False)
    pairs = twin_words.known(marts.read("ratios", twins=list(twins.twin_id)))
    for twin in each(twins):
        _twin(twin, pairs[pairs.twin_id == twin.twin_id], source)


def _twin(twin: Any, pairs: pd.DataFrame, source: str) -> None:
    mine = "left" if twin.left_source_id == source else "right"
    theirs = "right" if mine == "left" else "left"
    other = getattr(twin, f"{theirs}_source_id")
    link = {}
    if other != source:
        title = text.plain(getattr(twin, f"{theirs}_source"))
        link = {f"About “{title}”": (PAGE, {"source": other})}
    sides = (
        f"“{twin.left_title}” ({twin.left_segment}) / “{twin.right_title}” ({twin.right_segment})"
    )
    if pairs.empty:
        st.markdown(f"- **{text.plain(sides)}:** {_missing(twin)} :gray[{text.plain(twin.why)}]")
        return
    blocks.chart(
        f"{twin.left_title}: {twin_words.summary(pairs)}",
        twin_words.ratios(pairs, colours.own(marts.read)),
        pairs.drop(columns="x"),
        name=f"twin-{twin.twin_id}",
        below=f"Ratio {sides}, {twin.unit}; one mark per project and period, grey: nine in ten, "
        f"dashed: equal. {twin.why}",
        links=link,
        heading="####",
    )
    apart = twin_words.worst(pairs)
    if len(apart):
        with st.expander("Where they part most"):
            st.dataframe(twin_words.table(apart), hide_index=True, height="content")


def _missing(twin: Any) -> str:
    """Return why a pair cannot be compared, in Markdown."""
    waits = [
        f"`sharecheck collect {name}`"
        for name, live, figures in (
            (twin.left_source_id, twin.left_live, twin.left_figures),
            (twin.right_source_id, twin.right_live, twin.right_figures),
        )
        if live and not figures
    ]
    if waits:
        return f"to be compared after {text.listed(list(dict.fromkeys(waits)))}."
    return "no project has figures of one time in both."
