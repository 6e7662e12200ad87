"""The only opener of the warehouse, and of what is judged on it.

Which build is current is asked once per rerun, so a page never mixes two builds and a new one is
seen without a restart. Everything kept is kept under the build's id; old builds are let go.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from weakref import finalize

import duckdb
import pandas as pd
import streamlit as st

from collectors.errors import WarehouseError
from collectors.home import home
from warehouse import publish, queries
from warehouse.claim_entries import Claim
from warehouse.reading.asserting import cluster
from warehouse.reading.known import Known, known
from warehouse.reading.question import Understood

QUERIES = Path(__file__).parent / "queries"
SHARED = queries.FOLDER / "shared"
"""Queries that exports read as well."""
OPEN_BUILDS = 2
KEPT_RESULTS = 500
Result = TypeVar("Result")
_BUILD = "build_id"
_HELD: ContextVar[duckdb.DuckDBPyConnection | None] = ContextVar("connection", default=None)
"""What this rerun reads from: it stays open until then, however many builds follow."""
_ASKED: ContextVar[duckdb.DuckDBPyConnection | None] = ContextVar("claims of one's own")
"""On what claims of one's own were judged, while they are shown."""
_SERVED: ContextVar[publish.Pointer | None] = ContextVar("build", default=None)
"""The build of an answer that is given outside a session."""


def enter() -> None:
    """Find the current build; `app` calls it at the start of each rerun.

    Raises:
        WarehouseError: there is none, or it cannot be opened.
    """
    build = publish.current(home().data)
    _HELD.set(_connection(build.build_id, build))
    st.session_state[_BUILD] = build


@contextmanager
def serving() -> Iterator[str]:
    """Read from the current build, within, for an answer without a session; yield its id.

    Raises:
        WarehouseError: there is none, or it cannot be opened.
    """
    build = publish.current(home().data)
    served, held = _SERVED.set(build), _HELD.set(_connection(build.build_id, build))
    try:
        yield build.build_id
    finally:
        _SERVED.reset(served)
        _HELD.reset(held)


def build_id() -> str:
    """Return the id of the build that this rerun, or this answer, shows."""
    return _build().build_id


def read(query: str, **parameters: Any) -> pd.DataFrame:
    """Return the result of `queries/<query>.sql` with its $parameters filled in.

    Raises:
        WarehouseError: the build was made by another version of sharecheck.
    """
    frozen = tuple(
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in sorted(parameters.items())
    )
    asked = _ASKED.get(None) if _reads_claims(query) else None
    if asked is not None:  # what is one's own is not kept
        return _frame(asked, query, frozen)
    # a copy costs nothing: pandas copies what is written to
    return _read(build_id(), query, frozen).copy(deep=False)


def later(function: Callable[[duckdb.DuckDBPyConnection], Result]) -> Callable[[], Result]:
    """Return what runs a function on this rerun's build when it is called, even after the rerun.

    `function`: reads from the warehouse; for what a page shows, there is `read`.
    """
    build = _build()
    return lambda: function(_connection(build.build_id, build).cursor())


def text(query: str) -> str:
    """Return the SQL of a query, of the pages alone or shared with exports."""
    own = QUERIES / f"{query}.sql"
    return (own if own.exists() else SHARED / own.name).read_text(encoding="utf-8")


def reading(query: str, **parameters: Any) -> Callable[[], pd.DataFrame]:
    """Return what does as `read` when it is called, even after the rerun, and keeps nothing."""
    sql = text(query)
    return later(lambda con: con.execute(sql, parameters).df())


def names() -> Known:
    """Return what can be asked for in a sentence.

    Raises:
        InputError: the cards or the YAML files are wrong.
    """
    return known(home())


class Judged:
    """Claims of one's own, judged on this rerun's build; what is held is let go with it.

    Attributes:
        found: of a sentence, how it is understood where the count nearest to it has figures.
    """

    def __init__(self, asked: Sequence[Claim] | Understood) -> None:
        from warehouse import asking, judge  # parse SQL: only who asks waits for it

        known, self._held = names(), ExitStack()
        self.build_id = build_id()
        self.found: Understood | None = None
        if isinstance(asked, Understood):
            self.found, self._con = self._held.enter_context(asking.judged(home(), asked, known))
        else:
            self._con = self._held.enter_context(
                judge.judging(home(), cluster(asked), known.catalogue)
            )
        finalize(self, self._held.close)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Let `read` answer, within, as if these claims were the whole register.

        Raises:
            WarehouseError: the build was made by another version of sharecheck.
        """
        token = _ASKED.set(self._con)
        try:
            yield
        finally:
            _ASKED.reset(token)


def _build() -> publish.Pointer:
    build: publish.Pointer = _SERVED.get() or st.session_state[_BUILD]
    return build


def _forget(_: duckdb.DuckDBPyConnection) -> None:
    """Let go what was read from a build; it is closed when nobody reads from it any more."""
    _read.clear()


@st.cache_resource(max_entries=OPEN_BUILDS, show_spinner=False, on_release=_forget)
def _connection(build_id: str, _build: publish.Pointer) -> duckdb.DuckDBPyConnection:
    return publish.connect(home().data, _build)


@lru_cache
def _reads_claims(query: str) -> bool:
    sql = text(query)
    return re.search(r"\b(claim|acceptance|measurement|evidence)", sql) is not None


@st.cache_resource(max_entries=KEPT_RESULTS, show_spinner=False)
def _read(build_id: str, query: str, parameters: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    return _frame(_HELD.get() or _connection(build_id, _build()), query, parameters)


def _frame(
    con: duckdb.DuckDBPyConnection, query: str, parameters: tuple[tuple[str, Any], ...]
) -> pd.DataFrame:
    sql = text(query)
    values = {name: list(v) if isinstance(v, tuple) else v for name, v in parameters}
    try:
        # A connection serves one query at a time; each thread takes a cursor of its own.
        frame = con.cursor().execute(sql, values).df()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        msg = (
            f"The warehouse lacks what dashboard/queries/{query}.sql asks for "
            f"({str(error).splitlines()[0]}). It was made by another version: "
            "run `sharecheck build`."
        )
        raise WarehouseError(msg) from error
    # frames are small, and read row by row: Python's own texts are several times faster there
    return frame.astype({name: object for name, kind in frame.dtypes.items() if kind == "str"})
