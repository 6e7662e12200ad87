"""Each pack that comes with the program: its cards, its figures, and how these were cut."""

from __future__ import annotations

import ast
import hashlib
import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from collectors import cards, settings
from collectors.cards import Bundled, Card
from collectors.home import Home
from collectors.machinery import parsing
from tests.conftest import BUNDLED, REPOSITORY
from warehouse import catalogue, claim_entries, models
from warehouse.judge import read_file

DATA = BUNDLED.data
PACKS = {
    path.parent.name: path.parent for path in (DATA / "pack.yml", *DATA.glob("packs/*/pack.yml"))
}
CARDS = {name: cards.load(Home.of(pack)) for name, pack in PACKS.items()}
OWN = [(pack, source) for pack, known in CARDS.items() for source in known if known[source].of_pack]
TABLES = [
    (pack, bundled)
    for pack, known in CARDS.items()
    for card in known.values()
    for bundled in card.bundled
]
SCRIPTS = [script for pack in PACKS.values() for script in sorted(pack.glob("snapshot/how/*.py"))]


def card_of(pack: str, source: str) -> Card:
    return CARDS[pack][source]


@pytest.mark.parametrize(("pack", "source"), OWN)
def test_a_source_of_a_pack_lies_whole_in_its_folder(pack: str, source: str):
    card = card_of(pack, source)
    folder = PACKS[pack] / "sources"
    for staged in models.staging({source: card}).values():
        assert not isinstance(staged, Path) or staged.parent == folder
    for name in card.tables:
        assert name == source or name.startswith(f"{source}_")
    if card.live:
        module = parsing.module_of(source, card)
        assert Path(str(module.__file__)).parent == folder
        assert callable(module.fetch)
        assert callable(module.probe)
        assert hasattr(module, "parse") != hasattr(module, "tables")
        assert (REPOSITORY / "tests" / "bundled" / "sources" / f"test_{source}.py").exists()
        assert set(str(module.__doc__).split()) & {"Source", "Unit"} == {"Source", "Unit"}
        assert card.live.token in {None, *(name for name, _, _ in settings.SETTINGS)}


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_holds_no_figures_and_no_parts_that_no_card_speaks_of(pack: str):
    files = {path.stem for path in PACKS[pack].glob("snapshot/*.csv")}
    assert files == {bundled.table for name, bundled in TABLES if name == pack}
    parts = {path.stem: path.read_text("utf-8") for path in PACKS[pack].glob("sources/*.py")}
    live = {source for name, source in OWN if name == pack and card_of(pack, source).live}
    shared = {part for part in parts.keys() - live if f"import {part}\n" in "".join(parts.values())}
    assert parts.keys() - shared == live


@pytest.mark.parametrize(
    ("pack", "bundled"), TABLES, ids=lambda given: getattr(given, "table", given)
)
def test_a_bundled_table_is_the_one_its_card_speaks_of(pack: str, bundled: Bundled):
    assert hashlib.sha256(bundled.path.read_bytes()).hexdigest() == bundled.sha256


@pytest.mark.parametrize("pack", PACKS)
def test_a_bundled_table_has_its_script_or_was_read_by_hand(pack: str):
    tables = {bundled.table for name, bundled in TABLES if name == pack}
    text = (PACKS[pack] / "snapshot" / "SOURCES.md").read_text(encoding="utf-8") if tables else ""
    by_hand = [s for s in re.split(r"\.\s", text) if re.search(r"\b(was|were) read by hand\b", s)]
    read = {name for name in tables for sentence in by_hand if f"`{name}.csv`" in sentence}
    cut = {path.stem for path in PACKS[pack].glob("snapshot/how/*.py")}
    assert cut - tables == set()
    assert tables - cut == read


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_that_cuts_a_table_compiles_and_says_where_it_cuts(script: Path):
    source = script.read_text(encoding="utf-8")
    compile(source, script, "exec")
    said = ast.get_docstring(ast.parse(source))
    assert said is not None
    assert said.startswith(f"Cut {script.stem}.csv from ")


@pytest.mark.parametrize("pack", PACKS)
def test_every_table_is_read_by_the_staging_model_or_is_kept_for_readers(pack: str):
    # a table that no model reads would be dead weight
    found = dict[str, set[str]]()
    for name, model in models.staging(CARDS[pack]).items():
        if isinstance(model, Path):  # or its card says which column holds what
            read = re.findall(r"landing\.(\w+)", model.read_text(encoding="utf-8"))
            found.setdefault(name.partition(".")[2], set()).update(read)
    for source, read in found.items():
        # the list of ranking files shows which days exist, so that a missing day is not read as
        # a repository that fell off the lists
        assert set(card_of(pack, source).tables) - read <= {"github_ranking_files"}
        assert read <= set(card_of(pack, source).tables)


@pytest.mark.parametrize("pack", PACKS)
def test_texts_are_strung_together_in_a_stated_order(pack: str):
    # without an order, two builds of the same inputs differ
    for path in PACKS[pack].glob("sources/*.sql"):
        tree = sqlglot.parse_one(path.read_text(encoding="utf-8"), dialect="duckdb")
        joined = list(tree.find_all(exp.GroupConcat))
        assert [str(call) for call in joined if not call.find(exp.Order)] == [], path.name


def test_everything_in_the_data_folder_is_in_its_readme():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in DATA.glob("*.yml") if f"`{path.name}`" not in readme] == []


def test_the_claim_in_the_readme_of_data_is_one_and_its_fields_are_all_there(tmp_path: Path):
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## A claim")[2]
    example = re.search(r"(?:^    .*\n)+", section, re.M)
    assert example
    file = tmp_path / "own.yml"
    file.write_text(f"title: One's own\nclaims:\n{example[0]}", encoding="utf-8")
    assert len(read_file(file, catalogue.load(BUNDLED)).claims) == 1
    fields = {*claim_entries.Claim.model_fields, *claim_entries.Tests.model_fields}
    assert {name for name in fields if not re.search(rf"\b{name}\b", section)} == set()
