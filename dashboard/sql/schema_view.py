"""The tables of the warehouse beside the editor: what they hold, searchable, each one opens."""

from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, marts, text
from dashboard.frames import each

PAGE = "screens/sql.py"
PUBLIC = "main"
OPENED = 3
"""Up to so many tables found are shown with their columns at once."""


def show() -> None:
    """Show the search field `find` and the tables that fit it."""
    with marts.seeing(None):
        every = marts.read("schema")
    st.text_input("Find a table or column", key="find", placeholder="share, period, locator …")
    raw = st.toggle(
        "Also what the sources brought (landing, staging)",
        help="Tables before they are joined; they have no comments and may change.",
    )
    wanted = fitting(every if raw else every[every.schema_name == PUBLIC], st.session_state.find)
    tables = [
        list(rows) for _, rows in groupby(each(wanted), lambda r: (r.schema_name, r.table_name))
    ]
    st.caption(text.number(len(tables), "table"))
    opened = bool(st.session_state.find) and len(tables) <= OPENED
    with st.container(gap=None):
        for columns in tables:
            _table(columns, opened)


def fitting(columns: pd.DataFrame, words: str) -> pd.DataFrame:
    """Return the columns of the tables that hold every word in a name or comment.

    `columns`: schema_name, table_name, about, column_name, comment; one row per column.
    """
    if not words.strip():
        return columns
    parts = ["column_name", "comment", "table_name", "about"]
    told = columns[parts].fillna("").agg(" ".join, axis=1).str.lower()
    of_table = told.groupby([columns.schema_name, columns.table_name]).transform(" ".join)
    wanted = words.lower().split()
    return columns[[all(word in one for word in wanted) for one in of_table]]


def _table(columns: list[Any], opened: bool) -> None:
    first = columns[0]
    public = first.schema_name == PUBLIC
    name = first.table_name if public else f"{first.schema_name}.{first.table_name}"
    with st.expander(f"**{text.plain(name)}** :gray[{first.rows:,}]", opened, type="compact"):
        about = [text.plain(first.about)] if text.known(first.about) else []
        lines = [
            f"- **{text.plain(row.column_name)}** :gray[{text.plain(row.data_type.lower())}]"
            + (f"  \n  {text.plain(row.comment)}" if text.known(row.comment) else "")
            for row in columns
        ]
        st.markdown("\n\n".join([*about, "\n".join(lines)]))
        blocks.link(PAGE, "Show its rows", "table_view", q=f"from {name}\nlimit 100")
