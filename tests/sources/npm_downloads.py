"""npm's download counts on localhost: the last day asked for changes with the calendar.

As the real server does, it shortens ranges of more than 18 months, reports zero for a day before a
package existed, and answers 404 for a package it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests import collecting
from tests.collecting import World, fixture
from tests.fake import Asked, Reply

PATH = re.compile(r"/downloads/range/(\d{4}-\d\d-\d\d):(\d{4}-\d\d-\d\d)/(.+)")
LONGEST = timedelta(days=548)
ALL = fixture("npm_downloads")["names"]["npm"]


def answer(asked: Asked) -> Reply:
    found = PATH.fullmatch(asked.path)
    if found is None:
        return Reply({"error": "Not Found"}, 404)
    start, end = date.fromisoformat(found[1]), date.fromisoformat(found[2])
    package = fixture("npm_downloads")["counts"].get(found[3])
    if package is None:
        return Reply({"error": f"package {found[3]} not found"}, 404)
    start = max(start, end - LONGEST)
    days = [(start + timedelta(days=n)).isoformat() for n in range((end - start).days + 1)]
    downloads = [
        {
            "downloads": package["daily"]
            if day >= package["first_day"] and day not in package["zero"]
            else 0,
            "day": day,
        }
        for day in days
    ]
    return Reply({"start": days[0], "end": days[-1], "package": found[3], "downloads": downloads})


def world(
    tmp_path: Path, packages: Sequence[str] = ("onnxruntime-web", "unheard-of"), **live: Any
) -> AbstractContextManager[World]:
    """Serve some packages, two by default: each has eleven years and more of days.

    A later run asks for everything again, unless `live` says otherwise.
    """
    names = {"npm": list(packages)}
    settings = {"reread_days": None, **live}
    return collecting.world("npm_downloads", tmp_path, answer, names, **settings)
