"""PyPI downloads per package and UTC day, with and without mirrors, and by operating system.

Source   https://pypistats.org/api/ (Python Software Foundation), computed from BigQuery
Unit     files downloaded; not users, machines or installations
Window   the API forgets after 180 days: history exists only if we ask often enough
"""

from datetime import date
from typing import Literal

from collectors.cards import normal
from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client

KINDS = ("overall", "system")


class Day(Lax):
    """Downloads of one day in one category."""

    category: str
    date: date
    downloads: int


class Downloads(Lax):
    """What the API sends for one package."""

    package: str
    type: Literal["overall_downloads", "system_downloads"]
    data: list[Day]


def fetch(client: Client, ask: Ask) -> None:
    """Ask for every package, both ways of splitting it up."""
    packages = sorted({normal(name) for name in ask.names["pypi"]})  # the server may not do it
    for number, package in enumerate(packages, start=1):
        client.report(f"{number} of {len(packages)} packages")
        for kind in KINDS:
            # 404, not JSON: a package without downloads in the window, or none of that name
            client.get(
                f"/packages/{package}/{kind}",
                about={"package": package, "kind": kind},
                accept=[404],
                suffix="txt",
            )


def probe(client: Client) -> None:
    """Ask for one package's last day."""
    client.get("/packages/pip/overall", {"mirrors": "false"}).read(Downloads)


def parse(answer: Answer) -> Rows:
    """Yield one row per day and category; a day without downloads is absent, not zero."""
    if answer.status == 404:
        return
    package = answer.about["package"]
    body = answer.read(Downloads)
    if normal(body.package) != normal(package):
        answer.refuse(f"speaks of {body.package!r}, asked was {package!r}")
    for day in body.data:
        yield "pypi_stats", (package, day.date, answer.about["kind"], day.category, day.downloads)
