"""Projects side by side on the screen: the table of every count, then one of them over time."""

import pandas as pd
import streamlit as st

from dashboard import address, blocks, choices, marts, text, ties
from dashboard.compare import compare_chart, compare_table, compared, presets

FEWEST = 2
"""So many projects make a comparison."""


def chosen() -> tuple[list[str], dict[str, str]]:
    """Let projects be chosen; return their ids, and the names of all that could be."""
    address.sync("projects", *compare_chart.NAMES)
    every = marts.read("projects")
    usable = every[(every.signals > 0) | (every.waiting > 0)]
    names = dict(zip(usable.project_id, usable["name"], strict=True))
    above = st.container()  # what follows the chooser lies under its open list
    found = choices.several("projects", "Projects", names, [], presets.MOST)
    uncounted = dict(zip(every.project_id, every["name"], strict=True))
    known = choices.resolved(found.unknown, uncounted, choices.aliases())
    with above:
        if known.ids:
            said = text.listed([text.plain(uncounted[one]) for one in known.ids])
            st.markdown(f":material/search_off: No public source counts {said}.")
        choices.lacking(known.unknown, names, presets.COMPARE, "projects", found.ids)
    return found.ids, names


def begin(projects: list[str], names: dict[str, str]) -> None:
    """Say what to do while fewer than two projects are chosen, and offer the groups."""
    address.write(projects=projects)
    if projects:
        st.markdown(f"## {text.plain(names[projects[0]])} and which other?", anchors=False)
    else:
        st.markdown("## Which projects are to be compared?", anchors=False)
    st.markdown("Type two names or more above, also short ones such as TGI or TF; or take a group:")
    st.html(compare_table.STYLE)
    presets.show(presets.presets(marts.read("groups"), marts.read("projects")))


def show(projects: list[str]) -> None:
    """Show everything on these projects and write the address."""
    rows = compared.read(projects)
    waiting = marts.read("compared_waiting", projects=sorted(projects))
    every = marts.read("projects").set_index("project_id")["name"]
    names = compared.order(rows) | {project: str(every[project]) for project in projects}
    _finding(rows)
    asked: dict[str, str] = {}
    with st.container(key="beside"):
        table = compared.sections(rows, waiting, names)
        if table:
            with st.container():
                compare_table.show(table, names, "Projects by every count")
                _notes()
        if len(rows):
            with st.container():
                asked = compare_chart.show(rows, projects)
    rest = compared.others(rows, waiting, names)
    if rest:
        st.markdown("### What else is counted, or could be", anchors=False)
        compare_table.show(rest, names, "Projects by other counts")
    if len(rows):
        blocks.table(compared.table(rows), "compare")
    address.write(projects=projects, **asked)
    blocks.queries(
        ("compared", {"projects": sorted(projects)}),
        ("compared_waiting", {"projects": sorted(projects)}),
    )


def _finding(rows: pd.DataFrame) -> None:
    led = compared.leads(rows)
    st.markdown(f"## {text.tight(text.plain(compared.headline(led)))}", anchors=False)
    said = compared.sentence(led)
    if said:
        st.markdown(text.tight(text.plain(said)))


def _notes() -> None:
    st.caption(
        "**Bold** leads, a darker tint is a better place. Compared are the figures of one period, "
        "the newest in which most of them are measured, at most a quarter before the newest "
        "there is; a figure of another period has its date under it and is not compared. "
        f"{ties.RULE} A dash: nobody counts it there, which is not zero. "
        "Counts overlap: several are of stars or of downloads, each in its own way."
    )
