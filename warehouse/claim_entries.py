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


class Hedge(Strict):
    """How one hedge word is read, fixed before anything is measured."""

    reading: str
    side: Literal["both", "at least", "at most", "range"]
    share_margin: float | None = Field(None, ge=0, le=1, description="as a fraction")
    ratio_margin: float | None = Field(None, ge=0, le=1, description="relative")
    digits_margin: float | None = Field(None, ge=0, description="in units of the last digit given")
    share_bound: float | None = Field(None, ge=0, le=1)
    ratio_bound: float | None = Field(None, ge=0)


class Hedges(Strict):
    """`data/hedges.yml`."""

    hedges: dict[str, Hedge]


def _number(value: object) -> object:
    return Decimal(str(value)) if isinstance(value, int | float | str) else value


Number = Annotated[Decimal, BeforeValidator(_number)]
UNITS = {"percent": "share", "points": "change", "ratio": "ratio", "count": "level"}


class Asserted(Strict):
    """The figure a claim gives: one unit, and a value or a range; nothing for words alone.

    The digits given set how exact it is meant: write '1.80' in quotes, or its zero is lost.
    """

    percent: Number | tuple[Number, Number] | None = None
    points: Number | tuple[Number, Number] | None = None
    ratio: Number | tuple[Number, Number] | None = None
    count: Number | tuple[Number, Number] | None = None

    @model_validator(mode="after")
    def possible(self) -> "Asserted":
        """Refuse several units, reversed ranges and shares outside 0-100 %."""
        given = [unit for unit in UNITS if getattr(self, unit) is not None]
        if len(given) != 1:
            msg = f"expected exactly one of {', '.join(UNITS)}; found {given or 'none'}"
            raise ValueError(msg)
        low, high = self.bounds
        if low > high:
            msg = f"the range runs backwards ({low} to {high}); give the smaller figure first"
            raise ValueError(msg)
        if (self.percent is not None and not 0 <= low <= high <= 100) or (
            given[0] in ("ratio", "count") and low < 0
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


class Tests(Strict):
    """The definitions a claim is measured under."""

    primary: Slug
    also: list[Slug] = Field([], description="other defensible definitions")
    context: list[Slug] = Field([], description="shown beside the claim, never decide it")


class Untestable(Strict):
    """Why nothing can be measured yet."""

    needs: Literal["live collection", "no public data", "opinion", "performance"]
    reason: str
    context: list[Slug] = Field([], description="definitions shown beside it, never deciding")


class Claim(Strict):
    """One assertion, restated in our words."""

    id: Slug
    kind: Literal["share", "ratio", "change", "level", "order"]
    subject: Slug
    comparator: Slug | None = None
    statement: str
    asserted: Asserted | None = None
    hedge: str
    as_of: str | None = Field(None, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    since: str | None = Field(None, pattern=r"^\d{4}$", description="a change's first year")
    scope: str
    reading: str = Field(description="how the words were turned into a test")
    occurrences: list[Occurrence] = Field(min_length=1)
    tests: Tests | None = None
    untestable: Untestable | None = None

    @property
    def definitions(self) -> list[tuple[str, str]]:
        """Return what it is measured under: (definition, primary | alternative | context)."""
        if self.tests is None:
            context = self.untestable.context if self.untestable else []
            return [(name, "context") for name in context]
        return [
            (self.tests.primary, "primary"),
            *((name, "alternative") for name in self.tests.also),
            *((name, "context") for name in self.tests.context),
        ]

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
        if self.kind in ("ratio", "order") and self.comparator is None:
            problems.append(f"a {self.kind} needs a comparator")
        if self.kind == "change" and self.since is None:
            problems.append("a change needs since (its first year)")
        if self.asserted is not None and UNITS[self.asserted.unit] != self.kind:
            problems.append(f"a {self.kind} cannot be asserted in {self.asserted.unit}")
        if problems:
            raise ValueError("; ".join(problems))
        return self


class ClaimFile(Strict):
    """`data/claims/<cluster>.yml`: the claims that say the same kind of thing."""

    title: str
    claims: list[Claim] = Field(min_length=1)
