"""A verdict in one sentence: what is claimed, what is measured, when, from which source."""

from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from dashboard import text
from dashboard.claims import evidence_view, forest
from warehouse import wording

NOTHING = {
    "opinion": "it is an opinion, and nothing that can be counted decides it",
    "performance": "it is about speed, accuracy or memory, which no public signal counts",
    "no public data": "nobody publishes what it is about",
    "live collection": "it waits for a collection",
    "better data": "no figure at hand is near enough to its words and its date",
}
"""What follows 'Not enough evidence:' for a claim that nothing decides, by reason."""
SOURCES = 2
"""Up to so many sources of a scorecard are named; more are counted."""
ORDERED = "ahead"


def sentence(claim: Any, evidence: pd.DataFrame) -> str:
    """Return the verdict in one sentence, and where its figures come from, as plain text.

    Args:
        claim: a row of query `claim`.
        evidence: its rows of query `evidence`.
    """
    verdict = f"{claim.verdict[:1].upper()}{claim.verdict[1:]}"
    then = evidence[(evidence.moment == "then") & evidence.measured.notna()]
    decisive = then[then.decides.astype(bool)]
    primary = then[then.role == "primary"]
    if claim.scorecard and len(decisive):
        found, source = _scored(claim, decisive), _sources(decisive)
    elif primary.empty:
        return f"{verdict}: {_nothing(claim)}."
    elif text.known(primary.fact_id.iloc[0]):
        found = _documented(claim, primary.iloc[0]) + _later(claim, evidence)
        source = f"Cited: {_publisher(primary.citation.iloc[0])}"
    else:
        found = _measured(claim, primary.iloc[0]) + _later(claim, evidence)
        source = f"Source: {primary.source_title.iloc[0]}"
    return f"{verdict}: {_claimed(claim)}{found}. {source}."


def _nothing(claim: Any) -> str:
    """Return why nothing was measured under the definition nearest to the claim's words."""
    reason = claim.undecided if text.known(claim.undecided) else "better data"
    if reason == "better data" and text.known(claim.missing):
        return wording.why(claim.missing)
    return NOTHING[reason]


def _claimed(claim: Any) -> str:
    """Return what is claimed, with the comma that leads on; '' where the statement says it all."""
    if text.known(claim.asserted):
        return f"claimed {text.asserted(claim.asserted, claim.hedge)}, "
    if claim.hedge == "exact":
        return ""
    named = f"ahead of {claim.comparator_name}" if claim.hedge == ORDERED else f"“{claim.hedge}”"
    needs = f" ({text.figure(claim.accepted)})" if text.known(claim.accepted) else ""
    return f"claimed {named}{needs}, "


def _measured(claim: Any, row: Any) -> str:
    when = "" if claim.kind == "crossing" else f" for {evidence_view.when(row)}"
    interval = text.known(row.interval_shown)
    between = f" (between {text.figure(row.interval_shown)})" if interval else ""
    span = text.spread(claim.measured_least, claim.measured_most, claim.kind)
    over = f"; {span} over all {claim.tests} definitions" if span and claim.tests > 1 else ""
    return (
        f"measured {text.figure(row.shown)}{between}{when} under the nearest definition, "
        f"“{row.title}”{_weak(row)}{over}"
    )


def _weak(row: Any) -> str:
    """Return why the nearest definition does not decide, where it does not."""
    if row.missing == "thin":
        return ", on too few cases to tell"
    if row.missing == "off date":
        return ", too far from the claim’s date to refute it"
    return ", which can tell neither way" if row.outcome == "inconclusive" else ""


def _documented(claim: Any, row: Any) -> str:
    time = "" if claim.kind == "date" or row.period == forest.ALWAYS else f" {forest.when(row)}"
    agree = f"; {_agreeing(claim, 'fact')}" if claim.tests > 1 else ""
    return f"documented {text.figure(row.shown)}{time} ({row.title}){agree}"


def _later(claim: Any, evidence: pd.DataFrame) -> str:
    """Return what the newest figure is, for a claim that no longer holds."""
    now = evidence[(evidence.moment == "now") & (evidence.outcome == "fails")]
    if claim.verdict != "outdated" or now.empty:
        return ""
    row = now.iloc[0]
    return f"; now {text.figure(row.shown)} {forest.when(row)} ({row.title})"


def _publisher(citation: str) -> str:
    """Return whose page a citation leads to: a site, or owner and name of a repository."""
    page = urlsplit(citation)
    if page.netloc == "github.com":
        return "/".join(page.path.split("/")[1:3])
    return page.netloc.removeprefix("www.") or citation.partition("@")[0]


def _scored(claim: Any, decisive: pd.DataFrame) -> str:
    span = text.spread(claim.measured_least, claim.measured_most, claim.kind)
    parts = [_agreeing(claim, "fact" if decisive.fact_id.notna().all() else "signal")]
    if claim.inconclusive:
        parts.append(f"{claim.inconclusive} cannot tell")
    if span:
        parts.append(f"measured {span}")
    few = ", too few to decide" if text.known(claim.undecided) else ""
    return f"{', '.join(parts)}{_years(decisive)}{few}"


def _agreeing(claim: Any, noun: str) -> str:
    """Return '2 of 5 signals hold', '1 of 1 fact agrees'."""
    verb, one = ("agree", "agrees") if noun == "fact" else ("hold", "holds")
    plural = "" if claim.tests == 1 else "s"
    return f"{claim.holding} of {claim.tests} {noun}{plural} {one if claim.holding == 1 else verb}"


def _years(decisive: pd.DataFrame) -> str:
    """Return ' with figures of 2024 to 2025'; '' for facts."""
    ends = decisive.period_end[decisive.fact_id.isna()].dropna()
    if ends.empty:
        return ""
    years = (ends - pd.Timedelta(days=1)).dt.year
    first, last = years.min(), years.max()
    return f" with figures of {first}" + (f" to {last}" if last > first else "")


def _sources(decisive: pd.DataFrame) -> str:
    """Return where the figures or facts of a scorecard come from; the first few by name."""
    facts = decisive.fact_id.notna().all()
    names = list(
        dict.fromkeys(map(_publisher, decisive.citation) if facts else decisive.source_title)
    )
    named = "; ".join(names[:SOURCES])
    more = f"; and {len(names) - SOURCES} more" if len(names) > SOURCES else ""
    noun = "Cited" if facts else "Source" if len(names) == 1 else "Sources"
    return f"{noun}: {named}{more}"
