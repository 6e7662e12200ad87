"""The list of contradictions with its filters; all of them are in the address."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, downloads, marts, text
from dashboard.contradictions import contradiction_view
from dashboard.frames import each

FILTERS = ("kind", "severity", "document", "found", "page")
LIST = "address of the contradictions"
"""Where the filters are kept while one contradiction is open."""
PER_PAGE = 12
COLUMNS = [
    "contradiction_id",
    "title",
    "kind",
    "severity",
    "within",
    "favours",
    "finding",
    "why",
    "side",
    "claim_id",
    "statement",
    "claimed",
    "hedge",
    "as_of",
    "verdict",
    "fits",
    "documents",
]
"""Of the CSV."""


def show(contradictions: pd.DataFrame, sides: pd.DataFrame) -> None:
    """Show the sentence on all, filters, the contradictions that fit them, and these as CSV.

    Args:
        contradictions: what query `contradictions` returns.
        sides: what `contradiction_view.joined` returns.
    """
    st.title("Contradictions")
    if contradictions.empty:
        st.info(
            "No contradictions are listed yet. A pack keeps claims that cannot be true together in "
            "`contradictions.yml`."
        )
        return
    st.markdown(f"## {contradiction_view.headline(contradictions)}", anchors=False)
    st.markdown(contradiction_view.summary(contradictions))
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
        contradiction_view.show(entry, sides[sides.contradiction_id == entry.contradiction_id])
    if len(pages) > 1:
        st.selectbox("Page", pages, key="page", format_func=f"{{}} of {len(pages)}".format)
    st.session_state[LIST] = address.write(**asked, page=page if page != "1" else None)
    downloads.csv(table(shown, sides), "contradictions", "These contradictions as CSV")


def one(contradictions: pd.DataFrame, sides: pd.DataFrame, wanted: str) -> None:
    """Show one contradiction; takes what `show` takes, and its id."""
    address.write(contradiction=wanted)
    back = st.session_state.get(LIST, {})
    label = "The contradictions chosen before" if back else "All contradictions"
    st.page_link(
        contradiction_view.PAGE, label=label, icon=":material/arrow_back:", query_params=back
    )
    chosen = contradictions[contradictions.contradiction_id == wanted]
    if chosen.empty:
        st.title("Contradictions")
        st.warning(
            f"There is no contradiction called “{text.plain(wanted)}”. It may have been renamed; "
            "look for it in the list of all.",
            icon=":material/search_off:",
        )
        return
    own, entry = sides[sides.contradiction_id == wanted], chosen.iloc[0]
    st.title(text.plain(entry.title), anchor=False)
    st.markdown(f"## {text.plain(entry.finding)}", anchors=False)
    with st.container(key=f"contradiction-{wanted}", gap="small"):
        contradiction_view.told(entry, own)
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

    Args:
        contradictions: what query `contradictions` returns.
        sides: contradiction_id, document_ids.
        asked: kind, severity, document (which makes a claim on either side), found (a key of
            `contradiction_view.FOUND`).
    """
    keep = pd.Series(True, index=contradictions.index)
    for name in ("kind", "severity"):
        if asked[name]:
            keep &= contradictions[name] == asked[name]
    if asked["found"]:
        keep &= contradictions.favours.map(contradiction_view.found) == asked["found"]
    if asked["document"]:
        made = sides[[asked["document"] in ids for ids in sides.document_ids]]
        keep &= contradictions.contradiction_id.isin(made.contradiction_id)
    return contradictions[keep]


def _filters(contradictions: pd.DataFrame) -> dict[str, Any]:
    """Show the filters and return what is asked."""
    documents = marts.read("verdicts_by_document").drop_duplicates("document_id")
    seen = {
        "kind": set(contradictions.kind),
        "severity": set(contradictions.severity),
        "found": set(contradictions.favours.map(contradiction_view.found)),
    }
    options = {
        "kind": ("About", contradiction_view.KINDS),
        "severity": ("Can both be true?", contradiction_view.SEVERITIES),
        "document": ("Article", dict(zip(documents.document_id, documents.title, strict=True))),
        "found": ("What the data say", contradiction_view.FOUND),
    }
    with st.container(key="filters"):
        for name, (label, titles) in options.items():
            values = [value for value in titles if value in seen.get(name, titles)]
            address.one(name, values)
            st.selectbox(label, values, key=name, format_func=titles.__getitem__, placeholder="all")
    return {name: st.session_state[name] for name in options}
