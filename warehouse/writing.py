"""Writing, one process at a time, and before it: removing what a kill left behind."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from collectors import disk
from collectors.errors import ODD, BusyError, InputError
from collectors.machinery import landing
from warehouse import publish

_COUNTING = threading.Lock()
"""Held while it is counted who holds the lock of a data folder."""


@contextmanager
def writing(root: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the lock under which a data folder is written; the threads of a process share it.

    Who holds it first sweeps. The system frees it when the process dies.

    Raises:
        BusyError: another process still holds it after `wait_seconds`.
        InputError: something else lies where the lock should.
    """
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / ".lock", thread_local=False, is_singleton=True)
    with _COUNTING, ExitStack() as held:
        try:
            held.enter_context(lock.acquire(timeout=wait_seconds))
        except Timeout:
            msg = (
                "another sharecheck is collecting or building here (data/.lock is held). "
                "Run again when it has finished, or add --wait SECONDS."
            )
            raise BusyError(msg) from None
        except OSError as error:
            if error.errno not in ODD:
                raise
            msg = (
                f"data/.lock: it should be an empty file, or not be there ({error.strerror}). "
                "Remove it, then run it again."
            )
            raise InputError([msg]) from error
        if lock.lock_counter == 1:
            sweep(root)
        held.pop_all()
    try:
        yield
    finally:
        with _COUNTING:
            lock.release()


def sweep(root: Path) -> None:
    """Remove what kills left: half written files, builds never published, drafts of all kinds.

    Nothing is said here: what cannot be read or removed is said by whoever needs the place.
    """
    for part in (landing.sweep, publish.sweep, _half_written):
        with suppress(OSError, InputError):
            part(root)


def _half_written(root: Path) -> None:
    for name in ("builds", "history", "cache"):
        for path in disk.everything(root / name, root.parent, disk.DRAFT_SUFFIX):
            if path.name.startswith("."):
                disk.remove(path)
