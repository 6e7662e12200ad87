"""PyPI downloads by pypistats, against the documented answers."""

from pathlib import Path

from tests.collecting import day, world
from tests.fake import Reply
from tests.sources.staging import figures


def test_each_day_and_category_is_one_row_and_missing_days_stay_missing(tmp_path: Path):
    with world("pypi_stats", tmp_path) as source:
        source.collected()
        assert source.rows() == [
            ("jax", day("2026-01-30"), "overall", "without_mirrors", 7),
            ("torch", day("2026-01-28"), "overall", "without_mirrors", 90),
            ("torch", day("2026-01-30"), "overall", "with_mirrors", 120),
            ("torch", day("2026-01-30"), "overall", "without_mirrors", 100),
            ("torch", day("2026-01-31"), "overall", "with_mirrors", 130),
            ("torch", day("2026-01-31"), "overall", "without_mirrors", 110),
            ("torch", day("2026-01-31"), "system", "Linux", 90),
            ("torch", day("2026-01-31"), "system", "null", 5),
        ]
        # capitals are put down before asking: the server would answer 404
        assert source.server.log[2].path == "/api/packages/torch/overall"


def test_the_two_newest_days_are_left_out_because_they_still_change(tmp_path: Path):
    with world("pypi_stats", tmp_path) as source:
        source.collected()
        columns = ("identifier", "segment", "period_start", "period_end", "value")
        assert figures(source, *columns) == [
            ("torch", "without mirrors", day("2026-01-28"), day("2026-01-29"), 90)
        ]


def test_another_package_s_answer_is_refused(tmp_path: Path):
    with world("pypi_stats", tmp_path) as source:
        served = source.server.answer
        wrong = {"data": [], "package": "jax", "type": "overall_downloads"}
        source.server.answer = lambda asked: (
            Reply(wrong) if asked.path.endswith("/torch/overall") else served(asked)
        )
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "speaks of 'jax', asked was 'torch'" in outcome.message
