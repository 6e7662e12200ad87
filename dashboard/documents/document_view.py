"""The page of articles: all of them, and of one its statements, in its text or as an outline.

`document` is a row of `documents`, of the query of this name, and `name` its id; `places` are its
rows of the query `document_places`.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, blocks, colours, marts, text
from dashboard.claims import contradiction_view
from dashboard.documents import article, article_texts
from dashboard.documents.article import Piece, Span
from dashboard.frames import each

PAGE = "screens/documents.py"
STYLE = Path(__file__).parent / "article.css"
ARTICLE, OUTLINE = "article", "outline"
VIEWS = {ARTICLE: "In the article", OUTLINE: "As an outline"}
PART = 60
"""About so many claims of an outline are shown at once."""
FEW = 8
"""Up to so many contradictions are shown at once; more are a click away."""


def show(name: str, documents: pd.DataFrame) -> None:
    """Show the article of this id: what its claims came to, where they stand, what contradicts."""
    texts = article_texts.at_hand(documents)
    document = documents[documents.document_id == name].iloc[0]
    _ways(name, list(documents.document_id))
    st.title(text.plain(document.title), anchor=False)
    if not document.places:
        heading(document)
        st.info("No claim of this article is registered.")
        address.write(document=name)
        return
    places = marts.read("document_places", document=name)
    blocks.chart(
        article.message(places.drop_duplicates("claim_id").verdict),
        article.strip(places, int(document.characters)),
        places,
        name=f"places-{name}",
        below=f"Each mark is a place where “{document.title}” makes a claim, from its first "
        "character to its last; a claim made twice is there twice.",
    )
    heading(document)
    statements(name, places, texts.get(name), documents)
    contradictions(name)


def _ways(name: str, ids: list[str]) -> None:
    """Lead to all articles, and to those before and after."""
    at = ids.index(name)
    ways = [(at - 1, "Previous article", "arrow_back"), (at + 1, "Next article", "arrow_forward")]
    with st.container(horizontal=True):
        blocks.link(PAGE, "All articles", "list")
        for place, label, icon in ways:
            if 0 <= place < len(ids):
                blocks.link(PAGE, label, icon, document=ids[place])


def heading(document: Any) -> None:
    """Say when a document was written and how long it is."""
    blocks.facts(
        {
            **dated(document),
            "Claims": f"{document.claims} in {document.places} places",
            "Length": f"{document.characters:,} characters",
        }
    )
    if text.known(document.not_before):
        basis = text.plain(document.not_before_basis)
        st.caption(
            f"Not before {text.day(document.not_before)}: it {basis}. Its claims without a date "
            "are judged over all the time in which it can have been written."
        )


def dated(document: Any) -> dict[str, str]:
    """Return when an article was written and how one knows, or between when it can have been."""
    if text.known(document.as_of):
        return {"Date": text.figure(document.as_of), "Why this date": document.as_of_basis}
    if not text.known(document.not_before):
        return {"Date": "none given"}
    return {"Date": "none given", "Written": f"between {text.day(document.not_before)} and now"}


def statements(name: str, places: pd.DataFrame, said: str | None, documents: pd.DataFrame) -> None:
    """Show the statements of a document that are asked for, in its text or as an outline.

    `said`: its text; None when it is not at hand.
    """
    found = article.spans(places)
    asked = filters(places, name, at_hand=said is not None)
    shown = article.fitting(found, asked["verdict"] or [], asked["claim"])
    st.markdown(counted(shown, found))
    if not shown:
        st.info("No statement fits both. Remove the verdict, or show all.")
    if said is None:
        with st.expander("See it in the article’s own words", icon=":material/upload_file:"):
            article_texts.offer(documents)
    if said is not None and asked["view"] != OUTLINE:
        claims = {claim.claim_id: claim.verdict for span in shown for claim in span.claims}
        in_text(article.rows(said, shown), Counter(claims.values()), below_legend=True)
        article_texts.forget(name)
    else:
        asked["part"] = outline(shown)
    address.write(document=name, **asked)


def filters(places: pd.DataFrame, document: str, *, at_hand: bool) -> dict[str, Any]:
    """Show the choice of verdicts and of the view; return view, verdict (list) and claim.

    `at_hand`: whether the text can be shown.
    """
    counts = Counter(places.drop_duplicates("claim_id").verdict)
    verdicts = [verdict for verdict in colours.VERDICTS if verdict in counts]
    blocks.answers("verdict", "Answer", verdicts, counts)
    view, words = st.query_params.get("view"), VIEWS.__getitem__
    if at_hand:
        address.one("view", list(VIEWS), ARTICLE)
        st.segmented_control("View", list(VIEWS), key="view", format_func=words, required=True)
        view = st.session_state["view"]
    return {
        "view": view if view in VIEWS else None,
        "verdict": st.session_state["verdict"],
        "claim": _only(places, document),
    }


def _only(places: pd.DataFrame, document: str) -> str | None:
    """Return the one claim that the address asks for, and say so."""
    claim = st.query_params.get("claim")
    said = places[places.claim_id == claim]
    if said.empty:
        return None
    statement = text.plain(said.statement.iloc[0])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Only where it says: **{statement}**", width="content")
        blocks.link(PAGE, "Show all", "close", document=document)
    return claim


def counted(shown: list[Span], found: list[Span]) -> str:
    """Return how many claims and places are shown, of how many."""
    claims, every = ({c.claim_id for s in spans for c in s.claims} for spans in (shown, found))
    places = text.number(len(shown), "statement")
    if len(shown) < len(found) or len(claims) < len(every):
        places += f" of {len(found)}"
    return f"**{places}**, which make {text.number(len(claims), 'claim')}"


def in_text(lines: list[list[Piece]], counts: dict[str, int], *, below_legend: bool) -> None:
    """Show a text with spans marked, and what the marks mean; `counts`: claims per verdict."""
    st.html(STYLE)
    st.html(article.HTML.tones(article.MARKS))
    st.html(article.HTML.legend(article.MARKS, counts))
    if below_legend:
        st.caption(
            "A number leads to what is claimed, restated in our words, and from there back. Where "
            "claims share words, the most decisive verdict colours them. Claims open in a new tab."
        )
    st.html(article.page(lines))


def outline(shown: list[Span]) -> str | None:
    """List what each line claims, each with its verdict and as a link to its card.

    Returns which part of the lines is shown; None when it is all of them.
    """
    st.html(STYLE)
    st.markdown("### Line by line, restated", anchors=False)
    parts = article.parts(article.lines(shown), PART)
    address.one("part", list(parts), next(iter(parts), None))
    if len(parts) > 1:
        st.segmented_control("Lines", list(parts), key="part", required=True)
    part = st.session_state["part"]
    with st.container(key="row-outline", gap=None):
        for line, claims in parts.get(part, {}).items():
            st.markdown(f":gray[line {line}]")
            for claim in claims:
                mark = colours.VERDICTS[claim.verdict]
                blocks.link(
                    blocks.CLAIMS,
                    f"{text.plain(claim.statement)} "
                    f":{mark.badge}-badge[{mark.symbol} {mark.words}]",
                    claim=claim.claim_id,
                )
    return part if len(parts) > 1 else None


def contradictions(name: str) -> None:
    """List where the article contradicts itself, and where others contradict it."""
    found = marts.read("document_contradictions", document=name)
    if found.empty:
        return
    st.markdown("## Contradictions", anchors=False)
    inside = found.inside.astype(bool)
    parts = {"within this article": found[inside], "with other articles": found[~inside]}
    for words, part in parts.items():
        if part.empty:
            continue
        with (
            st.expander(f"**{len(part)}** {words}", expanded=len(part) <= FEW),
            st.container(key=f"row-contradictions {words}", gap="xsmall"),
        ):
            for row in each(part):
                others = f" · {text.plain(row.others)}" if text.known(row.others) else ""
                blocks.link(
                    contradiction_view.PAGE,
                    f"{text.plain(row.title)} "
                    f"{contradiction_view.badge(row.severity)} "
                    f":gray[{text.plain(row.finding)}{others}]",
                    contradiction=row.contradiction_id,
                )
    blocks.link(
        contradiction_view.PAGE,
        "These contradictions, both sides next to each other",
        "arrow_forward",
        document=name,
    )


# --- all of them --------------------------------------------------------------------------------


def every(documents: pd.DataFrame) -> None:
    """Show what all claims came to, and below it each article."""
    if documents.empty:
        st.info(
            "No articles are registered yet. `sharecheck document FILE` adds one to a pack’s "
            "`documents.yml`; to check a text without that, open “An article” in the section Check."
        )
        return
    many = text.number(len(documents), "article makes", "articles make")
    summary = article.message(marts.read("claims_index").verdict)
    st.markdown(f"## {many} {summary}", anchors=False)
    st.html(STYLE)
    verdicts = marts.read("verdicts_by_document").groupby(["document_id", "verdict"]).claims.sum()
    against = marts.read("contradicting").set_index("document_id").contradictions
    shelf = st.container(key="articles")
    for document in each(documents):
        name = document.document_id
        with shelf, st.container(border=True, key=f"article-{name}", gap="xsmall"):
            blocks.link(PAGE, text.plain(document.title), document=name)
            facts = dated(document)
            many = f"{document.claims} claims in {document.places} places"
            about = [facts.get("Written", facts["Date"]), many if document.places else "no claims"]
            st.caption(text.plain(" · ".join(about)))
            if document.places:
                counts = verdicts.loc[name]
                marks = [(m, counts[v]) for v, m in colours.VERDICTS.items() if v in counts]
                said = [f":{m.badge}-badge[{m.symbol} {n} {m.words}]" for m, n in marks]
                st.markdown(" ".join(said))
            if n := against.get(name, 0):
                blocks.link(
                    contradiction_view.PAGE,
                    f"{text.number(n, 'contradiction')} with itself or other articles",
                    "arrow_forward",
                    document=name,
                )
