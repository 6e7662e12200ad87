"""Collecting from a fake source in a test: `with world("pypi_stats", tmp_path) as w: w.collect()`.

`tests/fixtures/<source>.json` holds the documented shape of a source's answers, with invented
values: the projects' names to ask for, and one exchange for each request. Sources that do not
speak plain HTTP requests have a module `tests/sources/<source>.py` with a function `answer`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from collectors import cards
from collectors.cards import Card
from collectors.home import PROGRAM, Home
from collectors.machinery import landing, run
from collectors.machinery.run import Order, Outcome
from tests.conftest import REPOSITORY
from tests.fake import Asked, Fake, Reply, serving

FIXTURES = Path(__file__).parent / "fixtures"
FAST = {
    "pause_seconds": 0,
    "backoff_seconds": 0.005,
    "timeout_seconds": 0.6,
    "rows": [1, 10**7],
    "reread_days": None,  # the invented figures are of a time long ago
}
"""Card settings that let a test meet ten failures within a second."""


@dataclass
class World:
    """A root folder with one source's card, and the server it asks."""

    source: str
    root: Path
    server: Fake
    names: dict[str, list[str]]
    lines: list[str] = field(default_factory=list)

    @property
    def card(self) -> Card:
        return cards.load(Home.of(self.root))[self.source]

    def bundle(self, *tables: str) -> None:
        """Have the card say that figures of these tables come with the pack."""
        path = self.root / "sources" / f"{self.source}.yml"
        content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        for table in tables:
            upstream = [{"page": "https://example.org/", "license": "none stated"}]
            content["tables"][table]["upstream"] = upstream
        path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False), "utf-8")

    def collect(self, **order: Any) -> Outcome:
        """Run the collector once."""
        return run.collect_one(
            self.source,
            self.card,
            Order(self.root, self.names, watch=lambda _, line: self.lines.append(line), **order),
        )

    def collected(self, **order: Any) -> Outcome:
        """Run the collector once, and fail the test unless something new landed."""
        outcome = self.collect(**order)
        assert outcome.state == "new", outcome.message
        return outcome

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of the newest complete run, by table, without `response`."""
        newest = landing.origin([run for run in self.runs() if run.complete])
        assert newest is not None, "no complete run"
        return {
            name: pq.read_table(path).drop_columns("response").to_pylist()
            for name, path in newest.tables.items()
        }

    def rows(self, table: str | None = None) -> list[tuple[Any, ...]]:
        """Return one table's rows of the newest complete run as tuples."""
        return [tuple(row.values()) for row in self.tables()[table or self.source]]

    def runs(self) -> list[landing.Run]:
        return list(landing.runs(self.root, self.source))


def fixture(source: str) -> dict[str, Any]:
    """Return `tests/fixtures/<source>.json`."""
    content: dict[str, Any] = json.loads((FIXTURES / f"{source}.json").read_text("utf-8"))
    return content


def exchanges(content: dict[str, Any]) -> Callable[[Asked], Reply]:
    """Return a function that answers as the exchanges of a fixture say, and 404 otherwise.

    An exchange fits when method and path are the same, and every query parameter and every
    piece of text (`asks`, searched in the request's body) that it names.
    """

    def answer(asked: Asked) -> Reply:
        for exchange in content["exchanges"]:
            if (
                exchange.get("method", "GET") == asked.method
                and exchange["path"] == asked.path
                and exchange.get("query", {}).items() <= asked.query.items()
                and all(text in asked.body.decode() for text in exchange.get("asks", []))
            ):
                return Reply(
                    exchange["body"], exchange.get("status", 200), exchange.get("headers", {})
                )
        return Reply({"message": "Not Found"}, 404)

    return answer


@contextmanager
def world(
    source: str,
    tmp_path: Path,
    answer: Callable[[Asked], Reply] | None = None,
    names: dict[str, list[str]] | None = None,
    **live: Any,
) -> Iterator[World]:
    """Serve a source and prepare a root whose card points there.

    Args:
        source: its id.
        tmp_path: empty folder.
        answer: the server's behaviour; by default the source's fixture.
        names: identifiers by registry; by default the fixture's.
        live: settings of the card to change, besides FAST and the address.
    """
    if answer is None:
        content = fixture(source)
        answer, names = exchanges(content), names or content["names"]
    with serving(answer) as server:
        root = tmp_path / "root" / "data"
        card = yaml.load(card_file(source).read_text("utf-8"), yaml.CSafeLoader)
        if (beside := card_file(source).parent) != PROGRAM:
            shutil.copytree(beside, root / "sources", ignore=others_than(source))
        else:
            (root / "sources").mkdir(parents=True)
        api = urlpath(card["live"]["api"])
        card["live"] |= {**FAST, "api": server.address + api, **live}
        for table in card["tables"].values():
            table.pop("sha256", None)  # a test may bundle a file of its own
        (root / "sources" / f"{source}.yml").write_text(
            yaml.dump(card, Dumper=yaml.CSafeDumper, sort_keys=False), "utf-8"
        )
        yield World(source, root, server, names or {})


def others_than(source: str) -> Callable[[str, list[str]], list[str]]:
    """Return what leaves out, when a pack's sources are copied, the files of the other ones."""

    def left_out(_: str, names: list[str]) -> list[str]:
        cards = {name.removesuffix(".yml") for name in names if name.endswith(".yml")}
        return [n for n in names if not n.startswith(source) and n.partition(".")[0] in cards]

    return left_out


def card_file(source: str) -> Path:
    """Return the card of a source of the program, or of the bundled pack."""
    own = REPOSITORY / "data" / "sources" / f"{source}.yml"
    general = PROGRAM / f"{source}.yml"
    return general if general.exists() else own


def urlpath(address: str) -> str:
    """Return the path of an address: a fixture's paths are the real ones."""
    return "/" + address.split("/", 3)[3] if address.count("/") > 2 else ""


def day(text: str) -> date:
    return date.fromisoformat(text)
