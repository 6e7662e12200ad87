"""One project: what it is, every signal it has, where it stands, what articles claim of it."""

import streamlit as st

from dashboard import address, choices, door
from dashboard.projects import profile_card

DEFAULT = "pytorch"

st.title("Projects")
address.sync("project", "among")
every = door.read("projects")
names = dict(zip(every.project_id, every["name"], strict=True))
kinds = dict(zip(every.project_id, every.kind, strict=True))
choices.resolve("project", names)
address.known("project", list(names), DEFAULT)
st.selectbox(
    choices.label("Project, the most measured first", names),
    choices.listed(names, [st.session_state.project]),
    key="project",
    format_func=lambda p: f"{names[p]} · {kinds[p]}",
    accept_new_options=len(names) > choices.LISTED,
)
card = profile_card.Card(st.session_state.project)
profile_card.heading(card)

address.one("among", list(card.titles), card.widest)
address.write(project=card.slug, among=st.session_state.among if len(card.titles) > 1 else None)
if len(card.titles) > 1:
    st.selectbox("Among", list(card.titles), key="among", format_func=card.titles.__getitem__)
profile_card.places(card, st.session_state.among)
profile_card.signals(card, st.session_state.among)
profile_card.gaps(card)
profile_card.claims(card)
profile_card.facts(card)
