"""Where chosen projects stand by every signal: who leads, in words and as a table.

All frames here are what `read` returns: a row per signal, period and project.
"""

from itertools import groupby
from typing import Any

import pandas as pd

from dashboard import door, text, ties
from dashboard.compare import families
from dashboard.frames import each
from dashboard.projects import profile

OLD_DAYS = 730
"""Figures older than this, counted from the newest one, are told apart."""
CLOSE = "nobody"
UNDECIDED = "level in"


def read(projects: list[str]) -> pd.DataFrame:
    """Return the rows of query `compared`, each with its best and worst place."""
    found = door.read("compared", projects=sorted(projects))
    return ties.placed(found, ["signal_id", "period_end"])


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each signal's newest period, with family and whether it is old.

    The families stand in their order, within one the newest signal first.
    """
    found = rows[rows.newest.astype(bool)]
    kinds = [families.family(r.signal_id, r.source_id, r.unit) for r in each(found)]
    age = found.period_end.max() - found.period_end
    turn = {name: n for n, name in enumerate((*families.FAMILIES, families.OTHER))}
    found = found.assign(family=kinds, old=age > pd.Timedelta(days=OLD_DAYS))
    found = found.assign(turn=found.family.map(turn), age=age)
    ordered = found.sort_values(
        ["old", "turn", "age", "title", "signal_id", "rank", "name"], kind="stable"
    )
    return ordered.drop(columns=["turn", "age"])


def signals(rows: pd.DataFrame) -> list[list[Any]]:
    """Return the rows of `newest` signal by signal, each with the first project first."""
    return [list(own) for _, own in groupby(each(rows), key=lambda row: row.signal_id)]


def leader(rows: list[Any]) -> str:
    """Return who surely leads one signal: a name, or 'nobody' where it is level."""
    return next((str(row.name) for row in rows if row.worst == 1), CLOSE)


def leads(rows: pd.DataFrame) -> pd.DataFrame:
    """Return signal_id, title, family, old and leader (a name), one row per signal."""
    found = [(o[0].signal_id, o[0].title, o[0].family, o[0].old, leader(o)) for o in signals(rows)]
    return pd.DataFrame(found, columns=["signal_id", "title", "family", "old", "leader"])


def headline(led: pd.DataFrame) -> str:
    """Return in a few words who leads most; `led`: what `leads` returns."""
    now = led[~led.old]
    counts = now.leader[now.leader != CLOSE].value_counts()
    level = int((now.leader == CLOSE).sum())
    also = f", level in {level}" if level else ""
    if counts.empty:
        return "No signal has a clear leader among them"
    best = sorted(counts.index[counts == counts.max()])
    verb, each_ = ("leads", "") if len(best) == 1 else ("lead", " each")
    return f"{text.listed(best)} {verb} in {counts.max()} of {_signals(len(now))}{each_}{also}"


def sentence(led: pd.DataFrame) -> str:
    """Return who leads where, by family; what ended long ago stands in a sentence of its own."""
    said = _where(led[~led.old], "leads")
    before = _where(led[led.old], "led")
    parts = [f"{said}."] if said else []
    if before:
        number = int(led.old.sum())
        parts.append(f"{number} more ended two years before the newest or earlier: {before}.")
    return " ".join(parts)


def _where(led: pd.DataFrame, verb: str) -> str:
    counts = led.leader.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    parts = []
    for name in [*(n for n in counts.index if n != CLOSE), CLOSE]:
        own = led[led.leader == name]
        if own.empty:
            continue
        per = own.family.value_counts()
        order = [f for f in (*families.FAMILIES, families.OTHER) if f in per.index]
        listed = text.listed([f"{f} {per[f]}" for f in order])
        who = UNDECIDED if name == CLOSE else f"{name} {verb} in"
        parts.append(f"{who} {counts[name]} ({listed})")
    return "; ".join(parts)


def _signals(number: int) -> str:
    return f"{number} signal" if number == 1 else f"{number} signals"


def order(rows: pd.DataFrame) -> dict[str, str]:
    """Return the projects' names by id: those first that lead most often, then by rank.

    What ended long ago orders only projects that nothing newer measures.
    """
    now = rows[~rows.old]
    rows = pd.concat([now, rows[~rows.project_id.isin(set(now.project_id))]])
    found = rows.groupby("project_id").agg(
        firsts=("worst", lambda places: -(places == 1).sum()), mean=("rank", "mean"),
        name=("name", "first"),
    )  # fmt: skip
    found = found.sort_values(["firsts", "mean", "name"])
    return {str(project): str(name) for project, name in found["name"].items()}


def value(row: Any) -> str:
    """Return the figure of a cell as people write it."""
    return profile.figure(row.value, row.unit)


def exact(row: Any) -> str:
    """Return name, figure with all digits, and share among the measured ones."""
    share = "" if pd.isna(row.share) or row.unit == "percent" else f", {text.percent(row.share)}"
    return f"{row.name}: {text.exact(row.value)} {row.unit}{share}"


def as_of(row: Any) -> str:
    """Return the period of a row: the day for levels, the period for counts over one."""
    if row.measure == "flow":
        return text.period(row.period_start, row.period_end)
    return text.day(row.period_end - pd.Timedelta(days=1))


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as they are downloaded; `rows`: what `newest` returns."""
    columns = [
        "family", "signal_id", "title", "unit", "measure", "segment", "project_id", "name",
        "rank", "best", "worst", "members", "value", "share", "period_start", "period_end",
        "quality", "source_id", "source_title", "license",
    ]  # fmt: skip
    return rows[columns]


def years(rows: pd.DataFrame) -> list[int]:
    """Return the years of one signal that can be compared."""
    return sorted(int(year) for year in rows.year[rows.of_year.astype(bool)].unique())


def fullest(rows: pd.DataFrame, among: list[str]) -> int:
    """Return the first of some years in which as many projects are measured as in any of them."""
    own = rows[rows.of_year.astype(bool) & rows.year.astype(str).isin(among)]
    return int(own.year[own.members == own.members.max()].min())


def of_year(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of one signal's last period of a year."""
    return rows[rows.of_year.astype(bool) & (rows.year == year)]


def moved(then: pd.DataFrame, now: pd.DataFrame, by: str) -> str:
    """Return how the leader of now came there, in a sentence; all rows of one signal."""
    first: Any = now.sort_values(["rank", "name"]).iloc[0]
    before = then[then.project_id == first.project_id]
    years = f"{then.year.iloc[0]} to {now.year.iloc[0]}"
    column, kind = ("share", "share") if by == "share" else ("rank", "rank")
    held = text.quantity(first[column], kind)
    if before.empty:
        return f"{first.title}, {years}: {first['name']} stands at {held} now"
    was = text.quantity(before[column].iloc[0], kind)
    return f"{first.title}, {years}: {first['name']} from {was} to {held}"
