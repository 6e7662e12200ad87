"""A claim as the fields of a form: what each may be, and the sentence that they make."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from warehouse.asking.choosing import Choice
from warehouse.asking.known import Known
from warehouse.asking.words import LEAST, MOST, UNIT_OF
from warehouse.asking.writing import DATED, OF, SIGNS, UNIT, crossing, measure, needed
from warehouse.claim_entries import FACTS, OVER_TIME, SCORED, TWO_SIDED, Claim, Kind

KINDS: dict[Kind, str] = {
    "share": "has a share of",
    "order": "is ahead of",
    "ratio": "is so many times",
    "rank": "has the place",
    "growth": "has grown by the factor",
    "change": "has won or lost in share",
    "slope": "wins or loses in share a year",
    "level": "has a count of",
    "crossing": "got ahead of, and stays so since",
    "date": "has as a date",
    "property": "has as a property",
}
"""What may be said of a project, in the order in which a form offers it."""
COMPARABLE: tuple[Kind, ...] = (*TWO_SIDED, "share", "growth")
FIGURES = ("over", "under", "about", "exact")
DATES = ("exact", "about", "before", "since", "after")
NEEDS = {"exact": "=", "over": LEAST[0], "under": MOST[0]}
"""What is said of a property; the last two only where its words have an order."""
DEFAULTS: dict[Kind, str] = {
    "share": "50", "ratio": "1.5", "rank": "1", "growth": "2", "change": "5", "slope": "2",
    "level": "10000", "crossing": "2020", "date": "2016",
}  # fmt: skip
BEGINNING = "2020"


@dataclass(frozen=True)
class Form:
    """The fields; an empty text is what is left open.

    `place` is a signal (empty: all signals decide together), or a fact by its property or id;
    `definition` is empty for the usual one.
    """

    subject: str
    kind: Kind = "share"
    comparator: str = ""
    place: str = ""
    definition: str = ""
    hedge: str = "over"
    value: str = ""
    since: str = ""
    as_of: str = ""


@dataclass(frozen=True)
class Options:
    """What the fields of a form may be, the first being the one that is taken for a wrong one."""

    subjects: list[str]
    kinds: list[Kind]
    comparators: list[str]
    places: list[str]
    definitions: list[str]
    hedges: list[str]
    values: list[str] = field(default_factory=list)
    """Of a property that has its own words; else any figure or date."""


def options(form: Form, known: Known) -> Options:
    """Return what each field may be, given the fields before it."""
    subjects = _subjects(known)
    subject = _one_of(form.subject, subjects)
    kinds = _kinds(subject, known)
    kind: Kind = form.kind if form.kind in kinds else kinds[0]
    if kind in FACTS:
        facts = _facts(kind, subject, known)
        place = _one_of(form.place, sorted(facts))
        ordered = kind == "property" and known.property(facts[place]).ordered
        hedges = DATES if kind == "date" else NEEDS if ordered else ["exact"]
        values = _values(form, facts[place], known) if kind == "property" else []
        return Options(subjects, kinds, [""], sorted(facts), [""], list(hedges), values)
    comparators = _comparators(kind, subject, known)
    other = _one_of(form.comparator, comparators) or None
    hedges = _hedges(kind, other, known)
    hedge = _one_of(form.hedge, hedges)
    worded = kind == "order" or kind in known.catalogue.hedges[hedge].bounds
    choice = Choice(known, kind, subject, other, worded=worded)
    places = choice.signals()
    if worded and kind != "crossing" and len(choice.origins(choice.scorecard())) >= SCORED:
        places.append("")
    place = _one_of(form.place, places)
    definitions = ["", *(choice.fitting(place) if place else [])]
    return Options(subjects, kinds, comparators, places, definitions, hedges)


def fitted(form: Form, known: Known) -> Form:
    """Return a form in which every field is possible beside the ones before it."""
    found = options(form, known)
    subject = _one_of(form.subject, found.subjects)
    kind: Kind = form.kind if form.kind in found.kinds else found.kinds[0]
    hedge = _one_of(form.hedge, found.hedges)
    figure = kind != "order" and kind not in known.catalogue.hedges[hedge].bounds
    place = _one_of(form.place, found.places)
    value = form.value if figure and form.kind == kind else ""
    if kind == "property":
        value = _possible(value, _facts(kind, subject, known)[place], hedge, known)
    if figure and not value:
        value = DEFAULTS[kind]
    return replace(
        form,
        subject=subject,
        kind=kind,
        comparator=_one_of(form.comparator, found.comparators),
        place=place,
        definition=form.definition if form.definition in found.definitions else "",
        hedge=hedge,
        value=value,
        since=(form.since or BEGINNING) if kind in OVER_TIME else "",
        as_of="" if kind in ("crossing", "date") else form.as_of,
    )


def sentence(form: Form) -> str:
    """Return the sentence that a form makes."""
    moment = f"in {form.as_of}" if form.as_of else ""
    since = f"since {form.since}" if form.since else ""
    said = measure(form.kind, form.hedge)
    on = "of" if said in OF else "on"
    where = f"{on} {form.definition or form.place}" if form.place else ""
    word = SIGNS.get(form.hedge, form.hedge)
    if form.kind == "property":
        return _joined(form.subject, form.place, f'{NEEDS[form.hedge]} "{form.value}"', moment)
    if form.kind == "date":
        return _joined(form.subject, form.place, DATED.get(form.hedge, word), form.value, moment)
    if form.kind == "order":
        return _joined(form.subject, f"ahead of {form.comparator}", where, moment)
    if form.kind == "crossing":
        return _joined(crossing(form.subject, form.comparator, form.hedge, form.value), where)
    against = f"vs {form.comparator}" if form.comparator else ""
    unit = UNIT.get({"times": "ratio"}.get(UNIT_OF[form.kind], UNIT_OF[form.kind]), "")
    yearly = " a year" if form.kind == "slope" else ""
    figure = f"{form.value}{unit}{yearly}" if form.value else ""
    return _joined(form.subject, against, said, where, word, figure, since, moment)


def from_claim(claim: Claim, known: Known) -> Form:
    """Return the form of a claim; of several definitions it shows the primary one."""
    figure, first = claim.figure, claim.uses[0]
    value, place, definition = "", "", ""
    hedge = "exact" if claim.hedge == "range" else claim.hedge
    if figure is not None:
        ends = figure.dates if figure.date else [f"{bound:f}" for bound in figure.bounds]
        value = " to ".join(dict.fromkeys(ends))
    if claim.kind in FACTS:
        place = known.called(first.name)
    elif first.role == "primary":
        place = known.definition(first.name).signal
        worded = figure is None
        choice = Choice(known, claim.kind, claim.subject, claim.comparator, worded=worded)
        definition = "" if choice.primary(place) == first.name else first.name
    if claim.kind == "property":
        sign, _, value = needed(first.needs).partition(' "')
        value = value.removesuffix('"')
        hedge = next(name for name, written in NEEDS.items() if written == sign)
    return Form(
        claim.subject, claim.kind, claim.comparator or "", place, definition, hedge, value,
        claim.since or "", claim.as_of or "",
    )  # fmt: skip


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _one_of(value: str, allowed: Iterable[str]) -> str:
    every = list(allowed)
    return value if value in every else next(iter(every), "")


def _subjects(known: Known) -> list[str]:
    asked = {project for under in known.measured.values() for project in under}
    asked |= {fact.project for fact in known.catalogue.facts.values()}
    return [slug for slug in known.catalogue.projects if slug in asked]


def _kinds(subject: str, known: Known) -> list[Kind]:
    possible: list[Kind] = []
    for kind in KINDS:
        if kind in FACTS:
            fits = bool(_facts(kind, subject, known))
        elif kind in TWO_SIDED:
            fits = bool(_beside(subject, known))
        else:
            fits = bool(Choice(known, kind, subject, None).signals())
        if fits:
            possible.append(kind)
    return possible


def _beside(subject: str, known: Known) -> list[str]:
    """Return the projects that are measured together with a project."""
    others = {p for under in known.measured.values() if subject in under for p in under}
    return [slug for slug in known.catalogue.projects if slug in others - {subject}]


def _comparators(kind: Kind, subject: str, known: Known) -> list[str]:
    if kind in TWO_SIDED:
        return _beside(subject, known)
    return ["", *_beside(subject, known)] if kind in COMPARABLE else [""]


def _hedges(kind: Kind, other: str | None, known: Known) -> list[str]:
    if kind == "order":
        return ["ahead"]
    if kind == "crossing":
        return list(DATES)
    if kind == "growth" and other is None:
        return list(FIGURES)
    worded = [name for name, hedge in known.catalogue.hedges.items() if kind in hedge.bounds]
    return [*FIGURES, *worded]


def _facts(kind: Kind, subject: str, known: Known) -> dict[str, str]:
    """Return the facts about a project that are dates, or those that are not, by their names."""
    own = [slug for slug, _ in known.facts(subject) if known.is_dated(slug) == (kind == "date")]
    return {known.called(slug): slug for slug in own}


def _values(form: Form, slug: str, known: Known) -> list[str]:
    """Return the words that a fact can be said to be, those that the form says among them."""
    words = list(known.property(slug).values)
    said = _possible(form.value, slug, form.hedge, known)
    return list(dict.fromkeys([*words, said])) if words else []


def _possible(value: str, slug: str, hedge: str, known: Known) -> str:
    """Return what a fact is said to be when it can be that, else what is noted."""
    words, kind = value.split('" or "'), known.property(slug)
    if (hedge == "exact" or len(words) == 1) and not any(kind.refuses(word) for word in words):
        return value
    return known.catalogue.facts[slug].values[-1].value
