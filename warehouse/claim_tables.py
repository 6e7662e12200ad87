"""Claims as tables: what each asserts, where it stands, and what it is measured under."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple

from warehouse.catalogue import Catalogue
from warehouse.claim_entries import FACTS, Asserted, Claim, Document, Kind, Use
from warehouse.tables import Table


class Assertion(NamedTuple):
    """One assertion, restated in our words. From data/claims/*.yml."""

    claim_id: Annotated[str, "Slug of the claim"]
    cluster: Annotated[str, "File it stands in: claims that say the same kind of thing"]
    cluster_title: Annotated[str, "What the cluster is about"]
    kind: Annotated[
        str, "share, ratio, order, rank, change, slope, growth, level, crossing, date or property"
    ]
    subject: Annotated[str, "Project the claim is about"]
    comparator: Annotated[str, "Project it is compared with; null for none"]
    statement: Annotated[str, "What is asserted, in our words"]
    aspect: Annotated[str, "What it is about, see table aspect; null where facts decide"]
    asserted: Annotated[str, "The figure as given; null for words alone"]
    read_as: Annotated[str, "Words without a figure, as we read them; null for others"]
    asserted_low: Annotated[
        float,
        "Lower end of the figure: fraction, ratio, count, place, or date as a year with fraction",
    ]
    asserted_high: Annotated[float, "Upper end; equal to the lower end for a single figure"]
    last_digit: Annotated[float, "One unit in the last digit given, in the same measure"]
    as_of: Annotated[str, "Date the claim speaks of, as given; null: undated"]
    as_of_start: Annotated[date, "First day of that date"]
    as_of_end: Annotated[date, "Day after its last"]
    since_start: Annotated[date, "First day of where a change, slope or growth begins"]
    since_end: Annotated[date, "Day after its last; null for other kinds"]
    per: Annotated[str, "Of a level that is a rate: day, month or year; null for others"]
    of_source: Annotated[bool, "About what the source itself printed: no sampling error"]
    singles_out: Annotated[
        bool,
        "Says what is not true of all in its group, so that a test which all of it passes shows "
        "nothing",
    ]
    together: Annotated[list[str], "Claims whose figures stand beside it, over one denominator"]
    rule: Annotated[str, "How its parts decide: each, every or most; null for no parts"]
    not_before: Annotated[
        date,
        "First day on which the undated articles that make it can have been written; null for a "
        "dated claim",
    ]
    historic: Annotated[bool, "Speaks of a time before its documents: it cannot be outdated"]
    hedge: Annotated[str, "Hedge word, see table hedge"]
    scope: Annotated[str, "Population the document names"]
    reading: Annotated[str, "How the words were turned into a test"]
    position: Annotated[int, "Order of the claims over all files"]
    needs: Annotated[str, "What is missing when nothing can be measured; else null"]
    needs_source: Annotated[str, "Source whose collection would measure it; else null"]
    needs_reason: Annotated[str, "Why nothing can be measured; else null"]


class Place(NamedTuple):
    """Where a document makes a claim. From data/claims/*.yml."""

    claim_id: Annotated[str, "The claim"]
    document_id: Annotated[str, "The document"]
    line: Annotated[int, "Line, from 1"]
    char_start: Annotated[int, "First character, from 0"]
    char_end: Annotated[int, "Character after the last"]


class Measured(NamedTuple):
    """A claim measured under one definition, or held against one fact. From data/claims/*.yml."""

    test_id: Annotated[str, "claim_id/definition_id or claim_id/fact_id"]
    claim_id: Annotated[str, "The claim"]
    definition_id: Annotated[str | None, "The definition; null for a fact"]
    fact_id: Annotated[str | None, "The fact; null for a definition"]
    title: Annotated[str, "Title of the definition or fact"]
    role: Annotated[
        str,
        "primary: nearest to the words; alternative: defensible too; scorecard: one of several "
        "signals that decide together; context: shown, never decides",
    ]
    part: Annotated[str | None, "The part of the claim that it decides; null: all of it"]
    needs: Annotated[list[str] | None, "Of a fact: the values with which the claim is true"]
    position: Annotated[int, "Order in the file"]


def registered(catalogue: Catalogue) -> Iterator[Table]:
    """Yield claim, claim_occurrence and claim_test."""
    claims = [(c, f.title, claim) for c, f in catalogue.clusters.items() for claim in f.claims]
    yield Table.of(
        "claim",
        Assertion,
        [_claim_row(n, *entry, catalogue.documents) for n, entry in enumerate(claims)],
    )
    yield Table.of(
        "claim_occurrence",
        Place,
        [
            Place(claim.id, place.document, place.line, *place.span)
            for _, _, claim in claims
            for place in claim.occurrences
        ],
    )
    yield Table.of(
        "claim_test",
        Measured,
        [
            _test_row(catalogue, claim, position, use)
            for _, _, claim in claims
            for position, use in enumerate(claim.uses)
        ],
    )


def _test_row(catalogue: Catalogue, claim: Claim, position: int, use: Use) -> Measured:
    fact = catalogue.facts.get(use.name) if claim.kind in FACTS or use.role == "context" else None
    title = fact.title if fact else catalogue.definitions[use.name].title
    definition_id, fact_id = (None, use.name) if fact else (use.name, None)
    needs = catalogue.properties[fact.property].reaching(use.needs) if fact and use.needs else None
    # a fact may decide several parts
    test_id = "/".join(filter(None, (claim.id, use.part, use.name)))
    names = (test_id, claim.id, definition_id, fact_id)
    return Measured(*names, title, use.role, use.part, needs, position)


def _historic(claim: Claim, documents: dict[str, Document]) -> bool:
    """Return whether the claim's date lies before every dated document that makes it.

    Without a document, figures are of the date that is named; a property holds until it ends.
    """
    end = span(claim.as_of)[1]
    if not claim.occurrences:
        return end is not None and claim.kind not in FACTS
    begins = [span(documents[place.document].as_of)[0] for place in claim.occurrences]
    return end is not None and all(b is None or end <= b for b in begins)


def _not_before(claim: Claim, documents: dict[str, Document]) -> date | None:
    """Return the first day on which an undated claim can have been written down."""
    days = [documents[place.document].not_before for place in claim.occurrences]
    known = [day for day in days if day is not None]
    return min(known) if known and claim.as_of is None else None


SINGLING: tuple[Kind, ...] = ("change", "slope", "growth", "crossing", "order", "rank")
"""Kinds that single their subject out, unless the claim says otherwise."""


def _claim_row(
    position: int, cluster: str, title: str, claim: Claim, documents: dict[str, Document]
) -> dict[str, Any]:
    missing, tests = claim.untestable, claim.tests
    alone = claim.kind in SINGLING or bool(tests and tests.scorecard)
    text, (low, high, last_digit) = _text(claim.figure), _ends(claim.figure)
    starts, ends = span(claim.as_of)
    since_starts, since_ends = span(claim.since)
    return dict(claim) | {
        "claim_id": claim.id,
        "cluster": cluster,
        "cluster_title": title,
        "asserted": text if claim.asserted else None,
        "read_as": None if claim.asserted else text,
        "asserted_low": low,
        "asserted_high": high,
        "last_digit": last_digit,
        "as_of_start": starts,
        "as_of_end": ends,
        "since_start": since_starts,
        "since_end": since_ends,
        "of_source": claim.of == "source",
        "singles_out": alone if claim.singles_out is None else claim.singles_out,
        "rule": tests and tests.rule,
        "not_before": _not_before(claim, documents),
        "historic": _historic(claim, documents),
        "position": position,
        "needs": missing and missing.needs,
        "needs_source": missing and missing.source,
        "needs_reason": missing and missing.reason,
    }


IN_UNIT = {
    "percent": "{} %",
    "points": "{} points",
    "ratio": "{} times",
    "count": "{}",
    "rank": "place {}",
}


def _text(figure: Asserted | None) -> str | None:
    """Return a figure in words."""
    if figure is None:
        return None
    if figure.date is not None:
        return "–".join(dict.fromkeys(figure.dates))
    text = "–".join(dict.fromkeys(f"{bound:,}" for bound in figure.bounds))
    return IN_UNIT[figure.unit].format(text)


def _ends(figure: Asserted | None) -> tuple[float | None, float | None, float | None]:
    """Return both ends of a figure, and one unit in its last digit."""
    if figure is None:
        return None, None, None
    if figure.date is not None:
        first, last = figure.dates
        low, high = span(first)[0], span(last)[1]
        assert low is not None
        assert high is not None
        return decimal_year(low), decimal_year(high - timedelta(days=1)), None
    scale = 100.0 if figure.unit in ("percent", "points") else 1.0
    low_end, high_end = (float(bound) / scale for bound in figure.bounds)
    return low_end, high_end, float(figure.last_digit) / scale


def decimal_year(day: date) -> float:
    """Return a date as a year with fraction: 2024-07-01 is 2024.497."""
    return day.year + (day.timetuple().tm_yday - 1) / date(day.year, 12, 31).timetuple().tm_yday


def span(text: str | None) -> tuple[date | None, date | None]:
    """Return first day and day after the last of '2024', '2024-05' or '2024-05-27'."""
    if text is None:
        return None, None
    parts = [int(part) for part in text.split("-")]
    first = date(*[*parts, 1, 1][:3])
    match len(parts):
        case 1:
            return first, date(first.year + 1, 1, 1)
        case 2:
            return first, (first + timedelta(days=31)).replace(day=1)
        case _:
            return first, first + timedelta(days=1)
