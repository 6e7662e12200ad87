"""The list of sources with its filters; all of them are in the address."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, downloads
from dashboard.sources import source_words

FILTERS = ("comes", "state", "licence")
ALL = "all"
HEIGHT = 380
"""Of the table, in pixels: it scrolls within itself, and the source below stays in sight."""


def show(sources: pd.DataFrame) -> pd.DataFrame:
    """Show filters and the sources that fit them, and return these; all when none fits.

    `sources`: what query `sources` returns.
    """
    _filters(sources)
    asked = st.session_state
    shown = source_words.fitting(sources, asked.comes, asked.state, asked.licence)
    if shown.empty:
        st.info("No source fits all of these filters. Remove one of them.")
        return sources
    if undecided := source_words.undecided(sources):
        st.warning(undecided, icon=":material/help:")
    st.markdown(f"**{len(shown)}** of {len(sources)} sources")
    table = source_words.table(shown)
    st.dataframe(
        table,
        hide_index=True,
        height=HEIGHT if len(table) > 10 else "content",
        on_select=lambda: _choose(list(shown.source_id)),
        selection_mode="single-row",
        key="table of sources",
        placeholder="–",
        column_config={
            "Source": st.column_config.TextColumn(width="large"),
            "Figures to": st.column_config.DateColumn(format="D MMM YYYY"),
            "Next due": st.column_config.DateColumn(format="D MMM YYYY"),
            "Figures": st.column_config.NumberColumn(format="localized"),
        },
    )
    downloads.csv(shown, "sources", "These sources as CSV")
    return shown


def _choose(ids: list[str]) -> None:
    """Open the source whose row was chosen."""
    rows = st.session_state["table of sources"].selection.rows
    if rows:
        st.session_state["source"] = ids[rows[0]]


def _filters(sources: pd.DataFrame) -> None:
    """Show the filters and set them from the address."""
    licences = sorted(set(sources.license), key=str.casefold)
    options = {
        "comes": ("How it comes", source_words.COMES),
        "state": (
            "State",
            {s: m.words for s, m in source_words.STATES.items() if s in set(sources.state)},
        ),
        "licence": ("Licence", {name: source_words.licence(name) for name in licences}),
    }
    with st.container(key="filters"):
        for name, (label, titles) in options.items():
            address.one(name, list(titles))
            st.selectbox(
                label, list(titles), key=name, format_func=titles.__getitem__, placeholder=ALL
            )


def title(source: Any) -> str:
    """Return a source's entry in the choice below the list."""
    return f"{source.title} · {source.state}"
