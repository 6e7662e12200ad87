"""Twenty readers at once while builds are published under them: `python -m benchmarks.sessions`.

Each session opens pages and links of `benchmarks.pages` at random, with some seconds between an
answer and the next question. Meanwhile the warehouse is published again and again, each time under
a new build id, so that nothing that was read before can be used again.
Before, the same with one session, for the ratio.
"""

import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

from benchmarks import larger
from benchmarks.pages import addresses
from benchmarks.visit import Answer, Visitor, megabytes, served
from collectors.home import home
from warehouse import publish

SESSIONS, SECONDS, PUBLISHED_EVERY_SECONDS = 20, 60, 15
THINKING_SECONDS = (5.0, 15.0)
"""A reader reads; without pauses readers wait for each other, as Python runs on one core."""
SEED = 20


@dataclass
class Load:
    """What happened to some sessions; `old`: answers that named a build no longer published."""

    answers: list[Answer] = field(default_factory=list)
    builds: list[str] = field(default_factory=list)
    old: int = 0
    failures: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)  # megabytes, at each publication


def walked(root: Path, port: int, server: int, sessions: int, seconds: float) -> Load:
    """Let sessions walk for some seconds while builds are published, and return what happened."""
    load, until = Load(builds=[publish.current(root).build_id]), time.monotonic() + seconds
    links = list(addresses(root).values())
    readers = [
        threading.Thread(target=_walk, args=(load, port, links, until, random.Random(SEED + n)))
        for n in range(sessions)
    ]
    for reader in readers:
        reader.start()
    while time.monotonic() < until:
        load.memory.append(megabytes(server))
        time.sleep(PUBLISHED_EVERY_SECONDS)
        load.builds.append(larger.published_again(root, len(load.builds)))
    for reader in readers:
        reader.join()
    load.memory.append(megabytes(server))
    return load


def _walk(
    load: Load, port: int, links: list[tuple[str, str]], until: float, chance: random.Random
) -> None:
    try:
        with Visitor(port) as visitor:
            time.sleep(chance.uniform(0, THINKING_SECONDS[1]))
            while time.monotonic() < until:
                newest = load.builds[-1]
                answer = visitor.ask(*chance.choice(links))
                load.answers.append(answer)
                load.old += not answer.build or answer.build < newest
                time.sleep(chance.uniform(*THINKING_SECONDS))
    except (OSError, EOFError) as error:  # TimeoutError is an OSError
        load.failures.append(repr(error))


def show(loads: dict[int, Load], out: Console) -> None:
    """Print what happened to each number of sessions."""
    one = median(answer.seconds for answer in loads[1].answers)
    table = Table(
        "sessions",
        "answers",
        "builds",
        "median ms",
        "95 % ms",
        "worst ms",
        "ratio",
        "errors",
        "old builds shown",
        "MB: first, middle, last",
    )
    for sessions, load in loads.items():
        seconds = [answer.seconds for answer in load.answers]
        wrong = [*load.failures, *(error for answer in load.answers for error in answer.errors)]
        table.add_row(
            str(sessions),
            str(len(seconds)),
            str(len(load.builds)),
            f"{1000 * median(seconds):.0f}",
            f"{1000 * quantiles(seconds, n=20)[-1]:.0f}",
            f"{1000 * max(seconds):.0f}",
            f"{median(seconds) / one:.1f}",
            str(len(wrong)),
            str(load.old),
            " ".join(f"{load.memory[at]:.0f}" for at in (0, len(load.memory) // 2, -1)),
        )
        for error in sorted(set(wrong)):
            out.print(f"[red]{error}[/]")
    out.print(table)


def main() -> None:
    """Measure one session, then many, on the bundled data or as large as the argument says."""
    times = int(sys.argv[1]) if sys.argv[1:] else 1
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        larger.enlarged(home().data, root, times)
        with served(root) as (port, server):
            walked(root, port, server, 1, SECONDS / 4)  # imports what pages import
            loads = {n: walked(root, port, server, n, SECONDS) for n in (1, SESSIONS)}
    show(loads, Console())


if __name__ == "__main__":
    main()
