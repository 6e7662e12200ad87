"""Measure the build: `python -m benchmarks`; the dashboard is measured by `benchmarks.pages`.

Each measurement runs in a process of its own. Beside the seconds stands the ratio to a yardstick
measured in the same run, because seconds alone compare machines: DuckDB reading the same CSV files
by itself.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks import larger
from collectors.home import Home
from warehouse.build import build

REPOSITORY = Path(__file__).resolve().parent.parent
BUILDS = 3
BUDGET_BUILD_S, BUDGET_BUILD_MB = 3.0, 500.0


def measure_build(root: Path) -> dict[str, float]:
    """Build the warehouse of `root` once; return seconds and megabytes at the peak."""
    started = time.perf_counter()
    build(Home.of(root))
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "megabytes": peak / (1e6 if sys.platform == "darwin" else 1e3)}


def measure_yardstick(root: Path) -> dict[str, float]:
    """Let DuckDB read the same CSV files into a file; return seconds."""
    files = sorted((root / "snapshot").glob("*.csv"))
    started = time.perf_counter()
    with duckdb.connect(str(root / "yardstick.duckdb")) as con:
        for file in files:
            con.execute(f"create table {file.stem} as select * from read_csv('{file}')")
    seconds = time.perf_counter() - started
    (root / "yardstick.duckdb").unlink()
    return {"seconds": seconds}


MEASUREMENTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "build": measure_build,
    "yardstick": measure_yardstick,
}


def in_fresh_process(name: str, root: Path) -> dict[str, Any]:
    """Run one measurement in a process of its own and return what it found."""
    command = [sys.executable, "-m", "benchmarks", name, str(root)]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def verdict(measured: float, budget: float) -> str:
    """Return PASS or over, with a colour."""
    return "[green]PASS[/]" if measured <= budget else "[red]over[/]"


def show_build(root: Path, out: Console) -> None:
    """Measure the build some times and print the medians."""
    builds = [in_fresh_process("build", root) for _ in range(BUILDS)]
    yardsticks = [in_fresh_process("yardstick", root) for _ in range(BUILDS)]
    seconds, memory = (statistics.median(b[k] for b in builds) for k in ("seconds", "megabytes"))
    yardstick = statistics.median(y["seconds"] for y in yardsticks)
    table = Table("full build", "measured", "ratio", "budget", "", title=f"median of {BUILDS}")
    table.add_row(
        "time",
        f"{seconds:.2f} s",
        f"{seconds / yardstick:.1f}",
        f"{BUDGET_BUILD_S:.0f} s",
        verdict(seconds, BUDGET_BUILD_S),
    )
    table.add_row(
        "peak memory",
        f"{memory:.0f} MB",
        "",
        f"{BUDGET_BUILD_MB:.0f} MB",
        verdict(memory, BUDGET_BUILD_MB),
    )
    table.add_row("yardstick: the CSV files read alone", f"{yardstick:.2f} s", "1.0", "", "")
    out.print(table)


def main() -> None:
    """Print everything, or one measurement as JSON when started with its name and a root."""
    if sys.argv[1:]:
        name, place = sys.argv[1:]
        sys.stdout.write(json.dumps(MEASUREMENTS[name](Path(place))))
        return
    out = Console()
    out.print(f"DuckDB {duckdb.__version__}, Python {sys.version.split()[0]}, {sys.platform}")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        larger.copied(root)
        try:
            show_build(root, out)
        except subprocess.CalledProcessError:
            out.print("[red]the measurement failed, see above[/]")


if __name__ == "__main__":
    main()
