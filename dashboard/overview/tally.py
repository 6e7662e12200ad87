"""Verdicts counted by document, as a thin bar and in words."""

from html import escape

import pandas as pd

from dashboard import colours


def bar(counts: "pd.Series[int]", most: int) -> str:
    """Return the claims of one document by verdict as HTML: a bar, and each count in words.

    Args:
        counts: claims by verdict.
        most: claims of the document that has the most: all bars share its scale.
    """
    if not len(counts):
        return '<p class="tally">no claim that figures can decide</p>'
    parts = "".join(
        f'<span style="flex:{number};background:{mark.colour}"></span>'
        for mark, number in _known(counts)
    )
    width = 100 * int(counts.sum()) / most
    said = " ".join(
        f'<span><span style="color:{mark.colour}" aria-hidden="true">{mark.symbol}</span> '
        f"{number} {escape(mark.words)}</span>"
        for mark, number in _known(counts)
    )
    return (
        f'<div class="bar" aria-hidden="true" style="width:{width:.1f}%">{parts}</div>'
        f'<p class="tally">{said}</p>'
    )


def _known(counts: "pd.Series[int]") -> list[tuple[colours.Mark, int]]:
    return [
        (mark, int(counts[verdict]))
        for verdict, mark in colours.VERDICTS.items()
        if verdict in counts.index
    ]
