"""A Hub on localhost: two data sets, each at one commit, and the listing of all models.

Large files do not come from the Hub itself: it redirects to a signed address on another host. Here
that is the same server under its other name, localhost.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from huggingface_hub import close_session

from collectors.machinery.landing import survey_all
from data.sources.hub_census import ARCHIVE, DAILY, FILE
from tests import collecting
from tests.collecting import World
from tests.fake import Asked, Reply
from warehouse import landing, models
from warehouse.build import run_model

COMMITS = {DAILY: "d" * 40, ARCHIVE: "a" * 40}
COLUMNS = {
    "_id": pa.string(),
    "id": pa.string(),
    "createdAt": pa.timestamp("ms"),
    "lastModified": pa.timestamp("ms"),
    "library_name": pa.string(),
    "tags": pa.list_(pa.string()),
    "downloads": pa.int64(),
    "downloadsAllTime": pa.int64(),
}
MODELS: list[dict[str, Any]] = collecting.fixture("hub_census")["models"]
Model = dict[str, Any]


@dataclass
class Hub:
    """The server's state; a test may change it between two collections.

    Attributes:
        files: content by data set and path; a data set that is not here is gone.
        pages: the listing, page by page.
        gone: status and error code for a data set that is not there.
    """

    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    pages: list[list[Model]] = field(default_factory=list)
    gone: tuple[int, str] = (404, "RepoNotFound")

    def answer(self, asked: Asked) -> Reply:
        """Answer as the Hub does."""
        path = unquote(asked.path)
        if path == "/api/models":
            return self._page(asked) if self.pages else Reply({"error": "not served"}, 404)
        if path.startswith("/signed/"):
            return self._signed(path.removeprefix("/signed/"), asked)
        for dataset, commit in COMMITS.items():
            at = {
                f"/api/datasets/{dataset}/revision/main": self._revision,
                f"/api/datasets/{dataset}/revision/{commit}": self._revision,
                f"/api/datasets/{dataset}/tree/{commit}/": self._tree,
                f"/datasets/{dataset}/resolve/{commit}/": self._resolve,
            }
            for start, answer in at.items():
                if path.startswith(start):
                    if dataset not in self.files:
                        status, code = self.gone
                        return Reply({"error": "Invalid"}, status, {"X-Error-Code": code})
                    return answer(dataset, path.removeprefix(start), asked)
        return Reply({"error": "Not Found"}, 404)

    def _revision(self, dataset: str, _: str, __: Asked) -> Reply:
        siblings = [{"rfilename": name} for name in ("README.md", *self.files[dataset])]
        return Reply({"id": dataset, "sha": COMMITS[dataset], "siblings": siblings})

    def _tree(self, dataset: str, folder: str, _: Asked) -> Reply:
        """List a folder with everything below it, as a page of the tree does."""
        found = [
            {
                "type": "file",
                "path": path,
                "oid": hashlib.sha1(content).hexdigest(),
                "size": len(content),
                "lfs": {"oid": sha256(content), "size": len(content), "pointerSize": 134},
            }
            for path, content in self.files[dataset].items()
            if path.startswith(f"{folder}/")
        ]
        return Reply([{"type": "directory", "path": folder, "oid": "0" * 40, "size": 0}, *found])

    def _resolve(self, dataset: str, path: str, asked: Asked) -> Reply:
        commit = {"X-Repo-Commit": COMMITS[dataset]}
        if path not in self.files[dataset]:
            code = {"X-Error-Code": "EntryNotFound"}
            return Reply({"error": "Entry not found"}, 404, commit | code)
        content = self.files[dataset][path]
        linked = {"X-Linked-Size": str(len(content)), "X-Linked-ETag": f'"{sha256(content)}"'}
        address = f"http://localhost:{asked.headers['host'].split(':')[1]}/signed/{dataset}/{path}"
        return Reply("", 302, {**commit, **linked, "Location": address})

    def _signed(self, path: str, asked: Asked) -> Reply:
        """Send a file, or the bytes asked for."""
        owner, name, file = path.split("/", 2)
        content = self.files[f"{owner}/{name}"][file]
        headers = {"ETag": f'"{sha256(content)}"', "Accept-Ranges": "bytes"}
        if "range" not in asked.headers:
            return Reply(content, headers=headers)
        first, _, last = asked.headers["range"].removeprefix("bytes=").partition("-")
        stop = min(int(last), len(content) - 1) if last else len(content) - 1
        headers["Content-Range"] = f"bytes {first}-{stop}/{len(content)}"
        return Reply(content[int(first) : stop + 1], 206, headers)

    def _page(self, asked: Asked) -> Reply:
        """Send a page of the listing; the cursor is the number of the page."""
        cursor = asked.query.get("cursor")
        number = json.loads(base64.urlsafe_b64decode(cursor))["page"] if cursor else 0
        if number + 1 == len(self.pages):
            return Reply(self.pages[number])
        following = base64.urlsafe_b64encode(json.dumps({"page": number + 1}).encode()).decode()
        link = f'<{{api}}/api/models?limit=1000&cursor={following}>; rel="next"'
        return Reply(self.pages[number], headers={"Link": link})


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def parquet(rows: Sequence[Model], without: Sequence[str] = (), **types: pa.DataType) -> bytes:
    """Return a census file; times are text in the fixture."""
    columns = {**{k: v for k, v in COLUMNS.items() if k not in without}, **types}

    def value(row: Model, name: str) -> Any:
        found = row.get(name)
        if found is not None and pa.types.is_timestamp(columns[name]):
            return datetime.fromisoformat(found)
        return found

    arrays = [pa.array([value(row, name) for row in rows], kind) for name, kind in columns.items()]
    content = io.BytesIO()
    pq.write_table(pa.table(arrays, names=list(columns)), content, row_group_size=5)
    return content.getvalue()


def until(day: str) -> list[Model]:
    """Return the models that nobody touched after a day, with the tenth of their downloads."""
    return [
        {**model, "downloads": model["downloads"] // 10}
        for model in MODELS
        if model["lastModified"][:10] <= day
    ]


def hub() -> Hub:
    """Return a Hub with a daily list and four weeks of archive."""
    era = ["downloadsAllTime"]
    july, august = parquet(until("2024-01-31"), era), parquet(until("2024-05-31"), era)
    return Hub(
        {
            DAILY: {FILE: parquet(MODELS), "datasets.parquet": b"other"},
            ARCHIVE: {
                f"models/2024-07-24/{FILE}": july,
                f"models/2024-07-31/{FILE}": parquet(until("2024-02-28"), era),
                # a copy of an older list: the archive repeats it when there is no newer one
                f"models/2024-08-07/{FILE}": july,
                f"models/2024-08-14/{FILE}": august,
                "datasets/2024-08-14/datasets.parquet": b"other",
            },
        }
    )


def listing(size: int = 5) -> Hub:
    """Return a Hub without data sets, whose listing repeats a model on the next page."""
    pages = [MODELS[i : i + size] for i in range(0, len(MODELS), size)]
    return Hub(pages=[pages[0], *([one[-1], *other] for one, other in pairwise(pages))])


@contextmanager
def world(tmp_path: Path, served: Hub | None = None, **live: Any) -> Iterator[World]:
    """Serve a Hub to the collector."""
    names = collecting.fixture("hub_census")["names"]
    answer = (served or hub()).answer
    with collecting.world("hub_census", tmp_path, answer=answer, names=names, **live) as source:
        yield source
    close_session()  # its open connections would keep threads of the server alive


def figures(world: World, *columns: str) -> list[tuple[Any, ...]]:
    """Build the staging model beside the fixture's projects, and return some of its columns."""
    staged = models.staging({world.source: world.card})
    [model] = [m for m in models.read(staged) if m.name == "staging.hub_census"]
    with duckdb.connect() as con:
        list(landing.load(con, world.root, {world.source: world.card}, survey_all(world.root)[0]))
        con.execute(
            "create table project_identifier (project_id text, registry text, identifier text)"
        )
        con.execute("create table project_group (group_id text, project_id text)")
        for name in world.names["hub_library"]:
            con.execute("insert into project_identifier values ($1, 'hub_library', $1)", [name])
        for group, members in collecting.fixture("hub_census")["groups"].items():
            for member in members:
                con.execute("insert into project_group values (?, ?)", [group, member])
        run_model(con, model, {"landing.hub_census", "project_identifier", "project_group"})
        return con.execute(
            f"select {', '.join(columns)} from staging.hub_census order by all"
        ).fetchall()
