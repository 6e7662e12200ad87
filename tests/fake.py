"""A web server on localhost that behaves like a source, faults included."""

from __future__ import annotations

import gzip
import json
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    clock: timedelta = timedelta(0)

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What the server sends: JSON unless the body is bytes or text."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


Fault = Callable[["Handler", Reply], None]
"""Sends a reply in a broken way."""


class Fake(ThreadingHTTPServer):
    """The server. `answer` gives the reply to a request; `faults[n]` spoils the n-th (from 0)."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answer: Callable[[Asked], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.faults: dict[int, Fault] = {}
        self.log: list[Asked] = []
        self.gzip = False
        self.clock = timedelta(0)
        self.counter = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when a client goes away: faults and kills do that."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement
    server: Fake

    def log_message(self, *_: Any) -> None:
        pass

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(datetime.now(UTC) + self.server.clock, usegmt=True)

    def do_GET(self) -> None:
        self._handle()

    def do_HEAD(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        headers = {k.lower(): v for k, v in self.headers.items()}
        asked = Asked(self.command, url.path, query, headers, body, self.server.clock)
        with self.server.counter:
            number = len(self.server.log)
            self.server.log.append(asked)
        reply = self.server.answer(asked)
        self.server.faults.get(number, send)(self, reply)

    def start(self, reply: Reply, length: int, extra: dict[str, str] | None = None) -> None:
        self.send_response(reply.status)
        default = (
            {} if isinstance(reply.body, bytes | str) else {"Content-Type": "application/json"}
        )
        headers = {**default, **reply.headers, **(extra or {})}
        for name, value in {"Content-Length": str(length), **headers}.items():
            self.send_header(name, value.replace("{api}", self.server.address))
        self.end_headers()


def send(handler: Handler, reply: Reply) -> None:
    """Send a reply as it is meant."""
    content = reply.content().replace(b"{api}", handler.server.address.encode())
    extra = {}
    if handler.server.gzip and reply.status == 200:
        content, extra = gzip.compress(content, mtime=0), {"Content-Encoding": "gzip"}
    handler.start(reply, len(content), extra)
    if handler.command != "HEAD":
        handler.wfile.write(content)


def status(code: int, body: Any = "busy", **headers: str) -> Fault:
    """Answer with another status."""

    def fault(handler: Handler, _: Reply) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        send(handler, Reply(body, code, named))

    return fault


def instead(body: Any, **headers: str) -> Fault:
    """Answer 200 with another body."""
    return status(200, body, **headers)


def reset(handler: Handler, reply: Reply) -> None:
    """Break the connection in mid-body."""
    content = reply.content()
    handler.start(reply, len(content) + 1000)
    handler.wfile.write(content[: len(content) // 2])
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    # closed at once, by all who hold it
    handler.rfile.close()
    handler.wfile.close()
    handler.connection.close()


def stall(handler: Handler, reply: Reply) -> None:
    """Stop sending in mid-body, longer than a test's timeout."""
    content = reply.content()
    handler.start(reply, len(content) + 1000)
    handler.wfile.write(content[: len(content) // 2])
    handler.wfile.flush()
    time.sleep(1.5)
    handler.close_connection = True


def short(handler: Handler, reply: Reply) -> None:
    """Promise more bytes than are sent, and close in good order."""
    content = reply.content()
    handler.start(reply, len(content) + 1000)
    handler.wfile.write(content)
    handler.close_connection = True


def truncated_gzip(handler: Handler, reply: Reply) -> None:
    """Send half of a gzip stream, with a length that fits the half."""
    half = gzip.compress(reply.content())
    half = half[: len(half) // 2]
    handler.start(reply, len(half), {"Content-Encoding": "gzip"})
    handler.wfile.write(half)


class Talking(socketserver.ThreadingTCPServer):
    """A server that reads the head of each request and then says what it likes, byte by byte."""

    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def __init__(self, speak: Callable[[socket.socket], None]) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.speak = speak
        self.heard: list[bytes] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when a client goes away: that is what is tested."""


class Listener(socketserver.BaseRequestHandler):
    """One connection of a server that is Talking."""

    server: Talking

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (piece := self.request.recv(1 << 16)):
            head += piece
        self.server.heard.append(head)
        self.server.speak(self.request)


@contextmanager
def talking(speak: Callable[[socket.socket], None]) -> Iterator[Talking]:
    """Run a server that says what it likes, as long as the block."""
    with Talking(speak) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def serving(answer: Callable[[Asked], Reply]) -> Iterator[Fake]:
    """Run a server as long as the block."""
    with Fake(answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
