"""The list of sources: what asks for somebody first; its filters are in the address."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from collectors.errors import InputError
from collectors.home import home
from collectors.machinery import landing
from dashboard import address, downloads, marts, text
from dashboard.frames import each
from dashboard.sources import source_words
from warehouse import attempts
from warehouse.attempts import Attempt

PAGE = "screens/sources.py"
FILTERS = ("comes", "state", "licence")
ALL = "all"
NAMED = 6
"""Up to so many sources that failed alike are named; the command names all."""


def show(sources: pd.DataFrame, tried: Mapping[str, Attempt]) -> None:
    """Show how fresh the sources are, under headings; a row that is chosen opens its source.

    Args:
        sources: what query `sources` returns.
        tried: what `source_words.attempts` returns.
    """
    every = source_words.grouped(sources, tried)
    st.markdown(f"## {source_words.headline(every)}", anchors=False)
    _filters(sources)
    asked = st.session_state
    shown = source_words.fitting(sources, asked.comes, asked.state, asked.licence)
    if shown.empty:
        st.info("No source fits all of these filters. Remove one of them.")
    hand = {name: every[name] for name in every if name == source_words.HAND}  # filters hide none
    groups = {**source_words.grouped(shown, tried), **hand}
    for heading in (source_words.HAND, source_words.LATE):
        if heading in groups:
            _group(heading, groups.pop(heading), tried)
    _keep_fresh(sources)
    for heading, found in groups.items():
        _group(heading, found, tried)
    downloads.csv(shown, "sources", "These sources as CSV")


def _group(heading: str, found: pd.DataFrame, tried: Mapping[str, Attempt]) -> None:
    st.markdown(f"### {heading}: {len(found)}", anchors=False)
    if heading == source_words.HAND:
        for ids, titles, attempt in source_words.alike(found, tried):
            _trouble(ids, titles, attempt)
        return
    key = f"table {heading}"
    st.dataframe(
        source_words.table(found, tried),
        hide_index=True,
        height="content",
        on_select=lambda: _choose(key, list(found.source_id)),
        selection_mode="single-row",
        key=key,
        placeholder="–",
        column_config={
            "Source": st.column_config.TextColumn(width="large"),
            "Figures to": st.column_config.DateColumn(format="D MMM YYYY"),
            "Newer due by": st.column_config.DateColumn(format="D MMM YYYY"),
            "Figures": st.column_config.NumberColumn(format="localized"),
            "To get newer figures": st.column_config.TextColumn(width="medium"),
        },
    )


def _trouble(ids: list[str], titles: list[str], attempt: Attempt | None) -> None:
    """Show what became of the newest attempt, why, and the command that tries again."""
    named = titles if len(titles) <= NAMED else [*titles[:NAMED], f"{len(titles) - NAMED} more"]
    with st.container(border=True, key=f"trouble {ids[0]}"):
        st.markdown(f"**{text.plain(text.listed(named))}**")
        fate(ids, attempt)
        if len(ids) == 1:
            label, asked = "All on this source", {"source": ids[0]}
            st.page_link(PAGE, label=label, icon=":material/arrow_forward:", query_params=asked)


def fate(ids: list[str], attempt: Attempt | None) -> None:
    """Say what became of the newest attempt to collect these sources, why, and what to do."""
    if attempt is None or not attempt.needs_a_hand:
        done = f"The last attempt: {source_words.attempt(attempt)}. " if attempt else ""
        st.markdown(
            f":orange-badge[:material/help: waits for your decision] {done}"
            "An earlier run waits: it is described with the source."
        )
        return
    red = attempt.status in (landing.FAILED, attempts.UNREADABLE)
    badge = "red-badge[:material/error:" if red else "orange-badge[:material/help:"
    st.markdown(
        f":{badge} {source_words.ENDED.get(attempt.status, attempt.status)}] "
        f"{source_words.moment(attempt.at) if attempt.at else ''}"
    )
    st.markdown(text.plain(source_words.why(attempt)))
    decides = attempt.status in (landing.SUSPECT, landing.SET_ASIDE)
    st.caption("To decide on it:" if decides else "To try again:")
    st.code(source_words.again(ids, attempt), language="bash", wrap_lines=True)


def _keep_fresh(sources: pd.DataFrame) -> None:
    """Say what is due and when, and how to have it collected by itself."""
    with st.container(border=True, key="keep fresh"):
        st.markdown("### Keep it fresh", anchors=False)
        now = landing.now()
        try:
            due = attempts.due(home().data, marts.names().catalogue.cards)
        except InputError as error:
            st.warning(f"What is due cannot be said: {text.plain(str(error))}")
            due = {}
        if due:
            st.markdown(source_words.due_now(sources, due, now))
        st.code(
            "sharecheck collect --due    # once, what is due now\n"
            "sharecheck schedule         # keeps collecting, each source at its own interval",
            language="bash",
            wrap_lines=True,
        )
        st.caption(
            "For a timer, `deploy/README.md` has units for systemd, a line for cron, a container "
            "and a workflow for GitHub Actions. What is collected is shown here at once."
        )
        if due:
            with st.expander("When each source is due"):
                st.dataframe(
                    source_words.due_table(sources, due, now), hide_index=True, height="content"
                )


def _choose(key: str, ids: list[str]) -> None:
    """Open the source whose row was chosen."""
    rows = st.session_state[key].selection.rows
    if rows:
        st.session_state["source"] = ids[rows[0]]


def _filters(sources: pd.DataFrame) -> None:
    """Show the filters and set them from the address."""
    licences = sorted(set(sources.license), key=str.casefold)
    options = {
        "comes": ("How it comes", source_words.COMES),
        "state": (
            "State",
            {s: m.words for s, m in source_words.STATES.items() if s in set(sources.state)},
        ),
        "licence": ("Licence", {name: name for name in licences}),
    }
    with st.container(key="filters"):
        choice(sources)
        for name, (label, titles) in options.items():
            address.one(name, list(titles))
            st.selectbox(
                label, list(titles), key=name, format_func=titles.__getitem__, placeholder=ALL
            )


def choice(sources: pd.DataFrame) -> None:
    """Show the choice of one source, whose value is set before."""
    titles = {
        row.source_id: f"{row.title} · {source_words.STATES[row.state].words}"
        for row in each(sources)
    }
    st.selectbox(
        "Source", list(titles), key="source", format_func=titles.__getitem__, placeholder=ALL
    )
