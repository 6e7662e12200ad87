"""The sources, listed and in words: what asks for somebody first; filters are in the address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from collectors.errors import InputError
from collectors.home import home
from collectors.machinery import landing
from dashboard import blocks, choices, downloads, labels, marts, text
from dashboard.frames import each
from warehouse import attempts
from warehouse.attempts import Attempt

FILTERS = ("comes", "state", "licence")
ALL = "all"
NAMED = 6
"""Up to so many sources that failed alike are named; the command names all."""
SAID: dict[str, list[str]] = labels.CODES["source_heading"]
"""The headings of the page, in this order, and what is said of one source under each, or of more.

What asks for somebody comes first.
"""
HAND, LATE, *_ = SAID
DECIDED = (landing.SUSPECT, landing.SET_ASIDE)
"""States of a run on which a person decides."""
STATES: dict[str, list[str]] = labels.CODES["freshness"]
"""Badge, icon and words of each state of freshness, and the heading of those that need no hand."""
DAY = st.column_config.DateColumn(format="D MMM YYYY")


def show(sources: pd.DataFrame, tried: Mapping[str, Attempt]) -> None:
    """Show how fresh the sources are, under headings; a row that is chosen opens its source.

    `sources`: what query `sources` returns; `tried`: what `newest_attempts` returns.
    """
    every = grouped(sources, tried)
    st.markdown(f"## {headline(every)}", anchors=False)
    shown = _filtered(sources)
    if shown.empty:
        st.info("No source fits all of these filters. Remove one of them.")
    hand = {name: every[name] for name in every if name == HAND}  # filters hide none
    groups = {**grouped(shown, tried), **hand}
    for heading in (HAND, LATE):
        if heading in groups:
            _group(heading, groups.pop(heading), tried)
    _keep_fresh(sources)
    for heading, found in groups.items():
        _group(heading, found, tried)
    downloads.csv(shown, "sources", "These sources as CSV")


def _group(heading: str, found: pd.DataFrame, tried: Mapping[str, Attempt]) -> None:
    st.markdown(f"### {heading}: {len(found)}", anchors=False)
    if heading == HAND:
        for ids, titles, last in alike(found, tried):
            with st.container(border=True, key=f"trouble {ids[0]}"):
                st.markdown(f"**{text.plain(text.listed(titles, NAMED))}**")
                fate(ids, last)
                if len(ids) == 1:
                    link = "All on this source"
                    blocks.link(blocks.SOURCES, link, "arrow_forward", source=ids[0])
        return
    key = f"table {heading}"
    st.dataframe(
        table(found, tried),
        hide_index=True,
        height="content",
        on_select=lambda: _choose(key, list(found.source_id)),
        selection_mode="single-row",
        key=key,
        placeholder="–",
        column_config={
            "Source": st.column_config.TextColumn(width="large"),
            "Figures to": DAY,
            "Newer due by": DAY,
            "Figures": st.column_config.NumberColumn(format="localized"),
            "To get newer figures": st.column_config.TextColumn(width="medium"),
        },
    )


def fate(ids: list[str], tried: Attempt | None) -> None:
    """Say what became of the newest attempt to collect these sources, why, and what to do."""
    question = ":orange-badge[:material/help:"
    if tried is None or not tried.needs_a_hand:
        done = f"The last attempt: {attempt(tried)}. " if tried else ""
        st.markdown(
            f"{question} waits for your decision] {done}"
            "An earlier run waits: it is described with the source."
        )
        return
    red = tried.status in (landing.FAILED, attempts.UNREADABLE)
    badge = ":red-badge[:material/error:" if red else question
    st.markdown(f"{badge} {ended(tried)}] {moment(tried.at) if tried.at else ''}")
    st.markdown(text.plain(why(tried)))
    st.caption("To decide on it:" if tried.status in DECIDED else "To try again:")
    blocks.command(again(ids, tried))


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
            st.markdown(due_now(sources, due, now))
        blocks.command(
            "sharecheck collect --due    # once, what is due now\n"
            "sharecheck schedule         # keeps collecting, each source at its own interval"
        )
        st.caption(
            "For a timer, `deploy/README.md` has units for systemd, a line for cron, a container "
            "and a workflow for GitHub Actions. What is collected is shown here at once."
        )
        if due:
            with st.expander("When each source is due"):
                times = due_table(sources, due, now)
                st.dataframe(times, hide_index=True, height="content")


def _choose(key: str, ids: list[str]) -> None:
    """Open the source whose row was chosen."""
    rows = st.session_state[key].selection.rows
    if rows:
        st.session_state["source"] = ids[rows[0]]


def _filtered(sources: pd.DataFrame) -> pd.DataFrame:
    """Show the filters, set from the address; return the sources that fit them all."""
    state, found = st.session_state, set(sources.state)
    states = {code: look[2] for code, look in STATES.items() if code in found}
    licences = sorted(set(sources.license), key=str.casefold)
    options = {
        "comes": ("How it comes", labels.CODES["comes"]),
        "state": ("State", states),
        "licence": ("Licence", {name: name for name in licences}),
    }
    with st.container(key="filters"):
        choice(sources)
        for name, (label, titles) in options.items():
            choices.one(name, label, titles, placeholder=ALL)
    fits = sources[state.comes].astype(bool) if state.comes else sources.state.notna()
    for column, wanted in (("state", state.state), ("license", state.licence)):
        if wanted:
            fits &= sources[column] == wanted
    return sources[fits]


def choice(sources: pd.DataFrame) -> None:
    """Show the choice of one source."""
    titles = {row.source_id: f"{row.title} · {STATES[row.state][2]}" for row in each(sources)}
    choices.one("source", "Source", titles, placeholder=ALL)


def newest_attempts(sources: pd.DataFrame, landed: Mapping[str, Attempt]) -> dict[str, Attempt]:
    """Return the newest attempt of each source: as the folder of runs has it, else the build.

    `sources`: what query `sources` returns; `landed`: what `warehouse.attempts.newest` does.
    """
    built = {
        row.source_id: Attempt(
            row.source_id,
            row.last_status,
            row.last_run.to_pydatetime(),
            row.last_error if text.known(row.last_error) else "",
        )
        for row in each(sources)
        if text.known(row.last_status)
    }
    return {**built, **landed}


def grouped(sources: pd.DataFrame, tried: Mapping[str, Attempt]) -> dict[str, pd.DataFrame]:
    """Return the sources by heading, in the order of the page; headings without one are left out.

    `sources`: what query `sources` returns; `tried`: what `newest_attempts` returns.
    """
    hand = {name for name, last in tried.items() if last.needs_a_hand}
    waits = (sources.runs_waiting > 0) | sources.source_id.isin(hand)
    headings = sources.state.map(lambda state: STATES[state][3]).mask(waits, HAND)
    return {heading: sources[headings == heading] for heading in SAID if any(headings == heading)}


def headline(groups: Mapping[str, pd.DataFrame]) -> str:
    """Return how many sources there are and how many stand under which heading."""
    parts = [f"{len(found)} {SAID[heading][len(found) > 1]}" for heading, found in groups.items()]
    return f"Of {text.number(sum(map(len, groups.values())), 'source')}, {text.listed(parts)}."


def moment(time: datetime) -> str:
    """Return a time as '30 Nov 2026, 14:05 UTC'."""
    return f"{text.day(time)}, {time:%H:%M} UTC"


def attempt(tried: Attempt | None) -> str:
    """Return when the newest attempt ended and what became of it: 'failed 30 Nov 2026, ...'."""
    if tried is None:
        return "none"
    return " ".join([ended(tried), *([moment(tried.at)] if tried.at else [])])


def ended(tried: Attempt) -> str:
    """Return what became of an attempt in words."""
    return str(labels.CODES["ended"].get(tried.status, tried.status))


def why(tried: Attempt) -> str:
    """Return what went wrong with an attempt, without the names it is recorded with."""
    said = tried.message.removeprefix(f"{tried.run} ").removeprefix(f"{tried.source_id}: ")
    return said or ("no reason was recorded" if tried.needs_a_hand else "")


def again(sources: list[str], tried: Attempt | None) -> str:
    """Return the command that tries again, or decides on the run that the attempt left."""
    if tried is not None and tried.run and tried.status in DECIDED:
        return decides(tried.status, tried.run)
    return f"sharecheck collect {' '.join(sources)}"


def decides(status: str, run: str) -> str:
    """Return the commands by which a person decides on a run, named `source/run_id`."""
    drop = f"sharecheck drop {run}"
    return f"sharecheck accept {run}\n{drop}" if status == landing.SUSPECT else drop


def alike(
    found: pd.DataFrame, tried: Mapping[str, Attempt]
) -> list[tuple[list[str], list[str], Attempt | None]]:
    """Return sources, their titles and attempt; those that failed by the very same are one entry.

    `found`: rows of query `sources`; `tried`: what `newest_attempts` returns.
    """
    entries: dict[object, tuple[list[str], list[str], Attempt | None]] = {}
    for row in each(found):
        one = tried.get(row.source_id)
        same = (one.message,) if one and one.status == landing.FAILED else row.source_id
        ids, titles, _ = entries.setdefault(same, ([], [], one))
        ids.append(row.source_id)
        titles.append(row.title)
    return list(entries.values())


def due_now(sources: pd.DataFrame, due: Mapping[str, datetime | None], now: datetime) -> str:
    """Return how many sources are due and when the next one is, in Markdown; see `due_table`."""
    later = sorted((at, name) for name, at in due.items() if at is not None and at > now)
    at_once = len(due) - len(later)
    said = f"**{at_once} of {len(due)}** sources that can be collected are due now."
    titles = dict(zip(sources.source_id, sources.title, strict=True))
    first = [f" Next: {text.plain(titles.get(name, name))}, {moment(at)}." for at, name in later]
    return "".join([said, *first[:1]])


def due_table(
    sources: pd.DataFrame, due: Mapping[str, datetime | None], now: datetime
) -> pd.DataFrame:
    """Return when each source is due, the first ones first.

    `sources`: what query `sources` returns; `due`: what `warehouse.attempts.due` returns; `now`:
    the time, UTC.
    """
    titles = dict(zip(sources.source_id, sources.title, strict=True))
    return pd.DataFrame(
        {
            "Source": titles.get(name, name),
            "Due": "now" if at is None or at <= now else moment(at),
            "Command": f"sharecheck collect {name}",
        }
        for name, at in sorted(due.items(), key=lambda item: (item[1] or datetime.min, item[0]))
    )


def table(sources: pd.DataFrame, tried: Mapping[str, Attempt]) -> pd.DataFrame:
    """Return the table of sources under a heading, without columns that say nothing there.

    `sources`: rows of query `sources`; `tried`: what `newest_attempts` returns.
    """
    found = pd.DataFrame(
        {
            "Source": sources.title,
            "Figures to": sources.newest_period,
            "Newer due by": sources.expected_by,
            "Last attempt": [
                attempt(tried.get(row.source_id)) if row.live else "" for row in each(sources)
            ],
            "To get newer figures": [
                f"sharecheck collect {row.source_id}"
                if row.live
                else "a newer sharecheck" * (row.state == "late")
                for row in each(sources)
            ],
            "Published": ["" if cadence == "once" else cadence for cadence in sources.cadence],
            "Figures": sources.observations.replace(0, None),
            "Licence": sources.license,
            "Publisher": sources.publisher,
        }
    )
    return found[[name for name in found if found[name].replace("", None).notna().any()]]


def standing(source: Any) -> str:
    """Return how fresh a source is, why, and what can be done, in Markdown."""
    collect, live = f"`sharecheck collect {source.source_id}`", source.live
    if source.state == "not collected":
        brings = f"{collect} brings it." if live else "It is not bundled."
        return f"It has no figures yet. {brings}"
    due = (
        f"It is {source.cadence} and published {days(source.lag_days)} after a period’s end, so "
        f"newer ones {{}} due by {{}}"
    )
    match source.state:
        case "archive":
            more = f" {collect} brings the whole of it." if live else ""
            said = f"It is a closed archive: no newer ones are expected.{more}"
        case "closed":
            said = f"It is closed: no newer figures will come. {text.plain(source.closed)}"
        case "current":
            said = f"{due.format('are', text.day(source.expected_by))}."
        case _:
            bundled = (
                "It is bundled and cannot be collected: only a newer sharecheck can bring them."
            )
            remedy = f"{collect} asks for them." if live else bundled
            said = f"{due.format('were', text.day(source.expected_by))}: it is **late**. {remedy}"
    return f"Its figures reach {text.day(source.newest_period)}. {said}"


def days(number: int) -> str:
    """Return 'at once', '1 day' or '30 days'."""
    return text.number(number, "day") if number else "at once"
