"""A reading as a claims file: what data/claims/*.yml are, to be completed and judged again."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from warehouse.claim_entries import Claim, ClaimFile, Document, Occurrence
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
        claim.model_copy(update={"occurrences": [_occurrence(finding)]})
        for finding in reading.findings
        for claim in finding.claims
    ]
    if not placed:
        return None
    return ClaimFile(
        title=f"Statements of {shown(source.name, QUOTE)}",
        documents={CLUSTER: document(reading, source)},
        claims=placed,
    )


def document(reading: Reading, source: Source) -> Document:
    """Return the entry of a text, as data/documents.yml has them."""
    dated = reading.as_of is not None
    return Document.model_validate(
        {
            "title": shown(source.name, QUOTE),
            "as_of": reading.as_of or f"{date.today():%Y-%m}",
            "as_of_basis": "as the text says" if dated else "undated: when it was read",
            "sha256": hashlib.sha256(source.text.encode()).hexdigest(),
            "characters": len(source.text),
        }
    )


def write(path: Path, reading: Reading, source: Source) -> None:
    """Write a new claims file.

    Raises:
        Refused: it cannot be written there, or there is nothing to write.
    """
    if not reading.findings:
        msg = f"{path}: nothing to write, the text states nothing about a known project."
        raise Refused(msg)
    try:
        with path.open("x", encoding="utf-8") as target:
            target.write(_text(reading, source))
    except FileExistsError:
        msg = f"{path}: exists already and may hold your corrections. Name another file."
        raise Refused(msg) from None
    except OSError as error:
        msg = f"{path}: it cannot be written there: {error.strerror}. Name another file."
        raise Refused(msg) from None


def _text(reading: Reading, source: Source) -> str:
    file = document(reading, source).model_dump(mode="json", exclude_none=True)
    parts = [
        "# Claims proposed by `sharecheck read`: correct them, complete what is in comments, then\n"
        "# `sharecheck read` or `sharecheck verify --claims` this file. Its fields are those of\n"
        "# data/claims/*.yml.\n",
        _dump(
            {"title": f"Statements of {shown(source.name, QUOTE)}", "documents": {CLUSTER: file}}
        ),
        "claims:\n" if reading.claims else "claims: []  # complete one of these first\n",
    ]
    for finding in reading.findings:
        for claim in finding.claims:
            placed = claim.model_copy(update={"occurrences": [_occurrence(finding)]})
            parts += [_place(finding), _dump([_fields(placed)])]
    parts.append(
        "\n# To complete: what is not fully understood, or not measured, is not judged. Replace\n"
        "# each “?”; a test is the name of a definition of data/definitions.yml.\n"
    )
    still = [finding for finding in reading.findings if not finding.claims]
    parts += [_open(finding, n) for n, finding in enumerate(still, 1)]
    return "".join(parts)


def _occurrence(finding: Finding) -> Occurrence:
    return Occurrence(document=CLUSTER, line=finding.line, span=finding.span)


def _place(finding: Finding) -> str:
    start, end = finding.span
    return f"# line {finding.line}, characters {start} to {end}: {shown(finding.quote, QUOTE)}\n"


def _open(finding: Finding, number: int) -> str:
    """Return what stands against a statement, and an entry of which the rest is to be given.

    `number`: of those that are open, for a name of its own.
    """
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
        "occurrences": [_occurrence(finding).model_dump(mode="json")],
        "tests": {"primary": "?"},
    }
    lines = _dump([entry]).splitlines()
    body = "".join(f"# {line}\n" for line in lines)
    return f"{_place(finding)}#   {shown(question.said, 4 * QUOTE)}\n{body}"


def _fields(claim: Claim) -> dict[str, Any]:
    """Return a claim as it would be written by hand: without what is empty, figures as given."""
    fields = claim.model_dump(mode="json", exclude_defaults=True)
    if tests := fields.get("tests"):
        fields["tests"] = {key: value for key, value in tests.items() if value}
    return fields


def _dump(content: Any) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=98)
