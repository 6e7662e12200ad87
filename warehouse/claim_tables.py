"""Documents, hedges and claims as tables."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from warehouse.catalogue import Catalogue
from warehouse.claim_entries import UNITS, Claim
from warehouse.tables import Table


def claim_tables(catalogue: Catalogue) -> Iterator[Table]:
    """Yield document, hedge, claim, claim_occurrence and claim_test."""
    claims = [(c, f.title, claim) for c, f in catalogue.clusters.items() for claim in f.claims]
    yield Table(
        "document",
        "An article whose claims are checked; its text is not kept. From data/documents.yml.",
        [
            ("document_id", "varchar", "Short name of the document"),
            ("title", "varchar", "What we call it"),
            ("as_of", "varchar", "The time it speaks of; null when undated"),
            ("as_of_basis", "varchar", "How that time is known"),
            ("sha256", "varchar", "Of the text file the positions refer to"),
            ("characters", "integer", "Length of that text"),
        ],
        [
            (key, d.title, d.as_of, d.as_of_basis, d.sha256, d.characters)
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
            ("ratio_margin", "double", "Relative margin for ratios and levels"),
            ("digits_margin", "double", "Margin in units of the last digit given"),
            ("share_bound", "double", "Bound for shares when no figure is given"),
            ("ratio_bound", "double", "Bound for ratios when no figure is given"),
        ],
        [
            (key, h.reading, h.side, h.share_margin, h.ratio_margin, h.digits_margin,
             h.share_bound, h.ratio_bound)
            for key, h in catalogue.hedges.items()
        ],
    )  # fmt: skip
    yield Table(
        "claim",
        "One assertion, restated in our words. From data/claims/*.yml.",
        [
            ("claim_id", "varchar", "Slug of the claim"),
            ("cluster", "varchar", "File it stands in: claims that say the same kind of thing"),
            ("cluster_title", "varchar", "What the cluster is about"),
            ("kind", "varchar", "share, ratio, change, level or order"),
            ("subject", "varchar", "Project the claim is about"),
            ("comparator", "varchar", "Project it is compared with; null for none"),
            ("statement", "varchar", "What is asserted, in our words"),
            ("asserted", "varchar", "The figure as given; null for words alone"),
            ("asserted_low", "double", "Lower end of the figure: fraction, ratio or count"),
            ("asserted_high", "double", "Upper end; equal to the lower end for a single figure"),
            ("last_digit", "double", "One unit in the last digit given, in the same measure"),
            ("as_of", "varchar", "Date the claim speaks of, as given; null: undated"),
            ("as_of_start", "date", "First day of that date"),
            ("as_of_end", "date", "Day after its last"),
            ("since_start", "date", "First day of a change's first year; else null"),
            ("since_end", "date", "Day after the last of that year; else null"),
            ("hedge", "varchar", "Hedge word, see table hedge"),
            ("scope", "varchar", "Population the document names"),
            ("reading", "varchar", "How the words were turned into a test"),
            ("position", "integer", "Order of the claims over all files"),
            ("needs", "varchar", "What is missing when nothing can be measured; else null"),
            ("needs_reason", "varchar", "Why nothing can be measured; else null"),
        ],
        [_claim_row(n, *entry) for n, entry in enumerate(claims)],
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
        "A claim measured under one definition. From data/claims/*.yml.",
        [
            ("test_id", "varchar", "claim_id/definition_id"),
            ("claim_id", "varchar", "The claim"),
            ("definition_id", "varchar", "The definition"),
            ("role", "varchar", "primary: nearest to the words; alternative: defensible too; "
             "context: shown, never decides"),
            ("position", "integer", "Order in the file"),
        ],
        [
            (f"{claim.id}/{definition}", claim.id, definition, role, position)
            for _, _, claim in claims
            for position, (definition, role) in enumerate(claim.definitions)
        ],
    )  # fmt: skip


def _claim_row(position: int, cluster: str, title: str, claim: Claim) -> tuple[Any, ...]:
    text = low = high = digit = None
    if claim.asserted is not None:
        scale = 100.0 if claim.asserted.unit in ("percent", "points") else 1.0
        bounds = claim.asserted.bounds
        low, high = (float(bound) / scale for bound in bounds)
        digit = float(claim.asserted.last_digit) / scale
        unit = {"percent": " %", "points": " points", "ratio": " times", "count": ""}
        figures = [f"{bound:,}" for bound in dict.fromkeys(bounds)]
        text = "–".join(figures) + unit[claim.asserted.unit]
    assert claim.asserted is None or UNITS[claim.asserted.unit] == claim.kind
    missing = claim.untestable
    return (
        claim.id, cluster, title, claim.kind, claim.subject, claim.comparator, claim.statement,
        text, low, high, digit, claim.as_of, *span(claim.as_of), *span(claim.since),
        claim.hedge, claim.scope, claim.reading, position,
        missing.needs if missing else None, missing.reason if missing else None,
    )  # fmt: skip


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
