"""A Hub on localhost that serves the two data sets of the archive, one commit each."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests import collecting
from tests.collecting import World
from tests.fake import Asked, Reply

LINKS, PAPERS = "pwc-archive/links-between-paper-and-code", "pwc-archive/papers-with-abstracts"
COMMITS = {LINKS: "1" * 40, PAPERS: "2" * 40}
LINK_COLUMNS = {
    "paper_url": pa.string(),
    "paper_arxiv_id": pa.string(),
    "repo_url": pa.string(),
    "is_official": pa.bool_(),
    "mentioned_in_paper": pa.bool_(),
    "mentioned_in_github": pa.bool_(),
    "framework": pa.string(),
}
PAPER_COLUMNS = {
    "paper_url": pa.string(),
    "abstract": pa.string(),
    "date": pa.timestamp("s"),
    "proceeding": pa.string(),
}


@dataclass
class Hub:
    """The server's state; a test may change it between two collections.

    Attributes:
        files: content by data set and name.
        downloads: a counter that the Hub shows and that moves by itself.
    """

    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    downloads: int = 0

    def answer(self, asked: Asked) -> Reply:
        """Answer as the Hub does: what a data set holds, and its files at a commit."""
        self.downloads += 1
        for name, files in self.files.items():
            if asked.path == f"/api/datasets/{name}":
                listed = [{"rfilename": file} for file in ("README.md", *files)]
                return Reply(
                    {"id": name, "sha": COMMITS[name], "siblings": listed, "likes": self.downloads}
                )
            at = f"/datasets/{name}/resolve/{COMMITS[name]}/"
            if asked.path.startswith(at) and (file := asked.path.removeprefix(at)) in files:
                sha256 = hashlib.sha256(files[file]).hexdigest()
                headers = {"ETag": f'"{sha256}"', "X-Repo-Commit": COMMITS[name]}
                return Reply(files[file], headers=headers)
        return Reply({"error": "Entry not found"}, 404, {"X-Error-Code": "EntryNotFound"})


def parquet(rows: Sequence[dict[str, Any]], columns: dict[str, pa.DataType]) -> bytes:
    """Return rows as a Parquet file; a date is text in the fixture."""
    content = io.BytesIO()
    ready = [
        {k: datetime.fromisoformat(v) if k == "date" and v else v for k, v in row.items()}
        for row in rows
    ]
    pq.write_table(pa.Table.from_pylist(ready, schema=pa.schema(columns)), content)
    return content.getvalue()


def archive() -> Hub:
    """Return a Hub with the fixture's rows: links in one file, papers in two."""
    content = collecting.fixture("papers_with_code")
    hub = Hub()
    hub.files[LINKS] = {
        "data/train-00000-of-00001.parquet": parquet(content["links"], LINK_COLUMNS)
    }
    hub.files[PAPERS] = {
        f"data/train-{number:05}-of-00002.parquet": parquet(rows, PAPER_COLUMNS)
        for number, rows in enumerate(content["papers"])
    }
    return hub


def world(tmp_path: Path, hub: Hub | None = None, **live: Any) -> AbstractContextManager[World]:
    """Serve the archive to its collector."""
    names = collecting.fixture("papers_with_code")["names"]
    answer = (hub or archive()).answer
    return collecting.world("papers_with_code", tmp_path, answer=answer, names=names, **live)
