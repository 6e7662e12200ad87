"""From a claim to a sentence that is understood as the same claim."""

from decimal import Decimal

from warehouse.asking.choosing import Choice
from warehouse.asking.known import Known
from warehouse.asking.meaning import BY_HEDGE
from warehouse.asking.words import AND, AS_PRINTED, BEFORE, ONLY, OR
from warehouse.claim_entries import FACTS, Asserted, Claim, Kind

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
DATED = {"before": "before", "since": "since", "about": "about"}
UNIT = {"percent": "%", "points": " points", "ratio": " times"}


def write(claim: Claim, known: Known) -> str:
    """Return a claim that has tests as a sentence; its context is not said.

    What `understand` makes of it has the same kind, projects, figure, hedge, dates and tests, but
    for what changes nothing: the hedge of an order, and whom a fact is compared with.
    """
    return _joined(_written(claim, known), AS_PRINTED if claim.of else "")


def _written(claim: Claim, known: Known) -> str:
    if claim.kind in FACTS:
        return _fact(claim, known)
    if claim.kind in ("order", "crossing"):
        said = f"{claim.subject} ahead of {claim.comparator}"
        if claim.kind == "crossing":
            said += f" {_date(claim)}"
        return _joined(said, _places(claim, known), _moments(claim))
    said, places = measure(claim.kind, claim.hedge), _places(claim, known)
    if claim.asserted is None and claim.kind == "rank" and claim.comparator is None:
        return _joined(claim.subject, claim.hedge, places, _moments(claim))
    worded = claim.asserted is None and claim.kind in ("ratio", "growth")
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
    if claim.asserted is None:
        return word
    figure = _figure(claim.asserted)
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


def _date(claim: Claim) -> str:
    """Return when a lead is said to have begun."""
    assert claim.asserted is not None
    dates = " to ".join(dict.fromkeys(claim.asserted.dates))
    before = {"before": BEFORE[0], "since": "after", "about": "since about"}
    return f"{before.get(claim.hedge, 'since')} {dates}"


def _fact(claim: Claim, known: Known) -> str:
    assert claim.tests is not None
    assert claim.asserted is not None
    named = [slug for slug, role in claim.tests.roles if role != "context"]
    own = {fact.property: slug for slug, fact in known.facts(claim.subject)}
    properties = [name for name, slug in own.items() if [slug] == named]
    joint = f" {AND if claim.tests.scorecard else OR[0]} "
    said = f"{claim.subject} {properties[0] if properties else joint.join(named)}"
    moment = f"in {claim.as_of}" if claim.as_of else ""
    if claim.kind == "date":
        dates = " to ".join(dict.fromkeys(claim.asserted.dates))
        word = {**SIGNS, **DATED}.get(claim.hedge, claim.hedge)
        return _joined(said, f"{word} {dates}", moment)
    words = " or ".join(f'"{text}"' for text in claim.asserted.text or ())
    hedge = "=" if claim.hedge == "exact" else claim.hedge
    return _joined(said, f"{hedge} {words}", moment)


def _places(claim: Claim, known: Known) -> str:
    """Return the shortest way to say what the claim is measured under."""
    tests = claim.tests
    assert tests is not None
    if tests.scorecard:
        return _scorecard(claim, known)
    assert tests.primary is not None
    definition = known.definition(tests.primary)
    choice = Choice(known, claim.kind, claim.subject, claim.comparator)
    if set(tests.also) == set(choice.also(tests.primary)):
        plain = choice.primary(definition.signal) == tests.primary
        return f"on {definition.signal if plain else tests.primary}"
    group = definition.over.group
    if group is not None:
        inside = Choice(known, claim.kind, claim.subject, claim.comparator, group)
        same = inside.primary(definition.signal) == tests.primary
        if same and set(tests.also) == set(inside.also(tests.primary)):
            return f"on {definition.signal} in {group}"
    if not tests.also:
        return f"on {ONLY} {tests.primary}"
    return f"on {' or '.join([tests.primary, *tests.also])}"


def _scorecard(claim: Claim, known: Known) -> str:
    """Return the definitions of a scorecard; nothing, or a group, when they are the usual ones."""
    assert claim.tests is not None
    wanted, dated = claim.tests.scorecard, claim.as_of is not None
    over = {known.definition(slug).over.group for slug in wanted}
    for group in [None, *sorted(filter(None, over))]:
        usual = Choice(known, claim.kind, claim.subject, claim.comparator, group)
        if claim.asserted is None and usual.scorecard(dated) == wanted:
            return f"in {group}" if group else ""
    return f"on {f' {AND} '.join(wanted)}"
