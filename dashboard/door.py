"""The only opener of the warehouse.

Which build is current is asked once per rerun, so a page never mixes two builds and a new one is
seen without a restart. Everything kept is kept under the build's id; old builds are let go.
"""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from collectors import settings
from collectors.errors import WarehouseError
from warehouse import publish

QUERIES = Path(__file__).parent / "queries"
OPEN_BUILDS = 2
KEPT_RESULTS = 500
_BUILD = "build_id"


def enter() -> None:
    """Find the current build; `app` calls it at the start of each rerun.

    Raises:
        WarehouseError: there is none, or it cannot be opened.
    """
    build_id = publish.current(settings.root()).build_id
    _connection(build_id)
    st.session_state[_BUILD] = build_id


def build_id() -> str:
    """Return the id of the build that this rerun shows."""
    return str(st.session_state[_BUILD])


def read(query: str, **parameters: Any) -> pd.DataFrame:
    """Return the result of `queries/<query>.sql` with its $parameters filled in.

    Raises:
        WarehouseError: the build was made by another version of sharecheck.
    """
    frozen = tuple(
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in sorted(parameters.items())
    )
    return _read(build_id(), query, frozen)


@st.cache_resource(max_entries=OPEN_BUILDS, show_spinner=False, on_release=lambda con: con.close())
def _connection(build_id: str) -> duckdb.DuckDBPyConnection:
    return publish.connect(settings.root())


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def _read(build_id: str, query: str, parameters: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    sql = (QUERIES / f"{query}.sql").read_text(encoding="utf-8")
    values = {name: list(v) if isinstance(v, tuple) else v for name, v in parameters}
    try:
        # A connection serves one query at a time; each thread takes a cursor of its own.
        return _connection(build_id).cursor().execute(sql, values).df()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        msg = (
            f"The warehouse lacks what dashboard/queries/{query}.sql asks for "
            f"({str(error).splitlines()[0]}). It was made by another version: "
            "run `sharecheck build`."
        )
        raise WarehouseError(msg) from error
