"""The errors that a person can act on.

    SharecheckError
    ├── InputError              a file that a person edits is wrong: correct it
    ├── SentenceError           a claim typed as a sentence is not understood: correct the word
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
import unicodedata
from collections.abc import Sequence
from datetime import datetime

DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EIO}


def disk_refuses(error: OSError) -> str | None:
    """Return what to tell a person when the disk is to blame; None when it is not."""
    if error.errno not in DISK:
        return None
    return (
        f"the disk refuses: {error}. What was kept before stays. Free some space or correct the "
        "permissions, then run it again."
    )


class SharecheckError(Exception):
    """Base of all errors whose text is written for the person who runs sharecheck."""

    exit_code = 1


class InputError(SharecheckError):
    """One or more entries of the YAML or CSV files are wrong."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class SentenceError(SharecheckError):
    """A sentence is not understood; the text shows it with a mark under the word.

    Attributes:
        sentence: as it was typed.
        start: first character of the word that is not understood, from 0; the sentence's length
            when it ends too early.
        end: character after its last.
        found: what is wrong there, a sentence.
        expected: what would be understood there.
        nearest: known names that look like the word.
    """

    exit_code = 2
    SHOWN = 96

    def __init__(
        self,
        sentence: str,
        span: tuple[int, int],
        found: str,
        expected: Sequence[str] = (),
        nearest: Sequence[str] = (),
    ) -> None:
        self.sentence = sentence
        self.start, self.end = span
        self.found = found
        self.expected = list(dict.fromkeys(expected))
        self.nearest = list(dict.fromkeys(nearest))
        pointed = [f"    {line}" for line in self.pointer]
        super().__init__("\n".join([found, *pointed, *self.advice]))

    @property
    def pointer(self) -> list[str]:
        """Return the sentence, shortened if need be, and the line of carets under the word."""
        first = max(0, min(self.start - self.SHOWN // 2, len(self.sentence) - self.SHOWN))
        last = first + self.SHOWN
        before, word, after = (
            "".join(character if character.isprintable() else " " for character in part)
            for part in (
                self.sentence[first : self.start],
                self.sentence[self.start : min(self.end, last)],
                self.sentence[self.end : last],
            )
        )
        head = "…" if first else ""
        tail = "…" if last < len(self.sentence) else ""
        carets = "^" * max(1, _width(word))
        return [f"{head}{before}{word}{after}{tail}", " " * _width(head + before) + carets]

    @property
    def advice(self) -> list[str]:
        """Return what would be understood, a line each; none when nothing is known."""
        lines = []
        if self.expected:
            lines.append(f"Expected: {_either(self.expected)}.")
        if self.nearest:
            lines.append(f"Nearest names: {', '.join(self.nearest)}.")
        return lines


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def _either(names: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


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
    """A model, a check or the publishing of a new warehouse failed."""


class WarehouseError(SharecheckError):
    """There is no published warehouse, or it cannot be opened."""
