"""What is said of a run before it lands. The warehouse knows, see `warehouse.admission`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from collectors.machinery.landing import COMPLETE


@dataclass(frozen=True)
class Candidate:
    """A run that is about to land.

    Attributes:
        source: its source's id.
        run_id: the name it will have.
        started_at: when it began, UTC.
        tables: what was parsed, as the card declares it, with the column `response`.
        confirmed: whether a person has said that its figures are right.
    """

    source: str
    run_id: str
    started_at: datetime
    tables: Mapping[str, pa.Table]
    confirmed: bool = False


@dataclass(frozen=True)
class Examination:
    """What an examination found.

    Attributes:
        status: complete, suspect or set aside, as the manifest will say.
        reason: why it is not complete and what can be done, for people; empty for complete.
        suspects: the figures that jump, as the table `suspect_figure` has them.
    """

    status: str = COMPLETE
    reason: str = ""
    suspects: list[dict[str, Any]] = field(default_factory=list)

    @property
    def manifest(self) -> dict[str, Any]:
        """Return the entries of a manifest that say so."""
        said = {"status": self.status, "reason": self.reason or None, "suspects": self.suspects}
        return said if self.reason else {"status": self.status}


Examine = Callable[[Candidate], Examination]


def unexamined(_: Candidate) -> Examination:
    """Let every run land."""
    return Examination()
