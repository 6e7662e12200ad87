"""When a source is to be collected next."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from collectors.cards import Card, Live
from collectors.errors import InputError
from collectors.machinery import landing

NEVER = datetime.max
RETRY_AFTER = timedelta(hours=1)
"""After a failure; doubled with each further one, up to the source's own interval."""


def due_at(root: Path, source: str, live: Live) -> datetime | None:
    """Return when a source is to be collected next, UTC; None for at once, or NEVER.

    After a failure an hour later, then two, four ... up to the source's own interval; after a spent
    limit as soon as it is free again. A source without interval is collected once. A run that is
    set aside is an answer all the same: asked sooner, the source would hardly say something else.
    """
    interval = None if live.every_days is None else timedelta(days=live.every_days)
    try:
        runs = landing.runs(root, source)
    except InputError:
        return None
    if runs and (free_at := runs[-1].manifest.get("free_at")):
        return datetime.fromisoformat(free_at)
    if interval is None and any(run.of_everything and run.loaded for run in runs):
        return NEVER
    aside = interval is not None
    done = [
        r for r in runs if r.loaded or (aside and r.manifest.get("status") == landing.SET_ASIDE)
    ]
    failures = runs[runs.index(done[-1]) + 1 :] if done else runs
    if failures:
        wait = RETRY_AFTER * (1 << min(len(failures) - 1, 10))
        return failures[-1].finished_at + (min(wait, interval) if interval else wait)
    return done[-1].started_at + interval if done and interval else None


def due(root: Path, cards: Mapping[str, Card], now: datetime) -> Iterable[str]:
    """Yield the live sources that are due."""
    for source, card in cards.items():
        if card.live is not None and not card.live.import_only:
            at = due_at(root, source, card.live)
            if at is None or at <= now:
                yield source
