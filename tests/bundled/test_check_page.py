"""What is typed into the field, answered: by the register, by its reading, by what is near."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from collectors.home import Home
from dashboard import field
from dashboard.claims import ask_view
from dashboard.documents import reading_view
from tests.bundled.test_dashboard import asked, opened, words
from tests.conftest import copy_root
from warehouse.reading.asserting import understand
from warehouse.reading.examples import examples
from warehouse.reading.measured import measured

SHARE = "84% of research papers use PyTorch"
REGISTERED = "Is it true that over 90 % of Hub models are PyTorch?"
TWO = "TensorFlow has over 180k GitHub stars, and Keras 60k"
OPEN = "PyTorch had 50 million downloads"
VERDICT = "What would change this"
"""Words that stand on the page only with a verdict."""


def checked(sentence: str = "") -> AppTest:
    """Return the page after one run with a sentence in its address."""
    return opened("check", **({"q": sentence} if sentence else {}))


def typed(app: AppTest, sentence: str) -> AppTest:
    """Return the page after another sentence was typed into it."""
    app.text_input(key=field.TYPED).set_value(sentence)
    app.button[0].click().run()
    assert not app.exception
    return app


def links(app: AppTest, page: str) -> list[dict[str, list[str]]]:
    """Return what the links to a page ask of it, in their order."""
    return [
        parse_qs(link.query_string)
        for link in app.get("page_link")
        if link.page.rstrip("/").rpartition("/")[2] == page
    ]


def shown(app: AppTest) -> str:
    """Return the HTML that a page shows."""
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def test_what_was_read_stands_before_the_verdict_with_all_behind_it(published: Path):
    [claim] = understand(SHARE, measured(Home.of(published))).claims
    app = checked(SHARE)
    said = words(app)
    assert f"## We read: {claim.statement}" in said
    assert said.index("We read") < said.index("\n### :") < said.index(VERDICT)
    assert "How we read it" in "".join(tab.label for tab in app.tabs)
    assert app.get("plotly_chart")
    assert asked(app, "q") == SHARE
    link = app.code[-1].value
    assert parse_qs(urlsplit(link).query)["q"] == [SHARE]
    assert app.code[-2].value.endswith(link)


def offered(root: Path) -> list[str]:
    """Return the sentences that a pack's examples are."""
    return [said for group in examples(measured(Home.of(root))).values() for said in group]


def test_every_example_is_judged(published: Path):
    for sentence in offered(published):
        assert VERDICT in words(checked(sentence)), sentence


def test_the_page_without_a_sentence_offers_every_example_as_a_link(published: Path):
    links = {
        parse_qs(link.query_string)["q"][0]: link.label.replace("\\", "")
        for link in checked().get("page_link")
        if "q=" in link.query_string
    }
    assert links == {sentence: sentence for sentence in offered(published)} != {}


def test_what_was_chosen_is_said_and_another_choice_is_asked_instead(published: Path):
    choices = understand(SHARE, measured(Home.of(published))).choices
    app = checked(SHARE)
    groups = app.get("button_group")
    assert [group.options for group in groups] == [
        [o.label for o in others] for _, others in choices
    ]
    assert all(chosen in group.label for group, (chosen, _) in zip(groups, choices, strict=True))
    option = choices[0][1][0]
    groups[0].set_value(option.sentence).run()
    assert not app.exception
    assert app.text_input(key=field.TYPED).value == asked(app, "q") == option.sentence
    [claim] = understand(option.sentence, measured(Home.of(published))).claims
    assert f"## We read: {claim.statement}" in words(app)


def test_a_sentence_with_two_claims_shows_one_after_the_other(published: Path):
    one, other = understand(TWO, measured(Home.of(published))).claims
    app = checked(TWO)
    said = words(app)
    assert said.index(one.statement) < said.index(f"## We read: {other.statement}")
    assert said.count(VERDICT) == 2


def test_a_question_takes_the_verdict_away_and_its_options_lead_to_one(published: Path):
    question = understand(OPEN, measured(Home.of(published))).question
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
    assert ask_view.marked("<a> & <b>", [(4, 5), (0, 3)]) == (
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
    app.query_params.clear()
    app.run()
    assert ask_view.ANSWER not in app.session_state


@pytest.fixture
def own(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the published root, and make it the current one."""
    root = copy_root(published, tmp_path / "own")
    shutil.copytree(published / "builds", root / "builds")
    monkeypatch.setenv("SHARECHECK_PACK", str(root))
    return root


def renew(root: Path) -> str:
    """Publish the same figures as another build; return its id."""
    path = root / "builds" / "current.json"
    pointer = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(pointer | {"build_id": "another"}), "utf-8")
    return "another"


def test_a_new_build_is_judged_anew(own: Path):
    app = checked(SHARE)
    first = app.session_state[ask_view.ANSWER].key
    newest = renew(own)
    app.run()
    assert not app.exception
    assert app.session_state[ask_view.ANSWER].key.split() == [newest] != first.split()


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
        "PyTorch has 99999999999999999999 stars on GitHub",
        "PyTorch grew 1e999 times since 0000",
        "x" * 100_000,
        "PyTorch " * 12_000,
        "\n\n# x",
        "PyTorch\tshare",
        "\x00\x07PyTorch\x1b[2J",
        "💥",
        "PyTorch ][",
        "PyTorch has 50k stars " + "and JAX has 40k stars " * 60,
        "%",
        "?",
    ],
    ids=range(12),
)
def test_no_sentence_breaks_the_page(published: Path, sentence: str):
    app = checked(sentence)
    assert app.warning or app.info or VERDICT in words(app) or "Look further" in words(app)


def test_a_text_that_is_longer_than_a_sentence_is_carried_whole_to_where_articles_are_read(
    published: Path,
):
    long = "PyTorch has over 50k GitHub stars. " * 200
    typed(app := opened("claims"), long)
    assert app.title[0].value == "Check an article"
    assert app.text_area(key=reading_view.TEXT).value == long.strip()
    app = checked(long)
    assert "longer than a claim" in app.info[0].value
    next(button for button in app.button if "article" in button.label).click().run()
    assert app.text_area(key=reading_view.TEXT).value == long


# --- what the register says ----------------------------------------------------------------------


def row(con: duckdb.DuckDBPyConnection, claim: str) -> tuple[str, str, str]:
    """Return statement, answer and explanation of a claim of the register."""
    [found] = con.execute(
        "select statement, answer, explanation from claim_verdict join claim using (claim_id) "
        "where claim_id = ?",
        [claim],
    ).fetchall()
    return found


def test_a_question_of_the_register_has_its_answer_on_top(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    statement, answer, explanation = row(warehouse, "hub-pytorch-90")
    app = checked(REGISTERED)
    said = words(app).replace("\\", "")
    assert said.index(statement) < said.index(answer) < said.index(explanation[:60])
    assert said.index(explanation[:60]) < said.index("Near it in the articles")
    assert links(app, "claims")[0] == {"claim": ["hub-pytorch-90"]}


def test_a_sentence_that_is_read_otherwise_than_the_article_says_why(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    said = "PyTorch is used in 85 % of deep learning papers"
    _, answer, _ = row(warehouse, "papers-pytorch-85")
    app = checked(said)
    own = app.session_state[ask_view.ANSWER].judged
    assert own is not None
    [other] = [box.label for box in app.expander if "Judged by itself" in box.label]
    differ = not other.endswith(f": {answer}")
    assert ("another answer" in other) == differ == ("Why they differ" in words(app))


def test_a_figure_alone_is_answered_by_the_claims_that_give_it(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    for said in ("90 %", "90%", "90 percent", "ninety percent", "nine out of ten"):
        assert links(checked(said), "claims")[0] == {"claim": ["hub-pytorch-90"]}, said
    app = checked("2016")
    giving = warehouse.execute("select claim_id from claim where asserted like '2016%'").fetchall()
    shown = [link["claim"][0] for link in links(app, "claims") if "claim" in link]
    assert set(shown[: len(giving)]) == {claim for (claim,) in giving}
    assert f"## {len(giving)} claims of the articles give 2016" in words(app)


def test_a_project_is_answered_by_its_page_and_its_claims(published: Path):
    app = checked("TGI")
    assert links(app, "projects") == [{"project": ["tgi"]}]
    assert "What the articles say of TGI" in words(app)
    assert not app.warning


def test_a_topic_is_answered_by_its_claims_and_by_the_signals_that_count_it(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = checked("hiring")
    topics = {
        topic
        for link in links(app, "claims")
        for (topic,) in warehouse.execute(
            "select cluster from claim where claim_id = ?", link.get("claim", [""])
        ).fetchall()
    }
    assert "job-posts" in topics
    assert {"signal": ["hiring_posts"]} in links(app, "signals")


def test_nothing_found_carries_the_words_on(published: Path):
    for said in ("93 %", "MXNet"):
        app = checked(said)
        assert said in app.info[0].value
        assert links(app, "projects") == ([{"project": ["mxnet"]}] if said == "MXNet" else [])
    app = checked("Narnia has 3 lions")
    assert links(app, "head_to_head")
    assert links(app, "claims")
    assert links(app, "read")
    app = checked("pandas has more downloads than MXNet in Narnia")
    projects = [link["project"][0] for link in links(app, "projects")]
    assert projects == ["pandas", "mxnet"]
    app = opened("claims", find="Narnia lions")
    assert {"q": ["Narnia lions"]} in links(app, "check")


def test_the_former_parameter_still_asks(published: Path):
    assert links(opened("check", ask=REGISTERED), "claims")[0] == {"claim": ["hub-pytorch-90"]}


@pytest.mark.parametrize("hostile", ["**b** [x](http://a.b) $x$ <b>y</b> :red[z]", "<img src=x>"])
def test_what_is_typed_is_shown_letter_for_letter(published: Path, hostile: str):
    app = checked(f"PyTorch has 50k {hostile} stars")
    said = words(app)
    for sign in ("**b**", "[x](", "$x$", "<b>", ":red[", "<img"):
        assert sign not in re.sub(r"\\.", "", said.replace("**We read:**", ""))
    assert "<img" not in shown(app)
    assert "<b>" not in shown(app)
    assert "<mark>" in shown(app)
