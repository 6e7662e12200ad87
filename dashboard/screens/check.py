"""A claim of one's own, judged like those of the register; ?ask=<sentence>."""

import streamlit as st

from collectors.errors import SentenceError
from dashboard import address, door
from dashboard.claims import ask_view
from warehouse.asking.sentence import understand

st.title("Check a claim")
st.markdown(
    "Write it as a sentence or put it together in the form. It is judged like the claims of the "
    "articles: in every way of counting that its words allow."
)
address.sync(ask_view.ASK)
address.any_text(ask_view.ASK)
known = door.names()
ask_view.field(known)
said = str(st.session_state[ask_view.ASK])
address.write(ask=said)
claim, wrong = None, None
try:
    claim = understand(said, known) if said.strip() else None
except SentenceError as error:
    wrong = error
with st.expander("The same as a form", expanded=not said, icon=":material/tune:"):
    ask_view.fields(claim, known)
if wrong is not None:
    ask_view.problem(wrong)
if claim is not None:
    ask_view.result(said, claim)
else:
    ask_view.examples()
