"""How well documents are read, held on a record of what was found in the five articles.

`python -m benchmarks.reading --documents DIR --record` makes the record: positions, kinds and
subjects, without a word of the articles.
"""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import reading
from collectors.home import Home
from warehouse import catalogue
from warehouse.claim_entries import Claim

REACHED = {
    ("found", "places"): 0.85,
    ("figures_found", "figures"): 1.00,
    ("right", "sentences"): 0.79,
}
"""What was reached, rounded down to the percent: benchmarks/reading.py says what it means."""


@pytest.fixture(scope="module")
def places(published: Path) -> dict[str, reading.Places]:
    return reading.register(catalogue.load(Home.of(published)))


def test_the_record_is_of_the_present_reader():
    said = reading.RECORD.read_text(encoding="utf-8")
    assert f'"reader_sha256": "{reading.code_sha256()}"' in said, (
        "the reader changed: run python -m benchmarks.reading --documents DIR --record"
    )


def test_the_rates_do_not_fall(places: dict[str, reading.Places]):
    found, total = reading.recorded(), Counter[str]()
    assert set(found) == set(places)
    for document, rows in found.items():
        total += reading.rates(rows, places[document])
    reached = {pair: total[pair[0]] / total[pair[1]] for pair in REACHED}
    assert {pair: rate for pair, rate in reached.items() if rate < REACHED[pair]} == {}
    assert total["places"] > 550
    assert total["agreeing"] == total["bound"]  # what is judged is what the register says


def claim(subject: str) -> Claim:
    return Claim.model_validate(
        {
            "id": subject,
            "kind": "share",
            "subject": subject,
            "asserted": {"percent": 5},
            "hedge": "exact",
            "statement": "x",
            "scope": "x",
            "reading": "x",
            "tests": {"primary": "papers-links-two"},
        }
    )


def test_rates_count_overlaps_and_agreement():
    """Two places, one found; two sentences, one of them right; one of two claims agrees."""
    places = [((0, 10), claim("pytorch")), ((50, 60), claim("jax"))]
    found: list[reading.Found] = [
        ((0, 20), (5, 7), "share", "pytorch"),
        ((0, 20), (8, 12), "share", "jax"),
        ((30, 40), (30, 31), None, None),
    ]
    assert reading.rates(found, places) == Counter(
        places=2,
        found=1,
        figures=2,
        figures_found=1,
        sentences=2,
        right=1,
        statements=3,
        bound=2,
        placed=2,
        agreeing=1,
    )
