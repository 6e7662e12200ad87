"""What a part of a unit says, and when and of what it says it."""

from dataclasses import dataclass

from warehouse.claim_entries import Kind
from warehouse.reading.clauses import Clause, Parsed
from warehouse.reading.figures import Figure
from warehouse.reading.vocabulary import Sense, lexicon
from warehouse.reading.words import words

DENIAL = 4
"""Words before a figure among which a denial speaks of it."""
NEAR = 9
"""Words after a figure among which it is said what it is a share of."""


@dataclass(frozen=True)
class Amount:
    """An asserted figure: its unit as in a claim's `asserted`, and its ends (equal for one)."""

    unit: str
    low: str
    high: str


@dataclass(frozen=True)
class Statement:
    """What a part of a unit says.

    Attributes:
        sense: claim: about adoption; else what kind of thing it says instead.
        kind: what kind of claim it makes or would make.
        hedge: the entry of data/hedges.yml by which it is read.
        subject: the project; empty when it is none that is known.
        anchor: where in the unit's text the figure or the word stands that makes the statement.
        amount: None for words alone.
        population: what it speaks of, as a name of the vocabulary; None when it does not say.
        as_of: the year or month it speaks of; None when it does not say.
        since: the year or month that a change begins.
    """

    sense: Sense
    kind: Kind
    hedge: str
    subject: str
    anchor: tuple[int, int]
    comparator: str | None = None
    amount: Amount | None = None
    population: str | None = None
    as_of: str | None = None
    since: str | None = None


def population(parsed: Parsed, clause: Clause, at: int) -> str | None:
    """Return what something at a position is counted in or said of.

    Words shortly after it come first (70 % of papers), then the others of the same clause, then the
    rest of the unit, the head of the column and the headings.
    """
    order = list(lexicon().entries.populations)
    inside = [p for p in parsed.populations if clause.start <= p.start < clause.end]
    following = [word.start for word in parsed.words if word.start >= at][:NEAR]
    near = [p for p in inside if p.start in following]
    for candidates in (near, inside, parsed.populations):
        if candidates:
            return min((match.value for match in candidates), key=order.index)
    for text in (clause.header, *parsed.unit.context[: 2 if clause.header else None]):
        if found := lexicon().populations.find(text, words(text)):
            return min((match.value for match in found), key=order.index)
    return None


def dates(parsed: Parsed, clause: Clause) -> list[Figure]:
    """Return the dates of a clause; of the whole unit when it has none."""
    found = [figure for figure in parsed.figures if figure.unit == "date"]
    return [date for date in found if clause.start <= date.start < clause.end] or found


def objection(parsed: Parsed, clause: Clause, at: int) -> Sense | None:
    """Return why something at a position is not asserted: it is denied or supposed."""
    before = parsed.inside(clause, at)[-DENIAL:]
    if any(word.low in lexicon().single["negations"] for word in before):
        return "denied"
    return supposed(parsed, clause, at)


def supposed(parsed: Parsed, clause: Clause, at: int) -> Sense | None:
    """Return whether something at a position is only expected or supposed."""
    before = parsed.inside(clause, at)
    foreseen = any(word.low in lexicon().single["forecasts"] for word in before)
    return "supposed" if foreseen else None


def period(found: list[Figure]) -> tuple[str | None, str | None]:
    """Return where a change begins and ends, as far as dates say: since 2019, from 2019 to 2024."""
    begins = [date.low for date in found if date.hedge in ("since", "after")]
    ends = sorted({end for date in found for end in (date.low, date.high)})
    if begins:
        return begins[0], ends[-1] if ends[-1] > begins[0] else None
    return (ends[0], ends[-1]) if len(ends) > 1 else (None, ends[0] if ends else None)


def spoken_of(parsed: Parsed, clause: Clause, at: int) -> str | None:
    """Return the date that something at a position speaks of: the next one, or the nearest."""
    found = dates(parsed, clause)
    following = [date for date in found if date.start >= at]
    nearest = following[0] if following else (found[-1] if found else None)
    return nearest.high if nearest else None
