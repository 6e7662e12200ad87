"""What programs read of the site: a feed of changed verdicts, a map of it, and who may read it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree import ElementTree

import duckdb

from warehouse.exporting import queries
from warehouse.exporting.content import Build, rows
from warehouse.exporting.site.links import Links
from warehouse.wording.answers import ANSWERS

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NAME = "urn:sharecheck"
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


def changes(con: duckdb.DuckDBPyConnection) -> list[Change]:
    """Return the newest changes, the newest first; the first verdict of a claim is none."""
    return [Change(**row) for row in rows(con, queries.CHANGES)]


def feed(found: Iterable[Change], build: Build, links: Links) -> bytes:
    """Return the changes as an Atom feed; its links are relative where the address is not known."""
    found = list(found)
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(root, "id", links.whole("") or f"{NAME}:changes")
    _add(root, "title", "sharecheck: verdicts that changed")
    _add(root, "updated", _moment(found[0].changed_at if found else build.built_at))
    ElementTree.SubElement(root, "link", href=links.whole("") or links.index())
    if links.address:
        ElementTree.SubElement(root, "link", rel="self", href=f"{links.address}feed.xml")
    _add(ElementTree.SubElement(root, "author"), "name", "sharecheck")
    for one in found:
        entry = ElementTree.SubElement(root, "entry")
        _add(entry, "id", f"{NAME}:{one.build_id}:{one.claim_id}")
        after = _answer(one.after)
        _add(entry, "title", f"{_answer(one.before)} → {after}: {one.statement}")
        _add(entry, "updated", _moment(one.changed_at))
        href = links.whole("claim", one.claim_id) or links.claim(one.claim_id)
        ElementTree.SubElement(entry, "link", href=href)
        because = f" Because of: {one.because}." if one.because else ""
        _add(entry, "summary", f"{one.explanation}{because}")
    return _written(root)


def sitemap(addresses: Iterable[str], build: Build) -> bytes:
    """Return a map of the pages, all of the build's day; `addresses`: whole ones."""
    root = ElementTree.Element("urlset", {"xmlns": SITEMAP})
    for address in addresses:
        page = ElementTree.SubElement(root, "url")
        _add(page, "loc", address)
        _add(page, "lastmod", f"{build.built_at:%Y-%m-%d}")
    return _written(root)


def robots(links: Links) -> str:
    """Return who may read what: everything but what the dashboard is made of."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED if links.served), "Allow: /"]
    if links.address:
        lines += ["", f"Sitemap: {links.address}sitemap.xml"]
    return "\n".join(lines) + "\n"


def _answer(verdict: str | None) -> str:
    return "withdrawn" if verdict is None else ANSWERS.get(verdict, verdict)


def _moment(when: datetime) -> str:
    return when.replace(tzinfo=UTC, microsecond=0).isoformat().replace("+00:00", "Z")


def _add(parent: ElementTree.Element, name: str, words: str) -> None:
    ElementTree.SubElement(parent, name).text = "".join(c for c in words if _fits(c))


def _fits(sign: str) -> bool:
    """Return whether XML may hold a character."""
    return (
        sign in "\t\n\r"
        or " " <= sign <= "\ud7ff"
        or "\ue000" <= sign <= "\ufffd"
        or sign > "\uffff"
    )


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
