"""The parts of the overview: findings, panels, verdicts by article, freshness; its sentences.

It is the page that most people come to first: nothing here asks for Plotly, tables, icons or
components, which are most of what a browser would have to fetch before anything is seen.
"""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard import blocks, colours, downloads, marts, stale, text
from dashboard.frames import each
from dashboard.labels import LACKS
from dashboard.overview import panels
from warehouse import drawing
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
DRAWN = ("share", "ratio", "order", "rank", "change", "slope")
"""Kinds of claims about shares: those over time are drawn with them."""
WIDTH, HEIGHT = 236, 64
"""Of the history of a finding, in pixels."""
FEWEST_POINTS = 2
SENTENCE = re.compile(r"(?<=[.]) (?=[A-Z0-9“])")
INK = (colours.INK["light"], colours.INK["dark"])
"""Colours of text in images, which do not take on that of the page."""
SAFE = "/:;=,!@+.-_"
"""Signs that may stand as they are in an address of data, in Markdown as well."""
LACKING = "not enough evidence"
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MOST_ARTICLES = 8
"""Articles shown, those with most claims; the rest is on the page of documents."""


def findings() -> None:
    """Show the claims that are farthest from so, of those whose evidence is strongest."""
    if marts.read("verdicts").empty:
        return
    found = marts.read("findings", most=MOST)
    _heading(surprising(len(found)))
    if found.empty:
        return
    definitions, subjects = (
        sorted(filter(text.known, set(column))) for column in (found.definition_id, found.subject)
    )
    asked = {"definitions": definitions, "projects": subjects, "fewest": FEWEST_CASES}
    series = marts.read("panels", **asked, years=None)
    looks = colours.looks(marts.read, found.subject.dropna())
    with st.container(key="findings"):
        for turn, finding in enumerate(each(found)):
            with st.container(key=f"finding-{turn}", gap=None):
                _finding(finding, series, looks)
    st.caption(RULE)


def _finding(finding: Any, series: pd.DataFrame, looks: Mapping[str, colours.Look]) -> None:
    """Show an answer, the claim, the number that decides, and its history or why in a sentence."""
    why = str(finding.explanation)
    mark, ink = colours.VERDICTS[finding.verdict], colours.READABLE[finding.verdict]
    st.html(HTML.answer(mark, *ink, finding.answer))
    st.page_link(
        blocks.CLAIMS,
        label=f"Said: {text.tight(text.plain(finding.statement))}",
        query_params={"claim": finding.claim_id},
        help=text.tight(text.plain(why)),
    )
    figure, words = number(finding)
    if drawn := history(finding, series, looks):
        last = image(drawn, finding.statement, why)
    else:
        last = text.plain(SENTENCE.split(why, maxsplit=1)[0])
    st.markdown(text.tight(f"**{text.plain(figure)}**\n\n{text.plain(words)}\n\n{last}"))


def number(finding: Any) -> tuple[str, str]:
    """Return the one number that decides, and what it is; `finding`: row of query `findings`."""
    if finding.kind == "property":
        if finding.verdict == "outdated" and text.known(finding.ended):
            return f"{finding.ended:%B %Y}", "by then it was no longer so"
        if text.known(finding.parts):
            return f"{finding.parts_holding:.0f} of {finding.parts:.0f}", "parts of it hold"
        return str(finding.shown), str(finding.period)
    shown = drawing.written(finding.measured, "share") if finding.kind == "share" else finding.shown
    said = finding.claimed if text.known(finding.claimed) else finding.accepted
    return text.figure(str(shown)), f"measured for {finding.period}; said: {said}"


def history(finding: Any, series: pd.DataFrame, looks: Mapping[str, colours.Look]) -> str:
    """Return the share that a claim speaks of over time as SVG; '' where there is no line."""
    own = series[
        (series.definition_id == finding.definition_id) & (series.project_id == finding.subject)
    ]
    if finding.kind not in DRAWN or (~own.suspect.astype(bool)).sum() < FEWEST_POINTS:
        return ""
    level = finding.asserted_low if finding.kind == "share" else None
    return drawing.sparkline(
        panels.lines(own, looks),
        width=WIDTH,
        height=HEIGHT,
        label=finding.statement,
        level=level if text.known(level) else None,
        ink=INK,
    )


def image(svg: str, message: str, tip: str = "") -> str:
    """Return a drawing as an image in Markdown.

    Streamlit lets no SVG stand in the page by itself, and what shows Markdown is there before what
    shows HTML has been fetched.
    """
    quoted = text.plain(tip or message).replace('"', '\\"')
    return f'![{text.plain(message)}](<data:image/svg+xml,{quote(svg, safe=SAFE)}> "{quoted}")'


def _heading(message: str) -> None:
    st.markdown(f"## {text.tight(text.plain(message))}", anchors=False, width="content")


def signals() -> None:
    """Show the leading projects' shares of the signals that tell most, a panel each, one scale."""
    leading = marts.read("leading").head(panels.PROJECTS)
    projects = list(leading.project_id)
    asked: dict[str, Any] = {"projects": projects, "fewest": FEWEST_CASES}
    group = next(iter(leading.group_id), None)
    telling = marts.read("telling", **asked, group=group, most=panels.MOST)
    if telling.empty:
        st.info(NO_SHARES if len(marts.read("signals")) else NO_FIGURES)
        return
    telling = telling.sort_values("family", key=lambda names: names.map(list(text.FAMILIES).index))
    definitions = list(telling.definition_id)
    asked |= {"definitions": definitions, "years": panels.YEARS}
    made = panels.made(telling, marts.read("panels", **asked), colours.looks(marts.read, projects))
    message = leaders(made)
    with st.container(key="head-shares", horizontal=True, vertical_alignment="center", gap="small"):
        _heading(message)
        st.html(HTML.legend(panels.signs(made)), width="content")
    claims = marts.read("panel_claims", definitions=definitions, projects=projects)
    answers = {
        row.definition_id: f"Said: {row.statement} {row.answer}. {row.explanation}"
        for row in each(claims)
    }
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
        drawn = panels.drawn(panel, ends, tip, INK)
        st.markdown(f"{image(drawn, panel.told, tip)}\n\n{text.tight(panel.about)}")


def _take(message: str, made: list[panels.Panel], query: downloads.Read) -> None:
    """Offer the panels as data and as a picture, and words to cite them, once they are wanted."""
    if not st.session_state.get(TAKEN):
        st.button("Download or cite", on_click=lambda: st.session_state.update({TAKEN: True}))
        return
    data = pd.concat([panel.frame.assign(panel=panel.definition.title) for panel in made])
    name = "shares-by-signal"
    sources = f"Sources: {'; '.join(sorted(set(data.source_title)))}."
    below = [panels.legend(made), panels.below(made), sources]
    ends = panels.span(made)
    cells = tuple(
        (f"{panel.definition.title}, {panel.about}: share {panel.base}", panels.drawn(panel, ends))
        for panel in made
    )
    with st.container(border=True):
        downloads.offer(downloads.Picture(panels=cells), message, data, name, below, query)


def articles() -> None:
    """Show how many claims have which verdict, each a link, and the same for each article."""
    verdicts, counts = marts.read("verdicts"), marts.read("verdicts_by_document")
    _heading(headline(verdicts, counts))
    _verdicts(verdicts)
    if counts.empty:
        st.markdown("No documents are registered: `documents.yml` of the pack is where they are.")
        return
    measurable = counts[counts.unmeasurable.isna() & counts.verdict.notna()]
    sizes = measurable.groupby("document_id").claims.sum()
    documents = counts.drop_duplicates("document_id")
    largest = documents.document_id.map(sizes).fillna(0).nlargest(MOST_ARTICLES).index
    with st.container(key="articles"):
        for document in each(documents.loc[sorted(largest)]):
            name = document.document_id
            own = measurable[measurable.document_id == name].groupby("verdict").claims.sum()
            with st.container(key=f"article-{name}", gap=None):
                blocks.link(DOCUMENTS, text.plain(document.title), document=name)
                st.html(bar(own, sizes.max()))
    if len(documents) > MOST_ARTICLES:
        blocks.link(DOCUMENTS, f"{len(documents) - MOST_ARTICLES} more articles")
    st.caption(COUNTED)


def bar(counts: "pd.Series[int]", most: int) -> str:
    """Return the claims of one document by verdict as HTML: a bar, and each count in words.

    `counts`: claims by verdict; `most`: of the document with most: all bars share its scale.
    """
    known = [(mark, int(counts[one])) for one, mark in colours.VERDICTS.items() if one in counts]
    return str(HTML.bar(known, most))


def _verdicts(counts: pd.DataFrame) -> None:
    found = counts.groupby("verdict").claims.sum().reindex(colours.LISTED).dropna()
    with st.container(key="verdicts", horizontal=True, gap="small"):
        for verdict, number in found.items():
            mark = colours.VERDICTS[str(verdict)]
            st.page_link(
                blocks.CLAIMS,
                label=f"{number:.0f} {mark.words}",
                query_params={"verdict": str(verdict)},
                help=lacking(counts) if verdict == LACKING else None,
            )


def freshness() -> None:
    """Show in one line how new the figures are, with the sources that are late."""
    fresh: Any = marts.read("fresh", today=stale.today()).iloc[0]
    trouble = stale.trouble()
    said = fresh_words(fresh) + (f" {trouble}." if trouble else "")
    with st.container(key="freshness", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(text.tight(said), width="content")
        blocks.link(blocks.SOURCES, "Sources", **({"state": "late"} if fresh.late else {}))


# --- its sentences: every number in them comes from the data --------------------------------------


def small(value: int) -> str:
    """Return a small number as a word."""
    return SMALL[value] if value < len(SMALL) else str(value)


def headline(verdicts: pd.DataFrame, documents: pd.DataFrame) -> str:
    """Return how many claims there are, and how many are decided.

    `verdicts`: verdict, undecided, claims (count); `documents`: document_id, claims (count).
    """
    if verdicts.empty:
        return "No claims are registered yet: claims/ of the pack is where they are written."
    totals = documents.groupby("document_id").claims.sum()
    some = small(int((totals > 0).sum()))
    where = f"{some} of {small(len(totals))}" if (totals == 0).any() else small(len(totals))
    noun = "article" if len(totals) == 1 else "articles"
    every = int(verdicts.claims.sum())
    decided = every - int(verdicts[verdicts.verdict == LACKING].claims.sum())
    return f"Public figures and documents decide {decided} of {every} claims in {where} {noun}"


def lacking(verdicts: pd.DataFrame) -> str:
    """Return what the claims without a verdict lack; '' where there are none.

    `verdicts`: verdict, undecided, claims (count).
    """
    open_ones = verdicts[verdicts.verdict == LACKING].groupby("undecided").claims.sum()
    rest = [
        f"{open_ones[reason]} {one if open_ones[reason] == 1 else several}"
        for reason, (one, several) in LACKS.items()
        if reason in open_ones.index
    ]
    return f"{text.listed(rest)}." if rest else ""


def surprising(found: int) -> str:
    """Return what stands above so many findings."""
    if not found:
        return "No claim is shown to be otherwise by evidence of the strongest kind"
    noun = "claim that does" if found == 1 else "claims that do"
    return f"{small(found).capitalize()} {noun} not hold as told"


def leaders(made: list[panels.Panel]) -> str:
    """Return who leads in how many signals by the newest figures, and how many are close."""
    led = Counter(panel.leader for panel in made)
    level = led.pop(None, 0)
    if not led:
        return "By the newest figures nobody leads in any signal"
    (name, count), *others = led.most_common()
    said = [f"{name} leads in {count} of {len(made)} signals"]
    said += [f"{other} in {fewer}" for other, fewer in others]
    close = f"; {level} {'is' if level == 1 else 'are'} {panels.CLOSE}" if level else ""
    return f"By the newest figures {text.listed(said)}{close}"


def fresh_words(fresh: Any) -> str:
    """Return how new the figures are, how many sources are late, and how many never came.

    `fresh`: row of query `fresh`.
    """
    live = f"{fresh.waiting} that can be collected never {'was' if fresh.waiting == 1 else 'were'}"
    if not fresh.sources:
        return f"There are no figures yet: of the sources, {live}."
    late = f"{fresh.late} of {fresh.sources} sources {'is' if fresh.late == 1 else 'are'} late"
    return f"Figures reach to {text.day(fresh.newest)}; {late}" + (
        f"; {live}." if fresh.waiting else "."
    )
