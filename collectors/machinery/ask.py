"""What a collection is asked for, and the answers it records."""

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError, SchemaValidator
from pydantic_core.core_schema import no_info_before_validator_function
from requests.utils import parse_header_links

from collectors.cards import Bundled
from collectors.errors import SourceChanged

Shape = TypeVar("Shape")
SHOWN_PROBLEMS = 3
ODD_NUMBER = re.compile(r"[^ -~]|_")
"""What Python takes for a part of a number, and nobody else."""
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NO_NUMBER = PydanticCustomError("number", "input should be a number")
NO_DATE = PydanticCustomError("date", "input should be a date, as in 2026-01-31")
UNTOUCHED = {"serialization", "metadata", "config", "default", "expected", "ref", "schema_ref"}
"""Parts of a pydantic schema that hold no types of a body."""


@dataclass(frozen=True)
class Ask:
    """What one run is to collect."""

    names: Mapping[str, list[str]]  # of all projects, by registry (`names["pypi"]`), sorted
    today: date  # UTC, when the run began
    since: date | None = None  # first day that is needed; None for everything the source has
    file: Path | None = None  # given by the user in place of a download
    figures: tuple[Bundled, ...] = ()  # what packs bring of this source

    def bundled(self, table: str, column: str) -> Iterator[str]:
        """Yield what a column of a table holds in the figures that come with packs."""
        for figures in self.figures:
            if figures.table == table:
                with figures.path.open(encoding="utf-8", newline="") as file:
                    yield from (row[column] for row in csv.DictReader(file))


@dataclass(frozen=True)
class Answer:
    """One recorded response."""

    source: str
    name: str  # of its file in the run's folder `raw/`; rows carry it as `response`
    url: str  # what was asked, without secrets
    about: dict[str, Any]  # what the collector noted beside it (which package, which page, ...)
    status: int  # of HTTP; 200 for what did not come over HTTP
    fetched_at: datetime  # UTC, without time zone
    path: Path  # where the body is; compressed when the name ends in .gz
    headers: dict[str, str] = field(default_factory=dict)  # names in lower case

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
            SourceChanged: it is no JSON, or says a field twice.
        """
        try:
            return json.loads(
                self.text(),
                object_pairs_hook=self._each_once,
                parse_constant=lambda word: self.refuse(f"holds {word}, which is no JSON"),
            )
        except ValueError as error:
            self.refuse(f"is no JSON: {error}", error)
        except RecursionError as error:
            self.refuse("has lists or objects within each other a thousand deep", error)

    def read(self, shape: type[Shape] | TypeAdapter[Shape]) -> Shape:
        """Return the body in the documented shape.

        A number sent as text is read as the number, unknown fields are ignored. True and false are
        no numbers, a number is no date, and what 64 bits do not hold is no count. The shape is a
        pydantic model, or any type pydantic can check (`list[Model]`).

        Raises:
            SourceChanged: a field is missing or has another type; it names the fields.
        """
        content = self.json()
        try:
            return cast(Shape, _validator(cast(Any, shape)).validate_python(content))
        except ValidationError as error:
            problems = [
                f"{'.'.join(map(str, p['loc'])) or 'the whole body'}: {p['msg'].lower()}, "
                f"found {_short(p['input'])}"
                for p in error.errors(include_url=False, include_context=False)
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

    def _each_once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
            self.refuse(f"says {_short(twice)} twice in one object; which one holds is not certain")
        return found

    @property
    def next(self) -> str | None:
        """The address of the next page that the Link header names; None on the last page.

        Raises:
            SourceChanged: it is no address.
        """
        for link in parse_header_links(self.headers.get("link", "")):
            if link.get("rel") == "next":
                try:
                    return urljoin(self.url, link["url"])
                except ValueError as error:
                    self.refuse(f"names {_short(link['url'])} as its next page", error)
        return None


class Lax(BaseModel):
    """Base of the documented shapes: fields beyond the documented ones are ignored."""

    model_config = ConfigDict(allow_inf_nan=False)


Rows = Iterator[tuple[str, tuple[Any, ...] | dict[str, Any]]]
"""What parse() yields: a table's name, and a row in the order of the card's columns, or by their
names: then what is absent is null, and what is no column is left out."""


def _short(value: object) -> str:
    try:
        text = repr(value)
    except (RecursionError, ValueError):  # very deep, or a number of thousands of digits
        text = f"a {type(value).__name__} that is too large to be shown"
    return text if len(text) <= 60 else text[:57] + "..."


def _demand_number(value: Any) -> Any:
    if isinstance(value, bool) or (isinstance(value, str) and ODD_NUMBER.search(value)):
        raise NO_NUMBER
    return value


def _demand_date(value: Any) -> Any:
    if isinstance(value, int | float) or (isinstance(value, str) and not DATE.match(value)):
        raise NO_DATE
    return value


STRICTER: dict[str, tuple[dict[str, Any], Callable[[Any], Any] | None]] = {
    "int": ({"ge": -(2**63), "le": 2**63 - 1}, _demand_number),
    "float": ({"allow_inf_nan": False}, _demand_number),
    "bool": ({"strict": True}, None),
    "date": ({}, _demand_date),
    "datetime": ({}, _demand_date),
}
"""What is demanded of each type beyond what pydantic does: limits, and a check that comes first."""


def _stricter(schema: Any) -> Any:
    """Return a pydantic schema in which nothing is taken for another thing than it is."""
    if isinstance(schema, list | tuple):
        return type(schema)(_stricter(part) for part in schema)
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type")
    changed = {key: part if key in UNTOUCHED else _stricter(part) for key, part in schema.items()}
    if not isinstance(kind, str) or kind not in STRICTER:
        return changed
    limits, check = STRICTER[kind]
    limited = {**limits, **changed}
    return no_info_before_validator_function(check, limited) if check else limited


@cache
def _validator(shape: Any) -> SchemaValidator:
    """Return what checks bodies against a documented shape."""
    adapter = shape if isinstance(shape, TypeAdapter) else TypeAdapter[Any](shape)
    # the ready-made validators of the models within would not be stricter
    return SchemaValidator(_stricter(adapter.core_schema), _use_prebuilt=False)
