"""The six entries of the menu, and the pages that each leads to."""

from typing import NamedTuple

import streamlit as st


class Screen(NamedTuple):
    """One page.

    script: its file in `screens/`, without ending; also its address, but for the first page.
    title: in the tab of the browser, in bookmarks and search results.
    label: among the pages of its section.
    about: its description, one sentence, for search results and previews; of the pack that is
        shown it names {title}, {noun} and {nouns}.
    """

    script: str
    title: str
    label: str
    about: str


SECTIONS: dict[str, tuple[Screen, ...]] = {
    "Check": (
        Screen(
            "overview",
            "Is that market-share claim true?",
            "Overview",
            "{title}: type a claim about who uses which {noun}; public figures say if it is true.",
        ),
        Screen(
            "check",
            "Check a claim",
            "A claim",
            "One sentence in plain English, judged in every way of counting that its words allow.",
        ),
        Screen(
            "read",
            "Check an article",
            "An article",
            "Paste a text: each sentence that states something countable is judged.",
        ),
    ),
    "Claims": (
        Screen(
            "claims",
            "Claims",
            "Claims",
            "What articles assert about {nouns}, beside what public figures show.",
        ),
    ),
    "Articles": (
        Screen(
            "documents",
            "Articles",
            "Articles",
            "The statements of each article, in order, each with its verdict.",
        ),
        Screen(
            "contradictions",
            "Contradictions",
            "Contradictions",
            "Where articles contradict each other or themselves, and which side the data favour.",
        ),
    ),
    "Compare": (
        Screen(
            "compare",
            "Compare projects",
            "Projects side by side",
            "Two projects or more by every public signal that measures them.",
        ),
        Screen(
            "head_to_head",
            "Compare a group",
            "A whole group",
            "Projects of one purpose: who leads by which count, and since when.",
        ),
        Screen(
            "projects",
            "One project",
            "One project",
            "What a project is, every signal it has, and what articles claim of it.",
        ),
    ),
    "Data": (
        Screen(
            "signals",
            "Signals over time",
            "Signals",
            "Downloads, papers, surveys and stars over time, as share, count or index.",
        ),
        Screen(
            "sources",
            "Sources",
            "Sources",
            "Who publishes the figures, under which licence, and how fresh they are.",
        ),
    ),
    "SQL": (
        Screen(
            "sql",
            "Ask the warehouse in SQL",
            "SQL",
            "Every figure, definition and verdict in tables, open to a query.",
        ),
    ),
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
