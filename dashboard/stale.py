"""What a page says when a source that it uses is late."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import door, text
from dashboard.frames import each

SOURCES = "screens/sources.py"
NAMED = 3
"""Up to so many late sources are named; more are counted, and listed on the page of sources."""


def today() -> date:
    """Return the day by which sources are held to be late, UTC."""
    return datetime.now(UTC).date()


def of_sources(used: Iterable[str]) -> None:
    """Say which of these sources are late, since when, and what brings newer figures.

    `used`: ids of the sources whose figures the page shows.
    """
    late = door.read("stale", today=today())
    _say(late[late.source_id.isin(set(used))])


def of_signals(used: Iterable[str]) -> None:
    """Do as `of_sources`, for the sources of these signals; `used`: their ids."""
    late = door.read("stale", today=today())
    wanted = set(used)
    _say(late[[not wanted.isdisjoint(signals) for signals in late.signal_ids]])


def sentence(late: pd.DataFrame) -> str:
    """Return, in Markdown, which sources are late and how old their newest figures are.

    `late`: source_id, title, live, newest_period, expected_by; at least one row.
    """
    if len(late) == 1:
        return f"{text.plain(late.title.iloc[0])} {_overdue(late.iloc[0])}. {_remedy(late.iloc[0])}"
    named = [
        f"{text.plain(row.title)} (to {text.day(row.newest_period)})"
        for row in each(late.head(NAMED))
    ]
    if len(late) > NAMED:
        named.append(f"{len(late) - NAMED} more")
    return (
        f"{len(late)} of the sources used here have no figures as new as they should be: "
        f"{text.listed(named)}."
    )


def _overdue(row: Any) -> str:
    return (
        f"has figures to {text.day(row.newest_period)}; newer ones were due by "
        f"{text.day(row.expected_by)}"
    )


def _remedy(row: Any) -> str:
    if row.live:
        return f"`sharecheck collect {row.source_id}` asks for them."
    return "It is bundled: only a newer sharecheck can bring them."


def _say(late: pd.DataFrame) -> None:
    if late.empty:
        return
    link = {"source": late.source_id.iloc[0]} if len(late) == 1 else {"state": "late"}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f":orange-badge[:material/schedule: late] {text.tight(sentence(late))}",
            width="content",
        )
        st.page_link(SOURCES, label="See why", icon=":material/arrow_forward:", query_params=link)
