"""What codes are called on the pages, and how they look there: `labels.yml`."""

from pathlib import Path
from typing import Any

import yaml

CODES: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("labels.yml").read_text(encoding="utf-8")
)
LACKS, STATES, COUNTED, REASONS = (CODES[name] for name in ("lacks", "state", "counted", "reason"))


def registry(name: str) -> str:
    """Return what a registry is called."""
    return str(CODES["registry"].get(name, name.replace("_", " ")))
