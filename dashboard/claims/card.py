"""The card of a claim: everything behind its verdict."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, blocks, door, text
from dashboard.claims import claim_row, evidence_view, fact_view
from dashboard.contradictions import contradiction_view
from dashboard.frames import each

LIST = "address of the list"
"""Where the filters of the list are kept while a card is open."""
PARTS = ("Holds as: ", "Fails as: ")
"""What a long explanation is broken before."""


def show(claims: pd.DataFrame, wanted: str) -> None:
    """Show one claim with everything behind its verdict."""
    address.write(claim=wanted)
    back = st.session_state.get(LIST, {})
    label = "The claims chosen before" if back else "All claims"
    st.page_link(blocks.CLAIMS, label=label, icon=":material/arrow_back:", query_params=back)
    found = claims[claims.claim_id == wanted]
    if found.empty:
        st.warning(
            f"There is no claim called “{text.plain(wanted)}”. It may have been renamed; "
            "look for it in the list of all claims.",
            icon=":material/search_off:",
        )
        return
    _card(found.iloc[0], claims)


def _card(claim: Any, claims: pd.DataFrame) -> None:
    evidence = door.read("evidence", claims=[claim.claim_id])
    st.markdown(blocks.verdict_badge(claim.verdict))
    st.markdown(f"## {text.plain(claim.statement)}", anchors=False)
    blocks.facts(claim_row.figures(claim))
    ruling(claim)
    contradiction_view.of_claim(claim, claims)
    undecided = text.known(claim.undecided)
    if undecided:
        missing(claim, evidence)
    _words(claim)
    proof(claim, evidence)
    if not undecided:
        missing(claim, evidence)
    _history(claim)
    st.markdown("### Cite or share", anchors=False)
    st.code(f"{(st.context.url or '').split('?')[0]}?claim={claim.claim_id}", language=None)


def ruling(claim: Any) -> None:
    """Say why the verdict is what it is, and what would change it."""
    said = text.plain(text.figure(claim.explanation))
    for part in PARTS:
        said = said.replace(f" {part}", f"\n\n**{part.strip()}** ")
    st.markdown(text.tight(said))
    if claim.would_flip != claim.needs_reason:
        st.markdown(f"**What would change this:** {text.plain(text.figure(claim.would_flip))}")


def missing(claim: Any, evidence: pd.DataFrame) -> None:
    """Say which of its tests wait for a collection, and how to collect."""
    then = evidence[(evidence.moment == "then") & (evidence.role != "context")]
    waiting = then[then.measured.isna() & (then.live == True)]  # noqa: E712  null is not live
    titles, lines = {}, []
    for source, group in waiting.groupby("source_id"):
        titles[str(source)] = str(group.source_title.iloc[0])
        lines.append(f"- `sharecheck collect {source}`: {text.plain('; '.join(group.title))}")
    if text.known(claim.needs_source) and claim.needs_source not in titles:
        titles[claim.needs_source] = claim.needs_source_title
        lines.append(f"- `sharecheck collect {claim.needs_source}`")
    if not lines:
        return
    noun = "signals" if claim.scorecard else "definitions"
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


def proof(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the facts, or what was measured; nothing for a claim that nothing comes near."""
    facts = evidence[evidence.fact_id.notna() & evidence.shown.notna()]
    measured = evidence[evidence.fact_id.isna() & evidence.measured.notna()]
    if len(facts):
        fact_view.show(claim, facts)
    if len(measured):
        evidence_view.show(claim, measured)
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


def _words(claim: Any) -> None:
    """Say where the claim is made and how its words are read."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("### Where it is said", anchors=False)
        places = door.read("occurrences", claim=claim.claim_id)
        lines = [
            f"- {text.plain(place.title)}, line {place.line}, characters "
            f"{place.char_start}–{place.char_end}"
            for place in each(places)
        ]
        st.markdown("\n".join(lines))
        about = each(places.drop_duplicates("title"))
        st.caption(
            " ".join(
                f"{text.plain(d.title)}: {text.plain(d.as_of_basis)}; "
                f"text with sha256 {d.sha256[:12]}…"
                for d in about
            )
        )
    with right:
        reading(claim)


def reading(claim: Any) -> None:
    """Say how a claim's words are read."""
    st.markdown("### How it is read", anchors=False)
    lines = {"Population": claim.scope, "Reading": claim.reading}
    if claim.kind != "property" or claim.hedge != "exact":
        lines[f"Hedge “{claim.hedge}”"] = claim.hedge_reading
    if text.known(claim.accepted):
        lines["It holds at"] = text.figure(claim.accepted)
    st.markdown(
        "\n".join(f"- **{text.plain(name)}:** {text.plain(said)}" for name, said in lines.items())
    )
