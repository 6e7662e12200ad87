"""A group on the screen: ranks, a count over time, what is missing, claims between members."""

from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, canvas, charts, door, downloads, text, ties
from dashboard.claims import claim_links
from dashboard.projects import standing, standing_charts

MOST_LINES = 8


class Group:
    """A group with everything that the warehouse knows of it."""

    def __init__(self, slug: str, groups: pd.DataFrame) -> None:
        """Read a group; `groups` is what query `groups` returns."""
        self.slug = slug
        self.members = groups[groups.group_id == slug]
        self.title = str(self.members.title.iloc[0])
        self.note = str(self.members.note.iloc[0])
        self.definitions = door.read("definitions_over", group=slug).set_index(
            "definition_id", drop=False
        )
        self.standings = standing.by_size(standing.read([slug]))
        self.missing = door.read("unmeasured", group=slug)

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
        first = [project for project in standing.order(self.standings) if project in names]
        return {project: names[project] for project in dict.fromkeys([*first, *names])}


def ranks(group: Group) -> None:
    """Show who is where by which count: tiles, a sentence, and the table with the figures."""
    newest = standing.drawn(standing.newest(group.standings), group.title)
    seen = {p: name for p, name in group.names.items() if p in set(newest.project_id)}
    blocks.chart(
        f"{group.title}: {standing.headline(group.standings)}",
        standing_charts.ranks(newest, seen),
        newest.drop(columns=["heading", "when"]),
        name=f"ranks-{group.slug}",
        below="Each row is one count in the newest period that was over when it was read and "
        "lacks no large member, with its first. A tile holds the rank, or those that the error "
        f"leaves open; a dash: not measured then. {ties.RULE}",
        query=("standings", {"groups": [group.slug]}),
    )
    st.markdown(text.tight(text.plain(standing.sentence(group.standings, group.title))))
    st.dataframe(
        standing.matrix(group.standings, group.missing, group.names, group.title),
        hide_index=True,
        height="content",
        column_config={"Counted": st.column_config.TextColumn(pinned=True, width="medium")},
    )


def trend(group: Group, chosen: str) -> None:
    """Show one count over time, with the known breaks."""
    definition: Any = group.definitions.loc[chosen]
    known = group.standings[group.standings.definition_id == chosen]
    lines = list(known.sort_values("share", ascending=False).project_id)[:MOST_LINES]
    query: downloads.Read = ("shares", {"definitions": [chosen], "projects": lines})
    frame = door.read(query[0], **query[1])
    turn = {project: n for n, project in enumerate(lines)}
    frame = frame.assign(key=frame.project_id, turn=frame.project_id.map(turn))
    frame = frame.sort_values(["turn", "period_start", "period_end"]).drop(columns="turn")
    breaks = door.read("breaks", signal=definition.signal_id, segments=list(definition.segments))
    breaks = canvas.numbered(breaks, *charts.span(frame))
    draw = charts.series if frame.period_end.nunique() > 1 else charts.bars
    first: Any = standing.newest(known).sort_values("rank").iloc[0]
    link = {
        "signal": str(definition.signal_id),
        "view": "share",
        "definition": chosen,
        "projects": ",".join(lines),
    }
    blocks.chart(
        f"{standing.short(definition.title, group.title)}: {first['name']} has "
        f"{standing.held(first)} of the group in "
        f"{text.period(first.period_start, first.period_end)}",
        draw(frame, breaks, "share", labels=group.names),
        frame.drop(columns="key"),
        name=f"share-{chosen}",
        below=standing.below(definition, frame.period_end.max()),
        breaks=breaks,
        links={"Open the signal": (blocks.SIGNALS, link)},
        query=query,
        heading="####",
    )


def gaps(group: Group) -> None:
    """Say what is not measured, and why, and what a collection would add."""
    st.markdown("### What is not measured, and why", anchors=False)
    lines = [
        *standing.gaps(group.members, group.missing, group.standings),
        *standing.partial(group.missing, group.standings, group.title),
        *standing.never_whole(group.definitions, group.title),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines) or "Every count has every member.")
    waiting = standing.waiting(group.definitions, group.title)
    if waiting:
        st.markdown("A live collection would add:\n" + "\n".join(f"- {line}" for line in waiting))


def claims(group: Group) -> None:
    """List the claims in which two members are compared."""
    st.markdown("### Claims that compare them", anchors=False)
    members = list(group.members.project_id)
    found = door.read("claims_about", projects=members)
    found = found[found.subject.isin(members) & found.comparator.isin(members)]
    if found.empty:
        st.markdown("None of the articles compares two of them in a claim that was taken up.")
    else:
        claim_links.show(found)
