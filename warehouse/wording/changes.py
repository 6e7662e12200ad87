"""What would change a verdict: something that one could get."""

import math
import re

from warehouse.wording import evidence, facts, figures, regions
from warehouse.wording.figures import listed, paragraph
from warehouse.wording.rows import Evidence
from warehouse.wording.verdicts import FAILING, HOLDING, MIXED, OPEN_OUTCOME, Case, quoted

LARGEST = 1_000_000
"""Larger samples are none that one could get."""
SURE = 1.96
"""Standard errors on either side of an interval."""
TOO_WIDE = 1.5
"""How many times as wide as its size explains an interval is, when more cases do not help."""
TRIAL = re.compile(
    r"It would take (.+)|"
    r"(.+?),? would(?: (?:at least )?(?:be needed|be a beginning|come nearest|count it|decide it|"
    r"refute it|show it|tell))?"
)
"""Clauses of a reason that name what would decide."""
FLOOR = 100
"""Cases that a sample needs at least."""


def would_flip(case: Case) -> str:
    """Return what would change the verdict, as one or two sentences."""
    ruling = case.ruling
    match ruling.verdict:
        case "not enough evidence":
            told = _undecided(case)
        case "depends on the definition":
            told = [_which(case)]
        case "partly true":
            told = [f"leaving out {listed(case.parts(FAILING))}: of the rest it is true"]
        case "outdated":
            told = [_again(case)]
        case _ if ruling.counted == "fact":
            told = [_other_source(case)]
        case "refuted":
            told = [_nearest(case), _counts(case)]
        case _:
            told = [_counts(case)]
    return paragraph(*told)


def _undecided(case: Case) -> list[str]:
    ruling = case.ruling
    if not ruling.tests:
        match ruling.undecided:
            case "opinion":
                return [_trial(ruling.needs_reason or "") or "nothing that can be counted"]
            case "benchmark":
                return ["a published measurement of that very workload"]
            case "no public data":
                return [_would(ruling.needs_reason or "")]
            case "live collection" if ruling.needs_source:
                return [_collection(ruling.needs_source, ruling.needs_title, ruling.needs_live)]
    if ruling.parts and (unknown := case.parts("unknown")):
        return [f"a source{_for(case)} on {listed(unknown)}"]
    row = case.primary
    if case.awaited:
        return [_either([_collected(one) for one in case.awaited])]
    if ruling.scorecard and ruling.tests:
        larger = [
            _missing(case, one, one.missing) if one.missing else _larger(case, one)
            for one in case.of(OPEN_OUTCOME)
        ]
        more = f"figures of one more publisher{_for(case)}"
        return [_either(larger) or _missing_signals(case) or more]
    if row is not None and row.outcome == OPEN_OUTCOME and row.missing is None:
        counted = evidence.unit(row) or "figures"
        return [_larger(case, row) or f"a more exact count of {counted}{_for(case)}"]
    if row is None:
        row = next((one for one in case.rows if one.missing and one.role != "context"), None)
    code = (row.missing if row is not None else None) or ruling.missing or "date"
    return [_missing(case, row, code)]


def _either(wanted: list[str]) -> str:
    """Return the first two of what one could get; '' for nothing."""
    return "; or ".join(list(dict.fromkeys(filter(None, wanted)))[:2])


def _missing(case: Case, row: Evidence | None, code: str) -> str:
    """Return what one would have to get, by the code of what is missing."""
    counted = (evidence.unit(row) if row is not None else "") or "figures"
    name = row.subject_name if row is not None else "the project"
    other = (row.comparator_name if row is not None else None) or "the other project"
    source = f" from {quoted(row.source_title)}" if row is not None and row.source_title else ""
    match code:
        case "not collected" if row is not None and row.source_id:
            return _collected(row)
        case "comparator":
            return f"the number of {counted} of {other}{source}"
        case "future":
            return "waiting: the claim speaks of a time to come"
        case "group" | "members":
            return f"{counted} of the members of its group that are missing{source}"
        case "sample count" | "bound":
            return f"a full count of {counted}{_for(case)}"
        case "thin":
            longer = f"a count over a longer time, with at least {FLOOR} {counted}"
            return (row is not None and _larger(case, row)) or longer
        case "yes to all":
            return f"a measure by which {name} can be told from other projects"
        case "untried":
            return "figures of another project of the same kind"
        case "unread" | "fact":
            title = f" on {facts.topic(row.test_title)}" if row is not None else ""
            return f"a source{title} that can be read and says since when it is so"
        case _:
            reach = evidence.reach(row, case.claim.as_of)
            time = _for(case) or " for the last twelve months"
            return f"the {counted}{source}{time}{f'; {reach}' if reach else ''}"


def _missing_signals(case: Case) -> str:
    """Return which signals of a scorecard could still be had."""
    wanted = [row for row in case.rows if row.measured is None and row.role == "scorecard"]
    if waiting := [row for row in wanted if row.missing == "not collected" and row.source_id]:
        return _either([_collected(row) for row in waiting])
    titles = [quoted(row.test_title) for row in wanted]
    return f"figures{_for(case)} of {listed(titles, 2, 'or')}" if titles else ""


def _for(case: Case) -> str:
    """Return ' for 2024': the time that a claim speaks of."""
    if case.claim.as_of is None:
        return ""
    return f" for {figures.as_date(case.claim.as_of)}"


def _collected(row: Evidence) -> str:
    return _collection(row.source_id, row.source_title, row.live)


def _collection(source: str | None, title: str | None, live: bool | None) -> str:
    """Return whose figures are wanted, and how they are had where that can be asked."""
    return f"figures of {quoted(title or '')}{f' (sharecheck collect {source})' if live else ''}"


def _larger(case: Case, row: Evidence) -> str:
    """Return how large a sample would tell; '' where it is no sample."""
    counted = evidence.unit(row)
    if row.quality != "sample" or not counted or row.measured is None:
        return ""
    people = row.unit in evidence.PEOPLE
    whole = "a survey of more people" if people else f"a full count of {counted}"
    wanted = _cases(row)
    if wanted is None or wanted > LARGEST:
        return f"{whole}{_for(case)}"
    step = 10 ** (len(str(math.ceil(wanted))) - 2)
    size = f"{math.ceil(wanted / step) * step:,}"
    if people:
        return f"a survey{_for(case)} with more than {size} answers"
    return f"a sample of more than {size} {counted}{_for(case)}, drawn at random"


def _cases(row: Evidence) -> float | None:
    """Return how many cases would tell; None where more of them do not help, or nobody knows.

    More do not help where more is left open than by the size of the sample.
    """
    ends = [end for end in (row.accepted_low, row.accepted_high) if end is not None]
    if row.kind not in ("share", "ratio", "order") or not row.denominator or not ends:
        return None
    if row.measured is None or row.low is None or row.high is None:
        return None
    value, low, high = row.measured, row.low, row.high
    if row.kind == "share":
        expected = SURE * math.sqrt(value * (1 - value) / row.denominator)
    else:
        if min(value, low, *ends) <= 0:
            return None
        expected = SURE * math.sqrt((1 + value) ** 2 / (value * row.denominator))
        value, low, high = math.log(value), math.log(low), math.log(high)
        ends = [math.log(end) for end in ends]
    if (high - low) / 2 > TOO_WIDE * expected:
        return None
    inside = row.lean == "for"
    factors = [
        ((high - value if end > value else value - low) / abs(value - end)) ** 2
        for end in ends
        if abs(value - end) > 1e-6
    ]
    if not factors:
        return None
    return max(FLOOR, row.denominator * (max(factors) if inside else min(factors)))


def _which(case: Case) -> str:
    """Return which readings would have to be told apart."""
    vague = "saying what is meant"
    if case.ruling.parts:
        parts = case.parts(MIXED)
        return f"{vague} by {listed(parts)}" if parts else vague
    yes, no = case.of(HOLDING), case.of(FAILING)
    if not yes or not no:
        return vague
    first, second = (
        row.test_title if row.fact_id is None else facts.clause(row) for row in (yes[0], no[0])
    )
    return f"saying which is meant, for example {quoted(first)} (yes) or {quoted(second)} (no)"


def _again(case: Case) -> str:
    row = case.primary
    if row is not None and row.fact_id is not None:
        return f"a source that says otherwise today on {facts.topic(row.test_title)}"
    return f"newer figures that give {case.accepted} again"


def _other_source(case: Case) -> str:
    refuted = case.ruling.verdict == "refuted"
    row = next(iter(case.of(FAILING if refuted else HOLDING)), None)
    if row is None:
        return "a source that says otherwise"
    if row.kind == "date":
        return f"a source that gives another date for {quoted(row.test_title)}"
    time = _for(case)
    return f"a source{time} {facts.other(row.test_title, row.needs, refuted)}"


def _nearest(case: Case) -> str:
    """Return how near the nearest way of counting comes, where there are several."""
    near = next((row for row in case.rows if row.test_id == case.ruling.nearest_test_id), None)
    if near is None or len(case.of(FAILING)) < 2:
        return ""
    return f"the nearest figure found is {evidence.shown(near)} ({quoted(near.test_title)})"


def _counts(case: Case) -> str:
    """Return what another count would have to give."""
    row = case.primary or next(iter(case.of(HOLDING) or case.deciding), None)
    if row is None:
        return "another count"
    counted = evidence.unit(row) or "figures"
    refuted = case.ruling.verdict == "refuted"
    if case.ruling.scorecard:
        side = "yes" if refuted else "no"
        signals = case.of(FAILING if refuted else HOLDING)
        flips = len(signals) // 3 + 1 if len(signals) > 2 else 1
        if flips == 1:
            return f"a fuller count by which one of these signals says {side}"
        return f"fuller counts by which {flips} of these {len(signals)} signals say {side}"
    wanted = case.accepted or "what the claim needs"
    wanted = wanted if refuted else regions.otherwise(wanted)
    if row.kind == "crossing":
        verb = "passed" if refuted else "did not pass"
        passed = f"{row.subject_name} {verb} {row.comparator_name}"
        return f"figures by which {passed} in {case.accepted}"
    if row.kind == "share" and row.unit in evidence.PEOPLE:
        return f"another survey{_for(case)} in which {wanted} name {row.subject_name}"
    over = evidence.whom(row) if row.kind == "share" else counted
    if over == "figures":
        over = quoted(row.test_title)
    what = "survey" if row.unit in evidence.PEOPLE else f"count{_for(case)} of {over}"
    long = " that " in over or " whose " in over or ", " in over
    time = _for(case) if row.unit in evidence.PEOPLE else "," if long else ""
    verb = "shows" if row.kind in ("change", "slope") else "has"
    return f"another {what}{time} by which {row.subject_name} {verb} {wanted}"


def _would(reason: str) -> str:
    """Return what would decide by a reason: a thing, or the clause that says what to do."""
    if trial := _trial(reason):
        return trial
    named = [one for one in _clauses(reason) if re.search(r"\bwould\b|could be counted", one)]
    return named[-1] if named else "figures that nobody publishes yet"


def _trial(reason: str) -> str:
    """Return the thing that a reason says would decide; '' where it names none."""
    found = [trial for one in _clauses(reason) if (trial := TRIAL.fullmatch(one))]
    return found[-1][1] or found[-1][2] if found else ""


def _clauses(reason: str) -> list[str]:
    return [one.strip().rstrip(".") for one in re.split(r"\. |; ", reason)]
