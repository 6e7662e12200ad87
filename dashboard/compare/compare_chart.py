"""One count of the compared projects over time, with what is chosen of it in the address."""

import pandas as pd
import streamlit as st

from dashboard import address, blocks, marts, text
from dashboard.frames import each
from dashboard.signals import measures, signal_card, signal_view
from dashboard.signals.drawn import Drawn, drawn
from warehouse import drawing

NAMES = ("signal", "view", "time")
"""Keys of the widgets."""
BEFORE = {"from": "then", "to": "now"}
"""What ends of the time were called in addresses before."""


def options(rows: pd.DataFrame) -> dict[str, str]:
    """Return the titles of the signals with a way over time, those first that compare most of them.

    `rows`: what `compared.read` returns.
    """
    sizes = rows.groupby("signal_id").together.sum()
    found = rows.drop_duplicates("signal_id")
    found = found[found.periods > 1].assign(size=-found.signal_id.map(sizes))
    found = found.sort_values(["alone", "old", "size"], kind="stable")
    return dict(zip(found.signal_id, found.title, strict=True))


def show(rows: pd.DataFrame, projects: list[str]) -> dict[str, str]:
    """Show the chart with its choices; return the parameters that give it again."""
    signals, state = options(rows), st.session_state
    if not signals:
        return {}
    address.one("signal", list(signals), next(iter(signals)))
    asked = _asked(rows, state.signal, projects)
    whole = drawn(marts.read, asked)
    times = measures.presets(whole.options.months)
    first, last = (whole.asked.get(end, "") for end in ("from", "to"))
    given = {f"{first} to {last}": (first, last)} if (first, last) not in times.values() else {}
    times = {**times, **(given if first else {})}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Over time, by", list(signals), key="signal", format_func=signals.__getitem__)
        views = whole.options.views
        address.one("view", list(views), whole.view)
        st.selectbox("What is shown", list(views), key="view", format_func=views.__getitem__)
        if len(times) > 1:
            named = next(
                (name for name, ends in times.items() if ends == (first, last)), measures.ALL
            )
            address.one("time", list(times), named)
            st.selectbox("Time", list(times), key="time")
            start, end = times[state.time]
            asked |= {"from": start, "to": end}
    made = drawn(marts.read, asked | {"view": state.view})
    if made.frame.value.notna().any():
        links = {"More ways to draw it": (blocks.SIGNALS, made.asked)}
        signal_card.chart(made, _title(made), links=links, heading="###")
    else:
        st.info(made.title)
    for said in made.lacking:
        st.caption(f":material/info: {text.plain(said)}")
    kept = ("signal", "view", "from", "to")
    return {name: made.asked[name] for name in kept if name in made.asked}


def _asked(rows: pd.DataFrame, signal: str, projects: list[str]) -> dict[str, str]:
    """Return what the widgets ask for, else the address."""
    query, state = st.query_params, st.session_state
    segment = next(row.segment for row in each(rows) if row.signal_id == signal)
    found = {"signal": signal, "segment": segment, "projects": ",".join(projects)}
    found["view"] = state.get("view") or query.get("view") or signal_view.VALUE
    for name, before in BEFORE.items():
        found[name] = query.get(name) or query.get(before) or ""
    return found


def _title(made: Drawn) -> str:
    """Return the chart's message with the newest figures of other dates, each with its own."""
    rows = signal_view.newest_rows(made.frame)
    if made.view not in (signal_view.SHARE, signal_view.VALUE, signal_view.PER_DAY):
        return made.title
    others = [
        f"{row.name} {drawing.written(row.value, made.kind)} "
        f"({text.period(row.period_start, row.period_end)})"
        for row in each(rows[rows.period_end < rows.period_end.max()])
    ]
    return f"{made.title}; newest of others: {text.listed(others)}" if others else made.title
