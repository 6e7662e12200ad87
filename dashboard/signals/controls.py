"""What is chosen on the page of signals: the widgets, set from the address and read back."""

import streamlit as st

from dashboard import address, canvas, choices, text
from dashboard.signals import measures, signal_view
from dashboard.signals.drawn import BANDS, LOGARITHMIC, MOST_LINES, NAMES, NONE, Drawn

PRESET = "preset"
_ENDS = "first and last month of what was shown last"
_PRESETS = "ranges offered"
_TURN, _FIRST = "turn of the slider", "range that the slider begins with"
"""A slider cannot be given another range: whenever one is chosen elsewhere, a new one is made."""


def keys() -> tuple[str, ...]:
    """Return the keys of the widgets; most are named as the parameters that they set."""
    return (*NAMES, PRESET, _slider(), _FIRST)


def asked() -> dict[str, str]:
    """Return the parameters: those of the widgets, else those of the address."""
    state, found = st.session_state, dict(st.query_params.to_dict())
    for name in ("signal", "view", "definition", "segment", "base"):
        if state.get(name) is not None:
            found[name] = state[name]
    if "projects" in state:
        found["projects"] = address.SEPARATOR.join(state.projects) or NONE
    for name, value in (("axis", LOGARITHMIC), ("breaks", BANDS)):
        if name in state:
            found[name] = value if state[name] else ""
    span = state.get(_slider(), state.get(_FIRST))
    if span is not None:
        whole = span == state.get(_ENDS)  # all of one signal is all of the next
        found["from"], found["to"] = ("", "") if whole else span
    return found


def above(drawn: Drawn) -> None:
    """Show in one row which signal, what of it, of whom and of which time."""
    state, options = st.session_state, drawn.options
    _set(drawn)
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        _one("Signal", "signal", options.signals)
        _one("What is shown", "view", options.views)
        if options.definitions:
            _one("Share of what", "definition", options.definitions)
        elif len(options.segments) > 1:
            _one("Which are counted", "segment", options.segments)
        names = options.projects
        st.multiselect(
            choices.label("Projects, biggest first", names),
            choices.listed(names, state.projects),
            key="projects",
            format_func=names.__getitem__,
            max_selections=MOST_LINES,
            accept_new_options=len(names) > choices.LISTED,
            placeholder="Choose projects",
        )
        if len(options.months) > 1:
            presets = measures.presets(options.months)
            state[_PRESETS] = presets
            span = _span(drawn)
            state[PRESET] = next((name for name, ends in presets.items() if ends == span), None)
            st.segmented_control("Time", list(presets), key=PRESET, on_change=_take_preset)


def below(drawn: Drawn) -> None:
    """Show under the chart its time, and how it is drawn."""
    months = drawn.options.months
    with st.container(key="fine", horizontal=True, vertical_alignment="center", gap="medium"):
        if len(months) > 1:
            _range(drawn)
        if drawn.options.bases:
            _one("100 is the figure of", "base", drawn.options.bases)
        if drawn.view in signal_view.UNBOUNDED and drawn.over_time:
            st.toggle("Logarithmic axis", key="axis")
        if len(drawn.breaks):
            st.toggle("Show what is disturbed", key="breaks")


def _set(drawn: Drawn) -> None:
    """Give the widgets the values that were understood."""
    state, asked = st.session_state, drawn.asked
    for name in ("signal", "view", "definition", "segment", "base"):
        if name in asked:
            state[name] = asked[name]
    state.projects = drawn.projects
    state.axis, state.breaks = drawn.logarithmic, asked.get("breaks") == BANDS
    months = drawn.options.months
    if months:
        span, ends = _span(drawn), (months[0], months[-1])
        if state.get(_slider(), state.get(_FIRST)) != span or state.get(_ENDS) != ends:
            _begin(span)
        state[_ENDS] = ends


def _slider() -> str:
    return f"range-{st.session_state.get(_TURN, 0)}"


def _span(drawn: Drawn) -> tuple[str, str]:
    months = drawn.options.months
    return drawn.asked.get("from", months[0]), drawn.asked.get("to", months[-1])


def _range(drawn: Drawn) -> None:
    st.select_slider(
        "From and to",
        drawn.options.months,
        value=st.session_state[_FIRST],
        key=_slider(),
        format_func=canvas.month,
        label_visibility="collapsed",
    )


def _begin(span: tuple[str, str]) -> None:
    state = st.session_state
    state[_TURN] = state.get(_TURN, 0) + 1
    state[_FIRST] = span


def _one(label: str, key: str, titles: dict[str, str]) -> None:
    st.selectbox(label, list(titles), key=key, format_func=lambda one: text.whole(titles[one]))


def _take_preset() -> None:
    state = st.session_state
    ends = state[_PRESETS].get(state[PRESET])
    if ends is not None:
        _begin(ends)
