"""How well the five articles are read: rates that were reached stay reached.

The articles are not here. What the reader found in them is recorded as positions, kinds and
subjects; the rates follow from that record and the register. The record must be of this reader:
after a change to it, `python -m benchmarks.reading --documents DIR --record` measures again.
"""

import json
from collections import Counter

import pytest

from benchmarks.reading import RECORD, code_sha256, rates, recorded, register
from tests.conftest import REPOSITORY
from warehouse import catalogue

DOCUMENTS = ["d0", "d1", "d2", "d3", "d4"]


@pytest.fixture(scope="module")
def counts() -> dict[str, Counter[str]]:
    places = register(catalogue.load(REPOSITORY))
    return {name: rates(read, places[name]) for name, read in recorded().items()}


def test_the_record_is_of_the_present_reader():
    assert json.loads(RECORD.read_text("utf-8"))["reader_sha256"] == code_sha256(), (
        "warehouse/reading changed since it was measured on the articles: run "
        "`python -m benchmarks.reading --documents DIR --record` with a folder that holds them"
    )


@pytest.mark.parametrize(
    ("part", "whole", "reached"),
    [
        ("found", "places", 0.90),
        ("figures_found", "figures", 1.00),
        ("right", "sentences", 0.87),
        ("agreeing", "bound", 0.72),
    ],
)
def test_the_rates_reached_on_all_articles_are_held(
    part: str, whole: str, reached: float, counts: dict[str, Counter[str]]
):
    total = sum(counts.values(), Counter[str]())
    assert total[whole] > 50
    assert total[part] / total[whole] >= reached


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_article_is_read_much_worse_than_the_others(name: str, counts: dict[str, Counter[str]]):
    of = counts[name]
    assert of["found"] / of["places"] >= 0.88
    assert of["figures_found"] == of["figures"]
    assert of["right"] / of["sentences"] >= 0.84
    assert of["agreeing"] / of["bound"] >= 0.70
