"""What a sentence may mean that leaves something open: other sentences, each of them understood."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from warehouse.claim_entries import FACTS
from warehouse.reading import choosing, wording
from warehouse.reading.choosing import Refusal
from warehouse.reading.known import Known
from warehouse.reading.question import Option, Understood
from warehouse.reading.statement import Statement
from warehouse.reading.vocabulary import Measure, general

MOST_OPTIONS = 6
MOST_CHOICES = 5
REVERSED = ("denied", "supposed")
"""Why a sentence is not read that says the opposite without the words that stand against it."""
Again = Callable[[str], Understood]


def options(found: Understood, known: Known, day: date, again: Again) -> Iterator[Option]:
    """Yield sentences that complete one: each is understood, or leaves less open.

    Args:
        found: the sentence, with what is open.
        known: what is measured.
        day: on which it is said.
        again: understands a sentence.
    """
    offers = {offer.sentence: offer for offer in _offers(found, known, day)}
    offers.pop(found.text, None)
    better = (o for o in offers.values() if _completes(found, again(o.sentence)))
    yield from islice(better, MOST_OPTIONS)


def choices(
    found: Understood, known: Known, day: date, again: Again
) -> Iterator[tuple[str, tuple[Option, ...]]]:
    """Yield what was chosen for the only claim of a sentence, with what else it could mean."""
    if len(found.heard.statements) != 1 or found.heard.statements[0].kind in FACTS:
        return
    [statement] = found.heard.statements

    def judged(offers: Iterator[Option]) -> tuple[Option, ...]:
        return tuple(islice((o for o in offers if again(o.sentence).claims), MOST_CHOICES))

    measure = known.lexicon.measure(statement.measure)
    if measure is not None and measure.aspect is not None:  # words for no count
        of = wording.title(statement.measure, known)
        yield f"measured as {of}", judged(_of(statement, known.lexicon.near, known))
    if statement.as_of is None and statement.since is None and statement.kind != "crossing":
        years = range(day.year, day.year - MOST_CHOICES, -1)
        text = found.text.rstrip(" .?!")
        dated = (Option(f"in {year}", f"{text} in {year}") for year in years)
        yield "as of now", judged(dated)


def _completes(found: Understood, other: Understood) -> bool:
    """Return whether a sentence is understood, or leaves less open than another."""
    if other.question is None:
        return True
    said, before = other.heard.statements, found.heard.statements
    if other.question.kind != "complete" or not said:
        return False
    return not before or sum(len(s.gaps) for s in said) < sum(len(s.gaps) for s in before)


def _offers(found: Understood, known: Known, day: date) -> Iterator[Option]:
    """Yield sentences that may complete one, whether they are understood or not."""
    if found.heard.statements:
        yield from _closed(found, found.heard.statements[0], known, day)
        return
    if found.heard.words:
        yield from _reworded(found, known)
    for statements in found.heard.readings:  # it counts one of several things
        for statement in statements if len(statements) == 1 else ():
            of = wording.title(statement.measure, known)
            yield Option(f"of {of}", wording.sentence(statement, known).rstrip("."))
    for slug in known.ear.near(found.text):
        title = known.catalogue.facts[slug].title.removeprefix("Whether ")
        yield Option(title, title)


def _reworded(found: Understood, known: Known) -> Iterator[Option]:
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


def _closed(found: Understood, statement: Statement, known: Known, day: date) -> Iterator[Option]:
    """Yield a sentence with what closes the first of its gaps."""
    text = found.text.rstrip(" .?!")
    match statement.gaps[:1]:
        case ("side",):
            yield from _ahead(statement, known)
        case ("period",):
            if statement.kind == "level":
                yield Option("a month", f"{text} per month")
            for year in range(day.year - 1, day.year - 4, -1):
                yield Option(f"in {year}", f"{text} in {year}")
        case ("when",):
            for year in range(day.year - 1, day.year - MOST_OPTIONS - 1, -1):
                yield Option(f"in {year}", f"{text} in {year}")
        case ("edition",):
            measure = known.lexicon.entries.measures[statement.measure or ""]
            newest = edition(statement, measure, known)
            for year in range(newest, newest - MOST_OPTIONS, -1):
                yield Option(f"in {year}", f"{text} in {year}")
        case ("since",):
            for year in (day.year - 1, day.year - 3, day.year - 5):
                yield Option(f"since {year}", f"{text} since {year}")
        case ("group",):
            yield from _among(statement, known)
        case ("asserted",):
            return
        case _:
            tests = choosing.tests(statement, known)
            instead = tests.instead if isinstance(tests, Refusal) else ()
            own = (statement.measure,) if statement.measure else ()
            yield from _of(statement, instead or (*own, *known.lexicon.near), known)


def _ahead(statement: Statement, known: Known) -> Iterator[Option]:
    names = [known.project(slug) for slug in (statement.subject, statement.comparator or "")]
    of = wording.title(statement.measure, known)
    when = f" in {statement.as_of}" if statement.as_of else ""
    for one, other in (names, names[::-1]):
        yield Option(f"{one} is ahead", f"{one} is ahead of {other} in {of}{when}")


def _among(statement: Statement, known: Known) -> Iterator[Option]:
    """Yield a claim about a place with each group that the project is in."""
    lead = "one of the most popular" if statement.hedge == "among the first" else "the most popular"
    place = lead if statement.low is None else f"#{statement.low}"
    of = wording.title(statement.measure, known)
    where = "" if statement.measure == "use" else f" in {of}"
    when = f" in {statement.as_of}" if statement.as_of else ""
    for key, words in known.lexicon.entries.groups.items():
        group = known.catalogue.groups.get(key)
        if group is not None and statement.subject in group.members:
            said = f"{known.project(statement.subject)} is {place}{where} among {words[0]}{when}"
            yield Option(f"among {words[0]}", said)


def edition(statement: Statement, measure: Measure, known: Known) -> int:
    """Return the year of the newest survey with what it printed of a statement's subject."""
    slugs = [slug for results in measure.printed for slug in results]
    newest = max((known.newest(slug, statement.subject) for slug in slugs), default=date.min)
    return max(newest, date(2, 1, 1)).year - 1 if newest.timetuple().tm_yday == 1 else newest.year


def _of(statement: Statement, keys: tuple[str, ...], known: Known) -> Iterator[Option]:
    """Yield a statement about other things that are counted, as far as they are measured."""
    for key in keys:
        if key == statement.measure and "measure" not in statement.gaps:
            continue
        other, measure = (
            replace(statement, measure=key, gaps=()),
            known.lexicon.entries.measures[key],
        )
        counts = statement.kind in ("level", "growth")  # which nobody means of a survey
        if isinstance(choosing.tests(other, known), Refusal) or (counts and measure.of):
            continue
        text = wording.sentence(other, known).rstrip(".")
        if measure.place_needed:
            place = known.lexicon.entries.places[measure.places[0]]
            year = edition(statement, measure, known) if statement.as_of is None else ""
            said = text.replace(measure.title, measure.nouns[0])
            text = " ".join(f"{said} in the {year} {place.title or place.words[0]}".split())
        yield Option(f"of {measure.title}", text)
