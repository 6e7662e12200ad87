"""What the browser tests share: a dashboard that is started, a browser, how a page is awaited."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect

from tests.conftest import REPOSITORY

expect.set_options(timeout=20_000)  # two cores may be busy with other tests

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STARTED_SECONDS = 30
PROBED = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""Streamlit asks below a page's own address first, then finds its server at the root."""
FOOTER = "Every figure is public"
DRAWN = """() => document.querySelector('.stApp').dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
    && [...document.querySelectorAll('.stPlotlyChart')].every(c => c.querySelector('.main-svg'))
    && !document.getAnimations().some(
        a => a instanceof CSSTransition && a.playState === 'running')"""
"""Whether nothing is on its way any more: no rerun, no placeholder, no drawing, no change."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(root: Path) -> Iterator[str]:
    """Run the dashboard of a root and yield its address."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "dashboard/server.py",
        f"--server.port={port}",
    ]
    environment = os.environ | {"SHARECHECK_PACK": str(root)}
    # What it logs, such as the traceback of a page, is shown with the test that failed.
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment) as server:
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", server)
            yield f"http://localhost:{port}"
        finally:
            server.kill()  # asked politely, it waits for the browser to hang up


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; fail when it ends or takes too long."""
    until = time.monotonic() + STARTED_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the dashboard ended before it answered"
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the dashboard did not answer within {STARTED_SECONDS} s")


def launched(playwright: Playwright) -> Browser:
    found = next((path for path in CHROMIUM if Path(path).exists()), None)
    if found is None:
        pytest.fail("no Chromium in /usr/bin: install it, or run pytest -m 'not browser'")
    return playwright.chromium.launch(executable_path=found, args=list(QUIET))


@contextmanager
def watched(page: Page) -> Iterator[None]:
    """Fail at the end if the page told of errors, dialogs or requests to elsewhere meanwhile."""
    troubles: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBED.search(message.location["url"]):
            troubles.append(f"{message.text} ({message.location['url']})")

    def on_request(request: Request) -> None:
        if not request.url.startswith(("http://localhost:", "data:", "blob:")):
            troubles.append(f"request to {request.url}")

    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: troubles.append(f"dialog: {dialog.message}"))
    page.on("console", on_console)
    page.on("request", on_request)
    yield
    assert troubles == []


def visit(page: Page, url: str) -> None:
    """Open an address and wait until the page has been written to its end."""
    page.goto(url)
    mistake = page.get_by_test_id("stException")
    # The first page imports all.
    expect(page.get_by_text(FOOTER).or_(mistake).first).to_be_visible(timeout=40_000)
    expect(mistake).to_have_count(0)


def settle(page: Page) -> None:
    """Wait until all of a page is there: the answer of its last rerun, and its charts."""
    page.wait_for_function(DRAWN, polling=50, timeout=20_000)


def downloaded(page: Page, label: str, folder: Path) -> Path:
    """Press the first visible button of that label and return the file that it gives."""
    button = page.get_by_role("button", name=label, exact=True).locator("visible=true").first
    with page.expect_download() as given:
        button.click()
    file = folder / given.value.suggested_filename
    given.value.save_as(file)
    return file
