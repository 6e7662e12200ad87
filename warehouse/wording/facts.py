"""What a fact says of a project, and what a claim needs it to say."""

import re

from warehouse.wording import figures
from warehouse.wording.labels import FACTS
from warehouse.wording.rows import Evidence

STATUS = "Status of "
WHETHER = "Whether "
UNTIMED = re.compile(
    r"^How long|: \d|%$|\b(began|created|developed|gained|introduced|made|measured|published|used|"
    r"was)\b"
)
"""Facts that are figures, delays or done once: since when they hold says nothing."""
AT_LEAST = "at least "
STATES: dict[str, str] = FACTS["states"]
LEAST: dict[str, str] = FACTS["states_or_better"]
SAID: dict[str, str] = FACTS["said"]
ASKED: dict[str, str] = FACTS["asked"]
PARTLY: dict[str, str] = FACTS["needed"]
SHORT_OF: dict[str, dict[str, str]] = FACTS["short_of"]
HAS: tuple[str, ...] = tuple(FACTS["has"])
SHUT = tuple(reversed(STATES))
VERBS = re.compile(
    r"\b(has|have|is|are|was|were|can|cannot|brings|computes|converts|costs|covers|declares|does|"
    r"exports|keeps|requires|runs?|serves|supports?|takes|trains|turns|works)\b"
)
"""Verbs of titles: the first one is denied."""
TOPICS = ("Whether ", "Who ", "How ", "What ")
"""How titles begin that can follow a verb of saying."""
ORDERS = (HAS, SHUT)
"""Values from least to most."""


def needed_words(needs: list[str]) -> str:
    """Return the values that a claim needs: 'active', 'maintained', 'A or B'."""
    least = _least(needs)
    if least:
        return PARTLY.get(least) or LEAST.get(least) or f"{least} or better"
    if set(needs) == set(SHUT) - {"active"}:
        return "not actively developed"
    return figures.listed([percents(value) for value in needs], 0, "or")


def _least(needs: list[str]) -> str:
    """Return the value that all better ones are needed with; '' where they are no such row."""
    if len(needs) == 1 and needs[0].startswith(AT_LEAST):
        return needs[0].removeprefix(AT_LEAST)
    if set(needs) == {"no", "experimental", "partly"}:
        return "at most partly"
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


def percents(value: str) -> str:
    """Return a value with a space before its sign: '43 %'."""
    return re.sub(r"(\d)%", r"\1 %", value)


def denied(clause: str) -> str:
    """Return the opposite of a clause: 'Alpha has no layers', 'Alpha does not run on X'."""
    found = VERBS.search(clause)
    if found is None:
        return f"it is not so that {clause}"
    before, verb, after = clause[: found.start()], found[0], clause[found.end() :]
    if verb in ("has", "have") and not re.match(r" (been|published|reached)\b", after):
        return f"{before}{verb} no {re.sub(r'^(a|an|any) ', '', after.strip())}"
    if verb in ("can", "cannot"):
        return f"{before}{'cannot' if verb == 'can' else 'can'}{after}"
    if verb in ("is", "are", "was", "were", "has", "have"):
        return f"{before}{verb} not{after}"
    if not verb.endswith("s"):
        return f"{before}do not {verb}{after}"
    return f"{before}does not {verb[:-1]}{after}"


def said(row: Evidence) -> str:
    """Return what a fact says, as a clause: 'Alpha has been archived since May 2025'."""
    value = row.value or ""
    when = _when(row) if row.kind != "date" else ""
    if row.test_title.startswith(STATUS) and value in STATES and value != "active":
        name = row.test_title.removeprefix(STATUS)
        verb = "was" if row.period_end is not None else "has been" if when else "is"
        return f"{name} {verb} {STATES[value]}{f' {when}' if when else ''}"
    if value == "active" and row.period_end is not None and when:
        return f"{clause(row)} {when}"
    if when and row.period_end is None:
        when = when.replace("since ", "since at least ")
    return f"{clause(row)}{f' ({when})' if when else ''}"


def clause(row: Evidence) -> str:
    """Return what a fact says, without its time."""
    value, title = row.value or "", row.test_title
    if row.kind == "date":
        return f"{title}: {figures.as_date(value)}"
    if title.startswith(STATUS) and value in STATES:
        verb = "was" if row.period_end is not None else "is"
        return f"{title.removeprefix(STATUS)} {verb} {STATES[value]}"
    return answered(title, value) or f"{title}: {percents(value)}"


def answered(title: str, value: str) -> str:
    """Return a title with a yes or no as a clause: 'Alpha runs on Beta'; '' for any other."""
    if not title.startswith(WHETHER):
        return ""
    rest = title.removeprefix(WHETHER)
    return denied(rest) if value == "no" else SAID.get(value, "").format(rest)


def needed(row: Evidence, needs: list[str] | None) -> str:
    """Return what a claim needs of a fact that says something else, as a clause; '' for plain."""
    if not needs:
        return ""
    if row.test_title.startswith(STATUS):
        return f"the claim needs it to be {_states(needs)}"
    if row.test_title.startswith(WHETHER):
        return SHORT_OF.get(row.value or "", {}).get("".join(needs), "")
    return f"the claim needs {needed_words(needs)}"


def asked(title: str, needs: list[str]) -> str:
    """Return what a fact must say for a claim to be true: 'Alpha runs on Beta', 'title: value'."""
    value = _least(needs) or (needs[0] if len(needs) == 1 else "")
    if title.startswith(WHETHER) and value == "no":
        return denied(title.removeprefix(WHETHER))
    if title.startswith(WHETHER) and value in ASKED:
        return ASKED[value].format(title.removeprefix(WHETHER))
    return f"{title.removeprefix(STATUS)}: {needed_words(needs)}"


def topic(title: str) -> str:
    """Return a title after 'a source on': 'whether Alpha runs on Beta', 'the status of Alpha'."""
    if title.startswith(TOPICS):
        return f"{title[0].lower()}{title[1:]}"
    return f"the s{title[1:]}" if title.startswith(STATUS) else f"“{title}”"


def other(title: str, needs: list[str] | None, refuted: bool) -> str:
    """Return what another source would have to say of a fact, after 'a source'."""
    if not refuted or not needs or title.startswith(WHETHER):
        return f"that says otherwise on {topic(title)}"
    if title.startswith(STATUS):
        return f"by which {title.removeprefix(STATUS)} was {_states(needs)}"
    return f"that gives “{needed_words(needs)}” for “{title}”"


def _when(row: Evidence) -> str:
    """Return since when, or from when until when, where that says something; else ''."""
    start, end = row.period_start, row.period_end
    plain_no = row.value == "no" and row.test_title.startswith(WHETHER) and row.moment != "now"
    if UNTIMED.search(f"{row.test_title}: {row.value or ''}") or (plain_no and end is None):
        return ""
    since = "from" if end else "since"
    return " ".join(f"{word} {day:%B %Y}" for word, day in ((since, start), ("until", end)) if day)


def period(row: Evidence) -> str | None:
    """Return the time of a fact: 'from February 2025', 'until May 2024'; None for not known."""
    if row.kind == "date":
        return figures.as_date(row.value or "")
    if row.period_start is None and row.period_end is None:
        return None
    ends = (("from", row.period_start), ("until", row.period_end))
    return " ".join(f"{word} {end:%B %Y}" for word, end in ends if end)


def source(citation: str | None) -> str:
    """Return who publishes what is cited: a site, a repository, a package; '' for none."""
    if not citation:
        return ""
    if citation.startswith("pypi:"):
        return f"the PyPI package {citation.removeprefix('pypi:').partition('=')[0]}"
    if "://" in citation:
        site = citation.split("/")[2].removeprefix("www.")
        names = citation.split("/")[3:5]
        return f"{'/'.join(names)} on GitHub" if site == "github.com" and len(names) > 1 else site
    owner = citation.partition("@")[0]
    return f"{owner} on GitHub" if re.fullmatch(r"[\w.-]+/[\w.-]+", owner) else citation
