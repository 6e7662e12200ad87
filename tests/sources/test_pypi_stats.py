"""PyPI downloads by pypistats, against the documented answers."""

from pathlib import Path

import pytest

from tests.collecting import day, world
from tests.fake import Asked, Reply
from tests.sources.staging import figures
from warehouse.entries import Project


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


@pytest.mark.fault("names in another spelling")
@pytest.mark.parametrize("answered", ["flash-attn", "flash_attn", "Flash.Attn", "FLASH--ATTN"])
@pytest.mark.parametrize("named", ["flash_attn", "flash-attn", "Flash.Attn", "flash_-_attn"])
def test_a_package_is_asked_for_as_pep_503_spells_it_whatever_the_answer_says(
    named: str, answered: str, tmp_path: Path
):
    def answer(asked: Asked) -> Reply:
        if not asked.path.startswith("/api/packages/flash-attn/"):
            return Reply("404", 404)
        days = [
            {"category": "with_mirrors", "date": f"2026-01-{n}", "downloads": n} for n in (10, 11)
        ]
        kind = asked.path.rpartition("/")[2]
        return Reply({"data": days, "package": answered, "type": f"{kind}_downloads"})

    with world("pypi_stats", tmp_path, answer, {"pypi": [named, "flash-attn"]}) as source:
        source.collected()
        assert len(source.server.log) == 2  # two spellings are one package
        assert {row[0] for row in source.rows()} == {"flash-attn"}
        assert len(source.rows()) == 4


def test_projects_may_spell_a_package_in_any_way_and_get_its_figures():
    project = Project(name="Flash", kind="library", identifiers={"pypi": {"Flash_Attn": "primary"}})
    assert project.identifiers == {"pypi": {"flash-attn": "primary"}}
    assert Project(name="x", kind="y", identifiers={"npm": {"A_b": "primary"}}).identifiers == {
        "npm": {"A_b": "primary"}
    }


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
