"""What can be shown of a signal: its views, their figures and the sentences around them."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import charts, text
from dashboard.frames import each
from dashboard.signals import measures
from dashboard.sources.source_words import QUALITIES
from warehouse import drawing
from warehouse.wording import figures as wording

SHARE, VALUE, PER_DAY, INDEX, YEARLY = "share", "value", "per-day", "index", "year-over-year"
RELEASE = "since-release"
VIEWS = (SHARE, VALUE, PER_DAY, INDEX, YEARLY, RELEASE)
UNBOUNDED = (VALUE, PER_DAY, INDEX, RELEASE)
"""Views that a logarithmic axis suits."""
HELD_AGAINST = (INDEX, YEARLY, RELEASE)
"""Views that need something of each project besides its figures."""
KINDS = {SHARE: "share", INDEX: "index", YEARLY: "yoy"}
NO_CASES = ("percent", "index points", "points")
"""Units that are no counts of cases."""
EVERYTHING = "all"
NO_BASE = float("nan")
IDS = re.compile(r" \([a-z0-9-]+\)$")
"""The id of a break after what it does."""
MOST_TOLD = 4
"""Of more projects, the first three are named in a sentence."""


def labels(signal: Any, has_shares: bool) -> dict[str, str]:
    """Return the views a signal allows, the most telling one first, with their labels."""
    found = {
        SHARE: "Share",
        VALUE: "Figure" if signal.unit in NO_CASES else "Count",
        PER_DAY: "Per day",
        INDEX: "Index",
        YEARLY: "Change in a year",
        RELEASE: "Since first release",
    }
    if not has_shares:
        found.pop(SHARE)
    if signal.measure != "flow":
        found.pop(PER_DAY)
    return found


def kind(view: str) -> str:
    """Return how the figures of a view are written, see `drawing.written`."""
    return KINDS.get(view, "level")


def among(segment: str) -> str:
    """Return a part of a signal as it is offered."""
    return "all of them" if segment == EVERYTHING else segment


def query(asked: Mapping[str, str], projects: list[str]) -> tuple[str, dict[str, Any]]:
    """Return name and parameters of the query that a view is made from."""
    if asked["view"] == SHARE:
        return "shares", {"definitions": [asked["definition"]], "projects": projects}
    own = {"signal": asked["signal"], "segment": asked["segment"]}
    return "observations", own | {"projects": projects}


def figures(
    found: pd.DataFrame, view: str, measure: str, unit: str, projects: list[str]
) -> pd.DataFrame:
    """Return the figures that a view starts from, with what they count as `cases`.

    Counts over periods are made comparable, per day, for all views but the counts themselves.
    """
    if view == SHARE:
        found = found.assign(cases=found.denominator)
    else:
        cases = NO_BASE if unit in NO_CASES else found.value
        found = found.assign(low=NO_BASE, high=NO_BASE, cases=cases)
        if view != VALUE and measure == "flow":
            found = measures.per_day(found)
    turn = {project: n for n, project in enumerate(projects)}
    found = found.assign(turn=found.project_id.map(turn))
    return found.sort_values(["turn", "period_start", "period_end"]).drop(columns="turn")


def made(
    counted: pd.DataFrame, view: str, base: pd.Timestamp | None, released: "pd.Series[Any]"
) -> tuple[pd.DataFrame, str]:
    """Return what a view draws, and what is left out because of too few cases, as a sentence.

    Args:
        counted: what `figures` returns.
        view: one of `labels`.
        base: the day that is 100, for an index.
        released: the day of each project's first public release, by its id.
    """
    few, said = measures.few(counted), f"of fewer than {wording.FEWEST_CASES} cases"
    if view == SHARE:
        absent = {name: counted[name].mask(few) for name in ("value", "low", "high")}
        made, missing = counted.assign(**absent), _number(few, "share", said)
    elif view == YEARLY:
        made, missing = measures.year_over_year(counted), _number(few, "change", said)
    elif view == INDEX:
        made, missing = counted.iloc[:0] if base is None else measures.index(counted, base), ""
    elif view == RELEASE:
        made, missing = measures.since_release(counted, released), ""
    else:
        made, missing = counted, ""
    return made.drop(columns="cases"), missing


def message(figures: pd.DataFrame, asked: Mapping[str, str], signal: Any) -> str:
    """Return who leads in the newest period, in a sentence of two digits."""
    view = asked["view"]
    if view == RELEASE:
        return _at_one_age(figures, signal)
    rows = newest_rows(figures)
    if rows.empty:
        return f"{signal.title}: no usable figure"
    rows = rows[rows.period_end == rows.period_end.max()]
    unit = "" if signal.unit in signal.title.lower() else f" {signal.unit}"
    units = {VALUE: unit, PER_DAY: f"{unit} a day", YEARLY: " in a year"}
    when = text.period(rows.period_start.iloc[0], rows.period_end.iloc[0])
    return f"{signal.title}, {when}: {_told(rows, view)}{units.get(view, '')}{_hundred(rows, view)}"


def _at_one_age(figures: pd.DataFrame, signal: Any) -> str:
    """Return the figures at the last age that all projects have reached."""
    usable = figures[~figures.suspect.astype(bool)].dropna(subset=["value"])
    if usable.empty:
        return f"{signal.title}: no usable figure"
    age = usable.groupby("project_id").months.max().min()
    reached = usable[usable.months <= age + measures.TOLERANCE_DAYS / measures.MONTH_DAYS]
    rows = reached.groupby("project_id", sort=False).tail(1)
    rows = rows.sort_values("value", ascending=False)
    return (
        f"{signal.title}, {wording.number(round(age), 'month')} after their first releases: "
        f"{_told(rows, RELEASE)} {_counted(signal)}"
    )


def newest_rows(figures: pd.DataFrame) -> pd.DataFrame:
    """Return each project's newest usable row, the biggest first."""
    usable = figures[~figures.suspect.astype(bool)].dropna(subset=["value"])
    return usable.groupby("project_id").tail(1).sort_values("value", ascending=False)


def _told(rows: pd.DataFrame, view: str) -> str:
    """Return the first names with their figures, for a share that is only a bound as one."""
    said = [
        f"{row.name} {text.bounded(short(row.value, kind(view)), getattr(row, 'bound', None))}"
        for row in each(rows)
    ]
    if len(said) <= MOST_TOLD:
        return text.listed(said)
    return f"{text.listed(said[: MOST_TOLD - 1])}, ahead of {len(said) - MOST_TOLD + 1} others"


def short(value: float, kind: str) -> str:
    """Return a figure in two digits, or in the three of a whole number: '12 %', '1.3 M', '775'."""
    if kind not in ("level", "index"):
        return drawing.written(value, kind)
    for size, sign in wording.SHORT:
        if abs(value) >= size * 0.9995:
            return f"{value / size:,.{0 if abs(value) >= 9.95 * size else 1}f}{sign}"
    return f"{value:,.{0 if abs(value) >= 9.95 or float(value).is_integer() else 1}f}"


def _hundred(rows: pd.DataFrame, view: str) -> str:
    if view != INDEX:
        return ""
    return f" (100 is {text.period(rows.base_start.iloc[0], rows.base_end.iloc[0])})"


def _counted(signal: Any) -> str:
    return f"{signal.unit} a day" if signal.measure == "flow" else str(signal.unit)


def newest(figures: pd.DataFrame, view: str, effects: dict[str, str]) -> pd.DataFrame:
    """Return the table of newest figures, with every digit; `effects`: of breaks, by their id."""
    rows = newest_rows(figures)
    table = {"Project": rows["name"], "Period": _periods(rows.period_start, rows.period_end)}
    if view == SHARE:
        table["Share"] = [
            text.bounded(text.percent(value, 2), bound)
            for value, bound in zip(rows.value, rows.bound, strict=True)
        ]
        table["Interval"] = [
            text.spread(*ends, "share") for ends in zip(rows.low, rows.high, strict=True)
        ]
        table["Counted"] = [text.exact(value) for value in rows.numerator]
        table["Out of"] = [text.exact(value) for value in rows.denominator]
    elif view in (INDEX, YEARLY):
        table["Index" if view == INDEX else "Change"] = [
            text.exact(v) if view == INDEX else text.figure(f"{100 * v:+,.1f} %")
            for v in rows.value
        ]
        table["Held against"] = _periods(rows.base_start, rows.base_end)
        table["Figure then"] = [text.exact(value) for value in rows.base_value]
    else:
        table["Figure"] = [text.exact(value) for value in rows.value]
        table["Out of"] = [text.exact(b) if not pd.isna(b) else "not reported" for b in rows.base]
    table["Remarks"] = [
        " ".join(IDS.sub("", said) for said in text.flags(flags, effects))
        for flags in rows["flags"]
    ]
    return pd.DataFrame(table)


def _periods(starts: Any, ends: Any) -> list[str]:
    return [text.period(*period) for period in zip(starts, ends, strict=True)]


def below(figures: pd.DataFrame, asked: Mapping[str, str], signal: Any, definition: Any) -> str:
    """Return what is drawn, unit, source and as-of of the chart."""
    view, of = asked["view"], _counted(signal)
    what = f"Unit: {signal.unit}{' a day' if view == PER_DAY else ''}. "
    if definition is not None:
        what = f"Share: {definition.numerator} / {definition.denominator}. "
    if view == INDEX:
        what = f"Index of {of}: each project’s own figure of the chosen period is 100. "
    elif view == YEARLY:
        what = f"Change of {of} against the period that ended twelve months before. "
    elif view == RELEASE:
        what = f"{wording.capital(of)}, by the months since each project’s first public release. "
    if asked.get("axis") == "log":
        what += "Logarithmic axis; figures of zero are not drawn. "
    to = figures.period_end.max() if len(figures) else None
    as_of = f"; figures to {wording.day((to - pd.Timedelta(days=1)).date())}" if to else ""
    open_ones = f" Open markers: {charts.OPEN}." if figures.suspect.astype(bool).any() else ""
    bands = f" Bands: {charts.BANDS}." if figures.low.notna().any() else ""
    return f"{what}{text.source_line(signal)}{as_of}.{open_ones}{bands}"


def partner(view: str) -> str:
    """Return what a project lacks that a view in `HELD_AGAINST` leaves out."""
    if view == INDEX:
        return "a usable figure above zero in the period that is 100"
    if view == RELEASE:
        return "a known day of its first public release, or figures after it"
    return "a usable figure of the same length twelve months before any other"


def afterwards(view: str, measure: str) -> str:
    """Return what is done with the figures after the query, in words; '' for nothing."""
    steps = []
    if view not in (SHARE, VALUE) and measure == "flow":
        steps.append("each figure is divided by the days of its period")
    if view == INDEX:
        steps.append("each by the project’s figure of the chosen period, times 100")
    if view == YEARLY:
        steps.append(
            "each by the figure whose period ended 12 months before, give or take "
            f"{measures.TOLERANCE_DAYS} days, minus 1"
        )
    if view == RELEASE:
        steps.append("each is set to the months from the project’s first public release")
    return f"Then {text.listed(steps)}." if steps else ""


def notes(signal: Any) -> list[str]:
    """Return what a reader must know, as Markdown lines."""
    lines = [
        f"**Caveat:** {text.plain(signal.caveat)}",
        f"**Counted:** {text.plain(signal.population)} ({QUALITIES[signal.quality]})",
    ]
    if signal.not_counted:
        lines.append(f"**Not counted:** {text.plain(signal.not_counted)}")
    lines.append(f"**Source:** {text.plain(text.source_line(signal))}, {text.plain(signal.url)}")
    lines.append(
        f"**New figures:** {signal.cadence}; {signal.figures:,} since {signal.first_day:%Y}"
    )
    return lines


def _number(few: "pd.Series[bool]", noun: str, said: str) -> str:
    """Return how many figures are left out, and where the counts are all the same; '' for none."""
    count = int(few.sum())
    if not count:
        return ""
    are = "is" if count == 1 else "are"
    return f"{wording.number(count, noun)} {said} {are} left out; the counts are shown."
