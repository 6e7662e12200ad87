"""Where projects stand within a group: what the page of head-to-heads says and tabulates.

All frames here are what `read` returns: one row per definition and project. Only surely being ahead
is leading: who is level with the first does not lead.
"""

from typing import Any

import pandas as pd

from dashboard import blocks, charts, door, text, ties
from dashboard.frames import each

FEW = 3
"""Members that a count must compare to say who leads a larger group."""
REASONS = {
    "part of": "built into another project",
    "no name": "no name there",
    "not collected": "not collected yet",
    "not whole": "no whole figures",
    "no figure": "not in the figures",
}
REGISTRIES = {
    "pypi": "PyPI", "npm": "npm", "conda": "conda", "maven": "Maven", "docker": "Docker Hub",
    "github": "GitHub", "hub_tag": "tags of the Hugging Face Hub",
    "hub_library": "libraries of the Hugging Face Hub", "stackoverflow_tag": "Stack Overflow tags",
    "wikipedia": "Wikipedia", "survey_option": "surveys", "paper_framework": "paper archives",
    "job_term": "hiring posts", "search_term": "search engines", "full_text_query": "full texts",
}  # fmt: skip


def read(groups: list[str]) -> pd.DataFrame:
    """Return the rows of query `standings`, with the places that each may have, `best` and `worst`.

    They are zero for figures that are older than the definition's newest period.
    """
    found = door.read("standings", groups=groups)
    now = ties.placed(newest(found), ["definition_id"])
    places = now[["best", "worst"]].reindex(found.index, fill_value=0)
    return found.assign(best=places.best, worst=places.worst)


def newest(standings: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each definition's newest period: those that may be compared."""
    return standings[standings.newest.astype(bool)]


def order(standings: pd.DataFrame) -> list[str]:
    """Return the projects, those first that lead in most definitions, then by mean rank."""
    now = newest(standings)
    if now.empty:
        return []
    firsts = (now.worst == 1).groupby(now.project_id).sum()
    ranks = now.groupby("project_id")["rank"].mean()
    found = pd.DataFrame({"firsts": -firsts, "rank": ranks, "name": ranks.index})
    return list(found.sort_values(["firsts", "rank", "name"]).index)


def leaders(standings: pd.DataFrame) -> pd.DataFrame:
    """Return who surely leads each definition; nobody where the first are level."""
    now = newest(standings)
    return now[now.worst == 1]


def level(standings: pd.DataFrame) -> pd.DataFrame:
    """Return those who may be first in definitions that nobody surely leads."""
    now = newest(standings)
    return now[(now.best == 1) & ~now.definition_id.isin(leaders(now).definition_id)]


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


def sentence(standings: pd.DataFrame, group: str) -> str:
    """Return who leads in which count; those that compare two of several members stand apart."""
    broad = telling(standings)
    parts = _leads(broad, group)
    narrow = _leads(standings[~standings.definition_id.isin(broad.definition_id)], group)
    if narrow:
        parts.append(f"with two members measured only, {text.listed(narrow)}")
    return "; ".join(parts) + "."


def _leads(standings: pd.DataFrame, group: str) -> list[str]:
    """Return who leads in which count, the one who leads most first, and which are level."""
    rows = [part for _, part in leaders(standings).groupby("project_id", sort=False)]
    ordered = sorted(rows, key=lambda part: -len(part))
    parts = [f"{part['name'].iloc[0]} leads in {_counts(part, group)}" for part in ordered]
    tied = level(standings)
    return [*parts, f"level in {_counts(tied, group)}"] if len(tied) else parts


def _counts(rows: pd.DataFrame, group: str) -> str:
    titles = rows.drop_duplicates("definition_id").title
    return f"{len(titles)}: {text.listed([short(title, group) for title in titles])}"


def headline(standings: pd.DataFrame) -> str:
    """Return in a few words who leads most among the counts that compare enough members."""
    broad = newest(telling(standings))
    first, total = leaders(broad), broad.definition_id.nunique()
    if total == 0:
        return "no count compares more than two of its members yet"
    tied = level(broad).definition_id.nunique()
    if first.empty:
        return f"nobody leads, level in {'the only count' if total == 1 else f'all {total} counts'}"
    counts = first.groupby("name", sort=False).definition_id.count()
    most = int(counts.max())
    best = sorted(counts.index[counts == most])
    if total == 1:
        where = "the only count at hand"
    else:
        where = f"all {total} counts" if most == total else f"{most} of {total} counts"
    also = f", level in {tied}" if tied else ""
    if len(best) == 1:
        return f"{best[0]} leads in {where}{also}"
    return f"{text.listed(best)} lead in {where} each{also}"


def cell(row: Any) -> str:
    """Return rank, count and share of one project under one definition."""
    return f"{ties.place(row)}. {text.count(row.value)} ({held(row)})"


def held(row: Any) -> str:
    """Return a share in words, one that is only a bound as such."""
    return text.bounded(text.percent(row.share), row.bound)


def matrix(
    standings: pd.DataFrame, missing: pd.DataFrame, members: dict[str, str], group: str
) -> pd.DataFrame:
    """Return the table of definitions and members: rank, count, share, or why there is none.

    Args:
        standings: the group's standings.
        missing: definition_id, project_id, reason, as query `unmeasured` returns them.
        members: the group's projects by id, in the order of the columns.
        group: the group's title.
    """
    why = {(row.definition_id, row.project_id): row.reason for row in each(missing)}
    table = []
    for definition, rows in standings.groupby("definition_id", sort=False):
        last = rows.period_end.max()
        cells = {row.project_id: row for row in each(rows)}
        line: dict[str, str] = {
            "Counted": short(str(rows.title.iloc[0]), group),
            "As of": text.day(last - pd.Timedelta(days=1)),
            "Leader": text.listed(list(leaders(rows)["name"]))
            or f"level: {text.listed(list(level(rows)['name']))}",
        }
        for project, name in members.items():
            row = cells.get(project)
            if row is None:
                line[name] = REASONS[why.get((definition, project), "no figure")]
            elif row.newest:
                line[name] = cell(row)
            else:
                day = text.day(row.period_end - pd.Timedelta(days=1))
                line[name] = f"{text.count(row.value)} until {day}"
        table.append(line | {"Source": str(rows.source_title.iloc[0])})
    return pd.DataFrame(table)


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


def waiting(definitions: pd.DataFrame, group: str) -> list[str]:
    """Return, as Markdown lines, what a collection would add to a group.

    `definitions`: what query `definitions_over` returns.
    """
    empty = definitions[definitions.projects == 0]
    return [
        f"`sharecheck collect {source}`: "
        + text.plain(text.listed([short(title, group) for title in rows.title]))
        for source, rows in empty.groupby("source_id", sort=False)
    ]


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
            registry = REGISTRIES.get(str(rows.registry.iloc[0]), str(rows.registry.iloc[0]))
            words = f"no name on {registry}" if reason == "no name" else REASONS[reason]
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


def below(definition: Any, as_of: pd.Timestamp) -> str:
    """Return unit, definition, source and as-of of the trend chart."""
    return (
        f"Share: {definition.numerator} / {definition.denominator}. "
        f"{blocks.source_line(definition)}; figures to {text.day(as_of - pd.Timedelta(days=1))}. "
        f"Open markers: {charts.OPEN}. Bands: {charts.BANDS}."
    )
