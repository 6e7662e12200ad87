"""What is collected, how fresh it is, and what waits for it; ?source=<id> opens one source."""

import streamlit as st

from collectors.home import home
from dashboard import address, marts, stale
from dashboard.sources import source_card, source_list
from warehouse import attempts

NAMES = ("source", *source_list.FILTERS)

st.title("Sources")
address.sync(*NAMES)
sources = marts.read("sources", today=stale.today()).set_index("source_id", drop=False)
tried = source_list.newest_attempts(sources, attempts.newest(home().data, sources.source_id))
state = st.session_state

address.known("source", list(sources.index), None)
if state.source is None:
    source_list.show(sources, tried)
else:
    label = ":material/arrow_back: All sources"
    st.button(label, type="tertiary", on_click=lambda: state.update(source=None))
    source_list.choice(sources)
    source_card.show(sources.loc[state.source], tried.get(state.source))
address.write(**{name: state.get(name) for name in NAMES})
