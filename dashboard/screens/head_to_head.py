"""Projects of one purpose side by side: who leads by which count, since when, what is missing."""

import streamlit as st

from dashboard import address, choices, marts
from dashboard.projects import standing

st.title("Compare a group")
address.sync("group", "count")
groups = marts.read("groups")
if groups.empty:
    st.info(
        "No group has a definition yet: `projects.yml` names groups of projects, `definitions.yml` "
        "counts over them."
    )
    st.stop()
titles = dict(zip(groups.group_id, groups.title, strict=True))
leading = marts.read("leading").group_id.dropna()
address.known("group", list(titles), next(iter(leading), next(iter(titles), None)))
choices.one("group", "Group", titles, filter_mode="contains")
group = standing.Group(st.session_state.group, groups)
standing.finding(group)

counts = group.counts
address.one("count", list(counts), next(iter(counts), None))
address.write(group=group.slug, count=st.session_state["count"])
if counts:
    with st.container(key="beside"):
        with st.container():
            standing.table(group)
        with st.container():
            st.selectbox("Over time, by", list(counts), key="count", format_func=counts.__getitem__)
            standing.trend(group, st.session_state["count"])
else:
    st.info("No count of this group has figures for two of its members yet.")
standing.unmeasured(group)
standing.claims(group)
