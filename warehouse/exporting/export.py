"""All exports, or some of them, from the published warehouse into one folder."""

import shutil
from collections.abc import Callable, Collection
from enum import StrEnum
from pathlib import Path

import duckdb

from collectors.errors import ExportError, WarehouseError
from warehouse import publish
from warehouse.exporting import badges, claimreview, content, folder, package, reports
from warehouse.exporting.site import writing


class Part(StrEnum):
    """What can be exported; each has a folder of its name."""

    claimreview = "claimreview"
    datapackage = "datapackage"
    reports = "reports"
    badges = "badges"
    site = "site"


def export(
    root: Path,
    target: Path,
    wanted: Collection[Part] = tuple(Part),
    site: str = "",
    tell: Callable[[str], None] = lambda _: None,
    *,
    address: str = "",
    alone: bool = False,
) -> None:
    """Write exports of the published warehouse of `root` into the folder `target`.

    The same build gives the same bytes. What `target` held is replaced at the end, or stays whole;
    parts that are not wanted stay as they are.

    Args:
        root: holds `data/builds`.
        target: a new or empty folder, or one that this has written before.
        wanted: parts to write.
        site: address of the dashboard, for permalinks; '' for none.
        tell: called with one line per part.
        address: where the static site will be found; '' where that is not known.
        alone: `wanted` is one part, and `target` is its folder.

    Raises:
        ExportError: `target` is something else, or cannot be written.
        WarehouseError: nothing is published, or another version has built it.
    """
    target = target.resolve()
    made = folder.parts(target, tuple(Part), alone=alone)
    with publish.connect(root) as con, folder.replacing(target) as draft:
        places = {part: draft if alone else draft / part for part in wanted}
        for part in Part:
            if part in wanted:
                places[part].mkdir(exist_ok=True)
            elif part in made:
                shutil.copytree(target / part, draft / part)
        try:
            _write(con, places, site, address)
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            said = str(error).splitlines()[0]
            msg = f"another version has built this warehouse ({said}). Run `sharecheck build`."
            raise WarehouseError(msg) from error
        except duckdb.IOException as error:
            msg = f"{target} could not be written ({error}). What was there stays."
            raise ExportError(msg) from error
        build_id = content.build(con).build_id
        at = {"site": site} | ({"address": address} if address else {})
        made |= {part.value: {"build_id": build_id, **at} for part in wanted}
        for part in wanted:
            tell(f"{part}: {sum(path.is_file() for path in places[part].rglob('*'))} files")
        folder.mark(draft, made, alone=alone)


def _write(
    con: duckdb.DuckDBPyConnection, places: dict[Part, Path], site: str, address: str
) -> None:
    """Write each part into its folder."""
    known = reports.catalogue(con)
    claims = content.claims(con)
    if Part.claimreview in places:
        claimreview.write(claims, known.build, known.sources, places[Part.claimreview], site)
    if Part.datapackage in places:
        package.write(con, places[Part.datapackage], site)
    if Part.reports in places:
        reports.write(
            claims, content.read(con, "shared/documents"), known, places[Part.reports], site
        )
    if Part.badges in places:
        badges.write(claims, places[Part.badges])
    if Part.site in places:
        writing.write(con, claims, known, places[Part.site], site, address)
