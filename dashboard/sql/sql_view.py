"""The parts of the page SQL: the editor, a query on its way, its outcome with its rows.

A session keeps no rows. They lie on one shelf for the whole server, which has a budget; a session
keeps what it asked, and what it was told when there are no rows.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from collectors.home import home
from dashboard import address, downloads, text
from dashboard.sql import quick_chart, results, sandbox
from dashboard.sql.sandbox import LIMITS, MEGABYTE, Job, Outcome
from warehouse import publish, spreadsheet

PATIENCE_SECONDS = 1.0
"""So long the page waits for a query before it shows that it runs."""
POLL_SECONDS = 0.5
"""So often the page says how long it has run, and hears that it was left."""
LINK_CHARACTERS = 8_000
"""Longer queries make addresses that not every program passes on."""
STYLE = Path(__file__).parent / "sql.css"
EDITOR_HEIGHT = 260
GRID_HEIGHT = 400
FEW_ROWS = 10
PLAN = ["explain_key", "explain_value"]
SHELF = results.Shelf()
_RUN = "sql run"
_VISITOR = "whose queries these are"


@dataclass
class Run:
    """A query of this session: on its way, or done; its rows lie on the shelf."""

    query: str
    build_id: str
    job: Job | None = None
    outcome: Outcome | None = None

    @property
    def key(self) -> results.Key:
        """Return under what its rows lie on the shelf."""
        return self.build_id, self.query


def bring(**defaults: str) -> None:
    """Set text fields to what the address says, once: what is being written there is left alone.

    Half a character, which no field can show, is told and taken out.
    """
    state = st.session_state
    for name, default in defaults.items():
        if name not in state:
            state[name] = st.query_params.get(name) or default
        if state[name] != (whole := text.whole(state[name])):
            state[name] = whole
            st.warning("Half a character was written: � was put in its place.")


def editor() -> bool:
    """Show the field `q` and its button; return whether the query is to be run again."""
    with st.form("editor", border=False):
        st.text_area(
            "Query",
            key="q",
            height=EDITOR_HEIGHT,
            max_chars=sandbox.MOST_CHARACTERS,
            help="DuckDB’s SQL: one statement that reads.",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.form_submit_button("Run", type="primary", icon=":material/play_arrow:")
            st.caption(
                f"Ctrl+Enter runs it. Read-only; at most {LIMITS.seconds:.0f} s, "
                f"{LIMITS.rows:,} rows, {LIMITS.bytes // MEGABYTE} MB. Times are UTC."
            )
    return pressed


def run(query: str, pressed: bool) -> Run:
    """Return the session's run of a query: done, or still on its way after a moment.

    A query starts when its button is pressed or when the address brings it; rows that are on the
    shelf for the same build serve an address without running anything.
    """
    held: Run | None = st.session_state.get(_RUN)
    if pressed or held is None or held.query != query:
        if held is not None:  # what was chosen for its chart stays in the address alone
            if held.job is not None:
                held.job.cancel()
            for name in quick_chart.NAMES:
                st.session_state.pop(name, None)
        held = st.session_state[_RUN] = _start(query, again=pressed)
    if (job := held.job) and (outcome := job.wait(PATIENCE_SECONDS)):
        _take(held, outcome)
    return held


def finish(held: Run) -> None:
    """Wait until a query is done; meanwhile say how long it has run, and let it be cancelled.

    It is waited for here, not asked for now and then by a fragment: that would come with the
    address and the values from before whatever the reader has done meanwhile.
    """
    job = held.job
    if job is None:
        return
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        going = st.empty()
        st.button("Cancel", icon=":material/stop:", on_click=job.cancel)
    outcome = None
    while outcome is None:
        doing = "Waiting for a free place" if job.waiting else "Running"
        going.markdown(f":material/hourglass_top: {doing} for {job.seconds:.0f} s …")
        outcome = job.wait(POLL_SECONDS)
    _take(held, outcome)
    place.empty()


def _take(held: Run, outcome: Outcome) -> None:
    """Put the rows of an outcome on the shelf and keep what else there is to tell."""
    if outcome.table is not None:
        SHELF.put(held.key, outcome)
    held.outcome, held.job = replace(outcome, table=None, csv=b"", parquet=b""), None


def _start(query: str, again: bool) -> Run:
    file = publish.path(home().data)
    new = Run(query, file.stem.removeprefix("warehouse-"))
    if not again and SHELF.get(new.key) is not None:
        new.outcome = Outcome("rows")
    else:
        session = st.session_state.setdefault(_VISITOR, object())
        new.job = Job(Path(file), query, session=session)
    return new


def show(done: Run) -> dict[str, str | None]:
    """Show what became of a query; return what was chosen for the chart, for the address."""
    assert done.outcome is not None
    kept = SHELF.get(done.key) if done.outcome.kind == "rows" else done.outcome
    outcome = kept or Outcome("gone")
    table: pa.Table | None = outcome.table
    if table is None:
        st.error(text.plain(results.fault(outcome)), icon=":material/error:")
        if outcome.position is not None:
            st.code(results.excerpt(done.query, outcome.position), language=None)
        return {}
    if table.column_names == PLAN:
        st.code("\n".join(table["explain_value"].to_pylist()), language=None)
        return {}
    place = _rows(done, outcome)
    chosen = quick_chart.show(table, done.build_id)
    with place:
        _link(done, chosen)
    return chosen


def _rows(done: Run, kept: Outcome) -> DeltaGenerator:
    """Show the first rows and offer all of them; return the place for the link to them."""
    table: pa.Table = kept.table
    first = min(results.GRID_ROWS, table.num_rows)
    many = table.num_rows > FEW_ROWS
    notes = [
        f"**{results.summary(kept)}** · {text.number(table.num_columns, 'column')}",
        f"the first {first:,} are shown" if first < table.num_rows else "",
        f"build {done.build_id}",
    ]
    st.markdown(" · ".join(filter(None, notes)))
    if cut := results.cut(kept):
        st.warning(cut, icon=":material/content_cut:")
    st.dataframe(results.grid(table), hide_index=True, height=GRID_HEIGHT if many else "content")
    with st.container(horizontal=True, vertical_alignment="center"):
        for form in downloads.FORMS:
            downloads.file(form, partial(_file, form, done.key), f"query_{done.build_id}")
        return st.popover("Link and citation", icon=":material/link:")


def _file(form: str, key: results.Key) -> bytes:
    """Return all rows as a file: it was made with them, and is let go with them."""
    kept = SHELF.get(key)
    if kept is None:
        raise LookupError(results.fault(Outcome("gone")))
    return spreadsheet.BOM + kept.csv if form == "csv" else kept.parquet


def _link(done: Run, chosen: dict[str, str | None]) -> None:
    """Show the address of a query with its chart, and how to cite what it gives."""
    if len(done.query) > LINK_CHARACTERS:
        st.markdown(f"The query has more than {LINK_CHARACTERS:,} characters: too long for a link.")
        return
    asked_for = {"q": done.query} | {name: value for name, value in chosen.items() if value}
    link = address.link(**asked_for)
    st.markdown("This query, as it is shown:")
    st.code(link, language=None, wrap_lines=True)
    st.markdown("To cite its figures:")
    today = text.day(datetime.now(UTC).date())
    cited = f"sharecheck, build {done.build_id}, a query of its warehouse, {today}. {link}"
    st.code(cited, language=None, wrap_lines=True)
