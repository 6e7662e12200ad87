"""Choosing projects and the like: what is typed finds them by name, alias or id.

The most measured ones are listed, at most `LISTED`; any other is typed. Of what contains the typed
words, the widget offers first what is called exactly so, and Enter takes the first.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

import streamlit as st

from dashboard import address, blocks, marts, text
from dashboard.frames import each

LISTED = 1000
"""More entries than that make a page heavy, and nobody scrolls through them."""
LIKE = 0.7
"""How much a misspelt name looks like the one that is meant, of 1."""
NEAREST = 3
AMONG = re.compile(r"\s*[,;|+\n]\s*|\s+(?:vs\.?|versus|against|and|or)\s+", re.IGNORECASE)
"""What stands between several names that are typed at once."""
BETWEEN = re.compile(r"[\s\-_.]+")


Aliases = tuple[tuple[str, tuple[str, ...]], ...]
"""Other names, by id."""


class Chosen(NamedTuple):
    """What is chosen, by id, and what was asked for that nothing is called."""

    ids: list[str]
    unknown: list[str]


def several(key: str, words: str, titles: dict[str, str], first: list[str], most: int) -> Chosen:
    """Show the widget `key` to choose up to `most` ids, those of the address or else the `first`.

    Who empties it finds it empty.

    Args:
        key: of the widget, and of the address's parameter.
        words: its label.
        titles: what can be chosen, by id.
        first: chosen when nothing is asked for.
        most: how many can be chosen at once.
    """
    state, emptied = st.session_state, st.session_state.get(key) == []
    asked = state[key] if key in state else st.query_params.get(key, "").split(address.SEPARATOR)
    chosen = resolved(asked, titles, aliases())
    wanted = chosen.ids[:most] or ([] if emptied else first)
    st.multiselect(
        label(words, titles),
        **_typed(key, wanted, wanted, titles),
        max_selections=most,
        select_all=False,
        placeholder="Type a name, then Enter; or several, with commas between them",
    )
    return Chosen(list(state[key]), chosen.unknown)


def single(key: str, words: str, titles: dict[str, str], default: str) -> list[str]:
    """Show the widget `key` to choose one id; return what was typed that nothing is called.

    The widget's value is one of `titles`: what is typed or else asked for, or the `default`.
    """
    before = st.query_params.get(key) or ""
    chosen = resolved([st.session_state.get(key) or before], titles, aliases())
    kept = resolved([before], titles, aliases())
    wanted = next(iter([*chosen.ids, *kept.ids]), default)
    st.selectbox(label(words, titles), **_typed(key, wanted, [wanted], titles))
    return chosen.unknown


def _typed(key: str, wanted: object, ids: list[str], titles: dict[str, str]) -> dict[str, Any]:
    """Give the widget `key` its value, these `ids`; return what any that is typed into takes."""
    if st.session_state.get(key) != wanted:  # to set it again would take away what is typed next
        st.session_state[key] = wanted
    labels = labelled(titles, aliases())
    return {
        "key": key,
        "options": found_first(listed(titles, ids), labels, titles, aliases()),
        "format_func": labels.__getitem__,
        "accept_new_options": True,
        "filter_mode": "contains",
    }


def one(
    key: str, words: str, titles: dict[str, str], default: str | None = None, **shown: Any
) -> None:
    """Show the widget `key` to choose one id of few: its own, else the address's, or the default.

    `words`: its label; `shown`: what else `st.selectbox` takes.
    """
    address.one(key, list(titles), default)
    st.selectbox(
        words, list(titles), key=key, format_func=lambda one: text.whole(titles[one]), **shown
    )


def filters(words: dict[str, str], options: dict[str, dict[str, str]]) -> None:
    """Show a widget for each filter, whose value is set before.

    Args:
        words: its label, by its key.
        options: what it offers, with its words, by its key.
    """
    with st.container(key="filters"):
        for key, titles in options.items():
            chosen = st.session_state[key]
            st.selectbox(
                label(words[key], titles),
                listed(titles, [chosen] if chosen else []),
                key=key,
                format_func=titles.__getitem__,
                placeholder="all",
                accept_new_options=len(titles) > LISTED,
            )


def articles() -> dict[str, str]:
    """Return the titles of the articles, by id."""
    documents = marts.read("verdicts_by_document").drop_duplicates("document_id")
    return dict(zip(documents.document_id, documents.title, strict=True))


def seen(words: dict[str, str], codes: Iterable[str]) -> dict[str, str]:
    """Return the words of those codes that occur, in the order of the words."""
    found = set(codes)
    return {code: said for code, said in words.items() if code in found}


def lacking(
    unknown: list[str], titles: dict[str, str], page: str, key: str, chosen: Sequence[str] = ()
) -> None:
    """Say what nothing is called, what comes near, and how to add it.

    Args:
        unknown: what was asked for.
        titles: what there is, by id.
        page: the page that links to what comes near lead to.
        key: of the parameter of its address that chooses.
        chosen: what stays chosen beside it.
    """
    if not unknown:
        return
    words = text.listed([f"“{text.plain(one)}”" for one in unknown])
    found = [one for name in unknown for one in nearest(name, titles, aliases())]
    near = [one for one in dict.fromkeys(found) if one not in chosen]
    st.markdown(
        f":material/search_off: No project here is called {words}."
        + (" Did you mean one of these?" if near else "")
    )
    if near:
        with st.container(horizontal=True, gap="xsmall"):
            for one in near[:NEAREST]:
                asked = {key: address.SEPARATOR.join([*chosen, one])}
                blocks.link(page, text.plain(titles[one]), "add", **asked)
    st.caption(
        "To add a project: an entry in `data/projects.yml` with its name, its kind and what each "
        "registry calls it, then `sharecheck build`; `sharecheck doctor` says which sources answer."
    )


def resolved(asked: Iterable[str], titles: dict[str, str], also: Aliases = ()) -> Chosen:
    """Return the ids that are meant by what was typed or stood in an address."""
    ids: list[str] = []
    unknown: list[str] = []
    for typed in filter(None, (one.strip() for one in asked)):
        for part in _parts(typed, titles, also):
            found = meant(part, titles, also)
            (ids if found in titles else unknown).append(found)
    return Chosen(list(dict.fromkeys(ids)), list(dict.fromkeys(unknown)))


def _parts(typed: str, titles: dict[str, str], also: Aliases) -> list[str]:
    """Return the names in what was typed: itself, or those between commas and the like."""
    if meant(typed, titles, also) in titles:
        return [typed]
    parts = [part for part in AMONG.split(typed) if part]
    words = typed.split()
    if len(parts) == 1 and all(meant(word, titles, also) in titles for word in words):
        return words
    return parts


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
    """Put the id in the place of a name that was typed into the widget `key`."""
    typed = st.session_state.get(key)
    if isinstance(typed, str):
        st.session_state[key] = meant(typed, titles, aliases())


def meant(typed: str, titles: dict[str, str], also: Aliases = ()) -> str:
    """Return the id that goes by what was typed, an id, a name or an alias; else what was typed."""
    if typed in titles:
        return typed
    return _owners(tuple(titles.items()), also).get(_key(typed), typed)


def nearest(typed: str, titles: dict[str, str], also: Aliases = ()) -> list[str]:
    """Return the ids whose names look most like what was typed, the likeliest first."""
    owners = _owners(tuple(titles.items()), also)
    close = get_close_matches(_key(typed)[:40], owners, NEAREST, LIKE)
    return list(dict.fromkeys(owners[name] for name in close))


def labelled(titles: dict[str, str], also: Aliases = ()) -> dict[str, str]:
    """Return the titles with those aliases that they do not contain: 'Alpha (A)'."""
    known = dict(also)
    labels = {}
    for one, title in titles.items():
        others = [a for a in known.get(one, ()) if a.casefold() not in title.casefold()]
        labels[one] = f"{title} ({', '.join(others)})" if others else title
    return labels


def found_first(
    ids: list[str], labels: dict[str, str], titles: dict[str, str], also: Aliases = ()
) -> list[str]:
    """Return ids so that the first whose label holds a name or alias is the one called so.

    Otherwise they keep their order: of projects, the most measured first.
    """
    return list(_found_first(tuple((one, labels[one], titles[one]) for one in ids), also))


def aliases() -> Aliases:
    """Return the other names of projects in data/projects.yml, by id."""
    return _aliases(marts.key())


@lru_cache(maxsize=2)
def _aliases(build_id: str) -> Aliases:
    rows = each(marts.read("projects"))
    return tuple((row.project_id, tuple(row.aliases)) for row in rows if len(row.aliases))


@lru_cache(maxsize=8)
def _owners(titles: tuple[tuple[str, str], ...], also: Aliases) -> dict[str, str]:
    """Return the id that each name belongs to, titles before ids before aliases."""
    ids = dict(titles)
    names = [(title, one) for one, title in titles] + [(one, one) for one in ids]
    names += [(other, one) for one, others in also if one in ids for other in others]
    return {_key(name): one for name, one in reversed(names)}


@lru_cache(maxsize=8)
def _found_first(rows: tuple[tuple[str, str, str], ...], also: Aliases) -> tuple[str, ...]:
    others = dict(also)
    owner: dict[str, str] = {}
    for one, _, title in rows:
        for name in (title, *others.get(one, ())):
            if len(name) > 1:
                owner.setdefault(name.casefold(), one)
    labels = {one: label.casefold() for one, label, _ in rows}
    done: dict[str, None] = {}
    waiting: set[str] = set()

    def put(one: str) -> None:
        if one in done or one in waiting:
            return
        waiting.add(one)
        for name, whose in owner.items():
            if whose != one and name in labels[one]:
                put(whose)
        done[one] = None

    for one in labels:
        put(one)
    return tuple(done)


def _key(name: str) -> str:
    """Return a name without case, blanks, hyphens and dots."""
    return BETWEEN.sub("", name.casefold())
