"""A text of one's own: what it states about known projects, judged and marked in it."""

import streamlit as st

from dashboard import field
from dashboard.documents import reading_view

st.title("Check an article")
if long := field.carried():
    st.session_state.pop(reading_view.KEPT, None)
    st.session_state[reading_view.TEXT] = long
found = reading_view.kept()
if found is None:
    st.markdown(
        "Paste a text or choose a file: each sentence that states something countable about a "
        "known project is judged, or it says what is missing. The text is in the memory of this "
        "visit only and ends with it; nothing is stored."
    )
    reading_view.ask()
else:
    reading_view.show(found)
