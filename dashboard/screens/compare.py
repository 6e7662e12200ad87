"""Two projects or more by every signal that measures them; ?projects=pytorch,tensorflow,jax."""

import streamlit as st

from dashboard.compare import compare_view

st.title("Compare")
projects = compare_view.chosen()
if len(projects) < 2:
    st.info("Choose two projects or more.")
    st.stop()
compare_view.show(projects)
