"""Frameworks of the code that belongs to papers, from the archive of Papers with Code.

Source   two data sets of https://huggingface.co/pwc-archive, each read at one commit
Unit     links from a paper to a repository, and papers that have at least one such link
Window   closed: the service ended on 2025-07-24, and its last months are thin
Quirks   a repository has one framework, or 'none', which means that none was detected, or no value
         at all (null); the last two are kept apart
"""

import shutil
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from collectors.errors import SourceChanged
from collectors.machinery.ask import Answer, Ask
from collectors.machinery.client import Client

from . import hub

CLOSED = date(2025, 7, 24)
DATASETS = {
    "links": "pwc-archive/links-between-paper-and-code",
    "papers": "pwc-archive/papers-with-abstracts",
}
READ = {
    "links": {
        "paper_url",
        "paper_arxiv_id",
        "repo_url",
        "framework",
        "is_official",
        "mentioned_in_paper",
        "mentioned_in_github",
    },
    "papers": {"paper_url", "date", "proceeding"},
}
"""The columns that the SQL reads; the abstracts, most of the bytes, are not among them."""
TABLES = ("papers_with_code", "papers_with_code_papers")
SCRATCH = "archive"

Commit = tuple[str, list[str]]
"""A data set's newest commit and the Parquet files in it."""


def fetch(client: Client, ask: Ask) -> None:
    """Read both data sets at their newest commits, and record what the SQL counts in them."""
    commits = {part: hub.newest(client, name) for part, name in DATASETS.items()}
    url = f"{client.live.api}/datasets/{DATASETS['links']}/tree/{commits['links'][0]}"
    for table in TABLES:
        about = {"table": table, "commits": commits}
        client.record(url, partial(_count, client, commits, table), about=about, suffix="parquet")
    shutil.rmtree(client.draft.folder / SCRATCH, ignore_errors=True)


def probe(client: Client) -> None:
    """Ask for the newest commit of the links."""
    hub.newest(client, DATASETS["links"])


def tables(answers: Sequence[Answer]) -> dict[str, pa.Table]:
    """Return what was counted; see the card for the columns."""
    counted = {}
    for answer in answers:
        if "table" in answer.about:
            table = pq.read_table(answer.path)
            response = pa.array([answer.name] * table.num_rows, pa.string())
            counted[answer.about["table"]] = table.append_column("response", response)
    return counted


def _count(client: Client, commits: dict[str, Commit], table: str, path: Path) -> None:
    """Write one of the tables that the SQL makes of the files."""
    with duckdb.connect() as database:
        for part, (commit, names) in commits.items():
            files = [_download(client, part, commit, name) for name in names]
            database.execute(f"set variable {part} = ?", [files])
        database.execute("set variable closed = ?", [CLOSED])
        try:
            database.execute(
                Path(__file__).with_name("papers_with_code_cube.sql").read_text("utf-8")
            )
        except duckdb.Error as error:
            msg = f"papers_with_code: the files of {commits} cannot be counted: {error}"
            raise SourceChanged(msg) from error
        database.table(table).write_parquet(str(path), compression="zstd")


def _download(client: Client, part: str, commit: str, name: str) -> str:
    """Return where a file lies; one that is already there is not fetched again."""
    folder = client.draft.folder / SCRATCH / part
    path = hub.download(client, DATASETS[part], commit, name, folder)
    found = set(pq.read_schema(path).names)
    if missing := READ[part] - found:
        msg = (
            f"papers_with_code: {name} of {DATASETS[part]} at {commit} has no column "
            f"{', '.join(sorted(missing))}, only {', '.join(sorted(found))}. "
            "Nothing was counted. Teach papers_with_code_cube.sql the new columns."
        )
        raise SourceChanged(msg)
    return str(path)
