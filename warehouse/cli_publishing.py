"""The commands of `sharecheck` that show the published warehouse to others."""

import os
import re
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from collectors import settings
from collectors.home import home
from collectors.machinery import ports
from warehouse.exporting import export as exporting
from warehouse.exporting.export import Part
from warehouse.terminal import out, say, stop, tell

app = typer.Typer()
PORT = 8501
EXPORTED = Path("export")


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
