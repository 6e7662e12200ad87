"""A report per document, as a page and as Markdown: every figure in it carries its SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.exporting import content
from warehouse.exporting.claimreview import permalink
from warehouse.exporting.content import Claim, Evidence, Number, Row
from warehouse.exporting.number_line import number_line
from warehouse.exporting.rendering import FORMS, Form, rendered
from warehouse.wording import labels


class Appendix:
    """The SQL of the numbers, in the order in which they are shown; the same SQL stands once."""

    def __init__(self, prefix: str = "q") -> None:
        self._prefix = prefix
        self._places: dict[str, tuple[str, Number]] = {}

    def anchor(self, number: Number) -> str:
        """Return the name of the place where the number's SQL stands."""
        name = f"{self._prefix}{len(self._places) + 1}"
        return self._places.setdefault(number.sql, (name, number))[0]

    def entries(self) -> list[tuple[str, Number]]:
        """Return the places so far, each with its number."""
        return list(self._places.values())


@dataclass(frozen=True)
class Catalogue:
    """What reports refer to, by id."""

    build: Row
    packs: list[Row]
    sources: dict[str, Row]
    definitions: dict[str, Row]
    breaks: dict[str, Row]


def catalogue(con: duckdb.DuckDBPyConnection) -> Catalogue:
    """Read what reports refer to."""
    by_id = {
        key: {getattr(row, key): row for row in content.read(con, query)}
        for key, query in (
            ("source_id", "source_terms"),
            ("definition_id", "definition_notes"),
            ("break_id", "shared/break_effects"),
        )
    }
    return Catalogue(content.build(con), content.read(con, "packs"), *by_id.values())


def write(
    claims: list[Claim], documents: list[Row], known: Catalogue, folder: Path, site: str = ""
) -> None:
    """Write `<document_id>.html`, `.md` and the two indexes into `folder`."""
    made = [(document, _of(document, claims)) for document in documents]
    listed = [(document, packs(inside), _tally(inside)) for document, inside in made]
    several = len(known.packs) > 1
    for form in FORMS:
        for document, inside in made:
            text = _page(form, document, inside, known, site)
            (folder / f"{document.document_id}.{form}").write_text(text, encoding="utf-8")
        text = rendered("index", form, documents=listed, several=several, build=known.build)
        (folder / f"index.{form}").write_text(text, encoding="utf-8")


def _of(document: Row, claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims of a document in the order in which it first makes them."""
    first = {
        claim.claim_id: min(at)
        for claim in claims
        if (at := [p.char_start for p in claim.places if p.document_id == document.document_id])
    }
    inside = [claim for claim in claims if claim.claim_id in first]
    return sorted(inside, key=lambda claim: (first[claim.claim_id], claim.claim_id))


def _page(form: Form, document: Row, claims: list[Claim], known: Catalogue, site: str) -> str:
    rows = [row for claim in claims for row in claim.evidence]
    used = {row.definition_id for row in rows}
    cited = {name for row in rows for name in row.breaks}
    definitions = [known.definitions[name] for name in sorted(filter(None, used))]
    sources = sorted({definition.source_id for definition in definitions})
    return rendered(
        "report",
        form,
        document=document,
        claims=claims,
        packs=packs(claims),
        tally=_tally(claims),
        numbered={claim.claim_id: n for n, claim in enumerate(claims, 1)},
        build=known.build,
        definitions=definitions,
        sources=[known.sources[name] for name in sources],
        breaks=[known.breaks[name] for name in sorted(cited & known.breaks.keys())],
        appendix=Appendix(),
        site=site,
        appendix_of=Appendix,
        permalink=permalink,
        tests=tests,
        number_line=number_line,
    )


def packs(claims: Iterable[Claim]) -> list[str]:
    """Return the titles of the packs that claims belong to, each once; none for one's own."""
    return list(dict.fromkeys(claim.pack_title for claim in claims if claim.pack_title))


def _tally(claims: list[Claim]) -> dict[str, list[Claim]]:
    """Return the claims under each verdict, verdicts in the order of `labels`."""
    return {verdict: [c for c in claims if c.verdict == verdict] for verdict in labels.VERDICTS}


def tests(claim: Claim) -> list[tuple[Evidence, Evidence | None]]:
    """Return the tests of a claim at the time that decides, each with its newest measurement.

    None where that is the same one, or there is none.
    """
    newest = {row.test_id: row for row in claim.evidence if row.moment == "now" and row.numbers}
    return [
        (row, now if (now := newest.get(row.test_id)) and now.period != row.period else None)
        for row in claim.evidence
        if row.deciding
    ]
