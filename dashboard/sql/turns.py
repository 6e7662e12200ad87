"""Who runs next: places for few at once, shared fairly among the sessions that want one.

The session that took least lately is served first, so that those who ask in turn take turns. A
session has one place at a time, and the last free one is kept for who took little, as such or
beside the others: whoever asks without end, be it in several sessions, leaves it to the rest.
"""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

HALVED_SECONDS = 60.0
"""After so long, what a session took counts half."""
LITTLE_SECONDS = 5.0
LITTLE_PART = 0.5
"""Of what the session took that took most."""


class Place:
    """A wish for a place, of one session."""

    def __init__(self, places: "Places", session: object) -> None:
        self.session = session
        self.since: float | None = None
        self._places = places

    def taken(self, seconds: float) -> bool:
        """Return whether the place is had, after waiting for at most so long."""
        with self._places.changed:
            if self.since is None and self._places.changed.wait_for(
                lambda: self._places.next() is self, seconds
            ):
                self.since = time.monotonic()
                self._places.wanting.remove(self)
                self._places.had.append(self)
                self._places.changed.notify_all()  # another place may be free as well
            return self.since is not None


class Places:
    """So many places, and who has or wants one."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.changed = threading.Condition()
        self.wanting: list[Place] = []
        self.had: list[Place] = []
        self._took: dict[object, tuple[float, float]] = {}
        """Seconds that sessions took, as they counted at a time."""

    @contextmanager
    def wanted(self, session: object) -> Iterator[Place]:
        """Queue for a place within; it is given back at the end."""
        place = Place(self, session)
        with self.changed:
            self.wanting.append(place)
        try:
            yield place
        finally:
            with self.changed:
                self._give_back(place)
                self.changed.notify_all()

    def next(self) -> Place | None:
        """Return who has a place next; None while none is free, or nobody may have it."""
        free = self._number - len(self.had)
        served = {had.session for had in self.had}
        waiting = [one for one in self.wanting if one.session not in served]
        if free == 1 < self._number:
            little = max(LITTLE_SECONDS, LITTLE_PART * self._most())
            waiting = [one for one in waiting if self._lately(one.session) < little]
        first = min(waiting, key=lambda one: self._lately(one.session), default=None)
        return first if free > 0 else None

    def _most(self) -> float:
        """Return what the session took lately that took most, what it has now included."""
        now = time.monotonic()
        running = [self._lately(had.session) + now - (had.since or now) for had in self.had]
        return max([*map(self._lately, self._took), *running], default=0.0)

    def _lately(self, session: object) -> float:
        """Return the seconds that a session had a place, those long ago counted less."""
        took, at = self._took.get(session, (0.0, 0.0))
        return took * math.exp2((at - time.monotonic()) / HALVED_SECONDS)

    def _give_back(self, place: Place) -> None:
        if place.since is None:
            self.wanting.remove(place)
            return
        now = time.monotonic()
        self.had.remove(place)
        self._took[place.session] = (self._lately(place.session) + now - place.since, now)
        self._took = {
            session: taken
            for session, taken in self._took.items()
            if now - taken[1] < 10 * HALVED_SECONDS
        }
