"""Claims that cannot be true together; ?contradiction=<id> opens one."""

import streamlit as st

from dashboard import address, marts
from dashboard.contradictions import contradiction_list, contradiction_view

address.sync(*contradiction_list.FILTERS)
contradictions = marts.read("contradictions")
sides = contradiction_view.sides()
wanted = st.query_params.get("contradiction")
if wanted is None:
    contradiction_list.show(contradictions, sides)
else:
    contradiction_list.one(contradictions, sides, wanted)
