"""Search interest by Google Trends, from a file the user exports.

Source   https://trends.google.com/trends/explore, 'Interest over time', download as CSV
Unit     points, 100 = the highest of all terms and periods of the same export, rounded
Quirks   points of two exports have nothing in common; '<1' and 0 are searches too few to show

There is no public interface to ask, so nothing is requested. To export: compare up to five terms
over more than a week, download 'Interest over time' in whatever language, then run
`sharecheck collect google_trends --file multiTimeline.csv`.
"""

import codecs
import csv
import hashlib
import re
import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import yaml

from collectors.errors import SetupError
from collectors.machinery.ask import Answer, Ask, Rows
from collectors.machinery.client import Client

EXPORT = (
    "google_trends: there is nothing to ask, only a file to import. Export 'Interest over time' as "
    "CSV from https://trends.google.com/trends/explore and "
    "run `sharecheck collect google_trends --file multiTimeline.csv`."
)
SEPARATORS = ",;\t"
PERIODS = Path(__file__).parent / "machinery/periods.yml"
SPANS: dict[str, str] = {
    word: span
    for span, words in yaml.safe_load(PERIODS.read_text("utf-8")).items()
    for word in words
}
"""What stands above a single date, which alone does not tell how long its period is."""
LENGTHS = {1: "day", 7: "week", **dict.fromkeys(range(28, 32), "month")}
"""How many days lie between the dates of two periods."""
STARTS = re.compile(r"\d{4}-\d\d")
COLUMN = re.compile(r"(?P<term>.+)(?<!\s)\s*[:\uff1a]\s*[(\uff08](?P<region>.+)[)\uff09]")
TOO_FEW = re.compile(r"[<\u2039\u2264]1|1[>\u203a]|[^\W\d]{2,}1|1[^\W\d]{2,}")
"""'<1', as it is written in either direction, or in words."""


def fetch(client: Client, ask: Ask) -> None:
    """Record the file; without one, say how to come by it."""
    if ask.file is None:
        probe(client)
    content = ask.file.read_bytes()
    about = {"sha256": hashlib.sha256(content).hexdigest()}
    url = f"file:{ask.file.name}"
    client.record(url, lambda path: path.write_bytes(content), about=about, suffix="csv")


def probe(client: Client) -> NoReturn:
    """Say that there is nothing to ask.

    Raises:
        SetupError: always.
    """
    raise SetupError(EXPORT)


def parse(answer: Answer) -> Rows:
    """Yield one row per term and period; points are null where the searches were too few.

    Dates and points tell what stands where: all words are in the language of the one who exports.
    """
    lines = _lines(answer)
    first = next((n for n, line in enumerate(lines) if n and STARTS.match(line[0])), 2)
    if len(lines) < 2:
        answer.refuse(
            f"has {_text(answer)[:40]!r} where a line with the terms and lines with a date each "
            "are expected: export 'Interest over time' over more than a week"
        )
    (word, *columns), table = lines[first - 1], lines[first:]
    terms = [term for column in columns if (term := COLUMN.fullmatch(column))]
    if not terms or len(terms) < len(columns):
        answer.refuse(f"has columns {columns}, expected 'term: (Region)'")
    names, regions = [term["term"] for term in terms], {term["region"] for term in terms}
    if len(regions) > 1 or len(set(names)) < len(names):
        answer.refuse(f"has columns {columns}, expected different terms in one region")
    if not table:
        answer.refuse("has no periods below its header")
    span = _span(answer, [line[0] for line in table], word)
    category = lines[0][0] if first > 1 else ""
    about = re.split("[:\uff1a]", category, maxsplit=1)[-1].strip()
    periods = f"{span}s {table[0][0]} to {table[-1][0]}"
    export = "; ".join([*regions, ", ".join(sorted(names)), periods, about])
    for start, *readings in table:
        if len(readings) != len(names):
            answer.refuse(f"has {len(readings)} readings for {len(names)} terms at {start}")
        for name, reading in zip(names, readings, strict=True):
            points = _points(answer, start, reading)
            yield "google_trends", (export, name, _day(answer, start), span, points)


def _text(answer: Answer) -> str:
    """Return the file's text without marks of direction; a spreadsheet may have saved it anew."""
    content = answer.content()
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("utf-16" if wide else "cp1252", errors="replace")
    return "".join(c for c in text.replace("&lt;", "<") if unicodedata.category(c) != "Cf")


def _lines(answer: Answer) -> list[list[str]]:
    """Return the fields of each line that is not empty; the category's first line is one field."""
    lines = [line for line in _text(answer).splitlines() if line.strip(" ,;\t")]
    head = 1 if len(lines) < 2 or not STARTS.match(lines[1].lstrip('"')) else 0
    # the separator is what divides the line of the last period
    separator = max(SEPARATORS, key=lines[-1].count) if lines else ","
    table = csv.reader(lines[head:], delimiter=separator)
    titles = [[line.strip('" ,;\t')] for line in lines[:head]]
    return titles + [[field.strip() for field in line] for line in table]


def _span(answer: Answer, starts: list[str], word: str) -> str:
    """Return how long the periods are: what lies between their dates, or else the header's word."""
    days = sorted({_day(answer, start) for start in starts})
    if len(starts[0]) == len("2020-01"):
        return "month"
    least = min(((after - before).days for before, after in pairwise(days)), default=None)
    if least is None and word.casefold() in SPANS:
        return SPANS[word.casefold()]
    if least in LENGTHS:
        return LENGTHS[least]
    answer.refuse(
        f"has {f'periods of {least} days' if least else f'one period and {word!r} above it'}, "
        "expected days, weeks or months: export more than one period"
    )


def _day(answer: Answer, text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01" if len(text) == len("2020-01") else text)
    except ValueError:
        answer.refuse(f"has {text!r} where a date is expected")


def _points(answer: Answer, start: str, reading: str) -> int | None:
    plain = "".join(unicodedata.normalize("NFKC", reading).split())
    if plain in ("0", "") or TOO_FEW.fullmatch(plain):
        return None
    if not plain.isdecimal() or int(plain) > 100:
        answer.refuse(f"has {reading!r} at {start}, expected 0 to 100 or '<1'")
    return int(plain) or None
