"""How new the figures are: in grey below what is drawn; and whether a source needs a hand."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pandas as pd

from collectors.home import home
from dashboard import marts, text
from dashboard.sources import source_list
from warehouse import attempts


def today() -> date:
    """Return the day by which sources are held to be late, UTC."""
    return datetime.now(UTC).date()


def until(newest: Iterable[date | pd.Timestamp | None]) -> str:
    """Return how far figures reach, of their known last days; passes over missing ones.

    'Figures to 31 Mar 2026'; of several that end on different days 'Figures to 31 Mar 2026, the
    oldest to 30 Jun 2024'; empty where there are none.
    """
    days = sorted({pd.Timestamp(day) for day in newest if not pd.isna(day)})
    if not days:
        return ""
    said = f"Figures to {text.day(days[-1])}"
    return said if len(days) == 1 else f"{said}, the oldest to {text.day(days[0])}"


def trouble() -> str:
    """Return how many sources need somebody's hand: '1 source needs a hand'; empty for none."""
    known = marts.read("sources", today=today())
    newest = attempts.newest(home().data, known.source_id)
    count = len(source_list.grouped(known, newest).get(source_list.HAND, ()))
    return text.number(count, "source needs a hand", "sources need a hand") if count else ""
