"""What the page of signals shows: views, their figures and the sentences around them."""

from typing import Any

import pandas as pd

from dashboard import axes, blocks, charts, door, text
from dashboard.frames import each
from dashboard.signals import measures

SHARE, VALUE, PER_DAY, INDEX, YEARLY = "share", "value", "per-day", "index", "year-over-year"
UNBOUNDED = (VALUE, PER_DAY, INDEX)
"""Views that a logarithmic axis suits."""
KINDS = {SHARE: "share", INDEX: "index", YEARLY: "yoy"}
NO_BASE = float("nan")


def views(measure: str, has_shares: bool) -> dict[str, str]:
    """Return the views a signal allows, the most telling one first, with their labels."""
    found = {
        SHARE: "Share", VALUE: "Value", PER_DAY: "Per day", INDEX: "Index",
        YEARLY: "In a year",
    }  # fmt: skip
    if not has_shares:
        found.pop(SHARE)
    if measure != "flow":
        found.pop(PER_DAY)
    return found


def kind(view: str) -> str:
    """Return how the figures of a view are written, see `axes.words`."""
    return KINDS.get(view, "level")


def read(signal: str, view: str, shown: dict[str, str], projects: list[str]) -> Any:
    """Return name and parameters of the query that a view is made from."""
    if view == SHARE:
        return "shares", {"definitions": [shown["definition"]], "projects": projects}
    return "observations", {"signal": signal, "projects": projects, **shown}


def frame(query: tuple[str, dict[str, Any]], view: str, measure: str) -> pd.DataFrame:
    """Return the figures that a view starts from, as `charts.series` wants them.

    Counts over periods are made comparable, per day, for all views but the counts themselves.
    """
    name, parameters = query
    found = door.read(name, **parameters)
    if view != SHARE:
        found = found.assign(low=NO_BASE, high=NO_BASE)
        if view != VALUE and measure == "flow":
            found = measures.per_day(found)
    turn = {project: n for n, project in enumerate(parameters["projects"])}
    found = found.assign(key=found.project_id, turn=found.project_id.map(turn))
    return found.sort_values(["turn", "period_start", "period_end"]).drop(columns="turn")


def newest_rows(figures: pd.DataFrame) -> pd.DataFrame:
    """Return each project's newest usable row, the biggest first."""
    usable = figures[~figures.suspect.astype(bool)].dropna(subset=["value"])
    return usable.groupby("project_id").tail(1).sort_values("value", ascending=False)


def message(figures: pd.DataFrame, view: str, signal: Any) -> str:
    """Return who leads in the newest period, in a sentence."""
    rows = newest_rows(figures)
    if rows.empty:
        return f"{signal.title}: no usable figure"
    rows = rows[rows.period_end == rows.period_end.max()]
    units = {VALUE: f" {signal.unit}", PER_DAY: f" {signal.unit} a day", YEARLY: " in a year"}
    parts = [f"{row.name} {_value(row, view)}" for row in each(rows)]
    when = text.period(rows.period_start.iloc[0], rows.period_end.iloc[0])
    return (
        f"{signal.title}, {when}: {text.listed(parts)}{units.get(view, '')}{_hundred(rows, view)}"
    )


def _value(row: Any, view: str) -> str:
    """Return a figure in words, for a share that is only a bound as one."""
    return text.bounded(axes.words(row.value, kind(view)), getattr(row, "bound", None))


def _hundred(rows: pd.DataFrame, view: str) -> str:
    if view != INDEX:
        return ""
    return f" (100 is {text.period(rows.base_start.iloc[0], rows.base_end.iloc[0])})"


def newest(figures: pd.DataFrame, view: str) -> pd.DataFrame:
    """Return the table of newest figures, with every digit."""
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
    effects = blocks.break_effects()
    table["Remarks"] = [" ".join(text.flags(flags, effects)) for flags in rows["flags"]]
    return pd.DataFrame(table)


def _periods(starts: Any, ends: Any) -> list[str]:
    return [text.period(*period) for period in zip(starts, ends, strict=True)]


def below(signal: Any, definition: Any, view: str, late: Any, logarithmic: bool) -> str:
    """Return what is drawn, unit, source and as-of of the chart; `late`: see `overdue`."""
    what = f"Unit: {signal.unit}{' a day' if view == PER_DAY else ''}. "
    if definition is not None:
        what = f"Share: {definition.numerator} / {definition.denominator}. "
    of = f"{signal.unit} a day" if signal.measure == "flow" else signal.unit
    if view == INDEX:
        what = f"Index of {of}: each project’s own figure of the chosen period is 100. "
    elif view == YEARLY:
        what = f"Change of {of} against the period that ended twelve months before. "
    if logarithmic:
        what += "Logarithmic axis; figures of zero are not drawn. "
    if late is not None:
        what += f"“Late”: newer figures were due by {text.day(late.expected_by)}. "
    bands = f" Bands: {charts.BANDS}." if definition is not None else ""
    return (
        f"{what}{blocks.source_line(signal)}; figures to {text.day(signal.newest_day)}. "
        f"Open markers: {charts.OPEN}.{bands}"
    )


def overdue(stale: pd.DataFrame, signal: str) -> Any:
    """Return the row of the late source that a signal is from, or None when it is not late.

    `stale`: what query `stale` returns.
    """
    late = stale[[signal in signals for signals in stale.signal_ids]]
    return None if late.empty else late.iloc[0]


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
    return f"Then {text.listed(steps)}." if steps else ""


def notes(signal: Any) -> list[str]:
    """Return what a reader must know, as Markdown lines."""
    lines = [
        f"**Caveat:** {text.plain(signal.caveat)}",
        f"**Counted:** {text.plain(signal.population)} ({signal.quality})",
    ]
    if signal.not_counted:
        lines.append(f"**Not counted:** {text.plain(signal.not_counted)}")
    lines.append(f"**Source:** {text.plain(blocks.source_line(signal))}, {text.plain(signal.url)}")
    lines.append(
        f"**Cadence:** {signal.cadence}; {signal.figures:,} figures since {signal.first_day:%Y}"
    )
    return lines
