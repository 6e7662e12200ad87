"""Tables made from rows that are at hand; columns, types and comments are those of a row's fields.

What a row looks like is said once: by a pydantic model that people's YAML is read with, or by a
NamedTuple whose fields carry their comment, `value: Annotated[float, "The figure"]`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import duckdb
from pydantic import BaseModel

Column = tuple[str, str, str]
"""Name, DuckDB type, comment."""
TYPES = {
    str: "varchar",
    bool: "boolean",
    int: "integer",
    float: "double",
    date: "date",
    datetime: "timestamp",
}


@dataclass(frozen=True)
class Table:
    """One table to be made from rows that are already at hand."""

    name: str
    comment: str
    columns: list[Column]
    rows: list[tuple[Any, ...]]

    @classmethod
    def of(
        cls, name: str, row: type, rows: Iterable[Any], comment: str = "", **keys: str
    ) -> "Table":
        """Return a table with a column for each field of a row that a column can hold.

        Args:
            name: the table's.
            row: the model or NamedTuple of a row.
            rows: NamedTuples, or mappings with a value for each column, and more.
            comment: the table's; by default the first paragraph of the row's docstring.
            keys: columns of text before those of the fields, with their comments.
        """
        columns = [(key, "varchar", text) for key, text in keys.items()] + columns_of(row)
        made = [
            tuple(entry[key] for key, *_ in columns) if isinstance(entry, Mapping) else entry
            for entry in rows
        ]
        said = comment or " ".join((row.__doc__ or "").partition("\n\n")[0].split())
        return cls(name, said, columns, made)

    def create(self, con: duckdb.DuckDBPyConnection) -> None:
        """Create and fill the table and attach its comments."""
        self.fill(con)
        comment(con, self.name, self.comment, {name: text for name, _, text in self.columns})

    def fill(self, con: duckdb.DuckDBPyConnection) -> None:
        """Create and fill the table."""
        types = {name: kind for name, kind, _ in self.columns}
        columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
        con.execute(f"create table {self.name} ({columns})")
        # one JSON text is five times as fast as bound parameters
        rows = [dict(zip(types, row, strict=True)) for row in self.rows]
        con.execute(
            f"insert into {self.name} "
            f"select unnest(from_json(?, '{json.dumps([types])}'), max_depth := 2)",
            [json.dumps(rows, default=str)],
        )


def columns_of(row: type) -> list[Column]:
    """Return a column for each field of a model or NamedTuple that a column can hold."""
    if issubclass(row, BaseModel):
        fields = [
            (name, field.annotation, field.description or "")
            for name, field in row.model_fields.items()
        ]
    else:
        hints = get_type_hints(row, include_extras=True)
        fields = [(name, hint, hint.__metadata__[-1]) for name, hint in hints.items()]
    typed = [(name, _type(annotation), text) for name, annotation, text in fields]
    return [(name, kind, text) for name, kind, text in typed if kind]


def _type(annotation: Any) -> str | None:
    """Return the DuckDB type that holds a value; None where none does."""
    match get_origin(annotation), get_args(annotation):
        case origin, (inner, *marks) if origin is Annotated:
            return next((mark.kind for mark in marks if isinstance(mark, As)), _type(inner))
        case origin, _ if origin is Literal:
            return "varchar"
        case origin, kinds if origin in (Union, UnionType):
            known = {_type(kind) for kind in kinds if kind is not type(None)}
            return known.pop() if len(known) == 1 else None
        case origin, (item,) if origin is list:
            kind = _type(item)
            return kind and f"{kind}[]"
    return TYPES.get(annotation)


@dataclass(frozen=True)
class As:
    """Of a field: another DuckDB type than its annotation's own."""

    kind: str


Big = Annotated[int, As("bigint")]
"""A whole number that may exceed two thousand millions."""


def comment(con: duckdb.DuckDBPyConnection, table: str, text: str, columns: dict[str, str]) -> None:
    """Attach comments to a table and its columns."""
    every = [f"comment on table {table} is {quote(text)}"]
    every += [f"comment on column {table}.{name} is {quote(t)}" for name, t in columns.items()]
    con.execute(
        f"begin; {'; '.join(every)}; commit"
    )  # one by one they would take three times as long


def named(column: str) -> str:
    """Return a column's name as SQL has it, be it a word of SQL."""
    return f'"{column}"'


def quote(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
