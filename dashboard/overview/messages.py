"""The sentences of the overview: every number in them comes from the data."""

from collections import Counter
from typing import Any

import pandas as pd

from dashboard import text
from dashboard.overview.panels import Panel

ORDER = (
    "supported", "refuted", "partly true", "depends on the definition", "outdated",
    "not enough evidence",
)  # fmt: skip
LACKING = "not enough evidence"
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(value: int) -> str:
    """Return a small number as a word."""
    return SMALL[value] if value < len(SMALL) else str(value)


def headline(verdicts: pd.DataFrame, documents: pd.DataFrame) -> str:
    """Return how many claims there are, how many are decided, and why the others are not.

    Args:
        verdicts: verdict, unmeasurable, claims (count).
        documents: document_id, claims (count).
    """
    if verdicts.empty:
        return "No claims are registered yet: data/claims/ is where they are written."
    totals = documents.groupby("document_id").claims.sum()
    some = number(int((totals > 0).sum()))
    where = f"{some} of {number(len(totals))}" if (totals == 0).any() else number(len(totals))
    every = int(verdicts.claims.sum())
    lacking = verdicts[verdicts.verdict == LACKING]
    never = int(lacking.claims[lacking.unmeasurable.astype(bool)].sum())
    waiting = int(lacking.claims.sum()) - never
    rest = [f"{waiting} {'waits' if waiting == 1 else 'wait'} for more figures"] if waiting else []
    if never:
        rest.append(f"{never} cannot be measured by anybody")
    return (
        f"{every} claims on who uses which framework, and why, stand in {where} articles. "
        f"Public figures and documents decide {every - never - waiting}"
        + (f"; {text.listed(rest)}." if rest else ".")
    )


def measured(finding: Any) -> str:
    """Return, in Markdown, what was measured for a finding and how much of it refutes the claim.

    `finding`: row of query `findings`.
    """
    if finding.scorecard:
        spread = _spread(finding) or text.quantity(finding.measured_least, finding.kind)
        until = finding.newest - pd.Timedelta(days=1)
        shown, when = f"**{text.plain(spread)}**", f"to {until:%b %Y}"
        if text.known(finding.comparator_name):
            when = f"{finding.subject_name} to {finding.comparator_name}, {when}"
        counted, also = "signals", ""
    else:
        shown, when = (
            f"**{text.plain(text.figure(finding.primary_shown))}**",
            str(finding.primary_period),
        )
        spread = _spread(finding)
        counted, also = "definitions", f": {spread}" if spread else ""
    return text.tight(
        f"Measured: {shown} ({text.plain(text.figure(when))}). {finding.failing} of "
        f"{finding.tests} {counted} refute it{text.plain(also)}."
    )


def _spread(finding: Any) -> str:
    return text.spread(finding.measured_least, finding.measured_most, finding.kind)


def leaders(panels: list[Panel]) -> str:
    """Return who leads in how many of the signals by the newest figures, and how many are level."""
    led = Counter(panel.leader for panel in panels)
    level = led.pop(None, 0)
    if not led:
        return "By the newest figures nobody leads in any signal"
    (name, count), *others = led.most_common()
    said = [f"{name} leads in {count} of {len(panels)} signals"]
    said += [f"{other} in {fewer}" for other, fewer in others]
    return f"By the newest figures {text.listed(said)}" + (f"; level in {level}" if level else "")


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
