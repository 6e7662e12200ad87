"""The only opener of the warehouse, and of what is judged on it.

Which build is current is asked once per rerun, so a page never mixes two builds and a new one is
seen without a restart. Of a build with several packs, a rerun may see one alone: no query knows.
Everything kept is kept under the build's id and the pack; old builds are let go.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from weakref import finalize

import duckdb
import pandas as pd
import streamlit as st

from collectors.errors import InputError, WarehouseError
from collectors.home import Home, home
from warehouse import one_pack, publish, queries
from warehouse.claim_entries import Claim
from warehouse.reading.asserting import Understood, cluster
from warehouse.reading.measured import Measured, measured

QUERIES = Path(__file__).parent / "queries"
SHARED = queries.FOLDER / "shared"
"""Queries that exports read as well."""
OPEN_BUILDS = 2
OPEN_PACKS = 8
KEPT_RESULTS = 500
Result = TypeVar("Result")


class View(NamedTuple):
    """What a rerun or an answer sees: a build, and of it the entries of one pack; None: all."""

    build: publish.Pointer
    pack: str | None = None


_VIEW = "what this rerun sees"
_HELD: ContextVar[duckdb.DuckDBPyConnection | None] = ContextVar("connection", default=None)
"""What this rerun reads from: it stays open until then, however many builds follow."""
_ASKED: ContextVar[duckdb.DuckDBPyConnection | None] = ContextVar("claims of one's own")
"""On what claims of one's own were judged, while they are shown."""
_SEEN: ContextVar[View | None] = ContextVar("what is seen", default=None)
"""What is seen instead of the rerun's own: by an answer outside a session, or by `seeing`."""


def enter() -> None:
    """Find the current build; `app` calls it at the start of each rerun.

    Raises:
        WarehouseError: there is none, or it cannot be opened.
    """
    st.session_state[_VIEW] = View(publish.current(home().data))
    _HELD.set(_connection(_view()))


def choose(pack: str | None) -> None:
    """Let this rerun see one pack of its build alone, or with None all of them."""
    st.session_state[_VIEW] = _view()._replace(pack=pack)
    _HELD.set(_connection(_view()))


def serving() -> AbstractContextManager[None]:
    """Read from the current build, within, for an answer without a session.

    Raises:
        WarehouseError: there is none, or it cannot be opened.
    """
    return _seen(View(publish.current(home().data)))


def seeing(pack: str | None) -> AbstractContextManager[None]:
    """Read from one pack of the build, within, or with None from all."""
    return _seen(_view()._replace(pack=pack))


@contextmanager
def _seen(view: View) -> Iterator[None]:
    seen, held = _SEEN.set(view), _HELD.set(_connection(view))
    try:
        yield
    finally:
        _SEEN.reset(seen)
        _HELD.reset(held)


def build_id() -> str:
    """Return the id of the build that this rerun, or this answer, shows."""
    return _view().build.build_id


def pack() -> str | None:
    """Return the one pack that this rerun, or this answer, shows; None: all."""
    return _view().pack


def key() -> str:
    """Return what is kept under, when it is made of what this rerun sees: build and pack."""
    return f"{build_id()} {pack() or ''}"


def read(query: str, **parameters: Any) -> pd.DataFrame:
    """Return the result of `queries/<query>.sql` with its $parameters filled in.

    Raises:
        WarehouseError: DuckDB refuses it: it is wrong, or another version made the build.
    """
    frozen = tuple(
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in sorted(parameters.items())
    )
    asked = _ASKED.get(None) if _reads_claims(query) else None
    if asked is not None:  # what is one's own is not kept
        return _frame(asked, query, frozen)
    # a copy costs nothing: pandas copies what is written to
    return _read(key(), query, frozen).copy(deep=False)


def later(function: Callable[[duckdb.DuckDBPyConnection], Result]) -> Callable[[], Result]:
    """Return what runs a function on this rerun's build when it is called, even after the rerun.

    `function`: reads from the warehouse; for what a page shows, there is `read`.
    """
    view = _view()
    return lambda: function(_connection(view).cursor())


def file(query: str) -> Path:
    """Return where the SQL of a query stands: of the pages alone, or shared with exports."""
    own = QUERIES / f"{query}.sql"
    return own if own.exists() else SHARED / own.name


def text(query: str) -> str:
    """Return the SQL of a query; see `file`."""
    return file(query).read_text(encoding="utf-8")


def reading(query: str, **parameters: Any) -> Callable[[], pd.DataFrame]:
    """Return what does as `read` when it is called, even after the rerun, and keeps nothing."""
    sql = text(query)
    return later(lambda con: con.execute(sql, parameters).df())


def names() -> Measured:
    """Return what can be asked for in a sentence: of the pack that is shown, or of all.

    Raises:
        InputError: the cards or the YAML files are wrong.
    """
    return measured(_seen_home())


def _seen_home() -> Home:
    """Return the packs that are shown, and the data folder."""
    every, shown = home(), pack()
    if shown is None:
        return every
    folder = Path(measured(every).catalogue.packs[shown].folder)
    return Home((folder,), every.data)


class Judged:
    """Claims of one's own, judged on this rerun's build; what is held is let go with it.

    Attributes:
        found: of a sentence, how it is understood where the count nearest to it has figures.
    """

    def __init__(self, asked: Sequence[Claim] | Understood) -> None:
        from warehouse import judge  # parse SQL: only who asks waits for it

        known, at, self._held = names(), _seen_home(), ExitStack()
        self.found: Understood | None = None
        if isinstance(asked, Understood):
            self.found, self._con = self._held.enter_context(
                judge.judged_sentence(at, asked, known)
            )
        else:
            self._con = self._held.enter_context(judge.judging(at, cluster(asked), known.catalogue))
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


def _view() -> View:
    view: View = _SEEN.get() or st.session_state[_VIEW]
    return view


def _connection(view: View) -> duckdb.DuckDBPyConnection:
    build = view.build
    if view.pack is None:
        return _whole(build.build_id, build)
    return _part(build.build_id, view.pack, build)


def _forget(_: duckdb.DuckDBPyConnection) -> None:
    """Let go what was read from a build; it is closed when nobody reads from it any more."""
    _read.clear()
    _part.clear()


@st.cache_resource(max_entries=OPEN_BUILDS, show_spinner=False, on_release=_forget)
def _whole(build_id: str, _build: publish.Pointer) -> duckdb.DuckDBPyConnection:
    return publish.connect(home().data, _build)


@st.cache_resource(max_entries=OPEN_PACKS, show_spinner=False)
def _part(build_id: str, pack: str, _build: publish.Pointer) -> duckdb.DuckDBPyConnection:
    return one_pack.connect(home().data, pack, _build)


@lru_cache
def _reads_claims(query: str) -> bool:
    sql = text(query)
    return re.search(r"\b(claim|acceptance|measurement|evidence)", sql) is not None


@st.cache_resource(max_entries=KEPT_RESULTS, show_spinner=False)
def _read(key: str, query: str, parameters: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    return _frame(_HELD.get() or _connection(_view()), query, parameters)


def _refused(query: str, error: duckdb.Error) -> WarehouseError:
    """Return what to say when DuckDB refuses a query: it is wrong, or the build is old."""
    from warehouse.build import up_to_date  # brings what reads sources: only a fault needs it

    folder = "warehouse/queries/shared" if file(query).parent == SHARED else "dashboard/queries"
    said = f"{folder}/{query}.sql: {str(error).splitlines()[0].rstrip('.')}."
    with suppress(InputError):
        if up_to_date(home()):  # by this very code, so it holds what this code may ask for
            return WarehouseError(f"{said} Correct the query.")
    return WarehouseError(
        f"{said} The warehouse was made by another version, or of other data: run `sharecheck "
        "build`. If that changes nothing, correct the query."
    )


def _frame(
    con: duckdb.DuckDBPyConnection, query: str, parameters: tuple[tuple[str, Any], ...]
) -> pd.DataFrame:
    sql = text(query)
    values = {name: list(v) if isinstance(v, tuple) else v for name, v in parameters}
    try:
        # A connection serves one query at a time; each thread takes a cursor of its own.
        frame = con.cursor().execute(sql, values).df()
    except (duckdb.ProgrammingError, duckdb.DataError) as error:
        raise _refused(query, error) from error
    # frames are small, and read row by row: Python's own texts are several times faster there
    return frame.astype({name: object for name, kind in frame.dtypes.items() if kind == "str"})
