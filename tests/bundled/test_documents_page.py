"""The page of documents: spans cut and escaped, verdicts coloured, texts kept nowhere."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from collectors.home import Home
from dashboard import colours, text
from dashboard.documents import article
from dashboard.documents.article import Claim, Span
from tests.bundled.test_dashboard import asked, opened, words
from tests.conftest import TINY, copy_root
from warehouse.build import build

TEXT = (
    "Alpha & <b>Beta</b> – a look\n"
    "Alpha is used by more than half of invented people, ahead of Beta in 2020.\n"
    "| a | b |\n| - | - |\n"
    '<script>alert(1)</script> <img src=x onerror="alert(1)"> `x` [y](javascript:z)\n'
    "Nobody counts \U0001f680 ships."
)
# claim: line, first and last words of it in TEXT; two on the same words, one within them
PLACES = {
    "alpha-over-half": [(2, "more than half", "invented people"), (5, "<script>", "</script>")],
    "alpha-ahead-in-2020": [
        (2, "Alpha is used", "in 2020"),
        (2, "more than half", "invented people"),
    ],
    "alpha-in-space": [(6, "Nobody", "ships")],
}
VERDICTS = st.sampled_from(article.DECISIVE)
TEXTS = st.text(alphabet="ab \n\r\t<>&\"'|é\U0001f680", max_size=24)
SPANS = st.lists(st.tuples(st.integers(-3, 24), st.integers(-3, 24), VERDICTS), max_size=8)


def spans_of(drawn: list[tuple[int, int, str]]) -> list[Span]:
    """Return invented spans, some of them empty or outside of any text."""
    return [
        Span(n, 1, min(a, b), max(a, b), (Claim(f"c{n}", f"Claim <{n}>.", verdict),))
        for n, (a, b, verdict) in enumerate(drawn, start=1)
    ]


class Reader(HTMLParser):
    """What a browser would find in the HTML of an article."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.lines: list[list[tuple[str, str]]] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.open.append((tag, found))
        self.tags.add(tag)
        self.attributes |= set(found)
        self.ids += [str(found["id"])] if "id" in found else []
        self.targets += [str(found["href"])] if "href" in found else []
        if found.get("class") == "line":
            self.lines.append([])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = [str(attributes.get("class", "")) for _, attributes in self.open]
        if "notes" in classes or any(name.startswith("to ") for name in classes):
            return
        marks = [name for (tag, _), name in zip(self.open, classes, strict=True) if tag == "mark"]
        assert len(marks) <= 1
        self.lines[-1] += [(letter, marks[0] if marks else "") for letter in data]


def read(html: str) -> Reader:
    return Reader(html)


# --- spans ---------------------------------------------------------------------------------------


@given(TEXTS, SPANS)
@settings(max_examples=200, deadline=None)
def test_pieces_are_the_text_and_know_exactly_the_spans_over_them(
    text: str, drawn: list[tuple[int, int, str]]
):
    found = spans_of(drawn)
    pieces = article.pieces(text, found)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text == "\n" or "\n" not in piece.text for piece in pieces)
    over = [{span.number for span in piece.over} for piece in pieces for _ in piece.text]
    assert over == [{s.number for s in found if s.start <= at < s.end} for at in range(len(text))]
    seen = {
        span.number for span in found if any(span.start <= at < span.end for at in range(len(text)))
    }
    assert sorted(span.number for piece in pieces for span in piece.ending) == sorted(seen)


@given(TEXTS, SPANS)
@settings(max_examples=200, deadline=None)
def test_every_character_of_an_article_is_shown_once_escaped_and_in_its_verdict_s_class(
    text: str, drawn: list[tuple[int, int, str]]
):
    found = spans_of(drawn)
    page = read(article.page(article.rows(text, found)))
    shown = "\n".join("".join(letter for letter, _ in line) for line in page.lines)
    assert shown == text
    classes = [name for line in page.lines for _, name in [*line, ("\n", "")]][: len(text)]
    for at, (letter, name) in enumerate(zip(text, classes, strict=True)):
        over = [span.verdict for span in found if span.start <= at < span.end]
        expected = min(over, key=article.DECISIVE.index).replace(" ", "-") if over else ""
        assert name == ("" if letter == "\n" else expected)
    assert page.tags <= {"div", "p", "mark", "a", "b", "span"}
    assert page.attributes <= {"class", "id", "href", "aria-label", "target"}


@given(TEXTS, SPANS)
@settings(max_examples=100, deadline=None)
def test_every_number_leads_to_its_note_and_every_note_back_and_on(
    text: str, drawn: list[tuple[int, int, str]]
):
    page = read(article.page(article.rows(text, spans_of(drawn))))
    assert len(page.ids) == len(set(page.ids))
    within = {target[1:] for target in page.targets if target.startswith("#")}
    assert within == set(page.ids)


def test_notes_lead_to_the_ones_before_and_after_that_are_shown():
    found = spans_of([(0, 1, "refuted"), (2, 3, "supported"), (4, 5, "refuted"), (6, 7, "refuted")])
    rows = article.rows("a b c d", article.fitting(found, ["refuted"]))
    targets = read(article.page(rows)).targets
    ways = [t for t in targets if t.startswith("#note-")]
    # the number in the text, then the ways of its note, line by line
    assert ways == ["#note-1", "#note-3", "#note-4", "#note-3", "#note-1", "#note-4", "#note-3"]


def test_hostile_text_and_claims_stay_text():
    claim = Claim('"><script>x', "<script>alert(1)</script> & more", "refuted")
    html = article.page(article.rows("<script>alert(1)</script>", [Span(1, 1, 0, 25, (claim,))]))
    assert "<script" not in html
    page = read(html)
    assert "".join(letter for letter, _ in page.lines[0]) == "<script>alert(1)</script>"
    assert [target for target in page.targets if "claim" in target] == [
        "claims?claim=%22%3E%3Cscript%3Ex"
    ]


def test_claims_on_the_same_words_share_a_number_and_the_most_decisive_verdict():
    places = pd.DataFrame(
        [
            (1, 0, 4, "a", "A.", "supported"),
            (1, 0, 4, "b", "B.", "refuted"),
            (1, 2, 4, "c", "C.", "outdated"),
        ],
        columns=["line", "char_start", "char_end", "claim_id", "statement", "verdict"],
    )
    found = article.spans(places)
    assert [(span.number, len(span.claims), span.verdict) for span in found] == [
        (1, 2, "refuted"),
        (2, 1, "outdated"),
    ]
    kept = article.fitting(found, ["supported", "outdated"])
    assert [(span.number, span.verdict) for span in kept] == [(1, "supported"), (2, "outdated")]
    assert [span.number for span in article.fitting(found, [], "c")] == [2]
    assert article.fitting(found, ["supported"], "c") == []


def test_a_verdict_is_never_told_by_colour_alone():
    marks = colours.VERDICTS
    assert set(article.DECISIVE) == set(marks) == set(article.SAID)
    for verdict, mark in marks.items():
        span = Span(7, 1, 0, 1, (Claim("c", "C.", verdict),))
        html = article.page(article.rows("x", [span]))
        assert f">{mark.symbol}7<" in html
        assert f"<b>{mark.symbol} {mark.words}</b>" in html
        assert f".{verdict.replace(' ', '-')} {{ --tone: {mark.colour}" in article.HTML.tones(
            article.MARKS
        )
        assert mark.words in article.HTML.legend(article.MARKS, {verdict: 3})


def test_the_strip_has_a_mark_for_each_place_and_its_title_counts_claims():
    places = pd.DataFrame(
        {
            "line": [1, 3],
            "char_start": [0, 50],
            "char_end": [10, 60],
            "claim_id": ["a", "b"],
            "statement": ["<b>A</b>", "B."],
            "verdict": ["refuted", "supported"],
        }
    )
    figure = article.strip(places, 100)
    marks = {trace.name: list(trace.x) for trace in figure.data if trace.mode == "markers"}
    assert marks == {"supported": [55], "refuted": [5]}
    assert "<b>A" not in str(figure.data)
    assert list(figure.layout.xaxis.ticktext) == ["line 1", "line 3"]
    assert article.message(places.verdict) == "2 claims: 1 true and 1 not true"


# --- the page on the bundled data ----------------------------------------------------------------


def links(app: AppTest) -> list[str]:
    """Return the labels of a page's links, without the signs of Markdown."""
    return [link.label.replace("\\", "") for link in app.get("page_link")]


def test_without_its_text_a_document_is_an_outline_in_reading_order(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("documents", document="d3")
    rows = warehouse.execute(
        "select line, list(distinct statement) from claim_occurrence join claim using (claim_id) "
        "where document_id = 'd3' group by line order by line"
    ).fetchall()
    lines, statements = list[str](), set[str]()
    parts = app.segmented_control(key="part").options
    for part in parts:
        app.segmented_control(key="part").set_value(part).run()
        assert asked(app, "part") == part
        lines += [m.value for m in app.markdown if m.value.startswith(":gray[line")]
        statements |= {label.rpartition(" :")[0] for label in links(app) if "-badge[" in label}
    assert lines == [f":gray[line {line}]" for line, _ in rows]
    assert {statement for _, said in rows for statement in said} <= statements
    assert parts[0].startswith(f"{rows[0][0]}–")
    assert parts[-1].endswith(f"–{rows[-1][0]}")
    assert html(app) == ""
    assert len(app.get("plotly_chart")) == 1
    [uploader] = app.file_uploader
    assert uploader.label == "The article’s text file"


@given(st.dictionaries(st.integers(1, 300), st.integers(1, 9), max_size=60), st.integers(1, 20))
@settings(max_examples=100, deadline=None)
def test_parts_of_an_outline_hold_every_line_once_and_are_no_longer_than_they_may_be(
    sizes: dict[int, int], most: int
):
    by_line = {
        line: [Claim(f"{line}-{n}", "C.", "refuted") for n in range(sizes[line])]
        for line in sorted(sizes)
    }
    parts = article.parts(by_line, most)
    assert [line for part in parts.values() for line in part] == list(by_line)
    for name, part in parts.items():
        assert name == f"{min(part)}–{max(part)}"
        assert len(part) == 1 or sum(map(len, part.values())) <= most


def test_the_filter_of_verdicts_comes_from_the_address_and_counts(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    row = warehouse.execute(
        "select count(distinct (char_start, char_end)), count(distinct claim_id) "
        "from claim_occurrence join claim_verdict using (claim_id) "
        "where document_id = 'd4' and verdict = 'refuted'"
    ).fetchone()
    assert row is not None
    app = opened("documents", document="d4", verdict="refuted")
    said = words(app)
    assert f"**{row[0]} statements of " in said
    assert f"which make {row[1]} claims" in said
    badges = [label for label in links(app) if "-badge[" in label and "claim" not in label]
    assert any(":red-badge[✕ No]" in label for label in badges)
    assert not any(":green-badge[✓ Yes]" in label for label in badges)
    assert asked(app, "verdict") == "refuted"


def test_one_claim_is_shown_where_it_is_said(published: Path, warehouse: duckdb.DuckDBPyConnection):
    row = warehouse.execute(
        "select statement, count(*) from claim_occurrence join claim using (claim_id) "
        "where claim_id = 'so-2024-pytorch-55' and document_id = 'd3' group by statement"
    ).fetchone()
    assert row is not None
    app = opened("documents", document="d3", claim="so-2024-pytorch-55")
    said = words(app)
    assert f"Only where it says: **{row[0]}**" in said
    assert "which make 1 claim" in said
    assert asked(app, "claim") == "so-2024-pytorch-55"
    assert "fits both" in words(
        opened("documents", document="d3", claim="so-2024-pytorch-55", verdict="supported")
    )


def test_contradictions_of_a_document_are_told_apart_by_who_makes_the_other_side(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    sides = warehouse.execute(
        "select contradiction_id, side, bool_or(document_id = 'd4') "
        "from contradiction_side join claim_occurrence using (claim_id) group by all"
    ).fetchall()
    here = {name: [own for n, _, own in sides if n == name] for name, _, _ in sides}
    inside = sum(all(own) for own in here.values())
    partly = sum(any(own) and not all(own) for own in here.values())
    assert inside > 0
    labels = [expander.label for expander in opened("documents", document="d4").expander]
    assert f"**{inside}** within this article" in labels
    assert f"**{partly}** with other articles" in labels


def test_all_articles_are_listed_first_and_one_click_opens_each(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("documents")
    titles = [row[0] for row in warehouse.execute("select title from document").fetchall()]
    assert set(titles) <= set(links(app))
    said = words(app)
    for document, verdict, claims in warehouse.execute(
        "select document_id, verdict, count(distinct claim_id) from claim_occurrence "
        "join claim_verdict using (claim_id) group by all"
    ).fetchall():
        assert f" {claims} {colours.VERDICTS[verdict].words}]" in said, document
    against = dict(
        warehouse.execute(
            "select document_id, count(distinct contradiction_id) from contradiction_side "
            "join claim_occurrence using (claim_id) group by all"
        ).fetchall()
    )
    told = [label for label in links(app) if "contradictions with" in label]
    assert told == [
        f"{against[name]} contradictions with itself or other articles" for name in sorted(against)
    ]
    assert [heading.value for heading in app.title] == ["Articles"]


def test_every_document_opens_and_leads_to_its_neighbours(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    rows = warehouse.execute("select document_id, title from document").fetchall()
    ids = [row[0] for row in rows]
    app = opened("documents")
    for name, title in rows:
        app.query_params["document"] = name
        app.run()
        assert not app.exception, name
        shown = links(app)
        assert "All articles" in shown
        assert ("Previous article" in shown) == (name != min(ids))
        assert ("Next article" in shown) == (name != max(ids))
        assert [heading.value.replace("\\", "") for heading in app.title] == [title]
        assert asked(app, "document") == name


def test_an_undated_document_says_between_when_it_can_have_been_written(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    documents = warehouse.execute(
        "select document_id, not_before, not_before_basis from document "
        "where not_before is not null"
    ).fetchall()
    assert documents
    for document, not_before, basis in documents:
        said = words(opened("documents", document=document)).replace("\\", "")
        assert f"**between {text.day(not_before)} and now**" in said
        assert f"Not before {text.day(not_before)}: it {basis}. Its claims" in said


@pytest.mark.parametrize("name", ["nope", "<script>", "' or 1=1 --"])
def test_an_unknown_document_is_answered_kindly(published: Path, name: str):
    app = opened("documents", document=name)
    assert "There is no article called" in app.warning[0].value
    assert "<script>" not in app.warning[0].value.replace("\\<", "")


# --- with the text at hand -----------------------------------------------------------------------


def place(first: str, last: str) -> list[int]:
    start = TEXT.index(first)
    return [start, TEXT.index(last, start) + len(last)]


def made(folder: Path) -> Path:
    """Make a root in an empty folder whose register knows TEXT as document d9, and build it."""
    root = copy_root(TINY, folder)
    entry = {
        "title": "Invented <b>article</b>",
        "as_of": "2022",
        "as_of_basis": "invented",
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "characters": len(TEXT),
    }
    unmade = entry | {"title": "Nothing", "sha256": "1" * 64}
    (root / "documents.yml").write_text(yaml.safe_dump({"documents": {"d9": entry, "e0": unmade}}))
    register = root / "claims" / "invented.yml"
    content = yaml.safe_load(register.read_text())
    for claim in content["claims"]:
        claim["occurrences"] = [
            {"document": "d9", "line": line, "span": place(first, last)}
            for line, first, last in PLACES[claim["id"]]
        ]
    register.write_text(yaml.safe_dump(content))
    build(Home.of(root))
    return root


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("known"))


@pytest.fixture
def tiny_root(known: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHARECHECK_PACK", str(known))
    return known


@pytest.fixture
def library(tiny_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the document's file, which SHARECHECK_DOCUMENTS names."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "some name.txt").write_bytes(TEXT.encode())
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    monkeypatch.setenv("SHARECHECK_DOCUMENTS", str(folder))
    return folder


def html(app: AppTest) -> str:
    """Return the HTML of the article that a page shows, or ''."""
    bodies = [str(element.proto.body) for element in app.get("html")]
    return next((body for body in bodies if body.startswith('<div class="article">')), "")


def test_an_article_in_the_operator_s_folder_is_shown_with_its_statements(library: Path):
    app = opened("documents", document="d9")
    page = read(html(app))
    assert "\n".join("".join(letter for letter, _ in line) for line in page.lines) == TEXT
    assert "script" not in page.tags
    marked = "".join(
        letter for line in page.lines for letter, name in line if name == "not-enough-evidence"
    )
    assert marked.endswith("Nobody counts \U0001f680 ships")
    assert not app.file_uploader
    app.segmented_control(key="view").set_value("outline").run()
    assert html(app) == ""
    assert asked(app, "view") == "outline"


def test_a_filter_leaves_the_text_and_takes_the_marks(library: Path):
    page = read(html(opened("documents", document="d9", verdict="not enough evidence")))
    assert "\n".join("".join(letter for letter, _ in line) for line in page.lines) == TEXT
    assert {name for line in page.lines for _, name in line} == {"", "not-enough-evidence"}


def test_a_text_that_a_reader_gives_is_recognised_shown_and_forgotten(tiny_root: Path):
    before = files(tiny_root)
    app = opened("documents", document="e0")
    assert "No claim of this article is registered." in words(app)
    app = opened("documents", document="d9")
    app.file_uploader[0].upload("my <b>copy</b>.txt", TEXT.encode()).run()
    assert not app.exception
    assert [said.value.replace("\\", "") for said in app.success] == [
        "“my <b>copy</b>.txt” is “Invented <b>article</b>”."
    ]
    assert "Nobody counts" in html(app)
    app.run()
    assert not app.success
    assert "Nobody counts" in html(app)
    assert html(opened("documents", document="d9")) == "", "another session sees it"
    assert files(tiny_root) == before, "something was written"
    next(button for button in app.button if button.label == "Forget this text").click().run()
    assert html(app) == ""
    assert len(app.file_uploader) == 1


def files(root: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in root.rglob("*")}


@pytest.mark.parametrize("content", [TEXT.encode() + b"\n", b"", b"\xff\xfe\x00", b"<script>"])
def test_an_unknown_file_is_called_unknown_and_what_to_run_is_said(tiny_root: Path, content: bytes):
    app = opened("documents", document="d9")
    app.file_uploader[0].upload("<b>a</b>`.txt", content).run()
    assert not app.exception
    [warning] = app.warning
    assert "none of the registered articles" in warning.value
    assert "`sharecheck read FILE`" in warning.value
    assert "<b>" not in warning.value.replace("\\<", "")
    assert html(app) == ""


def test_a_folder_that_is_not_there_is_said_in_a_sentence(
    tiny_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHARECHECK_DOCUMENTS", str(tmp_path / "nowhere"))
    app = opened("documents", document="d9")
    assert "is no folder" in app.warning[0].value
    assert len(app.file_uploader) == 1


@pytest.fixture
def unreadable(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


def test_a_folder_that_may_not_be_read_leaves_the_page_whole(
    tiny_root: Path, unreadable: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHARECHECK_DOCUMENTS", str(unreadable))
    app = opened("documents", document="d9")
    assert all("cannot be read" in said.value for said in app.warning)  # nothing is closed to root
    assert len(app.file_uploader) == 1


def test_a_changed_folder_is_read_again(library: Path):
    assert html(opened("documents", document="d9"))
    shutil.rmtree(library)
    library.mkdir()
    assert html(opened("documents", document="d9")) == ""
