"""What the page of sources says of one or all of them: frames in, words and tables out."""

from typing import Any, NamedTuple

import pandas as pd

from dashboard import text
from dashboard.frames import each

COMES = {"live": "live: can be collected", "bundled": "bundled with sharecheck"}
QUALITIES = {
    "census": "complete count",
    "official": "published by its maker",
    "sample": "sample, with 95 % intervals",
    "secondary": "second-hand",
}
MEASURES = {"flow": "counted over the period", "stock": "level at the end of the period"}
BADGES = {
    "block": ":red-badge[blocks: no evidence from inside]",
    "taint": ":orange-badge[taints: evidence with a remark]",
}
BYTES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


class State(NamedTuple):
    """How a state of freshness is shown."""

    badge: str
    icon: str
    words: str


STATES = {
    "current": State("green", ":material/check:", "current"),
    "late": State("orange", ":material/schedule:", "late"),
    "archive": State("blue", ":material/inventory_2:", "archive"),
    "closed": State("blue", ":material/lock:", "closed"),
    "not collected": State("gray", ":material/download:", "not collected"),
}


def comes(row: Any) -> str:
    """Return how the figures of a source come: live, bundled or both."""
    parts = [name for name, holds in (("bundled", row.bundled), ("live", row.live)) if holds]
    return " and ".join(parts) or "neither bundled nor live"


def headline(sources: pd.DataFrame) -> str:
    """Return how many sources there are and how many are in which state."""
    counts = sources.state.value_counts()
    said = {
        "current": "up to date",
        "late": "older than their cadence promises",
        "archive": "closed archives that get no more figures",
        "closed": "closed, for which no newer figures will come",
        "not collected": "not collected yet",
    }
    parts = [f"{counts[state]} {words}" for state, words in said.items() if state in counts]
    return f"{len(sources)} sources: {text.listed(parts)}."


def licence(name: str) -> str:
    """Return a licence as people are told of it."""
    return "none stated" if name == "none stated" else name


def table(sources: pd.DataFrame) -> pd.DataFrame:
    """Return the table of sources."""
    return pd.DataFrame(
        {
            "Source": sources.title,
            "State": sources.state,
            "Figures to": sources.newest_period,
            "Next due": sources.expected_by,
            "Cadence": ["" if cadence == "once" else cadence for cadence in sources.cadence],
            "How it comes": [comes(row) for row in each(sources)],
            "Figures": sources.observations,
            "Projects": sources.projects,
            "Signals": sources.signals,
            "Definitions that wait": sources["empty"],
            "Licence": [licence(name) for name in sources.license],
            "Publisher": sources.publisher,
        }
    )


def fitting(
    sources: pd.DataFrame, comes_as: str | None, state: str | None, under: str | None
) -> pd.DataFrame:
    """Return the sources that fit every filter that is set.

    Args:
        sources: what query `sources` returns.
        comes_as: live or bundled; a source may be both.
        state: a key of `STATES`.
        under: a licence.
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


def failure(source: Any) -> str | None:
    """Return what the newest run failed with or had to do without, in Markdown."""
    if source.last_status == "complete" and text.known(source.last_error):
        return f"The last run, of {text.day(source.last_run)}: {text.plain(source.last_error)}"
    if source.last_status in ("suspect", "set aside"):
        return f"The last run, of {text.day(source.last_run)}, is {source.last_status}: see Runs."
    if source.last_status != "failed":
        return None
    error = source.last_error if text.known(source.last_error) else "no reason was recorded"
    return f"The last run, of {text.day(source.last_run)}, failed: {text.plain(error)}"


def waiting(run: Any) -> tuple[str, str]:
    """Return why a run is suspect or set aside, in Markdown, and an icon.

    `run`: a row of query `runs_waiting`.
    """
    lead = f"{run.source_id}: the run {run.run_id} is {run.status}"
    error = run.error if text.known(run.error) else "no reason was recorded"
    why = error.removeprefix(lead) if error.startswith(lead) else f". {error}"
    icon = ":material/help:" if run.status == "suspect" else ":material/block:"
    return f"The run of {text.day(run.started_at)} is **{run.status}**{text.commands(why)}", icon


def undecided(sources: pd.DataFrame) -> str:
    """Return which sources have runs that wait for a person; empty for none.

    `sources`: what query `sources` returns.
    """
    found = sources[sources.runs_waiting > 0]
    names = text.listed([text.plain(title) for title in found.title])
    return f"Runs wait for your decision: {names}. Each source says why below." if names else ""


def decides(run: Any) -> str:
    """Return the commands by which a person decides on a run."""
    name = f"{run.source_id}/{run.run_id}"
    drop = f"sharecheck drop {name}"
    return f"sharecheck accept {name}\n{drop}" if run.status == "suspect" else drop


def size(number: float | None) -> str:
    """Return a number of bytes: '1.9 MB', '708 B'."""
    if number is None or pd.isna(number):
        return ""
    for scale, unit in BYTES:
        if number >= scale * 0.9995:
            return f"{number / scale:.3g} {unit}"
    return f"{number:.0f} B"


def runs(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table of runs; `found`: what query `runs` returns."""
    return pd.DataFrame(
        {
            "Began": found.started_at,
            "State": found.status,
            "Rows": found.rows,
            "Requests": found.requests,
            "Size": [size(number) for number in found.bytes],
            "Seconds": (found.finished_at - found.started_at).dt.total_seconds(),
            "Error": found.error.fillna(""),
            "sha256": found.sha256.fillna(""),
            "Run": found.run_id,
        }
    )


def responses(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table of recorded answers; `found`: what query `responses` returns."""
    return pd.DataFrame(
        {
            "Asked": found.url,
            "When (UTC)": found.fetched_at,
            "Status": found.status,
            "Size": [size(number) for number in found.bytes],
            "sha256": found.sha256,
            "File": found.locator,
        }
    )


def upstreams(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table of where bundled figures were read."""
    return pd.DataFrame(
        {
            "Read in": found.locator,
            "Page": [_page(locator) for locator in found.locator],
            "Figures": found.figures,
            "From": found.first_day,
            "To": found.last_day,
        }
    )


def _page(locator: str) -> str | None:
    """Return the web address of a locator; None when it has none."""
    found = text.address(locator)
    return found if found.startswith("https://") else None


def breaks(found: pd.DataFrame) -> list[str]:
    """Return the breaks as Markdown lines; `found`: what query `source_breaks` returns."""
    return [
        f"**{_when(row)}** · {row.kind} · {BADGES[row.severity]} {text.plain(text.broken(row))}  \n"
        f":small[:gray[In: {text.plain(_touched(row))}. Cited: {text.cited(row.citation)}]]"
        for row in each(found)
    ]


def _touched(row: Any) -> str:
    segments = f" ({row.segments})" if text.known(row.segments) else ""
    return f"{row.signals}{segments}"


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
        f"**Quality:** {QUALITIES[row.quality]} ({row.quality})",
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
