"""What to ask, what does not hold as told, who leads where, and how fresh the figures are."""

import streamlit as st

from dashboard import field, packs, text
from dashboard.overview import overview_view

st.html(overview_view.STYLE)
with st.container(key="overview", gap="small"):
    noun = text.plain(packs.words()["noun"])
    st.title(f"Is that {noun} market-share claim true?", anchor=False)
    field.show()
    overview_view.findings()
    overview_view.signals()
    overview_view.articles()
    overview_view.freshness()
