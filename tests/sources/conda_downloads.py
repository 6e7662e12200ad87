"""Anaconda's bucket on localhost: monthly Parquet files, written like the real ones.

Strings are dictionary-encoded, each row group with a dictionary of its own. As S3 does, a range is
answered with 206 and the ETag, and a missing file with AccessDenied; 2025-02 answers 404 instead.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests import collecting
from tests.collecting import World, fixture
from tests.fake import Asked, Reply

COLUMNS = ("data_source", "pkg_name", "pkg_version", "pkg_platform", "pkg_python")
DENIED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
)
MISSING = DENIED.replace("AccessDenied", "NoSuchKey")


def parquet(month: str, rows: list[list[Any]]) -> bytes:
    """Return a month's file, with three rows in a row group."""
    texts = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema(
        [("time", texts), *((name, texts) for name in COLUMNS), ("counts", pa.int64())]
    )
    file = io.BytesIO()
    with pq.ParquetWriter(file, schema) as writer:
        for start in range(0, len(rows), 3):
            part = [[month, *row] for row in rows[start : start + 3]]
            columns = [
                pa.array(column, kind)
                for column, kind in zip(zip(*part, strict=True), schema.types, strict=True)
            ]
            writer.write_table(pa.table(columns, schema=schema))
    return file.getvalue()


def files() -> dict[str, bytes]:
    """Return the fixture's files by month."""
    stored = fixture("conda_downloads")["files"]
    return {month: parquet(month, rows) for month, rows in stored.items()}


def bucket(stored: dict[str, bytes]) -> Callable[[Asked], Reply]:
    """Return a server of these files."""

    def answer(asked: Asked) -> Reply:
        year, _, name = asked.path.removeprefix("/anaconda-package-data/conda/monthly/").partition(
            "/"
        )
        month = name.removesuffix(".parquet")
        content = stored.get(month)
        if content is None or not month.startswith(year):
            kind = {"Content-Type": "application/xml"}
            return Reply(MISSING, 404, kind) if month == "2025-02" else Reply(DENIED, 403, kind)
        headers = {"ETag": f'"{hashlib.md5(content).hexdigest()}"'}
        if "range" not in asked.headers:
            return Reply(content, 200, headers)
        first, last = map(int, asked.headers["range"].removeprefix("bytes=").split("-"))
        headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        return Reply(content[first : last + 1], 206, headers)

    return answer


def world(tmp_path: Path, stored: dict[str, bytes] | None = None) -> AbstractContextManager[World]:
    names = fixture("conda_downloads")["names"]
    answer = bucket(files() if stored is None else stored)
    return collecting.world("conda_downloads", tmp_path, answer, names)
