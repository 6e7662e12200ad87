"""A reader who is quicker than the answers: what was chosen, written or followed last is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browsing import settle, visit

pytestmark = pytest.mark.browser

QUIET_MILLISECONDS = 1_500
"""After so long without a message an answer is taken to be whole."""
SLEEPY = "select+sleep_ms(15000)"


class Line:
    """The way of a page's answers from the server, which can be held back on it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._holds = False
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket(re.compile("/_stcore/stream"), self._connect)

    def _connect(self, browser: WebSocketRoute) -> None:
        browser.connect_to_server().on_message(lambda message: self._pass(browser, message))

    def _pass(self, browser: WebSocketRoute, message: str | bytes) -> None:
        if self._holds:
            self._held.append((browser, message))
        else:
            browser.send(message)

    def hold(self) -> None:
        self._holds = True

    def wait(self) -> None:
        """Return when the server has said all that it has to say."""
        seen = -1
        while seen < len(self._held) or not self._held:
            seen = len(self._held)
            self._page.wait_for_timeout(QUIET_MILLISECONDS)

    def release(self) -> None:
        self._holds = False
        for browser, message in self._held:
            browser.send(message)
        self._held.clear()


@pytest.fixture
def line(page: Page) -> Iterator[Line]:
    """Return the line of the page, to be had before the page is opened."""
    yield Line(page)
    page.unroute_all()


def test_a_second_choice_is_added_to_the_first_before_its_answer_is_there(
    page: Page, line: Line, address: str
):
    visit(page, f"{address}/claims?kind=share")
    line.hold()
    page.get_by_role("button", name=re.compile(r"No \(")).click()
    line.wait()
    find = page.get_by_role("textbox", name="Find a claim")
    find.fill("78 %")
    find.press("Enter")
    line.wait()
    line.release()
    expect(page).to_have_url(re.compile(r"/claims\?verdict=refuted&kind=share&find=78"))
    settle(page)
    expect(find).to_have_value("78 %")


def test_the_way_back_takes_back_the_choice_made_last(page: Page, address: str):
    visit(page, f"{address}/claims")
    refuted = page.get_by_role("button", name=re.compile(r"No \("))
    refuted.click()
    expect(page).to_have_url(re.compile(r"/claims\?verdict=refuted$"))
    page.go_back()
    expect(refuted).to_have_attribute("aria-pressed", "false")
    settle(page)
    expect(page).to_have_url(re.compile(r"/claims$"))
    page.go_forward()
    expect(refuted).to_have_attribute("aria-pressed", "true")
    settle(page)
    expect(page).to_have_url(re.compile(r"/claims\?verdict=refuted$"))


def test_an_example_is_followed_while_another_query_runs(page: Page, address: str):
    page.goto(f"{address}/sql?q={SLEEPY}")
    expect(page.get_by_text(re.compile(r"Running for \d s"))).to_be_visible(timeout=40_000)
    page.get_by_role("tab", name="Examples").click()
    page.get_by_role("link", name="What became of the claims").click()
    expect(page.get_by_text("claims by kind and verdict")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile(r"claims\+of\+each\+kind"))


def test_a_query_is_written_and_a_table_looked_for_while_another_query_runs(
    page: Page, address: str
):
    page.goto(f"{address}/sql?q={SLEEPY}")
    expect(page.get_by_text(re.compile(r"Running for \d s"))).to_be_visible(timeout=40_000)
    find = page.get_by_role("textbox", name="Find a table")
    find.fill("sha256")
    find.press("Enter")
    expect(page).to_have_url(re.compile("find=sha256"))
    expect(page.get_by_text(re.compile(r"Running for \d+ s"))).to_be_visible()
    editor = page.get_by_role("textbox", name="Query")
    editor.fill("select 42 as answer")
    editor.press("Control+Enter")
    expect(page.get_by_text("1 row in")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile(r"q=select\+42\+as\+answer&find=sha256"))
    expect(editor).to_have_value("select 42 as answer")
