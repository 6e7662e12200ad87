"""Queries to begin with: those that teach the warehouse, and those behind the other pages."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from collectors import yaml_files
from collectors.cards import Strict
from dashboard import filled, marts

FILE = Path(__file__).parent / "examples.yml"


class Example(Strict):
    """A query with its title, what it teaches, and the chart to draw if not the usual one."""

    title: str
    note: str
    sql: str
    chart: dict[Literal["chart", "x", "y", "colour"], str] = Field(default={})

    @property
    def address(self) -> dict[str, str]:
        """Return the parameters of the page's address that open it."""
        return {"q": self.sql.strip()} | {str(name): value for name, value in self.chart.items()}


class Examples(Strict):
    """What examples.yml holds: `parameters` are values by the name of what they fill."""

    learn: list[Example]
    parameters: dict[str, Any]


@cache
def load() -> Examples:
    """Return the content of examples.yml.

    Raises:
        InputError: it is not as it should be.
    """
    return yaml_files.read(FILE, Examples, FILE.parent)


@cache
def behind_pages() -> list[Example]:
    """Return each query of the other pages whose parameters can be filled in, by name."""
    known = load().parameters | {"today": date.today()}
    found = []
    files = [*marts.QUERIES.glob("*.sql"), *marts.SHARED.glob("*.sql")]
    for path in sorted(files, key=lambda path: path.stem):
        text = path.read_text(encoding="utf-8")
        if parameters(text) <= set(known):
            note = text.partition("\n")[0].removeprefix("-- ")
            found.append(Example(title=path.stem, note=note, sql=filled.write(text, known)))
    return found


def parameters(text: str) -> set[str]:
    """Return the names of the parameters of a query."""
    return set(filled.PIECE.findall(text)) - {""}
