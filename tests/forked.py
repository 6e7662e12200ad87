"""A command of `sharecheck` in a process of its own, forked from one that has imported everything.

So it starts within milliseconds instead of seconds, and a kill meets its work, not its imports.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

SECONDS = 60
"""A command that takes longer hangs."""
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "encodings.utf_8_sig",  # another user may not read where Python is
        "tests.forked",
        "tests.test_steps",
        *(
            f"warehouse.cli_{of}"
            for of in ("asking", "collecting", "pack", "publishing", "reading")
        ),
        "warehouse.cli",
        "warehouse.build",
        "warehouse.admission",
    ]
)


class Command(NamedTuple):
    """A command that runs: its process, and the pipe that it speaks into."""

    process: ForkServerProcess
    said: Connection

    def end(self) -> tuple[int | None, str]:
        """Wait for its end; return its exit code, below zero for a signal, and what it said."""
        words = b""
        while self.said.poll(SECONDS) and (piece := os.read(self.said.fileno(), 1 << 16)):
            words += piece
        self.process.join(SECONDS)
        return self.process.exitcode, words.decode()


@contextmanager
def forked(
    work: Callable[..., None], *given: Any
) -> Iterator[tuple[ForkServerProcess, Connection]]:
    """Call `work` with a connection and what is given, in a process of its own."""
    heard, voice = _FORKS.Pipe(duplex=False)
    process = _FORKS.Process(target=work, args=(voice, *given))
    _start(process)
    voice.close()
    with heard:
        try:
            yield process, heard
        finally:
            process.kill()
            process.join()


@contextmanager
def command(root: Path, *words: str, most_bytes: int | None = None) -> Iterator[Command]:
    """Run `sharecheck` with `words`; the system refuses it files larger than `most_bytes`."""
    said, voice = _FORKS.Pipe(duplex=False)
    process = _FORKS.Process(target=_run, args=(root, words, most_bytes, voice))
    _start(process)
    voice.close()
    with said:
        try:
            yield Command(process, said)
        finally:
            process.kill()
            process.join()


def _start(process: ForkServerProcess) -> None:
    """Start a process that does not look at this one's script: a page under test may pass as it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        process.start()
    finally:
        sys.modules["__main__"] = main


def _run(root: Path, words: tuple[str, ...], most_bytes: int | None, voice: Connection) -> None:
    from warehouse import cli

    for stream in (1, 2):
        os.dup2(voice.fileno(), stream)
    voice.close()
    sys.stdout, sys.stderr = (os.fdopen(n, "w", closefd=False) for n in (1, 2))  # pipes, not files
    os.environ["SHARECHECK_PACK"] = str(root)
    sys.argv = ["sharecheck", *words]
    if most_bytes is not None:
        # what is larger is refused by the system, as anything is on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))
    cli.main()
