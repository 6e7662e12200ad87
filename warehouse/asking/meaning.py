"""What the parts of a sentence assert: the kind of claim, the figure, its hedge, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, NoReturn

from pydantic import ValidationError

from collectors.errors import SentenceError
from warehouse.asking.cursor import Spot
from warehouse.asking.known import Known
from warehouse.asking.parts import Named, Parts, dated
from warehouse.asking.values import Moment
from warehouse.asking.words import ABOUT_UNITS, BEHIND, LEAST, MOST, OVERTOOK, UNIT_OF
from warehouse.claim_entries import OVER_TIME, TWO_SIDED, Asserted, Kind
from warehouse.entries import ABLE, HAS

FIELD = {"times": "ratio", "place": "rank"}
"""Units that claims call by another name."""
TRENDS = ("rising", "fast rising", "falling", "steady")
BY_HEDGE: dict[str, Kind] = {
    "ahead": "order", BEHIND: "order", OVERTOOK: "order", "first": "rank",
    "among the first": "rank", "difference": "change", "thousands": "level",
    **dict.fromkeys(TRENDS, "change"),
}  # fmt: skip
"""The kind that a comparison in words makes, where nothing else says it."""
BY_UNIT: dict[str, Kind] = {"percent": "share", "place": "rank", "date": "crossing"}


@dataclass(frozen=True)
class Meaning:
    """A claim without what it is measured by; `facts` are those named, with what each must be."""

    kind: Kind
    subject: str
    comparator: str | None
    asserted: Asserted | None
    hedge: str
    as_of: str | None
    since: str | None
    per: Literal["day", "month", "year"] | None = None
    of: Literal["source"] | None = None
    facts: tuple[tuple[str, list[str]], ...] = ()


def meaning(parts: Parts, known: Known) -> Meaning:
    """Return what a sentence asserts.

    Raises:
        SentenceError: its parts do not fit together, or one is missing.
    """
    return _Reading(parts, known).meaning()


class _Reading:
    def __init__(self, parts: Parts, known: Known) -> None:
        self.parts, self.known = parts, known
        self.hedge = parts.hedge.value if parts.hedge else None
        self.unit = parts.value.value.unit if parts.value else None
        self.moments = {spot.value.when: spot for spot in parts.moments}
        self.kind = self._kind()

    def meaning(self) -> Meaning:
        parts = self.parts
        subject = parts.subject.value.id
        comparator = parts.comparator.value.id if parts.comparator else None
        facts = tuple(self._facts())
        hedge, swapped = self.hedge, self.hedge == BEHIND
        if self.kind in ("order", "crossing"):
            swapped = swapped or hedge == "under"
            hedge = "ahead"
        elif swapped:
            assert parts.hedge is not None
            self.wrong(parts.hedge, "'behind' says who has less, not by how much.", ["under"])
        elif hedge == OVERTOOK:
            hedge = "ahead"
        if swapped and comparator is not None:
            subject, comparator = comparator, subject
        if self.kind in TWO_SIDED and comparator is None:
            self.ends(f"{self.a_kind} needs a second project.", ["'vs' and a project"])
        if comparator == subject and parts.comparator is not None:
            self.wrong(parts.comparator, "This is the project itself.", ["another project"])
        as_of, since = self._times()
        asserted, hedge = self._asserted(hedge)
        per = parts.value.value.per if parts.value and self.kind == "level" else None
        of: Literal["source"] | None = "source" if parts.printed else None
        return Meaning(
            self.kind, subject, comparator, asserted, hedge, as_of, since, per, of, facts
        )

    @property
    def a_kind(self) -> str:
        return f"An {self.kind}" if self.kind == "order" else f"A {self.kind}"

    def _kind(self) -> Kind:
        parts, measures = self.parts, {spot.value: spot for spot in self.parts.measures}
        if parts.factual:
            parts.settle()
            return "date" if dated(parts, self.known) else "property"
        named: list[Kind] = [kind for kind in measures if kind != "share"]
        if len(named) > 1:
            [_, second, *_] = [spot for kind, spot in measures.items() if kind != "share"]
            self.wrong(second, f"A claim has one measure; this one has {' and '.join(named)}.")
        if named:
            if "share" in measures and named[0] not in ("change", "slope"):
                self.wrong(measures["share"], f"A {named[0]} is not one of a share.")
            return named[0]
        if "share" in measures:
            changes = self.hedge in TRENDS or self.unit == "points"
            return "change" if changes and not self._yearly() else "slope" if changes else "share"
        return self._unnamed()

    def _yearly(self) -> bool:
        return self.parts.value is not None and self.parts.value.value.per == "year"

    def _unnamed(self) -> Kind:
        """Return the kind that comparison and figure make without a word for it."""
        two, value = self.parts.comparator is not None, self.parts.value
        overtook = self.hedge == OVERTOOK
        if (
            overtook
            or self.hedge in ("ahead", BEHIND)
            or (two and value is None and self.hedge in _SIGNS)
        ):
            leads = bool({"since", "before", "after"} & set(self.moments))
            # without a signal it has no date: only that one is ahead by then
            leads = leads or (overtook and bool(self.moments and self.parts.places))
            return "crossing" if leads or self.unit == "date" else "order"
        if self.unit == "points":
            return "slope" if self._yearly() else "change"
        if self.unit == "times":
            return "ratio" if two else "growth"
        if self.unit in BY_UNIT:
            return BY_UNIT[self.unit]
        if self.hedge in BY_HEDGE:
            return "growth" if two and self.hedge in TRENDS else BY_HEDGE[self.hedge]
        if self.hedge and value is None:
            bounds = self.known.catalogue.hedges[self.hedge].bounds
            if two or ("ratio" in bounds and "share" not in bounds):
                return "ratio"
            if "share" in bounds:
                return "share"
        if value is not None:
            return "ratio" if two else "level"
        expected = ["a comparison (>, <, =, ~, ahead of, first, rising, ...)", "a figure"]
        if self.parts.hedge is not None:
            expected = expected[1:]
        return self.ends("Nothing is asserted yet.", expected)

    def _times(self) -> tuple[str | None, str | None]:
        """Return the date that the claim speaks of, and where a change begins."""
        at, since = self.moments.get("at"), self.moments.get("since")
        leads = self.kind in ("crossing", "date")
        for when in ("before", "after") if not leads else ():
            if when in self.moments:
                said = f"{self.a_kind} is measured at a date, not {when} one."
                self.wrong(self.moments[when], said, ["'in' and a date"])
        if at is not None and not leads and (at.value.about or len(at.value.dates) > 1):
            self.wrong(at, "One date is needed here.", ["a date, as in 2024 or 2024-05"])
        as_of = at.value.dates[0] if at is not None else None
        if leads and at is not None and not self._spoken(at):
            as_of = None
        if since is None or leads:
            if self.kind in OVER_TIME:
                self.ends(f"{self.a_kind} needs its beginning.", ["'since' and a date"])
            return as_of, None
        if self.kind not in OVER_TIME:
            self.wrong(since, f"{self.a_kind} has no beginning.", ["'in' and a date"])
        if since.value.about:
            self.wrong(since, "One date is needed here.", ["a date, as in 2024 or 2024-05"])
        if len(since.value.dates) == 2:
            if at is not None:
                self.wrong(at, "The date is given a second time.")
            as_of = since.value.dates[1]
        if as_of is not None and as_of < since.value.dates[0]:
            self.wrong(since, "It begins after the date that is meant.", ["an earlier date"])
        return as_of, since.value.dates[0]

    def _spoken(self, at: Spot[Moment]) -> bool:
        """Return whether a date is the time that is spoken of, not the one that is asserted."""
        others = {when for when in self.moments if when != "at"}
        return self.parts.value is not None or bool(others)

    def _asserted(self, hedge: str | None) -> tuple[Asserted | None, str]:
        """Return the figure, and the entry of data/hedges.yml that it is read by."""
        parts = self.parts
        if self.kind == "property":
            return None, "exact"
        if self.kind in ("crossing", "date") and parts.value is None:
            return self._dates()
        if parts.value is None:
            return None, self._worded(hedge)
        value = parts.value.value
        wanted = UNIT_OF[self.kind]
        plain = value.unit is None and wanted in ("times", "count", "place", "date")
        if value.unit != wanted and not plain:
            said = f"{self.a_kind} is given as {ABOUT_UNITS[wanted]}."
            self.wrong(parts.value, said, [ABOUT_UNITS[wanted]])
        rates = {"slope": ("year",), "level": ("day", "month", "year")}
        if value.per and value.per not in rates.get(self.kind, ()):
            self.wrong(parts.value, f"{self.a_kind} is not per {value.per}.", ["points"])
        if value.beyond and hedge not in (None, value.beyond):
            self.wrong(parts.value, f"'{hedge}' and what stands behind the figure disagree.")
        hedge = hedge or value.beyond
        if len(value.digits) == 2 and hedge not in (None, "exact", "about", "range"):
            said = f"A range has both its ends; '{hedge}' has one."
            self.wrong(parts.value, said, ["one figure"])
        if hedge in (None, "exact", "range") or self.kind in ("crossing",):
            hedge = "range" if len(value.digits) == 2 else "exact"
        if self.kind == "date":
            hedge = {"over": "after", "under": "before"}.get(hedge, hedge)
        return self._figure(parts.value.span, wanted, value.digits), hedge

    def _figure(self, span: tuple[int, int], unit: str, digits: tuple[str, ...]) -> Asserted:
        figure = digits[0] if len(digits) == 1 else digits
        try:
            return Asserted.model_validate({FIELD.get(unit, unit): figure})
        except ValidationError as error:
            said = error.errors()[0]["msg"].removeprefix("Value error, ")
            found = f"{said[:1].upper()}{said[1:]}."
            raise SentenceError(self.parts.sentence, span, found, [ABOUT_UNITS[unit]]) from error

    def _dates(self) -> tuple[Asserted, str]:
        """Return the date that a lead or a fact is said to have, from the moments."""
        for when, hedge in (("since", "since"), ("before", "before"), ("after", "after"),
                            ("at", "exact")):  # fmt: skip
            spot = self.moments.get(when)
            overtook = self.hedge == OVERTOOK
            if spot is None or (when == "at" and self.kind == "crossing" and not overtook):
                continue
            if spot.value.about:
                hedge = "about"
            if len(spot.value.dates) == 2:
                hedge = "range"
            return self._figure(spot.span, "date", spot.value.dates), hedge
        return self.ends("The date is missing.", ["'in' and a date", "'before' and a date"])

    def _worded(self, hedge: str | None) -> str:
        """Return a hedge that gives a region without a figure."""
        if self.kind == "order":
            return "ahead"
        bounds = self.known.catalogue.hedges[hedge].bounds if hedge else {}
        alone = self.kind == "growth" and self.parts.comparator is None
        if hedge is not None and self.kind in bounds:
            if alone and self.parts.hedge is not None:
                said = "Everything grows in a field that grows: say by how much, or of what share."
                self.wrong(self.parts.hedge, said, ["'share change'", "a factor, as in > 2 times"])
            return hedge
        hedges = self.known.catalogue.hedges.items()
        fitting = [name for name, entry in hedges if self.kind in entry.bounds and not alone]
        if hedge is not None and self.parts.hedge is not None and hedge not in _SIGNS:
            said = f"'{hedge}' says nothing of a {self.kind}."
            return self.wrong(self.parts.hedge, said, [ABOUT_UNITS[UNIT_OF[self.kind]], *fitting])
        return self.ends("The figure is missing.", [ABOUT_UNITS[UNIT_OF[self.kind]], *fitting])

    def _facts(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the facts that are named, each with what it must be; a date must be nothing."""
        for named in self.parts.facts:
            if len(named.facts) > 1:
                said = self.parts.sentence[slice(*named.span)]
                found = f"{said!r} may be any of {len(named.facts)} facts: name one."
                raise SentenceError(self.parts.sentence, named.span, found, named.facts)
            [slug] = named.facts
            if self.kind == "date":
                yield slug, []
            elif self.known.is_dated(slug):
                said = f"{slug} is a date, the other facts are not."
                raise SentenceError(self.parts.sentence, named.span, said)
            else:
                yield slug, self._needs(named, slug)

    def _needs(self, named: Named, slug: str) -> list[str]:
        """Return what a fact must be: any of some words, or one that is the least or the most."""
        kind = self.known.property(slug)
        offered = [f"= {value}" for value in self._values(slug)]
        if not named.words:
            if self.parts.hedge is not None:
                said = f"'{self.parts.hedge.value}' says nothing of a property."
                self.wrong(self.parts.hedge, said, offered)
            if self.known.catalogue.facts[slug].property == HAS:
                return [ABLE]
            self.ends("What is it said to be?", offered)
        needs = [self._spelt(word, slug) for word in named.words]
        if named.sign is None or named.sign.value == "exact":
            return needs
        written = self.parts.sentence[slice(*named.sign.span)].casefold()
        side = "at least" if written in LEAST else "at most" if written in MOST else None
        if side is None or not kind.ordered:
            said = f"A property cannot be {written!r}" + (
                ", only 'at least' or 'at most'." if kind.ordered else ": its words have no order."
            )
            self.wrong(named.sign, said, offered)
        if len(needs) > 1:
            self.wrong(named.words[1], f"One word goes with '{side}'.")
        return [f"{side} {needs[0]}"]

    def _values(self, slug: str) -> list[str]:
        """Return what a fact can be: the words of its property, or the figures that are noted."""
        noted = [value.value for value in self.known.catalogue.facts[slug].values]
        return list(self.known.property(slug).values) or noted

    def _spelt(self, word: Spot[str], slug: str) -> str:
        """Return a word as its property spells it."""
        values = self._values(slug)
        spelt = {value.casefold(): value for value in values}
        text = word.value if word.value in values else spelt.get(word.value.casefold(), word.value)
        if self.known.property(slug).refuses(text):
            said = f"{word.value!r} is no word of {self.known.catalogue.facts[slug].property!r}."
            begun = [
                value for value in values if value.casefold().startswith(word.value.casefold())
            ]
            near = list(dict.fromkeys([*begun, *get_close_matches(word.value, values)]))
            raise SentenceError(self.parts.sentence, word.span, said, values, near)
        return text

    def wrong(self, spot: Spot[object], found: str, expected: list[str] | None = None) -> NoReturn:
        raise SentenceError(self.parts.sentence, spot.span, found, expected or [])

    def ends(self, found: str, expected: list[str]) -> NoReturn:
        end = len(self.parts.sentence.rstrip())
        raise SentenceError(self.parts.sentence, (end, end), found, expected)


_SIGNS: tuple[Literal["over", "under", "exact", "about"], ...] = ("over", "under", "exact", "about")
