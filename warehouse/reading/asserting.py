"""A sentence as claims that can be judged, or as the question that has to be answered first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pydantic import ValidationError

from warehouse.claim_entries import FACTS, Asserted, Claim, ClaimFile, Tests
from warehouse.reading import choosing, completing, wording
from warehouse.reading.choosing import Refusal
from warehouse.reading.hearing import Heard
from warehouse.reading.measured import Measured
from warehouse.reading.question import Question, Understood
from warehouse.reading.statement import Statement
from warehouse.reading.text import shown, typed

CLUSTER = "asked"
AROUND = re.compile(
    r"^(?:(?:is it|it is) (?:true|right|correct)(?: that\b|[:,])|true or false[:,?])\s*"
    r"|\s*[,;:.?–—-]\s*(?:is (?:it|this|that) )?(?:true|right|correct)(?: or false)?\s*\?*$",
    re.IGNORECASE,
)
"""What asks whether a sentence is true, and is no part of it."""


def understand(text: str, known: Measured, day: date | None = None) -> Understood:
    """Return what a typed sentence claims, or what has to be added to it.

    `day`: on which it is typed; None: today.
    """
    today = day or date.today()

    def again(sentence: str) -> Understood:
        heard = known.ear.hear(sentence, typed=True, day=today)
        made = assertions(heard, known)
        if isinstance(made, Question):
            return Understood(sentence, heard, (), made)
        return Understood(sentence, heard, tuple(made))

    found = again(AROUND.sub("", typed(text)))
    if found.question is None:
        return replace(found, choices=tuple(completing.choices(found, known, today, again)))
    options = tuple(completing.options(found, known, today, again))
    return replace(found, question=replace(found.question, options=options))


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
    claims = [
        _first(claim, statement, found.text, known, measured.get(claim.id, ()))
        for claim, statement in zip(found.claims, found.heard.statements, strict=True)
    ]
    return replace(found, claims=tuple(claims))


def _first(
    claim: Claim, statement: Statement, text: str, known: Measured, measured: Sequence[str]
) -> Claim:
    if not measured or claim.tests is None:
        return claim
    primary = choosing.nearest(statement, measured, known)
    also = [use.name for use in claim.tests.uses if use.name != primary]
    tests = Tests.model_validate({"primary": primary, "also": also})
    made = _claim(statement, text, known, tests, claim.id)
    return claim if isinstance(made, Question) else made


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
