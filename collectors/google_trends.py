"""Search interest by Google Trends, from a file the user exports.

Source   https://trends.google.com/trends/explore, 'Interest over time', download as CSV
Unit     points, 100 = the highest of all terms and periods of the same export, rounded
Quirks   points of two exports have nothing in common; '<1' and 0 are searches too few to show

There is no public interface to ask, so nothing is requested. To export: set Google's language to
English, compare up to five terms over more than a week, download 'Interest over time', then run
`sharecheck collect google_trends --file multiTimeline.csv`.
"""

import csv
import hashlib
import re
from datetime import date
from pathlib import Path

from collectors.errors import SetupError
from collectors.machinery.ask import Answer, Ask, Rows
from collectors.machinery.client import Client

EXPORT = (
    "google_trends: there is nothing to ask, only a file to import. Export 'Interest over time' as "
    "CSV from https://trends.google.com/trends/explore, with Google's language set to English, and "
    "run `sharecheck collect google_trends --file multiTimeline.csv`."
)
SPANS = {"Day": "day", "Week": "week", "Month": "month"}
COLUMN = re.compile(r"(?P<term>.+): \((?P<region>.+)\)")
TOO_FEW = ("<1", "0", "")


def fetch(client: Client, ask: Ask) -> None:
    """Record the file.

    Raises:
        SetupError: no file was given.
    """
    if ask.file is None:
        raise SetupError(EXPORT)
    content = ask.file.read_bytes()

    def copy(target: Path) -> None:
        target.write_bytes(content)

    about = {"sha256": hashlib.sha256(content).hexdigest()}
    client.record(f"file:{ask.file.name}", copy, about=about, suffix="csv")


def probe(client: Client) -> None:
    """Say that there is nothing to ask.

    Raises:
        SetupError: always.
    """
    raise SetupError(EXPORT)


def parse(answer: Answer) -> Rows:
    """Yield one row per term and period; points are null where the searches were too few."""
    lines = [line for line in csv.reader(answer.text().splitlines()) if line]
    if len(lines) < 2 or lines[1][0] not in SPANS:
        start = lines[1][0] if len(lines) > 1 else answer.text()[:40]
        answer.refuse(
            f"has {start!r} where a line beginning with Day, Week or Month is expected: export "
            "'Interest over time' with Google's language set to English, over more than a week"
        )
    category, (span, *columns), *table = lines
    terms = [COLUMN.fullmatch(column) for column in columns]
    if not terms or None in terms:
        answer.refuse(f"has columns {columns}, expected 'term: (Region)'")
    names = [term["term"] for term in terms if term]
    regions = {term["region"] for term in terms if term}
    if len(regions) > 1 or len(set(names)) < len(names):
        answer.refuse(f"has columns {columns}, expected different terms in one region")
    if not table:
        answer.refuse("has no periods below its header")
    export = "; ".join(
        [
            *regions,
            ", ".join(sorted(names)),
            f"{SPANS[span]}s {table[0][0]} to {table[-1][0]}",
            category[0].removeprefix("Category: "),
        ]
    )
    for start, *readings in table:
        if len(readings) != len(names):
            answer.refuse(f"has {len(readings)} readings for {len(names)} terms at {start}")
        for name, reading in zip(names, readings, strict=True):
            row = (export, name, _day(answer, start), SPANS[span], _points(answer, start, reading))
            yield "google_trends", row


def _day(answer: Answer, text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01" if len(text) == len("2020-01") else text)
    except ValueError:
        answer.refuse(f"has {text!r} where a date is expected")


def _points(answer: Answer, start: str, reading: str) -> int | None:
    if reading in TOO_FEW:
        return None
    if not reading.isdecimal() or int(reading) > 100:
        answer.refuse(f"has {reading!r} at {start}, expected 0 to 100 or '<1'")
    return int(reading)
