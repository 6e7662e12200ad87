"""Finding claims: what is compared, what comes first, what is the same question."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.conftest import BUNDLED
from warehouse.finding import terms
from warehouse.finding.register import Register, register
from warehouse.reading.vocabulary import words

SAME = {
    "over 90 % of Hub models are PyTorch": "hub-pytorch-90",
    "Is it true that more than 90% of models on Hugging Face are PyTorch?": "hub-pytorch-90",
    "nine out of ten hub models are pytorch": "hub-pytorch-90",
    "85% of research papers use PyTorch": "papers-pytorch-85",
    "TensorFlow was first released in November 2015": "tensorflow-released-november-2015",
    "TensorFlow was released in 2015": "tensorflow-released-2015",
    "TF Lite is used in over 80 percent of deployments on devices": "tflite-80",
    "in 2020 51% of paper implementations used torch": "papers-pytorch-51-in-2020",
    "PyTorch is searched for 1.8x as often as TensorFlow": "search-ratio-1-8",
    "PyTorch dominates research": "research-pytorch-dominates",
}
ANOTHER = {
    "another figure": "over 80 % of Hub models are PyTorch",
    "another project": "over 90 % of Hub models are TensorFlow",
    "the other side": "less than 90 % of Hub models are PyTorch",
    "denied": "over 90 % of Hub models are not PyTorch",
    "another year": "in 2019 over 90 % of Hub models were PyTorch",
    "something else counted": "over 90 % of downloads are PyTorch",
    "a word that narrows": "over 90 % of Hub models in Narnia are PyTorch",
    "no figure": "most Hub models are PyTorch",
    "the other way round": "TensorFlow is searched for 1.8 times as often as PyTorch",
    "rising for falling": "TensorFlow's share of papers rose between 2020 and 2024",
    "to come": "JAX replaces PyTorch in research",
}


@pytest.fixture(scope="module")
def found(warehouse: duckdb.DuckDBPyConnection) -> Register:
    """Return the claims of the bundled data, without the articles."""
    return register(warehouse)


@pytest.mark.parametrize(("asked", "claim"), SAME.items())
def test_the_same_question_finds_its_claim(found: Register, asked: str, claim: str):
    first, *others = found.nearest(asked)
    assert (first.claim_id, first.same) == (claim, True)
    assert not any(other.score > first.score and other.same for other in others)


@pytest.mark.parametrize("asked", ANOTHER.values(), ids=ANOTHER)
def test_what_asks_something_else_is_no_claim_of_the_register(found: Register, asked: str):
    assert not any(claim.same for claim in found.nearest(asked))


@pytest.mark.parametrize("asked", ["", "?", "what is the weather", "asdkjh qwe", "Narnia", "🦁"])
def test_what_shares_nothing_finds_nothing(found: Register, asked: str):
    assert found.nearest(asked) == []


def test_every_figure_that_is_asserted_finds_a_claim_that_asserts_it_first(
    found: Register, warehouse: duckdb.DuckDBPyConnection
):
    claims = warehouse.execute(
        "select asserted, list(claim_id) from claim where asserted is not null group by asserted"
    ).fetchall()
    assert len(claims) > 15
    for figure, giving in claims:
        first = [claim.claim_id for claim in found.nearest(figure)[: len(giving)]]
        assert set(first) == set(giving), figure


@pytest.mark.parametrize(
    "figure",
    ["70–80%", "70-80 %", "70 to 80 percent", "between 70 and 80 %", "seventy to eighty percent"],
)
def test_a_range_is_found_in_every_spelling(found: Register, figure: str):
    assert found.nearest(figure)[0].claim_id == "papers-pytorch-70-80"


@pytest.mark.parametrize(
    ("asked", "claim"),
    [
        ("75", "papers-pytorch-70-80"),
        ("75 %", "papers-pytorch-70-80"),
        ("75 % of papers use PyTorch", "papers-pytorch-70-80"),
        ("a gain of 17 % from XLA", "xla-gain-15-20"),
        ("45 % speedup by torch.compile", "compile-30-60"),
    ],
)
def test_a_figure_inside_a_range_leads_to_it(found: Register, asked: str, claim: str):
    """It is near, and not the same question."""
    first = found.nearest(asked)[0]
    assert (first.claim_id, first.same, first.gives) == (claim, False, False)


def test_a_figure_inside_a_range_of_something_else_does_not(found: Register):
    asked = ("75 times", "2022", "papers of 2022", "PyTorch has 90 % of papers")
    near = {one.claim_id for text in asked for one in found.nearest(text, 3)}
    assert near.isdisjoint({"papers-pytorch-70-80", "compile-30-200-in-release-notes"})
    assert found.nearest("93 %") == []  # 30 to 200 is about no figure in it


def test_every_claim_is_found_by_its_own_statement(
    found: Register, warehouse: duckdb.DuckDBPyConnection
):
    claims = warehouse.execute("select claim_id, statement from claim").fetchall()
    for claim, statement in claims:
        first = found.nearest(statement, 1)[0]
        assert (first.claim_id, first.same) == (claim, True), statement


@pytest.mark.parametrize(
    ("asked", "claim"),
    [
        ("job adverts mention torch all the time", "jobs-pytorch-frequent"),
        ("employers", "jobs-pytorch-frequent"),
        ("is torchserve from 2020", "torchserve-2020"),
        ("who created TensorFlow", "origin-tensorflow-google-brain"),
        ("Meta created torch in 2016", "pytorch-created-2016"),
        ("mobile share of TensorFlow Lite", "tflite-80"),
    ],
)
def test_other_words_for_it_find_a_claim_among_the_first(found: Register, asked: str, claim: str):
    assert claim in [near.claim_id for near in found.nearest(asked)], asked


def test_the_words_of_a_passage_find_its_claim_and_are_kept_nowhere(
    warehouse: duckdb.DuckDBPyConnection,
):
    document, start, claim = warehouse.execute(
        "select document_id, char_start, claim_id from claim_occurrence "
        "where claim_id = 'research-pytorch-dominates' limit 1"
    ).fetchall()[0]
    [(end,)] = warehouse.execute(
        "select char_end from claim_occurrence where document_id = ? and char_start = ? "
        "and claim_id = ?",
        [document, start, claim],
    ).fetchall()
    passage = "quokkas and wombats sleep"[: end - start].ljust(end - start, "z")
    invented = {document: " " * start + passage}
    asked = "quokkas and wombats"
    assert register(warehouse).nearest(asked) == []
    assert register(warehouse, invented).nearest(asked)[0].claim_id == claim


# --- terms ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader(found: Register) -> terms.Reader:
    """Return what takes texts apart."""
    return found.reader


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("90%", "#90%"),
        ("90 %", "#90%"),
        ("90 percent", "#90%"),
        ("ninety per cent", "#90%"),
        ("nine out of ten", "#90%"),
        ("~78%", "#78%"),
        ("70%+", "#70%"),
        ("180k", "#180000"),
        ("180,000", "#180000"),
        ("87M", "#87000000"),
        ("1.8x", "#1.8x"),
        ("twice", "#2x"),
        ("5–10%", "#5–10%"),
        ("three quarters", "#75%"),
    ],
)
def test_a_figure_has_one_spelling(reader: terms.Reader, text: str, figure: str):
    assert figure in reader.terms(text).all


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("in November 2015", "#2015-11"),
        ("2015-11", "#2015-11"),
        ("Nov 2015", "#2015-11"),
        ("since 2015", "#2015"),
    ],
)
def test_a_date_is_no_figure(reader: terms.Reader, text: str, date: str):
    asked = reader.terms(text)
    assert date in asked.years
    assert not asked.figures


def test_words_are_compared_by_stem_and_meaning_and_common_ones_not_at_all(reader: terms.Reader):
    assert reader.terms("adopts").all == reader.terms("adopted").all
    assert reader.terms("hiring").all & reader.terms("vacancies").all
    assert reader.terms("it is the one of that").units == ()
    assert not reader.terms("developed").all & reader.terms("developers").all


def test_projects_are_known_by_every_name(reader: terms.Reader):
    for name in ("TGI", "Text Generation Inference", "text generation inference"):
        assert reader.terms(f"{name} is fast").projects == ("tgi",)
    assert reader.terms("TF Serving beats TorchServe").projects == ("tf-serving", "torchserve")
    assert reader.terms("no spark of interest").projects == ()


def test_no_word_stands_in_two_places_of_the_vocabulary_by_mistake():
    lists = terms.words()
    assert len(lists.common) == len(set(lists.common))
    for group in lists.same:
        assert len(group) == len(set(group)) > 1, group
    for pair in lists.opposite:
        one, other = map(set, pair)
        assert one.isdisjoint(other)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("90 %", "figure"),
        ("~78%", "figure"),
        ("TGI", "project"),
        ("pytorch and jax", "project"),
        ("hiring", "topic"),
        ("research papers", "topic"),
        ("PyTorch leads", "sentence"),
        ("90 % of papers", "sentence"),
        ("is it?", "nothing"),
    ],
)
def test_what_is_typed_is_told_apart(reader: terms.Reader, text: str, kind: str):
    assert reader.terms(text).kind == kind


@pytest.mark.parametrize("noun", ["papers", "hiring", "GitHub stars", "PyPI downloads", "survey"])
def test_a_topic_names_the_signals_that_count_it(reader: terms.Reader, noun: str):
    listed = {s for measure in words(BUNDLED.packs).measures.values() for s in measure.signals}
    named = reader.counting(reader.terms(noun))
    assert named
    assert set(named) <= listed


def test_a_long_text_is_compared_in_time(found: Register, published: Path):
    assert len(found.nearest("PyTorch leads in 90 % of papers. " * 3_000)) <= 10
