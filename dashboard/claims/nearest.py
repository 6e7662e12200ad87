"""The claims of the register that are nearest to what was typed; its index is kept for a build."""

import streamlit as st

from dashboard import marts
from dashboard.documents import article_texts
from warehouse.finding.register import Register, register

KEPT = 2


def index() -> Register:
    """Return the claims of this rerun's build, with the words of the articles that are at hand."""
    documents = marts.read("documents")
    names = dict(zip(documents.sha256, documents.document_id, strict=True))
    texts, seen, _ = article_texts.of_the_operator(names)
    return _index(marts.key(), seen, texts)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _index(key: str, seen: tuple[object, ...], _texts: dict[str, str]) -> Register:
    return marts.later(lambda con: register(con, _texts))()
