"""A sentence as claims that can be judged, or as the question that has to be answered first.

What it may mean that leaves something open are other sentences, each of them understood.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Literal

from pydantic import ValidationError

from warehouse.claim_entries import FACTS, Asserted, Claim, ClaimFile, Tests
from warehouse.reading import choosing, wording
from warehouse.reading.choosing import Refusal
from warehouse.reading.hearing import Heard
from warehouse.reading.measured import Measured
from warehouse.reading.statement import Statement
from warehouse.reading.text import shown, typed
from warehouse.reading.vocabulary import Measure, general

CLUSTER = "asked"
MOST_OPTIONS = 6
MOST_CHOICES = 5
REVERSED = ("denied", "supposed")
"""Why a sentence is not read that says the opposite without the words that stand against it."""
AROUND = re.compile(
    r"^(?:(?:is it|it is) (?:true|right|correct)(?: that\b|[:,])|true or false[:,?])\s*"
    r"|\s*[,;:.?–—-]\s*(?:is (?:it|this|that) )?(?:true|right|correct)(?: or false)?\s*\?*$",
    re.IGNORECASE,
)
"""What asks whether a sentence is true, and is no part of it."""


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


def understand(text: str, known: Measured, day: date | None = None) -> Understood:
    """Return what a typed sentence claims, or what has to be added to it.

    `day`: on which it is typed; None: today.
    """
    today = day or date.today()
    found = _once(AROUND.sub("", typed(text)), known, today)
    if found.question is None:
        return replace(found, choices=tuple(_choices(found, known, today)))
    options = tuple(_options(found, known, today))
    return replace(found, question=replace(found.question, options=options))


def _once(sentence: str, known: Measured, day: date) -> Understood:
    """Return what a sentence claims, without what it may mean."""
    heard = known.ear.hear(sentence, typed=True, day=day)
    made = assertions(heard, known)
    if isinstance(made, Question):
        return Understood(sentence, heard, question=made)
    return Understood(sentence, heard, tuple(made))


def cluster(claims: Sequence[Claim]) -> dict[str, ClaimFile]:
    """Return claims as the only ones of a register, to be judged."""
    return {CLUSTER: ClaimFile.model_validate({"title": "Claims asked", "claims": list(claims)})}


def assertions(
    heard: Heard, known: Measured, as_of: str | None = None, *, spoken: bool = False
) -> list[Claim] | Question:
    """Return the claims that a heard sentence makes, or the question that is open.

    Args:
        heard: the sentence.
        known: what is measured.
        as_of: the date of statements that give none.
        spoken: it stands above them, in a heading or a head; else the whole document is of then.
    """
    if heard.why is not None or not heard.statements:
        return _unread(heard)
    claims = list[Claim]()
    for n, said in enumerate(heard.statements):
        statement = _dated(said, as_of, spoken=spoken)
        if statement.gaps:
            return _open(statement, known)
        tests = choosing.tests(statement, known)
        if isinstance(tests, Refusal):
            read = "" if statement.kind in FACTS else wording.sentence(statement, known)
            return Question("unmeasurable", f"{wording.upper(tests.why)}.", read)
        slug = wording.slug(statement)
        made = _claim(statement, heard.text, known, tests, f"{slug}-{n + 1}" if n else slug)
        if isinstance(made, Question):
            return made
        claims.append(made)
    return claims


def measured_first(
    found: Understood, known: Measured, measured: Mapping[str, Sequence[str]]
) -> Understood:
    """Return a sentence whose claims are measured first of all by a count that has figures.

    Args:
        found: the sentence, with its claims.
        known: what is measured.
        measured: of claims, by id, the definitions that have a figure at the claim's date.
    """
    claims = list[Claim]()
    for claim, statement in zip(found.claims, found.heard.statements, strict=True):
        if (slugs := measured.get(claim.id)) and claim.tests is not None:
            primary = choosing.nearest(statement, slugs, known)
            also = [use.name for use in claim.tests.uses if use.name != primary]
            tests = Tests.model_validate({"primary": primary, "also": also})
            made = _claim(statement, found.text, known, tests, claim.id)
            claim = claim if isinstance(made, Question) else made
        claims.append(claim)
    return replace(found, claims=tuple(claims))


def _dated(statement: Statement, as_of: str | None, *, spoken: bool) -> Statement:
    """Return a statement with the date above it, or of its document, where it gives none itself."""
    undated = (*FACTS, "crossing")
    if as_of is None or statement.as_of is not None or statement.kind in undated:
        return statement
    if statement.since is not None and statement.since >= as_of:
        return statement
    closed = {"when", "period"} if spoken else set()
    gaps = tuple(gap for gap in statement.gaps if gap not in closed)
    return replace(statement, as_of=as_of, gaps=gaps)


def _claim(
    statement: Statement, text: str, known: Measured, tests: Tests, slug: str
) -> Claim | Question:
    """Return a statement as a claim; a figure that no claim can assert is a question."""
    measure = None
    if statement.kind not in FACTS:
        measure = known.lexicon.measure(statement.measure)
    try:
        return Claim.model_validate(
            {
                "id": slug,
                "kind": statement.kind,
                "subject": statement.subject,
                "comparator": statement.comparator,
                "statement": wording.sentence(statement, known, tests),
                "aspect": measure.aspect if measure else None,
                "asserted": _asserted(statement),
                "hedge": statement.hedge,
                "as_of": None if statement.kind in FACTS else statement.as_of,
                "since": statement.since,
                "per": statement.per,
                "of": measure.of if measure else None,
                "scope": wording.scope(statement, tests, known),
                "reading": wording.reading(text, tests),
                "tests": tests,
            }
        )
    except ValidationError as error:
        said = "; ".join(problem["msg"].removeprefix("Value error, ") for problem in error.errors())
        read = wording.sentence(statement, known)
        return Question("unmeasurable", f"{wording.upper(said)}.", read)


def _asserted(statement: Statement) -> Asserted | None:
    if statement.low is None or statement.high is None or statement.unit is None:
        return None
    ends = statement.low, statement.high
    return Asserted.model_validate({statement.unit: ends if ends[0] != ends[1] else ends[0]})


# --- what stands against a sentence -----------------------------------------------------------


def _unread(heard: Heard) -> Question:
    """Return the question about a sentence that is not fully understood."""
    read = " · ".join(shown(said, 40) for said in heard.recognised[:8])
    if heard.why == "language":
        return Question("nothing", f"This looks like {heard.language}; only English is read.")
    if heard.why in ("words", "name"):
        return Question("complete", _unknown(heard), read, heard.words)
    if heard.why == "ambiguous":
        several = "may be several projects" if heard.words else "can be read in more than one way"
        what = wording.quoted(heard.words) or "It"
        return Question("complete", f"{what} {several}.", read, heard.words)
    kind, said = wording.WORDS["why"][heard.why or "shape"]
    told = f"{said}: {wording.quoted(heard.words)}." if heard.words else f"{said}."
    return Question(kind, told, read, heard.words)


def _unknown(heard: Heard) -> str:
    words = wording.quoted(heard.words)
    if heard.why == "name":
        return f"{words} may narrow down what is meant, and no figures are kept for it alone."
    several = len({word for word, *_ in heard.words}) > 1
    named = any(re.search(r"\w", word) for word, *_ in heard.words)
    if named and not heard.projects and not several:
        return f"{words} is not among the projects that sharecheck knows."
    are = "are" if several else "is"
    return f"{words} {are} not understood, and may change what is meant."


def _open(statement: Statement, known: Measured) -> Question:
    """Return the question about a sentence that leaves something open."""
    said = " ".join(wording.WORDS["gaps"][gap] for gap in statement.gaps)
    silent = {"side", "asserted"}.intersection(statement.gaps)
    return Question("complete", said, "" if silent else wording.sentence(statement, known))


# --- what a sentence may mean that leaves something open ---------------------------------------


def _options(found: Understood, known: Measured, day: date) -> Iterator[Option]:
    """Yield sentences that complete one: each is understood, or leaves less open."""
    offers = {offer.sentence: offer for offer in _offers(found, known, day)}
    offers.pop(found.text, None)
    better = (o for o in offers.values() if _completes(found, _once(o.sentence, known, day)))
    yield from islice(better, MOST_OPTIONS)


def _choices(
    found: Understood, known: Measured, day: date
) -> Iterator[tuple[str, tuple[Option, ...]]]:
    """Yield what was chosen for the only claim of a sentence, with what else it could mean."""
    if len(found.heard.statements) != 1 or found.heard.statements[0].kind in FACTS:
        return
    [statement] = found.heard.statements

    def judged(offers: Iterator[Option]) -> tuple[Option, ...]:
        return tuple(
            islice((o for o in offers if _once(o.sentence, known, day).claims), MOST_CHOICES)
        )

    measure = known.lexicon.measure(statement.measure)
    if measure is not None and measure.aspect is not None:  # words for no count
        of = wording.title(statement.measure, known)
        yield f"measured as {of}", judged(_of(statement, known.lexicon.near, known))
    if statement.as_of is None and statement.since is None and statement.kind != "crossing":
        years = range(day.year, day.year - MOST_CHOICES, -1)
        yield "as of now", judged(_dated_by("in", years, found))


def _completes(found: Understood, other: Understood) -> bool:
    """Return whether a sentence is understood, or leaves less open than another."""
    if other.question is None:
        return True
    said, before = other.heard.statements, found.heard.statements
    if other.question.kind != "complete" or not said:
        return False
    return not before or sum(len(s.gaps) for s in said) < sum(len(s.gaps) for s in before)


def _offers(found: Understood, known: Measured, day: date) -> Iterator[Option]:
    """Yield sentences that may complete one, whether they are understood or not."""
    if found.heard.statements:
        yield from _closed(found, found.heard.statements[0], known, day)
        return
    if found.heard.words:
        yield from _reworded(found, known)
    for statement, *others in found.heard.readings:  # it counts one of several things
        if not others:
            of = wording.title(statement.measure, known)
            yield Option(f"of {of}", wording.sentence(statement, known).rstrip("."))
    for slug in known.ear.near(found.text):
        title = known.catalogue.facts[slug].title.removeprefix("Whether ")
        yield Option(title, title)


def _reworded(found: Understood, known: Measured) -> Iterator[Option]:
    """Yield a sentence with a name for what looks like one, and without what is not understood."""
    text, words = found.text, found.heard.words
    word, start, end = words[0]
    names = known.ear.names.like(word) if found.heard.why == "words" else ()
    if found.heard.why == "ambiguous":
        names = [known.project(slug) for slug in known.ear.names.meant(word)]
    for name in names:
        yield Option(name, f"{text[:start]}{name}{text[end:]}")
    signs = not any(letter.isalnum() for said, *_ in words for letter in said)
    if found.heard.why not in REVERSED and not signs:
        yield Option(f"without {wording.quoted(words)}", _without(text, words))


def _without(text: str, words: tuple[tuple[str, int, int], ...]) -> str:
    """Return a text without some words and the prepositions before them."""
    for _, start, end in sorted(words, key=lambda word: -word[1]):
        before = text[:start].split()
        while before and before[-1].casefold() in general().prepositions:
            before.pop()
        text = " ".join([*before, text[end:].strip(" ,")]).strip()
    return text[:1].upper() + text[1:]


def _closed(
    found: Understood, statement: Statement, known: Measured, day: date
) -> Iterator[Option]:
    """Yield a sentence with what closes the first of its gaps."""
    last = day.year - 1
    match statement.gaps[:1]:
        case ("side",):
            yield from _ahead(statement, known)
        case ("period",):
            if statement.kind == "level":
                yield Option("a month", f"{found.text.rstrip(' .?!')} per month")
            yield from _dated_by("in", range(last, last - 3, -1), found)
        case ("when",):
            yield from _dated_by("in", range(last, last - MOST_OPTIONS, -1), found)
        case ("edition",):
            measure = known.lexicon.entries.measures[statement.measure or ""]
            newest = _edition(statement, measure, known)
            yield from _dated_by("in", range(newest, newest - MOST_OPTIONS, -1), found)
        case ("since",):
            yield from _dated_by("since", (last, last - 2, last - 4), found)
        case ("group",):
            yield from _among(statement, known)
        case ("asserted",):
            pass
        case _:
            tests = choosing.tests(statement, known)
            instead = tests.instead if isinstance(tests, Refusal) else ()
            own = (statement.measure,) if statement.measure else ()
            yield from _of(statement, instead or (*own, *known.lexicon.near), known)


def _dated_by(word: str, years: Iterable[int], found: Understood) -> Iterator[Option]:
    """Yield a sentence with each of some years."""
    text = found.text.rstrip(" .?!")
    yield from (Option(f"{word} {year}", f"{text} {word} {year}") for year in years)


def _ahead(statement: Statement, known: Measured) -> Iterator[Option]:
    names = [known.project(slug) for slug in (statement.subject, statement.comparator or "")]
    of = wording.title(statement.measure, known)
    when = f" in {statement.as_of}" if statement.as_of else ""
    for one, other in (names, names[::-1]):
        yield Option(f"{one} is ahead", f"{one} is ahead of {other} in {of}{when}")


def _among(statement: Statement, known: Measured) -> Iterator[Option]:
    """Yield a claim about a place with each group that the project is in."""
    one = "one of " if statement.hedge == "among the first" else ""
    place = f"{one}the most popular" if statement.low is None else f"#{statement.low}"
    of = wording.title(statement.measure, known)
    where = "" if statement.measure == "use" else f" in {of}"
    when = f" in {statement.as_of}" if statement.as_of else ""
    for key, words in known.lexicon.entries.groups.items():
        group = known.catalogue.groups.get(key)
        if group is not None and statement.subject in group.members:
            said = f"{known.project(statement.subject)} is {place}{where} among {words[0]}{when}"
            yield Option(f"among {words[0]}", said)


def _edition(statement: Statement, measure: Measure, known: Measured) -> int:
    """Return the year of the newest survey with what it printed of a statement's subject."""
    slugs = [slug for results in measure.printed for slug in results]
    newest = max((known.newest(slug, statement.subject) for slug in slugs), default=date.min)
    return max(newest, date(2, 1, 1)).year - 1 if newest.timetuple().tm_yday == 1 else newest.year


def _of(statement: Statement, keys: tuple[str, ...], known: Measured) -> Iterator[Option]:
    """Yield a statement about other things that are counted, as far as they are measured."""
    for key in keys:
        if key == statement.measure and "measure" not in statement.gaps:
            continue
        other = replace(statement, measure=key, gaps=())
        measure = known.lexicon.entries.measures[key]
        counts = statement.kind in ("level", "growth")  # which nobody means of a survey
        if isinstance(choosing.tests(other, known), Refusal) or (counts and measure.of):
            continue
        text = wording.sentence(other, known).rstrip(".")
        if measure.place_needed:
            place = known.lexicon.entries.places[measure.places[0]]
            year = _edition(statement, measure, known) if statement.as_of is None else ""
            said = text.replace(measure.title, measure.nouns[0])
            text = " ".join(f"{said} in the {year} {place.title or place.words[0]}".split())
        yield Option(f"of {measure.title}", text)
