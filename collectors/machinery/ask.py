"""What a collection is asked for, and the answers it records."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from requests.utils import parse_header_links

from collectors.errors import SourceChanged

Shape = TypeVar("Shape")
SHOWN_PROBLEMS = 3


@dataclass(frozen=True)
class Ask:
    """What one run is to collect.

    Attributes:
        names: identifiers of all projects, by registry (`names["pypi"]`), sorted.
        today: the UTC day the run began.
        since: first day that is needed; None for everything the source has.
        file: a file given by the user in place of a download.
    """

    names: Mapping[str, list[str]]
    today: date
    since: date | None = None
    file: Path | None = None


@dataclass(frozen=True)
class Answer:
    """One recorded response.

    Attributes:
        source: the source it belongs to.
        name: its file in the run's folder `raw/`; rows carry it as `response`.
        url: what was asked, without secrets.
        about: what the collector noted beside it (which package, which page, ...).
        status: HTTP status; 200 for what did not come over HTTP.
        headers: the response's headers, names in lower case.
        fetched_at: when, UTC, without time zone.
        path: where the body is; compressed when the name ends in .gz.
    """

    source: str
    name: str
    url: str
    about: dict[str, Any]
    status: int
    fetched_at: datetime
    path: Path
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """Return the body."""
        body = self.path.read_bytes()
        return gzip.decompress(body) if self.name.endswith(".gz") else body

    def text(self) -> str:
        """Return the body as text; a byte order mark is dropped."""
        return self.content().decode("utf-8-sig", errors="replace")

    def json(self) -> Any:
        """Return the body as parsed JSON.

        Raises:
            SourceChanged: it is no JSON.
        """
        try:
            return json.loads(self.text())
        except ValueError as error:
            self.refuse(f"is no JSON: {error}", error)

    def read(self, shape: type[Shape] | TypeAdapter[Shape]) -> Shape:
        """Return the body in the documented shape.

        A number sent as text is read as the number, unknown fields are ignored.

        Args:
            shape: a pydantic model, or any type pydantic can check (`list[Model]`).

        Raises:
            SourceChanged: a field is missing or has another type; it names the fields.
        """
        adapter: TypeAdapter[Shape] = (
            shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
        )
        try:
            return adapter.validate_python(self.json())
        except ValidationError as error:
            problems = [
                f"{'.'.join(map(str, p['loc'])) or 'the whole body'}: {p['msg'].lower()}, "
                f"found {_short(p['input'])}"
                for p in error.errors()
            ]
            more = len(problems) - SHOWN_PROBLEMS
            shown = "; ".join(problems[:SHOWN_PROBLEMS]) + (f"; and {more} more" * (more > 0))
            self.refuse(f"has another shape than documented ({shown})", error)

    def refuse(self, what: str, cause: Exception | None = None) -> NoReturn:
        """Say what is wrong with this answer; nothing of the run counts then.

        Raises:
            SourceChanged: always.
        """
        msg = f"{self.source}: the answer of {self.url} (raw/{self.name}) {what}."
        raise SourceChanged(msg) from cause

    @property
    def next(self) -> str | None:
        """The next page that the Link header names; None on the last page."""
        for link in parse_header_links(self.headers.get("link", "")):
            if link.get("rel") == "next":
                return str(link["url"])
        return None


class Lax(BaseModel):
    """Base of the documented shapes: fields beyond the documented ones are ignored."""


Rows = Iterator[tuple[str, tuple[Any, ...]]]
"""What parse() yields: the table's name, and one row in the order of the card's columns."""


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
