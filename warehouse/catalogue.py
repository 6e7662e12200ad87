"""The catalogue: cards, projects, definitions, breaks, documents, hedges and claims, checked.

`load()` reads every file, follows every reference, and reports all problems at once.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, create_model

from collectors import cards, disk, settings, yaml_files
from collectors.cards import Card, Signal, Strict
from collectors.errors import InputError, Problems, did_you_mean
from collectors.home import Home
from collectors.yaml_files import shown
from warehouse.claim_entries import (
    FACTS,
    OVER_TIME,
    Claim,
    ClaimFile,
    Contradiction,
    Document,
    Hedge,
    Use,
)
from warehouse.entries import (
    GROUP,
    NOTE,
    STATED,
    Aspect,
    AspectSignal,
    Break,
    Definition,
    Fact,
    Group,
    Over,
    Pack,
    PackFile,
    Project,
    Property,
    Slug,
    Twin,
)

Key = TypeVar("Key", bound=Hashable)


class Catalogue(Strict):
    """Everything people decided, checked."""

    cards: dict[str, Card]
    projects: dict[str, Project]
    groups: dict[str, Group]
    definitions: dict[str, Definition]
    breaks: dict[str, Break]
    twins: dict[str, Twin]
    documents: dict[str, Document]
    hedges: dict[str, Hedge]
    aspects: dict[str, Aspect]
    properties: dict[str, Property]
    facts: dict[str, Fact]
    contradictions: dict[str, Contradiction]
    clusters: dict[str, ClaimFile]
    packs: dict[str, Pack] = Field({})
    entries: list[tuple[str, str, str]] = Field([])
    """What table pack_entry holds: pack, kind, id."""
    files: dict[tuple[str, str], str] = Field({})
    """The file that an entry stands in, for messages, by field and id."""

    def file(self, field: str, key: str) -> str:
        """Return the file that an entry stands in, for messages."""
        return self.files.get((field, key), f"{field}.yml")

    @cached_property
    def sources(self) -> dict[str, str]:
        """Return the source of each signal."""
        return {signal: source for source, card in self.cards.items() for signal in card.signals}

    def claims(self) -> dict[str, Claim]:
        """Return every claim by its id."""
        return {claim.id: claim for file in self.clusters.values() for claim in file.claims}

    def card(self, signal: str) -> Card:
        """Return the card that a signal stands on."""
        return self.cards[self.sources[signal]]

    def signal(self, name: str) -> Signal:
        """Return a signal by its name."""
        return self.card(name).signals[name]

    def origin(self, signal: str) -> str:
        """Return whose counting a signal is."""
        return self.signal(signal).origin or self.card(signal).publisher


def _of(**fields: Any) -> type[Strict]:
    """Return the model of a file with these fields, each of which may be left out."""
    defaults: dict[str, Any] = {name: (kind, kind()) for name, kind in fields.items()}
    made: type[Strict] = create_model("File", __base__=Strict, **defaults)
    return made


FILES: dict[str, Any] = {
    "pack": PackFile,
    "projects": _of(projects=dict[Slug, Project], groups=dict[Slug, Group]),
    "definitions": _of(definitions=dict[Slug, Definition]),
    "breaks": _of(breaks=list[Break]),
    "twins": _of(twins=list[Twin]),
    "documents": _of(documents=dict[Slug, Document]),
    "hedges": _of(hedges=dict[str, Hedge]),
    "aspects": _of(aspects=dict[Slug, Aspect]),
    "properties": _of(properties=dict[str, Property]),
    "facts": _of(facts=dict[Slug, Fact]),
    "contradictions": _of(contradictions=dict[Slug, Contradiction]),
}
"""The files of a pack, by stem. What a pack does not have is empty."""
ENTRIES = ("projects", "groups", "definitions", "breaks", "documents", "contradictions", "clusters")
"""The fields of `Catalogue` that table pack_entry lists."""
GENERAL = Path(__file__).parent
"""Where the program's own `hedges.yml` and `properties.yml` are, which every pack may use.

A pack's entry of the same name stands in the place of the program's; to words without an order it
adds its own.
"""


def load(home: Home) -> Catalogue:
    """Return the catalogue of the packs, with the cards of the program.

    Raises:
        InputError: every problem found in any file, one line each.
    """
    problems = Problems()
    general: dict[str, dict[str, Any]] = {}
    for stem in ("hedges", "properties"):
        general |= dict(yaml_files.read(GENERAL / f"{stem}.yml", FILES[stem], settings.CODE))
    content: dict[str, Any] = {"packs": {}, "entries": [], "files": {}}
    files = list[PackFile]()
    for folder in home.packs:
        with problems.noted():
            found = _read(folder, general)
            files.append(found.pop("pack"))
            _add(content, folder, files[-1], found)
    every = dict[str, Card]()
    with problems.noted():
        every = cards.load(home)
    problems.told()
    for field, entries in general.items():
        content[field] = entries | content.get(field, {})
    projects = content["projects"]
    own = {  # the names of each pack's projects by registry, by the pack's folder
        Path(pack.folder): names(
            {key: projects[key] for *of, key in content["entries"] if of == [name, "project"]}
        )
        for name, pack in content["packs"].items()
    }
    cards.ask_for_all_of(every, own)
    content["cards"] = _wanted(content, every, files)
    catalogue = Catalogue.model_construct(**content)
    wrong = chain(_unknown_names(home, catalogue, files, every), _broken_references(catalogue))
    Problems(yaml_files.bounded(wrong)).told()
    return catalogue


def _read(folder: Path, general: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a pack's files say, by field of `Catalogue`, and `pack`; or all problems."""
    found, problems = dict[str, Any](), Problems()
    if not folder.is_dir():
        msg = f"{folder}: there is no such pack. Correct the name, or make it: `sharecheck new`."
        raise InputError([msg])
    for stem, model in FILES.items():
        path = folder / f"{stem}.yml"
        with problems.noted():
            # a file that is absent says nothing; a link that leads nowhere is an error
            there = os.path.lexists(path)
            entry = yaml_files.read(path, model, folder.parent) if there else model()
            found |= {"pack": entry} if stem == "pack" else dict(entry)
    found["clusters"] = clusters = dict[str, ClaimFile]()
    with problems.noted():
        for path in disk.listed(folder / "claims", folder.parent, ".yml"):
            clusters[path.stem] = yaml_files.read(path, ClaimFile, folder.parent)
    for field in ("breaks", "twins"):
        entries = found.get(field, [])
        twice = _twice(field.removesuffix("s"), [entry.id for entry in entries])
        problems += (f"{folder.name}/{field}.yml: {said}" for said in twice)
        found[field] = {entry.id: entry for entry in entries}
    problems.told()
    file = f"{folder.name}/definitions.yml"
    found["definitions"] = expand(found["definitions"], found["groups"], file)
    problems += _too_few(folder.name, found["pack"].fewest_definitions, clusters)
    problems.told()
    used = {
        "hedges": {claim.hedge for cluster in clusters.values() for claim in cluster.claims},
        "properties": {fact.property for fact in found["facts"].values()},
    }
    for field, entries in general.items():
        own = {key: _joined(entries.get(key), e) or e for key, e in found[field].items()}
        found[field] = {key: entries[key] for key in entries if key in used[field]} | own
    return found


def expand(
    entries: dict[str, Definition], groups: dict[str, Group], file: str = "data/definitions.yml"
) -> dict[str, Definition]:
    """Return the definitions that the entries of a file stand for, in their order.

    An entry `pypi` over `{groups: [serving, mobile]}` stands for `pypi-serving` and `pypi-mobile`,
    with the group's title in the place of `{group}` in its texts, and its note in that of `{note}`.

    Raises:
        InputError: a group that does not exist, or a name that two entries make.
    """
    made = [
        (name if slug is None else f"{name}-{slug}", name, slug, entry)
        for name, entry in entries.items()
        for slug in (*entry.over.groups,) or (None,)
    ]
    counted = Counter(own for own, *_ in made)
    place, problems = f"{file.partition('/')[0]}/{PROJECTS}", Problems()
    for own, name, slug, _ in made:
        where = f"{file}: entry {name!r}, field 'over.groups'"
        problems += _missing(where, "group", slug, groups, place)
        if slug is not None and counted[own] > 1:
            problems.append(
                f"{where}: {slug!r} makes the definition {own!r}, which there is already. Take the "
                "group out, or rename one entry."
            )
    Problems(dict.fromkeys(problems)).told()
    return {
        own: entry if slug is None else _over(entry, slug, groups[slug])
        for own, _, slug, entry in made
    }


def _over(entry: Definition, slug: str, group: Group) -> Definition:
    """Return an entry's definition over one group, with the group's own words in its texts."""
    texts = {
        field: getattr(entry, field).replace(GROUP, group.title).replace(NOTE, group.note)
        for field in Definition.TEXTS
    }
    return entry.model_copy(update={**texts, "over": Over.model_validate({"group": slug})})


def _too_few(pack: str, fewest: int, clusters: dict[str, ClaimFile]) -> Iterator[str]:
    """Yield a sentence for each claim under fewer definitions than its pack asks for."""
    for cluster, file in clusters.items():
        for claim in file.claims:
            where = f"{pack}/claims/{cluster}.yml: claim {claim.id!r}"
            count = sum(use.role != "context" for use in claim.uses)
            measured = claim.tests is not None and claim.kind not in FACTS
            if measured and count < fewest and claim.few is None:
                yield (
                    f"{where}: it is measured under {count} definitions, and {pack}/pack.yml asks "
                    f"for {fewest}. Name others that somebody may defend, or say why there are "
                    "none: `few: ...`."
                )
            elif claim.few is not None and not (measured and count < max(fewest, MANY)):
                yield (
                    f"{where}: it says why it has few definitions (`few`), but "
                    f"{f'has {count}' if measured else 'none measures it'}. Take that out."
                )


MANY = 3
"""Definitions that are not few."""


def _add(content: dict[str, Any], folder: Path, pack: PackFile, found: dict[str, Any]) -> None:
    """Add what a pack says to the fields of `Catalogue`, or refuse entries that differ."""
    pack_id = pack.id or re.sub("[^a-z0-9.]+", "-", folder.name.lower()).strip("-.") or "pack"
    problems = Problems()
    if pack_id in content["packs"]:
        other = content["packs"][pack_id].folder
        problems.append(
            f"{folder}: the pack in {other} has the id {pack_id!r} too. Give one of them another "
            "`id` in its pack.yml, or name it once."
        )
    for field, entries in found.items():
        mine = content.setdefault(field, {})
        for key, entry in entries.items():
            file = f"claims/{key}" if field == "clusters" else STEMS.get(field, field)
            first = content["files"].setdefault((field, key), f"{folder.name}/{file}.yml")
            both = _joined(mine.get(key), entry) if key in mine and mine[key] != entry else entry
            if both is None:
                problems.append(
                    f"{folder.name}/{file}.yml: {shown(key)} is among the {field} of {first} too, "
                    "and says something else there. Rename one of them, or let both say the same."
                )
            mine[key] = both
            if field in ENTRIES:
                content["entries"].append((pack_id, field.removesuffix("s"), key))
    content["packs"][pack_id] = Pack(
        title=pack.title or folder.name, noun=pack.noun, folder=str(folder)
    )
    problems.told()


STEMS = {"groups": "projects"}
"""The files of those fields that are not called like them."""


def _joined(one: Any, other: Any) -> Any:
    """Return an entry that says what both say, the first reason first; None if they differ."""
    match one, other:
        case Aspect(), Aspect():
            both = dict[str, list[AspectSignal]]()
            for field in ("evidence", "not_evidence"):
                mine, theirs = getattr(one, field), getattr(other, field)
                said = [(entry.signal, entry.definitions) for entry in mine]
                both[field] = [*mine, *(e for e in theirs if (e.signal, e.definitions) not in said)]
            return one.model_copy(update=both)
        case Property(type="word", ordered=False), Property(type="word", ordered=False):
            words = one.values | other.values
            if all(words[word] == meaning for word, meaning in one.values.items()):
                return other.model_copy(update={"values": words})
    return None


def _wanted(
    content: dict[str, Any], every: dict[str, Card], files: Sequence[PackFile]
) -> dict[str, Card]:
    """Return the cards without those of the program that no pack has a use for."""
    registries = names(content["projects"])
    named = {source for file in files for source in file.sources or ()}
    any_named = any(file.sources is None for file in files)
    used = {name for d in content["definitions"].values() for name in (d.signal, d.over.total)}
    return {
        source: card
        for source, card in every.items()
        if card.of_pack
        or card.bundled
        or source in named
        or (any_named and card.live and card.live.names in registries)
        or used & card.signals.keys()
    }


def _unknown_names(
    home: Home, catalogue: Catalogue, files: Sequence[PackFile], every: dict[str, Card]
) -> Iterator[str]:
    """Yield a sentence for each source and registry that no card is about."""
    for folder, file in zip(home.packs, files, strict=True):
        for source in file.sources or ():
            where = f"{folder.name}/pack.yml: field 'sources'"
            yield from _missing(where, "source", source, every, CARDS)
    used = names(catalogue.projects)
    for source, card in catalogue.cards.items():
        registry = card.live.names if card.live else None
        near = did_you_mean(registry, used) if registry and registry not in used else ""
        if near and card.of_pack:
            yield (
                f"{card.where(source)}: field 'live.names': no project has a name in the registry "
                f"{shown(registry)}. Correct it, or name some.{near}"
            )
    registries = cards.registries(every).union(*(file.registries for file in files))
    for key, project in catalogue.projects.items():
        where = f"{catalogue.file('projects', key)}: entry {key!r}, field 'identifiers'"
        for registry in project.identifiers:
            if registry not in registries:
                yield (
                    f"{where}: no source knows a registry {shown(registry)}. Correct it, name it "
                    f"in a card, or, if none asks there, in `registries` of "
                    f"{where.partition('/')[0]}/pack.yml.{did_you_mean(registry, registries)}"
                )


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


Reference = tuple[str, str, Callable[[Any], Iterable[str | None]]]
REFERENCES: dict[str, list[Reference]] = {
    "projects": [(", field 'part_of'", "project", lambda project: [project.part_of])],
    "groups": [("", "project", lambda group: group.members)],
    "twins": [("", "signal", lambda twin: [twin.left.signal, twin.right.signal])],
    "breaks": [
        (", field 'signals'", "signal", lambda entry: entry.signals),
        (", field 'projects'", "project", lambda entry: entry.projects),
    ],
    "definitions": [
        ("", "signal", lambda definition: [definition.signal, definition.over.total]),
        ("", "group", lambda definition: [definition.over.group]),
        ("", "definition", lambda definition: [definition.within]),
        ("", "project", lambda definition: definition.families),
        ("", "group or project", lambda definition: chain(*definition.families.values())),
    ],
    "aspects": [
        ("", "signal", lambda a: [entry.signal for entry in (*a.evidence, *a.not_evidence)])
    ],
    "facts": [
        ("", "project", lambda fact: [fact.project]),
        ("", "property", lambda fact: [fact.property]),
    ],
    "contradictions": [("", "claim", lambda entry: chain(*entry.sides))],
    "claims": [
        ("", "project", lambda claim: [claim.subject, claim.comparator]),
        ("", "hedge", lambda claim: [claim.hedge]),
        ("", "source", lambda claim: [claim.untestable and claim.untestable.source]),
        ("", "aspect", lambda claim: [claim.aspect]),
        ("", "claim", lambda claim: claim.together),
        ("", "document", lambda claim: [place.document for place in claim.occurrences]),
    ],
}
"""What the entries of a field of `Catalogue` refer to: where in them, what, and its names."""
PROJECTS, CARDS = "projects.yml", "the cards of the pack"
KNOWN: dict[str, tuple[str, Callable[[Catalogue], Collection[str]]]] = {
    "project": (PROJECTS, lambda c: c.projects),
    "group": (PROJECTS, lambda c: c.groups),
    "group or project": (PROJECTS, lambda c: {*c.projects, *c.groups}),
    "signal": ("the card of a source", lambda c: c.sources),
    "source": (CARDS, lambda c: c.cards),
    "definition": ("definitions.yml", lambda c: c.definitions),
    "property": ("properties.yml", lambda c: c.properties),
    "fact": ("facts.yml", lambda c: c.facts),
    "aspect": ("aspects.yml", lambda c: c.aspects),
    "hedge": ("hedges.yml", lambda c: c.hedges),
    "document": ("documents.yml", lambda c: c.documents),
    "claim": ("claims/", lambda c: c.claims()),
}
"""What can be referred to: where it is defined, in words or as a file of the pack; all names."""


def _broken_references(catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each name that is used but not defined, or defined twice."""
    for field in (field for field in REFERENCES if field != "claims"):
        for key, entry in getattr(catalogue, field).items():
            file, word = catalogue.file(field, key), "group" if field == "groups" else "entry"
            pack = file.partition("/")[0]
            yield from _problems(f"{file}: {word} {key!r}", field, entry, catalogue, pack)
    yield from _owned_twice(catalogue)
    files = {catalogue.file("clusters", key): file for key, file in catalogue.clusters.items()}
    yield from problems_of_claims(files, catalogue)
    known = names(catalogue.projects)
    for source, card in catalogue.cards.items():
        yield from cards.named_by_nobody(source, card, known)


def _problems(where: str, field: str, entry: Any, catalogue: Catalogue, pack: str) -> Iterator[str]:
    """Yield what is wrong with an entry of a pack."""
    for place, what, used in REFERENCES[field]:
        for name in used(entry):
            yield from _unknown(f"{where}{place}", what, name, catalogue, pack)
    for said in CHECKS[field](entry, catalogue, pack) if field in CHECKS else ():
        yield f"{where}: {said}"


def _unknown(
    where: str, what: str, name: str | None, catalogue: Catalogue, pack: str
) -> Iterator[str]:
    file, known = KNOWN[what]
    place = file if " " in file else f"{pack}/{file}"
    yield from _missing(where, what, name, known(catalogue), place)


def _missing(
    where: str, what: str, name: str | None, known: Collection[str], file: str
) -> Iterator[str]:
    if name is not None and name not in known:
        near = did_you_mean(name, known)
        yield f"{where}: unknown {what} {shown(name)}. Correct it, or add it to {file}.{near}"


def _twice(what: str, names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"the {what} {shown(name)} is defined {count} times. Keep one of them."


def _grouped(pairs: Iterable[tuple[Key, str]]) -> dict[Key, list[str]]:
    """Return the second of pairs by the first."""
    found = dict[Key, list[str]]()
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _owned_twice(catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each identifier of several projects, and signal of several cards."""
    owners = _grouped(
        ((registry, identifier), key)
        for key, project in catalogue.projects.items()
        for registry, identifiers in project.identifiers.items()
        for identifier in identifiers
    )
    for (registry, identifier), keys in owners.items():
        if len(keys) > 1:
            files = dict.fromkeys(catalogue.file("projects", key) for key in keys)
            yield (
                f"{', '.join(files)}: {registry} identifier {shown(identifier)} stands under "
                f"{len(keys)} projects ({', '.join(keys)}). Keep it under the one it counts for."
            )
    yield from _defined_twice(
        "signal",
        ((s, card.where(source)) for source, card in catalogue.cards.items() for s in card.signals),
    )


def _defined_twice(what: str, stated: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a sentence for each name that stands several times, given each with its file."""
    for name, files in _grouped(stated).items():
        for said in _twice(what, [name] * len(files)):
            yield f"{', '.join(dict.fromkeys(files))}: {said}"


def _aspect(aspect: Aspect, catalogue: Catalogue, _: str) -> Iterator[str]:
    every = catalogue.definitions
    both = (*aspect.evidence, *aspect.not_evidence)
    yield from _twice("signal", [e.signal for e in both if not e.definitions])
    for entry in both:
        for used in entry.definitions:
            if used not in every or every[used].signal != entry.signal:
                near = did_you_mean(used, [k for k in every if every[k].signal == entry.signal])
                yield (
                    f"{shown(used)} is no definition of the signal {shown(entry.signal)}. Correct "
                    f"one of the two.{near}"
                )


def _fact(fact: Fact, catalogue: Catalogue, pack: str) -> Iterator[str]:
    yield from _twice("since of a value", [str(value.since) for value in fact.values])
    stated = STATED.get(fact.property)
    project = catalogue.projects.get(fact.project)
    if stated and project and getattr(project, stated) is not None:
        yield (
            f"{catalogue.file('projects', fact.project)} says {stated!r} of {fact.project!r} too. "
            "Take it out there; the fact has the citation."
        )
    kind = catalogue.properties.get(fact.property)
    if kind is None:
        return
    begun = [(value.since, value) for value in fact.values if value.since]
    for (_, before), (since, after) in pairwise(sorted(begun, key=itemgetter(0))):
        end = before.until or before.checked_on
        if end and end > since:
            yield (
                f"{shown(before.value)} lasts until {end}, and {shown(after.value)} begins "
                f"on {since}. Only one value holds at a time; correct the dates."
            )
    for value in fact.values:
        if expected := kind.refuses(value.value):
            yield (
                f"the value {shown(value.value)} is none of the property {shown(fact.property)}; "
                f"expected {expected}. Correct it, or add the word to {pack}/properties.yml."
            )
        bounded = value.since is not None and (value.until or value.checked_on) is not None
        if (kind.type == "date") == bounded:
            yield (
                f"the value {shown(value.value)} needs since and until (or checked_on), unless it "
                "is a date itself, which needs none. Correct them."
            )


def problems_of_claims(
    files: Mapping[str, ClaimFile], catalogue: Catalogue, *, own: bool = False
) -> Iterator[str]:
    """Yield a sentence for all in claims that refers to nothing, cannot be tested or stands twice.

    Args:
        files: the claims, each valid by itself, by what messages call their file.
        catalogue: what they refer to.
        own: they are claims of one's own, which may stand in documents of their file, and may be
            about a count and nothing more.
    """
    for name, file in files.items():
        known = catalogue
        if own:
            texts = {**catalogue.documents, **file.documents}
            known = catalogue.model_copy(update={"documents": texts})
        # a file of one's own lies in no pack
        first = next((Path(pack.folder).name for pack in catalogue.packs.values()), "")
        pack = first if own else name.partition("/")[0]
        for claim in file.claims:
            where = f"{name}: claim {claim.id!r}"
            for use in claim.uses:
                by_facts = use.name in known.facts if use.role == "context" else claim.kind in FACTS
                what = "fact" if by_facts else "definition"
                yield from _unknown(where, what, use.name, known, pack)
            yield from _problems(where, "claims", claim, known, pack)
            counted = any(use.name in known.definitions for use in _deciding(claim))
            if counted and not (claim.aspect or own) and claim.occurrences and known.aspects:
                yield (
                    f"{where}: it does not say what it is about. Add `aspect`, one of "
                    f"{', '.join(known.aspects)}."
                )
    yield from _defined_twice(
        "claim", ((claim.id, name) for name, file in files.items() for claim in file.claims)
    )


def _deciding(claim: Claim) -> list[Use]:
    """Return the uses of definitions that decide a claim."""
    return [use for use in claim.uses if use.role != "context" and claim.kind not in FACTS]


def _claim(claim: Claim, catalogue: Catalogue, pack: str) -> Iterator[str]:
    """Yield what is wrong with a claim: each check that of one thing."""
    yield from _twice("definition", [use.name for use in claim.uses])
    yield from _needless(claim, catalogue)
    yield from _beside_the_point(claim, catalogue, pack)
    yield from _unscorable(claim, catalogue)
    yield from _impossible(claim, catalogue)
    yield from _alone(claim, catalogue)
    yield from _unreadable(claim, catalogue.hedges.get(claim.hedge), pack)


def _needless(claim: Claim, catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each value needed that its fact can never have."""
    for use in claim.uses:
        fact = catalogue.facts.get(use.name)
        kind = catalogue.properties.get(fact.property) if fact else None
        for value in kind.reaching(use.needs) if kind else []:
            if kind and (expected := kind.refuses(value)):
                yield (
                    f"the fact {use.name!r} is never {shown(value)}; expected {expected}. Correct "
                    "what it needs."
                )


def _beside_the_point(claim: Claim, catalogue: Catalogue, pack: str) -> Iterator[str]:
    """Yield a sentence for each deciding definition that tells nothing of such a claim."""
    rising = claim.kind in OVER_TIME and claim.figure is None
    aspect = catalogue.aspects.get(claim.aspect or "")
    for name in (use.name for use in _deciding(claim) if use.name in catalogue.definitions):
        definition = catalogue.definitions[name]
        signal = definition.signal
        if aspect and not aspect.admits(name, signal):
            yield (
                f"the definition {name!r} (signal {signal!r}) is no evidence of the aspect "
                f"{claim.aspect!r}. Make it context, or say in {pack}/aspects.yml why it is."
            )
        if rising and signal in catalogue.sources and catalogue.signal(signal).running_total:
            yield (
                f"the signal {signal!r} of {name!r} only ever adds up, so it tells nothing of "
                "rising or falling. Use one of what came to it in a time."
            )
        if claim.kind == "rank" and not definition.over.group:
            yield (
                f"the definition {name!r} is not over a group, so nothing has a rank in it. "
                "Choose one over a group."
            )


def _unscorable(claim: Claim, catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each signal that is scored twice, and for those of one origin."""
    definitions = catalogue.definitions
    scored = [
        definitions[use.name].signal
        for use in claim.uses
        if use.role == "scorecard" and use.name in definitions
    ]
    for signal, count in Counter(scored).items():
        if count > 1:
            yield (
                f"its scorecard counts the signal {signal!r} {count} times. Keep one definition "
                "for each signal."
            )
    origins = {catalogue.origin(signal) for signal in scored if signal in catalogue.sources}
    if scored and len(origins) < 2:
        yield (
            f"the signals of its scorecard all come from {', '.join(origins)}. Add one of another "
            "origin, or name a primary definition."
        )


def _impossible(claim: Claim, catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for what nothing can be true or false of, and places beyond a text's end."""
    if claim.comparator == claim.subject:
        yield f"it compares {claim.subject!r} with itself. Name another comparator."
    if claim.id in claim.together:
        yield "it stands together with itself. Name the claims beside it."
    if claim.figure and claim.figure.rank is not None and claim.figure.bounds[0] < 1:
        yield "there is no place before the first. Correct the rank."
    if claim.since and claim.as_of and claim.since[:4] > claim.as_of[:4]:
        yield (
            f"it begins ({claim.since}) after the time that it speaks of ({claim.as_of}). Correct "
            "since or as_of."
        )
    for place in claim.occurrences:
        document = catalogue.documents.get(place.document)
        if document and place.span[1] > document.characters:
            yield (
                f"the span {list(place.span)} ends after the document ({document.characters} "
                "characters). Correct the span."
            )


def _alone(claim: Claim, catalogue: Catalogue) -> Iterator[str]:
    """Yield a sentence for each claim beside it that does not say so too, or shares no figure."""
    claims = catalogue.claims() if claim.together else {}
    for name in filter(claims.__contains__, claim.together):
        if claim.id not in claims[name].together:
            yield (
                f"it stands together with {name!r}, which does not say so. Add {claim.id!r} to "
                "its `together`."
            )
        elif name != claim.id:
            own, beside = (
                {use.name for use in one.uses if use.role != "context"}
                for one in (claim, claims[name])
            )
            if own and beside and own.isdisjoint(beside):
                yield (
                    f"it stands together with {name!r}, but no definition decides both, so that "
                    "nothing could give both figures. Give them one in common."
                )


def _unreadable(claim: Claim, hedge: Hedge | None, pack: str) -> Iterator[str]:
    """Yield a sentence when hedge and figure together give no acceptance region."""
    if hedge is None or claim.kind == "order" or claim.tests is None:
        return
    if claim.kind == "property" and hedge.bounds:
        yield (
            f"a property has no order, so it cannot be {claim.hedge!r}. Make it another kind, or "
            "take the hedge 'exact'."
        )
    if claim.figure is None and claim.kind not in (*hedge.bounds, "property"):
        yield (
            f"no figure is asserted and the hedge {claim.hedge!r} sets no bound for a "
            f"{claim.kind}. Add `asserted` (the words' own figure) or `read_as` (ours), or a bound "
            f"to {pack}/hedges.yml."
        )


CHECKS: dict[str, Callable[[Any, Catalogue, str], Iterator[str]]] = {
    "aspects": _aspect,
    "facts": _fact,
    "contradictions": lambda entry, *_: _twice("claim", chain(*entry.sides)),
    "claims": _claim,
}
"""What else is checked of an entry, given the catalogue and the name of its pack."""


def names(projects: dict[str, Project]) -> dict[str, list[str]]:
    """Return the identifiers of all projects by registry, sorted: what collectors ask for."""
    found = _grouped(
        (registry, identifier)
        for project in projects.values()
        for registry, identifiers in project.identifiers.items()
        for identifier in identifiers
    )
    return {registry: sorted(identifiers) for registry, identifiers in found.items()}
