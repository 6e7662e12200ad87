"""A ClickHouse server on localhost: its HTTP protocol in front of the real engine (chdb).

The table has the public server's name and shape; all rows are invented. One package and day has
up to three rows, in parts that are not merged:

    keras        2 a day (1 + 1), from 2024-06-01; 2024-07-15 is missing
    tensorflow   8 a day, from 2025-01-01
    torch        15 a day (10 + 4 + 1), from 2025-01-01
    tf-nightly   3 on 2025-01-31 and on 2025-02-01
    unrelated    1,000 a day; no project's package
    pip          1,000 on the last day; what the probe asks for

The newest day is 2025-03-04. 2025-02-10 is being repaired: it has one download of torch. The
engine drops rows with a zero count, so a day at zero is a day without rows.
"""

from __future__ import annotations

import base64
import functools
import re
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chdb.session import Session

from tests import collecting
from tests.collecting import World
from tests.fake import Asked, Reply

NAMES = ["keras", "TensorFlow", "tf_nightly", "torch", "unheard-of"]
TRANSPORT = {"database", "wait_end_of_query", "query_id", "client_protocol_version", "user"}
DEMO = {
    "max_result_rows": 1000,
    "max_rows_to_read": 10_000_000_000,
    "max_execution_time": 60,
    "result_overflow_mode": "break",
    "read_overflow_mode": "break",
}
"""The public user's limits."""
CHANGEABLE = frozenset({"result_overflow_mode", "read_overflow_mode", "max_block_size"})
"""What the public user, who may only read, may change."""
INSERT = """
insert into pypi.pypi_downloads_per_day
select day, '{project}', if(day = '2025-02-10', intDiv({count}, 10), {count})
from (select toDate('{first}') + number as day from numbers({days}))
where day <> '2024-07-15'
"""
TURN = threading.Lock()
"""The engine in the process answers one at a time."""


@functools.cache
def engine() -> Session:
    """Return the engine with the table; a process can have one."""
    session = Session()
    session.query("create database pypi")
    # granules of 8 rows instead of 8,192: so few rows are then read in many steps, as millions are
    session.query(
        "create table pypi.pypi_downloads_per_day (date Date, project String, count Int64) "
        "engine = SummingMergeTree order by (project, date) settings index_granularity = 8"
    )
    session.query("system stop merges pypi.pypi_downloads_per_day")
    for project, count, first, days in [
        ("keras", 1, "2024-06-01", 277),
        ("keras", 1, "2024-06-01", 277),
        ("tensorflow", 8, "2025-01-01", 63),
        ("torch", 10, "2025-01-01", 63),
        ("torch", 4, "2025-01-01", 63),
        ("torch", 1, "2025-01-01", 63),
        ("tf-nightly", 3, "2025-01-31", 2),
        ("unrelated", 1000, "2025-01-01", 63),
        ("pip", 1000, "2025-03-04", 1),
    ]:
        session.query(INSERT.format(project=project, count=count, first=first, days=days))
    return session


@dataclass
class Playground:
    """The server's behaviour.

    Attributes:
        user: who may ask, without a password.
        limits: settings of the user.
        changeable: those of them that a request may change.
        beside: further settings for a statement, which the user does not get to know.
    """

    user: str = "demo"
    limits: dict[str, Any] = field(default_factory=lambda: dict(DEMO))
    changeable: frozenset[str] = CHANGEABLE
    beside: Callable[[str], dict[str, Any]] = lambda sql: {}

    def __call__(self, asked: Asked) -> Reply:
        sql = asked.body.decode()
        user = base64.b64decode(asked.headers.get("authorization", "").removeprefix("Basic "))
        if user.decode() != f"{self.user}:":
            return exception(
                516, "Authentication failed: password is incorrect (AUTHENTICATION_FAILED)"
            )
        sent = {
            name: value
            for name, value in asked.query.items()
            if name not in TRANSPORT and not name.startswith("param_")
        }
        for name in sent.keys() - self.changeable:
            return exception(164, f"Cannot modify '{name}' setting in readonly mode")
        if "system.settings" in sql:
            known = ", ".join(f"'{name}'" for name in sorted(self.changeable))
            sql = sql.replace("readonly", f"toUInt8(name not in ({known})) as readonly", 1)
        seconds = int(asked.clock.total_seconds())
        sql = sql.replace("now()", f"now() + toIntervalSecond({seconds})")
        settings = {**self.limits, **sent, **self.beside(sql)}
        if settings:
            sql += "\n settings " + ", ".join(f"{n} = {value!r}" for n, value in settings.items())
        parameters = {
            name.removeprefix("param_"): value
            for name, value in asked.query.items()
            if name.startswith("param_")
        }
        with TURN:
            try:
                body = engine().query(sql, "TabSeparated", params=parameters).bytes()
                return Reply(body, headers={"X-ClickHouse-Summary": "{}"})
            except RuntimeError as error:
                engine().query("select 1")  # takes away what the failed one left
                text = str(error)
                found = re.search(r"Code: (\d+)\. DB::Exception: (.*)", text)
                assert found, text
                return exception(int(found[1]), found[2])


def exception(code: int, text: str) -> Reply:
    """Return an error as the server sends it."""
    status = {201: 429, 516: 403}.get(code, 500)
    headers = {"X-ClickHouse-Exception-Code": str(code), "Content-Type": "text/plain"}
    return Reply(f"Code: {code}. DB::Exception: {text} (version 26.9.2.1)\n", status, headers)


def world(
    tmp_path: Path, playground: Playground | None = None, **live: Any
) -> AbstractContextManager[World]:
    """Serve the invented table, by default with the limits of the public user."""
    answer, names = playground or Playground(), {"pypi": NAMES}
    # the table ends in 2025: the last weeks before a run hold nothing to read again
    live = {"reread_days": None, "timeout_seconds": 10, **live}
    return collecting.world("pypi_clickhouse", tmp_path, answer, names, **live)
