"""Measure each page of the dashboard as a browser gets it: `python -m benchmarks.pages`.

On the bundled data, and on the synthetic warehouse of `larger`, 100 times as large. Cold: the first
visit after a build was published, with nothing read yet; warm: a second one, in another session.
The yardstick is a page of one title, served and measured in the same way: seconds alone compare
machines, and what else runs on them. Processor time is the server's, in steps of 10 ms.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks import larger
from benchmarks.visit import APP, PAGES, Answer, Visitor, cpu_seconds, served
from collectors import settings
from collectors.home import home
from warehouse import publish

RUNS = 3
BUDGET_MS, BUDGET_LARGER_MS = 300.0, 1000.0
LINKS = {
    "the claim with most evidence": (
        "claims",
        "select 'claim=' || claim_id from claim_evidence group by all order by count(*) desc, 1",
    ),
    "all places of an article": (
        "documents",
        "select 'document=' || document_id from claim_occurrence group by all "
        "order by count(*) desc, 1",
    ),
    "the largest group": (
        "head_to_head",
        "select 'group=' || group_id from project_group where group_id in "
        "(select group_id from definition) group by group_id order by count(*) desc, 1",
    ),
    "three compared": ("compare", "select 'projects=pytorch,tensorflow,jax'"),
    "a query": ("sql", "select 'q=select%20*%20from%20claim_verdict'"),
    "a signal as an index": ("signals", "select 'signal=pypi_downloads&view=index'"),
    "the source with most figures": (
        "sources",
        "select 'source=' || source_id from freshness order by observations desc",
    ),
    "claims refuted": ("claims", "select 'verdict=refuted'"),
    "a claim of one's own": (
        "check",
        "select 'ask=pytorch%20share%20of%20pypi_downloads%20%3E%2070%25'",
    ),
}
"""What is linked to: page, and the query string as SQL finds it in the warehouse."""


class Timed(NamedTuple):
    """One visit: what came back, and what it took."""

    answer: Answer
    cpu_ms: float

    @property
    def ms(self) -> float:
        """Return the time from the request to the whole answer."""
        return 1000 * self.answer.seconds


def addresses(root: Path) -> dict[str, tuple[str, str]]:
    """Return page and query string of everything that is measured, by a name for people."""
    with publish.connect(root) as con:
        links = {name: (page, _text(con, sql)) for name, (page, sql) in LINKS.items()}
    return {page or "overview": (page, "") for page in PAGES} | links


def _text(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    row = con.execute(sql).fetchone()
    return str(row[0]) if row else ""


def visit(port: int, server: int, page: str, query: str = "") -> Timed:
    """Open a page in a session of its own."""
    before = cpu_seconds(server)
    with Visitor(port) as visitor:
        answer = visitor.ask(page, query)
    return Timed(answer, 1000 * (cpu_seconds(server) - before))


def yardstick() -> Timed:
    """Return the median visit to a page of one title."""
    with tempfile.TemporaryDirectory() as folder:
        app = Path(folder) / "empty.py"
        app.write_text("import streamlit as st\n\nst.title('empty')\n", encoding="utf-8")
        shutil.copytree(APP.parent / ".streamlit", app.parent / ".streamlit")
        with served(settings.BUNDLED, app) as (port, server):
            visits = [visit(port, server, "") for _ in range(3 * RUNS)]
    return sorted(visits, key=lambda timed: timed.ms)[len(visits) // 2]


def measured(root: Path) -> Iterator[tuple[str, list[Timed], list[Timed]]]:
    """Yield, for each address, its name, its cold visits and its warm ones."""
    wanted = addresses(root)
    with served(root) as (port, server):
        for page, query in wanted.values():  # imports what pages import when first opened
            visit(port, server, page, query)
        for name, (page, query) in wanted.items():
            cold, warm = [], []
            for run in range(RUNS):
                larger.renamed(root, f"{name}-{run}")
                visit(port, server, "check")  # opens the new build, which is not the page's doing
                cold.append(visit(port, server, page, query))
                warm.append(visit(port, server, page, query))
            yield name, cold, warm


def show(root: Path, times: int, empty: Timed, out: Console) -> None:
    """Measure all addresses of a root and print them."""
    budget = BUDGET_MS if times == 1 else BUDGET_LARGER_MS
    table = Table(
        "page",
        "elements",
        "kB",
        "cold ms",
        "warm ms",
        "cold CPU",
        "warm CPU",
        "ratio",
        "",
        title=f"{times} x the bundled data; medians of {RUNS}; budget {budget:.0f} ms",
    )
    for name, cold, warm in measured(root):
        answer = warm[-1].answer
        ms = [median(timed.ms for timed in visits) for visits in (cold, warm)]
        cpu_ms = [median(timed.cpu_ms for timed in visits) for visits in (cold, warm)]
        verdict = "[green]PASS[/]" if max(ms) <= budget else "[red]over[/]"
        table.add_row(
            name,
            str(answer.elements),
            f"{answer.size / 1e3:.0f}",
            *(f"{number:.0f}" for number in (*ms, *cpu_ms, ms[1] / empty.ms)),
            "[red]" + "; ".join(answer.errors) if answer.errors else verdict,
        )
    out.print(table)


def main() -> None:
    """Measure the bundled data, then the larger warehouse."""
    sizes = [int(word) for word in sys.argv[1:]] or [1, 100]
    out = Console()
    empty = yardstick()
    out.print(f"yardstick, a page of one title: {empty.ms:.0f} ms, {empty.cpu_ms:.0f} ms of CPU")
    for times in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "data"
            larger.enlarged(home().data, root, times)
            show(root, times, empty, out)


if __name__ == "__main__":
    main()
