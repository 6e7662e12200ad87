"""A group on the screen: its table, a count over time, what is missing, claims between members.

The frames of standings are what `read` returns: one row per definition and project. Only surely
being ahead is leading: who is level with the first does not lead.
"""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import blocks, downloads, labels, marts, ranking, text
from dashboard.claims import claim_answer
from dashboard.compare import compare_table, compare_view
from dashboard.compare.compare_table import AWAITED, Cell, Row, Section
from dashboard.frames import each
from dashboard.signals import signal_card, signal_view
from dashboard.signals.drawn import drawn
from warehouse.wording.figures import FEWEST_CASES, listed

MOST = compare_view.MOST
"""Columns of one table."""
MOST_LINES = 8
"""Projects that a chart over time shows."""
FEW = 3
"""Members that a count must compare to say who leads a larger group."""


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
        self.standings = by_size(read([slug]))
        self.missing = marts.read("unmeasured", group=slug)

    @cached_property
    def counts(self) -> dict[str, str]:
        """Return the titles of the definitions that measure something, the broadest first."""
        found = self.standings.drop_duplicates("definition_id")
        return {row.definition_id: short(row.title, self.title) for row in each(found)}

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the members' names by id, the leading ones first."""
        names = dict(zip(self.members.project_id, self.members["name"], strict=True))
        ordered = dict.fromkeys([*ranking.order(newest(self.standings)), *names])
        return {project: names[project] for project in ordered if project in names}


def finding(group: Group) -> None:
    """Say who leads most."""
    words = f"{group.title}: {headline(group.standings)}"
    st.markdown(f"## {text.tight(text.plain(words))}", anchors=False)
    st.markdown(text.plain(group.note))


def table(group: Group) -> None:
    """Show who has how much by which count, the leading members first; the others folded."""
    seen = {p: name for p, name in group.names.items() if p in set(group.standings.project_id)}
    found = sections(group.standings, group.missing, group.definitions, group.names, group.title)
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
        label, asked = "Compare them by every other count, too", ",".join(parts[0])
        blocks.link(compare_view.COMPARE, label, "arrow_forward", projects=asked)
        frame = newest(group.standings)
        downloads.csv(frame, f"ranks-{group.slug}")
        downloads.parquet(frame, f"ranks-{group.slug}")


def trend(group: Group, chosen: str) -> None:
    """Show one count over time, with the known breaks."""
    definition: Any = group.definitions.loc[chosen]
    known = group.standings[group.standings.definition_id == chosen]
    lines = known.sort_values("share", ascending=False).project_id[:MOST_LINES]
    asked = {"signal": str(definition.signal_id), "view": signal_view.SHARE, "definition": chosen}
    made = drawn(marts.read, asked | {"projects": ",".join(lines)})
    first: Any = newest(known).sort_values("rank").iloc[0]
    signal_card.chart(
        made,
        f"{short(definition.title, group.title)}, "
        f"{text.period(first.period_start, first.period_end)}: {first['name']} has "
        f"{held(first)} of the group",
        links={"Open the signal": (blocks.SIGNALS, made.asked)},
        heading="###",
    )


def unmeasured(group: Group) -> None:
    """Say what is not measured, and why."""
    st.markdown("### What is not measured, and why", anchors=False)
    lines = [
        *gaps(group.members, group.missing, group.standings),
        *partial(group.missing, group.standings, group.title),
        *never_whole(group.definitions, group.title),
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


def read(groups: list[str]) -> pd.DataFrame:
    """Return the rows of query `standings`, with the places that each may have, `best` and `worst`.

    They are zero for figures that are older than the definition's newest period.
    """
    found = marts.read("standings", groups=groups)
    return ranking.placed(found, "definition_id", found.newest)


def newest(standings: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each definition's newest period: those that may be compared."""
    return standings[standings.newest.astype(bool)]


def by_size(standings: pd.DataFrame) -> pd.DataFrame:
    """Return standings with the definitions that compare most members first."""
    sizes = newest(standings).groupby("definition_id").members.max()
    found = standings.assign(size=-standings.definition_id.map(sizes))
    return found.sort_values(["size", "title", "rank"], kind="stable").drop(columns="size")


def short(title: str, group: str) -> str:
    """Return a definition's title without the group that the page is about."""
    return title.removesuffix(f": {group}")


def headline(standings: pd.DataFrame) -> str:
    """Return in a few words who leads most among the counts that compare enough members."""
    broad = newest(standings[standings.members >= min(FEW, standings.project_id.nunique())])
    if broad.empty:
        return "no count compares more than two of its members yet"
    return ranking.most(ranking.leaders(broad, "definition_id"))


def held(row: Any, digits: int | None = None) -> str:
    """Return a share in words, one that is only a bound as such; `digits`: see `text.percent`."""
    return text.bounded(text.percent(row.share, digits, row.bound), row.bound)


def sections(
    standings: pd.DataFrame,
    missing: pd.DataFrame,
    definitions: pd.DataFrame,
    members: dict[str, str],
    group: str,
) -> list[Section]:
    """Return the table of a group: figure and share, or why there is none.

    Args:
        standings: the group's standings.
        missing: definition_id, project_id, reason, as query `unmeasured` returns them.
        definitions: what query `definitions_over` returns.
        members: the group's projects by id.
        group: the group's title.
    """
    why = {(row.definition_id, row.project_id): row.reason for row in each(missing)}

    def missed(definition: str) -> dict[str, Cell]:
        own = {project: why.get((definition, project)) for project in members}
        return {project: reasoned(reason) for project, reason in own.items() if reason}

    found = []
    for definition, rows in standings.groupby("definition_id", sort=False):
        now = newest(rows).sort_values(["rank", "name"])
        last = rows.period_end.max() - pd.Timedelta(days=1)
        cells = missed(str(definition)) | {row.project_id: cell(row) for row in each(rows)}
        link = {"signal": rows.signal_id.iloc[0], "view": "share", "definition": definition}
        shown = ",".join(list(now.project_id)[:MOST_LINES])
        found.append(
            Row(
                short(str(rows.title.iloc[0]), group),
                f"signals?{urlencode(link | {'projects': shown})}",
                [f"{text.day(last)} · {ranking.ordered(list(each(now)))}"],
                cells,
            )
        )
    empty = definitions[definitions.projects == 0]
    awaited = [
        compare_table.awaited(
            str(source),
            [short(title, group) for title in rows.title],
            missed(str(rows.definition_id.iloc[0])),
        )
        for source, rows in empty.groupby("source_id", sort=False)
    ]
    return [Section("", found), *([Section(AWAITED, awaited)] if awaited else [])]


def cell(row: Any) -> Cell:
    """Return the figure of one member, and its share of the group in the newest period."""
    if not row.newest:
        day = text.day(row.period_end - pd.Timedelta(days=1))
        return Cell(text.count(row.value), f"until {day}", f"{row.name}: {text.exact(row.value)}")
    share = "" if few(row) else held(row, 1)
    words = f"{row.name}: {text.exact(row.value)}{f', {share} of the group' if share else ''}"
    return Cell(text.count(row.value), share, words, int(row.best), bool(row.worst == 1))


def few(row: Any) -> bool:
    """Return whether the group has fewer cases than a share is given of."""
    return bool(row.whole < FEWEST_CASES)


def reasoned(reason: str) -> Cell:
    """Return a cell that says why there is no figure."""
    if reason == "no name":
        return Cell("–", title=labels.REASONS[reason])
    return Cell(labels.REASONS[reason])


def gaps(members: pd.DataFrame, missing: pd.DataFrame, standings: pd.DataFrame) -> list[str]:
    """Return, as Markdown lines, which members have no figure at all, and why.

    Args:
        members: project_id, name, whole_name of the group.
        missing: definition_id, project_id, registry, reason.
        standings: the group's standings.
    """
    measured = set(standings.project_id)
    lines = []
    for member in each(members):
        if member.project_id in measured:
            continue
        name = f"**{text.plain(member.name)}**"
        own = missing[missing.project_id == member.project_id]
        if isinstance(member.whole_name, str):
            whole = text.plain(member.whole_name)
            lines.append(f"{name} is built into {whole}: whoever uses it is counted there.")
        elif (own.reason == "no name").all():
            lines.append(f"{name} has no name in any of the registries counted.")
        elif (own.reason == "not collected").any():
            lines.append(f"{name} waits for a live collection.")
        else:
            lines.append(f"{name} is in none of the figures at hand.")
    return lines


def partial(missing: pd.DataFrame, standings: pd.DataFrame, group: str) -> list[str]:
    """Return, as Markdown lines, whom each count leaves out, and why."""
    titles = standings.drop_duplicates("definition_id").set_index("definition_id").title
    lines = []
    for definition, rows in missing[missing.definition_id.isin(titles.index)].groupby(
        "definition_id", sort=False
    ):
        where = labels.registry(str(rows.registry.iloc[0]))
        words = labels.REASONS | {"no name": f"no name on {where}"}
        parts = [
            f"{text.plain(text.listed(names))} ({words[reason]})"
            for reason in ("no name", "no figure", "not whole", "not collected")
            if (names := list(rows["name"][rows.reason == reason]))
        ]
        if parts:
            lines.append(f"**{text.plain(short(titles[definition], group))}**: {'; '.join(parts)}")
    return lines


def never_whole(definitions: pd.DataFrame, group: str) -> list[str]:
    """Return, as Markdown lines, the counts that have figures but rank nobody.

    `definitions`: what query `definitions_over` returns.
    """
    found = definitions[(definitions.projects > 0) & (definitions.whole == 0)]
    return [
        f"**{text.plain(short(title, group))}** ranks nobody: each of its periods lacks a "
        "large member, or was not over when it was read."
        for title in found.title
    ]
