"""What the dashboard's server gives beside its pages: small, of the current build, and in words."""

from __future__ import annotations

import csv
import gzip
import http.client
import io
import json
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import duckdb
import pandas as pd
import pytest
from PIL import Image
from streamlit import file_util

from collectors.home import Home
from dashboard import head, menu
from dashboard.signals import signal_view
from tests.bundled.test_reports import HOSTILE
from tests.bundled.test_site import links, parsed
from warehouse import publish

STATIC = Path(file_util.get_static_dir())
SCRIPT = max((STATIC / "static" / "js").glob("index.*.js"), key=lambda path: path.stat().st_size)
CLAIM = "so-2024-pytorch-55"


class Given(NamedTuple):
    """What was answered; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


Get = Callable[..., Given]


@pytest.fixture(scope="session")
def get(address: str) -> Get:
    """Return what asks the dashboard of the bundled data, as a program does."""
    parts = urlsplit(address)

    def asked(path: str, method: str = "GET", **headers: str) -> Given:
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Given(answer.status, told, answer.read())
        finally:
            connection.close()

    return asked


# --- Streamlit's own files ------------------------------------------------------------------------


def test_its_files_come_compressed_and_stay_with_the_browser(get: Get):
    path = f"/static/js/{SCRIPT.name}"
    plain, small = get(path), get(path, Accept_Encoding="br, gzip;q=0.8")
    assert plain.body == SCRIPT.read_bytes() == gzip.decompress(small.body)
    assert len(small.body) < len(plain.body) / 2
    for given in (plain, small):
        assert given.headers["cache-control"] == "public, immutable, max-age=31536000"
        assert given.headers["vary"] == "Accept-Encoding"
        assert "javascript" in given.headers["content-type"]
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != small.headers["etag"]
    again = get(path, Accept_Encoding="gzip", If_None_Match=f'"x", W/{small.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert get(path, Accept_Encoding="gzip;q=0, identity").body == plain.body
    told = get(path, "HEAD", Accept_Encoding="gzip")
    assert told.headers["content-length"] == str(len(small.body))


def test_a_part_of_a_file_is_a_part_of_what_it_is(get: Get):
    given = get(f"/static/js/{SCRIPT.name}", Accept_Encoding="gzip", Range="bytes=10-19")
    assert (given.status, given.body) == (206, SCRIPT.read_bytes()[10:20])
    assert "content-encoding" not in given.headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/js/../../index.html",
        "/static/%2e%2e/index.html",
        "/static//etc/passwd.css",
        "/static/js/none.js",
        "/static/%7f%00.css",
        "/static/" + "x" * 5000 + ".css",
    ],
)
def test_nothing_else_is_read_through_them(path: str, get: Get):
    given = get(path, Accept_Encoding="gzip")
    assert given.status in (200, 400, 404)
    assert given.headers.get("cache-control") != "public, immutable, max-age=31536000"


def test_a_first_visit_is_small(get: Get):
    """All that the first page names comes to less than a tenth of what a slow line has in 30 s."""
    text = get("/").text
    files = re.findall(r'(?:src|href)="\./(static/[^"]+)"', text)
    assert len(files) > 20
    sizes = [len(get(f"/{file}", Accept_Encoding="gzip").body) for file in files]
    assert sum(sizes) < 800_000


# --- data at an address ---------------------------------------------------------------------------


def test_claims_come_as_csv_and_parquet(get: Get, warehouse: duckdb.DuckDBPyConnection):
    known = warehouse.execute("select claim_id, answer, explanation from claim_verdict").fetchall()
    frame = pd.read_parquet(io.BytesIO(get("/data/claims.parquet").body))
    found = set(zip(frame.claim_id, frame.answer, frame.explanation, strict=True))
    assert found == set(known)
    text = get("/data/claims.csv").body.decode("utf-8-sig")
    assert [row["claim_id"] for row in csv.DictReader(io.StringIO(text))] == list(frame.claim_id)


def test_a_claim_s_evidence_has_every_number_as_it_is(
    get: Get, warehouse: duckdb.DuckDBPyConnection
):
    known = warehouse.execute(
        "select test_id, moment, measured, len(locators) from claim_evidence where claim_id = ? "
        "and measured is not null",
        [CLAIM],
    ).fetchall()
    frame = pd.read_parquet(io.BytesIO(get(f"/data/claim/{CLAIM}.parquet").body))
    frame = frame[frame.measured.notna()]
    sizes = [len(locators) for locators in frame.locators]
    found = set(zip(frame.test_id, frame.moment, frame.measured, sizes, strict=True))
    assert found == set(known)


def test_a_signal_s_figures_are_those_of_its_page(get: Get, warehouse: duckdb.DuckDBPyConnection):
    asked = "definition=pypi-frameworks-with-keras&projects=pytorch,jax&from=2024-01&to=2024-12"
    frame = pd.read_parquet(
        io.BytesIO(get(f"/data/signal/pypi_downloads.parquet?view=share&{asked}").body)
    )
    known = warehouse.execute(
        "select project_id, period_start, share from share "
        "where definition_id = 'pypi-frameworks-with-keras' and project_id in ('pytorch', 'jax') "
        # a figure is of the month in which the middle of its period lies
        "and year(period_start + cast((period_end - period_start) / 2 as integer)) = 2024"
    ).fetchall()
    assert len(known) > 20
    days = pd.to_datetime(frame.period_start).dt.date
    assert set(zip(frame.project_id, days, frame.value, strict=True)) == set(known)


def test_projects_are_compared(get: Get):
    text = get("/data/compare.csv?projects=pytorch,jax").body.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert {row["project_id"] for row in found} == {"pytorch", "jax"}


def test_data_may_be_read_by_any_page_and_in_parts(get: Get):
    whole = get("/data/claims.parquet")
    assert whole.headers["access-control-allow-origin"] == "*"
    last = get("/data/claims.parquet", Range="bytes=-8")
    assert (last.status, last.body) == (206, whole.body[-8:])
    some = get("/data/claims.parquet", Range="bytes=4-9")
    assert some.body == whole.body[4:10]
    assert some.headers["content-range"] == f"bytes 4-9/{len(whole.body)}"
    assert get("/data/claims.parquet", Range=f"bytes={len(whole.body)}-").status == 416


def test_who_has_it_is_told_so(get: Get):
    for path in ("/data/claims.csv", f"/claim/{CLAIM}", "/embed/signal/pypi_downloads", "/"):
        first = get(path)
        assert first.status == 200
        again = get(path, If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b""), path
        other = get(f"{path}?projects=jax", If_None_Match=first.headers["etag"])
        assert other.status == 200 or path == "/", path


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/data/claim/nobody-said-this.csv", 404, "no claim 'nobody-said-this'"),
        (f"/data/claim/{CLAIM[:-1]}.csv", 404, f"Did you mean '{CLAIM}'"),
        ("/data/signal/pypi_download.csv", 404, "Did you mean 'pypi_downloads'"),
        ("/data/signal/pypi_downloads.csv?view=sideways", 400, "“sideways” is no view"),
        ("/data/compare.csv", 400, "Name 2 to 12 projects"),
        ("/data/compare.csv?projects=pytorch,nothing-such", 404, "no project 'nothing-such'"),
        ("/data/claims.xlsx", 404, ".csv or .parquet"),
        ("/data/", 404, ".csv or .parquet"),
        ("/claim/nobody-said-this", 404, "no claim"),
        ("/article/nobody", 404, "no article"),
        ("/picture/claim/nobody.png", 404, "no claim"),
        ("/embed/signal/nobody", 404, "no signal"),
        ("/embed/signals", 404, "no chart at this address"),
        ("/embed/signal/pypi_downloads/x", 404, "no chart at this address"),
        ("/claim/", 404, "no page at this address"),
        (f"/claim/{CLAIM}/x", 404, "no page at this address"),
        ("/article/", 404, "no page at this address"),
        (f"/picture/{CLAIM}.png", 404, "no page at this address"),
        (f"/embed/signal/pypi_downloads?x={'y' * 5000}", 414, "more than an address can hold"),
    ],
)
def test_what_is_not_there_is_said_in_words(path: str, status: int, said: str, get: Get):
    given = get(path)
    assert given.status == status
    assert said in given.text
    assert given.headers["content-type"].startswith("text/plain")
    assert "Traceback" not in given.text


NASTY = [
    "%00",
    "%ff%fe",
    "..%2f..%2fetc%2fpasswd",
    "a'%20or%201=1--",
    quote(HOSTILE, safe=""),
    "x" * 6000,
    "%F0%9F%92%A5",
    "%ED%A0%80",
    "$claim",
    "{{7*7}}",
    "%25s%25n",
    "-1",
    "nan",
    ".",
]


@pytest.mark.fault("hostile addresses")
@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_a_hostile_address_gets_an_answer(nasty: str, get: Get):
    names = ("view", "definition", "segment", "projects", "from", "to", "base", "axis", "breaks")
    every = "&".join(f"{name}={nasty}" for name in names)
    for path in (
        f"/data/claim/{nasty}.csv",
        f"/data/signal/{nasty}.parquet",
        f"/data/{nasty}",
        f"/claim/{nasty}",
        f"/article/{nasty}",
        f"/picture/claim/{nasty}.png",
        f"/embed/signal/{nasty}",
        f"/embed/signal/pypi_downloads?{every}",
        f"/data/signal/pypi_downloads.csv?{every}",
        f"/data/compare.csv?projects={nasty},pytorch",
        f"/signals?signal={nasty}&{every}",
        f"/claims?claim={nasty}",
        f"/check?q={nasty}",
    ):
        given = get(path)
        assert given.status in (200, 400, 404, 414), path[:80]
        assert b"Traceback" not in given.body
        if given.headers.get("content-type", "").startswith("text/html"):
            assert b"<script>alert" not in given.body
        elif given.status != 200:
            assert given.headers.get("x-content-type-options") == "nosniff" or len(given.body) < 20
        assert len(given.body) < 300_000


@pytest.mark.fault("hostile addresses")
@pytest.mark.parametrize("host", ["evil.example", 'a"><script>alert(1)</script>', "x/y?z#"])
def test_a_host_of_somebody_s_own_stays_text(host: str, address: str):
    parts = urlsplit(address)
    with socket.create_connection((str(parts.hostname), parts.port or 80), timeout=60) as line:
        asked = f"GET /claim/{CLAIM} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        line.sendall(asked.encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 400"))
    assert b"<script>alert" not in answer


# --- plain pages, charts alone, and what crawlers read --------------------------------------------


def test_a_served_claim_is_the_site_s_page_and_leads_within_the_dashboard(
    get: Get, warehouse: duckdb.DuckDBPyConnection
):
    [answer, explanation] = warehouse.execute(
        "select answer, explanation from claim_verdict where claim_id = ?", [CLAIM]
    ).fetchone() or ["", ""]
    page = parsed(get(f"/claim/{CLAIM}").text)
    words = {node.text for node in page.all("p")}
    assert explanation in words
    assert f"✕ {answer}" in words
    for tag, link in links(page):
        if link.startswith(("#", "data:", "https://", "http://")):
            assert tag == "a" or "localhost" in link or link == "data:,"
            continue
        assert link.startswith("../"), link
        assert get(f"/{link.removeprefix('../')}").status == 200, link


def test_an_article_is_served(get: Get, warehouse: duckdb.DuckDBPyConnection):
    [document, claims] = warehouse.execute(
        "select document_id, count(distinct claim_id) from claim_occurrence group by all order by 1"
    ).fetchone() or ["", 0]
    outline = next(parsed(get(f"/article/{document}").text).all("ol"))
    assert len(list(outline.all("li"))) == claims


def test_a_chart_alone_may_be_framed_and_needs_nothing(get: Get):
    given = get("/embed/signal/pypi_downloads?view=share&projects=pytorch,tensorflow")
    policy = given.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "x-frame-options" not in given.headers
    assert "<script" not in given.text
    names = re.findall(r'<svg[^>]*role="img"[^>]*aria-label="([^"]+)"', given.text)
    assert len(names) == 2  # for a wide and a narrow frame
    assert all("PyTorch" in name and "TensorFlow" in name for name in names)
    assert "frame-ancestors 'none'" in get(f"/claim/{CLAIM}").headers["content-security-policy"]


def test_a_claim_has_a_picture(get: Get):
    given = get(f"/picture/claim/{CLAIM}.png")
    assert given.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(given.body)) as image:
        assert image.size == (1200, 630)


def test_the_map_leads_to_pages_that_are_there(get: Get, address: str):
    root = ElementTree.fromstring(get("/sitemap.xml").body)
    found = [node.text or "" for node in root.iter() if node.tag.endswith("loc")]
    assert all(one.startswith(f"{address}/") for one in found)
    assert sum("/claim/" in one for one in found) > 400
    for one in [*found[:12], *found[12::60]]:
        assert get(one.removeprefix(address)).status == 200, one
    robots = get("/robots.txt").text
    assert f"Sitemap: {address}/sitemap.xml" in robots
    assert "Disallow: /_stcore/" in robots
    ElementTree.fromstring(get("/feed.xml").body)


# --- titles and descriptions ----------------------------------------------------------------------


def told(text: str) -> dict[str, str]:
    """Return what the head of a page says, by name; its title as 'title'."""
    inside = text.partition("<head>")[2].partition("</head>")[0]
    pairs = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', inside)
    [title] = re.findall(r"<title>(.*?)</title>", inside)
    [canonical] = re.findall(r'<link rel="canonical" href="([^"]+)">', inside)
    return dict(pairs) | {"title": title, "canonical": canonical}


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        (f"claims?claim={CLAIM}", "No: In the survey of 2024 more than 55 % of professional"),
        ("signals?signal=pypi_downloads&view=share&projects=pytorch,jax", "PyPI downloads, share:"),
        ("signals?signal=pypi_downloads&view=per-day", "PyPI downloads, count a day over time"),
        ("check?q=over+90+%25+of+Hub+models", "Is it true? “over 90 % of Hub models”"),
        ("compare?projects=pytorch,jax", "PyTorch and JAX compared"),
        ("projects?project=keras", "Keras: adoption in figures"),
        ("sources?source=no-such-source", "Sources ·"),
    ],
)
def test_each_address_says_what_it_is_about(asked: str, title: str, get: Get, address: str):
    found = told(get(f"/{asked}").text)
    assert found["title"].startswith(title)
    assert found["title"].endswith("· sharecheck")
    assert found["og:title"] in found["title"]
    assert len(found["description"]) > 20
    assert found["canonical"].startswith(f"{address}/")


def test_every_page_has_a_title_and_a_description_of_its_own(get: Get):
    found = [told(get(f"/{menu.path(s)}").text) for group in menu.SECTIONS.values() for s in group]
    assert len({one["title"] for one in found}) == len(found)
    assert len({one["description"] for one in found}) == len(found)


def test_the_page_of_a_claim_carries_its_review_and_its_picture(
    get: Get, warehouse: duckdb.DuckDBPyConnection, address: str
):
    text = get(f"/claims?claim={CLAIM}").text
    found = told(text)
    assert found["canonical"] == f"{address}/claim/{CLAIM}"
    assert get(found["og:image"].removeprefix(address)).status == 200
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    review = json.loads(data)
    explanation = warehouse.execute(
        "select explanation from claim_verdict where claim_id = ?", [CLAIM]
    ).fetchone()
    assert (review["reviewBody"],) == explanation
    assert review["url"] == found["canonical"]


def test_what_is_typed_stays_text_in_a_title(get: Get):
    given = get(f"/check?q={quote(HOSTILE)}")
    assert "<script>alert" not in given.text
    assert "&lt;script&gt;alert(" in told(given.text)["title"]


def test_the_page_itself_is_streamlit_s(get: Get):
    own = (STATIC / "index.html").read_text("utf-8")
    given = get("/claims", Accept_Encoding="gzip")
    assert given.headers["cache-control"] == "no-cache"
    text = gzip.decompress(given.body).decode()
    for script in re.findall(r'<script type="module"[^>]+></script>', own):
        assert script in text
    assert "<title>Streamlit</title>" in own  # else the place of the title must be found anew
    assert "<title>Streamlit</title>" not in text
    assert "<noscript>" in own


def test_without_a_warehouse_there_is_still_an_answer(tmp_path: Path):
    from tests.browsing import started

    with started(tmp_path) as url:
        for path, status in (("/data/claims.csv", 503), ("/claims", 200)):
            parts = urlsplit(url)
            line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
            line.request("GET", path)
            answer = line.getresponse()
            assert answer.status == status
            assert b"Traceback" not in answer.read()
            line.close()


def test_a_new_build_is_served_without_a_restart(built: Path):
    from tests.browsing import started
    from warehouse.build import build

    with started(built) as url:
        parts = urlsplit(url)

        def ask() -> str:
            line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
            line.request("GET", "/claim/alpha-in-space")
            text = line.getresponse().read().decode()
            line.close()
            return text

        first = publish.current(built).build_id
        assert f"Build <code>{first}</code>" in ask()
        build(Home.of(built))
        second = publish.current(built).build_id
        assert second != first
        assert f"Build <code>{second}</code>" in ask()


def test_parameters_that_make_another_page_are_known_to_the_pages():
    assert {name for name, _ in head.ONE.values()} <= head.KEPT
    assert set(head.VIEWS) == set(signal_view.VIEWS)
