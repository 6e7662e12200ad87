"""The command of `sharecheck` that checks a document of one's own."""

import re
from collections import Counter
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from collectors import settings
from warehouse import report, verify
from warehouse.catalogue import Catalogue
from warehouse.claim_entries import ClaimFile
from warehouse.judge import judging
from warehouse.reading import claims_file, reader, source, world
from warehouse.reading.claims_file import CLUSTER, shown
from warehouse.reading.reader import Reading
from warehouse.reading.sentences import LONGEST
from warehouse.reading.source import Source
from warehouse.report import Format, Result
from warehouse.terminal import err, out, stop

app = typer.Typer()
Verdict = dict[str, Any]
"""A row of claim and claim_verdict, by the names of its columns."""
CLAIMS = (".yml", ".yaml")
DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
SHORT = 70
"""Characters of a sentence in the table."""
FIELDS = [
    "line", "char_start", "char_end", "anchor_start", "anchor_end", "sentence", "claim_id", "kind",
    "subject", "comparator", "hedge", "as_of", "understood_as", "reason",
]  # fmt: skip
VERDICT = [
    "asserted", "verdict", "holding", "failing", "inconclusive", "primary_shown", "explanation",
]  # fmt: skip
"""What programs are told of a verdict."""


@app.command()
def read(
    file: Annotated[str, typer.Argument(help="Text, Markdown or HTML; - for standard input.")],
    write: Annotated[
        Path | None, typer.Option(help="Write the claims as a file to correct and read again.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also list what names a project and states nothing.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option(help="Date of statements that give none: 2024, or 2024-05.")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="How to print the result.")
    ] = Format.table,
) -> None:
    """Find the claims of a document about known projects, and verify them.

    A claims file that was written before (.yml) is verified as it stands.
    """
    root = settings.root()
    if Path(file).suffix.lower() in CLAIMS:
        _verify(root, claims_file.load(Path(file)), form)
        return
    if write and write.exists():
        stop(f"{write} exists already and may hold your corrections. Name another file.", 2)
    document = source.read(file)
    known = world.of(root)
    reading = reader.read(document, known, _day(as_of))
    claims = claims_file.claims(reading, document.name)
    verdicts = _verdicts(root, known.content, claims) if claims else {}
    if form is Format.table:
        report.show(_lines(reading, verdicts, document, every), form, out)
        _summary(reading, verdicts)
    else:
        report.show(_rows(reading, verdicts), form, out)
    if write:
        claims_file.write(write, reading, document.name)
        err.print(f"Written: {write}", markup=False, highlight=False, soft_wrap=True)


def _day(text: str | None) -> str | None:
    """Return a date as given, or end with exit code 2."""
    parts = [int(part) for part in text.split("-")] if text and DAY.fullmatch(text) else []
    try:
        date(*[*parts, 1, 1][:3])
    except (TypeError, ValueError):
        if text is not None:
            stop(f"--as-of: {text!r} is no date. Write 2024, 2024-05 or 2024-05-27.", 2)
    return text


def _verify(root: Path, file: ClaimFile, form: Format) -> None:
    """Print the verdicts of a claims file, as `sharecheck verify` prints those of the register."""
    with judging(root, {CLUSTER: file}) as con:
        short = form in (Format.table, Format.markdown)
        report.show(verify.verdicts(con) if short else verify.everything(con), form, out)


def _verdicts(root: Path, content: Catalogue, claims: ClaimFile) -> dict[str, Verdict]:
    with judging(root, {CLUSTER: claims}, content) as con:
        found = verify.everything(con)
    rows = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return {row["claim_id"]: row for row in rows}


def _lines(reading: Reading, verdicts: dict[str, Verdict], document: Source, every: bool) -> Result:
    """Return a row for each claim, and one for what else a sentence states; it is quoted once.

    Args:
        reading: what was found.
        verdicts: by the id of the claim.
        document: what was read.
        every: also what names a project and states nothing.
    """
    rows = list[tuple[int, tuple[str, ...]]]()
    for _, group in groupby(reading.findings, key=lambda finding: finding.span):
        found = list(group)
        said = [
            (f.claim.statement, verdicts[f.claim.id]["verdict"], _measured(verdicts[f.claim.id]))
            for f in found
            if f.claim
        ]
        if reasons := dict.fromkeys(f.reason for f in found if not f.claim):
            said.append(("", "not measured", "; ".join(reasons)))
        line, quote = str(found[0].line), shown(found[0].quote, SHORT)
        for n, cells in enumerate(said):
            start = (line, quote) if n == 0 else ("", "")
            rows.append((found[0].span[0], (*start, *cells)))
    for unit in reading.silent if every else []:
        line, quote = str(document.line(unit.span[0])), shown(unit.text, SHORT)
        rows.append((unit.span[0], (line, quote, "", "no claim", "no figure and no comparison")))
    lines: list[tuple[Any, ...]] = [cells for _, cells in sorted(rows, key=lambda row: row[0])]
    return Result(["line", "sentence", "understood as", "verdict", "measured, or why not"], lines)


def _measured(verdict: Verdict) -> str:
    if verdict["primary_shown"] is not None:
        return str(verdict["primary_shown"])
    deciding = verdict["holding"] + verdict["failing"] + verdict["inconclusive"]
    return f"{verdict['holding']} of {deciding} signals hold" if deciding else "no data"


def _rows(reading: Reading, verdicts: dict[str, Verdict]) -> Result:
    """Return everything about each statement, for programs."""
    rows = []
    for finding in reading.findings:
        claim, statement = finding.claim, finding.statement
        verdict = verdicts[claim.id] if claim else dict.fromkeys(VERDICT)
        rows.append(
            (
                finding.line,
                *finding.span,
                *finding.anchor,
                shown(finding.quote, LONGEST),
                claim.id if claim else None,
                statement.kind,
                statement.subject,
                statement.comparator,
                statement.hedge,
                claim.as_of if claim else statement.as_of,
                claim.statement if claim else None,
                finding.reason or None,
                *(verdict[name] for name in VERDICT),
            )
        )
    return Result([*FIELDS, *VERDICT], rows)


def _summary(reading: Reading, verdicts: dict[str, Verdict]) -> None:
    counted = Counter(verdict["verdict"] for verdict in verdicts.values())
    parts = ", ".join(f"{count} {name}" for name, count in counted.most_common())
    said = f"{len(verdicts)} claims measured: {parts}." if verdicts else "No claim to measure."
    rest = len(reading.findings) - len(verdicts)
    out.print(f"\n{reading.units} sentences, headings and rows. {said}", highlight=False)
    if rest:
        out.print(f"{rest} more statements found, which nothing measures.", highlight=False)
    if reading.silent:
        out.print(
            f"{len(reading.silent)} more sentences name a project and state nothing (--all).",
            highlight=False,
        )
    if reading.as_of:
        out.print(f"Statements without a date are taken as of {reading.as_of}.", highlight=False)
