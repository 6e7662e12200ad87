"""npm downloads per package and UTC day, since 10 January 2015.

Source   https://api.npmjs.org (npm, Inc.), documented in npm/registry, docs/download-counts.md
Unit     package files served; build machines and mirrors included
Quirks   a long range is shortened without a word; a day without figures reads as zero
"""

from collections.abc import Iterator
from datetime import date, timedelta

from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client

BEGINNING = date(2015, 1, 10)
AT_ONCE_MONTHS, AT_ONCE = 18, timedelta(days=547)
"""The longest range that is answered whole: 18 months, or a year and a half, whichever is less."""
SETTLES = timedelta(days=3)
"""Younger days may not have been counted yet and would read as zero."""


class Day(Lax):
    """Downloads of one day."""

    day: date
    downloads: int


class Range(Lax):
    """What the API sends for one package; both ends are included."""

    package: str
    start: date
    end: date
    downloads: list[Day]


def fetch(client: Client, ask: Ask) -> None:
    """Ask for every package, 18 months at a time: names with a scope cannot be bundled."""
    packages, until = ask.names["npm"], ask.today - SETTLES
    since = max(BEGINNING, min(ask.since or BEGINNING, until).replace(day=1))
    earlier = client.previous.answers() if client.previous else []
    known = {answer.about["package"] for answer in earlier}
    for number, package in enumerate(packages, start=1):
        client.report(f"{number} of {len(packages)} packages")
        # one that came to the list since the last run has no history yet
        is_new = bool(earlier) and package not in known
        for start, end in ranges(BEGINNING if is_new else since, until):
            client.get(
                f"/downloads/range/{start}:{end}/{package}",
                about={"package": package, "start": start.isoformat(), "end": end.isoformat()},
                accept=[404],  # no package of that name
            )


def ranges(since: date, until: date) -> Iterator[tuple[date, date]]:
    """Yield first and last day of each range to ask for, from `since` to `until`."""
    while since <= until:
        months = since.year * 12 + since.month - 1 + AT_ONCE_MONTHS
        month_after = date(months // 12, months % 12 + 1, 1)
        after = min(month_after + timedelta(days=since.day - 1), since + AT_ONCE)
        yield since, min(until, after - timedelta(days=1))
        since = after


def probe(client: Client) -> None:
    """Ask for one package's last week."""
    client.get("/downloads/range/last-week/npm").read(Range)


def parse(answer: Answer) -> Rows:
    """Yield one row per day, zeros as they come: staging tells outages from zeros."""
    if answer.status == 404:
        return
    asked = tuple(answer.about[field] for field in ("package", "start", "end"))
    body = answer.read(Range)
    found = (body.package, body.start.isoformat(), body.end.isoformat())
    if found != asked:
        answer.refuse(f"covers {' '.join(found)}, asked was {' '.join(asked)}")
    for day in body.downloads:
        yield "npm_downloads", (body.package, day.day, day.downloads)
