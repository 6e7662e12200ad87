"""Files and folders below the root: what cannot be read is said, what is written is whole.

`Path.glob` and `Path.exists` take what they may not read for what is not there, in some versions
of Python and not in others. Figures would be missing without a word, so nothing here uses them.
"""

import errno
import hashlib
import json
import os
import reprlib
import shutil
import stat
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from collectors.errors import InputError

CHECKSUM = "checksum"
"""Under this name an entry holds its own checksum."""
DRAFT_SUFFIX = ".new"
"""Of a file that is being written, whose name also begins with a dot; what a kill leaves of it."""


def listed(folder: Path, root: Path, suffix: str = "") -> list[Path]:
    """Return what lies in a folder, by name, but for what is hidden; nothing when there is none.

    Args:
        folder: where to look.
        root: messages name the folder relative to this one.
        suffix: how the names end.

    Raises:
        InputError: the folder cannot be read.
    """
    return [path for path in everything(folder, root, suffix) if not path.name.startswith(".")]


def everything(folder: Path, root: Path, suffix: str = "") -> list[Path]:
    """Return what lies in a folder, by name, what is hidden too; nothing when there is none.

    Raises:
        InputError: the folder cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.endswith(suffix)]
    except OSError as error:
        if _absent(folder, error):
            return []
        raise InputError([unreadable(folder, root, error)]) from error
    return [folder / name for name in sorted(names)]


def read(path: Path, root: Path) -> bytes | None:
    """Return what a file holds; None when there is none.

    Raises:
        InputError: it cannot be read, or is no file.
    """
    try:
        kind = os.stat(path).st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):  # a pipe would never end
            raise InputError([f"{shown(path, root)}: it is no file. Restore the file."])
        return path.read_bytes()
    except OSError as error:
        if _absent(path, error):
            return None
        raise InputError([unreadable(path, root, error)]) from error


def unreadable(path: Path, root: Path, error: OSError) -> str:
    """Return a sentence on what cannot be read, and what to do."""
    match error:
        case FileNotFoundError() if _absent(path, error):
            what, advice = "it is missing", "Look for it"
        case FileNotFoundError():
            what, advice = "a link on its way leads nowhere", "Restore what it leads to"
        case NotADirectoryError():
            what, advice = "there is no folder, but something else", "Move that away"
        case IsADirectoryError():
            what, advice = "there is a folder, no file", "Move that away"
        case _ if error.errno == errno.ELOOP:
            what, advice = "a link on its way leads in circles", "Remove the link"
        case _:
            what = f"it cannot be read ({error.strerror or error})"
            advice = "Correct its owner and its permissions"
    return f"{shown(path, root)}: {what}. {advice}, or restore it."


def shown(path: Path, root: Path) -> str:
    """Return a file's name for people, relative to `root`; bytes that are no UTF-8 are escaped."""
    name = path.relative_to(root) if path.is_relative_to(root) else path
    return name.as_posix().encode("utf-8", "backslashreplace").decode()


def misfits(error: ValidationError) -> list[str]:
    """Return what is wrong with each field of a file that sharecheck itself has written."""
    return [
        f"{'.'.join(map(str, problem['loc'])) or 'the whole file'}: {problem['msg'].lower()}"
        + ("" if problem["type"] == "missing" else f", found {reprlib.repr(problem['input'])}")
        for problem in error.errors()
    ]


def _absent(path: Path, error: OSError) -> bool:
    """Return whether nothing is there: neither a link that leads nowhere, nor a file on the way."""
    if not isinstance(error, FileNotFoundError):
        return False
    while not os.path.lexists(path) and path != path.parent:
        path = path.parent
    return os.path.isdir(path)


def sha256_of(path: Path) -> str:
    """Return a file's sha256.

    Raises:
        OSError: it cannot be read, or is no file.
    """
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def checksum(content: dict[str, Any]) -> str:
    """Return one hash over what a JSON object says, however it is laid out."""
    read = json.loads(json.dumps(content))  # as whoever reads it will find it
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that it has its old or its new content, never a part."""
    draft = path.with_name(f".{path.name}{DRAFT_SUFFIX}")
    draft.write_bytes(content.encode() if isinstance(content, str) else content)
    move(draft, path)
    sync(path.parent)


def move(source: Path, target: Path) -> None:
    """Rename a finished file, in place of any other, once the disk has all of it."""
    sync(source)
    source.replace(target)


def sync(path: Path) -> None:
    """Force a file, or a folder's list of names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file, a link, or a folder with all that is in it; nothing when there is none."""
    try:
        path.unlink()
    except FileNotFoundError:
        return
    except OSError:
        # what unlink() says of a folder is not the same on all systems
        if path.is_symlink() or not path.is_dir():
            raise
        shutil.rmtree(path)
