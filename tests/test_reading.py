"""Reading a document: what is found in it, where, what is refused, and what is done with it."""

import io
import json
import os
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests import invented
from tests.command import run
from warehouse import judge
from warehouse.reading import claims_file, reader, source, world
from warehouse.reading.names import Names
from warehouse.reading.reader import Finding, Reading
from warehouse.reading.source import Form, Refused
from warehouse.reading.vocabulary import lexicon
from warehouse.reading.words import Phrases, words
from warehouse.reading.world import World

SECONDS, MEGABYTES = 60, 600
"""What a document of the largest size may cost: ten times what it does."""


@pytest.fixture(scope="session")
def known(published: Path) -> World:
    """Return what the bundled data know, and facts about an invented project."""
    bundled = world.of(published)
    content = invented.added(bundled.content)
    return replace(bundled, content=content, names=Names(content.projects))


def read(text: str, known: World, form: Form = "text", as_of: str | None = None) -> Reading:
    return reader.read(source.decoded("a text", text.encode(), form), known, as_of)


def noted(finding: Finding) -> str:
    """Return a finding in short: kind subject/comparator hedge figure of population since in."""
    claim, stated = finding.claim, finding.statement
    if claim is None:
        return f"- {finding.reason}"
    other = f"/{stated.comparator}" if stated.comparator else ""
    parts = [stated.kind, stated.subject + other, stated.hedge]
    if stated.amount:
        ends = "–".join(dict.fromkeys((stated.amount.low, stated.amount.high)))
        parts.append(f"{ends} {stated.amount.unit}")
    parts += ["|".join(use.needs) for use in claim.uses if use.needs]
    parts += [f"of {stated.population}"] if stated.population else []
    parts += [f"since {claim.since}"] if claim.since else []
    parts += [f"in {claim.as_of}"] if claim.as_of else []
    return " ".join(parts)


SPEED = "- speed or accuracy: it needs a measurement of that very workload"
TASTE = "- opinion: what is easier or nicer to use"
VAGUE = "- a comparison in something that is not counted, or in words that sharecheck lacks"
DENIED = "- a denial: only what is asserted is measured"
SUPPOSED = "- expected or supposed, not asserted"
UNSAID = "- a figure that does not say of what, in words that sharecheck knows"
SENTENCES: dict[str, list[str]] = {
    # shares, and how they are hedged
    "PyTorch is used in 78% of research papers.": ["share pytorch exact 78 percent of papers"],
    "Over 90 percent of the Hub models are for PyTorch.": [
        "share pytorch over 90 percent of hub"
    ],
    "In 2024, about 85 % of papers used PyTorch.": [
        "share pytorch about 85 percent of papers in 2024"
    ],
    "In May 2023, ~7.5% of papers used JAX.": ["share jax about 7.5 percent of papers in 2023-05"],
    "70–80% of papers are implemented in PyTorch.": [
        "share pytorch range 70–80 percent of papers"
    ],
    "Between 20 and 25 per cent of papers use TensorFlow.": [
        "share tensorflow range 20–25 percent of papers"
    ],
    "PyTorch: 70%+ of arXiv papers": ["share pytorch over 70 percent of papers"],
    "Fewer than 5% of papers use JAX.": ["share jax under 5 percent of papers"],
    "At least 40% of job posts ask for TensorFlow.": ["share tensorflow over 40 percent of hiring"],
    "Two thirds of papers use PyTorch.": ["share pytorch about 67 percent of papers"],
    "Nine in ten models on the Hub are PyTorch models.": ["share pytorch about 90 percent of hub"],
    "Roughly half of all papers use TF.": ["share tensorflow about 50 percent of papers"],
    # several figures
    "In the Stack Overflow survey PyTorch and TensorFlow stood at 9.1% and 8.8%.": [
        "share pytorch exact 9.1 percent of survey",
        "share tensorflow exact 8.8 percent of survey",
        "order pytorch/tensorflow ahead of survey",
    ],
    "Of respondents, 38% use TensorFlow, while 55% use PyTorch.": [
        "share tensorflow exact 38 percent of survey",
        "share pytorch exact 55 percent of survey",
        "order pytorch/tensorflow ahead of survey",
    ],
    "PyTorch grew from 41% of papers in 2019 to 49% in 2022.": [
        "share pytorch exact 41 percent of papers in 2019",
        "share pytorch exact 49 percent of papers in 2022",
        "change pytorch difference 8 points of papers since 2019 in 2022",
    ],
    "TensorFlow fell from 12 % of papers in 2018 to 3.5 % in 2021.": [
        "share tensorflow exact 12 percent of papers in 2018",
        "share tensorflow exact 3.5 percent of papers in 2021",
        "change tensorflow difference -8.5 points of papers since 2018 in 2021",
    ],
    "PyTorch's share of papers rose by 8 points between 2020 and 2024.": [
        "change pytorch exact 8 points of papers since 2020 in 2024"
    ],
    # ratios, factors, counts
    "PyTorch has 1.80x the downloads of TensorFlow.": [
        "ratio pytorch/tensorflow exact 1.80 ratio of downloads"
    ],
    "PyTorch gets twice as many downloads as TensorFlow.": [
        "ratio pytorch/tensorflow exact 2 ratio of downloads"
    ],
    "TensorFlow has more than three times as many stars as JAX.": [
        "ratio tensorflow/jax over 3 ratio of stars"
    ],
    "PyPI downloads of PyTorch doubled between 2021 and 2023.": [
        "growth pytorch exact 2 ratio of downloads since 2021 in 2023"
    ],
    "TensorFlow had 115 million downloads in 2020.": [
        "level tensorflow exact 115000000 count of downloads in 2020"
    ],
    "PyTorch has over 80k GitHub stars.": ["level pytorch over 80000 count of stars"],
    "JAX has 1,234 stars or more.": ["level jax over 1234 count of stars"],
    "Tens of thousands of companies run TensorFlow in production.": [
        "- companies do not report what they run"
    ],
    # dates and facts
    "Google released TensorFlow in November 2015.": ["date tensorflow exact 2015-11 date"],
    "TorchServe, launched in 2020, is older.": ["date torchserve exact 2020 date"],
    "TensorFlow 2.0 was released in 2019.": [
        "- the date of a version, which data/facts.yml does not record"
    ],
    "TensorFlow is licensed under Apache 2.0.": ["property tensorflow exact Apache-2.0"],
    "Abacus is licensed under the Zlib license.": [
        "- a fact that data/facts.yml does not record"
    ],
    "Abacus is licensed under Apache 2.0.": ["property abacus exact Apache-2.0"],
    "Abacus supports Intel GPUs.": ["property abacus exact at least experimental"],
    "Abacus lacks support for AMD GPUs.": ["property abacus exact no"],
    "Abacus supports GPUs.": ["- a fact that data/facts.yml does not record"],
    # one before another
    "PyTorch overtook TensorFlow in 2021 in research papers.": [
        "crossing pytorch/tensorflow exact 2021 date of papers"
    ],
    "By 2022, PyTorch was ahead of TensorFlow in papers.": [
        "crossing pytorch/tensorflow before 2022 date of papers"
    ],
    "PyTorch has overtaken TensorFlow in job postings.": [
        "order pytorch/tensorflow ahead of hiring"
    ],
    "Compared to TensorFlow, PyTorch is more popular than ever, ahead of it in stars.": [
        "order pytorch/tensorflow ahead of stars"
    ],
    "JAX's community has a fraction of PyTorch's people.": [
        "ratio jax/pytorch a fraction of of community"
    ],
    "TensorFlow is smaller than PyTorch in downloads.": [
        "ratio tensorflow/pytorch smaller than of downloads"
    ],
    "PyTorch and TensorFlow are on par in job posts.": [
        "ratio pytorch/tensorflow similar of hiring"
    ],
    "Job postings heavily favor PyTorch over TensorFlow.": [
        "ratio pytorch/tensorflow much larger of hiring"
    ],
    # words for a share or a place
    "Most papers use PyTorch.": ["share pytorch most of papers"],
    "The vast majority of models on the Hub are in PyTorch.": ["share pytorch dominates of hub"],
    "PyTorch dominates research.": ["share pytorch dominates of research"],
    "TensorFlow is rarely used in research.": ["share tensorflow niche of research"],
    "TensorFlow is widely used in industry.": ["share tensorflow substantial of industry"],
    "PyTorch is the most popular framework among deep-learning frameworks.": ["rank pytorch first"],
    "TensorFlow.js is the de facto standard in the browser.": ["rank tfjs first of browser"],
    "TFLite is the leading library on mobile.": ["rank tflite first of mobile"],
    "JAX and PyTorch are the most used frameworks.": [
        "rank jax range 1–2 rank",
        "rank pytorch range 1–2 rank",
    ],
    # direction
    "The PyTorch community has exploded since 2019.": [
        "change pytorch fast rising of community since 2019"
    ],
    "PyPI downloads of PyTorch are growing since 2019.": [
        "change pytorch rising of downloads since 2019"
    ],
    "PyTorch gained stars since 2019.": [
        "- counted in totals that only ever add up: they tell of no rise or fall"
    ],
    "PyTorch is ahead of TensorFlow in papers since 2022.": [
        "crossing pytorch/tensorflow since 2022 date of papers"
    ],
    "PyTorch overtook TensorFlow in papers after 2019.": [
        "crossing pytorch/tensorflow after 2019 date of papers"
    ],
    "TensorFlow's popularity declined in research between 2018 and 2022.": [
        "slope tensorflow falling of research since 2018 in 2022"
    ],
    # what cannot be measured, and why
    "PyTorch is easier to learn than TensorFlow.": [TASTE],
    "PyTorch trains 30% faster than TensorFlow.": [SPEED],
    "TensorFlow wins in latency.": [SPEED],
    "PyTorch leads in kitchen tables.": [VAGUE],
    "PyTorch is used by 60% of it.": [UNSAID],
    "PyTorch is not the most popular framework in research.": [DENIED],
    "PyTorch will dominate research.": [SUPPOSED],
    "If PyTorch had 90% of papers, nobody would notice.": [SUPPOSED],
    "60% of developers use Kubernetes.": ["- no project that sharecheck knows"],
    "TensorFlow is searched twice as often as PyTorch.": [
        "- search interest comes from Google Trends, whose exports must be imported first"
    ],
    "80% of mobile apps use TF Lite.": [
        "- nobody publishes how many applications on devices run on what"
    ],
    # nothing
    "Is PyTorch more popular than TensorFlow?": [],
    "Choose PyTorch when you are new.": [],
    "Keras has a logo.": [],
    "It leads in research papers.": [],
    "We met on Tuesday and had 3 cups of tea.": [],
    "Torch lights burn for 20 hours, 50% longer.": [],
    "Tensors flow, and 90% of jaxx is no JAXB.": [],
    "See https://example.org/90%25-of-papers-use-pytorch-most for more.": [],
}  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda text: text[:40])
def test_a_sentence_is_understood(sentence: str, known: World):
    assert [noted(finding) for finding in read(sentence, known).findings] == SENTENCES[sentence]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("20% of papers use torch.", "pytorch"),
        ("TF is used in 20% of papers.", "tensorflow"),
        ("TF Lite leads in downloads.", "tflite"),
        ("tensorflow lite leads in downloads.", "tflite"),
        ("DL4J is used in 20% of papers.", "deeplearning4j"),
        ("TensorFlow Serving leads in downloads.", "tf-serving"),
        ("Over 20% of papers use Keras 3.", "keras"),
    ],
)
def test_the_longest_name_counts_and_short_ones_as_they_are_written(
    text: str, subject: str, known: World
):
    assert [finding.statement.subject for finding in read(text, known).findings] == [subject]


@pytest.mark.parametrize("word", ["tf", "Tf", "TORCH", "jax", "xtensorflow", "tensorflows", "TFX9"])
def test_a_name_is_not_found_within_a_word_or_in_other_letters(word: str, known: World):
    assert known.names.find(word, words(word)) == []


PAGE = """<!DOCTYPE html><html><head><title>Numbers &amp; names</title>
<style>p { width: 90% }</style><script>var a = "<p>PyTorch has 99% of papers</p>";</script></head>
<body><!-- PyTorch has 98% of papers --><h1>Adoption <em>in</em> 2023</h1>
<p>Py<b>Torch</b> is used in
78&nbsp;% of <a href="x">papers</a>.<br>JAX leads&mdash;in GitHub stars.</p>
<table><tr><th>Share of papers<th>PyTorch<th>TensorFlow<tr><td>NeurIPS<td>~80%<td>&lt; 20%</table>
<ul><li>Most papers use PyTorch<li>nothing</ul></body></html>"""
MARKDOWN = """---
title: front matter with 97% PyTorch papers
---
# Adoption in **2023**

> **PyTorch** is used in *78 %* of
> [papers](https://example.org/99% "title").

```
PyTorch has 96% of papers
```

| Share of papers | PyTorch | [TensorFlow](x) |
|---|:---:|---|
| NeurIPS | `~80%` | &lt; 20% |

- Most papers use
  __PyTorch__
- nothing
"""
TEXT = """Adoption in 2023

PyTorch is used in 78 % of papers.

| Share of papers | PyTorch | TensorFlow |
|---|---|---|
| NeurIPS | ~80% | < 20% |

• Most papers use PyTorch
• nothing
"""
PLACES: dict[Form, dict[str, str]] = {
    "html": {
        "share pytorch exact 78 percent of papers in 2023": "78&nbsp;%",
        "rank jax first of stars in 2023": "leads",
        "share pytorch about 80 percent of conferences in 2023": "~80%",
        "share tensorflow under 20 percent of conferences in 2023": "&lt; 20%",
        "order pytorch/tensorflow ahead of conferences in 2023": "~80%<td>&lt; 20%",
        "share pytorch most of papers in 2023": "Most",
    },
    "markdown": {
        "share pytorch exact 78 percent of papers in 2023": "78 %",
        "share pytorch about 80 percent of conferences in 2023": "~80%",
        "share tensorflow under 20 percent of conferences in 2023": "&lt; 20%",
        "order pytorch/tensorflow ahead of conferences in 2023": "~80%` | &lt; 20%",
        "share pytorch most of papers in 2023": "Most",
    },
    "text": {
        "share pytorch exact 78 percent of papers in 2023": "78 %",
        "share pytorch about 80 percent of conferences in 2023": "~80%",
        "share tensorflow under 20 percent of conferences in 2023": "< 20%",
        "order pytorch/tensorflow ahead of conferences in 2023": "~80% | < 20%",
        "share pytorch most of papers in 2023": "Most",
    },
}


@pytest.mark.parametrize(("form", "text"), [("html", PAGE), ("markdown", MARKDOWN), ("text", TEXT)])
def test_positions_point_at_the_words_in_every_format(form: Form, text: str, known: World):
    findings = read(text, known, form).findings
    assert {noted(f): text[slice(*f.anchor)] for f in findings} == PLACES[form]
    for finding in findings:
        start, end = finding.span
        assert start <= finding.anchor[0] < finding.anchor[1] <= end
        assert finding.line == text[:start].count("\n") + 1


def test_a_wrapped_paragraph_is_read_as_one(known: World):
    lines = [
        "A plain text whose lines an editor breaks, so that its",
        "figures are torn from their signs, as here: more than",
    ]
    text = "\n".join(
        [*lines, "78 % of the research papers of that year use PyTorch", "and end here."]
    )
    assert [noted(f) for f in read(text, known).findings] == [
        "share pytorch over 78 percent of papers"
    ]


def test_a_pronoun_a_heading_and_a_key_in_a_table_carry_the_subject_on(known: World):
    rows = "TensorFlow\n~22% of papers\n| License | MIT |\n"
    text = f"PyTorch is old. It leads in GitHub stars.\n\n{rows}"
    found = [(f.statement.subject, f.statement.kind) for f in read(text, known).findings]
    assert found == [("pytorch", "rank"), ("tensorflow", "share"), ("tensorflow", "property")]


def test_two_projects_that_a_document_compares_are_each_other_s_measure(known: World):
    text = (
        "PyTorch or TensorFlow? " * 5 + "\n\nPyTorch leads in job posts.\n\nBoth are widely used."
    )
    assert [noted(f) for f in read(text, known).findings] == [
        "order pytorch/tensorflow ahead of hiring",
        "share pytorch substantial",
        "share tensorflow substantial",
    ]


def test_a_date_comes_from_the_sentence_the_user_or_the_title(known: World):
    body = "PyTorch has 20% of job posts.\nIn 2019 PyTorch had 10% of job posts."
    dates = [
        [f.claim.as_of for f in reading.findings if f.claim]
        for reading in (
            read(body, known),
            read(body, known, as_of="2022-05"),
            read(f"Jobs in 2021\n\n{body}", known),
        )
    ]
    assert dates == [[None, "2019"], ["2022-05", "2019"], ["2021", "2019"]]


def test_every_definition_and_hedge_of_the_vocabulary_exists(known: World):
    entries = lexicon().entries
    for name in [d for p in entries.populations.values() for d in p.definitions] + entries.general:
        assert name in known.content.definitions or any(
            definition.startswith(f"{name}-") for definition in known.content.definitions
        ), name
    assert {cue.hedge for cue in entries.cues} <= set(known.content.hedges)
    assert set(entries.hedges) <= set(known.content.hedges)
    assert set(entries.venues) <= set(known.content.projects)
    for population in entries.populations.values():
        assert population.definitions or population.missing


def test_a_phrase_matches_hyphens_endings_and_the_longest_form():
    phrases = Phrases[str]()
    for phrase in ("open source", "dominat*", "open source first", "lion's share"):
        phrases.add(phrase, phrase)
    text = "Open-source, open\n source first; dominating predominates the lion’s share, open-source"
    found = [match.value for match in phrases.find(text, words(text))]
    assert found == ["open source", "open source first", "dominat*", "lion's share", "open source"]


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
    "brackets": ("markdown", lambda n: "](" * (n // 2)),
    "emphasis": ("markdown", lambda n: "*a" * (n // 2)),
    "angles": ("markdown", lambda n: "<a" * (n // 2)),
    "nested tags": ("html", lambda n: "<div>" * (n // 5)),
    "a million tags": ("html", lambda n: "<b>" * (n // 5) + "PyTorch leads in stars."),
    "unclosed comments": ("html", lambda n: "<!--" * (n // 4)),
    "unbalanced quotes": ("html", lambda n: '<a b="' * (n // 6)),
    "unbalanced quotes, closed": ("html", lambda n: '<a b="' * (n // 6) + ">"),
    "open tags": ("html", lambda n: "<a " * (n // 3)),
    "scripts": ("html", lambda n: "<script>" * (n // 8)),
    "cells": ("html", lambda n: "<tr><td>a<td>b" * (n // 14)),
    "ampersands": ("html", lambda n: "&amp;" * (n // 5)),
}


def spent(name: str, size: int, known: World) -> float:
    """Return the processor seconds that a hostile document of a size costs."""
    form, make = HOSTILE[name]
    document = source.decoded(name, make(size).encode(), form)
    started = time.process_time()
    try:
        reader.read(document, known)
    except Refused as error:
        assert "Cut out the part" in str(error)  # noqa: PT017 - refused or read, both are right
    return time.process_time() - started


def peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_costs_no_more_time_than_its_size(name: str, known: World):
    # what takes time in proportion to the square would take hours at the limit
    assert spent(name, source.MOST_BYTES // 10, known) < SECONDS / 10


@pytest.mark.parametrize("name", ["a million tags", "unbalanced quotes", "one letter"])
def test_the_largest_hostile_document_is_read_or_refused_within_seconds(name: str, known: World):
    before = peak_megabytes()  # other tests ran in this process
    assert spent(name, source.MOST_BYTES, known) < SECONDS
    assert peak_megabytes() - before < 2 * MEGABYTES


@pytest.mark.parametrize("name", ["thousands", "names", "brackets", "cells"])
def test_a_hostile_document_takes_little_memory(name: str, known: World):
    tracemalloc.start()
    try:
        spent(name, source.MOST_BYTES // 50, known)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak / 1e6 < MEGABYTES / 50


@pytest.mark.parametrize("name", ["percent", "unbalanced quotes", "one-letter sentences", "cells"])
def test_four_times_the_text_does_not_take_sixteen_times_the_time(name: str, known: World):
    seconds = [min(spent(name, size, known) for _ in range(3)) for size in (50_000, 200_000)]
    assert seconds[1] < 10 * seconds[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes(range(256)), "not text in UTF-8 (byte 128 is 0x80)"),
        (b"PyTorch\0", "a binary file (character 7 is NUL)"),
        (b"%PDF-1.7\n\xe2\xe3", "not text in UTF-8"),
        ("PyTorch".encode("utf-16")[:-1], "not text in UTF-8"),
        (b"a" * (source.MOST_BYTES + 1), "larger than 5 MB"),
    ],
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
def test_text_with_a_byte_order_mark_is_read(encoding: str, known: World):
    document = source.decoded("x", "Most papers use PyTorch.".encode(encoding), None)
    assert len(reader.read(document, known).findings) == 1


def test_html_is_recognised_by_how_it_begins():
    assert source.decoded("-", b" \n<!DOCTYPE html><p>x", None).form == "html"
    assert source.decoded("-", b"a <html>", None).form == "text"


ARTICLE = """Frameworks in 2022

In 2022, 9.1% of professional developers in the Stack Overflow survey used PyTorch.
Most papers use PyTorch. PyTorch has 1.80x the downloads of TensorFlow.
PyTorch is easier to learn. TensorFlow is licensed under Apache 2.0.
"""


def test_the_written_file_loads_again_and_gets_the_same_verdicts(
    known: World, published: Path, tmp_path: Path
):
    reading = read(ARTICLE, known)
    path = tmp_path / "claims.yml"
    claims_file.write(path, reading, "article.txt")
    loaded = claims_file.load(path)
    proposed = claims_file.claims(reading, "article.txt")
    assert loaded == proposed
    assert len(loaded.claims) == 4
    with judge.judging(published, {"document": loaded}, known.content) as con:
        verdicts = con.execute("select count(*) from claim_verdict").fetchone()
    assert verdicts == (4,)
    text = path.read_text(encoding="utf-8")
    assert "# line 4, characters 104 to 128: Most papers use PyTorch." in text
    assert f"#   {TASTE[2:]}" in text
    with pytest.raises(Refused, match="exists already"):
        claims_file.write(path, reading, "article.txt")


def test_the_command_shows_what_was_found_and_writes_a_file_that_it_reads(
    published: Path, tmp_path: Path
):
    article, written = tmp_path / "article.txt", tmp_path / "claims.yml"
    article.write_text(ARTICLE, encoding="utf-8")
    done = run(published, "read", str(article), "--write", str(written))
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert "4 claims measured" in text
    assert "opinion: what is easier or nicer to use" in text
    assert "as of 2022" in text
    again = run(published, "read", str(written), "--format", "json")
    assert again.returncode == 0, again.stderr
    first = json.loads(run(published, "read", str(article), "-f", "json").stdout)
    verdicts = {row["claim_id"]: row["verdict"] for row in json.loads(again.stdout)}
    assert verdicts == {row["claim_id"]: row["verdict"] for row in first if row["claim_id"]}
    assert [ARTICLE[row["char_start"] : row["char_end"]] for row in first][:1] == [
        ARTICLE.splitlines()[2]
    ]


def test_the_command_shows_no_control_characters_and_no_markup_of_a_document(
    published: Path, tmp_path: Path
):
    article = tmp_path / "article.txt"
    text = "\x1b]0;x\x07 [red]PyTorch[/red] \u202e\x9b31m leads in GitHub stars.\n"
    article.write_text(text, encoding="utf-8")
    for form in ("table", "json", "csv", "markdown"):
        done = run(published, "read", str(article), "--format", form)
        assert done.returncode == 0, done.stderr
        assert "[red]PyTorch[/red]" in done.stdout
        assert [c for c in done.stdout if not c.isprintable() and c != "\n"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["read", "missing.txt"], "cannot be read"),
        (["read", os.curdir], "cannot be read"),
        (["read", __file__, "--as-of", "2024-13"], "is no date"),
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
    article.write_text("Keras has a logo.\n", encoding="utf-8")
    done = run(published, "read", str(article), "--all")
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert "No claim to measure." in text
    assert "no figure and no comparison" in text
