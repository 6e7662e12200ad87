"""What a fact says of a project, and what a claim needs it to say."""

import re
from collections.abc import Callable
from datetime import date

from warehouse.wording import figures
from warehouse.wording.rows import Evidence

STATUS = "Status of "
WHETHER = "Whether "
ASKED = ("Does ", "Is ", "Are ", "Can ", "Has ")
STATES = {
    "active": "actively developed",
    "maintenance": "in maintenance",
    "experimental": "experimental",
    "deprecated": "deprecated",
    "unsupported": "no longer supported",
    "archived": "archived",
    "shut down": "shut down",
}
"""Values of a status, as what a project is."""
SAID = {
    "yes": "{}",
    "no": "it is not so that {}",
    "partly": "{}, in part",
    "experimental": "{}, which its makers call experimental",
}
"""What it means that something has, supports or does another, by value."""
NEEDED = {
    "yes": "that to be so",
    "no": "that not to be so",
    "partly": "that to be so in part",
    "experimental": "that to be so at least as an experiment",
}
ENDS = {"at least ": "{} or better", "at most ": "{} or worse"}


def needed_words(needs: list[str]) -> str:
    """Return the values that a claim needs: 'active or maintenance', 'maintenance or better'."""
    return figures.listed([_end(value, lambda word: word) for value in needs], 0, "or")


def said(row: Evidence, with_time: bool = True) -> str:
    """Return what a fact says, as a clause: 'TorchServe is in maintenance, since May 2025'."""
    value = row.value or ""
    when = _when(row.period_start, row.period_end) if with_time else ""
    comma = f",{when}" if when else ""
    ended = row.period_end is not None
    if row.kind == "date":
        return f"{row.test_title}: {figures.as_date(value)}"
    if row.test_title.startswith(STATUS) and value in STATES:
        name = row.test_title.removeprefix(STATUS)
        verb = "was" if ended else "is" if not when else "has been"
        return f"{name} {verb} {STATES[value]}{when}"
    if row.test_title.startswith(WHETHER) and value in SAID:
        rest = row.test_title.removeprefix(WHETHER)
        return f"{SAID[value].format(rest)}{comma}"
    if row.test_title.startswith(ASKED):
        return f"{row.test_title}? {value.capitalize()}{comma}"
    return f"{row.test_title}: {value}{comma}"


def needed(title: str, needs: list[str] | None) -> str:
    """Return what a claim needs of a fact, as a clause; '' where that is not known."""
    if not needs:
        return ""
    if title.startswith(STATUS):
        states = [_end(value, lambda word: STATES.get(word, word)) for value in needs]
        return f"the claim needs it to be {figures.listed(states, 0, 'or')}"
    if title.startswith(WHETHER) and len(needs) == 1 and needs[0] in NEEDED:
        return f"the claim needs {NEEDED[needs[0]]}"
    return f"the claim needs {needed_words(needs)}"


def other(title: str, needs: list[str] | None, refuted: bool) -> str:
    """Return what another source would have to say of a fact, after 'a source'."""
    if title.startswith(WHETHER):
        so = refuted == (needs != ["no"])
        rest = title.removeprefix(WHETHER)
        return f"by which {rest}" if so else f"by which it is not so that {rest}"
    if not refuted or not needs:
        return f"that says otherwise on “{title}”"
    if title.startswith(STATUS):
        states = [_end(value, lambda word: STATES.get(word, word)) for value in needs]
        return f"by which {title.removeprefix(STATUS)} was {figures.listed(states, 0, 'or')}"
    return f"that gives “{needed_words(needs)}” for “{title}”"


def _end(value: str, write: Callable[[str], str]) -> str:
    """Return a value needed, with 'at least' and 'at most' in words that follow it."""
    for prefix, words in ENDS.items():
        if value.startswith(prefix):
            return words.format(write(value.removeprefix(prefix)))
    return write(value)


def _when(start: date | None, end: date | None) -> str:
    """Return since when, or from when until when, with a space before it."""
    if start is None and end is None:
        return ""
    if end is None:
        return f" since {start:%B %Y}"
    return f" until {end:%B %Y}" if start is None else f" from {start:%B %Y} until {end:%B %Y}"


def period(row: Evidence) -> str | None:
    """Return the time of a fact: 'from February 2025', 'until May 2024'; None for not known."""
    if row.kind == "date":
        return figures.as_date(row.value or "")
    if row.period_start is None and row.period_end is None:
        return None
    return figures.listed(
        [
            words
            for words in (
                f"from {row.period_start:%B %Y}" if row.period_start else "",
                f"until {row.period_end:%B %Y}" if row.period_end else "",
            )
            if words
        ],
        0,
        "",
    ).replace("  ", " ")


def source(citation: str | None) -> str:
    """Return who publishes what is cited: a site, a repository, a package; '' for none."""
    if not citation:
        return ""
    if citation.startswith("pypi:"):
        return f"PyPI, package {citation.removeprefix('pypi:').partition('=')[0]}"
    if "://" in citation:
        site = citation.split("/")[2].removeprefix("www.")
        names = citation.split("/")[3:5]
        return f"{'/'.join(names)} on GitHub" if site == "github.com" and len(names) > 1 else site
    owner = citation.partition("@")[0]
    return f"{owner} on GitHub" if re.fullmatch(r"[\w.-]+/[\w.-]+", owner) else citation
