"""What people write as YAML about claims: documents, hedges, claims."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from collectors.cards import Strict
from warehouse.entries import Slug


class Document(Strict):
    """One of the articles whose claims are checked."""

    title: str
    as_of: str | None = Field(None, description="the time it speaks of; null when undated")
    as_of_basis: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    characters: int = Field(gt=0)


class Documents(Strict):
    """`data/documents.yml`."""

    documents: dict[Slug, Document]


Kind = Literal[
    "share", "ratio", "order", "rank", "change", "slope", "growth", "level", "crossing", "date",
    "property",
]  # fmt: skip
"""What a claim asserts; README.md says how each is measured."""
FACTS: tuple[Kind, ...] = ("date", "property")
"""Kinds that are read from `data/facts.yml`; the others are measured under definitions."""
OVER_TIME: tuple[Kind, ...] = ("change", "slope", "growth")
TWO_SIDED: tuple[Kind, ...] = ("ratio", "order", "crossing")
"""Kinds that compare the subject with a comparator."""


class Hedge(Strict):
    """How one hedge word is read, fixed before anything is measured."""

    reading: str
    side: Literal["both", "at least", "at most", "range"]
    share_margin: float | None = Field(None, ge=0, le=1, description="as a fraction")
    ratio_margin: float | None = Field(None, ge=0, le=1, description="relative")
    digits_margin: float | None = Field(None, ge=0, description="in units of the last digit given")
    days_margin: int | None = Field(None, ge=0, description="for dates")
    bounds: dict[Kind, float | tuple[float, float]] = Field(
        {}, description="by kind, in its own measure: used when the words give no figure"
    )


class Hedges(Strict):
    """`data/hedges.yml`."""

    hedges: dict[str, Hedge]


def _number(value: object) -> object:
    return Decimal(str(value)) if isinstance(value, int | float | str) else value


Number = Annotated[Decimal, BeforeValidator(_number)]
UNITS: dict[str, tuple[Kind, ...]] = {
    "percent": ("share",),
    "points": ("change", "slope"),
    "ratio": ("ratio", "growth"),
    "count": ("level",),
    "rank": ("rank",),
    "date": ("crossing", "date"),
    "text": ("property",),
}
"""The unit of a figure, and the kinds of claims that it can stand in."""
Day = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""A year, a month or a day: 2024, 2024-05, 2024-05-27."""


class Asserted(Strict):
    """The figure a claim gives: one unit, and a value or a range; nothing for words alone.

    The digits given set how exact it is meant: write '1.80' in quotes, or its zero is lost.
    """

    percent: Number | tuple[Number, Number] | None = None
    points: Number | tuple[Number, Number] | None = None
    ratio: Number | tuple[Number, Number] | None = None
    count: Number | tuple[Number, Number] | None = None
    rank: Number | tuple[Number, Number] | None = None
    date: Day | tuple[Day, Day] | None = None
    text: list[str] | None = Field(None, min_length=1, description="any of these is meant")

    @model_validator(mode="after")
    def possible(self) -> "Asserted":
        """Refuse several units, reversed ranges and shares outside 0-100 %."""
        given = [unit for unit in UNITS if getattr(self, unit) is not None]
        if len(given) != 1:
            msg = f"expected exactly one of {', '.join(UNITS)}; found {given or 'none'}"
            raise ValueError(msg)
        if self.text is not None:
            return self
        if self.date is not None:
            first, last = self.dates
            if first > last:
                msg = f"the range runs backwards ({first} to {last}); give the earlier date first"
                raise ValueError(msg)
            return self
        low, high = self.bounds
        if low > high:
            msg = f"the range runs backwards ({low} to {high}); give the smaller figure first"
            raise ValueError(msg)
        if (self.percent is not None and not 0 <= low <= high <= 100) or (
            given[0] in ("ratio", "count", "rank") and low < 0
        ):
            msg = f"no measurement can lie there ({low} to {high} {given[0]}); correct the figure"
            raise ValueError(msg)
        return self

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
        """Return the value of one unit in the last digit given: 1 for 59, 0.1 for 1.8."""
        exponents = [int(bound.as_tuple().exponent) for bound in self.bounds]
        return Decimal(1).scaleb(min(0, *exponents))


class Occurrence(Strict):
    """Where a document makes the claim: line from 1, characters from 0, end exclusive."""

    document: Slug
    line: int = Field(ge=1)
    span: tuple[int, int]

    @model_validator(mode="after")
    def forward(self) -> "Occurrence":
        """Refuse empty and reversed spans."""
        if not 0 <= self.span[0] < self.span[1]:
            msg = f"the span {list(self.span)} is empty or runs backwards"
            raise ValueError(msg)
        return self


Role = Literal["primary", "alternative", "scorecard", "context"]


class Tests(Strict):
    """What a claim is measured under: definitions, or facts for the kinds in `FACTS`.

    Either a primary one with its alternatives, or a scorecard: one definition for each of several
    signals, which decide together.
    """

    primary: Slug | None = None
    also: list[Slug] = Field([], description="other defensible definitions")
    scorecard: list[Slug] = Field([], description="one definition for each of several signals")
    context: list[Slug] = Field([], description="shown beside the claim, never decide it")

    @model_validator(mode="after")
    def one_way(self) -> "Tests":
        """Refuse tests with both or neither."""
        if (self.primary is None) == (not self.scorecard) or (self.scorecard and self.also):
            msg = "give either primary (with also), or scorecard"
            raise ValueError(msg)
        if self.scorecard and len(self.scorecard) < SCORED:
            msg = f"a scorecard needs at least {SCORED} signals, found {len(self.scorecard)}"
            raise ValueError(msg)
        return self

    @property
    def roles(self) -> list[tuple[str, Role]]:
        """Return every definition or fact with its role, in order."""
        every: list[tuple[Role, list[str]]] = [
            ("primary", [self.primary] if self.primary else []),
            ("alternative", self.also),
            ("scorecard", self.scorecard),
            ("context", self.context),
        ]
        return [(name, role) for role, names in every for name in names]


SCORED = 3
"""Fewest signals that make a scorecard."""


class Untestable(Strict):
    """Why nothing can be measured yet."""

    needs: Literal["live collection", "no public data", "opinion", "performance"]
    source: str | None = Field(None, description="the source whose collection would decide it")
    reason: str
    context: list[Slug] = Field([], description="definitions shown beside it, never deciding")

    @model_validator(mode="after")
    def named(self) -> "Untestable":
        """Refuse a live collection of nothing in particular."""
        if (self.needs == "live collection") != (self.source is not None):
            msg = "name the source of a live collection, and only of one"
            raise ValueError(msg)
        return self


class Claim(Strict):
    """One assertion, restated in our words."""

    id: Slug
    kind: Kind
    subject: Slug
    comparator: Slug | None = None
    statement: str
    asserted: Asserted | None = None
    hedge: str
    as_of: Day | None = None
    since: Day | None = Field(None, description="where a change, a slope or a growth begins")
    per: Literal["day", "month", "year"] | None = Field(
        None, description="of a level that is a rate; null: the total of the claim's time"
    )
    of: Literal["source"] | None = Field(
        None,
        description="source: about what the source itself printed, so it has no sampling error",
    )
    scope: str
    reading: str = Field(description="how the words were turned into a test")
    occurrences: list[Occurrence] = Field([], description="empty for a claim of one's own")
    tests: Tests | None = None
    untestable: Untestable | None = None

    @property
    def uses(self) -> list[tuple[str, Role]]:
        """Return the definitions (or facts) it is measured under, with their roles."""
        if self.tests is None:
            context = self.untestable.context if self.untestable else []
            return [(name, "context") for name in context]
        return self.tests.roles

    @model_validator(mode="after")
    def complete(self) -> "Claim":
        """Refuse claims that cannot be tested as they stand."""
        problems = []
        waits = self.untestable is not None and self.untestable.needs == "live collection"
        if self.tests is None and self.untestable is None:
            problems.append("give tests or untestable")
        if self.tests is not None and self.untestable is not None and not waits:
            problems.append(
                "give tests or untestable, both only for one that needs a live collection"
            )
        if self.kind in TWO_SIDED and self.comparator is None:
            problems.append(f"a {self.kind} needs a comparator")
        if self.kind in OVER_TIME and self.since is None:
            problems.append(f"a {self.kind} needs since (where it begins)")
        if self.per is not None and self.kind != "level":
            problems.append(f"a {self.kind} is not per {self.per}; only a level is")
        if self.asserted is not None and self.kind not in UNITS[self.asserted.unit]:
            problems.append(f"a {self.kind} cannot be asserted in {self.asserted.unit}")
        if self.kind in FACTS and self.asserted is None and self.tests is not None:
            problems.append(f"a {self.kind} needs asserted (date or text)")
        if problems:
            raise ValueError("; ".join(problems))
        return self


class ClaimFile(Strict):
    """`data/claims/<cluster>.yml`: the claims that say the same kind of thing."""

    title: str
    claims: list[Claim] = Field(min_length=1)


class Contradiction(Strict):
    """Claims that cannot be true together."""

    title: str
    kind: Literal["numeric", "date", "fact", "ranking"]
    severity: Literal["hard", "soft"] = Field(
        description="hard: never together; soft: only under different readings"
    )
    sides: tuple[list[Slug], list[Slug]] = Field(description="claims against claims")
    why: str


class Contradictions(Strict):
    """`data/contradictions.yml`."""

    contradictions: dict[Slug, Contradiction]
