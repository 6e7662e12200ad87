"""All articles, or with ?document=<id> the statements of one: in its text, else listed."""

import streamlit as st

from dashboard import address, marts
from dashboard.documents import article_texts, document_list, document_view

address.sync("view", "verdict", "part")
documents = marts.read("documents")
asked = st.query_params.get("document")
article_texts.told()
if asked is not None and asked in set(documents.document_id):
    document_view.show(asked, documents)
else:
    st.title("Articles")
    if asked is not None:
        address.lost("article", asked)
    document_list.show(documents)
    address.write()
