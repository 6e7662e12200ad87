"""The list of claims, rows of query `claims_index`, with its filters, all in the address."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, blocks, choices, colours, downloads, field, marts, text
from dashboard.claims import ask_view, claim_answer, claim_card
from dashboard.frames import each
from dashboard.labels import CODES

LABELS: dict[str, str] = CODES["filter"]
FILTERS = ("verdict", *LABELS, "find")
OPEN = 60
"""Up to so many claims are shown one by one; more as topics, each a link to its claims."""
WIDTH = 800
"""Pixels of the field, as wide as a line of text."""
MOST = 300
"""No more claims or topics than these are shown at once."""
FOUND = 60
"""So many claims that are near to what is looked for are shown."""
LAST = ("not enough evidence",)
"""Verdicts that come last within a topic."""


def show(claims: pd.DataFrame) -> None:
    """Show filters, the claims or topics that fit them, and these claims as CSV."""
    st.title("Claims")
    st.markdown(
        "What the articles assert, restated in our words, beside what public figures show under "
        "the count nearest to those words and by every other one that they can mean."
    )
    if claims.empty:
        st.info(
            "No claims are registered yet. A pack keeps them in `claims/`; "
            "`sharecheck read ARTICLE --write claims.yml` finds those of an article.",
            icon=":material/edit_note:",
        )
        address.write()
        return
    asked, found = _filters(claims)
    shown = fitting(claims, asked, found)
    if found is None:
        shown = by_topic(shown)
    order = ", the nearest first" if found is not None else ""
    st.markdown(f"**{len(shown):,}** of {len(claims):,} claims{order}")
    if shown.empty:
        _nothing(str(asked["find"] or ""))
        return
    if found is not None:
        for claim in _rows(list(shown.claim_id)):
            claim_answer.row(claim)
    elif len(shown) <= OPEN or shown.cluster.nunique() == 1:
        _opened(shown)
    else:
        _overview(shown)
    all_of_them = marts.reading("claims", claims=list(shown.claim_id))
    downloads.csv(all_of_them, "claims", "These claims as CSV")


def _nothing(wanted: str) -> None:
    """Say that nothing fits, and carry on what was looked for."""
    st.info("No claim fits all of these filters. Remove one of them, or ask it as it stands:")
    blocks.link(
        field.CHECK,
        f"Check “{text.plain(wanted)}”" if wanted else "Check a claim of your own",
        "fact_check",
        **({field.ASKED: wanted} if wanted else {}),
    )


def by_topic(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims topic by topic, the topic with most verdicts first.

    Within a topic, claims that were judged come first, then those that could be, then the rest.
    """
    order = list(text.UNDECIDED)[::-1]
    rank = claims.undecided.map({reason: place for place, reason in enumerate(order, 1)}).fillna(0)
    judged = (~claims.verdict.isin(LAST)).groupby(claims.cluster).transform("sum")
    return (
        claims.assign(rank=rank, unjudged=-judged)
        .sort_values(["unjudged", "cluster_title", "cluster", "rank"], kind="stable")
        .drop(columns=["rank", "unjudged"])
    )


def _opened(shown: pd.DataFrame) -> None:
    """Show claims one by one, under their topics."""
    topic = None
    with st.container(key="opened"):
        for claim in _rows(list(shown.claim_id.head(MOST))):
            if claim.cluster != topic:
                topic = claim.cluster
                st.markdown(f"## {text.plain(claim.cluster_title)}", anchors=False)
            claim_answer.row(claim)
    _more(len(shown), "claims")


def _rows(ids: list[str]) -> Iterator[Any]:
    """Yield the rows of query `claims` with these ids, in this order."""
    return each(marts.read("claims", claims=ids).set_index("claim_id", drop=False).loc[ids])


def _overview(shown: pd.DataFrame) -> None:
    """Show the topics with their verdicts, each a link that adds it to the filters."""
    marks = " · ".join(
        f":{mark.badge}[{mark.symbol}] {mark.words}" for mark in colours.VERDICTS.values()
    )
    st.caption(f"By topic; open one to see its claims, or narrow them down above. {marks}")
    asked: dict[str, str] = st.session_state[claim_card.LIST]
    titles = shown.drop_duplicates("cluster").set_index("cluster").cluster_title
    counts = counted(shown)
    with st.container(key="topics"):
        for topic, title in titles.head(MOST).items():
            st.page_link(
                blocks.CLAIMS,
                label=f"**{text.plain(title)}** {counts[str(topic)]}",
                query_params=asked | {"topic": str(topic)},
                width="stretch",
            )
    _more(len(titles), "topics")


def _more(found: int, noun: str) -> None:
    if found > MOST:
        st.caption(f"The first {MOST} {noun} of {found:,}: narrow them down above.")


def counted(claims: pd.DataFrame) -> dict[str, str]:
    """Return how many claims of each topic have which verdict, as coloured symbols with numbers."""
    numbers = claims.groupby(["cluster", "verdict"]).size().to_dict()
    return {
        topic: " ".join(
            f":{mark.badge}[{mark.symbol}\u00a0{numbers[topic, verdict]}]"
            for verdict, mark in colours.VERDICTS.items()
            if (topic, verdict) in numbers
        )
        for topic in dict.fromkeys(claims.cluster)
    }


def _options(claims: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return what each filter of `LABELS` offers, with its words."""
    compared = claims.dropna(subset="comparator")
    projects = dict(zip(claims.subject, claims.subject_name, strict=True)) | dict(
        zip(compared.comparator, compared.comparator_name, strict=True)
    )
    return {
        "document": choices.articles(),
        "topic": by_title(dict(zip(claims.cluster, claims.cluster_title, strict=True))),
        "project": by_title(projects),
        "kind": choices.seen(text.KINDS, claims.kind),
        "undecided": choices.seen(text.UNDECIDED, claims.undecided),
    }


def _filters(claims: pd.DataFrame) -> tuple[dict[str, Any], list[str] | None]:
    """Show the filters, put them into the address, and return what is asked.

    With it the claims that are near to the words that are looked for; None for no words.
    """
    options = _options(claims)
    verdicts = [verdict for verdict in colours.VERDICTS if verdict in set(claims.verdict)]
    address.many("verdict", verdicts, [])
    for name, titles in options.items():
        choices.resolve(name, titles)
        address.one(name, list(titles))
    address.any_text("find")
    asked = {name: st.session_state[name] for name in FILTERS}
    st.text_input(
        "Find a claim",
        key="find",
        placeholder="A figure, words, a name, a sentence of an article: 78 %, survey …",
        width=WIDTH,
    )
    found = None
    if wanted := str(asked["find"] or "").strip():
        found = [claim.claim_id for claim in ask_view.index().nearest(wanted, FOUND)]
    counts = Counter(fitting(claims, asked | {"verdict": []}, found).verdict)
    blocks.answers("verdict", "Answer", verdicts, counts)
    choices.filters(LABELS, options)
    asked = {name: st.session_state[name] for name in FILTERS}
    st.session_state[claim_card.LIST] = address.write(**asked)
    return asked, found


def by_title(titles: dict[str, str]) -> dict[str, str]:
    """Return titles by id, in alphabetical order."""
    return dict(sorted(titles.items(), key=lambda item: item[1].casefold()))


def fitting(
    claims: pd.DataFrame, asked: dict[str, Any], found: list[str] | None = None
) -> pd.DataFrame:
    """Return the claims that fit every filter that is set, see `FILTERS`.

    `found`: the only claims to return, in this order; None: all, in theirs.
    """
    if found is not None:
        claims = claims.set_index("claim_id", drop=False)
        claims = claims.loc[[name for name in found if name in claims.index]]
    keep = pd.Series(True, claims.index)
    if asked["verdict"]:
        keep &= claims.verdict.isin(list(asked["verdict"]))
    if asked["document"]:
        keep &= pd.Series([asked["document"] in ids for ids in claims.document_ids], claims.index)
    if asked["project"]:
        keep &= (claims.subject == asked["project"]) | (claims.comparator == asked["project"])
    for name, column in (("topic", "cluster"), ("kind", "kind"), ("undecided", "undecided")):
        if asked[name]:
            keep &= claims[column] == asked[name]
    return claims[keep]
