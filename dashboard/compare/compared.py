"""Where chosen projects stand by every signal: who leads, in words and as a table.

All frames here are what `placed` returns: a row per signal and project. Figures of one period stand
`together`, and only among them anybody leads.
"""

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard import ranking, text
from dashboard.compare import compare_table
from dashboard.compare.compare_table import AWAITED, Cell, Row, Section
from dashboard.frames import each
from warehouse.wording import figures as wording
from warehouse.wording.figures import FEWEST_CASES

OLD_DAYS = 730
"""Figures older than this, counted from the newest one, are told apart."""
CLOSE = "nobody"
ENDED = "Ended more than two years before the newest"
ALONE = "Counted for one of them only"
APART = "newest of each; the dates differ"
SHORT = {"hiring": "job posts", "other": "other counts"}
"""Families that a sentence calls otherwise than the tables do."""
LARGER = "larger ones are of another date, so nobody leads"


def placed(found: pd.DataFrame) -> pd.DataFrame:
    """Return rows of query `compared` with places, family and whether they are old, in their order.

    `best` and `worst` are the places that each may have, zero where it is of another date: a figure
    that is not compared may lead all the same. The families stand in their order, within one the
    newest signal first.
    """
    found = found.reset_index(drop=True)
    together = found.together.astype(bool)
    age = found.period_end.max() - found.groupby("signal_id").period_end.transform("max")
    found = ranking.placed(found, "signal_id", together, open_to_all=True).assign(
        together=together,
        age=age,
        old=age > pd.Timedelta(days=OLD_DAYS),
        alone=~found.signal_id.duplicated(keep=False),
        turn=found.family.map(list(text.FAMILIES).index),
        apart=~together,
    )
    ordered = found.sort_values(
        ["alone", "old", "turn", "age", "title", "signal_id", "apart", "rank", "name"],
        kind="stable",
    )
    return ordered.drop(columns=["turn", "age", "apart"])


def leads(rows: pd.DataFrame) -> pd.DataFrame:
    """Return signal_id, family, old and leader, one row per signal that compares.

    The leader is a name, `CLOSE` where it is level.
    """
    together = rows[rows.together]
    first = ranking.leaders(together, "signal_id")
    led = together.drop_duplicates("signal_id")[["signal_id", "family", "old"]]
    return led.assign(leader=led.signal_id.map(first).fillna(CLOSE))


def headline(led: pd.DataFrame) -> str:
    """Return in a few words who leads most; `led`: what `leads` returns."""
    now = led.leader[~led.old]
    if now.empty:
        return "No present count measures two of them in the same period"
    return wording.capital(ranking.most(now.replace(CLOSE, None)))


def sentence(led: pd.DataFrame) -> str:
    """Return who leads in what, by family, and how many more counts ended long ago."""
    said = _where(led[~led.old])
    parts = [f"{said}."] if said else []
    if led.old.any():
        more = text.number(int(led.old.sum()), "more count ends", "more counts end")
        parts.append(f"{more} two years before the newest or earlier.")
    return " ".join(parts)


def _where(led: pd.DataFrame) -> str:
    counts = led.leader.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    parts = []
    for name in sorted(counts.index, key=lambda name: name == CLOSE):  # nobody comes last
        per = led.family[led.leader == name].value_counts()
        order = [family for family in text.FAMILIES if family in per.index]
        listed = text.listed([f"{SHORT.get(f, f)} ({per[f]})" for f in order])
        parts.append(f"{name} leads in {listed}")
    return "; ".join(parts)


def order(rows: pd.DataFrame) -> dict[str, str]:
    """Return the projects' names by id: those first that lead most often, then by rank.

    What ended long ago orders only projects that nothing newer compares, and who is compared
    nowhere comes last.
    """
    compared = rows[rows.together]
    now = compared[~compared.old]
    used = pd.concat([now, compared[~compared.project_id.isin(set(now.project_id))]])
    names = dict(zip(rows.project_id, rows["name"], strict=True))
    first = ranking.order(used)
    rest = sorted(set(names) - set(first), key=names.__getitem__)
    return {project: names[project] for project in [*first, *rest]}


def sections(rows: pd.DataFrame, waiting: pd.DataFrame, names: dict[str, str]) -> list[Section]:
    """Return what the projects are compared by now, family by family.

    Args:
        rows: what `placed` returns.
        waiting: what query `compared_waiting` returns.
        names: the projects by id, in the order of the columns.
    """
    return _listed(rows[~rows.old & ~rows.alone], waiting, names)


def others(rows: pd.DataFrame, waiting: pd.DataFrame, names: dict[str, str]) -> list[Section]:
    """Return what else is known of them, and could be: old counts, those of one, those awaited.

    It takes what `sections` takes.
    """
    found = _listed(rows[rows.old | rows.alone], waiting, names)
    awaited = waiting[~waiting.signal_id.isin(set(rows.signal_id))]
    lines = [
        compare_table.awaited(
            str(source),
            list(own.title.unique()),
            {row.project_id: _not_collected(row) for row in each(own)},
        )
        for source, own in awaited.groupby("source_id", sort=False)
    ]
    return [*([Section(AWAITED, lines)] if lines else []), *found]


def _listed(rows: pd.DataFrame, waiting: pd.DataFrame, names: dict[str, str]) -> list[Section]:
    asked = {(row.signal_id, row.project_id): row for row in each(waiting)}
    found: dict[str, list[Row]] = {}
    for _, group in groupby(each(rows), key=lambda row: row.signal_id):
        own = list(group)
        heading = ENDED if own[0].old else text.FAMILIES[own[0].family]
        lines = found.setdefault(ALONE if own[0].alone else heading, [])
        lines.append(_row(own, asked, names))
    return [Section(heading, lines) for heading, lines in found.items()]


def _row(own: list[Any], asked: dict[tuple[str, str], Any], names: dict[str, str]) -> Row:
    """Return the row of one signal, `own` its figures."""
    first, together = own[0], [row for row in own if row.together]
    cells = {row.project_id: _cell(row, dated=len(together) < len(own) > 1) for row in own}
    missing = [asked[first.signal_id, p] for p in names if (first.signal_id, p) in asked]
    cells |= {row.project_id: _not_collected(row) for row in missing}
    if together:
        when = as_of(together[0])
        said = LARGER if together[0].best > 1 else ranking.ordered(together)
        dates = [when, "others at their own date"] if len(together) < len(own) else [when]
    else:
        dates, said = [as_of(first) if len(own) == 1 else APART], ""
    counted = [] if first.segment == "all" else [f"of: {first.segment}"]
    commands = [f"`sharecheck collect {missing[0].source_id}`"] if missing else []
    link = f"signals?{urlencode(parameters(first, list(names)))}"
    notes = [" · ".join(filter(None, [*dates, *counted, said])), *commands]
    return Row(first.title, link, notes, cells)


def _cell(row: Any, *, dated: bool) -> Cell:
    """Return a figure's cell, with its own day where it is of another period than others."""
    figure = text.bounded(text.amount(row.value, row.unit), row.bound)
    below = as_of(row) if dated and not row.together else ""
    return Cell(figure, below, exact(row), int(row.best), bool(row.worst == 1))


def _not_collected(row: Any) -> Cell:
    bring = f"sharecheck collect {row.source_id} asks for {row.identifiers}"
    return Cell("not collected", title=bring)


def parameters(row: Any, projects: list[str]) -> dict[str, str]:
    """Return the address of a signal's page that shows the same counts and projects."""
    return {
        "signal": row.signal_id,
        "view": "value",
        "segment": row.segment,
        "projects": ",".join(projects),
    }


def exact(row: Any) -> str:
    """Return name, figure with all digits, and share among those of the same period."""
    words = f"{row.name}: {text.exact(row.value)} {row.unit}"
    if pd.isna(row.share) or row.unit in text.NO_CASES or row.whole < FEWEST_CASES:
        return words
    return f"{words}, {text.percent(row.share, 1)} of their sum"


def as_of(row: Any) -> str:
    """Return the period of a row: the day for levels, the period for counts over one."""
    if row.measure == "flow":
        return text.period(row.period_start, row.period_end)
    return text.day(row.period_end - pd.Timedelta(days=1))
