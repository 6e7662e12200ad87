"""Judge claims that are not in the register, on the published warehouse and by the same models.

They are a sentence, or a file of one's own like those in data/claims.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import duckdb
from pydantic import BaseModel, ValidationError

from collectors import yaml_files
from collectors.errors import Problems, WarehouseError
from collectors.home import Home
from warehouse import catalogue, models, publish, queries
from warehouse.catalogue import Catalogue
from warehouse.catalogue_tables import registered
from warehouse.claim_entries import Claim, ClaimFile, Document
from warehouse.models import Model
from warehouse.publish import ATTACHED
from warehouse.reading.asserting import Understood, cluster, measured_first
from warehouse.reading.measured import Measured
from warehouse.tables import Table

Entry = TypeVar("Entry", bound=BaseModel)
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
    Problems(yaml_files.bounded(catalogue.problems_of_claims(clusters, own, own=True))).told()
    few = sum(len(file.claims) for file in clusters.values()) <= FEW
    with duckdb.connect(config={"threads": 1} if few else {}) as con:
        publish.attach(con, home.data)
        _judge(con, list(registered(own)))
        yield con


def _judge(con: duckdb.DuckDBPyConnection, made: list[Table]) -> None:
    """Make the tables of claims and all that is read from them; show the rest as it is."""
    replaced, again = {table.name for table in made}, list[Model]()
    for model in models.read({}):  # staging reads sources, never claims
        if model.reads & replaced:
            replaced.add(model.name)
            again.append(model)
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


@contextmanager
def judged_sentence(
    home: Home, found: Understood, known: Measured
) -> Iterator[tuple[Understood, duckdb.DuckDBPyConnection]]:
    """Yield a sentence with a connection on which its claims are the whole register.

    Where the count nearest to a claim's words has no figure at its date, and another that they
    allow has one, the nearest of those takes its place.

    Args:
        home: the packs, and where the warehouse is published.
        found: a sentence that makes claims.
        known: what can be asked of them.

    Raises:
        WarehouseError: nothing is published, or it was made by another version.
    """
    with ExitStack() as held:
        con = held.enter_context(judging(home, cluster(found.claims), known.catalogue))
        lacking = dict(con.execute(queries.text("unmeasured")).fetchall())
        if lacking:
            held.close()
            found = measured_first(found, known, lacking)
            con = held.enter_context(judging(home, cluster(found.claims), known.catalogue))
        yield found, con


@contextmanager
def judged_file(home: Home, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection on which the tables of claims are those of a file.

    Raises:
        InputError: the file is wrong; every problem of every claim, a line each.
        WarehouseError: nothing is published.
    """
    content = catalogue.load(home)
    file = read_file(path, content)
    with judging(home, {path.stem: file}, content) as con:
        yield con


def read_file(path: Path, content: Catalogue) -> ClaimFile:
    """Return the claims in a file.

    Raises:
        InputError: what does not fit the schema and, of the claims that do, what refers to nothing.
    """
    name = path.name
    written = yaml_files.parse(path, name)
    problems = Problems()
    file = _sound(name, written.value if isinstance(written.value, dict) else {})
    with problems.noted():
        file = yaml_files.checked(written, ClaimFile)
    wrong = catalogue.problems_of_claims({name: file}, content, own=True)
    Problems(yaml_files.bounded(chain(problems, wrong))).told()
    return file


def _sound(name: str, written: dict[str, Any]) -> ClaimFile:
    """Return what of a file is valid by itself: claims, documents, places in those documents."""
    entries, texts = written.get("claims"), written.get("documents")
    texts = texts if isinstance(texts, dict) else {}
    documents = {key: text for key in texts for text in _valid(Document, texts[key])}
    claims = [
        claim.model_copy(
            update={
                "occurrences": [
                    place
                    for place in claim.occurrences
                    if place.document in documents or place.document not in texts
                ]
            }
        )
        for entry in (entries if isinstance(entries, list) else [])
        for claim in _valid(Claim, entry)
    ]
    return ClaimFile.model_construct(title=name, documents=documents, claims=claims)


def _valid(model: type[Entry], entry: Any) -> Iterator[Entry]:
    """Yield an entry if it is valid."""
    with suppress(ValidationError):
        yield model.model_validate(entry)
