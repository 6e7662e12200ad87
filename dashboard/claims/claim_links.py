"""Claims as links with their verdict, for pages that are about something else."""

import pandas as pd
import streamlit as st

from dashboard import blocks, text
from dashboard.frames import each
from dashboard.overview import messages

SHOWN = 24
"""Claims listed under one verdict; the rest is on the page of claims."""


def show(claims: pd.DataFrame) -> None:
    """List claims by verdict, each as a link to its card.

    `claims`: claim_id, verdict, statement; in the order of the claim files.
    """
    for verdict in (v for v in messages.ORDER if v in set(claims.verdict)):
        rows = claims[claims.verdict == verdict]
        with st.expander(f"{blocks.verdict_badge(verdict)} {len(rows)}", expanded=len(claims) < 9):
            with st.container(key=f"row-{verdict}", gap=None):
                for row in each(rows.head(SHOWN)):
                    blocks.link(blocks.CLAIMS, text.plain(row.statement), claim=row.claim_id)
            if len(rows) > SHOWN:
                st.caption(f"and {len(rows) - SHOWN} more on the page of claims")
