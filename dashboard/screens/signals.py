"""One signal over time for chosen projects: as a share, as counted, per day, index, change."""

import streamlit as st

from dashboard import marts
from dashboard.signals import signal_card

st.title("Signals")
if marts.read("signals").empty:
    st.info(
        "The warehouse holds no figures yet. Run `sharecheck collect`, then `sharecheck build`."
    )
    st.stop()
signal_card.show()
