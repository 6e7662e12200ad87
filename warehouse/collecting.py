"""From a collection to the published warehouse: collect, build if something new came, tell."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from collectors.errors import InputError, SharecheckError, did_you_mean
from collectors.home import Home
from collectors.machinery import landing, parsing, run
from collectors.machinery.landing import Run, due
from collectors.machinery.run import Network, Order, Outcome
from warehouse import admission, catalogue
from warehouse.build import up_to_date
from warehouse.catalogue import Catalogue
from warehouse.writing import writing

_building = threading.Lock()


@dataclass(frozen=True)
class Result:
    """What a collection came to.

    Attributes:
        outcomes: one per source.
        changes: verdicts that the new figures changed, as warehouse.history words them.
        published: whether a new warehouse was published.
        problem: why none could be built; empty for none.
        refused: why runs that had landed before are set aside now.
        warning: what of the history of verdicts cannot be read; empty for nothing.
    """

    outcomes: list[Outcome]
    changes: list[dict[str, Any]]
    published: bool
    problem: str = ""
    refused: list[str] = field(default_factory=list)
    warning: str = ""

    @property
    def well(self) -> bool:
        """Return whether every source was collected and the warehouse is up to date."""
        fine = all(o.state in ("new", "unchanged") for o in self.outcomes)
        return fine and not self.problem and not self.refused


def choose(content: Catalogue, root: Path, wanted: Sequence[str], *, only_due: bool) -> list[str]:
    """Return the live sources to collect: those named, or all; of these those that are due.

    Raises:
        InputError: a name that is no live source.
    """
    live = {name: card for name, card in content.cards.items() if card.live is not None}
    if unknown := [name for name in wanted if name not in live]:
        problems = [
            f"{name}: a closed archive."
            if name in content.cards
            else f"{name}: no source of this name.{did_you_mean(name, live)}"
            for name in unknown
        ]
        raise InputError([*problems, f"Sources to collect: {', '.join(live)}."])
    chosen = list(wanted) or [n for n, c in live.items() if c.live and not c.live.import_only]
    return list(due(root, {n: live[n] for n in chosen}, landing.now())) if only_due else chosen


def collect(
    home: Home,
    sources: Sequence[str],
    *,
    since: date | None = None,
    file: Path | None = None,
    wait_seconds: float = 0,
    stop: threading.Event | None = None,
    watch: Callable[[str, str], None] = lambda source, line: None,
    network: Network | None = None,
) -> Result:
    """Collect sources, and publish a new warehouse if anything new landed.

    A run that cannot be is set aside, and the others are published.

    Raises:
        BusyError: another process is writing.
        InputError: YAML files that a person must correct.
    """
    with writing(home.data, wait_seconds):
        content = catalogue.load(home)
        order = Order(
            home.data,
            catalogue.names(content.projects),
            since,
            file,
            stop or threading.Event(),
            watch,
            partial(admission.examine, home.data, content),
            network,
        )
        outcomes = run.collect(sources, content.cards, order)
        return _built(home, outcomes)


def reparse(
    home: Home, sources: Sequence[str], wait_seconds: float = 0
) -> tuple[dict[str, list[Run]], Result]:
    """Parse the recorded answers of sources again, and build if that changed anything.

    Returns:
        the runs that changed, by source; and what the build came to.

    Raises:
        BusyError, InputError, SourceChanged: as they say; what was parsed before stays.
    """
    with writing(home.data, wait_seconds):
        content = catalogue.load(home)
        examine = partial(admission.examine, home.data, content)
        changed = {
            name: parsing.reparse(home.data, name, content.cards[name], examine) for name in sources
        }
        return changed, _built(home, [])


def accept(home: Home, names: Sequence[str], wait_seconds: float = 0) -> Result:
    """Confirm suspect runs, named `source/run_id` or `run_id`, and build.

    Raises:
        BusyError: another process is writing.
        InputError: a run that is not there or cannot be confirmed; those named before it are.
    """
    with writing(home.data, wait_seconds):
        content = catalogue.load(home)
        return _decided(home, names, lambda name: admission.accept(home.data, content, name))


def drop(home: Home, names: Sequence[str], wait_seconds: float = 0) -> Result:
    """Remove runs that are suspect or set aside, named likewise, and build.

    Raises:
        BusyError: another process is writing.
        InputError: a run that is not there or that counts; those named before it are removed.
    """
    with writing(home.data, wait_seconds):
        return _decided(home, names, lambda name: admission.drop(home.data, name))


def _decided(home: Home, names: Sequence[str], decide: Callable[[str], Run]) -> Result:
    """Decide on runs and build; also when one cannot be decided on, for those before it."""
    for number, name in enumerate(names):
        try:
            decide(name)
        except SharecheckError:
            if number:
                _built(home, [])
            raise
    return _built(home, [])


def _built(home: Home, outcomes: list[Outcome]) -> Result:
    """Build if anything changed; what was collected stays, whatever comes of it."""
    with _building:  # threads of one process share the writer's lock
        try:
            if up_to_date(home):
                return Result(outcomes, [], published=False)
            summary, aside = admission.build_with_what_holds(home)
        except SharecheckError as error:
            return Result(outcomes, [], published=False, problem=str(error))
    late = {run.name: run for run in aside}
    outcomes = [_refused(outcome, late) for outcome in outcomes]
    refused = [landing.said_of(run.manifest) for run in late.values()]
    return Result(
        outcomes, summary.changes, published=True, refused=refused, warning=summary.warning
    )


def _refused(outcome: Outcome, late: dict[str, Run]) -> Outcome:
    """Return an outcome as it is once the build has set its run aside; takes that out of `late`."""
    if outcome.run is None or (run := late.pop(outcome.run.name, None)) is None:
        return outcome
    return replace(outcome, run=run, state=landing.SET_ASIDE, message=landing.said_of(run.manifest))
