"""Sentences about facts: a date of release, a licence, who looks after it, what it can do."""

import re
from collections.abc import Iterator, Sequence

from warehouse.catalogue import Catalogue
from warehouse.entries import ABLE, HAS
from warehouse.reading.chunks import Chunk
from warehouse.reading.statement import Statement
from warehouse.reading.text import Plain, words
from warehouse.reading.vocabulary import general

NO = "no"


def find(catalogue: Catalogue, clear: Plain, chunks: Sequence[Chunk]) -> list[Statement]:
    """Return what a sentence says of facts, when every word of it was used; else nothing."""
    projects = [chunk for chunk in chunks if chunk.tag in ("P", "NAME")]
    if not projects or len(projects[0].value) > 1:
        return []
    return (
        _license(catalogue, clear, projects)
        or _made(catalogue, clear, projects)
        or _written(catalogue, clear, projects)
        or _able(catalogue, clear, projects)
    )


def makers(catalogue: Catalogue, project: str) -> set[str]:
    """Return the names of those who made a project or own it, in small letters."""
    roles = {"organisation"}
    facts = [f for f in catalogue.facts.values() if f.project == project and f.property in roles]
    said = {value.value for fact in facts for value in fact.values}
    owner = catalogue.projects[project].owner
    names = said | ({owner} if owner else set())
    return {name.casefold() for name in names} | {name.split(" ")[0].casefold() for name in names}


def _property(subject: str, facts: list[str], needs: list[str]) -> list[Statement]:
    meant = tuple((fact, tuple(needs)) for fact in facts)
    return [Statement("property", subject, facts=meant)]


def _rest(clear: Plain, project: Chunk) -> str:
    """Return what is said behind the project, in lower case, without a full stop."""
    return " ".join(clear.text[project.end :].casefold().split()).strip(" .!?")


def _license(catalogue: Catalogue, clear: Plain, projects: list[Chunk]) -> list[Statement]:
    """Read: is licensed under Apache 2.0; is open source under the MIT license; is MIT licensed."""
    if (
        projects[0].tag != "P"
        or len(projects) > 1
        or clear.text[: projects[0].start].strip().casefold() not in ("", "the")
    ):
        return []
    entries = general()
    rest = _rest(clear, projects[0])
    if not any(word in rest for word in ("licen", "under")):
        return []
    kinds = {*entries.kinds, *(pack.noun.one.casefold() for pack in catalogue.packs.values())}
    for prefix in ("is ", "'s ", "has been ", "", *(f"{kind} is " for kind in kinds)):
        if not rest.startswith(prefix):
            continue
        tail = rest.removeprefix(prefix)
        for value, names in entries.licenses.items():
            for name in sorted([*names, value.casefold()], key=len, reverse=True):
                spoken = {name, name.replace(" ", "-")}
                for said in spoken:
                    if tail in _sayings(said, entries.licensed):
                        return _property(
                            projects[0].value[0],
                            _licenses(catalogue, projects[0].value[0]),
                            [value],
                        )
    return []


def _sayings(name: str, before: Sequence[str]) -> set[str]:
    """Return every way to say that a licence is the one with this name."""
    tails = {
        name,
        *(f"{name} {word}" for word in ("license", "licence")),
        f"{name}-licensed",
        f"{name} licensed",
    }
    said = {f"{verb} {tail}" for verb in (*before, "an", "a") for tail in tails}
    said |= {
        f"{verb} {name} open source {word}" for verb in before for word in ("license", "licence")
    }
    own = {
        f"{word} {verb} {name}"
        for word in ("license", "licence")
        for verb in ("is", "is the", "is:")
    }
    own |= {f"{word}: {name}" for word in ("license", "licence")} | {
        f"is {w}: {name}" for w in ("license",)
    }
    return {
        *said,
        *own,
        f"{name} licensed",
        f"{name}-licensed",
        f"licensed under the terms of the {name} license",
    }


def _licenses(catalogue: Catalogue, project: str) -> list[str]:
    """Return the fact of a project's licence: of its own code."""
    found = [
        s for s, f in catalogue.facts.items() if (f.project, f.property) == (project, "license")
    ]
    own = f"{project}-license"
    return [own] if own in found else found


def _made(catalogue: Catalogue, clear: Plain, projects: list[Chunk]) -> list[Statement]:
    """Read: was created by Acme; is maintained by the Acme Foundation."""
    if projects[0].tag != "P" or clear.text[: projects[0].start].strip():
        return []
    subject, rest = projects[0].value[0], _rest(clear, projects[0])
    for prefix in ("is ", "was ", "has been ", ""):
        tail = rest.removeprefix(prefix) if rest.startswith(prefix) else ""
        for role, verbs in general().made.items():
            if prefix == "was " and not role.startswith("creator"):
                continue  # of what once was, nothing is recorded as such
            for verb in verbs:
                if not tail.startswith(f"{verb} "):
                    continue
                who = tail.removeprefix(f"{verb} ").removeprefix("the ")
                values = _organisations(catalogue, who)
                facts = _roles(catalogue, subject, role.split())
                if values and facts:
                    return _property(subject, facts, values)
    return []


def _organisations(catalogue: Catalogue, who: str) -> list[str]:
    """Return the values that a name means: Acme may be Acme Labs."""
    every = _words(catalogue, "organisation")
    aliases = {
        alias.casefold(): project.name
        for project in catalogue.projects.values()
        for alias in (*project.aliases, project.name)
        if project.kind in ("company", "organisation")
    }
    if who not in aliases and who not in {value.casefold() for value in every}:
        return []
    names = {who, aliases.get(who, who).casefold()}
    return [v for v in every if any(f"{v.casefold()} ".startswith(f"{name} ") for name in names)]


def _words(catalogue: Catalogue, name: str) -> list[str]:
    """Return the values that a property can have; none where there is no such property."""
    entry = catalogue.properties.get(name)
    return list(entry.values) if entry else []


def _roles(catalogue: Catalogue, project: str, roles: list[str]) -> list[str]:
    return [fact for role in roles if (fact := f"{project}-{role}") in catalogue.facts]


def _written(catalogue: Catalogue, clear: Plain, projects: list[Chunk]) -> list[Statement]:
    """Read: is written in Alpha; either the core or the interface may be meant."""
    if projects[0].tag != "P" or clear.text[: projects[0].start].strip():
        return []
    subject, rest = projects[0].value[0], _rest(clear, projects[0])
    found = re.fullmatch(
        r"(?:is|was) (?:mostly |mainly )?(?:written|implemented|programmed) in (\S+)", rest
    )
    values = [v for v in _words(catalogue, "language") if found and v.casefold() == found[1]]
    facts = [
        s for s, f in catalogue.facts.items() if (f.project, f.property) == (subject, "language")
    ]
    return _property(subject, facts, values) if values and facts else []


def _able(catalogue: Catalogue, clear: Plain, projects: list[Chunk]) -> list[Statement]:
    """Read what a project can do, in the words of a fact's title: supports the Beta chip."""
    told = _told(catalogue, clear, projects)
    if told is None:
        return []
    subject, content, denied = told
    matching = [s for s, needed in _needed(catalogue, subject) if needed == content]
    if len(matching) != 1:
        return []
    return _property(subject, matching, [NO if denied else ABLE])


def near(catalogue: Catalogue, clear: Plain, chunks: Sequence[Chunk]) -> list[str]:
    """Return facts of which a sentence names some words of the title, and no others."""
    told = _told(catalogue, clear, [c for c in chunks if c.tag in ("P", "NAME")])
    if told is None:
        return []
    subject, content, _ = told
    return [slug for slug, needed in _needed(catalogue, subject) if content <= needed]


def _told(
    catalogue: Catalogue, clear: Plain, projects: list[Chunk]
) -> tuple[str, set[str], bool] | None:
    """Return of whom something is said, its words to compare, and whether it is denied."""
    if not projects:
        return None
    passive = re.fullmatch(r"(.+?) (?:is|are) (not )?supported by (?:the )?(.+?)[.! ]*", clear.text)
    subject, said = projects[0], clear.text[projects[0].end :]
    if passive and passive.start(3) == projects[-1].start:
        subject, said = projects[-1], f"supports {passive[2] or ''}{passive[1]}"
    elif clear.text[: projects[0].start].strip():
        return None
    entries, low = general(), [word.low for word in words(said)]
    verbs = {*entries.affirming, "can", "cannot"}.intersection(low)
    plain_ = {"has", "have", "is", "are"}  # which affirm only beside what can be had
    if not verbs - plain_ and not {"support", "interface", "available", "open"}.intersection(low):
        return None
    idle = {_root(word) for word in entries.property_verbs}
    denials = {"not", "cannot", "t", "lacks"}
    spared = {*denials, "doesn", "isn", "don"}
    content = {root for word in low if word not in spared and (root := _root(word)) not in idle}
    content -= _own(catalogue, subject.value[0])
    if content == {"open", "source"}:
        content = {"under", "open", "source", "licence"}
    return (subject.value[0], content, bool(denials.intersection(low))) if content else None


def _needed(catalogue: Catalogue, subject: str) -> Iterator[tuple[str, set[str]]]:
    """Yield what a project can do with the words of the title that a sentence must hold."""
    idle = {_root(word) for word in general().property_verbs}
    spared = idle | _own(catalogue, subject)
    for slug, fact in catalogue.facts.items():
        if fact.project == subject and fact.property == HAS:
            yield slug, {root for w in words(fact.title) if (root := _root(w.low)) not in spared}


def _own(catalogue: Catalogue, subject: str) -> set[str]:
    project = catalogue.projects[subject]
    return {_root(word.low) for name in (project.name, *project.aliases) for word in words(name)}


def _root(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
