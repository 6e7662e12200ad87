"""Who is surely ahead: counts that chance or a known error may have made differ are level.

The rule is that of table `measurement_rank`. Rows here are of one signal and one period and hold
value (a count), quality, factor (how far breaks may put its ratio to another off, each way) and
bound (at least, at most).
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import sqrt
from typing import Any

import pandas as pd

from dashboard.frames import each
from warehouse.wording.figures import listed

Z = 1.959963984540054
NAMED = 4
"""So many are named in an order in words; the others are counted."""
RULE = (
    "Counts that chance (in a sample: 1.96 times the root of their sum) or a known break in the "
    "data may have made differ are level, and nobody leads there."
)


def ahead(first: Any, second: Any) -> bool:
    """Return whether one row's count is surely larger than another's."""
    if first.bound == "at most" or second.bound == "at least":
        return False
    chance = Z * sqrt(first.value + second.value) if first.quality == "sample" else 0.0
    biased = second.value * max(first.factor, second.factor)
    return bool(first.value > biased and first.value - second.value > chance)


def leader(rows: list[Any]) -> Any:
    """Return the row that is surely ahead of all others; None where the first are level."""
    first = max(rows, key=lambda row: row.value)
    return first if all(ahead(first, row) for row in rows if row is not first) else None


def placed(
    frame: pd.DataFrame, by: str, now: "pd.Series[bool] | None" = None, *, open_to_all: bool = False
) -> pd.DataFrame:
    """Return rows with the best and the worst place that each may have, as `best` and `worst`.

    Args:
        frame: the rows, each with an index of its own.
        by: the column that tells one comparison from another.
        now: which of them are compared, all by default; the places of others are zero.
        open_to_all: whether those others may be ahead or behind all the same.
    """
    compared = set(frame.index if now is None else frame.index[now.astype(bool)])
    best, worst = dict.fromkeys(frame.index, 0), dict.fromkeys(frame.index, 0)
    for _, part in frame.groupby(by, sort=False):
        rows = [row for row in each(part) if open_to_all or row.Index in compared]
        for row in rows:
            if row.Index in compared:
                best[row.Index] = 1 + sum(ahead(other, row) for other in rows)
                worst[row.Index] = len(rows) - sum(ahead(row, other) for other in rows)
    return frame.assign(best=list(best.values()), worst=list(worst.values()))


def leaders(rows: pd.DataFrame, by: str) -> "pd.Series[Any]":
    """Return the name of who surely leads each comparison, by its id; missing where nobody does.

    `rows`: name, and worst as `placed` returns it; `by`: as there.
    """
    return rows.name.where(rows.worst == 1).groupby(rows[by]).first()


def place(row: Any) -> str:
    """Return a place in words: '1', or '1–2' where the error leaves it open."""
    return f"{row.best:.0f}" if row.best == row.worst else f"{row.best:.0f}–{row.worst:.0f}"


def ordered(rows: list[Any]) -> str:
    """Return the order of one comparison in words: 'A, then B and C level, then 2 more'.

    `rows`: with names, by value, the largest first.
    """
    steps = [[str(rows[0].name)]]
    for one, other in pairwise(rows):
        if ahead(one, other):
            steps.append([])
        steps[-1].append(str(other.name))
    parts, left = [], len(rows)
    for names in steps:
        if len(rows) - left >= NAMED - 1 and left > 1:
            break
        left -= len(names)
        level = " level" if len(names) > 1 else ""
        parts.append(f"{listed(names, 2 if len(names) > NAMED - 1 else 0)}{level}")
    return ", then ".join([*parts, f"{left} more"] if left else parts)


def most(leaders: Iterable[object]) -> str:
    """Return in a few words who leads in most counts: 'A leads in 3 of 4 counts, level in 1'.

    `leaders`: the name of who leads in each count, one or more; missing where nobody surely does.
    """
    every = list(leaders)
    led = Counter(name for name in every if isinstance(name, str))
    level = len(every) - led.total()
    all_of_them = "the only count" if len(every) == 1 else f"all {len(every)} counts"
    if not led:
        return f"nobody leads, level in {all_of_them}"
    first = max(led.values())
    names = sorted(name for name, count in led.items() if count == first)
    where = all_of_them if first == len(every) else f"{first} of {len(every)} counts"
    also = (" each" if len(names) > 1 else "") + (f", level in {level}" if level else "")
    return f"{listed(names)} {'lead' if len(names) > 1 else 'leads'} in {where}{also}"


def order(rows: pd.DataFrame) -> list[str]:
    """Return the projects, those first that lead in most counts, then by mean rank, then by name.

    `rows`: project_id, name, rank, and worst as `placed` returns it.
    """
    found = rows.assign(firsts=rows.worst == 1).groupby(["project_id", "name"], as_index=False)
    means = found.agg({"firsts": "sum", "rank": "mean"})
    means = means.sort_values(["firsts", "rank", "name"], ascending=[False, True, True])
    return list(means.project_id)
