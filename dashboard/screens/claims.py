"""Every claim with its verdict; ?claim=<id> opens one with all its evidence."""

import streamlit as st

from dashboard import address, marts
from dashboard.claims import claim_card, claim_list

address.sync(*claim_list.FILTERS, claim_card.TAB)
wanted = st.query_params.get("claim")
if wanted is None:
    claim_list.show(marts.read("claims_index"))
else:
    claim_card.show(wanted)
