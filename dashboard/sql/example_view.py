"""Queries to begin with, each a link that opens and runs it."""

import streamlit as st

from dashboard import text
from dashboard.sql import examples
from dashboard.sql.examples import Example

PAGE = "screens/sql.py"


def show() -> None:
    """List the queries that teach the warehouse, then those behind the other pages."""
    for example in examples.load().learn:
        _link(example)
    behind = st.expander("What the other pages ask", on_change="rerun")  # long: sent when opened
    if behind.open:
        with behind:
            st.caption("With sensible values for what a page lets one choose.")
            for example in examples.behind_pages():
                _link(example)


def _link(example: Example) -> None:
    with st.container(gap=None):
        st.page_link(
            PAGE,
            label=text.plain(example.title),
            icon=":material/play_arrow:",
            query_params=example.address,
        )
        st.caption(text.plain(example.note))
