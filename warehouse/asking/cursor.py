"""A place in a sentence that moves from token to token and remembers what it was looking for."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from collectors.errors import SentenceError
from warehouse.asking.known import Known
from warehouse.asking.names import Kind, Name, shown
from warehouse.asking.tokens import Token, tokens

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
A = {
    "project": "a project",
    "signal": "a signal",
    "definition": "a definition",
    "group": "a group of projects",
    "property": "a property",
    "fact": "a fact",
}


@dataclass(frozen=True)
class Hope:
    """What would be understood at a place.

    Attributes:
        label: in an error, as in "a date".
        kind: the names that would do; None for words.
        words: the words that would do, each with what it means.
    """

    label: str
    kind: Kind | None = None
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Spot(Generic[T_co]):
    """Something understood, with its place in the sentence."""

    value: T_co
    span: tuple[int, int]


class Cursor:
    """Reads tokens from left to right; never goes back by more than one phrase."""

    def __init__(self, sentence: str, known: Known) -> None:
        self.sentence = sentence
        self.known = known
        self.tokens = tokens(sentence)
        self.at = 0
        self.subject: str | None = None
        """The project that facts and properties are looked up for."""
        self._hopes: dict[Hope, None] = {}
        self._hoped_at = 0

    @property
    def token(self) -> Token:
        """Return the token that comes next."""
        return self.tokens[self.at]

    @property
    def ended(self) -> bool:
        """Return whether no token is left."""
        return self.token.kind == "end"

    @property
    def hopes(self) -> list[Hope]:
        """Return what would be understood here, as far as it was looked for."""
        return list(self._hopes) if self.at == self._hoped_at else []

    def hope(self, hope: Hope) -> None:
        """Remember what is looked for here; what was looked for further left is forgotten."""
        if self.at > self._hoped_at:
            self._hopes, self._hoped_at = {}, self.at
        if self.at == self._hoped_at:
            self._hopes[hope] = None

    def take(self, count: int = 1) -> tuple[int, int]:
        """Go past some tokens and return their span."""
        first, last = self.token, self.tokens[self.at + count - 1]
        self.at += count
        return first.start, last.end

    def sees(self, phrases: Mapping[str, T]) -> tuple[int, T | None]:
        """Return how many tokens from here on are the longest of the phrases, and its value."""
        for length in range(min(4, len(self.tokens) - self.at - 1), 0, -1):
            words = " ".join(t.key for t in self.tokens[self.at : self.at + length])
            key = words if words in phrases else words.strip()
            if key in phrases:
                return length, phrases[key]
        return 0, None

    def phrase(self, phrases: Mapping[str, T], *hopes: Hope) -> Spot[T] | None:
        """Take one of the phrases when it comes next."""
        for hope in hopes:
            self.hope(hope)
        length, value = self.sees(phrases)
        return Spot(value, self.take(length)) if length and value is not None else None

    def word(self, words: Container[str], *hopes: Hope) -> bool:
        """Take the next token when it is one of the words."""
        for hope in hopes:
            self.hope(hope)
        found = self.token.key in words and self.token.kind != "text"
        if found:
            self.take()
        return found

    def name(self, *kinds: Kind) -> Spot[Name] | None:
        """Take a name of one of the kinds when one comes next.

        Raises:
            SentenceError: it may mean several things.
        """
        for kind in kinds:
            self.hope(Hope(A[kind], kind))
        length, meant = self.known.names.match(self.tokens, self.at, kinds)
        if length == 0:
            return None
        span = self.take(length)
        if len(meant) > 1:
            may_be = ", ".join(f"{name.title} ({name.id})" for name in meant)
            written = self.sentence[span[0] : span[1]]
            found = f"{written!r} may mean several things: {may_be}."
            raise SentenceError(self.sentence, span, found, [name.id for name in meant])
        return Spot(meant[0], span)

    def fail(self, found: str | None = None) -> SentenceError:
        """Return the error at this place: what is there, what was looked for, what is like it."""
        expected = [hope.label for hope in self.hopes]
        token = self.token
        if self.ended:
            return SentenceError(
                self.sentence, token.span, found or "The sentence ends too early.", expected
            )
        kinds = {hope.kind for hope in self.hopes if hope.kind}
        word = self.sentence[token.start : token.end]
        if found is None:
            found = f"{word!r} is not understood here{self._other(kinds)}."
        words = [text for hope in self.hopes for text, _ in hope.words]
        nearest = self.known.names.nearest(word, kinds, self.offered(kinds))
        nearest += [text for text in words if _alike(word, text)]
        return SentenceError(self.sentence, token.span, found, expected, nearest)

    def offered(self, kinds: Container[Kind]) -> set[str]:
        """Return the ids that are worth suggesting: of what is measured by, what has figures."""
        measured = set(self.known.measured)
        measured |= {self.known.definition(slug).signal for slug in measured}
        noted = {slug for slug, _ in self.known.facts(self.subject)} if self.subject else set()
        noted |= {self.known.catalogue.facts[slug].property for slug in noted}
        only: dict[Kind, set[str]] = {
            "signal": measured, "definition": measured, "fact": noted, "property": noted,
        }  # fmt: skip
        return {
            name.id
            for name in self.known.names.every
            if name.kind in kinds and (name.kind not in only or name.id in only[name.kind])
        }

    def _other(self, kinds: Container[Kind]) -> str:
        """Return what the next tokens are, when they are a name of another kind."""
        every: list[Kind] = ["project", "signal", "definition", "group", "property", "fact"]
        others: list[Kind] = [kind for kind in every if kind not in kinds]
        _, meant = self.known.names.match(self.tokens, self.at, others)
        return f": {shown(meant[0])} is {A[meant[0].kind]}" if meant else ""


def _alike(word: str, text: str) -> bool:
    word, text = word.casefold(), text.casefold()
    return len(word) > 2 and text != word and (text.startswith(word) or word.startswith(text[:4]))
