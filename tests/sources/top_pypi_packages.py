"""The list of 15,000 packages on localhost: the fixture's places, filled up with invented ones.

Place n of the list has 2,000,000 - 100 n downloads, unless the fixture gives it a package.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tests import collecting
from tests.collecting import World
from tests.fake import Asked, Reply


def top_list(**changes: Any) -> dict[str, Any]:
    """Return a list; `size` and any field can be changed."""
    content = collecting.fixture("top_pypi_packages")
    size = changes.pop("size", 15_000)
    rows = [
        content["listed"].get(
            str(n), {"download_count": 2_000_000 - 100 * n, "project": f"filler-{n}"}
        )
        for n in range(1, size + 1)
    ]
    return {**content["list"], "rows": rows, "total_rows": size, **changes}


def world(tmp_path: Path, **changes: Any) -> AbstractContextManager[World]:
    """Serve the list; changes as in `top_list`."""
    body = top_list(**changes)

    def answer(asked: Asked) -> Reply:
        found = asked.path == "/top-pypi-packages/top-pypi-packages.min.json"
        return Reply(body) if found else Reply("not found", 404)

    names = collecting.fixture("top_pypi_packages")["names"]
    return collecting.world("top_pypi_packages", tmp_path, answer, names)
