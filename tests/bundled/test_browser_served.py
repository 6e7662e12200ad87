"""In a browser: each page has its title in the tab, and a chart stands in another's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from dashboard.downloads import EMBED_HEIGHT
from tests.browsing import settle, visit

pytestmark = pytest.mark.browser
CLAIM = "so-2024-pytorch-55"


def test_the_tab_says_what_is_shown(page: Page, address: str):
    visit(page, f"{address}/claims?claim={CLAIM}")
    expect(page).to_have_title(re.compile(r"^No: In the survey of 2024 .* · sharecheck$"))
    visit(page, f"{address}/signals?signal=pypi_downloads&view=share&projects=pytorch,jax")
    settle(page)
    expect(page).to_have_title("PyPI downloads, share: PyTorch and JAX · sharecheck")
    # from here on within one session: the title follows what is chosen
    page.get_by_role("link", name="Claims").first.click()
    expect(page).to_have_title("Claims · sharecheck")


def test_a_plain_page_leads_into_the_dashboard(page: Page, address: str):
    page.goto(f"{address}/claim/{CLAIM}")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^In the survey of 2024"))
    page.get_by_role("link", name="Open in the dashboard").click()
    page.wait_for_url(f"{address}/claims?claim={CLAIM}")
    expect(page.get_by_text("Every figure is public")).to_be_visible()


@contextmanager
def elsewhere(html: str) -> Iterator[str]:
    """Serve a page of somebody else's, from another origin than the dashboard's."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("localhost", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("width", [320, 600, 900, 1200])
def test_a_chart_stands_in_a_page_of_somebody_else_s(page: Page, address: str, width: int):
    chart = f"{address}/embed/signal/pypi_downloads?projects=pytorch,tensorflow"
    article = (
        '<!doctype html><link rel="icon" href="data:,">'
        f'<iframe src="{chart}" width="{width}" height="{EMBED_HEIGHT}"></iframe>'
    )
    with elsewhere(article) as url:
        page.goto(url)
        drawn = page.frame_locator("iframe").get_by_role("img").locator("visible=true")
        expect(drawn).to_have_count(1)
        expect(drawn).to_have_accessible_name(re.compile("PyTorch .* TensorFlow"))
        letters = drawn.locator("text").first.evaluate("e => e.getBoundingClientRect().height")
        assert letters > 8  # legible, narrow as the frame may be
        assert page.frames[1].evaluate("document.documentElement.scrollWidth") <= width
        ends = drawn.evaluate("e => e.getBoundingClientRect().bottom")
        assert ends <= EMBED_HEIGHT  # the whole chart is seen without scrolling
