"""The pages of the static site, served: links lead within the dashboard; and what crawlers read."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from dashboard import downloads, marts, menu
from dashboard.served import answers
from warehouse.exporting import content, reports
from warehouse.exporting.site import feed, pages, picture
from warehouse.exporting.site.links import Links

A_MONTH = "public, max-age=2592000"
NOTHING = "There is no page at this address. All there are stand in /sitemap.xml."


def routes() -> list[Route]:
    """Return the addresses of plain pages, pictures, the feed and the map."""
    offered = {
        "/claim/{name}": claim,
        "/article/{name}": article,
        "/picture/claim/{name}.png": preview,
        "/feed.xml": changes,
        "/sitemap.xml": sitemap,
        "/robots.txt": robots,
    }
    made = [Route(path, answers.answering(make)) for path, make in offered.items()]
    for kind in ("claim", "article", "picture"):
        made.append(Route(f"/{kind}/{{rest:path}}", answers.nothing(NOTHING)))
    return [Route(f"/{downloads.PLOTLY}", _plotly), *made]


def _plotly(_: Request) -> Response:
    """Answer with the script that draws pictures in the reader's browser."""
    script = str(files("plotly") / "package_data" / "plotly.min.js")
    return FileResponse(script, media_type="text/javascript", headers={"Cache-Control": A_MONTH})


def claim(request: Request) -> Response:
    """Answer with the page of a claim."""
    one, site = _claim(request, "../")
    return answers.page(pages.claim(one, marts.later(reports.catalogue)(), site))


def article(request: Request) -> Response:
    """Answer with the outline of an article."""
    site = _site(request, "../")
    documents = {document.document_id: document for document in site.documents}
    name = answers.known(request.path_params["name"], list(documents), "article")
    outline = marts.later(lambda con: pages.outline(con, name, site))()
    return answers.page(pages.article(documents[name], outline, site))


def preview(request: Request) -> Response:
    """Answer with the picture of a claim."""
    one, site = _claim(request)
    return Response(picture.drawn(one, site.build), media_type="image/png")


def changes(request: Request) -> Response:
    """Answer with the feed of changed verdicts."""
    written = feed.feed(marts.later(feed.changes)(), marts.later(content.build)(), _links(request))
    return Response(written, media_type="application/atom+xml")


def sitemap(request: Request) -> Response:
    """Answer with the addresses of all pages."""
    site = _site(request)
    found = [site.links.address + menu.path(s) for group in menu.SECTIONS.values() for s in group]
    found += [site.links.whole("claim", one.claim_id) for one in site.claims]
    found += [site.links.whole("article", one.document_id) for one in site.documents]
    return Response(feed.sitemap(found, site.build), media_type="application/xml")


def robots(request: Request) -> Response:
    """Answer with what crawlers may read."""
    return Response(feed.robots(_links(request)), media_type="text/plain")


def _links(request: Request, up: str = "") -> Links:
    """Return where the links of a served page lead; `up`: to the root of the dashboard."""
    return Links(up, served=True, address=answers.site(request))


def _site(request: Request, up: str = "") -> pages.Site:
    return marts.later(lambda con: pages.site(con, _links(request, up)))()


def _claim(request: Request, up: str = "") -> tuple[content.Claim, pages.Site]:
    """Return the claim that is asked for, with all that is known of it, and the site around it."""
    site = _site(request, up)
    name = answers.known(request.path_params["name"], [c.claim_id for c in site.claims], "claim")
    return marts.later(lambda con: content.claim(con, name))(), site
