"""Sentences about facts: a date of release, a licence, who looks after it, what it can do."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from warehouse.catalogue import Catalogue
from warehouse.entries import ABLE, HAS
from warehouse.reading.chunks import Chunk
from warehouse.reading.statement import Statement
from warehouse.reading.text import WORD, Plain
from warehouse.reading.vocabulary import general

NO = "no"


def find(catalogue: Catalogue, clear: Plain, chunks: Sequence[Chunk]) -> list[Statement]:
    """Return what a sentence says of facts, when every word of it was used; else nothing."""
    projects = [chunk for chunk in chunks if chunk.tag in ("P", "NAME")]
    if not projects or len(projects[0].value) > 1:
        return []
    readers = (_license, _made, _written, _able)
    return next((said for read in readers if (said := read(catalogue, clear, projects))), [])


def makers(catalogue: Catalogue, project: str) -> set[str]:
    """Return the names of those who made a project or own it, in small letters."""
    facts = _facts(catalogue, project, "organisation")
    said = [value.value for slug in facts for value in catalogue.facts[slug].values]
    names = [name.casefold() for name in (*said, catalogue.projects[project].owner) if name]
    return {*names, *(name.split(" ")[0] for name in names)}


def _property(subject: str, facts: list[str], needs: list[str]) -> list[Statement]:
    return [Statement("property", subject, facts=tuple((fact, tuple(needs)) for fact in facts))]


def _told_of(clear: Plain, projects: list[Chunk], *before: str) -> tuple[str, str] | None:
    """Return of which project, named first, something is said, and what is said behind it."""
    first = projects[0]
    if first.tag != "P" or clear.text[: first.start].strip().casefold() not in ("", *before):
        return None
    return first.value[0], " ".join(clear.text[first.end :].casefold().split()).strip(" .!?")


def _license(catalogue: Catalogue, clear: Plain, projects: list[Chunk]) -> list[Statement]:
    """Read: is licensed under Apache 2.0; is open source under the MIT license; is MIT licensed."""
    told = _told_of(clear, projects, "the") if len(projects) == 1 else None
    if told is None or not any(word in told[1] for word in ("licen", "under")):
        return []
    nouns = {pack.noun.one.casefold() for pack in catalogue.packs.values()}
    kinds = [f"{kind} is " for kind in {*general().kinds, *nouns}]
    for prefix in ("is ", "'s ", "has been ", "", *kinds):
        tail = told[1].removeprefix(prefix)
        if told[1].startswith(prefix) and tail in _licensed():
            facts, own = _facts(catalogue, told[0], "license"), f"{told[0]}-license"
            return _property(told[0], [own] if own in facts else facts, [_licensed()[tail]])
    return []


@cache
def _licensed() -> dict[str, str]:
    """Return every way to say what a licence is, each with the licence."""
    verbs, either = general().licensed, ("license", "licence")
    ends = ("", " license", " licence", "-licensed", " licensed")
    ways = [f"{verb} {{}}{end}" for verb in (*verbs, "an", "a") for end in ends]
    ways += [f"{verb} {{}} open source {word}" for verb in verbs for word in either]
    ways += [f"{word}{verb} {{}}" for word in either for verb in (" is", " is the", " is:", ":")]
    ways += ["is license: {}", "{} licensed", "{}-licensed"]
    ways += ["licensed under the terms of the {} license"]
    return {
        way.format(spoken): value
        for value, names in reversed(general().licenses.items())
        for name in (*names, value.casefold())
        for spoken in (name, name.replace(" ", "-"))
        for way in ways
    }


def _facts(catalogue: Catalogue, project: str, name: str) -> list[str]:
    """Return the facts that say what a property of a project is."""
    return [s for s, f in catalogue.facts.items() if (f.project, f.property) == (project, name)]


def _made(catalogue: Catalogue, clear: Plain, projects: list[Chunk]) -> list[Statement]:
    """Read: was created by Acme; is maintained by the Acme Foundation."""
    subject, rest = _told_of(clear, projects) or ("", "")
    for prefix in ("is ", "was ", "has been ", ""):
        tail = rest.removeprefix(prefix) if rest.startswith(prefix) else ""
        for roles, verbs in general().made.items():
            if prefix == "was " and not roles.startswith("creator"):
                continue  # of what once was, nothing is recorded as such
            facts = [f for role in roles.split() if (f := f"{subject}-{role}") in catalogue.facts]
            for verb in verbs if facts else ():
                who = tail.removeprefix(f"{verb} ").removeprefix("the ")
                if tail.startswith(f"{verb} ") and (values := _organisations(catalogue, who)):
                    return _property(subject, facts, values)
    return []


def _organisations(catalogue: Catalogue, who: str) -> list[str]:
    """Return the values that a name means: Acme may be Acme Labs."""
    entry = catalogue.properties.get("organisation")
    every = entry.values if entry else ()
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


def _written(catalogue: Catalogue, clear: Plain, projects: list[Chunk]) -> list[Statement]:
    """Read: is written in Alpha; either the core or the interface may be meant."""
    subject, rest = _told_of(clear, projects) or ("", "")
    found = re.fullmatch(
        r"(?:is|was) (?:mostly |mainly )?(?:written|implemented|programmed) in (\S+)", rest
    )
    entry = catalogue.properties.get("language") if found else None
    values = [v for v in entry.values if found and v.casefold() == found[1]] if entry else []
    facts = _facts(catalogue, subject, "language")
    return _property(subject, facts, values) if values and facts else []


def _able(catalogue: Catalogue, clear: Plain, projects: list[Chunk]) -> list[Statement]:
    """Read what a project can do, in the words of a fact's title: supports the Beta chip."""
    told = _told(catalogue, clear, projects)
    if told is None:
        return []
    subject, content, denied = told
    matching = [s for s, needed in _needed(catalogue, subject) if needed == content]
    return _property(subject, matching, [NO if denied else ABLE]) if len(matching) == 1 else []


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
    entries, low = general(), [word.casefold() for word in WORD.findall(said)]
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
    spared = {*map(_root, general().property_verbs)} | _own(catalogue, subject)
    for slug in _facts(catalogue, subject, HAS):
        yield slug, _roots(catalogue.facts[slug].title) - spared


def _own(catalogue: Catalogue, subject: str) -> set[str]:
    project = catalogue.projects[subject]
    return set[str]().union(*map(_roots, (project.name, *project.aliases)))


def _roots(text: str) -> set[str]:
    return {_root(word.casefold()) for word in WORD.findall(text)}


def _root(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
