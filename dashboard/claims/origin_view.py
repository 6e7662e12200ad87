"""Where a measured number comes from: its query, and each place where its figures were read."""

from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard import downloads, marts, text
from dashboard.frames import each

SHOWN = 5
"""Up to so many places are listed one by one; all of them are in the file."""
RECORDED = "data/landing/"
"""What the place of a recorded answer begins with."""


def places(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return every place where figures were read, with address and, when recorded, its sha256.

    `evidence`: locators, a list per row.

    Returns: locator, address (null: none), run_id, fetched_at, sha256 (null: not recorded here).
    """
    named = evidence.locators.map(lambda found: [] if found is None else list(found))
    locators = list(dict.fromkeys(place for found in named for place in found))
    wanted = [place for place in locators if place.startswith(RECORDED)]
    recorded = marts.read("recorded", locators=wanted or [""])
    found = pd.DataFrame({"locator": pd.Series(locators, dtype=object)}).merge(
        recorded, on="locator", how="left"
    )
    address = pd.Series([_address(row.locator, row.url) for row in each(found)], dtype=object)
    return found.assign(address=address)[["locator", "address", "run_id", "fetched_at", "sha256"]]


def in_words(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return evidence with all places of a row in one text, for files."""
    places = evidence.locators.map(lambda found: "" if found is None else "; ".join(found))
    return evidence.assign(locators=places)


def _address(locator: str, url: Any) -> str | None:
    found = str(url) if text.known(url) else text.address(locator)
    return found if found.startswith(("https://", "http://")) else None


def show(row: Any, read: pd.DataFrame) -> None:
    """Show the query that recomputes a row of evidence, and where its figures were read.

    `row`: of query `evidence`; `read`: what `places` returned for all of them.
    """
    if text.known(row.sql):
        st.code(row.sql, language="sql", wrap_lines=True)
        downloads.open_sql(row.sql)
    own = read[read.locator.isin(list(row.locators) if row.locators is not None else [])]
    if own.empty:
        st.markdown("**Read from:** no place is recorded for it.")
        return
    lines = [f"- {place(found)}" for found in each(own.head(SHOWN))]
    more = len(own) - SHOWN
    if more > 0:
        lines.append(f"- and {more:,} more, all in the file")
    st.markdown("\n".join(["**Read from:**", *lines]))
    if more > 0:
        downloads.csv(own, f"origins-{row.test_id}-{row.moment}", f"All {len(own):,} places as CSV")


def place(found: Any) -> str:
    """Return a place as a line of Markdown: a link, and what identifies a recorded answer."""
    name = text.plain(found.locator)
    if not text.known(found.sha256):
        return f"[{name}]({found.address})" if found.address else name
    return (
        f"{name}: answer of [{text.plain(found.address)}]({_target(found.address)}), fetched "
        f"{text.day(found.fetched_at)} {found.fetched_at:%H:%M} UTC, run {found.run_id}, "
        f"sha256 `{found.sha256}`"
    )


def _target(address: str) -> str:
    """Return an address without what would end a Markdown link."""
    return quote(address, safe=":/?&=%,+#@!$;~*'")
