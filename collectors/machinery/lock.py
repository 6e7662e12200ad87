"""One writer at a time: collecting, parsing anew and building hold the same lock."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

from collectors.errors import ODD, BusyError, InputError


class _Shared:
    """The lock of one root, held together by the threads of this process."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.file = FileLock(root / ".lock", thread_local=False)
        self.guard = threading.Lock()
        self.holders = 0


@contextmanager
def writing(
    root: Path, wait_seconds: float = 0, first: Callable[[Path], None] = lambda root: None
) -> Iterator[None]:
    """Hold the writer's lock of `root`; the system frees it when the process dies.

    Args:
        root: the data folder.
        wait_seconds: how long to wait for another process.
        first: called with `root` when nobody, of this process either, held the lock before.

    Raises:
        BusyError: another process still holds it after `wait_seconds`.
        InputError: something else lies where the lock should.
    """
    shared = _shared(root)
    with shared.guard:
        if shared.holders == 0:
            try:
                shared.file.acquire(timeout=wait_seconds)
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
            try:
                first(root)
            except BaseException:
                shared.file.release()
                raise
        shared.holders += 1
    try:
        yield
    finally:
        with shared.guard:
            shared.holders -= 1
            if shared.holders == 0:
                shared.file.release()


@lru_cache
def _shared(root: Path) -> _Shared:
    return _Shared(root)
