"""Visits to a running dashboard as a browser makes them: Streamlit's messages over a WebSocket."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

REPOSITORY = Path(__file__).resolve().parent.parent
APP = REPOSITORY / "dashboard" / "server.py"
PAGES = ("", *sorted(p.stem for p in APP.parent.glob("screens/*.py") if p.stem != "overview"))
"""Paths of the pages of the menu; the overview's is empty."""
PATIENCE_SECONDS = 60
BUILD = re.compile(r"^Build (\S+), made ")


@dataclass
class Answer:
    """What came back for one request."""

    seconds: float = 0.0
    elements: int = 0
    size: int = 0  # bytes
    build: str = ""  # the one that the footer names
    errors: list[str] = field(default_factory=list)


class Visitor:
    """One session: a tab of a browser that goes from page to page."""

    def __init__(self, port: int) -> None:
        self._address = f"localhost:{port}"
        self._socket = connect(
            f"ws://{self._address}/_stcore/stream", subprotocols=["streamlit"], max_size=None
        )

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, page: str, query: str = "") -> Answer:
        """Open a page with a query string and return what came back, once it is whole.

        Raises:
            TimeoutError: it is not whole after PATIENCE_SECONDS.
        """
        message = BackMsg()
        state = message.rerun_script
        state.page_name, state.query_string = page, query
        state.context_info.timezone, state.context_info.color_scheme = "UTC", "light"
        state.context_info.url = f"http://{self._address}/{page}"
        answer, started = Answer(), time.perf_counter()
        self._socket.send(message.SerializeToString())
        while True:
            data = self._socket.recv(timeout=PATIENCE_SECONDS)
            answer.size += len(data)
            if _taken(ForwardMsg.FromString(data), answer):
                answer.seconds = time.perf_counter() - started
                return answer


def _taken(message: ForwardMsg, answer: Answer) -> bool:
    """Add what a message brings to the answer; return whether it was the last one."""
    kind = message.WhichOneof("type")
    if kind == "script_finished":
        # a script that is asked again at once, by a change of its address, is not finished yet
        return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
    if kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
        answer.errors.append(message.session_event.script_compilation_exception.message)
    if kind != "delta" or message.delta.WhichOneof("type") != "new_element":
        return False
    answer.elements += 1
    element = message.delta.new_element
    if element.HasField("exception"):
        answer.errors.append(f"{element.exception.type}: {element.exception.message}")
    elif element.HasField("alert") and element.alert.format == Alert.ERROR:
        answer.errors.append(element.alert.body)
    elif element.HasField("markdown") and (said := BUILD.match(element.markdown.body)):
        answer.build = said[1]
    return False


@contextmanager
def served(root: Path, app: Path = APP) -> Iterator[tuple[int, int]]:
    """Run the dashboard of a root, or another app; yield its port and its process id.

    Raises:
        RuntimeError: it does not answer.
    """
    with socket.socket() as one:
        one.bind(("localhost", 0))
        port = one.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    with subprocess.Popen(
        [*command, "--server.fileWatcherType", "none"],
        cwd=REPOSITORY,
        env=os.environ | {"SHARECHECK_PACK": str(root)},
        stdout=subprocess.DEVNULL,
    ) as server:
        try:
            _await(f"http://localhost:{port}/_stcore/health", server)
            yield port, server.pid
        finally:
            server.kill()


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    msg = f"the app at {url} did not answer within {PATIENCE_SECONDS} s"
    raise RuntimeError(msg)


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has used so far; not a number where unknown."""
    try:
        words = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(process: int) -> float:
    """Return the memory that a process holds now."""
    said = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(process)], stdout=subprocess.PIPE, text=True, check=True
    )
    return int(said.stdout) / 1e3
