"""The menu: six entries, each page in one section, each with a title and description of its own."""

import pytest

from dashboard import menu
from tests.bundled.test_dashboard import opened
from tests.conftest import REPOSITORY

SCREENS = [screen for screens in menu.SECTIONS.values() for screen in screens]
ADDRESSES = (
    "",
    "claims",
    "contradictions",
    "check",
    "read",
    "documents",
    "signals",
    "compare",
    "projects",
    "head_to_head",
    "sources",
    "sql",
)
"""What has been shared since there were twelve entries; none may be lost."""


def test_there_are_six_entries_and_every_page_stands_in_one_section():
    assert list(menu.SECTIONS) == ["Check", "Claims", "Articles", "Compare", "Data", "SQL"]
    files = {path.stem for path in (REPOSITORY / "dashboard" / "screens").glob("*.py")}
    assert sorted(screen.script for screen in SCREENS) == sorted(files)


def test_every_page_has_a_title_and_a_description_of_its_own():
    for texts in ([s.title for s in SCREENS], [s.about for s in SCREENS]):
        assert all(text.strip() for text in texts)
        assert len(set(texts)) == len(SCREENS)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_old_address_leads_to_its_page(address: str):
    section, screen = menu.at(address)
    assert screen in menu.SECTIONS[section]
    assert menu.path(screen) == address


def test_the_old_parameter_of_a_check_is_still_answered(published: object):
    said = "PyTorch has over 50k GitHub stars"
    app = opened("check", ask=said)
    assert app.text_input(key="typed into the field").value == said
    assert any("PyTorch" in block.value for block in app.markdown)
