"""The errors that a person can act on.

    SharecheckError
    ├── InputError              a file that a person edits is wrong: correct it
    ├── ExportError             nothing was exported: choose another folder or claim
    ├── CollectError            a source was not collected; what was kept before stays
    │   ├── SourceUnavailable   network, limits, outages: the next collection goes on where it ended
    │   │   └── NotThere        the source answers that it has no such thing: asking again is no use
    │   ├── SourceChanged       an answer has another shape than documented: look at it
    │   └── SetupError          a token, a file or a program is missing or refused: provide it
    ├── BusyError               another sharecheck is writing: wait, or run again later
    ├── BuildError              the warehouse could not be built; the published one stays
    └── WarehouseError          no published warehouse can be read: build one

Each message says where, what was found, what was expected and what to do. Only `warehouse.cli`,
the runner of collections and the dashboard's frame catch them.
"""

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from difflib import get_close_matches

DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EIO}


ODD = {errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ELOOP, errno.ENOTEMPTY}
"""A file where a folder should be, a link that leads in circles, and the like."""


def disk_refuses(error: OSError) -> str | None:
    """Return what to tell a person when the disk is to blame; None when it is not."""
    what, remedy = "the disk refuses", "Free some space or correct the permissions"
    if error.errno in ODD:
        what = "something else lies where sharecheck keeps a file or folder of its own"
        remedy = "Move it away"
    elif error.errno not in DISK:
        return None
    return f"{what}: {error}. What was kept before stays. {remedy}, then run it again."


def did_you_mean(name: object, known: Iterable[object]) -> str:
    """Return a question that follows a message on an unknown name; empty when none is like it."""
    by_letters = {str(one).lower(): str(one) for one in known}
    close = get_close_matches(str(name)[:80].lower(), by_letters, n=2, cutoff=0.7)
    meant = " or ".join(repr(by_letters[one]) for one in close)
    return f" Did you mean {meant}?" if meant else ""


class SharecheckError(Exception):
    """Base of all errors whose text is written for the person who runs sharecheck."""

    exit_code = 1


class InputError(SharecheckError):
    """One or more entries of the YAML or CSV files are wrong."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Problems(list[str]):
    """What is wrong with several files, told at once."""

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Go on after an InputError, with its problems added."""
        try:
            yield
        except InputError as error:
            self += error.problems

    def told(self) -> None:
        """Raise an InputError of the problems, if there are any."""
        if self:
            raise InputError(self)


class ExportError(SharecheckError):
    """Nothing was exported: an unknown claim, or a folder that must not be overwritten."""


class CollectError(SharecheckError):
    """A source could not be collected."""


class SourceUnavailable(CollectError):
    """The source does not answer, or its limit is spent; what was fetched waits to be continued.

    Attributes:
        free_at: when a spent limit is free again, UTC without time zone; None when not known.
    """

    def __init__(self, message: str, free_at: datetime | None = None) -> None:
        self.free_at = free_at
        super().__init__(message)


class NotThere(SourceUnavailable):
    """The source answers that it does not have what was asked for."""


class SourceChanged(CollectError):
    """An answer does not have the documented shape; nothing of the run counts."""


class SetupError(CollectError):
    """Something on this side is missing: a valid token, a file, a program."""


class BusyError(SharecheckError):
    """Another process holds the writer's lock."""

    exit_code = 75  # EX_TEMPFAIL of sysexits.h: try again later


class BuildError(SharecheckError):
    """A model, a check or the publishing of a new warehouse failed.

    Attributes:
        runs: landed runs whose rows a check refuses, as pairs of source and run id.
    """

    def __init__(self, message: str, runs: frozenset[tuple[str, str]] = frozenset()) -> None:
        self.runs = runs
        super().__init__(message)


class WarehouseError(SharecheckError):
    """There is no published warehouse, or it cannot be opened."""
