"""The command `sharecheck`."""

import os
import re
import stat
import sys
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, NoReturn

import duckdb
import typer
from typer.core import TyperGroup

from collectors import settings
from collectors.errors import SharecheckError, did_you_mean, disk_refuses
from collectors.home import home
from collectors.machinery import ports
from collectors.machinery.landing import said_of
from warehouse import (
    catalogue,
    cli_collecting,
    cli_pack,
    cli_reading,
    documents,
    judge,
    publish,
    queries,
    report,
    verify,
)
from warehouse.cli_collecting import FormatOption
from warehouse.exporting import export as exporting
from warehouse.exporting.export import Part
from warehouse.report import Format
from warehouse.terminal import out, say, speak_any_encoding, stop, tell, typed
from warehouse.wording.figures import number


class Anywhere(TyperGroup):
    """Takes the packs before the command and after it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Bring `--pack` and `--data` to the front; what follows `--` is no option."""
        first, others, given = list[str](), list[str](), iter(args)
        for word in given:
            if word == "--":
                others += [word, *given]
            elif word in ("--pack", "--data"):
                first += [word, *islice(given, 1)]
            else:
                (first if word.startswith(("--pack=", "--data=")) else others).append(word)
        return super().parse_args(ctx, [*first, *others])


app = typer.Typer(
    cls=Anywhere, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

PORT = 8501
EXPORTED = Path("export")
PANELS = {
    "Ask": ("check", "read", "verify", "sql", "sources", "reconcile", "documents"),
    "An ecosystem of your own": ("new", "document"),
    "Keep it fresh": ("collect", "schedule", "doctor", "reparse", "accept", "drop", "build"),
    "Publish": ("dashboard", "export"),
}
"""The commands as `sharecheck --help` groups them, in this order."""


def _version(asked: bool) -> None:
    if asked:
        say(f"sharecheck {version('sharecheck')}")
        raise typer.Exit


@app.callback()
def common(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    pack: Annotated[
        list[Path] | None,
        typer.Option(
            help="Folder of an ecosystem; several for several, the bundled one by default. "
            "Before the command or after it.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder for what is collected and built; by default the first pack's."),
    ] = None,
) -> None:
    """Check claims about market share against public data."""
    if pack:
        os.environ["SHARECHECK_PACK"] = os.pathsep.join(str(folder.resolve()) for folder in pack)
    if data:
        os.environ["SHARECHECK_DATA"] = str(data.resolve())


@app.command("build")
def build(
    wait: cli_collecting.Wait = 0,
    if_needed: Annotated[
        bool, typer.Option("--if-needed", help="Only if data or code changed since the last build.")
    ] = False,
) -> None:
    """Build the warehouse from its packs, check it, and publish it."""
    from warehouse.admission import build_with_what_holds
    from warehouse.build import up_to_date

    at = home()
    with publish.writing(at.data, wait):
        if if_needed and up_to_date(at):
            say(f"nothing changed since {publish.current(at.data).file} was built")
            return
        summary, aside = build_with_what_holds(at, say)
    cli_collecting.alarm([summary.warning, *(said_of(run.manifest) for run in aside)])
    for line in cli_collecting.told(summary.changes) or ["no verdict changed"]:
        tell(line, console=out)
    say(f"built in {summary.seconds:.1f} s")
    if aside:
        raise typer.Exit(1)


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
    with judge.judged_file(at, claims) if claims else publish.connect(at.data) as con:
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


@app.command("dashboard")
def dashboard(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = PORT,
    address: Annotated[
        str, typer.Option(help="Address to listen on; others than this machine reach 0.0.0.0.")
    ] = "localhost",
    library: Annotated[
        Path | None,
        typer.Option("--documents", exists=True, file_okay=False, help="Folder of the articles."),
    ] = None,
) -> NoReturn:
    """Open the dashboard on localhost; stop it with Ctrl-C."""
    if problem := ports.problem(port, address, "sharecheck dashboard --port {}"):
        stop(problem, 1)
    if library:
        os.environ["SHARECHECK_DOCUMENTS"] = str(library.resolve())
    at = home()
    os.environ["SHARECHECK_PACK"] = os.pathsep.join(map(str, at.packs))
    os.environ["SHARECHECK_DATA"] = str(at.data)
    page = settings.CODE / "dashboard" / "server.py"
    # Its settings lie beside it, in .streamlit; -P: no module is taken from the working directory.
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(page)]
    command += ["--server.port", str(port), "--server.address", address]
    say("Stop the dashboard with Ctrl-C. It is at this address:")
    say(ports.url(port, address))
    sys.stdout.flush()  # what is printed later would come before it
    os.execv(sys.executable, command)


@app.command("export")
def export(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="PART",
            help=f"Write this alone, by itself: {', '.join(Part)}. Without it, all of them.",
        ),
    ] = None,
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="Where to write.")] = None,
    only: Annotated[
        list[Part] | None, typer.Option(help="Write this part alone; may be repeated.")
    ] = None,
    site: Annotated[
        str | None, typer.Option(help="Address of the dashboard, for permalinks.")
    ] = None,
    address: Annotated[
        str, typer.Option(help="Where the static site will be found, for its map and previews.")
    ] = "",
) -> None:
    """Write verdicts for others: ClaimReview, a data package, reports, badges, a static site."""
    if what is not None and folder is not None and what not in tuple(Part):
        stop(f"{what!r} is no part. Name one of {', '.join(Part)}, or a folder alone.", 2)
    part = Part(what) if what in tuple(Part) else None
    if part and only:
        stop(f"{part} by its name and --only at once: give one of them.", 2)
    dashboard = settings.get("SHARECHECK_SITE") if site is None else site
    for given in (dashboard, address):
        if given and not re.fullmatch(r"https?://[^\s/]\S*", given):
            stop(f"{given!r} is no web address. Give one such as https://example.org/share.", 2)
    # `export site DIR`: the site is DIR; `export site`: it is one part of the usual folder
    alone = part is not None and folder is not None
    target = folder or (EXPORTED if part else Path(what or EXPORTED))
    exporting.export(
        home().data,
        target,
        [part] if part else only or tuple(Part),
        dashboard,
        say,
        address=address,
        alone=alone,
    )
    tell(f"written: {target}", console=out)


KNOWN = {
    command.name: command
    for part in (app, cli_reading.app, cli_pack.app, cli_collecting.app)
    for command in part.registered_commands
}
for panel, names in PANELS.items():
    for name in names:
        KNOWN[name].rich_help_panel = panel
app.registered_commands = [KNOWN[name] for names in PANELS.values() for name in names]


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


def main() -> None:
    """Run the command; errors written for people end it with one message and exit code 1."""
    speak_any_encoding()
    try:
        app()
    except SharecheckError as error:
        stop(error, error.exit_code)
    except OSError as error:
        if (said := disk_refuses(error)) is None:
            raise
        stop(said, 1)
