"""What the page of a project shows: facts, signals, places in a group, what is not measured."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import colours, labels, marts, plotting, ranking, text
from dashboard.frames import each
from dashboard.projects import standing
from warehouse.wording.figures import FEWEST_CASES

WRAP = 50
"""Letters of a row's text before it breaks: what 350 pixels hold."""
LINE = 16
GAP = 14
LEFT: dict[str, Any] = {"xref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}
UNCOUNTED = ("company", "organisation")


def heading(project: Any) -> str:
    """Return what a project is, in a sentence: kind, owner, and what it is built into."""
    kind = project.kind[:1].upper() + project.kind[1:]
    by = f" by {project.owner}" if isinstance(project.owner, str) else ""
    into = f", built into {project.whole_name}" if isinstance(project.whole_name, str) else ""
    return f"{kind}{by}{into}"


def known(project: Any) -> dict[str, str]:
    """Return the short facts of a project that are recorded."""
    facts = {
        "Licence": project.license,
        "First release": None
        if pd.isna(project.first_public_release)
        else text.day(project.first_public_release),
        "Also called": project.aliases or None,
    }
    return {name: value for name, value in facts.items() if isinstance(value, str)}


def names(identifiers: pd.DataFrame) -> pd.DataFrame:
    """Return the table of a project's names, one row per registry and role.

    `identifiers`: registry, identifier, role.
    """
    grouped = identifiers.groupby(["registry", "role"], sort=False).identifier.agg(", ".join)
    return pd.DataFrame(
        {
            "Where": [labels.registry(registry) for registry, _ in grouped.index],
            "Names": list(grouped),
            "Counted": [labels.COUNTED[role] for _, role in grouped.index],
        }
    )


def change(now: float, before: float | None) -> str:
    """Return the change over a year: '+95 %', 'from none', or '' when it is not known."""
    if before is None or pd.isna(before):
        return ""
    if before == 0:
        return "from none" if now > 0 else "still none"
    return f"{100 * (now / before - 1):+.0f} %".replace("-", text.MINUS)


def signals(found: pd.DataFrame, standings: pd.DataFrame) -> pd.DataFrame:
    """Return the table of a project's signals, with every digit.

    Args:
        found: what query `project_signals` returns.
        standings: the project's own rows of `places`, for one group.
    """
    stood = standings.drop_duplicates("signal_id").set_index("signal_id")
    table = []
    for row in each(found):
        own: Any = stood.loc[row.signal_id] if row.signal_id in stood.index else None
        if own is not None and own.period_end != row.period_end:
            own = None
        of_base = not pd.isna(row.base) and row.unit != "percent"
        few = row.unit not in text.NO_CASES and _fewest(row) < FEWEST_CASES
        table.append(
            {
                "Signal": row.title,
                "Newest": text.amount(row.value, row.unit),
                "Unit": row.unit,
                "As of": row.period_end - pd.Timedelta(days=1),
                "In a year": "" if few else change(row.rate, row.rate_before),
                "Trend": [] if few else list(row.trend),
                "Share": _share(row, own, of_base=of_base),
                "Place": f"{ranking.place(own)} of {own.members:.0f}" if own is not None else "",
                "Exactly": text.exact(row.value),
                "Out of": text.exact(row.base) if of_base else "",
                "Of": "" if row.segment == "all" else row.segment,
                "Figures": row.figures,
                "Source": row.source_title,
                "State": labels.STATES[row.state],
                "Remarks": remarks(row),
            }
        )
    return pd.DataFrame(table)


def _fewest(row: Any) -> float:
    """Return the cases of the newest figure, or of the one a year before where it has fewer."""
    if pd.isna(row.rate_before) or row.rate == 0:
        return float(row.value)
    return float(row.value * min(1.0, row.rate_before / row.rate))


def _share(row: Any, own: Any, *, of_base: bool) -> str:
    """Return the share of a group's sum, else of the source's own; '' of too few cases."""
    if own is not None:
        return "" if standing.few(own) else standing.held(own, 1)
    return text.percent(row.value / row.base) if of_base and row.base >= FEWEST_CASES else ""


def remarks(row: Any) -> str:
    """Return what is to be said of a newest figure: precision and the source's own notes."""
    notes = [] if row.precision == "exact" else [row.precision]
    if isinstance(row.quality, str):
        notes.append(row.quality.replace("note: ", ""))
    return "; ".join(notes)


def unmeasured(project: Any, identifiers: pd.DataFrame, waiting: pd.DataFrame) -> list[str]:
    """Return, as Markdown lines, why a project has no or not all of its signals.

    Args:
        project: what query `project` returns.
        identifiers: its names, as query `identifiers` returns them.
        waiting: the sources that would know it, as query `waiting` returns them.
    """
    lines = []
    name = text.plain(project["name"])
    if isinstance(project.whole_name, str):
        whole = text.plain(project.whole_name)
        lines.append(
            f"{name} is built into {whole}: whoever uses it is counted there, and nothing but "
            "questions can be counted for it alone."
        )
    elif identifiers.empty and project.kind in UNCOUNTED:
        lines.append(f"No registry counts a {project.kind}; what it publishes has its own page.")
    elif identifiers.empty:
        lines.append(f"None of the registries and sources counted here has a name for {name}.")
    lines += [
        f"`sharecheck collect {row.source_id}` would bring: {text.plain(row.signals)} "
        f"(for {text.plain(row.identifiers)})."
        for row in each(waiting)
    ]
    return lines


def places(groups: list[str], project: str) -> pd.DataFrame:
    """Return the rows of query `places`, each with its best and worst place."""
    return ranking.placed(marts.read("places", groups=groups, project=project), "definition_id")


def message(frame: pd.DataFrame, name: str, group: str) -> str:
    """Return in how many counts of a group a project is first, and where it stands elsewhere.

    `frame`: the project's own rows of `places`.
    """
    first = int((frame.worst == 1).sum())
    level = int(((frame.best == 1) & (frame.worst > 1)).sum())
    best, worst = int(frame.best.min()), int(frame.worst.max())
    noun = "count" if len(frame) == 1 else "counts"
    also = f", level with the first in {level}" if level else ""
    if first == len(frame):
        where = "first in the only count" if first == 1 else f"first in all {first} counts"
    elif first:
        where = f"first in {first} of {len(frame)} {noun}{also}, nowhere below number {worst}"
    else:
        where = f"number {best}" if best == worst else f"number {best} at best, {worst} at worst,"
        where += f" in {len(frame)} {noun}{also}"
    return f"{group}: {name} is {where}"


def facts(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table of a project's facts, with their time and their citation."""
    return pd.DataFrame(
        {
            "What": found.title,
            "Is": found.value,
            "Held": [_held(row.valid_from, row.valid_until) for row in each(found)],
            "Read in": found.citation,
            "Read on": [
                "not read: decides nothing" if pd.isna(day) else text.day(day)
                for day in found.read_on
            ],
            "Remarks": found.note.fillna(""),
        }
    )


def _held(first: pd.Timestamp, last: pd.Timestamp) -> str:
    since = "" if pd.isna(first) else f"since {text.day(first)}"
    until = "" if pd.isna(last) else f"until {text.day(last)}"
    return " ".join(filter(None, [since, until]))


def chart(frame: pd.DataFrame, project: str, colour: str) -> go.Figure:
    """Draw one row per definition: the project's share among those of its rivals.

    Args:
        frame: definition_id, heading, project_id, share, bound, value, best, worst, members,
            when; at least one row of the project for each definition.
        project: the project that stands out.
        colour: its colour.
    """
    figure = plotting.rows(0)
    notes, y = [], 0.0
    for _, rows in frame.groupby("definition_id", sort=False):
        own: Any = rows[rows.project_id == project].iloc[0]
        title = f"<b>{text.label(own.heading, WRAP)}</b>"
        words = (
            f"{ranking.place(own)} of {own.members:.0f} · {standing.held(own)} · "
            f"{text.count(own.value)} · {own.when}"
        )
        lines = f"{title}<br>{text.label(words, WRAP)}"
        notes.append(plotting.note(lines, x=0, y=y, name=plotting.ON_DATA, **LEFT))
        y += LINE * (lines.count("<br>") + 1) + 12
        _point(figure, rows[rows.project_id != project], y, colours.MUTED, 8, "line-ns-open")
        _point(figure, rows[rows.project_id == project], y, colour, 13, "circle")
        y += GAP + 14
    figure.update_layout(height=int(y) + 40)
    figure.update_yaxes(range=[y, 0])
    figure.update_xaxes(range=[-0.01, 1.01], tickformat=".0%", nticks=6)
    plotting.write(figure, notes)
    return figure


def _point(
    figure: go.Figure, rows: pd.DataFrame, y: float, colour: str, size: int, symbol: str
) -> None:
    if rows.empty:
        return
    figure.add_scatter(
        x=rows.share,
        y=[y] * len(rows),
        mode="markers",
        name=str(rows["name"].iloc[0]),
        marker={
            "color": colour,
            "size": size,
            "symbol": symbol,
            "line": {"width": 2, "color": colour},
        },
        customdata=[f"{text.label(r.name)}: {text.percent(r.share)}" for r in each(rows)],
        hovertemplate="%{customdata}<extra></extra>",
    )
