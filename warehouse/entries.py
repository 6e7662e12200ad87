"""What people write as YAML, entry by entry: projects, definitions, breaks, twins.

The entries of claims are in `claim_entries`. `warehouse.catalogue` reads the files and checks what
refers to what.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, field_validator

from collectors.cards import YEARS, Address, Date, Days, Name, Strict, day, like, normal, refuse

Role = Literal["primary", "variant", "component", "former"]
ID, NAMED = r"[a-z0-9][a-z0-9.-]{0,79}", "an id of small letters, digits, hyphens and dots"
Slug = Annotated[str, like(ID, f"{NAMED}, such as acme-2")]
GROUP, NOTE = "{group}", "{note}"
"""What an entry over several groups says where a group's title and its note belong."""
DAY = r"\d{4}(-\d{2}(-\d{2})?)?"
"""A year, a month or a day: 2024, 2024-05, 2024-05-27."""


def when(value: object) -> str:
    """Return a year, a month or a day as text; in YAML it may stand without quotes.

    Raises:
        ValueError: it is none, or of another century; it says what is expected.
    """
    text = str(value) if type(value) in (int, date, str) else ""
    if not re.fullmatch(DAY, text, re.ASCII):
        refuse("expected a date such as 2024, 2024-05 or 2024-05-27")
    day(f"{text}-01-01"[:10])
    return text


Day = Annotated[str, BeforeValidator(when)]
NO_DATE = (
    f"is no date. Write 2024, 2024-05 or 2024-05-27. The years go from {YEARS[0]} to {YEARS[1]}."
)


class Project(Strict):
    """Something whose adoption is measured; see table project in `tables.yml`."""

    name: str
    kind: str
    owner: str | None = None
    license: str | None = None
    first_public_release: Date | None = None
    homepage: Address | None = None
    part_of: Slug | None = None
    aliases: list[str] = Field([])
    identifiers: dict[Name, dict[str, Role]] = Field({}, description="by registry, with roles")

    @field_validator("identifiers")
    @classmethod
    def spelled_as_the_index_does(cls, value: dict[str, dict[str, Role]]) -> Any:
        """Bring PyPI's names into the spelling in which its figures come."""
        packages = {normal(name): role for name, role in value.get("pypi", {}).items()}
        return value | {"pypi": packages} if packages else value


class Group(Strict):
    """A named set of projects."""

    title: str
    note: str
    members: list[Slug] = Field(min_length=1)
    rivals: bool = True
    """false for the parts of one family, which rise and fall together."""


class Noun(Strict):
    """How a pack calls what it measures."""

    one: str = "project"
    many: str = "projects"


class PackFile(Strict):
    """`pack.yml`."""

    id: Slug | None = Field(None, description="null: the folder's name")
    title: str | None = Field(None, description="null: the folder's name")
    noun: Noun = Noun()
    sources: list[str] | None = None
    """Which of the program's sources it uses; null: those whose registry its projects name."""
    registries: list[Name] = Field([])
    """Where its projects have names though no source asks there."""
    fewest_definitions: int = Field(1, ge=1, le=10)
    """A claim that is measured under fewer says why: `few`."""


class Pack(Strict):
    """A pack as it is known: its title, its noun, its folder."""

    title: str
    noun: Noun
    folder: str


class Over(Strict):
    """The denominator: exactly one of the four."""

    base: bool = Field(False, description="what the source reports for the row itself")
    group: Slug | None = Field(None, description="the sum over this group's projects")
    groups: list[Slug] = Field([], description="one definition for each of these groups")
    total: str | None = Field(None, description="a signal that counts everything, nearest in time")

    def _wrong(self) -> Iterator[str]:
        given = (self.base, self.group is not None, bool(self.groups), self.total is not None)
        if sum(given) != 1:
            yield "expected exactly one of base, group, groups, total"


class Definition(Strict):
    """Numerator, denominator and filter that turn a signal into a share."""

    TEXTS: ClassVar = ("title", "numerator", "denominator", "rationale")

    signal: str
    title: str
    numerator: str
    denominator: str
    rationale: str
    segments: list[str] = Field(min_length=1)
    over: Over
    roles: list[Role] = Field(["primary", "former"])
    families: dict[Slug, list[Slug]] = Field({})
    """project: the groups and projects that are added up for it."""
    pool: Literal["year"] | None = Field(None, description="add the segments up per calendar year")
    overlap: bool = False
    """A subject may count for several projects: the sum is an upper bound."""
    bound: Literal["at least", "at most"] | None = None
    """The share is only the least, or the most, that it can be."""
    within: Slug | None = None
    """A definition that divides the same number by more."""
    left_out: str | None = None
    """What those of that wider base do that this one leaves out: 'name none'."""

    def _wrong(self) -> Iterator[str]:
        if (self.within is None) != (self.left_out is None):
            yield "within and left_out go together: the wider base, and what its others do"
        for field in self.TEXTS:
            text = getattr(self, field)
            if self.over.groups and field in ("title", "denominator") and GROUP not in text:
                yield f"the {field} of an entry over several groups says {GROUP} for their titles"
            if not self.over.groups and (GROUP in text or NOTE in text):
                yield f"{GROUP} and {NOTE} stand for something in an entry over groups only"


class Property(Strict):
    """What a fact of one kind can say: a date, a figure, or one of some words."""

    title: str
    type: Literal["date", "figure", "word"] = "word"
    ordered: bool = Field(False, description="the words stand from least to most")
    values: dict[str, str] = Field({}, description="each word, and what it means")

    def refuses(self, value: str) -> str | None:
        """Return what it expects instead of `value`; nothing when it can say that."""
        match self.type:
            case "date":
                try:
                    when(value)
                except ValueError as error:
                    return str(error).removeprefix("expected ")
                return None
            case "figure":
                return None if re.search(r"\d", value) else "a figure with digits"
            case "word":
                return None if value in self.values else " or ".join(map(repr, self.values))

    def reaching(self, needs: "list[str]") -> list[str]:
        """Return the values that satisfy a need: any of these, 'at least x' or 'at most x'."""
        words, found = list(self.values), list[str]()
        for need in needs:
            side, _, word = need.rpartition(" ")
            match side:
                case "at least" if self.ordered and word in words:
                    found += words[words.index(word) :]
                case "at most" if self.ordered and word in words:
                    found += words[: words.index(word) + 1]
                case _:
                    found.append(need)
        return found


class FactValue(Strict):
    """What a fact was, from one day to another."""

    value: str = Field(description="one of the property's, or a date (2016, 2016-09, 2016-09-01)")
    since: Date | None = Field(None, description="first day on which it is known to have held")
    until: Date | None = Field(None, description="day it no longer held")
    checked_on: Date | None = None
    """Last day on which the citation shows that it held, where it still does."""
    citation: str = Field(description="owner/name@commit:path, pypi:name==version:path, or a page")
    read_on: Date | None
    """When the citation was read; null: it could not be, so nothing is decided by it."""

    def _wrong(self) -> Iterator[str]:
        end = self.until or self.checked_on
        if self.until is not None and self.checked_on is not None:
            yield "give until (it ended) or checked_on (it still holds), not both"
        if self.since is not None and end is not None and end < self.since:
            yield f"it would end ({end}) before it begins ({self.since})"


class Fact(Strict):
    """Something about a project that is no count: a date, a licence, an owner, what it can do."""

    project: Slug
    title: str
    property: str = Field(description="which of data/properties.yml it is")
    values: list[FactValue] = Field(min_length=1)
    note: str | None = None


STATED = {"license": "license", "first release": "first_public_release"}
"""Properties whose newest value is a field of `Project`."""
HAS, ABLE = "has", "at least experimental"
"""The property of what a project can do, and what that must be where it is affirmed."""


class AspectSignal(Strict):
    """A signal that is, or is not, evidence of what a claim is about."""

    signal: str
    definitions: list[Slug] = Field([], description="only under these; empty: under every one")
    why: str


class Aspect(Strict):
    """What a claim can be about, and the signals that are evidence of it."""

    title: str
    asks: str
    evidence: list[AspectSignal] = Field([], description="empty: nothing collected is")
    not_evidence: list[AspectSignal] = Field([])

    def admits(self, definition_id: str, signal: str) -> bool:
        """Return whether a test under the definition is evidence."""
        return any(
            entry.signal == signal and (not entry.definitions or definition_id in entry.definitions)
            for entry in self.evidence
        )


class Bias(Strict):
    """How far a figure may be off; what is left out is not."""

    points: float | None = Field(None, gt=0, le=100, description="of a share, in percentage points")
    factor: float | None = Field(None, gt=1, le=1_000_000)
    """Of a ratio of two, and so of a share."""
    count: float | None = Field(None, gt=1, le=1_000_000)
    """Of a count, as a factor; alike for all, so that no ratio is touched."""

    def _wrong(self) -> Iterator[str]:
        if self.points is None and self.factor is None and self.count is None:
            yield "give points (of a share), factor (of a ratio) or count (of a count)"


class Break(Strict):
    """A known change or hole in a series, and what it costs a figure that it touches."""

    id: Slug
    signals: list[str] = Field(min_length=1)
    segment: str | None = None
    projects: list[Slug] = Field([], description="whose figures it touches; empty: everybody's")
    starts: Date
    ends: Date | None = Field(None, description="exclusive; equal to starts for a level shift")
    kind: Literal["level shift", "undercount", "hole", "outlier", "recount", "scope"]
    severity: Literal["block", "taint"]
    price: Literal["bounded", "barring", "harmless"] | None = None
    """Of a taint. bounded: the bias widens the interval of figures inside; barring: no change,
    slope, growth or crossing is measured across it; harmless: only flagged."""
    bias: Bias | None = Field(None, description="of a bounded one")
    why: str | None = Field(None, description="why that price: how the bias is known, or no harm")
    effect: str
    citation: str

    def _wrong(self) -> Iterator[str]:
        if (self.price is None) == (self.severity == "taint"):
            yield "a taint has a price (bounded, barring or harmless), a block has none"
        if (self.bias is None) == (self.price == "bounded"):
            yield "give a bias with the price 'bounded', and only with it"
        if self.price is not None and self.why is None:
            yield f"say why it is {self.price}"


class Reading(Strict):
    """One signal in one segment."""

    signal: str
    segment: str


class Twin(Strict):
    """Two signals that should say the same."""

    id: Slug
    left: Reading
    right: Reading
    within_days: Days = 0
    """How far apart two periods may begin; 0: the same period."""
    why: str = Field(description="why they should agree, and where they cannot")
