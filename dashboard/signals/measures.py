"""Figures made from figures: per day, index, change over a year, age. Absent is never zero.

A frame here has project_id, period_start, period_end (the day after the last), value and suspect,
in order of time for each project; other columns are kept. A figure that cannot be made is left out.
Months are those of an address, '2020-01'; a figure is of that in which the middle of its period
lies, where charts draw it.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd

from dashboard import text
from warehouse.wording.figures import FEWEST_CASES

TOLERANCE_DAYS = 16
"""How far from the day that is meant a figure may lie: half a month."""
YEAR = pd.DateOffset(months=12)
MONTH_DAYS = 365.25 / 12
BASE = ("base_start", "base_end", "base_value")
"""Columns that say which figure another is held against."""


def per_day(frame: pd.DataFrame) -> pd.DataFrame:
    """Return counts over periods as counts per day of the period; not meant for levels."""
    return frame.assign(value=frame.value / _days(frame))


def index(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return each figure with the project's own figure of a day as 100, and which one that is.

    A project without a usable figure above zero for that day (see `at`) is left out.
    """
    parts = frame.groupby("project_id", sort=False)
    bases = {project: base for project, part in parts if (base := at(part, day)) is not None}
    held = pd.DataFrame.from_dict(bases, orient="index", columns=BASE)
    found = frame.join(held, on="project_id").dropna(subset=["base_value"])
    return found.assign(value=100 * found.value / found.base_value)


def year_over_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Return each figure's change against 12 months before, as a fraction, and against which.

    The earlier figure is usable and above zero, its period as long as the later one's and ended 12
    months before it, each within the tolerance.
    """
    later = frame[~few(frame)].dropna(subset=["value"])
    then = (later.period_end - YEAR).astype(later.period_end.dtype)
    turn = later.groupby("project_id", sort=False).ngroup()
    earlier = _usable(frame).sort_values(["period_end", "period_start"])
    names = {"period_start": "base_start", "period_end": "base_end", "value": "base_value"}
    pairs = pd.merge_asof(
        later.assign(then=then, days=_days(later), turn=turn).sort_values("then"),
        earlier[["project_id", *names]].rename(columns=names).assign(base_days=_days(earlier)),
        left_on="then",
        right_on="base_end",
        by="project_id",
        direction="nearest",
        tolerance=pd.Timedelta(days=TOLERANCE_DAYS),
    ).sort_values(["turn", "then"], kind="stable", ignore_index=True)
    alike = (pairs.days - pairs.base_days).abs() <= TOLERANCE_DAYS
    found = pairs[alike & (pairs.base_value > 0)].drop(
        columns=["then", "days", "turn", "base_days"]
    )
    return found.assign(value=found.value / found.base_value - 1)


def since_release(frame: pd.DataFrame, released: "pd.Series[Any]") -> pd.DataFrame:
    """Return the figures from each project's first public release on, with the `months` since.

    A figure stands in the middle of its period. `released`: days by project_id; a project without
    one is left out.
    """
    first = pd.to_datetime(frame.project_id.map(released))
    middles = text.middle(frame.period_start, frame.period_end)
    months = (middles - first).dt.total_seconds() / (86400 * MONTH_DAYS)
    return frame.assign(months=months)[months >= 0]


def few(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Return which figures are of too few cases for a share or a change.

    Without a column `cases`, or where it is not known, none is.
    """
    if "cases" not in frame:
        return pd.Series(data=False, index=frame.index)
    return frame.cases < FEWEST_CASES


def at(part: pd.DataFrame, day: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp, float] | None:
    """Return period and value of a project's figure for a day, or None.

    It is the usable figure whose period holds the day, or begins or ends nearest to it within the
    tolerance; of several the one that begins nearest. None, too, when the figure is zero.
    """
    usable = _usable(part)
    before = (usable.period_start - day).dt.days
    after = (day - usable.period_end).dt.days + 1
    distance = before.where(before > after, after).clip(lower=0)
    near = usable.assign(distance=distance, begins=before.abs())[distance <= TOLERANCE_DAYS]
    if near.empty:
        return None
    row = near.sort_values(["distance", "begins", "period_start"]).iloc[0]
    return (row.period_start, row.period_end, float(row.value)) if row.value > 0 else None


def base_days(frame: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the first days of the periods that can be a base for a project or more."""
    usable = _usable(frame)
    return sorted(usable.period_start[usable.value > 0].unique())


def first_common(frame: pd.DataFrame) -> pd.Timestamp | None:
    """Return the first of `base_days` by which every project that can have a base has begun."""
    usable = _usable(frame)
    firsts = usable[usable.value > 0].groupby("project_id").period_start.min()
    return next((day for day in base_days(frame) if day >= firsts.max()), None)


def left_out(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """Return the names of the projects that have figures before but none after."""
    return list(before["name"][~before.project_id.isin(after.project_id)].unique())


def _days(frame: pd.DataFrame) -> "pd.Series[int]":
    return (frame.period_end - frame.period_start).dt.days


def _usable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that another may be held against."""
    return frame[~frame.suspect.astype(bool) & ~few(frame)].dropna(subset=["value"])


PRESETS = {"1 y": 12, "3 y": 36, "5 y": 60}
"""Months up to the newest figure."""
SINCE = 2020
ALL = "All"


def months(frame: pd.DataFrame) -> list[str]:
    """Return every month from that of the first figure to that of the newest."""
    if frame.empty:
        return []
    middles = text.middle(frame.period_start, frame.period_end).dt.to_period("M")
    return [str(month) for month in pd.period_range(middles.min(), middles.max(), freq="M")]


def ends(
    first: str | None, last: str | None, known: list[str], refuse: Callable[[str], None]
) -> tuple[str, str]:
    """Return the ends asked for, as two of the `known` months; all of them by default.

    Args:
        first, last: '2020-01', or '2020' for the whole year.
        known: what `months` returns.
        refuse: called with a sentence on what is no month.
    """
    if not known:
        return "", ""
    start = _month(first, "01", refuse) or known[0]
    end = _month(last, "12", refuse) or known[-1]
    start, end = min(start, end), max(start, end)
    return min(max(start, known[0]), known[-1]), max(min(end, known[-1]), known[0])


def within(frame: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """Return the rows of these months; `start`, `end`: '' for all."""
    if not start or frame.empty:
        return frame
    middles = text.middle(frame.period_start, frame.period_end)
    after = pd.Period(end, "M").end_time
    return frame[(middles >= pd.Timestamp(start)) & (middles <= after)]


def presets(known: list[str]) -> dict[str, tuple[str, str]]:
    """Return the ranges that are offered by a name and differ: the last years, since 2020, all."""
    if not known:
        return {}
    newest = pd.Period(known[-1], "M")
    starts = {name: str(newest - (count - 1)) for name, count in PRESETS.items()}
    starts |= {f"Since {SINCE}": f"{SINCE}-01"}
    kept = {name: start for name, start in starts.items() if known[0] < start <= known[-1]}
    return {name: (start, known[-1]) for name, start in {**kept, ALL: known[0]}.items()}


def _month(asked: str | None, of_year: str, refuse: Callable[[str], None]) -> str:
    """Return a month as '2020-01'; '' for none."""
    if not asked:
        return ""
    words = f"{asked}-{of_year}" if len(asked) == 4 else asked[:7]
    day = pd.to_datetime(words, format="%Y-%m", errors="coerce")
    if pd.isna(day):
        refuse(f"“{asked}” is no month, such as 2020-01.")
        return ""
    return f"{day:%Y-%m}"
