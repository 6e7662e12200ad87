"""Judge claims that are not in the register, on the published warehouse and by the same models."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from collectors.errors import InputError
from warehouse import catalogue, models, publish, tables
from warehouse.build import run_model
from warehouse.catalogue import Catalogue
from warehouse.claim_entries import ClaimFile
from warehouse.claim_tables import registered
from warehouse.models import Model


@contextmanager
def judging(
    root: Path, clusters: dict[str, ClaimFile], content: Catalogue | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection on which the tables of claims are those of `clusters`.

    claim, claim_occurrence, claim_test, acceptance, the measurements, claim_evidence and
    claim_verdict are made anew in memory; every other table is the published one, read-only. So
    whatever can be asked of the published file can be asked here.

    Args:
        root: holds `collectors/*.yml` and `data/`.
        clusters: the claims, by the name of the file they would stand in.
        content: the catalogue of `root`, if it is at hand.

    Raises:
        InputError: claims that refer to nothing, all of them at once.
        WarehouseError: nothing is published.
    """
    content = content or catalogue.load(root)
    own = content.model_copy(update={"clusters": clusters})
    if problems := [
        problem
        for name, file in clusters.items()
        for claim in file.claims
        for problem in catalogue.claim_problems(f"{name}: claim {claim.id!r}", claim, own)
    ]:
        raise InputError(problems)
    path = publish.path(root)
    with duckdb.connect() as con:
        con.execute(f"attach {tables.quote(str(path))} as published (read_only)")
        made = list(registered(own))
        again = _judging(list(content.cards), {table.name for table in made})
        replaced = {table.name for table in made} | {model.name for model in again}
        known = set()
        for (name,) in con.execute(
            "select table_name from duckdb_tables() "
            "where database_name = 'published' and schema_name = 'main'"
        ).fetchall():
            if name not in replaced:
                con.execute(f"create view {name} as select * from published.main.{name}")
                known.add(name)
        for table in made:
            table.create(con)
            known.add(table.name)
        for model in again:
            run_model(con, model, known)
            known.add(model.name)
        yield con


def _judging(sources: list[str], made: set[str]) -> list[Model]:
    """Return the models that read the tables of claims, directly or through one another."""
    found: dict[str, Model] = {}
    for model in models.read(sources):
        if model.reads & (made | set(found)):
            found[model.name] = model
    return list(found.values())
