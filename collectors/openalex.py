"""Works that mention a project, per year of publication, and how many works could be searched.

Source   https://api.openalex.org (OurResearch), a search index over about half a billion works
Unit     works: articles, preprints, chapters, theses ...; a mention is not use
Window   years since 2012; the index is rebuilt all the time, so counts of old years change too
Quirks   a search also costs when it finds nothing, and the day's budget is free again at midnight
         UTC; words are searched as they are written, not by their stems
"""

from typing import Any

from pydantic import AliasPath, Field

from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client

FIRST_YEAR = 2012
TEXTS = {
    # full text comes with title and abstract; only works that have one are counted
    "full text": ("search.exact", "has_fulltext:true"),
    "title and abstract": ("search.title_and_abstract.exact", "has_abstract:true"),
}
FIELDS = {"all": "", "computer science": ",primary_topic.field.id:17"}
UNKNOWN = ("unknown", "-111", -111, None)
"""Groups without a year; they belong to none."""


class Group(Lax):
    """Works of one year; the year comes as text, and none for works without a year."""

    key: str | int | None
    count: int


class Counts(Lax):
    """Works by year of publication; years without any are left out."""

    works: int = Field(validation_alias=AliasPath("meta", "count"))
    group_by: list[Group]


def fetch(client: Client, ask: Ask) -> None:
    """Count, in both texts and both fields: all works, those with any term, those with each."""
    terms = sorted(ask.names.get("full_text_query", []))
    any_term = " OR ".join(f"({term})" for term in terms)
    searches: list[tuple[str, str | None, str | None]] = [
        ("works", None, None),
        ("any term", None, any_term),
        *(("term", term, term) for term in terms),
    ]
    for text in TEXTS:
        for field in FIELDS:
            for number, (counted, term, search) in enumerate(searches, start=1):
                client.report(f"{text}, {field}: {number} of {len(searches)}")
                about = {"text": text, "field": field, "counted": counted, "term": term}
                _ask(client, search, {**about, "years": (FIRST_YEAR, ask.today.year)})


def probe(client: Client) -> None:
    """Count the works that can be searched; no search, so it costs a tenth of one."""
    about = {"text": "full text", "field": "all", "years": (2020, 2020)}
    _ask(client, None, about).read(Counts)


def parse(answer: Answer) -> Rows:
    """Yield one row per year that was asked for; a year that is not listed has no such work."""
    about = answer.about
    body = answer.read(Counts)
    first, last = about["years"]
    # a group without any work says nothing, whatever it is called
    works = {str(g.key): g.count for g in body.group_by if g.key not in UNKNOWN and g.count}
    years = range(first, last + 1)
    if strange := sorted(works.keys() - {str(year) for year in years}):
        answer.refuse(f"names years that were not asked for: {', '.join(strange)}")
    search = about["text"], about["field"], about["counted"], about["term"]
    for year in years:
        yield "openalex", (*search, year, works.get(str(year), 0), body.works)


def _ask(client: Client, search: str | None, about: dict[str, Any]) -> Answer:
    """Count works by year, in the texts, the field and the years that it is about."""
    parameter, searchable = TEXTS[about["text"]]
    first, last = about["years"]
    params = {
        "filter": f"{searchable},publication_year:{first}-{last}{FIELDS[about['field']]}",
        "group_by": "publication_year",
    }
    if search is not None:
        params[parameter] = search
    return client.get("/works", params, about=about)
