"""The shape of the repository: who imports whom, what stands where, what the README promises."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
import typer
from sqlglot import exp

from collectors import cards, settings
from collectors.home import PROGRAM, Home
from collectors.machinery import parsing
from tests.conftest import REPOSITORY, TINY
from warehouse import models

PACKAGES = ("collectors", "warehouse", "dashboard")
TINY_CARDS = cards.load(Home.of(TINY))
CARDS = {source: card for source, card in TINY_CARDS.items() if not card.of_pack}
"""Those of the program."""
LIVE = [source for source, card in CARDS.items() if card.live]
MODULES = [
    p.relative_to(REPOSITORY) for name in PACKAGES for p in (REPOSITORY / name).rglob("*.py")
]
NETWORK = {"requests", "urllib", "urllib3", "httpx", "http", "socket", "ftplib", "huggingface_hub"}
# what each package must not import
FORBIDDEN = {
    "collectors": {"warehouse", "dashboard", "streamlit"},
    "warehouse": {"dashboard", "streamlit", *NETWORK},
    "dashboard": {"duckdb", *NETWORK},
}
DOORS = {
    Path("dashboard/marts.py"),
    Path("dashboard/sql/sandbox_worker.py"),  # the process in which readers' own SQL runs
}
ADDRESSES = "urllib.parse"  # takes addresses apart and opens none


def imports(module: Path) -> set[str]:
    """Return the top-level names that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((REPOSITORY / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: write the import out"
            if node.module != ADDRESSES:
                names.add(str(node.module).partition(".")[0])
    return names


def test_there_are_modules_in_every_package():
    assert {module.parts[0] for module in MODULES} == set(PACKAGES)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_point_left(module: Path):
    forbidden = FORBIDDEN[module.parts[0]] - ({"duckdb"} if module in DOORS else set())
    assert imports(module) & forbidden == set()


@pytest.mark.parametrize("module", [m for m in MODULES if m.parts[0] != "warehouse"], ids=str)
def test_sql_stands_in_files_of_its_own_outside_the_warehouse(module: Path):
    tree = ast.parse((REPOSITORY / module).read_text(encoding="utf-8"))
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    query = re.compile(r"^\s*(select|with|copy|create|insert into|attach)\s[\s\S]*\b(from|as)\s")
    assert [text for text in texts if isinstance(text, str) and query.match(text)] == []


def test_sql_files_stand_in_the_warehouse_or_among_the_dashboard_s_queries():
    folders = {
        path.relative_to(REPOSITORY).parts[:2]
        for package in PACKAGES
        for path in (REPOSITORY / package).rglob("*.sql")
    }
    asked = {("collectors", path.name) for path in PROGRAM.glob("*_queries.sql")}
    assert folders - asked == {
        ("warehouse", "models"),
        ("warehouse", "checks"),
        ("warehouse", "queries"),
        ("dashboard", "queries"),
    }


@pytest.mark.parametrize("source", CARDS)
def test_a_source_of_the_program_has_its_model(source: str):
    assert (models.FOLDER / "staging" / f"{source}.sql").exists()


@pytest.mark.parametrize("source", LIVE)
def test_a_live_source_has_its_module_its_test_and_a_way_to_be_asked(source: str):
    module = parsing.module_of(source, CARDS[source])
    assert callable(module.fetch)
    assert callable(module.probe)
    assert hasattr(module, "parse") != hasattr(module, "tables")
    assert (REPOSITORY / "tests" / "sources" / f"test_{source}.py").exists()
    assert set(module.__doc__.split()) & {"Source", "Unit"} == {"Source", "Unit"}
    assert CARDS[source].live.token is None or CARDS[source].live.token in {
        name for name, _, _ in settings.SETTINGS
    }


def purpose(folder: Path) -> str:
    """Return what a folder says of itself and of those below it."""
    code, text = folder / "__init__.py", folder / "README.md"
    if code.exists():
        return ast.get_docstring(ast.parse(code.read_text(encoding="utf-8"))) or ""
    return text.read_text(encoding="utf-8") if text.exists() else ""


def said(folder: Path) -> bool:
    """Return whether a folder, or one above it, says what it is for."""
    above = [path for path in folder.parents if REPOSITORY in path.parents]
    named = any(f"{folder.name}/" in purpose(path) for path in above)
    return (
        bool(purpose(folder)) or named or (bool(above) and not purpose(above[0]) and said(above[0]))
    )


@pytest.mark.parametrize("package", [*PACKAGES, "benchmarks", "deploy", "tests"])
def test_every_folder_says_in_a_line_what_it_is_for(package: str):
    files = [path for path in (REPOSITORY / package).rglob("*") if path.is_file()]
    folders = {path.parent for path in files if "__pycache__" not in path.parts}
    packs = {file.parent for file in files if file.name == "pack.yml"}  # each folder as in any pack
    silent = [folder for folder in folders if not said(folder) and not packs & {*folder.parents}]
    assert silent == []


def test_every_module_beside_the_cards_is_a_live_source():
    plumbing = {"__init__", "cards", "disk", "errors", "home", "settings", "yaml_files"}
    modules = {path.stem for path in PROGRAM.glob("*.py")} - plumbing
    assert modules == set(LIVE)


def test_every_setting_is_in_the_readme():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert [name for name, _, _ in settings.SETTINGS if f"`{name}`" not in readme] == []


@pytest.mark.parametrize(
    "path",
    [p for p in sorted(REPOSITORY.glob("warehouse/**/*.sql")) if p.parent.name != "templates"],
    ids=lambda p: p.stem,
)
def test_texts_are_strung_together_in_a_stated_order(path: Path):
    # without an order, two builds of the same inputs differ
    tree = sqlglot.parse_one(path.read_text(encoding="utf-8"), dialect="duckdb")
    joined = list(tree.find_all(exp.GroupConcat))
    assert [str(call) for call in joined if not call.find(exp.Order)] == []


def commands(text: str) -> set[str]:
    """Return the `make x` and `sharecheck x` commands in the code blocks of a Markdown text."""
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.M | re.S)
    indented = re.findall(r"^    \S.*$", text, re.M)
    inline = re.findall(r"`([^`\n]+)`", text)
    lines = "\n".join([*fenced, *indented, *inline])
    pattern = r"(?:^|&& *|; *|\$ )\s*(?:\.venv/bin/)?(make|sharecheck) +([a-z][a-z-]*)"
    return {" ".join(found) for found in re.findall(pattern, lines, re.M)}


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md"])
def test_every_command_a_document_names_exists(file: str):
    cli = importlib.import_module("warehouse.cli")
    known = {f"sharecheck {name}" for name in typer.main.get_command(cli.app).commands}
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    known |= {f"make {target}" for target in re.findall(r"^([a-z]+):", makefile, re.M)}
    named = commands((REPOSITORY / file).read_text(encoding="utf-8"))
    assert named, f"{file} names no command"
    assert named - known == set()


def files_of_tests(text: str) -> Iterator[str]:
    """Yield the files of tests that a text names; `test_{a,b}.py` are two."""
    for before, names, after in re.findall(r"\b(tests/[\w/]*)(?:\{([\w,]+)\})?([\w/]*\.py)", text):
        yield from (f"{before}{name}{after}" for name in names.split(","))


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md"])
def test_every_test_a_document_names_exists(file: str):
    named = set(files_of_tests((REPOSITORY / file).read_text(encoding="utf-8")))
    examples = {"tests/test_x.py", "tests/sources/test_x.py"}
    assert sorted(name for name in named - examples if not (REPOSITORY / name).exists()) == []


def test_several_tests_may_be_named_at_once():
    text = "run `tests/bundled/test_{a,b}.py tests/test_c.py`"
    assert list(files_of_tests(text)) == [
        "tests/bundled/test_a.py",
        "tests/bundled/test_b.py",
        "tests/test_c.py",
    ]


def test_commands_are_found_in_every_kind_of_code():
    fenced, indented = "```\n$ sharecheck sql 'x'\n```", "    cd x && make test"
    text = f"Run `make up`.\n\n{fenced}\n\n{indented}\n\nmake no sense\n"
    assert commands(text) == {"make up", "sharecheck sql", "make test"}


@pytest.mark.parametrize(
    "model", models.read(models.staging(TINY_CARDS)), ids=lambda model: model.name
)
def test_the_tables_that_a_model_reads_are_those_that_a_parser_finds(model: models.Model):
    if model.name == models.UNION or model.make:
        return
    tree = sqlglot.parse_one(model.sql, dialect="duckdb")
    defined = {cte.alias for cte in tree.find_all(exp.CTE)}
    tables = {".".join(filter(None, (t.db, t.name))) for t in tree.find_all(exp.Table)}
    assert model.reads == tables - defined - {""}
