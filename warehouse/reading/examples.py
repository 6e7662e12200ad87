"""Sentences that show what can be asked: of the pack and its figures, understood and judged."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

from warehouse import publish, queries
from warehouse.claim_entries import Claim
from warehouse.judge import judging
from warehouse.reading.asserting import Question, assertions, cluster
from warehouse.reading.measured import Measured
from warehouse.reading.vocabulary import Measure, general

SHOWN = 2
"""Sentences of each kind."""
TRIED = 5
"""Sentences of each kind that are judged; more are not needed."""
SHORT = 2
"""Letters of an abbreviation, which nobody reads first."""
Said = Iterator[tuple[str, str]]
"""Kinds with a sentence of each."""


@lru_cache(maxsize=4)
def examples(known: Measured, pack: str | None = None) -> dict[str, tuple[str, ...]]:
    """Return sentences about the leading projects of a pack, by their kind; kept for a build.

    Each is understood, and its verdict is told by figures. A kind of which there is none is left
    out.

    Args:
        known: what is measured.
        pack: its id; None: the first.
    """
    found: dict[str, dict[str, Claim]] = {}
    for kind, text in _Sentences(known, pack or next(iter(known.catalogue.packs))).all():
        if len(found.get(kind, ())) == TRIED:
            continue
        made = assertions(known.ear.hear(text, typed=True, day=date.today()), known)
        tried = found.setdefault(kind, {})
        if not isinstance(made, Question) and len(made) == 1 and text not in tried:
            number = sum(map(len, found.values()))
            tried[text] = made[0].model_copy(update={"id": f"example-{number}"})
    told = _told([claim for tried in found.values() for claim in tried.values()], known)
    shown = {
        kind: tuple(islice((text for text, claim in tried.items() if claim.id in told), SHOWN))
        for kind, tried in found.items()
    }
    return {kind: sentences for kind, sentences in shown.items() if sentences}


def _told(claims: list[Claim], known: Measured) -> set[str]:
    """Return the ids of claims whose verdict figures tell: all are judged at once."""
    if known.home is None or not claims:
        return {claim.id for claim in claims}
    with judging(known.home, cluster(claims), known.catalogue) as con:
        rows = con.execute(
            "select claim_id from claim_verdict where verdict <> 'not enough evidence'"
        ).fetchall()
    return {claim_id for (claim_id,) in rows}


class _Sentences:
    """Sentences about a pack that may be understood."""

    def __init__(self, known: Measured, pack: str) -> None:
        self.known, self.lexicon = known, known.lexicon
        self.noun = known.catalogue.packs[pack].noun
        self.figures = defaultdict[str, dict[str, tuple[float, float, date]]](dict)
        weights, definitions = defaultdict[str, float](float), known.catalogue.definitions
        leading = self.lexicon.leading.get(pack)
        entries = known.catalogue.entries
        own = {name for one, what, name in entries if (one, what) == (pack, "project")}
        if known.home is not None:
            with publish.connect(known.home.data) as con:
                rows = con.execute(queries.text("newest_shares")).fetchall()
            for slug, project, share, counted, ends in rows:
                self.figures[slug][project] = share, counted, ends
                if project in own and definitions[slug].over.group in (leading, None):
                    weights[project] += share
        self.projects = sorted(weights, key=lambda project: (-weights[project], project))[:4]
        words = self.lexicon.entries.groups.get(leading or "", [self.noun.many])
        many = [
            word
            for word in words
            if word.endswith(self.noun.many) and min(map(len, word.split())) > SHORT
        ]
        self.group = min(many or words, key=len)
        near = (*self.lexicon.near, *self.lexicon.entries.measures)
        self.measures = [
            (measure, slugs[0])
            for key in dict.fromkeys(near)
            if (measure := self.lexicon.entries.measures[key]).signals
            and (slugs := [s for s in self._definitions(measure) if [*self._of(s)]])
        ]

    def all(self) -> Said:
        """Yield kinds and sentences, the best first of each."""
        if len(self.projects) > 1:
            for kind in (self._shares, self._counts, self._pairs, self._places, self._times):
                yield from kind()
        yield from self._facts()

    def _definitions(self, measure: Measure) -> list[str]:
        every = [s for name in measure.signals for s in self.known.by_signal.get(name, [])]
        printed = [s for p in measure.printed for s in p]
        return measure.shares or printed or measure.definitions or every

    def _of(self, slug: str) -> Iterator[tuple[str, float, float, int]]:
        """Yield name, newest share and count, and last whole year of each leading project."""
        for project in self.projects:
            if project in self.figures[slug]:
                share, counted, ends = self.figures[slug][project]
                last = ends - timedelta(days=1)
                year = last.year if last.month == 12 else last.year - 1
                yield self.known.project(project), share, counted, year

    def _shares(self) -> Said:
        asked = [(m, slug) for m, slug in self.measures if m.sample or m.survey or m.of]
        for turn, (measure, slug) in enumerate([*asked, *self.measures]):
            for name, share, _, year in islice(self._of(slug), 1):
                tens = min(90, int(share * 10) * 10 + 10 * (turn % 2 or share < 0.1))
                if measure.place_needed:
                    place = self.lexicon.entries.places[measure.places[0]]
                    where = f"in the {year} {place.title or place.words[0]}"
                    yield "a share", f"{100 * share:.0f}% of {measure.nouns[0]} used {name} {where}"
                elif measure.sample or measure.survey:
                    verb = "use" if measure.survey or measure.in_code else "mention"
                    yield "a share", f"More than {tens}% of {measure.title} {verb} {name}"
                else:
                    yield "a share", f"{name}'s share of {measure.title} is over {tens}%"

    def _counts(self) -> Said:
        for measure, slug in self.measures:
            for name, _, counted, year in islice(self._of(slug), 1):
                digits = 10 ** (len(f"{int(counted)}") - 1)
                least, when = int(counted / digits) * digits, "" if measure.total else f" in {year}"
                verb = "has" if measure.total else "had"
                yield "a count", f"{name} {verb} over {least:,} {measure.title}{when}"

    def _pairs(self) -> Said:
        one, other = (self.known.project(project) for project in self.projects[:2])
        yield "two compared", f"Is {one} more popular than {other}?"
        for n, (measure, slug) in enumerate(self.measures):
            names = [name for name, *_ in self._of(slug)][:2]
            if len(names) == 2:
                than = "half as many {} as" if n % 2 else "more {} than"
                yield "two compared", f"{names[0]} has {than.format(measure.title)} {names[1]}"

    def _places(self) -> Said:
        one = self.known.project(self.projects[0])
        yield "a place", f"{one} is the most popular {self.noun.one}"
        for n, (measure, slug) in enumerate(self.measures):
            for name, *_ in islice(self._of(slug), n % 3, n % 3 + 1):
                yield "a place", f"{name} is #{n % 3 + 1} among {self.group} in {measure.title}"

    def _times(self) -> Said:
        for measure, slug in self.measures:
            names = [(name, year) for name, _, _, year in self._of(slug)]
            added = measure.gained or measure.within
            title = self.lexicon.entries.measures[added].title if added else measure.title
            if len(names) > 1:
                (one, year), (other, _) = names[:2]
                yield "over time", f"{other}'s {title} doubled between {year - 3} and {year}"
                yield "over time", f"{one} overtook {other} in {measure.title} in {year}"

    def _facts(self) -> Said:
        names = {value: [*said, value][0] for value, said in general().licenses.items()}
        order = {project: n for n, project in enumerate(self.projects)}
        facts = [f for f in self.known.catalogue.facts.values() if f.project in order]
        for fact in sorted(facts, key=lambda fact: order[fact.project]):
            name, value = self.known.project(fact.project), fact.values[-1].value
            if fact.property == "first release":
                yield "a fact", f"{name} was released in {value[:4]}"
            elif fact.property == "license" and value in names:
                said = value if names[value].islower() else names[value]
                yield "a fact", f"{name} is open source under the {said} license"
            elif fact.title.startswith("Whether "):
                yield "a fact", fact.title.removeprefix("Whether ")
