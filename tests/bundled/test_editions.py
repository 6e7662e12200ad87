"""A survey is an edition: the answers of one year say nothing about another one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collectors.home import Home
from data.sources.stackoverflow_survey import YEARS
from tests.bundled.sources.stackoverflow_survey import results
from tests.conftest import REPOSITORY, copy_root
from warehouse import collecting, publish

ABOUT_2024 = """
    select claim_id, verdict, undecided, holding, failing, inconclusive, primary_measured
    from claim_verdict
    join claim using (claim_id)
    where as_of_start >= date '2024-01-01' and as_of_end <= date '2025-01-01'
    order by claim_id
"""


def judged(root: Path) -> dict[str, tuple[Any, ...]]:
    """Return how the claims about 2024 were judged, by claim."""
    with publish.connect(root) as con:
        return {claim: rest for claim, *rest in con.execute(ABOUT_2024).fetchall()}


@pytest.mark.parametrize("framework", ["Torch/PyTorch", "TensorFlow"])
def test_answers_of_2023_change_no_verdict_about_2024(
    framework: str, published: Path, tmp_path: Path
):
    root = copy_root(REPOSITORY / "data", tmp_path / "root")
    # as many as answered in 2023: nine in ten use and want this framework, one in ten the others
    others = ";".join(sorted({"JAX", "Keras", "TensorFlow", "Torch/PyTorch"} - {framework}))
    people = [*[["P", framework, framework]] * 9, ["P", others, others]]
    people *= int(YEARS[2023]["respondents"]) // len(people)
    file = tmp_path / "results-2023.csv"
    file.write_bytes(results(2023, people))
    found = collecting.collect(Home.of(root), ["stackoverflow_survey"], file=file)
    assert found.published, [found.problem, *(outcome.message for outcome in found.outcomes)]
    with publish.connect(root) as con:
        landed = con.execute(
            "select distinct year(period_start) from observation where segment like 'raw answers:%'"
        )
        assert landed.fetchall() == [(2023,)]
    before, after = judged(published), judged(root)
    assert len(before) > 10
    assert {claim: after[claim] for claim in before if after[claim] != before[claim]} == {}
