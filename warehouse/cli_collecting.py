"""The commands of `sharecheck` that collect, and build what is collected."""

import signal
import threading
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from collectors import settings
from collectors.home import home
from collectors.machinery import doctor as probing
from collectors.machinery import landing
from collectors.machinery.landing import NEVER, due_at, said_of
from collectors.machinery.run import Order
from warehouse import catalogue, collecting, publish, report, scheduling
from warehouse.admission import build_with_what_holds
from warehouse.build import up_to_date
from warehouse.cli_asking import FormatOption
from warehouse.collecting import Result
from warehouse.progress import progress
from warehouse.report import Format
from warehouse.terminal import out, say, stop, tell
from warehouse.writing import writing

app = typer.Typer()
Sources = Annotated[list[str] | None, typer.Argument(help="Sources; all without it.")]
Runs = Annotated[list[str], typer.Argument(help="Runs, as source/run or run.")]
Wait = Annotated[float, typer.Option(help="Seconds to wait for another sharecheck to finish.")]


@app.command("collect")
def collect(
    sources: Sources = None,
    due: Annotated[bool, typer.Option("--due", help="Only the sources that are due.")] = False,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day wanted.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A file of the source.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be collected, and ask nobody.")
    ] = False,
    wait: Wait = 0,
    form: FormatOption = Format.table,
) -> None:
    """Collect live sources, and publish a new warehouse if anything new came."""
    at = home()
    content = catalogue.load(at)
    chosen = collecting.choose(content, at.data, sources or [], only_due=due)
    if file is not None and len(chosen) != 1:
        stop("--file needs the one source it is a file of.", 2)
    if dry_run:
        _show_plan(at.data, chosen, content, form)
        return
    ended, code = _until_signal()
    with progress() as watch:
        result = collecting.collect(
            at,
            chosen,
            since=since and since.date(),
            file=file and file.resolve(),
            wait_seconds=wait,
            stop=ended,
            watch=watch,
        )
    _show_result(result, form)
    if ended.is_set():
        raise typer.Exit(code[0])
    raise typer.Exit(0 if result.well else 1)


@app.command("schedule")
def schedule() -> None:
    """Keep collecting: each source when it is due, until stopped (Ctrl-C or SIGTERM)."""
    ended, _ = _until_signal()
    with progress() as watch:
        scheduling.run(home(), ended, watch, _show_changes)


@app.command("reparse")
def reparse(sources: Sources = None, wait: Wait = 0) -> None:
    """Parse what was recorded anew, offline, with the present parsers."""
    at = home()
    chosen = collecting.choose(catalogue.load(at), at.data, sources or [], only_due=False)
    changed, result = collecting.reparse(at, chosen, wait)
    for source, runs in changed.items():
        say(f"{source}: {len(runs)} runs changed")
        alarm([landing.said_of(run.manifest) for run in runs if not run.complete])
    _end(result)


@app.command("accept")
def accept(runs: Runs, wait: Wait = 0) -> None:
    """Confirm suspect runs: their figures are right, and count from now on."""
    _end(collecting.accept(home(), runs, wait))


@app.command("drop")
def drop(runs: Runs, wait: Wait = 0) -> None:
    """Remove runs that are suspect or set aside, with their answers."""
    _end(collecting.drop(home(), runs, wait))


@app.command("doctor")
def doctor(
    sources: Sources = None,
    written: Annotated[
        Path | None, typer.Option("--report", help="File for a report: Markdown, or .json.")
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Keep what was sent as the recorded shape.")
    ] = False,
    form: FormatOption = Format.table,
) -> None:
    """Ask each live source one small question: reachable, limits left, shape as recorded."""
    at = home()
    content = catalogue.load(at)
    chosen = collecting.choose(content, at.data, sources or [], only_due=False)
    order = Order(at.data, catalogue.names(content.projects))
    findings = probing.probe(chosen, content.cards, order)
    rows = [(f.source, f.state, f"{f.seconds:.1f}", f.limits, f.summary) for f in findings]
    columns = ["source", "state", "seconds", "limits left", "not as recorded"]
    report.show(report.Result(columns, rows), form, out)
    alarm([finding.message for finding in findings])
    try:
        if written is not None:
            is_json = written.suffix == ".json"
            text = probing.report_json(findings) if is_json else probing.report(findings)
            written.write_text(text, encoding="utf-8")
        for finding in findings if record else []:
            file = probing.path_of(finding.source, content.cards[finding.source])
            if settings.INSTALLED.is_dir() and file.is_relative_to(settings.CODE):
                stop(f"{file.name} is the installed program's. Record shapes in a checkout.", 2)
            if finding.shape and finding.state in ("well", "changed"):
                probing.record(file, finding.shape)
    except OSError as error:
        stop(f"nothing could be written: {error}. Choose another file or folder.", 1)
    raise typer.Exit(0 if all(f.state in ("well", "import only") for f in findings) else 1)


@app.command("build")
def build(
    wait: Wait = 0,
    if_needed: Annotated[
        bool, typer.Option("--if-needed", help="Only if data or code changed since the last build.")
    ] = False,
) -> None:
    """Build the warehouse from its packs, check it, and publish it."""
    at = home()
    with writing(at.data, wait):
        if if_needed and up_to_date(at):
            say(f"nothing changed since {publish.current(at.data).file} was built")
            return
        summary, aside = build_with_what_holds(at, say)
    alarm([summary.warning, *(said_of(run.manifest) for run in aside)])
    for line in told(summary.changes) or ["no verdict changed"]:
        tell(line, console=out)
    say(f"built in {summary.seconds:.1f} s")
    if aside:
        raise typer.Exit(1)


def told(changes: list[dict[str, Any]]) -> list[str]:
    """Return a line for each verdict that changed, and one for all claims that are new."""
    lines = [
        f"{c['claim_id']}: {c['before']} -> {c['after'] or 'removed'} "
        f"(because of {', '.join(c['because'])})"
        for c in changes
        if c["before"] is not None
    ]
    new = len(changes) - len(lines)
    return [*lines, f"claims that are new: {new}"] if new else lines


def _until_signal() -> tuple[threading.Event, list[int]]:
    """Return an event that Ctrl-C and SIGTERM set, and where the exit code will be."""
    ended, code = threading.Event(), [0]

    def end(number: int, _: Any) -> None:
        code[0] = 128 + number
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    return ended, code


def _show_plan(root: Path, chosen: list[str], content: catalogue.Catalogue, form: Format) -> None:
    names = catalogue.names(content.projects)
    rows = []
    for source in chosen:
        if live := content.cards[source].live:
            asked = live.only or names.get(live.names or "", [])
            at = due_at(root, source, live.every_days)
            due = "now" if at is None else "never" if at == NEVER else f"{at:%Y-%m-%d %H:%M}"
            rows.append((source, live.api, len(asked), due))
    report.show(report.Result(["source", "asks", "names", "due (UTC)"], rows), form, out)


def _show_result(result: Result, form: Format) -> None:
    rows = [
        (o.source, o.state, o.requests, o.rows, f"{o.seconds:.1f}", o.run.run_id if o.run else "")
        for o in result.outcomes
    ]
    columns = ["source", "state", "answers", "rows", "seconds", "run"]
    report.show(report.Result(columns, rows), form, out)
    alarm([*(outcome.message for outcome in result.outcomes), result.warning])
    _show_changes(result)


def alarm(messages: list[str]) -> None:
    """Print messages for people, in red, each once, on lines of its own; empty ones are none."""
    for message in dict.fromkeys(filter(None, messages)):
        tell(message, style="red")


def _end(result: Result) -> NoReturn:
    """Say what changed and end, with exit code 1 where something went wrong."""
    _show_changes(result)
    raise typer.Exit(0 if result.well else 1)


def _show_changes(result: Result) -> None:
    if result.problem:
        said = f"No new warehouse: {result.problem}"
        alarm([f"{said} The published one stays, what was collected too."])
    alarm(result.refused)
    for line in told(result.changes):
        tell(line)
    if result.published and not result.changes:
        tell("A new warehouse is published; no verdict changed.")
