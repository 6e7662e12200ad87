"""A claim as a picture for previews: its answer, its statement, the figures, the build's date."""

import io
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

from warehouse.exporting.content import Claim, Row
from warehouse.exporting.site.head import HEIGHT, NAME, WIDTH
from warehouse.wording.labels import VERDICTS

PAPER, INK, QUIET, EDGED = 255, 0, 80, 1
"""Shades: of the paper, the text, what is quieter, and the place of the verdict's colour."""
DARKEST = (0x1B, 0x27, 0x33)
MARGIN, EDGE = 72, 24
TOP, BOTTOM = 56, 56
ANSWER, SMALL = 84, 30
STATEMENT = (52, 46, 40, 36, 32, 28)
"""Sizes of letters in pixels; the largest that leaves room for all is taken."""
MOST_LINES = 5
FONT = "SourceSansVF-Upright"
"""Source Sans, under the SIL Open Font License; Streamlit brings it along."""
BOLD, REGULAR = "Bold", "Regular"

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def drawn(claim: Claim, build: Row) -> bytes:
    """Return the picture of a claim as a file of PNG, 1200 × 630 pixels."""
    image = Image.new("L", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, EDGE, HEIGHT), fill=EDGED)
    width = WIDTH - 2 * MARGIN
    y = TOP
    draw.text((MARGIN, y), "Is it true?", QUIET, _font(SMALL, REGULAR))
    y += 40
    answer = _fitting([claim.answer], width, (ANSWER, 72, 60, 48), 1)
    draw.text((MARGIN, y), "\n".join(answer[1]), INK, answer[0])
    y += 118
    below = list(_figures(claim, width))
    foot = HEIGHT - BOTTOM - 34
    room = foot - 20 - 42 * len(below) - 16 - y
    font, lines = _fitting(claim.statement.split(), width, STATEMENT, MOST_LINES, room)
    step = int(_size(font) * 1.24)
    for line in lines:
        draw.text((MARGIN, y), line, INK, font)
        y += step
    y += 16
    for line in below:
        draw.text((MARGIN, y), line, INK, _font(SMALL, BOLD))
        y += 42
    made = f"{NAME} · public figures, build of {build.built_at:%d %B %Y}".replace(" 0", " ")
    draw.text((MARGIN, foot), made, QUIET, _font(SMALL, REGULAR))
    image.putpalette(_shades(VERDICTS[claim.verdict].colour))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _shades(colour: str) -> bytes:
    """Return the colours of the 256 shades, from ink to paper, with the verdict's in its place."""
    ramp = [[round(end + (255 - end) * n / 255) for end in DARKEST] for n in range(256)]
    ramp[EDGED] = list(ImageColor.getrgb(colour))
    return bytes(part for shade in ramp for part in shade)


def _figures(claim: Claim, width: int) -> Iterator[str]:
    """Yield what was claimed and what was found, one line each."""
    font, found = _font(SMALL, BOLD), claim.found
    if claim.claimed is not None:
        yield _cut(f"Claimed: {claim.claimed}", font, width)
    if found is not None and found.numbers:
        when = f", {found.period}" if found.period else ""
        yield _cut(f"Found: {found.shown}{when}", font, width)


def _fitting(
    words: list[str], width: int, sizes: tuple[int, ...], most: int, room: int = HEIGHT
) -> tuple[Font, list[str]]:
    """Return the largest font in which the words fit, and their lines; at the last, cut."""
    for size in sizes:
        font = _font(size, BOLD if most == 1 else REGULAR)
        lines = _lines(words, font, width)
        fits = all(font.getlength(line) <= width for line in lines)
        if fits and len(lines) <= most and len(lines) * size * 1.24 <= room:
            return font, lines
    fewest = max(1, min(most, int(room / (sizes[-1] * 1.24))))
    kept = [_cut(line, font, width) for line in lines[:fewest]]
    if len(lines) > fewest:
        kept[-1] = _cut(f"{kept[-1]} …", font, width)
    return font, kept


def _lines(words: list[str], font: Font, width: int) -> list[str]:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(line: str, font: Font, width: int) -> str:
    """Return a line that is not wider than the room for it."""
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip(' ,;…')}…"


def _size(font: Font) -> float:
    return font.size if isinstance(font, ImageFont.FreeTypeFont) else SMALL


@cache
def _file() -> Path | None:
    """Return where the font is; None when Streamlit has moved it."""
    spec = find_spec("streamlit")
    if spec is None or spec.origin is None:
        return None
    found = sorted((Path(spec.origin).parent / "static").rglob(f"{FONT}*"))
    return found[0] if found else None


@cache
def _font(size: int, weight: str) -> Font:
    file = _file()
    if file is None:
        return ImageFont.load_default(size)
    font = ImageFont.truetype(file, size)
    font.set_variation_by_name(weight)
    return font
