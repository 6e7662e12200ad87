"""What would change a verdict: something that one could get."""

import math

from warehouse.wording import evidence, facts, figures
from warehouse.wording.figures import listed, paragraph
from warehouse.wording.rows import Evidence
from warehouse.wording.verdicts import FAILING, HOLDING, OPEN_OUTCOME, SIDE, Case, quoted

LARGEST = 1_000_000
"""Larger samples are none that one could get."""
FLOOR = 100
"""Cases that a sample needs at least."""
STANDING = ("date", "beginning", "edition", "not over", "off date", "length", "break", "barred")
"""Why figures of another time, or another count of this time, are wanted."""


def would_flip(case: Case) -> str:
    """Return what would change the verdict, as one or two sentences."""
    ruling = case.ruling
    match ruling.verdict:
        case "not enough evidence":
            told = _undecided(case)
        case "depends on the definition":
            told = [_which(case)]
        case "partly true":
            told = [_without(case)]
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
                return ["nothing that can be counted"]
            case "benchmark":
                return ["a published measurement of that very workload"]
            case "no public data":
                return [ruling.needs_reason or "a published count of what the claim is about"]
            case "live collection" if ruling.needs_source:
                return [_collection(case, ruling.needs_source)]
    row = case.primary
    if ruling.scorecard and ruling.tests:
        unclear = case.of(OPEN_OUTCOME)
        larger = listed(list(dict.fromkeys(filter(None, map(_larger, unclear)))), 2, "or")
        missing = _missing_signals(case)
        return [larger or missing or f"figures of one more publisher{_for(case)}"]
    if row is not None and row.outcome == OPEN_OUTCOME and row.missing is None:
        return [_larger(row) or _counted_in_full(case, row)]
    if row is None:
        row = next((one for one in case.then if one.missing and one.role != "context"), None)
    code = (row.missing if row is not None else None) or ruling.missing or "date"
    return [_missing(case, row, code)]


def _missing(case: Case, row: Evidence | None, code: str) -> str:
    """Return what one would have to get, by the code of what is missing."""
    counted = (evidence.unit(row) if row is not None else "") or "figures"
    name = row.subject_name if row is not None else "the project"
    other = (row.comparator_name if row is not None else None) or "the other project"
    definition = case.definition(row) if row is not None else None
    source = f' from "{definition.source}"' if definition else ""
    match code:
        case "not collected" if definition:
            return _collection(case, definition.source_id)
        case "comparator":
            return f"the number of {counted} of {other}{source}"
        case "future":
            return "waiting: the claim speaks of a time to come"
        case "group" | "members":
            return f"{counted} of the members of its group that are missing{source}"
        case "sample count" | "bound":
            return f"a full count of {counted}{_for(case)}"
        case "thin":
            return (row is not None and _larger(row)) or f"a sample of at least {FLOOR} {counted}"
        case "yes to all":
            return f"a measure by which {name} can be told from other projects"
        case "untried":
            return "figures of another project of the same kind"
        case "aspect":
            return "a count of what the claim itself is about"
        case "unread" | "fact":
            title = f' on "{row.test_title}"' if row is not None else ""
            return f"a source{title} that can be read and says from when on it holds"
        case _:
            reach = case.reach.get(row.test_id, "") if row is not None else ""
            what = f"number of {counted}" if counted != "figures" else "figures"
            return f"the {what}{source}{_for(case)}{f': {reach}' if reach else ''}".replace(
                "the figures", "figures"
            )


def _missing_signals(case: Case) -> str:
    """Return which signals of a scorecard could still be had."""
    wanted = [row for row in case.then if row.measured is None and row.role == "scorecard"]
    titles = [quoted(row.test_title) for row in wanted]
    return f"figures{_for(case)} of {listed(titles, SIDE, 'or')}" if titles else ""


def _for(case: Case) -> str:
    """Return ' for 2024': the time that a claim speaks of."""
    if case.claim.as_of is None:
        return ""
    return f" for {figures.as_date(case.claim.as_of)}"


def _collection(case: Case, source_id: str) -> str:
    title = case.source_titles.get(source_id, source_id)
    return f"figures of {quoted(title)} (sharecheck collect {source_id})"


def _larger(row: Evidence) -> str:
    """Return how large a sample would tell; '' where none could, or it is no sample."""
    counted = evidence.unit(row)
    if row.quality != "sample" or not counted or not row.denominator or row.measured is None:
        return ""
    if row.kind not in ("share", "ratio", "order") or row.low is None or row.high is None:
        return f"a larger sample of {counted}"
    ends = [end for end in (row.accepted_low, row.accepted_high) if end is not None]
    if row.kind == "order" and not ends:
        ends = [1.0]
    distance = min((abs(row.measured - end) for end in ends), default=0)
    if not distance:
        return f"a full count of {counted}"
    wanted = row.denominator * ((row.high - row.low) / 2 / distance) ** 2
    wanted = max(FLOOR, row.denominator * 1.2, wanted)
    if wanted > LARGEST:
        return f"a full count of {counted}"
    digits = 2 - len(str(int(wanted)))
    step = 10 ** -digits
    return f"a sample of about {math.ceil(wanted / step) * step:,} {counted}"


def _counted_in_full(case: Case, row: Evidence) -> str:
    counted = evidence.unit(row) or "figures"
    return f"a more exact count of {counted}{_for(case)}"


def _which(case: Case) -> str:
    """Return which readings would have to be told apart."""
    if case.ruling.parts:
        parts = [part["part"] for part in case.ruling.parts if part["ruling"] == "depends"]
        return f"saying what is meant by {listed(parts)}" if parts else "saying what is meant"
    yes, no = case.of(HOLDING), case.of(FAILING)
    if not yes or not no:
        return "saying what is meant"
    first, second = yes[0].test_title, no[0].test_title
    return f"saying which is meant, for example {quoted(first)} (yes) or {quoted(second)} (no)"


def _without(case: Case) -> str:
    false = [part["part"] for part in case.ruling.parts or [] if part["ruling"] == FAILING]
    return f"leaving out {listed(false)}: of the rest it is true"


def _again(case: Case) -> str:
    row = case.primary
    if row is not None and row.fact_id is not None:
        return f"a source that says otherwise today on {quoted(row.test_title)}"
    return f"newer figures that give {case.accepted} again"


def _other_source(case: Case) -> str:
    row = case.primary or next(iter(case.deciding), None)
    if row is None:
        return "a source that says otherwise"
    if row.kind == "date":
        return f"an older or a more exact source on {quoted(row.test_title)}"
    time = _for(case)
    test = case.needs.get(row.test_id)
    if case.ruling.verdict == "refuted" and test and test.needs:
        wanted = facts.needed_words(test.needs)
        return f'a source{time} that gives "{wanted}" for {quoted(row.test_title)}'
    return f"a source{time} that says otherwise on {quoted(row.test_title)}"


def _nearest(case: Case) -> str:
    """Return how near the nearest way of counting comes, where there are several."""
    near = next(
        (row for row in case.then if row.test_id == case.ruling.nearest_test_id), None
    )
    if near is None or len(case.of(FAILING)) < 2:
        return ""
    return f"the nearest that is found is {evidence.shown(near)}, by {quoted(near.test_title)}"


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
        return f"better figures by which {flips} of these {len(signals)} signals say {side}".replace(
            "1 of these 1 signals say", "this signal says"
        ).replace("1 of these 2 signals say", "one of these signals says")
    of_whom = "" if row.kind != "share" else f" over {evidence.whom(row, case.definition(row))}"
    not_ = "" if refuted else "anything but "
    return f"another count of {counted}{_for(case)}{of_whom} that gives {not_}{case.accepted}"
