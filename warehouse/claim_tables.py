"""Documents, hedges, facts and claims as tables."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from warehouse.catalogue import Catalogue
from warehouse.claim_entries import FACTS, Asserted, Claim, Document, Kind, Use
from warehouse.tables import Table


def claim_tables(catalogue: Catalogue) -> Iterator[Table]:
    """Yield the tables of documents, hedges, properties, facts, claims and contradictions."""
    yield from _rules(catalogue)
    yield _properties(catalogue)
    yield _facts(catalogue)
    yield from registered(catalogue)
    yield from _contradictions(catalogue)


def _rules(catalogue: Catalogue) -> Iterator[Table]:
    yield Table(
        "document",
        "An article whose claims are checked; its text is not kept. From data/documents.yml.",
        [
            ("document_id", "varchar", "Short name of the document"),
            ("title", "varchar", "What we call it"),
            ("as_of", "varchar", "The time it speaks of; null when undated"),
            ("as_of_basis", "varchar", "How that time is known"),
            ("not_before", "date", "First day on which an undated one can have been written"),
            ("not_before_basis", "varchar", "How that day is known; null for a dated one"),
            ("sha256", "varchar", "Of the text file the positions refer to"),
            ("characters", "integer", "Length of that text"),
        ],
        [
            (
                key,
                d.title,
                d.as_of,
                d.as_of_basis,
                d.not_before,
                d.not_before_basis,
                d.sha256,
                d.characters,
            )
            for key, d in catalogue.documents.items()
        ],
    )
    yield Table(
        "hedge",
        "How each hedge word is read; fixed before anything is measured. From data/hedges.yml.",
        [
            ("hedge", "varchar", "The word, or 'exact' when there is none"),
            ("reading", "varchar", "How it is read"),
            ("side", "varchar", "both, at least, at most or range"),
            ("share_margin", "double", "Margin for shares and changes, as a fraction"),
            ("ratio_margin", "double", "Relative margin for ratios, growth and levels"),
            ("digits_margin", "double", "Margin in units of the last digit given"),
            ("days_margin", "integer", "Margin for dates, in days"),
        ],
        [
            (key, h.reading, h.side, h.share_margin, h.ratio_margin, h.digits_margin, h.days_margin)
            for key, h in catalogue.hedges.items()
        ],
    )
    yield Table(
        "hedge_bound",
        "What a hedge word means when it comes without a figure. From data/hedges.yml.",
        [
            ("hedge", "varchar", "The word"),
            ("kind", "varchar", "The kind of claim it is read for"),
            ("low", "double", "Lower bound, in the kind's own measure"),
            ("high", "double", "Upper bound; equal to the lower one for a single bound"),
        ],
        [
            (key, kind, *(bound if isinstance(bound, tuple) else (bound, bound)))
            for key, h in catalogue.hedges.items()
            for kind, bound in h.bounds.items()
        ],
    )


def _properties(catalogue: Catalogue) -> Table:
    return Table(
        "property",
        "What a fact can say, one row per word of each property. From data/properties.yml.",
        [
            ("property", "varchar", "What a fact is about: status, has, release, license ..."),
            ("title", "varchar", "The same in lay words"),
            ("type", "varchar", "date, figure or word"),
            ("value", "varchar", "One of its words; null for dates and figures"),
            ("meaning", "varchar", "What the word means; null for dates and figures"),
            ("rank", "integer", "Place from least (1) to most; null where the words have no order"),
        ],
        [
            (key, p.title, p.type, value, meaning, place if p.ordered else None)
            for key, p in catalogue.properties.items()
            for place, (value, meaning) in enumerate([*p.values.items()] or [(None, None)], 1)
        ],
    )


def _facts(catalogue: Catalogue) -> Table:
    return Table(
        "fact",
        "What a project is or does that is no count, through time. From data/facts.yml.",
        [
            ("fact_id", "varchar", "Slug: project and property"),
            ("project_id", "varchar", "The project"),
            ("title", "varchar", "What is stated"),
            ("property", "varchar", "status, has, release, framework ..., see table property"),
            ("value", "varchar", "A date, a figure, or a word of its property"),
            ("value_start", "date", "First day of the value, when it is a date; else null"),
            ("value_end", "date", "Day after its last; else null"),
            ("valid_from", "date", "First day on which it is known to have held; null for a date"),
            ("valid_until", "date", "Day it no longer held; null: it still does, or a date"),
            ("checked_on", "date", "Last day on which it was seen to hold; null: it ended"),
            ("citation", "varchar", "owner/name@commit:path, pypi:name==version:path, or a page"),
            (
                "read_on",
                "date",
                "When the citation was read; null: it could not be, and the fact decides nothing",
            ),
            ("note", "varchar", "Remark; null for none"),
        ],
        [
            (
                key,
                f.project,
                f.title,
                f.property,
                v.value,
                *(span(v.value) if dated else (None, None)),
                v.since,
                v.until,
                v.checked_on,
                v.citation,
                v.read_on,
                f.note,
            )
            for key, f in catalogue.facts.items()
            for dated in [catalogue.properties[f.property].type == "date"]
            for v in f.values
        ],
    )


def _contradictions(catalogue: Catalogue) -> Iterator[Table]:
    entries = catalogue.contradictions
    yield Table(
        "contradiction_entry",
        "Claims that cannot be true together. From data/contradictions.yml.",
        [
            ("contradiction_id", "varchar", "Slug of the contradiction"),
            ("title", "varchar", "What it is about"),
            ("kind", "varchar", "numeric, date, fact or ranking"),
            ("severity", "varchar", "hard: never together; soft: only under different readings"),
            ("why", "varchar", "Why they cannot be true together"),
            ("position", "integer", "Order in the file"),
        ],
        [
            (key, c.title, c.kind, c.severity, c.why, position)
            for position, (key, c) in enumerate(entries.items())
        ],
    )
    yield Table(
        "contradiction_claim",
        "The claims on both sides of a contradiction. From data/contradictions.yml.",
        [
            ("contradiction_id", "varchar", "The contradiction"),
            ("side", "varchar", "a or b"),
            ("claim_id", "varchar", "The claim"),
            ("position", "integer", "Order on its side"),
        ],
        [
            (key, side, claim, position)
            for key, c in entries.items()
            for side, claims in zip("ab", c.sides, strict=True)
            for position, claim in enumerate(claims)
        ],
    )


def registered(catalogue: Catalogue) -> Iterator[Table]:
    """Yield claim, claim_occurrence and claim_test."""
    claims = [(c, f.title, claim) for c, f in catalogue.clusters.items() for claim in f.claims]
    yield Table(
        "claim",
        "One assertion, restated in our words. From data/claims/*.yml.",
        [
            ("claim_id", "varchar", "Slug of the claim"),
            ("cluster", "varchar", "File it stands in: claims that say the same kind of thing"),
            ("cluster_title", "varchar", "What the cluster is about"),
            (
                "kind",
                "varchar",
                "share, ratio, order, rank, change, slope, growth, level, "
                "crossing, date or property",
            ),
            ("subject", "varchar", "Project the claim is about"),
            ("comparator", "varchar", "Project it is compared with; null for none"),
            ("statement", "varchar", "What is asserted, in our words"),
            ("aspect", "varchar", "What it is about, see table aspect; null where facts decide"),
            ("asserted", "varchar", "The figure as given; null for words alone"),
            ("read_as", "varchar", "Words without a figure, as we read them; null for others"),
            (
                "asserted_low",
                "double",
                "Lower end of the figure: fraction, ratio, count, place, or "
                "date as a year with fraction",
            ),
            ("asserted_high", "double", "Upper end; equal to the lower end for a single figure"),
            ("last_digit", "double", "One unit in the last digit given, in the same measure"),
            ("as_of", "varchar", "Date the claim speaks of, as given; null: undated"),
            ("as_of_start", "date", "First day of that date"),
            ("as_of_end", "date", "Day after its last"),
            ("since_start", "date", "First day of where a change, slope or growth begins"),
            ("since_end", "date", "Day after its last; null for other kinds"),
            ("per", "varchar", "Of a level that is a rate: day, month or year; null for others"),
            ("of_source", "boolean", "About what the source itself printed: no sampling error"),
            (
                "singles_out",
                "boolean",
                "Says what is not true of all in its group, so that a test "
                "which all of it passes shows nothing",
            ),
            ("together", "varchar[]", "Claims whose figures stand beside it, over one denominator"),
            ("rule", "varchar", "How its parts decide: each, every or most; null for no parts"),
            (
                "not_before",
                "date",
                "First day on which the undated articles that make it can have "
                "been written; null for a dated claim",
            ),
            ("historic", "boolean", "Speaks of a time before its documents: it cannot be outdated"),
            ("hedge", "varchar", "Hedge word, see table hedge"),
            ("scope", "varchar", "Population the document names"),
            ("reading", "varchar", "How the words were turned into a test"),
            ("position", "integer", "Order of the claims over all files"),
            ("needs", "varchar", "What is missing when nothing can be measured; else null"),
            ("needs_source", "varchar", "Source whose collection would measure it; else null"),
            ("needs_reason", "varchar", "Why nothing can be measured; else null"),
        ],
        [_claim_row(n, *entry, catalogue.documents) for n, entry in enumerate(claims)],
    )
    yield Table(
        "claim_occurrence",
        "Where a document makes a claim. From data/claims/*.yml.",
        [
            ("claim_id", "varchar", "The claim"),
            ("document_id", "varchar", "The document"),
            ("line", "integer", "Line, from 1"),
            ("char_start", "integer", "First character, from 0"),
            ("char_end", "integer", "Character after the last"),
        ],
        [
            (claim.id, place.document, place.line, *place.span)
            for _, _, claim in claims
            for place in claim.occurrences
        ],
    )
    yield Table(
        "claim_test",
        "A claim measured under one definition, or held against one fact. From data/claims/*.yml.",
        [
            ("test_id", "varchar", "claim_id/definition_id or claim_id/fact_id"),
            ("claim_id", "varchar", "The claim"),
            ("definition_id", "varchar", "The definition; null for a fact"),
            ("fact_id", "varchar", "The fact; null for a definition"),
            ("title", "varchar", "Title of the definition or fact"),
            (
                "role",
                "varchar",
                "primary: nearest to the words; alternative: defensible too; "
                "scorecard: one of several signals that decide together; "
                "context: shown, never decides",
            ),
            ("part", "varchar", "The part of the claim that it decides; null: all of it"),
            ("needs", "varchar[]", "Of a fact: the values with which the claim is true"),
            ("position", "integer", "Order in the file"),
        ],
        [
            _test_row(catalogue, claim, position, use)
            for _, _, claim in claims
            for position, use in enumerate(claim.uses)
        ],
    )


def _test_row(catalogue: Catalogue, claim: Claim, position: int, use: Use) -> tuple[Any, ...]:
    fact = catalogue.facts.get(use.name) if claim.kind in FACTS or use.role == "context" else None
    title = fact.title if fact else catalogue.definitions[use.name].title
    names = (None, use.name) if fact else (use.name, None)
    needs = catalogue.properties[fact.property].reaching(use.needs) if fact and use.needs else None
    # a fact may decide several parts
    test_id = "/".join(filter(None, (claim.id, use.part, use.name)))
    return test_id, claim.id, *names, title, use.role, use.part, needs, position


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
) -> tuple[Any, ...]:
    missing = claim.untestable
    tests = claim.tests
    singles_out = (
        (claim.kind in SINGLING or bool(tests and tests.scorecard))
        if claim.singles_out is None
        else claim.singles_out
    )
    text = _text(claim.figure)
    asserted, read_as = (None, text) if claim.asserted is None else (text, None)
    return (
        claim.id,
        cluster,
        title,
        claim.kind,
        claim.subject,
        claim.comparator,
        claim.statement,
        claim.aspect,
        asserted,
        read_as,
        *_ends(claim.figure),
        claim.as_of,
        *span(claim.as_of),
        *span(claim.since),
        claim.per,
        claim.of == "source",
        singles_out,
        claim.together,
        tests.rule if tests else None,
        _not_before(claim, documents),
        _historic(claim, documents),
        claim.hedge,
        claim.scope,
        claim.reading,
        position,
        missing.needs if missing else None,
        missing.source if missing else None,
        missing.reason if missing else None,
    )


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
