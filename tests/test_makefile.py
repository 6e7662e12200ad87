"""`make`: what is done again, what is not, and what is said before the work."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.machinery import ports
from tests.browsing import wait_for
from tests.command import run
from tests.conftest import REPOSITORY

PORTS = REPOSITORY / "collectors" / "machinery" / "ports.py"


@pytest.fixture
def taken() -> Iterator[int]:
    """Return a port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    # what `make` hands to a `make` below it; the tests may run below one
    names = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "PORT")
    env = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env=env | {"PORT": "3000"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(params=["checkout", "a name with 'quotes' and spaces"])
def checkout(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return a checkout of which `make` believes that everything is set up."""
    folder = tmp_path / request.param
    (folder / "collectors" / "machinery").mkdir(parents=True)
    shutil.copy(PORTS, folder / "collectors" / "machinery")
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml", "Makefile"):
        shutil.copy(REPOSITORY / name, folder)
    steps = {word for word in make(folder, "-np", "up").stdout.split() if word.endswith(".done:")}
    (folder / ".venv").mkdir()
    for step in sorted(steps, key=lambda step: "made" not in step):
        (folder / step.removesuffix(":")).touch()
    return folder


def test_what_is_set_up_is_not_set_up_again(checkout: Path):
    assert "venv" not in make(checkout, "-n", "build").stdout.replace(".venv/bin/sharecheck", "")


def test_a_renamed_checkout_makes_its_environment_anew(checkout: Path):
    moved = checkout.rename(checkout.parent / "renamed")
    done = make(moved, "-n", "build").stdout
    assert "-m venv --clear .venv" in done
    assert done.index("--clear") < done.index("--no-compile") < done.index("sharecheck build")


def test_make_up_asks_for_the_port_first_and_builds_only_when_needed(checkout: Path):
    said = make(checkout, "-n", "up", "PORT=8777").stdout
    words = ("ports.py '8777'", "build --if-needed", "verify --brief", "dashboard --port 8777")
    places = [said.index(word) for word in words]
    assert places == sorted(places)
    # the variable PORT of an environment is meant for other programs
    assert "--port 8501" in make(checkout, "-n", "up").stdout


def test_make_up_on_a_taken_port_stops_at_once_and_names_another(checkout: Path, taken: int):
    done = make(checkout, "up", f"PORT={taken}")
    assert done.returncode != 0
    assert done.stdout == ""
    assert f"port {taken} is taken" in done.stderr
    assert "make up PORT=" in done.stderr


def test_a_python_without_venv_is_told_with_the_package_that_has_it(checkout: Path):
    shutil.rmtree(checkout / ".venv")
    bare = checkout / "python3.12"
    bare.write_text(
        f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\nexec {sys.executable} "$@"\n'
    )
    bare.chmod(0o755)
    done = make(checkout, "build", "PYTHON=./python3.12")
    assert done.returncode != 0
    assert done.stdout == ""
    said, *_ = done.stderr.splitlines()
    assert said.endswith("apt install python3.12-venv, then run make again.")
    assert not (checkout / ".venv").exists()


def test_other_packs_are_named_to_make(checkout: Path, monkeypatch: pytest.MonkeyPatch):
    command = checkout / ".venv" / "bin" / "sharecheck"
    command.parent.mkdir()
    command.write_text('#!/bin/sh\nprintf "%s" "$SHARECHECK_PACK"\n')
    command.chmod(0o755)
    monkeypatch.delenv("SHARECHECK_PACK", raising=False)
    assert make(checkout, "build").stdout == ""
    assert make(checkout, "build", "PACK=data:one's own").stdout == "data:one's own"
    monkeypatch.setenv("SHARECHECK_PACK", "elsewhere")
    assert make(checkout, "build").stdout == "elsewhere"
    assert "make up PACK=" in make(checkout, "help").stdout


@pytest.mark.fault("wrong ports")
@pytest.mark.parametrize("port", ["0", "65536", "-1", "abc", "8501;id", "8e3", "", "²", "1" * 5000])
def test_a_port_that_is_none_is_said(port: str):
    done = subprocess.run(
        [sys.executable, "-I", PORTS, port], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "from 1 to 65535" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_seen_on_every_address(taken: int, address: str):
    said = ports.problem(taken, address, "take {}")
    assert said is not None
    other = int(said.split("take ")[1])
    assert ports.problem(other, address, "take {}") is None


@pytest.mark.fault("wrong ports")
@pytest.mark.parametrize("address", ["192.0.2.1", "no such name.invalid", "::2"])
def test_an_address_that_cannot_be_had_is_said(address: str):
    assert "nothing can listen" in str(ports.problem(8599, address, "take {}"))


def test_the_dashboard_says_that_its_port_is_taken(built: Path, taken: int):
    done = run(built, "dashboard", "--port", str(taken))
    assert done.returncode == 1
    assert "sharecheck dashboard --port" in done.stderr


def test_the_address_stands_by_itself_on_the_last_line(built: Path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    code = "import sys; from warehouse.cli import main; sys.argv[0] = 'sharecheck'; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "dashboard", "--port", str(port)],
        env=os.environ | {"SHARECHECK_PACK": str(built)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as started:
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", started)
        finally:
            started.kill()
        said = started.communicate()[0]
    assert said.splitlines()[-1] == f"http://localhost:{port}"
    assert "Streamlit" not in said


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("localhost", "http://localhost:8501"),
        ("0.0.0.0", "http://localhost:8501"),
        ("::", "http://localhost:8501"),
        ("::1", "http://[::1]:8501"),
        ("192.0.2.1", "http://192.0.2.1:8501"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(address: str, url: str):
    assert ports.url(8501, address) == url


def test_make_clean_removes_what_was_made_and_keeps_what_was_collected(checkout: Path):
    made = (
        "export",
        "data/builds",
        "data/packs/x/builds",
        ".pytest_cache",
        "warehouse/__pycache__",
    )
    kept = ("data/landing/x", "data/history", "data/cache", "exported")
    for name in (*made, *kept):
        (checkout / name).mkdir(parents=True)
    assert make(checkout, "clean").returncode == 0
    assert [name for name in made if (checkout / name).exists()] == []
    assert [name for name in kept if not (checkout / name).exists()] == []
    assert not (checkout / ".venv").exists()


def test_a_build_is_made_again_only_when_something_changed(built: Path):
    first = run(built, "build", "--if-needed")
    assert "nothing changed" in first.stdout, first
    card = next((built / "sources").glob("*.yml"))
    card.write_text(card.read_text("utf-8") + "\n# read again\n", "utf-8")
    second = run(built, "build", "--if-needed")
    assert "published" in second.stdout
    assert "no verdict changed" in second.stdout
    assert "nothing changed" in run(built, "build", "--if-needed").stdout
    [*_, newest] = sorted((built / "builds").glob("*.duckdb"))
    newest.write_bytes(newest.read_bytes()[:-1])
    assert "published" in run(built, "build", "--if-needed").stdout, "a damaged one is no build"
