"""What every test shares: no network, the real warehouse built once, a tiny one built at will."""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from collectors.home import Home
from warehouse import publish
from warehouse.build import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytest_plugins = ["tests.faults"]

REPOSITORY = Path(__file__).parent.parent
BUNDLED = Home.of(REPOSITORY / "data")
"""What tests/bundled is about, and no other test."""
TINY = Path(__file__).parent / "fixtures" / "tiny"
SMALL = Home.of(TINY)
"""A home in which there is little more than the sources of the program."""
LOCAL = ("127.", "::1", "localhost")


def refuse_beyond_localhost(call: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a method of socket.socket whose last argument is an address."""

    def guarded(self: socket.socket, *args: Any) -> Any:
        address = args[-1]
        if isinstance(address, tuple) and not str(address[0]).startswith(LOCAL):
            msg = f"a test must not contact {address[0]}"
            raise RuntimeError(msg)
        return call(self, *args)

    return guarded


@pytest.fixture(scope="session", autouse=True)
def only_localhost() -> Iterator[None]:
    """Fail every connection that leaves the machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(
                socket.socket, name, refuse_beyond_localhost(getattr(socket.socket, name))
            )
        yield


@pytest.fixture(scope="session", autouse=True)
def components_found_once() -> Iterator[None]:
    """Remember which packages bring components: each AppTest searches all that are installed."""
    from streamlit.components.v2 import manifest_scanner as scanner

    with pytest.MonkeyPatch.context() as patch:
        found = lru_cache(scanner.scan_component_manifests)
        patch.setattr(scanner, "scan_component_manifests", found)
        yield


def copy_root(source: Path, target: Path) -> Path:
    """Copy a pack to `target/data`, leaving out what was collected or built, and return it."""
    left = {"builds", "landing", "history", "cache", "packs", ".lock"}

    def ignored(folder: str, names: list[str]) -> set[str]:
        return left & set(names) if Path(folder) == source else set()

    return Path(shutil.copytree(source, target / "data", ignore=ignored))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Build the bundled data once; return its folder, which SHARECHECK_PACK then names."""
    root = copy_root(REPOSITORY / "data", tmp_path_factory.mktemp("published"))
    build(Home.of(root))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "SHARECHECK_PACK", str(root))
        yield root


@pytest.fixture(scope="session")
def warehouse(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a read-only connection to the published warehouse of the bundled data."""
    with publish.connect(published) as con:
        yield con


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return a root with ten invented rows that nothing has been built from yet."""
    return copy_root(TINY, tmp_path / "tiny")


@pytest.fixture(scope="session")
def _built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_root(TINY, tmp_path_factory.mktemp("tiny"))
    build(Home.of(root))
    return root


@pytest.fixture
def built(_built_once: Path, tmp_path: Path) -> Path:
    """Return a root with ten invented rows and the warehouse that was built from them."""
    return Path(shutil.copytree(_built_once, tmp_path / "built" / "data"))


# --- the dashboard in a browser: one server and one browser for all tests of a process ----------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    from tests.browsing import launched

    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _context(browser: Browser) -> Iterator[BrowserContext]:
    """Keep what Streamlit's own files are, so that they are read once."""
    with browser.new_context() as context:
        yield context


@pytest.fixture(scope="session")
def address(published: Path) -> Iterator[str]:
    """Start the dashboard of the bundled data and return its address."""
    from tests.browsing import started

    with started(published) as url:
        yield url


@pytest.fixture
def page(_context: BrowserContext) -> Iterator[Page]:
    """Return a page; fail afterwards on errors, dialogs, and requests to elsewhere."""
    from tests.browsing import watched

    page = _context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    with watched(page):
        yield page
    page.close()
