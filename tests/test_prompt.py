"""At the prompt: what a command does not use is not imported, and what was found is kept."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY
from warehouse import cli, publish, queries
from warehouse.finding.register import Register, register

HEAVY = {
    "jinja2",
    "numpy",
    "pandas",
    "plotly",
    "pyarrow",
    "requests",
    "sqlglot",
    "streamlit",
    "urllib3",
}
LISTED = yaml.safe_load((REPOSITORY / "warehouse" / "cli.yml").read_text(encoding="utf-8"))
COMMANDS = {name: module for listed in LISTED.values() for name, (module, _) in listed.items()}
TOLD = {name: said for listed in LISTED.values() for name, (_, said) in listed.items()}


def imported(root: Path, *arguments: str) -> set[str]:
    """Return the packages that a command has imported when it ends."""
    code = (
        "import sys\nfrom warehouse.cli import main\nsys.argv[0] = 'sharecheck'\n"
        "try: main()\n"
        "finally: print('imported', *{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "SHARECHECK_PACK": str(root), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    [line] = [line for line in done.stdout.splitlines() if line.startswith("imported ")]
    return set(line.split()[1:])


def test_help_imports_nothing_that_commands_need(built: Path):
    for asked in (["--help"], [], ["--version"]):
        assert imported(built, *asked) & (HEAVY | {"duckdb", "pydantic"}) == set()


@pytest.mark.parametrize(
    "asked", [["sql", "select 1"], ["sources"], ["reconcile"], ["check", "60% use Alpha"]]
)
def test_asking_imports_nothing_that_collecting_and_drawing_need(built: Path, asked: list[str]):
    found = imported(built, *asked)
    assert found & HEAVY == set()
    assert "duckdb" in found


def test_what_a_command_imports_is_seen(built: Path):
    assert {"requests", "pyarrow"} <= imported(built, "collect", "--help")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_first_line_of_its_own_help(name: str):
    assert " ".join(str(cli.command(name).help).split("\n\n")[0].split()) == TOLD[name]


def test_every_command_of_a_module_is_listed():
    for path in (REPOSITORY / "warehouse").glob("cli_*.py"):
        calls = [
            node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
        ]
        named = {
            ast.literal_eval(call.args[0])
            for call in calls
            if ast.unparse(call.func) == "app.command"
        }
        assert named == {name for name, of in COMMANDS.items() if f"cli_{of}" == path.stem}, path
        assert named, path


def asked_of(root: Path) -> tuple[Register, list[str]]:
    """Return the register of a root, which keeps its terms there, and what its claims state."""
    with publish.connect(root) as con:
        said = [row["statement"] for row in queries.rows(con, "register_claims")]
        return register(con, root=root), said


def found(claims: Register, said: list[str]) -> list[object]:
    return [claims.nearest(text) for text in said]


@pytest.mark.parametrize("broken", ["", "{", '{"made_by": "x", "terms": {}}', '{"terms": []}'])
def test_kept_terms_find_what_terms_found_anew_do_whatever_lies_in_their_file(
    built: Path, monkeypatch: pytest.MonkeyPatch, broken: str
):
    monkeypatch.setenv("SHARECHECK_PACK", str(built))
    with publish.connect(built) as con:
        anew = register(con)
    first, said = asked_of(built)
    kept = built / "cache" / "terms.json"
    whole = kept.read_bytes()
    again, _ = asked_of(built)
    kept.write_text(broken)
    renewed, _ = asked_of(built)
    assert said
    assert found(first, said) == found(again, said) == found(renewed, said) == found(anew, said)
    assert kept.read_bytes() == whole


def test_terms_found_by_other_words_are_not_taken(built: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHARECHECK_PACK", str(built))
    asked_of(built)
    before = (built / "cache" / "terms.json").read_bytes()
    vocabulary = built / "vocabulary.yml"
    words = yaml.safe_load(vocabulary.read_text()) if vocabulary.exists() else {}
    vocabulary.write_text(yaml.safe_dump(words | {"same": [["alpha", "omega"]]}))
    asked_of(built)
    assert (built / "cache" / "terms.json").read_bytes() != before


def test_terms_that_cannot_be_kept_are_found_all_the_same(
    built: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHARECHECK_PACK", str(built))
    (built / "cache").mkdir(exist_ok=True)
    (built / "cache" / "terms.json").mkdir()
    claims, said = asked_of(built)
    assert claims.nearest(said[0])[0].score > 0
