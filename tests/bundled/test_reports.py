"""Reports of documents: every number runs again, nothing is injected, everything can be found."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
import yaml
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from collectors.home import Home
from tests.test_verification import rows
from warehouse import publish, verify
from warehouse.build import build
from warehouse.exporting import content, rendering, reports
from warehouse.exporting.number_line import number_line
from warehouse.wording.labels import ANSWERS

DOCUMENTS = ("d0", "d1", "d2", "d3", "d4")
HOSTILE = (
    "<script>alert('1')</script> | ![x](https://example.org/x.png) `a` [b](javascript:alert) "
    '" onclick="alert(2) **c** # d $e$ ~~f~~ __g__ _h_ &lt; <!-- i --> https://example.org '
    "www.example.org"
)


class Node:
    """A part of a page: its tag, its attributes, and what stands in it, in order."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.within: list[Node | str] = []

    def all(self, *tags: str) -> "Iterator[Node]":
        """Yield the parts within that have one of the tags; all parts without any."""
        for part in self.within:
            if isinstance(part, Node):
                if not tags or part.tag in tags:
                    yield part
                yield from part.all(*tags)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.within)


class Reader(HTMLParser):
    """Reads a page strictly: what is opened is closed, and nothing else."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.opened = [Node("page", {})]
        self.feed(html)
        self.close()
        assert [node.tag for node in self.opened] == ["page"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.opened[-1].within.append(node)
        if tag != "meta":
            self.opened.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop().tag == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.opened[-1].within.append(data)


class Cited(NamedTuple):
    """A number as it is printed, the values it stands for, and its SQL."""

    shown: str
    values: tuple[float, ...]
    sql: str


@pytest.fixture(scope="session")
def written(warehouse: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the reports of the bundled data's warehouse once."""
    folder = tmp_path_factory.mktemp("reports")
    claims, documents = (content.claims(warehouse), content.read(warehouse, "shared/documents"))
    reports.write(claims, documents, reports.catalogue(warehouse), folder)
    return folder


def page(path: Path) -> Node:
    return Reader(path.read_text("utf-8")).opened[0]


def numbers(text: str) -> tuple[float, ...]:
    return tuple(float(value) for value in text.split())


def cited_in_page(found: Node) -> list[Cited]:
    """Return every number that is printed as a link to its SQL."""
    sql = {figure.attributes["id"]: next(figure.all("pre")).text for figure in found.all("figure")}
    return [
        Cited(
            data.text.replace("\u00a0", " "),
            numbers(data.attributes["value"]),
            sql[link.attributes["href"].removeprefix("#")],
        )
        for link in found.all("a")
        for data in link.all("data")
    ]


def cited_in_markdown(text: str) -> list[Cited]:
    """Return every number that is printed as a link to its SQL."""
    block = r'<a id="(q\d+)"></a>\n\n\*\*.*\*\* \(([^()]*)\).*\n\n```sql\n([^`]*)\n```\n'
    known = {name: (numbers(values), sql) for name, values, sql in re.findall(block, text)}
    links = re.findall(r"\[((?:[^\]\\\n]|\\.)*)\]\(#(q\d+)\)", text)
    return [Cited(re.sub(r"\\(.)", r"\1", shown), *known[name]) for shown, name in links]


def printed(shown: str) -> list[tuple[float, float]]:
    """Return the figures in a printed number, each with half a unit of its last digit."""
    scale = 100 if shown.endswith(("%", "points", "points a year")) else 1
    if shown.startswith("place "):
        shown = shown.partition(" of ")[0]
    if few := re.match(r"(\d+) [^\d]*\b(?:against|of) (1?\d)\b(?!,)", shown):
        return [(int(few[1]) / int(few[2]), 1e-9)]  # counts, where there are too few for a share
    if parts := re.findall(r"1 for every ([\d,.]+)", shown):
        # of what stands to one in so many, two or three digits are printed
        return [(1 / figure(part)[0], 0.06 / figure(part)[0]) for part in parts]
    bound = 2 if shown.startswith("at ") else 1  # it is rounded to its own side
    shown = shown.replace("\u2212", "-").partition(" times")[0]
    found = re.findall(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?: million)?(?![\w])", shown)
    return [(value / scale, bound * margin / scale) for value, margin in map(figure, found)]


def figure(words: str) -> tuple[float, float]:
    """Return a figure, and half a unit of its last digit; the noughts of a round one are none."""
    digits, _, million = words.replace(",", "").partition(" ")
    size = 1e6 if million else 1
    value = float(digits)
    whole = digits.partition(".")[0]
    noughts = len(whole) - len(whole.rstrip("0")) if abs(value) >= 1000 else 0
    last = 0.501 * size * 10 ** (noughts - len(digits.partition(".")[2]))
    return value * size, last


def check(cited: Cited, con: duckdb.DuckDBPyConnection) -> None:
    """Run the SQL of a printed number and hold both against what it gives."""
    [row] = con.execute(cited.sql).fetchall()
    assert row == pytest.approx(cited.values, rel=1e-9), cited
    if "select year(" in cited.sql:  # a date in words, and as a year with fraction
        years = [int(year) for year in re.findall(r"\d{4}", cited.shown)]
        assert row[0] <= max(years) + 1
        assert cited.shown.startswith(("before", "not surely")) or row[0] >= min(years) - 1
    elif "from fact" in cited.sql:  # a fact's own words, and whether they are the claim's
        assert row[0] in (0, 1)
    else:
        figures = printed(cited.shown)
        assert len(figures) == len(row), cited
        for value, (figure, margin) in zip(row, figures, strict=True):
            assert abs(value - figure) <= margin, cited


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_number_of_a_page_is_what_its_sql_gives_on_the_published_file(
    document: str, written: Path, warehouse: duckdb.DuckDBPyConnection
):
    cited = cited_in_page(page(written / f"{document}.html"))
    assert len(cited) > 20
    for number in set(cited):
        check(number, warehouse)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_number_of_a_markdown_report_is_what_its_sql_gives_on_the_published_file(
    document: str, written: Path, warehouse: duckdb.DuckDBPyConnection
):
    text = (written / f"{document}.md").read_text("utf-8")
    cited = cited_in_markdown(text)
    assert len(cited) == len(re.findall(r"\]\(#q\d+\)", text)) > 20
    for number in set(cited):
        check(number, warehouse)


def words(node: Node) -> str:
    """Return what a node says outside the parts within it."""
    return "".join(part for part in node.within if isinstance(part, str)).strip(", \n")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_measurement_is_printed_without_its_sql(document: str, written: Path):
    found = page(written / f"{document}.html")
    cells = [cell for cell in found.all("td") if cell.attributes["data-name"] == "Measured"]
    heads = [
        pair for pair in found.all("div") if [dt.text for dt in pair.all("dt")] == ["Measured"]
    ]
    assert len(cells) > 20
    assert len(heads) > 20
    assert {words(cell) for cell in cells} == {"", "no data"}
    for row in found.all("tr"):
        cells = {cell.attributes["data-name"]: cell for cell in row.all("td")}
        if cells and words(cells["Measured"]) == "no data":
            why = [note.text for note in cells["What was counted"].all("small")]
            assert why[0].endswith(".")
    for head in heads:
        said = words(next(head.all("dd")))
        counted = re.fullmatch(r"\d+ of \d+ (signals|counts) say yes, \d+ no", said)
        assert said in ("", "nothing that decides") or counted
    for cell in found.all("td"):
        if cell.attributes["data-name"] == "Newest" and words(cell) not in ("the same", "–"):
            assert len(list(cell.all("data"))) == 1


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_report_holds_the_claims_of_its_document_in_their_order(
    document: str, written: Path, warehouse: duckdb.DuckDBPyConnection
):
    expected = rows(
        warehouse,
        "select claim_id, statement, answer from claim_occurrence join claim using (claim_id) "
        f"join claim_verdict using (claim_id) where document_id = '{document}' "
        "group by all order by min(char_start), claim_id",
    )
    sections = list(page(written / f"{document}.html").all("section"))
    assert [section.attributes["id"] for section in sections] == [r["claim_id"] for r in expected]
    for number, (section, row) in enumerate(zip(sections, expected, strict=True), 1):
        assert next(section.all("h3")).text == f"{number}. {row['statement']}"
        assert next(section.all("p")).text.split(maxsplit=1)[1] == row["answer"]
    text = (written / f"{document}.md").read_text("utf-8")
    anchors = re.findall(r'^<a id="([^"]+)"></a>\n\n###', text, re.M)
    assert anchors == [row["claim_id"] for row in expected]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_contents_count_and_link_every_claim_by_verdict_and_by_subject(
    document: str, written: Path, warehouse: duckdb.DuckDBPyConnection
):
    expected = Counter(
        verdict
        for verdict, _ in warehouse.execute(
            "select distinct verdict, claim_id from claim_verdict join claim_occurrence "
            f"using (claim_id) where document_id = '{document}'"
        ).fetchall()
    )
    [contents] = page(written / f"{document}.html").all("nav")
    lists = list(contents.all("details"))
    by_verdict, by_subject = lists[: len(expected)], lists[len(expected) :]
    counted = [next(one.all("summary")).text.split(maxsplit=1)[1] for one in by_verdict]
    assert Counter(dict(line.split(": ") for line in counted)) == {
        ANSWERS[verdict]: str(count) for verdict, count in expected.items()
    }
    for group in (by_verdict, by_subject):
        links = [link.attributes["href"] for one in group for link in one.all("a")]
        assert len(set(links)) == len(links) == expected.total()


@pytest.mark.parametrize("document", [*DOCUMENTS, "index"])
def test_a_page_is_self_contained_and_every_link_in_it_leads_somewhere(
    document: str, written: Path
):
    found = page(written / f"{document}.html")
    ids = [node.attributes["id"] for node in found.all() if "id" in node.attributes]
    assert len(set(ids)) == len(ids)
    assert list(found.all("script", "link", "img", "iframe", "object", "base")) == []
    for node in found.all():
        assert not {name for name in node.attributes if name.startswith("on")}
        assert not node.attributes.keys() & {"src", "srcset", "xlink:href", "action"}
    for link in found.all("a"):
        file, _, place = link.attributes["href"].partition("#")
        assert place in ids if not file else (written / file).exists()
    assert "url(" not in next(found.all("style")).text
    assert "@import" not in next(found.all("style")).text


@pytest.mark.parametrize("document", [*DOCUMENTS, "index"])
def test_every_link_of_a_markdown_report_leads_somewhere(document: str, written: Path):
    text = (written / f"{document}.md").read_text("utf-8")
    places = re.findall(r'^<a id="([^"]+)"></a>$', text, re.M)
    assert len(set(places)) == len(places)
    for target in re.findall(r"(?<!\\)\]\(([^)]*)\)", text):
        file, _, place = target.partition("#")
        assert place in places if not file else (written / file).exists()


def hostile(root: Path) -> None:
    """Put texts into documents and claims that would be markup if they were not escaped."""
    for name, key in (("documents", "documents"), ("projects", "projects")):
        path = root / f"{name}.yml"
        entries = yaml.safe_load(path.read_text())
        for entry in entries[key].values():
            entry["title" if name == "documents" else "name"] = HOSTILE
        path.write_text(yaml.safe_dump(entries))
    path = root / "claims" / "invented.yml"
    cluster = yaml.safe_load(path.read_text())
    cluster["title"] = HOSTILE
    for claim in cluster["claims"]:
        claim |= {"statement": HOSTILE, "scope": HOSTILE, "reading": HOSTILE}
    path.write_text(yaml.safe_dump(cluster))
    path = root / "definitions.yml"
    entries = yaml.safe_load(path.read_text())
    for entry in entries["definitions"].values():
        entry |= {"title": HOSTILE, "numerator": HOSTILE, "rationale": HOSTILE}
    path.write_text(yaml.safe_dump(entries))


@pytest.fixture
def attacked(tiny: Path, tmp_path: Path) -> Path:
    """Write the reports of a warehouse that is full of hostile texts."""
    hostile(tiny)
    build(Home.of(tiny))
    folder = tmp_path / "reports"
    folder.mkdir()
    with publish.connect(tiny) as con:
        reports.write(
            content.claims(con),
            content.read(con, "shared/documents"),
            reports.catalogue(con),
            folder,
        )
    return folder


def test_hostile_texts_are_shown_letter_for_letter_on_a_page(attacked: Path, written: Path):
    honest = {node.tag for node in page(written / "d2.html").all()}
    for name in ("d9", "index"):
        found = page(attacked / f"{name}.html")
        assert {node.tag for node in found.all()} <= honest
        for node in found.all():
            assert not {key for key in node.attributes if key.startswith("on")}
            assert node.attributes.get("href", "#")[:1] == "#" or node.attributes["href"] in (
                "index.html",
                "d9.html",
            )
        assert [h.text.removeprefix("1. ") for h in found.all("h1", "h2", "h3")].count(HOSTILE) > 0
    assert page(attacked / "d9.html").text.count(HOSTILE) > 15


def test_hostile_texts_are_shown_letter_for_letter_in_markdown(attacked: Path):
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for name in ("d9", "index"):
        shown = ""
        for token in reader.parse((attacked / f"{name}.md").read_text("utf-8")):
            assert token.type != "html_block"
            for part in token.children or []:
                assert part.type not in ("image", "code_inline", "em_open", "s_open")
                if part.type == "html_inline":
                    assert re.fullmatch(r'<a id="[a-z0-9.-]+">|</a>', part.content)
                if part.type == "link_open":
                    assert re.fullmatch(r"#[a-z0-9.-]+|(index|d9)\.md", str(part.attrs["href"]))
                shown += part.content if part.type == "text" else ""
        assert shown.count(HOSTILE) > (15 if name == "d9" else 0)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("- a", r"\- a"),
        ("+1.9 points", "+1.9 points"),
        ("2. b", r"2\. b"),
        ("9.1 %", "9.1 %"),
        ("---", r"\---"),
        ("== x", r"\== x"),
        ("-0.5 points", "-0.5 points"),
        ("a\n\n# b", r"a \# b"),
        ("1) c", r"1\) c"),
        ("www.x.org", r"www\.x.org"),
        ("a@b.org", r"a\@b.org"),
        ("http://x", r"http\://x"),
        ("a: b", "a: b"),
    ],
)
def test_markdown_is_escaped_where_it_would_be_read_as_markup(text: str, escaped: str):
    assert rendering.escape(text) == escaped


def test_a_fence_is_longer_than_any_run_of_backticks_within():
    assert rendering.fenced("select '````'") == "`````sql\nselect '````'\n`````"


def test_a_number_line_places_region_and_measurements_on_one_axis(built: Path):
    with publish.connect(built) as con:
        drawing = number_line(content.claim(con, "alpha-over-half"))
        assert number_line(content.claim(con, "alpha-in-space")) == ""
    # 50 % or more; measured 75 and 60 %, for context two months of 44 and 55 % added up: the axis
    # ends at 1.08 x 75 = 81 %
    node = Reader(str(drawing)).opened[0]
    [region] = node.all("rect")
    assert float(region.attributes["x"].rstrip("%")) == pytest.approx(100 * 50 / 81, abs=0.01)
    assert float(region.attributes["width"].rstrip("%")) == pytest.approx(100 * 31 / 81, abs=0.01)
    places = [
        float(label.attributes["x"].rstrip("%"))
        for group in node.all("g")
        for label in group.all("text")
    ]
    assert sorted(places) == pytest.approx([100 * x / 81 for x in (49.5, 60, 75)], abs=0.01)
    assert [label.text for label in node.all("text")][-2:] == ["0 %", "81 %"]


@pytest.mark.parametrize("form", rendering.FORMS)
def test_a_claim_in_a_report_cites_its_numbers_and_opens_in_the_dashboard(
    form: rendering.Form, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
):
    [article] = [d for d in content.read(warehouse, "shared/documents") if d.document_id == "d3"]
    claim = content.claim(warehouse, "so-2024-pytorch-55")
    site = "https://example.org"
    reports.write([claim], [article], reports.catalogue(warehouse), tmp_path, site)
    text = (tmp_path / f"d3.{form}").read_text("utf-8")
    cited = cited_in_page(Reader(text).opened[0]) if form == "html" else cited_in_markdown(text)
    # 3,194 of 35,100 professional developers
    assert Cited("3,194 of 35,100", (3194, 35100), cited[1].sql) == cited[1]
    assert math.isclose(cited[0].values[0], 3194 / 35100)
    assert f"{site}/claims?claim=so-2024-pytorch-55" in text
    for number in cited:
        check(number, warehouse)


def test_the_index_counts_the_claims_of_each_document(
    written: Path, warehouse: duckdb.DuckDBPyConnection
):
    counts = dict(
        warehouse.execute(
            "select document_id, count(distinct claim_id) from claim_occurrence group by all"
        ).fetchall()
    )
    sections = {
        next(section.all("a")).attributes["href"]: next(section.all("p")).text
        for section in page(written / "index.html").all("section")
    }
    assert len(sections) == len(counts) == 5
    for document, count in counts.items():
        assert sections[f"{document}.html"].startswith(f"{count} claims")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_readable_on_a_phone_in_both_themes(scheme: str, browser: Browser, written: Path):
    asked: list[str] = []
    with browser.new_page(
        viewport={"width": 400, "height": 800}, color_scheme=scheme, java_script_enabled=True
    ) as tab:
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto((written / "d3.html").as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") == 400
        ink, paper = tab.evaluate(
            "['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])"
        )
        dark = [sum(map(int, re.findall(r"\d+", colour)[:3])) < 384 for colour in (ink, paper)]
        assert dark == ([True, False] if scheme == "light" else [False, True])
        tab.locator("#so-2024-pytorch-55 td a", has_text="9.1").click()
        assert tab.locator("#so-2024-pytorch-55 figure").first.is_visible()
    assert asked == [(written / "d3.html").as_uri()]


def test_what_is_shown_as_measured_is_what_the_verdict_rests_on(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = warehouse.execute(
        "select claim_id, found_shown, found_period from claim_verdict "
        "where decided_at <> 'then' and found_shown is not null"
    ).fetchall()
    assert len(found) > 9
    claims = {claim.claim_id: claim for claim in content.claims(warehouse)}
    for claim_id, shown, period in found:
        row = claims[claim_id].found
        assert row is not None, claim_id
        assert (row.shown, row.period) == (shown, period), claim_id
        told = verify.evidence(warehouse, claim_id, short=True)
        figures = [dict(zip(told.columns, line, strict=True)) for line in told.rows]
        assert period in [figure["period"] for figure in figures], claim_id
