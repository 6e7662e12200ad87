"""The newest attempt to collect each source, as the folder of runs has it: no build need be made.

Only the newest manifests are read, and again only when their folder has changed. Whatever is
damaged is said as an attempt, and stops nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from collectors import disk
from collectors.cards import Card
from collectors.errors import InputError
from collectors.machinery import landing
from collectors.machinery.landing import NEVER, due_at

UNDER_WAY, UNREADABLE = "under way", "unreadable"
"""States of an attempt beside those of a run: begun and not ended; not to be read."""


@dataclass(frozen=True)
class Attempt:
    """The newest attempt to collect a source.

    Attributes:
        source_id: the source.
        status: that of its run (complete, suspect, set aside, failed), under way or unreadable.
        at: when it ended, or began where it is under way, UTC; None where that cannot be read.
        message: what went wrong or is lacking, for people; empty for nothing.
        run: the run it left, as `source/run_id`; empty for none.
        free_at: when a spent limit is free again, UTC; None where none is spent.
    """

    source_id: str
    status: str
    at: datetime | None = None
    message: str = ""
    run: str = ""
    free_at: datetime | None = None

    @property
    def needs_a_hand(self) -> bool:
        """Return whether it failed, or waits for somebody to decide."""
        return self.status not in (landing.COMPLETE, UNDER_WAY)


def newest(root: Path, sources: Iterable[str]) -> dict[str, Attempt]:
    """Return the newest attempt of each source that was ever collected here."""
    found = {source: _newest(root, source, _look(root, source)) for source in sources}
    return {source: attempt for source, attempt in found.items() if attempt is not None}


def due(root: Path, cards: Mapping[str, Card]) -> dict[str, datetime | None]:
    """Return when each source that can be collected is due, UTC; None for at once.

    Those that are not collected again, or only from a file, are left out.
    """
    moments = {
        source: _due(root, source, _look(root, source), card.live.every_days)
        for source, card in cards.items()
        if card.live is not None and not card.live.import_only
    }
    return {source: at for source, at in moments.items() if at != NEVER}


def _look(root: Path, source: str) -> tuple[object, ...]:
    """Return what changes when a run is added, decided on or removed, or one begins."""
    folder = landing.folder_of(root, source)
    try:
        newest = [path / landing.MANIFEST for path in disk.listed(folder, root.parent)[-2:]]
    except InputError as error:
        return tuple(error.problems)
    paths = (folder, folder / landing.DRAFT / landing.HEAD, *newest)
    return tuple((path, _changed(path)) for path in paths)


def _changed(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(500)
def _newest(root: Path, source: str, _: tuple[object, ...]) -> Attempt | None:
    try:
        run = next(landing.newest_first(root, source), None)
    except InputError as error:
        return Attempt(source, UNREADABLE, message=" ".join(error.problems))
    began = landing.begun(root, source)
    if began is not None and (run is None or run.finished_at < began):
        return Attempt(source, UNDER_WAY, began)
    if run is None:
        return None
    free_at = run.manifest.get("free_at")
    return Attempt(
        source,
        str(run.manifest["status"]),
        run.finished_at,
        landing.said_of(run.manifest),
        run.name,
        datetime.fromisoformat(free_at) if free_at else None,
    )


@lru_cache(500)
def _due(
    root: Path, source: str, _: tuple[object, ...], every_days: float | None
) -> datetime | None:
    return due_at(root, source, every_days)
