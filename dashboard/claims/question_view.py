"""A sentence that is not judged: what of it was understood, and which words were not."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from dashboard import text
from warehouse.reading.question import Question
from warehouse.reading.text import LONGEST


def understood(sentence: str, question: Question) -> None:
    """Show a sentence with the words marked that a question leaves open, and what was read."""
    if question.words:
        places = [(start, end) for _, start, end in question.words]
        st.html(f'<p class="sentence">{marked(sentence[:LONGEST], places)}</p>')
    if question.read:
        st.markdown(f"**We read:** {text.plain(question.read)}")


def marked(sentence: str, places: Iterable[tuple[int, int]]) -> str:
    """Return a sentence as HTML in which the places, [start, end), are marked."""
    parts, at = list[str](), 0
    for start, end in sorted(places):
        if start >= at:
            parts += [escape(sentence[at:start]), f"<mark>{escape(sentence[start:end])}</mark>"]
            at = end
    return "".join([*parts, escape(sentence[at:])])
