"""What is collected, how fresh it is, and what waits for it; ?source=<id> opens one source."""

import streamlit as st

from dashboard import address, door, stale
from dashboard.sources import source_card, source_list, source_words

NAMES = ("source", *source_list.FILTERS)

st.title("Sources")
address.sync(*NAMES)
sources = door.read("sources", today=stale.today()).set_index("source_id", drop=False)
st.markdown(f"#### {source_words.headline(sources)}", anchors=False)
state = st.session_state

# a link asks for a source; it is shown whatever the filters leave
asked = state.get("source", st.query_params.get("source"))
shown = source_list.show(sources)
ids = list(shown.index)
if asked in sources.index and asked not in ids:
    ids = [asked, *ids]
address.known("source", ids, ids[0])
st.selectbox("Source", ids, key="source", format_func=lambda s: source_list.title(sources.loc[s]))
address.write(source=state.source, comes=state.comes, state=state.state, licence=state.licence)
source_card.show(sources.loc[state.source])
