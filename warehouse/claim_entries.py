"""What people write as YAML about claims: documents, hedges, claims."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from collectors.cards import Date, Days, Pair, Sha256, Strict, Whole, refuse
from warehouse.entries import Day, Slug


class Document(Strict):
    """One of the articles whose claims are checked; see table document in `tables.yml`."""

    title: str
    as_of: Day | None = None
    as_of_basis: str
    not_before: Date | None = None
    not_before_basis: str | None = None
    sha256: Sha256
    characters: Whole = Field(gt=0)

    def _wrong(self) -> Iterator[str]:
        if (self.as_of is None) == (self.not_before is None) or (
            (self.not_before is None) != (self.not_before_basis is None)
        ):
            yield (
                "an undated document (as_of: null), and only that, has not_before and "
                "not_before_basis"
            )


Kind = Literal[
    "share",
    "ratio",
    "order",
    "rank",
    "change",
    "slope",
    "growth",
    "level",
    "crossing",
    "date",
    "property",
]
"""What a claim asserts; README.md says how each is measured."""
FACTS: tuple[Kind, ...] = ("date", "property")
"""Kinds that are read from `facts.yml`; the others are measured under definitions."""
OVER_TIME: tuple[Kind, ...] = ("change", "slope", "growth")
TWO_SIDED: tuple[Kind, ...] = ("ratio", "order", "crossing")
"""Kinds that compare the subject with a comparator."""


Bound = Annotated[float, Field(ge=-1e15, le=1e15)]


class Hedge(Strict):
    """How one hedge word is read, fixed before anything is measured; see table hedge."""

    reading: str
    side: Literal["both", "at least", "at most", "range"]
    share_margin: float | None = Field(None, ge=0, le=1)
    ratio_margin: float | None = Field(None, ge=0, le=1)
    digits_margin: float | None = Field(None, ge=0, le=1000)
    days_margin: Days | None = None
    bounds: dict[Kind, Bound | Pair[Bound]] = Field({})
    """By kind, in its own measure: used when the words give no figure."""

    def _wrong(self) -> Iterator[str]:
        for kind, bound in self.bounds.items():
            if isinstance(bound, tuple) and bound[0] > bound[1]:
                yield f"the bounds of {kind} run backwards; give the smaller one first"


FIGURE = re.compile(r"-?\d{1,15}(\.\d{1,9})?([eE]\+?\d{1,2})?", re.ASCII)


def _number(value: object) -> Decimal:
    """Return a figure with the digits it was given, or refuse it."""
    plain = not isinstance(value, bool) and isinstance(value, int | float | str | Decimal)
    text = f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
    if not plain or not FIGURE.fullmatch(text):
        refuse("expected a number such as 50 or 1.8, or two of them: [50, 60]")
    number = Decimal(text)
    if abs(number) > LARGEST:
        refuse(f"expected a number up to {LARGEST:,}")
    return number + 0  # 1e6 is 1000000, and -0 is 0


LARGEST = 10**15
Number = Annotated[Decimal, BeforeValidator(_number)]
UNITS: dict[str, tuple[Kind, ...]] = {
    "percent": ("share",),
    "points": ("change", "slope"),
    "ratio": ("ratio", "growth"),
    "count": ("level",),
    "rank": ("rank",),
    "date": ("crossing", "date"),
}
"""The unit of a figure, and the kinds of claims that it can stand in."""


ROUNDED = 1000
"""Counts from which on zeros at the end are taken for rounding."""


class Asserted(Strict):
    """The figure a claim gives: one unit, and a value or a range; nothing for words alone.

    The digits given set how exact it is meant: write '1.80' in quotes, or its zero is lost.
    """

    percent: Number | Pair[Number] | None = None
    points: Number | Pair[Number] | None = None
    ratio: Number | Pair[Number] | None = None
    count: Number | Pair[Number] | None = None
    rank: Number | Pair[Number] | None = None
    date: Day | Pair[Day] | None = None

    def _wrong(self) -> Iterator[str]:
        given = [unit for unit in UNITS if getattr(self, unit) is not None]
        if len(given) != 1:
            yield f"expected exactly one of {', '.join(UNITS)}; found {given or 'none'}"
            return
        if self.date is not None:
            first, last = self.dates
            if first > last:
                yield f"the range runs backwards ({first} to {last}); give the earlier date first"
            return
        low, high = self.bounds
        if low > high:
            yield f"the range runs backwards ({low} to {high}); give the smaller figure first"
        if (self.percent is not None and not 0 <= low <= high <= 100) or (
            given[0] in ("ratio", "count", "rank") and low < 0
        ):
            yield f"no measurement can lie there ({low} to {high} {given[0]}); correct the figure"

    @property
    def unit(self) -> str:
        """Return the unit that is given."""
        return next(unit for unit in UNITS if getattr(self, unit) is not None)

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """Return the figure as a range, in the unit as given."""
        figure = getattr(self, self.unit)
        return figure if isinstance(figure, tuple) else (figure, figure)

    @property
    def dates(self) -> tuple[str, str]:
        """Return the date as a range, as given."""
        assert self.date is not None
        return self.date if isinstance(self.date, tuple) else (self.date, self.date)

    @property
    def last_digit(self) -> Decimal:
        """Return the value of one unit in the last digit given: 1 for 59, 0.1 for 1.8.

        The zeros at the end of a count of thousands are no digits given: 87,000,000 is 87 million.
        Two digits are, however round it is: 100,000 is not 50,000.
        """
        bounds = self.bounds
        exponents = [int(bound.as_tuple().exponent) for bound in bounds]
        if self.unit == "count" and min(exponents) >= 0 and bounds[0] >= ROUNDED:
            last = [int(bound.normalize().as_tuple().exponent) for bound in bounds]
            return Decimal(1).scaleb(min(*last, bounds[0].adjusted() - 1))
        return Decimal(1).scaleb(min(0, *exponents))


class Occurrence(Strict):
    """Where a document makes the claim: line from 1, characters from 0, end exclusive."""

    document: Slug
    line: Whole = Field(ge=1)
    span: Pair[Whole]

    def _wrong(self) -> Iterator[str]:
        if not 0 <= self.span[0] < self.span[1]:
            yield f"the span {list(self.span)} is empty or runs backwards"


def _filled(text: str) -> str:
    """Refuse what `sharecheck read --write` leaves to be filled in."""
    if text.strip("“”") == "?":
        refuse("expected the words that belong there")
    return text


Text = Annotated[str, AfterValidator(_filled)]
Standing = Literal["primary", "alternative", "scorecard", "context"]
"""How a test stands to its claim; column `role` of table claim_test."""


class Need(Strict):
    """A fact, and the value of it that a claim needs."""

    fact: Slug
    needs: list[str] = Field(min_length=1, description="any of these; 'at least x', 'at most x'")

    @field_validator("needs", mode="before")
    @classmethod
    def several(cls, value: object) -> object:
        """Take one word for a list of it."""
        return [value] if isinstance(value, str) else value


Rule = Literal["each", "every", "most"]
"""Of parts. each: some true and some false is partly true; every: a false one refutes; most: the
count decides."""


class Use(NamedTuple):
    """One test of a claim: a definition, or a fact with the values needed."""

    name: str
    role: Standing
    part: str | None = None
    needs: list[str] = []  # noqa: RUF012 - never changed


class Tests(Strict):
    """What a claim is measured under: definitions, or facts for the kinds in `FACTS`.

    A primary one with its alternatives; or a scorecard: one definition for each of several signals,
    which decide together; or named parts, each with facts of its own.
    """

    primary: Slug | Need | None = None
    also: list[Slug | Need] = Field([], description="other defensible definitions")
    scorecard: list[Slug] = Field([], description="one definition for each of several signals")
    parts: dict[str, list[Slug | Need]] = Field({})
    """part: its facts, the nearest first."""
    rule: Rule | None = Field(None, description="how the parts decide together")
    context: list[Slug] = Field([], description="shown beside the claim, never decide it")

    def _wrong(self) -> Iterator[str]:
        if bool(self.primary) + bool(self.scorecard) + bool(self.parts) != 1:
            yield "give one of primary (with also), scorecard, parts"
        if self.also and not self.primary:
            yield "also goes with primary"
        if self.scorecard and len(self.scorecard) < SCORED:
            yield f"a scorecard needs at least {SCORED} signals, found {len(self.scorecard)}"
        if (self.rule is None) == bool(self.parts):
            yield "parts, and only they, have a rule: each, every or most"
        if self.parts and (len(self.parts) < 2 or not all(self.parts.values())):
            yield "give at least two parts, each with a fact"

    @property
    def uses(self) -> list[Use]:
        """Return every test, in order."""
        every: list[tuple[Standing, str | None, Sequence[str | Need]]] = [
            ("primary", None, [self.primary] if self.primary else []),
            ("alternative", None, self.also),
            ("scorecard", None, self.scorecard),
        ]
        for part, facts in self.parts.items():
            every += [("primary", part, facts[:1]), ("alternative", part, facts[1:])]
        every.append(("context", None, self.context))
        return [
            Use(test.fact, role, part, test.needs)
            if isinstance(test, Need)
            else Use(test, role, part)
            for role, part, tests in every
            for test in tests
        ]


SCORED = 2
"""Fewest signals that make a scorecard."""


class Untestable(Strict):
    """Why nothing can be measured yet."""

    needs: Literal["live collection", "no public data", "opinion", "benchmark"]
    source: str | None = Field(None, description="the source whose collection would decide it")
    reason: str
    context: list[Slug] = Field([], description="definitions shown beside it, never deciding")

    def _wrong(self) -> Iterator[str]:
        if (self.needs == "live collection") != (self.source is not None):
            yield "name the source of a live collection, and only of one"


class Claim(Strict):
    """One assertion, restated in our words."""

    id: Slug
    kind: Kind
    subject: Slug
    comparator: Slug | None = None
    statement: Text
    aspect: Slug | None = None
    """What it is about, of data/aspects.yml; null where facts decide."""
    asserted: Asserted | None = Field(None, description="the figure that the words give")
    read_as: Asserted | None = None
    """How words without a figure are read, where the hedge sets no bound."""
    hedge: Text
    as_of: Day | None = None
    since: Day | None = Field(None, description="where a change, a slope or a growth begins")
    per: Literal["day", "month", "year"] | None = None
    """Of a level that is a rate; null: the total of the claim's time."""
    of: Literal["source"] | None = None
    """source: about what the source itself printed, so it has no sampling error."""
    singles_out: bool | None = None
    """false where it says what may be true of its whole group."""
    together: list[Slug] = Field([])
    """Claims whose figures stand beside it, over one denominator."""
    scope: Text
    reading: Text = Field(description="how the words were turned into a test")
    occurrences: list[Occurrence] = Field([], description="empty for one that nobody has printed")
    tests: Tests | None = None
    few: Text | None = Field(None, description="why it is measured under so few definitions")
    untestable: Untestable | None = None

    @property
    def uses(self) -> list[Use]:
        """Return what it is measured under."""
        if self.tests is None:
            context = self.untestable.context if self.untestable else []
            return [Use(name, "context") for name in context]
        return self.tests.uses

    @property
    def figure(self) -> Asserted | None:
        """Return the figure that its region is made of."""
        return self.asserted or self.read_as

    def _wrong(self) -> Iterator[str]:
        waits = self.untestable is not None and self.untestable.needs == "live collection"
        if self.tests is None and self.untestable is None:
            yield "give tests or untestable"
        if self.tests is not None and self.untestable is not None and not waits:
            yield ("give tests or untestable, both only for one that needs a live collection")
        if self.kind in TWO_SIDED and self.comparator is None:
            yield f"a {self.kind} needs a comparator"
        if self.kind in OVER_TIME and self.since is None:
            yield f"a {self.kind} needs since (where it begins)"
        worded = self.kind == "growth" and self.figure is None and self.comparator is None
        if worded and self.tests is not None:
            yield (
                "a growth without a figure needs a comparator; what rises in a field that grows "
                "is a change of its share"
            )
        if self.per is not None and self.kind != "level":
            yield f"a {self.kind} is not per {self.per}; only a level is"
        if self.asserted is not None and self.read_as is not None:
            yield "give asserted (the words' own figure) or read_as (ours), not both"
        if self.figure is not None and self.kind not in UNITS[self.figure.unit]:
            yield f"a {self.kind} cannot be asserted in {self.figure.unit}"
        if self.kind == "date" and self.figure is None and self.tests is not None:
            yield "a date needs asserted (date)"
        deciding = [use for use in self.uses if use.role != "context"]
        if any(bool(use.needs) != (self.kind == "property") for use in deciding):
            yield (
                "tests: a property, and only that, names with each fact the value that it needs: "
                "{fact: acme-status, needs: active}"
            )
        if self.kind in FACTS and self.tests is not None and self.tests.scorecard:
            yield "facts make no scorecard; give parts"
        if self.kind not in FACTS and self.tests is not None and self.tests.parts:
            yield "parts are decided by facts"


class ClaimFile(Strict):
    """`claims/<cluster>.yml`: the claims that say the same kind of thing."""

    title: str
    documents: dict[Slug, Document] = Field({})
    """Of claims of one's own: the texts that they stand in."""
    claims: list[Claim] = Field(min_length=1)


class Contradiction(Strict):
    """Claims that cannot be true together."""

    title: str
    kind: Literal["numeric", "date", "fact", "ranking"]
    severity: Literal["hard", "soft"]
    """hard: never together; soft: only under different readings."""
    sides: Pair[list[Slug]] = Field(description="claims against claims")
    why: str
