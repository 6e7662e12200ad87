"""The dashboard as a reader meets it: a real server, a real browser, the bundled data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from dashboard import text
from tests.browsing import started, visit

pytestmark = pytest.mark.browser


@pytest.fixture
def fresh(published: Path) -> Iterator[str]:
    """Start a dashboard that nobody has looked at yet."""
    with started(published) as url:
        yield url


def test_a_reader_gets_from_the_overview_to_the_sql_behind_a_number(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection
):
    visit(page, address)
    page.get_by_role("link", name=re.compile(r"^\d+ No$")).click()
    page.get_by_role("link", name="In the survey of 2024 more than 55 %").click()
    expect(page).to_have_url(re.compile(r"/claims\?claim=so-2024-pytorch-55$"))
    expect(page.get_by_role("heading", level=2).first).to_have_text("✕ No")
    detail = (
        page.get_by_test_id("stExpander").filter(has_text="professional developers · 2024").first
    )
    shown = re.search(r"[\d.]+ %", detail.inner_text())
    detail.locator("summary").click()
    sql = detail.locator("code.language-sql").first.inner_text()
    measured = warehouse.execute(sql).fetchone()
    assert measured is not None
    assert shown is not None
    assert text.percent(measured[0]) == shown[0] == "9.1 %"


def test_a_choice_on_the_page_of_signals_is_in_the_address_and_survives_a_reload(
    page: Page, address: str
):
    visit(page, f"{address}/signals")
    page.get_by_role("combobox", name="What is shown").click()
    page.get_by_role("option", name="Per day").click()
    expect(page).to_have_url(re.compile(r"view=per-day"))
    visit(page, page.url)
    expect(
        page.get_by_role("heading", name=re.compile("PyPI downloads, .* a day$"))
    ).to_be_visible()


def test_a_group_leads_to_one_of_its_counts_and_the_address_keeps_both(page: Page, address: str):
    visit(page, f"{address}/projects?project=tf-serving")
    page.get_by_role("link", name="The whole group").click()
    expect(page).to_have_url(re.compile(r"/head_to_head\?group=serving&count=[\w-]+-serving$"))
    expect(page.get_by_role("heading", name=re.compile("^Model servers: "))).to_be_visible()
    page.get_by_role("combobox", name="Over time, by").click()
    page.keyboard.type("Commits in")
    page.get_by_role("option", name="Commits in the month").click()
    expect(page).to_have_url(re.compile(r"group=serving&count=commits-serving$"))
    visit(page, page.url)
    expect(page.get_by_role("heading", name=re.compile("^Commits in the month, "))).to_be_visible()


def test_a_link_to_another_signal_is_followed_from_the_overview(page: Page, address: str):
    visit(page, address)
    page.get_by_role("link", name="GitHub contributors").click()
    expect(page).to_have_url(re.compile(r"/signals\?.*definition=.*contributors"))
    expect(page.get_by_role("heading", name=re.compile("contributors"))).to_be_visible()


def test_the_way_back_leads_from_a_card_to_the_list_as_it_was(page: Page, address: str):
    visit(page, f"{address}/claims?verdict=supported&kind=order")
    page.get_by_role("link", name="PyTorch has overtaken TensorFlow").click()
    page.get_by_role("link", name="The claims chosen before").click()
    expect(page).to_have_url(re.compile(r"/claims\?verdict=supported&kind=order$"))
    expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"claim=so-2024-order$"))
    expect(page.get_by_role("heading", name="PyTorch has overtaken TensorFlow")).to_be_visible()


def test_a_reader_gets_from_a_topic_through_a_card_to_a_contradiction_and_back(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection
):
    row = warehouse.execute(
        "select cluster, cluster_title, statement, title from contradiction_side "
        "join contradiction using (contradiction_id) join claim using (claim_id) "
        "order by contradiction.position, side limit 1"
    ).fetchone()
    assert row is not None
    topic, cluster, statement, title = row
    visit(page, f"{address}/claims")
    page.get_by_role("link", name=cluster).click()
    expect(page).to_have_url(re.compile(rf"/claims\?topic={topic}$"))
    page.get_by_role("link", name=statement).click()
    expect(page.get_by_role("heading", name=statement)).to_be_visible()
    page.get_by_role("tab", name="Where it is said").click()
    page.locator("[class*=st-key-row-against] a").first.click()
    expect(page).to_have_url(re.compile(r"/contradictions\?contradiction="))
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("link", name="All contradictions").click()
    expect(page).to_have_url(re.compile(r"/contradictions$"))
    expect(page.get_by_role("heading", name="Contradictions", exact=True)).to_be_visible()


def test_a_fresh_server_opens_a_deep_link(fresh: str, page: Page):
    visit(page, f"{fresh}/claims?claim=so-2024-order")
    expect(page.get_by_role("heading", name="PyTorch has overtaken TensorFlow")).to_be_visible()


def test_a_card_opened_by_its_address_leads_to_all_claims(page: Page, address: str):
    visit(page, f"{address}/claims?claim=so-2024-order")
    page.get_by_role("link", name="All claims").click()
    expect(page).to_have_url(re.compile(r"/claims$"))
    expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible()
