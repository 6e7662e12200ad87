"""A claim in a list: statement, verdict, and what is claimed beside what was found."""

from typing import Any

import streamlit as st

from dashboard import blocks, colours, text
from dashboard.claims.answer_view import IS_TRUE, WAS_TRUE, parts_of, true_of

LEANING = "The figures"
"""Where they point, which the answer says, too."""
BRIEF = ("Claimed", "Read as", "Measured", "Documented", "Holds on", IS_TRUE, WAS_TRUE, "Date")


def show(claim: Any, place: str = "", *, brief: bool = False) -> None:
    """Show a claim: its statement as a link to its card, answer and figures below.

    Args:
        claim: a row of query `claims`.
        place: tells the same claim apart where a page shows it several times.
        brief: only the main figures, and every article by name.
    """
    with st.container(key=f"row-{place}{claim.claim_id}", gap="xsmall"):
        st.page_link(
            blocks.CLAIMS, label=text.plain(claim.statement), query_params={"claim": claim.claim_id}
        )
        st.markdown(summary(claim, brief))


def summary(claim: Any, brief: bool = False) -> str:
    """Return answer, figures and articles of a claim in one Markdown line."""
    said = [
        f"{name} **{text.plain(value)}**"
        for name, value in figures(claim).items()
        if name in BRIEF or not (brief or name == LEANING)
    ]
    if where := str(claim.documents) if brief and claim.in_documents else _where(claim):
        said.append(f":gray[{text.plain(where)}]")
    mark = colours.VERDICTS[claim.verdict]
    answer = f":{mark.badge}-badge[{mark.icon} {text.plain(claim.answer)}]"
    return f"{answer} {text.tight(' · '.join(said))}"


def _where(claim: Any) -> str:
    """Return which article makes a claim, or how many do."""
    if claim.in_documents > 1:
        return f"in {claim.in_documents} articles"
    return str(claim.documents) if claim.in_documents else ""


def figures(claim: Any) -> dict[str, str]:
    """Return what is claimed, or what its words are read as, and what was found, each by name."""
    pairs = {}
    if text.known(claim.claimed):
        pairs["Claimed"] = claim.claimed
    elif claim.kind != "property" and text.known(claim.accepted):
        # words without a figure: the bound is ours
        pairs["Read as"] = claim.accepted
    facts = claim.kind in text.FACTS
    parts = parts_of(claim)
    if parts:
        name, of_all = true_of(claim, parts)
        pairs[name] = of_all
    elif claim.scorecard and claim.tests:
        noun = "signal" if claim.tests == 1 else "signals"
        pairs["Holds on"] = f"{claim.holding} of {claim.tests} {noun}"
    elif text.known(claim.primary_shown):
        pairs["Documented" if facts else "Measured"] = text.figure(claim.primary_shown)
    if claim.tests > 1 and not parts:
        span = text.spread(claim.measured_least, claim.measured_most, claim.kind)
        if span:
            noun = "signals" if claim.scorecard else "counts"
            pairs[f"Over {claim.tests} {noun}"] = span
        elif facts:
            pairs["Agree"] = f"{claim.holding} of {claim.tests} facts"
    if text.known(claim.undecided):
        pairs["Because"] = text.UNDECIDED[claim.undecided]
        if text.known(claim.lean_words):
            pairs[LEANING] = claim.lean_words
    pairs["Date"] = text.figure(claim.as_of) if text.known(claim.as_of) else "none given"
    return pairs
