"""A signal on the screen: its controls, its chart, and everything that stands behind it."""

from pathlib import Path

import streamlit as st

from dashboard import address, blocks, charts, downloads, marts, text
from dashboard.signals import controls, signal_view
from dashboard.signals.drawn import FIRST, Drawn, default, drawn

BIGGEST = 5
STYLE = Path(__file__).parent / "signals.css"


def show() -> None:
    """Show what the address and the widgets ask for."""
    st.html(STYLE)
    address.sync(*controls.keys())
    signals = marts.read("signals").set_index("signal_id")
    address.known("signal", list(signals.index), default(signals))
    made = drawn(marts.read, controls.asked())
    controls.above(made)
    address.write(**made.asked)
    if made.frame.value.notna().any():
        _chart(made)
    else:
        st.markdown(f"## {text.plain(made.title)}.", anchors=False)
        controls.below(made)
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


def _suggest(made: Drawn) -> None:
    """Offer projects to somebody who has chosen none."""
    names = made.options.projects
    leading = [one for one in marts.read("leading").project_id if one in names]
    for projects in (leading[:FIRST], list(names)[:BIGGEST]):
        if len(projects) > 1:
            st.page_link(
                blocks.SIGNALS,
                label=text.plain(text.listed([names[project] for project in projects])),
                icon=":material/show_chart:",
                query_params={**made.asked, "projects": address.SEPARATOR.join(projects)},
            )


def _chart(made: Drawn) -> None:
    frame = made.frame.assign(key=made.frame.project_id)
    shown = frame.dropna(subset=["value"])
    if made.over_time:
        bands = made.asked.get("breaks") == "bands"
        figure = charts.series(
            frame,
            made.breaks,
            made.kind,
            labels=made.options.projects,
            looks=made.looks,
            logarithmic=made.logarithmic,
            disturbed=bands,
        )
    else:
        figure = charts.bars(
            shown, made.breaks, made.kind, labels=made.options.projects, looks=made.looks
        )
    own = {name: value for name, value in made.asked.items() if name != "signal"}
    blocks.chart(
        made.title,
        figure,
        made.frame,
        name=f"{made.signal.name}-{made.view}",
        below=made.below,
        breaks=made.breaks,
        query=made.query,
        under=lambda: controls.below(made),
        served=downloads.Served(
            f"data/signal/{made.signal.name}", own, f"embed/signal/{made.signal.name}"
        ),
    )
