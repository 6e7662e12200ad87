"""What a text is about: a figure, a project, a topic with the signals that count it, a sentence."""

from typing import Literal

from warehouse.finding.terms import Reader, Terms

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
    """Return the signals that count what a text names, the nearest first.

    They are those of the vocabularies; where these have none, those of that title or unit.

    `reader`: what took the text apart.
    """
    named = [unit for unit in asked.units if unit[0][0] not in "#@"]

    def is_named(noun: str) -> bool:
        units = reader.terms(noun).units
        return bool(units) and all(
            any(not set(unit).isdisjoint(other) for other in named) for unit in units
        )

    measures = reader.vocabulary.measures.values()
    counted = [m.signals for m in measures if m.signals and any(map(is_named, m.nouns))]
    if not any(signal in reader.signals for signals in counted for signal in signals):
        counted = [[name] for name, nouns in reader.signals.items() if any(map(is_named, nouns))]
    return list(dict.fromkeys(signal for signals in counted for signal in signals))
