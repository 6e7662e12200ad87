"""The newest list of the 15,000 packages with most downloads from PyPI: downloads in a month.

Source   https://hugovk.dev/top-pypi-packages/ (Hugo van Kemenade), computed from ClickHouse
Unit     files downloaded, by every installer; not users, machines or installations
Window   the calendar month before the list, which comes on the first of each month; a package
         that is not on it is below its floor, which is not zero
"""

from datetime import date, datetime, timedelta
from typing import Literal

from collectors.cards import normal
from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client

FILE = "/top-pypi-packages.min.json"
SIZE = 15_000


class Package(Lax):
    """One place on the list."""

    project: str
    download_count: int


class TopList(Lax):
    """What the file holds; lists before July 2025 named another source, and had another window."""

    last_update: datetime
    source: Literal["ClickHouse"]
    total_rows: int
    rows: list[Package]


def fetch(client: Client, ask: Ask) -> None:
    """Ask for the list, and refuse one that is older than a list already known."""
    packages = sorted({normal(name) for name in ask.names["pypi"]})
    earlier = client.previous.answers() if client.previous else []
    known = max(
        [
            *map(date.fromisoformat, ask.bundled("top_pypi_packages_lists", "list_date")),
            *(answer.read(TopList).last_update.date() for answer in earlier),
        ],
        default=date.min,
    )
    answer = client.get(FILE, about={"packages": packages})
    content = _read(answer)
    listed = content.last_update.date()
    if not known <= listed <= ask.today:
        answer.refuse(f"is the list of {listed}, expected {known} to {ask.today}")
    if content.total_rows != SIZE:
        answer.refuse(
            f"has {content.total_rows:,} packages, expected {SIZE:,}: with another size small "
            "packages come or go. Note the change in breaks.yml and in the collector"
        )


def probe(client: Client) -> None:
    """Ask for the list."""
    _read(client.get(FILE))


def parse(answer: Answer) -> Rows:
    """Yield the packages asked for, and one row for the list as a whole."""
    content = _read(answer)
    listed = content.last_update.date()
    end = listed.replace(day=1)
    start = (end - timedelta(days=1)).replace(day=1)
    wanted = set(answer.about["packages"])
    for rank, package in enumerate(content.rows, start=1):
        if (name := normal(package.project)) in wanted:
            yield "top_pypi_packages", (listed, "30-day", name, package.download_count, rank, None)
    counts = [package.download_count for package in content.rows]
    window = "30-day", (end - start).days, start, end
    size, origin = (len(counts), min(counts), sum(counts)), (content.last_update, None, FILE[1:])
    yield "top_pypi_packages_lists", (listed, *window, "all", content.source, *size, *origin)


def _read(answer: Answer) -> TopList:
    """Return the list, after making sure that it is whole, in order and without repetition."""
    content = answer.read(TopList)
    counts = [package.download_count for package in content.rows]
    if len(counts) != content.total_rows:
        answer.refuse(f"has {len(counts):,} packages, but says {content.total_rows:,}")
    if counts != sorted(counts, reverse=True):
        answer.refuse("is not sorted by downloads, so ranks and floor cannot be read from it")
    if len({normal(package.project) for package in content.rows}) != len(counts):
        answer.refuse("names a package twice")
    return content
