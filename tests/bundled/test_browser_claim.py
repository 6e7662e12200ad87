"""The page of a claim as a reader meets it: the answer first, the ways of counting, the tabs."""

from __future__ import annotations

import re

import duckdb
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsing import settle, visit

pytestmark = pytest.mark.browser

CLAIM = "hub-pytorch-90"
INSIDE = """box => box.scrollWidth <= box.clientWidth
    && box.getBoundingClientRect().right <= innerWidth && box.getBoundingClientRect().left >= 0"""
COVERED = """chart => [...chart.querySelectorAll('.annotation')].flatMap((one, n, all) => {
    const [a, room] = [one.getBoundingClientRect(), chart.getBoundingClientRect()];
    const cut = a.left < room.left - 1 || a.right > room.right + 1;
    const met = all.slice(n + 1).filter(other => {
        const b = other.getBoundingClientRect();
        return a.left < b.right - 1 && b.left < a.right - 1
            && a.top < b.bottom - 3 && b.top < a.bottom - 3;
    });
    return cut || met.length ? [one.textContent] : [];
})"""
"""The labels of a chart that are cut off or lie on one another."""


def box(page: Page) -> Locator:
    """Return the box with the answer."""
    return page.locator("[class*='st-key-answer-']").first


@pytest.mark.parametrize(("width", "shown"), [(400, "narrow"), (1280, "chart"), (2560, "chart")])
def test_the_answer_stands_first_and_nothing_is_cut_off_or_covered(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection, width: int, shown: str
):
    ((statement, answer, claimed, found, said),) = warehouse.execute(
        "select statement, answer, claimed, found_shown, explanation from claim "
        "join claim_verdict using (claim_id) where claim_id = ?",
        [CLAIM],
    ).fetchall()
    page.set_viewport_size({"width": width, "height": 800})
    visit(page, f"{address}/claims?claim={CLAIM}")
    settle(page)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(statement)
    word = box(page).get_by_role("heading", level=2)
    expect(word).to_have_text(f"? {answer}")
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    assert word.evaluate(size) > title.evaluate(size)
    told = box(page).inner_text().replace("\u00a0", " ")
    for part in (claimed, found, said):
        assert part in told
    assert box(page).evaluate(INSIDE)
    visible = [
        chart
        for chart in page.locator("[class*='-evidence-'].stElementContainer").all()
        if chart.locator(".stPlotlyChart").count() and chart.is_visible()
    ]
    assert len(visible) == 1
    [chart] = visible
    assert f"st-key-{shown}-evidence-" in (chart.get_attribute("class") or "")
    assert chart.evaluate(COVERED) == []
    name = page.get_by_role("heading", level=3).first.inner_text()
    assert chart.get_by_role("figure", name=name, exact=True).count() == 1
    if width == 1280:
        heading = page.get_by_role("heading", level=3).first.bounding_box()
        assert heading is not None
        assert heading["y"] + 60 < 800


def test_a_number_is_traced_to_its_sql_and_its_source_in_two_clicks(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection
):
    visit(page, f"{address}/claims?claim=so-2024-pytorch-55")
    detail = page.get_by_test_id("stExpander").filter(has_text="professional developers · 2024")
    detail.first.locator("summary").click()
    sql = detail.first.locator("code.language-sql").first.inner_text()
    assert warehouse.execute(sql).fetchone() is not None
    expect(detail.first.get_by_text("Source: ")).to_be_visible()
    detail.first.get_by_role("link", name=re.compile("technology.json")).first.click(trial=True)


def test_the_tab_that_is_open_is_in_the_address_and_opened_again_by_it(page: Page, address: str):
    visit(page, f"{address}/claims?claim={CLAIM}")
    page.get_by_role("tab", name="Cite").click()
    expect(page).to_have_url(re.compile(rf"/claims\?claim={CLAIM}&tab=cite$"))
    expect(page.get_by_text("To cite this verdict:")).to_be_visible()
    visit(page, page.url)
    expect(page.get_by_role("tab", name="Cite")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Evidence").click()
    expect(page).to_have_url(re.compile(rf"/claims\?claim={CLAIM}$"))


def test_what_waits_for_a_collection_is_one_line_to_be_opened(page: Page, address: str):
    visit(page, f"{address}/claims?claim={CLAIM}")
    line = page.get_by_text("wait for a collection")
    expect(line).to_have_count(1)
    command = page.get_by_text("sharecheck collect").first
    expect(command).to_be_hidden()
    line.click()
    expect(command).to_be_visible()
