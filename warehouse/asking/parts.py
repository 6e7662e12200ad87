"""What a sentence consists of, before anything is made of it."""

from dataclasses import dataclass, field

from warehouse.asking.cursor import Cursor, Spot
from warehouse.asking.known import Known
from warehouse.asking.names import Name
from warehouse.asking.values import Moment, Value, starts_day
from warehouse.asking.words import OR, Measure
from warehouse.claim_tables import is_date


@dataclass
class Parts:
    """The parts of a sentence, each with its place; what is not said is None or empty.

    `joint` says how places are joined: None for one, `only` for one without others, `or` (or a
    comma) for several that decide each alone, `and` for several that decide together.
    """

    sentence: str
    subject: Spot[Name]
    comparator: Spot[Name] | None = None
    measures: list[Spot[Measure]] = field(default_factory=list)
    trait: Spot[Name] | None = None
    facts: list[Spot[Name]] = field(default_factory=list)
    places: list[Spot[Name]] = field(default_factory=list)
    group: Spot[Name] | None = None
    joint: str | None = None
    hedge: Spot[str] | None = None
    value: Spot[Value] | None = None
    texts: Spot[list[str]] | None = None
    moments: list[Spot[Moment]] = field(default_factory=list)
    printed: Spot[str] | None = None

    @property
    def factual(self) -> bool:
        """Return whether it is about a fact and not about figures."""
        return self.trait is not None or bool(self.facts)


def fact_values(parts: Parts, known: Known) -> list[str]:
    """Return what is noted for the facts that a sentence names; of a property, for the subject."""
    named = {spot.value.id for spot in parts.facts}
    wanted = parts.trait.value.id if parts.trait else None
    return [
        value.value
        for slug, fact in known.catalogue.facts.items()
        if slug in named or (fact.project == parts.subject.value.id and fact.property == wanted)
        for value in fact.values
    ]


def dated(parts: Parts, known: Known) -> bool:
    """Return whether the facts that a sentence names are dates."""
    values = fact_values(parts, known)
    return bool(values) and all(is_date(value) for value in values)


def texts(cursor: Cursor) -> Spot[list[str]] | None:
    """Take the words that a property is said to be, up to a date or the end; several with or."""
    found, start = list[str](), cursor.token.start
    while not cursor.ended:
        if cursor.token.kind == "text":
            found.append(cursor.token.text.strip())
            cursor.take()
        else:
            first = cursor.at
            while not (cursor.ended or cursor.token.key in OR or _at_date(cursor)):
                cursor.take()
            if first == cursor.at:
                break
            last = cursor.tokens[cursor.at - 1].end
            found.append(cursor.sentence[cursor.tokens[first].start : last].strip())
        if not cursor.word(OR):
            break
    return Spot(found, (start, cursor.tokens[cursor.at - 1].end)) if found else None


def _at_date(cursor: Cursor) -> bool:
    """Return whether a word of time with its date comes next."""
    return cursor.token.key in ("in", "at", "as", "since") and any(
        starts_day(cursor, words) for words in (1, 2)
    )
