"""Models per tag, as the Hub's own filter counts them: a check on the census.

Source   https://huggingface.co/models-json, which the site's list of models reads; undocumented
Unit     public models at the time of asking
Quirks   a filter that the site does not know may be ignored, and all models counted: an alarm
"""

from collections.abc import Collection

from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client

ALL = "(all models)"
IGNORED_FROM = 0.99
"""Share of all models from which on a filter is taken to be ignored: meanwhile, some were added."""


class Tag(Lax):
    """One tag of the site's filter."""

    id: str


class Libraries(Lax):
    """The tags that the site filters as libraries; it filters all others as 'other'."""

    library: list[Tag]


class Count(Lax):
    """One page of the list of models, of which only the total is of interest."""

    numTotalItems: int


def fetch(client: Client, ask: Ask) -> None:
    """Ask for the number of all models, and for the number with each tag."""
    listed = client.get("/api/models-tags-by-type", {"type": "library"})
    libraries = {tag.id for tag in listed.read(Libraries).library}
    every = _count(client, {}, {"tag": ALL}).read(Count).numTotalItems
    # names in brackets are ours, those with blanks are the labels of the site
    tags = sorted(tag for tag in ask.names["hub_tag"] if tag[0] != "(" and " " not in tag)
    for number, tag in enumerate(tags, start=1):
        client.report(f"{number} of {len(tags)} tags")
        kind = "library" if tag in libraries else "other"
        about = {"tag": tag, "filter": kind, "all_models": every}
        _count(client, {kind: tag}, about, accept=[404])  # no such tag (any more)


def probe(client: Client) -> None:
    """Ask for the number of all models."""
    _count(client, {}, {}).read(Count)


def parse(answer: Answer) -> Rows:
    """Yield the one figure of an answer; zero is measured."""
    if "tag" not in answer.about or answer.status == 404:
        return
    models = answer.read(Count).numTotalItems
    every = answer.about.get("all_models", models)
    if not every:
        answer.refuse("says that there are no models at all")
    kind = answer.about.get("filter")
    if kind is not None and models >= IGNORED_FROM * every:
        answer.refuse(f"counts {models:,} of {every:,} models: the filter seems to be ignored")
    day = answer.fetched_at.date()
    yield "hub_tag_totals", (answer.about["tag"], day, kind, models, every)


def _count(
    client: Client, query: dict[str, str], about: dict[str, object], accept: Collection[int] = ()
) -> Answer:
    return client.get("/models-json", {**query, "withCount": "true"}, about=about, accept=accept)
