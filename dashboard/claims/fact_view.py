"""The evidence of a claim that is held against facts: each with its citation."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, colours, marts, text
from dashboard.claims import answer_view, evidence_view, forest
from dashboard.frames import each
from warehouse.wording import facts, figures, labels

PARTS = {
    "holds": (":green[✓]", "true"),
    "fails": (":red[✕]", "not true"),
    "mixed": (":orange[◐]", "true of one fact and not of another"),
    "unknown": (":gray[?]", "not known"),
}
"""How the part of a claim came out."""


def show(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the facts that a claim is held against, and for dates the time they lie on.

    Args:
        claim: a row of query `claims`.
        evidence: its rows of query `evidence` that have a value.
    """
    facts = forest.without_repeats(evidence)
    st.markdown(f"### {_message(claim, facts)}", anchors=False)
    parts = answer_view.parts_of(claim)
    for part, ruling in parts.items():
        st.markdown(f"**{_part(part, ruling)}**")
        _facts(facts[facts.part == part])
    _facts(facts[~facts.part.isin(list(parts))])
    with st.expander("The queries that look them up"):
        for row in each(facts.drop_duplicates("sql")):
            st.caption(text.plain(row.title))
            st.code(row.sql, language="sql", wrap_lines=True)


def chart(claim: Any, facts: pd.DataFrame) -> None:
    """Draw the dates of a claim that gives one; nothing for any other.

    Args:
        claim: a row of query `claim`.
        facts: its rows of query `evidence` that have a value.
    """
    bounded = facts[["accepted_low", "accepted_high"]].notna().any(axis=None)
    if claim.kind == "date" and bounded:
        below = "Bars: what a date leaves open, a month or a year."
        title = f"{_message(claim, forest.without_repeats(facts))}: claimed and documented dates"
        evidence_view.two_forms(title, claim, facts, below)


def _facts(facts: pd.DataFrame) -> None:
    for row in each(facts):
        with st.container(border=True, key=f"fact {row.test_id} {row.moment}", gap="small"):
            st.markdown("\n\n".join(_lines(row)))


def _part(part: str, ruling: str) -> str:
    """Return a part with its outcome, as Markdown."""
    mark, words = PARTS[ruling]
    return f"{mark} {text.plain(part)}: {words}"


def _message(claim: Any, facts: pd.DataFrame) -> str:
    """Return how many facts, or parts of the claim, are as it says, in a few words."""
    if parts := answer_view.parts_of(claim):
        return f"True of {list(parts.values()).count(answer_view.TRUE)} of its {len(parts)} parts"
    if not claim.tests:
        return "Facts beside it"
    noun = "facts agrees" if claim.holding == 1 else "facts agree"
    return f"{claim.holding} of {claim.tests} {noun}" if claim.tests > 1 else _alone(claim)


def _alone(claim: Any) -> str:
    """Return what the only fact says."""
    return "The only fact agrees" if claim.holding else "The only fact does not agree"


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
    lines.append(f"Cited: {text.cited(row.citation)}; {_read(row.read_on)}.")
    return lines


def beside(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the newest shares that stand beside a claim of facts or taste and never decide it.

    Args:
        claim: a row of query `claims`.
        evidence: its rows of query `evidence`, of which those with a definition and nothing
            measured are meant.
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


def _read(day: Any) -> str:
    if not text.known(day):
        return "it could not be read, so it decides nothing"
    return f"read on {text.day(day)}"
