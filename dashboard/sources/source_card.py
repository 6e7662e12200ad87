"""A source on the screen: what it counts, how fresh it is, its runs, breaks, twins, what waits."""

from typing import Any

import streamlit as st

from dashboard import blocks, downloads, marts, text
from dashboard.claims import claim_answer
from dashboard.frames import each
from dashboard.sources import source_list, source_words, twins
from warehouse.attempts import Attempt

ANSWERS = {
    "url": "Asked",
    "fetched_at": "When (UTC)",
    "status": "Status",
    "bytes": "Size",
    "sha256": "sha256",
    "locator": "File",
}
"""The columns of the table of recorded answers."""
SIGNALS_OPEN = 2
"""Up to so many signals are shown opened."""
BREAKS_OPEN = 4


def show(source: Any, tried: Attempt | None) -> None:
    """Show a source with everything that the warehouse knows of it.

    `source`: a row of query `sources`; `tried`: the newest attempt to collect it, if any.
    """
    _heading(source, tried)
    _signals(source)
    _runs(source)
    _origin(source)
    _breaks(source)
    twins.show(source.source_id)
    _waiting(source)


def _heading(source: Any, tried: Attempt | None) -> None:
    """Say what the source is, how fresh it is, what became of it last, and on which terms."""
    state = source_words.STATES[source.state]
    st.markdown(f"## {text.plain(source.title)}", anchors=False)
    st.markdown(f":{state.badge}-badge[{state.icon} {state.words}] {source_words.standing(source)}")
    waiting = _runs_waiting(source.source_id)
    if tried is not None and tried.needs_a_hand and tried.run not in waiting:
        with st.container(border=True):
            source_list.fate([source.source_id], tried)
    elif source.live:
        said = source_words.why(tried) if tried else ""
        st.markdown(f"**Last attempt:** {source_words.attempt(tried)}. {text.plain(said)}")
    newest, due = source.newest_period, source.expected_by
    blocks.facts(
        {
            "Publisher": source.publisher,
            "Licence": source.license,
            "Published": "a closed archive" if source.cadence == "once" else source.cadence,
            "After a period’s end": source_words.days(source.lag_days),
            "Figures to": text.day(newest) if text.known(newest) else "none yet",
            "Newer due by": text.day(due) if text.known(due) else "none",
            "How it comes": source_words.comes(source),
            "Figures": f"{source.observations:,}",
        }
    )
    st.markdown(f"{text.plain(source.attribution)} · {text.link(source.url)}")
    if source.live and not (tried and tried.needs_a_hand):
        st.markdown("**Collect it**")
        st.code(f"sharecheck collect {source.source_id}", language="bash", wrap_lines=True)


def _signals(source: Any) -> None:
    """Say what each signal counts, what it does not, and lead to its figures."""
    st.markdown("### What it counts", anchors=False)
    if source.not_counted:
        st.markdown(f"**Not counted:** {text.plain(source.not_counted)}")
    found = marts.read("source_signals", source=source.source_id)
    for row in each(found):
        few = len(found) <= SIGNALS_OPEN
        count = f"{row.figures:,} figures" if row.figures else "no figures yet"
        with st.expander(f"**{text.plain(row.title)}** · {count}", expanded=few):
            st.markdown("\n".join(f"- {line}" for line in source_words.signal(row)))
            if row.figures:
                st.page_link(
                    blocks.SIGNALS,
                    label="Its figures over time",
                    icon=":material/show_chart:",
                    query_params={"signal": row.signal_id},
                )


def _runs(source: Any) -> None:
    """List the newest runs, and what is bundled."""
    st.markdown("### Collections", anchors=False)
    found = marts.read("runs", source=source.source_id)
    if found.empty:
        st.markdown("It was never collected, and nothing of it is bundled.")
        return
    st.dataframe(
        found.drop(columns="runs").assign(Size=found["Size"].map(source_words.size)),
        hide_index=True,
        height="content",
        placeholder="–",
        column_config={"Began": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm")},
    )
    shown = f"{len(found)} newest of {found.runs[0]:,} runs. " if found.runs[0] > len(found) else ""
    st.caption(
        f"{shown}Times are UTC. A run that failed or is set aside contributes nothing; what was "
        "there before it stays. What jumps in a suspect run decides nothing until it is confirmed."
    )


def _runs_waiting(name: str) -> set[str]:
    """Say of each run that is suspect or set aside why, and what decides on it; return these."""
    found = marts.read("runs_waiting", source=name)
    for row in each(found):
        said, icon = source_words.waiting(row)
        st.warning(said, icon=icon)
        decides = source_words.decides(row.status, f"{row.source_id}/{row.run_id}")
        st.code(decides, language="bash", wrap_lines=True)
    if len(found) and found.runs[0] > len(found):
        st.caption(f"The newest {len(found)} of {found.runs[0]} runs that wait for a decision.")
    return {f"{row.source_id}/{row.run_id}" for row in each(found)}


def _origin(source: Any) -> None:
    """List the recorded answers, and where bundled figures were read."""
    name = source.source_id
    answers = marts.read("responses", source=name)
    if len(answers):
        with st.expander(f"Recorded answers: {answers.responses[0]:,}, each with its sha256"):
            shown = answers.assign(bytes=answers.bytes.map(source_words.size))[list(ANSWERS)]
            st.dataframe(shown.rename(columns=ANSWERS), hide_index=True)
            if len(answers) < answers.responses[0]:
                st.caption(f"The newest {len(answers)}; all of them:")
                st.code(
                    f"sharecheck sql \"select * from response where source_id = '{name}'\"",
                    language="bash",
                    wrap_lines=True,
                )
            downloads.csv(answers.drop(columns="responses"), f"responses-{name}")
    places = marts.read("upstreams", source=name)
    if len(places):
        where = "1 place" if len(places) == 1 else f"{places.places[0]:,} places"
        with st.expander(f"Where the bundled figures were read: {where}"):
            st.dataframe(
                places.drop(columns="places").assign(Page=places["Read in"].map(_page)),
                hide_index=True,
                column_config={
                    "Read in": st.column_config.TextColumn(width="large"),
                    "Page": st.column_config.LinkColumn(display_text="open"),
                    "From": st.column_config.DateColumn(format="D MMM YYYY"),
                    "To": st.column_config.DateColumn(format="D MMM YYYY"),
                },
            )
            if len(places) < places.places[0]:
                st.caption(f"The newest {len(places)}.")


def _page(locator: str) -> str | None:
    """Return the web address of a locator; None when it has none."""
    found = text.address(locator)
    return found if found.startswith("https://") else None


def _breaks(source: Any) -> None:
    """List the known breaks of its signals."""
    st.markdown("### Known breaks", anchors=False)
    found = marts.read("source_breaks", source=source.source_id)
    if found.empty:
        st.markdown("None are known.")
        return
    noun = "break" if len(found) == 1 else "breaks"
    with st.expander(f"**{len(found)}** {noun}", expanded=len(found) <= BREAKS_OPEN):
        st.markdown("\n".join(f"- {line}" for line in source_words.breaks(found)))


def _waiting(source: Any) -> None:
    """List the ways of counting and claims that have no figures until the source is collected."""
    name = source.source_id
    definitions = marts.read("definitions_waiting", source=name)
    claims = marts.read("claims_waiting", source=name)
    if definitions.empty and claims.empty:
        return
    st.markdown("### What waits for it", anchors=False)
    counts = [
        f"{number} {one if number == 1 else several}"
        for number, one, several in (
            (len(definitions), "way of counting", "ways of counting"),
            (len(claims), "claim", "claims"),
        )
        if number
    ]
    brings = f"`sharecheck collect {name}`" if source.live else "what is bundled has none for them"
    st.markdown(f"**{text.listed(counts)}** have no figures from it yet: {brings}.")
    if len(definitions):
        with st.expander("Ways of counting under which nothing is measured yet"):
            st.markdown(
                "\n".join(
                    f"- {text.plain(row.title)} :gray[{text.plain(row.signal_title)}]"
                    for row in each(definitions)
                )
            )
    if len(claims):
        st.markdown("**Claims** with tests that have no data yet, and their verdicts so far:")
        claim_answer.links(claims)
