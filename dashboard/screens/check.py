"""What was typed into the field, answered; ?q=<a claim, a figure, a project or a topic>."""

import streamlit as st

from dashboard import field
from dashboard.claims import ask_view

st.title("Check a claim")
said = field.asked()
if said.strip():
    ask_view.answer(said)
else:
    st.markdown(
        "A sentence in plain English, a figure, a project or a topic. What the articles say of it "
        "comes with its answer; a claim of your own is judged like theirs, in every way of "
        "counting that its words allow."
    )
    ask_view.forget()
    ask_view.examples()
    st.page_link(field.ARTICLE, label="Check a whole article instead", icon=":material/article:")
