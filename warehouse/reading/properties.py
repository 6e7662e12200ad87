"""Claims of facts: what a project is or can do, held against data/facts.yml."""

from collections.abc import Iterator

from warehouse.entries import Fact
from warehouse.reading.vocabulary import lexicon
from warehouse.reading.words import Phrases, words

NEAR = 4
"""Words between a denial and what is denied."""
PLAIN = ("yes", "no")
"""Values of a fact that only says whether."""


def find(facts: dict[str, Fact], text: str, subject: str) -> tuple[str, list[str]] | None:
    """Return the fact that a text speaks of and the values it may mean, None when there is none.

    Args:
        facts: all facts.
        text: what is said.
        subject: the project it is said of.
    """
    found = [word.low for word in words(text)]
    affirmed = lexicon().single["affirming"].intersection(found)
    for name, fact in facts.items():
        if fact.project != subject:
            continue
        if all(value.value in PLAIN for value in fact.values):
            needed = _needed(fact.property)
            if affirmed and needed and needed <= {_root(word) for word in found}:
                answer = _answer(found, needed)
                return (name, [answer]) if answer else None
        elif meant := _meant(facts, fact, text):
            return name, meant
    return None


def _answer(found: list[str], needed: set[str]) -> str | None:
    """Return yes or no; None when a denial stands too far off to say of what it is one."""
    denials = [n for n, word in enumerate(found) if word in lexicon().single["negations"]]
    first = next(n for n, word in enumerate(found) if _root(word) in needed)
    if any(first - NEAR <= n < first for n in denials):
        return "no"
    return None if denials else "yes"


def _needed(text: str) -> set[str]:
    """Return the words of a property that a sentence must hold to speak of it."""
    idle = lexicon().single["property_verbs"]
    return {_root(word.low) for word in words(text) if word.low not in idle}


def _root(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _meant(facts: dict[str, Fact], fact: Fact, text: str) -> list[str]:
    """Return the value that a text names, of all that any project has for the same property.

    What begins with it is meant too: Google may be Google Brain.
    """
    asking, found = Phrases[bool](), words(text)
    for phrase in lexicon().entries.properties.get(fact.property, ()):
        asking.add(phrase, True)
    if not asking.find(text, found):
        return []
    known = lexicon().entries.values.get(fact.property, [])
    every = sorted({*_values(facts, fact.property), *known})
    phrases = Phrases[str]()
    for value in every:
        phrases.add(value.replace("-", " "), value)
    named = phrases.find(text, found)
    return [value for value in every if named and f"{value} ".startswith(f"{named[0].value} ")]


def _values(facts: dict[str, Fact], name: str) -> Iterator[str]:
    """Yield the values that facts of a property have, one for each way to write it."""
    seen = set()
    for fact in facts.values():
        for value in fact.values:
            key = value.value.lower()
            if fact.property == name and any(map(str.isalpha, key)) and key not in seen:
                seen.add(key)
                yield value.value
