"""Every claim with its verdict; ?claim=<id> opens one with all its evidence."""

import streamlit as st

from dashboard import door
from dashboard.claims import card, claim_list

claims = door.read("claims")
wanted = st.query_params.get("claim")
if wanted is None:
    claim_list.show(claims)
else:
    card.show(claims, wanted)
