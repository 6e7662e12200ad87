"""Where things lie: the packs that are asked about, and the folder of what is collected and built.

A pack is a folder with everything about one ecosystem: its projects, definitions and claims, the
figures that come with it (`snapshot/`), and the sources that nobody else needs (`sources/`).
"""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from collectors import settings
from collectors.errors import InputError

PROGRAM = settings.CODE / "collectors"
"""The folder of the sources that every pack may use."""


@dataclass(frozen=True)
class Home:
    """What one run of the program works on.

    Attributes:
        packs: folders of the packs, in the order in which they are shown.
        data: holds `landing/`, `builds/`, `history/` and `cache/`; other code calls it the root.
    """

    packs: tuple[Path, ...]
    data: Path

    @classmethod
    def of(cls, pack: Path, *others: Path) -> "Home":
        """Return the home of packs whose figures are kept in the first one's own folder."""
        return cls((pack, *others), pack)


def home() -> Home:
    """Return the packs and the data folder that the settings name.

    Without a name, the data lie in the first pack's folder, or among the user's where that came
    with an installed program.

    Raises:
        InputError: a folder is no pack.
    """
    named = settings.get("SHARECHECK_PACK") or str(settings.BUNDLED)
    packs = tuple(Path(name).resolve() for name in named.split(os.pathsep) if name)
    for pack in packs:
        if not any((pack / name).is_file() for name in ("pack.yml", "projects.yml")):
            what = "it has no pack.yml" if pack.is_dir() else "there is no such folder"
            msg = f"{pack} is no pack: {what}. Correct the name, or make one: `sharecheck new`."
            raise InputError([msg])
    if data := settings.get("SHARECHECK_DATA"):
        return Home(packs, Path(data).resolve())
    installed = packs[0].is_relative_to(settings.INSTALLED)
    return Home(packs, user_data_path("sharecheck") / packs[0].name if installed else packs[0])
