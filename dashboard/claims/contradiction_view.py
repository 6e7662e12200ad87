"""Contradictions: their list, both sides of one, and their mention on the card of a claim.

What is taken are rows of the query `contradictions`, `entry` one of them, and of what `sides`
returns.
"""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, blocks, choices, downloads, marts, text
from dashboard.claims import claim_answer
from dashboard.frames import each
from dashboard.labels import CODES

PAGE = "screens/contradictions.py"
KINDS: dict[str, str] = CODES["contradiction_kind"]
SEVERITIES: dict[str, str] = CODES["severity"]
FOUND: dict[str, str] = CODES["found"]
SIDES: dict[str, str] = CODES["side"]
COLUMNS: list[str] = CODES["contradiction_columns"]
BADGES = {"hard": "red", "soft": "orange"}
LABELS: dict[str, str] = CODES["contradiction_filter"]
FILTERS = (*LABELS, "page")
LIST = "address of the contradictions"
"""Where the filters are kept while one contradiction is open."""
PER_PAGE = 12


def found(favours: str) -> str:
    """Return what was found in the words of `FOUND`, whichever the side."""
    return "one side" if favours in SIDES else favours


def badge(severity: str) -> str:
    """Return whether two sides can be true together, as a Markdown badge."""
    return f":{BADGES[severity]}-badge[{SEVERITIES[severity]}]"


def headline(contradictions: pd.DataFrame) -> str:
    """Return how many contradictions there are, and how many of them are decided."""
    decided = int((contradictions.favours != "undecided").sum())
    many = text.number(len(contradictions), "contradiction")
    return f"{many}; the data decide {decided or 'none'}"


def summary(contradictions: pd.DataFrame) -> str:
    """Return of which sort they are and what the data say, in sentences."""
    outcome = contradictions.favours.map(found).value_counts()
    rare = {"both": "confirm both in", "neither": "refute both in"}
    parts = [
        f"favour one side in **{outcome.get('one side', 0)}**",
        *(f"{words} {outcome[name]}" for name, words in rare.items() if name in outcome),
        f"decide nothing yet in **{outcome.get('undecided', 0)}**",
    ]
    hard = int((contradictions.severity == "hard").sum())
    inside = int((contradictions.within == "one document").sum())
    return (
        f"**{inside}** are within one article, **{len(contradictions) - inside}** between "
        f"articles. **{hard}** cannot both be true, the others only if they are read differently. "
        f"The data {text.listed(parts)}."
    )


def _entry(entry: Any, sides: pd.DataFrame) -> None:
    """Show a contradiction in a list: its title as a link, and all that `told` tells."""
    with st.container(border=True, key=f"contradiction-{entry.contradiction_id}", gap="small"):
        blocks.link(PAGE, text.plain(entry.title), contradiction=entry.contradiction_id)
        st.markdown(f"**{text.plain(entry.finding)}**")
        told(entry, sides)


def told(entry: Any, sides: pd.DataFrame) -> None:
    """Show the claims of a contradiction side by side, and why they clash."""
    within = "within one article" if entry.within == "one document" else "between articles"
    st.markdown(f"{badge(entry.severity)} :gray-badge[{KINDS[entry.kind]}] :gray-badge[{within}]")
    for side, column in zip(SIDES, st.columns(2, gap="medium"), strict=True):
        with column:
            _side(entry, side, sides[sides.side == side])
    st.markdown(f"**Why not both:** {text.plain(entry.why)}")


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
    """Say which of all `claims` a claim contradicts, each a link to the contradiction."""
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
            blocks.link(
                PAGE,
                f"{text.plain(statements[others.claim_id.iloc[0]])}{more} :gray[· {found}]",
                contradiction=place.contradiction_id,
            )


def _standing(favours: str, side: str) -> str:
    """Return which side the data favour, seen from one of them."""
    if favours in SIDES:
        return f"the data favour {'the claim above' if favours == side else 'this side'}"
    return FOUND[favours]


# --- the list ----------------------------------------------------------------------------------


def show(contradictions: pd.DataFrame, sides: pd.DataFrame) -> None:
    """Show the sentence on all, filters, the contradictions that fit them, and these as CSV."""
    st.title("Contradictions")
    if contradictions.empty:
        st.info(
            "No contradictions are listed yet. A pack keeps claims that cannot be true together in "
            "`contradictions.yml`."
        )
        return
    st.markdown(f"## {headline(contradictions)}", anchors=False)
    st.markdown(summary(contradictions))
    asked = _filters(contradictions)
    shown = fitting(contradictions, sides, asked)
    pages = [str(n + 1) for n in range(-(-len(shown) // PER_PAGE))]
    address.one("page", pages, pages[0] if pages else None)
    st.markdown(f"**{len(shown)}** of {len(contradictions)} contradictions")
    if shown.empty:
        st.info("No contradiction fits all of these filters. Remove one of them.")
    page = st.session_state["page"]
    first = PER_PAGE * (int(page or 1) - 1)
    for entry in each(shown.iloc[first : first + PER_PAGE]):
        _entry(entry, sides[sides.contradiction_id == entry.contradiction_id])
    if len(pages) > 1:
        st.selectbox("Page", pages, key="page", format_func=f"{{}} of {len(pages)}".format)
    st.session_state[LIST] = address.write(**asked, page=page if page != "1" else None)
    downloads.csv(table(shown, sides), "contradictions", "These contradictions as CSV")


def one(contradictions: pd.DataFrame, sides: pd.DataFrame, wanted: str) -> None:
    """Show the one contradiction with the id that is wanted."""
    address.write(contradiction=wanted)
    back = st.session_state.get(LIST, {})
    label = "The contradictions chosen before" if back else "All contradictions"
    blocks.link(PAGE, label, "arrow_back", **back)
    chosen = contradictions[contradictions.contradiction_id == wanted]
    if chosen.empty:
        st.title("Contradictions")
        address.lost("contradiction", wanted, "the list of all")
        return
    own, entry = sides[sides.contradiction_id == wanted], chosen.iloc[0]
    st.title(text.plain(entry.title), anchor=False)
    st.markdown(f"## {text.plain(entry.finding)}", anchors=False)
    with st.container(key=f"contradiction-{wanted}", gap="small"):
        told(entry, own)
    st.markdown("### Cite or share", anchors=False)
    st.code(address.link(contradiction=wanted), language=None, wrap_lines=True)
    downloads.csv(table(chosen, own), f"contradiction-{wanted}")


def table(contradictions: pd.DataFrame, sides: pd.DataFrame) -> pd.DataFrame:
    """Return contradictions with one row per claim, as `COLUMNS` names them."""
    both = contradictions.merge(sides.drop(columns="kind"), on="contradiction_id")
    return both[COLUMNS]


def fitting(
    contradictions: pd.DataFrame, sides: pd.DataFrame, asked: dict[str, Any]
) -> pd.DataFrame:
    """Return the contradictions that fit every filter that is set.

    `asked`: kind, severity, document, which makes a claim on either side, found (a key of `FOUND`).
    """
    keep = pd.Series(True, index=contradictions.index)
    told = contradictions.assign(found=contradictions.favours.map(found))
    for name in ("kind", "severity", "found"):
        if asked[name]:
            keep &= told[name] == asked[name]
    if asked["document"]:
        made = sides[[asked["document"] in ids for ids in sides.document_ids]]
        keep &= contradictions.contradiction_id.isin(made.contradiction_id)
    return contradictions[keep]


def _filters(contradictions: pd.DataFrame) -> dict[str, Any]:
    """Show the filters and return what is asked."""
    options = {
        "kind": choices.seen(KINDS, contradictions.kind),
        "severity": choices.seen(SEVERITIES, contradictions.severity),
        "document": choices.articles(),
        "found": choices.seen(FOUND, contradictions.favours.map(found)),
    }
    for name, titles in options.items():
        address.one(name, list(titles))
    choices.filters(LABELS, options)
    return {name: st.session_state[name] for name in options}
