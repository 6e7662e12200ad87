"""How figures, dates and names are written; every page and chart takes them from here."""

import re
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from textwrap import wrap
from typing import Any
from urllib.parse import quote

import pandas as pd

from dashboard.labels import CODES
from warehouse import claim_entries
from warehouse.wording import figures
from warehouse.wording.evidence import ABSENT, split_flags
from warehouse.wording.figures import factor

MINUS = figures.MINUS
listed, count, number = figures.listed, figures.short, figures.number
TOLD = {"share": " %", "change": " points", "slope": " points a year", "growth": " times"}
"""What follows a figure of a claim, by its kind; of a ratio see `MANY`."""
MANY = " times as many"
KINDS: dict[str, str] = CODES["kind"]
FAMILIES: dict[str, str] = CODES["family"]
FACTS = claim_entries.FACTS
NO_CASES = ("percent", "index points", "points")
"""Units that are no counts of cases."""
UNDECIDED: dict[str, str] = CODES["undecided"]
WEB = re.compile(r"https?://[^\s<>]+")
CITED = re.compile(r"([\w.-]+/[\w.-]+)@([0-9a-f]{7,40})(?::(.+))?")
HALF = re.compile(r"[\ud800-\udfff]")
"""Half a character: a surrogate alone, which can be neither sent nor shown."""
ISO_DAY = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?\b")


def whole(words: str) -> str:
    """Return words with the sign � for each half of a character."""
    return HALF.sub("�", words)


def percent(share: float, digits: int | None = None, bound: str | None = None) -> str:
    """Return a fraction 0-1 in two digits: '9.1 %', '12 %'.

    `digits`: decimals where a table gives them all; `bound`: 'at least' or 'at most' of one that is
    only a bound, so that it stays one.
    """
    if digits is None:
        return figures.percent(share, (), bound if isinstance(bound, str) else None)
    return f"{100 * share:.{digits}f} %".replace("-", MINUS)


def exact(value: float | None) -> str:
    """Return a count with all its digits: '87,312,004'."""
    if value is None or pd.isna(value):
        return "not known"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def amount(value: float, unit: str) -> str:
    """Return a figure as people write it: '87.3 M', or '59 %' where the source says no more."""
    return f"{value:g} %" if unit == "percent" else count(value)


def quantity(value: float | None, kind: str) -> str:
    """Return a claim's measure in two digits: '9.1 %', '1.03 times as many', 'place 2'."""
    if value is None or pd.isna(value):
        return "no data"
    match kind:
        case "share":
            return percent(value)
        case "change" | "slope":
            digits = figures.apart(100 * value, figures.decimals(100 * value), (0.0,))
            sign = "+" if value > 0 else ""
            return f"{sign}{figures.written(100 * value, digits)}{TOLD[kind]}"
        case "level":
            return count(value)
        case "rank":
            return f"place {value:.0f}"
        case "crossing" | "date":
            return f"{moment(value):%b %Y}"
        case "property":
            return "as claimed" if value else "not as claimed"
        case _:
            return f"{factor(value)}{TOLD.get(kind, MANY)}"


def moment(year: float) -> pd.Timestamp:
    """Return the day that a year with fraction stands for: 2024.497 is 1 July 2024."""
    return pd.Timestamp(figures.moment(year))


def spread(least: float | None, most: float | None, kind: str) -> str:
    """Return the span of the deciding measurements, or '' when there is none to tell."""
    if least is None or most is None or pd.isna(least) or pd.isna(most) or least == most:
        return ""
    if kind in ("crossing", *FACTS):
        return ""
    if kind == "rank":
        return f"{quantity(least, kind)} to {most:.0f}"
    if kind == "level":
        low, high = count(least), count(most)
        return "" if low == high else f"{low} to {high}"
    if kind in ("share", "change", "slope"):
        signed = figures.signed if kind != "share" else None
        ends = figures.between(100 * least, 100 * most, None, (0.0,), signed)
    else:
        ends = figures.between(least, most, None, (1.0,))
    return f"{ends[0]} to {ends[1]}{TOLD.get(kind, MANY)}" if ends else ""


def figure(words: str) -> str:
    """Return a figure in words with dates written out and real minus signs: '−0.4 points'."""
    return re.sub(r"(?<![\w–])-(?=\d)", MINUS, ISO_DAY.sub(_day_in_words, words))


def _day_in_words(found: "re.Match[str]") -> str:
    year, month, of_month = found.groups()
    when = date(int(year), int(month), int(of_month or 1))
    return day(when) if of_month else f"{when:%b %Y}"


def day(value: date | pd.Timestamp) -> str:
    """Return '30 Oct 2025'."""
    return f"{value.day} {value:%b %Y}"


@lru_cache(maxsize=4096)  # a chart names the same periods for each of its lines
def period(start: date | pd.Timestamp | None, end: date | pd.Timestamp | None) -> str:
    """Return the name of the period [start, end): '2024', 'Mar 2026', '30 Oct 2025' or a span."""
    if start is None or end is None or pd.isna(start) or pd.isna(end):
        return "no period"
    last = end - timedelta(days=1)
    one_month = (start.year, start.month) == (last.year, last.month)
    if start.day == end.day == 1:
        if (start.month, last.month) == (1, 12) and start.year == last.year:
            return f"{start.year}"
        if one_month:
            return f"{start:%b %Y}"
    if start == last:
        return day(start)
    if one_month:
        return f"{start.day}–{day(last)}"
    return f"{day(start)} – {day(last)}"


def middle(
    start: "pd.Series[pd.Timestamp]", end: "pd.Series[pd.Timestamp]"
) -> "pd.Series[pd.Timestamp]":
    """Return the middle of each period, where charts draw it."""
    return start + (end - start) / 2


def flags(text: str | None, effects: dict[str, str]) -> list[str]:
    """Return remarks one by one, each break replaced by what it does."""
    breaks, others = split_flags(None if pd.isna(text) else text)
    plain_words = [part.replace(ABSENT, "missing in the whole: ") for part in others]
    return [
        *(f"{part[:1].upper()}{part[1:]}." for part in plain_words),
        *dict.fromkeys(effects.get(name, "Known break.") for name in breaks),
    ]


def bounded(words: str, bound: str | None) -> str:
    """Return a figure in words, with 'at least' or 'at most' before it where it is only a bound."""
    return f"{bound} {words}" if isinstance(bound, str) else words


def price(row: Any) -> str:
    """Return what a break costs a figure, as a sentence; '' for one that forbids it.

    `row`: price, bias_points, bias_factor, bias_count.
    """
    plain_costs = {"harmless": "No harm.", "barring": "No change is measured across it."}
    if row.price != "bounded":
        return plain_costs.get(row.price, "")
    costs = (
        (row.bias_points and 100 * row.bias_points, "shares by {:.3g} points"),
        (row.bias_factor, "ratios and shares by a factor of {:g}"),
        (row.bias_count, "counts by a factor of {:g}"),
    )
    said = listed([words.format(cost) for cost, words in costs if known(cost)])
    return f"Widens intervals: {said}."


def broken(row: Any) -> str:
    """Return what a break does to the figures, what that costs them, and why.

    `row`: effect, price, bias_points, bias_factor, bias_count, why.
    """
    return " ".join(filter(None, [row.effect, price(row), row.why if known(row.why) else ""]))


def tight(text: str) -> str:
    """Return text in which a number stays on one line with its unit or month."""
    return re.sub(
        r"(?<=\d) (?=%|M\b|k\b|bn\b|[A-Z][a-z]{2} \d{4})|(?<=\b[A-Z][a-z]{2}) (?=\d{4})",
        "\u00a0",
        text,
    )


def known(value: object) -> bool:
    """Return whether a cell holds anything."""
    return not (value is None or value is pd.NaT or value is pd.NA or value != value)


def address(citation: str) -> str:
    """Return the address of a citation: a page as it is, a commit or a file in it on GitHub.

    Of owner/name@commit:path, what an archive holds may follow after one more colon.
    """
    found = CITED.fullmatch(citation)
    if found is None:
        return citation
    name, commit, path = found.groups()
    if path is None:
        return f"https://github.com/{name}/commit/{commit}"
    file = re.sub(r"(?<=\.(?:zip|rar|tar|tgz)):.*", "", path)
    return f"https://github.com/{name}/blob/{commit}/{quote(file)}"


def link(url: str) -> str:
    """Return a web address as a Markdown link; anything else letter for letter."""
    return f"<{url}>" if WEB.fullmatch(url) else plain(url)


def cited(citation: str) -> str:
    """Return a citation as a Markdown link to its `address`; anything else letter for letter."""
    url = address(citation)
    if not WEB.fullmatch(url):
        return plain(citation)
    return f"[{plain(re.sub('^https?://', '', citation))}](<{url}>)"


def plain(text: str) -> str:
    """Return text from data so that Markdown shows it letter for letter."""
    return re.sub(r":(?=[A-Za-z])", r"\\:", re.sub(r"([\\`*_\[\]<>$~#|])", r"\\\1", text))


def commands(text: str) -> str:
    """Return text from data as `plain` does, what stands between two backticks as code."""
    parts = re.split("`([^`\n]+)`", text)
    return "".join(f"`{part}`" if n % 2 else plain(part) for n, part in enumerate(parts))


def label(text: str, width: int = 200) -> str:
    """Return text from data for a chart, escaped and broken into lines of `width` letters."""
    return "<br>".join(wrap(escape(text, quote=False), width))


def source_line(row: Any) -> str:
    """Return publisher, title and licence of a source in one line."""
    licence = "licence not stated" if row.license == "none stated" else f"licence: {row.license}"
    return f"{row.source_title} ({row.publisher}; {licence})"
