"""What stands behind a chart: its table as CSV and Parquet, and the queries that made it."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, door, filled

Read = tuple[str, dict[str, Any]]
"""Name and parameters of a query, as `door.read` takes them."""


def table(frame: pd.DataFrame, name: str, *, csv: bool = False) -> None:
    """Show a frame with every digit, and offer it.

    Args:
        frame: what the chart is drawn from.
        name: stem of the files' names.
        csv: offer CSV here; a chart offers its own.
    """
    offered = "CSV and Parquet" if csv else "Parquet"
    label = f"The table behind: {len(frame):,} rows, {offered}"
    with st.expander(label, icon=":material/table:"):
        st.dataframe(frame, hide_index=True)
        with st.container(horizontal=True):
            if csv:
                blocks.download(frame, name)
            parquet(frame, name)


def parquet(frame: pd.DataFrame, name: str) -> None:
    """Offer a frame as Parquet; the file is made when it is asked for."""
    st.download_button(
        "Parquet",
        lambda: frame.to_parquet(None, index=False),
        file_name=f"{name}_{door.build_id()}.parquet",
        mime="application/vnd.apache.parquet",
        icon=":material/download:",
        on_click="ignore",
        key=f"parquet {name}",
    )


def queries(*reads: Read, then: str = "") -> None:
    """Show the text of queries with their parameters filled in, and what is done afterwards."""
    with st.expander("The SQL behind", icon=":material/code:"):
        for query, parameters in reads:
            st.code(filled.sql(query, **parameters), language="sql", wrap_lines=True)
        st.caption(
            "It runs as it stands: `sharecheck sql` or any DuckDB client on the published file."
            + (f" {then}" if then else "")
        )
