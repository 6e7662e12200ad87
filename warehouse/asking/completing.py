"""What may come next in a sentence that is being typed, and what a form may offer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from collectors.errors import SentenceError
from warehouse.asking.choosing import Choice
from warehouse.asking.cursor import Hope
from warehouse.asking.grammar import Grammar
from warehouse.asking.known import Known
from warehouse.asking.names import shown
from warehouse.asking.parts import Parts
from warehouse.claim_entries import Kind

BACK = 4
"""Words of a name that may have been begun."""


@dataclass(frozen=True)
class Suggestion:
    """What may come next.

    Attributes:
        text: the word or name.
        about: what it means, in a few words.
        sentence: the sentence with it in place of the word at the cursor.
    """

    text: str
    about: str
    sentence: str


def complete(text: str, cursor: int, known: Known) -> list[Suggestion]:
    """Return what may stand at the cursor; what is begun there is taken into account.

    The sentence is read up to the word at the cursor; nothing is suggested when it is not
    understood so far. Names that have no figures for the projects named are left out.

    Args:
        text: the sentence so far.
        cursor: a place in it, 0 to its length; beyond, its end counts.
        known: the names and what is measured.
    """
    at = max(0, min(cursor, len(text)))
    start, end = _word(text, at)
    found: dict[str, Suggestion] = {}
    for words in range(BACK if start < at else 1):
        head, rest = text[:start], text[end:].lstrip()
        for word, about in _begun(_offers(head, known), text[start:at], whole=words == 0):
            found.setdefault(word, Suggestion(word, about, f"{head}{word} {rest}"))
        if not head.strip():
            break
        start, _ = _word(text, len(head.rstrip()))
    return list(found.values())


def _offers(head: str, known: Known) -> Iterator[tuple[str, str, str]]:
    """Yield what may follow a beginning; nothing when it is not understood."""
    try:
        grammar = Grammar(head, known)
        grammar.read()
    except SentenceError as error:
        if error.start < len(head.rstrip()):
            return
    yield from _Offers(grammar.parts, known).offers(grammar.cursor.hopes)


def _word(text: str, at: int) -> tuple[int, int]:
    """Return where the word at a place begins and ends; both the place when there is none."""
    start = end = at
    while start and (text[start - 1].isalnum() or text[start - 1] in "_-."):
        start -= 1
    while start < at and end < len(text) and (text[end].isalnum() or text[end] in "_-."):
        end += 1
    return start, end


def _begun(
    found: Iterable[tuple[str, str, str]], begun: str, *, whole: bool
) -> Iterator[tuple[str, str]]:
    """Yield the offers that go on from what is begun, each once.

    Args:
        found: text, another way to write it, and what it means.
        begun: one word, or several words of a name.
        whole: one word, so that everything counts; of several, only names with as many.
    """
    seen, wanted = set[str](), begun.casefold()
    for text, written, about in found:
        names = (text, written) if whole else (written,)
        if text not in seen and any(name.casefold().startswith(wanted) for name in names):
            seen.add(text)
            yield text, about


class _Offers:
    """Turns hopes into words and names that make sense for what is read so far."""

    def __init__(self, parts: Parts | None, known: Known) -> None:
        self.parts, self.known = parts, known
        measured = {project for under in known.measured.values() for project in under}
        noted = {fact.project for fact in known.catalogue.facts.values()} - measured
        every = list(known.catalogue.projects)
        self.projects = [slug for part in (measured, noted) for slug in every if slug in part]

    def offers(self, hopes: Iterable[Hope]) -> Iterator[tuple[str, str, str]]:
        """Yield text, another way to write it, and what it means."""
        for hope in hopes:
            if hope.kind is None:
                yield from ((text, text, about) for text, about in hope.words)
            else:
                yield from self._names(hope)
        if self.parts and self.parts.factual and not self.parts.texts:
            yield from self._words(self.parts.facts[-1].facts)

    def _words(self, slugs: list[str]) -> Iterator[tuple[str, str, str]]:
        """Yield what a fact can be said to be; nothing of a date, or as long as it may be any."""
        if len(slugs) == 1 and not self.known.is_dated(slugs[0]):
            kind, fact = self.known.property(slugs[0]), self.known.catalogue.facts[slugs[0]]
            meanings = kind.values or {value.value: "as it is noted" for value in fact.values}
            for text, about in meanings.items():
                yield f'"{text}"', text, about

    def _names(self, hope: Hope) -> Iterator[tuple[str, str, str]]:
        allowed = self._allowed(hope)
        names = [n for n in self.known.names.every if n.kind == hope.kind and n.id in allowed]
        if hope.kind == "project":
            order = {slug: position for position, slug in enumerate(self.projects)}
            names.sort(key=lambda name: order[name.id])
        yield from ((shown(name), name.written, name.title) for name in names)

    def _allowed(self, hope: Hope) -> set[str]:
        parts, known = self.parts, self.known
        if parts is None:
            return set(self.projects)
        subject = parts.subject.value.id
        others = [parts.comparator.value.id] if parts.comparator else []
        match hope.kind:
            case "project":
                beside = set(self.projects) - {subject}
                return {p for p in beside if self._together(subject, p)}
            case "property":
                return {fact.property for _, fact in known.facts(subject)}
            case "fact":
                named = parts.facts[-1].facts if parts.facts else []
                return set(named) if len(named) > 1 else {slug for slug, _ in known.facts(subject)}
            case "group":
                under = [
                    slug for slug in known.measured if known.measures(slug, [subject, *others])
                ]
                return {known.definition(slug).over.group or "" for slug in under}
            case "signal":
                other = others[0] if others else None
                return set(Choice(known, self._kind(), subject, other).signals())
            case _:
                ranked = self._kind() == "rank"
                return {
                    slug
                    for slug in known.measured
                    if known.measures(slug, [subject, *others])
                    and not (ranked and known.definition(slug).over.group is None)
                }

    def _kind(self) -> Kind:
        """Return a kind that asks of a definition what the sentence so far does."""
        assert self.parts is not None
        ranks = self.parts.hedge is not None and "first" in self.parts.hedge.value
        measures = {spot.value for spot in self.parts.measures}
        return "rank" if ranks or "rank" in measures else "share"

    def _together(self, one: str, other: str) -> bool:
        """Return whether anything measures both projects."""
        return any(one in under and other in under for under in self.known.measured.values())
