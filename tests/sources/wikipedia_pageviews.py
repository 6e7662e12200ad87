"""Wikimedia's page views on localhost: the last day asked for changes with the calendar.

As the real server does, it leaves out months without views, answers 404 in another type of JSON
when there are none at all, and adds the running month, in part, to a range that reaches into it.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from tests import collecting
from tests.collecting import World, fixture
from tests.fake import Asked, Reply

ROOT = "/api/rest_v1/metrics/pageviews/per-article"
PATH = re.compile(rf"{ROOT}/([^/]+)/([^/]+)/([^/]+)/([^/]+)/([^/]+)/(\d{{8}})/(\d{{8}})")
PROBLEM = {
    "type": "about:blank",
    "title": "Not found.",
    "method": "get",
    "status": 404,
    "detail": "The date(s) you used are valid, but we either do not have data for those date(s)",
}


def answer(asked: Asked) -> Reply:
    found = PATH.fullmatch(asked.path)
    if found is None:
        return Reply({**PROBLEM, "uri": asked.path}, 404)
    project, access, agent, title, granularity, start, end = map(unquote, found.groups())
    stored = fixture("wikipedia_pageviews")["views"].get(title, {})
    months = {month.replace("-", ""): views for month, views in stored.items()}
    this_month = f"{datetime.now(UTC):%Y%m}"
    if months and end[:6] >= this_month:
        months[this_month] = 1
    items = [
        {
            "project": project,
            "article": title,
            "granularity": granularity,
            "timestamp": f"{month}0100",
            "access": access,
            "agent": agent,
            "views": views,
        }
        for month, views in sorted(months.items())
        if start <= f"{month}01" <= end
    ]
    if not items:
        problem = {**PROBLEM, "uri": asked.path}
        return Reply(problem, 404, {"Content-Type": "application/problem+json"})
    return Reply({"items": items})


def world(tmp_path: Path) -> AbstractContextManager[World]:
    names = fixture("wikipedia_pageviews")["names"]
    return collecting.world("wikipedia_pageviews", tmp_path, answer, names)
