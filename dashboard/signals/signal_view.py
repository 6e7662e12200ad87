"""What can be shown of a signal: its views, their figures and the sentences around them."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from dashboard import charts, text
from dashboard.frames import each
from dashboard.labels import QUALITIES
from dashboard.signals import measures
from warehouse import drawing
from warehouse.wording import figures as wording

SHARE, VALUE, PER_DAY, INDEX, YEARLY = "share", "value", "per-day", "index", "year-over-year"
RELEASE = "since-release"
NO_BASE = float("nan")
IDS = re.compile(r" \([a-z0-9-]+\)$")
"""The id of a break after what it does."""
MOST_TOLD = 4
"""Of more projects, the first three are named in a sentence."""


class View(NamedTuple):
    """What can be shown of a signal, and how it is told.

    label: as it is offered.
    below: what is drawn, for `str.format` with the signal's `unit`, what is `counted`, the same as
        the beginning of a sentence, `Counted`, and the `definition` of shares.
    kind: how its figures are written, see `drawing.written`.
    unbounded: whether a logarithmic axis suits it.
    needs: what it needs of each project besides its figures.
    then: what is done with the figures after the query.
    """

    label: str
    below: str
    kind: str = "level"
    unbounded: bool = True
    needs: str = ""
    then: str = ""


VIEWS = {
    SHARE: View(
        "Share",
        "Share: {definition.numerator} / {definition.denominator}.",
        kind="share",
        unbounded=False,
    ),
    VALUE: View("Count", "Unit: {unit}."),
    PER_DAY: View("Per day", "Unit: {unit} a day."),
    INDEX: View(
        "Index",
        "Index of {counted}: each project’s own figure of the chosen period is 100.",
        kind="index",
        needs="a usable figure above zero in the period that is 100",
        then="each by the project’s figure of the chosen period, times 100",
    ),
    YEARLY: View(
        "Change in a year",
        "Change of {counted} against the period that ended twelve months before.",
        kind="yoy",
        unbounded=False,
        needs="a usable figure of the same length twelve months before any other",
        then="each by the figure whose period ended 12 months before, give or take "
        f"{measures.TOLERANCE_DAYS} days, minus 1",
    ),
    RELEASE: View(
        "Since first release",
        "{Counted}, by the months since each project’s first public release.",
        needs="a known day of its first public release, or figures after it",
        then="each is set to the months from the project’s first public release",
    ),
}
"""By their names in addresses, the most telling one first."""


def labels(signal: Any, has_shares: bool) -> dict[str, str]:
    """Return the views a signal allows, with their labels."""
    allowed = {SHARE: has_shares, PER_DAY: signal.measure == "flow"}
    found = {view: one.label for view, one in VIEWS.items() if allowed.get(view, True)}
    return found | ({VALUE: "Figure"} if signal.unit in text.NO_CASES else {})


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
        cases = NO_BASE if unit in text.NO_CASES else found.value
        found = found.assign(low=NO_BASE, high=NO_BASE, cases=cases)
        if view != VALUE and measure == "flow":
            found = measures.per_day(found)
    found = found.assign(turn=found.project_id.map(projects.index))
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
    few, made = measures.few(counted), counted
    if view == SHARE:
        absent = {name: counted[name].mask(few) for name in ("value", "low", "high")}
        made = counted.assign(**absent)
    elif view == YEARLY:
        made = measures.year_over_year(counted)
    elif view == INDEX:
        made = counted.iloc[:0] if base is None else measures.index(counted, base)
    elif view == RELEASE:
        made = measures.since_release(counted, released)
    said = f"of fewer than {wording.FEWEST_CASES} cases"
    missing = {
        SHARE: wording.number(few.sum(), f"share {said} is", f"shares {said} are"),
        YEARLY: wording.number(few.sum(), f"change {said} is", f"changes {said} are"),
    }.get(view)
    left_out = f"{missing} left out; the counts are shown." if missing and few.any() else ""
    return made.drop(columns="cases"), left_out


def message(figures: pd.DataFrame, asked: Mapping[str, str], signal: Any) -> str:
    """Return who leads in the newest period, in a sentence of two digits."""
    view, rows = asked["view"], newest_rows(figures)
    if rows.empty:
        return f"{signal.title}: no usable figure"
    if view == RELEASE:  # at the last age that all projects have reached
        age = rows.months.min()
        tolerance = measures.TOLERANCE_DAYS / measures.MONTH_DAYS
        rows = newest_rows(figures[figures.months <= age + tolerance])
        when = f"{wording.number(round(age), 'month')} after their first releases"
    else:
        rows = rows[rows.period_end == rows.period_end.max()]
        when = text.period(rows.period_start.iloc[0], rows.period_end.iloc[0])
    unit = "" if signal.unit in signal.title.lower() else f" {signal.unit}"
    units = {VALUE: unit, PER_DAY: f"{unit} a day", YEARLY: " in a year"}
    units |= {RELEASE: f" {_counted(signal)}"}
    after = f" (100 is {_periods(rows, 'base')[0]})" if view == INDEX else units.get(view, "")
    return f"{signal.title}, {when}: {_told(rows, VIEWS[view].kind)}{after}"


def newest_rows(figures: pd.DataFrame) -> pd.DataFrame:
    """Return each project's newest usable row, the biggest first."""
    usable = figures[~figures.suspect.astype(bool)].dropna(subset=["value"])
    return usable.groupby("project_id").tail(1).sort_values("value", ascending=False)


def _told(rows: pd.DataFrame, kind: str) -> str:
    """Return the first names with their figures, for a share that is only a bound as one."""
    said = [
        f"{row.name} {text.bounded(drawing.written(row.value, kind), getattr(row, 'bound', None))}"
        for row in each(rows)
    ]
    if len(said) <= MOST_TOLD:
        return text.listed(said)
    return f"{text.listed(said[: MOST_TOLD - 1])}, ahead of {len(said) - MOST_TOLD + 1} others"


def _counted(signal: Any) -> str:
    return f"{signal.unit} a day" if signal.measure == "flow" else str(signal.unit)


def newest(figures: pd.DataFrame, view: str, effects: dict[str, str]) -> pd.DataFrame:
    """Return the table of newest figures, with every digit; `effects`: of breaks, by their id."""
    rows = newest_rows(figures)
    table: dict[str, Any] = {"Project": rows["name"], "Period": _periods(rows, "period")}
    if view == SHARE:
        table["Share"] = [
            text.bounded(text.percent(value, 2), bound)
            for value, bound in zip(rows.value, rows.bound, strict=True)
        ]
        table["Interval"] = [
            text.spread(*ends, "share") for ends in zip(rows.low, rows.high, strict=True)
        ]
        table["Counted"] = rows.numerator.map(text.exact)
        table["Out of"] = rows.denominator.map(text.exact)
    elif view in (INDEX, YEARLY):
        kind = VIEWS[view].kind
        heading = "Index" if view == INDEX else "Change"
        table[heading] = [charts.exact(value, kind) for value in rows.value]
        table["Held against"] = _periods(rows, "base")
        table["Figure then"] = rows.base_value.map(text.exact)
    else:
        table["Figure"] = rows.value.map(text.exact)
        table["Out of"] = [text.exact(b) if not pd.isna(b) else "not reported" for b in rows.base]
    table["Remarks"] = [
        " ".join(IDS.sub("", said) for said in text.flags(flags, effects))
        for flags in rows["flags"]
    ]
    return pd.DataFrame(table)


def _periods(rows: pd.DataFrame, of: str) -> list[str]:
    """Return the periods that begin and end as the columns `<of>_start` and `<of>_end` say."""
    return [text.period(*ends) for ends in zip(rows[f"{of}_start"], rows[f"{of}_end"], strict=True)]


def below(figures: pd.DataFrame, asked: Mapping[str, str], signal: Any, definition: Any) -> str:
    """Return what is drawn, unit, source and as-of of the chart."""
    of = _counted(signal)
    words = {"unit": signal.unit, "counted": of, "Counted": wording.capital(of)}
    what = VIEWS[asked["view"]].below.format(definition=definition, **words)
    if asked.get("axis") == "log":
        what += " Logarithmic axis; figures of zero are not drawn."
    to = figures.period_end.max() if len(figures) else None
    as_of = f"; figures to {wording.day((to - pd.Timedelta(days=1)).date())}" if to else ""
    open_ones = f" Open markers: {charts.OPEN}." if figures.suspect.astype(bool).any() else ""
    bands = f" Bands: {charts.BANDS}." if figures.low.notna().any() else ""
    return f"{what} {text.source_line(signal)}{as_of}.{open_ones}{bands}"


def afterwards(view: str, measure: str) -> str:
    """Return what is done with the figures after the query, in words; '' for nothing."""
    daily = view not in (SHARE, VALUE) and measure == "flow"
    steps = ["each figure is divided by the days of its period"] if daily else []
    steps += filter(None, [VIEWS[view].then])
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
