"""The answer to a claim: in a list as one line, on its page in a box with what decides it.

`claim` is a row of query `claim` or `claims`.
"""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import blocks, colours, text
from dashboard.frames import each

TRUE = "holds"
IS_TRUE, WAS_TRUE = "True of", "Was true of"
LEANING = "The figures"
"""Where they point, which the answer says, too."""
SHOWN = 24
"""Claims listed under one verdict; the rest is on the page of claims."""
BRIEF = ("Claimed", "Read as", "Measured", "Documented", "Holds on", IS_TRUE, WAS_TRUE, "Date")


def box(claim: Any, heading: str = "##") -> None:
    """Show the answer to a claim, below a Markdown `heading`, and why; what would change it."""
    mark = colours.VERDICTS[claim.verdict]
    with st.container(border=True, key=f"answer {claim.claim_id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
            word = f"{heading} :{mark.badge}[{mark.symbol}] {text.plain(claim.answer)}"
            st.markdown(word, anchors=False, width="content")
            for name, figure, under in _boxed(claim):
                with st.container(key=f"figure {claim.claim_id} {name}", width="content"):
                    lines = [f":small[:gray[{name}]]", f"**{text.tight(text.plain(figure))}**"]
                    if under:
                        lines.append(f":small[:gray[{text.tight(text.plain(under))}]]")
                    st.markdown("  \n".join(lines), width="content")
        with st.container(key=f"ruling {claim.claim_id}"):
            st.markdown(text.tight(text.plain(str(claim.explanation))))
        st.caption(f"What would change this: {text.plain(claim.would_flip)}")


def row(claim: Any, place: str = "", *, brief: bool = False) -> None:
    """Show a claim in a list: its statement as a link to its card, answer and figures below.

    `place`: tells the same claim apart where a page shows it several times; `brief`: only the main
    figures, and every article by name.
    """
    with st.container(key=f"row-{place}{claim.claim_id}", gap="xsmall"):
        blocks.link(blocks.CLAIMS, text.plain(claim.statement), claim=claim.claim_id)
        st.markdown(_summary(claim, brief))


def _summary(claim: Any, brief: bool) -> str:
    """Return answer, figures and articles of a claim in one Markdown line."""
    said = [
        f"{name} **{text.plain(value)}**"
        for name, value in _listed(claim).items()
        if name in BRIEF or not (brief or name == LEANING)
    ]
    if claim.in_documents:
        many = claim.in_documents > 1 and not brief
        where = f"in {claim.in_documents} articles" if many else str(claim.documents)
        said.append(f":gray[{text.plain(where)}]")
    mark = colours.VERDICTS[claim.verdict]
    answer = f":{mark.badge}-badge[{mark.icon} {text.plain(claim.answer)}]"
    return f"{answer} {text.tight(' · '.join(said))}"


def _boxed(claim: Any) -> list[tuple[str, str, str]]:
    """Return what is claimed and what was found, each with its name and what stands under it."""
    found, date = [], dated(claim, "no date given")
    if (said := _claimed(claim)) is not None:
        name = "The claim says" if text.known(claim.claimed) else "The claim needs"
        found.append((name, said, date))
    if parts := parts_of(claim):
        found.append((*_true_of(claim, parts), ""))
    elif claim.scorecard and claim.tests:
        verb = "says" if claim.holding == 1 else "say"
        found.append(("Measured", f"{_signals(claim)} {verb} yes", ""))
    elif text.known(claim.found_shown) and claim.kind != "property":
        when = str(claim.found_period) if text.known(claim.found_period) else ""
        shown = text.figure(str(claim.found_shown))
        under = [str(claim.found_title), "" if when == shown else when]
        found.append((_found(claim), shown, ", ".join(filter(None, under))))
    return found


def _listed(claim: Any) -> dict[str, str]:
    """Return what is claimed, or what its words are read as, and what was found, each by name."""
    pairs = {}
    if (said := _claimed(claim)) is not None:
        pairs["Claimed" if text.known(claim.claimed) else "Read as"] = said
    if parts := parts_of(claim):
        name, of_all = _true_of(claim, parts)
        pairs[name] = of_all
    elif claim.scorecard and claim.tests:
        pairs["Holds on"] = _signals(claim)
    elif text.known(claim.primary_shown):
        pairs[_found(claim)] = text.figure(claim.primary_shown)
    if claim.tests > 1 and not parts:
        span = text.spread(claim.measured_least, claim.measured_most, claim.kind)
        if span:
            pairs[f"Over {claim.tests} {'signals' if claim.scorecard else 'counts'}"] = span
        elif claim.kind in text.FACTS:
            pairs["Agree"] = f"{claim.holding} of {claim.tests} facts"
    if text.known(claim.undecided):
        pairs["Because"] = text.UNDECIDED[claim.undecided]
        if text.known(claim.lean_words):
            pairs[LEANING] = claim.lean_words
    pairs["Date"] = dated(claim, "none given")
    return pairs


def dated(claim: Any, otherwise: str) -> str:
    """Return the date of a claim, or other words where it has none."""
    return text.figure(claim.as_of) if text.known(claim.as_of) else otherwise


def _claimed(claim: Any) -> str | None:
    """Return the figure that a claim gives; where its words give none, the bound that is ours."""
    if text.known(claim.claimed):
        return str(claim.claimed)
    bounded = claim.kind != "property" and text.known(claim.accepted)
    return str(claim.accepted) if bounded else None


def _found(claim: Any) -> str:
    return "Documented" if claim.kind in text.FACTS else "Measured"


def _signals(claim: Any) -> str:
    return f"{claim.holding} of {text.number(claim.tests, 'signal')}"


def _true_of(claim: Any, parts: dict[str, str]) -> tuple[str, str]:
    """Return of how many of its parts a claim is true, or was: 'True of', '2 of 3 parts'."""
    name = WAS_TRUE if claim.verdict == "outdated" else IS_TRUE
    return name, f"{list(parts.values()).count(TRUE)} of {len(parts)} parts"


def parts_of(claim: Any) -> dict[str, str]:
    """Return what each part of a claim came to, by part, in order; none for most claims."""
    found = claim.parts if isinstance(claim.parts, (list, np.ndarray)) else []
    return {part["part"]: part["ruling"] for part in found}


def links(claims: pd.DataFrame) -> None:
    """List claims by verdict, each as a link to its card, for pages about something else.

    `claims`: claim_id, verdict, statement; in the order of the claim files.
    """
    for verdict in (v for v in colours.LISTED if v in set(claims.verdict)):
        rows = claims[claims.verdict == verdict]
        with st.expander(f"{blocks.verdict_badge(verdict)} {len(rows)}", expanded=len(claims) < 9):
            with st.container(key=f"row-{verdict}", gap=None):
                for row in each(rows.head(SHOWN)):
                    blocks.link(blocks.CLAIMS, text.plain(row.statement), claim=row.claim_id)
            if len(rows) > SHOWN:
                st.caption(f"and {len(rows) - SHOWN} more on the page of claims")
