"""What a text is about: a figure, a project, a topic with the signals that count it, a sentence."""

from typing import Literal

from warehouse.finding.terms import Reader, Terms
from warehouse.reading.vocabulary import lexicon

Kind = Literal["nothing", "figure", "project", "topic", "sentence"]
FEW = 2
"""Words up to which a text without project and figure names a topic, and states nothing."""


def kind(asked: Terms) -> Kind:
    """Return what was typed: a figure or a project alone, a topic of a word or two, a sentence."""
    if not asked.units:
        return "nothing"
    if all(unit[0].startswith("#") for unit in asked.units):
        return "figure"
    if asked.projects and all(unit[0].startswith("@") for unit in asked.units):
        return "project"
    if len(asked.units) <= FEW and not asked.projects and not asked.figures:
        return "topic"
    return "sentence"


def signals(asked: Terms, reader: Reader) -> list[str]:
    """Return the signals that count what a text names, the nearest first, as vocabulary.yml has it.

    `reader`: what took the text apart.
    """
    named = [unit for unit in asked.units if unit[0][0] not in "#@"]
    found = list[str]()
    for measure in lexicon().entries.measures.values():
        for noun in measure.nouns:
            units = reader.terms(noun).units
            if units and all(_has(named, unit) for unit in units):
                found += measure.signals
                break
    return list(dict.fromkeys(found))


def _has(named: list[tuple[str, ...]], unit: tuple[str, ...]) -> bool:
    return any(not set(unit).isdisjoint(other) for other in named)
