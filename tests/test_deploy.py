"""The ready-made schedules name commands and files that exist."""

import configparser
import re
from pathlib import Path

import pytest
import typer
import yaml

from collectors import settings
from tests.conftest import REPOSITORY
from warehouse import cli

DEPLOY = REPOSITORY / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.name != "README.md")
COMMANDS = typer.main.get_command(cli.app).commands


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_and_option_of_a_schedule_exists(path: Path):
    calls = re.findall(
        r"bin/sharecheck ([a-z]+)((?: --?[a-z-]+(?: \w+)?)*)", path.read_text("utf-8")
    )
    assert calls or path.suffix in (".timer", ".conf")
    for command, options in calls:
        known = {name for parameter in COMMANDS[command].params for name in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", options)) <= known


def test_the_readme_of_the_folder_names_every_file():
    text = (DEPLOY / "README.md").read_text("utf-8")
    assert [path.name for path in FILES if f"`{path.name}`" not in text] == []


def test_the_units_are_well_formed_and_the_timer_has_its_service():
    for path in FILES:
        if path.suffix in (".service", ".timer"):
            unit = configparser.ConfigParser(strict=False, interpolation=None)
            unit.optionxform = str  # type: ignore[assignment, method-assign]
            unit.read_string(path.read_text("utf-8"))
            assert "Unit" in unit
            assert path.suffix != ".timer" or path.with_suffix(".service").exists()


def test_the_workflow_passes_only_variables_that_are_read():
    workflow = yaml.safe_load((DEPLOY / "github-actions.yml").read_text("utf-8"))
    steps = workflow["jobs"]["collect"]["steps"]
    given = {name for step in steps for name in step.get("env", {})}
    assert given <= {name for name, _, _ in settings.SETTINGS}
    cached = next(step["with"]["path"] for step in steps if "cache" in step.get("uses", ""))
    assert cached.split() == ["data/landing", "data/history", "data/cache"]


def test_the_container_copies_what_there_is_and_all_that_is_run():
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    copied = {name for line in re.findall(r"^COPY (.+) \S+$", text, re.M) for name in line.split()}
    assert [name for name in copied if not (REPOSITORY / name).exists()] == []
    assert copied >= {
        "collectors",
        "warehouse",
        "dashboard",
        "data",
        ".streamlit",
        "pyproject.toml",
    }
    ignored = (REPOSITORY / ".dockerignore").read_text("utf-8").split("\n")
    assert {"data/landing", ".venv", ".streamlit/secrets.toml"} <= set(ignored)


def test_the_proxy_passes_the_websocket_on():
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "proxy_pass http://localhost:8501;" in text
    assert re.search(r"Upgrade \$http_upgrade;[\s\S]*Connection \"upgrade\";", text)


def test_the_cron_line_has_five_fields_and_a_command():
    lines = (DEPLOY / "crontab").read_text("utf-8").splitlines()
    (line,) = [line for line in lines if line and not line.startswith("#")]
    fields = line.split(maxsplit=5)
    assert len(fields) == 6
    assert all(re.fullmatch(r"[\d*/,-]+", field) for field in fields[:5])
