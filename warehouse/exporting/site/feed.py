"""What programs read of the site: a feed of changed verdicts, a map of it, and who may read it."""

from collections.abc import Iterable

import duckdb

from warehouse.exporting import content
from warehouse.exporting.content import Row
from warehouse.exporting.rendering import rendered
from warehouse.exporting.site.links import Links

CLOSED = ("/_stcore/", "/media/", "/component/")
"""What is of no use to a search engine."""


def changes(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return the newest changes, the newest first; the first verdict of a claim is none."""
    return content.read(con, "verdict_changes")


def feed(found: Iterable[Row], build: Row, links: Links) -> bytes:
    """Return the changes as an Atom feed; its links are relative where the address is not known."""
    return rendered("site/feed", "xml", found=list(found), build=build, links=links).encode()


def sitemap(addresses: Iterable[str], build: Row) -> bytes:
    """Return a map of the pages, all of the build's day; `addresses`: whole ones."""
    return rendered("site/sitemap", "xml", addresses=addresses, build=build).encode()


def robots(links: Links) -> str:
    """Return who may read what: everything but what the dashboard is made of."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED if links.served), "Allow: /"]
    if links.address:
        lines += ["", f"Sitemap: {links.address}sitemap.xml"]
    return "\n".join(lines) + "\n"
