"""Projects side by side on the screen: ranks by every signal, then and now by one."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, behind, blocks, choices, door, stale, text, ties
from dashboard.compare import compare_table, compared, slope
from dashboard.frames import each

STYLE = Path(__file__).parent / "compare.css"
FIRST = ["pytorch", "tensorflow", "jax"]
MOST = 8
NAMES = ("projects", "signal", "then", "now", "by")
BY = {slope.SHARE: "Share among them", slope.RANK: "Rank"}
Asked = dict[str, str | list[str] | None]


def chosen() -> list[str]:
    """Let projects be chosen and return their ids."""
    address.sync(*NAMES)
    every = door.read("projects")
    every = every[every.signals > 0]
    names = dict(zip(every.project_id, every["name"], strict=True))
    first = [project for project in FIRST if project in names] or list(names)[:3]
    asked = st.query_params.get("projects", "").split(address.SEPARATOR)
    unknown = [text.plain(f"“{name}”") for name in asked if name and name not in names]
    choices.several("projects", "Projects, the most measured first", names, first, MOST)
    if unknown:
        st.caption(f":material/search_off: No figures of {text.listed(unknown)}.")
    return list(st.session_state.projects)


def ranks(rows: pd.DataFrame, names: dict[str, str]) -> None:
    """Show who leads where: a sentence and the matrix; `rows`: of `compared.newest`."""
    led = compared.leads(rows)
    st.markdown(f"### {text.tight(text.plain(compared.headline(led)))}", anchors=False)
    st.markdown(text.tight(text.plain(compared.sentence(led))))
    st.html(STYLE)
    st.html(compare_table.html(rows, names))
    st.caption(
        "**Rank** and figure in the newest period in which most of them are measured, at most a "
        "quarter before the signal’s newest; a dash: no figure then, which is not zero. A darker "
        f"tint is a better rank. {ties.RULE} Who has no figure is no rival. Left out: figures "
        "read before their period was over. Signals overlap: several count stars or downloads, "
        "each in its own way."
    )


def then_and_now(rows: pd.DataFrame, names: dict[str, str]) -> Asked:
    """Show one signal in two chosen years, and return what is chosen for the address."""
    st.markdown("### Then and now", anchors=False)
    spans = {signal: compared.years(part) for signal, part in rows.groupby("signal_id")}
    titles = dict(zip(rows.signal_id, rows.title, strict=True))
    options = [signal for signal in titles if len(spans[signal]) > 1]
    if not options:
        st.info("No signal measures two of them in two different years.")
        return {}
    address.one("signal", options, _first(rows, options))
    state = st.session_state
    st.selectbox("Signal", options, key="signal", format_func=titles.__getitem__)
    years = [str(year) for year in spans[state.signal]]
    own = rows[rows.signal_id == state.signal]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        address.one("then", years[:-1], str(compared.fullest(own, years[:-1])))
        st.selectbox("Then", years[:-1], key="then", width=120)
        later = [year for year in years if year > state.then]
        address.one("now", later, later[-1])
        st.selectbox("Now", later, key="now", width=120)
        address.one("by", list(BY), slope.SHARE)
        st.segmented_control("By", list(BY), key="by", format_func=BY.__getitem__, required=True)
    _slope(own, int(state.then), int(state.now), state.by, names)
    return {"signal": state.signal, "then": state.then, "now": state.now, "by": state.by}


def _first(rows: pd.DataFrame, options: list[str]) -> str:
    """Return the signal that measures most of them now, the first such of the matrix."""
    now = compared.newest(rows).drop_duplicates("signal_id")
    now = now[now.signal_id.isin(options)]
    return str(
        now.sort_values(["old", "members"], ascending=[True, False], kind="stable").signal_id.iloc[
            0
        ]
    )


def _slope(rows: pd.DataFrame, then: int, now: int, by: str, names: dict[str, str]) -> None:
    first, last = compared.of_year(rows, then), compared.of_year(rows, now)
    signal: Any = last.iloc[0]
    labels = (compared.as_of(next(each(first))), compared.as_of(next(each(last))))
    segment = "" if signal.segment == "all" else f", segment “{signal.segment}”"
    blocks.chart(
        compared.moved(first, last, by),
        slope.chart(first, last, by, labels),
        pd.concat([first, last]).drop(columns=["newest", "of_year"]),
        name=f"then-and-now-{signal.signal_id}",
        below=f"Share and rank among those of them that are measured in the period, by "
        f"{signal.unit}{segment}; the last period of each year that measures most of them. "
        f"{blocks.source_line(signal)}.",
        links={
            "Open the signal": (blocks.SIGNALS, compare_table.parameters(signal, list(names))),
        },
        heading="####",
    )


def show(projects: list[str]) -> None:
    """Show everything on these projects and write the address."""
    found = compared.read(projects)
    if found.empty:
        st.info("No signal measures two of them in the same period. Choose others.")
        address.write(projects=projects)
        return
    rows = compared.newest(found)
    names = compared.order(rows)
    ranks(rows, names)
    st.caption(stale.figures_to(signals=rows.signal_id))
    behind.table(compared.table(rows), "compare")
    asked = then_and_now(found, names)
    address.write(projects=projects, **asked)
    behind.queries(("compared", {"projects": sorted(projects)}))
