"""When a source is to be collected next."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from collectors.cards import Card, Live
from collectors.machinery import landing

RETRY_AFTER = timedelta(hours=1)
"""After a failure; doubled with each further one, up to the source's own interval."""


def due_at(root: Path, source: str, live: Live) -> datetime | None:
    """Return when a source is to be collected next, UTC; None for at once.

    After a failure an hour later, then two, four ... up to the source's own interval; after a spent
    limit as soon as it is free again.
    """
    interval = timedelta(days=live.every_days)
    runs = list(landing.runs(root, source))
    done = [run for run in runs if run.complete]
    failures = runs[runs.index(done[-1]) + 1 :] if done else runs
    if failures:
        if free_at := failures[-1].manifest.get("free_at"):
            return datetime.fromisoformat(free_at)
        wait = RETRY_AFTER * (1 << min(len(failures) - 1, 10))
        return failures[-1].finished_at + min(wait, interval)
    return done[-1].started_at + interval if done else None


def due(root: Path, cards: Mapping[str, Card], now: datetime) -> Iterable[str]:
    """Yield the live sources that are due."""
    for source, card in cards.items():
        if card.live is not None and not card.live.import_only:
            at = due_at(root, source, card.live)
            if at is None or at <= now:
                yield source
