"""Files that the dashboard needs: Streamlit's own, compressed once and kept, and plotly's script.

Streamlit sends its files as they are; seven of ten bytes of a first visit are saved. A proxy that
compresses by itself finds it done.
"""

import gzip
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from dashboard import downloads

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
A_MONTH = "public, max-age=2592000"
KEPT = 512
"""Files; all of Streamlit's, which come to less than 8 MB."""


class File(NamedTuple):
    """A file as it is sent: compressed, under a tag of its own."""

    content: bytes
    tag: str
    kind: str


class Compressed:
    """Middleware that answers for Streamlit's files with what it compressed before.

    Whoever asks for a part of a file, or takes nothing compressed, gets Streamlit's own answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or not path.startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        headers, file = Headers(scope=scope), None
        if scope["method"] in ("GET", "HEAD") and takes_gzip(headers) and "range" not in headers:
            file = await run_in_threadpool(_file, path)
        if file is None:
            await self.app(scope, receive, _varying(send))
            return
        told = {"Cache-Control": FOR_EVER, "ETag": file.tag, "Vary": "Accept-Encoding"}
        if unchanged(headers, file.tag):
            answer = Response(status_code=304, headers=told)
        else:
            told |= {"Content-Encoding": "gzip", "Content-Type": file.kind}
            answer = Response(file.content, headers=told)
            if scope["method"] == "HEAD":
                answer.body = b""  # its length stays that of the file
        await answer(scope, receive, send)


@lru_cache(maxsize=KEPT)
def _file(path: str) -> File | None:
    """Return a file compressed; None for what is not there, or would not become smaller."""
    folder = Path(file_util.get_static_dir()).resolve()
    try:
        place = (folder / path.lstrip("/")).resolve()
        if place.suffix not in KINDS or not place.is_relative_to(folder):
            return None
        content = gzip.compress(place.read_bytes(), 9, mtime=0)
    except (OSError, ValueError):  # a name that no file can have
        return None
    return File(content, f'"{sha256(content).hexdigest()[:32]}-gzip"', KINDS[place.suffix])


def takes_gzip(headers: Headers) -> bool:
    """Return whether an answer may be compressed."""
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def unchanged(headers: Headers, tag: str) -> bool:
    """Return whether who asks has what the tag stands for."""
    known = {
        part.strip().removeprefix("W/") for part in headers.get("if-none-match", "").split(",")
    }
    return "*" in known or tag.removeprefix("W/") in known


def _varying(send: Send) -> Send:
    """Return what sends an answer that says of itself that there is a compressed one."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return told


def routes() -> list[Route]:
    """Return the address of the script that draws pictures in the reader's browser."""
    return [Route(f"/{downloads.PLOTLY}", _plotly)]


def _plotly(_: Request) -> Response:
    script = str(files("plotly") / "package_data" / "plotly.min.js")
    return FileResponse(script, media_type="text/javascript", headers={"Cache-Control": A_MONTH})
