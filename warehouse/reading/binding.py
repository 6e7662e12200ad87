"""Statements as claims: what would measure them, or why nothing does."""

from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from warehouse.claim_entries import FACTS, OVER_TIME, SCORED, TWO_SIDED, Asserted, Claim, Tests
from warehouse.reading import phrasing, properties
from warehouse.reading.statement import Amount, Statement
from warehouse.reading.vocabulary import lexicon
from warehouse.reading.world import MOST_ALTERNATIVES, World, wanted

YEARS_BACK = 5
"""Where a growth begins that does not say so."""
REASONS = {
    "performance": "speed or accuracy: it needs a measurement of that very workload",
    "taste": "opinion: what is easier or nicer to use",
    "quality": "opinion: praise without a figure or a comparison of counts",
    "loose": "words too loose to be held against a figure",
    "vague": "a comparison in something that is not counted, or in words that sharecheck lacks",
    "version": "the date of a version, which data/facts.yml does not record",
    "supposed": "expected or supposed, not asserted",
    "unknown": "no project that sharecheck knows",
    "denied": "a denial: only what is asserted is measured",
    "unnamed": "it does not name the project that it speaks of",
    "fact": "a fact that data/facts.yml does not record",
    "release": "a date that data/facts.yml does not record",
}


@dataclass(frozen=True)
class Bound:
    """A claim, or the reason why there is none."""

    claim: Claim | None
    reason: str = ""


def bind(world: World, statement: Statement, text: str, name: str, as_of: str | None) -> Bound:
    """Return a statement as a claim, or why it cannot be one.

    Args:
        world: what is known.
        statement: what is said.
        text: the sentence, with the heads of its column and row.
        name: the id of the claim.
        as_of: the date of a statement that gives none.
    """
    if statement.kind == "date" and statement.sense == "release":
        return _date(world, statement, name)
    if statement.kind == "property":
        return _property(world, statement, text, name)
    if statement.sense != "claim":
        return Bound(None, REASONS[statement.sense])
    if statement.kind in TWO_SIDED and statement.comparator is None:
        return Bound(None, "a comparison that does not say with what")
    if reason := _unmeasurable(statement):
        return Bound(None, reason)
    found = world.definitions(
        wanted(statement.population), statement.kind, statement.subject, statement.comparator
    )
    if not found:
        return Bound(None, _nothing_counts(world, statement))
    if statement.kind in OVER_TIME and statement.amount is None:
        found = [name for name in found if not world.signal(name).running_total]
        if not found:
            return Bound(
                None, "counted in totals that only ever add up: they tell of no rise or fall"
            )
    moment = statement.as_of or as_of
    since = statement.since
    if statement.kind in OVER_TIME and since is None:
        since = str(int((moment or str(world.year))[:4]) - YEARS_BACK)
    return _claim(world, statement, name, _tests(world, statement, found), moment, since)


def _unmeasurable(statement: Statement) -> str | None:
    """Return why no signal can measure a figure, None when one may."""
    population = lexicon().entries.populations.get(statement.population or "")
    if statement.amount is None or statement.amount.unit == "rank":
        return population.missing if population and not population.definitions else None
    if statement.kind in ("share", "level", "change") and population is None:
        return "a figure that does not say of what, in words that sharecheck knows"
    if population and population.missing:
        return population.missing
    if statement.kind == "level" and population and not population.named:
        return f"no signal counts all {population.title}"
    return None


def _nothing_counts(world: World, statement: Statement) -> str:
    project = world.content.projects[statement.subject].name
    population = lexicon().entries.populations.get(statement.population or "")
    other = world.content.projects[statement.comparator].name if statement.comparator else None
    both = f"{project} and {other} together" if other else project
    if statement.kind == "rank":
        return (
            f"nothing ranks {project} among several in {population.title if population else 'use'}"
        )
    return f"no signal counts {both} in {population.title if population else 'what is tracked'}"


def _tests(world: World, statement: Statement, found: list[str]) -> Tests:
    """Return how a claim is measured: by its source, or by one definition for each signal."""
    population = lexicon().entries.populations.get(statement.population or "")
    figure = statement.amount is not None and statement.amount.unit != "rank"
    signals: dict[str, str] = {}
    for name in found:
        signals.setdefault(world.content.definitions[name].signal, name)
    origins = {world.origin(name) for name in signals.values()}
    if figure or (population and population.named) or len(origins) < SCORED:
        return _measured(found[0], found[1 : 1 + MOST_ALTERNATIVES])
    return Tests.model_validate({"scorecard": list(signals.values())})


def _measured(primary: str | dict[str, Any], also: list[str]) -> Tests:
    return Tests.model_validate({"primary": primary, "also": also})


def _date(world: World, statement: Statement, name: str) -> Bound:
    facts = [
        fact
        for fact, entry in world.content.facts.items()
        if entry.project == statement.subject and entry.property in lexicon().single["beginnings"]
    ]
    if not facts:
        return Bound(None, REASONS["release"])
    tests = _measured(facts[0], facts[1:])
    return _claim(world, statement, name, tests, None, None)


def _property(world: World, statement: Statement, text: str, name: str) -> Bound:
    found = None
    if statement.sense in ("fact", "release"):
        found = properties.find(world.content, text, statement.subject)
    if found is None:
        return Bound(None, REASONS[statement.sense])
    fact, needs = found
    stated = replace(statement, hedge="exact")
    return _claim(world, stated, name, _measured({"fact": fact, "needs": needs}, []), None, None)


def _claim(
    world: World,
    statement: Statement,
    name: str,
    tests: Tests,
    as_of: str | None,
    since: str | None,
) -> Bound:
    """Return a claim; a figure that no claim can assert is a reason."""
    amount = statement.amount
    try:
        claim = Claim.model_validate(
            {
                "id": name,
                "kind": statement.kind,
                "subject": statement.subject,
                "comparator": statement.comparator,
                "statement": phrasing.sentence(world, statement, tests, as_of, since),
                "asserted": _asserted(amount) if amount else None,
                "hedge": statement.hedge,
                "as_of": None if statement.kind in FACTS else as_of,
                "since": since if statement.kind in OVER_TIME else None,
                "scope": phrasing.scope(statement),
                "reading": phrasing.reading(statement, tests),
                "tests": tests,
            }
        )
    except ValidationError as error:
        problem = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        return Bound(None, f"a figure that no claim can assert: {problem}")
    hedge = world.content.hedges[claim.hedge]
    if claim.asserted is None and claim.kind not in (*hedge.bounds, "order", "property"):
        return Bound(None, f"{claim.hedge!r} sets no bound for a {claim.kind}")
    return Bound(claim)


def _asserted(amount: Amount) -> Asserted:
    value = amount.low if amount.low == amount.high else (amount.low, amount.high)
    return Asserted.model_validate({amount.unit: value})
