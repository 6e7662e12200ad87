"""Streamlit's own files, compressed once and kept: it sends them as they are.

Seven of ten bytes of a first visit are saved. A proxy that compresses by itself finds it done.
"""

import gzip
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

PREFIX = "/static/"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
"""What becomes smaller; pictures and fonts already are."""
LEVEL = 9
FOR_EVER = "public, immutable, max-age=31536000"
"""Each name holds the hash of what is in the file."""
KEPT_BYTES = 16 * 2**20
"""All of Streamlit's files come to less than half of it."""


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
        self._folder = Path(file_util.get_static_dir()).resolve()
        self._kept: OrderedDict[str, File] = OrderedDict()
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or not path.startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        file = None
        if scope["method"] in ("GET", "HEAD") and takes_gzip(headers) and "range" not in headers:
            file = await run_in_threadpool(self._file, path)
        if file is None:
            await self.app(scope, receive, _varying(send))
            return
        answer = Response(
            b"" if unchanged(headers, file.tag) else file.content,
            304 if unchanged(headers, file.tag) else 200,
            {
                "Cache-Control": FOR_EVER,
                "Content-Encoding": "gzip",
                "Content-Type": file.kind,
                "ETag": file.tag,
                "Vary": "Accept-Encoding",
            },
        )
        if answer.status_code == 304:
            del answer.headers["content-encoding"], answer.headers["content-type"]
        elif scope["method"] == "HEAD":
            answer.body = b""  # its length stays that of the file
        await answer(scope, receive, send)

    def _file(self, path: str) -> File | None:
        """Return a file compressed; None for what is not there, or would not become smaller."""
        with self._lock:
            if path in self._kept:
                self._kept.move_to_end(path)
                return self._kept[path]
        try:
            place = (self._folder / path.lstrip("/")).resolve()
            if place.suffix not in KINDS or not place.is_relative_to(self._folder):
                return None
            content = gzip.compress(place.read_bytes(), LEVEL, mtime=0)
        except (OSError, ValueError):  # a name that no file can have
            return None
        tag = f'"{sha256(content).hexdigest()[:32]}-gzip"'
        file = File(content, tag, KINDS[place.suffix])
        with self._lock:
            self._kept[path] = file
            while sum(len(kept.content) for kept in self._kept.values()) > KEPT_BYTES:
                self._kept.popitem(last=False)
        return file


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
