"""The parts of the overview: findings, panels, verdicts by article, freshness.

It is the page that most people come to first: nothing here asks for Plotly, tables, icons or
components, which are most of what a browser would have to fetch before anything is seen.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, colours, downloads, marts, stale, text
from dashboard.frames import each
from dashboard.overview import cards, messages, panels
from warehouse.wording.figures import FEWEST_CASES

STYLE = Path(__file__).parent / "overview.css"
HTML: Any = blocks.template(STYLE.with_suffix(".html")).module
DOCUMENTS = "screens/documents.py"
MOST = 5
"""Findings shown."""
RULE = (
    "Chosen by rule: shown not to be so, or not all, by facts read at their source, full counts or "
    "the very survey they speak of. One per topic, those farthest off first."
)
COUNTED = (
    "Bars: claims that figures or documents can decide. "
    "Left out: opinions, what needs a measurement of speed, what has no public data."
)
NO_SHARES = (
    "No shares yet: a definition says which count is a share of which. Write one into "
    "`definitions.yml` of the pack, then run `sharecheck build`. The counts are under Signals."
)
NO_FIGURES = (
    "No figures yet. Put a table into `snapshot/` of the pack, with a card in `sources/`, or run "
    "`sharecheck collect`; then run `sharecheck build`."
)
TAKEN = "panels are wanted"
MOST_ARTICLES = 8
"""Articles shown, those with most claims; the rest is on the page of documents."""


def findings() -> None:
    """Show the claims that are farthest from so, of those whose evidence is strongest."""
    if marts.read("verdicts").empty:
        return
    found = marts.read("findings", most=MOST)
    _heading(messages.surprising(len(found)))
    if found.empty:
        return
    series = _series(found)
    looks = colours.looks(marts.read, found.subject.dropna())
    with st.container(key="findings"):
        for turn, finding in enumerate(each(found)):
            with st.container(key=f"finding-{turn}", gap=None):
                mark, ink = colours.VERDICTS[finding.verdict], colours.READABLE[finding.verdict]
                st.html(HTML.answer(mark, *ink, finding.answer))
                st.page_link(
                    blocks.CLAIMS,
                    label=f"Said: {text.tight(text.plain(finding.statement))}",
                    query_params={"claim": finding.claim_id},
                    help=text.tight(text.plain(str(finding.explanation))),
                )
                st.markdown(cards.told(finding, series, looks))
    st.caption(RULE)


def _series(found: pd.DataFrame) -> pd.DataFrame:
    """Return the shares over time that the claims found speak of."""
    return marts.read(
        "panels",
        definitions=sorted(filter(text.known, set(found.definition_id))),
        projects=sorted(filter(text.known, set(found.subject))),
        years=None,
        fewest=FEWEST_CASES,
    )


def _heading(message: str) -> None:
    st.markdown(f"## {text.tight(text.plain(message))}", anchors=False, width="content")


def signals() -> None:
    """Show the leading projects' shares of the signals that tell most, a panel each, one scale."""
    leading = marts.read("leading").head(panels.PROJECTS)
    projects = list(leading.project_id)
    telling = marts.read(
        "telling",
        projects=projects,
        group=next(iter(leading.group_id), None),
        fewest=FEWEST_CASES,
        most=panels.MOST,
    )
    if telling.empty:
        st.info(NO_SHARES if len(marts.read("signals")) else NO_FIGURES)
        return
    telling = telling.sort_values("family", key=lambda names: names.map(list(text.FAMILIES).index))
    definitions = list(telling.definition_id)
    asked = {"definitions": definitions, "projects": projects, "fewest": FEWEST_CASES}
    asked |= {"years": panels.YEARS}
    made = panels.made(telling, marts.read("panels", **asked), colours.looks(marts.read, projects))
    message = messages.leaders(made)
    with st.container(key="head-shares", horizontal=True, vertical_alignment="center", gap="small"):
        _heading(message)
        st.html(HTML.legend(panels.signs(made)), width="content")
    claims = marts.read("panel_claims", definitions=definitions, projects=projects)
    answers = {row.definition_id: messages.answered(row) for row in each(claims)}
    ends = panels.span(made)
    with st.container(key="panels"):
        for panel in made:
            _panel(panel, answers.get(panel.definition.definition_id, panel.told), ends)
    st.caption(text.plain(panels.below(made)))
    _take(message, made, ("panels", asked))


def _panel(panel: panels.Panel, tip: str, ends: tuple[pd.Timestamp, pd.Timestamp]) -> None:
    definition, shown = panel.definition, set(panel.newest.project_id)
    with st.container(key=f"panel-{definition.definition_id}", gap=None):
        st.page_link(
            blocks.SIGNALS,
            label=panel.label,
            query_params={
                "signal": definition.signal_id,
                "view": "share",
                "definition": definition.definition_id,
                "projects": ",".join(project for project in panel.looks if project in shown),
            },
            help=text.tight(text.plain(tip)),
        )
        drawn = panels.drawn(panel, ends, tip, cards.INK)
        st.markdown(f"{cards.image(drawn, panel.told, tip)}\n\n{text.tight(panel.about)}")


def _take(message: str, made: list[panels.Panel], query: downloads.Read) -> None:
    """Offer the panels as data and as a picture, and words to cite them, once they are wanted."""
    if not st.session_state.get(TAKEN):
        st.button("Download or cite", on_click=_taken)
        return
    data = pd.concat([panel.frame.assign(panel=panel.title) for panel in made])
    name = "shares-by-signal"
    below = [panels.legend(made), panels.below(made), panels.sources(made)]
    ends = panels.span(made)
    cells = tuple(
        (f"{panel.title}, {panel.about}: share {panel.base}", panels.drawn(panel, ends))
        for panel in made
    )
    with st.container(border=True):
        downloads.offer(downloads.Picture(panels=cells), message, data, name, below, query)


def _taken() -> None:
    st.session_state[TAKEN] = True


def articles(verdicts: pd.DataFrame, counts: pd.DataFrame) -> None:
    """Show how many claims have which verdict, each a link, and the same for each article.

    Args:
        verdicts: query `verdicts`.
        counts: query `verdicts_by_document`.
    """
    _heading(messages.headline(verdicts, counts))
    _verdicts(verdicts)
    if counts.empty:
        st.markdown("No documents are registered: `documents.yml` of the pack is where they are.")
        return
    measurable = counts[counts.unmeasurable.isna() & counts.verdict.notna()]
    sizes = measurable.groupby("document_id").claims.sum()
    most = int(sizes.max()) if len(sizes) else 0
    documents = counts.drop_duplicates("document_id")
    largest = documents.document_id.map(sizes).fillna(0).nlargest(MOST_ARTICLES).index
    with st.container(key="articles"):
        for document in each(documents.loc[sorted(largest)]):
            own = measurable[measurable.document_id == document.document_id]
            with st.container(key=f"article-{document.document_id}", gap=None):
                st.page_link(
                    DOCUMENTS,
                    label=text.plain(document.title),
                    query_params={"document": document.document_id},
                )
                st.html(bar(own.groupby("verdict").claims.sum(), most))
    if len(documents) > MOST_ARTICLES:
        st.page_link(DOCUMENTS, label=f"{len(documents) - MOST_ARTICLES} more articles")
    st.caption(COUNTED)


def bar(counts: "pd.Series[int]", most: int) -> str:
    """Return the claims of one document by verdict as HTML: a bar, and each count in words.

    Args:
        counts: claims by verdict.
        most: claims of the document that has the most: all bars share its scale.
    """
    known = [(mark, int(counts[one])) for one, mark in colours.VERDICTS.items() if one in counts]
    return str(HTML.bar(known, most))


def _verdicts(counts: pd.DataFrame) -> None:
    found = counts.groupby("verdict").claims.sum().reindex(messages.ORDER).dropna()
    with st.container(key="verdicts", horizontal=True, gap="small"):
        for verdict, number in found.items():
            mark = colours.VERDICTS[str(verdict)]
            st.page_link(
                blocks.CLAIMS,
                label=f"{number:.0f} {mark.words}",
                query_params={"verdict": str(verdict)},
                help=messages.lacking(counts) if verdict == messages.LACKING else None,
            )


def freshness() -> None:
    """Show in one line how new the figures are, with the sources that are late."""
    fresh: Any = marts.read("fresh", today=stale.today()).iloc[0]
    late = {"state": "late"} if fresh.late else {}
    with st.container(key="freshness", horizontal=True, vertical_alignment="center", gap="small"):
        trouble = stale.trouble()
        said = f"{messages.freshness(fresh)} {trouble}." if trouble else messages.freshness(fresh)
        st.caption(text.tight(said), width="content")
        st.page_link(blocks.SOURCES, label="Sources", query_params=late)
