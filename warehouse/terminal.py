"""Talking to the person at the terminal, or to the log that reads instead."""

import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

out = Console()
err = Console(stderr=True)
LINE_EVERY_SECONDS = 15


def stop(message: object, code: int) -> NoReturn:
    """Say what is wrong on stderr and end with an exit code."""
    err.print(f"sharecheck: {message}", style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)


def pointer(text: str, start: int, end: int, shown: int = 96) -> list[str]:
    """Return a text, shortened if need be, and a line of carets under a part of it."""
    first = max(0, min(start - shown // 2, len(text) - shown))
    last = first + shown
    before, word, after = (
        "".join(character if character.isprintable() else " " for character in part)
        for part in (text[first:start], text[start : min(end, last)], text[end:last])
    )
    head, tail = "…" if first else "", "…" if last < len(text) else ""
    return [
        f"{head}{before}{word}{after}{tail}",
        " " * _width(head + before) + "^" * max(1, _width(word)),
    ]


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


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
            ended = line.startswith(("new", "unchanged", "partial", "failed", "stopped"))
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
            print(f"{stamp} {source}: {line}", file=sys.stderr, flush=True)  # noqa: T201 - a log

    return show
