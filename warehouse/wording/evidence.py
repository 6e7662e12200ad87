"""What a test measured: its period, its figure, its interval, and what is to be said of it."""

import re
from datetime import date, timedelta

from warehouse.wording import facts, figures
from warehouse.wording.figures import as_many, factor, moment, percent, points, two_digits
from warehouse.wording.labels import MISSING, MISSING_OF
from warehouse.wording.rows import Evidence

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
PRINTED = 2
"""Decimals of a percentage up to which it is one that its publisher printed."""
MET = 1e-3
"""How far inside, relatively, an end of what a claim needs is as good as met."""
NEXT_TO = 31
"""Days from the claim's date that are worth no remark."""
BREAK = "break: "
ABSENT = "not in the denominator: "
SAID_BETTER = re.compile(r"\d+ periods pooled|too few cases")
"""Remarks that `pooled` and `remark` say better."""
PERIODS = {1: "days", 7: "weeks", 30: "months", 91: "quarters", 365: "years"}
"""What periods are called, by the days that they hold."""


def unit(row: Evidence) -> str:
    """Return what is counted, 'downloads'; '' where nothing is."""
    if row.unit is None or row.unit in NO_COUNT:
        return ""
    new = "new " if row.test_title.startswith("new ") else ""
    return f"{new}{UNITS.get(row.unit, row.unit)}"


def whom(row: Evidence) -> str:
    """Return over whom a share is taken: 'all linked repositories'."""
    if row.denominator_words is None:
        return "all that were counted"
    base = row.denominator_words.partition(";")[0].partition(", each counted")[0]
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


def _needed(row: Evidence) -> figures.Bounds:
    """Return the ends of what a claim needs that a figure must not be rounded to.

    One that a figure passes by next to nothing is as good as met.
    """
    low, high, value = row.accepted_low, row.accepted_high, row.measured
    if value is None:
        return low, high
    low_met = low is not None and low <= value <= low + MET * abs(low)
    high_met = high is not None and high - MET * abs(high) <= value <= high
    return None if low_met else low, None if high_met else high


def when(row: Evidence) -> str:
    """Return when something was measured, with a space after it: 'in 2024 '."""
    if row.period_start is None or row.period_end is None:
        return ""
    return f"{figures.during(row.period_start, row.period_end)} "


def cases(row: Evidence) -> float | None:
    """Return on how many cases a figure rests; None where none are counted, or nobody knows."""
    if not unit(row) or row.numerator is None or not row.measured:
        return None
    match row.kind:
        case "share" | "change" | "slope":
            return row.denominator
        case "ratio" | "order":
            return row.numerator + row.numerator / row.measured
        case "growth" if not row.comparator_name:
            return row.numerator + row.numerator / row.measured
        case _:
            return None


def counted(row: Evidence) -> float:
    """Return how many cases were counted: of two projects, or of all where nobody knows theirs."""
    return (cases(row) if few(row) else row.denominator) or 0


def few(row: Evidence) -> str:
    """Return the counts of a figure of too few cases for a share or a trend; '' for any other."""
    among = cases(row)
    if among is None or among >= figures.FEWEST_CASES:
        return ""
    assert row.numerator is not None
    assert row.measured
    own, other = _units(row.numerator, unit(row)), f"{among - row.numerator:,.0f}"
    match row.kind:
        case "ratio" | "order":
            return f"{own} against {other} of {row.comparator_name}"
        case "growth":
            return f"{own} after {other} {_beginning(row)}".strip()
        case _:
            trend = "" if row.kind == "share" else ", too few for a trend"
            return f"{row.numerator:,.0f} of {_units(among, unit(row))}{trend}"


def _units(n: float, name: str) -> str:
    """Return '3 posts', '1 repository'."""
    one = re.sub("s$", "", re.sub("ies$", "y", name))
    return f"{n:,.0f} {one if round(n) == 1 else name}"


def statement(row: Evidence) -> str:
    """Return what a test measured, as a clause that names who, what, over whom and when."""
    return _told(row)[0]


def shown(row: Evidence) -> str | None:
    """Return the figure in words; None where nothing was measured."""
    return None if row.measured is None else _told(row)[1]


def _told(row: Evidence) -> tuple[str, str]:
    """Return what a test measured, as a clause and as a figure."""
    if row.fact_id is not None:
        return facts.said(row), facts.percents(figures.as_date(row.value or ""))
    name, other, time = row.subject_name, row.comparator_name or "the other", when(row)
    counted, named = unit(row), row.unit in PEOPLE
    if counts := few(row):
        return f"{time}{name} {'was named by' if named else 'had'} {counts}", counts
    assert row.measured is not None
    value, bounds = row.measured, _needed(row)
    match row.kind:
        case "share" if named:
            start = f"{time.strip()}, " if time else ""
            return f"{start}{_share(row)} of {whom(row)} named {name}", _share(row)
        case "share":
            return f"{time}{name} had {_share(row)} of {whom(row)}", _share(row)
        case "ratio" | "order" if counted:
            tiny = figures.is_tiny(value, bounds)
            had = "was named by" if named and not tiny else "had"
            figure = f"{factor(value, bounds)} times as many as {other}"
            return (
                f"{time}{name} {had} {as_many(value, other, counted, bounds)}",
                as_many(value, other, "", bounds) if tiny else figure,
            )
        case "ratio" | "order":
            times = f"{factor(value, bounds)} times"
            return f"{time}{name}'s figure was {times} {other}'s", f"{times} as much as {other}"
        case "rank":
            among = AMONG.search(row.flags or "")
            of_all = f" of {among.group(1)}" if among else ""
            by = f"by number of {counted}" if counted else "by that measure"
            place = f"{figures.ordinal(round(value))}{of_all}"
            return f"{time}{name} was {place} {by}", f"place {value:.0f}{of_all}"
        case "change" | "slope":
            move, sign = ("rose", "+") if value > 0 else ("fell", figures.MINUS if value else "")
            size = f"{points(value, bounds)}{' a year' if row.kind == 'slope' else ''}"
            how = f"{move} by {size}" if value else "did not change"
            over = whom(row)
            comma = "," if ", " in over else ""
            return f"{_span(row)}{name}'s share of {over}{comma} {how}", f"{sign}{size}"
        case "growth" if row.comparator_name:
            times = f"{factor(value, bounds)} times"
            grown = f"{name}'s number of {counted or 'points'} grew {times} as much as {other}'s"
            return f"{_span(row)}{grown}", f"{times} the growth of {other}"
        case "growth":
            many = as_many(value, "@", counted, bounds).partition(" as @")[0]
            since = f" as {start}" if (start := _beginning(row)) else ""
            figure = f"{factor(value, bounds)} times as many{since}"
            return f"{time}{name} had {many}{since}", figure
        case "level":
            of_what = f" {counted}" if counted else ""
            per = f" a {row.per}" if row.per else ""
            return f"{time}{name} had {_level(row)}{of_what}{per}", f"{_level(row)}{per}"
        case _:
            return _crossing(row, counted or "of what was counted")


def _level(row: Evidence) -> str:
    """Return a count: '526,000', 'at least 94,000' or 'about 526,000'."""
    assert row.measured is not None
    bounds = _needed(row)
    if (row.high or 0) >= BEYOND and row.high != row.measured:
        return f"at least {two_digits(row.measured, bounds, 'at least')}"
    is_open = row.low is not None and row.high is not None and row.low != row.high
    return f"{'about ' if is_open else ''}{two_digits(row.measured, bounds)}"


def _share(row: Evidence) -> str:
    assert row.measured is not None
    bound = "at least" if _is_least(row) else row.bound
    if row.unit == "percent" and (printed := _as_printed(row.measured)):
        return printed
    words = percent(row.measured, _needed(row), bound)
    return f"{bound} {words}" if bound else words


def _as_printed(share: float) -> str:
    """Return a percentage that its publisher printed, in the digits it has; '' for one reckoned."""
    words = figures.plain(100 * share, 6)
    return f"{words} %" if len(words.partition(".")[2]) <= PRINTED else ""


def _is_least(row: Evidence) -> bool:
    """Return whether the true share may be anything from the figure up."""
    value, low, high = row.measured, row.low, row.high
    if row.kind != "share" or value is None or low is None or high is None:
        return False
    return high >= 1 > low and value - low < 5e-4


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


def _crossing(row: Evidence, counted: str) -> tuple[str, str]:
    """Return when one passed the other, as a clause and in short."""
    name, other = row.subject_name, row.comparator_name or "the other"
    last = _last(row) if row.period_end else "the last figures"
    ahead, passed = f"{name} had more {counted} than {other}", f"{name} passed {other}"
    match row.value:
        case "behind":
            return f"{other} still had more {counted} than {name} in {last}", f"not yet in {last}"
        case "unsure":
            return f"{ahead} in {last}, by too little to be sure", f"not surely in {last}"
        case "before":
            return f"{ahead} already in {_month(row.high)}", f"before {_month(row.high)}"
        case "between" if _month(row.low) != _month(row.high):
            between = f"between {_month(row.low)} and {_month(row.high)}"
            return f"{passed} {between}", between
        case value:
            month = _month(row.high if value == "between" else row.measured)
            return f"{passed} in {month}", month


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
        or few(row)
    ):
        return None
    bounds = [end for end in _needed(row) if end is not None]
    value, each, both, write = row.measured, "", "", None
    match row.kind:
        case "rank":
            return f"place {low:.0f} and place {high:.0f}"
        case "share" | "change" | "slope":
            low, high, value, *bounds = (100 * one for one in (low, high, value, *bounds))
            if row.kind == "share":
                each, write, bounds = " %", _percentage, [*bounds, *figures.WHOLE]
            else:
                both = f" percentage points{' a year' if row.kind == 'slope' else ''}"
                write, bounds = figures.signed, [*bounds, 0.0]
        case "level":
            both = f" a {row.per}" if row.per else ""
        case "ratio" | "order" if unit(row) and figures.is_tiny(high, bounds) and low > 0:
            every = figures.between(
                1 / high, 1 / low, 1 / value, [1 / end for end in bounds if end]
            )
            return f"1 for every {every[1]} and 1 for every {every[0]}" if every else None
        case _:
            both = f" times as {'many' if unit(row) else 'much'}"
            bounds.append(1.0)
    ends = figures.between(low, high, value, bounds, write)
    return f"{ends[0]}{each} and {ends[1]}{each}{both}" if ends else None


def _percentage(value: float, digits: int) -> str:
    """Return one end of a share: '8.0', but '100' for all."""
    return figures.written(value, digits, alike=value not in figures.WHOLE)


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
    if row.kind in ("ratio", "order") and row.measured is not None and unit(row) and not few(row):
        figure = as_many(row.measured, row.comparator_name or "the other", "", _needed(row))
    if row.period_start and row.period_end and row.fact_id is None:
        time = figures.months(row.period_start, row.period_end)
        if row.kind in ("change", "slope") or (row.kind == "growth" and row.comparator_name):
            time = _span(row).removeprefix("from ").strip()
    return ", ".join(filter(None, [figure, time]))


def remark(row: Evidence) -> str | None:
    """Return what a reader must know of a row, in one sentence; None for nothing."""
    if row.missing == "yes to all":
        return _yes_to_all(row)
    if row.missing is not None:
        return figures.sentence(_why(row, row.missing))
    if row.role == "context" or row.measured is None or row.fact_id is not None:
        return None
    if row.outcome == "inconclusive":
        return unclear(row)
    if row.moment == "now":
        return None
    if row.widened and row.period_start and row.period_end:
        span = figures.period(row.period_start, row.period_end)
        return f"The claim's own time holds too few {unit(row) or 'cases'}: {span} was added up."
    if row.undated:
        return "The article gives no date, so the newest figures are taken."
    if row.days_off and row.days_off > NEXT_TO:
        return f"Its figures lie {_away(row.days_off)} from the claim's date."
    return None


def _why(row: Evidence, code: str) -> str:
    """Return why a test has no figure, or one that cannot tell, as a clause."""
    if code in MISSING_OF and row.refused_start and row.refused_end:
        return MISSING_OF[code].format(figures.period(row.refused_start, row.refused_end))
    if code == "thin" and (cases := counted(row)):
        return f"only {cases:,.0f} {unit(row) or 'cases'}: too few to tell"
    return MISSING[code]


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
    return f"{figures.sentence(sampled(row)).rstrip('.')}: {said}."


def sampled(row: Evidence) -> str:
    """Return how many cases a sample holds, and whether it may lean to one side."""
    lopsided = ", and they are not an even sample" if row.skewed else ""
    return f"only {counted(row):,.0f} {unit(row) or 'cases'} were counted{lopsided}"


def reach(row: Evidence | None, as_of: str | None) -> str:
    """Return what figures of a test's project cover, as a clause; '' for none.

    Where they reach over the claim's date, `as_of`, what they lack is cases of that time.
    """
    if row is None or row.figures_from is None or row.figures_until is None:
        return ""
    start, last = row.figures_from, row.figures_until - timedelta(days=1)
    if as_of and start.year <= int(as_of[:4]) <= last.year and start.year < last.year:
        return "too few of the figures at hand are of that time"
    if start == last:
        return f"the only figures are of {figures.day(start)}"
    first, final = f"{start:%B %Y}", f"{last:%B %Y}"
    if first == final:
        return f"the only figures are of {first}"
    return f"the figures at hand run from {first} to {final}"


def _away(days: int) -> str:
    """Return '3 days', '5 months', '2 years'."""
    if days < 60:
        return figures.number(days, "day")
    if days < 700:
        return figures.number(round(days / 30.4), "month")
    return figures.number(round(days / 365.25), "year")


def pooled(periods: int, days: float) -> str:
    """Return what was added up, '12 months'; '' for a single period.

    Args:
        periods: how many.
        days: days that they hold together.
    """
    if periods < 2:
        return ""
    length = days / periods
    near = [name for usual, name in PERIODS.items() if abs(length / usual - 1) < 0.1]
    return f"{periods} {near[0] if near else 'periods'}"


def split_flags(flags: str | None) -> tuple[list[str], list[str]]:
    """Return the ids of the breaks that touch a figure, and the other remarks on it, each once.

    `flags`: of an evidence row or a share; where periods were added up, they repeat each other.
    """
    breaks: list[str] = []
    absent: list[list[str]] = []
    others: list[str] = []
    for part in flags.split("; ") if flags else []:
        if part.startswith(BREAK):
            breaks += part.removeprefix(BREAK).split(", ")
        elif part.startswith(ABSENT):
            absent.append(part.removeprefix(ABSENT).split(", "))
        elif not SAID_BETTER.fullmatch(part):
            others.append(part)
    names = sorted({name for names in absent for name in names})
    if names:
        some = len(absent) > 1 and any(sorted(part) != names for part in absent)
        others.append(f"{ABSENT}{', '.join(names)}{', in some of the periods' if some else ''}")
    return list(dict.fromkeys(breaks)), list(dict.fromkeys(others))
