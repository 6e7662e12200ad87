"""A signal on the screen: the chart of what is chosen, and everything that stands behind it."""

import pandas as pd
import streamlit as st

from dashboard import address, behind, blocks, canvas, charts, door, downloads, stale, text
from dashboard.signals import measures, signal_choice, signal_view
from dashboard.signals.signal_choice import Choice


def show(chosen: Choice) -> None:
    """Show a choice: its measure, chart, table, queries and what to know."""
    signal = chosen.signal
    query = signal_view.read(str(signal.name), chosen.view, chosen.shown, chosen.projects)
    counted = signal_view.frame(query, chosen.view, signal.measure)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = signal_choice.base(counted) if chosen.view == signal_view.INDEX else None
        logarithmic = signal_choice.logarithmic(chosen.view)
    figures = _measured(counted, chosen.view, day)
    address.write(
        signal=str(signal.name),
        view=chosen.view,
        projects=chosen.projects,
        base=f"{day:%Y-%m-%d}" if day is not None else None,
        axis=signal_choice.LOGARITHMIC if logarithmic else None,
        **chosen.shown,
    )
    if figures.empty or figures.value.isna().all():
        st.info(_nothing(chosen.view, counted["name"].unique().tolist()))
    else:
        _chart(chosen, figures, logarithmic, query)
        lacking = measures.left_out(counted, figures)
        if lacking:
            st.caption(
                f":material/info: Not drawn: {text.plain(text.listed(lacking))}, "
                f"without {_partner(chosen.view)}."
            )
        behind.table(figures.drop(columns=["key"]))
    behind.queries(query, then=signal_view.afterwards(chosen.view, signal.measure))
    if len(figures):
        st.markdown("### Newest figures", anchors=False)
        table = signal_view.newest(figures, chosen.view)
        st.dataframe(table, hide_index=True, height="content")
    st.markdown("### What to know", anchors=False)
    st.markdown("\n".join(f"- {line}" for line in signal_view.notes(signal)))


def _measured(counted: pd.DataFrame, view: str, day: pd.Timestamp | None) -> pd.DataFrame:
    if view == signal_view.YEARLY:
        return measures.year_over_year(counted)
    if view == signal_view.INDEX:
        return measures.index(counted, day) if day is not None else counted.iloc[:0]
    return counted


def _chart(chosen: Choice, figures: pd.DataFrame, logarithmic: bool, query: downloads.Read) -> None:
    signal, kind = chosen.signal, signal_view.kind(chosen.view)
    breaks = door.read("breaks", signal=str(signal.name), segments=chosen.segments)
    breaks = canvas.numbered(breaks, *charts.span(figures))
    today = pd.Timestamp(stale.today())
    late = signal_view.overdue(door.read("stale", today=today.date()), str(signal.name))
    if figures.period_end.nunique() > 1:
        since = (figures.period_end.max(), today) if late is not None else None
        figure = charts.series(
            figures, breaks, kind, labels=chosen.names, logarithmic=logarithmic, late=since
        )
    else:
        late, logarithmic = None, False
        figure = charts.bars(figures, breaks, kind, labels=chosen.names)
    blocks.chart(
        signal_view.message(figures, chosen.view, signal),
        figure,
        figures.drop(columns=["key"]),
        name=f"{signal.name}-{chosen.view}",
        below=signal_view.below(signal, chosen.definition, chosen.view, late, logarithmic),
        breaks=breaks,
        query=query,
    )


def _partner(view: str) -> str:
    if view == signal_view.INDEX:
        return "a usable figure above zero in the period that is 100"
    return "a usable figure of the same length twelve months before any other"


def _nothing(view: str, names: list[str]) -> str:
    who = text.plain(text.listed(names)) or "these projects"
    if view in (signal_view.INDEX, signal_view.YEARLY):
        return f"Nothing to draw: {who} without {_partner(view)}. Choose another measure."
    return f"There are no figures of {who}."
