"""From a collection to the published warehouse: collect, build if something new came, tell."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from collectors.errors import InputError, SharecheckError
from collectors.machinery import landing, lock, parsing, run
from collectors.machinery.due import due
from collectors.machinery.run import Order, Outcome
from warehouse import catalogue
from warehouse.build import build, up_to_date
from warehouse.catalogue import Catalogue

_building = threading.Lock()


@dataclass(frozen=True)
class Result:
    """What a collection came to.

    Attributes:
        outcomes: one per source.
        changes: verdicts that the new figures changed, as warehouse.history words them.
        published: whether a new warehouse was published.
        problem: why none could be built; empty for none.
    """

    outcomes: list[Outcome]
    changes: list[dict[str, Any]]
    published: bool
    problem: str = ""

    @property
    def well(self) -> bool:
        """Return whether every source was collected and the warehouse is up to date."""
        return not self.problem and all(o.state in ("new", "unchanged") for o in self.outcomes)


def choose(content: Catalogue, root: Path, wanted: Sequence[str], *, only_due: bool) -> list[str]:
    """Return the live sources to collect: those named, or all; of these those that are due.

    Raises:
        InputError: a name that is no live source.
    """
    live = {name: card for name, card in content.cards.items() if card.live is not None}
    if unknown := [name for name in wanted if name not in live]:
        problems = [
            f"{name}: {'a closed archive' if name in content.cards else 'no source of this name'}."
            for name in unknown
        ]
        raise InputError([*problems, f"Sources to collect: {', '.join(live)}."])
    chosen = list(wanted) or [n for n, c in live.items() if c.live and not c.live.import_only]
    return list(due(root, {n: live[n] for n in chosen}, landing.now())) if only_due else chosen


def collect(
    root: Path,
    sources: Sequence[str],
    *,
    since: date | None = None,
    file: Path | None = None,
    wait_seconds: float = 0,
    stop: threading.Event | None = None,
    watch: Callable[[str, str], None] = lambda source, line: None,
) -> Result:
    """Collect sources, and publish a new warehouse if anything new landed.

    Raises:
        BusyError: another process is writing.
        InputError: YAML files that a person must correct.
    """
    with lock.writing(root, wait_seconds):
        content = catalogue.load(root)
        order = Order(
            root, catalogue.names(content.projects), since, file, stop or threading.Event(), watch
        )
        outcomes = run.collect(sources, content.cards, order)
        with _building:  # threads of one process share the writer's lock
            if up_to_date(root):
                return Result(outcomes, [], published=False)
            try:
                summary = build(root)
            except SharecheckError as error:
                return Result(outcomes, [], published=False, problem=str(error))
        return Result(outcomes, summary.changes, published=True)


def reparse(root: Path, sources: Sequence[str], wait_seconds: float = 0) -> dict[str, int]:
    """Parse the recorded answers of sources again, and build if that changed anything.

    Returns:
        the number of runs that changed, by source.

    Raises:
        BusyError, InputError, SourceChanged: as they say; what was parsed before stays.
    """
    with lock.writing(root, wait_seconds):
        cards = catalogue.load(root).cards
        changed = {name: len(parsing.reparse(root, name, cards[name])) for name in sources}
        if not up_to_date(root):
            build(root)
    return changed
