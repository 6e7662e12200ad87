"""The bench of mutations: each can still be made, and what is noticed is counted rightly."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from benchmarks import mutations
from benchmarks.mutations import Mutation, Result
from tests.conftest import REPOSITORY

EVERY = mutations.read()
SQL_FOLDERS = ("warehouse/models/", "warehouse/checks/")
MUTATION = Mutation("a.py", "1 < 2", "1 <= 2", "one day early", ("test_a.py",))


def test_there_are_mutations_of_every_kind_of_file():
    assert len(EVERY) >= 80
    folders = {"warehouse/models/", "warehouse/checks/", "warehouse/queries/"}
    for folder in folders:
        assert sum(m.file.startswith(folder) for m in EVERY) >= 5, folder


def test_every_text_still_stands_once_in_its_file():
    assert [problem for mutation in EVERY for problem in mutations.problems(mutation)] == []


def test_no_two_mutations_of_a_file_say_or_do_the_same():
    assert len({m.where for m in EVERY}) == len(EVERY)
    assert len({(m.file, m.text, m.into) for m in EVERY}) == len(EVERY)


def test_every_mutation_can_still_be_read_as_what_it_is():
    """One that is no Python or SQL any more is noticed by everybody, and shows nothing."""
    with duckdb.connect() as con:
        for mutation in EVERY:
            text = (REPOSITORY / mutation.file).read_text(encoding="utf-8")
            text = text.replace(mutation.text, mutation.into)
            if mutation.file.endswith(".py"):
                ast.parse(text)
            elif mutation.file.startswith(SQL_FOLDERS):
                con.extract_statements(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("3 < 4\n", "stands 0 times"), ("1 < 2\n1 < 2\n", "stands 2 times"), (None, "stands 0 times")],
)
def test_a_text_that_does_not_stand_once_is_named(text: str | None, said: str, tmp_path: Path):
    if text is not None:
        (tmp_path / "a.py").write_text(text)
    found = list(mutations.problems(MUTATION, tmp_path))
    assert said in found[0]
    assert found[0].startswith("a.py: one day early: ")
    assert "there is no test_a.py" in found[-1]


@pytest.mark.parametrize(
    ("check", "noticed"), [("assert below(2)", True), ("assert below(1)", False)]
)
def test_what_a_test_says_of_a_mutation_is_seen_and_the_file_is_as_before(
    check: str, noticed: bool, tmp_path: Path
):
    text = "def below(n):\n    return n < 3 or n == 1\n"
    (tmp_path / "a.py").write_text(text)
    (tmp_path / "test_a.py").write_text(f"from a import below\n\ndef test_it():\n    {check}\n")
    mutation = Mutation("a.py", "n < 3", "n < 2", "two is not below three", ("test_a.py",))
    assert list(mutations.problems(mutation, tmp_path)) == []
    result = mutations.tried(mutation, tmp_path)
    assert result.noticed == noticed
    assert (tmp_path / "a.py").read_text() == text
    assert ("test_a.py::test_it" in result.by) == noticed


@pytest.mark.parametrize(
    ("noticed", "unseen", "enough"), [(9, 0, True), (8, 0, False), (8, 2, True), (0, 10, True)]
)
def test_nine_in_ten_of_what_can_be_seen_are_enough(noticed: int, unseen: int, enough: bool):
    results = [
        Result(
            Mutation(
                "a/b.py",
                "x",
                "y",
                f"wrong {n}",
                (),
                unseen="Nothing changes." if n >= 10 - unseen else None,
            ),
            n < noticed,
            "test",
            1,
        )
        for n in range(10)
    ]
    said = io.StringIO()
    assert mutations.show(results, Console(file=said, width=200)) == enough
    assert said.getvalue().count("not noticed a/b.py: wrong") == 10 - noticed


def test_one_test_of_a_file_can_be_named_and_is_missed_when_it_is_gone(tmp_path: Path):
    (tmp_path / "a.py").write_text("1 < 2\n")
    (tmp_path / "test_a.py").write_text("def test_it():\n    assert True\n")
    named = [
        Mutation("a.py", "1 < 2", "1 <= 2", "one day early", (f"test_a.py::{name}",))
        for name in ("test_it", "test_gone")
    ]
    assert list(mutations.problems(named[0], tmp_path)) == []
    [said] = mutations.problems(named[1], tmp_path)
    assert "there is no test_a.py::test_gone" in said
