"""The answer to "is it true?" in a word or two, and the half-sentence that decides it."""

import math
from datetime import date

from warehouse.wording import evidence, facts, figures, verdicts
from warehouse.wording.labels import ANSWERS as ANSWERS
from warehouse.wording.labels import MISSING
from warehouse.wording.rows import Definition, Evidence
from warehouse.wording.verdicts import Case

OFF_DATE = "they may support it, but not refute it"
"""What figures of another time than the claim's can say."""
HALF = 0.5
"""Part of a base from which on it is most of it."""
UNKNOWN = ANSWERS["not enough evidence"]
POINTS = {"for": "points to yes", "against": "points to no"}
"""Where the figures point, by lean."""


def answer(verdict: str, lean: str | None = None) -> str:
    """Return the answer to a claim: 'Yes', 'It depends', 'Not known, points to no'.

    Args:
        verdict: its code.
        lean: for or against, of one that is not decided; None for neither.
    """
    word = ANSWERS[verdict]
    return f"{word}, {POINTS[lean]}" if word == UNKNOWN and lean else word


def explanation(case: Case) -> str:
    """Return why the verdict is what it is, in one paragraph: what decides comes first."""
    first, said = opening(case)
    return verdicts.explanation(case, *first, without=said)


def opening(case: Case) -> tuple[list[str], set[str]]:
    """Return the sentences that say what decides, and those of the verdict that they replace.

    None where the verdict's own sentences begin with it.
    """
    match case.ruling.verdict:
        case "outdated":
            return _until(case)
        case "depends on the definition":
            return _bases(case) or (_senses(case), set())
        case "refuted":
            return _bases(case) or ([], set())
        case "not enough evidence":
            return _unknown(case)
        case _:
            return [], set()


def _bases(case: Case) -> tuple[list[str], set[str]] | None:
    """Return by how much two counts differ in their base alone, where that is what decides.

    Both divide the same number, one of them by fewer: that one reaches what the claim needs, and
    the other does not, or the other way round.
    """
    rows = {row.definition_id: row for row in case.rows if row.kind == "share"}
    for narrow in rows.values():
        base = case.definition(narrow)
        found = case.left_out.get((narrow.definition_id, narrow.period_start, narrow.period_end))
        wide = rows.get(base.within) if base is not None else None
        if base is None or wide is None or found is None or wide.measured is None:
            continue
        if (wide.period_start, wide.period_end) != (narrow.period_start, narrow.period_end):
            continue
        most = narrow.high if base.overlap else None
        if _parted(wide, narrow, most) or (not base.overlap and _parted(narrow, wide)):
            said = {
                case.said(row, with_ends=ends) for row in (wide, narrow) for ends in (True, False)
            }
            return [_difference(case, wide, narrow, base, *found)], said
    return None


def _parted(outside: Evidence, reaching: Evidence, most: float | None = None) -> bool:
    """Return whether the first figure lies outside the region, and the second inside.

    `most`: how much the second may be, where its figure is the least that it can be.
    """
    low = -math.inf if outside.accepted_low is None else outside.accepted_low
    high = math.inf if outside.accepted_high is None else outside.accepted_high
    assert outside.measured is not None
    assert reaching.measured is not None
    reaches = reaching.measured <= high and (most or reaching.measured) >= low
    return reaches and not low <= outside.measured <= high


def _difference(
    case: Case, wide: Evidence, narrow: Evidence, base: Definition, part: float, at_least: bool
) -> str:
    """Return what the wider base holds that the narrower leaves out, and both figures."""
    bound = "at least" if at_least else None
    size = f"{f'{bound} ' if bound else ''}{figures.percent(part, bound=bound)}"
    units = evidence.whom(wide, case.definition(wide)).partition(",")[0].removeprefix("all ")
    head = f"most {units} ({size})" if part > HALF else f"{size} of {units}"
    return (
        f"{head} {base.left_out}: {evidence.when(wide)}{wide.subject_name} had "
        f"{evidence.shown(wide)} of all, and {evidence.shown(narrow)} of the others"
    )


def _senses(case: Case) -> list[str]:
    """Return that it depends on which of several facts or counts is meant."""
    ruling = case.ruling
    if ruling.parts:
        return []
    if ruling.counted != "fact":
        return [f"it depends on what is counted: {_sides(case)}"]
    if ruling.kind == "date":
        return ["it depends on which date is meant"]
    return ["it is true in one sense and not in another"]


def _sides(case: Case) -> str:
    """Return how many counts are on each side."""
    yes, no = len(case.of(verdicts.HOLDING)), len(case.of(verdicts.FAILING))
    return f"{case.noun(yes)} {'says' if yes == 1 else 'say'} yes, {no} no"


def _until(case: Case) -> tuple[list[str], set[str]]:
    """Return until when a claim was true, as far as facts say, and what has been since."""
    now = {
        row.test_id
        for row in case.now.values()
        if row.outcome == verdicts.FAILING and row.fact_id is not None
    }
    failing = [
        row
        for row in (*case.later, *case.now.values())
        if row.test_id in now and row.outcome == verdicts.FAILING and row.period_start
    ]
    if not failing:
        return [], set()
    first = min(failing, key=lambda row: (row.period_start or date.max, row.moment != "now"))
    said = facts.said(first)
    latest = " at the latest" if "since at least" in said else ""
    return (
        [f"it was true until {first.period_start:%B %Y}{latest}: {said}"],
        {f"it no longer is: {said}"},
    )


def _unknown(case: Case) -> tuple[list[str], set[str]]:
    """Return why a claim is not decided, in words that need nothing else to be understood."""
    row = case.primary
    if row is None or row.measured is None or row.fact_id is not None or not case.ruling.tests:
        return [], set()
    bases, said = _bases(case) or ([], set[str]())
    if row.missing == "off date" and row.period_start and row.period_end:
        of, as_of = figures.months(row.period_start, row.period_end), case.claim.as_of
        about = f"is about {figures.as_date(as_of)}" if as_of else "gives no date"
        told = f"the figures at hand are of {of}, the claim {about}: {OFF_DATE}"
        return [*bases, told], {*said, f"but {MISSING['off date']}"}
    if awaited := case.awaited:
        titles = figures.listed([verdicts.quoted(each.test_title) for each in awaited], 2)
        other = f"the claim's words can also mean what is not collected yet: {titles}"
        return [*bases, f"{_all_no(case)}, but {other}"], {*said, verdicts.awaited(case)}
    few = row.quality == "sample" and row.denominator and row.denominator <= evidence.MANY
    unsure = row.missing is None and row.outcome == verdicts.OPEN_OUTCOME
    if few and not bases and (row.missing == "thin" or unsure):
        too = ": too uncertain to tell" if row.skewed else ", too few to tell"
        told = f"{evidence.sampled(row)}{too}"
        alike = {
            case.said(row, with_ends=False),
            case.said(row),
            evidence.unclear(row),
            evidence.remark(row) or "",
        }
        return [told, case.said(row)], alike
    return bases, said


def _all_no(case: Case) -> str:
    """Return that all counts that can tell say no."""
    one = len(case.of(verdicts.FAILING)) == 1
    return f"{'the only' if one else 'every'} count at hand that can tell says no"
