"""Contradictions: both sides next to each other, and their mention on the card of a claim."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import marts, text
from dashboard.claims import claim_answer
from dashboard.frames import each

PAGE = "screens/contradictions.py"
KINDS = {"numeric": "figures", "date": "dates", "fact": "facts", "ranking": "who is ahead"}
SEVERITIES = {"hard": "cannot both be true", "soft": "only if read differently"}
"""Whether two sides can be true together, by what the data call it."""
BADGES = {"hard": "red", "soft": "orange"}
FOUND = {
    "one side": "the data favour one side",
    "both": "the data confirm both",
    "neither": "the data refute both",
    "undecided": "the data decide for neither",
}
SIDES = {"a": "First side", "b": "Second side"}


def found(favours: str) -> str:
    """Return what was found in the words of `FOUND`, whichever the side."""
    return "one side" if favours in SIDES else favours


def badge(severity: str) -> str:
    """Return whether two sides can be true together, as a Markdown badge."""
    return f":{BADGES[severity]}-badge[{SEVERITIES[severity]}]"


def headline(contradictions: pd.DataFrame) -> str:
    """Return how many contradictions there are, and how many of them are decided.

    `contradictions`: severity, within, favours.
    """
    decided = int((contradictions.favours != "undecided").sum())
    noun = "contradiction" if len(contradictions) == 1 else "contradictions"
    return f"{len(contradictions)} {noun}; the data decide {decided or 'none'}"


def summary(contradictions: pd.DataFrame) -> str:
    """Return of which sort they are and what the data say, in sentences; see `headline`."""
    outcome = contradictions.favours.map(found).value_counts()
    parts = [
        f"favour one side in **{outcome.get('one side', 0)}**",
        *([f"confirm both in {outcome['both']}"] if "both" in outcome else []),
        *([f"refute both in {outcome['neither']}"] if "neither" in outcome else []),
        f"decide nothing yet in **{outcome.get('undecided', 0)}**",
    ]
    hard = int((contradictions.severity == "hard").sum())
    inside = int((contradictions.within == "one document").sum())
    return (
        f"**{inside}** are within one article, **{len(contradictions) - inside}** between "
        f"articles. **{hard}** cannot both be true, the others only if they are read differently. "
        f"The data {text.listed(parts)}."
    )


def show(entry: Any, sides: pd.DataFrame) -> None:
    """Show a contradiction in a list: its title as a link, and all that `told` tells.

    Args:
        entry: a row of query `contradictions`.
        sides: its rows of query `contradiction_sides`, joined with those of query `claims`.
    """
    with st.container(border=True, key=f"contradiction-{entry.contradiction_id}", gap="small"):
        st.page_link(
            PAGE,
            label=text.plain(entry.title),
            query_params={"contradiction": entry.contradiction_id},
        )
        st.markdown(f"**{text.plain(entry.finding)}**")
        told(entry, sides)


def told(entry: Any, sides: pd.DataFrame) -> None:
    """Show the claims of a contradiction side by side, and why they clash; see `show`."""
    st.markdown(
        f"{badge(entry.severity)} :gray-badge[{KINDS[entry.kind]}] :gray-badge[{_within(entry)}]"
    )
    for side, column in zip(SIDES, st.columns(2, gap="medium"), strict=True):
        with column:
            _side(entry, side, sides[sides.side == side])
    st.markdown(f"**Why not both:** {text.plain(entry.why)}")


def _within(entry: Any) -> str:
    return "within one article" if entry.within == "one document" else "between articles"


def _side(entry: Any, side: str, claims: pd.DataFrame) -> None:
    favoured = entry.favours in (side, "both")
    mark = " · :green[:material/check: the data favour it]" if favoured else ""
    st.markdown(f":small[:gray[{SIDES[side]}]]{mark}")
    for claim in each(claims):
        claim_answer.row(claim, f"{entry.contradiction_id}-", brief=True)
        if text.known(claim.fits):
            fits = "; ".join(dict.fromkeys(claim.fits.split("; ")))
            st.caption(f"Would be right as: {text.plain(fits)}")
        elif claim.kind == "share" and text.known(claim.asserted):
            st.caption("No way of counting at hand gives its figure.")


def sides() -> pd.DataFrame:
    """Return every side's claims with all that is known of them."""
    found = marts.read("contradiction_sides")
    claims = marts.read("claims", claims=list(dict.fromkeys(found.claim_id)))
    return found.merge(claims, on="claim_id", how="left")


def of_claim(claim: Any, claims: pd.DataFrame) -> None:
    """Say which claims a claim contradicts, each a link to the contradiction.

    Args:
        claim: a row of query `claims`.
        claims: all of them.
    """
    sides = marts.read("contradiction_sides")
    own = sides[sides.claim_id == claim.claim_id]
    if own.empty:
        return
    statements = dict(zip(claims.claim_id, claims.statement, strict=True))
    entries = marts.read("contradictions").set_index("contradiction_id")
    st.markdown("**Contradicts:**")
    with st.container(key=f"row-against-{claim.claim_id}", gap="xsmall"):
        for place in each(own):
            entry = entries.loc[place.contradiction_id]
            others = sides[
                (sides.contradiction_id == place.contradiction_id) & (sides.side != place.side)
            ]
            more = f" (and {len(others) - 1} more)" if len(others) > 1 else ""
            found = f"{SEVERITIES[entry.severity]}; {_standing(str(entry.favours), place.side)}"
            st.page_link(
                PAGE,
                label=f"{text.plain(statements[others.claim_id.iloc[0]])}{more} :gray[· {found}]",
                query_params={"contradiction": place.contradiction_id},
            )


def _standing(favours: str, side: str) -> str:
    """Return which side the data favour, seen from one of them."""
    if favours in SIDES:
        return f"the data favour {'the claim above' if favours == side else 'this side'}"
    return FOUND[favours]
