"""Measure the command line: `python -m benchmarks.prompt`.

Each command is started in a process of its own, in turn with two yardsticks: Python that does
nothing, and Python that imports DuckDB. Ratios are to the latter, medians of all runs.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks import larger
from collectors.home import Home
from warehouse.build import build
from warehouse.reading.examples import examples
from warehouse.reading.measured import measured

REPOSITORY = Path(__file__).resolve().parent.parent
RUNS = 7
START = "import sys; from warehouse.cli import main; sys.argv[0] = 'sharecheck'; main()"
BUDGETS_S = {"--help": 0.25, "sql": 0.35, "check": 0.8}


def seconds(root: Path, code: str, *arguments: str) -> float:
    """Return how long Python takes to run code, from its start to its end."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "SHARECHECK_PACK": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started


def main() -> None:
    """Print the medians, with their ratios and budgets."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        larger.copied(root)
        build(Home.of(root))
        sentence = next(iter(examples(measured(Home.of(root))).values()))[0]
        asked: dict[str, tuple[str, ...]] = {
            "python -c pass": ("pass",),
            "import duckdb": ("import duckdb",),
            "sharecheck --help": (START, "--help"),
            'sharecheck sql "select 1"': (START, "sql", "select 1"),
            f'sharecheck check "{sentence}"': (START, "check", sentence),
        }
        taken = [{name: seconds(root, *code) for name, code in asked.items()} for _ in range(RUNS)]
    medians = {name: median(times[name] for times in taken) for name in asked}
    table = Table("at the prompt", "measured", "ratio", "budget", "", title=f"median of {RUNS}")
    for name, measured_s in medians.items():
        budget = next((s for word, s in BUDGETS_S.items() if f"sharecheck {word}" in name), None)
        passed = "" if budget is None else "PASS" if measured_s <= budget else "over"
        table.add_row(
            name,
            f"{measured_s:.2f} s",
            f"{measured_s / medians['import duckdb']:.1f}",
            "" if budget is None else f"{budget:.2f} s",
            passed,
        )
    Console().print(table)


if __name__ == "__main__":
    main()
