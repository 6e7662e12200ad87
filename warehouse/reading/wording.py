"""How a statement was read, in words: its sentence, its scope, and a name for it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from warehouse.claim_entries import FACTS, Tests
from warehouse.entries import ABLE
from warehouse.reading.choosing import SHARES
from warehouse.reading.measured import Measured
from warehouse.reading.statement import Statement
from warehouse.reading.text import shown

WORDS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("wording.yml").read_text("utf-8")
)
"""What is said of sentences, by its kind; the file says of what."""
SHOWN, LONGEST = 5, 40
"""Words that are quoted of those that are not understood, and characters of one."""


def figure(statement: Statement) -> str:
    """Return a statement's figure with its hedge: about 70 %, 1.8 times, 5 points, 80,000."""
    ends = dict.fromkeys(end for end in (statement.low, statement.high) if end is not None)
    if statement.unit == "count":
        ends = dict.fromkeys(_grouped(end) for end in ends)
    before = WORDS["before"].get(statement.hedge, "")
    return f"{before}{' to '.join(ends)}{WORDS['units'].get(statement.unit or '', '')}"


def _grouped(digits: str) -> str:
    whole, _, fraction = digits.partition(".")
    return f"{int(whole):,}" + (f".{fraction}" if fraction else "")


def sentence(statement: Statement, known: Measured, tests: Tests | None = None) -> str:
    """Return what was read as one sentence; with `tests`, among whom a place is meant."""
    subject = known.project(statement.subject)
    other = known.project(statement.comparator) if statement.comparator else ""
    of = title(statement.measure, known)
    said = figure(statement) if statement.low is not None else ""
    match statement.kind:
        case "share":
            said = said or WORDS["shares"].get(statement.hedge, statement.hedge)
            text = f"{subject} has {said} of {of}"
        case "ratio" if not said:
            text = f"{subject} has {WORDS['ratios'][statement.hedge].format(of=of)} {other}"
        case "ratio":
            text = f"{subject} has {said} as many {of} as {other}"
        case "order":
            text = f"{subject} is ahead of {other} in {of}"
        case "rank" if said:
            text = f"{subject} is #{said} in {of}"
        case "rank":
            place = "first" if statement.hedge == "first" else "one of the first three"
            text = f"{subject} is {place} in {of}"
        case "level":
            text = f"{subject} has {said} {of}{f' a {statement.per}' if statement.per else ''}"
        case "change" if said:
            text = f"{subject}'s share of {of} {_moved(said)}"
        case "change" | "slope":
            text = f"{subject}'s share of {of} {WORDS['trends'][statement.hedge]}"
        case "growth" if other:
            text = f"{subject}'s {of} grew faster than {other}'s"
        case "growth":
            text = f"{subject}'s {of} grew by a factor of {said.removesuffix(' times')}"
        case "crossing":
            return f"{subject} overtook {other} for good in {of} {_date(said, statement)}."
        case "date":
            return f"{subject} was first released {_date(said, statement)}."
        case "property":
            return f"{'; '.join(_fact(slug, needs, known) for slug, needs in statement.facts)}."
    group = statement.group
    if statement.kind == "rank" and tests is not None:
        group = known.definition(tests.uses[0].name).over.group
    entry = known.catalogue.groups.get(group or "")
    among = f" among {_lower(entry.title)}" if entry else ""
    said = f"{text}{among}{_when(statement)}"
    said = said if said.endswith("…") else f"{said}."
    return said if said.startswith(subject) else upper(said)


def _moved(said: str) -> str:
    return f"fell by {said.replace('-', '')}" if "-" in said else f"rose by {said}"


def _fact(slug: str, needs: tuple[str, ...], known: Measured) -> str:
    title = known.catalogue.facts[slug].title
    if title.startswith("Whether ") and needs == (ABLE,):
        return title.removeprefix("Whether ")
    return f"{title}: {' or '.join(needs)}"


def upper(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return f"{text[:1].upper()}{text[1:]}"


def quoted(words: Sequence[tuple[str, int, int]]) -> str:
    """Return words in quotation marks, the first of them and how many more there are."""
    each = list(dict.fromkeys(shown(word, LONGEST) for word, *_ in words))
    more = f" and {len(each) - SHOWN} more" if len(each) > SHOWN else ""
    return ", ".join(f"“{word}”" for word in each[:SHOWN]) + more


def _lower(title: str) -> str:
    """Return a group's title within a sentence: names keep their capitals."""
    return title if any(letter.isupper() for letter in title[1:]) else title.lower()


def _date(said: str, statement: Statement) -> str:
    return said if statement.hedge in WORDS["before"] else f"in {said}"


def _when(statement: Statement) -> str:
    if statement.since is None:
        return f" in {statement.as_of}" if statement.as_of else ""
    if statement.as_of:
        return f" from {statement.since} to {statement.as_of}"
    return f" since {statement.since}"


def title(measure: str | None, known: Measured) -> str:
    """Return what is counted, in words."""
    entry = known.lexicon.measure(measure)
    if entry is not None:
        return entry.title
    if measure in known.catalogue.definitions:
        return f"“{known.catalogue.definitions[measure].title}”"
    if measure in known.by_signal:
        return known.signal(measure).title
    return "…"


def scope(statement: Statement, tests: Tests, known: Measured) -> str:
    """Return the population that the claim is about."""
    first = tests.uses[0].name
    if first in known.catalogue.facts:
        return known.catalogue.facts[first].title
    if tests.scorecard:
        titles = [known.signal(known.definition(slug).signal).title for slug in tests.scorecard]
        return f"every signal that is evidence: {', '.join(titles)}"
    definition = known.definition(first)
    population = known.signal(definition.signal).population
    return definition.denominator if statement.kind in SHARES else population


def reading(text: str, tests: Tests) -> str:
    """Return how a sentence was turned into tests."""
    names = ", ".join(use.name for use in tests.uses)
    way = "each signal decides once" if tests.scorecard else "the first is the nearest"
    return f"Read from the sentence “{' '.join(text.split())}”, measured under {names} ({way})."


def slug(statement: Statement) -> str:
    """Return a name for the claim, made of what it says."""
    where = None if statement.kind in FACTS else statement.measure
    parts = [statement.subject, statement.comparator, statement.kind, where, statement.as_of]
    text = "-".join(part for part in parts if part).lower()
    return re.sub(r"[^a-z0-9.-]+", "-", text)
