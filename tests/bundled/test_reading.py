"""Reading a document: what is found in it, where, as of when, what is refused, what comes out."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from collectors.errors import InputError
from collectors.home import Home
from tests.command import run
from warehouse.claim_entries import Asserted, ClaimFile
from warehouse.judge import judging, read_file
from warehouse.reading import claims_file, reader, source
from warehouse.reading.measured import Measured, measured
from warehouse.reading.reader import Finding, Reading
from warehouse.reading.source import Form, Refused, Source

SECONDS, MEGABYTES = 60, 600
"""What a document of the largest size may cost: ten times what it does."""


@pytest.fixture(scope="session")
def asked(published: Path) -> Measured:
    """Return what the bundled data know."""
    return measured(Home.of(published))


def document(text: str, form: Form = "text") -> Source:
    return source.decoded("a text", text.encode(), form)


def read(text: str, asked: Measured, form: Form = "text", as_of: str | None = None) -> Reading:
    return reader.read(document(text, form), asked, as_of)


def noted(finding: Finding) -> list[str]:
    """Return what a finding says, with its date; or why it is not judged."""
    if finding.question is not None:
        return [f"- {finding.status}"]
    dates = [claim.as_of for claim in finding.claims]
    said = [statement.brief() for statement in finding.heard.statements]
    return [
        text if date is None or text.endswith(f" in {date}") else f"{text} in {date}"
        for text, date in zip(said, dates, strict=True)
    ]


def every(reading: Reading) -> list[str]:
    return [text for finding in reading.findings for text in noted(finding)]


# --- where something stands -----------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><title>Numbers &amp; names</title>
<style>p { width: 90% }</style><script>var a = "<p>PyTorch has 99% of papers</p>";</script></head>
<body><!-- PyTorch has 98% of papers --><h1>Adoption <em>in</em> 2022</h1>
<p>Py<b>Torch</b> is used in
78&nbsp;% of <a href="x">papers</a>.<br>JAX leads&mdash;in GitHub stars.</p>
<table><tr><th>Framework<th>Share of papers<th>Stars<tr><td>PyTorch<td>~80%<td>60&#8239;000
<tr><td>TensorFlow<td>&lt; 20%<td>170,000</table>
<ul><li>Most papers use PyTorch<li>nothing</ul></body></html>"""
MARKDOWN = """---
title: front matter with 97% PyTorch papers
---
# Adoption in **2022**

**PyTorch** is used in *78 %* of
[papers](https://example.org/99% "title").

```
PyTorch has 96% of papers
```
<!-- PyTorch has 95% of papers -->

| Framework | Share of papers | [Stars](x) |
|---|:---:|---|
| **PyTorch** | `~80%` | 60,000 |
| TensorFlow | &lt; 20% | 170,000 |

- Most papers use
  __PyTorch__
- nothing
"""
TEXT = """Adoption in 2022

PyTorch is used in 78 % of papers.

| Framework | Share of papers | Stars |
|---|---|---|
| PyTorch | ~80% | 60,000 |
| TensorFlow | < 20% | 170,000 |

• Most papers use PyTorch
• nothing
"""


def placed(figure: str, about: str, stars: str, under: str) -> dict[str, str]:
    """Return what the three documents say alike, with how each of them writes the figures."""
    return {
        "share pytorch 78 % of papers in 2022": figure,
        "share pytorch about 80 % of papers in 2022": about,
        "level pytorch 60000 of stars in 2022": stars,
        "share tensorflow under 20 % of papers in 2022": under,
        "level tensorflow 170000 of stars in 2022": "170,000",
        "share pytorch most of papers in 2022": "Most",
    }


PLACES: dict[Form, dict[str, str]] = {
    "html": {
        **placed("78&nbsp;%", "~80%", "60&#8239;000", "&lt; 20%"),
        "rank jax first of stars in 2022": "JAX",
    },
    "markdown": placed("78 %", "~80%", "60,000", "&lt; 20%"),
    "text": placed("78 %", "~80%", "60,000", "< 20%"),
}


@pytest.mark.parametrize(("form", "text"), [("html", PAGE), ("markdown", MARKDOWN), ("text", TEXT)])
def test_positions_point_at_the_words_in_every_format(form: Form, text: str, asked: Measured):
    findings = read(text, asked, form).findings
    assert {noted(f)[0]: text[slice(*f.anchor)] for f in findings} == PLACES[form]
    for finding in findings:
        start, end = finding.span
        assert start <= finding.anchor[0] < finding.anchor[1] <= end
        assert finding.line == text[:start].count("\n") + 1


def test_a_sentence_with_two_figures_is_one_finding_with_two_claims(asked: Measured):
    [finding] = read("TensorFlow has 180,000 stars, PyTorch 80,000.", asked).findings
    assert [claim.subject for claim in finding.claims] == ["tensorflow", "pytorch"]
    assert [claim.id for claim in finding.claims] == ["line-1", "line-1-2"]


def test_claims_of_one_line_have_names_of_their_own(asked: Measured):
    text = "PyTorch has 80,000 stars. TensorFlow has 180,000 stars, PyTorch 80,000.\n" * 3
    ids = [claim.id for claim in read(text, asked).claims]
    assert len(ids) == len(set(ids)) == 9


def test_a_wrapped_paragraph_is_read_as_one_and_short_lines_are_not(asked: Measured):
    wrapped = "In the year 2022, as measured by the number of papers on\narXiv, PyTorch leads."
    [finding] = read(wrapped.replace("papers on\narXiv", "stars on\nGitHub"), asked).findings
    assert noted(finding) == ["rank pytorch first of stars in 2022"]
    assert every(read("PyTorch leads\nin papers", asked, "text")) != [
        "rank pytorch first of papers"
    ]


def test_nothing_of_one_sentence_is_carried_into_the_next(asked: Measured):
    text = (
        "PyTorch has 80,000 stars. It leads in job posts. In 2020 JAX had 9,000 stars. Now 30,000."
    )
    assert every(read(text, asked)) == [
        "level pytorch 80000 of stars",
        "- complete",
        "level jax 9000 of stars in 2020",
    ]


# --- as of when -----------------------------------------------------------------------------------

SAID = "PyTorch has 80,000 stars."
DATED: dict[str, tuple[Form, str, str | None]] = {
    "front matter": ("markdown", f"---\ntitle: x\ndate: 2023-05-17\n---\n\n{SAID}", "2023-05"),
    "quoted in front matter": ("markdown", f'---\npublished: "2023-05"\n---\n\n{SAID}', "2023-05"),
    "a time element": ("html", f'<p><time datetime="2023-05-17">x</time><p>{SAID}', "2023-05"),
    "a meta element": (
        "html",
        f'<meta property="article:published_time" content="2023-05-17T10:00:00Z"><p>{SAID}',
        "2023-05",
    ),
    "a line of text": ("text", f"Last updated: 2023-05-17\n\n{SAID}", "2023-05"),
    "a title": ("html", f"<title>Frameworks of May 2023</title><p>{SAID}", "2023-05"),
    "a first heading": ("markdown", f"Frameworks of 2023\n===\n\n{SAID}", "2023"),
    "a heading above": ("markdown", f"# Stars\n\nNothing.\n\n## In May 2023\n\n{SAID}", "2023-05"),
    "the nearest heading": ("markdown", f"# 2021\n\n{SAID}\n\n# 2023\n\n{SAID}", "2023"),
    "no date": ("markdown", f"# Stars\n\n{SAID}", None),
    "a head of a column": ("text", "| | May 2023 |\n|--|--|\n| JAX stars | 80,000 |", "2023-05"),
}


@pytest.mark.parametrize("name", DATED)
def test_a_statement_without_a_date_takes_that_of_its_place_or_its_document(
    name: str, asked: Measured
):
    form, text, date = DATED[name]
    assert read(text, asked, form).claims[-1].as_of == date


def test_a_document_of_a_day_speaks_of_about_that_month(asked: Measured):
    reading = read(f"---\ndate: 2023-05-17\n---\n\n{SAID}", asked, "markdown")
    assert reading.as_of == "2023-05-17"
    assert [claim.as_of for claim in reading.claims] == ["2023-05"]


def test_a_date_of_its_own_counts_before_all_others(asked: Measured):
    text = "---\ndate: 2024-01-01\n---\n\n# 2023\n\nIn 2019 PyTorch had 30,000 stars."
    assert read(text, asked, "markdown", as_of="2022").claims[0].as_of == "2019"


def test_the_date_that_is_given_counts_before_that_of_the_document_and_after_a_heading(
    asked: Measured,
):
    text = f"---\ndate: 2024-01-01\n---\n\n{SAID}\n\n# May 2023\n\n{SAID}"
    claims = read(text, asked, "markdown", as_of="2022").claims
    assert [claim.as_of for claim in claims] == ["2022", "2023-05"]


def test_last_month_is_counted_from_the_day_of_the_document(asked: Measured):
    said = "PyTorch had 20 million downloads last month."
    assert every(read(f'<time datetime="2024-01-15">x</time><p>{said}', asked, "html")) == [
        "level pytorch 20000000 of downloads in 2023-12"
    ]
    assert every(read(said, asked)) == ["- complete"]


def test_a_date_closes_the_gap_of_nothing_but_the_time(asked: Measured):
    """A document of 2023 does not say that 20 million downloads are those of 2023."""
    said = (
        "PyTorch has 20 million downloads. PyTorch downloads doubled. PyTorch overtook JAX in 2020."
    )
    assert every(read(said, asked, as_of="2023")) == ["- complete"] * 3


# --- what becomes of it ---------------------------------------------------------------------------

STATUSES = {
    "PyTorch has 80,000 stars.": "judged",
    "PyTorch has 80,000 stars in Asia.": "complete",
    "PyTorch will overtake TensorFlow in papers.": "complete",
    "PyTorch does not lead in papers.": "complete",
    "Polars is used in 80 % of papers.": "complete",
    "TensorFlow has 200 million downloads.": "complete",
    "PyTorch is easier than TensorFlow.": "unmeasurable",
    "Tens of millions of users: 90 % of users use PyTorch.": "complete",
    "90 % of users use PyTorch.": "unmeasurable",
    "PyTorch is used by 3,000 companies.": "unmeasurable",
    "PyTorch was used in 1,800 papers in 2019.": "unmeasurable",
    "Is PyTorch more popular than TensorFlow?": None,
    "The Keras team met on Tuesday.": None,
    "We had 3 cups of tea.": None,
    "": None,
}


@pytest.mark.parametrize("sentence", STATUSES)
def test_each_sentence_is_judged_to_be_completed_or_not_measurable(sentence: str, asked: Measured):
    found = [finding.status for finding in read(sentence, asked).findings]
    assert found == [status for status in [STATUSES[sentence]] if status]


def test_every_statement_that_is_not_judged_says_why(asked: Measured):
    for finding in read("\n\n".join(STATUSES), asked).findings:
        assert (finding.question is None) == bool(finding.claims)
        assert finding.question is None or finding.question.said.endswith((".", "?"))


def test_what_names_a_project_and_states_nothing_is_kept_apart(asked: Measured):
    reading = read("The Keras team met on Tuesday. PyTorch has 80,000 stars. Nobody came.", asked)
    assert [unit.text for unit in reading.silent] == ["The Keras team met on Tuesday."]
    assert reading.units == 3


ROWS = """| Project | Stars | License | Released | Downloads in March 2024 | Mood |
|--|--|--|--|--|--|
| TensorFlow | 180k | Apache 2.0 | 2015 | 15 million | fine |
| PyTorch | many | | 2016 | 3 million | |
| Polars | 20k | | 2020 | 9 million | |
"""


def test_a_cell_is_read_with_what_heads_its_row_and_its_column(asked: Measured):
    judged = [text for text in every(read(ROWS, asked)) if not text.startswith("-")]
    assert [text for text in judged if not text.startswith("property")] == [
        "level tensorflow 180000 of stars",
        "date tensorflow 2015",
        "level tensorflow 15000000 of downloads in 2024-03",
        "date pytorch 2016",
        "level pytorch 3000000 of downloads in 2024-03",
    ]


def test_a_row_alone_is_a_label_and_a_value(asked: Measured):
    assert every(read("| PyTorch stars | 80,000 |\n", asked)) == ["level pytorch 80000 of stars"]


# --- what stands around a sentence --------------------------------------------------------------

AROUND: dict[str, tuple[Form, str]] = {
    "a heading that doubts": ("markdown", f"# Frameworks\n\n## Myths\n\n{SAID}"),
    "a heading of a place": ("markdown", f"## Adoption in Norway\n\n{SAID}"),
    "a heading of one's own": ("markdown", f"## Results of our survey\n\n{SAID}"),
    "a lead-in that denies": ("markdown", f"It is a myth that:\n\n- {SAID}"),
    "a lead-in of somebody": ("markdown", f"In the view of Bob:\n\n- {SAID}\n- {SAID}"),
    "a quotation": ("markdown", f"> {SAID}"),
    "a quotation within a sentence": ("html", f"<p>They say: <q>{SAID}</q></p>"),
    "a footnote": ("text", SAID.replace("80,000", "80,000*")),
    "a footnote that is raised": ("html", SAID.replace("80,000", "80,000<sup>*</sup>")),
    "a footnote with a letter": ("html", SAID.replace("80,000", "80,000<sup>a</sup>")),
    "a footnote of a cell": ("markdown", "| | Stars |\n|--|--|\n| PyTorch | 80,000* |"),
    "a footnote of a label": ("markdown", "| | Stars |\n|--|--|\n| PyTorch* | 80,000 |"),
    "a footnote of a column": ("markdown", "| | Stars* |\n|--|--|\n| PyTorch | 80,000 |"),
    "a quotation of a page": ("html", f"<blockquote><p>{SAID}</p></blockquote>"),
    "a sentence before that denies": ("text", f"The following is wrong. {SAID}"),
    "a sentence before of a place": ("text", f"This chart is about labs in Norway. {SAID}"),
    "a sentence behind": ("text", f"{SAID} That was in 2019."),
    "a place behind": ("text", f"{SAID} In Norway."),
    "a line that goes on": ("text", f"It is not true that\n{SAID}"),
    "a column of countries": (
        "text",
        "| | Country | Stars |\n|--|--|--|\n| PyTorch | Norway | 80,000 |",
    ),
    "thousands below": ("markdown", "| | Stars |\n|--|--|\n| PyTorch | 80 |\n| in thousands | |"),
    "a row that heads others": (
        "markdown",
        "| | Stars |\n|--|--|\n| In Norway | |\n| PyTorch | 80,000 |",
    ),
    "a heading with a date of something else": (
        "markdown",
        f"## PyTorch overtook TensorFlow in 2019\n\n{SAID}",
    ),
    "a date of publishing that is none": ("markdown", f"---\ndate: 2024-13-45\n---\n{SAID}"),
}


@pytest.mark.parametrize("name", AROUND)
def test_what_stands_around_a_sentence_may_leave_it_to_be_completed(name: str, asked: Measured):
    form, text = AROUND[name]
    assert not read(SAID, asked).findings[0].question  # by itself it is judged
    judged = [c.statement for c in read(text, asked, form).claims if c.kind == "level"]
    assert judged == []


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("markdown", f"~~PyTorch has 70,000 stars.~~ {SAID}"),
        ("html", f"<p><del>PyTorch has 70,000 stars.</del> {SAID}"),
        ("markdown", f"```\nPyTorch has 70,000 stars.\n```\n\n{SAID}"),
        ("html", f"<div hidden><div>x</div><p>PyTorch has 70,000 stars.</p></div><p>{SAID}"),
        ("html", f"<p hidden>PyTorch has 70,000 stars.<p>{SAID}"),
        ("html", f"<p style='display: none'>PyTorch has 70,000 stars.</p>{SAID}"),
        ("html", f"<p class='a hidden b'>{SAID}"),
        ("markdown", f"**{SAID}**"),
        ("markdown", SAID.replace("PyTorch", "*PyTorch*").replace("80,000", "**80,000**")),
        ("markdown", f"A list:\n\n1. Nothing\n\n{SAID}\n\n    PyTorch has 70,000 stars."),
    ],
)
def test_what_is_struck_out_or_code_is_not_read(form: Form, text: str, asked: Measured):
    assert every(read(text, asked, form)) == ["level pytorch 80000 of stars"]


def test_a_heading_dates_what_stands_below_it_and_nothing_else(asked: Measured):
    text = (
        "# Stars\n\n## 2019\n\nPyTorch had 30,000 stars.\n\n## Today\n\nPyTorch has 90,000 stars."
    )
    assert [(claim.as_of, claim.asserted) for claim in read(text, asked, "markdown").claims] == [
        ("2019", Asserted(count=30_000)),
        (None, Asserted(count=90_000)),
    ]


# --- hostile documents ----------------------------------------------------------------------------

HOSTILE: dict[str, tuple[Form, Callable[[int], str]]] = {
    "one letter": ("text", lambda n: "a" * n),
    "digits": ("text", lambda n: "9" * n),
    "thousands": ("text", lambda n: "1,111" * (n // 5)),
    "commas": ("text", lambda n: "," * n),
    "full stops": ("text", lambda n: "." * n),
    "one-letter sentences": ("text", lambda n: ". x" * (n // 3)),
    "pipes": ("text", lambda n: "|" * n),
    "short lines": ("text", lambda n: "a\n" * (n // 2)),
    "names": ("text", lambda n: "PyTorch " * (n // 8)),
    "percent": ("text", lambda n: "PyTorch 70% " * (n // 12)),
    "claims": ("text", lambda n: "PyTorch leads in stars. " * (n // 24)),
    "clauses": ("text", lambda n: "PyTorch leads in stars, and " * (n // 28)),
    "ambiguous clauses": ("text", lambda n: "JAX has 5 % of papers, TF 6 %, as of. " * (n // 38)),
    "hedges": ("text", lambda n: "more than " * (n // 10)),
    "words of a sentence": ("text", lambda n: "word " * (n // 5)),
    "soft hyphens": ("text", lambda n: "\u00ad" * (n // 2)),
    "ligatures": ("text", lambda n: "\ufdfa" * (n // 3)),
    "dates": ("text", lambda n: "2024-05 " * (n // 8)),
    "a row of names": ("text", lambda n: "| PyTorch | 5 % " * (n // 16)),
    "brackets": ("markdown", lambda n: "](" * (n // 2)),
    "emphasis": ("markdown", lambda n: "*a" * (n // 2)),
    "footnotes": ("text", lambda n: "a* " * (n // 3)),
    "hidden": ("html", lambda n: "<div hidden style='" * (n // 19)),
    "angles": ("markdown", lambda n: "<a" * (n // 2)),
    "headings": ("markdown", lambda n: "# 2024 PyTorch\n" * (n // 15)),
    "front matter": ("markdown", lambda n: "---\n" + "date: \t" * (n // 7)),
    "nested tags": ("html", lambda n: "<div>" * (n // 5)),
    "a million tags": ("html", lambda n: "<b>" * (n // 5) + "PyTorch leads in stars."),
    "unclosed comments": ("html", lambda n: "<!--" * (n // 4)),
    "unbalanced quotes": ("html", lambda n: '<a b="' * (n // 6)),
    "unbalanced quotes, closed": ("html", lambda n: '<a b="' * (n // 6) + ">"),
    "open tags": ("html", lambda n: "<a " * (n // 3)),
    "time tags": ("html", lambda n: "<time datetime=" * (n // 15)),
    "scripts": ("html", lambda n: "<script>" * (n // 8)),
    "cells": ("html", lambda n: "<tr><td>a<td>b" * (n // 14)),
    "ampersands": ("html", lambda n: "&amp;" * (n // 5)),
}


def spent(name: str, size: int, asked: Measured) -> float:
    """Return the processor seconds that a hostile document of a size costs."""
    form, make = HOSTILE[name]
    hostile = source.decoded(name, make(size).encode(), form)
    started = time.process_time()
    try:
        reader.read(hostile, asked)
    except Refused as error:
        assert "Cut out the part" in str(error)  # noqa: PT017 - refused or read, both are right
    return time.process_time() - started


def peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_costs_no_more_time_than_its_size(name: str, asked: Measured):
    # what takes time in proportion to the square would take hours at the limit
    assert spent(name, source.MOST_BYTES // 100, asked) < SECONDS / 20


@pytest.mark.parametrize("name", ["unbalanced quotes", "one letter", "words of a sentence"])
def test_a_hostile_megabyte_is_read_or_refused_within_seconds(name: str, asked: Measured):
    before = peak_megabytes()  # other tests ran in this process
    assert spent(name, 1_000_000, asked) < SECONDS
    assert peak_megabytes() - before < MEGABYTES


@pytest.mark.parametrize("name", ["thousands", "names", "brackets", "cells"])
def test_a_hostile_document_takes_little_memory(name: str, asked: Measured):
    tracemalloc.start()
    try:
        spent(name, source.MOST_BYTES // 200, asked)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak / 1e6 < MEGABYTES / 100


@pytest.mark.parametrize(
    "name", ["percent", "unbalanced quotes", "one-letter sentences", "clauses"]
)
def test_four_times_the_text_does_not_take_sixteen_times_the_time(name: str, asked: Measured):
    seconds = [min(spent(name, size, asked) for _ in range(2)) for size in (15_000, 60_000)]
    assert seconds[1] < 10 * seconds[0]


def test_deep_html_is_read(asked: Measured):
    text = "<div>" * 20_000 + SAID + "</div>" * 20_000
    assert every(read(text, asked, "html")) == ["level pytorch 80000 of stars"]


def test_a_sentence_of_100_000_words_is_read_in_pieces_and_none_is_judged(asked: Measured):
    reading = read("PyTorch has " + "more and " * 50_000 + "80,000 stars.", asked)
    assert not reading.claims


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Yes. " * 100_001, "more than 100,000 sentences"),
        ("x\n" * 100_001, "more than 100,000 lines"),
        (f"{SAID} " * 5_001, "more than 5,000 statements"),
    ],
    ids=["sentences", "lines", "statements"],
)
def test_what_no_article_has_is_refused_in_words(text: str, said: str, asked: Measured):
    with pytest.raises(Refused, match=f"a text: {said}.*Cut out the part to be read"):
        read(text, asked)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes(range(256)), "not text in UTF-8 (byte 128 is 0x80)"),
        (b"PyTorch\0", "a binary file (character 7 is NUL)"),
        (b"%PDF-1.7\n\xe2\xe3", "not text in UTF-8"),
        ("PyTorch".encode("utf-16")[:-1], "not text in UTF-8"),
        (b"a" * (source.MOST_BYTES + 1), "larger than 5 MB"),
    ],
    ids=["every byte", "NUL", "PDF", "half a letter", "5 MB"],
)
def test_what_is_no_text_is_refused(content: bytes, said: str, tmp_path: Path):
    path = tmp_path / "document.txt"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        source.read(str(path))
    assert said in str(refused.value)


def test_no_more_than_the_limit_is_read_of_an_endless_input(monkeypatch: pytest.MonkeyPatch):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            assert size > 0
            self.given += size
            return b"a" * size

    endless = Endless()
    monkeypatch.setattr(sys, "stdin", type("Standard", (), {"buffer": endless})())
    with pytest.raises(Refused):
        source.read("-")
    assert endless.given == source.MOST_BYTES + 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_with_a_byte_order_mark_is_read(encoding: str, asked: Measured):
    marked = source.decoded("x", "Most papers use PyTorch.".encode(encoding), None)
    assert len(reader.read(marked, asked).findings) == 1


def test_html_is_recognised_by_how_it_begins():
    assert source.decoded("-", b" \n<!DOCTYPE html><p>x", None).form == "html"
    assert source.decoded("-", b"a <html>", None).form == "text"


# --- the claims file ------------------------------------------------------------------------------

ARTICLE = """Frameworks in 2022

In 2022, 9.1% of professional developers in the Stack Overflow survey used PyTorch.
Most papers use PyTorch. PyTorch has 1.80x the downloads of TensorFlow.
PyTorch is easier to learn. TensorFlow is licensed under Apache 2.0.
In Germany, 70 % of papers use PyTorch. PyTorch overtook Keras in 2020 in job posts.
"""
JUDGED = 5


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_the_written_file_loads_again_and_gets_the_same_verdicts(
    asked: Measured, published: Path, tmp_path: Path, article: Path
):
    text = source.read(str(article))
    reading = reader.read(text, asked)
    path = tmp_path / "claims.yml"
    claims_file.write(path, reading, text)
    loaded, proposed = read_file(path, asked.catalogue), claims_file.claims(reading, text)
    assert loaded == proposed
    assert len(loaded.claims) == JUDGED
    verdicts = []
    for file in (loaded, proposed):
        with judging(Home.of(published), {"document": file}, asked.catalogue) as con:
            query = "select claim_id, verdict, explanation from claim_verdict order by all"
            verdicts.append(con.execute(query).fetchall())
    assert len(verdicts[0]) == JUDGED
    assert verdicts[0] == verdicts[1]
    with pytest.raises(Refused, match="exists already"):
        claims_file.write(path, reading, text)


def test_the_written_file_keeps_where_each_claim_stands(
    asked: Measured, article: Path, tmp_path: Path
):
    text = source.read(str(article))
    path = tmp_path / "claims.yml"
    claims_file.write(path, reader.read(text, asked), text)
    loaded = read_file(path, asked.catalogue)
    assert list(loaded.documents) == ["document"]
    assert loaded.documents["document"].as_of == "2022"
    assert loaded.documents["document"].characters == len(ARTICLE)
    quoted = [ARTICLE[slice(*place.span)] for claim in loaded.claims for place in claim.occurrences]
    assert quoted[1:3] == [
        "Most papers use PyTorch.",
        "PyTorch has 1.80x the downloads of TensorFlow.",
    ]
    lines = [place.line for claim in loaded.claims for place in claim.occurrences]
    assert lines == [3, 4, 4, 5, 6]


def test_what_is_not_judged_stands_in_the_file_to_be_completed(
    asked: Measured, article: Path, tmp_path: Path
):
    text = source.read(str(article))
    path = tmp_path / "claims.yml"
    claims_file.write(path, reader.read(text, asked), text)
    written = path.read_text(encoding="utf-8")
    _, _, rest = written.partition("# To complete")
    assert "PyTorch is easier to learn." in rest
    assert "“Germany”" in rest
    ids = [line for line in rest.splitlines() if line.startswith("# - id:")]
    assert len(ids) == len({*ids}) > 1
    entry = rest.partition("“Germany”")[2].partition("\n")[2]
    lines = [line.removeprefix("# ") for line in entry.splitlines()]
    [proposed] = yaml.safe_load("\n".join(lines))
    assert proposed["subject"] == "pytorch"
    assert proposed["occurrences"][0]["line"] == 6


def test_a_file_whose_statements_are_all_open_is_completed_and_judged(
    published: Path, tmp_path: Path
):
    """The way through: write, complete one entry by hand, and verify it."""
    article, path = tmp_path / "article.txt", tmp_path / "claims.yml"
    article.write_text("In Germany, 70 % of papers use PyTorch.\n", encoding="utf-8")
    assert run(published, "read", str(article), "--write", str(path)).returncode == 0
    empty = run(published, "verify", "--claims", str(path))
    assert "Traceback" not in empty.stderr
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert content["claims"] == []
    comments = path.read_text(encoding="utf-8").partition("measured")[2] or path.read_text("utf-8")
    lines = [line.removeprefix("# ") for line in comments.splitlines()]
    start = next(n for n, line in enumerate(lines) if line.startswith("- id: open-1-line-1"))
    [entry] = yaml.safe_load("\n".join(lines[start:]))
    entry |= {
        "kind": "share",
        "statement": "70 % of papers use PyTorch.",
        "scope": "papers",
        "asserted": {"percent": 70},
        "tests": {"primary": "papers-links-named"},
    }
    content["claims"] = [entry]
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    for done in (
        run(published, "read", str(path)),
        run(published, "verify", "--claims", str(path)),
    ):
        assert done.returncode == 0, done.stderr
        assert "70 % of papers use PyTorch." in " ".join(done.stdout.split())
    assert ClaimFile.model_validate(content).claims[0].occurrences[0].span == (0, 39)


def test_a_text_that_states_nothing_makes_no_file(asked: Measured, tmp_path: Path):
    text = document("Nobody came.")
    with pytest.raises(Refused, match="nothing to write"):
        claims_file.write(tmp_path / "claims.yml", reader.read(text, asked), text)
    assert claims_file.claims(reader.read(text, asked), text) is None
    assert not (tmp_path / "claims.yml").exists()


def test_a_wrong_claims_file_is_refused_in_words(asked: Measured, tmp_path: Path):
    path = tmp_path / "claims.yml"
    path.write_text("title: x\nclaims:\n  - id: 7\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"claims\.yml"):
        read_file(path, asked.catalogue)


# --- the command ----------------------------------------------------------------------------------


def test_the_file_is_written_even_if_nobody_reads_what_is_printed(published: Path, tmp_path: Path):
    article, written = tmp_path / "article.md", tmp_path / "claims.yml"
    article.write_text("85% of research papers use PyTorch.\n", encoding="utf-8")
    start = [sys.executable, "-c", "from warehouse.cli import main; main()"]
    command = [*start, "read", str(article), "--write", str(written)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        process.stdout.close()
        process.wait(60)
    assert "1 claim: 1 " in run(published, "verify", "--claims", str(written)).stdout


def test_the_command_shows_what_was_found_and_writes_a_file_that_it_reads(
    published: Path, tmp_path: Path, article: Path
):
    written = tmp_path / "claims.yml"
    done = run(published, "read", str(article), "--write", str(written))
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert f"{JUDGED} claims judged" in text
    assert "1 more found, to complete" in text
    assert "1 more found, which nothing measures" in text
    assert "taken as of 2022" in text
    assert f"Written: {written}" in done.stderr
    again = run(published, "read", str(written), "--format", "json")
    assert again.returncode == 0, again.stderr
    verified = run(published, "verify", "--claims", str(written), "--format", "json")
    assert verified.returncode == 0, verified.stderr
    first = json.loads(run(published, "read", str(article), "-f", "json").stdout)
    verdicts = {row["claim_id"]: row["verdict"] for row in first if row["claim_id"]}
    assert len(verdicts) == JUDGED
    for output in (again.stdout, verified.stdout):
        assert {row["claim_id"]: row["verdict"] for row in json.loads(output)} == verdicts


def test_programs_are_told_where_each_sentence_stands_and_what_became_of_it(
    published: Path, article: Path
):
    rows = json.loads(run(published, "read", str(article), "-f", "json").stdout)
    for row in rows:
        assert ARTICLE[row["char_start"] : row["char_end"]] == row["sentence"]
        assert row["char_start"] <= row["anchor_start"] < row["anchor_end"] <= row["char_end"]
        assert (row["status"] == "judged") == (row["verdict"] is not None)
        assert (row["status"] == "judged") == (row["reason"] is None)
    [left] = [row for row in rows if "Germany" in row["sentence"]]
    assert (left["status"], left["not_understood"]) == ("complete", ["Germany"])
    assert left["subject"] == "pytorch"
    table = csv.DictReader(io.StringIO(run(published, "read", str(article), "-f", "csv").stdout))
    assert [row["sentence"] for row in table] == [row["sentence"] for row in rows]


def test_the_command_as_markdown_can_be_pasted(published: Path, article: Path):
    lines = run(published, "read", str(article), "-f", "markdown").stdout.splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len({line.count("|") - line.count(r"\|") for line in table}) == 1
    assert sum("PyTorch" in line for line in table) >= JUDGED


def test_standard_input_is_read_too(published: Path, monkeypatch: pytest.MonkeyPatch):
    given = io.BytesIO(ARTICLE.encode())
    monkeypatch.setattr(sys, "stdin", type("Standard", (), {"buffer": given})())
    done = run(published, "read", "-")
    assert done.returncode == 0, done.stderr
    assert f"{JUDGED} claims judged" in " ".join(done.stdout.split())


def test_the_date_of_the_document_may_be_given(published: Path, tmp_path: Path):
    article = tmp_path / "article.md"
    article.write_text(SAID, encoding="utf-8")
    done = run(published, "read", str(article), "--as-of", "2023-05", "-f", "json")
    assert [row["as_of"] for row in json.loads(done.stdout)] == ["2023-05"]


def test_the_command_shows_no_control_characters_and_no_markup_of_a_document(
    published: Path, tmp_path: Path
):
    article = tmp_path / "article.txt"
    text = "\x1b]0;x\x07 [red]PyTorch[/red] \u202e\x9b31m leads in GitHub stars.\n"
    article.write_text(text, encoding="utf-8")
    for form in ("table", "json", "csv", "markdown"):
        done = run(published, "read", str(article), "--format", form, columns=200)
        assert done.returncode == 0, done.stderr
        assert "[red]PyTorch[/red]" in done.stdout
        assert [c for c in done.stdout if not c.isprintable() and c != "\n"] == []
    written = tmp_path / "claims.yml"
    assert run(published, "read", str(article), "--write", str(written)).returncode == 0
    assert [c for c in written.read_text("utf-8") if not c.isprintable() and c != "\n"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["read", "missing.txt"], "cannot be read"),
        (["read", os.curdir], "cannot be read"),
        (["read", __file__, "--as-of", "2024-13"], "is no date"),
        (["read", __file__, "--as-of", "yesterday"], "is no date"),
        (["read", __file__, "--write", __file__], "exists already"),
        (["read"], "Missing argument"),
    ],
)
def test_bad_usage_ends_with_exit_code_2(arguments: list[str], said: str, published: Path):
    done = run(published, *arguments)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_document_that_claims_nothing_is_read_too(published: Path, tmp_path: Path):
    article = tmp_path / "article.txt"
    article.write_text("The Keras team met on Tuesday.\n", encoding="utf-8")
    done = run(published, "read", str(article), "--all")
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert "No claim to judge." in text
    assert "no figure and no comparison" in text
