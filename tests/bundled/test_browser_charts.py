"""Charts as a reader makes them: in how many clicks, in one screen, for which time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsing import settle, visit

pytestmark = pytest.mark.browser


class Clicks:
    """Counts the clicks of a walk."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.count = 0

    def on(self, what: Locator) -> None:
        what.click()
        self.count += 1
        settle(self._page)


def test_two_projects_since_2020_are_a_picture_in_four_clicks(
    page: Page, address: str, tmp_path: Path
):
    visit(page, f"{address}/signals")
    settle(page)
    clicks = Clicks(page)
    clicks.on(
        page.get_by_role("button", name="Remove JAX")
        .or_(
            page.locator("[data-baseweb=tag]").filter(has_text="JAX").locator("[role=presentation]")
        )
        .first
    )
    clicks.on(page.get_by_role("radio", name="Since 2020"))
    expect(page).to_have_url(
        re.compile(r"projects=tensorflow(,|%2C)pytorch&from=2020-01&to=\d{4}-\d\d$")
    )
    expect(page.get_by_role("heading", level=2)).to_contain_text("PyTorch")
    expect(page.get_by_role("heading", level=2)).not_to_contain_text("JAX")
    clicks.on(page.get_by_role("button", name="Download or cite").first)
    with page.expect_download() as given:
        clicks.on(page.get_by_role("button", name="PNG", exact=True))
    assert clicks.count == 4
    file = tmp_path / given.value.suggested_filename
    given.value.save_as(file)
    assert file.read_bytes()[:4] == b"\x89PNG"


def test_a_chart_begins_and_ends_in_the_first_screen(page: Page, address: str):
    page.set_viewport_size({"width": 1280, "height": 800})
    visit(page, f"{address}/signals")
    settle(page)
    box = page.locator(".js-plotly-plot").bounding_box()
    assert box is not None
    assert 0 < box["y"] < box["y"] + box["height"] <= 800
    row = [
        page.locator(f".st-key-{key}").bounding_box()
        for key in ("signal", "view", "definition", "projects", "preset")
    ]
    tops = [control["y"] + control["height"] for control in row if control is not None]
    assert len(tops) == 5
    assert max(tops) - min(tops) < 4  # one row


def test_the_time_is_set_by_slider_preset_and_address(page: Page, address: str):
    visit(page, f"{address}/signals?signal=github_stars&view=value&from=2023-01&to=2024-06")
    settle(page)
    first = page.get_by_role("slider").first
    expect(first).to_have_attribute("aria-valuetext", "Jan 2023")
    first.press("ArrowRight")
    expect(page).to_have_url(re.compile("from=2023-02&to=2024-06$"))
    settle(page)
    first.press("ArrowRight")  # it still has the keyboard
    expect(page).to_have_url(re.compile("from=2023-03&to=2024-06$"))
    settle(page)
    page.get_by_role("radio", name="1 y").click()
    expect(page).to_have_url(re.compile("from=2024-11&to=2025-10$"))
    settle(page)
    expect(page.get_by_role("slider").first).to_have_attribute("aria-valuetext", "Nov 2024")
    page.go_back()
    expect(page.get_by_role("slider").first).to_have_attribute("aria-valuetext", "Mar 2023")


def test_what_is_disturbed_is_shaded_on_demand(page: Page, address: str):
    visit(page, f"{address}/signals?projects=pytorch")
    settle(page)
    shaded = page.locator(".js-plotly-plot .shapelayer path[style*='fill: rgb(127, 138, 148)']")
    before = shaded.count()
    page.get_by_text("Show what is disturbed").click()
    expect(page).to_have_url(re.compile("breaks=bands"))
    settle(page)
    assert shaded.count() > before


def test_the_figures_of_a_signal_come_into_pandas_by_the_address_that_is_offered(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection
):
    visit(
        page, f"{address}/signals?definition=pypi-frameworks&projects=jax&from=2025-01&to=2025-12"
    )
    settle(page)
    page.get_by_role("button", name="Download or cite").first.click()
    page.get_by_role("tab", name="By address").click()
    snippet = page.locator("code").filter(has_text="read_parquet").first.inner_text()
    found: dict[str, Any] = {}
    exec(snippet, found)  # what a reader would do with it
    expected = warehouse.execute(
        "select share from share where definition_id = 'pypi-frameworks' and project_id = 'jax' "
        "and period_end between '2025-02-01' and '2026-01-01' order by period_start"
    ).fetchall()
    assert len(expected) == 12
    assert found["frame"].value.tolist() == [share for (share,) in expected]


def test_a_chart_is_shown_alone_by_the_snippet_that_is_offered(page: Page, address: str):
    visit(page, f"{address}/signals?projects=jax,pytorch&from=2025-01&to=2025-12")
    settle(page)
    page.get_by_role("button", name="Download or cite").first.click()
    page.get_by_role("tab", name="Embed").click()
    snippet = page.locator("code").filter(has_text="<iframe").first.inner_text()
    page.set_content(f"<p>A page of somebody else's</p>{snippet}")
    told = re.compile("PyPI downloads, .* PyTorch")
    expect(page.frame_locator("iframe").get_by_role("img", name=told)).to_be_visible()


def test_words_in_a_chart_follow_a_theme_that_changes(page: Page, address: str):
    page.emulate_media(color_scheme="light")
    visit(page, f"{address}/signals?projects=jax")
    settle(page)
    page.emulate_media(color_scheme="dark")
    label = page.locator(".js-plotly-plot .annotation-text").first
    expect(label).to_have_css("fill", "rgb(201, 211, 220)")


def test_code_under_a_chart_is_dark_enough_to_read(page: Page, address: str):
    page.emulate_media(color_scheme="light")
    visit(page, f"{address}/signals?projects=jax")
    page.locator("summary").filter(has_text="The SQL behind").click()
    settle(page)
    for kind in ("keyword", "punctuation", "operator", "string"):
        token = page.locator(f".stCode .token.{kind}").first
        colour = [int(part) for part in re.findall(r"\d+", str(css(token)))]
        assert sum(colour[:3]) < 300, f"{kind}: {colour}"


def css(element: Locator) -> object:
    """Return the colour of an element's letters, as the browser has it."""
    return element.evaluate("element => getComputedStyle(element).color")
