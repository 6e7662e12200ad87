"""What a fact says of a project, and what a claim needs it to say."""

import re
from datetime import date

from warehouse.wording import figures
from warehouse.wording.rows import Evidence

STATUS = "Status of "
WHETHER = "Whether "
UNTIMED = re.compile(r"^How long|: \d|%$")
"""Facts that are figures or delays: since when they hold says nothing."""
AT_LEAST = "at least "
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
    "partly": "that to be so at least in part",
    "experimental": "that to be so, if only as an experiment",
}
"""What a claim needs of something that is, has or does; of several values the least decides."""
PARTLY = {"partly": "yes, at least in part", "experimental": "yes, if only as an experiment"}
"""The same as a value."""
HAS = ("no", "experimental", "partly", "yes")
LEAST = {"deprecated": "still offered", "maintenance": "maintained"}
"""What a project is whose status is this one or a better one."""
SHUT = (
    "shut down",
    "archived",
    "unsupported",
    "deprecated",
    "maintenance",
    "experimental",
    "active",
)
ORDERS = (HAS, SHUT)
"""Values from least to most."""


def needed_words(needs: list[str]) -> str:
    """Return the values that a claim needs: 'active', 'maintenance or better', 'A or B'."""
    least = _least(needs)
    if least:
        return PARTLY.get(least, f"{least} or better")
    return figures.listed(needs, 0, "or")


def _least(needs: list[str]) -> str:
    """Return the value that all better ones are needed with; '' where they are no such row."""
    if len(needs) == 1 and needs[0].startswith(AT_LEAST):
        return needs[0].removeprefix(AT_LEAST)
    for order in ORDERS:
        for place, least in enumerate(order[:-1]):
            if place and set(needs) == set(order[place:]):
                return least
    return ""


def _states(needs: list[str]) -> str:
    """Return what a status must be: 'actively developed', 'maintained', 'archived or shut down'."""
    if least := _least(needs):
        return LEAST.get(least, f"{STATES.get(least, least)} or better")
    return figures.listed([STATES.get(value, value) for value in needs], 0, "or")


def said(row: Evidence) -> str:
    """Return what a fact says, as a clause: 'TorchServe is in maintenance, since May 2025'."""
    value = row.value or ""
    timed = not UNTIMED.search(f"{row.test_title}: {value}")
    when = _when(row.period_start, row.period_end) if timed else ""
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
        return f"{SAID[value].format(rest)}{'' if value == 'no' else comma}"
    if row.test_title.startswith(ASKED):
        return f"{row.test_title}? {value.capitalize()}{comma}"
    return f"{row.test_title}: {value}{comma}"


def needed(title: str, needs: list[str] | None) -> str:
    """Return what a claim needs of a fact, as a clause; '' where that is not known."""
    if not needs:
        return ""
    if title.startswith(STATUS):
        return f"the claim needs it to be {_states(needs)}"
    value = needs[0] if len(needs) == 1 else _least(needs)
    if title.startswith(WHETHER) and value in NEEDED:
        return f"the claim needs {NEEDED[value]}"
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
        return f"by which {title.removeprefix(STATUS)} was {_states(needs)}"
    return f"that gives “{needed_words(needs)}” for “{title}”"


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
