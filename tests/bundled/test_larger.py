"""A warehouse with everything twice, as the benchmarks make it: every page opens on it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from benchmarks import larger
from benchmarks.visit import PAGES
from dashboard import choices
from tests.conftest import REPOSITORY
from warehouse import publish


@pytest.fixture(scope="module")
def twice(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("twice") / "data"
    larger.enlarged(published, root, 2)
    return root


def test_each_project_claim_and_figure_is_there_once_more_under_another_name(
    published: Path, twice: Path
):
    counted = {}
    for root in (published, twice):
        with publish.connect(root) as con:
            counted[root] = con.execute(
                "select (select count(*) from project), (select count(*) from latest_observation), "
                "(select count(*) from claim_evidence), (select count(*) from signal)"
            ).fetchone()
    projects, figures, evidence, signals = counted[published]
    assert counted[twice] == (2 * projects, 2 * figures, 2 * evidence, signals)


def test_every_page_opens_on_it(twice: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHARECHECK_PACK", str(twice))
    asked = {
        "claims": ("claim", "papers-pytorch-78~1"),
        "projects": ("project", "pytorch~1"),
        "head_to_head": ("group", "frameworks~1"),
        "documents": ("document", "d1~1"),
    }
    app = AppTest.from_file(str(REPOSITORY / "dashboard" / "app.py"), default_timeout=30).run()
    for page in PAGES[1:]:
        app.switch_page(f"screens/{page}.py")
        if page in asked:
            app.query_params[asked[page][0]] = asked[page][1]
        app.run()
        assert [*app.exception, *app.error, *app.warning] == [], page
        assert any(caption.value.startswith("Build ") for caption in app.caption), page


def test_among_very_many_the_first_and_the_chosen_are_listed_and_any_other_is_found_by_its_name():
    titles = {f"p{n}": f"Project {n}" for n in range(5000)}
    assert choices.listed(titles, ["p4000", "p3"]) == [f"p{n}" for n in range(1000)] + ["p4000"]
    assert choices.meant(" project 4711 ", titles) == "p4711"
    assert choices.meant("p4711", titles) == "p4711"
    assert choices.meant("nobody", titles) == "nobody"
