"""The environment variables, all of them."""

import os
from pathlib import Path

import yaml

CODE = Path(__file__).resolve().parent.parent
"""Where the packages of the program stand: the repository, or where it is installed."""
INSTALLED = CODE / "collectors" / "data"
"""The bundled packs of an installed program, which keeps nothing there; a checkout has none."""
BUNDLED = INSTALLED if INSTALLED.is_dir() else CODE / "data"
"""The pack that comes with the program."""

_SAID: dict[str, dict[str, str]] = yaml.safe_load(
    (CODE / "collectors/machinery/settings.yml").read_text("utf-8")
)
SETTINGS = tuple(
    (name, said.get("default", "").format(bundled=BUNDLED), said["help"].format(pathsep=os.pathsep))
    for name, said in _SAID.items()
)
"""Name, default and help of each."""


def get(name: str) -> str:
    """Return the value of a variable of SETTINGS, without spaces around it, or its default."""
    default = next(default for known, default, _ in SETTINGS if known == name)
    return os.environ.get(name, default).strip()
