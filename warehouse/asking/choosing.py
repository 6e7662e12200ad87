"""What a claim is measured under: the definition nearest to its words, and all others it allows.

A definition that is named is the primary one. For a signal it is, of the definitions that have
figures for every project concerned, the first of:

    with a comparator   over the smallest group that contains both, then the signal's own base
    without             over the group `frameworks`, then the signal's own base, then over the
                        smallest group that contains the subject
    a rank              over the group that is named, else over `frameworks`, else over the group
                        in which most signals rank the subject

and in the order of data/definitions.yml among equals. All other definitions of the same signal that
have figures decide, too; for a claim about counts only those that count something else; when a
group is named, or a rank is asked for, only those over that group. Without a signal, one definition
of each signal makes a scorecard; of two signals that count the same (data/twins.yml) only the newer
one, and no percentages at second hand. When the claim is undated, a signal that ended long before
the others is left out: its newest figure is not of today. Signals that one and the same has counted
make none: they would err together. What only ever adds up measures no rise or fall in words.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NoReturn

from collectors.errors import SentenceError
from warehouse.asking.cursor import Spot
from warehouse.asking.known import Known
from warehouse.asking.meaning import Meaning
from warehouse.asking.names import Name
from warehouse.asking.parts import Parts
from warehouse.asking.words import AND
from warehouse.claim_entries import FACTS, OVER_TIME, SCORED, Kind, Tests

DEFAULT_GROUP = "frameworks"
COUNTS: tuple[Kind, ...] = ("ratio", "order", "growth", "level", "crossing")
"""Kinds that read counts alone: definitions that differ in their denominator give one number."""
RECENT = timedelta(days=3 * 366)
SHOWN = 6


class Choice:
    """Chooses definitions for one kind of claim about one or two projects."""

    def __init__(
        self,
        known: Known,
        kind: Kind,
        subject: str,
        comparator: str | None,
        group: str | None = None,
        *,
        worded: bool = False,
    ) -> None:
        self.known, self.kind, self.group = known, kind, group
        self.rising = worded and kind in OVER_TIME
        self.projects = [subject, *([comparator] if comparator else [])]
        self.two = comparator is not None
        self.order = {slug: n for n, slug in enumerate(known.catalogue.definitions)}

    def fitting(self, signal: str, group: str | None = None) -> list[str]:
        """Return the definitions of a signal that can measure the claim; measured ones if any."""
        group = group or self.group
        if self.only_adds(signal):
            return []
        every = [
            slug
            for slug in self.known.by_signal.get(signal, [])
            if (over := self.known.definition(slug).over.group) is not None or self.kind != "rank"
            if group is None or over == group
        ]
        measured = [slug for slug in every if self.known.measures(slug, self.projects)]
        if group is None and len(self.projects) == 1:
            # what one holds of its own family says nothing of how it fares
            measured = [slug for slug in measured if self._among_rivals(slug)] or measured
        return measured or [slug for slug in every if self.known.could(slug, self.projects)]

    def _among_rivals(self, slug: str) -> bool:
        over = self.known.definition(slug).over.group
        return over is None or self.known.catalogue.groups[over].rivals

    def only_adds(self, signal: str) -> bool:
        """Return whether a signal can say nothing because it never falls."""
        return self.rising and self.known.signal(signal).running_total

    def origins(self, slugs: list[str]) -> set[str]:
        """Return whose counting definitions are; those of a scorecard are of two or more."""
        return {self.known.origin(self.known.definition(slug).signal) for slug in slugs}

    def primary(self, signal: str) -> str | None:
        """Return the definition that a signal's name stands for; None when it measures nothing."""
        return min(self.fitting(signal), key=self._grade, default=None)

    def also(self, primary: str) -> list[str]:
        """Return the other definitions of the same signal that decide, in their file's order."""
        definition = self.known.definition(primary)
        group = definition.over.group if self.kind == "rank" else None
        every = [primary, *self.fitting(definition.signal, group)]
        if self.kind in COUNTS:
            every = list({self._counted(slug): slug for slug in reversed(every)}.values())
        return sorted({*every} - {primary}, key=self.order.__getitem__)

    def scorecard(self, dated: bool = False) -> list[str]:
        """Return one definition of each signal that measures the claim; twins count once."""
        if self.kind == "rank" and self.group is None:
            self.group = self._home()
        found = {signal: slug for signal in self.signals() if (slug := self.primary(signal))}
        newest = {
            signal: min(self.known.newest(slug, project) for project in self.projects)
            for signal, slug in found.items()
            if not self._second_hand(signal)
        }
        today = max(newest.values(), default=date.max)
        kept: set[str] = set()
        for signal in sorted(newest, key=newest.__getitem__, reverse=True):
            recent = dated or today - newest[signal] <= RECENT
            if recent and not self.known.twins.get(signal, set()) & kept:
                kept.add(signal)
        return [slug for signal, slug in found.items() if signal in kept]

    def _second_hand(self, signal: str) -> bool:
        entry = self.known.signal(signal)
        return entry.quality == "secondary" and entry.unit == "percent"

    def signals(self) -> list[str]:
        """Return the signals that have figures for the claim."""
        return [
            signal
            for signal in self.known.by_signal
            if any(self.known.measures(slug, self.projects) for slug in self.fitting(signal))
        ]

    def _grade(self, slug: str) -> tuple[int, int, int]:
        over = self.known.definition(slug).over
        size = len(self.known.catalogue.groups[over.group].members) if over.group else 0
        if over.group is not None and (self.two or over.group == DEFAULT_GROUP):
            grade = 0
        else:
            grade = 1 if over.base else 2 if over.group else 3
        return grade, size, self.order[slug]

    def _counted(self, slug: str) -> object:
        """Return what a definition counts for the projects, whatever it divides by."""
        definition = self.known.definition(slug)
        families = [tuple(definition.families.get(project, ())) for project in self.projects]
        return (
            definition.signal, tuple(definition.segments), tuple(definition.roles),
            definition.pool, *families,
        )  # fmt: skip

    def _home(self) -> str | None:
        """Return the group that a rank is in when none is named: where most signals rank it."""
        groups = self.known.catalogue.groups
        usual = groups.get(DEFAULT_GROUP)
        if usual is not None and self.projects[0] in usual.members:
            return DEFAULT_GROUP
        signals: dict[str, set[str]] = {}
        for slug in self.order:
            over = self.known.definition(slug).over.group
            if over is not None and self.known.measures(slug, self.projects):
                signals.setdefault(over, set()).add(self.known.definition(slug).signal)
        return max(signals, key=lambda g: (len(signals[g]), -len(groups[g].members)), default=None)


def tests(parts: Parts, meant: Meaning, known: Known) -> Tests:
    """Return what a claim is measured under.

    Raises:
        SentenceError: what is named has no figures for it, or nothing is named where it must be.
    """
    return _Chosen(parts, meant, known).tests()


class _Chosen:
    def __init__(self, parts: Parts, meant: Meaning, known: Known) -> None:
        self.parts, self.meant, self.known = parts, meant, known
        group = parts.group.value.id if parts.group else None
        self.choice = Choice(
            known, meant.kind, meant.subject, meant.comparator, group, worded=meant.asserted is None
        )

    def tests(self) -> Tests:
        parts, choice = self.parts, self.choice
        if self.meant.kind in FACTS:
            return self._facts()
        if not parts.places:
            return self._unplaced()
        found = [self._definition(place) for place in parts.places]
        if parts.joint == AND:
            signals = [self.known.definition(slug).signal for slug in found]
            for n, signal in enumerate(signals):
                if signal in signals[:n]:
                    said = f"The signal {signal} is scored twice."
                    self.wrong(parts.places[n].span, said, ["another signal"])
            return self._together(found, parts.places)
        first, *others = found
        if parts.joint is None:
            others = choice.also(first)
        also = [slug for slug in dict.fromkeys(others) if slug != first]
        return Tests.model_validate({"primary": first, "also": also})

    def _definition(self, place: Spot[Name]) -> str:
        """Return the definition that a name stands for."""
        choice, known, slug = self.choice, self.known, place.value.id
        signal = slug if place.value.kind == "signal" else known.definition(slug).signal
        if choice.only_adds(signal):
            said = f"{signal} only ever adds up, so it tells nothing of rising or falling."
            self.wrong(place.span, said)
        if place.value.kind == "signal":
            found = choice.primary(slug)
            if found is not None:
                return found
            self.wrong(place.span, f"{slug} has no figures for {self._whom()}.")
        definition = known.definition(slug)
        if choice.group is not None and definition.over.group != choice.group:
            assert self.parts.group is not None
            said = f"{slug} is over {self._over(slug)}."
            self.wrong(self.parts.group.span, said, [f"no group beside {slug}"])
        if self.meant.kind == "rank" and definition.over.group is None:
            said = f"{slug} is over {self._over(slug)}, so nothing has a rank in it."
            self.wrong(place.span, said, ["a definition over a group"])
        if not (known.measures(slug, choice.projects) or known.could(slug, choice.projects)):
            said = f"{slug} (over {self._over(slug)}) has no figures for {self._whom()}."
            self.wrong(place.span, said, choice.fitting(definition.signal)[:SHOWN])
        return slug

    def _over(self, slug: str) -> str:
        over = self.known.definition(slug).over
        return (
            f"the group {self.known.catalogue.groups[over.group].title!r}"
            if over.group
            else "the source's own base"
        )

    def _whom(self) -> str:
        return " beside ".join(self.known.project(slug) for slug in self.choice.projects)

    def _together(self, found: list[str], named: list[Spot[Name]]) -> Tests:
        origins = self.choice.origins(found)
        if len(origins) == 1:
            said = f"All of these are counted by {min(origins)}, so they would err together."
            others = [name for name in self._newest() if self.known.origin(name) not in origins]
            self.wrong(named[-1].span, said, others[:SHOWN])
        return Tests.model_validate({"scorecard": found})

    def _unplaced(self) -> Tests:
        """Return a scorecard over all signals, for a claim in words."""
        end = len(self.parts.sentence.rstrip())
        if self.meant.asserted is not None and self.meant.kind not in ("rank", "crossing"):
            said = "A figure needs a signal or a definition that it is measured by."
            self.wrong((end, end), said)
        if self.meant.kind == "crossing":
            self.wrong((end, end), "A date needs a signal or a definition that it is measured by.")
        found = self.choice.scorecard(dated=self.meant.as_of is not None)
        if len(found) < SCORED:
            said = (
                f"A claim without a signal is scored over {SCORED} or more; {len(found)} "
                f"{'has' if len(found) == 1 else 'have'} figures for {self._whom()}. Name one."
            )
            self.wrong((end, end), said)
        origins = self.choice.origins(found)
        if len(origins) == 1:
            said = (
                f"All signals that have figures for {self._whom()} are counted by {min(origins)}, "
                "so they would err together. Name one."
            )
            self.wrong((end, end), said)
        return Tests.model_validate({"scorecard": found})

    def _facts(self) -> Tests:
        """Return the facts that are named with what they must be; joined with and, as parts."""
        facts = self.known.catalogue.facts
        tests: dict[str, Any] = {
            slug: {"fact": slug, "needs": needs} if needs else slug
            for slug, needs in self.meant.facts
        }
        if len(tests) < len(self.meant.facts):
            self.wrong(self.parts.facts[-1].span, "A fact is named twice.", ["another fact"])
        if self.parts.joint != AND:
            primary, *also = tests.values()
            return Tests.model_validate({"primary": primary, "also": also})
        titles = [facts[slug].title for slug in tests]
        names = titles if len(set(titles)) == len(titles) else list(tests)
        parts = {name: [test] for name, test in zip(names, tests.values(), strict=True)}
        return Tests.model_validate({"parts": parts, "rule": "every"})

    def _newest(self) -> list[str]:
        """Return the signals that measure the claim, the newest first."""
        choice = self.choice
        newest = {
            signal: max(choice.known.newest(slug, choice.projects[0]) for slug in fitting)
            for signal in choice.signals()
            if (fitting := choice.fitting(signal))
        }
        return sorted(newest, key=newest.__getitem__, reverse=True)

    def wrong(
        self, span: tuple[int, int], found: str, expected: Iterable[str] | None = None
    ) -> NoReturn:
        """Refuse; without expectations, offer signals that measure the claim, the newest first."""
        if expected is None:
            expected = self._newest()[:SHOWN]
        raise SentenceError(self.parts.sentence, span, found, list(expected))
