"""A signal over time as an address asks for it: the figures, what they say, how they are drawn.

Nothing here knows a page: what the page of signals shows, the data and charts that have addresses
of their own are made by the same function.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from collectors.errors import InputError
from dashboard import charts, colours, plotting, text
from dashboard.frames import each
from dashboard.signals import measures, signal_view
from warehouse import drawing

Read = Callable[..., pd.DataFrame]
"""Runs a query of `queries/` by its name, with its parameters by theirs."""
NAMES = (
    "signal",
    "view",
    "definition",
    "segment",
    "projects",
    "base",
    "axis",
    "from",
    "to",
    "breaks",
)
"""Every parameter of the address."""
FIRST = 3
"""Projects drawn where none is asked for."""
MOST_LINES = 8
LINEAR, LOGARITHMIC = "linear", "log"
TICKS, BANDS = "ticks", "bands"
"""How breaks are drawn: numbered under the axis, or over the time that they disturb as well."""
PLAIN = (None, LINEAR, TICKS)
"""What an address need not say."""
NONE = "none"
"""Projects of an address that asks for none."""


class Options(NamedTuple):
    """What can be asked of a signal, in the order in which it is offered: ids and their words."""

    signals: dict[str, str]
    views: dict[str, str]
    definitions: dict[str, str]
    segments: dict[str, str]
    projects: dict[str, str]
    bases: dict[str, str]
    months: list[str]


class Drawn(NamedTuple):
    """A signal as it is drawn.

    asked: the parameters as they were understood, for an address that gives the same again.
    options: what else could have been asked.
    signal: row of query `signals`, its id as name.
    definition: row of query `definitions` for shares, its id as name; else None.
    frame: project_id, name, period_start, period_end, value, low, high, suspect and more; `months`
        where lines are laid over each other at the projects' first releases. Absent is left out.
    title: who leads by the newest figures, a sentence; why there is nothing, where that is so.
    below: what is drawn, unit, source and as-of.
    kind: how values are written, see `drawing.written`.
    breaks: what `plotting.numbered` returns; empty where there is no axis of calendar time.
    query: name and parameters of the query that the figures come from.
    then: what was done with them afterwards, in words; '' for nothing.
    lacking: what is not drawn, and why, a sentence each.
    looks: how each project is drawn.
    """

    asked: dict[str, str]
    options: Options
    signal: Any
    definition: Any
    frame: pd.DataFrame
    title: str
    below: str
    kind: str
    breaks: pd.DataFrame
    query: tuple[str, dict[str, Any]]
    then: str
    lacking: list[str]
    looks: dict[str, colours.Look]

    @property
    def view(self) -> str:
        """Return which of `signal_view.labels` is drawn."""
        return self.asked["view"]

    @property
    def projects(self) -> list[str]:
        """Return the ids of the projects asked for, in order."""
        found = self.asked["projects"]
        return [] if found == NONE else found.split(",")

    @property
    def logarithmic(self) -> bool:
        """Return whether powers of ten are drawn at equal distances."""
        return self.asked.get("axis") == LOGARITHMIC

    @property
    def over_time(self) -> bool:
        """Return whether there is more than one period, so that lines can be drawn."""
        return bool(self.frame.period_end.nunique() > 1)

    def lines(self) -> list[drawing.Line]:
        """Return the lines for `drawing.chart`; ages are years since the first release."""
        found = []
        for key in dict.fromkeys(self.frame.project_id):
            part = self.frame[self.frame.project_id == key].dropna(subset=["value"])
            points = [point(row) for row in each(part)]
            found.append(drawing.Line(str(part.name.iloc[0]), *self.looks[key], points))
        return found

    def marks(self) -> list[drawing.Mark]:
        """Return the breaks for `drawing.chart`, in the order of their numbers."""
        return [
            drawing.Mark(
                row.starts.date(),
                None if pd.isna(row.ends) else row.ends.date(),
                text.broken(row),
                row.severity == "block",
            )
            for row in each(self.breaks[~self.breaks.whole.astype(bool)])
        ]


def drawn(read: Read, asked: Mapping[str, str], *, strict: bool = False) -> Drawn:
    """Return a signal as the parameters of an address ask for it.

    Args:
        read: how the warehouse is read.
        asked: parameters, see `NAMES`; what is left out or means nothing gives way to the default.
        strict: refuse what means nothing instead.

    Raises:
        InputError: there is no such signal, or no figures at all; where `strict`, any parameter
            that means nothing.
    """
    signals = read("signals").set_index("signal_id")
    if signals.empty:
        raise InputError(["The warehouse holds no figures yet."])
    name = asked.get("signal") or default(signals)
    if name not in signals.index:
        raise InputError([f"There is no signal called “{name}”."])
    pick = _Pick(asked, strict)
    signal: Any = signals.loc[name]
    definitions = read("definitions", signal=name).set_index("definition_id")
    labels = signal_view.labels(signal, len(definitions) > 0)
    view = pick.one("view", labels)
    shown = signal_view.VIEWS[view]
    understood, definition = {"signal": name, "view": view}, None
    titles: dict[str, str] = {}
    segments: dict[str, str] = {}
    if view == signal_view.SHARE:
        titles = _titles(definitions, str(signal.title))
        widest = str(definitions.projects.idxmax())
        understood["definition"] = pick.one("definition", titles, widest)
        definition = definitions.loc[understood["definition"]]
        options = read("projects_shared", definition=understood["definition"])
        counted = list(definition.segments)
    else:
        every = map(str, read("segments", signal=name).segment)
        segments = {one: "all of them" if one == "all" else one for one in every}
        understood["segment"] = pick.one("segment", segments)
        options = read("projects_observed", signal=name, segment=understood["segment"])
        counted = [understood["segment"]]
    names = dict(zip(options.project_id, options["name"], strict=True))
    leading = [one for one in read("leading").project_id if one in names][:FIRST]
    first = leading if len(leading) > 1 else list(names)[:FIRST]
    wanted = [one for one in dict.fromkeys(asked.get("projects", "").split(",")) if one]
    projects = [one for one in wanted if one in names][:MOST_LINES] or first
    if wanted == [NONE]:
        wanted = projects = []
    missing = _unknown([one for one in wanted if one not in names], read)
    if missing:
        pick.refuse(missing)
    understood["projects"] = ",".join(projects) or NONE
    query = signal_view.query(understood, projects)
    figures = signal_view.figures(
        read(query[0], **query[1]), view, signal.measure, signal.unit, projects
    )
    months = measures.months(figures)
    start, end = measures.ends(asked.get("from"), asked.get("to"), months, pick.refuse)
    within = measures.within(figures, start, end)
    indexed = view == signal_view.INDEX
    base, bases = _base(asked.get("base"), figures, within, pick) if indexed else (None, {})
    if base is not None:
        understood["base"] = f"{base:%Y-%m-%d}"
    released = read("projects").set_index("project_id").first_public_release
    counts = within if view == signal_view.SHARE else figures
    made, few = signal_view.made(counts, view, base, released)
    made = measures.within(made, start, end)
    if shown.unbounded:
        understood["axis"] = pick.one("axis", {LINEAR: "", LOGARITHMIC: ""})
    understood["breaks"] = pick.one("breaks", {TICKS: "", BANDS: ""})
    if months and (start, end) != (months[0], months[-1]):
        understood |= {"from": start, "to": end}
    breaks = read("breaks", signal=name, segments=counted)
    drawable = made.dropna(subset=["value"])
    if "months" in made or drawable.empty:
        breaks = breaks.iloc[:0].assign(number=[], whole=[])
    else:
        breaks = plotting.numbered(breaks, *charts.span(drawable))
    if len(drawable):
        title = signal_view.message(made, understood, signal)
    else:
        title = _nothing([names[project] for project in projects], shown)
    alone = text.listed(measures.left_out(within, made))
    lacking = [missing, f"Not drawn: {alone}, without {shown.needs}." if alone else "", few]
    return Drawn(
        asked={name: understood[name] for name in NAMES if understood.get(name) not in PLAIN},
        options=Options(_titles(signals), labels, titles, segments, names, bases, months),
        signal=signal,
        definition=definition,
        frame=made,
        title=title,
        below=signal_view.below(made, understood, signal, definition),
        kind=shown.kind,
        breaks=breaks,
        query=query,
        then=signal_view.afterwards(view, signal.measure),
        lacking=[said for said in lacking if said],
        looks=colours.looks(read, projects),
    )


def default(signals: pd.DataFrame) -> str:
    """Return the signal with most figures; `signals`: query `signals` by the signals' ids."""
    return str(signals.figures.idxmax())


class _Pick(NamedTuple):
    """Reads parameters that have options."""

    asked: Mapping[str, str]
    strict: bool

    def one(self, name: str, options: Mapping[str, str], default: str | None = None) -> str:
        """Return the option that is asked for, else the default, or else the first."""
        wanted = self.asked.get(name)
        if wanted is not None and wanted in options:
            return wanted
        if wanted:
            self.refuse(f"“{wanted}” is no {name} here: {text.listed(list(options))}.")
        return default if default is not None else next(iter(options))

    def refuse(self, why: str) -> None:
        """Raise an InputError where everything asked for must mean something."""
        if self.strict:
            raise InputError([why])


def _titles(frame: pd.DataFrame, known: str = "") -> dict[str, str]:
    """Return titles by id, without what is `known` from elsewhere in front."""
    told = re.compile(f"^{re.escape(known)}[:,] ", re.IGNORECASE)
    return {str(key): told.sub("", str(title)) for key, title in frame.title.items()}


def _base(
    asked: str | None, figures: pd.DataFrame, within: pd.DataFrame, pick: _Pick
) -> tuple[pd.Timestamp | None, dict[str, str]]:
    """Return the day that is 100, and the days that could be, with their periods in words."""
    days = measures.base_days(figures)
    if not days:
        return None, {}
    ends = figures.drop_duplicates("period_start").set_index("period_start").period_end
    found = {f"{day:%Y-%m-%d}": text.period(day, ends[day]) for day in days}
    wanted = pd.to_datetime(asked, format="%Y-%m-%d", errors="coerce") if asked else pd.NaT
    if not pd.isna(wanted):
        return min(days, key=lambda day: (abs(day - wanted), day)), found
    if asked:
        pick.refuse(f"“{asked}” is no day, such as 2024-01-31.")
    return measures.first_common(within) or measures.first_common(figures) or days[0], found


def point(row: Any) -> drawing.Point:
    """Return a figure for a drawing; `row`: of a `Drawn.frame`."""
    if hasattr(row, "months"):
        start = end = row.months / 12
    else:
        start, end = row.period_start.date(), row.period_end.date()
    low, high = (None if pd.isna(end) else float(end) for end in (row.low, row.high))
    bound = getattr(row, "bound", None)
    said = bound if isinstance(bound, str) else ""
    return drawing.Point(start, end, float(row.value), low, high, bool(row.suspect), said)


def _unknown(projects: list[str], read: Read) -> str:
    if not projects:
        return ""
    every = read("projects").set_index("project_id")["name"]
    words = [str(every.get(project, f"“{project}”")) for project in projects]
    return f"No figures here for {text.listed(words)}."


def _nothing(names: list[str], view: signal_view.View) -> str:
    """Return why nothing is drawn of these projects."""
    if not names:
        return "Choose a project to see its figures"
    if view.needs:
        missing = f"{text.listed(names)} without {view.needs}"
        return f"Nothing to draw: {missing}. Choose another measure"
    return f"There are no figures of {text.listed(names)} in this time"
