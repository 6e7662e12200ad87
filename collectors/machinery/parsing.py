"""Parsing recorded answers into tables: after a collection, and again when a parser improves."""

import importlib
import sys
from collections.abc import Sequence
from functools import cache
from math import isfinite
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import Any
from zlib import crc32

import pyarrow as pa

from collectors import disk
from collectors.cards import Card, Place
from collectors.errors import InputError, SetupError, SourceChanged
from collectors.machinery import landing
from collectors.machinery.ask import Answer
from collectors.machinery.landing import Candidate, Examine, Run, unexamined
from collectors.machinery.redaction import printable

ARROW = {
    "varchar": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
}


def module_of(source: str, card: Card) -> ModuleType:
    """Return the module of a live source: fetch(), probe(), and parse() or tables().

    Raises:
        SetupError: there is none beside its card or in the program, or it cannot be used.
    """
    name = f"{source}.py"
    place = card.place(name)
    if place is None:
        msg = f"{card.where(source)}: it has `live`, but there is no {name} beside it. Write it."
        raise SetupError(msg)
    try:
        module = _module(source, place)
    except (Exception, SystemExit) as error:  # whatever somebody's module does
        file = str(place.folder / name)
        lines = [f.lineno for f in extract_tb(error.__traceback__) if f.filename == file]
        line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
        msg = (
            f"{place.shown(name)}: {f'line {line}: ' if line else ''}it cannot be loaded "
            f"({type(error).__name__}: {error}). Correct it; other sources are collected."
        )
        raise SetupError(msg) from error
    wanted = ("fetch", "probe", *(() if hasattr(module, "tables") else ("parse",)))
    if missing := [f"{n}()" for n in wanted if not callable(getattr(module, n, None))]:
        msg = (
            f"{place.shown(name)}: it has no {' and no '.join(missing)}. Write what is missing; "
            "collectors/docker_hub.py is a short example."
        )
        raise SetupError(msg)
    return module


@cache
def _module(source: str, place: Place) -> ModuleType:
    """Import a module; those of a pack's folder are a package of their own (`from . import x`)."""
    package = place.package
    if package is None:
        package = f"sharecheck_pack_{crc32(str(place.folder).encode()):08x}"
        if package not in sys.modules:
            sys.modules[package] = ModuleType(package)
            sys.modules[package].__path__ = [str(place.folder)]
    return importlib.import_module(f"{package}.{source}" if package else source)


def tables_of(source: str, card: Card, answers: Sequence[Answer]) -> dict[str, pa.Table]:
    """Return what the collector's parser makes of recorded answers, one table each.

    Rows are sorted and, where the card names a key, one is kept for each key: the one that came
    last, because pages of a moving list repeat.

    Raises:
        SourceChanged: an answer has another shape, or there are too few or too many rows.
    """
    module = module_of(source, card)
    if hasattr(module, "tables"):
        tables = {
            name: table.select([*card.tables[name].columns, "response"])
            for name, table in module.tables(answers).items()
        }
    else:
        collected: dict[str, list[tuple[Any, ...]]] = {}
        for answer in answers:
            for name, row in module.parse(answer):
                if isinstance(row, dict):
                    row = tuple(map(row.get, card.tables[name].columns))
                collected.setdefault(name, []).append((*row, answer.name))
        tables = {name: _arrow(source, card, name, rows) for name, rows in collected.items()}
    total = sum(table.num_rows for table in tables.values())
    least, most = card.live.rows if card.live else (0, 0)
    if not least <= total <= most:
        msg = (
            f"{source}: {total:,} rows were parsed, expected {least:,} to {most:,} "
            "(live.rows in the card)."
        )
        raise SourceChanged(msg)
    return tables


def _arrow(source: str, card: Card, name: str, rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = {**card.tables[name].columns, "response": "varchar"}
    names = list(columns)
    key = [names.index(column) for column in card.tables[name].key]
    if key:
        rows = list({tuple(row[i] for i in key): row for row in rows}.values())
    try:
        rows.sort(key=lambda row: [(value is not None, value) for value in row[:-1]])
    except TypeError as error:
        msg = f"{source}: table {name} has values of several types in one column ({error})."
        raise SourceChanged(msg) from error
    arrays = []
    for number, column in enumerate(names):
        try:
            arrays.append(_column([row[number] for row in rows], columns[column]))
        except (pa.ArrowException, TypeError, ValueError, OverflowError, IndexError) as error:
            msg = (
                f"{source}: table {name}, column {column}: expected values of type "
                f"{columns[column]}, found others ({error})."
            )
            raise SourceChanged(msg) from error
    return pa.table(arrays, names=names)


def _column(values: list[Any], kind: str) -> pa.Array:
    """Return a column; pyarrow would cut off fractions, and take numbers for dates."""
    for value in values:
        if (
            isinstance(value, bool)
            or (isinstance(value, float) and not isfinite(value))
            or (isinstance(value, float) and kind != "double" and not value.is_integer())
            or (isinstance(value, int | float) and kind in ("date", "timestamp"))
        ):
            msg = f"{value!r}"
            raise ValueError(msg)
    if kind == "varchar":
        values = [printable(value) if isinstance(value, str) else value for value in values]
    return pa.array(values, type=ARROW[kind])


def reparse(root: Path, source: str, card: Card, examine: Examine = unexamined) -> list[Run]:
    """Parse a source's recorded answers again, offline, and return the runs that changed.

    What comes out differently is examined like a new run, and so is again what was not let through.

    Raises:
        InputError: answers or manifests that are not what was recorded, all of them at once;
            nothing is changed.
        SourceChanged: answers that the present parser does not understand; their run stays.
    """
    recorded = [run for run in landing.runs(root, source) if run.manifest["responses"]]
    if problems := [problem for run in recorded for problem in landing.spoilt(run, root)]:
        raise InputError(problems)
    changed = []
    for run in recorded:
        damaged = landing.damage(run, root)
        tables = tables_of(source, card, run.answers())
        described = {name: landing.write(run.folder, name, t) for name, t in tables.items()}
        disk.sync(run.folder)
        sha256 = landing.fingerprint(described)
        manifest = {**run.manifest, "tables": described, "sha256": sha256}
        if sha256 != run.manifest["sha256"] or not run.complete:
            # who confirmed its figures has seen others
            found = examine(Candidate(source, run.run_id, run.started_at, tables))
            manifest |= {"reason": None, "suspects": [], "confirmed_at": None, **found.manifest}
        made = Run(source, run.folder, manifest)
        if manifest != run.manifest:
            landing.write_manifest(run.folder, manifest)
        if damaged or manifest != run.manifest:
            changed.append(made)
        landing.remove_unread(made.folder, made)
    return changed
