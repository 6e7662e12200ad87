"""OpenAlex on localhost: the fixture's answers, asked for up to the present year."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests import collecting
from tests.collecting import World

THIS_YEAR = datetime.now(UTC).year


def world(tmp_path: Path, **live: Any) -> AbstractContextManager[World]:
    """Serve the fixture to the collector."""
    text = (collecting.FIXTURES / "openalex.json").read_text("utf-8")
    content = json.loads(text.replace("{this year}", str(THIS_YEAR)))
    return collecting.world(
        "openalex", tmp_path, collecting.exchanges(content), content["names"], **live
    )
