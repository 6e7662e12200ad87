"""The evidence of a claim that is held against facts: each with its citation."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, colours, marts, text
from dashboard.claims import claim_answer, evidence_view, forest
from dashboard.frames import each
from dashboard.labels import CODES
from warehouse.wording import facts, figures, labels

PARTS: dict[str, list[str]] = CODES["part"]


def show(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the facts that a claim is held against; `evidence`: its rows that have a value."""
    facts = forest.without_repeats(evidence)
    st.markdown(f"### {_message(claim)}", anchors=False)
    parts = claim_answer.parts_of(claim)
    for part, ruling in parts.items():
        mark, words = PARTS[ruling]
        st.markdown(f"**{mark} {text.plain(part)}: {words}**")
        _facts(facts[facts.part == part])
    _facts(facts[~facts.part.isin(list(parts))])
    with st.expander("The queries that look them up"):
        for row in each(facts.drop_duplicates("sql")):
            st.caption(text.plain(row.title))
            st.code(row.sql, language="sql", wrap_lines=True)


def chart(claim: Any, facts: pd.DataFrame) -> None:
    """Draw the dates of a claim that gives one; nothing for any other; see `show`."""
    bounded = facts[["accepted_low", "accepted_high"]].notna().any(axis=None)
    if claim.kind == "date" and bounded:
        below = "Bars: what a date leaves open, a month or a year."
        title = f"{_message(claim)}: claimed and documented dates"
        evidence_view.two_forms(title, claim, facts, below)


def _facts(facts: pd.DataFrame) -> None:
    for row in each(facts):
        with st.container(border=True, key=f"fact {row.test_id} {row.moment}", gap="small"):
            st.markdown("\n\n".join(_lines(row)))


def _message(claim: Any) -> str:
    """Return how many facts, or parts of the claim, are as it says, in a few words."""
    if parts := claim_answer.parts_of(claim):
        return f"True of {list(parts.values()).count(claim_answer.TRUE)} of its {len(parts)} parts"
    if not claim.tests:
        return "Facts beside it"
    if claim.tests == 1:
        return "The only fact agrees" if claim.holding else "The only fact does not agree"
    return f"{claim.holding} of {claim.tests} facts {'agrees' if claim.holding == 1 else 'agree'}"


def _lines(row: Any) -> list[str]:
    """Return a fact with its time, citation and remark, as Markdown paragraphs."""
    time = forest.when(row)
    shown = text.figure(row.shown)
    when = "" if time in (shown, forest.ALWAYS) else f" · {forest.also(row)}{text.plain(time)}"
    clause = facts.answered(row.title, row.shown)
    said = (
        f"**{text.plain(figures.capital(clause))}**"
        if clause
        else f"{text.plain(row.title)}: **{text.plain(shown)}**"
    )
    lines = [
        f"{forest.badge(row.outcome)} {said}{when}"
        + ("" if text.known(row.part) else f"  \n:small[:gray[{labels.FACT_ROLES[row.role]}]]")
    ]
    if text.known(row.note):
        lines.append(text.plain(row.note))
    read = "it could not be read, so it decides nothing"
    if text.known(row.read_on):
        read = f"read on {text.day(row.read_on)}"
    return [*lines, f"Cited: {text.cited(row.citation)}; {read}."]


def beside(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the newest shares that stand beside a claim of facts or taste and never decide it.

    `evidence`: the claim's rows; those with a definition and nothing measured are meant.
    """
    meant = evidence[evidence.definition_id.notna() & evidence.measured.isna()]
    projects = [name for name in (claim.subject, claim.comparator) if text.known(name)]
    shares = marts.read("shares", definitions=sorted(set(meant.definition_id)), projects=projects)
    shares = shares[~shares.suspect.astype(bool)]
    newest = shares.groupby(["definition_id", "project_id"]).tail(1)
    if newest.empty:
        return
    newest = newest.assign(
        words=[
            f"{text.bounded(text.percent(row.value), row.bound)} "
            f"({text.period(row.period_start, row.period_end)})"
            for row in each(newest)
        ]
    )
    blocks.chart(
        "For context: what can be counted beside it",
        forest.dumbbell(newest, colours.looks(marts.read, newest.project_id)),
        newest.drop(columns="words"),
        name=f"beside-{claim.claim_id}",
        heading="###",
        below="Newest share by each count; none of them decides the claim.",
    )
