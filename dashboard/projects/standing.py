"""Where projects stand within a group: what the page of head-to-heads says and tabulates.

All frames here are what `read` returns: one row per definition and project. Only surely being ahead
is leading: who is level with the first does not lead.
"""

from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard import labels, marts, ranking, text
from dashboard.compare import compare_table
from dashboard.compare.compare_table import AWAITED, Cell, Row, Section
from dashboard.frames import each
from warehouse.wording.figures import FEWEST_CASES

MOST_LINES = 8
"""Projects that a chart over time shows."""
FEW = 3
"""Members that a count must compare to say who leads a larger group."""


def read(groups: list[str]) -> pd.DataFrame:
    """Return the rows of query `standings`, with the places that each may have, `best` and `worst`.

    They are zero for figures that are older than the definition's newest period.
    """
    found = marts.read("standings", groups=groups)
    return ranking.placed(found, "definition_id", found.newest)


def newest(standings: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each definition's newest period: those that may be compared."""
    return standings[standings.newest.astype(bool)]


def telling(standings: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of definitions that compare three members or more, or all there are."""
    return standings[standings.members >= min(FEW, standings.project_id.nunique())]


def by_size(standings: pd.DataFrame) -> pd.DataFrame:
    """Return standings with the definitions that compare most members first."""
    sizes = newest(standings).groupby("definition_id").members.max()
    found = standings.assign(size=-standings.definition_id.map(sizes))
    return found.sort_values(["size", "title", "rank"], kind="stable").drop(columns="size")


def short(title: str, group: str) -> str:
    """Return a definition's title without the group that the page is about."""
    return title.removesuffix(f": {group}")


def drawn(standings: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return standings with the words that charts write: heading and day."""
    return standings.assign(
        heading=[short(title, group) for title in standings.title],
        when=[text.day(end - pd.Timedelta(days=1)) for end in standings.period_end],
    )


def headline(standings: pd.DataFrame) -> str:
    """Return in a few words who leads most among the counts that compare enough members."""
    broad = newest(telling(standings))
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
        parts = []
        for reason in ("no name", "no figure", "not whole", "not collected"):
            names = list(rows["name"][rows.reason == reason])
            where = labels.registry(str(rows.registry.iloc[0]))
            words = f"no name on {where}" if reason == "no name" else labels.REASONS[reason]
            if names:
                parts.append(f"{text.plain(text.listed(names))} ({words})")
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
