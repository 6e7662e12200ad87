"""What became of a query, in sentences; and the place in it that an error points at."""

import re

from dashboard.sql.sandbox import LEASE_SECONDS, LIMITS, MEGABYTE, PLACES, Outcome
from dashboard.text import number

AROUND = 2
"""Lines shown before and after the one that an error points at."""
SHOWN_LETTERS = 100
INSTEAD = {
    "LocalFileSystem": "Files and addresses cannot be read here: a query sees the tables of the "
    "warehouse and nothing else.",
    "the configuration has been locked": "Settings cannot be changed here.",
}
"""What is said for a message of DuckDB's that holds some words, which would mislead."""
CANDIDATES = re.compile(r"Candidate bindings: (: )?")
ELSEWHERE = (
    "Filter or aggregate earlier in the query; or run it on your own machine, without these "
    "limits, with `sharecheck sql` or any DuckDB client."
)
FAULTS = {
    "time": f"Stopped after {LIMITS.seconds:.0f} s, the most a query may take. {ELSEWHERE}",
    "memory": f"Stopped: the query needed more than {LIMITS.memory_bytes // MEGABYTE} MB of "
    f"memory. {ELSEWHERE}",
    "cancelled": "Cancelled after {seconds:.1f} s.",
    "abandoned": f"Stopped: the page did not ask for it for {LEASE_SECONDS:.0f} s. Run it again.",
    "busy": f"Busy: {PLACES} queries are running, the most this server runs at once, and none "
    "ended in time. Run it again in a few seconds.",
    "gone": "The rows were let go to free memory. Run the query again.",
    "broken": "The query ended without an answer. {said} When memory runs out, that can happen "
    "too; simplify the query, or build the warehouse anew.",
}
"""Why a query that is no error of its own has no rows, by what became of it."""


def fault(outcome: Outcome) -> str:
    """Return why a query has no rows to show, and what to do."""
    message = outcome.message
    if outcome.kind in FAULTS:
        return FAULTS[outcome.kind].format(seconds=outcome.seconds, said=sentence(message))
    ours = (said for found, said in INSTEAD.items() if found in message)
    return next(ours, sentence(CANDIDATES.sub("Near it: ", message)))


def sentence(words: str) -> str:
    """Return words ended by a full stop, without empty lines."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    text = "  \n".join(lines)
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def summary(outcome: Outcome) -> str:
    """Return how many rows came, how fast, and whether that is all of them."""
    rows = outcome.table.num_rows if outcome.table is not None else 0
    took = f"{outcome.seconds:.2f} s" if outcome.seconds >= 0.01 else "under 0.01 s"
    return f"{number(rows, 'row')} in {took}"


def cut(outcome: Outcome) -> str:
    """Return which limit ended the rows, or '' when all came."""
    limits = {"rows": f"{LIMITS.rows:,} rows", "bytes": f"{LIMITS.bytes // MEGABYTE} MB"}
    most = limits.get(outcome.cut or "")
    return f"There are more: a result ends at {most} here, downloads too." if most else ""


def excerpt(query: str, position: int) -> str:
    """Return the lines around a byte of the query, numbered, with a mark below the place."""
    before = query.encode(errors="replace")[:position].decode(errors="ignore")
    lines = query.split("\n")
    at = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1)
    first = max(0, at - AROUND)
    width = len(str(min(at + AROUND, len(lines) - 1) + 1))
    shown = []
    for n in range(first, min(at + AROUND + 1, len(lines))):
        start = max(0, column - SHOWN_LETTERS // 2) if n == at else 0
        shown.append(f"{n + 1:>{width}} │ {lines[n][start : start + SHOWN_LETTERS]}")
        if n == at:
            shown.append(f"{'':>{width}} │ {'':>{column - start}}▲")
    return "\n".join(shown)
