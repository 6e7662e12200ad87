"""Hostile text in every field that data can bring: it is shown as text and runs nothing."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.browsing import settle, started, visit
from tests.conftest import copy_root

pytestmark = pytest.mark.browser

HOSTILE = (
    ' <img src=x onerror="window.__hit=1"><script>window.__hit=2</script>'
    " [x](javascript:window.__hit=3) ](javascript:window.__hit=4) :red[painted]"
    r" $\href{javascript:window.__hit=5}{z}$ "
    '<a href="javascript:window.__hit=6" onclick="window.__hit=7">a</a> **b** | ` \' "'
)
SCRIPT_URL = "javascript:window.__hit=8//"
URLS = ("url", "homepage", "citation")
"""Columns whose cells become addresses that run a script."""
CODES = re.compile(
    r".*_id|.*sha256|(.*_)?segments?|cluster|kind|subject|comparator|hedge|side|role|roles|moment"
    r"|outcome|verdict|before|after|state|status|severity|favours|within|fits|needs|property"
    r"|quality|registry|measure|cadence|precision|part_of|over|pool|numerator|denominator"
    r"|undecided|missing|refused|price|bound|per|part|members?|as_of|family|colour|symbol|.*_query"
)
"""Columns left alone: keys of joins, words of a closed list that models and checks write (never a
source), and pieces of SQL. A refused word would end the build before any page could show it."""
WALKED = (
    "",
    "claims",
    "claims?claim=hub-pytorch-90",
    "claims?claim=pytorch-bsd",
    "contradictions",
    "check?q=85%25 of research papers use PyTorch",
    "documents?document=d4",
    "signals",
    "compare",
    "projects?project=tensorflow",
    "head_to_head",
    "sources?source=stackoverflow_recount",
    f"sql?q={quote(f'select title, url, $${HOSTILE}$$ as said from source')}",
)
ASKED = ("claims?claim", "contradictions?contradiction", "check?q", "documents?document")
ASKED += ("signals?signal", "projects?project", "head_to_head?group", "sources?source", "sql?q")
"""Pages with the name of a parameter that gets hostile text."""
FOUND = r"""() => {
    const all = root => [...root.querySelectorAll('*')].flatMap(
        e => e.shadowRoot ? [e, ...all(e.shadowRoot)] : [e]);
    const runs = a => /^on/i.test(a.name)
        || (/href|src|action|data$/i.test(a.name) && /^\s*javascript:/i.test(a.value));
    return [window.__hit ?? [], all(document).filter(
        e => [...e.attributes].some(runs) || e.matches('img[src=x]')
            || (e.matches('.stMarkdownColoredText') && e.textContent === 'painted')
            || (e.matches('.katex') && e.textContent.includes('z'))
    ).map(e => e.outerHTML.slice(0, 300))].flat() }"""
"""What would show that hostile text was read as anything but text."""


@pytest.fixture(scope="module")
def hostile(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a dashboard of the bundled data with hostile text in every field that holds text."""
    root = copy_root(published, tmp_path_factory.mktemp("hostile"))
    builds = root / "builds"
    builds.mkdir()
    pointer = json.loads((published / "builds" / "current.json").read_text("utf-8"))
    file = shutil.copy(published / "builds" / pointer["file"], builds)
    with duckdb.connect(str(file)) as con:
        poison(con)
    pointer["sha256"] = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    (builds / "current.json").write_text(json.dumps(pointer), "utf-8")
    with started(root) as url:
        yield url


def poison(con: duckdb.DuckDBPyConnection) -> None:
    """Write hostile text into every cell of text that is no key and no word of a closed list."""
    columns = con.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where schema_name = 'main' and not internal and data_type in ('VARCHAR', 'VARCHAR[]')"
    ).fetchall()
    sets: dict[str, list[str]] = {}
    for table, column, kind in columns:
        if CODES.fullmatch(column):
            continue
        text = f"$${HOSTILE}$$"
        if column in URLS:
            change = f"'{SCRIPT_URL}' || {column} || {text}"
        elif kind == "VARCHAR":
            change = f"{column} || {text}"
        else:
            change = f"[word || {text} for word in {column}]"
        sets.setdefault(table, []).append(f"{column} = {change}")
    for table, changes in sets.items():
        con.execute(f"update {table} set {', '.join(changes)}")


def open_all(page: Page) -> None:
    """Open what is folded: expanders, and the first popover of downloads."""
    page.evaluate(
        "document.querySelectorAll('details:not([open]) > summary').forEach(s => s.click())"
    )
    take = page.get_by_role("button", name="Download or cite")
    if take.count():
        take.first.click()
        expect(page.get_by_role("tab", name="Cite").first).to_be_visible()


def test_text_from_data_runs_nothing_on_any_page(page: Page, hostile: str):
    for path in WALKED:
        visit(page, f"{hostile}/{path}")
        settle(page)
        open_all(page)
        settle(page)
        assert "onerror=" in page.locator("body").inner_text(), "the text itself is shown"
        assert page.evaluate(FOUND) == [], path


def test_text_from_the_address_runs_nothing(page: Page, address: str):
    for asked in ASKED:
        visit(page, f"{address}/{asked}={quote(HOSTILE)}")
        settle(page)
        assert page.evaluate(FOUND) == [], asked


def test_an_article_runs_nothing(page: Page, hostile: str, tmp_path: Path):
    article = tmp_path / "a.md"
    article.write_text(
        f"PyTorch has over 50k GitHub stars. {HOSTILE}\n\n"
        f"JAX has over 50k GitHub stars {HOSTILE}.\n\nKeras is easier than JAX {HOSTILE}.\n",
        "utf-8",
    )
    visit(page, f"{hostile}/read")
    page.get_by_role("radio", name="Choose a file").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(article)
    expect(page.get_by_text("a.md")).to_be_visible()
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".article mark").first).to_be_visible()
    open_all(page)
    settle(page)
    expect(page.locator(".sentence mark").first).to_be_visible()
    assert "onerror=" in page.locator("body").inner_text(), "the text itself is shown"
    assert page.evaluate(FOUND) == []
