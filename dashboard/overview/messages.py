"""The sentences of the overview: every number in them comes from the data."""

import re
from collections import Counter
from typing import Any

import pandas as pd

from dashboard import colours, text
from dashboard.overview.panels import Panel

ORDER = (
    "supported", "refuted", "partly true", "depends on the definition", "outdated",
    "not enough evidence",
)  # fmt: skip
LACKING = "not enough evidence"
LACKS = {
    "opinion": ("is an opinion", "are opinions"),
    "benchmark": (
        "needs a measurement of speed or accuracy",
        "need a measurement of speed or accuracy",
    ),
    "no public data": ("has no public data", "have no public data"),
    "live collection": ("waits for a collection", "wait for a collection"),
    "better data": ("waits for more or better figures", "wait for more or better figures"),
}
"""What claims without a verdict lack, of one and of several."""
SENTENCE = re.compile(r"(?<=[.]) (?=[A-Z0-9“])")
SOURCE = ("Source: ", "Sources: ")
LONG = 180
"""Letters of two sentences of which the first is enough by itself."""
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(value: int) -> str:
    """Return a small number as a word."""
    return SMALL[value] if value < len(SMALL) else str(value)


def headline(verdicts: pd.DataFrame, documents: pd.DataFrame) -> str:
    """Return how many claims there are, how many are decided, and what the others lack.

    Args:
        verdicts: verdict, undecided, claims (count).
        documents: document_id, claims (count).
    """
    if verdicts.empty:
        return "No claims are registered yet: data/claims/ is where they are written."
    totals = documents.groupby("document_id").claims.sum()
    some = number(int((totals > 0).sum()))
    where = f"{some} of {number(len(totals))}" if (totals == 0).any() else number(len(totals))
    every = int(verdicts.claims.sum())
    lacking = verdicts[verdicts.verdict == LACKING].groupby("undecided").claims.sum()
    rest = [
        f"{lacking[reason]} {one if lacking[reason] == 1 else several}"
        for reason, (one, several) in LACKS.items()
        if reason in lacking.index
    ]
    return (
        f"{every} claims on who uses which framework, and why, stand in {where} articles. "
        f"Public figures and documents decide {every - int(lacking.sum())}"
        + (f". Of the others {text.listed(rest)}." if rest else ".")
    )


def few(found: int, most: int) -> str:
    """Return why fewer findings are shown than there could be; '' where there are as many."""
    if found >= most:
        return ""
    none = "No claim is" if not found else f"Only {number(found)} {'is' if found == 1 else 'are'}"
    return f"{none} shown to be otherwise by evidence as strong as that. "


def told(finding: Any) -> str:
    """Return, in Markdown, what shows that a claim is not so: a verdict's first sentences.

    `finding`: row of query `findings`.
    """
    said = SENTENCE.split(str(finding.explanation))
    both = " ".join(said[:2])
    first = both if len(both) <= LONG else said[0]
    source = next((part for part in said[1:] if part.startswith(SOURCE)), "")
    mark = colours.VERDICTS[finding.verdict]
    words = f"{mark.words[:1].upper()}{mark.words[1:]}"
    shown = first if source in first else f"{first} {source}"
    return f"**{words}.** {text.tight(text.plain(shown))}"


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
