"""Statements that give a figure."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from warehouse.claim_entries import Kind
from warehouse.reading.clauses import Clause, Parsed, Scene, subjects
from warehouse.reading.figures import Figure
from warehouse.reading.statement import (
    Amount,
    Statement,
    dates,
    objection,
    period,
    population,
    spoken_of,
    supposed,
)
from warehouse.reading.vocabulary import Sense, lexicon
from warehouse.reading.words import Match

KINDS: dict[str, Kind] = {
    "percent": "share",
    "points": "change",
    "ratio": "ratio",
    "count": "level",
}


def read(parsed: Parsed, clause: Clause, scene: Scene) -> list[Statement]:
    """Return the statements that the figures of a clause make."""
    figures = [
        figure
        for figure in parsed.figures
        if figure.unit != "date" and clause.start <= figure.start < clause.end
    ]
    owners = _owners(parsed, clause, figures, scene)
    found = [
        _statement(parsed, clause, figure, owner, scene)
        for figure, owner in zip(figures, owners, strict=True)
        if owner is not None
    ]
    found += _changes(parsed, figures, found)
    return found


def orders(found: list[Statement]) -> Iterator[Statement]:
    """Yield for two shares of different projects which of them is said to be ahead."""
    shares = [statement for statement in found if statement.kind == "share" and statement.amount]
    for left, right in pairwise(shares):
        if left.subject == right.subject or left.sense != "claim" or _apart(left, right):
            continue
        ahead, behind = sorted((left, right), key=lambda s: -Decimal(_amount(s).low))
        if Decimal(_amount(ahead).low) > Decimal(_amount(behind).high):
            yield Statement(
                "claim", "order", "ahead", ahead.subject, (left.anchor[0], right.anchor[1]),
                behind.subject, population=ahead.population, as_of=ahead.as_of,
            )  # fmt: skip


def _apart(left: Statement, right: Statement) -> bool:
    """Tell whether two shares are of different things or times."""
    return left.population != right.population or left.as_of != right.as_of


def _amount(statement: Statement) -> Amount:
    assert statement.amount is not None
    return statement.amount


def _statement(
    parsed: Parsed, clause: Clause, figure: Figure, owner: str, scene: Scene
) -> Statement:
    kind, sense = KINDS[figure.unit], _sense(parsed, clause, figure)
    others = [name for name in subjects(parsed, clause, figure.start, scene) if name != owner]
    comparator, since, as_of = None, None, spoken_of(parsed, clause, figure.end)
    low, high, unit = figure.low, figure.high, figure.unit
    if kind == "ratio":
        grows = _cues(parsed, clause, "growth") or _is_growth(parsed, figure)
        named = [name for name in others if name in {match.value for match in parsed.names}]
        comparator = named[0] if named else scene.rivals.get(owner)
        if grows and not named:
            kind, comparator = "growth", None
    if kind == "change" and any(cue == "falling" for cue in _cues(parsed, clause, "growth")):
        low, high = f"-{high}", f"-{low}"
    if kind in ("change", "growth"):
        since, as_of = period(dates(parsed, clause))
    return Statement(
        sense, kind, figure.hedge, owner, (figure.start, figure.end), comparator,
        Amount(unit, low, high), population(parsed, clause, figure.end), as_of, since,
    )  # fmt: skip


def _sense(parsed: Parsed, clause: Clause, figure: Figure) -> Sense:
    """Return what stands against a figure: that it is about speed, denied or supposed; or claim."""
    of_speed = any(
        cue.value[0] == "performance" and clause.start <= cue.start < clause.end
        for cue in parsed.cues
    )
    counted = population(parsed, Clause(clause.start, clause.end), figure.end)
    if of_speed and counted is None:
        return "performance"
    if figure.hedge in ("over", "under"):
        return supposed(parsed, clause, figure.start) or "claim"
    return objection(parsed, clause, figure.start) or "claim"


def _cues(parsed: Parsed, clause: Clause, kind: Kind) -> list[str]:
    """Return the hedges of the cues of a kind in a clause."""
    entries = lexicon().entries.cues
    found = [
        entries[cue.value[1]]
        for cue in parsed.cues
        if cue.value[0] == "claim" and clause.start <= cue.start < clause.end
    ]
    return [entry.hedge for entry in found if entry.kind == kind]


def _is_growth(parsed: Parsed, figure: Figure) -> bool:
    """Tell whether a factor is a verb: doubled, tripled."""
    return parsed.unit.text[figure.start : figure.end].lower().endswith(("ed", "les"))


def _owners(
    parsed: Parsed, clause: Clause, figures: list[Figure], scene: Scene
) -> list[str | None]:
    """Return which project each figure belongs to.

    Several figures and several projects go together in their order (A and B: 55 % and 38 %), or
    each figure with the project before it, or, where they begin with a figure, after it.
    """
    default = [subjects(parsed, clause, figure.start, scene) for figure in figures]
    first = [owners[0] if owners else None for owners in default]
    names = [name for name in parsed.within(clause) if scene.names.distance(name.value) == 0]
    if clause.header or len({name.value for name in names}) < 2 or len(figures) < 2:
        return first
    if all(name.end <= figures[0].start for name in names) and len(names) == len(figures):
        return [name.value for name in names]
    before = names[0].end <= figures[0].start
    found = [_neighbour(names, figure, before) for figure in figures]
    return [owner or other for owner, other in zip(found, first, strict=True)]


def _neighbour(names: list[Match[str]], figure: Figure, before: bool) -> str | None:
    if before:
        nearest = [name for name in names if name.end <= figure.start]
        return nearest[-1].value if nearest else None
    nearest = [name for name in names if name.start >= figure.end]
    return nearest[0].value if nearest else None


def _changes(parsed: Parsed, figures: list[Figure], found: list[Statement]) -> Iterator[Statement]:
    """Yield the change that two shares make: from 51 % in 2020 to 59 % in 2024."""
    shares = [s for s in found if s.kind == "share" and s.amount and s.sense == "claim"]
    for left, right in pairwise(shares):
        before = parsed.unit.text[: left.anchor[0]].lower().split()[-2:]
        between = parsed.unit.text[left.anchor[1] : right.anchor[0]].lower().split()[-2:]
        if "from" not in before or "to" not in between or left.subject != right.subject:
            continue
        points = str(Decimal(_amount(right).low) - Decimal(_amount(left).low))
        yield Statement(
            "claim", "change", "difference", left.subject, (left.anchor[0], right.anchor[1]),
            None, Amount("points", points, points), right.population, right.as_of,
            left.as_of if left.as_of != right.as_of else None,
        )  # fmt: skip
