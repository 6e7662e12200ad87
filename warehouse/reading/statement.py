"""What a sentence says: the one form that every sentence is understood as."""

from dataclasses import dataclass
from typing import Literal

from warehouse.claim_entries import FACTS, Kind

Gap = Literal["measure", "period", "edition", "when", "since", "side", "group", "asserted"]
"""What a sentence leaves open, and must not: of what; over which time; which year's survey; when,
of the past; since when; which of two is ahead; among which; what is asserted."""
Per = Literal["day", "month", "year"]


@dataclass(frozen=True)
class Statement:
    """What is said of a project.

    Attributes:
        kind: of claim; `subject` and `comparator`: slugs of projects.
        hedge: entry of data/hedges.yml by which it is read.
        unit: of the figure, as in a claim's `asserted`; None for words alone. `low` and `high`: its
            ends in plain digits, or dates; equal for one.
        measure: what is counted, a name of vocabulary.yml, a signal or a definition.
        group: of data/projects.yml, that it is said to be among.
        as_of, since: dates as 2024, 2024-05 or 2024-05-27; None: not said.
        facts: of a property or a date: the facts meant and the values needed.
        gaps: what it leaves open.
    """

    kind: Kind
    subject: str
    comparator: str | None = None
    hedge: str = "exact"
    unit: str | None = None
    low: str | None = None
    high: str | None = None
    measure: str | None = None
    group: str | None = None
    as_of: str | None = None
    since: str | None = None
    per: Per | None = None
    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    gaps: tuple[Gap, ...] = ()

    def brief(self) -> str:
        """Return it in short: kind subject/comparator hedge figure of measure since in."""
        other = f"/{self.comparator}" if self.comparator else ""
        parts = [self.kind, self.subject + other]
        if self.hedge not in ("exact", "range", "ahead"):
            parts.append(self.hedge)
        if self.low is not None:
            ends = "–".join(dict.fromkeys((self.low, str(self.high))))
            unit = {"percent": " %", "points": " points", "ratio": " times"}.get(
                self.unit or "", ""
            )
            parts.append(f"place {ends}" if self.unit == "rank" else f"{ends}{unit}")
        parts += [value for _, needs in self.facts for value in needs]
        of = None if self.kind in FACTS else self.measure
        said = {"of": of, "per": self.per, "since": self.since, "in": self.as_of}
        parts += [f"{word} {value}" for word, value in said.items() if value]
        return " ".join(parts)
