"""Every claim with its verdict; ?claim=<id> opens one with all its evidence."""

import streamlit as st

from dashboard import address, marts
from dashboard.claims import card, claim_list

address.sync(*claim_list.FILTERS, card.TAB)
wanted = st.query_params.get("claim")
if wanted is None:
    claim_list.show(marts.read("claims_index"))
else:
    card.show(wanted)
