"""The static site: every page, chart and file of it, for any web server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from warehouse import queries, report, spreadsheet
from warehouse.exporting import content, reports
from warehouse.exporting.site import feed, pages, picture, signals
from warehouse.exporting.site.links import Links


def write(
    con: duckdb.DuckDBPyConnection,
    claims: list[content.Claim],
    known: reports.Catalogue,
    folder: Path,
    dashboard: str = "",
    address: str = "",
) -> None:
    """Write the site into `folder`.

    Args:
        con: a published warehouse.
        claims: all of its claims.
        known: what they refer to.
        folder: empty.
        dashboard: address of a dashboard that claims link to; '' for none.
        address: where the site will be found. With it come the map of the site, pictures for
            previews and whole addresses in the feed, which have to be whole.
    """
    top = pages.site(con, Links(address=_slash(address), dashboard=_slash(dashboard)))
    for path, text in _pages(con, claims, known, top):
        _save(folder / path, text.encode("utf-8"))
    tables = {
        "claims": _csv(con, "claims_data"),
        "evidence": _csv(con, "evidence_data", claim=None),
    }
    for signal in signals.signals(con):
        name = signal.signal_id
        tables[f"signal/{name}"] = _csv(con, "signal_data", signal=name)
    for name, table in tables.items():
        _save(folder / f"data/{name}.csv", table)
    _save(folder / "feed.xml", feed.feed(feed.changes(con), known.build, top.links))
    _save(folder / ".nojekyll", b"")  # GitHub Pages shall serve the files as they are
    _save(folder / "robots.txt", feed.robots(top.links).encode())
    if address:
        found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
        whole = [top.links.address + name.removesuffix("index.html") for name in found]
        _save(folder / "sitemap.xml", feed.sitemap(whole, known.build))
        with ThreadPoolExecutor() as pool:  # most of it is compression, which threads share
            drawn = pool.map(lambda claim: picture.drawn(claim, known.build), claims)
            for claim, image in zip(claims, drawn, strict=True):
                _save(folder / f"picture/claim/{claim.claim_id}.png", image)


def _pages(
    con: duckdb.DuckDBPyConnection,
    claims: list[content.Claim],
    known: reports.Catalogue,
    top: pages.Site,
) -> Iterator[tuple[str, str]]:
    below, found = top.at("../"), signals.signals(con)
    outlines = {d.document_id: pages.outline(con, d.document_id, top) for d in top.documents}
    articles = [
        (document, [one for one, _ in outlines[document.document_id]]) for document in top.documents
    ]
    yield "index.html", pages.index(top, articles, found)
    yield "sources.html", pages.sources(list(known.sources.values()), found, top)
    for word in sorted({one.answer for one in top.claims}):
        yield f"answer/{pages.slug(word)}.html", pages.answer(word, below)
    for claim in claims:
        yield f"claim/{claim.claim_id}.html", pages.claim(claim, known, below)
    for document in top.documents:
        page = pages.article(document, outlines[document.document_id], below)
        yield f"article/{document.document_id}.html", page
    for one in found:
        charts, source = signals.charts(con, one), known.sources[one.source_id]
        yield f"signal/{one.signal_id}.html", pages.signal(one, charts, source, below)


def _csv(con: duckdb.DuckDBPyConnection, query: str, **parameters: object) -> bytes:
    """Return what a query gives as CSV for people."""
    found = report.fetch(con, queries.text(query), parameters)
    return spreadsheet.BOM + spreadsheet.of_rows(found.columns, found.rows)


def _save(path: Path, text: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)


def _slash(address: str) -> str:
    return f"{address.rstrip('/')}/" if address else ""
