"""The commands of `sharecheck` that answer a sentence, read a document and register one."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import duckdb
import typer
import yaml

from collectors import settings
from collectors.home import Home, home
from warehouse import catalogue, documents, judge, publish, queries, report, verify
from warehouse.claim_entries import Claim, ClaimFile
from warehouse.cli_asking import FormatOption
from warehouse.entries import NO_DATE, when
from warehouse.finding import register as claims_register
from warehouse.reading import claims_file, reader, source
from warehouse.reading.asserting import Question, Understood, understand
from warehouse.reading.examples import examples
from warehouse.reading.measured import Measured, measured
from warehouse.reading.reader import Finding, Reading
from warehouse.reading.sentences import LONGEST
from warehouse.reading.source import Source
from warehouse.reading.text import shown
from warehouse.report import Format, Result
from warehouse.terminal import out, pointer, say, stop, tell, typed
from warehouse.wording.figures import number

app = typer.Typer()
LOCAL = "http://localhost:8501"
REGISTERED = ("claim_id", "statement", "answer", "verdict", "explanation")
"""What is told of a claim of the articles."""
Row = dict[str, Any]
"""A row of claim and claim_verdict, by the names of its columns."""
SUFFIXES = (".yml", ".yaml")
SHORT = 70
"""Characters of a sentence in the table."""
PLACE = ["line", "char_start", "char_end", "anchor_start", "anchor_end", "sentence", "status"]
SAID = ["claim_id", "kind", "subject", "comparator", "hedge", "as_of", "we_read"]
OPEN = ["reason", "not_understood"]
DECIDED = ["asserted", "verdict", "holding", "failing", "inconclusive"]
TOLD = [*PLACE, *SAID, *OPEN, *DECIDED, "primary_shown", "explanation"]
"""What programs are told of a statement."""
STATUS = {"complete": "to complete", "unmeasurable": "not measurable"}
Words = Annotated[
    list[str] | None, typer.Argument(help="The claim, in quotes; without one, examples are shown.")
]


@app.command("check")
def check(
    sentence: Words = None,
    form: FormatOption = Format.table,
    sql: Annotated[bool, typer.Option("--sql", help="Show the SQL of every number.")] = False,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="Print it as an entry for data/claims.")
    ] = False,
) -> None:
    """Answer a claim typed as a sentence: "60% of respondents use Alpha".

    Where a claim of the articles asks the same, its answer comes first. Then it says how the
    sentence was read, and what it chose where the sentence leaves something open. A sentence of
    which a word is not understood is not judged: it says what to add.
    """
    asked = measured(home())
    text = " ".join(map(typed, sentence or []))
    if not text.strip():
        tell(_guide(asked), console=out)
        return
    found = understand(text, asked)
    if as_yaml and found.question is None:
        out.file.write("".join(map(entry, found.claims)))
        return
    same = None if as_yaml else _registered(text, asked)
    if same is not None and form.short:
        _tell(same, form)
    if found.question is not None:
        if same is None or form is Format.csv:
            _ask(found, found.question, form)
        elif form is Format.json:
            _json({"sentence": text, "registered": same})
        return
    with judge.judged_sentence(home(), found, asked) as (found, con):
        for claim in found.claims:
            _show(con, found, claim, form, same, every_query=sql)


def entry(claim: Claim) -> str:
    """Return a claim as an item of `claims` in a file of data/claims."""
    content = claim.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    text = yaml.safe_dump([content], sort_keys=False, allow_unicode=True, width=96)
    return "".join(f"  {line}\n" for line in text.splitlines())


def _page(page: str, **asked: str) -> str:
    """Return the address of a page of the dashboard."""
    site = settings.get("SHARECHECK_SITE") or LOCAL
    return f"{site.rstrip('/')}/{page}?{urlencode(asked)}"


def _registered(text: str, asked: Measured) -> Row | None:
    """Return the claim of the articles that asks the same, with its answer; None for none."""
    folder = settings.get("SHARECHECK_DOCUMENTS")
    texts = documents.at_hand(Path(folder), asked.catalogue.documents) if folder else {}
    with publish.connect(home().data) as con:
        near = claims_register.register(con, texts, root=home().data).nearest(text, 1)
        if not near or not near[0].same:
            return None
        [same] = queries.rows(con, "claim_head", claim=near[0].claim_id)
    link = _page("claims", claim=same["claim_id"])
    return {name: same[name] for name in REGISTERED} | {"permalink": link}


def _tell(same: Row, form: Format) -> None:
    """Print the answer to a claim of the articles."""
    if form is Format.markdown:
        out.file.write(
            f"**{same['answer']}**: {same['statement']}\n\n{same['explanation']}\n\n"
            f"A claim of the articles: <{same['permalink']}>\n\n"
        )
        return
    say(same["answer"], report.STYLES.get(same["verdict"], ""))
    say(same["statement"], "bold")
    say(f"\n{same['explanation']}\n")
    tell(f"A claim of the articles: {same['permalink']}\n", console=out)


def _guide(asked: Measured) -> str:
    lines = ["A claim is one sentence in plain English, for example:", ""]
    for title, sentences in examples(asked).items():
        lines += [f"{title}:", *(f'  sharecheck check "{said}"' for said in sentences)]
    return "\n".join(
        [*lines, "", "What is not fully understood is not judged: it says what to add."]
    )


def _ask(found: Understood, question: Question, form: Format) -> None:
    """Print what stands against a sentence and what it may mean; end with exit code 2."""
    options = [option.sentence for option in question.options]
    if form is Format.json:
        whole = {
            "sentence": found.text,
            "we_read": question.read or None,
            "open": question.said,
            "words": [word for word, *_ in question.words],
            "instead": options,
        }
        _json(whole)
        raise typer.Exit(2)
    lines = list[str]()
    for _, start, end in question.words[:1]:
        lines += [f"    {line}" for line in pointer(found.text, start, end)]
    if question.read:
        lines.append(f"We read: {question.read}")
    if options:
        lines += ["You may mean:", *(f'  sharecheck check "{option}"' for option in options)]
    stop("\n".join([question.said, *lines]), 2)


def _show(
    con: duckdb.DuckDBPyConnection,
    found: Understood,
    claim: Claim,
    form: Format,
    same: Row | None,
    *,
    every_query: bool,
) -> None:
    """Print what was read, verdict, reasons, choices, evidence, SQL and permalink.

    `same`: the claim of the articles that asks the same.
    """
    [row] = queries.rows(con, "claim_head", claim=claim.id)
    every = queries.rows(con, "claim_sql", claim=claim.id)
    sql = [(query["definition"], query["sql"]) for query in every[: None if every_query else 1]]
    evidence = verify.evidence(con, claim.id, form.short)
    told = ("verdict", "answer", "explanation", "would_flip", "accepted")
    head: Row = {
        "sentence": found.text,
        "we_read": claim.statement,
        **{name: row[name] for name in told},
        "chosen": {chosen: [o.sentence for o in others] for chosen, others in found.choices},
        "permalink": _page("check", q=found.text),
        "registered": same,
    }
    match form:
        case Format.json:
            rows = report.records(evidence)
            whole = {**head, "claim": claim.model_dump(mode="json"), "evidence": rows}
            _json(whole)
        case Format.csv:
            report.show(evidence, form, out)
        case Format.markdown:
            out.file.write(_markdown_head(head))
            report.show(evidence, form, out)
            for title, query in sql:
                out.file.write(f"\n{title}:\n\n```sql\n{query}\n```\n")
        case Format.table:
            if same is not None:
                say("Judged by itself, as it stands:")
            say(f"We read: {claim.statement}", "bold")
            say(row["answer"], report.STYLES.get(row["verdict"], ""))
            say(f"\n{row['explanation']}\n")
            say(f"The verdict: {row['verdict']}. What would change this: {row['would_flip']}\n")
            for chosen, others in found.choices:
                say(f"Chosen, as the sentence leaves it open: {chosen}.")
                for option in others:
                    tell(f'  or: sharecheck check "{option.sentence}"', console=out)
            report.show(evidence, form, out)
            for title, query in sql:
                tell(f"\nSQL of “{title}”:\n{query}", console=out)
            tell(f"\n{head['permalink']}", console=out)


def _markdown_head(head: Row) -> str:
    return (
        f"**{head['answer']}**: {head['we_read']}\n\n{head['explanation']}\n\n"
        f"The verdict: {head['verdict']}. What would change this: {head['would_flip']}\n\n"
        f"Asked as `{head['sentence']}`: <{head['permalink']}>\n\n"
    )


def _json(whole: Row) -> None:
    out.file.write(report.to_json(whole, out) + "\n")


@app.command("read")
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
    form: FormatOption = Format.table,
) -> None:
    """Find the claims of a document about known projects, and judge those fully understood.

    A claims file that was written before (.yml) is judged as it stands.
    """
    at = home()
    if Path(file).suffix.lower() in SUFFIXES:
        with judge.judged_file(at, Path(file)) as con:
            report.show(verify.verdicts(con, form.short), form, out)
        return
    if write and write.exists():
        stop(f"{write} exists already and may hold your corrections. Name another file.", 2)
    document = source.read(file)
    asked = measured(at)
    reading = reader.read(document, asked, time_given(as_of))
    claims = claims_file.claims(reading, document)
    verdicts = _verdicts(at, asked, claims) if claims else {}
    if write:  # before anything is printed: a pipe may be closed before its end
        claims_file.write(write, reading, document, asked.catalogue)
    if form is Format.table:
        report.show(_lines(reading, verdicts, document, every), form, out)
        _summary(reading, verdicts)
    else:
        rows = [row for finding in reading.findings for row in _told(finding, verdicts)]
        report.show(Result(TOLD, [tuple(map(row.get, TOLD)) for row in rows]), form, out)
    if write:
        tell(f"Written: {write}")


@app.command("documents")
def check_documents(
    folder: Annotated[Path, typer.Argument(help="Folder with the documents' text files.")],
) -> None:
    """Hold the register's places against the documents, when their files are at hand."""
    content = catalogue.load(home())
    texts = documents.at_hand(folder, content.documents)
    for problem in (problems := list(documents.misplaced(content, texts))):
        tell(problem, console=out)
    missing = sorted(content.documents.keys() - texts.keys())
    say(
        f"{documents.places(content, texts) - len(problems)} places are where they should be, "
        f"{len(problems)} are not, in {len(texts)} documents"
        + (f" (not at hand: {', '.join(missing)})." if missing else ".")
    )
    if problems or not texts:
        raise typer.Exit(1)


def time_given(text: str | None) -> str | None:
    """Return a date as given, or end with exit code 2."""
    try:
        return None if text is None else when(text)
    except ValueError:
        stop(f"--as-of: {text!r} {NO_DATE}", 2)


def _verdicts(at: Home, asked: Measured, claims: ClaimFile) -> dict[str, Row]:
    with judge.judging(at, {claims_file.CLUSTER: claims}, asked.catalogue) as con:
        found = verify.verdicts(con, short=False)
    rows = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return {row["claim_id"]: row for row in rows}


def _lines(reading: Reading, verdicts: dict[str, Row], document: Source, every: bool) -> Result:
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


def _measured(verdict: Row) -> str:
    if verdict["primary_shown"] is not None:
        return str(verdict["primary_shown"])
    deciding = verdict["holding"] + verdict["failing"] + verdict["inconclusive"]
    return f"{verdict['holding']} of {deciding} signals hold" if deciding else "no data"


def _told(finding: Finding, verdicts: dict[str, Row]) -> Iterator[Row]:
    """Yield everything about a statement, for programs: for each claim, or what is open."""
    sentence = shown(finding.quote, LONGEST)
    place = (finding.line, *finding.span, *finding.anchor, sentence, finding.status)
    placed = dict(zip(PLACE, place, strict=True))
    for claim in finding.claims:
        said = {name: getattr(claim, name, None) for name in SAID}
        yield (
            verdicts[claim.id] | placed | said | {"claim_id": claim.id, "we_read": claim.statement}
        )
    if (question := finding.question) is not None:
        yield placed | {
            "subject": next(iter(finding.heard.projects), None),
            "as_of": finding.as_of,
            "we_read": question.read or None,
            "reason": question.said,
            "not_understood": [shown(word, SHORT) for word, *_ in question.words] or None,
        }


def _summary(reading: Reading, verdicts: dict[str, Row]) -> None:
    counted = Counter(verdict["verdict"] for verdict in verdicts.values())
    parts = ", ".join(f"{count} {name}" for name, count in counted.most_common())
    judged = f"{number(len(verdicts), 'claim')} judged: {parts}."
    said = judged if verdicts else "No claim to judge."
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
