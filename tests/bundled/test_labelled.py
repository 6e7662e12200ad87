"""What sentences are understood as, held on the labelled ones of benchmarks/sentences."""

import random
from pathlib import Path

import pytest

from benchmarks import labelled
from collectors.home import Home
from warehouse.reading.measured import Measured, measured


@pytest.fixture(scope="module")
def asked(published: Path) -> Measured:
    return measured(Home.of(published))


@pytest.mark.parametrize("name", ["development", "held-out"])
def test_at_most_one_in_a_hundred_is_judged_wrongly(name: str, asked: Measured):
    wrong = list[tuple[str, str, list[str]]]()
    counts = labelled.half(labelled.HALVES / f"{name}.tsv", asked, wrong)
    assert counts["judged"] >= counts["checkable"] / 2
    assert counts["wrongly"] <= counts["judged"] / 100, wrong
    assert counts["judged"] == counts["rightly"] + counts["wrongly"]


def test_in_the_half_that_is_developed_on_none_is(asked: Measured):
    wrong = list[tuple[str, str, list[str]]]()
    labelled.half(labelled.HALVES / "development.tsv", asked, wrong)
    assert wrong == []


def test_the_halves_share_no_sentence_and_have_every_kind():
    rows = {
        name: list(labelled.labelled(labelled.HALVES / f"{name}.tsv"))
        for name in ("development", "held-out")
    }
    said = [{sentence for _, sentence, _ in half} for half in rows.values()]
    assert not said[0] & said[1]
    kinds = [{kind for kind, _, _ in half} for half in rows.values()]
    assert kinds[0] == kinds[1]
    assert sum(map(len, rows.values())) >= 300


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ratio jax/pytorch smaller than of stars", "order pytorch/jax of stars"),
        ("rank jax place 1 of stars", "rank jax first of stars"),
        ("level jax 5 of downloads per year in 2024", "level jax 5 of downloads in 2024"),
        ("share jax 5 % of survey-professionals in 2024", "share jax 5 % of survey in 2024"),
    ],
)
def test_two_ways_to_write_one_reading_are_one(one: str, other: str):
    assert labelled.same(one) == labelled.same(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("order jax/pytorch of stars", "order pytorch/jax of stars"),
        ("level jax 5 of stars in 2024", "level jax 5 of stars in 2023"),
        ("share jax over 5 % of papers", "share jax 5 % of papers"),
        ("level jax 5 of downloads per month", "level jax 5 of downloads per year"),
        ("share jax 5 % of papers", "share jax 5 % of conferences"),
    ],
)
def test_two_readings_are_two(one: str, other: str):
    assert labelled.same(one) != labelled.same(other)


def test_a_wrong_label_is_counted_as_wrong(asked: Measured, tmp_path: Path):
    """The counts are not made of the reader's own answers."""
    sentence = "JAX has 30,000 GitHub stars."
    says = random.Random(7).choice(["level jax 31000 of stars", "level keras 30000 of stars"])
    file = tmp_path / "labels.tsv"
    file.write_text(f"kind\tsentence\tsays\nlevel\t{sentence}\t{says}\n", "utf-8")
    wrong = list[tuple[str, str, list[str]]]()
    counts = labelled.half(file, asked, wrong)
    assert (counts["judged"], counts["rightly"], counts["wrongly"]) == (1, 0, 1)
    assert wrong == [(sentence, says, ["level jax 30000 of stars"])]
