"""Files of data sets on the Hugging Face Hub, each read at one commit."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx2
import pyarrow as pa
import pyarrow.parquet as pq
from huggingface_hub import hf_hub_download
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils.tqdm import disable_progress_bars

from collectors.errors import SourceChanged, SourceUnavailable
from collectors.machinery.ask import Lax
from collectors.machinery.client import Client
from collectors.machinery.http import RETRIED
from collectors.machinery.patience import Again, waiting_time

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
                token=client.web.secret or False,
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

    def once() -> Made:
        try:
            return call()
        except (OSError, RuntimeError, httpx2.HTTPError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # this machine's disk, not the Hub
            said = f"{what} does not come ({type(error).__name__}: {error})"
            if isinstance(error, HfHubHTTPError):
                if error.response.status_code not in RETRIED:
                    msg = f"{client.source}: {client.web.redact(said)}. See on the Hub where it is."
                    raise SourceUnavailable(msg) from error
                raise Again(said, waiting_time(error.response.headers)) from error
            raise Again(said) from error

    return client.web.persist(f"{client.live.api}/datasets", once)
