"""The static site: no link leads nowhere, its claims are the warehouse's, nothing is injected."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import duckdb
import pytest
import yaml
from PIL import Image

from collectors.errors import ExportError
from collectors.home import Home
from tests.bundled.test_reports import HOSTILE, Node, Reader
from tests.command import run
from warehouse import publish
from warehouse.build import build
from warehouse.exporting import content, reports
from warehouse.exporting.export import Part, export
from warehouse.exporting.folder import MARKER
from warehouse.exporting.site import feed, head, picture, writing
from warehouse.exporting.site.links import Links

ADDRESS = "https://example.org/share"
VOID = ("br", "link", "meta")
ATOM = "{http://www.w3.org/2005/Atom}"
INLINE = {"a", "b", "code", "data", "small", "span"}
BLOCKS = {"div", "dl", "figure", "h1", "h2", "h3", "li", "ol", "p", "pre", "section", "table", "ul"}


class Strict(Reader):
    """Reads a page of the site: what is opened is closed, but for the tags that are empty."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag in VOID and self.opened[-1].tag == tag:
            self.opened.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:  # in SVG
            self.handle_endtag(tag)


def parsed(text: str) -> Node:
    return Strict(text.removeprefix("<!doctype html>")).opened[0]


def write(root: Path, folder: Path, address: str = "", dashboard: str = "") -> Path:
    """Write the site of a root's warehouse."""
    folder.mkdir()
    with publish.connect(root) as con:
        claims, known = content.claims(con), reports.catalogue(con)
        writing.write(con, claims, known, folder, dashboard, address)
    return folder


@pytest.fixture(scope="session")
def site(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the site of the bundled data's warehouse once."""
    return write(published, tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Node]:
    """Return every page of the site by its path there."""
    return {
        path.relative_to(site).as_posix(): parsed(path.read_text("utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def ids(page: Node) -> list[str]:
    return [node.attributes["id"] for node in page.all() if "id" in node.attributes]


def links(page: Node) -> Iterator[tuple[str, str]]:
    """Yield the tag and the address of everything that a page leads to or loads."""
    for node in page.all():
        for name in ("href", "src", "srcset", "action", "data", "poster", "xlink:href"):
            if name in node.attributes:
                yield node.tag, node.attributes[name]


def test_no_link_leads_nowhere(site: Path, pages: dict[str, Node]):
    known = {name: set(ids(page)) for name, page in pages.items()}
    broken = []
    for name, page in pages.items():
        for tag, address in links(page):
            parts = urlsplit(address)
            if address == "data:,":
                continue
            if parts.scheme:
                # a link that a reader may follow; nothing is loaded from elsewhere
                assert tag == "a", (name, tag, address)
                assert parts.scheme in ("http", "https"), (name, address)
                continue
            path = unquote(parts.path)
            target = (site / name).parent / path if path else site / name
            found = target.resolve().relative_to(site.resolve()).as_posix()
            if not target.is_file() or (
                parts.fragment and unquote(parts.fragment) not in known.get(found, ())
            ):
                broken.append((name, address))
    assert broken == []
    reached = {
        ((site / name).parent / unquote(urlsplit(address).path)).resolve()
        for name, page in pages.items()
        for _, address in links(page)
        if not urlsplit(address).scheme
    }
    unreached = [name for name in pages if (site / name).resolve() not in reached]
    assert unreached == []


def test_every_page_is_well_formed_with_one_heading_and_no_name_twice(pages: dict[str, Node]):
    for name, page in pages.items():
        assert [tag for tag, count in Counter(ids(page)).items() if count > 1] == [], name
        levels = [int(node.tag[1]) for node in page.all("h1", "h2", "h3", "h4")]
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels))
        for node in page.all("p", *INLINE):
            assert not {inner.tag for inner in node.all()} & BLOCKS, (name, node.text[:60])
        for node in page.all("ul", "ol"):
            assert {n.tag for n in node.within if isinstance(n, Node)} <= {"li"}, name
        assert not list(page.all("iframe", "object", "embed", "form")), name
        scripts = list(page.all("script"))
        assert all(s.attributes == {"type": "application/ld+json"} for s in scripts), name
        drawings = list(page.all("svg"))
        assert all(d.attributes["role"] == "img" and d.attributes["aria-label"] for d in drawings)


def test_each_page_has_a_title_and_a_description_of_its_own(pages: dict[str, Node]):
    titles = Counter(next(page.all("title")).text for page in pages.values())
    # two claims may be answered alike only if they say the same
    assert [title for title, count in titles.items() if count > 1] == []
    for name, page in pages.items():
        said = {
            node.attributes["name"]: node.attributes["content"]
            for node in page.all("meta")
            if "name" in node.attributes
        }
        assert 20 <= len(said["description"]) <= head.LONGEST + 1, name


def test_the_claims_of_the_site_are_the_warehouse_s(
    pages: dict[str, Node], warehouse: duckdb.DuckDBPyConnection
):
    found = warehouse.execute(
        "select claim_id, statement, answer, explanation, would_flip from claim "
        "join claim_verdict using (claim_id)"
    ).fetchall()
    assert {f"claim/{row[0]}.html" for row in found} == {n for n in pages if n.startswith("claim/")}
    every = pages["index.html"].text
    for claim_id, statement, answer, explanation, would_flip in found:
        page = pages[f"claim/{claim_id}.html"]
        [big] = [n for n in page.all("p") if n.attributes.get("class") == "big"]
        assert big.text.partition(" ")[2] == answer, claim_id
        assert next(page.all("h1")).text == statement
        paragraphs = {node.text for node in page.all("p")}
        assert {explanation, would_flip} <= paragraphs, claim_id
        [script] = page.all("script")
        review = json.loads(script.text)
        assert review["reviewBody"] == explanation
        assert review["claimReviewed"] == statement
        assert statement in every


def test_every_way_of_counting_is_on_its_page(
    pages: dict[str, Node], warehouse: duckdb.DuckDBPyConnection
):
    for claim_id, number in warehouse.execute(
        "select claim_id, count(*) from claim_evidence join claim_verdict using (claim_id) "
        "where moment = decided_at group by claim_id"
    ).fetchall():
        body = next(pages[f"claim/{claim_id}.html"].all("tbody"))
        assert len(list(body.all("tr"))) == number, claim_id


def test_an_article_lists_its_claims_in_order(
    pages: dict[str, Node], warehouse: duckdb.DuckDBPyConnection
):
    documents = warehouse.execute("select document_id from document").fetchall()
    assert documents
    for (document_id,) in documents:
        wanted = warehouse.execute(
            "select claim_id from claim_occurrence where document_id = ? group by claim_id "
            "order by min(char_start), claim_id",
            [document_id],
        ).fetchall()
        outline = next(pages[f"article/{document_id}.html"].all("ol"))
        hrefs = [node.attributes["href"] for node in outline.all("a")]
        assert hrefs == [f"../claim/{claim_id}.html" for (claim_id,) in wanted]


def test_the_data_are_every_figure(site: Path, warehouse: duckdb.DuckDBPyConnection):
    counts = warehouse.execute(
        "select signal_id, count(*), sum(value) from latest_observation group by signal_id"
    ).fetchall()
    for signal_id, number, total in counts:
        text = (site / f"data/signal/{signal_id}.csv").read_text("utf-8-sig")
        found = list(csv.DictReader(io.StringIO(text)))
        assert len(found) == number
        assert sum(float(row["value"]) for row in found if row["value"]) == pytest.approx(
            total or 0
        )
    text = (site / "data/claims.csv").read_text("utf-8-sig")
    answers = {row["claim_id"]: row["answer"] for row in csv.DictReader(io.StringIO(text))}
    known = warehouse.execute("select claim_id, answer from claim_verdict").fetchall()
    assert answers == dict(known)


def test_a_signal_s_chart_says_the_newest_figure(
    pages: dict[str, Node], warehouse: duckdb.DuckDBPyConnection
):
    [share] = warehouse.execute(
        "select round(100 * share) from share where definition_id = 'pypi-frameworks-with-keras' "
        "and project_id = 'pytorch' and usable and complete order by period_end desc limit 1"
    ).fetchone() or [None]
    drawing = next(pages["signal/pypi_downloads.html"].all("svg"))
    assert f"PyTorch {share:.0f} %" in drawing.attributes["aria-label"]


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the site of a register whose every name and text tries to be more than text."""
    from tests.conftest import TINY, copy_root

    folder = tmp_path_factory.mktemp("hostile")
    root = copy_root(TINY, folder / "root")
    for path in (root / "claims").glob("*.yml"):
        entries = yaml.safe_load(path.read_text("utf-8"))
        entries["title"] = f"{entries['title']} {HOSTILE}"
        for claim in entries["claims"]:
            claim["statement"] = f"{claim['statement']} {HOSTILE} {claim['id']}"
            claim["scope"] = HOSTILE
        path.write_text(yaml.safe_dump(entries), "utf-8")
    documents = root / "documents.yml"
    entries = yaml.safe_load(documents.read_text("utf-8"))
    entries["documents"]["d9"]["title"] = HOSTILE
    documents.write_text(yaml.safe_dump(entries), "utf-8")
    build(Home.of(root))
    return write(root, folder / "site", ADDRESS, "https://dash.example/x")


def test_hostile_names_stay_text(hostile: Path):
    scripts = 0
    for path in hostile.rglob("*.html"):
        page = parsed(path.read_text("utf-8"))
        for node in page.all():
            assert not any(name.startswith("on") for name in node.attributes), path
            assert node.tag not in ("img", "iframe"), path
        for node in page.all("a"):
            assert not node.attributes["href"].startswith("javascript"), path
        for node in page.all("script"):
            assert HOSTILE in json.loads(node.text)["claimReviewed"]
            scripts += 1
    assert scripts >= 3
    [title] = [n for n in parsed((hostile / "article/d9.html").read_text("utf-8")).all("h1")]
    assert title.text == HOSTILE


def test_the_map_and_previews_need_an_address(hostile: Path, site: Path):
    tree = ElementTree.parse(hostile / "sitemap.xml").getroot()
    found = [
        node.text or "" for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert all(address.startswith(f"{ADDRESS}/") for address in found)
    files = {path.relative_to(hostile).as_posix() for path in hostile.rglob("*.html")}
    assert {a.removeprefix(f"{ADDRESS}/") or "index.html" for a in found} == files
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in (hostile / "robots.txt").read_text()
    page = parsed((hostile / "claim/alpha-in-space.html").read_text("utf-8"))
    told = {
        n.attributes["property"]: n.attributes["content"]
        for n in page.all("meta")
        if "property" in n.attributes
    }
    assert told["og:url"] == f"{ADDRESS}/claim/alpha-in-space.html"
    assert told["og:image"].removeprefix(f"{ADDRESS}/") == "picture/claim/alpha-in-space.png"
    with Image.open(hostile / "picture/claim/alpha-in-space.png") as image:
        assert image.size == (1200, 630)
    assert "https://dash.example/x/claims?claim=alpha-in-space" in [a for _, a in links(page)]
    # without an address nothing is said that would need one
    assert not (site / "sitemap.xml").exists()
    assert not (site / "picture").exists()
    assert "Sitemap" not in (site / "robots.txt").read_text()


def test_the_feed_tells_each_change_with_its_cause():
    made = content.Row(build_id="b2", built_at=datetime(2026, 3, 1, 4, 5))
    change = content.Row(
        build_id="b2",
        changed_at=datetime(2026, 3, 1, 4, 5, 6, 789),
        claim_id="c-1",
        statement=f"{HOSTILE}\x01",
        before="supported",
        after="refuted",
        explanation="It fails.",
        because="Invented source",
        pack_id="invented",
        pack_title="Invented & things",
    )
    for at, wanted in (
        (Links(address=f"{ADDRESS}/"), f"{ADDRESS}/claim/c-1.html"),
        (Links(), "claim/c-1.html"),
        (Links(served=True, address=f"{ADDRESS}/"), f"{ADDRESS}/claim/c-1"),
    ):
        root = ElementTree.fromstring(feed.feed([change], made, at))
        assert root.findtext(f"{ATOM}updated") == "2026-03-01T04:05:06Z"
        [entry] = root.iter(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == f"Yes → No: {HOSTILE}"
        assert entry.findtext(f"{ATOM}summary") == "It fails. Because of: Invented source."
        [category] = entry.iter(f"{ATOM}category")
        assert category.attrib == {"term": "invented", "label": "Invented & things"}
        [link] = entry.iter(f"{ATOM}link")
        assert link.attrib["href"] == wanted
    none = ElementTree.fromstring(feed.feed([], made, Links()))
    assert none.findtext(f"{ATOM}updated") == "2026-03-01T04:05:00Z"


def test_the_first_verdict_of_a_claim_is_no_change(built: Path):
    with publish.connect(built) as con:
        assert con.execute("select count(*) from verdict_change").fetchone() != (0,)
        assert feed.changes(con) == []


@pytest.mark.parametrize(
    "statement", ["Short.", "One two three. " * 40, "Donaudampfschiff" * 30, HOSTILE, "中é" * 90]
)
def test_no_text_runs_out_of_a_picture(statement: str, built: Path):
    with publish.connect(built) as con:
        claim, made = content.claim(con, "alpha-in-space"), content.build(con)
    changed: dict[str, Any] = {"statement": statement, "claimed": "over 55 % " * 20}
    drawn = picture.drawn(type(claim)(**{**vars(claim), **changed}), made)
    with Image.open(io.BytesIO(drawn)) as image:
        shades = image.convert("RGB")
    room = picture.MARGIN // 2
    for box in (
        (1200 - room, 0, 1200, 630),
        (picture.EDGE + 2, 630 - room // 2, 1200, 630),
        (picture.EDGE + 2, 0, 1200, room),
    ):
        assert shades.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), (255,) * 3)]


def test_two_claims_have_two_pictures(built: Path):
    with publish.connect(built) as con:
        made = content.build(con)
        drawn = {picture.drawn(claim, made) for claim in content.claims(con)}
        assert len(drawn) == len(content.claims(con))


def test_a_description_ends_with_a_sentence_where_it_can():
    assert head.shortened("One. Two. Three.", 10) == "One. Two."
    assert head.shortened("One two three four five", 12) == "One two…"
    assert head.shortened("All  of\nit.", 20) == "All of it."
    assert len(head.shortened("x" * 500)) <= head.LONGEST


def test_one_part_by_its_name_is_the_whole_folder(built: Path, tmp_path: Path):
    target = tmp_path / "public"
    done = run(built, "export", "site", str(target))
    assert done.returncode == 0, done.stderr
    assert (target / "index.html").is_file()
    assert (target / ".nojekyll").read_bytes() == b""
    again = run(built, "export", "site", str(target), "--address", ADDRESS)
    assert again.returncode == 0, again.stderr
    assert (target / "sitemap.xml").is_file()
    with pytest.raises(ExportError, match="another form"):
        export(built, target)
    (target / "CNAME").write_text("example.org")
    with pytest.raises(ExportError, match="'CNAME'"):
        export(built, target, [Part.site], alone=True)
    assert (target / "CNAME").read_text() == "example.org"
    (target / "CNAME").rename(target / "claim" / "of-my-own.html")
    with pytest.raises(ExportError, match=r"'claim/of-my-own\.html'"):
        export(built, target, [Part.site], alone=True)
    assert (target / "claim" / "of-my-own.html").read_text() == "example.org"
    wrong = run(built, "export", "nothing", str(target))
    assert wrong.returncode == 2
    assert "is no part" in wrong.stderr
    assert "no web address" in run(built, "export", "site", "x", "--address", "example.org").stderr


def test_a_folder_of_parts_does_not_become_one(built: Path, tmp_path: Path):
    export(built, tmp_path / "e", [Part.badges, Part.site])
    assert {path.name for path in (tmp_path / "e").iterdir()} == {MARKER, "badges", "site"}
    with pytest.raises(ExportError, match="another form"):
        export(built, tmp_path / "e", [Part.site], alone=True)
