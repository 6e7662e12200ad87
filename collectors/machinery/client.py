"""What a collector asks with: every answer is recorded, and a resumed run asks nothing twice."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from collectors.cards import Live
from collectors.errors import NotThere, SetupError, SourceUnavailable
from collectors.machinery import http
from collectors.machinery.ask import Answer
from collectors.machinery.http import BadBody, Check, Web
from collectors.machinery.landing import Draft, Run

KEPT_HEADERS = ("link", "etag", "last-modified", "content-type", "date")
ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')


@dataclass
class Client:
    """One source's way to ask."""

    source: str
    live: Live  # addresses and limits, from the card
    web: Web  # sends requests
    draft: Draft  # records answers
    previous: Run | None = None  # the last complete run, for conditional requests
    report: Callable[[str], None] = lambda _: None  # called with a line on how far it is
    part: Run | None = None  # the last run if it had to do without something, be it suspect
    lacking: list[str] = field(default_factory=list)
    """What the run has to do without, a sentence each; it says so when it lands."""
    again_soon: bool = False  # some of it may come when it is asked for again
    free_at: datetime | None = None  # when a limit that was spent too early is free again, UTC

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        about: dict[str, Any] | None = None,
        accept: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
        suffix: str = "json",
        check: Check | None = None,
    ) -> Answer:
        """Return the answer to a request.

        Args:
            path: path below the card's `api`, or an absolute address.
            params: query parameters.
            about: what parse() will need to know of it.
            accept: statuses besides 200 that are facts, such as 404 for an unknown name.
            headers: request headers beside the usual ones.
            suffix: 'json' is checked to be JSON; 'txt', 'csv', 'html' are kept as they come.
            check: called with the whole body and the headers; raises BadBody to ask again.

        Raises:
            SourceUnavailable: no good answer after all attempts.
            SetupError: the token is refused.
        """
        url = self._absolute(path)
        key = _key("GET", url, params, about)
        if known := self.draft.recall(key):
            return known
        shown = url + (f"?{urlencode(params, doseq=True)}" if params else "")

        def all_of(content: bytes, received: Mapping[str, str]) -> None:
            if suffix == "json":
                http.check_json(content, received)
            if check:
                check(content, received)

        target = self.draft.folder / "answer"
        sent, statuses = dict(headers or {}), set(accept)
        if earlier := self._earlier(key):
            sent["If-None-Match"] = earlier.headers["etag"]
            statuses.add(304)
        response = self.web.fetch(
            "GET", url, target, params=params, headers=sent, accept=statuses, check=all_of
        )
        status, kept = response.status_code, response.headers
        if status == 304 and earlier:
            target.write_bytes(earlier.content())
            status, kept = earlier.status, {**earlier.headers, **response.headers}  # type: ignore[assignment]
        found = {name: kept[name] for name in KEPT_HEADERS if name in kept}
        if response.url.partition("?")[0] != url.partition("?")[0]:
            found["moved-to"] = response.url
        said = {"url": shown, "about": about or {}, "status": status, "headers": found}
        return self._keep(key, target, suffix, **said)

    def pages(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        about: dict[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[Answer]:
        """Yield the pages of a listing until no next one is named, as many as the card allows.

        An empty page that still names a next one is asked again: listings have holes when busy.

        Raises:
            SourceChanged: a page leads back to an earlier one, or there are too many.
            SourceUnavailable: a page stays empty, or no good answer.
        """
        url, seen = path, set[str]()
        while True:
            page = self.get(url, params, about=about, headers=headers, check=_not_empty_yet_linked)
            yield page
            seen.add(url)
            if page.next is None:
                return
            url, params = page.next, None  # the next address holds all parameters
            if url in seen:
                page.refuse("names a next page that was already read")
            if len(seen) == self.live.limit_pages:
                page.refuse(
                    f"names a next page after {len(seen):,}, the most that live.limit_pages in "
                    "the card allows"
                )

    def download(self, url: str, name: str, limit_bytes: int) -> Path:
        """Stream a large file to disk and return where it is; it is not kept after the run.

        Raises:
            SourceUnavailable: no good answer, or more than `limit_bytes`.
        """
        target = self.draft.folder / name
        self.web.fetch("GET", self._absolute(url), target, limit_bytes=limit_bytes)
        return target

    def record(
        self,
        url: str,
        make: Callable[[Path], object],
        *,
        about: dict[str, Any] | None = None,
        suffix: str = "json",
    ) -> Answer:
        """Return what `make` writes into the path it is given, recorded like a response.

        For what does not come as one small HTTP response: a query's result, counts of a log, the
        needed part of a large file. `url` and `about` say exactly what it is.
        """
        key = _key("RECORD", url, None, about)
        if known := self.draft.recall(key):
            return known
        self.web.pause(0)
        target = self.draft.folder / "answer"
        make(target)
        self.web.redaction.file(target)
        return self._keep(key, target, suffix, url=url, about=about or {})

    def lack(self, what: str, error: SourceUnavailable | SetupError) -> None:
        """Go on without a part that cannot be had; the run lands without it and says so.

        A spent limit, which bars all other parts, is raised again.
        """
        if isinstance(error, SourceUnavailable):
            if error.free_at is not None:
                raise error
            self.again_soon |= not isinstance(error, NotThere)
        why = self.web.redaction.text(str(error)).removeprefix(f"{self.source}: ")
        self.lacking.append(f"{self.source}: without {what}: {why}")

    def land_part(self, what: str, error: SourceUnavailable) -> None:
        """End with a part, because a limit is spent; the run lands and says what it is without.

        Any other error bars nothing, and is raised again.
        """
        if error.free_at is None:
            raise error
        self.free_at = error.free_at
        why = str(error).removeprefix(f"{self.source}: ")
        self.lacking.append(f"{self.source}: without {what} yet: {why}")

    def go_on_from_part(self) -> None:
        """Use the answers of the last run again if it is of these two days and had to do without.

        With `land_part`, runs then hold more and more, until one holds everything.
        """
        if self.part is not None:
            known = self.draft.resumed
            self.draft.go_on_from(self.part)
            if self.draft.resumed > known:
                self.report(f"goes on after {self.draft.resumed} answers")

    def _keep(self, key: str, body: Path, suffix: str, **said: Any) -> Answer:
        """Record an answer whose body is fit to be kept; what is said of it is made so here."""
        return self.draft.record(key, body, suffix, **self.web.redaction.deep(said))

    def _absolute(self, path: str) -> str:
        return path if path.startswith(("http://", "https://")) else self.live.api + path

    def _earlier(self, key: str) -> Answer | None:
        """Return the last run's answer to the same request, if the server can compare with it."""
        if self.previous is None:
            return None
        for entry, answer in zip(
            self.previous.manifest["responses"], self.previous.answers(), strict=True
        ):
            if entry["key"] == key and entry["status"] == 200:
                known = ETAG.fullmatch(answer.headers.get("etag", "")) and answer.path.exists()
                return answer if known else None
        return None


def _key(method: str, url: str, params: object, about: object) -> str:
    text = json.dumps([method, url, params, None, about], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _not_empty_yet_linked(body: bytes, headers: Mapping[str, str]) -> None:
    if body.strip() in (b"[]", b"{}") and 'rel="next"' in headers.get("Link", ""):
        raise BadBody(found="an empty page that is not the last")
