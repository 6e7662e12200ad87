"""Query results for people (tables on a terminal) and for programs (JSON, CSV, Markdown)."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text


class Format(StrEnum):
    """How a result is printed."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"


WHOLE = 14
"""Columns whose cells have at most this many characters are never wrapped."""


@dataclass(frozen=True)
class Result:
    """Column names and rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


STYLES = {
    "supported": "green", "holds": "green",
    "refuted": "red", "fails": "red",
    "depends on the definition": "yellow", "partly true": "yellow", "outdated": "yellow",
    "inconclusive": "yellow", "cannot tell": "yellow",
}  # fmt: skip


def fetch(con: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] = ()) -> Result:
    """Run a query and return everything it yields."""
    con.execute(sql, list(parameters))
    return Result([column[0] for column in con.description or []], con.fetchall())


def show(result: Result, form: Format, console: Console) -> None:
    """Print a result in the form that was asked for."""
    match form:
        case Format.table:
            console.print(_table(result))
        case Format.json:
            records = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
            _plain(console, json.dumps(records, indent=2, default=str, ensure_ascii=False))
        case Format.csv:
            target = io.StringIO()
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(result.columns)
            writer.writerows(result.rows)
            _plain(console, target.getvalue().rstrip("\n"))
        case Format.markdown:
            _plain(console, _markdown(result))


def _plain(console: Console, text: str) -> None:
    """Print for programs: no colours, no wrapping, no markup."""
    console.file.write(text + "\n")


def _table(result: Result) -> Table:
    table = Table(header_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    numeric = [
        all(isinstance(row[n], int | float) or row[n] is None for row in result.rows)
        and any(row[n] is not None for row in result.rows)
        for n in range(len(result.columns))
    ]
    for n, (name, number) in enumerate(zip(result.columns, numeric, strict=True)):
        texts = [_cell(row[n]) for row in result.rows]
        longest_word = max((len(word) for text in texts for word in text.split()), default=0)
        table.add_column(
            name.replace("_", " "),
            justify="right" if number else "left",
            no_wrap=max(map(len, texts), default=0) <= WHOLE,
            min_width=longest_word if longest_word <= WHOLE else None,
            overflow="fold",
        )
    for row in result.rows:
        table.add_row(*(Text(_cell(value), style=STYLES.get(str(value), "")) for value in row))
    return table


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)


def _markdown(result: Result) -> str:
    def line(cells: Sequence[object]) -> str:
        texts = ("" if cell is None else str(cell).replace("|", "\\|") for cell in cells)
        return "| " + " | ".join(" ".join(text.split()) for text in texts) + " |"

    rule = "|" + " --- |" * len(result.columns)
    return "\n".join([line(result.columns), rule, *map(line, result.rows)])
