"""What a sentence consists of, before anything is made of it."""

from dataclasses import dataclass, field

from warehouse.asking.cursor import Cursor, Spot
from warehouse.asking.known import Known
from warehouse.asking.names import Name
from warehouse.asking.values import Moment, Value, starts_day
from warehouse.asking.words import AND, OR, Measure


@dataclass
class Named:
    """A fact as a sentence names it, and the words that it is said to be.

    `facts` are the ids of all that the name fits; the sentence is understood when it is one.
    """

    facts: list[str]
    span: tuple[int, int]
    sign: Spot[str] | None = None
    words: list[Spot[str]] = field(default_factory=list)


@dataclass
class Parts:
    """The parts of a sentence, each with its place; what is not said is None or empty.

    `joint` says how places or facts are joined: None for one, `only` for one without others, `or`
    (or a comma) for several that decide each alone, `and` for several that decide together. `hedge`
    and `texts` are of the facts named last.
    """

    sentence: str
    subject: Spot[Name]
    comparator: Spot[Name] | None = None
    measures: list[Spot[Measure]] = field(default_factory=list)
    facts: list[Named] = field(default_factory=list)
    places: list[Spot[Name]] = field(default_factory=list)
    group: Spot[Name] | None = None
    joint: str | None = None
    hedge: Spot[str] | None = None
    value: Spot[Value] | None = None
    texts: list[Spot[str]] = field(default_factory=list)
    moments: list[Spot[Moment]] = field(default_factory=list)
    printed: Spot[str] | None = None

    @property
    def factual(self) -> bool:
        """Return whether it is about a fact and not about figures."""
        return bool(self.facts)

    def settle(self) -> None:
        """Give the words read last to the facts before them that have none."""
        if self.texts:
            for named in self.facts:
                if not named.words:
                    named.sign, named.words = self.hedge, self.texts
            self.hedge, self.texts = None, []


def dated(parts: Parts, known: Known) -> bool:
    """Return whether the facts that a sentence names are dates."""
    slugs = [slug for named in parts.facts for slug in named.facts]
    return bool(slugs) and all(known.is_dated(slug) for slug in slugs)


def texts(cursor: Cursor) -> list[Spot[str]]:
    """Take the words that a property is said to be, up to a date, a fact or the end."""
    found = list[Spot[str]]()
    while not cursor.ended:
        if cursor.token.kind == "text":
            found.append(Spot(cursor.token.text.strip(), cursor.take()))
        else:
            first = cursor.at
            while not (
                cursor.ended or cursor.token.key in OR or starts_fact(cursor) or _at_date(cursor)
            ):
                cursor.take()
            if first == cursor.at:
                break
            span = cursor.tokens[first].start, cursor.tokens[cursor.at - 1].end
            found.append(Spot(cursor.sentence[slice(*span)].strip(), span))
        if starts_fact(cursor) or not cursor.word(OR):
            break
    return found


def starts_fact(cursor: Cursor) -> bool:
    """Return whether a joint and a fact by its id come next."""
    if cursor.token.key not in (*OR, AND):
        return False
    length, _ = cursor.known.names.match(cursor.tokens, cursor.at + 1, ("fact",))
    return length > 0


def _at_date(cursor: Cursor) -> bool:
    """Return whether a word of time with its date comes next."""
    return cursor.token.key in ("in", "at", "as", "since") and any(
        starts_day(cursor, words) for words in (1, 2)
    )
