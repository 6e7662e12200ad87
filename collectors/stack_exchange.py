"""Stack Overflow questions per tag: all that exist today, and those asked in each month.

Source   https://api.stackexchange.com/docs (Stack Exchange Inc.)
Unit     questions that still exist when they are counted: a month shrinks as they are deleted
Budget   300 requests a day without a key: totals for every tag in one request, months only for
         the tags of the card's `only` and, unless --since says more, for the last two years
"""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote, urlencode

import pandas as pd
from pydantic import AliasPath, Field

from collectors.errors import SetupError, SourceChanged, SourceUnavailable
from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client
from collectors.machinery.http import LONGEST_WAIT, check_json, free_at

MONTHS = 24
KEYLESS_REQUESTS = 300
TAGS_AT_ONCE = 100
MARGIN_SECONDS = 3
"""Added to `backoff`: whoever waits exactly that long is refused all the same."""


class Wrapper(Lax):
    """What every answer may say of the limits, and of what is wrong."""

    backoff: float = 0
    error_id: int | None = None
    error_name: str = ""
    error_message: str = ""


class Filter(Lax):
    """A named choice of fields; the same choice always gets the same name."""

    name: str = Field(validation_alias=AliasPath("items", 0, "filter"))


class Tag(Lax):
    """A tag, and how many questions carry it."""

    name: str
    count: int


class Tags(Lax):
    """The asked tags that exist."""

    items: list[Tag]
    has_more: bool


class Total(Lax):
    """How many items a query has."""

    total: int


def fetch(client: Client, ask: Ask) -> None:
    """Ask for all totals, then for each month of the chosen tags and of the whole site."""
    tags, month_now = ask.names["stackoverflow_tag"], pd.Period(ask.today, "M")
    months = pd.period_range(ask.since or month_now - MONTHS, month_now - 1, freq="M")
    chosen = set(client.live.only or tags)
    _afford(client, 2 + len(tags) // TAGS_AT_ONCE + (len(chosen & set(tags)) + 1) * len(months))
    known = set()
    for start in range(0, len(tags), TAGS_AT_ONCE):
        batch = tags[start : start + TAGS_AT_ONCE]
        answer = _get(
            client,
            f"/tags/{';'.join(quote(tag, safe='') for tag in batch)}/info",
            {"site": "stackoverflow", "pagesize": TAGS_AT_ONCE},
            {"kind": "tags", "asked": batch},
        )
        page = answer.read(Tags)
        if page.has_more:
            answer.refuse(f"has a second page, though only {len(batch)} tags were asked for")
        known |= {tag.name for tag in page.items}  # the site spells them without capitals
    # the built-in filter 'total' hides `backoff`
    fields = {"include": ".backoff;.total", "base": "none", "unsafe": "false"}
    shown = _get(client, "/filters/create", fields, {"kind": "filter"}).read(Filter)
    for month in months:
        client.report(month.strftime("%B %Y"))
        first, last = month.start_time, month.end_time
        # a tag that does not exist would be counted as zero
        for tag in [None, *sorted(tag for tag in chosen if tag.lower() in known)]:
            span = {"fromdate": int(first.timestamp()), "todate": int(last.timestamp())}
            query = {"site": "stackoverflow", **span, "filter": shown.name}
            about = {"kind": "month", "month": f"{month}-01", "tag": tag}
            _get(client, "/questions", query | ({"tagged": tag} if tag else {}), about)


def probe(client: Client) -> None:
    """Ask for one tag's total."""
    _get(client, "/tags/git/info", {"site": "stackoverflow"}, {}).read(Tags)


def parse(answer: Answer) -> Rows:
    """Yield the totals, or one month of one tag; a tag that is unknown is absent."""
    if answer.about["kind"] == "tags":
        for tag in answer.read(Tags).items:
            # not the tag that a synonym leads to
            for name in answer.about["asked"]:
                if name.lower() == tag.name:
                    yield "stack_exchange_tags", (name, tag.count)
    if answer.about["kind"] == "month":
        month = date.fromisoformat(answer.about["month"])
        yield "stack_exchange", (answer.about["tag"], month, answer.read(Total).total)


def _afford(client: Client, requests: int) -> None:
    """Refuse to begin what cannot be finished within a day without a key."""
    if requests > KEYLESS_REQUESTS and not client.web.secret:
        msg = (
            f"{client.source}: {requests:,} requests are needed, {KEYLESS_REQUESTS} a day are "
            f"allowed without a key. Set {client.live.token}, choose a later --since, or fewer "
            "tags in the card (live.only)."
        )
        raise SetupError(msg)


def _get(client: Client, path: str, params: dict[str, Any], about: dict[str, Any]) -> Answer:
    """Return the answer to one request; a refusal is raised before it could be recorded."""
    url = f"{client.live.api}{path}?{urlencode(params)}"

    def write(target: Path) -> None:
        response = client.web.fetch("GET", url, target, accept=[400], check=check_json)
        try:
            wrapper = Wrapper.model_validate(json.loads(target.read_bytes().decode("utf-8-sig")))
        except ValueError:  # whoever reads it says what is wrong with it
            wrapper = Wrapper()
        if response.status_code == 400:
            _refuse(client, url, wrapper)
        if wrapper.backoff > LONGEST_WAIT:
            _wait_for_long(client, wrapper.backoff, "it asks for a pause")
        if wrapper.backoff:
            client.web.pause(wrapper.backoff + MARGIN_SECONDS)

    return client.record(url, write, about=about)


def _refuse(client: Client, url: str, wrapper: Wrapper) -> NoReturn:
    said = f"{wrapper.error_name}: {wrapper.error_message}"
    if wrapper.error_name == "throttle_violation":
        seconds = re.search(r"in ([0-9]{1,12}) seconds", wrapper.error_message)
        _wait_for_long(client, float(seconds[1]) if seconds else 86_400, said)
    if wrapper.error_id is None:
        msg = f"{client.source}: {url} answers HTTP 400 without a reason. Collect again later."
        raise SourceUnavailable(msg)
    if "key" in wrapper.error_message.lower():
        msg = f"{client.source}: the key in {client.live.token} is refused ({said}). Correct it."
        raise SetupError(msg)
    refused = f"{client.source}: {url} is refused ({said})"
    msg = f"{refused}. See {client.live.api} for what the method takes today."
    raise SourceChanged(msg)


def _wait_for_long(client: Client, seconds: float, said: str) -> NoReturn:
    until = free_at(seconds)
    msg = (
        f"{client.source}: the budget is spent ({said}). There is a new one at "
        f"{until:%Y-%m-%d %H:%M} UTC; collect again then, it goes on where it ended."
    )
    if not client.web.secret:
        msg += f" A key in {client.live.token} gives a larger one."
    raise SourceUnavailable(msg, until)
