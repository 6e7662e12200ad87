"""Files of data sets on the Hugging Face Hub, each read at one commit."""

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import httpx2
import pyarrow as pa
import pyarrow.parquet as pq
import requests
from huggingface_hub import constants, hf_hub_download, set_client_factory
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils.tqdm import disable_progress_bars
from urllib3.exceptions import HTTPError

from collectors.errors import CollectError, SourceChanged, SourceUnavailable
from collectors.machinery.ask import Lax
from collectors.machinery.client import Client
from collectors.machinery.http import (
    CHUNK,
    RETRIED,
    Again,
    Attempt,
    Left,
    Web,
    counted,
    current,
    reason,
    waiting_time,
)

LARGEST_FILE = 16 << 30
"""Bytes; the daily list of all models has more than one gigabyte and grows."""

TAGS = ("ETag", "X-Linked-ETag", "X-Repo-Commit")
TAG = re.compile(r'(?:W/)?"?[\w-]{0,128}"?', re.ASCII)
Made = TypeVar("Made")


class File(Lax):
    """One file of a data set."""

    rfilename: str


class Dataset(Lax):
    """What the Hub says of a data set: its newest commit, and the files there."""

    sha: str
    siblings: list[File]


def newest(client: Client, dataset: str) -> tuple[str, list[str]]:
    """Return a data set's newest commit and the Parquet files in it, sorted by name.

    Raises:
        SourceChanged: there is none.
    """
    answer = client.get(f"/api/datasets/{dataset}", about={"dataset": dataset})
    body = answer.read(Dataset)
    names = sorted(f.rfilename for f in body.siblings if f.rfilename.endswith(".parquet"))
    if not names:
        answer.refuse("lists no Parquet file")
    return body.sha, names


def download(client: Client, dataset: str, commit: str, name: str, folder: Path) -> Path:
    """Return where a Parquet file lies below `folder`; one that is there already is not fetched.

    Raises:
        SourceUnavailable: it does not come.
        SourceChanged: it is no Parquet file.
    """
    client.report(f"{dataset}: {name}")
    disable_progress_bars()
    where = f"{name} of {dataset} at {commit}"

    def fetch() -> Path:
        return Path(
            hf_hub_download(
                dataset,
                name,
                repo_type="dataset",
                revision=commit,
                local_dir=folder,
                endpoint=client.live.api,
                token=False,  # sent by `Web.hop`
            )
        )

    path = patiently(client, where, fetch)
    try:
        pq.read_schema(path)
    except pa.ArrowInvalid as error:
        msg = f"{client.source}: {where} is no Parquet file ({error}). Look at it on the Hub."
        raise SourceChanged(msg) from error
    return path


def patiently(client: Client, what: str, call: Callable[[], Made]) -> Made:
    """Call huggingface_hub, again when that may help, and word its errors in our terms.

    Raises:
        SourceUnavailable: it does not come.
    """

    def work(attempt: Attempt) -> Made:
        attempt.web = client.web
        return call()

    url = f"{client.live.api}/datasets"

    def once() -> Made:
        try:
            return client.web.attempt(url, work, LARGEST_FILE)
        except Again as failure:
            said = f"{what} does not come ({failure.found})"
            raise type(failure)(said, failure.wait) from failure
        except (CollectError, Left):
            raise
        except Exception as error:  # the library is not made for headers that make no sense
            if isinstance(error, OSError) and error.errno is not None:
                raise  # this machine's disk, not the Hub
            said = f"{what} does not come ({type(error).__name__}: {error})"
            if isinstance(error, HfHubHTTPError):
                if error.response.status_code not in RETRIED:
                    shown = client.web.redaction.said(said)
                    msg = f"{client.source}: {shown}. See on the Hub where it is."
                    raise SourceUnavailable(msg) from error
                raise Again(said, waiting_time(error.response.headers)) from error
            raise Again(said) from error

    return client.web.persist(url, once)


class _Transport(httpx2.BaseTransport):
    """Sends huggingface_hub's requests as all others are sent: one token, one deadline, one stop.

    What fails is left to our patience: the library would sleep as long as it is told.
    """

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        web: Web = current().web
        headers = {**request.headers, "Accept-Encoding": "identity"}
        try:
            answer = web.hop(requests.Request(request.method, str(request.url), headers=headers))
        except (requests.RequestException, HTTPError) as error:
            raise Again(reason(error)) from error
        if answer.status_code in RETRIED:
            with answer:
                msg = f"HTTP {answer.status_code}: {web.peek(answer)}"
            raise Again(msg, waiting_time(answer.headers))
        for name in TAGS:  # the library makes names of files of them
            if not TAG.fullmatch(tag := answer.headers.get(name, "")):
                answer.close()
                msg = f"its {name} is {tag!r}, which is no hash"
                raise Again(msg)
        return httpx2.Response(
            answer.status_code,
            headers=list(answer.raw.headers.items()),
            stream=_Body(web, answer),
            request=request,
        )


class _Body(httpx2.SyncByteStream):
    def __init__(self, web: Web, answer: requests.Response) -> None:
        self._web, self._answer = web, answer

    def __iter__(self) -> Iterator[bytes]:
        chunks = self._answer.raw.stream(CHUNK, decode_content=False)
        try:
            yield from self._web.redaction.stream(counted(current(), chunks))
        except (HTTPError, ValueError, OverflowError) as error:
            raise Again(reason(error)) from error

    def close(self) -> None:
        self._answer.close()


logging.getLogger("huggingface_hub").setLevel(logging.CRITICAL + 1)  # it prints what a Hub says
constants.HF_HUB_DISABLE_XET = True  # a way of its own, without deadline and stop
set_client_factory(
    lambda: httpx2.Client(transport=_Transport(), follow_redirects=True, trust_env=False)
)
