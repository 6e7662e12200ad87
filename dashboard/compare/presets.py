"""Groups as a way to begin: each fills the chooser with its most measured members."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard import text
from dashboard.frames import each

COMPARE = "screens/compare.py"
MOST = 8
"""Projects that are compared at once."""
NAMED = 4
"""So many members are named, the others counted."""


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
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED + 1 else names[NAMED:]
        return text.listed([*names[:NAMED], *more])


def presets(groups: pd.DataFrame, projects: pd.DataFrame) -> dict[str, Preset]:
    """Return the groups of which two members or more have figures, by id.

    Args:
        groups: what query `groups` returns.
        projects: what query `projects` returns.
    """
    names = dict(zip(projects.project_id, projects["name"], strict=True))
    measured = [row.project_id for row in each(projects) if row.signals]
    found = {}
    for group, members in groups.groupby("group_id", sort=False):
        mine = set(members.project_id)
        own = {project: names[project] for project in measured if project in mine}
        if len(own) > 1:
            found[str(group)] = Preset(str(members.title.iloc[0]), own)
    return found


def show(found: dict[str, Preset]) -> None:
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
