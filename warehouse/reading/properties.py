"""Claims of facts: what a project is or can do, held against data/facts.yml."""

from warehouse.catalogue import Catalogue
from warehouse.entries import ABLE, HAS, Fact, plain
from warehouse.reading.vocabulary import lexicon
from warehouse.reading.words import Phrases, words

NEAR = 4
"""Words between a denial and what is denied."""
NO = "no"
"""What a property of what a project can do must be where that is denied."""


def find(content: Catalogue, text: str, subject: str) -> tuple[str, list[str]] | None:
    """Return the fact that a text speaks of and the values it may mean, None when there is none.

    Args:
        content: all facts, and what each can say.
        text: what is said.
        subject: the project it is said of.
    """
    found = [word.low for word in words(text)]
    roots = {_root(word) for word in found}
    affirmed = lexicon().single["affirming"].intersection(found)
    fitting: dict[str, set[str]] = {}
    for name, fact in content.facts.items():
        if fact.project != subject:
            continue
        needed = _needed(content, fact)
        if fact.property == HAS:
            if needed and needed <= roots:
                fitting[name] = needed
            continue
        named = needed <= roots or plain(content.facts, subject, fact.property) == [name]
        if named and (meant := _meant(content, fact, text)):
            return name, meant
    if not affirmed or not fitting:
        return None
    nearest = max(fitting, key=lambda name: len(fitting[name]))
    answer = _answer(found, fitting[nearest])
    return (nearest, [answer]) if answer else None


def _answer(found: list[str], needed: set[str]) -> str | None:
    """Return what it must be; None when a denial stands too far off to say of what it is one."""
    denials = [n for n, word in enumerate(found) if word in lexicon().single["negations"]]
    first = next(n for n, word in enumerate(found) if _root(word) in needed)
    if any(first - NEAR <= n < first for n in denials):
        return NO
    return None if denials else ABLE


def _needed(content: Catalogue, fact: Fact) -> set[str]:
    """Return the words of a title that a sentence must hold to speak of the fact."""
    project = content.projects[fact.project]
    idle = {word.low for name in (project.name, *project.aliases) for word in words(name)}
    idle |= lexicon().single["property_verbs"]
    return {_root(word.low) for word in words(fact.title) if word.low not in idle}


def _root(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _meant(content: Catalogue, fact: Fact, text: str) -> list[str]:
    """Return the values of a property that a text names.

    What begins with it is meant too: Google may be Google Brain.
    """
    asking, found = Phrases[bool](), words(text)
    for phrase in lexicon().entries.properties.get(fact.property, ()):
        asking.add(phrase, True)
    if not asking.find(text, found):
        return []
    every = [v for v in content.properties[fact.property].values if any(map(str.isalpha, v))]
    phrases = Phrases[str]()
    for value in every:
        phrases.add(value.replace("-", " "), value)
    named = phrases.find(text, found)
    return [value for value in every if named and f"{value} ".startswith(f"{named[0].value} ")]
