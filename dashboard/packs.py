"""Which pack is shown, of a warehouse with several: one of them, or all together.

What is chosen stands in the address, `?pack=<id>`, and counts until another is chosen. `marts`
then sees nothing else, so no query and no page has to know.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from dashboard import marts
from dashboard.frames import each
from warehouse.wording.figures import listed

ASKED = "pack"
"""Parameter of the address; the key of the choice, too."""
_SHOWN = "pack that is shown"
_ALL = ""


def enter() -> None:
    """Find the build, and which of its packs this rerun shows; `app` calls it first.

    A link within the dashboard does not name the pack: the one that was shown stays.

    Raises:
        WarehouseError: there is no build, or it cannot be opened.
    """
    marts.enter()
    state, shown = st.session_state, None
    if len(known := _titles()) > 1:
        asked = st.query_params.get(ASKED, state.get(_SHOWN))
        shown = asked if asked in known else None
    state[_SHOWN] = shown
    marts.choose(shown)
    address = st.query_params.to_dict()
    if address.get(ASKED) != shown:
        st.query_params.from_dict({k: v for k, v in address.items() if k != ASKED} | parameters())


@contextmanager
def serving(asked: str | None) -> Iterator[None]:
    """Read from the current build, within, for an answer without a session.

    Args:
        asked: the pack that its address names; any other word means all.

    Raises:
        WarehouseError: there is no build, or it cannot be opened.
    """
    with marts.serving():
        known = _titles()
        with marts.seeing(asked if len(known) > 1 and asked in known else None):
            yield


def show() -> None:
    """Show the switch; nothing where there is one pack."""
    titles = {_ALL: "All", **_titles()}
    if len(titles) > 2:
        st.session_state[ASKED] = marts.pack() or _ALL
        with st.container(key="pack-switch", horizontal=True, horizontal_alignment="right"):
            st.selectbox(
                "Ecosystem",
                list(titles),
                key=ASKED,
                format_func=lambda pack: f"Ecosystem: {titles[pack]}",
                label_visibility="collapsed",
                width=240,
                on_change=_switch,
            )


def _switch() -> None:
    """Show another pack; what was chosen among the entries of the last one is forgotten."""
    st.session_state[_SHOWN] = st.session_state[ASKED] or None
    st.query_params.pop(ASKED, None)


def parameters() -> dict[str, str]:
    """Return what an address of this session needs to show the same pack again."""
    shown = st.session_state.get(_SHOWN)
    return {ASKED: shown} if shown else {}


def words() -> dict[str, str]:
    """Return how what is shown is called: title, and noun and nouns of what is measured.

    'Kitchens', 'kitchen' and 'kitchens'; of several packs 'Kitchens and gardens', and 'project' and
    'projects' where they differ.
    """
    shown = [pack for pack in _every() if marts.pack() in (None, pack.pack_id)]
    noun, nouns = {pack.noun for pack in shown}, {pack.nouns for pack in shown}
    return {
        "title": listed([pack.title for pack in shown]),
        "noun": noun.pop() if len(noun) == 1 else "project",
        "nouns": nouns.pop() if len(nouns) == 1 else "projects",
    }


def _titles() -> dict[str, str]:
    return {pack.pack_id: pack.title for pack in _every()}


def _every() -> list[Any]:
    """Return the packs of the build: pack_id, title, noun, nouns; in the order of the settings."""
    with marts.seeing(None):
        return list(each(marts.read("packs")))
