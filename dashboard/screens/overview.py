"""What holds and what does not, what surprises most, who leads where, and how fresh it is."""

import streamlit as st

from dashboard import door, field
from dashboard.overview import messages, overview_view

counts = door.read("verdicts")
by_document = door.read("verdicts_by_document")

st.html(overview_view.STYLE)
with st.container(key="overview", gap="small"):
    st.title("Is that market-share claim true?", anchor=False)
    field.show()
    st.markdown(messages.headline(counts, by_document))
    overview_view.verdicts(counts)
    left, right = st.columns(2, gap="medium")
    with left:
        overview_view.findings()
    with right:
        overview_view.articles(by_document)
    overview_view.signals()
    overview_view.freshness()
