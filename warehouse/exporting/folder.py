"""An export's folder: replaced whole or not at all, and never anything that is no export."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from collectors.errors import ExportError

MARKER = "sharecheck-export.json"
"""Says of a folder that it is an export, and of which build each of its parts is."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a new folder that takes the place of `target` when the block ends without an error.

    It is made beside `target`, on the same disk. The old folder is moved aside and the new one
    into its place by two renames; it is deleted last.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as name:
        draft, old = Path(name) / "new", Path(name) / "old"
        draft.mkdir()
        yield draft
        try:
            if target.exists():
                target.rename(old)
            draft.rename(target)
        except OSError as error:
            if old.exists():
                old.rename(target)
            msg = f"{target} cannot be replaced ({error}). It stays; name a folder within it."
            raise ExportError(msg) from error


def parts(target: Path, known: tuple[str, ...], *, alone: bool = False) -> dict[str, Any]:
    """Return what the marker of `target` says of its parts; nothing for a new or empty folder.

    Args:
        target: where an export is to go.
        known: names of all parts, each a folder of its own.
        alone: one part is to be there by itself, without such a folder.

    Raises:
        ExportError: `target` holds anything but an export of that form.
    """
    if not target.exists():
        return {}
    if not target.is_dir():
        msg = f"{target} is a file. Name a folder; nothing was written."
        raise ExportError(msg)
    entries = sorted(path.name for path in target.iterdir())
    if not entries:
        return {}
    if MARKER not in entries:
        msg = (
            f"{target} is no export (it has no {MARKER}) and holds {_listed(entries)}. "
            "Nothing was written. Name another folder, or empty this one."
        )
        raise ExportError(msg)
    try:
        marked = json.loads((target / MARKER).read_text("utf-8"))
        found: dict[str, Any] = dict(marked["parts"])
        written = [str(name) for name in marked.get("alone", known)]
        was_alone = "alone" in marked
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{target / MARKER} is damaged ({error}). Remove {target}, or name another folder."
        raise ExportError(msg) from error
    inside = _files(target) if was_alone else entries
    if foreign := [name for name in inside if name not in (MARKER, *written)]:
        msg = (
            f"{target} holds {_listed(foreign)}, which no export wrote and a new one would delete. "
            "Nothing was written. Move it elsewhere, or name another folder."
        )
        raise ExportError(msg)
    if was_alone != alone:
        msg = (
            f"{target} holds an export of another form ({_listed(sorted(found))}). "
            "Nothing was written. Name another folder, or remove this one."
        )
        raise ExportError(msg)
    return {} if alone else found


def mark(draft: Path, made: dict[str, Any], *, alone: bool = False) -> None:
    """Write the marker: of each part, the build and the addresses; of one alone, its files."""
    marked: dict[str, Any] = {"parts": dict(sorted(made.items()))}
    if alone:
        marked["alone"] = _files(draft)
    save(draft / MARKER, marked)


def save(path: Path, document: Any) -> None:
    """Write JSON as people can read it."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def _files(folder: Path) -> list[str]:
    """Return what is in a folder and those within it, by its path from there; no folders."""
    inside = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in inside)


def _listed(names: list[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(repr(name) for name in names[:most]) + more
