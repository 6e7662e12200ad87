"""What the page of sources says of one or all of them: frames in, words and tables out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd

from collectors.machinery import landing
from dashboard import text
from dashboard.frames import each
from warehouse.attempts import UNDER_WAY, UNREADABLE, Attempt

COMES = {"live": "live: can be collected", "bundled": "bundled with sharecheck"}
QUALITIES = {
    "census": "complete count",
    "official": "published by its maker",
    "sample": "sample, with 95 % intervals",
    "secondary": "second-hand",
}
MEASURES = {"flow": "counted over the period", "stock": "level at the end of the period"}
BADGES = {
    "block": ":red-badge[figures from inside decide nothing]",
    "taint": ":orange-badge[figures from inside count, with a remark]",
}
BYTES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


class State(NamedTuple):
    """How a state of freshness is shown."""

    badge: str
    icon: str
    words: str


STATES = {
    "current": State("green", ":material/check:", "up to date"),
    "late": State("orange", ":material/schedule:", "late"),
    "archive": State("blue", ":material/inventory_2:", "closed archive"),
    "closed": State("blue", ":material/lock:", "closed"),
    "not collected": State("gray", ":material/download:", "never collected"),
}
SAID = {
    "Needs a hand": ("needs a hand", "need a hand"),
    "Late": ("is late", "are late"),
    "Never collected": ("was never collected", "were never collected"),
    "Up to date": ("is up to date", "are up to date"),
    "Closed archives": ("is a closed archive", "are closed archives"),
}
"""The headings of the page, in this order, and what is said of one source under each, or of more.

What asks for somebody comes first.
"""
HAND, LATE, NEVER, FRESH, CLOSED = SAID
HEADINGS = {
    "late": LATE,
    "not collected": NEVER,
    "current": FRESH,
    "archive": CLOSED,
    "closed": CLOSED,
}
"""Under which heading a source of each state stands that needs no hand."""
ENDED = {
    landing.COMPLETE: "collected",
    landing.SUSPECT: "collected, and suspect",
    landing.SET_ASIDE: "set aside",
    landing.FAILED: "failed",
    UNDER_WAY: "begun, and not ended",
    UNREADABLE: "cannot be read",
}
"""What became of an attempt, by its status."""


def comes(row: Any) -> str:
    """Return how the figures of a source come: live, bundled or both."""
    parts = [name for name, holds in (("bundled", row.bundled), ("live", row.live)) if holds]
    return " and ".join(parts) or "neither bundled nor live"


def attempts(sources: pd.DataFrame, landed: Mapping[str, Attempt]) -> dict[str, Attempt]:
    """Return the newest attempt of each source: as the folder of runs has it, else the build.

    `sources`: what query `sources` returns; `landed`: what `warehouse.attempts.newest` does.
    """
    built = {
        row.source_id: Attempt(
            row.source_id,
            row.last_status,
            row.last_run.to_pydatetime(),
            row.last_error if text.known(row.last_error) else "",
        )
        for row in each(sources)
        if text.known(row.last_status)
    }
    return {**built, **landed}


def grouped(sources: pd.DataFrame, tried: Mapping[str, Attempt]) -> dict[str, pd.DataFrame]:
    """Return the sources by heading, in the order of the page; headings without one are left out.

    `sources`: what query `sources` returns; `tried`: what `attempts` returns.
    """
    headings = []
    for row in each(sources):
        attempt = tried.get(row.source_id)
        hand = row.runs_waiting > 0 or (attempt is not None and attempt.needs_a_hand)
        headings.append(HAND if hand else HEADINGS[row.state])
    under = {heading: [h == heading for h in headings] for heading in (HAND, *HEADINGS.values())}
    return {heading: sources[rows] for heading, rows in under.items() if any(rows)}


def headline(groups: Mapping[str, pd.DataFrame]) -> str:
    """Return how many sources there are and how many stand under which heading."""
    parts = [f"{len(found)} {SAID[heading][len(found) > 1]}" for heading, found in groups.items()]
    number = sum(map(len, groups.values()))
    return f"Of {number} source{'s' * (number > 1)}, {text.listed(parts)}."


def moment(time: datetime) -> str:
    """Return a time as '30 Nov 2026, 14:05 UTC'."""
    return f"{text.day(time)}, {time:%H:%M} UTC"


def attempt(tried: Attempt | None) -> str:
    """Return when the newest attempt ended and what became of it: 'failed 30 Nov 2026, ...'."""
    if tried is None:
        return "none"
    ended = ENDED.get(tried.status, tried.status)
    return f"{ended} {moment(tried.at)}" if tried.at else f"{ended}"


def why(tried: Attempt) -> str:
    """Return what went wrong with an attempt, without the names it is recorded with."""
    said = tried.message.removeprefix(f"{tried.run} ").removeprefix(f"{tried.source_id}: ")
    return said or ("no reason was recorded" if tried.needs_a_hand else "")


def again(sources: list[str], tried: Attempt | None) -> str:
    """Return the command that tries again, or decides on the run that the attempt left."""
    if tried is not None and tried.run and tried.status in (landing.SUSPECT, landing.SET_ASIDE):
        return decides(tried.status, tried.run)
    return f"sharecheck collect {' '.join(sources)}"


def alike(
    found: pd.DataFrame, tried: Mapping[str, Attempt]
) -> list[tuple[list[str], list[str], Attempt | None]]:
    """Return sources, their titles and attempt; those that failed by the very same are one entry.

    `found`: rows of query `sources`; `tried`: what `attempts` returns.
    """
    entries: dict[object, tuple[list[str], list[str], Attempt | None]] = {}
    for row in each(found):
        one = tried.get(row.source_id)
        same = (one.message,) if one and one.status == landing.FAILED else row.source_id
        ids, titles, _ = entries.setdefault(same, ([], [], one))
        ids.append(row.source_id)
        titles.append(row.title)
    return list(entries.values())


def due_now(sources: pd.DataFrame, due: Mapping[str, datetime | None], now: datetime) -> str:
    """Return how many sources are due and when the next one is, in Markdown; see `due_table`."""
    later = sorted((at, name) for name, at in due.items() if at is not None and at > now)
    at_once = len(due) - len(later)
    said = f"**{at_once} of {len(due)}** sources that can be collected are due now."
    if not later:
        return said
    titles = dict(zip(sources.source_id, sources.title, strict=True))
    at, name = later[0]
    return f"{said} Next: {text.plain(titles.get(name, name))}, {moment(at)}."


def due_table(
    sources: pd.DataFrame, due: Mapping[str, datetime | None], now: datetime
) -> pd.DataFrame:
    """Return when each source is due, the first ones first.

    Args:
        sources: what query `sources` returns.
        due: what `warehouse.attempts.due` returns.
        now: the time, UTC.
    """
    titles = dict(zip(sources.source_id, sources.title, strict=True))
    return pd.DataFrame(
        {
            "Source": titles.get(name, name),
            "Due": "now" if at is None or at <= now else moment(at),
            "Command": f"sharecheck collect {name}",
        }
        for name, at in sorted(due.items(), key=lambda item: (item[1] or datetime.min, item[0]))
    )


def table(sources: pd.DataFrame, tried: Mapping[str, Attempt]) -> pd.DataFrame:
    """Return the table of sources under a heading, without columns that say nothing there.

    `sources`: rows of query `sources`; `tried`: what `attempts` returns.
    """
    found = pd.DataFrame(
        {
            "Source": sources.title,
            "Figures to": sources.newest_period,
            "Newer due by": sources.expected_by,
            "Last attempt": [
                attempt(tried.get(row.source_id)) if row.live else "" for row in each(sources)
            ],
            "To get newer figures": [_newer(row) for row in each(sources)],
            "Published": ["" if cadence == "once" else cadence for cadence in sources.cadence],
            "Figures": sources.observations.replace(0, None),
            "Licence": sources.license,
            "Publisher": sources.publisher,
        }
    )
    return found[[name for name in found if found[name].replace("", None).notna().any()]]


def _newer(source: Any) -> str:
    if source.live:
        return f"sharecheck collect {source.source_id}"
    return "a newer sharecheck" if source.state == "late" else ""


def fitting(
    sources: pd.DataFrame, comes_as: str | None, state: str | None, under: str | None
) -> pd.DataFrame:
    """Return the sources that fit every filter that is set.

    `comes_as`: live or bundled; a source may be both. `state`: of `STATES`; `under`: a licence.
    """
    keep = pd.Series(True, index=sources.index)
    if comes_as:
        keep &= sources[comes_as].astype(bool)
    if state:
        keep &= sources.state == state
    if under:
        keep &= sources.license == under
    return sources[keep]


def standing(source: Any) -> str:
    """Return how fresh a source is, why, and what can be done, in Markdown."""
    collect = f"`sharecheck collect {source.source_id}`"
    if source.state == "not collected":
        brings = f"{collect} brings it." if source.live else "It is not bundled."
        return f"It has no figures yet. {brings}"
    newest = f"Its figures reach {text.day(source.newest_period)}"
    if source.state == "archive":
        more = f" {collect} brings the whole of it." if source.live else ""
        return f"{newest}. It is a closed archive: no newer ones are expected.{more}"
    if source.state == "closed":
        return f"{newest}. It is closed: no newer figures will come. {text.plain(source.closed)}"
    due = (
        f"It is {source.cadence} and published {days(source.lag_days)} after a period’s end, so "
        f"newer ones {{}} due by {text.day(source.expected_by)}"
    )
    if source.state == "current":
        return f"{newest}. {due.format('are')}."
    remedy = (
        f"{collect} asks for them."
        if source.live
        else "It is bundled and cannot be collected: only a newer sharecheck can bring them."
    )
    return f"{newest}. {due.format('were')}: it is **late**. {remedy}"


def days(number: int) -> str:
    """Return 'at once', '1 day' or '30 days'."""
    return "at once" if number == 0 else f"{number} day{'s' if number > 1 else ''}"


def waiting(run: Any) -> tuple[str, str]:
    """Return why a run is suspect or set aside, in Markdown, and an icon.

    `run`: a row of query `runs_waiting`.
    """
    lead = f"{run.source_id}: the run {run.run_id} is {run.status}"
    error = run.error if text.known(run.error) else "no reason was recorded"
    why = error.removeprefix(lead) if error.startswith(lead) else f". {error}"
    icon = ":material/help:" if run.status == "suspect" else ":material/block:"
    return f"The run of {text.day(run.started_at)} is **{run.status}**{text.commands(why)}", icon


def decides(status: str, run: str) -> str:
    """Return the commands by which a person decides on a run, named `source/run_id`."""
    drop = f"sharecheck drop {run}"
    return f"sharecheck accept {run}\n{drop}" if status == landing.SUSPECT else drop


def size(number: float | None) -> str:
    """Return a number of bytes: '1.9 MB', '708 B'."""
    if number is None or pd.isna(number):
        return ""
    for scale, unit in BYTES:
        if number >= scale * 0.9995:
            return f"{number / scale:.3g} {unit}"
    return f"{number:.0f} B"


def breaks(found: pd.DataFrame) -> list[str]:
    """Return the breaks as Markdown lines; `found`: what query `source_breaks` returns."""
    lines = []
    for row in each(found):
        where = f"{row.signals} ({row.segments})" if text.known(row.segments) else row.signals
        effect = text.plain(text.broken(row))
        lines.append(
            f"**{_when(row)}** · {row.kind} · {BADGES[row.severity]} {effect}  \n"
            f":small[:gray[In: {text.plain(where)}. Cited: {text.cited(row.citation)}]]"
        )
    return lines


def _when(row: Any) -> str:
    if pd.isna(row.ends):
        return f"from {text.day(row.starts)} on"
    if row.starts == row.ends:
        return text.day(row.starts)
    return text.period(row.starts, row.ends)


def signal(row: Any) -> list[str]:
    """Return what a signal counts, as Markdown lines; `row`: of query `source_signals`."""
    lines = [
        f"**Unit:** {text.plain(row.unit)}, {MEASURES[row.measure]}",
        f"**Could be counted:** {text.plain(row.population)}",
        f"**Quality:** {QUALITIES[row.quality]}",
        f"**Caveat:** {text.plain(row.caveat)}",
        f"**Speaks of a claim** whose date lies at most {days(row.tolerance_days)} off"
        if row.tolerance_days
        else "**Speaks of a claim** of the same date only",
    ]
    if row.figures:
        last = row.last_end - pd.Timedelta(days=1)
        lines.append(
            f"**Figures:** {row.figures:,} of {row.projects} projects, "
            f"{text.day(row.first_day)} to {text.day(last)}"
        )
    return lines
