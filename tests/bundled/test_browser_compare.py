"""Comparing in a browser, by keyboard and by mouse: few actions, and the project that is meant."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

from tests.browsing import settle, visit

pytestmark = pytest.mark.browser

SERVERS = "vllm,tgi,triton-inference-server"
LEVELS = """() => [...document.querySelectorAll('.stMain :is(h1, h2, h3, h4)')]
    .map(heading => Number(heading.tagName[1]))"""


def chooser(page: Page, label: str = "Projects") -> Locator:
    return page.get_by_role("combobox", name=re.compile(label))


def chosen(page: Page, projects: str) -> None:
    """Wait until the address says that these projects are chosen, and no others."""
    wanted = f"projects={projects}" if projects else ""
    page.wait_for_function(
        "wanted => decodeURIComponent(location.search).split('&')"
        ".some(part => part.replace('?', '') === wanted)",
        arg=wanted,
        timeout=20_000,
    )
    settle(page)


def test_three_servers_are_compared_in_three_actions(page: Page, address: str):
    actions = 0
    visit(page, address)
    page.get_by_role("link", name="Compare", exact=True).click()
    actions += 1
    chooser(page).click()
    actions += 1
    for typed in ("vllm", "tgi", "triton"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")  # the list lies over the answer
    actions += 1
    chosen(page, SERVERS)
    assert actions <= 3
    expect(page.get_by_role("heading", level=2, name=re.compile("^vLLM leads in"))).to_be_visible()
    for name in ("vLLM", "Text Generation Inference", "NVIDIA Triton Inference Server"):
        expect(page.get_by_role("columnheader", name=name, exact=True).first).to_be_visible()
    row = page.get_by_role("row", name=re.compile("^GitHub stars, repositories in lists of AI"))
    expect(row.get_by_role("cell").first).to_have_text(re.compile(r"^[\d.]+\sk leads$"))
    levels = page.evaluate(LEVELS)
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_group_of_servers_takes_two_clicks(page: Page, address: str):
    visit(page, address)
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_role("button", name=re.compile("^Model servers")).click()
    expect(page.get_by_role("columnheader", name="Text Generation Inference").first).to_be_visible()
    for name in ("vLLM", "TorchServe", "SGLang"):
        expect(page.get_by_role("columnheader", name=name, exact=True).first).to_be_visible()


def test_enter_takes_the_best_match_and_an_emptied_chooser_stays_empty(page: Page, address: str):
    visit(page, f"{address}/compare")
    field = chooser(page)
    field.click()
    for typed, projects in {
        "tf": "tensorflow",
        "torch": "tensorflow,pytorch",
        "sklearn, Triton (language)": "tensorflow,pytorch,scikit-learn,triton-language",
    }.items():
        field.press_sequentially(typed)
        field.press("Enter")
        chosen(page, projects)
    field.press("Backspace")
    chosen(page, "tensorflow,pytorch,scikit-learn")
    page.get_by_label("Clear all").click()
    chosen(page, "")
    expect(page.get_by_text("Type two names or more above")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Type two names or more above")).to_be_visible()
    chosen(page, "")


def test_a_name_that_nobody_has_is_answered_with_the_nearest(page: Page, address: str):
    visit(page, f"{address}/compare?projects=jax")
    field = chooser(page)
    field.click()
    field.press_sequentially("pytroch")
    field.press("Enter")
    expect(page.get_by_text("No project here is called “pytroch”")).to_be_visible()
    expect(page.get_by_text("an entry in data/projects.yml")).to_be_visible()
    page.get_by_test_id("stPageLink-NavLink").filter(has_text="PyTorch").first.click()
    chosen(page, "jax,pytorch")
    visit(page, f"{address}/projects?project=jax")
    one = chooser(page, "Project")
    one.click()
    one.press_sequentially("tgi")
    one.press("Enter")
    expect(page).to_have_url(re.compile(r"project=tgi&"))
    expect(page.get_by_role("heading", level=2)).to_contain_text("Text Generation Inference")


@pytest.mark.parametrize(
    "path", [f"compare?projects={SERVERS}", "head_to_head?group=serving", "compare"]
)
def test_a_table_scrolls_within_itself_and_everybody_can_read_it(
    page: Page, address: str, path: str
):
    page.set_viewport_size({"width": 320, "height": 800})
    visit(page, f"{address}/{path}")
    settle(page)
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") == 320
    page.set_viewport_size({"width": 1280, "height": 800})
    settle(page)
    first = page.locator(".compare td, .st-key-presets button").first
    box = first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 800, "not in the first screen"
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations"
        ".filter(rule => rule.impact !== 'minor')"
        ".map(rule => `${rule.id}: ${rule.nodes.map(node => node.target)}`))"
    )
    assert found == []
