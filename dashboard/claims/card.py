"""The card of a claim: everything behind its verdict."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, blocks, door, text
from dashboard.claims import claim_row, control_view, evidence_view, fact_view, take_view
from dashboard.contradictions import contradiction_view
from dashboard.frames import each

LIST = "address of the list"
"""Where the filters of the list are kept while a card is open."""
DOCUMENTS = "screens/documents.py"


def show(wanted: str) -> None:
    """Show the claim with an id, with everything behind its verdict."""
    address.write(claim=wanted)
    back = st.session_state.get(LIST, {})
    label = "The claims chosen before" if back else "All claims"
    st.page_link(blocks.CLAIMS, label=label, icon=":material/arrow_back:", query_params=back)
    found = door.read("claim", claim=wanted)
    if found.empty:
        st.warning(
            f"There is no claim called “{text.plain(wanted)}”. It may have been renamed; "
            "look for it in the list of all claims.",
            icon=":material/search_off:",
        )
        return
    claim = found.iloc[0]
    evidence = door.read("evidence", claims=[claim.claim_id])
    head(claim, evidence)
    contradiction_view.of_claim(claim, door.read("claims_against", claim=claim.claim_id))
    undecided = text.known(claim.undecided)
    if undecided:
        missing(claim, evidence)
    proof(claim, evidence)
    if not undecided:
        missing(claim, evidence)
    left, right = st.columns(2, gap="medium")
    with left:
        _places(claim)
    with right:
        reading(claim)
    _history(claim)
    take_view.show(claim)


def own(claim: Any) -> None:
    """Show everything behind the verdict on a claim of one's own, within `door.Judged.shown`.

    `claim`: a row of query `claim`.
    """
    evidence = door.read("evidence", claims=[claim.claim_id])
    ruling(claim)
    missing(claim, evidence)
    proof(claim, evidence)
    reading(claim)


def head(claim: Any, evidence: pd.DataFrame) -> None:
    """Show verdict and statement, then its `ruling`.

    Args:
        claim: a row of query `claim`.
        evidence: its rows of query `evidence`.
    """
    st.markdown(blocks.verdict_badge(claim.verdict))
    st.markdown(f"## {text.plain(claim.statement)}", anchors=False)
    ruling(claim)


def ruling(claim: Any) -> None:
    """Show a claim's figures, why the verdict is what it is, and what would change it.

    `claim`: a row of query `claim`.
    """
    about = {"About": claim.about} if text.known(claim.about) else {}
    blocks.facts(about | claim_row.figures(claim))
    verdict, why = str(claim.verdict).capitalize(), str(claim.explanation)
    with st.container(key=f"ruling {claim.claim_id}"):
        st.markdown(text.tight(f"**{text.plain(verdict)}:** {text.plain(why)}"))
    st.markdown(f"**What would change this:** {text.plain(claim.would_flip)}")


def missing(claim: Any, evidence: pd.DataFrame) -> None:
    """Say which of its tests have no figure that may decide, why, and how to collect."""
    then = evidence[evidence.deciding.astype(bool) & (evidence.role != "context")]
    noun = "signals" if claim.scorecard else "counts"
    lacking = then[then.measured.isna()]
    # null is not live
    waits = (lacking.missing == "not collected") & (lacking.live == True)  # noqa: E712
    _unmeasured(lacking[~waits], f"of its {len(then)} {noun}")
    waiting = lacking[waits]
    titles, lines = {}, []
    for source, group in waiting.groupby("source_id"):
        titles[str(source)] = str(group.source_title.iloc[0])
        lines.append(f"- `sharecheck collect {source}`: {text.plain('; '.join(group.title))}")
    if text.known(claim.needs_source) and claim.needs_source not in titles:
        titles[claim.needs_source] = claim.needs_source_title
        lines.append(f"- `sharecheck collect {claim.needs_source}`")
    if not lines:
        return
    verb = "waits" if len(waiting) == 1 else "wait"
    count = f"{len(waiting)} of its {len(then)} {noun} {verb}" if len(waiting) else "It waits"
    st.markdown(f"**{count} for a collection:**\n" + "\n".join(lines))
    with st.container(horizontal=True):
        for source, title in titles.items():
            st.page_link(
                blocks.SOURCES,
                label=text.plain(title),
                icon=":material/arrow_forward:",
                query_params={"source": source},
            )


def _unmeasured(lacking: pd.DataFrame, those: str) -> None:
    """List tests without a figure, each with its reason; `those`: what they are some of."""
    if lacking.empty:
        return
    verb = "has" if len(lacking) == 1 else "have"
    lines = [f"- {text.plain(row.title)}: {text.plain(row.remark)}" for row in each(lacking)]
    said = f"**{len(lacking)} {those} {verb} no figure that may decide:**"
    st.markdown("\n".join([said, "", *lines]))


def proof(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the facts, or what was measured; nothing for a claim that nothing comes near."""
    facts = evidence[evidence.fact_id.notna() & evidence.shown.notna()]
    measured = evidence[evidence.fact_id.isna() & evidence.measured.notna()]
    if len(facts):
        fact_view.show(claim, facts)
    if len(measured):
        evidence_view.show(claim, measured)
    control_view.show(claim, evidence)
    if claim.kind in text.FACTS:
        fact_view.beside(claim, evidence)
    elif measured.empty:
        st.info("No public signal at hand comes near this claim, so there is nothing to draw.")


def _history(claim: Any) -> None:
    """Say when the verdict changed, and because of what."""
    changes = door.read("history", claim=claim.claim_id)
    if changes.empty:
        return
    st.markdown("### History of the verdict", anchors=False)
    first: Any = changes.iloc[0]
    if len(changes) == 1:
        st.caption(
            f"Unchanged since it was first judged, {text.day(first.changed_at)} "
            f"(build {first.build_id})."
        )
        return
    st.markdown("\n".join(f"- {_change(claim, change)}" for change in each(changes)))


def _change(claim: Any, change: Any) -> str:
    """Return one change of the verdict: when, from what to what, because of what."""
    after = change.after if text.known(change.after) else "taken out"
    known = text.known(change.before)
    step = f"{change.before} → {after}" if known else f"first judged: {after}"
    measured = [
        text.quantity(value, claim.kind)
        for value in (change.measured_before, change.measured_after)
        if text.known(value) and claim.kind not in text.FACTS
    ]
    moved = f", measured {' → '.join(dict.fromkeys(measured))}" if measured else ""
    causes = []
    if text.known(change.sources):
        causes.append(f"new figures of {text.plain(change.sources)}")
    if text.known(change.others):
        causes.append(text.plain(change.others))
    because = f"; because of {text.listed(causes)}" if known else ""
    when = f"{text.day(change.changed_at)} :gray[(build {change.build_id})]"
    return f"{when} · **{step}**{moved}{because}"


def _places(claim: Any) -> None:
    """Say where the claim is made, each document a link to these places in it."""
    st.markdown("### Where it is said", anchors=False)
    places = door.read("occurrences", claim=claim.claim_id)
    for name, said in places.groupby("document_id", sort=False):
        document = said.iloc[0]
        with st.container(key=f"row-place {name}"):
            st.page_link(
                DOCUMENTS,
                label=text.plain(document.title),
                query_params={"document": document.document_id, "claim": claim.claim_id},
            )
        lines = [f"line {p.line}, characters {p.char_start}–{p.char_end}" for p in each(said)]
        st.caption(
            f"{'; '.join(lines)} · {text.plain(document.as_of_basis)} · "
            f"text with sha256 {document.sha256[:12]}…"
        )


def reading(claim: Any) -> None:
    """Say how a claim's words are read."""
    st.markdown("### How it is read", anchors=False)
    lines = {}
    if text.known(claim.about):
        lines["About"] = f"{claim.about}. {claim.about_asks}"
    lines |= {"Speaks of": claim.scope, "Reading": claim.reading}
    if claim.kind != "property" or claim.hedge != "exact":
        lines["How exact"] = claim.hedge_reading
    if text.known(claim.accepted):
        name = "It needs" if text.known(claim.claimed) or claim.kind == "property" else "Read as"
        lines[name] = claim.accepted
    st.markdown(
        "\n".join(f"- **{text.plain(name)}:** {text.plain(said)}" for name, said in lines.items())
    )
