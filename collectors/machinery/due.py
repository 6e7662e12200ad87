"""When a source is to be collected next."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from collectors.cards import Card
from collectors.errors import InputError
from collectors.machinery import landing
from collectors.machinery.landing import Run

NEVER = datetime.max
RETRY_AFTER = timedelta(hours=1)
"""After a failure; doubled with each further one, up to the source's own interval."""
DOUBLED = 10
"""So often at most."""


def due_at(root: Path, source: str, every_days: float | None) -> datetime | None:
    """Return when a source is to be collected next, UTC; None for at once, or NEVER.

    After a failure an hour later, then two, four ... up to the source's own interval; after a spent
    limit as soon as it is free again. A source without interval is collected once. A run that is
    set aside is an answer all the same: asked sooner, the source would hardly say something else.
    """
    interval = None if every_days is None else timedelta(days=every_days)
    failures, done = list[Run](), None
    try:
        for run in landing.newest_first(root, source):
            free_at = run.manifest.get("free_at")
            if free_at and done is None and not failures:
                return datetime.fromisoformat(free_at)
            if interval is None and run.loaded and run.of_everything:
                return NEVER
            aside = interval is not None and run.manifest.get("status") == landing.SET_ASIDE
            if run.loaded or aside:
                done = done or run
            elif done is None:
                failures.append(run)
            if interval is not None and (done or len(failures) > DOUBLED):
                break
    except InputError:
        return None
    if failures:
        wait = RETRY_AFTER * (1 << min(len(failures) - 1, DOUBLED))
        return failures[0].finished_at + (min(wait, interval) if interval else wait)
    return done.started_at + interval if done and interval else None


def due(root: Path, cards: Mapping[str, Card], now: datetime) -> Iterable[str]:
    """Yield the live sources that are due."""
    for source, card in cards.items():
        if card.live is not None and not card.live.import_only:
            at = due_at(root, source, card.live.every_days)
            if at is None or at <= now:
                yield source
