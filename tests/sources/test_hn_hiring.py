"""Hacker News hiring threads, against the documented answers of its search."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from collectors import cards
from collectors.machinery import doctor
from collectors.machinery.run import Order
from tests import fake
from tests.collecting import World, day, exchanges, fixture, world
from tests.conftest import BUNDLED, REPOSITORY
from tests.sources.staging import COLUMNS, figures

JANUARY = day("2025-01-01")


def bodies() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fixture, and its answers by path for a test to change."""
    content = fixture("hn_hiring")
    return content, {exchange["path"]: exchange["body"] for exchange in content["exchanges"]}


def bundle(source: World) -> None:
    """Put the bundled file into the root."""
    snapshot = source.root / "snapshot"
    snapshot.mkdir(parents=True)
    shutil.copy(REPOSITORY / "data" / "snapshot" / "hn_hiring.csv", snapshot)


def test_whole_words_in_top_level_posts_are_counted(tmp_path: Path):
    live = cards.load(BUNDLED)["hn_hiring"].live
    assert live is not None
    with world("hn_hiring", tmp_path, patterns=live.patterns) as source:
        source.collected(since=JANUARY)
        # five posts, one of them deleted. JAX-RS is Java, Ajax is not Jax, Jax is a person, a
        # reader's question is no offer and the address behind a link is not said
        assert source.rows("hn_hiring_posts") == [
            (JANUARY, 5001, "JAX", 1, 4),
            (JANUARY, 5001, "PyTorch", 2, 4),
            (JANUARY, 5001, "TensorFlow", 1, 4),
            (JANUARY, 5001, "scikit-learn", 1, 4),
            (JANUARY, 5004, "JAX", 0, 1),
            (JANUARY, 5004, "PyTorch", 1, 1),
            (JANUARY, 5004, "TensorFlow", 0, 1),
            (JANUARY, 5004, "scikit-learn", 0, 1),
        ]


@pytest.mark.fault("an optional field that is absent")
@pytest.mark.parametrize("absent", [("text",), ("author",), ("text", "author", "created_at")])
def test_a_post_without_the_field_of_its_text_is_a_deleted_one(
    absent: tuple[str, ...], tmp_path: Path
):
    content, by_path = bodies()
    emptied = {name: None for name in absent}
    found = []
    for post in (emptied, {}):
        for child in by_path["/api/v1/items/5001"]["children"][:2]:
            for name in absent:
                child.pop(name, None)
            child.update(post)
        folder = tmp_path / str(len(found))
        folder.mkdir()
        with world("hn_hiring", folder, exchanges(content), content["names"]) as source:
            source.collected(since=JANUARY)
            found.append(source.rows("hn_hiring_posts"))
    assert found[0] == found[1]


def test_only_hiring_threads_of_wanted_months_are_read(tmp_path: Path):
    with world("hn_hiring", tmp_path) as source:
        source.collected(since=JANUARY)
        # not the freelancers', not the seekers', not one without a month
        assert [a.path[-4:] for a in source.server.log[1:4]] == ["5001", "5004", "5005"]
        before = len(source.server.log)
        source.collect(since=day("2025-02-01"))
        read = {a.path[-4:] for a in source.server.log[before:] if "items" in a.path}
        assert read == {"5005"}


def test_threads_are_looked_for_year_by_year_up_to_the_last_complete_month(tmp_path: Path):
    with world("hn_hiring", tmp_path) as source:
        source.collected()
        searches = [a.query["numericFilters"] for a in source.server.log if "search" in a.path]
        assert searches[0] == "created_at_i>=1301616000,created_at_i<1325376000"  # April to 2012
        assert searches[1] == "created_at_i>=1325376000,created_at_i<1356998400"  # all of 2012
        ends = [int(search.partition("<")[2]) for search in searches]
        assert ends == sorted(set(ends))


def test_a_second_run_asks_for_the_last_months_only(tmp_path: Path):
    with world("hn_hiring", tmp_path, reread_days=60) as source:
        source.collected()
        before = len(source.server.log)
        source.collect()
        assert len([a for a in source.server.log[before:] if "search" in a.path]) <= 2


def test_a_search_that_hits_the_ceiling_is_not_an_empty_year(tmp_path: Path):
    content, body = bodies()
    body["/api/v1/search_by_date"] |= {
        "hits": [],
        "nbHits": 0,
        "message": "you can only fetch the 1000 hits for this query",
    }
    with world("hn_hiring", tmp_path, exchanges(content), content["names"]) as source:
        outcome = source.collect(since=JANUARY)
        assert outcome.state == "failed"
        assert "1000 hits" in outcome.message
        assert len(source.server.log) > 1


def test_a_page_that_does_not_show_all_threads_is_refused(tmp_path: Path):
    content, body = bodies()
    body["/api/v1/search_by_date"]["nbHits"] = 1001
    with world("hn_hiring", tmp_path, exchanges(content), content["names"]) as source:
        assert "shows 6 of 1001 threads" in source.collect(since=JANUARY).message


def test_an_empty_answer_is_asked_again(tmp_path: Path):
    with world("hn_hiring", tmp_path) as source:
        source.server.faults[0] = fake.instead({"hits": [], "nbHits": 0})
        source.collected(since=JANUARY)
        assert len(source.rows("hn_hiring_posts")) == 8


def test_a_thread_that_was_taken_down_is_absent(tmp_path: Path):
    content, _ = bodies()
    content["exchanges"] = [e for e in content["exchanges"] if "5004" not in e["path"]]
    with world("hn_hiring", tmp_path, exchanges(content), content["names"]) as source:
        source.collected(since=JANUARY)
        assert {row[1] for row in source.rows("hn_hiring_posts")} == {5001}


@pytest.mark.parametrize(
    ("change", "word"),
    [({"children": None}, "children"), ({"id": 4999}, "is thread 4999, asked was 5001")],
)
def test_another_shape_fails_the_run_and_keeps_the_earlier_one(
    change: dict[str, Any], word: str, tmp_path: Path
):
    content, body = bodies()
    with world("hn_hiring", tmp_path, exchanges(content), content["names"]) as source:
        source.collected(since=JANUARY)
        body["/api/v1/items/5001"] |= change
        outcome = source.collect(since=JANUARY)
        assert outcome.state == "failed"
        assert word in outcome.message
        assert len(source.rows("hn_hiring_posts")) == 8


def test_no_text_of_a_post_reaches_the_tables(tmp_path: Path):
    with world("hn_hiring", tmp_path) as source:
        source.collected(since=JANUARY)
        for path in source.root.rglob("*.parquet"):
            assert b"Gamma" not in path.read_bytes()


def test_staging_keeps_the_bundled_figures_and_adds_the_larger_thread(tmp_path: Path):
    content, body = bodies()
    body["/api/v1/items/5001"]["children"] += [
        {"id": 100 + n, "type": "comment", "author": "z", "text": "Gardener", "children": []}
        for n in range(16)
    ]
    with world("hn_hiring", tmp_path, exchanges(content), content["names"]) as source:
        bundle(source)
        bundled = figures(source, *COLUMNS)
        run = source.collected(since=JANUARY).run
        assert run is not None
        found = figures(source, *COLUMNS)
        assert set(bundled) < set(found)
        added = {row[2]: row for row in set(found) - set(bundled)}
        assert set(added) == {"JAX", "PyTorch", "TensorFlow", "scikit-learn"}
        assert added["PyTorch"][:12] == (
            "hiring_posts",
            "job_term",
            "PyTorch",
            "own count",
            JANUARY,
            day("2025-02-01"),
            2.0,
            20.0,
            "exact",
            None,
            run.started_at,
            run.run_id,
        )


def test_a_tiny_thread_is_marked_and_a_month_without_posts_is_absent(tmp_path: Path):
    with world("hn_hiring", tmp_path) as source:
        source.collected(since=JANUARY)
        bundle(source)
        own = [row for row in figures(source, *COLUMNS) if row[3] == "own count"]
        assert {(row[4], row[9]) for row in own} == {
            (JANUARY, "suspect: a thread with fewer than 20 posts")
        }


def test_the_probe_looks_for_the_newest_thread(tmp_path: Path):
    with world("hn_hiring", tmp_path) as source:
        order = Order(source.root, source.names)
        cards = {"hn_hiring": source.card}
        assert doctor.probe(list(cards), cards, order)[0].state == "well"
        source.server.faults[1] = fake.instead({"hits": [{"title": "no id"}], "nbHits": 1})
        found = doctor.probe(list(cards), cards, order)[0]
        assert found.state == "changed"
        assert "hits.0.objectID: field required" in found.message
