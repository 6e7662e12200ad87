"""The pages of documents and sources in a real browser: marks, notes, upload, widths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import started, visit
from tests.bundled.test_documents_page import TEXT, made

pytestmark = pytest.mark.browser

SAID = "[...document.querySelectorAll('.article .line > p')].map(line => { "
SAID += "const copy = line.cloneNode(true); copy.querySelectorAll('.to').forEach(e => e.remove()); "
SAID += "return copy.textContent }).join('\\n')"
"""The article's words as they stand on the page, without the numbers."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the dashboard of a small root that knows a hostile document."""
    with started(made(tmp_path_factory.mktemp("small"))) as url:
        yield url


def give(page: Page, small: str, tmp_path: Path, content: bytes) -> None:
    """Open the page of documents and give it a file."""
    path = tmp_path / "article.txt"
    path.write_bytes(content)
    visit(page, f"{small}/documents?document=d9")
    page.get_by_text("See it in the article’s own words").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    expect(page.get_by_test_id("stAlert")).to_be_visible(timeout=20_000)


def test_a_given_text_is_shown_letter_for_letter_and_forgotten_on_reload(
    page: Page, small: str, tmp_path: Path
):
    give(page, small, tmp_path, TEXT.encode())
    expect(page.locator(".article .line")).to_have_count(TEXT.count("\n") + 1)
    assert page.evaluate(SAID) == TEXT
    assert page.locator(".article script, .article img").count() == 0
    page.reload()
    expect(page.get_by_text("See it in the article’s own words")).to_be_visible()
    expect(page.locator(".article .line")).to_have_count(0)


def test_a_number_leads_to_its_note_on_to_the_next_back_and_to_the_card(
    page: Page, small: str, tmp_path: Path
):
    give(page, small, tmp_path, TEXT.encode())
    page.get_by_role("link", name=re.compile("^statement 2,")).click()
    expect(page.locator("#note-2")).to_be_in_viewport()
    page.locator("#note-2").get_by_role("link", name="next statement").click()
    expect(page).to_have_url(re.compile("#note-3$"))
    page.locator("#note-3").get_by_role("link", name="back to the words").press("Enter")
    expect(page).to_have_url(re.compile("#said-3$"))
    expect(page.locator("#said-3")).to_be_in_viewport()
    with page.context.expect_page() as opened:
        page.locator("#note-4").get_by_role("link", name="Nine in ten space ships").click()
    card = opened.value
    expect(card).to_have_url(re.compile(r"/claims\?claim=alpha-in-space$"))
    expect(card.get_by_role("heading", name="Nine in ten space ships")).to_be_visible()
    card.close()
    assert page.evaluate(SAID) == TEXT, "the article is still there"


def test_an_unknown_file_is_refused_in_words(page: Page, small: str, tmp_path: Path):
    give(page, small, tmp_path, b"<script>alert(1)</script>")
    expect(page.get_by_text("none of the registered articles")).to_be_visible()
    expect(page.locator(".article .line")).to_have_count(0)


def test_marked_words_have_the_ink_of_the_text_in_the_dark_too(
    page: Page, small: str, tmp_path: Path
):
    page.emulate_media(color_scheme="dark")
    give(page, small, tmp_path, TEXT.encode())
    expect(page.locator(".article mark").first).to_be_visible()
    inks = page.evaluate(
        "['.article mark', '.article .line > p', '.stApp'].map("
        "name => getComputedStyle(document.querySelector(name)).color)"
    )
    assert len(set(inks)) == 1


def test_a_chosen_source_is_in_the_address_and_leads_to_its_figures(page: Page, address: str):
    visit(page, f"{address}/sources?source=hn_hiring")
    page.get_by_role("link", name="Its figures over time").first.click()
    expect(page).to_have_url(re.compile(r"/signals\?signal=hiring_posts"))
