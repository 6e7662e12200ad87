"""From when to when: months as an address names them, '2020-01', the last one included.

A figure is of the month in which the middle of its period lies, where charts draw it.
"""

from collections.abc import Callable

import pandas as pd

from dashboard import text

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


def asked(
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
    starts[f"Since {SINCE}"] = f"{SINCE}-01"
    found = {name: (start, known[-1]) for name, start in starts.items() if start > known[0]}
    within_data = {name: ends for name, ends in found.items() if ends[0] <= ends[1]}
    return within_data | {ALL: (known[0], known[-1])}


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
