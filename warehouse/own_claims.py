"""Claims of one's own: a file like those in data/claims, read, checked and judged."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from pydantic import ValidationError

from collectors import yaml_files
from collectors.errors import InputError
from warehouse import catalogue
from warehouse.catalogue import Catalogue
from warehouse.claim_entries import Claim, ClaimFile
from warehouse.judge import judging, reference_problems


@contextmanager
def judged(root: Path, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection on which the tables of claims are those of a file.

    Raises:
        InputError: the file is wrong; every problem of every claim, a line each.
        WarehouseError: nothing is published.
    """
    content = catalogue.load(root)
    file = read(path, content)
    with judging(root, {path.stem: file}, content) as con:
        yield con


def read(path: Path, content: Catalogue) -> ClaimFile:
    """Return the claims in a file.

    Raises:
        InputError: what does not fit the schema and, of the claims that do, what refers to nothing.
    """
    name = path.name
    raw = yaml_files.parse(path, name)
    problems = list[str]()
    try:
        file = ClaimFile.model_validate(raw)
    except ValidationError as error:
        problems = yaml_files.problems(error, name, raw)
        sound = list(_sound(raw))
        file = ClaimFile.model_construct(title=name, claims=sound)
    problems += reference_problems({name: file}, content)
    if problems:
        raise InputError(problems)
    return file


def _sound(raw: Any) -> Iterator[Claim]:
    """Yield the claims of a file that are valid each by itself."""
    entries = raw.get("claims") if isinstance(raw, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        try:
            yield Claim.model_validate(entry)
        except ValidationError:
            continue
