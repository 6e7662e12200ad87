"""The parts of the overview: verdicts, findings, panels, freshness."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, colours, door, downloads, stale, text
from dashboard.frames import each
from dashboard.overview import messages, panels, tally

STYLE = Path(__file__).parent / "overview.css"
DOCUMENTS = "screens/documents.py"
MOST = 3
"""Findings shown."""
MARKS = colours.VERDICTS.values()
RULE = (
    "Chosen by rule: claims shown not to be so, or not all, by facts whose source was read, counts "
    "of all there is, publishers’ own figures or the very survey that they speak of; all of their "
    "time, without known errors. One per topic: those most times off first, then those in most "
    "articles, then those with most facts against them."
)
COUNTED = (
    f"Claims that figures or documents can decide: "
    f"{', '.join(f'{m.symbol} {m.words}' for m in MARKS)}. "
    "Left out: opinions, what needs a measurement of speed, what has no public data."
)
NO_SHARES = "No shares of the frameworks yet. Run `sharecheck collect`, then `sharecheck build`."
MOST_ARTICLES = 8
"""Articles shown, those with most claims; the rest is on the page of documents."""
SHARES, ARTICLES = "charts-shares", "charts-articles"
"""Keys of the containers that hold several charts."""


def verdicts(counts: pd.DataFrame) -> None:
    """Show how many claims have which verdict, each a link; `counts`: query `verdicts`."""
    found = counts.groupby("verdict").claims.sum().reindex(messages.ORDER).dropna()
    with st.container(key="verdicts", horizontal=True, gap="small"):
        for verdict, number in found.items():
            mark = colours.VERDICTS[str(verdict)]
            st.page_link(
                blocks.CLAIMS,
                label=f"{number:.0f} {mark.words}",
                icon=mark.icon,
                query_params={"verdict": str(verdict)},
            )


def findings() -> None:
    """Show the claims that are farthest from so, of those whose evidence is strongest."""
    found = door.read("findings", most=MOST)
    some = messages.number(len(found)).capitalize() if len(found) > 1 else "The"
    noun = "finding" if len(found) == 1 else "findings"
    st.markdown(f"#### {some} most surprising {noun}", anchors=False)
    for turn, finding in enumerate(each(found)):
        with st.container(key=f"finding-{turn}", gap=None):
            st.page_link(
                blocks.CLAIMS,
                label=f"Said: {text.plain(finding.statement)}",
                query_params={"claim": finding.claim_id},
            )
            st.markdown(messages.told(finding))
    st.caption(f"{messages.few(len(found), MOST)}{RULE}")


def articles(counts: pd.DataFrame) -> None:
    """Show the verdicts of each document as a bar; `counts`: query `verdicts_by_document`."""
    message = "Verdicts per article"
    if counts.empty:
        st.markdown(f"#### {message}", anchors=False)
        st.markdown("No documents are registered in data/documents.yml.")
        return
    read: downloads.Read = ("verdicts_by_document", {})
    _heading(message, ARTICLES, counts, "verdicts", [COUNTED], read)
    measurable = counts[counts.unmeasurable.isna() & counts.verdict.notna()]
    sizes = measurable.groupby("document_id").claims.sum()
    most = int(sizes.max()) if len(sizes) else 0
    documents = counts.drop_duplicates("document_id")
    largest = documents.document_id.map(sizes).fillna(0).nlargest(MOST_ARTICLES).index
    with st.container(key=ARTICLES, gap=None):
        for document in each(documents.loc[sorted(largest)]):
            own = measurable[measurable.document_id == document.document_id]
            _article(document, own.groupby("verdict").claims.sum(), most)
    if len(documents) > MOST_ARTICLES:
        label = f"{len(documents) - MOST_ARTICLES} more articles"
        st.page_link(DOCUMENTS, label=label, icon=":material/arrow_forward:")
    st.caption(text.plain(COUNTED))


def _article(document: Any, counts: "pd.Series[int]", most: int) -> None:
    with st.container(key=f"article-{document.document_id}", gap=None):
        with st.container(key=f"title-{document.document_id}", horizontal=True, gap=None):
            st.page_link(
                DOCUMENTS,
                label=text.plain(document.title),
                query_params={"document": document.document_id},
            )
            st.markdown(tally.badges(counts), width="content")
        if len(counts):
            st.plotly_chart(
                tally.bar(counts, most),
                key=f"chart verdicts {document.document_id}",
                config=blocks.CONFIG,
                alt=f"{document.title}: {tally.words(counts)}",
            )


def signals() -> None:
    """Show the frameworks' shares of each signal, a small panel each on one scale."""
    definitions = [name for names in panels.PANELS.values() for name in names]
    asked: dict[str, Any] = {
        "definitions": definitions,
        "projects": list(panels.PROJECTS),
        "since": panels.SINCE,
    }
    shares = door.read("panels", **asked)
    made = panels.made(shares)
    if not made:
        st.info(NO_SHARES)
        return
    frame = pd.concat([panel.frame.assign(panel=panel.title) for panel in made])
    below = panels.below(made)
    read = ("panels", asked)
    words, legend = [panels.symbols(made), below], panels.legend(made)
    _heading(messages.leaders(made), SHARES, frame, "shares-by-signal", words, read, legend)
    theme, ends = st.context.theme.type, panels.span(made)
    with st.container(key=SHARES):
        for panel in made:
            _panel(panel, panels.figure(panel, ends, theme))
    st.caption(text.plain(below))


def _panel(panel: panels.Panel, figure: dict[str, Any]) -> None:
    newest: Any = panel.newest.iloc[0]
    shown = [project for project in panels.PROJECTS if project in set(panel.newest.project_id)]
    with st.container(key=f"panel-{newest.definition_id}", gap=None):
        st.page_link(
            blocks.SIGNALS,
            label=panel.title,
            query_params={
                "signal": newest.signal_id,
                "view": "share",
                "definition": newest.definition_id,
                "projects": ",".join(shown),
            },
        )
        st.plotly_chart(
            figure,
            key=f"chart share {newest.definition_id}",
            config=blocks.CONFIG,
            alt=f"{panel.title}, {panel.about}: {panels.words(panel)}",
        )
        st.caption(panel.about)


def _heading(
    message: str,
    charts: str,
    data: pd.DataFrame,
    name: str,
    words: list[str],
    query: downloads.Read,
    legend: str = "",
) -> None:
    """Show the message above several charts, their legend, and what one takes away from them."""
    with st.container(
        key=f"head-{name}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.markdown(f"#### {text.tight(text.plain(message))}", anchors=False, width="content")
        if legend:
            st.html(legend, width="content")
        downloads.of_chart(downloads.Picture(), message, data, name, words, query)


def freshness() -> None:
    """Show in one line how new the figures are, with the sources that are late."""
    fresh: Any = door.read("fresh", today=stale.today()).iloc[0]
    late = {"state": "late"} if fresh.late else {}
    with st.container(key="freshness", horizontal=True, vertical_alignment="center", gap="small"):
        icon = ":orange-badge[:material/schedule: late]" if fresh.late else ":material/schedule:"
        st.markdown(f"{icon} {text.tight(messages.freshness(fresh))}", width="content")
        st.page_link(
            blocks.SOURCES, label="Sources", icon=":material/arrow_forward:", query_params=late
        )
