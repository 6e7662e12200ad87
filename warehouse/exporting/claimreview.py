"""A claim's verdict as a schema.org ClaimReview, the form in which fact checks are exchanged.

Vocabulary  https://schema.org/ClaimReview
Search      https://developers.google.com/search/docs/appearance/structured-data/factcheck:
            `claimReviewed`, `reviewRating` with `alternateName`, and `url` are required; a number
            is not, and where there is one, each number must stand for one wording

The rating runs from 1 (worst) to 5 (best), see `wording/labels.yml`. What is partly true has no
number, for each of its parts would have its own; nor has what nothing decides.

What a document is dated is the time it speaks of, not the day it appeared: it is its
`temporalCoverage`. `datePublished` and `firstAppearance` stay out, because they are not known.
"""

from pathlib import Path
from typing import Any

import duckdb

from warehouse.exporting import content
from warehouse.exporting.content import Row
from warehouse.exporting.folder import save
from warehouse.wording.labels import RATINGS

CONTEXT = "https://schema.org"
NAME = "sharecheck"
BEST, WORST = 5, 1


def claim_review(con: duckdb.DuckDBPyConnection, claim_id: str, site: str = "") -> dict[str, Any]:
    """Return the ClaimReview of one claim as JSON-LD.

    Args:
        con: a published warehouse, or one of `warehouse.judge`.
        claim_id: the claim.
        site: address of the dashboard, before `claims?claim=...`; '' leaves the address relative.

    Raises:
        ExportError: there is no such claim.
    """
    every = content.read(con, "source_terms")
    sources = {source.source_id: source for source in every}
    review = of(content.claim(con, claim_id), content.build(con), sources, site)
    return {"@context": CONTEXT, **review}


def write(
    claims: list[content.Claim], build: Row, sources: dict[str, Row], folder: Path, site: str = ""
) -> None:
    """Write `<claim_id>.jsonld` for each claim, and all of them in `index.jsonld`."""
    reviews = {claim.claim_id: of(claim, build, sources, site) for claim in claims}
    for name, review in reviews.items():
        save(folder / f"{name}.jsonld", {"@context": CONTEXT, **review})
    save(folder / "index.jsonld", {"@context": CONTEXT, "@graph": list(reviews.values())})


def of(claim: content.Claim, build: Row, sources: dict[str, Row], site: str) -> dict[str, Any]:
    """Return the ClaimReview of a claim, without its context."""
    author = {"@type": "Organization", "name": NAME}
    return {
        "@type": "ClaimReview",
        "url": permalink(claim.claim_id, site),
        "identifier": claim.claim_id,
        "datePublished": f"{build.built_at:%Y-%m-%d}",
        "version": build.build_id,
        "inLanguage": "en",
        "author": {**author, "url": site} if site else author,
        "claimReviewed": claim.statement,
        "itemReviewed": _reviewed(claim),
        "reviewRating": _rating(claim),
        "reviewBody": claim.explanation,
        "isBasedOn": [
            *(_dataset(sources[source]) for source in claim.sources),
            *({"@type": "CreativeWork", "name": page} for page in claim.citations),
        ],
    }


def permalink(claim_id: str, site: str) -> str:
    """Return the address of a claim's card in the dashboard at `site`."""
    path = f"claims?claim={claim_id}"
    return f"{site.rstrip('/')}/{path}" if site else path


def _rating(claim: content.Claim) -> dict[str, Any]:
    value, meaning = RATINGS[claim.verdict]
    scale = {"ratingValue": value, "bestRating": BEST, "worstRating": WORST}
    return {
        "@type": "Rating",
        **(scale if value is not None else {}),
        "alternateName": claim.answer,
        "ratingExplanation": meaning,
    }


def _reviewed(claim: content.Claim) -> dict[str, Any]:
    """Return the claim, and the documents it appears in, each once."""
    documents = {place.document_id: place for place in claim.places}
    found: dict[str, Any] = {"@type": "Claim", "text": claim.statement}
    if claim.pack_title is not None:
        found["about"] = {"@type": "Thing", "identifier": claim.pack_id, "name": claim.pack_title}
    if claim.as_of is not None:
        found["temporalCoverage"] = claim.as_of
    if documents:
        found["appearance"] = [_work(place) for place in documents.values()]
    return found


def _work(place: Row) -> dict[str, Any]:
    identifier = {"@type": "PropertyValue", "propertyID": "sha256", "value": place.sha256}
    work = {"@type": "CreativeWork", "name": place.title, "identifier": identifier}
    return {**work, "temporalCoverage": place.as_of} if place.as_of is not None else work


def _dataset(source: Row) -> dict[str, Any]:
    """Return a source; a licence with an SPDX id by its address, other terms in their words."""
    terms: str | dict[str, str] = {"@type": "CreativeWork", "name": source.license}
    if source.spdx is not None:
        terms = f"https://spdx.org/licenses/{source.spdx}"
    return {
        "@type": "Dataset",
        "name": source.title,
        "url": source.url,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "license": terms,
        "creditText": source.attribution,
    }
