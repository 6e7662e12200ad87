"""A source on the screen: what it counts, how fresh it is, its runs, breaks, twins, what waits."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, downloads, marts, text
from dashboard.claims import claim_answer
from dashboard.frames import each
from dashboard.labels import BREAKS, MEASURES, QUALITIES
from dashboard.sources import source_list, twins
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
BYTES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


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
    badge, icon, words, _ = source_list.STATES[source.state]
    st.markdown(f"## {text.plain(source.title)}", anchors=False)
    st.markdown(f":{badge}-badge[{icon} {words}] {source_list.standing(source)}")
    waiting = _runs_waiting(source.source_id)
    if tried is not None and tried.needs_a_hand and tried.run not in waiting:
        with st.container(border=True):
            source_list.fate([source.source_id], tried)
    elif source.live:
        said = source_list.why(tried) if tried else ""
        st.markdown(f"**Last attempt:** {source_list.attempt(tried)}. {text.plain(said)}")
    newest, due = source.newest_period, source.expected_by
    comes = [way for way in ("bundled", "live") if getattr(source, way)]
    blocks.facts(
        {
            "Publisher": source.publisher,
            "Licence": source.license,
            "Published": "a closed archive" if source.cadence == "once" else source.cadence,
            "After a period’s end": source_list.days(source.lag_days),
            "Figures to": text.day(newest) if text.known(newest) else "none yet",
            "Newer due by": text.day(due) if text.known(due) else "none",
            "How it comes": " and ".join(comes) or "neither bundled nor live",
            "Figures": f"{source.observations:,}",
        }
    )
    st.markdown(f"{text.plain(source.attribution)} · {text.link(source.url)}")
    if source.live and not (tried and tried.needs_a_hand):
        st.markdown("**Collect it**")
        blocks.command(f"sharecheck collect {source.source_id}")


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
            st.markdown("\n".join(f"- {line}" for line in _counted(row)))
            if row.figures:
                label = "Its figures over time"
                blocks.link(blocks.SIGNALS, label, "show_chart", signal=row.signal_id)


def _runs(source: Any) -> None:
    """List the newest runs, and what is bundled."""
    st.markdown("### Collections", anchors=False)
    found = marts.read("runs", source=source.source_id)
    if found.empty:
        st.markdown("It was never collected, and nothing of it is bundled.")
        return
    st.dataframe(
        found.drop(columns="runs").assign(Size=found["Size"].map(size)),
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
        lead = f"{row.source_id}: the run {row.run_id} is {row.status}"
        error = row.error if text.known(row.error) else "no reason was recorded"
        why = error.removeprefix(lead) if error.startswith(lead) else f". {error}"
        st.warning(
            f"The run of {text.day(row.started_at)} is **{row.status}**{text.commands(why)}",
            icon=f":material/{'help' if row.status == 'suspect' else 'block'}:",
        )
        blocks.command(source_list.decides(row.status, f"{row.source_id}/{row.run_id}"))
    if len(found) and found.runs[0] > len(found):
        st.caption(f"The newest {len(found)} of {found.runs[0]} runs that wait for a decision.")
    return {f"{row.source_id}/{row.run_id}" for row in each(found)}


def _origin(source: Any) -> None:
    """List the recorded answers, and where bundled figures were read."""
    name = source.source_id
    answers = marts.read("responses", source=name)
    if len(answers):
        with st.expander(f"Recorded answers: {answers.responses[0]:,}, each with its sha256"):
            shown = answers.assign(bytes=answers.bytes.map(size))[list(ANSWERS)]
            st.dataframe(shown.rename(columns=ANSWERS), hide_index=True)
            if len(answers) < answers.responses[0]:
                st.caption(f"The newest {len(answers)}; all of them:")
                where = f"source_id = '{name}'"
                blocks.command(f'sharecheck sql "select * from response where {where}"')
            downloads.csv(answers.drop(columns="responses"), f"responses-{name}")
    places = marts.read("upstreams", source=name)
    if len(places):
        where = text.number(places.places[0], "place")
        with st.expander(f"Where the bundled figures were read: {where}"):
            st.dataframe(
                places.drop(columns="places").assign(Page=places["Read in"].map(_page)),
                hide_index=True,
                column_config={
                    "Read in": st.column_config.TextColumn(width="large"),
                    "Page": st.column_config.LinkColumn(display_text="open"),
                    "From": source_list.DAY,
                    "To": source_list.DAY,
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
    count = text.number(len(found), "break").replace(" ", "** ")
    with st.expander(f"**{count}", expanded=len(found) <= BREAKS_OPEN):
        lines = [
            f"- **{blocks.when(row)}** · {row.kind} · {BREAKS[row.severity]} "
            f"{text.plain(text.broken(row))}  \n"
            f":small[:gray[In: {text.plain(row.signals)}. Cited: {text.cited(row.citation)}]]"
            for row in each(found)
        ]
        st.markdown("\n".join(lines))


def _waiting(source: Any) -> None:
    """List the ways of counting and claims that have no figures until the source is collected."""
    name = source.source_id
    definitions = marts.read("definitions_waiting", source=name)
    claims = marts.read("claims_waiting", source=name)
    if definitions.empty and claims.empty:
        return
    st.markdown("### What waits for it", anchors=False)
    ways = text.number(len(definitions), "way of counting", "ways of counting")
    counts = [ways] if len(definitions) else []
    counts += [text.number(len(claims), "claim")] if len(claims) else []
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


def size(number: float | None) -> str:
    """Return a number of bytes: '1.9 MB', '708 B'."""
    if number is None or pd.isna(number):
        return ""
    for scale, unit in BYTES:
        if number >= scale * 0.9995:
            return f"{number / scale:.3g} {unit}"
    return f"{number:.0f} B"


def _counted(row: Any) -> list[str]:
    """Return what a signal counts, as Markdown lines; `row`: of query `source_signals`."""
    lines = [
        f"**Unit:** {text.plain(row.unit)}, {MEASURES[row.measure]}",
        f"**Could be counted:** {text.plain(row.population)}",
        f"**Quality:** {QUALITIES[row.quality]}",
        f"**Caveat:** {text.plain(row.caveat)}",
        f"**Speaks of a claim** whose date lies at most {source_list.days(row.tolerance_days)} off"
        if row.tolerance_days
        else "**Speaks of a claim** of the same date only",
    ]
    if row.figures:
        last = row.last_end - pd.Timedelta(days=1)
        lines.append(
            f"**Figures:** {row.figures:,} of {row.projects} projects, "
            f"{text.day(row.first_day)} to {text.day(last)}"
        )
    return lines
