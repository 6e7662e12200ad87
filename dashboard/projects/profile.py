"""A project on the screen: where it stands, its signals, gaps, claims, facts and names."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import blocks, colours, downloads, labels, marts, plotting, ranking, text
from dashboard.claims import claim_answer
from dashboard.compare import compare_view
from dashboard.frames import each
from dashboard.projects import standing
from warehouse.wording.figures import FEWEST_CASES

PROJECTS = "screens/projects.py"
GROUPS = "screens/head_to_head.py"
SIGNAL_LINKS = 12
WRAP = 50
"""Letters of a row's text before it breaks: what 350 pixels hold."""
LINE = 16
GAP = 14
LEFT: dict[str, Any] = {"xref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}
UNCOUNTED = ("company", "organisation")


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
        found = marts.read("places", groups=mine, project=slug)
        self.places = ranking.placed(found, "definition_id")
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
    frame = card.places[card.places.group_id == group]
    said = message(frame[frame.project_id == card.slug], card.name, title)
    shown = frame[frame.whole >= FEWEST_CASES]
    shown = shown[shown.definition_id.isin(shown.definition_id[shown.project_id == card.slug])]
    if shown.empty:
        st.markdown(f"## {text.plain(said)}", anchors=False)
        return
    rivals = {"projects": ",".join(card.rivals(group))}
    blocks.chart(
        said,
        chart(shown, card.slug, card.colour, title),
        frame,
        name=f"places-{card.slug}-{group}",
        below="Place, share of the group's sum, count and day of the project's newest figure in a "
        f"whole group. Strokes: the other members in that period. {ranking.RULE}",
        links={
            "The whole group": (GROUPS, {"group": group}),
            "Compare it with the others": (compare_view.COMPARE, rivals),
        },
        query=("places", {"groups": [group], "project": card.slug}),
    )


def heading(card: Card) -> None:
    """Say what the project is: kind, owner, what it is built into, and short facts."""
    project = card.project
    by = f" by {project.owner}" if isinstance(project.owner, str) else ""
    into = f", built into {project.whole_name}" if isinstance(project.whole_name, str) else ""
    st.markdown(f"### What {text.plain(card.name)} is", anchors=False)
    st.markdown(text.plain(f"{project.kind[:1].upper()}{project.kind[1:]}{by}{into}"))
    release = project.first_public_release
    facts = {
        "Licence": project.license,
        "First release": None if pd.isna(release) else text.day(release),
        "Also called": project.aliases or None,
    }
    blocks.facts({name: value for name, value in facts.items() if isinstance(value, str)})
    if isinstance(project.homepage, str):
        st.markdown(text.link(project.homepage))
    if isinstance(project.whole_id, str):
        label = f"{text.plain(project.whole_name)}, which contains it"
        blocks.link(PROJECTS, label, "arrow_forward", project=project.whole_id)


def signals(card: Card, group: str | None) -> None:
    """Show the newest figure of every signal, its change and its trend."""
    st.markdown("### Signals", anchors=False)
    if card.signals.empty:
        st.info(f"{text.plain(card.name)} has no signals.")
        return
    found = table(card.signals, card.own[card.own.group_id == group])
    st.dataframe(
        found,
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
    downloads.csv(found.drop(columns="Trend"), f"signals-{card.slug}")
    with st.container(horizontal=True):
        for row in each(card.signals.sort_values("figures", ascending=False).head(SIGNAL_LINKS)):
            asked = {"signal": row.signal_id, "view": "value", "projects": card.slug}
            blocks.link(blocks.SIGNALS, text.plain(row.title), "show_chart", **asked)


def gaps(card: Card) -> None:
    """Say what is not measured, and why."""
    waiting = marts.read("waiting", project=card.slug)
    lines = unmeasured(card.project, card.identifiers, waiting)
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
    label = f"All {len(found)} in the list of claims"
    blocks.link(blocks.CLAIMS, label, "arrow_forward", project=card.slug)


def facts(card: Card) -> None:
    """Show what is known besides counts, with its citations, and what each registry calls it."""
    found = marts.read("facts", project=card.slug)
    if len(found):
        st.markdown("### Facts", anchors=False)
        read_on = [
            "not read: decides nothing" if pd.isna(day) else text.day(day) for day in found.read_on
        ]
        table = {
            "What": found.title,
            "Is": found.value,
            "Held": [_held(row.valid_from, row.valid_until) for row in each(found)],
            "Read in": found.citation,
            "Read on": read_on,
            "Remarks": found.note.fillna(""),
        }
        st.dataframe(pd.DataFrame(table), hide_index=True, height="content")
    if len(card.identifiers):
        st.markdown("### Its names", anchors=False)
        grouped = card.identifiers.groupby(["registry", "role"], sort=False).identifier
        names = grouped.agg(", ".join).reset_index()
        table = {
            "Where": names.registry.map(labels.registry),
            "Names": names.identifier,
            "Counted": names.role.map(labels.COUNTED),
        }
        st.dataframe(pd.DataFrame(table), hide_index=True, height="content")


def _held(first: pd.Timestamp, last: pd.Timestamp) -> str:
    since = "" if pd.isna(first) else f"since {text.day(first)}"
    until = "" if pd.isna(last) else f"until {text.day(last)}"
    return " ".join(filter(None, [since, until]))


def table(found: pd.DataFrame, standings: pd.DataFrame) -> pd.DataFrame:
    """Return the table of a project's signals, with every digit.

    Args:
        found: what query `project_signals` returns.
        standings: the project's own rows of `places`, for one group.
    """
    first = standings.drop_duplicates("signal_id")
    stood = {(row.signal_id, row.period_end): row for row in each(first)}
    rows = []
    for row in each(found):
        own = stood.get((row.signal_id, row.period_end))
        of_base = not pd.isna(row.base) and row.unit != "percent"
        few = row.unit not in text.NO_CASES and _fewest(row) < FEWEST_CASES
        rows.append(
            {
                "Signal": row.title,
                "Newest": text.amount(row.value, row.unit),
                "Unit": row.unit,
                "As of": row.period_end - pd.Timedelta(days=1),
                "In a year": "" if few else change(row.rate, row.rate_before),
                "Trend": [] if few else list(row.trend),
                "Share": _share(row, own, of_base=of_base),
                "Place": f"{ranking.place(own)} of {own.members:.0f}" if own is not None else "",
                "Exactly": text.exact(row.value),
                "Out of": text.exact(row.base) if of_base else "",
                "Of": "" if row.segment == "all" else row.segment,
                "Figures": row.figures,
                "Source": row.source_title,
                "State": labels.STATES[row.state],
                "Remarks": _remarks(row),
            }
        )
    return pd.DataFrame(rows)


def _fewest(row: Any) -> float:
    """Return the cases of the newest figure, or of the one a year before where it has fewer."""
    if pd.isna(row.rate_before) or row.rate == 0:
        return float(row.value)
    return float(row.value * min(1.0, row.rate_before / row.rate))


def _share(row: Any, own: Any, *, of_base: bool) -> str:
    """Return the share of a group's sum, else of the source's own; '' of too few cases."""
    if own is not None:
        return "" if standing.few(own) else standing.held(own, 1)
    return text.percent(row.value / row.base) if of_base and row.base >= FEWEST_CASES else ""


def change(now: float, before: float | None) -> str:
    """Return the change over a year: '+95 %', 'from none', or '' when it is not known."""
    if before is None or pd.isna(before):
        return ""
    if before == 0:
        return "from none" if now > 0 else "still none"
    return f"{100 * (now / before - 1):+.0f} %".replace("-", text.MINUS)


def _remarks(row: Any) -> str:
    """Return what is to be said of a newest figure: precision and the source's own notes."""
    notes = [] if row.precision == "exact" else [row.precision]
    if isinstance(row.quality, str):
        notes.append(row.quality.replace("note: ", ""))
    return "; ".join(notes)


def unmeasured(project: Any, identifiers: pd.DataFrame, waiting: pd.DataFrame) -> list[str]:
    """Return, as Markdown lines, why a project has no or not all of its signals.

    Args:
        project: what query `project` returns.
        identifiers: its names, as query `identifiers` returns them.
        waiting: the sources that would know it, as query `waiting` returns them.
    """
    lines = []
    name = text.plain(project["name"])
    if isinstance(project.whole_name, str):
        whole = text.plain(project.whole_name)
        lines.append(
            f"{name} is built into {whole}: whoever uses it is counted there, and nothing but "
            "questions can be counted for it alone."
        )
    elif identifiers.empty and project.kind in UNCOUNTED:
        lines.append(f"No registry counts a {project.kind}; what it publishes has its own page.")
    elif identifiers.empty:
        lines.append(f"None of the registries and sources counted here has a name for {name}.")
    lines += [
        f"`sharecheck collect {row.source_id}` would bring: {text.plain(row.signals)} "
        f"(for {text.plain(row.identifiers)})."
        for row in each(waiting)
    ]
    return lines


def message(frame: pd.DataFrame, name: str, group: str) -> str:
    """Return in how many counts of a group a project is first, and where it stands elsewhere.

    `frame`: the project's own rows of `places`.
    """
    first = int((frame.worst == 1).sum())
    level = int(((frame.best == 1) & (frame.worst > 1)).sum())
    best, worst = int(frame.best.min()), int(frame.worst.max())
    noun = "count" if len(frame) == 1 else "counts"
    also = f", level with the first in {level}" if level else ""
    if first == len(frame):
        where = "first in the only count" if first == 1 else f"first in all {first} counts"
    elif first:
        where = f"first in {first} of {len(frame)} {noun}{also}, nowhere below number {worst}"
    else:
        where = f"number {best}" if best == worst else f"number {best} at best, {worst} at worst,"
        where += f" in {len(frame)} {noun}{also}"
    return f"{group}: {name} is {where}"


def chart(frame: pd.DataFrame, project: str, colour: str, group: str) -> go.Figure:
    """Draw one row per definition: the project's share among those of its rivals.

    Args:
        frame: definition_id, title, project_id, share, bound, value, best, worst, members,
            period_end; at least one row of the project for each definition.
        project: the project that stands out.
        colour: its colour.
        group: the title of their group.
    """
    figure = plotting.rows(0)
    notes, y = [], 0.0
    for _, rows in frame.groupby("definition_id", sort=False):
        own: Any = rows[rows.project_id == project].iloc[0]
        title = f"<b>{text.label(standing.short(own.title, group), WRAP)}</b>"
        last = own.period_end - pd.Timedelta(days=1)
        words = (
            f"{ranking.place(own)} of {own.members:.0f} · {standing.held(own)} · "
            f"{text.count(own.value)} · {text.day(last)}"
        )
        lines = f"{title}<br>{text.label(words, WRAP)}"
        notes.append(plotting.note(lines, x=0, y=y, name=plotting.ON_DATA, **LEFT))
        y += LINE * (lines.count("<br>") + 1) + 12
        _point(figure, rows[rows.project_id != project], y, colours.MUTED, 8, "line-ns-open")
        _point(figure, rows[rows.project_id == project], y, colour, 13, "circle")
        y += GAP + 14
    figure.update_layout(height=int(y) + 40)
    figure.update_yaxes(range=[y, 0])
    figure.update_xaxes(range=[-0.01, 1.01], tickformat=".0%", nticks=6)
    plotting.write(figure, notes)
    return figure


def _point(
    figure: go.Figure, rows: pd.DataFrame, y: float, colour: str, size: int, symbol: str
) -> None:
    if rows.empty:
        return
    figure.add_scatter(
        x=rows.share,
        y=[y] * len(rows),
        mode="markers",
        name=str(rows["name"].iloc[0]),
        marker={
            "color": colour,
            "size": size,
            "symbol": symbol,
            "line": {"width": 2, "color": colour},
        },
        customdata=[f"{text.label(r.name)}: {text.percent(r.share)}" for r in each(rows)],
        hovertemplate="%{customdata}<extra></extra>",
    )
