"""Claims that cannot be true together; ?contradiction=<id> opens one."""

import streamlit as st

from dashboard import address, marts
from dashboard.claims import contradiction_view

address.sync(*contradiction_view.FILTERS)
contradictions = marts.read("contradictions")
sides = contradiction_view.sides()
wanted = st.query_params.get("contradiction")
if wanted is None:
    contradiction_view.show(contradictions, sides)
else:
    contradiction_view.one(contradictions, sides, wanted)
