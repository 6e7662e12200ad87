"""From tokens to the parts of a claim: who, what, where, compared how, when.

    sentence  = [ measure "of" ] subject { part }
    part      = measure | property | compared | placed | comparison [ figure ] | figure | moment
              | printed
    compared  = ( "/" | "vs" | "than" | "to" | ... ) project
    placed    = [ "on" | "of" | "in" | ... ] [ "only" ] place { ( "or" | "," | "and" ) place }
    place     = signal | definition | group
    moment    = ( "in" | "at" | "since" | "before" | "by" | "after" | ... ) date [ "to" date ]
    printed   = "as printed": what the source itself says, as it stands
    property  = fact [ sign words ] { ( "or" | "," | "and" ) id [ sign words ] }; of one: or a date
    fact      = id | property [ words of its title ] | words of its title

The parts may stand in any order, each at most once; after one token it is clear which one comes, so
the time taken grows with the sentence and not faster.
"""

import re
from collections.abc import Mapping

from collectors.errors import SentenceError
from warehouse.asking.cursor import Cursor, Hope, Spot
from warehouse.asking.known import Known
from warehouse.asking.names import Kind, Name
from warehouse.asking.parts import Named, Parts, dated, starts_fact, texts
from warehouse.asking.tokens import tokens
from warehouse.asking.values import (
    DATE,
    MOMENT,
    Value,
    day,
    moment,
    starts_day,
    starts_value,
    value,
)
from warehouse.asking.words import (
    ABOUT_MEASURES,
    AND,
    AS_PRINTED,
    AT,
    BEHIND,
    COMPARING,
    COMPARISONS,
    DATED,
    FILLERS,
    MEASURES,
    OF_IT,
    ONLY,
    OR,
    OVERTOOK,
    PLACING,
    REFUSED,
    WORDED,
    Measure,
)
from warehouse.claim_entries import Hedge
from warehouse.entries import HAS, plain

MEASURE = Hope("a measure (share, rank, growth, ...)", None, tuple(ABOUT_MEASURES.items()))
PLACE = Hope("'on' and a signal", None, (("on", "what it is measured by"),))
AGAINST = Hope("'vs' and a project", None, (("vs", "the project it is compared with"),))
ALONE = {"share", "change", "slope", "rank", "level"}
"""Measures that no project follows: a share is not more than TensorFlow."""
SIGNS = ("=", ">", "<", "~")
WHOSE = Hope("'of' and a project", None, (("of", "whose"),))


class Grammar:
    """Reads one sentence."""

    def __init__(self, sentence: str, known: Known) -> None:
        self.cursor = Cursor(sentence, known)
        self.known = known
        hedges = known.catalogue.hedges
        own = {name: name for name in hedges if name not in DATED}
        known_words = {*hedges, BEHIND, OVERTOOK}
        self.worded = {**own, **{w: h for w, h in WORDED.items() if h in known_words}}
        self.comparisons: dict[str, str] = {**self.worded, **COMPARISONS}
        self.comparison = Hope(
            "a comparison (>, <, =, ~, ahead of, first, rising, ...)", None, suggested(hedges)
        )
        self.parts: Parts | None = None
        """As far as it was read: for what may come next."""

    def read(self) -> Parts:
        """Return the parts of the sentence.

        Raises:
            SentenceError: at the first word that is not understood.
        """
        cursor, measures = self.cursor, list[Spot[Measure]]()
        cursor.word(("the",))
        leading = cursor.phrase(MEASURES)
        if leading is not None:
            if not cursor.word(("of",), WHOSE):
                raise cursor.fail()
            measures.append(leading)
        subject = cursor.name("project")
        if subject is None:
            raise cursor.fail("The sentence is empty." if len(cursor.tokens) == 1 else None)
        cursor.subject = subject.value.id
        parts = self.parts = Parts(cursor.sentence, subject, measures=measures)
        while not cursor.ended:
            self._part(parts)
        self._hope(parts)  # for those who would go on
        return parts

    def _part(self, parts: Parts) -> None:
        """Take one part."""
        self._hope(parts)
        if (
            self._printed(parts)
            or self._moment(parts)
            or self._property(parts)
            or self._joined_fact(parts)
            or self._measure(parts)
            or self._comparison(parts)
            or self._compared(parts)
            or self._placed(parts)
            or self.cursor.word(FILLERS)
            or self._figure(parts)
            or self._titled(parts)
        ):
            return
        if self.cursor.token.key in REFUSED:
            said = "A claim says what is, not what is not."
            raise SentenceError(self.cursor.sentence, self.cursor.token.span, said, SIGNS)
        raise self.cursor.fail()

    def _hope(self, parts: Parts) -> None:
        """Remember what the next part may be."""
        hope = self.cursor.hope
        figures = not parts.factual
        if figures and not parts.measures and parts.hedge is None:
            hope(MEASURE)
        if figures and not parts.places:
            hope(PLACE)
        if figures and parts.comparator is None:
            hope(AGAINST)
        if parts.hedge is None and parts.value is None:
            hope(self.comparison)
        if figures and not (parts.places or parts.measures or parts.hedge or parts.comparator):
            hope(Hope("a property", "property"))
        if "at" not in {spot.value.when for spot in parts.moments}:
            hope(MOMENT)

    def _once(self, given: object, span: tuple[int, int], what: str) -> None:
        if given:
            said = f"{what} is given a second time."
            raise SentenceError(self.cursor.sentence, span, said)

    def _printed(self, parts: Parts) -> bool:
        found = None if parts.factual else self.cursor.phrase({AS_PRINTED: AS_PRINTED})
        if found is None:
            return False
        self._once(parts.printed, found.span, "That it is as printed")
        parts.printed = found
        return True

    def _moment(self, parts: Parts) -> bool:
        found = moment(self.cursor)
        if found is None:
            return False
        same = [m for m in parts.moments if m.value.when == found.value.when]
        self._once(same, found.span, "The date")
        parts.moments.append(found)
        return True

    def _property(self, parts: Parts) -> bool:
        """Take a fact by its id, or by its property and words of its title."""
        cursor = self.cursor
        if self._begun(parts):
            return False
        if (found := cursor.name("fact")) is not None:
            parts.facts.append(Named([found.value.id], found.span))
            return True
        start = cursor.at
        found = cursor.name("property")
        if found is None:
            return False
        own = list(self.known.facts(parts.subject.value.id))
        fitting = [slug for slug, fact in own if fact.property == found.value.id]
        narrowed = self._narrowed(fitting)
        # "has" is mostly no property: PyTorch has over 80,000 stars
        has = cursor.tokens[start].key == HAS
        if has and not (narrowed or cursor.ended or cursor.token.key == "="):
            cursor.at = start
            return False
        if not fitting:
            said = f"Nothing is noted on {found.value.id!r} of {self.known.project(self._whose)}."
            expected = list(dict.fromkeys(self.known.called(slug) for slug, _ in own))
            raise SentenceError(cursor.sentence, found.span, said, expected)
        span = found.span[0], cursor.tokens[cursor.at - 1].end
        meant = narrowed or plain(self.known.catalogue.facts, self._whose, found.value.id)
        if not meant:
            said = f"{found.value.id!r} alone does not say which fact is meant: name it."
            raise SentenceError(cursor.sentence, span, said, fitting)
        parts.facts.append(Named(meant, span))
        return True

    @property
    def _whose(self) -> str:
        assert self.parts is not None
        return self.parts.subject.value.id

    def _begun(self, parts: Parts) -> bool:
        """Return whether something else than the subject is given already."""
        return bool(
            parts.factual
            or parts.places
            or parts.measures
            or parts.hedge
            or parts.value
            or parts.comparator
        )

    def _titled(self, parts: Parts) -> bool:
        """Take a fact by words of its title alone, when they fit no other one."""
        cursor = self.cursor
        if self._begun(parts):
            return False
        start = cursor.at
        narrowed = self._narrowed([slug for slug, _ in self.known.facts(self._whose)])
        if len(narrowed) != 1:
            cursor.at = start
            return False
        span = cursor.tokens[start].start, cursor.tokens[cursor.at - 1].end
        parts.facts.append(Named(narrowed, span))
        return True

    def _narrowed(self, slugs: list[str]) -> list[str]:
        """Take words of the facts' titles, or an id; return the facts that have all of them."""
        cursor, found = self.cursor, list[str]()
        if len(slugs) > 1:
            cursor.hope(Hope("a fact", "fact"))
        _, meant = self.known.names.match(cursor.tokens, cursor.at, ("fact",))
        if meant and meant[0].id in slugs and (name := cursor.name("fact")):
            return [name.value.id]
        at, end = cursor.at, cursor.at
        titles = {slug: _title_words(self.known.catalogue.facts[slug].title) for slug in slugs}
        kinds = [self.known.property(slug) for slug in slugs]
        values = {value.casefold() for kind in kinds for value in kind.values}
        figures = any(kind.type == "figure" for kind in kinds)
        while cursor.tokens[at].kind in (("word",) if figures else ("word", "number")):
            cursor.at = at
            key, named = _root(cursor.token.key), found or slugs
            fitting = [slug for slug in named if key in titles[slug]]
            if cursor.token.key in (*FILLERS, *PLACING):
                at += 1
            elif not fitting or cursor.token.key in values or self._goes_on():
                break
            else:
                at, end, found = at + 1, at + 1, fitting
        cursor.at = end
        return found

    def _goes_on(self) -> bool:
        """Return whether what comes next is something else than words of a title."""
        cursor = self.cursor
        kinds: tuple[Kind, ...] = ("signal", "definition", "group")
        return bool(
            cursor.sees(self.comparisons)[0]
            or cursor.sees(MEASURES)[0]
            or self.known.names.match(cursor.tokens, cursor.at, kinds)[0]
        )

    def _joined_fact(self, parts: Parts) -> bool:
        """Take another fact by its id: behind or (decides, too), or and (both must hold)."""
        cursor = self.cursor
        if not parts.factual or not starts_fact(cursor):
            return False
        parts.settle()
        word = cursor.token.key
        cursor.take()
        found = cursor.name("fact")
        assert found is not None
        self._join(parts, word, found.span)
        parts.facts.append(Named([found.value.id], found.span))
        return True

    def _measure(self, parts: Parts) -> bool:
        found = None if parts.factual else self.cursor.phrase(MEASURES)
        if found is not None:
            parts.measures.append(found)
        return found is not None

    def _comparison(self, parts: Parts) -> bool:
        """Take a comparison with what it compares: a figure, a date, words, or a project."""
        cursor = self.cursor
        found = cursor.phrase(self.comparisons)
        if found is None:
            return False
        self._once(parts.hedge, found.span, "The comparison")
        parts.hedge = found
        cursor.word(("a", "an", "the"))
        after = cursor.at
        alone = {spot.value for spot in parts.measures} & ALONE
        if parts.comparator is None and not (parts.factual or alone):
            before = cursor.at
            cursor.word(OF_IT)
            parts.comparator = self._project()
            if parts.comparator is None:
                cursor.at = before
        given = self._figure(parts) or parts.value is not None or cursor.at > after
        if not given and not self._bounded(found.value):
            raise cursor.fail()
        return True

    def _bounded(self, hedge: str) -> bool:
        """Return whether a comparison says enough without a figure."""
        return hedge in (BEHIND, OVERTOOK) or bool(self.known.catalogue.hedges[hedge].bounds)

    def _compared(self, parts: Parts) -> bool:
        """Take the project that the subject is compared with, after a word that says so."""
        cursor, start = self.cursor, self.cursor.at
        if parts.factual or not cursor.word(COMPARING):
            return False
        other = self._project()
        if other is None:
            if cursor.tokens[start].key not in (*PLACING, *FILLERS):
                raise cursor.fail()
            cursor.at = start
            return False
        self._once(parts.comparator, other.span, "The project to compare with")
        parts.comparator = other
        return True

    def _project(self) -> Spot[Name] | None:
        """Take a project, unless it only begins the name of something else: GitHub stars."""
        cursor = self.cursor
        every: tuple[Kind, ...] = ("project", "signal", "definition", "group")
        _, meant = self.known.names.match(cursor.tokens, cursor.at, every)
        cursor.hope(Hope("a project", "project"))
        if not meant or any(name.kind != "project" for name in meant):
            return None
        return cursor.name("project")

    def _placed(self, parts: Parts) -> bool:
        """Take what it is measured by: signals, definitions, a group."""
        cursor, start = self.cursor, self.cursor.at
        if parts.factual:
            return False
        key = cursor.token.key
        word = key if cursor.word(PLACING) else None
        cursor.word(("the",))
        only = cursor.word((ONLY,))
        kinds: tuple[Kind, ...] = ("signal", "definition", "group")
        found = cursor.name(*(kinds if word in ("on", "of", "by") else reversed(kinds)))
        if word in AT:
            cursor.hope(DATE)
        if found is None:
            if word is not None and cursor.token.key in (*self.comparisons, "top"):
                return True
            if word is not None or only:
                raise cursor.fail()
            cursor.at = start
            return False
        if found.value.kind == "group":
            self._once(parts.group, found.span, "The group")
            parts.group = found
            return True
        self._once(parts.places, found.span, "What it is measured by")
        parts.places.append(found)
        parts.joint = ONLY if only else None
        self._more(parts, parts.places, "signal", "definition")
        return True

    def _more(self, parts: Parts, listed: list[Spot[Name]], *kinds: Kind) -> None:
        """Take what is joined to a name by or (decides, too) or by and (they decide together)."""
        cursor = self.cursor
        while (word := cursor.token.key) in (*OR, AND):
            cursor.take()
            found = cursor.name(*kinds)
            if found is None and word == ",":
                return
            if found is None:
                raise cursor.fail()
            self._join(parts, word, found.span)
            listed.append(found)

    def _join(self, parts: Parts, word: str, span: tuple[int, int]) -> None:
        """Remember by what word something is joined, which must be the same one throughout."""
        joint = {AND: AND, "or": "or"}.get(word)
        if joint and parts.joint not in (None, ",", ONLY, joint):
            said = "Join with 'or' (each decides alone) or with 'and' (they decide together)."
            raise SentenceError(self.cursor.sentence, span, said)
        parts.joint = joint or parts.joint or ","

    def _figure(self, parts: Parts) -> bool:
        """Take a figure; of a fact, a date or words."""
        cursor = self.cursor
        if parts.factual and not dated(parts, self.known):
            cursor.hope(Hope("a word, as in = Apache-2.0"))
            words = texts(cursor)
            if words:
                self._once(parts.texts, words[0].span, "The value")
                parts.texts = words
            return bool(words)
        if starts_value(cursor):
            found = value(cursor)
        elif parts.factual and starts_day(cursor):
            one = day(cursor)
            found = Spot(Value((one.value,), "date"), one.span)
        else:
            return False
        self._once(parts.value, found.span, "The figure")
        parts.value = found
        if parts.comparator is None and found.value.unit == "times":
            parts.comparator = self._project()
        return True


def _title_words(title: str) -> set[str]:
    return {_root(token.key) for token in tokens(re.sub('["“”]', " ", title))}


def _root(key: str) -> str:
    """Return a word without the ending of several."""
    return key[:-1] if len(key) > 3 and key.endswith("s") else key


def suggested(hedges: Mapping[str, Hedge]) -> tuple[tuple[str, str], ...]:
    """Return the comparisons that are worth offering, each with how it is read."""
    signs = [(">", "over"), ("<", "under"), ("=", "exact"), ("~", "about")]
    every = [*signs, *((name, name) for name in hedges if name not in (*DATED, "exact"))]
    return tuple((word, hedges[hedge].reading) for word, hedge in every if hedge in hedges)
