"""A CSV of one's own, looked at: which of its columns hold names, times and figures.

Nothing is asked. What is guessed is written into the pack's card, where it can be corrected.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from collectors.errors import InputError
from warehouse.entries import when

NAMES = re.compile(r"name|project|package|library|tool|product|option|identifier|id")
TIMES = re.compile(r"date|day|month|year|period|time|week|edition")
BASES = re.compile(r"base|total|respondents|answer\w*|asked|sample|population|all|n|everyone")
PERCENT = re.compile(r"percent(age)?|share|pct")
FLOWS = re.compile(
    r"(down)?loads?|installs?|visits?|views?|sales|sold|orders?|commits?|posts?|hits?"
)
FIGURE = r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?\s*%?"
"""A number as people write it; a decimal comma is none."""


@dataclass
class Figures:
    """What the columns of a table hold, and the table as it goes into a pack.

    Attributes:
        table: one row is one figure.
        columns: DuckDB's types by column, in order.
        identifier: the column of names; `value`: that of figures.
        base: the column that says out of how many, or None.
        period: the column of times, or `{"month": column}` and the like.
        segment: the column that tells several figures of one name and time apart, or None.
        percent: the figures are percentages.
    """

    table: pd.DataFrame
    columns: dict[str, str] = field(default_factory=dict)
    identifier: str = ""
    value: str = ""
    base: str | None = None
    period: str | dict[str, str] = ""
    segment: str | None = None
    percent: bool = False

    @property
    def names(self) -> list[str]:
        """Return what has figures."""
        return sorted(self.table[self.identifier].dropna().unique())

    @property
    def parts(self) -> list[str]:
        """Return the segments."""
        return sorted(self.table[self.segment].fillna("all").unique()) if self.segment else ["all"]

    @property
    def flow(self) -> bool:
        """Return whether the figures are counted over their periods, as far as names tell."""
        return not self.base and any(map(FLOWS.fullmatch, self.value.split("_")))

    @property
    def times(self) -> list[str]:
        """Return the first and the last time."""
        column = self.period if isinstance(self.period, str) else next(iter(self.period.values()))
        times = self.table[column].dropna().astype(str)
        return [times.min(), times.max()]


def look(file: Path) -> Figures:
    """Return what a CSV holds: a figure in each row, or a column for each name or time.

    Raises:
        InputError: it cannot be read, or has no names, times or figures; it says what is expected.
    """
    try:
        with file.open(encoding="utf-8-sig") as lines:
            mark = max(",;\t|", key=next(lines, "").count)
        table = pd.read_csv(file, sep=mark, dtype=str, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        msg = f"{file}: it cannot be read as CSV in UTF-8 ({error}). Correct it."
        raise InputError([msg]) from error
    table = table.apply(lambda column: column.str.strip()).replace("", None)
    found = Figures(_named(_unrolled(table.dropna(how="all").dropna(axis=1, how="all"))))
    try:
        _assign(found)
    except ValueError as error:
        raise InputError([f"{file}: {error}"]) from error
    return found


def slug(text: str, taken: Collection[str] = (), sign: str = "-") -> str:
    """Return an id for a name, unlike those taken."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = found = re.sub(r"[^a-z0-9]+", sign, plain)[:55].strip(sign) or "x"
    number = 1
    while found in taken:
        number += 1
        found = f"{base}{sign}{number}"
    return found


def slugs(texts: Iterable[str], sign: str = "-") -> dict[str, str]:
    """Return an id for each text, each another."""
    found = dict[str, str]()
    for text in texts:
        found[text] = slug(text, found.values(), sign)
    return found


def _is_time(text: str) -> bool:
    try:
        return bool(when(text))
    except ValueError:
        return False


def _times(table: pd.DataFrame) -> list[str]:
    """Return the columns with times in every row, those first whose name says so."""
    return _hinted(TIMES, [c for c in table.columns if table[c].dropna().map(_is_time).all()])


def _numbers(table: pd.DataFrame) -> list[str]:
    return [c for c in table.columns if table[c].dropna().str.fullmatch(FIGURE).all()]


def _hinted(hint: re.Pattern[str], columns: Iterable[str]) -> list[str]:
    words = {name: re.split(r"[\W_]+", name.lower()) for name in columns}
    return sorted(words, key=lambda name: not any(map(hint.fullmatch, words[name])))


def _unrolled(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each figure where every name, or every time, has a column."""
    times, numbers = _times(table), _numbers(table)
    dated = [name for name in numbers if _is_time(name)]
    counted = [name for name in numbers if name not in times[:1]]
    if len(dated) > 1:
        spread, into = dated, "period"
    elif times and len(counted) > 1 and not set(table.columns) - {*times, *numbers}:
        spread, into = counted, "name"
    else:
        return table
    kept = [name for name in table.columns if name not in spread]
    return table.melt(kept, spread, into, "figure").dropna(subset="figure")


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose columns are called as those of a card."""
    plain = slugs(table.columns, "_")
    return table.set_axis([n if n[0].isalpha() else f"c_{n}" for n in plain.values()], axis=1)


def _assign(found: Figures) -> None:
    """Say which column holds what, or refuse a table that has none for something."""
    table, times = found.table, _times(found.table)
    numbers = [name for name in _numbers(table) if name not in times[:1]]
    texts = [name for name in table.columns if name not in {*times, *numbers}]
    for columns, what in (
        (times, "times in every row (2024, 2024-05 or 2024-05-27)"),
        (texts, "names of what is counted"),
        (numbers, "figures"),
    ):
        if not columns:
            msg = (
                f"no column holds {what}; found {', '.join(table.columns)}. Add one, or correct it."
            )
            raise ValueError(msg)
    found.identifier, *others = _hinted(NAMES, texts)
    signed = [name for name in numbers if table[name].str.contains("%").any()]
    for name in numbers:
        figures = pd.to_numeric(table[name].str.replace(r"[,%\s]", "", regex=True))
        table[name] = figures.convert_dtypes()
    percents = [n for n in numbers if n in signed or any(map(PERCENT.fullmatch, n.split("_")))]
    found.value, found.base = _counted(table, numbers, percents, times[0])
    found.percent = found.value in percents
    if found.percent and 0 < (largest := table[found.value].max()) <= 1:
        msg = f"{found.value!r} holds fractions up to {largest:g}. Write percentages: 25, not 0.25."
        raise ValueError(msg)
    grain = [found.identifier, times[0]]
    if table.duplicated(grain).any():
        found.segment = next((n for n in others if not table.duplicated([*grain, n]).any()), None)
        if found.segment is None:
            first = table[table.duplicated(grain)].iloc[0]
            msg = (
                f"several rows are of {first[grain[0]]}, {first[grain[1]]}. Keep one of each, or "
                "add a column that tells them apart."
            )
            raise ValueError(msg)
    for name in table.columns:
        found.columns[name] = {"Int64": "bigint", "Float64": "double"}.get(
            str(table[name].dtype), "varchar"
        )
    found.period = _period(found, times[0])


def _counted(
    table: pd.DataFrame, numbers: list[str], percents: list[str], time: str
) -> tuple[str, str | None]:
    """Return the column of the figures, and that of the base; counts rather than percentages."""
    counts = [name for name in numbers if name not in percents]
    bases = [name for name in counts if BASES.fullmatch(name)]
    values = [name for name in counts if name not in bases] or percents or counts
    value = values[0]
    if not bases and len(counts) > 1:  # the same number beside every figure of a time
        bases = [n for n in counts if table.groupby(time)[n].nunique().eq(1).all() and n != value]
    fits = [n for n in bases if n != value and (table[n] >= table[value]).all()]
    return value, None if value in percents else next(iter(fits), None)


def _period(found: Figures, column: str) -> str | dict[str, str]:
    """Declare the column of times, and return what a card says of it."""
    times = found.table[column].dropna().astype(str)
    if times.str.len().eq(4).all():
        found.columns[column] = "integer"
    if not times.str.len().eq(10).all():
        return column
    found.columns[column] = "date"
    unit = "month" if times.str.endswith("-01").all() else "day"
    return {"year" if times.str.endswith("-01-01").all() else unit: column}
