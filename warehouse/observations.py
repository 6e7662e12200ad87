"""Figures without SQL: what a card's `observations` say of a table, as its staging model.

A row is one figure. One without a value is none; one without a name, or with a time that is none,
is an error, as are two of the same name, time and segment.
"""

from collections.abc import Iterator, Mapping

import duckdb

from collectors import disk
from collectors.cards import Bundled, Card, Observations
from warehouse.tables import named, quote

MOST_ROWS = 5
"""Rows that a message shows."""
TEXT = r"\d{4}(-\d{2}(-\d{2})?)?"
GRAIN = ("identifier", "segment", "period_start", "period_end")


def sql(source: str, card: Card) -> str | None:
    """Return the staging model of a source's tables; None where no table has observations."""
    parts = [
        _select(source, card, name, table.observations, table.columns)
        for name, table in card.tables.items()
        if table.observations
    ]
    return "\nunion all\n".join(parts) or None


def _select(
    source: str, card: Card, table: str, said: Observations, columns: Mapping[str, str]
) -> str:
    start, end = _period(said, columns)
    signal = said.signal or next(iter(card.signals))
    whole = "100" if card.signals[signal].unit == "percent" else "null"
    base = named(said.base) if said.base else whole
    part = f"coalesce(cast({named(said.segment)} as varchar), 'all')" if said.segment else "'all'"
    return f"""select
    {quote(signal)} as signal_id,
    {quote(said.registry or source)} as registry,
    cast({named(said.identifier)} as varchar) as identifier,
    {part} as segment,
    {start} as period_start,
    {end} as period_end,
    cast({named(said.value)} as double) as value,
    cast({base} as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    locator
from landing.{table}
where {named(said.value)} is not null"""


def _period(said: Observations, columns: Mapping[str, str]) -> tuple[str, str]:
    """Return the SQL of a row's first day, and of the day after its last; null for no time."""
    times = said.period.parts
    if "start" in times:
        starts, ends = (_first_day(times[part], columns) for part in ("start", "end"))
        return starts, ends
    [(unit, column)] = times.items()
    first = _first_day(column, columns)
    match columns[column]:
        case "integer":
            length = "interval 1 year"
        case "varchar":
            length = (
                f"case length({named(column)}) when 4 then interval 1 year "
                "when 7 then interval 1 month else interval 1 day end"
            )
        case _:
            first, length = f"cast(date_trunc('{unit}', {first}) as date)", f"interval 1 {unit}"
    return first, f"cast({first} + {length} as date)"


def _first_day(name: str, columns: Mapping[str, str]) -> str:
    column = named(name)
    match columns[name]:
        case "integer":
            return f"case when {column} between 1900 and 2199 then make_date({column}, 1, 1) end"
        case "varchar":
            whole = f"{column} || substr('-01-01', length({column}) - 3)"
            written = f"regexp_full_match({column}, '{TEXT}') and {column} between '1900' and '22'"
            return f"case when {written} then try_cast({whole} as date) end"
        case _:
            return f"cast({column} as date)"


def problems(
    con: duckdb.DuckDBPyConnection, source: str, card: Card, figures: Bundled
) -> Iterator[str]:
    """Yield a sentence for each thing in bundled figures that their observations cannot be.

    Args:
        con: where the table is loaded, in schema landing.
        source: the card's id.
        card: the source's.
        figures: which, for the names of the table and of the file.
    """
    table, shown = figures.table, disk.shown(figures.path, figures.pack.parent)
    landed = card.tables[table]
    said = landed.observations
    if said is None:
        return
    if figures.read_on is None:
        yield (
            f"{card.where(source)}: the table {table!r} has `observations`, so it says `read_on` "
            "too: the day on which its figures were read. Add it."
        )
    staged = _select(source, card, table, said, landed.columns)
    used = dict.fromkeys([said.identifier, *said.period.parts.values(), said.value])
    timed = " and ".join(f"the column {c!r}" for c in dict.fromkeys(said.period.parts.values()))
    start, end = _period(said, landed.columns)
    for wrong, what in (
        (
            f"{named(said.identifier)} is null",
            f"have no name in the column {said.identifier!r}. Name them.",
        ),
        (
            f"({start}) is null or ({end}) is null",
            f"have no time in {timed}; expected such as 2024, 2024-05 or 2024-05-27, from "
            "1900 to 2199.",
        ),
        (
            f"({end}) <= ({start})",
            f"end when they begin or before: {said.period.parts.get('end')!r} holds the day after "
            "the last. Correct them.",
        ),
    ):
        rows = con.execute(
            f"select {', '.join(map(named, used))}, count(*) over () from landing.{table} "
            f"where {named(said.value)} is not null and ({wrong}) limit {MOST_ROWS}"
        ).fetchall()
        if rows:
            yield f"{shown}: {rows[0][-1]} rows {what} The first: {_lines(rows)}"
    grain = ", ".join(GRAIN)
    twice = con.execute(
        f"select {grain}, count(*) from ({staged} and run_id = 'snapshot') "
        f"where period_start is not null group by {grain} having count(*) > 1 "
        f"order by all limit {MOST_ROWS}"
    ).fetchall()
    if twice:
        yield (
            f"{shown}: several rows are of the same name, segment and time: {_lines(twice)}. Keep "
            "one of each, or name the column that tells them apart as the segment."
        )
    yield from _misleading(con, said, landed.columns, table, shown)


def _misleading(
    con: duckdb.DuckDBPyConnection,
    said: Observations,
    columns: Mapping[str, str],
    table: str,
    shown: str,
) -> Iterator[str]:
    """Yield a sentence where days stand for something else than days."""
    times = said.period.parts
    column = times.get("end") or times.get("day")
    if column is None or columns[column] not in ("date", "timestamp"):
        return
    shift = " + interval 1 day" if "end" in times else ""
    found = con.execute(
        f"select count(distinct {named(column)}), bool_and(day({named(column)}{shift}) = 1), "
        f"min({named(column)}) from landing.{table} where {named(said.value)} is not null"
    ).fetchone()
    if not found or found[0] < 2 or not found[1]:
        return
    if "end" in times:
        yield (
            f"{shown}: the column {column!r} holds the last day of months ({found[2]}); expected "
            "the day after the last. Correct it, or say `period: {month: ...}`."
        )
    elif said.period.column:
        yield (
            f"{shown}: the column {column!r} holds the first day of months alone ({found[2]}). Say "
            f"in the card what it stands for: `period: {{month: {column}}}`, or year, or day."
        )


def _lines(rows: list[tuple[object, ...]]) -> str:
    return "; ".join(", ".join(map(str, row[:-1])) for row in rows)
