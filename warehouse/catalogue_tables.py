"""The catalogue as tables, part of the public interface; the derived ones are in `models/`."""

from collections.abc import Iterator
from datetime import date

from warehouse.catalogue import Catalogue
from warehouse.claim_tables import claim_tables, span
from warehouse.entries import plain
from warehouse.tables import Table


def from_catalogue(catalogue: Catalogue) -> Iterator[Table]:
    """Yield the tables that hold the YAML files' content."""
    yield from _packs(catalogue)
    yield from _projects(catalogue)
    yield from _sources(catalogue)
    yield from _definitions(catalogue)
    yield _aspects(catalogue)
    yield _twins(catalogue)
    yield from claim_tables(catalogue)


def _packs(catalogue: Catalogue) -> Iterator[Table]:
    yield Table(
        "pack",
        "An ecosystem whose shares are asked about. From pack.yml.",
        [
            ("pack_id", "varchar", "Slug of the pack"),
            ("title", "varchar", "What it is called"),
            ("noun", "varchar", "How it calls what it measures: framework"),
            ("nouns", "varchar", "The same of several: frameworks"),
            ("position", "integer", "Order in which packs are shown"),
        ],
        [
            (key, pack.title, pack.noun.one, pack.noun.many, position)
            for position, (key, pack) in enumerate(catalogue.packs.items())
        ],
    )
    yield Table(
        "pack_entry",
        "What belongs to which pack; what several packs say alike belongs to each of them.",
        [
            ("pack_id", "varchar", "The pack"),
            (
                "kind",
                "varchar",
                "project, group, definition, break, document, contradiction or cluster",
            ),
            ("id", "varchar", "Its id"),
        ],
        catalogue.entries,
    )


def _projects(catalogue: Catalogue) -> Iterator[Table]:
    # the newest value of the fact that the property alone means
    stated = {
        (project, name): catalogue.facts[found[0]].values[-1].value
        for project in catalogue.projects
        for name in ("license", "first release")
        if len(found := plain(catalogue.facts, project, name)) == 1
    }
    yield Table(
        "project",
        "Something whose adoption is measured. From data/projects.yml.",
        [
            ("project_id", "varchar", "Slug, the same everywhere"),
            ("name", "varchar", "Name as people write it"),
            ("kind", "varchar", "framework, library, tool, platform, format ..."),
            ("owner", "varchar", "Who steers it; null when not recorded"),
            ("license", "varchar", "SPDX id; null when not recorded"),
            ("first_public_release", "date", "First public release; null when not recorded"),
            ("homepage", "varchar", "Web address; null when not recorded"),
            (
                "part_of",
                "varchar",
                "Project that contains it, so that at most questions are counted for it",
            ),
            ("aliases", "varchar[]", "Other names in use"),
        ],
        [
            (
                key,
                p.name,
                p.kind,
                p.owner,
                stated.get((key, "license"), p.license),
                _day(stated.get((key, "first release"))) or p.first_public_release,
                p.homepage,
                p.part_of,
                p.aliases,
            )
            for key, p in catalogue.projects.items()
        ],
    )
    yield Table(
        "project_identifier",
        "A project's name in a registry or in a source. From data/projects.yml.",
        [
            ("project_id", "varchar", "The project"),
            ("registry", "varchar", "Where the identifier is valid: pypi, npm, hub_tag ..."),
            ("identifier", "varchar", "The name there, unique within the registry"),
            (
                "role",
                "varchar",
                "primary: counted; former: earlier name of the same thing, counted; "
                "variant: added in family definitions only; component: never added",
            ),
        ],
        [
            (key, registry, identifier, role)
            for key, project in catalogue.projects.items()
            for registry, identifiers in project.identifiers.items()
            for identifier, role in identifiers.items()
        ],
    )
    yield Table(
        "project_group",
        "A named set of projects, one row per member. From data/projects.yml.",
        [
            ("group_id", "varchar", "Slug of the group"),
            ("project_id", "varchar", "A member"),
            ("title", "varchar", "What the group is called"),
            ("note", "varchar", "Why it exists"),
        ],
        [
            (key, member, group.title, group.note)
            for key, group in catalogue.groups.items()
            for member in group.members
        ],
    )


def _day(text: str | None) -> date | None:
    """Return the first day of a date as facts give it."""
    return span(text)[0]


def _sources(catalogue: Catalogue) -> Iterator[Table]:
    yield Table(
        "source",
        "Who publishes figures, under which licence, how often. From collectors/*.yml.",
        [
            (
                "source_id",
                "varchar",
                "Slug: the stem of the card, the snapshot and the staging model",
            ),
            ("title", "varchar", "What it is"),
            ("publisher", "varchar", "Who publishes it"),
            ("url", "varchar", "Where"),
            ("license", "varchar", "Licence or terms of the data, not of sharecheck's code"),
            ("attribution", "varchar", "How to credit it"),
            ("cadence", "varchar", "daily ... yearly; once: an archive that gets no more figures"),
            ("lag_days", "integer", "Typical days from the end of a period to its publication"),
            (
                "closed",
                "varchar",
                "Why no newer figures will come; null: they will, or cadence is once",
            ),
            ("ends_on", "date", "Last day that a closed source covers; null: not said"),
            ("live", "boolean", "Whether `sharecheck collect` can ask it"),
            ("registry", "varchar", "Registry whose names a collection asks for; null for none"),
            ("asked", "varchar[]", "The only names it asks for; empty: all of the registry"),
            ("not_counted", "varchar[]", "What its figures leave out"),
        ],
        [
            (
                key,
                c.title,
                c.publisher,
                c.url,
                c.license,
                c.attribution,
                c.cadence,
                c.lag_days,
                c.closed,
                c.ends_on,
                c.live is not None,
                c.live.names if c.live else None,
                c.live.only if c.live else [],
                c.not_counted,
            )
            for key, c in catalogue.cards.items()
        ],
    )
    yield Table(
        "signal",
        "One quantity from one source. From collectors/*.yml.",
        [
            ("signal_id", "varchar", "Slug of the signal"),
            ("source_id", "varchar", "Its source"),
            ("title", "varchar", "What it is called"),
            ("unit", "varchar", "What is counted"),
            ("measure", "varchar", "flow: counted over the period; stock: level at its end"),
            ("population", "varchar", "What could have been counted"),
            ("quality", "varchar", "census, official, sample (95 % intervals) or secondary"),
            (
                "tolerance_days",
                "integer",
                "Days a period may lie from a claim's date and still speak",
            ),
            (
                "editions",
                "boolean",
                "Each period is a survey of its own: never pooled, never one for another",
            ),
            (
                "running_total",
                "boolean",
                "A stock that only ever adds up: no evidence of rising or falling",
            ),
            (
                "origin",
                "varchar",
                "Whose counting it is: two signals of one origin are not independent",
            ),
            ("caveat", "varchar", "What a reader must know"),
        ],
        [
            (
                key,
                source,
                s.title,
                s.unit,
                s.measure,
                s.population,
                s.quality,
                s.tolerance_days,
                s.editions,
                s.running_total,
                catalogue.origin(key),
                s.caveat,
            )
            for source, card in catalogue.cards.items()
            for key, s in card.signals.items()
        ],
    )
    yield Table(
        "series_break",
        "A known change or hole in a series, one row per signal it touches. From data/breaks.yml.",
        [
            ("break_id", "varchar", "Slug of the break"),
            ("signal_id", "varchar", "The signal it touches"),
            ("segment", "varchar", "The segment it touches; null: all"),
            ("projects", "varchar[]", "The projects it touches; null: all"),
            ("starts", "date", "First day"),
            ("ends", "date", "Day after the last; equal to starts for a level shift; null: open"),
            ("kind", "varchar", "level shift, undercount, hole, outlier, recount or scope"),
            ("severity", "varchar", "block: no evidence from inside; taint: it has a price"),
            (
                "price",
                "varchar",
                "Of a taint. bounded: figures inside may be off by the bias; "
                "barring: no change, slope, growth or crossing is measured across it; harmless",
            ),
            ("bias_points", "double", "How far it may put a share off, each way, as a fraction"),
            ("bias_factor", "double", "How far it may put a ratio and a share off, as a factor"),
            ("bias_count", "double", "How far it may put all counts off alike, as a factor"),
            ("why", "varchar", "Why that price; null for a block"),
            ("effect", "varchar", "What it does to the figures"),
            ("citation", "varchar", "Where it is documented or seen"),
        ],
        [
            (
                b.id,
                signal,
                b.segment,
                b.projects or None,
                b.starts,
                b.ends,
                b.kind,
                b.severity,
                b.price,
                b.bias.points / 100 if b.bias and b.bias.points else None,
                b.bias and b.bias.factor,
                b.bias and b.bias.count,
                b.why,
                b.effect,
                b.citation,
            )
            for b in catalogue.breaks
            for signal in b.signals
        ],
    )


def _definitions(catalogue: Catalogue) -> Iterator[Table]:
    yield Table(
        "definition",
        "Numerator, denominator and filter that turn a signal into a share. "
        "From data/definitions.yml.",
        [
            ("definition_id", "varchar", "Slug of the definition"),
            ("signal_id", "varchar", "The signal it reads"),
            ("title", "varchar", "What it is called"),
            ("numerator", "varchar", "What is counted for the project, in words"),
            ("denominator", "varchar", "Out of what, in words"),
            ("rationale", "varchar", "Why somebody may defend it, and what it hides"),
            ("segments", "varchar[]", "The signal's segments it reads"),
            ("roles", "varchar[]", "Roles of the identifiers it adds up"),
            (
                "over",
                "varchar",
                "base: the source's own denominator; group: sum over a group; "
                "total: a signal that counts everything",
            ),
            ("group_id", "varchar", "The group summed, when over = group"),
            ("total_signal_id", "varchar", "The total, when over = total"),
            ("pool", "varchar", "year: segments are added up per calendar year; else null"),
            (
                "overlap",
                "boolean",
                "A subject may count for several projects, so that the group's "
                "sum exceeds the number of subjects and the share is a lower bound",
            ),
            ("bound", "varchar", "at least, at most: the share is only a bound; null: it is none"),
            ("within", "varchar", "A definition that divides the same number by more; null: none"),
            (
                "left_out",
                "varchar",
                "What those of that wider base do that its own leaves out, in words; null: no such",
            ),
        ],
        [
            (
                key,
                d.signal,
                d.title,
                d.numerator,
                d.denominator,
                d.rationale,
                d.segments,
                d.roles,
                "base" if d.over.base else "group" if d.over.group else "total",
                d.over.group,
                d.over.total,
                d.pool,
                d.overlap,
                d.bound,
                d.within,
                d.left_out,
            )
            for key, d in catalogue.definitions.items()
        ],
    )
    yield Table(
        "definition_family",
        "Projects for which a definition adds up several. From data/definitions.yml.",
        [
            ("definition_id", "varchar", "The definition"),
            ("project_id", "varchar", "The project that is credited"),
            ("member_id", "varchar", "A project whose figures are added up for it"),
        ],
        [
            (key, project, member)
            for key, d in catalogue.definitions.items()
            for project, parts in d.families.items()
            for member in _members(catalogue, parts)
        ],
    )


def _aspects(catalogue: Catalogue) -> Table:
    return Table(
        "aspect",
        "What claims can be about, and which signals are evidence of it. From data/aspects.yml.",
        [
            ("aspect", "varchar", "Slug of what it is about: research, production, learning ..."),
            ("title", "varchar", "What it is called"),
            ("asks", "varchar", "What a claim about it asks"),
            ("signal_id", "varchar", "A signal; those without a row are no evidence of it"),
            ("definition_id", "varchar", "The definition meant; null: every one of the signal"),
            ("evidence", "varchar", "yes: a test on it decides; no: it is only shown"),
            ("reason", "varchar", "Why"),
        ],
        [
            (key, aspect.title, aspect.asks, entry.signal, definition, evidence, entry.why)
            for key, aspect in catalogue.aspects.items()
            for evidence, entries in (("yes", aspect.evidence), ("no", aspect.not_evidence))
            for entry in entries
            for definition in entry.definitions or (None,)
        ],
    )


def _twins(catalogue: Catalogue) -> Table:
    return Table(
        "twin",
        "Pairs of signals that should say the same, see reconciliation. From data/twins.yml.",
        [
            ("twin_id", "varchar", "Slug"),
            ("left_signal_id", "varchar", "One signal"),
            ("left_segment", "varchar", "Its segment"),
            ("right_signal_id", "varchar", "The other one"),
            ("right_segment", "varchar", "Its segment"),
            ("within_days", "integer", "How far apart two periods may begin"),
            ("why", "varchar", "Why they should agree, and where they cannot"),
        ],
        [
            (
                twin.id,
                twin.left.signal,
                twin.left.segment,
                twin.right.signal,
                twin.right.segment,
                twin.within_days,
                twin.why,
            )
            for twin in catalogue.twins
        ],
    )


def _members(catalogue: Catalogue, parts: list[str]) -> list[str]:
    """Return the projects that a list of groups and projects names, each once."""
    groups = catalogue.groups
    names = [m for part in parts for m in (groups[part].members if part in groups else [part])]
    return list(dict.fromkeys(names))
