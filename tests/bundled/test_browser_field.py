"""The one field, walked as tasks: what is typed, how many clicks, what stands on the screen."""

from __future__ import annotations

import re

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.browsing import visit

pytestmark = pytest.mark.browser

HUB = "over 90 % of Hub models are PyTorch, is it true?"


def asks(page: Page, said: str) -> None:
    """Type something into the field of the page that is open: the key /, the words, Enter."""
    page.locator("body").press("/")
    field = page.get_by_role("textbox", name="Is it true?")
    expect(field).to_be_focused()
    page.keyboard.type(said)
    page.keyboard.press("Enter")


def on_screen(page: Page, heading: str) -> None:
    """Wait until a heading stands on the first screen."""
    found = page.get_by_role("heading", name=heading)
    expect(found).to_be_visible(timeout=60_000)  # a first answer reads the whole register
    expect(found).to_be_in_viewport()


def test_the_90_percent_question_is_answered_from_the_root_with_one_enter_and_no_click(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection
):
    row = warehouse.execute(
        "select answer, statement from claim_verdict join claim using (claim_id) "
        "where claim_id = 'hub-pytorch-90'"
    ).fetchone()
    assert row is not None
    answer, statement = row
    page.set_viewport_size({"width": 1280, "height": 800})
    visit(page, address)
    asks(page, HUB)
    on_screen(page, answer)
    expect(page.get_by_text(statement)).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"/check\?q=over\+90"))
    page.get_by_role("link", name="All the evidence").click()  # the first click
    expect(page).to_have_url(re.compile(r"/claims\?claim=hub-pytorch-90$"))


def test_the_field_of_every_page_asks_and_the_way_back_shows_what_was_asked_before(
    page: Page, address: str
):
    visit(page, f"{address}/sql?q=select+42+as+answer")
    field = page.get_by_role("textbox", name="Is it true?")
    expect(field).to_have_value("")  # the query is no claim
    asks(page, "TGI")
    on_screen(page, "What the articles say of TGI")
    asks(page, "2016")
    on_screen(page, "3 claims of the articles give 2016")
    page.go_back()
    on_screen(page, "What the articles say of TGI")
    expect(field).to_have_value("TGI")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/sql\?q=select\+42\+as\+answer$"))
    expect(page.get_by_role("textbox", name="Query")).to_have_value("select 42 as answer")


def test_what_is_not_understood_is_completed_with_one_click(page: Page, address: str):
    visit(page, f"{address}/check?q=PyTorch has over 50k GitHub stars in Narnia")
    expect(page.locator(".sentence mark")).to_have_text("Narnia")
    page.get_by_role("radio", name=re.compile("without")).click()
    on_screen(page, "We read: PyTorch has more than 50,000 GitHub stars.")
    expect(page.get_by_role("textbox", name="Is it true?")).not_to_have_value(re.compile("Narnia"))
    page.go_back()
    expect(page.locator(".sentence mark")).to_have_text("Narnia")
