"""The command of `sharecheck` that writes files for others."""

import re
from pathlib import Path
from typing import Annotated

import typer

from collectors import settings
from warehouse.exporting import export as everything
from warehouse.exporting.export import Part
from warehouse.terminal import out, say, stop, tell

app = typer.Typer()
FOLDER = Path("export")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write.")] = FOLDER,
    only: Annotated[
        list[Part] | None, typer.Option(help="Write this part alone; may be repeated.")
    ] = None,
    site: Annotated[
        str | None, typer.Option(help="Address of the dashboard, for permalinks.")
    ] = None,
) -> None:
    """Write verdicts for others: ClaimReview, a data package, reports and badges."""
    address = settings.get("SHARECHECK_SITE") if site is None else site
    if address and not re.fullmatch(r"https?://[^\s/]\S*", address):
        stop(f"{address!r} is no web address. Give one such as https://example.org/share.", 2)
    everything.export(
        settings.root(),
        folder,
        only or tuple(Part),
        address,
        say,
    )
    tell(f"written: {folder}", console=out)
