"""Measure a register of five thousand claims: `python -m benchmarks.claims`.

The claims are generated: subject, definition, figure and date are drawn, with a fixed seed, over
what the bundled data measure; none is anybody's. Reading them, judging them, and
recomputing every number by its own SQL run one after the other in a process of its own, on two
cores; the best of several runs counts. Seconds are those of the clock, CPU seconds those of all
threads: where others use the machine too, these say more. The yardsticks are PyYAML reading the
same file and DuckDB answering `select 1` as often as there are numbers to recompute.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import yaml
from rich.console import Console
from rich.table import Table

from benchmarks import larger
from collectors.home import Home
from warehouse import catalogue, verify
from warehouse.build import build
from warehouse.judge import judging, read_file
from warehouse.reading import choosing
from warehouse.reading.measured import Measured, measured
from warehouse.reading.statement import Statement

REPOSITORY = Path(__file__).resolve().parent.parent
CLAIMS, SEED, RUNS, CORES = 5_000, 20_261_121, 3, 2
BUDGET_S = 10.0
YEARS = range(2016, 2027)
KINDS = ("share", "share", "ratio", "order", "rank", "change", "slope", "growth", "level")
SHOWN = (
    ("read", "read the file: YAML, schema, references"),
    ("judge", "judge"),
    ("recompute", "recompute every number by its SQL"),
    ("yaml", "yardstick: PyYAML reads the file"),
    ("select", "yardstick: as many times select 1"),
)


def generated(known: Measured, number: int = CLAIMS, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Yield invented claims about what is measured, as they would stand in a file."""
    dice = random.Random(seed)
    definitions = sorted(known.spans)
    made = 0
    while made < number:
        primary, kind = dice.choice(definitions), dice.choice(KINDS)
        projects = sorted(known.spans[primary])
        subject, other = dice.choice(projects), dice.choice(projects)
        two = kind in ("ratio", "order")
        if (two and subject == other) or (
            kind == "rank" and known.catalogue.definitions[primary].over.group is None
        ):
            continue
        asked = Statement(kind, subject, other if two else None, low="1", measure=primary)
        tests = choosing.tests(asked, known)
        if isinstance(tests, choosing.Refusal):
            continue
        first, last = sorted(dice.sample(YEARS, 2))
        claim = {
            "id": f"generated-{made}",
            "kind": kind,
            "subject": subject,
            "statement": f"Generated claim {made}.",
            "scope": "generated",
            "reading": "generated",
            "hedge": "ahead" if kind == "order" else dice.choice(["over", "under", "about"]),
            "tests": tests.model_dump(exclude_defaults=True),
        }
        if two:
            claim["comparator"] = other
        if dice.random() < 0.9:
            claim["as_of"] = str(last)
        if kind in ("change", "slope", "growth"):
            claim["since"] = str(first)
        if kind != "order":
            claim["asserted"] = _figure(kind, dice)
        yield claim
        made += 1


def _figure(kind: str, dice: random.Random) -> dict[str, float]:
    match kind:
        case "share":
            return {"percent": dice.randint(0, 100)}
        case "change" | "slope":
            return {"points": dice.randint(-20, 20)}
        case "rank":
            return {"rank": dice.randint(1, 5)}
        case "level":
            return {"count": 10 ** dice.randint(1, 8)}
        case _:
            return {"ratio": round(dice.uniform(0.1, 5), 1)}


def measure(root: Path, file: Path) -> dict[str, Any]:
    """Read, judge and recompute a file once; return (seconds, CPU seconds) of each, and counts."""
    taken: dict[str, Any] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        before, cpu = time.perf_counter(), _cpu()
        result = work()
        taken[name] = (time.perf_counter() - before, _cpu() - cpu)
        return result

    content = catalogue.load(Home.of(root))
    timed("yaml", lambda: yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader))
    claims = timed("read", lambda: read_file(file, content))
    judged = judging(Home.of(root), {"generated": claims}, content)
    con = timed("judge", judged.__enter__)
    wrong = timed("recompute", lambda: verify.mismatches(con))
    numbers, queries = con.execute(
        "select count(measured), count(distinct sql) from claim_evidence"
    ).fetchone()
    timed("select", lambda: [con.execute("select 1").fetchone() for _ in range(queries)])
    judged.__exit__(None, None, None)
    return {**taken, "numbers": numbers, "queries": queries, "wrong": len(wrong)}


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print everything, or one measurement as JSON when started with a root and a file."""
    if sys.argv[1:]:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
        sys.stdout.write(json.dumps(measure(*map(Path, sys.argv[1:]))))
        return
    out = Console()
    out.print(f"DuckDB {duckdb.__version__}, Python {sys.version.split()[0]}, {sys.platform}")
    with tempfile.TemporaryDirectory() as folder:
        root, file = Path(folder) / "data", Path(folder) / "generated.yml"
        larger.copied(root)
        build(Home.of(root))
        claims = {"title": "Generated claims", "claims": list(generated(measured(Home.of(root))))}
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        file.write_text(yaml.dump(claims, Dumper=dumper, sort_keys=False), encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.claims", str(root), str(file)]
        runs = [
            json.loads(
                subprocess.run(
                    command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True
                ).stdout
            )
            for _ in range(RUNS)
        ]
    show(runs, out)


def show(runs: list[dict[str, Any]], out: Console) -> None:
    """Print the best of the runs, and whether judging and recomputing keep the budget."""
    first = runs[0]
    best = {name: [min(run[name][n] for run in runs) for n in (0, 1)] for name, _ in SHOWN}
    title = (
        f"{CLAIMS:,} generated claims, {first['numbers']:,} numbers by {first['queries']:,} "
        f"different queries; best of {RUNS}"
    )
    table = Table("step", "seconds", "CPU seconds", "ratio to PyYAML", title=title)
    for name, words in SHOWN:
        seconds, cpu = best[name]
        table.add_row(words, f"{seconds:.2f}", f"{cpu:.2f}", f"{cpu / best['yaml'][1]:.1f}")
    out.print(table)
    seconds, cpu = (best["judge"][n] + best["recompute"][n] for n in (0, 1))
    fits = "[green]PASS[/]" if seconds <= BUDGET_S else "[red]over[/]"
    out.print(f"judged and recomputed: {seconds:.1f} s ({cpu:.1f} CPU), {BUDGET_S:.0f} s: {fits}")
    if first["wrong"]:
        out.print(f"[red]{first['wrong']} numbers are not what their SQL gives[/]")


if __name__ == "__main__":
    main()
