"""From a claim to a sentence that is understood as the same claim."""

from decimal import Decimal

from warehouse.asking.choosing import Choice
from warehouse.asking.known import Known
from warehouse.asking.meaning import BY_HEDGE
from warehouse.asking.words import AND, AS_PRINTED, LEAST, MOST, ONLY, OR, OVERTOOK
from warehouse.claim_entries import FACTS, Asserted, Claim, Kind, Use

SIGNS = {"over": ">", "under": "<", "exact": "=", "about": "~", "range": "="}
NAMED: dict[Kind, str] = {
    "share": "share", "rank": "rank", "change": "share change", "slope": "slope",
    "growth": "growth", "level": "count",
}  # fmt: skip
AGAINST = {
    "much larger": "much larger than", "similar": "similar to", "a fraction of": "a fraction of",
    "smaller than": "smaller than", "dominates": "dominates", "ahead": "ahead of",
}  # fmt: skip
"""Words that the project compared with follows."""
OF = ("share", "share change", "slope")
"""Measures that are those of a signal; the others are taken on it."""
DATED = {"before": "by", "since": "since", "after": "not before", "about": "about"}
UNIT = {"percent": "%", "points": " points", "ratio": " times"}


def write(claim: Claim, known: Known) -> str:
    """Return a claim that `can_be_said` as a sentence; its context and its aspect are not said.

    What `understand` makes of it has the same kind, projects, figure, hedge, dates and tests, but
    for what changes nothing: the hedge of an order or a property, whom a fact is compared with, how
    parts are called, and whose reading a figure is.
    """
    return _joined(_written(claim, known), AS_PRINTED if claim.of else "")


def _written(claim: Claim, known: Known) -> str:
    if claim.kind in FACTS:
        return _fact(claim, known)
    if claim.kind in ("order", "crossing"):
        said = f"{claim.subject} ahead of {claim.comparator}"
        if claim.kind == "crossing":
            assert claim.figure is not None
            dates = " to ".join(dict.fromkeys(claim.figure.dates))
            said = crossing(claim.subject, claim.comparator or "", claim.hedge, dates)
        return _joined(said, _places(claim, known), _moments(claim))
    said, places = measure(claim.kind, claim.hedge), _places(claim, known)
    if claim.figure is None and claim.kind == "rank" and claim.comparator is None:
        return _joined(claim.subject, claim.hedge, places, _moments(claim))
    worded = claim.figure is None and claim.kind in ("ratio", "growth")
    if worded and claim.comparator and claim.hedge in AGAINST:
        against = f"{AGAINST[claim.hedge]} {claim.comparator}"
        return _joined(claim.subject, said, against, places, _moments(claim))
    if said in OF:
        places = f"of{places.removeprefix('on')}" if places.startswith("on ") else places
    against = f"vs {claim.comparator}" if claim.comparator else ""
    return _joined(claim.subject, against, said, places, _compared(claim), _moments(claim))


def measure(kind: Kind, hedge: str) -> str:
    """Return the word for what is measured, where comparison and figure do not say it."""
    return "ratio" if kind == "ratio" and hedge in BY_HEDGE else NAMED.get(kind, "")


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _compared(claim: Claim) -> str:
    """Return comparison and figure."""
    word = SIGNS.get(claim.hedge, claim.hedge)
    if claim.figure is None:
        return word
    figure = _figure(claim.figure)
    per = "year" if claim.kind == "slope" else claim.per
    return f"{word} {figure}{f' per {per}' if per else ''}"


def _figure(asserted: Asserted) -> str:
    after = UNIT.get(asserted.unit, "")
    return " to ".join(dict.fromkeys(map(_digits, asserted.bounds))) + after


def _digits(number: Decimal) -> str:
    return f"{number:f}"


def _moments(claim: Claim) -> str:
    since = f"since {claim.since}" if claim.since else ""
    return _joined(since, f"in {claim.as_of}" if claim.as_of else "")


def crossing(subject: str, other: str, hedge: str, dates: str) -> str:
    """Return when a lead is said to have begun: overtook in 2021; ahead of it since 2021."""
    if hedge in ("exact", "range"):
        return f"{subject} {OVERTOOK} {other} in {dates}"
    when = {**DATED, "about": "since about"}.get(hedge, "since")
    return f"{subject} ahead of {other} {when} {dates}"


def can_be_said(claim: Claim) -> bool:
    """Return whether a claim has tests that a sentence can name: of parts one fact for each."""
    tests = claim.tests
    if tests is None or not tests.parts:
        return tests is not None
    return tests.rule == "every" and all(len(part) == 1 for part in tests.parts.values())


def _fact(claim: Claim, known: Known) -> str:
    assert claim.tests is not None
    uses = [use for use in claim.uses if use.role != "context"]
    joint = f" {AND if claim.tests.parts else OR[0]} "
    moment = f"in {claim.as_of}" if claim.as_of else ""
    if claim.figure is not None:
        dates = " to ".join(dict.fromkeys(claim.figure.dates))
        word = {**SIGNS, **DATED}.get(claim.hedge, claim.hedge)
        names = joint.join(_named(use, claim, known) for use in uses)
        return _joined(claim.subject, names, f"{word} {dates}", moment)
    said = joint.join(f"{_named(use, claim, known)} {needed(use.needs)}" for use in uses)
    return _joined(claim.subject, said, moment)


def _named(use: Use, claim: Claim, known: Known) -> str:
    """Return the property of a fact where that says enough, else its id."""
    alone = sum(other.role != "context" for other in claim.uses) == 1
    own = known.catalogue.facts[use.name].project == claim.subject
    return known.called(use.name) if alone and own else use.name


def needed(needs: list[str]) -> str:
    """Return what a fact must be, with the sign before it."""
    for side in (LEAST[0], MOST[0]):
        if needs[0].startswith(f"{side} "):
            return f'{side} "{needs[0].removeprefix(f"{side} ")}"'
    return "= " + " or ".join(f'"{need}"' for need in needs)


def _choice(claim: Claim, known: Known, group: str | None = None) -> Choice:
    worded = claim.figure is None
    return Choice(known, claim.kind, claim.subject, claim.comparator, group, worded=worded)


def _places(claim: Claim, known: Known) -> str:
    """Return the shortest way to say what the claim is measured under."""
    tests = claim.tests
    assert tests is not None
    if tests.scorecard:
        return _scorecard(claim, known)
    primary, *also = [use.name for use in tests.uses if use.role != "context"]
    definition = known.definition(primary)
    choice = _choice(claim, known)
    if set(also) == set(choice.also(primary)):
        plain = choice.primary(definition.signal) == primary
        return f"on {definition.signal if plain else primary}"
    group = definition.over.group
    if group is not None:
        inside = _choice(claim, known, group)
        same = inside.primary(definition.signal) == primary
        if same and set(also) == set(inside.also(primary)):
            return f"on {definition.signal} in {group}"
    if not also:
        return f"on {ONLY} {primary}"
    return f"on {' or '.join([primary, *also])}"


def _scorecard(claim: Claim, known: Known) -> str:
    """Return the definitions of a scorecard; nothing, or a group, when they are the usual ones."""
    assert claim.tests is not None
    wanted, dated = claim.tests.scorecard, claim.as_of is not None
    over = {known.definition(slug).over.group for slug in wanted}
    for group in [None, *sorted(filter(None, over))]:
        usual = _choice(claim, known, group)
        if claim.figure is None and usual.scorecard(dated) == wanted:
            return f"in {group}" if group else ""
    return f"on {f' {AND} '.join(wanted)}"
