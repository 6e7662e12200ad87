"""The page for a claim of one's own: what was read stands before the verdict, or a question."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.claims import ask_view, question_view
from tests.conftest import copy_root
from tests.test_dashboard import asked, opened, words
from warehouse.reading.asserting import understand
from warehouse.reading.examples import EXAMPLES
from warehouse.reading.known import known

SHARE = "85% of research papers use PyTorch"
TWO = "TensorFlow has over 180k GitHub stars, and Keras 60k"
OPEN = "PyTorch had 50 million downloads"
SENTENCES = [sentence for group in EXAMPLES.values() for sentence in group]
VERDICT = "What would change this"
"""Words that stand on the page only with a verdict."""


def checked(sentence: str = "") -> AppTest:
    """Return the page after one run with a sentence in its address."""
    return opened("check", **({"ask": sentence} if sentence else {}))


def typed(app: AppTest, sentence: str) -> AppTest:
    """Return the page after another sentence was typed into it."""
    app.text_input(key="ask").set_value(sentence).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """Return the HTML that a page shows."""
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def test_what_was_read_stands_before_the_verdict_with_all_behind_it(published: Path):
    [claim] = understand(SHARE, known(published)).claims
    app = checked(SHARE)
    said = words(app)
    assert f"## We read: {claim.statement}" in said
    assert said.index("We read") < said.index("-badge[") < said.index(VERDICT)
    assert "- Speaks of: " in said.replace("**", "")
    assert app.get("plotly_chart")
    assert asked(app, "ask") == SHARE
    link = app.code[-1].value
    assert parse_qs(urlsplit(link).query)["ask"] == [SHARE]
    assert app.code[-2].value.endswith(link)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_example_is_judged(published: Path, sentence: str):
    assert VERDICT in words(checked(sentence))


def test_the_page_without_a_sentence_offers_every_example_as_a_link(published: Path):
    links = {
        parse_qs(link.query_string)["ask"][0]: link.label.replace("\\", "")
        for link in checked().get("page_link")
        if "ask=" in link.query_string
    }
    assert links == {sentence: sentence for sentence in SENTENCES}


def test_what_was_chosen_is_said_and_another_choice_is_asked_instead(published: Path):
    choices = understand(SHARE, known(published)).choices
    app = checked(SHARE)
    groups = app.get("button_group")
    assert [group.options for group in groups] == [
        [o.label for o in others] for _, others in choices
    ]
    assert all(chosen in group.label for group, (chosen, _) in zip(groups, choices, strict=True))
    option = choices[0][1][0]
    groups[0].set_value(option.sentence).run()
    assert not app.exception
    assert app.text_input(key="ask").value == asked(app, "ask") == option.sentence
    [claim] = understand(option.sentence, known(published)).claims
    assert f"## We read: {claim.statement}" in words(app)


def test_a_sentence_with_two_claims_shows_one_after_the_other(published: Path):
    one, other = understand(TWO, known(published)).claims
    app = checked(TWO)
    said = words(app)
    assert said.index(one.statement) < said.index(f"## We read: {other.statement}")
    assert said.count(VERDICT) == 2


def test_a_question_takes_the_verdict_away_and_its_options_lead_to_one(published: Path):
    question = understand(OPEN, known(published)).question
    assert question is not None
    app = typed(checked(SHARE), OPEN)
    assert question.said in app.warning[0].value
    assert f"**We read:** {question.read}" in words(app)
    assert VERDICT not in words(app)
    assert not app.get("plotly_chart")
    [group] = app.get("button_group")
    assert group.options == [option.label for option in question.options]
    group.set_value(question.options[0].sentence).run()
    assert VERDICT in words(app)
    assert not app.warning


def test_words_that_are_not_understood_are_marked_in_the_sentence(published: Path):
    app = checked("vLLM has over 50k GitHub stars in Narnia")
    assert "“Narnia”" in app.warning[0].value
    assert "vLLM has over 50k GitHub stars in <mark>Narnia</mark>" in shown(app)
    assert question_view.marked("<a> & <b>", [(4, 5), (0, 3)]) == (
        "<mark>&lt;a&gt;</mark> <mark>&amp;</mark> &lt;b&gt;"
    )


def test_an_opinion_is_told_from_what_can_be_completed(published: Path):
    app = checked("PyTorch is easier to learn than JAX")
    assert "opinion" in app.info[0].value
    assert not app.warning


def test_the_last_sentence_is_judged_once_and_let_go_with_the_next(published: Path):
    app = checked(SHARE)
    first = app.session_state[ask_view.ANSWER]
    app.run()
    assert app.session_state[ask_view.ANSWER] is first
    typed(app, TWO)
    assert app.session_state[ask_view.ANSWER].sentence == TWO
    typed(app, "")
    assert ask_view.ANSWER not in app.session_state


@pytest.fixture
def own(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the published root, and make it the current one."""
    root = copy_root(published, tmp_path / "own")
    shutil.copytree(published / "data" / "builds", root / "data" / "builds")
    monkeypatch.setenv("SHARECHECK_ROOT", str(root))
    return root


def renew(root: Path) -> str:
    """Publish the same figures as another build; return its id."""
    path = root / "data" / "builds" / "current.json"
    pointer = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(pointer | {"build_id": "another"}), "utf-8")
    return "another"


def test_a_new_build_is_judged_anew(own: Path):
    app = checked(SHARE)
    first = app.session_state[ask_view.ANSWER].build_id
    newest = renew(own)
    app.run()
    assert not app.exception
    assert app.session_state[ask_view.ANSWER].judged.build_id == newest != first


def test_a_claim_that_is_asked_does_not_enter_the_other_pages(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    [(total,)] = warehouse.execute("select count(*) from claim").fetchall()
    app = checked(SHARE)
    app.query_params.clear()
    app.switch_page("screens/claims.py")
    app.run()
    assert f"of {total} claims" in words(app)


@pytest.mark.parametrize(
    "sentence",
    [
        "PyTorch has 99999999999999999999 stars on GitHub", "PyTorch grew 1e999 times since 0000",
        "x" * 100_000, "PyTorch " * 12_000, "\n\n# x", "PyTorch\tshare", "\x00\x07PyTorch\x1b[2J",
        "💥", "PyTorch ][", "PyTorch has 50k stars " + "and JAX has 40k stars " * 60, "%", "?",
    ],
    ids=range(12),
)  # fmt: skip
def test_no_sentence_breaks_the_page(published: Path, sentence: str):
    app = checked(sentence)
    assert app.warning or app.info or VERDICT in words(app)


def test_a_sentence_too_long_for_an_address_is_answered_without_one(published: Path):
    app = checked("x" * 100_000)
    assert "too long" in app.warning[0].value
    assert "ask" not in app.query_params


@pytest.mark.parametrize("hostile", ["**b** [x](http://a.b) $x$ <b>y</b> :red[z]", "<img src=x>"])
def test_what_is_typed_is_shown_letter_for_letter(published: Path, hostile: str):
    app = checked(f"PyTorch has 50k {hostile} stars")
    said = words(app)
    for sign in ("**b**", "[x](", "$x$", "<b>", ":red[", "<img"):
        assert sign not in said.replace("**We read:**", "").replace("\\\\", "")
    assert "<img" not in shown(app)
    assert "<b>" not in shown(app)
    assert "<mark>" in shown(app)
