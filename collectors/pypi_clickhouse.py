"""PyPI downloads per package by month, and by day for half a year, summed up by ClickHouse.

Source   https://sql.clickhouse.com, database pypi; or the same table on a cluster of your own,
         whose address is then the card's `live.api`
Unit     files downloaded, by every installer and mirror; not users, machines or installations
Limits   a public server may hand out a result that its limits cut short, with status 200: each
         page is compared with control sums, and what reaches a limit of the server is refused
"""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlsplit

import clickhouse_connect
from clickhouse_connect.driver.client import Client as Server
from clickhouse_connect.driver.exceptions import ClickHouseError, DatabaseError
from pydantic import TypeAdapter

from collectors import settings
from collectors.cards import normal
from collectors.errors import CollectError, SetupError, SourceChanged, SourceUnavailable
from collectors.machinery import landing
from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client
from collectors.machinery.http import Again, Left

QUERIES = Path(__file__).with_name("pypi_clickhouse_queries.sql").read_text("utf-8")
STATEMENTS = dict(part.split("\n", 1) for part in QUERIES.split("\n-- name: ")[1:])
BEGINNING = date(2000, 1, 1)
"""Before the first download that can be in the table."""
UNSETTLED_DAYS = 2
"""The newest days are still being filled."""
DAILY_DAYS = 180
PAGE = 100_000
"""Rows to ask for at once of a server without a limit of its own."""
REFUSED = {192, 193, 194, 497, 516}
"""Error codes of ClickHouse: user or password wrong, or without the right to read the table."""
QUOTA_SPENT = 201
"""Error code of ClickHouse: quotas are by the hour."""
PASSING = {159, 160, 202, 203, 209, 210, 236, 241, 279, 394, 439}
"""Error codes that go away: too busy, too slow, out of memory, network, stopped."""
CONNECTION = re.compile(r"\b\w+\(host=[^)]*\):? ?")
"""How the library calls a connection in its errors; what went wrong stands behind it."""

# its errors are raised; what it logs besides would be printed between our lines
logging.getLogger("clickhouse_connect").addHandler(logging.NullHandler())

Row = TypeVar("Row")
Made = TypeVar("Made")


class Statistics(Lax):
    """What a query cost."""

    elapsed: float
    rows_read: int


class Result(Lax, Generic[Row]):
    """What the server sends for one query, in the format JSONCompact."""

    data: list[Row]
    rows: int
    statistics: Statistics


class Newest(NamedTuple):
    """The newest day, the server's clock (epoch seconds), and its limits for a query; 0: none."""

    day: date
    clock: int
    limit_rows: int
    limit_rows_read: int
    limit_seconds: float


class Control(NamedTuple):
    """What a package's sums over a span of time must come to."""

    package: str
    months: int
    days: int
    downloads: int


class Sum(NamedTuple):
    """Downloads of a package in the month or on the day that begins at `start`."""

    package: str
    start: date
    days: int
    downloads: int


def fetch(client: Client, ask: Ask) -> None:
    """Ask for the newest day, then for the months and the days that are complete."""
    packages = sorted({normal(name) for name in ask.names["pypi"]})
    with _connected(client) as server:
        newest = _newest(client, server, packages)
        until = newest.day - timedelta(days=UNSETTLED_DAYS - 1)
        first = ask.since or BEGINNING
        months = first.replace(day=1), until.replace(day=1)
        days = max(first, until - timedelta(days=DAILY_DAYS)), until
        _sums(client, server, "month", packages, months, newest)
        _sums(client, server, "day", packages, days, newest)


def probe(client: Client) -> None:
    """Ask for one package's newest day."""
    with _connected(client) as server:
        _newest(client, server, ["pip"])


def parse(answer: Answer) -> Rows:
    """Yield one row per package and month or day; without any download there is no row."""
    step = answer.about["query"]
    if step in ("month", "day"):
        for row in answer.read(Result[Sum]).data:
            yield "pypi_clickhouse", (row.package, step, row.start, row.days, row.downloads)


def _newest(client: Client, server: Server, packages: list[str]) -> Newest:
    answer = _query(client, server, "newest", packages=packages)
    result = answer.read(Result[Newest])
    if len(result.data) != 1:
        answer.refuse(f"has {len(result.data)} rows, expected one")
    (newest,) = result.data
    if not BEGINNING <= newest.day <= answer.fetched_at.date():
        answer.refuse(f"has {newest.day} as its newest day, expected one of the last weeks")
    _refuse_partial(answer, result, newest)
    return newest


def _sums(
    client: Client,
    server: Server,
    step: str,
    packages: list[str],
    span: tuple[date, date],
    limits: Newest,
) -> None:
    """Ask for the sums by month or day, and compare each page with what it must come to."""
    between = {"since": span[0].isoformat(), "until": span[1].isoformat()}
    answer = _query(client, server, "control", packages=packages, **between)
    control = answer.read(Result[Control])
    _refuse_partial(answer, control, limits)
    expected = {
        row.package: (row.months if step == "month" else row.days, row.downloads)
        for row in control.data
    }
    numbers = {package: number for package, (number, _) in expected.items()}
    for page in _pages(numbers, limits.limit_rows - 1 if limits.limit_rows else PAGE):
        client.report(f"{step}s of {page[0]} to {page[-1]}")
        answer = _query(client, server, step, packages=page, **between)
        result = answer.read(Result[Sum])
        _refuse_partial(answer, result, limits)
        found: dict[str, list[int]] = {package: [] for package in page}
        for row in result.data:
            found.setdefault(row.package, []).append(row.downloads)
        for package, counts in found.items():
            if (len(counts), sum(counts)) != expected.get(package):
                answer.refuse(
                    f"has {len(counts)} {step}s with {sum(counts):,} downloads of {package}, but "
                    f"the control query (number, downloads) {expected.get(package)}: it was cut "
                    "short, or the table is being repaired. Collect again later"
                )


def _pages(numbers: Mapping[str, int], most: int) -> Iterator[list[str]]:
    """Yield packages in lots that have at most `most` rows together."""
    page = list[str]()
    for package, number in numbers.items():
        if page and sum(numbers[one] for one in page) + number > most:
            yield page
            page = []
        page.append(package)
    if page:
        yield page


def _refuse_partial(answer: Answer, result: Result[Any], limits: Newest) -> None:
    """Refuse a result that may be a part: of other rows than it says, or at the server's limit."""
    if result.rows != len(result.data):
        answer.refuse(f"says it has {result.rows:,} rows, but holds {len(result.data):,}")
    for what, found, limit in (
        ("result rows", result.rows, limits.limit_rows),
        ("rows read", result.statistics.rows_read, limits.limit_rows_read),
        ("seconds", result.statistics.elapsed, limits.limit_seconds),
    ):
        if 0 < limit <= found:
            answer.refuse(f"reached the server's limit of {limit:,} {what} and may be cut short")


def _query(client: Client, server: Server, name: str, **parameters: Any) -> Answer:
    def ask() -> bytes:
        answer = server.raw_query(STATEMENTS[name], parameters, fmt="JSONCompact")
        body = client.web.redaction.body(answer)
        _raise_exception(body)
        if name == "newest":
            _compare_clocks(client, body)
        return body

    url = f"{client.live.api}#{name}"
    about = {"query": name, **parameters}
    return client.record(url, lambda path: path.write_bytes(_patiently(client, ask)), about=about)


def _compare_clocks(client: Client, body: bytes) -> None:
    """Compare clocks before the answer is recorded; one of another shape is refused when read."""
    try:
        clock = TypeAdapter(Result[Newest]).validate_json(body).data[0].clock
        theirs = datetime.fromtimestamp(clock, UTC)
    except (ValueError, IndexError, OverflowError, OSError):
        return
    client.web.compare_clocks(theirs, client.live.api)


def _raise_exception(body: bytes) -> None:
    """Raise what went wrong after the server had begun to answer: status 200, text in the body."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise DatabaseError(body.decode(errors="replace")[-400:]) from None
    if isinstance(content, dict) and "exception" in content:
        raise DatabaseError(str(content["exception"]))


@contextmanager
def _connected(client: Client) -> Iterator[Server]:
    """Connect, which takes three small queries, and have limits raise errors where allowed."""
    live = client.live

    def connect() -> Server:
        return clickhouse_connect.get_client(
            dsn=live.api,
            interface=urlsplit(live.api).scheme,
            password=settings.get(live.token) if live.token else "",
            headers={"User-Agent": client.web.agent},
            compress=False,
            autogenerate_session_id=False,  # each query stands alone
            connect_timeout=ceil(min(live.timeout_seconds, 10)),
            send_receive_timeout=ceil(live.timeout_seconds),
            pool_mgr=client.web.pool(live.api),
        )

    with _patiently(client, connect) as server:
        for mode in ("read_overflow_mode", "result_overflow_mode", "timeout_overflow_mode"):
            known = server.server_settings.get(mode)
            if known is not None and not known.readonly:
                server.set_client_setting(mode, "throw")
        yield server


def _patiently(client: Client, call: Callable[[], Made]) -> Made:
    """Call the library, again when that may help, and word its errors in our terms."""

    def once() -> Made:
        try:
            return client.web.attempt(client.live.api, lambda _: call())
        except ClickHouseError as error:
            raise _in_our_terms(client, error) from error
        except (Again, CollectError, Left):
            raise
        except Exception as error:  # the library is not made for answers that make no sense
            msg = f"an answer cannot be read ({type(error).__name__}: {error})"
            raise Again(msg) from error

    return client.web.persist(client.live.api, once)


def _in_our_terms(client: Client, error: ClickHouseError) -> Exception:
    text = CONNECTION.sub("", client.web.redaction.said(" ".join(str(error).split())))
    stated = re.search(r"\bcode: ([0-9]{1,6})\b", text, re.IGNORECASE)
    code = int(stated[1]) if stated else None
    where = f"{client.source}: {client.live.api} answers: {text[:400]}."
    if code in REFUSED:
        return SetupError(f"{where} Give a user who may read pypi.pypi_downloads_per_day.")
    if code == QUOTA_SPENT:
        advice = "Nothing of this run counts yet; a later collection goes on where it ended."
        return SourceUnavailable(f"{where} {advice}", landing.now() + timedelta(hours=1))
    if code is None or code in PASSING:
        return Again(text[:400])
    advice = "Compare collectors/pypi_clickhouse_queries.sql with the server's table."
    return SourceChanged(f"{where} {advice}")
