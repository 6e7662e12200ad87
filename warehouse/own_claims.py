"""Claims of one's own: a file like those in data/claims, read, checked and judged."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import duckdb
from pydantic import BaseModel, ValidationError

from collectors import yaml_files
from collectors.errors import InputError
from collectors.home import Home
from warehouse import catalogue
from warehouse.catalogue import Catalogue
from warehouse.claim_entries import Claim, ClaimFile, Document
from warehouse.judge import judging, reference_problems

Model = TypeVar("Model", bound=BaseModel)


@contextmanager
def judged(home: Home, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection on which the tables of claims are those of a file.

    Raises:
        InputError: the file is wrong; every problem of every claim, a line each.
        WarehouseError: nothing is published.
    """
    content = catalogue.load(home)
    file = read(path, content)
    with judging(home, {path.stem: file}, content) as con:
        yield con


def read(path: Path, content: Catalogue) -> ClaimFile:
    """Return the claims in a file.

    Raises:
        InputError: what does not fit the schema and, of the claims that do, what refers to nothing.
    """
    name = path.name
    written = yaml_files.parse(path, name)
    problems = list[str]()
    try:
        file = yaml_files.checked(written, ClaimFile)
    except InputError as error:
        problems += error.problems
        file = _sound(name, written.value if isinstance(written.value, dict) else {})
    problems = yaml_files.bounded(chain(problems, reference_problems({name: file}, content)))
    if problems:
        raise InputError(problems)
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


def _valid(model: type[Model], entry: Any) -> Iterator[Model]:
    """Yield an entry if it is valid."""
    with suppress(ValidationError):
        yield model.model_validate(entry)
