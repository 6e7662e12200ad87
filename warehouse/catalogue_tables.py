"""The catalogue as tables, part of the public interface; the derived ones are in `models/`.

A table whose columns are the fields of a YAML entry takes them from there; of the others a row is
described here, and a value is that of the entry's field of the same name where there is one.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, NamedTuple

from collectors.cards import Signal
from warehouse.catalogue import Catalogue
from warehouse.claim_entries import Document, Hedge
from warehouse.claim_tables import registered, span
from warehouse.entries import Bias, Definition, Project
from warehouse.tables import Table


class Pack(NamedTuple):
    """An ecosystem whose shares are asked about. From pack.yml."""

    pack_id: Annotated[str, "Slug of the pack"]
    title: Annotated[str, "What it is called"]
    noun: Annotated[str, "How it calls what it measures: project"]
    nouns: Annotated[str, "The same of several: projects"]
    position: Annotated[int, "Order in which packs are shown"]


class PackEntry(NamedTuple):
    """What belongs to which pack; what several packs say alike belongs to each of them."""

    pack_id: Annotated[str, "The pack"]
    kind: Annotated[str, "project, group, definition, break, document, contradiction or cluster"]
    id: Annotated[str, "Its id"]


class Identifier(NamedTuple):
    """A project's name in a registry or in a source. From data/projects.yml."""

    project_id: Annotated[str, "The project"]
    registry: Annotated[str, "Where the identifier is valid: pypi, npm, hub_tag ..."]
    identifier: Annotated[str, "The name there, unique within the registry"]
    role: Annotated[
        str,
        "primary: counted; former: earlier name of the same thing, counted; "
        "variant: added in family definitions only; component: never added",
    ]


class Member(NamedTuple):
    """A named set of projects, one row per member. From data/projects.yml."""

    group_id: Annotated[str, "Slug of the group"]
    project_id: Annotated[str, "A member"]
    title: Annotated[str, "What the group is called"]
    note: Annotated[str, "Why it exists"]


class Source(NamedTuple):
    """Who publishes figures, under which licence, how often. From collectors/*.yml."""

    source_id: Annotated[str, "Slug: the stem of the card, the snapshot and the staging model"]
    title: Annotated[str, "What it is"]
    publisher: Annotated[str, "Who publishes it"]
    url: Annotated[str, "Where"]
    license: Annotated[str, "Licence or terms of the data, not of sharecheck's code"]
    attribution: Annotated[str, "How to credit it"]
    cadence: Annotated[str, "daily ... yearly; once: an archive that gets no more figures"]
    lag_days: Annotated[int, "Typical days from the end of a period to its publication"]
    closed: Annotated[str, "Why no newer figures will come; null: they will, or cadence is once"]
    ends_on: Annotated[date, "Last day that a closed source covers; null: not said"]
    live: Annotated[bool, "Whether `sharecheck collect` can ask it"]
    registry: Annotated[str, "Registry whose names a collection asks for; null for none"]
    asked: Annotated[list[str], "The only names it asks for; empty: all of the registry"]
    not_counted: Annotated[list[str], "What its figures leave out"]


class Break(NamedTuple):
    """A known change or hole in a series, one row per signal it touches. From data/breaks.yml."""

    break_id: Annotated[str, "Slug of the break"]
    signal_id: Annotated[str, "The signal it touches"]
    segment: Annotated[str, "The segment it touches; null: all"]
    projects: Annotated[list[str], "The projects it touches; null: all"]
    starts: Annotated[date, "First day"]
    ends: Annotated[date, "Day after the last; equal to starts for a level shift; null: open"]
    kind: Annotated[str, "level shift, undercount, hole, outlier, recount or scope"]
    severity: Annotated[str, "block: no evidence from inside; taint: it has a price"]
    price: Annotated[
        str,
        "Of a taint. bounded: figures inside may be off by the bias; "
        "barring: no change, slope, growth or crossing is measured across it; harmless",
    ]
    bias_points: Annotated[float, "How far it may put a share off, each way, as a fraction"]
    bias_factor: Annotated[float, "How far it may put a ratio and a share off, as a factor"]
    bias_count: Annotated[float, "How far it may put all counts off alike, as a factor"]
    why: Annotated[str, "Why that price; null for a block"]
    effect: Annotated[str, "What it does to the figures"]
    citation: Annotated[str, "Where it is documented or seen"]


class Shared(NamedTuple):
    """Numerator, denominator and filter that turn a signal into a share.

    From data/definitions.yml.
    """

    definition_id: Annotated[str, "Slug of the definition"]
    signal_id: Annotated[str, "The signal it reads"]
    title: Annotated[str, "What it is called"]
    numerator: Annotated[str, "What is counted for the project, in words"]
    denominator: Annotated[str, "Out of what, in words"]
    rationale: Annotated[str, "Why somebody may defend it, and what it hides"]
    segments: Annotated[list[str], "The signal's segments it reads"]
    roles: Annotated[list[str], "Roles of the identifiers it adds up"]
    over: Annotated[
        str,
        "base: the source's own denominator; group: sum over a group; "
        "total: a signal that counts everything",
    ]
    group_id: Annotated[str, "The group summed, when over = group"]
    total_signal_id: Annotated[str, "The total, when over = total"]
    pool: Annotated[str, "year: segments are added up per calendar year; else null"]
    overlap: Annotated[
        bool,
        "A subject may count for several projects, so that the group's "
        "sum exceeds the number of subjects and the share is a lower bound",
    ]
    bound: Annotated[str, "at least, at most: the share is only a bound; null: it is none"]
    within: Annotated[str, "A definition that divides the same number by more; null: none"]
    left_out: Annotated[
        str, "What those of that wider base do that its own leaves out, in words; null: no such"
    ]


class Family(NamedTuple):
    """Projects for which a definition adds up several. From data/definitions.yml."""

    definition_id: Annotated[str, "The definition"]
    project_id: Annotated[str, "The project that is credited"]
    member_id: Annotated[str, "A project whose figures are added up for it"]


class Evidence(NamedTuple):
    """What claims can be about, and which signals are evidence of it. From data/aspects.yml."""

    aspect: Annotated[str, "Slug of what it is about: research, production, learning ..."]
    title: Annotated[str, "What it is called"]
    asks: Annotated[str, "What a claim about it asks"]
    signal_id: Annotated[str, "A signal; those without a row are no evidence of it"]
    definition_id: Annotated[str | None, "The definition meant; null: every one of the signal"]
    evidence: Annotated[str, "yes: a test on it decides; no: it is only shown"]
    reason: Annotated[str, "Why"]


class Twin(NamedTuple):
    """Pairs of signals that should say the same, see reconciliation. From data/twins.yml."""

    twin_id: Annotated[str, "Slug"]
    left_signal_id: Annotated[str, "One signal"]
    left_segment: Annotated[str, "Its segment"]
    right_signal_id: Annotated[str, "The other one"]
    right_segment: Annotated[str, "Its segment"]
    within_days: Annotated[int, "How far apart two periods may begin"]
    why: Annotated[str, "Why they should agree, and where they cannot"]


class Bound(NamedTuple):
    """What a hedge word means when it comes without a figure. From data/hedges.yml."""

    hedge: Annotated[str, "The word"]
    kind: Annotated[str, "The kind of claim it is read for"]
    low: Annotated[float, "Lower bound, in the kind's own measure"]
    high: Annotated[float, "Upper bound; equal to the lower one for a single bound"]


class Word(NamedTuple):
    """What a fact can say, one row per word of each property. From data/properties.yml."""

    property: Annotated[str, "What a fact is about: status, has, release, license ..."]
    title: Annotated[str, "The same in lay words"]
    type: Annotated[str, "date, figure or word"]
    value: Annotated[str | None, "One of its words; null for dates and figures"]
    meaning: Annotated[str | None, "What the word means; null for dates and figures"]
    rank: Annotated[int | None, "Place from least (1) to most; null where the words have no order"]


class Fact(NamedTuple):
    """What a project is or does that is no count, through time. From data/facts.yml."""

    fact_id: Annotated[str, "Slug: project and property"]
    project_id: Annotated[str, "The project"]
    title: Annotated[str, "What is stated"]
    property: Annotated[str, "status, has, release, license ..., see table property"]
    value: Annotated[str, "A date, a figure, or a word of its property"]
    value_start: Annotated[date | None, "First day of the value, when it is a date; else null"]
    value_end: Annotated[date | None, "Day after its last; else null"]
    valid_from: Annotated[
        date | None, "First day on which it is known to have held; null for a date"
    ]
    valid_until: Annotated[date | None, "Day it no longer held; null: it still does, or a date"]
    checked_on: Annotated[date | None, "Last day on which it was seen to hold; null: it ended"]
    citation: Annotated[str, "owner/name@commit:path, pypi:name==version:path, or a page"]
    read_on: Annotated[
        date | None,
        "When the citation was read; null: it could not be, and the fact decides nothing",
    ]
    note: Annotated[str | None, "Remark; null for none"]


class Contradiction(NamedTuple):
    """Claims that cannot be true together. From data/contradictions.yml."""

    contradiction_id: Annotated[str, "Slug of the contradiction"]
    title: Annotated[str, "What it is about"]
    kind: Annotated[str, "numeric, date, fact or ranking"]
    severity: Annotated[str, "hard: never together; soft: only under different readings"]
    why: Annotated[str, "Why they cannot be true together"]
    position: Annotated[int, "Order in the file"]


class Side(NamedTuple):
    """The claims on both sides of a contradiction. From data/contradictions.yml."""

    contradiction_id: Annotated[str, "The contradiction"]
    side: Annotated[str, "a or b"]
    claim_id: Annotated[str, "The claim"]
    position: Annotated[int, "Order on its side"]


def from_catalogue(catalogue: Catalogue) -> Iterator[Table]:
    """Yield the tables that hold the YAML files' content."""
    packs, projects, groups = catalogue.packs, catalogue.projects, catalogue.groups
    yield Table.of(
        "pack",
        Pack,
        [
            Pack(key, p.title, p.noun.one, p.noun.many, n)
            for n, (key, p) in enumerate(packs.items())
        ],
    )
    yield Table.of("pack_entry", PackEntry, catalogue.entries)
    yield Table.of(
        "project",
        Project,
        [{"project_id": key} | dict(p) | _stated(catalogue, key) for key, p in projects.items()],
        "Something whose adoption is measured. From data/projects.yml.",
        project_id="Slug, the same everywhere",
    )
    yield Table.of(
        "project_identifier",
        Identifier,
        [
            Identifier(key, registry, identifier, role)
            for key, project in projects.items()
            for registry, identifiers in project.identifiers.items()
            for identifier, role in identifiers.items()
        ],
    )
    yield Table.of(
        "project_group",
        Member,
        [
            Member(key, member, group.title, group.note)
            for key, group in groups.items()
            for member in group.members
        ],
    )
    yield from _sources(catalogue)
    yield from _definitions(catalogue)
    yield from _rules(catalogue)
    yield from registered(catalogue)
    yield from _contradictions(catalogue)


def _stated(catalogue: Catalogue, project: str) -> dict[str, Any]:
    """Return what facts state of a project: the newest value of the fact that is meant.

    That is the one whose id says no more than the property, or else the only one there is.
    """
    found = dict[str, Any]()
    for column, name in (("license", "license"), ("first_public_release", "first release")):
        facts = {
            key: fact
            for key, fact in catalogue.facts.items()
            if (fact.project, fact.property) == (project, name)
        }
        own = f"{project}-{name.replace(' ', '-')}"
        if own in facts or len(facts) == 1:
            value = facts.get(own, next(iter(facts.values()))).values[-1].value
            found[column] = value if column == "license" else span(value)[0]
    return found


def _sources(catalogue: Catalogue) -> Iterator[Table]:
    cards = catalogue.cards
    yield Table.of(
        "source",
        Source,
        [
            dict(c)
            | {"source_id": key, "live": c.live is not None}
            | {"registry": c.live and c.live.names, "asked": c.live.only if c.live else []}
            for key, c in cards.items()
        ],
    )
    yield Table.of(
        "signal",
        Signal,
        [
            {"signal_id": key, "source_id": source} | dict(s) | {"origin": catalogue.origin(key)}
            for source, card in cards.items()
            for key, s in card.signals.items()
        ],
        "One quantity from one source. From collectors/*.yml.",
        signal_id="Slug of the signal",
        source_id="Its source",
    )
    yield Table.of(
        "series_break",
        Break,
        [
            dict(b)
            | {"break_id": b.id, "signal_id": signal, "projects": b.projects or None}
            | _bias(b.bias)
            for b in catalogue.breaks
            for signal in b.signals
        ],
    )


def _bias(bias: Bias | None) -> dict[str, float | None]:
    return {
        "bias_points": bias.points / 100 if bias and bias.points else None,
        "bias_factor": bias.factor if bias else None,
        "bias_count": bias.count if bias else None,
    }


def _definitions(catalogue: Catalogue) -> Iterator[Table]:
    yield Table.of(
        "definition",
        Shared,
        [
            dict(d) | {"definition_id": key, "signal_id": d.signal} | _over(d)
            for key, d in catalogue.definitions.items()
        ],
        " ".join((Shared.__doc__ or "").split()),
    )
    yield Table.of(
        "definition_family",
        Family,
        [
            Family(key, project, member)
            for key, d in catalogue.definitions.items()
            for project, parts in d.families.items()
            for member in _members(catalogue, parts)
        ],
    )
    yield Table.of(
        "aspect",
        Evidence,
        [
            Evidence(key, aspect.title, aspect.asks, entry.signal, definition, evidence, entry.why)
            for key, aspect in catalogue.aspects.items()
            for evidence, entries in (("yes", aspect.evidence), ("no", aspect.not_evidence))
            for entry in entries
            for definition in entry.definitions or (None,)
        ],
    )
    yield Table.of(
        "twin",
        Twin,
        [
            dict(twin)
            | {"twin_id": twin.id}
            | {"left_signal_id": twin.left.signal, "left_segment": twin.left.segment}
            | {"right_signal_id": twin.right.signal, "right_segment": twin.right.segment}
            for twin in catalogue.twins
        ],
    )


def _over(definition: Definition) -> dict[str, str | None]:
    over = definition.over
    kind = "base" if over.base else "group" if over.group else "total"
    return {"over": kind, "group_id": over.group, "total_signal_id": over.total}


def _members(catalogue: Catalogue, parts: list[str]) -> list[str]:
    """Return the projects that a list of groups and projects names, each once."""
    groups = catalogue.groups
    names = [m for part in parts for m in (groups[part].members if part in groups else [part])]
    return list(dict.fromkeys(names))


def _rules(catalogue: Catalogue) -> Iterator[Table]:
    yield Table.of(
        "document",
        Document,
        [{"document_id": key} | dict(d) for key, d in catalogue.documents.items()],
        "An article whose claims are checked; its text is not kept. From data/documents.yml.",
        document_id="Short name of the document",
    )
    yield Table.of(
        "hedge",
        Hedge,
        [{"hedge": key} | dict(h) for key, h in catalogue.hedges.items()],
        "How each hedge word is read; fixed before anything is measured. From data/hedges.yml.",
        hedge="The word, or 'exact' when there is none",
    )
    yield Table.of(
        "hedge_bound",
        Bound,
        [
            Bound(key, kind, *(bound if isinstance(bound, tuple) else (bound, bound)))
            for key, h in catalogue.hedges.items()
            for kind, bound in h.bounds.items()
        ],
    )
    yield Table.of(
        "property",
        Word,
        [
            Word(key, p.title, p.type, value, meaning, place if p.ordered else None)
            for key, p in catalogue.properties.items()
            for place, (value, meaning) in enumerate([*p.values.items()] or [(None, None)], 1)
        ],
    )
    yield Table.of(
        "fact",
        Fact,
        [
            dict(f)
            | dict(v)
            | {"fact_id": key, "project_id": f.project}
            | {"value_start": starts, "value_end": ends}
            | {"valid_from": v.since, "valid_until": v.until}
            for key, f in catalogue.facts.items()
            for dated in [catalogue.properties[f.property].type == "date"]
            for v in f.values
            for starts, ends in [span(v.value if dated else None)]
        ],
    )


def _contradictions(catalogue: Catalogue) -> Iterator[Table]:
    entries = catalogue.contradictions
    yield Table.of(
        "contradiction_entry",
        Contradiction,
        [
            Contradiction(key, c.title, c.kind, c.severity, c.why, position)
            for position, (key, c) in enumerate(entries.items())
        ],
    )
    yield Table.of(
        "contradiction_claim",
        Side,
        [
            Side(key, side, claim, position)
            for key, c in entries.items()
            for side, claims in zip("ab", c.sides, strict=True)
            for position, claim in enumerate(claims)
        ],
    )
