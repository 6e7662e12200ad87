"""A group on the screen: its table, a count over time, what is missing, claims between members."""

from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, downloads, marts, ranking, text
from dashboard.claims import claim_answer
from dashboard.compare import compare_table, compare_view
from dashboard.projects import standing
from dashboard.signals import signal_card, signal_view
from dashboard.signals.drawn import drawn
from warehouse.wording.figures import listed

MOST = compare_view.MOST
"""Columns of one table."""


class Group:
    """A group with everything that the warehouse knows of it."""

    def __init__(self, slug: str, groups: pd.DataFrame) -> None:
        """Read a group; `groups` is what query `groups` returns."""
        self.slug = slug
        self.members = groups[groups.group_id == slug]
        self.title = str(self.members.title.iloc[0])
        self.note = str(self.members.note.iloc[0])
        self.definitions = marts.read("definitions_over", group=slug).set_index(
            "definition_id", drop=False
        )
        self.standings = standing.by_size(standing.read([slug]))
        self.missing = marts.read("unmeasured", group=slug)

    @cached_property
    def counts(self) -> dict[str, str]:
        """Return the titles of the definitions that measure something, the broadest first."""
        found = self.standings.drop_duplicates("definition_id")
        return {
            definition: standing.short(title, self.title)
            for definition, title in zip(found.definition_id, found.title, strict=True)
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the members' names by id, the leading ones first."""
        names = dict(zip(self.members.project_id, self.members["name"], strict=True))
        ordered = dict.fromkeys([*ranking.order(standing.newest(self.standings)), *names])
        return {project: names[project] for project in ordered if project in names}


def finding(group: Group) -> None:
    """Say who leads most."""
    words = f"{group.title}: {standing.headline(group.standings)}"
    st.markdown(f"## {text.tight(text.plain(words))}", anchors=False)
    st.markdown(text.plain(group.note))


def table(group: Group) -> None:
    """Show who has how much by which count, the leading members first; the others folded."""
    seen = {p: name for p, name in group.names.items() if p in set(group.standings.project_id)}
    found = standing.sections(
        group.standings, group.missing, group.definitions, group.names, group.title
    )
    parts = [dict(list(seen.items())[n : n + MOST]) for n in range(0, len(seen), MOST)]
    about = f"{group.title}, by every count"
    compare_table.show(found, parts[0], about)
    if parts[1:]:
        others = [name for part in parts[1:] for name in part.values()]
        with st.expander(f"The other {len(others)}: {text.plain(listed(others, MOST))}"):
            for part in parts[1:]:
                compare_table.show(found, part, f"{about}: {text.listed(list(part.values()))}")
    st.caption(
        "**Bold** leads, a darker tint is a better place, and the percentage is of the sum of all "
        "members that are counted in the newest period that was over when it was read and lacks no "
        f"large member. {ranking.RULE} A dash: nobody counts it there, which is not zero."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            compare_view.COMPARE,
            label="Compare them by every other count, too",
            icon=":material/arrow_forward:",
            query_params={"projects": ",".join(parts[0])},
        )
        frame = standing.newest(group.standings)
        downloads.csv(frame, f"ranks-{group.slug}")
        downloads.parquet(frame, f"ranks-{group.slug}")


def trend(group: Group, chosen: str) -> None:
    """Show one count over time, with the known breaks."""
    definition: Any = group.definitions.loc[chosen]
    known = group.standings[group.standings.definition_id == chosen]
    lines = known.sort_values("share", ascending=False).project_id[: standing.MOST_LINES]
    asked = {"signal": str(definition.signal_id), "view": signal_view.SHARE, "definition": chosen}
    made = drawn(marts.read, asked | {"projects": ",".join(lines)})
    first: Any = standing.newest(known).sort_values("rank").iloc[0]
    signal_card.chart(
        made,
        f"{standing.short(definition.title, group.title)}, "
        f"{text.period(first.period_start, first.period_end)}: {first['name']} has "
        f"{standing.held(first)} of the group",
        links={"Open the signal": (blocks.SIGNALS, made.asked)},
        heading="###",
    )


def gaps(group: Group) -> None:
    """Say what is not measured, and why."""
    st.markdown("### What is not measured, and why", anchors=False)
    lines = [
        *standing.gaps(group.members, group.missing, group.standings),
        *standing.partial(group.missing, group.standings, group.title),
        *standing.never_whole(group.definitions, group.title),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines) or "Every count has every member.")


def claims(group: Group) -> None:
    """List the claims in which two members are compared."""
    st.markdown("### Claims that compare them", anchors=False)
    members = list(group.members.project_id)
    found = marts.read("claims_about", projects=members)
    found = found[found.subject.isin(members) & found.comparator.isin(members)]
    if found.empty:
        st.markdown("None of the articles compares two of them in a claim that was taken up.")
    else:
        claim_answer.links(found)
