"""What the page of signals shows: views, their figures and the sentences around them."""

from typing import Any

import pandas as pd

from dashboard import blocks, door, text
from dashboard.frames import each

SHARE, VALUE, PER_DAY = "share", "value", "per-day"
NO_BASE = float("nan")


def views(measure: str, has_shares: bool) -> dict[str, str]:
    """Return the views a signal allows, the most telling one first, with their labels."""
    found = {SHARE: "Share", VALUE: "As counted", PER_DAY: "Per day"}
    if not has_shares:
        found.pop(SHARE)
    if measure != "flow":
        found.pop(PER_DAY)
    return found


def kind(view: str) -> str:
    """Return how the figures of a view are written."""
    return "share" if view == SHARE else "level"


def frame(signal: str, view: str, shown: dict[str, str], projects: list[str]) -> pd.DataFrame:
    """Return the figures of a view as `charts.series` wants them."""
    if view == SHARE:
        found = door.read("shares", definitions=[shown["definition"]], projects=projects)
    else:
        found = door.read("observations", signal=signal, projects=projects, **shown)
        column = "per_day" if view == PER_DAY else "value"
        found = found.assign(value=found[column], low=NO_BASE, high=NO_BASE)
    turn = {project: n for n, project in enumerate(projects)}
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
    unit = "" if view == SHARE else f" {signal.unit}" + (" a day" if view == PER_DAY else "")
    parts = [f"{row.name} {text.quantity(row.value, kind(view))}" for row in each(rows)]
    when = text.period(rows.period_start.iloc[0], rows.period_end.iloc[0])
    return f"{signal.title}, {when}: {text.listed(parts)}{unit}"


def newest(figures: pd.DataFrame, as_kind: str) -> pd.DataFrame:
    """Return the table of newest figures, with every digit."""
    rows = newest_rows(figures)
    table = {
        "Project": rows["name"],
        "Period": [
            text.period(*ends) for ends in zip(rows.period_start, rows.period_end, strict=True)
        ],
    }
    if as_kind == "share":
        table["Share"] = [text.percent(value, 2) for value in rows.value]
        table["Interval"] = [
            text.spread(*ends, "share") for ends in zip(rows.low, rows.high, strict=True)
        ]
        table["Counted"] = [text.exact(value) for value in rows.numerator]
        table["Out of"] = [text.exact(value) for value in rows.denominator]
    else:
        table["Figure"] = [text.exact(value) for value in rows.value]
        table["Out of"] = [text.exact(b) if not pd.isna(b) else "not reported" for b in rows.base]
    effects = blocks.break_effects()
    table["Remarks"] = [" ".join(text.flags(flags, effects)) for flags in rows["flags"]]
    return pd.DataFrame(table)


def below(signal: Any, definition: Any) -> str:
    """Return unit, definition, source and as-of of the chart."""
    what = (
        f"Share: {definition.numerator} / {definition.denominator}. "
        if definition is not None
        else f"Unit: {signal.unit}. "
    )
    return (
        f"{what}{blocks.source_line(signal)}; figures to {text.day(signal.newest_day)}. "
        "Open markers: figures not usable as evidence. Bands: 95 % intervals of samples."
    )


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
