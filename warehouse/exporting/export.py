"""All exports, or some of them, from the published warehouse into one folder."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import duckdb

from collectors.errors import ExportError, WarehouseError
from warehouse import publish
from warehouse.exporting import badges, claimreview, content, folder, package, reports


class Part(StrEnum):
    """What can be exported; each has a folder of its name."""

    claimreview = "claimreview"
    datapackage = "datapackage"
    reports = "reports"
    badges = "badges"


def export(
    root: Path,
    target: Path,
    wanted: Collection[Part] = tuple(Part),
    site: str = "",
    tell: Callable[[str], None] = lambda _: None,
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

    Raises:
        ExportError: `target` is something else, or cannot be written.
        WarehouseError: nothing is published, or another version has built it.
    """
    target = target.resolve()
    made = folder.parts(target, tuple(Part))
    with publish.connect(root) as con, folder.replacing(target) as draft:
        for part in Part:
            if part in wanted:
                (draft / part).mkdir()
            elif part in made:
                folder.keep(part, target, draft)
        with _told(target):
            _write(con, draft, wanted, site)
        build_id = content.build(con).build_id
        made |= {part.value: {"build_id": build_id, "site": site} for part in wanted}
        folder.mark(draft, made)
        for part in wanted:
            tell(f"{part}: {len(list((draft / part).iterdir()))} files")


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Say in words what DuckDB cannot do."""
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        said = str(error).splitlines()[0]
        msg = f"another version has built this warehouse ({said}). Run `sharecheck build`."
        raise WarehouseError(msg) from error
    except duckdb.IOException as error:
        msg = f"{target} could not be written ({error}). What was there stays."
        raise ExportError(msg) from error


def _write(
    con: duckdb.DuckDBPyConnection, draft: Path, wanted: Collection[Part], site: str
) -> None:
    known = reports.catalogue(con)
    claims = content.claims(con)
    if Part.claimreview in wanted:
        claimreview.write(claims, known.build, known.sources, draft / Part.claimreview, site)
    if Part.datapackage in wanted:
        package.write(con, draft / Part.datapackage, site)
    if Part.reports in wanted:
        reports.write(claims, content.documents(con), known, draft / Part.reports, site)
    if Part.badges in wanted:
        badges.write(claims, draft / Part.badges)
