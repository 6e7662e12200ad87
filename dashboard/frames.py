"""Rows of a frame, one by one."""

from collections.abc import Iterator
from typing import Any

import pandas as pd


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a frame; what a column holds is said by the query that made it."""
    yield from frame.itertuples()
