"""What a reader takes along: files that say what the chart says, words that lead back to it."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import downloaded, settle, visit

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"


def test_the_files_of_a_chart_hold_its_figures_and_its_citation_leads_back(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
):
    asked = "signals?signal=survey_users&view=share&definition=so-everyone&projects=jax"
    visit(page, f"{address}/{asked}")
    settle(page)
    title = page.get_by_role("heading", level=2).first.inner_text()
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
    assert title in words.replace("\u00a0", " ")
    assert "Stack Overflow" in words

    page.get_by_role("tab", name="Cite").first.click()
    cited = page.locator("code").filter(has_text="sharecheck, build").first.inner_text()
    build = warehouse.execute("select build_id from build").fetchone()
    assert build is not None
    assert str(build[0]) in cited
    link = re.search(r"http://localhost\S+$", cited)
    assert link is not None
    visit(page, link[0])
    expect(page.get_by_role("heading", name=title)).to_be_visible()


SIZES = {"print": (1800, 1200), "slide": (1920, 1080), "square": (1080, 1080)}
OUTSIDE = """() => {
    const frame = document.querySelector("svg").getBoundingClientRect();
    return [...document.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < frame.left || box.right > frame.right
            || box.top < frame.top || box.bottom > frame.bottom);
    }).map((text) => text.textContent);
}"""
PIXEL = """async (file) => {
    const image = new Image();
    image.src = file;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return [canvas.width, canvas.height, ...context.getImageData(3, 3, 1, 1).data];
}"""


@pytest.mark.parametrize(
    ("asked", "window", "scheme"),
    [
        ("signals?signal=pypi_downloads&view=share&from=2020-01&to=2026-06", (1280, 900), "dark"),
        ("claims?claim=hub-pytorch-90", (400, 800), "light"),
    ],
)
def test_pictures_have_one_size_on_white_and_all_their_words_inside(
    browser: Browser, address: str, tmp_path: Path, asked: str, window: tuple[int, int], scheme: Any
):
    size = {"width": window[0], "height": window[1]}
    with browser.new_context(viewport=size, color_scheme=scheme) as context:
        page = context.new_page()
        visit(page, f"{address}/{asked}")
        settle(page)
        page.get_by_role("button", name="Download or cite").first.click()
        for name, expected in SIZES.items():
            page.locator(f"input[value={name}]").locator("visible=true").check()
            png = downloaded(page, "PNG", tmp_path).read_bytes()
            file = f"data:image/png;base64,{base64.b64encode(png).decode()}"
            assert page.evaluate(PIXEL, file) == [*expected, 255, 255, 255, 255]
            svg = downloaded(page, "SVG", tmp_path)
            assert svg.name.endswith(f"_{name}.svg")
            root = ElementTree.parse(svg).getroot()
            assert (int(root.attrib["width"]), int(root.attrib["height"])) == expected
            alone = context.new_page()
            alone.goto(svg.as_uri())
            assert alone.locator("text").count() > 5
            assert alone.evaluate(OUTSIDE) == []
            alone.close()
