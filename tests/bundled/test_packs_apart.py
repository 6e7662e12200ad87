"""No name of a bundled pack stands in the program: another ecosystem's pack is all it needs.

What a pack names is looked for as a whole word, in capitals or not, in every file that the program
is written in: Python, SQL, JavaScript, grammar, templates, cards, lists of words, and comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bundled.test_packs import PACKS
from tests.conftest import REPOSITORY

FILES = sorted(
    path
    for folder in ("collectors", "warehouse", "dashboard")
    for path in (REPOSITORY / folder).rglob("*")
    if path.suffix in {".py", ".sql", ".js", ".ebnf", ".html", ".yml", ".css", ".toml"}
)


PLAIN = {
    "English, of which every text may make use": """
        accelerate, adapters, alternatives, attention, beginners, browser, browsers, chosen, clip
        commits, community, companies, contributors, datasets, debugging, dependents, development
        devices, distributed, downloads, ecosystem, education, facts, fair, hiring, hubs, inference
        learning, license, meta, mobile, models, open-source, origin, pipelines, platforms
        probabilistic, production, questions, research, search, servers, serving, stars, training
        use, visualisation, x
        """,
    "registries and sites at which any ecosystem may be counted": """
        conda, docker, github, google, hugging face, hugging face hub, npm, pypi, stack overflow
        the hub, twitter, wikipedia
        """,
    "what the program is written in, reads, or is read on": """
        bigquery, graphql, ios, java, javascript, numpy, pandas, python, starlette
        """,
}
"""What a pack names too, and no word of it alone, with the reason."""
FREE = {word for words in PLAIN.values() for word in re.split(r"\s*\n\s*|, ", words)}


def read(path: Path) -> dict[str, Any]:
    """Return what a YAML file of a pack says; a file that is not there says nothing."""
    content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) if path.exists() else None
    return content or {}


def named(pack: Path) -> Iterator[str]:
    """Yield what a pack calls its things: ids, names, aliases, its noun, its own sources."""
    yield from read(pack / "pack.yml").get("noun", {}).values()
    projects = read(pack / "projects.yml")
    for key, project in projects["projects"].items():
        yield from (key, project["name"], *project.get("aliases", ()))
    yield from projects.get("groups", ())
    for kind in ("definitions", "aspects", "documents", "contradictions"):
        yield from read(pack / f"{kind}.yml").get(kind, ())
    for file in (pack / "claims").glob("*.yml"):
        yield file.stem
        yield from (claim["id"] for claim in read(file)["claims"])
    for file in (pack / "sources").glob("*.yml"):
        card = read(file)
        if "title" in card:
            yield from (file.stem, *card["signals"], *card["tables"])


def names_of_the_program() -> Iterator[str]:
    """Yield its sources and signals: a pack may count the same under the same name."""
    for file in (REPOSITORY / "collectors").glob("*.yml"):
        card = read(file)
        yield from (file.stem, *card["signals"], *card["tables"])


WORDS = {str(word).lower() for pack in PACKS.values() for word in named(pack)}
LOOKED_FOR = WORDS - FREE - set(names_of_the_program())


def stands(word: str, text: str) -> bool:
    """Return whether a word stands in a text by itself: `a-b` not in `a-b-c`, but `b` is."""
    beside = r"[\w-]" if re.search(r"\w[-_]\w", word) else "[a-z0-9]"
    return bool(re.search(rf"(?<!{beside}){re.escape(word)}(?!{beside})", text))


@pytest.mark.parametrize(
    ("word", "text", "whole"),
    [
        ("acme", "the acme-kit", True),
        ("acme", "acme_downloads", True),
        ("acme", "acmes", False),
        ("acme-kit", "acme-kit.", True),
        ("acme-kit", "acme-kit-live", False),
        ("acme tools", "of acme tools", True),
    ],
)
def test_a_word_is_found_where_it_stands_by_itself(word: str, text: str, whole: bool):
    assert stands(word, text) == whole


def test_what_is_plain_is_named_by_a_pack():
    assert sorted(FREE - WORDS) == [""]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_no_name_of_a_pack_stands_in_the_program(path: Path):
    text = path.read_text("utf-8").lower()
    assert sorted(word for word in LOOKED_FOR if word in text and stands(word, text)) == []
