"""Menu and field in a browser: every page of a section is offered, titled, and reached by key."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from dashboard import menu
from tests.browsing import visit

pytestmark = pytest.mark.browser

MENU = "[data-testid=stTopNavLink]:visible"


def test_the_menu_has_six_entries_and_marks_the_section_of_a_page_below_it(
    page: Page, address: str
):
    visit(page, f"{address}/contradictions")
    entries = page.locator(MENU)
    expect(entries).to_have_text(list(menu.SECTIONS))
    expect(entries.filter(has_text="Articles")).to_have_css("font-weight", "600")
    weights = entries.evaluate_all("all => all.map(e => getComputedStyle(e).fontWeight)")
    heavier = [name for name, weight in zip(menu.SECTIONS, weights, strict=True) if weight == "600"]
    assert heavier == ["Articles"]
    page.locator(".st-key-section").get_by_role("link", name="Articles").click()
    expect(page).to_have_url(f"{address}/documents")


def test_each_page_has_its_own_title(page: Page, address: str):
    titles = set()
    for script in ("", "read", "compare", "contradictions"):
        visit(page, f"{address}/{script}")
        _, screen = menu.at(script)
        expect(page).to_have_title(f"{screen.title} · sharecheck")
        titles.add(page.title())
    assert len(titles) == 4


@pytest.mark.parametrize("width", [320, 400])
def test_the_buttons_of_the_menu_are_inside_a_narrow_window(page: Page, address: str, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    visit(page, f"{address}/sources")
    for name in ("Main menu", "Expand sidebar"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_the_slash_leads_into_the_field_but_stays_a_letter_where_one_types(
    page: Page, address: str
):
    visit(page, f"{address}/sources")
    page.wait_for_function("window.sharecheckField")  # its script has come
    page.keyboard.press("/")
    field = page.get_by_role("textbox", name="Is it true?")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("24/7")
    expect(field).to_have_value("24/7")
