"""The answer to a claim in a box: a word, what is claimed beside what was measured, and why."""

from typing import Any

import numpy as np
import streamlit as st

from dashboard import colours, text

TRUE = "holds"
IS_TRUE, WAS_TRUE = "True of", "Was true of"


def show(claim: Any, heading: str = "##") -> None:
    """Show the answer to a claim, both figures, why it is so, and what would change it.

    Args:
        claim: a row of query `claim`.
        heading: Markdown level of the answer.
    """
    mark = colours.VERDICTS[claim.verdict]
    with st.container(border=True, key=f"answer {claim.claim_id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
            word = f"{heading} :{mark.badge}[{mark.symbol}] {text.plain(claim.answer)}"
            st.markdown(word, anchors=False, width="content")
            for name, figure, under in figures(claim):
                with st.container(key=f"figure {claim.claim_id} {name}", width="content"):
                    _figure(name, figure, under)
        with st.container(key=f"ruling {claim.claim_id}"):
            st.markdown(text.tight(text.plain(str(claim.explanation))))
        st.caption(f"What would change this: {text.plain(claim.would_flip)}")


def _figure(name: str, figure: str, under: str) -> None:
    """Show a figure between its name and what is to be known of it."""
    lines = [f":small[:gray[{name}]]", f"**{text.tight(text.plain(figure))}**"]
    if under:
        lines.append(f":small[:gray[{text.tight(text.plain(under))}]]")
    st.markdown("  \n".join(lines), width="content")


def figures(claim: Any) -> list[tuple[str, str, str]]:
    """Return what is claimed and what was found, each with its name and what stands under it."""
    found = []
    date = text.figure(claim.as_of) if text.known(claim.as_of) else "no date given"
    if text.known(claim.claimed):
        found.append(("The claim says", str(claim.claimed), date))
    elif claim.kind != "property" and text.known(claim.accepted):
        found.append(("The claim needs", str(claim.accepted), date))
    parts = parts_of(claim)
    if parts:
        found.append((*true_of(claim, parts), ""))
    elif claim.scorecard and claim.tests:
        noun = "signal" if claim.tests == 1 else "signals"
        verb = "says" if claim.holding == 1 else "say"
        found.append(("Measured", f"{claim.holding} of {claim.tests} {noun} {verb} yes", ""))
    elif text.known(claim.found_shown) and claim.kind != "property":
        name = "Documented" if claim.kind in text.FACTS else "Measured"
        when = str(claim.found_period) if text.known(claim.found_period) else ""
        shown = text.figure(str(claim.found_shown))
        under = [str(claim.found_title), "" if when == shown else when]
        found.append((name, shown, ", ".join(filter(None, under))))
    return found


def true_of(claim: Any, parts: dict[str, str]) -> tuple[str, str]:
    """Return of how many of its parts a claim is true, or was: 'True of', '2 of 3 parts'."""
    name = WAS_TRUE if claim.verdict == "outdated" else IS_TRUE
    return name, f"{list(parts.values()).count(TRUE)} of {len(parts)} parts"


def parts_of(claim: Any) -> dict[str, str]:
    """Return what each part of a claim came to, by part, in order; none for most claims."""
    found = claim.parts if isinstance(claim.parts, (list, np.ndarray)) else []
    return {part["part"]: part["ruling"] for part in found}
