"""Where a line has to break: between two points that are not of neighbouring periods.

What the periods are is seen from the points. Days that fall on the same day of their months, or on
the last, are counted in months, all else in the unit it comes in; the step from one period to the
next is the most frequent one. Points that come at no regular times have no periods between them.
"""

import re
from typing import Any

import numpy as np
import pandas as pd

ENOUGH = 3
"""So many steps of its own show the step of a line; with fewer, that of all lines counts."""
QUARTER = re.compile(r"([0-9]{4})[- ]?Q([1-4])", re.I)
WEEK = re.compile(r"[0-9]{4}-?W[0-9]{2}", re.I)
ISO = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_is_dated = pd.api.types.is_datetime64_any_dtype
Numbers = np.ndarray[Any, Any]


def breaks(lines: list[pd.Series]) -> list[list[bool]]:
    """Return, for each point of each line, whether a period is missing before it.

    `lines`: where the points of each line stand, in the order they are joined: days, moments,
    numbers, or texts.
    """
    placed = _places(pd.concat(lines, ignore_index=True)) if lines else None
    if placed is None:
        return [[False] * len(line) for line in lines]
    places, calendar = placed
    found = []
    with np.errstate(over="ignore"):  # numbers may be so far apart that no number says how far
        for own in np.split(places, np.cumsum([len(line) for line in lines])[:-1]):
            step = _step(own if len(np.unique(own)) > ENOUGH else places, calendar)
            apart = np.diff(own, prepend=own[:1])
            found.append([step is not None and bool(gap > step) for gap in apart])
    return found


def _places(values: pd.Series) -> tuple[Numbers, bool] | None:
    """Return values as numbers in units of their periods, and whether the calendar gives those.

    None: they are names, which have no periods between them.
    """
    if not pd.api.types.is_numeric_dtype(values) and not _is_dated(values):
        known = _parsed(values.astype(str))
        if known is None:
            return None
        values = known
    if not _is_dated(values):
        numbers = values.to_numpy(dtype=float)
        return numbers, bool(((numbers % 1 == 0) & (numbers > 1000) & (numbers < 3000)).all())
    moments = values.dt.tz_localize(None).dt.as_unit("us")  # nanoseconds go no farther than 2262
    months = (moments.dt.year * 12 + moments.dt.month).to_numpy(dtype=float)
    clock = moments - moments.dt.normalize()
    same = moments.dt.day.nunique() == 1 or bool(moments.dt.is_month_end.all())
    if same and clock.nunique() == 1 and len(np.unique(months)) > 1:
        return months, True
    return (moments - moments.min()).dt.total_seconds().to_numpy(dtype=float), False


def _parsed(words: pd.Series) -> pd.Series | None:
    """Return texts that all name years, quarters, months, weeks or days as the days they begin."""
    form = "ISO8601"
    if words.str.fullmatch(QUARTER).all():
        parts = words.str.extract(QUARTER)
        words = parts[0] + "-" + (parts[1].astype(int) * 3 - 2).astype(str).str.zfill(2)
    elif words.str.fullmatch(WEEK).all():
        words, form = words.str.upper().str.replace("-", "") + "1", "%GW%V%u"
    elif not words.str.fullmatch(ISO).all():
        return None
    days = pd.to_datetime(words, format=form, errors="coerce")
    return None if days.isna().any() else days


def _step(places: Numbers, calendar: bool) -> float | None:
    """Return how far apart neighbouring periods are, or None when nothing shows it.

    Most steps have that length; where the calendar gives the periods, else the shortest counts.
    """
    steps = np.diff(np.unique(places))
    if not len(steps):
        return None
    lengths, times = np.unique(steps, return_counts=True)
    if 2 * times.max() > len(steps) and (len(steps) > 1 or calendar):
        return float(lengths[times.argmax()])
    return float(lengths.min()) if calendar else None
