"""The environment variables, all of them."""

import os
from pathlib import Path

CODE = Path(__file__).resolve().parent.parent
"""The repository: where the program itself stands."""

SETTINGS = (
    (
        "SHARECHECK_ROOT",
        str(CODE),
        "folder whose collectors/ (cards) and data/ are used; the repository by default",
    ),
)


def root() -> Path:
    """Return the folder whose `collectors/` and `data/` are used."""
    name, default, _ = SETTINGS[0]
    return Path(os.environ.get(name, default)).resolve()
