"""Choosing among very many: the first are listed, any other is typed by its name or id."""

import streamlit as st

from dashboard import address

LISTED = 1000
"""More entries than that make a page heavy, and nobody scrolls through them."""


def several(key: str, words: str, titles: dict[str, str], first: list[str], most: int) -> None:
    """Show the widget `key` to choose up to `most` ids, those of the address or else the `first`.

    Args:
        key: of the widget, and of the address's parameter.
        words: its label.
        titles: what can be chosen, by id.
        first: chosen when nothing is asked for.
        most: how many can be chosen at once.
    """
    resolve(key, titles)
    address.many(key, list(titles), first)
    chosen = st.session_state[key] = list(dict.fromkeys(st.session_state[key]))[:most]
    st.multiselect(
        label(words, titles),
        listed(titles, chosen),
        key=key,
        format_func=titles.__getitem__,
        max_selections=most,
        accept_new_options=len(titles) > LISTED,
    )


def listed(titles: dict[str, str], chosen: list[str]) -> list[str]:
    """Return the ids that a widget lists: the first ones, and those that are `chosen`."""
    first = list(titles)[:LISTED]
    return [*first, *(one for one in chosen if one in titles and one not in set(first))]


def label(words: str, titles: dict[str, str]) -> str:
    """Return a widget's label, which says that not all are listed if so."""
    if len(titles) <= LISTED:
        return words
    return f"{words}: {LISTED:,} of {len(titles):,} are listed, type the name of any other"


def resolve(key: str, titles: dict[str, str]) -> None:
    """Put ids in the place of names that were typed into the widget `key`, of one or of several."""
    typed = st.session_state.get(key)
    if isinstance(typed, str):
        st.session_state[key] = meant(typed, titles)
    elif typed:
        st.session_state[key] = [meant(one, titles) for one in typed]


def meant(typed: str, titles: dict[str, str]) -> str:
    """Return the id that goes by what was typed, an id or a name; else what was typed."""
    if typed in titles:
        return typed
    wanted = typed.strip().casefold()
    return next((one for one, title in titles.items() if title.casefold() == wanted), typed)
