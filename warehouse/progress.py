"""What a collection is doing: bars on a terminal, lines in a log."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from warehouse.terminal import err, legible

LINE_EVERY_SECONDS = 15


@contextmanager
def progress() -> Iterator[Callable[[str, str], None]]:
    """Yield a function that shows a source's progress: a bar on a terminal, else a plain line."""
    if not err.is_terminal:
        yield _plain_lines()
        return
    texts = [
        TextColumn(text, markup=False) for text in ("{task.fields[source]}", "{task.description}")
    ]
    with Progress(SpinnerColumn(), *texts, TimeElapsedColumn(), console=err) as bars:
        tasks = {}

        def show(source: str, line: str) -> None:
            if source not in tasks:
                tasks[source] = bars.add_task("", total=None, source=source)
            ended = line.startswith(
                ("new", "unchanged", "partial", "suspect", "set aside", "failed", "stopped")
            )
            bars.update(tasks[source], description=line.splitlines()[0][:100])
            if ended:
                bars.update(tasks[source], total=1, completed=1)

        yield show


def _plain_lines() -> Callable[[str, str], None]:
    said: dict[str, float] = {}
    guard = threading.Lock()

    def show(source: str, line: str) -> None:
        counting = line[:1].isdigit()
        with guard:
            now = time.monotonic()
            if counting and now - said.get(source, 0) < LINE_EVERY_SECONDS:
                return
            said[source] = now
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            said_now = legible(f"{stamp} {source}: {line}", err)
            print(said_now, file=sys.stderr, flush=True)  # noqa: T201 - a log

    return show
