"""The warehouse open to questions: a query, its rows, a chart; ?q=<query> brings and runs one."""

import streamlit as st

from dashboard import address
from dashboard.sql import example_view, examples, quick_chart_view, schema_view, sql_view

state = st.session_state

st.title("SQL")
st.markdown("Ask the warehouse yourself: write a query, or begin with one of the examples.")
st.html(sql_view.STYLE)
if st.query_params:  # without, it is the menu or a first answer: what is being written stays
    address.sync("q", "find", *quick_chart_view.NAMES)
sql_view.bring(q=examples.load().learn[0].sql, find="")

left, right = st.columns([2, 1], gap="large")
with left:
    pressed = sql_view.editor()
    done = sql_view.run(state.q, pressed)
    chosen = sql_view.show(done) if done else sql_view.asked()
with right:
    tables, queries = st.tabs(["Tables", "Examples"])
    with tables, st.container(key="tables"):
        schema_view.show()
    with queries, st.container(key="examples"):
        example_view.show()
address.write(q=sql_view.linked(state.q), find=state.find, **chosen)
