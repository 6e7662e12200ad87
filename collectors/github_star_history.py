"""Stars gained per week, of the stars that are still held.

Source   https://docs.github.com/rest/activity/starring
Unit     stars given in the week and not taken back before the day of asking
Vintage  a star taken back lowers the week it was given in: each run is a version of its own
Depth    without a token the newest page only, 30 weeks: 60 requests an hour reach no further, and
         when they are spent, what was read lands; the next run goes on from there
"""

from collections.abc import Iterator
from datetime import date, timedelta

from collectors.errors import SourceUnavailable
from collectors.github import (
    GONE,
    HEADERS,
    Repository,
    announce_hours,
    has_token,
    lookup,
    sparing,
    weeks,
)
from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client

AT_ONCE = 10
"""Names that are looked up before their histories are read."""
PAGES = 100
"""GitHub serves no more."""
MARGIN = timedelta(days=28)
TOLERANCE = 0.005
"""Stars come and go while a history is read."""


class Stars(Lax):
    """All stars of a repository."""

    count: int


def fetch(client: Client, ask: Ask) -> None:
    """Look names up, a few at a time, and read each repository's history once."""
    names = sorted(ask.names["github"])
    oldest, hours = ask.since - MARGIN if ask.since else None, ""
    if not has_token(client):
        oldest = oldest or ask.today
        client.go_on_from_part()
        hours = announce_hours(client, 2 * len(names) - client.draft.resumed)
    found: dict[int, str] = {}
    read, silent = 0, list[SourceUnavailable]()
    for start in range(0, len(names), AT_ONCE):
        lot = names[start : start + AT_ONCE]
        try:
            for key, name, full_name in _look_up(client, lot, {name.lower() for name in names}):
                if found.setdefault(key, name) == name:
                    client.report(f"{start} of {len(names)} names: {full_name}{hours}")
                    with sparing(client, f"the history of {full_name}", silent):
                        _read(client, full_name, {"repo": name, "repository_id": key}, oldest)
                        read += 1
        except SourceUnavailable as error:
            if has_token(client) or not read or error.free_at is None:
                raise
            left = f"the histories of up to {len(names) - start} names ({lot[0]} ...)"
            client.land_part(left, error)
            return
    if silent and not read:
        raise silent[0]


def _look_up(client: Client, names: list[str], known: set[str]) -> Iterator[tuple[int, str, str]]:
    """Yield id, name asked for and present name of what is there; of `known` names the present."""
    for name, answer in [(name, lookup(client, name)) for name in names]:
        if answer.status not in GONE:
            found = answer.read(Repository)
            if name.lower() == found.full_name.lower() or found.full_name.lower() not in known:
                yield found.repository_id, name, found.full_name


def probe(client: Client) -> None:
    """Ask for one repository's newest week."""
    path = "/repos/git/git/stargazers/history"
    list(weeks(client.get(path, {"per_page": 1}, headers=HEADERS)))


def parse(answer: Answer) -> Rows:
    """Yield one row per week; an empty history is unavailable, not without stars."""
    if "page" not in answer.about:
        return
    repository = answer.about["repo"], answer.about["repository_id"]
    found = [] if answer.status in GONE else list(weeks(answer))
    for week, stars in found:
        yield "github_star_history", (*repository, week, stars)
    if not found and answer.about["page"] == 1:
        yield "github_star_history", (*repository, None, None)


def _read(client: Client, full_name: str, about: dict[str, object], oldest: date | None) -> None:
    """Read a history, newest week first, back to `oldest`; a whole one must hold all stars."""
    path, stars = f"/repos/{full_name}/stargazers", dict[date, int]()
    url: str | None = f"{path}/history?per_page=30"
    for number in range(1, PAGES + 1):
        if url is None:
            break
        page = client.get(url, about={**about, "page": number}, accept=GONE, headers=HEADERS)
        if page.status in GONE:
            return
        # a week that begins while we read shifts the pages, so that weeks come twice
        stars.update(weeks(page))
        if not stars or (oldest and min(stars) < oldest):
            return
        url = page.next
    total = client.get(f"{path}/count", about=about, headers=HEADERS)
    count, added = total.read(Stars).count, sum(stars.values())
    if abs(count - added) > 10 + TOLERANCE * count:
        total.refuse(f"counts {count:,} stars, but the {len(stars)} weeks hold {added:,}")
