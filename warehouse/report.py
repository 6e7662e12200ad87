"""Query results for people (a table, CSV for spreadsheets, Markdown) and for programs (JSON).

Whatever the form, a value is printed whole: a number reads back as the very number it was.
"""

import itertools
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import duckdb
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from collectors.errors import InputError
from warehouse.terminal import fold, legible, tell, words


class Format(StrEnum):
    """How a result is printed."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"

    @property
    def short(self) -> bool:
        """Return whether it is for people, who read words, and not every column."""
        return self in (Format.table, Format.markdown)


NOTHING = "–"
"""What stands in a table where there is no value."""
NOT_IN_PYTHON = re.compile(
    r"interval|date|variant|time_ns|time(stamp)? with time zone|timestamp(tz_ns|_s|_ms|_ns)?"
)
"""Types whose values Python would change (a month is not 30 days) or cannot hold (infinity)."""


@dataclass(frozen=True)
class Result:
    """Column names and rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


STYLES = {
    "supported": "green",
    "holds": "green",
    "refuted": "red",
    "fails": "red",
    "depends on the definition": "yellow",
    "partly true": "yellow",
    "outdated": "yellow",
    "inconclusive": "yellow",
    "cannot tell": "yellow",
}


def fetch(con: duckdb.DuckDBPyConnection, sql: str, parameters: object = None) -> Result:
    """Run a query and return everything it yields; `parameters`: as DuckDB takes them."""
    con.execute(sql, parameters)
    return Result([column[0] for column in con.description or []], con.fetchall())


def query(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[Result, int]:
    """Run somebody's SQL; return what its last statement yields, and how many statements it has.

    Dates, times and intervals are returned as DuckDB writes them, equal names of columns as they
    are.

    Raises:
        InputError: there is no statement in it.
        duckdb.Error: as DuckDB says.
    """
    last, number = _last(con, sql)
    con.execute(last)
    names = [column[0] for column in con.description or []]
    kept = [_kept(column[1]) for column in con.description or []]
    if any(kept) and last.type == duckdb.StatementType.SELECT:
        con.execute(f"create or replace temp view sharecheck_result as {last.query}")
        columns = [f"c{n}" for n in range(len(names))]
        cast = [f"c{n}::{kind}" if kind else f"c{n}" for n, kind in enumerate(kept)]
        con.execute(f"select {', '.join(cast)} from sharecheck_result as t({', '.join(columns)})")
    return Result(names, con.fetchall()), number


def as_csv(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[str, int]:
    """Run somebody's SQL; return what its last statement yields as CSV, and how many it has.

    The dashboard's page SQL gives the same bytes.

    Raises:
        InputError: there is no statement in it.
        duckdb.Error: as DuckDB says.
    """
    from warehouse import plain_rows, spreadsheet  # Arrow's: only who asks waits for it

    con.execute("set TimeZone = 'UTC'")
    last, number = _last(con, sql)
    relation: Any = con.sql(last.query)
    if relation is None:  # a statement that gives no rows
        return "", number
    plain = plain_rows.PlainRows(relation)
    rows = plain.reader(spreadsheet.BATCH_ROWS).read_all()
    return spreadsheet.of_table(plain.settled(rows)).decode(), number


def _last(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[duckdb.Statement, int]:
    """Run all statements but the last; return that one, and how many there are."""
    statements = con.extract_statements(sql)
    if not statements:
        msg = "there is no SQL statement in it, at most a comment. Give one, as in `select 1`."
        raise InputError([msg])
    for statement in statements[:-1]:
        con.execute(statement)
    return statements[-1], len(statements)


def _kept(kind: Any) -> str | None:
    """Return the type that a column is cast to so that Python gets its values as they are.

    None for a type that needs no cast.
    """
    if kind.id in ("list", "array", "struct", "map"):
        parts = {name: part for name, part in kind.children if name != "size"}
        if not any(_kept(part) for part in parts.values()):
            return None
        types = {name: _kept(part) or str(part) for name, part in parts.items()}
        match kind.id:
            case "struct":
                fields = [
                    '"{}" {}'.format(name.replace('"', '""'), part) for name, part in types.items()
                ]
                return f"struct({', '.join(fields)})"
            case "map":
                return f"map({types['key']}, {types['value']})"
            case _:
                return f"{types['child']}[]"
    if kind.id == "union":
        return "varchar" if any(_kept(part) for _, part in kind.children) else None
    return "varchar" if NOT_IN_PYTHON.fullmatch(str(kind).lower()) else None


def show(result: Result, form: Format, console: Console) -> None:
    """Print a result in the form that was asked for."""
    match form:
        case Format.table:
            console.print(_table(result, console), soft_wrap=True)
        case Format.json:
            console.file.write(to_json(records(result), console) + "\n")
        case Format.csv:
            from warehouse import spreadsheet

            console.file.write(spreadsheet.of_rows(result.columns, result.rows).decode())
        case Format.markdown:
            console.file.write(_markdown(result, console) + "\n")


def _table(result: Result, console: Console) -> Text:
    """Return a result as a table; as blocks of lines, one a row, where the console is too narrow.

    Cells are folded between words only, so that a table has a least width.
    """

    def told(text: str) -> str:
        return legible(text, console).replace("\t", " ")

    heads = [told(name.replace("_", " ")) for name in result.columns]
    rows = [[told(_text(value)) for value in row] for row in result.rows]
    if not rows:
        return Text("no rows; columns: " + ", ".join(heads))
    for gap in (2, 1):
        if widths := _widths([heads, *rows], console.width, gap):
            return _columns(heads, rows, widths, _numeric(result), " " * gap)
    return _blocks(heads, rows, console.width)


def _widths(lines: list[list[str]], room: int, gap: int) -> list[int] | None:
    """Return the width of each column, or None where not even the longest words have room."""
    columns = list(zip(*lines, strict=True))
    room -= gap * (len(columns) - 1)
    least = [max(_longest(words(cell.replace("\n", " "))) for cell in column) for column in columns]
    most = [max(_longest(cell.split("\n")) for cell in column) for column in columns]
    for level in range(room, 0, -1):
        widths = [max(low, min(level, high)) for low, high in zip(least, most, strict=True)]
        if sum(widths) <= room:
            return widths
    return None


def _longest(parts: list[str]) -> int:
    return max(map(cell_len, parts), default=0)


def _numeric(result: Result) -> list[bool]:
    """Return which columns hold nothing but numbers, and are set to the right."""
    columns = zip(*result.rows, strict=True)
    return [
        all(isinstance(value, int | float | Decimal | None) for value in column)
        and any(value is not None for value in column)
        for column in columns
    ]


def _columns(
    heads: list[str], rows: list[list[str]], widths: list[int], numeric: list[bool], gap: str
) -> Text:
    text = list[Text]()
    for cells in (heads, *rows):
        folded = [fold(cell, width) for cell, width in zip(cells, widths, strict=True)]
        for parts in itertools.zip_longest(*folded, fillvalue=""):
            line = Text()
            for cell, part, width, number in zip(cells, parts, widths, numeric, strict=True):
                shown = Text(part, "bold" if cells is heads else STYLES.get(cell, ""))
                shown.align("right" if number else "left", width)
                line.append_text(shown).append(gap)
            line.rstrip()
            text.append(line)
    return Text("\n").join(text)


def _blocks(heads: list[str], rows: list[list[str]], room: int) -> Text:
    """Return a line for each value, named; an empty line between rows."""
    blocks, name_width = list[Text](), _longest(heads) + 2
    for row in rows:
        text = Text()
        for name, cell in zip(heads, row, strict=True):
            narrow = name_width + _longest(words(cell.replace("\n", " "))) > room
            indent = 2 if narrow else name_width
            text.append(name if narrow else f"{name:<{name_width}}", "bold")
            for n, line in enumerate(fold(cell, room - indent)):
                text.append("\n" + " " * indent if n or narrow else "")
                text.append(line, STYLES.get(cell, ""))
            text.append("\n")
        blocks.append(text)
    whole = Text("\n").join(blocks)
    whole.rstrip()
    return whole


def _text(value: object) -> str:
    """Return a value as DuckDB writes it; a decimal number whole, however long it is."""
    match value:
        case None:
            return NOTHING
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case bytes():
            return "".join(
                chr(byte) if 32 <= byte < 127 and byte != 92 else f"\\x{byte:02X}" for byte in value
            )
        case dict():
            return f"{{{', '.join(f'{_text(k)}: {_text(v)}' for k, v in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(_text, value))}]"
    return str(value)


def records(result: Result) -> list[dict[str, Any]]:
    """Return each row by the names of its columns; of equal names the later ones are numbered."""
    names = own_names(result.columns)
    return [dict(zip(names, row, strict=True)) for row in result.rows]


def to_json(whole: object, console: Console) -> str:
    """Return JSON that the console can print.

    NaN and infinity, which JSON lacks, are null, and stderr says so.
    """
    lost = list[float]()

    def plain(value: object) -> object:
        match value:
            case None | bool() | int() | str():
                return value
            case float() if not math.isfinite(value):
                lost.append(value)
                return None
            case float():
                return value
            case Decimal() if Decimal(repr(float(value))) == value:
                return float(value)
            case dict():
                return {_text(key): plain(inner) for key, inner in value.items()}
            case list() | tuple():
                return [plain(inner) for inner in value]
        return _text(value)

    made = plain(whole)
    if lost:
        kinds = ", ".join(sorted({str(value) for value in lost}))
        tell(f"JSON has no {kinds}: null stands for the {len(lost)} there are.")
    ascii_only = not console.encoding.lower().startswith("utf")
    return json.dumps(made, indent=2, ensure_ascii=ascii_only, allow_nan=False)


def own_names(names: Sequence[str]) -> list[str]:
    """Return names that are all different and not empty: share, share_2, share_3."""
    own = list[str]()
    for name in (name or "column" for name in names):
        others = (f"{name}_{n}" for n in itertools.count(2) if f"{name}_{n}" not in names)
        own.append(name if name not in own else next(o for o in others if o not in own))
    return own


def _markdown(result: Result, console: Console) -> str:
    def line(cells: Sequence[object]) -> str:
        told = ("" if cell is None else legible(_text(cell), console) for cell in cells)
        texts = (text.replace("|", "\\|") for text in told)
        return "| " + " | ".join(" ".join(text.split()) for text in texts) + " |"

    rule = "|" + " --- |" * len(result.columns)
    return "\n".join([line(result.columns), rule, *map(line, result.rows)])
