"""The sentences above the charts: every number in them comes from the data."""

from typing import Any

import pandas as pd

from dashboard import text
from dashboard.frames import each

ORDER = ("supported", "refuted", "depends on the definition", "outdated", "not enough evidence")
LACKING = "not enough evidence"
VERBS = {
    "supported": ("holds", "hold"),
    "refuted": ("is refuted", "are refuted"),
    "depends on the definition": (
        "holds or fails with the denominator chosen",
        "hold or fail with the denominator chosen",
    ),
    "outdated": ("is outdated", "are outdated"),
}
UNMEASURABLE = {
    "opinion": ("opinion", "opinions"),
    "performance": ("on speed", "on speed"),
    "no public data": ("without data", "without data"),
}
"""Why a claim cannot be measured at all: for one and for several."""
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(value: int) -> str:
    """Return a small number as a word."""
    return SMALL[value] if value < len(SMALL) else str(value)


def headline(claims: pd.DataFrame, by_document: pd.DataFrame) -> str:
    """Return how many claims there are, how many get which verdict, and why others get none.

    Args:
        claims: verdict, undecided (why there is no verdict); one row per claim.
        by_document: document_id, claims (count).
    """
    totals = by_document.groupby("document_id").claims.sum()
    some = number(int((totals > 0).sum()))
    where = f"{some} of {number(len(totals))}" if (totals == 0).any() else number(len(totals))
    counts = claims.verdict.value_counts()
    parts = [
        f"{counts[verdict]} {VERBS[verdict][int(counts[verdict] > 1)]}"
        for verdict in ORDER
        if verdict in counts and verdict in VERBS
    ]
    reasons = claims.undecided.value_counts().to_dict()
    without = {reason: reasons.get(reason, 0) for reason in UNMEASURABLE}
    waiting = sum(reasons.values()) - sum(without.values())
    decided = sum(int(counts.get(verdict, 0)) for verdict in VERBS)
    rest = [f"{waiting} wait for more figures"] if waiting else []
    if any(without.values()):
        rest.append(f"{sum(without.values())} cannot be measured ({unmeasurable(without)})")
    return (
        f"{len(claims)} claims on who uses which framework, and why, stand in {where} articles. "
        f"Public figures and documents decide {decided}: {text.listed(parts)}."
        + (f" Of the others, {text.listed(rest)}." if rest else "")
    )


def unmeasurable(counts: dict[str, int]) -> str:
    """Return how many claims cannot be measured, by reason; '' for none."""
    return ", ".join(
        f"{counts[reason]} {words[int(counts[reason] > 1)]}"
        for reason, words in UNMEASURABLE.items()
        if counts.get(reason)
    )


def testable(counts: dict[str, int], claims: int) -> str:
    """Return how many of a document's claims cannot be measured, and why.

    Args:
        counts: claims that cannot, by reason.
        claims: how many there are altogether.
    """
    if not claims:
        return "no claims"
    if not counts:
        return f"all of {claims} measurable"
    return f"{sum(counts.values())} of {claims} not measurable: {unmeasurable(counts)}"


def paper_shares(claims: pd.DataFrame, shares: pd.DataFrame, name: str) -> str:
    """Return how far claimed and measured shares of papers lie apart.

    Args:
        claims: asserted_low, asserted_high (fractions).
        shares: value (fraction), period_start, title; without unusable rows.
        name: the project.
    """
    least, most = claims.asserted_low.min(), claims.asserted_high.max()
    years = shares.groupby("period_start").title.nunique()
    year = years[years == years.max()].index.max()
    seen = shares[shares.period_start == year].value
    return (
        f"{name}: claimed {100 * least:.0f} to {text.percent(most, 0)} of papers, "
        f"measured {100 * seen.min():.0f} to {text.percent(seen.max(), 0)} in {year.year}, "
        "by denominator"
    )


def survey(claims: pd.DataFrame, evidence: pd.DataFrame) -> str:
    """Return what a survey is said to show and what it shows, under the primary definition.

    Args:
        claims: claim_id, subject_name, asserted, hedge.
        evidence: claim_id, role, moment, measured.
    """
    primary = evidence[(evidence.role == "primary") & (evidence.moment == "then")]
    measured = primary.set_index("claim_id").measured
    said = [f"{row.subject_name} {text.asserted(row.asserted, row.hedge)}" for row in each(claims)]
    seen = [text.percent(measured[row.claim_id]) for row in each(claims)]
    return f"Said: {text.listed(said)}. The survey’s own figures: {text.listed(seen)}"


def crossing(shares: pd.DataFrame) -> tuple[Any, str] | None:
    """Return the first period from which on the share stays above half, and the message.

    `shares`: name, period_start, period_end, value, suspect; one project, in order of time.
    """
    usable = shares[~shares.suspect.astype(bool)].reset_index(drop=True)
    below = usable.index[usable.value <= 0.5]
    after = int(below.max()) + 1 if len(below) else 0
    if after == 0 or after >= len(usable):
        return None
    first: Any = usable.loc[after]
    newest: Any = usable.iloc[-1]
    message = (
        f"{first['name']} passed TensorFlow on PyPI with the list of {text.day(first.period_end)} "
        f"and stands at {text.percent(newest.value)} of the two in "
        f"{text.period(newest.period_start, newest.period_end)}"
    )
    return first, message


def leaders(shares: pd.DataFrame) -> str:
    """Return which project leads by each measure on one day.

    `shares`: measure, name, value, period_end; one day.
    """
    first = shares.sort_values("value", ascending=False).groupby("measure", sort=False).first()
    parts = [
        f"{name} leads by {text.listed(list(group.index))}"
        for name, group in first.groupby("name", sort=False)
    ]
    newest: Any = shares.period_end.max()
    when = text.day(newest - pd.Timedelta(days=1))
    return f"{', '.join(parts)} ({when})"
