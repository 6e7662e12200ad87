"""A report per document, as a page and as Markdown: every figure in it carries its SQL.

The templates escape whatever they are given; nothing in them is loaded from elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from warehouse.exporting import content, markdown, marks
from warehouse.exporting.claimreview import permalink
from warehouse.exporting.content import Claim, Document, Evidence
from warehouse.exporting.recompute import Number
from warehouse.exporting.strip import strip
from warehouse.wording import labels

TEMPLATES = Path(__file__).parent / "templates"
Form = Literal["html", "md"]
FORMS: tuple[Form, ...] = ("html", "md")


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
    sources: dict[str, content.Source]
    definitions: dict[str, content.Definition]
    breaks: dict[str, content.Break]


def catalogue(con: duckdb.DuckDBPyConnection) -> Catalogue:
    """Read what reports refer to."""
    return Catalogue(
        content.build(con),
        {source.source_id: source for source in content.sources(con)},
        {definition.definition_id: definition for definition in content.definitions(con)},
        {entry.break_id: entry for entry in content.breaks(con)},
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
        index = _environment(form).get_template(f"index.{form}")
        listed = [(document, _tally(inside)) for document, inside in made.items()]
        text = index.render(documents=listed, build=known.build)
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
    return (
        _environment(form)
        .get_template(f"report.{form}")
        .render(
            document=document,
            claims=claims,
            tally=_tally(claims),
            clusters=_clusters(claims),
            numbered={claim.claim_id: n for n, claim in enumerate(claims, 1)},
            build=known.build,
            definitions=definitions,
            sources=[known.sources[name] for name in sources],
            breaks=[known.breaks[name] for name in sorted(cited & known.breaks.keys())],
            appendix=Appendix(),
            site=site,
        )
    )


def _tally(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Return the claims under each verdict, verdicts in the order of `marks`."""
    every = list(claims)
    return {verdict: [c for c in every if c.verdict == verdict] for verdict in marks.VERDICTS}


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


@cache
def _environment(form: Form) -> Environment:
    """Return templates that escape every value; Markdown's own way is not HTML's."""
    options: dict[str, Any] = {"finalize": markdown.escape} if form == "md" else {}
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **options,
    )
    environment.globals.update(
        verdicts=marks.VERDICTS,
        outcomes=marks.OUTCOMES,
        roles=labels.SHORT_ROLES,
        appendix_of=Appendix,
        permalink=permalink,
        places=places,
        tests=tests,
        strip=strip,
        anchor=markdown.anchor,
        fenced=markdown.fenced,
    )
    return environment
