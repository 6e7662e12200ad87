"""The environment variables, all of them."""

import os
from pathlib import Path

from platformdirs import user_data_path

CODE = Path(__file__).resolve().parent.parent
"""Where the packages of the program stand: the repository, or where it is installed."""
INSTALLED = CODE / "collectors" / "data"
"""The bundled packs of an installed program, which keeps nothing there; a checkout has none."""
BUNDLED = INSTALLED if INSTALLED.is_dir() else CODE / "data"
"""The pack that comes with the program."""

SETTINGS = (
    (
        "SHARECHECK_PACK",
        str(BUNDLED),
        f"folders of the packs, with {os.pathsep!r} between them; the bundled one by default",
    ),
    (
        "SHARECHECK_DATA",
        "",
        "folder of what is collected and built; by default that of the first pack, or, where the "
        "program is installed and the pack came with it, one among the user's data",
    ),
    (
        "SHARECHECK_CONTACT",
        "no contact given",
        "address or page sent with each request, so that a source can reach you",
    ),
    (
        "SHARECHECK_SITE",
        "",
        "address under which others reach your dashboard, for the permalinks in exports",
    ),
    (
        "SHARECHECK_DOCUMENTS",
        "",
        "folder with the articles' text files; the dashboard then shows them with their statements",
    ),
    ("GITHUB_TOKEN", "", "for collectors github and github_star_history; raises 60 requests/h"),
    ("HF_TOKEN", "", "for sources of the Hugging Face Hub; doubles its limits"),
    ("CLICKHOUSE_PASSWORD", "", "for collector pypi_clickhouse on a cluster of your own"),
    ("OPENALEX_API_KEY", "", "for collector openalex; raises the daily budget"),
    (
        "STACK_EXCHANGE_KEY",
        "",
        "for collector stack_exchange; 10,000 instead of 300 requests a day",
    ),
)


def get(name: str) -> str:
    """Return the value of a variable of SETTINGS, without spaces around it, or its default."""
    default = next(default for known, default, _ in SETTINGS if known == name)
    return os.environ.get(name, default).strip()


def packs() -> tuple[Path, ...]:
    """Return the folders of the packs that are asked about."""
    named = get("SHARECHECK_PACK") or str(BUNDLED)
    return tuple(Path(name).resolve() for name in named.split(os.pathsep) if name)


def data(pack: Path) -> Path:
    """Return the folder of what is collected and built.

    Args:
        pack: the first of the packs, in whose folder it is kept unless a variable says otherwise,
            or the folder is part of an installed program.
    """
    if named := get("SHARECHECK_DATA"):
        return Path(named).resolve()
    return user_data_path("sharecheck") / pack.name if pack.is_relative_to(INSTALLED) else pack
