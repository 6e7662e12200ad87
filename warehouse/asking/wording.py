"""A claim in words: its statement, how it was read, and a name for it."""

import re
from collections.abc import Iterator

from warehouse.asking.known import Known
from warehouse.asking.meaning import Meaning
from warehouse.claim_entries import FACTS, Asserted, Kind, Tests

SAID = {
    "exact": "", "range": "", "about": "about ", "over": "more than ", "under": "less than ",
    "difference": "by about ", "thousands": "at least ", "before": "by ",
    "since": "no later than ", "after": "not before ",
}  # fmt: skip
"""Hedges that stand before a figure; the others say it themselves."""
SHARES: tuple[Kind, ...] = ("share", "change", "slope")
"""Kinds with a denominator."""
WORDS = {
    "most": "a majority", "dominates": "dominant", "minority": "a minority",
    "a fraction of": "a fraction of", "smaller than": "smaller than", "ahead": "ahead of",
    "much larger": "much larger than", "similar": "similar to", "first": "first",
    "among the first": "one of the first three",
}  # fmt: skip


def figure(asserted: Asserted) -> str:
    """Return a claim's figure: 70 %, 70 to 80 %, 1.8 times, 5 points, place 1, 2021."""
    if asserted.date is not None:
        return " to ".join(dict.fromkeys(asserted.dates))
    text = " to ".join(dict.fromkeys(f"{bound:,}" for bound in asserted.bounds))
    after = {"percent": " %", "points": " points", "ratio": " times"}.get(asserted.unit, "")
    return f"place {text}" if asserted.unit == "rank" else f"{text}{after}"


def statement(meant: Meaning, tests: Tests, known: Known) -> str:
    """Return what is asserted as one sentence."""
    if meant.kind in FACTS:
        date = f" in {meant.as_of}" if meant.as_of else ""
        joint = " and " if tests.parts else " or "
        return f"{joint.join(_facts(meant, known))}{date}."
    subject = known.project(meant.subject)
    other = known.project(meant.comparator) if meant.comparator else ""
    by = f", measured as “{_title(tests, known)}”" if tests.primary else ", signal by signal"
    by += ", as printed" if meant.of else ""
    if meant.kind == "crossing":
        assert meant.asserted is not None
        said = SAID.get(meant.hedge, "") or "in "
        return f"{subject} got ahead of {other} for good {said}{figure(meant.asserted)}{by}."
    over = known.definition(first(tests)).over.group if meant.kind == "rank" else None
    among = f" among “{known.catalogue.groups[over].title}”" if over else ""
    return f"{_asserted(meant, subject, other)}{among}{_when(meant)}{by}."


def _facts(meant: Meaning, known: Known) -> Iterator[str]:
    """Yield what each fact is said to be."""
    for slug, needs in meant.facts:
        said = " or ".join(needs)
        if meant.asserted is not None:
            said = f"{SAID.get(meant.hedge, f'{meant.hedge} ')}{figure(meant.asserted)}"
        yield f"{known.catalogue.facts[slug].title}: {said}"


def _asserted(meant: Meaning, subject: str, other: str) -> str:
    said = SAID.get(meant.hedge, "")
    if meant.asserted is not None:
        text = f"{said}{figure(meant.asserted)}"
    else:
        text = WORDS.get(meant.hedge, meant.hedge)
    against = f" against {other}" if other else ""
    match meant.kind:
        case "share":
            return f"{subject}'s share{against} is {text}"
        case "ratio" if meant.asserted is None and meant.hedge in WORDS:
            joint = "" if text.endswith(("of", "than", "to")) else " over"
            return f"{subject} is {text}{joint} {other}"
        case "ratio":
            return f"{subject}'s count is {text} {'of ' if meant.asserted is None else ''}{other}'s"
        case "order":
            return f"{subject} is ahead of {other}"
        case "rank":
            return f"{subject}'s rank is {text}" if meant.asserted else f"{subject} is {text}"
        case "change":
            return f"{subject}'s share{against} changes by {text}" if meant.asserted else (
                f"{subject}'s share{against} is {text}")  # fmt: skip
        case "slope":
            yearly = " a year" if meant.asserted else ""
            return f"{subject}'s share{against} is {'moving by ' if yearly else ''}{text}{yearly}"
        case "growth":
            if other and meant.hedge == "ahead" and meant.asserted is None:
                return f"{subject}'s count has grown more than {other}'s"
            than = f" compared with {other}'s" if other else ""
            return f"{subject}'s count{than} has grown {text}" if meant.asserted else (
                f"{subject}'s count{than} is {text.removesuffix(' of')}")  # fmt: skip
        case _:
            return f"{subject}'s count is {text}{f' per {meant.per}' if meant.per else ''}"


def _when(meant: Meaning) -> str:
    if meant.since is None:
        return f" in {meant.as_of}" if meant.as_of else ""
    return f" from {meant.since} to {meant.as_of}" if meant.as_of else f" since {meant.since}"


def _title(tests: Tests, known: Known) -> str:
    return known.definition(first(tests)).title


def scope(meant: Meaning, tests: Tests, known: Known) -> str:
    """Return the population that the claim is about."""
    slug = first(tests)
    if slug in known.catalogue.facts:
        return known.catalogue.facts[slug].title
    if tests.scorecard:
        titles = [known.signal(known.definition(slug).signal).title for slug in tests.scorecard]
        return f"every signal that has figures: {', '.join(titles)}"
    definition = known.definition(slug)
    population = known.signal(definition.signal).population
    return definition.denominator if meant.kind in SHARES else population


def first(tests: Tests) -> str:
    """Return the primary definition or fact; the first one of a scorecard or of parts."""
    return tests.uses[0].name


def reading(sentence: str, tests: Tests) -> str:
    """Return how the sentence was turned into tests."""
    joint = " and " if tests.primary is None else " or "
    names = joint.join(use.name for use in tests.uses)
    return f"Read from the sentence “{' '.join(sentence.split())}”, measured under {names}."


def slug(meant: Meaning, tests: Tests) -> str:
    """Return a name for the claim, made of what it says."""
    where = "scorecard" if tests.scorecard else first(tests)
    parts = [meant.subject, meant.comparator, meant.kind, where, meant.as_of]
    text = "-".join(part for part in parts if part).lower()
    return re.sub(r"[^a-z0-9.-]+", "-", text)
