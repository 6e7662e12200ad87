"""The list of claims with its filters; all of them are in the address."""

import pandas as pd
import streamlit as st

from dashboard import address, blocks, card, colours, door, text
from dashboard.frames import each

FILTERS = ("verdict", "document", "project", "kind", "find")


def show(claims: pd.DataFrame) -> None:
    """Show filters, the claims that fit them, and these claims as CSV."""
    st.title("Claims")
    st.markdown(
        "What the articles assert, restated in our words, beside what public figures show under "
        "the definition nearest to those words and under every other defensible one."
    )
    _filters(claims)
    shown = fitting(claims, {name: st.session_state[name] for name in FILTERS})
    st.markdown(f"**{len(shown)}** of {len(claims)} claims")
    if shown.empty:
        st.info("No claim fits all of these filters. Remove one of them.")
        return
    for title, group in shown.groupby("cluster_title", sort=False):
        st.markdown(f"### {text.plain(str(title))}", anchors=False)
        rows = list(each(group))
        for pair in zip(rows[::2], [*rows[1::2], None], strict=False):
            for column, claim in zip(st.columns(2), pair, strict=True):
                if claim is not None:
                    with column:
                        card.row(claim)
    blocks.download(shown.drop(columns="document_ids"), "claims", "These claims as CSV")


def _filters(claims: pd.DataFrame) -> None:
    documents = door.read("verdicts_by_document").drop_duplicates("document_id")
    titles = dict(zip(documents.document_id, documents.title, strict=True))
    projects = dict(zip(claims.subject, claims.subject_name, strict=True))
    kinds = sorted(claims.kind.unique())
    verdicts = [verdict for verdict in colours.VERDICTS if verdict in set(claims.verdict)]
    address.sync(*FILTERS)
    address.many("verdict", verdicts, [])
    address.one("document", list(titles))
    address.one("project", list(projects))
    address.one("kind", kinds)
    address.any_text("find")
    st.pills(
        "Verdict",
        verdicts,
        selection_mode="multi",
        key="verdict",
        format_func=lambda v: f"{colours.VERDICTS[v].icon} {v} ({(claims.verdict == v).sum()})",
    )
    with st.container(horizontal=True):
        st.selectbox(
            "Article",
            list(titles),
            key="document",
            format_func=titles.__getitem__,
            placeholder="all",
            width=360,
        )
        st.selectbox(
            "About",
            list(projects),
            key="project",
            format_func=projects.__getitem__,
            placeholder="all",
            width=170,
        )
        st.selectbox(
            "Kind",
            kinds,
            key="kind",
            format_func=text.KINDS.__getitem__,
            placeholder="all",
            width=180,
        )
        st.text_input("Words", key="find", placeholder="survey, papers …", width=220)
    asked = address.write(**{name: st.session_state[name] for name in FILTERS})
    st.session_state[card.LIST] = asked


def fitting(claims: pd.DataFrame, asked: dict[str, str | list[str] | None]) -> pd.DataFrame:
    """Return the claims that fit every filter that is set.

    Args:
        claims: what query `claims` returns.
        asked: verdict (list), document, project, kind, find (words in statement, scope or title).
    """
    keep = pd.Series(True, index=claims.index)
    if asked["verdict"]:
        keep &= claims.verdict.isin(list(asked["verdict"]))
    if asked["document"]:
        keep &= pd.Series([asked["document"] in ids for ids in claims.document_ids], claims.index)
    if asked["project"]:
        keep &= (claims.subject == asked["project"]) | (claims.comparator == asked["project"])
    if asked["kind"]:
        keep &= claims.kind == asked["kind"]
    if asked["find"]:
        words = claims.statement + " " + claims.scope + " " + claims.cluster_title
        keep &= words.str.contains(str(asked["find"]), case=False, regex=False)
    return claims[keep]
