"""The one field of every page: a claim, a figure, a project or a topic in plain English."""

from pathlib import Path

import streamlit as st

from dashboard import marts
from warehouse.reading.text import LONGEST

CHECK, ARTICLE = "screens/check.py", "screens/read.py"
ASKED = "q"
"""Parameter of the address of the page that answers."""
TYPED = "typed into the field"
_CARRIED = "text that is longer than a claim"
_LAST = "asked by the address"
_SCRIPT = f"<script>{(Path(__file__).parent / 'field.js').read_text(encoding='utf-8')}</script>"
"""As a script, not as a component: those bring libraries of 200 kB to every first visit."""


def show(said: str = "") -> None:
    """Show the field; what is typed is answered on the page of checks. `/` leads into it.

    A text that is too long for a sentence is carried to the page that reads articles.

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
            placeholder=": ".join(
                ["A claim, a figure, a project", *marts.read("short_claim").statement]
            ),
            label_visibility="collapsed",
        )
        pressed = st.form_submit_button("Check", type="primary")
    st.html(_SCRIPT, unsafe_allow_javascript=True)
    asked = (typed or "").strip()
    if pressed and len(asked) > LONGEST:
        carry(asked)
    elif pressed and asked:
        st.switch_page(CHECK, query_params={ASKED: asked})


def asked() -> str:
    """Return what the address of the page of checks asks."""
    return str(st.query_params.get(ASKED) or st.query_params.get("ask") or "")


def carry(text: str) -> None:
    """Open the page that reads articles with a text that is none of one sentence."""
    st.session_state[_CARRIED] = text
    st.switch_page(ARTICLE)


def carried() -> str:
    """Return the text that was carried to the page that reads articles, once."""
    return str(st.session_state.pop(_CARRIED, ""))
