"""The page SQL as a visitor meets it: a query run, cancelled, downloaded, linked to, abandoned."""

import codecs
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import downloaded, visit

pytestmark = pytest.mark.browser

SHOWN = 15_000
"""Milliseconds in which a quick query is on the page, on a busy machine."""
ENDED_SECONDS = 15
QUERY = "select project_id, count(*) as figures\nfrom share\ngroup by all\norder by all"


def workers(address: str) -> set[int]:
    """Return the processes that run a visitor's query for a server, where the system tells."""
    port = address.rpartition(":")[2].encode()
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            server = Path("/proc", parent, "cmdline").read_bytes()
        except OSError:
            continue  # it has just ended
        if b"sandbox_worker.py" in command and b"--server.port=" + port in server:
            found.add(int(folder.name))
    return found


@pytest.fixture
def no_workers_left(address: str) -> Iterator[None]:
    """Check that no process is left that was not there before."""
    before = workers(address)
    yield
    until = time.monotonic() + ENDED_SECONDS
    while workers(address) - before and time.monotonic() < until:
        time.sleep(0.1)
    assert workers(address) - before == set()


def write(page: Page, query: str) -> None:
    """Write a query into the editor and run it as one does with the keyboard."""
    editor = page.get_by_role("textbox", name="Query")
    editor.fill(query)
    editor.press("Control+Enter")


def test_a_query_is_run_and_its_rows_are_the_same_in_csv_and_parquet(
    page: Page, address: str, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
):
    visit(page, f"{address}/sql")
    write(page, QUERY)
    expected = warehouse.execute(QUERY).fetchall()
    expect(page.get_by_text(f"{len(expected)} rows in")).to_be_visible(timeout=SHOWN)
    expect(page).to_have_url(re.compile(r"/sql\?q=select\+?(%20)?project_id"))
    for form, read in (("CSV", pd.read_csv), ("Parquet", pd.read_parquet)):
        file = downloaded(page, form, tmp_path)
        assert re.fullmatch(rf"query_.+\.{form.lower()}", file.name)
        assert file.read_bytes().startswith(codecs.BOM_UTF8) == (form == "CSV")
        assert list(read(file).itertuples(index=False, name=None)) == expected


def test_a_link_restores_the_query_its_rows_and_its_chart(page: Page, address: str):
    visit(page, f"{address}/sql")
    write(page, QUERY)
    expect(page.get_by_text("figures by project_id")).to_be_visible(timeout=SHOWN)
    page.get_by_role("radio", name="Points").click()
    expect(page.get_by_text("figures over project_id")).to_be_visible(timeout=SHOWN)
    expect(page).to_have_url(re.compile("chart=scatter"))
    visit(page, page.url)
    expect(page.get_by_role("textbox", name="Query")).to_have_value(QUERY)
    expect(page.get_by_text("figures over project_id")).to_be_visible(timeout=SHOWN)


def test_a_running_query_shows_its_time_and_is_cancelled(
    page: Page, address: str, no_workers_left: None
):
    visit(page, f"{address}/sql")
    write(page, "select sleep_ms(19000)")
    expect(page.get_by_text(re.compile(r"Running for [2-9] s"))).to_be_visible(timeout=SHOWN)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled after")).to_be_visible(timeout=SHOWN)


def test_a_closed_page_leaves_no_query_running(
    browser: Browser, address: str, no_workers_left: None
):
    before = workers(address)
    other = browser.new_page()
    visit(other, f"{address}/sql")
    write(other, "select sleep_ms(19000)")
    expect(other.get_by_text(re.compile(r"Running for [1-9] s"))).to_be_visible(timeout=SHOWN)
    assert len(workers(address) - before) == (1 if os.path.isdir("/proc") else 0)
    other.close()


def test_an_example_is_opened_by_its_link(page: Page, address: str):
    visit(page, f"{address}/sql")
    page.get_by_role("tab", name="Examples").click()
    page.get_by_role("link", name="What became of the claims").click()
    expect(page.get_by_role("textbox", name="Query")).to_have_value(
        re.compile("claims of each kind"), timeout=SHOWN
    )
    expect(page.get_by_text("claims by kind and verdict")).to_be_visible(timeout=SHOWN)
    page.get_by_text("What the other pages ask").click()
    page.get_by_role("link", name="break_effects").click()
    expect(page.get_by_role("textbox", name="Query")).to_have_value(
        re.compile("from series_break"), timeout=SHOWN
    )


def test_a_mistake_is_told_at_its_line(page: Page, address: str):
    visit(page, f"{address}/sql")
    write(page, "select 1,\n  nope\nfrom share")
    expect(page.get_by_text('Referenced column "nope" not found')).to_be_visible(timeout=SHOWN)
    expect(page.get_by_text(re.compile(r"2 │\s+nope"))).to_be_visible()
