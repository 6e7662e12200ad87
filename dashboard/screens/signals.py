"""One signal over time for chosen projects: as a share, as counted, or per day."""

import streamlit as st

from dashboard import address, blocks, canvas, charts, door, signal_view

NAMES = ("signal", "view", "definition", "segment", "projects")
DEFAULT = "pypi_downloads"
LEADING = ["pytorch", "tensorflow", "jax"]
MOST_LINES = 8

signals = door.read("signals").set_index("signal_id")
state = st.session_state

st.title("Signals")
address.sync(*NAMES)
address.one("signal", list(signals.index), DEFAULT)
left, right = st.columns([3, 2], vertical_alignment="bottom")
left.selectbox(
    "Signal", list(signals.index), key="signal", format_func=signals.title.to_dict().__getitem__
)
signal = signals.loc[state.signal]

definitions = door.read("definitions", signal=state.signal).set_index("definition_id")
views = signal_view.views(signal.measure, len(definitions) > 0)
address.one("view", list(views), next(iter(views)))
right.segmented_control(
    "View", list(views), key="view", format_func=views.__getitem__, required=True
)

if state.view == signal_view.SHARE:
    address.one("definition", list(definitions.index), str(definitions.projects.idxmax()))
    st.selectbox(
        "Definition",
        list(definitions.index),
        key="definition",
        format_func=definitions.title.to_dict().__getitem__,
    )
    options = door.read("projects_shared", definition=state.definition)
    shown = {"definition": state.definition}
else:
    segments = list(door.read("segments", signal=state.signal).segment)
    address.one("segment", segments, segments[0])
    st.selectbox("Segment", segments, key="segment", disabled=len(segments) == 1)
    options = door.read("projects_observed", signal=state.signal, segment=state.segment)
    shown = {"segment": state.segment}

names = dict(zip(options.project_id, options["name"], strict=True))
leading = [project for project in LEADING if project in names]
address.many("projects", list(names), leading if len(leading) > 1 else list(names)[:3])
st.multiselect(
    "Projects, biggest first",
    list(names),
    key="projects",
    format_func=names.__getitem__,
    max_selections=MOST_LINES,
)
address.write(signal=state.signal, view=state.view, projects=state.projects, **shown)
figures = signal_view.frame(state.signal, state.view, shown, state.projects)
breaks = door.read(
    "breaks",
    signal=state.signal,
    segments=list(definitions.segments[state.definition])
    if "definition" in shown
    else [state.segment],
)
breaks = canvas.numbered(breaks, *charts.span(figures))
kind = signal_view.kind(state.view)
draw = charts.series if figures.period_end.nunique() > 1 else charts.bars
blocks.chart(
    signal_view.message(figures, state.view, signal),
    draw(figures, breaks, kind, labels=names),
    figures.drop(columns=["key"]),
    name=f"{state.signal}-{state.view}",
    below=signal_view.below(
        signal, definitions.loc[state.definition] if "definition" in shown else None
    ),
    breaks=breaks,
)
st.markdown("### Newest figures", anchors=False)
st.dataframe(signal_view.newest(figures, kind), hide_index=True, height="content")
st.markdown("### What to know", anchors=False)
st.markdown("\n".join(f"- {line}" for line in signal_view.notes(signal)))
