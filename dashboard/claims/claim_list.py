"""The list of claims with its filters; all of them are in the address."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, blocks, colours, door, downloads, text
from dashboard.claims import card, claim_row
from dashboard.frames import each

LABELS = {
    "document": "Article", "topic": "Topic", "project": "About", "kind": "Kind",
    "undecided": "Undecided because",
}  # fmt: skip
FILTERS = ("verdict", *LABELS, "find")
OPEN = 60
"""Up to so many claims are shown one by one; more as topics, each a link to its claims."""
LAST = ("not enough evidence",)
"""Verdicts that come last within a topic."""


def show(claims: pd.DataFrame) -> None:
    """Show filters, the claims or topics that fit them, and these claims as CSV."""
    st.title("Claims")
    st.markdown(
        "What the articles assert, restated in our words, beside what public figures show under "
        "the definition nearest to those words and under every other defensible one."
    )
    asked = _filters(claims)
    shown = fitting(claims, asked)
    st.markdown(f"**{len(shown)}** of {len(claims)} claims")
    if shown.empty:
        st.info("No claim fits all of these filters. Remove one of them.")
        return
    groups = topics(shown)
    if len(shown) <= OPEN or len(groups) == 1:
        for title, group in groups:
            st.markdown(f"#### {text.plain(title)}", anchors=False)
            for claim in each(group):
                claim_row.show(claim)
    else:
        _overview(groups)
    downloads.csv(shown.drop(columns="document_ids"), "claims", "These claims as CSV")


def topics(claims: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return title and claims of each topic, the one with most verdicts first.

    Within a topic, claims that were judged come first, then those that could be, then the rest.

    `claims`: cluster, cluster_title, verdict, undecided.
    """
    order = list(text.UNDECIDED)[::-1]
    rank = claims.undecided.map(lambda reason: order.index(reason) + 1 if reason in order else 0)
    ordered = claims.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank")
    groups = [
        (str(group.cluster_title.iloc[0]), group)
        for _, group in ordered.groupby("cluster", sort=False)
    ]
    return sorted(groups, key=lambda group: (-judged(group[1]), group[0]))


def judged(claims: pd.DataFrame) -> int:
    """Return how many claims have a verdict other than that evidence is lacking."""
    return int((~claims.verdict.isin(LAST)).sum())


def _overview(groups: list[tuple[str, pd.DataFrame]]) -> None:
    """Show the topics with their verdicts, each a link that adds it to the filters."""
    marks = " · ".join(
        f":{mark.badge}[{mark.symbol}] {mark.words}" for mark in colours.VERDICTS.values()
    )
    st.caption(f"By topic; open one to see its claims, or narrow them down above. {marks}")
    asked: dict[str, str] = st.session_state[card.LIST]
    with st.container(key="topics"):
        for title, group in groups:
            st.page_link(
                blocks.CLAIMS,
                label=f"**{text.plain(title)}** {counted(group)}",
                query_params=asked | {"topic": group.cluster.iloc[0]},
                width="stretch",
            )


def counted(claims: pd.DataFrame) -> str:
    """Return how many claims have which verdict, as coloured symbols with numbers."""
    counts = claims.verdict.value_counts()
    return " ".join(
        f":{mark.badge}[{mark.symbol}\u00a0{counts[verdict]}]"
        for verdict, mark in colours.VERDICTS.items()
        if verdict in counts
    )


def _options(claims: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return what each filter of `LABELS` offers, with its words."""
    documents = door.read("verdicts_by_document").drop_duplicates("document_id")
    kinds, reasons = set(claims.kind), set(claims.undecided)
    return {
        "document": dict(zip(documents.document_id, documents.title, strict=True)),
        "topic": by_title(dict(zip(claims.cluster, claims.cluster_title, strict=True))),
        "project": by_title(_projects(claims)),
        "kind": {kind: words for kind, words in text.KINDS.items() if kind in kinds},
        "undecided": {why: words for why, words in text.UNDECIDED.items() if why in reasons},
    }


def _filters(claims: pd.DataFrame) -> dict[str, Any]:
    """Show the filters, put them into the address, and return what is asked."""
    options = _options(claims)
    verdicts = [verdict for verdict in colours.VERDICTS if verdict in set(claims.verdict)]
    address.sync(*FILTERS)
    address.many("verdict", verdicts, [])
    for name, titles in options.items():
        address.one(name, list(titles))
    address.any_text("find")
    asked = {name: st.session_state[name] for name in FILTERS}
    counts = fitting(claims, asked | {"verdict": []}).verdict.value_counts()
    st.pills(
        "Verdict",
        verdicts,
        selection_mode="multi",
        key="verdict",
        format_func=lambda v: f"{colours.VERDICTS[v].icon} {v} ({counts.get(v, 0)})",
    )
    with st.container(key="filters"):
        for name, label in LABELS.items():
            st.selectbox(
                label,
                list(options[name]),
                key=name,
                format_func=options[name].__getitem__,
                placeholder="all",
            )
        st.text_input("Words", key="find", placeholder="survey, papers …")
    asked = {name: st.session_state[name] for name in FILTERS}
    st.session_state[card.LIST] = address.write(**asked)
    return asked


def _projects(claims: pd.DataFrame) -> dict[str, str]:
    """Return the names of all that claims are about or compare with."""
    named = claims.dropna(subset="comparator")
    return dict(zip(claims.subject, claims.subject_name, strict=True)) | dict(
        zip(named.comparator, named.comparator_name, strict=True)
    )


def by_title(titles: dict[str, str]) -> dict[str, str]:
    """Return titles by id, in alphabetical order."""
    return dict(sorted(titles.items(), key=lambda item: item[1].casefold()))


def fitting(claims: pd.DataFrame, asked: dict[str, Any]) -> pd.DataFrame:
    """Return the claims that fit every filter that is set.

    Args:
        claims: what query `claims` returns.
        asked: verdict (list), document, topic, project, kind, undecided, find (words in statement,
            scope or title).
    """
    keep = pd.Series(True, index=claims.index)
    if asked["verdict"]:
        keep &= claims.verdict.isin(list(asked["verdict"]))
    if asked["document"]:
        keep &= pd.Series([asked["document"] in ids for ids in claims.document_ids], claims.index)
    if asked["topic"]:
        keep &= claims.cluster == asked["topic"]
    if asked["project"]:
        keep &= (claims.subject == asked["project"]) | (claims.comparator == asked["project"])
    if asked["kind"]:
        keep &= claims.kind == asked["kind"]
    if asked["undecided"]:
        keep &= claims.undecided == asked["undecided"]
    if asked["find"]:
        words = claims.statement + " " + claims.scope + " " + claims.cluster_title
        keep &= words.str.contains(str(asked["find"]), case=False, regex=False)
    return claims[keep]
