"""Two projects or more by every signal that measures them; ?projects=alpha,beta."""

import streamlit as st

from dashboard.compare import compare_view

st.title("Compare projects")
projects, names = compare_view.chosen()
if len(projects) < compare_view.FEWEST:
    compare_view.begin(projects, names)
else:
    compare_view.show(projects)
