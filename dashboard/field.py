"""The one field of every page: a claim, a figure, a project or a topic in plain English."""

from pathlib import Path

import streamlit as st

CHECK = "screens/check.py"
ASKED = "q"
"""Parameter of the address of the page that answers."""
TYPED = "typed into the field"
_LAST = "asked by the address"
_FOCUS = f"<script>{(Path(__file__).parent / 'focus.js').read_text(encoding='utf-8')}</script>"
"""As a script, not as a component: those bring libraries of 200 kB to every first visit."""


def show(said: str = "") -> None:
    """Show the field; what is typed is answered on the page of checks. `/` leads into it.

    `said`: what the address asks.
    """
    if st.session_state.get(_LAST) != said:  # a link or the way back was followed
        st.session_state[_LAST] = st.session_state[TYPED] = said
    with (
        st.form("field", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        typed = st.text_input(
            "Is it true?",
            key=TYPED,
            placeholder="A claim, a figure, a project: over 90 % of Hub models are PyTorch",
            label_visibility="collapsed",
        )
        pressed = st.form_submit_button("Check", type="primary")
    st.html(_FOCUS, unsafe_allow_javascript=True)
    if pressed and typed and typed.strip():
        st.switch_page(CHECK, query_params={ASKED: typed.strip()})


def asked() -> str:
    """Return what the address of the page of checks asks."""
    return str(st.query_params.get(ASKED) or st.query_params.get("ask") or "")
