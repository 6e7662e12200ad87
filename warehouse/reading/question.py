"""What comes of a sentence: claims, or the question that has to be answered first."""

from dataclasses import dataclass
from typing import Literal

from warehouse.claim_entries import Claim
from warehouse.reading.hearing import Heard


@dataclass(frozen=True)
class Option:
    """One way to complete a sentence: what it is called, and the sentence."""

    label: str
    sentence: str


@dataclass(frozen=True)
class Question:
    """What has to be known before a sentence can be judged.

    Attributes:
        kind: complete: it may be judged when it is completed; unmeasurable: nothing measures it;
            nothing: it asserts nothing.
        said: what stands against it, a sentence.
        read: what was understood, in words; empty for nothing.
        words: those that were not, with their places in the sentence.
        options: what it may mean.
    """

    kind: Literal["complete", "unmeasurable", "nothing"]
    said: str
    read: str = ""
    words: tuple[tuple[str, int, int], ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Understood:
    """A sentence with its claims, or with the question that is open.

    Attributes:
        choices: what was chosen where the sentence leaves it open, and what else it could mean.
    """

    text: str
    heard: Heard
    claims: tuple[Claim, ...] = ()
    question: Question | None = None
    choices: tuple[tuple[str, tuple[Option, ...]], ...] = ()
