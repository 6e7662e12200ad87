"""Statements in words alone: superlatives, comparisons, directions, dates and facts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from warehouse.claim_entries import TWO_SIDED, Kind
from warehouse.reading.clauses import Clause, Parsed, Scene, subjects
from warehouse.reading.figures import Figure
from warehouse.reading.statement import Amount, Statement, dates, period, population, spoken_of
from warehouse.reading.vocabulary import Sense, lexicon
from warehouse.reading.words import Match

Found = Match[tuple[Sense, int]]
RANKS: tuple[Sense, ...] = (
    "claim", "release", "performance", "taste", "loose", "fact", "quality",
)  # fmt: skip
"""Which of several senses in one clause counts."""
WEAK: tuple[Sense, ...] = ("performance", "taste", "fact", "quality")
"""Senses that state something only of a project that is named or meant by a pronoun."""
CONTESTS: tuple[Kind, ...] = ("rank", "order", "ratio")
"""Kinds of claims that are about speed or taste when their clause is."""
TOGETHER = frozenset(("and", "or", "nor", "&", ",", "/", "vs", "vs.", "versus", ", and"))
"""What stands between two projects that are spoken of together."""
TWO = ("1", "2")
VERSION = re.compile(r"\s{1,3}v?\d")
FAR = 6
"""Most words between a release and its date."""


def read(parsed: Parsed, clause: Clause, scene: Scene) -> list[Statement]:
    """Return what the words of a clause state: one statement, or one for each of two projects."""
    every = _cues(parsed, clause)
    cues = _stating(parsed, clause, every) if every else []
    if not cues:
        return []
    cue = min(cues, key=lambda match: (RANKS.index(match.value[0]), match.value[1]))
    pair = _pair(parsed, clause, cue, scene)
    compared = cue.value[1] >= 0 and lexicon().entries.cues[cue.value[1]].kind in TWO_SIDED
    counted = cue.value[0] in ("claim", "loose", "release")
    found = subjects(parsed, clause, cue.start, scene, compared=compared, counted=counted)
    about = [*pair, *found]
    if not about or (cue.value[0] in WEAK and not pair and not _is_meant(parsed, clause)):
        return []
    if cue.value[0] == "claim":
        senses = {match.value[0] for match in every}
        return list(_claims(parsed, clause, cue, about, pair, senses, scene))
    inside = clause.start <= cue.start
    anchor = (cue.start, cue.end) if inside else (clause.start, clause.end)
    if cue.value[0] == "release" and (date := _released(parsed, clause, cue)):
        amount = Amount("date", date.low, date.high)
        kept: Sense = "version" if _has_version(parsed, clause, about[0]) else "release"
        place = date.start, date.end
        return [Statement(kept, "date", date.hedge, about[0], place, None, amount)]
    sense = "fact" if cue.value[0] == "release" else cue.value[0]
    return [Statement(sense, "property", "exact", name, anchor) for name in pair or about[:1]]


def _cues(parsed: Parsed, clause: Clause) -> list[Found]:
    """Return the cues of a clause, and for a cell of a table those of its row's label."""
    cues = [cue for cue in parsed.cues if clause.start <= cue.start and cue.end <= clause.end]
    cells = parsed.unit.cells
    if cells and clause.start != cells[0].start:
        label = [cue for cue in parsed.cues if cue.end <= cells[0].end]
        cues += [cue for cue in label if cue.value[0] in ("release", "fact")]
    return cues


def _stating(parsed: Parsed, clause: Clause, cues: list[Found]) -> list[Found]:
    """Return the cues that can state something in this kind of unit."""
    if parsed.unit.cells and clause.start == parsed.unit.cells[0].start:
        return []
    if parsed.unit.shape == "heading":
        return [cue for cue in cues if cue.value[0] == "claim"]
    if parsed.addresses(clause):
        return [cue for cue in cues if cue.value[0] not in WEAK]
    return cues


def _is_meant(parsed: Parsed, clause: Clause) -> bool:
    """Tell whether a clause names a project, or means one by a pronoun or by its place."""
    carried = lexicon().single["carried"]
    return bool(
        parsed.names
        or clause.header
        or parsed.unit.shape in ("item", "row")
        or any(word.low in carried for word in parsed.inside(clause))
    )


def _pair(parsed: Parsed, clause: Clause, cue: Found, scene: Scene) -> list[str]:
    """Return the two projects of which something is said together; nothing when it is of one."""
    names = [name for name in parsed.within(clause) if scene.names.distance(name.value) == 0]
    for left, right in pairwise(names):
        between = parsed.unit.text[left.end : right.start].strip()
        if between in TOGETHER and left.value != right.value and left.start < cue.start:
            leads = subjects(parsed, clause, left.end, scene)
            return [left.value, right.value] if leads and leads[0] == left.value else []
    if _is_both(parsed, clause):
        named = list(dict.fromkeys(name.value for name in names))
        return named[:2] if len(named) > 1 else list(scene.rivals)[:2]
    return []


def _claims(
    parsed: Parsed,
    clause: Clause,
    cue: Found,
    about: list[str],
    pair: list[str],
    senses: set[Sense],
    scene: Scene,
) -> Iterator[Statement]:
    """Yield the claims that a cue makes about one project or about two."""
    entry = lexicon().entries.cues[cue.value[1]]
    stated = Statement(
        "claim", entry.kind, entry.hedge, about[0], (cue.start, cue.end),
        population=population(parsed, clause, cue.end), as_of=spoken_of(parsed, clause, cue.end),
    )  # fmt: skip
    if objection := _objection(parsed, clause, cue, stated, senses):
        yield replace(stated, sense=objection, comparator=_other(parsed, about, scene))
    elif entry.kind == "growth":
        yield from (
            _growth(parsed, clause, replace(stated, subject=name)) for name in pair or about[:1]
        )
    elif entry.hedge == "similar" and pair:
        yield replace(stated, comparator=pair[1])
    elif entry.kind == "rank" and entry.of_all and not pair:
        yield stated
    elif entry.kind == "rank" or (pair and entry.hedge in ("dominates", "ahead")):
        yield from _ranks(parsed, stated, about, pair, scene)
    elif entry.kind in CONTESTS:
        explicit = entry.hedge in ("smaller than", "similar", "a fraction of")
        other = _other(parsed, about, scene, explicit=explicit)
        yield _compared(parsed, clause, stated, other)
    else:
        yield from (replace(stated, subject=name) for name in pair or about[:1])


def _objection(
    parsed: Parsed, clause: Clause, cue: Found, stated: Statement, senses: set[Sense]
) -> Sense | None:
    """Return what stands against measuring a claim in words, None when nothing does."""
    if "performance" in senses:
        return "performance"
    if stated.kind in CONTESTS and "taste" in senses:
        return "taste"
    negations = lexicon().single["negations"]
    before, after = parsed.inside(clause, cue.start), parsed.inside(clause)
    within = {word.start for word in parsed.words[cue.first : cue.last + 1]}
    if any(word.low in negations and word.start not in within for word in after):
        return "denied"
    if any(word.low in lexicon().single["forecasts"] for word in before):
        return "supposed"
    named = stated.subject in {match.value for match in parsed.within(clause)}
    if not (
        named or clause.header or parsed.carries(clause, cue.start) or _is_both(parsed, clause)
    ):
        return "unnamed"
    return "vague" if _is_vague(parsed, clause, cue, stated) else None


def _is_both(parsed: Parsed, clause: Clause) -> bool:
    return any(clause.start <= match.start < clause.end for match in parsed.both)


def _is_vague(parsed: Parsed, clause: Clause, cue: Found, stated: Statement) -> bool:
    """Tell whether a cue is about something that is no population: leads in tooling depth."""
    inside = [p for p in parsed.populations if clause.start <= p.start < clause.end]
    if stated.kind == "share" and stated.hedge in ("most", "dominates"):
        names = parsed.within(clause)
        follows = any(name.start >= cue.end and name.value == stated.subject for name in names)
        return not any(match.start >= cue.end or follows for match in inside)
    if clause.header or inside:
        return False
    known = {n for name in parsed.names for n in range(name.first, name.last + 1)}
    known |= {n for other in parsed.cues for n in range(other.first, other.last + 1)}
    generic = lexicon().single["generic"] | lexicon().single["beside"]
    return any(
        n not in known and word.low not in generic and not word.low.isdigit()
        for n, word in enumerate(parsed.words)
        if cue.end <= word.start < clause.end
    )


def _other(parsed: Parsed, about: list[str], scene: Scene, *, explicit: bool = False) -> str | None:
    """Return what the first project is compared with: another one named, or else its rival."""
    named = {match.value for match in parsed.names if scene.names.distance(match.value) == 0}
    others = [name for name in about[1:] if name in named and name != about[0]]
    if others:
        return others[0]
    return None if explicit else scene.rivals.get(about[0])


def _ranks(
    parsed: Parsed, stated: Statement, about: list[str], pair: list[str], scene: Scene
) -> Iterator[Statement]:
    """Yield a superlative: of two projects, before a rival, or before all others."""
    if pair:
        for name in pair:
            yield replace(stated, kind="rank", hedge="range", subject=name,
                          amount=Amount("rank", *TWO))  # fmt: skip
        return
    rival = _other(parsed, about, scene) if stated.hedge != "among the first" else None
    if rival and not _means_all(parsed):
        yield replace(stated, kind="order", hedge="ahead", comparator=rival)
    else:
        yield stated


def _means_all(parsed: Parsed) -> bool:
    """Tell whether a unit speaks of more than two: among frameworks, of all libraries."""
    field = lexicon().single["field"]
    return any(word.low in field for word in parsed.words)


def _compared(parsed: Parsed, clause: Clause, stated: Statement, other: str | None) -> Statement:
    """Return a comparison; a date makes it the time from which one is ahead of the other."""
    if stated.kind == "order" and other is None:
        return replace(stated, kind="rank", hedge="first")
    if stated.hedge == "dominates" and other is None:
        return replace(stated, kind="share")
    found = [date for date in dates(parsed, clause) if _is_moment(parsed, clause, date)]
    if stated.kind == "order" and found and stated.hedge == "ahead":
        date = found[-1]
        return replace(stated, kind="crossing", hedge=date.hedge, comparator=other,
                       amount=Amount("date", date.low, date.high), as_of=None)  # fmt: skip
    return replace(stated, comparator=other)


def _is_moment(parsed: Parsed, clause: Clause, date: Figure) -> bool:
    """Tell whether a date says when something happened: in 2021, by 2021; not the 2021 survey."""
    before = parsed.inside(clause, date.start)[-1:]
    hedged = date.hedge != "exact"
    return clause.start <= date.start < clause.end and (hedged or [w.low for w in before] == ["in"])


def _growth(parsed: Parsed, clause: Clause, stated: Statement) -> Statement:
    """Return a direction: that of a share, for what grows with its whole field shows nothing."""
    since, as_of = period(dates(parsed, clause))
    shared = any(word.low in lexicon().single["shared"] for word in parsed.inside(clause))
    return replace(stated, kind="slope" if shared else "change", since=since, as_of=as_of)


def _released(parsed: Parsed, clause: Clause, cue: Found) -> Figure | None:
    """Return the date of a release: right after its word, or before it."""
    for figure in parsed.figures:
        if figure.unit == "date" and clause.start <= figure.start < clause.end:
            first, last = sorted((cue.start, figure.start))
            if sum(first <= word.start < last for word in parsed.words) <= FAR:
                return figure
    return None


def _has_version(parsed: Parsed, clause: Clause, subject: str) -> bool:
    """Tell whether a clause speaks of one version of a project: TensorFlow 2.0."""
    return any(
        VERSION.match(parsed.unit.text, name.end) is not None
        for name in parsed.within(clause)
        if name.value == subject
    )
