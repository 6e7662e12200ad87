"""SQL models: what a file in `warehouse/models/` promises, and the order they are run in.

A model is one `select`. Its header names the grain and, for public tables, every column:

    -- One share per definition, project and period.
    --
    -- grain: definition_id, project_id, period_start, period_end
    --
    -- definition_id   the definition it is measured under
    -- share           numerator / denominator, a fraction 0-1
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb

from collectors import disk, settings
from collectors.cards import Card
from collectors.errors import BuildError
from warehouse import observations, palette
from warehouse.queries import recomputing
from warehouse.tables import Table
from warehouse.wording.tables import WORDED

Maker = Callable[[duckdb.DuckDBPyConnection], Table]
"""Makes a table from those that are already there: sentences and SQL are put together in Python."""

FOLDER = Path(__file__).parent / "models"
UNION = "staging.observation"
"""All staging models in one; made by the build, because every source returns the same columns."""
FIGURE = {
    "signal_id": "VARCHAR",
    "registry": "VARCHAR",
    "identifier": "VARCHAR",
    "segment": "VARCHAR",
    "period_start": "DATE",
    "period_end": "DATE",
    "value": "DOUBLE",
    "base": "DOUBLE",
    "precision": "VARCHAR",
    "quality": "VARCHAR",
    "observed_at": "TIMESTAMP",
    "run_id": "VARCHAR",
    "locator": "VARCHAR",
}
"""The columns that every staging model returns, with their types; see table observation."""

NO_TABLE = re.compile(
    r"--[^\n]*|'(?:[^']|'')*'|\bdistinct\s+from\b|\bextract\s*\(\s*\w+\s+from\b", re.IGNORECASE
)
"""Where `from` and `join` name nothing: comments, texts, `is distinct from`, `extract`."""
READ = re.compile(r"\b(?:from|join)\s+([a-z_][\w.]*)", re.IGNORECASE)
DEFINED = re.compile(
    r"\b(\w+)\s*(?:\([\w\s,]*\))?\s+as\s*(?:not\s+materialized\s*)?\(", re.IGNORECASE
)


@dataclass(frozen=True)
class Model:
    """One SQL file, or a table that Python makes from others."""

    name: str
    where: str
    sql: str
    comment: str
    grain: list[str]
    columns: dict[str, str]
    reads: set[str]
    make: Maker | None = None
    """What makes the table instead of SQL."""

    @property
    def public(self) -> bool:
        """Return whether users may rely on it (everything that is not staging)."""
        return "." not in self.name

    @property
    def staged(self) -> bool:
        """Return whether it holds one source's figures."""
        return not self.public and self.name != UNION

    def fill(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make the table, without comments."""
        if self.make:
            self.make(con).fill(con)
        else:
            form = "view" if self.name == UNION else "table"
            con.execute(f"create {form} {self.name} as {self.sql}")


def staging(cards: Mapping[str, Card]) -> dict[str, Path | Model]:
    """Return the staging models of the sources by name, `staging.<source>`.

    Of each its `observations`, a file beside its card, or ours. What packs add to it has models of
    its own, `staging2.<source>` and so on.

    Raises:
        BuildError: a source with both, or with none.
    """
    found, problems = dict[str, Path | Model](), list[str]()
    for source, card in cards.items():
        own, added = card.models(source)
        sql, where, name = observations.sql(source, card), card.where(source), f"staging.{source}"
        if sql and own:
            problems.append(
                f"{where}: its tables have `observations`, and {own.name} says what they hold, "
                "too. Remove one of the two."
            )
        elif sql:
            grain = ["signal_id", "registry", *observations.GRAIN, "observed_at", "run_id"]
            reads = {f"landing.{name}" for name, table in card.tables.items() if table.observations}
            found[name] = Model(name, where, sql, "", grain, {}, reads)
        elif own:
            found[name] = own
        else:
            problems.append(
                f"{where}: nothing says what its tables hold. Give a table `observations`, or "
                f"write the staging model {source}.sql beside the card."
            )
        found |= {f"staging{n}.{source}": path for n, path in enumerate(added, 2)}
    if problems:
        raise BuildError("\n".join(problems))
    return found


def read(staged: Mapping[str, Path | Model], folder: Path = FOLDER) -> list[Model]:
    """Return the models of `folder` and its subfolders, each after the models it reads.

    Args:
        staged: the staging models, or their files, by name.
        folder: where the models are.

    Raises:
        BuildError: a file that is no model, or a cycle.
    """
    paths = [path for path in sorted(folder.rglob("*.sql")) if path.parent.name != "staging"]
    given = {**{path.stem: path for path in paths}, **staged}
    models = {n: m if isinstance(m, Model) else _unchanged(n, m) for n, m in given.items()}
    models[UNION] = _union([*staged])
    for name, (reads, make) in (recomputing.MADE | WORDED | palette.MADE).items():
        models[name] = Model(name, make.__module__, "", "", [], {}, reads, make)
    known = set(models)
    graph = {name: model.reads & known for name, model in models.items()}
    try:
        return [models[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        msg = f"warehouse/models: {' -> '.join(error.args[1])} read each other in a circle. Cut it."
        raise BuildError(msg) from error


def needed(models: Collection[Model], checks: Collection[Path]) -> list[Model]:
    """Return the models that checks read, and those that these read, in the order given."""
    by_name = {model.name: model for model in models}
    wanted, todo = set[str](), set().union(*(_tables(p.read_text("utf-8")) for p in checks))
    while todo:
        name = todo.pop()
        if name in by_name and name not in wanted:
            wanted.add(name)
            todo |= by_name[name].reads
    return [model for model in models if model.name in wanted]


def _unchanged(name: str, path: Path) -> Model:
    stat = path.stat()
    return _read(name, path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=256)
def _read(name: str, path: Path, _mtime: int, _size: int) -> Model:
    """Return the model in a file; remembered as long as the file looks the same."""
    sql = path.read_text(encoding="utf-8")
    # of a pack elsewhere: its folder, the folder in it, the file
    inside = path.is_relative_to(settings.CODE)
    shown = disk.shown(path, settings.CODE if inside else path.parents[2])
    header = re.match(r"(?:--.*\n)+", sql)
    lines = [line[2:].rstrip() for line in header[0].splitlines()] if header else []
    said = lines[: lines.index("")] if "" in lines else []
    title = " ".join(line.strip() for line in said)
    grain = next((line.partition("grain:")[2] for line in lines if "grain:" in line), "")
    if not title or not grain.strip():
        msg = f"{shown}: the header needs a sentence and a line '-- grain: column, ...'. Add them."
        raise BuildError(msg)
    return Model(
        name=name,
        where=shown,
        sql=sql,
        comment=title,
        grain=[column.strip() for column in grain.split(",")],
        columns=_columns(lines),
        reads=_tables(sql),
    )


def _tables(sql: str) -> set[str]:
    """Return the tables that a select reads; those that it defines itself are left out.

    DuckDB could say so too, but only once they are there; and a parser takes half a second.
    """
    bare = NO_TABLE.sub(" ", sql)
    return set(READ.findall(bare)) - set(DEFINED.findall(bare))


def _columns(lines: list[str]) -> dict[str, str]:
    """Return the column comments of a header; deeper lines continue the one above."""
    columns: dict[str, str] = {}
    name = None
    for line in lines:
        if found := re.match(r" (\w+) {2,}(\S.*)$", line):
            name = found[1]
            columns[name] = found[2]
        elif name and (more := re.match(r" {4,}(\S.*)$", line)):
            columns[name] += " " + more[1]
        else:
            name = None
    return columns


def _union(staging: list[str]) -> Model:
    nothing = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in FIGURE.items())
    sql = "\nunion all by name\n".join(f"select * from {name}" for name in staging)
    sql = sql or f"select {nothing} where false"
    return Model(
        UNION, "warehouse/models/staging", sql, "All sources in one.", [], {}, set(staging)
    )
