"""The claims of the published warehouse, ranked by what they share with a text.

A claim is ranked by BM25 over its fields (Robertson and Zaragoza, 2009, Foundations and Trends in
Information Retrieval 3, 4), each with its weight, and by how much its nearest sentence is the text
itself.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb

from collectors.home import home
from warehouse import queries
from warehouse.finding.kept import Kept
from warehouse.finding.terms import Reader, Terms, nearness
from warehouse.reading.vocabulary import Vocabulary, measured_kinds, words

KINDS = "select kind, project_id in (select project_id from project_group) from project"
SIGNALS = "select signal_id, title, unit from signal order by signal_id"
PLACES = "select claim_id, document_id, char_start, char_end from claim_occurrence"
WEIGHTS = {
    "passages": 3.0,
    "figure": 3.0,
    "statement": 2.0,
    "cluster_title": 2.0,
    "scope": 1.5,
    "names": 1.0,
    "reading": 0.8,
    "about": 0.7,
    "as_of": 0.5,
}
SATURATION = 0.8
NEAREST = 0.5
"""What it adds to a claim's score, of the best that a text could have, to be that text."""
OFTEN = 0.02
"""What it adds that one more article makes a claim."""
GIVEN, EXACTLY = 0.3, 0.2
"""What it adds that a claim asserts the figures of the text, and that it asserts no finer ones."""
WITHIN = 0.3
"""What it adds that a figure of the text lies inside a range that a claim gives, a narrow one."""
NARROW = 0.6
"""Low end over high of a range that answers for a figure in it by itself; 30 to 60 does not."""
ELSEWHERE = 0.7
"""What is left of the score of a claim about other projects than the text."""
LEAST, HELD, MOST = 0.26, 0.36, 10
"""How much of a text a near claim has, or of one of its sentences the text; how many are shown."""
SAME, ITSELF, GIVING = 0.8, 0.66, 0.4
"""How much of a text a claim must have, and of its statement the text, to be the same question;
less of one whose very figure the text gives."""
ITS_OWN, QUOTED = 0.9, 3
"""How much alike a text of so many words and a passage of an article are to be the same."""
CLOSE = 0.9
"""How near the same question is, beside the nearest claim."""
MEANT = ("statement", "figure", "cluster_title", "scope", "as_of", "passages")
"""The fields that say what a claim is about, and not what else was thought of."""


@dataclass(frozen=True)
class Near:
    """A claim that is near to a text.

    Attributes:
        score: 0 to about 2; comparable within one answer alone.
        same: whether it is the same question: what holds of the one holds of the other.
        gives: whether it asserts a figure of the text, letter for letter.
    """

    claim_id: str
    score: float
    same: bool
    gives: bool


@dataclass(frozen=True)
class _Entry:
    claim_id: str
    subject: str
    documents: int
    statement: Terms
    figure: Terms
    ranges: frozenset[tuple[Decimal, Decimal, str]]
    about: frozenset[str]
    as_of: str
    weights: dict[str, float]
    meant: frozenset[str]
    sentences: tuple[frozenset[str], ...]


class Register:
    """The claims, ready to be found."""

    def __init__(self, reader: Reader, entries: list[_Entry]) -> None:
        self.reader = reader
        self._entries = entries
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for n, entry in enumerate(entries):
            for term, weight in entry.weights.items():
                self._postings[term].append((n, weight / (SATURATION + weight)))
        self._rarity = {
            term: math.log(1 + (len(entries) - having + 0.5) / (having + 0.5))
            for term, having in {"": 0, **{t: len(p) for t, p in self._postings.items()}}.items()
        }

    def nearest(self, text: str, most: int = MOST) -> list[Near]:
        """Return the claims nearest to a text, the nearest first; none that share little."""
        asked = self.reader.terms(text)
        wanted = {term: self.rarity(term) for term in asked.all}
        best = sum(wanted.values())
        scores: dict[int, float] = defaultdict(float)
        for term, rarity in wanted.items():
            for n, weight in self._postings.get(term, ()):
                scores[n] += rarity * weight / best
        within = {
            n: max((nearness(term, entry.ranges) for term in asked.figures), default=0.0)
            for n, entry in enumerate(self._entries)
            if entry.ranges
        }
        if len(asked.units) == 1:
            scores |= {n: 0.0 for n, near in within.items() if near >= NARROW and n not in scores}
        ranked, quoted = list[tuple[float, int, bool]](), dict[int, float]()
        for n, score in scores.items():
            entry = self._entries[n]
            shared = [self._alike(wanted, said) for said in entry.sentences]
            alike, held = (max(part) for part in zip(*shared, strict=True))
            gives = _gives(asked, entry)
            near = within.get(n, 0)
            answers = near >= NARROW or (near and score)
            near_enough = gives or answers or held >= HELD
            if not near_enough and self._had(asked, entry.weights) < LEAST:
                continue
            total = score + NEAREST * alike + OFTEN * entry.documents
            total += WITHIN * near
            total += GIVEN * gives + EXACTLY * (gives and _exactly(asked, entry))
            if asked.projects and not gives and entry.about.isdisjoint(asked.projects):
                total *= ELSEWHERE
            quoted[n] = len(asked.units) >= QUOTED and max((a for a, _ in shared[1:]), default=0)
            ranked.append((total, -n, gives))
        ranked.sort(reverse=True)
        first = ranked[0][0] if ranked else 0.0
        same = {
            -n: max(
                self._same(asked, self._entries[-n], gives=gives),
                quoted[-n] if quoted[-n] >= ITS_OWN else 0.0,
            )
            for total, n, gives in ranked
            if total >= CLOSE * first
        }
        ranked.sort(key=lambda found: -same.get(-found[1], 0))
        return [
            Near(self._entries[-n].claim_id, total, same.get(-n, 0) > 0, gives)
            for total, n, gives in ranked[:most]
        ]

    def rarity(self, term: str) -> float:
        """Return how much a term tells: the fewer claims have it, the more."""
        return self._rarity.get(term, self._rarity[""])

    def _alike(self, wanted: Mapping[str, float], said: frozenset[str]) -> tuple[float, float]:
        """Return how much of two texts is in both, and how much of the second in the first."""
        shared = sum(rarity for term, rarity in wanted.items() if term in said)
        whole = sum(self.rarity(term) for term in said)
        if not shared:
            return 0.0, 0.0
        return shared / (sum(wanted.values()) + whole - shared), shared / whole

    def _had(self, asked: Terms, terms: Container[str]) -> float:
        """Return how much of a text is among terms, in these words or in others, 0 to 1."""
        told = [(self.rarity(unit[0]), unit) for unit in dict.fromkeys(asked.units)]
        had = sum(rarity for rarity, unit in told if any(term in terms for term in unit))
        return had / (sum(rarity for rarity, _ in told) or 1.0)

    def _same(self, asked: Terms, entry: _Entry, *, gives: bool) -> float:
        """Return how much a text asks what a claim says, 0 to 1; 0: the answers may differ."""
        said, figure = entry.statement, entry.figure
        dates = {f"#{entry.as_of[:4]}", f"#{entry.as_of}"}
        if (
            set(asked.projects) != set(said.projects)
            or (asked.projects[:1] != said.projects[:1] and not (asked.mutual and said.mutual))
            or asked.exact != said.exact
            or not asked.figures <= said.all | figure.all
            or not said.figures | figure.years <= asked.all
            or not asked.years <= said.years | figure.years | dates
            or not (gives or said.years <= asked.years)
            or any(
                (pair, 1 - side) in said.sides - asked.sides
                for pair, side in asked.sides - said.sides
            )
        ):
            return 0.0
        had, back = self._had(asked, entry.meant), self._had(said, asked.all)
        return had * back if had >= SAME and back >= (GIVING if gives else ITSELF) else 0.0


def _gives(asked: Terms, entry: _Entry) -> bool:
    """Return whether a claim asserts every figure of a text."""
    figures = asked.figures | asked.years
    return bool(figures) and figures <= entry.figure.all


def _exactly(asked: Terms, entry: _Entry) -> bool:
    """Return whether the figures of a claim are no finer than a text's: 2016, not its May."""
    return {unit[0] for unit in entry.figure.units if unit[0][0] == "#"} <= asked.all


def register(
    con: duckdb.DuckDBPyConnection,
    texts: Mapping[str, str] | None = None,
    vocabulary: Vocabulary | None = None,
    root: Path | None = None,
) -> Register:
    """Return the claims of a warehouse.

    Args:
        con: the warehouse.
        texts: the articles at hand by document; the words of each place join those of its claim,
            in memory alone.
        vocabulary: the words of its packs; None: of those that the settings name.
        root: the data folder where terms are kept; None: they are found anew.
    """
    signals = {name: said for name, *said in con.execute(SIGNALS).fetchall()}
    kinds = measured_kinds(con.execute(KINDS).fetchall())
    named = con.execute(queries.text("project_names")).fetchall()
    names = [(slug, name, kind in kinds) for slug, name, kind in named]
    vocabulary = vocabulary or words(home().packs)
    reader = Reader(names, vocabulary, signals)
    passages: dict[str, list[Terms]] = defaultdict(list)
    if texts:
        for claim, document, start, end in con.execute(PLACES).fetchall():
            if document in texts:
                passages[claim].append(reader.terms(texts[document][start:end]))
    rows = queries.rows(con, "register_claims")
    kept = Kept(reader, [repr(names), vocabulary.model_dump_json()], root) if root else None
    terms_of = kept.terms if kept else cache(reader.terms)  # topics and names come again and again
    entries = [_entry(row, terms_of, passages[row["claim_id"]]) for row in rows]
    if kept:
        kept.keep()
    return Register(reader, entries)


def _entry(
    row: Mapping[str, str], terms_of: Callable[[str], Terms], passages: Iterable[Terms]
) -> _Entry:
    fields = {name: terms_of(row[name]) for name in WEIGHTS if name in row}
    said = {name: terms.all for name, terms in fields.items()}
    said["passages"] = frozenset().union(*(passage.all for passage in passages))
    weights = defaultdict[str, float](float)
    for name, terms in said.items():
        for term in terms:
            weights[term] += WEIGHTS[name]
    sentences = [fields["statement"], *passages]
    return _Entry(
        claim_id=row["claim_id"],
        subject=row["subject"],
        documents=int(row["documents"]),
        statement=fields["statement"],
        figure=fields["figure"],
        ranges=fields["figure"].ranges | fields["statement"].ranges,
        about=frozenset((*fields["statement"].projects, row["subject"], *fields["names"].projects)),
        as_of=row["as_of"],
        weights=dict(weights),
        meant=frozenset().union(*(said[name] for name in MEANT)),
        sentences=tuple(dict.fromkeys(terms.all for terms in sentences)),
    )
