"""Collecting for ever: each source at its own interval, again after failures and after sleep."""

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from collectors.cards import Live
from collectors.errors import SharecheckError
from collectors.home import Home
from collectors.machinery import landing
from collectors.machinery.landing import NEVER, RETRY_AFTER, due_at
from collectors.machinery.run import NETWORK, SIDE_BY_SIDE, Order, network_of
from warehouse import catalogue
from warehouse.collecting import Result, collect

SCHEDULE = "schedule"
"""In place of a source, in a line on what is waited for."""
HEARTBEAT_SECONDS = 30
"""The scheduler looks at the clock this often, so that it notices when the machine slept."""
JITTER = 0.05
"""Of the interval, at most: not everybody should ask at the full hour."""
LONGEST_JITTER = timedelta(hours=1)
WAIT_SECONDS = 600


def run(
    home: Home,
    stop: threading.Event,
    say: Callable[[str, str], None],
    done: Callable[[Result], None] = lambda _: None,
) -> None:
    """Collect each live source whenever it is due, until `stop` is set.

    Args:
        home: the packs, and where runs land.
        stop: set to end; what is being fetched is continued the next time.
        say: called with a source and a line on its progress.
        done: called after each collection.

    Raises:
        InputError: YAML files that a person must correct before the start.
    """
    cards = catalogue.load(home).cards
    asked = {s: c.live for s, c in cards.items() if c.live and not c.live.import_only}
    network = network_of(list(asked), cards, Order(home.data, {}, stop=stop, watch=say))
    busy, told = set[str](), [""]
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(SIDE_BY_SIDE)},
        job_defaults={"misfire_grace_time": None, "coalesce": True},
    )

    def plan(source: str, live: Live, at: datetime | None) -> None:
        if at == NEVER:
            say(source, "not again: nothing newer comes")
            return
        spread = min(timedelta(days=live.every_days or 365) * JITTER, LONGEST_JITTER)
        now = landing.now()
        moment = now if at is None or at <= now else at + spread * random.random()
        scheduler.add_job(
            job,
            "date",
            run_date=moment.replace(tzinfo=UTC),
            args=[source, live],
            id=source,
            replace_existing=True,
        )
        (busy.add if moment <= now else busy.discard)(source)
        say(source, f"next at {moment:%Y-%m-%d %H:%M} UTC")

    def job(source: str, live: Live) -> None:
        if stop.is_set():
            return
        try:
            result = collect(
                home, [source], wait_seconds=WAIT_SECONDS, stop=stop, watch=say, network=network
            )
            if network.gone not in ("", told[-1]):
                say(NETWORK, network.gone)
            told.append(network.gone)
            done(result)
            at = due_at(home.data, source, live.every_days)
        except SharecheckError as error:  # busy, or a file that somebody is editing
            say(source, f"not now: {error}")
            at = None
        if not stop.is_set():
            soonest = landing.now() + RETRY_AFTER / 12
            busy.discard(source)
            plan(source, live, max(at or soonest, soonest))
            say_next()

    def say_next() -> None:
        """Say what is waited for, once nothing is under way."""
        waiting = [(job.next_run_time, job.id) for job in scheduler.get_jobs() if job.id in asked]
        if waiting and not busy and not stop.is_set():
            at, source = min(waiting)
            say(SCHEDULE, f"waits for {source}, at {at:%Y-%m-%d %H:%M} UTC")

    for source, live in asked.items():
        plan(source, live, due_at(home.data, source, live.every_days))
    scheduler.add_job(lambda: None, "interval", seconds=HEARTBEAT_SECONDS, id="heartbeat")
    scheduler.start()
    say_next()
    try:
        stop.wait()
    finally:
        scheduler.shutdown(wait=True)
