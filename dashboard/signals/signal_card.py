"""A signal on the screen: its controls, its chart, and everything that stands behind it."""

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import address, blocks, charts, choices, downloads, marts, plotting, text
from dashboard.signals import drawn, measures, signal_view

BIGGEST = 5
STYLE = Path(__file__).parent / "signals.css"
CHOSEN = ("signal", "view", "definition", "segment", "base")
"""Widgets that are named as the parameters that they set, of one value each."""
PRESET = "preset"
_ENDS = "first and last month of what was shown last"
_TURN, _FIRST = "turn of the slider", "range that the slider begins with"
"""A slider cannot be given another range: whenever one is chosen elsewhere, a new one is made."""


def show() -> None:
    """Show what the address and the widgets ask for."""
    st.html(STYLE)
    address.sync(*drawn.NAMES, PRESET, _slider(), _FIRST)
    signals = marts.read("signals").set_index("signal_id")
    address.known("signal", list(signals.index), drawn.default(signals))
    made = drawn.drawn(marts.read, _asked())
    _above(made)
    address.write(**made.asked)
    if made.frame.value.notna().any():
        chart(made, made.title, under=lambda: _below(made))
    else:
        st.markdown(f"## {text.plain(made.title)}.", anchors=False)
        _below(made)
        if not made.projects:
            _suggest(made)
    for said in made.lacking:
        st.caption(f":material/info: {text.plain(said)}")
    if len(made.frame):
        blocks.table(made.frame)
    blocks.queries(made.query, then=made.then)
    if len(made.frame):
        st.markdown("### Newest figures", anchors=False)
        table = signal_view.newest(made.frame, made.view, blocks.break_effects())
        st.dataframe(table, hide_index=True, height="content")
    st.markdown("### What to know", anchors=False)
    st.markdown("\n".join(f"- {line}" for line in signal_view.notes(made.signal)))


def _asked() -> dict[str, str]:
    """Return the parameters: those of the widgets, else those of the address."""
    state, found = st.session_state, dict(st.query_params.to_dict())
    found |= {name: state[name] for name in CHOSEN if state.get(name) is not None}
    if "projects" in state:
        found["projects"] = address.SEPARATOR.join(state.projects) or drawn.NONE
    for name, value in (("axis", drawn.LOGARITHMIC), ("breaks", drawn.BANDS)):
        if name in state:
            found[name] = value if state[name] else ""
    span = state.get(_slider(), state.get(_FIRST))
    if span is not None:
        whole = span == state.get(_ENDS)  # all of one signal is all of the next
        found["from"], found["to"] = ("", "") if whole else span
    return found


def _above(made: drawn.Drawn) -> None:
    """Show in one row which signal, what of it, of whom and of which time."""
    state, options = st.session_state, made.options
    _set(made)
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        choices.one("signal", "Signal", options.signals)
        choices.one("view", "What is shown", options.views)
        if options.definitions:
            choices.one("definition", "Share of what", options.definitions)
        elif len(options.segments) > 1:
            choices.one("segment", "Which are counted", options.segments)
        names = options.projects
        st.multiselect(
            choices.label("Projects, biggest first", names),
            choices.listed(names, state.projects),
            key="projects",
            format_func=names.__getitem__,
            max_selections=drawn.MOST_LINES,
            accept_new_options=len(names) > choices.LISTED,
            placeholder="Choose projects",
        )
        if len(options.months) > 1:
            presets, span = measures.presets(options.months), _span(made)
            state[PRESET] = next((name for name, ends in presets.items() if ends == span), None)
            st.segmented_control(
                "Time", list(presets), key=PRESET, on_change=_take, args=(presets,)
            )


def _below(made: drawn.Drawn) -> None:
    """Show under the chart its time, and how it is drawn."""
    months = made.options.months
    with st.container(key="fine", horizontal=True, vertical_alignment="center", gap="medium"):
        if len(months) > 1:
            st.select_slider(
                "From and to",
                months,
                value=st.session_state[_FIRST],
                key=_slider(),
                format_func=plotting.month,
                label_visibility="collapsed",
            )
        if made.options.bases:
            choices.one("base", "100 is the figure of", made.options.bases)
        if signal_view.VIEWS[made.view].unbounded and made.over_time:
            st.toggle("Logarithmic axis", key="axis")
        if len(made.breaks):
            st.toggle("Show what is disturbed", key="breaks")


def _set(made: drawn.Drawn) -> None:
    """Give the widgets the values that were understood."""
    state, asked, months = st.session_state, made.asked, made.options.months
    state.update({name: asked[name] for name in CHOSEN if name in asked})
    state.projects = made.projects
    state.axis, state.breaks = made.logarithmic, asked.get("breaks") == drawn.BANDS
    if months:
        span, ends = _span(made), (months[0], months[-1])
        if state.get(_slider(), state.get(_FIRST)) != span or state.get(_ENDS) != ends:
            _begin(span)
        state[_ENDS] = ends


def _slider() -> str:
    return f"range-{st.session_state.get(_TURN, 0)}"


def _span(made: drawn.Drawn) -> tuple[str, str]:
    months = made.options.months
    return made.asked.get("from", months[0]), made.asked.get("to", months[-1])


def _begin(span: tuple[str, str]) -> None:
    state = st.session_state
    state[_TURN] = state.get(_TURN, 0) + 1
    state[_FIRST] = span


def _take(presets: dict[str, tuple[str, str]]) -> None:
    ends = presets.get(st.session_state[PRESET])
    if ends is not None:
        _begin(ends)


def _suggest(made: drawn.Drawn) -> None:
    """Offer projects to somebody who has chosen none."""
    names = made.options.projects
    leading = [one for one in marts.read("leading").project_id if one in names]
    for projects in (leading[: drawn.FIRST], list(names)[:BIGGEST]):
        if len(projects) > 1:
            said = text.plain(text.listed([names[project] for project in projects]))
            asked = {**made.asked, "projects": address.SEPARATOR.join(projects)}
            blocks.link(blocks.SIGNALS, said, "show_chart", **asked)


def chart(made: drawn.Drawn, title: str, **shown: Any) -> None:
    """Show a signal as it is drawn under a title; `shown`: what else `blocks.chart` takes."""
    frame = made.frame.assign(key=made.frame.project_id)
    looks: dict[str, Any] = {"labels": made.options.projects, "looks": made.looks}
    if made.over_time:
        figure = charts.series(
            frame,
            made.breaks,
            made.kind,
            logarithmic=made.logarithmic,
            disturbed=made.asked.get("breaks") == drawn.BANDS,
            **looks,
        )
    else:
        figure = charts.bars(frame.dropna(subset=["value"]), made.kind, **looks)
    name, own = made.signal.name, {k: v for k, v in made.asked.items() if k != "signal"}
    blocks.chart(
        title,
        figure,
        made.frame,
        name=f"{name}-{made.view}",
        below=made.below,
        breaks=made.breaks,
        query=made.query,
        served=downloads.Served(f"data/signal/{name}", own, f"embed/signal/{name}"),
        **shown,
    )
