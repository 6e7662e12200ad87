"""All models of the Hugging Face Hub: created month x library x set of framework and format tags.

Source   the daily list of all models (cfahlgren1/hub-stats), read at one commit; if it is gone, the
         Hub's own listing, 1,000 models a page, oldest first
History  a weekly archive of that list since July 2024 (hfmlsoc/hub_weekly_snapshots): one week a
         month, of which only the needed columns travel
Unit     models, and their downloads: files asked for, of the last 30 days and of all time
Quirks   a census is dated by its newest change, max(lastModified): a folder or a commit may hold an
         older copy. Columns differ from era to era: downloads of all time begin in February 2025
"""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from huggingface_hub import HfApi, HfFileSystem
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils.tqdm import disable_progress_bars
from pydantic import Field, TypeAdapter

from collectors.errors import SetupError, SourceChanged
from collectors.machinery.ask import Answer, Ask, Lax
from collectors.machinery.client import Client

from . import hub

DAILY, ARCHIVE = "cfahlgren1/hub-stats", "hfmlsoc/hub_weekly_snapshots"
FILE = "models.parquet"
REQUIRED = ("createdAt", "lastModified", "library_name", "tags", "downloads")
LATER = ("downloadsAllTime",)
"""Columns that the files have since February 2025."""
PAGE = dict.fromkeys(REQUIRED, "TIMESTAMP") | dict.fromkeys(("downloads", *LATER), "BIGINT")
PAGE |= {"_id": "VARCHAR", "library_name": "VARCHAR", "tags": "VARCHAR[]"}
GONE = (401, 403, 404, 410)
"""What the Hub answers for a data set that was removed or closed; 401 to those not logged in."""
BLOCK = 8 << 20
"""Bytes of one column that travel in one request."""
MEMORY = "250MB"
"""Enough for two threads, each with a row group of a million models; the rest goes to disk."""
SQL = Path(__file__).with_name("hub_census_cube.sql").read_text("utf-8")


class File(Lax):
    """One file of a data set."""

    rfilename: str


class Revision(Lax):
    """What the Hub says of a data set: its newest commit, and the files there."""

    sha: str
    siblings: list[File]


class Week(Lax):
    """A census of the archive; a copy has the same content."""

    path: str
    content: str


class Model(Lax):
    """What a page of the listing says of every model."""

    id: str = Field(alias="_id")
    created: datetime = Field(alias="createdAt")
    modified: datetime = Field(alias="lastModified")
    tags: list[str]
    downloads: int


SHAPE = TypeAdapter(list[Model])


def fetch(client: Client, ask: Ask) -> None:
    """Record the cube of today's census, then those of the months that are missing."""
    disable_progress_bars()
    if ask.file is not None:
        _record(client, ask.file.name, partial(_write_cube, ask.file.name, ask.file))
        return
    daily = _revision(client, DAILY)
    if daily is not None and FILE in {file.rfilename for file in daily.siblings}:
        _daily(client, daily.sha)
    else:
        client.report(f"{DAILY} is gone; the Hub's listing takes an hour or more")
        try:
            _listing(client)
        except SetupError as error:  # all is refused: the data set may be there for others
            raise SourceChanged(str(error)) from error
    _back_fill(client, ask)


def probe(client: Client) -> None:
    """Ask for the newest commit of the daily list."""
    answer = client.get(f"/api/datasets/{DAILY}/revision/main")
    if FILE not in {file.rfilename for file in answer.read(Revision).siblings}:
        answer.refuse(f"lists no {FILE}; a collection would read the Hub's own listing")


def tables(answers: Sequence[Answer]) -> dict[str, pa.Table]:
    """Return the cubes, one for each day that a census speaks of; the first one recorded counts."""
    found: dict[date, pa.Table] = {}
    pages = [answer for answer in answers if answer.about.get("kind") == "page"]
    for answer in [*pages[:1], *(a for a in answers if a.about.get("kind") == "census")]:
        if answer.about["kind"] == "page":
            table = _cube("the listing", [str(page.path) for page in pages])
        else:
            table = pq.read_table(answer.path)
        if not table.num_rows:
            answer.refuse("holds no model")
        as_of = table["as_of"][0].as_py()
        if as_of is None or as_of > answer.fetched_at.date():
            answer.refuse(f"was last changed on {as_of}, after it was read")
        response = pa.array([answer.name] * table.num_rows, pa.string())
        found.setdefault(as_of, table.append_column("response", response))
    return {"hub_census": pa.concat_tables(found[as_of] for as_of in sorted(found))}


def _revision(client: Client, dataset: str) -> Revision | None:
    """Return the newest commit of a data set; None when there is no such data set (any more)."""
    path = f"/api/datasets/{dataset}/revision/main"
    answer = client.get(path, about={"kind": "revision"}, accept=GONE)
    return answer.read(Revision) if answer.status == 200 else None


def _record(client: Client, url: str, make: Callable[[Path], None]) -> None:
    """Record a cube, unless the last run has it: a file at a commit never changes."""
    about = {"kind": "census", "sql": hashlib.sha256(SQL.encode()).hexdigest()[:8]}
    for answer in client.previous.answers() if client.previous else ():
        if answer.url == url and answer.about == about and answer.path.exists():
            make = partial(shutil.copyfile, answer.path)
    client.record(url, make, about=about, suffix="parquet")


def _daily(client: Client, commit: str) -> None:
    """Download the daily list and record its cube."""
    folder = client.draft.folder / "hub"

    def make(path: Path) -> None:
        client.report(f"downloading {DAILY} at {commit[:8]}, more than a gigabyte")
        file = hub.download(client, DAILY, commit, FILE, folder)
        _write_cube(f"{FILE} of {DAILY} at {commit}", file, path)

    _record(client, f"{client.live.api}/datasets/{DAILY}/resolve/{commit}/{FILE}", make)
    shutil.rmtree(folder, ignore_errors=True)


def _listing(client: Client) -> None:
    """Record every page of the Hub's listing."""
    # by createdAt, the only order that does not move under the walk
    order = {"limit": 1000, "sort": "createdAt", "direction": 1}
    expand = {"expand[]": [*REQUIRED, *LATER]}
    pages = client.pages("/api/models", order | expand, about={"kind": "page"})
    for number, page in enumerate(pages, start=1):
        page.read(SHAPE)
        client.report(f"page {number} of more than 3,000")


def _back_fill(client: Client, ask: Ask) -> None:
    """Record the cube of one week in each month that no earlier run can have seen."""
    archive = _revision(client, ARCHIVE)
    if archive is None:
        client.report(f"{ARCHIVE} is gone; there is no history to add")
        return
    for week in _weeks(client, archive.sha, ask):
        url = f"{client.live.api}/datasets/{ARCHIVE}/resolve/{archive.sha}/{week.path}"
        client.report(week.path)
        try:
            _record(client, url, partial(_week, client, f"{ARCHIVE}@{archive.sha}/{week.path}"))
        except SourceChanged as error:  # one bad week must not keep the others out
            client.report(f"left out: {error}")


def _weeks(client: Client, commit: str, ask: Ask) -> list[Week]:
    """Return the first new census in each month after `since` and before this one."""

    def listed() -> list[dict[str, str]]:
        api = HfApi(client.live.api, token=False, library_name="sharecheck")
        tree = api.list_repo_tree(
            ARCHIVE, "models", recursive=True, revision=commit, repo_type="dataset"
        )
        return [
            {"path": file.path, "content": file.lfs.sha256 if file.lfs else file.blob_id}
            for file in tree
            if isinstance(file, RepoFile)
        ]

    def make(path: Path) -> None:
        files = hub.patiently(client, f"the list of files of {ARCHIVE} at {commit}", listed)
        path.write_text(json.dumps(sorted(files, key=lambda file: file["path"])), "utf-8")

    url = f"{client.live.api}/api/datasets/{ARCHIVE}/tree/{commit}/models"
    weeks = client.record(url, make, about={"kind": "weeks"}).read(list[Week])
    firsts = {week.content: week for week in reversed(weeks)}.values()
    chosen: dict[date, Week] = {}
    for week in sorted(firsts, key=lambda week: week.path, reverse=True):
        if found := re.fullmatch(rf"models/(\d{{4}}-\d\d)-\d\d/{FILE}", week.path):
            chosen[date.fromisoformat(f"{found[1]}-01")] = week
    this_month = ask.today.replace(day=1)
    return [
        week
        for month, week in sorted(chosen.items())
        if month < this_month and (ask.since is None or month > ask.since)
    ]


def _week(client: Client, file: str, path: Path) -> None:
    """Fetch the needed columns of a file of the archive, block by block, and write their cube."""
    extract = client.draft.folder / "week.parquet"
    hub.patiently(client, file, partial(_extract, client, file, extract))
    _write_cube(file, extract, path)


def _extract(client: Client, file: str, target: Path) -> None:
    files = HfFileSystem(endpoint=client.live.api, token=False, skip_instance_cache=True)
    with (
        _readable(file),
        files.open(f"datasets/{file}", "rb", block_size=BLOCK, cache_type="none") as remote,
        pq.ParquetFile(remote, buffer_size=BLOCK, pre_buffer=False) as parquet,
    ):
        _demand_columns(file, parquet.schema_arrow.names)
        fields = [f for f in parquet.schema_arrow if f.name in REQUIRED + LATER]
        with pq.ParquetWriter(target, pa.schema(fields)) as writer:
            names = [f.name for f in fields]
            for batch in parquet.iter_batches(1 << 14, columns=names, use_threads=False):
                client.web.pause(0)
                writer.write_batch(batch)


def _write_cube(what: str, file: Path, path: Path) -> None:
    """Write the cube of a census file."""
    pq.write_table(_cube(what, str(file)), path, compression="zstd")


def _cube(what: str, files: Any) -> pa.Table:
    """Return the cube that the SQL makes; what needs too much memory is put on disk meanwhile.

    Args:
        what: the models' source, for messages.
        files: a census file, or a list of pages of the listing, in which a model may come twice.
    """
    listed = isinstance(files, list)
    with (
        _readable(what),
        tempfile.TemporaryDirectory() as spill,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spill}) as con,
    ):
        con.execute("set timezone = 'UTC'; set threads = 2")
        if listed:
            model = con.read_json(files, columns=PAGE, format="array")
        else:
            model = con.read_parquet(files)
        _demand_columns(what, model.columns)
        model.create_view("model")
        con.execute(SQL)
        return con.sql(f"from cube('{'reading_once' if listed else 'reading'}')").to_arrow_table()


def _demand_columns(what: str, names: list[str]) -> None:
    if missing := set(REQUIRED) - set(names):
        msg = (
            f"hub_census: {what} has no column {', '.join(sorted(missing))}, only "
            f"{', '.join(names)}. Teach hub_census_cube.sql the new columns."
        )
        raise SourceChanged(msg)


@contextmanager
def _readable(what: str) -> Iterator[None]:
    """Raise SourceChanged when a file is damaged, or has columns of other types."""
    try:
        yield
    except (duckdb.Error, pa.ArrowInvalid) as error:
        msg = f"hub_census: {what} cannot be counted: {error}. Look at it on the Hub."
        raise SourceChanged(msg) from error
