"""The page for an article of one's own: read, judged, marked, and kept nowhere."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from collectors.home import Home
from dashboard.documents import reading_view
from dashboard.documents.article import LEFT_OUT, Claim, Piece, Span, excerpt, rows
from tests.bundled.test_check_page import own as own
from tests.bundled.test_check_page import renew
from tests.bundled.test_dashboard import opened, words
from tests.bundled.test_documents_page import Reader, files, html
from warehouse.claim_entries import ClaimFile
from warehouse.reading import claims_file, reader
from warehouse.reading.measured import measured
from warehouse.reading.reader import Reading
from warehouse.reading.source import Refused, decoded

JUDGED = "TensorFlow has over 180k GitHub stars, and Keras 60k."
OPEN = "PyTorch has over 50k GitHub stars in Narnia."
OPINION = "PyTorch is easier to learn than JAX."
TEXT = f"""Frameworks & friends

{JUDGED}

{OPEN} <script>alert(1)</script> <img src=x onerror="alert(1)">

{OPINION}
"""
PAGE = (
    "<html><head><title>Frameworks</title></head><body><p>Not <b>here</b> &amp; not now.</p>\n"
    "<p>TensorFlow has over <b>180k</b> GitHub&nbsp;stars, and Keras 60k.</p>\n"
    "<table><tr><th>Framework</th><th>GitHub stars</th></tr>"
    "<tr><td>PyTorch</td><td>80k</td></tr></table></body></html>"
)


def given_(text: str, date: str = "") -> AppTest:
    """Return the page after a text was pasted into it and read."""
    app = opened("read")
    app.text_area(key=reading_view.TEXT).set_value(text)
    app.text_input(key=reading_view.DATE).set_value(date)
    return pressed(app, "Read it")


def chosen(name: str, content: bytes) -> AppTest:
    """Return the page after a file was given to it and read."""
    app = opened("read")
    app.segmented_control(key=reading_view.WAY).set_value(reading_view.CHOOSE).run()
    app.file_uploader[0].upload(name, content)
    return pressed(app, "Read it")


def pressed(app: AppTest, label: str) -> AppTest:
    """Return the page after a button was pressed."""
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def found(root: Path, text: str, date: str | None = None) -> Reading:
    """Return what is found in a pasted text."""
    return reader.read(decoded("Pasted text", text.encode(), None), measured(Home.of(root)), date)


def opening(app: AppTest, claim: str) -> AppTest:
    """Return the page after the row of a claim, or of what is open, was opened."""
    app.session_state[f"open {claim}"] = True
    app.run()
    assert not app.exception
    return app


def article(app: AppTest) -> str:
    """Return the words of the marked text."""
    return "\n".join("".join(letter for letter, _ in line) for line in Reader(html(app)).lines)


# --- what was found ------------------------------------------------------------------------------


def test_every_statement_is_counted_marked_and_listed(published: Path):
    reading = found(published, TEXT)
    counts = Counter(finding.status for finding in reading.findings)
    assert {"judged", "complete", "unmeasurable"} == set(counts)
    app = given_(TEXT)
    said = words(app)
    for status, name in reading_view.STATUS.items():
        assert f"{counts[status]} {name}" in said
    assert article(app) == TEXT
    page = Reader(html(app))
    marks = {
        "".join(letter for letter, name in line if name): {name for _, name in line if name}
        for line in page.lines
    }
    assert marks[OPEN] == {"to-complete"}
    assert marks[OPINION] == {"not-measurable"}
    assert marks[JUDGED] <= {"supported", "refuted", "not-enough-evidence"}
    assert len(app.expander) == sum(max(1, len(f.claims)) for f in reading.findings)


def test_a_mark_leads_to_its_row_and_the_row_back(published: Path):
    app = given_(TEXT)
    bodies = [str(element.proto.body) for element in app.get("html")]
    rows = re.findall(r'id="(statement-\d+)"><a href="#(said-\d+)"', "\n".join(bodies))
    page = Reader(html(app))
    assert [row for row, _ in rows] == list(
        dict.fromkeys(t[1:] for t in page.targets if "state" in t)
    )
    assert {back for _, back in rows} <= set(page.ids)


def test_an_open_row_shows_the_evidence_of_its_claim(published: Path):
    app = given_(TEXT)
    assert not app.get("plotly_chart")
    reading = found(published, TEXT)
    for claim in reading.findings[0].claims:
        opening(app, claim.id)
    assert app.get("plotly_chart")
    assert words(app).count("What would change this") == len(reading.findings[0].claims) == 2


def test_an_open_row_of_what_is_not_judged_leads_to_the_page_of_one_claim(published: Path):
    number = [f.quote for f in found(published, TEXT).findings].index(OPEN) + 1
    app = opening(given_(TEXT), f"open-{number}")
    assert "<mark>Narnia</mark>" in "\n".join(str(e.proto.body) for e in app.get("html"))
    [link] = [link for link in app.get("page_link") if "q=" in link.query_string]
    assert parse_qs(link.query_string)["q"] == [OPEN]


def test_a_filter_leaves_the_text_and_takes_rows_and_marks(published: Path):
    app = given_(TEXT)
    [pills] = [g for g in app.get("button_group") if g.label == "Show only"]
    pills.set_value(["to complete"]).run()
    assert not app.exception
    assert article(app) == TEXT
    assert {n for line in Reader(html(app)).lines for _, n in line} == {"", "to-complete"}
    assert ["to complete" in e.label for e in app.expander] == [True]


def test_many_statements_come_in_parts_with_the_paragraphs_around_them(published: Path):
    filler = "Nothing is said here.\n" * 40
    app = given_("\n".join(f"{filler}\nPyTorch had {n}k GitHub stars.\n" for n in range(60, 100)))
    parts = app.segmented_control(key=reading_view.PART)
    assert parts.options == ["1–30", "31–40"]
    first = article(app)
    assert "60k" in first
    assert "89k" in first
    assert "90k" not in first
    assert first.count("Nothing is said here.") < 100
    parts.set_value("31–40").run()
    assert "99k" in article(app)
    assert len(app.expander) == 10
    app.toggle(key=reading_view.ALL).set_value(True).run()
    assert article(app).count("Nothing is said here.") == 1600


def test_a_text_that_states_nothing_says_so(published: Path):
    app = given_("The weather is fine.")
    assert "No statement" in app.info[0].value
    assert not app.get("download_button")


# --- how it is given -----------------------------------------------------------------------------


@pytest.mark.parametrize("date", ["2019", "2019-05", "2019-05-27", " 2019 "])
def test_the_date_is_taken_for_statements_without_one(published: Path, date: str):
    app = given_("PyTorch has over 50k GitHub stars.", date)
    read = app.session_state[reading_view.KEPT]
    assert read.reading.as_of == date.strip()
    assert read.reading.claims[0].as_of == date.strip()[:7]  # of a day, its month


@pytest.mark.parametrize(
    "date", ["May 2024", "2024-13", "2024-02-30", "0000", "٢٠٢٤", "<b>", "9999"]
)
def test_a_wrong_date_is_said_in_words_and_the_text_stays(published: Path, date: str):
    app = given_(TEXT, date)
    assert "is no date. Write 2024, 2024-05 or 2024-05-27." in app.error[0].value
    assert app.text_area(key=reading_view.TEXT).value == TEXT
    assert reading_view.KEPT not in app.session_state


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \n", "Nothing to read"),
        ("x" * 1_000_001, "larger than 1 MB"),
        ("a\0b", "binary"),
        ("a\n" * 100_001, "more than 100,000 lines"),
    ],
    ids=["nothing", "large", "binary", "lines"],
)
def test_what_cannot_be_read_is_said_in_words(published: Path, text: str, said: str):
    app = given_(text)
    assert said in app.error[0].value
    assert len(app.error) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"x" * 1_000_001, "larger than 1 MB"),
        ("a.md", b"\xff\xd8\xff", "not text"),
        ("<b>$x$`.txt", b"a\0", "binary"),
        ("a.html", b"", "Nothing to read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    published: Path, name: str, content: bytes, said: str
):
    app = chosen(name, content)
    assert said in app.error[0].value
    assert not re.search(r"(?<!\\)[<$`]", app.error[0].value)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "A.HTM"])
def test_a_file_is_read_as_its_name_says(published: Path, name: str):
    app = chosen(name, (PAGE if "HTM" in name else TEXT).encode())
    claims = app.session_state[reading_view.KEPT].reading.claims
    assert "TensorFlow has more than 180,000 GitHub stars." in [c.statement for c in claims]
    assert f"**{name}**" in words(app).replace("\\", "")


def test_a_page_is_shown_without_its_tags(published: Path):
    lines = Reader(html(chosen("a.html", PAGE.encode()))).lines
    said = ["".join(letter for letter, _ in line) for line in lines]
    assert said[:2] == ["Frameworks", "Not here & not now."]
    assert said[2] == JUDGED.replace("GitHub ", "GitHub\xa0")
    assert said[3].split() == ["PyTorch", "|", "80k"]
    marked = ["".join(letter for letter, name in line if name).strip() for line in lines]
    assert marked == ["", "", said[2], said[3].strip()]


# --- what becomes of it --------------------------------------------------------------------------


def test_the_claims_file_is_what_the_command_writes(published: Path):
    read = given_(TEXT).session_state[reading_view.KEPT]
    text = claims_file.composed(read.reading, read.source)
    file = ClaimFile.model_validate(yaml.safe_load(text))
    assert [c.statement for c in file.claims] == [
        c.statement for c in found(published, TEXT).claims
    ]
    assert OPEN in text


def test_a_text_is_kept_in_its_session_alone_and_forgotten(published: Path):
    before = files(published)
    app = given_(TEXT)
    app.run()
    assert article(app) == TEXT
    assert html(opened("read")) == "", "another session sees it"
    assert files(published) == before, "something was written"
    pressed(app, "Forget this text")
    assert html(app) == ""
    assert app.text_area(key=reading_view.TEXT).value == ""
    assert reading_view.KEPT not in app.session_state


def test_text_and_date_come_back_to_be_changed(published: Path):
    app = pressed(given_(TEXT, "2023"), "Change text or date")
    assert app.text_area(key=reading_view.TEXT).value == TEXT
    assert app.text_input(key=reading_view.DATE).value == "2023"
    pressed(app, "Read it")
    assert article(app) == TEXT


def test_it_is_judged_once_and_anew_on_a_new_build(own: Path):
    app = given_(TEXT)
    first = app.session_state[reading_view.KEPT]
    app.run()
    assert app.session_state[reading_view.KEPT] is first
    newest = renew(own)
    app.run()
    assert not app.exception
    assert app.session_state[reading_view.KEPT].key.split() == [newest]
    assert article(app) == TEXT


# --- the text as it is shown ---------------------------------------------------------------------


def texts(lines: list[list[Piece]]) -> list[str]:
    """Return what lines say."""
    return ["".join(piece.text for piece in line) for line in lines]


def said(lines: list[list[Piece]]) -> dict[int, str]:
    """Return the words of each span in lines."""
    found: dict[int, str] = {}
    for piece in chain.from_iterable(lines):
        for span in piece.over:
            found[span.number] = found.get(span.number, "") + piece.text
    return found


@given(
    st.lists(st.sampled_from(["", " ", "a line", "another one, long enough"]), max_size=60),
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 40)), max_size=5),
)
@settings(max_examples=200, deadline=None)
def test_an_excerpt_has_the_words_of_every_span_in_order(
    lines: list[str], drawn: list[tuple[int, int]]
):
    text = "\n".join(lines)
    spans = [
        Span(n, 1, start, min(start + length, len(text)), (Claim("c", "C.", "supported"),))
        for n, (start, length) in enumerate(sorted(drawn), 1)
        if start < len(text)
    ]
    whole = rows(text, spans)
    shown = excerpt(whole)
    assert said(shown) == said(whole)
    kept = [line for line in texts(shown) if line != LEFT_OUT]
    rest = iter(text.split("\n"))
    assert all(line in rest for line in kept), "lines that are not there, or in another order"


def test_an_excerpt_keeps_one_paragraph_before_and_after():
    text = "a\n\nb\n\nsaid\n\nc\n\nd"
    shown = excerpt(rows(text, [Span(1, 5, 6, 10, (Claim("c", "C.", "supported"),))]))
    assert texts(shown) == ["[…]", "b", "", "said", "", "c", "[…]"]
    assert said(shown) == {1: "said"}


def test_a_date_is_one_or_refused():
    assert reading_view.dated("  ") is None
    assert reading_view.dated("2024-02-29") == "2024-02-29"
    with pytest.raises(Refused, match="is no date"):
        reading_view.dated("2023-02-29")
