"""A report per document, as a page and as Markdown: every figure in it carries its SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.exporting import content
from warehouse.exporting.claimreview import permalink
from warehouse.exporting.content import Claim, Document, Evidence
from warehouse.exporting.number_line import number_line
from warehouse.exporting.recompute import Number
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
class Test:
    """A test at the time that decides, and its newest measurement where that is another one."""

    deciding: Evidence
    now: Evidence | None


@dataclass(frozen=True)
class Catalogue:
    """What reports refer to, by id."""

    build: content.Build
    packs: list[content.Pack]
    sources: dict[str, content.Source]
    definitions: dict[str, content.Definition]
    breaks: dict[str, content.Break]


def catalogue(con: duckdb.DuckDBPyConnection) -> Catalogue:
    """Read what reports refer to."""
    sources = content.read(con, content.Source, "source_terms")
    definitions = content.read(con, content.Definition, "definition_notes")
    breaks = content.read(con, content.Break, "shared/break_effects")
    return Catalogue(
        content.build(con),
        content.read(con, content.Pack, "packs"),
        {source.source_id: source for source in sources},
        {definition.definition_id: definition for definition in definitions},
        {entry.break_id: entry for entry in breaks},
    )


def claim_report(
    con: duckdb.DuckDBPyConnection, claim_id: str, form: Form = "html", site: str = ""
) -> str:
    """Return the report of one claim: a page of its own, or Markdown.

    Raises:
        ExportError: there is no such claim.
    """
    return _page(form, None, [content.claim(con, claim_id)], catalogue(con), site)


def write(
    claims: list[Claim], documents: list[Document], known: Catalogue, folder: Path, site: str = ""
) -> None:
    """Write `<document_id>.html`, `.md` and the two indexes into `folder`."""
    made = {document: _of(document, claims) for document in documents}
    for form in FORMS:
        for document, inside in made.items():
            text = _page(form, document, inside, known, site)
            (folder / f"{document.document_id}.{form}").write_text(text, encoding="utf-8")
        listed = [(document, packs(inside), _tally(inside)) for document, inside in made.items()]
        several = len(known.packs) > 1
        text = rendered("index", form, documents=listed, several=several, build=known.build)
        (folder / f"index.{form}").write_text(text, encoding="utf-8")


def _of(document: Document, claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims of a document in the order in which it first makes them."""
    first = {
        claim.claim_id: min(
            (p.char_start for p in claim.places if p.document_id == document.document_id),
            default=-1,
        )
        for claim in claims
    }
    inside = [claim for claim in claims if first[claim.claim_id] >= 0]
    return sorted(inside, key=lambda claim: (first[claim.claim_id], claim.claim_id))


def _page(
    form: Form, document: Document | None, claims: list[Claim], known: Catalogue, site: str
) -> str:
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
        clusters=_clusters(claims),
        numbered={claim.claim_id: n for n, claim in enumerate(claims, 1)},
        build=known.build,
        definitions=definitions,
        sources=[known.sources[name] for name in sources],
        breaks=[known.breaks[name] for name in sorted(cited & known.breaks.keys())],
        appendix=Appendix(),
        site=site,
        appendix_of=Appendix,
        permalink=permalink,
        places=places,
        tests=tests,
        number_line=number_line,
    )


def packs(claims: Iterable[Claim]) -> list[str]:
    """Return the titles of the packs that claims belong to, each once; none for one's own."""
    return list(dict.fromkeys(claim.pack_title for claim in claims if claim.pack_title))


def _tally(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Return the claims under each verdict, verdicts in the order of `labels`."""
    every = list(claims)
    return {verdict: [c for c in every if c.verdict == verdict] for verdict in labels.VERDICTS}


def _clusters(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.cluster_title, []).append(claim)
    return dict(sorted(found.items()))


def tests(claim: Claim) -> list[Test]:
    """Return the tests of a claim, the newest measurement only where it is another one."""
    newest = {row.test_id: row for row in claim.evidence if row.moment == "now" and row.numbers}
    return [
        Test(row, now if (now := newest.get(row.test_id)) and now.period != row.period else None)
        for row in claim.evidence
        if row.deciding
    ]


def places(claim: Claim, document: Document | None) -> list[content.Place]:
    """Return where a document makes the claim; without one, where all of them do."""
    return [p for p in claim.places if document is None or p.document_id == document.document_id]
