"""Posts of the monthly Hacker News hiring threads, and how many of them name a project.

Source   https://hn.algolia.com/api (Hacker News Search)
Unit     posts: top-level comments of the thread that were not deleted
Quirk    a search gives 1,000 hits at most, so threads are looked for year by year; a month whose
         thread another account began, or nobody, is absent
"""

import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client
from collectors.machinery.http import BadBody

FIRST = date(2011, 4, 1)
"""The month of the first thread by the account that has begun them since."""
TITLE = re.compile(r"Ask HN: Who is hiring\? *\((\w+ \d{4})\)", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")


class Story(Lax):
    """A thread that was found."""

    objectID: str
    title: str | None = None


class Found(Lax):
    """One page of a search."""

    hits: list[Story]
    nbHits: int


class Post(Lax):
    """A comment below the thread; a deleted one has no text, or not even the field."""

    text: str | None = None


class Thread(Lax):
    """A thread with everything below it."""

    id: int
    children: list[Post]


def fetch(client: Client, ask: Ask) -> None:
    """Look for the threads of all complete months that are wanted, and read each."""
    first = max((ask.since or FIRST).replace(day=1), FIRST)
    end = ask.today.replace(day=1)
    for year in range(first.year, (end - timedelta(days=1)).year + 1):
        begin, until = max(first, date(year, 1, 1)), min(end, date(year + 1, 1, 1))
        if begin >= until:
            continue
        answer = client.get(
            "/search_by_date",
            {
                "tags": "story,author_whoishiring",
                "numericFilters": f"created_at_i>={_epoch(begin)},created_at_i<{_epoch(until)}",
                "hitsPerPage": 1000,
            },
            about={"kind": "threads"},
            check=_finds_something,
        )
        found = answer.read(Found)
        if found.nbHits > len(found.hits):
            answer.refuse(f"shows {len(found.hits)} of {found.nbHits} threads of {year}")
        for story in sorted(found.hits, key=lambda story: int(story.objectID)):
            month = _month(story.title)
            if month is None or not first <= month < end:
                continue
            client.report(f"{month:%B %Y}")
            client.get(
                f"/items/{story.objectID}",
                about={
                    "kind": "posts",
                    "thread": int(story.objectID),
                    "month": month.isoformat(),
                    "terms": ask.names["job_term"],
                    # of terms that are spelled in several ways, or mean other things too
                    "patterns": client.live.patterns,
                },
                accept=[404],  # found, but taken down
            )


def probe(client: Client) -> None:
    """Look for the newest thread."""
    newest = {"tags": "story,author_whoishiring", "hitsPerPage": 1}
    client.get("/search_by_date", newest).read(Found)


def parse(answer: Answer) -> Rows:
    """Yield one row per term, zero if no post names it; a thread without posts yields none."""
    if answer.about["kind"] != "posts" or answer.status == 404:
        return
    thread = answer.read(Thread)
    if thread.id != answer.about["thread"]:
        answer.refuse(f"is thread {thread.id}, asked was {answer.about['thread']}")
    posts = [html.unescape(TAG.sub(" ", post.text)) for post in thread.children if post.text]
    if not posts:
        return
    month = date.fromisoformat(answer.about["month"])
    for term in answer.about["terms"]:
        pattern = _pattern(term, answer.about.get("patterns", {}).get(term))
        naming = sum(1 for post in posts if pattern.search(post))
        yield "hn_hiring_posts", (month, thread.id, term, naming, len(posts))


def _finds_something(body: bytes, _: Mapping[str, str]) -> None:
    """Refuse a search without hits: each year has threads, so it is a failure or a limit."""
    found = json.loads(body)
    if isinstance(found, dict) and found.get("hits") == []:
        raise BadBody(found=f"no threads at all ({found.get('message') or 'no reason given'})")


def _month(title: str | None) -> date | None:
    """Return the month of a hiring thread; None for what else the account posts."""
    named = TITLE.match(title or "")
    try:
        return datetime.strptime(named[1], "%B %Y").date() if named else None
    except ValueError:  # not a month
        return None


def _pattern(term: str, spelling: str | None) -> re.Pattern[str]:
    """Return what finds a term as a whole word; one in capitals only if written in capitals."""
    spelling = spelling or re.escape(term)
    return re.compile(rf"(?<!\w)(?:{spelling})(?!\w)", 0 if term.isupper() else re.IGNORECASE)


def _epoch(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
