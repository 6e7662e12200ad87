"""What a reader takes along: files that say what the chart says, words that lead back to it."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browsing import downloaded, settle, visit

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
PNG = b"\x89PNG\r\n\x1a\n"


def test_the_files_of_a_chart_hold_its_figures_and_its_citation_leads_back(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
):
    asked = "signals?signal=survey_users&view=share&definition=so-everyone&projects=jax"
    visit(page, f"{address}/{asked}")
    settle(page)
    title = page.get_by_role("heading", level=3).first.inner_text()
    title = re.sub(r"\s", " ", title)  # on the page, figures do not part from their units
    page.get_by_role("button", name="Download or cite").first.click()
    expected = warehouse.execute(
        "select period_start, share from share where definition_id = 'so-everyone' "
        "and project_id = 'jax' order by period_start"
    ).df()
    assert len(expected) > 0
    csv = downloaded(page, "CSV", tmp_path)
    assert csv.name.startswith("survey_users-share_")
    for read in (
        pd.read_csv(csv, parse_dates=["period_start"]),
        pd.read_parquet(downloaded(page, "Parquet", tmp_path)),
    ):
        assert read.value.tolist() == pytest.approx(expected.share.tolist())
        assert read.period_start.tolist() == expected.period_start.tolist()

    drawn = ElementTree.parse(downloaded(page, "SVG", tmp_path)).getroot()
    words = " ".join(" ".join(node.itertext()) for node in drawn.iter(f"{SVG}text"))
    assert title in words
    assert "Stack Overflow" in words
    png = downloaded(page, "PNG", tmp_path).read_bytes()
    assert png.startswith(PNG)
    assert int.from_bytes(png[16:20], "big") == 2 * int(drawn.attrib["width"])

    cited = page.locator("code").filter(has_text="sharecheck, build").first.inner_text()
    build = warehouse.execute("select build_id from build").fetchone()
    assert build is not None
    assert str(build[0]) in cited
    link = re.search(r"http://localhost\S+$", cited)
    assert link is not None
    visit(page, link[0])
    expect(page.get_by_role("heading", name=title)).to_be_visible()
