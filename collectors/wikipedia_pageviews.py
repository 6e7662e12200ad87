"""Views of English Wikipedia articles per month, since July 2015.

Source   https://wikimedia.org/api/rest_v1/ (Wikimedia Foundation), pageviews per article
Unit     page views by agents taken for people, all devices
Quirks   redirects and earlier titles are counted apart; 404 also means no views at all
"""

import unicodedata
from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import Field

from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client

BEGINNING = date(2015, 7, 1)
SETTLES = timedelta(days=2)
PATH = "/metrics/pageviews/per-article/en.wikipedia/all-access/user"


class Month(Lax):
    """Views of one article in one month."""

    project: Literal["en.wikipedia"]
    article: str
    granularity: Literal["monthly"]
    access: Literal["all-access"]
    agent: Literal["user"]
    timestamp: Annotated[str, Field(pattern=r"^20\d\d(0[1-9]|1[0-2])0100$")]
    views: int


class Views(Lax):
    """What the API sends for one article."""

    items: list[Month]


def fetch(client: Client, ask: Ask) -> None:
    """Ask for every article, up to the last complete month: the running one would come partial."""
    until = (ask.today - SETTLES).replace(day=1) - timedelta(days=1)
    since = max(BEGINNING, min(ask.since or BEGINNING, until).replace(day=1))
    for number, title in enumerate(ask.names["wikipedia"], start=1):
        client.report(f"{number} of {len(ask.names['wikipedia'])} articles")
        client.get(
            f"{PATH}/{encoded(title)}/monthly/{since:%Y%m%d}/{until:%Y%m%d}",
            about={"title": title, "until": until.isoformat()},
            accept=[404],  # no such title, or no views in all these months
        )


def encoded(title: str) -> str:
    """Return a title as a segment of a path."""
    return quote(_canonical(title), safe="")


def _canonical(title: str) -> str:
    """Return a title as the wiki spells it: underscores, the first letter a capital, composed."""
    title = unicodedata.normalize("NFC", title.strip()).replace(" ", "_")
    return title[:1].upper() + title[1:]


def probe(client: Client) -> None:
    """Ask for one article's views in one month."""
    client.get(f"{PATH}/Git/monthly/20240101/20240131").read(Views)


def parse(answer: Answer) -> Rows:
    """Yield one row per month; a month that is left out is absent, not zero."""
    if answer.status == 404:
        return
    title, until = answer.about["title"], date.fromisoformat(answer.about["until"])
    for item in answer.read(Views).items:
        if _canonical(item.article) != _canonical(title):
            answer.refuse(f"speaks of {item.article!r}, asked was {title!r}")
        month = date.fromisoformat(item.timestamp[:8])
        if month <= until:
            yield "wikipedia_pageviews", (title, month, item.views)
