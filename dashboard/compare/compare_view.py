"""Projects side by side on the screen: the table of every count, then one of them over time."""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import address, blocks, choices, marts, ranking, text
from dashboard.compare import compare_table, compared
from dashboard.frames import each
from dashboard.signals import measures, signal_card, signal_view
from dashboard.signals.drawn import Drawn, drawn
from warehouse import drawing

COMPARE = "screens/compare.py"
MOST = 8
"""Projects that are compared at once."""
NAMED = 4
"""So many members are named, the others counted."""
FEWEST = 2
"""So many projects make a comparison."""
NOTES = (
    "**Bold** leads, a darker tint is a better place. Compared are the figures of one period, the "
    "newest in which most of them are measured, at most a quarter before the newest there is; a "
    "figure of another period has its date under it and is not compared. "
    f"{ranking.RULE} A dash: nobody counts it there, which is not zero. "
    "Counts overlap: several are of stars or of downloads, each in its own way."
)
UNSAID = ["whole", "periods", "bound", "factor", "publisher", "old", "alone"]
"""Columns that are not offered as data."""
WIDGETS = ("signal", "view", "time")
"""Keys of the chart's widgets."""
BEFORE = {"from": "then", "to": "now"}
"""What ends of the time were called in addresses before."""


def chosen() -> tuple[list[str], dict[str, str]]:
    """Let projects be chosen; return their ids, and the names of all that could be."""
    address.sync("projects", *WIDGETS)
    every = marts.read("projects")
    usable = every[(every.signals > 0) | (every.waiting > 0)]
    names = dict(zip(usable.project_id, usable["name"], strict=True))
    above = st.container()  # what follows the chooser lies under its open list
    found = choices.several("projects", "Projects", names, [], MOST)
    uncounted = dict(zip(every.project_id, every["name"], strict=True))
    known = choices.resolved(found.unknown, uncounted, choices.aliases())
    with above:
        if known.ids:
            said = text.listed([text.plain(uncounted[one]) for one in known.ids])
            st.markdown(f":material/search_off: No public source counts {said}.")
        choices.lacking(known.unknown, names, COMPARE, "projects", found.ids)
    return found.ids, names


def begin(projects: list[str], names: dict[str, str]) -> None:
    """Say what to do while fewer than two projects are chosen, and offer the groups."""
    address.write(projects=projects)
    first = "".join(f"{text.plain(names[project])} and which other?" for project in projects[:1])
    st.markdown(f"## {first or 'Which projects are to be compared?'}", anchors=False)
    short = [others[0] for project, others in choices.aliases() if project in names][:2]
    st.markdown(
        "Type two names or more above"
        + (f", also others such as {text.plain(' or '.join(short))}" if short else "")
        + "; or take a group:"
    )
    st.html(compare_table.STYLE)
    offer(presets(marts.read("groups"), marts.read("projects")))


def show(projects: list[str]) -> None:
    """Show everything on these projects and write the address."""
    asked: dict[str, Any] = {"projects": sorted(projects)}
    rows = compared.placed(marts.read("compared", **asked))
    waiting = marts.read("compared_waiting", **asked)
    every = marts.read("projects").set_index("project_id")["name"]
    names = compared.order(rows) | {project: str(every[project]) for project in projects}
    led = compared.leads(rows)
    st.markdown(f"## {text.tight(text.plain(compared.headline(led)))}", anchors=False)
    if said := compared.sentence(led):
        st.markdown(text.tight(text.plain(said)))
    drawn_as: dict[str, str] = {}
    with st.container(key="beside"):
        table = compared.sections(rows, waiting, names)
        if table:
            with st.container():
                compare_table.show(table, names, "Projects by every count")
                st.caption(NOTES)
        if len(rows):
            with st.container():
                drawn_as = _chart(rows, projects)
    rest = compared.others(rows, waiting, names)
    if rest:
        st.markdown("### What else is counted, or could be", anchors=False)
        compare_table.show(rest, names, "Projects by other counts")
    if len(rows):
        blocks.table(rows.drop(columns=UNSAID), "compare")
    address.write(projects=projects, **drawn_as)
    blocks.queries(("compared", asked), ("compared_waiting", asked))


def _countable(rows: pd.DataFrame) -> dict[str, str]:
    """Return the titles of the signals with a way over time, those first that compare most of them.

    `rows`: what `compared.placed` returns.
    """
    sizes = rows.groupby("signal_id").together.sum()
    found = rows.drop_duplicates("signal_id")
    found = found[found.periods > 1].assign(size=-found.signal_id.map(sizes))
    found = found.sort_values(["alone", "old", "size"], kind="stable")
    return dict(zip(found.signal_id, found.title, strict=True))


def _chart(rows: pd.DataFrame, projects: list[str]) -> dict[str, str]:
    """Show the chart with its choices; return the parameters that give it again."""
    signals, state = _countable(rows), st.session_state
    if not signals:
        return {}
    address.one("signal", list(signals), next(iter(signals)))
    asked = _asked(rows, state.signal, projects)
    whole = drawn(marts.read, asked)
    times = measures.presets(whole.options.months)
    first, last = span = whole.asked.get("from", ""), whole.asked.get("to", "")
    if first and span not in times.values():
        times[f"{first} to {last}"] = span
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Over time, by", list(signals), key="signal", format_func=signals.__getitem__)
        choices.one("view", "What is shown", whole.options.views, whole.view)
        if len(times) > 1:
            named = [name for name, ends in times.items() if ends == span]
            names = dict(zip(times, times, strict=True))
            choices.one("time", "Time", names, next(iter(named), measures.ALL))
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
    return found | {one: query.get(one) or query.get(old) or "" for one, old in BEFORE.items()}


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


class Preset(NamedTuple):
    """A group with those of its members that have figures, the most measured first."""

    title: str
    names: dict[str, str]

    @property
    def first(self) -> list[str]:
        """Return the ids of those that are compared."""
        return list(self.names)[:MOST]

    @property
    def members(self) -> str:
        """Return the first names, and how many more there are."""
        names = list(self.names.values())
        return text.listed(names, NAMED if len(names) > NAMED + 1 else 0)


def presets(groups: pd.DataFrame, projects: pd.DataFrame) -> dict[str, Preset]:
    """Return the groups of which two members or more have figures, by id.

    Args:
        groups: what query `groups` returns.
        projects: what query `projects` returns.
    """
    measured = projects[projects.signals > 0]
    found = {}
    for group, members in groups.groupby("group_id", sort=False):
        mine = measured[measured.project_id.isin(members.project_id)]
        own = dict(zip(mine.project_id, mine["name"], strict=True))
        if len(own) > 1:
            found[str(group)] = Preset(str(members.title.iloc[0]), own)
    return found


def offer(found: dict[str, Preset]) -> None:
    """Offer the groups, each as a button that fills the chooser."""
    with st.container(key="presets"):
        for group, preset in found.items():
            st.button(
                f"**{text.plain(preset.title)}**  \n{text.plain(preset.members)}",
                key=f"preset-{group}",
                on_click=_fill,
                args=(preset.first,),
                width="stretch",
            )


def _fill(projects: list[str]) -> None:
    st.session_state.projects = projects
