"""Every page on the bundled data: nothing fails, nothing overflows, everybody can read it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, TimeoutError, expect

from tests.browsing import FOOTER, settle, visit
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.browser

WALKED = (
    "",
    "claims",
    "claims?verdict=refuted",
    "claims?claim=hub-pytorch-90",
    "claims?claim=research-choice-years-ago",
    "claims?claim=pytorch-bsd",
    "contradictions",
    "contradictions?contradiction=papers-pt-78-vs-59",
    "check",
    "check?q=85%25 of research papers use PyTorch",
    "check?q=PyTorch has over 50k GitHub stars in Narnia",
    "read",
    "documents",
    "documents?document=d4",
    "signals",
    "signals?signal=github_stars&view=value&from=2023-01&breaks=bands",
    "compare",
    "compare?projects=pytorch,tensorflow,jax,keras,onnx,mxnet",
    "projects?project=tensorflow",
    "head_to_head?group=serving",
    "sources",
    "sources?source=stackoverflow_recount",
    "sql",
    "sql?q=select " + ", ".join(f"repeat('x', 200) as a_long_name_{n}" for n in range(30)),
)
MATTERS = ("moderate", "serious", "critical")
TOO_WIDE = """() => [document.documentElement, document.querySelector('.stMain')]
    .filter(e => e.scrollWidth > e.clientWidth)
    // what scrolls within itself may be wider inside: tables, code, drawings, names chosen
    .concat([...document.querySelectorAll('.stMainBlockContainer *')]
        .filter(e => !e.closest('.stDataFrame, .stCode, .stMultiSelect, .compare, svg'))
        .filter(e => e.getBoundingClientRect().right > innerWidth))
    .map(e => `${e.tagName}.${e.className}`)"""


def fits(page: Page, width: int) -> None:
    """Give the window a width, and wait until nothing on the page reaches beyond it."""
    page.set_viewport_size({"width": width, "height": 900})
    settle(page)
    try:
        page.wait_for_function(f"({TOO_WIDE})().length === 0", timeout=5_000)
    except TimeoutError:
        assert page.evaluate(TOO_WIDE) == [], f"at {width}"


HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
    .map(heading => Number(heading.tagName[1]))"""


def outlined(page: Page) -> None:
    """Check that a page has one title, and that no heading below it leaves out a level."""
    levels = page.evaluate(HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def accessible(page: Page) -> None:
    """Check that axe finds nothing that matters on the page as it is now."""
    settle(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
    )
    matter = [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in MATTERS
        for node in rule["nodes"]
    ]
    assert matter == []


def test_the_walk_leads_to_every_page():
    pages = {path.stem for path in (REPOSITORY / "dashboard" / "screens").glob("*.py")}
    assert {path.partition("?")[0] or "overview" for path in WALKED} == pages


@pytest.mark.parametrize("path", WALKED, ids=lambda path: path[:40])
def test_a_page_is_whole_at_every_width_and_readable_by_everybody(
    page: Page, address: str, path: str
):
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 400, "height": 900})
    visit(page, f"{address}/{path}")
    for width in (400, 2500, 1280):
        fits(page, width)
    expect(page.get_by_role("heading").first).to_be_visible()
    outlined(page)
    accessible(page)
    page.emulate_media(color_scheme="light")
    expect(page.locator(".stApp")).to_have_css("color-scheme", "light")
    settle(page)
    take = page.get_by_role("button", name="Download or cite")
    if take.count():
        take.first.click()
        expect(page.get_by_role("tab", name="Cite").first).to_be_visible()
    accessible(page)
    expect(page.get_by_text(FOOTER)).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


ARTICLE = """TensorFlow has over 180k GitHub stars, and Keras 60k.

PyTorch has over 50k GitHub stars in Narnia. PyTorch is easier to learn than JAX.

| Framework | GitHub stars | PyPI downloads per month |
| --- | --- | --- |
| PyTorch | 80k | 30 million |
"""


def test_an_article_is_whole_at_every_width_and_readable_by_everybody(page: Page, address: str):
    page.emulate_media(color_scheme="dark")
    visit(page, f"{address}/read")
    page.get_by_role("textbox", name="The text").fill(ARTICLE)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".article mark").first).to_be_visible()
    for row in page.locator("summary").filter(has_text=re.compile("TensorFlow has|Narnia")).all():
        row.click()
        settle(page)
    expect(page.get_by_text(re.compile("What would change (it|this)")).first).to_be_visible()
    outlined(page)
    for width in (400, 2500, 1280):
        fits(page, width)
    accessible(page)
    page.emulate_media(color_scheme="light")
    expect(page.locator(".stApp")).to_have_css("color-scheme", "light")
    accessible(page)
    page.get_by_role("link", name=re.compile("^statement 2,")).click()
    expect(page.locator("#note-2")).to_be_in_viewport()
    page.locator("#note-2").get_by_role("link").nth(1).press("Enter")
    expect(page.locator("#statement-2")).to_be_in_viewport()
    page.locator("#statement-2").get_by_role("link").press("Enter")
    expect(page.locator("#said-2")).to_be_in_viewport()
    page.get_by_role("link", name="Change it on the page Check a claim").click()
    expect(page).to_have_url(re.compile(r"/check\?q=PyTorch"))
    expect(page.locator(".sentence mark")).to_have_text("Narnia")


HELD = """() => {
    const e = document.activeElement;
    const name = e.getAttribute('aria-label') || e.innerText || e.value || '';
    const ring = [e, e.closest('[data-baseweb], [class*=st-key], .stSelectbox > div')].some(
        o => o && (getComputedStyle(o).outlineStyle !== 'none'
            || getComputedStyle(o).boxShadow !== 'none'));
    return [name, ring] }"""
"""The name of what has the keyboard, and whether a ring is drawn around it."""


def test_the_keyboard_alone_reaches_menu_choices_downloads_and_table(page: Page, address: str):
    visit(page, f"{address}/signals")
    settle(page)
    wanted = [
        "Skip to main content",
        "Data",
        "Signal",
        "What is shown",
        "Share of what",
        "1 y",
        "From and to",
        "Download or cite",
        "The table behind",
        "The SQL behind",
    ]
    links = {"Skip to main content", "Data", "1 y", "Download or cite", "The table behind"}
    for name in wanted:
        for _ in range(20):
            page.keyboard.press("Tab")
            held, ring = page.evaluate(HELD)
            if name in held.replace("\n", " "):
                break
        else:
            pytest.fail(f"Tab never reaches “{name}”")
        assert ring or name not in links, f"nothing shows that “{name}” has the keyboard"
        if name == "Download or cite":
            page.keyboard.press("Enter")
            expect(page.get_by_role("tab", name="Cite").first).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.get_by_role("tab", name="Cite")).to_have_count(0)
        if name == "The table behind":
            page.keyboard.press("Enter")
            expect(
                page.locator("details[open]").filter(has_text="The table behind")
            ).to_be_visible()
    page.keyboard.press("Shift+Tab")
