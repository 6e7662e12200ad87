"""Blocks as units (sentences, list items, headings, rows of tables), and what stands around them.

A sentence is understood by itself. What its document adds is a date (of a heading that is one, a
head of a table, the day it was published) or a reason not to judge it: a heading, a lead-in, a
quotation, another cell or a neighbour that narrows down, quotes or denies what it says.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from warehouse.reading import dates
from warehouse.reading.chunks import Chunk
from warehouse.reading.hearing import Ear
from warehouse.reading.source import Block, Source, too_many
from warehouse.reading.text import plain, shown, trimmed
from warehouse.reading.vocabulary import general, tokens

MOST_UNITS = 100_000
"""Units of a document; five megabytes of prose have fewer."""
LONGEST = 2_000
"""Characters of a unit; what is longer is cut between two words."""
LONGEST_CELL = 300
"""Characters of a cell; what is longer is prose that a page puts into a table."""
CAPTION = 120
"""Characters of a line above a table that says what it is of."""
HEADINGS = 3
"""How many of the headings before a unit say what it is about."""
FRONT = 20_000
"""Characters among which a document says when it was published."""
OPENING = 12
"""Units among which it does, in words."""
QUOTE = 60
TABLE = 40
"""Rows around one among which its table says what is counted."""
BRIEF = 8
"""Words of a sentence that only adds to the one before."""
END = re.compile(r"(?<![.!?…])[.!?…]{1,10}[\"'”’)\]»]{0,5}(?=\s)")
_FENCE = re.compile(
    r"\A(?:---|\+\+\+)[ \t]*\n(.*?)\n(?:---|\+\+\+)[ \t]*$", re.DOTALL | re.MULTILINE
)
_KEY = re.compile(
    r"^[ \t]*[\"']?(?:date|published|publish_?date|pub_?date|date_?published)[\"']?"
    r"[ \t]*[:=][ \t]*[\"']?([^\"'\n]{4,40})",
    re.MULTILINE | re.IGNORECASE,
)
_META = re.compile(
    r"<meta\b(?=[^<>]{0,400}(?:published_time|datePublished|[\"'](?:date|dc\.date)[\"']))"
    r"[^<>]{0,400}?\bcontent=[\"']([^\"']{4,40})"
    r"|[\"']datePublished[\"']\s{0,5}:\s{0,5}[\"']([^\"']{4,40})",
    re.IGNORECASE,
)
_TIME = re.compile(r"<time\b[^<>]{0,300}?\bdatetime=[\"']([^\"']{4,40})", re.IGNORECASE)
_SAID = re.compile(
    r"(?:first )?(?:published|posted|written|(?:last )?updated)\b(?: on)?:?\s{0,3}", re.IGNORECASE
)
_BEGINS = re.compile(r"(?<![^\W_])[^\W_]")
_AMOUNTS = re.compile(r"\b(?:thousand|million|billion)s?\b", re.IGNORECASE)
_WRONG = re.compile(r"\b(?:following|wrong|false|untrue|myth|incorrect|not true)\b", re.IGNORECASE)


class Cell(NamedTuple):
    """A cell of a row: where it stands in the unit's text, what stands above it and in it."""

    start: int
    end: int
    header: str
    content: str


@dataclass(frozen=True)
class Unit:
    """The piece of a document that is understood at once.

    Attributes:
        block: what it is a part of, and `start`: where it begins there.
        span: where it stands in the source.
        context: the headings that it stands under, the nearest first.
        cells: of a row; empty for prose.
        lead: the sentence before, which ends with a colon.
        section: of a row: the last row above it that has one cell filled, or the line above all.
        whole: whether it is not a piece of something that was too long.
    """

    block: Block
    start: int
    text: str
    span: tuple[int, int]
    context: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    lead: str = ""
    section: str = ""
    whole: bool = True

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the text stands in the source."""
        return self.block.span(self.start + start, self.start + end)


def units(blocks: Iterable[Block], name: str) -> Iterator[Unit]:
    """Yield the units of a document's blocks, in order.

    Raises:
        Refused: more units than a document has.
    """
    headings = deque[tuple[int, str]]()
    count, lead, section, caption, row_before = 0, "", "", "", False
    for block in blocks:
        context = tuple(said for _, said in headings)
        if not block.cells:
            section = ""
        elif not row_before:
            section = caption
        if block.cells and all(end - start <= LONGEST_CELL for start, end in block.cells):
            found = list(_row(block, context))
        else:
            found = list(_sentences(block, context))
        for unit in found:
            count += 1
            if count > MOST_UNITS:
                raise too_many(name, MOST_UNITS, "sentences")
            yield replace(unit, lead=lead, section=section)
        if block.shape == "heading":
            kept = [(n, said) for n, said in headings if 0 < n < block.level]
            headings = deque([(block.level, block.text[:LONGEST].strip()), *kept], HEADINGS)
        last = found[-1].text if found else ""
        if last.rstrip("*_ ").endswith(":"):
            lead = last
        elif block.shape not in ("item", "row"):
            lead = ""
        short = len(block.text) <= CAPTION and not last.rstrip().endswith(".")
        caption, row_before = (last if short and not block.cells else ""), bool(block.cells)
        filled = [block.text[a:b].strip() for a, b in block.cells if block.text[a:b].strip()]
        section = filled[0] if len(filled) == 1 else section


def _row(block: Block, context: tuple[str, ...]) -> Iterator[Unit]:
    header = block.header if len(block.header) == len(block.cells) else [""] * len(block.cells)
    cells = [
        Cell(start, end, above, block.text[start:end].strip())
        for (start, end), above in zip(block.cells, header, strict=True)
    ]
    filled = [cell for cell in cells if cell.content]
    if filled and len(block.text) <= LONGEST:
        span = block.span(filled[0].start, filled[-1].end)
        yield Unit(block, 0, block.text, span, context, tuple(cells))


def _sentences(block: Block, context: tuple[str, ...]) -> Iterator[Unit]:
    for start, end, whole in _pieces(block.text):
        start, end = trimmed(block.text, start, end)
        if start < end:
            text = block.text[start:end]
            span = block.span(start, end)
            yield Unit(block, start, text, span, context, whole=whole)


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where the sentences of a text stand, cut to a length that can be understood at once.

    The last says whether a sentence is whole.
    """
    start = 0
    for match in END.finditer(text):
        if _ends_sentence(text, match.start(), match.end()):
            yield from _cut(text, start, match.end())
            start = match.end()
    yield from _cut(text, start, len(text))


def _ends_sentence(text: str, stop: int, end: int) -> bool:
    if text[stop] != ".":
        return True
    following = text[end : end + 40].lstrip()
    if not following or following[0].islower():
        return not following
    word = "".join(text[max(0, stop - 12) : stop].split()[-1:]).lstrip("(“\"'").lower()
    return word not in general().abbreviations and not (len(word) == 1 and word.isalpha())


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    whole = end - start <= LONGEST
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = space + 1 if space > 0 else start + LONGEST
        yield start, cut, False
        start = cut
    yield start, end, whole


@dataclass(frozen=True)
class Setting:
    """What stands around a sentence.

    Attributes:
        as_of: the date that stands above it; `spoken`: in a heading or a head, so that it is meant.
        against: why it is not judged as it stands; empty: nothing is.
        unless_dated: why it is not, when it gives no date itself.
    """

    as_of: str | None = None
    spoken: bool = False
    against: str = ""
    unless_dated: str = ""


class Settings:
    """The settings of the sentences of one document."""

    def __init__(self, source: Source, units: Sequence[Unit], ear: Ear, as_of: str | None) -> None:
        self.units, self.ear = units, ear
        found, unclear = published(source, units, ear) if as_of is None else ([as_of], False)
        self.as_of = found[0] if found else _titled(units, ear)
        self.unclear = "It is not clear when it was written." if unclear else ""

    def of(self, n: int, head: str = "") -> Setting:
        """Return what stands around a unit.

        Args:
            n: which of them.
            head: what stands above a cell of it.
        """
        unit = self.units[n]
        if unit.block.quoted:
            return Setting(against="It is a quotation, which its document need not share.")
        if not unit.whole:
            return Setting(against="It is a part of a text that is too long for a sentence.")
        against, open_ = (self._row(n), "") if unit.cells else self._neighbours(n)
        spoken = date_in(head) if head else None
        above = [(text, False) for text in unit.context]
        above[:0] = [(text, True) for text in (unit.lead, unit.section) if text]
        for text, strict in above:
            if _SAID.match(text) or (self.as_of and date_in(text) == self.as_of):
                continue  # the title, and when it was written
            found, quote = self._chunks(text), f"“{shown(text, QUOTE)}”"
            if (said := _plain_date(found)) is not None:
                spoken = spoken or said
            elif restricts(found, text, strict=strict):
                against = against or f"{quote} stands above it, and may narrow it down."
            elif _dates(found):
                open_ = open_ or f"It is not clear whether it is of the date in {quote}."
        if spoken is not None:
            return Setting(spoken[:7], True, against)
        as_of = self.as_of[:7] if self.as_of else None
        return Setting(as_of, False, against, open_ or self.unclear)

    def _chunks(self, text: str) -> list[Chunk]:
        found = self.ear.chunks(plain(text))
        return [chunk for chunk in found if chunk.tag not in ("idle", "join")]

    def _row(self, n: int) -> str:
        """Return what in a row narrows down what its other cells say: a country, a source."""
        unit = self.units[n]
        for other in self.units[max(0, n - TABLE) : n + TABLE]:
            head = other.cells and not any(map(str.isdigit, other.text))
            if head and _AMOUNTS.search(other.text):
                return f"“{shown(other.text, QUOTE)}” stands in the same table."
        for cell in unit.cells:
            narrows = cell.header.casefold() in general().narrowing
            unheaded = self._chunks(cell.content) if len(unit.cells) > 2 and not cell.header else []
            if cell.content and (narrows or any(chunk.tag in CHANGING for chunk in unheaded)):
                quote = shown(cell.content, QUOTE)
                return f"“{quote}” stands in the same row, and may narrow it down."
        return ""

    def _neighbours(self, n: int) -> tuple[str, str]:
        """Return what the sentences around one do to it: deny it, narrow it down, date it."""
        unit = self.units[n]
        before = self.units[n - 1] if n else None
        if before is not None and _WRONG.search(before.text) and len(before.text.split()) <= BRIEF:
            return f"“{shown(before.text, QUOTE)}” stands before it.", ""
        if n + 1 < len(self.units) and self.units[n + 1].block is unit.block:
            after = self.units[n + 1].text
            found = self._chunks(after)
            first = after.lstrip("(*_ ").casefold().split(" ")[0].rstrip(":")
            adds = first in general().adding
            says = any(chunk.tag in ("P", "HEAD", "N", "PC", "X") for chunk in found)
            if adds and not says and len(after.split()) <= BRIEF:
                return f"“{shown(after, QUOTE)}” stands behind it, and may change it.", ""
        if before is None or before.block is not unit.block:
            return "", ""
        found = self._chunks(before.text)
        if any(chunk.tag == "P" for chunk in found):
            return "", ""
        said = f"“{shown(before.text, QUOTE)}” stands before it"
        if restricts(found, before.text, strict=False):
            return f"{said}, and may narrow it down.", ""
        return "", f"{said}, and may date it." if _dates(found) else ""


CHANGING = {"left", "unasserted", "NAME", "opinion"}
"""Chunks that may change what stands beside them."""


def restricts(found: Sequence[Chunk], text: str, *, strict: bool) -> bool:
    """Return whether a heading may narrow down, doubt or deny what stands below it.

    `strict`: of a lead-in, every word that is not known may.
    """
    if _AMOUNTS.search(text):
        return True
    for n, chunk in enumerate(found):
        word = tokens()[chunk.value] if chunk.tag == "word" else frozenset[str]()
        of_another = any(c.tag in ("left", "NAME") for c in found[n + 1 : n + 2])
        if (
            (chunk.tag == "unasserted" and chunk.value != "asked")
            or (strict and chunk.tag in CHANGING)
            or (word & {"IN", "BY", "OF", "BETWEEN"} and of_another)
            or "SURVEY" in word
            or (chunk.tag == "left" and str(chunk.value).casefold() in OWN)
        ):
            return True
    return False


OWN = ("our", "we", "my", "i", "us", "customers")
"""Words of those whose own figures stand below."""


def _dates(found: Sequence[Chunk]) -> bool:
    return any(chunk.tag == "WHEN" and chunk.value.timing != "now" for chunk in found)


def _plain_date(found: Sequence[Chunk]) -> str | None:
    """Return the date of a heading that says nothing else: 2019; Adoption in 2023."""
    when = [chunk.value for chunk in found if chunk.tag == "WHEN"]
    harmless = {"WHEN", "HEAD", "GROUP", "GROUPS", "KIND", "PLACE", "word"}
    if len(when) != 1 or when[0].timing != "at" or not when[0].dates:
        return None
    return when[0].dates[0] if all(chunk.tag in harmless for chunk in found) else None


def published(source: Source, units: Sequence[Unit], ear: Ear) -> tuple[list[str], bool]:
    """Return the date on which a document says that it was published, and whether it is unclear."""
    front = source.text[:FRONT]
    fence = _FENCE.match(front)
    said = [match[1] for match in _KEY.finditer(fence[1])] if fence else []
    if not said and source.form == "html":
        said = [match[1] or match[2] for match in _META.finditer(front)]
    for unit in units[:OPENING] if not said else ():
        found = ear.chunks(plain(unit.text))
        if unit.block.shape != "heading" and any(chunk.tag == "P" for chunk in found):
            break  # the text has begun
        if len(unit.text) > 2 * QUOTE or unit.cells:
            continue
        stamp = _TIME.search(source.text, max(0, unit.span[0] - 100), unit.span[1])
        begins = _SAID.match(unit.text)
        if begins:
            said.append(unit.text[begins.end() :])
        elif stamp is not None:
            said.append(stamp[1])
        elif (day := _read(unit.text)) is not None and len(day) > 4:
            said.append(day)  # a byline
    days = [day for text in said if (day := _read(text)) is not None]
    return days[:1], bool(said) and len({day[:7] for day in days}) != 1


def _read(text: str) -> str | None:
    """Return the date that a text begins with; None when there is no such day."""
    stamp = re.sub(r"(?<=\d)T\d.*", "", text.strip())
    found = dates.bare(plain(stamp.replace("/", "-")).text.casefold(), 0)
    if found is None or (len(found[0]) == 4 and re.match(r"\d{4}[-/]\d", stamp)):
        return None  # 2024-13-45 is not the year 2024
    return found[0]


def _titled(units: Sequence[Unit], ear: Ear) -> str | None:
    """Return the only date in the title of a document: of the headings before anything else.

    The date of what a title states is not that of the document.
    """
    for n, unit in enumerate(units):
        if unit.block.shape != "heading" or (n and unit.block.level != 1):
            return None
        if (found := date_in(unit.text)) is not None:
            states = [s for s in ear.hear(unit.text).statements if "asserted" not in s.gaps]
            return None if states else found
    return None


def date_in(text: str) -> str | None:
    """Return the only date in a text, if it is a plain one: not since, before, or in brackets."""
    low, found, at = plain(text).text.casefold(), set[str](), 0
    for begins in _BEGINS.finditer(low):
        start = begins.start()
        if start >= at and (one := dates.bare(low, start)) is not None:
            before = low[:start].split()[-1:]
            if low[start - 1 : start] == "(" or {*before} & {"since", "before", "after", "until"}:
                return None
            found.add(one[0])
            at = one[1]
    return found.pop() if len(found) == 1 else None
