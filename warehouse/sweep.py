"""Writing, and before it: removing what a kill left behind."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from collectors import disk
from collectors.errors import InputError
from collectors.machinery import landing, lock
from warehouse import publish


@contextmanager
def writing(root: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the writer's lock of `root`; the first of this process sweeps.

    Raises:
        BusyError: another process still holds it after `wait_seconds`.
        InputError: something else lies where the lock should.
    """
    with lock.writing(root, wait_seconds, sweep):
        yield


def sweep(root: Path) -> None:
    """Remove what kills left: half written files, builds never published, drafts of all kinds.

    Nothing is said here: what cannot be read or removed is said by whoever needs the place.
    """
    for part in (landing.sweep, publish.sweep, _half_written):
        with suppress(OSError, InputError):
            part(root)


def _half_written(root: Path) -> None:
    for name in ("history", "cache"):
        for path in disk.everything(root / name, root.parent, disk.DRAFT_SUFFIX):
            if path.name.startswith("."):
                disk.remove(path)
