"""The catalogue as tables, part of the public interface; the derived ones are in `models/`."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from warehouse.catalogue import Catalogue
from warehouse.claim_entries import FACTS, Asserted, Claim, Document, Kind, Use
from warehouse.entries import STATED, Bias
from warehouse.tables import Rows, Table


def from_catalogue(catalogue: Catalogue) -> Iterator[Table]:
    """Yield the tables that hold the YAML files' content.

    A row is an entry's fields with what other names or keys stand for in the table.
    """
    made = _projects(catalogue) | _sources(catalogue) | _definitions(catalogue) | _rules(catalogue)
    yield from (Table.of(name, rows) for name, rows in made.items())
    yield from registered(catalogue)


def _projects(catalogue: Catalogue) -> dict[str, Rows]:
    projects = catalogue.projects.items()
    return {
        "pack": [
            (key, pack.title, pack.noun.one, pack.noun.many, position)
            for position, (key, pack) in enumerate(catalogue.packs.items())
        ],
        "pack_entry": catalogue.entries,
        "project": [{"project_id": key} | dict(p) | _stated(catalogue, key) for key, p in projects],
        "project_identifier": [
            (key, registry, identifier, role)
            for key, project in projects
            for registry, identifiers in project.identifiers.items()
            for identifier, role in identifiers.items()
        ],
        "project_group": [
            (key, member, group.title, group.note)
            for key, group in catalogue.groups.items()
            for member in group.members
        ],
    }


def _stated(catalogue: Catalogue, project: str) -> dict[str, Any]:
    """Return what facts state of a project: that named after the property, or the only one."""
    found = dict[str, Any]()
    for name, column in STATED.items():
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


def _sources(catalogue: Catalogue) -> dict[str, Rows]:
    cards = catalogue.cards.items()
    return {
        "source": [
            dict(c)
            | {"source_id": key, "live": c.live is not None}
            | {"registry": c.live and c.live.names, "asked": c.live.only if c.live else []}
            for key, c in cards
        ],
        "signal": [
            {"signal_id": key, "source_id": source} | dict(s) | {"origin": catalogue.origin(key)}
            for source, card in cards
            for key, s in card.signals.items()
        ],
        "series_break": [
            dict(b)
            | {"break_id": b.id, "signal_id": signal, "projects": b.projects or None}
            | {"bias_points": bias.points and bias.points / 100}
            | {"bias_factor": bias.factor, "bias_count": bias.count}
            for b in catalogue.breaks.values()
            for bias in [b.bias or Bias.model_construct()]
            for signal in b.signals
        ],
        "twin": [
            dict(twin)
            | {"twin_id": twin.id}
            | {"left_signal_id": twin.left.signal, "left_segment": twin.left.segment}
            | {"right_signal_id": twin.right.signal, "right_segment": twin.right.segment}
            for twin in catalogue.twins.values()
        ],
    }


def _definitions(catalogue: Catalogue) -> dict[str, Rows]:
    definitions = catalogue.definitions.items()
    return {
        "definition": [
            dict(d)
            | {"definition_id": key, "signal_id": d.signal}
            | {"over": "base" if d.over.base else "group" if d.over.group else "total"}
            | {"group_id": d.over.group, "total_signal_id": d.over.total}
            for key, d in definitions
        ],
        "definition_family": [
            (key, project, member)
            for key, d in definitions
            for project, parts in d.families.items()
            for member in _members(catalogue, parts)
        ],
        "aspect": [
            (key, aspect.title, aspect.asks, entry.signal, definition, evidence, entry.why)
            for key, aspect in catalogue.aspects.items()
            for evidence, entries in (("yes", aspect.evidence), ("no", aspect.not_evidence))
            for entry in entries
            for definition in entry.definitions or (None,)
        ],
    }


def _members(catalogue: Catalogue, parts: list[str]) -> list[str]:
    """Return the projects that a list of groups and projects names, each once."""
    groups = catalogue.groups
    names = [m for part in parts for m in (groups[part].members if part in groups else [part])]
    return list(dict.fromkeys(names))


def _rules(catalogue: Catalogue) -> dict[str, Rows]:
    hedges, contradictions = catalogue.hedges.items(), catalogue.contradictions.items()
    return {
        "document": [{"document_id": key} | dict(d) for key, d in catalogue.documents.items()],
        "hedge": [{"hedge": key} | dict(h) for key, h in hedges],
        "hedge_bound": [
            (key, kind, *(bound if isinstance(bound, tuple) else (bound, bound)))
            for key, h in hedges
            for kind, bound in h.bounds.items()
        ],
        "property": [
            (key, p.title, p.type, value, meaning, place if p.ordered else None)
            for key, p in catalogue.properties.items()
            for place, (value, meaning) in enumerate([*p.values.items()] or [(None, None)], 1)
        ],
        "fact": [
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
        "contradiction_entry": [
            dict(c) | {"contradiction_id": key, "position": position}
            for position, (key, c) in enumerate(contradictions)
        ],
        "contradiction_claim": [
            (key, side, claim, position)
            for key, c in contradictions
            for side, claims in zip("ab", c.sides, strict=True)
            for position, claim in enumerate(claims)
        ],
    }


def registered(catalogue: Catalogue) -> Iterator[Table]:
    """Yield claim, claim_occurrence and claim_test."""
    claims = [(c, f.title, claim) for c, f in catalogue.clusters.items() for claim in f.claims]
    rows: dict[str, Rows] = {
        "claim": [_claim_row(n, *entry, catalogue.documents) for n, entry in enumerate(claims)],
        "claim_occurrence": [
            (claim.id, place.document, place.line, *place.span)
            for _, _, claim in claims
            for place in claim.occurrences
        ],
        "claim_test": [
            _test_row(catalogue, claim, position, use)
            for _, _, claim in claims
            for position, use in enumerate(claim.uses)
        ],
    }
    yield from (Table.of(name, of) for name, of in rows.items())


def _test_row(catalogue: Catalogue, claim: Claim, position: int, use: Use) -> tuple[Any, ...]:
    fact = catalogue.facts.get(use.name) if claim.kind in FACTS or use.role == "context" else None
    title = fact.title if fact else catalogue.definitions[use.name].title
    definition_id, fact_id = (None, use.name) if fact else (use.name, None)
    needs = catalogue.properties[fact.property].reaching(use.needs) if fact and use.needs else None
    # a fact may decide several parts
    test_id = "/".join(filter(None, (claim.id, use.part, use.name)))
    names = (test_id, claim.id, definition_id, fact_id)
    return (*names, title, use.role, use.part, needs, position)


def _historic(claim: Claim, documents: dict[str, Document]) -> bool:
    """Return whether the claim's date lies before every dated document that makes it.

    Without a document, figures are of the date that is named; a property holds until it ends.
    """
    end = span(claim.as_of)[1]
    if not claim.occurrences:
        return end is not None and claim.kind not in FACTS
    begins = [span(documents[place.document].as_of)[0] for place in claim.occurrences]
    return end is not None and all(b is None or end <= b for b in begins)


def _not_before(claim: Claim, documents: dict[str, Document]) -> date | None:
    """Return the first day on which an undated claim can have been written down."""
    days = [documents[place.document].not_before for place in claim.occurrences]
    known = [day for day in days if day is not None]
    return min(known) if known and claim.as_of is None else None


SINGLING: tuple[Kind, ...] = ("change", "slope", "growth", "crossing", "order", "rank")
"""Kinds that single their subject out, unless the claim says otherwise."""


def _claim_row(
    position: int, cluster: str, title: str, claim: Claim, documents: dict[str, Document]
) -> dict[str, Any]:
    missing, tests = claim.untestable, claim.tests
    alone = claim.kind in SINGLING or bool(tests and tests.scorecard)
    text, (low, high, last_digit) = _text(claim.figure), _ends(claim.figure)
    starts, ends = span(claim.as_of)
    since_starts, since_ends = span(claim.since)
    return dict(claim) | {
        "claim_id": claim.id,
        "cluster": cluster,
        "cluster_title": title,
        "asserted": text if claim.asserted else None,
        "read_as": None if claim.asserted else text,
        "asserted_low": low,
        "asserted_high": high,
        "last_digit": last_digit,
        "as_of_start": starts,
        "as_of_end": ends,
        "since_start": since_starts,
        "since_end": since_ends,
        "of_source": claim.of == "source",
        "singles_out": alone if claim.singles_out is None else claim.singles_out,
        "rule": tests and tests.rule,
        "not_before": _not_before(claim, documents),
        "historic": _historic(claim, documents),
        "position": position,
        "needs": missing and missing.needs,
        "needs_source": missing and missing.source,
        "needs_reason": missing and missing.reason,
    }


IN_UNIT = {
    "percent": "{} %",
    "points": "{} points",
    "ratio": "{} times",
    "count": "{}",
    "rank": "place {}",
}


def _text(figure: Asserted | None) -> str | None:
    """Return a figure in words."""
    if figure is None:
        return None
    if figure.date is not None:
        return "–".join(dict.fromkeys(figure.dates))
    text = "–".join(dict.fromkeys(f"{bound:,}" for bound in figure.bounds))
    return IN_UNIT[figure.unit].format(text)


def _ends(figure: Asserted | None) -> tuple[float | None, float | None, float | None]:
    """Return both ends of a figure, and one unit in its last digit."""
    if figure is None:
        return None, None, None
    if figure.date is not None:
        first, last = figure.dates
        low, high = span(first)[0], span(last)[1]
        assert low is not None
        assert high is not None
        return decimal_year(low), decimal_year(high - timedelta(days=1)), None
    scale = 100.0 if figure.unit in ("percent", "points") else 1.0
    low_end, high_end = (float(bound) / scale for bound in figure.bounds)
    return low_end, high_end, float(figure.last_digit) / scale


def decimal_year(day: date) -> float:
    """Return a date as a year with fraction: 2024-07-01 is 2024.497."""
    return day.year + (day.timetuple().tm_yday - 1) / date(day.year, 12, 31).timetuple().tm_yday


def span(text: str | None) -> tuple[date | None, date | None]:
    """Return first day and day after the last of '2024', '2024-05' or '2024-05-27'."""
    if text is None:
        return None, None
    parts = [int(part) for part in text.split("-")]
    first = date(*[*parts, 1, 1][:3])
    match len(parts):
        case 1:
            return first, date(first.year + 1, 1, 1)
        case 2:
            return first, (first + timedelta(days=31)).replace(day=1)
        case _:
            return first, first + timedelta(days=1)
