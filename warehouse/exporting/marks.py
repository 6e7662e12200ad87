"""How verdicts and outcomes look: the dashboard's colours, and a symbol beside each of them.

The colours are those of Okabe and Ito (2008); the words beside them carry the meaning.
"""

from typing import NamedTuple

from warehouse.wording.answers import ANSWERS


class Mark(NamedTuple):
    """A colour as #RRGGBB, a symbol, and the words to show."""

    colour: str
    symbol: str
    words: str


VERDICTS = {
    "supported": Mark("#009E73", "✓", ANSWERS["supported"]),
    "depends on the definition": Mark("#E69F00", "◐", ANSWERS["depends on the definition"]),
    "partly true": Mark("#8C5BD6", "◪", ANSWERS["partly true"]),
    "refuted": Mark("#D55E00", "✕", ANSWERS["refuted"]),
    "outdated": Mark("#56B4E9", "↻", ANSWERS["outdated"]),
    "not enough evidence": Mark("#8793A0", "?", ANSWERS["not enough evidence"]),
}
"""In the order in which reports list them."""
OUTCOMES = {
    "holds": Mark("#009E73", "✓", "holds"),
    "fails": Mark("#D55E00", "✕", "fails"),
    "inconclusive": Mark("#B07A00", "◆", "cannot tell"),
    "no data": Mark("#7F8A94", "–", "no data"),
}
