"""An article's text with the places where it makes claims: cut, written as HTML, drawn.

Everything here is pure: a text is never kept, and whatever it holds is escaped.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboard import blocks, colours, plotting, text
from dashboard.frames import each
from dashboard.labels import CODES

HTML: Any = blocks.template(Path(__file__).with_suffix(".html")).module
DECISIVE: list[str] = CODES["decisive"]
"""Where several claims share words, the first of these verdicts gives them its colour."""
MARKS = colours.VERDICTS | colours.OPEN
ORDER = (*DECISIVE, *colours.OPEN)
SAID: dict[str, str] = CODES["verdict"]
"""What the claims of an article with a verdict are said to be."""
LEFT_OUT = "[…]"
ROW = 44
TICK = 9
"""Height of half a mark, in pixels."""
TICKS = 6


class Claim(NamedTuple):
    """A claim as a place of a document names it.

    `place`: where on this page its card is; empty for one of the register, whose card is elsewhere.
    """

    claim_id: str
    statement: str
    verdict: str
    place: str = ""


class Span(NamedTuple):
    """Words of a document, [start, end), with all claims that they make."""

    number: int
    line: int
    start: int
    end: int
    claims: tuple[Claim, ...]

    @property
    def verdict(self) -> str:
        """The most decisive verdict of its claims."""
        return min((claim.verdict for claim in self.claims), key=ORDER.index)


class Piece(NamedTuple):
    """Text that no span begins or ends within, and no line ends within."""

    text: str
    over: tuple[Span, ...]
    ending: tuple[Span, ...]

    @property
    def verdict(self) -> str:
        """The most decisive verdict of the spans over it."""
        return min((span.verdict for span in self.over), key=ORDER.index)


def spans(places: pd.DataFrame) -> list[Span]:
    """Return the places of a document as numbered spans, those with the same words as one.

    `places`: line, char_start, char_end, claim_id, statement, verdict; in reading order.
    """
    found: dict[tuple[int, int, int], list[Claim]] = {}
    for row in each(places):
        key = (int(row.line), int(row.char_start), int(row.char_end))
        found.setdefault(key, []).append(Claim(row.claim_id, row.statement, row.verdict))
    return [Span(n, *key, tuple(claims)) for n, (key, claims) in enumerate(found.items(), start=1)]


def fitting(found: list[Span], verdicts: Iterable[str], claim: str | None = None) -> list[Span]:
    """Return the spans with the claims that have one of the verdicts; they keep their numbers.

    `verdicts`: those wanted; none: all; `claim`: the only claim wanted; None: all.
    """
    wanted = set(verdicts) or set(ORDER)
    kept = [
        (span, tuple(c for c in span.claims if c.verdict in wanted and claim in (None, c.claim_id)))
        for span in found
    ]
    return [span._replace(claims=claims) for span, claims in kept if claims]


def pieces(said: str, found: list[Span]) -> list[Piece]:
    """Return a text cut at each end of a span and around each line break, whole and in order.

    Spans may overlap, nest and run over lines; what lies outside of the text is left out.
    """
    ends = {0, len(said), *(at for one in re.finditer("\n", said) for at in one.span())}
    ends |= {min(max(at, 0), len(said)) for span in found for at in (span.start, span.end)}
    cuts = sorted(ends)
    waiting = sorted(found, key=lambda span: (span.start, span.number))
    over: list[Span] = []
    cut = []
    for start, end in pairwise(cuts):
        while waiting and waiting[0].start <= start:
            over.append(waiting.pop(0))
        over = [span for span in over if span.end > start]
        ending = tuple(span for span in over if min(span.end, len(said)) == end)
        cut.append(Piece(said[start:end], tuple(over), ending))
    return cut


def rows(said: str, found: list[Span]) -> list[list[Piece]]:
    """Return the lines of a text in pieces; who ends with a line break is noted in the next one."""
    made: list[list[Piece]] = [[]]
    for piece in pieces(said, [s for s in found if max(s.start, 0) < min(s.end, len(said))]):
        if piece.text == "\n":
            made.append([Piece("", (), piece.ending)])
        else:
            made[-1].append(piece)
    return made


def excerpt(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Return the lines in which spans stand, with one paragraph before and after.

    `lines`: what `rows` returns; what is left out is a line of its own.
    """
    filled = [n for n, line in enumerate(lines) if any(piece.text.strip() for piece in line)]
    kept = set[int]()
    for n, line in enumerate(lines):
        if any(piece.over or piece.ending for piece in line):
            before, after = filled[: bisect_left(filled, n)], filled[bisect_right(filled, n) :]
            kept |= {*range(before[-1] if before else n, (after[0] if after else n) + 1)}
    found = list[list[Piece]]()
    for is_kept, part in groupby(enumerate(lines), lambda line: line[0] in kept):
        found += [line for _, line in part] if is_kept else [[Piece(LEFT_OUT, (), ())]]
    return found


def page(lines: list[list[Piece]]) -> str:
    """Return an article as HTML: one row per line, its words marked, its claims noted beside it.

    Each mark ends in the symbol of its verdict and a number that leads to its note, and back.
    """
    ending = (span.number for line in lines for piece in line for span in piece.ending)
    numbers = [0, *sorted(ending), 0]
    around = dict(zip(numbers[1:-1], zip(numbers, numbers[2:], strict=False), strict=True))
    return str(HTML.page(lines, around, MARKS))


def lines(found: list[Span]) -> dict[int, list[Claim]]:
    """Return what each line claims, in order, each claim once."""
    by_line: dict[int, list[Claim]] = {}
    for span in sorted(found, key=lambda span: span.line):
        by_line.setdefault(span.line, []).extend(span.claims)
    return {line: list(dict.fromkeys(claims)) for line, claims in by_line.items()}


def parts(by_line: dict[int, list[Claim]], most: int) -> dict[str, dict[int, list[Claim]]]:
    """Return lines in parts of about `most` claims, each part under its first and last line."""
    cut: list[dict[int, list[Claim]]] = []
    size = most
    for line, claims in by_line.items():
        if size + len(claims) > most:
            cut.append({})
            size = 0
        cut[-1][line] = claims
        size += len(claims)
    return {f"{min(part)}–{max(part)}": part for part in cut}


def message(verdicts: "pd.Series[str]") -> str:
    """Return how many of a document's claims got which verdict; `verdicts`: one per claim."""
    counts = verdicts.value_counts()
    parts = [f"{counts[verdict]} {words}" for verdict, words in SAID.items() if verdict in counts]
    many = text.number(len(verdicts), "claim") if len(verdicts) else "no claims"
    return ": ".join(filter(None, [many, text.listed(parts)]))


def strip(places: pd.DataFrame, characters: int) -> go.Figure:
    """Draw one row per verdict and a mark for each place of a document, so many `characters` long.

    `places`: see `spans`.
    """
    present = [verdict for verdict in colours.VERDICTS if (places.verdict == verdict).any()]
    figure = plotting.rows(ROW * len(present), top=0, bottom=34)
    notes: list[dict[str, Any]] = []
    for turn, verdict in enumerate(present):
        mark = colours.VERDICTS[verdict]
        part = places[places.verdict == verdict]
        y = ROW * turn + 31
        line, ends = {"color": colours.GRID, "width": 1}, [0, characters]
        figure.add_scatter(x=ends, y=[y, y], mode="lines", hoverinfo="skip", name="text", line=line)
        figure.add_scatter(
            x=(part.char_start + part.char_end) / 2,
            y=[y] * len(part),
            name=verdict,
            mode="markers",
            marker={"symbol": "line-ns", "size": TICK, "line": {"color": mark.colour, "width": 3}},
            customdata=[f"line {row.line}: {text.label(row.statement, 50)}" for row in each(part)],
            hovertemplate="%{customdata}<extra></extra>",
        )
        words = f"{mark.symbol} {mark.words} · {len(part)}"
        notes.append(plotting.note(words, x=0, y=y - 10, xanchor="left", yanchor="bottom"))
    plotting.write(figure, notes)
    ticks = _ticks(places, characters)
    figure.update_xaxes(
        range=[-0.01 * characters, 1.01 * characters],
        tickvals=list(ticks.values()),
        ticktext=[f"line {line}" for line in ticks],
        showgrid=False,
    )
    return figure


def _ticks(places: pd.DataFrame, characters: int) -> dict[int, int]:
    """Return where some lines begin to make claims, as characters by line."""
    ticks: dict[int, int] = {}
    for line, start in places.groupby("line").char_start.min().sort_index().items():
        if not ticks or start - list(ticks.values())[-1] >= characters / TICKS:
            ticks[int(str(line))] = int(start)
    return ticks
