"""The answer to "is it true?", why it is what it is, and where it points when there is none."""

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from warehouse.wording import evidence, facts, figures
from warehouse.wording.figures import joined, listed, number, paragraph, percent
from warehouse.wording.labels import ANSWERS, FAVOURS, MISSING, NOUNS, UNDECIDED
from warehouse.wording.rows import Claim, Evidence, Ruling

SIDE = 3
"""Counts or facts that are named on each side."""
NAMES = 4
"""Projects that are named before the rest is counted."""
READ = ("share", "ratio", "rank", "change", "slope", "growth", "level")
"""Kinds whose words without a figure are read as one."""
NAMED = {"ahead", "first", "rising", "falling", "exact", "smaller than"}
"""Hedges whose reading goes without saying."""
HOLDING, FAILING, OPEN_OUTCOME, MIXED = "holds", "fails", "inconclusive", "mixed"
PARTS = {
    "unknown": "of {} it is not known",
    MIXED: "it depends on what is meant by {}",
    HOLDING: "true of {}",
    FAILING: "not true of {}",
}
"""What is said of parts of a claim, by what they came to."""
OFF_DATE = "they may support it, but not refute it"
"""What figures of another time than the claim's can say."""
HALF = 0.5
"""Part of a base from which on it is most of it."""
BOTH_SIDES = "the figures that say no lie on both sides of what the claim needs"
UNKNOWN = ANSWERS["not enough evidence"]
POINTS = {"for": "points to yes", "against": "points to no"}
"""Where the figures point, by lean."""


@dataclass
class Case:
    """All that the sentences of one verdict are made of."""

    ruling: Ruling
    claim: Claim
    accepted: str | None = None
    rows: list[Evidence] = field(default_factory=list)
    """What its tests measured at the moment that the verdict speaks of."""
    now: dict[str, Evidence] = field(default_factory=dict)
    """What they measure now, where that is another moment."""
    later: list[Evidence] = field(default_factory=list)
    """What they measured between that moment and now."""

    @property
    def deciding(self) -> list[Evidence]:
        """Return the tests that the verdict counts."""
        return [row for row in self.rows if row.decides]

    @property
    def primary(self) -> Evidence | None:
        """Return the test nearest to the claim's words; of a scorecard or of parts none."""
        wanted = self.ruling.primary_test_id
        return next((row for row in self.rows if row.test_id == wanted), None)

    @property
    def found(self) -> Evidence | None:
        """Return the test whose figure stands for the claim; None where nothing was measured.

        The primary, or where it has no figure the next one that has: a count without data is
        never chosen over one with data. Of a scorecard no single one stands for it.
        """
        if self.ruling.scorecard:
            return None
        rows = [self.primary, *self.rows]
        return next((row for row in rows if row is not None and row.measured is not None), None)

    def of(self, outcome: str) -> list[Evidence]:
        """Return the deciding tests with an outcome."""
        return [row for row in self.deciding if row.outcome == outcome]

    def parts(self, *rulings: str) -> list[str]:
        """Return the parts that came to one of these rulings."""
        return [part["part"] for part in self.ruling.parts or [] if part["ruling"] in rulings]

    @property
    def awaited(self) -> list[Evidence]:
        """Return the tests of another origin that are still to come, where they hold a no back."""
        if self.ruling.missing != "another":
            return []
        failing = {None, *(row.origin for row in self.of(FAILING))}
        return [
            row for row in self.rows if row.missing == "not collected" and row.origin not in failing
        ]

    def said(self, row: Evidence, with_ends: bool = True) -> str:
        """Return what a test measured, as a clause, with what is left open."""
        ends = evidence.interval(row) if with_ends else None
        open_ends = f" (somewhere between {ends})" if ends else ""
        return f"{evidence.statement(row)}{open_ends}"

    def nouns(self, n: int) -> str:
        """Return what its tests are: 'signals', of one 'signal'."""
        one, several = NOUNS[self.ruling.counted or "definition"]
        return one if n == 1 else several

    def noun(self, n: int) -> str:
        """Return '3 signals', '1 count'."""
        return f"{n} {self.nouns(n)}"


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
    return reasons(case, *first, without=said)


def opening(case: Case) -> tuple[list[str], set[str]]:
    """Return the sentences that say what decides, and those of the verdict that they replace.

    None where the verdict's own sentences begin with it.
    """
    match case.ruling.verdict:
        case "outdated":
            return _until(case)
        case "not enough evidence":
            return _first_unknown(case)
        case "refuted":
            return _bases(case)
        case "depends on the definition":
            first, said = _bases(case)
            return first or [_senses(case)], said
        case _:
            return [], set()


def _bases(case: Case) -> tuple[list[str], set[str]]:
    """Return by how much two counts differ in their base alone, where that is what decides.

    Both divide the same number, one of them by fewer: that one reaches what the claim needs, and
    the other does not, or the other way round.
    """
    found = {row.test_id: row for row in case.rows}
    wide = found.get(case.ruling.wide_test_id or "")
    narrow = found.get(case.ruling.narrow_test_id or "")
    if wide is None or narrow is None:
        return [], set()
    said = {case.said(row, with_ends=ends) for row in (wide, narrow) for ends in (True, False)}
    return [_difference(wide, narrow)], said


def _difference(wide: Evidence, narrow: Evidence) -> str:
    """Return what part of the wider base the narrower leaves out, and both figures."""
    part = narrow.left_out_share or 0.0
    bound = "at least" if narrow.left_out_at_least else None
    size = f"{f'{bound} ' if bound else ''}{percent(part, bound=bound)}"
    units = evidence.whom(wide).partition(",")[0].removeprefix("all ")
    head = f"most {units} ({size})" if part > HALF else f"{size} of {units}"
    return (
        f"{head} {narrow.left_out}: {evidence.when(wide)}{wide.subject_name} had "
        f"{evidence.shown(wide)} of all, and {evidence.shown(narrow)} of the others"
    )


def _senses(case: Case) -> str:
    """Return that it depends on which of several facts or counts is meant; '' of parts."""
    ruling = case.ruling
    if ruling.parts:
        return ""
    if ruling.counted != "fact":
        yes, no = len(case.of(HOLDING)), len(case.of(FAILING))
        return f"it depends on what is counted: {case.noun(yes)} {_says(yes)} yes, {no} no"
    if ruling.kind == "date":
        return "it depends on which date is meant"
    return "it is true in one sense and not in another"


def _until(case: Case) -> tuple[list[str], set[str]]:
    """Return until when a claim was true, as far as facts say, and what has been since."""
    now = [row for row in case.now.values() if row.outcome == FAILING]
    facts_now = {row.test_id for row in now if row.fact_id is not None}
    later = [row for row in case.later if row.outcome == FAILING]
    failing = [row for row in (*later, *now) if row.test_id in facts_now and row.period_start]
    if not failing:
        return [], set()
    first = min(failing, key=lambda row: (row.period_start or date.max, row.moment != "now"))
    said = facts.said(first)
    latest = " at the latest" if "since at least" in said else ""
    return (
        [f"it was true until {first.period_start:%B %Y}{latest}: {said}"],
        {f"it no longer is: {said}"},
    )


def _first_unknown(case: Case) -> tuple[list[str], set[str]]:
    """Return why a claim is not decided, in words that need nothing else to be understood."""
    row = case.primary
    if row is None or row.measured is None or row.fact_id is not None or not case.ruling.tests:
        return [], set()
    bases, said = _bases(case)
    if row.missing == "off date" and row.period_start and row.period_end:
        of, as_of = figures.months(row.period_start, row.period_end), case.claim.as_of
        about = f"is about {figures.as_date(as_of)}" if as_of else "gives no date"
        told = f"the figures at hand are of {of}, the claim {about}: {OFF_DATE}"
        return [*bases, told], {*said, f"but {MISSING['off date']}"}
    if case.awaited:
        titles = listed([quoted(each.test_title) for each in case.awaited], 2)
        other = f"the claim's words can also mean what is not collected yet: {titles}"
        every = "the only" if len(case.of(FAILING)) == 1 else "every"
        told = f"{every} count at hand that can tell says no, but {other}"
        return [*bases, told], {*said, awaited(case)}
    few = row.quality == "sample" and row.denominator and row.denominator <= evidence.MANY
    unsure = row.missing is None and row.outcome == OPEN_OUTCOME
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


# ---------------------------------------------------------------- the sentences of each verdict


def reasons(case: Case, *first: str, without: Collection[str] = ()) -> str:
    """Return why the verdict is what it is, in a few sentences.

    Args:
        case: what they are made of.
        first: what is said before them.
        without: those that are not repeated.
    """
    ruling = case.ruling
    match ruling.verdict:
        case "not enough evidence":
            told = _undecided(case)
        case "partly true":
            told = _partly(case)
        case "depends on the definition":
            told = _depends(case)
        case "outdated":
            told = _outdated(case)
        case _ if ruling.parts:
            told = _of_parts(case)
        case _ if ruling.scorecard:
            told = _scored(case)
        case _:
            told = _decided(case)
    rest = [said for said in (*told, *_beside(case)) if said not in without]
    return paragraph(*first, *rest)


def lean_words(case: Case) -> str | None:
    """Return how many figures agree with a claim, and how surely; None where it is decided.

    'none of the 7 counts with a figure agrees with the claim, though one is too inexact to say so
    for sure'
    """
    ruling = case.ruling
    if ruling.verdict != "not enough evidence" or ruling.lean is None:
        return None
    yes, no = ruling.lean_for or 0, ruling.lean_against or 0
    told, one, several = yes + no, *NOUNS[ruling.counted or "definition"]
    seen = "at hand" if ruling.counted == "fact" else "with a figure"
    leaning = [row for row in case.deciding if row.lean == ruling.lean]
    if ruling.lean == "for":
        whole = f"{yes} of {told} {several}" if yes < told else f"{_all(told)} {case.nouns(told)}"
        who = f"{whole} {seen} {'agrees' if yes == 1 else 'agree'}"
        doubt = _those(len(leaning), yes, "", "not surely")
    else:
        if no < told:
            who = f"{no} of the {told} {several} {seen} {'does' if no == 1 else 'do'} not agree"
        elif told == 1:
            who = f"the only {one} {seen} does not agree"
        else:
            none = "neither of the two" if told == 2 else f"none of the {told}"
            who = f"{none} {several} {seen} agrees"
        doubt = _those(sum(map(_reaches, leaning)), no, "it is", "too inexact to say so for sure")
    return f"{who} with the claim{f', though {doubt}' if doubt else ''}"


def _all(n: int) -> str:
    """Return 'the only', 'both' or 'all 3'."""
    return {1: "the only", 2: "both"}.get(n, f"all {n}")


def _those(n: int, told: int, it: str, what: str) -> str:
    """Return of how many of `told` something is so: 'one is too inexact', 'both not surely'.

    `it`: what a single one is called, with its verb; '' where there is no verb.
    """
    if not n:
        return ""
    if told == 1:
        return f"{it} {what}".strip()
    whom = "one" if n == 1 else f"{n} of them" if n < told else _all(n)
    verb = "" if not it else " is" if n == 1 else " are"
    return f"{whom}{verb} {what}"


def _reaches(row: Evidence) -> bool:
    """Return whether the interval of a figure reaches into what the claim needs.

    Of when one passed the other, an end that is missing is open.
    """
    if (row.low is None or row.high is None) and row.kind != "crossing":
        return False
    low, high = row.region
    first = -math.inf if row.low is None else row.low
    last = math.inf if row.high is None else row.high
    return first <= high and last >= low


def finding(favours: str, *, stands: bool) -> str:
    """Return what the data say to a contradiction, in a sentence.

    Args:
        favours: a, b, both, neither or undecided.
        stands: whether a side is supported.
    """
    return FAVOURS[f"{favours} stands" if stands and favours in ("a", "b") else favours]


# ---------------------------------------------------------------- decided


def _decided(case: Case) -> list[str]:
    """Return the sentences of a claim that one test, and none against it, decides."""
    row = case.primary
    if row is None or row.measured is None:
        return _scored(case)
    if row.fact_id is not None:
        told = [row, *(one for one in case.of(row.outcome) if one is not row)]
        more = len(told) - SIDE - 1
        return [
            *_facts(case, told[: SIDE + 1]),
            f"{number(more, 'more fact')} {_says(more)} the same" if more > 0 else "",
            _source(told[: SIDE + 1]),
        ]
    return [
        case.said(row),
        _needs(case),
        _others(case),
        _fits(case),
        _controls(case),
        _newest(case),
        # where the statement does not say it all
        "" if row.kind == "share" else f"counted: {quoted(row.test_title)}",
        _source([row]),
    ]


def _facts(case: Case, rows: list[Evidence]) -> list[str]:
    """Return what facts say, and what the claim needs where they say something else.

    What is needed of all of them alike is said once.
    """
    told = [facts.said(row) for row in rows]
    wanted = [_wanted(case, row) for row in rows]
    if rows and len(set(wanted)) == 1 and wanted[0]:
        return ["; ".join([*told, wanted[0]])]
    return [f"{said}; {want}" if want else said for said, want in zip(told, wanted, strict=True)]


def _wanted(case: Case, row: Evidence) -> str:
    """Return what the claim needs of a fact that says something else, or of a date."""
    if row.kind == "date":
        return f"the claim needs {case.accepted}"
    return facts.needed(row, row.needs) if row.outcome != HOLDING else ""


def _needs(case: Case) -> str:
    """Return what the claim needs, or how its words are read."""
    claim = case.claim
    if case.accepted is None:
        return ""
    ours = claim.read_as or (
        claim.asserted is None and claim.hedge not in NAMED and claim.kind in READ
    )
    if not ours:
        return f"the claim needs {case.accepted}"
    return f"the claim's words are read as {case.accepted}"


def _others(case: Case) -> str:
    """Return what the other counts say."""
    ruling = case.ruling
    same, against = ruling.holding, ruling.failing
    if ruling.verdict == "refuted":
        same, against = against, same
    same = max(0, same - 1)
    if ruling.tests < 2:
        return ""
    one, several = NOUNS[ruling.counted or "definition"]
    said = (
        (same, "says the same", "say the same"),
        (against, "says otherwise", "say otherwise"),
        (ruling.inconclusive, "cannot tell", "cannot tell"),
    )
    return figures.tally(said, f"other {one}", f"other {several}")


def _says(n: int) -> str:
    return "says" if n == 1 else "say"


def _fits(case: Case) -> str:
    """Return where a share that was not found does occur, or that it occurs nowhere near."""
    ruling = case.ruling
    if ruling.kind != "share" or ruling.verdict == "supported":
        return ""
    if not ruling.tests or not ruling.fits:
        return ""
    found = [
        f"{percent(fit['measured'])} in {fit['year']} ({quoted(fit['title'])})"
        for fit in ruling.fits[:SIDE]
    ]
    return f"figures like the claim's: {joined(found, SIDE)}"


def quoted(title: str) -> str:
    """Return a title in quotation marks."""
    return f"“{title}”"


# ---------------------------------------------------------------- several signals, parts


def _scored(case: Case) -> list[str]:
    """Return the sentences of a claim that several signals decide together."""
    yes, no = case.of(HOLDING), case.of(FAILING)
    told = len(yes) + len(no)
    refuted = case.ruling.verdict == "refuted"
    agree, differ = (no, yes) if refuted else (yes, no)
    word, other = ("no", "yes") if refuted else ("yes", "no")
    n = len(agree)
    whole = f"{_all(told)} {case.nouns(told)}" if told == n else f"{case.noun(n)} of the {told}"
    first = f"{whole} that can tell {_says(n)} {word}: {_titles(agree)}"
    return [first, _say(case, other, differ), _needs(case), _controls(case), _newest(case)]


def _titles(rows: list[Evidence]) -> str:
    """Return counts with their figures, facts as clauses: 'PyPI downloads (64 %, 2024)'."""
    return joined([_titled(row) for row in rows], SIDE)


def _say(case: Case, word: str, rows: list[Evidence]) -> str:
    """Return which tests say yes, or no; '' for none."""
    if not rows:
        return ""
    n = len(rows)
    return f"{case.nouns(n)} that {_says(n)} {word}: {_titles(rows)}"


def _titled(row: Evidence) -> str:
    if row.fact_id is not None:
        return facts.said(row)
    beside = "; but the figure given beside it does not fit" if _fits_alone(row) else ""
    return f"{row.test_title} ({evidence.brief(row)}{beside})"


def _fits_alone(row: Evidence) -> bool:
    """Return whether a figure that fails lies where the claim needs it."""
    low, high = row.region
    return (
        row.outcome == FAILING
        and row.missing == "together"
        and row.gap == 0
        and row.measured is not None
        and low <= row.measured <= high
    )


def _partly(case: Case) -> list[str]:
    false = case.parts(FAILING)
    head = f"true of {listed(case.parts(HOLDING))}, not of {listed(false)}"
    return [head, *_parts(case, "unknown", MIXED), *_part_facts(case, false, FAILING)]


def _of_parts(case: Case) -> list[str]:
    """Return the sentences of a claim whose parts all say the same, or that counts them."""
    true, false, of = case.parts(HOLDING), case.parts(FAILING), len(case.ruling.parts or [])
    supported = case.ruling.verdict == "supported"
    match case.ruling.rule:
        case "most" if supported:
            whole = f"all {of}" if len(true) == of else f"{len(true)} of {of}"
            head = f"true of {whole}: {listed(true, 6)}"
        case _ if supported:
            head = f"every part of it is true ({', '.join(true)})"
        case "every" if true:
            head = f"not true of {listed(false, 6)}, and the claim needs every one"
        case "most" if true:
            head = f"true of only {len(true)} of {of}: {listed(true, 6)}"
        case _:
            head = f"not true of {listed(false, 6, 'or')}"
    parts, outcome = (true, HOLDING) if supported else (false, FAILING)
    return [head, *_part_facts(case, parts, outcome)]


def _part_facts(case: Case, parts: list[str], outcome: str) -> list[str]:
    """Return the first fact of each part, and where those with that outcome were read."""
    first = {row.part: row for row in reversed(case.deciding)}
    told = _facts(case, [first[part] for part in parts[:SIDE] if part in first])
    return [*told, _source([row for row in case.of(outcome) if row.part in parts])]


def _depends(case: Case) -> list[str]:
    head = _parts(case, MIXED, most=0)
    yes, no = case.of(HOLDING), case.of(FAILING)
    if case.ruling.counted == "fact":
        return [
            *head,
            f"for it: {_titles(yes)}" if yes else "",
            f"against it: {_titles(no)}" if no else "",
            _source([*yes, *no]),
        ]
    return [
        *head,
        *_votes(case),
        f"{case.ruling.inconclusive} more cannot tell" if case.ruling.inconclusive else "",
        _needs(case),
        _fits(case),
        _controls(case),
    ]


def _outdated(case: Case) -> list[str]:
    """Return when the claim held, and that it no longer does."""
    row = case.primary
    failing = [late for late in case.now.values() if late.outcome == FAILING]
    written = case.ruling.written_from
    if case.ruling.scorecard or row is None or row.measured is None:
        held = case.of(HOLDING)
        first = f"it was true: {_titles(held)}" if held else "it was true at its time"
    elif row.fact_id is not None:
        changed = [one for one in case.rows if failing and one.test_id == failing[0].test_id]
        first = f"it was true at its time: {facts.said((changed or [row])[0])}"
    elif row.outcome == HOLDING:
        first = f"it was true: {case.said(row)}"
    else:
        first = "it was true at some time at which the article can have been written"
    later = [
        facts.said(late) if late.fact_id is not None else case.said(late)
        for late in failing[: 1 if not case.ruling.scorecard else 2]
    ]
    return [
        first,
        f"the article gives no date; it can have been written from {written:%B %Y} on"
        if case.ruling.undated and written
        else "",
        f"it no longer is: {'; '.join(later)}" if later else "the newest figures say no",
        _needs(case) if row is None or row.fact_id is None else "",
        _controls(case),
        _source(failing[:1] or ([row] if row else [])),
    ]


# ---------------------------------------------------------------- undecided


def _undecided(case: Case) -> list[str]:
    ruling = case.ruling
    if not ruling.tests and ruling.undecided in UNDECIDED:
        return [UNDECIDED[ruling.undecided], ruling.needs_reason or ""]
    if not ruling.tests and ruling.undecided == "live collection" and ruling.needs_source:
        title = quoted(ruling.needs_title or ruling.needs_source)
        return [f"figures of {title} have to be collected first", ruling.needs_reason or ""]
    if ruling.parts:
        return _parts(case, *PARTS)
    if ruling.scorecard:
        return _unscored(case)
    row = case.primary
    if row is None or row.measured is None:
        votes = _votes(case, ruling.primary_test_id)
        return [_nothing(case, row), *votes, _needs(case) if ruling.tests else ""]
    if row.missing is not None or row.fact_id is not None:
        code = row.missing or ruling.missing
        if code in ("yes to all", "thin"):
            why = evidence.remark(row._replace(missing=code)) or ""
        else:
            why = f"but {MISSING[code]}" if code else ""
        return [case.said(row), why, _needs(case)]
    return [
        case.said(row, with_ends=row.outcome != OPEN_OUTCOME),
        evidence.unclear(row) if row.outcome == OPEN_OUTCOME else "",
        _needs(case),
        awaited(case),
        *_votes(case, ruling.primary_test_id),
        _fits(case),
        _controls(case),
    ]


def awaited(case: Case) -> str:
    """Return which other count could be meant and is still to come."""
    titles = [quoted(row.test_title) for row in case.awaited]
    return f"{MISSING['another']}: {listed(titles, SIDE)}" if titles else ""


def _nothing(case: Case, row: Evidence | None) -> str:
    """Return why there is no figure for the reading nearest to the claim's words."""
    code = (row.missing if row is not None else None) or case.ruling.missing or "fact"
    why = MISSING[code]
    reach = evidence.reach(row, case.claim.as_of)
    extra = f"; {reach}" if reach and code in ("date", "edition", "beginning") else ""
    title = f" ({quoted(row.test_title)})" if row is not None else ""
    alone = case.ruling.listed == 1 or row is None
    if code == "not collected":
        what = "figures that would decide it have" if alone else "count nearest to its words has"
        return f"the {what} not been collected yet{title}"
    if row is not None and row.fact_id is not None:
        return f"no fact at hand decides it{title}: {why}"
    if alone:
        return f"nothing at hand decides it{title}: {why}{extra}"
    return f"the count nearest to its words{title} does not decide: {why}{extra}"


def _votes(case: Case, without: str | None = None) -> list[str]:
    """Return what the tests that can tell say; `without` one of them."""
    return [
        _say(case, word, [row for row in case.of(outcome) if row.test_id != without])
        for word, outcome in (("yes", HOLDING), ("no", FAILING))
    ]


def _unscored(case: Case) -> list[str]:
    """Return why signals that decide together do not."""
    ruling = case.ruling
    yes, no = case.of(HOLDING), case.of(FAILING)
    if not ruling.tests:
        code = ruling.missing or "date"
        rows = [row for row in case.rows if row.missing == code and row.role != "context"]
        if code == "yes to all" and rows:
            passed = [row for row in rows if row.measured is not None][:1]
            told = [case.said(row) for row in passed]
            return [*told, evidence.remark(rows[0]) or "", _needs(case)]
        waiting = listed([quoted(row.test_title) for row in rows], SIDE)
        if code == "not collected":
            return [f"the figures that would decide it have not been collected yet ({waiting})"]
        return [f"nothing at hand decides it: {MISSING[code]}{f' ({waiting})' if waiting else ''}"]
    origins = {row.origin for row in [*yes, *no] if row.origin}
    some = case.noun(ruling.listed or ruling.tests)
    heads = (
        (ruling.opposite, f"{BOTH_SIDES}, so they do not add up"),
        (yes and no, "the signals disagree, and too few of them can tell"),
        (not yes and not no, ""),
        (len(yes) + len(no) == 1, f"only one of {some} can tell, and two are needed"),
        (len(origins) == 1, "all that can tell come from one publisher, and two are needed"),
        (True, "too few of its signals can tell"),
    )
    head = next(words for applies, words in heads if applies)
    unclear = case.of(OPEN_OUTCOME)
    return [
        head,
        *_votes(case),
        _unclear(unclear, alone=not head) if len(yes) + len(no) < 2 else "",
        _needs(case),
        _controls(case),
    ]


def _unclear(rows: list[Evidence], *, alone: bool) -> str:
    """Return which signals cannot tell, and why; `alone`: when none can."""
    none = "no figure is sure enough to decide it"
    if not rows:
        return none if alone else ""
    told = [
        f"{_titled(row)}: {MISSING[row.missing]}" if row.missing else _titled(row) for row in rows
    ]
    return f"{none if alone else 'not sure enough'}: {joined(told, SIDE)}"


def _parts(case: Case, *rulings: str, most: int = 6) -> list[str]:
    """Return which parts came to each of these rulings, up to `most` of them by name."""
    named = {ruling: listed(case.parts(ruling), most) for ruling in rulings}
    return [PARTS[ruling].format(names) for ruling, names in named.items() if names]


# ---------------------------------------------------------------- what stands beside every verdict


def _controls(case: Case) -> str:
    """Return what the same test says of other projects."""
    ruling = case.ruling
    tried, no, yes = ruling.controls_tried, ruling.control_no or [], ruling.controls_yes or 0
    if not tried or not (no or yes):
        return ""
    if no:
        also = f"; it says yes for {number(yes, 'other project')}" if yes else ""
        return f"the same test says no for {listed(no, NAMES)}{also}"
    if yes == tried == 1:
        return "the same test says yes for the only other project tried"
    return f"the same test says yes for {yes} of {tried} other projects"


def _newest(case: Case) -> str:
    """Return what the newest figures say, where the claim speaks of the present."""
    ruling = case.ruling
    if case.claim.historic or ruling.verdict != "supported":
        return ""
    yes, no = ruling.now_holding or 0, ruling.now_failing or 0
    newer = [
        row
        for test, row in case.now.items()
        if row.outcome in (HOLDING, FAILING)
        and any(e.test_id == test and e.period_end != row.period_end for e in case.deciding)
    ]
    if not newer or not yes + no:
        return ""
    end = max((row.period_end for row in newer if row.period_end), default=None)
    time = f", of {figures.period(end.replace(day=1), end)}" if end and end.day > 1 else ""
    if 0 < no < yes + no:
        return f"by the newest figures, {no} of the {yes + no} {_says(no)} no"
    return f"the newest figures{time} say {'no' if no else 'so too'}"


def _source(rows: list[Evidence]) -> str:
    """Return where the figures or facts were read."""
    names = [
        quoted(row.source_title) if row.source_title else facts.source(row.citation) for row in rows
    ]
    named = list(dict.fromkeys(filter(None, names)))
    return f"source{'s' if len(named) > 1 else ''}: {listed(named, SIDE)}" if named else ""


def _beside(case: Case) -> list[str]:
    """Return what is said whatever the verdict: figures in one breath, lean."""
    together = case.ruling.statements or [] if case.ruling.tests else []
    names = listed([quoted(statement.rstrip(".")) for statement in together])
    lean = None if case.ruling.parts else lean_words(case)
    return [
        f"in the same breath the article says {names}, so one count must give both"
        if names
        else "",
        f"still, {lean}" if lean else "",
    ]
