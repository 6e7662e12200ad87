"""Packs without a vocabulary of their own: what sentences about invented things are read as."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
import yaml

from collectors.errors import InputError
from collectors.home import Home
from tests.command import run
from warehouse import catalogue, publish
from warehouse.build import build
from warehouse.judge import judged_sentence, judging
from warehouse.reading.asserting import cluster, understand
from warehouse.reading.examples import examples
from warehouse.reading.measured import Measured, measured
from warehouse.reading.vocabulary import general

DAY = date(2026, 11, 30)
CARD = """
title: {title}
publisher: {publisher}
url: https://example.org/{name}
license: CC0-1.0
attribution: invented
cadence: yearly
lag_days: 10
signals: {{{name}: {{title: {titled}, unit: {unit}, family: {family}, measure: {measure},
  population: {population}, quality: {quality}, tolerance_days: 400, caveat: Invented.}}}}
tables:
  {name}:
    columns: {{month: date, who: varchar, number: integer, whole: integer, part: varchar}}
    observations: {{registry: here, identifier: who, value: number, base: whole, period: {period},
      segment: part}}
    read_on: 2026-11-01
    upstream: [{{page: "https://example.org/{name}", license: CC0-1.0}}]
"""
PROJECTS = """
projects:
  acme: {name: Acme, kind: engine, identifiers: {here: {acme: primary}}}
  beta: {name: Betasoft, kind: engine, identifiers: {here: {beta: primary}}}
  gamma: {name: Gammaray, kind: engine, identifiers: {here: {gamma: primary}}}
  maker: {name: Makers Inc, kind: company}
groups:
  all: {title: Three game engines, note: Invented., members: [acme, beta, gamma]}
"""
FACTS = """
facts:
  acme-first:
    project: acme
    title: First release of Acme
    property: first release
    values: [{value: '2015-03-01', citation: invented, read_on: 2026-01-01}]
"""
PROPERTIES = """
properties:
  first release: {title: when it could first be had, type: date}
"""
SOURCES = {
    "poll": {
        "title": "The Invented Poll 2025",
        "publisher": "nobody",
        "titled": "People who play with it",
        "unit": "respondents",
        "family": "surveys",
        "measure": "stock",
        "population": "hobbyists who answered",
        "quality": "sample",
        "period": "{year: month}",
    },
    "fetched": {
        "title": "A store of engines",
        "publisher": "the store",
        "titled": "Store downloads",
        "unit": "downloads",
        "family": "downloads",
        "measure": "flow",
        "population": "files that were fetched",
        "quality": "census",
        "period": "{month: month}",
    },
    "liked": {
        "title": "Likes",
        "publisher": "the forge",
        "titled": "Stars at the forge",
        "unit": "stars",
        "family": "attention",
        "measure": "stock",
        "population": "accounts",
        "quality": "census",
        "period": "{month: month}",
    },
}
NUMBERS = {"poll": (600, 300, 100), "fetched": (50, 40, 30), "liked": (100, 900, 50)}
OVER = {"poll": "{base: true}", "fetched": "{group: all}", "liked": "{group: all}"}


def definition(name: str, signal: str, over: str, segment: str = "all") -> str:
    """Return an entry of definitions.yml."""
    return (
        f"  {name}: {{signal: {signal}, title: {name}, numerator: what it has, rationale: None.,\n"
        f"    denominator: {segment} people who were asked, segments: [{segment}], over: {over}}}\n"
    )


def rows(name: str) -> list[str]:
    """Return the rows of a source: growing over the months, the poll once a year."""
    months = [f"{y}-{m:02}-01" for y in (2023, 2024, 2025) for m in range(1, 13)]
    numbers = dict(zip(("acme", "beta", "gamma"), NUMBERS[name], strict=True))
    if name == "poll":
        yearly = [
            f"{month},{who},{n // (2 if part == 'student' else 1)},1000,{part}"
            for month in months[::12]
            for who, n in numbers.items()
            for part in ("all", "student")
        ]
        return yearly
    return [
        f"{month},{who},{n * (turn + 1) * 1000},,all"
        for turn, month in enumerate(months)
        for who, n in numbers.items()
    ]


def write(folder: Path, **sources: dict[str, str]) -> Path:
    """Write a pack with some of the sources, by their names."""
    for name in ("sources", "snapshot"):
        (folder / name).mkdir(parents=True)
    (folder / "pack.yml").write_text(
        "title: Game engines\nnoun: {one: engine, many: engines}\nsources: []\n"
    )
    (folder / "projects.yml").write_text(PROJECTS)
    (folder / "facts.yml").write_text(FACTS)
    (folder / "properties.yml").write_text(PROPERTIES)
    definitions = "definitions:\n"
    for name, said in sources.items():
        like = name.removesuffix("_again")
        (folder / "sources" / f"{name}.yml").write_text(CARD.format(name=name, **said))
        lines = ["month,who,number,whole,part", *rows(like)]
        (folder / "snapshot" / f"{name}.csv").write_text("\n".join(lines) + "\n")
        slug = name.replace("_", "-")
        definitions += definition(f"{slug}-all", name, OVER[like])
        if like == "poll":
            definitions += definition(f"{slug}-students", name, OVER[like], "student")
    (folder / "definitions.yml").write_text(definitions)
    return folder


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """Return what can be asked of three sources."""
    pack = write(tmp_path_factory.mktemp("packs") / "engines", **SOURCES)
    build(Home.of(pack))
    return measured(Home.of(pack))


JUDGED = {
    # shares
    "60% of respondents use Acme": ("share acme 60 % of poll", None),
    "Acme is used by 40% of respondents": ("share acme 40 % of poll", "refuted"),
    "30% of student people use Acme": ("share acme 30 % of poll-students", None),
    "60 % of hobbyists use Acme": ("share acme 60 % of poll", None),
    "Acme has over 50% of respondents in the Invented Poll": (
        "share acme over 50 % of poll",
        "supported",
    ),
    "Acme's share of downloads is over 50%": ("share acme over 50 % of fetched", "refuted"),
    # counts
    "Acme had over 14 million downloads in 2024": (
        "level acme over 14000000 of fetched in 2024",
        "refuted",
    ),
    "Betasoft has over 30 million stars": ("level beta over 30000000 of liked", "supported"),
    # one against another
    "Acme has more downloads than Betasoft": ("order acme/beta of fetched", "supported"),
    "Acme has twice as many respondents as Betasoft": ("ratio acme/beta 2 times of poll", None),
    "Is Acme starred more often than Betasoft?": ("order acme/beta of liked", "refuted"),
    # places
    "Betasoft is the most starred game engine": ("rank beta first of liked", "supported"),
    "Acme is the most starred engine": ("rank acme first of liked", "refuted"),
    "Gammaray is #3 among game engines in store downloads": (
        "rank gamma place 3 of fetched",
        "supported",
    ),
    # over time
    "Downloads of Acme doubled between 2023 and 2024": (
        "growth acme 2 times of fetched since 2023 in 2024",
        None,
    ),
    # facts
    "Acme was first released in March 2015": ("date acme 2015-03", "supported"),
    "Acme was released in 2016": ("date acme 2016", "refuted"),
}


@pytest.mark.parametrize(("sentence", "expected"), JUDGED.items())
def test_a_pack_without_words_is_read_by_its_cards(
    sentence: str, expected: tuple[str, str | None], asked: Measured
):
    found = understand(sentence, asked, DAY)
    assert found.question is None, found.question
    [statement] = found.heard.statements
    brief, verdict = expected
    assert statement.brief() == brief
    assert asked.home is not None
    with judged_sentence(asked.home, found, asked) as (_, con):
        [(told,)] = con.execute("select verdict from claim_verdict").fetchall()
    assert verdict in (None, told)


QUESTIONS = {
    "Acme is the most popular library": "among which",  # nobody calls it so here
    "60% of people use Acme": "of what",  # who was asked is not said
    "Acme has 60 %": "of what",
    "Acme had 20 million downloads": "over which time",
    "60% of gamers use Acme": "understood",
    "Makers Inc has more downloads than Acme": "Makers Inc",
}


@pytest.mark.parametrize(("sentence", "why"), QUESTIONS.items())
def test_what_is_open_stays_a_question(sentence: str, why: str, asked: Measured):
    found = understand(sentence, asked, DAY)
    assert found.question is not None
    assert why in found.question.said


def test_a_noun_of_two_measures_is_a_question_that_offers_both(tmp_path: Path):
    pack = write(
        tmp_path / "engines",
        poll=SOURCES["poll"],
        poll_again=SOURCES["poll"] | {"title": "Another poll", "titled": "Players"},
    )
    build(Home.of(pack))
    asked = measured(Home.of(pack))
    found = understand("60% of respondents use Acme", asked, DAY)
    assert found.question is not None
    assert "more than one way" in found.question.said
    offered = [option.sentence for option in found.question.options]
    assert len(offered) == 2
    named = [understand(sentence, asked, DAY).heard.statements[0].measure for sentence in offered]
    assert sorted(map(str, named)) == ["poll", "poll_again"]


def test_of_two_packs_each_sentence_is_measured_by_that_of_its_project(
    tmp_path: Path, published: Path
):
    pack = write(tmp_path / "engines", poll=SOURCES["poll"])
    both = Home((published, pack), tmp_path / "data")
    build(both)
    asked = measured(both)
    heard = asked.ear.hear("60% of respondents use Acme", typed=True)
    assert [s.brief() for s in heard.statements] == ["share acme 60 % of poll"]
    survey = "In the 2024 survey of Stack Overflow 9% of respondents used PyTorch"
    assert asked.ear.hear(survey).statements[0].measure == "survey"
    ranks = {
        "Acme is the most popular engine": None,
        "PyTorch is the most popular framework": None,
        "PyTorch is the most popular engine": "group",
        "Acme is the most popular framework": "group",
    }
    for sentence, gap in ranks.items():
        [statement] = asked.ear.hear(sentence).statements
        assert statement.gaps == ((gap,) if gap else ()), sentence


def test_a_vocabulary_of_the_pack_adds_to_the_words_of_the_program(tmp_path: Path):
    pack = write(tmp_path / "engines", **SOURCES)
    (pack / "vocabulary.yml").write_text(
        "measures:\n"
        "  downloads: {nouns: [fetches], signals: [fetched]}\n"
        "groups: {all: [play engines, play engine]}\n"
    )
    build(Home.of(pack))
    asked = measured(Home.of(pack))
    for said in ("fetches", "downloads", "installs"):
        [statement] = asked.ear.hear(f"Acme has more {said} than Betasoft").statements
        assert statement.measure == "downloads"
    [statement] = asked.ear.hear("Acme is the most downloaded play engine").statements
    assert (statement.measure, statement.group) == ("downloads", "all")


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("measures: {downloads: {signals: [fetchd]}}", "fetched"),
        ("measures: {downloads: {shares: [fetched-al]}}", "fetched-all"),
        ("measures: {mine: {nouns: [things]}}", "title"),
        ("groups: {al: [things]}", "all"),
        ("near: [download]", "downloads"),
        ("mesures: {}", "mesures"),
        ("places: {shop: {alone: download}}", "downloads"),
    ],
)
def test_a_name_that_is_none_is_told_with_the_file(tmp_path: Path, written: str, wrong: str):
    pack = write(tmp_path / "engines", **SOURCES)
    (pack / "vocabulary.yml").write_text(f"{written}\n")
    build(Home.of(pack))
    with pytest.raises(InputError, match=rf"engines/vocabulary\.yml.*{wrong}"):
        measured(Home.of(pack)).ear.hear("Acme")


def test_the_program_names_nothing_that_a_pack_measures():
    listed = general().measures
    assert not any(m.shares or m.printed or m.definitions for m in listed.values())
    assert general().groups == {}


# --- examples -------------------------------------------------------------------------------------


def test_the_examples_of_a_pack_are_of_its_projects_understood_and_judged(asked: Measured):
    shown = examples(asked)
    assert set(shown) == {"a share", "a count", "two compared", "a place", "over time", "a fact"}
    for sentences in shown.values():
        assert 1 <= len(sentences) <= 2
        for sentence in sentences:
            assert any(name in sentence for name in ("Acme", "Betasoft", "Gammaray"))
            found = understand(sentence, asked, DAY)
            assert found.claims, sentence
            assert asked.home is not None
            with judging(asked.home, cluster(found.claims), asked.catalogue) as con:
                [(verdict,)] = con.execute("select verdict from claim_verdict").fetchall()
            assert verdict != "not enough evidence", sentence


def test_a_kind_that_no_figures_tell_has_no_example(built: Path):
    asked = measured(Home.of(built))  # without facts, and without series
    shown = examples(asked)
    assert not {"a fact", "over time"} & set(shown)
    assert all(asked.ear.hear(s, typed=True).statements for said in shown.values() for s in said)


# --- an article -----------------------------------------------------------------------------------

ARTICLE = """# Which engine?

Published: May 2025

Betasoft is the most starred game engine. More than 50% of respondents use Acme.
It is also the nicest one. Acme has 90 % of all gamers.
"""
COMMENTED = "# What is checked.\ndocuments:  # one so far\n  old:\n    title: Old  # kept\n"
COMMENTED += "    as_of: '2024'\n    as_of_basis: invented\n    sha256: '" + "0" * 64
COMMENTED += "'\n    characters: 5\n"


@pytest.mark.parametrize("before", [None, "documents: {}\n", COMMENTED])
def test_an_article_is_registered_read_and_judged_by_the_next_build(
    tmp_path: Path, before: str | None
):
    pack = write(tmp_path / "engines", poll=SOURCES["poll"], liked=SOURCES["liked"])
    if before is not None:
        (pack / "documents.yml").write_text(before)
    article = tmp_path / "Which engine.md"
    article.write_text(ARTICLE)
    assert run(pack, "build").returncode == 0
    done = run(pack, "document", str(article))
    assert done.returncode == 0, done.stderr
    text = (pack / "documents.yml").read_text()
    assert text.startswith((before or "").rstrip().removesuffix("{}").rstrip())
    found = catalogue.load(Home.of(pack)).documents
    document = found["which-engine"]
    assert (document.title, document.as_of) == ("Which engine?", "2025-05")
    assert document.sha256 == hashlib.sha256(article.read_bytes()).hexdigest()
    assert document.characters == len(ARTICLE)
    assert "nicest" not in text
    claims = pack / "claims" / "engine.yml"
    assert run(pack, "read", str(article), "--write", str(claims)).returncode == 0
    assert run(pack, "build").returncode == 0
    with publish.connect(pack) as con:
        rows = con.execute(
            "select subject, kind, verdict, document_id, line, char_start, char_end from claim "
            "join claim_verdict using (claim_id) join claim_occurrence using (claim_id) order by 1"
        ).fetchall()
    assert [(subject, kind) for subject, kind, *_ in rows] == [("acme", "share"), ("beta", "rank")]
    assert all(verdict == "supported" for _, _, verdict, *_ in rows)
    for _, _, _, name, line, start, end in rows:
        assert (name, line) == ("which-engine", ARTICLE.count("\n", 0, start) + 1)
        assert ARTICLE[start:end].endswith(".")
    assert "gamers" in claims.read_text()  # to be completed, as a comment
    assert run(pack, "documents", str(tmp_path)).returncode in (0, 1)


def test_an_article_is_registered_once_and_with_a_date(tmp_path: Path):
    pack = write(tmp_path / "engines", poll=SOURCES["poll"])
    article, undated = tmp_path / "a.md", tmp_path / "b.md"
    article.write_text(ARTICLE)
    undated.write_text("Acme leads.\n")
    assert run(pack, "document", str(article), "--id", "mine", "--title", "My own").returncode == 0
    kept = (pack / "documents.yml").read_text()
    assert "title: My own" in kept
    refused = {
        ("document", str(article)): "already, as 'mine'",
        ("document", str(undated)): "does not say when",
        ("document", str(undated), "--as-of", "2024", "--id", "mine"): "another: --id",
        ("document", str(undated), "--as-of", "2024-13"): "--as-of",
        ("document", str(undated), "--not-before", "soon"): "--not-before",
        ("document", str(undated), "--as-of", "2024", "--id", "Not an id"): "id",
        ("document", str(tmp_path / "none.md")): "cannot be read",
    }
    for command, said in refused.items():
        done = run(pack, *command)
        assert done.returncode == 2, command
        assert said in done.stderr, command
        assert (pack / "documents.yml").read_text() == kept
    assert run(pack, "document", str(undated), "--not-before", "2024-05-01").returncode == 0
    added = catalogue.load(Home.of(pack)).documents["b"]
    assert (added.as_of, f"{added.not_before}") == (None, "2024-05-01")


def test_a_claim_is_given_the_aspect_that_all_its_tests_are_evidence_of(tmp_path: Path):
    pack = write(tmp_path / "engines", poll=SOURCES["poll"], liked=SOURCES["liked"])
    (pack / "aspects.yml").write_text(
        "aspects:\n  play:\n    title: play\n    asks: Who plays?\n"
        "    evidence: [{signal: poll, why: They say so.}]\n"
    )
    article, claims = tmp_path / "a.md", tmp_path / "claims.yml"
    article.write_text(ARTICLE)
    assert run(pack, "build").returncode == 0
    assert run(pack, "document", str(article)).returncode == 0
    assert run(pack, "read", str(article), "--write", str(claims)).returncode == 0
    text = claims.read_text()
    [claim] = yaml.safe_load(text)["claims"]
    assert (claim["subject"], claim["aspect"]) == ("acme", "play")
    assert "None of the aspects" in text  # for the stars, which are evidence of nothing
