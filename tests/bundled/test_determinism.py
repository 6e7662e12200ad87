"""The bundled pack gives the same warehouse whenever it is built."""

from pathlib import Path

import pytest

from collectors.home import Home
from tests.conftest import BUNDLED, copy_root
from tests.test_determinism import assert_same_tables
from warehouse.build import build


def test_two_builds_of_the_bundled_pack_give_the_same_tables(
    published: Path, tmp_path_factory: pytest.TempPathFactory
):
    other = copy_root(BUNDLED.data, tmp_path_factory.mktemp("again"))
    build(Home.of(other))
    assert assert_same_tables(published, other) > 50
