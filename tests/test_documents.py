"""With the documents at hand, every claim is where the register says it is made."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
import yaml

from collectors.errors import InputError
from collectors.home import Home
from warehouse import catalogue, documents

TEXT = "Alpha – invented – is used\nby more than half of invented people.\nNobody counts ships."
# what the tiny register's three claims are, in that text: line, span
PLACES = {
    "alpha-over-half": (2, TEXT.index("more than half"), TEXT.index(" of invented")),
    "alpha-ahead-in-2020": (1, 0, TEXT.index(" –")),
    "alpha-in-space": (3, TEXT.index("Nobody"), len(TEXT)),
}


@pytest.fixture
def library(tiny: Path, tmp_path: Path) -> Path:
    """Return a folder with the tiny register's document, among other files."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "text.txt").write_text(TEXT, encoding="utf-8")
    (folder / "other.txt").write_text("not registered")
    (folder / "folder").mkdir()
    entry = {
        "title": "Invented",
        "as_of": None,
        "as_of_basis": "invented",
        "not_before": date(2019, 1, 1),
        "not_before_basis": "invented",
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "characters": len(TEXT),
    }
    path = tiny / "documents.yml"
    path.write_text(yaml.safe_dump({"documents": {"d9": entry}}))
    return folder


def place(root: Path, places: dict[str, tuple[int, int, int]]) -> None:
    """Write other places into the tiny register."""
    path = root / "claims" / "invented.yml"
    content = yaml.safe_load(path.read_text())
    for claim in content["claims"]:
        line, *span = places[claim["id"]]
        claim["occurrences"] = [{"document": "d9", "line": line, "span": span}]
    path.write_text(yaml.safe_dump(content))


def test_a_document_is_known_by_its_contents_not_by_its_name(tiny: Path, library: Path):
    place(tiny, PLACES)
    content = catalogue.load(Home.of(tiny))
    texts = documents.at_hand(library, content.documents)
    assert texts == {"d9": TEXT}
    assert list(documents.misplaced(content, texts)) == []
    assert documents.places(content, texts) == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ((1, *PLACES["alpha-over-half"][1:]), "line 2, not 1"),
        ((2, PLACES["alpha-over-half"][1] - 1, 50), "begins or ends with blanks"),
        ((1, TEXT.index("\n"), TEXT.index("\n") + 1), "begins or ends with blanks"),
    ],
)
def test_a_place_that_is_not_there_is_named(
    wrong: tuple[int, int, int], said: str, tiny: Path, library: Path
):
    place(tiny, {**PLACES, "alpha-over-half": wrong})
    content = catalogue.load(Home.of(tiny))
    [problem] = documents.misplaced(content, documents.at_hand(library, content.documents))
    assert said in problem
    assert "data/claims/invented.yml: claim 'alpha-over-half', d9" in problem


def test_documents_that_are_not_at_hand_are_not_judged(tiny: Path, tmp_path: Path):
    content = catalogue.load(Home.of(tiny))
    assert documents.at_hand(tmp_path, content.documents) == {}
    assert documents.places(content, {}) == 0
    with pytest.raises(InputError, match="is no folder"):
        documents.at_hand(tmp_path / "nowhere", content.documents)
