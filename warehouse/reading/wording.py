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
from warehouse.reading.text import shown, within

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
    if statement.kind == "property":
        return f"{'; '.join(_fact(slug, needs, known) for slug, needs in statement.facts)}."
    subject = known.project(statement.subject)
    other = known.project(statement.comparator) if statement.comparator else ""
    of, figured = title(statement.measure, known), statement.low is not None
    words = WORDS["words"].get(statement.kind)
    said = figure(statement)
    if not figured:
        said = words.get(statement.hedge, statement.hedge).format(of=of) if words else ""
    elif statement.kind == "change":
        said = f"fell by {said.replace('-', '')}" if "-" in said else f"rose by {said}"
    elif statement.kind in ("crossing", "date") and statement.hedge not in WORDS["before"]:
        said = f"in {said}"
    forms, kind = WORDS["sentences"], statement.kind
    form = forms.get(f"{kind} beside another", forms[kind]) if other else forms[kind]
    text = (forms.get(f"{kind} in figures", form) if figured else form).format(
        subject=subject,
        other=other,
        of=of,
        said=said,
        factor=said.removesuffix(" times"),
        per=f" a {statement.per}" if statement.per else "",
    )
    group = statement.group
    if statement.kind == "rank" and tests is not None:
        group = known.catalogue.definitions[tests.uses[0].name].over.group
    entry = known.catalogue.groups.get(group or "")
    among = f" among {within(entry.title)}" if entry else ""
    said = f"{text}{among}{_when(statement)}"
    said = said if said.endswith("…") else f"{said}."
    return said if said.startswith(subject) else upper(said)


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
        return known.catalogue.signal(measure).title
    return "…"


def scope(statement: Statement, tests: Tests, known: Measured) -> str:
    """Return the population that the claim is about."""
    first = tests.uses[0].name
    if first in known.catalogue.facts:
        return known.catalogue.facts[first].title
    if tests.scorecard:
        signals = [known.catalogue.definitions[slug].signal for slug in tests.scorecard]
        titles = [known.catalogue.signal(name).title for name in signals]
        return f"every signal that is evidence: {', '.join(titles)}"
    definition = known.catalogue.definitions[first]
    population = known.catalogue.signal(definition.signal).population
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
