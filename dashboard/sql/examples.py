"""Queries to begin with, each a link that opens and runs it: filled with what this warehouse holds.

What has nothing to show here is not offered.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from operator import methodcaller
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from pydantic import Field

from collectors import yaml_files
from collectors.cards import Strict
from dashboard import blocks, literals, marts, packs, text
from dashboard.frames import each

PAGE = "screens/sql.py"
FILE = Path(__file__).parent / "examples.yml"
KEPT = 16
FIXED = {"years": 10, "fewest": 1, "most": 3, "today": date.today()}
"""Values of what is no name."""


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
    """What examples.yml holds."""

    learn: list[Example]


def learn() -> list[Example]:
    """Return the queries that teach the warehouse, with the names of the pack that is shown.

    Raises:
        InputError: examples.yml is not as it should be.
    """
    return _showing(marts.key(), _written)


def behind_pages() -> list[Example]:
    """Return the queries of the other pages, by name, with values for what a page lets choose."""
    return _showing(marts.key(), _asked_by_pages)


def _written(values: dict[str, Any]) -> Iterator[Example]:
    named = packs.words() | values
    for example in yaml_files.read(FILE, Examples, FILE.parent).learn:
        yield example.model_copy(update={"title": example.title.format(**named)})


def _asked_by_pages(_: dict[str, Any]) -> Iterator[Example]:
    files = [*marts.QUERIES.glob("*.sql"), *marts.SHARED.glob("*.sql")]
    for path in sorted(files, key=lambda path: path.stem):
        sql = path.read_text(encoding="utf-8")
        note = sql.partition("\n")[0].removeprefix("-- ")
        yield Example(title=path.stem, note=note, sql=sql)


@lru_cache(maxsize=KEPT)
def _showing(_: str, examples: Callable[[dict[str, Any]], Iterator[Example]]) -> list[Example]:
    """Return examples with their $parameters filled in; none that returns no row.

    What fills them has something to show; None where there is no such.
    """
    [row] = each(marts.read("example_values"))
    own = {name: list(v) if hasattr(v, "tolist") else v for name, v in row._asdict().items()}
    values = FIXED | {name: v if text.known(v) else None for name, v in own.items()}
    found: list[Example] = []
    for example in examples(values):
        if all(values[name] is not None for name in parameters(example.sql)):
            sql = literals.write(example.sql, values)
            with marts.seeing(None):
                first = marts.later(methodcaller("execute", sql))().fetchone()
            if first is not None:
                found.append(example.model_copy(update={"sql": sql}))
    return found


def parameters(sql: str) -> set[str]:
    """Return the names of the parameters of a query."""
    return set(literals.PIECE.findall(sql)) - {""}


def show() -> None:
    """List the queries that teach the warehouse, then those behind the other pages."""
    for example in learn():
        _link(example)
    others = st.expander("What the other pages ask", on_change="rerun")  # long: sent when opened
    if others.open:
        with others:
            st.caption("With values that have something to show for what a page lets one choose.")
            for example in behind_pages():
                _link(example)


def _link(example: Example) -> None:
    with st.container(gap=None):
        blocks.link(PAGE, text.plain(example.title), "play_arrow", **example.address)
        st.caption(text.plain(example.note))
