"""The warehouse open to questions: a query, its rows, a chart; ?q=<query> brings and runs one."""

import streamlit as st

from dashboard import address, marts
from dashboard.sql import examples, quick_chart, schema_view, sql_view

state = st.session_state

st.title("SQL")
st.markdown("Ask the warehouse yourself: write a query, or begin with one of the examples.")
if marts.pack():
    st.caption("A query sees the whole warehouse: all packs, whichever is shown.")
st.html(sql_view.STYLE)
address.sync("q", "find", *quick_chart.NAMES)
sql_view.bring(q=examples.learn()[0].address["q"], find="")

left, right = st.columns([2, 1], gap="large")
with left:
    pressed = sql_view.editor()
    answer = st.container()
with right:
    tables, queries = st.tabs(["Tables", "Examples"])
    with tables, st.container(key="tables"):
        schema_view.show()
    with queries, st.container(key="examples"):
        examples.show()
linked = state.q if len(state.q) <= sql_view.LINK_CHARACTERS else None
kept = {"q": linked, "find": state.find}
run = sql_view.run(state.q, pressed)
if run.outcome is None:  # the address must not wait for it
    address.write(**kept, **{name: st.query_params.get(name) for name in quick_chart.NAMES})
with answer:
    sql_view.finish(run)
    chosen = sql_view.show(run)
address.write(**kept, **chosen)
