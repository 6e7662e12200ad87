"""What a test measured: its period, its figure, its interval, and what is to be said of it."""

import re
from datetime import date, timedelta

from warehouse.wording import facts, figures
from warehouse.wording.figures import as_many, count, factor, moment, of, percent, points, signed
from warehouse.wording.remarks import why
from warehouse.wording.rows import Definition, Evidence

UNITS = {"addresses": "commit authors"}
"""Units whose names say too little outside their table."""
PEOPLE = ("respondents",)
"""Units that name a project, and are not had by it."""
NO_COUNT = ("points", "index points", "percent")
"""Units that nothing is counted in."""
AMONG = re.compile(r"among (\d+) that are measured")
GROUP = re.compile(r"“(.+)”")
BEYOND = 1e9
"""Ends of intervals from here on are no ends."""
MANY = 2000
"""Cases of a sample up to which their number is the reason that it cannot tell."""
NEXT_TO = 31
"""Days from the claim's date that are worth no remark."""


def unit(row: Evidence) -> str:
    """Return what is counted, 'downloads'; '' where nothing is."""
    if row.unit is None or row.unit in NO_COUNT:
        return ""
    new = "new " if row.test_title.startswith("new ") else ""
    return f"{new}{UNITS.get(row.unit, row.unit)}"


def whom(row: Evidence, definition: Definition | None) -> str:
    """Return over whom a share is taken: 'all linked repositories'."""
    if definition is None:
        return "all that were counted"
    base = definition.denominator.partition(";")[0].partition(", each counted")[0]
    base = re.sub(r" \(.*\)", "", base)
    if base.startswith("not stated"):
        return "a group that is not stated"
    if not base.startswith("the same"):
        return base
    counted = unit(row) or "figures"
    if group := GROUP.search(base):
        return f"the {counted} of all in the group “{group.group(1)}”"
    over = re.search(r"added (?:over|for) (.+)", base)
    if over is None:
        return "all that were counted"
    if over.group(1).startswith("both"):
        return f"the {counted} of {row.subject_name} and {row.comparator_name or 'its rival'}"
    everyone = over.group(1).removeprefix("all ").removeprefix("the ")
    named = everyone[:1].isupper()
    return f"the {counted} of {'' if named else 'all '}{everyone}"


def when(row: Evidence) -> str:
    """Return when something was measured, with a space after it: 'in 2024 '."""
    if row.period_start is None or row.period_end is None:
        return ""
    return f"{figures.during(row.period_start, row.period_end)} "


def statement(row: Evidence, definition: Definition | None) -> str:
    """Return what a test measured, as a clause that names who, what, over whom and when."""
    if row.fact_id is not None:
        return facts.said(row)
    assert row.measured is not None
    value, name, other = row.measured, row.subject_name, row.comparator_name or "the other"
    bounds = (row.accepted_low, row.accepted_high)
    counted = unit(row)
    match row.kind:
        case "share":
            if row.unit in PEOPLE:
                time = f"{when(row).strip()}, " if when(row) else ""
                return f"{time}{_share(row)} of {whom(row, definition)} named {name}"
            return f"{when(row)}{name} had {_share(row)} of {whom(row, definition)}"
        case "ratio" | "order" if counted and figures.is_tiny(value, bounds):
            every = f"for every {factor(1 / value)} {counted} of {other}"
            return f"{when(row)}{name} had 1 {every}"
        case "ratio" | "order" if row.unit in PEOPLE:
            return f"{when(row)}{name} was named by {as_many(value, other, counted, bounds)}"
        case "ratio" | "order" if counted:
            return f"{when(row)}{name} had {as_many(value, other, counted, bounds)}"
        case "ratio" | "order":
            return f"{when(row)}{of(name)} figure was {factor(value, bounds)} times {of(other)}"
        case "rank":
            among = AMONG.search(row.flags or "")
            place = f"{figures.ordinal(round(value))}{f' of {among.group(1)}' if among else ''}"
            by = f"by number of {counted}" if counted else "by that measure"
            return f"{when(row)}{name} was {place} {by}"
        case "change" | "slope":
            move = "rose" if value > 0 else "fell"
            yearly = " a year" if row.kind == "slope" else ""
            how = f"{move} by {points(value, bounds)}{yearly}" if value else "did not change"
            over = whom(row, definition)
            return f"{_span(row)}{of(name)} share of {over}{',' if ', ' in over else ''} {how}"
        case "growth" if row.comparator_name:
            grown = f"grew {factor(value, bounds)} times as much as {of(other)}"
            return f"{_span(row)}{of(name)} number of {counted or 'points'} {grown}"
        case "growth":
            times = as_many(value, "@", counted, bounds).partition(" as @")[0]
            start = _beginning(row)
            return f"{when(row)}{name} had {times}{f' as {start}' if start else ''}"
        case "level":
            of_what = f" {counted}" if counted else ""
            return f"{when(row)}{name} had {_level(row)}{of_what}{_per(row)}"
        case _:
            return _crossing(row, counted or "of what was counted")


def _level(row: Evidence) -> str:
    """Return a count: '526,425', 'at least 94,000' or 'about 526,000'."""
    assert row.measured is not None
    exact = count(row.measured, (row.accepted_low, row.accepted_high))
    if (row.high or 0) >= BEYOND and row.high != row.measured:
        return f"at least {exact}"
    return _about(row) if _is_open(row) else exact


def _per(row: Evidence) -> str:
    return f" a {row.per}" if row.per else ""


def _share(row: Evidence) -> str:
    assert row.measured is not None
    words = percent(row.measured, (row.accepted_low, row.accepted_high))
    least = "at least" if _is_least(row) else row.bound
    return f"{least} {words}" if least else words


def _is_least(row: Evidence) -> bool:
    """Return whether the true share may be anything from the figure up."""
    value, low, high = row.measured, row.low, row.high
    if row.kind != "share" or value is None or low is None or high is None:
        return False
    return high >= 1 > low and percent(low) == percent(value)


def _span(row: Evidence) -> str:
    """Return from when to when something changed, with a space after it."""
    if row.baseline_start is None or row.baseline_end is None or row.period_end is None:
        return ""
    start = _first(row.baseline_start, row.baseline_end)
    end = figures.months(row.period_start or row.period_end, row.period_end)
    return f"from {start} to {end.rpartition(' to ')[2]} "


def _first(start: date, end: date) -> str:
    """Return the name of a period by its beginning: 'November 2020', '2020'."""
    words = figures.months(start, end).partition(" to ")[0]
    return words if words[-1].isdigit() else f"{start:%B %Y}"


def _beginning(row: Evidence) -> str:
    """Return when the time before was: 'in 2020'."""
    if row.baseline_start is None or row.baseline_end is None:
        return ""
    words = figures.during(row.baseline_start, row.baseline_end)
    return words.replace("from ", "in the time from ", 1)


def _last(row: Evidence) -> str:
    """Return the name of the last period, by its end where it is a span."""
    assert row.period_end is not None
    if row.period_start is None:
        return figures.day(row.period_end - timedelta(days=1))
    return figures.roughly(row.period_start, row.period_end).rpartition(" to ")[2]


def _month(year: float | None) -> str:
    return f"{moment(year):%B %Y}" if year is not None else ""


def _between(row: Evidence) -> str:
    """Return between which months one passed the other: 'in May 2024' where they are one."""
    first, last = _month(row.low), _month(row.high)
    return f"in {first}" if first == last else f"between {first} and {last}"


def _crossing(row: Evidence, counted: str) -> str:
    name, other = row.subject_name, row.comparator_name or "the other"
    last = _last(row) if row.period_end else "the last figures"
    match row.value:
        case "behind":
            return f"{other} still had more {counted} than {name} in {last}"
        case "unsure":
            return f"{name} had more {counted} than {other} in {last}, by too little to be sure"
        case "before":
            return f"{name} had more {counted} than {other} already in {_month(row.high)}"
        case "between":
            return f"{name} passed {other} {_between(row)}"
        case _:
            return f"{name} passed {other} in {_month(row.measured)}"


def shown(row: Evidence) -> str | None:
    """Return the figure in words; None where nothing was measured."""
    if row.measured is None:
        return None
    value, bounds = row.measured, (row.accepted_low, row.accepted_high)
    if row.fact_id is not None:
        return facts.percents(figures.as_date(row.value or ""))
    match row.kind:
        case "crossing":
            return _crossed(row)
        case "share":
            return _share(row)
        case "change" | "slope":
            yearly = " a year" if row.kind == "slope" else ""
            sign = "+" if value > 0 else figures.MINUS if value < 0 else ""
            return f"{sign}{points(value, bounds)}{yearly}"
        case "level":
            return f"{_level(row)}{_per(row)}"
        case "growth" if row.comparator_name:
            return f"{factor(value, bounds)} times the growth of {row.comparator_name}"
        case "growth":
            start = _beginning(row)
            return f"{factor(value, bounds)} times as many{f' as {start}' if start else ''}"
        case "rank":
            among = AMONG.search(row.flags or "")
            return f"place {value:.0f}{f' of {among.group(1)}' if among else ''}"
        case _:
            other = row.comparator_name or "the other"
            if unit(row) and figures.is_tiny(value, bounds):
                return as_many(value, other, "", bounds)
            return f"{factor(value, bounds)} times as {_much(row)} as {other}"


def _is_open(row: Evidence) -> bool:
    """Return whether a figure is known between two ends only."""
    return row.low is not None and row.high is not None and row.low != row.high


def _about(row: Evidence) -> str:
    """Return a count that is not known exactly: 'about 526,000'."""
    assert row.measured is not None
    return f"about {figures.rounded(row.measured, (row.accepted_low, row.accepted_high))}"


def _much(row: Evidence) -> str:
    """Return 'many' of what is counted, 'much' of an index."""
    return "many" if unit(row) else "much"


def _crossed(row: Evidence) -> str:
    last = _last(row) if row.period_end else "the last figures"
    match row.value:
        case "behind":
            return f"not yet in {last}"
        case "unsure":
            return f"not surely in {last}"
        case "before":
            return f"before {_month(row.high)}"
        case "between":
            return _between(row).removeprefix("in ")
        case _:
            return _month(row.measured)


def interval(row: Evidence) -> str | None:
    """Return between which ends the true figure lies, 'a and b'; None where that is not open."""
    low, high = row.low, row.high
    if (
        row.measured is None
        or low is None
        or high is None
        or low == high
        or high >= BEYOND
        or row.bound is not None
        or _is_least(row)
        or row.fact_id is not None
        or row.kind in ("crossing", "date", "property")
    ):
        return None
    bounds = (row.accepted_low, row.accepted_high)
    match row.kind:
        case "share":
            words = f"{percent(low, bounds)} and {percent(high, bounds)}"
        case "change" | "slope":
            yearly = " a year" if row.kind == "slope" else ""
            words = f"{signed(low)} and {signed(high)} percentage points{yearly}"
        case "rank":
            words = f"place {low:.0f} and place {high:.0f}"
        case "level":
            words = f"{figures.rounded(low, bounds)} and {figures.rounded(high, bounds)}{_per(row)}"
        case "ratio" | "order" if unit(row) and figures.is_tiny(high, bounds) and low > 0:
            words = f"1 for every {factor(1 / low)} and 1 for every {factor(1 / high)}"
        case _:
            words = f"{factor(low, bounds)} and {factor(high, bounds)} times as {_much(row)}"
    first, _, last = words.partition(" and ")
    return None if first == last.partition(" times")[0] else words


def period(row: Evidence) -> str | None:
    """Return the time of a measurement; None where nothing was measured."""
    if row.measured is None:
        return None
    if row.fact_id is not None:
        return facts.period(row)
    if row.period_start is None or row.period_end is None:
        return None
    if row.baseline_start is not None and row.baseline_end is not None:
        return _span(row).removeprefix("from ").strip()
    return figures.period(row.period_start, row.period_end)


def brief(row: Evidence) -> str:
    """Return figure and time for a list: '64.9 %, 2024'."""
    time, figure = period(row) or "", shown(row)
    if row.kind == "crossing":
        return figure or ""
    if row.kind in ("ratio", "order") and row.measured is not None:
        bounds = (row.accepted_low, row.accepted_high)
        if unit(row):
            figure = as_many(row.measured, row.comparator_name or "the other", "", bounds)
    if row.period_start and row.period_end and row.fact_id is None:
        time = figures.months(row.period_start, row.period_end)
        if row.kind in ("change", "slope") or (row.kind == "growth" and row.comparator_name):
            time = _span(row).removeprefix("from ").strip()
    return ", ".join(filter(None, [figure, time]))


def remark(row: Evidence, refused: str = "") -> str | None:
    """Return what a reader must know of a row, in one sentence; None for nothing.

    Args:
        row: the measurement.
        refused: the nearest period with a figure that must not be read, in words.
    """
    counted = unit(row) or "cases"
    if row.missing == "yes to all":
        return _yes_to_all(row)
    if row.missing is not None:
        cases = row.denominator if row.missing == "thin" else None
        return figures.sentence(why(row.missing, period=refused, cases=cases, unit=counted))
    if row.role == "context" or row.measured is None or row.fact_id is not None:
        return None
    if row.outcome == "inconclusive":
        return unclear(row)
    if row.moment == "now":
        return None
    if row.widened and row.period_start and row.period_end:
        span = figures.period(row.period_start, row.period_end)
        return f"The claim's own time holds too few {counted}: {span} was added up."
    if row.undated:
        return "The article gives no date, so the newest figures are taken."
    if row.days_off and row.days_off > NEXT_TO:
        return f"Its figures lie {_away(row.days_off)} from the claim's date."
    return None


def _yes_to_all(row: Evidence) -> str:
    if not row.controls_tried:
        return "The same test says yes for nearly every other project."
    yes, tried = row.controls_yes, row.controls_tried
    others = f"{yes} of {tried} other projects" if tried > 1 else "the only other project tried"
    return (
        f"The same test says yes for {others}, "
        f"so it tells nothing of {row.subject_name} in particular."
    )


def unclear(row: Evidence) -> str:
    """Return why a measurement can tell neither way."""
    ends = interval(row)
    said = (
        f"the true figure may lie anywhere between {ends}"
        if ends
        else "the true figure may lie on either side of what the claim needs"
    )
    if row.quality != "sample" or not row.denominator or row.denominator > MANY:
        return f"T{said[1:]}."
    return f"Only {row.denominator:,.0f} {unit(row) or 'cases'} were counted: {said}."


def _away(days: int) -> str:
    """Return '3 days', '5 months', '2 years'."""
    if days < 60:
        return figures.number(days, "day")
    if days < 700:
        return figures.number(round(days / 30.4), "month")
    return figures.number(round(days / 365.25), "year")
