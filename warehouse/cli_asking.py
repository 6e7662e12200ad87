"""The commands of `sharecheck` that ask what is published; they import little, to be quick."""

import os
import re
import stat
import sys
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from collectors.errors import did_you_mean
from collectors.home import home
from warehouse import publish, queries, report, verify
from warehouse.report import Format
from warehouse.terminal import out, say, stop, tell, typed
from warehouse.wording.figures import number

app = typer.Typer()
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print the result.")]


@app.command("verify")
def verify_claims(
    claim: Annotated[str | None, typer.Argument(help="Show this claim's evidence.")] = None,
    claims: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="A file of your own, as in a pack's claims/."
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="List every claim, not only those that give a figure.")
    ] = False,
    brief: Annotated[
        bool,
        typer.Option("--brief", help="The most telling claims, and how many have which verdict."),
    ] = False,
    form: FormatOption = Format.table,
) -> None:
    """Recompute every number, or those of a claim, by its own SQL and print the verdicts."""
    at = home()
    if claims:
        from warehouse.judge import judged_file
    with judged_file(at, claims) if claims else publish.connect(at.data) as con:
        if wrong := verify.mismatches(con, claim and typed(claim)):
            stop("evidence that its own SQL does not confirm:\n" + "\n".join(wrong), 1)
        if brief:
            report.show(verify.telling(con), form, out)
            if form is Format.table:
                say("")
                _counts(con)
            return
        if claim is None:
            every = every or claims is not None or form is not Format.table
            report.show(verify.verdicts(con, form.short, every), form, out)
            if form is Format.table:
                _summary(con, every)
            return
        heads = queries.rows(con, "claim_head", claim=typed(claim))
        if not heads:
            known = con.execute("select claim_id from claim").fetchall()
            near = did_you_mean(typed(claim), [name for (name,) in known])
            stop(f"no claim {typed(claim)!r}. `sharecheck verify` lists them.{near}", 2)
        if form is not Format.table:
            report.show(verify.evidence(con, claim, form.short), form, out)
            return
        [head] = heads
        style = f"bold {report.STYLES.get(head['verdict'], '')}"
        say(head["explanation"], style, lead=f"{head['answer']}.")
        say(f"\nThe claim: {head['statement']}")
        say(f"The verdict: {head['verdict']}. What would change this: {head['would_flip']}\n")
        measured, folded = verify.measured(con, claim)
        if measured.rows:
            report.show(measured, form, out)
        for line in folded:
            say(line)


# What begins with a dash may be SQL: a comment.
@app.command("sql", context_settings={"ignore_unknown_options": True})
def sql(
    query: Annotated[
        str | None,
        typer.Argument(help="SQL to run, - for standard input; without it, tables are listed."),
    ] = None,
    file: Annotated[Path | None, typer.Option(help="A file with the SQL to run.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """Query the published warehouse, read-only; the SQL may also come through a pipe.

    Numbers are printed as they are, not rounded.
    """
    if query and file:
        stop("the SQL is given twice, as an argument and by --file. Give one of them.", 2)
    if query and re.fullmatch(r"--?\w[\w-]*(=\S*)?", query):
        stop(f"no option {query!r}. `sharecheck sql --help` lists them.", 2)
    text = _read_sql(file) if file else _piped(query) if query in (None, "-") else typed(query)
    asked = queries.text("tables") if text is None else text
    with publish.connect(home().data) as con:
        try:
            if form is Format.csv:
                content, statements = report.as_csv(con, asked)
                out.file.write(content)
            else:
                result, statements = report.query(con, asked)
        except duckdb.Error as error:
            stop(f"the query failed: {error}", 1)
    if form is not Format.csv:
        report.show(result, form, out)
    if statements > 1:
        tell(f"{statements} statements were run; what is printed comes from the last one alone.")


@app.command("sources")
def sources(form: FormatOption = Format.table) -> None:
    """List the sources: licence, cadence, newest figure, state, why a series is closed."""
    with publish.connect(home().data) as con:
        found = report.fetch(con, queries.text("sources_told"))
    if form is not Format.table:
        report.show(found, form, out)
        return
    names = ["source", *found.columns[2:-1]]
    rows = [(f"{source}\n{publisher}", *others) for source, publisher, *others, _ in found.rows]
    report.show(report.Result(names, rows), form, out)
    for source, *_, closed in found.rows:
        if closed:
            say(f"{source} is closed, no newer figures will come: {closed}")


@app.command("reconcile")
def reconcile(form: FormatOption = Format.table) -> None:
    """Compare the sources that should say the same: how far apart they are, and since when."""
    with publish.connect(home().data) as con:
        report.show(report.fetch(con, queries.text("twins_told")), form, out)


def _read_sql(file: Path) -> str:
    """Return the text of a file of SQL."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        stop(
            f"{file} is not UTF-8 text ({error.reason} at byte {error.start}). Save it as such.", 2
        )
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}. Name a file with SQL in it.", 2)


def _piped(query: str | None) -> str | None:
    """Return what comes through standard input: if asked for with -, or if it is no terminal."""
    if query is None:
        try:
            mode = os.fstat(sys.stdin.fileno()).st_mode
        except (AttributeError, OSError, ValueError):  # closed, or a stand-in without a file
            return None
        if not (stat.S_ISFIFO(mode) or stat.S_ISREG(mode)):
            return None
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
        return text if query or text.strip() else None
    except UnicodeDecodeError as error:
        stop(f"standard input is not UTF-8 ({error.reason} at byte {error.start}).", 2)


def _summary(con: duckdb.DuckDBPyConnection, every: bool) -> None:
    say("\nmeasured: by the count nearest to the claim's words, at its date")
    say("tests: how many say yes / no / cannot tell\n")
    if not every:
        report.show(verify.by_document(con), Format.table, out)
        say("\nAbove, the claims that give a figure; --all lists every one.")
    _counts(con)


def _counts(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select verdict, count(*) from claim_verdict group by verdict "
        "order by verdict = 'not enough evidence', count(*) desc, verdict"
    ).fetchall()
    [(numbers,)] = con.execute(
        "select count(*) from claim_evidence where measured is not null"
    ).fetchall()
    counted = ", ".join(f"{count} {verdict}" for verdict, count in rows)
    say(f"{number(sum(count for _, count in rows), 'claim')}: {counted}.")
    say(f"All {numbers} measured numbers recomputed from their SQL.")
