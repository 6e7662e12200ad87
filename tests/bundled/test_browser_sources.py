"""The page of sources in a real browser: what needs a hand is seen, and how many clicks away."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from collectors.home import Home
from collectors.machinery import landing
from tests.browsing import started, visit
from tests.conftest import TINY, copy_root
from warehouse.build import build

pytestmark = pytest.mark.browser
WHY = "The invented host answers HTTP 500."


def test_a_failed_source_is_seen_one_click_from_the_first_page(page: Page, tmp_path: Path):
    root = copy_root(TINY, tmp_path / "root")
    build(Home.of(root))
    with started(root) as address:
        visit(page, address)
        # it fails while the dashboard runs, and nothing is built since
        folder = root / "landing" / "published_figures" / "20230901T100000000Z-failed"
        folder.mkdir(parents=True)
        at = "2023-09-01T10:00:00"
        times = {"started_at": at, "finished_at": at, "tables": {}, "responses": []}
        landing.write_manifest(folder, {"status": "failed", "error": WHY, **times})
        clicks = 0
        page.get_by_role("link", name="Sources").locator("visible=true").first.click()
        clicks += 1
        expect(page.get_by_text(WHY)).to_be_in_viewport()
        expect(page.get_by_role("heading", name="Needs a hand: 1")).to_be_in_viewport()
        assert clicks == 1
