"""The program as a wheel, installed into an environment of its own and started in another folder.

That environment sees the packages that the tests run with, and none of this checkout.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import free_port, settle, visit, wait_for
from tests.conftest import REPOSITORY

ABROAD = """
import os, sys
def told(event, args):
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host and not host.startswith(("127.", "::1", "localhost")):
        with open(os.environ["ABROAD"], "a") as file:
            print(event, host, file=file)
sys.addaudithook(told)
"""
"""Writes down each host that a process asks for or connects to, this machine aside."""
OF_OTHERS = "[browser]\ngatherUsageStats = true\n[theme]\nbase = 'dark'\n[server]\nport = 1\n"


class Installation(NamedTuple):
    """An environment with the program, and somebody's folders."""

    packages: Path
    command: Path
    home: Path
    """Where the user's data lie by default."""
    elsewhere: Path
    """The working directory: with a package and settings that are not the program's."""
    abroad: Path
    """The hosts that were asked."""

    def environment(self) -> dict[str, str]:
        own = ("SHARECHECK_", "STREAMLIT_", "XDG_", "PYTHON")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        return kept | {"HOME": str(self.home), "ABROAD": str(self.abroad), "COLUMNS": "100"}

    def run(self, *words: str) -> str:
        """Run `sharecheck` and return what it printed."""
        done = subprocess.run(
            [self.command, *words],
            cwd=self.elsewhere,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def files(self) -> set[Path]:
        """Return what is installed, but for what Python compiled."""
        found = (path for path in self.packages.rglob("*") if path.is_file())
        return {path for path in found if path.suffix != ".pyc"}

    @contextmanager
    def dashboard(self) -> Iterator[str]:
        """Open the dashboard and yield its address."""
        port = free_port()
        with subprocess.Popen(
            [self.command, "dashboard", "--port", str(port)],
            cwd=self.elsewhere,
            env=self.environment(),
        ) as server:
            try:
                wait_for(f"http://localhost:{port}/_stcore/health", server)
                yield f"http://localhost:{port}"
            finally:
                server.kill()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=REPOSITORY, capture_output=True, check=True)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "env")
    [packages] = (folder / "env").rglob("site-packages")
    python = folder / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "-q", "--no-index", "--no-deps", wheel], check=True)
    others = [path for path in sys.path if Path(path).resolve() != REPOSITORY]
    (packages / "dependencies.pth").write_text("\n".join(others))
    (packages / "abroad.py").write_text(ABROAD)
    (packages / "abroad.pth").write_text("import abroad")
    made = Installation(
        packages, python.with_name("sharecheck"), *(folder / n for n in ("home", "work", "asked"))
    )
    for place in (made.home, made.elsewhere):
        (place / ".streamlit").mkdir(parents=True)
        (place / ".streamlit" / "config.toml").write_text(OF_OTHERS)
    (made.elsewhere / "warehouse").mkdir()
    (made.elsewhere / "warehouse" / "__init__.py").write_text(
        "raise ImportError('not the program')"
    )
    made.run("build")
    return made


def test_the_bundled_pack_is_built_and_judged_with_nothing_written_beside_the_program(
    installation: Installation,
):
    before = installation.files()
    assert installation.packages / "collectors" / "data" / "pack.yml" in before
    assert not (installation.packages / "data").exists()
    assert "supported" in installation.run("verify", "--brief")
    claims = installation.run("sql", "select count(*) as n from claim", "--format", "csv")
    assert int(claims.split()[1]) > 100
    assert "nothing changed" in installation.run("build", "--if-needed")
    assert installation.files() == before
    [published] = installation.home.rglob("builds/current.json")
    assert published.parents[2].name == "sharecheck"
    assert sorted(path.name for path in installation.elsewhere.iterdir()) == [
        ".streamlit",
        "warehouse",
    ]
    assert not installation.abroad.exists()


@pytest.mark.browser
def test_the_dashboard_is_the_same_in_any_folder_and_asks_no_other_host(
    installation: Installation, browser: Browser
):
    before = installation.files()
    asked: list[str] = []
    with installation.dashboard() as address, browser.new_context() as context:
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        for path in ("/", "/claims", "/signals", "/sql"):
            visit(page, address + path)
            settle(page)
        ground = tomllib.loads(
            (installation.packages / "dashboard/.streamlit/config.toml").read_text("utf-8")
        )["theme"]["light"]["backgroundColor"]
        red, green, blue = (int(ground[place : place + 2], 16) for place in (1, 3, 5))
        expect(page.get_by_test_id("stApp")).to_have_css(
            "background-color", f"rgb({red}, {green}, {blue})"
        )
    assert len(asked) > 50
    assert [u for u in asked if not u.startswith((address, "data:", "blob:"))] == []
    assert not installation.abroad.exists(), installation.abroad.read_text()
    assert installation.files() == before
