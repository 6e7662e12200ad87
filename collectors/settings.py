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
    ("HF_TOKEN", "", "for the Hugging Face Hub; doubles its limits"),
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


def root() -> Path:
    """Return the folder whose `collectors/` and `data/` are used."""
    return Path(get("SHARECHECK_ROOT")).resolve()
