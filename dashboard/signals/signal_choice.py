"""What is chosen on the page of signals: the widgets, and the address that restores them."""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import address, choices, door, text
from dashboard.signals import measures, signal_view

NAMES = ("signal", "view", "definition", "segment", "projects", "base", "axis")
DEFAULT = "pypi_downloads"
LEADING = ["pytorch", "tensorflow", "jax"]
MOST_LINES = 8
LINEAR, LOGARITHMIC = "linear", "log"


class Choice(NamedTuple):
    """What the page shows.

    signal: row of query `signals`, with its id as name.
    view: one of `signal_view.views`.
    definition: row of query `definitions` for shares, else None.
    segment: of the signal; '' for shares.
    projects: ids, in the order of the lines.
    names: of all projects that can be chosen, by id.
    """

    signal: Any
    view: str
    definition: Any
    segment: str
    projects: list[str]
    names: dict[str, str]

    @property
    def shown(self) -> dict[str, str]:
        """Return what is shown of the signal, as the address and the queries name it."""
        if self.definition is None:
            return {"segment": self.segment}
        return {"definition": str(self.definition.name)}

    @property
    def segments(self) -> list[str]:
        """Return the segments that the figures are made of."""
        return [self.segment] if self.definition is None else list(self.definition.segments)


def made(signals: pd.DataFrame) -> Choice:
    """Show the widgets and return what is chosen; `signals`: query `signals`, by signal_id."""
    state = st.session_state
    address.sync(*NAMES)
    asked = st.query_params.get("projects", "")
    address.known("signal", list(signals.index), DEFAULT)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    titles = signals.title.to_dict()
    left.selectbox("Signal", list(signals.index), key="signal", format_func=titles.__getitem__)
    signal = signals.loc[state.signal]
    definitions = door.read("definitions", signal=state.signal).set_index("definition_id")
    views = signal_view.views(signal.measure, len(definitions) > 0)
    address.one("view", list(views), next(iter(views)))
    right.segmented_control(
        "Measure", list(views), key="view", format_func=views.__getitem__, required=True
    )
    definition, segment = None, ""
    if state.view == signal_view.SHARE:
        definition = _definition(definitions)
        options = door.read("projects_shared", definition=state.definition)
    else:
        segment = _segment(state.signal)
        options = door.read("projects_observed", signal=state.signal, segment=segment)
    names = dict(zip(options.project_id, options["name"], strict=True))
    projects = _projects(names, asked)
    return Choice(signal, state.view, definition, segment, projects, names)


def _definition(definitions: pd.DataFrame) -> Any:
    address.one("definition", list(definitions.index), str(definitions.projects.idxmax()))
    titles = definitions.title.to_dict()
    st.selectbox(
        "Definition", list(definitions.index), key="definition", format_func=titles.__getitem__
    )
    return definitions.loc[st.session_state.definition]


def _segment(signal: str) -> str:
    segments = list(door.read("segments", signal=signal).segment)
    address.one("segment", segments, segments[0])
    st.selectbox("Segment", segments, key="segment", disabled=len(segments) == 1)
    return str(st.session_state.segment)


def _projects(names: dict[str, str], asked: str) -> list[str]:
    """Let projects be chosen; say which of those asked for have no figures here."""
    leading = [project for project in LEADING if project in names]
    first = leading if len(leading) > 1 else list(names)[:3]
    choices.several("projects", "Projects, biggest first", names, first, MOST_LINES)
    lacking = [p for p in asked.split(address.SEPARATOR) if p and p not in names]
    if lacking:
        every = door.read("projects").set_index("project_id")["name"]
        words = [text.plain(every.get(project, f"“{project}”")) for project in lacking]
        st.caption(f":material/search_off: No figures here for {text.listed(words)}.")
    return list(st.session_state.projects) or first


def base(counted: pd.DataFrame) -> pd.Timestamp | None:
    """Let the day be chosen that is 100, or return None when no figure can be."""
    days = {f"{day:%Y-%m-%d}": day for day in measures.base_days(counted)}
    if not days:
        return None
    ends = counted.drop_duplicates("period_start").set_index("period_start").period_end
    first = measures.first_common(counted) or next(iter(days.values()))
    asked = st.session_state.get("base", st.query_params.get("base", ""))
    address.one("base", list(days), nearest(asked, list(days)) or f"{first:%Y-%m-%d}")
    st.selectbox(
        "100 is the figure of",
        list(days),
        key="base",
        format_func=lambda day: text.period(days[day], ends[days[day]]),
    )
    return days[st.session_state.base]


def nearest(asked: str, days: list[str]) -> str | None:
    """Return the day nearest to the one asked for, all as YYYY-MM-DD; None for no day."""
    wanted = pd.to_datetime(asked, format="%Y-%m-%d", errors="coerce")
    if pd.isna(wanted):
        return None
    return min(days, key=lambda day: (abs(pd.Timestamp(day) - wanted), day))


def logarithmic(view: str) -> bool:
    """Let the axis be chosen, for measures that have no ceiling and no sign."""
    if view not in signal_view.UNBOUNDED:
        return False
    address.one("axis", [LINEAR, LOGARITHMIC], LINEAR)
    st.segmented_control(
        "Axis",
        [LINEAR, LOGARITHMIC],
        key="axis",
        format_func={LINEAR: "Linear", LOGARITHMIC: "Logarithmic"}.__getitem__,
        required=True,
    )
    return bool(st.session_state.axis == LOGARITHMIC)
