"""The dashboard as a reader meets it: a real server, a real browser, the bundled data."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import duckdb
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from dashboard import text
from tests.conftest import REPOSITORY

expect.set_options(timeout=20_000)  # two cores may be busy with other tests
pytestmark = pytest.mark.browser

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
STARTED_SECONDS = 30
PROBED = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""Streamlit asks below a page's own address first, then finds its server at the root."""
FOOTER = "Every figure is public"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address(published: Path) -> Iterator[str]:
    """Start the dashboard for all tests and return its address."""
    with started(published) as url:
        yield url


@pytest.fixture
def fresh(published: Path) -> Iterator[str]:
    """Start a dashboard that nobody has looked at yet."""
    with started(published) as url:
        yield url


@contextmanager
def started(root: Path) -> Iterator[str]:
    """Run the dashboard of a root and yield its address."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "dashboard/app.py",
        f"--server.port={port}",
    ]
    environment = os.environ | {"SHARECHECK_ROOT": str(root)}
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    ) as server:
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", server)
            yield f"http://localhost:{port}"
        finally:
            server.kill()  # asked politely, it waits for the browser to hang up


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; fail when it ends or takes too long."""
    until = time.monotonic() + STARTED_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the dashboard ended before it answered"
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the dashboard did not answer within {STARTED_SECONDS} s")


def launched(playwright: Playwright) -> Browser:
    found = next((path for path in CHROMIUM if Path(path).exists()), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    return playwright.chromium.launch(executable_path=found, args=list(QUIET))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page; fail afterwards on errors in its console and on requests to elsewhere."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda message: (
            troubles.append(f"{message.text} ({message.location['url']})")
            if message.type == "error" and not PROBED.search(message.location["url"])
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            troubles.append(f"request to {request.url}")
            if not request.url.startswith(("http://localhost:", "data:", "blob:"))
            else None
        ),
    )
    yield page
    page.close()
    assert troubles == []


def visit(page: Page, url: str) -> None:
    """Open an address and wait until the page has been written to its end."""
    page.goto(url)
    expect(page.get_by_text(FOOTER)).to_be_visible(timeout=20_000)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_reader_gets_from_the_overview_to_the_sql_behind_a_number(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection
):
    visit(page, address)
    page.get_by_role("link", name=re.compile(r"^\d+ refuted$")).click()
    page.get_by_role("link", name="In the survey of 2024 more than 55 %").click()
    expect(page).to_have_url(re.compile(r"/claims\?claim=so-2024-pytorch-55$"))
    expect(page.locator(".stMarkdownBadge").first).to_contain_text("refuted")
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


def test_the_csv_under_a_chart_holds_the_numbers_of_the_chart(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
):
    visit(
        page,
        f"{address}/signals?signal=survey_users&view=share&definition=so-everyone&projects=jax",
    )
    with page.expect_download() as started:
        page.get_by_test_id("stDownloadButton").get_by_role("button", name="CSV").click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    read = pd.read_csv(file, parse_dates=["period_start"])
    expected = warehouse.execute(
        "select period_start, share from share where definition_id = 'so-everyone' "
        "and project_id = 'jax' order by period_start"
    ).df()
    assert len(read) > 0
    assert read.value.tolist() == pytest.approx(expected.share.tolist())
    assert read.period_start.tolist() == expected.period_start.tolist()
    assert file.name.startswith("survey_users-share_")


def test_a_choice_on_the_page_of_signals_is_in_the_address_and_survives_a_reload(
    page: Page, address: str
):
    visit(page, f"{address}/signals")
    page.get_by_role("radio", name="Per day").click()
    expect(page).to_have_url(re.compile(r"view=per-day"))
    visit(page, page.url)
    expect(page.get_by_role("heading", name=re.compile("downloads a day"))).to_be_visible()


def test_a_group_leads_to_one_of_its_counts_and_the_address_keeps_both(page: Page, address: str):
    visit(page, f"{address}/projects?project=tf-serving")
    page.get_by_role("link", name="The whole group").click()
    expect(page).to_have_url(re.compile(r"/head_to_head\?group=serving&count=pypi-serving$"))
    expect(page.get_by_role("heading", name=re.compile("^Model servers: "))).to_be_visible()
    page.get_by_role("combobox", name="Count").click()
    page.keyboard.type("Commits in")
    page.get_by_role("option", name="Commits in the month").click()
    expect(page).to_have_url(re.compile(r"group=serving&count=commits-serving$"))
    visit(page, page.url)
    expect(page.get_by_role("heading", name=re.compile("^Commits in the month: "))).to_be_visible()


def test_a_link_to_another_signal_is_followed_from_the_overview(page: Page, address: str):
    visit(page, address)
    page.get_by_role("link", name="Dependents").click()
    expect(page).to_have_url(re.compile(r"/signals\?signal=github_dependents"))
    expect(page.get_by_role("heading", name=re.compile("GitHub repositories that"))).to_be_visible()


def test_the_way_back_leads_from_a_card_to_the_list_as_it_was(page: Page, address: str):
    visit(page, f"{address}/claims?verdict=supported&kind=order")
    page.get_by_role("link", name="more professional developers used PyTorch than").click()
    page.get_by_role("link", name="The claims chosen before").click()
    expect(page).to_have_url(re.compile(r"/claims\?verdict=supported&kind=order$"))
    expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"claim=so-2024-order$"))
    expect(page.get_by_role("heading", name="more professional developers used")).to_be_visible()


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
    page.locator("[class*=st-key-row-against] a").first.click()
    expect(page).to_have_url(re.compile(r"/contradictions\?contradiction="))
    expect(page.get_by_role("link", name=title)).to_be_visible()
    page.get_by_role("link", name="All contradictions").click()
    expect(page).to_have_url(re.compile(r"/contradictions$"))
    expect(page.get_by_role("heading", name="Contradictions", exact=True)).to_be_visible()


def test_a_fresh_server_opens_a_deep_link(fresh: str, page: Page):
    visit(page, f"{fresh}/claims?claim=so-2024-order")
    expect(page.get_by_role("heading", name="more professional developers used")).to_be_visible()


def test_a_card_opened_by_its_address_leads_to_all_claims(page: Page, address: str):
    visit(page, f"{address}/claims?claim=so-2024-order")
    page.get_by_role("link", name="All claims").click()
    expect(page).to_have_url(re.compile(r"/claims$"))
    expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [400, 1280, 2500])
@pytest.mark.parametrize(
    "path",
    [
        "", "claims", "claims?claim=hub-pytorch-90", "signals", "projects?project=tensorflow",
        "head_to_head", "claims?verdict=refuted", "claims?claim=research-choice-years-ago",
        "claims?claim=pytorch-bsd", "contradictions",
    ],
)  # fmt: skip
def test_nothing_is_wider_than_the_screen(page: Page, address: str, path: str, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, f"{address}/{path}")
    page.wait_for_function("document.querySelectorAll('.stSkeleton').length === 0")
    main = "document.querySelector('.stMain')"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(f"{main}.scrollWidth") <= page.evaluate(f"{main}.clientWidth")
    # what scrolls within itself may be wider inside: tables, code and drawings
    edges = page.evaluate(
        "[...document.querySelectorAll('.stMainBlockContainer *')]"
        ".filter(e => !e.closest('.stDataFrame, .stCode, svg'))"
        ".map(e => e.getBoundingClientRect().right)"
    )
    assert max(edges) <= width
