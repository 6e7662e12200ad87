"""A reading as a claims file: what data/claims/*.yml are, with the places as comments."""

from pathlib import Path
from typing import Any

import yaml

from collectors import yaml_files
from warehouse.claim_entries import Claim, ClaimFile
from warehouse.reading.reader import Finding, Reading
from warehouse.reading.source import Refused

CLUSTER = "document"
"""Name of the file as a cluster of claims."""
QUOTE = 160
"""Most characters of a sentence that are quoted in a comment."""


def claims(reading: Reading, name: str) -> ClaimFile | None:
    """Return what can be measured in a document; None when nothing can."""
    found = [finding.claim for finding in reading.findings if finding.claim]
    return ClaimFile(title=f"Statements of {shown(name)}", claims=found) if found else None


def write(path: Path, reading: Reading, name: str) -> None:
    """Write a new claims file.

    Raises:
        Refused: the file exists already, or there is nothing to write.
    """
    file = claims(reading, name)
    if file is None:
        msg = f"{path}: nothing to write, no statement can be measured."
        raise Refused(msg)
    try:
        with path.open("x", encoding="utf-8") as target:
            target.write(_text(file, reading))
    except FileExistsError:
        msg = f"{path}: exists already and may hold your corrections. Name another file."
        raise Refused(msg) from None


def load(path: Path) -> ClaimFile:
    """Return the claims of a file.

    Raises:
        InputError: every problem of the file, one line each.
    """
    return yaml_files.read(path.resolve(), ClaimFile, path.resolve().parent)


def shown(text: str, most: int = QUOTE) -> str:
    """Return a document's text so that it can do no harm: printable, on one line, shortened."""
    head = text[: 4 * most]
    plain = "".join(letter if letter.isprintable() else " " for letter in head)
    line = " ".join(plain.split())
    return line if len(line) <= most and head == text else f"{line[: most - 1].rstrip()}…"


def _text(file: ClaimFile, reading: Reading) -> str:
    parts = [
        "# Claims proposed by `sharecheck read`: correct kind, figure, hedge, date, definitions,\n"
        "# then `sharecheck read` this file. Its fields are those of data/claims/*.yml.\n",
        _dump({"title": file.title}),
        "claims:\n",
    ]
    for finding in reading.findings:
        if finding.claim:
            parts += [_place(finding), _dump([_fields(finding.claim)])]
    parts.append("# Not measured:\n")
    parts += [
        f"{_place(finding)}#   {finding.reason}\n"
        for finding in reading.findings
        if not finding.claim
    ]
    return "".join(parts)


def _place(finding: Finding) -> str:
    start, end = finding.span
    return f"# line {finding.line}, characters {start} to {end}: {shown(finding.quote)}\n"


def _fields(claim: Claim) -> dict[str, Any]:
    """Return a claim as it would be written by hand: without what is empty, figures as given."""
    fields = claim.model_dump(mode="json", exclude_defaults=True)
    if tests := fields.get("tests"):
        fields["tests"] = {key: value for key, value in tests.items() if value}
    return fields


def _dump(content: Any) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=98)
