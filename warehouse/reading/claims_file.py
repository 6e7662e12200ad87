"""A reading as a claims file: what claims/*.yml of a pack are, to be completed and judged again."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from warehouse.catalogue import Catalogue
from warehouse.claim_entries import FACTS, Claim, ClaimFile, Document, Occurrence
from warehouse.reading.reader import Finding, Reading
from warehouse.reading.source import Refused, Source
from warehouse.reading.text import shown

CLUSTER = "document"
"""Name of the file as a cluster of claims, and of the text that they stand in."""
QUOTE = 160
"""Most characters of a sentence that are quoted in a comment."""


def claims(reading: Reading, source: Source) -> ClaimFile | None:
    """Return what can be judged in a document, with its places; None when nothing can."""
    placed = [
        claim.model_copy(update={"occurrences": [_occurrence(finding, CLUSTER)]})
        for finding in reading.findings
        for claim in finding.claims
    ]
    if not placed:
        return None
    return ClaimFile(
        title=_title(source), documents={CLUSTER: document(reading, source)}, claims=placed
    )


def document(reading: Reading, source: Source) -> Document:
    """Return the entry of a text, as documents.yml of a pack has them."""
    dated = reading.as_of is not None
    return Document.model_validate(
        {
            "title": shown(source.name, QUOTE),
            "as_of": reading.as_of or f"{date.today():%Y-%m}",
            "as_of_basis": "as the text says" if dated else "undated: when it was read",
            "sha256": source.sha256 or hashlib.sha256(source.text.encode()).hexdigest(),
            "characters": len(source.text),
        }
    )


def registered(source: Source, content: Catalogue) -> str | None:
    """Return the id of a document that a pack has registered; else None."""
    return next((n for n, d in content.documents.items() if d.sha256 == source.sha256), None)


def write(path: Path, reading: Reading, source: Source, content: Catalogue | None = None) -> None:
    """Write a new claims file.

    Of a document that a pack has registered, it is one for the pack's `claims/`: its places are in
    that document, and each claim says which aspect it is about.

    Args:
        path: where to.
        reading: what was found.
        source: the document.
        content: what the packs say; None: nothing is registered.

    Raises:
        Refused: it cannot be written there, or there is nothing to write.
    """
    if not reading.findings:
        msg = f"{path}: nothing to write, the text states nothing about a known project."
        raise Refused(msg)
    text = composed(reading, source, content)
    try:
        path.parent.mkdir(exist_ok=True)  # a new pack has no claims/
        with path.open("x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError:
        msg = f"{path}: exists already and may hold your corrections. Name another file."
        raise Refused(msg) from None
    except OSError as error:
        msg = f"{path}: it cannot be written there: {error.strerror}. Name another file."
        raise Refused(msg) from None


def composed(reading: Reading, source: Source, content: Catalogue | None = None) -> str:
    """Return the text of a claims file, see `write`."""
    of_pack = registered(source, content) if content else None
    made, rest, name = list[str](), list[str](), of_pack or CLUSTER
    for finding in reading.findings:
        for claim in finding.claims:
            own: dict[str, Any] = {"occurrences": [_occurrence(finding, name)]}
            aspects = list[str]()
            if of_pack and content:
                aspects = [key for key in content.aspects if _decides(claim, key, content)]
                facts = claim.kind in FACTS or not content.aspects
                own |= {
                    "id": f"{name}-{claim.id}",
                    "aspect": claim.aspect or (None if facts else next(iter(aspects), "?")),
                    "reading": f"Proposed by `sharecheck read` for line {finding.line}.",
                }
            placed = _dump([_fields(claim.model_copy(update=own))])
            if own.get("aspect") == "?":  # the build would refuse it
                said = "#   None of the aspects has all its tests as evidence: say which it is.\n"
                rest.append(_place(finding) + said + _commented(placed))
            else:
                other = f"# aspect: or {', '.join(aspects[1:])}\n" if aspects[1:] else ""
                made.append(_place(finding) + other + placed)
    still = [finding for finding in reading.findings if not finding.claims]
    rest += [_open(finding, n, name) for n, finding in enumerate(still, 1)]
    fields: dict[str, Any] = {"title": _title(source)}
    if of_pack and content:
        fields["title"] = content.documents[name].title
    else:
        file = document(reading, source).model_dump(mode="json", exclude_none=True)
        fields["documents"] = {CLUSTER: file}
    head = FOR_PACK if of_pack else BY_ITSELF
    claims = "claims:\n" if made else "claims: []  # complete one of these first\n"
    to_complete = [REST, *rest] if rest or not of_pack else []
    return "".join([head, _dump(fields), claims, *made, *to_complete])


BY_ITSELF = """\
# Claims proposed by `sharecheck read`: correct them, complete what is in comments, then
# `sharecheck read` or `sharecheck verify --claims` this file. Its fields are those of
# a pack's claims/*.yml.
"""
FOR_PACK = """\
# Claims proposed by `sharecheck read`: correct them, put them into your own words,
# complete what is in comments. In a pack's claims/, the next build judges them.
"""
REST = """
# To complete: what is not fully understood, or not measured, is not judged. Replace
# each “?”; a test is the name of a definition of definitions.yml.
"""


def _decides(claim: Claim, aspect: str, content: Catalogue) -> bool:
    """Return whether all that a claim is measured under is evidence of an aspect."""
    deciding = [use.name for use in claim.uses if use.role != "context"]
    return all(
        slug in content.definitions
        and content.aspects[aspect].admits(slug, content.definitions[slug].signal)
        for slug in deciding
    )


def _title(source: Source) -> str:
    return f"Statements of {shown(source.name, QUOTE)}"


def _occurrence(finding: Finding, name: str) -> Occurrence:
    return Occurrence(document=name, line=finding.line, span=finding.span)


def _place(finding: Finding) -> str:
    start, end = finding.span
    return f"# line {finding.line}, characters {start} to {end}: {shown(finding.quote, QUOTE)}\n"


def _open(finding: Finding, number: int, name: str) -> str:
    """Return what stands against the n-th open statement, and an entry to be completed."""
    question, said = finding.question, finding.heard.statements
    assert question is not None
    entry: dict[str, Any] = {
        "id": f"open-{number}-line-{finding.line}",
        "kind": said[0].kind if said else "?",
        "subject": (finding.heard.projects or ("?",))[0],
        "statement": "?",
        "hedge": said[0].hedge if said else "exact",
        "scope": "?",
        "reading": "by hand",
        "occurrences": [_occurrence(finding, name).model_dump(mode="json")],
        "tests": {"primary": "?"},
    }
    return f"{_place(finding)}#   {shown(question.said, 4 * QUOTE)}\n{_commented(_dump([entry]))}"


def _commented(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.splitlines())


def _fields(claim: Claim) -> dict[str, Any]:
    """Return a claim as it would be written by hand: without what is empty, figures as given."""
    fields = claim.model_dump(mode="json", exclude_defaults=True)
    if tests := fields.get("tests"):
        fields["tests"] = {key: value for key, value in tests.items() if value}
    return fields


def _dump(content: Any) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=98)
