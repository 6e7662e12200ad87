"""The catalogue as tables, part of the public interface; the derived ones are in `models/`."""

from collections.abc import Iterator
from typing import Any

from warehouse.catalogue import Catalogue
from warehouse.claim_tables import registered, span
from warehouse.entries import Bias, Over
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
            | _bias(b.bias)
            for b in catalogue.breaks
            for signal in b.signals
        ],
        "twin": [
            dict(twin)
            | {"twin_id": twin.id}
            | {"left_signal_id": twin.left.signal, "left_segment": twin.left.segment}
            | {"right_signal_id": twin.right.signal, "right_segment": twin.right.segment}
            for twin in catalogue.twins
        ],
    }


def _bias(bias: Bias | None) -> dict[str, float | None]:
    return {
        "bias_points": bias.points / 100 if bias and bias.points else None,
        "bias_factor": bias.factor if bias else None,
        "bias_count": bias.count if bias else None,
    }


def _definitions(catalogue: Catalogue) -> dict[str, Rows]:
    definitions = catalogue.definitions.items()
    return {
        "definition": [
            dict(d) | {"definition_id": key, "signal_id": d.signal} | _over(d.over)
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


def _over(over: Over) -> dict[str, str | None]:
    kind = "base" if over.base else "group" if over.group else "total"
    return {"over": kind, "group_id": over.group, "total_signal_id": over.total}


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
