"""The command `sharecheck`."""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import duckdb
import typer

from collectors import settings
from collectors.errors import SharecheckError, disk_refuses
from collectors.machinery import lock
from warehouse import (
    catalogue,
    cli_checking,
    cli_collecting,
    cli_exporting,
    cli_reading,
    documents,
    own_claims,
    publish,
    report,
    verify,
)
from warehouse.report import Format
from warehouse.terminal import out, stop

app = typer.Typer(
    help="Check claims about framework market share against public data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print the result.")]


@app.command()
def build(wait: cli_collecting.Wait = 0) -> None:
    """Build the warehouse from data/, check it, and publish it."""
    from warehouse.build import build as build_warehouse

    with lock.writing(settings.root(), wait):
        summary = build_warehouse(settings.root(), lambda line: out.print(line, highlight=False))
    for line in cli_collecting.told(summary.changes):
        out.print(line, highlight=False, markup=False, soft_wrap=True)
    out.print(f"built in {summary.seconds:.1f} s", highlight=False)


@app.command("verify")
def verify_claims(
    claim: Annotated[str | None, typer.Argument(help="Show this claim's evidence.")] = None,
    claims: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A file of your own, as in data/claims."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="List every claim, not only those that give a figure.")
    ] = False,
    form: FormatOption = Format.table,
) -> None:
    """Recompute every number by its own SQL and print the verdicts."""
    root = settings.root()
    with own_claims.judged(root, claims) if claims else publish.connect(root) as con:
        if wrong := verify.mismatches(con):
            stop("evidence that its own SQL does not confirm:\n" + "\n".join(wrong), 1)
        short = form in (Format.table, Format.markdown)
        if claim is None:
            every = every or claims is not None or form is not Format.table
            report.show(verify.verdicts(con, every) if short else verify.everything(con), form, out)
            if form is Format.table:
                _summary(con, every)
            return
        head = con.execute(
            "select statement, verdict, explanation, would_flip from claim_verdict "
            "join claim using (claim_id) where claim_id = ?",
            [claim],
        ).fetchone()
        if head is None:
            stop(f"no claim {claim!r}. `sharecheck verify` lists them.", 2)
        if form is Format.table:
            statement, verdict, explanation, would_flip = head
            out.print(statement, style="bold", highlight=False, markup=False)
            out.print(verdict, style=report.STYLES.get(verdict, ""), highlight=False)
            out.print(f"\n{explanation}\n", highlight=False, markup=False)
            out.print(f"What would change this: {would_flip}\n", highlight=False, markup=False)
        report.show(verify.evidence(con, claim, short), form, out)


@app.command("documents")
def check_documents(
    folder: Annotated[Path, typer.Argument(help="Folder with the documents' text files.")],
) -> None:
    """Hold the register's places against the documents, when their files are at hand."""
    content = catalogue.load(settings.root())
    texts = documents.at_hand(folder, content.documents)
    for problem in (problems := list(documents.misplaced(content, texts))):
        out.print(problem, highlight=False, markup=False, soft_wrap=True)
    missing = sorted(content.documents.keys() - texts.keys())
    out.print(
        f"{documents.places(content, texts) - len(problems)} places are where they should be, "
        f"{len(problems)} are not, in {len(texts)} documents"
        + (f" (not at hand: {', '.join(missing)})." if missing else "."),
        highlight=False,
    )
    if problems or not texts:
        raise typer.Exit(1)


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(help="SQL to run; without it, the tables are listed.")
    ] = None,
    form: FormatOption = Format.table,
) -> None:
    """Query the published warehouse, read-only."""
    tables = (
        "select table_name as table, estimated_size as rows, comment from duckdb_tables() "
        "where schema_name = 'main' order by table_name"
    )
    with publish.connect(settings.root()) as con:
        try:
            result = report.fetch(con, query or tables)
        except duckdb.Error as error:
            stop(f"the query failed: {error}", 1)
        report.show(result, form, out)


@app.command()
def sources(form: FormatOption = Format.table) -> None:
    """List the sources: licence, cadence, newest figure, state, why a series is closed."""
    query = """
        select source.source_id as source, source.publisher, source.license, source.cadence,
            freshness.newest_period as newest, freshness.state, freshness.observations as figures,
            source.closed
        from source join freshness on freshness.source_id = source.source_id
        order by source.source_id
    """
    with publish.connect(settings.root()) as con:
        found = report.fetch(con, query)
    if form is not Format.table:
        report.show(found, form, out)
        return
    *columns, _ = found.columns
    report.show(report.Result(columns, [row[:-1] for row in found.rows]), form, out)
    for source, *_, closed in found.rows:
        if closed:
            said = f"{source} is closed, no newer figures will come: {closed}"
            out.print(said, markup=False, highlight=False, soft_wrap=True)


app.add_typer(cli_collecting.app)
app.add_typer(cli_checking.app)
app.add_typer(cli_reading.app)
app.add_typer(cli_exporting.app)


@app.command()
def dashboard(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8501,
    address: Annotated[
        str, typer.Option(help="Address to listen on; others than this machine reach 0.0.0.0.")
    ] = "localhost",
    library: Annotated[
        Path | None,
        typer.Option("--documents", exists=True, file_okay=False, help="Folder of the articles."),
    ] = None,
) -> NoReturn:
    """Open the dashboard on localhost; stop it with Ctrl-C."""
    if library:
        os.environ["SHARECHECK_DOCUMENTS"] = str(library.resolve())
    page = settings.CODE / "dashboard" / "app.py"
    os.chdir(settings.CODE)  # Streamlit reads .streamlit/config.toml from here
    command = [sys.executable, "-m", "streamlit", "run", str(page)]
    command += ["--server.port", str(port), "--server.address", address]
    os.execv(sys.executable, command)


def _summary(con: duckdb.DuckDBPyConnection, every: bool) -> None:
    rows = con.execute(
        "select verdict, count(*) from claim_verdict group by verdict order by count(*) desc"
    ).fetchall()
    numbers = con.execute(
        "select count(*) from claim_evidence where measured is not null"
    ).fetchone()
    counted = ", ".join(f"{count} {verdict}" for verdict, count in rows)
    out.print("\nmeasured: by the count nearest to the claim's words, at its date", highlight=False)
    out.print("tests: how many say yes / no / cannot tell\n", highlight=False)
    if not every:
        report.show(verify.by_document(con), Format.table, out)
        out.print("\nAbove, the claims that give a figure; --all lists every one.", highlight=False)
    out.print(f"{sum(count for _, count in rows)} claims: {counted}.", highlight=False)
    if numbers:
        out.print(f"All {numbers[0]} measured numbers recomputed from their SQL.", highlight=False)


def main() -> None:
    """Run the command; errors written for people end it with one message and exit code 1."""
    try:
        app()
    except SharecheckError as error:
        stop(error, error.exit_code)
    except OSError as error:
        if (said := disk_refuses(error)) is None:
            raise
        stop(said, 1)
