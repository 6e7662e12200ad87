"""One article's statements: in its text when that is at hand, else listed; ?document=<id>."""

import streamlit as st

from dashboard import address, door
from dashboard.documents import document_view, library

st.title("Documents")
address.sync("document", "view", "verdict", "part")
documents = door.read("documents")
if documents.empty:
    st.info("No documents are registered in data/documents.yml.")
else:
    titles = dict(zip(documents.document_id, documents.title, strict=True))
    names = dict(zip(documents.sha256, documents.document_id, strict=True))
    library.told()
    texts = library.at_hand(names)
    address.known("document", list(titles), next(iter(titles)))
    st.selectbox("Article", list(titles), key="document", format_func=titles.__getitem__)
    chosen = st.session_state.document
    document = documents[documents.document_id == chosen].iloc[0]
    document_view.heading(document, list(titles))
    if document.places:
        document_view.statements(document, texts.get(chosen), names, titles)
        document_view.contradictions(document)
    else:
        address.write(document=chosen)
        st.info("No claim of this article is registered.")
