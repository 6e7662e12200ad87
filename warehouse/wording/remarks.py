"""Why a test has no figure, what was added up, and what touches a figure."""

import re

BREAK = "break: "
ABSENT = "not in the denominator: "
SAID_BETTER = re.compile(r"\d+ periods pooled|too few cases")
"""Remarks that `pooled` and `why` say better."""
MISSING = {
    "not collected": "nothing was collected for it yet",
    "comparator": "there is no figure of the other project",
    "future": "the claim speaks of a time to come",
    "date": "no figure lies near its date",
    "beginning": "no figure lies near where it begins",
    "edition": "there is no edition of that year",
    "break": "the figures near its date are known to be wrong",
    "not over": "the figures were read before their time was over",
    "group": "a large member of the group is missing in the figures near its date",
    "sample count": "how many a sample holds does not say how many there are in all",
    "bound": "only a bound is known, and nothing follows from it here",
    "length": "no figure counts just that time",
    "members": "fewer than three members of the group are measured",
    "barred": "the counting changed on the way, so that no change is measured across it",
    "fact": "the fact says nothing about it",
    "thin": "too few cases were counted to tell",
    "together": "the figure that stands beside it in the article does not fit the same count",
    "another": "the words could also mean another count, which has not been collected yet",
    "off date": "its figure is mostly of another time: it may support the claim, but not refute it",
    "moving": "it goes on growing: on another day of the time meant it can be what the claim needs",
    "unread": "the page that it cites could not be read, so it decides nothing",
    "yes to all": "nearly every other project passes the same test, so it sets none apart",
    "untried": "there is no other project to try the same test on, so nobody knows whether it can "
    "say no",
}
"""Why a test has no figure, or one that decides nothing, by the code in claim_evidence.missing."""
SHORT = {
    "not collected": "not collected yet",
    "comparator": "no figure of the other",
    "future": "a time to come",
    "date": "no figure of that time",
    "beginning": "no figure of its beginning",
    "edition": "no edition of that year",
    "break": "known to be wrong",
    "not over": "read too early",
    "group": "a large member is missing",
    "sample count": "a sample, not all",
    "bound": "only a bound is known",
    "length": "no figure of that length",
    "members": "too few members",
    "barred": "the counting changed",
    "fact": "the fact does not say",
    "thin": "too few cases",
    "together": "the figure beside it does not fit",
    "another": "another count is to come",
    "off date": "of another time",
    "moving": "still growing",
    "unread": "its page was not read",
    "yes to all": "yes for nearly all",
    "untried": "no other to try it on",
}
"""The same in a few words, for a column."""
PERIODS = {1: "days", 7: "weeks", 30: "months", 91: "quarters", 365: "years"}
"""What periods are called, by the days that they hold."""


def why(code: str, *, period: str = "", cases: float | None = None, unit: str = "") -> str:
    """Return why a test has no figure, or one that cannot tell; a clause without a full stop.

    Args:
        code: see `MISSING`.
        period: the nearest period with a figure that must not be read, in words.
        cases: how many were counted, where they are too few.
        unit: what they are.
    """
    if period:
        match code:
            case "not over":
                return f"{period} was not over when its figure was read"
            case "group":
                return f"a large member of the group is missing in the figures of {period}"
            case "break":
                return f"the figures of {period} are known to be wrong"
            case "edition":
                return f"{MISSING[code]}; the nearest is of {period}"
    if code == "thin" and unit and cases is not None:
        return f"only {cases:,.0f} {unit}: too few to tell"
    return MISSING[code]


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
