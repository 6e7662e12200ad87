"""What was added up, and what touches a figure."""

import re

BREAK = "break: "
ABSENT = "not in the denominator: "
SAID_BETTER = re.compile(r"\d+ periods pooled|too few cases")
"""Remarks that `pooled` and `evidence.remark` say better."""
PERIODS = {1: "days", 7: "weeks", 30: "months", 91: "quarters", 365: "years"}
"""What periods are called, by the days that they hold."""


def pooled(periods: int, days: float) -> str:
    """Return what was added up, '12 months'; '' for a single period.

    Args:
        periods: how many.
        days: days that they hold together.
    """
    if periods < 2:
        return ""
    length = days / periods
    near = [name for usual, name in PERIODS.items() if abs(length / usual - 1) < 0.1]
    return f"{periods} {near[0] if near else 'periods'}"


def split_flags(flags: str | None) -> tuple[list[str], list[str]]:
    """Return the ids of the breaks that touch a figure, and the other remarks on it, each once.

    `flags`: of an evidence row or a share; where periods were added up, they repeat each other.
    """
    breaks: list[str] = []
    absent: list[list[str]] = []
    others: list[str] = []
    for part in flags.split("; ") if flags else []:
        if part.startswith(BREAK):
            breaks += part.removeprefix(BREAK).split(", ")
        elif part.startswith(ABSENT):
            absent.append(part.removeprefix(ABSENT).split(", "))
        elif not SAID_BETTER.fullmatch(part):
            others.append(part)
    names = sorted({name for names in absent for name in names})
    if names:
        some = len(absent) > 1 and any(sorted(part) != names for part in absent)
        others.append(f"{ABSENT}{', '.join(names)}{', in some of the periods' if some else ''}")
    return list(dict.fromkeys(breaks)), list(dict.fromkeys(others))
