"""A claim of one's own, judged like those of the register; ?q=<sentence>."""

import streamlit as st

from dashboard import field
from dashboard.claims import ask_view

st.title("Check a claim")
said = field.asked()
if said.strip():
    ask_view.answer(said)
else:
    st.markdown(
        "One sentence in plain English. It is judged like the claims of the articles: in every way "
        "of counting that its words allow."
    )
    ask_view.forget()
    ask_view.examples()
    st.page_link(ask_view.ARTICLE, label="Check a whole article instead", icon=":material/article:")
