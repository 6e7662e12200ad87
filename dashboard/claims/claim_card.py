"""The card of a claim: everything behind its verdict.

`claim` is a row of query `claim`, `evidence` all its rows of query `evidence`.
"""

import json
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from collectors import settings
from dashboard import address, blocks, colours, downloads, marts, stale, text
from dashboard.claims import claim_answer, contradiction_view, evidence_view
from dashboard.frames import each
from dashboard.labels import CODES
from warehouse.exporting import badges, claimreview

LIST = "address of the list"
"""Where the filters of the list are kept while a card is open."""
DOCUMENTS = "screens/documents.py"
TAB = "tab"
TABS: dict[str, str] = CODES["tab"]
"""What stands behind an answer, by its name in the address."""


def show(wanted: str) -> None:
    """Show the claim with an id, with everything behind its verdict."""
    back = st.session_state.get(LIST, {})
    label = "The claims chosen before" if back else "All claims"
    blocks.link(blocks.CLAIMS, label, "arrow_back", **back)
    found = marts.read("claim", claim=wanted)
    if found.empty:
        address.write(claim=wanted)
        st.title("No such claim")
        address.lost("claim", wanted, "the list of all claims")
        return
    claim = found.iloc[0]
    st.title(text.plain(claim.statement), anchor=False)
    evidence = marts.read("evidence", claims=[claim.claim_id])
    answer(claim, evidence)
    names = {label: name for name, label in TABS.items()}
    if TAB not in st.session_state:
        st.session_state[TAB] = TABS.get(st.query_params.get(TAB, ""), TABS["evidence"])
    tabs = st.tabs(list(names), key=TAB, on_change="rerun")
    shown = names[st.session_state[TAB]]
    address.write(claim=wanted, tab=None if shown == "evidence" else shown)
    with tabs[0]:
        evidence_view.show(claim, evidence)
    for tab, part in zip(tabs[1:], (reading, said_in, history, share), strict=True):
        with tab:
            part(claim)


def own(claim: Any) -> None:
    """Show everything behind the verdict on a claim of one's own, within `marts.Judged.shown`."""
    evidence = marts.read("evidence", claims=[claim.claim_id])
    answer(claim, evidence, "###")
    tabs = st.tabs([TABS["evidence"], TABS["reading"]], key=f"tab {claim.claim_id}")
    with tabs[0]:
        evidence_view.show(claim, evidence)
    with tabs[1]:
        reading(claim)


def answer(claim: Any, evidence: pd.DataFrame, heading: str = "##") -> None:
    """Show the answer to a claim, under a Markdown `heading`, and what decides it on one axis."""
    claim_answer.box(claim, heading)
    evidence_view.chart(claim, evidence)
    decisive = evidence.decides.astype(bool) & evidence.deciding.astype(bool)
    shown = evidence[decisive & evidence.measured.notna() & evidence.fact_id.isna()]
    ends = pd.to_datetime(shown.period_end) - pd.Timedelta(days=1)  # the first day after
    if said := stale.until(ends):
        st.caption(said)
    missing(claim, evidence)


def missing(claim: Any, evidence: pd.DataFrame) -> None:
    """Say in one line, to be opened, how many ways of counting have no figure, and why."""
    then = evidence[evidence.deciding.astype(bool) & (evidence.role != "context")]
    lacking = then[then.measured.isna()]
    # null is not live
    waits = (lacking.missing == "not collected") & (lacking.live == True)  # noqa: E712
    sources = dict[str, str]()
    lines = [
        f"- {text.plain(row.title)}: {text.plain(row.remark)}" for row in each(lacking[~waits])
    ]
    for source, group in lacking[waits].groupby("source_id"):
        sources[str(source)] = str(group.source_title.iloc[0])
        lines.append(f"- `sharecheck collect {source}`: {text.plain('; '.join(group.title))}")
    if text.known(claim.needs_source) and claim.needs_source not in sources:
        sources[claim.needs_source] = claim.needs_source_title
        lines.append(f"- `sharecheck collect {claim.needs_source}`")
    if not lines:
        return
    with st.expander(_lacking(claim, len(then), len(lacking), int(waits.sum()))):
        st.markdown("\n".join(lines))
        with st.container(horizontal=True):
            for source, title in sources.items():
                blocks.link(blocks.SOURCES, text.plain(title), "arrow_forward", source=source)


def _lacking(claim: Any, listed: int, lacking: int, waiting: int) -> str:
    """Return how many tests have no figure, and how many of these wait for a collection."""
    if not lacking:
        return "Waits for a collection"
    counts = "facts" if claim.kind in text.FACTS else "ways of counting"
    noun = "signals" if claim.scorecard else counts
    what = f"{lacking} of its {listed} {noun}" if listed > 1 else "What would decide it"
    wait = f"{'waits' if waiting == 1 else 'wait'} for a collection"
    if waiting == lacking:
        return f"{what} {wait}"
    more = f", {waiting} {wait}" if waiting else ""
    return f"{what} {'has' if lacking == 1 else 'have'} no figure that may decide{more}"


def history(claim: Any) -> None:
    """Say when the verdict changed, and because of what."""
    changes = marts.read("history", claim=claim.claim_id)
    if changes.empty:
        st.caption("Nothing is recorded of it yet.")
    elif len(changes) == 1:
        first: Any = changes.iloc[0]
        when = f"{text.day(first.changed_at)} (build {first.build_id})"
        st.caption(f"Unchanged since it was first judged, {when}.")
    else:
        st.markdown("\n".join(f"- {_change(claim, change)}" for change in each(changes)))


def _change(claim: Any, change: Any) -> str:
    """Return one change of the verdict: when, from what to what, because of what."""
    after = colours.VERDICTS[change.after].words if text.known(change.after) else "taken out"
    measured = dict.fromkeys(
        text.quantity(value, claim.kind)
        for value in (change.measured_before, change.measured_after)
        if text.known(value) and claim.kind not in text.FACTS
    )
    moved = f", measured {' → '.join(measured)}" if measured else ""
    when = f"{text.day(change.changed_at)} :gray[(build {change.build_id})]"
    if not text.known(change.before):
        return f"{when} · **first judged: {after}**{moved}"
    causes = [f"new figures of {text.plain(change.sources)}"] if text.known(change.sources) else []
    causes += [text.plain(change.others)] if text.known(change.others) else []
    step = f"{colours.VERDICTS[change.before].words} → {after}"
    return f"{when} · **{step}**{moved}; because of {text.listed(causes)}"


def said_in(claim: Any) -> None:
    """Say where the claim is made, with links to these places, and what contradicts it."""
    found = marts.read("occurrences", claim=claim.claim_id)
    for name, said in found.groupby("document_id", sort=False):
        document = said.iloc[0]
        with st.container(key=f"row-place {name}"):
            blocks.link(
                DOCUMENTS,
                text.plain(document.title),
                document=document.document_id,
                claim=claim.claim_id,
            )
        lines = [f"line {p.line}, characters {p.char_start}–{p.char_end}" for p in each(said)]
        st.caption(
            f"{'; '.join(lines)} · {text.plain(document.as_of_basis)} · "
            f"text with sha256 {document.sha256[:12]}…"
        )
    contradiction_view.of_claim(claim, marts.read("claims_against", claim=claim.claim_id))


def reading(claim: Any) -> None:
    """Say how a claim's words are read."""
    lines = {}
    if text.known(claim.about):
        lines["About"] = f"{claim.about}. {claim.about_asks}"
    lines |= {"Speaks of": claim.scope, "Reading": claim.reading}
    if claim.kind != "property" or claim.hedge != "exact":
        lines["How exactly"] = claim.hedge_reading
    if text.known(claim.accepted):
        name = "It needs" if text.known(claim.claimed) or claim.kind == "property" else "Read as"
        lines[name] = claim.accepted
    st.markdown(
        "\n".join(f"- **{text.plain(name)}:** {text.plain(said)}" for name, said in lines.items())
    )


def share(claim: Any) -> None:
    """Show how to cite or share a claim of the register, and its verdict in forms to exchange."""
    cite(claim, address.link(claim=claim.claim_id))
    name = claim.claim_id
    badge = _json(partial(badges.badge, claim_id=name))
    with st.container(horizontal=True, gap="small"):
        for label, file, kind, made in (
            ("ClaimReview (JSON-LD)", f"{name}.jsonld", "application/ld+json", review(name)),
            ("Badge (Shields)", f"{name}.json", "application/json", badge),
        ):
            downloads.button(label, made, file, kind, f"download {file}")


def cite(claim: Any, link: str) -> None:
    """Show words with which a verdict can be cited, and the `link` by which it is found again."""
    title, said = str(claim.statement).rstrip("."), [f"{claim.answer}. {claim.explanation}"]
    st.caption("To cite this verdict:")
    st.code(downloads.citation(title, said, link), language=None, wrap_lines=True)
    st.caption("Its address, which shows it again as it is now:")
    st.code(link, language=None, wrap_lines=True)


def review(claim_id: str) -> downloads.Later:
    """Return what makes a claim's ClaimReview, as text."""
    site = settings.get("SHARECHECK_SITE") or address.link().partition("?")[0].rpartition("/")[0]
    return _json(partial(claimreview.claim_review, claim_id=claim_id, site=site))


def _json(made: Any) -> downloads.Later:
    """Return what makes a document of the warehouse, written as `sharecheck export` writes it."""
    return marts.later(lambda con: json.dumps(made(con), indent=2, ensure_ascii=False) + "\n")
