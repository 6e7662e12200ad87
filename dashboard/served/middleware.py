"""What answers before Streamlit does: for its files, compressed once, and for its one page of HTML.

Streamlit sends its files as they are; seven of ten bytes of a first visit are saved. A proxy that
compresses by itself finds it done. The page gets the head of what is asked for: to be found,
previewed, bookmarked. Who has no JavaScript, as most of those who look at heads, is led to the
plain pages.
"""

import gzip
import re
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from collectors.errors import SharecheckError
from dashboard import head, marts, menu, packs
from dashboard.served import answers
from warehouse.exporting import claimreview, content, reports
from warehouse.exporting.site import pages
from warehouse.exporting.site.head import tags
from warehouse.exporting.site.links import Links

PREFIX = "/static/"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
"""What becomes smaller; pictures and fonts already are."""
FOR_EVER = "public, immutable, max-age=31536000"
"""Each name holds the hash of what is in the file."""
KEPT = 512
"""Files; all of Streamlit's, which come to less than 8 MB."""
SCREENS = {menu.path(screen): screen for screens in menu.SECTIONS.values() for screen in screens}
"""Pages by their address."""
KEPT_HEADS = 256
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


class Ahead:
    """Middleware that answers for Streamlit's files and for the pages of the dashboard.

    Whoever asks for a part of a file, or takes nothing compressed, gets Streamlit's own answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path, answer = scope.get("path", "").removeprefix(scope.get("root_path", "")), None
        screen = SCREENS.get(path.removeprefix("/"))
        is_file = scope["type"] == "http" and path.startswith(PREFIX)
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            request = Request(scope)
            if is_file:
                answer = await run_in_threadpool(_file, request, path)
            elif screen is not None:
                answer = await run_in_threadpool(_page, request, screen)
        if is_file and answer is None:
            send = _varying(send)
        await (answer or self.app)(scope, receive, send)


def _file(request: Request, path: str) -> Response | None:
    """Return a file of Streamlit's; None where it answers itself."""
    wanted = answers.takes_gzip(request.headers) and "range" not in request.headers
    if not wanted or (found := _compressed(path)) is None:
        return None
    about = {"Content-Encoding": "gzip", "Content-Type": KINDS[Path(path).suffix]}
    return answers.tagged(request, *found, FOR_EVER, about)


@lru_cache(maxsize=KEPT)
def _compressed(path: str) -> tuple[bytes, str] | None:
    """Return a file compressed, and its tag; None where it is not there, or becomes no smaller."""
    folder = Path(file_util.get_static_dir()).resolve()
    try:
        place = (folder / path.lstrip("/")).resolve()
        if Path(path).suffix not in KINDS or not place.is_relative_to(folder):
            return None
        content = gzip.compress(place.read_bytes(), 9, mtime=0)
    except (OSError, ValueError):  # a name that no file can have
        return None
    return content, f'"{sha256(content).hexdigest()[:32]}-gzip"'


def _varying(send: Send) -> Send:
    """Return what sends an answer that says of itself that there is a compressed one."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return told


def _page(request: Request, screen: menu.Screen) -> Response | None:
    """Return the page with its head; None where there is nothing to read it from."""
    asked = dict(request.query_params) if len(request.url.query) <= LONGEST else {}
    try:
        with packs.serving(asked.get(packs.ASKED)):
            html = _html(
                marts.build_id(), screen, tuple(sorted(asked.items())), answers.site(request)
            )
    except SharecheckError:  # the page itself says what is wrong
        return None
    tag, about = f'W/"{sha256(html).hexdigest()[:32]}"', {"Content-Type": answers.HTML}
    if answers.takes_gzip(request.headers):
        html, about = gzip.compress(html, 6), about | {"Content-Encoding": "gzip"}
    return answers.tagged(request, html, tag, "no-cache", about)


@lru_cache(maxsize=KEPT_HEADS)
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
        other, words = links.to("claim", name), "a plain page of it"
    elif screen.script == "documents" and made.title != screen.title:
        other, words = links.to("article", parameters["document"]), "a plain page of it"
    without = WITHOUT.format(title=made.title, about=made.description, plain=other, words=words)
    text = TITLE.sub(lambda _: tags(made), _template(), count=1)
    return NOSCRIPT.sub(lambda _: without, text, count=1).encode("utf-8", "replace")


@cache
def _template() -> str:
    return (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
