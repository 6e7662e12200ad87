"""One project: what it is, every signal it has, where it stands, what articles claim of it."""

import streamlit as st

from dashboard import address, choices, marts
from dashboard.projects import profile

st.title("One project")
address.sync("project", "among")
every = marts.read("projects")
names = dict(zip(every.project_id, every["name"], strict=True))
with st.container(horizontal=True, vertical_alignment="bottom"):
    unknown = choices.single(
        "project", "Project, the most measured first", names, next(iter(names))
    )
    card = profile.Card(st.session_state.project)
    address.one("among", list(card.titles), card.widest)
    if len(card.titles) > 1:
        st.selectbox("Among", list(card.titles), key="among", format_func=card.titles.__getitem__)
choices.lacking(unknown, names, profile.PROJECTS, "project")
address.write(project=card.slug, among=st.session_state.among if len(card.titles) > 1 else None)
profile.places(card, st.session_state.among)
profile.heading(card)
profile.signals(card, st.session_state.among)
profile.gaps(card)
profile.claims(card)
profile.facts(card)
