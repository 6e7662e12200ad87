"""How what is served by itself is answered: on one build, tagged with it, and in words when not."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, wraps
from hashlib import sha256
from html import escape
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from collectors import settings
from collectors.errors import SharecheckError, did_you_mean
from dashboard import marts, packs

FRESH = "public, max-age=300"
"""A new build is seen within five minutes."""
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
LONGEST = 80
"""Letters of what was asked for that an answer repeats."""
HTML = "text/html; charset=utf-8"
LONGEST_QUERY = 4000
CLOSED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""Policy of pages that need nothing from elsewhere, and run nothing."""
Make = Callable[[Request], Response]


def answering(make: Make) -> Make:
    """Return an endpoint that answers with what `make` makes of the current build.

    Who has it already is told so, and who asks for a part gets that; what is not there is a 404 in
    words, what means nothing a 400, and a warehouse that cannot be read a 503.
    """

    @wraps(make)
    def endpoint(request: Request) -> Response:
        if len(request.url.query) > LONGEST_QUERY:
            return told("The address asks for more than an address can hold.", 414)
        try:
            with packs.serving(request.query_params.get(packs.ASKED)):
                tag = _tag(marts.build_id(), request)
                if unchanged(request.headers, tag):
                    answer = Response(status_code=304)
                else:
                    answer = make(request)
        except HTTPException as error:
            return told(error.detail, error.status_code)
        except SharecheckError as error:
            return told(str(error), 503)
        answer.headers["ETag"] = tag
        answer.headers["Cache-Control"] = FRESH
        return _part(answer, request.headers.get("range", ""))

    return endpoint


def told(words: str, status: int) -> Response:
    """Return an answer that says in plain words why there is no other."""
    return PlainTextResponse(
        f"{words}\n", status, {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    )


def nothing(words: str) -> Make:
    """Return an endpoint for addresses at which nothing is: without it Streamlit sends the app."""
    return lambda _: told(words, 404)


def page(html: str, policy: str = CLOSED) -> Response:
    """Return a page that needs nothing else; `policy`: what it may do."""
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
    return Response(html, 200, headers, HTML)


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


def tagged(
    request: Request, content: bytes, tag: str, cache: str, about: dict[str, str]
) -> Response:
    """Return content under its tag; to who has it already, that it is unchanged.

    `cache`: how long it may be kept; `about`: headers of the content.
    """
    told = {"Cache-Control": cache, "ETag": tag, "Vary": "Accept-Encoding"}
    if unchanged(request.headers, tag):
        return Response(status_code=304, headers=told)
    answer = Response(content, headers=told | about)
    if request.method == "HEAD":
        answer.body = b""  # its length stays that of the whole
    return answer


def known(name: str, names: list[str], kind: str) -> str:
    """Return a name that is there.

    Raises:
        HTTPException: it is none of `names`; `kind` says of what: 'claim'.
    """
    if name in names:
        return name
    short = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
    near = did_you_mean(name, names) if len(name) <= LONGEST else ""
    msg = f"There is no {kind} {short!r}.{near} The dashboard lists every {kind}."
    raise HTTPException(404, msg)


def site(request: Request) -> str:
    """Return the address of the dashboard as others reach it, with a slash at the end."""
    given = settings.get("SHARECHECK_SITE")
    base = given if given.startswith(("http://", "https://")) else str(request.base_url)
    return escape(base.rstrip("/"), quote=True) + "/"


def _part(answer: Response, wanted: str) -> Response:
    """Return the part of an answer that is wanted: programs read Parquet from its end."""
    answer.headers["Accept-Ranges"] = "bytes"
    found = RANGE.fullmatch(wanted.strip())
    if answer.status_code != 200 or found is None or found.groups() == ("", ""):
        return answer
    whole = bytes(answer.body)
    first, last = found.groups()
    start = int(first) if first else max(len(whole) - int(last), 0)
    end = min(int(last) + 1, len(whole)) if first and last else len(whole)
    headers = {k: v for k, v in answer.headers.items() if k != "content-length"}
    if start >= end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(whole)}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(whole)}"
    return Response(whole[start:end], 206, headers)


@cache
def _code() -> str:
    """Return a hash of what answers are made with: a newer version gives newer answers."""
    files = sorted(
        path
        for folder in ("dashboard", "warehouse")
        for path in (Path(settings.CODE) / folder).rglob("*")
        if path.suffix in (".py", ".sql", ".html", ".css")
    )
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _tag(build_id: str, request: Request) -> str:
    today = datetime.now(UTC).date()  # what is late depends on it
    asked = f"{_code()} {build_id} {today} {site(request)} {request.url.path} {request.url.query}"
    return f'W/"{sha256(asked.encode("utf-8", "replace")).hexdigest()[:32]}"'
