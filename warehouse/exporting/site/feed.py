"""What programs read of the site: a feed of changed verdicts, a map of it, and who may read it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import duckdb

from warehouse.exporting import content
from warehouse.exporting.content import Build
from warehouse.exporting.rendering import rendered
from warehouse.exporting.site.links import Links
from warehouse.wording.labels import ANSWERS

CLOSED = ("/_stcore/", "/media/", "/component/")
"""What is of no use to a search engine."""


class Change(NamedTuple):
    """A verdict that changed from one build to the next, and what it was because of."""

    build_id: str
    changed_at: datetime
    claim_id: str
    statement: str
    before: str
    after: str | None
    explanation: str
    because: str | None
    pack_id: str | None = None
    pack_title: str | None = None

    @property
    def turn(self) -> str:
        """Return from which answer to which: 'Yes → No'."""
        return f"{_answer(self.before)} → {_answer(self.after)}"


def changes(con: duckdb.DuckDBPyConnection) -> list[Change]:
    """Return the newest changes, the newest first; the first verdict of a claim is none."""
    return content.read(con, Change, "verdict_changes")


def feed(found: Iterable[Change], build: Build, links: Links) -> bytes:
    """Return the changes as an Atom feed; its links are relative where the address is not known."""
    return rendered("site/feed", "xml", found=list(found), build=build, links=links).encode()


def sitemap(addresses: Iterable[str], build: Build) -> bytes:
    """Return a map of the pages, all of the build's day; `addresses`: whole ones."""
    return rendered("site/sitemap", "xml", addresses=addresses, build=build).encode()


def robots(links: Links) -> str:
    """Return who may read what: everything but what the dashboard is made of."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED if links.served), "Allow: /"]
    if links.address:
        lines += ["", f"Sitemap: {links.address}sitemap.xml"]
    return "\n".join(lines) + "\n"


def _answer(verdict: str | None) -> str:
    return "withdrawn" if verdict is None else ANSWERS.get(verdict, verdict)
