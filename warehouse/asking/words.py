"""The words of the language, apart from names: what a person may type, and what it stands for."""

from typing import Literal

from warehouse.claim_entries import Kind

Measure = Literal["share", "ratio", "rank", "change", "slope", "growth", "level"]

MEASURES: dict[str, Measure] = {
    "share": "share",
    "ratio": "ratio",
    "rank": "rank",
    "place": "rank",
    "position": "rank",
    "change": "change",
    "slope": "slope",
    "trend": "slope",
    "growth": "growth",
    "count": "level",
    "number": "level",
    "level": "level",
}
"""What is measured; without such a word the figure and the comparison say it."""
ABOUT_MEASURES: dict[Measure, str] = {
    "share": "part of a whole, in percent",
    "ratio": "how many times another project's count",
    "rank": "place in a group, 1 is the most",
    "change": "points of share gained or lost since a date",
    "slope": "points of share a year, a line through all periods",
    "growth": "how many times the count at a date",
    "level": "the count itself",
}

COMPARISONS: dict[str, str] = {
    ">": "over", ">=": "over", "≥": "over", "over": "over", "more than": "over",
    "greater than": "over", "above": "over", "at least": "over", "no less than": "over",
    "<": "under", "<=": "under", "≤": "under", "under": "under", "less than": "under",
    "fewer than": "under", "below": "under", "at most": "under", "up to": "under",
    "no more than": "under",
    "=": "exact", "==": "exact", "exactly": "exact", "equals": "exact",
    "~": "about", "≈": "about", "about": "about", "around": "about", "roughly": "about",
    "nearly": "about", "almost": "about", "approximately": "about",
}  # fmt: skip
"""Before a figure: the entry of data/hedges.yml that says how they are read."""
REFUSED = ("!=", "<>", "≠", "not")
"""A claim asserts what is."""

BEHIND, OVERTOOK = "behind", "overtook"
"""No entries of data/hedges.yml: ahead with the projects exchanged, and ahead from a date on."""
WORDED: dict[str, str] = {
    "majority": "most", "a majority": "most", "the majority": "most",
    "dominant": "dominates", "a minority": "minority", "rare": "niche", "marginal": "niche",
    "widespread": "substantial", "smaller": "smaller than", "much larger than": "much larger",
    "far more than": "much larger", "similar to": "similar", "on par with": "similar",
    "leads": "first", "leading": "first", "among the leading": "among the first",
    "growing": "rising", "gaining": "rising", "surging": "fast rising",
    "growing fast": "fast rising", "rising fast": "fast rising", "declining": "falling",
    "losing": "falling", "stable": "steady",
    OVERTOOK: OVERTOOK, "overtakes": OVERTOOK, BEHIND: BEHIND,
}  # fmt: skip
"""Instead of a figure; every entry of data/hedges.yml is understood by its own name, too."""
DATED = ("since", "before", "after", "range")
"""Entries of data/hedges.yml that dates and ranges bring along, no words of comparison."""

UNITS: dict[str, str] = {
    "%": "percent", "percent": "percent", "per cent": "percent",
    "points": "points", "point": "points", "percentage points": "points", "pp": "points",
    "times": "times", "x": "times", "×": "times", "fold": "times",
    "st": "place", "nd": "place", "rd": "place", "th": "place",
}  # fmt: skip
MAGNITUDES = {
    "k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9,
}  # fmt: skip
"""Powers of ten behind a number."""
PER: dict[str, Literal["day", "month", "year"]] = {
    "a day": "day", "per day": "day", "daily": "day",
    "a month": "month", "per month": "month", "monthly": "month",
    "a year": "year", "per year": "year", "yearly": "year",
}  # fmt: skip
"""What a count is a rate of; points a year make a slope."""
ALTOGETHER = ("in total", "altogether", "in all")
"""What a count is said to be that is no rate, which is how it is read anyway."""
TIMES_OF = ("as many as", "as much as", "as often as", "that of", "those of")

PLACING = ("on", "of", "in", "by", "among", "within", "under")
"""Before a signal, a definition or a group."""
COMPARING = ("/", " / ", "vs", "versus", "than", "to", "with", "against")
"""Before the project that the subject is compared with; OF_IT behind a comparison."""
OF_IT = ("of", "than", "to", "as", "with")
AT = ("in", "at", "as of", "during", "by the end of")
SINCE = ("since", "from")
BEFORE = ("before", "by", "until")
AFTER = ("after", "not before", "no earlier than")
AND, OR, ONLY = "and", ("or", ","), "only"
LEAST, MOST = ("at least", "no less than", ">=", "≥"), ("at most", "no more than", "<=", "≤")
"""Before a word of a property whose words stand in an order; 'more than' would leave it out."""
SUPPORTS = ("supports", "includes")
"""Other names of the property `HAS`."""
AS_PRINTED = "as printed"
"""The claim is about what the source itself printed, which has no sampling error."""

FILLERS = (
    "the", "a", "an", "is", "are", "was", "were", "has", "have", "had", "been", "with", "it", "its",
    ".", "?",
)  # fmt: skip
"""Understood as nothing, so that a sentence may read like one."""

UNIT_OF: dict[Kind, str] = {
    "share": "percent", "change": "points", "slope": "points", "ratio": "times",
    "growth": "times", "level": "count", "rank": "place", "crossing": "date", "date": "date",
    "property": "word",
}  # fmt: skip
ABOUT_UNITS = {
    "percent": "a percentage, as in 70%",
    "points": "points, as in 5 points",
    "times": "a factor, as in 1.8 times",
    "count": "a number, as in 80,000",
    "place": "a place, as in 1",
    "date": "a date, as in 2021 or 2021-05",
    "word": "a word",
}
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
