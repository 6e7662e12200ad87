"""How a statement was understood, in our words."""

from warehouse.claim_entries import FACTS, Tests
from warehouse.reading.statement import Amount, Statement
from warehouse.reading.vocabulary import lexicon
from warehouse.reading.world import World

SIGNS = {
    "about": "about ", "over": "over ", "under": "under ", "before": "by ", "since": "since ",
    "after": "after ",
}  # fmt: skip
TIMES = {
    "smaller than": "smaller than",
    "a fraction of": "a fraction of",
    "similar": "as large as",
    "dominates": "at least twice as large as",
}
SHARES = {
    "most": "most",
    "dominates": "a dominating share",
    "niche": "a niche",
    "substantial": "a substantial share",
}
UNITS = {"percent": " %", "points": " points", "ratio": " times"}


def sentence(
    world: World, statement: Statement, tests: Tests, as_of: str | None, since: str | None
) -> str:
    """Return what is claimed as one sentence."""
    [first, *_] = tests.uses
    subject = world.content.projects[statement.subject].name
    other = statement.comparator and world.content.projects[statement.comparator].name
    population = lexicon().entries.populations.get(statement.population or "")
    where = f" in {population.title}" if population else ""
    figure = _figure(statement.amount, statement.hedge)
    when = f" ({as_of})" if as_of else ""
    match statement.kind:
        case "share":
            said = f"{subject} has {figure or _quoted(statement.hedge)} of {_whole(statement)}"
        case "ratio":
            said = f"{subject}{where} is {_times(statement, figure)} {other}"
        case "order":
            said = f"{subject} is ahead of {other}{where}"
        case "rank":
            said = f"{subject} is {_place(statement)}{where}"
        case "level":
            said = f"{subject} has {figure} {_whole(statement)}"
        case "change":
            moved = f"changed by {figure}" if figure else f"is {statement.hedge}"
            said = f"{subject}'s share of {_whole(statement)} {moved} since {since}"
        case "growth":
            said = f"{subject} is {figure or statement.hedge} in number{where} since {since}"
        case "slope":
            said = f"{subject}'s share is {statement.hedge}{where} since {since}"
        case "crossing":
            said = f"{subject} came ahead of {other}{where} {figure}"
        case "date":
            said = f"{subject} was released {figure}"
        case "property":
            said = f"{world.content.facts[first.name].title}: {' or '.join(first.needs)}"
    return f"{said}{when}."


def scope(statement: Statement) -> str:
    """Return the population that the document names."""
    if statement.kind in FACTS:
        return "a fact about the project, not a count"
    population = lexicon().entries.populations.get(statement.population or "")
    return population.title if population else "not named; adoption at large"


def reading(statement: Statement, tests: Tests) -> str:
    """Return why it is tested so."""
    if statement.kind in FACTS:
        return "Read by rules from the words; held against the recorded fact."
    by = "the hedge word" if statement.amount is None else "the figure and its hedge"
    way = "each signal decides once" if tests.scorecard else "the first definition is the nearest"
    return f"Read by rules from {by} ({statement.hedge}) and the words around it; {way}."


def _whole(statement: Statement) -> str:
    population = lexicon().entries.populations.get(statement.population or "")
    return population.title if population else "what is tracked"


def _quoted(hedge: str) -> str:
    return SHARES.get(hedge, hedge)


def _times(statement: Statement, figure: str) -> str:
    if figure:
        return f"{figure} as large as"
    return TIMES.get(statement.hedge, "much larger than")


def _place(statement: Statement) -> str:
    if statement.amount:
        return "first or second"
    return statement.hedge


def _figure(amount: Amount | None, hedge: str) -> str:
    if amount is None:
        return ""
    ends = dict.fromkeys((amount.low, amount.high))
    if amount.unit == "count":
        ends = dict.fromkeys(f"{int(float(end)):,}" for end in ends)
    sign = SIGNS.get(hedge, "in " if amount.unit == "date" else "")
    return sign + "–".join(ends) + UNITS.get(amount.unit, "")
