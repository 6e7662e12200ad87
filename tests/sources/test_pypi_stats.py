"""PyPI downloads by pypistats, against the documented answers."""

from pathlib import Path

from tests.collecting import day, world


def test_each_day_and_category_is_one_row_and_missing_days_stay_missing(tmp_path: Path):
    with world("pypi_stats", tmp_path) as source:
        source.collected()
        assert source.rows() == [
            ("jax", day("2026-01-30"), "overall", "without_mirrors", 7),
            ("torch", day("2026-01-30"), "overall", "with_mirrors", 120),
            ("torch", day("2026-01-30"), "overall", "without_mirrors", 100),
            ("torch", day("2026-01-31"), "overall", "with_mirrors", 130),
            ("torch", day("2026-01-31"), "overall", "without_mirrors", 110),
            ("torch", day("2026-01-31"), "system", "Linux", 90),
            ("torch", day("2026-01-31"), "system", "null", 5),
        ]
        # capitals are put down before asking: the server would answer 404
        assert source.server.log[2].path == "/api/packages/torch/overall"
