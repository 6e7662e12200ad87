"""Colours and symbols: one colour per project everywhere, and never a colour alone."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from dashboard.frames import each
from dashboard.labels import CODES
from warehouse.palette import Look as Look
from warehouse.palette import together as together
from warehouse.wording import labels

SYMBOLS: dict[str, str] = CODES["symbols"]
"""The symbols of projects, each with the letter that looks like it."""
INK = {"light": "#33414E", "dark": "#C9D3DC"}
"""Text in charts, for each theme."""
PAPER = {"light": "rgba(255, 255, 255, 0.78)", "dark": "rgba(18, 24, 31, 0.78)"}
"""Behind text that stands on data, for each theme."""
CLAIMED = "#B8559A"
MUTED = "#7F8A94"
SHADE = "rgba(127, 138, 148, 0.16)"
SHADE_BLOCK = "rgba(127, 138, 148, 0.36)"
GRID = "rgba(127, 138, 148, 0.22)"
REGION = "rgba(184, 85, 154, 0.20)"


class Mark(NamedTuple):
    """How a verdict or an outcome is shown.

    words: what it is called on the pages; for a verdict the answer to "is it true?".
    """

    colour: str
    symbol: str
    marker: str
    badge: str
    icon: str
    words: str


def _marks(looks: Mapping[str, labels.Look]) -> dict[str, Mark]:
    return {
        code: Mark(look.colour, look.symbol, marker, badge, f":material/{icon}:", look.words)
        for code, look in looks.items()
        for marker, badge, icon in [CODES["marks"][code]]
    }


VERDICTS, OUTCOMES = _marks(labels.VERDICTS), _marks(labels.OUTCOMES)
LISTED: list[str] = CODES["listed"]
"""The order in which verdicts are listed."""
READABLE: dict[str, list[str]] = CODES["answers"]
"""Colours of a verdict for text on the light and on the dark page."""
OPEN = {code: Mark(*look) for code, look in CODES["open"].items()}
"""Statements of one's own text that have no verdict: they are not judged."""


def own(read: Callable[..., pd.DataFrame]) -> dict[str, Look]:
    """Return the look of every project; `read`: runs a query of `queries/` by its name."""
    return {row.project_id: Look(row.colour, row.symbol) for row in each(read("looks"))}


def looks(read: Callable[..., pd.DataFrame], keys: Iterable[str]) -> dict[str, Look]:
    """Return looks that tell projects drawn together apart; see `own` and `palette.together`."""
    return together(keys, own(read))


def rgba(colour: str, opacity: float) -> str:
    """Return a #RRGGBB colour made transparent."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"
