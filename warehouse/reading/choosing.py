"""What a statement is measured under: the definition nearest to its words, and the others allowed.

What is counted names its signals, the nearest first (vocabulary.py), or is one itself. Of their
definitions those are taken that have figures for every project concerned, or that a collection
could fill when none has. The primary one is the first of

    those with figures of the statement's date
    the order of the signals; for shares that of `shares`
    with a comparator   over the smallest group that contains both, then the signal's own base
    without             over the pack's leading group, then the signal's own base, then over the
                        smallest group that contains the project
    a rank              over the group that is named, else over the leading one, else over the group
                        in which most signals rank the project

The others decide, too; for a claim about counts only those that count something else. Words for no
count (popular, in research) are those of an aspect: a scorecard of one definition for each signal
that is evidence of it (data/aspects.yml); of two signals that count the same (data/twins.yml) only
the newer one, and no percentages at second hand. When such a claim is undated, a signal that ended
long before the others is left out. Signals that one and the same has counted make no scorecard:
they would err together. What only ever adds up measures no rise or fall in words; of undated
counts of it only those decide that are about as new as the newest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from warehouse.claim_entries import FACTS, OVER_TIME, SCORED, Kind, Tests
from warehouse.reading.measured import Measured
from warehouse.reading.statement import Statement
from warehouse.reading.vocabulary import Measure

COUNTS: tuple[Kind, ...] = ("ratio", "order", "growth", "level", "crossing")
"""Kinds that read counts alone: definitions that differ in their denominator give one number."""
SHARES: tuple[Kind, ...] = ("share", "change", "slope")
"""Kinds with a denominator."""
RECENT = timedelta(days=3 * 366)
STALE = timedelta(days=62)
"""Of a total that goes on growing, a reading so much older than another is not one of today."""


@dataclass(frozen=True)
class Refusal:
    """Why nothing measures a statement: what was said, and what would be measured instead."""

    why: str
    instead: tuple[str, ...] = ()


class Choice:
    """Chooses definitions for a statement."""

    def __init__(self, known: Measured, statement: Statement) -> None:
        self.known, self.statement = known, statement
        self.kind = statement.kind
        self.worded = statement.low is None and self.kind in OVER_TIME
        self.projects = [p for p in (statement.subject, statement.comparator) if p]
        self.definitions, self.groups = known.catalogue.definitions, known.catalogue.groups
        self.group = self._enlarged(statement.group)
        self.usual = known.lexicon.group(statement.subject)
        self.order = {slug: n for n, slug in enumerate(self.definitions)}
        asserted = statement.low if statement.kind == "crossing" else None
        self.dates = [day for day in (statement.since, statement.as_of, asserted) if day]

    def fitting(self, slugs: list[str]) -> list[str]:
        """Return those of some definitions that can measure the statement; measured ones if any."""
        every = [
            slug
            for slug in slugs
            if (over := self.definitions[slug].over.group) is not None or self.kind != "rank"
            if self.group is None or over == self.group
            if not (self.worded and self._adds(slug))
        ]
        measured = [slug for slug in every if self.known.measures(slug, self.projects)]
        if self.group is None and len(self.projects) == 1:
            # what one holds of its own family says nothing of how it fares
            measured = [slug for slug in measured if self._among_rivals(slug)] or measured
        return measured or [slug for slug in every if self.known.could(slug, self.projects)]

    def ranked(self, slugs: list[str], signals: Sequence[str]) -> list[str]:
        """Return definitions in the order in which they are near to the statement.

        `signals`: in their order of nearness; empty: `slugs` are in it already.
        """
        near = {signal: n for n, signal in enumerate(signals)}
        first = {slug: n for n, slug in enumerate(slugs)}

        def grade(slug: str) -> tuple[object, ...]:
            dated = all(self.known.covers(slug, self.projects, day) for day in self.dates)
            place = near.get(self.definitions[slug].signal, 0) if signals else first[slug]
            return (not dated, place, *self.grade(slug))

        return sorted(slugs, key=grade)

    def grade(self, slug: str) -> tuple[int, int, int]:
        """Return how far a definition's denominator is from what is meant; 0 is the nearest."""
        over = self.definitions[slug].over
        size = len(self.groups[over.group].members) if over.group else 0
        if over.group is not None and (len(self.projects) > 1 or over.group == self.usual):
            grade = 0
        else:
            grade = 1 if over.base else 2 if over.group else 3
        return grade, size, self.order[slug]

    def measured(self, slugs: list[str], signals: Sequence[str]) -> Tests | None:
        """Return a primary definition and the others that decide; None when there is none."""
        if self.kind == "rank":
            self.group = self.group or self.home()
        found = self.ranked(self.fitting(slugs), signals)
        if not found:
            return None
        if self.kind in (*COUNTS, "rank") and not self.dates:
            found = self._fresh(found)
        primary = found[0]
        if self.kind in COUNTS:
            found = list({self._counted(slug): slug for slug in reversed(found)}.values())
        if self.kind == "rank":
            found = [slug for slug in found if self.definitions[slug].over.group == self.group]
        also = sorted({*found} - {primary}, key=self.order.__getitem__)
        return Tests.model_validate({"primary": primary, "also": also})

    def printed(self, results: list[list[str]]) -> Tests | None:
        """Return the results that a survey printed in the year: of each list the first that has it.

        A result that is printed is compared with what is said of it, and with nothing else.
        """
        known = [[s for s in slugs if s in self.order] for slugs in results]
        found = [self.ranked(self.fitting(slugs), [])[:1] for slugs in known]
        slugs = list(dict.fromkeys(slug for first in found for slug in first))
        return Tests.model_validate({"primary": slugs[0], "also": slugs[1:]}) if slugs else None

    def scorecard(self, aspect: str) -> Tests | None:
        """Return one definition of each signal that is evidence of an aspect; twins count once."""
        if self.kind == "rank":
            self.group = self.group or self.home()
        entry = self.known.catalogue.aspects.get(aspect)
        found = dict[str, str]()
        for evidence in entry.evidence if entry else []:
            slugs = evidence.definitions or self.known.by_signal.get(evidence.signal, [])
            measured = [
                s for s in self.fitting(list(slugs)) if self.known.measures(s, self.projects)
            ]
            if measured:
                found[evidence.signal] = min(measured, key=self.grade)
        newest = {
            signal: self._newest(slug)
            for signal, slug in found.items()
            if not self._second_hand(signal)
        }
        today = max(newest.values(), default=date.max)
        kept: set[str] = set()
        for signal in sorted(newest, key=newest.__getitem__, reverse=True):
            recent = self.statement.as_of is not None or today - newest[signal] <= RECENT
            if recent and not self.known.twins.get(signal, set()) & kept:
                kept.add(signal)
        slugs = [slug for signal, slug in found.items() if signal in kept]
        origins = {self.known.catalogue.origin(self.definitions[slug].signal) for slug in slugs}
        if len(slugs) < SCORED or len(origins) == 1:
            return None
        return Tests.model_validate({"scorecard": slugs})

    def home(self) -> str | None:
        """Return the group that a rank is in when none is named: where most signals rank it."""
        if self.usual is not None and self.projects[0] in self.groups[self.usual].members:
            return self.usual
        signals: dict[str, set[str]] = {}
        for slug in self.order:
            over = self.definitions[slug].over.group
            rivals = over is not None and self.groups[over].rivals
            if over is not None and rivals and self.known.measures(slug, self.projects):
                signals.setdefault(over, set()).add(self.definitions[slug].signal)
        return max(
            signals, key=lambda g: (len(signals[g]), -len(self.groups[g].members)), default=None
        )

    def _enlarged(self, group: str | None) -> str | None:
        """Return a group, or the smallest that has all of its members and the projects, too."""
        if group is None:
            return None
        wanted = {*self.groups[group].members, *self.projects}
        able = [name for name, entry in self.groups.items() if wanted <= {*entry.members}]
        return min(able, key=lambda name: len(self.groups[name].members), default=group)

    def _fresh(self, slugs: list[str]) -> list[str]:
        """Return definitions without those of totals that end long before the newest of them."""
        if not all(self._adds(slug) for slug in slugs):
            return slugs
        newest = {slug: self._newest(slug) for slug in slugs}
        last = max(newest.values())
        return [slug for slug in slugs if last - newest[slug] <= STALE]

    def _newest(self, slug: str) -> date:
        return min(self.known.newest(slug, project) for project in self.projects)

    def _adds(self, slug: str) -> bool:
        return self.known.catalogue.signal(self.definitions[slug].signal).running_total

    def _among_rivals(self, slug: str) -> bool:
        over = self.definitions[slug].over.group
        return over is None or self.groups[over].rivals

    def _second_hand(self, signal: str) -> bool:
        entry = self.known.catalogue.signal(signal)
        return entry.quality == "secondary" and entry.unit == "percent"

    def _counted(self, slug: str) -> object:
        """Return what a definition counts for the projects, whatever it divides by."""
        definition = self.definitions[slug]
        families = [tuple(definition.families.get(project, ())) for project in self.projects]
        parts = tuple(definition.segments), tuple(definition.roles), definition.pool
        return (definition.signal, *parts, *families)


def tests(statement: Statement, known: Measured) -> Tests | Refusal:
    """Return what a statement is measured under, or why nothing is."""
    if statement.kind in FACTS:
        return _facts(statement, known)
    if statement.group is not None and statement.group not in known.catalogue.groups:
        return Refusal(f"projects.yml has no group {statement.group!r}")
    choice, name = Choice(known, statement), statement.measure or ""
    whom = " beside ".join(map(known.project, choice.projects))
    measure = known.lexicon.measure(name)
    if measure is None:
        named = [name] if name in known.by_signal else []
        found = choice.measured(_named(name, known), named)
        return found or Refusal(f"{name} has no figures for {whom}")
    if measure.missing:
        return Refusal(f"{measure.title}: {measure.missing}", tuple(measure.instead))
    if measure.aspect and statement.low is not None and statement.kind not in ("rank", "crossing"):
        said = f"no count of {measure.title} is published, so that no figure can be checked"
        return Refusal(said, tuple(measure.instead))
    if measure.aspect:
        said = f"no two counts of different origin tell of {measure.title} for {whom}"
        return choice.scorecard(measure.aspect) or Refusal(said, tuple(measure.instead))
    if measure.sample and statement.kind in ("level", "growth"):
        return Refusal(f"of {measure.title} there are samples, which give shares and no counts")
    if measure.printed:
        found = choice.printed(measure.printed)
    else:
        found = choice.measured(*_near(statement, measure, known))
    measures = known.lexicon.entries.measures
    if found is None and choice.worded:
        return Refusal(
            f"{measure.title} only ever add up, so they tell of no rise or fall",
            tuple(key for key in known.lexicon.near if measures[key].flows)[:2],
        )
    if statement.kind == "rank":
        subject = known.project(statement.subject)
        return found or Refusal(f"nothing ranks {subject} among several in {measure.title}")
    among = f" among {known.catalogue.groups[statement.group].title}" if statement.group else ""
    return found or Refusal(f"no figures of {measure.title} for {whom}{among}")


def nearest(statement: Statement, slugs: Sequence[str], known: Measured) -> str:
    """Return which of the definitions that measure a statement is nearest to its words."""
    measure = known.lexicon.measure(statement.measure)
    signals = _near(statement, measure, known)[1] if measure else ()
    listed = [slug for slug in measure.shares if slug in slugs] if measure else []
    return Choice(known, statement).ranked(listed or list(slugs), signals)[0]


def _named(name: str, known: Measured) -> list[str]:
    if name in known.catalogue.definitions:
        signal = known.catalogue.definitions[name].signal
        return [name, *(slug for slug in known.by_signal[signal] if slug != name)]
    return known.by_signal.get(name, [])


def _near(
    statement: Statement, measure: Measure, known: Measured
) -> tuple[list[str], Sequence[str]]:
    """Return the definitions of what is counted, and its signals unless these are in order."""
    if measure.shares and statement.kind in SHARES:
        return [slug for slug in measure.shares if slug in known.catalogue.definitions], ()
    every = [slug for signal in measure.signals for slug in known.by_signal.get(signal, [])]
    only = measure.definitions
    return [slug for slug in every if not only or slug in only], measure.signals


def _facts(statement: Statement, known: Measured) -> Tests | Refusal:
    """Return the facts that are meant, with the values needed; of a date, the first release."""
    released = (statement.subject, "first release")
    uses: list[Any] = [{"fact": slug, "needs": [*needs]} for slug, needs in statement.facts]
    if statement.kind == "date":
        facts = known.catalogue.facts.items()
        uses = [slug for slug, fact in facts if (fact.project, fact.property) == released]
    if not uses:
        whom = known.project(statement.subject)
        return Refusal(f"no such fact about {whom} is recorded in facts.yml")
    return Tests.model_validate({"primary": uses[0], "also": uses[1:]})
