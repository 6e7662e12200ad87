"""The six entries of the menu, and the pages that each leads to."""

from pathlib import Path
from typing import NamedTuple

import streamlit as st
import yaml


class Screen(NamedTuple):
    """One page, as `menu.yml` describes it: script, title, label and about."""

    script: str
    title: str
    label: str
    about: str


SECTIONS: dict[str, tuple[Screen, ...]] = {
    section: tuple(Screen(**screen) for screen in screens)
    for section, screens in yaml.safe_load(
        Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")
    ).items()
}
FIRST = SECTIONS["Check"][0]


def path(screen: Screen) -> str:
    """Return the address of a page below the dashboard's: '' for the first one."""
    return "" if screen is FIRST else screen.script


def pages() -> list[st.Page]:
    """Return all pages; the first of each section stands in the menu under the section's name."""
    return [
        st.Page(
            f"screens/{screen.script}.py",
            title=screen.title if turn else section,
            default=screen is FIRST,
            visibility="hidden" if turn else "visible",
        )
        for section, screens in SECTIONS.items()
        for turn, screen in enumerate(screens)
    ]


def at(url_path: str) -> tuple[str, Screen]:
    """Return section and page of an address below the dashboard's."""
    return next(
        (section, screen)
        for section, screens in SECTIONS.items()
        for screen in screens
        if path(screen) == url_path
    )


def show(section: str, chosen: Screen) -> None:
    """Mark the section in the menu, and offer its other pages."""
    entry = path(SECTIONS[section][0])
    if chosen is not SECTIONS[section][0]:  # Streamlit marks only the page that stands there
        st.html(
            f'<style>[data-testid="stTopNavLink"][href$="/{entry}"]'
            "{ background: var(--marked); font-weight: 600; }</style>"
        )
    others = SECTIONS[section]
    if len(others) > 1 and chosen is not FIRST:
        with st.container(key="section", horizontal=True, gap="xsmall"):
            for screen in others:
                st.page_link(f"screens/{screen.script}.py", label=screen.label)
