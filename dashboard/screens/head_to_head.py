"""Projects of one purpose side by side: who leads by which count, since when, what is missing."""

import streamlit as st

from dashboard import address, door, stale, text
from dashboard.projects import versus

DEFAULT = "frameworks"

st.title("Head to head")
address.sync("group", "count")
groups = door.read("groups")
titles = dict(zip(groups.group_id, groups.title, strict=True))
address.known("group", list(titles), DEFAULT)
st.selectbox("Group", list(titles), key="group", format_func=titles.__getitem__)
group = versus.Group(st.session_state.group, groups)
st.markdown(text.plain(group.note))

counts = group.counts
address.one("count", list(counts), next(iter(counts), None))
address.write(group=group.slug, count=st.session_state["count"])
if counts:
    versus.ranks(group)
    used = group.definitions.signal_id[group.definitions.projects > 0]
    st.caption(stale.figures_to(signals=used))
    st.markdown("### Over time", anchors=False)
    st.selectbox("Count", list(counts), key="count", format_func=counts.__getitem__)
    versus.trend(group, st.session_state["count"])
else:
    st.info("No count of this group has figures for two of its members yet.")
versus.gaps(group)
versus.claims(group)
