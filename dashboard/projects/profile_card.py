"""A project on the screen: its heading, standing, signals, gaps, claims, facts and names."""

from typing import Any

import streamlit as st

from dashboard import blocks, colours, downloads, marts, ranking, text
from dashboard.claims import claim_answer
from dashboard.compare import compare_view
from dashboard.frames import each
from dashboard.projects import profile, standing
from warehouse.wording.figures import FEWEST_CASES

PROJECTS = "screens/projects.py"
GROUPS = "screens/head_to_head.py"
SIGNAL_LINKS = 12


class Card:
    """A project with everything that the warehouse knows of it."""

    def __init__(self, slug: str) -> None:
        """Read a project that exists."""
        self.slug = slug
        self.project: Any = marts.read("project", project=slug).iloc[0]
        self.name = str(self.project["name"])
        self.colour = colours.looks(marts.read, [slug])[slug].colour
        self.identifiers = marts.read("identifiers", project=slug)
        self.signals = marts.read("project_signals", project=slug)
        groups = marts.read("groups")
        titles = dict(zip(groups.group_id, groups.title, strict=True))
        mine = list(groups.group_id[groups.project_id == slug])
        self.places = profile.places(mine, slug)
        self.own = self.places[self.places.project_id == slug]
        self.titles = {group: titles[group] for group in mine if group in set(self.own.group_id)}
        self.presets = compare_view.presets(groups, marts.read("projects"))

    @property
    def widest(self) -> str | None:
        """Return the group with most members measured beside it; null when it is in none."""
        if self.own.empty:
            return None
        sizes = self.own.groupby("group_id").members.max()
        return str(sizes.loc[list(self.titles)].idxmax())

    def rivals(self, group: str) -> list[str]:
        """Return the project and the most measured others of a group, as many as are compared."""
        others = self.presets[group].first if group in self.presets else []
        return list(dict.fromkeys([self.slug, *others]))[: compare_view.MOST]


def places(card: Card, group: str | None) -> None:
    """Show where the project stands among a group; only its name where it is in none."""
    if group is None:
        st.markdown(f"## {text.plain(card.name)}", anchors=False)
        return
    title = card.titles[group]
    frame = standing.drawn(card.places[card.places.group_id == group], title)
    message = profile.message(frame[frame.project_id == card.slug], card.name, title)
    shown = frame[frame.whole >= FEWEST_CASES]
    shown = shown[shown.definition_id.isin(shown.definition_id[shown.project_id == card.slug])]
    if shown.empty:
        st.markdown(f"## {text.plain(message)}", anchors=False)
        return
    blocks.chart(
        message,
        profile.chart(shown, card.slug, card.colour),
        frame.drop(columns=["heading", "when"]),
        name=f"places-{card.slug}-{group}",
        below="Place, share of the group's sum, count and day of the project's newest figure in a "
        f"whole group. Strokes: the other members in that period. {ranking.RULE}",
        links={
            "The whole group": (GROUPS, {"group": group}),
            "Compare it with the others": (
                compare_view.COMPARE,
                {"projects": ",".join(card.rivals(group))},
            ),
        },
        query=("places", {"groups": [group], "project": card.slug}),
        heading="##",
    )


def heading(card: Card) -> None:
    """Say what the project is."""
    st.markdown(f"### What {text.plain(card.name)} is", anchors=False)
    st.markdown(text.plain(profile.heading(card.project)))
    blocks.facts(profile.known(card.project))
    if isinstance(card.project.homepage, str):
        st.markdown(text.link(card.project.homepage))
    if isinstance(card.project.whole_id, str):
        st.page_link(
            PROJECTS,
            label=f"{text.plain(card.project.whole_name)}, which contains it",
            icon=":material/arrow_forward:",
            query_params={"project": card.project.whole_id},
        )


def signals(card: Card, group: str | None) -> None:
    """Show the newest figure of every signal, its change and its trend."""
    st.markdown("### Signals", anchors=False)
    if card.signals.empty:
        st.info(f"{text.plain(card.name)} has no signals.")
        return
    table = profile.signals(card.signals, card.own[card.own.group_id == group])
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={
            "Signal": st.column_config.TextColumn(pinned=True, width="medium"),
            "As of": st.column_config.DateColumn(format="D MMM YYYY"),
            "Trend": st.column_config.LineChartColumn(width="small"),
        },
    )
    st.caption(
        "In a year: against the figure a year before, per day where periods differ in length; no "
        f"change or share of fewer than {FEWEST_CASES} cases. "
        "Share and place: among the group chosen above in the same period, else the share of what "
        "the source itself reports."
    )
    downloads.csv(table.drop(columns="Trend"), f"signals-{card.slug}")
    with st.container(horizontal=True):
        for row in each(card.signals.sort_values("figures", ascending=False).head(SIGNAL_LINKS)):
            st.page_link(
                blocks.SIGNALS,
                label=text.plain(row.title),
                icon=":material/show_chart:",
                query_params={"signal": row.signal_id, "view": "value", "projects": card.slug},
            )


def gaps(card: Card) -> None:
    """Say what is not measured, and why."""
    waiting = marts.read("waiting", project=card.slug)
    lines = profile.unmeasured(card.project, card.identifiers, waiting)
    if lines:
        st.markdown("### What is not measured, and why", anchors=False)
        st.markdown("\n".join(f"- {line}" for line in lines))


def claims(card: Card) -> None:
    """List the claims about the project, or against it."""
    st.markdown("### Claims about it", anchors=False)
    found = marts.read("claims_about", projects=[card.slug])
    if found.empty:
        st.markdown("None of the articles claims anything about it that was taken up.")
        return
    claim_answer.links(found)
    st.page_link(
        blocks.CLAIMS,
        label=f"All {len(found)} in the list of claims",
        icon=":material/arrow_forward:",
        query_params={"project": card.slug},
    )


def facts(card: Card) -> None:
    """Show what is known besides counts, and what each registry calls it."""
    found = marts.read("facts", project=card.slug)
    if len(found):
        st.markdown("### Facts", anchors=False)
        st.dataframe(profile.facts(found), hide_index=True, height="content")
    if len(card.identifiers):
        st.markdown("### Its names", anchors=False)
        st.dataframe(profile.names(card.identifiers), hide_index=True, height="content")
