"""The command of `sharecheck` that writes files for others."""

import re
from pathlib import Path
from typing import Annotated

import typer

from collectors import settings
from collectors.home import home
from warehouse.exporting import export as everything
from warehouse.exporting.export import Part
from warehouse.terminal import out, say, stop, tell

app = typer.Typer()
FOLDER = Path("export")


@app.command()
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
    target = folder or (FOLDER if part else Path(what or FOLDER))
    everything.export(
        home().data,
        target,
        [part] if part else only or tuple(Part),
        dashboard,
        say,
        address=address,
        alone=alone,
    )
    tell(f"written: {target}", console=out)
