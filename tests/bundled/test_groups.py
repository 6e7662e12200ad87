"""Definitions of the bundled pack that are written once for several groups, and its ranks."""

from typing import Any

from tests.conftest import BUNDLED
from warehouse import catalogue
from warehouse.entries import Definition


def test_the_bundled_entries_are_expanded_with_a_title_of_their_own():
    definitions = catalogue.load(BUNDLED).definitions
    assert {"pypi-serving", "stars-live-mobile", "hub-library-finetuning"} <= set(definitions)
    assert definitions["pypi-serving"].title == "PyPI downloads: Model servers"
    titles = [definition.title for definition in definitions.values()]
    assert len(set(titles)) == len(titles)
    for name, definition in definitions.items():
        assert not definition.over.groups, name
        assert "{" not in "".join(getattr(definition, field) for field in Definition.TEXTS), name


def test_ranks_of_the_bundled_figures_follow_from_their_counts(warehouse: Any):
    # stars of 30 October 2025: TensorFlow 192,261, PyTorch 94,399, Keras 63,519, JAX 33,831
    found = warehouse.execute(
        "select project_id, rank from share where definition_id = 'stars-frameworks-with-keras' "
        "and period_start = date '2025-10-30' and rank <= 4 order by rank"
    ).fetchall()
    assert found == [("tensorflow", 1), ("pytorch", 2), ("keras", 3), ("jax", 4)]
    wrong = warehouse.execute(
        "select count(*) from share join definition using (definition_id) "
        "where (over = 'group' and complete) <> (rank is not null) or rank > members"
    ).fetchone()
    assert wrong == (0,)
