"""A claim on the screen: one row of the list, and the card with all evidence."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, blocks, canvas, charts, colours, door, forest, text
from dashboard.frames import each

LIST = "address of the list"
"""Where the filters of the list are kept while a card is open."""
SHARES = ("share", "change")
COMPARED = ("ratio", "order")
ROLES = {
    "primary": "under the primary definition, the nearest to the claim’s words",
    "alternative": "under another defensible definition",
    "context": "for context; decides nothing",
}


def row(claim: Any) -> None:
    """Show a claim in the list: verdict, statement, and the figures side by side."""
    with st.container(border=True, key=f"row-{claim.claim_id}", height="stretch", gap="small"):
        st.markdown(blocks.verdict_badge(claim.verdict))
        st.page_link(
            blocks.CLAIMS, label=text.plain(claim.statement), query_params={"claim": claim.claim_id}
        )
        figures = [f"{name} **{text.plain(value)}**" for name, value in _figures(claim).items()]
        st.markdown(text.tight(" · ".join(figures)))
        st.caption(text.plain(claim.documents or ""))


def _figures(claim: Any) -> dict[str, str]:
    pairs = {"Claimed": text.asserted(claim.asserted, claim.hedge)}
    if pd.isna(claim.primary_measured):
        pairs["Measured"] = f"nothing yet ({claim.needs or 'no data'})"
    else:
        pairs["Measured"] = text.quantity(claim.primary_measured, claim.kind)
        span = text.spread(claim.measured_least, claim.measured_most, claim.kind)
        if span:
            pairs[f"Over {claim.tests} definitions"] = span
    pairs["Date"] = claim.as_of if isinstance(claim.as_of, str) else "none given"
    return pairs


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
    _card(found.iloc[0])


def _card(claim: Any) -> None:
    evidence = door.read("evidence", claims=[claim.claim_id])

    st.markdown(blocks.verdict_badge(claim.verdict))
    st.markdown(f"## {text.plain(claim.statement)}", anchors=False)
    blocks.facts(_figures(claim))
    st.markdown(text.plain(claim.explanation))
    st.markdown(f"**What would change this:** {text.plain(claim.would_flip)}")
    _words(claim)
    if evidence.measured.notna().any():
        _forest(claim, evidence)
        _table(claim, evidence)
        _details(claim, evidence)
        _series(claim, evidence)
    else:
        st.info("No public signal at hand comes near this claim, so there is nothing to draw.")
    st.markdown("### Cite or share", anchors=False)
    st.code(f"{(st.context.url or '').split('?')[0]}?claim={claim.claim_id}", language=None)


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
        st.markdown("### How it is read", anchors=False)
        st.markdown(
            f"- **Population:** {text.plain(claim.scope)}\n"
            f"- **Reading:** {text.plain(claim.reading)}\n"
            f"- **Hedge “{text.plain(claim.hedge)}”:** {text.plain(claim.hedge_reading)}\n"
            f"- **It holds at:** {text.plain(claim.accepted)}"
        )


def _forest(claim: Any, evidence: pd.DataFrame) -> None:
    marks = " · ".join(
        f"{mark.symbol} {mark.words}"
        for name, mark in colours.OUTCOMES.items()
        if name != "no data"
    )
    drawn = forest.without_repeats(evidence)
    now = (
        " Hollow: the newest figure, where it is another one."
        if (drawn.moment == "now").any()
        else ""
    )
    blocks.chart(
        "Claimed and measured, under every definition",
        forest.evidence(evidence, claim),
        evidence.drop(columns=["locators"]),
        name=f"evidence-{claim.claim_id}",
        below=f"{text.KINDS[claim.kind].capitalize()}. {marks}. Bars: 95 % intervals of samples, "
        f"or the bracket of a total that is not known exactly. Filled: at the claim’s date.{now}",
    )


def _table(claim: Any, evidence: pd.DataFrame) -> None:
    st.markdown("### The evidence", anchors=False)
    drawn = forest.without_repeats(evidence)
    table = pd.DataFrame(
        {
            "Measured": [text.quantity(value, claim.kind) for value in drawn.measured],
            "Outcome": [
                f"{colours.OUTCOMES[o].symbol} {colours.OUTCOMES[o].words}" for o in drawn.outcome
            ],
            "Definition": drawn.title,
            "When": [
                f"{'now: ' if row.moment == 'now' else ''}{forest.when(row)}" for row in each(drawn)
            ],
            "Interval": [text.spread(r.low, r.high, claim.kind) for r in each(drawn)],
            "Role": drawn.role,
            "Days off": drawn.days_off,
            "Source": drawn.source_title,
        }
    )
    st.dataframe(table, hide_index=True, height="content")


def _details(claim: Any, evidence: pd.DataFrame) -> None:
    """Open each measurement: what was divided by what, remarks, SQL, origin."""
    st.caption(
        "Each row in full, with the query that recomputes it and where its figures come from:"
    )
    effects = blocks.break_effects()
    for row in each(forest.without_repeats(evidence)):
        mark = colours.OUTCOMES[row.outcome]
        value = text.quantity(row.measured, claim.kind)
        label = f"{mark.symbol} **{value}** · {text.plain(row.title)} · {forest.when(row)}"
        with st.expander(label, key=f"detail {row.test_id} {row.moment}"):
            _detail(claim, row, effects)


def _detail(claim: Any, row: Any, effects: dict[str, str]) -> None:
    lines = [f"{blocks.outcome_badge(row.outcome)} {ROLES[row.role]}"]
    if pd.isna(row.numerator) and not pd.isna(row.measured):
        lines.append(f"- {text.plain(row.numerator_words)}; the counts behind it are not published")
    elif not pd.isna(row.numerator):
        subject = text.plain(claim.subject_name)
        lines.append(
            f"- {subject}: **{text.exact(row.numerator)}** {text.plain(row.numerator_words)}"
        )
        if claim.kind in COMPARED and not pd.isna(row.comparator_numerator):
            other = text.plain(claim.comparator_name)
            lines.append(f"- {other}: **{text.exact(row.comparator_numerator)}**, counted alike")
        if claim.kind in SHARES:
            whole = text.plain(row.denominator_words)
            lines.append(f"- out of **{text.exact(row.denominator)}** {whole}")
    if not pd.isna(row.baseline_start):
        lines.append(f"- less the share in {text.period(row.baseline_start, row.baseline_end)}")
    if row.days_off:
        late = ", more than the source’s tolerance: stale" if row.stale else ""
        lines.append(f"- {row.days_off:.0f} days from the claim’s date{late}")
    lines.append(f"- Why this definition: {text.plain(row.rationale)}")
    lines += [f"- Remark: {text.plain(remark)}" for remark in text.flags(row.flags, effects)]
    lines.append(f"- {text.plain(row.signal_title)}: {text.plain(row.caveat)}")
    lines.append(f"- Source: {text.plain(blocks.source_line(row))}, {row.quality}")
    st.markdown("\n".join([lines[0], "", *lines[1:]]))
    if isinstance(row.sql, str):
        st.code(row.sql, language="sql", wrap_lines=True)
    locators = list(row.locators) if row.locators is not None and len(row.locators) else []
    st.code("\n".join(locators) or "no locator", language=None, wrap_lines=True)


def _measure(claim: Any, test: Any) -> str:
    """Return what a claim's measure is made of, in words."""
    if claim.kind in COMPARED:
        names = f"{claim.subject_name} to {claim.comparator_name}"
        return f"Ratio of {names}, each: {test.numerator_words}"
    if claim.kind in SHARES:
        return f"Share: {test.numerator_words} / {test.denominator_words}"
    return f"Count: {test.numerator_words}"


def _series(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the primary definition over time, with its breaks."""
    first: Any = evidence.iloc[0]
    frame = door.read("claim_series", test=first.test_id)
    if len(frame) < 2:
        return
    frame = frame.assign(key=claim.subject, suspect=False)
    segments = door.read("definitions", signal=first.signal_id).set_index("definition_id")
    breaks = door.read(
        "breaks", signal=first.signal_id, segments=list(segments.segments[first.definition_id])
    )
    breaks = canvas.numbered(breaks, *charts.span(frame))
    blocks.chart(
        f"Over time: {first.title}",
        charts.series(frame, breaks, claim.kind, labels={claim.subject: claim.subject_name}),
        frame.drop(columns=["key", "suspect"]),
        name=f"series-{claim.claim_id}",
        below=f"{_measure(claim, first)}. {blocks.source_line(first)}. "
        "Periods that a break forbids as evidence are left out.",
        breaks=breaks,
        links={"Open the signal": (blocks.SIGNALS, {"signal": first.signal_id})},
    )
