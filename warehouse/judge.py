"""Judge claims that are not in the register, on the published warehouse and by the same models."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from collectors import yaml_files
from collectors.errors import InputError, WarehouseError
from collectors.home import Home
from warehouse import catalogue, models, publish, tables
from warehouse.catalogue import Catalogue
from warehouse.claim_entries import ClaimFile
from warehouse.claim_tables import registered
from warehouse.models import Model
from warehouse.publish import ATTACHED
from warehouse.tables import Table

FEW = 50
"""Claims up to which one thread is faster than several that wait for each other."""


@contextmanager
def judging(
    home: Home, clusters: dict[str, ClaimFile], content: Catalogue | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection on which the tables of claims are those of `clusters`.

    claim, claim_occurrence, claim_test, acceptance, the measurements, claim_evidence and
    claim_verdict are made anew in memory, without comments; every other table is the published one,
    read-only. So whatever can be asked of the published file can be asked here.

    Args:
        home: the packs, and where the warehouse is published.
        clusters: the claims, by the name of the file they would stand in.
        content: the catalogue of the packs, if it is at hand.

    Raises:
        InputError: claims that refer to nothing, all of them at once.
        WarehouseError: nothing is published, or it was made by another version.
    """
    content = content or catalogue.load(home)
    texts = {name: text for file in clusters.values() for name, text in file.documents.items()}
    own = content.model_copy(
        update={"clusters": clusters, "documents": {**content.documents, **texts}}
    )
    if problems := yaml_files.bounded(reference_problems(clusters, own)):
        raise InputError(problems)
    path = publish.path(home.data)
    few = sum(len(file.claims) for file in clusters.values()) <= FEW
    with duckdb.connect(config={"threads": 1} if few else {}) as con:
        try:
            con.execute(f"attach {tables.quote(str(path))} as {ATTACHED} (read_only)")
        except duckdb.Error as error:
            raise publish.refused(path, error) from error
        _judge(con, list(registered(own)))
        yield con


def reference_problems(clusters: dict[str, ClaimFile], content: Catalogue) -> Iterator[str]:
    """Yield a sentence for each claim that refers to nothing, and each name that stands twice."""
    for name, file in clusters.items():
        known = content.model_copy(update={"documents": {**content.documents, **file.documents}})
        for claim in file.claims:
            where = f"{name}: claim {claim.id!r}"
            yield from catalogue.claim_problems(where, claim, known, own=True)
    copies = Counter(claim.id for file in clusters.values() for claim in file.claims)
    for claim_id, count in copies.items():
        if count > 1:
            where = ", ".join(
                name for name, file in clusters.items() if claim_id in {c.id for c in file.claims}
            )
            yield f"{where}: the claim {claim_id!r} is defined {count} times. Keep one of them."


def _judge(con: duckdb.DuckDBPyConnection, made: list[Table]) -> None:
    """Make the tables of claims and all that is read from them; show the rest as it is."""
    again = _judging({table.name for table in made})
    replaced = {table.name for table in made} | {model.name for model in again}
    kept = con.execute(
        "select table_name from duckdb_tables() where database_name = ? and schema_name = 'main'",
        [ATTACHED],
    ).fetchall()
    for (name,) in kept:
        if name not in replaced:
            con.execute(f"create view {name} as select * from {ATTACHED}.main.{name}")
    for table in made:
        table.fill(con)
    for model in again:
        try:
            model.fill(con)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            msg = (
                f"The published warehouse lacks what {model.where} reads "
                f"({str(error).splitlines()[0]}). It was made by another version: "
                "run `sharecheck build`."
            )
            raise WarehouseError(msg) from error


def _judging(made: set[str]) -> list[Model]:
    """Return the models that read the tables of claims, directly or through one another."""
    found: dict[str, Model] = {}
    for model in models.read({}):  # staging reads sources, never claims
        if model.reads & (made | set(found)):
            found[model.name] = model
    return list(found.values())
