"""What stands behind a chart: its table, and the queries that made it."""

import pandas as pd
import streamlit as st

from dashboard import downloads, filled


def table(frame: pd.DataFrame, name: str | None = None) -> None:
    """Show a frame with every digit; with a `name`, the stem of the files' names, offer it too."""
    with st.expander(f"The table behind: {len(frame):,} rows", icon=":material/table:"):
        st.dataframe(frame, hide_index=True)
        if name is not None:
            with st.container(horizontal=True):
                downloads.csv(frame, name)
                downloads.parquet(frame, name)


def queries(*reads: downloads.Read, then: str = "") -> None:
    """Show the text of queries with their parameters filled in, and what is done afterwards."""
    with st.expander("The SQL behind", icon=":material/code:"):
        for query, parameters in reads:
            st.code(filled.sql(query, **parameters), language="sql", wrap_lines=True)
        st.caption(
            "It runs as it stands: `sharecheck sql` or any DuckDB client on the published file."
            + (f" {then}" if then else "")
        )
