"""The catalogue: cards, projects, definitions, breaks, documents, hedges and claims, checked.

`load()` reads every file, follows every reference, and reports all problems at once.
"""

import os
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from collectors import cards, disk, settings, yaml_files
from collectors.cards import Card, Signal, Strict
from collectors.errors import InputError, did_you_mean
from collectors.home import Home
from collectors.yaml_files import shown
from warehouse import group_definitions
from warehouse.claim_entries import (
    FACTS,
    OVER_TIME,
    Claim,
    ClaimFile,
    Contradiction,
    Contradictions,
    Document,
    Documents,
    Hedge,
    Hedges,
)
from warehouse.entries import (
    Aspect,
    Aspects,
    Break,
    Breaks,
    Definition,
    Definitions,
    Fact,
    Facts,
    Group,
    Pack,
    PackFile,
    Project,
    Projects,
    Properties,
    Property,
    Registry,
    Twin,
    Twins,
)


class Catalogue(Strict):
    """Everything people decided, checked."""

    cards: dict[str, Card]
    projects: dict[str, Project]
    groups: dict[str, Group]
    definitions: dict[str, Definition]
    breaks: list[Break]
    twins: list[Twin]
    documents: dict[str, Document]
    hedges: dict[str, Hedge]
    aspects: dict[str, Aspect]
    properties: dict[str, Property]
    facts: dict[str, Fact]
    contradictions: dict[str, Contradiction]
    clusters: dict[str, ClaimFile]
    packs: dict[str, Pack]
    entries: list[tuple[str, str, str]]
    """What table pack_entry holds: pack, kind, id."""

    @cached_property
    def sources(self) -> dict[str, str]:
        """Return the source of each signal."""
        return {signal: source for source, card in self.cards.items() for signal in card.signals}

    def card(self, signal: str) -> Card:
        """Return the card that a signal stands on."""
        return self.cards[self.sources[signal]]

    def signal(self, name: str) -> Signal:
        """Return a signal by its name."""
        return self.card(name).signals[name]

    def origin(self, signal: str) -> str:
        """Return whose counting a signal is."""
        return self.signal(signal).origin or self.card(signal).publisher


FILES: dict[str, type[Strict]] = {
    "pack": PackFile,
    "projects": Projects,
    "definitions": Definitions,
    "breaks": Breaks,
    "twins": Twins,
    "documents": Documents,
    "hedges": Hedges,
    "aspects": Aspects,
    "properties": Properties,
    "facts": Facts,
    "contradictions": Contradictions,
}
"""The files of a pack, by stem. What a pack does not have is empty."""
GENERAL = Path(__file__).parent
"""Where the program's own `hedges.yml` is; a pack's entry of the same name stands in its place."""


def load(home: Home) -> Catalogue:
    """Return the catalogue of the packs, with the cards of the program.

    Raises:
        InputError: every problem found in any file, one line each.
    """
    problems = list[str]()
    hedges = yaml_files.read(GENERAL / "hedges.yml", Hedges, settings.CODE).hedges
    content: dict[str, Any] = {"hedges": hedges, "packs": {}, "entries": []}
    content |= {"named": list[str](), "open": False}
    given = dict[tuple[str, str], str]()
    for folder in home.packs:
        try:
            _add(content, given, folder, _read(folder))
        except InputError as error:
            problems += error.problems
    try:
        content["cards"] = cards.load(home)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    cards.ask_for_all_of(content["cards"], _names_of_packs(content))
    content["cards"] = _wanted(content)
    catalogue = Catalogue.model_construct(**content)
    if problems := yaml_files.bounded(_broken_references(catalogue)):
        raise InputError(problems)
    return catalogue


def _read(folder: Path) -> dict[str, Any]:
    """Return what a pack's files say, by field of `Catalogue`, and `pack`.

    Raises:
        InputError: every problem of every file, one line each.
    """
    found, problems = dict[str, Any](), list[str]()
    if not folder.is_dir():
        msg = f"{folder}: there is no such pack. Correct the name, or make it: `sharecheck new`."
        raise InputError([msg])
    for stem, model in FILES.items():
        path = folder / f"{stem}.yml"
        try:
            # a file that is absent says nothing; a link that leads nowhere is an error
            entry = (
                yaml_files.read(path, model, folder.parent) if os.path.lexists(path) else model()
            )
            found |= {"pack": entry} if stem == "pack" else dict(entry)
        except InputError as error:
            problems += error.problems
    found["clusters"] = clusters = dict[str, ClaimFile]()
    try:
        for path in disk.listed(folder / "claims", folder.parent, ".yml"):
            clusters[path.stem] = yaml_files.read(path, ClaimFile, folder.parent)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    found["definitions"] = group_definitions.expand(found["definitions"], found["groups"])
    return found


def _add(
    content: dict[str, Any], given: dict[tuple[str, str], str], folder: Path, found: dict[str, Any]
) -> None:
    """Add what a pack says to what those before it said.

    Args:
        content: the fields of `Catalogue` so far.
        given: the pack that gave each entry, by field and id.
        folder: the pack's.
        found: what `_read` returns.

    Raises:
        InputError: entries of the same name that do not say the same.
    """
    pack: PackFile = found.pop("pack")
    pack_id = pack.id or folder.name.lower()
    content["named"] += pack.sources or []
    content["open"] |= pack.sources is None
    problems = list[str]()
    if pack_id in content["packs"]:
        problems.append(f"{folder}: another pack is called {pack_id!r} too. Rename one of them.")
    content["packs"][pack_id] = Pack(
        title=pack.title or folder.name, noun=pack.noun, folder=str(folder)
    )
    for field, entries in found.items():
        mine = content.setdefault(field, type(entries)())
        if isinstance(entries, list):
            mine += [entry for entry in entries if entry not in mine]
            continue
        for key, entry in entries.items():
            first = given.setdefault((field, key), folder.name)
            if first == folder.name or mine[key] == entry:
                mine[key] = entry
            elif field == "aspects":
                mine[key] = _both(mine[key], entry)
            else:
                problems.append(
                    f"{folder.name}: {shown(key)} is among the {field} of {first} too, and says "
                    "something else there. Rename one of them, or let both say the same."
                )
            if field in ENTRIES:
                content["entries"].append((pack_id, ENTRIES[field], key))
    if problems:
        raise InputError(problems)


ENTRIES = {
    "projects": "project",
    "groups": "group",
    "definitions": "definition",
    "documents": "document",
    "contradictions": "contradiction",
    "clusters": "cluster",
}
"""What table pack_entry lists, by field of `Catalogue`."""


def _both(one: Aspect, other: Aspect) -> Aspect:
    """Return an aspect of two packs with the signals of both."""
    return one.model_copy(
        update={
            field: [*mine, *(e for e in getattr(other, field) if e not in mine)]
            for field, mine in (("evidence", one.evidence), ("not_evidence", one.not_evidence))
        }
    )


def _wanted(content: dict[str, Any]) -> dict[str, Card]:
    """Return the cards without those of the program that no pack has a use for."""
    registries = names(content["projects"])
    named, any_named = content.pop("named"), content.pop("open")
    used = {d.signal for d in content["definitions"].values()}
    used |= {d.over.total for d in content["definitions"].values()}
    return {
        source: card
        for source, card in content["cards"].items()
        if card.of_pack
        or card.bundled
        or source in named
        or (any_named and card.live and card.live.names in registries)
        or used & card.signals.keys()
    }


def _names_of_packs(content: dict[str, Any]) -> dict[Path, dict[str, list[str]]]:
    """Return the identifiers of each pack's projects by registry, by the pack's folder."""
    return {
        Path(pack.folder): names(
            {
                key: content["projects"][key]
                for of, kind, key in content["entries"]
                if of == pack_id and kind == "project"
            }
        )
        for pack_id, pack in content["packs"].items()
    }


def edited(home: Home) -> list[Path]:
    """Return the files that people edit: the cards and the YAML files of the packs.

    Raises:
        InputError: a folder that cannot be read.
    """
    return [
        path
        for pack in home.packs
        for folder in (pack, pack / "sources", pack / "claims")
        for path in disk.listed(folder, pack.parent, ".yml")
    ]


def _broken_references(catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each name that is used but not defined, or defined twice."""
    for source, card in catalogue.cards.items():
        where = f"collectors/{source}.yml: field 'live.names'"
        registry = card.live.names if card.live else None
        yield from _unknown(where, "registry", registry, get_args(Registry), "warehouse/entries.py")
    yield from _projects(catalogue)
    yield from _definitions(catalogue)
    yield from _claims(catalogue)
    known = names(catalogue.projects)
    for source, card in catalogue.cards.items():
        yield from cards.named_by_nobody(source, card, known)


def _unknown(
    where: str, what: str, name: str | None, known: Collection[str], file: str
) -> Iterator[str]:
    if name is not None and name not in known:
        near = did_you_mean(name, known)
        yield f"{where}: unknown {what} {shown(name)}. Correct it, or add it to {file}.{near}"


def _twice(where: str, what: str, names: list[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{where}: the {what} {shown(name)} is defined {count} times. Keep one of them."


def _projects(catalogue: Catalogue) -> Iterator[str]:
    file, projects = "data/projects.yml", catalogue.projects
    owners = Counter(
        (registry, identifier)
        for project in projects.values()
        for registry, identifiers in project.identifiers.items()
        for identifier in identifiers
    )
    for (registry, identifier), count in owners.items():
        if count > 1:
            yield (
                f"{file}: {registry} identifier {shown(identifier)} stands under {count} projects. "
                "Keep it under the one it counts for."
            )
    for name, project in projects.items():
        where = f"{file}: entry {name!r}, field 'part_of'"
        yield from _unknown(where, "project", project.part_of, projects, file)
    for name, group in catalogue.groups.items():
        for member in group.members:
            yield from _unknown(f"{file}: group {name!r}", "project", member, projects, file)


def _definitions(catalogue: Catalogue) -> Iterator[str]:
    signals = [name for card in catalogue.cards.values() for name in card.signals]
    yield from _twice("collectors/*.yml", "signal", signals)
    yield from _twice("data/breaks.yml", "break", [entry.id for entry in catalogue.breaks])
    yield from _twice("data/twins.yml", "twin", [twin.id for twin in catalogue.twins])
    for twin in catalogue.twins:
        for side in (twin.left, twin.right):
            where = f"data/twins.yml: entry {twin.id!r}"
            yield from _unknown(where, "signal", side.signal, signals, "a card in collectors/")
    for entry in catalogue.breaks:
        for signal in entry.signals:
            where = f"data/breaks.yml: entry {entry.id!r}, field 'signals'"
            yield from _unknown(where, "signal", signal, signals, "a card in collectors/")
    projects, groups, file = catalogue.projects, catalogue.groups, "data/projects.yml"
    for entry in catalogue.breaks:
        for project in entry.projects:
            where = f"data/breaks.yml: entry {entry.id!r}, field 'projects'"
            yield from _unknown(where, "project", project, projects, file)
    for name, definition in catalogue.definitions.items():
        where = f"data/definitions.yml: entry {name!r}"
        for used in (definition.signal, definition.over.total):
            yield from _unknown(where, "signal", used, signals, "a card in collectors/")
        yield from _unknown(where, "group", definition.over.group, groups, file)
        every, here = catalogue.definitions, "data/definitions.yml"
        yield from _unknown(where, "definition", definition.within, every, here)
        for credited, parts in definition.families.items():
            yield from _unknown(where, "project", credited, projects, file)
            for part in parts:
                yield from _unknown(where, "group or project", part, {*projects, *groups}, file)


def _aspects(catalogue: Catalogue) -> Iterator[str]:
    signals = catalogue.sources
    for name, aspect in catalogue.aspects.items():
        whole = [entry.signal for entry in aspect.evidence if not entry.definitions]
        against = [entry.signal for entry in aspect.not_evidence if not entry.definitions]
        yield from _twice(f"data/aspects.yml: entry {name!r}", "signal", [*whole, *against])
        for entry in (*aspect.evidence, *aspect.not_evidence):
            where = f"data/aspects.yml: entry {name!r}"
            yield from _unknown(where, "signal", entry.signal, signals, "a card in collectors/")
            for used in entry.definitions:
                definition = catalogue.definitions.get(used)
                if definition is None or definition.signal != entry.signal:
                    every = catalogue.definitions
                    near = did_you_mean(used, [k for k in every if every[k].signal == entry.signal])
                    yield (
                        f"{where}: {shown(used)} is no definition of the signal "
                        f"{shown(entry.signal)}. Correct one of the two.{near}"
                    )


def _claims(catalogue: Catalogue) -> Iterator[str]:
    yield from _aspects(catalogue)
    yield from _facts(catalogue)
    for cluster, file in catalogue.clusters.items():
        for claim in file.claims:
            where = f"data/claims/{cluster}.yml: claim {claim.id!r}"
            yield from claim_problems(where, claim, catalogue)
    claims = [claim.id for file in catalogue.clusters.values() for claim in file.claims]
    yield from _twice("data/claims/", "claim", claims)
    for name, entry in catalogue.contradictions.items():
        where = f"data/contradictions.yml: entry {name!r}"
        sides = [claim_id for side in entry.sides for claim_id in side]
        yield from _twice(where, "claim", sides)
        for claim_id in sides:
            yield from _unknown(where, "claim", claim_id, claims, "data/claims/")


def _facts(catalogue: Catalogue) -> Iterator[str]:
    file = "data/facts.yml"
    for name, fact in catalogue.facts.items():
        where = f"{file}: entry {name!r}"
        yield from _unknown(where, "project", fact.project, catalogue.projects, "data/projects.yml")
        yield from _twice(where, "since of a value", [str(v.since) for v in fact.values])
        stated = {"license": "license", "first release": "first_public_release"}.get(fact.property)
        project = catalogue.projects.get(fact.project)
        if stated and project and getattr(project, stated) is not None:
            yield (
                f"{where}: data/projects.yml says {stated!r} of {fact.project!r} too. Take it out "
                "there; the fact has the citation."
            )
        kind = catalogue.properties.get(fact.property)
        if kind is None:
            yield from _unknown(
                where, "property", fact.property, catalogue.properties, "data/properties.yml"
            )
            continue
        values = sorted((v for v in fact.values if v.since), key=lambda v: v.since or date.min)
        for before, after in pairwise(values):
            end = before.until or before.checked_on
            if end and after.since and end > after.since:
                yield (
                    f"{where}: {shown(before.value)} lasts until {end}, and {shown(after.value)} "
                    f"begins on {after.since}. Only one value holds at a time; correct the dates."
                )
        for value in fact.values:
            if expected := kind.refuses(value.value):
                yield (
                    f"{where}: the value {shown(value.value)} is none of the property "
                    f"{shown(fact.property)}; expected {expected}. Correct it, or add the word to "
                    "data/properties.yml."
                )
            bounded = value.since is not None and (value.until or value.checked_on) is not None
            if (kind.type == "date") == bounded:
                yield (
                    f"{where}: the value {shown(value.value)} needs since and until (or "
                    "checked_on), unless it is a date itself, which needs none. Correct them."
                )


def claim_problems(
    where: str, claim: Claim, catalogue: Catalogue, *, own: bool = False
) -> Iterator[str]:
    """Yield a sentence for everything in a claim that refers to nothing, or cannot be tested.

    Args:
        where: file and claim, for the messages.
        claim: the claim, valid by itself.
        catalogue: what it refers to.
        own: it is one of one's own, which may be about a count and nothing more.
    """
    for project in (claim.subject, claim.comparator):
        yield from _unknown(where, "project", project, catalogue.projects, "data/projects.yml")
    yield from _unknown(where, "hedge", claim.hedge, catalogue.hedges, "data/hedges.yml")
    source = claim.untestable.source if claim.untestable else None
    yield from _unknown(where, "source", source, catalogue.cards, "a card in collectors/")
    yield from _unknown(where, "aspect", claim.aspect, catalogue.aspects, "data/aspects.yml")
    yield from _twice(where, "definition", [use.name for use in claim.uses])
    for name, role, *_ in claim.uses:
        if name in catalogue.facts if role == "context" else claim.kind in FACTS:
            yield from _unknown(where, "fact", name, catalogue.facts, "data/facts.yml")
        else:
            yield from _unknown(
                where, "definition", name, catalogue.definitions, "data/definitions.yml"
            )
    yield from _needless(where, claim, catalogue)
    yield from _beside_the_point(where, claim, catalogue, own=own)
    yield from _unscorable(where, claim, catalogue)
    yield from _impossible(where, claim)
    yield from _alone(where, claim, catalogue)
    yield from _misplaced(where, claim, catalogue.documents)
    yield from _unreadable(where, claim, catalogue.hedges.get(claim.hedge))


def _needless(where: str, claim: Claim, catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each value needed that its fact can never have."""
    for use in claim.uses:
        fact = catalogue.facts.get(use.name)
        kind = catalogue.properties.get(fact.property) if fact else None
        for value in kind.reaching(use.needs) if kind else []:
            if kind and (expected := kind.refuses(value)):
                yield (
                    f"{where}: the fact {use.name!r} is never {shown(value)}; expected {expected}. "
                    "Correct what it needs."
                )


def _beside_the_point(
    where: str, claim: Claim, catalogue: Catalogue, *, own: bool
) -> Iterator[str]:
    """Yield a sentence for each deciding definition that is no evidence of the claim's aspect."""
    deciding = [
        (use.name, catalogue.definitions[use.name].signal)
        for use in claim.uses
        if use.role != "context" and claim.kind not in FACTS and use.name in catalogue.definitions
    ]
    if deciding and claim.aspect is None and claim.occurrences and not own:
        yield (
            f"{where}: it does not say what it is about. Add `aspect`, one of "
            f"{', '.join(catalogue.aspects)}."
        )
    rising = claim.kind in OVER_TIME and claim.figure is None
    aspect = catalogue.aspects.get(claim.aspect or "")
    for name, signal in deciding:
        if aspect and not aspect.admits(name, signal):
            yield (
                f"{where}: the definition {name!r} (signal {signal!r}) is no evidence of the "
                f"aspect {claim.aspect!r}. Make it context, or say in data/aspects.yml why it is."
            )
        if rising and signal in catalogue.sources and catalogue.signal(signal).running_total:
            yield (
                f"{where}: the signal {signal!r} of {name!r} only ever adds up, so it tells "
                "nothing of rising or falling. Use one of what came to it in a time."
            )


def _unscorable(where: str, claim: Claim, catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each signal that is scored twice, and each rank without a group."""
    definitions = catalogue.definitions
    for name, role, *_ in claim.uses:
        definition = definitions.get(name)
        if definition and claim.kind == "rank" and role != "context" and not definition.over.group:
            yield (
                f"{where}: the definition {name!r} is not over a group, so nothing has a rank in "
                "it. Choose one over a group."
            )
    scored = [
        definitions[use.name].signal
        for use in claim.uses
        if use.role == "scorecard" and use.name in definitions
    ]
    for signal, count in Counter(scored).items():
        if count > 1:
            yield (
                f"{where}: its scorecard counts the signal {signal!r} {count} times. Keep one "
                "definition for each signal."
            )
    origins = {catalogue.origin(signal) for signal in scored if signal in catalogue.sources}
    if scored and len(origins) < 2:
        yield (
            f"{where}: the signals of its scorecard all come from {', '.join(origins)}. Add one "
            "of another origin, or name a primary definition."
        )


def _impossible(where: str, claim: Claim) -> Iterator[str]:
    """Yield a sentence for what nothing can be true or false of."""
    if claim.comparator == claim.subject:
        yield f"{where}: it compares {claim.subject!r} with itself. Name another comparator."
    if claim.id in claim.together:
        yield f"{where}: it stands together with itself. Name the claims beside it."
    if claim.figure and claim.figure.rank is not None and claim.figure.bounds[0] < 1:
        yield f"{where}: there is no place before the first. Correct the rank."
    if claim.since and claim.as_of and claim.since[:4] > claim.as_of[:4]:
        yield (
            f"{where}: it begins ({claim.since}) after the time that it speaks of "
            f"({claim.as_of}). Correct since or as_of."
        )


def _alone(where: str, claim: Claim, catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each claim beside it that is not there, or does not say so too."""
    if not claim.together:
        return
    claims = {c.id: c for file in catalogue.clusters.values() for c in file.claims}
    for name in claim.together:
        yield from _unknown(where, "claim", name, claims, "data/claims/")
        if name in claims and claim.id not in claims[name].together:
            yield (
                f"{where}: it stands together with {name!r}, which does not say so. Add "
                f"{claim.id!r} to its `together`."
            )
        elif name in claims and name != claim.id:
            own, beside = (
                {use.name for use in one.uses if use.role != "context"}
                for one in (claim, claims[name])
            )
            if own and beside and own.isdisjoint(beside):
                yield (
                    f"{where}: it stands together with {name!r}, but no definition decides both, "
                    "so that nothing could give both figures. Give them one in common."
                )


def _misplaced(where: str, claim: Claim, documents: dict[str, Document]) -> Iterator[str]:
    """Yield a sentence for each occurrence in no document, or beyond the end of one."""
    for place in claim.occurrences:
        yield from _unknown(where, "document", place.document, documents, "data/documents.yml")
        document = documents.get(place.document)
        if document and place.span[1] > document.characters:
            yield (
                f"{where}: the span {list(place.span)} ends after the document "
                f"({document.characters} characters). Correct the span."
            )


def _unreadable(where: str, claim: Claim, hedge: Hedge | None) -> Iterator[str]:
    """Yield a sentence when hedge and figure together give no acceptance region."""
    if hedge is None or claim.kind == "order" or claim.tests is None:
        return
    if claim.kind == "property" and hedge.bounds:
        yield (
            f"{where}: a property has no order, so it cannot be {claim.hedge!r}. Make it another "
            "kind, or take the hedge 'exact'."
        )
    if claim.figure is None and claim.kind not in (*hedge.bounds, "property"):
        yield (
            f"{where}: no figure is asserted and the hedge {claim.hedge!r} sets no bound for a "
            f"{claim.kind}. Add `asserted` (the words' own figure) or `read_as` (ours), or a bound "
            "to data/hedges.yml."
        )


def names(projects: dict[str, Project]) -> dict[str, list[str]]:
    """Return the identifiers of all projects by registry, sorted: what collectors ask for."""
    found: dict[str, list[str]] = {}
    for project in projects.values():
        for registry, identifiers in project.identifiers.items():
            found.setdefault(registry, []).extend(identifiers)
    return {registry: sorted(identifiers) for registry, identifiers in found.items()}
