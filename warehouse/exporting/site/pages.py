"""The plain pages: each from the published tables to HTML that needs nothing else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import duckdb
from markupsafe import Markup, escape

from warehouse import queries
from warehouse.exporting import claimreview, content, reports
from warehouse.exporting.content import Row
from warehouse.exporting.number_line import number_line
from warehouse.exporting.rendering import rendered
from warehouse.exporting.site import signals
from warehouse.exporting.site.head import Head, policy, shortened, tags
from warehouse.exporting.site.links import Links
from warehouse.wording import labels
from warehouse.wording.figures import listed, number
from warehouse.wording.verdicts import UNKNOWN

TITLE = "Is that market-share claim true?"
MOST_FINDINGS, MOST_OTHERS = 5, 12
NOT_SO = ("No", "No longer", "It depends")
WEB = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:)])")
LINK = Markup('<a href="{0}" rel="noopener">{0}</a>')


@dataclass(frozen=True)
class Site:
    """What all pages share: the build, the list of claims, and where links lead."""

    build: Row
    packs: list[Row]
    claims: list[Row]
    documents: list[Row]
    links: Links

    def at(self, up: str) -> "Site":
        """Return the same for pages from which `up` leads to the folder of all."""
        return replace(self, links=replace(self.links, up=up))


def site(con: duckdb.DuckDBPyConnection, links: Links) -> Site:
    """Read what all pages share."""
    packs = content.read(con, "packs")
    claims = content.read(con, "shared/claims", claims=None)
    documents = content.read(con, "shared/documents")
    return Site(content.build(con), packs, claims, documents, links)


def claim_head(claim: content.Claim, links: Links, review: dict[str, Any] | None = None) -> Head:
    """Return what a claim's page says of itself; `review`: its ClaimReview, without context."""
    address = links.whole("claim", claim.claim_id)
    data = None
    if review is not None:
        data = {"@context": claimreview.CONTEXT, **review}
        if address:
            data["url"] = address
    return Head(
        f"{claim.answer}: {claim.statement}",
        shortened(claim.explanation),
        address,
        links.whole("picture", claim.claim_id),
        data,
        "article",
    )


def claim(one: content.Claim, known: reports.Catalogue, of: Site) -> str:
    """Return the page of a claim."""
    links = of.links
    review = claimreview.of(one, of.build, known.sources, links.address)
    head = claim_head(one, links, review)
    others = [c for c in of.claims if c.cluster == one.cluster and c.claim_id != one.claim_id]
    said: dict[tuple[str, str], list[int]] = {}
    for place in one.places:
        said.setdefault((place.document_id, place.title), []).append(place.line)
    return _rendered(
        "claim",
        of,
        head,
        claim=one,
        known=known,
        nearness=False,
        tests=reports.tests,
        number_line=number_line,
        sql=reports.Appendix(),
        said=[(*document, sorted(set(lines))) for document, lines in said.items()],
        sources=[known.sources[name] for name in one.sources],
        others=others[:MOST_OTHERS],
        address=head.address,
    )


def article_message(claims: list[Row]) -> str:
    """Return how an article's claims are answered, in a sentence."""
    if not claims:
        return "No claim of this article is registered."
    parts = [f"{len(found)} “{answer}”" for answer, found in _answers(claims)]
    some = number(len(claims), "claim")
    return f"{some} on {_about(claims)}, checked against public figures: {listed(parts)}."


def _about(claims: Iterable[Row]) -> str:
    """Return what claims are about: 'who uses which database'; 'who uses what' of several packs."""
    nouns = {one.noun for one in claims}
    [noun] = nouns if len(nouns) == 1 else {None}
    return f"who uses {f'which {noun}' if noun else 'what'}"


def outline(
    con: duckdb.DuckDBPyConnection, document_id: str, of: Site
) -> list[tuple[Row, list[int]]]:
    """Return the claims of an article in the order in which it first makes them, with lines."""
    by_id = {one.claim_id: one for one in of.claims}
    found: dict[str, set[int]] = {}
    places = queries.rows(con, "shared/document_places", document=document_id)
    for row in sorted(places, key=lambda row: (row["char_start"], row["claim_id"])):
        found.setdefault(row["claim_id"], set()).add(row["line"])
    return [(by_id[claim_id], sorted(lines)) for claim_id, lines in found.items()]


def article(document: Row, found: list[tuple[Row, list[int]]], of: Site) -> str:
    """Return the page of an article: its claims in order, and nothing of its wording."""
    claims = [one for one, _ in found]
    message = article_message(claims)
    head = Head(
        f"{document.title}: {number(len(claims), 'claim')} checked",
        shortened(message),
        of.links.whole("article", document.document_id),
        kind="article",
    )
    return _rendered(
        "article", of, head, document=document, claims=claims, outline=found, message=message
    )


def index(of: Site, articles: list[tuple[Row, list[Row]]], every: list[Row]) -> str:
    """Return the first page."""
    packs: dict[str | None, dict[str, list[Row]]] = {pack.title: {} for pack in of.packs}
    for one in sorted(of.claims, key=lambda one: one.cluster_title.lower()):
        packs.setdefault(one.pack_title, {}).setdefault(one.cluster, []).append(one)
    titles = listed([pack.title for pack in of.packs])
    about = (
        f"What articles assert about {_about(of.claims)}, each claim answered from public figures "
        "with their source, date and denominator."
    )
    head = Head(f"{titles}: {TITLE[0].lower()}{TITLE[1:]}", about, of.links.whole())
    return _rendered(
        "index",
        of,
        head,
        headline=headline(of.claims, len(of.documents)),
        answers=_answers(of.claims),
        findings=findings(of.claims),
        articles=articles,
        titles=titles,
        packs=packs,
        signals=every,
    )


def headline(claims: list[Row], documents: int) -> str:
    """Return how many claims there are, and how many have an answer."""
    if not claims:
        return "No claims are registered yet."
    known = [one for one in claims if not one.answer.startswith(UNKNOWN)]
    parts = [f"{len(found)} “{answer}”" for answer, found in _answers(known)]
    where = f", made in {number(documents, 'article')}" if documents else ""
    told = f" Public figures and documents answer {len(known)} of them: {listed(parts)}."
    return (
        f"{number(len(claims), 'claim')} on {_about(claims)}, and why{where}."
        f"{told if known else ''} Of the others nothing public decides, and each says why."
    )


def findings(claims: list[Row]) -> list[Row]:
    """Return claims with a figure that are not simply so, one per topic.

    Those that fail come before those that hold by some counts, then those of most articles.
    """
    wrong = [one for one in claims if one.answer in NOT_SO and one.claimed and one.found_shown]
    found: dict[str, Row] = {}
    for one in sorted(wrong, key=lambda one: (NOT_SO.index(one.answer), -one.in_documents)):
        found.setdefault(one.cluster, one)
    return list(found.values())[:MOST_FINDINGS]


def answer(word: str, of: Site) -> str:
    """Return the page of the claims that have an answer."""
    claims = [one for one in of.claims if one.answer == word]
    meanings = {labels.ANSWERS[code]: meaning for code, (_, meaning) in labels.RATINGS.items()}
    meaning = meanings.get(word, "")
    if word.startswith(UNKNOWN):
        meaning = "Nothing at hand decides them; each page says why."
    said = f"{number(len(claims), 'claim')} of {len(of.claims)} answered “{word}”. {meaning}"
    head = Head(f"Claims answered “{word}”", said, of.links.whole("answer", slug(word)))
    return _rendered(
        "answer", of, head, answer=word, claims=claims, every=len(of.claims), meaning=meaning
    )


def signal(one: Row, charts: list[signals.Chart], source: Row, of: Site) -> str:
    """Return the page of a signal: its charts, and what to know of it."""
    said = charts[0].message if charts else one.caveat
    head = Head(f"{one.title} over time", shortened(said), of.links.whole("signal", one.signal_id))
    return _rendered("signal", of, head, signal=one, charts=charts, source=source)


def sources(every: list[Row], found: list[Row], of: Site) -> str:
    """Return the page of the sources."""
    said = "Who publishes the figures that claims are held against, and under which licence."
    head = Head("Sources", said, of.links.whole("sources"))
    by_source = {one.source_id: [s for s in found if s.source_id == one.source_id] for one in every}
    return _rendered("sources", of, head, sources=every, signals=by_source)


def slug(answer: str) -> str:
    """Return an answer as the name of a file: 'not-known-points-to-no'."""
    return re.sub(r"[^a-z]+", "-", answer.lower()).strip("-")


def _answers(claims: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Return the claims under each answer, answers in the order of the verdicts."""
    found: dict[str, list[Row]] = {}
    for one in claims:
        found.setdefault(one.answer, []).append(one)
    order = list(labels.VERDICTS)
    return sorted(found.items(), key=lambda item: (order.index(item[1][0].verdict), item[0]))


def _linked(words: str) -> Markup:
    """Return text in which each web address is a link."""
    parts = enumerate(WEB.split(words))
    return Markup("").join(LINK.format(part) if n % 2 else escape(part) for n, part in parts)


def _rendered(name: str, of: Site, head: Head, **values: Any) -> str:
    return rendered(
        f"site/{name}",
        tags=tags(head),
        policy=policy(head),
        links=of.links,
        build=of.build,
        linked=_linked,
        shortened=shortened,
        slug=slug,
        answers_of=_answers,
        **values,
    )
