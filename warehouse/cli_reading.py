"""The commands of `sharecheck` that read a document of one's own, and register it."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from collectors.cards import day
from collectors.home import Home, home
from warehouse import catalogue, documents, own_claims, report, sweep, verify
from warehouse.claim_entries import ClaimFile
from warehouse.entries import NO_DATE, when
from warehouse.judge import judging
from warehouse.reading import claims_file, reader, source
from warehouse.reading.claims_file import CLUSTER
from warehouse.reading.known import Known, known
from warehouse.reading.reader import Finding, Reading
from warehouse.reading.sentences import LONGEST
from warehouse.reading.source import Source
from warehouse.reading.text import shown
from warehouse.report import Format, Result
from warehouse.terminal import out, say, stop, tell

app = typer.Typer()
Verdict = dict[str, Any]
"""A row of claim and claim_verdict, by the names of its columns."""
CLAIMS = (".yml", ".yaml")
SHORT = 70
"""Characters of a sentence in the table."""
FIELDS = [
    "line",
    "char_start",
    "char_end",
    "anchor_start",
    "anchor_end",
    "sentence",
    "status",
    "claim_id",
    "kind",
    "subject",
    "comparator",
    "hedge",
    "as_of",
    "we_read",
    "reason",
    "not_understood",
]
VERDICT = [
    "asserted",
    "verdict",
    "holding",
    "failing",
    "inconclusive",
    "primary_shown",
    "explanation",
]
"""What programs are told of a verdict."""


@app.command()
def read(
    file: Annotated[str, typer.Argument(help="Text, Markdown or HTML; - for standard input.")],
    write: Annotated[
        Path | None, typer.Option(help="Write the claims as a file to complete and read again.")
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
    """Find the claims of a document about known projects, and judge those fully understood.

    A claims file that was written before (.yml) is judged as it stands.
    """
    at = home()
    if Path(file).suffix.lower() in CLAIMS:
        _verify(at, Path(file), form)
        return
    if write and write.exists():
        stop(f"{write} exists already and may hold your corrections. Name another file.", 2)
    document = source.read(file)
    asked = known(at)
    reading = reader.read(document, asked, _day(as_of))
    claims = claims_file.claims(reading, document)
    verdicts = _verdicts(at, asked, claims) if claims else {}
    if write:  # before anything is printed: a pipe may be closed before its end
        claims_file.write(write, reading, document, asked.catalogue)
    if form is Format.table:
        report.show(_lines(reading, verdicts, document, every), form, out)
        _summary(reading, verdicts)
    else:
        report.show(_rows(reading, verdicts), form, out)
    if write:
        tell(f"Written: {write}")


@app.command("document")
def register(
    file: Annotated[str, typer.Argument(help="Text, Markdown or HTML.")],
    slug: Annotated[
        str | None, typer.Option("--id", help="Its id; else made of the name of the file.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="What it is called; else its heading.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The time it speaks of: 2024, or 2024-05; else its own date.")
    ] = None,
    not_before: Annotated[
        str | None, typer.Option(help="Of an undated one: the first day it can be of, 2024-05-27.")
    ] = None,
) -> None:
    """Register an article in the pack's documents.yml, so that claims can say where it makes them.

    Its text is not kept: what is, is its sha256, by which its file is known again.
    """
    at = home()
    earliest = None
    if not_before is not None:
        try:
            earliest = day(not_before)
        except ValueError as error:
            stop(f"--not-before: {not_before!r}: {error}.", 2)
    with sweep.writing(at.data, 0):
        content = catalogue.load(at)
        name = documents.register(
            at.packs[0], content, source.read(file), slug, title, _day(as_of), earliest
        )
    say(f"Registered as {name}. Its claims: `sharecheck read {file} --write claims/{name}.yml`.")


def _day(text: str | None) -> str | None:
    """Return a date as given, or end with exit code 2."""
    try:
        return None if text is None else when(text)
    except ValueError:
        stop(f"--as-of: {text!r} {NO_DATE}", 2)


def _verify(at: Home, file: Path, form: Format) -> None:
    """Print the verdicts of a claims file, as `sharecheck verify` prints those of the register."""
    with own_claims.judged(at, file) as con:
        short = form in (Format.table, Format.markdown)
        report.show(verify.verdicts(con) if short else verify.everything(con), form, out)


def _verdicts(at: Home, asked: Known, claims: ClaimFile) -> dict[str, Verdict]:
    with judging(at, {CLUSTER: claims}, asked.catalogue) as con:
        found = verify.everything(con)
    rows = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return {row["claim_id"]: row for row in rows}


def _lines(reading: Reading, verdicts: dict[str, Verdict], document: Source, every: bool) -> Result:
    """Return a row for each claim, and one for each sentence that is not judged; quoted once.

    Args:
        reading: what was found.
        verdicts: by the id of the claim.
        document: what was read.
        every: also what names a project and states nothing.
    """
    rows, last = list[tuple[int, tuple[str, ...]]](), (-1, -1)
    for finding in reading.findings:
        said = [
            (c.statement, verdicts[c.id]["verdict"], _measured(verdicts[c.id]))
            for c in finding.claims
        ]
        if finding.question is not None:
            said = [(finding.question.read, STATUS[finding.status], finding.question.said)]
        for cells in said:
            again = finding.span == last
            start = ("", "") if again else (str(finding.line), shown(finding.quote, SHORT))
            rows.append((finding.span[0], (*start, *cells)))
            last = finding.span
    for unit in reading.silent if every else []:
        line, quote = str(document.line(unit.span[0])), shown(unit.text, SHORT)
        rows.append((unit.span[0], (line, quote, "", "no claim", "no figure and no comparison")))
    lines: list[tuple[Any, ...]] = [cells for _, cells in sorted(rows, key=lambda row: row[0])]
    return Result(["line", "sentence", "we read", "verdict", "measured, or why not"], lines)


STATUS = {"complete": "to complete", "unmeasurable": "not measurable"}


def _measured(verdict: Verdict) -> str:
    if verdict["primary_shown"] is not None:
        return str(verdict["primary_shown"])
    deciding = verdict["holding"] + verdict["failing"] + verdict["inconclusive"]
    return f"{verdict['holding']} of {deciding} signals hold" if deciding else "no data"


def _rows(reading: Reading, verdicts: dict[str, Verdict]) -> Result:
    """Return everything about each statement, for programs."""
    return Result(
        [*FIELDS, *VERDICT],
        [row for finding in reading.findings for row in _finding(finding, verdicts)],
    )


def _finding(finding: Finding, verdicts: dict[str, Verdict]) -> list[tuple[Any, ...]]:
    place = (finding.line, *finding.span, *finding.anchor, shown(finding.quote, LONGEST))
    if finding.question is not None:
        question = finding.question
        subject = finding.heard.projects[0] if finding.heard.projects else None
        words = [shown(word, SHORT) for word, *_ in question.words] or None
        told = (None, None, subject, None, None, finding.as_of, question.read or None)
        return [(*place, finding.status, *told, question.said, words, *[None] * len(VERDICT))]
    return [
        (
            *place,
            finding.status,
            claim.id,
            claim.kind,
            claim.subject,
            claim.comparator,
            claim.hedge,
            claim.as_of,
            claim.statement,
            None,
            None,
            *(verdicts[claim.id][name] for name in VERDICT),
        )
        for claim in finding.claims
    ]


def _summary(reading: Reading, verdicts: dict[str, Verdict]) -> None:
    counted = Counter(verdict["verdict"] for verdict in verdicts.values())
    parts = ", ".join(f"{count} {name}" for name, count in counted.most_common())
    claims = "claim" if len(verdicts) == 1 else "claims"
    said = f"{len(verdicts)} {claims} judged: {parts}." if verdicts else "No claim to judge."
    status = Counter(finding.status for finding in reading.findings)
    say(f"\n{reading.units} sentences, headings and rows. {said}")
    if status["complete"]:
        say(
            f"{status['complete']} more found, to complete: what is not fully understood is not "
            "judged (--write gives a file for it)."
        )
    if status["unmeasurable"]:
        say(f"{status['unmeasurable']} more found, which nothing measures.")
    if reading.silent:
        say(f"{len(reading.silent)} more sentences name a project and state nothing (--all).")
    if reading.as_of:
        say(f"Statements without a date are taken as of {reading.as_of}.")
