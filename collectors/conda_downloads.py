"""Conda downloads per channel, package and month, since January 2017.

Source   https://s3.amazonaws.com/anaconda-package-data (Anaconda, Inc.), one Parquet file a month
Unit     package files served by Anaconda's channels; not users, machines or environments
Quirks   files come weeks late, and old ones are rewritten: one that changed is read again
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from collectors.errors import SetupError, SourceChanged
from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client

BEGINNING = date(2017, 1, 1)
READ = ["data_source", "pkg_name", "counts"]
MAGIC = "PAR1"


class Extract(Lax):
    """What is kept of one file: the sums per channel, and per channel and package of ours."""

    sha256: str
    bytes: int
    channels: dict[str, int]
    packages: list[tuple[str, str, int]]


def fetch(client: Client, ask: Ask) -> None:
    """Ask which months are there, and read those whose file is new since the last run."""
    names = ask.names["conda"]
    asked = hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
    earlier = client.previous.answers() if client.previous else []
    for month in months(max(BEGINNING, ask.since or BEGINNING), ask.today):
        client.report(month)
        path = f"/conda/monthly/{month[:4]}/{month}.parquet"
        start = _beginning_of(client, path, month)
        if not _published(start):
            continue
        etag = start.headers.get("etag")
        about = {"month": month, "etag": etag, "names": asked}
        same = next((answer for answer in earlier if etag and answer.about == about), None)

        def make(target: Path, path: str = path, same: Answer | None = same) -> None:
            content = same.content() if same else _extract(client, path, names)
            target.write_bytes(content)

        client.record(client.live.api + path, make, about=about)


def months(since: date, today: date) -> Iterator[str]:
    """Yield the months from `since` to the last one before today's, as YYYY-MM."""
    for number in range(since.year * 12 + since.month - 1, today.year * 12 + today.month - 1):
        yield f"{number // 12}-{number % 12 + 1:02d}"


def _beginning_of(client: Client, path: str, month: str) -> Answer:
    """Return a file's first bytes, which cost nothing: its ETag tells whether it changed."""
    return client.get(
        path,
        about={"month": month},
        headers={"Range": "bytes=0-3"},
        accept=[206, 403, 404],
        suffix="txt",
    )


def _published(start: Answer) -> bool:
    """Return whether a file is there; S3 may say 403 of a missing one too."""
    if start.status == 403 and "AccessDenied" not in start.text():
        msg = (
            f"{start.source}: {start.url} answers HTTP 403, and not with the AccessDenied that S3 "
            "sends for a missing file. The source, or something before it, refuses this client."
        )
        raise SetupError(msg)
    return start.status in (200, 206)


def _extract(client: Client, path: str, names: list[str]) -> bytes:
    """Download a month's file and return its sums as JSON."""
    file = client.download(path, "month.parquet", client.live.limit_bytes)
    wanted = {name.lower(): name for name in names}  # the channels have no capitals
    try:
        content = file.read_bytes()
        table = pq.read_table(file, columns=READ, partitioning=None)
        # dictionaries differ between row groups, and cannot be grouped by
        types = (pa.string(), pa.string(), pa.int64())
        columns = [table[name].cast(kind) for name, kind in zip(READ, types, strict=True)]
        rows = pa.table(columns, names=READ).drop_null()
        channels = rows.group_by(READ[:1]).aggregate([("counts", "sum")])
        packages = rows.group_by(READ[:2]).aggregate([("counts", "sum")])
    except (pa.ArrowException, OSError) as error:
        msg = (
            f"{client.source}: {client.live.api}{path} is no Parquet file with the columns "
            f"{', '.join(READ)} ({error})."
        )
        raise SourceChanged(msg) from error
    finally:
        file.unlink()
    kept = Extract(
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        channels={row["data_source"]: row["counts_sum"] for row in channels.to_pylist()},
        packages=sorted(
            (row["data_source"], wanted[row["pkg_name"]], row["counts_sum"])
            for row in packages.to_pylist()
            if row["pkg_name"] in wanted
        ),
    )
    return json.dumps(kept.model_dump(), indent=1, sort_keys=True).encode()


def probe(client: Client) -> None:
    """Ask for the first bytes of one file."""
    start = _beginning_of(client, "/conda/monthly/2024/2024-01.parquet", "2024-01")
    if not _published(start) or not start.text().startswith(MAGIC):
        start.refuse("is not the beginning of a Parquet file")


def parse(answer: Answer) -> Rows:
    """Yield one row per channel, and one per channel and package; absent is not zero."""
    if "etag" not in answer.about:
        return
    month, body = date.fromisoformat(answer.about["month"] + "-01"), answer.read(Extract)
    for channel, downloads in body.channels.items():
        yield "conda_downloads_channels", (month, channel, downloads)
    for channel, package, downloads in body.packages:
        yield "conda_downloads", (month, channel, package, downloads)
