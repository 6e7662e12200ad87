"""Several packs in one warehouse: each is shown as if there were no other, or all together."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from collectors import disk
from collectors.errors import WarehouseError
from collectors.home import Home
from dashboard import marts, menu, packs
from dashboard.served import data, plain
from tests.bundled.test_dashboard import asked, opened, words
from tests.conftest import TINY, copy_root
from warehouse import catalogue, one_pack
from warehouse.build import build

OTHER = TINY.parent / "other"
FOLDERS = ("invented", "other")


@pytest.fixture(scope="module")
def _both(tmp_path_factory: pytest.TempPathFactory) -> Home:
    tiny = copy_root(TINY, tmp_path_factory.mktemp("both"))
    disk.remove(tiny / "hedges.yml")  # packs that stand together read words alike
    home = Home((tiny, OTHER), tmp_path_factory.mktemp("collected"))
    build(home)
    return home


@pytest.fixture
def both(_both: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a warehouse of two packs, which the settings then name."""
    monkeypatch.setenv("SHARECHECK_PACK", os.pathsep.join(map(str, _both.packs)))
    monkeypatch.setenv("SHARECHECK_DATA", str(_both.data))
    return _both


@pytest.fixture(params=FOLDERS)
def shown(request: pytest.FixtureRequest, both: Home) -> Iterator[tuple[str, Any, Any]]:
    """Return a pack's id, what its files say, and the connection that sees it alone."""
    name = str(request.param)
    folder = both.packs[list(FOLDERS).index(name)]
    with one_pack.connect(both.data, name) as con:
        yield name, catalogue.load(Home.of(folder)), con


def column(con: duckdb.DuckDBPyConnection, table: str, name: str) -> set[str]:
    return {row[0] for row in con.execute(f"select {name} from {table}").fetchall()}


def test_a_pack_alone_has_what_its_own_files_say(shown: tuple[str, Any, Any]):
    _, content, con = shown
    claims = {claim.id for file in content.clusters.values() for claim in file.claims}
    assert claims
    assert column(con, "project", "project_id") == set(content.projects)
    assert column(con, "project_group", "group_id") == set(content.groups)
    assert column(con, "definition", "definition_id") == set(content.definitions)
    assert column(con, "document", "document_id") == set(content.documents)
    assert column(con, "claim", "claim_id") == column(con, "claim_verdict", "claim_id") == claims
    assert column(con, "observation", "project_id") == set(content.projects)
    assert column(con, "signal", "signal_id") == {
        signal for card in content.cards.values() for signal in card.signals
    }
    assert column(con, "source", "source_id") == set(content.cards)
    assert column(con, "aspect", "signal_id") <= column(con, "signal", "signal_id")


def test_a_pack_alone_has_the_figures_that_it_has_without_the_other(
    shown: tuple[str, Any, Any], both: Home, tmp_path: Path
):
    name, _, con = shown
    root = copy_root(both.packs[list(FOLDERS).index(name)], tmp_path)
    build(Home.of(root))
    [file] = (root / "builds").glob("*.duckdb")
    with duckdb.connect(str(file), read_only=True) as single:
        for query in (
            "select * exclude (explanation, would_flip) from claim_verdict order by all",
            "select definition_id, project_id, period_start, share, low, high from share "
            "order by all",
            "select project_id, signal_id, period_start, value from observation order by all",
        ):
            assert con.execute(query).fetchall() == single.execute(query).fetchall()
            assert con.execute(query).fetchall()


@pytest.mark.parametrize("pack", FOLDERS)
@pytest.mark.parametrize("screen", [s.script for some in menu.SECTIONS.values() for s in some])
def test_each_page_of_a_pack_alone_names_nothing_of_the_other(both: Home, pack: str, screen: str):
    app = opened("" if screen == "overview" else screen, pack=pack)
    assert asked(app, "pack") == pack
    said = words(app)
    foreign = {"invented": ("Gamma", "kitchen"), "other": ("Alpha", "space")}[pack]
    assert [word for word in foreign if word in said] == []
    assert not app.error


def test_the_choice_is_kept_over_pages_and_taken_back(both: Home):
    app = opened("claims", pack="other")
    assert "**1** of 1 claims" in words(app)
    app.switch_page("screens/documents.py").run()
    assert "An invented article on kitchens" in "".join(link.label for link in links(app))
    assert asked(app, "pack") == "other"
    app.selectbox(key="pack").select("").run()
    assert "pack" not in app.query_params
    assert len([link for link in links(app) if "document=" in link.query_string]) == 2
    app.selectbox(key="pack").select("invented").run()
    assert asked(app, "pack") == "invented"


def links(app: AppTest) -> list[Any]:
    return [link.proto for link in app.get("page_link")]


@pytest.mark.parametrize("pack", ["", "nope", "' or 1=1 --"])
def test_without_a_known_pack_all_are_shown_together(both: Home, pack: str):
    app = opened("claims", pack=pack)
    assert "**4** of 4 claims" in words(app)
    assert "pack" not in app.query_params
    box = app.selectbox(key="pack")
    assert box.options == [
        f"Ecosystem: {title}" for title in ("All", "Invented things", "Invented kitchens")
    ]


def test_one_pack_needs_no_switch(built: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHARECHECK_PACK", str(built))
    app = opened("claims", pack="invented")
    assert "pack" not in app.query_params
    assert "pack" not in {box.key for box in app.selectbox}


def test_a_claim_of_one_s_own_is_judged_within_the_pack(shown: tuple[str, Any, Any]):
    name, content, con = shown
    verdicts = dict(con.execute("select claim_id, verdict from claim_verdict").fetchall())
    claims = [claim for file in content.clusters.values() for claim in file.claims]
    with packs.serving(name):
        assert set(marts.names().catalogue.projects) == set(content.projects)
        judged = marts.Judged(claims)
        with judged.shown():
            found = marts.read("claims", claims=[claim.id for claim in claims])
            projects = marts.read("projects")
    assert dict(zip(found.claim_id, found.verdict, strict=True)) == verdicts
    assert set(projects.project_id) == set(content.projects)


def test_the_query_page_asks_the_whole_warehouse_and_says_so(both: Home):
    app = opened("sql", pack="other", q="select count(*) as n from claim")
    assert "whole warehouse" in words(app)
    assert [frame.value["n"].tolist() for frame in app.dataframe] == [[4]]


# --- packs that lack something --------------------------------------------------------------------

ALL = [screen.script for screens in menu.SECTIONS.values() for screen in screens]
BRINGS = {"claims": "claims/", "documents": "documents.yml", "contradictions": "contradictions.yml"}
"""What a page of a pack without such entries names: the file that brings them."""
LIVE = """\
projects:
  gamma: {name: Gamma, kind: kitchen, identifiers: {pypi: {gamma: primary}}}
  delta: {name: Delta, kind: kitchen, identifiers: {pypi: {delta: primary}}}
"""


@pytest.fixture(scope="module", params=["no claims", "one CSV", "no figures"])
def lacking(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a pack that lacks claims; articles and what is said of them; or every figure."""
    root = copy_root(OTHER, tmp_path_factory.mktemp("lacking"))
    disk.remove(root / "claims")
    if request.param != "no claims":
        disk.remove(root / "documents.yml")
    if request.param == "no figures":
        for path in (*root.glob("*.yml"), root / "snapshot", root / "sources"):
            disk.remove(path)
        (root / "projects.yml").write_text(LIVE, encoding="utf-8")
    build(Home.of(root))
    return root


@pytest.mark.parametrize("screen", ALL)
def test_what_a_pack_lacks_is_empty_and_the_page_says_what_brings_it(
    lacking: Path, monkeypatch: pytest.MonkeyPatch, screen: str
):
    monkeypatch.setenv("SHARECHECK_PACK", str(lacking))
    app = opened("" if screen == "overview" else screen)
    assert not app.error
    if screen in BRINGS and not (lacking / BRINGS[screen]).exists():
        assert BRINGS[screen] in words(app)
    if screen == "signals" and not (lacking / "snapshot").exists():
        assert "sharecheck collect" in words(app)


# --- what is served beside the pages --------------------------------------------------------------


def served(routes: list[Any], path: str, **query: str) -> Any:
    """Return the answer of the route that fits, as its server would give it."""
    for route in routes:
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "headers": [],
            "query_string": "&".join(f"{k}={v}" for k, v in query.items()).encode(),
            "scheme": "http",
            "server": ("localhost", 8501),
            "root_path": "",
        }
        match, more = route.matches(scope)
        if match.value == 2:
            return route.endpoint(Request(scope | more))
    pytest.fail(f"no route for {path}")


@pytest.mark.parametrize(("pack", "number"), [("other", 1), ("invented", 3), ("", 4), ("x", 4)])
def test_data_at_an_address_are_of_the_pack_that_it_names(both: Home, pack: str, number: int):
    answer = served(data.routes(), "/data/claims.csv", **({"pack": pack} if pack else {}))
    assert len(list(csv.reader(answer.body.decode("utf-8-sig").splitlines()))) == number + 1


def test_a_claim_has_its_plain_page_under_its_own_pack_and_under_none(both: Home):
    status = {
        pack: served(plain.routes(), "/claim/gamma-most-visits", pack=pack).status_code
        for pack in ("other", "", "invented")
    }
    assert status == {"other": 200, "": 200, "invented": 404}


def test_a_pack_gives_its_title_and_its_nouns(both: Home):
    found = {}
    for asked_for in (*FOLDERS, None):
        with packs.serving(asked_for):
            found[marts.pack()] = tuple(packs.words().values())
    assert found == {
        "invented": ("Invented things", "project", "projects"),
        "other": ("Invented kitchens", "kitchen", "kitchens"),
        None: ("Invented things and Invented kitchens", "project", "projects"),
    }


# --- a query that DuckDB refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("-- Wrong.\nselect nope from claim", "nope"),
        ("-- Wrong.\nselect * from nowhere", "nowhere"),
        ("-- Wrong.\nselec 1", "selec"),
        ("-- Wrong.\nselect cast(statement as integer) from claim", "Conversion"),
    ],
)
def test_a_wrong_query_of_a_page_is_named_and_the_build_is_not_blamed(
    both: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str, what: str
):
    (tmp_path / "wrong.sql").write_text(sql, encoding="utf-8")
    with packs.serving(None):
        monkeypatch.setattr(marts, "QUERIES", tmp_path)
        with pytest.raises(WarehouseError, match=rf"queries/wrong\.sql: .*{what}.*Correct the q"):
            marts.read("wrong")


def test_a_build_of_other_data_is_to_be_made_anew_first(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "wrong.sql").write_text("-- Wrong.\nselect nope from claim", encoding="utf-8")
    monkeypatch.setenv("SHARECHECK_PACK", str(built))
    with (built / "documents.yml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    with packs.serving(None):
        monkeypatch.setattr(marts, "QUERIES", tmp_path)
        with pytest.raises(WarehouseError, match=r"another version.*run `sharecheck build`"):
            marts.read("wrong")
