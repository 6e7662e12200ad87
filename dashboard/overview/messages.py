"""The sentences of the overview: every number in them comes from the data."""

from collections import Counter
from typing import Any

import pandas as pd

from dashboard import labels, text
from dashboard.overview.panels import CLOSE, Panel

ORDER: list[str] = labels.CODES["listed"]
"""In which verdicts are listed."""
LACKING = "not enough evidence"
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(value: int) -> str:
    """Return a small number as a word."""
    return SMALL[value] if value < len(SMALL) else str(value)


def headline(verdicts: pd.DataFrame, documents: pd.DataFrame) -> str:
    """Return how many claims there are, and how many are decided.

    Args:
        verdicts: verdict, undecided, claims (count).
        documents: document_id, claims (count).
    """
    if verdicts.empty:
        return "No claims are registered yet: claims/ of the pack is where they are written."
    totals = documents.groupby("document_id").claims.sum()
    some = number(int((totals > 0).sum()))
    where = f"{some} of {number(len(totals))}" if (totals == 0).any() else number(len(totals))
    noun = "article" if len(totals) == 1 else "articles"
    every = int(verdicts.claims.sum())
    decided = every - int(verdicts[verdicts.verdict == LACKING].claims.sum())
    return f"Public figures and documents decide {decided} of {every} claims in {where} {noun}"


def lacking(verdicts: pd.DataFrame) -> str:
    """Return what the claims without a verdict lack; '' where there are none.

    `verdicts`: verdict, undecided, claims (count).
    """
    open_ones = verdicts[verdicts.verdict == LACKING].groupby("undecided").claims.sum()
    rest = [
        f"{open_ones[reason]} {one if open_ones[reason] == 1 else several}"
        for reason, (one, several) in labels.LACKS.items()
        if reason in open_ones.index
    ]
    return f"{text.listed(rest)}." if rest else ""


def surprising(found: int) -> str:
    """Return what stands above so many findings."""
    if not found:
        return "No claim is shown to be otherwise by evidence of the strongest kind"
    noun = "claim that does" if found == 1 else "claims that do"
    return f"{number(found).capitalize()} {noun} not hold as told"


def leaders(panels: list[Panel]) -> str:
    """Return who leads in how many signals by the newest figures, and how many are close."""
    led = Counter(panel.leader for panel in panels)
    level = led.pop(None, 0)
    if not led:
        return "By the newest figures nobody leads in any signal"
    (name, count), *others = led.most_common()
    said = [f"{name} leads in {count} of {len(panels)} signals"]
    said += [f"{other} in {fewer}" for other, fewer in others]
    close = f"; {level} {'is' if level == 1 else 'are'} {CLOSE}" if level else ""
    return f"By the newest figures {text.listed(said)}{close}"


def answered(claim: Any) -> str:
    """Return a claim that asks what a panel shows, and the answer that its page gives.

    `claim`: row of query `panel_claims`.
    """
    return f"Said: {claim.statement} {claim.answer}. {claim.explanation}"


def freshness(fresh: Any) -> str:
    """Return how new the figures are, how many sources are late, and how many never came.

    `fresh`: row of query `fresh`.
    """
    live = f"{fresh.waiting} that can be collected never {'was' if fresh.waiting == 1 else 'were'}"
    if not fresh.sources:
        return f"There are no figures yet: of the sources, {live}."
    late = f"{fresh.late} of {fresh.sources} sources {'is' if fresh.late == 1 else 'are'} late"
    return f"Figures reach to {text.day(fresh.newest)}; {late}" + (
        f"; {live}." if fresh.waiting else "."
    )
