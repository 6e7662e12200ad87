"""All articles, each with what its claims came to: one click opens it."""

import pandas as pd
import streamlit as st

from dashboard import colours, marts, text
from dashboard.claims import contradiction_view
from dashboard.documents import place_charts
from dashboard.documents.document_view import PAGE, STYLE, dated
from dashboard.frames import each


def show(documents: pd.DataFrame) -> None:
    """Show what all claims came to, and below it each article.

    `documents`: what query `documents` returns.
    """
    if documents.empty:
        st.info(
            "No articles are registered yet. `sharecheck document FILE` adds one to a pack’s "
            "`documents.yml`; to check a text without that, open “An article” in the section Check."
        )
        return
    noun = "article makes" if len(documents) == 1 else "articles make"
    summary = place_charts.message(marts.read("claims_index").verdict)
    st.markdown(f"## {len(documents)} {noun} {summary}", anchors=False)
    st.html(STYLE)
    verdicts = marts.read("verdicts_by_document").groupby(["document_id", "verdict"]).claims.sum()
    against, shelf = contradicting(), st.container(key="articles")
    for document in each(documents):
        name = document.document_id
        with shelf, st.container(border=True, key=f"article-{name}", gap="xsmall"):
            st.page_link(PAGE, label=text.plain(document.title), query_params={"document": name})
            facts = dated(document)
            many = f"{document.claims} claims in {document.places} places"
            about = [facts.get("Written", facts["Date"]), many if document.places else "no claims"]
            st.caption(text.plain(" · ".join(about)))
            if document.places:
                st.markdown(_counts(verdicts.loc[name]))
            if n := against.get(name, 0):
                st.page_link(
                    contradiction_view.PAGE,
                    label=f"{n} contradiction{'' if n == 1 else 's'} with itself or other articles",
                    icon=":material/arrow_forward:",
                    query_params={"document": name},
                )


def _counts(claims: "pd.Series[int]") -> str:
    """Return how many claims got which verdict, as badges in words; `claims`: by verdict."""
    return " ".join(
        f":{mark.badge}-badge[{mark.symbol} {claims[verdict]} {mark.words}]"
        for verdict, mark in colours.VERDICTS.items()
        if verdict in claims
    )


def contradicting() -> dict[str, int]:
    """Return in how many contradictions each article makes a side."""
    made = marts.read("claims_index").set_index("claim_id").document_ids
    sides = marts.read("contradiction_sides")
    sides["document_id"] = sides.claim_id.map(made)
    seen = sides.explode("document_id").groupby("document_id").contradiction_id.nunique()
    return {str(name): int(n) for name, n in seen.items()}
