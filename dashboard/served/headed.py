"""Streamlit's one page of HTML with the head of the page asked for: found, previewed, bookmarked.

Who has no JavaScript, as most of those who look at heads, is led to the plain pages.
"""

import gzip
import re
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from collectors.errors import SharecheckError
from dashboard import head, marts, menu, packs
from dashboard.served import answers
from dashboard.served.files import takes_gzip, unchanged
from warehouse.exporting import claimreview, content, reports
from warehouse.exporting.site import pages
from warehouse.exporting.site.head import tags
from warehouse.exporting.site.links import Links

SCREENS = {menu.path(screen): screen for screens in menu.SECTIONS.values() for screen in screens}
"""Pages by their address."""
KEPT = 256
"""Heads of addresses that are kept."""
LONGEST = 2000
"""Letters of a query string that are looked at: what is longer asks for nothing that has a name."""
TITLE = re.compile(r"<title>.*?</title>", re.S)
NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.S)
WITHOUT = Markup(
    "<noscript><h1>{title}</h1><p>{about}</p><p>The dashboard needs JavaScript. Without it there "
    'are <a href="{plain}">{words}</a>, <a href="./data/claims.csv">all claims with their '
    'answers</a> (CSV) and <a href="./feed.xml">verdicts that changed</a>.</p></noscript>'
)


class Headed:
    """Middleware that answers for the pages of the dashboard."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", "")).removeprefix("/")
        answer = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and path in SCREENS:
            answer = await run_in_threadpool(_answer, Request(scope), SCREENS[path])
        await (answer or self.app)(scope, receive, send)


def _answer(request: Request, screen: menu.Screen) -> Response | None:
    """Return the page with its head; None where there is nothing to read it from."""
    asked = dict(request.query_params) if len(request.url.query) <= LONGEST else {}
    try:
        with packs.serving(asked.get(packs.ASKED)):
            html = _html(
                marts.build_id(), screen, tuple(sorted(asked.items())), answers.site(request)
            )
    except SharecheckError:  # the page itself says what is wrong
        return None
    headers = Headers(scope=request.scope)
    tag = f'W/"{sha256(html).hexdigest()[:32]}"'
    told = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}
    if unchanged(headers, tag):
        return Response(status_code=304, headers=told)
    if takes_gzip(headers):
        html, told = gzip.compress(html, 6), told | {"Content-Encoding": "gzip"}
    return Response(html, 200, told, answers.HTML)


@lru_cache(maxsize=KEPT)
def _html(
    build_id: str, screen: menu.Screen, asked: tuple[tuple[str, str], ...], site: str
) -> bytes:
    """Return Streamlit's page with a head; of the current build, whose id it is kept under."""
    parameters = dict(asked)
    made = head.of(screen, parameters)
    links = Links(served=True, address=site)
    named = {name: value for name, value in parameters.items() if name in head.KEPT}
    query = f"?{urlencode(named)}" if named else ""
    made = made._replace(address=f"{site}{menu.path(screen)}{query}")
    other, words = "./sitemap.xml", "plain pages"
    if screen.script == "claims" and made.kind == "article":
        name = parameters["claim"]
        one = marts.later(lambda con: content.claim(con, name))()
        known = marts.later(reports.catalogue)()
        review = claimreview.of(one, known.build, known.sources, site)
        made = pages.claim_head(one, links, review)._replace(title=made.title)
        other, words = links.claim(name), "a plain page of it"
    elif screen.script == "documents" and made.title != screen.title:
        other, words = links.article(parameters["document"]), "a plain page of it"
    without = WITHOUT.format(title=made.title, about=made.description, plain=other, words=words)
    text = TITLE.sub(lambda _: tags(made), _template(), count=1)
    return NOSCRIPT.sub(lambda _: without, text, count=1).encode("utf-8", "replace")


@cache
def _template() -> str:
    return (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
